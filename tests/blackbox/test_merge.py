"""Two people of the list who are one: on the command line, in the office, and back."""
import unittest

import support


class Merge(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        for body in ("City Council", "Harbour Board"):
            self.make("people", "add-body", "--name", body)
        for name, body, post, day in (("Imogen Vale", "city-council", "Mayor", "2025-01-06"),
                                      ("Imogen Vale", "harbour-board", "Chair", "2024-07-01")):
            self.make("people", "add", "--name", name, "--body", body, "--post", post, "--category", "elected", "--from", day)

    def terms(self, browser, slug):
        return browser.get(f"/members/{slug}").text

    def test_on_the_command_line(self):
        browser = support.Browser(self.serve())
        done = self.json("people", "merge", "--reason", "the same person", "imogen-vale", "imogen-vale-2")
        self.assertEqual(done, {"person": "imogen-vale", "merged": "imogen-vale-2", "terms": 1})
        self.head()
        for slug in ("imogen-vale", "imogen-vale-2"):
            support.wait_until(lambda slug=slug: "Chair" in self.terms(browser, slug) and "Mayor" in self.terms(browser, slug), 5)
        self.refused("people", "merge", "--reason", "again", "imogen-vale", "imogen-vale-2", "--site", self.site)
        self.assertEqual(self.json("people", "unmerge", "imogen-vale")["again"], "imogen-vale-2")
        self.head()
        support.wait_until(lambda: "Mayor" not in self.terms(browser, "imogen-vale-2"), 5)
        self.refused("people", "unmerge", "imogen-vale", "--site", self.site)

    def test_in_the_office(self):
        server = self.serve()
        clerk = self.account(server, "clerk", "Ada Quill")
        board = self.account(server, "clerk", "Board Clerk", "--body", "harbour-board")
        page = clerk.get("/office/people/duplicates")
        self.assertIn("/office/people/imogen-vale/merge?other=imogen-vale-2", page.html)
        self.assertNotIn("/merge?other=", board.get("/office/people/duplicates").html)
        path = "/office/people/imogen-vale/merge"
        self.assertEqual(board.get(path).status, 403)
        other = board.submit("/office/people/imogen-vale-2/merge", {"other": "imogen-vale", "reason": "mine"})
        self.assertEqual(other.status, 403)
        page = clerk.submit(path, {"other": "nobody", "reason": ""})
        self.assertEqual(page.status, 400)
        self.assertIn("There is no person with the address “nobody”", page.text)
        done = clerk.submit(path, {"other": "imogen-vale-2", "reason": "Both files have one birth date"})
        self.assertEqual(done.status, 303)
        page = clerk.get("/office/people/imogen-vale")
        self.assertIn("Both files have one birth date", page.text)
        self.head()
        undone = clerk.submit("/office/people/imogen-vale", {}, "/office/people/imogen-vale/unmerge")
        self.assertEqual(undone.status, 303)
        self.assertNotIn("Both files", clerk.get("/office/people/imogen-vale").text)
        self.head()

    def test_an_account_is_not_for_a_clerk_to_move(self):
        server = self.serve()
        clerk = self.account(server, "clerk", "Ada Quill")
        email = {"email": "imogen@alderquay.example"}
        self.assertEqual(clerk.submit("/office/people/imogen-vale-2/invite", email).status, 200)
        path = "/office/people/imogen-vale/merge"
        page = clerk.submit(path, {"other": "imogen-vale-2", "reason": "mine"})
        self.assertEqual(page.status, 400)
        self.assertIn("An account would come to belong to another person", page.text)
        self.verb("people", "merge", "--reason", "the same person", "imogen-vale", "imogen-vale-2")
        page = clerk.submit("/office/people/imogen-vale", {}, "/office/people/imogen-vale/unmerge")
        self.assertEqual(page.status, 400)
        self.assertIn("An account would come to belong to another person", page.text)
        self.verb("people", "unmerge", "imogen-vale")
        self.head()


class MergeOnPostgres(Merge):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
