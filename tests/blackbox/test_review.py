"""Drafts from outside: edited, divided, merged, moved and undone by buttons; two people at once; who may do what."""
import re
import unittest

import support

TEXT = b"# Our Code\n\nPage 1 of 2\n\n1. Be honest. Say so.\n\n   (a) In words.\n\n   (b) In deeds.\n\n2. Be fair.\n"


class Review(support.SiteTest):
    def office(self, role="officer"):
        self.init("--demo")
        self.server = self.serve("--demo")
        return self.sign_in(role)

    def sign_in(self, role):
        browser = support.Browser(self.server)
        browser.post("/demo-sign-in", {"role": role})
        return browser

    def draft(self, browser, content=TEXT, filename="code.md", **fields):
        form = browser.get("/office/codes/import").form("/office/codes/import")
        made = browser.upload("/office/codes/import", {**form["fields"], **fields}, "file", filename, content)
        self.assertEqual(made.status, 303, made.text)
        return made.location

    @staticmethod
    def elements(browser, path):
        """The ids of the elements on the page of the text, by how they begin."""
        page = browser.get(path + "/text")
        found = re.findall(r'<li class="review__element[^"]*" id="e-(\w+)">.*?<p class="review__text">(.*?)</p>', page.html, re.S)
        return {re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text)).strip(): element for element, text in found}

    @staticmethod
    def button(browser, path, act, element):
        """What a button of the page of the text sends."""
        page = browser.get(path + "/text")
        value = re.search(rf'name="do" value="({act}\.{element}[^"]*)"', page.html).group(1)
        return {**page.form(path + "/text")["fields"], "do": value}

    def press(self, browser, path, act, element, status=303):
        page = browser.post(path + "/text", self.button(browser, path, act, element))
        self.assertEqual(page.status, status, page.text)
        return page

    def undo(self, browser, path, what="undo"):
        page = browser.get(path + "/text")
        value = re.search(rf'name="do" value="({what}\.\d+)"', page.html).group(1)
        done = browser.post(path + "/text", {**page.form(path + "/text")["fields"], "do": value})
        self.assertEqual(done.status, 303, done.text)

    def test_a_draft_is_edited_and_undone(self):
        browser = self.office("clerk")
        path = self.draft(browser)
        start = list(self.elements(browser, path))
        self.assertEqual(start, ["Our Code", "1. Be honest. Say so.", "(a) In words.", "(b) In deeds.", "2. Be fair."])
        ids = self.elements(browser, path)
        landed = self.press(browser, path, "merge", ids["(b) In deeds."])
        self.assertRegex(landed.location, rf"/text\?at={ids['(a) In words.']}&done=\d+#e-{ids['(a) In words.']}$")
        shown = browser.get(landed.location.split("#")[0])
        self.assertIn("Done: merged with the one before “(b) In deeds.”.", shown.text)
        self.assertEqual(list(self.elements(browser, path))[2], "(a) In words. (b) In deeds.")
        self.press(browser, path, "up", ids["2. Be fair."])
        self.assertEqual(list(self.elements(browser, path))[1], "2. Be fair.")
        element = f"{path}/text/{ids['1. Be honest. Say so.']}"
        split = browser.submit(element, {"words": "Say so."}, element + "/split")
        self.assertEqual(split.status, 303, split.text)
        self.assertIn("Say so.", self.elements(browser, path))
        wrong = browser.submit(element, {"words": "Not there"}, element + "/split")
        self.assertEqual(wrong.status, 400)
        self.assertIn("These words do not stand in the text", wrong.text)
        changed = browser.submit(element, {"kind": "principle", "heading": "Honesty", "audience": "category=elected"})
        self.assertEqual(changed.status, 303, changed.text)
        wrong = browser.submit(element, {"audience": "colour=red"})
        self.assertEqual(wrong.status, 400)
        self.assertIn('href="#audience"', wrong.html)
        self.assertIn("Principle , level 1 · for elected", browser.get(path + "/text").text)
        added = browser.submit(path + "/add?after=" + ids["2. Be fair."], {"label": "3.", "text": "Be kind."}, path + "/add")
        self.assertEqual(added.status, 303, added.text)
        self.assertIn("3. Be kind.", self.elements(browser, path))
        draft = browser.get(path).text
        self.assertIn("5 changes since it was added: 4 words added, 0 removed", draft)
        for _ in range(5):
            self.undo(browser, path)
        self.assertEqual(list(self.elements(browser, path)), start)
        self.undo(browser, path, "redo")
        self.assertEqual(list(self.elements(browser, path))[2], "(a) In words. (b) In deeds.")
        self.assertIn("moved up “2. Be fair.” Undone", browser.get(path + "/steps").text)
        self.assertIn("(b) In deeds.", browser.get(path + "/preview").text)
        self.assertEqual(support.Browser(self.server).get(path + "/preview").status, 303, "only the office sees a draft")

    def test_what_was_left_out_comes_back(self):
        browser = self.office()
        path = self.draft(browser, b"Page 1 of 2\n\n# Our Code\n\n1. Be honest.\n\n2. Be fair.\n")
        line = {**browser.get(path + "/left-out").form(path + "/left-out")["fields"], "line": "0"}
        other = {**line, "_form": browser.get(path + "/left-out").form(path + "/left-out")["fields"]["_form"]}
        back = browser.post(path + "/left-out", line)
        self.assertEqual(back.status, 303, back.text)
        self.assertEqual(list(self.elements(browser, path))[0], "Page 1 of 2")
        self.assertEqual(browser.post(path + "/left-out", line).location, back.location)
        self.assertEqual(browser.post(path + "/left-out", other).status, 409)
        ids = self.elements(browser, path)
        form = browser.get(f"{path}/text/{ids['Page 1 of 2']}").html
        value = re.search(r'value="(leave-out\.[^"]*)"', form).group(1)
        fields = browser.get(path + "/text").form(path + "/text")["fields"]
        self.assertEqual(browser.post(path + "/text", {**fields, "do": value}).status, 303)
        self.assertIn("Page 1 of 2", browser.get(path + "/left-out").text)

    def test_the_second_of_two_people_loses_nothing(self):
        first = self.office("officer")
        second = self.sign_in("clerk")
        path = self.draft(first)
        ids = self.elements(first, path)
        element = f"{path}/text/{ids['2. Be fair.']}"
        old, merge = second.get(element).form(element)["fields"], self.button(second, path, "merge", ids["2. Be fair."])
        self.assertEqual(first.submit(element, {"text": "Be very fair."}).status, 303)
        late = second.post(element, {**old, "text": "Be fair, always."})
        self.assertEqual(late.status, 409)
        self.assertIn("Somebody (Demonstration ethics officer) changed this element", late.text)
        self.assertIn("Be very fair.", late.text)
        self.assertEqual(late.form(element)["fields"]["text"].strip(), "Be fair, always.")
        self.assertEqual(second.post(path + "/text", merge).status, 409)
        saved = second.post(element, {**late.form(element)["fields"], "text": "Be very fair, always."})
        self.assertEqual(saved.status, 303, saved.text)
        fresh = second.get(element).form(element)["fields"]
        self.press(first, path, "merge", ids["2. Be fair."])
        gone = second.post(element, {**fresh, "text": "Be kind."})
        self.assertEqual(gone.status, 409)
        form = gone.form(path + "/add")
        self.assertEqual(form["fields"]["text"].strip(), "Be kind.")
        self.assertEqual(second.post(path + "/add", form["fields"]).status, 303)
        self.assertIn("2. Be kind.", self.elements(first, path))

    def test_a_button_pressed_twice_counts_once(self):
        browser = self.office()
        path = self.draft(browser)
        ids = self.elements(browser, path)
        down = self.button(browser, path, "down", ids["(a) In words."])
        one, two = browser.post(path + "/text", down), browser.post(path + "/text", down)
        self.assertEqual((one.status, two.status, one.location), (303, 303, two.location))
        self.assertEqual(list(self.elements(browser, path))[2:4], ["(b) In deeds.", "(a) In words."])
        other = {**down, "do": down["do"].replace("down.", "up.")}
        self.assertEqual(browser.post(path + "/text", other).status, 409, "the page was another one by then")

    def test_who_may_do_what(self):
        browser = self.office("clerk")
        path, other = self.draft(browser), self.draft(browser, b"# Other\n\n1. Else.\n")
        ids, others = self.elements(browser, path), self.elements(browser, other)
        element = ids["2. Be fair."]
        up = self.button(browser, path, "up", element)
        foreign = {**up, "do": up["do"].replace(element, others["1. Else."])}
        self.assertEqual(browser.post(path + "/text", foreign).status, 409, "an element of another draft")
        self.assertEqual(browser.get(f"{path}/text/{others['1. Else.']}").status, 404)
        add = browser.get(path + "/add").form(path + "/add")["fields"]
        self.assertEqual(browser.post(path + "/add", {**add, "after": others["1. Else."], "text": "x"}).status, 409)
        for value in ("", "up", "up.x.y", "change." + up["do"][3:], "split." + up["do"][3:], "undo.x", "move." + up["do"][3:]):
            self.assertEqual(browser.post(path + "/text", {**up, "do": value}).status, 400, value)
        self.assertEqual(browser.post(path + "/text", {k: v for k, v in up.items() if k != "_csrf"}).status, 403)
        reader = self.sign_in("auditor")
        self.assertEqual(reader.get(path + "/text").status, 200)
        self.assertNotIn('name="do"', reader.get(path + "/text").html)
        for page in ("/text/" + element, "/add"):
            self.assertEqual(reader.get(path + page).status, 403)
        mine = {**up, "_csrf": reader.get("/office").html.split('name="_csrf" value="')[1].split('"')[0]}
        for page in ("/text", "/text/" + element, f"/text/{element}/split", f"/text/{element}/continues", "/add", "/left-out"):
            self.assertEqual(reader.post(path + page, mine).status, 403, page)
        member = self.sign_in("person")
        self.assertEqual(member.get(path + "/text").status, 403)
        officer = self.sign_in("officer")
        self.verb("codes", "publish", "our-code")
        self.assertEqual(officer.post(path + "/text", {**up, "_csrf": officer.get("/office").html.split(
            'name="_csrf" value="')[1].split('"')[0]}).status, 409, "it is published")
        for page in ("/text", "/text/" + element, "/preview", "/left-out", "/steps", "/add"):
            self.assertEqual(officer.get(path + page).status, 404, page)
        self.verb("journal", "verify")

    def test_the_text_in_force_is_amended(self):
        browser = self.office()
        path = self.draft(browser)
        old = self.elements(browser, path)
        self.verb("codes", "publish", "our-code")
        amended = browser.submit("/office/codes", action="/office/codes/amend")
        self.assertEqual(amended.status, 303, amended.text)
        path = amended.location
        self.assertEqual(self.elements(browser, path), old, "all ids stay")
        element = f"{path}/text/{old['2. Be fair.']}"
        self.assertEqual(browser.submit(element, {"text": "Be fair to all."}).status, 303)
        page = browser.get(element)
        self.assertIn("In edition 1 it read: “2. Be fair.”", page.text)
        new = browser.submit(element, {"continues": "new"}, element + "/continues")
        self.assertEqual(new.status, 303, new.text)
        element = re.search(r"at=(\w+)", new.location).group(1)
        self.assertNotEqual(element, old["2. Be fair."])
        page = browser.get(f"{path}/text/{element}")
        self.assertIn("It is new", page.text)
        wrong = browser.submit(f"{path}/text/{element}", {"continues": old["(a) In words."]}, f"{path}/text/{element}/continues")
        self.assertEqual(wrong.status, 400)
        again = browser.submit(f"{path}/text/{element}", {"continues": old["2. Be fair."]}, f"{path}/text/{element}/continues")
        self.assertEqual(again.status, 303, again.text)
        self.assertEqual(self.elements(browser, path)["2. Be fair to all."], old["2. Be fair."])
        self.verb("codes", "publish", "--minor", "our-code")
        self.assertEqual(self.json("codes", "draft", "our-code")["edition"], 3)
        self.verb("codes", "discard", "our-code")
        self.assertIn("no draft", self.refused("codes", "discard", "--site", self.site, "our-code"))
        self.verb("journal", "verify")

    def test_several_files_make_one_code_and_faults_stand_at_the_field(self):
        browser = self.office("clerk")
        form = browser.get("/office/codes/import").form("/office/codes/import")["fields"]
        boundary = "two-files"

        def upload(files, **fields):
            parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
                     for k, v in {**form, **fields}.items()]
            parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() +
                      content + b"\r\n" for name, content in files]
            return browser.request("POST", "/office/codes/import", b"".join(parts) + f"--{boundary}--\r\n".encode(),
                                   {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        bad = upload([("part-2.txt", b"2. Two\n"), ("part-10.txt", b"fine\nbad \xff\n")], title="Kept")
        self.assertEqual(bad.status, 400)
        self.assertIn('href="#file">In part-10.txt:2:5: ', bad.html)
        self.assertIn('value="Kept"', bad.html)
        form = bad.form("/office/codes/import")["fields"]
        made = upload([("part-10.txt", b"10. Ten\n"), ("part-2.txt", b"2. Two\n"), ("part-1.txt", b"Many Parts\n\n1. One\n")],
                      title="Many Parts")
        self.assertEqual(made.status, 303, made.text)
        self.assertEqual(list(self.elements(browser, made.location))[-3:], ["1. One", "2. Two", "10. Ten"])
        self.assertIn("to look at", browser.get(made.location).text.replace("\xa0", " "))
        pasted = browser.submit("/office/codes/import", {"text": "# Bad\n\n1. X\n", "format": "akn-or-so"})
        self.assertEqual(pasted.status, 400)


class ReviewOnPostgres(Review):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
