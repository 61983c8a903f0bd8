"""Part of the template compiler: follows the HTML of a view and knows in which place each expression stands, and what
must not stand there."""
import html
import html.entities
import re

VOID = set("area base br col embed hr img input link meta source track wbr".split())
FORBIDDEN = {
    "style": "styles stand in the style sheet",
    "base": "it would move every address of the page",
    "iframe": "pages hold no other pages", "object": "pages hold no other pages", "embed": "pages hold no other pages",
    "frame": "pages hold no other pages", "foreignobject": "pages hold no other pages",
    "animate": "it could change an address", "set": "it could change an address",
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
NO_EXPRESSION = {"srcset", "imagesrcset", "ping", "data", "xlink:href", "background", "manifest", "integrity",
                 "http-equiv"}
BOOLEAN = set("""allowfullscreen async autofocus checked controls default defer disabled formnovalidate hidden inert
    ismap loop multiple muted nomodule novalidate open readonly required reversed selected""".split())
ADDRESS = re.compile(r"(?:/(?!/)|[#?]|https?://[^/?#\s]|mailto:)", re.I)
ADDRESS_GOES_ON = re.compile(r"[/?#&]")

SPACE = " \t\r\n\f"
SPACES = re.compile(r"[ \t\r\n\f]+")
REFERENCE = re.compile(r"&(#[0-9]+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")


class Item:
    """One step of a view, in the order written. `edge` says what stands there for the space beside it: a "block" or
    "inline" tag, a "call"; None for what leaves no trace of its own."""
    begins = ends = False  # the end of a start tag; an end tag

    def __init__(self, kind, line, text="", edge=None, parts=(), **more):
        self.kind, self.line, self.text, self.edge, self.parts = kind, line, text, edge, list(parts)
        self.__dict__.update(more)


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
            self.add("markup", "<!DOCTYPE html>", edge="block")
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
        if name.lower() in FORBIDDEN:
            self.fault(f"<{name}> is not allowed: {FORBIDDEN[name.lower()]}")
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
        self.add("markup", ">\n" if name in VERBATIM else ">", edge=self.edge(name), begins=name not in VOID)
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
        self.add("markup", f"</{opened}>", edge=self.edge(opened), ends=True)

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
            indentation = len(literal) - len(literal.lstrip(SPACE)) if literal else 0
            self.text.line = self.line + (literal or "").count("\n", 0, indentation)
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
