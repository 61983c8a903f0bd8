#include "registers/describe.h"

#include "registers/seen.h"

/* ---- JSON Schema ---- */

static void type_of(struct json *json, const char *name, const char *type)
{
	json_begin_object(json, name);
	json_str(json, "type", str_of(type));
	json_end(json);
}

static void format_of(struct json *json, const char *name, const char *format)
{
	json_begin_object(json, name);
	json_str(json, "type", STR("string"));
	json_str(json, "format", str_of(format));
	json_end(json);
}

static void required(struct json *json, const char *const *names, size_t n)
{
	json_begin_array(json, "required");
	for (size_t i = 0; i < n; i++)
		json_str(json, NULL, str_of(names[i]));
	json_end(json);
}

/* One of several: what stands in the place of a value. */
static void state_schema(struct json *json, const char *state)
{
	json_begin_object(json, NULL);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	if (strcmp(state, "words") == 0) {
		type_of(json, state, "string");
	} else {
		json_begin_object(json, state);
		json_bool(json, "const", true);
		json_end(json);
	}
	json_end(json);
	required(json, &state, 1);
	json_bool(json, "additionalProperties", false);
	json_end(json);
}

static void money_schema(struct json *json, const struct scheme_field *field)
{
	static const char *const amount[] = {"amount"}, *const band[] = {"band"};
	json_begin_object(json, NULL);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "amount", "number");
	type_of(json, "currency", "string");
	if (field->n_bands) {
		json_begin_object(json, "band");
		json_begin_array(json, "enum");
		for (size_t i = 0; i < field->n_bands; i++)
			json_str(json, NULL, field->bands[i].id);
		json_end(json);
		json_end(json);
		type_of(json, "words", "string");
	}
	json_end(json);
	json_begin_array(json, "anyOf");
	json_begin_object(json, NULL);
	required(json, amount, 1);
	json_end(json);
	if (field->n_bands) {
		json_begin_object(json, NULL);
		required(json, band, 1);
		json_end(json);
	}
	json_end(json);
	json_end(json);
}

static void organization_schema(struct json *json)
{
	static const char *const names[] = {"name"};
	json_begin_object(json, NULL);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "name", "string");
	json_begin_object(json, "identifier");
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "scheme", "string");
	type_of(json, "id", "string");
	json_end(json);
	json_end(json);
	json_end(json);
	required(json, names, 1);
	json_end(json);
}

static void choice_schema(struct json *json, const struct scheme_field *field)
{
	json_begin_object(json, NULL);
	json_begin_array(json, "enum");
	for (size_t i = 0; i < field->n_choices; i++)
		json_str(json, NULL, field->choices[i].id);
	json_end(json);
	json_end(json);
}

static void date_schema(struct json *json, const struct scheme_field *field)
{
	if (!field->vague) {
		format_of(json, NULL, "date");
		return;
	}
	json_begin_object(json, NULL);
	json_str(json, "type", STR("string"));
	json_str(json, "pattern", STR("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"));
	json_end(json);
}

static void period_schema(struct json *json)
{
	static const char *const from[] = {"from"};
	json_begin_object(json, NULL);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "from", "string");
	format_of(json, "to", "date");
	json_end(json);
	required(json, from, 1);
	json_end(json);
}

static void file_schema(struct json *json)
{
	static const char *const names[] = {"name", "bytes", "sha256"};
	json_begin_object(json, NULL);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "name", "string");
	type_of(json, "bytes", "integer");
	type_of(json, "sha256", "string");
	json_end(json);
	required(json, names, COUNT_OF(names));
	json_end(json);
}

static void given_schema(struct json *json, const struct scheme_field *field)
{
	switch (field->kind) {
	case FIELD_MONEY:
		money_schema(json, field);
		return;
	case FIELD_NUMBER:
		type_of(json, NULL, "integer");
		return;
	case FIELD_PERCENTAGE:
		type_of(json, NULL, "number");
		return;
	case FIELD_DATE:
		date_schema(json, field);
		return;
	case FIELD_PERIOD:
		period_schema(json);
		return;
	case FIELD_YES_NO:
		type_of(json, NULL, "boolean");
		return;
	case FIELD_CHOICE:
		choice_schema(json, field);
		return;
	case FIELD_ORGANIZATION:
		organization_schema(json);
		return;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_ADDRESS:
	case FIELD_LINK:
		break;
	case FIELD_FILE:
		file_schema(json);
		return;
	}
	type_of(json, NULL, "string");
}

