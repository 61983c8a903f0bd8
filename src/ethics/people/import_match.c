/* How an import finds a row again, merges what the file says into it, and tells what became of it. */
#include "people/import_apply.h"

#include "people/people_sql.h"

const struct journal_seed *import_next_seed(struct import_apply *a)
{
	return &a->import->seeds[a->next_seed++];
}

void import_count(struct import_counts *counts, enum people_change change)
{
	counts->created += change == PEOPLE_CREATED;
	counts->changed += change == PEOPLE_CHANGED;
	counts->unchanged += change == PEOPLE_UNCHANGED;
}

void import_note(struct ctx *ctx, struct import_apply *a, struct str at, const char *message, struct str arg)
{
	struct people_import_result *result = &a->import->result;
	if (result->n_notes == IMPORT_NOTES_MAX)
		return;
	struct arena *kept = arena_kept(ctx->arena); /* rows are wound back one by one */
	struct str text = msg_format(kept, str_of(message), (const struct str[]){arg}, 1);
	result->notes[result->n_notes++] =
		str_fmt(kept, "%.*s:%.*s: %.*s", STR_ARG(a->file->name), STR_ARG(at), STR_ARG(text));
}

/* A row that a rule refused is told at its place, and the others are still tried. CONFLICT: somebody changed the row in
 * the same moment, which one writer at a time cannot do; so it was removed meanwhile. */
enum outcome import_settle(struct ctx *ctx, struct import_apply *a, struct str at, struct problem *before,
			   enum outcome outcome)
{
	if (outcome != INVALID)
		return outcome;
	file_problems_place(ctx, a->file, at, before);
	a->outcome = INVALID;
	return OK;
}

/* Is this row of the site one that another row of the file was already? Two of a file are never one by their names. */
bool import_is_taken(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

bool import_is_made_up(struct str id)
{
	return str_empty(id) || str_starts(id, STR(FILE_MADE_UP));
}

enum outcome import_ids_named(struct ctx *ctx, const struct db_stmt *stmt, struct str name, struct people_number **ret,
			      size_t *ret_n)
{
	return db_list(ctx, stmt, DB_PARAMS(db_text(name)), &people_number_spec, ret, ret_n);
}

/* What the file gives beside what is here already: nothing goes. */
struct people_details import_merged(struct arena *arena, const struct people_details *here,
				    const struct people_details *file)
{
	struct people_details all = {
		.names = arena_array(arena, struct person_name, here->n_names + file->n_names),
		.contacts = arena_array(arena, struct contact, here->n_contacts + file->n_contacts),
		.identifiers = arena_array(arena, struct identifier, here->n_identifiers + file->n_identifiers),
	};
	for (size_t i = 0; i < here->n_names + file->n_names; i++) {
		struct person_name x = i < here->n_names ? here->names[i] : file->names[i - here->n_names];
		size_t at = 0;
		while (at < all.n_names && !(str_eq(all.names[at].name, x.name) && all.names[at].kind == x.kind))
			at++;
		all.n_names += at == all.n_names;
		all.names[at] = x;
	}
	for (size_t i = 0; i < here->n_contacts + file->n_contacts; i++) {
		struct contact x = i < here->n_contacts ? here->contacts[i] : file->contacts[i - here->n_contacts];
		size_t at = 0;
		while (at < all.n_contacts &&
		       !(str_eq(all.contacts[at].kind, x.kind) && str_eq(all.contacts[at].value, x.value)))
			at++;
		all.n_contacts += at == all.n_contacts;
		all.contacts[at] = x;
	}
	for (size_t i = 0; i < here->n_identifiers + file->n_identifiers; i++) {
		struct identifier x =
			i < here->n_identifiers ? here->identifiers[i] : file->identifiers[i - here->n_identifiers];
		size_t at = 0;
		while (at < all.n_identifiers &&
		       !(str_eq(all.identifiers[at].scheme, x.scheme) && str_eq(all.identifiers[at].value, x.value)))
			at++;
		all.n_identifiers += at == all.n_identifiers;
		all.identifiers[at] = x;
	}
	return all;
}

/* The row by one of its identifiers, by the id of an earlier file, or by its own id here. 0: none. The caller looks
 * whether the id is one of its kind. */
enum outcome import_known_id(struct ctx *ctx, const char *kind, struct str id, const struct people_details *details,
			     int64_t *ret_id)
{
	enum outcome outcome = NOT_FOUND;
	for (size_t i = 0; details && outcome == NOT_FOUND && i < details->n_identifiers; i++)
		outcome = people_by_identifier(ctx, details->identifiers[i].scheme, details->identifiers[i].value,
					       ret_id);
	if (outcome == NOT_FOUND && !import_is_made_up(id))
		outcome = people_key_find(ctx, str_of(kind), id, ret_id);
	if (outcome == NOT_FOUND && id_parse(id, ret_id))
		return OK;
	if (outcome == NOT_FOUND)
		*ret_id = 0;
	return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome import_keep_key(struct ctx *ctx, const char *kind, struct str id, int64_t row_id)
{
	if (import_is_made_up(id) || str_eq(id, id_str(ctx->arena, row_id)))
		return OK;
	return people_key_put(ctx, str_of(kind), id, row_id);
}

void import_take_text(struct str *here, struct str file)
{
	if (file.n)
		*here = file;
}

void import_take_day(int32_t *here, int32_t file, int32_t unknown)
{
	if (file != unknown)
		*here = file;
}
