"""The asset compiler: names by content, refuses marks of GOV.UK and other files, compresses what gains by it."""
import gzip
import hashlib
import re
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tools"))
import assets  # noqa: E402
import npm  # noqa: E402


class Assets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        npm.install()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)

    def style(self, text):
        (self.top / "a.scss").write_text(text)
        return assets.compile_style(self.top / "a.scss")

    def test_the_site_s_style_sheet(self):
        css = assets.compile_style(TOP / "assets/site.scss").decode()
        for expected in (".govuk-button", ".site-header", ".provision__anchor", "--govuk-brand-colour"):
            self.assertIn(expected, css)
        self.assertNotIn("@import", css)

    def test_refuses_other_files_and_marks(self):
        for text in ("a{background:url(https://example.org/x.png)}", "a{font-family:'GDS Transport'}"):
            with self.subTest(text), self.assertRaisesRegex(RuntimeError, "neither marks"):
                self.style(text)

    def test_a_fault_in_a_style_sheet_names_its_line(self):
        with self.assertRaisesRegex(RuntimeError, r"a\.scss 2:"):
            self.style("a {\n  color: $missing;\n}\n")

    def test_the_script_is_one_module_that_exports_nothing(self):
        script = assets.join_script(TOP / "assets/site.mjs").decode()
        self.assertNotRegex(script, r"\bexport\s*\{|\bimport\b\s*[{\"']|sourceMappingURL")
        self.assertRegex(script, r"function initAll\(")
        self.assertTrue(script.rstrip().endswith("initAll();"))

    def test_names_and_bytes(self):
        data = b"a{color:red}" * 100
        definitions, entry = assets.write_asset("x.css", data, 7)
        digest = hashlib.sha256(data).hexdigest()
        self.assertIn(f'\t\t.path = "/assets/x-{digest[:16]}.css",', entry)
        bodies = dict(re.findall(r"char (\w+)_7\[\] = \{([^}]*)\}", "\n".join(definitions)))
        unpacked = {form: bytes(int(n) for n in re.findall(r"\d+", body)) for form, body in bodies.items()}
        self.assertEqual(unpacked["identity"], data)
        self.assertEqual(gzip.decompress(unpacked["gzip"]), data)
        self.assertEqual(set(unpacked), {"identity", "gzip", "brotli", "zstd"})

    def test_a_form_that_gains_nothing_is_left_out(self):
        definitions, _ = assets.write_asset("x.css", b"a", 7)
        self.assertNotIn("gzip", "\n".join(definitions))

    def test_the_same_input_gives_the_same_bytes(self):
        self.assertEqual(assets.compress(b"abc" * 500), assets.compress(b"abc" * 500))

    def test_the_lock_file_names_no_registry(self):
        self.assertNotIn('"resolved"', (TOP / "package-lock.json").read_text())


if __name__ == "__main__":
    unittest.main()
