#!/usr/bin/env python3
"""The SQL compiler: a room's .sql files become ROOM_sql.h and ROOM_sql.c, one text for each engine.

A room's meson.build uses it so:

    codes_sql = custom_target('codes_sql',
      input: files('sql/edition.sql', 'sql/migrations/001_codes.sql'),
      output: ['codes_sql.h', 'codes_sql.c'],
      command: [python, sql_compiler, 'codes', '@OUTDIR@', '@INPUT@'])
    generated += codes_sql

and its C includes "codes/codes_sql.h".

A file of statements: each statement stands below a line "-- name: edition_by_slug"; comments may follow that line.
It becomes `extern const struct db_stmt codes_sql_edition_by_slug`. Placeholders are $1, $2 … without a gap; SQLite reads
them as ?1, ?2 … (it would number $2 by its first appearance). `codes_sql_all` lists every statement for the test that
prepares them all on both engines.

A file migrations/NNN_name.sql: statements, each ended by ";" at the end of a line. Numbers run from 001 without a gap.
They become `codes_migrations[]`; sha256 is the hash of the file's bytes.

Replaced, outside of strings, are only: @id (INTEGER, BIGINT), @bytes (BLOB, BYTEA), @strict (STRICT, nothing), @keyed
(STRICT, WITHOUT ROWID; nothing).
In a migration, a statement that begins with @sqlite or @postgres is that engine's alone; only the room db has such.
A fault is printed as file:line: text; then nothing is written and the exit code is 1.
"""
import hashlib
import os
import re
import sys
from pathlib import Path

TYPES = {"@id": ("INTEGER", "BIGINT"), "@bytes": ("BLOB", "BYTEA"), "@strict": ("STRICT", ""),
         "@keyed": ("STRICT, WITHOUT ROWID", "")}

ONE_ENGINE = ("@sqlite", "@postgres")

TOKEN = re.compile(r"""
    (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
  | (?P<open>/\*|'|")
  | (?P<type>@\w*)
  | (?P<placeholder>\$\w*)
  | (?P<cast>::)
  | (?P<foreign>\?\d*|:[A-Za-z_]\w*|%[-.*\d]*[a-zA-Z]\b|[{}\#`\\])
  | (?P<end>;)
  | (?P<text>[^-/'"@$:?%{}\#`\\;]+|.)
""", re.X | re.S)

NAME_LINE = re.compile(r"^--[ \t]*name[ \t]*:[ \t]*(.*?)[ \t]*$")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
OUR_NAMES = ("all", "all_n")
MIGRATION = re.compile(r"(\d{3})_([a-z][a-z0-9_]*)\.sql\Z")


class Faults:
    def __init__(self):
        self.lines = []

    def add(self, path, line, text):
        self.lines.append(f"{path}:{line}: {text}")


class Text:
    """One stretch of SQL: its text for both engines, its placeholders, where its statements end."""

    def __init__(self, path, line, source, faults, one_engine=False):
        """With one_engine, @sqlite and @postgres may begin a statement."""
        self.placeholders = set()
        self.ends = []        # (line, whether the line ends there)
        self.has_sql = False  # anything beside comments and space
        self.open_at = None   # line of SQL that no ";" has ended yet
        sqlite, postgres = [], []
        only = None           # the engine of the statement at hand, where it is one engine's alone
        for match in TOKEN.finditer(source):
            kind, token = match.lastgroup, match.group()
            both = (token, token)
            if kind == "comment":
                both = ("", "") if token.startswith("--") else (" ", " ")
            elif kind == "open":
                faults.add(path, line, f"{token} is opened here and never closed")
                break
            elif kind == "type" and one_engine and token in ONE_ENGINE and self.open_at is None:
                only, both = ONE_ENGINE.index(token), ("", "")
            elif kind == "type":
                if token not in TYPES:
                    faults.add(path, line, f"{token} is not a type: there are only @id, @bytes, @strict and @keyed")
                both = TYPES.get(token, both)
            elif kind == "placeholder":
                number = token[1:]
                if not number.isdecimal() or number.startswith("0"):
                    faults.add(path, line, f"{token} is not a placeholder: they are $1, $2 and so on")
                else:
                    self.placeholders.add(int(number))
                    both = ("?" + number, token)
            elif kind == "cast":
                faults.add(path, line, "SQLite has no '::': write CAST(… AS …)")
            elif kind == "foreign":
                faults.add(path, line, f"{token} looks like text to be put in later: SQL is never put together; "
                                       "values go into $1, $2 and so on")
            elif kind == "end":
                rest = source[match.end():].split("\n", 1)[0]
                self.ends.append((line, rest.strip() == "" or rest.lstrip().startswith("--")))
                self.open_at = None
            if kind not in ("comment", "end") and token.strip():
                self.has_sql = True
                if self.open_at is None:
                    self.open_at = line
            sqlite.append(both[0] if only in (None, 0) else "")
            postgres.append(both[1] if only in (None, 1) else "")
            if kind == "end":
                only = None
            line += token.count("\n")
        self.sqlite, self.postgres = tidy("".join(sqlite)), tidy("".join(postgres))


def tidy(text):
    """Without trailing space and empty lines."""
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())


