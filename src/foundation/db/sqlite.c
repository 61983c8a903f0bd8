/* The SQLite engine: one file, its write-ahead log, and SITE.lock beside them. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/fault_vfs.h"
#include "db/sqlite.h"
#include "db/text.h"

/* In the file's header, so that file(1) and we know our own: "Abvb". */
#define APPLICATION_ID 0x41627662

/* Statements that one connection keeps prepared. A reader's memory is mostly this. */
#define READER_STATEMENTS 32
#define WRITER_STATEMENTS 128

#define BUSY_MS 5000

/* Steps of a statement between two looks at the clock; some hundred microseconds. */
#define STEPS_BETWEEN_LOOKS 10000

struct prepared {
	const struct db_stmt *stmt;
	sqlite3_stmt *handle;
	uint64_t used;
	bool busy;
};

struct sqlite_conn {
	struct conn conn;
	sqlite3 *db;
	const char *lock_path;
	int lock_fd;
	int wal_pages;   /* in the log after the last commit */
	int done_pages;  /* of these, moved into the file */
	int64_t stop_ms; /* of the clock, when a statement is ended */
	uint64_t tick;
	bool is_writer;
	unsigned begins; /* transactions begun */
	size_t n_prepared;
	struct prepared prepared[];
};

static struct sqlite_conn *sqlite_of(struct conn *conn)
{
	return (struct sqlite_conn *)conn;
}

static const struct sqlite_conn *sqlite_of_const(const struct conn *conn)
{
	return (const struct sqlite_conn *)conn;
}

/* The outcome of a result code, logged unless it is an everyday one. `name` is the statement's. */
static enum outcome outcome_of(struct ctx *ctx, sqlite3 *db, int code, const char *name)
{
	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return CONFLICT;
	default:
		break;
	}
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return RETRY;
	case SQLITE_NOMEM:
		log_event(LOG_ERROR, "db_no_memory", "stmt=%s", name);
		return BROKEN;
	case SQLITE_FULL:
		return engine_disk_full(ctx);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		log_event(LOG_ERROR, "db_corrupt", "stmt=%s code=%d", name, code);
		problem_add(ctx, "site", msg("This site's database file is damaged: restore it from a backup."));
		return BROKEN;
	case SQLITE_ERROR:
		/* What the parser says is made of our own words: no value is in it. */
		log_event(LOG_ERROR, "db_statement", "stmt=%s code=%d says=\"%s\"", name, code, sqlite3_errmsg(db));
		return BROKEN;
	default:
		log_event(LOG_ERROR, "db_statement", "stmt=%s code=%d", name, code);
		return BROKEN;
	}
}

static enum outcome run(struct ctx *ctx, sqlite3 *db, const char *sql, const char *name)
{
	return outcome_of(ctx, db, sqlite3_exec(db, sql, NULL, NULL, NULL), name);
}

static void library_start(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
	fault_vfs_register();
}

static int wal_committed(void *arg, sqlite3 *db, const char *schema, int pages)
{
	(void)db;
	(void)schema;
	((struct sqlite_conn *)arg)->wal_pages = pages;
	return SQLITE_OK;
}

static enum outcome set_up(struct ctx *ctx, struct sqlite_conn *self, enum conn_role role)
{
	sqlite3 *db = self->db;
	sqlite3_extended_result_codes(db, 1);
	/* The log moves into the file only under SITE.lock (D17); a connection that closes must not do it by itself. */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	TRY(run(ctx, db,
		"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0;"
		"PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON",
		"set_up"));
	if (role == CONN_WRITER) {
		sqlite3_wal_hook(db, wal_committed, self);
		/* A backup that is used as a site has no write-ahead log yet. */
		return run(ctx, db,
			   "PRAGMA cache_size=-2048; PRAGMA journal_size_limit=8388608; PRAGMA journal_mode=WAL",
			   "set_up");
	}
	return run(ctx, db, "PRAGMA cache_size=-512; PRAGMA query_only=ON", "set_up");
}

static void sqlite_close(struct conn *conn)
{
	struct sqlite_conn *self = sqlite_of(conn);
	for (size_t i = 0; i < self->n_prepared; i++)
		sqlite3_finalize(self->prepared[i].handle);
	if (sqlite3_close(self->db) != SQLITE_OK)
		log_event(LOG_ERROR, "db_close", "left=statements");
	fd_closep(&self->lock_fd);
	arena_close(conn->arena);
}

