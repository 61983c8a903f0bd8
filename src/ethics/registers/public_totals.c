/* Totals of a register or of one person in it, as charts; numbers of a register of which the public sees no entry. */
#include "registers/public_web.h"

#include "registers/registers_views.h"
#include "registers/store.h"
#include "registers/totals.h"

#define ENTRIES_ADDED 50000 /* on a page; more are a file's business */
#define ROWS_SHOWN    12
#define QUERY_MS      2000 /* D5 */

struct adding {
	struct arena *arena;
	struct totals *totals;
	struct row_maker maker;
	const struct register_query *query;
	size_t n;
};

static enum outcome entry_add(struct ctx *ctx, const struct entry *entry, void *arg)
{
	struct adding *adding = arg;
	if (++adding->n > ENTRIES_ADDED)
		return RETRY;
	if (entry->withheld_ms || entry->erased_ms || entry->act == ENTRY_WITHDRAWN || entry->act == ENTRY_GONE)
		return OK;
	arena_scope(ctx->arena);
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &adding->maker, adding->query->scheme, entry, &row));
	if (!entry_shown_passes(adding->query, &row))
		return OK;
	totals_add(adding->totals, &row.seen, row.received_day);
	return OK;
}

static struct str said(struct ctx *ctx, const char *message, struct str first, struct str second)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), (const struct str[]){first, second}, 2);
}

static const struct {
	enum totals_by by;
	const char *id, *title, *text, *label_head;
} kinds[] = {
	{TOTALS_BY_GIVER, "giver", msg("By who gave"), msg("A bar for each giver; the longest is the greatest."),
	 msg("Who gave")},
	{TOTALS_BY_MONTH, "month", msg("By month"), msg("A bar for each month, the oldest first."), msg("Month")},
	{TOTALS_BY_CATEGORY, "category", msg("By category"),
	 msg("A bar for each category; the longest is the greatest."), msg("Category")},
};

/* False: one bar says nothing. */
static bool chart_of(struct ctx *ctx, const struct adding *adding, size_t kind, struct str prefix,
		     struct chart *ret_chart)
{
	const struct totals_sum sum = totals_sum(adding->totals);
	size_t n;
	struct chart_row *rows = totals_rows(ctx, adding->totals, kinds[kind].by, &n);
	if (n < 2)
		return false;
	bool is_top = kinds[kind].by != TOTALS_BY_MONTH;
	if (is_top)
		rows = chart_top(ctx->arena, rows, n, ROWS_SHOWN, said(ctx, msg("All others"), STR(""), STR("")), &n);
	const struct totals_of of = totals_of(adding->query->scheme);
	/* The row of all others was only counted. */
	struct chart_row *last = &rows[n - 1];
	if (!last->value.n)
		last->value = of.value ? totals_words(ctx, &of, last->size)
				       : str_fmt(ctx->arena, "%lld", (long long)last->count);
	*ret_chart = (struct chart){
		.id = str_fmt(ctx->arena, "%.*s-%s", STR_ARG(prefix), kinds[kind].id),
		.title = said(ctx, kinds[kind].title, STR(""), STR("")),
		.text = said(ctx, kinds[kind].text, STR(""), STR("")),
		.label_head = said(ctx, kinds[kind].label_head, STR(""), STR("")),
		.value_head = sum.currency.n ? said(ctx, msg("Sum"), STR(""), STR(""))
					     : said(ctx, msg("Entries"), STR(""), STR("")),
		.count_head = sum.currency.n ? said(ctx, msg("Entries"), STR(""), STR("")) : STR(""),
		.rows = rows,
		.n_rows = n,
	};
	chart_place(ctx->arena, ret_chart, 0);
	return true;
}

static struct str number(struct ctx *ctx, int64_t n)
{
	return str_fmt(ctx->arena, "%lld", (long long)n);
}

