/* Escaping in each place, words, components. Views of the places stand in views/test_views.html. */
#include "base/property.h"
#include "base/testing.h"
#include "html/components.h"
#include "html/test_views.h"

static struct ctx *ctx;

static int begin(void **state)
{
	int failed = test_ctx_open(state);
	ctx = *state;
	return failed;
}

#define html_test(test) cmocka_unit_test_setup_teardown(test, begin, test_ctx_close)

static struct str rendered(void (*view)(struct html *h, struct str s), struct str s)
{
	struct html h = html_open(ctx);
	view(&h, s);
	return html_done(&h);
}

static bool holds(struct str s, const char *part)
{
	return str_find(s, str_of(part), 0) != STR_NPOS;
}

#define assert_holds(s, part)                                                                                          \
	do {                                                                                                           \
		if (!holds(s, part))                                                                                   \
			fail_msg("'%s' is not in: %.*s", (part), STR_ARG(s));                                          \
	} while (0)

#define assert_lacks(s, part)                                                                                          \
	do {                                                                                                           \
		if (holds(s, part))                                                                                    \
			fail_msg("'%s' is in: %.*s", (part), STR_ARG(s));                                              \
	} while (0)

/* ---- Escaping ---- */

static void text_is_escaped(void **state)
{
	(void)state;
	assert_text(rendered(test_text, STR("a<b>&\"'é")), "<p>a&lt;b&gt;&amp;\"'é</p>");
	assert_text(rendered(test_text, (struct str){NULL, 0}), "<p></p>");
	assert_text(rendered(test_textarea, STR("\n</textarea><script>")),
		    "<textarea>\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>");
}

static void attributes_are_escaped(void **state)
{
	(void)state;
	assert_text(rendered(test_attribute, STR("a\"'<>&")), "<p id=\"a&quot;&#39;&lt;&gt;&amp;\"></p>");
	assert_text(rendered(test_shown, STR("\" onclick=\"x")),
		    "<p aria-label=\"Sent by &quot; onclick=&quot;x\"></p>");
}

static void addresses_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{"/codes/a?b=1&c=2#d", "/codes/a?b=1&amp;c=2#d"},
		{"/", "/"},
		{"#top", "#top"},
		{"?page=2", "?page=2"},
		{"https://example.org/a%20b", "https://example.org/a%20b"},
		{"HTTP://example.org", "HTTP://example.org"},
		{"https://[::1]/", "https://[::1]/"},
		{"mailto:a@example.org", "mailto:a@example.org"},
		{"/é \"'<>\\^`{|}", "/%C3%A9%20%22%27%3C%3E%5C%5E%60%7B%7C%7D"},
		{"/\t/example.org", "/%09/example.org"},
		{"javascript:alert(1)", "#"},
		{"JaVaScRiPt:alert(1)", "#"},
		{" javascript:alert(1)", "#"},
		{"java\nscript:alert(1)", "#"},
		{"data:text/html,x", "#"},
		{"vbscript:x", "#"},
		{"//example.org", "#"},
		{"/\\example.org", "#"},
		{"\\\\example.org", "#"},
		{"https:", "#"},
		{"https://", "#"},
		{"https:///x", "#"},
		{"http:example.org", "#"},
		{"example.org", "#"},
		{"", "#"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str expected = str_fmt(ctx->arena, "<a href=\"%s\"></a>", cases[i].out);
		assert_text(rendered(test_url, str_of(cases[i].in)), test_c(expected));
	}
	assert_text(rendered(test_url_part, STR("a/../b?c=d&e#f@g.h~é")),
		    "<a href=\"/a/a%2F..%2Fb%3Fc%3Dd%26e%23f@g.h~%C3%A9\"></a>");
	assert_text(rendered(test_url_parts, STR("")), "<a href=\"/./b.example\"></a>");
	assert_text(rendered(test_url_parts, STR("/")), "<a href=\"/%2F/b.example\"></a>");
	assert_text(rendered(test_url_both, STR("javascript:x")), "<a href=\"#?q=javascript%3Ax\"></a>");
}

