/* Registers as files and feeds, for everybody. */
#include "registers/public_web.h"

#include "base/cli.h"
#include "registers/atom.h"
#include "registers/changes.h"
#include "registers/describe.h"
#include "registers/registers_views.h"
#include "registers/review.h"

#define FEED_ROWS       50
#define REMOVALS_LISTED 10000
#define FEED_MS         2000 /* D5 */

/* ---- /data ---- */

enum outcome data_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	struct data_register *registers = arena_array(ctx->arena, struct data_register, book->n_schemes);
	struct data_page view = {.page = access_page(ctx, STR("Data")), .registers = registers};
	for (size_t i = 0; i < book->n_schemes; i++) {
		const struct scheme *scheme = &book->schemes[i];
		if (scheme->shown != REGISTER_PUBLIC)
			continue;
		struct data_register *one = &registers[view.n_registers++];
		one->title = scheme->title;
		one->path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(scheme->id));
		one->files = register_files(ctx, scheme, STR(""), &one->n_files);
	}
	struct html h = html_open(ctx);
	registers_data_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Files ---- */

static const struct file_kind {
	struct str suffix;
	enum export_format format; /* 0: describes the file */
	const char *type;
	struct str (*describe)(struct ctx *ctx, const struct scheme *scheme);
} file_kinds[] = {
	/* The longer ones first. */
	{STR_INIT(".csv-metadata.json"), 0, "application/csvm+json", register_csvw},
	{STR_INIT(".schema.json"), 0, "application/schema+json", register_json_schema},
	{STR_INIT(".regmem.json"), EXPORT_REGMEM, "application/json", NULL},
	{STR_INIT(".declared.json"), EXPORT_DECLARED, "application/json", NULL},
	{STR_INIT(".jsonl"), EXPORT_JSONL, "application/jsonl", NULL},
	{STR_INIT(".json"), EXPORT_JSON, "application/json", NULL},
	{STR_INIT(".csv"), EXPORT_CSV, "text/csv; charset=utf-8", NULL},
};

struct file_order {
	const struct file_kind *kind;
	struct register_query *queries;
	size_t n;
	struct changes_filter changes;
	bool is_changes;
};

static enum outcome sink_put(struct ctx *ctx, void *to, struct str bytes)
{
	(void)ctx;
	return http_put(to, bytes);
}

static enum outcome file_fill(struct ctx *ctx, struct http_sink *sink, void *arg)
{
	const struct file_order *order = arg;
	const struct export_sink to = {sink_put, sink};
	if (order->is_changes)
		return changes_export(ctx, &order->changes, order->kind->format, &to);
	return registers_export(ctx, order->queries, order->n, order->kind->format, &to);
}

/* What is wrong with the address, as plain text: whoever reads it is a program, or its author. */
static enum outcome explain(struct ctx *ctx, struct resp *resp)
{
	struct buf out = buf_open(ctx->arena, 256);
	for (const struct problem *problem = ctx->problems.first; problem; problem = problem->next) {
		buf_str(&out, problem_str(ctx->arena, problem));
		buf_lit(&out, "\n");
	}
	*resp = (struct resp){.status = 400, .type = STR("text/plain; charset=utf-8"), .body = buf_view(&out)};
	return OK;
}

/* What others' shapes put together by person comes person by person. */
static void order_set(struct register_query *query, enum export_format format)
{
	if (format != EXPORT_REGMEM && format != EXPORT_DECLARED)
		return;
	query->filter.sort = STR("person");
	query->filter.descending = false;
}

/* A register's own, or of all registers that show their entries. */
static enum outcome queries_read(struct ctx *ctx, const struct req *req, struct str name, struct file_order *order)
{
	const struct rulebook *book;
	int64_t version;
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	TRY(rulebook_current(ctx, &book, &version));
	bool is_all = str_eq(name, STR("entries"));
	order->queries = arena_array(ctx->arena, struct register_query, book->n_schemes + 1);
	for (size_t i = 0; i < book->n_schemes; i++) {
		const struct scheme *scheme = &book->schemes[i];
		if (scheme->shown != REGISTER_PUBLIC || (!is_all && !str_eq(scheme->id, name)))
			continue;
		TRY(register_query_read(ctx, scheme, asked, n, &order->queries[order->n]));
		order_set(&order->queries[order->n++], order->kind->format);
	}
	return order->n ? OK : NOT_FOUND;
}

