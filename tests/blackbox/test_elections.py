"""An election from its days to the end of its pledges: who stands, what is owed, what the public sees, and what nobody does."""
import json
import re
import time
import unittest

import support
from support import Browser, signing, today

RULES = """rulebook: {id: test, title: Test}
duties:
  - id: candidate-statement
    title: Candidate statement
    kind: filing
    filed-with: the City Clerk
    who: {categories: [candidate]}
    rows:
      - {due: 0 days after nominations close, source: A test}
guidance:
  - id: campaign
    title: Speaking before an election
    text: Two questions.
    questions:
      - id: who
        text: Who are you today?
        answers: {outsider: A candidate without a post, insider: A member who stands again}
      - id: what
        text: What would you like to do?
        answers: {plans: Say what I would do, letters: Use the city's paper}
    rows:
      - {when: {what: letters}, answer: no, text: "The city's paper is for the *city's* work.", code: code, passage: "PASSAGE", source: The code}
      - {when: {who: outsider}, answer: yes, text: Speak for yourself., source: The law}
      - {answer: ask, text: It depends., source: The law}
"""
WORDS = "Signing is voluntary. This page lists candidates who chose to sign. It says nothing about anyone not listed."


class Site(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init("--demo")  # written at other times
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add", "--name", "Imogen Vale", "--body", "city-council", "--post", "Mayor", "--category", "elected",
                  "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", today(-1))
        self.server = self.serve()
        self.clerk = self.account(self.server, "clerk", "Clerk Quill")
        self.public = Browser(self.server)

    def shows(self, path, words):
        """What another process changed is served within 5 seconds."""
        deadline = time.monotonic() + 5
        while words not in self.public.get(path).text:
            self.assertLess(time.monotonic(), deadline, self.public.get(path).text)
            time.sleep(0.05)

    def add_election(self):
        return self.clerk.submit("/office/elections/add", {
            "body": next(iter(self.clerk.get("/office/elections/add").form("/office/elections/add")["choices"]["body"])),
            "name": "City election", "opens": today(-20), "closes": today(-5), "polling": today(10)})

    def stands(self, name, **more):
        return self.clerk.submit("/office/elections/city-election/candidate", {"name": name, "post": "Mayor", **more})

    def sign(self, person, name):
        """The person signs in and signs what they are offered as a candidate."""
        link = self.make("people", "invite", person, "--email", support.email_of(name)).stdout.decode().strip()
        signer = Browser(self.server).set_password(link)
        offered = set(re.findall(r'href="(/sign/[^/"]+/[^/"]+)"', signer.get("/my").html))
        paths = [path for path in offered if "Candidate: Mayor" in signer.get(path).text]
        return signer.submit(paths[0], signing(name))


