/* "May I …?": decision tables in which every combination has its answer. */
#include "rulebook/build.h"

#define QUESTIONS_MOST    8
#define COMBINATIONS_MOST 20000

/* ---- Questions ---- */

static void build_question(struct build *build, const struct raw_question *raw, struct guidance_question *ret)
{
	const struct yaml_node *answers = raw->answers;
	size_t n = answers ? answers->n : 0;
	struct guidance_choice *choices = arena_array(build->ctx->arena, struct guidance_choice, n);
	for (size_t i = 0; i < n; i++)
		choices[i] = (struct guidance_choice){answers->keys[i]->text, str_trim(answers->items[i]->text)};
	if (answers && n < 2)
		yaml_fault(build->ctx, answers, msg("answers: a question needs at least two"));
	*ret = (struct guidance_question){raw->id, raw->text, choices, n};
}

static size_t question_named(const struct guidance *guidance, struct str id)
{
	size_t i = 0;
	while (i < guidance->n_questions && !str_eq(guidance->questions[i].id, id))
		i++;
	return i;
}

/* ---- Rows ---- */

static bool has_answer(const struct guidance_question *question, struct str id)
{
	for (size_t i = 0; i < question->n_answers; i++)
		if (str_eq(question->answers[i].id, id))
			return true;
	return false;
}

static void unknown_question(struct build *build, const struct guidance *guidance, const struct yaml_node *key)
{
	struct str *ids = arena_array(build->ctx->arena, struct str, guidance->n_questions);
	for (size_t i = 0; i < guidance->n_questions; i++)
		ids[i] = guidance->questions[i].id;
	spec_unknown(build->ctx, key, key->text, ids, guidance->n_questions, STR("a question of this guidance"));
}

static void unknown_answer(struct build *build, const struct guidance_question *question, const struct yaml_node *node)
{
	struct str *ids = arena_array(build->ctx->arena, struct str, question->n_answers);
	for (size_t i = 0; i < question->n_answers; i++)
		ids[i] = question->answers[i].id;
	spec_unknown(build->ctx, node, node->text, ids, question->n_answers,
		     str_fmt(build->ctx->arena, "an answer to “%.*s”", STR_ARG(question->id)));
}

static void build_answer(struct build *build, const struct guidance *guidance, const struct raw_answer *raw,
			 struct guidance_row *ret)
{
	struct str *when = arena_array(build->ctx->arena, struct str, guidance->n_questions);
	const struct yaml_node *map = raw->when;
	for (size_t i = 0; map && i < map->n; i++) {
		size_t at = question_named(guidance, map->keys[i]->text);
		if (at == guidance->n_questions)
			unknown_question(build, guidance, map->keys[i]);
		else if (str_eq(map->items[i]->text, STR("*")))
			continue;
		else if (!has_answer(&guidance->questions[at], map->items[i]->text))
			unknown_answer(build, &guidance->questions[at], map->items[i]);
		else
			when[at] = map->items[i]->text;
	}
	if (!str_empty(raw->passage) && str_empty(raw->code))
		yaml_fault(build->ctx, build_at(raw->node, "passage"), msg("passage: name the code in “code”"));
	const struct rule_source *row = &raw->row.row;
	if (row->from_day != DEADLINE_NO_DAY && row->to_day != DEADLINE_NO_DAY && row->to_day < row->from_day)
		yaml_fault(build->ctx, build_at(raw->node, "to"), msg("to: the row ends before it begins"));
	*ret = (struct guidance_row){
		.when = when,
		.answer = (enum guidance_answer)raw->answer,
		.text = raw->text,
		.code = raw->code,
		.passage = raw->passage,
		.row = *row,
		.place = raw->node->place,
	};
}

/* ---- Every combination ---- */

static bool row_fits(const struct guidance *guidance, const struct guidance_row *row, const struct str *answers)
{
	for (size_t q = 0; q < guidance->n_questions; q++)
		if (!str_empty(row->when[q]) && !str_eq(row->when[q], answers[q]))
			return false;
	return true;
}

/* Whenever it holds: rows with days may stand in front of one without. */
static bool has_row(const struct guidance *guidance, const struct str *answers, bool *used)
{
	bool found = false;
	for (size_t i = 0; i < guidance->n_rows; i++) {
		const struct guidance_row *row = &guidance->rows[i];
		if (!row_fits(guidance, row, answers))
			continue;
		used[i] = found = true;
		if (row->row.from_day == DEADLINE_NO_DAY && row->row.to_day == DEADLINE_NO_DAY)
			break;
	}
	return found;
}

