"""What the black-box tests share: running the program, serving a site, and a browser without JavaScript."""
import contextlib
import datetime
import html
import html.parser
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import zoneinfo
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ABOVEBOARD", str(TOP / "build" / "aboveboard"))
RELEASE = os.environ.get("ABOVEBOARD_RELEASE", PROGRAM)
TEST_PG = os.environ.get("ABOVEBOARD_TEST_PG", "")
SHARED = os.environ.get("ABOVEBOARD_SHARED", "")
os.environ.setdefault("ABOVEBOARD_PASSWORDS", "cheap")  # heeded by test builds alone
SEEDS = ("icma-code-of-ethics.txt", "kent-pcc-code-of-conduct.txt", "long-beach-action-plan.txt",
         "officer-code-of-conduct.txt", "torrance-code-of-ethics.txt")
OWN_CODE = TOP / "demo" / "alder-quay" / "conduct-2026.md"
PASSWORD = "harbour lantern ferry 7"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*args, program=PROGRAM, stdin=None, env=None, timeout=120, cwd=None):
    """Runs the program; what it printed and its exit code."""
    return subprocess.run([program, *map(str, args)], input=stdin, capture_output=True, timeout=timeout, check=False,
                          env={**os.environ, **(env or {})}, cwd=cwd)


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
    """The forms of a page, each with its action and what a browser would send untouched; and the page's text."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.text, self.form, self.select, self.area, self.option = [], [], None, None, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.form = {"action": a.get("action"), "method": a.get("method", "get"), "fields": {}, "choices": {}}
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "select":
            self.select = a.get("name")
        elif tag == "option" and self.select:
            choices = self.form["choices"].setdefault(self.select, {})
            self.option = (self.select, a.get("value", ""))
            choices[self.option[1]] = ""
            if "selected" in a or len(choices) == 1:
                self.form["fields"][self.select] = self.option[1]
        elif tag == "textarea":
            self.area = a.get("name")
            self.form["fields"][self.area] = ""
        elif tag == "input" and a.get("name"):
            self.input(a, a["name"], a.get("value", ""))

    def input(self, a, name, value):
        if a.get("type") in ("radio", "checkbox"):
            self.form["choices"].setdefault(name, {})[value] = value
            if "checked" in a:
                self.form["fields"][name] = value
        elif a.get("type") != "file":
            self.form["fields"][name] = value

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "option":
            self.option = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        self.text.append(data)
        if self.area:
            self.form["fields"][self.area] += data
        elif self.option:
            self.form["choices"][self.option[0]][self.option[1]] += data.strip()


class Page:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.html = body.decode("utf-8", "replace")
        self.location = headers.get("Location", "")

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(Forms(self.html).text)).strip()

    @property
    def forms(self):
        return Forms(self.html).forms

    def form(self, action):
        for form in self.forms:
            if form["action"] == action:
                return form
        raise AssertionError(f"no form for {action} on a page with status {self.status}:\n{self.text[:2000]}")

    def link(self, pattern):
        """The first address that the page links to and that the pattern matches whole."""
        for href in map(html.unescape, re.findall(r'href="([^"]*)"', self.html)):
            if re.fullmatch(pattern, href):
                return href
        raise AssertionError(f"no link like {pattern} on a page with status {self.status}:\n{self.text[:2000]}")


class Browser:
    """A browser without JavaScript: keeps cookies, sends an origin, follows nothing by itself."""

    def __init__(self, server, host=None):
        self.server, self.host, self.cookies = server, host, {}

    def request(self, method, path, body=None, headers=None):
        """One request; a header given as None is not sent."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            all_headers = {"Host": self.host or f"localhost:{self.server.port}"}
            if self.cookies:
                all_headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
            if method == "POST":
                all_headers["Origin"] = f"http://{all_headers['Host']}"
                all_headers["Sec-Fetch-Site"] = "same-origin"
            all_headers.update(headers or {})
            connection.request(method, path, body, {k: v for k, v in all_headers.items() if v is not None})
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

    def post(self, path, fields, headers=None):
        body = urllib.parse.urlencode(fields)
        return self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def upload(self, path, fields, file_field, filename, content, headers=None):
        return self.upload_all(path, fields, file_field, {filename: content}, headers)

    def upload_all(self, path, fields, file_field, files, headers=None):
        boundary = "aboveboard-test-boundary"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
                 for k, v in fields.items()]
        parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="{file_field}"; filename="{name}"\r\n'
                  f"Content-Type: text/plain\r\n\r\n".encode() + content + b"\r\n" for name, content in files.items()]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}",
                                                 **(headers or {})})

    def submit(self, page_path, fields=None, action=None):
        """Opens the page, fills its form in and sends it."""
        action = action or page_path
        form = self.get(page_path).form(action)
        return self.post(action, {**form["fields"], **(fields or {})})

    def set_password(self, link, fields=None):
        """Follows a single-use link; signed in afterwards."""
        path = urllib.parse.urlsplit(link).path
        page = self.submit(path, {"password": PASSWORD, **(fields or {})})
        if page.status != 303:
            raise AssertionError(f"{path} answered {page.status}: {page.text[:2000]}")
        return self

    def sign_in(self, email, password=PASSWORD):
        return self.submit("/sign-in", {"email": email, "password": password})


