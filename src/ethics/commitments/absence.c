/* What S4 needs before a name without a signature is shown: resolutions and confirmations, as rows and records. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

static const struct db_col resolution_cols[] = {
	DB_COL_I64(struct commitment_resolution, id),
	DB_COL_I64(struct commitment_resolution, version),
	DB_COL_I64(struct commitment_resolution, code_id),
	DB_COL_I64(struct commitment_resolution, organization_id),
	DB_COL_TEXT(struct commitment_resolution, number),
	DB_COL_TEXT(struct commitment_resolution, link),
	DB_COL_I32(struct commitment_resolution, resolved_day),
	DB_COL_I64(struct commitment_resolution, ended_ms),
	DB_COL_TEXT(struct commitment_resolution, record_id),
	DB_COL_I64(struct commitment_resolution, erased_ms),
	DB_COL_TEXT(struct commitment_resolution, code_slug),
	DB_COL_TEXT(struct commitment_resolution, body_name),
	DB_COL_TEXT(struct commitment_resolution, body_slug),
	DB_COL_TEXT(struct commitment_resolution, body_record),
};
static const struct db_spec resolution_spec = DB_SPEC(struct commitment_resolution, resolution_cols);

struct confirmation {
	int64_t id, edition_id, organization_id;
	int32_t day;
	struct str salt; /* secret, so that the record tells nothing of the terms */
	struct str record_id;
	int64_t erased_ms;
	struct str code_slug; /* joined, as are the next two */
	int32_t edition_number;
	struct str body_record;
};
static const struct db_col confirmation_cols[] = {
	DB_COL_I64(struct confirmation, id),
	DB_COL_I64(struct confirmation, edition_id),
	DB_COL_I64(struct confirmation, organization_id),
	DB_COL_I32(struct confirmation, day),
	DB_COL_TEXT(struct confirmation, salt),
	DB_COL_TEXT(struct confirmation, record_id),
	DB_COL_I64(struct confirmation, erased_ms),
	DB_COL_TEXT(struct confirmation, code_slug),
	DB_COL_I32(struct confirmation, edition_number),
	DB_COL_TEXT(struct confirmation, body_record),
};
static const struct db_spec confirmation_spec = DB_SPEC(struct confirmation, confirmation_cols);

static const struct db_col id_cols[] = {DB_COL_I64(struct commitment_id_row, id)};
const struct db_spec commitment_id_spec = DB_SPEC(struct commitment_id_row, id_cols);

/* ---- Resolutions ---- */

static struct str resolution_record(struct arena *arena, const struct commitment_resolution *r)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "body_record", r->body_record);
	json_str(&json, "code", r->code_slug);
	if (r->ended_ms)
		json_str(&json, "ended", instant_str(arena, (struct instant){r->ended_ms}));
	json_str(&json, "kind", STR("resolution-to-publish-names"));
	if (!str_empty(r->link))
		json_str(&json, "link", r->link);
	json_str(&json, "number", r->number);
	json_str(&json, "resolved", day_str(arena, (struct day){r->resolved_day}));
	json_end(&json);
	return buf_view(&out);
}

enum outcome commitment_resolutions(struct ctx *ctx, int64_t code_id, struct commitment_resolution **ret_resolutions,
				    size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_resolutions, DB_PARAMS(db_int(code_id)), &resolution_spec, ret_resolutions,
		       ret_n);
}

/* One resolution of a body stands at a time, so that what is ended is what the officer saw. */
static enum outcome none_stands(struct ctx *ctx, const struct commitment_resolution *resolution)
{
	struct commitment_resolution *stand;
	size_t n;
	TRY(commitment_resolutions(ctx, resolution->code_id, &stand, &n));
	for (size_t i = 0; i < n; i++)
		if (stand[i].organization_id == resolution->organization_id)
			return problem_add(ctx, "number",
					   msg("“{1}” stands already. Say first that it no longer holds"),
					   stand[i].number);
	return OK;
}

