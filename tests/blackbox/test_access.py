"""Who may do what, asked of the real program: every route in every role, forged requests, sessions, rights by body."""
import base64
import hmac
import json
import re
import struct
import time
import unittest

import support
from routes import ANYBODY, ROLES, ROUTES, routes_in_the_source
from support import Browser

RULES = """rulebook: {id: test, title: Test}
duties:
  - id: declare
    title: Declare
    kind: task
    rows:
      - {due: 28 days after taking office, source: A test}
  - id: register
    title: Register it
    kind: task
    rows:
      - {due: 28 days after gift, source: A test}
events:
  - {id: gift, text: a gift was received}
guidance:
  - id: campaign
    title: May I …?
    questions:
      - id: who
        text: Who are you?
        answers: {candidate: A candidate, official: An official}
    rows:
      - {answer: ask, text: Ask., source: Law}
registers:
  - id: notes
    title: Notes
    nil: yes
    source: A test
    categories: [{id: note, title: Note, fields: [{id: what, name: What, kind: text, required: yes}]}]
"""


class Site(support.SiteTest):
    """Two bodies with a member each, a code in force, a draft, a signature, and an account in each role."""

    def setUp(self):
        super().setUp()
        self.link = self.init()
        for name in ("City Council", "Planning Board"):
            self.make("people", "add-body", "--name", name)
        for name, body in (("Imogen Vale", "city-council"), ("Tobias Renn", "planning-board")):
            self.make("people", "add", "--name", name, "--body", body, "--post", "Member", "--category", "elected",
                      "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish")
        self.draft = self.json("codes", "import", support.OWN_CODE, "--slug", "code")["edition_id"]
        self.server = self.serve()
        self.visitor = Browser(self.server)
        self.people = {"visitor": self.visitor, "person": self.member("imogen-vale")}
        self.administrator = Browser(self.server)
        self.administrator.set_password(self.link, {"name": "Ada Quill", "email": "ada@example.org"})

    def member(self, slug):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    def others(self):
        """The roles that only some tests need; each costs the time of a password."""
        for role in ("clerk", "officer", "auditor"):
            self.people[role] = self.account(self.server, role, f"{role.title()} Quill")
        self.people["administrator"] = self.administrator

    def ids(self):
        sign = self.people["person"].get("/my").link("/sign/[^/]+/[^/]+").split("/")
        accounts = self.json("access", "list")["accounts"]
        clerk = next(a for a in accounts if a["name"] == "Clerk Quill")
        page = self.administrator.get("/office/accounts")
        officer = self.people["officer"]
        self.verb("codes", "consult", "code", "--ask", "Employees Association")
        asked = officer.get(f"/office/codes/editions/{self.draft}/consultation")
        self.make("codes", "adopt", "code", "--body", "city-council", "--from", "2025-01-01")
        anchors = [p["anchor"] for p in self.json("codes", "show", "code")["provisions"]]
        self.verb("codes", "relate", f"code#{anchors[1]}", "read-with", f"code#{anchors[2]}")
        self.make("people", "add", "--name", "Ada Loom", "--body", "city-council", "--post", "Member", "--category", "elected",
                  "--from", "2025-01-06")
        self.verb("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 1", "--within", "30")
        owed = {one["person"]: one["obligation"]
                for one in json.loads(self.verb("duties", "list", "--format", "json").stdout)}
        of_code = officer.get("/office/codes/of/code")
        text = officer.get(f"/office/codes/editions/{self.draft}/text")
        officer.submit("/office/bodies/city-council/post", {"label": "Mayor"})
        fields = self.administrator.get("/office/mail-server").form("/office/mail-server")["fields"]
        self.administrator.post("/office/mail-server/test", {**fields, "to": "ada@example.org"})
        self.verb("people", "add-election", "--name", "Election 2025", "--body", "city-council", "--opens", "2025-01-06",
                  "--closes", "2025-02-03", "--polling", "2025-05-06")
        self.verb("people", "add-candidate", "election-2025", "--name", "Ansel Brook", "--post", "Mayor")
        candidacy = officer.get("/office/elections/election-2025").link("/office/candidacies/[^/]+/blank").split("/")[-2]
        officer.submit(f"/office/terms/{sign[3]}/absence", {"kind": "leave", "from": "2025-02-03", "to": "2025-02-07"})
        absence = officer.get("/office/people/imogen-vale").link("/office/absences/[^/]+").split("/")[-1]
        result = self.folder / "result.csv"
        result.write_text("name,post\nAnn Weaver,Treasurer\n", encoding="utf-8")
        council = self.json("people", "new-council", "--body", "city-council", "--from", "2025-05-10", "--seats-only", result)
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", rules)
        event = self.json("duties", "happened", "gift", "--person", "ada-loom", "--body", "city-council", "--on", support.today())
        handed_in, declaration, item = self.declared(self.people["person"])
        auditor = next(a["email"] for a in accounts if a["name"] == "Auditor Quill")
        self.people["person"].submit("/my/helper", {"email": auditor, "from": support.today(), "to": "2099-12-31"})
        return {"register": "notes", "category": "note", "question": "what", "handed_in": handed_in,
                "declaration": declaration, "item": item,
                "message": self.json("mail", "list")["messages"][0]["id"], "event": event["happened"],
                "batch": self.json("people", "invite-many", "ada-loom", "--paper")["batch"],
                "element": text.link(f"/office/codes/editions/{self.draft}/text/[^/]+").split("/")[-1],
                "consultee": asked.link("/office/codes/consultees/[^/]+").split("/")[-1],
                "adoption": of_code.link("/office/adoptions/[^/]+/end").split("/")[-2],
                "relation": of_code.link("/office/relations/[^/]+/end").split("/")[-2],
                "post": officer.get("/office/bodies/city-council").link("/office/posts/[^/]+").split("/")[-1],
                "body": "city-council", "person": "imogen-vale", "code": "code", "edition": sign[2],
                "election": "election-2025", "candidacy": candidacy, "absence": absence, "council": council["id"],
                "term": sign[3], "draft": self.draft,
                "mine": owed["Imogen Vale"], "duty": owed["Ada Loom"], "account": clerk["id"], "right": re.search(r"/office/rights/([^/]+)/end", page.html).group(1),
                "token": "no-such-token", "session": "0000000000000", "passkey": "0000000000000"}

    def declared(self, member):
        """A declaration that was handed in, and another that is begun, with one entry."""
        def press(path, act):
            form = next(f for f in member.get(path).forms if f["fields"].get("act") == act)
            return member.post(form["action"], form["fields"]).location
        sign = press("/my/registers/notes", "nil")
        handed_in = member.submit(sign, {"sure": "yes", "password": support.PASSWORD}).location.partition("?")[0]
        begun = press("/my/registers/notes", "begin")
        question = member.submit(f"{begun}/categories/note", {"any": "yes"}).location
        member.submit(question, {"v0": "A note"})
        return handed_in.split("/")[2], begun.split("/")[2], question.split("/")[4]

    def bodies(self):
        """Each body's id, by name, as the form of somebody for the whole site shows them."""
        form = self.people["clerk"].get("/office/people/add").form("/office/people/add")
        return {text: value for value, text in form["choices"]["body"].items()}


