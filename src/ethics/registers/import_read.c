/* Rows of files: checked, compared with what was imported before, staged. */
#include <fcntl.h>
#include <unistd.h>

#include "registers/import_read.h"
#include "registers/registers_sql.h"

#define READ_MS         2000
#define UNREADABLE_MOST 1000
#define KEYS_PAGE       5000
#define KEY_BYTES       64 /* more than any key has */
#define LATE_NO         (INT64_C(1) << 32)

/* ---- Reading the database meanwhile ---- */

/* No read lives long (D4). */
static enum outcome read_anew(struct ctx *ctx, struct import_reading *reading)
{
	int64_t now = instant_now().ms;
	if (ctx->db && now - reading->read_ms < READ_MS)
		return OK;
	if (ctx->db)
		db_read_end(ctx);
	reading->read_ms = now;
	return site_read_begin(ctx, ctx->site);
}

/* ---- What is known ---- */

static enum outcome each_key(struct ctx *ctx, struct import_reading *reading,
			     enum outcome (*each)(struct import_reading *reading, const struct import_known *known))
{
	struct buf last = buf_open(ctx->arena, KEY_BYTES);
	for (size_t n = KEYS_PAGE; n == KEYS_PAGE;) {
		arena_scope(ctx->arena);
		struct import_known *known;
		TRY(read_anew(ctx, reading));
		TRY(db_list(ctx, &registers_sql_import_keys,
			    DB_PARAMS(db_int(reading->source_no), db_text(buf_view(&last)), db_int(KEYS_PAGE)),
			    &import_known_spec, &known, &n));
		for (size_t i = 0; i < n; i++)
			TRY(each(reading, &known[i]));
		/* The buffer lies before the scope and has room for any key. */
		last.n = 0;
		if (n)
			buf_str(&last, known[n - 1].key);
	}
	return OK;
}

static enum outcome know(struct import_reading *reading, const struct import_known *known)
{
	reading->n_hidden += import_key_is_hidden(known->key);
	(void)keys_put(reading->keys, known->key, (struct key_mark){.known = true, .digest = known->digest});
	return OK;
}

static enum outcome gone(struct import_reading *reading, const struct import_known *known)
{
	bool was_read = false;
	for (size_t i = 0; i < reading->import->mapping.n_files; i++)
		was_read = was_read || (reading->part_read[i] && reading->part_nos[i] == known->part_no);
	if (!was_read || known->digest == 0 || keys_find(reading->keys, known->key).seen)
		return OK;
	const struct staged row = {
		.act = ENTRY_GONE,
		.key = known->key,
		.part_no = known->part_no,
		.entry_id = known->entry_id,
		.declared_day = DEADLINE_NO_DAY,
		.from = DEADLINE_NO_DAY,
		.to = TENURE_OPEN,
	};
	reading->import->sum.n_gone++;
	return stage_add(&reading->late, &row);
}

/* ---- Rows that are refused ---- */

/* A cell that is used twice has its faults twice. */
static bool was_said(const struct problems *problems, const struct problem *problem)
{
	for (const struct problem *p = problems->first; p != problem; p = p->next)
		if (p->line == problem->line && p->column == problem->column && p->message == problem->message &&
		    str_eq(p->args[0], problem->args[0]))
			return true;
	return false;
}

static struct str said(struct arena *arena, const struct problems *problems)
{
	struct buf out = buf_open(arena, 200);
	for (const struct problem *p = problems->first; p; p = p->next) {
		if (was_said(problems, p))
			continue;
		if (out.n)
			buf_lit(&out, "; ");
		buf_str(&out, msg_format(arena, str_of(p->message), p->args, COUNT_OF(p->args)));
	}
	return buf_view(&out);
}

