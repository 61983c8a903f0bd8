/* What the publication log asks of this room: do rows say what records say, and drop what was removed. */
#include "people/people_store.h"

#include "mail/mail.h"
#include "people/elections.h"
#include "people/invitations.h"
#include "people/people_sql.h"

/* Whichever of the five kinds of rows has this id. */
struct found {
	struct organization organization;
	struct post post;
	struct person person;
	struct tenure tenure;
	struct election election;
	enum { FOUND_ORGANIZATION, FOUND_POST, FOUND_PERSON, FOUND_ELECTION, FOUND_TENURE } kind;
	struct str record_id;
	int64_t erased_ms;
};

static enum outcome row_of(struct ctx *ctx, int64_t id, struct found *f)
{
	enum outcome outcome = people_tenure(ctx, id, &f->tenure);
	if (outcome == OK) {
		f->kind = FOUND_TENURE;
		f->record_id = f->tenure.record_id;
		f->erased_ms = f->tenure.erased_ms;
	} else if (outcome == NOT_FOUND && (outcome = people_person(ctx, id, &f->person)) == OK) {
		f->kind = FOUND_PERSON;
		f->record_id = f->person.record_id;
		f->erased_ms = f->person.erased_ms;
	} else if (outcome == NOT_FOUND && (outcome = people_post(ctx, id, &f->post)) == OK) {
		f->kind = FOUND_POST;
		f->record_id = f->post.record_id;
		f->erased_ms = f->post.erased_ms;
	} else if (outcome == NOT_FOUND && (outcome = people_organization(ctx, id, &f->organization)) == OK) {
		f->kind = FOUND_ORGANIZATION;
		f->record_id = f->organization.record_id;
		f->erased_ms = f->organization.erased_ms;
	} else if (outcome == NOT_FOUND && (outcome = people_election(ctx, id, &f->election)) == OK) {
		f->kind = FOUND_ELECTION;
		f->record_id = f->election.record_id;
		f->erased_ms = f->election.erased_ms;
	}
	return outcome;
}

static enum outcome record_of(struct ctx *ctx, const struct found *f, const struct people_details *details,
			      struct str *ret_record)
{
	switch (f->kind) {
	case FOUND_ORGANIZATION:
		*ret_record = organization_record(ctx->arena, &f->organization, details);
		return OK;
	case FOUND_POST:
		*ret_record = post_record(ctx->arena, &f->post);
		return OK;
	case FOUND_PERSON:
		*ret_record = person_record(ctx->arena, &f->person, details);
		return OK;
	case FOUND_ELECTION:
		*ret_record = election_record(ctx->arena, &f->election);
		return OK;
	case FOUND_TENURE:
		break;
	}
	return people_tenure_record(ctx, &f->tenure, ret_record);
}

/* Does a row whose record was removed still say something? */
static bool says_something(const struct found *f, const struct people_details *details)
{
	if (details->n_names || details->n_contacts || details->n_identifiers || f->erased_ms == 0)
		return true;
	switch (f->kind) {
	case FOUND_ORGANIZATION:
		return f->organization.name.n || f->organization.classification.n;
	case FOUND_POST:
		return f->post.label.n || f->post.role.n || f->post.area.n;
	case FOUND_PERSON:
		return f->person.name.n || f->person.sort_name.n || f->person.died_day != PEOPLE_NO_DAY;
	case FOUND_ELECTION:
		return f->election.name.n;
	case FOUND_TENURE:
		break;
	}
	return f->tenure.post.n || f->tenure.category || f->tenure.post_id || f->tenure.entry_note.n;
}

static bool shown_as_public(const struct found *f)
{
	return f->kind == FOUND_PERSON ? f->person.is_public : f->kind == FOUND_TENURE ? f->tenure.is_public : true;
}

enum outcome people_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct found found = {0};
	struct people_details details;
	struct str says;
	enum outcome outcome = row_of(ctx, record->subject, &found);
	if (outcome == NOT_FOUND || (outcome == OK && !str_eq(found.record_id, record->place.record_id)))
		return problem_add(ctx, "", msg("the row that was published is not in its table"));
	TRY(outcome);
	TRY(people_details(ctx, record->subject, &details));
	if (!str_empty(record->erased_ground))
		return says_something(&found, &details)
			       ? problem_add(ctx, "", msg("the row was removed, but its table still shows it"))
			       : OK;
	TRY(record_of(ctx, &found, &details, &says));
	if (!shown_as_public(&found) || !str_eq(says, record->content))
		return problem_add(ctx, "", msg("the row in its table is not what was published"));
	return OK;
}

/* ---- Removing ---- */

/* An address that tells nothing. */
static struct str removed_slug(struct arena *arena, int64_t id)
{
	return str_fmt(arena, "removed-%.*s", STR_ARG(id_str(arena, id)));
}

