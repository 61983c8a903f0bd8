"""The office's side of registers, act by act: approval step by step, an officer's own, deputies, corrections, holds, what a reviewer
keeps back, two at once; and nobody declares for somebody else."""
import json
import random
import re
import unittest

import support
import test_registers_review
from support import Browser, today

STAFF = ("Ansel Brook", "Piotr Zalewicz", "Hana Mori")  # each the next one's manager


class Acts(test_registers_review.Reviewing):
    def person(self, slug):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    def press(self, who, path, act, **fields):
        form = next(f for f in who.get(path).forms if f["fields"].get("act") == act)
        page = who.post(form["action"], {**form["fields"], **fields})
        self.assertEqual(page.status, 303, page.text[:2000])
        return page.location

    def token(self, who):
        return {"_csrf": next(f["fields"]["_csrf"] for f in who.get("/account").forms if "_csrf" in f["fields"])}

    def sign(self, who, declaration):
        page = who.submit(f"{declaration}/sign", {"sure": "yes", "password": support.PASSWORD})
        self.assertEqual(page.status, 303, page.text[:2000])
        return declaration.rsplit("/", 1)[1]

    def interest(self, employer="Quay Ferries Ltd"):
        """An interest of the member that waits for review: its declaration's id."""
        declaration = self.press(self.member, "/my/registers/interests", "begin")
        question = self.member.submit(f"{declaration}/categories/work", {"any": "yes"}).location
        self.assertEqual(self.member.submit(question, {"v0": employer}).status, 303)
        return self.sign(self.member, declaration)

    def make_officer(self):
        """The member's own account is an officer's too."""
        self.verb("access", "invite", "--role", "officer", "--email", "imogen@example.org")

    def new_form(self):
        """A one-time id, as another page would have it."""
        return "".join(random.choices("0123456789abcdefghjkmnpqrstvwxyz", k=25)) + "0"

    def decide(self, who, path, act, status=303, **fields):
        page = who.submit(path, {"act": act, **fields})
        self.assertEqual(page.status, status, page.text[:3000])
        return page


