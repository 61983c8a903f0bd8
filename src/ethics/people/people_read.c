/* Rows → structs. */
#include "people/people_store.h"

#include "people/people_sql.h"

static const struct db_col organization_cols[] = {
	DB_COL_I64(struct organization, id),
	DB_COL_I64(struct organization, version),
	DB_COL_TEXT(struct organization, slug),
	DB_COL_TEXT(struct organization, name),
	DB_COL_TEXT(struct organization, classification),
	DB_COL_I64(struct organization, parent_id),
	DB_COL_I32_OR(struct organization, founded_day, PEOPLE_NO_DAY),
	DB_COL_I32_OR(struct organization, dissolved_day, PEOPLE_NO_DAY),
	DB_COL_TEXT(struct organization, record_id),
	DB_COL_I64(struct organization, erased_ms),
};
const struct db_spec people_organization_spec = DB_SPEC(struct organization, organization_cols);

static const struct db_col post_cols[] = {
	DB_COL_I64(struct post, id),
	DB_COL_I64(struct post, version),
	DB_COL_I64(struct post, organization_id),
	DB_COL_TEXT(struct post, slug),
	DB_COL_TEXT(struct post, label),
	DB_COL_TEXT(struct post, role),
	DB_COL_TEXT(struct post, area),
	DB_COL_I32(struct post, seats),
	DB_COL_TEXT(struct post, record_id),
	DB_COL_I64(struct post, erased_ms),
	DB_COL_TEXT(struct post, organization_name),
	DB_COL_TEXT(struct post, organization_slug),
};
const struct db_spec people_post_spec = DB_SPEC(struct post, post_cols);

static const struct db_col person_cols[] = {
	DB_COL_I64(struct person, id),
	DB_COL_I64(struct person, version),
	DB_COL_TEXT(struct person, slug),
	DB_COL_TEXT(struct person, name),
	DB_COL_TEXT(struct person, sort_name),
	DB_COL_I32_OR(struct person, name_from_day, PEOPLE_NO_DAY),
	DB_COL_I32_OR(struct person, died_day, PEOPLE_NO_DAY),
	DB_COL_BOOL(struct person, by_post),
	DB_COL_BOOL(struct person, is_public),
	DB_COL_TEXT(struct person, record_id),
	DB_COL_I64(struct person, erased_ms),
	DB_COL_I64(struct person, merged_into),
};
const struct db_spec people_person_spec = DB_SPEC(struct person, person_cols);

static const struct db_col tenure_cols[] = {
	DB_COL_I64(struct tenure, id),
	DB_COL_I64(struct tenure, version),
	DB_COL_I64(struct tenure, person_id),
	DB_COL_I64(struct tenure, organization_id),
	DB_COL_I64(struct tenure, post_id),
	DB_COL_I32(struct tenure, category),
	DB_COL_TEXT(struct tenure, post),
	DB_COL_I32(struct tenure, from_day),
	DB_COL_I32(struct tenure, to_day),
	DB_COL_I32(struct tenure, ending),
	DB_COL_TEXT(struct tenure, contract),
	DB_COL_TEXT(struct tenure, workplace),
	DB_COL_TEXT(struct tenure, grade),
	DB_COL_TEXT(struct tenure, status),
	DB_COL_I64(struct tenure, manager_id),
	DB_COL_I32(struct tenure, entry),
	DB_COL_TEXT(struct tenure, entry_note),
	DB_COL_I64(struct tenure, substitute_for),
	DB_COL_BOOL(struct tenure, is_public),
	DB_COL_TEXT(struct tenure, record_id),
	DB_COL_I64(struct tenure, erased_ms),
	DB_COL_TEXT(struct tenure, person_name),
	DB_COL_TEXT(struct tenure, person_slug),
	DB_COL_TEXT(struct tenure, person_sort_name),
	DB_COL_TEXT(struct tenure, organization_name),
	DB_COL_TEXT(struct tenure, organization_slug),
	DB_COL_TEXT(struct tenure, substitute_for_name),
};
const struct db_spec people_tenure_spec = DB_SPEC(struct tenure, tenure_cols);