/* A file that names the row again must neither bring it back nor find its name here: of its keys only hashes stay. */
static enum outcome keys_hash(struct ctx *ctx, int64_t id)
{
	struct people_key *keys;
	size_t n;
	TRY(people_keys_of(ctx, id, &keys, &n));
	TRY(db_exec(ctx, &people_sql_import_keys_delete, DB_PARAMS(db_int(id)), NULL));
	for (size_t i = 0; i < n; i++) {
		struct str key = str_starts(keys[i].key, STR("removed:")) ? keys[i].key
									  : people_key_hash(ctx->arena, keys[i].key);
		TRY(db_exec(ctx, &people_sql_import_key_insert,
			    DB_PARAMS(db_text(keys[i].kind), db_text(key), db_int(id)), NULL));
	}
	return OK;
}

/* A row of whatever kind, its record removed or never published. */
static enum outcome row_remove(struct ctx *ctx, int64_t row_id, const struct found *found)
{
	static const struct db_stmt *const erase[] = {
		[FOUND_ORGANIZATION] = &people_sql_organization_erase,
		[FOUND_POST] = &people_sql_post_erase,
		[FOUND_PERSON] = &people_sql_person_erase,
		[FOUND_ELECTION] = &people_sql_election_erase,
	};
	static const struct people_details none = {0};
	TRY(people_search_forget(ctx, row_id));
	if (found->kind == FOUND_PERSON) {
		TRY(people_merge_forget(ctx, &found->person));
		TRY(mail_forget_person(ctx, row_id));
		TRY(invitations_forget(ctx, row_id));
		TRY(access_put_person_removed(ctx, row_id));
	}
	struct db_param id = db_int(row_id), now = db_int(ctx->now_ms);
	if (found->kind == FOUND_TENURE) {
		TRY(db_exec(ctx, &people_sql_tenure_erase, DB_PARAMS(id, now), NULL));
		TRY(db_exec(ctx, &people_sql_candidacy_drop, DB_PARAMS(id), NULL));
		TRY(db_exec(ctx, &people_sql_absences_delete, DB_PARAMS(id), NULL));
	} else {
		TRY(db_exec(ctx, erase[found->kind], DB_PARAMS(id, now, db_text(removed_slug(ctx->arena, row_id))),
			    NULL));
	}
	TRY(people_details_write(ctx, row_id, &none));
	TRY(keys_hash(ctx, row_id));
	TRY(access_log_forget(ctx, row_id));
	if (found->kind == FOUND_ORGANIZATION)
		TRY(access_put_body(ctx, row_id, found->organization.parent_id, STR(""), STR("")));
	db_note(ctx, found->kind == FOUND_ELECTION ? "elections" : "people", row_id);
	return OK;
}

enum outcome people_remove_person(struct ctx *ctx, const struct person *person)
{
	struct found found = {.kind = FOUND_PERSON};
	struct tenure *tenures;
	size_t n;
	TRY(people_person(ctx, person->id, &found.person));
	if (found.person.is_public || found.person.erased_ms)
		return CONFLICT;
	TRY(people_tenures_of(ctx, person->id, &tenures, &n));
	for (size_t i = 0; i < n; i++)
		if (tenures[i].is_public)
			return CONFLICT;
	for (size_t i = 0; i < n; i++) {
		const struct found term = {.kind = FOUND_TENURE, .tenure = tenures[i]};
		TRY(row_remove(ctx, tenures[i].id, &term));
	}
	return row_remove(ctx, person->id, &found);
}

/* After a restore: a person whose record was never published, by the id that it would have had. */
static enum outcome unpublished_remove(struct ctx *ctx, struct str record_id)
{
	struct people_number row;
	struct person person;
	enum outcome outcome =
		db_one(ctx, &people_sql_person_by_record, DB_PARAMS(db_text(record_id)), &people_number_spec, &row);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	TRY(people_person(ctx, row.n, &person));
	return person.is_public || person.erased_ms ? OK : people_remove_person(ctx, &person);
}

enum outcome people_remove(struct ctx *ctx, struct str record_id)
{
	struct journal_record record;
	struct found found = {0};
	enum outcome outcome = journal_find(ctx, record_id, 1, &record);
	if (outcome == NOT_FOUND)
		return unpublished_remove(ctx, record_id);
	TRY(outcome);
	if (!str_eq(record.room, STR("people")))
		return OK;
	outcome = row_of(ctx, record.subject, &found);
	if (outcome == NOT_FOUND || found.erased_ms)
		return outcome == NOT_FOUND ? OK : outcome;
	TRY(outcome);
	return row_remove(ctx, record.subject, &found);
}
