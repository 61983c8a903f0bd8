"""A clock that jumps, a year ahead and a day back: nobody is locked out, nothing is erased, sent or lost by it, and the log
verifies."""
import contextlib
import os
import shutil
import sqlite3
import subprocess
import unittest

import support
from smtp_server import SmtpServer
from support import Browser, email_of, signing, today, wait_until

YEAR, DAY = 366 * 86400, 86400


class Clock(support.SiteTest):
    def setUp(self):
        super().setUp()
        if not shutil.which("cc"):
            self.skipTest("there is no compiler")
        library = self.folder / "clock.so"
        source = support.TOP / "tests" / "blackbox" / "clock.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
        self.offset = self.folder / "offset"
        self.jump(0)
        preloaded = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(self.offset)}
        before = {name: os.environ.get(name) for name in preloaded}
        os.environ.update(preloaded)
        self.addCleanup(lambda: [os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
                                 for name, value in before.items()])

    def jump(self, seconds):
        self.offset.write_text(str(seconds))

    # Sanitizers want to be loaded first: the program as released.
    def run_ok(self, *args, **options):
        return super().run_ok(*args, **{**options, "program": support.RELEASE})

    def serve(self, *more):
        return super().serve(*more, program=support.RELEASE)

    def clock_is_noted(self):
        statement = "SELECT COUNT(*) FROM {}job WHERE name = 'clock'"
        if self.engine == "postgres":
            said = subprocess.run(["psql", "-qXAt", self.site, "-c", statement.format("aboveboard.")], check=True, capture_output=True)
            return said.stdout.strip() == b"1"
        with contextlib.closing(sqlite3.connect(f"file:{self.site}?mode=ro", uri=True)) as connection:
            return connection.execute(statement.format("")).fetchone() == (1,)

    def clock_is_doubted(self, administrator):
        return "The clock of this computer says" in administrator.get("/office/jobs").text

    def test_a_year_ahead_and_a_day_back(self):
        mail = SmtpServer()
        self.addCleanup(mail.close)
        path = self.init()
        self.verb("access", "second-step", "optional")
        self.verb("mail", "set", "--server", mail.url, "--from", "City Clerk <ethics@alderquay.example>")
        self.make("people", "add-body", "--name", "City Council")
        for name in ("Imogen Vale", "Tobias Renn"):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", "elected",
                      "--from", "2025-01-06")
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish", "--in-force-from", today(-1))
        self.verb("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 2026-14", "--within", "30")
        server = self.serve()
        administrator = Browser(server).set_password(f"{server.url}{path}", {"name": "Ada Quill", "email": email_of("Ada Quill")})
        members = {}
        for slug, name in (("imogen-vale", "Imogen Vale"), ("tobias-renn", "Tobias Renn")):
            link = self.make("people", "invite", slug, "--email", email_of(name)).stdout.decode().strip().split()[-1]
            members[name] = Browser(server).set_password(link)
        self.sign(members["Imogen Vale"], "Imogen Vale")
        self.assertFalse(self.clock_is_doubted(administrator))
        wait_until(self.clock_is_noted, 30)
        sent = len(mail.messages)

        self.jump(YEAR)
        ahead = Browser(server)
        self.assertEqual(ahead.sign_in(email_of("Imogen Vale")).status, 303)
        self.assertEqual(ahead.get("/my").status, 200)
        strangers = Browser(server)
        answers = [strangers.sign_in(email_of("Tobias Renn"), "not the password at all").status for _ in range(12)]
        self.assertEqual(answers[-1], 429)
        server.stop()
        server = self.serve()  # whatever goes by days is looked at again
        self.assertEqual(Browser(server).get("/codes/code/signed").text.count("Imogen Vale"), 1)
        self.assertEqual(administrator.sign_in(email_of("Ada Quill")).status, 303)
        wait_until(lambda: self.clock_is_doubted(administrator), 30)
        self.verb("codes", "draft", "code")
        self.head()

        for seconds in (-DAY, 0):
            self.jump(seconds)
            self.assertEqual(ahead.get("/my").status, 303, "a session of a year ahead lives on")
            tobias = Browser(server)
            self.assertEqual(tobias.sign_in(email_of("Tobias Renn")).status, 303, "the owner is locked out")
        self.sign(tobias, "Tobias Renn")
        self.verb("access", "invite", "--role", "clerk", "--name", "Carl Quill", "--email", email_of("Carl Quill"))
        roll = Browser(server).get("/codes/code/signed").text
        self.assertIn("Imogen Vale", roll)
        self.assertIn("Tobias Renn", roll)
        self.assertFalse([m for m in mail.messages[sent:] if b"due" in m.content.lower().split(b"\r\n\r\n")[0]],
                         "somebody was reminded of what a year ahead would be late")
        self.head()
        self.assertEqual(server.stop()[0], 0)

    def sign(self, member, name):
        path = member.get("/my").link("/sign/[^/]+/[^/]+")
        self.assertEqual(member.submit(path, signing(name)).status, 303)


class ClockOnPostgres(Clock):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
