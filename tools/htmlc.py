#!/usr/bin/env python3
"""The template compiler: a room's views/*.html become ROOM_views.h and ROOM_views.c, one C function for each view.

A room's meson.build uses it so:

    codes_views = custom_target('codes_views',
      input: files('views/show.html', 'views/list.html'),
      output: ['codes_views.h', 'codes_views.c'],
      command: [python, template_compiler, '--room', 'codes', '--header', '@OUTPUT0@', '--source', '@OUTPUT1@', '@INPUT@'])
    generated += codes_views

and its C includes "codes/codes_views.h". src/foundation/html/README.md describes the language.

    htmlc.py --messages FILE…    prints a .pot with the messages of templates, and of msg("…") in C files

A fault is printed as file:line: text; then nothing is written and the exit code is 1.
"""
import argparse
import html
import html.entities
import os
import re
import sys
from pathlib import Path

VOID = set("area base br col embed hr img input link meta source track wbr".split())
FORBIDDEN = {
    "style": "styles stand in the style sheet",
    "base": "it would move every address of the page",
    "iframe": "pages hold no other pages", "object": "pages hold no other pages", "embed": "pages hold no other pages",
    "frame": "pages hold no other pages",
}
# Space beside any other element means nothing.
INLINE = set("""a abbr b bdi bdo button cite code data del dfn em i img input ins kbd label mark meter output picture
    progress q s samp select small span strong sub sup svg textarea time u var wbr""".split())
VERBATIM = {"pre", "textarea"}             # space inside counts
UNTRANSLATED = {"pre", "textarea", "code", "kbd", "samp"}
TEXT_ONLY = {"title", "textarea", "option"}
ENDS_PARAGRAPH = set("""address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr main nav ol p pre section table ul""".split())
NOT_WITHIN_ITSELF = {"a", "button", "form", "label", "option"}

URL_ATTRIBUTES = {"href", "src", "action", "formaction", "poster", "cite"}
SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription",
                    "aria-valuetext"}
NO_EXPRESSION = {"srcset", "imagesrcset", "ping", "data", "xlink:href", "background", "manifest", "integrity", "http-equiv"}
BOOLEAN = set("""allowfullscreen async autofocus checked controls default defer disabled formnovalidate hidden inert
    ismap loop multiple muted nomodule novalidate open readonly required reversed selected""".split())
ADDRESS = re.compile(r"(?:/(?!/)|[#?]|https?://[^/?#\s]|mailto:)", re.I)
ADDRESS_GOES_ON = re.compile(r"[/?#&]")

SPACE = " \t\r\n\f"
SPACES = re.compile(r"[ \t\r\n\f]+")
REFERENCE = re.compile(r"&(#[0-9]+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")
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


class Item:
    """One step of a view, in the order written. `edge` says what stands there for the space beside it: a "block" or
    "inline" tag, a "call"; None for what leaves no trace of its own."""

    def __init__(self, kind, line, text="", edge=None, parts=(), **more):
        self.kind, self.line, self.text, self.edge, self.parts = kind, line, text, edge, list(parts)
        self.__dict__.update(more)


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


def arguments_of(text):
    """A C list, split at its outer commas."""
    parts, depth, quote, start, at = [], 0, None, 0, 0
    while at < len(text):
        c = text[at]
        if quote:
            if c == "\\":
                at += 1
            elif c == quote:
                quote = None
        elif c in "\"'":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
        at += 1
    last = text[start:].strip()
    return parts + [last] if last or parts else []


# ---- Markup: where an expression stands ----

