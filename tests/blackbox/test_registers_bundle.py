"""All that is public as one database and one archive, through the real program: the same rows as the files under /data, with keys
between them; asked for in parts; gone within a minute when something is removed, whoever removes it."""
import csv
import hashlib
import io
import json
import sqlite3
import unittest
import zipfile

import support
from test_registers_public import SECRETS, Registers, days_ago, gift

WAIT = 60  # S3


class Bundle(Registers):
    def filled(self):
        self.put(gift("a", "imogen-vale", 200, donor="Alpha Ltd", value="1200", phone="0777 314159", what="=1+1"),
                 gift("b", "tobias-renn", 190, donor="Beta Ltd", value="not known", outcome="refused"),
                 {"register": "gifts", "category": "part", "person": "imogen-vale", "parent": "a", "key": "p",
                  "answers": {"what": "The wine"}},
                 gift("c", "ada-quill", 30, donor="Nobody May Know Ltd", withheld=True),
                 gift("d", "ada-quill", 20, donor="Gamma Ltd"),
                 gift("d", "ada-quill", 10, "withdrawn", reason="It was never given.", donor="Gamma Ltd"),
                 {"register": "secret", "category": "note", "person": "ada-quill", "answers": {"text": "A private note"}},
                 {"register": "family", "category": "relative", "person": "ada-quill", "answers": {"who": "Rosa Relative"}})

    def written(self, name, *more):
        folder = self.folder / name
        folder.mkdir()
        self.verb("publish", "data", "--to", folder, *more)
        return folder / "public.sqlite", folder / "all.zip"

    def test_tables_are_those_of_the_files(self):
        self.filled()
        path, _ = self.written("out")
        db = sqlite3.connect(path)
        self.addCleanup(db.close)
        db.row_factory = sqlite3.Row
        self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [])
        self.assertEqual(db.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        self.visit()
        for table, address in (("gifts", "/data/gifts.csv?ended=yes"), ("expenses", "/data/expenses.csv"),
                               ("changes", "/data/changes.csv"), ("removals", "/data/removals.csv"),
                               ("signatures", "/data/signatures.csv")):
            with self.subTest(table):
                rows = list(csv.reader(io.StringIO(self.page(address).body.decode())))
                cursor = db.execute(f"SELECT * FROM {table}")
                self.assertEqual([c[0] for c in cursor.description], rows[0])
                self.assertEqual(len(cursor.fetchall()), len(rows) - 1)
        # Numbers are numbers, formulas are as they were written, what is empty is nothing.
        row = db.execute("SELECT g.*, p.name, p.link AS page FROM gifts g JOIN people p ON p.id = g.person_id WHERE donor = 'Alpha Ltd'").fetchone()
        self.assertEqual((row["value"], row["what"], row["name"]), (1200, "=1+1", "Imogen Vale"))
        self.assertEqual(row["page"][-len("/members/imogen-vale/interests"):], "/members/imogen-vale/interests")
        self.assertIsNone(db.execute("SELECT value FROM gifts WHERE donor = 'Beta Ltd'").fetchone()[0])
        parent = "SELECT count(*) FROM gifts c JOIN gifts p ON p.id = c.belongs_to WHERE p.donor = 'Alpha Ltd'"
        self.assertEqual(db.execute(parent).fetchone()[0], 1)
        self.assertEqual(db.execute("SELECT count(*) FROM gifts WHERE status = 'withheld' AND id IS NULL").fetchone()[0], 1)
        self.assertEqual(db.execute("SELECT count(*) FROM changes WHERE version = 2").fetchone()[0], 1)
        said = db.execute("SELECT * FROM metadata WHERE name = 'gifts'").fetchone()
        self.assertEqual(said["title"], "Gifts")
        self.assertTrue(said["licence"] and said["as_of"] and said["note"] and said["source"].endswith("/data/gifts.csv"))
        self.assertNotIn("secret", [t[0] for t in db.execute("SELECT name FROM sqlite_master")])
        for secret in SECRETS:
            self.assertNotIn(secret.encode(), path.read_bytes())

    def test_an_archive_of_all_files_with_their_hashes(self):
        self.filled()
        now = ("--now", days_ago(0) + "T12:00:00Z")
        _, first = self.written("one", *now)
        _, again = self.written("two", *now)
        self.assertEqual(first.read_bytes(), again.read_bytes())
        archive = zipfile.ZipFile(first)
        self.addCleanup(archive.close)
        self.assertIsNone(archive.testzip())
        manifest = json.loads(archive.read("manifest.json"))
        head = self.head()
        self.assertEqual((manifest["log"]["size"], manifest["log"]["root"]), (head["size"], head["root"]))
        self.assertEqual(sorted(f["name"] for f in manifest["files"]) + ["manifest.json"],
                         sorted(set(archive.namelist()) - {"manifest.json"}) + ["manifest.json"])
        for file in manifest["files"]:
            content = archive.read(file["name"])
            self.assertEqual((hashlib.sha256(content).hexdigest(), len(content)), (file["sha256"], file["bytes"]))
            for secret in SECRETS:
                self.assertNotIn(secret.encode(), content)
        readme = archive.read("README.txt").decode()
        for words in (head["root"], manifest["as_of"], manifest["licence"]):
            self.assertIn(words, readme)
        # Each is the file of the site: but for the instant at which it was asked.
        self.visit()
        listed = set(self.page("/data").html.split('"'))
        for name in archive.namelist():
            if name in ("README.txt", "manifest.json"):
                continue
            self.assertIn("/data/" + name, listed)
            if name.endswith((".csv-metadata.json", ".schema.json")):
                self.assertEqual(archive.read(name), self.page("/data/" + name).body)
            elif name.endswith(".csv"):
                self.assertEqual(len(archive.read(name).splitlines()), len(self.page("/data/" + name).body.splitlines()))
        self.refused("publish", "data", "--site", self.site, "--to", first.parent)

    def test_files_are_made_by_themselves_and_sent_in_parts(self):
        self.filled()
        visitor = self.visit()
        support.wait_until(lambda: visitor.get("/data/all.zip").status == 200, WAIT)
        whole = visitor.get("/data/public.sqlite")
        self.assertEqual(whole.headers["Content-Type"], "application/vnd.sqlite3")
        self.assertEqual(whole.headers["ETag"], '"' + hashlib.sha256(whole.body).hexdigest() + '"')
        tag, size = whole.headers["ETag"], len(whole.body)
        for asked, begin, end in (("bytes=0-99", 0, 100), ("bytes=100-", 100, size), ("bytes=-100", size - 100, size),
                                  (f"bytes={size - 1}-{size + 5}", size - 1, size)):
            part = visitor.get("/data/public.sqlite", **{"Range": asked, "If-Range": tag})
            self.assertEqual((part.status, part.body), (206, whole.body[begin:end]), asked)
            self.assertEqual(part.headers["Content-Range"], f"bytes {begin}-{end - 1}/{size}")
        for asked in ("bytes=a-b", "bytes=9-3", "lines=0-1", "bytes=0-1,5-6", "bytes=-"):
            self.assertEqual(visitor.get("/data/public.sqlite", Range=asked).status, 200, asked)
        self.assertEqual(visitor.get("/data/public.sqlite", **{"Range": "bytes=0-9", "If-Range": '"other"'}).body, whole.body)
        beyond = visitor.get("/data/public.sqlite", Range=f"bytes={size}-")
        self.assertEqual((beyond.status, beyond.headers["Content-Range"]), (416, f"bytes */{size}"))
        unchanged = visitor.get("/data/public.sqlite", **{"If-None-Match": tag})
        self.assertEqual((unchanged.status, unchanged.body), (304, b""))
        self.assertEqual(visitor.request("HEAD", "/data/public.sqlite").headers["Content-Length"], str(size))

    def test_what_is_removed_is_in_neither_a_minute_later(self):
        self.filled()
        visitor = self.visit()
        support.wait_until(lambda: visitor.get("/data/all.zip").status == 200, WAIT)
        self.assertIn(b"Beta Ltd", visitor.get("/data/public.sqlite").body)
        record = self.entry("/data/gifts.csv", donor="Beta Ltd")["id"]
        before = visitor.get("/data/all.zip").headers["ETag"]
        self.verb("journal", "erase", "--record", record, "--ground", "It should not have been published.")

        def is_anew():
            page = visitor.get("/data/all.zip")
            return page.status == 200 and page.headers["ETag"] != before

        support.wait_until(is_anew, WAIT)
        database = visitor.get("/data/public.sqlite").body
        self.assertNotIn(b"Beta Ltd", database)
        self.assertIn(b"Alpha Ltd", database)
        archive = zipfile.ZipFile(io.BytesIO(visitor.get("/data/all.zip").body))
        for name in archive.namelist():
            self.assertNotIn(b"Beta Ltd", archive.read(name), name)

    def test_a_name_that_is_used_no_more_is_in_neither_a_minute_later(self):
        self.filled()
        visitor = self.visit()
        support.wait_until(lambda: visitor.get("/data/all.zip").status == 200, WAIT)
        self.assertIn(b"Tobias Renn", visitor.get("/data/public.sqlite").body)
        self.verb("people", "rename", "tobias-renn", "--name", "Thea Renn")
        support.wait_until(lambda: visitor.get("/data/public.sqlite").status == 503
                           or b"Thea Renn" in visitor.get("/data/public.sqlite").body, 10)
        support.wait_until(lambda: visitor.get("/data/public.sqlite").status == 200, WAIT)
        database = visitor.get("/data/public.sqlite").body
        self.assertIn(b"Thea Renn", database)
        self.assertNotIn(b"Tobias Renn", database)


class BundleOnPostgres(Bundle):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