static enum outcome refuse(struct ctx *ctx, struct import_reading *reading, struct ctx *row_ctx,
			   const struct mapping_head *head, const struct csv_row *row)
{
	reading->import->sum.n_refused++;
	for (const struct problem *p = row_ctx->problems.first; p; p = p->next) {
		struct str args[5] = {p->args[0], p->args[1], p->args[2], p->args[3]};
		if (was_said(&row_ctx->problems, p))
			continue;
		problem_keep(ctx, reading->at->path, p->line ? p->line : row->line, p->column, p->message, args);
	}
	struct str what = said(row_ctx->arena, &row_ctx->problems);
	if (row->n == 0)
		what = str_fmt(row_ctx->arena, "%.*s: %.*s", STR_ARG(what), STR_ARG(row->raw));
	struct str file = head->fault_file < row->n ? row->cells[head->fault_file] : reading->at->name;
	return faults_put(row_ctx, &reading->faults, head->names, head->n, row, file, what);
}

/* ---- One row ---- */

struct row_entry {
	struct mapped mapped;
	int64_t person_id, person;
	bool person_is_new;
};

static enum outcome key_check(struct ctx *ctx, const struct import_reading *reading, const struct mapped *mapped,
			      const struct csv_row *row)
{
	if (keys_find(reading->keys, mapped->key).seen)
		return problem_at(ctx, reading->at->path, row->line, 0,
				  msg("The key “{1}” stands in these files more than once"), mapped->key);
	return OK;
}

/* An entry that is gone here is known by a key of another kind. */
static void removed_find(struct ctx *ctx, const struct import_reading *reading, struct str *key)
{
	if (reading->n_hidden == 0 || str_empty(*key) || keys_find(reading->keys, *key).known)
		return;
	struct str hidden = import_key_hidden(ctx->arena, reading->hiding, reading->source_no, *key);
	if (keys_find(reading->keys, hidden).known)
		*key = hidden;
}

static enum outcome entry_read(struct ctx *ctx, struct import_reading *reading, const struct mapping_head *head,
			       const struct mapping_entry *entry, const struct csv_row *row, struct row_entry *ret)
{
	TRY(mapping_row(ctx, head, entry, row, reading->today, &ret->mapped));
	removed_find(ctx, reading, &ret->mapped.key);
	TRY(key_check(ctx, reading, &ret->mapped, row));
	enum outcome found = import_person_find(ctx, &reading->people, &ret->mapped, &ret->person_id, &ret->person,
						&ret->person_is_new);
	if (found == INVALID)
		mapping_person_place(head, row, &ctx->problems.last->line, &ctx->problems.last->column);
	return found;
}

struct person_put {
	int64_t run_id, no;
	struct str name, identifier;
};

static enum outcome person_write(struct ctx *ctx, void *args)
{
	const struct person_put *put = args;
	return db_exec(ctx, &registers_sql_import_person_add,
		       DB_PARAMS(db_int(put->run_id), db_int(put->no), db_text(put->name), db_text(put->identifier)),
		       NULL);
}

static enum outcome person_stage(struct ctx *ctx, struct import_reading *reading, const struct row_entry *entry)
{
	struct person_put put = {reading->run_id, entry->person, entry->mapped.person_name,
				 entry->mapped.person_id.n ? entry->mapped.person_id : STR("")};
	reading->import->sum.n_people++;
	return reading->run_id ? site_write(ctx, person_write, &put) : OK;
}

/* The entry that bears this key; in a read. */
static enum outcome known_entry(struct ctx *ctx, const struct import_reading *reading, struct str key, int64_t *ret_id)
{
	struct import_known known;
	TRY(db_one(ctx, &registers_sql_import_key_find, DB_PARAMS(db_int(reading->source_no), db_text(key)),
		   &import_known_spec, &known));
	*ret_id = known.entry_id;
	return OK;
}

