#!/usr/bin/env python3
"""The rules of the house that no compiler knows. Faults are printed as file:line: text, and the exit code is then 1.

    house.py [FOLDER]       the repository, or another folder of the same shape

The order of the rooms is that of the subdir() lines in meson.build: a room includes only headers of rooms that stand
before it, and its own. Files directly in src/ may include all.
"""
import re
import subprocess
import sys
from pathlib import Path

LINES_OF_A_FILE = 600
LINES_OF_A_FUNCTION = 60

# Where markup may stand in C, and why.
HTML_IN_C = {
    "src/foundation/html/html.c": "what compiled views call",
    "src/foundation/html/markdown.c": "walks the tree of a CommonMark document and writes its elements",
    "src/ethics/codes/import/parse_markdown.c": "reads codes in which tags may stand",
    "src/services/files/look.c": "knows what other programs' files begin with, to refuse it behind a picture's end",
    "src/ethics/codes/import/markup_scan.c": "passes over what scripts and styles of a page hold",
}

# Where SQL may stand in C, and why.
SQL_IN_C = {
    "src/foundation/db/sqlite.c": "transactions and settings of one engine, which no other engine could run",
    "src/foundation/db/postgres.c": "transactions and settings of one engine, which no other engine could run",
    "src/foundation/db/text.c": "full-text search, which each engine has in a way of its own",
    "src/foundation/db/copy.c": "backs up and restores whatever tables there are, by the engine's own means",
    "src/foundation/db/copy_rows.c": "copies whatever tables there are, by the names in the engine's own catalogue",
    "src/foundation/db/table_file.c": "makes tables whose names and columns are a rulebook's, in a file for others to read",
}

# Spelt so that this file does not find itself.
UNWANTED = [
    (re.compile(r"registry[.]npmjs|pypi[.]org|(deb|archive|security)[.](debian|ubuntu)[.](org|com)|proxy[.]golang"),
     "names a package registry's host"),
    (re.compile(r"(?<![\w.$}])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/"), "names a path of somebody's machine"),
]

BANNED = re.compile(r"\b(malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|strn?dup|v?asprintf|alloca)\s*\(")

SQL = re.compile(r"\b(SELECT\s.*\b(FROM|WHERE)\b|SELECT\s+[\w$*']+|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|"
                 r"(CREATE|DROP|ALTER)\s+(TEMP\w*\s+|UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW|TRIGGER|DATABASE|SCHEMA)|"
                 r"PRAGMA\s+\w+|VACUUM\b|^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|LISTEN|NOTIFY|ATTACH|SET)\b)", re.S)

HTML = re.compile(r"</?(html|head|body|div|span|p|a|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|form|input|button|label|"
                  r"select|option|textarea|script|style|link|meta|br|hr|img|svg|section|article|nav|main|header|footer|"
                  r"details|summary|strong|em|b|i|code|pre|blockquote|title)(\s|/?>|\Z)|<!DOCTYPE", re.I)