class Steps(Acts):
    def init(self, *more, **options):
        super().init("--demo", *more, **options)  # commands of which take a --now

    def setUp(self):
        super().setUp()
        for name in STAFF:
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", "Engineer", "--category", "employee",
                      "--from", today(-10))
        for slug, manager in (("ansel-brook", "piotr-zalewicz"), ("piotr-zalewicz", "hana-mori")):
            term = self.json("people", "show", slug)["terms"][0]["id"]
            self.make("people", "change-term", term, "--manager", manager)
        self.ansel, self.manager, self.head_of = map(self.person, ("ansel-brook", "piotr-zalewicz", "hana-mori"))

    def asked(self, who=None):
        who = who or self.ansel
        question = self.press(who, "/my/registers/outside-work", "begin")
        self.assertEqual(who.submit(question, {"v0": "Nightingale Foundry"}).status, 303)
        declaration = self.sign(who, question.partition("/items")[0])
        return f"/my/approvals/{declaration}", f"/office/registers/declarations/{declaration}"

    def is_not_theirs(self, who, path):
        page = who.get(path)
        if page.status == 200:
            self.assertFalse([f for f in page.forms if f["action"] == path], page.text[:1000])
        else:
            self.assertEqual(page.status, 403)
        sent = who.post(path, {**self.token(who), "act": "accept", "_version": "1", "step": "1",
                               "_form": self.new_form()})
        self.assertEqual(sent.status, 403, sent.text[:1000])

    def test_line_manager_then_head_then_officer(self):
        before = self.head()
        mine, office = self.asked()
        for who, path in ((self.head_of, mine), (self.officer, office), (self.ansel, mine), (self.member, mine)):
            self.is_not_theirs(who, path)
        self.assertIn("Who decides now line manager", self.officer.get(office).text)
        self.assertIn(mine, self.manager.get("/my/approvals").html)
        self.assertNotIn(mine, self.member.get("/my/approvals").html)
        for who, path, page in ((self.manager, mine, "/my/approvals"), (self.head_of, mine, "/my/approvals")):
            self.assertIn("Nightingale Foundry", who.get(path).text)
            done = self.decide(who, path, "accept")
            self.assertEqual(done.location, f"{page}?done=approved")
            self.is_not_theirs(who, path)
        self.decide(self.officer, office, "accept", 400, until=today(-1))
        self.decide(self.officer, office, "accept", message="Not on weekdays", until=today(200))
        listed = self.officer.get("/office/registers/approvals/outside-work")
        for words in ("Ansel Brook", "Not on weekdays"):
            self.assertIn(words, listed.text)
        self.assertEqual(self.visitor.get("/registers/outside-work").html.count("Ansel"), 0)
        self.assertEqual(self.visitor.get("/data/outside-work.csv").status, 404)
        self.withdraw(listed)
        self.assertGreaterEqual(self.head()["size"], before["size"])

    def withdraw(self, listed):
        path = listed.link("/office/registers/approvals/outside-work/[^/]+")
        self.assertEqual(self.officer.submit(path, {"why": " "}).status, 400)
        stale = self.officer.get(path).form(path)["fields"]
        self.assertEqual(self.officer.submit(path, {"why": "It went on at work"}).status, 303)
        again = self.officer.post(path, {**stale, "why": "Another reason"})
        self.assertEqual(again.status, 409, again.text[:2000])
        self.assertIn("Another reason", again.html)
        self.assertIn("It went on at work", self.officer.get("/office/registers/approvals/outside-work").text)
        to = [m for m in self.json("mail", "list")["messages"] if m["to"] == "ansel-brook@example.org"]
        self.assertTrue([m for m in to if m["kind"].startswith("registers.")], to)

    def told(self, title):
        return sorted(m["to"] for m in self.json("mail", "list")["messages"] if m["title"] == title)

    def test_the_end_of_an_approval_is_told(self):
        def approved(until):
            mine, office = self.asked()
            self.decide(self.manager, mine, "accept")
            self.decide(self.head_of, mine, "accept")
            self.decide(self.officer, office, "accept", until=until)
        approvers = ["hana-mori@example.org", "officer@example.org", "piotr-zalewicz@example.org"]
        approved(today(200))
        self.verb("jobs", "run")
        self.assertEqual(self.told("An approval of yours ends soon"), [])
        approved(today(28))
        for _ in range(2):
            self.verb("jobs", "run")
            self.assertEqual(self.told("An approval of yours ends soon"), ["ansel-brook@example.org"])
            self.assertEqual(self.told("An approval that you gave ends soon"), approvers)
        self.assertEqual(self.told("An approval of yours has ended"), [])
        page = self.ansel.get("/my/registers/outside-work").text
        for words in ("What was approved", "until", "holds"):
            self.assertIn(words, page)
        for _ in range(2):
            self.verb("jobs", "run", "--now", f"{today(30)}T20:00:00Z")
            self.assertEqual(self.told("An approval of yours has ended"), ["ansel-brook@example.org"])
            self.assertEqual(self.told("An approval that you gave has ended"), approvers)
        self.assertEqual(len(self.told("An approval of yours ends soon")), 1)

    def test_who_does_not_approve_says_why_and_it_goes_back(self):
        mine, office = self.asked()
        self.decide(self.manager, mine, "refuse", 400)
        self.decide(self.manager, mine, "refuse", message="You are needed on call")
        declaration = mine.replace("/my/approvals/", "/declare/")
        self.assertIn("You are needed on call", self.ansel.get(declaration).text)
        self.assertEqual(self.officer.get(office).status, 404)
        self.assertIn("Nothing was approved", self.officer.get("/office/registers/approvals/outside-work").text)
        # Sent again, it begins again: with the line manager.
        self.sign(self.ansel, declaration)
        self.assertIn("line manager", self.officer.get(office).text)

    def test_where_no_manager_is_known_the_officer_decides_each_step(self):
        mine, office = self.asked(self.head_of)
        self.is_not_theirs(self.head_of, mine)
        for step in ("approved", "approved", "accepted"):
            self.assertEqual(self.decide(self.officer, office, "accept").location, f"/office/registers?done={step}")
        self.assertNotIn(office, self.officer.get("/office/registers").html)

    def test_two_steps_are_not_taken_by_one_form_sent_twice(self):
        _, office = self.asked(self.head_of)
        fields = self.officer.get(office).form(office)["fields"]
        first, again = (self.officer.post(office, {**fields, "act": "accept"}) for _ in range(2))
        self.assertEqual((first.status, again.status), (303, 303))
        self.assertIn("department", self.officer.get(office).text)


