#include "registers/export.h"

#include "base/cli.h"
#include "registers/due.h"
#include "registers/export_kept.h"
#include "registers/registers_sql.h"
#include "registers/seen.h"
#include "registers/store.h"

/* ---- Rows ---- */

enum outcome row_maker_open(struct ctx *ctx, const struct register_query *query, struct row_maker *ret_maker)
{
	struct row_maker maker = {0};
	int64_t version;
	TRY(rulebook_current(ctx, &maker.book, &version));
	maker.as_of = query->known_at.n ? query->known_at : instant_str(ctx->arena, (struct instant){ctx->now_ms});
	*ret_maker = maker;
	return OK;
}

/* Of a parent that is withheld or was removed nothing is said. */
static enum outcome parent_of(struct ctx *ctx, struct row_maker *maker, int64_t id, struct str *ret_record_id)
{
	if (!id)
		return OK;
	if (maker->parent.id != id) {
		struct entry parent;
		maker->parent.id = id;
		maker->parent.n = 0;
		enum outcome found = registers_entry_by_id(ctx, id, &parent);
		if (found != OK && found != NOT_FOUND)
			return found;
		bool is_shown = found == OK && !parent.withheld_ms && !parent.hidden_ms && !parent.erased_ms &&
				parent.record_id.n <= sizeof(maker->parent.record_id);
		if (is_shown) {
			memcpy(maker->parent.record_id, parent.record_id.p, parent.record_id.n);
			maker->parent.n = parent.record_id.n;
		}
	}
	*ret_record_id = (struct str){maker->parent.record_id, maker->parent.n};
	return OK;
}

struct first_version {
	int64_t published_ms;
	int32_t declared_day;
	int64_t tenure_id;
};
static const struct db_col first_cols[] = {
	DB_COL_I32(struct first_version, declared_day),
	DB_COL_I64(struct first_version, published_ms),
	DB_COL_I64(struct first_version, tenure_id),
};
static const struct db_spec first_spec = DB_SPEC(struct first_version, first_cols);

/* What was changed later was declared when its first version was, and in the office of then. */
static enum outcome first_of(struct ctx *ctx, const struct entry *entry, struct first_version *ret_first)
{
	*ret_first = (struct first_version){entry->known_from_ms, entry->declared_day, entry->tenure_id};
	if (entry->version <= 1)
		return OK;
	enum outcome found =
		db_one(ctx, &registers_sql_public_first, DB_PARAMS(db_int(entry->id)), &first_spec, ret_first);
	return found == NOT_FOUND ? OK : found;
}

/* The first day of the term, where a rule asks for it. */
static enum outcome office_of(struct ctx *ctx, struct row_maker *maker, const struct scheme *scheme, int64_t tenure_id,
			      int32_t *ret_from)
{
	*ret_from = DEADLINE_NO_DAY;
	if (maker->office.scheme != scheme) {
		maker->office.scheme = scheme;
		maker->office.counts = due_by_office(maker->book, scheme);
	}
	if (!tenure_id || !maker->office.counts)
		return OK;
	if (maker->office.tenure_id != tenure_id) {
		struct entry_number row = {0};
		enum outcome found = db_one(ctx, &registers_sql_public_office_began, DB_PARAMS(db_int(tenure_id)),
					    &entry_numbers_spec, &row);
		if (found != OK && found != NOT_FOUND)
			return found;
		maker->office.tenure_id = tenure_id;
		maker->office.from_day = found == OK && row.n > TENURE_FROM_EVER ? (int32_t)row.n : DEADLINE_NO_DAY;
		maker->office.rules_from = zone_day(ctx->site->zone, (struct instant){row.m}).n;
	}
	*ret_from = maker->office.from_day;
	return OK;
}

