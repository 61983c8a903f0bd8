"""Rights by body (S6): the district of the demonstration and its parishes, each with its clerk and officer, a deputy from next door;
every route of registers, declaring and reviewing as each of them."""
import random
import re
import unittest

import support
from routes import ROUTES
from support import Browser, today

PLACE = support.TOP / "demo" / "marlbrook"
PARISH, OTHER, DISTRICT = "stoke-ambry-parish-council", "nether-withy-parish-council", "marlbrook-district-council"
MEMBER, NEIGHBOUR = "prudence-okonjo-leigh", "leofric-stannage"  # of the parish; of the other
PREFIXES = ("/office/registers", "/office/paper-forms", "/declare/", "/my/registers", "/my/approvals", "/my/withheld",
            "/my/withhold/", "/my/gifts", "/my/tasks")

# Who holds which right, over which body. The deputy is the other parish's clerk, for the parish's officer.
OFFICE = {"clerk": ("clerk", PARISH), "officer": ("officer", PARISH), "other clerk": ("clerk", OTHER),
          "other officer": ("officer", OTHER), "deputy": ("clerk", OTHER), "district clerk": ("clerk", DISTRICT),
          "district officer": ("officer", DISTRICT), "auditor": ("auditor", None), "administrator": ("administrator", None),
          "whole officer": ("officer", None)}
MAPPING = b'''mapping: ours
title: Ours
register: gifts
person: {name: "{n}"}
files:
  - name: "*.csv"
    key: "{n}"
    entries: [{category: gift, fields: {donor: "{d}"}}]
'''
ANY_OFFICE = set(OFFICE)
MEMBERS = {"member", "neighbour"}
OFFICERS = {"officer", "deputy", "district officer", "whole officer"}  # who reach the parish
CLERKS = OFFICERS | {"clerk", "district clerk"}
READERS = CLERKS | {"auditor"}
ANY_OFFICER = OFFICERS | {"other officer"}
ANY_CLERK = CLERKS | {"other clerk", "other officer"}
ANYBODY = ANY_OFFICE | MEMBERS  # what they see is their own

