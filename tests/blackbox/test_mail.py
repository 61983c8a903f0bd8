"""The outbox and its delivery, by a real mail server on loopback."""
import collections
import email
import email.header
import email.policy
import email.utils
import os
import random
import sqlite3
import stat
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import support
from smtp_server import SmtpServer, certificate
from support import SiteTest, run, wait_until

SENDER = "City Clerk <ethics@alderquay.example>"
COLUMNS = ("id, kind, subject_id, person_id, to_address, to_name, title, text, html, secret, message_id, state, put_ms, again_ms, "
           "since_ms, ended_ms, tries, why, claim, claim_ms")


def quoted(value):
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


class MailStand(SiteTest):
    """A site with a message or two, and a mail server that listens here."""

    certs = None

    def setUp(self):
        super().setUp()
        self.init()
        self.n = 0

    # ---- The outbox from outside

    def sql(self, text):
        if self.engine == "postgres":
            done = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", self.site], check=True, capture_output=True,
                                  input=("SET search_path TO aboveboard; " + text).encode())
            return [line.split("|") for line in done.stdout.decode().splitlines()]
        connection = sqlite3.connect(self.site, timeout=30)
        try:
            rows = [list(map(str, row)) for row in connection.execute(text).fetchall()]
            connection.commit()
            return rows
        finally:
            connection.close()

    def put(self, to="ada@example.gov", title="Two forms are due", text="Two forms are due.\n", html="", name="Ada Quill",
            secret=0):
        """A row as mail_put writes it."""
        self.n += 1
        values = (self.n, "duties.digest", 0, 0, to, name, title, text, html, secret, f"m{self.n}@localhost", 1, 1000, 1000, 0, 0, 0,
                  "", "", 0)
        self.sql(f"INSERT INTO mail_message ({COLUMNS}) VALUES ({', '.join(map(quoted, values))})")
        return self.n

    def row(self, id):
        state, tries, why, text = self.sql(f"SELECT state, tries, why, text FROM mail_message WHERE id = {id}")[0]
        return int(state), int(tries), why, text

    def states(self):
        return collections.Counter(int(row[0]) for row in self.sql("SELECT state FROM mail_message"))

    def smtp(self, tls="", **options):
        cert = None
        if tls:
            if not MailStand.certs:
                MailStand.certs = Path(tempfile.mkdtemp(prefix="aboveboard-certs-"))
                unittest.addModuleCleanup(support.shutil.rmtree, MailStand.certs, ignore_errors=True)
            cert = certificate(MailStand.certs)
        server = SmtpServer(tls, cert, **options)
        self.addCleanup(server.close)
        return server

    def set(self, server, *more):
        return self.verb("mail", "set", "--server", server.url, "--from", SENDER, *more)

    def set_secure(self, server):
        password = self.folder / "password.txt"
        password.write_text("harbour lantern 7\n", encoding="ascii")
        return self.set(server, "--user", "ethics", "--password-file", password, "--ca-file", certificate(MailStand.certs)[0])

    def deliver(self):
        self.verb("jobs", "run")


