/* Imports by upload as rows, and the jobs that read, import and drop them. */
#include "registers/uploads.h"

#include "registers/mapping_sheet.h"
#include "registers/registers_sql.h"

#define PART_BYTES  ((size_t)256 * 1024)
#define PROGRESS_MS 1000
#define DAY_MS      INT64_C(86400000)
#define TRIES_MOST  3
#define NAMELESS_MS DAY_MS /* bytes that no upload names */

static const struct db_col upload_cols[] = {
	DB_COL_I64(struct upload, id),
	DB_COL_I64(struct upload, version),
	DB_COL_I32(struct upload, state),
	DB_COL_TEXT(struct upload, mapping_name),
	DB_COL_TEXT(struct upload, mapping_tree),
	DB_COL_TEXT(struct upload, title),
	DB_COL_TEXT(struct upload, register_id),
	DB_COL_TEXT(struct upload, by_name),
	DB_COL_I64(struct upload, at_ms),
	DB_COL_I64(struct upload, ended_ms),
	DB_COL_I64(struct upload, done),
	DB_COL_I64(struct upload, size),
	DB_COL_TEXT(struct upload, told),
	DB_COL_TEXT(struct upload, problems),
	DB_COL_I64(struct upload, faults_bytes),
};
static const struct db_spec upload_spec = DB_SPEC(struct upload, upload_cols);

enum outcome uploads_list(struct ctx *ctx, size_t most, struct upload **ret_uploads, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_uploads, DB_PARAMS(db_int((int64_t)most)), &upload_spec, ret_uploads, ret_n);
}

enum outcome upload_find(struct ctx *ctx, int64_t id, struct upload *ret_upload)
{
	return db_one(ctx, &registers_sql_upload_find, DB_PARAMS(db_int(id)), &upload_spec, ret_upload);
}

struct bytes_row {
	struct str bytes;
};
static const struct db_col bytes_cols[] = {DB_COL_BYTES(struct bytes_row, bytes)};
static const struct db_spec bytes_spec = DB_SPEC(struct bytes_row, bytes_cols);

enum outcome upload_faults(struct ctx *ctx, int64_t id, struct str *ret_csv)
{
	struct bytes_row row;
	TRY(db_one(ctx, &registers_sql_upload_faults, DB_PARAMS(db_int(id)), &bytes_spec, &row));
	if (str_empty(row.bytes))
		return NOT_FOUND;
	*ret_csv = row.bytes;
	return OK;
}

/* ---- Keeping bytes ---- */

struct part {
	int64_t upload_id, file, no;
	struct str name, content;
};

