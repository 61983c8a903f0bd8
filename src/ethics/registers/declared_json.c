/* What an entry says, as JSON and in a line. */
#include "html/html.h"
#include "registers/seen.h"
#include "registers/value_parts.h"

/* ---- Writing ---- */

/* Answers in the order of their names, as canonical JSON wants them. */
static const struct answer **sorted(struct arena *arena, const struct declared *d)
{
	const struct answer **answers = arena_array(arena, const struct answer *, d->n_answers);
	for (size_t i = 0; i < d->n_answers; i++) {
		size_t at = i;
		for (; at > 0 && str_cmp(answers[at - 1]->field, d->answers[i].field) > 0; at--)
			answers[at] = answers[at - 1];
		answers[at] = &d->answers[i];
	}
	return answers;
}

/* Of a field that the scheme does not have any more: for the office alone, who can tell what it was? */
static const struct scheme_field gone_field = {.kind = FIELD_TEXT, .shown = SHOWN_OFFICE, .many = 1};

static const struct scheme_field *field_of(const struct declared *d, const struct answer *answer)
{
	const struct scheme_field *field = d->category ? scheme_field(d->category, answer->field) : NULL;
	return field ? field : &gone_field;
}

static void values_put(struct json *json, const char *name, const struct scheme_field *field,
		       const struct answer *answer)
{
	struct arena *arena = json->out->arena;
	if (field->many <= 1 && answer->n == 1) {
		value_to_json(json, name, field, &answer->values[0], arena);
		return;
	}
	json_begin_array(json, name);
	for (size_t i = 0; i < answer->n; i++)
		value_to_json(json, NULL, field, &answer->values[i], arena);
	json_end(json);
}

/* What a reviewer keeps from the public stands behind the reason, in what the public has as a value that is withheld.
 */
static void answer_put(struct json *json, const struct scheme_field *field, const struct answer *answer)
{
	const char *name = str_c(json->out->arena, answer->field);
	if (str_empty(answer->withheld_why)) {
		values_put(json, name, field, answer);
		return;
	}
	json_begin_object(json, name);
	json_str(json, "kept", answer->withheld_why);
	values_put(json, "of", field, answer);
	json_end(json);
}

void declared_json(struct json *json, const char *name, const struct declared *declared, bool is_public)
{
	struct declared d = is_public ? declared_seen(json->out->arena, declared) : *declared;
	const struct answer **answers = sorted(json->out->arena, &d);
	json_begin_object(json, name);
	for (size_t i = 0; i < d.n_answers; i++)
		if (answers[i]->n > 0)
			answer_put(json, field_of(&d, answers[i]), answers[i]);
	json_end(json);
}

bool declared_private_json(struct json *json, const char *name, const struct declared *declared)
{
	const struct answer **answers = sorted(json->out->arena, declared);
	bool any = false;
	json_begin_object(json, name);
	for (size_t i = 0; i < declared->n_answers; i++) {
		const struct scheme_field *field = field_of(declared, answers[i]);
		if (answers[i]->n == 0 || (field != &gone_field && answer_is_seen(declared, field, answers[i])))
			continue;
		answer_put(json, field, answers[i]);
		any = true;
	}
	json_end(json);
	return any;
}

/* ---- Reading ---- */

static void answer_read(struct arena *arena, const struct scheme_field *field, struct str id, json_t *json,
			struct answer *ret_answer)
{
	json_t *kept = json_object_get(json, "kept"), *of = json_object_get(json, "of");
	struct str why = {0};
	if (json_is_string(kept) && of) {
		why = str_dup(arena, str_bytes(json_string_value(kept), json_string_length(kept)));
		json = of;
	}
	bool is_list = json_is_array(json) && field;
	size_t n = is_list ? json_array_size(json) : 1;
	struct value *values = arena_array(arena, struct value, n);
	for (size_t i = 0; i < n; i++)
		value_of_json(arena, field, is_list ? json_array_get(json, i) : json, &values[i]);
	*ret_answer = (struct answer){.field = id, .values = values, .n = n, .withheld_why = why};
}