class MailTest(MailStand):
    # ---- Delivering

    def test_a_batch_goes_over_one_connection(self):
        server = self.smtp()
        self.set(server)
        ids = [self.put(to=f"m{i}@example.gov", title=f"Number {i}") for i in range(15)]
        self.deliver()
        got = server.received()
        self.assertEqual([m.to for m in got], [[f"m{i}@example.gov"] for i in range(15)])
        self.assertEqual(server.connections, 1)
        self.assertEqual(self.states(), {2: 15})
        self.assertIn("250 2.0.0 taken as T1", self.row(ids[0])[2])
        message = email.message_from_bytes(got[3].content, policy=email.policy.default)
        self.assertEqual(message["Subject"], "Number 3")
        self.assertEqual(message["From"], "City Clerk <ethics@alderquay.example>")
        self.assertEqual(message["To"], "Ada Quill <m3@example.gov>")
        self.assertEqual(message["Message-ID"], "<m4@localhost>")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message["List-Id"], "<duties.digest.localhost>")
        self.assertEqual(message.get_content(), "Two forms are due.\r\n")
        self.assertEqual(got[0].sender.partition(" ")[0], "FROM:<ethics@alderquay.example>")

    def test_tls_and_sign_in(self):
        for tls in ("starttls", "implicit"):
            with self.subTest(tls):
                server = self.smtp(tls, user="ethics", password="harbour lantern 7")
                self.set_secure(server)
                before = self.states()[2]
                self.put()
                self.deliver()
                self.assertEqual(self.states()[2], before + 1)
                self.assertEqual([(m.user, m.is_secure) for m in server.received()], [("ethics", True)])
                self.assertFalse([c for c, is_secure in server.commands if not is_secure and c.split()[0] in ("AUTH", "MAIL")])
                said = self.verb("mail", "test", "--to", "ada@example.gov").stderr.decode()
                self.assertIn("250 2.0.0 taken as T1", said)

    def test_the_password_stands_in_the_keys_alone(self):
        server = self.smtp("implicit", user="ethics", password="harbour lantern 7")
        done = self.set_secure(server)
        self.assertNotIn(b"lantern", done.stdout + done.stderr)
        self.assertNotIn("lantern", "".join(support.contents(self.site)))
        keys = [path for path in self.folder.glob("*.keys") if b"lantern" in path.read_bytes()]
        self.assertEqual(len(keys), 1)
        self.assertEqual(stat.S_IMODE(os.stat(keys[0]).st_mode), 0o600)
        # Another server, or another user, does not get it.
        other = self.smtp("implicit", user="ethics", password="x")
        said = self.refused("mail", "set", "--site", self.site, "--server", other.url)
        self.assertIn("--password-file", said)
        self.refused("mail", "set", "--site", self.site, "--user", "other")
        # Nor does it go when only the sender changes.
        self.verb("mail", "set", "--from", "Other <other@alderquay.example>")
        self.put()
        self.deliver()
        self.assertEqual(len(server.received()), 1)

    def test_without_a_trusted_connection_nothing_is_said(self):
        plain = self.smtp(user="ethics", password="harbour lantern 7")
        secure = self.smtp("starttls", user="ethics", password="harbour lantern 7")
        id = self.put()
        for server, why in ((plain, "STARTTLS"), (secure, "certificate")):
            with self.subTest(why):
                self.set_secure(server)
                if server is secure:
                    self.verb("mail", "set", "--no-ca")
                self.deliver()
                state, _, said, _ = self.row(id)
                self.assertEqual(state, 1)
                self.assertIn(why, said)
                self.assertFalse([c for c, _ in server.commands if c.split()[0] in ("AUTH", "MAIL", "RCPT")])
                self.assertIn(why, self.refused("mail", "test", "--site", self.site, "--to", "ada@example.gov"))

    def test_a_wrong_password_gives_nothing_up(self):
        server = self.smtp("starttls", user="ethics", password="another")
        self.set_secure(server)
        ids = [self.put() for _ in range(3)]
        self.deliver()
        self.assertEqual(self.states(), {1: 3})
        self.assertIn("password", self.row(ids[0])[2])
        self.assertEqual(sum(c.startswith("AUTH") for c, _ in server.commands), 1, "one refusal is enough")

    # ---- Servers that refuse

    def test_refused_for_good_or_for_now(self):
        server = self.smtp()
        server.answers["RCPT"] = lambda rest: ("550 5.1.1 no such user" if "gone" in rest else
                                               "451 4.7.1 greylisted" if "grey" in rest else None)
        server.answers["."] = lambda content: "554 5.6.0 looks like spam" if b"spam" in content else None
        self.set(server)
        gone, grey, spam, good = (self.put(to="gone@example.gov", secret=1), self.put(to="grey@example.gov", secret=1),
                                  self.put(title="spam"), self.put())
        self.deliver()
        self.assertEqual(self.row(gone), (3, 1, "550 5.1.1 no such user", ""))
        self.assertEqual(self.row(grey)[:3], (1, 1, "451 4.7.1 greylisted"))
        self.assertEqual(self.row(spam)[:3], (3, 1, "554 5.6.0 looks like spam"))
        self.assertEqual(self.row(good)[0], 2)
        listed = self.json("mail", "list", "--state", "given-up")["messages"]
        self.assertEqual({m["why"] for m in listed}, {"550 5.1.1 no such user", "554 5.6.0 looks like spam"})
        # Its time comes.
        server.answers.clear()
        self.sql("UPDATE mail_message SET again_ms = 1 WHERE state = 1")
        self.deliver()
        self.assertEqual(self.row(grey)[0], 2)
        self.assertEqual(self.row(grey)[3], "", "a secret text stays after it was sent")
        # Somebody tries again.
        self.verb("mail", "again", next(m["id"] for m in listed if m["title"] == "spam"))
        self.deliver()
        self.assertEqual(self.row(spam)[0], 2)
        self.refused("mail", "again", "--site", self.site, next(m["id"] for m in listed if m["secret"]))

    def test_a_connection_that_breaks_in_the_text(self):
        server = self.smtp()
        server.answers["."] = lambda content: "DROP" if b"breaks" in content else None
        self.set(server)
        breaks, good = self.put(title="breaks"), self.put()
        self.deliver()
        self.assertEqual(self.row(breaks)[:2], (1, 1))
        self.assertEqual(self.row(good)[0], 2, "the next message was held up")

    def test_a_server_that_is_down_and_comes_back(self):
        server = self.smtp()
        self.set(server)
        port = server.port
        server.close()
        ids = [self.put() for _ in range(30)]
        self.deliver()
        self.assertEqual(self.states(), {1: 30})
        self.assertEqual({self.row(id)[1] for id in ids}, {1}, "each was tried in vain once, together")
        back = SmtpServer(port=port)
        self.addCleanup(back.close)
        self.deliver()
        self.assertEqual(len(back.received()), 0, "not before its time")
        self.sql("UPDATE mail_message SET again_ms = 1")  # a minute goes by
        self.deliver()
        self.assertEqual(len(back.received()), 30)
        self.assertEqual(self.states(), {2: 30})

    # ---- While it is served

    def test_a_served_site_delivers_by_itself(self):
        smtp = self.smtp()
        self.set(smtp)
        self.put()
        self.serve()
        smtp.wait_for(1)
        wait_until(lambda: self.states() == {2: 1})

    def test_killed_while_it_delivers(self):
        smtp = self.smtp()
        self.set(smtp)
        for i in range(25):
            self.put(title=f"Number {i}")
        # The server takes the seventh, and the program dies before it hears so.
        smtp.answers["."] = lambda content: self.hold(smtp) if b"Subject: Number 6\r\n" in content else None
        smtp.hold = threading.Event()
        smtp.hold.set()
        server = self.serve()
        self.assertTrue(smtp.holding.wait(30))
        wait_until(lambda: len(smtp.received()) >= 6 and not smtp.hold.is_set(), 30)
        server.kill()
        smtp.hold.set()
        smtp.wait_for(7)
        smtp.answers.clear()
        self.assertEqual(self.states()[1], 19)
        self.sql("UPDATE mail_message SET claim_ms = 1 WHERE state = 1")  # the claim's fifteen minutes go by
        self.serve()
        smtp.wait_for(26)
        wait_until(lambda: self.states() == {2: 25}, 30)
        sent = collections.Counter(m.content for m in smtp.received())
        self.assertEqual(len(sent), 25, "a message was lost, or came back changed")
        again = [email.message_from_bytes(content)["Subject"] for content, n in sent.items() if n > 1]
        self.assertEqual(again, ["Number 6"])

    @staticmethod
    def hold(smtp):
        smtp.hold.clear()

    def test_ends_in_time_while_a_server_is_slow(self):
        smtp = self.smtp()
        self.set(smtp)
        self.put()
        smtp.answers["MAIL"] = lambda rest: time.sleep(50)
        server = self.serve()
        wait_until(lambda: any(c.startswith("MAIL") for c, _ in smtp.commands), 20)
        started = time.monotonic()
        code, said = server.stop()
        self.assertEqual(code, 0, said)
        self.assertLess(time.monotonic() - started, 10)
        self.assertEqual(self.states(), {1: 1})

    def test_two_processes_send_nothing_twice(self):
        smtp = self.smtp()
        self.set(smtp)
        for i in range(60):
            self.put(title=f"Number {i}")
        done = []
        both = [threading.Thread(target=lambda: done.append(run("jobs", "run", "--site", self.site))) for _ in range(3)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        self.assertEqual([d.returncode for d in done], [0] * 3, done)
        self.assertEqual(self.states(), {2: 60})
        self.assertEqual(len(smtp.received()), 60)

    # ---- What is sent

    def test_any_text_is_read_back_exactly(self):
        smtp = self.smtp()
        self.set(smtp)
        dice = random.Random(7)
        pieces = ["a", "Ada", " ", "  ", "=", "=?utf-8?Q?x?=", "é", "日本語", "🚢", "\"", "\\", "<b>", ",", ";", ":", "_", "?", ".", "From ",
                  "long" * 30, "\u0301", "x@y.example", "--=_m1", "Bcc: all@example.org", "(c)", "ß"]
        wanted = []
        for _ in range(40):
            title = "".join(dice.choices(pieces, k=dice.randrange(1, 14))).strip() or "a"
            name = "".join(dice.choices(pieces, k=dice.randrange(0, 6))).strip()
            text = "".join(dice.choices([*pieces, "\n", "\n", ".\n", "\t", " \n"], k=dice.randrange(1, 60))) + "\n"
            html = "<p>" + text + "</p>\n" if dice.random() < 0.5 else ""
            wanted.append((title, name, text, html))
            self.put(title=title, name=name, text=text, html=html)
        self.deliver()
        got = smtp.received()
        self.assertEqual(len(got), len(wanted))
        for message, (title, name, text, html) in zip(got, wanted):
            for line in message.content.split(b"\r\n"):
                self.assertLessEqual(len(line), 78)
            read = email.message_from_bytes(message.content, policy=email.policy.default)
            self.assertEqual(read.defects, [])
            self.assertEqual(set(read.keys()) - {"Content-Transfer-Encoding"},
                             {"Date", "From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted",
                              "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"})
            self.assertEqual(read["Subject"], title)
            # Python 3.11's newer policy puts a space between two encoded words of a name (RFC 2047 section 6.2 has none).
            shown, address = email.utils.parseaddr(email.message_from_bytes(message.content)["To"])
            self.assertEqual((str(email.header.make_header(email.header.decode_header(shown))), address),
                             (name, "ada@example.gov"))
            plain = read.get_body(("plain",))
            self.assertEqual(plain.get_content().replace("\r\n", "\n"), text)
            page = read.get_body(("html",))
            self.assertEqual(page.get_content().replace("\r\n", "\n") if page else "", html)

    def test_an_address_in_another_script(self):
        smtp = self.smtp()
        self.set(smtp)
        self.put(to="jürgen@example.gov")
        self.deliver()
        self.assertEqual(smtp.received()[0].to, ["jürgen@example.gov"])
        self.assertIn("SMTPUTF8", smtp.received()[0].sender)

    # ---- Verbs

    def test_what_the_verbs_refuse(self):
        self.assertIn("mail set", self.refused("mail", "test", "--site", self.site, "--to", "ada@example.gov"))
        self.assertIn("--from", self.refused("mail", "set", "--site", self.site, "--server", "smtps://mail.example.gov"))
        said = self.refused("mail", "set", "--site", self.site, "--server", "http://x", "--from", "nobody")
        self.assertIn("http://x", said)
        self.assertIn("name@example.gov", said)
        self.refused("mail", "list", "--site", self.site, "--state", "lost")
        self.refused("mail", "show", "--site", self.site, "0000000000001")
        self.refused("mail", "again", "--site", self.site, "x")
        self.refused("mail", "set", "--site", self.site, "--server", "smtps://mail.example.gov", "--from", SENDER,
                     "--ca-file", "no-such-file")

    def test_list_show_cancel(self):
        self.put(secret=1, text="https://x/set-password/secret\n")
        self.put(title="Plain")
        listed = self.json("mail", "list")["messages"]
        self.assertEqual([m["title"] for m in listed], ["Plain", "Two forms are due"])
        self.assertEqual([m["state"] for m in listed], ["waiting", "waiting"])
        self.assertIn("Two forms are due.", self.verb("mail", "show", listed[0]["id"]).stdout.decode())
        self.assertNotIn(b"set-password", self.verb("mail", "show", listed[1]["id"]).stdout)
        self.verb("mail", "cancel", listed[1]["id"])
        self.assertEqual(self.row(1)[3], "", "a secret text stays after it was cancelled")
        self.assertEqual([m["id"] for m in self.json("mail", "list", "--state", "cancelled")["messages"]], [listed[1]["id"]])
        smtp = self.smtp()
        self.set(smtp)
        self.deliver()
        self.assertEqual(len(smtp.received()), 1)
        self.verb("mail", "set", "--server", "none")
        self.put()
        self.deliver()
        self.assertEqual(self.states(), {1: 1, 2: 1, 4: 1})

    # ---- The office

    def test_the_office_sees_what_could_not_be_sent(self):
        smtp = self.smtp("implicit", user="ethics", password="harbour lantern 7")
        smtp.answers["RCPT"] = lambda rest: "550 5.1.1 no such user" if "gone" in rest else None
        self.set_secure(smtp)
        self.put(to="gone@example.gov", title="Invitation")
        link = self.json("access", "invite", "--role", "administrator", "--name", "Ada Quill", "--email",
                         "ada@alderquay.example")["link"]
        server = self.serve()
        ada = support.Browser(server).set_password(link)
        wait_until(lambda: self.row(1)[0] == 3, 30)
        self.assertIn("E-mails that could not be sent: 1", ada.get("/office").text)
        page = ada.get("/office/mail")
        self.assertIn("550 5.1.1 no such user", page.text)
        self.assertIn("Could not be sent", page.text)
        path = page.link("/office/mail/[0-9a-z]+")
        message = ada.get(path)
        self.assertIn("Two forms are due.", message.text)
        smtp.answers.clear()
        done = ada.submit(path, {"do": "again"})
        self.assertEqual((done.status, done.location), (303, "/office/mail?done=again"))
        smtp.wait_for(1)
        wait_until(lambda: self.row(1)[0] == 2)
        self.assertIn("There are none.", ada.get("/office/mail").text)
        self.assertIn("Sent", ada.get("/office/mail?show=all").text)
        # A form of before: it was sent meanwhile.
        form = message.form(path)["fields"]
        late = ada.post(path, {**form, "_form": ada.get(path).forms[0]["fields"].get("_form", form["_form"]), "do": "cancel"})
        self.assertIn(late.status, (303, 400))
        self.assertEqual(self.row(1)[0], 2)
        self.assertNotIn("lantern", ada.get("/office/mail-server").html)

    def test_the_page_about_the_server(self):
        link = self.json("access", "invite", "--role", "administrator", "--name", "Ada Quill", "--email",
                         "ada@alderquay.example")["link"]
        server = self.serve()
        ada = support.Browser(server).set_password(link)
        path = "/office/mail-server"
        self.assertIn("no mail server yet", ada.get("/office/mail").text)
        bad = ada.submit(path, {"server": "mail", "from": "x", "password": "harbour lantern 7"})
        self.assertEqual(bad.status, 400)
        self.assertIn("is not a mail server", bad.text)
        self.assertNotIn("lantern", bad.html)
        smtp = self.smtp("implicit", user="ethics", password="harbour lantern 7")
        wanted = {"server": smtp.url, "user": "ethics", "from": SENDER}
        self.assertIn("Give the password", ada.submit(path, wanted).text)
        self.assertEqual(ada.submit(path, {**wanted, "password": "harbour lantern 7"}).status, 303)
        page = ada.get(path)
        self.assertIn("One is kept", page.text)
        self.assertNotIn("lantern", page.html)
        self.verb("mail", "set", "--ca-file", certificate(MailStand.certs)[0])
        stale = ada.post(path, {**page.form(path)["fields"], "from": "Other <o@alderquay.example>"})
        self.assertEqual(stale.status, 409)
        tested = ada.submit(path, {"to": "ada@alderquay.example"}, action=path + "/test")
        self.assertEqual(tested.status, 303)
        got = smtp.wait_for(1)
        self.assertEqual((got[0].to, got[0].user), (["ada@alderquay.example"], "ethics"))
        wait_until(lambda: "Sent" in ada.get(tested.location).text)
        # Empty keeps the password; another server does not get it.
        self.assertEqual(ada.submit(path, {"from": "Other <o@alderquay.example>"}).status, 303)
        self.assertEqual(ada.submit(path, {"server": "smtps://localhost:1"}).status, 400)
        self.assertEqual(ada.submit(path, {"off": "yes"}).status, 303)
        self.assertIn("no mail server yet", ada.get("/office/mail").text)

    def test_a_clerk_of_one_body_sees_mail_to_its_people(self):
        for name in ("City Council", "Planning Board"):
            self.make("people", "add-body", "--name", name)
        for name, body in (("Imogen Vale", "city-council"), ("Tobias Renn", "planning-board")):
            self.make("people", "add", "--name", name, "--body", body, "--post", "Member", "--category", "elected",
                      "--from", "2025-01-06")
        ids = {name: id for id, name in self.sql("SELECT id, name FROM person")}
        for name, id in ids.items():
            self.sql(f"UPDATE mail_message SET person_id = {id} WHERE id = {self.put(title='To ' + name)}")
        self.put(title="To nobody in particular")
        server = self.serve()
        clerk = self.account(server, "clerk", "Cora Lind", "--body", "city-council")
        shown = clerk.get("/office/mail?show=all")
        self.assertIn("To Imogen Vale", shown.text)
        self.assertNotIn("To Tobias Renn", shown.text)
        self.assertNotIn("To nobody", shown.text)
        for row in self.json("mail", "list")["messages"]:
            may = row["title"] == "To Imogen Vale"
            self.assertEqual(clerk.get(f"/office/mail/{row['id']}").status, 200 if may else 403)


class MailOnPostgres(MailTest):
    engine = "postgres"


class FolderOfSites(MailStand):
    """A folder holds sites of SQLite alone."""

    def test_a_slow_server_holds_up_no_other_site(self):
        stuck, quick = self.smtp(), self.smtp()
        stuck.answers["MAIL"] = lambda rest: time.sleep(50)
        sites = self.folder / "sites"
        sites.mkdir()
        for name, smtp in (("alder", stuck), ("birch", quick)):
            self.site, self.url = str(sites / f"{name}.db"), f"https://{name}.example"
            self.init()
            self.set(smtp)
            self.put()
        server = support.Server("--sites", sites, port=self.port, cwd=self.folder)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        quick.wait_for(1)
        wait_until(lambda: self.states() == {2: 1})
        self.assertEqual(server.stop()[0], 0)
