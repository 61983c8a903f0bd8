"""What happens within a term, through the office's pages and from the command line: absences, substitutes, co-option, how it ends."""
import json
import re
import unittest

import support
from support import Browser, today


RULES = """rulebook: {id: test, title: Test}
duties:
  - id: declare
    title: Declare your interests
    kind: declaration
    who: {posts: [Clerk of works]}
    rows:
      - {due: 28 days after taking office, source: Rule 7}
    exceptions:
      - {if: absent-when-due, absences: [leave], days: 10, reason: Our own policy, source: Policy 3}
    reminders:
      - {when: 3 days before, to: [person]}
"""


class Site(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init("--demo")  # written at other times
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add-post", "--body", "city-council", "--label", "Mayor")
        self.make("people", "add-post", "--body", "city-council", "--label", "Member", "--seats", "2")
        for name, post in (("Imogen Vale", "Mayor"), ("Tobias Renn", "Member")):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", post, "--category", "elected",
                      "--from", "2025-01-06")
        self.assertIn("“Mayor” has one seat", self.refused(
            "people", "add", "--name", "Ada Loom", "--body", "city-council", "--post", "mayor", "--category", "elected", "--from",
            today(), "--site", self.site))
        self.server = self.serve()
        self.clerk = self.account(self.server, "clerk", "Clerk Quill")
        self.public = Browser(self.server)

    def terms(self, *people):
        return [term for one in people
                for term in json.loads(self.verb("people", "show", "--json", one).stdout)["terms"]]

    def page(self, person="imogen-vale"):
        return self.clerk.get(f"/office/people/{person}")

    def away(self, person="imogen-vale", **answers):
        path = self.page(person).link("/office/terms/[^/]+/absence")
        return self.clerk.submit(path, {"kind": "leave", "from": today(-10), **answers})

    def verified(self):
        self.verb("journal", "verify")


