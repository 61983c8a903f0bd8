/* Absences and substitutes: rules, and rows with what their terms' records say. */
#include "people/absences.h"

#include "people/people_sql.h"
#include "people/people_store.h"

#define REASON_BYTES 500

static const struct db_col absence_cols[] = {
	DB_COL_I64(struct absence, id),     DB_COL_I64(struct absence, version),  DB_COL_I64(struct absence, tenure_id),
	DB_COL_I32(struct absence, kind),   DB_COL_I32(struct absence, from_day), DB_COL_I32(struct absence, to_day),
	DB_COL_BOOL(struct absence, shown), DB_COL_TEXT(struct absence, reason),
};
static const struct db_spec absence_spec = DB_SPEC(struct absence, absence_cols);

/* ---- Rules ---- */

static const char *const kind_names[] = {
	[ABSENCE_LEAVE] = msg("leave"),
	[ABSENCE_SUSPENSION] = msg("suspension"),
};

struct str absence_kind_name(int32_t kind)
{
	return kind == ABSENCE_LEAVE || kind == ABSENCE_SUSPENSION ? str_of(kind_names[kind]) : STR("");
}

bool absence_kind_parse(struct str s, int32_t *ret_kind)
{
	for (int32_t kind = ABSENCE_LEAVE; kind <= ABSENCE_SUSPENSION; kind++) {
		if (str_eq_nocase(s, str_of(kind_names[kind]))) {
			*ret_kind = kind;
			return true;
		}
	}
	return false;
}

int32_t absence_last_day(const struct tenure *tenure, const struct absence *absence)
{
	return absence->to_day < tenure->to_day ? absence->to_day : tenure->to_day;
}

bool absence_is_within(const struct tenure *tenure, const struct absence *absence)
{
	return absence->from_day <= tenure->to_day && absence->to_day >= tenure->from_day;
}

bool absence_is_public(const struct tenure *tenure, const struct absence *absence)
{
	return tenure_category_is_public(tenure->category) && absence_is_within(tenure, absence) &&
	       (absence->shown || absence->kind == ABSENCE_SUSPENSION);
}

struct str absence_words(struct arena *arena, const struct tenure *tenure, const struct absence *absence)
{
	const char *what = absence->kind == ABSENCE_SUSPENSION ? msg("Suspended") : msg("On leave");
	struct str from = day_words(arena, (struct day){absence->from_day});
	int32_t to = absence_last_day(tenure, absence);
	if (to == TENURE_OPEN)
		return str_fmt(arena, "%s since %.*s", what, STR_ARG(from));
	return str_fmt(arena, "%s from %.*s to %.*s", what, STR_ARG(from), STR_ARG(day_words(arena, (struct day){to})));
}

enum outcome absence_check(struct ctx *ctx, const struct tenure *tenure, struct absence *absence)
{
	enum outcome outcome = OK;
	absence->reason = str_trim(absence->reason);
	if (absence->reason.n > REASON_BYTES)
		outcome = problem_add(ctx, "reason", msg("Use at most {1} characters"),
				      str_fmt(ctx->arena, "%d", REASON_BYTES));
	if (absence->kind != ABSENCE_LEAVE && absence->kind != ABSENCE_SUSPENSION)
		outcome = problem_add(ctx, "kind", msg("Choose leave of absence or suspension"));
	if (tenure->category == TENURE_CANDIDATE)
		outcome = problem_add(ctx, "kind", msg("A candidate holds no post to be absent from"));
	if (absence->from_day == PEOPLE_NO_DAY)
		return problem_add(ctx, "from", msg("Enter the first day of the absence"));
	if (absence->from_day < tenure->from_day || absence->from_day > tenure->to_day)
		outcome = problem_add(ctx, "from", msg("The absence begins within the term: {1}"),
				      people_term_words(ctx->arena, tenure));
	if (absence->to_day < absence->from_day)
		outcome = problem_add(ctx, "to", msg("The last day must not be before {1}, the first"),
				      day_words(ctx->arena, (struct day){absence->from_day}));
	else if (absence->to_day != TENURE_OPEN && absence->to_day > tenure->to_day)
		outcome = problem_add(ctx, "to", msg("The absence ends within the term: {1}"),
				      people_term_words(ctx->arena, tenure));
	return outcome;
}