# What is asked of whose rights: route, what the address names, who is let in, what is sent. Everybody else is refused.
TABLE = [
    ("GET", "/office/registers", "", ANY_OFFICE, None),
    ("GET", "/office/registers/declarations/{}", "{waits}", CLERKS, None),
    ("POST", "/office/registers/declarations/{}", "{waits}", OFFICERS, {"act": "return", "message": ""}),
    ("GET", "/office/registers/tasks", "", ANY_CLERK, None),
    ("GET", "/office/registers/tasks/{}/{}", "{task}", CLERKS, None),
    ("POST", "/office/registers/tasks/{}/{}", "{task}", OFFICERS, {"arranged": ""}),
    ("GET", "/office/registers/approvals/{}", "outside-work", ANY_OFFICER, None),
    ("GET", "/office/registers/approvals/{}/{}", "outside-work {approval}", OFFICERS, None),
    ("POST", "/office/registers/approvals/{}/{}", "outside-work {approval}", OFFICERS, {"why": ""}),
    ("GET", "/office/registers/entries/{}", "{record}", READERS, None),
    ("GET", "/office/registers/entries/{}/remove", "{record}", OFFICERS, None),
    ("POST", "/office/registers/entries/{}/remove", "{record}", OFFICERS, {"kind": "", "why": ""}),
    ("GET", "/office/registers/entries/{}/withhold", "{record}", OFFICERS, None),
    ("POST", "/office/registers/entries/{}/withhold", "{record}", OFFICERS, {"_version": "99"}),
    ("POST", "/office/registers/entries/{}/keep", "{record}", OFFICERS, {}),
    ("GET", "/office/registers/entries/{}/hold", "{record}", OFFICERS, None),
    ("POST", "/office/registers/entries/{}/hold", "{record}", OFFICERS, {"why": ""}),
    ("GET", "/office/registers/entries/{}/correct/{}", "{record} body", OFFICERS, None),
    ("POST", "/office/registers/entries/{}/correct/{}", "{record} body", OFFICERS, {"text": ""}),
    ("GET", "/office/registers/withheld", "", ANY_OFFICER, None),
    ("GET", "/office/registers/withheld/{}", "{withheld}", OFFICERS, None),
    ("POST", "/office/registers/withheld/{}", "{withheld}", OFFICERS, {"_version": "99"}),
    ("GET", "/office/registers/removals", "", ANY_OFFICER, None),
    # A file may be about anybody: whoever sends it has the right for all bodies.
    ("GET", "/office/registers/import", "", {"whole officer"}, None),
    ("POST", "/office/registers/import", "", {"whole officer"}, {}),
    ("POST", "/office/registers/import/mappings", "", {"whole officer"}, {}),
    ("GET", "/office/registers/sheets/{}", "gifts", {"whole officer"}, None),
    ("GET", "/office/registers/sheets/{}/sheet.csv", "gifts", {"whole officer"}, None),
    ("GET", "/office/registers/import/{}", "{upload}", {"whole officer"}, None),
    ("POST", "/office/registers/import/{}", "{upload}", {"whole officer"}, {"_version": "99"}),
    ("POST", "/office/registers/import/{}/drop", "{upload}", {"whole officer"}, {"_version": "99"}),
    ("GET", "/office/registers/import/{}/refused.csv", "{upload}", {"whole officer"}, None),
    ("GET", "/office/registers/sources", "", ANY_OFFICER, None),
    ("POST", "/office/registers/sources", "", {"whole officer"}, {"a": ""}),
    ("POST", "/office/registers/sources/{}/end", "{group}", {"whole officer"}, {}),
    ("GET", "/office/registers/scrutiny/{}/{}", "gifts 2026-04-01", ANY_OFFICER, None),
    ("POST", "/office/registers/scrutiny/{}/{}", "gifts 2026-04-01", {"whole officer"}, {"note": "", "entries": "99"}),
    ("GET", "/office/registers/homes/{}", MEMBER, CLERKS, None),
    ("POST", "/office/registers/homes/{}", MEMBER, CLERKS, {"day": ""}),
    ("GET", "/office/paper-forms", "", ANY_CLERK, None),
    ("POST", "/office/paper-forms", "", CLERKS, {"register": "interests", "name": "Prudence Okonjo-Leigh", "received": today(-1)}),
    ("GET", "/office/paper-forms/{}", "interests?person=" + MEMBER, CLERKS, None),
    ("GET", "/declare/{}", "{draft}", {"member"}, None),
    ("POST", "/declare/{}", "{draft}", {"member"}, {"act": "add", "category": "employment"}),
    ("GET", "/declare/{}/categories/{}", "{draft} land", {"member"}, None),
    ("POST", "/declare/{}/categories/{}", "{draft} land", {"member"}, {}),
    ("GET", "/declare/{}/items/{}", "{draft} {item}", {"member"}, None),
    ("GET", "/declare/{}/items/{}/{}", "{draft} {item} body", {"member"}, None),
    ("POST", "/declare/{}/items/{}/{}", "{draft} {item} body", {"member"}, {"v0": ""}),
    ("POST", "/declare/{}/items/{}", "{draft} {item}", {"member"}, {"act": "drop"}),
    ("GET", "/declare/{}/check", "{draft}", {"member"}, None),
    ("GET", "/declare/{}/sign", "{draft}", {"member"}, None),
    ("POST", "/declare/{}/sign", "{draft}", {"member"}, {}),
    ("POST", "/declare/{}/passkey", "{draft}", {"member"}, {}),
    ("GET", "/declare/{}/receipt.json", "{done}", {"member"}, None),
    ("GET", "/declare/{}/copy.json", "{done}", {"member"}, None),
    ("GET", "/my/registers", "", ANYBODY, None),
    ("GET", "/my/registers/{}", "interests", MEMBERS, None),
    ("POST", "/my/registers/{}", "interests", MEMBERS, {"act": ""}),
    ("GET", "/my/registers/{}/print", "interests", MEMBERS, None),
    ("GET", "/my/approvals", "", ANYBODY, None),
    ("GET", "/my/approvals/{}", "{waits}", CLERKS, None),
    ("POST", "/my/approvals/{}", "{waits}", OFFICERS, {"act": "return", "message": ""}),
    ("GET", "/my/tasks", "", ANYBODY, None),
    ("GET", "/my/tasks/{}/{}", "{task}", {"member"}, None),
    ("POST", "/my/tasks/{}/{}", "{task}", {"member"}, {"arranged": ""}),
    ("GET", "/my/withheld", "", ANYBODY, None),
    ("GET", "/my/withheld/{}", "{withheld}", OFFICERS | {"member"}, None),
    ("GET", "/my/withhold/{}", "{record}", {"member"}, None),
    ("POST", "/my/withhold/{}", "{record}", {"member"}, {}),
    ("GET", "/my/gifts/may", "", ANYBODY, None),
    ("POST", "/my/gifts/may", "", ANYBODY, {"what": ""}),
    ("POST", "/my/gifts/record", "", ANYBODY, {"what": ""}),
    # Nothing of the parish has a file, so nobody is let in: who is where there is one, test_registers_files says; of scans of forms
    # test_registers_scan does.
    ("GET", "/declare/{}/scan", "{draft}", set(), None),
    ("POST", "/declare/{}/scan", "{draft}", set(), {}),
    ("GET", "/declare/{}/scan/file", "{draft}", set(), None),
    ("GET", "/declare/{}/items/{}/{}/file", "{draft} {item} body", set(), None),
    ("POST", "/declare/{}/items/{}/{}/file", "{draft} {item} body", set(), {}),
    ("GET", "/declare/{}/items/{}/{}/copy", "{draft} {item} body", set(), None),
    ("POST", "/declare/{}/items/{}/{}/copy", "{draft} {item} body", set(), {}),
    ("GET", "/office/registers/declarations/{}/files/{}/{}", "{waits} 0 what", set(), None),
    ("GET", "/office/registers/entries/{}/files/{}", "{record} body", set(), None),
    ("GET", "/office/registers/withheld/{}/files/{}", "{withheld} body", set(), None),
    ("GET", "/my/approvals/{}/files/{}/{}", "{waits} 0 what", set(), None),
    ("GET", "/my/withheld/{}/files/{}", "{withheld} body", set(), None),
]


