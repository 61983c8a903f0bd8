"""What bad input gets: a message that says what is wrong and where, a refusal, and nothing changed. Also when the disk
is full, a statement fails or memory runs out in the middle."""
import contextlib
import os
import random
import re
import sqlite3
import subprocess
import unittest

import support
from support import Browser

# File, its bytes, what is said of it. None: there is no such file.
BAD_FILES = [
    ("latin.txt", "Código\n".encode("latin-1"), r"latin\.txt:1:2: .*UTF-8"),
    ("late.txt", b"A Code\n\nof conduct \xc3\x28\n", r"late\.txt:3:12: .*UTF-8"),
    ("utf16.txt", "A code of conduct\n".encode("utf-16"), r"utf16\.txt:1:1: .*UTF-8"),
    ("nul.txt", b"A Code\n\nwith\0nothing\n", r"nul\.txt:3:5: .*NUL"),
    ("program.txt", b"\x7fELF\x02\x01\x01\0\0\0", r"program\.txt:1:\d+: .*not text"),
    ("random.txt", random.Random(7).randbytes(4096), r"random\.txt:\d+:\d+: "),
    ("scan.pdf", b"%PDF-1.4\n1 0 obj\n", r"scan\.pdf:1:1: .*PDF"),
    ("letter.docx", b"PK\x03\x04\x14\0\x06\0", r"letter\.docx:1:1: .*word processor"),
    ("white.txt", b" \n\t\r\n   \n", r"white\.txt:1:1: .*no words"),
    ("empty.txt", b"", r"empty\.txt:1:1: .*no words"),
    ("large.txt", b"word " * 900_000, r"large\.txt: .*too large: at most 4194304 bytes"),
]