static struct str answers_words(struct arena *arena, const struct guidance *guidance, const struct str *answers)
{
	struct buf words = buf_open(arena, 0);
	for (size_t q = 0; q < guidance->n_questions; q++)
		buf_fmt(&words, "%s%.*s: %.*s", q ? ", " : "", STR_ARG(guidance->questions[q].id), STR_ARG(answers[q]));
	return buf_view(&words);
}

/* The next combination, the last question's answers first; false after the last. */
static bool next_combination(const struct guidance *guidance, size_t *chosen)
{
	for (size_t q = guidance->n_questions; q-- > 0;) {
		if (++chosen[q] < guidance->questions[q].n_answers)
			return true;
		chosen[q] = 0;
	}
	return false;
}

static void check_combinations(struct build *build, const struct guidance *guidance, const struct raw_guidance *raw)
{
	size_t chosen[QUESTIONS_MOST] = {0}, n = 1;
	struct str answers[QUESTIONS_MOST];
	bool *used = arena_array(build->ctx->arena, bool, guidance->n_rows);
	for (size_t q = 0; q < guidance->n_questions; q++) {
		n *= guidance->questions[q].n_answers;
		if (n > COMBINATIONS_MOST) {
			yaml_fault(build->ctx, raw->node,
				   msg("this guidance has more than {1} combinations of answers"), STR("20,000"));
			return;
		}
	}
	if (n == 0)
		return;
	do {
		for (size_t q = 0; q < guidance->n_questions; q++)
			answers[q] = guidance->questions[q].answers[chosen[q]].id;
		if (!has_row(guidance, answers, used)) {
			yaml_fault(build->ctx, build_at(raw->node, "rows"), msg("rows: nothing answers {1}"),
				   answers_words(build->ctx->arena, guidance, answers));
			return;
		}
	} while (next_combination(guidance, chosen));
	const struct raw_answer *rows = raw->rows.p;
	for (size_t i = 0; i < guidance->n_rows; i++)
		if (!used[i])
			yaml_fault(build->ctx, rows[i].node,
				   msg("this row never answers: the rows before it always do"));
}

/* ---- All of them ---- */

static void build_one(struct build *build, const struct raw_guidance *raw, struct guidance *ret)
{
	size_t faults = build->ctx->problems.count;
	struct guidance_question *questions =
		arena_array(build->ctx->arena, struct guidance_question, raw->questions.n);
	struct guidance_row *rows = arena_array(build->ctx->arena, struct guidance_row, raw->rows.n);
	const struct raw_question *raw_questions = raw->questions.p;
	const struct raw_answer *raw_rows = raw->rows.p;
	*ret = (struct guidance){
		.id = raw->id,
		.title = raw->title,
		.text = raw->text,
		.questions = questions,
		.rows = rows,
		.n_rows = raw->rows.n,
		.place = raw->node->place,
	};
	if (raw->questions.n > QUESTIONS_MOST) {
		yaml_fault(build->ctx, build_at(raw->node, "questions"), msg("questions: there are more than eight"));
		return;
	}
	for (size_t i = 0; i < raw->questions.n; i++) {
		if (question_named(ret, raw_questions[i].id) < ret->n_questions)
			yaml_fault(build->ctx, build_at(raw_questions[i].node, "id"), msg("id: “{1}” asks twice"),
				   raw_questions[i].id);
		build_question(build, &raw_questions[i], &questions[i]);
		ret->n_questions = i + 1;
	}
	for (size_t i = 0; i < raw->rows.n; i++)
		build_answer(build, ret, &raw_rows[i], &rows[i]);
	if (build->ctx->problems.count == faults)
		check_combinations(build, ret, raw);
}

void build_guidance(struct build *build)
{
	size_t n = 0, done = 0;
	for (size_t i = 0; i < build->n_raws; i++)
		n += build->raws[i].guidance.n;
	struct guidance *all = arena_array(build->ctx->arena, struct guidance, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_guidance *raws = build->raws[i].guidance.p;
		for (size_t j = 0; j < build->raws[i].guidance.n; j++) {
			for (size_t k = 0; k < done; k++)
				if (!str_empty(raws[j].id) && str_eq(all[k].id, raws[j].id))
					yaml_fault(build->ctx, build_at(raws[j].node, "id"),
						   msg("id: “{1}” stands already in {2}"), raws[j].id,
						   all[k].place.file);
			build_one(build, &raws[j], &all[done++]);
		}
	}
	build->book->guidances = all;
	build->book->n_guidances = n;
}
