"""The rulebooks that ship: each is whole, and its holidays are those of the years (test_deadlines has the dates)."""
import csv
import json
import subprocess
import tempfile
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


# Where each column of Form 700 that is no part of a statement's head stands: category and field; a part of an address in
# the address.
FORM_700 = {
    "A1": {"nameOfBusinessEntity": "a-1 entity", "businessDescription": "a-1 activity", "dateAcquired": "a-1 held",
           "dateDisposed": "a-1 held", "fairMarketValue": "a-1 value", "natureOfInvestment": "a-1 investment",
           "natureOfInvestmentOtherDescription": "a-1 investment-other", "partnershipAmount": "a-1 partnership-income"},
    "A2": {"entityName": "a-2 entity", "address": "a-2 address", "businessPosition": "a-2 position",
           "businessType": "a-2 entity-kind", "description": "a-2 activity", "dateAcquired": "a-2 held",
           "dateDisposed": "a-2 held", "fairMarketValueScheduleA2": "a-2 value", "grossIncomeReceived": "a-2 gross-income",
           "incomeSources": "a-2-income entity", "natureOfInvestment": "a-2 investment",
           "natureOfInvestment_OtherDescription": "a-2 investment-other", "realPropertyBusinessName": "a-2-property entity",
           "realPropertyDateAcquired": "a-2-property held", "realPropertyDateDisposed": "a-2-property held",
           "realPropertyDescriptionOrCityOrLocation": "a-2-property activity",
           "realPropertyFairMarketValue": "a-2-property value", "realPropertyInvestmentType": "a-2-property holding",
           "realPropertyNatureOfInterest": "a-2-property interest",
           "realPropertyNatureOfInterest_LeaseYearsRemaining": "a-2-property lease-years",
           "realPropertyNatureOfInterest_OtherDescription": "a-2-property interest-other",
           "realPropertyParcelAddress": "a-2-property property"},
    "B": {"parcelOrAddress": "b property", "city": "b city", "dateAcquired": "b held", "dateDisposed": "b held",
          "fairMarketValueScheduleB": "b value", "grossIncomeReceived": "b gross-income", "incomeSources": "b-income entity",
          "natureOfInterest": "b interest", "natureOfInterest_LeaseYearsRemaining": "b lease-years",
          "natureOfInterest_OtherDescription": "b interest-other", "loan.nameOfLender": "b-loan entity",
          "loan.address": "b-loan address", "loan.businessActivity": "b-loan activity", "loan.guarantor": "b-loan guarantor",
          "loan.highestBalance": "b-loan highest-balance", "loan.interestRate": "b-loan interest-rate",
          "loan.term": "b-loan term"},
    "C": {"nameOfIncomeSource": "c entity", "incomeAddress": "c address", "incomeBusinessActivity": "c activity",
          "incomeBusinessPosition": "c position", "incomeGrossIncome": "c gross-income", "incomeSources": "c income-sources",
          "reasonForIncome": "c reason", "reasonForIncomeOther": "c reason-other", "reasonForIncomeSale": "c sale",
          "loanNameOfLender": "c-loan entity", "loanAddress": "c-loan address", "loanBusinessActivity": "c-loan activity",
          "loanHighestBalance": "c-loan highest-balance", "loanInterestRate": "c-loan interest-rate",
          "loanSecurity": "c-loan security", "loanTerm": "c-loan term"},
    "D": {"nameOfSource": "gift donor", "address": "gift address", "businessActivity": "gift activity",
          "amount": "gift value", "description": "gift description", "giftDate": "gift received"},
    "E": {"nameOfSource": "travel donor", "address": "travel address", "businessActivity": "travel activity",
          "amount": "travel value", "startDate": "travel travelled", "endDate": "travel travelled",
          "isNonprofit": "travel nonprofit", "isOther": "travel speech", "madeSpeech": "travel speech",
          "otherDescription": "travel other-purpose", "travelDescription": "travel destination",
          "typeOfPayment": "travel payment"},
}
HEAD_700 = {"filerName", "departmentName", "positionName", "offices", "periodEnd", "periodStart", "filingDate", "filerId",
            "filingId", "id", "transactionType"}


def run(*arguments):
    return subprocess.run([support.RELEASE, "rulebook", *map(str, arguments)], capture_output=True, text=True, check=False)


class Packs(unittest.TestCase):
    def test_each_is_whole(self):
        self.assertGreaterEqual(len(PACKS), 6)
        self.assertEqual(len(DEMOS), 3)
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


class Registers(unittest.TestCase):
    """What the registers of the packs ask, as `registers audit` says it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="aboveboard-packs-")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def registers(self, pack):
        site = Path(self.folder.name) / f"{pack}.db"
        if not site.exists():
            for arguments in (("init", "--url", "http://localhost:8080", "--name", "Alder Quay", "--timezone", "Europe/London"),
                              ("rulebook", "apply", ROOT / "rulebooks" / pack)):
                done = support.run(*arguments, "--site", site, program=support.RELEASE)
                self.assertEqual(done.returncode, 0, done.stderr)
        said = support.run("registers", "audit", "--site", site, "--json", program=support.RELEASE)
        return {each["register"]: each for each in json.loads(said.stdout)["registers"]}

    def test_the_seven_disclosable_interests_are_asked(self):
        found = self.registers("england")
        categories = list(dict.fromkeys(field["category"] for field in found["interests"]["fields"]))
        self.assertEqual(categories[:7], ["employment", "sponsorship", "contracts", "land", "licences", "corporate-tenancies",
                                          "securities"])
        self.assertEqual(found["interests"]["filing"], "approved")
        places = [field for field in found["interests"]["fields"] if field["kind"] == "address"]
        self.assertEqual({field["public"] for field in places}, {"yes, but homes"})
        self.assertIn("1 year after leaving office", found["interests"]["public_until"])

    def test_relatives_are_counted_and_never_named(self):
        for pack in ("england", "california", "generic"):
            found = self.registers(pack)["family-on-staff"]
            self.assertEqual(found["public"], "counts")
            self.assertEqual({(field["public"], field["auditor"], field["officer"]) for field in found["fields"]},
                             {("no", "no", "yes")})

    def test_every_column_of_form_700_has_its_field(self):
        found = self.registers("california")
        fields = {f"{field['category']} {field['field']}" for name in ("interests", "gifts") for field in found[name]["fields"]}
        self.assertLessEqual({field for schedule in FORM_700.values() for field in schedule.values()}, fields)
        self.assertEqual((found["interests"]["filing"], found["gifts"]["filing"]), ("none", "none"))

    def test_no_column_of_form_700_was_forgotten(self):
        for schedule, fields in FORM_700.items() if support.SHARED else ():
            path = Path(support.SHARED) / "data" / "form700-schemas" / f"form700_schedule{schedule}_schema.csv"
            with open(path, encoding="utf-8", newline="") as file:
                columns = {row["fieldName"] for row in csv.DictReader(file)} - HEAD_700
            parts = {column for column in columns
                     if column.lower().endswith(("city", "state", "zip")) or column.endswith("AsRange")}
            self.assertEqual(columns - parts - set(fields), set(), schedule)


def words(day):
    months = ("January February March April May June July August September October November December").split()
    year, month, number = map(int, day.split("-"))
    return f"{number} {months[month - 1]} {year}"


if __name__ == "__main__":
    unittest.main()
