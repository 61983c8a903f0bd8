"""The template compiler: what it makes, where space goes, and every fault it must name."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TOOL = TOP / "tools" / "htmlc.py"


class Htmlc(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)

    def run_tool(self, *arguments):
        return subprocess.run([sys.executable, TOOL, *arguments], cwd=self.top, capture_output=True, text=True, check=False)

    def compile(self, source, room="codes"):
        (self.top / "a.html").write_bytes(source if isinstance(source, bytes) else source.encode())
        return self.run_tool("--room", room, "--header", "codes_views.h", "--source", "codes_views.c", "a.html")

    def made(self, source):
        run = self.compile(source)
        self.assertEqual(run.stderr, "")
        self.assertEqual(run.returncode, 0)
        return (self.top / "codes_views.c").read_text()

    def body(self, markup):
        """The statements of a view with that body, without #line."""
        lines = self.made(f"{{{{view codes_a (const struct codes_a *v)}}}}{markup}{{{{endview}}}}\n").split("\n")
        inside = lines[lines.index("{") + 1:-2]
        return [line.strip() for line in inside if not line.startswith("#line") and line.strip() != "(void)v;"]

    def literal(self, markup):
        """The bytes of a view without expressions and words."""
        statements = self.body(markup)
        self.assertEqual(len(statements), 1, statements)
        text, length = statements[0].removeprefix("html_literal(h, \"").removesuffix(");").rsplit('", ', 1)
        text = text.replace('\\"', '"').replace("\\n", "\n")
        self.assertEqual(int(length), len(text.encode()))
        return text

    def refused(self, expected, markup):
        run = self.compile(f"{{{{view codes_a (const struct codes_a *v)}}}}\n{markup}\n{{{{endview}}}}\n")
        self.assertEqual(run.returncode, 1, f"accepted: {markup}")
        self.assertIn(expected, run.stderr)
        self.assertFalse((self.top / "codes_views.c").exists(), "a fault must leave nothing behind")
        self.assertNotIn("Traceback", run.stderr)

    # What is made

    def test_golden(self):
        made = self.made('{{include "codes/codes.h"}}\n'
                         "{{view codes_show (const struct codes_show *v, int unused)}}\n"
                         "{{wrap page_layout(&v->page)}}\n"
                         '<h1 class="big">{{v->title}}</h1>\n'
                         "{{if v->n == 0}}<p>Empty.</p>{{else if v->n > 9}}<p>Long</p>{{else}}<hr>{{end}}\n"
                         "{{each const struct provision *p in v->provisions, v->n}}\n"
                         '  <p id="{{p->anchor}}"><a href="/codes/{{v->slug}}#{{p->anchor}}">{{p->label}}</a> {{p->text}}</p>\n'
                         "{{else}}<p>Nothing by {{v->who}} yet.</p>{{end}}\n"
                         "{{end}}\n{{endview}}\n")
        expected = """#include "codes_views.h"

void codes_show(struct html *h, const struct codes_show *v, int unused)
{
	(void)unused;
	page_layout_begin(h, &v->page);
	html_literal(h, "<h1 class=\\"big\\">", 16);
	html_text(h, html_value(h, v->title));
	html_literal(h, "</h1>", 5);
	if (v->n == 0) {
		html_literal(h, "<p>", 3);
		html_message(h, STR("Empty."));
		html_literal(h, "</p>", 4);
	} else if (v->n > 9) {
		html_literal(h, "<p>", 3);
		html_message(h, STR("Long"));
		html_literal(h, "</p>", 4);
	} else {
		html_literal(h, "<hr>", 4);
	}
	{
		const size_t n_1 = (size_t)(v->n);
		for (size_t i_1 = 0; i_1 < n_1; i_1++) {
			const struct provision *p = &(v->provisions)[i_1];
			(void)p;
			html_literal(h, "<p id=\\"", 7);
			html_attribute(h, html_value(h, p->anchor));
			html_literal(h, "\\"><a href=\\"/codes/", 18);
			html_url_part(h, html_value(h, v->slug));
			html_literal(h, "#", 1);
			html_url_part(h, html_value(h, p->anchor));
			html_literal(h, "\\">", 2);
			html_text(h, html_value(h, p->label));
			html_literal(h, "</a> ", 5);
			html_text(h, html_value(h, p->text));
			html_literal(h, "</p>", 4);
		}
		if (n_1 == 0) {
			html_literal(h, "<p>", 3);
			html_message_with(h, STR("Nothing by {1} yet."), (const struct str[]){html_value(h, v->who)}, 1);
			html_literal(h, "</p>", 4);
		}
	}
	page_layout_end(h, &v->page);
}
"""
        plain = "\n".join(line for line in made.split("\n") if not line.startswith("#line"))
        self.assertEqual(plain, expected)
        self.assertIn('#line 4 "a.html"\n\thtml_text(h, html_value(h, v->title));', made)
        header = (self.top / "codes_views.h").read_text()
        self.assertIn('#include "html/components.h"\n#include "codes/codes.h"\n', header)
        self.assertIn("void codes_show(struct html *h, const struct codes_show *v, int unused);", header)

    def test_a_view_with_content_is_two_functions(self):
        made = self.made("{{view codes_w (const char *a)}}<b>{{a}}</b><div>{{wrap codes_v()}}{{content}}{{end}}</div>{{endview}}")
        begin, end = made.split("void codes_w_end(struct html *h, const char *a)")
        self.assertIn("void codes_w_begin(struct html *h, const char *a)", begin)
        self.assertIn('"</b><div>"', begin)
        self.assertIn("codes_v_begin(h);\n}", begin)
        self.assertIn("\t(void)a;", end)
        self.assertIn('codes_v_end(h);\n\thtml_literal(h, "</div>", 6);', end)

    def test_loops(self):
        self.assertIn("struct str x = (v->names)[i_1];", self.body("{{each struct str x in v->names, v->n}}<b>{{x}}</b>{{end}}"))
        made = self.body("{{each const struct problem *p from v->problems}}<b>{{p->x}}</b>{{else}}<i>0</i>{{end}}")
        self.assertIn("for (const struct problem *p = first_1; p; p = p->next) {", made)
        self.assertIn("if (first_1 == NULL) {", made)
        made = self.body("{{each int *x in f(v, 1), g(2, 3)}}<b>{{*x}}</b>{{end}}")
        self.assertIn("int *x = &(f(v, 1))[i_1];", made)
        self.assertIn("const size_t n_1 = (size_t)(g(2, 3));", made)

    def test_tags_that_hold_braces_and_quotes(self):
        self.assertIn("codes_b(h, &(struct codes_b){.x = {1}}, \"}}\", '}');",
                      self.body("{{call codes_b(&(struct codes_b){.x = {1}}, \"}}\", '}')}}"))
        self.assertEqual(self.literal("<b>{{# {{x}} isn't <i> #}}</b>"), "<b></b>")

    def test_expressions_by_place(self):
        self.assertIn("html_attribute(h, html_value(h, v->x));", self.body('<b id="{{v->x}}"></b>'))
        self.assertIn("html_url(h, html_value(h, v->x));", self.body('<a href="{{v->x}}"></a>'))
        self.assertIn("html_url_part(h, html_value(h, v->x));", self.body('<form action="/a?b={{v->x}}"></form>'))
        both = self.body('<a href="{{v->x}}?a={{v->y}}"></a>')
        self.assertIn("html_url(h, html_value(h, v->x));", both)
        self.assertIn("html_url_part(h, html_value(h, v->y));", both)
        self.assertIn("html_attribute(h, html_value(h, v->x));", self.body('<b aria-label="{{v->x}}"></b>'))
        self.assertIn('html_shown_with(h, STR("Remove {1}"), (const struct str[]){html_value(h, v->x)}, 1);',
                      self.body('<b aria-label="Remove {{v->x}}"></b>'))
        self.assertIn("html_text(h, html_value(h, v->x));", self.body("<textarea>{{v->x}}</textarea>"))

    def test_branches_within_a_tag(self):
        made = self.body('<input {{attr checked if v->on}} {{if v->x}}id="{{v->x}}"{{else}}id="y"{{end}}'
                         ' class="a{{if v->b}} b{{end}}">')
        self.assertEqual(made[:3], ['html_literal(h, "<input", 6);', "if (v->on)", 'html_literal(h, " checked", 8);'])
        self.assertIn('html_literal(h, " id=\\"y\\"", 7);', made)
        self.assertIn('html_literal(h, " b", 2);', made)

    def test_messages(self):
        self.assertEqual(self.body("<p>A {b} &amp; é&nbsp;c {{v->x}}</p>")[1],
                         'html_message_with(h, STR("A {{b} & é\u00a0c {1}"), (const struct str[]){html_value(h, v->x)}, 1);')
        self.assertEqual(self.body("<p>{{v->x}} – {{v->y}}</p>")[2], 'html_literal(h, " – ", 5);')
        self.assertIn('html_message_with(h, STR("Ask the {1}."), (const struct str[]){html_word(h, WORD_officer)}, 1);',
                      self.body("<p>Ask the {{word officer}}.</p>"))
        self.assertIn("html_text(h, html_word_capital(h, WORD_officer));", self.body("<th>{{Word officer}}</th>"))

    def test_space(self):
        cases = {
            "\n<div>\n  <p>\n</p>  <ul> <li></li> </ul>\n</div>\n": "<div><p></p><ul><li></li></ul></div>",
            "<p>\n <b>1</b> <i>2</i>\n <i>3</i>\n</p>": "<p><b>1</b> <i>2</i> <i>3</i></p>",
            "<p> 1  2\n3 <b> 4 </b>5 </p>": "<p>1 2 3 <b> 4 </b>5</p>",
            "<p>1 <b>\n 2\n</b> 3 <i> 4 </i></p>": "<p>1 <b>2</b> 3 <i> 4 </i></p>",
            "<pre> 1\n  2</pre>": "<pre>\n 1\n  2</pre>",
            "<b  class='x\n   y'   id=\"z\"\n></b>": '<b class="x y" id="z"></b>',
            "<b class='\"'></b>": '<b class="&quot;"></b>',
            "<p>1<br>\n2</p>": "<p>1<br>2</p>",
            "<!DOCTYPE html>\n<p>&lt;&#49;&gt;</p>": "<!DOCTYPE html><p>&lt;1&gt;</p>",
            '<svg viewBox="0 0 1 1"> <path d="M1"/> </svg>': '<svg viewBox="0 0 1 1"><path d="M1"/></svg>',
        }
        for source, expected in cases.items():
            with self.subTest(source):
                self.assertEqual(self.literal(source), expected)

    def test_space_beside_what_is_decided_later(self):
        self.assertEqual(self.body("<p>A {{if v->x}}b{{end}} c</p>")[1:4],
                         ['html_message(h, STR("A"));', 'html_literal(h, " ", 1);', "if (v->x) {"])
        self.assertIn('html_literal(h, ", ", 2);', self.body("<p>{{each int *x in v->a, 1}}{{*x}}, {{end}}</p>"))
        self.assertEqual(self.body("<ul>\n {{if v->x}}\n <li></li>\n {{end}}\n</ul>")[1:3],
                         ["if (v->x) {", 'html_literal(h, "<li></li>", 9);'])
        made = self.body("<ul>\n{{each int *x in v->a, 1}}\n {{if v->x}}\n <li></li>\n {{else}}\n <li></li>\n {{end}}\n{{end}}\n</ul>")
        self.assertEqual([line for line in made if 'html_literal(h, " ' in line or ' ", ' in line], [])
        self.assertEqual(self.body("<b>1</b>\n{{call codes_b()}}\n<b>2</b>")[0], 'html_literal(h, "<b>1</b>", 8);')
        self.assertEqual(self.body("<b>1: {{call codes_b()}}</b>")[0], 'html_literal(h, "<b>1: ", 6);')

    def test_the_result_is_c_that_compiles(self):
        self.made('{{view codes_a (const struct codes_a *v)}}<p title="Hi {{v->i}}">é {{v->s}} "q" \\ %s {{v->z}}</p>'
                  "{{each struct str s in v->a, v->z}}<b>{{s}}</b>{{end}}{{endview}}{{view codes_b ()}}{{endview}}")
        (self.top / "html").mkdir()
        (self.top / "html/components.h").write_text(
            '#include "html/html.h"\nstruct codes_a { const char *s; struct str *a; size_t z; int i; };\n')
        for compiler in ("gcc", "clang"):
            run = subprocess.run([compiler, "-std=gnu17", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror", "-I.",
                                  f"-I{TOP / 'src/foundation'}", "-c", "codes_views.c", "-o", "x.o"],
                                 cwd=self.top, capture_output=True, text=True, check=False)
            self.assertEqual(run.stderr, "")

    def test_a_wrong_expression_is_reported_at_the_template(self):
        self.made("{{view codes_a (int x)}}\n<p>\n{{y}}</p>{{endview}}")
        (self.top / "html").mkdir()
        (self.top / "html/components.h").write_text('#include "html/html.h"\n')
        run = subprocess.run(["gcc", "-I.", f"-I{TOP / 'src/foundation'}", "-c", "codes_views.c"],
                             cwd=self.top, capture_output=True, text=True, check=False)
        self.assertIn("a.html:3", run.stderr)

    def test_messages_as_pot(self):
        (self.top / "a.html").write_text('{{view codes_a ()}}\n<p>Read "{{x}}"</p>\n<b title="Read"></b><p>Read</p>'
                                         '<code>not me</code>{{call button_link(STR("Sign"), STR("/sign"))}}{{endview}}')
        (self.top / "b.c").write_text('x = msg("{1} is no \\"address\\""\n\t" here");\nmsg(y);\n')
        run = self.run_tool("--messages", "a.html", "b.c")
        self.assertEqual(run.stderr, "")
        self.assertIn('#: a.html:2\nmsgid "Read \\"{1}\\""\nmsgstr ""\n', run.stdout)
        self.assertIn('#: a.html:3\n#: a.html:3\nmsgid "Read"\n', run.stdout)
        self.assertIn('#: a.html:3\nmsgid "Sign"\n', run.stdout)
        self.assertIn('#: b.c:1\nmsgid "{1} is no \\"address\\" here"\n', run.stdout)
        (self.top / "c.c").write_text('f = {.name = "on", .label = STR("Day"), .lang = STR("not me")};\n'
                                      'p = access_page(ctx, STR("Codes (all)"));\n'
                                      'page_step(ctx->arena, &p, STR("Home"), STR("/not-me"));\nx = STR("not me");\n')
        of_c = self.run_tool("--messages", "c.c").stdout
        for line, text in ((1, "Day"), (2, "Codes (all)"), (3, "Home")):
            self.assertIn(f'#: c.c:{line}\nmsgid "{text}"\n', of_c)
        self.assertNotRegex(of_c, "not.me")
        self.assertNotIn("not me", run.stdout)
        self.assertNotIn("/sign", run.stdout)

    # What is refused

    def test_faults_name_file_and_line(self):
        self.refused('a.html:4: </div> closes what was never opened', "<p>\n</p>\n</div>")

    def test_expressions_in_dangerous_places(self):
        cases = {
            "must stand in quotes": "<a href={{v->x}}>1</a>",
            "cannot be the name of a tag or attribute": "<p {{v->x}}></p>",
            "a.html:2: an expression cannot be": "<h{{v->n}}>1</h1>",
            "'<' begins a tag": "<{{v->x}}>",
            "onclick is not allowed": '<p onclick="{{v->x}}"></p>',
            "cannot stand in onclick": '<p onclick="{{v->x}}"></p>',
            "cannot stand in style": '<p style="{{v->x}}"></p>',
            "cannot stand in srcset": '<img alt="" srcset="{{v->x}}">',
            "cannot stand in srcdoc": '<p srcdoc="{{v->x}}"></p>',
            "an expression cannot stand in <script>": "<script src=\"{{asset_path(\"a\")}}\">{{v->x}}</script>",
            "only the compiler calls": "<p>{{html_literal(h, v->x, 3)}}</p>",
            "html_literal is not a view": "<p>{{call html_literal(v->x, 3)}}</p>",
            "a script is an asset": '<script src="{{v->x}}"></script>',
            "a style sheet's href": '<link rel="stylesheet" href="{{v->x}}">',
            "a host is written out": '<a href="https://{{v->x}}/">1</a>',
            "two expressions side by side": '<a href="{{v->x}}{{v->y}}">1</a>',
            "after an address only": '<a href="{{v->x}}.html">1</a>',
        }
        for expected, source in cases.items():
            with self.subTest(source):
                self.refused(expected, source)

    def test_markup_that_is_not_allowed(self):
        cases = {
            "onclick is not allowed": '<p ONCLICK="x()"></p>',
            "style is not allowed": '<p style="color: red"></p>',
            "<style> is not allowed": "<style>p {}</style>",
            "<iframe> is not allowed": "<iframe></iframe>",
            "<foreignObject> is not allowed": "<svg><foreignObject></foreignObject></svg>",
            "<set> is not allowed": "<svg><set to=\"{{v->x}}\"/></svg>",
            "a script inside a page": "<script>alert(1)</script>",
            "a script is an asset": '<script src="https://example.org/x.js"></script>',
            "an address begins with": '<a href="javascript:alert(1)">1</a>',
            'an address begins with / # ? https:// http:// or mailto:': '<a href="//example.org">1</a>',
            "write {{# … #}}": "<p><!-- {{v->x}} --></p>",
            "<meta http-equiv> is not allowed": '<meta http-equiv="refresh" content="0">',
            "an <img> needs alt": '<img src="/x">',
            "<html> needs lang": "<html></html>",
            "& is no character": "<p>a & b</p>",
            "&nonsense; is no character": "<p>&nonsense;</p>",
            "has id twice": '<p id="a" id="b"></p>',
            "'<' begins a tag": "<p>1 < 2</p>",
            "does not close itself": "<div/>",
            "<br> has no end tag": "<p></br></p>",
            "cannot stand in <p>": "<p><ul></ul></p>",
            "cannot stand in another <a>": '<a href="/"><b><a href="/">1</a></b></a>',
            "<b> cannot stand in <title>": "<title><b>1</b></title>",
        }
        for expected, source in cases.items():
            with self.subTest(source):
                self.refused(expected, source)

    def test_elements_that_do_not_fit(self):
        cases = {
            "a.html:2: <div> is never closed": "<div>",
            "<b>, opened in line 2, is not closed before </p>": "<p><b>1</p>",
            "<b> is not closed before {{end}}": "<p>{{if v->x}}<b>{{end}}</b></p>",
            "<b> is not closed before {{else}}": "{{if v->x}}<b>{{else}}</b>{{end}}",
            "</div> closes what was opened outside": "<div>{{if v->x}}</div>{{end}}",
            "stands elsewhere": '<p class="{{if v->x}}"{{end}}></p>',
            "<p is not closed with >": "<p",
            "{{end}} without {{if}}": "{{end}}",
            "{{if}} has no {{end}}": "{{if v->x}}",
            "{{else}} without {{if}}": "{{else}}",
            "after {{else}} comes {{end}}": "{{if v->x}}{{else}}{{else}}{{end}}",
            "{{if}} has no condition": "{{if}}{{end}}",
            "write {{each": "{{each x}}{{end}}",
            "a list of pointers": "{{each int x from v->y}}{{end}}",
            "write {{call": "{{call v->x}}",
            "stands in text, not in a tag": '<p class="{{call codes_b()}}"></p>',
            "{{content}} stands once": "{{content}}{{content}}",
            "outside of {{if}} and {{each}}": "{{if v->x}}{{content}}{{end}}",
            "checkd is not a boolean attribute": "<input {{attr checkd if v->x}}>",
            "stands among the attributes": "<p>{{attr checked if v->x}}</p>",
            "is not understood": "<p>{{word a b}}</p>",
            "{{}} is not understood": "<p>{{}}</p>",
        }
        for expected, source in cases.items():
            with self.subTest(source):
                self.refused(expected, source)

    def test_faults_of_files(self):
        cases = {
            "a.html:1: {{ is opened here": "{{view codes_a ()",
            "must be named codes_…": "{{view other_a ()}}{{endview}}",
            "a.html:2: text outside of {{view …}}": "\n<p></p>",
            "{{view codes_a}} has no {{endview}}": "{{view codes_a ()}}",
            "{{endview}} is missing": "{{view codes_a ()}}{{view codes_b ()}}{{endview}}",
            "stands also at a.html:1": "{{view codes_a ()}}{{endview}}{{view codes_a ()}}{{endview}}",
            "{{x}} outside of {{view …}}": "{{x}}",
            "write {{include": '{{include "codes.c"}}',
            "cannot be read": b"\xff",
        }
        for expected, source in cases.items():
            with self.subTest(source):
                run = self.compile(source)
                self.assertEqual(run.returncode, 1)
                self.assertIn(expected, run.stderr)
                self.assertNotIn("Traceback", run.stderr)

    def test_all_faults_at_once(self):
        run = self.compile("{{view codes_a ()}}\n<p style=\"\">\n<b>{{if}}\n{{endview}}\n")
        for line in ("a.html:2: style", "a.html:3: {{if}} has no condition", "a.html:3: {{if}} has no {{end}}",
                     "a.html:3: <b> is never closed", "a.html:2: <p> is never closed"):
            self.assertIn(line, run.stderr)

    def test_what_is_not_a_template_never_breaks_the_compiler(self):
        source = ('{{view codes_a (int x)}}<p class="a{{x}}" {{attr hidden if x}}>T &amp; {{x}}{{if x}}<b>1</b>{{else}}2{{end}}'
                  "{{each int *y in &x, 1}}<i>{{*y}}</i>{{end}}</p><a href=\"/{{x}}\">z</a>{{endview}}")
        (self.top / "broken").mkdir()
        paths = []
        for at in range(len(source)):
            path = self.top / "broken" / f"{at}.html"
            path.write_text(source[:at] + source[at + 1:] if at % 2 else source[:at])
            paths.append(str(path))
        run = self.run_tool("--room", "codes", "--header", "x.h", "--source", "x.c", *paths)
        self.assertNotIn("Traceback", run.stderr)
        self.assertEqual(run.returncode, 1)


if __name__ == "__main__":
    unittest.main()
