/* Opening what is there: wrong files, older and newer databases; backups and restores between the engines. */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "db/test/stand.h"

/* ---- Opening ---- */

static void file_put(const char *path, const char *content, size_t n)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, n), (ssize_t)n);
	close(fd);
}

static bool problem_says(const struct ctx *ctx, const char *words)
{
	for (const struct problem *p = ctx->problems.first; p; p = p->next) {
		if (str_find(problem_str(ctx->arena, p), str_of(words), 0) != STR_NPOS)
			return true;
	}
	say_problems(ctx);
	return false;
}

static enum outcome opened(struct stand *stand, const struct db_options *options)
{
	problems_clear(&stand->ctx);
	stand->database = NULL;
	enum outcome outcome = database_open(&stand->ctx, options, &stand->database);
	if (outcome != OK)
		assert_null(stand->database);
	return outcome;
}

static void test_wrong_files(void **state)
{
	(void)state;
	struct stand stand = {.ctx = {.arena = arena_open(0)}};
	assert_true(test_place_open(DB_SQLITE, &stand.place));
	struct db_options options = options_of(&stand.place);
	assert_int_equal(opened(&stand, &options), NOT_FOUND);
	assert_true(problem_says(&stand.ctx, "aboveboard init"));
	file_put(stand.place.address, "", 0);
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "is empty"));
	char text[5000];
	memset(text, 'x', sizeof(text));
	file_put(stand.place.address, text, sizeof(text));
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "not a site"));
	unlink(stand.place.address);
	sqlite3 *foreign = NULL;
	assert_int_equal(sqlite3_open(stand.place.address, &foreign), SQLITE_OK);
	assert_int_equal(sqlite3_exec(foreign, "CREATE TABLE bookmark (url TEXT)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(foreign);
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "not a site"));
	options.address = str_of(stand.place.folder);
	assert_int_equal(opened(&stand, &options), INVALID);
	options.address = STR("");
	assert_int_equal(opened(&stand, &options), INVALID);
	test_place_close(&stand.place);
	arena_close(stand.ctx.arena);
}

/* A file of ours with a page overwritten is reported as damaged, not read as something else. */
static void test_damaged_file(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_SQLITE);
	database_close(stand.database);
	int fd = open(stand.place.address, O_WRONLY);
	char junk[8192];
	memset(junk, 0xa5, sizeof(junk));
	assert_int_equal(pwrite(fd, junk, sizeof(junk), 4096), sizeof(junk));
	close(fd);
	struct db_options options = options_of(&stand.place);
	assert_int_equal(opened(&stand, &options), BROKEN);
	assert_true(problem_says(&stand.ctx, "damaged"));
	stand_close(&stand);
}

/* After a clean close a site is one file. */
static void test_one_file(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_SQLITE);
	struct row row = {.id = 1};
	char wal[600];
	struct stat is;
	assert_int_equal(db_write(&stand.ctx, stand.database, row_put, &row), OK);
	database_close(stand.database);
	stand.database = NULL;
	snprintf(wal, sizeof(wal), "%s-wal", stand.place.address);
	assert_int_not_equal(stat(wal, &is), 0);
	assert_int_equal(stat(stand.place.address, &is), 0);
	assert_int_equal(is.st_mode & 0777, 0600);
	stand_reopen(&stand);
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_count), 1);
	stand_close(&stand);
}

static void test_created_once(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct db_options options = options_of(&stand.place);
	struct database *open = stand.database;
	options.create = true;
	assert_int_equal(opened(&stand, &options), CONFLICT);
	assert_non_null(stand.ctx.problems.first);
	stand.database = open;
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_count), 0);
	stand_close(&stand);
}

static void test_versions(enum db_engine engine)
{
	struct stand stand = {.ctx = {.arena = arena_open(0)}};
	if (!test_place_open(engine, &stand.place)) {
		arena_close(stand.ctx.arena);
		skip();
	}
	struct db_options options = options_of(&stand.place);
	const size_t old[] = {db_migrations_n, 1};
	options.migrations_n = old;
	options.create = true;
	assert_int_equal(opened(&stand, &options), OK);
	database_close(stand.database);

	options = options_of(&stand.place);
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "aboveboard upgrade"));
	options.upgrade = true;
	assert_int_equal(opened(&stand, &options), OK);
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_log_count), 0);
	database_close(stand.database);

	options.upgrade = false;
	options.migrations_n = old;
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "newer Aboveboard"));
	options.upgrade = true;
	assert_int_equal(opened(&stand, &options), INVALID);
	options.n_rooms = 1;
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "newer Aboveboard"));

	struct db_migration changed[] = {sample_migrations[0], sample_migrations[1]};
	changed[0].sha256 = "0000";
	const struct db_migration *const other[] = {db_migrations, changed};
	options = options_of(&stand.place);
	options.migrations = other;
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "differs"));
	test_place_close(&stand.place);
	arena_close(stand.ctx.arena);
}

