/* A file's rows → the site's: found again, merged, put. */
#include "people/people_import.h"

#include "people/people_sql.h"
#include "people/people_store.h"

#define NOTES_MAX 50

/* In place of a row's id. */
#define NOT_DONE 0
#define FAILED   (-1)
#define REMOVED  (-2)
#define UNDERWAY (-3)

struct apply {
	struct people_import *import;
	struct people_file *file;
	size_t next_seed;
	struct file_index organizations, posts, persons;
	struct file_index terms; /* of file->tenures by person */
	int64_t *organization_ids, *post_ids, *person_ids;
	enum outcome outcome; /* INVALID as soon as one row was refused */
};

static const struct journal_seed *next_seed(struct apply *a)
{
	return &a->import->seeds[a->next_seed++];
}

static void count(struct import_counts *counts, enum people_change change)
{
	counts->created += change == PEOPLE_CREATED;
	counts->changed += change == PEOPLE_CHANGED;
	counts->unchanged += change == PEOPLE_UNCHANGED;
}

static void note(struct ctx *ctx, struct apply *a, struct str at, const char *message, struct str arg)
{
	struct people_import_result *result = &a->import->result;
	if (result->n_notes == NOTES_MAX)
		return;
	struct str text = msg_format(ctx->arena, str_of(message), (const struct str[]){arg}, 1);
	result->notes[result->n_notes++] =
		str_fmt(ctx->arena, "%.*s:%.*s: %.*s", STR_ARG(a->file->name), STR_ARG(at), STR_ARG(text));
}

/* A row that a rule refused is told at its place, and the others are still tried. CONFLICT: somebody changed the row in
 * the same moment, which one writer at a time cannot do; so it was removed meanwhile. */
static enum outcome settle(struct ctx *ctx, struct apply *a, struct str at, struct problem *before,
			   enum outcome outcome)
{
	if (outcome != INVALID)
		return outcome;
	file_problems_place(ctx, a->file, at, before);
	a->outcome = INVALID;
	return OK;
}

static bool is_made_up(struct str id)
{
	return str_empty(id) || str_starts(id, STR(FILE_MADE_UP));
}

static enum outcome ids_named(struct ctx *ctx, const struct db_stmt *stmt, struct str name, struct people_number **ret,
			      size_t *ret_n)
{
	return db_list(ctx, stmt, DB_PARAMS(db_text(name)), &people_number_spec, ret, ret_n);
}

