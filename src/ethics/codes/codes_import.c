/* The way of a file into the program: text checked, taken apart, and from a child's answer back into structs. */
#include "codes/import/import.h"

#define ANSWER_TEXT_BYTES (4 * LIMIT_CODE_BYTES)

static enum outcome refuse_heap(struct ctx *ctx, const struct code_file *files, size_t n)
{
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += files[i].content.n;
	if (n == 0)
		return problem_add(ctx, "", msg("Name a file to import"));
	if (n > LIMIT_CODE_FILES)
		return problem_at(ctx, files[LIMIT_CODE_FILES].name, 0, 0,
				  msg("this is one file too many: a code is made of at most {1}"),
				  str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_CODE_FILES));
	if (n > 1 && bytes > LIMIT_UPLOAD_BYTES)
		return problem_at(
			ctx, files[0].name, 0, 0,
			msg("these {1} files are larger than {2} bytes together, which is the most there can be"),
			str_fmt(ctx->arena, "%zu", n),
			str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_UPLOAD_BYTES));
	return OK;
}

/* Without byte order marks, as text_accept has it. */
static struct str without_mark(struct str content)
{
	while (str_starts(content, STR("\xef\xbb\xbf")))
		content = str_slice(content, 3, content.n);
	return content;
}

enum outcome codes_import_files_here(struct ctx *ctx, const struct code_file *files, size_t n, struct str format,
				     struct code_import *ret_import)
{
	enum code_format known;
	bool is_guess;
	if (!code_format_parse(format, &known, &is_guess))
		return problem_add(ctx, "format", msg("there is no format “{1}” for codes: use {2}"), format,
				   STR(CODE_FORMATS));
	TRY(refuse_heap(ctx, files, n));
	struct code_file *accepted = arena_array(ctx->arena, struct code_file, n);
	for (size_t i = 0; i < n; i++) {
		const struct text_rules rules = {.name = str_c(ctx->arena, files[i].name),
						 .max_bytes = LIMIT_CODE_BYTES,
						 .lines = true,
						 .is_file = true};
		accepted[i].name = files[i].name;
		TRY(code_format_refuse(ctx, files[i].name, files[i].content));
		TRY(text_accept(ctx, files[i].content, &rules, &accepted[i].content));
		accepted[i].format = is_guess ? codes_format_guess(files[i].name, accepted[i].content) : known;
		/* Composing across markup could break it: these readers compose each text by itself. */
		if (accepted[i].format == CODE_AKN || accepted[i].format == CODE_JSON || accepted[i].format == CODE_XML)
			accepted[i].content = without_mark(files[i].content);
	}
	return codes_parse_files(ctx, accepted, n, ret_import);
}

/* ---- The child ---- */

static void write_instrument(struct json *json, const struct instrument *instrument)
{
	json_begin_object(json, "instrument");
	json_str(json, "body", instrument->body);
	json_i64(json, "day", instrument->day);
	json_i64(json, "kind", instrument->kind);
	json_str(json, "link", instrument->link);
	json_str(json, "number", instrument->number);
	json_end(json);
}

static void write_facts(struct json *json, const struct edition_facts *facts)
{
	if (!facts)
		return;
	json_begin_object(json, "facts");
	json_i64(json, "change", facts->change);
	json_i64(json, "in_force_from", facts->in_force_from);
	write_instrument(json, &facts->instrument);
	json_str(json, "lang", facts->lang);
	json_i64(json, "number", facts->number);
	json_str(json, "origin", facts->origin);
	json_str(json, "slug", facts->slug);
	json_end(json);
}

void codes_import_write(struct buf *out, const struct code_import *import)
{
	struct json json = json_open(out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "title", import->title);
	json_i64(&json, "words_in", (int64_t)import->words_in);
	json_i64(&json, "words_stored", (int64_t)import->words_stored);
	json_i64(&json, "words_furniture", (int64_t)import->words_furniture);
	json_begin_array(&json, "furniture");
	for (size_t i = 0; i < import->n_furniture; i++) {
		json_begin_object(&json, NULL);
		json_i64(&json, "after", (int64_t)import->furniture_after[i]);
		json_str(&json, "text", import->furniture[i]);
		json_end(&json);
	}
	json_end(&json);
	write_instrument(&json, &import->instrument);
	write_facts(&json, import->facts);
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
		json_str(&json, "audience", p->audience);
		json_str(&json, "lang", p->lang);
		if (p->id)
			json_str(&json, "id", id_str(out->arena, p->id));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* The content holds all files, one behind the other; the options say where each ends. */
static enum outcome parse_in_child(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json)
{
	CLEANUP(json_decrefp) json_t *options = intake_json(ctx, STR("options"), options_json);
	if (!options)
		return INVALID;
	const json_t *list = json_object_get(options, "files");
	size_t n = json_array_size(list), at = 0;
	struct code_file *files = arena_array(ctx->arena, struct code_file, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *file = json_array_get(list, i);
		size_t bytes = (size_t)json_integer_value(json_object_get(file, "bytes"));
		files[i].name = str_dup(ctx->arena, intake_text(file, "name"));
		files[i].content = str_slice(content, at, at + bytes);
		at += bytes;
	}
	struct code_import import;
	TRY(codes_import_files_here(ctx, files, n, intake_text(options, "format"), &import));
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
	return text_accept(ctx, intake_text(object, name), &rules, ret_text);
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
	    !provision_kind_parse(intake_text(object, "kind"), &p.kind))
		return INVALID;
	p.depth = (int32_t)json_integer_value(depth);
	TRY(take_text(ctx, object, "anchor", false, &p.anchor));
	TRY(take_text(ctx, object, "label", true, &p.label));
	TRY(take_text(ctx, object, "heading", true, &p.heading));
	TRY(take_text(ctx, object, "text", true, &p.text));
	TRY(take_text(ctx, object, "audience", true, &p.audience));
	TRY(take_text(ctx, object, "lang", false, &p.lang));
	struct str id = intake_text(object, "id");
	if (id.n > 0 && !id_parse(id, &p.id))
		return INVALID;
	if (!is_anchor(p.anchor) || p.label.n + p.heading.n + p.text.n == 0)
		return INVALID;
	*ret_provision = p;
	return OK;
}