static const struct db_col number_cols[] = {DB_COL_I64(struct people_number, n)};
const struct db_spec people_number_spec = DB_SPEC(struct people_number, number_cols);

static const struct db_col name_cols[] = {
	DB_COL_I64(struct person_name, person_id),
	DB_COL_I32(struct person_name, kind),
	DB_COL_TEXT(struct person_name, name),
	DB_COL_I32_OR(struct person_name, from_day, PEOPLE_NO_DAY),
	DB_COL_I32_OR(struct person_name, to_day, PEOPLE_NO_DAY),
	DB_COL_BOOL(struct person_name, is_public),
};
const struct db_spec people_name_spec = DB_SPEC(struct person_name, name_cols);

static const struct db_col contact_cols[] = {
	DB_COL_I64(struct contact, subject_id), DB_COL_TEXT(struct contact, kind),
	DB_COL_TEXT(struct contact, value),     DB_COL_TEXT(struct contact, note),
	DB_COL_BOOL(struct contact, is_public),
};
static const struct db_spec contact_spec = DB_SPEC(struct contact, contact_cols);

static const struct db_col identifier_cols[] = {
	DB_COL_I64(struct identifier, subject_id),
	DB_COL_TEXT(struct identifier, scheme),
	DB_COL_TEXT(struct identifier, value),
	DB_COL_BOOL(struct identifier, is_public),
};
static const struct db_spec identifier_spec = DB_SPEC(struct identifier, identifier_cols);

static const struct db_col key_cols[] = {
	DB_COL_TEXT(struct people_key, kind),
	DB_COL_TEXT(struct people_key, key),
	DB_COL_I64(struct people_key, subject_id),
};
static const struct db_spec key_spec = DB_SPEC(struct people_key, key_cols);

/* ---- Bodies and posts ---- */

enum outcome people_organization(struct ctx *ctx, int64_t id, struct organization *ret_organization)
{
	return db_one(ctx, &people_sql_organization_by_id, DB_PARAMS(db_int(id)), &people_organization_spec,
		      ret_organization);
}

enum outcome people_organization_by_slug(struct ctx *ctx, struct str slug, struct organization *ret_organization)
{
	return db_one(ctx, &people_sql_organization_by_slug, DB_PARAMS(db_text(slug)), &people_organization_spec,
		      ret_organization);
}

enum outcome people_organizations(struct ctx *ctx, struct organization **ret_organizations, size_t *ret_n)
{
	return db_list(ctx, &people_sql_organizations, DB_NO_PARAMS, &people_organization_spec, ret_organizations,
		       ret_n);
}

enum outcome people_post(struct ctx *ctx, int64_t id, struct post *ret_post)
{
	return db_one(ctx, &people_sql_post_by_id, DB_PARAMS(db_int(id)), &people_post_spec, ret_post);
}

enum outcome people_posts(struct ctx *ctx, int64_t organization_id, struct post **ret_posts, size_t *ret_n)
{
	if (organization_id == 0)
		return db_list(ctx, &people_sql_posts, DB_NO_PARAMS, &people_post_spec, ret_posts, ret_n);
	return db_list(ctx, &people_sql_posts_of, DB_PARAMS(db_int(organization_id)), &people_post_spec, ret_posts,
		       ret_n);
}

enum outcome people_post_by_label(struct ctx *ctx, struct tenure *tenure)
{
	struct post *posts;
	size_t n;
	if (tenure->post_id || !tenure->organization_id)
		return OK;
	TRY(people_posts(ctx, tenure->organization_id, &posts, &n));
	for (size_t i = 0; i < n && !tenure->post_id; i++)
		if (str_eq_nocase(posts[i].label, tenure->post))
			tenure->post_id = posts[i].id;
	return OK;
}

/* ---- Persons ---- */

enum outcome people_person(struct ctx *ctx, int64_t id, struct person *ret_person)
{
	return db_one(ctx, &people_sql_person_by_id, DB_PARAMS(db_int(id)), &people_person_spec, ret_person);
}