static enum outcome part_write(struct ctx *ctx, void *args)
{
	const struct part *part = args;
	return db_exec(ctx, &registers_sql_upload_part_add,
		       DB_PARAMS(db_int(part->upload_id), db_int(part->file), db_int(part->no), db_text(part->name),
				 db_bytes(part->content), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome upload_keep(struct ctx *ctx, int64_t id, const struct import_upload *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t at = 0; at < files[i].content.n; at += PART_BYTES) {
			size_t left = files[i].content.n - at;
			struct part part = {
				.upload_id = id,
				.file = (int64_t)i,
				.no = (int64_t)(at / PART_BYTES),
				.name = files[i].name,
				.content =
					str_slice(files[i].content, at, at + (left < PART_BYTES ? left : PART_BYTES)),
			};
			TRY(site_write(ctx, part_write, &part));
		}
	return OK;
}

struct part_row {
	int64_t file;
	struct str name, content;
};
static const struct db_col part_cols[] = {
	DB_COL_I64(struct part_row, file),
	DB_COL_TEXT(struct part_row, name),
	DB_COL_BYTES(struct part_row, content),
};
static const struct db_spec part_spec = DB_SPEC(struct part_row, part_cols);

static enum outcome files_load(struct ctx *ctx, int64_t id, struct import_upload **ret_files, size_t *ret_n)
{
	struct part_row *parts;
	size_t n, n_files = 0;
	TRY(db_list(ctx, &registers_sql_upload_parts, DB_PARAMS(db_int(id)), &part_spec, &parts, &n));
	struct import_upload *files = arena_array(ctx->arena, struct import_upload, n);
	for (size_t i = 0; i < n;) {
		struct buf content = buf_open(ctx->arena, PART_BYTES);
		size_t first = i;
		for (; i < n && parts[i].file == parts[first].file; i++)
			buf_str(&content, parts[i].content);
		files[n_files++] = (struct import_upload){parts[first].name, buf_view(&content)};
	}
	*ret_files = files;
	*ret_n = n_files;
	return OK;
}

/* ---- What people decide ---- */

enum outcome upload_add(struct ctx *ctx, const struct upload *upload)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(db_exec(ctx, &registers_sql_upload_add,
		    DB_PARAMS(db_int(upload->id), db_text(upload->mapping_name), db_text(upload->mapping_tree),
			      db_text(upload->title), db_text(upload->register_id), db_text(upload->by_name),
			      db_int(ctx->now_ms), db_int(upload->size), db_bytes(STR(""))),
		    NULL));
	db_note(ctx, "uploads", upload->id);
	return access_log(ctx, "registers.upload", upload->id, upload->title);
}

enum outcome upload_confirm(struct ctx *ctx, int64_t id, int64_t version)
{
	int64_t changed;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	TRY(db_exec(ctx, &registers_sql_upload_confirm, DB_PARAMS(db_int(id), db_int(version)), &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "uploads", id);
	return access_log(ctx, "registers.upload_confirm", id, STR(""));
}

enum outcome upload_drop(struct ctx *ctx, int64_t id, int64_t version)
{
	int64_t changed;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(db_exec(ctx, &registers_sql_upload_drop, DB_PARAMS(db_int(id), db_int(version)), &changed));
	if (changed != 1)
		return CONFLICT;
	TRY(db_exec(ctx, &registers_sql_upload_parts_drop, DB_PARAMS(db_int(id)), NULL));
	return access_log(ctx, "registers.upload_drop", id, STR(""));
}

/* ---- Told by the import ---- */

struct upload_told upload_told_of(struct ctx *ctx, const struct import *import)
{
	return (struct upload_told){
		.told = import_sum_json(ctx->arena, import),
		.problems = intake_problems_json(ctx->arena, &ctx->problems),
		.faults = import->faults_to && import->faults_to->n <= FAULTS_BYTES ? buf_view(import->faults_to)
										    : STR(""),
	};
}

enum outcome upload_begun(struct ctx *ctx, int64_t id, int64_t run_id, const struct upload_told *told)
{
	int64_t changed;
	TRY(db_exec(ctx, &registers_sql_upload_begun,
		    DB_PARAMS(db_int(id), db_int(run_id), db_text(told->told), db_text(told->problems),
			      db_bytes(told->faults)),
		    &changed));
	return changed == 1 ? OK : CONFLICT;
}

enum outcome upload_published(struct ctx *ctx, int64_t run_id)
{
	TRY(db_exec(ctx, &registers_sql_upload_published, DB_PARAMS(db_int(run_id), db_int(ctx->now_ms)), NULL));
	return db_exec(ctx, &registers_sql_upload_parts_done, DB_NO_PARAMS, NULL);
}

/* ---- Mappings of the site's own ---- */

static const struct db_col mapping_cols[] = {
	DB_COL_TEXT(struct own_mapping, name),
	DB_COL_TEXT(struct own_mapping, title),
	DB_COL_TEXT(struct own_mapping, register_id),
	DB_COL_TEXT(struct own_mapping, tree),
};
static const struct db_spec mapping_spec = DB_SPEC(struct own_mapping, mapping_cols);

enum outcome own_mappings(struct ctx *ctx, struct own_mapping **ret_mappings, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_own_mappings, DB_NO_PARAMS, &mapping_spec, ret_mappings, ret_n);
}

enum outcome own_mapping_put(struct ctx *ctx, const struct own_mapping *mapping)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(db_exec(ctx, &registers_sql_own_mapping_put,
		    DB_PARAMS(db_text(mapping->name), db_text(mapping->title), db_text(mapping->register_id),
			      db_text(mapping->tree), db_int(ctx->now_ms)),
		    NULL));
	return access_log(ctx, "registers.mapping", 0, mapping->name);
}

