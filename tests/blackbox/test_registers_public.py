"""Registers for everybody through the real program, without JavaScript: lists, entries with their history, a person's record,
as at and as known at, files in every shape, feeds; what is withheld, a home or restricted is in none of them."""
import csv
import datetime
import html
import io
import json
import re
import sys
import unittest
import xml.etree.ElementTree as ET

import support
from support import Browser

try:
    import jsonschema
except ImportError:  # another Python than Debian's, for which tools/deps installs it
    sys.path.append("/usr/lib/python3/dist-packages")
    import jsonschema

RULES = """rulebook: {id: test, title: Test, currency: USD}
events: [{id: gift-offered, text: a gift was offered}]
duties:
  - {id: register, title: Register it, kind: declaration, rows: [{due: 28 days after gift-offered, source: A test}]}
amounts:
  - {id: yearly, about: Expenses of a year, rows: [{amount: 500 USD, source: A test}]}
registers:
  - id: gifts
    title: Gifts
    text: What was **offered**.
    single: yes
    nil: yes
    duties: [register]
    event: gift-offered
    event-day: offered
    source: A test
    withheld: There is one whose details are withheld by law.
    fields:
      - {id: offered, name: Offered, label: When?, kind: date, required: yes, sort: yes}
      - {id: value, name: Value, label: How much?, kind: money, unknown: yes, sort: yes, filter: yes}
      - {id: place, name: Place, label: Where?, kind: address}
    categories:
      - id: gift
        title: Gifts
        holds: offered
        whose: [self, partner]
        summary: "{donor}: {what}"
        fields:
          - {id: donor, name: Given by, label: Who?, kind: organization, required: yes, filter: yes, sort: yes}
          - {id: what, name: What, label: What?, kind: long-text, required: yes}
          - offered
          - value
          - place
          - {id: outcome, name: Outcome, label: And?, kind: choice, required: yes, filter: yes, choices: {accepted: Accepted, refused: Refused}}
          - {id: phone, name: Telephone, label: Telephone?, kind: text, shown: office}
          - {id: account, name: Account, label: Account?, kind: text, shown: redacted}
          - {id: with, name: With, label: With whom?, kind: person, many: 3}
          - {id: link, name: Link, label: Link?, kind: link}
      - id: part
        title: Parts
        parent: gift
        fields: [{id: what, name: What, label: What?, kind: long-text, required: yes}]
  - id: expenses
    title: Expenses
    single: yes
    source: A test
    fields:
      - {id: paid, name: Paid, label: When?, kind: date, required: yes, sort: yes, filter: yes}
      - {id: amount, name: Amount, label: How much?, kind: money, required: yes, sort: yes}
    categories: [{id: expense, title: Expenses, holds: paid, fields: [paid, amount]}]
    thresholds:
      - {id: yearly, amount: yearly, value: amount, day: paid, within: calendar year, effect: limit, text: No more., source: A test}
  - id: family
    title: Relatives on the staff
    public: counts
    source: A test
    categories:
      - {id: relative, title: Relatives, fields: [{id: who, name: Who, label: Who?, kind: person, required: yes}]}
  - id: secret
    title: A private register
    public: nothing
    source: A test
    categories: [{id: note, title: Notes, fields: [{id: text, name: Text, label: What?, kind: text, required: yes}]}]
"""
SCRIPT = "<script>alert(1)</script>\"'&"
SECRETS = ("0777 314159", "DE02 1203", "4 Lantern Row", "Mortimer Hidden", "Nobody May Know Ltd", "Rosa Relative", "A private note")


def days_ago(days):
    return (datetime.date.today() - datetime.timedelta(days)).isoformat()


