#include "people/new_council.h"

#include "people/invitations.h"
#include "people/paste_file.h"
#include "people/people_sql.h"
#include "people/people_store.h"

static const struct db_col council_cols[] = {
	DB_COL_I64(struct new_council, id),
	DB_COL_I64(struct new_council, version),
	DB_COL_I64(struct new_council, organization_id),
	DB_COL_I64(struct new_council, election_id),
	DB_COL_I32(struct new_council, first_day),
	DB_COL_I32(struct new_council, last_day),
	DB_COL_I64(struct new_council, made_ms),
	DB_COL_TEXT(struct new_council, made_by),
	DB_COL_I64(struct new_council, undone_ms),
	DB_COL_TEXT(struct new_council, undone_by),
	DB_COL_TEXT(struct new_council, organization_name),
	DB_COL_TEXT(struct new_council, organization_slug),
	DB_COL_TEXT(struct new_council, election_name),
};
static const struct db_spec council_spec = DB_SPEC(struct new_council, council_cols);

static const struct db_col line_cols[] = {
	DB_COL_I32(struct new_council_line, kind),           DB_COL_I64(struct new_council_line, tenure_id),
	DB_COL_I64(struct new_council_line, tenure_version), DB_COL_I32(struct new_council_line, to_day),
	DB_COL_I32(struct new_council_line, ending),         DB_COL_BOOL(struct new_council_line, person_is_new),
};
static const struct db_spec line_spec = DB_SPEC(struct new_council_line, line_cols);

/* ---- Reading ---- */

enum outcome people_new_council(struct ctx *ctx, int64_t id, struct new_council *ret_council)
{
	return db_one(ctx, &people_sql_new_council, DB_PARAMS(db_int(id)), &council_spec, ret_council);
}

enum outcome people_new_councils(struct ctx *ctx, struct new_council **ret_councils, size_t *ret_n)
{
	return db_list(ctx, &people_sql_new_councils, DB_NO_PARAMS, &council_spec, ret_councils, ret_n);
}

enum outcome people_new_council_lines(struct ctx *ctx, int64_t council_id, struct new_council_line **ret_lines,
				      size_t *ret_n)
{
	struct tenure *tenures;
	size_t n;
	TRY(db_list(ctx, &people_sql_new_council_lines, DB_PARAMS(db_int(council_id)), &line_spec, ret_lines, ret_n));
	TRY(db_list(ctx, &people_sql_new_council_tenures, DB_PARAMS(db_int(council_id)), &people_tenure_spec, &tenures,
		    &n));
	for (size_t i = 0; i < *ret_n && i < n; i++)
		(*ret_lines)[i].tenure = tenures[i];
	return OK;
}

/* ---- Applying ---- */

struct putting {
	const struct journal_seed *seeds;
	const struct result_order *order;
	const struct result_world *world;
	const struct result *result;
	struct new_council *council;
	int64_t n; /* lines so far */
	int64_t *told;
	size_t n_told; /* whose rights are to follow */
};

size_t new_council_seeds(const struct result_order *order, const struct result_world *world)
{
	return 2 * order->n_rows + world->n_tenures;
}

static enum outcome line_insert(struct ctx *ctx, struct putting *p, enum new_council_kind kind,
				const struct tenure *tenure, const struct tenure *before, bool person_is_new)
{
	int64_t n = p->n++;
	p->told[p->n_told++] = tenure->person_id;
	return db_exec(ctx, &people_sql_new_council_line_insert,
		       DB_PARAMS(db_int(p->council->id), db_int(n), db_int(kind), db_int(tenure->id),
				 db_int(tenure->version), db_int(before->to_day), db_int(before->ending),
				 db_int(person_is_new)),
		       NULL);
}

static enum outcome term_end(struct ctx *ctx, struct putting *p, const struct tenure *tenure, int32_t ending)
{
	struct tenure ended = *tenure;
	ended.to_day = p->order->last_day;
	ended.ending = ending;
	TRY(people_put_tenure_untold(ctx, p->seeds++, &ended, NULL));
	return line_insert(ctx, p, COUNCIL_ENDED, &ended, tenure, false);
}

