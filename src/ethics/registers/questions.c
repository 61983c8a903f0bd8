/* What an item asks, in order, and what was answered. Pure. */
#include "registers/declare.h"

#include "crypto/crypto.h"
#include "html/html.h"

struct str whose_words(uint32_t bit)
{
	static const struct {
		uint32_t bit;
		const char *words;
	} all[] = {
		{WHOSE_SELF, msg("My own")},
		{WHOSE_PARTNER, msg("My spouse’s, civil partner’s, or of somebody I live with as one")},
		{WHOSE_CHILD, msg("My child’s")},
		{WHOSE_HOUSEHOLD, msg("Of somebody else in my household")},
		{WHOSE_FAMILY, msg("Of another relative")},
	};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i].bit == bit)
			return str_of(all[i].words);
	return STR("");
}

static bool is_several(uint32_t bits)
{
	return (bits & (bits - 1)) != 0;
}

void item_questions(struct ctx *ctx, const struct declaration_item *item, bool several_bodies,
		    struct question **ret_questions, size_t *ret_n)
{
	const struct scheme_category *category = item->declared.category;
	size_t n = 0;
	*ret_n = 0;
	*ret_questions = NULL;
	if (!category || item->is_nil)
		return;
	struct question *questions = arena_array(ctx->arena, struct question, category->n_fields + 3);
	if (is_several(category->whose))
		questions[n++] = (struct question){
			.kind = QUESTION_WHOSE, .id = STR("-whose"), .label = str_of(msg("Whose interest is it?"))};
	for (size_t i = 0; i < category->n_fields; i++) {
		const struct scheme_field *field = &category->fields[i];
		if (!field->closed && declared_asks(&item->declared, field))
			questions[n++] = (struct question){.kind = QUESTION_FIELD,
							   .id = field->id,
							   .label = field->label,
							   .hint = field->hint,
							   .field = field};
	}
	if (several_bodies)
		questions[n++] = (struct question){
			.kind = QUESTION_BODIES,
			.id = STR("-for"),
			.label = str_of(msg("For which of your councils and committees does it count?")),
			.hint = str_of(msg("One declaration serves all of them. Leave all boxes empty if it counts for "
					   "every one"))};
	if (item->declared.scheme && item->declared.scheme->withheld.n)
		questions[n++] = (struct question){
			.kind = QUESTION_WITHHELD,
			.id = STR("-withhold"),
			.label = str_of(msg("Should its details be withheld from the public?")),
			.hint = str_of(
				msg("Only where publishing them could lead to violence or intimidation against you "
				    "or somebody connected with you. The ethics officer decides, and nothing of it "
				    "is public before"))};
	*ret_questions = questions;
	*ret_n = n;
}

const struct question *question_find(const struct question *questions, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(questions[i].id, id))
			return &questions[i];
	return NULL;
}

bool question_is_aside(const struct question *question)
{
	return question->kind == QUESTION_BODIES || question->kind == QUESTION_WITHHELD;
}

const struct question *question_next(const struct question *questions, size_t n, struct str id)
{
	const struct question *question = question_find(questions, n, id);
	const struct question *end = questions + n;
	while (question && ++question < end)
		if (!question_is_aside(question))
			return question;
	return NULL;
}

bool question_is_answered(const struct question *question, const struct declaration_item *item)
{
	switch (question->kind) {
	case QUESTION_FIELD:
		return declared_answer(&item->declared, question->id) != NULL;
	case QUESTION_WHOSE:
		return item->whose != 0;
	default:
		return true;
	}
}

/* "City Council, Planning Board". */
static struct str bodies_words(struct ctx *ctx, struct str slugs, const struct organization *bodies, size_t n)
{
	struct buf out = buf_open(ctx->arena, 0);
	struct str slug;
	while (str_cut(&slugs, ' ', &slug)) {
		struct str name = slug;
		for (size_t i = 0; i < n; i++)
			if (str_eq(bodies[i].slug, slug))
				name = bodies[i].name;
		if (slug.n) {
			buf_c(&out, out.n ? ", " : "");
			buf_str(&out, name);
		}
	}
	return buf_view(&out);
}

