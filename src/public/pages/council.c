#include "pages/council.h"

#include "people/invitations.h"

/* ---- Duties before and after ---- */

struct owed {
	int64_t person_id;
	const struct duty_item *items;
	size_t n;
};

static bool is_owed(const struct duty_item *item)
{
	return item->o.status == OBLIGATION_OWED && !item->o.voluntary;
}

static const struct duty_item *find_same(const struct owed *in, const struct obligation *o)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct obligation *x = &in->items[i].o;
		if (x->duty == o->duty && x->tenure_id == o->tenure_id && x->trigger_day == o->trigger_day &&
		    x->subject == o->subject)
			return &in->items[i];
	}
	return NULL;
}

/* Their place among the `n`, or the one behind these. */
static size_t owed_find(const struct owed *owed, size_t n, int64_t person_id)
{
	size_t i = 0;
	while (i < n && owed[i].person_id != person_id)
		i++;
	return i;
}

static enum outcome owed_load(struct ctx *ctx, int64_t person_id, struct owed *ret_owed)
{
	struct duty_item *items;
	struct owed owed = {.person_id = person_id};
	TRY(duties_of_person(ctx, person_id, &items, &owed.n));
	owed.items = items;
	*ret_owed = owed;
	return OK;
}

/* What is alike for many is told once. */
struct grouping {
	struct council_duty *groups;
	size_t n, capacity;
	struct buf *names;
};

static struct grouping grouping_of(struct arena *arena, size_t capacity)
{
	return (struct grouping){.groups = arena_array(arena, struct council_duty, capacity + 1),
				 .names = arena_array(arena, struct buf, capacity + 1),
				 .capacity = capacity};
}

static void group_add(struct ctx *ctx, struct grouping *g, const struct duty_item *item, struct str why)
{
	struct str due =
		item->o.due_day == DEADLINE_NO_DAY ? STR("") : day_words(ctx->arena, (struct day){item->o.due_day});
	size_t i = 0;
	while (i < g->n && !(str_eq(g->groups[i].title, item->title) && str_eq(g->groups[i].due, due) &&
			     str_eq(g->groups[i].why, why)))
		i++;
	if (i == g->capacity)
		return;
	if (i == g->n) {
		g->groups[g->n++] = (struct council_duty){.title = item->title, .due = due, .why = why};
		g->names[i] = buf_open(ctx->arena, 64);
	}
	g->groups[i].n++;
	buf_str(&g->names[i], g->names[i].n ? STR(", ") : STR(""));
	buf_str(&g->names[i], item->person_name);
	g->groups[i].who = buf_view(&g->names[i]);
}

/* ---- What follows ---- */

static enum outcome duties_compare(struct ctx *ctx, const struct owed *before, size_t n,
				   const struct new_council_line *lines, size_t n_lines,
				   struct council_effects *effects)
{
	struct owed *after = arena_array(ctx->arena, struct owed, n_lines + 1);
	size_t n_after = 0, all = 0;
	for (size_t i = 0; i < n_lines; i++) {
		if (owed_find(after, n_after, lines[i].tenure.person_id) < n_after)
			continue;
		TRY(owed_load(ctx, lines[i].tenure.person_id, &after[n_after]));
		all += after[n_after++].n;
	}
	for (size_t i = 0; i < n; i++)
		all += before[i].n;
	static const struct owed nothing = {0};
	struct grouping owed = grouping_of(ctx->arena, all), gone = grouping_of(ctx->arena, all);
	for (size_t i = 0; i < n_after; i++) {
		size_t at = owed_find(before, n, after[i].person_id);
		const struct owed *was = at < n ? &before[at] : &nothing;
		for (size_t j = 0; j < after[i].n; j++) {
			const struct duty_item *item = &after[i].items[j], *then = find_same(was, &item->o);
			if (is_owed(item) && !(then && is_owed(then) && then->o.due_day == item->o.due_day))
				group_add(ctx, &owed, item, duty_why(ctx, item));
		}
		for (size_t j = 0; j < was->n; j++) {
			const struct duty_item *item = &was->items[j], *now = find_same(&after[i], &item->o);
			if (is_owed(item) && !(now && is_owed(now)))
				group_add(ctx, &gone, item, now ? duty_why(ctx, now) : STR(""));
		}
	}
	effects->owed = owed.groups;
	effects->n_owed = owed.n;
	effects->gone = gone.groups;
	effects->n_gone = gone.n;
	return OK;
}

/* Whose sign-in ends: they have an account, and no term beyond the one that ends. */
static enum outcome rights_fill(struct ctx *ctx, const struct new_council_line *lines, size_t n,
				struct council_effects *effects)
{
	struct council_person *rights = arena_array(ctx->arena, struct council_person, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct tenure *terms;
		size_t n_terms;
		bool holds = false;
		struct access_standing standing;
		const struct tenure *t = &lines[i].tenure;
		if (lines[i].kind != COUNCIL_ENDED)
			continue;
		TRY(access_standing_of(ctx, t->person_id, &standing));
		TRY(people_tenures_of(ctx, t->person_id, &terms, &n_terms));
		for (size_t j = 0; j < n_terms; j++)
			holds |= terms[j].to_day > t->to_day;
		if (standing.account_id && !holds)
			rights[effects->n_rights++] = (struct council_person){
				.name = t->person_name, .note = day_words(ctx->arena, (struct day){t->to_day})};
	}
	effects->rights = rights;
	return OK;
}

