/* Rows of the public tables. */
#include "registers/public_web.h"

#include "people/people_web.h"
#include "registers/seen.h"

#define KEYS_SHOWN   4  /* columns beside those that every register has */
#define PAGES_LOOKED 20 /* of the list, for what the database cannot filter */

static struct str said(struct ctx *ctx, const char *message, struct str arg)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), &arg, 1);
}

struct str register_day_words(struct ctx *ctx, int32_t day)
{
	return day == DEADLINE_NO_DAY || day == TENURE_OPEN ? STR("") : day_words(ctx->arena, (struct day){day});
}

/* ---- One row ---- */

/* As the answer says it that says so, be it a month or a year; else by its days. */
struct str register_holds_words(struct ctx *ctx, const struct entry *entry, const struct declared *seen)
{
	const struct scheme_field *field =
		seen->category && seen->category->holds.n ? scheme_field(seen->category, seen->category->holds) : NULL;
	const struct answer *answer = field ? declared_answer(seen, field->id) : NULL;
	struct str from = register_day_words(ctx, entry->from_day), to = register_day_words(ctx, entry->to_day);
	if (entry->act == ENTRY_WITHDRAWN)
		return STR("");
	if (answer && answer->n && answer->values[0].state == VALUE_GIVEN && !to.n)
		return value_words(ctx, field, &answer->values[0]);
	if (entry->from_day == entry->to_day)
		return from;
	if (!to.n)
		return from.n ? said(ctx, msg("since {1}"), from) : STR("");
	if (!from.n)
		return said(ctx, msg("until {1}"), to);
	return html_said(ctx->arena, ctx->lang, str_of(msg("{1} to {2}")), (const struct str[]){from, to}, 2);
}

static struct str tag_of(struct ctx *ctx, const struct entry_shown *row)
{
	if (row->entry->act == ENTRY_WITHDRAWN)
		return said(ctx, msg("Withdrawn"), STR(""));
	if (row->entry->act == ENTRY_ENDED || row->entry->act == ENTRY_GONE)
		return said(ctx, msg("Ended"), STR(""));
	return row->entry->act == ENTRY_CORRECTED ? said(ctx, msg("Corrected"), STR("")) : STR("");
}

static struct str what_of(struct ctx *ctx, const struct entry_shown *row)
{
	if (row->entry->withheld_ms || row->entry->erased_ms)
		return entry_note(ctx, row);
	if (row->entry->act == ENTRY_WITHDRAWN)
		return said(ctx, msg("An entry that was withdrawn"), STR(""));
	struct str summary = declared_summary(ctx, &row->seen, true);
	if (summary.n)
		return summary;
	return row->seen.category ? row->seen.category->title : row->seen.scheme->title;
}

static void who_of(struct ctx *ctx, const struct entry *entry, struct register_line *line)
{
	if (entry->erased_ms)
		return;
	if (entry->person_id) {
		line->who = entry_who(ctx, entry, &line->who_href);
	} else if (entry->body_id) {
		line->who = people_shown(entry->body_name);
		line->who_href = str_fmt(ctx->arena, "/bodies/%.*s", STR_ARG(entry->body_slug));
	}
}

static struct str late_words(struct ctx *ctx, int32_t days)
{
	if (days == DEADLINE_NO_DAY || days == 0)
		return STR("");
	return days == 1 ? said(ctx, msg("1 day late"), STR(""))
			 : said(ctx, msg("{1} days late"), str_fmt(ctx->arena, "%d", days));
}

struct register_line register_line_of(struct ctx *ctx, const struct scheme *scheme, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	struct register_line line = {
		.what = what_of(ctx, row),
		.href = entry_path(ctx->arena, entry),
		.category = row->seen.category && scheme->n_categories > 1 ? row->seen.category->title : STR(""),
		.is_withheld = entry->withheld_ms != 0,
	};
	who_of(ctx, entry, &line);
	if (entry->withheld_ms || entry->erased_ms)
		return line;
	line.tag = tag_of(ctx, row);
	line.since = register_holds_words(ctx, entry, &row->seen);
	line.received = register_day_words(ctx, row->received_day);
	line.late = late_words(ctx, entry_days_late(row));
	if (entry->source == SOURCE_PAPER)
		line.also = entry_note(ctx, row);
	return line;
}