/* Whoever stands in for somebody stops with them: ended here, so that undoing brings them back too. */
static enum outcome terms_end(struct ctx *ctx, struct putting *p)
{
	for (size_t i = 0; i < p->result->n_terms; i++) {
		const struct result_term *term = &p->result->terms[i];
		if (term->fate != FATE_ENDS)
			continue;
		for (size_t j = 0; j < p->world->n_tenures; j++) {
			const struct tenure *other = &p->world->tenures[j];
			if (other->substitute_for == term->tenure->id && other->from_day <= p->order->last_day &&
			    other->to_day > p->order->last_day)
				TRY(term_end(ctx, p, other, ENDING_TERM));
		}
		TRY(term_end(ctx, p, term->tenure, term->ending));
	}
	return OK;
}

/* What is new in it is added, for the office alone. */
static enum outcome reach_add(struct ctx *ctx, const struct journal_seed *seed, struct person *person,
			      const struct people_details *more)
{
	struct people_details here;
	TRY(people_details(ctx, person->id, &here));
	struct contact *contacts = arena_array(ctx->arena, struct contact, here.n_contacts + more->n_contacts);
	size_t n = here.n_contacts;
	for (size_t i = 0; i < n; i++)
		contacts[i] = here.contacts[i];
	for (size_t i = 0; i < more->n_contacts; i++) {
		bool is_here = false;
		for (size_t j = 0; j < here.n_contacts; j++)
			is_here |= str_eq(here.contacts[j].kind, more->contacts[i].kind) &&
				   str_eq_nocase(here.contacts[j].value, more->contacts[i].value);
		if (!is_here)
			contacts[n++] = more->contacts[i];
	}
	if (n == here.n_contacts)
		return OK;
	here.contacts = contacts;
	here.n_contacts = n;
	return people_put_person(ctx, seed, person, &here, NULL);
}

/* Whoever sits here may be given another term here by the body's clerk; what changes a person of other bodies needs the
 * right on these too (S6). */
static enum outcome known_take(struct ctx *ctx, struct putting *p, const struct result_line *line,
			       struct person *ret_person)
{
	int64_t body_id;
	*ret_person = *line->person;
	TRY(people_body_for(ctx, RIGHT_CLERK, ret_person->id, &body_id));
	bool may = access_may(ctx, RIGHT_CLERK, body_id);
	const struct people_details more = paste_details(ctx->arena, line->row);
	if (!may && !line->held)
		return problem_add(
			ctx, line->field,
			msg("“{1}” serves on a body that your rights do not cover: a clerk of the whole site "
			    "adds this row"),
			ret_person->name);
	return may ? reach_add(ctx, p->seeds++, ret_person, &more) : OK;
}

static enum outcome term_begin(struct ctx *ctx, struct putting *p, const struct result_line *line)
{
	bool is_new = line->kind == RESULT_NEW;
	struct person person = person_new(line->row->name);
	if (is_new) {
		const struct people_details details = paste_details(ctx->arena, line->row);
		person.sort_name = line->row->sort_name;
		TRY(people_put_person(ctx, p->seeds++, &person, &details, NULL));
	} else {
		TRY(known_take(ctx, p, line, &person));
	}
	struct tenure tenure = {
		.person_id = person.id,
		.organization_id = p->council->organization_id,
		.post_id = line->post ? line->post->id : 0,
		.post = line->seat,
		.category = TENURE_ELECTED,
		.entry = p->order->scope == RESULT_BY_ELECTION ? ENTRY_BY_ELECTION : ENTRY_ELECTION,
		.from_day = p->order->first_day,
		.to_day = TENURE_OPEN,
	};
	TRY(people_put_tenure_untold(ctx, p->seeds++, &tenure, NULL));
	return line_insert(ctx, p, COUNCIL_BEGAN, &tenure, &tenure, is_new);
}

/* Every line is tried, so that all faults are told at once, each at its own. */
static enum outcome terms_begin(struct ctx *ctx, struct putting *p)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < p->result->n_lines; i++) {
		const struct result_line *line = &p->result->lines[i];
		struct problem *before = ctx->problems.last;
		if (line->kind == RESULT_OUT || line->kind == RESULT_DONE)
			continue;
		enum outcome begun = term_begin(ctx, p, line);
		for (struct problem *x = before ? before->next : ctx->problems.first; x; x = x->next)
			x->where = str_of(line->field);
		if (begun == INVALID)
			outcome = INVALID;
		else
			TRY(begun);
	}
	return outcome;
}