static enum outcome take_instrument(struct ctx *ctx, const json_t *object, struct instrument *ret_instrument)
{
	struct instrument instrument = {.link = {0}};
	const json_t *day = json_object_get(object, "day"), *kind = json_object_get(object, "kind");
	TRY(take_text(ctx, object, "number", false, &instrument.number));
	TRY(take_text(ctx, object, "body", false, &instrument.body));
	TRY(take_text(ctx, object, "link", false, &instrument.link));
	if (!json_is_integer(day) || json_integer_value(day) < INT32_MIN || json_integer_value(day) > INT32_MAX ||
	    !json_is_integer(kind) || json_integer_value(kind) < 0 || json_integer_value(kind) > INSTRUMENT_REPEAL)
		return INVALID;
	instrument.day = (int32_t)json_integer_value(day);
	instrument.kind = (int32_t)json_integer_value(kind);
	*ret_instrument = instrument;
	return OK;
}

static bool take_i32(const json_t *object, const char *name, int32_t *ret_number)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_integer(value) || json_integer_value(value) < INT32_MIN || json_integer_value(value) > INT32_MAX)
		return false;
	*ret_number = (int32_t)json_integer_value(value);
	return true;
}

static enum outcome take_facts(struct ctx *ctx, const json_t *object, const struct edition_facts **ret_facts)
{
	if (!object)
		return OK;
	struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
	if (!take_i32(object, "change", &facts->change) || !take_i32(object, "in_force_from", &facts->in_force_from) ||
	    !take_i32(object, "number", &facts->number) || facts->number < 0)
		return INVALID;
	TRY(take_instrument(ctx, json_object_get(object, "instrument"), &facts->instrument));
	TRY(take_text(ctx, object, "lang", false, &facts->lang));
	TRY(take_text(ctx, object, "origin", false, &facts->origin));
	TRY(take_text(ctx, object, "slug", false, &facts->slug));
	*ret_facts = facts;
	return OK;
}

static enum outcome take_furniture(struct ctx *ctx, const json_t *object, size_t n, struct str *ret_text,
				   size_t *ret_after)
{
	const struct text_rules rules = {.name = "furniture", .max_bytes = ANSWER_TEXT_BYTES, .lines = true};
	if (!take_count(object, "after", ret_after) || *ret_after > n)
		return INVALID;
	return text_accept(ctx, intake_text(object, "text"), &rules, ret_text);
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
	TRY(take_instrument(ctx, json_object_get(root, "instrument"), &import.instrument));
	TRY(take_facts(ctx, json_object_get(root, "facts"), &import.facts));
	import.furniture = arena_array(ctx->arena, struct str, import.n_furniture);
	import.furniture_after = arena_array(ctx->arena, size_t, import.n_furniture);
	int32_t above = -1;
	for (size_t i = 0; i < import.n; i++) {
		TRY(take_provision(ctx, json_array_get(provisions, i), i, above, &import.provisions[i]));
		above = import.provisions[i].depth;
	}
	for (size_t i = 0; i < import.n_furniture; i++)
		TRY(take_furniture(ctx, json_array_get(furniture, i), import.n, &import.furniture[i],
				   &import.furniture_after[i]));
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

enum outcome codes_import_files_aside(struct ctx *ctx, const struct code_file *files, size_t n, struct str format,
				      struct code_import *ret_import)
{
	TRY(refuse_heap(ctx, files, n));
	struct buf options = buf_open(ctx->arena, 128), content = buf_open(ctx->arena, 0);
	struct json json = json_open(&options, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "files");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		json_i64(&json, "bytes", (int64_t)files[i].content.n);
		json_str(&json, "name", files[i].name);
		json_end(&json);
		buf_str(&content, files[i].content);
	}
	json_end(&json);
	json_str(&json, "format", format);
	json_end(&json);
	struct str answer;
	struct str name = n == 1 ? files[0].name : STR("");
	TRY(intake_run(ctx, codes_parser.name, name, buf_view(&content), buf_view(&options), &answer));
	return codes_import_read(ctx, files[0].name, answer, ret_import);
}
