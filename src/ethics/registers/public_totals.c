/* Totals of a register or of one person in it, as charts with their tables. */
#include "registers/public_web.h"

#include "registers/registers_views.h"
#include "registers/totals_kept.h"

#define ENTRIES_ADDED 20000 /* while somebody waits; more are the job's */
#define QUERY_MS      2000  /* D5 */

static struct str said(struct ctx *ctx, const char *message, struct str first, struct str second)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), (const struct str[]){first, second}, 2);
}

static struct str number(struct ctx *ctx, int64_t n)
{
	return str_fmt(ctx->arena, "%lld", (long long)n);
}

/* ---- Charts ---- */

static const struct {
	const char *id, *title, *text, *label_head;
} kinds[TOTALS_BYS] = {
	[TOTALS_BY_GIVER] = {"giver", msg("By who gave"), msg("A bar for each giver; the longest is the greatest."),
			     msg("Who gave")},
	[TOTALS_BY_MONTH] = {"month", msg("By month"), msg("A bar for each month, the oldest first."), msg("Month")},
	[TOTALS_BY_CATEGORY] = {"category", msg("By category"),
				msg("A bar for each category; the longest is the greatest."), msg("Category")},
};

static struct str label_of(struct ctx *ctx, const struct totals_line *line)
{
	switch (line->is) {
	case TOTALS_LINE_OTHERS:
		return said(ctx, msg("All others"), STR(""), STR(""));
	case TOTALS_LINE_UNNAMED:
		return said(ctx, msg("No name is shown"), STR(""), STR(""));
	case TOTALS_LINE_BEFORE:
		return said(ctx, msg("Before {1}"), line->label, STR(""));
	case TOTALS_LINE_UNDATED:
		return said(ctx, msg("Without a date"), STR(""), STR(""));
	case TOTALS_LINE_NAMED:
		break;
	}
	return line->label;
}

/* False: one bar says nothing. */
static bool chart_of(struct ctx *ctx, const struct totals_of *of, const struct totals_cut *cut, enum totals_by by,
		     struct str prefix, struct chart *ret_chart)
{
	size_t n = cut->by[by].n;
	bool is_money = cut->sum.currency.n > 0;
	struct chart_row *rows = arena_array(ctx->arena, struct chart_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct totals_line *line = &cut->by[by].lines[i];
		rows[i] = (struct chart_row){
			.label = label_of(ctx, line),
			.value = of->value ? totals_words(ctx, of, line->amount) : number(ctx, line->count),
			.size = of->value ? line->amount : line->count,
			.count = line->count,
			.is_many = line->is == TOTALS_LINE_OTHERS || line->is == TOTALS_LINE_BEFORE,
		};
	}
	*ret_chart = (struct chart){
		.id = str_fmt(ctx->arena, "%.*s-%s", STR_ARG(prefix), kinds[by].id),
		.title = said(ctx, kinds[by].title, STR(""), STR("")),
		.text = said(ctx, kinds[by].text, STR(""), STR("")),
		.label_head = said(ctx, kinds[by].label_head, STR(""), STR("")),
		.value_head = is_money ? said(ctx, msg("Sum"), STR(""), STR(""))
				       : said(ctx, msg("Entries"), STR(""), STR("")),
		.count_head = is_money ? said(ctx, msg("Entries"), STR(""), STR("")) : STR(""),
		.rows = rows,
		.n_rows = n,
	};
	chart_place(ctx->arena, ret_chart, 0);
	return n > 1;
}

static void sum_say(struct ctx *ctx, const struct totals_of *of, const struct totals_cut *cut, struct str *ret_sum,
		    struct str *ret_without)
{
	struct buf out = buf_open(ctx->arena, 128);
	const struct totals_sum *sum = &cut->sum;
	if (of->value)
		*ret_sum = said(ctx, msg("{1} in all. Entries: {2}."), totals_words(ctx, of, sum->amount),
				number(ctx, sum->entries - sum->without));
	else
		*ret_sum = said(ctx, msg("Entries: {1}."), number(ctx, sum->entries), STR(""));
	if (of->value && sum->without)
		buf_str(&out, said(ctx,
				   msg("Entries without an exact amount: {1}. Theirs is a band, words, or not known, "
				       "and not in the sum. "),
				   number(ctx, sum->without), STR("")));
	if (sum->left_out)
		buf_str(&out,
			said(ctx, msg("Entries that are left out here, such as what was refused or given back: {1}. "),
			     number(ctx, sum->left_out), STR("")));
	if (cut->has_more_givers)
		buf_str(&out, said(ctx,
				   msg("There are more than {1} names; those that came after so many are among all "
				       "others."),
				   number(ctx, TOTALS_GIVERS), STR("")));
	*ret_without = str_trim(buf_view(&out));
}

