"""The thin chain through the real program, without JavaScript: a site is made, a code imported, published and read,
signed by an official, shown on the roll, proved by the log, taken back, backed up and restored."""
import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path

import support
from support import Browser

NAME = "Imogen Vale"


class Chain(support.SiteTest):
    """Everything in the browser."""

    def test_from_init_to_the_receipt(self):
        server = self.first_administrator()
        officer = self.invite_officer(server)
        self.add_people(officer)
        codes = [(support.OWN_CODE.name, support.OWN_CODE.read_bytes())]
        codes += [(name, content) for name, content in support.seeds(self)]
        for name, content in codes:
            with self.subTest(name):
                slug = self.publish(officer, name, content)
                self.read(server, officer, slug)
        self.sign(server, officer)
        self.assertEqual(server.stop()[0], 0)

    def first_administrator(self):
        link = self.init()
        server = self.serve()
        visitor = Browser(server)
        self.assertEqual(visitor.get("/").status, 200)
        self.assertIn("No code has been published here yet", visitor.get("/codes").text)
        self.admin = Browser(server).set_password(link, {"name": "Ada Quill", "email": "ada@alderquay.example"})
        self.assertEqual(self.admin.get("/office/accounts").status, 200)
        again = visitor.get(link)
        self.assertEqual(again.status, 404)
        self.assertIn("works once", again.text)
        self.assertEqual(visitor.post(link, {"name": "Mallory", "email": "m@example.org",
                                             "password": support.PASSWORD}).status, 404)
        self.assertEqual(visitor.cookies, {})
        self.assertEqual(visitor.sign_in("ada@alderquay.example", "not the password at all").status, 403)
        self.assertEqual(visitor.sign_in("ada@alderquay.example").status, 303)
        return server

    def invite_officer(self, server):
        invited = self.admin.submit("/office/accounts/invite", {"name": "Ombra Fenn", "email": "ombra@alderquay.example",
                                                                "role": "officer"})
        return Browser(server).set_password(support.link_in(invited))

    def add_people(self, officer):
        added = officer.submit("/office/bodies/add", {"name": "City Council"})
        self.assertEqual(added.location, "/office/people?done=body", added.text)
        form = officer.get("/office/people/add").form("/office/people/add")
        council = next(value for value, text in form["choices"]["body"].items() if text == "City Council")
        added = officer.submit("/office/people/add", {"name": NAME, "body": council, "post": "Mayor",
                                                      "category": "elected", "from": "2025-01-06"})
        self.assertEqual(added.location, "/office/people?done=person", added.text)
        self.assertIn("Mayor", Browser(officer.server).get("/members").text)

    def publish(self, officer, name, content):
        """Uploads the file, reads the draft's counts, publishes it; the code's slug."""
        visitor = Browser(officer.server)
        form = officer.get("/office/codes/import").form("/office/codes/import")
        made = officer.upload("/office/codes/import", {**form["fields"]}, "file", name, content)
        self.assertEqual(made.status, 303, made.text)
        review = officer.get(made.location)
        counts = re.search(r"Words in the file ([\d,]+) · kept ([\d,]+) · left out ([\d,]+)", review.text)
        self.assertTrue(counts, review.text)
        words, kept, left_out = (int(n.replace(",", "")) for n in counts.groups())
        self.assertGreater(kept, 100)
        self.assertEqual(words, kept + left_out)
        before = visitor.get("/codes").body
        form = officer.get(made.location + "/publish").form(made.location + "/publish")
        published = officer.post(made.location + "/publish", form["fields"])
        self.assertEqual(published.status, 303, published.text)
        self.assertNotEqual(visitor.get("/codes").body, before, "the list of codes has not changed")
        again = officer.post(made.location + "/publish", form["fields"])
        self.assertEqual((again.status, again.location), (303, published.location), "the same form again")
        return re.fullmatch(r"/codes/(.+)/editions/1\?done=published", published.location).group(1)

    def read(self, server, officer, slug):
        visitor = Browser(server)
        page = visitor.get(f"/codes/{slug}")
        self.assertEqual(page.status, 200)
        self.assertIsNone(page.headers["Set-Cookie"])
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        for name, value in (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin")):
            self.assertEqual(page.headers[name], value)
        self.assertEqual(officer.get(f"/codes/{slug}").body, page.body, "a public page depends on who reads it")
        unchanged = visitor.get(f"/codes/{slug}", If_None_Match=page.headers["ETag"])
        self.assertEqual((unchanged.status, unchanged.body), (304, b""))
        anchors = set(re.findall(r' id="([^"]+)"', page.html))
        links = [link for link in re.findall(r'href="#([^"]+)"', page.html)]
        self.assertGreater(len(re.findall(r'href="/codes/[^"]+/provisions/[^"]+"', page.html)), 10)
        self.assertEqual([link for link in links if link not in anchors], [], "links to no place on the page")
        self.assertEqual(len(anchors), len(re.findall(r' id="[^"]+"', page.html)), "an anchor stands twice")
        stored = visitor.get(f"/codes/{slug}/code.json")
        self.assertEqual(stored.status, 200)
        provisions = json.loads(stored.body)["provisions"]
        self.assertTrue(all(p["anchor"] in anchors for p in provisions))
        self.assertNotIn("<script>", page.html)

    def sign(self, server, officer):
        invite = "/office/people/imogen-vale/invite"
        link = support.link_in(officer.submit(invite, {"email": support.email_of(NAME)}))
        member, visitor = Browser(server).set_password(link), Browser(server)
        self.assertEqual(visitor.get("/my").location, "/sign-in?next=%2Fmy")
        sign = member.get("/my").link("/sign/[^/]+/[^/]+")
        form = member.get(sign).form(sign)
        unread = member.post(sign, form["fields"])
        self.assertEqual(unread.status, 400)
        self.assertIn("Tick the box", unread.text)
        code = next(slug for slug in re.findall(r'href="/codes/([^"/]+)"', visitor.get("/codes").html)
                    if visitor.get(f"/codes/{slug}/code.json").body and form["fields"]["text"] in
                    visitor.get(f"/codes/{slug}").html)
        self.assertIn("Nobody has signed yet", visitor.get(f"/codes/{code}/signed").text)
        signed = member.post(sign, {**form["fields"], **support.signing(NAME)})
        self.assertEqual(signed.status, 303, signed.text)
        self.assertEqual(member.post(sign, {**form["fields"], **support.signing(NAME)}).location, signed.location)
        roll = visitor.get(f"/codes/{code}/signed")
        self.assertEqual(roll.text.count(NAME), 1)
        self.assertIn("Mayor", roll.text)
        self.assertNotIn(sign, member.get("/my").html)
        receipt = visitor.get(signed.location.partition("?")[0] + "/receipt.json")
        self.assertIn("attachment", receipt.headers["Content-Disposition"])
        self.check_receipt(receipt.body)

    def check_receipt(self, body):
        path = self.folder / "receipt.json"
        path.write_bytes(body)
        self.run_ok("commitments", "verify", path)
        checked = self.json("commitments", "verify", path)
        self.assertEqual((checked["record"]["name"], checked["state"]), (NAME, "stands"))


class ChainOnPostgres(Chain):
    engine = "postgres"


class Signed(support.SiteTest):
    """A site made from the command line in which one member has signed."""

    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add", "--name", NAME, "--body", "city-council", "--post", "Mayor", "--category", "elected",
                  "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish")
        self.server = self.serve()
        done = self.make("people", "invite", "imogen-vale", "--email", support.email_of(NAME))
        self.member = Browser(self.server).set_password(done.stdout.decode().strip())
        self.visitor = Browser(self.server)
        self.record = self.sign_code()

    def sign_code(self):
        path = self.member.get("/my").link("/sign/[^/]+/[^/]+")
        signed = self.member.submit(path, support.signing(NAME))
        self.assertEqual(signed.status, 303, signed.text)
        return signed.location.partition("?")[0].removeprefix("/signed/")

    def receipt(self):
        page = self.visitor.get(f"/signed/{self.record}/receipt.json")
        self.assertEqual(page.status, 200)
        return json.loads(page.body)


