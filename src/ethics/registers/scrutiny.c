/* Scrutiny: the officer looks through what was registered in a period, and signs it off in public. */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

#define PERIODS_MOST 24

static const struct db_col scrutiny_cols[] = {
	DB_COL_I64(struct scrutiny, id),         DB_COL_TEXT(struct scrutiny, register_id),
	DB_COL_I32(struct scrutiny, from_day),   DB_COL_I32(struct scrutiny, to_day),
	DB_COL_I64(struct scrutiny, entries),    DB_COL_TEXT(struct scrutiny, note),
	DB_COL_TEXT(struct scrutiny, by_name),   DB_COL_I64(struct scrutiny, signed_ms),
	DB_COL_TEXT(struct scrutiny, record_id), DB_COL_I64(struct scrutiny, erased_ms),
};
static const struct db_spec scrutiny_spec = DB_SPEC(struct scrutiny, scrutiny_cols);

enum outcome scrutiny_list(struct ctx *ctx, struct str register_id, struct scrutiny **ret_list, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_scrutiny_list, DB_PARAMS(db_text(register_id)), &scrutiny_spec, ret_list,
		       ret_n);
}

/* ---- What was registered in a period ---- */

struct walk {
	struct scrutiny_period period;
	int32_t first_day; /* of all */
	struct entry *entries;
	size_t n, most;
};

/* From the newest on: what lies before the period ends the walk. */
static enum outcome take(struct ctx *ctx, const struct entry *entry, void *arg)
{
	struct walk *walk = arg;
	(void)ctx;
	if (entry->declared_day == DEADLINE_NO_DAY || entry->declared_day > walk->period.to_day)
		return OK;
	if (entry->declared_day < walk->period.from_day || walk->n == walk->most)
		return NOT_FOUND;
	walk->entries[walk->n++] = *entry;
	return OK;
}

static struct entry_filter filter_of(struct str register_id, struct revision_at known)
{
	return (struct entry_filter){.register_id = register_id,
				     .as_at = DEADLINE_NO_DAY,
				     .known = known,
				     .ended = true,
				     .sort = STR("registered"),
				     .descending = true,
				     .most = SCRUTINY_ENTRIES};
}

enum outcome scrutiny_entries(struct ctx *ctx, struct str register_id, struct scrutiny_period period,
			      struct entry **ret_entries, size_t *ret_n)
{
	struct revision_at known;
	struct entry *page;
	struct walk walk = {.period = period, .most = SCRUTINY_ENTRIES};
	TRY(registers_known_at(ctx, INT64_MAX, &known));
	struct entry_filter filter = filter_of(register_id, known);
	walk.entries = arena_array(ctx->arena, struct entry, walk.most);
	enum outcome outcome = OK;
	do {
		size_t n;
		TRY(registers_list(ctx, &filter, &page, &n, &filter.after_key, &filter.after_id));
		for (size_t i = 0; i < n && outcome == OK; i++)
			outcome = take(ctx, &page[i], &walk);
	} while (outcome == OK && filter.after_id);
	*ret_entries = walk.entries;
	*ret_n = walk.n;
	return OK;
}

/* The day of the first one that was declared in the register. */
static enum outcome first_day(struct ctx *ctx, struct str register_id, int32_t *ret_day)
{
	struct revision_at known;
	struct entry *page;
	size_t n;
	TRY(registers_known_at(ctx, INT64_MAX, &known));
	struct entry_filter filter = filter_of(register_id, known);
	filter.descending = false;
	*ret_day = DEADLINE_NO_DAY;
	TRY(registers_list(ctx, &filter, &page, &n, &filter.after_key, &filter.after_id));
	for (size_t i = 0; i < n && *ret_day == DEADLINE_NO_DAY; i++)
		*ret_day = page[i].declared_day;
	return OK;
}