class Imports(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish")

    def state(self):
        return self.head(), support.contents(self.site)

    def test_from_the_command_line(self):
        before = self.state()
        for name, content, said in BAD_FILES:
            with self.subTest(name):
                (self.folder / name).write_bytes(content)
                self.assertRegex(self.refused("codes", "import", name, "--slug", "x", "--site", self.site), said)
        for name, said in ((str(self.folder), "folder"), ("missing.txt", "missing.txt: there is no such file"),
                           ("/dev/null", "not a regular file")):
            with self.subTest(name):
                self.assertIn(said, self.refused("codes", "import", name, "--slug", "x", "--site", self.site))
        (self.folder / "good.txt").write_text("A code")
        said = self.refused("codes", "import", "good.txt", "--slug", "No such Slug!", "--site", self.site)
        self.assertIn("slug", said)
        self.assertEqual(self.state(), before)

    def test_as_an_upload(self):
        server = self.serve()
        officer = self.account(server, "officer", "Ombra Fenn")
        before = self.state()
        for name, content, said in BAD_FILES:
            with self.subTest(name):
                form = officer.get("/office/codes/import").form("/office/codes/import")
                page = officer.upload("/office/codes/import", form["fields"], "file", name, content)
                self.assertEqual(page.status, 400, page.text)
                if name == "empty.txt":
                    said = "Choose a file that is not empty"
                if name == "large.txt":
                    said = "at most 4194304 are allowed"
                self.assertRegex(page.text, said)
                self.assertIn("There is something to put right", page.text)
        for fields in ({"text": "A code\n\n1. Be good.", "code": "no-such-code"}, {"text": "x\0y"}, {"text": "  "}):
            form = officer.get("/office/codes/import").form("/office/codes/import")
            page = officer.upload("/office/codes/import", {**form["fields"], **fields}, "file", "", b"")
            self.assertEqual(page.status, 400, page.text)
        form = officer.get("/office/codes/import").form("/office/codes/import")
        page = officer.upload("/office/codes/import", form["fields"], "file", "huge.txt", b"word " * 2_000_000)
        self.assertEqual(page.status, 413)
        self.assertEqual(self.state(), before)
        self.assertEqual(server.stop()[0], 0)

    def test_forms_keep_what_was_typed(self):
        server = self.serve()
        officer = self.account(server, "officer", "Ombra Fenn")
        officer.submit("/office/bodies/add", {"name": "City Council"})
        before = self.state()
        for fields in ({"name": ""}, {"name": "x" * 5000}):
            page = officer.submit("/office/bodies/add", fields)
            self.assertEqual(page.status, 400)
        page = officer.submit("/office/people/add", {"name": "Imogen Vale", "post": "", "category": "king",
                                                     "from": "1/2/25"})
        self.assertEqual(page.status, 400)
        fields = page.form("/office/people/add")["fields"]
        self.assertEqual((fields["name"], fields["from"]), ("Imogen Vale", "1/2/25"))
        problems = re.findall(r'<li><a href="#([^"]+)">', page.html)
        self.assertEqual(set(problems), {"post", "category", "from"}, "all faults at once, each beside its field")
        self.assertEqual(self.state(), before)


class ImportsOnPostgres(Imports):
    engine = "postgres"


class Usage(support.SiteTest):
    def test_wrong_usage(self):
        for args in (["nonsense"], ["codes", "nonsense"], ["codes", "import"], ["codes", "import", "a", "b"],
                     ["codes", "import", "a", "--unknown", "b"], ["journal", "verify", "--format", "xml"],
                     ["init", "--site", "x.db"], ["people", "end", "imogen", "--on", "yesterday"], [],
                     ["codes", "import", "--slug"], ["serve", "--listen"], ["limits", "extra"]):
            with self.subTest(" ".join(args)):
                done = support.run(*args, cwd=self.folder, env={"ABOVEBOARD_SITE": ""})
                self.assertEqual(done.returncode, 2, done.stderr.decode())
                self.assertIn("boveboard", (done.stderr + done.stdout).decode())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_refused_settings(self):
        good = {"--url": "http://localhost:8080", "--timezone": "Europe/London", "--site": self.site}
        for option, value in (("--url", "localhost:8080"), ("--url", "http://city.example"), ("--url", "ftp://x"),
                              ("--url", "https://city.example/path"), ("--timezone", "Mars/Olympus"),
                              ("--timezone", "../../etc/passwd"), ("--colour", "#ffffff"), ("--colour", "blue"),
                              ("--fiscal-month", "13"), ("--name", "")):
            with self.subTest(f"{option} {value}"):
                args = [part for pair in {**good, option: value}.items() for part in pair]
                self.assertIn(option.strip("-"), self.refused("init", *args))
        if self.engine == "sqlite":
            self.assertEqual(list(self.folder.iterdir()), [])
        self.init()

    def test_writing_at_another_time(self):
        self.init()
        before = support.contents(self.site)
        for verb in (["codes", "import", support.OWN_CODE, "--slug", "x"], ["people", "add-body", "--name", "B"]):
            said = self.refused(*verb, "--now", "2020-01-01T00:00:00Z", "--site", self.site)
            self.assertIn("--now", said)
        self.assertEqual(support.contents(self.site), before)
        self.verb("codes", "list", "--now", "2020-01-01T00:00:00Z")

    def test_a_site_is_made_once(self):
        self.init()
        before = support.contents(self.site)
        self.refused("init", "--url", self.url, "--site", self.site)
        self.assertEqual(support.contents(self.site), before)


class UsageOnPostgres(Usage):
    engine = "postgres"


class Databases(support.SiteTest):
    VERBS = (["journal", "verify"], ["codes", "list"], ["upgrade"], ["backup", "copy.backup"],
             ["people", "add-body", "--name", "B"], ["serve", "--listen", "127.0.0.1:0"])

    def sql(self, statement):
        if self.engine == "postgres":
            subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.site, "-c",
                            "SET search_path=aboveboard; " + statement], check=True, capture_output=True)
            return
        with contextlib.closing(sqlite3.connect(self.site)) as connection:
            connection.execute(statement)
            connection.commit()

    def test_newer_than_the_program(self):
        self.init()
        for statement in ("INSERT INTO db_migration VALUES ('codes', 99, 'later', 'abc', 0)",
                          "INSERT INTO db_migration VALUES ('meetings', 1, 'meetings', 'abc', 0)"):
            self.sql(statement)
            before = support.contents(self.site)
            for verb in self.VERBS:
                with self.subTest(" ".join(verb)):
                    self.assertIn("newer", self.refused(*verb, "--site", self.site))
            self.assertEqual(support.contents(self.site), before)
            self.assertFalse((self.folder / "copy.backup").exists())
            self.sql("DELETE FROM db_migration WHERE sha256 = 'abc'")
        self.head()

    def test_a_changed_migration(self):
        self.init()
        self.sql("UPDATE db_migration SET sha256 = 'abc' WHERE room = 'codes'")
        self.refused("journal", "verify", "--site", self.site)

    def test_not_a_site(self):
        if self.engine == "postgres":
            self.assertIn("no site yet", self.refused("journal", "verify", "--site", self.site))
            return
        with contextlib.closing(sqlite3.connect(self.site)) as connection:
            connection.execute("CREATE TABLE somebody_elses (a)")
            connection.commit()
        other = self.folder / "random.db"
        other.write_bytes(random.Random(1).randbytes(9000))
        text = self.folder / "text.db"
        text.write_text("not a database, but a letter\n" * 100)
        for path in (self.site, other, text, self.folder / "missing.db"):
            before = path and (support.Path(path).read_bytes() if support.Path(path).exists() else None)
            for verb in self.VERBS:
                with self.subTest(f"{path} {' '.join(verb)}"):
                    self.refused(*verb, "--site", path)
            if before is not None:
                self.assertEqual(support.Path(path).read_bytes(), before)
        self.assertFalse((self.folder / "missing.db").exists())

    def test_an_older_one_is_not_upgraded_by_chance(self):
        self.init()
        self.sql("DELETE FROM db_migration WHERE room = 'jobs'")
        self.sql("DROP TABLE job")
        for verb in (["journal", "verify"], ["serve", "--listen", "127.0.0.1:0"]):
            self.assertIn("upgrade", self.refused(*verb, "--site", self.site))
        self.verb("upgrade")
        self.verb("upgrade")
        self.head()


