/* The PostgreSQL engine, by libpq. All tables live in the schema "aboveboard" of the database that the address names.
 */
#include <errno.h>
#include <sys/socket.h>

#include "db/postgres.h"

/* Of the server's advisory lock, which counts per database: "aboveboa". */
#define LOCK_KEY "7017293723694428001"

/* Statements that one connection keeps prepared; more are prepared each time. A power of two. */
#define STATEMENTS 1024

#define STREAM_ROWS "200"

struct postgres_conn {
	struct conn conn;
	PGconn *pg;
	unsigned portals;
	bool is_kept;      /* a savepoint waits for its release */
	uint64_t limit_ms; /* of statements in this transaction, if it was told; else 0 */
	size_t n_prepared;
	const struct db_stmt *prepared[STATEMENTS];
};

static struct postgres_conn *postgres_of(struct conn *conn)
{
	return (struct postgres_conn *)conn;
}

static void result_clearp(PGresult **result)
{
	PQclear(*result);
}

static void quiet(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static bool is_state(const char *state, const char *class)
{
	return strncmp(state, class, strlen(class)) == 0;
}

/* The outcome of a failed result, logged unless it is an everyday one. What the server says may hold values, so only
 * its code is logged; of class 42 (a statement that cannot be right) also the words. */
static enum outcome outcome_of(struct ctx *ctx, struct postgres_conn *self, const PGresult *result, const char *name)
{
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN)
		return OK;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (!state || PQstatus(self->pg) == CONNECTION_BAD || is_state(state, "08") || is_state(state, "57P")) {
		self->conn.lost = true;
		log_event(LOG_WARN, "db_connection_lost", "stmt=%s state=%s", name, state ? state : "none");
		return RETRY;
	}
	if (is_state(state, "23505") || is_state(state, "23503"))
		return CONFLICT;
	if (is_state(state, "40") || is_state(state, "55P03") || is_state(state, "57014"))
		return RETRY;
	if (is_state(state, "53100"))
		return engine_disk_full(ctx);
	if (is_state(state, "0A000")) {
		/* A table changed under a prepared statement; a new connection prepares it anew. */
		self->conn.lost = true;
		log_event(LOG_WARN, "db_statement", "stmt=%s state=%s", name, state);
		return RETRY;
	}
	const char *says = is_state(state, "42") ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : "";
	log_event(LOG_ERROR, "db_statement", "stmt=%s state=%s says=\"%s\"", name, state, says ? says : "");
	return BROKEN;
}

static enum outcome run(struct ctx *ctx, struct postgres_conn *self, const char *sql, const char *name)
{
	PGresult *result CLEANUP(result_clearp) = PQexec(self->pg, sql);
	return outcome_of(ctx, self, result, name);
}

static void postgres_close(struct conn *conn)
{
	PQfinish(postgres_of(conn)->pg);
	arena_close(conn->arena);
}

/* libpq's words in one line. */
static struct str said(struct ctx *ctx, const PGconn *pg)
{
	struct str text = str_trim(str_of(PQerrorMessage(pg)));
	char *line = str_c(ctx->arena, text);
	for (char *c = line; *c; c++) {
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	}
	return str_of(line);
}

static enum outcome set_up(struct ctx *ctx, struct postgres_conn *self, enum conn_role role)
{
	TRY(run(ctx, self,
		"SET search_path = aboveboard; SET bytea_output = hex; SET client_min_messages = warning;"
		"SET standard_conforming_strings = on; SET timezone = 'UTC'; SET jit = off",
		"set_up"));
	if (role == CONN_WRITER)
		return OK;
	if (role == CONN_READER)
		TRY(run(ctx, self, "SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'",
			"set_up"));
	return run(ctx, self, "SET default_transaction_read_only = on", "set_up");
}

