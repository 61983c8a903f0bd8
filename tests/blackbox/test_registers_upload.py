"""Imports of registers by upload, through the office's pages: preview, refusal, confirmation, receipt; crashes, doubles, rights."""
import csv
import html
import io
import json
import re
import time
import unittest

import support
from support import Browser
import test_registers_import as imports
from test_registers_import import GIFTS, HEAD, MAPPINGS, PEOPLE

PAGE = "/office/registers/import"


class UploadTest(imports.ImportTest):
    """The generic rulebook, a clerk, and an officer."""

    def setUp(self):
        super().setUp()
        self.site_with("generic")
        self.json("people", "import", self.write("people.json", json.dumps(PEOPLE)))
        self.server = self.serve()
        self.clerk = self.account(self.server, "clerk", "Ada Clerk")
        self.officer = self.account(self.server, "officer", "Bea Officer")

    def send(self, files=None, mapping="shipped:example-gifts", browser=None, form=None):
        """Sends files; the page to which it leads."""
        browser = browser or self.clerk
        files = {"gifts.csv": GIFTS} if files is None else files
        form = form or browser.get(PAGE).form(PAGE)
        return browser.upload_all(PAGE, {**form["fields"], "mapping": mapping}, "files",
                                  {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()})

    def settled(self, path, seconds=40):
        """The page of an upload, once nothing of it is underway."""
        deadline = time.monotonic() + seconds
        while True:
            page = self.officer.get(path)
            self.assertEqual(page.status, 200, page.text[:2000])
            if "The files are being" not in page.text:
                return page
            self.assertLess(time.monotonic(), deadline, page.text[:2000])
            time.sleep(0.1)

    def counted(self, page):
        """What stands in the summary, by its words."""
        return {k: int(v) for k, v in re.findall(r"<dt[^>]*>([^<]*)</dt><dd[^>]*>(\d+)</dd>", page.html)}

    def sent(self, *args, **options):
        answer = self.send(*args, **options)
        self.assertEqual(answer.status, 303, answer.text[:3000])
        return answer.location


