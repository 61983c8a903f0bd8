"""tools/deps, with stand-ins for dpkg-query, apt-get, id and sudo: what it installs, and when it asks for more rights."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "deps"


class Deps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.log = self.top / "log"
        for real in ("sh", "sort", "env"):
            (self.top / real).symlink_to(shutil.which(real))
        self.stand_in("apt-get", 'echo "apt-get $*" >> "$LOG"')
        self.stand_in("node", "echo v18.20.4")
        self.stand_in("npm", "exit 1")
        self.root(True)
        self.installed()

    def stand_in(self, name, script):
        (self.top / name).unlink(missing_ok=True)
        (self.top / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.top / name).chmod(0o755)

    def root(self, is_root):
        self.stand_in("id", "echo 0" if is_root else "echo 1000")

    def installed(self, *but):
        """dpkg-query knows every package that it is asked for, but these."""
        self.stand_in("dpkg-query", 'shift 3 2>/dev/null; for p; do case " ' + " ".join(but) +
                      ' " in *" $p "*) ;; *) printf "installed/%s " "$p" ;; esac; done')

    def deps(self, *arguments, **environment):
        run = subprocess.run([TOOL, *arguments], capture_output=True, text=True, check=False,
                             env={"PATH": str(self.top), "LOG": str(self.log), **environment})
        return run.returncode, run.stderr, self.log.read_text() if self.log.exists() else ""

    def test_nothing_missing_says_nothing(self):
        self.assertEqual(self.deps("build", "test", "lint", "bench"), (0, "", ""))

    @unittest.skipUnless(any(line in Path("/etc/os-release").read_text() for line in (
        'VERSION_ID="12"', 'VERSION_ID="13"', 'VERSION_ID="24.04"')), "installs only on the systems it knows")
    def test_installs_only_what_is_missing(self):
        self.installed("meson", "wrk", "npm", "nodejs")
        code, said, log = self.deps("build")
        self.assertEqual(code, 0)
        self.assertIn("Installing: meson\n", said)
        self.assertRegex(log, r"install .* meson\n")
        self.root(False)
        self.stand_in("sudo", 'echo "sudo $*" >> "$LOG"')
        self.assertRegex(self.deps("build")[2], r"sudo env .*apt-get install .* meson\n")

    def test_an_old_node_does_not_serve(self):
        self.installed("nodejs")
        self.stand_in("node", "echo v16.1.0")
        self.assertIn("nodejs", self.deps("build")[1])

    def test_without_rights_it_says_what_to_run(self):
        self.installed("meson")
        self.root(False)
        code, said, log = self.deps("build")
        self.assertEqual((code, log), (1, ""))
        self.assertIn("meson", said)

    def test_the_list(self):
        listed = subprocess.run([TOOL, "--list", "bench"], capture_output=True, text=True, check=True).stdout.split()
        self.assertIn("wrk", listed)
        self.assertIn("meson", listed)
        self.assertNotIn("cppcheck", listed)
        self.assertEqual(len(listed), len(set(listed)))

    def test_wrong_usage(self):
        self.assertEqual(self.deps("everything")[0], 2)
        self.assertEqual(self.deps("build", ABOVEBOARD_DEPS="installed")[0], 0)


if __name__ == "__main__":
    os.environ.pop("ABOVEBOARD_DEPS", None)
    unittest.main()
