/* How fast durable writes are when callers share commits, against one commit each; and what an open site costs in
 * memory. Usage: bench_db FOLDER [postgresql://…]; the folder must be on the disk that is measured. Prints lines of
 * JSON. */
#include <pthread.h>

#include "db/db.h"
#include "db/sample_sql.h"

#define CLIENTS 64
#define ROUNDS  5
#define SECONDS 1.0
#define SITES   300

static const struct db_migration *const rooms[] = {db_migrations, sample_migrations};

struct client {
	struct database *database;
	pthread_t thread;
	int64_t first;
	int64_t n;
	double until;
};

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum outcome put(struct ctx *ctx, void *args)
{
	const int64_t *id = args;
	db_note(ctx, "sample", *id);
	return db_exec(
		ctx, &sample_sql_put,
		DB_PARAMS(db_int(*id), db_int(1), db_int(0), db_null(), db_bytes(STR("0123456789abcdef")), db_int(*id)),
		NULL);
}

static void *client_main(void *arg)
{
	struct client *client = arg;
	struct ctx ctx = {.arena = arena_open(0)};
	while (seconds() < client->until) {
		int64_t id = client->first + client->n++;
		if (db_write(&ctx, client->database, put, &id) != OK)
			die("a write failed");
	}
	arena_close(ctx.arena);
	return NULL;
}

/* Writes per second of so many clients. One client alone has nobody to share a commit with. */
static double rate(struct database *database, size_t n_clients)
{
	static int64_t next = 1;
	struct client clients[CLIENTS];
	double began = seconds();
	for (size_t i = 0; i < n_clients; i++) {
		clients[i] = (struct client){.database = database, .first = next, .until = began + SECONDS};
		next += 1000000;
		if (pthread_create(&clients[i].thread, NULL, client_main, &clients[i]) != 0)
			die("no thread");
	}
	int64_t n = 0;
	for (size_t i = 0; i < n_clients; i++) {
		pthread_join(clients[i].thread, NULL);
		n += clients[i].n;
	}
	return (double)n / (seconds() - began);
}

static int by_size(const void *a_v, const void *b_v)
{
	const double *a = a_v;
	const double *b = b_v;
	return (*a > *b) - (*a < *b);
}

static struct database *site_open(struct ctx *ctx, struct str address)
{
	const size_t counts[] = {db_migrations_n, sample_migrations_n};
	struct db_options options = {
		.address = address, .migrations = rooms, .migrations_n = counts, .n_rooms = 2, .create = true};
	struct database *database = NULL;
	if (database_open(ctx, &options, &database) != OK)
		die("%.*s cannot be made", STR_ARG(address));
	return database;
}

static void bench_writes(struct ctx *ctx, struct str address, const char *engine)
{
	struct database *database = site_open(ctx, address);
	double alone[ROUNDS];
	double together[ROUNDS];
	double ratio[ROUNDS];
	for (size_t i = 0; i < ROUNDS; i++) {
		alone[i] = rate(database, 1);
		together[i] = rate(database, CLIENTS);
		ratio[i] = together[i] / alone[i];
	}
	qsort(alone, ROUNDS, sizeof(double), by_size);
	qsort(together, ROUNDS, sizeof(double), by_size);
	qsort(ratio, ROUNDS, sizeof(double), by_size);
	printf("{\"bench\":\"db_writes_%s\",\"clients\":%d,\"alone_per_s\":%.0f,\"together_per_s\":%.0f,\"ratio\":%.2f}"
	       "\n",
	       engine, CLIENTS, alone[ROUNDS / 2], together[ROUNDS / 2], ratio[ROUNDS / 2]);
	database_close(database);
}

static long resident_kib(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	long kib = 0;
	while (status && fgets(line, sizeof(line), status))
		kib = strncmp(line, "VmRSS:", 6) == 0 ? strtol(line + 6, NULL, 10) : kib;
	if (status)
		fclose(status);
	return kib;
}

/* Every site written to, read and watched: the dearest state a site can be in. */
static void bench_sites(struct ctx *ctx, struct str folder)
{
	struct database *databases[SITES];
	long before = resident_kib();
	for (size_t i = 0; i < SITES; i++) {
		int64_t id = 1;
		int64_t n = 0;
		static const struct db_col cols[] = {{DB_FIELD_I64, 0, 0}};
		static const struct db_spec spec = {cols, 1, sizeof(int64_t)};
		databases[i] = site_open(ctx, str_fmt(ctx->arena, "%.*s/site%zu.db", STR_ARG(folder), i));
		if (db_write(ctx, databases[i], put, &id) != OK || db_read_begin(ctx, databases[i]) != OK ||
		    db_one(ctx, &sample_sql_count, DB_NO_PARAMS, &spec, &n) != OK)
			die("a site cannot be used");
		db_read_end(ctx);
		(void)database_position(databases[i], db_kinds("sample"));
	}
	printf("{\"bench\":\"db_sites\",\"sites\":%d,\"resident_kib\":%ld,\"kib_a_site\":%.1f}\n", SITES,
	       resident_kib(), (double)(resident_kib() - before) / SITES);
	struct timespec use[2];
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &use[0]);
	nanosleep(&(struct timespec){.tv_sec = 4}, NULL);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &use[1]);
	double used = (double)(use[1].tv_sec - use[0].tv_sec) + (double)(use[1].tv_nsec - use[0].tv_nsec) / 1e9;
	printf("{\"bench\":\"db_sites_idle\",\"sites\":%d,\"cpu_percent\":%.2f}\n", SITES, used / 4 * 100);
	for (size_t i = 0; i < SITES; i++)
		database_close(databases[i]);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		die("usage: bench_db FOLDER [postgresql://…]");
	struct ctx ctx = {.arena = arena_open(0)};
	bench_writes(&ctx, str_fmt(ctx.arena, "%s/writes.db", argv[1]), "sqlite");
	if (argc > 2)
		bench_writes(&ctx, str_of(argv[2]), "postgres");
	bench_sites(&ctx, str_of(argv[1]));
	arena_close(ctx.arena);
	return 0;
}
