/* A file into the child and its answer back. */
#include "people/people_import.h"

static bool looks_like_json(struct str content)
{
	struct str text = str_trim(str_slice(content, 0, 4096));
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_trim(str_slice(text, 3, text.n));
	return str_starts(text, STR("{")) || str_starts(text, STR("["));
}

static enum outcome parse(struct ctx *ctx, struct str filename, struct str content, struct str format,
			  struct str ignore, struct people_file *ret_file)
{
	if (str_starts(content, STR("PK\x03\x04")) || str_starts(content, STR("\xd0\xcf\x11\xe0")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a spreadsheet's own file: save it as CSV (UTF-8), and import that"));
	if (str_eq(format, STR("popolo")) || (str_empty(format) && looks_like_json(content)))
		return people_file_read_popolo(ctx, filename, content, false, ret_file);
	const struct text_rules rules = {
		.name = str_c(ctx->arena, filename), .max_bytes = LIMIT_UPLOAD_BYTES, .lines = true, .is_file = true};
	struct str text;
	TRY(text_accept(ctx, content, &rules, &text));
	return people_file_read_csv(ctx, filename, text, ignore, ret_file);
}

static enum outcome parse_in_child(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json)
{
	CLEANUP(json_decrefp) json_t *options = intake_json(ctx, STR("options"), options_json);
	if (!options)
		return INVALID;
	struct people_file file = {0};
	struct str filename = str_dup(ctx->arena, intake_text(options, "filename"));
	struct str ignore = str_dup(ctx->arena, intake_text(options, "ignore"));
	int32_t category = (int32_t)json_integer_value(json_object_get(options, "category"));
	enum outcome outcome = parse(ctx, filename, content, intake_text(options, "format"), ignore, &file);
	/* Faults of single rows are told together with those of the file. */
	if (outcome == OK || file.name.n)
		TRY(people_file_check(ctx, &file, category));
	TRY(outcome);
	buf_str(ret_json, people_file_write_popolo(ctx->arena, &file, true));
	return OK;
}

const struct intake_parser people_parser = {.name = "people", .parse = parse_in_child};

void people_import_seed(struct ctx *ctx, struct people_import *import)
{
	const struct people_file *file = &import->file;
	import->n_seeds = file->n_organizations + file->n_posts + file->n_persons + file->n_tenures;
	for (size_t i = 0; i < file->n_tenures; i++)
		import->n_seeds += file->tenures[i].n_absences;
	import->seeds = arena_array(ctx->arena, struct journal_seed, import->n_seeds);
	for (size_t i = 0; i < import->n_seeds; i++)
		import->seeds[i] = journal_seed_new(ctx);
}

enum outcome people_import_read(struct ctx *ctx, struct str filename, struct str content, struct str format,
				struct str ignore, int32_t category, struct people_import *ret_import)
{
	struct buf options = buf_open(ctx->arena, 128);
	struct json json = json_open(&options, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "filename", filename);
	json_str(&json, "format", format);
	json_str(&json, "ignore", ignore);
	json_i64(&json, "category", category);
	json_end(&json);
	struct str answer;
	struct people_import import = {0};
	TRY(intake_run(ctx, people_parser.name, filename, content, buf_view(&options), &answer));
	/* Checked again: the child has read what others wrote. */
	if (people_file_read_popolo(ctx, filename, answer, true, &import.file) != OK ||
	    people_file_check(ctx, &import.file, category) != OK) {
		problems_clear(ctx);
		return problem_at(ctx, filename, 0, 0, msg("this file could not be read"));
	}
	people_import_seed(ctx, &import);
	*ret_import = import;
	return OK;
}
