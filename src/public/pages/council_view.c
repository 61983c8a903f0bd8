/* A result and its consequences as pages show them. */
#include "pages/council_web.h"

/* Beyond so many there are choices only where somebody has to choose: a form has no more fields than its limit. */
#define CHOICES_MOST 300

static struct str number(struct arena *arena, int64_t n)
{
	return str_fmt(arena, "%lld", (long long)n);
}

/* ---- Who is who ---- */

static struct field choice_field(const struct ctx *ctx, const struct req *req, const char *name, const char *asks,
				 struct str of)
{
	return (struct field){.name = name,
			      .label = str_fmt(ctx->arena, "%s %.*s", asks, STR_ARG(of)),
			      .hidden_label = true,
			      .value = req_field(req, name),
			      .problems = ctx->problems.first};
}

/* What else is known of somebody of this name. */
static struct str known_words(struct ctx *ctx, const struct council_act *act, const struct person *person)
{
	for (size_t i = 0; i < act->world.n_tenures; i++)
		if (act->world.tenures[i].person_id == person->id)
			return tenure_office(ctx->arena, &act->world.tenures[i]);
	for (size_t i = 0; i < act->world.n_candidates; i++)
		if (act->world.candidates[i].person_id == person->id)
			return tenure_office(ctx->arena, &act->world.candidates[i]);
	return person->slug;
}

static void line_choices(struct ctx *ctx, const struct req *req, const struct council_act *act,
			 const struct result_line *line, struct council_row *row)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, line->n_like + 3);
	struct str chosen = req_field(req, line->field);
	if (!chosen.n && line->person)
		chosen = id_str(ctx->arena, line->person->id);
	size_t n = 0;
	if (line->kind == RESULT_ASKED)
		choices[n++] = (struct choice){.value = STR(""), .text = STR("Choose")};
	for (size_t i = 0; i < line->n_like; i++)
		choices[n++] = (struct choice){
			.value = id_str(ctx->arena, line->like[i]->id),
			.text = str_fmt(ctx->arena, "%.*s (%.*s)", STR_ARG(line->like[i]->name),
					STR_ARG(known_words(ctx, act, line->like[i]))),
		};
	choices[n++] = (struct choice){.value = STR("new"), .text = STR("Another person, not in the list yet")};
	choices[n++] = (struct choice){.value = STR("out"), .text = STR("Leave this row out")};
	for (size_t i = 0; i < n; i++)
		choices[i].chosen = str_eq(choices[i].value, chosen);
	row->choices = choices;
	row->n_choices = n;
}

static struct council_row row_of(struct ctx *ctx, const struct req *req, const struct council_act *act,
				 const struct result_line *line)
{
	static const struct {
		const char *text, *colour;
	} states[] = {
		[RESULT_ASKED] = {msg("Choose"), "red"},
		[RESULT_REELECTED] = {msg("Re-elected"), "green"},
		[RESULT_MOVED] = {msg("Another seat"), "purple"},
		[RESULT_KNOWN] = {msg("New to a seat"), NULL},
		[RESULT_NEW] = {msg("New"), NULL},
		[RESULT_DONE] = {msg("Here already"), "grey"},
		[RESULT_OUT] = {msg("Left out"), "grey"},
	};
	struct council_row row = {
		.line = number(ctx->arena, line->row->line),
		.name = line->row->name,
		.seat = line->seat,
		.state = str_of(states[line->kind].text),
		.colour = states[line->kind].colour,
		.field = choice_field(ctx, req, line->field, "Who was elected?", line->row->name),
	};
	bool is_one = line->n_like > 0 || line->twin;
	if (!line->row->not_elected && is_one && (line->kind == RESULT_ASKED || act->result.n_lines <= CHOICES_MOST))
		line_choices(ctx, req, act, line, &row);
	return row;
}

