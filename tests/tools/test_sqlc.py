"""The SQL compiler: what it makes, and every fault it must name."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "sqlc.py"

DB_H = """
struct db_stmt { const char *name; const char *sqlite; const char *postgres; unsigned n_params; };
struct db_migration { const char *room; unsigned number; const char *name; const char *sqlite; const char *postgres;
	const char *sha256; };
"""


class Sqlc(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        (self.top / "migrations").mkdir()

    def compile(self, **files):
        """Compiles files given as name=text; a name that begins with _ is a migration."""
        paths = []
        for name, text in files.items():
            path = self.top / (f"migrations/{name[1:]}.sql" if name.startswith("_") else f"{name}.sql")
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            paths.append(str(path))
        return subprocess.run([sys.executable, TOOL, "codes", str(self.top), *paths], cwd=self.top,
                              capture_output=True, text=True, check=False)

    def made(self, **files):
        run = self.compile(**files)
        self.assertEqual(run.stderr, "")
        self.assertEqual(run.returncode, 0)
        return (self.top / "codes_sql.c").read_text()

    def refused(self, *expected, **files):
        run = self.compile(**files)
        self.assertEqual(run.returncode, 1)
        for text in expected:
            self.assertIn(text, run.stderr)
        self.assertFalse((self.top / "codes_sql.c").exists(), "a fault must leave nothing behind")

    def test_a_statement_for_each_engine(self):
        made = self.made(a="-- About editions.\n\n-- name: by_slug\n-- why\nSELECT id -- the id\nFROM edition\n"
                           "WHERE slug = $2 AND body = $1;\n")
        self.assertIn('"WHERE slug = ?2 AND body = ?1;"', made)
        self.assertIn('"WHERE slug = $2 AND body = $1;"', made)
        self.assertIn(".n_params = 2", made)
        self.assertNotIn("the id", made)
        header = (self.top / "codes_sql.h").read_text()
        self.assertIn("extern const struct db_stmt codes_sql_by_slug;", header)
        self.assertNotIn("migrations", header)

    def test_a_statement_of_one_engine_is_db_s_alone(self):
        (self.top / "db/sql/migrations").mkdir(parents=True)
        path = self.top / "db/sql/migrations/001_db.sql"
        path.write_text("CREATE TABLE a (b TEXT);\n@sqlite CREATE INDEX c ON a (b);\n@postgres CREATE INDEX d ON a\n(b);\n"
                        "CREATE TABLE e (f TEXT DEFAULT '@sqlite');\n")
        run = subprocess.run([sys.executable, TOOL, "db", str(self.top), str(path)], capture_output=True, text=True,
                             check=False)
        self.assertEqual(run.stderr, "")
        made = (self.top / "db_sql.c").read_text()
        sqlite, postgres = made.split(".postgres =")
        self.assertIn("INDEX c", sqlite)
        self.assertNotIn("INDEX d", sqlite)
        self.assertIn("INDEX d", postgres)
        self.assertNotIn("INDEX c", postgres)
        for one in (sqlite, postgres):
            self.assertIn("CREATE TABLE a", one)
            self.assertIn("CREATE TABLE e (f TEXT DEFAULT '@sqlite')", one)
        self.refused("@sqlite is not a type", _001_codes="@sqlite CREATE INDEX c ON a (b);\n")

    def test_types_are_replaced_outside_strings_only(self):
        made = self.made(_001_codes="CREATE TABLE a (id @id PRIMARY KEY, b @bytes, c TEXT DEFAULT '@id $9 ? {x}') "
                                    "@strict;\n")
        self.assertIn("CREATE TABLE a (id INTEGER PRIMARY KEY, b BLOB, c TEXT DEFAULT '@id $9 ? {x}') STRICT;", made)
        self.assertIn("CREATE TABLE a (id BIGINT PRIMARY KEY, b BYTEA, c TEXT DEFAULT '@id $9 ? {x}') ;", made)
        made = self.made(_001_codes="CREATE TABLE a (b @id, PRIMARY KEY (b)) @keyed;\n")
        self.assertIn("PRIMARY KEY (b)) STRICT, WITHOUT ROWID;", made)
        self.assertIn("PRIMARY KEY (b)) ;", made)

    def test_the_result_is_c_that_compiles(self):
        self.made(a='-- name: one\nSELECT "a\\b", \'it\'\'s\', \'ü\' FROM t WHERE x LIKE \'%\' || $1\n',
                  _001_codes="CREATE TABLE t (id @id);\nCREATE TABLE u (id @id);\n", _002_more="DROP TABLE u;\n")
        (self.top / "db").mkdir()
        (self.top / "db/db.h").write_text(DB_H)
        run = subprocess.run(["cc", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-I.", "-c", "codes_sql.c", "-o", "x.o"],
                             cwd=self.top, capture_output=True, text=True, check=False)
        self.assertEqual(run.stderr, "")

    def test_migrations_in_order_with_their_hash(self):
        made = self.made(_002_more="DROP TABLE t;\n", _001_codes="CREATE TABLE t (id @id);\n")
        self.assertLess(made.index(".number = 1"), made.index(".number = 2"))
        self.assertIn('.name = "more"', made)
        self.assertRegex(made, r'\.sha256 = "[0-9a-f]{64}"')

    def test_a_placeholder_used_twice_counts_once(self):
        self.assertIn(".n_params = 1", self.made(a="-- name: x\nSELECT $1, $1\n"))

    def test_faults_name_file_and_line(self):
        self.refused("a.sql:4: @text is not a type", a="-- name: x\nSELECT 1,\n2,\n@text\n")

    def test_faults(self):
        cases = {
            "a.sql:1: a statement without a name": "SELECT 1;\n",
            "a.sql:1: a statement cannot be named 'all'": "-- name: all\nSELECT 1\n",
            "a.sql:1: a statement cannot be named 'all_n'": "-- name: all_n\nSELECT 1\n",
            "a.sql:1: 'x' has $3 but no $2": "-- name: x\nSELECT $1, $3\n",
            "a.sql:2: ? looks like": "-- name: x\nSELECT ?\n",
            "a.sql:2: ?1 looks like": "-- name: x\nSELECT ?1\n",
            "a.sql:2: :slug looks like": "-- name: x\nSELECT :slug\n",
            "a.sql:2: %s looks like": "-- name: x\nSELECT %s\n",
            "a.sql:2: { looks like": "-- name: x\nSELECT {name}\n",
            "a.sql:2: SQLite has no '::'": "-- name: x\nSELECT 1::int\n",
            "a.sql:2: $slug is not a placeholder": "-- name: x\nSELECT $slug\n",
            "a.sql:2: $0 is not a placeholder": "-- name: x\nSELECT $0\n",
            "a.sql:2: ' is opened": "-- name: x\nSELECT 'a\n",
            "a.sql:2: /* is opened": "-- name: x\nSELECT /* a\n",
            "a.sql:1: 'x' has no statement": "-- name: x\n-- nothing\n",
            "a.sql:2: 'x' is more than one statement": "-- name: x\nSELECT 1; SELECT 2\n",
            "a.sql:1: the name 'By Slug' must be": "-- name: By Slug\nSELECT 1\n",
            "a.sql:3: 'x' was named before, at a.sql:1": "-- name: x\nSELECT 1;\n-- name: x\nSELECT 2;\n",
            "a.sql:1: cannot be read": b"-- name: x\nSELECT '\xff'\n",
        }
        for expected, source in cases.items():
            with self.subTest(expected):
                self.refused(expected, a=source)

    def test_faults_of_migrations(self):
        self.refused("does not end with ';'", _001_a="CREATE TABLE t (id @id)\n")
        self.refused("must end its line", _001_a="DROP TABLE t; DROP TABLE u;\n")
        self.refused("has no placeholders", _001_a="DELETE FROM t WHERE a = $1;\n")
        self.refused("an empty migration", _001_a="-- nothing\n")
        self.refused("migration 003 stands where 002", _001_a="DROP TABLE t;\n", _003_b="DROP TABLE u;\n")
        self.refused("is named 001_some_name.sql", _1_a="DROP TABLE t;\n")

    def test_all_faults_at_once(self):
        self.refused("a.sql:2:", "b.sql:2:", a="-- name: x\nSELECT ?\n", b="-- name: y\nSELECT ?\n")


if __name__ == "__main__":
    unittest.main()