enum outcome entry_shown_of(struct ctx *ctx, struct row_maker *maker, const struct scheme *scheme,
			    const struct entry *entry, struct entry_shown *ret_row)
{
	struct entry_shown row = {
		.entry = entry,
		.as_of = maker->as_of,
		.due_day = DEADLINE_NO_DAY,
		.received_day = entry->declared_day,
		.published_ms = entry->known_from_ms,
	};
	row.seen = declared_seen(ctx->arena, &entry->declared);
	row.seen.scheme = scheme;
	if (!entry->withheld_ms && !entry->erased_ms) {
		struct first_version first;
		int32_t office_from;
		TRY(first_of(ctx, entry, &first));
		TRY(office_of(ctx, maker, scheme, first.tenure_id, &office_from));
		TRY(parent_of(ctx, maker, entry->parent_id, &row.parent_record_id));
		row.received_day = first.declared_day;
		row.published_ms = first.published_ms;
		row.due_day = declared_due_day(maker->book, &row.seen, entry->from_day, office_from, ctx->site->zone);
		/* What was due before the register was kept here may have been in the one before it. */
		if (office_from != DEADLINE_NO_DAY && row.due_day < maker->office.rules_from)
			row.due_day = DEADLINE_NO_DAY;
	}
	/* Only that it stood there stays public. */
	if (entry->act == ENTRY_WITHDRAWN) {
		row.seen.n_answers = 0;
		row.seen.whose = WHOSE_SELF;
	}
	*ret_row = row;
	return OK;
}

bool entry_shown_passes(const struct register_query *query, const struct entry_shown *row)
{
	enum entry_act act = row->entry->act;
	if (query->leaves_out_withdrawn && (act == ENTRY_WITHDRAWN || act == ENTRY_GONE))
		return false;
	if (!query->days_late_min)
		return true;
	int32_t days = entry_days_late(row);
	return days != DEADLINE_NO_DAY && days >= query->days_late_min;
}

/* ---- Walking ---- */

struct walk {
	struct exporting *e;
	enum outcome (*each)(struct ctx *ctx, const struct entry_shown *row, void *arg);
	void *arg;
};

static enum outcome walk_entry(struct ctx *ctx, const struct entry *entry, void *arg)
{
	struct walk *walk = arg;
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &walk->e->maker, walk->e->query->scheme, entry, &row));
	return entry_shown_passes(walk->e->query, &row) ? walk->each(ctx, &row, walk->arg) : OK;
}

enum outcome exporting_each(struct ctx *ctx, struct exporting *e,
			    enum outcome (*each)(struct ctx *ctx, const struct entry_shown *row, void *arg), void *arg)
{
	for (size_t i = 0; i < e->n; i++) {
		e->query = &e->queries[i];
		if (e->query->scheme->shown != REGISTER_PUBLIC)
			continue;
		struct walk walk = {e, each, arg};
		TRY(registers_each(ctx, &e->query->filter, walk_entry, &walk));
	}
	return OK;
}

static enum outcome put(struct ctx *ctx, struct exporting *e, struct str bytes)
{
	return e->sink->put(ctx, e->sink->to, bytes);
}

/* ---- CSV ---- */

enum outcome export_row(struct ctx *ctx, const struct export_sink *sink, const struct str *cells, size_t n)
{
	if (sink->row)
		return sink->row(ctx, sink->to, cells, n);
	struct buf out = buf_open(ctx->arena, 1024);
	cli_csv_row(&out, cells, n);
	return sink->put(ctx, sink->to, buf_view(&out));
}

static enum outcome csv_row(struct ctx *ctx, const struct entry_shown *row, void *arg)
{
	struct exporting *e = arg;
	arena_scope(ctx->arena);
	if (e->sink->begins)
		e->sink->begins(e->sink->to, row->entry, 0);
	return export_row(ctx, e->sink, column_cells(ctx, e->columns, e->n_columns, row), e->n_columns);
}

static enum outcome csv_write(struct ctx *ctx, struct exporting *e)
{
	e->columns =
		e->n > 1 ? columns_common(ctx, &e->n_columns) : columns_of(ctx, e->queries[0].scheme, &e->n_columns);
	if (!e->goes_on) {
		TRY(export_row(ctx, e->sink, column_names(ctx->arena, e->columns, e->n_columns), e->n_columns));
		if (e->sink->begins)
			e->sink->begins(e->sink->to, NULL, 0);
	}
	return exporting_each(ctx, e, csv_row, e);
}