static void value_schema(struct json *json, const char *name, const struct scheme_field *field)
{
	json_begin_object(json, name);
	json_begin_array(json, "anyOf");
	given_schema(json, field);
	state_schema(json, "withheld");
	state_schema(json, "unknown");
	state_schema(json, "words");
	json_end(json);
	json_end(json);
}

/* The same id in two categories has one kind, but may have other choices: any of their answers is allowed. */
static bool has_twin(const struct scheme *scheme, size_t category, struct str id)
{
	for (size_t i = 0; i < category; i++)
		if (scheme_field(&scheme->categories[i], id))
			return true;
	return false;
}

static void field_schema(struct ctx *ctx, struct json *json, const struct scheme *scheme, size_t at,
			 const struct scheme_field *field)
{
	json_begin_object(json, str_c(ctx->arena, field->id));
	json_str(json, "title", field->name.n ? field->name : field->label);
	json_str(json, "description", field->label);
	json_begin_array(json, "anyOf");
	for (size_t i = at; i < scheme->n_categories; i++) {
		const struct scheme_field *twin = scheme_field(&scheme->categories[i], field->id);
		if (!twin)
			continue;
		if (twin->many <= 1) {
			value_schema(json, NULL, twin);
			continue;
		}
		json_begin_object(json, NULL);
		json_str(json, "type", STR("array"));
		value_schema(json, "items", twin);
		json_end(json);
	}
	json_end(json);
	json_end(json);
}

static void answers_schema(struct ctx *ctx, struct json *json, const struct scheme *scheme)
{
	json_begin_object(json, "answers");
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		for (size_t j = 0; j < category->n_fields; j++) {
			const struct scheme_field *field = &category->fields[j];
			if (field_seen(scheme, field) != SEEN_NOT && !has_twin(scheme, i, field->id))
				field_schema(ctx, json, scheme, i, field);
		}
	}
	json_end(json);
	json_bool(json, "additionalProperties", false);
	json_end(json);
}

static void named_schema(struct json *json, const char *name, const char *second, const char *third)
{
	json_begin_object(json, name);
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "id", "string");
	type_of(json, second, "string");
	if (third)
		format_of(json, third, "uri");
	json_end(json);
	json_end(json);
}

static void entry_schema(struct ctx *ctx, struct json *json, const struct scheme *scheme)
{
	static const char *const must[] = {"register", "status", "as_of", "note"};
	static const char *const statuses[] = {"declared",  "changed", "corrected", "ended",
					       "withdrawn", "gone",    "withheld",  "removed"};
	json_str(json, "type", STR("object"));
	json_begin_object(json, "properties");
	type_of(json, "id", "string");
	format_of(json, "link", "uri");
	type_of(json, "register", "string");
	json_begin_object(json, "status");
	json_begin_array(json, "enum");
	for (size_t i = 0; i < COUNT_OF(statuses); i++)
		json_str(json, NULL, str_of(statuses[i]));
	json_end(json);
	json_end(json);
	named_schema(json, "person", "name", "link");
	type_of(json, "post", "string");
	type_of(json, "version", "integer");
	named_schema(json, "category", "title", NULL);
	type_of(json, "nothing_to_declare", "boolean");
	type_of(json, "whose", "string");
	named_schema(json, "body", "name", NULL);
	type_of(json, "counts_for", "string");
	type_of(json, "belongs_to", "string");
	format_of(json, "arose", "date");
	format_of(json, "ended", "date");
	format_of(json, "received", "date");
	format_of(json, "published", "date-time");
	format_of(json, "changed", "date-time");
	type_of(json, "days_late", "integer");
	type_of(json, "summary", "string");
	type_of(json, "change_reason", "string");
	answers_schema(ctx, json, scheme);
	type_of(json, "as_of", "string");
	type_of(json, "note", "string");
	json_end(json);
	required(json, must, COUNT_OF(must));
	json_bool(json, "additionalProperties", false);
}

