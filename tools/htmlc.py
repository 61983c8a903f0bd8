#!/usr/bin/env python3
"""The template compiler: a room's views/*.html become ROOM_views.h and ROOM_views.c, one C function for each view.

A room's meson.build uses it so:

    codes_views = custom_target('codes_views',
      input: files('views/show.html', 'views/list.html'),
      output: ['codes_views.h', 'codes_views.c'],
      command: [python, template_compiler, '--room', 'codes', '--header', '@OUTPUT0@', '--source', '@OUTPUT1@',
        '@INPUT@'],
      depend_files: template_compiler_parts)
    generated += codes_views

and its C includes "codes/codes_views.h". src/foundation/html/README.md describes the language.

    htmlc.py --messages FILE…    prints a .pot with the messages of templates, and of msg("…") in C files

A fault is printed as file:line: text; then nothing is written and the exit code is 1.
"""
import argparse
import os
import re
import sys
from pathlib import Path

from htmlc_markup import SPACES, TEXT_ONLY, Markup
from htmlc_write import arguments_of, c_string, message_of, settle_space, write_header, write_source

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
CALL = re.compile(r"([a-z][a-z0-9_]*)\s*\((.*)\)\Z", re.S)
VIEW = re.compile(r"view\s+(\w+)\s*\((.*)\)\Z", re.S)
EACH = re.compile(r"each\s+(?P<type>[\w\s]+?(?:\s|\s?\*+))(?P<name>\w+)\s+(?P<how>in|from)\s+(?P<what>.*)\Z", re.S)


class Faults:
    def __init__(self):
        self.lines = []

    def add(self, path, line, text):
        fault = f"{path}:{line}: {text}"
        if fault not in self.lines:
            self.lines.append(fault)


class View:
    def __init__(self, path, line, name, params):
        self.path, self.line, self.name, self.params = path, line, name, params
        self.items = []
        self.has_content = False


# ---- Pieces: what stands between {{ and }}, and the text around it ----

def pieces(path, source, faults):
    """Yields (is a tag, text, line)."""
    at, line = 0, 1
    while True:
        start = source.find("{{", at)
        if start < 0:
            yield False, source[at:], line
            return
        yield False, source[at:start], line
        line += source.count("\n", at, start)
        end = source.find("#}}", start) + 1 if source.startswith("{{#", start) else tag_end(source, start + 2)
        if end <= 0:
            faults.add(path, line, "{{ is opened here and never closed")
            return
        if not source.startswith("{{#", start):
            yield True, source[start + 2:end].strip(), line
        line += source.count("\n", start, end + 2)
        at = end + 2


def tag_end(source, at):
    """Where the }} stands that ends a tag; braces and quotes of C count."""
    depth, quote = 0, None
    while at < len(source):
        c = source[at]
        if quote:
            if c == "\\":
                at += 1
            elif c == quote:
                quote = None
            elif c == "\n":
                return -1
        elif c in "\"'":
            quote = c
        elif c == "{":
            depth += 1
        elif c == "}":
            if depth == 0:
                return at if source.startswith("}}", at) else -1
            depth -= 1
        at += 1
    return -1


# ---- Templates: a file's views ----

