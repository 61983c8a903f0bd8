/* The job that takes declarations from display and erases them when their time is over (S8). */
#include "registers/again.h"
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

/* So many entries are ended in one call of the job, each in a write of its own: their removals are noted together, and
 * the database is scrubbed once behind them. */
#define SLICE 200
/* So many that may be due are looked at together. */
#define LOOKED_AT 500

struct keep_row {
	int64_t id, hidden_ms;
	int32_t to_day, declared_day, left_day;
	struct str record_id;
};
static const struct db_col keep_cols[] = {
	DB_COL_I64(struct keep_row, id),
	DB_COL_I64(struct keep_row, hidden_ms),
	DB_COL_I32(struct keep_row, to_day),
	DB_COL_I32(struct keep_row, declared_day),
	DB_COL_I32_OR(struct keep_row, left_day, DEADLINE_NO_DAY),
	DB_COL_TEXT(struct keep_row, record_id),
};
static const struct db_spec keep_spec = DB_SPEC(struct keep_row, keep_cols);

static const struct scheme_keep *keep_of(const struct scheme *scheme, bool erases)
{
	return erases ? &scheme->keep_until : &scheme->public_until;
}

static struct keep_facts facts_of(const struct keep_row *row)
{
	return (struct keep_facts){
		.left_day = row->left_day == TENURE_OPEN ? DEADLINE_NO_DAY : row->left_day,
		.ended_day = row->to_day == TENURE_OPEN ? DEADLINE_NO_DAY : row->to_day,
		.registered_day = row->declared_day,
	};
}

static bool is_over(const struct rulebook *rulebook, const struct scheme_keep *keep, const struct keep_row *row,
		    struct day today)
{
	const struct keep_facts facts = facts_of(row);
	int32_t until = keep_until(rulebook, keep, &facts);
	return until != DEADLINE_NO_DAY && until < today.n;
}

/* The newest day from which counting ends before today; DEADLINE_NO_DAY: none does. Ten years back by steps of a day is
 * more than enough to find it from where today's amount leads; amounts of earlier days are asked row by row. */
static int32_t newest_over(const struct rulebook *rulebook, const struct scheme_keep *keep, struct day today)
{
	int32_t from = today.n;
	if (keep->since == SINCE_FOREVER)
		return DEADLINE_NO_DAY;
	for (int32_t step = 1 << 16; step; step /= 2)
		for (;;) {
			const struct keep_facts facts = {from - step, from - step, from - step};
			int32_t until = keep_until(rulebook, keep, &facts);
			if (from - step < -200000 || until == DEADLINE_NO_DAY || until < today.n)
				break;
			from -= step;
		}
	return from - 1;
}

/* Of those behind `after`, or of `id` alone, at most LOOKED_AT; *ret_last is the last one that was looked at, 0: none
 * is left. */
static enum outcome due_list(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme, bool erases,
			     int64_t id, int64_t after, struct keep_row **ret_due, size_t *ret_n, int64_t *ret_last)
{
	struct day today = site_today(ctx);
	const struct scheme_keep *keep = keep_of(scheme, erases);
	struct keep_row *rows;
	size_t n, due = 0;
	int32_t newest = newest_over(rulebook, keep, today);
	*ret_n = 0;
	*ret_last = 0;
	if (newest == DEADLINE_NO_DAY)
		return OK;
	TRY(db_list(ctx, &registers_sql_keep_due,
		    DB_PARAMS(db_text(scheme->id), db_int(keep->since), db_int(newest), db_int(erases),
			      db_int(LOOKED_AT), db_int(id), db_int(after)),
		    &keep_spec, &rows, &n));
	*ret_last = n == LOOKED_AT ? rows[n - 1].id : 0;
	for (size_t i = 0; i < n; i++)
		if (is_over(rulebook, keep, &rows[i], today))
			rows[due++] = rows[i];
	*ret_due = rows;
	*ret_n = due;
	return OK;
}

/* ---- One that is over ---- */

struct ending {
	struct journal_seed seed;
	const struct scheme *scheme;
	const struct rulebook *rulebook;
	struct keep_row row;
	struct str ground;
	bool erases;
};

static struct str ground_of(struct ctx *ctx, const struct scheme *scheme, const struct rulebook *rulebook, bool erases)
{
	const struct rule_amount *amount =
		rulebook_amount_on(rulebook, keep_of(scheme, erases)->amount, site_today(ctx));
	struct str source = amount ? amount->row.source : STR("");
	return str_fmt(ctx->arena, "%s for as long as the rules say%s%.*s%s.", erases ? "Kept" : "Shown",
		       source.n ? " (" : "", STR_ARG(source), source.n ? ")" : "");
}

