"""CONTRIBUTING.md's walks, done as they say: each block is a file, an edit or a command."""
import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
# The walk's build is the whole program once more: what it warns of at -O2 comes with the build that people run.
QUICKLY = "-O0 -g0 -Wno-cpp"  # _FORTIFY_SOURCE warns that it does nothing there
BLOCK = re.compile(r"^```(\S+)(?: ([^\n]*))?\n(.*?)^```$", re.M | re.S)


def blocks(text):
    """(kind, argument, content) of every fenced block, in order."""
    return [(m.group(1), m.group(2) or "", m.group(3)) for m in BLOCK.finditer(text)]


def edit(folder, argument, content):
    """"FILE after: LINE": the content goes in behind the one line that reads so."""
    name, _, line = argument.partition(" after: ")
    path = folder / name
    lines = path.read_text().split("\n")
    at = [i for i, each in enumerate(lines) if each.strip() == line.strip()]
    if len(at) != 1:
        raise AssertionError(f"{name} has {len(at)} lines that read “{line}”")
    lines[at[0] + 1:at[0] + 1] = content.rstrip("\n").split("\n")
    path.write_text("\n".join(lines))


class Walk(unittest.TestCase):
    def test_both(self):
        found = blocks((TOP / "CONTRIBUTING.md").read_text())
        self.assertGreater(len(found), 10)
        with tempfile.TemporaryDirectory(prefix="aboveboard-first-") as name:
            folder = Path(name)
            tracked = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP,
                                     capture_output=True, check=True).stdout.decode()
            for each in filter(None, tracked.split("\0")):
                if (TOP / each).is_file():
                    (folder / each).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(TOP / each, folder / each)
            if (TOP / "node_modules").is_dir():
                (folder / "node_modules").symlink_to(TOP / "node_modules")
            for kind, argument, content in found:
                if kind == "edit":
                    edit(folder, argument, content)
                elif kind == "sh":
                    self.shell(folder, content)
                else:
                    path = folder / argument
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(content)
            self.look(folder)

    def look(self, folder):
        """The register of the first walk on its page and as a file."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with subprocess.Popen([folder / "build-first/aboveboard", "serve", "--site", folder / "town.db", "--upgrade",
                               "--listen", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as serving:
            try:
                page = self.get(port, "/registers/lobbying")
                self.assertIn("Quay Ferries: A second landing stage", page)
                self.assertNotIn("without an appointment", page)
                head, row = self.get(port, "/data/lobbying.csv").strip().splitlines()
                self.assertIn("lobbyist", head.split(","))
                self.assertIn("On the quay", row)
                self.assertNotIn("without an appointment", row)
            finally:
                serving.terminate()

    def get(self, port, path):
        for _ in range(100):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            with contextlib.closing(connection):
                try:
                    connection.request("GET", path, headers={"Host": "localhost:8080"})
                except ConnectionRefusedError:
                    time.sleep(0.1)
                    continue
                answer = connection.getresponse()
                self.assertEqual(answer.status, 200, path)
                return answer.read().decode()
        raise AssertionError("the site was not served")

    def shell(self, folder, commands):
        for command in filter(None, commands.split("\n")):
            done = subprocess.run(["sh", "-c", command], cwd=folder, env={**os.environ, "CFLAGS": QUICKLY}, capture_output=True,
                                  text=True, timeout=600)
            self.assertEqual(done.returncode, 0, f"$ {command}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


if __name__ == "__main__":
    unittest.main()
