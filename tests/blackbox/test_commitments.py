"""Commitments through the real program, without JavaScript: confirming, paper, declining, new editions, names without a
signature, pledges, own words, receipts, the roll as data."""
import contextlib
import csv
import html
import io
import json
import re
import sqlite3
import unittest
from concurrent.futures import ThreadPoolExecutor

import support
from support import Browser, signing, today

NAMES = {"imogen-vale": "Imogen Vale", "tobias-renn": "Tobias Renn", "lucia-ferrandel": "Lucía Ferrandel",
         "kezia-obi": "Kezia Obi", "ada-quill": "Ada Quill"}
S4 = ("Signing is voluntary. This page lists candidates who chose to sign. It says nothing about anyone not listed.")


class Commitments(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        for name in ("City Council", "Planning Board"):
            self.make("people", "add-body", "--name", name)
        for slug, body, category in (("imogen-vale", "city-council", "elected"), ("tobias-renn", "city-council", "elected"),
                                     ("lucia-ferrandel", "planning-board", "appointed"),
                                     ("kezia-obi", "city-council", "candidate"),
                                     ("ada-quill", "planning-board", "employee")):
            self.make("people", "add", "--name", NAMES[slug], "--body", body, "--post", "Member", "--category", category,
                      "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", "2026-03-03")
        self.server = self.serve()
        self.visitor = Browser(self.server)

    def member(self, slug):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    def sign(self, member, name):
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        signed = member.submit(path, signing(name))
        self.assertEqual(signed.status, 303, signed.text)
        return signed.location.partition("?")[0].removeprefix("/signed/")

    def clerk_of(self, body):
        return self.account(self.server, "clerk", f"Clerk {body}", "--body", body)

    def csv(self, path):
        page = self.visitor.get(path)
        self.assertEqual(page.status, 200, page.text)
        return list(csv.DictReader(io.StringIO(page.body.decode())))

    def again(self, change):
        """Another edition, in force today."""
        text = support.OWN_CODE.read_text(encoding="utf-8") + "\n\nAnother sentence.\n"
        path = self.folder / "next.md"
        path.write_text(text, encoding="utf-8")
        made = self.json("codes", "import", path, "--slug", "code", "--publish", f"--{change}", "--in-force-from", today())
        support.wait_until(lambda: f"Edition {made['edition']}" in self.visitor.get("/codes/code/signed").text)


class Signing(Commitments):
    def test_nothing_typed_is_lost_but_the_password(self):
        member = self.member("imogen-vale")
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        page = member.get(path)
        for words in ("not an oath", "not a Form 700", "not a notification of interests", "paper counts the same",
                      "Member, City Council", "elected", "local commitment", "signing is voluntary"):
            self.assertIn(words, page.text)
        before = self.head()
        empty = member.submit(path, {})
        self.assertEqual(empty.status, 400)
        for words in ("Tick the box", "Type your name"):
            self.assertIn(words, empty.text)
        other = member.submit(path, signing("Imogen Vane"))
        self.assertEqual(other.status, 400)
        self.assertIn("Type your name as it stands here", other.text)
        wrong = member.submit(path, signing("imogen  vale", "not my password at all"))
        self.assertEqual(wrong.status, 400)
        self.assertIn("This is not your password", wrong.text)
        kept = wrong.form(path)["fields"]
        self.assertEqual((kept["name"], kept["read"]), ("imogen  vale", "yes"))
        self.assertNotIn("not my password at all", wrong.html)
        self.assertEqual(kept.get("password", ""), "")
        self.assertEqual(self.head(), before)
        signed = member.post(path, {**kept, "password": support.PASSWORD})
        self.assertEqual(signed.status, 303, signed.text)
        record = json.loads(json.loads(self.visitor.get(
            signed.location.partition("?")[0] + "/receipt.json").body)["content"])
        self.assertEqual((record["name"], record["name_typed"], record["type"]), ("Imogen Vale", "imogen  vale", "local"))
        self.assertEqual(record["statement"], "I have read this code and I promise to keep it.")
        self.assertNotIn("id", record)

    def test_passwords_cannot_be_guessed_here_either(self):
        member = self.member("imogen-vale")
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        form = member.get(path).form(path)["fields"]
        for _ in range(10):
            page = member.post(path, {**form, **signing("Imogen Vale", "wrong wrong wrong")})
            self.assertEqual(page.status, 400)
        page = member.post(path, {**form, **signing("Imogen Vale")})
        self.assertEqual(page.status, 400)
        self.assertIn("Too many tries", page.text)
        self.assertEqual(Browser(self.server).sign_in("imogen-vale@example.org").status, 303, "guesses in one session lock nobody out")

    def test_two_tabs_make_one_signature(self):
        member = self.member("imogen-vale")
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        forms = [member.get(path).form(path)["fields"] for _ in range(2)]
        with ThreadPoolExecutor(2) as at_once:
            pages = list(at_once.map(lambda form: member.post(path, {**form, **signing("Imogen Vale")}), forms))
        self.assertEqual([page.status for page in pages], [303, 303])
        self.assertEqual(*(page.location.partition("?")[0] for page in pages))
        self.assertEqual(sorted(page.location.partition("=")[2] for page in pages), ["already", "signed"])
        self.assertEqual(len(self.csv("/codes/code/signed.csv")), 1)

    def test_other_words_are_not_signed(self):
        member = self.member("imogen-vale")
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        form = member.get(path).form(path)["fields"]
        self.verb("commitments", "form", "code", "--statement", "I swear eternal loyalty.")
        page = member.post(path, {**form, **signing("Imogen Vale")})
        self.assertEqual(page.status, 400)
        self.assertIn("have changed since you opened them", page.text)
        self.assertIn("I swear eternal loyalty.", page.text)

    def test_withdrawn_with_a_trace(self):
        member = self.member("imogen-vale")
        record = self.sign(member, "Imogen Vale")
        other = self.member("tobias-renn")
        self.assertEqual(other.get(f"/my/commitments/{record}/withdraw").status, 403)
        done = member.submit(f"/my/commitments/{record}/withdraw", {"reason": "I had not read it."})
        self.assertEqual(done.status, 303, done.text)
        roll = self.visitor.get("/codes/code/signed")
        self.assertIn("Withdrawn on", roll.text)
        self.assertIn("I had not read it.", roll.text)
        self.assertEqual(self.csv("/data/signatures.csv?code=code")[0]["state"], "withdrawn")
        self.assertIn("Sign “", member.get("/my").text)
        self.sign(member, "Imogen Vale")
        self.assertEqual([row["state"] for row in self.csv("/codes/code/signed.csv")].count("stands"), 1)
        self.head()


class SigningOnPostgres(Signing):
    engine = "postgres"


class Declining(Commitments):
    def test_a_decline_is_not_public(self):
        member = self.member("tobias-renn")
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        done = member.submit(path + "/decline", {"reason": "My conscience is enough."})
        self.assertEqual(done.status, 303, done.text)
        self.assertIn("You do not wish to sign", member.get("/my").text)
        for public in ("/codes/code/signed", "/codes/code/signed/city-council", "/members/tobias-renn",
                       "/codes/code/signed.csv", "/codes/code/signed.json", "/data/signatures.json"):
            page = self.visitor.get(public)
            self.assertEqual(page.status, 200)
            self.assertNotIn("conscience", page.html)
            self.assertNotIn("wish to sign", page.html)
        self.assertFalse([line for line in support.contents(self.site) if "commitments.decline" in line],
                         "the activity log would tell auditors who")
        clerk = self.clerk_of("city-council")
        self.assertIn("My conscience is enough.", clerk.get("/office/commitments/code").text)
        other = self.clerk_of("planning-board")
        self.assertNotIn("conscience", other.get("/office/commitments/code").text)
        self.assertNotIn("Tobias", other.get("/office/commitments/code/people.csv").html)
        self.sign(member, "Tobias Renn")
        self.assertNotIn("conscience", clerk.get("/office/commitments/code").text)


class Paper(Commitments):
    def paper(self, clerk, name):
        page = clerk.get("/office/commitments/code")
        path = next(link for link in self.links(page) if "/paper/" in link and name in self.row(page, link))
        return path, clerk.submit(path, {"name": name, "received": today(-2), "place": "Folder 3"})

    @staticmethod
    def links(page):
        return [part.partition('"')[0] for part in page.html.split('href="')[1:]]

    @staticmethod
    def row(page, link):
        return next(row for row in page.html.split("<tr")[1:] if link in row)

    def test_a_clerk_enters_the_member_objects(self):
        clerk = self.clerk_of("city-council")
        path, entered = self.paper(clerk, "Tobias Renn")
        self.assertEqual(entered.status, 303, entered.text)
        record = entered.location.partition("?")[0].removeprefix("/signed/")
        roll = self.visitor.get("/codes/code/signed")
        self.assertIn("Entered by the clerk from a signed form received", roll.text)
        self.assertNotIn("Folder 3", roll.html + self.visitor.get(f"/signed/{record}").html)
        self.assertNotIn("Folder 3", self.visitor.get(f"/log/records/{record}").html)
        other = self.clerk_of("planning-board")
        self.assertEqual(other.get(path).status, 403)
        self.assertEqual(other.get(f"/office/signatures/{record}").status, 403)
        member = self.member("tobias-renn")
        self.assertIn("say so", member.get("/my/commitments").text)
        self.assertEqual(member.get(f"/office/signatures/{record}").status, 403)
        done = member.submit(f"/my/commitments/{record}/object", {"objection": "It was another text."})
        self.assertEqual(done.status, 303, done.text)
        roll = self.visitor.get("/codes/code/signed")
        self.assertIn("The member says that this entry is not right", roll.text)
        self.assertNotIn("another text", roll.text)
        self.assertIn("It was another text.", clerk.get("/office/commitments/code").text)
        correct = f"/office/signatures/{record}"
        bad = clerk.submit(correct, {"received": "2999-01-01"})
        self.assertEqual(bad.status, 400)
        done = clerk.submit(correct, {"received": today(-3), "correction": "The stamp was misread."})
        self.assertEqual(done.status, 303, done.text)
        self.assertIn("The stamp was misread.", self.visitor.get("/codes/code/signed").text)
        taken_back = clerk.submit(correct, {"reason": "It was another text"}, action=correct + "/withdraw")
        self.assertEqual(taken_back.status, 303, taken_back.text)
        self.assertIn("Withdrawn on", self.visitor.get("/codes/code/signed").text)
        self.assertEqual(self.csv("/codes/code/signed.csv")[0]["method"], "paper")
        self.assertEqual(self.head()["erased"], 0)

    def test_nobody_signs_for_another(self):
        self.assertIn("Nobody can sign for another person",
                      self.refused("commitments", "sign", "code", "--person", "imogen-vale", "--site", self.site))
        self.assertIn("kept", self.refused("commitments", "sign", "code", "--person", "imogen-vale", "--paper", today(-1),
                                           "--site", self.site))
        self.refused("commitments", "keep", "code", "--person", "imogen-vale", "--anchor", "x", "--words", "y", "--site",
                     self.site)
        link = self.json("access", "invite", "--role", "clerk", "--name", "Clerk Too", "--email", "too@example.org")["link"]
        clerk = Browser(self.server).set_password(link)
        edition, term = self.member("imogen-vale").get("/my").link("/sign/[^/]+/[^/]+").split("/")[2:]
        self.assertEqual(clerk.get(f"/sign/{edition}/{term}").status, 403)


class PaperOnPostgres(Paper):
    engine = "postgres"


class Editions(Commitments):
    def test_minor_keeps_material_asks_again(self):
        member = self.member("imogen-vale")
        record = self.sign(member, "Imogen Vale")
        before = self.visitor.get(f"/signed/{record}/receipt.json").body
        self.again("minor")
        self.assertIn("which counts for edition 2 too", self.visitor.get("/codes/code/signed").text)
        self.assertEqual(member.get("/my").link("/signed/.*"), f"/signed/{record}")
        self.again("material")
        roll = self.visitor.get("/codes/code/signed")
        self.assertNotIn("not yet", roll.text, "who has not signed the new edition is not for this page to say (S4)")
        self.assertIn("everyone is asked to sign again", roll.text)
        self.assertIn("Edition 3 changed the code in substance", member.get("/my").text)
        receipt = json.loads(self.visitor.get(f"/signed/{record}/receipt.json").body)
        self.assertEqual(json.loads(before)["content"], receipt["content"])
        self.assertEqual(receipt["standing"]["state"], "superseded")
        self.assertEqual([s["change"] for s in receipt["standing"]["successors"]], ["minor", "material"])
        self.sign(member, "Imogen Vale")
        self.assertEqual(self.visitor.get("/codes/code/editions/3/signed").text.count("Imogen Vale"), 1)
        self.assertEqual(self.visitor.get("/codes/code/editions/2/signed").text.count("Imogen Vale"), 0)
        self.assertEqual(self.visitor.get("/codes/code/editions/9/signed").status, 404)
        self.assertEqual(len(self.csv("/codes/code/signed.csv?edition=1")), 1)
        self.verifies(record, "superseded")
        self.head()

    def verifies(self, record, state):
        path = self.folder / "receipt.json"
        path.write_bytes(self.visitor.get(f"/signed/{record}/receipt.json").body)
        alone = self.run_ok("commitments", "verify", path).stdout.decode()
        self.assertIn("does not show", alone)
        checked = self.json("commitments", "verify", path)
        self.assertEqual((checked["holds"], checked["state"]), (True, state))
        return path

    def test_verify_says_what_became_of_it(self):
        member = self.member("imogen-vale")
        record = self.sign(member, "Imogen Vale")
        path = self.verifies(record, "stands")
        member.submit(f"/my/commitments/{record}/withdraw", {})
        self.assertEqual(self.json("commitments", "verify", path)["state"], "withdrawn")
        self.verb("journal", "erase", "--record", record, "--ground", "A test of removal")
        self.assertEqual(self.json("commitments", "verify", path)["state"], "removed")
        self.assertIn("A test of removal", self.verb("commitments", "verify", path).stdout.decode())
        code = next(one for one in self.visitor.get("/codes/code").html.split('href="') if one.startswith("/log/records/"))
        other = self.visitor.get(code.partition('"')[0] + "/versions/1/receipt.json")
        (self.folder / "code.json").write_bytes(other.body)
        self.assertIn("no signed commitment", self.refused("commitments", "verify", self.folder / "code.json"))


class EditionsOnPostgres(Editions):
    engine = "postgres"


class Absence(Commitments):
    """S4, from outside."""

    def test_all_five_and_never_candidates_or_staff(self):
        officer = self.account(self.server, "officer", "Ombra Fenn")
        path = "/office/commitments/code/names/city-council"
        self.assertEqual(self.clerk_of("city-council").get(path).status, 403)
        self.assertIn("Cite the law", self.refused(
            "commitments", "form", "code", "--mandatory", "--site", self.site))
        self.verb("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 2025-14", "--within", "30")
        self.nobody()
        done = officer.submit(path, {"number": "Resolution 2026-31", "resolved": today(-1), "act": "resolve"})
        self.assertEqual(done.status, 303, done.text)
        self.nobody()
        self.assertIn("The deadline and 7 days more have not passed.", officer.get(path).text,
                      "no time ran before the code was published and the form asked")
        self.long_ago()
        self.nobody()
        page = officer.get(path)
        ticks = [part.partition('"')[0] for part in page.html.split('name="absent[]" type="checkbox" value="')[1:]]
        self.assertEqual(len(ticks), 2, "the two elected members, and no candidate")
        form = next(form for form in page.forms if form["fields"].get("act") == "confirm")["fields"]
        done = officer.post(path, {**form, "absent[]": ticks[0]})
        self.assertEqual(done.status, 303, done.text)
        roll = self.visitor.get("/codes/code/signed")
        self.assertIn("Nothing received by", roll.text)
        shown = [name for name in NAMES.values() if name in roll.text]
        self.assertEqual(len(shown), 1)
        self.assertIn(shown[0], ("Imogen Vale", "Tobias Renn"))
        # Who was given more time, or let off, is not late, so nobody may name them.
        self.assertIn(shown[0], officer.get(path).text)
        owed = json.loads(self.verb("duties", "list", "--late", "--format", "json").stdout)
        ref = next(each["obligation"] for each in owed if each["person"] == shown[0])
        self.verb("duties", "extend", ref, "--until", today(30), "--why", "In hospital")
        support.wait_until(lambda: "Nothing received by" not in self.visitor.get("/codes/code/signed").text)
        self.nobody()
        self.assertIn("The deadline and 7 days more have not passed.", officer.get(path).text)
        self.verb("duties", "waive", ref, "--why", "Leaves next week")
        self.nobody()
        slug = next(slug for slug, name in NAMES.items() if name == shown[0])
        self.assertNotIn(shown[0], self.visitor.get("/data/signatures.csv").html)
        self.sign(self.member(slug), shown[0])
        self.assertNotIn("Nothing received by", self.visitor.get("/codes/code/signed").text)

    def long_ago(self):
        """As if all so far had been published, and asked for, 60 days ago. The log does not verify after this."""
        with contextlib.closing(sqlite3.connect(self.site)) as connection, connection:
            connection.execute("UPDATE journal_leaf SET time_ms = time_ms - 60 * 86400000")
            connection.execute("UPDATE commitment_form SET since_day = since_day - 60")
            connection.execute("UPDATE duty_local SET since_day = since_day - 60")
            connection.execute("UPDATE duty_rules SET since_day = since_day - 60, version = version + 1")

    def nobody(self):
        text = self.visitor.get("/codes/code/signed").text
        self.assertEqual([name for name in NAMES.values() if name in text], [])


class Pledges(Commitments):
    def test_candidates(self):
        candidate = self.member("kezia-obi")
        self.assertEqual(self.visitor.get("/members/kezia-obi").status, 404)
        self.verb("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 2025-14", "--within", "30")
        page = candidate.get(candidate.get("/my").link("/sign/[^/]+/[^/]+"))
        self.assertIn("signing is voluntary", page.text)
        self.assertNotIn("Resolution 2025-14", page.text)
        record = self.sign(candidate, "Kezia Obi")
        roll = self.visitor.get("/codes/code/signed")
        self.assertIn(S4, roll.text)
        self.assertIn("Candidate: Member, City Council", roll.text)
        self.assertEqual(self.csv("/codes/code/signed.csv")[0]["note"], S4)
        self.assertIn("Member", self.visitor.get("/members/kezia-obi").text)
        self.again("material")
        self.assertNotIn("not yet", self.visitor.get("/codes/code/signed").text)
        self.verb("commitments", "end-display", "code", "--election", "3 November 2026")
        support.wait_until(lambda: "no longer on display" in self.visitor.get("/codes/code/signed").text)
        self.assertIn("made for the election of 3 November 2026, no longer on display",
                      self.visitor.get("/codes/code/signed").text)
        support.wait_until(lambda: self.visitor.get("/members/kezia-obi").status == 404)
        self.assertNotIn("kezia-obi", self.visitor.get("/search?q=Kezia").html)
        self.assertNotIn("kezia-obi", self.visitor.get("/search?q=Member").html)
        for path in ("/codes/code/signed", f"/signed/{record}", "/data/signatures.json", f"/log/records/{record}",
                     f"/log/records/{record}/versions/1"):
            page = self.visitor.get(path)
            self.assertEqual(page.status, 200)
            self.assertNotIn("Kezia", page.html, path)
        self.assertEqual(self.visitor.get(f"/signed/{record}/receipt.json").status, 404)
        self.assertEqual(self.visitor.get(f"/log/records/{record}/versions/1/receipt.json").status, 404)
        self.head()


    def public_bytes(self, *more):
        """Every public page that leads from the first one, and these, as {address: bytes}."""
        found, wanted = {}, ["/", "/search?q=Kezia", "/search.json?q=Kezia", "/search?q=Obi", "/data/signatures.csv",
                             "/data/signatures.json", "/codes/code/signed.csv", "/codes/code/kept.json", *more]
        while wanted:
            path = wanted.pop().partition("#")[0]
            if not path.startswith("/") or path in found or path.startswith("/sign-in"):
                continue
            page = self.visitor.get(path)
            found[path] = page.body
            if "html" in page.headers.get("Content-Type", ""):
                wanted += [html.unescape(href) for href in re.findall(r'href="([^"]+)"', page.html)]
        return found

    def records_of(self, record):
        """Addresses of all versions of a record, and of their receipts."""
        with contextlib.closing(sqlite3.connect(self.site)) as connection:
            versions = [row[0] for row in connection.execute("SELECT version FROM journal_leaf WHERE record_id = ?", (record,))]
        self.assertTrue(versions)
        paths = [f"/log/records/{record}"]
        for version in versions:
            paths += [f"/log/records/{record}/versions/{version}", f"/log/records/{record}/versions/{version}/receipt.json"]
        return paths

    def everywhere(self, record):
        with contextlib.closing(sqlite3.connect(self.site)) as connection:
            person = connection.execute("SELECT id, record_id FROM person WHERE slug = 'kezia-obi'").fetchone()
            term = connection.execute("SELECT record_id FROM tenure WHERE person_id = ?", person[:1]).fetchone()
        return [path for one in (record, person[1], term[0]) for path in self.records_of(one)] + [
            f"/signed/{record}", f"/signed/{record}/receipt.json", "/members/kezia-obi", "/members/kezia-obi/kept.json"]

    def named(self, pages):
        return sorted(path for path, body in pages.items() if b"Kezia" in body or b"kezia" in body and b"Obi" in body)

    def test_a_withdrawn_pledge_names_nobody(self):
        candidate = self.member("kezia-obi")
        record = self.sign(candidate, "Kezia Obi")
        before = self.named(self.public_bytes(*self.everywhere(record)))
        for path in (f"/signed/{record}", "/members/kezia-obi", f"/log/records/{record}", "/codes/code/signed"):
            self.assertIn(path, before)
        done = candidate.submit(f"/my/commitments/{record}/withdraw", {"reason": "I, Kezia Obi, thought again."})
        self.assertEqual(done.status, 303, done.text)
        support.wait_until(lambda: self.visitor.get("/members/kezia-obi").status == 404)
        pages = self.public_bytes(*self.everywhere(record))
        self.assertGreater(len(pages), 20)
        # a search repeats what was asked for
        self.assertEqual([path for path in self.named(pages) if not path.startswith("/search")], [])
        self.assertNotIn("kezia-obi", self.visitor.get("/search?q=Kezia").html)
        self.assertEqual(self.csv("/codes/code/signed.csv")[0]["state"], "withdrawn")
        again = self.sign(candidate, "Kezia Obi")
        self.assertIn("Kezia Obi", self.visitor.get(f"/signed/{again}").text)
        self.assertIn("Kezia Obi", self.visitor.get("/members/kezia-obi").text)
        self.verb("commitments", "end-display", "code", "--election", "3 November 2026")
        support.wait_until(lambda: self.visitor.get("/members/kezia-obi").status == 404)
        pages = self.public_bytes(*self.everywhere(record), *self.everywhere(again))
        self.assertEqual([path for path in self.named(pages) if not path.startswith("/search")], [])
        self.head()

    def test_only_who_signed_is_told(self):
        """S4: nothing public says of anybody that they have not signed the edition in force."""
        self.make("people", "add", "--name", "Aldo Abbot", "--body", "city-council", "--post", "Member", "--category",
                  "candidate", "--from", "2025-01-06")
        people = {slug: self.member(slug) for slug in ("aldo-abbot", "ada-quill", "imogen-vale", "kezia-obi")}
        records = {slug: self.sign(people[slug], {**NAMES, "aldo-abbot": "Aldo Abbot"}[slug])
                   for slug in ("aldo-abbot", "ada-quill", "imogen-vale")}
        self.assertEqual([row["name"] for row in self.csv("/codes/code/signed.csv")
                          if row["counts_for_edition_in_force"]], ["Imogen Vale"])
        self.again("material")
        self.sign(people["kezia-obi"], "Kezia Obi")
        rows = self.csv("/codes/code/signed.csv")
        self.assertEqual({(row["edition_in_force"], row["counts_for_edition_in_force"]) for row in rows}, {("", "")})
        data = json.loads(self.visitor.get("/codes/code/signed.json").body)["signatures"]
        self.assertEqual([one["name"] for one in data if "edition_in_force" in one], [])
        self.assertEqual([one["name"] for one in data if "counts_for_edition_in_force" in one], [])
        for names in ([row["name"] for row in rows], [one["name"] for one in data]):
            self.assertEqual([name for name in names if name in ("Aldo Abbot", "Kezia Obi")], ["Aldo Abbot", "Kezia Obi"],
                             "in the order of their names, whichever edition they signed")
        roll = self.visitor.get("/codes/code/signed").text
        self.assertLess(roll.index("Aldo Abbot"), roll.index("Kezia Obi"))
        for slug, state in (("aldo-abbot", "stands"), ("ada-quill", "stands"), ("imogen-vale", "superseded")):
            standing = json.loads(self.visitor.get(f"/signed/{records[slug]}/receipt.json").body)["standing"]
            self.assertEqual(standing["state"], state)
            self.assertNotIn("counts_for_edition_in_force", standing)
            self.assertEqual([one["edition"] for one in standing["successors"]], [2])
        self.sign(people["imogen-vale"], "Imogen Vale")
        self.assertEqual([(row["name"], row["edition"]) for row in self.csv("/codes/code/signed.csv")
                          if row["counts_for_edition_in_force"] == "yes"], [("Imogen Vale", "2")])

    def test_a_pledge_taken_back_names_nobody(self):
        candidate = self.member("kezia-obi")
        record = self.sign(candidate, "Kezia Obi")
        done = candidate.submit(f"/my/commitments/{record}/withdraw", {"reason": "I stand no more."})
        self.assertEqual(done.status, 303, done.text)
        self.assertIn("A pledge was withdrawn here", self.visitor.get("/codes/code/signed").text)
        for path in ("/codes/code/signed", "/codes/code/signed.csv", "/codes/code/signed.json"):
            page = self.visitor.get(path)
            self.assertIn(record if "." in path else "withdrawn", page.html)
            self.assertNotIn("Kezia", page.html, path)
            self.assertNotIn("stand no more", page.html, path)


class Keeping(Commitments):
    def test_holds(self):
        member = self.member("imogen-vale")
        record = self.sign(member, "Imogen Vale")
        self.verb("commitments", "form", "code", "--public-days", "10", "--keep-days", "20", "--source", "Schedule 4")
        officer = self.account(self.server, "officer", "Officer")
        path = f"/office/signatures/{record}/hold"
        empty = officer.submit(path, {"why": " "})
        self.assertEqual(empty.status, 400)
        form = officer.get(path).form(path)["fields"]
        for _ in range(2):
            self.assertEqual(officer.post(path, {**form, "why": "Case 26-114"}).status, 303)
        other = officer.post(path, {**officer.get(path).form(path)["fields"], "_version": "0", "why": "Another"})
        self.assertEqual(other.status, 409)
        self.assertIn("Held since", other.text)
        self.assertIn("by Officer: Case 26-114", officer.get(path).text)
        self.verb("people", "end", "imogen-vale", "--on", today(-15))
        self.assertIn("Held", officer.get("/office/commitments/code/retention").text)
        self.assertEqual(self.clerk_of("city-council").get(path).status, 403)
        self.verb("jobs", "run")
        self.assertIn("Imogen Vale", self.visitor.get(f"/signed/{record}").text)
        self.assertNotIn("Case 26-114", self.visitor.get(f"/signed/{record}").text)
        self.assertEqual(officer.submit(path, {"why": "Closed"}).status, 303)
        support.wait_until(lambda: "Imogen Vale" not in self.visitor.get(f"/signed/{record}").text)
        self.assertIn("of a term that is over, no longer on display", self.visitor.get("/codes/code/signed").text)
        self.assertEqual(self.csv("/codes/code/signed.csv")[0]["state"], "off-display")
        self.head()


class OwnWords(Commitments):
    def test_theirs_alone(self):
        member = self.member("imogen-vale")
        path = member.get("/my/words/code").link("/my/words/code/[^/]+")
        bad = member.submit(path, {"text": "x" * 5000})
        self.assertEqual(bad.status, 400)
        done = member.submit(path, {"text": "I publish my calendar.\n<b>Every week.</b>"})
        self.assertEqual(done.status, 303, done.text)
        for public in ("/members/imogen-vale", "/codes/code/kept"):
            page = self.visitor.get(public)
            self.assertIn("I publish my calendar.", page.text)
            self.assertIn("&lt;b&gt;Every week.&lt;/b&gt;", page.html)
        self.assertIn("I publish my calendar.", self.visitor.get("/codes/code").text)
        code = self.visitor.get("/codes/code/kept.json")
        mine = json.loads(self.visitor.get("/members/imogen-vale/kept.json").body)["members"]
        self.assertEqual([one["id"] for one in json.loads(code.body)["members"]], ["imogen-vale"])
        self.assertEqual([fact["text"] for fact in mine[0]["facts"]], ["Own words, version 1"])
        record = self.sign(member, "Imogen Vale")
        mine = json.loads(self.visitor.get("/members/imogen-vale/kept.json").body)["members"]
        self.assertIn((today(), "Signed edition 1", f"/signed/{record}"),
                      [(fact["published"], fact["text"], fact["link"][-len(f"/signed/{record}"):])
                       for fact in mine[0]["facts"]])
        self.assertNotIn("nothing_published_since", mine[0])
        for public in ("/members/imogen-vale", "/codes/code/kept", "/codes/code"):
            self.assertIn("Signed edition 1", self.visitor.get(public).text)
        self.assertEqual(self.visitor.get("/members/tobias-renn/kept.json").status, 404, "who wrote nothing is not silent")
        candidate = self.member("kezia-obi")
        self.assertEqual(candidate.get("/my/words/code").status, 403)
        self.assertEqual(candidate.get(path).status, 403)
        stale = member.get(path).form(path)["fields"]
        self.assertEqual(member.submit(path, {"text": "I publish it daily."}).status, 303)
        late = member.post(path, {**stale, "text": "Something else"})
        self.assertEqual(late.status, 409)
        self.assertIn("I publish it daily.", late.text)
        self.assertEqual(late.form(path)["fields"]["text"].strip(), "Something else")
        late = member.post(path + "/withdraw", {**member.get(path).form(path + "/withdraw")["fields"], "_version": "1"})
        self.assertEqual(late.status, 409)
        self.assertIn("I publish it daily.", late.text)
        withdrawn = member.submit(path, {}, action=path + "/withdraw")
        self.assertEqual(withdrawn.status, 303, withdrawn.text)
        for public in ("/members/imogen-vale", "/codes/code/kept", "/codes/code"):
            self.assertNotIn("I publish it", self.visitor.get(public).text)
        self.head()


if __name__ == "__main__":
    unittest.main()
