/* Opening, migrating and closing a site's database. */
#include <limits.h>

#include "db/database.h"
#include "db/db_sql.h"

int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct db_col applied_cols[] = {
	DB_COL_TEXT(struct applied, room),
	DB_COL_I64(struct applied, number),
	DB_COL_TEXT(struct applied, sha256),
};
static const struct db_spec applied_spec = DB_SPEC(struct applied, applied_cols);

enum outcome migrations_read(struct ctx *ctx, struct applied **ret_applied, size_t *ret_n)
{
	return db_list(ctx, &db_sql_migrations, DB_NO_PARAMS, &applied_spec, ret_applied, ret_n);
}

static const struct applied *applied_find(const struct applied *applied, size_t n, const struct db_migration *migration)
{
	for (size_t i = 0; i < n; i++) {
		if (applied[i].number == (int64_t)migration->number && str_eq(applied[i].room, str_of(migration->room)))
			return &applied[i];
	}
	return NULL;
}

static size_t known_migrations(const struct database *database)
{
	size_t n = 0;
	for (size_t room = 0; room < database->n_rooms; room++)
		n += database->migrations_n[room];
	return n;
}

enum outcome migrations_check(struct ctx *ctx, const struct database *database, const struct applied *applied, size_t n,
			      size_t *ret_pending)
{
	size_t found = 0;
	for (size_t room = 0; room < database->n_rooms; room++) {
		for (size_t i = 0; i < database->migrations_n[room]; i++) {
			const struct db_migration *migration = &database->migrations[room][i];
			const struct applied *is = applied_find(applied, n, migration);
			found += is != NULL;
			if (is && !str_eq(is->sha256, str_of(migration->sha256)))
				return problem_add(ctx, "site",
						   msg("This site's tables are not those of this program: step {1} of "
						       "“{2}” differs. "
						       "Use the version of Aboveboard that made the site."),
						   str_fmt(ctx->arena, "%u", migration->number),
						   str_of(migration->room));
		}
	}
	if (found < n)
		return problem_add(
			ctx, "site",
			msg("This site was made by a newer Aboveboard: install that version or a later one."));
	*ret_pending = known_migrations(database) - found;
	return OK;
}

static enum outcome migration_apply(struct ctx *ctx, struct conn *writer, const struct db_migration *migration,
				    bool first)
{
	const struct engine *engine = writer->engine;
	struct db db = {.conn = writer, .is_write = true};
	struct db *before = ctx->db;
	ctx->db = &db;
	const char *text = engine->name == DB_SQLITE ? migration->sqlite : migration->postgres;
	enum outcome outcome = fault_here(FAULT_SQL) ? BROKEN : engine->control(ctx, writer, BEGIN_WRITE);
	if (outcome == OK)
		outcome = engine->migrate(ctx, writer, text, first);
	if (outcome == OK)
		outcome = db_exec(ctx, &db_sql_migration_add,
				  DB_PARAMS(db_text(str_of(migration->room)), db_int(migration->number),
					    db_text(str_of(migration->name)), db_text(str_of(migration->sha256)),
					    db_int(instant_now().ms)),
				  NULL);
	if (outcome == OK)
		outcome = fault_here(FAULT_SQL) ? BROKEN : engine->control(ctx, writer, COMMIT);
	ctx->db = before;
	if (outcome != OK) {
		log_event(LOG_ERROR, "db_migration", "room=%s number=%u", migration->room, migration->number);
		(void)engine->control(ctx, writer, ROLLBACK);
	}
	return outcome;
}

enum outcome applied_in(struct ctx *ctx, struct conn *conn, struct applied **ret_applied, size_t *ret_n)
{
	enum contents contents = CONTENTS_NOTHING;
	TRY(conn->engine->contents(ctx, conn, &contents));
	*ret_n = 0;
	if (contents == CONTENTS_NOTHING)
		return OK;
	struct db db = {.conn = conn};
	struct db *before = ctx->db;
	ctx->db = &db;
	enum outcome outcome = migrations_read(ctx, ret_applied, ret_n);
	ctx->db = before;
	return outcome;
}

enum outcome migrations_apply(struct ctx *ctx, struct database *database, struct conn *writer,
			      const struct applied *only, size_t n_only)
{
	struct applied *applied = NULL;
	size_t n = 0;
	size_t pending = 0;
	TRY(applied_in(ctx, writer, &applied, &n));
	TRY(migrations_check(ctx, database, applied, n, &pending));
	bool first = n == 0;
	for (size_t room = 0; room < database->n_rooms; room++) {
		for (size_t i = 0; i < database->migrations_n[room]; i++) {
			const struct db_migration *migration = &database->migrations[room][i];
			if (applied_find(applied, n, migration) || (only && !applied_find(only, n_only, migration)))
				continue;
			TRY(migration_apply(ctx, writer, migration, first));
			first = false;
		}
	}
	return OK;
}

