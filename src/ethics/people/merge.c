/* Two rows that are one person, and two again. What hangs on a term (a signature, own words) goes with the term. */
#include "people/people_store.h"

#include "people/people_sql.h"

/* ---- Reading ---- */

enum outcome people_merges(struct ctx *ctx, int64_t kept_id, struct person_merge **ret_merges, size_t *ret_n)
{
	static const struct db_col cols[] = {
		DB_COL_I64(struct person_merge, id),
		DB_COL_I64(struct person_merge, kept_id),
		DB_COL_I64(struct person_merge, away_id),
		DB_COL_I64(struct person_merge, merged_ms),
		DB_COL_TEXT(struct person_merge, reason),
		DB_COL_TEXT(struct person_merge, added),
		DB_COL_BOOL(struct person_merge, account_moved),
		DB_COL_TEXT(struct person_merge, away_name),
		DB_COL_TEXT(struct person_merge, away_slug),
	};
	static const struct db_spec spec = DB_SPEC(struct person_merge, cols);
	return db_list(ctx, &people_sql_merges, DB_PARAMS(db_int(kept_id)), &spec, ret_merges, ret_n);
}

enum outcome people_duplicates(struct ctx *ctx, struct person_pair **ret_pairs, size_t *ret_n)
{
	static const struct db_col cols[] = {DB_COL_I64(struct person_pair, a), DB_COL_I64(struct person_pair, b)};
	static const struct db_spec spec = DB_SPEC(struct person_pair, cols);
	return db_list(ctx, &people_sql_duplicates, DB_NO_PARAMS, &spec, ret_pairs, ret_n);
}

/* ---- Names, contacts, identifiers ---- */

static struct people_details room_for(struct arena *arena, const struct people_details *a,
				      const struct people_details *b)
{
	return (struct people_details){
		.names = arena_array(arena, struct person_name, a->n_names + b->n_names + 1),
		.contacts = arena_array(arena, struct contact, a->n_contacts + b->n_contacts),
		.identifiers = arena_array(arena, struct identifier, a->n_identifiers + b->n_identifiers),
	};
}

static bool name_eq(const struct person_name *a, const struct person_name *b)
{
	return a->kind == b->kind && str_eq(a->name, b->name);
}

static bool contact_eq(const struct contact *a, const struct contact *b)
{
	return str_eq(a->kind, b->kind) && str_eq(a->value, b->value);
}

static bool identifier_eq(const struct identifier *a, const struct identifier *b)
{
	return str_eq(a->scheme, b->scheme) && str_eq(a->value, b->value);
}

/* Puts what `more` has and `all` has not behind it; notes of each whether it was put. Or, `taking`, takes what was put
 * away again. */
#define JOIN(list, count, eq)                                                                                          \
	for (size_t i_ = 0; i_ < more->count; i_++) {                                                                  \
		size_t at_ = 0;                                                                                        \
		while (at_ < all->count && !eq(&all->list[at_], &more->list[i_]))                                      \
			at_++;                                                                                         \
		buf_char(added, at_ == all->count ? '1' : '0');                                                        \
		if (at_ == all->count)                                                                                 \
			all->list[all->count++] = more->list[i_];                                                      \
	}

#define PART(list, count, eq)                                                                                          \
	for (size_t i_ = 0; i_ < less->count; i_++, at++) {                                                            \
		if (at >= added.n || added.p[at] != '1')                                                               \
			continue;                                                                                      \
		size_t kept_ = 0;                                                                                      \
		for (size_t j_ = 0; j_ < all->count; j_++)                                                             \
			if (!eq(&all->list[j_], &less->list[i_]))                                                      \
				all->list[kept_++] = all->list[j_];                                                    \
		all->count = kept_;                                                                                    \
	}

static void join(struct people_details *all, const struct people_details *more, struct buf *added)
{
	JOIN(names, n_names, name_eq)
	JOIN(contacts, n_contacts, contact_eq)
	JOIN(identifiers, n_identifiers, identifier_eq)
}

static void part(struct people_details *all, const struct people_details *less, struct str added)
{
	size_t at = 0;
	PART(names, n_names, name_eq)
	PART(contacts, n_contacts, contact_eq)
	PART(identifiers, n_identifiers, identifier_eq)
}

/* All that is known of the one merged, its own name among the names for matching. */
static struct people_details with_own_name(struct arena *arena, const struct person *person,
					   const struct people_details *details)
{
	static const struct people_details none = {0};
	struct people_details all = room_for(arena, details, &none);
	struct buf ignored = buf_open(arena, 64);
	join(&all, details, &ignored);
	struct person_name own = person_name_new(NAME_MATCHING, person->name);
	own.person_id = person->id;
	all.names[all.n_names++] = own;
	return all;
}

