"""Attacks on the program: rights of others, forged forms, races, hostile files."""
import concurrent.futures
import re
import sqlite3
import unittest

import support
from support import Browser


class Rights(support.SiteTest):
    """S6: a right for one body reaches that body and those below it, and nothing of the site's own."""

    def setUp(self):
        super().setUp()
        self.init()
        for body in ("Harbour Parish", "Hill Parish"):
            self.make("people", "add-body", "--name", body)
        for name, body in (("Imogen Vale", "harbour-parish"), ("Tobias Renn", "hill-parish")):
            self.make("people", "add", "--name", name, "--body", body, "--post", "Member", "--category", "elected",
                      "--from", "2025-01-06")
        self.server = self.serve()
        self.admin = self.account(self.server, "administrator", "Ada Quill")

    def of_body(self, role, name, body):
        """Somebody whose only right is for one body."""
        form = self.admin.get("/office/accounts/invite").form("/office/accounts/invite")
        value = next(value for value, text in form["choices"]["body"].items() if text == body)
        page = self.admin.post("/office/accounts/invite", {**form["fields"], "name": name, "role": role, "body": value,
                                                           "email": support.email_of(name)})
        return Browser(self.server).set_password(support.link_in(page))

    def test_an_officer_of_one_body_does_not_publish_for_the_site(self):
        parish = self.of_body("officer", "Ombra Fenn", "Harbour Parish")
        officer = self.account(self.server, "officer", "Petra Lund")
        form = officer.get("/office/codes/import").form("/office/codes/import")["fields"]
        draft = officer.post("/office/codes/import", {**form, "text": "Code\n\n1. Be fair.\n\n2. Be kind."}).location
        self.assertTrue(draft.startswith("/office/codes/editions/"), draft)
        token = self.token(parish)
        for path in (draft + "/publish", draft + "/discard", "/office/codes/import"):
            answer = parish.post(path, {"_csrf": token, "_version": "1", "in_force_from": "2026-01-01", "text": "x y"})
            self.assertEqual(answer.status, 403, path)
        self.assertEqual(parish.get("/office/activity").status, 403)
        self.assertNotIn("/office/activity", parish.get("/office").html)
        fields = officer.get(draft + "/publish").form(draft + "/publish")["fields"]
        self.assertEqual(officer.post(draft + "/publish", fields).status, 303)

    def test_a_clerk_of_one_body_leaves_the_others_alone(self):
        clerk = self.of_body("clerk", "Ombra Fenn", "Harbour Parish")
        self.assertEqual(clerk.get("/office/people/tobias-renn/invite").status, 403)
        token = self.token(clerk)
        invited = clerk.post("/office/people/tobias-renn/invite", {"_csrf": token, "email": "m@example.org"})
        self.assertEqual(invited.status, 403)
        bodies = clerk.get("/office/bodies/add").form("/office/bodies/add")
        parents = {text: value for value, text in bodies["choices"]["parent"].items()}
        for parent, status in (("", 403), (parents["Hill Parish"], 403), (parents["Harbour Parish"], 303)):
            fields = {**bodies["fields"], "name": "Allotments Committee", "parent": parent}
            self.assertEqual(clerk.post("/office/bodies/add", fields).status, status, parent)
        self.assertEqual(clerk.get("/office/people/imogen-vale/invite").status, 200)

    def test_a_person_has_one_account(self):
        clerk = self.account(self.server, "clerk", "Ombra Fenn")
        path = "/office/people/imogen-vale/invite"
        self.assertEqual(clerk.submit(path, {"email": ""}).status, 400)
        self.assertIn("/set-password/", clerk.submit(path, {"email": "imogen@example.org"}).html)
        again = clerk.submit(path, {"email": "clerk-as-imogen@example.org"})
        self.assertEqual(again.status, 400)
        self.assertIn("has an account already", again.text)
        self.assertNotIn("/set-password/", again.html)

    @staticmethod
    def token(browser):
        return re.search(r'name="_csrf" value="([^"]+)"', browser.get("/account").html).group(1)


class Files(support.SiteTest):
    """A site file or a backup that somebody has prepared."""

    def test_triggers_and_views_are_refused(self):
        self.init()
        for i, sql in enumerate(("CREATE TRIGGER t AFTER INSERT ON access_session BEGIN "
                                 "UPDATE access_grant SET role = 5; END",
                                 "CREATE VIEW v AS SELECT 1")):
            with self.subTest(sql):
                backup, copy = self.folder / f"{i}.backup", str(self.folder / f"copy-{i}.db")
                self.verb("backup", backup)
                database = sqlite3.connect(backup)
                database.execute(sql)
                database.commit()
                database.close()
                self.assertIn("triggers or views", self.refused("restore", backup, "--site", copy))
                self.assertFalse((self.folder / f"copy-{i}.db").exists())
                self.assertIn("triggers or views", self.refused("journal", "verify", "--site", backup))


class Races(support.SiteTest):
    def test_a_link_works_once_for_twenty_at_once(self):
        link = self.init()
        server = self.serve()

        def use(i):
            browser = Browser(server)
            answer = browser.post(link, {"name": f"Ada {i}", "email": f"a{i}@example.org",
                                         "password": support.PASSWORD + str(i)})
            return answer.status, bool(browser.cookies)

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = sorted(pool.map(use, range(20)))
        self.assertEqual(answers.count((303, True)), 1, answers)
        self.assertEqual({answer for answer in answers if answer != (303, True)} - {(404, False), (503, False)}, set())


if __name__ == "__main__":
    unittest.main()
