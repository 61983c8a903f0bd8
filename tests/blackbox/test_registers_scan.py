"""Scans of signed forms (S7): attached by the clerk who types the form in, read by the office of that body and by whoever signed, never
public; gone with the first of its answers that is withheld or removed."""
import re
import unittest

import support
import test_registers_declare
from support import Browser, today
from test_registers_files import PDF, TEXT, png

WORDS = "Marked by the stamp of Folder 12"
FORM = PDF.replace(b"endobj", f"% {WORDS}\nendobj".encode())


class Scan(test_registers_declare.Declaring):
    def setUp(self):
        super().setUp()
        self.clerk = self.account(self.server, "clerk", "Ombra Fenn", "--body", "city-council")
        self.officer = self.account(self.server, "officer", "Bea Officer")
        self.visitor = Browser(self.server)

    def begun(self):
        return self.go(self.clerk.submit("/office/paper-forms", {"register": "interests", "name": "Imogen Vale",
                                                                 "received": today(-3), "place": "Folder 2026-3"}))

    def attach(self, declaration, content, name="Vale signed.pdf", who=None):
        who = who or self.clerk
        form = self.clerk.get(f"{declaration}/scan").form(f"{declaration}/scan")["fields"]
        if who is not self.clerk:
            form["_csrf"] = next(f["fields"]["_csrf"] for f in who.get("/account").forms if "_csrf" in f["fields"])
        return who.upload(f"{declaration}/scan", form, "scan", name, content)

    def typed_in(self, withheld=False):
        """A declaration of one work, with its scan, entered."""
        declaration = self.begun()
        self.assertEqual(self.attach(declaration, FORM).status, 303)
        first = self.answer(self.clerk, f"{declaration}/categories/work", {"any": "yes"})
        item = self.journey(self.clerk, first, {
            "-whose": {"v0": "1"}, "employer": {"v0": "Quay Ferries Ltd"}, "what": {"v0": "Deckhand"},
            "since": {"v0_from": "2024-03-01"}, "pay": {"v0_state": "unknown"}, "kind": {"v0": "staff"}})
        if withheld:
            self.answer(self.clerk, f"{item}/-withhold?change=1", {"v0": "yes", "v0_why": "Threats"})
        self.answer(self.clerk, f"{declaration}/categories/land", {"any": "no"})
        self.go(self.clerk.submit(f"{declaration}/sign", {"sure": "yes"}))
        return declaration

    def kept(self):
        return self.json("files", "show")["files"]

    def test_who_reads_it(self):
        member, other = self.member(), self.member("tobias-renn")
        declaration = self.begun()
        page = self.clerk.get(declaration)
        self.assertIn("Attach the scan of the signed form", page.text)
        self.assertEqual(self.clerk.get(f"{declaration}/scan/file").status, 404)
        for who in (member, other, self.account(self.server, "clerk", "Petra Holt", "--body", "planning-board")):
            self.assertIn(self.attach(declaration, FORM, who=who).status, (403, 404))
        self.assertEqual(self.kept(), 0)
        self.assertEqual(self.attach(declaration, FORM).location, f"{declaration}?done=saved")
        self.assertIn("signed-form.pdf (1 KB)", self.clerk.get(declaration).text)
        self.assertEqual(self.clerk.get(f"{declaration}/scan/file").body, FORM)
        self.assertEqual(member.get(f"{declaration}/scan/file").status, 403, "it is not entered yet")
        # In the place of the one before, which goes.
        self.assertEqual(self.attach(declaration, png(), "scan.png").status, 303)
        self.assertEqual((self.clerk.get(f"{declaration}/scan/file").body, self.kept()), (png(), 1))
        for category in ("work", "land"):
            self.answer(self.clerk, f"{declaration}/categories/{category}", {"any": "no"})
        self.go(self.clerk.submit(f"{declaration}/sign", {"sure": "yes"}))
        self.assertIn("The scan of the signed form", member.get(declaration).text)
        got = member.get(f"{declaration}/scan/file")
        self.assertEqual((got.status, got.body, got.headers["cache-control"]), (200, png(), "no-store"))
        self.assertIn("attachment", got.headers["content-disposition"])
        self.assertEqual(self.officer.get(f"{declaration}/scan/file").body, png())
        self.assertEqual(self.visitor.get(f"{declaration}/scan/file").status, 303)
        for who in (other, self.account(self.server, "auditor", "Pim Aldous")):
            self.assertEqual(who.get(f"{declaration}/scan/file").status, 403)
        self.assertIn("Ombra Fenn", self.account(self.server, "administrator", "Ada").get("/office/activity?only=readings").text)
        for path in ("/registers/interests", "/data/interests.json", "/members/imogen-vale/interests"):
            self.assertNotIn("signed-form", self.visitor.get(path).text)
        # What is entered stays as it was entered, its scan too.
        self.assertEqual(self.clerk.get(f"{declaration}/scan").status, 409)
        self.head()

    def test_what_is_no_scan(self):
        declaration = self.begun()
        for name, content, words in (("", b"", "Choose a file"), ("a.txt", TEXT, "A scan is a PDF or a picture"),
                                     ("a.pdf", b"%PDF-1.4\n<< /Encrypt 1 0 R >>\n%%EOF", "locked"),
                                     ("a.html", b"<script>alert(1)</script>", "Send a PDF")):
            page = self.attach(declaration, content, name)
            self.assertEqual(page.status, 400, name)
            self.assertIn(words, page.text)
            self.assertIn('href="#scan"', page.html)
        self.assertEqual(self.kept(), 0)
        self.assertEqual(self.attach(declaration, FORM).status, 303)
        drop = next(f for f in self.clerk.get(declaration).forms if f["fields"].get("act") == "drop")
        self.assertEqual(self.clerk.post(drop["action"], drop["fields"]).status, 303)
        self.assertEqual(self.kept(), 0)

    def test_what_is_asked_to_be_withheld_a_clerk_reads_in_no_scan(self):
        declaration = self.typed_in(withheld=True)
        self.assertEqual(self.clerk.get(f"{declaration}/scan/file").status, 404)
        self.assertNotIn("scan", self.clerk.get(declaration).text)
        self.assertEqual(self.member().get(f"{declaration}/scan/file").body, FORM)
        self.assertEqual(self.officer.get(f"{declaration}/scan/file").body, FORM)

    def test_it_goes_with_the_first_answer_that_goes(self):
        declaration = self.typed_in()
        self.assertEqual((self.kept(), self.clerk.get(f"{declaration}/scan/file").body), (1, FORM))
        record = re.search("/registers/interests/([0-9a-z]{26})", self.visitor.get("/registers/interests").html).group(1)
        path = f"/office/registers/entries/{record}/withhold"
        self.assertEqual(self.officer.submit(path).status, 303)
        self.assertEqual(self.kept(), 0)
        for who in (self.clerk, self.officer, self.member()):
            self.assertEqual(who.get(f"{declaration}/scan/file").status, 404)
        self.head()


class ScanOnPostgres(Scan):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