enum outcome declared_read(struct ctx *ctx, const struct scheme *scheme, struct str category, json_t *answers,
			   struct declared *ret_declared)
{
	struct declared d = {.scheme = scheme, .whose = WHOSE_SELF};
	d.category = scheme && !str_empty(category) ? scheme_category(scheme, category) : NULL;
	size_t n_fields = d.category ? d.category->n_fields : 0;
	if (answers && !json_is_object(answers))
		return BROKEN;
	struct answer *list = arena_array(ctx->arena, struct answer, json_object_size(answers));
	for (size_t i = 0; answers && i < n_fields; i++) {
		const struct scheme_field *field = &d.category->fields[i];
		json_t *json = json_object_getn(answers, field->id.p, field->id.n);
		if (json)
			answer_read(ctx->arena, field, field->id, json, &list[d.n_answers++]);
	}
	const char *key;
	json_t *json;
	json_object_foreach(answers, key, json) if (!d.category || !scheme_field(d.category, str_of(key)))
		answer_read(ctx->arena, NULL, str_dup(ctx->arena, str_of(key)), json, &list[d.n_answers++]);
	d.answers = list;
	*ret_declared = d;
	return OK;
}

/* ---- The line of lists ---- */

static void answer_words(struct ctx *ctx, const struct declared *d, struct str id, struct buf *out)
{
	const struct answer *answer = declared_answer(d, id);
	const struct scheme_field *field = answer ? field_of(d, answer) : NULL;
	for (size_t i = 0; answer && i < answer->n; i++) {
		struct str words = value_words(ctx, field, &answer->values[i]);
		/* Ours may be a sentence, which ends here amid a line. */
		if (answer->values[i].state == VALUE_WITHHELD && str_ends(words, STR(".")))
			words = str_slice(words, 0, words.n - 1);
		buf_c(out, i > 0 ? ", " : "");
		buf_str(out, words);
	}
}

/* "{donor}: {what}" with answers put in; what stands around one that has none goes. */
static struct str filled(struct ctx *ctx, const struct declared *d, struct str summary)
{
	struct buf out = buf_open(ctx->arena, 128);
	while (!str_empty(summary)) {
		size_t open = str_find_char(summary, '{', 0);
		size_t close = open == STR_NPOS ? STR_NPOS : str_find_char(summary, '}', open);
		if (close == STR_NPOS)
			break;
		size_t before = out.n;
		struct buf answer = buf_open(ctx->arena, 64);
		answer_words(ctx, d, str_slice(summary, open + 1, close), &answer);
		if (answer.n > 0) {
			if (before > 0 || open == 0 || !strchr(":,;- ", summary.p[0]))
				buf_str(&out, str_slice(summary, 0, open));
			buf_str(&out, buf_view(&answer));
		}
		bool in_brackets = answer.n == 0 && open > 0 && summary.p[open - 1] == '(';
		summary = str_slice(summary, close + 1, summary.n);
		if (in_brackets && str_starts(summary, STR(")")))
			summary = str_slice(summary, 1, summary.n);
	}
	if (out.n > 0)
		buf_str(&out, summary);
	return buf_view(&out);
}

/* Without a rule of its own: the first two texts. */
static struct str first_texts(struct ctx *ctx, const struct declared *d)
{
	struct buf out = buf_open(ctx->arena, 128);
	int n = 0;
	for (size_t i = 0; i < d->n_answers && n < 2; i++) {
		const struct scheme_field *field = field_of(d, &d->answers[i]);
		struct buf answer = buf_open(ctx->arena, 64);
		if (field->kind == FIELD_YES_NO || field->kind == FIELD_FILE || field->kind == FIELD_LINK)
			continue;
		answer_words(ctx, d, d->answers[i].field, &answer);
		if (answer.n == 0)
			continue;
		if (n++ > 0)
			buf_lit(&out, ": ");
		buf_str(&out, buf_view(&answer));
	}
	return buf_view(&out);
}

struct str declared_summary(struct ctx *ctx, const struct declared *declared, bool is_public)
{
	if (declared->is_nil)
		return html_said(ctx->arena, ctx->lang, str_of(msg("Nothing to declare")), NULL, 0);
	struct declared d = is_public ? declared_seen(ctx->arena, declared) : *declared;
	struct str summary = d.category ? d.category->summary : (struct str){0};
	struct str line = str_empty(summary) ? first_texts(ctx, &d) : filled(ctx, &d, summary);
	if (str_empty(line) && declared->category)
		return declared->category->title;
	return line;
}
