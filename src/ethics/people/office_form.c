#include "people/office_form.h"

#include "people/people_views.h"

struct field form_question(const struct ctx *ctx, const struct req *req, const char *name, struct str label,
			   struct str hint)
{
	return (struct field){.name = name,
			      .label = label,
			      .hint = hint,
			      .value = req_field(req, name),
			      .problems = ctx->problems.first,
			      .spellcheck_off = true};
}

void people_steps(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("People"), STR("/office/people"));
}

static bool is_sent(const struct form_asker *ask)
{
	return ask->req->method == HTTP_POST;
}

static struct form_item *item_add(struct form_asker *ask, const char *name, struct str label, const char *hint,
				  struct str value, struct str stored)
{
	static struct form_item spare;
	if (ask->form->n_items == FORM_ITEMS)
		return &spare; /* never: forms are ours */
	struct form_item *item = &ask->form->items[ask->form->n_items++];
	struct str sent = req_field(ask->req, name);
	*item = (struct form_item){
		.field = {.name = name,
			  .label = label,
			  .hint = str_of(hint ? hint : ""),
			  .value = is_sent(ask) ? sent : value,
			  .problems = ask->ctx->problems.first},
	};
	if (ask->is_stale && !str_eq(str_trim(sent), stored))
		item->stored = stored.n ? stored : STR("nothing");
	return item;
}

void form_input(struct form_asker *ask, const char *name, struct str label, const char *hint, struct str value)
{
	item_add(ask, name, label, hint, value, value)->field.spellcheck_off = true;
}

void form_day(struct form_asker *ask, const char *name, struct str label, const char *hint, int32_t value)
{
	struct str text = people_day(ask->ctx->arena, value);
	const char *how = "Without a calendar to pick from, write it as 2026-07-01";
	struct form_item *item = item_add(ask, name, label, hint ? hint : how, text, text);
	item->field.type = "date";
}

static void choose(struct choice *choices, size_t n, struct str value)
{
	for (size_t i = 0; i < n; i++)
		choices[i].chosen = str_eq(choices[i].value, value);
}

static struct str choice_text(const struct choice *choices, size_t n, struct str value)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(choices[i].value, value))
			return choices[i].text;
	return value;
}

void form_select(struct form_asker *ask, const char *name, struct str label, const char *hint, struct choice *choices,
		 size_t n, struct str value)
{
	struct form_item *item = item_add(ask, name, label, hint, value, value);
	if (item->stored.n)
		item->stored = choice_text(choices, n, value);
	item->kind = ITEM_SELECT;
	item->choices = choices;
	item->n_choices = n;
	choose(choices, n, item->field.value);
}

void form_radios(struct form_asker *ask, const char *name, struct str label, struct choice *choices, size_t n,
		 struct str value)
{
	form_select(ask, name, label, NULL, choices, n, value);
	ask->form->items[ask->form->n_items - 1].kind = ITEM_RADIOS;
}

void form_checkbox(struct form_asker *ask, const char *name, struct str text, bool value)
{
	struct str yes = STR("yes"), stored = value ? yes : STR("");
	struct form_item *item = item_add(ask, name, text, NULL, stored, stored);
	if (item->stored.n)
		item->stored = value ? STR("ticked") : STR("not ticked");
	item->kind = ITEM_CHECKBOX;
	item->choice = (struct choice){.value = yes, .text = text, .chosen = item->field.value.n > 0};
}

enum outcome form_take_day(struct ctx *ctx, const struct req *req, const char *name, int32_t otherwise,
			   int32_t *ret_day)
{
	struct str text = str_trim(req_field(req, name));
	struct day day = {otherwise};
	if (text.n && !day_parse(text, &day))
		return problem_add(ctx, name, msg("Enter the day as year-month-day, such as 2026-07-01"));
	*ret_day = day.n;
	return OK;
}

/* ---- A person ---- */

void form_ask_person(struct form_asker *ask, const char *known)
{
	form_input(ask, "name", STR("Name"), NULL, STR(""));
	form_checkbox(ask, "known", str_of(known), false);
}

/* The person of that name, or with that address. */
static enum outcome known_take(struct ctx *ctx, struct str name, struct person *ret_person)
{
	int64_t body_id;
	TRY(people_person_named(ctx, name, "name", ret_person));
	TRY(people_body_for(ctx, RIGHT_CLERK, ret_person->id, &body_id));
	return access_need(ctx, RIGHT_CLERK, body_id);
}

enum outcome form_take_person(struct ctx *ctx, const struct req *req, struct person *ret_person)
{
	struct str name = str_trim(req_field(req, "name"));
	*ret_person = person_new(name);
	if (str_empty(name))
		return problem_add(ctx, "name", msg("Enter the name"));
	return form_ticked(req, "known") ? known_take(ctx, name, ret_person) : person_check(ctx, ret_person);
}

/* ---- Sending ---- */

struct form_act form_act_of(struct ctx *ctx, const struct req *req, size_t n_seeds)
{
	struct form_act act = {
		.form_id = req_field(req, "_form"),
		.seeds = arena_array(ctx->arena, struct journal_seed, n_seeds),
		.n_seeds = n_seeds,
	};
	if (!str_to_i64(req_field(req, "_version"), &act.version) || act.version < 0)
		act.version = 0;
	for (size_t i = 0; i < n_seeds; i++)
		act.seeds[i] = journal_seed_new(ctx);
	return act;
}

static enum outcome act_write(struct ctx *ctx, void *args)
{
	struct form_act *act = args;
	struct str before;
	enum outcome used = form_id_use(ctx, act->form_id, &before);
	if (used == CONFLICT) {
		act->done = before;
		return OK;
	}
	TRY(used);
	TRY(act->change(ctx, act));
	return form_id_result(ctx, act->form_id, act->done);
}

bool form_is_stale(const struct resp *resp)
{
	return resp->status == 409;
}

enum outcome form_send(struct ctx *ctx, const struct req *req, struct resp *resp, struct form_act *act,
		       enum outcome decoded,
		       enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp))
{
	enum outcome outcome = decoded == OK ? site_write(ctx, act_write, act) : decoded;
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("Somebody changed this while you were here. Your answers are kept; beside them "
				      "stands what is stored now. Look at both, then send again."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, act->done);
	return OK;
}

struct choice *form_category_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, TENURE_SUPPLIER);
	for (int32_t i = TENURE_ELECTED; i <= TENURE_SUPPLIER; i++) {
		struct str name = tenure_category_name(i);
		choices[i - 1] = (struct choice){.value = name, .text = name, .chosen = str_eq(name, chosen)};
	}
	*ret_n = TENURE_SUPPLIER;
	return choices;
}

enum outcome form_body_choices(struct ctx *ctx, struct choice **ret_choices, size_t *ret_n)
{
	struct organization *bodies;
	size_t n, used = 0;
	TRY(people_organizations(ctx, &bodies, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n);
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_CLERK, bodies[i].id))
			choices[used++] =
				(struct choice){.value = id_str(ctx->arena, bodies[i].id), .text = bodies[i].name};
	*ret_choices = choices;
	*ret_n = used;
	return OK;
}
