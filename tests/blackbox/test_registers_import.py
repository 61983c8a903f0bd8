"""Imports of registers: published ones with the counts that were measured, what is refused and put right, crashes."""
import csv
import html
import io
import json
import random
import re
import resource
import subprocess
import time
import unittest
from pathlib import Path

import support
from support import Browser

MAPPINGS = support.TOP / "mappings"
RULEBOOKS = support.TOP / "rulebooks"
DATA = Path(support.SHARED or support.TOP.parent / "shared") / "data"

PEOPLE = {
    "persons": [{"id": "p1", "name": "Imogen Vale"}, {"id": "p2", "name": "Tobias Renn"}],
    "organizations": [{"id": "council", "name": "City Council"}],
    "memberships": [{"person_id": p, "organization_id": "council", "role": "Member", "category": "elected",
                     "start_date": "2024-05-06"} for p in ("p1", "p2")],
}
HEAD = "No,Name,Date,Given by,Kind,Gift,Value,What we did,Notes\n"
GIFTS = HEAD + (
    "1,Imogen Vale,12/05/2026,Quay Ferries Ltd,ticket,Two tickets,\"£1,234.50\",kept,a note\n"
    "2,Tobias Renn,3 June 2026,Harbour Hotel,dinner,\"Dinner, with \"\"friends\"\"\",approx 40,declined,\n"
    "3,Imogen Vale,2026-06-30,=1+1,gift,<script>alert(1)</script>,Above limit,sent back,\n"
    "4,Tobias Renn,,,,Nil return,,,\n"
    ",Total,,,,,,,\n")

PROSE = """mapping: prose
title: A register in prose
register: interests-northern-ireland
person: {name: "{name}", missing: create, body: Assembly, post: Member, category: elected}
files:
  - name: "prose.csv"
    key: "{id}"
    registered: "{day}"
    entries:
      - category: "{category}"
        nil: [{column: "nil", is: ["true"]}]
        fields: {entry: "{text}", printed-name: "{name}"}
"""


def shared(test, name):
    """A file or folder of the shared data; None, with a notice, where they are not."""
    if not (DATA / name).exists():
        print(f"Notice: {test.id()}: without {name}", flush=True)
        return None
    return DATA / name


class ImportTest(support.SiteTest):
    program = support.PROGRAM

    def site_with(self, pack):
        self.init()
        self.make("rulebook", "apply", RULEBOOKS / pack)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def imported(self, mapping, *files, code=0, more=()):
        """What an import says that it did."""
        mapping = mapping if isinstance(mapping, Path) else MAPPINGS / f"{mapping}.yaml"
        done = support.run("registers", "import", "--site", self.site, "--json", "--mapping", mapping, *more, *files,
                           cwd=self.folder, program=self.program)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        self.said = done.stderr.decode()
        return json.loads(done.stdout)

    def counts(self, *args, **options):
        did = self.imported(*args, **options)
        return tuple(did[what] for what in ("new", "changed", "gone", "same", "refused"))

    def rows(self, register, *more):
        done = self.verb("registers", "list", "--register", register, "--format", "csv", *more, program=self.program)
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))


