/* What an entry says: what its scheme asks of it. */
#include "people/people.h"
#include "registers/value_parts.h"

const struct answer *declared_answer(const struct declared *declared, struct str field)
{
	for (size_t i = 0; i < declared->n_answers; i++)
		if (str_eq(declared->answers[i].field, field))
			return &declared->answers[i];
	return NULL;
}

/* ---- Conditions ---- */

static bool value_is_one_of(const struct scheme_field *field, const struct value *value, const struct texts *answers)
{
	for (size_t i = 0; i < answers->n; i++) {
		struct str wanted = answers->p[i];
		if (str_eq(wanted, STR("given")))
			return true;
		if (value->state != VALUE_GIVEN)
			continue;
		if (field->kind == FIELD_YES_NO ? str_eq(wanted, value->number ? STR("yes") : STR("no"))
						: str_eq(wanted, value->text))
			return true;
	}
	return false;
}

#define CONDITIONS_DEEP 16

static bool field_is_asked(const struct declared *d, const struct scheme_field *field, int depth);

/* A field that is not asked has no answer. */
static bool condition_holds(const struct declared *d, const struct scheme_condition *condition, int depth)
{
	const struct scheme_field *field = scheme_field(d->category, condition->field);
	const struct answer *answer = declared_answer(d, condition->field);
	if (!field || !answer || depth == CONDITIONS_DEEP || !field_is_asked(d, field, depth + 1))
		return false;
	for (size_t i = 0; i < answer->n; i++)
		if (value_is_one_of(field, &answer->values[i], &condition->answers))
			return true;
	return false;
}

static bool field_is_asked(const struct declared *d, const struct scheme_field *field, int depth)
{
	return str_empty(field->asked_when.field) || condition_holds(d, &field->asked_when, depth);
}

bool declared_asks(const struct declared *declared, const struct scheme_field *field)
{
	return field_is_asked(declared, field, 0);
}

bool declared_meets(const struct declared *declared, const struct scheme_condition *condition)
{
	return str_empty(condition->field) || condition_holds(declared, condition, 0);
}

bool declared_requires(const struct declared *declared, const struct scheme_field *field)
{
	return declared_asks(declared, field) && !field->closed &&
	       (field->required ||
		(!str_empty(field->required_when.field) && condition_holds(declared, &field->required_when, 0)));
}

/* ---- One value ---- */

static size_t chars_of(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return n;
}

static enum outcome text_check(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	size_t most = field->most > 0                  ? (size_t)field->most
		      : field->kind == FIELD_LONG_TEXT ? VALUE_TEXT_CHARS
		      : field->kind == FIELD_LINK      ? VALUE_LINK_BYTES
						       : VALUE_LINE_CHARS;
	size_t n = chars_of(value->text);
	if (str_empty(str_trim(value->text)))
		return value_problem(ctx, field->id, msg("Enter {1}"), field->name);
	if (n > most)
		return value_problem(ctx, field->id, msg("Enter at most {1} characters: these are {2}"),
				     str_fmt(ctx->arena, "%zu", most), str_fmt(ctx->arena, "%zu", n));
	return OK;
}

static enum outcome limits_check(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	int64_t from = field->from, to = field->to;
	struct value least = *value, greatest = *value;
	if (from == to && field->kind == FIELD_PERCENTAGE)
		to = 10000;
	if (from == to || (field->kind == FIELD_MONEY && !str_eq(value->currency, field->currency)))
		return OK;
	least.number = from;
	greatest.number = to;
	if (value->number < from)
		return value_problem(ctx, field->id, msg("Enter {1} or more"), value_words(ctx, field, &least));
	if (value->number > to)
		return value_problem(ctx, field->id, msg("Enter {1} or less"), value_words(ctx, field, &greatest));
	return OK;
}

#define YEARS_AHEAD 100
#define FIRST_YEAR  1700