class EveryRoute(Site):
    def test_the_table_is_whole(self):
        listed = {(method, re.sub(r"\{[^}]*\}", "{}", pattern)) for method, pattern, _, _ in ROUTES}
        self.assertEqual(listed, routes_in_the_source())

    def test_every_route_in_every_role(self):
        self.others()
        ids = self.ids()
        signed = self.people["person"].submit(f"/sign/{ids['edition']}/{ids['term']}",
                                                support.signing("Imogen Vale"))
        ids["record"] = signed.location.removeprefix("/signed/").partition("?")[0]
        self.verb("commitments", "sign", "code", "--person", "tobias-renn", "--paper", support.today(), "--place",
                  "Folder 3")
        ids["paper"] = next(one["record"] for one in self.json("commitments", "list", "--code", "code")["signatures"]
                            if one["method"] == "paper")
        ids["body"] = "city-council"
        ids["provision"] = self.people["person"].get("/my/words/code").link("/my/words/code/[^/]+").split("/")[-1]
        words = f"/my/words/code/{ids['provision']}"
        self.assertEqual(self.people["person"].submit(words, {"text": "I ask."}).status, 303)
        before = self.everything()
        self.assertGreater(len(before), 50)
        for method, pattern, may, address in ROUTES:
            path = (address or pattern).format(**ids)
            for role in ROLES:
                if method == "GET":
                    with self.subTest(f"{method} {pattern} as {role}"):
                        self.get_as(role, pattern, path, role in may)
                elif role not in may:
                    with self.subTest(f"{method} {pattern} as {role}"):
                        self.is_refused(role, self.post_as(role, path))
        self.assertEqual(self.everything(), before, "something changed though nothing should have")
        for method, pattern, may, address in ROUTES:
            if method == "POST" and may != ANYBODY:
                self.needs_the_token(pattern, (address or pattern).format(**ids), may)
        self.assertEqual(self.everything(), before, "a form without its token changed something")
        self.allowed_forms(ids)
        self.assertNotEqual(self.everything(), before)

    def get_as(self, role, pattern, path, may):
        page = self.people[role].get(path)
        if not may:
            self.is_refused(role, page, path)
        elif "no-such" in path:
            self.assertEqual(page.status, 404)
        elif pattern == "/my" and role != "person":
            self.assertEqual((page.status, page.location), (303, "/office"))
        else:
            self.assertEqual(page.status, 200, page.text)

    def is_refused(self, role, page, path=None):
        if role == "visitor":
            self.assertEqual(page.status, 303, page.text)
            self.assertTrue(page.location.startswith("/sign-in?next=%2F"), page.location)
            if path:
                self.assertEqual(page.location, "/sign-in?next=" + path.replace("/", "%2F"))
        else:
            self.assertEqual(page.status, 403, page.text)

    def token_of(self, role):
        page = self.people[role].get("/account")
        return next(form["fields"]["_csrf"] for form in page.forms if "_csrf" in form["fields"])

    def post_as(self, role, path, **fields):
        token = {} if role == "visitor" else {"_csrf": self.token_of(role)}
        return self.people[role].post(path, {**token, **fields})

    def needs_the_token(self, pattern, path, may):
        role, other = sorted(may)[0], next(role for role in ROLES[1:] if role not in may or len(may) == 5)
        other = "administrator" if other == sorted(may)[0] else other
        real = self.token_of(role)
        wrong = {"no token": {}, "an empty one": {"_csrf": ""}, "a changed one": {"_csrf": changed(real)},
                 "somebody else's": {"_csrf": self.token_of(other)}}
        self.assertNotEqual(role, other)
        for what, fields in wrong.items():
            with self.subTest(f"POST {pattern} with {what}"):
                self.assertEqual(self.people[role].post(path, fields).status, 403)
        for what, headers in FORGED.items():
            with self.subTest(f"POST {pattern} from {what}"):
                self.assertEqual(self.people[role].post(path, {"_csrf": real}, headers).status, 403)

    def allowed_forms(self, ids):
        """With their token, forms with nothing in them are answered, and never by "you cannot do this"."""
        for method, pattern, may, address in ROUTES:
            if method != "POST" or may == ANYBODY:
                continue
            for role in sorted(may):
                with self.subTest(f"POST {pattern} as {role}"):
                    page = self.post_as(role, (address or pattern).format(**ids))
                    self.assertIn(page.status, (200, 303, 400, 404, 409), page.text)
                    self.assertFalse(page.location.startswith("/sign-in"), page.location)

    def everything(self):
        return support.contents(self.site)