def read_statements(path, source, faults):
    """Yields (name, line, Text) of a file of statements."""
    parts = [(None, 1, [])]
    for number, line in enumerate(source.split("\n"), 1):
        named = NAME_LINE.match(line.strip())
        if named:
            parts.append((named.group(1), number, []))
        else:
            parts[-1][2].append(line)
    for name, line, body in parts:
        first = line if name is None else line + 1
        text = Text(path, first, "\n".join(body), faults)
        if name is None:
            if text.has_sql:
                faults.add(path, text.open_at or 1, "a statement without a name: write '-- name: …' above it")
            continue
        if not NAME.match(name):
            faults.add(path, line, f"the name '{name}' must be lower-case letters, digits and _")
        elif name in OUR_NAMES:
            faults.add(path, line, f"a statement cannot be named '{name}': that is the name of the list of all statements; "
                                   "say what it reads, like 'editions'")
        elif not text.has_sql:
            faults.add(path, line, f"'{name}' has no statement")
        else:
            if len(text.ends) > 1 or (text.ends and text.open_at is not None):
                faults.add(path, text.ends[0][0], f"'{name}' is more than one statement")
            highest = max(text.placeholders, default=0)
            for n in sorted(set(range(1, highest)) - text.placeholders):
                faults.add(path, line, f"'{name}' has ${highest} but no ${n}")
            yield name, line, text


def read_migration(path, source, faults):
    match = MIGRATION.match(path.name)
    if not match:
        faults.add(path, 1, "a migration's file is named 001_some_name.sql")
        return None
    text = Text(path, 1, source, faults, one_engine=path.parent.parent.parent.name == "db")
    if not text.has_sql:
        faults.add(path, 1, "an empty migration")
    elif text.open_at is not None:
        faults.add(path, text.open_at, "the last statement does not end with ';'")
    for line, at_line_end in text.ends:
        if not at_line_end:
            faults.add(path, line, "';' must end its line: one statement does not begin on another's line")
    if text.placeholders:
        faults.add(path, 1, "a migration has no placeholders")
    return int(match.group(1)), match.group(2), text


def c_string(text, indent="\t\t"):
    lines = text.replace("\\", "\\\\").replace('"', '\\"').split("\n")
    return ("\n" + indent).join(f'"{line}"' if n == len(lines) - 1 else f'"{line}\\n"' for n, line in enumerate(lines))


def write_header(room, statements, migrations):
    out = [f"/* The statements of {room}, made from its .sql files by tools/sqlc.py. */", "#pragma once", "",
           "#include <stddef.h>", "", '#include "db/db.h"', ""]
    out += [f"extern const struct db_stmt {room}_sql_{name};" for name, _ in statements]
    if statements:
        out += ["", f"extern const struct db_stmt *const {room}_sql_all[];", f"extern const size_t {room}_sql_all_n;"]
    if migrations:
        out += ["", f"extern const struct db_migration {room}_migrations[];", f"extern const size_t {room}_migrations_n;"]
    return "\n".join(out) + "\n"


def write_source(room, statements, migrations):
    out = [f'#include "{room}_sql.h"', ""]
    for name, text in statements:
        out += [f"const struct db_stmt {room}_sql_{name} = {{", f'\t.name = "{room}.{name}",',
                f"\t.sqlite =\n\t\t{c_string(text.sqlite)},", f"\t.postgres =\n\t\t{c_string(text.postgres)},",
                f"\t.n_params = {max(text.placeholders, default=0)},", "};", ""]
    if statements:
        out += [f"const struct db_stmt *const {room}_sql_all[] = {{"]
        out += [f"\t&{room}_sql_{name}," for name, _ in statements]
        out += ["};", f"const size_t {room}_sql_all_n = {len(statements)};", ""]
    if migrations:
        out += [f"const struct db_migration {room}_migrations[] = {{"]
        for number, name, text, digest in migrations:
            out += ["\t{", f'\t\t.room = "{room}",', f"\t\t.number = {number},", f'\t\t.name = "{name}",',
                    f"\t\t.sqlite =\n\t\t\t{c_string(text.sqlite, 3 * chr(9))},",
                    f"\t\t.postgres =\n\t\t\t{c_string(text.postgres, 3 * chr(9))},",
                    f'\t\t.sha256 = "{digest}",', "\t},"]
        out += ["};", f"const size_t {room}_migrations_n = {len(migrations)};", ""]
    return "\n".join(out)


def read_room(paths, faults):
    statements, migrations, seen = [], [], {}
    for path in map(Path, paths):
        shown = Path(os.path.relpath(path))
        try:
            data = path.read_bytes()
            source = data.decode("utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            faults.add(shown, 1, f"cannot be read: {error}")
            continue
        if path.parent.name == "migrations":
            migration = read_migration(shown, source, faults)
            if migration:
                migrations.append((*migration, hashlib.sha256(data).hexdigest(), shown))
            continue
        for name, line, text in read_statements(shown, source, faults):
            if name in seen:
                faults.add(shown, line, f"'{name}' was named before, at {seen[name]}")
            seen.setdefault(name, f"{shown}:{line}")
            statements.append((name, text))
    migrations.sort(key=lambda m: m[0])
    for wanted, (number, _, _, _, path) in enumerate(migrations, 1):
        if number != wanted:
            faults.add(path, 1, f"migration {number:03} stands where {wanted:03} is expected")
            break
    return statements, [m[:4] for m in migrations]


def main(arguments):
    if len(arguments) < 3 or not NAME.match(arguments[0]):
        print("usage: sqlc.py ROOM OUTPUT-FOLDER FILE.sql…", file=sys.stderr)
        return 2
    room, folder, *paths = arguments
    faults = Faults()
    statements, migrations = read_room(paths, faults)
    if faults.lines:
        print("\n".join(faults.lines), file=sys.stderr)
        return 1
    Path(folder, f"{room}_sql.h").write_text(write_header(room, statements, migrations), encoding="utf-8")
    Path(folder, f"{room}_sql.c").write_text(write_source(room, statements, migrations), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
