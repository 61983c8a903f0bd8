"""What the black-box tests share: running the program, serving a site, and a browser without JavaScript."""
import html.parser
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ABOVEBOARD", str(TOP / "build" / "aboveboard"))
RELEASE = os.environ.get("ABOVEBOARD_RELEASE", PROGRAM)
TEST_PG = os.environ.get("ABOVEBOARD_TEST_PG", "")
SHARED = os.environ.get("ABOVEBOARD_SHARED", "")
SEEDS = ("icma-code-of-ethics.txt", "kent-pcc-code-of-conduct.txt", "long-beach-action-plan.txt",
         "officer-code-of-conduct.txt", "torrance-code-of-ethics.txt")
OWN_CODE = TOP / "demo" / "code-of-conduct.md"
PASSWORD = "harbour lantern ferry 7"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*args, program=PROGRAM, stdin=None, env=None, timeout=120):
    """Runs the program; what it printed and its exit code."""
    return subprocess.run([program, *map(str, args)], input=stdin, capture_output=True, timeout=timeout,
                          env={**os.environ, **(env or {})})


class Postgres:
    """Databases of a test's own on the server of ABOVEBOARD_TEST_PG."""

    count = 0

    @classmethod
    def create(cls):
        cls.count += 1
        name = f"blackbox_{os.getpid()}_{cls.count}"
        cls.admin(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING \'UTF8\' LOCALE \'C\'')
        parts = urllib.parse.urlsplit(TEST_PG)
        return urllib.parse.urlunsplit(parts._replace(path="/" + name))

    @classmethod
    def drop(cls, address):
        name = urllib.parse.urlsplit(address).path[1:]
        cls.admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @staticmethod
    def admin(sql):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", TEST_PG, "-c", sql], check=True, capture_output=True)


class Forms(html.parser.HTMLParser):
    """The forms of a page: action and what a browser would send untouched; and the page's text."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.text, self.form, self.select = [], [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.form = {"action": a.get("action"), "method": a.get("method", "get"), "fields": {}, "choices": {}}
            self.forms.append(self.form)
        elif self.form is not None and tag == "select":
            self.select = a.get("name")
        elif self.form is not None and tag == "option" and self.select:
            self.form["choices"].setdefault(self.select, []).append(a.get("value", ""))
        elif self.form is not None and tag in ("input", "textarea", "button") and a.get("name"):
            if a.get("type") in ("radio", "checkbox"):
                self.form["choices"].setdefault(a["name"], []).append(a.get("value", "on"))
            elif tag != "button" and a.get("type") != "file":
                self.form["fields"][a["name"]] = a.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        self.text.append(data)


class Page:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.html = body.decode("utf-8", "replace")
        self.location = headers.get("Location", "")

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(Forms(self.html).text)).strip()

    def form(self, action):
        for form in Forms(self.html).forms:
            if form["action"] == action:
                return form
        raise AssertionError(f"no form for {action} in:\n{self.text[:2000]}")


class Browser:
    """A browser without JavaScript: keeps cookies, sends an origin, follows nothing by itself."""

    def __init__(self, server):
        self.server, self.cookies = server, {}

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            all_headers = {"Host": f"localhost:{self.server.port}", **(headers or {})}
            if self.cookies:
                all_headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
            if method == "POST":
                all_headers.setdefault("Origin", self.server.url)
                all_headers.setdefault("Sec-Fetch-Site", "same-origin")
            connection.request(method, path, body, all_headers)
            response = connection.getresponse()
            page = Page(response.status, response.headers, response.read())
        finally:
            connection.close()
        for cookie in page.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            value = rest.split(";")[0]
            if value and "max-age=0" not in cookie.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return page

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields)
        return self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path, fields, file_field, filename, content):
        boundary = "aboveboard-test-boundary"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
                 for k, v in fields.items()]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{file_field}"; filename="{filename}"\r\n'
                     f"Content-Type: text/plain\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def submit(self, page_path, fields=None, action=None):
        """Opens the page, fills its form in and sends it."""
        action = action or page_path
        form = self.get(page_path).form(action)
        return self.post(action, {**form["fields"], **(fields or {})})


class Server:
    """A `serve` of one site or a folder of them."""

    def __init__(self, *args, port=None, program=PROGRAM):
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.process = subprocess.Popen([program, "serve", *map(str, args), "--listen", f"127.0.0.1:{self.port}"],
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.wait()

    def wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError("serve ended: " + self.process.stderr.read().decode())
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("serve does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def stop(self):
        """SIGTERM; its exit code and what it said."""
        self.process.send_signal(signal.SIGTERM)
        said = self.process.stderr.read().decode()
        code = self.process.wait(40)
        self.process.stderr.close()
        return code, said


class SiteTest(unittest.TestCase):
    """A test with a site of its own, on SQLite. A subclass with `engine = "postgres"` runs it all again."""

    engine = "sqlite"

    def setUp(self):
        if self.engine == "postgres" and not TEST_PG:
            self.skipTest("PostgreSQL is not there")
        self.folder = Path(tempfile.mkdtemp(prefix="aboveboard-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.site = self.new_address("site.db")

    def new_address(self, name):
        if self.engine == "postgres":
            address = Postgres.create()
            self.addCleanup(Postgres.drop, address)
            return address
        return str(self.folder / name)

    def run_ok(self, *args, **options):
        done = run(*args, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode() + done.stdout.decode())
        return done

    def verb(self, *args, **options):
        """A verb on this site."""
        return self.run_ok(*args, "--site", self.site, **options)

    def json(self, *args):
        return json.loads(self.verb(*args, "--json").stdout)

    def init(self, *more):
        done = self.verb("init", "--url", self.url, "--name", "City of Alder Quay", "--timezone", "America/Los_Angeles", *more)
        link = re.search(rb"https?://\S+/set-password/(\S+)", done.stdout + done.stderr)
        self.assertTrue(link, done.stdout + done.stderr)
        return "/set-password/" + link.group(1).decode()

    def serve(self, *more, program=PROGRAM):
        server = Server("--site", self.site, *more, port=self.port, program=program)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server
