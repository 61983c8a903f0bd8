"""Files of what is withheld, or is asked to be (S1): never plain from the moment it is asked, fetched by those alone who may read the
rest, and no restore of an older backup brings a copy back or loses the file."""
import contextlib
import re
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

import support
from support import Browser, today
from test_registers_files import PHOTO, TELLING, TEXT, Filing, png

NAME = b"where I live.txt"


class Sealed(Filing):
    def setUp(self):
        super().setUp()
        self.officer = self.account(self.server, "officer", "The officer")

    def drafted(self):
        """A draft with a file that says much, and a copy of it for everybody."""
        declaration, item = self.begin()
        self.assertEqual(self.send(item, "proof", NAME.decode(), TELLING).status, 303)
        self.assertEqual(self.publish_copy(item).status, 303)
        return declaration, item

    def ask(self, item):
        page = self.member.submit(f"{item}/-withhold", {"v0": "yes", "v0_why": "I was threatened there."})
        self.assertEqual(page.status, 303, page.text[:2000])

    def helped_by(self, **sees):
        helper = self.account(self.server, "auditor", "Pim Aldous")
        form = self.member.get("/my/helper").forms[-1]
        named = self.member.post("/my/helper", {**form["fields"], "email": "pim.aldous@alderquay.example", "from": today(),
                                                "to": today(30), **sees})
        self.assertEqual(named.status, 303, named.text[:2000])
        return helper

    def stored(self):
        """Every byte of the site's database, as it lies there."""
        if self.engine == "postgres":
            dump = subprocess.run(["pg_dump", "--data-only", "--inserts", self.site], check=True, capture_output=True).stdout
            return dump + b"".join(bytes.fromhex(found.decode()) for found in re.findall(rb"\\x([0-9a-f]+)", dump))
        return b"".join(Path(self.site + end).read_bytes() for end in ("", "-wal") if Path(self.site + end).exists())

    def public_files(self, site=None):
        query = "SELECT COUNT(*) FROM {}file_blob WHERE is_public = 1"
        site = site or self.site
        if self.engine == "postgres":
            done = subprocess.run(["psql", "-AtqX", site, "-c", query.format("aboveboard.")], check=True, capture_output=True)
            return int(done.stdout)
        with contextlib.closing(sqlite3.connect(f"file:{site}?mode=ro", uri=True)) as db:
            return db.execute(query.format("")).fetchone()[0]

    def withheld(self):
        return re.search(r"/office/registers/withheld/[0-9a-z]+", self.officer.get("/office/registers/withheld").html).group(0)

    def test_asked_to_be_withheld_it_lies_nowhere_plain(self):
        declaration, item = self.drafted()
        self.assertTrue(TELLING in self.stored())
        self.assertTrue(NAME in self.stored())
        self.assertEqual(self.public_files(), 1)
        self.ask(item)
        for left in (TELLING, NAME, b"I was threatened"):
            self.assertFalse(left in self.stored(), left)
        self.assertEqual((self.kept(), self.public_files()), (1, 0))
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TELLING)
        self.assertEqual(self.member.get(f"{item}/proof/file?copy=1").status, 404)
        # Nor is a copy made of it any more, or of what is sent in its place.
        self.assertEqual(self.member.get(f"{item}/proof/copy").status, 404)
        form = self.member.get(f"{item}/proof").form(f"{item}/proof/file")
        self.assertNotIn("everybody", self.member.get(f"{item}/proof").text)
        refused = self.member.upload(f"{item}/proof/copy", {**form["fields"], "copy": "own", "sure": "yes"}, "own", "a.txt", TEXT)
        self.assertEqual(refused.status, 404)
        self.assertEqual(self.send(item, "proof", "house.txt", TELLING + TELLING).location, f"{item}/letter")
        self.assertFalse(b"house.txt" in self.stored(), b"house.txt")
        self.assertFalse(TELLING in self.stored(), TELLING)
        # Asked no longer, it is what it was, and the question of a copy comes anew.
        self.assertEqual(self.member.submit(f"{item}/-withhold", {"v0": "no"}).status, 303)
        self.assertIn("Publish no copy", self.member.get(f"{item}/proof/copy").text)
        self.assertEqual(self.public_files(), 0)

    def test_a_helper_has_neither_the_file_nor_its_name(self):
        declaration, item = self.drafted()
        helper = self.helped_by()
        self.assertEqual(helper.get(f"{item}/proof/file").body, TELLING)
        self.assertIn("read file", self.account(self.server, "administrator", "Ada").get("/office/activity").text)
        self.ask(item)
        for path in (f"{item}/proof", f"{item}/proof/file", f"{item}/proof/copy", item):
            self.assertEqual(helper.get(path).status, 404, path)
        form = self.member.get(f"{item}/proof").form(f"{item}/proof/file")
        csrf = next(f["fields"]["_csrf"] for f in helper.get("/account").forms if "_csrf" in f["fields"])
        for path in (f"{item}/proof/file", f"{item}/proof/copy"):
            sent = helper.upload(path, {**form["fields"], "_csrf": csrf, "copy": "none"}, "v0", "mine.txt", TEXT)
            self.assertEqual(sent.status, 404, path)
        self.assertNotIn(NAME.decode(), helper.get(declaration).text + helper.get(f"{declaration}/check").text)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TELLING)

    def test_a_helper_who_may_see_it_has_it(self):
        declaration, item = self.drafted()
        helper = self.helped_by(withheld="yes")
        self.ask(item)
        self.assertEqual(helper.get(f"{item}/proof/file").body, TELLING)
        self.sign(declaration)
        self.assertEqual(helper.get(f"{item}/proof/file").status, 403)

    def test_withheld_as_asked_its_file_goes_with_it(self):
        declaration, item = self.drafted()
        self.ask(item)
        self.sign(declaration)
        clerk = self.account(self.server, "clerk", "The clerk")
        review = f"/office/registers{declaration.replace('/declare', '/declarations')}"
        self.assertEqual(self.officer.get(f"{review}/files/0/proof").body, TELLING)
        self.assertEqual(clerk.get(f"{review}/files/0/proof").status, 404)
        self.assertIn("The officer Registers: read sealed",
                      self.account(self.server, "administrator", "Ada").get("/office/activity").text)
        choices = next(f for f in self.officer.get(review).forms if "withhold" in str(f))
        done = self.officer.post(review, {**choices["fields"], "act": "accept", "withhold": "0"})
        self.assertEqual(done.status, 303, done.text[:2000])
        self.assertEqual((self.kept(), self.public_files()), (1, 0))
        self.assertEqual(self.member.get(f"{item}/proof/file").status, 404)
        self.assertEqual(self.officer.get(f"{self.withheld()}/files/proof").body, TELLING)
        for left in (TELLING, NAME):
            self.assertFalse(left in self.stored(), left)

    def restored(self, backup):
        """The site as it is after a restore of that backup."""
        self.server.stop()
        site = self.new_address("restored.db")
        if self.engine == "sqlite":
            for end in (".keys", ".removals"):
                shutil.copy(self.site + end, site + end)
        self.run_ok("restore", backup, "--site", site)
        self.site = site
        self.server = self.visitor.server = self.officer.server = self.member.server = self.serve()
        self.officer = self.account(self.server, "officer", "Another officer")

    def test_a_restore_keeps_the_file_of_what_was_withheld_later_and_no_copy(self):
        declaration, item, record = self.declared(content=PHOTO, letter=TELLING)
        self.assertEqual(self.public_files(), 1)
        backup = self.folder / "backup.db"
        self.verb("backup", backup)
        self.assertEqual(self.officer.submit(f"/office/registers/entries/{record}/withhold").status, 303)
        self.assertEqual(self.public_files(), 0)
        self.restored(backup)
        self.assertEqual(self.public_files(), 0)
        self.assertFalse(png() in self.stored(), png())
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/proof").status, 404)
        self.assertEqual(self.officer.get(f"{self.withheld()}/files/proof").body, PHOTO)
        self.assertEqual(self.officer.get(f"{self.withheld()}/files/letter").body, TELLING)
        self.assertEqual(self.json("files", "verify"), {"whole": 2, "damaged": 0})
        self.head()

    def test_withheld_before_a_backup_had_it_nothing_stands_in_the_way_of_ending_it(self):
        backup = self.folder / "backup.db"
        self.verb("backup", backup)
        declaration, item, record = self.declared(letter=TELLING)
        self.assertEqual(self.officer.submit(f"/office/registers/entries/{record}/withhold").status, 303)
        self.restored(backup)
        one = self.withheld()
        self.assertIn("A model ship", self.officer.get(one).text)
        self.assertEqual(self.officer.get(f"{one}/files/proof").status, 404)
        self.assertEqual(self.officer.submit(one).status, 303)
        self.assertEqual([row["answers"] for row in self.rows()], [{"what": "A model ship"}])


class SealedOnPostgres(Sealed):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
