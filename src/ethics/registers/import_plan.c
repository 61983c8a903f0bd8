/* What an import is made of: its mapping, the register, and which part of the mapping reads which file. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "registers/import_read.h"
#include "registers/registers_sql.h"

#define FILES_MAX 10000

/* ---- The mapping ---- */

enum outcome import_read_mapping(struct ctx *ctx, struct import_reading *reading)
{
	struct import *import = reading->import;
	const struct text_rules rules = {.name = str_c(ctx->arena, import->mapping_name),
					 .max_bytes = LIMIT_RULEBOOK_BYTES,
					 .lines = true,
					 .is_file = true};
	struct str text;
	const struct rulebook *rulebook;
	int64_t version;
	if (import->mapping_tree.n) {
		struct yaml_node *root;
		TRY(mapping_tree_read(ctx, import->mapping_name, import->mapping_tree, &root));
		TRY(mapping_of_yaml(ctx, root, &import->mapping));
	} else {
		TRY(text_accept(ctx, import->mapping_text, &rules, &text));
		TRY(mapping_read(ctx, import->mapping_name, text, &import->mapping));
	}
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = rulebook_current(ctx, &rulebook, &version);
	db_read_end(ctx);
	TRY(outcome);
	reading->scheme = rulebook_scheme(rulebook, import->mapping.register_id);
	if (!reading->scheme && import->mapping.rulebook.n)
		return problem_add(ctx, "",
				   msg("This site has no register “{1}”. The rulebook {2} has it: aboveboard rulebook "
				       "apply --site {3} {2}"),
				   import->mapping.register_id, import->mapping.rulebook, site_shown(ctx));
	if (!reading->scheme)
		return problem_add(ctx, "", msg("This site's rulebook has no register “{1}”"),
				   import->mapping.register_id);
	return mapping_check(ctx, &import->mapping, reading->scheme);
}

/* ---- Files ---- */

struct found {
	struct str *paths;
	size_t n;
};

static int path_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum outcome folder_list(struct ctx *ctx, struct str path, struct found *found)
{
	DIR *folder = opendir(str_c(ctx->arena, path));
	if (!folder)
		return problem_at(ctx, path, 0, 0, msg("this folder cannot be read"));
	bool has_slash = str_ends(path, STR("/"));
	size_t first = found->n;
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
		if (entry->d_name[0] != '.' && found->n < FILES_MAX)
			found->paths[found->n++] =
				str_fmt(ctx->arena, has_slash ? "%.*s%s" : "%.*s/%s", STR_ARG(path), entry->d_name);
	(void)closedir(folder);
	qsort(found->paths + first, found->n - first, sizeof(*found->paths), path_order);
	return OK;
}

static struct str base_name(struct str path)
{
	size_t at = path.n;
	while (at > 0 && path.p[at - 1] != '/')
		at--;
	return str_slice(path, at, path.n);
}

enum outcome import_csv_open(struct ctx *ctx, const struct import_upload *upload, struct str path,
			     const struct csv_options *options, int *ret_fd, struct csv_reader **ret_reader)
{
	if (upload)
		return csv_open_upload(ctx, path, upload->content, options, ret_reader);
	*ret_fd = open(str_c(ctx->arena, path), O_RDONLY | O_CLOEXEC);
	if (*ret_fd < 0)
		return problem_at(ctx, path, 0, 0, msg("this file cannot be read"));
	return csv_open_file(ctx, path, *ret_fd, options, ret_reader);
}

/* Does its first line have the columns of a file of faults? */
static bool is_faults_file(const struct import_upload *upload, struct str path)
{
	CLEANUP(fd_closep) int fd = -1;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx aside = {.arena = arena};
	const struct csv_options options = {.separator = ',', .row_bytes = LIMIT_CSV_ROW_BYTES};
	struct csv_reader *reader;
	struct csv_row row;
	if (import_csv_open(&aside, upload, path, &options, &fd, &reader) != OK || csv_next(&aside, reader, &row) != OK)
		return false;
	for (size_t i = 0; i < row.n; i++)
		if (str_eq(row.cells[i], FAULT_COLUMN_FILE))
			return true;
	return false;
}

/* Which parts of the mapping a file of faults has rows of. */
static void faults_parts(const struct import_upload *upload, struct str path, const struct mapping *mapping,
			 bool *ret_parts)
{
	CLEANUP(fd_closep) int fd = -1;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx aside = {.arena = arena};
	const struct csv_options options = {.separator = ',', .row_bytes = LIMIT_CSV_ROW_BYTES};
	struct csv_reader *reader;
	struct csv_row row;
	size_t column = 0;
	if (import_csv_open(&aside, upload, path, &options, &fd, &reader) != OK || csv_next(&aside, reader, &row) != OK)
		return;
	while (column < row.n && !str_eq(row.cells[column], FAULT_COLUMN_FILE))
		column++;
	for (enum outcome next = OK; next == OK || next == INVALID;) {
		arena_scope(arena);
		next = csv_next(&aside, reader, &row);
		for (size_t i = 0; next == OK && column < row.n && i < mapping->n_files; i++)
			ret_parts[i] = ret_parts[i] || mapping_names(mapping->files[i].name, row.cells[column]);
	}
}

