/* SQL: one interface, two engines, one writer. Decisions D3, D7, D10, D17. */
#pragma once

#include "base/base.h"

/* ---- What tools/sqlc.py makes of the .sql files ---- */

struct db_stmt {
	const char *name; /* "codes.edition_by_slug": of one statement alone, for messages and for PostgreSQL */
	const char *sqlite;
	const char *postgres;
	unsigned n_params;
};

struct db_migration {
	const char *room;
	unsigned number; /* 1, 2, … within the room */
	const char *name;
	const char *sqlite;
	const char *postgres;
	const char *sha256; /* of the source text, hex: an applied migration never changes */
};

/* ---- Parameters and rows ---- */

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };

struct db_param {
	enum db_type type;
	int64_t number;
	struct str text;
};

static inline struct db_param db_null(void)
{
	return (struct db_param){.type = DB_NULL};
}

static inline struct db_param db_int(int64_t number)
{
	return (struct db_param){.type = DB_INT, .number = number};
}

/* An id or another number of which 0 means none: stored as NULL then. */
static inline struct db_param db_ref(int64_t id)
{
	return (struct db_param){.type = id ? DB_INT : DB_NULL, .number = id};
}

static inline struct db_param db_text(struct str text)
{
	return (struct db_param){.type = DB_TEXT, .text = text};
}

/* Text that may be missing: NULL when its pointer is. */
static inline struct db_param db_text_or_null(struct str text)
{
	return (struct db_param){.type = text.p ? DB_TEXT : DB_NULL, .text = text};
}

static inline struct db_param db_bytes(struct str bytes)
{
	return (struct db_param){.type = DB_BYTES, .text = bytes};
}

struct db_params {
	const struct db_param *p;
	size_t n;
};

/* DB_PARAMS(db_int(id), db_text(name)); DB_NO_PARAMS for none. Valid until the enclosing block ends. */
#define DB_PARAMS(...)                                                                                                 \
	((struct db_params){(const struct db_param[]){__VA_ARGS__},                                                    \
			    sizeof((const struct db_param[]){__VA_ARGS__}) / sizeof(struct db_param)})
#define DB_NO_PARAMS ((struct db_params){NULL, 0})

/* How one column of a row goes into a field: int64_t, int32_t, bool, struct str. NULL becomes `otherwise` (numbers) or
 * {NULL, 0} (text). Text and bytes are copied to the ctx's arena. */
enum db_field { DB_FIELD_I64, DB_FIELD_I32, DB_FIELD_BOOL, DB_FIELD_TEXT, DB_FIELD_BYTES };

struct db_col {
	enum db_field field;
	size_t offset;
	int64_t otherwise;
};

struct db_spec {
	const struct db_col *cols; /* in the order of the statement's columns; their number must agree */
	size_t n;
	size_t size; /* of the struct */
};

/* clang-format off */
#define DB_COL_I64(type, member) {DB_FIELD_I64, offsetof(type, member), 0}
#define DB_COL_I32(type, member) {DB_FIELD_I32, offsetof(type, member), 0}
#define DB_COL_I32_OR(type, member, otherwise) {DB_FIELD_I32, offsetof(type, member), (otherwise)}
#define DB_COL_BOOL(type, member) {DB_FIELD_BOOL, offsetof(type, member), 0}
#define DB_COL_TEXT(type, member) {DB_FIELD_TEXT, offsetof(type, member), 0}
#define DB_COL_BYTES(type, member) {DB_FIELD_BYTES, offsetof(type, member), 0}
/* static const struct db_col cols[] = {…}; static const struct db_spec spec = DB_SPEC(struct edition, cols); */
#define DB_SPEC(type, columns) {(columns), sizeof(columns) / sizeof((columns)[0]), sizeof(type)}
/* clang-format on */

/* ---- Statements, on ctx->db: a reader, or the transaction of a write ----
 *
 * A statement that failed spoils its read or write, on both engines alike: every later statement returns the same
 * outcome, and the write is undone even if its function returns OK. What may be there already is asked for, or put with
 * ON CONFLICT. NOT_FOUND is no failure. */

