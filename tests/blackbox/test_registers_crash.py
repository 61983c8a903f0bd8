"""kill -9 while a member declares and an officer reviews: each answer and each decision that was acknowledged is there afterwards, none
stands twice, and the publication log fits."""
import csv
import http.client
import io
import os
import random
import threading
import time
import unittest

import support
from support import Browser, today

ROUNDS = int(os.environ.get("ABOVEBOARD_CRASH_ROUNDS", "500")) // 50
WAITING = 8  # declarations that wait for review in each round
RULES = """rulebook: {id: crash, title: Crash}
registers:
  - id: diary
    title: Diary
    single: yes
    source: A test
    categories: [{id: note, title: Note, fields: [{id: what, name: What, label: What?, kind: text, required: yes}]}]
  - id: reviewed
    title: Reviewed
    single: yes
    review: before
    source: A test
    categories: [{id: note, title: Note, fields: [{id: what, name: What, label: What?, kind: text, required: yes}]}]
"""


class Load(threading.Thread):
    """Acts until the server is gone."""

    def __init__(self, act, *args):
        super().__init__(daemon=True)
        self.act, self.args, self.fault, self.done = act, args, None, 0

    def run(self):
        try:
            while self.act(*self.args):
                self.done += 1
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        except AssertionError as fault:
            self.fault = fault


class Crash(support.SiteTest):
    rounds = max(2, ROUNDS)

    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add", "--name", "Imogen Vale", "--body", "city-council", "--post", "Member", "--category", "elected",
                  "--from", today(-10))
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "rulebook.yaml").write_text(RULES, encoding="utf-8")
        self.make("rulebook", "apply", rules)
        self.server = self.serve(program=support.RELEASE)
        link = self.make("people", "invite", "imogen-vale", "--email", "imogen@example.org").stdout.decode().strip()
        self.member, self.officer = Browser(self.server).set_password(link), self.account(self.server, "officer", "Ada Quill")
        self.answered, self.signed, self.waiting, self.accepted, self.count = {}, set(), {}, set(), 0

    def went(self, page):
        self.assertEqual(page.status, 303, page.text[:500])
        return page.location

    def declare(self, member):
        """Begin, answer, sign; what was acknowledged is noted step by step."""
        self.count += 1
        what = f"Note {self.count}."
        form = next(f for f in member.get("/my/registers/diary").forms if f["fields"].get("act") == "begin")
        question = self.went(member.post(form["action"], form["fields"]))
        self.went(member.submit(question, {"v0": what}))
        self.answered[question] = what
        sign = question.partition("/items")[0] + "/sign"
        self.went(member.submit(sign, {"sure": "yes", "password": support.PASSWORD}))
        del self.answered[question]
        self.signed.add(what)
        return True

    def review(self, officer, waiting):
        if not waiting:
            return False
        declaration, what = waiting.pop()
        self.went(officer.submit(f"/office/registers/declarations/{declaration}", {"act": "accept"}))
        self.accepted.add(what)
        return True

    def paper(self, i):
        what = f"Paper {i}."
        put = self.json("registers", "declare", "--person", "imogen-vale", "--register", "reviewed", "note:", f"what={what}", "--paper",
                        today(), "--place", "Folder", program=support.RELEASE)
        self.waiting[put["declaration"]] = what
        return put["declaration"], what

    def rows(self, register):
        page = Browser(self.server).get(f"/data/{register}.csv")
        return [row["what"] for row in csv.DictReader(io.StringIO(page.html))]

    def test_kill_while_declaring_and_reviewing(self):
        seed = random.randrange(1 << 30)
        print(f"seed {seed}")
        chance = random.Random(seed)
        for round_ in range(self.rounds):
            waiting = [self.paper(round_ * WAITING + i) for i in range(WAITING)]
            loads = [Load(self.declare, self.member), Load(self.review, self.officer, waiting)]
            for load in loads:
                load.start()
            support.wait_until(lambda: all(load.done for load in loads) or any(load.fault for load in loads), 60)
            time.sleep(chance.uniform(0.005, 0.25))
            self.server.kill()
            for load in loads:
                load.join(60)
                self.assertIsNone(load.fault)
            self.server = self.serve(program=support.RELEASE)
            self.member.server = self.officer.server = self.server
            self.compare()
        self.head()

    def compare(self):
        diary, reviewed = self.rows("diary"), self.rows("reviewed")
        for rows, acknowledged in ((diary, self.signed), (reviewed, self.accepted)):
            self.assertEqual(acknowledged - set(rows), set(), "acknowledged, but gone after a crash")
            self.assertEqual(len(rows), len(set(rows)), "something stands twice")
        # One act at most was underway on each side.
        self.assertLessEqual(len(diary) - len(self.signed), self.rounds)
        self.assertLessEqual(set(reviewed), set(self.waiting.values()))
        for question, what in list(self.answered.items()):
            page = self.member.get(question)
            if page.status == 303 or what in diary:  # its signature came through, though nobody was told
                self.assertIn(what, diary)
                self.signed.add(what)
                del self.answered[question]
            else:
                self.assertEqual(page.form(question.partition("?")[0])["fields"]["v0"], what)
        head = self.head()
        self.assertGreaterEqual(head["size"], len(diary) + len(reviewed))


class CrashOnPostgres(Crash):
    engine = "postgres"
    rounds = max(2, ROUNDS // 4)


if __name__ == "__main__":
    unittest.main()
