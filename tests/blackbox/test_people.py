"""Bodies, people and terms: files in and out, the office's forms, what is public on a day, and what is removed."""
import json
import re
import unittest
from pathlib import Path

import support
from support import Browser

COUNCIL = {
    "persons": [
        {"id": "p1", "name": "Imogen Vale", "other_names": [
            {"name": "Imogen Hart", "note": "former", "end_date": "2020-05-31"},
            {"name": "I. Vale", "note": "for matching only"}],
         "contact_details": [{"type": "email", "value": "secret@alderquay.example"},
                             {"type": "phone", "value": "555 0100", "public": True}],
         "identifiers": [{"scheme": "payroll", "identifier": "P-1"}]},
        {"id": "p2", "name": "Tobias Renn", "family_name": "Renn", "given_name": "Tobias", "contact_by": "post"},
        {"id": "p3", "name": "Ansel Thistlewood", "image": "https://example.org/a.jpg"}],
    "organizations": [
        {"id": "parks", "name": "Parks Committee", "parent_id": "council", "founding_date": "2001"},
        {"id": "council", "name": "City Council", "classification": "council"}],
    "areas": [{"id": "n", "name": "North Ward"}],
    "posts": [{"id": "north", "label": "Member for North Ward", "role": "Member", "organization_id": "council",
               "area_id": "n", "seats": 2}],
    "memberships": [
        {"id": "m1", "person_id": "p1", "post_id": "north", "category": "elected", "start_date": "2018-05-04"},
        {"person_id": "p2", "organization_id": "council", "role": "Mayor", "category": "elected",
         "start_date": "2014", "end_date": "2018-05"},
        {"person_id": "p2", "organization_id": "parks", "role": "Chair", "category": "appointed",
         "start_date": "2018-06-01"},
        {"person_id": "p3", "organization_id": "council", "role": "Engineer", "category": "employee",
         "start_date": "2020-01-02", "contract": "permanent", "workplace": "Depot", "grade": "B", "manager_id": "p2"}],
}

TABLE = """name;body;post;category;from;to;Public e-mail;grade
Hana Mori;Harbour Board;Chair;appointed;2024-07-01;;harbour@alderquay.example;
"Renn, Jr., Otto";Harbour Board;Clerk;employee;2024-07-01;;;C
"""


def in_clear(lines):
    """The lines, and what stands in them as bytes."""
    text = "\n".join(lines)
    return text + "".join(bytes.fromhex(found).decode("utf-8", "replace")
                          for found in re.findall(r"(?:[0-9a-fA-F]{2}){8,}", text))