/* `happened`: nothing that lies ahead. */
static enum outcome day_check(struct ctx *ctx, const struct scheme_field *field, int64_t day, bool happened,
			      struct day today)
{
	struct date last = day_date(today);
	last.year += YEARS_AHEAD;
	last.day = 1;
	if (happened && day > today.n)
		return value_problem(ctx, field->id, msg("{1} lies ahead: enter a day that has come"),
				     day_words(ctx->arena, (struct day){(int32_t)day}));
	if (day < day_of((struct date){FIRST_YEAR, 1, 1}).n || day > day_of(last).n)
		return value_problem(ctx, field->id, msg("“{1}” is too far from today: check the year"),
				     day_words(ctx->arena, (struct day){(int32_t)day}));
	return OK;
}

static enum outcome period_check(struct ctx *ctx, const struct scheme_field *field, const struct value *value,
				 struct day today)
{
	TRY(day_check(ctx, field, value->number, false, today));
	if (value->to == DEADLINE_NO_DAY)
		return OK;
	TRY(day_check(ctx, field, value->to, false, today));
	if (value->to < value->number)
		return value_problem(ctx, field->id, msg("The last day lies before the first"));
	return OK;
}

static bool is_choice(const struct scheme_field *field, struct str id)
{
	for (size_t i = 0; i < field->n_choices; i++)
		if (str_eq(field->choices[i].id, id))
			return true;
	return false;
}

static bool is_band(const struct scheme_field *field, struct str id)
{
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(field->bands[i].id, id))
			return true;
	return false;
}

static enum outcome money_check(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	if (!str_empty(value->text))
		return is_band(field, value->text)
			       ? OK
			       : value_problem(ctx, field->id, msg("“{1}” is not one of the answers to choose from"),
					       value->text);
	return limits_check(ctx, field, value);
}

static enum outcome given_check(struct ctx *ctx, const struct declared *d, const struct scheme_field *field,
				const struct value *value, struct day today)
{
	switch (field->kind) {
	case FIELD_MONEY:
		return money_check(ctx, field, value);
	case FIELD_NUMBER:
	case FIELD_PERCENTAGE:
		return limits_check(ctx, field, value);
	case FIELD_DATE:
		/* What needs approval is asked before it begins (S14). */
		return day_check(ctx, field, value->number,
				 str_eq(field->id, d->scheme->event_day) && !d->scheme->steps, today);
	case FIELD_PERIOD:
		return period_check(ctx, field, value, today);
	case FIELD_CHOICE:
		return is_choice(field, value->text)
			       ? OK
			       : value_problem(ctx, field->id, msg("“{1}” is not one of the answers to choose from"),
					       value->text);
	case FIELD_YES_NO:
	case FIELD_FILE:
		return OK;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_ORGANIZATION:
	case FIELD_ADDRESS:
	case FIELD_LINK:
		break;
	}
	return text_check(ctx, field, value);
}

static enum outcome value_check(struct ctx *ctx, const struct declared *d, const struct scheme_field *field,
				const struct value *value, struct day today)
{
	bool said_apart = value->state == VALUE_UNKNOWN || value->state == VALUE_WORDS;
	if (value->state == VALUE_WITHHELD)
		return value_problem(ctx, field->id, msg("Enter {1}"), field->name);
	if (said_apart && !field->unknown)
		return value_problem(ctx, field->id, msg("“Not known” is no answer here"));
	if (value->state == VALUE_WORDS && field->kind != FIELD_MONEY)
		return value_problem(ctx, field->id, msg("“{1}” is no answer here"), value->text);
	if (value->state == VALUE_WORDS)
		return text_check(ctx, field, value);
	return value->state == VALUE_GIVEN ? given_check(ctx, d, field, value, today) : OK;
}

/* ---- All of it ---- */

static size_t values_given(const struct answer *answer)
{
	size_t n = 0;
	for (size_t i = 0; answer && i < answer->n; i++)
		n += answer->values[i].state != VALUE_NONE;
	return n;
}

