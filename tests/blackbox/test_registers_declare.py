"""Declaring through the real program, without JavaScript: from the duty to the receipt, wrong input, script in every field, two
windows, a form sent twice, a session that ends, a crash."""
import json
import re
import unittest

import support
from support import Browser, today

SCRIPT = "<script>alert(1)</script>"


class Declaring(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        for name in ("City Council", "Planning Board"):
            self.make("people", "add-body", "--name", name)
        for name, body, category in (("Imogen Vale", "city-council", "elected"), ("Tobias Renn", "city-council", "elected"),
                                     ("Kezia Obi", "city-council", "candidate")):
            self.make("people", "add", "--name", name, "--body", body, "--post", "Member", "--category", category,
                      "--from", today(-10))
        self.make("rulebook", "apply", support.TOP / "tests" / "registers" / "declare")
        self.server = self.serve()
        self.visitor = Browser(self.server)

    def member(self, slug="imogen-vale"):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    # ---- Steps ----

    def go(self, page, location=None):
        """Follows a redirect after a form that was accepted."""
        self.assertEqual(page.status, 303, page.text[:3000])
        return location.get(page.location) if location else page.location

    def press(self, member, path, act, **also):
        """Presses the button of that act on the page; where it leads."""
        for form in member.get(path).forms:
            fields = form["fields"]
            if fields.get("act") == act and all(fields.get(k) == v for k, v in also.items()):
                return self.go(member.post(form["action"], fields))
        raise AssertionError(f"no button {act} {also} on {path}: {member.get(path).text[:2000]}")

    def answer(self, member, path, fields, status=303):
        """Fills in the question at the path; where it leads."""
        page = member.get(path)
        self.assertEqual(page.status, 200, page.text[:2000])
        form = page.form(path.partition("?")[0])
        sent = member.post(form["action"], {**form["fields"], **fields})
        self.assertEqual(sent.status, status, sent.text[:3000])
        return sent.location if status == 303 else sent

    def journey(self, member, path, answers):
        """Answers question after question, each by its id, until the entry is done; its address."""
        asked = []
        while True:
            question = path.partition("?")[0].rsplit("/", 1)[1]
            if question not in answers:
                break
            asked.append(question)
            path = self.answer(member, path, answers[question])
        self.assertEqual(sorted(asked), sorted(answers))
        return path.partition("?")[0]

    def sign(self, member, declaration):
        return self.go(member.submit(f"{declaration}/sign", {"sure": "yes", "password": support.PASSWORD})).partition("?")[0]

    def declare_work(self, member):
        """A first declaration: one employment with a payment, nothing in land; signed. Its address."""
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        item = self.journey(member, first, {
            "-whose": {"v0": "1"}, "employer": {"v0": "Quay Ferries Ltd", "v0_id": "01234567", "v0_scheme": "GB-COH"},
            "what": {"v0": "Deckhand"}, "since": {"v0_from": "2024-03-01"}, "pay": {"v0": "$1,234.50"},
            "kind": {"v0": "self-employed"}, "trade": {"v0": "Ropes\nand knots"}})
        child = self.press_child(member, item, "payment")
        self.journey(member, child, {"when": {"v0": "2026-02-01"}, "amount": {"v0": "100"}})
        self.answer(member, f"{declaration}/categories/land", {"any": "no"})
        self.assertIn("Continue to sign", member.get(f"{declaration}/check").text)
        return self.sign(member, declaration)

    def press_child(self, member, item, category):
        for form in member.get(item).forms:
            if form["fields"].get("category") == category:
                return self.go(member.post(form["action"], form["fields"]))
        raise AssertionError(f"no {category} on {item}")


class First(Declaring):
    def test_from_the_duty_to_the_receipt(self):
        member = self.member()
        todo = member.get("/my")
        self.assertIn("Declare your interests", todo.text)
        self.assertEqual(todo.link("/my/registers/interests"), "/my/registers/interests")
        listed = member.get("/my/registers")
        for words in ("Interests for meeting checks", "Gifts and hospitality", "Outside work", "Due by", "Nothing declared yet"):
            self.assertIn(words, listed.text)
        register = member.get("/my/registers/interests")
        for words in ("What happens with what you declare", "What members own", "City Council"):
            self.assertIn(words, register.text)
        declaration = self.declare_work(member)
        receipt = member.get(declaration)
        for words in ("Receipt", "What happens next", "Quay Ferries Ltd", "Nothing to declare", "$1,234.50", "Imogen Vale"):
            self.assertIn(words, receipt.text)
        copy = json.loads(member.get(f"{declaration}/copy.json").body)
        self.assertEqual(copy["register"], "interests")
        proof = json.loads(member.get(f"{declaration}/receipt.json").body)
        record = json.loads(proof["content"])
        self.assertEqual((record["kind"], record["register"], record["name"], record["says"]),
                         ("declaration", "interests", "Imogen Vale", "entries"))
        self.assertNotIn("Declare your interests", member.get("/my").text.partition("What I did")[0])
        self.head()

    def test_nobody_else_reads_or_writes_it(self):
        member, other = self.member(), self.member("tobias-renn")
        declaration = self.press(member, "/my/registers/interests", "begin")
        for path in (declaration, f"{declaration}/check", f"{declaration}/sign", f"{declaration}/copy.json",
                     f"{declaration}/categories/work"):
            self.assertEqual(other.get(path).status, 403, path)
            self.assertEqual(self.visitor.get(path).status, 303, path)
        form = member.get(f"{declaration}/categories/work").forms[-1]
        mine = other.get("/my/registers/interests").forms[-1]["fields"]
        stolen = other.post(form["action"], {**form["fields"], "_csrf": mine["_csrf"], "any": "no"})
        self.assertEqual(stolen.status, 403)
        candidate = self.member("kezia-obi")
        self.assertEqual(candidate.get("/my/registers/interests").status, 404)
        self.assertIn("No register here is for the posts", candidate.get("/my/registers").text)

    def test_wrong_answers_are_named_and_kept(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        item = first.rsplit("/", 1)[0]
        self.assertIn("Say whose interest it is", self.answer(member, first, {}, 400).text)
        self.assertIn("Say whose interest it is", self.answer(member, first, {"v0": "4"}, 400).text)
        nothing = self.answer(member, f"{item}/employer", {"v0": ""}, 400)
        self.assertIn('href="#v0"', nothing.html)
        number = self.answer(member, f"{item}/employer", {"v0": "Quay Ferries Ltd", "v0_id": "123"}, 400)
        self.assertIn("in which register", number.text)
        self.assertEqual(number.form(f"{item}/employer")["fields"]["v0"], "Quay Ferries Ltd")
        for question, fields, words in (
                ("what", {"v0": "x" * 81}, "at most 80"), ("pay", {"v0": "a lot of money 12x"}, ""),
                ("since", {"v0_from": "2026-02-31"}, "2026-02-31"), ("since", {"v0_from": "2026-03-02", "v0_to": "2026-03-01"}, "ends before"),
                ("kind", {"v0": "king"}, "king"), ("-withhold", {"v0": "yes"}, "Say why")):
            with self.subTest(question):
                page = self.answer(member, f"{item}/{question}", fields, 400 if words else None) if words else None
                if page:
                    self.assertIn(words, page.text)
        self.assertEqual(member.get(f"{item}/trade").status, 404, "it is asked only of who works as their own master")
        unfinished = member.get(f"{declaration}/sign")
        self.assertIn("Finish what you began", unfinished.text)
        signed = member.post(f"{declaration}/sign", {**self.token(member), "sure": "yes", "password": support.PASSWORD,
                                                     "_form": "x1", "_version": "1"})
        self.assertEqual(signed.status, 400, signed.text)
        self.assertEqual(member.get(f"{declaration}/categories/nowhere").status, 404)
        self.assertEqual(member.get(f"{declaration}/items/0000000000001/what").status, 404)

    def token(self, member):
        return {"_csrf": member.get("/account").form("/sign-out")["fields"]["_csrf"]}

    def test_homes_many_answers_and_links(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/land", {"any": "yes"})
        self.assertIn("whether this is where you live", self.answer(member, first, {"v0": "1 Quay Street"}, 400).text)
        item = first.rsplit("/", 1)[0]
        self.answer(member, first, {"v0": "1 Quay Street", "v0_home": "yes"})
        self.answer(member, f"{item}/share", {"v0": "250"}, 400)
        self.answer(member, f"{item}/share", {"v0": "12.5 %"})
        self.answer(member, f"{item}/rented", {"v0": "yes"})
        again = self.answer(member, f"{item}/tenants", {"v0": "Ada Quill", "again": "yes"})
        self.assertEqual(again, f"{item}/tenants")
        self.answer(member, again, {"v1": "Lucía Ferrandel"})
        self.answer(member, f"{item}/rooms", {"v0": "many"}, 400)
        self.answer(member, f"{item}/register", {"v0": "javascript:alert(1)"}, 400)
        page = member.get(item)
        for words in ("Ada Quill; Lucía Ferrandel", "12.5%", "1 Quay Street"):
            self.assertIn(words, page.text)
        self.answer(member, f"{item}/rented", {"v0": "no"})
        self.assertNotIn("Ada Quill", member.get(item).text)

    def test_script_in_every_field(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        item = first.rsplit("/", 1)[0]
        for question in ("employer", "what", "since", "pay", "kind", "-whose", "-withhold"):
            path = f"{item}/{question}"
            fields = {name: SCRIPT for name in member.get(path).form(path)["fields"] if name.startswith("v")}
            page = member.post(path, {**member.get(path).form(path)["fields"], "v0": SCRIPT, **fields})
            self.assertIn(page.status, (303, 400), path)
            self.assertNotIn(SCRIPT, page.html)
        for path in (item, f"{declaration}/check", f"{declaration}/categories/work"):
            self.assertNotIn(SCRIPT, member.get(path).html)
        self.assertIn("&lt;script&gt;", member.get(item).html)


class NothingIsLost(Declaring):
    def test_two_windows(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        path = first.rsplit("/", 1)[0] + "/what"
        one, two = (member.get(path).form(path)["fields"] for _ in range(2))
        self.assertEqual(member.post(path, {**one, "v0": "Deckhand"}).status, 303)
        self.assertEqual(member.post(path, {**one, "v0": "Deckhand"}).status, 303, "the same form again")
        both = member.post(path, {**two, "v0": "Captain"})
        self.assertEqual(both.status, 409)
        self.assertIn("Stored now: Deckhand", both.text)
        fields = both.form(path)["fields"]
        self.assertEqual(fields["v0"], "Captain")
        self.assertEqual(member.post(path, fields).status, 303)
        self.assertEqual(member.get(path).form(path)["fields"]["v0"], "Captain")

    def test_a_form_sent_twice_adds_one(self):
        member = self.member()
        form = next(f for f in member.get("/my/registers/gifts").forms if f["fields"].get("act") == "begin")
        one, two = (member.post(form["action"], form["fields"]).location for _ in range(2))
        self.assertEqual(one, two)
        declaration = self.press(member, "/my/registers/interests", "begin")
        self.assertEqual(declaration, self.press(member, "/my/registers/interests", "begin"), "there is one draft")
        path = f"{declaration}/categories/work"
        fields = member.get(path).form(path)["fields"]
        where = {member.post(path, {**fields, "any": "yes"}).location for _ in range(2)}
        self.assertEqual(len(where), 1)

    def test_a_session_that_ended_keeps_what_was_typed(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        path = first.rsplit("/", 1)[0] + "/what"
        fields = member.get(path).form(path)["fields"]
        self.verb("access", "end-sessions", "--email", "imogen-vale@example.org")
        late = member.post(path, {**fields, "v0": "Deckhand, and <b>cook</b>"})
        self.assertEqual(late.status, 403)
        self.assertIn("You were signed out", late.text)
        kept = late.form(path)["fields"]
        self.assertEqual(kept["v0"], "Deckhand, and <b>cook</b>")
        self.assertNotIn("_csrf", kept)
        self.assertEqual(member.sign_in("imogen-vale@example.org").status, 303)
        again = member.post(path, kept)
        self.assertEqual(again.status, 403)
        self.assertIn("Send it once more", again.text)
        self.assertEqual(member.post(path, again.form(path)["fields"]).status, 303)
        self.assertIn("Deckhand, and <b>cook</b>", member.get(path).form(path)["fields"]["v0"])

    def test_a_crash_loses_no_answer(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        first = self.answer(member, f"{declaration}/categories/work", {"any": "yes"})
        path = first.rsplit("/", 1)[0] + "/what"
        self.answer(member, path, {"v0": "Deckhand"})
        self.server.kill()
        self.server = self.serve()
        member.server = self.server
        self.assertEqual(member.get(path).form(path)["fields"]["v0"], "Deckhand")

    def test_another_window_signs_what_it_saw_alone(self):
        member = self.member()
        declaration = self.press(member, "/my/registers/interests", "begin")
        for category in ("work", "land"):
            self.answer(member, f"{declaration}/categories/{category}", {"any": "no"})
        form = member.get(f"{declaration}/sign").form(f"{declaration}/sign")["fields"]
        self.answer_more(member, declaration)
        page = member.post(f"{declaration}/sign", {**form, "sure": "yes", "password": support.PASSWORD})
        self.assertEqual(page.status, 409, page.text)
        self.assertIn("Something changed meanwhile", page.text)
        wrong = member.submit(f"{declaration}/sign", {"sure": "yes", "password": "not my password"})
        self.assertEqual(wrong.status, 400)
        self.assertIn("This is not your password", wrong.text)
        self.sign(member, declaration)
        self.assertEqual(member.submit(declaration, {}, "/sign-out").status, 303)

    def answer_more(self, member, declaration):
        item = next(f for f in member.get(f"{declaration}/categories/land").forms if f["fields"].get("act") == "add")
        path = self.go(member.post(item["action"], item["fields"]))
        self.answer(member, path, {"v0": "2 Quay Street", "v0_home": "no"})


class FirstOnPostgres(First):
    engine = "postgres"


class NothingIsLostOnPostgres(NothingIsLost):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
