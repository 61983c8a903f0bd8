/* One question as a form: the inputs of each kind of answer, and what they say. */
#include "registers/declare_web.h"

#define GROUPS_MOST 12

/* "v0", "v0_id". */
static const char *input_name(struct ctx *ctx, size_t at, const char *part)
{
	return str_c(ctx->arena, str_fmt(ctx->arena, "v%zu%s", at, part));
}

static size_t inputs_of(enum scheme_kind kind)
{
	return kind == FIELD_ORGANIZATION ? 3 : kind == FIELD_PERIOD || kind == FIELD_ADDRESS ? 2 : 1;
}

/* How many answers the page has room for: those given and one more. */
static size_t groups_of(const struct scheme_field *field, size_t n_given)
{
	size_t most = field->many > 1 ? (size_t)field->many : 1;
	size_t fit = GROUPS_MOST / inputs_of(field->kind);
	size_t n = field->many > 1 ? n_given + 1 : 1;
	most = most < fit ? most : fit;
	return n < most ? n : most;
}

/* ---- Asking ---- */

static struct str label_of(struct ctx *ctx, const struct scheme_field *field, struct str label, size_t at)
{
	if (field->many <= 1)
		return label;
	return str_fmt(ctx->arena, "%.*s (%zu)", STR_ARG(label), at + 1);
}

static void last_hint(struct form_asker *ask, struct str hint)
{
	ask->form->items[ask->form->n_items - 1].field.hint = hint;
}

static void ask_choices(struct form_asker *ask, const struct scheme_field *field, const char *name, struct str label,
			struct str value)
{
	size_t n = field->kind == FIELD_CHOICE ? field->n_choices : field->n_bands;
	struct choice *choices = arena_array(ask->ctx->arena, struct choice, n + 1);
	for (size_t i = 0; i < n; i++)
		choices[i] = field->kind == FIELD_CHOICE
				     ? (struct choice){.value = field->choices[i].id, .text = field->choices[i].text}
				     : (struct choice){.value = field->bands[i].id, .text = field->bands[i].text};
	if (field->unknown)
		choices[n++] = (struct choice){.value = STR("not known"), .text = str_of(msg("Not known"))};
	form_radios(ask, name, label, choices, n, value);
}

static void ask_yes_no(struct form_asker *ask, const char *name, struct str label, struct str value)
{
	struct choice *choices = arena_array(ask->ctx->arena, struct choice, 2);
	choices[0] = (struct choice){.value = STR("yes"), .text = str_of(msg("Yes"))};
	choices[1] = (struct choice){.value = STR("no"), .text = str_of(msg("No"))};
	form_radios(ask, name, label, choices, 2, value);
}

static void ask_day(struct form_asker *ask, const char *name, struct str label, bool vague, struct str value)
{
	form_input(ask, name, label,
		   vague ? msg("Such as 2026-07-01. A month (2026-07) or a year (2026) is enough")
			 : msg("Without a calendar to pick from, write it as 2026-07-01"),
		   value);
	if (!vague)
		ask->form->items[ask->form->n_items - 1].field.type = "date";
}

static void ask_period(struct form_asker *ask, const struct scheme_field *field, size_t at, struct str cell)
{
	struct str from = STR(""), to = cell;
	(void)str_cut(&to, '/', &from);
	if (str_eq(to, STR("..")) || str_empty(cell))
		to = STR("");
	ask_day(ask, input_name(ask->ctx, at, "_from"), label_of(ask->ctx, field, str_of(msg("From")), at),
		field->vague, from);
	ask_day(ask, input_name(ask->ctx, at, "_to"),
		label_of(ask->ctx, field, str_of(msg("To. Leave it empty if it goes on")), at), field->vague, to);
}

static void ask_organization(struct form_asker *ask, const struct scheme_field *field, size_t at,
			     const struct value *value)
{
	struct ctx *ctx = ask->ctx;
	form_input(ask, input_name(ctx, at, ""), label_of(ctx, field, str_of(msg("Name")), at), NULL,
		   value ? value->text : STR(""));
	form_input(ask, input_name(ctx, at, "_id"),
		   label_of(ctx, field, str_of(msg("Registered number, if you know it")), at), NULL,
		   value ? value->id : STR(""));
	form_input(ask, input_name(ctx, at, "_scheme"),
		   label_of(ctx, field, str_of(msg("In which register has it that number?")), at),
		   msg("Such as GB-COH for Companies House, US-EIN, or LEI. Only with a number"),
		   value ? value->scheme : STR(""));
}

