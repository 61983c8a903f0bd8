/* An answer as canonical JSON, and back. */
#include "registers/value_parts.h"

/* ---- Writing ---- */

static void flag_put(struct json *json, const char *name, const char *flag, bool is_home)
{
	json_begin_object(json, name);
	if (is_home)
		json_bool(json, "home", true);
	json_bool(json, flag, true);
	json_end(json);
}

static void text_put(struct json *json, const char *name, struct str text)
{
	if (!str_empty(text))
		json_str(json, name, text);
}

static void money_put(struct json *json, const char *name, const struct value *value, struct arena *arena)
{
	json_begin_object(json, name);
	if (str_empty(value->text)) {
		json_str(json, "amount", value_decimal(arena, value->number, money_digits(value->currency)));
		text_put(json, "currency", value->currency);
	} else {
		json_str(json, "band", value->text);
	}
	json_end(json);
}

static void period_put(struct json *json, const char *name, const struct value *value, struct arena *arena)
{
	json_begin_object(json, name);
	json_str(json, "from", vague_day_cell(arena, value->number, value->precision));
	if (value->to != DEADLINE_NO_DAY)
		json_str(json, "to", vague_day_cell(arena, value->to, value->to_precision));
	json_end(json);
}

static void organization_put(struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	text_put(json, "id", value->id);
	json_str(json, "name", value->text);
	text_put(json, "scheme", value->scheme);
	json_end(json);
}

static void file_put_json(struct json *json, const char *name, const struct value *value)
{
	json_begin_object(json, name);
	json_i64(json, "bytes", value->number);
	if (value->copy.id.n) {
		json_begin_object(json, "copy");
		json_i64(json, "bytes", value->copy.bytes);
		json_str(json, "name", value->copy.name);
		json_str(json, "sha256", value->copy.id);
		json_end(json);
	}
	json_str(json, "name", value->text);
	json_str(json, "sha256", value->id);
	json_end(json);
}

static void address_put(struct json *json, const char *name, const struct value *value)
{
	if (!value->is_home) {
		json_str(json, name, value->text);
		return;
	}
	json_begin_object(json, name);
	json_bool(json, "home", true);
	if (value->is_shown_home)
		json_bool(json, "shown", true);
	json_str(json, "text", value->text);
	json_end(json);
}

static void given_put(struct json *json, const char *name, const struct scheme_field *field, const struct value *value,
		      struct arena *arena)
{
	switch (field->kind) {
	case FIELD_MONEY:
		money_put(json, name, value, arena);
		return;
	case FIELD_NUMBER:
		json_i64(json, name, value->number);
		return;
	case FIELD_PERCENTAGE:
		json_str(json, name, value_decimal(arena, value->number, 2));
		return;
	case FIELD_DATE:
		json_str(json, name, vague_day_cell(arena, value->number, value->precision));
		return;
	case FIELD_PERIOD:
		period_put(json, name, value, arena);
		return;
	case FIELD_YES_NO:
		json_bool(json, name, value->number != 0);
		return;
	case FIELD_ORGANIZATION:
		organization_put(json, name, value);
		return;
	case FIELD_FILE:
		file_put_json(json, name, value);
		return;
	case FIELD_ADDRESS:
		address_put(json, name, value);
		return;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_CHOICE:
	case FIELD_PERSON:
	case FIELD_LINK:
		break;
	}
	json_str(json, name, value->text);
}

void value_to_json(struct json *json, const char *name, const struct scheme_field *field, const struct value *value,
		   struct arena *arena)
{
	if (value->state == VALUE_WITHHELD) {
		flag_put(json, name, "withheld", field->kind == FIELD_ADDRESS && value->is_home);
	} else if (value->state == VALUE_UNKNOWN) {
		flag_put(json, name, "unknown", false);
	} else if (value->state == VALUE_WORDS) {
		json_begin_object(json, name);
		json_str(json, "words", value->text);
		json_end(json);
	} else {
		given_put(json, name, field, value, arena);
	}
}

/* ---- Reading ---- */

static struct str text_of(struct arena *arena, const json_t *json)
{
	return json_is_string(json) ? str_dup(arena, str_bytes(json_string_value(json), json_string_length(json)))
				    : (struct str){0};
}

static struct str member(struct arena *arena, const json_t *json, const char *name)
{
	return text_of(arena, json_object_get(json, name));
}