class Markup:
    """Follows the HTML of one view. mode: "text", "tag" (among the attributes), "value" (within quotes)."""

    def __init__(self, view, fault):
        self.view, self.fault_at = view, fault
        self.line = view.line
        self.mode = "text"
        self.stack = []       # open elements: (name, line)
        self.floor = 0        # elements below were opened outside of the {{if}}, {{each}} or {{wrap}}
        self.text = None      # the text node being read
        self.element = None   # the tag being read
        self.attributes = {}  # its attributes so far: name → literal value, None when it holds an expression
        self.from_assets = set()   # those whose value is an asset's address
        self.branches_of_tag = 0   # {{if}} open among its attributes: there each may stand once in each branch
        self.attribute = None
        self.quote = None
        self.address = None   # of a URL attribute: "start", "whole", "goes on", "mixed"

    def fault(self, text, line=None):
        self.fault_at(line or self.line, text)

    def add(self, kind, text="", **more):
        item = Item(kind, self.line, text, **more)
        self.view.items.append(item)
        return item

    def within(self, names):
        return any(name in names for name, _ in self.stack)

    def edge(self, name):
        return "inline" if name in INLINE else "block"

    def state(self):
        return self.mode, self.attribute if self.mode == "value" else None

    # Literal text.
    def feed(self, source, line):
        self.line = line
        at = 0
        while at < len(source):
            step = {"text": self.feed_text, "tag": self.feed_tag, "value": self.feed_value}[self.mode]
            end = step(source, at)
            self.line += source.count("\n", at, end)
            at = end

    def feed_text(self, source, at):
        end = source.find("<", at)
        if end != at:
            end = len(source) if end < 0 else end
            self.text_part(self.decoded(source[at:end]))
            return end
        self.end_text()
        match = re.compile(r"<!doctype html>\s*", re.I).match(source, at)
        if match:
            self.add("markup", "<!doctype html>", edge="block")
            return match.end()
        if source.startswith("<!--", at):
            self.fault("an HTML comment would be sent to every reader; write {{# … #}}")
            end = source.find("-->", at)
            return len(source) if end < 0 else end + 3
        match = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>").match(source, at)
        if match:
            self.close(match.group(1).lower())
            return match.end()
        match = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)").match(source, at)
        if match:
            self.open(match.group(1))
            return match.end()
        self.fault("'<' begins a tag; as a sign it is written &lt;")
        return at + 1

    def feed_tag(self, source, at):
        match = re.compile(r"\s+").match(source, at)
        if match:
            return match.end()
        match = re.compile(r"/?>").match(source, at)
        if match:
            self.end_tag(match.group() == "/>")
            return match.end()
        match = re.compile(r"([^\s\"'<>/=]+)(\s*=\s*)?(.?)", re.S).match(source, at)
        if not match:
            self.fault(f"{source[at]} in the middle of <{self.element}>")
            return at + 1
        name, equals, quote = match.groups()
        if not equals:
            self.begin_attribute(name)
            self.attributes[self.attribute] = ""
            self.add("markup", " " + self.attribute, edge=self.edge(self.element))
            return match.start(3)
        if quote in ("'", '"') and quote:
            self.begin_attribute(name)
            self.quote, self.mode = quote, "value"
            self.attributes[self.attribute] = ""
            self.address = "start" if self.attribute in URL_ATTRIBUTES else None
            self.add("markup", f' {self.attribute}="', edge=self.edge(self.element))
            return match.end()
        self.fault(f"the value of {name} must stand in quotes")
        if not quote:
            self.attributes[name] = None
        rest = re.compile(r"[^\s>]*").match(source, match.start(3))
        return rest.end()

    def feed_value(self, source, at):
        end = source.find(self.quote, at)
        value = self.decoded(source[at:] if end < 0 else source[at:end])
        if value:
            self.value_part(value)
        if end < 0:
            return len(source)
        self.end_value()
        return end + 1

    def decoded(self, text):
        for match in REFERENCE.finditer(text):
            name = match.group(1)
            if not name or (name[0] != "#" and name not in html.entities.html5):
                line = self.line + text.count("\n", 0, match.start())
                self.fault(f"{match.group()} is no character; '&' by itself is written &amp;", line)
        return html.unescape(text)

    # Elements.
    def open(self, written):
        name = written if self.within({"svg"}) else written.lower()
        parent = self.stack[-1][0] if self.stack else None
        if name in FORBIDDEN:
            self.fault(f"<{name}> is not allowed: {FORBIDDEN[name]}")
        if parent in TEXT_ONLY | {"script"}:
            self.fault(f"<{name}> cannot stand in <{parent}>")
        if name in ENDS_PARAGRAPH and parent == "p":
            self.fault(f"<{name}> cannot stand in <p>: browsers would end the paragraph before it")
        if name in NOT_WITHIN_ITSELF and self.within({name}):
            self.fault(f"<{name}> cannot stand in another <{name}>")
        self.element, self.attributes, self.from_assets, self.mode = name, {}, set(), "tag"
        self.add("markup", "<" + name, edge=self.edge(name))

    def end_tag(self, closed):
        name, attributes = self.element, self.attributes
        foreign = name == "svg" or self.within({"svg", "math"})
        if closed and name not in VOID and not foreign:
            self.fault(f"<{name}/> does not close itself in HTML: write <{name}></{name}>")
        if name == "img" and "alt" not in attributes:
            self.fault("an <img> needs alt, which may be empty")
        if name == "html" and "lang" not in attributes:
            self.fault("<html> needs lang")
        if name == "script" and "src" not in self.from_assets:
            self.fault("a script is an asset: <script type=\"module\" src=\"{{asset_path(\"…\")}}\"></script>")
        if name == "link" and "stylesheet" in (attributes.get("rel") or "stylesheet") \
                and attributes.get("href") is None and "href" not in self.from_assets:
            self.fault("a style sheet's href is {{asset_path(\"…\")}} or written out")
        if name == "meta" and "http-equiv" in attributes:
            self.fault("<meta http-equiv> is not allowed: the server sends headers")
        self.mode = "text"
        if foreign and closed:
            self.add("markup", "/>", edge=self.edge(name))
            return
        # A browser drops the first line feed inside these two: one is put there for it.
        self.add("markup", ">\n" if name in VERBATIM else ">", edge=self.edge(name))
        if name not in VOID:
            self.stack.append((name, self.line))

    def close(self, written):
        name = written
        if name in VOID:
            self.fault(f"</{name}>: <{name}> has no end tag")
            return
        names = [n.lower() for n, _ in self.stack]
        if len(self.stack) <= self.floor or name not in names[self.floor:]:
            outside = name in names
            self.fault(f"</{name}> closes what was opened outside of this part of the template" if outside else
                       f"</{name}> closes what was never opened")
            return
        while self.stack[-1][0].lower() != name:
            opened, line = self.stack.pop()
            self.fault(f"<{opened}>, opened in line {line}, is not closed before </{name}>")
        opened, _ = self.stack.pop()
        self.add("markup", f"</{opened}>", edge=self.edge(opened))

    # Attributes.
    def begin_attribute(self, written):
        name = written if self.within({"svg"}) or self.element == "svg" else written.lower()
        if name.lower().startswith("on"):
            self.fault(f"{name} is not allowed: no script stands in a page")
        elif name == "style":
            self.fault("style is not allowed: styles stand in the style sheet")
        elif name == "srcdoc":
            self.fault("srcdoc is not allowed")
        elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9:_-]*", name):
            self.fault(f"{written} is no attribute's name")
        elif name in self.attributes and not self.branches_of_tag:
            self.fault(f"<{self.element}> has {name} twice")
        self.attribute = name

    def value_part(self, value):
        if self.attribute in SHOWN_ATTRIBUTES:
            self.text_part(value)
            return
        if self.attributes.get(self.attribute) is not None:
            self.attributes[self.attribute] += value
        if self.address == "start":
            if not ADDRESS.match(value.strip()):
                self.fault(f'{self.attribute}="{value}": an address begins with / # ? https:// http:// or mailto:')
            self.address = "host" if re.fullmatch(r"https?://[^/?#]*", value) else "goes on"
        elif self.address in ("whole", "mixed"):
            if not ADDRESS_GOES_ON.match(value):
                self.fault("after an address only / ? # or & may go on")
            self.address = "goes on"
        elif self.address == "host" and re.search(r"[/?#]", value):
            self.address = "goes on"
        self.add("markup", html.escape(SPACES.sub(" ", value)), edge=self.edge(self.element))

    def end_value(self):
        self.end_text()
        self.add("markup", '"', edge=self.edge(self.element))
        self.mode, self.quote, self.address = "tag", None, None

    # Expressions.
    def expression(self, text, line, part=None):
        """`part`: the C expression of type struct str, when it is not `text` as a value."""
        self.line = line
        part = part or f"html_value(h, {text})"
        if re.search(r"\bhtml_(literal|message|text|attribute|url)\w*\s*\(", text):
            self.fault("only the compiler calls that function")
        if self.mode == "tag":
            self.fault("an expression cannot be the name of a tag or attribute, nor a value without quotes: "
                       "it stands in text or within quotes")
            return
        if self.mode == "text":
            if self.stack and self.stack[-1][0] in ("script", "style"):
                self.fault(f"an expression cannot stand in <{self.stack[-1][0]}>")
                return
            self.text_part(None, part)
            return
        name = self.attribute
        self.attributes[name] = None
        if name.lower().startswith("on") or name in ("style", "srcdoc") or name.lower() in NO_EXPRESSION:
            self.fault(f"an expression cannot stand in {name}")
        elif name in SHOWN_ATTRIBUTES:
            self.text_part(None, part)
        elif name in URL_ATTRIBUTES:
            self.expression_in_address(text, part)
        else:
            self.add("attribute", part, edge=self.edge(self.element))

    def expression_in_address(self, text, part):
        edge = self.edge(self.element)
        if self.address == "start":
            if re.fullmatch(r'asset_path\(\s*"[^"]+"\s*\)', text):
                self.from_assets.add(self.attribute)
            self.add("url", part, edge=edge)
            self.address = "whole"
        elif self.address == "goes on":
            self.add("url_part", part, edge=edge)
        elif self.address == "host":
            self.fault("a host is written out, or the whole address is one expression")
        else:
            self.fault("two expressions side by side in an address: which part would each be?")

    def boolean(self, name, condition, line):
        self.line = line
        if self.mode != "tag":
            self.fault("{{attr …}} stands among the attributes of a tag")
        elif name not in BOOLEAN:
            self.fault(f"{name} is not a boolean attribute")
        else:
            self.add("boolean", condition, edge=self.edge(self.element), name=name)

    # Text nodes, in text and in attributes that are shown.
    def text_part(self, literal, expression=None):
        if self.text is None:
            inner = self.stack[-1][0] if self.stack else None
            if self.mode == "text" and inner == "script" and (expression or literal.strip(SPACE)):
                self.fault("a script inside a page is not allowed")
            kind = "shown" if self.mode == "value" else "node"
            self.text = self.add(kind, verbatim=self.within(VERBATIM) and kind == "node",
                                 translated=kind == "shown" or not self.within(UNTRANSLATED),
                                 edge=self.edge(self.element) if kind == "shown" else None, code_line=None)
            self.text.line = None
        if self.text.line is None and (expression or literal.strip(SPACE)):
            self.text.line = self.line + (literal or "").count("\n", 0, len(literal or "") - len((literal or "").lstrip(SPACE)))
        self.text.parts.append((literal, expression))
        if expression and not self.text.code_line:
            self.text.code_line = self.line

    def end_text(self):
        self.text = None

    def end_view(self):
        self.end_text()
        if self.mode != "text":
            self.fault(f"<{self.element} is not closed with > before {{{{endview}}}}")
        for name, line in self.stack:
            self.fault(f"<{name}> is never closed", line)


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
            self.fault(line, f"{{{{{text}}}}} is not understood; see the table of tags in src/foundation/html/README.md")
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
            self.fault(line, f"{{{{{tag}}}}} stands elsewhere (in text, in a tag, in quotes) than its {{{{{frame.kind}}}}}")
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