def gift(key, person, days, act="", **more):
    answers = {"donor": "Harbor Freight", "what": "A dinner", "offered": days_ago(days + 1), "value": "45", "outcome": "accepted"}
    item = {"key": key, "at": days_ago(days) + "T18:00:00Z", "register": "gifts", "category": "gift", "person": person, "act": act}
    for name, value in more.items():
        if name in ("reason", "withheld", "source", "declared", "whose", "nil"):
            item[name] = value
        elif value is None:
            answers.pop(name, None)
        else:
            answers[name] = value
    return {**item, "answers": answers}


class Registers(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init("--demo")
        self.make("people", "add-body", "--name", "City Council")
        for name in ("Imogen Vale", "Tobias Renn", "Ada Quill"):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", "elected",
                      "--from", "2025-01-06")
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", rules)

    def put(self, *items):
        path = self.folder / "items.json"
        path.write_text(json.dumps(items), encoding="utf-8")
        self.verb("registers", "put", path)

    def visit(self):
        self.visitor = Browser(self.serve())
        return self.visitor

    def page(self, path, status=200):
        page = self.visitor.get(path)
        self.assertEqual(page.status, status, page.text)
        self.assertNotIn("Set-Cookie", page.headers)
        return page

    def rows(self, path):
        return list(csv.DictReader(io.StringIO(self.page(path).body.decode())))

    def entry(self, path, **wanted):
        return next(r for r in self.rows(path) if all(r[k] == v for k, v in wanted.items()))


