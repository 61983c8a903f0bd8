/* A file's persons and terms → the site's. */
#include "people/import_apply.h"

#include "people/people_sql.h"

/* ---- Persons ---- */

/* Has the person a term, past or present, in one of the bodies in which the file has one? */
static enum outcome shares_body(struct ctx *ctx, struct import_apply *a, struct str file_id, int64_t person_id,
				bool *ret_shares)
{
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	for (size_t k = file_index_from(&a->terms, file_id); k < a->terms.n && str_eq(a->terms.keys[k].id, file_id);
	     k++) {
		int64_t body_id;
		TRY(import_organization_of(ctx, a, a->file->tenures[a->terms.keys[k].at].organization_id, &body_id));
		for (size_t i = 0; i < n; i++)
			*ret_shares = *ret_shares || tenures[i].organization_id == body_id;
	}
	return OK;
}

static enum outcome person_by_name(struct ctx *ctx, struct import_apply *a, const struct file_person *person,
				   struct person *ret)
{
	struct people_number *ids;
	size_t n, fit = 0;
	int64_t found = 0;
	TRY(import_ids_named(ctx, &people_sql_persons_named, person->row.name, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		bool shares = false;
		if (import_is_taken(a->person_ids, a->file->n_persons, ids[i].n))
			continue;
		TRY(shares_body(ctx, a, person->id, ids[i].n, &shares));
		found = shares ? ids[i].n : found;
		fit += shares;
	}
	if (fit > 1)
		return problem_add(
			ctx, "name",
			msg("Several people here are called “{1}” and serve on that body: give an identifier or "
			    "the id of the one you mean"),
			person->row.name);
	if (fit == 1)
		return people_person(ctx, found, ret);
	if (n > 0)
		import_note(
			ctx, a, person->at,
			msg("somebody called “{1}” is here already, on another body; if it is the same person, give an "
			    "identifier"),
			person->row.name);
	return NOT_FOUND;
}

enum outcome import_may_change(struct ctx *ctx, const struct import_apply *a, const struct person *person)
{
	int64_t body_id;
	if (!a->import->in_office)
		return OK;
	TRY(people_body_for(ctx, RIGHT_CLERK, person->id, &body_id));
	if (access_may(ctx, RIGHT_CLERK, body_id))
		return OK;
	return problem_add(
		ctx, "name",
		msg("“{1}” is here already and serves on a body that your rights do not cover: a clerk of the "
		    "whole site adds this row"),
		person->name);
}

enum outcome import_person_apply(struct ctx *ctx, struct import_apply *a, const struct file_person *person,
				 const struct journal_seed *seed, int64_t *ret_id)
{
	struct person row = person_new(person->row.name);
	struct people_details here = {0};
	enum people_change change;
	int64_t id;
	TRY(import_known_id(ctx, "person", person->id, &person->details, &id));
	enum outcome found = id ? people_person(ctx, id, &row) : NOT_FOUND;
	if (found == NOT_FOUND)
		found = person_by_name(ctx, a, person, &row);
	if (found == OK && row.erased_ms) {
		a->import->result.persons.removed++;
		*ret_id = REMOVED;
		return OK;
	}
	if (found == OK)
		TRY(people_details(ctx, row.id, &here));
	else if (found != NOT_FOUND)
		return found;
	/* Found by another name of theirs: the name in use here stays. */
	bool other_name = false;
	for (size_t i = 0; i < here.n_names; i++)
		other_name = other_name || str_eq(here.names[i].name, person->row.name);
	if (!other_name) {
		row.name = person->row.name;
		import_take_text(&row.sort_name, person->row.sort_name);
	}
	import_take_day(&row.name_from_day, person->row.name_from_day, PEOPLE_NO_DAY);
	import_take_day(&row.died_day, person->row.died_day, PEOPLE_NO_DAY);
	row.by_post = row.by_post || person->row.by_post;
	struct people_details details = import_merged(ctx->arena, &here, &person->details);
	TRY(people_put_person(ctx, seed, &row, &details, &change));
	if (found == OK && change != PEOPLE_UNCHANGED)
		TRY(import_may_change(ctx, a, &row));
	TRY(import_keep_key(ctx, "person", person->id, row.id));
	import_count(&a->import->result.persons, change);
	a->person_is_new[person - a->file->persons] = change == PEOPLE_CREATED;
	*ret_id = row.id;
	return OK;
}

/* The row's id of a person whom the file names. 0: none. */
static enum outcome person_of(struct ctx *ctx, struct import_apply *a, struct str file_id, int64_t *ret_id)
{
	size_t at = file_index_find(&a->persons, file_id);
	if (at != STR_NPOS) {
		*ret_id = a->person_ids[at];
		return OK;
	}
	struct person there;
	TRY(import_known_id(ctx, "person", file_id, NULL, ret_id));
	enum outcome outcome =
		*ret_id ? people_person(ctx, *ret_id, &there) : people_person_by_slug(ctx, file_id, &there);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	*ret_id = outcome == NOT_FOUND ? 0 : there.erased_ms ? REMOVED : there.id;
	return OK;
}

/* ---- Terms ---- */

/* The whom and where of a term, as ids of rows; REMOVED where one of them was. */
struct ends {
	int64_t person_id, organization_id, post_id, manager_id, substitute_for;
};

static enum outcome ends_of(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t, struct ends *ret)
{
	struct ends ends = {0};
	enum outcome outcome = OK;
	TRY(person_of(ctx, a, t->person_id, &ends.person_id));
	TRY(import_organization_of(ctx, a, t->organization_id, &ends.organization_id));
	if (t->manager_id.n)
		TRY(person_of(ctx, a, t->manager_id, &ends.manager_id));
	if (t->post_id.n) {
		size_t at = file_index_find(&a->posts, t->post_id);
		if (at != STR_NPOS)
			ends.post_id = a->post_ids[at];
		else
			TRY(import_known_id(ctx, "post", t->post_id, NULL, &ends.post_id));
		if (ends.post_id == 0)
			outcome = problem_add(ctx, "post_id", msg("There is no post “{1}”, here or in the file"),
					      t->post_id);
	}
	if (t->substitute_for_id.n) {
		size_t at = file_index_find(&a->tenures, t->substitute_for_id);
		if (at != STR_NPOS)
			ends.substitute_for = a->tenure_ids[at];
		else
			TRY(import_known_id(ctx, "membership", t->substitute_for_id, NULL, &ends.substitute_for));
		if (ends.substitute_for == 0)
			outcome = problem_add(ctx, "substitute_for_id",
					      msg("There is no term “{1}”, here or in the file"), t->substitute_for_id);
	}
	if (ends.person_id == 0)
		outcome = problem_add(ctx, "person_id", msg("There is no person “{1}”, here or in the file"),
				      t->person_id);
	if (ends.organization_id == 0)
		outcome = problem_add(ctx, "organization_id", msg("There is no body “{1}”, here or in the file"),
				      t->organization_id);
	if (t->manager_id.n && ends.manager_id == 0)
		outcome = problem_add(ctx, "manager_id", msg("There is no person “{1}”, here or in the file"),
				      t->manager_id);
	*ret = ends;
	return outcome;
}

/* Of the file's terms of the same person. */
static bool tenure_taken(const struct import_apply *a, const struct file_tenure *t, int64_t id)
{
	for (size_t k = file_index_from(&a->terms, t->person_id);
	     k < a->terms.n && str_eq(a->terms.keys[k].id, t->person_id); k++)
		if (a->tenure_ids[a->terms.keys[k].at] == id)
			return true;
	return false;
}

static enum outcome tenure_find(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t,
				const struct ends *ends, struct tenure *ret)
{
	int64_t id;
	TRY(import_known_id(ctx, "membership", t->id, NULL, &id));
	enum outcome outcome = id ? people_tenure(ctx, id, ret) : NOT_FOUND;
	if (outcome != NOT_FOUND)
		return outcome;
	struct tenure *tenures;
	size_t n, fit = 0;
	TRY(people_tenures_of(ctx, ends->person_id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		bool same_post =
			ends->post_id > 0 ? tenures[i].post_id == ends->post_id : str_eq(tenures[i].post, t->row.post);
		bool same_day = t->row.from_day == TENURE_FROM_EVER || tenures[i].from_day == t->row.from_day;
		if (tenures[i].organization_id == ends->organization_id && same_post && same_day &&
		    !tenure_taken(a, t, tenures[i].id)) {
			*ret = tenures[i];
			fit++;
		}
	}
	if (fit > 1)
		return problem_add(ctx, "start_date",
				   msg("{1} has held this post several times: say when this term began"),
				   ret->person_name);
	return fit ? OK : NOT_FOUND;
}

static void tenure_merge(struct tenure *row, const struct file_tenure *t, const struct ends *ends)
{
	row->person_id = ends->person_id;
	row->organization_id = ends->organization_id;
	if (ends->post_id > 0)
		row->post_id = ends->post_id;
	if (ends->post_id == 0 && !(row->post_id && str_eq(row->post, t->row.post)))
		row->post_id = 0;
	import_take_text(&row->post, t->row.post);
	row->category = t->row.category;
	import_take_day(&row->from_day, t->row.from_day, TENURE_FROM_EVER);
	import_take_day(&row->to_day, t->row.to_day, TENURE_OPEN);
	if (t->row.ending)
		row->ending = t->row.ending;
	import_take_text(&row->contract, t->row.contract);
	import_take_text(&row->workplace, t->row.workplace);
	import_take_text(&row->grade, t->row.grade);
	import_take_text(&row->status, t->row.status);
	if (ends->manager_id > 0)
		row->manager_id = ends->manager_id;
	if (t->row.entry)
		row->entry = t->row.entry;
	import_take_text(&row->entry_note, t->row.entry_note);
	if (ends->substitute_for > 0)
		row->substitute_for = ends->substitute_for;
}

/* One that begins on the same day is the same one. */
static enum outcome absences_apply(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t,
				   int64_t tenure_id, enum people_change *change)
{
	struct absence *here;
	size_t n;
	if (t->n_absences == 0)
		return OK;
	TRY(people_absences_of(ctx, tenure_id, &here, &n));
	for (size_t i = 0; i < t->n_absences; i++) {
		struct absence row = t->absences[i];
		const struct journal_seed *seed = import_next_seed(a);
		bool is_same = false;
		row.tenure_id = tenure_id;
		for (size_t j = 0; j < n; j++) {
			if (here[j].from_day != row.from_day)
				continue;
			row.id = here[j].id;
			row.version = here[j].version;
			is_same = here[j].kind == row.kind && here[j].to_day == row.to_day &&
				  here[j].shown == row.shown &&
				  (str_empty(row.reason) || str_eq(here[j].reason, row.reason));
		}
		if (is_same)
			continue;
		TRY(people_put_absence(ctx, seed, &row));
		*change = *change == PEOPLE_UNCHANGED ? PEOPLE_CHANGED : *change;
	}
	return OK;
}

/* Lists of former terms overlap by a day now and then, so a post with too many holders bars no file. */
static void seats_note(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t, const struct tenure *row)
{
	struct ctx aside = *ctx;
	aside.problems = (struct problems){0};
	if (people_seats_check(&aside, row) == INVALID)
		import_note(ctx, a, t->at, msg("more people hold the post “{1}” on these days than it has seats"),
			    row->post);
}

/* Whoever this import added has no other term, but for those that it adds. */
static bool is_new_here(const struct import_apply *a, const struct file_tenure *t)
{
	size_t at = file_index_find(&a->persons, t->person_id);
	return at != STR_NPOS && a->person_is_new[at];
}

enum outcome import_tenure_apply(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t,
				 const struct journal_seed *seed)
{
	struct tenure row = {.from_day = TENURE_FROM_EVER, .to_day = TENURE_OPEN};
	struct ends ends;
	struct person person;
	enum people_change change;
	TRY(ends_of(ctx, a, t, &ends));
	if (ends.person_id == FAILED || ends.organization_id == FAILED || ends.post_id == FAILED ||
	    ends.manager_id == FAILED || ends.substitute_for == FAILED)
		return INVALID;
	if (ends.person_id == REMOVED || ends.organization_id == REMOVED || ends.post_id == REMOVED) {
		a->import->result.tenures.removed++;
		a->tenure_ids[t - a->file->tenures] = REMOVED;
		return OK;
	}
	enum outcome found = tenure_find(ctx, a, t, &ends, &row);
	if (found == OK && row.erased_ms) {
		a->import->result.tenures.removed++;
		a->tenure_ids[t - a->file->tenures] = REMOVED;
		return OK;
	}
	if (found == OK && (row.person_id != ends.person_id || row.organization_id != ends.organization_id))
		return problem_add(ctx, "id",
				   msg("The term “{1}” is another person’s or body’s here: a term cannot move; give it "
				       "another id"),
				   t->id);
	if (found != OK && found != NOT_FOUND)
		return found;
	tenure_merge(&row, t, &ends);
	TRY(people_person(ctx, row.person_id, &person));
	if (person.died_day != PEOPLE_NO_DAY && row.to_day > person.died_day) {
		row.to_day = person.died_day;
		row.ending = ENDING_DIED;
	}
	if (found == NOT_FOUND && !is_new_here(a, t))
		TRY(import_may_change(ctx, a, &person));
	seats_note(ctx, a, t, &row);
	TRY(people_put_tenure(ctx, seed, &row, &change));
	TRY(absences_apply(ctx, a, t, row.id, &change));
	if (t->row.is_public)
		TRY(people_show_tenure(ctx, row.id));
	TRY(import_keep_key(ctx, "membership", t->id, row.id));
	import_count(&a->import->result.tenures, change);
	a->tenure_ids[t - a->file->tenures] = row.id;
	return OK;
}
