"""The rulebooks that ship: each is whole, and its holidays are those of the years (test_deadlines has the dates)."""
import json
import subprocess
import unittest
from pathlib import Path

import support

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted(path.parent for path in (ROOT / "rulebooks").glob("*/rulebook.yaml"))
DEMOS = sorted(path.parent for path in (ROOT / "demo").glob("*/rulebook/rulebook.yaml"))

# A set's days off work in a year, apart from weekends.
HOLIDAYS = {
    ("england", "england-and-wales", 2020): "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    ("england", "england-and-wales", 2021): "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    ("england", "england-and-wales", 2022): "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    ("england", "england-and-wales", 2023): "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    ("england", "england-and-wales", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    ("united-states", "united-states", 2021): "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    ("united-states", "united-states", 2026): "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    ("california", "california", 2023): "01-02 01-16 02-20 03-31 05-29 07-04 09-04 11-10 11-23 11-24 12-25",
    ("california", "california", 2026): "01-01 01-19 02-16 03-31 05-25 09-07 11-11 11-26 11-27 12-25",
}


def run(*arguments):
    return subprocess.run([support.RELEASE, "rulebook", *map(str, arguments)], capture_output=True, text=True, check=False)


class Packs(unittest.TestCase):
    def test_each_is_whole(self):
        self.assertGreaterEqual(len(PACKS), 6)
        self.assertEqual(len(DEMOS), 2)
        for folder in PACKS + DEMOS:
            with self.subTest(folder.name):
                done = run("check", "--json", folder)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["faults_found"], 0)

    def test_holidays_are_those_of_the_years(self):
        for (pack, use, year), days in HOLIDAYS.items():
            with self.subTest(pack, year=year):
                done = run("explain", "262 working days after taking office", "--from", f"{year - 1}-12-31", "--holidays",
                           ROOT / "rulebooks" / pack, "--use", use, "--json")
                said = json.loads(done.stdout)["why"]
                found = [line.split(" was passed over: ")[0] for line in said if " was passed over: " in line]
                self.assertEqual([f for f in found if f.endswith(str(year))], [words(f"{year}-{d}") for d in days.split()])

    def test_a_number_changes_by_a_new_row(self):
        """The day decides which row holds: nothing computed under the old one moves (CA-TR-1)."""
        old, new = (json.loads(run("explain", "ca-ethics-training", "--in", ROOT / "rulebooks/california", "--from", day,
                                   "--json").stdout)["due"] for day in ("2025-12-31", "2026-01-01"))
        self.assertLess(new, old)

    def test_a_duty_that_is_not_there(self):
        done = run("explain", "no-such-duty", "--in", ROOT / "rulebooks/england", "--from", "2026-01-01")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no-such-duty", done.stderr)


def words(day):
    months = ("January February March April May June July August September October November December").split()
    year, month, number = map(int, day.split("-"))
    return f"{number} {months[month - 1]} {year}"


if __name__ == "__main__":
    unittest.main()