class Lists(Registers):
    def test_lists_filter_sort_page_and_know_their_days(self):
        self.put(gift("a", "imogen-vale", 200, donor="Alpha Ltd", value="10"),
                 gift("b", "tobias-renn", 190, donor="Beta Ltd", value="1200", outcome="refused"),
                 gift("c", "imogen-vale", 100, donor="alpha shipping", value="not known", declared=days_ago(60)),
                 *[gift(f"x{i}", "ada-quill", 90 - i, donor=f"Small {i:02}", value=str(i + 1)) for i in range(60)],
                 gift("a", "imogen-vale", 20, "corrected", reason="A slip of the pen.", donor="Alpha Ltd", value="100",
                      offered=days_ago(201)))
        self.visit()
        first = self.page("/registers/gifts")
        self.assertIn("Being listed", self.page("/registers").text)
        self.assertIn("63 entries", self.page("/registers").text)
        self.assertIn('href="/removals"', self.page("/registers").html)
        self.assertIn('href="/data/removals.csv"', self.page("/data").html)
        self.assertEqual(len(re.findall("<tr", first.html)), 51)
        second = self.page(html.unescape(first.link(r"/registers/gifts\?after=.*")))
        self.assertEqual(len(re.findall("<tr", second.html)), 14)
        self.assertIn("First page", second.text)
        seen = re.findall(r'"/registers/gifts/([0-9a-z]{26})"', first.html + second.html)
        self.assertEqual(len(set(seen)), 63)
        # What files filter, pages filter, by the same words.
        for words, n in (("donor=ALPHA", 2), ("giver=alpha", 2), ("outcome=refused", 1), ("value-min=1000", 1), ("value-max=2", 2),
                         ("member=imogen-vale", 2), ("giver=alpha&outcome=accepted", 2), ("days-late-min=1", 1),
                         ("days-late-min=14", 0), (f"offered={days_ago(201)}", 1), ("category=part", 0),
                         (f"year={days_ago(201)[:4]}&member=tobias-renn", int(days_ago(201)[:4] == days_ago(191)[:4]))):
            with self.subTest(words):
                self.assertEqual(len(self.rows(f"/data/gifts.csv?{words}")), n)
                self.assertEqual(self.page(f"/registers/gifts?{words}").html.count('data-label="What"'), n)
                self.assertEqual(len(json.loads(self.page(f"/data/gifts.json?{words}").body)["entries"]), n)
        values = [float(r["value"]) for r in self.rows("/data/gifts.csv?sort=value&order=desc") if r["value"]]
        self.assertEqual(values, sorted(values, reverse=True))
        # What is found in this register alone.
        support.wait_until(lambda: "alpha shipping" in self.visitor.get("/registers/gifts?q=alpha").text)
        self.assertEqual(len(re.findall(r'href="/registers/gifts/[0-9a-z]{26}"', self.page("/registers/gifts?q=alpha").html)), 2)
        self.assertIn("Nothing was found", self.page("/registers/expenses?q=alpha").text)
        # By when it was declared, not by when it was put right.
        self.assertEqual([r["donor"] for r in self.rows("/data/gifts.csv?sort=registered&order=asc")][:2], ["Alpha Ltd", "Beta Ltd"])
        # What was known before the correction, and what held then.
        then = f"known-at={days_ago(50)}"
        self.assertEqual(self.entry(f"/data/gifts.csv?{then}", donor="Alpha Ltd")["value"], "10.00")
        self.assertEqual(self.entry("/data/gifts.csv", donor="Alpha Ltd")["value"], "100.00")
        self.assertIn("as known at the end of", self.page(f"/registers/gifts?{then}").text)
        self.assertEqual(len(self.rows(f"/data/gifts.csv?as-at={days_ago(195)}")), 1)
        self.assertEqual(len(self.rows(f"/data/gifts.csv?as-at={days_ago(195)}&known-at={days_ago(300)}")), 0)
        # What is not understood is said, on the page beside the form.
        for words in ("nonsense=1", "as-at=yesterday", "outcome=eaten", "sort=phone", "member=nobody", "value-min=much", "after=x"):
            with self.subTest(words):
                self.assertIn("There is something to put right", self.page(f"/registers/gifts?{words}", 400).text)
                self.assertIn("text/plain", self.page(f"/data/gifts.csv?{words}", 400).headers["Content-Type"])
        for path in ("/registers/none", "/registers/secret", "/data/secret.csv", "/data/family.csv", "/data/gifts.exe",
                     "/registers/gifts/none", "/registers/secret/feed.atom", "/members/nobody/interests"):
            self.page(path, 404)

    def test_lateness_of_what_was_held_when_an_office_was_taken(self):
        """Localism Act 2011 s.30: 28 days from taking office. What was due before the site had rules is nobody's fault."""
        rules = self.folder / "rules"
        (rules / "rulebook.yaml").write_text(RULES.replace("duties:\n", """duties:
  - {id: start, title: Notify, kind: declaration, rows: [{due: 28 days after taking office, source: A test}]}
""", 1) + """  - id: interests
    title: Interests
    single: yes
    duties: [start]
    source: A test
    categories:
      - id: job
        title: Jobs
        holds: held
        fields:
          - {id: body, name: Body, label: Who?, kind: organization, required: yes}
          - {id: held, name: Held, label: When?, kind: period, vague: yes}
""", encoding="utf-8")
        self.make("rulebook", "apply", rules, "--now", days_ago(90) + "T12:00:00Z")
        self.make("people", "add", "--name", "Nell New", "--body", "city-council", "--post", "Member", "--category", "elected",
                  "--from", days_ago(60))

        def job(person, name, held):
            return {"register": "interests", "category": "job", "person": person, "at": days_ago(2) + "T12:00:00Z",
                    "answers": {"body": name, **({"held": held} if held else {})}}

        self.put(job("nell-new", "Before", days_ago(400)), job("nell-new", "After", days_ago(20)),
                 job("nell-new", "No day", None), job("imogen-vale", "Long ago", days_ago(900)))
        self.visit()
        self.assertEqual({r["body"]: r["days_late"] for r in self.rows("/data/interests.csv")},
                         {"Before": str(60 - 2 - 28), "After": "", "No day": "", "Long ago": ""})
        late = self.rows("/data/interests.csv?days-late-min=1")
        self.assertEqual([(r["body"], r["arose"], r["received"]) for r in late], [("Before", days_ago(400), days_ago(2))])
        self.assertEqual(self.rows("/data/interests.csv?days-late-min=31"), [])
        self.assertIn("30 days late", self.page("/registers/interests?days-late-min=1").text)

    def test_totals_and_limits_stand_in_charts_with_tables(self):
        paid = datetime.date.today().replace(month=1, day=1).isoformat()
        expense = {"register": "expenses", "category": "expense", "person": "imogen-vale"}
        self.put(gift("a", "imogen-vale", 40, donor="Alpha Ltd", value="10"), gift("b", "tobias-renn", 39, donor="Beta Ltd", value="30"),
                 {**expense, "answers": {"paid": paid, "amount": "100"}}, {**expense, "answers": {"paid": paid, "amount": "150.50"}})
        self.visit()
        totals = self.page("/registers/gifts/totals")
        for words in ("$40 in all. Entries: 2.", "By who gave", "Alpha Ltd", "The same as a table"):
            self.assertIn(words, totals.text)
        self.assertRegex(totals.html, r'<svg[^>]* role="img" aria-labelledby="[^"]+"')
        # What a list is filtered by its totals are too: a register that is too long can be added up by the year.
        filtered = self.page("/registers/gifts/totals?donor=alpha")
        self.assertIn("$10 in all. Entries: 1.", filtered.text)
        self.assertIn("Given by: alpha", filtered.text)
        self.assertIn('/registers/gifts/totals?value-min=5"', self.page("/registers/gifts?value-min=5").html)
        self.assertIn("Nothing is listed that fits.", self.page("/registers/gifts/totals?donor=nobody").text)
        self.page("/registers/gifts/totals?nonsense=1", 400)
        record = self.page("/members/imogen-vale/interests")
        self.assertIn("$250.50 of a limit of $500.", record.text)
        rows = self.rows(f"/data/expenses.csv?year={paid[:4]}&member=imogen-vale")
        self.assertEqual(sorted(r["amount"] for r in rows), ["100.00", "150.50"])