static enum outcome changes_read(struct ctx *ctx, const struct req *req, struct changes_filter *filter)
{
	struct str since = req_query(req, "since"), before = req_query(req, "before");
	struct str of = req_query(req, "register"), member = req_query(req, "member");
	struct day day;
	struct instant at;
	struct person person;
	const struct scheme *scheme;
	if (since.n) {
		if (day_parse(since, &day))
			at = zone_day_start(ctx->site->zone, day);
		else if (!instant_parse(since, &at))
			return problem_add(ctx, "since",
					   msg("Write the day as year-month-day, such as 2026-07-01, or a day with "
					       "its time"));
		filter->since_ms = at.ms;
	}
	if (before.n && (!str_to_i64(before, &filter->before) || filter->before < 1))
		return problem_add(ctx, "before", msg("This page of the list is not there. Begin with the first."));
	if (of.n) {
		TRY(register_of(ctx, of, &scheme));
		filter->register_id = scheme->id;
	}
	if (member.n) {
		TRY(people_person_by_slug(ctx, member, &person));
		if (!person.is_public)
			return NOT_FOUND;
		filter->person_id = person.id;
	}
	return OK;
}

/* What was taken down, for those who keep copies (S3). */
static enum outcome removals_csv(struct ctx *ctx, struct resp *resp)
{
	static const char *const names[] = {"id",         "link",    "register", "kind",  "why",
					    "decided_by", "removed", "moved_to", "as_of", "note"};
	struct entry_removal *removals;
	size_t n;
	struct str head[COUNT_OF(names)];
	struct buf out = buf_open(ctx->arena, 4096);
	TRY(entry_removals(ctx, REMOVALS_LISTED, &removals, &n));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		head[i] = str_of(names[i]);
	cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct entry_removal *r = &removals[i];
		const struct str row[COUNT_OF(names)] = {
			r->record_id,
			site_link(ctx, str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
					       STR_ARG(r->record_id))),
			r->register_id,
			removal_kind_name((enum removal_kind)r->kind),
			r->why,
			r->by_office,
			instant_str(ctx->arena, (struct instant){r->at_ms}),
			r->moved_to,
			instant_str(ctx->arena, (struct instant){ctx->now_ms}),
			html_said(ctx->arena, ctx->lang, str_of(msg("Whoever keeps a copy is asked to delete it.")),
				  NULL, 0),
		};
		cli_csv_row(&out, row, COUNT_OF(row));
	}
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = STR("removals.csv");
	resp->body = buf_view(&out);
	return OK;
}

static enum outcome file_send(struct ctx *ctx, struct file_order *order, struct str file, struct resp *resp)
{
	resp->type = str_of(order->kind->type);
	resp->filename = file;
	return resp_fill(ctx, resp, file_fill, order);
}

enum outcome data_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str file = req->params[0];
	struct file_order order = {0};
	if (str_eq(file, STR("removals.csv")))
		return removals_csv(ctx, resp);
	for (size_t i = 0; i < COUNT_OF(file_kinds) && !order.kind; i++)
		if (str_ends(file, file_kinds[i].suffix))
			order.kind = &file_kinds[i];
	if (!order.kind)
		return NOT_FOUND;
	struct str name = str_slice(file, 0, file.n - order.kind->suffix.n);
	if (order.kind->describe) {
		const struct scheme *scheme;
		TRY(register_of(ctx, name, &scheme));
		if (scheme->shown != REGISTER_PUBLIC)
			return NOT_FOUND;
		resp->type = str_of(order.kind->type);
		resp->body = order.kind->describe(ctx, scheme);
		return OK;
	}
	order.is_changes = str_eq(name, STR("changes"));
	if (order.is_changes && order.kind->format > EXPORT_JSONL)
		return NOT_FOUND;
	enum outcome read =
		order.is_changes ? changes_read(ctx, req, &order.changes) : queries_read(ctx, req, name, &order);
	if (read == INVALID)
		return explain(ctx, resp);
	TRY(read);
	return file_send(ctx, &order, file, resp);
}

/* ---- Feeds ---- */

static const char *change_words(enum entry_act act)
{
	switch (act) {
	case ENTRY_DECLARED:
		return msg("Declared: {1}");
	case ENTRY_CHANGED:
		return msg("Changed: {1}");
	case ENTRY_CORRECTED:
		return msg("Corrected: {1}");
	case ENTRY_ENDED:
		return msg("Ended: {1}");
	case ENTRY_WITHDRAWN:
		return msg("Withdrawn: {1}");
	case ENTRY_GONE:
		break;
	}
	return msg("No longer listed: {1}");
}

