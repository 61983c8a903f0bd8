/* Structs ↔ rows, and the record that each row publishes. */
#include "people/people_store.h"
#include "people/people_sql.h"

static const struct db_col organization_cols[] = {
	DB_COL_I64(struct organization, id),        DB_COL_I64(struct organization, version),
	DB_COL_TEXT(struct organization, slug),     DB_COL_TEXT(struct organization, name),
	DB_COL_I64(struct organization, parent_id), DB_COL_TEXT(struct organization, record_id),
};
static const struct db_spec organization_spec = DB_SPEC(struct organization, organization_cols);

static const struct db_col person_cols[] = {
	DB_COL_I64(struct person, id),    DB_COL_I64(struct person, version),    DB_COL_TEXT(struct person, slug),
	DB_COL_TEXT(struct person, name), DB_COL_TEXT(struct person, sort_name), DB_COL_TEXT(struct person, record_id),
};
static const struct db_spec person_spec = DB_SPEC(struct person, person_cols);

static const struct db_col tenure_cols[] = {
	DB_COL_I64(struct tenure, id),
	DB_COL_I64(struct tenure, version),
	DB_COL_I64(struct tenure, person_id),
	DB_COL_I64(struct tenure, organization_id),
	DB_COL_I32(struct tenure, category),
	DB_COL_TEXT(struct tenure, post),
	DB_COL_I32(struct tenure, from_day),
	DB_COL_I32(struct tenure, to_day),
	DB_COL_TEXT(struct tenure, record_id),
	DB_COL_TEXT(struct tenure, person_name),
	DB_COL_TEXT(struct tenure, person_slug),
	DB_COL_TEXT(struct tenure, person_sort_name),
	DB_COL_TEXT(struct tenure, organization_name),
};
static const struct db_spec tenure_spec = DB_SPEC(struct tenure, tenure_cols);

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

/* ---- Public projections: what the journal keeps of a row (D2) ---- */

static struct str organization_record(struct arena *arena, const struct organization *organization)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "id", id_str(arena, organization->id));
	json_str(&json, "kind", STR("organization"));
	json_str(&json, "name", organization->name);
	if (organization->parent_id)
		json_str(&json, "parent", id_str(arena, organization->parent_id));
	json_str(&json, "slug", organization->slug);
	json_end(&json);
	return buf_view(&out);
}

static struct str person_record(struct arena *arena, const struct person *person)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "id", id_str(arena, person->id));
	json_str(&json, "kind", STR("person"));
	json_str(&json, "name", person->name);
	json_str(&json, "slug", person->slug);
	json_str(&json, "sort_name", person->sort_name);
	json_end(&json);
	return buf_view(&out);
}

static struct str tenure_record(struct arena *arena, const struct tenure *tenure)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "category", tenure_category_name(tenure->category));
	json_str(&json, "from", day_str(arena, (struct day){tenure->from_day}));
	json_str(&json, "id", id_str(arena, tenure->id));
	json_str(&json, "kind", STR("tenure"));
	json_str(&json, "organization", id_str(arena, tenure->organization_id));
	json_str(&json, "person", id_str(arena, tenure->person_id));
	json_str(&json, "post", tenure->post);
	if (tenure->to_day != TENURE_OPEN)
		json_str(&json, "to", day_str(arena, (struct day){tenure->to_day}));
	json_end(&json);
	return buf_view(&out);
}

/* ---- Writing ---- */

/* A slug that nobody has: the name's, or with -2, -3 … behind it. */
static enum outcome slug_for(struct ctx *ctx, struct str name, struct str *ret_slug)
{
	struct str base = text_slug(ctx->arena, name);
	for (int i = 1;; i++) {
		struct str slug = i == 1 ? base : str_fmt(ctx->arena, "%.*s-%d", STR_ARG(base), i);
		struct number taken;
		TRY(db_one(ctx, &people_sql_slug_taken, DB_PARAMS(db_text(slug)), &number_spec, &taken));
		if (taken.n == 0) {
			*ret_slug = slug;
			return OK;
		}
	}
}

/* Publishes the row, before it is stored: the row keeps its record's id. */
static enum outcome publish(struct ctx *ctx, const struct journal_seed *seed, int64_t id, struct str content,
			    struct str *ret_record_id)
{
	struct journal_place place;
	TRY(journal_put(ctx, seed, "people", id, content, &place));
	*ret_record_id = place.record_id;
	db_note(ctx, "people", id);
	return OK;
}

enum outcome people_add_organization(struct ctx *ctx, const struct journal_seed *seed,
				     struct organization *organization)
{
	TRY(organization_check(ctx, organization));
	TRY(slug_for(ctx, organization->name, &organization->slug));
	organization->id = id_new(ctx);
	organization->version = 1;
	TRY(publish(ctx, seed, organization->id, organization_record(ctx->arena, organization),
		    &organization->record_id));
	TRY(db_exec(ctx, &people_sql_organization_insert,
		    DB_PARAMS(db_int(organization->id), db_text(organization->slug), db_text(organization->name),
			      db_ref(organization->parent_id), db_text(text_slug(ctx->arena, organization->name)),
			      db_text(organization->record_id)),
		    NULL));
	TRY(access_put_body(ctx, organization->id, organization->parent_id, organization->name));
	return access_log(ctx, "people.add_body", organization->id, organization->name);
}

