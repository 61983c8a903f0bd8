/* Whoever edits the database behind the program's back is found out, and the record is named. */
#include "test/shelf.h"

#include <sqlite3.h>

#define SUBJECTS 300
#define WAIT_MS  60000

static sqlite3 *file_open(const struct stand *stand)
{
	sqlite3 *file;
	assert_int_equal(sqlite3_open(stand->place.address, &file), SQLITE_OK);
	/* The program's threads hold the file's locks too: moving its log into it, or looking who else writes. */
	assert_int_equal(sqlite3_busy_timeout(file, WAIT_MS), SQLITE_OK);
	assert_int_equal(sqlite3_exec(file, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL), SQLITE_OK);
	return file;
}

/* ---- One byte of one column ---- */

static const struct column {
	const char *table;
	const char *name;
	bool has_record;
} columns[] = {
	{"journal_record", "record_id", true}, {"journal_record", "room", true},
	{"journal_record", "subject", true},   {"journal_record", "version", true},
	{"journal_record", "erased_ms", true}, {"journal_record", "erased_ground", true},
	{"journal_leaf", "leaf_index", true},  {"journal_leaf", "record_id", true},
	{"journal_leaf", "version", true},     {"journal_leaf", "time_ms", true},
	{"journal_leaf", "leaf", true},        {"journal_leaf", "content", true},
	{"journal_leaf", "salt", true},        {"journal_tile", "level", false},
	{"journal_tile", "tile", false},       {"journal_tile", "hashes", false},
	{"journal_head", "size", false},       {"journal_head", "root", false},
	{"journal_head", "edge", false},
};

/* A value that is not NULL, and its row. */
struct cell {
	const struct column *column;
	int64_t row;
	int type; /* SQLite's */
	int64_t number;
	struct str bytes;
	struct str record;
};

/* A log of more than one tile, with several versions of some records, and some removed. Every try puts back what it
 * changed. */
static struct stand *stand;
static sqlite3 *file;

static int log_open(void **state)
{
	(void)state;
	stand = stand_open(DB_SQLITE);
	shelf_fill(stand, SUBJECTS);
	for (int64_t subject = 3; subject < SUBJECTS; subject += 50) {
		struct shelf_write again = {.subject = subject, .words = STR("said again")};
		assert_int_equal(shelf_publish(stand, &again), OK);
		assert_int_equal(shelf_erase(stand, subject + 1, "Kept long enough"), OK);
	}
	assert_int_equal(shelf_erase(stand, 3, "Wrong person"), OK);
	file = file_open(stand);
	return 0;
}

static int log_close(void **state)
{
	(void)state;
	sqlite3_close(file);
	stand_close(stand);
	return 0;
}

static sqlite3_stmt *prepared(struct arena *arena, const struct column *column, const char *before, const char *after)
{
	sqlite3_stmt *stmt = NULL;
	struct str sql = str_fmt(arena, "%s %s %s", before, column->table, after);
	if (sqlite3_prepare_v2(file, sql.p, (int)sql.n, &stmt, NULL) != SQLITE_OK)
		fail_msg("%.*s: %s", STR_ARG(sql), sqlite3_errmsg(file));
	return stmt;
}

static struct str column_bytes(struct arena *arena, sqlite3_stmt *stmt, int column)
{
	const void *p = sqlite3_column_blob(stmt, column);
	return str_dup(arena, str_bytes(p, (size_t)sqlite3_column_bytes(stmt, column)));
}

/* Any cell of the column. */
static struct cell cell_draw(struct gen *gen, const struct column *column)
{
	struct arena *arena = gen->arena;
	const char *present = str_fmt(arena, "WHERE %s IS NOT NULL LIMIT 1 OFFSET ?1", column->name).p;
	sqlite3_stmt *count = prepared(arena, column, str_fmt(arena, "SELECT count(%s) FROM", column->name).p, "");
	assert_int_equal(sqlite3_step(count), SQLITE_ROW);
	uint64_t n = (uint64_t)sqlite3_column_int64(count, 0);
	assert_true(n > 0);
	sqlite3_finalize(count);