static void sum_say(struct ctx *ctx, const struct adding *adding, struct str *ret_sum, struct str *ret_without)
{
	struct buf out = buf_open(ctx->arena, 128);
	const struct totals_sum sum = totals_sum(adding->totals);
	const struct totals_of of = totals_of(adding->query->scheme);
	if (of.value)
		*ret_sum = said(ctx, msg("{1} in all. Entries: {2}."), totals_words(ctx, &of, sum.amount),
				number(ctx, sum.entries - sum.without));
	else
		*ret_sum = said(ctx, msg("Entries: {1}."), number(ctx, sum.entries), STR(""));
	if (of.value && sum.without)
		buf_str(&out, said(ctx,
				   msg("Entries without an exact amount: {1}. Theirs is a band, words, or not known, "
				       "and not in the sum. "),
				   number(ctx, sum.without), STR("")));
	if (sum.left_out)
		buf_str(&out,
			said(ctx, msg("Entries that are left out here, such as what was refused or given back: {1}."),
			     number(ctx, sum.left_out), STR("")));
	*ret_without = str_trim(buf_view(&out));
}

/* Where nothing narrows it, a long register is known by its number of versions, before any of them is read. */
static enum outcome is_too_long(struct ctx *ctx, const struct register_query *query, bool *ret_is)
{
	struct register_numbers numbers;
	*ret_is = false;
	if (query->n_asked || query->filter.person_id)
		return OK;
	enum outcome found = register_numbers_find(ctx, query->scheme->id, query->scheme, &numbers);
	*ret_is = found == OK && numbers.versions > ENTRIES_ADDED;
	return found == NOT_FOUND ? OK : found;
}

enum outcome register_charts(struct ctx *ctx, const struct register_query *query, struct str prefix,
			     const struct chart **ret_charts, size_t *ret_n, struct str *ret_sum,
			     struct str *ret_without, bool *ret_is_too_long)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct totals_of of = totals_of(query->scheme);
	struct adding adding = {.arena = arena, .totals = totals_open(arena, &of), .query = query};
	TRY(is_too_long(ctx, query, ret_is_too_long));
	if (*ret_is_too_long)
		return OK;
	TRY(row_maker_open(ctx, query, &adding.maker));
	enum outcome outcome = registers_each(ctx, &query->filter, entry_add, &adding);
	*ret_is_too_long = outcome == RETRY && adding.n > ENTRIES_ADDED;
	if (*ret_is_too_long)
		return OK;
	TRY(outcome);
	struct chart *charts = arena_array(ctx->arena, struct chart, COUNT_OF(kinds));
	size_t n = 0;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		n += chart_of(ctx, &adding, i, prefix, &charts[n]);
	/* The labels are the closing arena's. */
	for (size_t i = 0; i < n; i++) {
		struct chart_row *rows = arena_array(ctx->arena, struct chart_row, charts[i].n_rows);
		for (size_t j = 0; j < charts[i].n_rows; j++) {
			rows[j] = charts[i].rows[j];
			rows[j].label = str_dup(ctx->arena, rows[j].label);
		}
		charts[i].rows = rows;
		chart_place(ctx->arena, &charts[i], 0);
	}
	*ret_charts = charts;
	*ret_n = n;
	if (totals_sum(adding.totals).entries || totals_sum(adding.totals).left_out)
		sum_say(ctx, &adding, ret_sum, ret_without);
	return OK;
}

enum outcome register_totals_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct totals_page view = {0};
	struct register_query query;
	size_t n;
	TRY(register_of(ctx, req->params[0], &view.scheme));
	if (view.scheme->shown != REGISTER_PUBLIC)
		return NOT_FOUND;
	const struct asked *asked = asked_of(ctx, req, &n);
	if (n)
		TRY(db_time_limit(ctx, QUERY_MS));
	TRY(register_query_read(ctx, view.scheme, asked, n, &query));
	TRY(register_charts(ctx, &query, STR("chart"), &view.charts, &view.n_charts, &view.sum, &view.without,
			    &view.is_too_long));
	view.path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(view.scheme->id));
	view.page = access_page(ctx,
				html_said(ctx->arena, ctx->lang, str_of(msg("Totals of {1}")), &view.scheme->title, 1));
	page_step(ctx->arena, &view.page, STR("Registers"), STR("/registers"));
	page_step(ctx->arena, &view.page, view.scheme->title, view.path);
	view.as_known = register_as_known(ctx, &query);
	view.chips = register_chips(ctx, &query, str_fmt(ctx->arena, "%.*s/totals", STR_ARG(view.path)), &view.n_chips);
	struct html h = html_open(ctx);
	registers_totals_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