static enum outcome answer_check(struct ctx *ctx, const struct declared *d, const struct scheme_field *field,
				 struct day today)
{
	const struct answer *answer = declared_answer(d, field->id);
	enum outcome outcome = OK;
	size_t most = field->many > 1 ? (size_t)field->many : 1;
	if (values_given(answer) == 0)
		return declared_requires(d, field) ? value_problem(ctx, field->id, msg("Enter {1}"), field->name) : OK;
	if (values_given(answer) > most)
		outcome = value_problem(ctx, field->id, msg("At most {1} answers are possible here"),
					str_fmt(ctx->arena, "%zu", most));
	for (size_t i = 0; i < answer->n; i++) {
		enum outcome found = value_check(ctx, d, field, &answer->values[i], today);
		outcome = outcome == OK ? found : outcome;
	}
	return outcome;
}

/* In the order of the fields, without what is not asked and what was not answered. */
static void answers_order(struct arena *arena, struct declared *d)
{
	struct answer *answers = arena_array(arena, struct answer, d->category->n_fields);
	size_t n = 0;
	for (size_t i = 0; i < d->category->n_fields; i++) {
		const struct scheme_field *field = &d->category->fields[i];
		const struct answer *answer = declared_answer(d, field->id);
		size_t given = values_given(answer);
		if (given == 0 || !declared_asks(d, field))
			continue;
		struct value *values = arena_array(arena, struct value, given);
		size_t n_values = 0;
		for (size_t j = 0; j < answer->n; j++)
			if (answer->values[j].state != VALUE_NONE)
				values[n_values++] = answer->values[j];
		answers[n] = (struct answer){
			.field = field->id, .values = values, .n = n_values, .withheld_why = answer->withheld_why};
		n++;
	}
	d->answers = answers;
	d->n_answers = n;
}

static enum outcome whose_check(struct ctx *ctx, struct declared *d)
{
	uint32_t possible = d->category->whose;
	if (possible == 0 || possible == WHOSE_SELF) {
		d->whose = WHOSE_SELF;
		return OK;
	}
	if (__builtin_popcount(d->whose) != 1 || !(d->whose & possible))
		return problem_add(ctx, "whose", msg("Say whose it is"));
	return OK;
}

enum outcome declared_check(struct ctx *ctx, struct declared *declared, struct day today)
{
	if (declared->is_nil) {
		declared->answers = NULL;
		declared->n_answers = 0;
		declared->whose = WHOSE_SELF;
		return declared->scheme->nil
			       ? OK
			       : problem_add(ctx, "nil", msg("“Nothing to declare” is not recorded in this register"));
	}
	if (!declared->category)
		return problem_add(ctx, "category", msg("Say what kind of declaration it is"));
	enum outcome outcome = whose_check(ctx, declared);
	for (size_t i = 0; i < declared->category->n_fields; i++) {
		const struct scheme_field *field = &declared->category->fields[i];
		if (!declared_asks(declared, field))
			continue;
		enum outcome found = answer_check(ctx, declared, field, today);
		outcome = outcome == OK ? found : outcome;
	}
	TRY(outcome);
	answers_order(ctx->arena, declared);
	return OK;
}

void declared_holds(const struct declared *declared, int32_t otherwise, int32_t *ret_from, int32_t *ret_to)
{
	const struct scheme_category *category = declared->category;
	const struct scheme_field *field = category ? scheme_field(category, category->holds) : NULL;
	const struct answer *answer = field ? declared_answer(declared, field->id) : NULL;
	*ret_from = otherwise;
	*ret_to = TENURE_OPEN;
	if (!answer || answer->n == 0 || answer->values[0].state != VALUE_GIVEN)
		return;
	*ret_from = (int32_t)answer->values[0].number;
	if (field->kind == FIELD_PERIOD && answer->values[0].to != DEADLINE_NO_DAY)
		*ret_to = (int32_t)answer->values[0].to;
}