# ---- Space ----

def neighbour(items, at, step):
    """What stands beside the text node: ("block" | "inline" | "call" | "text", that item)."""
    at += step
    while 0 <= at < len(items):
        item = items[at]
        if item.kind == "node" and item.parts:
            return "text", item
        if item.edge:
            return item.edge, item
        loops = item.kind == "each" if step < 0 else item.kind == "end" and item.of.kind == "each"
        if loops and item.kind != "node":
            return "inline", item
        at += step
    return "block", None


def settle_space(items):
    """Drops the space that browsers would not show, and the space of indentation."""
    for at, item in enumerate(items):
        if item.kind == "shown":
            item.parts = [(part and SPACES.sub(" ", part), e) for part, e in item.parts]
        if item.kind != "node" or item.verbatim:
            continue
        parts = [[literal, expression] for literal, expression in item.parts]
        blank = all(e is None and not literal.strip(SPACE) for literal, e in parts)
        has_line = blank and any("\n" in literal for literal, _ in parts)
        for part in parts:
            part[0] = part[0] and SPACES.sub(" ", part[0])
        (left, before), (right, _) = neighbour(items, at, -1), neighbour(items, at, 1)
        follows_space = left == "text" and (before.parts[-1][0] or "").endswith(" ")
        if blank and (left == "block" or right == "block" or follows_space
                      or (has_line and "call" in (left, right))):
            item.parts = []
            continue
        if parts[0][0] and (left == "block" or follows_space):
            parts[0][0] = parts[0][0].lstrip(" ")
        if parts[-1][0] and right == "block":
            parts[-1][0] = parts[-1][0].rstrip(" ")
        item.parts = [(literal, e) for literal, e in parts if literal or e]


