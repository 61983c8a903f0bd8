/* The way of a file into the program: text checked, taken apart, and from a child's answer back into structs. */
#include "codes/codes_import.h"

#define ANSWER_TEXT_BYTES (4 * LIMIT_CODE_BYTES)

bool code_format_parse(struct str name, enum code_format *ret_format, bool *ret_is_guess)
{
	bool is_text = str_eq(name, STR("text")), is_markdown = str_eq(name, STR("markdown"));
	if (name.n > 0 && !is_text && !is_markdown)
		return false;
	*ret_is_guess = name.n == 0;
	*ret_format = is_markdown ? CODE_MARKDOWN : CODE_TEXT;
	return true;
}

/* Files that are no text at all, by their first bytes; better than naming a control character in the middle of one. */
static enum outcome refuse_binary(struct ctx *ctx, struct str filename, struct str content)
{
	if (str_starts(content, STR("PK\x03\x04")) || str_starts(content, STR("\xd0\xcf\x11\xe0")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a word processor's document: save it as plain text, and import that"));
	if (str_starts(content, STR("%PDF-")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a PDF: save its text as a plain text file, and import that"));
	return OK;
}

enum outcome codes_import_here(struct ctx *ctx, struct str filename, struct str content, struct str format,
			       struct code_import *ret_import)
{
	enum code_format known;
	bool is_guess;
	if (!code_format_parse(format, &known, &is_guess))
		return problem_add(ctx, "format-of", msg("Use text or markdown"));
	const struct text_rules rules = {
		.name = str_c(ctx->arena, filename), .max_bytes = LIMIT_CODE_BYTES, .lines = true, .is_file = true};
	struct str text;
	TRY(refuse_binary(ctx, filename, content));
	TRY(text_accept(ctx, content, &rules, &text));
	return codes_parse(ctx, filename, text, is_guess ? codes_format_guess(filename, text) : known, ret_import);
}

/* ---- The child ---- */

void codes_import_write(struct buf *out, const struct code_import *import)
{
	struct json json = json_open(out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "title", import->title);
	json_i64(&json, "words_in", (int64_t)import->words_in);
	json_i64(&json, "words_stored", (int64_t)import->words_stored);
	json_i64(&json, "words_furniture", (int64_t)import->words_furniture);
	json_begin_array(&json, "furniture");
	for (size_t i = 0; i < import->n_furniture; i++)
		json_str(&json, NULL, import->furniture[i]);
	json_end(&json);
	json_begin_array(&json, "provisions");
	for (size_t i = 0; i < import->n; i++) {
		const struct provision *p = &import->provisions[i];
		json_begin_object(&json, NULL);
		json_i64(&json, "depth", p->depth);
		json_str(&json, "kind", str_of(provision_kind_name(p->kind)));
		json_str(&json, "anchor", p->anchor);
		json_str(&json, "label", p->label);
		json_str(&json, "heading", p->heading);
		json_str(&json, "text", p->text);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static struct str member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	return json_is_string(value) ? str_bytes(json_string_value(value), json_string_length(value)) : (struct str){0};
}

static enum outcome parse_in_child(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json)
{
	CLEANUP(json_decrefp) json_t *options = intake_json(ctx, STR("options"), options_json);
	if (!options)
		return INVALID;
	struct code_import import;
	struct str filename = str_dup(ctx->arena, member(options, "filename"));
	TRY(codes_import_here(ctx, filename, content, member(options, "format"), &import));
	codes_import_write(ret_json, &import);
	return OK;
}

const struct intake_parser codes_parser = {.name = "code", .parse = parse_in_child};

/* ---- Its answer ---- */

/* A text of the answer, checked as if it came from outside. */
static enum outcome take_text(struct ctx *ctx, const json_t *object, const char *name, bool has_lines,
			      struct str *ret_text)
{
	const struct text_rules rules = {.name = name, .max_bytes = ANSWER_TEXT_BYTES, .lines = has_lines};
	return text_accept(ctx, member(object, name), &rules, ret_text);
}

static bool take_count(const json_t *object, const char *name, size_t *ret_count)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*ret_count = (size_t)json_integer_value(value);
	return true;
}

static bool is_anchor(struct str anchor)
{
	for (size_t i = 0; i < anchor.n; i++) {
		char c = anchor.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.')
			return false;
	}
	return anchor.n > 0;
}

static enum outcome take_provision(struct ctx *ctx, const json_t *object, size_t position, int32_t above,
				   struct provision *ret_provision)
{
	struct provision p = {.position = (int32_t)position};
	const json_t *depth = json_object_get(object, "depth");
	if (!json_is_integer(depth) || json_integer_value(depth) < 0 || json_integer_value(depth) > above + 1 ||
	    !provision_kind_parse(member(object, "kind"), &p.kind))
		return INVALID;
	p.depth = (int32_t)json_integer_value(depth);
	TRY(take_text(ctx, object, "anchor", false, &p.anchor));
	TRY(take_text(ctx, object, "label", true, &p.label));
	TRY(take_text(ctx, object, "heading", true, &p.heading));
	TRY(take_text(ctx, object, "text", true, &p.text));
	if (!is_anchor(p.anchor) || p.label.n + p.heading.n + p.text.n == 0)
		return INVALID;
	*ret_provision = p;
	return OK;
}

static enum outcome take_import(struct ctx *ctx, const json_t *root, struct code_import *ret_import)
{
	const json_t *provisions = json_object_get(root, "provisions"), *furniture = json_object_get(root, "furniture");
	struct code_import import = {.n = json_array_size(provisions), .n_furniture = json_array_size(furniture)};
	if (import.n == 0 || import.n > LIMIT_PROVISIONS || !take_count(root, "words_in", &import.words_in) ||
	    !take_count(root, "words_stored", &import.words_stored) ||
	    !take_count(root, "words_furniture", &import.words_furniture) ||
	    import.words_in != import.words_stored + import.words_furniture)
		return INVALID;
	TRY(take_text(ctx, root, "title", false, &import.title));
	import.provisions = arena_array(ctx->arena, struct provision, import.n);
	import.furniture = arena_array(ctx->arena, struct str, import.n_furniture);
	int32_t above = -1;
	for (size_t i = 0; i < import.n; i++) {
		TRY(take_provision(ctx, json_array_get(provisions, i), i, above, &import.provisions[i]));
		above = import.provisions[i].depth;
	}
	const struct text_rules rules = {.name = "furniture", .max_bytes = ANSWER_TEXT_BYTES, .lines = true};
	for (size_t i = 0; i < import.n_furniture; i++) {
		const json_t *line = json_array_get(furniture, i);
		struct str text = str_bytes(json_string_value(line), json_string_length(line));
		TRY(text_accept(ctx, text, &rules, &import.furniture[i]));
	}
	*ret_import = import;
	return OK;
}

enum outcome codes_import_read(struct ctx *ctx, struct str filename, struct str text, struct code_import *ret_import)
{
	CLEANUP(json_decrefp) json_t *root = intake_json(ctx, filename, text);
	if (root && take_import(ctx, root, ret_import) == OK)
		return OK;
	problems_clear(ctx);
	return problem_at(ctx, filename, 0, 0, msg("this file could not be read"));
}

enum outcome codes_import_aside(struct ctx *ctx, struct str filename, struct str content, struct str format,
				struct code_import *ret_import)
{
	struct buf options = buf_open(ctx->arena, 128);
	struct json json = json_open(&options, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "filename", filename);
	json_str(&json, "format", format);
	json_end(&json);
	struct str answer;
	TRY(intake_run(ctx, codes_parser.name, filename, content, buf_view(&options), &answer));
	return codes_import_read(ctx, filename, answer, ret_import);
}