static struct str in_words(struct ctx *ctx, const struct putting *p)
{
	const struct result *r = p->result;
	return str_fmt(ctx->arena, "%.*s from %.*s: %zu again, %zu in another seat, %zu new, %zu left",
		       STR_ARG(p->world->body.name), STR_ARG(people_day(ctx->arena, p->order->first_day)),
		       result_count(r, RESULT_REELECTED), result_count(r, RESULT_MOVED),
		       result_count(r, RESULT_NEW) + result_count(r, RESULT_KNOWN), result_leaving(r));
}

enum outcome people_put_new_council(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				    const struct result_order *order, const struct result_world *world,
				    const struct result *result, struct new_council *council)
{
	TRY(access_need(ctx, RIGHT_CLERK, world->body.id));
	TRY(result_check(ctx, order, result));
	if (n_seeds < new_council_seeds(order, world))
		return RETRY;
	struct new_council made = *council;
	made.id = id_new(ctx);
	made.version = 1;
	made.organization_id = world->body.id;
	made.first_day = order->first_day;
	made.last_day = order->last_day;
	made.made_ms = ctx->now_ms;
	made.made_by = ctx->actor ? ctx->actor->name : STR("the program");
	made.undone_ms = 0;
	struct putting p = {.seeds = seeds, .order = order, .world = world, .result = result, .council = &made};
	p.told = arena_array(ctx->arena, int64_t, world->n_tenures + result->n_lines);
	TRY(db_exec(ctx, &people_sql_new_council_insert,
		    DB_PARAMS(db_int(made.id), db_int(made.organization_id), db_ref(made.election_id),
			      db_int(made.first_day), db_int(made.last_day), db_int(made.made_ms),
			      db_text(made.made_by)),
		    NULL));
	TRY(terms_end(ctx, &p));
	TRY(terms_begin(ctx, &p));
	if (p.n == 0)
		return problem_add(ctx, "table",
				   msg("Nothing would change: everybody in this table has their seat from "
				       "that day on already, and nobody leaves"));
	for (size_t i = 0; i < p.n_told; i++)
		TRY(people_tell_access(ctx, p.told[i]));
	*council = made;
	return access_log(ctx, "people.new_council", made.id, in_words(ctx, &p));
}

/* ---- Undoing ---- */

static bool is_gone(const struct new_council_line *line)
{
	return line->kind == COUNCIL_BEGAN && line->tenure.erased_ms;
}

enum outcome people_new_council_undoable(struct ctx *ctx, const struct new_council *council,
					 const struct new_council_line *lines, size_t n)
{
	if (council->undone_ms)
		return problem_add(ctx, "", msg("This was undone already"));
	for (size_t i = 0; i < n; i++) {
		const struct new_council_line *line = &lines[i];
		bool is_invited = false;
		if (is_gone(line))
			continue; /* a restore repeated the removals of an undoing that the backup does not know */
		if (line->kind == COUNCIL_BEGAN)
			TRY(invitations_sent_since(ctx, line->tenure.person_id, council->made_ms, &is_invited));
		if (is_invited)
			(void)problem_add(ctx, "", msg("{1} has been invited since"), line->tenure.person_name);
		if (line->tenure.erased_ms || line->tenure.version != line->tenure_version)
			(void)problem_add(ctx, "", msg("Somebody has changed the term of {1} since: {2}"),
					  line->tenure.person_name, tenure_office(ctx->arena, &line->tenure));
	}
	return ctx->problems.first ? INVALID : OK;
}

static struct str ground_of(struct ctx *ctx, const struct new_council *council)
{
	return str_fmt(ctx->arena, "Entered in error: a result of an election to %.*s that was taken back",
		       STR_ARG(council->organization_name));
}