/* Those who may be invited, and how: as the page of invitations will have it. */
static enum outcome invitations_fill(struct ctx *ctx, const struct new_council_line *lines, size_t n,
				     struct council_effects *effects)
{
	struct council_person *invitations = arena_array(ctx->arena, struct council_person, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct invitee invitee;
		if (lines[i].kind != COUNCIL_BEGAN)
			continue;
		TRY(invitee_load(ctx, lines[i].tenure.person_id, false, &invitee));
		if (!invitation_note_skips(invitee.note))
			invitations[effects->n_invitations++] = (struct council_person){
				.name = lines[i].tenure.person_name,
				.note = invitee.way == INVITE_BY_MAIL ? invitee.email : STR(""),
			};
	}
	effects->invitations = invitations;
	return OK;
}

/* ---- The act ---- */

struct str council_path(struct arena *arena, int64_t council_id)
{
	return str_fmt(arena, "/office/new-council/%.*s", STR_ARG(id_str(arena, council_id)));
}

enum outcome council_seed(struct ctx *ctx, struct council_act *act)
{
	struct result_world world = {0};
	struct tenure *tenures;
	TRY(people_tenures_of_body(ctx, act->body_id, &tenures, &world.n_tenures));
	act->n_seeds = new_council_seeds(&act->order, &world);
	act->seeds = arena_array(ctx->arena, struct journal_seed, act->n_seeds + 1);
	for (size_t i = 0; i < act->n_seeds; i++)
		act->seeds[i] = journal_seed_new(ctx);
	return OK;
}

/* Who, which seat and which term, each as it stands here now: what a preview has shown is what is done. */
static struct str basis_of(struct ctx *ctx, const struct council_act *act)
{
	struct buf out = buf_open(ctx->arena, 4096);
	buf_fmt(&out, "%lld %lld %d %d\n", (long long)act->body_id, (long long)act->council.election_id,
		act->order.first_day, act->order.last_day);
	for (size_t i = 0; i < act->result.n_lines; i++) {
		const struct result_line *line = &act->result.lines[i];
		buf_fmt(&out, "%lld %d %lld %lld %lld %lld %.*s\n", (long long)line->row->line, (int)line->kind,
			line->person ? (long long)line->person->id : 0,
			line->person ? (long long)line->person->version : 0, line->post ? (long long)line->post->id : 0,
			line->post ? (long long)line->post->version : 0, STR_ARG(line->seat));
	}
	for (size_t i = 0; i < act->result.n_terms; i++) {
		const struct result_term *term = &act->result.terms[i];
		buf_fmt(&out, "%lld %lld %d %d\n", (long long)term->tenure->id, (long long)term->tenure->version,
			(int)term->fate, (int)term->ending);
	}
	struct hash hash = hash_bytes(buf_view(&out));
	return str_slice(hash_hex(ctx->arena, &hash), 0, 32);
}

static enum outcome owed_before(struct ctx *ctx, const struct council_act *act, struct owed **ret_owed, size_t *ret_n)
{
	const struct result *r = &act->result;
	struct owed *owed = arena_array(ctx->arena, struct owed, r->n_lines + r->n_terms + 1);
	size_t n = 0;
	for (size_t i = 0; i < r->n_terms; i++) {
		int64_t id = r->terms[i].tenure->person_id;
		if (r->terms[i].fate == FATE_ENDS && owed_find(owed, n, id) == n)
			owed[n++].person_id = id;
	}
	for (size_t i = 0; i < r->n_lines; i++) {
		int64_t id = r->lines[i].person ? r->lines[i].person->id : 0;
		if (id && owed_find(owed, n, id) == n)
			owed[n++].person_id = id;
	}
	for (size_t i = 0; i < n; i++)
		TRY(owed_load(ctx, owed[i].person_id, &owed[i]));
	*ret_owed = owed;
	*ret_n = n;
	return OK;
}

static enum outcome act_try(struct ctx *ctx, struct council_act *act, bool is_shown)
{
	struct owed *before = NULL;
	struct new_council_line *lines;
	size_t n_before = 0, n_lines;
	struct new_council council = act->council;
	if (is_shown)
		TRY(owed_before(ctx, act, &before, &n_before));
	TRY(people_put_new_council(ctx, act->seeds, act->n_seeds, &act->order, &act->world, &act->result, &council));
	if (!is_shown) {
		act->council = council;
		return OK;
	}
	TRY(people_new_council_lines(ctx, council.id, &lines, &n_lines));
	TRY(duties_compare(ctx, before, n_before, lines, n_lines, &act->effects));
	TRY(rights_fill(ctx, lines, n_lines, &act->effects));
	return invitations_fill(ctx, lines, n_lines, &act->effects);
}