enum outcome people_person_by_slug(struct ctx *ctx, struct str slug, struct person *ret_person)
{
	return db_one(ctx, &people_sql_person_by_slug, DB_PARAMS(db_text(slug)), &people_person_spec, ret_person);
}

enum outcome people_person_named(struct ctx *ctx, struct str name, const char *where, struct person *ret_person)
{
	struct person *persons = NULL, person = {0};
	size_t n = 0, fit;
	name = str_trim(name);
	if (str_empty(name))
		return problem_add(ctx, where, msg("Enter the name"));
	enum outcome found = people_person_by_slug(ctx, name, &person);
	if (found != NOT_FOUND)
		TRY(found);
	fit = found == OK && !person.erased_ms;
	/* An address that was somebody's stays theirs: no other is meant by it. */
	if (found == NOT_FOUND)
		TRY(people_persons(ctx, &persons, &n));
	for (size_t i = 0; i < n; i++) {
		if (!str_eq_nocase(persons[i].name, name))
			continue;
		person = persons[i];
		fit++;
	}
	if (fit == 1)
		*ret_person = person;
	if (fit == 1)
		return OK;
	return problem_add(
		ctx, where,
		fit ? msg("Several people are called “{1}”: enter the last part of the address of their page")
		    : msg("There is no person called “{1}”, and no page of a person has that address"),
		name);
}

enum outcome people_persons(struct ctx *ctx, struct person **ret_persons, size_t *ret_n)
{
	return db_list(ctx, &people_sql_persons, DB_NO_PARAMS, &people_person_spec, ret_persons, ret_n);
}

enum outcome people_details(struct ctx *ctx, int64_t subject_id, struct people_details *ret_details)
{
	struct people_details details;
	struct db_params of = DB_PARAMS(db_int(subject_id));
	TRY(db_list(ctx, &people_sql_names_of, of, &people_name_spec, &details.names, &details.n_names));
	TRY(db_list(ctx, &people_sql_contacts_of, of, &contact_spec, &details.contacts, &details.n_contacts));
	TRY(db_list(ctx, &people_sql_identifiers_of, of, &identifier_spec, &details.identifiers,
		    &details.n_identifiers));
	*ret_details = details;
	return OK;
}

enum outcome people_details_all(struct ctx *ctx, struct people_details *ret_details)
{
	struct people_details details;
	TRY(db_list(ctx, &people_sql_names_of_everybody, DB_NO_PARAMS, &people_name_spec, &details.names,
		    &details.n_names));
	TRY(db_list(ctx, &people_sql_contacts_of_everybody, DB_NO_PARAMS, &contact_spec, &details.contacts,
		    &details.n_contacts));
	TRY(db_list(ctx, &people_sql_identifiers_of_everybody, DB_NO_PARAMS, &identifier_spec, &details.identifiers,
		    &details.n_identifiers));
	*ret_details = details;
	return OK;
}

struct owner {
	int64_t id;
	int64_t n;
};
static const struct db_col owner_cols[] = {DB_COL_I64(struct owner, id), DB_COL_I64(struct owner, n)};
static const struct db_spec owner_spec = DB_SPEC(struct owner, owner_cols);

enum outcome people_identifier_owner(struct ctx *ctx, struct str scheme, struct str value, int64_t but_id,
				     int64_t *ret_id)
{
	struct owner owner;
	TRY(db_one(ctx, &people_sql_identifier_owner, DB_PARAMS(db_text(scheme), db_text(value), db_int(but_id)),
		   &owner_spec, &owner));
	if (owner.n == 0)
		return NOT_FOUND;
	*ret_id = owner.id;
	return OK;
}

enum outcome people_by_identifier(struct ctx *ctx, struct str scheme, struct str value, int64_t *ret_id)
{
	return people_identifier_owner(ctx, scheme, value, 0, ret_id);
}

/* ---- Terms ---- */

static enum outcome tenures(struct ctx *ctx, const struct db_stmt *stmt, int64_t param, struct tenure **ret_tenures,
			    size_t *ret_n)
{
	return db_list(ctx, stmt, DB_PARAMS(db_int(param)), &people_tenure_spec, ret_tenures, ret_n);
}