class Receipts(Signed):
    def check(self, receipt, *more):
        path = self.folder / "receipt.json"
        path.write_text(json.dumps(receipt), encoding="utf-8")
        return support.run("commitments", "verify", path, *more, cwd=self.folder)

    def test_any_change_is_refused(self):
        receipt = self.receipt()
        for more in ((), ("--site", self.site)):
            self.assertEqual(self.check(receipt, *more).returncode, 0)
        changes = {
            "kind": "another receipt",
            "v": 2,
            "content": receipt["content"].replace(NAME, "Imogen Vane"),
            "salt": flip(receipt["salt"]),
            "leaf": receipt["leaf"].replace('"version":1', '"version":2'),
            "index": receipt["index"] - 1,
            "size": receipt["size"] + 1,
            "root": flip(receipt["root"]),
            "proof": [flip(receipt["proof"][0]), *receipt["proof"][1:]],
        }
        self.assertEqual(set(receipt) - set(changes), {"note", "site", "standing"}, "the rest is no evidence")
        for name, value in changes.items():
            with self.subTest(name):
                self.assertNotEqual(value, receipt[name])
                self.refuses({**receipt, name: value})
            with self.subTest(f"without {name}"):
                self.refuses({k: v for k, v in receipt.items() if k != name})
        self.refuses({**receipt, "proof": receipt["proof"][1:]})
        self.refuses({**receipt, "proof": [*receipt["proof"], receipt["root"]]})
        elsewhere = self.check({**receipt, "site": "https://elsewhere.example"}, "--site", self.site)
        self.assertEqual(elsewhere.returncode, 1, "it names another site")

    def refuses(self, receipt):
        for more in ((), ("--site", self.site)):
            done = self.check(receipt, *more)
            self.assertEqual(done.returncode, 1, done.stdout.decode())
            self.assertTrue(done.stderr)
            self.assertEqual(done.stdout, b"")

    def test_another_log_does_not_have_it(self):
        receipt = self.receipt()
        other = self.new_address("other.db")
        self.run_ok("init", "--url", self.url, "--site", other)
        self.assertEqual(self.check(receipt).returncode, 0)
        self.assertEqual(self.check(receipt, "--site", other).returncode, 1)

    def test_an_older_receipt_holds_while_the_log_grows(self):
        receipt = self.receipt()
        self.make("people", "add-body", "--name", "Planning Board")
        self.assertEqual(self.check(receipt, "--site", self.site).returncode, 0)
        self.assertGreater(self.receipt()["size"], receipt["size"])