class Marlbrook(support.SiteTest):
    program = support.PROGRAM

    def setUp(self):
        super().setUp()
        self.init("--demo")
        self.make("people", "import", PLACE / "people.json")
        self.make("rulebook", "apply", PLACE / "rulebook")
        self.make("registers", "put", PLACE / "declared.json")
        self.server = self.serve(program=self.program)
        self.who = {"visitor": Browser(self.server), "member": self.member(MEMBER), "neighbour": self.member(NEIGHBOUR)}
        for name, (role, body) in OFFICE.items():
            self.who[name] = self.account(self.server, role, f"{name.title()} Quill", *(["--body", body] if body else []))
        self.deputise()

    def member(self, slug):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    def deputise(self):
        accounts = {a["name"]: a["id"] for a in self.json("access", "list")["accounts"]}
        path = f"/office/accounts/{accounts['Deputy Quill']}/rights"
        administrator = self.who["administrator"]
        bodies = administrator.get(path).form(path)["choices"]["body"]
        parish = next(value for value, name in bodies.items() if "Stoke Ambry" in name)
        given = administrator.submit(path, {"role": "officer", "body": parish, "deputy_for": accounts["Officer Quill"],
                                            "from": today(-1), "to": today(30), "reason": "Away until the summer"})
        self.assertEqual(given.status, 303, given.text[:2000])

    def paper(self, person, register, *answers):
        return self.json("registers", "declare", "--person", person, "--register", register, *answers, "--paper", today(-2),
                         "--place", "Folder 3")

    def new_form(self):
        """A one-time id, as another page would have it."""
        return "".join(random.choices("0123456789abcdefghjkmnpqrstvwxyz", k=25)) + "0"

    def token(self, who):
        return next(f["fields"]["_csrf"] for f in who.get("/account").forms if "_csrf" in f["fields"])

    def done(self, page, status=303):
        self.assertEqual(page.status, status, page.text[:2000])
        return page.location

    def press(self, who, path, act):
        form = next(f for f in who.get(path).forms if f["fields"].get("act") == act)
        return self.done(who.post(form["action"], form["fields"]))

    def things(self):
        """What the addresses of TABLE name: all of the parish and its member."""
        officer, member, whole = self.who["officer"], self.who["member"], self.who["whole officer"]
        nil = [f"{category}:nil" for category in ("sponsorship", "contracts", "land", "licences", "corporate-tenancies",
                                                  "securities", "appointed", "public-bodies")]
        entries = self.paper(MEMBER, "interests", "employment:", "body=Quay Ferries", "role=Mate", "employment:",
                             "body=Hidden Mill", "role=Miller", *nil)["entries"]
        says = {word: next(e for e in entries if word in self.who["visitor"].get(f"/registers/interests/{e}").text)
                for word in ("Hidden Mill", "Quay Ferries")}
        self.done(officer.submit(f"/office/registers/entries/{says['Hidden Mill']}/withhold"))
        withheld = officer.get("/office/registers/withheld").link("/office/registers/withheld/[^/]+").rsplit("/", 1)[1]
        draft = self.press(member, "/my/registers/interests", "begin")
        question = self.press(member, f"{draft}/categories/employment", "add")
        waits = self.paper(MEMBER, "gifts", "gift:", "donor=Threatened Giver", "kind=gift", "what=A hamper", "value=65", "business=no",
                           f"offered={today(-3)}", "outcome=refused", "withhold=Threats")
        self.assertEqual(waits["state"], "submitted")
        signed = self.press(member, "/my/registers/gifts", "nil").removesuffix("/sign")
        self.done(member.submit(f"{signed}/sign", {"sure": "yes", "password": support.PASSWORD}))
        self.done(whole.submit("/office/registers/sources", {"a": "Mill Ltd", "b": "Mill Holdings", "why": "One owner"}))
        group = re.search("/office/registers/sources/([^/]+)/end", whole.get("/office/registers/sources").html).group(1)
        return {"record": says["Quay Ferries"], "withheld": withheld, "waits": waits["declaration"],
                "draft": draft.rsplit("/", 1)[1], "item": question.split("/")[4], "done": signed.rsplit("/", 1)[1],
                "approval": self.approval(), "task": self.task(), "group": group, "upload": self.upload()}

    def upload(self):
        """A file that was read, with a row that is refused."""
        whole, page = self.who["whole officer"], "/office/registers/import"
        self.done(whole.upload(f"{page}/mappings", whole.get(page).form(f"{page}/mappings")["fields"], "yaml", "m.yaml", MAPPING))
        fields = {**whole.get(page).form(page)["fields"], "mapping": "own:ours"}
        sent = whole.upload(page, fields, "files", "a.csv", b"n,d\nNobody,X\n")
        self.done(sent)
        support.wait_until(lambda: "What is wrong" in whole.get(sent.location).text, 20)
        return sent.location.rsplit("/", 1)[1]

    def approval(self):
        """An approval of outside work, for which nobody but the parish's officer is known."""
        self.make("people", "add", "--name", "Ada Loom", "--body", PARISH, "--post", "Caretaker", "--category", "employee", "--from",
                  today(-20))
        waits = self.paper("ada-loom", "outside-work", "work:", "employer=Evening School", "what=Teaches", f"begins={today(3)}",
                           "hours=4", "paid=no", "dealings=no", "means=no")
        path = f"/office/registers/declarations/{waits['declaration']}"
        for _ in range(3):
            self.done(self.who["officer"].submit(path, {"act": "accept"}))
        listed = self.who["officer"].get("/office/registers/approvals/outside-work")
        self.assertNotIn("no end", listed.text)  # longer than the rules say nothing is approved
        return listed.link("/office/registers/approvals/outside-work/[^/]+").rsplit("/", 1)[1]

    def task(self):
        """A relative in the line of reporting of somebody whom the parish's member manages."""
        self.verb("people", "add", "--name", "Bran Loom", "--body", PARISH, "--post", "Clerk's assistant", "--category", "employee",
                  "--from", today(-20))
        term = self.json("people", "show", "bran-loom")["terms"][0]["id"]
        self.verb("people", "change-term", term, "--manager", MEMBER)
        waits = self.paper("bran-loom", "family-on-staff", "relative:", "relative=Ada Loom", "relation=sibling", "department=Office",
                           f"since={today(-9)}", "reports=yes", "award=no", "measures=None yet")
        self.done(self.who["officer"].submit(f"/office/registers/declarations/{waits['declaration']}", {"act": "accept"}))
        member = self.who["member"]
        self.assertIn("See to it that relatives do not supervise each other", member.get("/my").text)
        path = member.get("/my/tasks").link("/my/tasks/[^/]+/relative-in-line")
        self.assertIn("Ada Loom", member.get(path).text)
        return " ".join(path.split("/")[3:])


