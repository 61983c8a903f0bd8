/* A person's whole record over all registers, and the panel of it for the member's page. */
#include "people/people_web.h"
#include "registers/limits.h"
#include "registers/registers_panel.h"
#include "registers/registers_views.h"
#include "registers/seen.h"
#include "registers/totals.h"

#define ENTRIES_SHOWN 100 /* of one register; more stand on its own page */
#define PANEL_COUNTED 500
#define QUERY_MS      2000

static struct str said(struct ctx *ctx, const char *message, struct str first, struct str second)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), (const struct str[]){first, second}, 2);
}

/* ---- Against a scheme's limits: expenses ---- */

static enum outcome limit_add(struct ctx *ctx, const struct entry *entry, void *arg)
{
	arena_scope(ctx->arena);
	if (entry->withheld_ms || entry->act == ENTRY_WITHDRAWN || entry->act == ENTRY_GONE)
		return OK;
	struct declared seen = declared_seen(ctx->arena, &entry->declared);
	limits_add(arg, &seen);
	return OK;
}

/* Of the day that the page shows: what happened until then counts, though it held on no more than its own day. */
static enum outcome limit_fill(struct ctx *ctx, const struct register_query *query, const struct rulebook *book,
			       const struct scheme_threshold *threshold, struct person_register *view)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct entry_filter filter = query->filter;
	struct day day = filter.as_at == DEADLINE_NO_DAY ? site_today(ctx) : (struct day){filter.as_at};
	struct limits *limits = limits_open(arena, threshold, ctx->site->settings.fiscal_month, day);
	size_t n;
	filter.as_at = DEADLINE_NO_DAY;
	TRY(registers_each(ctx, &filter, limit_add, limits));
	const struct chart *charts = limits_charts(ctx, limits, book, &n);
	struct chart *all = arena_array(ctx->arena, struct chart, view->n_limits + n);
	for (size_t i = 0; i < view->n_limits; i++)
		all[i] = view->limits[i];
	for (size_t i = 0; i < n; i++) {
		size_t at = view->n_limits + i;
		all[at] = charts[i];
		all[at].id = str_fmt(ctx->arena, "limit-%.*s-%zu", STR_ARG(query->scheme->id), at);
	}
	view->limits = all;
	view->n_limits += n;
	return OK;
}

static enum outcome limits_fill(struct ctx *ctx, const struct register_query *query, struct person_register *view)
{
	const struct scheme *scheme = query->scheme;
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	for (size_t i = 0; i < scheme->n_thresholds; i++)
		if (scheme->thresholds[i].effect == EFFECT_LIMIT && !scheme->thresholds[i].by.n)
			TRY(limit_fill(ctx, query, book, &scheme->thresholds[i], view));
	return OK;
}

/* ---- One register of the record ---- */

static enum outcome register_add(struct ctx *ctx, const struct register_query *query, struct str slug,
				 struct person_record_page *view, struct person_register *registers)
{
	struct person_register one = {.scheme = query->scheme};
	struct str next;
	TRY(register_table_fill(ctx, query, STR(""), &one.table, &next));
	if (one.table.n_lines == 0)
		return OK;
	one.table.caption = query->scheme->title;
	if (next.n)
		one.all = str_fmt(ctx->arena, "/registers/%.*s?member=%.*s", STR_ARG(query->scheme->id), STR_ARG(slug));
	TRY(limits_fill(ctx, query, &one));
	const struct totals_of of = totals_of(query->scheme);
	if (of.value && one.table.n_lines > 1)
		TRY(register_charts(ctx, query, str_fmt(ctx->arena, "of-%.*s", STR_ARG(query->scheme->id)), &one.charts,
				    &one.n_charts, &one.sum));
	registers[view->n_registers++] = one;
	return OK;
}

static enum outcome registers_fill(struct ctx *ctx, const struct asked *asked, size_t n,
				   struct person_record_page *view)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	struct person_register *registers = arena_array(ctx->arena, struct person_register, book->n_schemes);
	view->registers = registers;
	for (size_t i = 0; i < book->n_schemes; i++) {
		struct register_query query;
		if (book->schemes[i].shown != REGISTER_PUBLIC)
			continue;
		TRY(register_query_read(ctx, &book->schemes[i], asked, n, &query));
		query.filter.person_id = view->person.id;
		query.filter.most = ENTRIES_SHOWN;
		/* The whole record: what ended stays on it. */
		query.filter.ended = true;
		view->as_known = register_as_known(ctx, &query);
		TRY(register_add(ctx, &query, view->person.slug, view, registers));
	}
	return OK;
}

