#include "base/base.h"

#define JSON_CANONICAL_MAX ((1LL << 53) - 1)

struct json json_open(struct buf *out, enum json_style style)
{
	/* Level 0 stands for the outermost value: like an array, but with one element at most. */
	struct json json = {.out = out, .style = style};
	json.level[0].is_array = true;
	return json;
}

static void put_line(struct json *json, unsigned depth)
{
	if (json->style != JSON_INDENTED)
		return;
	buf_char(json->out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buf_lit(json->out, "  ");
}

static void check_canonical_name(const struct json *json, struct str name)
{
	struct str last = json->level[json->depth].last_name;
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)name.p[i] >= 0x80)
			die("json: the canonical name \"%.*s\" is not ASCII", STR_ARG(name));
	}
	if (json->level[json->depth].has_values && str_cmp(last, name) >= 0)
		die("json: the canonical name \"%.*s\" does not follow \"%.*s\"", STR_ARG(name), STR_ARG(last));
}

/* What stands before every value: the comma, the line, the name. */
static void begin_value(struct json *json, const char *name)
{
	bool is_array = json->level[json->depth].is_array;
	bool has_values = json->level[json->depth].has_values;
	if (is_array && name)
		die("json: the value \"%s\" has a name but stands in no object", name);
	if (!is_array && !name)
		die("json: a value in an object has no name");
	if (json->depth == 0 && has_values)
		die("json: there is a second outermost value");
	if (has_values)
		buf_char(json->out, ',');
	if (json->depth > 0)
		put_line(json, json->depth);
	if (name) {
		if (json->style == JSON_CANONICAL)
			check_canonical_name(json, str_of(name));
		json->level[json->depth].last_name = str_of(name);
		json_quote(json->out, str_of(name));
		buf_char(json->out, ':');
		if (json->style == JSON_INDENTED)
			buf_char(json->out, ' ');
	}
	json->level[json->depth].has_values = true;
}

static void end_value(struct json *json)
{
	if (json->depth == 0 && json->style == JSON_INDENTED)
		buf_char(json->out, '\n');
}

static void open_level(struct json *json, const char *name, bool is_array)
{
	begin_value(json, name);
	if (json->depth + 1 >= JSON_DEPTH)
		die("json: deeper than %d levels", JSON_DEPTH - 1);
	json->depth++;
	json->level[json->depth].is_array = is_array;
	json->level[json->depth].has_values = false;
	json->level[json->depth].last_name = (struct str){0};
	buf_char(json->out, is_array ? '[' : '{');
}

void json_begin_object(struct json *json, const char *name)
{
	open_level(json, name, false);
}

void json_begin_array(struct json *json, const char *name)
{
	open_level(json, name, true);
}

void json_end(struct json *json)
{
	if (json->depth == 0)
		die("json: an end without an open object or array");
	bool is_array = json->level[json->depth].is_array;
	bool has_values = json->level[json->depth].has_values;
	json->depth--;
	if (has_values)
		put_line(json, json->depth);
	buf_char(json->out, is_array ? ']' : '}');
	end_value(json);
}

void json_str(struct json *json, const char *name, struct str value)
{
	begin_value(json, name);
	json_quote(json->out, value);
	end_value(json);
}

void json_i64(struct json *json, const char *name, int64_t value)
{
	if (json->style == JSON_CANONICAL && (value > JSON_CANONICAL_MAX || value < -JSON_CANONICAL_MAX))
		die("json: %lld is beyond 2^53 and has no canonical form", (long long)value);
	begin_value(json, name);
	buf_i64(json->out, value);
	end_value(json);
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin_value(json, name);
	buf_c(json->out, value ? "true" : "false");
	end_value(json);
}

void json_put_null(struct json *json, const char *name)
{
	begin_value(json, name);
	buf_lit(json->out, "null");
	end_value(json);
}

void json_raw(struct json *json, const char *name, struct str value)
{
	begin_value(json, name);
	buf_str(json->out, value);
	end_value(json);
}

/* The letter of a two-character escape, or 0. */
static char short_escape(char c)
{
	switch (c) {
	case '"':
	case '\\':
		return c;
	case '\b':
		return 'b';
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\f':
		return 'f';
	case '\r':
		return 'r';
	}
	return 0;
}

void json_quote(struct buf *out, struct str value)
{
	buf_char(out, '"');
	size_t from = 0;
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		char escape = short_escape(c);
		if (!escape && (unsigned char)c >= 0x20)
			continue;
		buf_bytes(out, value.p + from, i - from);
		from = i + 1;
		if (escape) {
			buf_char(out, '\\');
			buf_char(out, escape);
		} else {
			buf_fmt(out, "\\u%04x", (unsigned)(unsigned char)c);
		}
	}
	if (from < value.n)
		buf_bytes(out, value.p + from, value.n - from);
	buf_char(out, '"');
}
