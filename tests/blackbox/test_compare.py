"""Editions compared from outside: a council's rules at three dates, as their amending texts say; pages and JSON; the text of
a day; what bad questions get."""
import json
import re
import unittest
from pathlib import Path

import support

RULES = Path(support.SHARED or ".") / "data" / "versions-desmoines-rules"
BYLAW = Path(support.SHARED or ".") / "data" / "akn-za-bylaws"
DAYS = ("2013-09-23", "2020-08-17", "2020-11-09")

FIRST = """# Code of Conduct

## Gifts

1. A member accepts no gift worth more than fifty dollars.
2. A member declares who paid for a journey within ten days.

## Records

1. Records are open to all who ask for them in writing.
"""
SECOND = FIRST.replace("fifty", "twenty").replace("2. A member declares", "2. Nobody asks for a gift.\n3. A member declares")
THIRD = SECOND.replace("## Records\n\n1. Records are open to all who ask for them in writing.\n", "")


def words_of(provision):
    return " ".join(provision.get(part, "") for part in ("label", "heading", "text")).split()


def side(runs, which):
    """The earlier or the later text, from what was the same and what was removed or added."""
    return " ".join(run.get("same", run.get(which, "")) for run in runs).split()


class Compare(support.SiteTest):
    def three(self, *texts):
        self.init()
        for i, (text, day) in enumerate(zip(texts, DAYS)):
            path = self.folder / f"code-{i}.md"
            path.write_text(text)
            self.json("codes", "import", "--slug", "conduct", "--publish", *["--material"] * (i > 0), "--in-force-from", day, path)

    def compare(self, *more, slug="conduct"):
        return self.json("codes", "compare", "--slug", slug, *more)

    def edition(self, slug, number):
        shown = json.loads(self.verb("codes", "show", "--json", slug, "--edition", str(number)).stdout)
        return {p["id"]: p for p in shown["provisions"]}

    def check_applies(self, slug, numbers):
        """Of every provision the earlier and the later words come back from the comparison, and the counts add up."""
        found = self.compare(*map(str, numbers), slug=slug)
        earlier, later = (self.edition(slug, number) for number in numbers)
        for row in found["provisions"]:
            for editions, which, words in ((earlier, "earlier", "removed"), (later, "later", "added")):
                self.assertEqual(which in row, row["id"] in editions, row)
                if which not in row:
                    continue
                p = editions[row["id"]]
                self.assertEqual(row[which]["anchor"], p["anchor"])
                for part in ("heading", "text"):
                    runs = row.get(part, [])
                    if row["what"] in (["added"], ["removed"]):
                        self.assertEqual([word for run in runs for word in "".join(run.values()).split()], p.get(part, "").split())
                    else:
                        self.assertEqual(side(runs, words), p.get(part, "").split(), row)
        counts = found["counts"]
        self.assertEqual(sum(row["what"] == ["same"] for row in found["provisions"]), counts["same"])
        self.assertEqual(sum("added" in row["what"] for row in found["provisions"]), counts["added"])
        self.assertEqual(len(earlier) - counts["removed"], len(later) - counts["added"])
        return found

    @unittest.skipUnless(RULES.is_dir(), "needs the shared documents")
    def test_a_councils_rules_as_their_amendments_say(self):
        self.init()
        for i, day in enumerate(DAYS):
            self.json("codes", "import", "--slug", "rules", "--publish", *["--material"] * (i > 0), "--in-force-from", day,
                      RULES / f"{day.replace('-', '_')}.md")
        for numbers in ((1, 2), (2, 3)):
            found = self.check_applies("rules", numbers)
            amended = (RULES / f"{DAYS[numbers[1] - 1].replace('-', '_')}.amendment.md").read_text()
            sections = dict(re.findall(r"^## (Rule \w+)\. [^\n]*\n(.*?)(?=^## |\Z)", amended, re.M | re.S))
            self.assertGreaterEqual(len(sections), 2)
            changed = [row for row in found["provisions"] if row["what"] != ["same"] and
                       (row.get("later") or row["earlier"])["anchor"].startswith("rule-")]
            rules = {re.match(r"rule-(\w+)", (row.get("later") or row["earlier"])["anchor"]).group(1) for row in changed}
            self.assertEqual(rules, {name.split()[1].lower() for name in sections})
            # Each amended rule goes, as a whole, from the words before to the words after.
            for name, section in sections.items():
                parts = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", section, re.M | re.S))
                for part, number in (("Before", numbers[0]), ("After", numbers[1])):
                    anchor = f"rule-{name.split()[1].lower()}"
                    words = [word for p in self.edition("rules", number).values() if p["anchor"].startswith(f"{anchor}-")
                             for word in words_of(p)]
                    self.assertEqual(words, [] if "(new rule added)" in parts[part] else parts[part].split(), (name, part))

    @unittest.skipUnless(BYLAW.is_dir(), "needs the shared documents")
    def test_a_by_law_at_three_dates(self):
        self.init()
        files = sorted(BYLAW.glob("*_2003_*.xml"))
        self.assertEqual(len(files), 3)
        for i, path in enumerate(files):
            self.json("codes", "import", "--slug", "sub-council", "--publish", *["--material"] * (i > 0), "--in-force-from",
                      re.search(r"(\d{4}-\d\d-\d\d)\.xml$", path.name).group(1), path)
        for numbers in ((1, 2), (2, 3), (1, 3)):
            counts = self.check_applies("sub-council", numbers)["counts"]
            self.assertGreater(counts["same"], 50)
            self.assertGreater(counts["changed"] + counts["added"], 0)
            self.assertLess(counts["changed"] + counts["added"] + counts["removed"], counts["same"])

    def test_what_became_of_each_passage(self):
        self.three(FIRST, SECOND, THIRD)
        found = self.compare(*DAYS[:2])
        self.assertEqual(found["counts"], {"same": 4, "changed": 1, "moved": 0, "relabelled": 1, "for_others": 0, "added": 1,
                                           "removed": 0, "words_added": 6, "words_removed": 1})
        gift = next(row for row in found["provisions"] if row["what"] == ["changed"])
        self.assertEqual(gift["text"], [{"same": "A member accepts no gift worth more than "}, {"removed": "fifty "},
                                        {"added": "twenty "}, {"same": "dollars."}])
        self.assertEqual(self.compare("2", "edition:1"), found)
        self.assertEqual(self.compare("1", "1")["counts"]["same"], 6)
        text = self.verb("codes", "compare", "--slug", "conduct", "3", "1")
        self.assertIn("[-fifty-] {+twenty+}", text.stdout.decode())
        self.assertIn("compared in that order", text.stderr.decode())
        self.assertEqual(self.compare("1", "3")["counts"]["removed"], 2)

    def test_the_text_of_a_day(self):
        self.three(FIRST, SECOND)
        for day, word in (("2013-09-23", "fifty"), ("2020-08-16", "fifty"), ("2020-08-17", "twenty"), ("2031-01-01", "twenty")):
            self.assertIn(word, self.verb("codes", "show", "--on", day, "conduct").stdout.decode())
        for args, code, message in (
                (("show", "--on", "2013-09-22", "conduct"), 1, "on: “conduct” was not in force on 22 September 2013"),
                (("show", "--on", "2013-02-30", "conduct"), 2, "2013-02-30"),
                (("show", "--on", "2014-01-01", "--edition", "1", "conduct"), 1, "either for a day or for an edition"),
                (("compare", "--slug", "conduct", "2013-02-30", "1"), 1, "“2013-02-30” is neither a day nor an edition"),
                (("compare", "--slug", "conduct", "1", "7"), 1, "no published edition 7. It has 1 (2013-09-23), 2 (2020-08-17)"),
                (("compare", "--slug", "conduct", "1999-01-01", "zwei"), 1, "“zwei” is neither"),
                (("compare", "--slug", "nothing", "1", "2"), 1, "There is no code “nothing”"),
                (("compare", "1", "2"), 2, "--slug"),
                (("compare", "--slug", "conduct", "1"), 2, "")):
            with self.subTest(args):
                done = support.run("codes", *args, "--site", self.site)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(message, done.stderr.decode())
                self.assertEqual(done.stdout, b"")

    def test_pages(self):
        self.three(FIRST, SECOND, THIRD)
        path = self.folder / "draft.md"
        path.write_text(THIRD.replace("twenty", "thirteen"))
        self.json("codes", "import", "--slug", "conduct", path)
        browser = support.Browser(self.serve())
        page = browser.get("/codes/conduct/compare/1/2")
        self.assertEqual(page.status, 200)
        self.assertRegex(page.html, r'<del[^>]*><span class="govuk-visually-hidden">removed: </span>fifty<')
        self.assertRegex(page.html, r'<ins[^>]*><span class="govuk-visually-hidden">added: </span>twenty<')
        self.assertIn("1 changed, 1 added, 1 relabelled, 4 unchanged", page.text)
        self.assertIn("passages unchanged", page.text)
        self.assertIsNotNone(page.headers.get("ETag"))
        data = json.loads(browser.get("/codes/conduct/compare/1/2/comparison.json").body)
        self.assertEqual(data, self.compare("1", "2"))
        for address, there in (("/codes/conduct/compare?from=3&to=1", "/codes/conduct/compare/1/3"),
                               ("/codes/conduct/compare/3/1", "/codes/conduct/compare/1/3"),
                               ("/codes/conduct/compare/2014-01-01/2020-12-24", "/codes/conduct/compare/1/3")):
            found = browser.get(address)
            self.assertEqual((found.status, found.headers["Location"]), (303, there))
        for address in ("/codes/conduct/compare/1/9", "/codes/conduct/compare/1/x", "/codes/none/compare/1/2",
                        "/codes/conduct/provisions/x", "/codes/conduct/provisions/0000000000001", "/codes/none/history",
                        "/codes/none?on=2014-01-01", "/codes/conduct/editions/9/passages"):
            self.assertEqual(browser.get(address).status, 404, address)
        history = browser.get("/codes/conduct/history")
        self.assertIn("Against edition 2: 2 removed, 5 unchanged", history.text)
        self.assertIn("23 September 2013 to 16 August 2020", history.text)
        self.assertNotIn("Edition 4", history.text)
        for page in ("/codes/conduct/history", "/codes/conduct", "/codes/conduct/compare"):
            self.assertNotIn("thirteen", browser.get(page).text)

    def test_the_page_of_a_passage_and_of_a_day(self):
        self.three(FIRST, SECOND, THIRD)
        browser = support.Browser(self.serve())
        old = browser.get("/codes/conduct?on=2014-01-01")
        self.assertEqual(old.status, 200)
        self.assertIn("This was the text on 1 January 2014", old.text)
        self.assertIn("fifty", old.text)
        self.assertNotIn("twenty", old.text)
        for on, status, message in (("2001-01-01", 404, "was not in force on 1 January 2001"), ("soon", 400, "“soon” is no day"),
                                    ("", 400, "is no day"), ("2014-02-30", 400, "is no day")):
            page = browser.get(f"/codes/conduct?on={on}")
            self.assertEqual(page.status, status)
            self.assertIn(message, page.text)
            self.assertIn("/codes/conduct/editions/1", page.html)
        gift, records = (next(p["id"] for p in self.edition("conduct", 1).values() if word in p.get("text", ""))
                         for word in ("fifty", "Records are"))
        self.assertIn(f"/codes/conduct/provisions/{gift}", old.html)
        page = browser.get(f"/codes/conduct/provisions/{gift}")
        self.assertIn("Editions 2 to 3", page.text)
        self.assertIn("In: Gifts", page.text)
        self.assertRegex(page.html, r"<del.*fifty.*</del>")
        self.assertIn("/codes/conduct/editions/3#", page.html)
        gone = browser.get(f"/codes/conduct/provisions/{records}")
        self.assertIn("no longer part of the code", gone.text)
        self.assertIn("Edition 2 was the last one", gone.text)


if __name__ == "__main__":
    unittest.main()
