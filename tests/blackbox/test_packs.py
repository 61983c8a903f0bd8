"""The rulebooks that ship: each is whole, and their deadlines fall on the days that the law's own words give."""
import json
import subprocess
import unittest
from pathlib import Path

import support

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted(path.parent for path in (ROOT / "rulebooks").glob("*/rulebook.yaml"))
DEMOS = sorted(path.parent for path in (ROOT / "demo").glob("*/rulebook/rulebook.yaml"))

# Rulebook, duty, the day of what it counts from, the last day that is in time; worked out by hand from a calendar.
DUE = """
england uk-dpi-start 2026-05-12 2026-06-09
england uk-dpi-start 2023-05-09 2023-06-06
england uk-dpi-start 2024-02-12 2024-03-11
england uk-dpi-re-elected 2027-05-10 2027-06-07
england uk-dpi-meeting 2026-12-15 2027-01-12
england uk-gift-received 2026-02-01 2026-03-01
england uk-gift-refused 2024-02-01 2024-02-29
england uk-pcc-register 2026-01-31 2026-02-28
england uk-acceptance 2026-05-12 2026-07-12
england uk-acceptance 2026-12-31 2027-02-28
england uk-meeting-notice 2026-11-26 2026-11-18
england uk-meeting-notice 2026-04-09 2026-03-30
england uk-meeting-notice 2026-05-12 2026-05-04
england uk-executive-notice 2026-12-10 2026-12-04
england uk-key-decision-notice 2026-12-10 2026-11-11
england uk-private-meeting-notice 2026-03-31 2026-03-02
england uk-private-meeting-response 2026-03-03 2026-02-25
england uk-complaint-acknowledge 2025-12-19 2025-12-30
england uk-complaint-acknowledge 2021-12-24 2022-01-05
england uk-complaint-acknowledge 2022-05-30 2022-06-08
england uk-transparency-quarterly 2026-12-31 2027-01-31
england uk-transparency-quarterly 2026-09-30 2026-10-30
california ca-sei-assuming 2026-12-15 2027-01-14
california ca-sei-assuming 2024-02-01 2024-03-02
california ca-sei-nominated 2026-02-20 2026-03-02
california ca-sei-annual 2026-01-01 2026-04-01
california ca-sei-annual 2028-01-01 2028-04-03
california ca-sei-annual 2029-01-01 2029-04-02
california ca-sei-annual 2023-01-01 2023-04-03
california ca-sei-leaving 2026-06-30 2026-07-30
california ca-sei-candidate 2026-08-07 2026-08-07
california ca-sei-designated-anew 2026-03-31 2026-04-30
california ca-sei-public 2026-11-24 2026-11-30
california ca-sei-public 2026-12-24 2026-12-29
california ca-sei-public 2026-03-30 2026-04-02
california ca-coi-review 2026-05-05 2026-10-01
california ca-coi-review 2028-05-05 2028-10-01
california ca-gift-return 2027-01-31 2027-03-02
california ca-803-report 2026-07-31 2026-08-30
california ca-803-forward 2026-08-30 2026-09-29
california ca-ethics-training 2025-12-31 2026-12-31
california ca-ethics-training 2024-02-29 2025-02-28
california ca-ethics-training 2026-01-01 2026-07-01
california ca-ethics-training 2026-08-31 2027-02-28
california ca-harassment-temporary 2026-06-01 2026-07-01
california ca-advice 2026-11-02 2026-12-04
california ca-levine-return 2026-02-10 2026-03-12
european-union eu-report-acknowledge 2026-12-28 2027-01-04
european-union eu-report-feedback 2026-11-30 2027-02-28
france fr-declarations-start 2026-03-22 2026-05-22
france fr-declarations-start 2026-12-31 2027-02-28
france fr-declaration-end 2026-03-31 2026-02-28
generic interests-first 2026-11-02 2026-11-30
generic complaint-served 2026-11-20 2026-11-25
"""

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

    def test_deadlines_fall_on_their_days(self):
        rows = [line.split() for line in DUE.split("\n") if line]
        self.assertGreaterEqual(len(rows), 40)
        for pack, duty, day, due in rows:
            with self.subTest(duty, day=day):
                done = run("explain", duty, "--in", ROOT / "rulebooks" / pack, "--from", day, "--json")
                self.assertEqual(done.returncode, 0, done.stderr)
                said = json.loads(done.stdout)
                self.assertEqual(said["due"], due, said["why"])

    def test_hours_run_through_weekends(self):
        """72 hours before a meeting on Monday: on Friday, at the same hour (CA-BA-1)."""
        for duty, zone, last in (("ca-agenda-regular", "America/Los_Angeles", "2026-11-20T08:00:00.000Z"),
                                 ("ca-agenda-special", "America/Los_Angeles", "2026-11-22T08:00:00.000Z")):
            done = run("explain", duty, "--in", ROOT / "rulebooks/california", "--from", "2026-11-23", "--zone", zone, "--json")
            self.assertEqual(json.loads(done.stdout)["last_moment"], last, done.stderr)

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
