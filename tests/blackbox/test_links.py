"""The demonstrations, followed link by link as a visitor and in every role: no link of a page leads nowhere."""
import html
import re
import subprocess
import unittest
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import support

ROOT = Path(__file__).resolve().parents[2]
MOST = 2500
# Addresses that end a session, or that ask the person something before they show anything.
ENDS = re.compile(r"/sign-out")
# A public page is the same for everybody, so its way to the office's page stands there for all.
FOR_THE_OFFICE = re.compile(r"/office/registers/entries/")
# The same lists in other orders, and their files: followed once, as a visitor.
ASKED_OTHERWISE = re.compile(r"/(registers|members)/.*[?]|/data/")


def links(page):
    return {html.unescape(href) for href in re.findall(r'\bhref="([^"]*)"', page.html)}


class Links(support.SiteTest):
    def demo(self, place):
        site = self.folder / f"{place}.db"
        subprocess.run([ROOT / "tools/demo", support.RELEASE, site, self.url, place], check=True, capture_output=True)
        self.site = str(site)
        server = self.serve("--demo", program=support.RELEASE)
        self.addCleanup(server.stop)
        return server

    def crawl(self, browser, start, is_visitor):
        """Every page that can be reached: its address, the first page that leads to it, and what is wrong with it."""
        wrong, seen, ahead = [], {start}, [(start, "")]
        while ahead and len(seen) < MOST:
            path, source = ahead.pop(0)
            page = browser.get(path)
            if page.status in (302, 303, 307):
                page = browser.get(urlsplit(urljoin(path, page.location)).path)
            if page.status == 403 and FOR_THE_OFFICE.match(path):
                continue
            if page.status != 200:
                wrong.append(f"{page.status} {path} (from {source})")
                continue
            if not page.headers.get("Content-Type", "").startswith("text/html"):
                continue
            anchors = set(re.findall(r'\bid="([^"]*)"', page.html))
            for href in links(page):
                whole, anchor = urldefrag(urljoin(path, href))
                if href.startswith("#") and anchor and anchor not in anchors:
                    wrong.append(f"{path} has no place {href}")
                if urlsplit(whole).netloc or not whole.startswith("/") or ENDS.search(whole) or whole in seen:
                    continue
                if not is_visitor and ASKED_OTHERWISE.match(whole):
                    continue
                seen.add(whole)
                ahead.append((whole, path))
        return wrong, len(seen)

    def follow(self, place, least):
        server = self.demo(place)
        for role in (None, "person", "clerk", "officer", "auditor", "administrator"):
            with self.subTest(place, role=role):
                browser = support.Browser(server)
                if role:
                    self.assertEqual(browser.post("/demo-sign-in", {"role": role}).status, 303)
                wrong, n = self.crawl(browser, "/my" if role else "/", not role)
                self.assertEqual(wrong, [])
                self.assertGreater(n, least if not role else 20)

    def test_alder_quay(self):
        self.follow("alder-quay", 150)

    def test_marlbrook(self):
        self.follow("marlbrook", 60)


if __name__ == "__main__":
    unittest.main()