class Entries(Registers):
    def secrets(self):
        self.put(gift("a", "imogen-vale", 30, donor={"text": SCRIPT, "scheme": "US-CA", "id": SCRIPT}, what=SCRIPT, phone="0777 314159",
                      account="DE02 1203", place={"text": "4 Lantern Row", "home": True}, **{"with": [SCRIPT, "Bea"]},
                      link="https://example.org/?a=1&b=2"),
                 {"at": days_ago(29) + "T18:00:00Z", "register": "gifts", "category": "part", "person": "imogen-vale", "parent": "a",
                  "answers": {"what": "=1+1"}},
                 gift("p", "tobias-renn", 28, whose="partner", donor="Gamma", **{"with": "Mortimer Hidden"}, source="paper"),
                 gift("w", "tobias-renn", 27, donor="Nobody May Know Ltd", withheld=True),
                 {"at": days_ago(26) + "T18:00:00Z", "register": "gifts", "person": "ada-quill", "nil": True},
                 {"register": "family", "category": "relative", "person": "ada-quill", "answers": {"who": "Rosa Relative"}},
                 {"register": "secret", "category": "note", "person": "ada-quill", "answers": {"text": "A private note"}})

    def test_nothing_that_is_kept_back_is_anywhere(self):
        self.secrets()
        self.visit()
        record = self.entry("/data/gifts.csv", status="declared", category="gift", person="Imogen Vale")
        paths = ["/registers", "/registers/gifts", "/registers/gifts/totals", f"/registers/gifts/{record['id']}", "/registers/family",
                 "/members/imogen-vale", "/members/imogen-vale/interests", "/members/tobias-renn/interests", "/members/ada-quill/interests",
                 "/registers/gifts/feed.atom", "/data/changes.atom", "/members/tobias-renn/interests.atom", "/data",
                 f"/log/records/{record['id']}", "/registers/gifts?q=hidden", "/search?q=lantern"]
        paths += [f"/data/{name}.{kind}" for name in ("gifts", "entries", "changes") for kind in ("csv", "json", "jsonl")]
        paths += [f"/data/gifts.{kind}.json" for kind in ("regmem", "declared", "schema")]
        for path in paths:
            page = self.page(path)
            for secret in SECRETS:
                with self.subTest(path=path, secret=secret):
                    self.assertNotIn(secret, page.html)
            if "<html" in page.html:
                self.assertNotIn("<script>alert", page.html, path)
        self.assertIn("Fewer than 5 entries", self.page("/registers").text)
        self.assertIn("Numbers below 5 are not shown", self.page("/registers/family").text)
        withheld = self.entry("/data/gifts.csv", status="withheld")
        self.assertEqual({k for k, v in withheld.items() if v}, {"register", "status", "person", "person_id", "person_link", "as_of", "note"})
        self.assertEqual(withheld["note"], "There is one whose details are withheld by law.")
        listed = self.page("/registers/gifts").html
        self.assertRegex(listed, r"There is one whose details are withheld by law\.")
        self.assertNotRegex(listed, r">There is one whose details are withheld by law\.</a>")
        self.assertEqual(record["withheld"].split(), ["place", "account"])
        self.assertEqual(self.entry("/data/gifts.csv", category="part")["what"], "'=1+1")
        self.assertIn("Entered by the clerk from a signed form", self.entry("/data/gifts.csv", donor="Gamma")["note"])
        self.assertIn("Nothing to declare", self.page("/members/ada-quill/interests").text)

    def test_an_entry_keeps_its_page_and_its_history(self):
        self.put(gift("a", "imogen-vale", 30, value="10"),
                 {"at": days_ago(29) + "T18:00:00Z", "register": "gifts", "category": "part", "person": "imogen-vale", "parent": "a",
                  "answers": {"what": "The second half"}},
                 gift("a", "imogen-vale", 20, "corrected", value="1000", reason="A nought was missing."),
                 gift("b", "tobias-renn", 19, what="A mistake"), gift("b", "tobias-renn", 18, "withdrawn", what="A mistake", reason="It was no gift."))
        self.visit()
        row = self.entry("/data/gifts.csv", person="Imogen Vale", category="gift")
        self.assertEqual(row["link"], f"{self.url}/registers/gifts/{row['id']}")
        self.assertEqual((row["status"], row["version"], row["change_reason"]), ("corrected", "2", "A nought was missing."))
        self.assertEqual(row["received"], days_ago(30))
        page = self.page(f"/registers/gifts/{row['id']}")
        for words in ("Why: A nought was missing.", "The second half", "Check this record in the publication log"):
            self.assertIn(words, page.text)
        self.assertRegex(page.html, r"<del>.*\$10</del>")
        child = self.entry("/data/gifts.csv", category="part")
        self.assertEqual(child["belongs_to"], row["id"])
        self.assertIn("Belongs to", self.page(f"/registers/gifts/{child['id']}").text)
        self.assertEqual(self.page(page.link("/log/records/[0-9a-z]+")).status, 200)
        self.assertEqual(len(self.rows("/data/gifts.csv?member=tobias-renn")), 0)
        gone = self.entry("/data/gifts.csv?ended=yes", person="Tobias Renn")
        shown = self.page(f"/registers/gifts/{gone['id']}")
        self.assertIn("This was withdrawn: It was no gift.", shown.text)
        changes = self.rows(f"/data/changes.csv?since={days_ago(21)}")
        self.assertEqual([c["status"] for c in changes], ["withdrawn", "declared", "corrected"])
        self.assertEqual(len(self.rows("/data/changes.csv?member=imogen-vale")), 3)
        self.assertEqual(len(self.rows("/data/changes.csv?register=expenses")), 0)
        self.assertEqual(self.rows("/data/removals.csv"), [])

    def test_programs_can_read_every_shape(self):
        self.secrets()
        self.put(*[gift(f"x{i}", "ada-quill", 25) for i in range(60)])
        self.visit()
        schema = json.loads(self.page("/data/gifts.schema.json").body)
        jsonschema.Draft202012Validator.check_schema(schema)
        data = json.loads(self.page("/data/gifts.json").body)
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)
        lines = [json.loads(line) for line in self.page("/data/gifts.jsonl").html.splitlines()]
        self.assertEqual([e.get("id") for e in lines], [e.get("id") for e in data["entries"]])
        rows = self.rows("/data/gifts.csv")
        self.assertEqual([r["id"] for r in rows], [e.get("id", "") for e in data["entries"]])
        csvw = json.loads(self.page("/data/gifts.csv-metadata.json").body)
        self.check_csvw(csvw, rows)
        regmem = json.loads(self.page("/data/gifts.regmem.json").body)
        self.assertEqual([p["person_name"] for p in regmem["persons"]], ["Ada Quill", "Tobias Renn", "Imogen Vale"])
        self.assertEqual([n["content"] for n in regmem["annotations"]], ["Tobias Renn: There is one whose details are withheld by law."])
        vale = regmem["persons"][-1]["categories"]
        self.assertEqual(vale[0]["entries"][0]["sub_entries"][0]["content"], "=1+1")
        self.assertTrue(any(e["null_entry"] for c in regmem["persons"][0]["categories"] for e in c["entries"]))
        declared = json.loads(self.page("/data/gifts.declared.json").body)["declarations"]
        self.assertTrue(any(d["noInterests"] and not d["interests"] for d in declared))
        atom = "{http://www.w3.org/2005/Atom}"
        feed, ids = ET.fromstring(self.page("/registers/gifts/feed.atom").body), []
        self.assertEqual(len(feed.findall(atom + "entry")), 50)
        while True:
            ids += [e.find(atom + "id").text for e in feed.findall(atom + "entry")]
            older = [link.get("href") for link in feed.findall(atom + "link") if link.get("rel") == "next"]
            if not older:
                break
            feed = ET.fromstring(self.page(older[0].removeprefix(self.url)).body)
        self.assertEqual(len(set(ids)), 64)
        self.assertEqual(len(json.loads(self.page("/data/entries.json?member=ada-quill").body)["entries"]), 61)

    def check_csvw(self, csvw, rows):
        """What W3C's Model for Tabular Data asks of each cell by its datatype."""
        self.assertEqual(csvw["@context"][0], "http://www.w3.org/ns/csvw")
        self.assertEqual(csvw["url"], f"{self.url}/data/gifts.csv")
        columns = csvw["tableSchema"]["columns"]
        self.assertEqual([c["titles"] for c in columns], list(rows[0]))
        patterns = {"string": r"(?s).*", "date": r"\d{4}-\d\d-\d\d", "dateTime": r"\d{4}-\d\d-\d\dT[\d:.]+Z", "decimal": r"-?\d+(\.\d+)?",
                    "integer": r"-?\d+", "anyURI": r"https?://\S+"}
        for column in columns:
            self.assertRegex(column["name"], r"^[A-Za-z0-9_]+$")
            kind = column["datatype"]
            pattern = kind["format"] if isinstance(kind, dict) else patterns[kind]
            for row in rows:
                cell = row[column["titles"]]
                for value in cell.split(column["separator"]) if "separator" in column else [cell]:
                    self.assertTrue(value == "" or re.fullmatch(pattern, value), f"{column['name']}: {value!r}")

    def test_nobody_declares_for_another_on_a_real_site(self):
        other = self.new_address("real.db")
        self.run_ok("init", "--url", "https://ethics.example.gov", "--name", "A", "--timezone", "Europe/London", "--site", other)
        path = self.folder / "none.json"
        path.write_text("[]", encoding="utf-8")
        self.assertIn("Nobody can declare for another person", self.refused("registers", "put", path, "--site", other))


class ListsOnPostgres(Lists):
    engine = "postgres"


class EntriesOnPostgres(Entries):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
