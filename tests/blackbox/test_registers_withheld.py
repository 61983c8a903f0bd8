"""What is withheld, asked to be withheld or kept back by a reviewer is in no byte that is served, exported, mailed, logged or stored
(S1), through the real program: every page that a visitor, clerk, auditor or administrator can reach is read."""
import html
import io
import re
import subprocess
import time
import unittest
import urllib.parse
import zipfile
from pathlib import Path

import support
from support import Browser, today
from test_registers_review import Reviewing

WORDS = ("Nightingale", "Hamper")
PAGES = 2000  # more than there are: a walk that does not end has found nothing out
STARTS = ["/", "/registers", "/registers/gifts", "/registers/gifts/totals", "/registers/gifts/feed.atom", "/members/imogen-vale",
          "/members/imogen-vale/interests", "/members/imogen-vale/interests.atom", "/data", "/data/changes.atom", "/data/public.sqlite",
          "/data/all.zip", "/removals", "/removals.json", "/removals.atom", "/log", "/registers?q=nightingale", "/search?q=imogen",
          "/search.json?q=imogen", "/registers/interests", "/duties", "/calendar.ics"]
FILES = [f"/data/{name}.{kind}" for name in ("gifts", "interests", "changes", "removals", "signatures", "all")
         for kind in ("csv", "json", "jsonl", "schema.json", "csv-metadata.json", "regmem.json", "declared.json")]
OFFICE = ["/office", "/office/registers", "/office/registers/removals", "/office/activity", "/office/people", "/office/people/imogen-vale",
          "/office/duties", "/office/duties/list.csv", "/office/paper-forms", "/office/mail", "/office/jobs", "/my", "/my/registers",
          "/my/registers/gifts", "/my/registers/gifts/print"]
LEFT_ALONE = re.compile(r".*[?&](sort|order)=|/(site\.|assets|sign-in|forgotten|codes|rules|candidates|account)|https?:|mailto:|#")