static void ask_text(struct form_asker *ask, const char *name, struct str label, int rows, struct str value)
{
	form_input(ask, name, label, NULL, value);
	ask->form->items[ask->form->n_items - 1].field.rows = rows;
}

/* Where a value that cannot be told otherwise is "not known". */
static bool has_unknown_box(const struct scheme_field *field)
{
	return field->unknown && field->kind != FIELD_TEXT && field->kind != FIELD_LONG_TEXT &&
	       field->kind != FIELD_CHOICE && !(field->kind == FIELD_MONEY && field->n_bands);
}

static void ask_value(struct form_asker *ask, const struct scheme_field *field, size_t at, const struct value *value)
{
	struct ctx *ctx = ask->ctx;
	bool is_given = value && value->state != VALUE_UNKNOWN;
	struct str cell = is_given ? value_cell(ctx->arena, field, value) : STR("");
	struct str label = label_of(ctx, field, field->label, at);
	const char *name = input_name(ctx, at, "");
	bool is_unknown = value && value->state == VALUE_UNKNOWN;
	switch (field->kind) {
	case FIELD_LONG_TEXT:
		ask_text(ask, name, label, 6, cell);
		break;
	case FIELD_ADDRESS:
		ask_text(ask, name, label_of(ctx, field, str_of(msg("Address or place")), at), 4,
			 is_given ? value->text : STR(""));
		ask_yes_no(ask, input_name(ctx, at, "_home"),
			   label_of(ctx, field, str_of(msg("Is this where you live?")), at),
			   is_given ? (value->is_home ? STR("yes") : STR("no")) : STR(""));
		last_hint(ask, str_of(msg("If it is, the public sees that there is a home here, and not where")));
		break;
	case FIELD_YES_NO:
		ask_yes_no(ask, name, label, cell);
		break;
	case FIELD_CHOICE:
		ask_choices(ask, field, name, label, is_unknown ? STR("not known") : cell);
		break;
	case FIELD_MONEY:
		if (field->n_bands) {
			ask_choices(ask, field, name, label, is_unknown ? STR("not known") : cell);
			break;
		}
		form_input(ask, name, label, NULL, cell);
		last_hint(ask, str_fmt(ctx->arena, "%.*s%s%.*s", STR_ARG(field->hint), field->hint.n ? " · " : "",
				       STR_ARG(field->currency)));
		break;
	case FIELD_DATE:
		ask_day(ask, name, label, field->vague, cell);
		break;
	case FIELD_PERIOD:
		ask_period(ask, field, at, cell);
		break;
	case FIELD_ORGANIZATION:
		ask_organization(ask, field, at, is_given ? value : NULL);
		break;
	default:
		form_input(ask, name, label, NULL, cell);
	}
	if (has_unknown_box(field))
		form_checkbox(ask, input_name(ctx, at, "_unknown"), str_of(msg("Not known")), is_unknown);
}

static void ask_bodies(struct form_asker *ask, const struct declare_at *at, const struct declaration_item *item)
{
	struct ctx *ctx = ask->ctx;
	for (size_t i = 0; i < at->n_bodies && i < GROUPS_MOST; i++) {
		struct str slugs = item->bodies, slug;
		bool is_chosen = false;
		while (str_cut(&slugs, ' ', &slug))
			is_chosen |= str_eq(slug, at->bodies[i].slug);
		form_checkbox(ask, input_name(ctx, i, "_body"), at->bodies[i].name, is_chosen);
	}
}

static void ask_whose(struct form_asker *ask, const struct declaration_item *item, struct str label)
{
	uint32_t whose = item->declared.category->whose;
	struct choice *choices = arena_array(ask->ctx->arena, struct choice, 8);
	size_t n = 0;
	for (uint32_t bit = WHOSE_SELF; bit <= WHOSE_FAMILY; bit <<= 1)
		if (whose & bit)
			choices[n++] =
				(struct choice){.value = str_fmt(ask->ctx->arena, "%u", bit), .text = whose_words(bit)};
	form_radios(ask, "v0", label, choices, n, item->whose ? str_fmt(ask->ctx->arena, "%u", item->whose) : STR(""));
}