C_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
VIEW_INCLUDE = re.compile(r'\{\{include\s+"([^"]+)"')
STATEMENT = re.compile(r"^-- name: (\w+)", re.M)
FUNCTION = re.compile(r"^[a-z][^\n;={]*\)\n\{\n(.*?)^\}", re.M | re.S)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class House:
    def __init__(self, top):
        self.top = top
        self.faults, self.warnings = [], []
        self.files = self.list_files()
        build = (top / "meson.build").read_text(encoding="utf-8")
        paths = re.findall(r"^subdir\('(src/\w+/(\w+))'\)", build, re.M)
        self.rooms = {room: number for number, (_, room) in enumerate(paths)}
        self.folders = {path: room for path, room in paths}

    def list_files(self):
        """What git tracks or would track; everything, where there is no repository."""
        listed = subprocess.run(["git", "-C", self.top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, check=False)
        if (self.top / ".git").exists() and listed.returncode == 0:
            names = [name for name in listed.stdout.decode().split("\0") if name]
        else:
            names = [str(path.relative_to(self.top)) for path in self.top.rglob("*")]
        return sorted({name for name in names if (self.top / name).is_file()})

    def fault(self, name, line, text):
        self.faults.append(f"{name}:{line}: {text}")

    def room_of(self, name):
        """The room in whose folder the file stands; None directly in src/ and outside it."""
        parts = name.split("/")
        return parts[2] if len(parts) > 3 and parts[0] == "src" else None

    def check(self):
        self.check_folders()
        self.check_statements()
        for name in self.files:
            try:
                text = (self.top / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            self.check_any(name, text)
            if not name.startswith("src/"):
                continue
            if name.endswith((".c", ".h")):
                self.check_includes(name, text, INCLUDE)
                self.check_c(name, text)
            elif name.endswith(".html"):
                self.check_includes(name, text, VIEW_INCLUDE)

    def check_folders(self):
        found = {"/".join(name.split("/")[:3]) for name in self.files if self.room_of(name)}
        for folder in sorted(found | set(self.folders)):
            room = folder.rsplit("/", 1)[1]
            for needed in ("README.md", f"{room}.h"):
                if f"{folder}/{needed}" not in self.files:
                    self.fault(folder, 1, f"the room has no {needed}")
            if folder not in self.folders and any(f.startswith(folder + "/") and f.endswith(".c") for f in self.files):
                self.fault("meson.build", 1, f"{folder} is not among the subdir() lines, so its place is unknown")

    def check_statements(self):
        """A statement that its room's program asks for nowhere is dead text."""
        asked = {}
        for name in self.files:
            if name.endswith((".c", ".h")) and not self.is_test(name):
                text = (self.top / name).read_text(encoding="utf-8")
                asked.setdefault(self.room_of(name), set()).update(re.findall(r"_sql_(\w+)", text))
        for name in self.files:
            if not name.endswith(".sql") or "/migrations/" in name or "/test/" in name or not self.room_of(name):
                continue
            text = (self.top / name).read_text(encoding="utf-8")
            for match in STATEMENT.finditer(text):
                if match.group(1) not in asked.get(self.room_of(name), ()):
                    self.fault(name, line_of(text, match.start()), f"no C of the room asks '{match.group(1)}'")

    @staticmethod
    def is_test(name):
        return re.match(r"(test|fuzz)_|\w+_testing\.h", Path(name).name)

    def check_any(self, name, text):
        if "/corpus/" in name or name.endswith((".svg", ".json")) and name != "package-lock.json":
            return
        for pattern, why in UNWANTED:
            for match in pattern.finditer(text):
                self.fault(name, line_of(text, match.start()), f"'{match.group()}' {why}")
        if name.endswith((".c", ".h", ".py", ".html", ".scss", ".mjs")) or name.startswith("tools/"):
            lines = text.count("\n")
            if lines > LINES_OF_A_FILE:
                self.warnings.append(f"{name}:1: {lines} lines: does it still have one subject?")

    def check_includes(self, name, text, pattern):
        room = self.room_of(name)
        if room is None:
            return
        for match in pattern.finditer(text):
            line, header = line_of(text, match.start(1)), match.group(1)
            if "/" not in header:
                beside = str(Path(name).parent / header)
                if beside not in self.files and not header.endswith("_sql.h"):
                    self.fault(name, line, f"\"{header}\" does not stand beside it: write \"room/file.h\"")
                continue
            other = header.split("/")[0]
            if other not in self.rooms and not self.is_beside(name, header):
                self.fault(name, line, f"\"{header}\": there is no room '{other}'")
            elif other in self.rooms and room in self.rooms and self.rooms[other] > self.rooms[room]:
                self.fault(name, line, f"'{room}' may not use '{other}', which stands after it in meson.build")

    def is_beside(self, name, header):
        return str(Path(name).parent / header) in self.files

    def check_c(self, name, text):
        room, is_test = self.room_of(name), self.is_test(name)
        code = C_TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
        if room != "base":
            for match in BANNED.finditer(code):
                self.fault(name, line_of(text, match.start()), f"{match.group(1)} is called only in base: use the arena")
        for at, literal in self.literals(text):
            if SQL.search(literal) and not is_test and name not in SQL_IN_C:
                self.fault(name, line_of(text, at), "SQL stands only in sql/*.sql")
            if HTML.search(literal) and not is_test and name not in HTML_IN_C:
                self.fault(name, line_of(text, at), "HTML stands only in views/*.html")
        for match in C_TOKEN.finditer(text):
            if match.group().startswith("/") and re.search(r"\b(TODO|FIXME|XXX)\b", match.group()):
                self.fault(name, line_of(text, match.start()), "a comment that promises: do it, or file an issue")
        for match in FUNCTION.finditer(text):
            lines = match.group(1).count("\n")
            if lines > LINES_OF_A_FUNCTION:
                self.warnings.append(f"{name}:{line_of(text, match.start())}: a function of {lines} lines: is it two?")

    @staticmethod
    def literals(text):
        """(position, contents) of each string; neighbours that C joins are one."""
        joined, end = [], None
        for match in C_TOKEN.finditer(text):
            token = match.group()
            if not token.startswith('"'):
                if not token.startswith("/"):
                    end = None
                continue
            if end is not None and not C_TOKEN.sub("", text[end:match.start()]).strip():
                joined[-1][1] += token[1:-1]
            else:
                joined.append([match.start(), token[1:-1]])
            end = match.end()
        return joined


def main(arguments):
    house = House(Path(arguments[0] if arguments else Path(__file__).resolve().parents[1]))
    house.check()
    for line in house.warnings:
        print(f"warning: {line}")
    for line in house.faults:
        print(line)
    return 1 if house.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