enum outcome commitment_resolve(struct ctx *ctx, const struct journal_seed *seed,
				struct commitment_resolution *resolution)
{
	struct organization body;
	struct journal_place place;
	size_t before = ctx->problems.count;
	TRY(access_need(ctx, RIGHT_OFFICER, resolution->organization_id));
	TRY(people_organization(ctx, resolution->organization_id, &body));
	resolution->number = str_trim(resolution->number);
	resolution->link = str_trim(resolution->link);
	(void)commitment_text_good(ctx, "number", resolution->number, COMMITMENT_LINE_BYTES,
				   msg("Enter the resolution, such as “Resolution 2026-31”"));
	(void)commitment_text_good(ctx, "link", resolution->link, COMMITMENT_LINE_BYTES, NULL);
	if (!str_empty(resolution->link) && !link_valid(resolution->link))
		(void)problem_add(ctx, "link", msg("Enter an address that begins with https:// and has no spaces"));
	if (resolution->resolved_day == COMMITMENT_NO_DAY)
		(void)problem_add(ctx, "resolved", msg("Enter the day as year-month-day, such as 2026-07-01"));
	else if (resolution->resolved_day > site_today(ctx).n)
		(void)problem_add(ctx, "resolved", msg("The day must not be in the future"));
	if (ctx->problems.count > before)
		return INVALID;
	TRY(none_stands(ctx, resolution));
	resolution->id = id_new(ctx);
	resolution->version = 1;
	resolution->body_record = body.record_id;
	TRY(commitment_code_slug(ctx, resolution->code_id, &resolution->code_slug));
	TRY(journal_put(ctx, seed, "commitments", resolution->id, resolution_record(ctx->arena, resolution), &place));
	resolution->record_id = place.record_id;
	TRY(db_exec(ctx, &commitments_sql_resolution_insert,
		    DB_PARAMS(db_int(resolution->id), db_int(resolution->code_id), db_int(resolution->organization_id),
			      db_text(resolution->number), db_text(resolution->link), db_int(resolution->resolved_day),
			      db_text(resolution->record_id)),
		    NULL));
	db_note(ctx, "commitments", resolution->id);
	return access_log(ctx, "commitments.resolve", resolution->id, resolution->number);
}

