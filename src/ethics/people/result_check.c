/* What of a result only a person can say, and what cannot be. */
#include "people/result.h"

static struct str number(struct arena *arena, int64_t n)
{
	return str_fmt(arena, "%lld", (long long)n);
}

enum outcome result_days_check(struct ctx *ctx, int32_t first_day, int32_t last_day)
{
	enum outcome outcome = OK;
	if (first_day == PEOPLE_NO_DAY)
		outcome = problem_add(ctx, "first_day", msg("Enter the first day of the new terms"));
	if (last_day == PEOPLE_NO_DAY)
		outcome = problem_add(ctx, "last_day", msg("Enter the last day of the terms that end"));
	else if (first_day != PEOPLE_NO_DAY && last_day >= first_day)
		outcome =
			problem_add(ctx, "last_day", msg("The last day of the old terms is before the new ones begin"));
	return outcome;
}

static void line_asked(struct ctx *ctx, const struct result_line *line)
{
	struct str row = number(ctx->arena, line->row->line), name = line->row->name;
	if (line->twin)
		(void)problem_add(ctx, line->field,
				  msg("Row {1}: another row has the name “{2}” too. If they are two people, choose "
				      "“Another person” at both; else leave one out"),
				  row, name);
	else if (line->similar)
		(void)problem_add(ctx, line->field,
				  msg("Row {1}: nobody here is called “{2}”, but {3} is. Choose who was elected"), row,
				  name, line->like[0]->name);
	else if (line->n_like > 1)
		(void)problem_add(ctx, line->field, msg("Row {1}: {2} people are called “{3}”. Choose who was elected"),
				  row, number(ctx->arena, (int64_t)line->n_like), name);
	else
		(void)problem_add(ctx, line->field,
				  msg("Row {1}: somebody called “{2}” is in the list of people, who never served or "
				      "stood here. Choose whether that is who was elected"),
				  row, name);
}

static bool takes_office(const struct result_line *line)
{
	return line->kind != RESULT_OUT && line->kind != RESULT_ASKED;
}

static void line_check(struct ctx *ctx, const struct result *result, size_t i)
{
	const struct result_line *line = &result->lines[i];
	struct str row = number(ctx->arena, line->row->line);
	if (line->kind == RESULT_ASKED)
		line_asked(ctx, line);
	if (!takes_office(line))
		return;
	if (line->person && line->person->died_day != PEOPLE_NO_DAY)
		(void)problem_add(ctx, line->field,
				  msg("Row {1}: {2} died on {3}. If this is somebody else, choose “Another person”"),
				  row, line->person->name, day_words(ctx->arena, (struct day){line->person->died_day}));
	if (!line->seat.n)
		(void)problem_add(
			ctx, line->field,
			msg("Row {1}: no seat is named for {2}. Add it to the row, or enter one for all rows"), row,
			line->row->name);
	for (size_t j = 0; line->person && j < i; j++)
		if (result->lines[j].person == line->person && takes_office(&result->lines[j]))
			(void)problem_add(ctx, line->field,
					  msg("Rows {1} and {2} are both {3}. If they are two people, choose “Another "
					      "person” at one; else leave one out"),
					  number(ctx->arena, result->lines[j].row->line), row, line->person->name);
}

/* Where the problem of a seat is shown: at its first line. */
static const char *seat_field(const struct result *result, const struct result_seat *seat)
{
	for (size_t i = 0; i < result->n_lines; i++)
		if (takes_office(&result->lines[i]) && result->lines[i].post == seat->post)
			return result->lines[i].field;
	return "table";
}

static void seats_check(struct ctx *ctx, const struct result *result)
{
	for (size_t i = 0; i < result->n_seats; i++) {
		const struct result_seat *seat = &result->seats[i];
		if (seat->post && seat->won > 0 && seat->won + seat->stay > seat->post->seats)
			(void)problem_add(ctx, seat_field(result, seat),
					  msg("{3} people would hold “{1}”, which has room for {2}. Leave a row out, "
					      "choose who leaves, or correct the post"),
					  seat->label, number(ctx->arena, seat->post->seats),
					  number(ctx->arena, seat->won + seat->stay));
	}
}

enum outcome result_check(struct ctx *ctx, const struct result_order *order, const struct result *result)
{
	size_t n = 0;
	enum outcome outcome = result_days_check(ctx, order->first_day, order->last_day);
	for (size_t i = 0; i < result->n_lines; i++) {
		n += result->lines[i].kind != RESULT_OUT;
		line_check(ctx, result, i);
	}
	if (n == 0)
		(void)problem_add(ctx, "table", msg("Nobody in this table was elected"));
	for (size_t i = 0; i < result->n_terms; i++)
		if (result->terms[i].fate == FATE_ASKED)
			(void)problem_add(ctx, result->terms[i].field,
					  msg("Choose whether {1} leaves or stays: not everybody who holds “{2}” can"),
					  result->terms[i].tenure->person_name, result->terms[i].tenure->post);
	seats_check(ctx, result);
	return ctx->problems.first ? INVALID : outcome;
}
