/* How long a page of a code with 50 provisions takes to make. Prints one line of JSON: the median of several rounds. */
#include "html/components.h"
#include "html/test_views.h"

enum { PROVISIONS = 50, PAGES = 200, ROUNDS = 9 };

static int64_t nanoseconds(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		die("no clock");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static size_t make_page(struct ctx *ctx, const struct test_provision *provisions)
{
	arena_scope(ctx->arena);
	static const struct page_link menu[] = {{STR_INIT("Members"), STR_INIT("/members"), false},
						{STR_INIT("Code of conduct"), STR_INIT("/codes"), true}};
	const struct page page = {
		.title = STR("Code of ethics"), .site_name = STR("Meridian Bay"), .menu = menu, .n_menu = 2};
	struct html h = html_open(ctx);
	test_code(&h, &page, STR("ethics"), provisions, PROVISIONS);
	return html_done(&h).n;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int main(void)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct test_provision provisions[PROVISIONS];
	for (int i = 0; i < PROVISIONS; i++) {
		provisions[i] = (struct test_provision){
			.anchor = str_fmt(arena, "p-1-%d", i),
			.label = str_fmt(arena, "1.%d", i),
			.text = STR(
				"A member shall disclose, before the item is called, each financial interest that a "
				"reasonable person "
				"would think could influence the member's vote; \"interest\" has the meaning that "
				"section "
				"2 gives it, "
				"and a member in doubt asks the ethics officer & waits for the answer. The disclosure "
				"is "
				"entered in "
				"the minutes, with the reason, and the member leaves the room until the item is "
				"decided."),
		};
	}
	int64_t rounds[ROUNDS];
	size_t bytes = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		int64_t begun = nanoseconds();
		for (size_t i = 0; i < PAGES; i++)
			bytes = make_page(&ctx, provisions);
		rounds[round] = (nanoseconds() - begun) / PAGES;
	}
	qsort(rounds, ROUNDS, sizeof(rounds[0]), compare);
	printf("{\"bench\":\"html_page_50_provisions\",\"ns\":%lld,\"bytes\":%zu}\n", (long long)rounds[ROUNDS / 2],
	       bytes);
	return 0;
}