/* What nobody has said is sent as nothing: it may follow otherwise from the next answer. */
static void term_choices(struct ctx *ctx, const struct result_term *term, struct council_row *row)
{
	static const struct {
		int32_t ending; /* ENDING_NOT_SAID: stays */
		const char *text;
	} offered[] = {
		{ENDING_TERM, msg("Leaves: lost, or did not stand again")},
		{ENDING_NOT_SAID, msg("Stays: was not up for election")},
		{ENDING_RESIGNED, msg("Leaves: resigned")},
		{ENDING_REMOVED, msg("Leaves: recalled or dismissed")},
		{ENDING_DISQUALIFIED, msg("Leaves: disqualified")},
	};
	struct choice *choices = arena_array(ctx->arena, struct choice, COUNT_OF(offered) + 1);
	size_t n = 0;
	if (term->fate == FATE_ASKED)
		choices[n++] = (struct choice){.value = STR(""), .text = STR("Choose"), .chosen = true};
	for (size_t i = 0; i < COUNT_OF(offered); i++) {
		bool stays = offered[i].ending == ENDING_NOT_SAID;
		choices[n++] = (struct choice){
			.value = stays ? STR("stays") : tenure_ending_name(offered[i].ending),
			.text = str_of(offered[i].text),
			.chosen = stays ? term->fate == FATE_STAYS
					: term->fate == FATE_ENDS && term->ending == offered[i].ending,
		};
		if (choices[n - 1].chosen && !row->field.value.n)
			choices[n - 1].value = STR("");
	}
	row->choices = choices;
	row->n_choices = n;
}

void council_people_fill(struct ctx *ctx, const struct req *req, const struct council_act *act,
			 struct council_pages *view)
{
	const struct result *r = &act->result;
	struct council_row *rows = arena_array(ctx->arena, struct council_row, r->n_lines + 1);
	struct council_row *sitting = arena_array(ctx->arena, struct council_row, r->n_terms + 1);
	for (size_t i = 0; i < r->n_lines; i++) {
		view->n_asked += r->lines[i].kind == RESULT_ASKED;
		rows[view->n_rows++] = row_of(ctx, req, act, &r->lines[i]);
	}
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct result_term *term = &r->terms[i];
		bool is_again = term->line && term->line->held == term->tenure && term->line->kind == RESULT_REELECTED;
		view->n_asked += term->fate == FATE_ASKED;
		if (is_again || term->fate == FATE_OVER)
			continue;
		struct council_row *row = &sitting[view->n_sitting++];
		*row = (struct council_row){
			.name = term->tenure->person_name,
			.seat = term->tenure->post,
			.state = term->line ? STR("Elected to another seat") : STR("Not in the result"),
			.field = choice_field(ctx, req, term->field, "What happens?", term->tenure->person_name),
		};
		if (term->fate == FATE_ASKED || r->n_terms <= CHOICES_MOST)
			term_choices(ctx, term, row);
	}
	view->rows = rows;
	view->sitting = sitting;
}

/* ---- What will happen ---- */

static struct str vacant_words(struct ctx *ctx, const struct result_seat *seat)
{
	int32_t all = seat->post ? seat->post->seats : seat->sat;
	return all > 1 ? str_fmt(ctx->arena, "%d of %d", seat->vacant, all) : STR("");
}

static struct str ending_how(const struct result_term *term)
{
	if (term->line && term->line->kind == RESULT_REELECTED)
		return STR("Re-elected");
	if (term->line && term->line->kind == RESULT_MOVED)
		return STR("Elected to another seat");
	return term->ending == ENDING_TERM ? STR("Leaves") : tenure_ending_name(term->ending);
}

static void terms_fill(struct ctx *ctx, const struct council_act *act, struct council_pages *view)
{
	const struct result *r = &act->result;
	struct council_term *ending = arena_array(ctx->arena, struct council_term, r->n_terms + 1);
	struct council_term *beginning = arena_array(ctx->arena, struct council_term, r->n_lines + 1);
	struct council_person *staying = arena_array(ctx->arena, struct council_person, r->n_terms + 1);
	struct str until = people_day_words(ctx->arena, act->order.last_day);
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct result_term *term = &r->terms[i];
		if (term->fate == FATE_ENDS)
			ending[view->ending.n++] = (struct council_term){.name = term->tenure->person_name,
									 .office = term->tenure->post,
									 .days = until,
									 .how = ending_how(term)};
		else if (term->fate == FATE_STAYS)
			staying[view->n_staying++] =
				(struct council_person){term->tenure->person_name, term->tenure->post};
	}
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct result_line *line = &r->lines[i];
		if (line->kind == RESULT_OUT || line->kind == RESULT_DONE)
			continue;
		view->n_new += line->kind == RESULT_NEW;
		beginning[view->beginning.n++] = (struct council_term){
			.name = line->person ? line->person->name : line->row->name,
			.office = line->seat,
			.days = view->from_words,
			.how = line->kind == RESULT_REELECTED ? STR("Re-elected")
			       : line->kind == RESULT_MOVED   ? STR("Elected to another seat")
			       : line->kind == RESULT_KNOWN   ? STR("New to a seat")
							      : STR("New, added to the list of people"),
		};
	}
	view->ending.p = ending;
	view->beginning.p = beginning;
	view->staying = staying;
}