enum outcome scrutiny_due(struct ctx *ctx, const struct scheme *scheme, struct scrutiny_period **ret_periods,
			  size_t *ret_n)
{
	struct scrutiny *signed_off;
	struct scrutiny_period *periods = arena_array(ctx->arena, struct scrutiny_period, PERIODS_MOST);
	int32_t first, month = ctx->site->settings.fiscal_month, today = site_today(ctx).n;
	size_t n_signed, n = 0;
	*ret_periods = periods;
	*ret_n = 0;
	if (!scheme->scrutiny_months)
		return OK;
	TRY(scrutiny_list(ctx, scheme->id, &signed_off, &n_signed));
	TRY(first_day(ctx, scheme->id, &first));
	if (first == DEADLINE_NO_DAY)
		return OK;
	struct scrutiny_period period = scrutiny_period_of(first, scheme->scrutiny_months, month);
	for (; period.to_day < today && n < PERIODS_MOST;
	     period = scrutiny_period_of(period.to_day + 1, scheme->scrutiny_months, month)) {
		bool is_signed = false;
		for (size_t i = 0; i < n_signed; i++)
			is_signed = is_signed || (signed_off[i].from_day <= period.from_day &&
						  signed_off[i].to_day >= period.to_day);
		if (!is_signed)
			periods[n++] = period;
	}
	*ret_n = n;
	return OK;
}

/* ---- Signing ---- */

static struct str record_of(struct arena *arena, const struct scrutiny *s)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "by", s->by_name);
	json_i64(&json, "entries", s->entries);
	json_str(&json, "from", day_str(arena, (struct day){s->from_day}));
	json_str(&json, "kind", STR("scrutiny"));
	if (s->note.n)
		json_str(&json, "note", s->note);
	json_str(&json, "register", s->register_id);
	json_str(&json, "signed", instant_str(arena, (struct instant){s->signed_ms}));
	json_str(&json, "to", day_str(arena, (struct day){s->to_day}));
	json_end(&json);
	return buf_view(&out);
}

static enum outcome sign_check(struct ctx *ctx, const struct scheme *scheme, struct scrutiny_period period,
			       int64_t entries, struct str note)
{
	struct scrutiny before;
	struct entry *now;
	size_t n;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	if (period.to_day >= site_today(ctx).n)
		return problem_add(ctx, "", msg("The period is not over yet"));
	if (!review_text_good(ctx, "note", str_trim(note), NULL))
		return INVALID;
	enum outcome found = db_one(ctx, &registers_sql_scrutiny_at,
				    DB_PARAMS(db_text(scheme->id), db_int(period.from_day)), &scrutiny_spec, &before);
	if (found != NOT_FOUND)
		return found == OK ? CONFLICT : found;
	TRY(scrutiny_entries(ctx, scheme->id, period, &now, &n));
	return (int64_t)n == entries ? OK : CONFLICT;
}

enum outcome scrutiny_sign(struct ctx *ctx, const struct journal_seed *seed, const struct scheme *scheme,
			   struct scrutiny_period period, int64_t entries, struct str note)
{
	struct journal_place place;
	TRY(sign_check(ctx, scheme, period, entries, note));
	struct scrutiny s = {
		.id = id_new(ctx),
		.register_id = scheme->id,
		.from_day = period.from_day,
		.to_day = period.to_day,
		.entries = entries,
		.note = str_trim(note),
		.by_name = review_office(ctx),
		.signed_ms = ctx->now_ms,
	};
	TRY(journal_put(ctx, seed, "registers", s.id, record_of(ctx->arena, &s), &place));
	TRY(db_exec(ctx, &registers_sql_scrutiny_add,
		    DB_PARAMS(db_int(s.id), db_text(s.register_id), db_int(s.from_day), db_int(s.to_day),
			      db_int(s.entries), db_text(s.note), db_text(s.by_name), db_int(s.signed_ms),
			      db_text(place.record_id)),
		    NULL));
	db_note(ctx, "registers", s.id);
	return access_log(ctx, "registers.scrutiny", s.id, s.register_id);
}

/* ---- The log ---- */

enum outcome scrutiny_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct scrutiny s;
	TRY(db_one(ctx, &registers_sql_scrutiny_by_id, DB_PARAMS(db_int(record->subject)), &scrutiny_spec, &s));
	if (!str_empty(record->erased_ground))
		return s.erased_ms && str_empty(s.note)
			       ? OK
			       : problem_add(ctx, "", msg("a removed sign-off is still stored"));
	return str_eq(record->content, record_of(ctx->arena, &s))
		       ? OK
		       : problem_add(ctx, "", msg("a sign-off differs from what was published"));
}

enum outcome scrutiny_remove(struct ctx *ctx, struct str record_id)
{
	int64_t changed;
	TRY(db_exec(ctx, &registers_sql_scrutiny_remove, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
	return changed ? OK : NOT_FOUND;
}