class Own(Acts):
    def test_a_reviewer_does_not_review_themselves(self):
        self.make_officer()
        path = f"/office/registers/declarations/{self.interest()}"
        page = self.member.get(path)
        self.assertEqual(page.status, 200)
        self.assertFalse([f for f in page.forms if f["action"] == path])
        for act in ("accept", "return", "refuse"):
            sent = self.member.post(path, {**self.token(self.member), "act": act, "message": "Fine", "_version": "1", "step": "0",
                                           "_form": self.new_form()})
            self.assertEqual(sent.status, 403, act)
        [record] = self.declared()
        entry = f"/office/registers/entries/{record}"
        token = self.token(self.member)
        for path, fields in ((f"{entry}/correct/donor", {"text": "Other", "reason": "No"}),
                             (f"{entry}/remove", {"kind": "should-not-have-been-published", "why": "Mine"}),
                             (f"{entry}/withhold", {}), (f"{entry}/hold", {"why": "Mine"}), (f"{entry}/keep", {})):
            with self.subTest(path.rsplit("/", 1)[1]):
                sent = self.member.post(path, {**token, **fields, "_version": "1", "_form": self.new_form()})
                if sent.status != 403:
                    self.assertEqual(sent.status, 400, sent.text[:500])
                    self.assertIn("Somebody else decides about it", sent.text)
        self.assertIn("Nightingale", self.visitor.get(f"/registers/gifts/{record}").text)

    def test_a_named_deputy_reviews_and_the_log_says_for_whom(self):
        self.make_officer()
        waits = f"/office/registers/declarations/{self.interest()}"
        deputy = self.account(self.server, "clerk", "Ada Deputy")
        self.assertFalse([f for f in deputy.get(waits).forms if f["action"] == waits], "a clerk does not accept")
        accounts = {a["name"]: a["id"] for a in self.json("access", "list")["accounts"]}
        administrator = self.office("administrator")
        rights = f"/office/accounts/{accounts['Ada Deputy']}/rights"
        given = {"role": "officer", "from": today(-1), "to": today(5), "reason": "It is her own",
                 "deputy_for": accounts["Imogen Vale"]}
        self.assertEqual(administrator.submit(rights, {**given, "to": ""}).status, 400)
        self.assertEqual(administrator.submit(rights, {**given, "reason": ""}).status, 400)
        self.assertEqual(administrator.submit(rights, given).status, 303)
        self.decide(deputy, waits, "accept")
        activity = self.office("auditor").get("/office/activity").text
        self.assertRegex(activity, r"Ada Deputy[^.]{0,60}for Imogen Vale")

    def test_nobody_declares_for_somebody_else(self):
        draft = self.press(self.member, "/my/registers/interests", "begin")
        tobias = self.person("tobias-renn")
        question = self.member.submit(f"{draft}/categories/work", {"any": "yes"}).location
        clerk, administrator = self.office("clerk"), self.office("administrator")
        before = support.contents(self.site)
        for who in (tobias, clerk, administrator, self.officer):
            token = self.token(who)
            for path in (draft, f"{draft}/check", f"{draft}/sign", f"{draft}/categories/work", question, f"{draft}/copy.json"):
                self.assertEqual(who.get(path).status, 403, path)
            for path, fields in ((f"{draft}/sign", {"sure": "yes", "password": support.PASSWORD}), (question, {"v0": "Not theirs"}),
                                 (f"{draft}/categories/work", {"any": "no"}), (draft, {"act": "discard"})):
                self.assertEqual(who.post(path, {**token, **fields, "_version": "1", "_form": self.new_form()}).status, 403, path)
        for who in (clerk, administrator, self.officer):
            self.assertEqual(who.get("/my/registers/interests").status, 403)
            began = who.post("/my/registers/interests", {**self.token(who), "act": "begin", "person": "imogen-vale",
                                                       "_form": self.new_form()})
            self.assertEqual(began.status, 403)
        wrote = set(support.contents(self.site)) ^ set(before)
        self.assertEqual({line.split('"')[1] if '"' in line else line.split()[2].split(".")[-1] for line in wrote} - {"access_activity"}, set())


