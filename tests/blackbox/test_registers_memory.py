"""Memory that ends at every place of declaring and signing, one place after the other: all of it stands afterwards or nothing of it,
no draft is lost, and done again it is done. What statements, writes and syncs that fail leave, test_declarations_faults.c says."""
import csv
import http.client
import io
import os
import unittest

import support
import test_registers_crash


MOST = 400  # so many allocations neither a command nor a served declaration makes


class Memory(test_registers_crash.Crash):
    rounds = 0
    test_kill_while_declaring_and_reviewing = None  # test_registers_crash has it

    def setUp(self):
        super().setUp()
        self.stop_and_say_why()

    def stop_and_say_why(self):
        code, said = self.server.stop()
        self.assertEqual(code, 0, said)

    def stand(self):
        """What stands in the public register, as the command line has it; and the log fits."""
        self.head()
        done = self.make("registers", "list", "--register", "diary", "--format", "csv")
        return len(list(csv.DictReader(io.StringIO(done.stdout.decode()))))

    def test_a_form_on_paper(self):
        failed = worked = 0
        for n in range(1, MOST):
            before = self.stand()
            done = support.run("registers", "declare", "--person", "imogen-vale", "--register", "diary", "note:", f"what=Note {n}.",
                               "--paper", support.today(), "--place", "Folder", "--site", self.site,
                               env={"ABOVEBOARD_FAULT": f"alloc:{n}"}, cwd=self.folder)
            worked, failed = (worked + 1, failed) if done.returncode == 0 else (worked, failed + 1)
            with self.subTest(f"alloc:{n}"):
                if done.returncode == 0:
                    self.assertEqual(self.stand(), before + 1)
                else:
                    self.assertEqual(done.returncode, 3, done.stderr)
                    self.assertIn(b"out of memory", done.stderr)
                    self.assertIn(self.stand() - before, (0, 1))  # it may have run out when all was saved
            if worked == 3:
                break
        self.assertEqual(worked, 3)
        self.assertGreater(failed, 5)

    def test_signing_in_a_browser(self):
        """The server ends where its memory does. What the member was told stands; what was not signed is still a draft."""
        failed = worked = 0
        for n in range(1, MOST):
            os.environ["ABOVEBOARD_FAULT"] = f"alloc:{n}"
            try:
                server = support.Server("--site", self.site, port=self.port, cwd=self.folder)
            except AssertionError:
                failed += 1
                continue
            finally:
                del os.environ["ABOVEBOARD_FAULT"]
            self.server = self.member.server = server
            before = len(self.signed)
            try:
                self.declare(self.member)
                worked += 1
            except (OSError, http.client.HTTPException):
                failed += 1
            server.kill()
            with self.subTest(f"alloc:{n}"):
                self.goes_on(before)
            if worked == 3:
                break
        self.assertEqual(worked, 3)
        self.assertGreater(failed, 5)

    def goes_on(self, before):
        """Served again: the answer that was acknowledged is there, signing does it, once."""
        self.server = self.member.server = self.serve(program=support.RELEASE)
        rows = self.rows("diary")
        self.assertEqual(self.signed - set(rows), set(), "acknowledged, but gone")
        self.assertEqual(len(rows), len(set(rows)))
        for question, what in list(self.answered.items()):
            del self.answered[question]
            if what not in rows:
                self.assertEqual(self.member.get(question).form(question.partition("?")[0])["fields"]["v0"], what)
                sign = question.partition("/items")[0] + "/sign"
                self.went(self.member.submit(sign, {"sure": "yes", "password": support.PASSWORD}))
                self.assertEqual(self.rows("diary").count(what), 1)
            self.signed.add(what)
        self.server.stop()
        self.head()


if __name__ == "__main__":
    unittest.main()