static enum outcome dial(struct ctx *ctx, const char *address, struct postgres_conn **ret_self)
{
	const char *words[] = {"connect_timeout", "keepalives_idle",  "dbname",
			       "client_encoding", "application_name", NULL};
	const char *values[] = {"5", "30", address, "UTF8", "aboveboard", NULL};
	struct arena *arena = arena_open(0);
	struct postgres_conn *self = arena_new(arena, struct postgres_conn);
	self->conn = (struct conn){.engine = &engine_postgres, .arena = arena};
	self->pg = PQconnectdbParams(words, values, 1);
	PQsetNoticeProcessor(self->pg, quiet, NULL);
	if (PQstatus(self->pg) == CONNECTION_OK) {
		*ret_self = self;
		return OK;
	}
	log_event(LOG_ERROR, "db_connect", "engine=postgres");
	problem_add(ctx, "site",
		    msg("The PostgreSQL database cannot be opened: {1}. If it is not there yet, make it with: createdb "
			"--template=template0 --encoding=UTF8 --locale=C NAME"),
		    said(ctx, self->pg));
	postgres_close(&self->conn);
	return RETRY;
}

/* One row of text, for what only this engine asks. */
static enum outcome ask(struct ctx *ctx, struct postgres_conn *self, const char *sql, PGresult **ret_result)
{
	PGresult *result = PQexec(self->pg, sql);
	enum outcome outcome = outcome_of(ctx, self, result, "ask");
	if (outcome == OK && PQntuples(result) != 1)
		outcome = BROKEN;
	if (outcome == OK)
		*ret_result = result;
	else
		PQclear(result);
	return outcome;
}

static enum outcome server_check(struct ctx *ctx, struct postgres_conn *self)
{
	if (PQserverVersion(self->pg) < 150000)
		return problem_add(ctx, "site",
				   msg("This PostgreSQL server is version {1}: version 15 or later is needed."),
				   str_fmt(ctx->arena, "%d", PQserverVersion(self->pg) / 10000));
	PGresult *result CLEANUP(result_clearp) = NULL;
	TRY(ask(ctx, self,
		"SELECT pg_encoding_to_char(encoding) = 'UTF8' AND datlocprovider <> 'i' AND datcollate IN ('C', "
		"'POSIX') "
		"FROM pg_catalog.pg_database WHERE datname = current_database()",
		&result));
	if (PQgetvalue(result, 0, 0)[0] == 't')
		return OK;
	return problem_add(
		ctx, "site",
		msg("The PostgreSQL database {1} must be UTF8 with C collation, so that both engines sort alike. "
		    "Make one with: createdb --template=template0 --encoding=UTF8 --locale=C NAME"),
		str_of(PQdb(self->pg)));
}

static enum outcome postgres_contents(struct ctx *ctx, struct conn *conn, enum contents *ret_contents)
{
	PGresult *result CLEANUP(result_clearp) = NULL;
	TRY(ask(ctx, postgres_of(conn), "SELECT to_regclass('aboveboard.db_migration') IS NOT NULL", &result));
	*ret_contents = PQgetvalue(result, 0, 0)[0] == 't' ? CONTENTS_TABLES : CONTENTS_NOTHING;
	return OK;
}

static enum outcome postgres_create(struct ctx *ctx, const char *address)
{
	struct postgres_conn *self = NULL;
	TRY(dial(ctx, address, &self));
	enum outcome outcome = server_check(ctx, self);
	if (outcome == OK)
		outcome = run(ctx, self, "CREATE SCHEMA aboveboard", "create");
	if (outcome != OK && outcome != INVALID) {
		PGresult *result = NULL;
		if (ask(ctx, self, "SELECT to_regnamespace('aboveboard') IS NOT NULL", &result) == OK) {
			if (PQgetvalue(result, 0, 0)[0] == 't') {
				problem_add(ctx, "site", msg("The PostgreSQL database {1} holds a site already."),
					    str_of(PQdb(self->pg)));
				outcome = CONFLICT;
			}
			PQclear(result);
		}
	}
	postgres_close(&self->conn);
	return outcome;
}

static void postgres_destroy(const char *address)
{
	struct arena *arena CLEANUP(arena_closep) = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct postgres_conn *self = NULL;
	if (dial(&ctx, address, &self) != OK)
		return;
	(void)run(&ctx, self, "DROP SCHEMA IF EXISTS aboveboard CASCADE", "destroy");
	postgres_close(&self->conn);
}