/* ---- JSON ---- */

static void put_text(struct json *json, const char *name, struct str value)
{
	if (!str_empty(value))
		json_str(json, name, value);
}

static void put_day(struct ctx *ctx, struct json *json, const char *name, int32_t day)
{
	if (day != DEADLINE_NO_DAY && day != TENURE_OPEN)
		json_str(json, name, day_str(ctx->arena, (struct day){day}));
}

/* A plain decimal as a number; anything else stays text. */
static void put_number(struct json *json, const char *name, struct str decimal)
{
	size_t digits = 0, points = 0, others = 0;
	for (size_t i = 0; i < decimal.n; i++) {
		digits += decimal.p[i] >= '0' && decimal.p[i] <= '9';
		points += decimal.p[i] == '.';
		others += decimal.p[i] == '-' && i > 0;
		others += strchr("0123456789.-", decimal.p[i]) == NULL;
	}
	if (digits && points <= 1 && !others && !str_ends(decimal, STR(".")))
		json_raw(json, name, decimal);
	else
		json_str(json, name, decimal);
}

static const struct scheme_band *band_of(const struct scheme_field *field, struct str id)
{
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(field->bands[i].id, id))
			return &field->bands[i];
	return NULL;
}

static void money_json(struct ctx *ctx, struct json *json, const char *name, const struct scheme_field *field,
		       const struct value *value)
{
	const struct scheme_band *band = value->text.n ? band_of(field, value->text) : NULL;
	json_begin_object(json, name);
	if (band) {
		json_str(json, "band", band->id);
		json_str(json, "words", band->text);
	} else if (value->text.n) {
		json_str(json, "words", value->text); /* of a band that the scheme no longer has */
	} else {
		put_number(json, "amount", value_amount(ctx->arena, field, value));
	}
	put_text(json, "currency", value->currency.n ? value->currency : field->currency);
	json_end(json);
}

static void organization_json(struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	json_str(json, "name", value->text);
	if (value->id.n) {
		json_begin_object(json, "identifier");
		put_text(json, "scheme", value->scheme);
		json_str(json, "id", value->id);
		json_end(json);
	}
	json_end(json);
}

static void file_json(struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	json_str(json, "name", value->text);
	json_i64(json, "bytes", value->number);
	json_str(json, "sha256", value->id);
	json_end(json);
}

static void period_json(struct ctx *ctx, struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	json_str(json, "from", value_day(ctx->arena, value));
	if (value->to > INT32_MIN && value->to < TENURE_OPEN)
		put_day(ctx, json, "to", (int32_t)value->to);
	json_end(json);
}

static void state_json(struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	if (value->state == VALUE_WORDS)
		json_str(json, "words", value->text);
	else
		json_bool(json, value->state == VALUE_WITHHELD ? "withheld" : "unknown", true);
	json_end(json);
}

void value_data(struct ctx *ctx, struct json *json, const char *name, const struct scheme_field *field,
		const struct value *value)
{
	if (value->state != VALUE_GIVEN) {
		state_json(json, name, value);
		return;
	}
	switch (field->kind) {
	case FIELD_MONEY:
		money_json(ctx, json, name, field, value);
		break;
	case FIELD_NUMBER:
		json_i64(json, name, value->number);
		break;
	case FIELD_PERCENTAGE:
		put_number(json, name, value_cell(ctx->arena, field, value));
		break;
	case FIELD_DATE:
		json_str(json, name, value_day(ctx->arena, value));
		break;
	case FIELD_PERIOD:
		period_json(ctx, json, name, value);
		break;
	case FIELD_YES_NO:
		json_bool(json, name, value->number != 0);
		break;
	case FIELD_ORGANIZATION:
		organization_json(json, name, value);
		break;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_CHOICE:
	case FIELD_PERSON:
	case FIELD_ADDRESS:
	case FIELD_LINK:
		json_str(json, name, value->text);
		break;
	case FIELD_FILE:
		file_json(json, name, value);
		break;
	}
}