enum outcome people_add_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person)
{
	TRY(person_check(ctx, person));
	TRY(slug_for(ctx, person->name, &person->slug));
	person->id = id_new(ctx);
	person->version = 1;
	TRY(publish(ctx, seed, person->id, person_record(ctx->arena, person), &person->record_id));
	TRY(db_exec(ctx, &people_sql_person_insert,
		    DB_PARAMS(db_int(person->id), db_text(person->slug), db_text(person->name),
			      db_text(person->sort_name), db_text(text_slug(ctx->arena, person->sort_name)),
			      db_text(person->record_id)),
		    NULL));
	return access_log(ctx, "people.add", person->id, person->name);
}

enum outcome people_add_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure)
{
	TRY(tenure_check(ctx, tenure));
	tenure->id = id_new(ctx);
	tenure->version = 1;
	TRY(publish(ctx, seed, tenure->id, tenure_record(ctx->arena, tenure), &tenure->record_id));
	TRY(db_exec(ctx, &people_sql_tenure_insert,
		    DB_PARAMS(db_int(tenure->id), db_int(tenure->person_id), db_int(tenure->organization_id),
			      db_int(tenure->category), db_text(tenure->post), db_int(tenure->from_day),
			      db_int(tenure->to_day), db_text(tenure->record_id)),
		    NULL));
	return access_log(ctx, "people.add_term", tenure->id, tenure->post);
}

/* Rights that came with a post end with the last one (S6). */
static enum outcome tell_access(struct ctx *ctx, int64_t person_id)
{
	struct number last;
	TRY(db_one(ctx, &people_sql_last_day_of_person, DB_PARAMS(db_int(person_id)), &number_spec, &last));
	if (last.n == TENURE_OPEN)
		return OK;
	return access_put_person_ended(ctx, person_id, (struct day){(int32_t)last.n});
}

enum outcome people_end_tenure(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *tenure,
			       struct day last_day)
{
	struct tenure ended;
	TRY(people_tenure(ctx, tenure->id, &ended));
	ended.to_day = last_day.n;
	TRY(tenure_check(ctx, &ended));
	int64_t changed = 0;
	TRY(db_exec(ctx, &people_sql_tenure_end,
		    DB_PARAMS(db_int(tenure->id), db_int(tenure->version), db_int(last_day.n)), &changed));
	if (changed == 0)
		return CONFLICT;
	struct journal_place place;
	TRY(journal_put_version(ctx, seed, ended.record_id, tenure_record(ctx->arena, &ended), &place));
	db_note(ctx, "people", tenure->id);
	TRY(tell_access(ctx, ended.person_id));
	return access_log(ctx, "people.end_term", tenure->id, day_str(ctx->arena, last_day));
}

/* ---- Reading ---- */

enum outcome people_organization(struct ctx *ctx, int64_t id, struct organization *ret_organization)
{
	return db_one(ctx, &people_sql_organization_by_id, DB_PARAMS(db_int(id)), &organization_spec, ret_organization);
}

enum outcome people_organization_by_slug(struct ctx *ctx, struct str slug, struct organization *ret_organization)
{
	return db_one(ctx, &people_sql_organization_by_slug, DB_PARAMS(db_text(slug)), &organization_spec,
		      ret_organization);
}

enum outcome people_organizations(struct ctx *ctx, struct organization **ret_organizations, size_t *ret_n)
{
	return db_list(ctx, &people_sql_organizations, DB_NO_PARAMS, &organization_spec, ret_organizations, ret_n);
}

enum outcome people_person(struct ctx *ctx, int64_t id, struct person *ret_person)
{
	return db_one(ctx, &people_sql_person_by_id, DB_PARAMS(db_int(id)), &person_spec, ret_person);
}

enum outcome people_person_by_slug(struct ctx *ctx, struct str slug, struct person *ret_person)
{
	return db_one(ctx, &people_sql_person_by_slug, DB_PARAMS(db_text(slug)), &person_spec, ret_person);
}

enum outcome people_tenure(struct ctx *ctx, int64_t id, struct tenure *ret_tenure)
{
	return db_one(ctx, &people_sql_tenure_by_id, DB_PARAMS(db_int(id)), &tenure_spec, ret_tenure);
}

enum outcome people_tenures_of(struct ctx *ctx, int64_t person_id, struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, &people_sql_tenures_of_person, DB_PARAMS(db_int(person_id)), &tenure_spec, ret_tenures,
		       ret_n);
}

enum outcome people_serving(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, &people_sql_serving, DB_PARAMS(db_int(day.n)), &tenure_spec, ret_tenures, ret_n);
}

enum outcome people_tenures_open(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, &people_sql_tenures_open, DB_PARAMS(db_int(day.n)), &tenure_spec, ret_tenures, ret_n);
}

/* ---- Auditing ---- */

/* The public projection of whichever of the three rows has this id. */
static enum outcome record_now(struct ctx *ctx, int64_t id, struct str *ret_content)
{
	struct tenure tenure;
	enum outcome outcome = people_tenure(ctx, id, &tenure);
	if (outcome == OK) {
		*ret_content = tenure_record(ctx->arena, &tenure);
		return OK;
	}
	struct person person;
	if (outcome == NOT_FOUND)
		outcome = people_person(ctx, id, &person);
	if (outcome == OK) {
		*ret_content = person_record(ctx->arena, &person);
		return OK;
	}
	struct organization organization;
	if (outcome == NOT_FOUND)
		outcome = people_organization(ctx, id, &organization);
	if (outcome == OK)
		*ret_content = organization_record(ctx->arena, &organization);
	return outcome;
}

enum outcome people_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct str content;
	enum outcome outcome = record_now(ctx, record->subject, &content);
	if (!str_empty(record->erased_ground))
		return OK;
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("the row that was published is not in its table"));
	TRY(outcome);
	if (!str_eq(content, record->content))
		return problem_add(ctx, "", msg("the row in its table is not what was published"));
	return OK;
}
