"""Serving: several sites in one process, an end that finishes what began, commands beside the server, backups of a live
site, upgrades, and requests that are none."""
import concurrent.futures
import http.client
import re
import socket
import threading
import time
import unittest
from pathlib import Path

import support
from support import Browser


class Many(support.SiteTest):
    """A folder of sites, told apart by host name."""

    def test_sites_never_mix(self):
        sites = self.folder / "sites"
        sites.mkdir()
        hosts = {name: f"{name}.example" for name in ("alder", "birch", "cedar")}
        links = {}
        for name, host in hosts.items():
            self.site = str(sites / f"{name}.db")
            self.url = f"https://{host}"
            links[name] = self.init()
            self.make("people", "add-body", "--name", "Council")
            self.make("people", "add", "--name", f"Only {name.title()}", "--body", "council", "--post", "Mayor",
                      "--category", "elected", "--from", "2025-01-06")
            self.make("codes", "import", support.OWN_CODE, "--title", f"Code of {name.title()}", "--slug", "code",
                      "--publish")
        (sites / "not-a-site.txt").write_text("ignored")
        server = support.Server("--sites", sites, port=self.port, cwd=self.folder)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        administrators = {}
        for name, host in hosts.items():
            page = Browser(server, host).get("/members").text
            self.assertIn(f"Only {name.title()}", page)
            self.assertEqual(sum(f"Only {other.title()}" in page for other in hosts), 1)
            self.assertIn(f"Code of {name.title()}", Browser(server, host).get("/codes").text)
            administrators[name] = Browser(server, host).set_password(
                links[name], {"name": "Ada", "email": "ada@example.org"})
        for name, host in hosts.items():
            for other, browser in administrators.items():
                stranger = Browser(server, host)
                stranger.cookies = dict(browser.cookies)
                status = stranger.get("/office/accounts").status
                self.assertEqual(status, 200 if other == name else 303, f"{other}'s session at {name}")
                if other != name:
                    self.assertEqual(Browser(server, host).get(links[other]).status, 404)
        self.assertEqual(Browser(server, "dogwood.example").get("/").status, 421)
        self.assertEqual(Browser(server, f"localhost:{self.port}").get("/").status, 421, "none is the default")
        pages = [(name, Browser(server, host).get("/codes").html) for _ in range(20) for name, host in hosts.items()]
        self.assertTrue(all(f"Code of {name.title()}" in page for name, page in pages))
        self.assertEqual(server.stop()[0], 0)

    def test_two_sites_of_one_name(self):
        for name in ("a", "b"):
            self.run_ok("init", "--url", "https://same.example", "--site", self.folder / f"{name}.db")
        said = self.refused("serve", "--sites", self.folder, "--listen", "127.0.0.1:0")
        self.assertIn("same.example", said)