/* Only one kind of file: then a file that somebody names is that, whatever it is called. */
static bool is_one_kind(const struct mapping *mapping)
{
	for (size_t i = 1; i < mapping->n_files; i++)
		if (!str_eq(mapping->files[i].name, mapping->files[0].name))
			return false;
	return true;
}

struct planned {
	struct str path;
	const struct import_upload *upload; /* NULL: it lies under the path */
	bool is_faults, is_any;
	bool *parts; /* of a file of faults */
	uint64_t bytes;
	size_t n_parts; /* by how many it is read */
};

static bool reads(const struct mapping *mapping, size_t part, const struct planned *file)
{
	if (file->is_faults)
		return file->parts[part];
	return file->is_any || mapping_names(mapping->files[part].name, base_name(file->path));
}

/* What it is, by its name and its first line. */
static enum outcome plan_file(struct ctx *ctx, const struct mapping *mapping, bool in_folder, struct planned *file)
{
	bool is_named = false;
	for (size_t part = 0; part < mapping->n_files; part++)
		is_named = is_named || mapping_names(mapping->files[part].name, base_name(file->path));
	if (is_named || in_folder)
		return OK;
	file->is_faults = is_faults_file(file->upload, file->path);
	file->parts = arena_array(ctx->arena, bool, mapping->n_files);
	if (file->is_faults)
		faults_parts(file->upload, file->path, mapping, file->parts);
	file->is_any = is_one_kind(mapping);
	if (file->is_faults || file->is_any)
		return OK;
	return problem_at(ctx, file->path, 0, 0, msg("the mapping has no part for a file of this name, such as {1}"),
			  mapping->files[0].name);
}

static enum outcome plan_path(struct ctx *ctx, const struct mapping *mapping, struct str path, struct found *found,
			      struct planned *files)
{
	struct stat status;
	size_t first = found->n;
	if (stat(str_c(ctx->arena, path), &status) != 0)
		return problem_at(ctx, path, 0, 0, msg("there is no such file or folder"));
	bool is_folder = S_ISDIR(status.st_mode);
	if (is_folder)
		TRY(folder_list(ctx, path, found));
	else if (found->n < FILES_MAX)
		found->paths[found->n++] = path;
	for (size_t i = first; i < found->n; i++) {
		struct planned *file = &files[i];
		*file = (struct planned){.path = found->paths[i]};
		if (stat(str_c(ctx->arena, file->path), &status) == 0 && S_ISREG(status.st_mode))
			file->bytes = (uint64_t)status.st_size;
		TRY(plan_file(ctx, mapping, is_folder, file));
	}
	return OK;
}

enum outcome import_plan(struct ctx *ctx, struct import_reading *reading)
{
	struct import *import = reading->import;
	const struct mapping *mapping = &import->mapping;
	struct found found = {.paths = arena_array(ctx->arena, struct str, FILES_MAX)};
	struct planned *files = arena_array(ctx->arena, struct planned, FILES_MAX);
	enum outcome outcome = OK;
	for (size_t i = 0; i < import->n_paths; i++)
		if (plan_path(ctx, mapping, import->paths[i], &found, files) != OK)
			outcome = INVALID;
	for (size_t i = 0; i < import->n_uploads && found.n < FILES_MAX; i++) {
		struct planned *file = &files[found.n];
		const struct import_upload *upload = &import->uploads[i];
		found.paths[found.n++] = upload->name;
		*file = (struct planned){.path = upload->name, .upload = upload, .bytes = upload->content.n};
		if (plan_file(ctx, mapping, false, file) != OK)
			outcome = INVALID;
	}
	TRY(outcome);
	size_t n = 0;
	for (size_t part = 0; part < mapping->n_files; part++)
		for (size_t i = 0; i < found.n; i++)
			n += reads(mapping, part, &files[i]);
	if (n == 0)
		return problem_add(ctx, "", msg("None of these files is one that the mapping reads, such as {1}"),
				   mapping->files[0].name);
	reading->files = arena_array(ctx->arena, struct import_file, n);
	import->sum.notes = arena_array(ctx->arena, struct str, IMPORT_NOTES_MAX);
	for (size_t part = 0; part < mapping->n_files; part++)
		for (size_t i = 0; i < found.n; i++) {
			if (!reads(mapping, part, &files[i]))
				continue;
			reading->files[reading->n_files++] = (struct import_file){
				&mapping->files[part], files[i].path,      base_name(files[i].path),
				files[i].upload,       files[i].is_faults, files[i].bytes};
			reading->bytes += files[i].bytes;
			import->sum.n_files += files[i].n_parts++ == 0;
		}
	return OK;
}