class ReceiptsOnPostgres(Receipts):
    engine = "postgres"


def flip(digits):
    """The hexadecimal digits with the last one changed."""
    return digits[:-1] + ("0" if digits[-1] != "0" else "1")


class Removal(Signed):
    """Erasing a signature leaves the mark in the log and nothing of its content, also after a restore."""

    def stored(self):
        """All that the database holds, in bytes."""
        if self.engine == "sqlite":
            return b"".join(path.read_bytes() for path in sorted(Path(self.site).parent.rglob("*"))
                            if path.is_file() and str(path).startswith(self.site) and path.suffix != ".removals")
        return subprocess.run(["pg_dump", "--inserts", self.site], check=True, capture_output=True).stdout

    def erase(self):
        self.verb("journal", "erase", "--record", self.record, "--ground", "Signed by mistake")

    def test_a_removed_signature_is_gone(self):
        receipt = self.receipt()
        salt, content = bytes.fromhex(receipt["salt"]), receipt["content"].encode()
        if self.engine == "postgres":
            salt, content = salt.hex().encode(), content.hex().encode()
        before = self.stored()
        self.assertTrue(salt in before and content in before)
        names = before.count(NAME.encode())
        self.visitor.get("/codes/code/signed")
        self.erase()
        support.wait_until(lambda: "removed" in self.visitor.get("/codes/code/signed").text)
        self.server.stop()
        after = self.stored()
        self.assertFalse(salt in after or content in after, "the content or its salt is still there")
        self.assertLess(after.count(NAME.encode()), names, "the signature's own copy of the name is still there")
        self.server = self.visitor.server = self.serve()
        self.shows_the_removal()
        head = self.head()
        self.assertEqual(head["erased"], 1)
        self.assertIn("before", self.refused("journal", "erase", "--record", self.record, "--ground", "Again", "--site",
                                             self.site))
        self.assertEqual(self.head(), head)

    def shows_the_removal(self):
        self.assertIn("A signature was removed here", self.visitor.get("/codes/code/signed").text)
        for path in ("/codes/code/signed", f"/signed/{self.record}"):
            self.assertNotIn(NAME, self.visitor.get(path).html)
        self.assertIn("removed", self.visitor.get(f"/signed/{self.record}").text)
        self.assertEqual(self.visitor.get(f"/signed/{self.record}/receipt.json").status, 404)
        record = self.visitor.get(f"/log/records/{self.record}")
        self.assertEqual(record.status, 200)
        self.assertIn("Signed by mistake", record.text)
        self.assertNotIn(NAME, record.html)

    def test_restore_removes_again(self):
        backup = self.folder / "site.backup"
        self.cookies = dict(self.member.cookies)
        self.verb("backup", backup)
        head = self.head()
        self.erase()
        self.server.stop()
        for engine in ("sqlite", "postgres"):
            if engine == "postgres" and not support.TEST_PG:
                continue
            with self.subTest(engine):
                self.restore_and_check(backup, engine, head)

    def restore_and_check(self, backup, engine, head):
        restored = self.new_address(f"restored-{engine}.db", engine)
        removals = self.folder / "localhost.removals" if self.engine == "postgres" else Path(self.site + ".removals")
        wanted = self.folder / "localhost.removals" if engine == "postgres" else Path(restored + ".removals")
        if wanted != removals:
            shutil.copy(removals, wanted)
        done = json.loads(self.run_ok("restore", backup, "--site", restored, "--json").stdout)
        self.assertEqual(done["removals"], 1)
        after = self.head(restored)
        self.assertEqual((after["erased"], after["size"]), (1, head["size"] + 1))
        self.site = restored
        self.server = self.visitor.server = self.serve()
        self.shows_the_removal()
        self.member.cookies = dict(self.cookies)
        self.assertEqual(self.member.get("/my").status, 303, "a session outlived the restore")
        self.assertEqual(self.member.sign_in(support.email_of(NAME)).status, 303)
        self.sign_code()
        self.server.stop()
        self.assertEqual(self.head()["size"], after["size"] + 1)
        self.refused("restore", backup, "--site", restored)
        self.assertEqual(self.head()["size"], after["size"] + 1)