/* ---- The job ---- */

struct count {
	int64_t n;
};
static const struct db_col count_cols[] = {DB_COL_I64(struct count, n)};
static const struct db_spec count_spec = DB_SPEC(struct count, count_cols);

/* One import runs at a time: is one underway? What a crash left is none, and the next import finishes it. */
static enum outcome is_busy(struct ctx *ctx, bool *ret_busy)
{
	struct import_run *runs;
	size_t n;
	*ret_busy = false;
	TRY(import_runs(ctx, &runs, &n));
	for (size_t i = 0; i < n; i++)
		*ret_busy = *ret_busy || import_owner_lives(runs[i].owner, runs[i].seen_ms, instant_now().ms);
	return OK;
}

enum outcome upload_job_left(struct ctx *ctx, int64_t *ret_n)
{
	struct count count;
	bool busy;
	TRY(is_busy(ctx, &busy));
	TRY(db_one(ctx, &registers_sql_uploads_left, DB_PARAMS(db_int(busy)), &count_spec, &count));
	*ret_n = count.n;
	return OK;
}

struct working {
	struct ctx *ctx;
	struct upload upload;
	int64_t said_ms, done, size;
	struct upload_told told;
	enum upload_state becomes;
};

static enum outcome progress_write(struct ctx *ctx, void *args)
{
	const struct working *w = args;
	return db_exec(ctx, &registers_sql_upload_progress,
		       DB_PARAMS(db_int(w->upload.id), db_int(w->done), db_int(w->size)), NULL);
}

static void progress(void *arg, enum import_phase phase, uint64_t done, uint64_t all)
{
	struct working *w = arg;
	int64_t now = instant_now().ms;
	if (now - w->said_ms < PROGRESS_MS)
		return;
	w->said_ms = now;
	/* Of an import reading is the first half. */
	bool is_import = w->upload.state == UPLOAD_TO_IMPORT;
	w->size = (int64_t)all * (is_import ? 2 : 1);
	w->done = (int64_t)done + (is_import && phase == IMPORT_APPLYING ? (int64_t)all : 0);
	if (site_write(w->ctx, progress_write, w) != OK)
		log_event(LOG_WARN, "registers.upload", "progress=\"not written\"");
}

static enum outcome told_write(struct ctx *ctx, void *args)
{
	const struct working *w = args;
	TRY(db_exec(ctx, &registers_sql_upload_told,
		    DB_PARAMS(db_int(w->upload.id), db_int(w->upload.state), db_int(w->becomes), db_int(ctx->now_ms),
			      db_text(w->told.told), db_text(w->told.problems), db_bytes(w->told.faults)),
		    NULL));
	return db_exec(ctx, &registers_sql_upload_parts_done, DB_NO_PARAMS, NULL);
}

struct str upload_sheet_name(struct arena *arena, const struct scheme *scheme, enum mapping_dates dates)
{
	return str_fmt(arena, "%.*s %s", STR_ARG(scheme->id), dates == DATES_MDY ? "month-first" : "day-first");
}

static enum outcome mapping_find(struct ctx *ctx, const struct upload *upload, struct str *ret_text)
{
	const struct rulebook *rulebook;
	int64_t version;
	for (size_t i = 0; i < n_shipped_mappings; i++)
		if (str_eq(upload->mapping_name, str_of(shipped_mappings[i].name)))
			return *ret_text = str_of(shipped_mappings[i].text), OK;
	TRY(rulebook_current(ctx, &rulebook, &version));
	const struct scheme *scheme = rulebook_scheme(rulebook, upload->register_id);
	for (enum mapping_dates dates = DATES_DMY; scheme && dates <= DATES_MDY; dates++)
		if (str_eq(upload->mapping_name, upload_sheet_name(ctx->arena, scheme, dates)))
			*ret_text = sheet_mapping(ctx->arena, scheme, dates);
	return OK;
}