static struct sqlite_conn *conn_new(const char *address, enum conn_role role)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, library_start);
	size_t n = role == CONN_WRITER ? WRITER_STATEMENTS : READER_STATEMENTS;
	struct arena *arena = arena_open(0);
	struct sqlite_conn *self = arena_alloc(arena, sizeof(*self) + n * sizeof(struct prepared));
	*self = (struct sqlite_conn){
		.conn = {.engine = &engine_sqlite, .arena = arena},
		.lock_path = str_c(arena, str_fmt(arena, "%s.lock", address)),
		.lock_fd = -1,
		.is_writer = role == CONN_WRITER,
		.n_prepared = n,
	};
	return self;
}

static enum outcome sqlite_create(struct ctx *ctx, const char *address)
{
	int fd = open(address, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST) {
		problem_add(ctx, "site", msg("{1} exists already: choose another file."), str_of(address));
		return CONFLICT;
	}
	if (fd < 0)
		return problem_add(ctx, "site", msg("{1} cannot be made: {2}."), str_of(address),
				   str_of(strerror(errno)));
	fd_closep(&fd);

	struct sqlite_conn *self = conn_new(address, CONN_READER);
	int code = sqlite3_open_v2(address, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, FAULT_VFS);
	enum outcome outcome = outcome_of(ctx, self->db, code, "create");
	if (outcome == OK)
		outcome = run(ctx, self->db, "PRAGMA journal_mode=WAL; PRAGMA application_id=0x41627662", "create");
	sqlite_close(&self->conn);
	if (outcome != OK)
		engine_sqlite.destroy(address);
	return outcome;
}

static void sqlite_destroy(const char *address)
{
	struct arena *arena CLEANUP(arena_closep) = arena_open(0);
	const char *suffixes[] = {"-wal", "-shm", ".lock", ""};
	for (size_t i = 0; i < COUNT_OF(suffixes); i++)
		(void)unlink(str_c(arena, str_fmt(arena, "%s%s", address, suffixes[i])));
}

/* Says what is wrong with the file, as far as it can be told before SQLite reads it. */
static enum outcome file_check(struct ctx *ctx, const char *address)
{
	struct stat is;
	struct str path = str_of(address);
	if (stat(address, &is) != 0 && errno == ENOENT) {
		problem_add(ctx, "site", msg("{1} is not there. Make a site with: aboveboard init"), path);
		return NOT_FOUND;
	}
	if (access(address, R_OK) != 0)
		return problem_add(ctx, "site", msg("{1} cannot be read: {2}."), path, str_of(strerror(errno)));
	if (!S_ISREG(is.st_mode))
		return problem_add(ctx, "site", msg("{1} is not a file."), path);
	if (is.st_size == 0)
		return problem_add(ctx, "site",
				   msg("{1} is empty, so it is not a site. Remove it, then use: aboveboard init"),
				   path);
	return OK;
}

static int number_got(void *arg, int n, char **values, char **names)
{
	(void)names;
	int64_t *number = arg;
	return n == 1 && values[0] && str_to_i64(str_of(values[0]), number) ? 0 : 1;
}

static enum outcome number_of(struct ctx *ctx, sqlite3 *db, const char *sql, int64_t *ret_number)
{
	int64_t number = 0;
	TRY(outcome_of(ctx, db, sqlite3_exec(db, sql, number_got, &number, NULL), "number_of"));
	*ret_number = number;
	return OK;
}

static enum outcome is_ours(struct ctx *ctx, sqlite3 *db, const char *address)
{
	int64_t id = 0;
	int code = sqlite3_exec(db, "PRAGMA application_id", number_got, &id, NULL);
	if ((code & 0xff) == SQLITE_NOTADB || (code == SQLITE_OK && id != APPLICATION_ID))
		return problem_add(ctx, "site", msg("{1} is not a site of Aboveboard."), str_of(address));
	if ((code & 0xff) == SQLITE_CANTOPEN)
		return problem_add(ctx, "site",
				   msg("{1} cannot be opened: this user must be able to write in its folder."),
				   str_of(address));
	return outcome_of(ctx, db, code, "application_id");
}