/* A migration that fails leaves the database as it was. */
static void test_migration_fails(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	database_close(stand.database);
	struct db_migration more[] = {sample_migrations[0], sample_migrations[1], sample_migrations[1]};
	more[2].number = 3;
	more[2].sqlite = "CREATE TABLE sample_more (id INTEGER) STRICT; CREATE TABLE sample (id INTEGER) STRICT;";
	more[2].postgres = "CREATE TABLE sample_more (id BIGINT); CREATE TABLE sample (id BIGINT);";
	const struct db_migration *const rooms_more[] = {db_migrations, more};
	const size_t counts[] = {db_migrations_n, 3};
	struct db_options options = options_of(&stand.place);
	options.migrations = rooms_more;
	options.migrations_n = counts;
	options.upgrade = true;
	assert_int_equal(opened(&stand, &options), BROKEN);
	more[2].sqlite = "CREATE TABLE sample_more (id INTEGER) STRICT;";
	more[2].postgres = "CREATE TABLE sample_more (id BIGINT);";
	assert_int_equal(opened(&stand, &options), OK);
	stand_close(&stand);
}

#ifdef ABOVEBOARD_FAULTS
/* Setting up fails at the nth step: nothing stands in the way of the next try. */
static void test_nth_step_of_creation(enum db_engine engine)
{
	struct stand stand = {.ctx = {.arena = arena_open(0)}};
	if (!test_place_open(engine, &stand.place)) {
		arena_close(stand.ctx.arena);
		skip();
	}
	struct db_options options = options_of(&stand.place);
	options.create = true;
	unsigned failed = 0;
	enum outcome outcome = BROKEN;
	for (uint64_t n = 1; n < 100 && outcome != OK; n++) {
		fault_arm(FAULT_SQL, n);
		outcome = opened(&stand, &options);
		fault_arm(FAULT_SQL, 0);
		failed += outcome != OK;
	}
	assert_int_equal(outcome, OK);
	assert_true(failed > 6);
	stand_close(&stand);
}
#endif

static void test_wrong_collation(void **state)
{
	(void)state;
	struct stand stand = {.ctx = {.arena = arena_open(0)}};
	if (!getenv("ABOVEBOARD_TEST_PG")) {
		arena_close(stand.ctx.arena);
		skip();
	}
	stand.place = (struct test_place){.engine = DB_POSTGRES, .name = "aboveboard_test_wrong"};
	test_address(stand.place.address, sizeof(stand.place.address), stand.place.name);
	struct db_options options = options_of(&stand.place);
	options.create = true;
	assert_int_equal(opened(&stand, &options), RETRY);
	assert_true(problem_says(&stand.ctx, "createdb"));
	assert_true(test_server_run(
		"CREATE DATABASE aboveboard_test_wrong TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"));
	assert_int_equal(opened(&stand, &options), INVALID);
	assert_true(problem_says(&stand.ctx, "--locale=C"));
	test_place_close(&stand.place);
	assert_true(test_server_run(
		"CREATE DATABASE aboveboard_test_wrong TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"));
	assert_int_equal(opened(&stand, &options), INVALID);
	test_place_close(&stand.place);
	arena_close(stand.ctx.arena);
}

/* ---- Copies ---- */

static enum outcome family_put(struct ctx *ctx, void *args)
{
	(void)args;
	static const char odd[] = "\\.\t\n\r\\N \"quoted\" “ž”";
	static const char bytes[] = "\x00\xff\\x\n\t";
	for (int64_t id = 1; id <= 1200; id++) {
		struct row row = {.id = id,
				  .small = (int32_t)-id,
				  .words = str_fmt(ctx->arena, "%s %lld", odd, (long long)id),
				  .bytes = {bytes, sizeof(bytes) - 1},
				  .big = INT64_MIN + id};
		if (id % 3 == 0)
			row.words = row.bytes = (struct str){NULL, 0};
		if (id == 500)
			row.words = row.bytes = STR("");
		TRY(row_put(ctx, &row));
	}
	/* The elder refers to the younger, whose number comes first and whose parent's table may come last. */
	TRY(db_exec(ctx, &sample_sql_child_put, DB_PARAMS(db_int(9), db_int(7)), NULL));
	TRY(db_exec(ctx, &sample_sql_child_put_elder, DB_PARAMS(db_int(2), db_int(5), db_int(9)), NULL));
	TRY(db_exec(ctx, &sample_sql_child_elder, DB_PARAMS(db_int(9), db_int(2)), NULL));
	TRY(db_exec(ctx, &sample_sql_state_put, DB_PARAMS(db_int(17)), NULL));
	db_note(ctx, "copied", 1);
	return OK;
}

