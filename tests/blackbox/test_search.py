"""Search from outside: found within a second of publication, gone with the removal, and nothing odd breaks the page."""
import json
import re
import time
import unittest
import urllib.parse
from pathlib import Path

import support

CODE = """# Harbour Rules

## Part 1. Lanterns

1.1 Lending. Whoever borrows a lantern writes it into the book.

1.2 Returning. A lantern comes back clean, says the quuxwarden.

## Part 2. Boats

2.1 Nobody rents a boat to a cousin without saying so.
"""


class Search(support.SiteTest):
    def publish(self, text=CODE, slug="rules", *more):
        path = self.folder / f"{slug}.md"
        path.write_text(text)
        return self.json("codes", "import", "--publish", "--slug", slug, *more, path)

    def found(self, browser, words, place=""):
        query = urllib.parse.urlencode({"q": words, "in": place})
        return [urllib.parse.urlsplit(hit["url"])._replace(scheme="", netloc="").geturl()
                for hit in json.loads(browser.get(f"/search.json?{query}").body)["results"]]

    def await_found(self, browser, words, wanted, seconds):
        """Seconds until the search finds what is wanted."""
        began = time.monotonic()
        while self.found(browser, words) != wanted:
            self.assertLess(time.monotonic() - began, seconds, self.found(browser, words))
            time.sleep(0.02)
        return time.monotonic() - began

    def test_published_by_another_process_and_found_within_a_second(self):
        self.init()
        server = self.serve()
        browser = support.Browser(server)
        self.assertEqual(self.found(browser, "lantern"), [])
        self.publish()
        # The sanitizers' build on a busy machine is given more; a second is what is measured in everyday use.
        self.await_found(browser, "quuxwarden", ["/codes/rules#s1.2"], 3)
        self.assertEqual(self.found(browser, "lanterns"), ["/codes/rules#part-1"])
        self.assertEqual(self.found(browser, "1.2"), ["/codes/rules#s1.2"])
        self.assertEqual(self.found(browser, '"a lantern comes"'), ["/codes/rules#s1.2"])
        self.assertEqual(self.found(browser, '"lantern a comes"'), [])
        page = browser.get("/search?q=quuxwarden")
        self.assertIn("<mark>quuxwarden</mark>", page.html)
        self.assertIn('href="/codes/rules#s1.2"', page.html)
        self.assertIn("Part 1. Lanterns", page.text)
        self.assertIsNone(page.headers.get("Set-Cookie"))
        self.assertIn('id="s1.2"', browser.get("/codes/rules").html)
        code, said = server.stop()
        self.assertEqual(code, 0, said)

    def test_people_and_bodies_are_found(self):
        self.init()
        self.make("people", "add-body", "--name", "Harbour Board")
        self.make("people", "add", "--name", "Ottoline Féret", "--body", "harbour-board", "--post", "Chair", "--category",
                  "elected", "--from", "2025-01-01")
        self.make("people", "add", "--name", "Quiet Applicant", "--body", "harbour-board", "--post", "Clerk", "--category",
                  "employee", "--from", "2025-01-01")
        browser = support.Browser(self.serve())
        self.await_found(browser, "ottoline feret", ["/members/ottoline-feret"], 3)
        self.assertEqual(self.found(browser, "chair", "people"), ["/members/ottoline-feret"])
        self.assertEqual(self.found(browser, "chair", "codes"), [])
        self.assertEqual(self.found(browser, "applicant"), [], "staff are not public")

    def test_a_new_edition_takes_the_place_of_the_old_one(self):
        self.init()
        self.publish(CODE, "rules", "--in-force-from", "2026-01-01")
        self.publish(CODE.replace("quuxwarden", "lampkeeper"), "rules", "--in-force-from", "2026-02-01", "--material")
        browser = support.Browser(self.serve())
        self.await_found(browser, "lampkeeper", ["/codes/rules#s1.2"], 3)
        self.assertEqual(self.found(browser, "quuxwarden"), [])

    def test_what_is_removed_is_not_found_and_its_bytes_are_gone(self):
        self.init()
        (self.folder / "rules.md").write_text(CODE)
        self.make("codes", "import", "--slug", "rules", self.folder / "rules.md")
        record = self.json("codes", "publish", "rules")["record"]
        self.publish(CODE.replace("quuxwarden", "lampkeeper"), "other")
        server = self.serve()
        browser = support.Browser(server)
        self.await_found(browser, "quuxwarden", ["/codes/rules#s1.2"], 3)
        self.verb("journal", "erase", "--record", record, "--ground", "Published by mistake")
        self.assertEqual(self.found(browser, "quuxwarden"), [])
        self.assertEqual(self.found(browser, "lampkeeper"), ["/codes/other#s1.2"])
        deadline = time.monotonic() + 20
        while self.json("jobs", "list")["jobs"][1]["left"] and time.monotonic() < deadline:
            time.sleep(0.1)
        if self.engine == "sqlite":
            for name in (self.site, self.site + "-wal"):
                if Path(name).exists():
                    self.assertNotIn(b"uuxwarden", Path(name).read_bytes(), name)
        code, said = server.stop()
        self.assertEqual(code, 0, said)
        # An older backup brings nothing back.
        self.verb("journal", "verify")

    def test_a_restored_site_finds_what_it_found(self):
        self.init()
        self.publish()
        self.verb("jobs", "run")
        backup = self.folder / "backup.db"
        self.verb("backup", backup)
        for engine in ("sqlite", "postgres") if support.TEST_PG else ("sqlite",):
            with self.subTest(engine):
                address = self.new_address("restored.db", engine)
                self.run_ok("restore", backup, "--site", address)
                found = json.loads(self.run_ok("search", "find", "quuxwarden", "--json", "--site", address).stdout)
                self.assertEqual([hit["url"] for hit in found["results"]], [f"{self.url}/codes/rules#s1.2"])

    def test_odd_questions(self):
        self.init()
        self.publish()
        browser = support.Browser(self.serve())
        self.await_found(browser, "quuxwarden", ["/codes/rules#s1.2"], 3)
        self.assertIn("every code of conduct in force", browser.get("/search").text)
        self.assertEqual(browser.get("/search?q=").status, 200)
        nothing = browser.get("/search?q=zebra")
        self.assertIn("Nothing was found", nothing.text)
        self.assertIn("What you can try", nothing.text)
        for odd in ("%22", "%27+OR+1%3D1+--", "AND+OR+NOT", "*", "(((", "%3Cscript%3Ealert(1)%3C/script%3E", "%F0%9F%90%A6", "a%00b",
                    "%FF", "-", "..", "%25_", "\\", "^codes", "@codes", "%230"):
            with self.subTest(odd):
                page = browser.get(f"/search?q={odd}")
                self.assertIn(page.status, (200, 400))
                self.assertNotIn("<script>alert", page.html)
        for page_no in ("0", "-1", "100", "x", "99999999999999999999"):
            self.assertEqual(browser.get(f"/search?q=lantern&page={page_no}").status, 200)
        self.assertIn("not so many results", browser.get("/search?q=lantern&page=100").text)
        long = browser.get("/search?q=" + "word+" * 80)
        self.assertEqual(long.status, 400)
        self.assertIn("fewer words", long.text)
        self.assertEqual(browser.get("/search.json?q=" + "word+" * 80).status, 400)

    def test_many_pages_of_results(self):
        self.init()
        self.publish("# Long\n\n" + "".join(f"{i}. Item number {i} is an item.\n\n" for i in range(1, 1201)), "long")
        browser = support.Browser(self.serve())
        self.await_until(browser)
        seen = []
        path = "/search?q=item"
        while path:
            page = browser.get(path)
            self.assertEqual(page.status, 200)
            seen += re.findall(r'href="(/codes/long#[^"]+)"', page.html)
            following = re.search(r'rel="next" href="([^"]+)"', page.html)
            path = following.group(1).replace("&amp;", "&") if following else None
        self.assertEqual(len(seen), 1000)
        self.assertEqual(len(set(seen)), 1000)
        self.assertIn("More than 1000 results", browser.get("/search?q=item").text)

    def await_until(self, browser):
        deadline = time.monotonic() + 10
        while json.loads(browser.get("/search.json?q=item").body)["found"] < 1000:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_the_command_line(self):
        self.init()
        self.publish()
        said = self.verb("search", "find", "quuxwarden")
        self.assertIn("/codes/rules#s1.2", said.stdout.decode())
        self.assertIn("1 found", said.stderr.decode())
        self.assertEqual(self.json("search", "rebuild")["indexed"], 1)
        self.assertEqual(self.json("search", "find", "quuxwarden")["found"], 1)
        self.assertEqual(self.json("search", "find", "nothing", "at", "all")["found"], 0)
        jobs = {job["job"]: job for job in self.json("jobs", "list")["jobs"]}
        self.assertEqual(jobs["search.index"]["left"], 0)
        self.assertEqual({job["outcome"] for job in self.json("jobs", "run")["jobs"]}, {"OK"})
        self.refused("search", "find", "x" * 400, "--site", self.site)

    def test_administrators_see_the_jobs(self):
        link = self.init()
        server = self.serve()
        admin = support.Browser(server).set_password(link, {"name": "Ada Min", "email": "ada@alderquay.example"})
        page = admin.get("/office/jobs")
        self.assertEqual(page.status, 200)
        self.assertIn("Lets what was published be found", page.text)
        clerk = self.account(server, "clerk", "Cora Lenz")
        self.assertEqual(clerk.get("/office/jobs").status, 403)


class SearchOnPostgres(Search):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