struct str register_json_schema(struct ctx *ctx, const struct scheme *scheme)
{
	static const char *const must[] = {"title", "as_of", "entries"};
	struct buf out = buf_open(ctx->arena, 8192);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
	json_str(&json, "$id", site_link(ctx, str_fmt(ctx->arena, "/data/%.*s.schema.json", STR_ARG(scheme->id))));
	json_str(&json, "title", scheme->title);
	json_str(&json, "type", STR("object"));
	json_begin_object(&json, "properties");
	type_of(&json, "title", "string");
	type_of(&json, "publisher", "string");
	type_of(&json, "as_of", "string");
	format_of(&json, "as_at", "date");
	format_of(&json, "schema", "uri");
	json_begin_object(&json, "entries");
	json_str(&json, "type", STR("array"));
	json_begin_object(&json, "items");
	json_str(&json, "$ref", STR("#/$defs/entry"));
	json_end(&json);
	json_end(&json);
	json_end(&json);
	required(&json, must, COUNT_OF(must));
	json_begin_object(&json, "$defs");
	json_begin_object(&json, "entry");
	entry_schema(ctx, &json, scheme);
	json_end(&json);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

/* ---- CSVW ---- */

static void datatype(struct json *json, const struct column *column)
{
	static const char *const types[] = {
		[COLUMN_TEXT] = "string",     [COLUMN_DAY] = "date",      [COLUMN_TIME] = "dateTime",
		[COLUMN_DECIMAL] = "decimal", [COLUMN_WHOLE] = "integer", [COLUMN_YES_NO] = "boolean",
		[COLUMN_LINK_TO] = "anyURI"};
	/* A reader of what was known on a day gets that day. */
	bool is_either = column->what == COLUMN_AS_OF;
	if (column->type == COLUMN_YES_NO) {
		json_begin_object(json, "datatype");
		json_str(json, "base", STR("boolean"));
		json_str(json, "format", STR("yes|no"));
		json_end(json);
		return;
	}
	json_str(json, "datatype", str_of(is_either ? "string" : types[column->type]));
}

static void csvw_column(struct ctx *ctx, struct json *json, const struct column *column)
{
	json_begin_object(json, NULL);
	json_str(json, "name", column->name);
	json_str(json, "titles", column->name); /* as the first line of the file has it */
	json_str(json, "dc:title", html_said(ctx->arena, ctx->lang, column->title, NULL, 0));
	if (column->field && column->part == PART_VALUE && column->field->label.n)
		json_str(json, "dc:description", column->field->label);
	datatype(json, column);
	if (column->many)
		json_str(json, "separator", STR("; "));
	json_end(json);
}

struct str register_csvw(struct ctx *ctx, const struct scheme *scheme)
{
	size_t n;
	const struct column *columns = columns_of(ctx, scheme, &n);
	struct buf out = buf_open(ctx->arena, 8192);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "@context");
	json_str(&json, NULL, STR("http://www.w3.org/ns/csvw"));
	json_begin_object(&json, NULL);
	json_str(&json, "@language", STR("en"));
	json_end(&json);
	json_end(&json);
	json_str(&json, "url", site_link(ctx, str_fmt(ctx->arena, "/data/%.*s.csv", STR_ARG(scheme->id))));
	json_str(&json, "dc:title", scheme->title);
	json_str(&json, "dc:publisher", ctx->site->settings.name);
	json_begin_object(&json, "dialect");
	json_bool(&json, "header", true);
	json_str(&json, "encoding", STR("utf-8"));
	json_end(&json);
	json_begin_object(&json, "tableSchema");
	json_begin_array(&json, "columns");
	for (size_t i = 0; i < n; i++)
		csvw_column(ctx, &json, &columns[i]);
	json_end(&json);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}