enum outcome people_tenure(struct ctx *ctx, int64_t id, struct tenure *ret_tenure)
{
	return db_one(ctx, &people_sql_tenure_by_id, DB_PARAMS(db_int(id)), &people_tenure_spec, ret_tenure);
}

enum outcome people_tenures_of(struct ctx *ctx, int64_t person_id, struct tenure **ret_tenures, size_t *ret_n)
{
	return tenures(ctx, &people_sql_tenures_of_person, person_id, ret_tenures, ret_n);
}

enum outcome people_tenures_of_body(struct ctx *ctx, int64_t organization_id, struct tenure **ret_tenures,
				    size_t *ret_n)
{
	return tenures(ctx, &people_sql_tenures_of_body, organization_id, ret_tenures, ret_n);
}

enum outcome people_serving(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n)
{
	return tenures(ctx, &people_sql_serving, day.n, ret_tenures, ret_n);
}

enum outcome people_tenures_open(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n)
{
	return tenures(ctx, &people_sql_tenures_open, day.n, ret_tenures, ret_n);
}

enum outcome people_tenures(struct ctx *ctx, struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, &people_sql_tenures, DB_NO_PARAMS, &people_tenure_spec, ret_tenures, ret_n);
}

enum outcome people_body_for(struct ctx *ctx, enum right right, int64_t person_id, int64_t *ret_body_id)
{
	struct tenure *of_person;
	size_t n;
	TRY(people_tenures_of(ctx, person_id, &of_person, &n));
	int64_t body_id = ACCESS_WHOLE_SITE;
	int32_t newest = INT32_MIN, today = site_today(ctx).n;
	for (size_t i = 0; i < n; i++)
		newest = of_person[i].to_day > newest ? of_person[i].to_day : newest;
	newest = newest < today ? newest : today;
	for (size_t i = 0; i < n; i++) {
		int64_t of = of_person[i].organization_id;
		if (of_person[i].to_day < newest)
			continue;
		bool may = access_may(ctx, right, of);
		if (right == RIGHT_READ ? may : body_id == ACCESS_WHOLE_SITE || !may)
			body_id = of;
		if (right != RIGHT_READ && !may)
			break;
	}
	*ret_body_id = body_id;
	return OK;
}

/* ---- Keys ---- */

enum outcome people_keys(struct ctx *ctx, struct people_key **ret_keys, size_t *ret_n)
{
	return db_list(ctx, &people_sql_import_keys, DB_NO_PARAMS, &key_spec, ret_keys, ret_n);
}

enum outcome people_keys_of(struct ctx *ctx, int64_t subject_id, struct people_key **ret_keys, size_t *ret_n)
{
	return db_list(ctx, &people_sql_import_keys_of, DB_PARAMS(db_int(subject_id)), &key_spec, ret_keys, ret_n);
}

/* What stays of the key of a removed record. */
struct str people_key_hash(struct arena *arena, struct str key)
{
	struct hash hash = hash_bytes(key);
	return str_fmt(arena, "removed:%.*s", STR_ARG(hash_hex(arena, &hash)));
}

enum outcome people_key_find(struct ctx *ctx, struct str kind, struct str key, int64_t *ret_id)
{
	struct people_number found;
	enum outcome outcome = db_one(ctx, &people_sql_import_key_find, DB_PARAMS(db_text(kind), db_text(key)),
				      &people_number_spec, &found);
	if (outcome == NOT_FOUND)
		outcome = db_one(ctx, &people_sql_import_key_find,
				 DB_PARAMS(db_text(kind), db_text(people_key_hash(ctx->arena, key))),
				 &people_number_spec, &found);
	if (outcome == OK)
		*ret_id = found.n;
	return outcome;
}

enum outcome people_key_put(struct ctx *ctx, struct str kind, struct str key, int64_t subject_id)
{
	int64_t there;
	enum outcome outcome = people_key_find(ctx, kind, key, &there);
	if (outcome != NOT_FOUND)
		return outcome;
	return db_exec(ctx, &people_sql_import_key_insert, DB_PARAMS(db_text(kind), db_text(key), db_int(subject_id)),
		       NULL);
}