/* ---- Both ways ---- */

/* The row as stored, if it is the version that somebody saw. */
static enum outcome seen(struct ctx *ctx, const struct person *person, struct person *ret_now)
{
	TRY(people_person(ctx, person->id, ret_now));
	if (ret_now->erased_ms || ret_now->merged_into || (person->version && person->version != ret_now->version))
		return CONFLICT;
	return OK;
}

/* The term becomes another person's; what is public of it says so. */
static enum outcome move(struct ctx *ctx, const struct journal_seed *seed, int64_t tenure_id, int64_t person_id)
{
	struct tenure tenure;
	TRY(db_exec(ctx, &people_sql_tenure_move, DB_PARAMS(db_int(tenure_id), db_int(person_id)), NULL));
	TRY(people_tenure(ctx, tenure_id, &tenure));
	if (!tenure.is_public || tenure.erased_ms)
		return OK;
	TRY(people_show_tenure(ctx, tenure_id));
	struct str content;
	TRY(people_tenure_record(ctx, &tenure, &content));
	return people_publish_version(ctx, seed, tenure_id, tenure.record_id, content);
}

/* Whom the row was found to be, 0: itself; what is public of it says so. */
static enum outcome lead(struct ctx *ctx, const struct journal_seed *seed, const struct person *person, int64_t into)
{
	int64_t changed = 0;
	struct person now;
	struct people_details details;
	TRY(db_exec(ctx, &people_sql_person_merged,
		    DB_PARAMS(db_int(person->id), db_int(person->version), db_ref(into)), &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "people", person->id);
	if (!person->is_public)
		return OK;
	db_note(ctx, "removals", 0); /* files of all that is public have whoever it is under a name that is another's */
	TRY(people_person(ctx, person->id, &now));
	TRY(people_details(ctx, person->id, &details));
	return people_publish_version(ctx, seed, person->id, person->record_id,
				      person_record(ctx->arena, &now, &details));
}

/* The kept one with other details; its version moved on by what was published before. */
static enum outcome keep_details(struct ctx *ctx, const struct journal_seed *seed, int64_t id,
				 const struct people_details *details)
{
	struct person kept;
	TRY(people_person(ctx, id, &kept));
	return people_put_person(ctx, seed, &kept, details, NULL);
}

/* The account goes along. Whoever has an account can sign for its person, so that is not for a clerk alone. */
static enum outcome move_account(struct ctx *ctx, int64_t from, int64_t to, bool *ret_moved)
{
	TRY(access_put_person_merged(ctx, from, to, ret_moved));
	if (*ret_moved && !access_may(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE))
		return problem_add(ctx, "",
				   msg("An account would come to belong to another person. Somebody who is both clerk "
				       "and administrator does this here, or an administrator on the command line"));
	return OK;
}

/* ---- Merging ---- */

static enum outcome merge_check(struct ctx *ctx, const struct person *keep, const struct person *away)
{
	struct person_merge *merges;
	size_t n;
	if (keep->id == away->id)
		return problem_add(ctx, "other", msg("This is the same person already"));
	if (keep->died_day != away->died_day)
		return problem_add(
			ctx, "other",
			msg("One of them died by what is known here, the other did not: enter the day for both first"));
	TRY(people_merges(ctx, away->id, &merges, &n));
	if (n > 0)
		return problem_add(ctx, "other",
				   msg("“{1}” was merged from “{2}” before: keep that one, or undo that first"),
				   away->name, merges[0].away_name);
	return OK;
}

enum outcome people_merge(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds, const struct person *keep,
			  const struct person *away, struct str reason)
{
	struct person kept, gone;
	struct people_details here, there;
	struct tenure *tenures;
	size_t n;
	bool account_moved = false;
	TRY(seen(ctx, keep, &kept));
	TRY(seen(ctx, away, &gone));
	TRY(merge_check(ctx, &kept, &gone));
	TRY(people_tenures_of(ctx, gone.id, &tenures, &n));
	if (n_seeds < n + 2)
		return RETRY;
	TRY(move_account(ctx, gone.id, kept.id, &account_moved));
	TRY(people_details(ctx, kept.id, &here));
	TRY(people_details(ctx, gone.id, &there));
	there = with_own_name(ctx->arena, &gone, &there);
	struct people_details all = room_for(ctx->arena, &here, &there);
	struct buf added = buf_open(ctx->arena, 64), before = buf_open(ctx->arena, 64);
	join(&all, &here, &before);
	join(&all, &there, &added);
	int64_t id = id_new(ctx);
	TRY(db_exec(ctx, &people_sql_merge_insert,
		    DB_PARAMS(db_int(id), db_int(kept.id), db_int(gone.id), db_int(ctx->now_ms), db_text(reason),
			      db_text(buf_view(&added)), db_int(account_moved)),
		    NULL));
	TRY(lead(ctx, &seeds[0], &gone, kept.id));
	for (size_t i = 0; i < n; i++) {
		TRY(db_exec(ctx, &people_sql_merge_tenure, DB_PARAMS(db_int(id), db_int(tenures[i].id)), NULL));
		TRY(move(ctx, &seeds[i + 2], tenures[i].id, kept.id));
	}
	TRY(keep_details(ctx, &seeds[1], kept.id, &all));
	db_note(ctx, "people", kept.id);
	/* Under the merge itself: the removal of either of the two takes the names away. */
	return access_log(
		ctx, "people.merge", id,
		str_fmt(ctx->arena, "%.*s is %.*s: %.*s", STR_ARG(gone.name), STR_ARG(kept.name), STR_ARG(reason)));
}

/* ---- And back ---- */

enum outcome people_unmerge(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
			    const struct person_merge *merge)
{
	struct person kept, back;
	struct people_details all, there;
	struct people_number *tenures;
	size_t n;
	int64_t changed = 0;
	bool moved;
	TRY(people_person(ctx, merge->kept_id, &kept));
	TRY(people_person(ctx, merge->away_id, &back));
	if (kept.erased_ms || back.erased_ms)
		return problem_add(ctx, "",
				   msg("One of the two was removed since: what belonged to whom is no longer known"));
	if (kept.merged_into)
		return problem_add(ctx, "", msg("“{1}” was itself merged into somebody since: undo that first"),
				   kept.name);
	TRY(db_exec(ctx, &people_sql_merge_undone, DB_PARAMS(db_int(merge->id), db_int(ctx->now_ms)), &changed));
	if (changed != 1 || back.merged_into != kept.id)
		return CONFLICT;
	TRY(db_list(ctx, &people_sql_merge_tenures, DB_PARAMS(db_int(merge->id)), &people_number_spec, &tenures, &n));
	if (n_seeds < n + 2)
		return RETRY;
	TRY(people_details(ctx, kept.id, &all));
	TRY(people_details(ctx, back.id, &there));
	there = with_own_name(ctx->arena, &back, &there);
	part(&all, &there, merge->added);
	TRY(keep_details(ctx, &seeds[1], kept.id, &all));
	TRY(lead(ctx, &seeds[0], &back, 0));
	for (size_t i = 0; i < n; i++)
		TRY(move(ctx, &seeds[i + 2], tenures[i].n, back.id));
	if (merge->account_moved)
		TRY(move_account(ctx, kept.id, back.id, &moved));
	db_note(ctx, "people", kept.id);
	return access_log(ctx, "people.unmerge", merge->id,
			  str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(back.name), STR_ARG(kept.name)));
}