void council_preview_fill(struct ctx *ctx, const struct council_act *act, struct council_pages *view)
{
	const struct result *r = &act->result;
	struct council_person *vacant = arena_array(ctx->arena, struct council_person, r->n_seats + 1);
	struct council_person *candidates = arena_array(ctx->arena, struct council_person, act->world.n_candidates + 1);
	view->from_words = people_day_words(ctx->arena, act->order.first_day);
	terms_fill(ctx, act, view);
	for (size_t i = 0; i < r->n_seats; i++)
		if (r->seats[i].vacant > 0)
			vacant[view->n_vacant++] =
				(struct council_person){r->seats[i].label, vacant_words(ctx, &r->seats[i])};
	for (size_t i = 0; i < act->world.n_candidates; i++)
		candidates[view->n_candidates++] =
			(struct council_person){act->world.candidates[i].person_name,
						people_day_words(ctx->arena, act->world.candidates[i].to_day)};
	view->vacant = vacant;
	view->candidates = candidates;
	view->effects = act->effects;
	view->basis = act->basis_now;
}

/* ---- What was done ---- */

static struct council_term done_term(struct ctx *ctx, const struct new_council_line *line)
{
	const struct tenure *t = &line->tenure;
	struct council_term term = {.name = people_shown(t->person_name), .slug = t->person_slug};
	if (t->erased_ms) {
		term.slug = STR("");
		term.office = STR("Removed");
		return term;
	}
	term.office = people_shown_post(t->post);
	term.days = people_term_words(ctx->arena, t);
	term.how = line->kind == COUNCIL_ENDED ? tenure_ending_name(t->ending) : STR("");
	return term;
}

static bool stays_named(const struct new_council_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool sat = lines[i].kind != COUNCIL_BEGAN || lines[i].person_is_new;
		for (size_t j = 0; j < n && !sat; j++)
			sat = lines[j].kind == COUNCIL_ENDED && lines[j].tenure.person_id == lines[i].tenure.person_id;
		if (!sat)
			return true;
	}
	return false;
}

enum outcome council_page_fill(struct ctx *ctx, struct council_page *view)
{
	struct new_council_line *lines;
	size_t n;
	const struct new_council *c = &view->council;
	TRY(people_new_council_lines(ctx, c->id, &lines, &n));
	struct council_term *ended = arena_array(ctx->arena, struct council_term, n + 1);
	struct council_term *began = arena_array(ctx->arena, struct council_term, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (lines[i].kind == COUNCIL_ENDED)
			ended[view->ended.n++] = done_term(ctx, &lines[i]);
		else
			began[view->began.n++] = done_term(ctx, &lines[i]);
	}
	view->ended.p = ended;
	view->began.p = began;
	view->from_words = people_day_words(ctx->arena, c->first_day);
	view->until_words = people_day_words(ctx->arena, c->last_day);
	view->made = instant_words(ctx->arena, ctx->site->zone, (struct instant){c->made_ms});
	if (c->undone_ms)
		view->undone = instant_words(ctx->arena, ctx->site->zone, (struct instant){c->undone_ms});
	view->path = council_path(ctx->arena, c->id);
	view->stays_named = stays_named(lines, n);
	view->is_clerk = access_may(ctx, RIGHT_CLERK, c->organization_id);
	struct problems said = ctx->problems; /* of a form that was refused */
	ctx->problems = (struct problems){0};
	enum outcome undoable = council_undoable(ctx, c, lines, n);
	view->why_not = ctx->problems.first;
	ctx->problems = said;
	view->may_undo = view->is_clerk && undoable == OK;
	return undoable == INVALID ? OK : undoable;
}