struct sum {
	size_t n;
	struct buf text;
};

static enum outcome row_summed(struct ctx *ctx, const void *row_v, void *arg)
{
	const struct row *row = row_v;
	struct sum *sum = arg;
	(void)ctx;
	sum->n++;
	buf_fmt(&sum->text, "%lld %d %lld %d%d ", (long long)row->id, row->small, (long long)row->big, !row->words.p,
		!row->bytes.p);
	buf_str(&sum->text, row->words);
	buf_str(&sum->text, row->bytes);
	return OK;
}

/* All rows as one text. */
static struct str all_rows(struct ctx *ctx, struct database *database, struct arena *keep)
{
	struct sum sum = {.text = buf_open(keep, 0)};
	assert_int_equal(db_read_begin(ctx, database), OK);
	assert_int_equal(db_each(ctx, &sample_sql_rows, DB_NO_PARAMS, &row_spec, row_summed, &sum), OK);
	db_read_end(ctx);
	assert_int_equal(sum.n, 1200);
	return buf_view(&sum.text);
}

static void copied(enum db_engine engine, enum db_engine other)
{
	struct stand stand = stand_open(engine);
	struct stand target = {.ctx = {.arena = arena_open(0)}};
	struct ctx *ctx = &stand.ctx;
	if (!test_place_open(other, &target.place))
		skip();
	struct arena *keep = arena_open(0);
	assert_int_equal(db_write(ctx, stand.database, family_put, NULL), OK);

	struct test_place backups;
	assert_true(test_place_open(DB_SQLITE, &backups));
	enum outcome outcome = database_backup(ctx, stand.database, backups.address);
	say_problems(ctx);
	assert_int_equal(outcome, OK);
	assert_int_equal(database_backup(ctx, stand.database, backups.address), CONFLICT);
	struct row later = {.id = 5000};
	struct str rows = all_rows(ctx, stand.database, keep);
	assert_int_equal(db_write(ctx, stand.database, row_put, &later), OK);

	struct db_options options = options_of(&target.place);
	outcome = database_restore(&target.ctx, backups.address, &options);
	say_problems(&target.ctx);
	assert_int_equal(outcome, OK);
	assert_int_equal(database_restore(&target.ctx, backups.address, &options), CONFLICT);
	problems_clear(&target.ctx);
	assert_int_equal(database_open(&target.ctx, &options, &target.database), OK);
	assert_true(str_eq(rows, all_rows(&target.ctx, target.database, keep)));
	assert_int_equal(number_asked(&target.ctx, target.database, &sample_sql_children), 2);
	assert_int_equal(number_asked(&target.ctx, target.database, &sample_sql_state), 17);
	assert_int_equal(database_position(target.database, db_kinds("copied")), 1);
	assert_int_equal(db_write(&target.ctx, target.database, row_put, &later), OK);
	/* The keys are checked as before. */
	assert_int_equal(db_write(&target.ctx, target.database, family_put, NULL), CONFLICT);
	test_place_close(&backups);
	arena_close(keep);
	stand_close(&target);
	stand_close(&stand);
}

static void test_copy_sqlite_to_sqlite(void **state)
{
	(void)state;
	copied(DB_SQLITE, DB_SQLITE);
}

static void test_copy_sqlite_to_postgres(void **state)
{
	(void)state;
	if (!getenv("ABOVEBOARD_TEST_PG"))
		skip();
	copied(DB_SQLITE, DB_POSTGRES);
}

static void test_copy_postgres_to_sqlite(void **state)
{
	(void)state;
	copied(DB_POSTGRES, DB_SQLITE);
}

static void test_copy_postgres_to_postgres(void **state)
{
	(void)state;
	copied(DB_POSTGRES, DB_POSTGRES);
}

/* A backup of an older program is restored with that program's tables, then upgraded if that is asked. */
static void test_older_backup(enum db_engine engine)
{
	struct stand stand = {.ctx = {.arena = arena_open(0)}};
	if (!test_place_open(engine, &stand.place)) {
		arena_close(stand.ctx.arena);
		skip();
	}
	struct test_place source;
	struct test_place backups;
	assert_true(test_place_open(DB_SQLITE, &source) && test_place_open(DB_SQLITE, &backups));
	struct db_options options = options_of(&source);
	const size_t old[] = {db_migrations_n, 1};
	options.migrations_n = old;
	options.create = true;
	assert_int_equal(opened(&stand, &options), OK);
	assert_int_equal(database_backup(&stand.ctx, stand.database, backups.address), OK);
	database_close(stand.database);

	options = options_of(&stand.place);
	options.upgrade = true;
	assert_int_equal(database_restore(&stand.ctx, backups.address, &options), OK);
	options.upgrade = false;
	assert_int_equal(opened(&stand, &options), OK);
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_log_count), 0);
	test_place_close(&source);
	test_place_close(&backups);
	stand_close(&stand);
}