static enum outcome entry_stage(struct ctx *ctx, struct import_reading *reading, const struct row_entry *entry)
{
	const struct mapped *mapped = &entry->mapped;
	struct import_sum *sum = &reading->import->sum;
	struct key_mark mark = keys_find(reading->keys, mapped->key);
	struct key_mark parent = keys_find(reading->keys, mapped->parent);
	bool is_same = mark.known && mark.digest == mapped->digest;
	bool was_gone = mark.known && mark.digest == 0;
	if (!keys_put(reading->keys, mapped->key, (struct key_mark){mark.known, true, mapped->digest}))
		return problem_add(ctx, "", msg("These files have more than {1} entries: import them in parts"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_IMPORT_ROWS));
	if (import_key_is_hidden(mapped->key)) { /* it was removed here, and stays so */
		sum->n_same++;
		return OK;
	}
	sum->n_same += is_same;
	sum->n_changed += mark.known && !is_same && !was_gone;
	sum->n_new += !mark.known || was_gone;
	if (is_same)
		return OK;
	struct staged row = {
		.act = mark.known ? ENTRY_CHANGED : ENTRY_DECLARED,
		.key = mapped->key,
		.parent = mapped->parent,
		.part_no = reading->part_no,
		.digest = mapped->digest,
		.person_id = entry->person_id,
		.person = entry->person,
		.declared_day = mapped->registered,
		.from = mapped->from,
		.to = mapped->to,
		.declared = mapped->declared,
	};
	if (mark.known)
		TRY(known_entry(ctx, reading, mapped->key, &row.entry_id));
	bool waits = mapped->parent.n && !parent.known && !parent.seen;
	return stage_add(waits ? &reading->late : &reading->stage, &row);
}

/* What a row that is refused would have been is not gone. */
static void see_keys(struct import_reading *reading, struct arena *arena, const struct mapping_head *head,
		     const struct csv_row *row)
{
	for (size_t i = 0; i < head->file->n_entries; i++) {
		const struct mapping_entry *entry = &head->file->entries[i];
		if (!mapping_makes(head, entry, row, arena))
			continue;
		struct str key = mapping_key(arena, head, entry, row);
		struct key_mark mark = keys_find(reading->keys, key);
		if (key.n && mark.known)
			(void)keys_put(reading->keys, key, (struct key_mark){mark.known, true, mark.digest});
	}
}

static enum outcome row_width(struct ctx *ctx, const struct import_reading *reading, const struct mapping_head *head,
			      const struct csv_row *row)
{
	size_t n = row->n;
	while (n > head->n && str_empty(row->cells[n - 1]))
		n--;
	if (n == head->n || (n < head->n && head->file->short_rows))
		return OK;
	return problem_at(ctx, reading->at->path, row->line, 0,
			  msg("This row has {1} cells; the row of columns has {2}"), str_fmt(ctx->arena, "%zu", n),
			  str_fmt(ctx->arena, "%zu", head->n));
}

static enum outcome row_take(struct ctx *ctx, struct import_reading *reading, struct ctx *row_ctx,
			     const struct mapping_head *head, const struct csv_row *row)
{
	const struct mapping_file *file = head->file;
	struct arena *arena = row_ctx->arena;
	enum outcome outcome = row_width(row_ctx, reading, head, row);
	if (outcome != OK) {
		reading->unreadable++;
		return refuse(ctx, reading, row_ctx, head, row);
	}
	if (!mapping_reads(head, row, arena))
		return OK;
	struct row_entry *entries = arena_array(arena, struct row_entry, file->n_entries);
	size_t n = 0;
	for (size_t i = 0; i < file->n_entries && !mapping_leaves_out(head, row, arena); i++) {
		if (!mapping_makes(head, &file->entries[i], row, arena))
			continue;
		enum outcome one = entry_read(row_ctx, reading, head, &file->entries[i], row, &entries[n]);
		if (one == BROKEN || one == RETRY)
			return one;
		/* Somebody who is new is new, whatever becomes of this row. */
		if (entries[n].person_is_new)
			TRY(person_stage(ctx, reading, &entries[n]));
		outcome = one != OK ? INVALID : outcome;
		n++;
	}
	reading->import->sum.n_left_out += n == 0;
	if (outcome != OK) {
		see_keys(reading, arena, head, row);
		return refuse(ctx, reading, row_ctx, head, row);
	}
	for (size_t i = 0; i < n; i++)
		TRY(entry_stage(row_ctx, reading, &entries[i]));
	return OK;
}

/* ---- One file ---- */

static void progress(struct import_reading *reading, const struct csv_reader *reader)
{
	uint64_t done, all;
	csv_progress(reader, &done, &all);
	if (reading->import->progress)
		reading->import->progress(reading->import->arg, IMPORT_READING, reading->bytes_done + done,
					  reading->bytes);
}