class Terms(Site):
    def test_leave_is_for_the_office_alone_unless_it_is_shown(self):
        size = self.head()["size"]
        self.assertEqual(self.away(reason="Long illness", to=today(20)).status, 303)
        self.assertEqual(self.head()["size"], size)
        self.assertIn("Long illness", self.page().text)
        for path in ("/members/imogen-vale", "/bodies/city-council"):
            self.assertNotIn("leave", self.public.get(path).text)
        change = self.page().link("/office/absences/[^/]+")
        self.assertEqual(self.clerk.submit(change, {"shown": "yes"}).status, 303)
        self.assertEqual(self.head()["size"], size + 1)
        for path in ("/members/imogen-vale", "/bodies/city-council"):
            self.assertIn("On leave from", self.public.get(path).text)
            self.assertNotIn("illness", self.public.get(path).html)
        self.assertNotIn("illness", "".join(line for line in support.contents(self.site) if "activity" in line))
        self.verified()
        self.assertEqual(self.clerk.submit(change, {"mistake": "yes"}).status, 303)
        self.assertNotIn("leave", self.public.get("/members/imogen-vale").text.lower())
        self.verified()

    def test_a_suspension_is_public_and_never_overlaps(self):
        self.assertEqual(self.away(kind="suspension").status, 303)
        self.assertIn("Suspended since", self.public.get("/members/imogen-vale").text)
        page = self.away(**{"from": today(-3)})
        self.assertEqual(page.status, 400)
        self.assertIn("There is an absence on these days already", page.text)
        self.assertEqual(self.away(**{"from": "2024-01-01", "to": "2024-02-01"}).status, 400)
        self.assertEqual(self.away(**{"from": ""}).status, 400)
        self.verified()

    def test_a_substitute_takes_no_seat_and_stops_with_the_absence(self):
        self.away()
        path = self.page().link("/office/absences/[^/]+/substitute")
        self.assertEqual(self.clerk.submit(path, {"name": "Ada Loom", "from": today(-40)}).status, 400)
        self.assertEqual(self.clerk.submit(path, {"name": "Imogen Vale", "known": "yes"}).status, 400)
        self.assertEqual(self.clerk.submit(path, {"name": "Ada Loom", "entry_note": "Resolution 7"}).status, 303)
        page = self.public.get("/bodies/city-council").text
        self.assertIn("Substitute for Imogen Vale", page)
        self.assertNotIn("too many", self.clerk.get("/office/bodies/city-council").text)
        late = self.clerk.submit(self.page().link("/office/absences/[^/]+"), {"mistake": "yes"})
        self.assertIn("Ada Loom stands in", late.text)
        self.assertEqual(self.clerk.submit(self.page().link("/office/absences/[^/]+"), {"to": today(-1)}).status, 303)
        self.assertEqual(self.terms("ada-loom")[0]["to"], today(-1))
        self.assertIn("None today", self.public.get("/members/ada-loom").text)
        self.verified()

    def test_ending_a_term_says_what_it_does_and_ends_what_lies_in_it(self):
        self.away()
        self.clerk.submit(self.page().link("/office/absences/[^/]+/substitute"), {"name": "Ada Loom"})
        path = self.page().link("/office/terms/[^/]+/end")
        page = self.clerk.get(path).text
        for words in ("This is the last term or job here", "On leave since", "Ada Loom, who stands in"):
            self.assertIn(words, page)
        self.assertEqual(self.clerk.submit(path, {"ending": "resigned"}).status, 400)
        self.assertEqual(self.clerk.submit(path, {"ending": "disqualified", "to": today()}).status, 303)
        ended = self.terms("imogen-vale")[0]
        self.assertEqual((ended["to"], ended["ended"]), (today(), "disqualified"))
        self.assertEqual(self.terms("ada-loom")[0]["to"], today())
        self.assertIn("On leave from", self.page().text)
        self.verified()

    def test_death_ends_every_term_from_the_same_page(self):
        path = self.page("tobias-renn").link("/office/terms/[^/]+/end")
        self.assertEqual(self.clerk.submit(path, {"ending": "died", "to": today(3)}).status, 400)
        self.assertEqual(self.clerk.submit(path, {"ending": "died", "to": today(-1)}).status, 303)
        self.assertIn("served until", self.public.get("/members/tobias-renn").text)
        self.assertIn("Died on", self.public.get("/members/tobias-renn").text)
        self.verified()

    def test_co_option_fills_a_seat_and_no_more(self):
        path = "/office/bodies/city-council/co-opt"
        answers = {"name": "Ansel Brook", "post": "Member", "from": today(-1), "entry_note": "Resolution 2026-14"}
        self.assertEqual(self.clerk.submit(path, {**answers, "entry_note": ""}).status, 400)
        self.assertEqual(self.clerk.submit(path, answers).location, "/office/people/ansel-brook?done=changed")
        term = self.terms("ansel-brook")[0]
        self.assertEqual((term["category"], term["entry"], term["entry_note"]), ("appointed", "co-option", "Resolution 2026-14"))
        self.assertIn("Co-opted: Resolution 2026-14", self.public.get("/members/ansel-brook").text)
        page = self.clerk.submit(path, {**answers, "name": "Ada Loom"})
        self.assertEqual(page.status, 400)
        self.assertIn("“Member” has 2 seats, and all are held", page.text)
        page = self.clerk.submit(path, {**answers, "name": "Ada Loom", "post": "Mayor"})
        self.assertIn("“Mayor” has one seat, and Imogen Vale (", page.text)
        self.assertEqual(self.public.get("/members/ada-loom").status, 404)
        self.verified()

    def test_a_rule_may_wait_for_who_is_on_leave(self):
        (self.folder / "rules").mkdir()
        (self.folder / "rules/rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", self.folder / "rules")
        self.verb("people", "add", "--name", "Ada Loom", "--body", "city-council", "--post", "Clerk of works", "--category",
                  "employee", "--from", today(-20))
        self.verb("people", "contact", "ada-loom", "--kind", "email", "--value", "ada@alderquay.example")
        term = self.terms("ada-loom")[0]["id"]
        absence = self.json("people", "add-absence", term, "--kind", "leave", "--from", today(-2), "--reason", "Ill")["absence"]

        def owed(day):
            return json.loads(self.verb("duties", "list", "--format", "json", "--now", f"{today(day)}T20:00:00Z").stdout)[0]

        def sent(day):
            self.verb("jobs", "run", "--now", f"{today(day)}T20:00:00Z")
            return [one for one in self.json("mail", "list")["messages"] if one["to"] == "ada@alderquay.example"]

        self.assertEqual((owed(0)["state"], owed(0)["due_by_rule"], owed(0).get("due")), ("due", today(8), None))
        self.assertEqual(owed(30)["state"], "extended")
        self.assertIn("due 10 days after the return: Our own policy", owed(30)["why"])
        self.assertEqual(sent(6), [])
        # A suspension is nothing that the rule asks about.
        self.verb("people", "change-absence", absence, "--kind", "suspension")
        self.assertEqual(owed(30)["state"], "late")
        self.verb("people", "change-absence", absence, "--kind", "leave", "--to", today(9))
        self.assertEqual((owed(12)["due"], owed(12)["state"], owed(20)["state"]), (today(19), "extended", "late"))
        self.assertEqual(sent(9), [])
        self.assertEqual(len(sent(16)), 1)
        self.verb("people", "change-absence", absence, "--mistake")
        self.assertEqual(owed(12)["due"], today(8))
        self.verified()

    def test_absences_from_the_command_line(self):
        term = self.terms("imogen-vale")[0]["id"]
        self.assertIn("no absence", self.refused("people", "change-absence", term, "--to", today(), "--site", self.site))
        self.refused("people", "add-absence", term, "--site", self.site)
        absence = self.json("people", "add-absence", term, "--kind", "suspension", "--from", today(-3))["absence"]
        self.refused("people", "add-substitute", absence, "--site", self.site)
        self.verb("people", "add-substitute", absence, "--person", "tobias-renn", "--entry-note", "Resolution 8")
        stands = next(t for t in self.terms("tobias-renn") if t["substitute_for"])
        self.assertEqual((stands["substitute_for"], stands["post"], stands["from"], stands["to"]), (term, "Mayor", today(-3), ""))
        self.assertIn("absence  Suspended since", self.verb("people", "show", "imogen-vale").stdout.decode())
        said = self.refused("people", "add-term", "tobias-renn", "--body", "city-council", "--post", "Mayor", "--category",
                            "elected", "--from", today(1), "--site", self.site)
        self.assertIn("“Mayor” has one seat", said)
        self.verified()

    def test_what_goes_out_comes_back_the_same(self):
        self.away(kind="suspension", to=today(5), reason="Under inquiry")
        self.clerk.submit(self.page().link("/office/absences/[^/]+/substitute"), {"name": "Ada Loom"})
        self.clerk.submit("/office/bodies/city-council/co-opt", {
            "name": "Ansel Brook", "post": "Member", "from": today(-1), "entry_note": "Resolution 2026-14"})
        for kind, more in (("popolo", ()), ("csv", ())):
            with self.subTest(kind):
                file = self.folder / f"people.{kind}"
                file.write_bytes(self.verb("people", "export", "--format", kind, "--office", *more).stdout)
                size = self.head()["size"]
                again = self.json("people", "import", file)
                self.assertEqual({again[k]["changed"] + again[k]["created"] for k in ("persons", "posts", "organizations")}, {0})
                self.assertEqual(self.head()["size"], size)
                other = self.new_address(f"other-{kind}")
                self.run_ok("init", "--site", other, "--name", "Other", "--url", "https://other.example")
                self.run_ok("people", "import", "--site", other, file)
                out = self.run_ok("people", "export", "--site", other, "--format", kind, "--office").stdout
                self.assertEqual(out, file.read_bytes())


class TermsOnPostgres(Terms):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
