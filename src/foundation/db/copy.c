/* Backups are SQLite files whatever the site's engine, and are restored to either. Between SQLite files pages are
 * copied, else rows. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>

#include "db/copy.h"
#include "db/database.h"
#include "db/fault_vfs.h"
#include "db/sqlite.h"

#define PAGES_A_STEP 256

static void sqlite_closep(sqlite3 **db)
{
	sqlite3_close(*db);
}

static enum outcome pages_pass(struct ctx *ctx, struct conn *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", sqlite_handle(from), "main");
	if (!backup)
		return sqlite_outcome(ctx, from, sqlite3_extended_errcode(to), "backup");
	int code = SQLITE_OK;
	while (code == SQLITE_OK)
		code = fault_here(FAULT_SQL) ? SQLITE_IOERR : sqlite3_backup_step(backup, PAGES_A_STEP);
	int end = sqlite3_backup_finish(backup);
	return sqlite_outcome(ctx, from, code == SQLITE_DONE ? end : code, "backup");
}

static int quick_found(void *arg, int n, char **values, char **names)
{
	(void)names;
	bool *is_sound = arg;
	*is_sound = n == 1 && values[0] && strcmp(values[0], "ok") == 0;
	return 0;
}

/* Reads every page of the file. */
static enum outcome pages_check(struct ctx *ctx, struct conn *conn, const char *path)
{
	bool is_sound = false;
	int code = sqlite3_exec(sqlite_handle(conn), "PRAGMA quick_check(1)", quick_found, &is_sound, NULL);
	if (code == SQLITE_OK && is_sound)
		return OK;
	log_event(LOG_ERROR, "db_backup_damaged", "code=%d", code);
	return problem_add(ctx, "backup", msg("{1} is damaged: use another backup."), str_of(path));
}

/* Copies the state that the connection's snapshot shows into the file at `path`, which exists. `mode` is the journal
 * mode that it is left with. */
static enum outcome pages_copy(struct ctx *ctx, struct conn *from, const char *path, const char *mode)
{
	sqlite3 *to CLEANUP(sqlite_closep) = NULL;
	int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, FAULT_VFS);
	TRY(sqlite_outcome(ctx, from, code, "backup"));
	TRY(pages_pass(ctx, from, to));
	return sqlite_outcome(ctx, from, sqlite3_exec(to, mode, NULL, NULL, NULL), "backup");
}

/* Makes the tables of `like` in a new database and copies the rows. */
static enum outcome rows_copy(struct ctx *ctx, struct conn *from, struct database *to)
{
	struct applied *applied = NULL;
	size_t n = 0;
	struct conn *writer = NULL;
	TRY(applied_in(ctx, from, &applied, &n));
	TRY(to->engine->open(ctx, to->address, CONN_WRITER, &writer));
	enum outcome outcome = to->engine->lock(ctx, writer);
	if (outcome == OK)
		outcome = migrations_apply(ctx, to, writer, applied, n);
	if (outcome == OK)
		outcome = copy_rows(ctx, from, writer);
	if (outcome == OK)
		to->engine->finish(ctx, writer);
	to->engine->close(writer);
	return outcome;
}

/* ---- Backup ---- */

static enum outcome sqlite_back_up(struct ctx *ctx, struct conn *from, const char *path)
{
	bool is_read = false;
	enum contents contents;
	TRY(from->engine->control(ctx, from, BEGIN_READ));
	enum outcome outcome = from->engine->contents(ctx, from, &contents);
	is_read = outcome == OK;
	if (is_read)
		outcome = pages_copy(ctx, from, path, "PRAGMA journal_mode=DELETE");
	(void)from->engine->control(ctx, from, ROLLBACK);
	return outcome;
}

static enum outcome postgres_back_up(struct ctx *ctx, struct conn *from, struct database *database, const char *path)
{
	struct db_options options = {
		.address = str_of(path),
		.migrations = database->migrations,
		.migrations_n = database->migrations_n,
		.n_rooms = database->n_rooms,
	};
	struct database *to = database_new(&options);
	enum outcome outcome = rows_copy(ctx, from, to);
	arena_close(to->arena);
	if (outcome != OK)
		return outcome;
	sqlite3 *db CLEANUP(sqlite_closep) = NULL;
	int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, FAULT_VFS);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	return code == SQLITE_OK ? OK : BROKEN;
}