/* ---- Reading ---- */

enum outcome people_absence(struct ctx *ctx, int64_t id, struct absence *ret_absence)
{
	return db_one(ctx, &people_sql_absence_by_id, DB_PARAMS(db_int(id)), &absence_spec, ret_absence);
}

enum outcome people_absences_of(struct ctx *ctx, int64_t tenure_id, struct absence **ret_absences, size_t *ret_n)
{
	return db_list(ctx, &people_sql_absences_of, DB_PARAMS(db_int(tenure_id)), &absence_spec, ret_absences, ret_n);
}

enum outcome people_absences(struct ctx *ctx, struct absence **ret_absences, size_t *ret_n)
{
	return db_list(ctx, &people_sql_absences, DB_NO_PARAMS, &absence_spec, ret_absences, ret_n);
}

enum outcome people_substitutes(struct ctx *ctx, int64_t tenure_id, struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, &people_sql_substitutes_of, DB_PARAMS(db_int(tenure_id)), &people_tenure_spec, ret_tenures,
		       ret_n);
}

/* Rows by term: each term gets its run of them. */
static void attach(const struct absence *rows, size_t n_rows, struct tenure *tenures, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t from = 0;
		while (from < n_rows && rows[from].tenure_id != tenures[i].id)
			from++;
		size_t to = from;
		while (to < n_rows && rows[to].tenure_id == tenures[i].id)
			to++;
		tenures[i].absences = rows + from;
		tenures[i].n_absences = to - from;
	}
}

enum outcome people_absences_of_person(struct ctx *ctx, int64_t person_id, struct tenure *tenures, size_t n)
{
	struct absence *rows;
	size_t n_rows;
	TRY(db_list(ctx, &people_sql_absences_of_person, DB_PARAMS(db_int(person_id)), &absence_spec, &rows, &n_rows));
	attach(rows, n_rows, tenures, n);
	return OK;
}

enum outcome people_absences_of_body(struct ctx *ctx, int64_t organization_id, struct tenure *tenures, size_t n)
{
	struct absence *rows;
	size_t n_rows;
	TRY(db_list(ctx, &people_sql_absences_of_body, DB_PARAMS(db_int(organization_id)), &absence_spec, &rows,
		    &n_rows));
	attach(rows, n_rows, tenures, n);
	return OK;
}

void people_absences_public(struct arena *arena, struct tenure *tenures, size_t n, const struct day *day)
{
	for (size_t i = 0; i < n; i++) {
		struct tenure *t = &tenures[i];
		struct absence *kept = arena_array(arena, struct absence, t->n_absences);
		size_t used = 0;
		for (size_t j = 0; j < t->n_absences; j++) {
			const struct absence *a = &t->absences[j];
			bool holds = !day || (a->from_day <= day->n && day->n <= absence_last_day(t, a));
			if (holds && absence_is_public(t, a))
				kept[used++] = *a;
		}
		t->absences = kept;
		t->n_absences = used;
	}
}

/* ---- Who stands in ---- */

struct journal_seed people_seed_for(const struct journal_seed *seed, int64_t id)
{
	const struct str parts[] = {str_bytes(seed->id, sizeof(seed->id)), str_bytes(seed->salt, sizeof(seed->salt)),
				    str_bytes(&id, sizeof(id))};
	struct hash hash = hash_parts(parts, COUNT_OF(parts));
	struct journal_seed own;
	memcpy(own.id, hash.b, sizeof(own.id));
	memcpy(own.salt, hash.b + sizeof(own.id), sizeof(own.salt));
	return own;
}