static enum outcome upgrade(struct ctx *ctx, struct database *database)
{
	const struct engine *engine = database->engine;
	struct conn *writer = NULL;
	TRY(engine->open(ctx, database->address, CONN_WRITER, &writer));
	enum outcome outcome = engine->lock(ctx, writer);
	if (outcome == OK) {
		outcome = migrations_apply(ctx, database, writer, NULL, 0);
		engine->finish(ctx, writer);
	}
	engine->close(writer);
	return outcome;
}

static enum outcome look(struct ctx *ctx, struct database *database)
{
	struct applied *applied = NULL;
	size_t n = 0;
	size_t pending = 0;
	TRY(migrations_read(ctx, &applied, &n));
	TRY(migrations_check(ctx, database, applied, n, &pending));
	if (pending > 0)
		return problem_add(
			ctx, "site",
			msg("This site was made by an older Aboveboard. Make a backup, then use: aboveboard upgrade"));
	return positions_read(ctx, database);
}

/* Opening asks a reader of the pool, so that a database that is opened and then read needs one connection. */
static enum outcome inspect(struct ctx *ctx, struct database *database)
{
	struct db *before = ctx->db;
	ctx->db = NULL;
	enum outcome outcome = db_read_begin(ctx, database);
	if (outcome == OK) {
		enum contents contents = CONTENTS_NOTHING;
		outcome = database->engine->contents(ctx, ctx->db->conn, &contents);
		if (outcome == OK && contents == CONTENTS_NOTHING)
			outcome = problem_add(
				ctx, "site",
				msg("{1} holds no site yet: its setting up was interrupted. Remove it, then use: "
				    "aboveboard init"),
				database->engine->name == DB_SQLITE ? str_of(database->address) : STR("The database"));
		if (outcome == OK)
			outcome = look(ctx, database);
		db_read_end(ctx);
	}
	ctx->db = before;
	pool_forget(database);
	return outcome;
}

static const struct engine *engine_of(struct str address)
{
	bool is_url = str_starts(address, STR("postgresql://")) || str_starts(address, STR("postgres://"));
	return is_url ? &engine_postgres : &engine_sqlite;
}

static const struct db_migration *const *tables_dup(struct arena *arena, const struct db_options *options)
{
	return arena_copy(arena, options->migrations, options->n_rooms * sizeof(options->migrations[0]));
}

struct database *database_new(const struct db_options *options)
{
	struct arena *arena = arena_open(0);
	struct database *database = arena_new(arena, struct database);
	database->arena = arena;
	database->engine = engine_of(options->address);
	database->address = str_c(arena, options->address);
	database->follow = options->follow;
	database->migrations = tables_dup(arena, options);
	database->migrations_n = arena_copy(arena, options->migrations_n, options->n_rooms * sizeof(size_t));
	database->n_rooms = options->n_rooms;
	database->queue_end = &database->queue;
	return database;
}

/* One spelling for one file: SITE.lock must be the same for every process. */
static void address_settle(struct database *database)
{
	if (database->engine->name != DB_SQLITE)
		return;
	char whole[PATH_MAX];
	if (realpath(database->address, whole))
		database->address = str_c(database->arena, str_of(whole));
}

enum outcome database_open(struct ctx *ctx, const struct db_options *options, struct database **ret_database)
{
	if (str_find_char(options->address, '\0', 0) != STR_NPOS || str_empty(options->address))
		return problem_add(ctx, "site",
				   msg("Say where the site is: a file's name or a postgresql:// address."));
	struct database *database = database_new(options);
	enum outcome outcome = OK;
	if (options->create)
		outcome = database->engine->create(ctx, database->address);
	bool is_created = options->create && outcome == OK;
	if (outcome == OK) {
		address_settle(database);
		if (options->create || options->upgrade)
			outcome = upgrade(ctx, database);
		if (outcome == OK)
			outcome = inspect(ctx, database);
	}
	if (outcome != OK) {
		if (is_created)
			database->engine->destroy(database->address);
		arena_close(database->arena);
		return outcome;
	}
	*ret_database = database;
	return OK;
}

void database_close(struct database *database)
{
	if (!database)
		return;
	watcher_forget(database);
	pool_forget(database);
	writer_forget(database);
	arena_close(database->arena);
}

enum db_engine database_engine(const struct database *database)
{
	return database->engine->name;
}
