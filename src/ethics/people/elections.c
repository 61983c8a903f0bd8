/* Elections and candidacies: rules, rows and records. */
#include "people/elections.h"

#include "people/people_sql.h"
#include "people/people_store.h"

#define NAME_BYTES 200

static const struct db_col election_cols[] = {
	DB_COL_I64(struct election, id),
	DB_COL_I64(struct election, version),
	DB_COL_I64(struct election, organization_id),
	DB_COL_TEXT(struct election, slug),
	DB_COL_TEXT(struct election, name),
	DB_COL_I32(struct election, opens_day),
	DB_COL_I32(struct election, closes_day),
	DB_COL_I32(struct election, polling_day),
	DB_COL_TEXT(struct election, record_id),
	DB_COL_I64(struct election, erased_ms),
	DB_COL_TEXT(struct election, organization_name),
	DB_COL_TEXT(struct election, organization_slug),
};
static const struct db_spec election_spec = DB_SPEC(struct election, election_cols);

/* A candidacy without its tenure. */
struct candidacy_row {
	int64_t tenure_id, election_id;
	int32_t blank_day;
	struct str blank_by;
};
static const struct db_col candidacy_cols[] = {
	DB_COL_I64(struct candidacy_row, tenure_id),
	DB_COL_I64(struct candidacy_row, election_id),
	DB_COL_I32_OR(struct candidacy_row, blank_day, PEOPLE_NO_DAY),
	DB_COL_TEXT(struct candidacy_row, blank_by),
};
static const struct db_spec candidacy_spec = DB_SPEC(struct candidacy_row, candidacy_cols);

/* ---- Rules ---- */

enum outcome election_check(struct ctx *ctx, struct election *election)
{
	enum outcome outcome = OK;
	election->name = str_trim(election->name);
	if (str_empty(election->name) || election->name.n > NAME_BYTES)
		outcome = problem_add(ctx, "name", msg("Enter the election, such as “Municipal election 2028”"));
	if (election->opens_day == PEOPLE_NO_DAY)
		outcome =
			problem_add(ctx, "opens", msg("Enter the first day on which nomination papers are handed out"));
	if (election->closes_day == PEOPLE_NO_DAY)
		outcome = problem_add(ctx, "closes", msg("Enter the last day for nominations"));
	else if (election->opens_day != PEOPLE_NO_DAY && election->closes_day < election->opens_day)
		outcome = problem_add(ctx, "closes", msg("Nominations close on or after the day on which they open"));
	if (election->polling_day == PEOPLE_NO_DAY)
		outcome = problem_add(ctx, "polling", msg("Enter election day"));
	else if (election->closes_day != PEOPLE_NO_DAY && election->polling_day < election->closes_day)
		outcome = problem_add(ctx, "polling", msg("Election day is not before nominations close"));
	return outcome;
}

struct str election_day_words(struct arena *arena, const struct election *election)
{
	return day_words(arena, (struct day){election->polling_day});
}

struct str election_record(struct arena *arena, const struct election *election)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "closes", people_day(arena, election->closes_day));
	json_str(&json, "id", id_str(arena, election->id));
	json_str(&json, "kind", STR("election"));
	json_str(&json, "name", election->name);
	json_str(&json, "opens", people_day(arena, election->opens_day));
	json_str(&json, "organization", id_str(arena, election->organization_id));
	json_str(&json, "polling", people_day(arena, election->polling_day));
	json_str(&json, "slug", election->slug);
	json_end(&json);
	return buf_view(&out);
}

/* ---- Reading ---- */

enum outcome people_election(struct ctx *ctx, int64_t id, struct election *ret_election)
{
	return db_one(ctx, &people_sql_election_by_id, DB_PARAMS(db_int(id)), &election_spec, ret_election);
}

enum outcome people_election_by_slug(struct ctx *ctx, struct str slug, struct election *ret_election)
{
	return db_one(ctx, &people_sql_election_by_slug, DB_PARAMS(db_text(slug)), &election_spec, ret_election);
}

enum outcome people_elections(struct ctx *ctx, struct election **ret_elections, size_t *ret_n)
{
	return db_list(ctx, &people_sql_elections, DB_NO_PARAMS, &election_spec, ret_elections, ret_n);
}

enum outcome people_election_of(struct ctx *ctx, int64_t tenure_id, struct election *ret_election)
{
	return db_one(ctx, &people_sql_election_of_tenure, DB_PARAMS(db_int(tenure_id)), &election_spec, ret_election);
}

static struct candidacy candidacy_of(const struct candidacy_row *row, const struct tenure *tenure)
{
	return (struct candidacy){
		.tenure = *tenure,
		.election_id = row->election_id,
		.blank_day = row->blank_day,
		.blank_by = row->blank_by,
	};
}