/* ---- Columns ---- */

struct keys {
	const struct scheme_field *field[KEYS_SHOWN];
	size_t n;
};

/* It stands in the column that every register has. */
static bool is_held(const struct scheme *scheme, const struct scheme_field *field)
{
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (!str_eq(scheme->categories[i].holds, field->id))
			return false;
	return true;
}

static struct keys keys_of(const struct scheme *scheme)
{
	struct keys keys = {0};
	size_t most = scheme->n_categories > 1 ? KEYS_SHOWN - 1 : KEYS_SHOWN; /* the category has a column, too */
	for (size_t i = 0; i < scheme->keys.n && keys.n < most; i++) {
		const struct scheme_field *field = register_key_field(scheme, scheme->keys.p[i]);
		if (field && field_seen(scheme, field) == SEEN_WHOLE && !is_held(scheme, field))
			keys.field[keys.n++] = field;
	}
	return keys;
}

static const struct str *cells_of(struct ctx *ctx, const struct keys *keys, const struct entry_shown *row)
{
	struct str *cells = arena_array(ctx->arena, struct str, keys->n + 1);
	bool is_shut = row->entry->withheld_ms || row->entry->erased_ms || row->entry->act == ENTRY_WITHDRAWN;
	for (size_t i = 0; !is_shut && i < keys->n; i++) {
		const struct answer *answer = declared_answer(&row->seen, keys->field[i]->id);
		struct buf out = {.arena = ctx->arena};
		for (size_t j = 0; answer && j < answer->n; j++) {
			buf_c(&out, j ? "; " : "");
			buf_str(&out, value_words(ctx, keys->field[i], &answer->values[j]));
		}
		cells[i] = buf_view(&out);
	}
	return cells;
}

/* Sorted by it, or the other way round where it is already. */
static struct register_head head_of(struct ctx *ctx, const struct register_query *query, struct str path,
				    struct str title, struct str sort)
{
	struct str now = query->filter.sort.n ? query->filter.sort : STR("registered");
	struct register_head head = {.title = title, .is_sorted = str_eq(now, sort)};
	head.is_descending = head.is_sorted && query->filter.descending;
	struct register_query other = *query;
	struct asked *kept = arena_array(ctx->arena, struct asked, query->n_asked);
	other.n_asked = 0;
	for (size_t i = 0; i < query->n_asked; i++)
		if (!str_eq(query->asked[i].name, STR("order")))
			kept[other.n_asked++] = query->asked[i];
	other.asked = kept;
	head.href = register_query_link(ctx->arena, &other, path, "sort", sort);
	if (head.is_sorted)
		head.href = str_fmt(ctx->arena, "%.*s&order=%s", STR_ARG(head.href),
				    query->filter.descending ? "asc" : "desc");
	return head;
}

static void heads_fill(struct ctx *ctx, const struct register_query *query, struct str path, const struct keys *keys,
		       struct register_table *table)
{
	struct register_head *heads = arena_array(ctx->arena, struct register_head, keys->n + 1);
	for (size_t i = 0; i < keys->n; i++) {
		const struct scheme_field *field = keys->field[i];
		struct str title = field->name.n ? field->name : field->label;
		heads[i] = path.n && field->sort ? head_of(ctx, query, path, title, field->id)
						 : (struct register_head){.title = title};
	}
	table->keys = heads;
	table->n_keys = keys->n;
	table->who = (struct register_head){.title = STR("Who")};
	table->received = (struct register_head){.title = STR("Declared")};
	if (!path.n)
		return;
	table->who = head_of(ctx, query, path, STR("Who"), STR("person"));
	table->received = head_of(ctx, query, path, STR("Declared"), STR("registered"));
}

