/* "May I accept this?": before a gift is taken, or after; what is asked is not kept. */
#include "registers/may_web.h"

#include "registers/registers_views.h"
#include "registers/review_parts.h"

#define PEOPLE_MOST 10000

/* What somebody asks. */
struct ask {
	struct register_for reg;
	const struct scheme_category *category;
	const struct scheme_threshold *first; /* whose fields say what is asked */
	const struct scheme_field *value_field, *day_field, *by_field, *what_field;
	struct value value, day;
	struct str what, from, scheme, identifier;
	int64_t people;
	bool is_unknown;
	struct gift gift;
};

/* ---- Which register ---- */

static const struct scheme_category *category_of(const struct scheme *scheme, const struct scheme_threshold *threshold)
{
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (!scheme->categories[i].closed && scheme_field(&scheme->categories[i], threshold->value) &&
		    scheme_field(&scheme->categories[i], threshold->day))
			return &scheme->categories[i];
	return NULL;
}

static const struct scheme_field *what_field(const struct scheme_category *category)
{
	const struct scheme_field *first = NULL;
	for (size_t i = 0; i < category->n_fields; i++) {
		const struct scheme_field *field = &category->fields[i];
		bool is_text = field->kind == FIELD_TEXT || field->kind == FIELD_LONG_TEXT;
		if (!is_text || field->closed || field->asked_when.field.n)
			continue;
		if (field->required)
			return field;
		first = first ? first : field;
	}
	return first;
}

/* Does it say whether to take something? What is only reported elsewhere, such as payments at one's request, is nothing
 * that one is offered. */
static bool is_of_gifts(const struct scheme_threshold *threshold)
{
	return threshold->by.n && threshold->effect != EFFECT_REPORT;
}

/* What nobody gives is not asked about: a limit of what was spent names no source. */
static bool ask_begin(struct ask *ask, const struct register_for *reg)
{
	const struct scheme *scheme = reg->scheme;
	for (size_t i = 0; scheme->single && i < scheme->n_thresholds; i++) {
		const struct scheme_threshold *threshold = &scheme->thresholds[i];
		const struct scheme_category *category = category_of(scheme, threshold);
		if (!category || !is_of_gifts(threshold))
			continue;
		*ask = (struct ask){
			.reg = *reg,
			.category = category,
			.first = threshold,
			.value_field = scheme_field(category, threshold->value),
			.day_field = scheme_field(category, threshold->day),
			.by_field = scheme_field(category, threshold->by),
			.what_field = what_field(category),
			.people = 1,
		};
		return true;
	}
	return false;
}

