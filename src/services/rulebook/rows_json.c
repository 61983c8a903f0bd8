/* Rows as JSON: for show, and to see whether two are the same. */
#include "rulebook/store.h"

static void put_text(struct json *json, const char *name, struct str text)
{
	if (!str_empty(text))
		json_str(json, name, text);
}

static void put_day(struct ctx *ctx, struct json *json, const char *name, int32_t day)
{
	if (day != DEADLINE_NO_DAY)
		json_str(json, name, day_str(ctx->arena, (struct day){day}));
}

static void put_texts(struct json *json, const char *name, struct texts texts)
{
	if (texts.n == 0)
		return;
	json_begin_array(json, name);
	for (size_t i = 0; i < texts.n; i++)
		json_str(json, NULL, texts.p[i]);
	json_end(json);
}

void source_json(struct ctx *ctx, struct json *json, const struct rule_source *row, bool to)
{
	put_day(ctx, json, "from", row->from_day);
	if (to)
		put_day(ctx, json, "to", row->to_day);
	put_text(json, "source", row->source);
	put_text(json, "link", row->link);
	json_bool(json, "to_be_confirmed", row->confirm);
}

void audience_json(struct json *json, const struct duty_audience *audience)
{
	json_begin_object(json, "who");
	if (audience->categories)
		json_i64(json, "categories", audience->categories);
	put_texts(json, "bodies", audience->bodies);
	put_texts(json, "classifications", audience->classifications);
	put_texts(json, "posts", audience->posts);
	put_texts(json, "contracts", audience->contracts);
	put_texts(json, "workplaces", audience->workplaces);
	put_texts(json, "grades", audience->grades);
	put_texts(json, "statuses", audience->statuses);
	put_text(json, "code", audience->code);
	json_end(json);
}

static void put_exceptions(struct ctx *ctx, struct json *json, const struct duty_rule *duty)
{
	json_begin_array(json, "exceptions");
	for (size_t i = 0; i < duty->n_exceptions; i++) {
		const struct duty_exception *e = &duty->exceptions[i];
		json_begin_object(json, NULL);
		json_i64(json, "kind", e->kind);
		if (e->n)
			json_i64(json, "days", e->n);
		if (e->month) {
			json_str(json, "from", str_fmt(ctx->arena, "--%02d-%02d", e->month, e->day));
			json_str(json, "to", str_fmt(ctx->arena, "--%02d-%02d", e->to_month, e->to_day));
		}
		put_day(ctx, json, "day", e->on_day);
		put_day(ctx, json, "due", e->due_day);
		if (e->absences)
			json_i64(json, "absences", e->absences);
		put_text(json, "by", e->by);
		put_text(json, "reason", e->reason);
		put_text(json, "source", e->source);
		json_end(json);
	}
	json_end(json);
}

static void put_reminders(struct json *json, const struct duty_rule *duty)
{
	json_begin_array(json, "reminders");
	for (size_t i = 0; i < duty->n_reminders; i++) {
		const struct duty_reminder *reminder = &duty->reminders[i];
		json_begin_object(json, NULL);
		json_i64(json, "days", reminder->days);
		json_bool(json, "person", reminder->to_person);
		json_bool(json, "manager", reminder->to_manager);
		json_bool(json, "officer", reminder->to_officer);
		json_bool(json, "chair", reminder->to_chair);
		json_end(json);
	}
	json_end(json);
}

void duty_json(struct ctx *ctx, struct json *json, const struct duty_rule *duty, bool to)
{
	json_begin_object(json, NULL);
	json_str(json, "duty", duty->id);
	json_str(json, "title", duty->title);
	json_i64(json, "kind", duty->kind);
	json_str(json, "due", deadline_rule_words(ctx, &duty->deadline));
	json_i64(json, "roll", duty->deadline.roll);
	if (duty->opens.parts[0].trigger)
		json_str(json, "opens", deadline_rule_words(ctx, &duty->opens));
	source_json(ctx, json, &duty->row, to);
	audience_json(json, &duty->audience);
	put_text(json, "filed_with", duty->filed_with);
	put_text(json, "code", duty->code);
	put_text(json, "passage", duty->passage);
	put_text(json, "text", duty->text);
	if (duty->form)
		json_i64(json, "form", duty->form);
	json_bool(json, "voluntary", duty->voluntary);
	json_bool(json, "once_per_person", duty->once_per_person);
	if (duty->fine_per_day) {
		json_i64(json, "fine_per_day", duty->fine_per_day);
		json_i64(json, "fine_at_most", duty->fine_most);
		put_text(json, "fine_currency", duty->fine_currency);
		put_text(json, "fine_source", duty->fine_source);
	}
	put_exceptions(ctx, json, duty);
	put_reminders(json, duty);
	json_end(json);
}

void amount_json(struct ctx *ctx, struct json *json, const struct rule_amount *amount, bool to)
{
	json_begin_object(json, NULL);
	json_str(json, "amount", amount->id);
	json_str(json, "about", amount->about);
	json_str(json, "value", rule_amount_words(ctx->arena, amount));
	source_json(ctx, json, &amount->row, to);
	json_end(json);
}
