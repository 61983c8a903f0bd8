/* CSV from outside: the child takes it apart and says each row as a line of JSON, [line, raw, [where each cell begins],
 * [cells]], of a faulty row its faults behind that, each [line, column, message, [arguments]]. */
#include "intake/csv_parts.h"

/* ---- In the child ---- */

/* What is no UTF-8 is read as Windows-1252, so that a line that is refused can be shown. */
static struct str clean(struct arena *arena, struct str text)
{
	if (utf8_fault(text) == STR_NPOS)
		return text;
	char *to = arena_alloc(arena, text.n * 3);
	return (struct str){to, windows_to_utf8((const unsigned char *)text.p, text.n, to)};
}

static void problem_say(struct json *json, const struct problem *problem)
{
	json_begin_array(json, NULL);
	json_i64(json, NULL, problem->line);
	json_i64(json, NULL, problem->column);
	json_str(json, NULL, str_of(problem->message));
	json_begin_array(json, NULL);
	for (size_t i = 0; i < COUNT_OF(problem->args); i++)
		json_str(json, NULL, problem->args[i]);
	json_end(json);
	json_end(json);
}

static void row_say(struct arena *arena, const struct csv_row *row, const struct problems *problems, struct buf *out)
{
	struct json json = json_open(out, JSON_PLAIN);
	json_begin_array(&json, NULL);
	json_i64(&json, NULL, row->line);
	json_str(&json, NULL, clean(arena, row->raw));
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < row->n; i++)
		json_i64(&json, NULL, (int64_t)row->ats[i]);
	json_end(&json);
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < row->n; i++)
		json_str(&json, NULL, clean(arena, row->cells[i]));
	json_end(&json);
	if (problems->first) {
		json_begin_array(&json, NULL);
		for (const struct problem *p = problems->first; p; p = p->next)
			problem_say(&json, p);
		json_end(&json);
	}
	json_end(&json);
	buf_char(out, '\n');
}

static int64_t option(const json_t *options, const char *name)
{
	return json_integer_value(json_object_get(options, name));
}

static enum outcome parse_in_child(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json)
{
	CLEANUP(json_decrefp) json_t *said = intake_json(ctx, STR("options"), options_json);
	if (!said)
		return INVALID;
	struct csv_options options = {
		.separator = (char)option(said, "separator"),
		.encoding = (enum csv_encoding)option(said, "encoding"),
		.row_bytes = (size_t)option(said, "row_bytes"),
		.cell_bytes = (size_t)option(said, "cell_bytes"),
		.check = option(said, "check") != 0,
	};
	TRY(csv_refuse_foreign(ctx, STR(""), content));
	bool is_windows = options.encoding == CSV_WINDOWS_1252 ||
			  (options.encoding == CSV_GUESS && utf8_fault(content) != STR_NPOS);
	if (is_windows) {
		char *to = arena_alloc(ctx->arena, content.n * 3 + 1);
		content = (struct str){to, windows_to_utf8((const unsigned char *)content.p, content.n, to)};
	}
	struct csv_reader *reader = csv_open(ctx, STR(""), content, &options);
	CLEANUP(arena_closep) struct arena *rows = arena_open(0);
	for (;;) {
		arena_scope(rows);
		struct ctx aside = {.arena = rows};
		struct csv_row row = {0};
		enum outcome next = csv_next(&aside, reader, &row);
		if (next == NOT_FOUND)
			return OK;
		if (next != OK && next != INVALID)
			return next;
		row_say(rows, &row, &aside.problems, ret_json);
	}
}

const struct intake_parser csv_parser = {.name = "csv", .parse = parse_in_child};

/* ---- Here ---- */

static struct str options_json(struct arena *arena, const struct csv_options *options)
{
	struct buf out = buf_open(arena, 128);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_i64(&json, "separator", options->separator);
	json_i64(&json, "encoding", options->encoding);
	json_i64(&json, "row_bytes", (int64_t)options->row_bytes);
	json_i64(&json, "cell_bytes", (int64_t)options->cell_bytes);
	json_i64(&json, "check", options->check);
	json_end(&json);
	return buf_view(&out);
}

enum outcome csv_open_upload(struct ctx *ctx, struct str filename, struct str content,
			     const struct csv_options *options, struct csv_reader **ret_reader)
{
	struct str given;
	TRY(intake_run(ctx, csv_parser.name, filename, content, options_json(ctx->arena, options), &given));
	struct csv_reader *reader = reader_new(ctx, filename, options);
	reader->given = given.n ? given : STR("");
	reader->size = given.n;
	*ret_reader = reader;
	return OK;
}

static struct str text_of(struct arena *arena, const json_t *value)
{
	return json_is_string(value) ? str_dup(arena, str_bytes(json_string_value(value), json_string_length(value)))
				     : STR("");
}

static enum outcome problems_take(struct ctx *ctx, const struct csv_reader *reader, const json_t *problems)
{
	for (size_t i = 0; i < json_array_size(problems); i++) {
		const json_t *problem = json_array_get(problems, i), *list = json_array_get(problem, 3);
		const char *message = str_c(ctx->arena, text_of(ctx->arena, json_array_get(problem, 2)));
		struct str args[5] = {{0}};
		for (size_t a = 0; a < 4; a++)
			args[a] = text_of(ctx->arena, json_array_get(list, a));
		problem_keep(ctx, reader->filename, json_integer_value(json_array_get(problem, 0)),
			     json_integer_value(json_array_get(problem, 1)), message, args);
	}
	return INVALID;
}

/* A child that was taken over may say anything: what it says is data, checked like any other. */
enum outcome csv_given_next(struct ctx *ctx, struct csv_reader *reader, struct csv_row *ret_row)
{
	struct str line;
	if (!str_cut(&reader->given, '\n', &line) || str_empty(line))
		return NOT_FOUND;
	CLEANUP(json_decrefp) json_t *said = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	const json_t *ats = json_array_get(said, 2), *cells = json_array_get(said, 3);
	const json_t *problems = json_array_get(said, 4);
	if (!cells || json_array_size(cells) > CELLS_MAX || json_array_size(ats) != json_array_size(cells)) {
		reader->given = STR("");
		*ret_row = (struct csv_row){0};
		return problem_at(ctx, reader->filename, 0, 0, msg("The file could not be read to its end"));
	}
	struct csv_row row = {.cells = reader->cells,
			      .n = json_array_size(cells),
			      .line = json_integer_value(json_array_get(said, 0)),
			      .raw = text_of(ctx->arena, json_array_get(said, 1)),
			      .ats = reader->ats};
	enum outcome outcome = problems ? problems_take(ctx, reader, problems) : OK;
	for (size_t i = 0; i < row.n; i++) {
		int64_t at = json_integer_value(json_array_get(ats, i));
		reader->ats[i] = at > 0 ? (size_t)at : 0;
		reader->cells[i] = text_of(ctx->arena, json_array_get(cells, i));
		if (outcome == OK && reader->options.check && !csv_cell_accept(ctx->arena, &reader->cells[i]))
			outcome = problem_at(ctx, reader->filename, row.line, 0,
					     msg("This cell has a character that cannot be stored, such as a control "
						 "character"));
	}
	*ret_row = row;
	return outcome;
}
