/* Registers as files and feeds, for everybody. */
#include "registers/public_web.h"

#include "registers/atom.h"
#include "registers/data_files.h"
#include "registers/registers_views.h"

#define FEED_ROWS 50
#define FEED_MS   2000 /* D5 */

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

static enum outcome sink_put(struct ctx *ctx, void *to, struct str bytes)
{
	(void)ctx;
	return http_put(to, bytes);
}

static enum outcome file_fill(struct ctx *ctx, struct http_sink *sink, void *arg)
{
	const struct export_sink to = {.put = sink_put, .to = sink};
	return data_file_write(ctx, arg, &to);
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

enum outcome data_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct data_file file;
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	enum outcome found = data_file_open(ctx, req->params[0], asked, n, &file);
	if (found == INVALID)
		return explain(ctx, resp);
	TRY(found);
	resp->type = str_of(file.type);
	if (!file.describes)
		resp->filename = file.name;
	return resp_fill(ctx, resp, file_fill, &file);
}

/* ---- Feeds ---- */

static struct str said(struct ctx *ctx, const char *message, struct str arg)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), &arg, 1);
}

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
	struct str title = line.what;
	if (line.who.n)
		title = html_said(ctx->arena, ctx->lang, str_of(msg("{1}: {2}")),
				  (const struct str[]){line.who, line.what}, 2);
	struct str note = entry_note(ctx, &row);
	const struct atom_entry item = {
		.id = str_fmt(ctx->arena, "%.*s#version-%lld", STR_ARG(link), (long long)entry->version),
		.title = said(ctx, change_words(entry->act), title),
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
		.title = html_said(ctx->arena, ctx->lang, str_of(msg("{1} – {2}")),
				   (const struct str[]){title, ctx->site->settings.name}, 2),
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
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	enum outcome read = changes_filter_read(ctx, asked, n, &filter);
	if (read == INVALID)
		return explain(ctx, resp);
	TRY(read);
	if (!req->params[0].n)
		return feed_send(ctx, &filter, STR("/data/changes.atom"), STR("/registers"),
				 said(ctx, msg("Registers"), STR("")), resp);
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
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	enum outcome read = changes_filter_read(ctx, asked, n, &filter);
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
