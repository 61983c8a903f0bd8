"""People from a pasted table, in the office."""
import unittest

import support

TABLE = """Name\tPosition\tWard\tE-mail\tElected on
Cllr Abigail Pennington\tMember\tQuay Ward\tabigail@x.example\t6 January 2025
Brandvold, Otto\tMayor\t\totto@x.example\t6 January 2025
"""
PATH = "/office/people/paste"


class Paste(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("people", "add-body", "--name", "City Council")
        self.make("people", "add-body", "--name", "Harbour Board")
        self.server = self.serve()

    def body(self, page, name):
        return next(value for value, text in page.form(PATH)["choices"]["body"].items() if text == name)

    def step(self, who, page, step, fields=None):
        """Sends the form of the page as it stands, with these fields changed and the button of that step."""
        form = {**page.form(PATH)["fields"], **(fields or {}), "step": step}
        return who.post(PATH, form)

    def pasted(self, who, table=TABLE, **more):
        page = who.get(PATH)
        council = self.body(page, "City Council")
        return self.step(who, page, "columns", {"table": table, "body": council, "category": "elected", **more})

    def test_a_table_becomes_people(self):
        clerk = self.account(self.server, "clerk", "Ada Quill")
        page = self.pasted(clerk)
        fields = page.form(PATH)["fields"]
        self.assertEqual([fields[f"column-{i}"] for i in range(1, 6)], ["name", "post", "area", "email", "from"])
        before = self.head()
        page = self.step(clerk, page, "preview")
        self.assertIn("Abigail Pennington", page.text)
        self.assertIn("2 new, 0 changed, 0 here already", page.text)
        self.assertEqual(self.head(), before, "a preview publishes nothing")
        done = self.step(clerk, page, "add")
        self.assertEqual((done.status, done.location), (303, "/office/people?done=table"))
        self.assertEqual(self.step(clerk, page, "add").status, 303, "the same form again")
        size = self.head()["size"]
        member = support.Browser(self.server).get("/members/otto-brandvold")
        self.assertIn("6 January 2025", member.text)
        self.assertNotIn("otto@x.example", member.html)
        again = self.step(clerk, self.step(clerk, self.pasted(clerk), "preview"), "add")
        self.assertEqual(again.status, 303)
        self.assertEqual(self.head()["size"], size, "the same table again changes nothing")

    def test_faults_are_named_and_nothing_is_lost(self):
        clerk = self.account(self.server, "clerk", "Ada Quill")
        page = self.pasted(clerk, table=TABLE.replace("6 January 2025", "soon", 1))
        page = self.step(clerk, page, "preview", {"column-5": "from"})
        self.assertEqual(page.status, 400)
        self.assertIn("Row 2: “soon” is not a day", page.text)
        page = self.step(clerk, page, "preview", {"column-5": "nothing"})
        self.assertEqual(page.status, 200)
        page = clerk.get(PATH)
        page = self.step(clerk, page, "columns", {"table": " ", "category": "elected"})
        self.assertEqual(page.status, 400)
        self.assertIn("one person a row", page.text)

    def test_a_clerk_adds_to_the_clerks_own_body(self):
        clerk = self.account(self.server, "clerk", "Board Clerk", "--body", "harbour-board")
        page = clerk.get(PATH)
        self.assertNotIn("City Council", page.form(PATH)["choices"]["body"].values())
        before = self.head()
        for fields in ({"new_body": "City Council"}, {"new_body": "Third Body"}):
            answer = self.step(clerk, page, "add", {"table": TABLE, "category": "elected", **fields})
            self.assertEqual(answer.status, 403)
        self.assertEqual(self.head(), before)
        board = self.body(page, "Harbour Board")
        answer = self.step(clerk, page, "add", {"table": TABLE, "category": "appointed", "body": board})
        self.assertEqual(answer.status, 303)

    def test_a_table_changes_nobody_of_another_body(self):
        for body, post in (("city-council", "Mayor"), ("harbour-board", "Chair")):
            more = ("--name", "Ottoline Reeve") if body == "city-council" else ("ottoline-reeve",)
            verb = "add" if body == "city-council" else "add-term"
            self.verb("people", verb, *more, "--body", body, "--post", post, "--category", "elected", "--from", "2024-07-01")
        clerk = self.account(self.server, "clerk", "Board Clerk", "--body", "harbour-board")
        whole = self.account(self.server, "clerk", "Whole Clerk")
        page = clerk.get(PATH)
        fields = {"category": "elected", "body": self.body(page, "Harbour Board")}
        before = self.head()
        for table in ("Name,Post,From\nOttoline Reeve,Treasurer,2025-01-01\n",
                      "Name,Post,From,Email\nOttoline Reeve,Chair,2024-07-01,mine@alderquay.example\n"):
            answer = self.step(clerk, page, "add", {**fields, "table": table})
            self.assertEqual(answer.status, 400)
            self.assertIn("serves on a body that your rights do not cover", answer.text)
            self.assertEqual(self.head(), before)
            self.assertEqual(self.step(whole, whole.get(PATH), "add", {**fields, "table": table}).status, 303)
            before = self.head()


class PasteOnPostgres(Paste):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
