/* The public pages in the pseudo-language (D11): every fixed word is marked, and whatever letters stand unmarked are
 * the site's own words (all written with x here), or days, whose months are no messages yet. */
#include "codes/codes_web.h"
#include "codes/editions_testing.h"

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
				     "July",    "August",   "September", "October", "November", "December"};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is the word one of the site's own, or a month? */
static bool is_own(struct ctx *ctx, struct str word)
{
	for (size_t i = 0; i < COUNT_OF(months); i++)
		if (str_eq(word, str_of(months[i])))
			return true;
	if (str_find(ctx->site->settings.name, word, 0) != STR_NPOS)
		return true;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] != 'x' && word.p[i] != 'X')
			return false;
	return true;
}

/* The first word of the page's text that is unmarked and not the site's own; empty: none. */
static struct str unmarked(struct ctx *ctx, struct str page)
{
	const struct str open = STR("⟦"), close = STR("⟧");
	int depth = 0;
	for (size_t i = 0; i < page.n; i++) {
		struct str rest = str_slice(page, i, page.n);
		if (page.p[i] == '<') {
			const char *end = str_starts(rest, STR("<code")) ? "</code>" : ">";
			i += str_find(rest, str_of(end), 0) + strlen(end) - 1;
		} else if (page.p[i] == '&') {
			i += str_find_char(rest, ';', 0);
		} else if (str_starts(rest, open) || str_starts(rest, close)) {
			depth += str_starts(rest, open) ? 1 : -1;
			i += open.n - 1;
		} else if (depth == 0 && is_letter(page.p[i])) {
			size_t n = 0;
			while (n < rest.n && (is_letter(rest.p[n]) || rest.p[n] == '/' || rest.p[n] == ':'))
				n++;
			struct str word = str_slice(rest, 0, n);
			if (str_starts(rest, STR("http")))
				word = STR("x"); /* an address to cite */
			if (!is_own(ctx, word))
				return str_slice(rest, 0, rest.n < 60 ? rest.n : 60);
			i += str_starts(rest, STR("http")) ? str_find_char(rest, '<', 0) - 1 : n - 1;
		}
	}
	return (struct str){0};
}

static const struct route *route_of(const char *path)
{
	for (size_t i = 0; i < codes_feature.n_routes; i++)
		if (strcmp(codes_feature.routes[i].pattern, path) == 0 && codes_feature.routes[i].method == HTTP_GET)
			return &codes_feature.routes[i];
	fail_msg("no route %s", path);
	return NULL;
}

static void public_pages_have_no_unmarked_word(enum db_engine engine)
{
	static const struct {
		const char *path, *edition, *other;
	} pages[] = {
		{"/codes", "", ""},
		{"/codes/{code}", "", ""},
		{"/codes/{code}/history", "", ""},
		{"/codes/{code}/principles", "", ""},
		{"/codes/{code}/editions/{edition}", "1", ""},
		{"/codes/{code}/editions/{edition}/passages", "1", ""},
		{"/codes/{code}/compare", "", ""},
		{"/codes/{code}/compare/{from}/{to}", "1", "2"},
		{"/codes/{code}/code.md", "", ""}, /* removed: it says so */
	};
	struct test_site *test = open_site(engine);
	struct act first = drafted(test, "x", "Xxx\n\n1. Xx xxx.\n\n2. Xx xx xxxx.\n");
	first.edition.change = CHANGE_MATERIAL;
	first.edition.instrument =
		(struct instrument){.kind = INSTRUMENT_ADOPTION, .number = STR("X 1"), .day = TODAY - 200};
	first.day = (struct day){TODAY - 100};
	DONE(test, publish, &first);
	struct act second = published(test, "x", "Xxx\n\n1. Xx xxx.\n\n2. Xx xx xxxx xxx.\n", TODAY - 50);
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct req req = {.arena = test->ctx.arena,
				  .params = {STR("x"), str_of(pages[i].edition), str_of(pages[i].other)}};
		struct resp resp = {0};
		const struct route *route = route_of(pages[i].path);
		req.path = str_of(pages[i].path);
		if (i + 1 == COUNT_OF(pages))
			remove_record(test, second.edition.record_id);
		test->ctx.lang = &lang_pseudo;
		test->ctx.actor = NULL;
		assert_int_equal(route->handle(&test->ctx, &req, &resp), OK);
		struct str found =
			unmarked(&test->ctx, str_slice(resp.body, str_find(resp.body, STR("<body"), 0), resp.body.n));
		if (found.n > 0)
			fail_msg("%s: not marked: %.*s", pages[i].path, STR_ARG(found));
		assert_true(str_find(resp.body, STR("⟦"), 0) != STR_NPOS);
		test->ctx.lang = NULL;
		test->ctx.actor = &access_command_line;
	}
	test_site_close(test);
}
ON_BOTH(public_pages_have_no_unmarked_word)

static void an_unmarked_word_is_found(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	assert_text(unmarked(&test->ctx, STR("<p>⟦Read⟧ xx</p>")), "");
	assert_text(unmarked(&test->ctx, STR("<p>⟦Read⟧ Adopted</p>")), "Adopted</p>");
	test_site_close(test);
}
ON_BOTH(an_unmarked_word_is_found)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(public_pages_have_no_unmarked_word),
		BOTH(an_unmarked_word_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
