"""The office's side of registers through the real program: "May I accept this?", review, withhold now, what is withheld by law."""
import json
import re
import time
import unittest

import support
from support import Browser, today

GIFT = {"what": "Hamper", "from": "Nightingale Foundry", "value": "£40", "day": today(-3)}


class Office(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.verb("people", "add-body", "--name", "City Council")
        for name in ("Imogen Vale", "Tobias Renn"):
            self.verb("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", "elected",
                      "--from", today(-10))
        self.verb("rulebook", "apply", support.TOP / "tests" / "registers" / "review")
        self.server = self.serve()
        self.visitor = Browser(self.server)
        self.member = Browser(self.server).set_password(
            self.verb("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip())
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
            self.verb("people", "invite", "tobias-renn", "--email", "tobias@example.org").stdout.decode().strip())
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