class RemovalOnPostgres(Removal):
    engine = "postgres"


class Commands(support.SiteTest):
    """What issue 2 calls done, word for word."""

    def test_done_when(self):
        seeds = support.seeds(self)
        if not seeds:
            self.skipTest("the founding documents are not here")
        for seed, content in seeds:
            with self.subTest(seed):
                site = self.new_address(f"{seed}.db")
                self.run_ok("init", "--site", site, "--url", "http://localhost:8080", "--name", "City", "--timezone",
                            "America/Los_Angeles")
                path = Path(support.SHARED) / "seeds" / seed
                done = self.run_ok("codes", "import", "--site", site, "--slug", "ethics", "--json", path)
                done = json.loads(done.stdout)
                self.assertGreater(done["words_in"], 100)
                self.assertEqual(done["words_in"], done["words_stored"] + done["words_furniture"])
                if not re.search(r"(?m)^# ", content.decode()):  # of Markdown only the text's words count
                    self.assertEqual(done["words_in"], len(content.decode().split()))
                self.run_ok("codes", "publish", "ethics", "--site", site)
                self.assertEqual(self.head(site)["records"], 1)
                self.run_ok("codes", "import", "--site", site, "--slug", "second", "--publish", path)
                self.assertEqual(self.head(site)["records"], 2)


class CommandsOnPostgres(Commands):
    engine = "postgres"


class Twice(support.SiteTest):
    """The same form sent twice is one row and shows the same result."""

    def test_each_form(self):
        self.init()
        server = self.serve()
        officer = self.account(server, "officer", "Ombra Fenn")
        self.twice(officer, "/office/bodies/add", {"name": "City Council"})
        body = officer.get("/office/people/add").form("/office/people/add")["fields"]["body"]
        self.twice(officer, "/office/people/add", {"name": NAME, "body": body, "post": "Mayor", "category": "elected",
                                                   "from": "2025-01-06"})
        self.twice(officer, "/office/people/imogen-vale/invite", {"email": support.email_of(NAME)}, status=None)
        form = officer.get("/office/codes/import").form("/office/codes/import")["fields"]
        pages = [officer.upload("/office/codes/import", form, "file", "code.md", support.OWN_CODE.read_bytes())
                 for _ in range(2)]
        self.assertEqual(*[(page.status, page.location) for page in pages])
        self.assertEqual(officer.get("/office/codes").text.count("draft of edition"), 1)
        self.assertEqual(self.head()["records"], 3)
        self.assertEqual(len(self.json("access", "list")["accounts"]), 3)

    def twice(self, browser, path, fields, status=303):
        form = browser.get(path).form(path)
        pages = [browser.post(path, {**form["fields"], **fields}) for _ in range(2)]
        if status:
            self.assertEqual(pages[0].status, status, pages[0].text)
            self.assertEqual((pages[1].status, pages[1].location), (status, pages[0].location), pages[1].text)


class TwiceOnPostgres(Twice):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
