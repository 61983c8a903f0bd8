#include "intake/intake.h"

#define JSON_NESTING 64

/* Offset of the bracket that opens a level too many, or STR_NPOS. */
static size_t too_deep(struct str json)
{
	unsigned depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < json.n; i++) {
		char c = json.p[i];
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_NESTING)
			return i;
		else if (!in_string && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return STR_NPOS;
}

/* A problem at an offset. */
static json_t *refuse(struct ctx *ctx, struct str name, struct str json, size_t at, const char *message)
{
	int64_t line = 1, column = 1;
	for (size_t i = 0; i < at; i++) {
		bool continues = ((unsigned char)json.p[i] & 0xC0) == 0x80;
		line += json.p[i] == '\n';
		column = json.p[i] == '\n' ? 1 : column + !continues;
	}
	(void)problem_at(ctx, name, line, column, message, str_fmt(ctx->arena, "%d", JSON_NESTING));
	return NULL;
}

static const char *fault_message(enum json_error_code code)
{
	switch (code) {
	case json_error_invalid_utf8:
		return msg("This is not UTF-8 text");
	case json_error_premature_end_of_input:
		return msg("The JSON ends before it is complete");
	case json_error_end_of_input_expected:
		return msg("Something follows after the end of the JSON");
	case json_error_duplicate_key:
		return msg("The same name stands twice in one object");
	case json_error_numeric_overflow:
		return msg("The number is too large");
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return msg("A text contains the character NUL, which is not allowed");
	default:
		return msg("This is not JSON");
	}
}

json_t *intake_json(struct ctx *ctx, struct str name, struct str json)
{
	if (json.n > LIMIT_INTAKE_BYTES) {
		(void)problem_at(ctx, name, 0, 0, msg("The file is too large"));
		return NULL;
	}
	/* jansson takes a NUL for the end. */
	size_t nul = str_find_char(json, '\0', 0);
	if (nul != STR_NPOS)
		return refuse(ctx, name, json, nul, msg("The file contains the character NUL, which is not allowed"));
	size_t deep = too_deep(json);
	if (deep != STR_NPOS)
		return refuse(ctx, name, json, deep, msg("Lists and objects stand more than {1} deep in one another"));
	json_error_t error;
	json_t *value = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!value)
		(void)problem_at(ctx, name, error.line > 0 ? error.line : 1, error.column > 0 ? error.column : 1,
				 fault_message(json_error_code(&error)));
	return value;
}