class EveryRoute(Marlbrook):
    def test_the_table_is_whole(self):
        there = {(method, re.sub(r"\{[^}]*\}", "{}", pattern)) for method, pattern, _, _ in ROUTES if pattern.startswith(PREFIXES)}
        self.assertEqual({(method, pattern) for method, pattern, _, _, _ in TABLE}, there)

    def test_every_route_by_body(self):
        things = self.things()
        tokens = {name: "" if name == "visitor" else self.token(who) for name, who in self.who.items()}
        before = support.contents(self.site)
        self.walk(things, tokens, refused=True)
        wrote = set(support.contents(self.site)) ^ set(before)
        tables = {re.match(r'INSERT INTO "?(?:aboveboard\.)?([a-z_]+)', line).group(1) for line in wrote}
        self.assertLessEqual(tables, {"access_activity"}, "somebody changed what is not theirs")
        self.walk(things, tokens, refused=False)

    def walk(self, things, tokens, refused):
        for method, pattern, names, may, fields in TABLE:
            path = pattern.format(*names.format(**things).split())
            for name, who in self.who.items():
                if (name in may) == refused:
                    continue
                with self.subTest(f"{method} {pattern} as {name}"):
                    sent = {"_version": "1", **(fields or {}), "_csrf": tokens[name], "_form": self.new_form()}
                    page = who.get(path) if method == "GET" else who.post(path, sent)
                    self.is_right(name, page, method, name in may)

    def is_right(self, name, page, method, may):
        if name == "visitor":
            self.assertEqual(page.status, 303)
            self.assertTrue(page.location.startswith("/sign-in"), page.location)
        elif not may:
            self.assertIn(page.status, (403, 404), page.text[:300])
        else:
            self.assertIn(page.status, (200,) if method == "GET" else (200, 303, 400, 409), page.text[:300])