class PutRight(Acts):
    def setUp(self):
        super().setUp()
        [self.record] = self.declared()
        self.entry = f"/office/registers/entries/{self.record}"

    def test_a_typing_mistake_stays_readable_struck_through(self):
        path = f"{self.entry}/correct/value"
        wrong = self.officer.submit(path, {"text": "forty", "reason": ""})
        self.assertEqual(wrong.status, 400)
        self.assertIn("Say what was wrong", wrong.text)
        self.assertEqual(wrong.form(path)["fields"]["text"], "forty")
        one, two = (self.officer.get(path).form(path)["fields"] for _ in range(2))
        self.assertEqual(self.officer.post(path, {**one, "text": "45", "reason": "A slip of the pen"}).status, 303)
        self.assertEqual(self.officer.post(path, {**one, "text": "45", "reason": "A slip of the pen"}).status, 303, "once more")
        both = self.officer.post(path, {**two, "text": "46", "reason": "Another slip"})
        self.assertEqual(both.status, 409)
        for words in ("Somebody changed this while you were here", "Another slip", 'value="46"', "45"):
            self.assertIn(words, both.html)
        page = self.visitor.get(f"/registers/gifts/{self.record}")
        for words in ("A slip of the pen", "£45", "£40"):
            self.assertIn(words, page.text)
        self.assertRegex(page.html, r"<del><span[^>]*>It said, by mistake: </span>£40</del>")
        self.assertIn("45.00", self.visitor.get("/data/gifts.csv").html)
        kept = both.form(path)["fields"]
        self.assertEqual(self.officer.post(path, kept).status, 303, "sent again over what stands now")
        self.assertIn("£46", self.visitor.get(f"/registers/gifts/{self.record}").text)
        for who, status in ((self.office("clerk"), 403), (self.office("auditor"), 403), (self.member, 403)):
            self.assertEqual(who.get(path).status, status)
        self.assertEqual(self.officer.get(f"{self.entry}/correct/nothing").status, 404)
        self.verb("journal", "verify")

    def test_a_hold_keeps_it_until_it_is_ended(self):
        path = f"{self.entry}/hold"
        self.assertEqual(self.officer.submit(path, {"why": ""}).status, 400)
        stale = self.officer.get(path).form(path)["fields"]
        self.assertEqual(self.officer.submit(path, {"why": "Request 7 of 2026"}).status, 303)
        self.assertIn("Request 7 of 2026", self.officer.get(self.entry).text)
        self.assertNotIn("Request 7", self.visitor.get(f"/registers/gifts/{self.record}").text)
        twice = self.officer.post(path, {**stale, "why": "Request 8"})
        self.assertEqual(twice.status, 409, twice.text[:2000])
        said = self.refused("journal", "erase", "--record", self.record, "--ground", "Its time is over", "--site", self.site)
        self.assertIn("hold", said)
        self.assertEqual(self.officer.submit(path, {}).status, 303)
        self.assertIn("It is not held", self.officer.get(self.entry).text)

    def test_two_officers_remove_it_once(self):
        path = f"{self.entry}/remove"
        one, two = (self.officer.get(path).form(path)["fields"] for _ in range(2))
        correct = f"{self.entry}/correct/what"
        self.assertEqual(self.officer.submit(correct, {"text": "Basket", "reason": "A basket"}).status, 303)
        sent = {"kind": "should-not-have-been-published", "why": "It was private"}
        late = self.officer.post(path, {**one, **sent})
        self.assertEqual(late.status, 409, late.text[:1000])
        self.assertIn("It was private", late.html)
        self.assertIn("Basket", self.visitor.get(f"/registers/gifts/{self.record}").text)
        fields = self.officer.get(path).form(path)["fields"]
        first, again = self.officer.post(path, {**fields, **sent}), self.officer.post(path, {**two, **sent})
        self.assertEqual((first.status, again.status), (303, 303))
        self.assertEqual(len(json.loads(self.visitor.get("/removals.json").html)["removals"]), 1)

    def test_the_wrong_person_loses_it_and_the_right_one_has_it(self):
        path = f"{self.entry}/remove"
        nobody = self.officer.submit(path, {"kind": "wrong-person", "why": "It is another's", "person": "Nobody Here"})
        self.assertEqual(nobody.status, 400)
        self.assertIn("There is no person called", nobody.text)
        self.assertEqual(nobody.form(path)["fields"]["why"].strip(), "It is another's")
        done = self.officer.submit(path, {"kind": "wrong-person", "why": "It is another's", "person": "tobias renn"})
        self.assertEqual(done.status, 303, done.text[:2000])
        self.assertNotIn("Hamper", self.visitor.get("/members/imogen-vale/interests").text)
        self.assertIn("Hamper", self.visitor.get("/members/tobias-renn/interests").text)
        [removal] = json.loads(self.visitor.get("/removals.json").html)["removals"]
        self.assertEqual(removal["kind"], "wrong-person")
        self.verb("journal", "verify")

    def test_what_a_member_asks_to_withhold_may_stay(self):
        asked = self.member.submit(f"/my/withhold/{self.record}", {})
        self.assertEqual(asked.status, 303)
        page = self.officer.get(self.entry)
        self.assertIn("asks that this interest be withheld", page.text)
        form = page.form(f"{self.entry}/keep")
        self.assertEqual(self.officer.post(form["action"], form["fields"]).status, 303)
        self.assertNotIn("Asked to be withheld", self.officer.get("/office/registers").text)
        self.assertIn("Hamper", self.visitor.get(f"/registers/gifts/{self.record}").text)


