"""The demonstrations that ship: every register of their rules has entries, and what is hard to imagine can be looked at: a refused
gift, a returned one, an interest that is withheld, a nil return, a correction, a removal, a period that is signed off."""
import csv
import io
import json
import re
import sqlite3
import subprocess
import unittest

import support
from support import Browser

PLACES = ("alder-quay", "marlbrook", "fenmark")


class Demonstrations(support.SiteTest):
    program = support.RELEASE

    def made(self, place):
        self.site = self.folder / f"{place}.db"
        subprocess.run([support.TOP / "tools" / "demo", self.program, self.site, self.url, place], check=True)

    def rows(self, sql, *values):
        with sqlite3.connect(self.site) as connection:
            return connection.execute(sql, values).fetchall()

    def listed(self, register):
        text = self.verb("registers", "list", "--register", register, "--format", "csv", program=self.program).stdout.decode()
        return list(csv.DictReader(io.StringIO(text)))

    def schemes(self):
        text = self.verb("registers", "schemes", "--format", "csv", program=self.program).stdout.decode()
        return {row["register"] for row in csv.DictReader(io.StringIO(text))}

    def check(self, place):
        """What every one of them shows."""
        self.made(place)
        there = {name for name, in self.rows("SELECT DISTINCT r.name FROM entry e JOIN register_name r ON r.no = e.register_no "
                                             "WHERE e.erased_ms = 0")}
        schemes = self.schemes()
        self.assertGreaterEqual(len(schemes), 5)
        self.assertEqual(schemes - there, set(), "registers without an entry")
        shown = {register: self.listed(register) for register in ("interests", "gifts")}
        self.assertLessEqual({"refused", "returned", "accepted"}, {row["outcome"] for row in shown["gifts"]})
        every = [row for rows in shown.values() for row in rows]
        self.assertIn("yes", {row["nothing_to_declare"] for row in every})
        self.assertIn("corrected", {row["status"] for row in every})
        self.assertEqual(len([row for row in every if row["status"] == "withheld"]), self.rows("SELECT count(*) FROM withheld")[0][0])
        self.assertGreaterEqual(self.rows("SELECT count(*) FROM withheld")[0][0], 1)

    def documents(self):
        """An assessment and a record of processing name every register and every field, and leave the rest to a clerk."""
        fields = json.loads(self.verb("registers", "audit", "--json", program=self.program).stdout)["registers"]
        for kind in ("assessment", "record"):
            text = self.verb("registers", "audit", "--document", kind, program=self.program).stdout.decode()
            self.assertIn("[To be completed: ", text)
            parts = dict(re.findall(r"\n### ([^\n]+)\n(.*?)(?=\n##|\Z)", text, re.S))
            for register in fields:
                part = parts[register["title"]]
                self.assertIn(register["kept_until"], part)
                everybody = "".join(re.findall(r"- Everybody reads[^\n]*", part))
                for field in register["fields"]:
                    self.assertIn(f"{field['name']} (", part)
                    if field["public"] == "no":
                        self.assertNotIn(f" {field['name']} ({field['category']}", everybody)
        self.refused("registers", "audit", "--document", "poem", "--site", self.site, program=self.program)

    def gone(self, visitor, what, why):
        removals = visitor.get("/removals").text
        self.assertIn(why, removals)
        for page in (removals, visitor.get("/data/gifts.csv").text, visitor.get("/registers/gifts").text):
            self.assertNotIn(what, page)

    def test_alder_quay(self):
        self.check("alder-quay")
        visitor = Browser(self.serve(program=self.program))
        self.gone(visitor, "umbrella", "Entered under the wrong member")

    def test_marlbrook(self):
        self.check("marlbrook")
        self.documents()

    def test_fenmark(self):
        self.check("fenmark")
        visitor = Browser(self.serve(program=self.program))
        self.gone(visitor, "biscuits", "It named somebody who had nothing to do with it")
        signed = visitor.get("/registers/gifts").text
        self.assertIn("Nothing is missing that the diaries show.", signed)
        self.assertIn("Nothing was offered in this quarter.", signed)


if __name__ == "__main__":
    unittest.main()