class Elections(Site):
    def test_from_nominations_to_the_end(self):
        self.assertIn("No election is listed", self.public.get("/candidates").text)
        self.assertEqual(self.add_election().location, "/office/elections/city-election?done=changed")
        self.assertEqual(self.stands("Tobias Renn").status, 303)
        self.assertEqual(self.stands("Imogen Vale", known="yes").status, 303)
        self.assertEqual(self.stands("Nobody Here", known="yes").status, 400)
        page = self.public.get("/candidates/city-election")
        self.assertIn(WORDS, page.text)
        for hidden in ("Renn", "Vale"):
            self.assertNotIn(hidden, page.html)
        self.assertEqual(self.public.get("/members/tobias-renn").status, 404)
        self.assertEqual(self.sign("imogen-vale", "Imogen Vale").status, 303)
        page = self.public.get("/candidates/city-election")
        self.assertIn("Candidate: Mayor, City Council", page.text)
        self.assertIn("Imogen Vale", page.text)
        self.assertNotIn("Renn", page.html)
        self.assertNotIn("/members/", page.html.split("<main")[1])  # nobody's history
        # Postponed by a week: candidate mode goes on until then, and pledges are shown for 30 days more.
        self.assertEqual(self.clerk.submit("/office/elections/city-election/change", {"polling": today(17)}).status, 303)
        terms = {one["name"]: one for one in self.json("people", "list")["people"] if one["category"] == "candidate"}
        self.assertEqual(terms["Tobias Renn"], {**terms["Tobias Renn"], "from": today(-20), "to": today(17)})
        self.verb("jobs", "run", "--now", today(47))
        self.assertIn("Imogen Vale", self.public.get("/candidates/city-election").text)
        self.verb("jobs", "run", "--now", today(49))
        self.shows("/candidates/city-election", "Nothing is on display")
        self.assertNotIn("Vale", self.public.get("/candidates/city-election").html)
        self.head()

    def test_the_blank_form_is_never_public(self):
        self.add_election()
        self.stands("Tobias Renn")
        size = self.head()["size"]
        path = self.clerk.get("/office/elections/city-election").link("/office/candidacies/[^/]+/blank")
        self.assertEqual(self.clerk.submit(path, {"day": today(1)}).status, 400)
        self.assertEqual(self.clerk.submit(path, {"day": today()}).status, 303)
        self.assertIn("handed over on", self.clerk.get("/office/elections/city-election").text)
        self.assertEqual(self.head()["size"], size)
        self.assertNotIn("handed over", self.public.get("/candidates/city-election").text)

    def test_duties_count_from_the_days_of_the_election(self):
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", rules)
        self.add_election()
        self.stands("Tobias Renn")

        def due():
            return [each["due"] for each in json.loads(self.verb("duties", "list", "--all", "--format", "json").stdout)
                    if each["person"] == "Tobias Renn" and each["duty"] == "candidate-statement"]
        self.verb("people", "change-election", "city-election", "--closes", today(4))
        self.assertEqual(due(), [today(4)])
        self.verb("jobs", "run")
        soon = self.clerk.get("/office/duties?show=soon").text  # as rows, and as the office reads them
        self.assertIn("Candidate statement", soon)
        self.assertIn("Tobias Renn", soon)
        self.verb("people", "change-election", "city-election", "--closes", today(6))
        self.assertEqual(due(), [today(6)])

    def test_faults_are_told_at_once(self):
        answer = self.clerk.submit("/office/elections/add", {"name": "", "opens": "x", "closes": "", "polling": ""})
        self.assertEqual(answer.status, 400)
        said = self.refused("people", "add-election", "--site", self.site, "--name", "E", "--body", "city-council", "--opens",
                            today(), "--closes", today(-1), "--polling", today(-2))
        self.assertIn("Nominations close on or after", said)
        self.assertIn("Election day is not before", said)
        self.refused("people", "add-candidate", "--site", self.site, "nowhere", "--name", "A", "--post", "Mayor")


class MayI(Site):
    def test_answers_by_address_alone(self):
        label = next(p["label"] for p in self.json("codes", "show", "code")["provisions"] if p.get("label"))
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES.replace("PASSAGE", label.rstrip(".")), encoding="utf-8")
        self.assertIn("no guidance", self.public.get("/may-i").text)
        self.assertEqual(self.public.get("/may-i/campaign").status, 404)
        self.make("rulebook", "apply", rules)
        self.shows("/may-i", "Speaking before an election")
        page = self.public.get("/may-i/campaign")
        self.assertEqual(page.status, 200)
        self.assertNotIn("Set-Cookie", page.headers)
        page = self.public.get("/may-i/campaign?who=insider&what=letters")
        self.assertIn("<em>city's</em>", page.html.replace("&#39;", "'").replace("’", "'"))
        self.assertRegex(page.text, r"\bNo\b")
        self.assertEqual(self.public.get(page.link("/codes/code/provisions/[^/\"]+")).status, 200)
        page = self.public.get("/may-i/campaign?who=outsider&what=plans")
        self.assertIn("The law", page.text)
        self.assertIn("Ask first", self.public.get("/may-i/campaign?who=insider&what=plans").text)
        page = self.public.get("/may-i/campaign?ask=1&who=insider")
        self.assertEqual(page.status, 400)
        self.assertIn("Choose one: What would you like to do?", page.text)
        self.assertEqual(self.public.get("/may-i/campaign?who=nobody&what=plans").status, 400)


class ElectionsOnPostgres(Elections):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