class EveryRouteOnPostgres(EveryRoute):
    engine = "postgres"
    program = support.RELEASE  # whose children may do less than those of a build with sanitizers


class Seen(Marlbrook):
    def test_lists_name_nobody_of_another_body(self):
        """What waits, what is withheld, whose forms: each sees their own."""
        things = self.things()
        for path, sees in (("/office/registers", CLERKS), ("/office/registers/withheld", OFFICERS), ("/office/paper-forms", CLERKS)):
            if path.endswith("forms"):
                self.done(self.who["clerk"].submit(path, {"register": "gifts", "name": "Prudence Okonjo-Leigh",
                                                          "received": today(-1), "place": "Folder 4"}))
            for name in OFFICE:
                page = self.who[name].get(path)
                with self.subTest(f"{path} as {name}"):
                    self.assertEqual("Prudence Okonjo-Leigh" in page.text, name in sees, page.text[:2000])
        # A member reads their own withheld interest, and each reading of the office is noted: who, and for whom.
        for name in ("deputy", "member"):
            page = self.who[name].get(f"/{'my' if name == 'member' else 'office/registers'}/withheld/{things['withheld']}")
            self.assertIn("Hidden Mill", page.text)
        activity = self.who["auditor"].get("/office/activity").text
        self.assertRegex(activity, r"Deputy Quill[^.]{0,80}for Officer Quill")
        self.assertNotIn("Hidden Mill", activity)

    def test_what_the_office_reads_beside_the_public(self):
        """What came with the demonstration is sealed, and its officer reads it; what is for the office alone is no auditor's; only
        an answer that is there can be corrected; what stands from before is said to whom it concerns."""
        whole, auditor, clerk = self.who["whole officer"], self.who["auditor"], self.who["clerk"]
        listed = whole.get("/office/registers/withheld")
        sealed = [path for path in re.findall("/office/registers/withheld/[0-9a-z]+", listed.html)
                  if "An employer that must not be known" in whole.get(path).text]
        self.assertEqual(len(sealed), 1)
        self.assertEqual(self.who["other officer"].get(sealed[0]).status, 403, "of the district alone")
        [gift] = self.paper(MEMBER, "gifts", "gift:", "donor=A giver", "kind=gift", "what=A hamper", "value=65", "business=no",
                            f"offered={today(-3)}", "outcome=refused", "others=A Guest Nobody Names")["entries"]
        entry = f"/office/registers/entries/{gift}"
        self.assertIn("A Guest Nobody Names", clerk.get(entry).text)
        self.assertNotIn("A Guest Nobody Names", auditor.get(entry).text)
        self.assertNotIn("A Guest Nobody Names", self.who["visitor"].get(f"/registers/gifts/{gift}").text)
        for field, status in (("what", 200), ("reason", 404), ("received", 404), ("others", 200), ("nothing", 404)):
            with self.subTest(field):
                self.assertEqual(whole.get(f"{entry}/correct/{field}").status, status)
        self.assertIn("Something stands in it from before", self.who["neighbour"].get("/my/registers").text)
        self.head()


if __name__ == "__main__":
    unittest.main()