class Upload(UploadTest):
    def test_preview_confirmation_receipt(self):
        rows, log = self.rows("gifts"), self.head()
        path = self.sent()
        page = self.settled(path)
        self.assertIn("Nothing is imported yet", page.text)
        counts = self.counted(page)
        self.assertEqual((counts["New"], counts["Rows left out"], counts["Rows refused"]), (4, 1, 0))
        self.assertEqual((self.rows("gifts"), self.head()), (rows, log))
        # The clerk prepares; the officer lets it happen.
        seen = self.clerk.get(path)
        self.assertNotIn("Import it", seen.text)
        self.assertEqual(self.clerk.post(path, page.form(path)["fields"]).status, 403)
        form = self.officer.get(path).form(path)
        done = self.officer.post(path, form["fields"])
        self.assertEqual((done.status, done.location), (303, path))
        again = self.officer.post(path, form["fields"])  # a double click
        self.assertEqual((again.status, again.location), (303, path))
        receipt = self.settled(path)
        self.assertIn("Imported on", receipt.text)
        self.assertEqual(self.counted(receipt)["New"], 4)
        self.assertEqual(len(self.rows("gifts")), 4)
        self.assertIn("Quay Ferries", Browser(self.server).get("/registers/gifts").text)
        self.assertIn("Imported", self.officer.get(PAGE).text)
        # The same once more changes nothing, and there is nothing to confirm.
        again = self.settled(self.sent())
        self.assertEqual(self.counted(again)["The same as before"], 4)
        self.assertIn("nothing to import", again.text)
        self.verb("journal", "verify")

    def test_what_is_refused_is_put_right_and_sent_again(self):
        bad = (GIFTS.replace("12/05/2026", "31/02/2026").replace("Tobias Renn,3", "Tobias Wren,3")
               .replace("3,Imogen", "\"3,Imogen").replace(",Total", "1,Imogen Vale,1/1/2026,X,gift,Y,5,kept,\nshort,row\n,Total"))
        path = self.sent({"gifts.csv": bad})
        page = self.settled(path)
        counts = self.counted(page)
        self.assertEqual((counts["New"], counts["Rows refused"]), (2, 4))
        for said in ("gifts.csv 2 15 There is no such day as “31/02/2026”", "gifts.csv 3 3 Nobody here is “Tobias Wren”",
                     "gifts.csv 4 A quote opens here and is never closed", "gifts.csv 7 This row has 2 cells"):
            self.assertIn(said, page.text)
        refused = self.officer.get(page.link(f"{path}/refused.csv"))
        self.assertIn("attachment", refused.headers["Content-Disposition"])
        faults = list(csv.DictReader(io.StringIO(refused.body.decode(), newline="")))
        self.assertEqual([row["aboveboard: line"] for row in faults], ["2", "3", "4", "7"])
        self.officer.submit(path)
        self.assertEqual(self.counted(self.settled(path))["New"], 2)
        right = "\n".join(refused.body.decode().split("\n")[:3]).replace("31/02", "28/02").replace("Wren,", "Renn,") + "\n"
        path = self.sent({"put right.csv": right})
        counts = self.counted(self.settled(path))
        self.assertEqual((counts["New"], counts["Changed"], counts["Rows refused"]), (1, 1, 0))
        self.officer.submit(path)
        self.settled(path)
        self.assertEqual(len(self.rows("gifts")), 3)

    def test_files_that_are_none(self):
        for content, said in ((GIFTS.encode("utf-16"), "this is UTF-16 text"), (b"PK\x03\x04xx", "a spreadsheet's own file"),
                              (b"\n", "names the columns"), (b"a,b\n1,2\n", "There is no column “No”"),
                              (b"\"" * 5000, "There is no column")):
            page = self.settled(self.sent({"gifts.csv": content}))
            self.assertIn("Nothing was imported", page.text)
            self.assertIn(said.lower(), page.text.lower())
        self.assertEqual(self.send({}).status, 400)
        self.assertEqual(self.send({"gifts.csv": b""}).status, 400)
        self.assertEqual(self.send(mapping="shipped:nothing").status, 400)
        self.assertEqual(self.send(mapping="shipped:uk-commons").status, 400)  # not a register of this site
        page = self.settled(self.sent({"<script>alert(1)</script>.csv": HEAD + "1,<b>No</b>,1/1/2026,X,gift,Y,5,kept,\n"}))
        self.assertNotIn("<script>alert", page.html)
        self.assertNotIn("<b>No", page.html)
        self.assertIn("Nobody here is “<b>No</b>”", html.unescape(page.html))
        self.assertEqual(self.rows("gifts"), [])

    def test_bad_rows_are_named_and_their_neighbours_come_in(self):
        """Ragged rows, a NUL, megabytes in a cell, a quote that never closes, days that are none, amounts in words: as from the command
        line, of files that a browser sends."""
        row = "{},Imogen Vale,{},A,gift,{},{},kept,\n"
        good = row.format(1, "1/7/2026", "Pen", '"£1,234.50"')
        for bad, said in ((row.format(2, "1/7/2026", "Pen", "5")[:-2] + "\n", "gifts.csv 3 This row has 8 cells; the row of columns has 9"),
                          (row.format(2, "1/7/2026", "Pen,x,y", "5"), "gifts.csv 3 This row has 10 cells"),
                          (row.format(2, "1/7/2026", "P\0n", "5"), "character that cannot be stored"),
                          (row.format(2, "1/7/2026", "x" * 1_050_000, "5"), "has more than 1048576 bytes"),
                          (row.format(2, "1/7/2026", '"Pen', "5"), "gifts.csv 3 A quote opens here and is never closed"),
                          (row.format(2, "31/02/2026", "Pen", "5"), "There is no such day as “31/02/2026”"),
                          (row.format(2, "yesterday", "Pen", "5"), "yesterday")):
            with self.subTest(said):
                page = self.settled(self.sent({"gifts.csv": "\ufeff" + HEAD + good + bad + row.format(3, "4 July 2026", "Cup", "approx 40")}))
                self.assertIn(said, html.unescape(page.text))
                self.assertEqual((self.counted(page)["New"], self.counted(page)["Rows refused"]), (2, 1), page.text[:2000])
        large = self.send({"gifts.csv": HEAD + row.format(2, "1/7/2026", "x" * 10_000_000, "5")})
        self.assertEqual(large.status, 413)
        self.assertIn("larger than this page takes, so nothing was changed", large.text)
        self.assertEqual(self.rows("gifts"), [])

    def test_several_files_and_latin_1(self):
        files = {"gifts-1.csv": HEAD + "1,Imogen Vale,1/7/2026,X,gift,Pen,5,kept,\n",
                 "gifts-2.csv": HEAD.replace(",", ";").encode() + b"9;Imogen Vale;1.7.2026;Caf\xe9;gift;Pen;5;kept;\n"}
        path = self.sent(files)
        self.assertEqual(self.counted(self.settled(path))["New"], 2)
        self.officer.submit(path)
        self.settled(path)
        self.assertEqual({row["donor"] for row in self.rows("gifts")}, {"X", "Café"})

    def test_a_mapping_of_ones_own(self):
        text = (MAPPINGS / "example-gifts.yaml").read_text(encoding="utf-8").replace("mapping: example-gifts", "mapping: ours")
        text = text.replace("title: Gifts from a spreadsheet", "title: Our own table")
        put = f"{PAGE}/mappings"

        def send(content, browser=self.clerk):
            fields = browser.get(PAGE).form(put)["fields"]
            return browser.upload(put, fields, "yaml", "ours.yaml", content if isinstance(content, bytes) else content.encode())
        for bad, said in ((text.replace("title:", "titel:"), "Line 4, column 1: “titel” is not a key"), ("", "not empty"),
                          ("[" * 5000, "nested more than"), ("a: &x 1", "anchors"), (b"\xff\xfe", ""), ("mapping: x", ""),
                          (text.replace("register: gifts", "register: presents"), "no register “presents”"),
                          (text.replace("donor:", "doner:"), "is not a field of “gift”")):
            page = send(bad)
            self.assertEqual(page.status, 400, page.text[:500])
            self.assertIn(said.lower(), page.text.lower())
        self.assertEqual(send(text).status, 303)
        page = self.clerk.get(PAGE)
        self.assertIn("Our own table", page.text)
        path = self.sent(mapping="own:ours")
        self.assertEqual(self.counted(self.settled(path))["New"], 4)
        # What was changed since is for the next one: this one keeps the mapping with which it was read.
        self.assertEqual(send(text.replace("Our own table", "Changed")).status, 303)
        self.officer.submit(path)
        self.assertEqual(self.counted(self.settled(path))["New"], 4)

    def test_doubles_and_second_tabs(self):
        form = self.clerk.get(PAGE).form(PAGE)
        first, second = self.send(form=form), self.send(form=form)
        self.assertEqual((first.status, second.status, first.location), (303, 303, second.location))
        path = first.location
        self.settled(path)
        drop = f"{path}/drop"
        tab = self.officer.get(path)
        self.assertEqual(self.clerk.submit(path, action=drop).location, f"{PAGE}?done=dropped")
        self.assertIn(self.officer.post(path, tab.form(path)["fields"]).status, (404, 409))
        self.assertEqual(self.officer.get(path).status, 404)
        # Two at once: one after the other, each with its own receipt.
        one, two = self.sent(), self.sent({"gifts.csv": HEAD + "77,Imogen Vale,1/7/2026,X,gift,Pen,5,kept,\n"})
        self.settled(one), self.settled(two)
        self.assertEqual(self.officer.submit(one).status, 303)
        self.assertEqual(self.officer.submit(two).status, 303)
        self.assertEqual((self.counted(self.settled(one))["New"], self.counted(self.settled(two))["New"]), (4, 1))
        self.assertEqual(len(self.rows("gifts")), 5)
        # What is done is not confirmed or imported once more.
        stale = {**tab.form(path)["fields"], "_form": self.officer.get(PAGE).form(PAGE)["fields"]["_form"]}
        self.assertEqual(self.officer.post(one, stale).status, 409)
        self.assertEqual(len(self.rows("gifts")), 5)

    def test_rights(self):
        self.make("people", "add-body", "--name", "Harbour Board")
        mine = self.account(self.server, "clerk", "Cy Clerk", "--body", "harbour-board")
        theirs = self.account(self.server, "officer", "Di Officer", "--body", "harbour-board")
        path = self.sent({"gifts.csv": GIFTS.replace("1,Imogen Vale", "1,Nobody")})
        page = self.settled(path)
        form = page.form(path)["fields"]
        others = [Browser(self.server), mine, theirs, self.account(self.server, "auditor", "Ed Auditor"),
                  self.account(self.server, "administrator", "Flo Administrator")]
        for browser in others:
            for get in (PAGE, path, f"{path}/refused.csv"):
                answer = browser.get(get)
                self.assertIn(answer.status, (303, 403), get)
                self.assertNotIn("Nobody", answer.text)
            csrf = {"_csrf": next((f["fields"]["_csrf"] for f in browser.get("/account").forms if "_csrf" in f["fields"]), "")}
            for post in (path, f"{path}/drop", PAGE, f"{PAGE}/mappings"):
                self.assertIn(browser.post(post, {**form, **csrf}).status, (303, 403), post)
                self.assertIn(browser.upload(post, {**form, **csrf}, "files", "gifts.csv", GIFTS.encode()).status, (303, 403, 413))
        self.assertIn("Import it", self.officer.get(path).text)
        self.assertEqual(self.rows("gifts"), [])
        self.assertEqual(self.officer.get(f"{PAGE}/nothing").status, 404)

    def test_kill_in_between(self):
        many = HEAD + "".join(f"{i},{'Imogen Vale' if i % 2 else 'Tobias Renn'},1/7/2026,Giver {i % 97},gift,Pen {i},5,kept,\n"
                              for i in range(3000))
        path = self.sent({"gifts.csv": many})
        self.server.kill()  # perhaps while it is read
        self.server = self.serve()
        self.assertEqual(self.counted(self.settled(path, 120))["New"], 3000)
        self.officer.submit(path)
        kills = 0
        for pause in (0.1, 0.4, 1.0):
            time.sleep(pause)
            if "The files are being" not in self.officer.get(path).text:
                break
            self.server.kill()
            kills += 1
            self.assertIn(len(self.rows("gifts")), (0, 3000))
            self.server = self.serve()
        self.assertGreater(kills, 0)
        receipt = self.settled(path, 200)
        self.assertIn("Imported on", receipt.text)
        self.assertEqual(self.counted(receipt)["New"], 3000)
        self.assertEqual(len(self.rows("gifts")), 3000)
        self.verb("journal", "verify")

    def test_a_server_that_is_told_to_stop_does_not_wait_for_an_import(self):
        """SIGTERM while files are read and while they are imported: it ends at once, and goes on when it is served again."""
        many = HEAD + "".join(f"{i},Imogen Vale,1/7/2026,Giver {i % 97},gift,Pen {i},5,kept,\n" for i in range(15_000))
        path, stops = self.sent({"gifts.csv": many}), 0
        for said in ("being read", "being imported"):
            if said in self.officer.get(path).text:
                began = time.monotonic()
                code, said = self.server.stop()
                self.assertEqual(code, 0, said)
                self.assertLess(time.monotonic() - began, 5)
                stops += 1
                self.assertEqual(len(self.rows("gifts")), 0)
                self.server = self.clerk.server = self.officer.server = self.serve()
            page = self.settled(path, 120)
            if "Import it" in page.text:
                self.officer.submit(path)
        self.assertEqual(stops, 2)
        self.assertEqual(self.counted(self.settled(path, 120))["New"], 15_000)
        self.assertEqual(len(self.rows("gifts")), 15_000)
        self.verb("journal", "verify")


class UploadOnPostgres(Upload):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