enum outcome commitment_resolution_end(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				       int64_t version)
{
	struct commitment_resolution r;
	struct journal_place place;
	int64_t changed;
	TRY(db_one(ctx, &commitments_sql_resolution_by_record, DB_PARAMS(db_text(record_id)), &resolution_spec, &r));
	TRY(access_need(ctx, RIGHT_OFFICER, r.organization_id));
	TRY(db_exec(ctx, &commitments_sql_resolution_end, DB_PARAMS(db_int(r.id), db_int(version), db_int(ctx->now_ms)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	r.ended_ms = ctx->now_ms;
	TRY(journal_put_version(ctx, seed, r.record_id, resolution_record(ctx->arena, &r), &place));
	db_note(ctx, "commitments", r.id);
	return access_log(ctx, "commitments.resolution_end", r.id, r.number);
}

/* ---- Nothing received ---- */

/* SHA-256 over the salt and the ids of the terms, ascending, a line each. */
static struct str terms_hash(struct arena *arena, struct str salt, const int64_t *tenure_ids, size_t n)
{
	struct buf lines = buf_open(arena, 64 * (n + 1));
	buf_fmt(&lines, "%.*s\n", STR_ARG(salt));
	for (size_t i = 0; i < n; i++)
		buf_fmt(&lines, "%.*s\n", STR_ARG(id_str(arena, tenure_ids[i])));
	struct hash hash = hash_bytes(buf_view(&lines));
	return hash_hex(arena, &hash);
}

static int compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The terms in ascending order. */
static struct str confirmation_record(struct arena *arena, const struct confirmation *c, const int64_t *tenure_ids,
				      size_t n)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "body_record", c->body_record);
	json_str(&json, "code", c->code_slug);
	json_str(&json, "day", day_str(arena, (struct day){c->day}));
	json_i64(&json, "edition", c->edition_number);
	json_str(&json, "kind", STR("nothing-received"));
	json_i64(&json, "terms", (int64_t)n);
	json_str(&json, "terms_sha256", terms_hash(arena, c->salt, tenure_ids, n));
	json_end(&json);
	return buf_view(&out);
}

/* Only of those who would be shown if the officer had looked today. */
static enum outcome absent_check(struct ctx *ctx, const struct edition *edition, int64_t organization_id,
				 const int64_t *tenure_ids, size_t n)
{
	struct commitment_ask *asks;
	size_t n_asks;
	TRY(commitments_asked(ctx, edition->code_id, organization_id, &asks, &n_asks));
	for (size_t i = 0; i < n; i++) {
		const struct commitment_ask *found = NULL;
		for (size_t j = 0; j < n_asks; j++)
			if (asks[j].tenure.id == tenure_ids[i] && asks[j].edition.id == edition->id)
				found = &asks[j];
		if (!found || found->answer >= ANSWER_PAPER)
			return problem_add(ctx, "absent",
					   msg("Something was received since you opened this page. Look "
					       "again"));
		const char *bar = commitment_ask_bar(found, site_today(ctx).n, site_today(ctx));
		if (bar)
			return problem_add(ctx, "absent", bar);
	}
	return OK;
}

enum outcome commitment_confirm_absent(struct ctx *ctx, const struct journal_seed *seed, int64_t edition_id,
				       int64_t organization_id, const int64_t *tenure_ids, size_t n)
{
	struct edition edition;
	struct organization body;
	struct journal_place place;
	TRY(access_need(ctx, RIGHT_OFFICER, organization_id));
	TRY(people_organization(ctx, organization_id, &body));
	TRY(codes_edition(ctx, edition_id, &edition));
	if (n == 0)
		return problem_add(ctx, "absent", msg("Choose from whom nothing was received"));
	TRY(absent_check(ctx, &edition, organization_id, tenure_ids, n));
	int64_t *sorted = arena_array(ctx->arena, int64_t, n);
	memcpy(sorted, tenure_ids, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_ids);
	const struct confirmation confirmation = {
		.salt = token_new(ctx),
		.body_record = body.record_id,
		.id = id_new(ctx),
		.day = site_today(ctx).n,
		.code_slug = edition.code_slug,
		.edition_number = edition.number,
	};
	TRY(journal_put(ctx, seed, "commitments", confirmation.id,
			confirmation_record(ctx->arena, &confirmation, sorted, n), &place));
	TRY(db_exec(ctx, &commitments_sql_confirmation_insert,
		    DB_PARAMS(db_int(confirmation.id), db_int(edition_id), db_int(organization_id),
			      db_int(confirmation.day), db_text(confirmation.salt), db_text(place.record_id)),
		    NULL));
	for (size_t i = 0; i < n; i++)
		TRY(db_exec(ctx, &commitments_sql_absent_insert,
			    DB_PARAMS(db_int(confirmation.id), db_int(tenure_ids[i])), NULL));
	db_note(ctx, "commitments", confirmation.id);
	return access_log(ctx, "commitments.confirm_absent", confirmation.id, edition.code_title);
}

enum outcome commitment_absent_today(struct ctx *ctx, int64_t code_id, int64_t **ret_ids, size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_absent_on, DB_PARAMS(db_int(code_id), db_int(site_today(ctx).n)),
		       &commitment_id_spec, ret_ids, ret_n);
}

/* ---- The journal's questions ---- */

static enum outcome resolution_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct commitment_resolution r;
	TRY(db_one(ctx, &commitments_sql_resolution_by_record, DB_PARAMS(db_text(record->place.record_id)),
		   &resolution_spec, &r));
	return commitment_row_fits(ctx, record, r.erased_ms, !str_empty(r.number), resolution_record(ctx->arena, &r));
}

enum outcome absence_audit(struct ctx *ctx, const struct journal_record *record)
{
	enum outcome outcome = resolution_audit(ctx, record);
	if (outcome != NOT_FOUND)
		return outcome;
	struct confirmation c;
	TRY(db_one(ctx, &commitments_sql_confirmation_by_record, DB_PARAMS(db_text(record->place.record_id)),
		   &confirmation_spec, &c));
	int64_t *tenure_ids;
	size_t n;
	TRY(db_list(ctx, &commitments_sql_absent_of, DB_PARAMS(db_int(c.id)), &commitment_id_spec, &tenure_ids, &n));
	return commitment_row_fits(ctx, record, c.erased_ms, n > 0, confirmation_record(ctx->arena, &c, tenure_ids, n));
}

enum outcome absence_remove(struct ctx *ctx, struct str record_id)
{
	const struct db_stmt *const statements[] = {&commitments_sql_resolution_erase,
						    &commitments_sql_confirmation_erase};
	TRY(db_exec(ctx, &commitments_sql_absent_erase, DB_PARAMS(db_text(record_id)), NULL));
	for (size_t i = 0; i < COUNT_OF(statements); i++) {
		int64_t changed = 0;
		TRY(db_exec(ctx, statements[i], DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
		if (changed)
			db_note(ctx, "commitments", 0);
	}
	return OK;
}