enum outcome people_candidacy(struct ctx *ctx, int64_t tenure_id, struct candidacy *ret_candidacy)
{
	struct candidacy_row row;
	struct tenure tenure;
	TRY(db_one(ctx, &people_sql_candidacy, DB_PARAMS(db_int(tenure_id)), &candidacy_spec, &row));
	TRY(people_tenure(ctx, tenure_id, &tenure));
	*ret_candidacy = candidacy_of(&row, &tenure);
	return OK;
}

static const struct candidacy_row *row_of(const struct candidacy_row *rows, size_t n, int64_t tenure_id)
{
	size_t from = 0, to = n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (rows[middle].tenure_id < tenure_id)
			from = middle + 1;
		else
			to = middle;
	}
	return from < n && rows[from].tenure_id == tenure_id ? &rows[from] : NULL;
}

enum outcome people_candidacies(struct ctx *ctx, int64_t election_id, struct candidacy **ret_candidacies, size_t *ret_n)
{
	struct db_params election = DB_PARAMS(db_int(election_id));
	struct candidacy_row *rows;
	struct tenure *tenures;
	size_t n_rows, n_tenures, n = 0;
	TRY(db_list(ctx, &people_sql_candidacies, election, &candidacy_spec, &rows, &n_rows));
	TRY(db_list(ctx, &people_sql_candidates, election, &people_tenure_spec, &tenures, &n_tenures));
	struct candidacy *candidacies = arena_array(ctx->arena, struct candidacy, n_tenures);
	for (size_t i = 0; i < n_tenures; i++) {
		const struct candidacy_row *row = row_of(rows, n_rows, tenures[i].id);
		if (row)
			candidacies[n++] = candidacy_of(row, &tenures[i]);
	}
	*ret_candidacies = candidacies;
	*ret_n = n;
	return OK;
}

/* ---- Putting an election ---- */

/* /office/elections/add is a page of its own. */
static enum outcome slug_for(struct ctx *ctx, struct str name, struct str *ret_slug)
{
	struct str base = text_slug(ctx->arena, name);
	for (int i = str_eq(base, STR("add")) ? 2 : 1;; i++) {
		struct str slug = i == 1 ? base : str_fmt(ctx->arena, "%.*s-%d", STR_ARG(base), i);
		struct people_number taken;
		TRY(db_one(ctx, &people_sql_election_slug_taken, DB_PARAMS(db_text(slug)), &people_number_spec,
			   &taken));
		if (taken.n == 0) {
			*ret_slug = slug;
			return OK;
		}
	}
}

static enum outcome election_insert(struct ctx *ctx, const struct journal_seed *seed, struct election *e)
{
	struct organization body;
	struct journal_place place;
	enum outcome found = people_organization(ctx, e->organization_id, &body);
	if (found == NOT_FOUND || (found == OK && body.erased_ms))
		return problem_add(ctx, "body", msg("Choose the council, committee or board"));
	TRY(found);
	TRY(slug_for(ctx, e->name, &e->slug));
	e->id = id_new(ctx);
	e->version = 1;
	e->record_id = base32_str(ctx->arena, str_bytes(seed->id, sizeof(seed->id)));
	TRY(db_exec(ctx, &people_sql_election_insert,
		    DB_PARAMS(db_int(e->id), db_int(e->organization_id), db_text(e->slug), db_text(e->name),
			      db_int(e->opens_day), db_int(e->closes_day), db_int(e->polling_day),
			      db_text(e->record_id)),
		    NULL));
	db_note(ctx, "elections", e->id);
	return journal_put(ctx, seed, "people", e->id, election_record(ctx->arena, e), &place);
}

/* Who stood as long as the election lasted goes on doing so; who withdrew before keeps their last day. */
static enum outcome candidacies_follow(struct ctx *ctx, const struct journal_seed *seeds, const struct election *before,
				       const struct election *e, const struct candidacy *candidacies, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct tenure tenure = candidacies[i].tenure;
		if (tenure.from_day == before->opens_day)
			tenure.from_day = e->opens_day;
		if (tenure.to_day == before->polling_day)
			tenure.to_day = e->polling_day;
		TRY(people_put_tenure(ctx, &seeds[i], &tenure, NULL));
		/* Duties count from the close of nominations too, which is no day of the tenure. */
		db_note(ctx, "people", tenure.id);
	}
	return OK;
}

