"""Every rule of the house is broken once here, so that each is known to be checked; and a good house passes."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "house.py"

GOOD = {
    "meson.build": "subdir('assets')\nsubdir('src/foundation/base')\nsubdir('src/foundation/db')\nsubdir('src/ethics/codes')\n",
    "src/main.c": '#include "codes/codes.h"\n#include "serve.h"\n',
    "src/serve.h": '#include "db/db.h"\n',
    "src/foundation/base/README.md": "# base\n",
    "src/foundation/base/base.h": "",
    "src/foundation/base/arena.c": '#include "base/base.h"\nvoid *p(void)\n{\n\treturn malloc(1);\n}\n',
    "src/foundation/db/README.md": "# db\n",
    "src/foundation/db/db.h": '#include "base/base.h"\n',
    "src/foundation/db/sqlite.c": 'const char *s = "BEGIN IMMEDIATE";\n',
    "src/ethics/codes/README.md": "# codes\n",
    "src/ethics/codes/codes.h": '#include "db/db.h"\n',
    "src/ethics/codes/codes.c": '#include "codes_sql.h"\n#include "codes/codes.h"\n/* SELECT a FROM b; malloc(1) <p> */\n'
                                'const char *c = "Select the code from the list; 1 < 2 and a < b or b > c";\n'
                                'const void *a = &codes_sql_a;\n',
    "src/ethics/codes/test_codes.c": 'const char *expected = "<h1>Code</h1>";\nconst char *tamper = "DELETE FROM a";\n',
    "src/ethics/codes/views/show.html": '{{include "codes/codes.h"}}\n<p>\n',
    "src/ethics/codes/sql/a.sql": "-- name: a\nSELECT 1 FROM t\n",
}


class HouseRules(unittest.TestCase):
    def check(self, **changes):
        files = {**GOOD, **changes.pop("files", {})}
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                if text is None:
                    continue
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            run = subprocess.run([sys.executable, TOOL, folder], capture_output=True, text=True, check=False)
        self.assertEqual(run.stderr, "")
        return run.returncode, run.stdout

    def refused(self, name, text, expected):
        code, said = self.check(files={name: text})
        self.assertIn(f"{name}:{expected}", said)
        self.assertEqual(code, 1)

    def test_a_good_house_passes(self):
        self.assertEqual(self.check(), (0, ""))

    def test_edges(self):
        self.refused("src/foundation/db/db.c", '\n#include "codes/codes.h"\n', "2: 'db' may not use 'codes'")
        self.refused("src/foundation/db/views/a.html", '{{include "codes/codes.h"}}', "1: 'db' may not use 'codes'")
        self.refused("src/foundation/db/test_db.c", '#include "codes/codes.h"\n', "1: 'db' may not use 'codes'")
        self.refused("src/ethics/codes/x.c", '#include "duties/duties.h"\n', '1: "duties/duties.h": there is no room')
        self.refused("src/ethics/codes/x.c", '#include "serve.h"\n', '1: "serve.h" does not stand beside it')

    def test_the_order_is_that_of_the_build(self):
        turned = GOOD["meson.build"].replace("foundation/db", "x").replace("ethics/codes", "foundation/db").replace(
            "src/x", "src/ethics/codes")
        code, said = self.check(files={"meson.build": turned})
        self.assertEqual(code, 1)
        self.assertIn("src/ethics/codes/codes.h:1: 'codes' may not use 'db'", said)

    def test_sql(self):
        for literal in ("SELECT a FROM b", "INSERT INTO a VALUES ($1)", "UPDATE a SET b = 1", "DELETE FROM a",
                        "CREATE TABLE a (b TEXT)", "PRAGMA journal_mode", "BEGIN IMMEDIATE", "SELECT 1"):
            with self.subTest(literal):
                self.refused("src/ethics/codes/x.c", f'int a;\nconst char *s = "{literal}";\n', "2: SQL stands only")
        self.refused("src/ethics/codes/x.c", 'const char *s = "SELECT a "\n  "FROM b";\n', "1: SQL stands only")

    def test_statements_that_nothing_asks(self):
        b = GOOD["src/ethics/codes/sql/a.sql"] + "\n-- name: b\nSELECT 2 FROM t\n"
        self.refused("src/ethics/codes/sql/a.sql", b, "4: no C of the room asks 'b'")
        code, said = self.check(files={"src/ethics/codes/sql/a.sql": b, "src/ethics/codes/test_b.c": "codes_sql_b"})
        self.assertEqual((code, "asks 'b'" in said), (1, True), "a test alone keeps none alive")
        self.assertEqual(self.check(files={"src/ethics/codes/sql/a.sql": b, "src/ethics/codes/b.c": "codes_sql_b"}), (0, ""))

    def test_html(self):
        for literal in ("<p>", "</div>", "<br/>", "<a href='x'>", "<!DOCTYPE html>", "<h2 id="):
            with self.subTest(literal):
                self.refused("src/ethics/codes/x.c", f'const char *s = "{literal}";\n', "1: HTML stands only")

    def test_banned_functions(self):
        for call in ("malloc(1)", "calloc (1, 2)", "realloc(p, 1)", "strdup(s)", "asprintf(&p, s)", "strndup(s, 1)"):
            with self.subTest(call):
                self.refused("src/ethics/codes/x.c", f"void f(void)\n{{\n\t{call};\n}}\n", "3: ")
        self.refused("src/serve.c", "void *p = malloc(1);\n", "1: malloc is called only in base")

    def test_rooms_are_whole_and_in_the_build(self):
        code, said = self.check(files={"src/ethics/codes/README.md": None})
        self.assertEqual((code, said), (1, "src/ethics/codes:1: the room has no README.md\n"))
        code, said = self.check(files={"src/ethics/duties/README.md": "", "src/ethics/duties/a.c": ""})
        self.assertEqual(code, 1)
        self.assertIn("the room has no duties.h", said)
        self.assertIn("src/ethics/duties is not among the subdir() lines", said)
        code, said = self.check(files={"meson.build": GOOD["meson.build"] + "subdir('src/ethics/duties')\n"})
        self.assertEqual(code, 1)
        self.assertIn("src/ethics/duties:1: the room has no README.md", said)

    def test_hosts_and_paths(self):
        self.refused("docs/a.md", "see /wor" + "k/main\n", "1: '/wor" + "k/' names a path")
        self.refused("docs/a.md", "\n/ho" + "me/ann/x\n", "2: '/ho" + "me/ann/' names a path")
        self.refused("package-lock.json", '"https://registry.' + 'npmjs.org/a"\n', "1: 'registry.")

    def test_promises(self):
        self.refused("src/ethics/codes/x.c", "/* TO" + "DO: later */\n", "1: a comment that promises")

    def test_length_only_warns(self):
        code, said = self.check(files={"src/ethics/codes/x.c": "int a;\n" * 601})
        self.assertEqual(code, 0)
        self.assertIn("warning: src/ethics/codes/x.c:1: 601 lines", said)
        body = "\tf();\n" * 61
        code, said = self.check(files={"src/ethics/codes/x.c": f"\nvoid g(void)\n{{\n{body}}}\n"})
        self.assertEqual(code, 0)
        self.assertIn("warning: src/ethics/codes/x.c:2: a function of 61 lines", said)


if __name__ == "__main__":
    unittest.main()
