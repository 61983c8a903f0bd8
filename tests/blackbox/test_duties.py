"""Duties through the real program: what a code asks becomes an obligation, a signature fulfils it, more time, lists, the
rules of a pack."""
import csv
import datetime
import io
import json
import unittest

import support
from support import Browser, signing, today


def days(n, day=None):
    day = datetime.date.fromisoformat(day) if day else datetime.date.fromisoformat(today())
    return (day + datetime.timedelta(days=n)).isoformat()


class Duties(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add-body", "--name", "Planning Board", "--parent", "city-council")
        for name, body, category in (("Imogen Vale", "city-council", "elected"), ("Tobias Renn", "planning-board", "appointed"),
                                     ("Kezia Obi", "city-council", "candidate")):
            self.make("people", "add", "--name", name, "--body", body, "--post", "Member", "--category", category,
                      "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", today(-1))
        self.make("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 2026-14", "--within", "30")
        # The text binds nobody before it was published, which is today.
        self.due = days(30)

    def list(self, *more):
        return json.loads(self.verb("duties", "list", *more, "--format", "json").stdout)

    def of(self, person, *more):
        return [each for each in self.list(*more) if each["person"] == person]


class Lists(Duties):
    def test_each_with_why(self):
        owed = self.list()
        self.assertEqual([each["person"] for each in owed], ["Imogen Vale", "Tobias Renn"])
        for each in owed:
            self.assertEqual(each["due"], self.due)
            self.assertEqual(each["state"], "due")
            self.assertIn("Resolution 2026-14", each["why"])
            self.assertIn("30 days after", each["why"])
        # A candidate is offered it, and owes nothing (S4).
        self.assertEqual([each["voluntary"] for each in self.of("Kezia Obi", "--all")], [True])
        self.assertEqual(self.list("--late"), [])
        late = self.list("--late", "--now", days(31))
        self.assertEqual([each["days_late"] for each in late], [1, 1])
        self.assertEqual(len(self.list("--due-in", "29")), 0)
        self.assertEqual(len(self.list("--due-in", "30")), 2)
        self.assertEqual(len(self.list("--body", "planning-board")), 1)
        self.assertEqual(len(self.list("--body", "city-council")), 2)
        rows = list(csv.DictReader(io.StringIO(self.verb("duties", "list", "--format", "csv").stdout.decode())))
        self.assertEqual([row["due"] for row in rows], [self.due, self.due])
        self.assertIn("Imogen Vale", self.verb("duties", "list").stdout.decode())

    def test_explain(self):
        ref = self.of("Imogen Vale")[0]["obligation"]
        told = json.loads(self.verb("duties", "explain", ref, "--json").stdout)
        self.assertGreaterEqual(len(told["steps"]), 2)
        self.assertIn(self.due, [step["day"] for step in told["steps"]])
        self.assertIn("State: due", self.verb("duties", "explain", ref).stdout.decode())
        self.refused("duties", "explain", "--site", self.site, "nonsense")
        self.refused("duties", "explain", "--site", self.site, "0000000000001-1-1")


class Acts(Duties):
    def test_extended_waived_and_never_confirmed(self):
        ref = self.of("Imogen Vale")[0]["obligation"]
        said = self.refused("duties", "extend", "--site", self.site, ref, "--until", days(10), "--why", "Ill")
        self.assertIn("when it is due by the rule", said)
        extended = self.json("duties", "extend", ref, "--until", days(60), "--why", "In hospital")
        self.assertEqual((extended["due"], extended["due_by_rule"]), (days(60), self.due))
        self.assertEqual(self.of("Imogen Vale", "--now", days(40))[0]["state"], "extended")
        self.assertIn("In hospital", self.of("Imogen Vale")[0]["why"])
        self.assertEqual(self.of("Imogen Vale", "--late", "--now", days(61))[0]["days_late"], 1)
        waived = self.json("duties", "waive", ref, "--why", "Post abolished")
        self.assertEqual(waived["state"], "waived")
        self.assertEqual(self.of("Imogen Vale"), [])
        # What is done by signing is not done by saying so.
        other = self.of("Tobias Renn")[0]["obligation"]
        said = self.refused("duties", "file", "--site", self.site, other, "--on", today(), "--confirm")
        self.assertIn("signing", said)
        self.head()

    def test_a_signature_does_it(self):
        server = self.serve()
        link = self.make("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip()
        member = Browser(server).set_password(link)
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        self.assertEqual(member.submit(path, signing("Imogen Vale")).status, 303)
        done = self.of("Imogen Vale", "--all")[0]
        self.assertEqual((done["state"], done["done"]), ("done", today()))
        self.assertIn("Signed on", done["why"])
        withdraw = member.get("/my/commitments").link("/my/commitments/[^/]+/withdraw")
        self.assertEqual(member.submit(withdraw, {"reason": "A mistake"}).status, 303)
        self.assertEqual(self.of("Imogen Vale")[0]["state"], "due")

    def test_the_job_keeps_rows(self):
        self.verb("jobs", "run")
        jobs = self.json("jobs", "list")
        left = {job["job"]: job["left"] for job in (jobs["jobs"] if isinstance(jobs, dict) else jobs)}
        self.assertEqual(left["duties.recompute"], 0)


class Pages(Duties):
    def test_the_office_and_everybody(self):
        server = self.serve()
        officer = self.account(server, "officer", "Olga Quill")
        clerk = self.account(server, "clerk", "Carl Quill", "--body", "planning-board")
        ref = self.of("Imogen Vale")[0]["obligation"]
        other = self.of("Tobias Renn")[0]["obligation"]
        self.verb("jobs", "run")
        self.assertIn("Nobody has let a due date pass", officer.get("/office/duties").text)
        self.assertIn("Nothing is due within 14 days", officer.get("/office/duties?show=soon").text)
        item = officer.get(f"/office/duties/{ref}")
        self.assertIn("How this date was worked out", item.text)
        self.assertIn("Resolution 2026-14", item.text)
        extend = f"/office/duties/{ref}/extend"
        refused = officer.submit(extend, {"until": days(60), "reason": ""})
        self.assertEqual(refused.status, 400)
        self.assertIn("Say why", refused.text)
        stale = officer.get(extend).form(extend)["fields"]
        self.assertEqual(officer.submit(extend, {"until": days(60), "reason": "In hospital"}).status, 303)
        self.assertIn("In hospital", officer.get(f"/office/duties/{ref}").text)
        late = officer.post(extend, {**stale, "until": days(70), "reason": "Again"})
        self.assertEqual(late.status, 409)
        letter = officer.get(f"/office/duties/{ref}/letter")
        self.assertIn("Extended to", letter.text)
        self.assertNotIn("In hospital", letter.text)
        back = f"/office/duties/{ref}/take-back"
        self.assertEqual(clerk.get(back).status, 403)
        self.assertEqual(officer.submit(back, {"reason": ""}).status, 400)
        self.assertEqual(officer.submit(back, {"reason": "It was for somebody else"}).status, 303)
        self.assertEqual(self.of("Imogen Vale")[0]["due"], self.due)
        self.assertIn("It was for somebody else", officer.get("/office/activity").text)
        # A clerk of one body sees that one alone, and gives nobody more time.
        self.assertEqual(clerk.get(f"/office/duties/{ref}").status, 403)
        self.assertEqual(clerk.get(f"/office/duties/{other}").status, 200)
        self.assertEqual(clerk.get(f"/office/duties/{other}/extend").status, 403)
        self.assertEqual(clerk.get("/office/duties?body=city-council").status, 200)
        self.assertNotIn("Imogen", clerk.get("/office/duties?body=city-council&show=soon").text)
        # Everybody sees figures and no name.
        for path in ("/duties", "/codes/code/duties", "/bodies/city-council/duties"):
            page = Browser(server).get(path)
            self.assertEqual(page.status, 200)
            self.assertNotIn("<svg", page.html)
            self.assertIn("fewer than 5 persons", page.text)
            self.assertNotIn("Imogen", page.html)
        self.assertEqual(officer.get("/office/duties/nonsense").status, 404)
        self.assertEqual(officer.get(f"/office/duties/{ref}/nonsense").status, 404)
        self.assertEqual(officer.get("/office/duties?after=x_y").status, 200)
        rows = officer.get("/office/duties/list.csv?show=soon")
        self.assertEqual(rows.status, 200)


    def test_lists_of_the_office(self):
        self.make("people", "add", "--name", "Ada Kestrel", "--body", "city-council", "--post", "Member", "--category", "elected",
                  "--from", today(-3))
        self.make("people", "add", "--name", "Rowan Pike", "--body", "planning-board", "--post", "Member", "--category", "appointed",
                  "--from", today(-2))
        server = self.serve()
        officer = self.account(server, "officer", "Olga Quill")
        chair = self.account(server, "auditor", "Cora Quill", "--body", "planning-board")
        self.verb("jobs", "run")
        page = officer.get("/office/duties")
        for text in ("Due date passed (0)", "Due within 14 days (0)", "New starters (2)", "Leavers (0)"):
            self.assertIn(text, page.text)
        starters = officer.get("/office/duties?show=starters")
        self.assertIn("0 of 1", starters.text)
        self.assertIn("Ada Kestrel", starters.text)
        self.assertNotIn("Imogen Vale", starters.text)
        there = officer.get("/office/duties?show=starters&body=planning-board").text
        self.assertIn("Rowan Pike", there)
        self.assertNotIn("Ada Kestrel", there)
        self.assertIn("Imogen Vale", officer.get("/office/duties?show=starters&days=3650").text)
        rows = list(csv.DictReader(io.StringIO(officer.get("/office/duties/list.csv?show=starters").html)))
        self.assertEqual([(row["person"], row["owed"], row["done"]) for row in rows],
                         [("Ada Kestrel", "1", "0"), ("Rowan Pike", "1", "0")])
        self.assertIn(self.due, rows[0]["to_do"])
        self.verb("people", "end", "ada-kestrel", "--on", today())
        self.assertIn("Leavers (1)", officer.get("/office/duties").text)
        leavers = officer.get("/office/duties?show=leavers")
        self.assertIn("Ada Kestrel", leavers.text)
        self.assertIn("Ada Kestrel", officer.get("/office/duties/list.csv?show=leavers").html)
        # One duty of several; what nobody knows is any.
        self.assertIn("All duties", officer.get("/office/duties?show=soon&duty=sign-code").text)
        self.assertEqual(officer.get("/office/duties?show=soon&duty=none&days=x&body=none").status, 200)
        # The chair of a board, to whom its rights are given, sees its lists and no other's.
        for show in ("late", "soon", "starters", "leavers"):
            for body in ("", "&body=planning-board", "&body=city-council"):
                page = chair.get(f"/office/duties?show={show}{body}&days=3650")
                self.assertEqual(page.status, 200)
                for name in ("Imogen", "Ada", "City Council"):
                    self.assertNotIn(name, page.text)
                self.assertNotIn("Ada", chair.get(f"/office/duties/list.csv?show={show}{body}&days=3650").html)
        self.assertIn("Tobias Renn", chair.get("/office/duties?show=starters&days=3650").text)
        self.assertIn("New starters (2)", chair.get("/office/duties?days=3650").text)


class Rulebook(support.SiteTest):
    """The rules of a pack that ships, in real life: who took office in autumn, filings, an applied rulebook's job."""

    def setUp(self):
        super().setUp()
        self.init("--demo")  # so that the rules can have been applied at another time
        self.make("people", "add-body", "--name", "City Council")
        for name, post, since in (("Imogen Vale", "Mayor", "2026-10-05"), ("Tobias Renn", "Member", "2025-12-05")):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", post, "--category", "elected",
                      "--from", since)
        # What was due before the rules were applied is not asked.
        self.make("rulebook", "apply", support.TOP / "rulebooks" / "california", "--now", "2025-12-01")

    def of(self, person, duty, *more):
        found = json.loads(self.verb("duties", "list", "--all", *more, "--format", "json").stdout)
        return [each for each in found if each["person"] == person and each["duty"] == duty]

    def test_assuming_office_in_autumn_doubles_as_annual(self):
        assuming = self.of("Imogen Vale", "ca-sei-assuming", "--now", "2026-12-01")
        self.assertEqual([(each["due"], each["state"], each["days_late"]) for each in assuming], [("2026-11-04", "late", 27)])
        self.assertIn("87202", assuming[0]["why"])
        annual = self.of("Imogen Vale", "ca-sei-annual", "--now", "2026-12-01")
        self.assertEqual([each["state"] for each in annual], ["not-applicable"])
        late = json.loads(self.verb("duties", "list", "--now", "2026-12-01", "--late", "--format", "json").stdout)
        self.assertIn(assuming[0]["obligation"], [each["obligation"] for each in late])
        self.assertTrue(all(each["why"] for each in late))

    def test_what_is_to_be_confirmed_says_so(self):
        server = self.serve()
        calendar = Browser(server).get("/calendar.ics").html.replace("\r\n ", "")
        self.assertIn("1 October 2026 (every 2 years)\\, Gov. Code 87306.5 (CA-COI-1) (to be confirmed)", calendar)
        self.assertNotIn("CA-SEI-2) (to be confirmed)", calendar)
        fiscal = self.of("Tobias Renn", "ca-fiscal-training")[0]
        self.assertTrue(fiscal["to_be_confirmed"])
        self.assertIn("This exception is to be confirmed", fiscal["why"])
        officer = self.account(server, "officer", "Olga Quill")
        late = self.of("Tobias Renn", "ca-sei-assuming")[0]["obligation"]
        self.assertIn("10 USD a day, at most 100 USD (Gov. Code 91013", officer.get(f"/office/duties/{late}").text)

    def test_what_happened(self):
        """An event with a date: the duty counts from it, is done or taken back, and nobody else is asked (CA-GIFT-1, CA-BA-1)."""
        said = self.refused("duties", "happened", "gift-received", "--person", "tobias-renn", "--body", "city-council", "--on",
                            "2026-11-03", "--site", self.site)
        self.assertIn("no duty of the rules in force counts from “gift-received”", said)
        told = self.json("duties", "happened", "gift-over-limit", "--person", "tobias-renn", "--body", "city-council", "--on",
                         "2026-11-03")
        self.assertEqual([(each["duty"], each["due"]) for each in told["obligations"]], [("ca-gift-return", "2026-12-03")])
        self.assertEqual(self.of("Imogen Vale", "ca-gift-return"), [])
        owed = self.of("Tobias Renn", "ca-gift-return", "--now", "2026-11-04")[0]
        self.assertEqual((owed["state"], owed["counts_from"]), ("due", "2026-11-03"))
        self.assertIn("a gift above the limit was received", owed["why"])
        self.verb("duties", "file", owed["obligation"], "--on", "2026-11-20", "--confirm")
        said = self.refused("duties", "not-happened", told["happened"], "--site", self.site)
        self.assertIn("was done because of this", said)

        server = self.serve()
        clerk = self.account(server, "clerk", "Carl Quill", "--body", "city-council")
        self.make("people", "add-body", "--name", "Harbour Board")
        page = clerk.get("/office/events/city-council")
        self.assertEqual(page.status, 200)
        self.assertEqual(clerk.get("/office/events/harbour-board").status, 403)
        terms = page.form("/office/events/city-council")["choices"]["term"]
        term = next(id for id, text in terms.items() if "Imogen" in text)
        fields = {"event": "behested-payment", "term": term, "on": "2026-10-31"}
        wrong = clerk.submit("/office/events/city-council", {**fields, "on": "2020-01-01", "at": "noon"})
        self.assertEqual(wrong.status, 400)
        self.assertIn("an hour of the day", wrong.text)
        saved = clerk.submit("/office/events/city-council", fields)
        self.assertEqual(saved.status, 303)
        page = clerk.get(saved.location)
        self.assertIn("Imogen Vale now has this to do: Report a behested payment (Form 803) , 30 November 2026", page.text)
        self.assertEqual(len(self.of("Imogen Vale", "ca-803-report")), 1)
        removal = [form["action"] for form in page.forms if form["action"].endswith("/remove")]
        self.assertEqual(clerk.submit("/office/events/city-council", action=removal[0]).status, 303)
        self.assertEqual(self.of("Imogen Vale", "ca-803-report"), [])
        self.head()

    def test_done_only_by_its_filing(self):
        self.verb("jobs", "run")
        ref = self.of("Tobias Renn", "ca-sei-assuming")[0]["obligation"]
        said = self.refused("duties", "file", "--site", self.site, ref, "--on", "2026-01-05", "--confirm")
        self.assertIn("receipt", said)
        said = self.refused("duties", "file", "--site", self.site, ref, "--on", "2026-01-05", "--with", "City Clerk")
        self.assertIn("receipt", said)
        done = self.json("duties", "file", ref, "--on", "2026-01-06", "--with", "City Clerk", "--receipt", "2026-113")
        self.assertEqual((done["state"], done["days_late"]), ("done", 2))
        self.assertIn("Filed with City Clerk on 6 January 2026, receipt 2026-113", done["why"])
        self.refused("duties", "file", "--site", self.site, ref, "--on", "2026-01-06", "--with", "City Clerk", "--receipt", "1")
        server = self.serve()
        link = self.make("people", "invite", "tobias-renn", "--email", "tobias@example.org").stdout.decode().strip()
        member = Browser(server).set_password(link)
        mine = member.get("/my")
        self.assertIn("receipt 2026-113", mine.text)
        self.assertIn("Due date passed", mine.text)
        other = self.of("Imogen Vale", "ca-sei-assuming")[0]["obligation"]
        self.assertEqual(member.get(f"/my/duties/{other}").status, 403)
        own = [each for each in json.loads(self.verb("duties", "list", "--format", "json").stdout)
               if each["person"] == "Tobias Renn" and "training" in each["title"].lower()][0]["obligation"]
        self.assertIn("How this date was worked out", member.get(f"/my/duties/{own}").text)
        filed = member.submit(f"/my/duties/{own}/file", {"on": "2026-06-01", "receipt": "Certificate 7"})
        self.assertEqual(filed.status, 303, filed.text)
        self.assertIn("Certificate 7", member.get("/my").text)
        self.head()

    def test_the_first_page_of_the_office(self):
        self.make("people", "add-body", "--name", "Planning Board")
        self.make("people", "add", "--name", "Ada Kestrel", "--body", "planning-board", "--post", "Member", "--category", "appointed",
                  "--from", "2025-12-08")
        self.verb("jobs", "run")
        server = self.serve()
        officer = self.account(server, "officer", "Olga Quill")
        chair = self.account(server, "auditor", "Cora Quill", "--body", "planning-board")
        administrator = self.account(server, "administrator", "Adam Quill")
        late = len(json.loads(self.verb("duties", "list", "--late", "--format", "json").stdout))
        there = len(json.loads(self.verb("duties", "list", "--late", "--body", "planning-board", "--format", "json").stdout))
        self.assertGreater(late, there)
        self.assertGreater(there, 0)
        page = officer.get("/office")
        self.assertIn(f"Due date passed: {late}", page.text)
        self.assertIn("Rules to be confirmed: ", page.text)
        self.assertNotIn("E-mails that could not be sent", page.text)
        self.assertIn(f"({late})", officer.get(page.link("/office/duties[?]show=late")).text)
        page = chair.get("/office")
        self.assertIn(f"Due date passed: {there}, Planning Board", page.text)
        self.assertNotIn("City Council", page.text)
        self.assertNotIn("Rules to be confirmed", page.text)
        self.assertNotIn("Due date passed", administrator.get("/office").text)


class Commands(support.SiteTest):
    """The commands with which an office begins, one after the other."""

    def test_from_rules_to_the_receipt(self):
        self.assertIn("no fault found", self.run_ok("rulebook", "check", support.TOP / "rulebooks" / "california").stdout.decode())
        self.init("--demo")
        self.make("rulebook", "apply", support.TOP / "rulebooks" / "england", "--now", "2026-05-01")
        people = self.folder / "people.csv"
        people.write_text("name,body,classification,post,category,from,to\n"
                          "Imogen Vale,Council,district council,Councillor,elected,2026-05-12,\n"
                          "Tobias Renn,Council,district council,Councillor,elected,2026-11-16,\n")
        self.make("people", "import", people)
        late = json.loads(self.verb("duties", "list", "--now", "2026-12-01", "--late", "--format", "json").stdout)
        self.assertEqual([(each["person"], each["due"], each["days_late"]) for each in late],
                         [("Imogen Vale", "2026-06-08", 176), ("Imogen Vale", "2026-07-12", 142)])
        self.assertTrue(all("Act" in each["why"] for each in late))
        told = self.verb("duties", "explain", late[0]["obligation"]).stdout.decode()
        self.assertIn("28 days after 12 May 2026: 8 June 2026", told)
        self.assertIn("The day itself counts as the first", told)
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", "2026-05-01")
        self.verb("commitments", "sign", "code", "--person", "imogen-vale", "--paper", today(), "--place", "the clerk's cabinet")
        server = self.serve()
        record = Browser(server).get("/codes/code/signed").link("/signed/[^/]+")
        receipt = self.folder / "receipt.json"
        receipt.write_bytes(Browser(server).get(record + "/receipt.json").body)
        self.run_ok("commitments", "verify", receipt)
        self.verb("commitments", "verify", receipt)
        receipt.write_bytes(receipt.read_bytes().replace(b"Imogen", b"Imogene"))
        self.refused("commitments", "verify", receipt)
        self.head()


    def test_a_body_whose_kind_nobody_said(self):
        self.init("--demo")
        self.make("rulebook", "apply", support.TOP / "rulebooks" / "england", "--now", "2026-05-01")
        self.make("people", "add-body", "--name", "Marlbrook")
        self.make("people", "add", "--name", "Imogen Vale", "--body", "marlbrook", "--post", "Member", "--category", "elected",
                  "--from", "2026-05-12")
        listed = self.verb("duties", "list", "--now", "2026-12-01", "--late", "--format", "json")
        self.assertEqual(json.loads(listed.stdout), [])
        self.assertIn("whose kind is not known", listed.stderr.decode())
        clerk = self.account(self.serve(), "clerk", "Cora Lind")
        page = clerk.get("/office/duties")
        self.assertIn("whose kind is not known", page.text)
        self.assertTrue(page.link("/office/bodies/marlbrook"))
        self.verb("people", "change-body", "--classification", "district council", "marlbrook")
        listed = self.verb("duties", "list", "--now", "2026-12-01", "--late", "--format", "json")
        self.assertEqual(listed.stderr.decode(), "")
        self.assertEqual([each["person"] for each in json.loads(listed.stdout)][:1], ["Imogen Vale"])
        self.assertNotIn("whose kind is not known", clerk.get("/office/duties").text)


class CommandsOnPostgres(Commands):
    engine = "postgres"


class RulebookOnPostgres(Rulebook):
    engine = "postgres"


class PagesOnPostgres(Pages):
    engine = "postgres"


class ListsOnPostgres(Lists):
    engine = "postgres"


class ActsOnPostgres(Acts):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