FORGED = {
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": None},
    "another site, as browsers say": {"Sec-Fetch-Site": "cross-site"},
    "a neighbouring site": {"Sec-Fetch-Site": "same-site"},
    "nowhere": {"Origin": "null", "Sec-Fetch-Site": None},
}


def changed(token):
    return token[:-1] + ("a" if token[-1] != "a" else "b")


class EveryRouteOnPostgres(EveryRoute):
    engine = "postgres"


class ByBody(Site):
    """A right for a body reaches that body and those below it, and no other."""

    def test_a_clerk_of_one_body(self):
        self.others()
        council, board = self.bodies()["City Council"], self.bodies()["Planning Board"]
        clerk = self.account(self.server, "clerk", "Narrow Clerk", "--body", council)
        officer = self.account(self.server, "officer", "Narrow Officer", "--body", council)
        before = support.contents(self.site)
        person = {"name": "Piotr Zalewicz", "post": "Member", "category": "elected", "from": "2025-01-06"}
        term = self.people["clerk"].get("/office/people").html
        end = re.findall(r"/office/terms/[^/]+/end", term)
        own, other = sorted(end, key=lambda path: "Tobias Renn" in self.people["clerk"].get(path).text)
        for who in (clerk, officer):
            refused = [
                who.submit("/office/people/add", {**person, "body": board}),
                who.submit("/office/bodies/add", {"name": "Harbour Board", "parent": board}),
                who.submit("/office/bodies/add", {"name": "Harbour Board", "parent": ""}),
                who.get(other),
                self.post(who, other, {"to": "2026-01-01", "_version": "1"}),
                who.get("/office/people/tobias-renn/invite"),
                self.post(who, "/office/people/tobias-renn/invite", {"email": "mallory@example.org"}),
                who.get("/office/codes/import"),
                *(who.get(f"/office/codes/editions/{self.draft}{part}")
                  for part in ("", "/text", "/preview", "/steps", "/left-out", "/consultation")),
                self.post(who, f"/office/codes/editions/{self.draft}/publish", {"in_force_from": "2026-01-01",
                                                                                "_version": "1"}),
                self.post(who, f"/office/codes/editions/{self.draft}/discard", {"_version": "1"}),
                self.post(who, f"/office/codes/editions/{self.draft}/text", {"do": "undo.1"}),
                self.post(who, "/office/codes/amend", {"code": "code"}),
            ]
            self.assertEqual([page.status for page in refused], [403] * len(refused))
            for path in ("/office", "/office/codes", "/office/codes/of/code"):
                self.assertEqual(who.get(path).status, 200)
                self.assertNotIn(self.draft, who.get(path).html, "drafts are the whole site's")
        self.assertEqual(support.contents(self.site), before)
        allowed = [
            clerk.get(own),
            clerk.submit("/office/people/add", {**person, "body": council}),
            clerk.submit("/office/bodies/add", {"name": "Audit Committee", "parent": council}),
            clerk.submit("/office/people/piotr-zalewicz/invite", {"email": "piotr@example.org"}),
        ]
        self.assertEqual([page.status for page in allowed], [200, 303, 303, 200])
        committee = self.bodies()["Audit Committee"]
        below = clerk.submit("/office/people/add", {**person, "name": "Hana Mori", "body": committee})
        self.assertEqual(below.status, 303, "a right for a body holds below it")

    def post(self, who, path, fields):
        token = next(form["fields"]["_csrf"] for form in who.get("/account").forms if "_csrf" in form["fields"])
        return who.post(path, {"_csrf": token, **fields})

    def test_nobody_signs_for_another(self):
        edition, own = self.people["person"].get("/my").link("/sign/[^/]+/[^/]+").split("/")[2:]
        tobias = self.member("tobias-renn")
        other = tobias.get("/my").link("/sign/[^/]+/[^/]+").split("/")[3]
        self.assertNotEqual(own, other)
        before = self.head()
        clerk = self.account(self.server, "clerk", "Clerk Quill")
        form = tobias.get(f"/sign/{edition}/{other}").form(f"/sign/{edition}/{other}")["fields"]
        for who in (self.people["person"], clerk, self.administrator):
            self.assertEqual(who.get(f"/sign/{edition}/{other}").status, 403)
            signed = self.post(who, f"/sign/{edition}/{other}", {"read": "yes", "text": form["text"]})
            self.assertEqual(signed.status, 403)
        self.assertEqual(self.head(), before)

    def test_a_second_account_for_a_person_is_refused(self):
        clerk = self.account(self.server, "clerk", "Clerk Quill")
        page = clerk.submit("/office/people/imogen-vale/invite", {"email": "mallory@example.org"})
        self.assertEqual(page.status, 400)
        self.assertIn("has an account already", page.text)
        self.refused("people", "invite", "imogen-vale", "--email", "mallory@example.org", "--site", self.site)

    def test_an_administrator_is_for_the_whole_site(self):
        self.others()
        council = self.bodies()["City Council"]
        self.refused("access", "invite", "--role", "administrator", "--name", "A", "--email", "a@example.org", "--body",
                     council, "--site", self.site)
        page = self.administrator.submit("/office/accounts/invite", {
            "name": "A", "email": "a@example.org", "role": "administrator", "body": council})
        self.assertEqual(page.status, 400)


