"""The worked cases of tests/deadlines through the real program: which day the law's words give, each with its source."""
import csv
import io
import json
import unittest

import support

CASES = support.TOP / "tests" / "deadlines"
RULEBOOKS = support.TOP / "rulebooks"
SINCE = "2020-01-01"  # the rules of these sites: what was due before is not asked
KINDS = {"City Council": "city council", "Planning Commission": "commission", "District Council": "district council",
         "Parish Council": "parish council", "Conseil municipal": "council", "Town Council": "town council"}


def cases(name):
    with open(CASES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Dates(unittest.TestCase):
    def test_there_are_enough_and_each_has_its_source(self):
        found = cases("dates.csv") + cases("terms.csv")
        self.assertGreaterEqual(len(found), 100)
        for case in found:
            self.assertTrue(case["source"] and case["about"] and case["group"], case)

    def test_each_falls_on_its_day(self):
        for case in cases("dates.csv"):
            with self.subTest(**case):
                said = json.loads(self.explained(case))
                self.assertEqual((said["due"], said.get("last_moment", "")), (case["due"], case["last_moment"]), said["why"])

    def explained(self, case):
        arguments = ["rulebook", "explain", case["rule"], "--from", case["on"], "--json"]
        if case["rulebook"]:
            arguments += ["--in", RULEBOOKS / case["rulebook"]]
        if case["holidays"]:
            folder, use = case["holidays"].split()
            arguments += ["--holidays", RULEBOOKS / folder, "--use", use]
        for option in ("roll", "at", "zone"):
            arguments += [f"--{option}", case[option]] if case[option] else []
        done = support.run(*arguments, program=support.RELEASE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class Terms(support.SiteTest):
    """One person for each case; what the office's list says of the duty on the case's day."""

    def test_each_owes_what_the_law_says(self):
        for rulebook in sorted({case["rulebook"] for case in cases("terms.csv")}):
            here = [case for case in cases("terms.csv") if case["rulebook"] == rulebook]
            self.make(rulebook, here)
            for day in sorted({case["on"] for case in here}):
                self.look(day, [case for case in here if case["on"] == day])
            self.head()

    def make(self, rulebook, here):
        self.site = self.new_address(f"{rulebook}.db")
        self.init("--demo")
        self.verb("rulebook", "apply", RULEBOOKS / rulebook, "--now", SINCE)
        table = io.StringIO()
        out = csv.writer(table)
        out.writerow(("name", "body", "classification", "post", "category", "from", "to"))
        for case in here:
            for term in case["terms"].split("; "):
                how, post, days = term.split(", ")
                category, body = how.split(" ", 1)
                out.writerow((self.name(case), body, KINDS[body], post, category, *days.split("..")))
        path = self.folder / "people.csv"
        path.write_text(table.getvalue(), encoding="utf-8")
        self.verb("people", "import", path, "--now", "2028-12-01")
        for case in here:
            if case["done"]:
                duty, day = case["done"].split(" ")
                self.verb("duties", "file", self.owed(case, duty, day)[0]["obligation"], "--on", day, "--receipt", "7",
                          "--now", day, *(["--confirm"] if "training" in duty else ["--with", "the officer"]))

    @staticmethod
    def name(case):
        return f"Case {case['case']}"

    def listed(self, day):
        return json.loads(self.verb("duties", "list", "--all", "--now", day, "--format", "json").stdout)

    def owed(self, case, duty, day):
        return [each for each in self.listed(day) if (each["person"], each["duty"]) == (self.name(case), duty)]

    def look(self, day, here):
        listed = self.listed(day)
        for case in here:
            with self.subTest(**case):
                of_case = [each for each in listed if (each["person"], each["duty"]) == (self.name(case), case["duty"])]
                self.assertEqual("; ".join(map(told, of_case)), case["owes"], [each["why"] for each in of_case])


def told(each):
    late = f" {each['days_late']}" if each["days_late"] else ""
    return f"{each['due'] or 'never'} {each['state']}{late}"


class TermsOnPostgres(Terms):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
