"""tools/bench: what is missed and documented is known, and noticed when it becomes worse."""
import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "bench"


def load():
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("bench_tool", str(TOOL))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_tool", loader))
    loader.exec_module(module)
    return module


class Known(unittest.TestCase):
    def setUp(self):
        self.tool = load()
        self.bench = self.tool.Bench(1)
        self.addCleanup(self.bench.close)
        self.bench.known = {"slow": 60.0, "rate": 0.3}

    def said(self, *asked):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.bench.say(*asked, "detail")
        return out.getvalue().split()[0]

    def test_a_miss_is_known_up_to_half_as_much_again(self):
        self.assertEqual(self.said("slow", 15, "ms", 20, False), "ok")
        self.assertEqual(self.said("slow", 61, "ms", 20, False), "known")
        self.assertEqual(self.said("slow", 89, "ms", 20, False), "known")
        self.assertEqual(self.said("slow", 91, "ms", 20, False), "WORSE")
        self.assertEqual(self.said("rate", 0.21, "x", 1.5, True), "known")
        self.assertEqual(self.said("rate", 0.19, "x", 1.5, True), "WORSE")
        self.assertEqual(self.said("other", 61, "ms", 20, False), "MISS")
        self.assertEqual([r["name"] for r in self.bench.results if not r["kept"] and not r["known"]], ["slow", "rate", "other"])

    def test_every_documented_miss_has_its_figure(self):
        known = self.tool.known_misses()
        self.assertTrue(known)
        self.assertTrue(all(figure > 0 for figure in known.values()), known)


if __name__ == "__main__":
    unittest.main()
