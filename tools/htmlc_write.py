"""Part of the template compiler: from the steps of a view to C."""
import html
import re

from htmlc_markup import SPACE, SPACES


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


# ---- Space ----

def neighbour(items, at, step):
    """What stands beside the text node: ("block" | "inline" | "call" | "text", that item)."""
    at += step
    while 0 <= at < len(items):
        item = items[at]
        if item.kind == "node" and item.parts and (step < 0 or item.verbatim or not is_blank(item)):
            return "text", item
        if item.edge:
            return item.edge, item
        loops = item.kind == "each" if step < 0 else item.kind == "end" and item.of.kind == "each"
        if loops:
            return "inline", item
        at += step
    return "block", None


def is_blank(item):
    return all(expression is None and not literal.strip(SPACE) for literal, expression in item.parts)


def settle_space(items):
    """Drops the space that browsers would not show, and the space of indentation."""
    for at, item in enumerate(items):
        if item.kind == "shown":
            item.parts = [(part and SPACES.sub(" ", part), e) for part, e in item.parts]
        if item.kind != "node" or item.verbatim:
            continue
        parts = [[literal, expression] for literal, expression in item.parts]
        first, last = parts[0][0] or "", parts[-1][0] or ""
        blank = is_blank(item)
        has_line = blank and any("\n" in literal for literal, _ in parts)
        for part in parts:
            part[0] = part[0] and SPACES.sub(" ", part[0])
        (left, before), (right, after) = neighbour(items, at, -1), neighbour(items, at, 1)
        # A line break just inside an element is indentation, whatever the element.
        if before and before.begins and "\n" in first[:len(first) - len(first.lstrip(SPACE))]:
            left = "block"
        if after and after.ends and "\n" in last[len(last.rstrip(SPACE)):]:
            right = "block"
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