static const struct chart *charts_of(struct ctx *ctx, const struct totals_of *of, const struct totals_cut *cut,
				     struct str prefix, size_t *ret_n)
{
	struct chart *charts = arena_array(ctx->arena, struct chart, TOTALS_BYS);
	size_t n = 0;
	for (size_t by = 0; by < TOTALS_BYS; by++)
		n += chart_of(ctx, of, cut, (enum totals_by)by, prefix, &charts[n]);
	*ret_n = n;
	return charts;
}

enum outcome register_charts(struct ctx *ctx, const struct register_query *query, struct str prefix,
			     const struct chart **ret_charts, size_t *ret_n, struct str *ret_sum)
{
	struct totals_cut cut;
	struct str without;
	bool is_too_long;
	const struct totals_of of = totals_of(query->scheme);
	TRY(totals_add_up(ctx, query, ENTRIES_ADDED, &cut, &is_too_long));
	if (is_too_long)
		return OK;
	*ret_charts = charts_of(ctx, &of, &cut, prefix, ret_n);
	if (cut.sum.entries || cut.sum.left_out)
		sum_say(ctx, &of, &cut, ret_sum, &without);
	return OK;
}

/* ---- The page ---- */

static void found_fill(struct ctx *ctx, const struct totals_found *found, struct totals_page *view)
{
	const struct totals_of of = totals_of(view->scheme);
	view->charts = charts_of(ctx, &of, &found->cut, STR("chart"), &view->n_charts);
	if (found->cut.sum.entries || found->cut.sum.left_out)
		sum_say(ctx, &of, &found->cut, &view->sum, &view->without);
	if (found->as_of_ms)
		view->as_of = instant_words(ctx->arena, ctx->site->zone, (struct instant){found->as_of_ms});
}

enum outcome register_totals_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct totals_page view = {0};
	struct totals_found found;
	struct register_query query;
	size_t n;
	TRY(register_of(ctx, req->params[0], &view.scheme));
	if (view.scheme->shown != REGISTER_PUBLIC)
		return NOT_FOUND;
	const struct asked *asked = asked_of(ctx, req, &n);
	if (n)
		TRY(db_time_limit(ctx, QUERY_MS));
	TRY(register_query_read(ctx, view.scheme, asked, n, &query));
	if (query.words.n)
		return problem_add(ctx, "q", msg("What a search finds is not added up. Filter the register instead."));
	TRY(totals_find(ctx, &query, ENTRIES_ADDED, &found));
	view.answer = found.answer;
	view.path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(view.scheme->id));
	struct str path = str_fmt(ctx->arena, "%.*s/totals", STR_ARG(view.path));
	view.again = register_query_link(ctx->arena, &query, path, NULL, STR(""));
	view.so_far = found.n ? number(ctx, found.n) : STR("");
	if (found.answer == TOTALS_FOUND)
		found_fill(ctx, &found, &view);
	view.page = access_page(ctx,
				html_said(ctx->arena, ctx->lang, str_of(msg("Totals of {1}")), &view.scheme->title, 1));
	page_step(ctx->arena, &view.page, STR("Registers"), STR("/registers"));
	page_step(ctx->arena, &view.page, view.scheme->title, view.path);
	view.as_known = register_as_known(ctx, &query);
	view.chips = register_chips(ctx, &query, path, &view.n_chips);
	/* Only what stays true until something changes is kept by whoever asked. */
	resp->sensitive = found.answer != TOTALS_FOUND || found.as_of_ms;
	resp->status = found.answer == TOTALS_SOON ? 202 : found.answer == TOTALS_BUSY ? 503 : 200;
	struct html h = html_open(ctx);
	registers_totals_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