static void messages_escape_their_values(void **state)
{
	(void)state;
	assert_text(rendered(test_message, STR("<{1}>{2}{{")),
		    "<p>Sent by &lt;{1}&gt;{2}{{, who says &lt;{1}&gt;{2}{{.</p>");
}

static void values_of_every_kind(void **state)
{
	(void)state;
	struct html h = html_open(ctx);
	test_values(&h, NULL, -7, 255, INT64_MIN, SIZE_MAX, true);
	assert_text(html_done(&h), "<p>-7 255 -9223372036854775808 18446744073709551615 1</p>");
}

/* ---- Escaping, as properties: what a browser reads back is what was put in, and nothing else is there ---- */

static bool decode(struct str s, struct buf *out)
{
	static const struct page_word entities[] = {
		{STR_INIT("&amp;"), STR_INIT("&")}, {STR_INIT("&lt;"), STR_INIT("<")},
		{STR_INIT("&gt;"), STR_INIT(">")},  {STR_INIT("&quot;"), STR_INIT("\"")},
		{STR_INIT("&#39;"), STR_INIT("'")},
	};
	size_t at = 0;
	while (at < s.n) {
		size_t i = 0;
		if (s.p[at] == '<' || s.p[at] == '>')
			return false;
		if (s.p[at] != '&') {
			buf_char(out, s.p[at++]);
			continue;
		}
		while (i < COUNT_OF(entities) && !str_starts(str_slice(s, at, s.n), entities[i].key))
			i++;
		if (i == COUNT_OF(entities))
			return false;
		buf_str(out, entities[i].text);
		at += entities[i].key.n;
	}
	return true;
}

static struct str gen_hostile(struct gen *gen)
{
	static const char *const parts[] = {
		"<",  ">", "&", "\"", "'",  "&lt;", "<script>", "</p>", "javascript:", "https:", "//", "/", "\\",
		"\t", "#", "?", "%",  "\n", "{1}",  "mailto:",  ":",    "⟦",           "\x01",   " ",  "--"};
	struct buf out = buf_open(gen->arena, 0);
	while (out.n < 200 && gen_below(gen, 8) > 0) {
		if (gen_bool(gen))
			buf_c(&out, parts[gen_below(gen, COUNT_OF(parts))]);
		else
			buf_str(&out, gen_text(gen, 4));
	}
	gen_note(gen, "s=%.*s", STR_ARG(buf_view(&out)));
	return buf_view(&out);
}

static struct str inside(struct str made, const char *before, const char *after)
{
	struct str b = str_of(before), a = str_of(after);
	if (!str_starts(made, b) || !str_ends(made, a) || made.n < b.n + a.n)
		return (struct str){NULL, 0};
	return str_slice(made, b.n, made.n - a.n);
}

static bool text_comes_back(struct gen *gen)
{
	struct ctx own = {.arena = gen->arena};
	struct html h = html_open(&own);
	struct str s = gen_hostile(gen);
	struct buf back = buf_open(gen->arena, 0);
	test_text(&h, s);
	return decode(inside(html_done(&h), "<p>", "</p>"), &back) && str_eq(buf_view(&back), s);
}

static bool attribute_comes_back(struct gen *gen)
{
	struct ctx own = {.arena = gen->arena};
	struct html h = html_open(&own);
	struct str s = gen_hostile(gen);
	struct buf back = buf_open(gen->arena, 0);
	test_attribute(&h, s);
	struct str value = inside(html_done(&h), "<p id=\"", "\"></p>");
	return str_find_char(value, '"', 0) == STR_NPOS && str_find_char(value, '\'', 0) == STR_NPOS &&
	       decode(value, &back) && str_eq(buf_view(&back), s);
}