/* The registers of gifts that are for the actor; the one that was chosen, else the first. */
static enum outcome registers_take(struct ctx *ctx, const struct req *req, struct may_gift_page *view, struct ask *ask)
{
	struct register_for *all;
	size_t n;
	struct str chosen = str_trim(req_field(req, "register"));
	TRY(registers_for_person(ctx, ctx->actor->person_id, &all, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n);
	for (size_t i = 0; i < n; i++) {
		struct ask one;
		if (!ask_begin(&one, &all[i]))
			continue;
		if (view->n_registers == 0 || str_eq(chosen, one.reg.scheme->id))
			*ask = one;
		choices[view->n_registers++] =
			(struct choice){.value = one.reg.scheme->id, .text = one.reg.scheme->title};
	}
	if (view->n_registers == 0)
		return NOT_FOUND;
	for (size_t i = 0; i < view->n_registers; i++)
		choices[i].chosen = str_eq(choices[i].value, ask->reg.scheme->id);
	view->registers = choices;
	view->scheme = ask->reg.scheme;
	return OK;
}

/* ---- What was asked ---- */

static enum outcome value_take(struct ctx *ctx, const struct req *req, struct ask *ask)
{
	struct str text = str_trim(req_field(req, "value"));
	ask->is_unknown = req_field(req, "unknown").n > 0 && ask->value_field->unknown;
	if (ask->is_unknown) {
		ask->value = (struct value){.state = VALUE_UNKNOWN};
		return OK;
	}
	if (str_empty(text))
		return problem_add(ctx, "value",
				   ask->value_field->unknown
					   ? msg("Enter what it is worth, or tick that you do not know")
					   : msg("Enter what it is worth"));
	return value_parse(ctx, ask->value_field, STR("value"), text, STR(""), &ask->value);
}

static enum outcome people_take(struct ctx *ctx, const struct req *req, struct ask *ask)
{
	struct str text = str_trim(req_field(req, "people"));
	if (str_empty(text)) {
		ask->people = 1;
		return OK;
	}
	if (!str_to_i64(text, &ask->people) || ask->people < 1 || ask->people > PEOPLE_MOST)
		return problem_add(ctx, "people", msg("Enter how many people it is offered to, at least 1"));
	return OK;
}

/* What it is worth to one of them. */
static void gift_make(struct ask *ask)
{
	struct gift *gift = &ask->gift;
	*gift = (struct gift){
		.day = (int32_t)ask->day.number,
		.most = INT64_MAX,
		.currency = ask->value.currency.n ? ask->value.currency : ask->value_field->currency,
		.source = ask->from,
		.scheme = ask->scheme,
		.id = ask->identifier,
	};
	if (ask->value.state != VALUE_GIVEN)
		return;
	gift->least = gift->most = ask->value.number;
	for (size_t i = 0; i < ask->value_field->n_bands; i++)
		if (str_eq(ask->value_field->bands[i].id, ask->value.text)) {
			gift->least = ask->value_field->bands[i].from;
			gift->most = ask->value_field->bands[i].to;
		}
	gift->least = gift_part(gift->least, ask->people);
	gift->most = gift->most == INT64_MAX ? INT64_MAX : gift_part(gift->most, ask->people);
}

static enum outcome ask_take(struct ctx *ctx, const struct req *req, struct ask *ask)
{
	enum outcome outcome = OK;
	struct str day = str_trim(req_field(req, "day"));
	ask->what = str_trim(req_field(req, "what"));
	ask->from = str_trim(req_field(req, "from"));
	ask->scheme = str_trim(req_field(req, "scheme"));
	ask->identifier = str_trim(req_field(req, "identifier"));
	if (!review_text_good(ctx, "what", ask->what, msg("Enter what is offered")))
		outcome = INVALID;
	if (!review_text_good(ctx, "from", ask->from, msg("Enter who offers it")))
		outcome = INVALID;
	if (value_parse(ctx, ask->day_field, STR("day"), day, STR(""), &ask->day) != OK)
		outcome = INVALID;
	else if (ask->day.state != VALUE_GIVEN)
		outcome = problem_add(ctx, "day", msg("Enter the day"));
	if (people_take(ctx, req, ask) != OK)
		outcome = INVALID;
	if (value_take(ctx, req, ask) != OK)
		outcome = INVALID;
	if (outcome == OK)
		gift_make(ask);
	return outcome;
}

/* ---- The answer ---- */

static struct str said(struct ctx *ctx, const char *message, struct str a, struct str b)
{
	const struct str args[] = {a, b};
	return html_said(ctx->arena, ctx->lang, str_of(message), args, COUNT_OF(args));
}

static struct str money_words(struct ctx *ctx, const struct scheme_field *field, int64_t amount, struct str currency)
{
	struct scheme_field plain = *field;
	struct value value = {.state = VALUE_GIVEN, .number = amount, .currency = currency};
	plain.n_bands = 0;
	return value_words(ctx, &plain, &value);
}

static struct str between_words(struct ctx *ctx, const struct scheme_field *field, int64_t least, int64_t most,
				struct str currency)
{
	struct str from = money_words(ctx, field, least, currency);
	if (least == most)
		return from;
	if (most != INT64_MAX)
		return said(ctx, msg("between {1} and {2}"), from, money_words(ctx, field, most, currency));
	return least ? said(ctx, msg("at least {1}; something is of unknown value"), from, STR(""))
		     : said(ctx, msg("not known"), STR(""), STR(""));
}

static struct str day_said(struct ctx *ctx, int32_t day)
{
	return day_words(ctx->arena, (struct day){day});
}

static struct str window_words(struct ctx *ctx, const struct gift_finding *f)
{
	if (f->threshold->window == WINDOW_EACH)
		return said(ctx, msg("Each gift by itself"), STR(""), STR(""));
	return said(ctx, msg("{1} to {2}"), day_said(ctx, f->from_day), day_said(ctx, f->to_day));
}

static const struct may_gift_row *rows_of(struct ctx *ctx, const struct ask *ask, const struct gift_finding *f)
{
	struct may_gift_row *rows = arena_array(ctx->arena, struct may_gift_row, f->n_others);
	for (size_t i = 0; i < f->n_others; i++)
		rows[i] = (struct may_gift_row){
			.day = day_said(ctx, f->others[i]->day),
			.source = f->others[i]->source,
			.amount = between_words(ctx, ask->value_field, f->others[i]->least, f->others[i]->most,
						f->others[i]->currency),
		};
	return rows;
}

static const char *verdict_words(const struct gift_finding *f)
{
	switch (f->verdict) {
	case GIFT_REACHED:
		return f->threshold->above ? msg("exceeded") : msg("reached");
	case GIFT_PERHAPS:
		return f->threshold->above ? msg("may be exceeded") : msg("may be reached");
	case GIFT_BELOW:
		return msg("not reached");
	case GIFT_NO_RULE:
		break;
	}
	return msg("no rule for that day and currency");
}

static struct may_gift_finding finding_show(struct ctx *ctx, const struct ask *ask, const struct gift_finding *f)
{
	struct may_gift_finding shown = {
		.f = f,
		.says = verdict_words(f),
		.colour = f->verdict == GIFT_REACHED   ? "red"
			  : f->verdict == GIFT_PERHAPS ? "yellow"
						       : "grey",
		.window = window_words(ctx, f),
		.rows = rows_of(ctx, ask, f),
		.n_rows = f->n_others,
	};
	if (f->verdict != GIFT_NO_RULE) {
		shown.limit = said(ctx, f->threshold->above ? msg("above {1}") : msg("from {1} on"),
				   money_words(ctx, ask->value_field, f->amount->amount, f->amount->currency), STR(""));
		shown.before =
			between_words(ctx, ask->value_field, f->before_least, f->before_most, f->amount->currency);
		shown.with = between_words(ctx, ask->value_field, f->with_least, f->with_most, f->amount->currency);
	}
	if (f->deadline.day != DEADLINE_NO_DAY)
		shown.due = day_said(ctx, f->deadline.day);
	return shown;
}

static enum outcome answer_make(struct ctx *ctx, const struct ask *ask, struct may_gift_page *view)
{
	const struct scheme *scheme = ask->reg.scheme;
	const struct rulebook *rulebook;
	int64_t version;
	struct gift_links links;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(gift_links_load(ctx, &links));
	struct gift_finding *findings = arena_array(ctx->arena, struct gift_finding, scheme->n_thresholds);
	struct may_gift_finding *shown = arena_array(ctx->arena, struct may_gift_finding, scheme->n_thresholds);
	for (size_t i = 0; i < scheme->n_thresholds; i++) {
		struct gift *others;
		size_t n;
		TRY(gifts_of_person(ctx, scheme, &scheme->thresholds[i], ctx->actor->person_id, &others, &n));
		const struct gift_question question = {
			.rulebook = rulebook,
			.threshold = &scheme->thresholds[i],
			.fiscal_month = ctx->site->settings.fiscal_month,
			.offer = &ask->gift,
			.others = others,
			.n_others = n,
			.links = links.p,
			.n_links = links.n,
		};
		gift_find(ctx, &question, &findings[i]);
		shown[i] = finding_show(ctx, ask, &findings[i]);
	}
	view->findings = shown;
	view->n_findings = scheme->n_thresholds;
	view->answer = gift_answer(findings, scheme->n_thresholds);
	view->is_answered = true;
	return OK;
}

static void offer_words(struct ctx *ctx, const struct ask *ask, struct may_gift_page *view)
{
	const struct str args[] = {
		ask->what, ask->from, day_said(ctx, ask->gift.day),
		between_words(ctx, ask->value_field, ask->gift.least, ask->gift.most, ask->gift.currency)};
	view->offer = html_said(ctx->arena, ctx->lang, STR("{1}, from {2}, on {3}: {4}"), args, COUNT_OF(args));
	if (ask->people > 1)
		view->part = said(ctx, msg("It is offered to {1} people together, so that {2} counts as yours."),
				  str_fmt(ctx->arena, "%lld", (long long)ask->people), args[3]);
}

/* ---- The page ---- */

static struct field field_of(const struct ctx *ctx, const struct req *req, const char *name, struct str label,
			     struct str hint)
{
	return (struct field){.name = name,
			      .label = label,
			      .hint = hint,
			      .value = req_field(req, name),
			      .problems = ctx->problems.first};
}

static void outcomes_make(struct ctx *ctx, const struct ask *ask, struct may_gift_page *view)
{
	const struct scheme_field *field = scheme_field(ask->category, ask->first->counts.field);
	view->outcome = (struct field){
		.name = "outcome", .label = field ? field->label : STR(""), .problems = ctx->problems.first};
	if (!field || field->kind != FIELD_CHOICE)
		return;
	struct choice *choices = arena_array(ctx->arena, struct choice, field->n_choices);
	for (size_t i = 0; i < field->n_choices; i++)
		choices[i] = (struct choice){.value = field->choices[i].id, .text = field->choices[i].text};
	view->outcomes = choices;
	view->n_outcomes = field->n_choices;
}

static void fields_make(struct ctx *ctx, const struct req *req, const struct ask *ask, struct may_gift_page *view)
{
	view->reg = field_of(ctx, req, "register", STR("In which register would it stand?"), STR(""));
	view->what = field_of(ctx, req, "what", STR("What is offered?"), STR("Such as “dinner for two” or “a hamper”"));
	view->from = field_of(ctx, req, "from", STR("Who offers it?"),
			      STR("The company, organization or person that pays for it"));
	view->scheme_id = field_of(ctx, req, "scheme", STR("Which list is its number from? (optional)"),
				   STR("Such as GB-COH for Companies House"));
	view->identifier = field_of(ctx, req, "identifier", STR("Its registered number (optional)"), STR(""));
	view->value = field_of(ctx, req, "value", STR("What is it worth, all together?"), STR("An estimate is enough"));
	view->unknown = field_of(ctx, req, "unknown", STR(""), STR(""));
	view->day = field_of(
		ctx, req, "day", STR("On which day?"),
		STR("When you would receive it, or did. Without a calendar to pick from, write it as 2026-07-01"));
	view->day.type = "date";
	view->people = field_of(ctx, req, "people", STR("How many people is it offered to together? (optional)"),
				STR("Leave it empty if it is for you alone"));
	view->takes_unknown = ask->value_field->unknown;
	view->takes_identifier = ask->by_field && ask->by_field->kind == FIELD_ORGANIZATION;
	view->unknown_choice = (struct choice){.value = STR("yes"),
					       .text = STR("I do not know what it is worth"),
					       .chosen = req_field(req, "unknown").n > 0};
	struct choice *bands = arena_array(ctx->arena, struct choice, ask->value_field->n_bands);
	for (size_t i = 0; i < ask->value_field->n_bands; i++)
		bands[i] = (struct choice){.value = ask->value_field->bands[i].id,
					   .text = ask->value_field->bands[i].text,
					   .chosen = str_eq(ask->value_field->bands[i].id, view->value.value)};
	view->bands = bands;
	view->n_bands = ask->value_field->n_bands;
}

static enum outcome page_show(struct ctx *ctx, const struct req *req, const struct ask *ask, struct may_gift_page *view,
			      struct resp *resp)
{
	view->page = access_page(ctx, STR("May I accept this?"));
	view->page.problems = ctx->problems.first;
	view->hidden = access_form(ctx, 0);
	view->record_hidden = access_form(ctx, 0);
	page_step(ctx->arena, &view->page, STR("To do"), STR("/my"));
	fields_make(ctx, req, ask, view);
	outcomes_make(ctx, ask, view);
	struct html h = html_open(ctx);
	registers_may_show(&h, view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

/* Nothing to ask: no register of gifts is for whoever is signed in. */
static enum outcome nobody(struct ctx *ctx, struct resp *resp)
{
	struct may_gift_page view = {.page = access_page(ctx, STR("May I accept this?"))};
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct html h = html_open(ctx);
	registers_may_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome may_gift_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct may_gift_page view = {0};
	struct ask ask;
	if (!ctx->actor->person_id)
		return nobody(ctx, resp);
	enum outcome found = registers_take(ctx, req, &view, &ask);
	if (found == NOT_FOUND)
		return nobody(ctx, resp);
	TRY(found);
	return page_show(ctx, req, &ask, &view, resp);
}

/* Answers with the page itself: nothing is stored, so nothing is done twice when it is sent again. */
enum outcome may_gift_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct may_gift_page view = {0};
	struct ask ask;
	if (!ctx->actor->person_id)
		return nobody(ctx, resp);
	enum outcome found = registers_take(ctx, req, &view, &ask);
	if (found == NOT_FOUND)
		return nobody(ctx, resp);
	TRY(found);
	if (ask_take(ctx, req, &ask) != OK) {
		resp->status = 400;
		return page_show(ctx, req, &ask, &view, resp);
	}
	TRY(answer_make(ctx, &ask, &view));
	offer_words(ctx, &ask, &view);
	return page_show(ctx, req, &ask, &view, resp);
}

/* ---- Recording it ---- */

struct record_args {
	struct str form_id;
	const struct ask *ask;
	const struct declared *declared;
	struct str done;
};

static enum outcome record_write(struct ctx *ctx, void *args)
{
	struct record_args *record = args;
	const struct ask *ask = record->ask;
	int64_t id;
	enum outcome used = form_id_use(ctx, record->form_id, &record->done);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(declaration_prefill(ctx, ask->reg.scheme->id, ask->category->id, ctx->actor->person_id,
				ask->reg.n ? ask->reg.tenures[0].id : 0, record->declared, &id));
	record->done = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, id)));
	return form_id_result(ctx, record->form_id, record->done);
}

