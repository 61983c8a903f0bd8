/* Names, contacts and identifiers: rows of a person or a body that are written as one. */
#include "people/people_store.h"

#include "mail/mail.h"
#include "people/people_sql.h"

/* More of one kind is a mistake in a file. */
#define DETAILS_MAX 100

static struct db_param db_day(int32_t day)
{
	return day == PEOPLE_NO_DAY ? db_null() : db_int(day);
}

enum outcome people_details_write(struct ctx *ctx, int64_t subject_id, const struct people_details *details)
{
	TRY(db_exec(ctx, &people_sql_names_delete, DB_PARAMS(db_int(subject_id)), NULL));
	TRY(db_exec(ctx, &people_sql_contacts_delete, DB_PARAMS(db_int(subject_id)), NULL));
	TRY(db_exec(ctx, &people_sql_identifiers_delete, DB_PARAMS(db_int(subject_id)), NULL));
	for (size_t i = 0; i < details->n_names; i++) {
		const struct person_name *name = &details->names[i];
		TRY(db_exec(ctx, &people_sql_name_insert,
			    DB_PARAMS(db_int(subject_id), db_int((int64_t)i), db_int(name->kind), db_text(name->name),
				      db_day(name->from_day), db_day(name->to_day), db_int(name->is_public)),
			    NULL));
	}
	for (size_t i = 0; i < details->n_contacts; i++) {
		const struct contact *contact = &details->contacts[i];
		TRY(db_exec(ctx, &people_sql_contact_insert,
			    DB_PARAMS(db_int(subject_id), db_int((int64_t)i), db_text(contact->kind),
				      db_text(contact->value), db_text(contact->note), db_int(contact->is_public)),
			    NULL));
	}
	for (size_t i = 0; i < details->n_identifiers; i++) {
		const struct identifier *identifier = &details->identifiers[i];
		TRY(db_exec(ctx, &people_sql_identifier_insert,
			    DB_PARAMS(db_int(subject_id), db_int((int64_t)i), db_text(identifier->scheme),
				      db_text(identifier->value), db_int(identifier->is_public)),
			    NULL));
	}
	return OK;
}

/* "Imogen Vale", whoever has the row. */
static struct str subject_name(struct ctx *ctx, int64_t id)
{
	struct person person;
	struct organization organization;
	if (people_person(ctx, id, &person) == OK)
		return person.name;
	if (people_organization(ctx, id, &organization) == OK)
		return organization.name;
	return STR("");
}

static enum outcome identifier_free(struct ctx *ctx, int64_t subject_id, const struct people_details *details,
				    size_t at)
{
	const struct identifier *identifier = &details->identifiers[at];
	for (size_t i = 0; i < at; i++)
		if (str_eq(details->identifiers[i].scheme, identifier->scheme) &&
		    str_eq(details->identifiers[i].value, identifier->value))
			return problem_add(ctx, "identifier", msg("{1} {2} stands there twice"), identifier->scheme,
					   identifier->value);
	int64_t owner;
	enum outcome outcome = people_identifier_owner(ctx, identifier->scheme, identifier->value, subject_id, &owner);
	if (outcome == OK)
		return problem_add(ctx, "identifier", msg("{1} {2} belongs to “{3}” already"), identifier->scheme,
				   identifier->value, subject_name(ctx, owner));
	return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome people_details_check(struct ctx *ctx, int64_t subject_id, const struct people_details *details)
{
	enum outcome outcome = OK;
	if (details->n_names > DETAILS_MAX || details->n_contacts > DETAILS_MAX || details->n_identifiers > DETAILS_MAX)
		return problem_add(ctx, "", msg("Enter at most {1} names, contacts or identifiers"),
				   str_fmt(ctx->arena, "%d", DETAILS_MAX));
	for (size_t i = 0; i < details->n_names; i++)
		if (person_name_check(ctx, &details->names[i]) != OK)
			outcome = INVALID;
	for (size_t i = 0; i < details->n_contacts; i++)
		if (contact_check(ctx, &details->contacts[i]) != OK)
			outcome = INVALID;
	for (size_t i = 0; i < details->n_identifiers; i++)
		if (identifier_check(ctx, &details->identifiers[i]) != OK)
			outcome = INVALID;
	TRY(outcome);
	for (size_t i = 0; i < details->n_identifiers; i++) {
		enum outcome is_free = identifier_free(ctx, subject_id, details, i);
		if (is_free == INVALID)
			outcome = INVALID;
		else
			TRY(is_free);
	}
	return outcome;
}

bool people_details_eq(const struct people_details *a, const struct people_details *b)
{
	if (a->n_names != b->n_names || a->n_contacts != b->n_contacts || a->n_identifiers != b->n_identifiers)
		return false;
	for (size_t i = 0; i < a->n_names; i++) {
		const struct person_name *x = &a->names[i], *y = &b->names[i];
		if (x->kind != y->kind || !str_eq(x->name, y->name) || x->from_day != y->from_day ||
		    x->to_day != y->to_day || x->is_public != y->is_public)
			return false;
	}
	for (size_t i = 0; i < a->n_contacts; i++) {
		const struct contact *x = &a->contacts[i], *y = &b->contacts[i];
		if (!str_eq(x->kind, y->kind) || !str_eq(x->value, y->value) || !str_eq(x->note, y->note) ||
		    x->is_public != y->is_public)
			return false;
	}
	for (size_t i = 0; i < a->n_identifiers; i++) {
		const struct identifier *x = &a->identifiers[i], *y = &b->identifiers[i];
		if (!str_eq(x->scheme, y->scheme) || !str_eq(x->value, y->value) || x->is_public != y->is_public)
			return false;
	}
	return true;
}

enum outcome people_addresses(struct ctx *ctx, int64_t person_id, struct str *ret_email, struct str *ret_address)
{
	struct people_details details;
	TRY(people_details(ctx, person_id, &details));
	*ret_email = *ret_address = STR("");
	for (size_t i = details.n_contacts; i-- > 0;) {
		const struct contact *contact = &details.contacts[i];
		struct ctx own = *ctx; /* a fault in it is nobody's here to put right */
		own.problems = (struct problems){0};
		if (str_eq(contact->kind, STR("email")) && mail_address_check(&own, "email", contact->value) == OK)
			*ret_email = contact->value;
		if (str_eq(contact->kind, STR("address")) || str_eq(contact->kind, STR("post")))
			*ret_address = contact->value;
	}
	return OK;
}