class Own(ImportTest):
    """A clerk's own spreadsheet into the generic register of gifts."""

    def gifts(self):
        self.site_with("generic")
        self.json("people", "import", self.write("people.json", json.dumps(PEOPLE)))
        return self.write("gifts.csv", GIFTS)

    def test_a_spreadsheet(self):
        file = self.gifts()
        before = support.contents(self.site)
        self.assertEqual(self.counts("example-gifts", file, more=("--dry-run",)), (4, 0, 0, 0, 0))
        self.assertEqual(support.contents(self.site), before)
        did = self.imported("example-gifts", file)
        self.assertEqual((did["new"], did["left_out"], did["people_added"]), (4, 1, 0))
        rows = {row["donor"].lstrip("'"): row for row in self.rows("gifts")}
        self.assertEqual(set(rows), {"Quay Ferries Ltd", "Harbour Hotel", "=1+1", ""})
        self.assertEqual((rows["Quay Ferries Ltd"]["value"], rows["Quay Ferries Ltd"]["offered"]), ("1234.50", "2026-05-12"))
        self.assertEqual((rows["Harbour Hotel"]["what"], rows["Harbour Hotel"]["outcome"]), ('Dinner, with "friends"', "refused"))
        self.assertEqual((rows["=1+1"]["value_words"], rows["=1+1"]["outcome"]), ("Above limit", "returned"))
        self.assertEqual(rows[""]["nothing_to_declare"], "yes")
        self.assertIn("'=1+1", self.verb("registers", "list", "--register", "gifts", "--format", "csv").stdout.decode())

    def test_again_changes_nothing_and_what_changed_is_a_version(self):
        file = self.gifts()
        self.imported("example-gifts", file)
        before, log = support.contents(self.site), self.head()
        self.assertEqual(self.counts("example-gifts", file), (0, 0, 0, 4, 0))
        self.assertEqual(support.contents(self.site), before)
        self.assertEqual(self.head(), log)
        other = GIFTS.replace("a note", "another note").replace("Two tickets", "Three tickets").replace(
            "approx 40", "£40") .split("\n")
        file = self.write("gifts-2.csv", "\n".join(other[:3]) + "\n")
        self.assertEqual(self.counts("example-gifts", file), (0, 2, 0, 0, 0))
        self.assertEqual(self.head()["size"], log["size"] + 2)
        rows = {row["donor"]: row for row in self.rows("gifts")}
        self.assertEqual(len(rows), 4)
        self.assertEqual((rows["Quay Ferries Ltd"]["what"], rows["Quay Ferries Ltd"]["version"]), ("Three tickets", "2"))

    def test_what_is_refused_is_put_right_and_imported(self):
        self.gifts()
        file = self.write("gifts.csv", GIFTS.replace("12/05/2026", "31/02/2026").replace("Tobias Renn,3", "Tobias Wren,3")
                          .replace("3,Imogen", "\"3,Imogen").replace(",Total", "1,Imogen Vale,1/1/2026,X,gift,Y,5,kept,\nshort,row\n,Total"))
        did = self.imported("example-gifts", file, code=1, more=("--faults", "faults.csv"))
        self.assertEqual((did["new"], did["refused"]), (2, 4))
        for said in ("gifts.csv:2:15: There is no such day as “31/02/2026”",
                     "gifts.csv:3:3: Nobody here is “Tobias Wren”",
                     "gifts.csv:4: A quote opens here and is never closed",
                     "gifts.csv:7: This row has 2 cells; the row of columns has 9"):
            self.assertIn(said, self.said)
        text = (self.folder / "faults.csv").read_bytes().decode()
        faults = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual([row["aboveboard: line"] for row in faults], ["2", "3", "4", "7"])
        self.assertIn("31/02/2026", faults[0]["aboveboard: what is wrong"])
        right = text.split("\n")[:3]
        fixed = self.write("faults-right.csv", "\n".join(right).replace("31/02", "28/02").replace("Wren,", "Renn,") + "\n")
        self.assertEqual(self.counts("example-gifts", fixed), (1, 1, 0, 0, 0))
        self.assertEqual(len(self.rows("gifts")), 3)

    def test_bad_files(self):
        self.gifts()
        good = GIFTS.split("\n")[1]
        cases = {
            b"\xef\xbb\xbf" + GIFTS.encode(): (4, 0),
            (HEAD + good + "\n").replace("Quay Ferries", "Café Quai").encode("latin-1", "replace"): (0, 0, 1),
            HEAD.replace(",", ";").encode() + b"9;Imogen Vale;1.7.2026;Caf\xe9;gift;Pen;5;kept;\n": (1, 0),
            (HEAD + "10,Imogen Vale,1/7/2026,X\0Y,gift,Pen,5,kept,\n").encode(): (0, 1),
            (HEAD + "11,Imogen Vale,1/7/2026,X,gift," + "x" * 10_000_000 + ",5,kept,\n" + "12,Imogen Vale,1/7/2026,X,gift,Pen,5,kept,\n").encode(): (1, 1),
        }
        for content, wanted in cases.items():
            with self.subTest(content[:90]):
                did = self.imported("example-gifts", self.write("gifts.csv", content), code=int(bool(wanted[1])))
                self.assertEqual((did["new"], did["refused"], did["changed"])[:len(wanted)], wanted, self.said)
        for content, said in ((GIFTS.encode("utf-16"), "this is UTF-16 text"), (b"PK\x03\x04xx", "a spreadsheet's own file"),
                              (b"", "names the columns"), (b"a,b\n1,2\n", "There is no column “No”")):
            mapping = MAPPINGS / "example-gifts.yaml"
            self.assertIn(said, self.refused("registers", "import", "--site", self.site, "--mapping", mapping,
                                             self.write("gifts.csv", content)))

    def rows_of(self, *rows, head=HEAD):
        return self.write("gifts.csv", head + "".join(row + "\n" for row in rows))

    def test_rows_that_are_cut_short_or_run_on(self):
        """Each fault is named with its line; what stands around it comes in all the same."""
        self.gifts()
        row = "{},Imogen Vale,1/7/2026,A,gift,Pen,5,kept"
        ragged = self.rows_of(row.format(1), row.format(2) + ",,more,cells", row.format(3) + ",")
        self.assertEqual(self.counts("example-gifts", ragged, code=1), (1, 0, 0, 0, 2))
        self.assertIn("gifts.csv:2: This row has 8 cells; the row of columns has 9", self.said)
        self.assertIn("gifts.csv:3: This row has 11 cells; the row of columns has 9", self.said)
        quote = self.rows_of(row.format(4) + ",", row.format(5).replace(",A,", ',"A never closed,') + ",", row.format(6) + ",")
        self.assertEqual(self.counts("example-gifts", quote, code=1), (2, 0, 0, 0, 1))
        self.assertIn("gifts.csv:3: A quote opens here and is never closed", self.said)
        self.assertEqual(len(self.rows("gifts")), 3)

    def test_days_and_amounts_as_people_write_them(self):
        self.gifts()
        days = {"1/7/2026": "2026-07-01", "01.07.2026": "2026-07-01", "2026-07-02": "2026-07-02", "3 July 2026": "2026-07-03",
                "July 4, 2026": "2026-07-04", "5-7-2026": "2026-07-05"}
        wrong = ("31/02/2026", "2026-02-30", "13/13/2026", "0/1/2026", "yesterday", "")
        file = self.rows_of(*(f'{i},Imogen Vale,"{day}",A,gift,"Pen {day}",5,kept,' for i, day in enumerate((*days, *wrong))))
        self.assertEqual(self.counts("example-gifts", file, code=1), (len(days), 0, 0, 0, len(wrong)))
        for line, day in enumerate(wrong, 2 + len(days)):
            self.assertRegex(self.said, f"gifts.csv:{line}:[0-9]+: [^\n]*{day}")
        self.assertEqual({row["what"][4:]: row["offered"] for row in self.rows("gifts")}, days)
        amounts = {"£1,234.50": ("1234.50", "GBP", ""), "approx 40": ("40.00", "EUR", ""), "1.234,50": ("1234.50", "EUR", ""),
                   "$5": ("5.00", "USD", ""), "Above limit": ("", "", "Above limit"), "£40 to £50": ("", "", "£40 to £50"),
                   "9999999999999999999": ("", "", "9999999999999999999"), "=1+1": ("", "", "'=1+1")}
        file = self.rows_of(*(f'a{i},Imogen Vale,1/8/2026,A,gift,Box {i},"{text}",kept,' for i, text in enumerate(amounts)))
        self.assertEqual(self.counts("example-gifts", file), (len(amounts), 0, 0, 0, 0))
        found = {row["what"]: (row["value"], row["value_currency"], row["value_words"]) for row in self.rows("gifts")}
        for i, (text, wanted) in enumerate(amounts.items()):
            self.assertEqual(found[f"Box {i}"], wanted, text)

    def test_a_spreadsheet_runs_nothing_and_loses_nothing(self):
        """What comes out is read by RFC 4180 to the letter; no cell begins a formula; without its apostrophe each is what went in."""
        self.gifts()
        cells = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("https://a.example","b")', "'quoted", 'a "b" c', "one, two", "one\ntwo",
                 "=cmd|' /C calc'!A0", "5 > 3 & <b>", "Café"]
        quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
        file = self.rows_of(*(f"{i},Imogen Vale,1/7/2026,A,gift,{cell},5,kept," for i, cell in enumerate(quoted)))
        self.assertEqual(self.counts("example-gifts", file)[0], len(cells), self.said)
        text = self.verb("registers", "list", "--register", "gifts", "--format", "csv", program=self.program).stdout.decode()
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.assertEqual({len(row) for row in rows}, {len(head)})
        for cell in (cell for row in rows for cell in row):
            self.assertFalse(cell.startswith(tuple("=+-@\t\r")), cell)
        what = [row[head.index("what")] for row in rows]
        self.assertEqual(sorted(cell[1:] if re.match("'['=+@-]", cell) else cell for cell in what), sorted(cells))

    def test_mappings_with_faults_are_told_by_their_place(self):
        file = self.gifts()
        text = (MAPPINGS / "example-gifts.yaml").read_text(encoding="utf-8")
        for old, new, said in (
                ("title:", "titel:", "m.yaml:4:1: “titel” is not a key of a mapping; did you mean “title”?"),
                ("\"{No}\"", "\"{No\"", "the name of a column is expected between { and }"),
                ("\"{No}\"", "\"{No}[\"", "a bracket is opened and not closed"),
                ("donor:", "doner:", "“doner” is not a field of “gift”; did you mean “donor”?"),
                ("category: gift", "category: gifts", "“gifts” is not a category of this register; did you mean “gift”?"),
                ("register: gifts", "register: presents", "This site has no register “presents”"),
                ("missing: fault", "missing: create", "somebody who is added needs “body”, “post” and “category”")):
            with self.subTest(new):
                mapping = self.write("m.yaml", text.replace(old, new, 1))
                self.assertIn(said, self.refused("registers", "import", "--site", self.site, "--mapping", mapping, file))
        self.assertEqual(self.rows("gifts"), [])

    def test_nil_entries_in_prose(self):
        self.site_with("uk-parliament")
        mapping = self.write("prose.yaml", PROSE)
        file = self.write("prose.csv", "id,name,category,nil,text,day\n1,Ada Loom,land,true,,2026-01-02\n"
                                       "2,Ada Loom,Visits,false,\"To the\nharbour\",2026-01-03\n3,Ben Reed,none,false,x,2026-01-03\n")
        did = self.imported(mapping, file, code=1)
        self.assertEqual((did["new"], did["refused"], did["people_added"]), (2, 1, 1))
        self.assertIn("prose.csv:5:12: “none” is no category of this register", self.said)
        rows = {row["category"]: row for row in self.rows("interests-northern-ireland")}
        self.assertEqual(rows["land"]["nothing_to_declare"], "yes")
        self.assertEqual(rows["visits"]["entry"], "To the\nharbour")


    def test_known_since_its_source_published_it(self):
        """By --published or by the name; a site that has newer things does not pretend that it knew."""
        def known(day):
            return len(self.rows("gifts", "--known-at", day))

        def file(name, n):
            return self.write(name, HEAD + "".join(f"{i},Imogen Vale,1/2/2026,A,gift,Pen,5,kept,\n" for i in range(n)))
        self.gifts()
        text = (MAPPINGS / "example-gifts.yaml").read_text()
        mapping = self.write("own.yaml", text.replace("absence:", "published: YYYY-MM-DD\nabsence:", 1))
        old = self.imported(mapping, file("gifts 2026-03-05.csv", 1))
        self.assertEqual((old["published"], old["notes"]), ("2026-03-05", []))
        self.assertEqual((known("2026-03-04"), known("2026-03-05")), (0, 1))
        newer = self.imported(mapping, file("gifts.csv", 2), more=["--published", "2026-04-01"])
        self.assertEqual((newer["published"], known("2026-03-31"), known("2026-04-01")), ("2026-04-01", 1, 2))
        late = self.imported(mapping, file("gifts 2026-03-20.csv", 3))
        self.assertIn("published something since 20 March 2026", late["notes"][0])
        self.assertNotIn("published", late)
        self.assertEqual((known("2026-03-31"), known("2026-04-02"), len(self.rows("gifts"))), (1, 2, 3))
        undated = self.imported(mapping, file("gifts.csv", 4))
        self.assertNotIn("published", undated)
        self.assertIn("a day to come", self.refused("registers", "import", "--site", self.site, "--mapping", mapping,
                                                    "--published", "2999-01-01", "gifts.csv"))
        self.assertIn("nothing was published on this site yet",
                      self.verb("registers", "list", "--register", "gifts", "--known-at", "2026-03-04").stderr.decode())
        self.verb("journal", "verify")