class Kept(Acts):
    def test_what_a_reviewer_keeps_back_is_nowhere(self):
        path = f"/office/registers/declarations/{self.interest('Nightingale Foundry')}"
        page = self.officer.get(path)
        [choice] = page.form(path)["choices"]["keep[]"]
        fields = {**page.form(path)["fields"], "act": "accept", "keep[]": choice}
        unsaid = self.officer.post(path, fields)
        self.assertEqual(unsaid.status, 400)
        self.assertIn("Say why an answer is kept from the public", unsaid.text)
        self.assertEqual(unsaid.form(path)["fields"]["keep[]"], choice, "what was ticked stays ticked")
        self.assertEqual(self.officer.post(path, {**fields, "why": "It names a child"}).status, 303)
        [record] = set(re.findall("/registers/interests/([0-9a-z]{26})", self.visitor.get("/registers/interests").html))
        self.verb("jobs", "run")
        for path in ("/registers/interests", f"/registers/interests/{record}", f"/log/records/{record}", "/data/interests.csv",
                     "/data/interests.json", "/data/interests.jsonl", "/registers/interests/feed.atom", "/search?q=nightingale",
                     f"/log/records/{record}/versions/1/receipt.json", "/data/entries.regmem.json", "/members/imogen-vale/interests",
                     "/registers/interests/totals"):
            page = self.visitor.get(path)
            self.assertLess(page.status, 400, path)
            self.assertNotIn("Foundry", page.html, path)
        self.assertIn("It names a child", self.visitor.get(f"/registers/interests/{record}").text)
        self.assertIn("Nightingale Foundry", self.member.get("/my/registers/interests").text)
        self.assertIn("Nightingale Foundry", self.officer.get(f"/office/registers/entries/{record}").text)
        self.assertNotIn("Nightingale Foundry", self.office("auditor").get(f"/office/registers/entries/{record}").text)
        self.assertNotIn("Nightingale", self.verb("registers", "list", "--register", "interests", "--format", "csv").stdout.decode())

    def test_what_is_sent_back_comes_back_with_its_message(self):
        declaration = self.interest()
        path = f"/office/registers/declarations/{declaration}"
        self.decide(self.officer, path, "return", message="Which branch is it?")
        self.assertIn("Which branch is it?", self.member.get(f"/declare/{declaration}").text)
        self.assertEqual(self.visitor.get("/data/interests.csv").html.count("Quay Ferries"), 0)
        item = self.member.get(f"/declare/{declaration}/categories/work").link(f"/declare/{declaration}/items/[^/]+")
        self.assertEqual(self.member.submit(f"{item}/employer", {"v0": "Quay Ferries, East Quay"}).status, 303)
        self.sign(self.member, f"/declare/{declaration}")
        self.decide(self.officer, path, "accept")
        self.assertIn("East Quay", self.visitor.get("/registers/interests").text)


class StepsOnPostgres(Steps):
    engine = "postgres"


class OwnOnPostgres(Own):
    engine = "postgres"


class PutRightOnPostgres(PutRight):
    engine = "postgres"


class KeptOnPostgres(Kept):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
