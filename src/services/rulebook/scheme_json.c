/* Registers as JSON: to see whether two are the same. */
#include "rulebook/scheme.h"
#include "rulebook/store.h"

static void put_text(struct json *json, const char *name, struct str text)
{
	if (!str_empty(text))
		json_str(json, name, text);
}

static void put_texts(struct json *json, const char *name, struct texts texts)
{
	if (!texts.n)
		return;
	json_begin_array(json, name);
	for (size_t i = 0; i < texts.n; i++)
		json_str(json, NULL, texts.p[i]);
	json_end(json);
}

static void put_condition(struct json *json, const char *name, const struct scheme_condition *condition)
{
	if (str_empty(condition->field))
		return;
	json_begin_object(json, name);
	json_str(json, "field", condition->field);
	put_texts(json, "answers", condition->answers);
	json_end(json);
}

static void put_yes(struct json *json, const char *name, bool is)
{
	if (is)
		json_bool(json, name, is);
}

static void put_number(struct json *json, const char *name, int64_t n)
{
	if (n)
		json_i64(json, name, n);
}

static void put_field(struct json *json, const struct scheme_field *field)
{
	json_begin_object(json, NULL);
	json_str(json, "field", field->id);
	json_str(json, "label", field->label);
	json_str(json, "name", field->name);
	put_text(json, "hint", field->hint);
	json_i64(json, "kind", field->kind);
	json_i64(json, "shown", field->shown);
	put_yes(json, "required", field->required);
	put_condition(json, "asked_when", &field->asked_when);
	put_condition(json, "required_when", &field->required_when);
	put_yes(json, "filter", field->filter);
	put_yes(json, "sort", field->sort);
	put_yes(json, "unknown", field->unknown);
	put_yes(json, "vague", field->vague);
	put_yes(json, "compare", field->compare);
	put_yes(json, "closed", field->closed);
	json_i64(json, "many", field->many);
	put_number(json, "most", field->most);
	put_number(json, "from", field->from);
	put_number(json, "to", field->to);
	put_text(json, "currency", field->currency);
	json_begin_array(json, "choices");
	for (size_t i = 0; i < field->n_choices; i++) {
		json_str(json, NULL, field->choices[i].id);
		json_str(json, NULL, field->choices[i].text);
	}
	json_end(json);
	json_begin_array(json, "bands");
	for (size_t i = 0; i < field->n_bands; i++) {
		json_str(json, NULL, field->bands[i].id);
		json_str(json, NULL, field->bands[i].text);
		json_i64(json, NULL, field->bands[i].from);
		json_i64(json, NULL, field->bands[i].to);
	}
	json_end(json);
	json_end(json);
}

void category_json(struct json *json, const struct scheme_category *category)
{
	json_begin_object(json, NULL);
	json_str(json, "title", category->title);
	put_text(json, "label", category->label);
	put_text(json, "text", category->text);
	put_text(json, "source", category->source);
	put_text(json, "parent", category->parent);
	json_i64(json, "whose", category->whose);
	put_yes(json, "closed", category->closed);
	put_text(json, "holds", category->holds);
	put_text(json, "summary", category->summary);
	json_begin_array(json, "fields");
	for (size_t i = 0; i < category->n_fields; i++)
		put_field(json, &category->fields[i]);
	json_end(json);
	json_end(json);
}

static void put_task(struct json *json, const struct scheme_task *task)
{
	json_begin_object(json, NULL);
	put_condition(json, "when", &task->when);
	json_str(json, "event", task->event);
	put_text(json, "line", task->line);
	json_end(json);
}

static void put_threshold(struct ctx *ctx, struct json *json, const struct scheme_threshold *threshold)
{
	json_begin_object(json, NULL);
	json_str(json, "threshold", threshold->id);
	json_str(json, "amount", threshold->amount);
	json_str(json, "value", threshold->value);
	put_text(json, "day", threshold->day);
	put_text(json, "by", threshold->by);
	put_condition(json, "counts", &threshold->counts);
	json_i64(json, "window", threshold->window);
	put_number(json, "months", threshold->n);
	put_yes(json, "above", threshold->above);
	json_i64(json, "effect", threshold->effect);
	put_text(json, "duty", threshold->duty);
	put_text(json, "text", threshold->text);
	source_json(ctx, json, &threshold->row, true);
	json_end(json);
}

static void put_keep(struct json *json, const char *name, const struct scheme_keep *keep)
{
	json_begin_array(json, name);
	json_i64(json, NULL, keep->since);
	json_str(json, NULL, keep->amount);
	json_end(json);
}

void scheme_json(struct ctx *ctx, struct json *json, const struct scheme *scheme)
{
	json_begin_object(json, NULL);
	json_str(json, "title", scheme->title);
	put_text(json, "journey", scheme->journey);
	put_text(json, "text", scheme->text);
	source_json(ctx, json, &scheme->row, true);
	json_i64(json, "filing", scheme->filing);
	put_text(json, "filed_with", scheme->filed_with);
	put_text(json, "banner", scheme->banner);
	put_text(json, "public_by", scheme->public_by);
	audience_json(json, &scheme->who);
	put_yes(json, "of_body", scheme->of_body);
	put_yes(json, "single", scheme->single);
	put_yes(json, "nil", scheme->nil);
	json_i64(json, "public", scheme->shown);
	json_i64(json, "review", scheme->review);
	put_number(json, "steps", scheme->steps);
	put_texts(json, "duties", scheme->duties);
	put_text(json, "event", scheme->event);
	put_text(json, "event_day", scheme->event_day);
	put_text(json, "withheld", scheme->withheld);
	put_text(json, "reconfirm", scheme->reconfirm);
	put_number(json, "scrutiny_months", scheme->scrutiny_months);
	put_keep(json, "public_until", &scheme->public_until);
	put_keep(json, "keep_until", &scheme->keep_until);
	json_begin_array(json, "thresholds");
	for (size_t i = 0; i < scheme->n_thresholds; i++)
		put_threshold(ctx, json, &scheme->thresholds[i]);
	json_end(json);
	json_begin_array(json, "tasks");
	for (size_t i = 0; i < scheme->n_tasks; i++)
		put_task(json, &scheme->tasks[i]);
	json_end(json);
	json_end(json);
}
