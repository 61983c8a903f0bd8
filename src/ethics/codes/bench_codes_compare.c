/* How long two editions of a code take to match and to compare, and its page to make. Prints a line of JSON for each:
 * the median of several rounds of processor time. Usage: bench_codes_compare EARLIER.md LATER.md */
#include "codes/asked.h"
#include "codes/codes_views.h"
#include "codes/codes_web.h"
#include "codes/match.h"

enum { ROUNDS = 9 };

struct editions {
	struct code_import earlier, later;
};

static int64_t nanoseconds(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		die("no clock");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void measure(struct ctx *ctx, const char *name, size_t (*act)(struct ctx *ctx, const struct editions *editions),
		    const struct editions *editions)
{
	int64_t rounds[ROUNDS];
	size_t made = 0;
	for (size_t i = 0; i < ROUNDS; i++) {
		arena_scope(ctx->arena);
		int64_t begun = nanoseconds();
		made = act(ctx, editions);
		rounds[i] = nanoseconds() - begun;
	}
	qsort(rounds, ROUNDS, sizeof(rounds[0]), compare);
	printf("{\"bench\":\"%s\",\"ns\":%lld,\"words\":%zu,\"provisions\":%zu,\"made\":%zu}\n", name,
	       (long long)rounds[ROUNDS / 2], editions->later.words_stored, editions->later.n, made);
}

/* ---- What is measured ---- */

static size_t match(struct ctx *ctx, const struct editions *e)
{
	size_t n = 0, *other = arena_array(ctx->arena, size_t, e->later.n);
	codes_match(ctx->arena, e->earlier.provisions, e->earlier.n, e->later.provisions, e->later.n, other);
	for (size_t i = 0; i < e->later.n; i++)
		n += other[i] != SIZE_MAX;
	return n;
}

/* With the answer as JSON. */
static size_t compare_editions(struct ctx *ctx, const struct editions *e)
{
	static const struct edition edition = {.number = 1};
	struct edition_comparison c = {.earlier = edition, .later = edition};
	c.comparison = codes_compare(ctx->arena, e->earlier.provisions, e->earlier.n, e->later.provisions, e->later.n);
	return codes_comparison_json(ctx, &c).n;
}

static size_t page(struct ctx *ctx, const struct editions *e)
{
	struct codes_page view = {
		.title = e->later.title, .provisions = e->later.provisions, .n_provisions = e->later.n};
	const struct codes_beside beside = {.slug = STR("ethics")};
	view.groups = codes_tree(ctx->arena, view.provisions, view.n_provisions, &beside, &view.n_groups);
	view.contents = codes_contents(ctx->arena, view.provisions, view.n_provisions, &view.n_contents);
	view.edition = (struct edition){.number = 1, .code_slug = STR("ethics"), .stage = EDITION_IN_FORCE};
	struct html h = html_open(ctx);
	codes_page_show(&h, &view);
	return html_done(&h).n;
}

static void read_code(struct ctx *ctx, const char *path, struct code_import *ret_import)
{
	struct str content;
	if (file_read(ctx, path, LIMIT_CODE_BYTES, &content) != OK ||
	    codes_parse(ctx, str_of(path), content, CODE_MARKDOWN, ret_import) != OK)
		die("cannot read %s", path);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		die("usage: bench_codes_compare EARLIER.md LATER.md");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct site site = {.settings = {.name = STR("City of Alder Quay"), .url = STR("https://ethics.example.gov")}};
	struct ctx ctx = {.arena = arena, .site = &site};
	struct editions editions;
	read_code(&ctx, argv[1], &editions.earlier);
	read_code(&ctx, argv[2], &editions.later);
	size_t *other = arena_array(arena, size_t, editions.later.n);
	codes_match(arena, editions.earlier.provisions, editions.earlier.n, editions.later.provisions, editions.later.n,
		    other);
	for (size_t i = 0; i < editions.earlier.n; i++)
		editions.earlier.provisions[i].id = (int64_t)i + 1;
	for (size_t i = 0; i < editions.later.n; i++)
		editions.later.provisions[i].id = (int64_t)(other[i] == SIZE_MAX ? 100000 + i : other[i] + 1);
	measure(&ctx, "codes_match", match, &editions);
	measure(&ctx, "codes_compare", compare_editions, &editions);
	measure(&ctx, "codes_page", page, &editions);
	return 0;
}