class ByBodyOnPostgres(ByBody):
    engine = "postgres"


class Sessions(Site):
    def test_the_end_of_a_session(self):
        member = self.people["person"]
        second = Browser(self.server)
        self.assertEqual(second.sign_in("imogen-vale@example.org").status, 303)
        old = dict(second.cookies)
        page = second.get("/my")
        signed_out = second.post("/sign-out", page.form("/sign-out")["fields"])
        self.assertEqual((signed_out.status, signed_out.location, set(second.cookies)), (303, "/", {"device"}))
        second.cookies = old
        self.assertEqual(second.get("/my").status, 303, "a session that was signed out goes on")
        self.assertEqual(member.get("/my").status, 200)

        self.assertEqual(second.sign_in("imogen-vale@example.org").status, 303)
        ending = member.get("/account").form("/account/sessions/end-others")
        self.assertEqual(member.post("/account/sessions/end-others", ending["fields"]).status, 303)
        self.assertEqual((member.get("/my").status, second.get("/my").status), (200, 303))

        self.verb("access", "end-sessions", "--email", "imogen-vale@example.org")
        self.assertEqual(member.get("/my").status, 303)

    def test_a_session_of_another_account_cannot_be_ended(self):
        member, other = self.people["person"], self.member("tobias-renn")
        second = Browser(self.server)
        self.assertEqual(second.sign_in("tobias-renn@example.org").status, 303)
        ends = [form["action"] for form in other.get("/account").forms
                if re.fullmatch(r"/account/sessions/[^/]+/end", form["action"])]
        self.assertTrue(ends)
        token = next(form["fields"]["_csrf"] for form in member.get("/account").forms if "_csrf" in form["fields"])
        for action in ends:
            member.post(action, {"_csrf": token})
        self.assertEqual((other.get("/my").status, second.get("/my").status), (200, 200))

    def test_a_stopped_account(self):
        member = self.people["person"]
        page = self.administrator.get("/office/accounts")
        imogen = next(a for a in self.json("access", "list")["accounts"] if a["name"] == "Imogen Vale")
        action = f"/office/accounts/{imogen['id']}/disable"
        self.assertEqual(self.administrator.post(action, page.form(action)["fields"]).status, 303)
        self.assertEqual(member.get("/my").status, 303)
        self.assertEqual(member.sign_in("imogen-vale@example.org").status, 403)

    def test_a_new_password_ends_other_sessions(self):
        member, second = self.people["person"], Browser(self.server)
        self.assertEqual(second.sign_in("imogen-vale@example.org").status, 303)
        wrong = member.submit("/account", {"password": "not this one at all", "new_password": "quay lantern 44 tide"},
                              "/account/password")
        self.assertEqual(wrong.status, 400)
        changed_ = member.submit("/account", {"password": support.PASSWORD, "new_password": "quay lantern 44 tide"},
                                 "/account/password")
        self.assertEqual(changed_.status, 303, changed_.text)
        self.assertEqual((member.get("/my").status, second.get("/my").status), (200, 303))
        self.assertEqual(second.sign_in("imogen-vale@example.org").status, 403)

    def test_the_cookie(self):
        page = Browser(self.server).sign_in("imogen-vale@example.org")
        cookies = page.headers.get_all("Set-Cookie")
        self.assertEqual([cookie.partition("=")[0] for cookie in cookies], ["session", "device"])
        for cookie in cookies:
            for part in ("; Path=/", "; HttpOnly", "; SameSite=Lax"):
                self.assertIn(part, cookie)
            self.assertNotIn("Domain", cookie)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_the_rate_of_guesses(self):
        guesser = Browser(self.server)
        statuses = [guesser.post("/sign-in", {"email": "imogen-vale@example.org", "password": f"wrong guess {i}"},
                                 {"X-Forwarded-For": f"203.0.113.{i}"}).status for i in range(12)]
        self.assertEqual(statuses, [403] * 10 + [429] * 2)
        self.assertEqual(guesser.sign_in("imogen-vale@example.org").status, 429, "the right password, too late")
        self.assertEqual(guesser.sign_in("nobody@example.org").status, 429, "the same client with another name")
        self.assertEqual(self.people["person"].get("/my").status, 200, "guesses reached a session that runs")
        self.assertEqual(guesser.cookies, {})

    def test_limits_outlive_the_server_and_lock_nobody_out(self):
        owner = Browser(self.server)
        self.assertEqual(owner.sign_in("imogen-vale@example.org").status, 303)
        self.assertIn("device", owner.cookies)
        device = owner.cookies["device"]
        self.server.stop()
        self.server = self.serve("--proxy", "127.0.0.1")
        owner.server = self.server
        stranger, other = Browser(self.server), Browser(self.server)
        for i in range(10):
            self.assertEqual(self.guess(stranger, f"wrong guess {i}", f"203.0.113.{i}").status, 403)
        self.assertEqual(self.guess(stranger, support.PASSWORD, "203.0.113.99").status, 429, "the account's allowance")
        for i in range(10):
            self.assertEqual(self.guess(other, "wrong guess", "198.51.100.7", f"n{i}@example.org").status, 403)
        self.server.stop()
        self.server = self.serve("--proxy", "127.0.0.1")
        for browser in (stranger, other, owner):
            browser.server = self.server
        self.assertEqual(self.guess(stranger, support.PASSWORD, "203.0.113.98").status, 429, "a restart forgot it")
        self.assertEqual(self.guess(other, "wrong guess", "198.51.100.7", "new@example.org").status, 429,
                         "a restart forgot the network")
        # The owner's own browser has an allowance of its own, even from the network that strangers used up.
        owner.cookies = {"device": device}
        for i in range(9):
            self.assertEqual(self.guess(owner, f"mistyped {i}", "198.51.100.7").status, 403)
        self.assertEqual(self.guess(owner, support.PASSWORD, "198.51.100.7").status, 303)
        owner.cookies = {"device": device}
        for i in range(10):
            self.assertEqual(self.guess(owner, f"mistyped {i}", "198.51.100.7").status, 403)
        self.assertEqual(self.guess(owner, support.PASSWORD, "198.51.100.7").status, 429)
        # It is nobody else's allowance, and the cookie of another does not help.
        other.cookies = {"device": device}
        self.assertEqual(self.guess(other, "wrong guess", "198.51.100.7", "tobias-renn@example.org").status, 429)

    def guess(self, browser, password, client, email="imogen-vale@example.org"):
        return browser.post("/sign-in", {"email": email, "password": password}, {"X-Forwarded-For": client})

    def test_nobody_learns_which_accounts_there_are(self):
        guesser = Browser(self.server)
        emails = ("imogen-vale@example.org", "nobody@example.org")
        pages = [guesser.sign_in(email, "wrong guess 123") for email in emails]
        self.assertEqual([page.status for page in pages], [403, 403])
        pages = [re.sub(r"[\w-]{60,}", "question", page.html) for page in pages]
        self.assertEqual(pages[0].replace("imogen-vale", "nobody"), pages[1])

    def test_next_stays_here(self):
        for bad in ("//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/%0d%0aX: y",
                    "javascript:alert(1)", "/\t/evil.example", "evil.example"):
            browser = Browser(self.server)
            with self.subTest(bad):
                form = browser.get("/sign-in?next=" + support.urllib.parse.quote(bad, safe="")).form("/sign-in")
                self.assertNotIn("evil", form["fields"].get("next", ""))
                page = browser.post("/sign-in", {"email": "imogen-vale@example.org", "password": support.PASSWORD,
                                                 "next": bad})
                self.assertEqual(page.status, 303)
                self.assertRegex(page.location, r"^/(my|%0d%0aX:.*)?$")
                self.assertNotIn("X", page.headers)
        good = Browser(self.server).post("/sign-in", {"email": "imogen-vale@example.org", "password": support.PASSWORD,
                                                      "next": "/my"})
        self.assertEqual(good.location, "/my")

    def test_signing_in_is_not_forged(self):
        for what, headers in FORGED.items():
            with self.subTest(what):
                page = self.visitor.post("/sign-in", {"email": "imogen-vale@example.org", "password": support.PASSWORD},
                                         headers)
                self.assertEqual((page.status, self.visitor.cookies), (403, {}))

    def test_one_click_only_where_it_was_allowed(self):
        self.assertEqual(self.visitor.post("/demo-sign-in", {"role": "administrator"}).status, 404)
        self.server.stop()
        self.visitor.server = self.serve("--demo")  # the site is none of demonstration
        self.assertEqual(self.visitor.post("/demo-sign-in", {"role": "administrator"}).status, 404)
        self.assertEqual(self.visitor.cookies, {})


    def test_an_administrator_needs_a_second_step(self):
        again = Browser(self.server)
        self.assertEqual(again.sign_in("ada@example.org").status, 303)
        for path in ("/office", "/office/accounts"):
            page = again.get(path)
            self.assertEqual((page.status, page.location), (303, "/account?do=second-step"), path)
        self.assertIn("add a second step", again.get("/account?do=second-step").text)
        self.assertEqual(self.administrator.get("/office").status, 200, "the first session is let in")
        page = self.administrator.submit("/office/accounts", {}, "/office/accounts/second-step")
        self.assertEqual((page.status, page.location), (303, "/office/accounts?done=not-required"))
        self.assertEqual(again.get("/office").status, 200)
        self.verb("access", "second-step", "required")
        self.assertEqual(again.get("/office").status, 303)

        form = again.get("/account/app").form("/account/app")["fields"]
        secret = re.search(r'<code class="site-code">([A-Z2-7 ]+)</code>', again.get("/account/app").html).group(1)
        self.assertEqual(again.post("/account/app", {**form, "code": "000000"}).status, 400)
        page = again.get("/account/app")
        form = page.form("/account/app")["fields"]
        secret = re.search(r'<code class="site-code">([A-Z2-7 ]+)</code>', page.html).group(1)
        added = again.post("/account/app", {**form, "code": one_time_code(secret)})
        codes = re.findall(r"[0-9a-z]{4}(?:-[0-9a-z]{4}){3}", added.text)
        self.assertEqual((added.status, len(codes)), (200, 10), added.text)
        self.assertEqual(again.get("/office").status, 200)

        third = Browser(self.server)
        step = third.sign_in("ada@example.org")
        self.assertEqual((step.status, "session" in third.cookies), (200, False), "the password alone let somebody in")
        form = step.form("/sign-in/step")["fields"]
        self.assertEqual(third.post("/sign-in/step", {**form, "code": "000 000"}).status, 400)
        self.assertEqual(third.post("/sign-in/step", {**form, "code": one_time_code(secret)}).status, 400,
                         "the code with which the app was added")
        self.assertEqual(third.post("/sign-in/step", {**form, "code": codes[3].upper()}).status, 303)
        self.assertEqual(third.get("/office").status, 200)
        fourth = Browser(self.server)
        form = fourth.sign_in("ada@example.org").form("/sign-in/step")["fields"]
        self.assertEqual(fourth.post("/sign-in/step", {**form, "code": codes[3]}).status, 400, "a code counts once")
        self.assertIn("Codes left: 9", third.get("/account").text)

        # A new link sets the password, and still asks for the second step.
        link = self.json("access", "invite", "--role", "administrator", "--email", "ada@example.org")["link"]
        path = support.urllib.parse.urlsplit(link).path
        fifth = Browser(self.server)
        reset = fifth.submit(path, {"password": "tide lantern 55 quay"})
        self.assertEqual((reset.status, "session" in fifth.cookies), (200, False))
        self.assertEqual(third.get("/office").status, 303, "sessions go on after a new password")
        form = reset.form("/sign-in/step")["fields"]
        self.assertEqual(fifth.post("/sign-in/step", {**form, "code": codes[4]}).status, 303)
        self.verb("access", "remove-second-step", "--email", "ada@example.org")
        sixth = Browser(self.server)
        self.assertEqual(sixth.sign_in("ada@example.org", "tide lantern 55 quay").status, 303)
        self.verb("journal", "verify")

    def test_no_link_is_promised_without_mail(self):
        page = self.visitor.get("/forgotten")
        self.assertIn("sends no e-mail", page.text)
        self.assertEqual(self.visitor.post("/forgotten", {"email": "imogen-vale@example.org"}).status, 200)


