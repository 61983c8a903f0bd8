"""The public pages, files and feeds of registers, byte for byte as tests/registers/golden keeps them, on both engines. What is
another in each run is named alike: ids by the order in which they come, keys of pages, hashes, minutes. After a wanted change:

    cd tests/blackbox && GOLDEN=renew python3 -m unittest test_registers_golden

and read what git says has changed."""
import datetime
import difflib
import os
import re
import shutil
import subprocess
import unittest

import support
from test_registers_public import Registers, gift

GOLDEN = support.TOP / "tests" / "registers" / "golden"
NOW = datetime.datetime(2026, 7, 1, 12, 0, 0, tzinfo=datetime.timezone.utc)

# File, address, status: {gift}, {removed}, {withdrawn} are ids of entries.
PAGES = (
    ("registers.html", "/registers", 200),
    ("register.html", "/registers/gifts", 200),
    ("filtered.html", "/registers/gifts?outcome=refused&value-min=10", 200),
    ("sorted.html", "/registers/gifts?sort=value&order=desc", 200),
    ("as-at.html", "/registers/gifts?as-at=2026-02-15", 200),
    ("known-at.html", "/registers/gifts?known-at=2026-03-15", 200),
    ("faults.html", "/registers/gifts?as-at=yesterday&nonsense=1", 400),
    ("ended.html", "/registers/gifts?ended=yes", 200),
    ("counts.html", "/registers/family", 200),
    ("entry.html", "/registers/gifts/{gift}", 200),
    ("withdrawn.html", "/registers/gifts/{withdrawn}", 200),
    ("removed.html", "/registers/gifts/{removed}", 200),
    ("totals.html", "/registers/gifts/totals", 200),
    ("member.html", "/members/imogen-vale/interests", 200),
    ("withheld.html", "/members/ada-quill/interests", 200),
    ("data.html", "/data", 200),
    ("removals.html", "/removals", 200),
    ("gifts.csv", "/data/gifts.csv?ended=yes", 200),
    ("gifts.json", "/data/gifts.json", 200),
    ("gifts.jsonl", "/data/gifts.jsonl", 200),
    ("gifts.regmem.json", "/data/gifts.regmem.json", 200),
    ("gifts.declared.json", "/data/gifts.declared.json", 200),
    ("gifts.csv-metadata.json", "/data/gifts.csv-metadata.json", 200),
    ("gifts.schema.json", "/data/gifts.schema.json", 200),
    ("changes.csv", "/data/changes.csv?since=2026-03-01", 200),
    ("removals.csv", "/data/removals.csv", 200),
    ("register.atom", "/registers/gifts/feed.atom", 200),
    ("member.atom", "/members/imogen-vale/interests.atom", 200),
)


def alike(text, port):
    """The text with what is another in each run under a name of its own."""
    seen = {}

    def name(kind):
        return lambda match: seen.setdefault(match.group(), f"{kind}{len(seen) + 1}")

    text = text.replace(f"localhost:{port}", "localhost:8080")
    text = re.sub(r"\b[0-9a-z]{26}\b", name("RECORD"), text)
    text = re.sub(r"\b0[0-9a-z]{12}\b", name("ID"), text)
    text = re.sub(r"after=[^\"&]+", "after=KEY", text)
    text = re.sub(r"/assets/([a-z]+)-[0-9a-f]{8,}\.", r"/assets/\1-HASH.", text)
    text = re.sub(r"2026-07-01T12:\d\d:\d\d\.\d{3}Z", "2026-07-01T12:00:00.000Z", text)
    text = re.sub(r"1 July 2026, 5:\d\d am", "1 July 2026, 5:00 am", text)
    # Of a page what is its own: head and foot belong to every page.
    main = re.search(r"<main.*</main>", text, re.S)
    # A line each, so that a change can be read.
    return re.sub(r"(?<=>)(?=<(?:h\d|p|d[ltd]|t[rdh]|li|ul|ol|div|form|details|summary|figure|svg|text|rect|option|entry)\b)", "\n",
                  main.group() if main else text) + "\n"