static enum outcome postgres_open(struct ctx *ctx, const char *address, enum conn_role role, struct conn **ret_conn)
{
	struct postgres_conn *self = NULL;
	TRY(dial(ctx, address, &self));
	enum outcome outcome = server_check(ctx, self);
	if (outcome == OK)
		outcome = set_up(ctx, self, role);
	if (outcome != OK) {
		postgres_close(&self->conn);
		return outcome;
	}
	*ret_conn = &self->conn;
	return OK;
}

static enum outcome postgres_lock(struct ctx *ctx, struct conn *conn)
{
	return run(ctx, postgres_of(conn), "SELECT pg_advisory_lock(" LOCK_KEY ")", "lock");
}

static void postgres_unlock(struct conn *conn)
{
	struct arena *arena CLEANUP(arena_closep) = arena_open(0);
	struct ctx ctx = {.arena = arena};
	if (run(&ctx, postgres_of(conn), "SELECT pg_advisory_unlock(" LOCK_KEY ")", "unlock") != OK)
		conn->lost = true;
}

static enum outcome postgres_control(struct ctx *ctx, struct conn *conn, enum control control)
{
	static const char *const words[] = {
		[BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		[BEGIN_WRITE] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
		[COMMIT] = "COMMIT",
		[ROLLBACK] = "ROLLBACK",
		[SAVE] = "SAVEPOINT one_write",
		[UNDO] = "ROLLBACK TO SAVEPOINT one_write",
	};
	struct postgres_conn *self = postgres_of(conn);
	/* A savepoint that is kept is released on the way to the next, or by the COMMIT: one exchange less for each
	 * write. */
	bool is_kept = self->is_kept;
	self->is_kept = control == KEEP;
	self->limit_ms = 0;
	if (control == KEEP)
		return OK;
	const char *text =
		control == SAVE && is_kept ? "RELEASE SAVEPOINT one_write; SAVEPOINT one_write" : words[control];
	/* In tests: the connection ends before the COMMIT arrives, or before its answer does. */
	if (control == COMMIT && fault_here(FAULT_WRITE))
		(void)shutdown(PQsocket(self->pg), SHUT_RDWR);
	PGresult *result CLEANUP(result_clearp) = PQexec(self->pg, text);
	TRY(outcome_of(ctx, self, result, words[control]));
	if (control == COMMIT && fault_here(FAULT_SYNC)) {
		conn->lost = true;
		return RETRY;
	}
	/* A transaction that had failed answers COMMIT by rolling back. */
	if (control == COMMIT && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		log_event(LOG_ERROR, "db_statement", "stmt=COMMIT says=%s", PQcmdStatus(result));
		return BROKEN;
	}
	return OK;
}

static bool postgres_in_transaction(const struct conn *conn)
{
	PGTransactionStatusType status = PQtransactionStatus(((const struct postgres_conn *)conn)->pg);
	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static enum outcome postgres_migrate(struct ctx *ctx, struct conn *conn, const char *text, bool first)
{
	(void)first;
	return run(ctx, postgres_of(conn), text, "migration");
}

/* ---- Statements ---- */

/* Parameters as libpq takes them. Numbers go as text, so that the server reads them as whatever type stands there;
 * text and bytes go as they are, with their length. */
struct arguments {
	int n;
	const char **values;
	int *lengths;
	int *formats;
};

static struct arguments arguments_of(struct arena *arena, struct db_params params)
{
	struct arguments to = {
		.n = (int)params.n,
		.values = arena_array(arena, const char *, params.n),
		.lengths = arena_array(arena, int, params.n),
		.formats = arena_array(arena, int, params.n),
	};
	for (size_t i = 0; i < params.n; i++) {
		const struct db_param *param = &params.p[i];
		if (param->type == DB_INT) {
			to.values[i] = str_c(arena, str_fmt(arena, "%lld", (long long)param->number));
		} else if (param->type != DB_NULL) {
			to.values[i] = param->text.p ? param->text.p : "";
			to.lengths[i] = (int)param->text.n;
			to.formats[i] = 1;
		}
	}
	return to;
}

/* The place of a statement among the prepared; NULL when there is no room for it. */
static const struct db_stmt **prepared_place(struct postgres_conn *self, const struct db_stmt *stmt)
{
	if (self->n_prepared >= STATEMENTS * 3 / 4)
		return NULL;
	size_t i = ((uintptr_t)stmt >> 4) * 0x9e3779b97f4a7c15U >> 54;
	while (self->prepared[i % STATEMENTS] && self->prepared[i % STATEMENTS] != stmt)
		i++;
	return &self->prepared[i % STATEMENTS];
}

/* The statement becomes known to the server, unless it is or there is no room; *ret_known says whether it is. */
static enum outcome make_known(struct ctx *ctx, struct postgres_conn *self, const struct db_stmt *stmt, bool *ret_known)
{
	const struct db_stmt **place = prepared_place(self, stmt);
	*ret_known = place != NULL;
	if (!place || *place == stmt)
		return OK;
	PGresult *result CLEANUP(result_clearp) = PQprepare(self->pg, stmt->name, stmt->postgres, 0, NULL);
	TRY(outcome_of(ctx, self, result, stmt->name));
	*place = stmt;
	self->n_prepared++;
	return OK;
}

static enum outcome postgres_prepare(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt)
{
	bool is_known = false;
	return make_known(ctx, postgres_of(conn), stmt, &is_known);
}

static PGresult *exec_prepared(struct ctx *ctx, struct postgres_conn *self, const struct db_stmt *stmt,
			       const struct arguments *with, enum outcome *ret_outcome)
{
	bool is_known = false;
	*ret_outcome = make_known(ctx, self, stmt, &is_known);
	if (*ret_outcome != OK)
		return NULL;
	if (is_known)
		return PQexecPrepared(self->pg, stmt->name, with->n, with->values, with->lengths, with->formats, 0);
	return PQexecParams(self->pg, stmt->postgres, with->n, NULL, with->values, with->lengths, with->formats, 0);
}

/* Opens a cursor of the server; the rows come with postgres_next(). */
static PGresult *exec_stream(struct postgres_conn *self, const struct db_stmt *stmt, const struct arguments *with,
			     unsigned portal)
{
	struct str sql = str_fmt(self->conn.arena, "DECLARE portal_%u NO SCROLL CURSOR FOR %s", portal, stmt->postgres);
	return PQexecParams(self->pg, str_c(self->conn.arena, sql), with->n, NULL, with->values, with->lengths,
			    with->formats, 0);
}

static enum outcome fetch(struct ctx *ctx, struct cursor *cursor)
{
	struct postgres_conn *self = postgres_of(cursor->conn);
	char sql[64];
	snprintf(sql, sizeof(sql), "FETCH " STREAM_ROWS " FROM portal_%u", cursor->portal);
	PQclear(cursor->handle);
	cursor->handle = PQexec(self->pg, sql);
	cursor->row = -1;
	cursor->n_rows = PQntuples(cursor->handle);
	cursor->n_cols = PQnfields(cursor->handle);
	return outcome_of(ctx, self, cursor->handle, cursor->stmt->name);
}

static void postgres_end(struct cursor *cursor)
{
	struct postgres_conn *self = postgres_of(cursor->conn);
	PQclear(cursor->handle);
	if (cursor->portal && PQtransactionStatus(self->pg) == PQTRANS_INTRANS) {
		char sql[64];
		snprintf(sql, sizeof(sql), "CLOSE portal_%u", cursor->portal);
		PQclear(PQexec(self->pg, sql));
	}
}

static enum outcome postgres_start(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt,
				   struct db_params params, bool stream, struct cursor *ret_cursor)
{
	struct postgres_conn *self = postgres_of(conn);
	struct cursor cursor = {.conn = conn, .stmt = stmt, .row = -1, .portal = stream ? ++self->portals : 0};
	struct arena_mark mark = arena_mark(conn->arena);
	struct arguments with = arguments_of(conn->arena, params);
	enum outcome outcome = OK;
	PGresult *result = stream ? exec_stream(self, stmt, &with, cursor.portal)
				  : exec_prepared(ctx, self, stmt, &with, &outcome);
	arena_reset(mark);
	if (outcome == OK)
		outcome = outcome_of(ctx, self, result, stmt->name);
	cursor.handle = result;
	cursor.n_rows = PQntuples(result);
	cursor.n_cols = PQnfields(result);
	if (outcome == OK && stream)
		outcome = fetch(ctx, &cursor);
	if (outcome != OK) {
		postgres_end(&cursor);
		return outcome;
	}
	*ret_cursor = cursor;
	return OK;
}

static enum outcome postgres_next(struct ctx *ctx, struct cursor *cursor, bool *ret_row)
{
	if (cursor->row + 1 >= cursor->n_rows && cursor->portal && cursor->n_rows > 0)
		TRY(fetch(ctx, cursor));
	*ret_row = cursor->row + 1 < cursor->n_rows;
	if (*ret_row) {
		cursor->row++;
		return OK;
	}
	int64_t changed = 0;
	if (str_to_i64(str_of(PQcmdTuples(cursor->handle)), &changed))
		cursor->changed = changed;
	return OK;
}

static enum outcome postgres_notify(struct ctx *ctx, struct conn *conn)
{
	return run(ctx, postgres_of(conn), "NOTIFY aboveboard", "notify");
}

/* The server keeps its own log in order. */
static enum outcome postgres_checkpoint(struct ctx *ctx, struct conn *conn)
{
	(void)ctx;
	(void)conn;
	return OK;
}

static void postgres_finish(struct ctx *ctx, struct conn *conn)
{
	(void)ctx;
	(void)conn;
}

static enum outcome postgres_scrub(struct ctx *ctx, struct conn *conn)
{
	TRY(run(ctx, postgres_of(conn), "VACUUM", "vacuum"));
	/* What was vacuumed leaves its words in the index, each with an empty list. */
	return run(ctx, postgres_of(conn), "REINDEX INDEX db_text_index", "reindex");
}

static enum outcome postgres_time_limit(struct ctx *ctx, struct conn *conn, uint64_t ms)
{
	struct postgres_conn *self = postgres_of(conn);
	if (self->limit_ms == ms)
		return OK;
	char sql[64];
	snprintf(sql, sizeof(sql), "SET LOCAL statement_timeout = %llu", (unsigned long long)ms);
	TRY(run(ctx, self, sql, "time_limit"));
	self->limit_ms = ms;
	return OK;
}

static size_t postgres_log_bytes(const struct conn *conn)
{
	(void)conn;
	return 0;
}

/* ---- Beside the common face ---- */

enum outcome postgres_listen(struct ctx *ctx, const char *address, struct conn **ret_conn)
{
	struct conn *conn = NULL;
	TRY(postgres_open(ctx, address, CONN_COPY, &conn));
	enum outcome outcome = run(ctx, postgres_of(conn), "LISTEN aboveboard", "listen");
	if (outcome == OK)
		*ret_conn = conn;
	else
		postgres_close(conn);
	return outcome;
}

enum outcome postgres_told(struct conn *conn, bool *ret_told)
{
	PGconn *pg = postgres_of(conn)->pg;
	if (!PQconsumeInput(pg))
		return RETRY;
	*ret_told = false;
	for (PGnotify *notice = PQnotifies(pg); notice; notice = PQnotifies(pg)) {
		*ret_told = true;
		PQfreemem(notice);
	}
	return OK;
}

enum outcome postgres_outcome(struct ctx *ctx, struct conn *conn, const PGresult *result, const char *name)
{
	return outcome_of(ctx, postgres_of(conn), result, name);
}

PGconn *postgres_handle(struct conn *conn)
{
	return postgres_of(conn)->pg;
}

int postgres_fd(const struct conn *conn)
{
	return PQsocket(((const struct postgres_conn *)conn)->pg);
}

const struct engine engine_postgres = {
	.name = DB_POSTGRES,
	.create = postgres_create,
	.destroy = postgres_destroy,
	.open = postgres_open,
	.close = postgres_close,
	.contents = postgres_contents,
	.lock = postgres_lock,
	.unlock = postgres_unlock,
	.control = postgres_control,
	.in_transaction = postgres_in_transaction,
	.migrate = postgres_migrate,
	.prepare = postgres_prepare,
	.start = postgres_start,
	.next = postgres_next,
	.value = postgres_value,
	.end = postgres_end,
	.finish = postgres_finish,
	.notify = postgres_notify,
	.checkpoint = postgres_checkpoint,
	.scrub = postgres_scrub,
	.time_limit = postgres_time_limit,
	.log_bytes = postgres_log_bytes,
};