class OwnOnPostgres(Own):
    engine = "postgres"


class Published(ImportTest):
    """What the United Kingdom's parliaments and government publish."""

    def test_the_commons_at_two_days(self):
        folder = shared(self, "register-uk-commons")
        if not folder:
            return
        self.init()
        mapping = MAPPINGS / "uk-commons.yaml"
        self.assertIn("rulebook apply --site", self.refused("registers", "import", "--site", self.site, "--mapping", mapping,
                                                            folder / "240930"))
        self.make("rulebook", "apply", RULEBOOKS / "uk-parliament")
        self.assertEqual(self.counts("uk-commons", folder / "240930"), (5690, 0, 0, 0, 0))
        self.assertEqual(self.counts("uk-commons", folder / "240930"), (0, 0, 0, 5690, 0))
        self.assertEqual(self.counts("uk-commons", folder / "241028", more=("--dry-run",)), (195, 129, 6, 5555, 0))
        self.assertEqual(self.counts("uk-commons", folder / "241028"), (195, 129, 6, 5555, 0))
        self.assertEqual(self.counts("uk-commons", folder / "241028"), (0, 0, 0, 5879, 0))
        self.assertEqual(len(self.rows("interests", "--known-at", "2024-10-15")), 5690)
        self.assertEqual(len(self.rows("interests", "--as-at", "2024-10-01", "--known-at", "2024-10-15")), 5690)
        self.assertEqual(len(self.rows("interests", "--known-at", "2024-10-28")), 5879)
        self.assertEqual(self.rows("interests", "--known-at", "2024-09-29"), [])
        rows = self.rows("interests")
        self.assertEqual(len(rows), 5879)
        self.assertEqual(sum(row["version"] == "2" for row in rows), 129)
        ids = {row["id"]: row for row in rows}
        parents = [row for row in rows if row["belongs_to"]]
        self.assertEqual(len(parents), 633)
        for row in parents:
            self.assertEqual(ids[row["belongs_to"]]["category"], "employment")
            self.assertEqual(ids[row["belongs_to"]]["person_id"], row["person_id"])
        self.head()
        # One category alone says nothing of the others; what was gone and comes back is new again.
        for day, wanted in (("240930", (1, 1, 0, 6, 0)), ("241028", (0, 1, 1, 6, 0))):
            self.assertEqual(self.counts("uk-commons", folder / day / "PublishedInterest-Category_5.csv"), wanted)
        self.assertEqual(len(self.rows("interests")), 5879)

    def test_prose_gifts_and_expenses(self):
        if not shared(self, "register-uk-senedd-ni"):
            return
        self.site_with("uk-parliament")
        for mapping, folder, register, n in (
                ("uk-senedd", "register-uk-senedd-ni", "interests-senedd", 1755),
                ("uk-northern-ireland", "register-uk-senedd-ni", "interests-northern-ireland", 478),
                ("uk-ministers-gifts", "gifts-uk-ministers/gifts.csv", "gifts", 173),
                ("uk-ministers-hospitality", "gifts-uk-ministers", "gifts", 753),
                ("uk-mps-expenses", "expenses-uk-mps", "expenses", 3905),
                ("uk-mps-travel", "expenses-uk-mps", "expenses", 2917)):
            with self.subTest(mapping):
                self.assertEqual(self.counts(mapping, DATA / folder), (n, 0, 0, 0, 0))
                self.assertEqual(self.counts(mapping, DATA / folder), (0, 0, 0, n, 0))
        self.nil_entries_stay_nil()
        gifts = [row for row in self.rows("gifts") if row["category"] == "gift"]
        self.assertEqual(len(gifts), 173)
        self.assertEqual(sum(row["nothing_to_declare"] == "yes" for row in gifts), 56)
        self.assertEqual(sum(row["value_words"].lower() == "above limit" for row in gifts), 47)
        self.assertTrue(all(row["day"] for row in gifts if row["nothing_to_declare"] == "no"))
        expenses = self.rows("expenses")
        self.assertEqual(sum(float(row["amount"]) for row in expenses if row["category"] == "allowance"), 95576592)
        self.assertIn("12233.00", [row["amount"] for row in expenses])

    def nil_entries_stay_nil(self):
        """The two assemblies' files mark them in a column; where three of the latest entries turn into such, they are kept as such."""
        for mapping, register, name in (("uk-senedd", "interests-senedd", "senedd"),
                                        ("uk-northern-ireland", "interests-northern-ireland", "northern_ireland_assembly")):
            file = f"{name}_register_of_interests.csv"
            with (DATA / "register-uk-senedd-ni" / file).open(encoding="utf-8", newline="") as opened:
                rows = list(csv.DictReader(opened))
            latest = [row for row in rows if row["in_latest_register"] == "true"]
            for row in latest[:3]:
                row["null_entry"] = "true"
            with (self.folder / file).open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, rows[0].keys())
                writer.writeheader()
                writer.writerows(rows)
            self.assertEqual(self.counts(mapping, self.folder / file), (0, 3, 0, len(rows) - 3, 0))
            stand = self.rows(register)
            self.assertEqual(len(stand), len(latest))
            self.assertEqual(sum(row["nothing_to_declare"] == "yes" for row in stand), 3)

    def test_each_members_page_adds_up_what_the_file_says_against_the_limits(self):
        folder = shared(self, "expenses-uk-mps")
        if not folder:
            return
        self.site_with("uk-parliament")
        self.imported("uk-mps-expenses", folder)
        with (folder / "mpsexpenses200809.csv").open(encoding="utf-8", newline="") as file:
            claimed = {row["Member"]: row for row in csv.DictReader(file)}
        visitor = support.Browser(self.serve(program=self.program))
        for name, slug in (("Diane Abbott", "diane-abbott"), ("Gerry Adams", "gerry-adams"), ("Adam Afriyie", "adam-afriyie")):
            with self.subTest(name):
                row = claimed[name]
                text = visitor.get(f"/members/{slug}/interests").text
                self.assertIn(f"£{row['TOTAL CLAIMED, 08/09'].strip()} in all.", text)
                for head, limit in (("Cost of staying away from main home (2nd home)", "24,006"), ("London costs", "2,916"),
                                    ("Comms allowance", "10,400")):
                    words = f"£{row[head]} of a limit of £{limit}."
                    (self.assertNotIn if row[head] == "0" else self.assertIn)(words, text)
                before = visitor.get(f"/members/{slug}/interests?as-at=2009-03-30").text
                self.assertNotIn("of a limit of", before)


