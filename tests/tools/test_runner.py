"""The test runner's arithmetic: nothing that failed, died, hung or ran nothing may count as passed."""
import contextlib
import importlib.machinery
import importlib.util
import io
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("runner", str(TOP / "tools/test"))
runner = importlib.util.module_from_spec(importlib.util.spec_from_loader("runner", loader))
sys.path.insert(0, str(TOP / "tools"))
loader.exec_module(runner)

GOOD = "[==========] Running 3 test(s).\n[       OK ] a\n[  SKIPPED ] c\n[  PASSED  ] 2 test(s).\n" \
       "[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] c\n"
BAD = "[  PASSED  ] 1 test(s).\n[  FAILED  ] 2 test(s), listed below:\n[  FAILED  ] b\n[  FAILED  ] c\n"


class Counts(unittest.TestCase):
    def run_one(self, script, count=runner.count_cmocka, timeout=20):
        tally = runner.Tally()
        with contextlib.redirect_stdout(io.StringIO()) as said:
            runner.run_counted(tally, "x", ["sh", "-c", script], count, None, timeout)
        return (tally.passed, tally.failed, tally.skipped), said.getvalue()

    def test_cmocka(self):
        self.assertEqual(runner.count_cmocka(GOOD), (2, 0, 1))
        self.assertEqual(runner.count_cmocka(BAD), (1, 2, 0))
        self.assertEqual(runner.count_cmocka(GOOD + BAD), (3, 2, 1))

    def test_tap(self):
        self.assertEqual(runner.count_tap("# tests 4\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n"), (1, 2, 1))
        self.assertIsNone(runner.count_tap("Segmentation fault"))

    def test_a_program_that_dies_has_failed(self):
        counts, said = self.run_one("echo '[       OK ] a'; kill -SEGV $$")
        self.assertEqual(counts, (1, 1, 0))
        self.assertIn("ended with -11", said)

    def test_a_leak_after_all_passed_has_failed(self):
        self.assertEqual(self.run_one("echo '[  PASSED  ] 3 test(s).'; exit 23")[0], (3, 1, 0))

    def test_a_program_that_runs_nothing_has_failed(self):
        self.assertEqual(self.run_one("true")[0], (0, 1, 0))
        self.assertEqual(self.run_one("true", runner.count_tap)[0], (0, 1, 0))

    def test_a_program_may_be_one_test(self):
        self.assertEqual(self.run_one("true", None)[0], (1, 0, 0))
        self.assertEqual(self.run_one("exit 3", None)[0], (0, 1, 0))

    def test_a_program_that_hangs_has_failed(self):
        counts, said = self.run_one("echo '[       OK ] a'; exec sleep 30", timeout=1)
        self.assertEqual(counts, (1, 1, 0))
        self.assertIn("stopped after 1 s", said)

    def test_the_output_of_a_failure_is_shown(self):
        self.assertIn("| the reason", self.run_one("echo the reason; exit 1")[1])

    def test_a_long_output_loses_its_middle(self):
        said = self.run_one("seq 100000; exit 1")[1]
        self.assertIn("| 1\n", said)
        self.assertIn("| … 99,702 lines left out …\n", said)
        self.assertIn("| ended with 1\n", said)
        self.assertLess(said.count("\n"), 310)

    def test_python_tests_are_counted_once_each(self):
        source = """
import unittest
import unittest.mock
class T(unittest.TestCase):
    def test_good(self): pass
    def test_bad(self): self.fail()
    def test_broken(self): raise OSError
    @unittest.skip("not here")
    def test_skipped(self): pass
    def test_parts(self):
        for n in range(3):
            with self.subTest(n=n): self.assertEqual(n, 1)
class S(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest("all")
    def test_one(self): pass
"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "test_x.py")
            path.write_text(source)
            run = subprocess.run([sys.executable, TOP / "tools/unittest_counts.py", path], capture_output=True, text=True,
                                 check=False)
        self.assertEqual(runner.count_plain(run.stdout), (1, 3, 2))
        self.assertEqual(run.returncode, 1)


class Conclusion(unittest.TestCase):
    def conclude(self, ci, shared, **counts):
        run = runner.Run(None, None, 1)
        run.shared = shared
        run.tally.notices = []
        for name, value in counts.items():
            setattr(run.tally, name, value)
        environment = dict(runner.os.environ, CI=ci)
        with unittest.mock.patch.dict(runner.os.environ, environment), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            code = run.conclude()
        return code, said.getvalue().splitlines()[-1]

    def test_the_last_line(self):
        self.assertEqual(self.conclude("", TOP, passed=4), (0, "4 passed, 0 failed, 0 skipped"))
        self.assertEqual(self.conclude("", TOP, passed=4, failed=1), (1, "4 passed, 1 failed, 0 skipped"))

    def test_ci_refuses_a_skip_that_was_not_needed(self):
        self.assertEqual(self.conclude("", TOP, passed=4, skipped=1)[0], 0)
        self.assertEqual(self.conclude("true", TOP, passed=4, skipped=1)[0], 1)
        self.assertEqual(self.conclude("true", None, passed=4, skipped=1)[0], 0)

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(self.conclude("", TOP)[0], 1)


if __name__ == "__main__":
    unittest.main()