def message_of(item):
    """(space before, msgid, expressions, space after); the msgid is None for a node without a letter."""
    literals = "".join(literal or "" for literal, _ in item.parts)
    if not item.translated or not any(c.isalpha() for c in literals):
        return "", None, [], ""
    text, expressions = "", []
    for literal, expression in item.parts:
        if expression:
            expressions.append(expression)
            text += f"{{{len(expressions)}}}"
        else:
            text += literal.replace("{", "{{")
    body = text.strip(SPACE)
    at = text.find(body)
    return text[:at], body, expressions, text[at + len(body):]


# ---- C ----

def c_string(text):
    out = []
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif c == "\t":
            out.append("\\t")
        elif ord(c) < 32 or ord(c) == 127:
            out.append(f"\\{ord(c):03o}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


class Function:
    """Writes the body of a view's function, or the two of one that has {{content}}."""

    def __init__(self, view):
        self.view, self.lines, self.pending, self.depth, self.loops, self.begin = view, [], "", 1, 0, None
        settle_space(view.items)
        for item in view.items:
            self.item(item)
        self.flush()

    def put(self, text, line=None):
        if line:
            self.lines.append(f"#line {line} {c_string(str(self.view.path))}")
        self.lines.append("\t" * self.depth + text)

    def flush(self):
        if self.pending:
            self.put(f"html_literal(h, {c_string(self.pending)}, {len(self.pending.encode())});")
        self.pending = ""

    def item(self, item):
        if item.kind == "markup":
            self.pending += item.text
        elif item.kind in ("node", "shown"):
            self.text(item)
        else:
            self.flush()
            getattr(self, "item_" + item.kind)(item)

    def text(self, item):
        plain, function = ("html_text", "html_message") if item.kind == "node" else ("html_attribute", "html_shown")
        before, msgid, expressions, after = message_of(item)
        if msgid is None:
            for literal, expression in item.parts:
                if expression:
                    self.flush()
                    self.put(f"{plain}(h, {expression});", item.code_line)
                else:
                    self.pending += html.escape(literal, quote=item.kind == "shown")
            return
        self.pending += before
        self.flush()
        if expressions:
            self.put(f"{function}_with(h, STR({c_string(msgid)}), (const struct str[]){{{', '.join(expressions)}}}, "
                     f"{len(expressions)});", item.code_line)
        else:
            self.put(f"{function}(h, STR({c_string(msgid)}));")
        self.pending += after

    def item_attribute(self, item):
        self.put(f"html_attribute(h, {item.text});", item.line)

    def item_url(self, item):
        self.put(f"html_url(h, {item.text});", item.line)

    def item_url_part(self, item):
        self.put(f"html_url_part(h, {item.text});", item.line)

    def item_boolean(self, item):
        self.put(f"if ({item.text})", item.line)
        self.put(f"\thtml_literal(h, {c_string(' ' + item.name)}, {len(item.name) + 1});")

    def item_call(self, item):
        self.put(f"{item.text}({item.arguments});", item.line)

    def item_wrap(self, item):
        self.put(f"{item.text}_begin({item.arguments});", item.line)

    def item_content(self, _):
        self.begin, self.lines = self.lines, []

    def item_if(self, item):
        self.put(f"if ({item.text}) {{", item.line)
        self.depth += 1

    def item_elseif(self, item):
        self.depth -= 1
        self.put(f"}} else if ({item.text}) {{", item.line)
        self.depth += 1

    def item_else(self, item):
        self.depth -= 1
        if item.of.kind == "each":
            self.put("}")
            self.put(f"if ({item.of.empty}) {{")
        else:
            self.put("} else {")
        self.depth += 1

    def item_end(self, item):
        if item.of.kind == "wrap":
            self.put(f"{item.of.text}_end({item.of.arguments});", item.of.line)
            return
        self.depth -= 1
        self.put("}")
        if item.of.kind == "each":
            self.depth -= 1
            self.put("}")

    def item_each(self, item):
        self.loops += 1
        kind = item.type + ("" if item.type.endswith("*") else " ")
        self.put("{")
        self.depth += 1
        if item.how == "from":
            first = f"first_{self.loops}"
            item.empty = f"{first} == NULL"
            self.put(f"{kind}const {first} = {item.what[0]};", item.line)
            self.put(f"for ({kind}{item.name} = {first}; {item.name}; {item.name} = {item.name}->next) {{")
            self.depth += 1
            return
        array, n = item.what
        count, i = f"n_{self.loops}", f"i_{self.loops}"
        item.empty = f"{count} == 0"
        self.put(f"const size_t {count} = (size_t)({n});", item.line)
        self.put(f"for (size_t {i} = 0; {i} < {count}; {i}++) {{")
        self.depth += 1
        address = "&" if item.type.endswith("*") else ""
        self.put(f"{kind}{item.name} = {address}({array})[{i}];", item.line)
        self.put(f"(void){item.name};")


def declaration(name, params):
    return f"void {name}(struct html *h{', ' + params if params else ''})"


def definition(view, name, lines):
    body = "\n".join(lines)
    code = re.sub(r'^#line.*$|"(?:[^"\\]|\\.)*"', "", body, flags=re.M)
    names = [re.sub(r"\[[^\]]*\]", "", param).rstrip() for param in arguments_of(view.params)]
    names = ["h"] + [re.search(r"(\w+)\Z", param).group(1) for param in names if re.search(r"\w\Z", param)]
    unused = [f"\t(void){n};" for n in names if not re.search(rf"\b{n}\b", code)]
    return "\n".join([declaration(name, view.params), "{", *unused, *([body] if body else []), "}", ""])


def functions_of(view):
    if view.has_content:
        return [view.name + "_begin", view.name + "_end"]
    return [view.name]


def write_header(room, templates):
    includes = ["html/components.h"]
    for template in templates:
        includes += [path for path in template.includes if path not in includes]
    out = [f"/* The views of {room}, made from its templates by tools/htmlc.py. */", "#pragma once", ""]
    out += [f'#include "{path}"' for path in includes] + [""]
    for template in templates:
        for view in template.views:
            out += [declaration(name, view.params) + ";" for name in functions_of(view)]
    return "\n".join(out) + "\n"


def write_source(header, templates):
    out = [f'#include "{header}"', ""]
    for template in templates:
        for view in template.views:
            function = Function(view)
            bodies = [function.begin, function.lines] if view.has_content else [function.lines]
            out += [definition(view, name, lines) for name, lines in zip(functions_of(view), bodies)]
    return "\n".join(out)


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


def print_messages(paths, faults):
    found = {}
    for path in paths:
        shown = os.path.relpath(path)
        if path.endswith(".html"):
            template = Template(path, shown, None, faults).read()
            messages = list(messages_of_template(template))
        else:
            messages = messages_of_c(Path(path).read_text(encoding="utf-8"))
        for line, msgid in messages:
            found.setdefault(msgid, []).append(f"{shown}:{line}")
    out = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"', ""]
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