class People(support.SiteTest):
    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    def counts(self, summary):
        kinds = ("organizations", "posts", "persons", "memberships")
        return [tuple(summary[kind][what] for what in ("created", "changed", "unchanged")) for kind in kinds]

    def council(self):
        self.init()
        return self.json("people", "import", self.write("council.json", COUNCIL))

    def test_a_second_import_changes_nothing(self):
        first = self.council()
        self.assertEqual(self.counts(first), [(2, 0, 0), (1, 0, 0), (3, 0, 0), (4, 0, 0)])
        self.assertEqual(first["left_out"], [{"field": "persons[].image", "rows": 1}])
        before, log = support.contents(self.site), self.head()
        again = self.json("people", "import", self.folder / "council.json")
        self.assertEqual(self.counts(again), [(0, 0, 2), (0, 0, 1), (0, 0, 3), (0, 0, 4)])
        self.assertEqual(support.contents(self.site), before)
        self.assertEqual(self.head(), log)

    def test_a_dry_run_says_what_would_happen_and_changes_nothing(self):
        self.init()
        before = support.contents(self.site)
        summary = self.json("people", "import", "--dry-run", self.write("council.json", COUNCIL))
        self.assertEqual(self.counts(summary), [(2, 0, 0), (1, 0, 0), (3, 0, 0), (4, 0, 0)])
        self.assertEqual(support.contents(self.site), before)

    def test_what_goes_out_comes_back_the_same(self):
        self.council()
        for options in (["--format", "popolo"], ["--format", "csv"], ["--office"], ["--office", "--format", "csv"]):
            with self.subTest(options):
                out = self.verb("people", "export", *options).stdout
                self.assertEqual(b"secret@" in out, "--office" in options)
                self.assertEqual(b"Depot" in out, "--office" in options)
                path = self.folder / ("out.csv" if "csv" in options else "out.json")
                path.write_bytes(out)
                other = self.new_address("other.db")
                self.run_ok("init", "--site", other, "--url", "http://localhost:1", "--name", "Else", "--timezone", "UTC")
                self.run_ok("people", "import", "--site", other, path)
                self.assertEqual(self.run_ok("people", "export", "--site", other, *options).stdout, out)
                for rest in self.folder.glob("other.db*"):
                    rest.unlink()
                before = self.head()
                self.verb("people", "import", path)
                self.assertEqual(self.head(), before, "the site's own export changes nothing in it")

    def test_a_spreadsheet(self):
        self.init()
        self.verb("people", "import", self.write("board.csv", "\ufeff" + TABLE.replace("Public e-mail", "public_email")))
        shown = json.loads(self.verb("people", "show", "--json", "hana-mori").stdout)
        self.assertEqual(shown["contacts"], [{"kind": "email", "value": "harbour@alderquay.example", "note": "",
                                              "public": True}])
        self.assertEqual(json.loads(self.verb("people", "show", "--json", "renn-jr-otto").stdout)["terms"][0]["grade"], "C")
        said = self.refused("people", "import", "--site", self.site, self.write("odd.csv", TABLE))
        self.assertIn("odd.csv:1: There is no column “Public e-mail” here", said)
        again = self.json("people", "import", "--ignore", "Public e-mail", self.folder / "odd.csv")
        self.assertEqual(self.counts(again), [(0, 0, 1), (0, 0, 0), (0, 0, 2), (0, 0, 2)])

    def test_bad_files_change_nothing(self):
        self.init()
        person = {"id": "a", "name": "Imogen Vale"}
        body = {"id": "b", "name": "Council"}
        term = {"person_id": "a", "organization_id": "b", "role": "Mayor", "category": "elected"}

        def popolo(**more):
            return {"persons": [person], "organizations": [body], "memberships": [term], **more}

        cases = {
            "empty.json": ("{}", "There is nobody in this file"),
            "list.json": ("[1]", "This is not Popolo"),
            "cut.json": ('{"persons": [', "ends before it is complete"),
            "twice.json": ('{"persons": [], "persons": []}', "same name stands twice"),
            "deep.json": ("[" * 100, "deep in one another"),
            "name.json": (popolo(persons=[{"id": "a", "name": " "}]), "name.json:persons[0].name: Enter the person’s name"),
            "day.json": (popolo(memberships=[{**term, "start_date": "2024-02-30"}]),
                         "day.json:memberships[0].start_date: “2024-02-30” is not a day"),
            "order.json": (popolo(memberships=[{**term, "start_date": "2024-02-02", "end_date": "2024-02-01"}]),
                           "order.json:memberships[0].to: The last day must not be before 2 February 2024"),
            "ring.json": (popolo(organizations=[{**body, "parent_id": "c"}, {"id": "c", "name": "C", "parent_id": "b"}]),
                          "organizations[0].parent_id: The bodies above this one lead back to it"),
            "ids.json": (popolo(persons=[person, person]), "persons[1].id: The id “a” stands there twice"),
            "who.json": (popolo(memberships=[{**term, "person_id": "z"}]), "memberships[0].person_id: There is no person “z”"),
            "kind.json": (popolo(memberships=[{**term, "category": "king"}]), "memberships[0].category: “king” is no category"),
            "how.json": (popolo(memberships=[{k: v for k, v in term.items() if k != "category"}]), "--category"),
            "twice-held.json": (popolo(memberships=[{**term, "id": "1"}, {**term, "id": "2", "start_date": "2020-01-01"}]),
                                "memberships[1].from: Imogen Vale holds this post already"),
            "columns.csv": ("name,body,post,colour\nA,B,C,red\n", "columns.csv:1: There is no column “colour”"),
            "missing.csv": ("name,post\nA,B\n", "missing.csv:1: The column “body” is missing"),
            "days.csv": ("name,body,post,category,from\nA,B,C,elected,2024-13-01\n", "days.csv:2: from: “2024-13-01” is not a day"),
            "quote.csv": ('name,body,post\n"A,B,C\n', "quote.csv:2: A quote opens here and is never closed"),
            "long.csv": ("name,body,post\nA,B,C,D\n", "long.csv:2: This row has more cells"),
            "sheet.xlsx": ("PK\x03\x04", "save it as CSV"),
        }
        before = support.contents(self.site)
        for name, (content, message) in cases.items():
            with self.subTest(name):
                self.assertIn(message, self.refused("people", "import", "--site", self.site, self.write(name, content)))
        latin = self.folder / "latin.csv"
        latin.write_bytes(b"name,body,post\nJos\xe9,B,C\n")
        self.assertIn("latin.csv:2:4: ", self.refused("people", "import", "--site", self.site, latin))
        self.assertEqual(support.contents(self.site), before)

    def test_all_faults_are_told_at_once(self):
        self.init()
        rows = "name,body,post,category,from,to\n" + "".join(
            f"Person {i},Council,Post {i},{'king' if i % 2 else 'elected'},2024-01-01,2023-01-01\n" for i in range(10))
        said = self.refused("people", "import", "--site", self.site, self.write("ten.csv", rows))
        for line in range(2, 12):
            self.assertIn(f"ten.csv:{line}: ", said)

    def test_staff_and_office_facts_are_nowhere_in_public(self):
        self.council()
        server = self.serve()
        visitor = Browser(server)
        self.assertEqual(visitor.get("/members/ansel-thistlewood").status, 404)
        page = visitor.get("/members/imogen-vale")
        self.assertIn("555 0100", page.text)
        self.assertIn("Imogen Hart, until 31 May 2020", page.text)
        self.assertIsNone(page.headers.get("Set-Cookie"))
        log = in_clear(line for line in support.contents(self.site) if "journal" in line)
        self.assertIn("Imogen Hart", log)
        for word in ("secret@", "I. Vale", "P-1", "Depot", "Thistlewood"):
            self.assertNotIn(word, page.html)
            self.assertNotIn(word, visitor.get("/bodies/city-council").html)
            self.assertNotIn(word, log)

    def test_pages_show_any_day(self):
        self.council()
        visitor = Browser(self.serve())
        today = visitor.get("/bodies/city-council").text
        self.assertIn("Imogen Vale Member for North Ward since 4 May 2018", today)
        self.assertIn("Member for North Ward North Ward 2 1", today)
        self.assertIn("Parks Committee", today)
        self.assertIn("Tobias Renn Mayor 1 January 2014 to 31 May 2018", today)
        then = visitor.get("/bodies/city-council?on=2016-02-29").text
        self.assertIn("Tobias Renn Mayor", then)
        self.assertIn("Member for North Ward North Ward 2 2", then)
        self.assertNotIn("Imogen", then)
        self.assertIn("Imogen Hart Member", visitor.get("/bodies/city-council?on=2019-01-01").text)
        self.assertIn("Imogen Hart", visitor.get("/members/imogen-vale?on=2019-01-01").text.split("Former names")[0])
        self.assertIn("Mayor", visitor.get("/members?who=past&body=city-council").text)
        self.assertNotIn("Imogen", visitor.get("/members?name=tobias").text)
        for path in ("/members?on=x", "/bodies/city-council?on=2023-02-29", "/members/imogen-vale?on=1"):
            page = visitor.get(path)
            self.assertEqual(page.status, 400)
            self.assertIn("Enter the day as year-month-day", page.text)

    def test_long_lists_come_in_pages(self):
        self.init()
        rows = "name,body,post,category,from\n" + "".join(
            f"Person {i:03},Council,Member {i},elected,2024-01-01\n" for i in range(250))
        # As released, in the sandbox that sanitizers cannot stand.
        self.verb("people", "import", self.write("many.csv", rows), program=support.RELEASE)
        visitor = Browser(self.serve())
        first = visitor.get("/members")
        self.assertIn("Page 1 of 3, 250 in all", first.text)
        last = visitor.get(visitor.get(first.link(r"/members\?page=2")).link(r"/members\?page=3"))
        self.assertIn("Person 249", last.text)
        self.assertEqual(len(json.loads(self.verb("people", "list", "--json").stdout)["people"]), 250)

    def test_names_change_and_people_die(self):
        self.council()
        self.verb("people", "rename", "imogen-vale", "--name", "Imogen Vale-Renn", "--from", "2022-03-01")
        self.refused("people", "rename", "--site", self.site, "imogen-vale", "--name", "Imogen Vale-Renn")
        shown = json.loads(self.verb("people", "show", "--json", "imogen-vale").stdout)
        self.assertEqual((shown["name"], shown["name_from"]), ("Imogen Vale-Renn", "2022-03-01"))
        self.assertIn({"name": "Imogen Vale", "kind": "former", "from": "", "to": "2022-02-28", "public": False},
                      shown["other_names"])
        self.verb("people", "died", "imogen-vale", "--on", "2025-09-30")
        visitor = Browser(self.serve())
        page = visitor.get("/members/imogen-vale").text
        self.assertIn("4 May 2018, served until 30 September 2025", page)
        self.assertNotIn("Imogen Vale,", page)
        self.assertIn("Imogen Vale-Renn", [p["name"] for p in json.loads(self.verb("people", "show", "--json",
                      "city-council").stdout)["terms"]])
        again = self.json("people", "import", self.folder / "council.json")
        self.assertEqual(self.counts(again), [(0, 0, 2), (0, 0, 1), (0, 0, 3), (0, 0, 4)])
        self.verb("journal", "verify")

    def test_terms_from_the_command_line(self):
        self.council()
        self.verb("people", "add-term", "imogen-vale", "--body", "parks-committee", "--post", "Member", "--category",
                  "appointed", "--from", "2024-01-01")
        self.refused("people", "add-term", "--site", self.site, "imogen-vale", "--body", "parks-committee", "--post",
                     "Member", "--category", "appointed", "--from", "2025-01-01")
        term = json.loads(self.verb("people", "show", "--json", "imogen-vale").stdout)["terms"][0]
        self.verb("people", "change-term", term["id"], "--to", "2025-06-30", "--why", "resigned", "--grade", "B")
        term = json.loads(self.verb("people", "show", "--json", "imogen-vale").stdout)["terms"][0]
        self.assertEqual((term["to"], term["ended"], term["grade"]), ("2025-06-30", "resigned", "B"))
        said = self.refused("people", "change-term", "--site", self.site, term["id"], "--from", "2025-07-01")
        self.assertIn("The last day must not be before 1 July 2025", said)
        self.verb("people", "change-body", "parks-committee", "--name", "Parks and Gardens", "--dissolved", "2026-01-31")
        self.verb("people", "add-post", "--body", "city-council", "--role", "Deputy Mayor", "--seats", "2")
        self.verb("people", "contact", "imogen-vale", "--kind", "url", "--value", "https://example.org", "--public")
        bodies = json.loads(self.verb("people", "bodies", "--json").stdout)["bodies"]
        self.assertIn(("Parks and Gardens", "city-council", "2026-01-31"), [(b["name"], b["above"], b["to"]) for b in bodies])
        posts = self.verb("people", "posts", "--body", "city-council", "--format", "csv").stdout.decode().splitlines()
        self.assertEqual(posts[1:], ["city-council,deputy-mayor,Deputy Mayor,Deputy Mayor,,2",
                                     "city-council,member-for-north-ward,Member for North Ward,Member,North Ward,2"])
        self.assertIn("https://example.org", Browser(self.serve()).get("/members/imogen-vale").text)
        self.verb("journal", "verify")

    def test_what_is_removed_is_gone_and_stays_gone(self):
        self.council()
        self.verb("people", "rename", "imogen-vale", "--name", "Imogen Hart-Vale")
        self.verb("people", "merge", "imogen-vale", "tobias-renn", "--reason", "Imogen told us")
        self.verb("people", "unmerge", "imogen-vale")
        record = json.loads(self.verb("people", "show", "--json", "imogen-vale").stdout)["record"]
        self.verb("journal", "erase", "--record", record, "--ground", "Asked to be forgotten")
        visitor = Browser(self.serve())
        self.assertEqual(visitor.get("/members/imogen-vale").status, 404)
        council = visitor.get("/bodies/city-council")
        self.assertIn("Name removed", council.text)
        page = visitor.get(council.link("/members/removed-[0-9a-z]+"))
        self.assertEqual(page.status, 200)
        self.assertIn("Asked to be forgotten", page.text)
        again = self.json("people", "import", self.folder / "council.json")
        self.assertEqual(again["persons"], {"created": 0, "changed": 0, "unchanged": 2, "removed_here": 1})
        self.verb("journal", "verify")
        everything = in_clear(support.contents(self.site))
        for word in ("Imogen", "secret@", "P-1", "imogen"):
            self.assertNotIn(word, everything)

    def test_staff_who_were_never_published_are_removed(self):
        self.council()
        self.verb("people", "rename", "ansel-thistlewood", "--name", "Ansel Thistle")
        backup = str(self.folder / "before.backup")
        self.run_ok("backup", "--site", self.site, backup)
        before = self.head()
        self.refused("people", "remove", "imogen-vale", "--ground", "A test", "--site", self.site)
        self.verb("people", "remove", "ansel-thistlewood", "--ground", "No longer needed")
        self.assertEqual(self.head(), before, "the log knew nothing of them")
        self.refused("people", "remove", "ansel-thistlewood", "--ground", "A test", "--site", self.site)
        self.gone(self.site)
        again = self.json("people", "import", self.folder / "council.json")
        self.assertEqual(again["persons"], {"created": 0, "changed": 0, "unchanged": 2, "removed_here": 1})
        self.gone(self.site)
        self.verb("journal", "verify")
        self.restored(backup)

    def gone(self, site):
        everything = in_clear(support.contents(site))
        for word in ("Ansel", "ansel", "Engineer", "Depot"):
            self.assertNotIn(word, everything)

    def restored(self, backup):
        """An older backup does not bring them back."""
        restored = self.new_address("restored.db", self.engine)
        if self.engine != "postgres":
            Path(restored + ".removals").write_bytes(Path(self.site + ".removals").read_bytes())
        self.run_ok("restore", backup, "--site", restored)
        self.gone(restored)

    def test_a_file_is_uploaded(self):
        self.init()
        server = self.serve()
        clerk = self.account(server, "clerk", "Clerk Quill")
        path = "/office/people/import"
        self.assertIn(path, clerk.get("/office/people").html)
        form = clerk.get(path).form(path)["fields"]
        before = support.contents(self.site)
        page = clerk.upload(path, form, "file", "council.json", json.dumps(COUNCIL).encode())
        self.assertEqual(page.status, 200, page.text)
        self.assertIn("3 new, 0 changed, 0 here already", page.text)
        self.assertIn("persons[].image", page.text)
        self.assertEqual(support.contents(self.site), before, "a preview changes nothing")
        fields = {**page.form(path)["fields"], "step": "add"}
        size = self.head()["size"]
        self.assertEqual(clerk.post(path, fields).location, "/office/people?done=table")
        after = self.head()["size"]
        self.assertGreater(after, size)
        self.assertEqual(clerk.post(path, fields).status, 303, "the same form again")
        self.assertEqual(self.head()["size"], after)
        self.assertEqual(self.json("people", "import", self.write("c.json", COUNCIL))["persons"]["unchanged"], 3)
        page = clerk.upload(path, form, "file", "board.csv", b"name,body,post\nA,B\n")
        self.assertEqual(page.status, 400)
        self.assertIn("board.csv", page.text)
        self.assertEqual(clerk.upload(path, form, "file", "empty.csv", b"").status, 400)
        own = self.account(server, "clerk", "Parks Clerk", "--body", "parks-committee")
        self.assertEqual(own.get(path).status, 403)
        self.assertNotIn(path, own.get("/office/people").html)

    def test_the_same_form_again_does_nothing_more(self):
        self.council()
        clerk = self.account(self.serve(), "clerk", "Clerk Quill")
        path = clerk.get("/office/people/imogen-vale").link("/office/terms/[0-9a-z]+/end")
        form = {**clerk.get(path).form(path)["fields"], "to": "2025-01-01"}
        first = clerk.post(path, form)
        size = self.head()["size"]
        again = clerk.post(path, form)
        self.assertEqual([first.status, again.status], [303, 303])
        self.assertEqual((again.location, self.head()["size"]), (first.location, size))
        path = "/office/people/tobias-renn/invite"
        form = {**clerk.get(path).form(path)["fields"], "email": "tobias@alderquay.example"}
        self.assertEqual(clerk.post(path, form).status, 200)
        again = clerk.post(path, form)
        self.assertEqual((again.status, again.location), (303, "/office/people?done=invited"))
        self.assertIn("invited already", clerk.get(again.location).text)

    def test_a_form_that_came_too_late_keeps_the_answers(self):
        self.council()
        server = self.serve()
        clerk = self.account(server, "clerk", "Clerk Quill")
        path = clerk.get("/office/people/tobias-renn").link("/office/terms/[0-9a-z]+")
        late = clerk.get(path).form(path)["fields"]
        self.assertEqual(clerk.submit(path, {"workplace": "Town hall"}).status, 303)
        page = clerk.post(path, {**late, "workplace": "Depot"})
        self.assertEqual(page.status, 409)
        self.assertIn("Stored now: Town hall", page.text)
        form = page.form(path)
        self.assertEqual(form["fields"]["workplace"], "Depot")
        self.assertEqual(clerk.post(path, form["fields"]).status, 303)
        self.assertEqual(clerk.post(path, form["fields"]).status, 303, "the same form again shows the same result")
        terms = json.loads(self.verb("people", "show", "--json", "tobias-renn").stdout)["terms"]
        self.assertEqual(sorted(t["workplace"] for t in terms), ["", "Depot"])

    def test_a_clerk_changes_only_the_clerks_bodies(self):
        self.council()
        server = self.serve()
        clerk = self.account(server, "clerk", "Parks Clerk", "--body", "parks-committee")
        self.assertEqual(clerk.submit("/office/bodies/parks-committee/change", {"classification": "committee"}).status, 303)
        self.assertEqual(clerk.get("/office/bodies/city-council/change").status, 403)
        self.assertEqual(clerk.get("/office/people/imogen-vale").status, 403)
        contact = {"contact_kind": "email", "contact": "tobias@alderquay.example"}
        self.assertEqual(clerk.submit("/office/people/tobias-renn/contact", contact).status, 303)
        self.assertEqual(clerk.get("/office/people/tobias-renn/contact").status, 200)
        form = clerk.get("/office/bodies/parks-committee/change").form("/office/bodies/parks-committee/change")
        self.assertEqual(clerk.post("/office/bodies/parks-committee/change", {**form["fields"], "parent": ""}).status, 403)

    def test_a_clerk_of_one_body_takes_over_nobody_of_another(self):
        self.council()
        self.verb("people", "add-term", "tobias-renn", "--body", "city-council", "--post", "Member", "--category",
                  "elected", "--from", "2024-01-01")
        self.verb("people", "contact", "tobias-renn", "--kind", "phone", "--value", "555 0199")
        server = self.serve()
        clerk = self.account(server, "clerk", "Parks Clerk", "--body", "parks-committee")
        both = self.account(server, "clerk", "City Clerk", "--body", "city-council")
        bodies = both.get("/office/people/imogen-vale/term").form("/office/people/imogen-vale/term")["choices"]["body"]
        parks = next(value for value, text in bodies.items() if text == "Parks Committee")
        term = {"body": parks, "post": "Gardener", "category": "consultant"}
        before = self.head()
        for person in ("imogen-vale", "ansel-thistlewood"):
            path = f"/office/people/{person}/term"
            page = clerk.get(path)
            self.assertEqual(page.status, 403)
            self.assertNotIn("Thistlewood", page.text)
            self.assertEqual(clerk.post(path, {**self.hidden(clerk), **term}).status, 403)
        # Tobias Renn serves on both: the clerk of one keeps that one's term, and reads what anybody may.
        self.assertNotIn("/office/people/tobias-renn/invite", clerk.get("/office/people").html)
        self.assertIn("/office/people/tobias-renn/invite", both.get("/office/people").html)
        page = clerk.get("/office/people/tobias-renn")
        self.assertEqual(page.status, 200)
        self.assertNotIn("555 0199", page.text)
        self.assertEqual(len(set(re.findall("/office/terms/[0-9a-z]+(?=\")", page.html))), 1)
        self.assertIn("555 0199", both.get("/office/people/tobias-renn").text)
        for act in ("invite", "name", "names", "contact", "identifier", "died", "merge", "term"):
            with self.subTest(act):
                self.assertEqual(clerk.get(f"/office/people/tobias-renn/{act}").status, 403)
                self.assertEqual(both.get(f"/office/people/tobias-renn/{act}").status, 200)
        for act in ("invite", "name", "names", "contact", "identifier", "remove", "died", "merge", "unmerge", "term"):
            with self.subTest(act):
                sent = {"name": "Nobody", "email": "n@x.example", "contact_kind": "email", "contact": "n@x.example",
                        "died": "2025-01-01", "other": "imogen-vale", "reason": "mine", **term}
                self.assertEqual(clerk.post(f"/office/people/tobias-renn/{act}", {**self.hidden(clerk), **sent}).status, 403)
        self.assertEqual(self.head(), before)
        self.assertEqual([line for line in support.contents(self.site) if "Nobody" in line], [])
        path = page.link("/office/terms/[0-9a-z]+")
        self.assertEqual(clerk.submit(path, {"workplace": "Greenhouse"}).status, 303)

    def hidden(self, clerk):
        """What every form of a clerk carries."""
        return clerk.get("/office/bodies/parks-committee/change").form("/office/bodies/parks-committee/change")["fields"]

    def test_mayors(self):
        """609 mayors as they are published, with roles that say only when they end."""
        source = Path(support.SHARED or "") / "data/people-us-municipal/mayors.yml"
        if not source.is_file():
            self.skipTest("without the shared documents")
        try:
            import yaml
        except ImportError:
            self.skipTest("without PyYAML")
        persons, bodies, terms = [], {}, []
        for mayor in filter(None, yaml.safe_load_all(source.read_text(encoding="utf-8"))):
            persons.append({"id": mayor["id"], "name": mayor["name"], "given_name": mayor["given_name"],
                            "family_name": mayor["family_name"],
                            "identifiers": [{"scheme": "ocd", "identifier": mayor["id"]}],
                            "contact_details": [{"type": "address", "value": office["address"]}
                                                for office in mayor["offices"] if "address" in office]})
            for role in mayor["roles"]:
                body = role["jurisdiction"]
                bodies[body] = {"id": body, "name": body.split("state:")[1].removesuffix("/government")}
                terms.append({"person_id": mayor["id"], "organization_id": body, "role": role["type"],
                              **{k: str(role[k]) for k in ("start_date", "end_date") if role.get(k)}})
        self.init()
        file = self.write("mayors.json", {"persons": persons, "organizations": list(bodies.values()), "memberships": terms})
        first = self.json("people", "import", "--category", "elected", file)
        self.assertEqual(first["persons"]["created"], 609)
        log = self.head()
        again = self.json("people", "import", "--category", "elected", file, program=support.RELEASE)
        self.assertEqual([kind[:2] for kind in self.counts(again)], [(0, 0)] * 4)
        self.assertEqual(self.head(), log)


class PeopleOnPostgres(People):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