/* ---- The mapping's numbers here ---- */

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

static enum outcome source_numbers(struct ctx *ctx, struct import_reading *reading, bool adds)
{
	const struct mapping *mapping = &reading->import->mapping;
	struct number number = {0};
	enum outcome found = db_one(ctx, &registers_sql_import_source_by_name, DB_PARAMS(db_text(mapping->id)),
				    &number_spec, &number);
	if (found == NOT_FOUND && adds) {
		TRY(db_one(ctx, &registers_sql_import_source_next, DB_NO_PARAMS, &number_spec, &number));
		found = db_exec(ctx, &registers_sql_import_source_add,
				DB_PARAMS(db_int(number.n), db_text(mapping->id)), NULL);
	}
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	reading->source_no = number.n;
	for (size_t i = 0; i < mapping->n_files; i++) {
		struct db_params params = DB_PARAMS(db_int(reading->source_no), db_text(mapping->files[i].name));
		struct number part = {0};
		found = db_one(ctx, &registers_sql_import_part_by_name, params, &number_spec, &part);
		if (found == NOT_FOUND && adds) {
			TRY(db_one(ctx, &registers_sql_import_part_next, DB_NO_PARAMS, &number_spec, &part));
			found = db_exec(
				ctx, &registers_sql_import_part_add,
				DB_PARAMS(db_int(part.n), db_int(reading->source_no), db_text(mapping->files[i].name)),
				NULL);
		}
		if (found != OK && found != NOT_FOUND)
			return found;
		reading->part_nos[i] = part.n;
	}
	return OK;
}

static enum outcome source_write(struct ctx *ctx, void *args)
{
	return source_numbers(ctx, args, true);
}

enum outcome import_source(struct ctx *ctx, struct import_reading *reading)
{
	size_t n = reading->import->mapping.n_files;
	reading->part_nos = arena_array(ctx->arena, int64_t, n);
	reading->part_read = arena_array(ctx->arena, bool, n);
	if (!reading->import->dry_run)
		return site_write(ctx, source_write, reading);
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = source_numbers(ctx, reading, false);
	db_read_end(ctx);
	return outcome;
}

/* ---- When its source published it ---- */

/* The newest day that names say: of the folders and files that were named, and of those that were sent. */
static bool named_day(const struct import *import, struct day *ret_day)
{
	struct day day;
	bool is_found = false;
	for (size_t i = 0; i < import->n_paths + import->n_uploads; i++) {
		struct str name = i < import->n_paths ? import->paths[i] : import->uploads[i - import->n_paths].name;
		while (name.n && name.p[name.n - 1] == '/')
			name.n--;
		if (!mapping_published(&import->mapping, base_name(name), &day))
			continue;
		if (!is_found || day.n > ret_day->n)
			*ret_day = day;
		is_found = true;
	}
	return is_found;
}

static void dated_note(struct ctx *ctx, struct import *import, struct str words, struct str said)
{
	if (import->sum.n_notes < IMPORT_NOTES_MAX)
		import->sum.notes[import->sum.n_notes++] = msg_format(ctx->arena, words, &said, 1);
}

enum outcome import_dated(struct ctx *ctx, struct import_reading *reading)
{
	struct import *import = reading->import;
	if (!import->is_dated && !named_day(import, &import->published)) {
		if (import->mapping.published.n)
			dated_note(ctx, import,
				   STR("no name of a file or folder says when its source published it, as the mapping "
				       "has it "
				       "({1}): what is imported counts as known from now on"),
				   import->mapping.published);
		return OK;
	}
	if (!import->is_dated && import->published.n > reading->today.n) {
		dated_note(ctx, import,
			   STR("a name says that its source published it on {1}, a day to come: what is imported "
			       "counts as known "
			       "from now on"),
			   day_words(ctx->arena, import->published));
		return OK;
	}
	if (import->published.n > reading->today.n)
		return problem_add(ctx, "--published", msg("The source cannot have published it on a day to come: {1}"),
				   day_str(ctx->arena, import->published));
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome =
		registers_known_since(ctx, zone_day_start(ctx->site->zone, import->published).ms, &import->source_ms);
	db_read_end(ctx);
	TRY(outcome);
	if (!import->source_ms)
		dated_note(ctx, import,
			   STR("this site has published something since {1}: what is imported counts as known from now "
			       "on, not "
			       "since then"),
			   day_words(ctx->arena, import->published));
	return OK;
}