class Server:
    """A `serve` of one site or a folder of them."""

    def __init__(self, *args, port=None, program=PROGRAM, cwd=None):
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([program, "serve", *map(str, args), "--listen", f"127.0.0.1:{self.port}"],
                                        stderr=self.log, stdout=subprocess.DEVNULL, cwd=cwd)
        self.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read().decode()

    def wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError("serve ended: " + self.said())
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.005)
        raise AssertionError("serve does not answer: " + self.said())

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self):
        """SIGTERM; its exit code and what it said."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(40)
        said = self.said()
        self.log.close()
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

    def new_address(self, name, engine=None):
        if (engine or self.engine) == "postgres":
            address = Postgres.create()
            self.addCleanup(Postgres.drop, address)
            return address
        return str(self.folder / name)

    def run_ok(self, *args, **options):
        done = run(*args, cwd=self.folder, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode() + done.stdout.decode())
        return done

    def refused(self, *args, code=1, **options):
        """Runs a verb that must end with the code and a message; what it said."""
        done = run(*args, cwd=self.folder, **options)
        said = done.stderr.decode()
        self.assertEqual(done.returncode, code, said + done.stdout.decode())
        self.assertTrue(said.strip(), "it ended without a word")
        return said

    def verb(self, *args, **options):
        """A verb on this site."""
        return self.run_ok(*args, "--site", self.site, **options)

    def make(self, *args, **options):
        """A verb that makes ready what a test is about: by the program as people run it, which starts in a third of the time."""
        return self.verb(*args, program=RELEASE, **options)

    def json(self, *args, **options):
        return json.loads(self.verb(*args, "--json", **options).stdout)

    def init(self, *more, **options):
        """Makes the site; the path with which the first administrator sets a password."""
        made = self.json("init", "--url", self.url, "--name", "City of Alder Quay", "--timezone", "America/Los_Angeles",
                         *more, **{"program": RELEASE, **options})
        return urllib.parse.urlsplit(made["link"]).path

    def serve(self, *more, program=PROGRAM):
        server = Server("--site", self.site, *more, port=self.port, program=program, cwd=self.folder)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def account(self, server, role, name, *more):
        """Somebody with that role, signed in."""
        link = self.json("access", "invite", "--role", role, "--name", name, "--email", email_of(name), *more,
                         program=RELEASE)["link"]
        return Browser(server).set_password(link)

    def head(self, site=None):
        """What `journal verify` finds: size and root of the log."""
        done = self.run_ok("journal", "verify", "--site", site or self.site, "--json", program=RELEASE)
        return json.loads(done.stdout)


def email_of(name):
    return f"{name.lower().replace(' ', '.')}@alderquay.example"


def signing(name, password=PASSWORD):
    """What somebody types to sign a code."""
    return {"read": "yes", "name": name, "password": password}


def today(days=0):
    """The day on which the sites of these tests are, or one so many days from it."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("America/Los_Angeles"))
    return (now.date() + datetime.timedelta(days)).isoformat()


def link_in(page):
    """The single-use link that a page shows to be handed over."""
    found = re.search(r"https?://[^\s<]+/set-password/[0-9a-zA-Z_-]+", page.html)
    if not found:
        raise AssertionError(f"no link on a page with status {page.status}:\n{page.text[:2000]}")
    return found.group()


def seeds(test):
    """The founding documents, [(name, bytes)]; none, with a notice, where they are not."""
    folder = Path(SHARED or TOP.parent / "shared") / "seeds"
    if not folder.is_dir():
        print(f"Notice: {test.id()}: without the founding documents", flush=True)
        return []
    return [(name, (folder / name).read_bytes()) for name in SEEDS]


def wait_until(true, seconds=5):
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds")
        time.sleep(0.02)


# What changes without anybody's act: when a session was last seen, tries, the groups of commits; and what a job derives
# from other rows within a second (test_search looks at these).
RESTLESS = ("access_session", "access_try", "db_group", "db_position", "db_text", "db_text_index", "db_text_index_config",
            "db_text_index_data", "db_text_index_idx", "duty_remind", "job", "search_document", "search_group",
            "search_queue", "search_scrub")


def contents(site):
    """All rows of the site but the restless ones, as lines."""
    if site.startswith("postgres"):
        but = [f"--exclude-table-data=aboveboard.{table}" for table in RESTLESS]
        dump = subprocess.run(["pg_dump", "--data-only", "--inserts", *but, site], check=True, capture_output=True)
        return sorted(line for line in dump.stdout.decode().splitlines() if line.startswith("INSERT"))
    with contextlib.closing(sqlite3.connect(f"file:{site}?mode=ro", uri=True)) as connection:
        return sorted(line for line in connection.iterdump()
                      if line.startswith("INSERT") and not line.split('"')[1] in RESTLESS)