/* ---- Removal ---- */

/* What the merge gave the kept one goes; what is public of the kept one says so. */
static enum outcome copies_forget(struct ctx *ctx, const struct person *away)
{
	struct person_merge *merges;
	struct person kept;
	struct people_details all, there;
	size_t n;
	TRY(people_merges(ctx, away->merged_into, &merges, &n));
	TRY(people_person(ctx, away->merged_into, &kept));
	TRY(people_details(ctx, kept.id, &all));
	TRY(people_details(ctx, away->id, &there));
	struct str before = person_record(ctx->arena, &kept, &all);
	there = with_own_name(ctx->arena, away, &there);
	for (size_t i = 0; i < n; i++)
		if (merges[i].away_id == away->id)
			part(&all, &there, merges[i].added);
	TRY(people_details_write(ctx, kept.id, &all));
	db_note(ctx, "people", kept.id);
	struct str after = person_record(ctx->arena, &kept, &all);
	if (!kept.is_public || kept.erased_ms || str_eq(before, after))
		return OK;
	/* Whoever removes a record knows nothing of this one, so the salt is made here. */
	struct journal_seed seed = journal_seed_new(ctx);
	return people_publish_version(ctx, &seed, kept.id, kept.record_id, after);
}

enum outcome people_merge_forget(struct ctx *ctx, const struct person *person)
{
	struct people_number *merges;
	size_t n;
	if (person->merged_into)
		TRY(copies_forget(ctx, person));
	TRY(db_list(ctx, &people_sql_merges_with, DB_PARAMS(db_int(person->id)), &people_number_spec, &merges, &n));
	for (size_t i = 0; i < n; i++)
		TRY(access_log_forget(ctx, merges[i].n));
	return db_exec(ctx, &people_sql_merge_forget, DB_PARAMS(db_int(person->id)), NULL);
}
