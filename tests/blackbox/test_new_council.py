"""The Thursday after the election: a pasted result, everything that follows shown first, done in one, undone."""
import json
import shutil
import unittest

import support
from support import Browser, signing, today

PATH = "/office/new-council"
FIRST, LAST, POLLING = today(4), today(3), today()
RULES = """rulebook: {id: test, title: Test}
amounts:
  - id: new-term-after-election
    about: Days after election day on which those who were elected take office
    rows:
      - {amount: 4 days, source: The charter}
duties:
  - id: interests
    title: List your interests
    kind: declaration
    who: {categories: [elected]}
    rows:
      - {due: 30 days after taking office, source: A test}
  - id: leaving
    title: Leaving statement
    kind: filing
    filed-with: the City Clerk
    who: {categories: [elected]}
    rows:
      - {due: 30 days after leaving office, source: A test}
"""
MEMBERS = (("Imogen Vale", "North Ward"), ("Tobias Renn", "North Ward"), ("Hana Mori", "South Ward"), ("John Smith", "South Ward"),
           ("Otto Brandvold", "South Ward"))
RESULT = """Name\tWard\tE-mail\tElected
Cllr Imogen Vale\tNorth Ward\t\tyes
Renn, Tobias\tSouth Ward\t\tyes
Ruth Okafor\tNorth Ward\truth@x.example\tyes
Ada Quill\tSouth Ward\tada@x.example\tyes
Basil Thorn\tSouth Ward\t\tno
"""


class Site(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        for ward, seats in (("North Ward", 2), ("South Ward", 3)):
            self.make("people", "add-post", "--body", "city-council", "--label", f"Member, {ward}", "--area", ward, "--role", "Member",
                      "--seats", str(seats))
        for name, ward in MEMBERS:
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", f"Member, {ward}", "--category", "elected",
                      "--from", "2022-05-09")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", today(-1))
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", rules)
        self.make("people", "add-election", "--name", "City election", "--body", "city-council", "--opens", today(-40), "--closes",
                  today(-20), "--polling", POLLING)
        self.make("people", "add-candidate", "city-election", "--name", "Ada Quill", "--post", "Member, South Ward")
        self.make("people", "invite", "imogen-vale", "--email", "imogen@x.example")
        self.make("people", "invite", "hana-mori", "--email", "hana@x.example")
        self.server = self.serve()
        self.clerk = self.account(self.server, "clerk", "Clerk Quill")

    def step(self, page, step, fields=None):
        """Sends the form of the page as it stands, with these fields changed and the button of that step."""
        return self.clerk.post(PATH, {**page.form(PATH)["fields"], **(fields or {}), "step": step})

    def to_people(self, result=RESULT, scope="whole", **more):
        page = self.clerk.get(f"{PATH}?election=city-election")
        page = self.step(page, "table", {"scope": scope})
        fields = page.form(PATH)["fields"]
        self.assertEqual((fields["first_day"], fields["last_day"]), (FIRST, LAST), page.text)
        self.assertIn("4 days after election day", page.text)
        page = self.step(page, "columns", {"table": result, **more})
        self.assertEqual(page.status, 200, page.text)
        return self.step(page, "people")

    def to_preview(self, answers=None, **more):
        page = self.to_people(**more)
        self.assertEqual(page.status, 200, page.text)
        return self.step(page, "preview", answers)

    def choice(self, page, name, words):
        """The field of that person's row, and the value of the choice that begins with these words."""
        form = page.form(PATH)
        before, _, _ = page.html.partition(f"> {name}</label>" if f"> {name}</label>" in page.html else f"{name}</label>")
        field = before.rpartition('for="')[2].partition('"')[0]
        return field, next(value for value, text in form["choices"][field].items() if text.startswith(words))

    def done(self, page=None, **more):
        """Through to the end: the address of its page."""
        answer = self.step(page or self.to_preview(**more), "apply")
        self.assertEqual(answer.status, 303, answer.text)
        return answer.location

    def undo(self, path):
        page = self.clerk.get(path)
        form = page.form(f"{path}/undo")
        return self.clerk.post(f"{path}/undo", form["fields"])


