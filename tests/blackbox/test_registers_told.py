"""What a member is told of registers: in which order they stand, what is to be confirmed, what was done said once, and that an
approval that was renewed reminds of nothing."""
import unittest

import support
from support import Browser, today
from test_registers_declare import Declaring
from test_registers_office import Steps

RULES = """rulebook: {id: order, title: Order, currency: USD}
duties:
  - {id: late, title: Declare later, kind: declaration, rows: [{due: 60 days after taking office, source: Resolution 1}]}
  - {id: soon, title: Declare soon, kind: declaration, rows: [{due: 20 days after taking office, source: Resolution 2, confirm: yes}]}
amounts:
  - {id: limit, about: Most from one source, rows: [{amount: 100 USD, source: Resolution 3, confirm: yes}]}
registers:
"""
REGISTER = """  - id: {id}
    title: Register {id}
    single: yes
    source: Resolution 4
    {more}
    categories:
      - id: item
        title: Items
        fields:
          - {{id: what, name: What, kind: text, required: yes}}
          - {{id: donor, name: Given by, kind: organization, required: yes}}
          - {{id: day, name: Day, kind: date, required: yes}}
          - {{id: worth, name: Worth, kind: money}}
"""
LIMIT = "thresholds: [{id: limit, amount: limit, value: worth, day: day, by: donor, within: 12 months, above: yes, effect: limit, " \
        "source: Resolution 3, text: Give it back.}]"


class Told(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add", "--name", "Imogen Vale", "--body", "city-council", "--post", "Member", "--category", "elected",
                  "--from", today(-5))
        rules = self.folder / "rules"
        rules.mkdir()
        registers = {"first": "public: counts", "body": "of-body: yes", "second": "confirm: yes", "late": "duties: [late]",
                     "begun": LIMIT, "soon": "duties: [soon]"}
        (rules / "rulebook.yaml").write_text(RULES + "".join(REGISTER.format(id=i, more=more) for i, more in registers.items()))
        self.make("rulebook", "apply", rules)
        self.server = self.serve()
        self.member = Browser(self.server).set_password(
            self.make("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip())

    def order(self):
        text = self.member.get("/my/registers").text
        places = {name: text.find(f"Register {name}") for name in ("first", "body", "second", "late", "begun", "soon")}
        self.assertNotIn(-1, places.values(), text)
        return sorted(places, key=places.get)

    def test_what_is_due_first_comes_first(self):
        self.assertEqual(self.order(), ["soon", "late", "first", "second", "begun", "body"])
        form = next(f for f in self.member.get("/my/registers/begun").forms if f["fields"].get("act") == "begin")
        self.assertEqual(self.member.post(form["action"], form["fields"]).status, 303)
        self.assertEqual(self.order(), ["soon", "late", "begun", "first", "second", "body"])

    def test_what_nobody_confirmed_says_so(self):
        """The page, how often it says so, what it says it of."""
        visitor = Browser(self.server)
        for who, path, times, of in ((self.member, "/my/registers", 1, f"Due by {self.day(15)} (to be confirmed)"),
                                     (self.member, "/my/registers/soon", 1, f"Due by {self.day(15)} (to be confirmed)"),
                                     (self.member, "/my/registers/late", 0, ""),
                                     (self.member, "/my/registers/second", 1, "Resolution 4 (to be confirmed)"),
                                     (visitor, "/registers/second", 1, "Resolution 4 (to be confirmed)"),
                                     (visitor, "/registers/late", 0, "")):
            text = who.get(path).text
            self.assertEqual(text.lower().count("to be confirmed"), times, f"{path}: {text}")
            self.assertIn(of, text)
        page = self.member.submit("/my/gifts/may", {"register": "begun", "what": "A hamper", "from": "Quay Ferries", "value": "150",
                                                    "day": today(-1)})
        self.assertRegex(page.text, "Resolution 3 to be confirmed")

    def day(self, days):
        at = support.datetime.date.fromisoformat(today(days))
        return f"{at.day} {at:%B} {at.year}"


class ToldOnPostgres(Told):
    engine = "postgres"


class Once(Declaring):
    def test_what_was_done_for_two_bodies_is_one_line(self):
        self.verb("people", "add-term", "imogen-vale", "--body", "planning-board", "--post", "Member", "--category",
                  "appointed", "--from", today(-5))
        member = self.member()
        self.assertGreaterEqual(member.get("/my").text.count("Declare your interests"), 1)
        declaration = self.press(member, "/my/registers/interests", "begin")
        for category in ("land", "work"):
            self.answer(member, f"{declaration}/categories/{category}", {"any": "no"})
        self.sign(member, declaration)
        owed, _, done = member.get("/my").text.partition("What I did")
        self.assertEqual((owed.count("Declare your interests"), done.count("Declare your interests")), (0, 1), done)


class Renewed(Steps):
    def approved(self, declaration, until):
        mine, office = f"/my/approvals/{declaration}", f"/office/registers/declarations/{declaration}"
        self.decide(self.manager, mine, "accept")
        self.decide(self.head_of, mine, "accept")
        self.decide(self.officer, office, "accept", until=until)

    def test_what_was_renewed_reminds_of_nothing(self):
        mine, _ = self.asked()
        self.approved(mine.rsplit("/", 1)[1], today(100))
        page = self.ansel.get("/my/registers/outside-work")
        change = next(f for f in page.forms if f["fields"].get("act") == "change")
        item = self.ansel.post(change["action"], change["fields"]).location
        self.approved(self.sign(self.ansel, item.partition("/items")[0]), today(300))
        for days, titles in ((80, ("An approval of yours ends soon", "An approval that you gave ends soon")),
                             (110, ("An approval of yours has ended", "An approval that you gave has ended"))):
            self.verb("jobs", "run", "--now", f"{today(days)}T20:00:00Z")
            for title in titles:
                self.assertEqual(self.told(title), [])
        # The renewal is withdrawn: of the first approval's end, which is over by then, they are told after all.
        listed = self.officer.get("/office/registers/approvals/outside-work")
        newest = listed.link("/office/registers/approvals/outside-work/[^/]+")
        self.assertEqual(self.officer.submit(newest, {"why": "It went on at work"}).status, 303)
        self.verb("jobs", "run", "--now", f"{today(110)}T20:30:00Z")
        self.assertEqual(self.told("An approval of yours has ended"), ["ansel-brook@example.org"])


for inherited in [name for name in dir(Steps) if name.startswith("test_")]:
    setattr(Renewed, inherited, None)  # they run where they stand


class RenewedOnPostgres(Renewed):
    engine = "postgres"


del Declaring, Steps

if __name__ == "__main__":
    unittest.main()