class PublishedOnPostgres(Published):
    engine = "postgres"
    program = support.RELEASE


class Large(ImportTest):
    """Imports that take a while: killed, and two at once."""

    program = support.RELEASE
    long = 100_000

    def large(self, n, width=150):
        self.site_with("uk-parliament")
        mapping = self.write("prose.yaml", PROSE)
        with (self.folder / "prose.csv").open("w", encoding="utf-8") as file:
            file.write("id,name,category,nil,text,day\n")
            for i in range(n):
                file.write(f"{i},Member {i % 50},visits,false,\"{'x' * width} {i}\",2026-01-02\n")
        return mapping, self.folder / "prose.csv"

    def test_kill_in_the_middle(self):
        """What a crash leaves is finished by the next import, or by a site that is served; nobody sees half of it."""
        mapping, file = self.large(6000)
        chance = random.Random(7)
        killed = 0
        for _ in range(6):
            process = subprocess.Popen([self.program, "registers", "import", "--site", self.site, "--mapping", mapping, file],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.02, 0.3))  # a quick machine needs 0.2 s for all of it
            process.kill()
            killed += process.wait() < 0
            seen = len(self.rows("interests-northern-ireland"))
            self.assertIn(seen, (0, 6000))
        self.assertGreater(killed, 0)
        did = self.imported(mapping, file)
        self.assertEqual(did["new"] + did["same"], 6000)
        self.assertEqual(len(self.rows("interests-northern-ireland")), 6000)
        self.assertEqual(self.counts(mapping, file), (0, 0, 0, 6000, 0))
        self.head()

    def test_deep_in_a_long_list(self):
        """Page after page by key to the end, of rows that all have the same day: none twice, none left out, and the last page comes as
        fast as the first."""
        mapping, file = self.large(self.long, 20)
        self.imported(mapping, file)
        server = self.serve(program=self.program)
        visitor, seen, took = Browser(server), [], []
        path = "/registers/interests-northern-ireland"
        while path:
            began = time.monotonic()
            page = visitor.get(path).html
            took.append(time.monotonic() - began)
            seen += re.findall(r'"/registers/interests-northern-ireland/([0-9a-z]{26})"', page)
            after = re.search(r'"(/registers/interests-northern-ireland\?[^"]*after=[^"]*)"', page)
            path = after and html.unescape(after.group(1))
        self.assertEqual((len(seen), len(set(seen))), (self.long, self.long))
        first, last = (sorted(part)[len(part) // 2] for part in (took[:100], took[-100:]))
        self.assertLess(last, 3 * first + 0.005, (first, last))

    def test_one_at_a_time_and_a_site_that_is_served_finishes(self):
        mapping, file = self.large(6000)
        command = [self.program, "registers", "import", "--site", self.site, "--mapping", mapping, file]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        support.wait_until(lambda: support.run("jobs", "list", "--site", self.site).returncode == 0)
        time.sleep(0.3)
        other = support.run(*command[1:], program=self.program)
        process.kill()
        process.wait()
        if other.returncode == 1:
            self.assertIn("Another import is underway", other.stderr.decode())
        self.verb("jobs", "run", program=self.program)
        self.assertIn(len(self.rows("interests-northern-ireland")), (0, 6000))
        self.imported(mapping, file)
        self.assertEqual(len(self.rows("interests-northern-ireland")), 6000)


class LargeOnPostgres(Large):
    engine = "postgres"
    long = 20_000


class Memory(ImportTest):
    """A dry run writes nothing: what it takes is the same on both engines."""

    program = support.RELEASE
    large = Large.large

    def test_memory_is_bounded(self):
        mapping, file = self.large(400_000, 200)
        self.assertGreater(file.stat().st_size, 90_000_000)
        command = [self.program, "registers", "import", "--site", self.site, "--json", "--dry-run", "--mapping", mapping, file]
        done = subprocess.run(command, capture_output=True, check=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20)))
        self.assertEqual(json.loads(done.stdout)["new"], 400_000)

    def test_two_gigabytes_of_nothing(self):
        """A file of which nearly all is a hole, NUL bytes without an end: the row is refused, its neighbours are not."""
        mapping, file = self.large(1)
        with file.open("r+b") as opened:
            opened.truncate(2 << 30)
            opened.seek(0, 2)
            opened.write(b"\n2,Member 1,visits,false,y,2026-01-02\n")
        command = [self.program, "registers", "import", "--site", self.site, "--json", "--dry-run", "--mapping", mapping, file]
        done = subprocess.run(command, capture_output=True, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20)))
        self.assertEqual(done.returncode, 1, done.stderr.decode())
        did = json.loads(done.stdout)
        self.assertEqual((did["new"], did["refused"]), (2, 1))
        self.assertIn("has more than 1048576 bytes", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
