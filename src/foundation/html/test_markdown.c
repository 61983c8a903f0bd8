/* Markdown: what CommonMark says becomes the design system's markup, and nothing that staff paste becomes more than
 * text. */
#include "base/property.h"
#include "base/testing.h"
#include "html/html.h"

/* The most that a file of hostile strings may hold. */
enum { HOSTILE_BYTES = 1024 * 1024 };

static struct str made(struct ctx *ctx, struct str markdown)
{
	struct html h = html_open(ctx);
	html_markdown(&h, markdown, 2);
	struct str whole = html_done(&h), before = STR("<div class=\"site-text\">"), after = STR("</div>");
	assert_true(str_starts(whole, before) && str_ends(whole, after));
	return str_slice(whole, before.n, whole.n - after.n);
}

static void each_construct(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *markdown;
		const char *html;
	} cases[] = {
		{"", ""},
		{"One\ntwo", "<p class=\"govuk-body\">One\ntwo</p>"},
		{"One  \ntwo", "<p class=\"govuk-body\">One<br>two</p>"},
		{"# A\n\n###### B", "<h2 class=\"govuk-heading-l\">A</h2><h6 class=\"govuk-heading-s\">B</h6>"},
		{"*a* **b** `<c>`", "<p class=\"govuk-body\"><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code></p>"},
		{"- a\n- b", "<ul class=\"govuk-list govuk-list--bullet\"><li>a</li><li>b</li></ul>"},
		{"3. a\n\n4. b",
		 "<ol class=\"govuk-list govuk-list--number\" start=\"3\"><li><p class=\"govuk-body\">a</p></li>"
		 "<li><p class=\"govuk-body\">b</p></li></ol>"},
		{"1. a", "<ol class=\"govuk-list govuk-list--number\"><li>a</li></ol>"},
		{"- a\n  - b", "<ul class=\"govuk-list govuk-list--bullet\"><li>a <ul class=\"govuk-list "
			       "govuk-list--bullet\"><li>b</li>"
			       "</ul></li></ul>"},
		{"> a", "<blockquote class=\"govuk-inset-text\"><p class=\"govuk-body\">a</p></blockquote>"},
		{"    <x>", "<pre><code>&lt;x&gt;\n</code></pre>"},
		{"---", "<hr class=\"govuk-section-break govuk-section-break--m govuk-section-break--visible\">"},
		{"[a](/b?c=1&d=\"2\")",
		 "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/b?c=1&amp;d=%222%22\">a</a></p>"},
		{"[a](javascript:alert)", "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"#\">a</a></p>"},
		{"<data:text/html,x>",
		 "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"#\">data:text/html,x</a></p>"},
		{"<me@example.org>", "<p class=\"govuk-body\"><a class=\"govuk-link\" "
				     "href=\"mailto:me@example.org\">me@example.org</a></p>"},
		{"![a *b*](x.png \"t\")", "<p class=\"govuk-body\">a <em>b</em></p>"},
		{"a <b onclick=x>c</b>", "<p class=\"govuk-body\">a c</p>"},
		{"<script>\nalert(1)\n</script>\n\nb", "<p class=\"govuk-body\">b</p>"},
		{"a & b &lt; &copy;", "<p class=\"govuk-body\">a &amp; b &lt; ©</p>"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_text(made(ctx, str_of(cases[i].markdown)), cases[i].html);
}

static void headings_stay_within_six(void **state)
{
	struct ctx *ctx = *state;
	struct html h = html_open(ctx);
	html_markdown(&h, STR("## A"), 6);
	html_markdown(&h, STR("# B"), 1);
	assert_text(html_done(&h), "<div class=\"site-text\"><h6 class=\"govuk-heading-s\">A</h6></div>"
				   "<div class=\"site-text\"><h1 class=\"govuk-heading-xl\">B</h1></div>");
}

static void depth_is_bounded(void **state)
{
	struct ctx *ctx = *state;
	struct buf deep = buf_open(ctx->arena, 0);
	for (size_t i = 0; i < 5000; i++)
		buf_lit(&deep, "> ");
	buf_lit(&deep, "end");
	struct str text = made(ctx, buf_view(&deep));
	assert_true(text.n < 5000);
	assert_int_not_equal(str_find(text, STR("end"), 0), STR_NPOS);
}

/* ---- Whatever goes in, what comes out is a few elements, balanced, with a few attributes ---- */

static const char *const elements[] = {"p",    "br",  "h2", "h3", "h4", "h5",         "h6", "em", "strong",
				       "code", "pre", "ul", "ol", "li", "blockquote", "hr", "a"};

/* The names of open elements, as a stack of pointers into the text. */
struct open {
	struct str names[64];
	size_t n;
};

static bool is_known(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(elements); i++) {
		if (str_eq(name, str_of(elements[i])))
			return true;
	}
	return false;
}

/* One tag, without < and >. */
static bool tag_allowed(struct open *open, struct str tag)
{
	bool closes = str_starts(tag, STR("/"));
	struct str attributes = closes ? str_slice(tag, 1, tag.n) : tag, name;
	if (!str_cut(&attributes, ' ', &name) || !is_known(name))
		return false;
	if (closes)
		return open->n > 0 && str_eq(open->names[--open->n], name);
	if (!str_eq(name, STR("br")) && !str_eq(name, STR("hr"))) {
		if (open->n == COUNT_OF(open->names))
			return false;
		open->names[open->n++] = name;
	}
	size_t href = str_find(attributes, STR("href=\""), 0);
	if (href == STR_NPOS)
		return attributes.n == 0 || str_starts(attributes, STR("class=\"govuk-"));
	struct str url = str_slice(attributes, href + 6, attributes.n - 1);
	return str_starts(url, STR("/")) || str_starts(url, STR("#")) || str_starts(url, STR("?")) ||
	       str_eq_nocase(str_slice(url, 0, 4), STR("http")) || str_eq_nocase(str_slice(url, 0, 7), STR("mailto:"));
}

static bool is_harmless(struct str html)
{
	struct open open = {.n = 0};
	for (size_t at = 0; at < html.n; at++) {
		if (html.p[at] == '>')
			return false;
		if (html.p[at] != '<')
			continue;
		size_t end = str_find_char(html, '>', at);
		if (end == STR_NPOS || !tag_allowed(&open, str_slice(html, at + 1, end)))
			return false;
		at = end;
	}
	return open.n == 0;
}

static bool any_markdown_is_harmless(struct gen *gen)
{
	static const char *const parts[] = {
		"# ",      "> ",       "- ",        "1. ",    "*",  "**",      "`",    "```\n", "[",
		"](",      ")",        "<",         ">",      "\n", "\n\n",    "  \n", "![",    "javascript:",
		"http://", "<script>", "</script>", "&#x3c;", "\\", "    ",    "<!--", "\"",    "'",
		"---\n",   "<a href=", "[x]: /y\n", "\t",     "_",  "<me@x.y>"};
	struct ctx ctx = {.arena = gen->arena};
	struct buf markdown = buf_open(gen->arena, 0);
	while (markdown.n < 300 && gen_below(gen, 20) > 0) {
		if (gen_below(gen, 4))
			buf_c(&markdown, parts[gen_below(gen, COUNT_OF(parts))]);
		else
			buf_str(&markdown, gen_text(gen, 3));
	}
	gen_note(gen, "%.*s", STR_ARG(buf_view(&markdown)));
	return is_harmless(made(&ctx, buf_view(&markdown)));
}

static void hostile_markdown_is_harmless(void **state)
{
	(void)state;
	assert_true(is_harmless(STR("<p class=\"govuk-body\">a</p>")));
	assert_false(is_harmless(STR("<p onclick=\"x\">a</p>")));
	assert_false(is_harmless(STR("<p><em>a</p></em>")));
	assert_false(is_harmless(STR("<a class=\"govuk-link\" href=\"javascript:x\">a</a>")));
	assert_true(property_holds("markdown is harmless", any_markdown_is_harmless, 500));
}

/* The shared list of strings that break programs; its JSON strings are taken as they stand, escapes and all, and the
 * escapes that matter are undone. */
static void naughty_strings_are_harmless(void **state)
{
	struct ctx *ctx = *state;
	const char *shared = getenv("ABOVEBOARD_SHARED");
	struct str path = str_fmt(ctx->arena, "%s/data/hostile/strings/blns.json", shared ? shared : "../shared"), list,
		   line;
	if (file_read(ctx, str_c(ctx->arena, path), HOSTILE_BYTES, &list) != OK)
		skip();
	size_t n = 0;
	while (str_cut(&list, '\n', &line)) {
		arena_scope(ctx->arena);
		struct buf text = buf_open(ctx->arena, line.n);
		line = str_trim(line);
		for (size_t at = 1; at + 2 < line.n; at++) {
			if (line.p[at] == '\\')
				at++;
			buf_char(&text, line.p[at]);
		}
		if (!is_harmless(made(ctx, buf_view(&text))))
			fail_msg("not harmless: %.*s", STR_ARG(buf_view(&text)));
		n++;
	}
	assert_true(n > 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(each_construct),
		ctx_test(headings_stay_within_six),
		ctx_test(depth_is_bounded),
		ctx_test(hostile_markdown_is_harmless),
		ctx_test(naughty_strings_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