/* What a browser takes as scheme: it drops tabs and line feeds, and reads \ as /. */
static bool leads_astray(struct str url)
{
	if (url.n == 0)
		return true;
	for (size_t i = 0; i < url.n; i++) {
		unsigned char c = (unsigned char)url.p[i];
		if (c <= ' ' || c >= 0x7f || strchr("\"'<>\\", c))
			return true;
	}
	size_t colon = str_find_char(url, ':', 0), end = 0;
	while (end < url.n && !strchr("/?#", url.p[end]))
		end++;
	struct str scheme = str_slice(url, 0, colon);
	if (colon != STR_NPOS && colon < end)
		return !str_eq_nocase(scheme, STR("http")) && !str_eq_nocase(scheme, STR("https")) &&
		       !str_eq_nocase(scheme, STR("mailto"));
	return str_starts(url, STR("//"));
}

static bool url_stays_safe(struct gen *gen)
{
	struct ctx own = {.arena = gen->arena};
	struct html h = html_open(&own);
	test_url(&h, gen_hostile(gen));
	return !leads_astray(inside(html_done(&h), "<a href=\"", "\"></a>"));
}

static bool url_part_comes_back(struct gen *gen)
{
	struct ctx own = {.arena = gen->arena};
	struct html h = html_open(&own);
	struct str s = gen_hostile(gen);
	struct buf back = buf_open(gen->arena, 0);
	test_url_part(&h, s);
	struct str part = inside(html_done(&h), "<a href=\"/a/", "\"></a>");
	for (size_t at = 0; at < part.n; at++) {
		char byte;
		if (strchr("/?#&:", part.p[at]))
			return false;
		if (part.p[at] != '%') {
			buf_char(&back, part.p[at]);
			continue;
		}
		if (!str_unhex(str_slice(part, at + 1, at + 3), &byte, 1))
			return false;
		buf_char(&back, byte);
		at += 2;
	}
	return str_eq(buf_view(&back), s);
}

static void escaping_holds_for_any_text(void **state)
{
	(void)state;
	assert_true(property_holds("text comes back", text_comes_back, 500));
	assert_true(property_holds("attribute comes back", attribute_comes_back, 500));
	assert_true(property_holds("address stays safe", url_stays_safe, 500));
	assert_true(property_holds("part of an address comes back", url_part_comes_back, 500));
}

/* ---- The language of templates ---- */

static void loops_and_frames(void **state)
{
	(void)state;
	struct problem second = {.message = "two {1}", .args = {STR("<2>")}},
		       first = {.message = "one", .next = &second};
	const struct str names[] = {STR("A"), STR("B & C")};
	struct html h = html_open(ctx);
	test_loops(&h, names, 2, &first);
	assert_text(html_done(&h), "<ul><li>A</li><li>B &amp; C</li></ul><ol><li>One</li><li>Two &lt;2&gt;</li></ol>");
	h = html_open(ctx);
	test_loops(&h, NULL, 0, NULL);
	assert_text(html_done(&h), "<ul><li>Nobody</li></ul><ol><li>Nothing</li></ol>");
	assert_text(rendered(test_framed, STR("x")), "<div id=\"outer\"><div id=\"inner\"><b>x</b></div></div>");
}

static void words_of_the_site_replace_ours(void **state)
{
	(void)state;
	const struct page_word words[] = {{STR_INIT("officer"), STR_INIT("standards officer")}};
	struct html h = html_open(ctx);
	test_words(&h);
	assert_text(html_done(&h), "<p>Ask the ethics officer.</p><p>Ethics officer</p>");
	h = html_open(ctx);
	h.words = words;
	h.n_words = 1;
	test_words(&h);
	assert_text(html_done(&h), "<p>Ask the standards officer.</p><p>Standards officer</p>");
}

static void pseudo_language_marks_messages(void **state)
{
	(void)state;
	ctx->lang = &lang_pseudo;
	assert_text(rendered(test_message, STR("<i>")), "<p>⟦Sent by &lt;i&gt;, who says &lt;i&gt;.⟧</p>");
	assert_text(rendered(test_shown, STR("x")), "<p aria-label=\"⟦Sent by x⟧\"></p>");
	assert_text(rendered(test_text, STR("data")), "<p>data</p>");
	struct html h = html_open(ctx);
	test_words(&h);
	assert_text(html_done(&h), "<p>⟦Ask the ⟦ethics officer⟧.⟧</p><p>⟦ethics officer⟧</p>");
}

