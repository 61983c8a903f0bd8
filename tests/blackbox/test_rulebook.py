"""Rulebooks from outside: checked with every fault at once, applied whole or not at all, read by the public."""
import json
import time
import unittest

import support

BOOK = """rulebook: {id: test, title: Rules of the test}
events:
  - {id: gift-received, text: a gift was received}
duties:
  - id: notify
    title: Tell of your interests
    kind: notice
    rows:
      - {to: 2026-12-31, due: 28 days after taking office, source: Old law}
      - {from: 2027-01-01, due: 21 working days after taking office, holidays: [days], source: New law, confirm: yes}
amounts:
  - id: gift-limit
    about: The most that one source may give
    rows:
      - {from: 2025-01-01, to: 2026-12-31, amount: 630 USD, source: Law}
      - {from: 2027-01-01, amount: 650 USD, source: Law, confirm: yes}
holidays:
  - {id: days, title: Days, source: Law, days: [{name: New Year's Day, on: 1 January}]}
"""


class Rulebooks(support.SiteTest):
    def book(self, text=BOOK, name="rules", file="rulebook.yaml"):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    def faults(self, text, **more):
        return self.refused("rulebook", "check", self.book(text, **more))

    def test_apply_dry_run_and_again(self):
        self.init()
        folder = self.book()
        dry = self.json("rulebook", "apply", folder, "--dry-run")
        self.assertFalse(dry["applied"])
        self.assertIn({"what": "added", "kind": "duty", "id": "notify", "from": "2027-01-01"}, dry["changes"])
        self.assertIn("No rulebook", self.refused("rulebook", "show", "--site", self.site))
        self.assertEqual(self.json("rulebook", "apply", folder)["version"], 1)
        again = self.json("rulebook", "apply", folder)
        self.assertEqual((again["applied"], again["version"], again["changes"]), (False, 1, []))
        self.book(BOOK.replace("650 USD", "660 USD"))
        changed = self.json("rulebook", "apply", folder)
        self.assertEqual(changed["changes"],
                         [{"what": "changed", "kind": "amount", "id": "gift-limit", "from": "2027-01-01"}])
        for day, value in (("2026-12-31", "630 USD"), ("2027-01-01", "660 USD")):
            shown = self.json("rulebook", "show", "gift-limit", "--on", day)
            self.assertEqual([a["value"] for a in shown["amounts"]], [value])
        self.book(BOOK.replace("660 USD", "lots"))
        self.refused("rulebook", "apply", self.book(BOOK.replace("630 USD", "lots")), "--site", self.site)
        self.assertEqual(self.json("rulebook", "show")["version"], 2)
        self.verb("journal", "verify")

    def test_a_code_that_is_not_there(self):
        self.init()
        text = BOOK.replace("kind: notice", "kind: commitment\n    form: local\n    code: nowhere")
        for dry in ([], ["--dry-run"]):
            said = self.refused("rulebook", "apply", self.book(text), *dry, "--site", self.site)
            self.assertIn("rulebook.yaml:9:11: duty “notify” names the code “nowhere”, which is not on this site", said)
        self.assertIn("No rulebook", self.refused("rulebook", "show", "--site", self.site))

    def test_bodies_that_are_not_there(self):
        self.init()
        text = BOOK.replace("kind: notice", "kind: notice\n    who: {bodies: [city-council, board], code: nowhere}")
        self.make("people", "add-body", "--name", "City Council")
        for dry in ([], ["--dry-run"]):
            said = self.refused("rulebook", "apply", self.book(text), *dry, "--site", self.site)
            self.assertIn("rulebook.yaml:8:19: duty “notify” is for the body “board”, which is not on this site", said)
            self.assertIn("rulebook.yaml:8:48: duty “notify” names the code “nowhere”", said)
            self.assertNotIn("city-council", said)
        self.make("people", "add-body", "--name", "Board")
        self.assertEqual(self.json("rulebook", "apply", self.book(text.replace(", code: nowhere", "")))["version"], 1)

    def test_its_words_stand_on_pages(self):
        self.init()
        server = self.serve()
        browser = support.Browser(server)
        self.assertIn("Publication log", browser.get("/about").text)
        self.json("rulebook", "apply", self.book(BOOK + "words: {journal: register of records}\n"))
        support.wait_until(lambda: "Register of records" in browser.get("/about").text)
        self.json("rulebook", "apply", self.book())
        support.wait_until(lambda: "Register of records" not in browser.get("/about").text)

    def test_pages(self):
        self.init()
        server = self.serve()
        browser = support.Browser(server)
        self.assertIn("No rules have been applied", browser.get("/rules").text)
        self.json("rulebook", "apply", self.book())
        support.wait_until(lambda: "Tell of your interests" in browser.get("/rules").text)
        page = browser.get("/rules")
        self.assertIn("To be confirmed", page.text)
        self.assertIn("28 days after taking office", page.text)
        self.assertIsNone(page.headers.get("Set-Cookie"))
        self.assertIn("21 working days after taking office", browser.get("/rules/notify").text)
        self.assertEqual(browser.get("/rules/nothing").status, 404)
        self.assertIn("What changed when Version 1, applied on", page.text)
        self.assertIn("The first rules that were applied here", page.text)
        self.json("rulebook", "apply", self.book(BOOK.replace("650 USD", "660 USD").replace("28 days", "30 days")))
        support.wait_until(lambda: "Version 2" in browser.get("/rules").text)
        page = browser.get("/rules").text
        self.assertIn("Changed: The most that one source may give, from 1 January 2027", page)
        self.assertIn("Changed: Tell of your interests", page)