static enum outcome election_change(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				    struct election *e)
{
	struct election now;
	struct candidacy *candidacies;
	struct journal_place place;
	size_t n;
	int64_t changed = 0;
	TRY(people_election(ctx, e->id, &now));
	if (now.erased_ms || (e->version && e->version != now.version))
		return CONFLICT;
	e->organization_id = now.organization_id;
	e->slug = now.slug;
	e->record_id = now.record_id;
	struct str content = election_record(ctx->arena, e);
	if (str_eq(content, election_record(ctx->arena, &now)))
		return OK;
	TRY(people_candidacies(ctx, e->id, &candidacies, &n));
	if (n_seeds < n + 1)
		return RETRY;
	TRY(db_exec(ctx, &people_sql_election_update,
		    DB_PARAMS(db_int(e->id), db_int(now.version), db_text(e->name), db_int(e->opens_day),
			      db_int(e->closes_day), db_int(e->polling_day)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "elections", e->id);
	TRY(journal_put_version(ctx, &seeds[0], e->record_id, content, &place));
	return candidacies_follow(ctx, seeds + 1, &now, e, candidacies, n);
}

enum outcome people_put_election(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				 struct election *election)
{
	TRY(election_check(ctx, election));
	TRY(election->id ? election_change(ctx, seeds, n_seeds, election) : election_insert(ctx, &seeds[0], election));
	return people_election(ctx, election->id, election);
}

/* ---- Candidacies ---- */

static enum outcome linked_load(struct ctx *ctx, struct tenure *tenure)
{
	struct tenure stored;
	TRY(people_tenure(ctx, tenure->id, &stored));
	if (stored.erased_ms || (tenure->version && tenure->version != stored.version))
		return CONFLICT;
	if (stored.category != TENURE_CANDIDATE)
		return problem_add(ctx, "term", msg("This is no candidacy: {1}"), tenure_office(ctx->arena, &stored));
	*tenure = stored;
	return OK;
}

/* What is new in a tenure that stands in this election; all faults of its days. */
static enum outcome candidacy_days(struct ctx *ctx, const struct election *election, struct tenure *tenure)
{
	if (tenure->from_day == TENURE_FROM_EVER)
		tenure->from_day = election->opens_day;
	if (!tenure->id || tenure->to_day > election->polling_day)
		tenure->to_day = election->polling_day;
	if (tenure->from_day >= election->opens_day && tenure->from_day <= election->polling_day)
		return OK;
	return problem_add(ctx, "from", msg("Enter a day from {1}, when nominations open, to election day, {2}"),
			   day_words(ctx->arena, (struct day){election->opens_day}),
			   election_day_words(ctx->arena, election));
}

/* The candidacy that is here already, from a file of people: the same person, body and post, at that time. */
static enum outcome candidacy_find(struct ctx *ctx, const struct election *election, struct tenure *tenure)
{
	struct tenure *others;
	size_t n;
	TRY(people_tenures_of(ctx, tenure->person_id, &others, &n));
	for (size_t i = 0; i < n; i++) {
		const struct tenure *other = &others[i];
		if (other->category == TENURE_CANDIDATE && other->organization_id == election->organization_id &&
		    str_eq_nocase(other->post, tenure->post) && other->from_day <= election->polling_day &&
		    other->to_day >= election->opens_day) {
			*tenure = *other;
			return OK;
		}
	}
	return OK;
}

enum outcome people_put_candidacy(struct ctx *ctx, const struct journal_seed *seed, const struct election *election,
				  struct tenure *tenure)
{
	tenure->post = str_trim(tenure->post);
	if (!tenure->id)
		TRY(candidacy_find(ctx, election, tenure));
	if (tenure->id)
		TRY(linked_load(ctx, tenure));
	else
		tenure->organization_id = election->organization_id;
	if (tenure->organization_id != election->organization_id)
		return problem_add(ctx, "term", msg("This candidacy is for {1}, the election for {2}"),
				   tenure->organization_name, election->organization_name);
	tenure->category = TENURE_CANDIDATE;
	TRY(candidacy_days(ctx, election, tenure));
	TRY(people_post_by_label(ctx, tenure));
	TRY(people_put_tenure(ctx, seed, tenure, NULL));
	db_note(ctx, "people", tenure->id);
	return db_exec(ctx, &people_sql_candidacy_put, DB_PARAMS(db_int(tenure->id), db_int(election->id)), NULL);
}

enum outcome people_candidacy_blank(struct ctx *ctx, int64_t tenure_id, int32_t day)
{
	struct candidacy candidacy;
	TRY(people_candidacy(ctx, tenure_id, &candidacy));
	TRY(access_need(ctx, RIGHT_CLERK, candidacy.tenure.organization_id));
	if (day != PEOPLE_NO_DAY && day > site_today(ctx).n)
		return problem_add(ctx, "day", msg("Enter a day that is not in the future"));
	TRY(db_exec(ctx, &people_sql_candidacy_blank,
		    DB_PARAMS(db_int(tenure_id), day == PEOPLE_NO_DAY ? db_null() : db_int(day),
			      db_text(ctx->actor ? ctx->actor->name : STR("the program"))),
		    NULL));
	return access_log(ctx, "people.blank_form", tenure_id, people_day(ctx->arena, day));
}
