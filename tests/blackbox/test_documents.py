"""Every real document that the project was given: no word of it is lost, and each exports as valid Akoma Ntoso."""
import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path

import support

DATA = Path(support.SHARED) / "data" if support.SHARED else None
SCHEMA = "akn-schema-and-examples/akomantoso30.xsd"


def documents():
    """(name, files that make one code, the fewest elements that it has)"""
    yield from ((name, [Path(support.SHARED) / "seeds" / name], 10) for name in support.SEEDS)
    yield "minneapolis", [DATA / "code-minneapolis-ch15/minneapolis_ch15_ethics_in_government.txt"], 150
    yield "oge", [DATA / "code-us-oge-2635/5cfr2635_standards_of_ethical_conduct.md"], 850
    pages = sorted((DATA / "code-sanmateo-html").glob("*.html"))
    for chapter in ("2.12", "2.80"):
        yield f"sanmateo-{chapter}", [page for page in pages if page.name.startswith(chapter)], 8
    yield "sanmateo", pages, 20
    for path in sorted((DATA / "versions-desmoines-rules").glob("*.md")):
        yield f"desmoines-{path.stem}", [path], 3
    for folder in ("akn-za-bylaws", "akn-schema-and-examples/examples_final", "akn-schema-and-examples/examples_csprd02"):
        for path in sorted((DATA / folder).glob("*.xml")):
            yield f"{Path(folder).name}-{path.stem}", [path], 1
    for path in sorted((DATA / "code-canada-coi-act").glob("*.xml")):
        yield f"canada-{path.stem}", [path], 200
    yield "dc", sorted((DATA / "code-dc-ethics-xml/sections").glob("*.xml")), 200


@unittest.skipUnless(support.SHARED, "the shared documents are not here")
class Documents(support.SiteTest):
    def validate(self, akn):
        path = self.folder / "edition.xml"
        path.write_bytes(akn)
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", DATA / SCHEMA, path], capture_output=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[:2000])

    def test_no_word_is_lost_and_each_exports(self):
        self.assertTrue(shutil.which("xmllint"), "tools/deps installs libxml2-utils")
        self.init(program=support.RELEASE)
        for number, (name, files, elements) in enumerate(documents()):
            with self.subTest(name):
                slug = f"code-{number}"
                done = self.json("codes", "import", "--slug", slug, "--publish", *files, program=support.RELEASE)
                self.assertEqual(done["words_in"], done["words_stored"] + done["words_furniture"])
                self.assertGreaterEqual(done["provisions"], elements)
                self.assertGreater(done["words_stored"], done["words_furniture"] // 4)
                if files[0].suffix == ".txt" and not re.search(r"(?m)^# ", files[0].read_text(encoding="utf-8")):
                    self.assertEqual(done["words_in"], sum(len(f.read_text(encoding="utf-8").split()) for f in files))
                shown = json.loads(self.verb("codes", "export", "--slug", slug, "--format", "json",
                                             program=support.RELEASE).stdout)
                words = sum(len(p.get(part, "").split()) for p in shown["provisions"] for part in ("label", "heading", "text"))
                self.assertEqual(words, done["words_stored"])
                akn = self.verb("codes", "export", "--slug", slug, "--format", "akn", program=support.RELEASE).stdout
                self.validate(akn)
        self.head()

    def test_three_editions_compare(self):
        self.init(program=support.RELEASE)
        folder = DATA / "versions-desmoines-rules"
        for n, day in enumerate(("2013-09-23", "2020-08-17", "2020-11-09")):
            change = ["--material"] if n else []
            self.verb("codes", "import", "--slug", "rules", "--publish", "--in-force-from", day, *change,
                      folder / f"{day.replace('-', '_')}.md", program=support.RELEASE)
        found = json.loads(self.verb("codes", "compare", "--slug", "rules", "2013-09-23", "2020-08-17", "--format", "json",
                                     program=support.RELEASE).stdout)
        text = json.dumps(found)
        self.assertIn("added", text)
        self.assertGreater(len(text), 1000)
        old = self.verb("codes", "show", "rules", "--on", "2015-01-01", program=support.RELEASE).stdout
        new = self.verb("codes", "show", "rules", program=support.RELEASE).stdout
        self.assertNotEqual(old, new)


class DocumentsOnPostgres(Documents):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
