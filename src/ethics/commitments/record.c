/* What the publication log keeps of signatures and of what belongs to them: canonical JSON (RFC 8785), names in
 * ascending order, no row ids. README.md lists the names. */
#include "commitments/commitments_rules.h"

static void put_text(struct json *json, const char *name, struct str value)
{
	if (!str_empty(value))
		json_str(json, name, value);
}

static void put_day(struct json *json, struct arena *arena, const char *name, int32_t day)
{
	if (day != COMMITMENT_NO_DAY)
		json_str(json, name, day_str(arena, (struct day){day}));
}

static void put_time(struct json *json, struct arena *arena, const char *name, int64_t ms)
{
	if (ms)
		json_str(json, name, instant_str(arena, (struct instant){ms}));
}

/* What is gone keeps the place of the signature, and not the signer nor what was written by or about them. */
static void put_signer(struct json *json, const struct commitment *c, const char *name, struct str value)
{
	if (!commitment_is_gone(c))
		put_text(json, name, value);
}

struct str commitment_record(struct arena *arena, const struct commitment *c)
{
	bool paper = c->method == COMMITMENT_PAPER;
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	put_signer(&json, c, "before_whom", c->before_whom);
	json_str(&json, "body_record", c->body_record);
	json_str(&json, "category", tenure_category_name(c->category));
	json_str(&json, "code", c->code_slug);
	put_time(&json, arena, "corrected", c->corrected_ms);
	put_signer(&json, c, "correction", c->correction);
	put_time(&json, arena, "display_ended", c->display_ended_ms);
	put_day(&json, arena, "due", c->due_day);
	json_i64(&json, "edition", c->edition_number);
	put_text(&json, "effect", c->effect);
	put_text(&json, "election", c->election);
	put_time(&json, arena, "entered", paper ? c->signed_ms : 0);
	json_str(&json, "kind", STR("commitment"));
	put_signer(&json, c, "made_at", c->made_at);
	put_day(&json, arena, "made_on", c->made_day);
	json_str(&json, "method", commitment_method_name(c->method));
	put_signer(&json, c, "name", c->name);
	put_signer(&json, c, "name_typed", c->name_typed);
	put_time(&json, arena, "objected", c->objected_ms);
	put_signer(&json, c, "office", c->office);
	put_day(&json, arena, "received", c->received_day);
	put_time(&json, arena, "signed", paper ? 0 : c->signed_ms);
	put_day(&json, arena, "signed_on", c->form_day);
	json_str(&json, "statement", c->statement);
	put_signer(&json, c, "term_record", c->term_record);
	json_str(&json, "text_sha256", c->text_hash);
	json_str(&json, "type", str_of(commitment_kind_name(c->kind)));
	put_time(&json, arena, "withdrawn", c->withdrawn_ms);
	put_signer(&json, c, "withdrawn_reason", c->withdrawn_reason);
	json_end(&json);
	return buf_view(&out);
}

struct str commitment_statement(struct arena *arena, const struct commitment *c, struct str nonce, int64_t asked_ms)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	put_text(&json, "before_whom", c->before_whom);
	json_str(&json, "code", c->code_slug);
	json_i64(&json, "edition", c->edition_number);
	json_str(&json, "kind", STR("commitment-statement"));
	put_text(&json, "made_at", c->made_at);
	put_day(&json, arena, "made_on", c->made_day);
	json_str(&json, "name_typed", c->name_typed);
	json_str(&json, "nonce", nonce);
	json_str(&json, "office", c->office);
	json_str(&json, "statement", c->statement);
	json_str(&json, "text_sha256", c->text_hash);
	put_time(&json, arena, "time", asked_ms);
	json_str(&json, "type", str_of(commitment_kind_name(c->kind)));
	json_end(&json);
	return buf_view(&out);
}

struct str commitment_form_record(struct arena *arena, const struct commitment_form *form, struct str code_slug,
				  struct str body_record)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	put_text(&json, "body_record", body_record);
	json_str(&json, "code", code_slug);
	put_text(&json, "effect", form->effect);
	put_text(&json, "instrument", form->instrument);
	put_text(&json, "instrument_link", form->instrument_link);
	if (form->keep_days >= 0)
		json_i64(&json, "keep_days", form->keep_days);
	json_str(&json, "kind", STR("commitment-form"));
	json_bool(&json, "mandatory", form->mandatory);
	if (form->pledge_days >= 0)
		json_i64(&json, "pledge_days", form->pledge_days);
	if (form->public_days >= 0)
		json_i64(&json, "public_days", form->public_days);
	put_text(&json, "retention_source", form->retention_source);
	put_day(&json, arena, "since", form->since_day);
	json_str(&json, "statement", form->statement);
	json_str(&json, "type", str_of(commitment_kind_name(form->kind)));
	json_i64(&json, "within_days", form->within_days);
	json_end(&json);
	return buf_view(&out);
}

struct str commitment_words_record(struct arena *arena, const struct commitment_words *words)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	put_time(&json, arena, "changed", words->changed_ms);
	json_str(&json, "code", words->code_slug);
	json_i64(&json, "edition", words->edition_number);
	json_str(&json, "kind", STR("own-words"));
	json_str(&json, "name", words->name);
	json_str(&json, "passage", words->passage);
	json_str(&json, "post", words->post);
	json_str(&json, "provision", id_str(arena, words->provision_id));
	json_str(&json, "term_record", words->term_record);
	if (words->withdrawn_ms)
		put_time(&json, arena, "withdrawn", words->withdrawn_ms);
	else
		json_str(&json, "text", words->text);
	json_end(&json);
	return buf_view(&out);
}
