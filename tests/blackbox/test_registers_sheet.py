"""The sheet of a register: made of its scheme, filled in with a spreadsheet, brought in without writing a mapping."""
import csv
import io
import json
import unittest

import support
from support import Browser
from test_registers_import import PEOPLE, RULEBOOKS, ImportTest
from test_registers_upload import PAGE, UploadTest


def filled(sheet, *rows):
    """The sheet with rows that are given by their columns."""
    out = io.StringIO()
    table = csv.DictWriter(out, next(csv.reader(io.StringIO(sheet))))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


GIFT = {"Number": "1", "Member": "Imogen Vale", "Declared on": "3/6/2026", "Category": "Gifts and hospitality", "Offered by": "Quay Ferries",
        "What": "Two tickets", "Kind": "Tickets", "Offered": "2/6/2026", "Value": "£50", "What became of it": "Accepted"}


class Sheet(ImportTest):
    def sheet(self, register, *more):
        return self.verb("registers", "sheet", "--register", register, *more).stdout.decode()

    def test_every_shipped_register_has_one_that_its_mapping_reads(self):
        read = of_bodies = 0
        for pack in sorted(p.name for p in RULEBOOKS.iterdir() if p.is_dir()):
            self.site = self.new_address(pack)
            self.site_with(pack)
            for scheme in sorted({s["register"] for s in self.schemes()}):
                done = support.run("registers", "sheet", "--site", self.site, "--register", scheme)
                if done.returncode:
                    self.assertIn(b"belong to bodies", done.stderr)
                    of_bodies += 1
                    continue
                mapping = self.write("sheet.yaml", self.sheet(scheme, "--mapping"))
                did = self.imported(mapping, self.write("sheet.csv", done.stdout), more=["--dry-run"])
                self.assertEqual((did["refused"], did["new"], did["notes"]), (0, 0, []), (pack, scheme, self.said))
                read += 1
        self.assertGreater(read, 10)
        self.assertGreater(of_bodies, 1)

    def schemes(self):
        done = self.verb("registers", "schemes", "--format", "csv")
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))

    def test_an_address_is_a_home_until_the_sheet_says_no(self):
        """S2: nobody reads where somebody lives because a column was left empty."""
        self.site_with("generic")
        self.json("people", "import", self.write("people.json", json.dumps(PEOPLE)))
        mapping, sheet = self.write("sheet.yaml", self.sheet("interests", "--mapping")), self.sheet("interests")
        row = {"Member": "Imogen Vale", "Declared on": "3/6/2026", "Category": "Land and buildings", "Right": "Owned"}
        rows = [{**row, "Number": "1", "Place": "4 Slip Row"}, {**row, "Number": "2", "Place": "9 Dock Lane", "Place: home": "yes"},
                {**row, "Number": "3", "Place": "Pier 4", "Place: home": "no"}]
        did = self.imported(mapping, self.write("interests.csv", filled(sheet, *rows)))
        self.assertEqual((did["new"], did["refused"]), (3, 0), self.said)
        public = json.dumps(self.rows("interests")) + Browser(self.serve()).get("/registers/interests").text
        self.assertIn("Pier 4", public)
        self.assertIn("Home: address withheld by law", public)
        for home in ("Slip Row", "Dock Lane"):
            self.assertNotIn(home, public)
        rows[0]["Place: home"] = "no"
        self.assertEqual(self.counts(mapping, self.write("interests.csv", filled(sheet, *rows))), (0, 1, 0, 2, 0))
        self.assertIn("Slip Row", json.dumps(self.rows("interests")))

    def test_filled_in_and_sent_again(self):
        self.site_with("generic")
        self.json("people", "import", self.write("people.json", json.dumps(PEOPLE)))
        mapping, sheet = self.write("sheet.yaml", self.sheet("interests", "--mapping")), self.sheet("interests")
        rows = [
            {"Number": "1", "Member": "Imogen Vale", "Declared on": "3/6/2026", "Category": "Work and offices", "Whose": "partner",
             "Body": "Quay Ferries", "What": "Deckhand", "Paid": "yes", "From and to: first day": "2019"},
            {"Number": "2", "Member": "Tobias Renn", "Declared on": "3/6/2026", "Category": "Nothing to declare"},
            {"Number": "3", "Member": "Imogen Vale", "Category": "Work", "Body": "Quay Ferries", "What": "Cook", "Paid": "no"},
            {"Number": "4", "Member": "Imogen Vale", "Category": "Wrok", "Body": "Quay Ferries", "What": "Cook", "Paid": "no"},
            {"Number": "5", "Member": "Imogen Vale", "Category": "Memberships", "Whose": "uncle", "Body": "Quay Players"},
        ]
        did = self.imported(mapping, self.write("interests.csv", filled(sheet, *rows)), code=1)
        self.assertEqual((did["new"], did["refused"]), (3, 2))
        self.assertIn("interests.csv:5:17: “Wrok” is no category of this register", self.said)
        self.assertIn("“uncle” does not say whose it is", self.said)
        self.assertEqual({(row["person"], row["category"], row["nothing_to_declare"], row["whose"]) for row in self.rows("interests")},
                         {("Imogen Vale", "work", "no", "partner"), ("Imogen Vale", "work", "no", "self"),
                          ("Tobias Renn", "", "yes", "self")})
        rows = rows[:3]
        self.assertEqual(self.counts(mapping, self.write("interests.csv", filled(sheet, *rows))), (0, 0, 0, 3, 0))
        rows[0]["What"] = "Captain"
        self.assertEqual(self.counts(mapping, self.write("interests.csv", filled(sheet, *rows))), (0, 1, 0, 2, 0))


class SheetOnPostgres(Sheet):
    engine = "postgres"


class SheetInTheOffice(UploadTest):
    def test_the_sheet_is_found_filled_in_and_imported(self):
        link = self.clerk.get(PAGE).link(r"/office/registers/sheets/gifts")
        page = self.clerk.get(link)
        self.assertIn("Must be there", page.text)
        sheet = self.clerk.get(page.link(r"/office/registers/sheets/gifts/sheet\.csv"))
        self.assertIn("attachment", sheet.headers["Content-Disposition"])
        self.assertEqual(self.clerk.get("/office/registers/sheets/no-such").status, 404)
        self.assertEqual(Browser(self.server).get(link).status, 303)
        for order, day in (("day-first", "2026-06-03"), ("month-first", "2026-03-06")):
            files = {"gifts.csv": filled(sheet.text, {**GIFT, "Number": order})}
            path = self.sent(files, mapping=f"sheet:gifts {order}")
            self.assertEqual(self.counted(self.settled(path))["New"], 1)
            self.officer.post(path, self.officer.get(path).form(path)["fields"])
            self.assertIn("Imported on", self.settled(path).text)
            self.assertIn(day, [row["received"] for row in self.rows("gifts")])


if __name__ == "__main__":
    unittest.main()