enum outcome council_write(struct ctx *ctx, void *args)
{
	struct council_act *act = args;
	enum outcome used = act->form_id.n && !act->preview ? form_id_use(ctx, act->form_id, &act->before) : OK;
	act->effects = (struct council_effects){0};
	act->tried = false;
	if (used == CONFLICT)
		return OK; /* the same form again */
	TRY(used);
	act->before = (struct str){0};
	TRY(result_world_load(ctx, act->body_id, act->council.election_id, act->order.rows, act->order.n_rows,
			      &act->world));
	result_match(ctx->arena, &act->world, &act->order, &act->result);
	act->basis_now = basis_of(ctx, act);
	bool is_shown = act->preview || (act->basis.n && !str_eq(act->basis, act->basis_now));
	TRY(act_try(ctx, act, is_shown));
	act->tried = true;
	if (is_shown)
		return CONFLICT; /* takes all of it back */
	return act->form_id.n ? form_id_result(ctx, act->form_id, council_path(ctx->arena, act->council.id)) : OK;
}

enum outcome council_first_day(struct ctx *ctx, int32_t polling_day, int32_t *ret_day,
			       const struct rule_amount **ret_amount)
{
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	struct day polling = {polling_day};
	int32_t days = rulebook_number_on(rulebook, STR("new-term-after-election"), STR("day"), polling, 0);
	*ret_day = days > 0 ? polling_day + days : PEOPLE_NO_DAY;
	*ret_amount = days > 0 ? rulebook_amount_on(rulebook, STR("new-term-after-election"), polling) : NULL;
	return OK;
}

/* ---- Undoing ---- */

static void said_since(struct ctx *ctx, const char *message, const struct new_council_line *line)
{
	(void)problem_add(ctx, "", message, line->tenure.person_name);
}

static enum outcome signed_since(struct ctx *ctx, const struct new_council *council,
				 const struct new_council_line *line)
{
	struct commitment *commitments;
	struct commitment_words *words;
	struct duty_item *items;
	size_t n;
	TRY(commitments_of_person(ctx, line->tenure.person_id, &commitments, &n));
	for (size_t i = 0; i < n; i++)
		if (commitments[i].tenure_id == line->tenure_id && commitments[i].signed_ms >= council->made_ms) {
			said_since(ctx, msg("{1} has signed since"), line);
			return OK;
		}
	TRY(commitments_words_of_person(ctx, line->tenure.person_id, &words, &n));
	for (size_t i = 0; i < n; i++)
		if (words[i].tenure_id == line->tenure_id && words[i].changed_ms >= council->made_ms) {
			said_since(ctx, msg("{1} has written since how they keep the code"), line);
			return OK;
		}
	TRY(duties_of_person(ctx, line->tenure.person_id, &items, &n));
	for (size_t i = 0; i < n; i++)
		if (items[i].o.tenure_id == line->tenure_id &&
		    ((items[i].done.id && items[i].done.put_ms >= council->made_ms) ||
		     (items[i].change.id && items[i].change.put_ms >= council->made_ms))) {
			said_since(ctx, msg("Something that {1} owes was recorded as done, extended or waived since"),
				   line);
			return OK;
		}
	return OK;
}

enum outcome council_undoable(struct ctx *ctx, const struct new_council *council, const struct new_council_line *lines,
			      size_t n)
{
	enum outcome outcome = people_new_council_undoable(ctx, council, lines, n);
	if ((outcome != OK && outcome != INVALID) || council->undone_ms)
		return outcome;
	for (size_t i = 0; i < n; i++)
		if (!lines[i].tenure.erased_ms)
			TRY(signed_since(ctx, council, &lines[i]));
	return ctx->problems.first ? INVALID : OK;
}

static enum outcome undo_write(struct ctx *ctx, void *args)
{
	struct council_undo *undo = args;
	struct new_council_line *lines;
	size_t n;
	struct str before;
	enum outcome used = undo->form_id.n ? form_id_use(ctx, undo->form_id, &before) : OK;
	if (used == CONFLICT)
		return OK; /* the same form again */
	TRY(used);
	TRY(people_new_council_lines(ctx, undo->council.id, &lines, &n));
	TRY(council_undoable(ctx, &undo->council, lines, n));
	return people_undo_new_council(ctx, undo->seeds, undo->n_seeds, &undo->council);
}

enum outcome council_undo(struct ctx *ctx, struct council_undo *undo)
{
	struct new_council_line *lines;
	size_t n;
	TRY(access_need(ctx, RIGHT_CLERK, undo->council.organization_id));
	TRY(people_new_council_lines(ctx, undo->council.id, &lines, &n));
	if (!undo->council.undone_ms) {
		TRY(council_undoable(ctx, &undo->council, lines, n));
		TRY(people_new_council_note(ctx, &undo->council, lines, n));
	}
	undo->n_seeds = 2 * n;
	undo->seeds = arena_array(ctx->arena, struct journal_seed, undo->n_seeds + 1);
	for (size_t i = 0; i < undo->n_seeds; i++)
		undo->seeds[i] = journal_seed_new(ctx);
	return site_write(ctx, undo_write, undo);
}
