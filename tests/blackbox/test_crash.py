"""kill -9 in the middle of writes: the site opens again, verifies, and has everything that was acknowledged."""
import http.client
import os
import random
import threading
import time
import unittest

import support

ROUNDS = int(os.environ.get("ABOVEBOARD_CRASH_ROUNDS", "500"))


class Load(threading.Thread):
    """Adds bodies as fast as the server takes them, until it is gone; remembers what was acknowledged."""

    def __init__(self, server, cookies, fields, name):
        super().__init__(daemon=True)
        self.browser = support.Browser(server)
        self.browser.cookies = dict(cookies)
        self.fields, self.name = fields, name
        self.acknowledged, self.fault = [], None

    def run(self):
        try:
            for i in range(100000):
                body = f"{self.name} {i}"
                page = self.browser.post("/office/bodies/add", {**self.fields, "_form": self.form_id(i), "name": body})
                if page.status != 303:
                    self.fault = f"{page.status}: {page.text[:300]}"
                    return
                self.acknowledged.append(body)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed

    def form_id(self, i):
        """Another one-time id for each form, as another page would have it."""
        alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
        return "".join(alphabet[digit] for digit in random.Random(f"{self.name} {i}").choices(range(32), k=25)) + "0"


class Crash(support.SiteTest):
    rounds = ROUNDS

    def test_kill_in_the_middle_of_writes(self):
        self.init()
        server = self.serve(program=support.RELEASE)
        clerk = self.account(server, "clerk", "Clerk Quill")
        fields = clerk.get("/office/bodies/add").form("/office/bodies/add")["fields"]
        server.stop()
        acknowledged, mid_write = [], 0
        seed = random.randrange(1 << 30)
        print(f"seed {seed}")
        chance = random.Random(seed)
        for round_ in range(self.rounds):
            server = self.serve(program=support.RELEASE)
            loads = [Load(server, clerk.cookies, fields, f"Round {round_} of {n}") for n in range(3)]
            for load in loads:
                load.start()
            if round_ % 2:  # on a busy machine too some are killed only when they write
                support.wait_until(lambda: any(load.acknowledged for load in loads), 20)
            time.sleep(chance.uniform(0.005, 0.06))
            mid_write += any(load.is_alive() for load in loads)
            server.kill()
            for load in loads:
                load.join(60)
                self.assertIsNone(load.fault)
                acknowledged += load.acknowledged
            if round_ % 25 == 24 or round_ == self.rounds - 1:
                self.verify()
        self.assertGreater(mid_write, self.rounds * 0.9, "the load ended before the kill")
        self.assertGreater(len(acknowledged), self.rounds // 2, "hardly anything was written")
        self.compare(acknowledged)

    def verify(self):
        done = support.run("journal", "verify", "--site", self.site, program=support.RELEASE, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def compare(self, acknowledged):
        server = self.serve(program=support.RELEASE)
        clerk = support.Browser(server)
        self.assertEqual(clerk.sign_in(support.email_of("Clerk Quill")).status, 303)
        names = set(clerk.get("/office/people/add").form("/office/people/add")["choices"]["body"].values())
        missing = [name for name in acknowledged if name not in names]
        print(f"{len(acknowledged)} acknowledged, {len(names)} there")
        self.assertEqual(missing, [], "acknowledged, but gone after a crash")
        self.assertLessEqual(len(names) - len(acknowledged), 3 * self.rounds, "written, though nobody asked for it")
        self.assertEqual(self.head()["records"], len(names))
        server.stop()


class CrashOnPostgres(Crash):
    engine = "postgres"
    rounds = max(1, ROUNDS // 10)


if __name__ == "__main__":
    unittest.main()
