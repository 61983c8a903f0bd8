"""The office's side of registers through the real program: "May I accept this?", review, withhold now, what is withheld by law."""
import html
import io
import json
import re
import time
import unittest
import zipfile

import support
from support import Browser, today

GIFT = {"what": "Hamper", "from": "Nightingale Foundry", "value": "£40", "day": today(-3)}


class Reviewing(support.SiteTest):
    """A council of two with registers that are reviewed; a member and an officer who are signed in."""

    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        for name in ("Imogen Vale", "Tobias Renn"):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", "elected",
                      "--from", today(-10))
        self.make("rulebook", "apply", support.TOP / "tests" / "registers" / "review")
        self.server = self.serve()
        self.visitor = Browser(self.server)
        self.member = Browser(self.server).set_password(
            self.make("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip())
        self.officer = self.office("officer")

    def office(self, role):
        link = self.verb("access", "invite", "--role", role, "--name", f"The {role}", "--email",
                         f"{role}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    def declared(self, **fields):
        """A gift recorded from the answer, signed and published; its public id."""
        form = self.member.submit("/my/gifts/may", {**GIFT, **fields}).form("/my/gifts/record")
        draft = self.member.post("/my/gifts/record", {**form["fields"], "outcome": "accepted"})
        self.assertEqual(draft.status, 303, draft.text[:2000])
        done = self.member.submit(f"{draft.location}/sign", {"sure": "yes", "password": support.PASSWORD})
        self.assertEqual(done.status, 303, done.text[:3000])
        page = self.visitor.get("/registers/gifts")
        return sorted(set(re.findall("/registers/gifts/([0-9a-z]{26})", page.html)))

    def served(self, record):
        """All that visitors get of the register."""
        paths = ["/registers", "/registers/gifts", f"/registers/gifts/{record}", "/registers/gifts/feed.atom",
                 "/registers/gifts/totals", "/members/imogen-vale", "/members/imogen-vale/interests",
                 "/data/gifts.csv", "/data/gifts.json", "/data/gifts.jsonl", "/search?q=nightingale", f"/log/{record}",
                 "/removals", "/removals.json", "/removals.atom"]
        return {path: self.visitor.get(path) for path in paths}

    def is_gone(self, record, begun):
        for path, page in self.served(record).items():
            self.assertLess(page.status, 500, path)
            if path.startswith("/search"):
                self.assertNotIn("Hamper", page.text, path)
            else:
                self.assertNotIn("Nightingale", page.html, path)
        self.assertLess(time.monotonic() - begun, 60)


class Office(Reviewing):
    def test_may_i_accept_this(self):
        page = self.member.submit("/my/gifts/may", GIFT)
        self.assertEqual(page.status, 200, page.text[:2000])
        self.assertIn("No limit here keeps you from accepting it", page.text)
        self.assertEqual(len(self.declared()), 1)
        page = self.member.submit("/my/gifts/may", {**GIFT, "from": "NIGHTINGALE foundry", "value": "10"})
        for words in ("You may accept it, and it must be registered", "28 days after", "Code 3.3", "What counts together with it"):
            self.assertIn(words, page.text)
        page = self.member.submit("/my/gifts/may", {**GIFT, "value": "161"})
        self.assertIn("Do not accept it: a limit would be exceeded", page.text)
        page = self.member.submit("/my/gifts/may", {**GIFT, "value": "300", "people": "10"})
        self.assertIn("It is offered to 10 people together", page.text)
        self.assertNotIn("Do not accept it", page.text)
        page = self.member.submit("/my/gifts/may", {**GIFT, "value": "", "unknown": "yes"})
        self.assertIn("Find out what it is worth", page.text)
        page = self.member.submit("/my/gifts/may", {"what": "", "from": "", "value": "<b>", "day": "31 February", "people": "0"})
        self.assertEqual(page.status, 400)
        self.assertNotIn("<b>", page.html)
        for words in ("Enter what is offered", "Enter who offers it", "at least 1"):
            self.assertIn(words, page.text)

    def test_withhold_now(self):
        [record] = self.declared()
        self.assertIn("Nightingale", self.served(record)["/registers/gifts"].text)
        path = f"/office/registers/entries/{record}"
        self.assertEqual(self.member.get(path).status, 403)
        clerk = self.office("clerk")
        self.assertEqual(clerk.get(f"{path}/remove").status, 403)
        begun = time.monotonic()
        page = self.officer.submit(f"{path}/remove", {"kind": "should-not-have-been-published", "why": "It was private"})
        self.assertEqual(page.status, 303, page.text[:3000])
        self.is_gone(record, begun)
        self.assertIn("What to do now", self.officer.get(page.location).text)
        entry = self.visitor.get(f"/registers/gifts/{record}")
        self.assertIn("It was private", entry.text)
        [removal] = json.loads(self.visitor.get("/removals.json").html)["removals"]
        self.assertEqual((removal["record"], removal["kind"]), (record, "should-not-have-been-published"))
        self.assertIn(record, self.visitor.get("/removals.atom").html)
        self.verb("journal", "verify")

    def addresses(self):
        """All that a visitor can reach by links from the home page, files and feeds too."""
        seen, waiting = set(), ["/", "/registers", "/data", "/removals", "/log", "/search?q=nightingale"]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            page = self.ready(path)
            self.assertLess(page.status, 500, path)
            if page.headers.get("Content-Type", "").startswith("text/html"):
                for href in map(html.unescape, re.findall(r'href="(/[^"#]*)', page.html)):
                    if not href.startswith(("/office", "/my", "/sign-in", "/demo", "/assets")):
                        waiting.append(href)
        return seen

    def ready(self, path):
        """What a visitor gets; of the files of everything, which a job makes, once they are there."""
        deadline = time.monotonic() + 40
        while True:
            page = self.visitor.get(path)
            if page.status != 503 or time.monotonic() > deadline:
                return page
            time.sleep(0.2)

    def says(self, path):
        """All bytes of it, those within an archive too."""
        page = self.ready(path)
        if not path.endswith(".zip"):
            return page.body
        with zipfile.ZipFile(io.BytesIO(page.body)) as archive:
            return b"".join(map(archive.read, archive.namelist()))

    def test_withheld_everywhere_within_a_minute(self):
        """S3: whatever a visitor could reach before, cached or not, and whatever they can reach after, without a trace of it."""
        [record] = self.declared()
        support.wait_until(lambda: "Hamper" in self.visitor.get("/search?q=hamper").text, 20)
        kept = self.visitor.get("/registers/gifts")
        before = self.addresses()
        held = {path for path in before if b"Nightingale" in self.says(path)}
        for path in ("/registers/gifts", f"/registers/gifts/{record}", "/registers/gifts/feed.atom", "/data/gifts.csv",
                     "/data/gifts.json", "/members/imogen-vale/interests", "/members/imogen-vale/interests.atom"):
            self.assertIn(path, held)
        begun = time.monotonic()
        self.verb("registers", "remove", f"{self.url}/registers/gifts/{record}", "--kind", "should-not-have-been-published",
                  "--why", "It was private", "--by", "the monitoring officer")
        # The very answers that were kept, by the server and by a browser: another process's write is seen within a second.
        support.wait_until(lambda: self.visitor.get("/registers/gifts", If_None_Match=kept.headers["ETag"]).status == 200)
        support.wait_until(lambda: "Hamper" not in self.visitor.get("/search?q=hamper").text, 20)
        for path in sorted(before | self.addresses() | set(self.served(record))):
            if not path.startswith("/search"):
                self.assertNotIn(b"Nightingale", self.says(path), path)
        self.assertLess(time.monotonic() - begun, 60)
        self.assertIn("the monitoring officer", self.visitor.get("/removals").text)
        if self.engine == "sqlite":
            for file in self.folder.rglob("*"):
                if file.is_file():
                    self.assertNotIn(b"Nightingale", file.read_bytes(), file)

    def test_verb_takes_the_three_kinds(self):
        [record] = self.declared()
        remove = ("registers", "remove", "--site", self.site, "--by", "the clerk")
        for args, said in (
                (("--kind", "dull", "--why", "So", record), "none of typing-mistake"),
                (("--kind", "wrong-person", "--why", " ", record), "--why"),
                (("--kind", "wrong-person", "--why", "So", "--person", "nobody", record), "no person called"),
                (("--kind", "wrong-person", "--why", "So", "0123456789abcdefghjkmnpqrs"), "No register has an entry"),
                (("--kind", "typing-mistake", "--why", "So", record), "--field and --text"),
                (("--kind", "wrong-person", "--why", "So", "--text", "x", record), "Only a typing mistake"),
                (("--kind", "typing-mistake", "--why", "So", "--field", "nothing", "--text", "x", record), "no answer “nothing”")):
            before = support.contents(self.site)
            self.assertIn(said, self.refused(*remove, *args))
            self.assertEqual(support.contents(self.site), before)
        self.refused("registers", "remove", "--site", self.site, "--kind", "wrong-person", "--why", "So", record, code=2)
        # The site is down.
        self.server.kill()
        self.verb("registers", "remove", "--by", "the clerk", "--kind", "typing-mistake", "--why", "A letter was missing",
                  "--field", "what", "--text", "Hampers", record)
        self.assertIn("Hampers", self.verb("registers", "list", "--register", "gifts").stdout.decode())
        moved = self.json("registers", "remove", "--by", "the clerk", "--kind", "wrong-person", "--why", "A mix-up of names",
                          "--person", "Tobias Renn", record)
        self.assertEqual((moved["record"], moved["kind"]), (record, "wrong-person"))
        self.assertIn("Tobias Renn", self.verb("registers", "list", "--register", "gifts").stdout.decode())
        self.assertIn("removed before", self.refused(*remove, "--kind", "wrong-person", "--why", "So", record))
        self.verb("journal", "verify")
        self.server = self.serve()
        entry = self.visitor.get(f"/registers/gifts/{moved['moved_to']}")
        self.assertIn("Hampers", entry.text)
        self.assertIn("A mix-up of names", self.visitor.get(f"/registers/gifts/{record}").text)

    def test_withheld_by_law(self):
        [record] = self.declared()
        link = self.member.get("/my/registers/gifts").link("/my/withhold/[^/]+")
        self.assertEqual(link, f"/my/withhold/{record}")
        asked = self.member.submit(link, {})
        self.assertEqual(asked.status, 303, asked.text[:2000])
        self.assertIn("Asked to be withheld", self.officer.get("/office/registers").text)
        begun = time.monotonic()
        page = self.officer.submit(f"/office/registers/entries/{record}/withhold", {})
        self.assertEqual(page.status, 303, page.text[:3000])
        self.is_gone(record, begun)
        self.assertIn("There is an interest whose details are withheld", self.visitor.get("/registers/gifts").text)
        administrator = self.office("administrator")
        self.assertEqual(administrator.get("/office/registers/withheld").status, 403)
        link = self.officer.get("/office/registers/withheld").link("/office/registers/withheld/[^/]+")
        self.assertIn("Nightingale", self.officer.get(link).text)
        self.assertEqual(administrator.get(link).status, 403)
        mine = self.member.get("/my/withheld").link("/my/withheld/[^/]+")
        self.assertIn("Nightingale", self.member.get(mine).text)
        self.verb("journal", "verify")

    def test_review(self):
        form = next(f for f in self.member.get("/my/registers/interests").forms if f["fields"].get("act") == "nil")
        sign = self.member.post(form["action"], form["fields"]).location
        self.assertEqual(self.member.submit(sign, {"sure": "yes", "password": support.PASSWORD}).status, 303)
        listed = self.officer.get("/office/registers")
        self.assertIn("Imogen Vale", listed.text)
        path = listed.link("/office/registers/declarations/[^/]+")
        page = self.officer.get(path)
        self.assertIn("28 days after", page.text)
        for role, status in (("auditor", 403), ("administrator", 403), ("clerk", 200)):
            office = self.office(role)
            self.assertEqual(office.get(path).status, status, role)
            self.assertEqual("Imogen Vale" in office.get("/office/registers").text, status == 200, role)
        # No step of this register is the line manager's.
        term = self.json("people", "show", "imogen-vale")["terms"][0]["id"]
        self.verb("people", "change-term", term, "--manager", "tobias-renn")
        manager = Browser(self.server).set_password(
            self.make("people", "invite", "tobias-renn", "--email", "tobias@example.org").stdout.decode().strip())
        self.assertEqual(manager.get(path.replace("/office/registers/declarations/", "/my/approvals/")).status, 403)
        form = page.form(path)
        again = {**form["fields"], "act": "return"}
        sent = self.officer.post(path, again)
        self.assertEqual(sent.status, 400)
        self.assertIn("Say what you ask for", sent.text)
        other = self.officer.get(path).form(path)["fields"]
        self.assertEqual(self.officer.submit(path, {"act": "accept"}).status, 303)
        late = self.officer.post(path, {**other, "act": "return", "message": "Look again"})
        self.assertEqual(late.status, 409, late.text[:2000])
        self.assertIn("Look again", late.text)


class OfficeOnPostgres(Office):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