static void files_fill(struct ctx *ctx, const struct asked *asked, size_t n, struct person_record_page *view)
{
	static const struct {
		const char *title, *suffix;
	} kinds[] = {{msg("CSV, for a spreadsheet"), ".csv"},
		     {msg("JSON"), ".json"},
		     {msg("JSON Lines"), ".jsonl"},
		     {msg("JSON in mySociety’s shape for registers of interests"), ".regmem.json"}};
	struct register_file *files = arena_array(ctx->arena, struct register_file, COUNT_OF(kinds) + 1);
	const struct register_query query = {.asked = asked, .n_asked = n};
	struct str words = register_query_link(ctx->arena, &query, STR(""), "member", view->person.slug);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		files[i] = (struct register_file){
			.title = str_of(kinds[i].title),
			.href = str_fmt(ctx->arena, "/data/entries%s%.*s", kinds[i].suffix, STR_ARG(words)),
		};
	files[COUNT_OF(kinds)] = (struct register_file){
		.title = str_of(msg("Changes, as a feed (Atom)")),
		.href = str_fmt(ctx->arena, "%.*s.atom", STR_ARG(view->path)),
	};
	view->files = files;
	view->n_files = COUNT_OF(kinds) + 1;
}

static void form_fill(struct ctx *ctx, const struct req *req, struct person_record_page *view)
{
	view->as_at = (struct field){.name = "as-at",
				     .label = STR("As it held on this day"),
				     .hint = STR("Without a calendar to pick from, write it as 2026-07-01"),
				     .type = "date",
				     .value = req_query(req, "as-at"),
				     .problems = ctx->problems.first};
	view->known_at = (struct field){.name = "known-at",
					.label = STR("As it was known on this day"),
					.hint = STR("What this page showed at the end of that day"),
					.type = "date",
					.value = req_query(req, "known-at"),
					.problems = ctx->problems.first};
}

enum outcome person_record_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person_record_page view = {0};
	struct people_person_panel panel;
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	TRY(people_person_load(ctx, req->params[0], STR(""), &panel));
	if (!panel.person.is_public || panel.person.erased_ms)
		return NOT_FOUND;
	if (n)
		TRY(db_time_limit(ctx, QUERY_MS));
	view.person = panel.person;
	view.path = view.now = str_fmt(ctx->arena, "/members/%.*s/interests", STR_ARG(panel.person.slug));
	enum outcome filled = registers_fill(ctx, asked, n, &view);
	if (filled == INVALID) {
		view.n_registers = 0;
		resp->status = 400;
	} else {
		TRY(filled);
	}
	form_fill(ctx, req, &view);
	files_fill(ctx, asked, n, &view);
	view.page = access_page(ctx, said(ctx, msg("What {1} declared"), panel.person.name, STR("")));
	view.page.wide = true;
	page_step(ctx->arena, &view.page, STR("Members"), STR("/members"));
	page_step(ctx->arena, &view.page, panel.person.name,
		  str_fmt(ctx->arena, "/members/%.*s", STR_ARG(panel.person.slug)));
	struct html h = html_open(ctx);
	registers_record_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- The panel ---- */

enum outcome registers_panel_load(struct ctx *ctx, int64_t person_id, struct registers_panel *ret_panel)
{
	const struct rulebook *book;
	int64_t version;
	struct person person;
	TRY(people_person(ctx, person_id, &person));
	TRY(rulebook_current(ctx, &book, &version));
	if (!person.is_public || person.erased_ms || book->n_schemes == 0)
		return OK;
	struct register_file *lines = arena_array(ctx->arena, struct register_file, book->n_schemes);
	struct registers_panel panel = {
		.name = person.name,
		.path = str_fmt(ctx->arena, "/members/%.*s/interests", STR_ARG(person.slug)),
		.lines = lines,
	};
	for (size_t i = 0; i < book->n_schemes; i++) {
		const struct scheme *scheme = &book->schemes[i];
		struct register_query query;
		struct entry *entries;
		struct str key;
		int64_t id;
		size_t n;
		if (scheme->shown != REGISTER_PUBLIC)
			continue;
		TRY(register_query_read(ctx, scheme, NULL, 0, &query));
		query.filter.person_id = person_id;
		query.filter.most = PANEL_COUNTED;
		TRY(registers_list(ctx, &query.filter, &entries, &n, &key, &id));
		if (n)
			lines[panel.n_lines++] = (struct register_file){
				.title = str_fmt(ctx->arena, "%.*s: %zu%s", STR_ARG(scheme->title), n, id ? "+" : ""),
				.href = str_fmt(ctx->arena, "/registers/%.*s?member=%.*s", STR_ARG(scheme->id),
						STR_ARG(person.slug)),
			};
	}
	*ret_panel = panel;
	return OK;
}
