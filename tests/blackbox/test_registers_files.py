"""Files as answers (S17, D21) through the real program: chosen on the page of a question, private, fetched by those who may, with a
public copy that is other bytes; refused where they are not what is taken; gone with what they belong to."""
import hashlib
import json
import re
import shutil
import struct
import unittest
import zipfile
import zlib

import support
from support import Browser, today

TEXT = b"Returned on 2026-04-16, received with thanks.\n"
TELLING = b"Returned to 12 Harbour Street. Call 020 7946 0123. Signed: I. Vale\n"
SCRIPT = "<script>alert(1)</script>"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


PHOTO = png(chunk(b"tEXt", b"Author\0Imogen at home"))
JPEG = b"\xff\xd8\xff\xe1\0\x0eExif\0\0home!!\xff\xda\0\4abdata\xff\xd9"
PDF = (b"%PDF-1.4\n1 0 obj\n<< /Author (Imogen Vale) >>\nendobj\ntrailer << /Info 1 0 R >>\n%%EOF\n")


def sha(content):
    return hashlib.sha256(content).hexdigest()


class Filing(support.SiteTest):
    """A site with a register of gifts given back, and the steps of declaring one with its papers."""

    def setUp(self):
        super().setUp()
        self.init()
        self.verb("people", "add-body", "--name", "City Council")
        for name in ("Imogen Vale", "Tobias Renn"):
            self.verb("people", "add", "--name", name, "--body", "city-council", "--post", "Member", "--category", "elected",
                      "--from", today(-10))
        self.verb("rulebook", "apply", support.TOP / "tests" / "registers" / "files")
        self.server = self.serve()
        self.visitor = Browser(self.server)
        self.member = self.invited("imogen-vale")

    def invited(self, slug):
        link = self.verb("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(self.server).set_password(link)

    # ---- Steps ----

    def begin(self):
        """A draft with one gift whose first question is answered: declaration, item."""
        form = next(f for f in self.member.get("/my/registers/returned").forms if f["fields"].get("act") == "begin")
        declaration = self.member.post(form["action"], form["fields"]).location
        if "/items/" not in declaration:
            form = next(f for f in self.member.get(f"{declaration}/categories/gift").forms if f["action"])
            first = self.member.post(form["action"], {**form["fields"], "any": "yes"}).location
        else:
            first = declaration
        item = first.rsplit("/", 1)[0]
        self.assertEqual(self.member.submit(first, {"v0": "A model ship"}).status, 303)
        return item.partition("/items/")[0], item

    def send(self, item, field, filename, content, who=None, **fields):
        """The page that answers when a file is sent."""
        who = who or self.member
        form = who.get(f"{item}/{field}").form(f"{item}/{field}/file")
        return who.upload(f"{item}/{field}/file", {**form["fields"], **fields}, "v0", filename, content)

    def publish_copy(self, item, how="made", own=None, sure=True):
        path = f"{item}/proof/copy"
        fields = {**self.member.get(path).form(path)["fields"], "copy": how, **({"sure": "yes"} if sure else {})}
        return self.member.upload(path, fields, "own", own[0] if own else "", own[1] if own else b"")

    def sign(self, declaration):
        page = self.member.submit(f"{declaration}/sign", {"sure": "yes", "password": support.PASSWORD})
        self.assertEqual(page.status, 303, page.text[:2000])

    def declared(self, content=PHOTO, letter=None, copy=True):
        """One gift with a file, signed: its item and its public id."""
        declaration, item = self.begin()
        self.assertEqual(self.send(item, "proof", "proof of return.png", content).status, 303)
        self.assertEqual(self.publish_copy(item, "made" if copy else "none").status, 303)
        if letter:
            self.assertEqual(self.send(item, "letter", "letter.txt", letter).status, 303)
        self.sign(declaration)
        return declaration, item, self.rows()[0]["id"]

    def rows(self):
        return json.loads(self.visitor.get("/data/returned.json").body)["entries"]

    def kept(self):
        return self.json("files", "show")["files"]


class Files(Filing):
    def test_a_file_is_private_and_its_copy_is_not(self):
        declaration, item, record = self.declared(letter=TELLING)
        mine = self.member.get(f"{item}/proof/file")
        self.assertEqual((mine.status, mine.body), (200, PHOTO))
        self.assertIn("attachment", mine.headers["content-disposition"])
        self.assertIn("proof%20of%20return.png", mine.headers["content-disposition"])
        self.assertEqual(mine.headers["x-content-type-options"], "nosniff")
        self.assertIn("default-src 'none'", mine.headers["content-security-policy"])
        self.assertEqual((mine.headers["content-type"], mine.headers["cache-control"]), ("image/png", "no-store"))
        public = self.visitor.get(f"/registers/returned/{record}/files/proof")
        self.assertEqual((public.status, public.body), (200, png()))
        self.assertIn("attachment", public.headers["content-disposition"])
        self.assertNotIn("set-cookie", public.headers)
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/letter").status, 404)
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/what").status, 404)
        page = self.visitor.get(f"/registers/returned/{record}")
        self.assertIn(f"/registers/returned/{record}/files/proof", page.html)
        for telling in ("proof of return", "letter.txt", sha(PHOTO), "Imogen at home"):
            self.assertNotIn(telling, page.html)
        said = self.visitor.get("/data/returned.json").text
        self.assertEqual(self.rows()[0]["answers"]["proof"], {"name": "proof.png", "bytes": len(png()), "sha256": sha(png())})
        self.assertNotIn(sha(PHOTO), said)
        row = self.visitor.get("/data/returned.csv").text
        for cell in ("proof_bytes", "proof_sha256", "proof_link", sha(png()), f"/registers/returned/{record}/files/proof"):
            self.assertIn(cell, row)
        self.assertNotIn("letter", row.splitlines()[0])
        self.assertEqual(self.kept(), 3)
        self.assertEqual(self.json("files", "verify"), {"whole": 3, "damaged": 0})
        self.head()

    def test_who_may_fetch_it(self):
        declaration, item, record = self.declared(letter=TEXT)
        paths = {f"{item}/proof/file": {"member"}, f"{item}/letter/file": {"member"},
                 f"/office/registers/entries/{record}/files/proof": {"clerk", "officer"},
                 f"/office/registers/entries/{record}/files/letter": {"clerk", "officer"}}
        who = {"member": self.member, "other": self.invited("tobias-renn"), "visitor": self.visitor}
        for role in ("clerk", "officer", "auditor", "administrator"):
            who[role] = self.account(self.server, role, f"The {role}")
        for path, may in paths.items():
            for name, browser in who.items():
                page = browser.get(path)
                self.assertEqual(page.status == 200, name in may, (path, name, page.status))
                if name not in may:
                    self.assertIn(page.status, (303, 403, 404))
                    self.assertNotIn(TEXT, page.body)
        log = who["administrator"].get("/office/activity").text + who["auditor"].get("/office/activity").text
        self.assertIn("The clerk Registers: read file", log)

    def test_what_is_not_taken_is_said_and_nothing_is_lost(self):
        declaration, item = self.begin()
        self.assertEqual(self.send(item, "proof", "first.txt", TEXT).status, 303)
        for name, content, words in (
                ("empty.pdf", b"", "not empty"),
                ("letter.docx", b"PK\3\4 and so on", "Send a PDF"),
                ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", "Send a PDF"),
                ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Send a PDF"),
                ("program.pdf", b"MZ\x90\0", "Send a PDF"),
                ("cut.png", PHOTO[:-5], "damaged"),
                ("both.png", png() + b"PK\3\4", "holds something else"),
                ("both.jpg", JPEG + b"<script>alert(1)</script>", "holds something else"),
                ("both.pdf", PDF + b"PK\3\4", "does not end"),
                ("runs.pdf", b"%PDF-1.4\n<< /S /JavaScript /JS (x) >>\n%%EOF", "can run"),
                ("locked.pdf", b"%PDF-1.4\n<< /Encrypt 1 0 R >>\n%%EOF", "locked"),
                ("large.txt", b"a" * (7 * 1024 * 1024 + 1), "larger than 7 MB")):
            page = self.send(item, "proof", name, content)
            self.assertEqual(page.status, 400, name)
            self.assertIn(words, page.text, name)
            self.assertIn('href="#v0"', page.html)
            self.assertIn("first.txt", page.text)
        self.assertEqual(self.send(item, "proof", "huge.txt", b"a" * (9 * 1024 * 1024)).status, 413)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TEXT)
        self.assertEqual(self.kept(), 1)

    def test_names_are_for_show(self):
        declaration, item = self.begin()
        for said, shown in (("../../etc/passwd", "passwd.txt"), (SCRIPT + ".txt", "script>.txt"),
                            ("a.exe", "a.exe.txt"), ("C:\\\\Users\\\\I Vale\\\\x.txt", "x.txt")):
            self.assertEqual(self.send(item, "proof", said, TEXT).status, 303)
            page = self.member.get(f"{item}/proof")
            self.assertIn(shown, page.text)
            self.assertNotIn(SCRIPT, page.html)
            self.assertNotIn("\n", self.member.get(f"{item}/proof/file").headers["content-disposition"])

    def test_sent_twice_it_is_there_once(self):
        declaration, item = self.begin()
        form = self.member.get(f"{item}/proof").form(f"{item}/proof/file")
        for _ in range(2):  # a retry of the very same form
            sent = self.member.upload(f"{item}/proof/file", form["fields"], "v0", "proof.txt", TEXT)
            self.assertEqual(sent.status, 303)
        self.assertEqual(self.kept(), 1)
        stale = self.member.upload(f"{item}/proof/file", form["fields"], "v0", "other.txt", TELLING)
        self.assertEqual(stale.status, 409)
        self.assertIn("another window", stale.text)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TEXT)
        # Another one takes its place, and the first goes.
        self.assertEqual(self.send(item, "proof", "other.txt", TELLING).status, 303)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TELLING)
        self.assertNotIn("sure", self.member.get(f"{item}/proof").text)
        # Sent without one, it stays; taken away, it goes.
        self.assertEqual(self.send(item, "proof", "", b"").status, 303)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TELLING)
        self.assertEqual(self.send(item, "proof", "", b"", remove="yes").status, 303)
        self.assertEqual(self.member.get(f"{item}/proof/file").status, 404)

    def test_the_question_before_anything_is_public(self):
        declaration, item = self.begin()
        self.assertEqual(self.send(item, "proof", "proof.txt", TELLING).location.partition("?")[0], f"{item}/proof/copy")
        page = self.member.get(f"{item}/proof/copy")
        for words in ("Have you removed home addresses, phone numbers and signatures?", "looks like a phone number",
                      "looks like an address", "beside a signature"):
            self.assertIn(words, page.text)
        self.assertIn("Choose what everybody", self.publish_copy(item, "").text)
        unsure = self.publish_copy(item, "made", sure=False)
        self.assertEqual(unsure.status, 400)
        self.assertIn("have you removed", unsure.text)
        self.assertIn("Choose the file to publish", self.publish_copy(item, "own").text)
        self.assertEqual(self.publish_copy(item, "own", ("cleared.txt", TEXT)).status, 303)
        self.assertNotIn("looks like", self.member.get(f"{item}/proof/copy").text)
        self.assertEqual(self.kept(), 2)
        self.sign(declaration)
        record = self.rows()[0]["id"]
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/proof").body, TEXT)
        self.assertEqual(self.member.get(f"{item}/proof/file").body, TELLING)

    def test_copies_say_nothing_of_who_made_them(self):
        for name, content in (("a.jpg", JPEG), ("a.pdf", PDF)):
            declaration, item = self.begin()
            self.assertEqual(self.send(item, "proof", name, content).status, 303)
            self.assertEqual(self.publish_copy(item).status, 303)
            self.sign(declaration)
            bodies = [self.visitor.get(f"/registers/returned/{r['id']}/files/proof").body for r in self.rows()]
            for body in bodies:
                self.assertNotIn(b"Imogen", body)
                self.assertNotIn(b"home!!", body)
        # Of a PDF that hides what it says about itself none is made.
        hiding = b"%PDF-1.5\ntrailer << /Info 7 0 R >>\n%%EOF"
        declaration, item = self.begin()
        self.assertEqual(self.send(item, "proof", "a.pdf", hiding).status, 303)
        self.assertNotIn('value="made"', self.member.get(f"{item}/proof/copy").html)
        self.assertEqual(self.publish_copy(item).status, 400)
        self.assertIn("Print it to a new PDF", self.publish_copy(item, "own", ("b.pdf", hiding)).text)

    def test_without_a_copy_everybody_sees_that_there_is_one(self):
        declaration, item, record = self.declared(copy=False)
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/proof").status, 404)
        self.assertEqual(self.rows()[0]["answers"]["proof"], {"withheld": True})

    def test_removing_takes_its_files(self):
        declaration, item, record = self.declared(letter=TEXT)
        officer = self.account(self.server, "officer", "The officer")
        path = f"/office/registers/entries/{record}/remove"
        self.assertEqual(officer.submit(path, {"kind": "should-not-have-been-published", "why": "It should not stand here"}).status, 303)
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/proof").status, 404)
        self.assertEqual(self.member.get(f"{item}/proof/file").status, 404)
        self.assertEqual(self.kept(), 0)
        self.head()

    def test_withholding_takes_the_copy_and_keeps_the_file_for_few(self):
        declaration, item, record = self.declared(letter=TEXT)
        officer = self.account(self.server, "officer", "The officer")
        clerk = self.account(self.server, "clerk", "The clerk")
        self.assertEqual(officer.submit(f"/office/registers/entries/{record}/withhold").status, 303)
        self.assertEqual(self.visitor.get(f"/registers/returned/{record}/files/proof").status, 404)
        self.assertEqual(self.kept(), 2)
        one = re.search(r"/office/registers/withheld/[0-9a-z]+", officer.get("/office/registers/withheld").html).group(0)
        self.assertIn(f"{one}/files/proof", officer.get(one).html)
        self.assertEqual(officer.get(f"{one}/files/proof").body, PHOTO)
        self.assertEqual(self.member.get(one.replace("/office/registers/", "/my/") + "/files/letter").body, TEXT)
        self.assertEqual(clerk.get(f"{one}/files/proof").status, 403)
        self.assertEqual(self.invited("tobias-renn").get(one.replace("/office/registers/", "/my/") + "/files/proof").status, 403)
        # And back in the register, without a copy.
        self.assertEqual(officer.submit(one).status, 303)
        self.assertEqual(self.kept(), 2)
        self.assertEqual(self.rows()[0]["answers"]["proof"], {"withheld": True})
        self.head()

    def test_a_site_keeps_no_more_than_it_has_room_for(self):
        self.assertEqual(self.json("files", "quota", "--megabytes", "1")["quota"], 1048576)
        declaration, item = self.begin()
        page = self.send(item, "proof", "large.txt", b"a" * 1048577)
        self.assertEqual(page.status, 400)
        self.assertIn("no room for the file", page.text)
        self.assertEqual(self.kept(), 0)
        self.assertEqual(self.send(item, "proof", "small.txt", TEXT).status, 303)
        self.refused("files", "quota", "--site", self.site, "--megabytes", "0")

    def test_their_own_bundle_holds_them(self):
        """S18: all that is held about a person has the files, as they handed them in; nobody else's has."""
        self.declared()
        for who, wanted in (("imogen-vale", True), ("tobias-renn", False)):
            out = self.folder / f"{who}.zip"
            self.verb("people", "export", "--everything", who, "--out", out)
            with zipfile.ZipFile(out) as bundle:
                self.assertIsNone(bundle.testzip())
                files = {name: bundle.read(name) for name in bundle.namelist() if name.startswith("files/")}
                self.assertEqual("in the folder" in bundle.read("index.html").decode(), wanted)
            self.assertEqual([content for name, content in files.items() if "-public." not in name], [PHOTO] * wanted)
            self.assertEqual(len(files), 2 * wanted)
        out = self.folder / "found.zip"
        self.verb("records", "find", "--terms", "hamper", "--out", out)
        with zipfile.ZipFile(out) as bundle:
            self.assertFalse([name for name in bundle.namelist() if name.startswith("files/")])

    def test_a_backup_brings_them_back(self):
        declaration, item, record = self.declared(content=png(chunk(b"tEXt", b"x" * 600000)))
        self.verb("backup", self.folder / "backup.db")
        self.server.stop()
        restored = self.folder / "restored.db"
        shutil.copy(next(self.folder.glob("*.keys")), self.folder / "restored.db.keys")
        self.run_ok("restore", self.folder / "backup.db", "--site", restored)
        found = json.loads(self.run_ok("files", "verify", "--site", restored, "--json").stdout)
        self.assertEqual(found, {"whole": 2, "damaged": 0})

    def test_who_sees_it_is_said(self):
        fields = {f["field"]: f["public"] for f in self.json("registers", "audit")["registers"][0]["fields"]}
        self.assertEqual(fields, {"what": "yes", "proof": "its public copy", "letter": "no"})
        schema = self.visitor.get("/data/returned.schema.json").text
        self.assertIn("sha256", schema)
        self.assertIn("proof_sha256", self.visitor.get("/data/returned.csvw.json").text + self.visitor.get(
            "/data/returned.csv-metadata.json").text)


class FilesOnPostgres(Files):
    engine = "postgres"


if __name__ == "__main__":
    unittest.main()
