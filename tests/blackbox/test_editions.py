"""What becomes of codes: acts, consultation, material and minor changes, repeal, adoption by bodies, relations between
texts and audiences; on the command line, in the office, on the public pages, and in the publication log."""
import json
import re
import shutil
import unittest

import support
from support import Browser

CODE = "# Code\n\n## Standards\n\n1. Be honest.\n\n2. Be fair.\n"
LATER = "# Code\n\n## Standards\n\n1. Be honest.\n\n2. Be fair.\n\n3. Be kind.\n"
GUIDE = "# Staff guide\n\n1. How to be fair at the counter.\n"


class Editions(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.link = self.init()
        for name in ("City Council", "Alder Quay School"):
            self.make("people", "add-body", "--name", name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def publish(self, slug, text, *more):
        return self.json("codes", "import", self.write(f"{slug}.md", text), "--slug", slug, "--publish", *more)

    def edition(self, slug, *more):
        return json.loads(self.verb("codes", "show", slug, "--json", *more).stdout)

    def test_the_act_and_the_change_are_said_and_published(self):
        act = ["--instrument-number", "Resolution 2026-31", "--instrument-body", "City Council", "--instrument-day",
               "2026-03-03", "--instrument-link", "https://council.example/31", "--instrument-kind", "adoption"]
        self.assertIn("before the day of the act", self.refused(
            "codes", "import", self.write("a.md", CODE), "--slug", "code", "--publish", *act, "--in-force-from",
            "2026-03-02", "--site", self.site))
        self.publish("code", CODE, *act, "--in-force-from", "2026-04-01")
        self.assertEqual(self.edition("code")["instrument"],
                         {"body": "City Council", "day": "2026-03-03", "kind": "adoption",
                          "link": "https://council.example/31", "number": "Resolution 2026-31"})
        self.verb("codes", "import", self.write("b.md", LATER), "--slug", "code")
        self.assertIn("material", self.refused("codes", "publish", "code", "--site", self.site))
        self.assertIn("either", self.refused("codes", "publish", "code", "--minor", "--material", "--site", self.site))
        self.assertIn("https://", self.refused("codes", "publish", "code", "--minor", "--instrument-link", "www",
                                               "--site", self.site))
        self.assertIn("Check the year", self.refused("codes", "publish", "code", "--minor", "--in-force-from",
                                                     "3026-01-01", "--site", self.site))
        self.assertEqual(self.json("codes", "publish", "code", "--minor")["change"], "minor")
        self.publish("code", CODE, "--material", "--in-force-from", "2019-01-01")
        self.assertEqual(self.edition("code", "--on", "2020-01-01")["edition"], 3)
        self.assertEqual(self.edition("code", "--on", "2026-04-02")["edition"], 1)
        self.head()

    def test_consultation_keeps_a_draft_private(self):
        self.verb("codes", "import", self.write("a.md", CODE), "--slug", "code")
        asked = self.json("codes", "consult", "code", "--ask", "Employees Association", "--kind", "meet-and-confer",
                          "--on", "2026-01-05")
        self.assertEqual(asked["stage"], "consultation")
        self.refused("codes", "consult", "code", "--answer", "Employees Association", "--on", "2026-01-04", "--site",
                     self.site)
        self.refused("codes", "consult", "code", "--answer", "Nobody", "--site", self.site)
        self.refused("codes", "consult", "code", "--site", self.site)
        answered = self.json("codes", "consult", "code", "--answer", "Employees Association", "--on", "2026-02-01")
        self.assertEqual(answered["consultees"][0]["answered_on"], "2026-02-01")
        visitor = Browser(self.serve())
        self.assertEqual(visitor.get("/codes/code").status, 404)
        self.assertEqual(self.json("codes", "consult", "code", "--end")["stage"], "draft")
        self.verb("codes", "publish", "code")
        self.assertNotIn("Employees Association", visitor.get("/codes/code").html)
        self.head()

    def test_repeal_adoption_and_relations_are_published_erased_and_restored(self):
        self.publish("code", CODE, "--in-force-from", "2020-01-01")
        self.publish("guide", GUIDE, "--in-force-from", "2020-01-01")
        self.publish("old", GUIDE, "--in-force-from", "2020-01-01")
        anchor = next(p["anchor"] for p in self.edition("code")["provisions"] if p.get("text") == "Be fair.")
        records = [
            self.json("codes", "adopt", "code", "--body", "alder-quay-school", "--edition", "1", "--from",
                      "2021-01-01")["record"],
            self.json("codes", "relate", "guide", "clarifies", f"code#{anchor}", "--audience",
                      "category=employee")["record"],
            self.json("codes", "repeal", "old", "--on", "2022-01-01", "--instrument-number", "R 9")["record"],
        ]
        self.json("codes", "end-adoption", "code", "--body", "alder-quay-school", "--on", "2030-12-31")
        for args in (("adopt", "code", "--body", "nobody"), ("adopt", "code", "--body", "alder-quay-school"),
                     ("relate", "guide", "explains", "code"), ("relate", "guide", "clarifies", "code#nowhere"),
                     ("repeal", "old", "--on", "2023-01-01"), ("end-adoption", "code", "--body", "city-council")):
            self.refused("codes", *args, "--site", self.site)
        server = self.serve()
        visitor = Browser(server)
        page = visitor.get("/codes/code").text
        self.assertRegex(page, r"Adopted by Alder Quay School ?, edition 1 ?, 1 January 2021 to 31 December 2030")
        self.assertIn("Guidance for employees: Staff guide", page)
        self.assertIn("Clarifies Code, ", visitor.get("/codes/guide").text)
        self.assertIn("repealed: in force from 1 January 2020 to 31 December 2021", visitor.get("/codes/old").text)
        before = self.head()
        backup = self.folder / "backup.db"
        self.verb("backup", backup)
        for record in records:
            self.verb("journal", "erase", "--record", record, "--ground", "published by mistake")
        # The server notices what another process wrote within a second.
        support.wait_until(lambda: "Adopted by" not in visitor.get("/codes/code").text, 3)
        support.wait_until(lambda: "Guidance" not in visitor.get("/codes/code").text, 3)
        support.wait_until(lambda: "repealed" not in visitor.get("/codes/old").text, 3)
        self.assertEqual(self.head()["erased"], before["erased"] + 3)
        server.stop()
        self.verb("codes", "adopt", "code", "--body", "alder-quay-school")
        restored = self.new_address("restored.db")
        if self.engine == "sqlite":
            shutil.copy(self.site + ".removals", restored + ".removals")
        done = json.loads(self.run_ok("restore", backup, "--site", restored, "--json").stdout)
        self.assertEqual(done["removals"], 3)
        self.assertEqual(self.head(restored)["erased"], before["erased"] + 3)

    def test_a_reader_sees_what_applies_to_them(self):
        self.publish("code", CODE)
        text = json.dumps({**self.edition("code"), "code": "other"})
        at = text.index('"text": "Be fair."')
        at = text.rindex('"anchor"', 0, at)
        end = text.index(",", at) + 1
        text = text[:end] + ' "audience": "category=candidate",' + text[end:]
        self.verb("codes", "import", self.write("other.json", text), "--slug", "other", "--publish")
        visitor = Browser(self.serve())
        page = visitor.get("/codes/other")
        self.assertIn("Applies to: candidates", page.text)
        link = page.link(r"/codes/other/editions/1\?for=[^\"]+")
        only = visitor.get(link)
        self.assertIn("You see only what applies to candidates", only.text)
        self.assertIn("Be fair.", only.text)
        staff = visitor.get("/codes/other/editions/1?for=category%3Demployee")
        self.assertNotIn("Be fair.", staff.text)
        self.assertIn("Be honest.", staff.text)
        self.assertEqual(visitor.get("/codes/other/editions/1?for=height%3Dtall").status, 400)

    def test_a_clerk_prepares_and_an_officer_publishes(self):
        self.publish("code", CODE, "--in-force-from", "2020-01-01")
        server = self.serve()
        clerk, officer = self.account(server, "clerk", "Clerk Quill"), self.account(server, "officer", "Olga Quill")
        draft = "/office/codes/editions/" + self.json("codes", "import", self.write("b.md", LATER), "--slug",
                                                      "code")["edition_id"]
        self.assertEqual(clerk.submit(draft + "/title", {"title": "The Code", "lang": "en-US"}).status, 303)
        wrong = clerk.submit(draft + "/instrument", {"instrument_day": "2999-01-01", "instrument_link": "x",
                                                     "instrument_number": "Resolution 7"})
        self.assertEqual(wrong.status, 400)
        self.assertIn("has not come yet", wrong.text)
        self.assertIn('value="Resolution 7"', wrong.html)
        stale = clerk.get(draft + "/instrument").form(draft + "/instrument")["fields"]
        self.assertEqual(clerk.submit(draft + "/instrument", {"instrument_number": "Resolution 7"}).status, 303)
        late = clerk.post(draft + "/instrument", {**stale, "instrument_number": "Resolution 8"})
        self.assertEqual(late.status, 409)
        self.assertIn("Resolution 7", late.text, "what is stored")
        self.assertIn('value="Resolution 8"', late.html, "what was typed")
        asked = clerk.submit(draft + "/consultation", {"name": "Employees Association", "kind": "meet and confer",
                                                       "asked_on": "2026-01-05"})
        self.assertEqual((asked.status, asked.location), (303, draft + "/consultation?done=asked"))
        page = clerk.get(asked.location)
        self.assertIn("in consultation", page.text)
        consultee = page.link("/office/codes/consultees/[^/\"]+")
        self.assertEqual(clerk.get(draft + "/publish").status, 403)
        self.assertIn("Not answered yet: Employees Association", officer.get(draft + "/publish").text)
        self.assertEqual(clerk.submit(consultee, {"answered_on": "2026-02-05"}).status, 303)
        unsaid = officer.submit(draft + "/publish", {"in_force_from": "2026-03-01"})
        self.assertEqual(unsaid.status, 400)
        self.assertIn("everyone is asked to sign again", unsaid.text)
        done = officer.submit(draft + "/publish", {"in_force_from": "2026-03-01", "change": "minor"})
        self.assertEqual((done.status, done.location), (303, "/codes/code/editions/2?done=published"))
        self.assertIn("signatures under the edition before it stay valid", Browser(server).get("/codes/code").text)
        shown = self.edition("code")
        self.assertEqual((shown["title"], shown["lang"], shown["change"]), ("The Code", "en-US", "minor"))
        self.assertEqual(clerk.get(draft + "/instrument").status, 404, "published")
        self.assertEqual(clerk.get(draft + "/consultation").status, 200, "kept for the office")
        self.head()

    def test_an_officer_of_a_body_records_its_adoption_and_no_other(self):
        self.publish("code", CODE, "--in-force-from", "2020-01-01")
        self.publish("guide", GUIDE)
        server = self.serve()
        officer = self.account(server, "officer", "Olga Quill")
        bodies = officer.get("/office/codes/of/code/adopt").form("/office/codes/of/code/adopt")["choices"]["body"]
        ids = {name: value for value, name in bodies.items()}
        school = self.account(server, "officer", "Sana Quill", "--body", ids["Alder Quay School"])
        first = officer.get("/office/codes/of/code/adopt")
        self.assertIn("it binds only bodies that have adopted it", first.text)
        self.assertEqual(school.get("/office/codes/of/code/adopt").status, 403, "the first is for the whole site")
        page = school.get("/office/codes/of/code")
        self.assertIn("an officer of the whole site records the first adoption", page.text)
        self.assertNotIn("/office/codes/of/code/adopt", page.html)
        typed = {**first.form("/office/codes/of/code/adopt")["fields"], "from": "2026-01-01",
                 "_csrf": page.form("/sign-out")["fields"]["_csrf"], "body": ids["Alder Quay School"]}
        self.assertEqual(school.post("/office/codes/of/code/adopt", typed).status, 403)
        self.assertIn("No body in particular", officer.get("/office/codes/of/code").text, "it stays everybody's")
        council = officer.submit("/office/codes/of/code/adopt", {"body": ids["City Council"], "from": "2026-01-01"})
        self.assertEqual(council.status, 303)
        form = school.get("/office/codes/of/code/adopt").form("/office/codes/of/code/adopt")
        self.assertEqual(list(form["choices"]["body"].values()), ["Alder Quay School"])
        fields = {**form["fields"], "from": "2026-01-01"}
        refused = school.post("/office/codes/of/code/adopt", {**fields, "body": ids["City Council"]})
        self.assertEqual(refused.status, 403)
        done = school.post("/office/codes/of/code/adopt", {**fields, "body": ids["Alder Quay School"]})
        self.assertEqual((done.status, done.location), (303, "/office/codes/of/code?done=adopted"))
        again = school.post("/office/codes/of/code/adopt", {**fields, "body": ids["Alder Quay School"]})
        self.assertEqual((again.status, again.location), (303, done.location), "the same form again")
        twice = school.submit("/office/codes/of/code/adopt", {"body": ids["Alder Quay School"], "from": "2026-05-01"})
        self.assertEqual(twice.status, 400)
        self.assertIn("End that adoption first", twice.text)
        for path in ("/office/codes/of/code/relate", "/office/codes/of/code/repeal"):
            self.assertEqual(school.get(path).status, 403, path)
        ends = re.findall(r"/office/adoptions/[^/]+/end", officer.get("/office/codes/of/code").html)
        self.assertEqual(sorted(school.get(path).status for path in ends), [200, 403])
        own = next(path for path in ends if school.get(path).status == 200)
        self.assertEqual(school.submit(own, {"to": "2025-12-31"}).status, 400)
        self.assertEqual(school.submit(own, {"to": "2026-06-30"}).status, 303)
        related = officer.get("/office/codes/of/guide/relate?kind=clarifies&to=code")
        self.assertEqual(related.status, 200)
        self.assertEqual(officer.submit("/office/codes/of/guide/relate?kind=clarifies&to=code",
                                        {"audience": "category=employee"},
                                        "/office/codes/of/guide/relate").status, 303)
        self.assertIn("Guidance for employees", Browser(server).get("/codes/code").text)
        end = officer.get("/office/codes/of/guide").link("/office/relations/[^/]+/end")
        self.assertEqual(officer.submit(end).status, 303)
        self.assertNotIn("Guidance for employees", Browser(server).get("/codes/code").text)
        wrong = officer.submit("/office/codes/of/code/repeal", {"on": "soon"})
        self.assertEqual(wrong.status, 400)
        self.assertEqual(officer.submit("/office/codes/of/code/repeal", {"on": "2026-12-01"}).status, 303)
        self.head()


class EditionsOnPostgres(Editions):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