/* Runs a statement that returns no rows. CONFLICT when a unique or foreign key is violated, RETRY when the engine says
 * busy or cannot serialise, BROKEN otherwise (logged). *ret_changed, which may be NULL, is the number of rows. */
MUST_USE enum outcome db_exec(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
			      int64_t *ret_changed);

/* Exactly one row into *ret_row, all of it: fields that the spec does not name become 0. Or NOT_FOUND. More than one is
 * BROKEN: the statement is wrong. */
MUST_USE enum outcome db_one(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
			     const struct db_spec *spec, void *ret_row);

/* All rows as an array in the ctx's arena; none is OK with *ret_n 0. For lists that are bounded by design. */
MUST_USE enum outcome db_list(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
			      const struct db_spec *spec, void *ret_rows, size_t *ret_n);

/* Calls each(ctx, row, arg) for every row of a SELECT, in constant memory: what the row and the call allocate is gone
 * after it, unless the call added a problem. Any outcome but OK from `each` ends the walk and is returned. `each` may
 * run other statements. */
MUST_USE enum outcome db_each(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
			      const struct db_spec *spec,
			      enum outcome (*each)(struct ctx *ctx, const void *row, void *arg), void *arg);

/* Prepares the statement without running it: a test does so with every statement of a room, on both engines (D7).
 * BROKEN when the engine refuses it (logged). */
MUST_USE enum outcome db_prepare(struct ctx *ctx, const struct db_stmt *stmt);

/* ---- Texts found by their words (D9) ----
 *
 * A text is its words, made comparable by the caller, with single spaces between. A word is lower-case letters, digits
 * and dots, at most LIMIT_SEARCH_WORD_BYTES; "^" or "@" may stand in front of a word that the caller means to keep
 * apart from the text's own. */

bool db_text_word_is(struct str word);

/* The highest id in use; 0: there is none. Ids stay small when each new text gets the next one. */
MUST_USE enum outcome db_text_newest(struct ctx *ctx, int64_t *ret_id);

/* Inside a write. */
MUST_USE enum outcome db_text_add(struct ctx *ctx, int64_t id, struct str words);
MUST_USE enum outcome db_text_forget(struct ctx *ctx, int64_t id);
/* Inside a write, when no more texts are about to be added: they are found as fast as all others from then on. */
MUST_USE enum outcome db_text_settle(struct ctx *ctx);

struct db_text {
	int64_t id;
	struct str words;
};

struct db_text_word {
	struct str word;
	bool may_go_on; /* also words that begin so */
};

#define DB_TEXT_PHRASES 2

struct db_text_query {
	const struct db_text_word *words; /* a text must have them all */
	size_t n;
	const struct str
		*phrases; /* words that stand beside each other, with single spaces between; among `words` too */
	size_t n_phrases; /* at most DB_TEXT_PHRASES */
};

/* In a read: the first `most` texts that match, by id. RETRY when it takes longer than LIMIT_SEARCH_SECONDS, which
 * holds for what the read does afterwards too. */
MUST_USE enum outcome db_text_find(struct ctx *ctx, const struct db_text_query *query, size_t most,
				   struct db_text **ret_texts, size_t *ret_n);

/* The same, but a word that may go on does so only where the words as they are give fewer than `most` texts;
 * *ret_goes_on says whether. */
MUST_USE enum outcome db_text_find_widening(struct ctx *ctx, const struct db_text_query *query, size_t most,
					    struct db_text **ret_texts, size_t *ret_n, bool *ret_goes_on);

/* ---- A database ---- */

struct database;

/* A thing that changed: the room's own word for the kind ("codes", "commitments") and a row id or 0. */
struct change {
	const char *kind;
	int64_t subject;
};