/* "2026-05-12", "2026-05", "2026". */
static bool vague_day_read(struct str s, int64_t *ret_day, enum value_precision *ret_precision)
{
	static const char rest[] = "-01-01";
	char whole[10];
	struct day day;
	if (s.n != 4 && s.n != 7 && s.n != 10)
		return false;
	memcpy(whole, s.p, s.n);
	for (size_t i = s.n; i < sizeof(whole); i++)
		whole[i] = rest[i - 4];
	if (!day_parse(str_bytes(whole, sizeof(whole)), &day))
		return false;
	*ret_day = day.n;
	*ret_precision = s.n == 10 ? EXACT_DAY : s.n == 7 ? EXACT_MONTH : EXACT_YEAR;
	return true;
}

static bool money_read(struct arena *arena, const json_t *json, struct value *value)
{
	value->text = member(arena, json, "band");
	if (!str_empty(value->text))
		return true;
	value->currency = member(arena, json, "currency");
	struct str amount = member(arena, json, "amount");
	return !str_empty(amount) && decimal_parse(amount, money_digits(value->currency), &value->number);
}

static bool period_read(struct arena *arena, const json_t *json, struct value *value)
{
	struct str to = member(arena, json, "to");
	value->to = DEADLINE_NO_DAY;
	if (!vague_day_read(member(arena, json, "from"), &value->number, &value->precision))
		return false;
	if (str_empty(to))
		return true;
	if (!vague_day_read(to, &value->to, &value->to_precision))
		return false;
	value->to = vague_day_end(value->to, value->to_precision);
	return true;
}

static bool file_read_json(struct arena *arena, const json_t *json, struct value *value)
{
	const json_t *copy = json_object_get(json, "copy");
	value->text = member(arena, json, "name");
	value->id = member(arena, json, "sha256");
	value->number = json_integer_value(json_object_get(json, "bytes"));
	value->copy = (struct value_copy){
		.name = member(arena, copy, "name"),
		.id = member(arena, copy, "sha256"),
		.bytes = json_integer_value(json_object_get(copy, "bytes")),
	};
	return json_is_object(json) && json_object_get(json, "name");
}

static bool organization_read(struct arena *arena, const json_t *json, struct value *value)
{
	value->text = member(arena, json, "name");
	value->id = member(arena, json, "id");
	value->scheme = member(arena, json, "scheme");
	return json_is_object(json) && json_object_get(json, "name");
}

static bool address_read(struct arena *arena, const json_t *json, struct value *value)
{
	value->is_home = json_is_true(json_object_get(json, "home"));
	value->is_shown_home = json_is_true(json_object_get(json, "shown"));
	value->text = json_is_object(json) ? member(arena, json, "text") : text_of(arena, json);
	return value->text.p != NULL;
}

static bool given_read(struct arena *arena, const struct scheme_field *field, const json_t *json, struct value *value)
{
	switch (field->kind) {
	case FIELD_MONEY:
		return money_read(arena, json, value);
	case FIELD_NUMBER:
		value->number = json_integer_value(json);
		return json_is_integer(json);
	case FIELD_PERCENTAGE:
		return decimal_parse(text_of(arena, json), 2, &value->number);
	case FIELD_DATE:
		return vague_day_read(text_of(arena, json), &value->number, &value->precision);
	case FIELD_PERIOD:
		return period_read(arena, json, value);
	case FIELD_YES_NO:
		value->number = json_is_true(json);
		return json_is_boolean(json);
	case FIELD_ORGANIZATION:
		return organization_read(arena, json, value);
	case FIELD_FILE:
		return file_read_json(arena, json, value);
	case FIELD_ADDRESS:
		return address_read(arena, json, value);
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_CHOICE:
	case FIELD_PERSON:
	case FIELD_LINK:
		break;
	}
	value->text = text_of(arena, json);
	return json_is_string(json);
}

/* Whatever it is, as text. */
static struct str dumped(struct arena *arena, const json_t *json)
{
	if (json_is_string(json))
		return text_of(arena, json);
	size_t n = json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	char *p = arena_alloc(arena, n);
	(void)json_dumpb(json, p, n, JSON_COMPACT | JSON_ENCODE_ANY);
	return str_bytes(p, n);
}

void value_of_json(struct arena *arena, const struct scheme_field *field, json_t *json, struct value *ret_value)
{
	struct value value = {.state = VALUE_GIVEN};
	struct str words = member(arena, json, "words");
	if (json_is_true(json_object_get(json, "withheld")))
		value = (struct value){.state = VALUE_WITHHELD, .is_home = json_is_true(json_object_get(json, "home"))};
	else if (json_is_true(json_object_get(json, "unknown")))
		value.state = VALUE_UNKNOWN;
	else if (words.p)
		value = (struct value){.state = VALUE_WORDS, .text = words};
	else if (!field || !given_read(arena, field, json, &value))
		value = (struct value){.state = VALUE_WORDS, .text = dumped(arena, json)};
	*ret_value = value;
}
