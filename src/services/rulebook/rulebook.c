/* What a rulebook answers. Pure. */
#include "rulebook/phrase.h"

bool rule_holds_on(const struct rule_source *row, struct day day)
{
	return (row->from_day == DEADLINE_NO_DAY || row->from_day <= day.n) &&
	       (row->to_day == DEADLINE_NO_DAY || day.n <= row->to_day);
}

const struct duty_rule *rulebook_duty_on(const struct rulebook *rulebook, struct str id, struct day day)
{
	for (size_t i = 0; i < rulebook->n_duties; i++)
		if (str_eq(rulebook->duties[i].id, id) && rule_holds_on(&rulebook->duties[i].row, day))
			return &rulebook->duties[i];
	return NULL;
}

const struct rule_amount *rulebook_amount_on(const struct rulebook *rulebook, struct str id, struct day day)
{
	for (size_t i = 0; i < rulebook->n_amounts; i++)
		if (str_eq(rulebook->amounts[i].id, id) && rule_holds_on(&rulebook->amounts[i].row, day))
			return &rulebook->amounts[i];
	return NULL;
}

static bool is_unit(struct str said, struct str unit)
{
	return str_eq(said, unit) || (said.n == unit.n + 1 && str_starts(said, unit) && said.p[unit.n] == 's');
}

int32_t rulebook_number_on(const struct rulebook *rulebook, struct str id, struct str unit, struct day day,
			   int32_t otherwise)
{
	const struct rule_amount *amount = rulebook_amount_on(rulebook, id, day);
	bool is_number = amount && is_unit(amount->unit, unit) && amount->amount > 0 && amount->amount < INT32_MAX;
	return is_number ? (int32_t)amount->amount : otherwise;
}

size_t rulebook_unconfirmed(const struct rulebook *rulebook)
{
	size_t n = 0;
	for (size_t i = 0; i < rulebook->n_duties; i++)
		n += rulebook->duties[i].row.confirm;
	for (size_t i = 0; i < rulebook->n_amounts; i++)
		n += rulebook->amounts[i].row.confirm;
	return n;
}

const struct holiday_set *rulebook_holidays(const struct rulebook *rulebook, struct str id)
{
	for (size_t i = 0; i < rulebook->n_holiday_sets; i++)
		if (str_eq(rulebook->holiday_sets[i].id, id))
			return &rulebook->holiday_sets[i];
	return NULL;
}

const struct guidance *rulebook_guidance(const struct rulebook *rulebook, struct str id)
{
	for (size_t i = 0; i < rulebook->n_guidances; i++)
		if (str_eq(rulebook->guidances[i].id, id))
			return &rulebook->guidances[i];
	return NULL;
}

/* ---- Guidance ---- */

static bool is_answer(const struct guidance_question *question, struct str id)
{
	for (size_t i = 0; i < question->n_answers; i++)
		if (str_eq(question->answers[i].id, id))
			return true;
	return false;
}

const struct guidance_row *guidance_answer_on(const struct guidance *guidance, const struct str *answers,
					      struct day day)
{
	for (size_t q = 0; q < guidance->n_questions; q++)
		if (!is_answer(&guidance->questions[q], answers[q]))
			return NULL;
	for (size_t i = 0; i < guidance->n_rows; i++) {
		const struct guidance_row *row = &guidance->rows[i];
		bool holds = rule_holds_on(&row->row, day);
		for (size_t q = 0; holds && q < guidance->n_questions; q++)
			holds = str_empty(row->when[q]) || str_eq(row->when[q], answers[q]);
		if (holds)
			return row;
	}
	return NULL;
}

/* ---- Amounts in words ---- */

struct str rule_amount_words(struct arena *arena, const struct rule_amount *amount)
{
	int digits = currency_digits(amount->currency);
	int64_t part = 1;
	if (str_empty(amount->currency))
		return str_fmt(arena, "%lld%s%.*s", (long long)amount->amount, str_empty(amount->unit) ? "" : " ",
			       STR_ARG(amount->unit));
	for (int i = 0; i < digits; i++)
		part *= 10;
	if (digits <= 0 || amount->amount % part == 0)
		return str_fmt(arena, "%lld %.*s", (long long)(amount->amount / part), STR_ARG(amount->currency));
	return str_fmt(arena, "%lld.%0*lld %.*s", (long long)(amount->amount / part), digits,
		       (long long)(amount->amount % part), STR_ARG(amount->currency));
}