class Golden(Registers):
    maxDiff = None

    def setUp(self):
        if not shutil.which("cc"):
            self.skipTest("there is no compiler")
        super().setUp()

    def init(self, *more, **options):
        """Before anything else the clock goes to a day at which everything happens: pages say what day it is."""
        library, offset = self.folder / "clock.so", self.folder / "offset"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, support.TOP / "tests" / "blackbox" / "clock.c"], check=True)
        offset.write_text(str(int((NOW - datetime.datetime.now(datetime.timezone.utc)).total_seconds())))
        for key, value in {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset)}.items():
            before = os.environ.get(key)
            os.environ[key] = value
            self.addCleanup(lambda k=key, b=before: os.environ.pop(k) if b is None else os.environ.__setitem__(k, b))
        return super().init(*more, **options)

    # Sanitizers want to be loaded first: the program as released.
    def run_ok(self, *args, **options):
        return super().run_ok(*args, **{**options, "program": support.RELEASE})

    def serve(self, *more):
        return super().serve(*more, program=support.RELEASE)

    def fill(self):
        def one(key, person, day, act="", **more):
            item = gift(key, person, 0, act, **{"offered": day, **more})
            return {**item, "at": day + "T18:00:00Z"}

        self.put(one("a", "imogen-vale", "2026-01-10", donor="Alpha Ltd", value="120", what="=1+1, a <b>dinner</b>"),
                 one("b", "tobias-renn", "2026-02-01", donor="Beta Ltd", value="45.50", outcome="refused", phone="0777 314159"),
                 one("c", "tobias-renn", "2026-02-10", donor="Gamma & Söhne", value="not known", link="https://gamma.example/?a=1&b=2"),
                 one("d", "ada-quill", "2026-02-20", donor="Delta Ltd"),
                 one("e", "imogen-vale", "2026-02-25", donor="Epsilon Ltd"),
                 one("f", "ada-quill", "2026-03-01", donor="Nobody May Know Ltd", withheld=True),
                 {"register": "gifts", "person": "tobias-renn", "nil": True, "at": "2026-03-02T18:00:00Z", "answers": {}},
                 {**one("a", "imogen-vale", "2026-01-10", "corrected", donor="Alpha Ltd", value="210", what="A dinner",
                        reason="The bill says so."), "at": "2026-04-01T18:00:00Z"},
                 {**one("d", "ada-quill", "2026-02-20", "withdrawn", donor="Delta Ltd", reason="It was never given."),
                  "at": "2026-04-02T18:00:00Z"},
                 {"register": "expenses", "category": "expense", "person": "imogen-vale", "at": "2026-04-03T18:00:00Z",
                  "answers": {"paid": "2026-03-30", "amount": "250.50"}},
                 {"register": "family", "category": "relative", "person": "ada-quill", "at": "2026-04-03T18:00:00Z",
                  "answers": {"who": "Rosa Relative"}})

    def test_pages_files_and_feeds_are_as_they_are_kept(self):
        self.fill()
        self.visit()
        ids = {"gift": self.entry("/data/gifts.csv", donor="Alpha Ltd")["id"],
               "removed": self.entry("/data/gifts.csv", donor="Epsilon Ltd")["id"],
               "withdrawn": next(r["id"] for r in self.rows("/data/gifts.csv?ended=yes") if r["status"] == "withdrawn")}
        self.verb("registers", "remove", "--kind", "should-not-have-been-published", "--why", "It named a child.",
                  "--by", "the ethics officer", ids["removed"])
        support.wait_until(lambda: b"Epsilon" not in self.visitor.get("/registers/gifts").body)
        renew = os.environ.get("GOLDEN") == "renew" and self.engine == "sqlite"
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, address, status in PAGES:
            with self.subTest(name):
                is_now = alike(self.page(address.format(**ids), status).body.decode(), self.port)
                path = GOLDEN / name
                if renew:
                    path.write_bytes(is_now.encode())
                kept = path.read_bytes().decode() if path.exists() else ""
                if is_now != kept:
                    self.fail("\n".join(difflib.unified_diff(kept.split("\n"), is_now.split("\n"), f"golden/{name}", address, lineterm="", n=1)))
        self.assertEqual({p.name for p in GOLDEN.iterdir()}, {name for name, _, _ in PAGES})


class GoldenOnPostgres(Golden):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