def unpacked(body):
    """Of an archive what is in it, with the archive itself."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return body + b"".join(unpacked(archive.read(name)) for name in archive.namelist())


class Withheld(Reviewing):
    def reached(self, browser, starts):
        """Every page that links lead to from these, by its address."""
        found, queue = {}, list(dict.fromkeys(starts))
        while queue:
            self.assertLess(len(found), PAGES, f"the walk does not end: {queue[:20]}")
            path = queue.pop(0)
            page = browser.get(path)
            self.assertLess(page.status, 500, path)
            found[path] = unpacked(page.body)
            if page.location.startswith("/"):
                queue.append(page.location)
            for href in map(html.unescape, re.findall(r'(?:href|src)="([^"]*)"', page.html)):
                href = urllib.parse.urljoin(path, href).split("#")[0]
                if href.startswith("/") and not LEFT_ALONE.match(href) and href not in found and href not in queue:
                    queue.append(href)
        return found

    def pages(self, browser, record):
        """All that this browser can get of the registers, as it is now and as it was known."""
        starts = [*STARTS, *FILES, f"/registers/gifts/{record}", f"/log/records/{record}",
                  f"/log/records/{record}/versions/1", f"/log/records/{record}/versions/1/receipt.json",
                  *(f"{path}?{query}" for path in ("/registers/gifts", "/data/gifts.csv", "/data/gifts.json", "/members/imogen-vale/interests")
                    for query in (f"known-at={today()}", f"known-at={today(-1)}", f"as-at={today()}", f"known-at={self.instant}"))]
        if browser is not self.visitor:
            starts = [*OFFICE, f"/office/registers/entries/{record}", *starts]
        return self.reached(browser, starts)

    def saying(self, pages, words=WORDS):
        return [path for path, body in pages.items() for word in words
                if word.lower().encode() in body.lower().replace(path.lower().encode(), b"")
                or any(said.encode().hex().encode() in body for said in (word, word.lower()))]  # as a dump writes bytes

    def files(self):
        """The bytes of the site's files, of a backup, and what the server said."""
        backup = str(self.folder / f"backup-{time.monotonic_ns()}.db")
        self.verb("backup", backup)
        found = {"backup": Path(backup).read_bytes(), "log": self.server.said().encode()}
        if self.engine == "postgres":
            found["dump"] = subprocess.run(["pg_dump", "--data-only", "--inserts", self.site], check=True, capture_output=True).stdout
        else:
            for suffix in ("", "-wal", ".removals"):
                if Path(self.site + suffix).exists():
                    found[suffix or "database"] = Path(self.site + suffix).read_bytes()
        return found

    def exports(self):
        verbs = [("registers", "list", "--register", "gifts", "--format", kind) for kind in ("csv", "json")]
        verbs += [("people", "export"), ("search", "find", "nightingale"), ("mail", "list"), ("registers", "audit"), ("duties", "list")]
        found = {" ".join(verb): support.run(*verb, "--site", self.site) for verb in verbs}
        for verb, done in found.items():
            self.assertEqual(done.returncode, 0, verb)
        return {verb: done.stdout for verb, done in found.items()}

    def settle(self):
        self.verb("jobs", "run")

    def offices(self):
        return {role: self.office(role) for role in ("clerk", "auditor", "administrator")}

    def is_nowhere(self, record, browsers, words=WORDS):
        for name, browser in browsers.items():
            self.assertEqual(self.saying(self.pages(browser, record), words), [], name)
        self.assertEqual(self.saying(self.exports(), words), [])

    def test_what_is_withheld_is_in_no_byte(self):
        [record] = self.declared()
        self.settle()
        self.instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        before = self.saying(self.pages(self.visitor, record))
        self.assertGreater(len(before), 12, before)
        offices = self.offices()
        page = self.officer.submit(f"/office/registers/entries/{record}/withhold", {})
        self.assertEqual(page.status, 303, page.text[:3000])
        self.settle()
        self.is_nowhere(record, {"visitor": self.visitor, **offices})
        self.assertEqual(self.saying(self.files()), [])
        for browser, start in ((self.officer, "/office/registers/withheld"), (self.member, "/my/withheld")):
            self.assertIn("Nightingale", browser.get(browser.get(start).link(f"{start}/[^/]+")).text)
        self.verb("journal", "verify")

    def test_what_is_asked_to_be_withheld_is_sealed(self):
        self.instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.verb("registers", "declare", "--person", "imogen-vale", "--register", "gifts", "--paper", today(), "--place", "Folder 3",
                  "gift:", "what=Hamper", "donor=Nightingale Foundry", f"received={today(-3)}", "value=£40", "outcome=accepted",
                  "withhold=Threats were made")
        words = (*WORDS, "Threats were")
        offices = self.offices()
        self.is_nowhere("none", {"visitor": self.visitor, **offices}, words)
        self.assertEqual(self.saying(self.files(), words), [])
        path = self.officer.get("/office/registers").link("/office/registers/declarations/[^/]+")
        self.assertIn("Nightingale", self.officer.get(path).text)
        for role, office in offices.items():
            self.assertEqual(self.saying({role: office.get(path).body}, words), [])
        self.assertEqual([form for form in offices["clerk"].get(path).forms if form["action"] == path], [])
        self.assertEqual(self.officer.submit(path, {"act": "accept", "withhold[]": "0"}).status, 303)
        self.settle()
        self.is_nowhere("none", {"visitor": self.visitor, **offices}, words)
        self.assertEqual(self.saying(self.files(), words), [])
        self.assertIn("Nightingale", self.officer.get(
            self.officer.get("/office/registers/withheld").link("/office/registers/withheld/[^/]+")).text)

    def test_what_a_reviewer_keeps_back_the_public_does_not_get(self):
        self.instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.verb("registers", "declare", "--person", "imogen-vale", "--register", "interests", "--paper", today(), "--place", "Folder 3",
                  "work:", "employer=Nightingale Foundry")
        path = self.officer.get("/office/registers").link("/office/registers/declarations/[^/]+")
        box = re.search(r'name="(redact\[\]|keep\[\]|redaction\[\])" type="checkbox" value="([^"]*)"', self.officer.get(path).html)
        fields = {box[1]: box[2]} if box else {}
        self.assertTrue(box, self.officer.get(path).html[:6000])
        sent = self.officer.submit(path, {"act": "accept", "why": "It would say where somebody is cared for", **fields})
        self.assertEqual(sent.status, 303, sent.text[:2000])
        self.settle()
        self.assertIn("cared for", self.visitor.get("/data/interests.json").html + self.visitor.get("/registers/interests").text
                      + self.visitor.get(self.visitor.get("/registers/interests").link("/registers/interests/[0-9a-z]{26}")).text)
        offices = self.offices()
        del offices["clerk"]  # who reviews, and sees it
        self.is_nowhere("none", {"visitor": self.visitor, **offices}, ("Nightingale",))


class WithheldOnPostgres(Withheld):
    engine = "postgres"


del Reviewing

if __name__ == "__main__":
    unittest.main()