static void ask_withheld(struct form_asker *ask, const struct declaration_item *item, const struct question *question)
{
	ask_yes_no(ask, "v0", str_of(msg("Do you ask for it?")), item->asks_withheld ? STR("yes") : STR("no"));
	last_hint(ask, question->hint);
	ask_text(ask, "v0_why", str_of(msg("If yes, why? Only you and the ethics officer read it")), 4,
		 item->why_withheld);
}

void declare_question_ask(struct ctx *ctx, const struct req *req, const struct declare_at *at,
			  const struct declaration_item *item, const struct question *question,
			  struct declare_question_page *view)
{
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &view->form};
	const struct answer *answer = declared_answer(&item->declared, question->id);
	switch (question->kind) {
	case QUESTION_WHOSE:
		ask_whose(&ask, item, question->label);
		break;
	case QUESTION_BODIES:
		ask_bodies(&ask, at, item);
		break;
	case QUESTION_WITHHELD:
		ask_withheld(&ask, item, question);
		break;
	case QUESTION_FIELD:
		for (size_t i = 0, n = groups_of(question->field, answer ? answer->n : 0); i < n; i++)
			ask_value(&ask, question->field, i, answer && i < answer->n ? &answer->values[i] : NULL);
	}
	view->is_single = view->form.n_items == 1 && question->kind != QUESTION_BODIES;
	for (size_t i = 0; !view->is_single && i < view->form.n_items; i++)
		view->form.items[i].field.hidden_label = view->form.items[i].kind == ITEM_INPUT &&
							 str_eq(view->form.items[i].field.label, question->label);
	if (view->is_single) {
		view->form.items[0].field.large_label = true;
		if (str_empty(view->form.items[0].field.hint))
			view->form.items[0].field.hint = question->hint;
	}
}

/* ---- Reading ---- */

static struct str sent(struct ctx *ctx, const struct req *req, size_t at, const char *part)
{
	return str_trim(req_field(req, input_name(ctx, at, part)));
}

static void take_organization(struct ctx *ctx, const struct req *req, size_t at, struct value *value)
{
	struct str id = sent(ctx, req, at, "_id"), scheme = sent(ctx, req, at, "_scheme");
	if (id.n > 100)
		(void)problem_add(ctx, input_name(ctx, at, "_id"), msg("Enter at most {1} characters"), STR("100"));
	if (scheme.n > 30)
		(void)problem_add(ctx, input_name(ctx, at, "_scheme"), msg("Enter at most {1} characters"), STR("30"));
	if (id.n && str_empty(scheme))
		(void)problem_add(ctx, input_name(ctx, at, "_scheme"),
				  msg("Say in which register it has that number, such as GB-COH"));
	if (scheme.n && str_empty(id))
		(void)problem_add(ctx, input_name(ctx, at, "_id"), msg("Enter the number, or leave out the register"));
	if ((id.n || scheme.n) && value->state == VALUE_NONE)
		(void)problem_add(ctx, input_name(ctx, at, ""), msg("Enter the name"));
	if (id.n) {
		value->id = id;
		value->scheme = scheme;
	}
}

static void take_home(struct ctx *ctx, const struct req *req, size_t at, struct value *value)
{
	struct str home = sent(ctx, req, at, "_home");
	if (value->state != VALUE_GIVEN)
		return;
	if (!str_eq(home, STR("yes")) && !str_eq(home, STR("no")))
		(void)problem_add(ctx, input_name(ctx, at, "_home"), msg("Say whether this is where you live"));
	value->is_home = str_eq(home, STR("yes"));
}

/* The text as value_parse reads it. */
static struct str value_text(struct ctx *ctx, const struct req *req, const struct scheme_field *field, size_t at)
{
	if (has_unknown_box(field) && sent(ctx, req, at, "_unknown").n)
		return STR("not known");
	if (field->kind != FIELD_PERIOD)
		return sent(ctx, req, at, "");
	struct str from = sent(ctx, req, at, "_from"), to = sent(ctx, req, at, "_to");
	if (str_empty(from) && str_empty(to))
		return STR("");
	return str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(from), STR_ARG(to.n ? to : STR("..")));
}

