/* Provisions followed through the editions of their code; what later rooms put beside them. */
#include "codes/origins.h"

#include "codes/codes_sql.h"
#include "codes/match.h"

#define BASES 8 /* editions that are searched for what a draft continues */

static const struct db_col in_edition_cols[] = {
	DB_COL_I64(struct provision_in_edition, edition_id),
	DB_COL_I64(struct provision_in_edition, provision.id),
	DB_COL_I32(struct provision_in_edition, provision.position),
	DB_COL_I32(struct provision_in_edition, provision.depth),
	DB_COL_I32(struct provision_in_edition, provision.kind),
	DB_COL_TEXT(struct provision_in_edition, provision.label),
	DB_COL_TEXT(struct provision_in_edition, provision.heading),
	DB_COL_TEXT(struct provision_in_edition, provision.text),
	DB_COL_TEXT(struct provision_in_edition, provision.anchor),
	DB_COL_TEXT(struct provision_in_edition, provision.audience),
	DB_COL_TEXT(struct provision_in_edition, provision.lang),
};
static const struct db_spec in_edition_spec = DB_SPEC(struct provision_in_edition, in_edition_cols);

static const struct db_col number_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec number_spec = DB_SPEC(int64_t, number_cols);

enum outcome codes_provision_followed(struct ctx *ctx, int64_t code_id, int64_t provision_id,
				      struct provision_in_edition **ret_in, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_provision_in_code, DB_PARAMS(db_int(code_id), db_int(provision_id)),
		       &in_edition_spec, ret_in, ret_n);
}

/* ---- Ids for a new draft ---- */