/* Faults are kept beyond a row: their arena is made anew before they are many. */
static void rows_anew(struct import_reading *reading, size_t *n_faulty)
{
	if (++*n_faulty < 200)
		return;
	*n_faulty = 0;
	arena_close(reading->rows);
	reading->rows = arena_open(0);
}

static enum outcome rows_read(struct ctx *ctx, struct import_reading *reading, struct csv_reader *reader,
			      const struct mapping_head *head)
{
	size_t n_faulty = 0;
	for (size_t i = 0;; i++) {
		TRY(read_anew(ctx, reading));
		struct ctx row_ctx = *ctx;
		row_ctx.arena = reading->rows;
		row_ctx.problems = (struct problems){0};
		enum outcome outcome;
		{
			arena_scope(reading->rows);
			struct csv_row row;
			outcome = csv_next(&row_ctx, reader, &row);
			if (outcome == OK)
				outcome = row_take(ctx, reading, &row_ctx, head, &row);
			else if (outcome == INVALID) {
				reading->unreadable++;
				outcome = refuse(ctx, reading, &row_ctx, head, &row);
			}
		}
		if (outcome == NOT_FOUND)
			return OK;
		/* A fault that ends all of it was told to the row's context. */
		if (outcome != OK && row_ctx.problems.first)
			problem_keep(ctx, reading->at->path, 0, 0, row_ctx.problems.first->message,
				     (const struct str[5]){row_ctx.problems.first->args[0]});
		TRY(outcome);
		if (row_ctx.problems.count)
			rows_anew(reading, &n_faulty);
		if (reading->unreadable > UNREADABLE_MOST)
			return problem_at(ctx, reading->at->path, 0, 0,
					  msg("More than {1} rows of this file cannot be taken apart: is it CSV?"),
					  str_fmt(ctx->arena, "%d", UNREADABLE_MOST));
		if (i % 256 == 0)
			progress(reading, reader);
		if (import_must_end())
			return RETRY;
	}
}

static enum outcome head_find(struct ctx *ctx, const struct import_reading *reading, struct csv_reader *reader,
			      struct mapping_head *ret_head)
{
	const struct import_file *at = reading->at;
	struct csv_row row = {0};
	int32_t header = at->is_faults ? 1 : at->file->header;
	for (int32_t i = 0; i < header; i++) {
		enum outcome next = csv_next(ctx, reader, &row);
		if (next == NOT_FOUND)
			return problem_at(ctx, at->path, 1, 1, msg("There is no row that names the columns"));
		TRY(next);
	}
	return mapping_head_read(ctx, &reading->import->mapping, at->file, reading->scheme, at->path, &row, ret_head);
}

static enum outcome file_open(struct ctx *ctx, const struct import_file *file, int *ret_fd,
			      struct csv_reader **ret_reader)
{
	const struct csv_options options = {
		.separator = file->is_faults ? ',' : (char)file->file->delimiter,
		.encoding = file->is_faults ? CSV_UTF8 : (enum csv_encoding)file->file->encoding,
		.row_bytes = LIMIT_CSV_ROW_BYTES,
		.cell_bytes = LIMIT_CSV_CELL_BYTES,
		.check = true,
	};
	/* No read waits for a child (D4): read_anew begins another. */
	if (file->upload && ctx->db)
		db_read_end(ctx);
	return import_csv_open(ctx, file->upload, file->path, &options, ret_fd, ret_reader);
}

static enum outcome file_read_rows(struct ctx *ctx, struct import_reading *reading, const struct import_file *file)
{
	CLEANUP(fd_closep) int fd = -1;
	arena_scope(ctx->arena);
	struct csv_reader *reader;
	struct mapping_head head;
	size_t part = (size_t)(file->file - reading->import->mapping.files);
	reading->at = file;
	reading->part_no = reading->part_nos[part];
	reading->unreadable = 0;
	TRY(file_open(ctx, file, &fd, &reader));
	TRY(head_find(ctx, reading, reader, &head));
	TRY(rows_read(ctx, reading, reader, &head));
	reading->bytes_done += file->bytes;
	reading->part_read[part] = !file->is_faults && reading->unreadable == 0;
	reading->import->sum.not_all_read |= reading->unreadable > 0;
	return OK;
}