/* We make tables and indexes alone. A trigger or a view in a file from elsewhere would be run as part of our
 * statements, with our rights. */
static enum outcome runs_nothing(struct ctx *ctx, sqlite3 *db, const char *address)
{
	int64_t n = 0;
	TRY(number_of(ctx, db, "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')", &n));
	if (n == 0)
		return OK;
	return problem_add(ctx, "site",
			   msg("{1} holds triggers or views, which Aboveboard never makes: somebody has "
			       "changed it. Use another copy."),
			   str_of(address));
}

static enum outcome sqlite_open(struct ctx *ctx, const char *address, enum conn_role role, struct conn **ret_conn)
{
	TRY(file_check(ctx, address));
	struct sqlite_conn *self = conn_new(address, role);
	int flags = (role == CONN_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
	int code = sqlite3_open_v2(address, &self->db, flags, FAULT_VFS);
	enum outcome outcome = outcome_of(ctx, self->db, code, "open");
	sqlite3_busy_timeout(self->db, BUSY_MS);
	if (outcome == OK)
		outcome = is_ours(ctx, self->db, address);
	if (outcome == OK)
		outcome = runs_nothing(ctx, self->db, address);
	if (outcome == OK)
		outcome = set_up(ctx, self, role);
	if (outcome != OK) {
		sqlite_close(&self->conn);
		return outcome;
	}
	*ret_conn = &self->conn;
	return OK;
}

static enum outcome sqlite_contents(struct ctx *ctx, struct conn *conn, enum contents *ret_contents)
{
	int64_t tables = 0;
	TRY(number_of(ctx, sqlite_of(conn)->db, "SELECT count(*) FROM sqlite_schema WHERE name = 'db_migration'",
		      &tables));
	*ret_contents = tables ? CONTENTS_TABLES : CONTENTS_NOTHING;
	return OK;
}

static enum outcome sqlite_lock(struct ctx *ctx, struct conn *conn)
{
	struct sqlite_conn *self = sqlite_of(conn);
	if (self->lock_fd < 0) {
		self->lock_fd = open(self->lock_path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
		if (self->lock_fd < 0) {
			log_event(LOG_ERROR, "db_lock", "errno=%d", errno);
			problem_add(ctx, "site", msg("{1} cannot be opened: {2}."), str_of(self->lock_path),
				    str_of(strerror(errno)));
			return BROKEN;
		}
	}
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	while (fcntl(self->lock_fd, F_OFD_SETLKW, &whole) != 0) {
		if (errno != EINTR) {
			log_event(LOG_ERROR, "db_lock", "errno=%d", errno);
			return BROKEN;
		}
	}
	return OK;
}

static void sqlite_unlock(struct conn *conn)
{
	struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
	(void)fcntl(sqlite_of(conn)->lock_fd, F_OFD_SETLK, &whole);
}

/* A large file needs the upper pages of its trees at hand, a writer those that a row touches: a share of the file,
 * within bounds. Pages are taken as they are used, so a small site stays small. */
#define BEGINS_BETWEEN_FITS 64
#define READER_KIB_LEAST    512
#define READER_KIB_MOST     8192
#define WRITER_KIB_LEAST    2048
#define WRITER_KIB_MOST     65536

static enum outcome cache_fit(struct ctx *ctx, struct sqlite_conn *self)
{
	int64_t pages = 0;
	if (self->begins++ % BEGINS_BETWEEN_FITS != 0)
		return OK;
	TRY(number_of(ctx, self->db, "PRAGMA page_count", &pages));
	int64_t kib = pages * 4 / 8;
	int64_t least = self->is_writer ? WRITER_KIB_LEAST : READER_KIB_LEAST;
	int64_t most = self->is_writer ? WRITER_KIB_MOST : READER_KIB_MOST;
	kib = kib < least ? least : kib > most ? most : kib;
	struct str pragma = str_fmt(ctx->arena, "PRAGMA cache_size=-%lld", (long long)kib);
	return run(ctx, self->db, str_c(ctx->arena, pragma), "cache_fit");
}

static enum outcome sqlite_control(struct ctx *ctx, struct conn *conn, enum control control)
{
	static const struct db_stmt words[] = {
		[BEGIN_READ] = {.name = "db.begin_read", .sqlite = "BEGIN"},
		[BEGIN_WRITE] = {.name = "db.begin", .sqlite = "BEGIN IMMEDIATE"},
		[COMMIT] = {.name = "db.commit", .sqlite = "COMMIT"},
		[ROLLBACK] = {.name = "db.rollback", .sqlite = "ROLLBACK"},
		[SAVE] = {.name = "db.save", .sqlite = "SAVEPOINT one_write"},
		[KEEP] = {.name = "db.keep", .sqlite = "RELEASE one_write"},
		[UNDO] = {.name = "db.undo", .sqlite = "ROLLBACK TO one_write"},
	};
	/* SQLite rolls back by itself on some failures; to do so again would be one more. */
	if (control == ROLLBACK)
		sqlite3_progress_handler(sqlite_of(conn)->db, 0, NULL, NULL);
	if (control == ROLLBACK && sqlite3_get_autocommit(sqlite_of(conn)->db))
		return OK;
	if (control == BEGIN_READ || control == BEGIN_WRITE)
		TRY(cache_fit(ctx, sqlite_of(conn)));
	struct cursor cursor;
	TRY(engine_sqlite.start(ctx, conn, &words[control], DB_NO_PARAMS, false, &cursor));
	bool row = false;
	enum outcome outcome = engine_sqlite.next(ctx, &cursor, &row);
	engine_sqlite.end(&cursor);
	return outcome;
}

static bool sqlite_in_transaction(const struct conn *conn)
{
	return !sqlite3_get_autocommit(sqlite_of_const(conn)->db);
}

static enum outcome sqlite_migrate(struct ctx *ctx, struct conn *conn, const char *text, bool first)
{
	(void)first;
	return run(ctx, sqlite_of(conn)->db, text, "migration");
}

/* The least recently used place in the cache that is free, or NULL. */
static struct prepared *prepared_free(struct sqlite_conn *self)
{
	struct prepared *oldest = NULL;
	for (size_t i = 0; i < self->n_prepared; i++) {
		struct prepared *p = &self->prepared[i];
		if (!p->busy && (!oldest || p->used < oldest->used))
			oldest = p;
	}
	return oldest;
}

static enum outcome handle_get(struct ctx *ctx, struct sqlite_conn *self, const struct db_stmt *stmt,
			       struct cursor *cursor)
{
	for (size_t i = 0; i < self->n_prepared; i++) {
		struct prepared *p = &self->prepared[i];
		if (p->stmt == stmt && !p->busy) {
			/* What is asked often comes to stand where the search begins. */
			struct prepared before = self->prepared[i / 2];
			self->prepared[i / 2] = *p;
			*p = before;
			p = &self->prepared[i / 2];
			p->busy = true;
			p->used = ++self->tick;
			cursor->handle = p->handle;
			cursor->cached = true;
			return OK;
		}
	}
	struct prepared *place = prepared_free(self);
	sqlite3_stmt *handle = NULL;
	int code = sqlite3_prepare_v3(self->db, stmt->sqlite, -1, place ? SQLITE_PREPARE_PERSISTENT : 0, &handle, NULL);
	TRY(outcome_of(ctx, self->db, code, stmt->name));
	if (place) {
		sqlite3_finalize(place->handle);
		*place = (struct prepared){.stmt = stmt, .handle = handle, .used = ++self->tick, .busy = true};
	}
	cursor->handle = handle;
	cursor->cached = place != NULL;
	return OK;
}

static void sqlite_end(struct cursor *cursor)
{
	struct sqlite_conn *self = sqlite_of(cursor->conn);
	if (!cursor->cached) {
		sqlite3_finalize(cursor->handle);
		return;
	}
	sqlite3_reset(cursor->handle);
	sqlite3_clear_bindings(cursor->handle);
	for (size_t i = 0; i < self->n_prepared; i++) {
		if (self->prepared[i].handle == cursor->handle)
			self->prepared[i].busy = false;
	}
}

static enum outcome sqlite_prepare(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt)
{
	struct cursor cursor = {.conn = conn, .stmt = stmt};
	TRY(handle_get(ctx, sqlite_of(conn), stmt, &cursor));
	sqlite_end(&cursor);
	return OK;
}

static enum outcome sqlite_start(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt,
				 struct db_params params, bool stream, struct cursor *ret_cursor)
{
	(void)stream;
	struct sqlite_conn *self = sqlite_of(conn);
	struct cursor cursor = {.conn = conn, .stmt = stmt};
	TRY(handle_get(ctx, self, stmt, &cursor));
	cursor.n_cols = sqlite3_column_count(cursor.handle);
	for (size_t i = 0; i < params.n; i++) {
		enum outcome outcome =
			outcome_of(ctx, self->db, sqlite_bind(cursor.handle, (int)i + 1, &params.p[i]), stmt->name);
		if (outcome != OK) {
			sqlite_end(&cursor);
			return outcome;
		}
	}
	*ret_cursor = cursor;
	return OK;
}

static enum outcome sqlite_next(struct ctx *ctx, struct cursor *cursor, bool *ret_row)
{
	sqlite3 *db = sqlite_of(cursor->conn)->db;
	int code = sqlite3_step(cursor->handle);
	if (code == SQLITE_DONE)
		cursor->changed = sqlite3_changes64(db);
	TRY(outcome_of(ctx, db, code, cursor->stmt->name));
	*ret_row = code == SQLITE_ROW;
	return OK;
}

static enum outcome sqlite_notify(struct ctx *ctx, struct conn *conn)
{
	(void)ctx;
	(void)conn;
	return OK;
}

static enum outcome log_move(struct ctx *ctx, struct sqlite_conn *self, int mode)
{
	int pages = 0;
	int done = 0;
	int code = sqlite3_wal_checkpoint_v2(self->db, "main", mode, &pages, &done);
	TRY(outcome_of(ctx, self->db, code, "checkpoint"));
	self->done_pages = done;
	return OK;
}

static enum outcome sqlite_checkpoint(struct ctx *ctx, struct conn *conn)
{
	return log_move(ctx, sqlite_of(conn), SQLITE_CHECKPOINT_PASSIVE);
}

static void sqlite_finish(struct ctx *ctx, struct conn *conn)
{
	(void)log_move(ctx, sqlite_of(conn), SQLITE_CHECKPOINT_PASSIVE);
	sqlite3_db_config(sqlite_of(conn)->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

static enum outcome sqlite_scrub(struct ctx *ctx, struct conn *conn)
{
	TRY(text_index_merge(ctx, conn));
	return log_move(ctx, sqlite_of(conn), SQLITE_CHECKPOINT_TRUNCATE);
}

sqlite3 *sqlite_handle(struct conn *conn)
{
	return sqlite_of(conn)->db;
}

enum outcome sqlite_outcome(struct ctx *ctx, struct conn *conn, int code, const char *name)
{
	return outcome_of(ctx, sqlite_of(conn)->db, code, name);
}

static int is_late(void *arg)
{
	return clock_ms() > ((const struct sqlite_conn *)arg)->stop_ms;
}

static enum outcome sqlite_time_limit(struct ctx *ctx, struct conn *conn, uint64_t ms)
{
	(void)ctx;
	struct sqlite_conn *self = sqlite_of(conn);
	self->stop_ms = clock_ms() + (int64_t)ms;
	sqlite3_progress_handler(self->db, STEPS_BETWEEN_LOOKS, is_late, self);
	return OK;
}

static size_t sqlite_log_bytes(const struct conn *conn)
{
	const struct sqlite_conn *self = sqlite_of_const(conn);
	/* Fewer pages than were moved: the log began anew since. */
	int waiting = self->wal_pages >= self->done_pages ? self->wal_pages - self->done_pages : self->wal_pages;
	return (size_t)waiting * 4096;
}

const struct engine engine_sqlite = {
	.name = DB_SQLITE,
	.create = sqlite_create,
	.destroy = sqlite_destroy,
	.open = sqlite_open,
	.close = sqlite_close,
	.contents = sqlite_contents,
	.lock = sqlite_lock,
	.unlock = sqlite_unlock,
	.control = sqlite_control,
	.in_transaction = sqlite_in_transaction,
	.migrate = sqlite_migrate,
	.prepare = sqlite_prepare,
	.start = sqlite_start,
	.next = sqlite_next,
	.value = sqlite_value,
	.end = sqlite_end,
	.finish = sqlite_finish,
	.notify = sqlite_notify,
	.checkpoint = sqlite_checkpoint,
	.scrub = sqlite_scrub,
	.time_limit = sqlite_time_limit,
	.log_bytes = sqlite_log_bytes,
};