/* The letters of a page that stand in no message. */
static struct str unmarked(struct str page)
{
	struct buf out = buf_open(ctx->arena, 0);
	int depth = 0;
	bool in_tag = false;
	for (size_t at = 0; at < page.n; at++) {
		struct str rest = str_slice(page, at, page.n);
		char c = page.p[at];
		depth += str_starts(rest, STR("⟦")) - str_starts(rest, STR("⟧"));
		in_tag = (in_tag || c == '<') && c != '>';
		if (!in_tag && depth == 0 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			buf_char(&out, c);
	}
	return buf_view(&out);
}

/* ---- Components ---- */

static struct problem problem_of_name = {
	.where = STR_INIT("name"), .message = "Enter a name <{1}>", .args = {STR_INIT("&")}};

static struct page sample_page(void)
{
	static const struct page_link menu[] = {{STR_INIT("Members"), STR_INIT("/members"), false},
						{STR_INIT("Data"), STR_INIT("/data"), true}};
	static const struct page_link crumbs[] = {{STR_INIT("Home"), STR_INIT("/"), false},
						  {STR_INIT("Data"), STR_INIT("/data"), true}};
	return (struct page){.title = STR("Data"),
			     .site_name = STR("Ada & Sons"),
			     .lang = STR("en"),
			     .menu = menu,
			     .n_menu = 2,
			     .breadcrumbs = crumbs,
			     .n_breadcrumbs = 2};
}

static struct str layout(const struct page *page)
{
	struct html h = html_open(ctx);
	page_layout_begin(&h, page);
	page_layout_end(&h, page);
	return html_done(&h);
}

static void page_is_framed(void **state)
{
	(void)state;
	struct page page = sample_page();
	struct str made = layout(&page);
	assert_true(str_starts(made, STR("<!DOCTYPE html><html class=\"govuk-template\" lang=\"en\"><head>")));
	assert_holds(made, "<title>Data – Ada &amp; Sons</title>");
	assert_holds(made, "href=\"#main-content\"");
	assert_holds(made, "<main class=\"govuk-main-wrapper\" id=\"main-content\"></main>");
	assert_holds(made, "<a class=\"govuk-service-navigation__link\" href=\"/data\" aria-current=\"page\">");
	assert_holds(made, "<a class=\"govuk-breadcrumbs__link\" href=\"/\">Home</a>");
	assert_holds(made, "href=\"/my\">For members and staff</a>");
	assert_lacks(made, "Sign out");
	assert_lacks(made, "Demonstration");
	assert_lacks(made, "error-summary");
	assert_lacks(made, "canonical");
	assert_lacks(made, "site-wide");
	assert_lacks(made, "<script type=\"module\">");
}

static void page_says_what_it_was_told(void **state)
{
	(void)state;
	struct page page = sample_page();
	page.title = page.site_name;
	page.demo = page.wide = true;
	page.signed_in_as = STR("Zoë <b>");
	page.csrf = STR("token\"");
	page.notice = STR("Saved");
	page.problems = &problem_of_name;
	page.canonical = STR("https://example.org/data");
	struct str made = layout(&page);
	assert_holds(made, "<title>Error: Ada &amp; Sons</title>");
	assert_holds(made, "Demonstration");
	assert_holds(made, "Signed in as <a href=\"/account\">Zoë &lt;b&gt;</a>");
	assert_holds(made, "name=\"_csrf\" value=\"token&quot;\"");
	assert_lacks(made, "_form");
	assert_lacks(made, "/sign-in");
	assert_holds(made, ">Saved</p>");
	assert_holds(made, "<li><a href=\"#name\">Enter a name &lt;&amp;&gt;</a></li>");
	assert_holds(made, "<link rel=\"canonical\" href=\"https://example.org/data\">");
	assert_holds(made, "site-wide");
}

static void every_word_of_a_page_is_a_message(void **state)
{
	(void)state;
	struct page page = sample_page();
	page.signed_in_as = page.site_name = STR("1");
	page.demo = true;
	page.notice = STR("Saved");
	page.problems = &problem_of_name;
	ctx->lang = &lang_pseudo;
	assert_text(unmarked(layout(&page)), "");
	assert_holds(layout(&page), "lang=\"qps\"");
}

static void problems_of_files_name_the_place(void **state)
{
	(void)state;
	struct problem none = {.message = "All of it"};
	struct problem file = {.where = STR("code.md"), .line = 12, .column = 3, .message = "Odd", .next = &none};
	struct html h = html_open(ctx);
	error_summary(&h, &file);
	assert_holds(html_done(&h), "<li>code.md:12:3: Odd</li><li>All of it</li>");
}

static struct field sample_field(void)
{
	return (struct field){
		.name = "name", .label = STR("Name"), .hint = STR("As printed"), .value = STR("A \"B\" & C")};
}

static void field_is_tied_to_hint_and_problem(void **state)
{
	(void)state;
	struct field field = sample_field();
	struct problem other = {.where = STR("age"), .message = "Enter an age", .next = &problem_of_name};
	struct html h = html_open(ctx);
	field_input(&h, &field);
	assert_text(
		html_done(&h),
		"<div class=\"govuk-form-group\"><label class=\"govuk-label\" for=\"name\">Name</label>"
		"<div class=\"govuk-hint\" id=\"name-hint\">As printed</div>"
		"<input class=\"govuk-input\" id=\"name\" name=\"name\" type=\"text\" value=\"A &quot;B&quot; &amp; C\""
		" aria-describedby=\"name-hint\"></div>");
	field.problems = &other;
	field.autocomplete = "name";
	field.spellcheck_off = field.large_label = true;
	h = html_open(ctx);
	field_input(&h, &field);
	struct str made = html_done(&h);
	assert_holds(made, "govuk-form-group--error");
	assert_holds(made,
		     "<h1 class=\"govuk-label-wrapper\"><label class=\"govuk-label govuk-label--l\" for=\"name\">");
	assert_holds(made, "<p class=\"govuk-error-message\" id=\"name-error\"><span "
			   "class=\"govuk-visually-hidden\">Error:</span> "
			   "Enter a name &lt;&amp;&gt;</p>");
	assert_holds(made, "aria-describedby=\"name-hint name-error\" aria-invalid=\"true\" autocomplete=\"name\" "
			   "spellcheck=\"false\">");
	assert_lacks(made, "Enter an age");
}

static void secrets_are_not_sent_back(void **state)
{
	(void)state;
	struct field field = sample_field();
	field.type = "password";
	struct html h = html_open(ctx);
	field_input(&h, &field);
	assert_holds(html_done(&h), "type=\"password\"");
	assert_lacks(html_done(&h), "value=");
}

static void choices(void **state)
{
	(void)state;
	const struct choice options[] = {{.value = STR("a"), .text = STR("First"), .hint = STR("Why")},
					 {.value = STR("b\""), .text = STR("Second"), .chosen = true}};
	struct field field = sample_field();
	struct html h = html_open(ctx);
	field_radios(&h, &field, options, 2);
	struct str made = html_done(&h);
	assert_holds(made, "<fieldset class=\"govuk-fieldset\" aria-describedby=\"name-hint\"><legend");
	assert_holds(made, "id=\"name\" name=\"name\" type=\"radio\" value=\"a\" aria-describedby=\"name-item-hint\">");
	assert_holds(made, "id=\"name-2\" name=\"name\" type=\"radio\" value=\"b&quot;\" checked>");
	assert_holds(made, "for=\"name-2\">Second</label>");
	h = html_open(ctx);
	field_select(&h, &field, options, 2);
	assert_holds(html_done(&h),
		     "<option value=\"a\">First</option><option value=\"b&quot;\" selected>Second</option></select>");
	h = html_open(ctx);
	field_checkbox(&h, &field, &options[0]);
	assert_holds(html_done(&h), "type=\"checkbox\" value=\"a\" aria-describedby=\"name-hint name-item-hint\">");
	h = html_open(ctx);
	field_textarea(&h, &field);
	assert_holds(html_done(&h), "rows=\"5\" aria-describedby=\"name-hint\">\nA \"B\" &amp; C</textarea>");
	h = html_open(ctx);
	field_file(&h, &field);
	assert_holds(html_done(&h), "name=\"name\" type=\"file\"");
}

static void parts(void **state)
{
	(void)state;
	const struct summary_row rows[] = {
		{.key = STR("Name"), .value = STR("<A>"), .href = STR("/change"), .action = STR("Change")},
		{.key = STR("Term"), .value = STR("2026")},
	};
	const struct form_hidden hidden = {STR("c"), STR("f"), 7};
	struct html h = html_open(ctx);
	summary_list(&h, rows, 2);
	form_hidden(&h, &hidden);
	button(&h, STR("Sign"));
	button_link(&h, STR("Start"), STR("javascript:x"));
	tag(&h, STR("New"), "green");
	tag(&h, STR("Old"), NULL);
	warning_text(&h, STR("Careful"));
	struct str made = html_done(&h);
	assert_holds(made, "<dd class=\"govuk-summary-list__value\">&lt;A&gt;</dd>");
	assert_holds(made, "href=\"/change\">Change <span class=\"govuk-visually-hidden\">(Name)</span></a>");
	assert_holds(made, "name=\"_csrf\" value=\"c\"> <input type=\"hidden\" name=\"_form\" value=\"f\"> "
			   "<input type=\"hidden\" name=\"_version\" value=\"7\">");
	assert_holds(made, "type=\"submit\"");
	assert_holds(made, "<a class=\"govuk-button\" href=\"#\"");
	assert_holds(
		made,
		"<strong class=\"govuk-tag govuk-tag--green\">New</strong><strong class=\"govuk-tag\">Old</strong>");
	assert_holds(made, "<span class=\"govuk-visually-hidden\">Warning:</span> Careful</strong>");
}

static void error_page_says_what_to_do(void **state)
{
	(void)state;
	const struct error_page error = {.page = sample_page(),
					 .status = 404,
					 .heading = STR("There is no such page"),
					 .explanation = STR("It may have moved."),
					 .advice = STR("Look at the menu.")};
	struct html h = html_open(ctx);
	error_page_show(&h, &error);
	assert_holds(html_done(&h), "<h1 class=\"govuk-heading-l\">There is no such page</h1>");
	assert_holds(html_done(&h), "It may have moved.");
	assert_holds(html_done(&h), "404");
}

static void assets_have_addresses(void **state)
{
	(void)state;
	assert_ptr_equal(asset_at(str_of(asset_path("site.css"))), asset_at(str_of(asset_path("site.css"))));
	assert_string_equal(asset_at(str_of(asset_path("site.js")))->name, "site.js");
	assert_null(asset_at(STR("/assets/none.css")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		html_test(text_is_escaped),
		html_test(attributes_are_escaped),
		html_test(addresses_are_checked),
		html_test(messages_escape_their_values),
		html_test(values_of_every_kind),
		html_test(escaping_holds_for_any_text),
		html_test(loops_and_frames),
		html_test(words_of_the_site_replace_ours),
		html_test(pseudo_language_marks_messages),
		html_test(page_is_framed),
		html_test(page_says_what_it_was_told),
		html_test(every_word_of_a_page_is_a_message),
		html_test(problems_of_files_name_the_place),
		html_test(field_is_tied_to_hint_and_problem),
		html_test(secrets_are_not_sent_back),
		html_test(choices),
		html_test(parts),
		html_test(error_page_says_what_to_do),
		html_test(assets_have_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