static enum outcome take_value(struct ctx *ctx, const struct req *req, const struct scheme_field *field, size_t at,
			       struct value *value)
{
	size_t before = ctx->problems.count;
	const char *name = input_name(ctx, at, field->kind == FIELD_PERIOD ? "_from" : "");
	TRY(value_parse(ctx, field, str_of(name), value_text(ctx, req, field, at), STR(""), value));
	if (field->kind == FIELD_ORGANIZATION)
		take_organization(ctx, req, at, value);
	if (field->kind == FIELD_ADDRESS)
		take_home(ctx, req, at, value);
	return ctx->problems.count > before ? INVALID : OK;
}

/* What the scheme says of this answer, of all that it says of the item. */
static enum outcome field_check(struct ctx *ctx, const struct scheme_field *field, const struct declaration_item *item)
{
	struct ctx own = *ctx;
	struct declared declared = item->declared;
	const char *name = input_name(ctx, 0, field->kind == FIELD_PERIOD ? "_from" : "");
	size_t before = ctx->problems.count;
	own.problems = (struct problems){0};
	enum outcome checked = declared_check(&own, &declared, site_today(ctx));
	if (checked != OK && checked != INVALID)
		return checked;
	for (const struct problem *p = own.problems.first; p; p = p->next)
		if (str_eq(p->where, field->id))
			(void)problem_put(ctx, str_of(name), 0, 0, p->message,
					  (const struct str[5]){p->args[0], p->args[1], p->args[2], p->args[3]});
	return ctx->problems.count > before ? INVALID : OK;
}

static enum outcome take_field(struct ctx *ctx, const struct req *req, const struct scheme_field *field,
			       struct declaration_item *item)
{
	struct value *values = arena_array(ctx->arena, struct value, GROUPS_MOST);
	size_t n = 0, before = ctx->problems.count;
	for (size_t i = 0; i < GROUPS_MOST; i++) {
		struct value value = {0};
		enum outcome taken = take_value(ctx, req, field, i, &value);
		if (taken != OK && taken != INVALID)
			return taken;
		if (taken == OK && value.state != VALUE_NONE)
			values[n++] = value;
		if (field->many <= 1)
			break;
	}
	if (ctx->problems.count > before)
		return INVALID;
	declared_answer_set(ctx->arena, &item->declared, field->id, values, n);
	return field_check(ctx, field, item);
}

static enum outcome take_whose(struct ctx *ctx, const struct req *req, struct declaration_item *item)
{
	uint64_t bit;
	if (!str_to_u64(req_field(req, "v0"), &bit) || (bit & (bit - 1)) || !(item->declared.category->whose & bit))
		return problem_add(ctx, "v0", msg("Say whose interest it is"));
	item->whose = (uint32_t)bit;
	item->declared.whose = item->whose;
	return OK;
}

static void take_bodies(struct ctx *ctx, const struct req *req, const struct declare_at *at,
			struct declaration_item *item)
{
	struct buf slugs = buf_open(ctx->arena, 64);
	size_t n = 0;
	for (size_t i = 0; i < at->n_bodies && i < GROUPS_MOST; i++) {
		if (str_empty(sent(ctx, req, i, "_body")))
			continue;
		buf_c(&slugs, slugs.n ? " " : "");
		buf_str(&slugs, at->bodies[i].slug);
		n++;
	}
	item->bodies = n == at->n_bodies ? STR("") : buf_view(&slugs);
}

#define WHY_BYTES 2000

static enum outcome take_withheld(struct ctx *ctx, const struct req *req, struct declaration_item *item)
{
	struct str why = str_trim(req_field(req, "v0_why"));
	item->asks_withheld = str_eq(req_field(req, "v0"), STR("yes"));
	if (item->asks_withheld && str_empty(why))
		return problem_add(ctx, "v0_why", msg("Say why, so that the ethics officer can decide"));
	if (why.n > WHY_BYTES)
		return problem_add(ctx, "v0_why", msg("Say it in at most 2000 characters"));
	item->why_withheld = item->asks_withheld ? why : STR("");
	return OK;
}

enum outcome declare_question_take(struct ctx *ctx, const struct req *req, const struct declare_at *at,
				   const struct question *question, struct declaration_item *item)
{
	switch (question->kind) {
	case QUESTION_WHOSE:
		return take_whose(ctx, req, item);
	case QUESTION_BODIES:
		take_bodies(ctx, req, at, item);
		return OK;
	case QUESTION_WITHHELD:
		return take_withheld(ctx, req, item);
	default:
		return take_field(ctx, req, question->field, item);
	}
}