class Template:
    def __init__(self, path, shown, room, faults):
        self.path, self.shown, self.room, self.faults = path, shown, room, faults
        self.includes, self.views = [], []
        self.view = self.markup = None
        self.frames = []  # open {{if}}, {{each}}, {{wrap}}
        self.calls = []   # (line, text) of {{call}} and {{wrap}}

    def fault(self, line, text):
        self.faults.add(self.shown, line, text)

    def read(self):
        try:
            source = Path(self.path).read_bytes().decode("utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            self.fault(1, f"cannot be read: {error}")
            return self
        for is_tag, text, line in pieces(self.shown, source, self.faults):
            if is_tag:
                self.tag(text, line)
            elif self.view:
                self.markup.feed(text, line)
            elif text.strip():
                line += text[:len(text) - len(text.lstrip())].count("\n")
                self.fault(line, "text outside of {{view …}}")
        if self.view:
            self.fault(self.view.line, f"{{{{view {self.view.name}}}}} has no {{{{endview}}}}")
        return self

    def tag(self, text, line):
        keyword = (re.match(r"[A-Za-z]+", text) or [""])[0]
        if VIEW.match(text):
            self.begin_view(*VIEW.match(text).groups(), line)
        elif re.match(r'include\s+"', text):
            self.include(text, line)
        elif not self.view:
            self.fault(line, f"{{{{{text}}}}} outside of {{{{view …}}}}")
        elif text == "endview":
            self.end_view(line)
        elif re.match(r"if\b", text):
            self.control("if", text[2:].strip(), line)
        elif re.match(r"else\s+if\b", text):
            self.alternative("elseif", text[4:].strip()[2:].strip(), line)
        elif text == "else":
            self.alternative("else", "", line)
        elif text == "end":
            self.end(line)
        elif re.match(r"each\s", text):
            self.each(text, line)
        elif re.match(r"(call|wrap)\s", text):
            self.call(keyword, text[4:].strip(), line)
        elif text == "content":
            self.content(line)
        elif re.match(r"[wW]ord\s+\w+\Z", text):
            function = "html_word" if text[0] == "w" else "html_word_capital"
            self.markup.expression(text, line, f"{function}(h, WORD_{text.split()[1]})")
        elif re.match(r"attr\s+[\w-]+\s+if\b", text):
            name, condition = re.match(r"attr\s+([\w-]+)\s+if\b(.*)\Z", text, re.S).groups()
            self.markup.boolean(name, condition.strip(), line)
        elif re.match(r"(view|include|word|attr|else|each|call|wrap)(\s+\w|\Z)", text) or not text:
            self.fault(line, f"{{{{{text}}}}} is not understood: src/foundation/html/README.md has the tags")
        else:
            self.markup.expression(text, line)

    def include(self, text, line):
        match = re.fullmatch(r'include\s+"([\w./-]+\.h)"', text)
        if not match:
            self.fault(line, 'write {{include "room/room.h"}}')
        elif self.view:
            self.fault(line, "{{include}} stands outside of views")
        elif match.group(1) not in self.includes:
            self.includes.append(match.group(1))

    def begin_view(self, name, params, line):
        if self.view:
            self.fault(line, f"{{{{view {name}}}}} within {{{{view {self.view.name}}}}}: {{{{endview}}}} is missing")
        if not NAME.match(name) or not (self.room in (None, "html") or name.startswith(self.room + "_")):
            self.fault(line, f"the view '{name}' must be named {self.room}_… in lower-case letters")
        params = SPACES.sub(" ", params.strip())
        self.view = View(self.shown, line, name, "" if params == "void" else params)
        self.markup = Markup(self.view, self.fault)
        self.frames = []
        self.views.append(self.view)

    def end_view(self, line):
        for frame in self.frames:
            self.fault(frame.line, f"{{{{{frame.kind}}}}} has no {{{{end}}}}")
        self.markup.line = line
        self.markup.end_view()
        self.view = self.markup = None

    # What has an {{end}}.
    def control(self, kind, text, line, **more):
        markup = self.markup
        markup.line = line
        markup.end_text()
        frame = markup.add(kind, text, **more)
        frame.state, frame.floor, frame.depth = markup.state(), markup.floor, len(markup.stack)
        frame.address, frame.addresses, frame.has_else = markup.address, [], False
        markup.floor = len(markup.stack)
        markup.branches_of_tag += markup.mode == "tag"
        self.frames.append(frame)
        if kind == "if" and not text:
            self.fault(line, "{{if}} has no condition")

    def branch_ends(self, frame, line, tag):
        markup = self.markup
        markup.line = line
        markup.end_text()
        while len(markup.stack) > frame.depth:
            name, opened = markup.stack.pop()
            self.fault(opened, f"<{name}> is not closed before {{{{{tag}}}}}")
        if markup.state() != frame.state:
            self.fault(line, f"{{{{{tag}}}}} stands elsewhere (in text, in a tag, in quotes) than its "
                             f"{{{{{frame.kind}}}}}")
            markup.mode, markup.attribute = frame.state[0], frame.state[1]
            markup.quote = markup.quote or '"'
        frame.addresses.append(markup.address)

    def alternative(self, kind, text, line):
        if not self.frames or self.frames[-1].kind == "wrap":
            self.fault(line, f"{{{{{'else' if kind == 'else' else 'else if'}}}}} without {{{{if}}}}")
            return
        frame = self.frames[-1]
        if frame.has_else:
            self.fault(line, "after {{else}} comes {{end}}")
        if kind == "elseif" and (frame.kind == "each" or not text):
            self.fault(line, "{{else if …}} belongs to {{if}} and has a condition")
        self.branch_ends(frame, line, "else")
        frame.has_else = kind == "else"
        self.markup.address = frame.address
        self.markup.add(kind, text, of=frame)

    def end(self, line):
        if not self.frames:
            self.fault(line, "{{end}} without {{if}}, {{each}} or {{wrap}}")
            return
        frame = self.frames.pop()
        self.branch_ends(frame, line, "end")
        markup = self.markup
        ways = set(frame.addresses) | (set() if frame.has_else else {frame.address})
        markup.address = ways.pop() if len(ways) == 1 else "mixed"
        markup.floor = frame.floor
        markup.branches_of_tag -= markup.mode == "tag"
        markup.add("end", of=frame, edge="call" if frame.kind == "wrap" else None)

    def each(self, text, line):
        match = EACH.match(text)
        parts = arguments_of(match.group("what")) if match else []
        if not match or (match.group("how") == "in" and len(parts) != 2) or not all(parts):
            self.fault(line, "write {{each TYPE *x in ARRAY, N}} or {{each TYPE *x from FIRST}}")
            parts, match = ["NULL", "0"], EACH.match("each int *x in NULL, 0")
        kind = match.group("type").strip()
        self.control("each", text, line, type=kind, name=match.group("name"), how=match.group("how"), what=parts)
        if match.group("how") == "from" and not kind.endswith("*"):
            self.fault(line, "{{each … from …}} walks a list of pointers")

    def call(self, keyword, text, line):
        match = CALL.match(text)
        if not match:
            self.fault(line, f"write {{{{{keyword} some_view(ARGUMENTS)}}}}")
            match = CALL.match("unknown()")
        name, arguments = match.groups()
        self.calls.append((line, arguments))
        if self.markup.mode != "text":
            self.fault(line, f"{{{{{keyword} …}}}} stands in text, not in a tag")
        if self.markup.stack and self.markup.stack[-1][0] in TEXT_ONLY | {"script"}:
            self.fault(line, f"{{{{{keyword} …}}}} cannot stand in <{self.markup.stack[-1][0]}>")
        if name.startswith("html_") and name != "html_markdown":
            self.fault(line, f"{name} is not a view")
        arguments = ", ".join(["h"] + ([arguments.strip()] if arguments.strip() else []))
        if keyword == "wrap":
            self.control("wrap", name, line, arguments=arguments, edge="call")
        else:
            self.markup.line = line
            self.markup.end_text()
            self.markup.add("call", name, arguments=arguments, edge="call")

    def content(self, line):
        if self.view.has_content:
            self.fault(line, "{{content}} stands once in a view")
        if any(frame.kind != "wrap" for frame in self.frames) or self.markup.mode != "text":
            self.fault(line, "{{content}} stands in text, outside of {{if}} and {{each}}")
        self.view.has_content = True
        self.markup.line = line
        self.markup.end_text()
        self.markup.add("content", edge="call")


# ---- Messages ----

def messages_of_template(template):
    for view in template.views:
        settle_space(view.items)
        for item in view.items:
            if item.kind in ("node", "shown"):
                _, msgid, _, _ = message_of(item)
                if msgid:
                    yield item.line, msgid
    for line, arguments in template.calls:
        for at, text in messages_of_c(arguments, "msg|STR"):
            if any(c.isalpha() for c in text) and text[0] not in "/#?":
                yield line + at - 1, text


def messages_of_c(source, macros="msg"):
    """The literals of msg("…"), also when several stand side by side."""
    literal = r'"(?:[^"\\\n]|\\.)*"'
    for match in re.finditer(rf"\b(?:{macros})\(\s*({literal}(?:\s*{literal})*)\s*\)", source):
        text = "".join(part[1:-1] for part in re.findall(literal, match.group(1)))
        text = text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        yield source.count("\n", 0, match.start()) + 1, text


# What a page looks up as a message although C gives it as a text: members of a page's structs, titles, steps.
SHOWN_BY_C = (r"\.(?:label|hint|legend|heading|explanation|advice|notice|title|text|key|button|submit)\s*=\s*",
              r"\baccess_page\(\s*\w+\s*,\s*", r"\bpage_step\((?:[^;\"]*?,\s*){2}")


def shown_by_c(source):
    """The literals of STR("…") that C files hand to pages."""
    for before in SHOWN_BY_C:
        for match in re.finditer(before + r"(?=STR\()", source):
            for at, text in messages_of_c(source[match.end():], "STR"):
                if any(c.isalpha() for c in text):
                    yield source.count("\n", 0, match.end()) + at, text
                break


def print_messages(paths, faults):
    found = {}
    for path in paths:
        shown = os.path.relpath(path)
        if path.endswith(".html"):
            template = Template(path, shown, None, faults).read()
            messages = list(messages_of_template(template))
        else:
            source = Path(path).read_text(encoding="utf-8")
            messages = sorted([*messages_of_c(source), *shown_by_c(source)])
        for line, msgid in messages:
            found.setdefault(msgid, []).append(f"{shown}:{line}")
    out = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"',
           '"Content-Transfer-Encoding: 8bit\\n"', ""]
    for msgid, places in found.items():
        out += [f"#: {place}" for place in places] + [f"msgid {c_string(msgid)}", 'msgstr ""', ""]
    return "\n".join(out)


def main(arguments):
    parser = argparse.ArgumentParser(prog="htmlc.py", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--messages", action="store_true", help="print a .pot of the files' messages")
    parser.add_argument("--room")
    parser.add_argument("--header")
    parser.add_argument("--source")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args(arguments)
    faults = Faults()
    if options.messages:
        pot = print_messages(options.files, faults)
    else:
        if not (options.room and options.header and options.source):
            parser.error("--room, --header and --source are needed")
        templates = [Template(path, os.path.relpath(path), options.room, faults).read() for path in options.files]
        seen = {}
        for view in (view for template in templates for view in template.views):
            if view.name in seen:
                faults.add(view.path, view.line, f"the view '{view.name}' stands also at {seen[view.name]}")
            seen.setdefault(view.name, f"{view.path}:{view.line}")
    if faults.lines:
        print("\n".join(faults.lines), file=sys.stderr)
        return 1
    if options.messages:
        print(pot)
        return 0
    header = write_header(options.room, templates)
    source = write_source(os.path.basename(options.header), templates)
    Path(options.header).write_text(header, encoding="utf-8")
    Path(options.source).write_text(source, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