class Serving(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.make("codes", "import", support.OWN_CODE, "--slug", "code", "--publish")
        self.server = self.serve()

    def test_it_finishes_what_began(self):
        """Under load, at SIGTERM: every request that was sent whole is answered whole, and the exit is clean."""
        clerk = self.account(self.server, "clerk", "Clerk Quill")
        fields = clerk.get("/office/bodies/add").form("/office/bodies/add")["fields"]
        done, stop = [], threading.Event()

        def load(n):
            i = 0
            while not stop.is_set():
                i += 1
                name = f"Body {n} of {i}"
                try:
                    page = clerk.post("/office/bodies/add", {**fields, "_form": form_id(n, i), "name": name})
                except ConnectionRefusedError:
                    return None
                except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
                    return None  # a connection that it had not taken up yet
                except http.client.IncompleteRead as error:
                    return f"half an answer: {error}"
                if page.status not in (303, 503):
                    return f"{page.status}: {page.text[:300]}"
                if page.status == 303:
                    done.append(name)
            return None

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            loads = [pool.submit(load, n) for n in range(6)]
            support.wait_until(lambda: len(done) > 50, 30)
            code, said = self.server.stop()
            stop.set()
            self.assertEqual([load.result() for load in loads], [None] * 6)
        self.assertEqual(code, 0, said)
        self.assertNotIn("Sanitizer", said)
        self.server = self.serve()
        page = self.account(self.server, "clerk", "Second Clerk").get("/office/people/add").html
        self.assertEqual([name for name in done if f">{name}<" not in re.sub(r">\s+|\s+<", trim, page)], [])

    def test_a_command_beside_the_server(self):
        """What another process writes shows on ready pages within a second (and a bit, on a busy machine)."""
        visitor = Browser(self.server)
        self.assertIn("Nobody is listed yet", visitor.get("/members").text)
        for i in range(3):
            self.make("people", "add-body", "--name", f"Council {i}")
            self.make("people", "add", "--name", f"Imogen Vale {i}", "--body", f"council-{i}", "--post", "Mayor",
                      "--category", "elected", "--from", "2025-01-06")
            began = time.monotonic()
            support.wait_until(lambda: f"Imogen Vale {i}" in visitor.get("/members").text, 3)
            self.assertLess(time.monotonic() - began, 2)

    def test_a_backup_of_a_live_site(self):
        clerk = self.account(self.server, "clerk", "Clerk Quill")
        fields = clerk.get("/office/bodies/add").form("/office/bodies/add")["fields"]
        stop, done = threading.Event(), []

        def load():
            while not stop.is_set():
                name = f"Body {len(done)}"
                page = clerk.post("/office/bodies/add", {**fields, "_form": form_id(9, len(done)), "name": name})
                assert page.status == 303, page.text
                done.append(name)

        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            writing = pool.submit(load)
            try:
                for i in range(3):
                    support.wait_until(lambda: len(done) > 10 * (i + 1), 30)
                    before = len(done)
                    self.verb("backup", f"{i}.backup")
                    after = len(done)
                    restored = self.new_address(f"restored-{i}.db")
                    self.run_ok("restore", f"{i}.backup", "--site", restored)
                    records = self.head(restored)["records"] - 1
                    self.assertGreaterEqual(records, before)
                    self.assertLessEqual(records, after + 1)
                self.refused("backup", "0.backup", "--site", self.site)
            finally:
                stop.set()
                writing.result()
        self.head()

    def test_a_second_start_is_quick(self):
        self.server.stop()
        began = time.monotonic()
        server = support.Server("--site", self.site, port=self.port, program=support.RELEASE, cwd=self.folder)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        self.assertEqual(Browser(server).get("/").status, 200)
        self.assertLess(time.monotonic() - began, 1)

    def test_the_port_is_taken(self):
        said = self.refused("serve", "--site", self.site, "--listen", f"127.0.0.1:{self.port}")
        self.assertIn(str(self.port), said)
        self.assertEqual(Browser(self.server).get("/").status, 200)

    def test_requests_that_are_none(self):
        for request in MALFORMED:
            with self.subTest(request[:60]):
                answer = self.send(request)
                self.assertRegex(answer[:12], rb"^$|^HTTP/1\.1 [45]", answer[:200])
        self.assertEqual(Browser(self.server).get("/").status, 200)
        code, said = self.server.stop()
        self.assertEqual(code, 0, said)

    def test_hostile_requests(self):
        """Everything that others found to break servers, whole and in halves: an answer or none, and it goes on."""
        folder = Path(support.SHARED or support.TOP.parent / "shared") / "data" / "hostile" / "http" / "test" / "request"
        if not folder.is_dir():
            self.skipTest("the hostile requests are not here")
        requests = [request for path in sorted(folder.glob("*.md")) for request in requests_in(path)]
        self.assertGreater(len(requests), 100)
        for request in requests:
            for sent in (request, request[:len(request) // 2]):
                answer = self.send(sent)
                self.assertRegex(answer[:9], rb"^$|^HTTP/1\.1 ", sent)
        self.assertEqual(Browser(self.server).get("/").status, 200)
        code, said = self.server.stop()
        self.assertEqual(code, 0, said)
        self.assertNotIn("Sanitizer", said)
        self.head()

    def send(self, request):
        """The beginning of the answer; nothing where the server closes, or waits for more."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            s.settimeout(0.5)
            try:
                s.sendall(request)
                return s.recv(65536)
            except (ConnectionResetError, BrokenPipeError, TimeoutError):
                return b""

    def test_upgrade(self):
        self.assertTrue(self.json("upgrade")["up_to_date"])
        self.assertEqual(Browser(self.server).get("/").status, 200)


class ServingOnPostgres(Serving):
    engine = "postgres"


MALFORMED = [
    b"\r\n\r\n\0\0\0",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
    b"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Y: " + b"z" * 40000 + b"\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"DELETE /codes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
]


def form_id(n, i):
    """A one-time id, as another page would have it."""
    return f"{n:013d}{i:012d}0"


def trim(found):
    return ">" if ">" in found.group() else "<"


def requests_in(path):
    """The requests that llhttp's test documents hold between ```http lines."""
    for block in re.findall(r"(?ms)^```http\n(.*?)^```", path.read_text(encoding="utf-8")):
        text = block.replace("\\\n", "").replace("\r", "").replace("\n", "\r\n")
        for written, meant in (("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\f", "\f")):
            text = text.replace(written, meant)
        text = re.sub(r"\\x([0-9a-fA-F]{2})", lambda found: chr(int(found.group(1), 16)), text)
        yield text.encode("latin-1", "replace")


class Nodes(support.SiteTest):
    engine = "postgres"

    def test_a_node_with_other_secrets_is_refused(self):
        self.init()
        first = self.serve()
        other = self.folder / "other"
        other.mkdir()
        here = {"ABOVEBOARD_STATE": str(other)}
        serve = ("serve", "--site", self.site, "--listen", f"127.0.0.1:{support.free_port()}")
        said = self.refused(*serve, env=here)
        self.assertIn("Copy the file from the computer that served it", said)
        self.assertEqual(list(other.iterdir()), [])
        self.assertEqual(first.stop()[0], 0)
        keys = next(self.folder.glob("*.keys"))
        (other / keys.name).write_text(keys.read_text().replace("site.root ", "site.root 0", 1)[:-2] + "\n")
        (other / keys.name).chmod(0o600)
        self.assertIn("start once with --new-keys", self.refused(*serve, env=here))
        self.serve()


if __name__ == "__main__":
    unittest.main()