class DatabasesOnPostgres(Databases):
    engine = "postgres"


class Damaged(support.SiteTest):
    """A file with damaged bytes is never read as good, and never takes the program down."""

    def test_damaged_bytes(self):
        self.init()
        for i in range(8):  # so that most of the file is text that was published
            self.verb("codes", "import", support.OWN_CODE, "--slug", f"code-{i}", "--publish")
        good = support.Path(self.site).read_bytes()
        chance = random.Random(20261122)
        found = 0
        for _ in range(100):
            bad, at = bytearray(good), chance.randrange(len(good))
            length = chance.choice((1, 16, 512, 4096))
            bad[at:at + length] = chance.randbytes(len(bad[at:at + length]))
            found += self.verify_damaged(bytes(bad), f"{length} bytes at {at}")
        self.assertGreater(found, 10, "hardly any damage was noticed")
        for size in (0, 1, 99, 100, 4096, len(good) // 2, len(good) - 1):
            self.verify_damaged(good[:size], f"cut to {size} bytes")

    def verify_damaged(self, content, what):
        path = self.folder / "damaged.db"
        for name in self.folder.glob("damaged.db*"):
            name.unlink()
        path.write_bytes(content)
        done = support.run("journal", "verify", "--site", path, cwd=self.folder)
        with self.subTest(what):
            self.assertIn(done.returncode, (0, 1, 3), done.stderr.decode())
            self.assertNotIn(b"Sanitizer", done.stderr)
            self.assertTrue(done.returncode == 0 or done.stderr.strip())
        return done.returncode != 0


def numbers(last):
    """1, 2, 3 … and then in growing steps, so that every early failure is tried and late ones are sampled."""
    n = 1
    while n <= last:
        yield n
        n += 1 + n // 12


class Faults(support.SiteTest):
    """One failure at every place, one place after the other, until the command passes it."""

    kinds = {"write": 2000, "sync": 300, "sql": 3000, "rename": 40, "alloc": 300}

    def until_it_works(self, kind, one):
        """Calls one(environment) with a failure ever later; how often it failed before it worked three times."""
        failed, worked = 0, 0
        for n in numbers(self.kinds[kind]):
            with self.subTest(f"{kind}:{n}"):
                done = one({"ABOVEBOARD_FAULT": f"{kind}:{n}"})
                if done.returncode == 0:
                    worked += 1
                    if worked == 3:
                        return failed
                    continue
                failed += 1
                said = done.stderr.decode()
                self.assertEqual(done.returncode, 3, said)
                self.assertNotIn("Sanitizer", said)
                self.assertRegex(said, "disk is full|This failed|out of memory|cannot be|could not", "no clear word")
        raise AssertionError(f"{kind}: it never worked")

    def test_importing(self):
        for kind in self.kinds:
            self.site = self.new_address(f"{kind}.db")
            self.init()
            head = self.head()
            count = 0

            def one(environment):
                nonlocal head, count
                done = support.run("codes", "import", support.OWN_CODE, "--publish", "--slug", f"code-{count}", "--site",
                                   self.site, env=environment, cwd=self.folder)
                now, before = self.head(), head
                head, count = now, count + now["size"] - head["size"]
                if done.returncode == 0:
                    self.assertEqual(now["size"], before["size"] + 1)
                elif b"out of memory" not in done.stderr:  # it may have run out when all was saved
                    self.assertEqual(now, before, "a failed import left something")
                return done
            failed = self.until_it_works(kind, one)
            if kind in self.must_fail:
                self.assertGreater(failed, 0, kind)

    def test_adopting(self):
        self.init()
        self.verb("codes", "import", support.OWN_CODE, "--publish", "--slug", "code")
        for n in range(40):
            self.make("people", "add-body", "--name", f"Board {n}")
        head = self.head()
        first = head["size"]
        for kind in self.kinds:
            def one(environment):
                nonlocal head
                body = f"board-{head['size'] - first}"
                done = support.run("codes", "adopt", "code", "--body", body, "--site", self.site, env=environment,
                                   cwd=self.folder)
                now, before = self.head(), head
                head = now
                if done.returncode == 0:
                    self.assertEqual(now["size"], before["size"] + 1)
                elif b"out of memory" not in done.stderr:  # it may have run out when all was saved
                    self.assertEqual(now, before, "a failed adoption left something")
                return done
            failed = self.until_it_works(kind, one)
            if kind in self.must_fail:
                self.assertGreater(failed, 0, kind)

    must_fail = ("write", "sync", "sql", "alloc")

    def test_making_a_site(self):
        for kind in self.kinds:
            def one(environment):
                site = self.address_for_one()
                done = support.run("init", "--url", self.url, "--site", site, env=environment, cwd=self.folder)
                self.usable_or_absent(site, done)
                return done
            self.until_it_works(kind, one)

    def address_for_one(self):
        for path in self.folder.glob("one.db*"):
            path.unlink()
        return str(self.folder / "one.db")

    def usable_or_absent(self, site, done):
        """After a failure there is no site, or a whole one to whose first administrator a link can be given; where the
        program ended in the middle, one that says that it is not whole."""
        if b"out of memory" in done.stderr and os.path.exists(site):
            found = support.run("journal", "verify", "--site", site, cwd=self.folder)
            self.assertIn(found.returncode, (0, 1), found.stderr.decode())
            self.assertTrue(found.returncode == 0 or b"aboveboard init" in found.stderr, found.stderr.decode())
        elif done.returncode == 0 or os.path.exists(site):
            self.head(site)
            self.run_ok("access", "invite", "--role", "administrator", "--name", "Ada", "--email", "ada@example.org",
                        "--site", site)
        else:
            self.run_ok("init", "--url", self.url, "--site", site)

    def test_signing(self):
        """The member's form is answered with a receipt that is true, or with a page that says that nothing changed."""
        self.init()
        self.verb("codes", "import", support.OWN_CODE, "--slug", "code", "--publish")
        self.make("people", "add-body", "--name", "Council")
        self.make("people", "add", "--name", "Imogen Vale", "--body", "council", "--post", "Mayor", "--category",
                  "elected", "--from", "2025-01-06")
        link = self.make("people", "invite", "imogen-vale", "--email", "i@example.org").stdout.decode().strip()
        server = self.serve()
        member = Browser(server).set_password(link)
        server.stop()
        for kind in ("write", "sync", "sql"):
            if kind in self.kinds:
                self.sign_under(kind, member)

    def sign_under(self, kind, member):
        refused, worked = 0, 0
        for n in numbers(self.kinds[kind]):
            with self.subTest(f"{kind}:{n}"):
                os.environ["ABOVEBOARD_FAULT"] = f"{kind}:{n}"
                try:
                    server = support.Server("--site", self.site, port=self.port, cwd=self.folder)
                except AssertionError as error:
                    self.assertRegex(str(error), "serve ended: \\S")
                    continue
                finally:
                    del os.environ["ABOVEBOARD_FAULT"]
                signed = self.try_to_sign(server, member)
                server.kill()
                self.signed_is(signed)
                refused, worked = (refused, worked + 1) if signed else (refused + 1, 0)
                if signed:
                    self.verb("journal", "erase", "--record", self.signatures()[0], "--ground", "A test")
                if worked >= 3 and refused:  # the first may meet what the server does by itself
                    break
        self.assertGreaterEqual(worked, 3, f"{kind}: signing never worked again")
        self.assertGreater(refused, 0, f"no failure met {kind} of a signature")

    def try_to_sign(self, server, member):
        member.server = server
        page = member.get("/my")
        if page.status != 200:
            self.assertIn(page.status, (500, 503), page.text)
            return False
        path = page.link("/sign/[^/]+/[^/]+")
        page = member.get(path)
        if page.status != 200:
            self.assertIn(page.status, (500, 503), page.text)
            return False
        signed = member.post(path, {**page.form(path)["fields"], **support.signing("Imogen Vale")})
        self.assertIn(signed.status, (303, 500, 503), signed.text)
        if signed.status != 303:
            self.assertIn("Nothing was changed", signed.text)
        return signed.status == 303

    def signed_is(self, expected):
        self.head()
        self.assertEqual(len(self.signatures()), int(expected))

    def signatures(self):
        listed = self.json("commitments", "list", "--code", "code")["signatures"]
        return [signature["record"] for signature in listed if not signature["removed"]]


class FaultsOnPostgres(Faults):
    engine = "postgres"
    kinds = {"sql": 3000, "alloc": 300}
    must_fail = ("sql", "alloc")

    def address_for_one(self):
        address = support.Postgres.create()
        self.addCleanup(support.Postgres.drop, address)
        return address

    def usable_or_absent(self, site, done):
        found = support.run("journal", "verify", "--site", site, cwd=self.folder)
        self.assertIn(found.returncode, (0, 1), found.stderr.decode())
        if found.returncode == 1:
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(b"aboveboard init", found.stderr)


if __name__ == "__main__":
    unittest.main()
