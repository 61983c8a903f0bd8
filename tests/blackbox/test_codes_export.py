"""Exports from outside: valid Akoma Ntoso, five formats and their way back, downloads, files of other makers."""
import csv
import io
import json
import shutil
import subprocess
import unittest
from pathlib import Path

import support

FORMATS = {"akn": "code.akn.xml", "markdown": "code.md", "text": "code.txt", "json": "code.json", "csv": "code.csv"}
SCHEMA = Path(support.SHARED) / "data/akn-schema-and-examples/akomantoso30.xsd" if support.SHARED else None
DOCUMENTS = (
    "data/code-minneapolis-ch15/minneapolis_ch15_ethics_in_government.txt",
    "data/code-us-oge-2635/5cfr2635_standards_of_ethical_conduct.md",
    "data/versions-desmoines-rules/2013_09_23.md",
    "data/versions-desmoines-rules/2020_08_17.md",
    "data/versions-desmoines-rules/2020_11_09.md",
)
AWKWARD = (
    # Only a title; a title that is all of it but one line; deep nesting; marks of every format; a letter with an overlay.
    "The Code\n",
    "# Code\n\n1. <b> & \"quotes\" ]]> -- \\ `x` *y* _z_\n\n(a) one\n\n(i) two\n\n(A) three\n\n- four\n\n~~~\n= \u0338five\n",
    "Rules\n\nAdopted 1 May 2020\n\nPreamble\n\nWe serve.\n\nPart I. Duties\n\n1.1 Be fair:\n\n(a) to all;\n(b) always.\n",
)


def words(canonical):
    return [word for p in canonical["provisions"] for part in ("label", "heading", "text") for word in p.get(part, "").split()]


def structure(canonical):
    return [tuple(p.get(name) for name in ("depth", "kind", "label", "heading", "text")) for p in canonical["provisions"]]