static void answer_add(struct ctx *ctx, struct declared *declared, struct answer *answers,
		       const struct scheme_field *field, struct value value)
{
	if (!field || value.state == VALUE_NONE)
		return;
	struct value *kept = arena_copy(ctx->arena, &value, sizeof(value));
	answers[declared->n_answers++] = (struct answer){.field = field->id, .values = kept, .n = 1};
}

static struct value text_value(struct str text)
{
	return (struct value){.state = text.n ? VALUE_GIVEN : VALUE_NONE, .text = text};
}

/* In the order of the category's fields, as a declaration keeps them. */
static struct declared declared_make(struct ctx *ctx, const struct ask *ask, struct str outcome)
{
	struct declared declared = {.scheme = ask->reg.scheme, .category = ask->category, .whose = WHOSE_SELF};
	struct answer *answers = arena_array(ctx->arena, struct answer, ask->category->n_fields);
	for (size_t i = 0; i < ask->category->n_fields; i++) {
		const struct scheme_field *field = &ask->category->fields[i];
		struct value value = {.state = VALUE_NONE};
		if (field == ask->value_field) {
			value = ask->value;
			if (value.state == VALUE_GIVEN && !field->n_bands)
				value.number = ask->gift.least;
		} else if (field == ask->day_field)
			value = ask->day;
		else if (field == ask->by_field) {
			value = text_value(ask->from);
			value.scheme = ask->scheme;
			value.id = ask->identifier;
		} else if (field == ask->what_field)
			value = text_value(ask->what);
		else if (field->kind == FIELD_CHOICE && str_eq(field->id, ask->first->counts.field))
			value = text_value(outcome);
		answer_add(ctx, &declared, answers, field, value);
	}
	declared.answers = answers;
	return declared;
}

