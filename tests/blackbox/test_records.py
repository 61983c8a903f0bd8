"""Requests for records and for all that is held about a person (S18): what is given, masked, held back, noted, and to whom."""
import contextlib
import csv
import io
import json
import re
import sqlite3
import subprocess
import unittest
import zipfile

import support
from support import Browser, today

GIFT = {"what": "Hamper for Tobias Renn", "from": "Nightingale Foundry", "value": "£40", "day": today(-3)}

# Columns by which a row belongs to somebody, or to something that does.
OF_PEOPLE = {"person_id", "account_id", "tenure_id", "manager_id", "substitute_for", "by_account", "recipient_id", "entry_id",
             "declaration_id", "commitment_id", "for_account_id", "kept_id", "away_id", "subject_id", "holder_id"}


class Records(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        for name, category in (("Imogen Vale", "elected"), ("Tobias Renn", "employee")):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", category, "--from",
                      today(-10))
        self.make("rulebook", "apply", support.TOP / "tests" / "registers" / "review")
        self.server = self.serve()
        self.member = Browser(self.server).set_password(
            self.make("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip())
        self.officer = self.account(self.server, "officer", "Bea Officer")

    def declared(self, **fields):
        form = self.member.submit("/my/gifts/may", {**GIFT, **fields}).form("/my/gifts/record")
        draft = self.member.post("/my/gifts/record", {**form["fields"], "outcome": "accepted"})
        self.assertEqual(draft.status, 303, draft.text[:2000])
        done = self.member.submit(f"{draft.location}/sign", {"sure": "yes", "password": support.PASSWORD})
        self.assertEqual(done.status, 303, done.text[:3000])
        page = Browser(self.server).get("/registers/gifts")
        return re.search("/registers/gifts/([0-9a-z]{26})", page.html).group(1)

    def opened(self, content):
        """The files of a bundle."""
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            self.assertIsNone(bundle.testzip())
            files = {name: bundle.read(name).decode() for name in bundle.namelist()}
        self.assertEqual(set(files), {"index.html", "records.json", "records.csv", "redactions.csv"})
        rows = json.loads(files["records.json"])["records"]
        table = list(csv.DictReader(io.StringIO(files["records.csv"], newline="")))
        self.assertEqual([row["id"] for row in rows], [row["id"] for row in table])
        return files, rows, list(csv.DictReader(io.StringIO(files["redactions.csv"], newline="")))

    def test_no_table_about_people_is_forgotten(self):
        told = csv.DictReader(io.StringIO(self.verb("records", "tables").stdout.decode()))
        held = {row["table"] for row in told}
        if self.engine == "postgres":
            done = subprocess.run(["psql", "-AtqX", self.site, "-c", "SELECT table_name || ' ' || column_name FROM "
                                   "information_schema.columns WHERE table_schema = 'aboveboard'"], check=True, capture_output=True)
            columns = [line.split() for line in done.stdout.decode().splitlines()]
        else:
            with contextlib.closing(sqlite3.connect(f"file:{self.site}?mode=ro", uri=True)) as db:
                tables = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                columns = [(table, row[1]) for table in tables for row in db.execute(f'PRAGMA table_info("{table}")')]
        of_people = {table for table, column in columns if column in OF_PEOPLE}
        self.assertGreater(len(of_people), 30)
        self.assertEqual(of_people - held, set(), "no room says what it holds there: add them to its holdings")
        self.assertEqual(held - {table for table, _ in columns}, set())

    def test_all_that_is_held_about_a_person(self):
        record = self.declared()
        self.officer.get(f"/office/registers/entries/{record}")
        self.verb("people", "contact", "imogen-vale", "--kind", "phone", "--value", "020 7946 0001")
        self.verb("people", "contact", "tobias-renn", "--kind", "phone", "--value", "020 7946 0999")
        hold = self.officer.submit(f"/office/registers/entries/{record}/hold", {"why": "Case 17 against the foundry"})
        self.assertEqual(hold.status, 303, hold.text[:1000])
        out = self.folder / "imogen.zip"
        did = self.json("people", "export", "--everything", "imogen-vale", "--out", out)
        self.assertFalse(did["are_more"])
        files, rows, redactions = self.opened(out.read_bytes())
        self.assertEqual(did["records"], len(rows))
        kinds = {row["table"] for row in rows}
        for table in ("person", "tenure", "contact", "access_account", "access_session", "access_activity", "declaration",
                      "declaration_item", "entry_version"):
            self.assertIn(table, kinds)
        everything = "".join(files.values())
        for said in ("Imogen Vale", "imogen@example.org", "020 7946 0001", "Nightingale Foundry", "registers.read"):
            self.assertIn(said, everything)
        for other in ("Tobias Renn", "020 7946 0999", "Bea Officer", "bea.officer@", "Case 17"):
            self.assertNotIn(other, everything)
        self.assertIn("Hamper for [another person]", everything)
        masked = {(row["table"], row["what"]) for row in redactions}
        self.assertIn(("entry_version", "names or addresses"), masked)
        [held] = [row for row in redactions if row["table"] == "entry_hold"]
        self.assertIn("privileged", held["ground"])
        # Keys of signing in stand in no bundle.
        for secret in ("argon2", "token_hash", support.PASSWORD):
            self.assertNotIn(secret, files["records.json"])
        self.assertIn("cannot be made", self.refused("people", "export", "--site", self.site, "--everything", "imogen-vale", "--out", out))
        self.refused("people", "export", "--site", self.site, "--everything", "imogen-vale")
        self.assertIn("no person", self.refused("people", "export", "--site", self.site, "--everything", "nobody", "--out", "n.zip"))
        self.assertFalse((self.folder / "n.zip").exists())
        self.assertIn("Imogen Vale", self.verb("people", "export", "--format", "csv").stdout.decode())
        self.assertIn("read person", self.officer.get("/office/activity?only=readings").text)

    def test_withheld_by_law_is_held_back(self):
        record = self.declared()
        self.member.submit(f"/my/withhold/{record}")
        done = self.officer.submit(f"/office/registers/entries/{record}/withhold", {})
        self.assertEqual(done.status, 303, done.text[:2000])
        for args in (("people", "export", "--everything", "imogen-vale"), ("records", "find", "--terms", "nightingale")):
            out = self.folder / f"{args[0]}.zip"
            self.verb(*args, "--out", out)
            files, _, redactions = self.opened(out.read_bytes())
            found = "".join(files[name] for name in ("records.json", "redactions.csv")).replace("records with: nightingale", "")
            self.assertNotIn("Nightingale", found)
            self.assertNotIn("Hamper", found)
            if args[0] == "people":
                self.assertIn("withheld by law", " ".join(row["ground"] for row in redactions))

    def test_records_about_a_subject(self):
        self.declared()
        self.verb("people", "contact", "imogen-vale", "--kind", "phone", "--value", "nightingale 1")
        out = self.folder / "found.zip"
        self.verb("records", "find", "--terms", "NIGHTINGALE foundry", "--from", today(-1), "--to", today(1), "--out", out)
        files, rows, redactions = self.opened(out.read_bytes())
        self.assertIn("entry_version", {row["table"] for row in rows})
        self.assertTrue(all("nightingale" in (row["title"] + row["text"]).lower() for row in rows))
        # A public name stays; who is shown to nobody is masked.
        self.assertNotIn("Tobias Renn", "".join(files.values()))
        self.verb("records", "find", "--terms", "nightingale", "--out", self.folder / "all.zip")
        _, rows, redactions = self.opened((self.folder / "all.zip").read_bytes())
        for table in ("contact", "declaration_item", "declaration_review", "access_activity"):
            self.assertNotIn(table, {row["table"] for row in rows})
            self.assertIn(table, {row["table"] for row in redactions if row["n"] == "0"})
        self.verb("records", "find", "--terms", "nightingale", "--to", "2001-01-01", "--out", self.folder / "old.zip")
        self.assertNotIn("entry_version", {row["table"] for row in self.opened((self.folder / "old.zip").read_bytes())[1]})
        self.refused("records", "find", "--site", self.site, "--terms", " ", "--out", "x.zip")
        self.refused("records", "find", "--site", self.site, "--terms", "x", "--from", today(), "--to", today(-1), "--out", "x.zip")

    def test_pages(self):
        self.declared()
        page = "/office/records"
        self.assertIn("Requests for records", self.officer.get("/office").text)
        bundle = self.officer.submit(page, {"person": "imogen-vale"}, f"{page}/person")
        self.assertEqual((bundle.status, bundle.headers["Content-Type"]), (200, "application/zip"), bundle.text[:1000])
        self.assertIn("no-store", bundle.headers["Cache-Control"])
        files, _, _ = self.opened(bundle.body)
        self.assertIn("Nightingale", files["index.html"])
        bundle = self.officer.submit(page, {"terms": "foundry", "from": today(-2)}, f"{page}/find")
        self.assertIn("Nightingale", self.opened(bundle.body)[0]["records.csv"])
        for fields, action in (({"person": "nobody<b>"}, "person"), ({"terms": ""}, "find"), ({"terms": "x", "from": "never"}, "find"),
                               ({"terms": "x", "from": today(), "to": today(-3)}, "find")):
            answer = self.officer.submit(page, fields, f"{page}/{action}")
            self.assertEqual(answer.status, 400, fields)
            self.assertNotIn("<b>", answer.html)
        readings = self.officer.get("/office/activity?only=readings").text
        self.assertIn("Imogen Vale", readings)
        self.assertIn("foundry", readings)
        self.assertIn("Registers: declare", self.officer.get("/office/activity").text)
        self.assertNotIn("Registers: declare", readings)

    def test_rights(self):
        body = ("--body", "city-council")
        others = [Browser(self.server), self.member, self.account(self.server, "officer", "Di Officer", *body),
                  self.account(self.server, "clerk", "Cy Clerk"), self.account(self.server, "auditor", "Ed Auditor"),
                  self.account(self.server, "administrator", "Flo Administrator")]
        for browser in others:
            self.assertIn(browser.get("/office/records").status, (303, 403))
            csrf = next((f["fields"]["_csrf"] for f in browser.get("/account").forms if "_csrf" in f["fields"]), "")
            for action, fields in (("person", {"person": "imogen-vale"}), ("find", {"terms": "vale"})):
                answer = browser.post(f"/office/records/{action}", {**fields, "_csrf": csrf})
                self.assertIn(answer.status, (303, 403), action)
                self.assertNotEqual(answer.headers.get("Content-Type"), "application/zip")


class RecordsOnPostgres(Records):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
