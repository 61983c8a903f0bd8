"""kill -9 in the middle of writes: the site opens again, verifies, and has everything that was acknowledged."""
import os
import random
import threading
import time
import unittest

import support

ROUNDS = int(os.environ.get("ABOVEBOARD_CRASH_ROUNDS", "500"))


class Load(threading.Thread):
    """Adds bodies as fast as the server takes them, until it is gone; remembers what was acknowledged."""

    def __init__(self, server, cookies, name):
        super().__init__(daemon=True)
        self.browser = support.Browser(server)
        self.browser.cookies = dict(cookies)
        self.name, self.acknowledged = name, []

    def run(self):
        try:
            for i in range(10000):
                body = f"{self.name} {i}"
                page = self.browser.submit("/office/bodies/add", {"name": body})
                if page.status != 303:
                    raise AssertionError(f"{page.status}: {page.text[:300]}")
                self.acknowledged.append(body)
        except OSError:
            pass  # the server was killed
        except support.http.client.HTTPException:
            pass


class Crash(support.SiteTest):
    rounds = ROUNDS

    def test_kill_in_the_middle_of_writes(self):
        link = self.init()
        server = self.serve(program=support.RELEASE)
        first = support.Browser(server)
        first.submit(link, {"email": "admin@example.org", "name": "Admin", "password": support.PASSWORD,
                            "password_again": support.PASSWORD})
        page = first.submit("/sign-in", {"email": "admin@example.org", "password": support.PASSWORD})
        self.assertEqual(page.status, 303, page.text)
        server.stop()
        acknowledged, mid_write = [], 0
        seed = random.randrange(1 << 30)
        print(f"seed {seed}")
        chance = random.Random(seed)
        for round_ in range(self.rounds):
            server = self.serve(program=support.RELEASE)
            loads = [Load(server, first.cookies, f"Round {round_} of {n}") for n in range(2)]
            for load in loads:
                load.start()
            time.sleep(chance.uniform(0.002, 0.05))
            mid_write += any(load.is_alive() for load in loads)
            server.kill()
            for load in loads:
                load.join(60)
                acknowledged += load.acknowledged
            if round_ % 10 == 9 or round_ == self.rounds - 1:
                self.verify()
        self.assertGreater(mid_write, self.rounds * 0.9, "the load ended before the kill")
        self.assertGreater(len(acknowledged), self.rounds // 10)
        self.compare(acknowledged)

    def verify(self):
        done = support.run("journal", "verify", "--site", self.site, program=support.RELEASE)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def compare(self, acknowledged):
        server = self.serve(program=support.RELEASE)
        browser = support.Browser(server)
        browser.submit("/sign-in", {"email": "admin@example.org", "password": support.PASSWORD})
        page = browser.get("/office/people/add").text
        missing = [name for name in acknowledged if name not in page]
        self.assertEqual(missing, [], "acknowledged, but gone after a crash")
        server.stop()


class CrashOnPostgres(Crash):
    engine = "postgres"
    rounds = max(1, ROUNDS // 10)


if __name__ == "__main__":
    unittest.main()