static void answers_json(struct ctx *ctx, struct json *json, const struct declared *seen)
{
	json_begin_object(json, "answers");
	for (size_t i = 0; i < seen->n_answers; i++) {
		const struct answer *answer = &seen->answers[i];
		const struct scheme_field *field = scheme_field(seen->category, answer->field);
		if (!field || !answer->n)
			continue;
		const char *name = str_c(ctx->arena, answer->field);
		if (field->many <= 1) {
			value_data(ctx, json, name, field, &answer->values[0]);
			continue;
		}
		json_begin_array(json, name);
		for (size_t j = 0; j < answer->n; j++)
			value_data(ctx, json, NULL, field, &answer->values[j]);
		json_end(json);
	}
	json_end(json);
}

static void person_json(struct ctx *ctx, struct json *json, const struct entry *entry)
{
	struct str href, who = entry_who(ctx, entry, &href);
	put_text(json, "post", entry->office);
	if (!href.n)
		return;
	json_begin_object(json, "person"); /* as in Popolo */
	json_str(json, "id", id_str(ctx->arena, entry->person_id));
	json_str(json, "name", who);
	json_str(json, "link", site_link(ctx, href));
	json_end(json);
}

static void shown_json(struct ctx *ctx, struct json *json, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	int32_t late = entry_days_late(row);
	json_i64(json, "version", entry->version);
	if (row->seen.category) {
		json_begin_object(json, "category");
		json_str(json, "id", row->seen.category->id);
		json_str(json, "title", row->seen.category->title);
		json_end(json);
	}
	json_bool(json, "nothing_to_declare", row->seen.is_nil);
	put_text(json, "whose", whose_names(ctx->arena, row->seen.whose));
	if (entry->body_id) {
		json_begin_object(json, "body");
		json_str(json, "id", id_str(ctx->arena, entry->body_id));
		json_str(json, "name", entry->body_name);
		json_end(json);
	}
	put_text(json, "counts_for", str_trim(entry->bodies));
	put_text(json, "belongs_to", row->parent_record_id);
	put_day(ctx, json, "arose", entry->from_day);
	put_day(ctx, json, "ended", entry->to_day);
	put_day(ctx, json, "received", row->received_day);
	if (row->published_ms)
		json_str(json, "published", instant_str(ctx->arena, (struct instant){row->published_ms}));
	if (entry->version > 1)
		json_str(json, "changed", instant_str(ctx->arena, (struct instant){entry->known_from_ms}));
	if (late != DEADLINE_NO_DAY)
		json_i64(json, "days_late", late);
	json_str(json, "summary", declared_summary(ctx, &row->seen, true));
	put_text(json, "change_reason", entry->reason);
	answers_json(ctx, json, &row->seen);
}

void entry_json(struct ctx *ctx, struct json *json, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	json_begin_object(json, NULL);
	if (!entry->withheld_ms) {
		json_str(json, "id", entry->record_id);
		json_str(json, "link", entry_link(ctx, entry));
	}
	json_str(json, "register", entry->register_id);
	json_str(json, "status", entry_status(entry));
	if (!entry->erased_ms)
		person_json(ctx, json, entry);
	if (!entry->withheld_ms && !entry->erased_ms)
		shown_json(ctx, json, row);
	json_str(json, "as_of", row->as_of);
	json_str(json, "note", entry_note(ctx, row));
	json_end(json);
}

static enum outcome json_row(struct ctx *ctx, const struct entry_shown *row, void *arg)
{
	struct exporting *e = arg;
	arena_scope(ctx->arena);
	struct buf out = buf_open(ctx->arena, 2048);
	bool lines = e->format == EXPORT_JSONL;
	buf_c(&out, lines || e->rows == 0 ? "" : ",\n");
	struct json json = json_open(&out, JSON_PLAIN);
	entry_json(ctx, &json, row);
	buf_c(&out, lines ? "\n" : "");
	e->rows++;
	return put(ctx, e, buf_view(&out));
}

