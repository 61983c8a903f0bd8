"""Codes from outside: imported, published, read; bad files; a draft reviewed, published, discarded in the office."""
import hashlib
import json
import unittest
from pathlib import Path

import support


class Codes(support.SiteTest):
    def import_(self, path, *more):
        return self.json("codes", "import", "--publish", *more, path)

    def test_own_code_and_seeds_keep_every_word(self):
        self.init()
        files = [support.OWN_CODE]
        if support.SHARED:
            files += [Path(support.SHARED) / "seeds" / name for name in support.SEEDS]
        for i, path in enumerate(files):
            with self.subTest(path.name):
                summary = self.import_(path, "--slug", f"code-{i}")
                self.assertEqual(summary["words_in"], summary["words_stored"] + summary["words_furniture"])
                self.assertGreater(summary["words_stored"], 300)
                self.assertEqual(sum(summary["kinds"].values()), summary["provisions"])
                shown = json.loads(self.verb("codes", "show", "--json", f"code-{i}").stdout)
                words = sum(len(p.get(part, "").split()) for p in shown["provisions"] for part in ("label", "heading", "text"))
                self.assertEqual(words, summary["words_stored"])
                anchors = [p["anchor"] for p in shown["provisions"]]
                self.assertEqual(len(anchors), len(set(anchors)))
        self.verb("journal", "verify")

    def test_the_exact_words_of_plain_text_come_back(self):
        self.init()
        path = self.folder / "code.txt"
        path.write_text("Rules of Conduct\n\n1.1 Read.\n\n1.0.9 Ask:\n\n(a) the clerk;\n(b) me.\n\n– Ünïcode “quoted” §\n")
        self.import_(path, "--slug", "rules")
        server = self.serve()
        browser = support.Browser(server)
        text = browser.get("/codes/rules/text.txt")
        self.assertEqual(text.body.decode().split(), path.read_text().split())
        page = browser.get("/codes/rules")
        self.assertIn('id="s1.0.9-b"', page.html)
        body = browser.get("/codes/rules/editions/1/code.json").body
        self.assertIn(hashlib.sha256(body).hexdigest(), page.html)
        self.assertIsNone(page.headers.get("Set-Cookie"))

    def test_bad_files_change_nothing(self):
        self.init()
        cases = {
            "empty.txt": (b"", "empty.txt:1:1: there are no words in this file"),
            "latin.txt": (b"Be\nfair\xe9\n", "latin.txt:2:5: "),
            "nul.txt": (b"a\0b", "nul.txt:1:2: "),
            "doc.txt": (b"PK\x03\x04....", "this is a word processor's document"),
            "photo.jpg": (b"\xff\xd8\xff\xe0", "this is a picture"),
            "bomb.html": (b"<p>x" + b"<div>" * 100000, "bomb.html:1: this page is too large or too tangled to be read"),
            "deep.html": (b"\n" + b"<div>" * 300 + b"x", "deep.html:2:1271: elements stand more than 256 deep"),
            "entity.xml": (b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n<a>&e;</a>", "entity.xml:1:"),
            "broken.xml": (b"<?xml version='1.0'?>\n<a><b></a>", "broken.xml:2:"),
            "large.txt": (b"word " * 900000, "too large"),
            "many.txt": (b"a\n\n" * 20001, "more than 20000 elements"),
        }
        for name, (content, message) in cases.items():
            with self.subTest(name):
                path = self.folder / name
                path.write_bytes(content)
                done = support.run("codes", "import", "--site", self.site, path)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(message, done.stderr.decode())
        self.assertEqual(self.json("codes", "list"), {"codes": []})

    def test_several_pages_make_one_code(self):
        self.init()
        pages = []
        for number, text in enumerate(("Chapter 2 Care</h1>", "2.1 Boats</h1><p>(a) See section 2.2(b).", "2.2 Quays</h1><p>(a) Two.")):
            pages.append(self.folder / f"{number}.html")
            pages[-1].write_text(f"<nav>Home</nav><main><p>Town Code of Conduct</p><h1>{text}</main>")
        summary = self.import_(pages[0], "--slug", "town", *pages[1:])
        self.assertEqual(summary["words_in"], summary["words_stored"] + summary["words_furniture"])
        self.assertEqual(summary["furniture"], ["Home", "Home", "Town Code of Conduct", "Home", "Town Code of Conduct"])
        self.assertEqual(summary["kinds"], {"title": 1, "heading": 1, "section": 2, "clause": 2})
        bad = self.folder / "bad.html"
        bad.write_bytes(b"caf\xe9")
        done = support.run("codes", "import", "--site", self.site, pages[0], bad)
        self.assertEqual((done.returncode, b"bad.html:1:4" in done.stderr), (1, True), done.stderr)
        done = support.run("codes", "import", "--site", self.site, "--format", "docx", pages[0])
        self.assertEqual((done.returncode, b"text, markdown, html" in done.stderr), (1, True), done.stderr)

    def test_labels_and_references_are_checked(self):
        self.init()
        path = self.folder / "code.txt"
        path.write_text("Rules of Conduct\n\n1.1 See section 1.9.\n\n1.2 One:\n\n(a) x,\n\n(c) y.\n")
        self.import_(path, "--slug", "rules")
        for args in ([path], ["rules", "--site", self.site]):
            done = support.run("codes", "check", "--json", *args)
            self.assertEqual(done.returncode, 1, done.stderr)
            found = [(fault["kind"], fault["anchor"], fault["label"]) for fault in json.loads(done.stdout)["faults"]]
            self.assertEqual(found, [("reference", "s1.1", "1.1"), ("gap", "s1.2-c", "(c)")])
        path.write_text("Rules of Conduct\n\n1.1 See section 1.2.\n\n1.2 One.\n")
        done = support.run("codes", "check", path)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        done = support.run("codes", "check", "--site", self.site, "nothing")
        self.assertEqual(done.returncode, 1)

    def test_pages_are_read_in_the_child(self):
        """Of the program as people run it: its sandbox allows what reading a page needs."""
        self.init("--demo", program=support.RELEASE)
        browser = support.Browser(self.serve("--demo", program=support.RELEASE))
        browser.post("/demo-sign-in", {"role": "officer"})
        page, _ = self.draft(browser, b"<main><h1>Our Code</h1><ol type=a><li>Be fair.<li>Be kind.</ol></main>", "a.html")
        self.assertEqual(page.status, 303, page.text)
        self.assertIn("Words in the file 8", browser.get(page.location).text)
        page, _ = self.draft(browser, b"<div>" * 100000, "bomb.html")
        self.assertEqual(page.status, 400)
        self.assertIn("too large or too tangled", page.text)
        page, _ = self.draft(browser, b"<?xml version='1.0'?><a><section><num>1</num><text>Be fair.</text></section></a>", "a.xml")
        self.assertEqual(page.status, 303, page.text)

    def office(self, role="officer"):
        self.init("--demo")
        browser = support.Browser(self.serve("--demo"))
        browser.post("/demo-sign-in", {"role": role})
        return browser

    def draft(self, browser, content, filename="code.md", **fields):
        form = browser.get("/office/codes/import").form("/office/codes/import")
        return browser.upload("/office/codes/import", {**form["fields"], **fields}, "file", filename, content), form

    def test_a_draft_is_reviewed_and_published_in_the_office(self):
        browser = self.office()
        page, form = self.draft(browser, b"Page 1 of 2\n\n# Our Code\n\n1. Be honest.\n2. Be fair.\n")
        self.assertEqual(page.status, 303, page.text)
        again = browser.upload("/office/codes/import", form["fields"], "file", "code.md", b"# Other\n\n1. X\n")
        self.assertEqual(again.location, page.location, "the same form gives the same draft")
        review = browser.get(page.location)
        self.assertIn("Words in the file 12 · kept 8 · left out 4", review.text)
        self.assertIn("Page 1 of 2", review.text)
        self.assertEqual(support.Browser(browser.server).get("/codes/our-code").status, 404, "a draft is not public")
        wrong = browser.submit(page.location + "/publish", {"in_force_from": "soon"})
        self.assertEqual(wrong.status, 400)
        self.assertIn("“soon” is no day. Write it as year-month-day", wrong.text)
        self.assertIn('value="soon"', wrong.html)
        stale = browser.get(page.location + "/publish").form(page.location + "/publish")["fields"]
        done = browser.submit(page.location + "/publish", {"in_force_from": "2020-01-01"})
        self.assertEqual((done.status, done.location), (303, "/codes/our-code/editions/1?done=published"))
        self.assertIn("in force since 1 January 2020", support.Browser(browser.server).get("/codes/our-code").text)
        late = browser.post(page.location + "/publish", {**stale, "in_force_from": "2020-01-01"})
        self.assertEqual(late.status, 409)
        self.verb("journal", "verify")

    def test_faults_of_an_upload_stand_on_the_page(self):
        browser = self.office("clerk")
        page, _ = self.draft(browser, b"\xff\xfe", "bad.txt", title="Kept title")
        self.assertEqual(page.status, 400)
        self.assertIn("bad.txt:1:1", page.text)
        self.assertIn('value="Kept title"', page.html)
        page, _ = self.draft(browser, b"")
        self.assertEqual(page.status, 400)
        page = browser.submit("/office/codes/import", {"text": "# Pasted\n\nBe fair.\n"})
        self.assertEqual(page.status, 303, page.text)
        draft = browser.get(page.location)
        self.assertNotIn("Publish this edition", draft.text)
        refused = browser.post(page.location + "/publish", draft.form(page.location + "/discard")["fields"])
        self.assertEqual(refused.status, 403)
        gone = browser.submit(page.location, action=page.location + "/discard")
        self.assertEqual((gone.status, gone.location), (303, "/office/codes?done=discarded"))
        self.assertEqual(browser.get(page.location).status, 404)


class CodesOnPostgres(Codes):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
