"""A restore whose list of removals is sealed under keys that are lost, through the real program: it says what is lost, and pretends nothing."""
import json
import shutil
import unittest
from pathlib import Path

import support
from test_registers_public import Registers, gift


class Restores(Registers):
    def removed(self):
        """A backup, and an entry that is moved to the right person after it; the list of removals."""
        self.put(gift("a", "imogen-vale", 200, donor="Nightingale Foundry", value="1200"))
        self.visit()
        record = self.entry("/data/gifts.csv", donor="Nightingale Foundry")["id"]
        backup = self.folder / "site.backup"
        self.verb("backup", backup)
        self.verb("registers", "remove", record, "--kind", "wrong-person", "--why", "The same initials",
                  "--by", "the monitoring officer", "--person", "tobias-renn")
        return backup

    def beside(self, site, suffix):
        return self.folder / f"localhost{suffix}" if self.engine == "postgres" else Path(str(site) + suffix)

    def test_without_its_keys_a_restore_says_what_is_lost(self):
        backup = self.removed()
        listed = self.beside(self.site, ".removals").read_text()
        for telling in ("Tobias", "tobias", "Imogen", "gifts", "initials"):
            self.assertNotIn(telling, listed)
        restored = self.new_address("restored.db", "sqlite")
        shutil.copy(self.beside(self.site, ".removals"), str(restored) + ".removals")
        refused = self.refused("restore", backup, "--site", restored)
        for words in ("1 removals", "is not that file", "--without-keys", "Nothing was restored"):
            self.assertIn(words, refused)
        self.assertFalse(Path(restored).exists())
        done = self.run_ok("restore", backup, "--site", restored, "--without-keys", "--json")
        told = json.loads(done.stdout)
        self.assertEqual((told["removals"], told["removals_sealed"], told["keys"]), (1, 1, "missing"))
        self.assertIn("nothing put in its place", done.stderr.decode())
        self.assertIn("codes from apps", done.stderr.decode())
        self.assertFalse(Path(str(restored) + ".keys").exists(), "none are made up")
        # With them all is as it was.
        again = self.new_address("again.db", "sqlite")
        for suffix in (".removals", ".keys"):
            shutil.copy(self.beside(self.site, suffix), str(again) + suffix)
        told = json.loads(self.run_ok("restore", backup, "--site", again, "--json").stdout)
        self.assertEqual((told["removals"], told["removals_sealed"], told["keys"]), (1, 0, "own"))
        listed = self.run_ok("registers", "list", "--site", again, "--register", "gifts", "--format", "csv").stdout.decode()
        self.assertIn("Tobias Renn", listed)
        self.assertNotIn("Imogen Vale", listed)


class RestoresOnPostgres(Restores):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