/* Is a person whom the act added here for its sake alone? */
static enum outcome goes_too(struct ctx *ctx, const struct new_council_line *lines, size_t n, size_t at, bool *ret_goes)
{
	struct tenure *tenures;
	size_t n_tenures;
	*ret_goes = false;
	if (!lines[at].person_is_new)
		return OK;
	TRY(people_tenures_of(ctx, lines[at].tenure.person_id, &tenures, &n_tenures));
	for (size_t i = 0; i < n_tenures; i++) {
		bool is_ours = tenures[i].erased_ms != 0;
		for (size_t j = 0; j < n && !is_ours; j++)
			is_ours = lines[j].kind == COUNCIL_BEGAN && lines[j].tenure_id == tenures[i].id;
		if (!is_ours)
			return OK;
	}
	*ret_goes = true;
	return OK;
}

enum outcome people_new_council_note(struct ctx *ctx, const struct new_council *council,
				     const struct new_council_line *lines, size_t n)
{
	struct str *records = arena_array(ctx->arena, struct str, 2 * n + 1);
	size_t n_records = 0;
	for (size_t i = 0; i < n; i++) {
		struct person person;
		bool goes;
		if (lines[i].kind != COUNCIL_BEGAN || is_gone(&lines[i]))
			continue;
		TRY(journal_erasable(ctx, lines[i].tenure.record_id));
		records[n_records++] = lines[i].tenure.record_id;
		TRY(goes_too(ctx, lines, n, i, &goes));
		if (!goes)
			continue;
		TRY(people_person(ctx, lines[i].tenure.person_id, &person));
		TRY(journal_erasable(ctx, person.record_id));
		records[n_records++] = person.record_id;
	}
	return journal_removals_note_all(ctx, records, n_records, ground_of(ctx, council));
}

static enum outcome term_take_back(struct ctx *ctx, const struct journal_seed *seeds, const struct new_council *council,
				   const struct new_council_line *lines, size_t n, size_t at)
{
	const struct new_council_line *line = &lines[at];
	struct str ground = ground_of(ctx, council);
	struct person person;
	bool goes;
	if (is_gone(line))
		return OK;
	TRY(goes_too(ctx, lines, n, at, &goes));
	TRY(journal_erase(ctx, &seeds[0], line->tenure.record_id, ground));
	if (!goes)
		return OK;
	TRY(people_person(ctx, line->tenure.person_id, &person));
	return person.erased_ms ? OK : journal_erase(ctx, &seeds[1], person.record_id, ground);
}

static enum outcome term_reopen(struct ctx *ctx, const struct journal_seed *seed, const struct new_council_line *line)
{
	struct tenure tenure = line->tenure;
	tenure.to_day = line->to_day;
	tenure.ending = line->ending;
	return people_put_tenure_untold(ctx, seed, &tenure, NULL);
}

/* Rights as the terms are now, and invitations that wait for a term that is taken back go out no more. */
static enum outcome rights_follow(struct ctx *ctx, const struct new_council_line *line)
{
	if (line->kind == COUNCIL_BEGAN)
		TRY(invitations_cancel(ctx, line->tenure.person_id));
	return people_tell_access(ctx, line->tenure.person_id);
}

enum outcome people_undo_new_council(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				     const struct new_council *council)
{
	struct new_council stored;
	struct new_council_line *lines;
	size_t n;
	int64_t changed = 0;
	TRY(people_new_council(ctx, council->id, &stored));
	TRY(access_need(ctx, RIGHT_CLERK, stored.organization_id));
	if (stored.version != council->version)
		return CONFLICT;
	TRY(people_new_council_lines(ctx, stored.id, &lines, &n));
	TRY(people_new_council_undoable(ctx, &stored, lines, n));
	if (n_seeds < 2 * n)
		return RETRY;
	for (size_t i = 0; i < n; i++)
		if (lines[i].kind == COUNCIL_BEGAN)
			TRY(term_take_back(ctx, &seeds[2 * i], &stored, lines, n, i));
	for (size_t i = n; i-- > 0;)
		if (lines[i].kind == COUNCIL_ENDED)
			TRY(term_reopen(ctx, &seeds[2 * i], &lines[i]));
	for (size_t i = 0; i < n; i++)
		TRY(rights_follow(ctx, &lines[i]));
	TRY(db_exec(ctx, &people_sql_new_council_undo,
		    DB_PARAMS(db_int(stored.id), db_int(stored.version), db_int(ctx->now_ms),
			      db_text(ctx->actor ? ctx->actor->name : STR("the program"))),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	return access_log(ctx, "people.undo_new_council", stored.id, stored.organization_name);
}