static enum outcome work_load(struct ctx *ctx, struct working *w, struct import *import)
{
	bool busy;
	TRY(is_busy(ctx, &busy));
	TRY(db_one(ctx, &registers_sql_upload_next, DB_PARAMS(db_int(busy)), &upload_spec, &w->upload));
	import->mapping_name = w->upload.mapping_name;
	import->mapping_tree = w->upload.mapping_tree;
	if (str_empty(import->mapping_tree))
		TRY(mapping_find(ctx, &w->upload, &import->mapping_text));
	struct import_upload *files;
	TRY(files_load(ctx, w->upload.id, &files, &import->n_uploads));
	import->uploads = files;
	return OK;
}

struct tried {
	int64_t id;
	struct str problems;
};

static enum outcome tried_write(struct ctx *ctx, void *args)
{
	const struct tried *tried = args;
	TRY(db_exec(ctx, &registers_sql_upload_tried, DB_PARAMS(db_int(tried->id)), NULL));
	return db_exec(ctx, &registers_sql_upload_given_up,
		       DB_PARAMS(db_int(tried->id), db_int(ctx->now_ms), db_text(tried->problems), db_int(TRIES_MOST)),
		       NULL);
}

enum outcome upload_tried(struct ctx *ctx, int64_t id)
{
	const struct problems kept = ctx->problems;
	if (!kept.count)
		(void)problem_add(ctx, "",
				  msg("The program or the machine failed while it read these files. Send them again"));
	struct tried tried = {id, intake_problems_json(ctx->arena, &ctx->problems)};
	ctx->problems = kept;
	TRY(site_write(ctx, tried_write, &tried));
	return BROKEN;
}

enum outcome upload_job_run(struct ctx *ctx)
{
	struct working w = {.ctx = ctx};
	struct import import = {.progress = progress, .arg = &w};
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct buf faults = buf_open(arena, 4096);
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = work_load(ctx, &w, &import);
	db_read_end(ctx);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	import.dry_run = w.upload.state == UPLOAD_TO_READ;
	import.upload_id = import.dry_run ? 0 : w.upload.id;
	import.faults_to = &faults;
	outcome = registers_import(ctx, &import);
	/* Another import began meanwhile: this one waits. */
	if (outcome == CONFLICT) {
		problems_clear(ctx);
		return OK;
	}
	if (outcome == BROKEN)
		return upload_tried(ctx, w.upload.id);
	if (outcome != OK && outcome != INVALID)
		return outcome;
	w.told = upload_told_of(ctx, &import);
	w.becomes = outcome == INVALID ? UPLOAD_FAILED : import.dry_run ? UPLOAD_READ : UPLOAD_DONE;
	problems_clear(ctx);
	return site_write(ctx, told_write, &w);
}

/* ---- What nobody needs any more ---- */

/* What was read or done before then goes: rows that were refused are people's data. Without a rule of how long, nothing
 * does by itself. */
static enum outcome old_before(struct ctx *ctx, int64_t *ret_ms)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	int32_t days = rulebook_number_on(book, STR("uploads-kept"), STR("day"), site_today(ctx), 0);
	*ret_ms = days ? ctx->now_ms - days * DAY_MS : 0;
	return OK;
}

enum outcome upload_old_left(struct ctx *ctx, int64_t *ret_n)
{
	struct count count;
	int64_t before;
	TRY(old_before(ctx, &before));
	TRY(db_one(ctx, &registers_sql_uploads_old_left, DB_PARAMS(db_int(before), db_int(ctx->now_ms - NAMELESS_MS)),
		   &count_spec, &count));
	*ret_n = count.n;
	return OK;
}

enum outcome upload_old_run(struct ctx *ctx)
{
	int64_t before;
	TRY(old_before(ctx, &before));
	TRY(db_exec(ctx, &registers_sql_uploads_old_drop, DB_PARAMS(db_int(before)), NULL));
	return db_exec(ctx, &registers_sql_upload_parts_old_drop, DB_PARAMS(db_int(ctx->now_ms - NAMELESS_MS)), NULL);
}