/* What the file gives beside what is here already: nothing goes. */
static struct people_details merged(struct arena *arena, const struct people_details *here,
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
static enum outcome known_id(struct ctx *ctx, const char *kind, struct str id, const struct people_details *details,
			     int64_t *ret_id)
{
	enum outcome outcome = NOT_FOUND;
	for (size_t i = 0; details && outcome == NOT_FOUND && i < details->n_identifiers; i++)
		outcome = people_by_identifier(ctx, details->identifiers[i].scheme, details->identifiers[i].value,
					       ret_id);
	if (outcome == NOT_FOUND && !is_made_up(id))
		outcome = people_key_find(ctx, str_of(kind), id, ret_id);
	if (outcome == NOT_FOUND && id_parse(id, ret_id))
		return OK;
	if (outcome == NOT_FOUND)
		*ret_id = 0;
	return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome keep_key(struct ctx *ctx, const char *kind, struct str id, int64_t row_id)
{
	if (is_made_up(id) || str_eq(id, id_str(ctx->arena, row_id)))
		return OK;
	return people_key_put(ctx, str_of(kind), id, row_id);
}

static void take_text(struct str *here, struct str file)
{
	if (file.n)
		*here = file;
}

static void take_day(int32_t *here, int32_t file, int32_t unknown)
{
	if (file != unknown)
		*here = file;
}

/* ---- Bodies ---- */

static enum outcome put_organization(struct ctx *ctx, struct apply *a, size_t i);

/* The row's id of a body that the file names: one of its own, or one that is here. 0: none. */
static enum outcome organization_of(struct ctx *ctx, struct apply *a, struct str id, int64_t *ret_id)
{
	size_t at = file_index_find(&a->organizations, id);
	if (at != STR_NPOS) {
		TRY(put_organization(ctx, a, at));
		*ret_id = a->organization_ids[at];
		return OK;
	}
	struct organization there;
	TRY(known_id(ctx, "organization", id, NULL, ret_id));
	enum outcome outcome =
		*ret_id ? people_organization(ctx, *ret_id, &there) : people_organization_by_slug(ctx, id, &there);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	*ret_id = outcome == NOT_FOUND ? 0 : there.erased_ms ? REMOVED : there.id;
	return OK;
}

/* Of the bodies of this name the one with the same body above, or the only one. */
static enum outcome organization_by_name(struct ctx *ctx, const struct file_organization *o, int64_t parent_id,
					 struct organization *ret)
{
	struct people_number *ids;
	size_t n, fit = 0;
	struct organization found;
	TRY(ids_named(ctx, &people_sql_organizations_named, o->row.name, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(people_organization(ctx, ids[i].n, &found));
		if (str_empty(o->parent_id) ? n == 1 || found.parent_id == 0 : found.parent_id == parent_id) {
			*ret = found;
			fit++;
		}
	}
	if (fit > 1)
		return problem_add(
			ctx, "name",
			msg("Several bodies are called “{1}”: give an identifier or the id of the one you mean"),
			o->row.name);
	return fit ? OK : NOT_FOUND;
}

static enum outcome organization_find(struct ctx *ctx, const struct file_organization *o, int64_t parent_id,
				      struct organization *ret)
{
	int64_t id;
	TRY(known_id(ctx, "organization", o->id, &o->details, &id));
	enum outcome outcome = id ? people_organization(ctx, id, ret) : NOT_FOUND;
	return outcome == NOT_FOUND ? organization_by_name(ctx, o, parent_id, ret) : outcome;
}

static enum outcome organization_apply(struct ctx *ctx, struct apply *a, struct file_organization *o,
				       const struct journal_seed *seed, int64_t *ret_id)
{
	struct organization row = organization_new(o->row.name);
	struct people_details here = {0};
	enum people_change change;
	int64_t parent_id = 0;
	if (o->parent_id.n) {
		TRY(organization_of(ctx, a, o->parent_id, &parent_id));
		if (parent_id == 0)
			return problem_add(ctx, "parent_id", msg("There is no body “{1}”, here or in the file"),
					   o->parent_id);
		if (parent_id == FAILED)
			return INVALID;
	}
	enum outcome found = organization_find(ctx, o, parent_id > 0 ? parent_id : 0, &row);
	if (found == OK && row.erased_ms) {
		*ret_id = REMOVED;
		a->import->result.organizations.removed++;
		return OK;
	}
	if (found == OK)
		TRY(people_details(ctx, row.id, &here));
	else if (found != NOT_FOUND)
		return found;
	row.name = o->row.name;
	take_text(&row.classification, o->row.classification);
	take_day(&row.founded_day, o->row.founded_day, PEOPLE_NO_DAY);
	take_day(&row.dissolved_day, o->row.dissolved_day, PEOPLE_NO_DAY);
	if (parent_id > 0)
		row.parent_id = parent_id;
	struct people_details details = merged(ctx->arena, &here, &o->details);
	TRY(people_put_organization(ctx, seed, &row, &details, &change));
	TRY(keep_key(ctx, "organization", o->id, row.id));
	count(&a->import->result.organizations, change);
	*ret_id = row.id;
	return OK;
}

static enum outcome put_organization(struct ctx *ctx, struct apply *a, size_t i)
{
	if (a->organization_ids[i] != NOT_DONE)
		return OK;
	a->organization_ids[i] = UNDERWAY;
	struct file_organization *o = &a->file->organizations[i];
	struct problem *before = ctx->problems.last;
	int64_t id = FAILED;
	TRY(settle(ctx, a, o->at, before, organization_apply(ctx, a, o, next_seed(a), &id)));
	a->organization_ids[i] = id;
	return OK;
}

/* ---- Posts ---- */

static enum outcome post_find(struct ctx *ctx, const struct file_post *post, int64_t body_id, struct post *ret)
{
	int64_t id;
	TRY(known_id(ctx, "post", post->id, NULL, &id));
	enum outcome outcome = id ? people_post(ctx, id, ret) : NOT_FOUND;
	if (outcome != NOT_FOUND)
		return outcome;
	struct post *posts;
	size_t n;
	TRY(people_posts(ctx, body_id, &posts, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(posts[i].label, post->row.label)) {
			*ret = posts[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum outcome post_apply(struct ctx *ctx, struct apply *a, const struct file_post *post,
			       const struct journal_seed *seed, int64_t *ret_id)
{
	struct post row = {.seats = 1};
	enum people_change change;
	int64_t body_id;
	TRY(organization_of(ctx, a, post->organization_id, &body_id));
	if (body_id == 0)
		return problem_add(ctx, "organization_id", msg("There is no body “{1}”, here or in the file"),
				   post->organization_id);
	if (body_id == FAILED)
		return INVALID;
	enum outcome found = body_id == REMOVED ? OK : post_find(ctx, post, body_id, &row);
	if (body_id == REMOVED || (found == OK && row.erased_ms)) {
		a->import->result.posts.removed++;
		*ret_id = REMOVED;
		return OK;
	}
	if (found == OK && row.organization_id != body_id)
		return problem_add(ctx, "organization_id",
				   msg("The post “{1}” belongs to another body here: a post cannot move"), row.label);
	if (found != OK && found != NOT_FOUND)
		return found;
	row.organization_id = body_id;
	row.label = post->row.label;
	take_text(&row.role, post->row.role);
	take_text(&row.area, post->row.area);
	if (post->row.seats != 1)
		row.seats = post->row.seats;
	TRY(people_put_post(ctx, seed, &row, &change));
	TRY(keep_key(ctx, "post", post->id, row.id));
	count(&a->import->result.posts, change);
	*ret_id = row.id;
	return OK;
}

/* ---- Persons ---- */

/* Has the person a term, past or present, in one of the bodies in which the file has one? */
static enum outcome shares_body(struct ctx *ctx, struct apply *a, struct str file_id, int64_t person_id,
				bool *ret_shares)
{
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	for (size_t k = file_index_from(&a->terms, file_id); k < a->terms.n && str_eq(a->terms.keys[k].id, file_id);
	     k++) {
		int64_t body_id;
		TRY(organization_of(ctx, a, a->file->tenures[a->terms.keys[k].at].organization_id, &body_id));
		for (size_t i = 0; i < n; i++)
			*ret_shares = *ret_shares || tenures[i].organization_id == body_id;
	}
	return OK;
}

static enum outcome person_by_name(struct ctx *ctx, struct apply *a, const struct file_person *person,
				   struct person *ret)
{
	struct people_number *ids;
	size_t n, fit = 0;
	int64_t found = 0;
	TRY(ids_named(ctx, &people_sql_persons_named, person->row.name, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		bool shares = false;
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
		note(ctx, a, person->at,
		     msg("somebody called “{1}” is here already, on another body; if it is the same person, give an "
			 "identifier"),
		     person->row.name);
	return NOT_FOUND;
}

static enum outcome person_apply(struct ctx *ctx, struct apply *a, const struct file_person *person,
				 const struct journal_seed *seed, int64_t *ret_id)
{
	struct person row = person_new(person->row.name);
	struct people_details here = {0};
	enum people_change change;
	int64_t id;
	TRY(known_id(ctx, "person", person->id, &person->details, &id));
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
		take_text(&row.sort_name, person->row.sort_name);
	}
	take_day(&row.name_from_day, person->row.name_from_day, PEOPLE_NO_DAY);
	take_day(&row.died_day, person->row.died_day, PEOPLE_NO_DAY);
	row.by_post = row.by_post || person->row.by_post;
	struct people_details details = merged(ctx->arena, &here, &person->details);
	TRY(people_put_person(ctx, seed, &row, &details, &change));
	TRY(keep_key(ctx, "person", person->id, row.id));
	count(&a->import->result.persons, change);
	*ret_id = row.id;
	return OK;
}

/* The row's id of a person whom the file names. 0: none. */
static enum outcome person_of(struct ctx *ctx, struct apply *a, struct str file_id, int64_t *ret_id)
{
	size_t at = file_index_find(&a->persons, file_id);
	if (at != STR_NPOS) {
		*ret_id = a->person_ids[at];
		return OK;
	}
	struct person there;
	TRY(known_id(ctx, "person", file_id, NULL, ret_id));
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
	int64_t person_id, organization_id, post_id, manager_id;
};

static enum outcome ends_of(struct ctx *ctx, struct apply *a, const struct file_tenure *t, struct ends *ret)
{
	struct ends ends = {0};
	enum outcome outcome = OK;
	TRY(person_of(ctx, a, t->person_id, &ends.person_id));
	TRY(organization_of(ctx, a, t->organization_id, &ends.organization_id));
	if (t->manager_id.n)
		TRY(person_of(ctx, a, t->manager_id, &ends.manager_id));
	if (t->post_id.n) {
		size_t at = file_index_find(&a->posts, t->post_id);
		if (at != STR_NPOS)
			ends.post_id = a->post_ids[at];
		else
			TRY(known_id(ctx, "post", t->post_id, NULL, &ends.post_id));
		if (ends.post_id == 0)
			outcome = problem_add(ctx, "post_id", msg("There is no post “{1}”, here or in the file"),
					      t->post_id);
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

static enum outcome tenure_find(struct ctx *ctx, const struct file_tenure *t, const struct ends *ends,
				struct tenure *ret)
{
	int64_t id;
	TRY(known_id(ctx, "membership", t->id, NULL, &id));
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
		if (tenures[i].organization_id == ends->organization_id && same_post && same_day) {
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
	take_text(&row->post, t->row.post);
	row->category = t->row.category;
	take_day(&row->from_day, t->row.from_day, TENURE_FROM_EVER);
	take_day(&row->to_day, t->row.to_day, TENURE_OPEN);
	if (t->row.ending)
		row->ending = t->row.ending;
	take_text(&row->contract, t->row.contract);
	take_text(&row->workplace, t->row.workplace);
	take_text(&row->grade, t->row.grade);
	take_text(&row->status, t->row.status);
	if (ends->manager_id > 0)
		row->manager_id = ends->manager_id;
}

static enum outcome tenure_apply(struct ctx *ctx, struct apply *a, const struct file_tenure *t,
				 const struct journal_seed *seed)
{
	struct tenure row = {.from_day = TENURE_FROM_EVER, .to_day = TENURE_OPEN};
	struct ends ends;
	struct person person;
	enum people_change change;
	TRY(ends_of(ctx, a, t, &ends));
	if (ends.person_id == FAILED || ends.organization_id == FAILED || ends.post_id == FAILED ||
	    ends.manager_id == FAILED)
		return INVALID;
	if (ends.person_id == REMOVED || ends.organization_id == REMOVED || ends.post_id == REMOVED) {
		a->import->result.tenures.removed++;
		return OK;
	}
	enum outcome found = tenure_find(ctx, t, &ends, &row);
	if (found == OK && row.erased_ms) {
		a->import->result.tenures.removed++;
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
	TRY(people_put_tenure(ctx, seed, &row, &change));
	if (t->row.is_public)
		TRY(people_show_tenure(ctx, row.id));
	TRY(keep_key(ctx, "membership", t->id, row.id));
	count(&a->import->result.tenures, change);
	return OK;
}

/* ---- The whole ---- */

static struct apply apply_begin(struct ctx *ctx, struct people_import *import)
{
	struct people_file *file = &import->file;
	struct arena *arena = ctx->arena;
	struct str *holders = arena_array(arena, struct str, file->n_tenures);
	for (size_t i = 0; i < file->n_tenures; i++)
		holders[i] = file->tenures[i].person_id;
	import->result = (struct people_import_result){.notes = arena_array(arena, struct str, NOTES_MAX)};
	import->done = false;
	return (struct apply){
		.import = import,
		.file = file,
		.organizations =
			file_index_of(arena, file->organizations, file->n_organizations, sizeof(*file->organizations)),
		.posts = file_index_of(arena, file->posts, file->n_posts, sizeof(*file->posts)),
		.persons = file_index_of(arena, file->persons, file->n_persons, sizeof(*file->persons)),
		.terms = file_index_of(arena, holders, file->n_tenures, sizeof(*holders)),
		.organization_ids = arena_array(arena, int64_t, file->n_organizations),
		.post_ids = arena_array(arena, int64_t, file->n_posts),
		.person_ids = arena_array(arena, int64_t, file->n_persons),
	};
}

static enum outcome apply_rows(struct ctx *ctx, struct apply *a)
{
	struct people_file *file = a->file;
	for (size_t i = 0; i < file->n_organizations; i++)
		TRY(put_organization(ctx, a, i));
	for (size_t i = 0; i < file->n_posts; i++) {
		struct problem *before = ctx->problems.last;
		a->post_ids[i] = FAILED;
		TRY(settle(ctx, a, file->posts[i].at, before,
			   post_apply(ctx, a, &file->posts[i], next_seed(a), &a->post_ids[i])));
	}
	for (size_t i = 0; i < file->n_persons; i++) {
		struct problem *before = ctx->problems.last;
		a->person_ids[i] = FAILED;
		TRY(settle(ctx, a, file->persons[i].at, before,
			   person_apply(ctx, a, &file->persons[i], next_seed(a), &a->person_ids[i])));
	}
	for (size_t i = 0; i < file->n_tenures; i++) {
		struct problem *before = ctx->problems.last;
		TRY(settle(ctx, a, file->tenures[i].at, before, tenure_apply(ctx, a, &file->tenures[i], next_seed(a))));
	}
	return a->outcome;
}

static enum outcome import_write(struct ctx *ctx, void *args)
{
	struct people_import *import = args;
	struct str before;
	enum outcome used = import->form_id.n && !import->dry_run ? form_id_use(ctx, import->form_id, &before) : OK;
	if (used == CONFLICT)
		return OK; /* the same form again */
	TRY(used);
	struct apply a = apply_begin(ctx, import);
	TRY(apply_rows(ctx, &a));
	const struct people_import_result *r = &import->result;
	long long added = r->organizations.created + r->posts.created + r->persons.created + r->tenures.created;
	long long changed = r->organizations.changed + r->posts.changed + r->persons.changed + r->tenures.changed;
	import->done = true;
	if (import->dry_run)
		return CONFLICT; /* takes all of it back */
	if (added + changed == 0)
		return OK;
	return access_log(
		ctx, "people.import", 0,
		str_fmt(ctx->arena, "%.*s: %lld added, %lld changed", STR_ARG(import->file.name), added, changed));
}

enum outcome people_import_apply(struct ctx *ctx, struct people_import *import)
{
	enum outcome outcome = site_write(ctx, import_write, import);
	return import->dry_run && import->done && outcome == CONFLICT ? OK : outcome;
}