/* ---- Pages of the list ---- */

struct filling {
	const struct register_query *query;
	struct row_maker maker;
	struct keys keys;
	struct register_line *lines;
	size_t n, room;
	struct str key; /* behind the last row that was looked at */
	int64_t id;
};

static enum outcome line_add(struct ctx *ctx, struct filling *f, const struct entry *entry)
{
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &f->maker, f->query->scheme, entry, &row));
	if (!entry_shown_passes(f->query, &row))
		return OK;
	struct register_line line = register_line_of(ctx, f->query->scheme, &row);
	line.cells = cells_of(ctx, &f->keys, &row);
	f->lines[f->n++] = line;
	return OK;
}

/* Withheld entries come last, and no address says behind which of them a page begins: all that are left stand on it. */
static bool ends_withheld(const struct entry *entries, size_t n)
{
	return n && entries[n - 1].withheld_ms;
}

static enum outcome stretch_add(struct ctx *ctx, struct filling *f, bool *ret_is_withheld)
{
	struct entry_filter filter = f->query->filter;
	struct entry *entries;
	size_t n;
	filter.after_key = f->key;
	filter.after_id = f->id;
	TRY(registers_list(ctx, &filter, &entries, &n, &f->key, &f->id));
	if (f->n + n > f->room) {
		f->room = (f->n + n) * 2;
		struct register_line *more = arena_array(ctx->arena, struct register_line, f->room);
		for (size_t i = 0; i < f->n; i++)
			more[i] = f->lines[i];
		f->lines = more;
	}
	for (size_t i = 0; i < n; i++)
		TRY(line_add(ctx, f, &entries[i]));
	*ret_is_withheld = ends_withheld(entries, n);
	return OK;
}

static bool has_category(const struct register_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (lines[i].category.n)
			return true;
	return false;
}

enum outcome register_table_fill(struct ctx *ctx, const struct register_query *query, struct str path,
				 struct register_table *table, struct str *ret_next)
{
	struct filling filling = {
		.query = query,
		.keys = keys_of(query->scheme),
		.key = query->filter.after_key,
		.id = query->filter.after_id,
	};
	TRY(row_maker_open(ctx, query, &filling.maker));
	bool is_withheld = false;
	for (int i = 0; i == 0 || is_withheld || (filling.n < query->filter.most && i < PAGES_LOOKED); i++) {
		TRY(stretch_add(ctx, &filling, &is_withheld));
		if (!filling.id)
			break;
	}
	table->lines = filling.lines;
	table->n_lines = filling.n;
	table->caption = query->scheme->title;
	table->has_category = has_category(filling.lines, filling.n);
	heads_fill(ctx, query, path, &filling.keys, table);
	*ret_next = filling.id ? register_query_link(ctx->arena, query, path, "after",
						     register_after(ctx->arena, filling.key, filling.id))
			       : STR("");
	return OK;
}

/* ---- When ---- */

struct str register_as_known(struct ctx *ctx, const struct register_query *query)
{
	struct day day;
	struct str at = query->as_at, known = query->known_at;
	if (day_parse(at, &day))
		at = day_words(ctx->arena, day);
	if (day_parse(known, &day))
		known = day_words(ctx->arena, day);
	if (known.n && query->filter.known.upto == 0)
		return said(ctx, msg("as known at the end of {1}, when nothing was published here yet"), known);
	if (at.n && known.n)
		return html_said(ctx->arena, ctx->lang, str_of(msg("as it held on {1}, as known at the end of {2}")),
				 (const struct str[]){at, known}, 2);
	if (at.n)
		return said(ctx, msg("as it held on {1}"), at);
	return known.n ? said(ctx, msg("as known at the end of {1}"), known) : STR("");
}