/* A damaged backup, and one that is none, leave nothing at the target. */
static void test_bad_backup(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand.ctx;
	assert_int_equal(db_write(ctx, stand.database, family_put, NULL), OK);
	struct test_place backups;
	struct test_place target;
	assert_true(test_place_open(DB_SQLITE, &backups) && test_place_open(DB_SQLITE, &target));
	assert_int_equal(database_backup(ctx, stand.database, backups.address), OK);
	struct db_options options = options_of(&target);
	char junk[4096];
	memset(junk, 0xa5, sizeof(junk));
	int fd = open(backups.address, O_WRONLY);
	struct stat is;
	assert_int_equal(fstat(fd, &is), 0);
	assert_int_equal(pwrite(fd, junk, sizeof(junk), is.st_size / 8192 * 4096), sizeof(junk));
	close(fd);
	assert_int_equal(database_restore(ctx, backups.address, &options), INVALID);
	assert_true(problem_says(ctx, "damaged"));
	file_put(backups.address, "not a backup, but long enough to look at: . . . . . . . . . . . .", 64);
	assert_int_equal(database_restore(ctx, backups.address, &options), INVALID);
	assert_int_not_equal(stat(target.address, &is), 0);
	test_place_close(&backups);
	test_place_close(&target);
	stand_close(&stand);
}

#ifdef ABOVEBOARD_FAULTS
/* The nth step or write of a backup fails: no file has the backup's name until all of it is there. */
static void test_backup_fails(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct row row = {.id = 1};
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	struct test_place backups;
	assert_true(test_place_open(DB_SQLITE, &backups));
	const enum fault faults[] = {FAULT_SQL, FAULT_WRITE, FAULT_SYNC, FAULT_RENAME};
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		enum outcome outcome = BROKEN;
		unsigned failed = 0;
		for (uint64_t n = 1; outcome != OK; n += n < 30 ? 1 : 17) {
			fault_arm(faults[i], n);
			outcome = database_backup(ctx, stand.database, backups.address);
			bool was_hit = fault_passages(faults[i]) >= n;
			fault_arm(faults[i], 0);
			assert_true(outcome == OK || was_hit);
			failed += outcome != OK;
			assert_int_equal(access(backups.address, F_OK) == 0, outcome == OK);
			problems_clear(ctx);
		}
		assert_true(failed > 0);
		unlink(backups.address);
	}
	assert_int_equal(rmdir(backups.folder), 0);
	stand_close(&stand);
}
#endif

static enum outcome row_erase(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &sample_sql_erase, DB_PARAMS(db_int(1)), NULL);
}

/* What was erased is in none of the site's files. */
static void test_scrub(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct row row = {.id = 1, .words = STR("ERASE-ME-ERASE-ME")};
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	assert_int_equal(db_write(ctx, stand.database, row_erase, NULL), OK);
	assert_int_equal(database_scrub(ctx, stand.database), OK);
	if (engine == DB_SQLITE) {
		const char *suffixes[] = {"", "-wal"};
		for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
			char path[600];
			snprintf(path, sizeof(path), "%s%s", stand.place.address, suffixes[i]);
			struct str content;
			assert_int_equal(file_read(ctx, path, (size_t)1 << 24, &content), OK);
			assert_int_equal(str_find(content, STR("ERASE-ME"), 0), STR_NPOS);
		}
	}
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 0);
	stand_close(&stand);
}

BOTH(test_created_once)
BOTH(test_versions)
BOTH(test_migration_fails)
BOTH(test_older_backup)
BOTH(test_scrub)
#ifdef ABOVEBOARD_FAULTS
BOTH(test_nth_step_of_creation)
BOTH(test_backup_fails)
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_files),
		cmocka_unit_test(test_damaged_file),
		cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_wrong_collation),
		RUN_BOTH(test_created_once),
		RUN_BOTH(test_versions),
		RUN_BOTH(test_migration_fails),
		cmocka_unit_test(test_copy_sqlite_to_sqlite),
		cmocka_unit_test(test_copy_sqlite_to_postgres),
		cmocka_unit_test(test_copy_postgres_to_sqlite),
		cmocka_unit_test(test_copy_postgres_to_postgres),
		RUN_BOTH(test_older_backup),
		cmocka_unit_test(test_bad_backup),
		RUN_BOTH(test_scrub),
#ifdef ABOVEBOARD_FAULTS
		RUN_BOTH(test_nth_step_of_creation),
		RUN_BOTH(test_backup_fails),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