enum outcome people_substitutes_stop(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *absent,
				     int32_t from_day, int32_t to_day)
{
	struct tenure *tenures;
	size_t n;
	TRY(people_substitutes(ctx, absent->id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		struct tenure *t = &tenures[i];
		if (t->from_day < from_day || t->to_day <= to_day)
			continue;
		if (t->from_day > to_day)
			return problem_add(ctx, "to",
					   msg("{1} begins to stand in on {2}, after that day: correct or remove that "
					       "term first"),
					   t->person_name, day_words(ctx->arena, (struct day){t->from_day}));
		struct journal_seed own = people_seed_for(seed, t->id);
		t->to_day = to_day;
		t->ending = t->ending ? t->ending : ENDING_TERM;
		TRY(people_put_tenure(ctx, &own, t, NULL));
	}
	return OK;
}

enum outcome people_add_substitute(struct ctx *ctx, const struct journal_seed *seed, const struct absence *absence,
				   struct tenure *tenure)
{
	struct tenure absent;
	TRY(people_tenure(ctx, absence->tenure_id, &absent));
	int32_t last = absence_last_day(&absent, absence);
	tenure->organization_id = absent.organization_id;
	tenure->post_id = absent.post_id;
	tenure->post = absent.post;
	tenure->substitute_for = absent.id;
	if (tenure->from_day == TENURE_FROM_EVER)
		tenure->from_day = absence->from_day;
	if (tenure->to_day == TENURE_OPEN)
		tenure->to_day = last;
	if (tenure->from_day < absence->from_day || tenure->to_day > last)
		return problem_add(ctx, "from", msg("Enter days within the absence: {1}"),
				   absence_words(ctx->arena, &absent, absence));
	return people_add_tenure(ctx, seed, tenure);
}

/* ---- Putting ---- */

/* The term's record says what is public of its absences. */
static enum outcome publish_term(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *tenure,
				 struct str before)
{
	struct str after;
	db_note(ctx, "people", tenure->id);
	TRY(people_tenure_record(ctx, tenure, &after));
	if (!tenure->is_public || str_eq(before, after))
		return OK;
	return people_publish_version(ctx, seed, tenure->id, tenure->record_id, after);
}

static enum outcome overlaps_check(struct ctx *ctx, const struct tenure *tenure, const struct absence *absence)
{
	struct absence *others;
	size_t n;
	TRY(people_absences_of(ctx, tenure->id, &others, &n));
	for (size_t i = 0; i < n; i++)
		if (others[i].id != absence->id && others[i].from_day <= absence->to_day &&
		    absence->from_day <= others[i].to_day)
			return problem_add(ctx, "from", msg("There is an absence on these days already: {1}"),
					   absence_words(ctx->arena, tenure, &others[i]));
	return OK;
}

static enum outcome absence_write(struct ctx *ctx, struct absence *a)
{
	int64_t changed = 0;
	if (a->id) {
		TRY(db_exec(ctx, &people_sql_absence_update,
			    DB_PARAMS(db_int(a->id), db_int(a->version), db_int(a->kind), db_int(a->from_day),
				      db_int(a->to_day), db_int(a->shown), db_text(a->reason)),
			    &changed));
		a->version++;
		return changed == 1 ? OK : CONFLICT;
	}
	a->id = id_new(ctx);
	a->version = 1;
	return db_exec(ctx, &people_sql_absence_insert,
		       DB_PARAMS(db_int(a->id), db_int(a->tenure_id), db_int(a->kind), db_int(a->from_day),
				 db_int(a->to_day), db_int(a->shown), db_text(a->reason)),
		       NULL);
}

enum outcome people_put_absence(struct ctx *ctx, const struct journal_seed *seed, struct absence *absence)
{
	struct tenure tenure;
	struct absence put = *absence, now = {.from_day = INT32_MAX, .to_day = INT32_MIN};
	struct str before;
	if (put.id) {
		TRY(people_absence(ctx, put.id, &now));
		put.tenure_id = now.tenure_id;
		if (put.version != now.version)
			return CONFLICT;
	}
	TRY(people_tenure(ctx, put.tenure_id, &tenure));
	if (tenure.erased_ms)
		return CONFLICT;
	TRY(absence_check(ctx, &tenure, &put));
	TRY(overlaps_check(ctx, &tenure, &put));
	TRY(people_tenure_record(ctx, &tenure, &before));
	bool is_new = put.id == 0;
	TRY(absence_write(ctx, &put));
	TRY(publish_term(ctx, seed, &tenure, before));
	if (!is_new && put.to_day < now.to_day)
		TRY(people_substitutes_stop(ctx, seed, &tenure, now.from_day, put.to_day));
	*absence = put;
	return access_log(ctx, is_new ? "people.add_absence" : "people.change_absence", tenure.id,
			  tenure_office(ctx->arena, &tenure));
}

enum outcome people_drop_absence(struct ctx *ctx, const struct journal_seed *seed, const struct absence *absence)
{
	struct tenure tenure, *substitutes;
	struct str before;
	size_t n;
	int64_t changed = 0;
	TRY(people_tenure(ctx, absence->tenure_id, &tenure));
	TRY(people_substitutes(ctx, tenure.id, &substitutes, &n));
	for (size_t i = 0; i < n; i++)
		if (substitutes[i].from_day >= absence->from_day &&
		    substitutes[i].from_day <= absence_last_day(&tenure, absence) &&
		    substitutes[i].to_day >= site_today(ctx).n)
			return problem_add(ctx, "", msg("{1} stands in during this absence: end that term first"),
					   substitutes[i].person_name);
	TRY(people_tenure_record(ctx, &tenure, &before));
	TRY(db_exec(ctx, &people_sql_absence_delete, DB_PARAMS(db_int(absence->id), db_int(absence->version)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(publish_term(ctx, seed, &tenure, before));
	return access_log(ctx, "people.drop_absence", tenure.id, tenure_office(ctx->arena, &tenure));
}

/* ---- Seats ---- */

/* How many of them hold the post on the day. */
static int32_t held_on(const struct tenure *tenures, size_t n, int64_t but_id, int32_t day)
{
	int32_t held = 0;
	for (size_t i = 0; i < n; i++)
		held += tenures[i].id != but_id && tenures[i].from_day <= day && day <= tenures[i].to_day;
	return held;
}

enum outcome people_seats_check(struct ctx *ctx, const struct tenure *tenure)
{
	struct post post;
	struct tenure *others, now;
	size_t n;
	/* What is stored stays: only what would be new is asked. */
	if (tenure->id && people_tenure(ctx, tenure->id, &now) == OK && now.post_id == tenure->post_id &&
	    now.from_day <= tenure->from_day && tenure->to_day <= now.to_day)
		return OK;
	if (!tenure->post_id || tenure->substitute_for || tenure->category == TENURE_CANDIDATE)
		return OK;
	enum outcome found = people_post(ctx, tenure->post_id, &post);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	TRY(db_list(ctx, &people_sql_holders_in,
		    DB_PARAMS(db_int(tenure->post_id), db_int(tenure->from_day), db_int(tenure->to_day)),
		    &people_tenure_spec, &others, &n));
	/* The most hold it on a day on which one of them begins. */
	for (size_t i = 0; i <= n; i++) {
		int32_t day = i < n && others[i].from_day > tenure->from_day ? others[i].from_day : tenure->from_day;
		if (held_on(others, n, tenure->id, day) < post.seats)
			continue;
		struct str holder = {0};
		for (size_t j = 0; j < n && str_empty(holder); j++)
			if (others[j].id != tenure->id && others[j].from_day <= day && day <= others[j].to_day)
				holder = str_fmt(ctx->arena, "%.*s (%.*s)", STR_ARG(others[j].person_name),
						 STR_ARG(people_term_words(ctx->arena, &others[j])));
		return post.seats == 1
			       ? problem_add(ctx, "post",
					     msg("“{1}” has one seat, and {2} holds it: end that term first, or give "
						 "the post more seats"),
					     post.label, holder)
			       : problem_add(ctx, "post",
					     msg("“{1}” has {3} seats, and all are held on these days, one by {2}: end "
						 "a term first, or give the post more seats"),
					     post.label, holder, str_fmt(ctx->arena, "%d", post.seats));
	}
	return OK;
}