def one_time_code(secret, at=None):
    """RFC 6238, as an app would make it."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.digest(key, struct.pack(">Q", int(at or time.time()) // 30), "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7fffffff) % 10**6:06}"


class SessionsOnPostgres(Sessions):
    engine = "postgres"


class Hosts(support.SiteTest):
    def test_names_and_forwarded_headers(self):
        self.url = "https://ethics.alderquay.example"
        link = self.init()
        server = self.serve()
        self.assertEqual(Browser(server, "elsewhere.example").get("/").status, 421)
        here = Browser(server, "ethics.alderquay.example").set_password(link, {"name": "Ada", "email": "a@example.org"})
        page = Browser(server, "ethics.alderquay.example").sign_in("a@example.org")
        self.assertRegex(page.headers["Set-Cookie"], r"^__Host-session=\S+; Path=/; HttpOnly; SameSite=Lax; Secure$")
        self.assertRegex(page.headers.get_all("Set-Cookie")[1],
                         r"^__Host-device=\S+; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$")
        self.assertEqual(here.get("/office").status, 200)
        forwarded = {"X_Forwarded_Host": "ethics.alderquay.example", "X_Forwarded_Proto": "https"}
        self.assertEqual(Browser(server, "elsewhere.example").get("/", **forwarded).status, 421)
        self.assertIsNone(here.get("/").headers["Strict-Transport-Security"])
        server.stop()
        server = self.serve("--proxy", "127.0.0.1", "--tls-ahead")
        self.assertEqual(Browser(server, "elsewhere.example").get("/", **forwarded).status, 200)
        self.assertEqual(Browser(server, "elsewhere.example").get("/").status, 421)
        page = Browser(server, "ethics.alderquay.example").get("/")
        self.assertIn("max-age=", page.headers["Strict-Transport-Security"])
        server.stop()
        server = self.serve("--proxy", "192.0.2.7")
        self.assertEqual(Browser(server, "elsewhere.example").get("/", **forwarded).status, 421, "not the named peer")


class HostsOnPostgres(Hosts):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
