"""Totals of a register that is too long to be added up while somebody waits, through the real program: found by a job, equal
to what the file adds up to, without what is removed since, and bounded however many ask."""
import concurrent.futures
import csv
import io
import json
import time
import unittest
from decimal import Decimal

import support
from support import Browser
from test_registers_import import HEAD, ImportTest, PEOPLE

ENTRIES = 20400  # more than are added up on a page


class Totals(ImportTest):
    def long_register(self):
        self.site_with("generic")
        self.json("people", "import", self.write("people.json", json.dumps(PEOPLE)))
        rows = [f"{i},{'Imogen Vale' if i % 3 else 'Tobias Renn'},{1 + i % 28:02}/{1 + i % 9:02}/2026,Giver {i % 700},dinner,A gift,"
                f"{10 + i % 90}.{i % 100:02},{'declined' if i % 11 == 0 else 'kept'}," for i in range(ENTRIES)]
        self.imported("example-gifts", self.write("gifts.csv", HEAD + "\n".join(rows) + "\n"))

    def found(self, visitor, path="/registers/gifts/totals", seconds=60):
        until = time.monotonic() + seconds
        while True:
            page = visitor.get(path)
            if page.status != 202 or time.monotonic() > until:
                return page
            self.assertIn("are being added up", page.text)
            self.assertIn("no-store", page.headers["cache-control"])
            self.assertIn("Show the totals", page.text)
            time.sleep(0.2)

    def summed(self, visitor, words=""):
        """What the file adds up to, of what was accepted: the amount and how many."""
        rows = [row for row in csv.DictReader(io.StringIO(visitor.get(f"/data/gifts.csv{words}").html)) if row["outcome"] == "accepted"]
        return sum(Decimal(row["value"]) for row in rows if row["value"]), len(rows)

    def check(self, page, amount, n):
        self.assertEqual(page.status, 200)
        said = f"{amount:,.2f}".removesuffix(".00")
        self.assertRegex(page.text, rf"{said} in all\. Entries: {n}\.")

    def test_a_long_register(self):
        self.long_register()
        server = self.serve()
        visitor = Browser(server)
        began = time.monotonic()
        self.assertEqual(visitor.get("/registers/gifts/totals").status, 202)
        self.assertLess(time.monotonic() - began, 2)  # nobody waits for it
        page = self.found(visitor)
        self.assertGreater(self.summed(visitor)[0], 900000)
        self.check(page, *self.summed(visitor))
        self.assertIn("Giver ", page.text)
        self.assertIn("All others", page.text)
        self.assertNotIn("As of", page.text)
        # The same with a filter, as it was known; and, few enough, at once.
        for words in ("?value-min=1", "?known-at=2030-01-01", "?donor=giver+1"):
            self.check(self.found(visitor, f"/registers/gifts/totals{words}"), *self.summed(visitor, words))
        self.assertEqual(visitor.get("/registers/gifts/totals?member=tobias-renn").status, 200)
        self.assertEqual(visitor.get("/registers/gifts/totals?q=gift").status, 400)
        # What is removed by another process is out within a minute; until then it may say as of when.
        row = next(row for row in csv.DictReader(io.StringIO(visitor.get("/data/gifts.csv?value-max=11").html)) if row["outcome"] == "accepted")
        before = self.summed(visitor)
        self.verb("registers", "remove", "--kind", "should-not-have-been-published", "--why", "It named a child.",
                  "--by", "the ethics officer", row["id"])
        began = time.monotonic()
        while True:
            page = visitor.get("/registers/gifts/totals")
            if page.status == 200 and f"Entries: {before[1]}." not in page.text:
                break
            self.assertLess(time.monotonic() - began, 60)
            time.sleep(0.5)
        self.check(self.found(visitor), *self.summed(visitor))
        self.assertEqual(self.summed(visitor)[1], before[1] - 1)
        # Many questions at once: a few wait, the others are told to come back, and what was found stays.
        with concurrent.futures.ThreadPoolExecutor(16) as many:
            answers = list(many.map(lambda i: Browser(server).get(f"/registers/gifts/totals?value-max={1000 + i}").status, range(16)))
        self.assertEqual(set(answers) - {200, 202, 503}, set())
        self.assertIn(503, answers)
        self.assertEqual(visitor.get("/registers/gifts/totals").status, 200)
        # What was found is this process's alone.
        server.stop()
        visitor = Browser(self.serve())
        self.assertEqual(visitor.get("/registers/gifts/totals").status, 202)
        self.check(self.found(visitor), *self.summed(visitor))


class TotalsPostgres(Totals):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