static int id_cmp(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool id_among(const int64_t *sorted, size_t n, int64_t id)
{
	return n > 0 && bsearch(&id, sorted, n, sizeof(id), id_cmp);
}

/* The editions to search: published ones, newest first, then other drafts. */
static enum outcome bases_of(struct ctx *ctx, int64_t code_id, int64_t edition_id, int64_t ret_bases[BASES],
			     size_t *ret_n)
{
	struct edition *editions;
	int64_t *drafts;
	size_t n_editions, n_drafts, n = 0;
	TRY(codes_editions(ctx, code_id, &editions, &n_editions));
	TRY(db_list(ctx, &codes_sql_drafts_of_code, DB_PARAMS(db_int(code_id), db_int(edition_id)), &number_spec,
		    &drafts, &n_drafts));
	size_t published = n_drafts > 0 ? BASES - 1 : BASES;
	for (size_t i = 0; i < n_editions && n < published; i++)
		if (editions[i].erased_ms == 0)
			ret_bases[n++] = editions[i].id;
	for (size_t i = 0; i < n_drafts && n < BASES; i++)
		ret_bases[n++] = drafts[i];
	*ret_n = n;
	return OK;
}

/* Those that have no id yet are matched with those of the base whose ids are free. */
static enum outcome continue_base(struct ctx *ctx, int64_t base, const struct code_import *import, int64_t *ids)
{
	arena_scope(ctx->arena);
	struct provision *earlier;
	size_t n_earlier, n_free = 0, n_taken = 0, n_open = 0;
	TRY(codes_provisions(ctx, base, &earlier, &n_earlier));
	int64_t *taken = arena_array(ctx->arena, int64_t, import->n);
	struct provision *open = arena_array(ctx->arena, struct provision, import->n);
	size_t *places = arena_array(ctx->arena, size_t, import->n),
	       *other = arena_array(ctx->arena, size_t, import->n);
	for (size_t i = 0; i < import->n; i++) {
		if (ids[i] != 0) {
			taken[n_taken++] = ids[i];
			continue;
		}
		places[n_open] = i;
		open[n_open++] = import->provisions[i];
	}
	qsort(taken, n_taken, sizeof(taken[0]), id_cmp);
	for (size_t i = 0; i < n_earlier; i++)
		if (!id_among(taken, n_taken, earlier[i].id))
			earlier[n_free++] = earlier[i];
	codes_match(ctx->arena, earlier, n_free, open, n_open, other);
	for (size_t i = 0; i < n_open; i++)
		if (other[i] != SIZE_MAX)
			ids[places[i]] = earlier[other[i]].id;
	return OK;
}

/* The ids that the import brought, each once; none of them when a provision of another code has one, since an id is of
 * one code alone. */
static enum outcome take_ids(struct ctx *ctx, int64_t code_id, const struct code_import *import, int64_t *ids)
{
	arena_scope(ctx->arena);
	int64_t *sorted = arena_array(ctx->arena, int64_t, import->n);
	int64_t elsewhere = 0, shared = 0;
	size_t n = 0;
	for (size_t i = 0; i < import->n; i++)
		if (import->provisions[i].id > 0)
			sorted[n++] = import->provisions[i].id;
	if (n == 0)
		return OK;
	qsort(sorted, n, sizeof(sorted[0]), id_cmp);
	for (size_t i = 1; i < n; i++)
		if (sorted[i] == sorted[i - 1])
			return OK;
	TRY(db_one(ctx, &codes_sql_provision_ids_elsewhere,
		   DB_PARAMS(db_int(code_id), db_int(sorted[0]), db_int(sorted[n - 1])), &number_spec, &elsewhere));
	for (size_t i = 0; i < n && elsewhere > 0; i++) {
		TRY(db_one(ctx, &codes_sql_provision_ids_elsewhere,
			   DB_PARAMS(db_int(code_id), db_int(sorted[i]), db_int(sorted[i])), &number_spec, &shared));
		if (shared > 0)
			return OK;
	}
	for (size_t i = 0; i < import->n; i++)
		ids[i] = import->provisions[i].id > 0 ? import->provisions[i].id : 0;
	return OK;
}

enum outcome codes_provision_ids(struct ctx *ctx, int64_t code_id, int64_t edition_id, const struct code_import *import,
				 int64_t *ret_ids)
{
	int64_t bases[BASES];
	size_t n_bases;
	TRY(bases_of(ctx, code_id, edition_id, bases, &n_bases));
	for (size_t i = 0; i < import->n; i++)
		ret_ids[i] = 0;
	TRY(take_ids(ctx, code_id, import, ret_ids));
	for (size_t i = 0; i < n_bases; i++)
		TRY(continue_base(ctx, bases[i], import, ret_ids));
	for (size_t i = 0; i < import->n; i++)
		if (ret_ids[i] == 0)
			ret_ids[i] = id_new(ctx);
	return OK;
}

/* ---- What a draft continues ---- */

const char *match_ground_words(int32_t ground)
{
	static const char *const words[] = {
		[MATCH_NEW] = msg("new"),
		[MATCH_SAME] = msg("the same words"),
		[MATCH_WORDS] = msg("the same words under another label"),
		[MATCH_PLACE] = msg("similar words in the same place"),
		[MATCH_SIMILAR] = msg("similar words in another place"),
		[MATCH_OTHER] = msg("other words"),
	};
	return ground >= 0 && (size_t)ground < COUNT_OF(words) ? words[ground] : "";
}

struct by_id {
	int64_t id;
	size_t at;
};

static int by_id_cmp(const void *a, const void *b)
{
	const struct by_id *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static size_t at_of(const struct by_id *sorted, size_t n, int64_t id)
{
	const struct by_id wanted = {.id = id};
	const struct by_id *found = n > 0 ? bsearch(&wanted, sorted, n, sizeof(wanted), by_id_cmp) : NULL;
	return found ? found->at : SIZE_MAX;
}

/* The edition that counts as the one before a draft. */
static enum outcome before_of(struct ctx *ctx, const struct edition *draft, struct edition *ret_before)
{
	int64_t bases[BASES];
	size_t n;
	TRY(bases_of(ctx, draft->code_id, draft->id, bases, &n));
	if (n == 0) {
		*ret_before = (struct edition){0};
		return OK;
	}
	return codes_edition(ctx, bases[0], ret_before);
}

static int64_t parent_id(const struct provision *p, const size_t *parents, size_t at)
{
	return parents[at] == SIZE_MAX ? 0 : p[parents[at]].id;
}

enum outcome codes_origins(struct ctx *ctx, const struct edition *draft, struct codes_origins *ret_origins)
{
	struct codes_origins all = {0};
	struct provision *before = NULL, *now;
	size_t n_before = 0;
	TRY(before_of(ctx, draft, &all.before));
	TRY(codes_provisions(ctx, draft->id, &now, &all.n));
	if (all.before.id)
		TRY(codes_provisions(ctx, all.before.id, &before, &n_before));
	size_t *parents = arena_array(ctx->arena, size_t, all.n),
	       *parents_before = arena_array(ctx->arena, size_t, n_before);
	bool *continued = arena_array(ctx->arena, bool, n_before);
	struct by_id *ids = arena_array(ctx->arena, struct by_id, n_before);
	codes_parents(ctx->arena, now, all.n, parents);
	codes_parents(ctx->arena, before, n_before, parents_before);
	for (size_t i = 0; i < n_before; i++)
		ids[i] = (struct by_id){before[i].id, i};
	qsort(ids, n_before, sizeof(ids[0]), by_id_cmp);
	all.origins = arena_array(ctx->arena, struct provision_origin, all.n);
	for (size_t i = 0; i < all.n; i++) {
		struct provision_origin *origin = &all.origins[i];
		origin->provision_id = now[i].id;
		size_t at = at_of(ids, n_before, now[i].id);
		if (at == SIZE_MAX)
			continue;
		continued[at] = true;
		origin->other = before[at];
		bool in_place = parent_id(now, parents, i) == parent_id(before, parents_before, at);
		origin->ground = codes_match_ground(ctx->arena, &before[at], &now[i], in_place, &origin->share);
	}
	all.gone = arena_array(ctx->arena, struct provision, n_before);
	for (size_t i = 0; i < n_before; i++)
		if (!continued[i])
			all.gone[all.n_gone++] = before[i];
	*ret_origins = all;
	return OK;
}

/* ---- How a provision is kept ---- */

static const struct db_col evidence_cols[] = {
	DB_COL_I64(struct provision_evidence, provision_id),
	DB_COL_TEXT(struct provision_evidence, room),
	DB_COL_I64(struct provision_evidence, subject),
	DB_COL_TEXT(struct provision_evidence, label),
	DB_COL_TEXT(struct provision_evidence, by),
	DB_COL_TEXT(struct provision_evidence, text),
	DB_COL_I64(struct provision_evidence, tenure_id),
	DB_COL_TEXT(struct provision_evidence, person_slug),
	DB_COL_I32_OR(struct provision_evidence, day, INT32_MIN),
	DB_COL_TEXT(struct provision_evidence, facts),
	DB_COL_I32_OR(struct provision_evidence, since_day, INT32_MIN),
	DB_COL_I32_OR(struct provision_evidence, until_day, INT32_MAX),
	DB_COL_TEXT(struct provision_evidence, href),
	DB_COL_TEXT(struct provision_evidence, figures_href),
	DB_COL_I64(struct provision_evidence, done),
	DB_COL_I64(struct provision_evidence, owe),
	DB_COL_I64(struct provision_evidence, late),
};
static const struct db_spec evidence_spec = DB_SPEC(struct provision_evidence, evidence_cols);

static struct db_param day_param(int32_t day, int32_t none)
{
	return day == none ? db_null() : db_int(day);
}

enum outcome codes_evidence_put(struct ctx *ctx, const struct provision_evidence *evidence)
{
	int64_t known;
	if (str_empty(str_trim(evidence->text)))
		return problem_add(ctx, "text", msg("Enter how this is kept"));
	TRY(db_one(ctx, &codes_sql_provision_known, DB_PARAMS(db_int(evidence->provision_id)), &number_spec, &known));
	if (known == 0)
		return problem_add(ctx, "provision", msg("No edition of a code has that passage"));
	db_note(ctx, "evidence", evidence->provision_id);
	return db_exec(ctx, &codes_sql_evidence_put,
		       DB_PARAMS(db_int(evidence->provision_id), db_text(evidence->room), db_int(evidence->subject),
				 db_text(evidence->label), db_text(evidence->by), db_text(evidence->text),
				 db_int(evidence->tenure_id), day_param(evidence->day, INT32_MIN),
				 db_text(evidence->facts), day_param(evidence->since_day, INT32_MIN),
				 day_param(evidence->until_day, INT32_MAX), db_text(evidence->href),
				 db_text(evidence->figures_href), db_int(evidence->done), db_int(evidence->owe),
				 db_int(evidence->late)),
		       NULL);
}

static struct str month_words(struct arena *arena, int32_t day)
{
	struct str words = day_words(arena, (struct day){day});
	return str_slice(words, str_find(words, STR(" "), 0) + 1, words.n);
}

struct str codes_silence(struct arena *arena, int32_t since_day, int32_t until_day, struct day today)
{
	if (since_day == INT32_MIN || today.n <= since_day || today.n > until_day)
		return STR("");
	struct str since = month_words(arena, since_day);
	if (str_eq(since, month_words(arena, today.n)))
		return STR("");
	return str_fmt(arena, "Nothing published since %.*s", STR_ARG(since));
}

/* What depends on the day on which it is read. */
static enum outcome evidence_list(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
				  struct provision_evidence **ret_evidence, size_t *ret_n)
{
	TRY(db_list(ctx, stmt, params, &evidence_spec, ret_evidence, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		struct provision_evidence *e = &(*ret_evidence)[i];
		e->silence = codes_silence(ctx->arena, e->since_day, e->until_day, site_today(ctx));
	}
	return OK;
}

enum outcome codes_evidence_remove(struct ctx *ctx, struct str room, int64_t subject)
{
	db_note(ctx, "evidence", subject);
	return db_exec(ctx, &codes_sql_evidence_remove, DB_PARAMS(db_text(room), db_int(subject)), NULL);
}

enum outcome codes_evidence_follow(struct ctx *ctx, int64_t person_id)
{
	int64_t n;
	TRY(db_one(ctx, &codes_sql_evidence_by_person, DB_PARAMS(db_int(person_id)), &number_spec, &n));
	if (n == 0)
		return OK;
	db_note(ctx, "evidence", person_id);
	return db_exec(ctx, &codes_sql_evidence_nobodys, DB_PARAMS(db_int(person_id)), NULL);
}

enum outcome codes_evidence(struct ctx *ctx, int64_t edition_id, struct provision_evidence **ret_evidence,
			    size_t *ret_n)
{
	return evidence_list(ctx, &codes_sql_evidence_of_edition, DB_PARAMS(db_int(edition_id)), ret_evidence, ret_n);
}

enum outcome codes_evidence_of(struct ctx *ctx, struct str room, int64_t subject,
			       struct provision_evidence **ret_evidence, size_t *ret_n)
{
	return evidence_list(ctx, &codes_sql_evidence_of_row, DB_PARAMS(db_text(room), db_int(subject)), ret_evidence,
			     ret_n);
}

enum outcome codes_evidence_beside(struct ctx *ctx, int64_t provision_id, struct provision_evidence **ret_evidence,
				   size_t *ret_n)
{
	return evidence_list(ctx, &codes_sql_evidence_beside, DB_PARAMS(db_int(provision_id)), ret_evidence, ret_n);
}