static struct str json_head(struct ctx *ctx, const struct exporting *e)
{
	struct buf out = buf_open(ctx->arena, 512);
	const struct register_query *query = &e->queries[0];
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "title", e->n == 1 ? query->scheme->title : STR("Registers"));
	json_str(&json, "publisher", ctx->site->settings.name);
	json_str(&json, "as_of", e->maker.as_of);
	put_text(&json, "as_at", query->as_at);
	if (e->n == 1)
		json_str(&json, "schema",
			 site_link(ctx, str_fmt(ctx->arena, "/data/%.*s.schema.json", STR_ARG(query->scheme->id))));
	json_end(&json);
	struct str head = buf_view(&out);
	return str_fmt(ctx->arena, "%.*s,\"entries\":[\n", (int)head.n - 1, head.p);
}

static enum outcome json_write(struct ctx *ctx, struct exporting *e)
{
	if (e->format == EXPORT_JSON)
		TRY(put(ctx, e, json_head(ctx, e)));
	TRY(exporting_each(ctx, e, json_row, e));
	return e->format == EXPORT_JSON ? put(ctx, e, STR("\n]}\n")) : OK;
}

/* ---- All of them ---- */

/* Bytes wait until there are many: a row for itself is a write for itself. */
#define PUT_AT_ONCE ((size_t)64 * 1024)

struct waiting {
	const struct export_sink *sink;
	char *p;
	size_t n;
};

static enum outcome waiting_flush(struct ctx *ctx, struct waiting *waiting)
{
	size_t n = waiting->n;
	waiting->n = 0;
	return n ? waiting->sink->put(ctx, waiting->sink->to, str_bytes(waiting->p, n)) : OK;
}

static enum outcome waiting_put(struct ctx *ctx, void *to, struct str bytes)
{
	struct waiting *waiting = to;
	if (bytes.n > PUT_AT_ONCE - waiting->n)
		TRY(waiting_flush(ctx, waiting));
	if (bytes.n > PUT_AT_ONCE)
		return waiting->sink->put(ctx, waiting->sink->to, bytes);
	memcpy(waiting->p + waiting->n, bytes.p, bytes.n);
	waiting->n += bytes.n;
	return OK;
}

static void waiting_begins(void *to, const struct entry *entry, size_t waits)
{
	const struct waiting *waiting = to;
	waiting->sink->begins(waiting->sink->to, entry, waiting->n + waits);
}

static enum outcome formatted(struct ctx *ctx, struct exporting *e)
{
	switch (e->format) {
	case EXPORT_CSV:
		return csv_write(ctx, e);
	case EXPORT_JSON:
	case EXPORT_JSONL:
		return json_write(ctx, e);
	case EXPORT_REGMEM:
	case EXPORT_DECLARED:
		break;
	}
	return export_shapes(ctx, e);
}

static enum outcome written(struct ctx *ctx, struct exporting *e, const struct export_sink *sink, struct str as_of)
{
	struct waiting waiting = {.sink = sink, .p = arena_alloc(ctx->arena, PUT_AT_ONCE)};
	const struct export_sink together = {
		.put = waiting_put, .begins = sink->begins ? waiting_begins : NULL, .to = &waiting};
	TRY(row_maker_open(ctx, &e->queries[0], &e->maker));
	e->maker.as_of = as_of.n ? as_of : e->maker.as_of;
	e->sink = sink->row ? sink : &together;
	enum outcome outcome = formatted(ctx, e);
	e->sink = NULL;
	return outcome == OK ? waiting_flush(ctx, &waiting) : outcome;
}

static enum outcome whole_make(struct ctx *ctx, const struct register_query *query, bool goes_on,
			       const struct export_sink *sink)
{
	struct exporting e = {.queries = query, .n = 1, .format = EXPORT_CSV, .goes_on = goes_on};
	return written(ctx, &e, sink, KEPT_AS_OF);
}

enum outcome registers_export(struct ctx *ctx, const struct register_query *queries, size_t n,
			      enum export_format format, const struct export_sink *sink)
{
	struct exporting e = {.queries = queries, .n = n, .format = format};
	if (export_is_whole(ctx, queries, n, format, sink))
		return export_kept(ctx, &queries[0], sink, whole_make);
	return written(ctx, &e, sink, (struct str){0});
}