class RulebooksOnPostgres(Rulebooks):
    engine = "postgres"


class BadRulebooks(support.SiteTest):
    book, faults = Rulebooks.book, Rulebooks.faults

    def test_json_lists_all_faults(self):
        folder = self.book("rulebook: {id: test}\nwords: {oficer: x}\n")
        done = support.run("rulebook", "check", folder, "--json")
        self.assertEqual(done.returncode, 1)
        faults = json.loads(done.stdout)["faults"]
        self.assertEqual([(f["file"], f["line"], f["column"]) for f in faults],
                         [("rulebook.yaml", 1, 11), ("rulebook.yaml", 2, 9)])

    def test_not_utf8(self):
        self.assertIn("rulebook.yaml:1:", self.faults(b"rulebook: {id: \xff\xfe}\n"))

    def test_billion_laughs(self):
        self.assertIn("anchors", self.faults("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))

    def test_double_keys(self):
        self.assertIn("rulebook.yaml:2:1: “rulebook” stands here twice", self.faults("rulebook: {}\nrulebook: {}\n"))

    def test_circles(self):
        for name, other in (("one", "two"), ("two", "one")):
            self.book(f"rulebook: {{id: {name}, title: T, include: [../{other}]}}\n", name=name)
        self.assertIn("in a circle", self.refused("rulebook", "check", self.folder / "one"))

    def test_included(self):
        self.book("rulebook: {id: base, title: T}\nevents: [{id: meeting, text: the meeting}]\n", name="base")
        folder = self.book("rulebook: {id: a, title: T, include: [../base]}\nduties: [{id: d, title: D, kind: task, "
                           "rows: [{due: 5 clear days before the meeting, source: S}]}]\n")
        self.run_ok("rulebook", "check", folder)
        self.book("rulebook: {id: base, title: T}\n", name="base")
        self.assertIn("meeting", self.refused("rulebook", "check", folder))

    def test_no_folder(self):
        self.assertIn("no such folder", self.refused("rulebook", "check", self.folder / "none"))
        self.assertIn("rulebook.yaml", self.faults("x", file="other.md"))

    def test_forty_thousand_keys_quickly(self):
        text = "rulebook: {id: a, title: T}\nwords:\n" + "".join(f"  word{i}: x\n" for i in range(40000))
        began = time.monotonic()
        self.assertIn("40000 faults", self.faults(text))
        self.assertLess(time.monotonic() - began, 30)

    def test_explain(self):
        done = self.run_ok("rulebook", "explain", "28 days after taking office", "--from", "2026-05-12")
        self.assertIn("Due: 9 June 2026", done.stdout.decode())
        self.assertIn("expected", self.refused("rulebook", "explain", "soon", "--from", "2026-05-12"))


if __name__ == "__main__":
    unittest.main()