/* The file gets its name when it is whole. */
static enum outcome name_last(struct ctx *ctx, const char *part, const char *path)
{
	errno = EIO;
	int moved = fault_here(FAULT_RENAME) ? -1 : renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE);
	/* Not every file system can refuse to replace; that there was none was seen before. */
	if (moved != 0 && errno == EINVAL)
		moved = rename(part, path);
	if (moved != 0) {
		enum outcome outcome = errno == EEXIST ? CONFLICT : BROKEN;
		problem_add(ctx, "backup", msg("{1} cannot be made: {2}."), str_of(path), str_of(strerror(errno)));
		return outcome;
	}
	char *name = str_c(ctx->arena, str_of(path));
	int folder CLEANUP(fd_closep) = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder >= 0 && fsync(folder) == 0 ? OK : BROKEN;
}

enum outcome database_backup(struct ctx *ctx, struct database *database, const char *path)
{
	if (access(path, F_OK) == 0) {
		problem_add(ctx, "backup", msg("{1} exists already: choose another file."), str_of(path));
		return CONFLICT;
	}
	const char *part = str_c(ctx->arena, str_fmt(ctx->arena, "%s.part", path));
	engine_sqlite.destroy(part);
	TRY(engine_sqlite.create(ctx, part));
	struct conn *from = NULL;
	enum outcome outcome = database->engine->open(ctx, database->address, CONN_COPY, &from);
	if (outcome == OK) {
		outcome = database->engine->name == DB_SQLITE ? sqlite_back_up(ctx, from, part)
							      : postgres_back_up(ctx, from, database, part);
		database->engine->close(from);
	}
	if (outcome == OK)
		outcome = name_last(ctx, part, path);
	/* Also what stands beside a file that was moved away. */
	engine_sqlite.destroy(part);
	return outcome;
}

/* ---- Restore ---- */

static enum outcome backup_check(struct ctx *ctx, struct conn *from, const struct database *to, const char *path)
{
	struct applied *applied = NULL;
	size_t n = 0;
	size_t pending = 0;
	TRY(pages_check(ctx, from, path));
	TRY(applied_in(ctx, from, &applied, &n));
	if (n == 0)
		return problem_add(ctx, "backup", msg("{1} holds no site."), str_of(path));
	return migrations_check(ctx, to, applied, n, &pending);
}

static enum outcome upgrade_after(struct ctx *ctx, const struct db_options *options)
{
	struct db_options opening = *options;
	opening.create = false;
	struct database *database = NULL;
	TRY(database_open(ctx, &opening, &database));
	database_close(database);
	return OK;
}

static enum outcome fill(struct ctx *ctx, struct conn *from, struct database *to, const struct db_options *options)
{
	if (to->engine->name == DB_SQLITE)
		TRY(pages_copy(ctx, from, to->address, "PRAGMA journal_mode=WAL"));
	else
		TRY(rows_copy(ctx, from, to));
	return options->upgrade ? upgrade_after(ctx, options) : OK;
}

enum outcome database_restore(struct ctx *ctx, const char *backup_path, const struct db_options *options)
{
	struct conn *from = NULL;
	TRY(engine_sqlite.open(ctx, backup_path, CONN_COPY, &from));
	struct database *to = database_new(options);
	enum outcome outcome = backup_check(ctx, from, to, backup_path);
	if (outcome == OK)
		outcome = to->engine->create(ctx, to->address);
	if (outcome == OK) {
		outcome = fill(ctx, from, to, options);
		if (outcome != OK)
			to->engine->destroy(to->address);
	}
	from->engine->close(from);
	arena_close(to->arena);
	return outcome;
}

void database_destroy(const char *address)
{
	const struct db_options options = {.address = str_of(address)};
	struct database *database = database_new(&options);
	database->engine->destroy(database->address);
	arena_close(database->arena);
}