/* In its write: is it still due, or did somebody hold it, or another process end it? */
static enum outcome ending_write(struct ctx *ctx, void *args)
{
	const struct ending *ending = args;
	struct keep_row *due;
	size_t n;
	int64_t last;
	TRY(due_list(ctx, ending->rulebook, ending->scheme, ending->erases, ending->row.id, 0, &due, &n, &last));
	if (n == 0)
		return OK;
	if (ending->erases)
		TRY(declarations_forget_entry(ctx, ending->row.id));
	if (!ending->erases)
		return registers_hide(ctx, &ending->seed, ending->row.id, ending->ground);
	if (due[0].hidden_ms || str_empty(due[0].record_id))
		TRY(registers_blank(ctx, ending->row.id));
	else
		TRY(journal_erase(ctx, &ending->seed, due[0].record_id, ending->ground));
	return access_log(ctx, "registers.kept_until", 0, ending->scheme->id);
}

/* Those of which the publication log has something; endings of one register that end in the same way stand together. */
static enum outcome endings_note(struct ctx *ctx, struct ending *endings, size_t n, struct journal_removal *removals,
				 size_t *ret_n)
{
	size_t noted = 0, before = 0;
	for (size_t i = 0; i < n; i++) {
		struct ending *ending = &endings[i];
		const struct ending *next = i + 1 < n ? &endings[i + 1] : NULL;
		ending->seed = journal_seed_new(ctx);
		ending->ground = ground_of(ctx, ending->scheme, ending->rulebook, ending->erases);
		if (ending->row.record_id.n && !ending->row.hidden_ms)
			removals[noted++] =
				(struct journal_removal){.record_id = ending->row.record_id,
							 .how = ending->erases ? STR("") : again_hidden(ctx)};
		if (next && next->scheme == ending->scheme && next->erases == ending->erases)
			continue;
		TRY(journal_removals_note_how(ctx, "registers", removals + before, noted - before, ending->ground));
		before = noted;
	}
	*ret_n = noted;
	return OK;
}

/* ---- The job ---- */

/* A row that cannot go stands in the way of none behind it: all are looked at, page by page. */
static enum outcome endings_of(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme,
			       bool erases, struct ending *endings, size_t most, size_t *n)
{
	int64_t last = 0;
	do {
		struct keep_row *due;
		size_t n_due;
		TRY(due_list(ctx, rulebook, scheme, erases, 0, last, &due, &n_due, &last));
		for (size_t i = 0; i < n_due && *n < most; i++)
			endings[(*n)++] = (struct ending){
				.scheme = scheme, .rulebook = rulebook, .row = due[i], .erases = erases};
	} while (last && *n < most);
	return OK;
}

static enum outcome endings_find(struct ctx *ctx, struct ending *endings, size_t most, size_t *ret_n)
{
	const struct rulebook *rulebook;
	int64_t version;
	size_t n = 0;
	TRY(rulebook_current(ctx, &rulebook, &version));
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		for (int erases = 1; erases >= 0; erases--)
			TRY(endings_of(ctx, rulebook, &rulebook->schemes[i], erases, endings, most, &n));
	*ret_n = n;
	return OK;
}

enum outcome retention_left(struct ctx *ctx, int64_t *ret_n)
{
	struct ending *endings = arena_array(ctx->arena, struct ending, SLICE);
	size_t n;
	TRY(endings_find(ctx, endings, SLICE, &n));
	TRY(homes_left(ctx, ret_n));
	*ret_n += (int64_t)n;
	return OK;
}

enum outcome retention_run(struct ctx *ctx)
{
	struct ending *endings = arena_array(ctx->arena, struct ending, SLICE);
	struct journal_removal *removals = arena_array(ctx->arena, struct journal_removal, SLICE);
	size_t n, noted;
	bool cleared;
	TRY(homes_run(ctx, &cleared));
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = endings_find(ctx, endings, SLICE, &n);
	db_read_end(ctx);
	TRY(found);
	TRY(endings_note(ctx, endings, n, removals, &noted));
	enum outcome written = OK;
	for (size_t i = 0; written == OK && i < n; i++)
		written = site_write(ctx, ending_write, &endings[i]);
	journal_removals_settle(ctx, removals, noted, OK);
	TRY(written);
	return n || cleared ? database_scrub(ctx, ctx->site->database) : OK;
}