static struct str field_words(struct ctx *ctx, const struct question *question, const struct declaration_item *item)
{
	const struct answer *answer = declared_answer(&item->declared, question->id);
	struct buf out = buf_open(ctx->arena, 0);
	for (size_t i = 0; answer && i < answer->n; i++) {
		buf_c(&out, i ? "; " : "");
		buf_str(&out, value_words(ctx, question->field, &answer->values[i]));
	}
	return buf_view(&out);
}

struct str question_words(struct ctx *ctx, const struct question *question, const struct declaration_item *item,
			  const struct organization *bodies, size_t n_bodies)
{
	switch (question->kind) {
	case QUESTION_WHOSE:
		return html_said(ctx->arena, ctx->lang, whose_words(item->whose), NULL, 0);
	case QUESTION_BODIES:
		return item->bodies.n ? bodies_words(ctx, item->bodies, bodies, n_bodies)
				      : html_said(ctx->arena, ctx->lang, str_of(msg("All of them")), NULL, 0);
	case QUESTION_WITHHELD:
		return html_said(ctx->arena, ctx->lang,
				 str_of(item->asks_withheld ? msg("Yes, I ask for it") : msg("No")), NULL, 0);
	default:
		return field_words(ctx, question, item);
	}
}

/* Everything of the answer, in bytes that say where each part ends. */
static void values_put(struct buf *out, const struct answer *answer)
{
	for (size_t i = 0; answer && i < answer->n; i++) {
		const struct value *v = &answer->values[i];
		buf_fmt(out, "%d %d %d %d %d %zu %zu %zu %zu ", (int)v->state, (int)v->precision, (int)v->to_precision,
			v->is_home, v->is_shown_home, v->text.n, v->scheme.n, v->id.n, v->currency.n);
		buf_i64(out, v->number);
		buf_char(out, ' ');
		buf_i64(out, v->to);
		buf_str(out, v->text);
		buf_str(out, v->scheme);
		buf_str(out, v->id);
		buf_str(out, v->currency);
		buf_str(out, v->copy.id);
	}
}

struct str question_token(struct ctx *ctx, const struct question *question, const struct declaration_item *item)
{
	struct buf out = buf_open(ctx->arena, 256);
	switch (question->kind) {
	case QUESTION_WHOSE:
		buf_u64(&out, item->whose);
		break;
	case QUESTION_BODIES:
		buf_str(&out, item->bodies);
		break;
	case QUESTION_WITHHELD:
		buf_fmt(&out, "%d ", item->asks_withheld);
		buf_str(&out, item->why_withheld);
		break;
	default:
		values_put(&out, declared_answer(&item->declared, question->id));
	}
	struct hash hash = hash_bytes(buf_view(&out));
	return str_slice(hash_hex(ctx->arena, &hash), 0, 16);
}

/* ---- Answers ---- */

void declared_answer_set(struct arena *arena, struct declared *declared, struct str field, const struct value *values,
			 size_t n)
{
	const struct scheme_category *category = declared->category;
	struct answer *answers = arena_array(arena, struct answer, declared->n_answers + 1);
	size_t used = 0;
	for (size_t i = 0; i < category->n_fields; i++) {
		const struct answer *before = declared_answer(declared, category->fields[i].id);
		if (str_eq(category->fields[i].id, field)) {
			if (n)
				answers[used++] = (struct answer){.field = field, .values = values, .n = n};
		} else if (before) {
			answers[used++] = *before;
		}
	}
	declared->answers = answers;
	declared->n_answers = used;
}

void item_answers_write(struct arena *arena, struct declaration_item *item)
{
	struct buf out = buf_open(arena, 512);
	struct json json = json_open(&out, JSON_CANONICAL);
	declared_json(&json, NULL, &item->declared, false);
	item->answers = buf_view(&out);
}
