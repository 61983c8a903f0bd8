"""Invitations of many people at once: e-mail through a real mail server, letters with codes, a later day, a test first."""
import email
import email.policy
import re
import unittest

import support
from smtp_server import SmtpServer
from support import PASSWORD, Browser, email_of, today

LIST = "/office/invitations"
NAMES = [f"{first} {last}" for first in ("Ada", "Bo", "Cleo", "Dara", "Ezra", "Fay", "Gus", "Hana", "Ida", "Jun")
         for last in ("Arden", "Brook", "Crane", "Dune", "Elm", "Frost")]
POST, SHARED = NAMES[:8], NAMES[8:10]
OTHERS = NAMES[10:]


def form_of(page):
    """The one that invites, not the one that chooses whom to show."""
    return next(form for form in page.forms if form["action"] == LIST and form["method"] == "post")


class Invitations(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init("--demo")
        rows = ["name,body,post,category,from,email,address,contact_by"]
        for name in NAMES:
            address = "council@alderquay.example" if name in SHARED else "" if name in POST else email_of(name)
            street = f"{NAMES.index(name)} Quay Street" if name in POST else ""
            rows.append(f"{name},City Council,Member,appointed,2026-01-01,{address},{street},")
        rows.append("Olga Ray,Harbour Board,Member,appointed,2026-01-01,olga@alderquay.example,,")
        table = self.folder / "people.csv"
        table.write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.make("people", "import", table)
        self.smtp = SmtpServer()
        self.addCleanup(self.smtp.close)
        self.server = self.serve()
        self.clerk = self.account(self.server, "clerk", "Clara Quill", "--body", "city-council")
        self.make("mail", "set", "--server", self.smtp.url, "--from", "City Clerk <ethics@alderquay.example>")

    def mails(self, n):
        self.smtp.wait_for(n)
        return [email.message_from_bytes(m.content, policy=email.policy.default) for m in self.smtp.received()]

    def text(self, mail):
        return mail.get_body(("plain",)).get_content()

    def fields(self, browser=None, who=None, **more):
        """The list's form as it stands, or with these people ticked alone."""
        page = (browser or self.clerk).get(LIST)
        form = form_of(page)
        fields = {k: v for k, v in form["fields"].items() if who is None or not k.startswith("row-")}
        for name in who or ():
            fields[self.box(page, name)] = "yes"
        return {**fields, **more}

    def box(self, page, name):
        return re.search(rf'for="(row-[^"]+)"[^>]*><span[^>]*>Invite {name}<', page.html).group(1)

    def preview(self, fields, browser=None):
        page = (browser or self.clerk).post(LIST, fields)
        self.assertEqual(page.status, 200, page.text[:1000])
        return page

    def send(self, fields, step="send"):
        page = self.preview({**fields, "step": "preview"})
        return self.clerk.post(LIST, {**form_of(page)["fields"], "step": step}), page

    def letters(self, batch, browser=None):
        page = (browser or self.clerk).submit(batch, action=f"{batch}/letters")
        self.assertEqual(page.status, 200, page.text[:1000])
        return re.findall(r'<section class="site-letter">.*?</section>', page.html, re.S), page

    def codes(self, letters):
        return {re.search(r"Dear ([^,]+),", letter).group(1): re.search(r"<code[^>]*>([0-9A-Z-]{19})</code>", letter).group(1)
                for letter in letters}

    def enter(self, code, browser=None):
        return (browser or Browser(self.server)).submit("/invitation", {"code": code})

    def test_sixty_people(self):
        fields = self.fields(intro="Welcome to the new council.\n\nThe first meeting is on Monday.")
        self.assertEqual(sum(k.startswith("row-") for k in fields), 60, "all who were never invited are ticked")
        page = self.preview({**fields, "step": "preview"})
        self.assertIn("E-mails: 50, at once. Letters for you to print: 10.", page.text)
        self.assertIn("Welcome to the new council.", page.text)
        self.assertIn("XXXX-XXXX-XXXX-XXXX", page.text)
        self.assertEqual(self.smtp.received(), [])
        # A test goes to the clerk alone, and lets nobody in.
        form = form_of(page)["fields"]
        tested = self.preview({**form, "step": "test"})
        self.assertIn("A test is on its way", tested.text)
        [test] = self.mails(1)
        self.assertIn(email_of("Clara Quill"), test["To"])
        self.assertTrue(test["Subject"].startswith("Test: "), test["Subject"])
        self.assertEqual(Browser(self.server).get("/set-password/%E2%80%A6").status, 404)
        # The real ones: the same form twice is one batch.
        form = form_of(tested)["fields"]
        sent = self.clerk.post(LIST, {**form, "step": "send"})
        again = self.clerk.post(LIST, {**form, "step": "send"})
        self.assertEqual((sent.status, again.status), (303, 303), sent.text[:500])
        self.assertEqual(sent.location, again.location)
        batch = sent.location.split("?")[0]
        mails = self.mails(51)[1:]
        self.assertEqual(sorted(m["To"].addresses[0].addr_spec for m in mails), sorted(map(email_of, OTHERS)))
        links = {re.search(r"http://\S+/set-password/\S+", self.text(m)).group() for m in mails}
        self.assertEqual(len(links), 50)
        for words in ("Welcome to the new council.", "Member, City Council", "counts the same", "Clara Quill"):
            self.assertIn(words, self.text(mails[0]))
            self.assertIn(words, mails[0].get_body(("html",)).get_content())
        name = next(n for n in OTHERS if email_of(n) == mails[0]["To"].addresses[0].addr_spec)
        member = Browser(self.server).set_password(re.search(r"http://\S+/set-password/\S+", self.text(mails[0])).group())
        self.assertEqual(member.get("/my").status, 200)
        self.assertNotIn(name, self.clerk.get(LIST).text, "who has a password is invited no more")
        for row in self.json("mail", "list")["messages"]:
            if row["kind"] == "people.invitation":
                self.assertNotIn("set-password", str(self.json("mail", "show", row["id"])))
                break
        # Letters: one each, also for those who share an address, which would let either sign in as the other.
        shown = self.clerk.get(batch)
        self.assertIn("To be printed: 10.", shown.text)
        self.assertIn("Others have the same e-mail address", shown.text)
        letters, page = self.letters(batch)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        codes = self.codes(letters)
        self.assertEqual(sorted(codes), sorted(POST + SHARED))
        self.assertEqual(len(set(codes.values())), 10)
        self.assertIn("0 Quay Street", letters[0])
        for code in codes.values():
            self.assertNotIn(code.encode(), self.rows())
        self.a_code_lets_in(codes)
        self.printing_again(batch, codes)
        self.head()

    def rows(self):
        return "\n".join(support.contents(self.site)).encode()

    def a_code_lets_in(self, codes):
        visitor = Browser(self.server)
        page = visitor.get("/invitation")
        self.assertEqual((page.status, page.headers["Set-Cookie"]), (200, None))
        typed = codes[POST[0]].lower().replace("-", " ").replace("0", "o").replace("1", "l")
        entered = self.enter(typed, visitor)
        self.assertEqual(entered.status, 303)
        self.assertEqual(self.enter(codes[POST[0]]).status, 303, "until the password is set it can be typed again")
        self.assertEqual(visitor.get(entered.location).status, 404, "and then the newer page counts")
        entered = self.enter(codes[POST[0]], visitor)
        self.assertIn(POST[0], visitor.get(entered.location).text)
        done = visitor.submit(entered.location, {"name": POST[0], "email": "own@example.org", "password": PASSWORD})
        self.assertEqual(done.status, 303, done.text[:500])
        self.assertEqual(visitor.get("/my").status, 200)
        self.assertEqual(self.enter(codes[POST[0]]).status, 400, "a code works once")

    def printing_again(self, batch, codes):
        page = self.clerk.get(batch)
        self.assertIn("Printed, and not used yet: 9.", page.text)
        form = page.form(f"{batch}/letters")["fields"]
        first = self.clerk.post(f"{batch}/letters", form)
        self.assertEqual(first.status, 200)
        again = self.clerk.post(f"{batch}/letters", form)
        self.assertEqual((again.status, again.location), (303, f"{batch}?done=before"))
        new = self.codes(re.findall(r'<section class="site-letter">.*?</section>', first.html, re.S))
        self.assertEqual(sorted(new), sorted(set(codes) - {POST[0]}))
        self.assertEqual(self.enter(codes[POST[1]]).status, 400, "the lost letter lets nobody in")
        self.assertEqual(self.enter(new[POST[1]]).status, 303)

    def test_codes_that_are_wrong_or_late(self):
        sent, _ = self.send(self.fields(who=POST[:1]))
        letters, _ = self.letters(sent.location.split("?")[0])
        [code] = self.codes(letters).values()
        visitor = Browser(self.server)
        for typed in ("", "7D2K", "7D2K-M4PX-9TQA-H3V!", "x" * 5000):
            page = self.enter(typed, visitor)
            self.assertEqual(page.status, 400)
            self.assertIn("16 letters and digits", page.text)
        for _ in range(9):
            page = self.enter("7D2K-M4PX-9TQA-H3VW", visitor)
            self.assertEqual(page.status, 400)
            self.assertIn("lets nobody in", page.text)
        self.assertEqual(self.enter(code).status, 303, "a right one is not a try")
        self.enter("7D2K-M4PX-9TQA-H3VW", visitor)
        self.assertEqual(self.enter(code).status, 429)
        self.server.stop()
        self.server = self.serve()
        self.assertEqual(self.enter(code).status, 429, "a restart forgets nothing")
        self.server.stop()
        self.server = self.serve()
        # Whoever signed in here before is not kept out.
        self.assertEqual(self.clerk.sign_in(email_of("Clara Quill")).status, 303)

    def test_a_later_day(self):
        self.assertEqual(self.clerk.post(LIST, self.fields(who=OTHERS[:1], on="2020-01-01")).status, 400)
        self.assertEqual(self.clerk.post(LIST, self.fields(who=[])).status, 400)
        self.assertEqual(self.clerk.post(LIST, self.fields(who=OTHERS[:1], intro="x" * 3001)).status, 400)
        sent, page = self.send(self.fields(who=OTHERS[:6], on=today(7)))
        self.assertIn("9:00 am", page.text)
        self.assertIn("Plan these invitations", page.html)
        other, _ = self.send(self.fields(who=OTHERS[6:8], on=today(7)))
        batch = sent.location.split("?")[0]
        self.assertIn("Planned for", self.clerk.get(batch).text)
        self.assertEqual(self.clerk.submit(other.location.split("?")[0], action=other.location.split("?")[0] + "/cancel").status, 303)
        accounts = len(self.json("access", "list")["accounts"])
        # Meanwhile one dies, one leaves, one is invited otherwise and signs in, one's address is taken.
        slugs = [name.lower().replace(" ", "-") for name in OTHERS[:6]]
        self.verb("people", "died", slugs[0], "--on", today())
        term = self.json("people", "show", slugs[1])["terms"][0]["id"]
        self.verb("people", "change-term", term, "--to", today())
        link = self.make("people", "invite", slugs[2], "--email", email_of(OTHERS[2])).stdout.decode().strip()
        Browser(self.server).set_password(link)
        self.verb("access", "invite", "--role", "clerk", "--name", "Other", "--email", email_of(OTHERS[3]))
        self.server.stop()
        self.verb("jobs", "run", "--now", f"{today(7)}T16:00:00Z")
        self.assertEqual([m for m in self.json("mail", "list")["messages"] if m["kind"] == "people.invitation"], [])
        self.assertEqual(len(self.json("access", "list")["accounts"]), accounts + 2, "no link lies around")
        self.verb("jobs", "run", "--now", f"{today(7)}T17:05:00Z")
        sent = [m["to"] for m in self.json("mail", "list")["messages"] if m["kind"] == "people.invitation"]
        self.assertEqual(sorted(sent), sorted(map(email_of, OTHERS[4:6])))
        self.server = self.serve()
        page = self.clerk.get(batch)
        for words in ("cancelled", "Has no term or job any more.", "Has a password already.",
                      "Somebody else signs in with this e-mail address."):
            self.assertIn(words, page.text)
        self.assertIn("To be printed: 1.", page.text)

    def test_what_the_mail_server_refuses(self):
        self.smtp.answers["RCPT"] = lambda rest: "550 5.1.1 no such mailbox" if email_of(OTHERS[0]) in rest else None
        sent, _ = self.send(self.fields(who=OTHERS[:2]))
        self.mails(1)
        batch = sent.location.split("?")[0]
        support.wait_until(lambda: "no such mailbox" in self.clerk.get(batch).text, 20)
        self.assertIn("not delivered", self.clerk.get(LIST).text)
        # The address is put right, and the person invited again.
        slug = OTHERS[0].lower().replace(" ", "-")
        self.assertEqual(self.clerk.submit(f"/office/people/{slug}", action=f"/office/people/{slug}/remove").status, 303)
        self.verb("people", "contact", slug, "--value", "right@alderquay.example")
        self.send(self.fields(who=OTHERS[:1]))
        mail = next(m for m in self.mails(2) if "right@" in m["To"])
        link = re.search(r"http://\S+/set-password/\S+", self.text(mail)).group()
        member = Browser(self.server)
        self.assertIn("right@alderquay.example", member.get(support.urllib.parse.urlsplit(link).path).text)
        member.set_password(link)

    def test_on_the_command_line(self):
        dry = self.json("people", "invite-many", "--body", "city-council", "--dry-run")
        self.assertEqual((dry["batch"], len(dry["people"])), ("", 60))
        self.refused("people", "invite-many", "--body", "no-such-body", "--site", self.site)
        self.refused("people", "invite-many", "--on", "2020-01-01", "--site", self.site)
        self.refused("people", "letters", "nothing", "--site", self.site)
        names = [name.lower().replace(" ", "-") for name in (POST[0], OTHERS[0])]
        made = self.json("people", "invite-many", *names, "--intro", "Welcome.")
        self.assertEqual([p["way"] for p in made["people"]], ["letter", "e-mail"])
        self.assertIn("Welcome.", self.text(self.mails(1)[0]))
        printed = self.verb("people", "letters", made["batch"]).stdout.decode()
        self.assertEqual(len(printed.split("\f")), 1)
        self.assertIn("0 Quay Street", printed)
        self.assertEqual(self.enter(re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", printed).group()).status, 303)
        left = self.json("people", "invite-many", "--body", "city-council", "--dry-run")
        self.assertEqual(len(left["people"]), 58)

    def test_only_ones_own_body(self):
        other = self.account(self.server, "clerk", "Carl Quill", "--body", "harbour-board")
        page = other.get(LIST)
        self.assertIn("Ray, Olga", page.text)
        self.assertNotIn("Arden", page.text)
        theirs = self.box(self.clerk.get(LIST), OTHERS[0])
        fields = {k: v for k, v in form_of(page)["fields"].items() if not k.startswith("row-")}
        for step in ("preview", "send", "test"):
            self.assertEqual(other.post(LIST, {**fields, theirs: "yes", "step": step}).status, 403)
        sent, _ = self.send(self.fields(who=[*OTHERS[:1], *POST[:1]]))
        batch = sent.location.split("?")[0]
        self.assertEqual(other.get(batch).status, 403)
        csrf = {"_csrf": fields["_csrf"], "_form": fields["_form"]}
        self.assertEqual(other.post(f"{batch}/letters", csrf).status, 403)
        self.assertEqual(other.post(f"{batch}/cancel", csrf).status, 403)
        self.assertNotIn(batch, other.get(LIST).html)
        self.assertIn(batch, self.clerk.get(LIST).html)


class InvitationsOnPostgres(Invitations):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