	const char *record = column->has_record ? "record_id" : "''";
	sqlite3_stmt *stmt =
		prepared(arena, column, str_fmt(arena, "SELECT rowid, %s, %s FROM", column->name, record).p, present);
	sqlite3_bind_int64(stmt, 1, (int64_t)gen_below(gen, n));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	struct cell cell = {
		.column = column,
		.row = sqlite3_column_int64(stmt, 0),
		.type = sqlite3_column_type(stmt, 1),
		.record = column_bytes(arena, stmt, 2),
	};
	if (cell.type == SQLITE_INTEGER)
		cell.number = sqlite3_column_int64(stmt, 1);
	else
		cell.bytes = column_bytes(arena, stmt, 1);
	sqlite3_finalize(stmt);
	return cell;
}

/* False when a constraint of the table keeps the value out. */
static bool cell_write(struct arena *arena, const struct cell *cell, int64_t row)
{
	sqlite3_stmt *stmt = prepared(arena, cell->column, "UPDATE",
				      str_fmt(arena, "SET %s = ?1 WHERE rowid = ?2", cell->column->name).p);
	if (cell->type == SQLITE_INTEGER)
		sqlite3_bind_int64(stmt, 1, cell->number);
	else if (cell->type == SQLITE_TEXT)
		sqlite3_bind_text(stmt, 1, cell->bytes.p, (int)cell->bytes.n, SQLITE_STATIC);
	else
		sqlite3_bind_blob(stmt, 1, cell->bytes.p, (int)cell->bytes.n, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, row);
	int code = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	if (code != SQLITE_DONE && code != SQLITE_CONSTRAINT)
		fail_msg("%s.%s: %s", cell->column->table, cell->column->name, sqlite3_errmsg(file));
	return code == SQLITE_DONE;
}

static struct cell cell_flipped(struct gen *gen, const struct cell *cell)
{
	struct cell flipped = *cell;
	uint8_t mask = (uint8_t)(1 + gen_below(gen, 255));
	if (cell->type == SQLITE_INTEGER) {
		flipped.number = (int64_t)((uint64_t)cell->number ^ (uint64_t)mask << 8 * gen_below(gen, 8));
		gen_note(gen, "%s.%s, row %lld: %lld becomes %lld", cell->column->table, cell->column->name,
			 (long long)cell->row, (long long)cell->number, (long long)flipped.number);
		return flipped;
	}
	size_t at = (size_t)gen_below(gen, cell->bytes.n);
	char *bytes = arena_copy(gen->arena, cell->bytes.p, cell->bytes.n);
	bytes[at] = (char)(bytes[at] ^ mask);
	flipped.bytes.p = bytes;
	gen_note(gen, "%s.%s, row %lld: byte %zu ^ %d", cell->column->table, cell->column->name, (long long)cell->row,
		 at, mask);
	return flipped;
}

static bool names(const struct problems *problems, struct str record)
{
	for (const struct problem *p = problems->first; p; p = p->next)
		if (str_eq(p->where, record))
			return true;
	return false;
}

static bool is_column(const struct cell *cell, const char *table, const char *name)
{
	return strcmp(cell->column->table, table) == 0 && strcmp(cell->column->name, name) == 0;
}

/* An entry that moved is missed at its place, where the one that follows is named. */
static bool is_caught(const struct cell *flipped, enum outcome outcome)
{
	if (outcome != INVALID || !stand->ctx.problems.first)
		return false;
	if (!flipped->column->has_record || is_column(flipped, "journal_leaf", "leaf_index"))
		return true;
	if (is_column(flipped, "journal_leaf", "record_id"))
		return names(&stand->ctx.problems, flipped->bytes);
	return names(&stand->ctx.problems, flipped->record);
}

static bool a_flipped_byte_is_caught(struct gen *gen)
{
	arena_scope(stand->ctx.arena);
	struct journal_report report;
	struct cell cell = cell_draw(gen, &columns[gen_below(gen, COUNT_OF(columns))]);
	struct cell flipped = cell_flipped(gen, &cell);
	if (!cell_write(gen->arena, &flipped, cell.row))
		return true;
	enum outcome outcome;
	do
		outcome = stand_verify(stand, &report);
	while (outcome == RETRY);
	bool caught = is_caught(&flipped, outcome);
	gen_note(gen, "%s, said: %s", outcome_name(outcome), test_problem(&stand->ctx, 0));
	bool row_moved = is_column(&cell, "journal_leaf", "leaf_index");
	assert_true(cell_write(gen->arena, &cell, row_moved ? flipped.number : cell.row));
	problems_clear(&stand->ctx);
	return caught;
}