static enum outcome feed_entry(struct ctx *ctx, struct row_maker *maker, const struct change_row *change,
			       struct buf *out)
{
	const struct entry *entry = &change->entry;
	struct entry_shown row;
	TRY(entry_shown_of(ctx, maker, entry->declared.scheme, entry, &row));
	struct register_line line = register_line_of(ctx, entry->declared.scheme, &row);
	struct str link = entry_link(ctx, entry);
	struct str who = line.who.n ? str_fmt(ctx->arena, "%.*s: ", STR_ARG(line.who)) : STR("");
	struct str title = str_fmt(ctx->arena, "%.*s%.*s", STR_ARG(who), STR_ARG(line.what));
	struct str note = entry_note(ctx, &row);
	const struct atom_entry item = {
		.id = str_fmt(ctx->arena, "%.*s#version-%lld", STR_ARG(link), (long long)entry->version),
		.title = html_said(ctx->arena, ctx->lang, str_of(change_words(entry->act)), &title, 1),
		.updated = instant_str(ctx->arena, (struct instant){entry->known_from_ms}),
		.link = link,
		.summary = entry->reason.n ? str_fmt(ctx->arena, "%.*s %.*s", STR_ARG(entry->reason), STR_ARG(note))
					   : note,
		.category = entry->register_id,
	};
	atom_put(out, &item);
	return OK;
}

static struct str feed_page(struct ctx *ctx, struct str path, int64_t before)
{
	return before ? site_link(ctx, str_fmt(ctx->arena, "%.*s?before=%lld", STR_ARG(path), (long long)before))
		      : STR("");
}

static enum outcome feed_send(struct ctx *ctx, struct changes_filter *filter, struct str path, struct str page,
			      struct str title, struct resp *resp)
{
	struct change_row *rows;
	size_t n;
	int64_t before;
	struct row_maker maker;
	filter->most = FEED_ROWS;
	TRY(db_time_limit(ctx, FEED_MS));
	TRY(row_maker_open(ctx, &(const struct register_query){0}, &maker));
	TRY(changes_list(ctx, filter, &rows, &n, &before));
	struct buf out = buf_open(ctx->arena, 16384);
	const struct atom_feed feed = {
		.id = site_link(ctx, path),
		.title = str_fmt(ctx->arena, "%.*s – %.*s", STR_ARG(title), STR_ARG(ctx->site->settings.name)),
		.author = ctx->site->settings.name,
		.updated = instant_str(ctx->arena, (struct instant){n ? rows[0].entry.known_from_ms : 0}),
		.self = filter->before ? feed_page(ctx, path, filter->before) : site_link(ctx, path),
		.page = site_link(ctx, page),
		.first = site_link(ctx, path),
		.next = feed_page(ctx, path, before),
	};
	atom_begin(&out, &feed);
	for (size_t i = 0; i < n; i++)
		TRY(feed_entry(ctx, &maker, &rows[i], &out));
	atom_end(&out);
	resp->type = STR("application/atom+xml; charset=utf-8");
	resp->body = buf_view(&out);
	return OK;
}

enum outcome register_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct changes_filter filter = {0};
	enum outcome read = changes_read(ctx, req, &filter);
	if (read == INVALID)
		return explain(ctx, resp);
	TRY(read);
	if (!req->params[0].n)
		return feed_send(ctx, &filter, STR("/data/changes.atom"), STR("/registers"), STR("Registers"), resp);
	const struct scheme *scheme;
	TRY(register_of(ctx, req->params[0], &scheme));
	if (scheme->shown != REGISTER_PUBLIC)
		return NOT_FOUND;
	filter.register_id = scheme->id;
	struct str page = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(scheme->id));
	return feed_send(ctx, &filter, str_fmt(ctx->arena, "%.*s/feed.atom", STR_ARG(page)), page, scheme->title, resp);
}

enum outcome person_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct changes_filter filter = {0};
	struct person person;
	enum outcome read = changes_read(ctx, req, &filter);
	if (read == INVALID)
		return explain(ctx, resp);
	TRY(read);
	TRY(people_person_by_slug(ctx, req->params[0], &person));
	if (!person.is_public || person.erased_ms)
		return NOT_FOUND;
	filter.person_id = person.id;
	struct str page = str_fmt(ctx->arena, "/members/%.*s/interests", STR_ARG(person.slug));
	return feed_send(ctx, &filter, str_fmt(ctx->arena, "%.*s.atom", STR_ARG(page)), page, person.name, resp);
}