/* A column of some file that the file of faults has not yet. */
static void names_add(struct import_reading *reading, struct str *names, size_t most, const struct mapping_head *head)
{
	for (size_t k = 0; k < head->n; k++) {
		bool is_known = str_starts(head->names[k], STR("aboveboard: ")) || str_empty(head->names[k]);
		for (size_t m = 0; m < reading->faults.n && !is_known; m++)
			is_known = str_eq_nocase(names[m], head->names[k]);
		if (!is_known && reading->faults.n < most)
			names[reading->faults.n++] = head->names[k];
	}
}

static void unused_note(struct ctx *ctx, const struct import_reading *reading, const struct mapping_head *head)
{
	struct import_sum *sum = &reading->import->sum;
	for (size_t k = 0; k < head->n_unused && sum->n_notes < IMPORT_NOTES_MAX; k++) {
		const struct str args[] = {reading->at->name, head->unused[k]};
		struct str note = msg_format(ctx->arena, STR("{1}: the column “{2}” is not used"), args, 2);
		bool is_known = false;
		for (size_t i = 0; i < sum->n_notes; i++)
			is_known = is_known || str_eq(sum->notes[i], note);
		if (!is_known)
			sum->notes[sum->n_notes++] = note;
	}
}

/* Before anything is staged: all files have the columns that the mapping uses; and all columns together, for the file
 * of faults. */
enum outcome import_heads(struct ctx *ctx, struct import_reading *reading)
{
	enum outcome outcome = OK;
	size_t most = 2000;
	struct str *names = arena_array(ctx->arena, struct str, most);
	for (size_t i = 0; i < reading->n_files; i++) {
		CLEANUP(fd_closep) int fd = -1;
		CLEANUP(arena_closep) struct arena *window = arena_open(0);
		struct csv_reader *reader;
		struct mapping_head head;
		struct ctx aside = *ctx;
		aside.arena = window;
		aside.problems = (struct problems){0};
		reading->at = &reading->files[i];
		enum outcome one = file_open(&aside, reading->at, &fd, &reader);
		if (one == OK)
			one = head_find(&aside, reading, reader, &head);
		for (const struct problem *p = aside.problems.first; p; p = p->next)
			problem_keep(ctx, p->where, p->line, p->column, p->message,
				     (const struct str[5]){p->args[0], p->args[1], p->args[2], p->args[3]});
		if (one == BROKEN)
			return one;
		outcome = one != OK ? one : outcome;
		if (one != OK)
			continue;
		for (size_t k = 0; k < head.n; k++)
			((struct str *)head.names)[k] = str_dup(ctx->arena, head.names[k]);
		names_add(reading, names, most, &head);
		if (!reading->at->is_faults)
			unused_note(ctx, reading, &head);
	}
	reading->faults.names = names;
	return outcome;
}

enum outcome import_read_all(struct ctx *ctx, struct import_reading *reading)
{
	CLEANUP(keys_closep) struct key_table *keys = keys_open();
	const struct mapping *mapping = &reading->import->mapping;
	enum outcome outcome = OK;
	reading->keys = keys;
	reading->rows = arena_open(0);
	import_people_open(&reading->people, &mapping->person);
	stage_open(&reading->stage, ctx, reading->run_id, 1);
	stage_open(&reading->late, ctx, reading->run_id, LATE_NO);
	if (reading->source_no)
		outcome = each_key(ctx, reading, know);
	if (outcome == OK && reading->n_hidden)
		outcome = site_key(ctx, IMPORT_KEY_NAME, &reading->hiding);
	for (size_t i = 0; outcome == OK && i < reading->n_files; i++)
		outcome = file_read_rows(ctx, reading, &reading->files[i]);
	if (outcome == OK && reading->source_no && mapping->absence == ABSENCE_GONE)
		outcome = each_key(ctx, reading, gone);
	if (outcome == OK)
		outcome = stage_flush(&reading->stage);
	if (outcome == OK)
		outcome = stage_flush(&reading->late);
	if (ctx->db)
		db_read_end(ctx);
	stage_closep(&reading->stage);
	stage_closep(&reading->late);
	import_people_closep(&reading->people);
	arena_close(reading->rows);
	return outcome;
}