class NewCouncil(Site):
    def test_the_whole_council(self):
        before = self.head()
        page = self.to_people()
        for words in ("Re-elected", "Another seat", "New to a seat", "Left out", "Not in the result"):
            self.assertIn(words, page.text)
        stays = dict([self.choice(page, "John Smith", "Stays")])
        page = self.step(page, "preview", stays)
        self.assertEqual(page.status, 200, page.text)
        # Terms, people, seats, duties with their why, rights, invitations.
        for words in ("4 terms end", "4 begin", "1 person is added", "John Smith", "Leaving statement",
                      "30 days after", "List your interests", "by e-mail, ruth@x.example", "by e-mail, ada@x.example",
                      "Whose rights to sign in here end", "Candidacies, and their last day"):
            self.assertIn(words, page.text)
        self.assertEqual(self.head(), before, "a preview publishes nothing")
        answer = self.step(page, "apply")
        self.assertEqual(answer.status, 303, answer.text)
        path = answer.location
        again = self.step(page, "apply")
        self.assertEqual((again.status, again.location), (303, path), "the same form again")
        shown = self.clerk.get(path)
        self.assertIn("by Clerk Quill", shown.text)
        self.assertIn("Undo all of this", shown.text)
        people = {}
        for one in self.json("people", "list")["people"]:
            people.setdefault(one["name"], []).append((one["post"], one["from"], one.get("to") or ""))
        self.assertIn(("Member, North Ward", "2022-05-09", LAST), people["Imogen Vale"])
        self.assertIn(("Member, North Ward", FIRST, ""), people["Imogen Vale"])
        self.assertIn(("Member, South Ward", FIRST, ""), people["Tobias Renn"])
        self.assertIn(("Member, South Ward", FIRST, ""), people["Ada Quill"])
        self.assertEqual(people["John Smith"], [("Member, South Ward", "2022-05-09", "")])
        self.assertEqual(people["Hana Mori"], [("Member, South Ward", "2022-05-09", LAST)])
        self.assertNotIn("Basil Thorn", people)
        self.assertEqual(Browser(self.server).get("/members/ruth-okafor").status, 200)
        activity = self.account(self.server, "auditor", "Ada Auditor").get("/office/activity").text
        self.assertEqual(activity.count("People: new council"), 1)
        self.assertIn("City Council from " + FIRST + ": 1 again, 1 in another seat, 2 new, 2 left", activity)
        # Undone: as before, and the log says that something was here.
        self.assertEqual(self.undo(path).status, 303)
        self.assertIn("Undone on", self.clerk.get(path).text)
        self.assertEqual(Browser(self.server).get("/members/ruth-okafor").status, 404)
        people = {one["name"]: (one["post"], one.get("to") or "") for one in self.json("people", "list")["people"]
                  if one["category"] == "elected"}
        self.assertEqual(people, {name: (f"Member, {ward}", "") for name, ward in MEMBERS})
        self.assertGreater(self.head()["size"], before["size"])
        self.assertEqual(self.clerk.post(f"{path}/undo", shown.form(f"{path}/undo")["fields"]).status, 400)
        # And done again.
        self.done(answers=stays)

    def test_only_a_person_knows_who_is_meant(self):
        self.make("people", "add", "--name", "John Smith", "--body", "city-council", "--post", "Clerk", "--category", "employee",
                  "--from", "2020-01-06")
        self.verb("people", "died", "otto-brandvold", "--on", today(-3))
        table = "Name\tWard\nJohn Smith\tSouth Ward\nR. Vale\tNorth Ward\nI. Vale\tNorth Ward\nOtto Brandvold\tSouth Ward\n"
        page = self.to_people(table)
        self.assertIn("2 questions are for you", page.text)
        again = self.step(page, "preview")
        self.assertEqual(again.status, 400)
        self.assertIn("2 people are called “John Smith”", again.text)
        self.assertIn("nobody here is called “I. Vale”, but Imogen Vale is", again.text)
        self.assertIn("Otto Brandvold died on", again.text)
        answers = dict([self.choice(page, "John Smith", "John Smith (Member, South"), self.choice(page, "I. Vale", "Imogen Vale"),
                        self.choice(page, "Otto Brandvold", "Another person")])
        page = self.step(again, "preview", answers)
        self.assertEqual(page.status, 200, page.text)
        path = self.done(page)
        self.assertIn("Otto Brandvold", self.clerk.get(path).text)
        smiths = [one["post"] for one in self.json("people", "list")["people"] if one["name"] == "John Smith"]
        self.assertEqual(sorted(smiths), ["Clerk", "Member, South Ward", "Member, South Ward"])

    def test_more_people_than_seats_and_no_seat(self):
        table = "Name\tWard\nAnn One\tNorth Ward\nBen Two\tNorth Ward\nCyd Three\tNorth Ward\nDee Four\t\n"
        answer = self.step(self.to_people(table), "preview")
        self.assertEqual(answer.status, 400)
        self.assertIn("3 people would hold “Member, North Ward”, which has room for 2", answer.text)
        self.assertIn("Row 5: no seat is named for Dee Four", answer.text)
        twice = self.step(self.to_people("Name\tWard\nImogen Vale\tNorth Ward\nimogen vale\tSouth Ward\n"), "preview")
        self.assertIn("Rows 2 and 3 are both Imogen Vale", twice.text)

    def test_a_by_election(self):
        self.verb("people", "end", "tobias-renn", "--on", today(-30))
        page = self.to_people("Name\tWard\nRuth Okafor\tNorth Ward\n", scope="by-election")
        page = self.step(page, "preview")
        self.assertIn("0 terms end, 1 begins", page.text)
        self.done(page)
        # One of the full ward: who leaves is asked.
        page = self.to_people("Name\tWard\nBen Two\tSouth Ward\n", scope="seats")
        self.assertIn("3 questions are for you", page.text)
        self.assertEqual(self.step(page, "preview").status, 400)
        page = self.step(page, "preview", dict([self.choice(page, "Hana Mori", "Leaves: resigned")]))
        self.assertIn("1 term ends, 1 begins", page.text)

    def test_what_nobody_said_follows_from_the_next_answer(self):
        self.verb("people", "end", "hana-mori", "--on", today(-30))
        page = self.to_people("Name\tWard\nI. Vale\tSouth Ward\n", scope="seats")
        self.assertIn("Stays: was not up for election", page.text)
        page = self.step(page, "preview", dict([self.choice(page, "I. Vale", "Imogen Vale")]))
        self.assertIn("1 term ends, 1 begins", page.text, "who has another seat now leaves the old one")

    def test_a_stale_preview_is_shown_anew(self):
        page = self.to_preview()
        self.assertIn("Seats that will be vacant Member, South Ward: 1 of 3", page.text)
        self.verb("people", "end", "hana-mori", "--on", today(1))
        size = self.head()["size"]
        answer = self.step(page, "apply")
        self.assertEqual(answer.status, 409)
        self.assertIn("Nothing was done, and your answers are kept", answer.text)
        self.assertEqual(self.head()["size"], size)
        self.assertEqual(self.step(answer, "apply").status, 303)

    def test_not_undone_once_somebody_was_invited(self):
        path = self.done()
        link = self.make("people", "invite", "ruth-okafor", "--email", "ruth@x.example").stdout.decode().strip()
        page = self.clerk.get(path)
        self.assertIn("Ruth Okafor has been invited since", page.text)
        self.assertNotIn("Undo all of this", page.text)
        said = self.refused("people", "new-council", "--site", self.site, "--undo", path.rpartition("/")[2])
        self.assertIn("has been invited since", said)
        self.assertTrue(link)

    def test_not_undone_once_somebody_signed_or_changed_a_term(self):
        path = self.done()
        page = self.clerk.get(path)
        self.verb("commitments", "sign", "code", "--person", "imogen-vale", "--paper", today(), "--place", "Folder 3")
        answer = self.clerk.post(f"{path}/undo", page.form(f"{path}/undo")["fields"])
        self.assertEqual(answer.status, 400)
        self.assertIn("Imogen Vale has signed since", answer.text)
        self.assertIn("signed since", self.clerk.get(path).text)
        term = self.clerk.get("/office/people/hana-mori").link("/office/terms/[^/]+")
        self.assertEqual(self.clerk.submit(term, {"to": today(2)}).status, 303)
        self.assertIn("Somebody has changed the term of Hana Mori since", self.clerk.get(path).text)

    def test_who_is_elected_again_keeps_signing_in_and_who_leaves_gets_it_back(self):
        grants = lambda name: [g["to"] for a in self.json("access", "list")["accounts"] if a["name"] == name for g in a["rights"]]
        path = self.done()
        self.assertEqual(grants("Imogen Vale"), [""])
        self.assertEqual(grants("Hana Mori"), [LAST])
        self.assertEqual(self.undo(path).status, 303)
        self.assertEqual(grants("Hana Mori"), [""])

    def test_a_restore_from_before_the_undoing_can_be_undone_again(self):
        done = self.done().rpartition("/")[2]
        backup = self.folder / "before.backup"
        self.verb("backup", backup)
        self.verb("people", "new-council", "--undo", done)
        restored = self.new_address("restored.db")
        if self.engine == "sqlite":  # on PostgreSQL the list goes by the site's name
            shutil.copy(f"{self.site}.removals", f"{restored}.removals")
        answer = json.loads(self.run_ok("restore", backup, "--site", restored, "--json").stdout)
        self.assertEqual(answer["removals"], 5, "four terms and one person")
        self.run_ok("people", "new-council", "--undo", done, "--site", restored)
        people = json.loads(self.run_ok("people", "list", "--json", "--site", restored).stdout)["people"]
        self.assertEqual({one["name"] for one in people if one["category"] == "elected"}, {name for name, _ in MEMBERS})
        self.run_ok("journal", "verify", "--site", restored)

    def test_other_seats_are_asked_about_anew(self):
        page = self.to_preview()
        page = self.step(page, "people")
        self.assertIn(self.choice(page, "John Smith", "Leaves: lost")[0], page.form(PATH)["fields"])
        page = self.step(self.step(self.step(page, "columns"), "table"), "body")
        page = self.step(page, "table", {"scope": "by-election"})
        page = self.step(self.step(page, "columns", {"table": "Name\tWard\nImogen Vale\tNorth Ward\n"}), "people")
        page = self.step(page, "preview")
        self.assertIn("1 term ends, 1 begins", page.text)

    def test_sixty_rows_and_six_thousand(self):
        rows = "Name\tPost\n" + "".join(f"Person{chr(97 + i % 26)} Number{chr(97 + i // 26)}\tMember\n" for i in range(60))
        page = self.to_preview(result=rows)
        self.assertIn("60 begin", page.text)
        self.done(page)
        page = self.step(self.clerk.get(f"{PATH}?election=city-election"), "table", {"scope": "whole"})
        many = "Name\tPost\n" + "".join(f"A{i} B\tMember\n" for i in range(6000))
        answer = self.step(page, "columns", {"table": many})
        self.assertEqual(answer.status, 400)
        self.assertIn("Paste the rows of those who were elected alone", answer.text)

    def test_the_verb(self):
        table = self.folder / "result.csv"
        table.write_text("name,area,email\nImogen Vale,North Ward,\nRuth Okafor,North Ward,r@x.example\n", encoding="utf-8")
        size = self.head()["size"]
        dry = json.loads(self.verb("people", "new-council", "--election", "city-election", "--dry-run", "--json", table).stdout)
        self.assertEqual([(one["name"], one["is"]) for one in dry["result"]], [("Imogen Vale", "re-elected"), ("Ruth Okafor", "new")])
        self.assertEqual({one["name"] for one in dry["ended"]}, {name for name, _ in MEMBERS})
        self.assertTrue(any(one["title"] == "List your interests" for one in dry["owed"]))
        self.assertEqual(self.head()["size"], size)
        done = json.loads(self.verb("people", "new-council", "--body", "city-council", "--from", FIRST, "--json", table).stdout)
        self.assertIn(done["id"], self.verb("people", "new-council", "--undo", done["id"], "--json").stdout.decode())
        said = self.refused("people", "new-council", "--site", self.site, "--body", "city-council", table)
        self.assertIn("No rule says when", said)
        self.refused("people", "new-council", "--site", self.site, "--election", "nowhere", table)
        self.refused("people", "new-council", "--site", self.site, "--undo", "nothing")

    def test_a_clerk_of_another_body(self):
        self.make("people", "add-body", "--name", "Harbour Board")
        path = self.done()
        other = self.account(self.server, "clerk", "Board Clerk", "--body", "harbour-board")
        self.assertEqual(other.get(path).status, 403)
        page = self.to_preview(result="Name\tWard\nRuth Okafor\tNorth Ward\n")
        fields = {**page.form(PATH)["fields"], "step": "apply", "_csrf": other.get(PATH).form(PATH)["fields"]["_csrf"]}
        self.assertEqual(other.post(PATH, fields).status, 403)


class NewCouncilOnPostgres(NewCouncil):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