class Export(support.SiteTest):
    def export(self, code, form, *more, site=None):
        return self.run_ok("codes", "export", "--site", site or self.site, "--slug", code, "--format", form, *more).stdout

    def elsewhere(self, name):
        """A new site with another address."""
        site = self.new_address(name)
        self.run_ok("init", "--site", site, "--url", "https://code.example.org", "--name", "Elsewhere", "--timezone",
                    "Europe/London")
        return site

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def valid(self, akn):
        if not SCHEMA or not shutil.which("xmllint"):
            self.skipTest("the schema or xmllint is not here")
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(SCHEMA), "-"], input=akn,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[:2000])

    def comes_back(self, code, there):
        """Every format of the code, imported into the other site."""
        exports = {form: self.export(code, form) for form in FORMATS}
        before = json.loads(exports["json"])
        for form in ("akn", "json"):
            path = self.file(f"{code}-{FORMATS[form]}", exports[form])
            slug = f"{code}-{form}"
            self.run_ok("codes", "import", "--site", there, "--slug", slug, "--publish", path)
            after = json.loads(self.export(slug, "json", site=there))
            same_ids = form == "akn"  # the second time another code has them
            self.assertEqual([p["anchor"] for p in after["provisions"]], [p["anchor"] for p in before["provisions"]])
            if same_ids:
                self.assertEqual({**after, "code": code}, before)
            self.assertEqual(structure(after), structure(before))
        for form in ("markdown", "text", "csv"):
            path = self.file(f"{code}-{FORMATS[form]}", exports[form])
            summary = json.loads(self.run_ok("codes", "import", "--site", there, "--slug", f"{code}-{form}", "--json", path).stdout)
            after = json.loads(self.export(f"{code}-{form}", "json", site=there))
            left_out = [word for line in summary["furniture"] for word in line.split()]
            self.assertEqual(sorted(words(after) + left_out), sorted(words(before)), form)
            if form != "text":
                self.assertEqual(structure(after), structure(before), form)

    def test_exports_are_valid_and_come_back(self):
        self.init()
        there = self.elsewhere("there")
        paths = [support.OWN_CODE] + [self.file(f"awkward-{i}.md", text.encode()) for i, text in enumerate(AWKWARD)]
        if support.SHARED:
            paths += [Path(support.SHARED) / "seeds" / name for name in support.SEEDS]
            paths += [Path(support.SHARED) / name for name in DOCUMENTS]
        for i, path in enumerate(paths):
            with self.subTest(path.name):
                self.verb("codes", "import", "--slug", f"code-{i}", "--publish", path)
                self.valid(self.export(f"code-{i}", "akn"))
                self.comes_back(f"code-{i}", there)

    def test_an_edition_published_elsewhere_is_the_same_byte_for_byte(self):
        self.init()
        first = self.file("one.md", b"# Harbour Code\n\nAdopted 1 March 2019\n\n## Duties\n\n1.1 Be honest.\n\n(a) Always.\n")
        self.verb("codes", "import", "--slug", "conduct", "--publish", "--in-force-from", "2020-01-01", first)
        self.verb("codes", "import", "--slug", "conduct", "--publish", "--in-force-from", "2021-07-01", "--minor",
                  "--instrument-kind", "amendment", "--instrument-number", "Resolution 2021-4 “gifts” & more",
                  "--instrument-body", "City Council", "--instrument-day", "2021-06-01", "--instrument-link",
                  "https://alder.example.gov/acts?n=4&y=2021", self.file("two.md", first.read_bytes() + b"\n1.2 Be fair.\n"))
        for number in ("1", "2"):
            akn, text = self.export("conduct", "akn", "--edition", number), self.export("conduct", "json", "--edition", number)
            self.valid(akn)
            for form, content in (("akn", akn), ("json", text)):
                there = self.elsewhere(f"there-{number}-{form}")
                self.run_ok("codes", "import", "--site", there, "--publish", self.file(f"x-{FORMATS[form]}", content))
                self.assertEqual(self.export("conduct", "json", site=there), text)
                if form == "akn":
                    self.assertEqual(self.export("conduct", "akn", site=there), akn)
                listed = json.loads(self.run_ok("codes", "list", "--site", there, "--json").stdout)["codes"][0]
                self.assertEqual((listed["code"], listed["edition"]), ("conduct", int(number)))
        self.assertEqual(self.export("conduct", "text", "--on", "2020-12-31"), self.export("conduct", "text", "--edition", "1"))
        self.assertNotEqual(self.export("conduct", "text"), self.export("conduct", "text", "--edition", "1"))

    def test_downloads_are_the_exports_and_go_with_the_text(self):
        self.init()
        summary = self.json("codes", "import", "--slug", "conduct", "--publish", support.OWN_CODE)
        draft = self.export("conduct", "akn")
        browser = support.Browser(self.serve())
        page = browser.get("/codes/conduct")
        for form, name in FORMATS.items():
            for path in (f"/codes/conduct/{name}", f"/codes/conduct/editions/1/{name}"):
                self.assertEqual(browser.get(path).body, self.export("conduct", form), path)
            self.assertIn(f"/codes/conduct/editions/1/{name}", page.html)
            self.assertEqual(browser.get(f"/codes/conduct/editions/2/{name}").status, 404)
        self.assertIn("application/akn+xml", browser.get("/codes/conduct/code.akn.xml").headers["Content-Type"])
        rows = list(csv.DictReader(io.StringIO(browser.get("/codes/conduct/code.csv").body.decode(), newline="")))
        self.assertEqual(len(rows), summary["provisions"])
        self.assertEqual(draft, self.export("conduct", "akn", "--edition", "1"))
        record = browser.get("/codes/conduct").link(r"/log/records/[^/]+").split("/")[-1]
        passage = browser.get("/codes/conduct/editions/1/passages").link(r"/codes/conduct/provisions/[^/\"]+")
        self.assertEqual(browser.get(passage).status, 200)
        self.verb("journal", "erase", "--record", record, "--ground", "Not our text")
        gone = [f"/codes/conduct/editions/1/{name}" for name in FORMATS.values()] + [passage]
        gone += [f"/codes/conduct/{name}" for name in FORMATS.values()] + ["/codes/conduct/editions/1/text.txt"]
        for address in gone:
            support.wait_until(lambda address=address: browser.get(address).status == 410)
            page = browser.get(address)
            self.assertRegex(page.text, r"The text of edition 1 was removed from here on \d+ \w+ \d{4}")
            self.assertIn("Why: Not our text", page.text)
            self.assertEqual(page.link("/log/records/[^/]+"), f"/log/records/{record}")
        self.assertEqual(browser.get(passage[:-1] + ("0" if passage[-1] != "0" else "1")).status, 404)
        self.assertIn("Why: Not our text", browser.get("/codes/conduct/editions/1").text)
        done = self.refused("codes", "export", "--site", self.site, "--slug", "conduct", "--format", "akn")
        self.assertIn("the text of edition 1 of “conduct” was removed", done)

    def test_a_draft_is_exported_where_nothing_is_published(self):
        self.init()
        self.verb("codes", "import", "--slug", "plan", support.OWN_CODE)
        self.valid(self.export("plan", "akn"))
        for more, message in ((("--edition", "1"), "No edition of “plan” has been published yet"),
                              (("--on", "2020-01-01"), "No edition of “plan” has been published yet"),
                              (("--edition", "1", "--on", "2020-01-01"), "not by both")):
            done = self.refused("codes", "export", "--site", self.site, "--slug", "plan", "--format", "text", *more)
            self.assertIn(message, done)
        done = self.refused("codes", "export", "--site", self.site, "--slug", "plan", "--format", "docx")
        self.assertIn("there is no format “docx”", done)
        done = self.refused("codes", "export", "--site", self.site, "--slug", "none", "--format", "akn")
        self.assertIn("There is no code “none”", done)

    def test_every_kind_anywhere_is_valid(self):
        self.init()
        kinds = ("title", "preamble", "epigraph", "instrument", "heading", "value", "principle", "standard", "section", "clause",
                 "tenet", "guideline", "example", "commitment", "signature", "paragraph", "item")
        links = ("https://a.example/c?d=e&f=g#h", "https://a.example/%zz", "https://a.example/a[1]{2}|^`#x#y",
                 "https://a_b:8x/", "http://ü.example/")
        texts = ("", "a\nb", " lead", "tab\tx", "a\n\nb\n", "]]> & <p>", "\u0338x")
        for n, link in enumerate(links):
            provisions = []
            for i in range(3 * len(kinds)):
                above = provisions[-1]["depth"] if provisions else -1
                provisions.append({"anchor": f"a{i}", "depth": (above + 1, above, 0)[(i + n) % 3] if above >= 0 else 0,
                                   "kind": kinds[i * (n + 1) % len(kinds)], "label": ("", "Part 1", "-")[(i + n) % 3],
                                   "heading": ("", "Be & <fair>")[i % 2], "text": texts[(i + n) % len(texts)] or "word"})
            edition = {"kind": "code", "code": f"kinds-{n}", "edition": n + 1, "title": "T & <\"t\">", "provisions": provisions,
                       "lang": ("en", "en-GB", "es", "cy", "de-CH")[n], "in_force_from": "2020-02-01",
                       "instrument": {"kind": "amendment", "number": "R 1 & <2>", "day": "2019-01-02", "link": link}}
            path = self.file("kinds.json", json.dumps(edition).encode())
            self.verb("codes", "import", "--publish", "--material", path)
            self.valid(self.export(f"kinds-{n}", "akn"))

    def test_akoma_ntoso_of_other_makers(self):
        if not support.SHARED:
            self.skipTest("ABOVEBOARD_SHARED is not set")
        self.init()
        data = Path(support.SHARED) / "data"
        paths = sorted((data / "akn-za-bylaws").glob("*.xml"))
        paths += sorted((data / "akn-schema-and-examples/examples_final").glob("*.xml"))
        paths += sorted((data / "akn-schema-and-examples/examples_csprd02").glob("??_*.xml"))
        self.assertEqual(len(paths), 15)
        for i, path in enumerate(paths):
            with self.subTest(path.name):
                summary = self.json("codes", "import", "--slug", f"akn-{i}", path)
                self.assertEqual(summary["words_in"], summary["words_stored"] + summary["words_furniture"])
                self.assertGreater(summary["words_stored"], 5)
                self.valid(self.export(f"akn-{i}", "akn"))
        by_law = data / "akn-za-bylaws/za-cpt_act_by-law_2003_sub-council_eng_2016-11-04.xml"
        self.verb("codes", "import", "--slug", "sub-council", "--publish", by_law)
        canonical = json.loads(self.export("sub-council", "json"))
        self.assertEqual(canonical["in_force_from"], "2016-11-04")
        self.assertEqual((canonical["instrument"]["kind"], canonical["instrument"]["day"]), ("amendment", "2016-11-04"))

    def test_an_upload_is_read_in_the_child(self):
        self.init("--demo")
        self.verb("codes", "import", "--slug", "conduct", "--publish", support.OWN_CODE)
        akn, text = self.export("conduct", "akn"), self.export("conduct", "json")
        browser = support.Browser(self.serve("--demo", program=support.RELEASE))
        browser.post("/demo-sign-in", {"role": "officer"})
        hostile = (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<akomaNtoso>&x;</akomaNtoso>')
        cases = ((akn, "code.akn.xml", 303), (text, "code.json", 303), (self.export("conduct", "csv"), "code.csv", 303),
                 (hostile, "hostile.xml", 400))
        for content, name, status in cases:
            with self.subTest(name):
                form = browser.get("/office/codes/import").form("/office/codes/import")
                page = browser.upload("/office/codes/import", {**form["fields"], "title": ""}, "file", name, content)
                self.assertEqual(page.status, status, page.text[:2000])
                if status == 400:
                    self.assertIn("hostile.xml:2:", page.text)
                    self.assertIn("document type (DOCTYPE) can hide other files", page.text)


class ExportOnPostgres(Export):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
