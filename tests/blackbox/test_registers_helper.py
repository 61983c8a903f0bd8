"""A helper prepares and never signs: what they reach, what they do not, how it ends; every trick to sign or to read more."""
import json

import support
from support import Browser, today
from test_registers_declare import Declaring


class Helping(Declaring):
    def setUp(self):
        super().setUp()
        self.imogen, self.tobias = self.member(), self.member("tobias-renn")
        self.helper = self.account(self.server, "auditor", "Pim Aldous")

    def token(self, who):
        return next(form["fields"]["_csrf"] for form in who.get("/account").forms if "_csrf" in form["fields"])

    def post(self, who, path, **fields):
        return who.post(path, {"_csrf": self.token(who), **fields})

    def name(self, member, **more):
        page = member.get("/my/helper")
        form = page.forms[-1]
        return member.post("/my/helper", {**form["fields"], "email": "Pim.Aldous@alderquay.example", "from": today(),
                                          "to": today(30), **more})

    def prepare(self):
        """The helper begins a declaration of Imogen's and adds a paid work; its address and the work's."""
        begun = self.press(self.helper, "/helping/imogen-vale", "begin")
        self.assertIn("Imogen Vale checks it and signs", self.helper.get(begun).text)
        form = self.helper.get(f"{begun}/categories/work").forms[-1]
        first = self.go(self.helper.post(form["action"], form["fields"]))
        item = self.journey(self.helper, first, {
            "-whose": {"v0": "1"}, "employer": {"v0": "Quay Ferries Ltd"}, "what": {"v0": "Deckhand"},
            "since": {"v0_from": "2024-03-01"}, "pay": {"v0_state": "unknown"}, "kind": {"v0": "staff"}})
        return begun, item

    def test_a_helper_prepares_and_the_member_signs(self):
        self.assertEqual(self.helper.get("/helping/imogen-vale").status, 403)
        self.assertEqual(self.name(self.imogen).status, 303)
        self.assertIn("Imogen Vale", self.helper.get("/helping").text)
        self.assertIn("Whom I help", self.helper.get("/office").text)
        self.assertIn("Declare your interests: due by", self.helper.get("/helping/imogen-vale").text)
        begun, item = self.prepare()
        # The member sees what the helper did, before signing.
        self.answer(self.imogen, f"{begun}/categories/land", {"any": "no"})
        for path in (f"{begun}/check", f"{begun}/sign"):
            self.assertIn("A helper wrote some of these answers", self.imogen.get(path).text)
        self.assertIn("Prepared or changed by Pim Aldous, as a helper", self.imogen.get(f"{begun}/check").text)
        check = self.helper.get(f"{begun}/check")
        self.assertNotIn("Continue to sign", check.text)
        self.sign(self.imogen, begun)
        self.assertEqual(self.helper.get(begun).status, 403, "what is signed is no draft")
        log = self.helper.get("/office/activity").text
        for act in ("begin", "add", "answer"):
            self.assertIn(f"Pim Aldous, for Imogen Vale Registers: help {act} interests", log)

    def test_naming_tells_nobody_who_has_an_account(self):
        """Whoever it is, the member hears the same, and reads the address that they typed, never a name."""
        told = set()
        for email in ("Pim.Aldous@alderquay.example", "nobody@alderquay.example"):
            done = self.name(self.imogen, email=email)
            self.assertEqual((done.status, done.location), (303, "/my/helper?done=named"), done.text[:2000])
            page = self.imogen.get(done.location)
            self.assertIn(email, page.text)
            self.assertNotIn("Pim Aldous", page.text)
            told.add(page.text.split("Named.")[1].split("Somebody who signs in")[0])
        self.assertEqual(len(told), 1)
        # Whom it concerns is told, and helps; it names nobody in the mail.
        mails = json.loads(self.verb("mail", "list", "--json").stdout)
        mails = mails["messages"] if isinstance(mails, dict) else mails
        about = [mail for mail in mails if "helper" in json.dumps(mail)]
        self.assertEqual(len(about), 1, mails)
        self.assertEqual(self.helper.get("/helping/imogen-vale").status, 200)
        self.assertEqual(self.name(self.imogen, email="not an address").status, 400)
        for i in range(8):
            self.assertEqual(self.name(self.imogen, email=f"guess{i}@alderquay.example").status, 303)
        refused = self.name(self.imogen, email="guess9@alderquay.example")
        self.assertEqual(refused.status, 400)
        self.assertIn("Name others tomorrow", refused.text)

    def test_a_helper_never_signs_or_confirms(self):
        self.name(self.imogen)
        begun, item = self.prepare()
        self.answer(self.imogen, f"{begun}/categories/land", {"any": "no"})
        form = self.imogen.get(f"{begun}/sign").form(f"{begun}/sign")["fields"]
        stolen = {**form, "_csrf": self.token(self.helper), "sure": "yes", "password": support.PASSWORD}
        before = self.head()
        for path in (f"{begun}/sign", f"{begun}/passkey"):
            self.assertEqual(self.helper.post(path, stolen).status, 403, path)
            self.assertEqual(self.helper.post(path, {**stolen, "by": "passkey"}).status, 403, path)
        self.assertEqual(self.helper.get(f"{begun}/sign").status, 403)
        # Nor say that there is nothing to declare, throw the draft away, or ask to withhold.
        for act in ("nil", "drop"):
            add = self.helper.get(f"{begun}/categories/work").forms[-1]["fields"]
            fields = {**add, "act": act, "category": "land"}
            self.assertEqual(self.helper.post(begun, fields).status, 403, act)
        land = self.helper.get(f"{begun}/categories/land").forms[-1]["fields"]
        self.assertEqual(self.helper.post(f"{begun}/categories/land", {**land, "any": "no"}).status, 403)
        self.assertEqual(self.helper.get(f"{item}/-withhold").status, 403)
        self.assertEqual(self.post(self.helper, f"{item}/-withhold", v0="yes", v0_why="x", was="").status, 403)
        # "Nothing has changed" of the member's own page is not theirs either.
        mine = self.post(self.helper, "/my/registers/interests", act="unchanged",
                         _form=self.imogen.get("/my/registers/interests").forms[-1]["fields"]["_form"])
        self.assertEqual(mine.status, 403)
        self.assertEqual(self.head(), before)
        # The form whose id was stolen is still the member's to send.
        self.assertEqual(self.imogen.post(f"{begun}/sign", {**form, "sure": "yes", "password": support.PASSWORD}).status, 303)

    def test_the_helper_of_one_does_not_reach_another(self):
        self.name(self.imogen)
        other = self.press(self.tobias, "/my/registers/interests", "begin")
        first = self.answer(self.tobias, f"{other}/categories/work", {"any": "yes"})
        for path in (other, f"{other}/check", f"{other}/categories/work", first, first.rsplit("/", 1)[0], "/helping/tobias-renn",
                     "/helping/nobody"):
            self.assertEqual(self.helper.get(path).status, 403, path)
        self.assertEqual(self.post(self.helper, "/helping/tobias-renn/registers/interests").status, 403)
        begin = self.helper.get("/helping/imogen-vale").forms[-1]["fields"]
        self.assertEqual(self.helper.post("/helping/tobias-renn/registers/interests", begin).status, 403)
        self.assertEqual(self.post(self.helper, first, v0="1", was="").status, 403)
        # Imogen's own draft is not reached by an item of Tobias's.
        begun, _ = self.prepare()
        self.assertEqual(self.helper.get(f"{begun}/items/{first.split('/')[4]}").status, 404)
        # Nor does a member name a helper for somebody else, or end another's.
        page = self.imogen.get("/my/helper")
        ends = next(form["fields"] for form in page.forms if "end" in form["fields"])
        self.assertEqual(self.post(self.tobias, "/my/helper", end=ends["end"], _version="1", _form=ends["_form"]).status, 409)
        self.assertEqual(self.helper.get("/helping/imogen-vale").status, 200)

    def test_what_is_to_be_withheld_is_not_there(self):
        self.name(self.imogen)
        begun = self.press(self.imogen, "/my/registers/interests", "begin")
        first = self.answer(self.imogen, f"{begun}/categories/work", {"any": "yes"})
        item = first.rsplit("/", 1)[0]
        self.answer(self.imogen, first, {"v0": "1"})
        self.answer(self.imogen, f"{item}/employer?change=1", {"v0": "Secret Shipping"})
        self.assertIn("Secret Shipping", self.helper.get(f"{begun}/check").text)
        self.answer(self.imogen, f"{item}/-withhold?change=1", {"v0": "yes", "v0_why": "Threats"})
        for path in (begun, f"{begun}/check", f"{begun}/categories/work"):
            page = self.helper.get(path)
            self.assertEqual(page.status, 200)
            self.assertNotIn("Secret Shipping", page.html)
            self.assertNotIn("Threats", page.html)
        for path in (item, f"{item}/employer"):
            self.assertEqual(self.helper.get(path).status, 404, path)
        self.assertEqual(self.post(self.helper, f"{item}/employer", v0="Another", was="").status, 404)
        # Unless the member says so.
        self.name(self.imogen, withheld="yes")
        self.assertIn("Secret Shipping", self.helper.get(f"{begun}/check").text)
        self.assertEqual(self.helper.get(f"{item}/-withhold").status, 403)

    def test_it_ends(self):
        self.name(self.imogen)
        begun, item = self.prepare()
        question = self.helper.get(f"{item}/what").form(f"{item}/what")["fields"]
        page = self.imogen.get("/my/helper")
        end = next(form["fields"] for form in page.forms if "end" in form["fields"])
        self.assertEqual(self.imogen.post("/my/helper", end).status, 303)
        for path in (begun, item, "/helping/imogen-vale"):
            self.assertEqual(self.helper.get(path).status, 403, path)
        self.assertEqual(self.helper.post(f"{item}/what", {**question, "v0": "Captain"}).status, 403)
        self.assertIn("Ended by you", self.imogen.get("/my/helper").text)
        # Not before its first day, and not after its last.
        self.name(self.imogen, **{"from": today(2)})
        self.assertEqual(self.helper.get("/helping/imogen-vale").status, 403)

    def test_what_is_missing_is_named(self):
        for fields, words in (({"email": ""}, "Enter the e-mail address"), ({"email": "no"}, "in the form name@example.gov"),
                              ({"to": ""}, "Enter the last day"), ({"to": today(-1)}, "must not lie before"),
                              ({"email": "imogen-vale@example.org"}, "This is your own address")):
            page = self.name(self.imogen, **fields)
            self.assertEqual(page.status, 400)
            self.assertIn(words, page.text)
        self.assertEqual(self.visitor.get("/my/helper").status, 303)
        self.assertEqual(self.helper.get("/my/helper").status, 403)


class HelpingOnPostgres(Helping):
    engine = "postgres"


del Declaring