static void any_flipped_byte_is_caught_and_named(void **state)
{
	(void)state;
	struct journal_report report;
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_true(report.erased > 1 && report.head.size > 256);
	assert_true(property_holds("flipped bytes", a_flipped_byte_is_caught, 500));
	assert_int_equal(stand_verify(stand, &report), OK);
}

/* ---- Whole rows ---- */

static const struct edit {
	const char *sql;
	int64_t subject;   /* whose record is named; 0: none */
	const char *words; /* in what is said */
} edits[] = {
	{"DELETE FROM journal_leaf WHERE leaf_index = 9", 8, "has no entry for version 2"},
	{"DELETE FROM journal_leaf WHERE leaf_index = 4", 6, "missing or was moved"},
	{"DELETE FROM journal_leaf", 0, ""},
	{"DELETE FROM journal_head", 0, "size and root are missing"},
	{"DELETE FROM journal_tile", 1, "fingerprint in the tree"},
	{"DELETE FROM journal_record WHERE subject = 4", 4, "belongs to no record"},
	{"UPDATE journal_leaf SET content = NULL WHERE leaf_index = 5", 6, "its content or salt is missing"},
	{"UPDATE journal_leaf SET salt = NULL WHERE leaf_index = 5", 6, "its content or salt is missing"},
	{"UPDATE journal_leaf SET content = CAST('{}' AS BLOB) WHERE leaf_index = 5", 6, "content or salt was changed"},
	{"UPDATE journal_record SET erased_ms = 1, erased_ground = 'Quietly' WHERE subject = 6", 6, "holds no removal"},
	{"UPDATE journal_record SET erased_ms = NULL, erased_ground = NULL WHERE subject = 8", 8,
	 "content or salt is missing"},
	{"UPDATE journal_record SET erased_ground = 'Another reason' WHERE subject = 8", 8, "when or why"},
	{"UPDATE journal_leaf SET content = x'7b7d', salt = x'00' WHERE leaf_index = 7", 8,
	 "its content is still here"},
	{"UPDATE journal_leaf SET time_ms = time_ms - 86400000 WHERE leaf_index = 2", 3,
	 "its id, version or time was changed"},
	{"UPDATE journal_leaf SET leaf = CAST('{}' AS BLOB) WHERE leaf_index = 2", 3, "its leaf was changed"},
	{"UPDATE journal_tile SET hashes = CAST(hashes || x'00' AS BLOB)", 0, "more than the 10 fingerprints"},
	{"INSERT INTO journal_tile VALUES (1, 0, x'00')", 0, "has 2 stored tiles where it should have 1"},
	{"INSERT INTO journal_record VALUES ('invented', 'shelf', 99, 1, NULL, NULL)", 0, "has no entry for version 1"},
	{"UPDATE shelf SET words = 'prettier' WHERE id = 5", 5, "what the site shows is not"},
	{"UPDATE shelf SET words = 'back again' WHERE id = 8", 8, "what the site shows is not"},
	{"DELETE FROM shelf WHERE id = 5", 5, "what the site shows is not"},
};

static bool says(struct ctx *ctx, const char *words)
{
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		if (str_find(problem_str(ctx->arena, p), str_of(words), 0) != STR_NPOS)
			return true;
	return false;
}

static void try_edit(const struct edit *edit)
{
	struct stand *small = stand_open(DB_SQLITE);
	struct journal_report report;
	shelf_fill(small, 9);
	assert_int_equal(shelf_erase(small, 8, "Kept long enough"), OK);
	assert_int_equal(stand_verify(small, &report), OK);
	sqlite3 *edited = file_open(small);
	char *error = NULL;
	if (sqlite3_exec(edited, edit->sql, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s: %s", edit->sql, error);
	sqlite3_close(edited);
	if (stand_verify(small, &report) != INVALID)
		fail_msg("%s: not noticed", edit->sql);
	struct ctx *ctx = &small->ctx;
	if (!says(ctx, edit->words) ||
	    (edit->subject && !names(&ctx->problems, shelf_record_id(ctx->arena, edit->subject))))
		fail_msg("%s: said %s", edit->sql, test_problem(ctx, 0));
	stand_close(small);
}

static void an_edit_is_caught_and_said_for_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(edits); i++)
		try_edit(&edits[i]);
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_flipped_byte_is_caught_and_named, log_open, log_close),
		cmocka_unit_test(an_edit_is_caught_and_said_for_what_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