static bool outcome_is_known(const struct ask *ask, struct str outcome)
{
	const struct scheme_field *field = scheme_field(ask->category, ask->first->counts.field);
	if (!field || field->kind != FIELD_CHOICE)
		return true;
	for (size_t i = 0; i < field->n_choices; i++)
		if (str_eq(field->choices[i].id, outcome))
			return true;
	return false;
}

enum outcome may_gift_record_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct may_gift_page view = {0};
	struct ask ask;
	if (!ctx->actor->person_id)
		return nobody(ctx, resp);
	TRY(registers_take(ctx, req, &view, &ask));
	enum outcome taken = ask_take(ctx, req, &ask);
	struct str outcome = req_field(req, "outcome");
	if (taken == OK && !outcome_is_known(&ask, outcome)) {
		taken = problem_add(ctx, "outcome", msg("Choose what became of it"));
		TRY(answer_make(ctx, &ask, &view));
		offer_words(ctx, &ask, &view);
	}
	if (taken != OK) {
		resp->status = 400;
		return page_show(ctx, req, &ask, &view, resp);
	}
	struct declared declared = declared_make(ctx, &ask, outcome);
	struct record_args record = {.form_id = req_field(req, "_form"), .ask = &ask, .declared = &declared};
	TRY(site_write(ctx, record_write, &record));
	resp_redirect(resp, record.done);
	return OK;
}