struct db_options {
	struct str address;                           /* a SQLite file's path, or postgresql://… */
	const struct db_migration *const *migrations; /* each room's table, in room order, as `n` says */
	const size_t *migrations_n;
	size_t n_rooms;
	/* Called after each write in its transaction with all that it noted; walks the rooms in their order. NULL:
	 * none. */
	enum outcome (*follow)(struct ctx *ctx, const struct change *changes, size_t n);
	bool create;  /* make the database; CONFLICT when there is one */
	bool upgrade; /* apply pending migrations; else an older database is INVALID with a problem that says how */
};

/* Opens a site's database. A database newer than the program, one that is not ours, and a PostgreSQL database that is
 * not UTF8 with C collation are INVALID with a problem that says what to do. SQLite: WAL, synchronous=FULL, foreign
 * keys, trusted_schema off, secure_delete on. */
MUST_USE enum outcome database_open(struct ctx *ctx, const struct db_options *options, struct database **ret_database);

/* Waits for queued writes, then closes. NULL is allowed. */
void database_close(struct database *database);

enum db_engine { DB_SQLITE, DB_POSTGRES };
enum db_engine database_engine(const struct database *database);

/* Sets ctx->db to a reader with one snapshot; RETRY when all of LIMIT_READERS are lent for longer than 2 s. Give it
 * back in the same thread; no read lives longer than 5 s (D4). */
MUST_USE enum outcome db_read_begin(struct ctx *ctx, struct database *database);
void db_read_end(struct ctx *ctx);
/* In a read: another snapshot in the place of the one that it has. Whatever becomes of it, whoever began the read ends
 * it, and after a failure does nothing else with it. */
MUST_USE enum outcome db_read_anew(struct ctx *ctx);

/* In a read: what it does from now on ends with RETRY once so much time has passed (on PostgreSQL: each statement). For
 * pages with a query, whose cost a visitor chooses. */
MUST_USE enum outcome db_time_limit(struct ctx *ctx, uint64_t ms);

/* Runs fn(ctx, args) on the database's one writer and waits for its outcome. fn's ctx is its own: same arena, site,
 * actor and now as the caller's, db = the transaction; it reads only through that. It runs in a savepoint of a
 * transaction shared with neighbours: any outcome but OK rolls back this one write alone. It may run more than once
 * (problems and arena are reset before each try), so it has no effect outside the database; take ids and salts before.
 * Problems are moved to the caller's ctx. OK means: durable. RETRY: queue full or tries used up. */
MUST_USE enum outcome db_write(struct ctx *ctx, struct database *database,
			       enum outcome (*fn)(struct ctx *ctx, void *args), void *args);

/* Notes, inside a write, that something changed. `kind` is a literal of one word. */
void db_note(struct ctx *ctx, const char *kind, int64_t subject);

/* True inside a write. */
bool db_is_write(const struct ctx *ctx);

/* ---- Positions: which cached pages fall (D5) ---- */

/* A set of change kinds, from words between spaces ("codes people"). Kinds are numbered by the process as they come; at
 * most 64 (more ends the process: our bug). */
uint64_t db_kinds(const char *words);

/* The position of the newest committed change of any of these kinds; 0 when there was none. No SQL: kept in memory,
 * moved by this process's writes at once and by other processes' within a second. Any thread. */
uint64_t database_position(struct database *database, uint64_t kinds);

/* ---- Whole databases ---- */

/* Copies a consistent state of a live database into a new SQLite file at `path` (PostgreSQL sites too: every table, row
 * by row, in one snapshot). CONFLICT when the file exists. */
MUST_USE enum outcome database_backup(struct ctx *ctx, struct database *database, const char *path);

/* Makes a new database at options->address (either engine) from a backup file. */
MUST_USE enum outcome database_restore(struct ctx *ctx, const char *backup_path, const struct db_options *options);

/* Undoes database_restore. Nobody has it open. */
void database_destroy(const char *address);

/* After an erasure: makes the index of texts anew and truncates the WAL (SQLite) or vacuums (PostgreSQL), so that what
 * was removed is physically gone (D10). */
MUST_USE enum outcome database_scrub(struct ctx *ctx, struct database *database);

/* The db room's own tables: applied migrations, positions, write ids. First in db_options.migrations. */
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_n;
