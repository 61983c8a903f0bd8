"""Declaring again, through the real program: nothing to declare, nothing changed, changes, gifts, what waits for review, one
declaration for several bodies, signed forms on paper."""
import csv
import io
import json
import re
import unittest

import support
import test_registers_declare
from support import today


class Again(test_registers_declare.Declaring):
    def test_nothing_to_declare_is_a_record(self):
        member = self.member()
        sign = self.press(member, "/my/registers/interests", "nil")
        self.assertIn("Nothing to declare", member.get(sign).text)
        declaration = self.sign(member, sign.removesuffix("/sign"))
        self.assertIn("Nothing to declare", member.get("/my/registers/interests").text)
        record = json.loads(json.loads(member.get(f"{declaration}/receipt.json").body)["content"])
        self.assertEqual(record["says"], "nil")

    def test_nothing_has_changed_by_one_confirmation(self):
        member = self.member()
        self.declare_work(member)
        before = self.head()
        sign = self.press(member, "/my/registers/interests", "unchanged")
        page = member.get(sign)
        for words in ("Nothing has changed", "Quay Ferries Ltd", "Stands as it is"):
            self.assertIn(words, page.text)
        declaration = self.sign(member, sign.removesuffix("/sign"))
        record = json.loads(json.loads(member.get(f"{declaration}/receipt.json").body)["content"])
        self.assertEqual(record["says"], "unchanged")
        self.assertEqual(self.head()["size"], before["size"] + 1, "no entry has a new version")

    def test_one_entry_changes_and_one_ends(self):
        member = self.member()
        self.declare_work(member)
        before = self.head()
        declaration = self.press(member, "/my/registers/interests", "begin")
        work = member.get(f"{declaration}/categories/work")
        self.assertIn("As it stood", work.text)
        item = work.link(f"{declaration}/items/[^/]+")
        self.answer(member, f"{item}/what?change=1", {"v0": "Captain"})
        self.assertIn("Changed", member.get(f"{declaration}/categories/work").text)
        self.sign(member, declaration)
        self.assertIn("Captain", member.get("/my/registers/interests").text)
        self.assertEqual(self.head()["size"], before["size"] + 2)
        declaration = self.press(member, "/my/registers/interests", "begin")
        child = [href for href in re.findall(r'href="([^"]*)"', member.get(f"{declaration}/categories/work").html)
                 if re.fullmatch(f"{declaration}/items/[^/]+", href)][1]
        early = member.submit(child, {"what": "end"})
        self.assertEqual(early.status, 400)
        self.assertIn("Enter the last day", early.text)
        self.assertEqual(member.submit(child, {"what": "end", "day": today(1)}).status, 400)
        self.assertEqual(member.submit(child, {"what": "correct"}).status, 400)
        self.assertEqual(member.submit(child, {"what": "end", "day": today(-1)}).status, 303)
        self.sign(member, declaration)
        self.head()

    def test_an_entry_that_moved_on_meanwhile_is_shown_beside(self):
        member = self.member()
        self.declare_work(member)
        declaration = self.press(member, "/my/registers/interests", "begin")
        item = member.get(f"{declaration}/categories/work").link(f"{declaration}/items/[^/]+")
        self.answer(member, f"{item}/what?change=1", {"v0": "Captain"})
        clerk = self.account(self.server, "clerk", "Ombra Fenn", "--body", "city-council")
        paper = self.go(clerk.submit("/office/paper-forms", {"register": "interests", "name": "Imogen Vale",
                                                             "received": today(), "place": "Folder"}))
        theirs = clerk.get(f"{paper}/categories/work").link(f"{paper}/items/[^/]+")
        self.answer(clerk, f"{theirs}/what?change=1", {"v0": "Mate"})
        self.go(clerk.submit(f"{paper}/sign", {"sure": "yes"}))
        page = member.get(f"{declaration}/sign")
        self.assertIn("was changed in the register meanwhile", page.text)
        both = member.get(item)
        for words in ("Captain", "Mate", "It was changed in the register meanwhile"):
            self.assertIn(words, both.text)
        self.assertEqual(member.submit(item, {"what": "change"}).status, 303)
        self.sign(member, declaration)
        self.assertIn("Captain", member.get("/my/registers/interests").text)
        self.head()

    def test_one_declaration_serves_every_body(self):
        self.verb("people", "add-term", "imogen-vale", "--body", "planning-board", "--post", "Member", "--category",
                  "appointed", "--from", today(-5))
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/land", {"any": "yes"})
        item = first.rsplit("/", 1)[0]
        self.answer(member, first, {"v0": "2 Quay Street", "v0_home": "no"})
        self.assertIn("All of them", member.get(item).text)
        self.answer(member, f"{item}/-for?change=1", {"v0_body": "yes"})
        self.assertIn("Planning Board", member.get(item).text)
        self.answer(member, f"{declaration}/categories/work", {"any": "no"})
        self.sign(member, declaration)
        self.assertNotIn("Declare your interests", member.get("/my").text.partition("What I did")[0])

    def test_what_should_be_withheld_is_not_public_before(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/land", {"any": "yes"})
        item = first.rsplit("/", 1)[0]
        self.answer(member, first, {"v0": "2 Quay Street", "v0_home": "no"})
        self.answer(member, f"{item}/-withhold?change=1", {"v0": "yes", "v0_why": "I was threatened there."})
        self.answer(member, f"{declaration}/categories/work", {"any": "no"})
        before = self.head()
        self.sign(member, declaration)
        self.assertEqual(self.head(), before)
        self.assertIn("Waits for review", member.get("/my/registers/interests").text)

    def test_a_gift_is_declared_by_itself(self):
        member = self.member()
        first = self.press(member, "/my/registers/gifts", "begin")
        item = self.journey(member, first, {
            "donor": {"v0": "Quay Ferries Ltd"}, "received": {"v0": today(-2)}, "value": {"v0": "", "v0_unknown": "yes"},
            "outcome": {"v0": "refused"}})
        declaration = item.partition("/items")[0]
        self.assertIn("Not known", member.get(item).text)
        self.sign(member, declaration)
        receipt = member.get(declaration)
        self.assertIn("Refused", receipt.text)
        record = json.loads(json.loads(member.get(f"{declaration}/receipt.json").body)["content"])
        self.assertEqual(record["kind"], "entry")
        self.assertIn("Register a gift", member.get("/my").text.partition("What I did")[2])
        change = next(f for f in member.get("/my/registers/gifts").forms if f["fields"].get("act") == "change")
        item = self.go(member.post(change["action"], change["fields"]))
        self.answer(member, f"{item}/outcome?change=1", {"v0": "accepted"})
        self.sign(member, item.partition("/items")[0])
        self.head()

    def test_what_should_not_stand_there_is_withdrawn_with_its_reason(self):
        member = self.member()
        first = self.press(member, "/my/registers/gifts", "begin")
        item = self.journey(member, first, {"donor": {"v0": "Quay Ferries Ltd"}, "received": {"v0": today(-2)}, "value": {"v0": "20"},
                                            "outcome": {"v0": "accepted"}})
        self.sign(member, item.partition("/items")[0])
        change = next(f for f in member.get("/my/registers/gifts").forms if f["fields"].get("act") == "change")
        item = self.go(member.post(change["action"], change["fields"]))
        unsaid = member.submit(item, {"what": "withdraw", "reason": " "})
        self.assertEqual(unsaid.status, 400)
        self.assertIn("Say what was wrong", unsaid.text)
        self.go(member.submit(item, {"what": "withdraw", "reason": "It was <b>another</b> member's"}))
        declaration = item.partition("/items")[0]
        self.assertIn("Withdrawn: It was <b>another</b> member's", member.get(f"{declaration}/check").text)
        self.sign(member, declaration)
        self.assertNotIn("Quay Ferries", member.get("/my/registers/gifts").text.partition("What I declared")[0])
        rows = list(csv.DictReader(io.StringIO(self.visitor.get("/data/gifts.csv?ended=yes").html)))
        self.assertEqual([(row["status"], row["donor"]) for row in rows], [("withdrawn", "")], rows)
        entry = self.visitor.get(f"/registers/gifts/{rows[0]['id']}")
        self.assertIn("This was withdrawn: It was <b>another</b> member's", entry.text)
        self.assertNotIn("$20 in all", self.visitor.get("/registers/gifts/totals").text)
        self.head()

    def test_what_is_reviewed_first_waits(self):
        member = self.member()
        first = self.press(member, "/my/registers/outside-work", "begin")
        item = self.journey(member, first, {"employer": {"v0": "Quay Ferries Ltd"}})
        before = self.head()
        declaration = self.sign(member, item.partition("/items")[0])
        page = member.get(declaration)
        self.assertIn("ethics officer looks at it first", page.text)
        self.assertEqual(self.head(), before)
        self.assertIn("Waits for review", member.get("/my/registers/outside-work").text)


class Paper(test_registers_declare.Declaring):
    def clerk(self):
        return self.account(self.server, "clerk", "Ombra Fenn", "--body", "city-council")

    def test_a_signed_form_is_typed_in(self):
        member, clerk = self.member(), self.clerk()
        blank = member.get("/my/registers/interests/print")
        for words in ("Who pays you?", "As staff", "Nothing to declare", "Date and signature"):
            self.assertIn(words, blank.text)
        self.assertIn("Name and post", clerk.get("/office/paper-forms/interests").text)
        self.assertEqual(clerk.get("/office/paper-forms?print=interests&person=Imogen+Vale").location,
                         "/office/paper-forms/interests?person=imogen-vale")
        self.assertEqual(clerk.get("/office/paper-forms?print=interests&person=nobody").status, 400)
        self.assertIn("Imogen Vale, Member", clerk.get("/office/paper-forms/interests?person=imogen-vale").text)
        self.assertEqual(clerk.get("/office/paper-forms/interests?person=nobody").status, 404)
        wrong = clerk.submit("/office/paper-forms", {"register": "interests", "name": "Imogen Vain", "received": today(1)})
        self.assertEqual(wrong.status, 400)
        for words in ("There is no person called", "must not be in the future", "where the paper is kept"):
            self.assertIn(words, wrong.text)
        begun = clerk.submit("/office/paper-forms", {"register": "interests", "name": "imogen vale", "received": today(-3),
                                                     "form_day": today(-4), "place": "Folder 2026-3"})
        declaration = self.go(begun)
        self.assertEqual(member.get(declaration).status, 403, "it is not entered yet")
        self.assertIn("Imogen Vale", clerk.get("/office/paper-forms").text)
        for category in ("work", "land"):
            self.answer(clerk, f"{declaration}/categories/{category}", {"any": "no"})
        self.assertIn("You sign nothing", clerk.get(f"{declaration}/sign").text)
        self.assertNotIn("Your password", clerk.get(f"{declaration}/sign").text)
        self.go(clerk.submit(f"{declaration}/sign", {"sure": "yes"}))
        page = member.get(declaration)
        self.assertIn("Entered by the clerk from a signed form received", page.text)
        record = json.loads(json.loads(member.get(f"{declaration}/receipt.json").body)["content"])
        self.assertEqual((record["method"], record["declared"]), ("paper", today(-3)))
        message = next(m for m in self.json("mail", "list")["messages"] if m["kind"] == "registers.paper")
        self.assertEqual(message["to"], "imogen-vale@example.org")
        correct = next(f for f in page.forms if f["fields"].get("corrects"))
        declaration = self.go(member.post(correct["action"], correct["fields"]))
        item = member.get(f"{declaration}/categories/work").link(f"{declaration}/items/[^/]+")
        self.assertIn("It has ended", member.get(item).text)

    def test_the_command_line_enters_paper_alone(self):
        words = ("work:", "employer=Quay Ferries", "what=Deckhand", "kind=staff", "payment:", "when=2026-02-01", "amount=12.50",
                 "land:", "place=(home) 1 Quay Street", "withhold=Threats")
        person = ("registers", "declare", "--person", "imogen-vale", "--register")
        self.assertIn("Nobody can declare for another person", self.refused(*person, "interests", "nil", "--site", self.site))
        paper = ("--paper", today(-2), "--place", "Folder 3", "--site", self.site)
        waits = json.loads(self.run_ok(*person, "interests", *words, *paper, "--json").stdout)
        self.assertEqual((waits["state"], waits["entries"]), ("submitted", []))
        done = json.loads(self.run_ok(*person, "interests", *words[:-3], "land:nil", *paper, "--json").stdout)
        self.assertEqual((done["state"], len(done["entries"])), ("published", 3))
        changed = json.loads(self.run_ok(*person, "interests", f"entry:{done['entries'][0]}", "correct=A slip", "what=Mate",
                                         *paper, "--json").stdout)
        self.assertEqual(len(changed["entries"]), 1)
        for words, said in ((("shed:",), "no category"), (("what=Mate",), "begin an entry"), (("land",), "CATEGORY:"),
                            (("work:", "what=" + "x" * 81), "at most 80"), (("work:",), "Finish what you began"),
                            (("entry:" + "0" * 26,), "There is no entry")):
            with self.subTest(said):
                self.assertIn(said, self.refused(*person, "interests", *words, *paper))
        self.head()

    def test_nobody_types_in_their_own(self):
        clerk = self.clerk()
        self.assertEqual(self.member().get("/office/paper-forms").status, 403)
        other = self.account(self.server, "clerk", "Petra Holt", "--body", "planning-board")
        page = other.submit("/office/paper-forms", {"register": "interests", "name": "Imogen Vale", "received": today(-3),
                                                    "place": "Folder"})
        self.assertEqual(page.status, 403)
        declaration = self.go(clerk.submit("/office/paper-forms", {"register": "interests", "name": "Imogen Vale",
                                                                   "received": today(-3), "place": "Folder"}))
        self.assertEqual(other.get(declaration).status, 403)


class AgainOnPostgres(Again):
    engine = "postgres"


class PaperOnPostgres(Paper):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
