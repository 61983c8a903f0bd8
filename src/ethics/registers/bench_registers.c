/* How fast a large register is imported, listed and written out, beside the sqlite3 shell with the same rows.
 * Usage: bench_registers FOLDER ENTRIES NAMES SQL [postgresql://…]. NAMES: the folder of the census names; SQL: of what
 * the shell is told. Prints lines of
 * JSON; seconds are of a clock, or of the processor where they say so. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commitments/commitments.h"
#include "db/db_measuring.h"
#include "duties/duties.h"
#include "files/files.h"
#include "jobs/jobs.h"
#include "journal/seeds.h"
#include "mail/mail.h"
#include "registers/bench_registers_made.h"
#include "registers/export.h"
#include "registers/registers_bench_sql.h"
#include "registers/store.h"
#include "registers/value_parts.h"
#include "rulebook/store.h"
#include "screening/screening.h"
#include "search/search.h"

#define SLICE_MOST 500

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {
	&db_feature,    &site_feature,   &journal_feature,     &access_feature,    &search_feature,
	&mail_feature,  &jobs_feature,   &rulebook_feature,    &files_feature,     &people_feature,
	&codes_feature, &duties_feature, &commitments_feature, &screening_feature, &registers_feature};
static const struct features features = {table, COUNT_OF(table)};

static const char rules[] =
	"rulebook: {id: bench, title: Bench, currency: GBP}\n"
	"registers:\n"
	"  - id: gifts\n"
	"    title: Gifts and hospitality\n"
	"    single: yes\n"
	"    source: A code\n"
	"    fields:\n"
	"      - {id: what, name: What it was, kind: text, required: yes}\n"
	"      - {id: donor, name: Given by, kind: organization, required: yes, filter: yes, compare: yes}\n"
	"      - {id: received, name: Day, kind: date, required: yes, sort: yes, filter: yes}\n"
	"      - {id: value, name: Value, kind: money, unknown: yes, sort: yes, filter: yes}\n"
	"      - {id: outcome, name: Outcome, kind: choice, filter: yes, choices: {accepted: Accepted, refused: "
	"Refused, returned: Returned}}\n"
	"    categories:\n"
	"      - {id: gift, title: Gifts, holds: received, fields: [what, donor, received, value, outcome]}\n"
	"      - {id: hospitality, title: Hospitality, holds: received, fields: [what, donor, received, value, "
	"outcome]}\n";

static void must(enum outcome outcome, const char *what)
{
	if (outcome != OK) {
		fprintf(stderr, "%s: %s\n", what, outcome_name(outcome));
		die("the bench failed");
	}
}

/* ---- Ours ---- */

struct importing {
	const struct world *w;
	const struct scheme *scheme;
	int64_t revision, next, n;
	struct entry_put *puts;
	struct journal_seeds seeds;
	struct journal_seed live_seed;
	bool is_over;
	struct site *site;
	double live_ms[20000];
	size_t n_live;
	double slice_ms_most;
	int64_t slices;
	const char *beside; /* a file on the same disk */
	double flush_ms[20000];
	size_t n_flush;
};

#define PERSONS_AT_ONCE 2000

static enum outcome persons_write(struct ctx *ctx, void *args)
{
	const struct importing *g = args;
	for (int64_t i = g->next; i < g->next + PERSONS_AT_ONCE && i <= g->w->persons; i++) {
		arena_scope(ctx->arena);
		struct str name = sort_name(ctx->arena, g->w, i);
		unsigned char id[16];
		random_bytes(ctx, id, sizeof(id));
		TRY(db_exec(ctx, &registers_bench_sql_person,
			    DB_PARAMS(db_int(i), db_text(str_fmt(ctx->arena, "p%lld", (long long)i)), db_text(name),
				      db_text(name), db_text(base32_str(ctx->arena, str_bytes(id, sizeof(id))))),
			    NULL));
	}
	return OK;
}

static enum outcome begin_write(struct ctx *ctx, void *args)
{
	return registers_batch_begin(ctx, &((struct importing *)args)->revision);
}

static enum outcome slice_write(struct ctx *ctx, void *args)
{
	struct importing *g = args;
	return registers_batch_put(ctx, g->revision, g->puts, (size_t)g->n, NULL);
}

static enum outcome publish_write(struct ctx *ctx, void *args)
{
	return registers_batch_publish(ctx, ((struct importing *)args)->revision, 0);
}

/* As an import does: cells are parsed, answers checked. */
static void put_fill(struct ctx *ctx, const struct importing *g, int64_t i, struct entry_put *put)
{
	struct gift gift = gift_of(ctx->arena, g->w, i);
	const struct scheme_category *category = scheme_category(g->scheme, gift.category);
	struct answer *answers = arena_array(ctx->arena, struct answer, FIELDS);
	struct value *values = arena_array(ctx->arena, struct value, FIELDS);
	for (size_t j = 0; j < FIELDS; j++) {
		const struct scheme_field *field = &category->fields[j];
		must(value_parse(ctx, field, field->id, gift.cells[j], STR("dmy"), &values[j]), "parse");
		answers[j] = (struct answer){.field = field->id, .values = &values[j], .n = 1};
	}
	*put = (struct entry_put){.id = id_new(ctx)};
	put->entry = (struct entry){.person_id = gift.person,
				    .act = ENTRY_DECLARED,
				    .source = SOURCE_IMPORT,
				    .declared_day = gift.declared};
	put->entry.declared = (struct declared){.scheme = g->scheme,
						.category = category,
						.whose = WHOSE_SELF,
						.answers = answers,
						.n_answers = FIELDS};
	must(declared_check(ctx, &put->entry.declared, (struct day){TODAY}), "check");
}

static enum outcome live_write(struct ctx *ctx, void *args)
{
	struct importing *g = args;
	struct entry_put put;
	put_fill(ctx, g, 1, &put);
	put.seed = g->live_seed;
	return registers_put(ctx, &put, 1, NULL);
}

/* Somebody declares a gift ten times a second while the import runs. */
static void *live(void *args)
{
	struct importing *g = args;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena,
			  .now_ms = ((int64_t)TODAY * 24 + 20) * 3600000,
			  .actor = &access_command_line,
			  .site = g->site};
	while (!__atomic_load_n(&g->is_over, __ATOMIC_ACQUIRE) && g->n_live < COUNT_OF(g->live_ms)) {
		arena_scope(arena);
		const struct timespec pause = {.tv_nsec = 100000000};
		nanosleep(&pause, NULL);
		g->live_seed = journal_seed_new(&ctx);
		double began = clock_s();
		must(site_write(&ctx, live_write, g), "live");
		g->live_ms[g->n_live++] = (clock_s() - began) * 1e3;
	}
	return NULL;
}

/* What the disk alone takes to acknowledge as much as a declaration writes: nobody's write is quicker. */
static void *flushes(void *args)
{
	struct importing *g = args;
	static const char bytes[65536];
	int fd = open(g->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while (fd >= 0 && !__atomic_load_n(&g->is_over, __ATOMIC_ACQUIRE) && g->n_flush < COUNT_OF(g->flush_ms)) {
		const struct timespec pause = {.tv_nsec = 100000000};
		nanosleep(&pause, NULL);
		double began = clock_s();
		if (write(fd, bytes, sizeof(bytes)) != sizeof(bytes) || fdatasync(fd) != 0)
			die("%s cannot be written", g->beside);
		g->flush_ms[g->n_flush++] = (clock_s() - began) * 1e3;
	}
	if (fd >= 0)
		(void)close(fd);
	return NULL;
}

static void slice_do(struct ctx *ctx, struct importing *g, int64_t n)
{
	arena_scope(ctx->arena);
	g->puts = arena_array(ctx->arena, struct entry_put, (size_t)n);
	for (g->n = 0; g->n < n && g->next <= g->w->entries; g->n++) {
		put_fill(ctx, g, g->next++, &g->puts[g->n]);
		g->puts[g->n].seed = journal_seeds_next(ctx, &g->seeds);
	}
	must(site_write(ctx, slice_write, g), "slice");
}

static struct took import_do(struct ctx *ctx, struct importing *g, const struct backends *server)
{
	double began = clock_s(), processor = processor_seconds(server);
	int64_t n = 32;
	g->seeds = journal_seeds_new(ctx, (size_t)g->w->entries);
	must(site_write(ctx, begin_write, g), "begin");
	for (g->next = 1; g->next <= g->w->entries; g->slices++) {
		double at = clock_s();
		slice_do(ctx, g, n);
		double ms = (clock_s() - at) * 1e3;
		g->slice_ms_most = ms > g->slice_ms_most ? ms : g->slice_ms_most;
		n = (int64_t)batch_slice_next((size_t)n, SLICE_MOST, ms);
	}
	must(registers_batch_order(ctx, g->revision), "order");
	must(site_write(ctx, publish_write, g), "publish");
	return (struct took){clock_s() - began, processor_seconds(server) - processor};
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void times_print(const char *what, const char *engine, double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), by_size);
	printf("{\"bench\": \"registers_%s_%s\", \"n\": %zu, \"median_ms\": %.3f, \"p99_ms\": %.3f, \"worst_ms\": "
	       "%.3f}\n",
	       what, engine, n, n ? ms[n / 2] : 0, n ? ms[n * 99 / 100] : 0, n ? ms[n - 1] : 0);
}

/* ---- Lists ---- */

#define TRIES 5

/* Of the clock where a server works for us, else of this thread's processor: a machine that is shared says little by
 * the clock. */
static double list_s(const struct ctx *ctx)
{
	struct timespec now;
	clock_gettime(database_engine(ctx->site->database) == DB_POSTGRES ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID,
		      &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct lists {
	struct ctx *ctx;
	const struct importing *g;
	double ms[4000];
	size_t n;
	double worst;
	char worst_words[200];
};

static void page_time(struct lists *l, const struct entry_filter *filter, const char *words)
{
	for (int i = 0; i < TRIES; i++) {
		arena_scope(l->ctx->arena);
		struct entry *entries;
		struct str key;
		int64_t id;
		size_t n;
		must(site_read_begin(l->ctx, l->ctx->site), "read");
		double began = list_s(l->ctx);
		must(registers_list(l->ctx, filter, &entries, &n, &key, &id), "list");
		double ms = (list_s(l->ctx) - began) * 1e3;
		db_read_end(l->ctx);
		if (l->n < COUNT_OF(l->ms))
			l->ms[l->n++] = ms;
		if (ms > l->worst && i > 0) {
			l->worst = ms;
			snprintf(l->worst_words, sizeof(l->worst_words), "%s (%zu rows)", words, n);
		}
	}
}

struct asked_value {
	const char *field;
	struct str from, to;
};

/* Filters of all widths: one donor in 20,000, a day, a month, a year, one pound in five hundred, a tenth, two thirds.
 */
static size_t asked_values(struct arena *arena, const struct scheme *scheme, const struct world *w,
			   struct asked_value *asked)
{
	const struct scheme_category *category = &scheme->categories[0];
	struct ctx ctx = {.arena = arena};
	size_t n = 0;
	static const char *const wanted[][3] = {{"received", "2024-05-12", "2024-05-12"},
						{"received", "2024-05-01", "2024-05-31"},
						{"received", "2024-01-01", "2024-12-31"},
						{"value", "100.00", "100.99"},
						{"value", "100.00", "150.00"},
						{"outcome", "accepted", "accepted"},
						{"outcome", "returned", "returned"}};
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct scheme_field *field = scheme_field(category, str_of(wanted[i][0]));
		struct value from, to;
		must(value_parse(&ctx, field, field->id, str_of(wanted[i][1]), STR(""), &from), "from");
		must(value_parse(&ctx, field, field->id, str_of(wanted[i][2]), STR(""), &to), "to");
		asked[n++] = (struct asked_value){wanted[i][0], value_key(arena, field, &from),
						  value_key(arena, field, &to)};
	}
	const struct scheme_field *donor = scheme_field(category, STR("donor"));
	struct value value = {.state = VALUE_GIVEN, .text = gift_of(arena, w, 7).cells[1]};
	asked[n++] = (struct asked_value){"donor", value_key(arena, donor, &value), value_key(arena, donor, &value)};
	return n;
}

static void sorted_by_time(struct lists *l, struct entry_filter *filter, const struct asked_value *asked, size_t n)
{
	static const char *const sorts[] = {"registered", "person", "received", "value"};
	char words[150];
	for (size_t s = 0; s < COUNT_OF(sorts); s++)
		for (int down = 0; down < 2; down++)
			for (size_t a = 0; a <= n; a++)
				for (size_t b = a; b <= n; b++) {
					if (a < n && b < n && strcmp(asked[a].field, asked[b].field) == 0)
						continue;
					memset(filter->values, 0, sizeof(filter->values));
					filter->sort = str_of(sorts[s]);
					filter->descending = down;
					const size_t both[2] = {a, b};
					for (size_t i = 0; i < 2; i++)
						if (both[i] < n) {
							filter->values[i].field = str_of(asked[both[i]].field);
							filter->values[i].from = asked[both[i]].from;
							filter->values[i].to = asked[both[i]].to;
						}
					snprintf(words, sizeof(words), "%s%s by %s %zu, %s %zu", sorts[s],
						 down ? " down" : "", a < n ? asked[a].field : "-", a,
						 b < n ? asked[b].field : "-", b);
					page_time(l, filter, words);
				}
}

static void lists_measure(struct ctx *ctx, const struct importing *g, const char *engine, int64_t known_ms,
			  const char *what)
{
	static struct lists l;
	struct asked_value asked[12];
	size_t n = asked_values(ctx->arena, g->scheme, g->w, asked);
	struct entry_filter filter = {
		.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .most = REGISTER_PAGE_ROWS};
	l = (struct lists){.ctx = ctx, .g = g};
	must(site_read_begin(ctx, ctx->site), "read");
	must(registers_known_at(ctx, known_ms, &filter.known), "known");
	db_read_end(ctx);
	sorted_by_time(&l, &filter, asked, n);
	filter.category = STR("hospitality");
	sorted_by_time(&l, &filter, asked, 0);
	times_print(what, engine, l.ms, l.n);
	printf("{\"bench\": \"registers_%s_worst_%s\", \"ms\": %.3f, \"of\": \"%s\"}\n", what, engine, l.worst,
	       l.worst_words);
}

/* ---- Writing out ---- */

struct counted {
	FILE *out;
	int64_t bytes;
};

static enum outcome bytes_put(struct ctx *ctx, void *to, struct str bytes)
{
	struct counted *counted = to;
	(void)ctx;
	counted->bytes += (int64_t)bytes.n;
	return fwrite(bytes.p, 1, bytes.n, counted->out) == bytes.n ? OK : BROKEN;
}

static struct took export_do(struct ctx *ctx, const struct importing *g, const char *path, int64_t *ret_bytes)
{
	const struct backends none = {0};
	struct register_query query;
	struct counted counted = {.out = fopen(path, "w")};
	const struct export_sink sink = {.put = bytes_put, .to = &counted};
	double began = clock_s(), processor = processor_seconds(&none);
	must(site_read_begin(ctx, ctx->site), "read");
	must(register_query_read(ctx, g->scheme, NULL, 0, &query), "query");
	must(registers_export(ctx, &query, 1, EXPORT_CSV, &sink), "export");
	db_read_end(ctx);
	fclose(counted.out);
	*ret_bytes = counted.bytes;
	return (struct took){clock_s() - began, processor_seconds(&none) - processor};
}

static void export_say(struct ctx *ctx, const struct importing *g, const char *engine, const char *path,
		       const char *name)
{
	int64_t bytes = 0;
	struct took took = export_do(ctx, g, path, &bytes);
	printf("{\"bench\": \"registers_%s_%s\", \"clock_s\": %.3f, \"processor_s\": %.3f, \"bytes\": %lld}\n", name,
	       engine, took.clock, took.processor, (long long)bytes);
}

/* The first two times the file is written anew, and then sent as it was kept; after somebody has declared, all but the
 * rows beside theirs. */
static void export_measure(struct ctx *ctx, struct importing *g, const char *engine, const char *path)
{
	static const char *const names[] = {"export_new", "export_keep", "export"};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		export_say(ctx, g, engine, path, names[i]);
	g->live_seed = journal_seed_new(ctx);
	must(site_write(ctx, live_write, g), "live");
	export_say(ctx, g, engine, path, "export_changed");
}

/* ---- All ---- */

static int64_t bytes_of(const char *path)
{
	struct stat is;
	return stat(path, &is) == 0 ? is.st_size : 0;
}

/* As the server calls it; NULL of a file. */
static const char *database_name(struct arena *arena, struct str address)
{
	size_t at = address.n;
	if (!str_starts(address, STR("postgresql://")))
		return NULL;
	while (address.p[at - 1] != '/')
		at--;
	return str_c(arena, str_bytes(address.p + at, address.n - at));
}

static enum outcome analyze_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &registers_bench_sql_analyze, DB_NO_PARAMS, NULL);
}

static void site_make(struct ctx *ctx, struct importing *g, struct str address)
{
	const struct site_draft draft = {
		.name = STR("City"), .url = STR("https://ethics.example.gov"), .zone_name = STR("Europe/London")};
	const struct rulebook_file file = {STR("rulebook.yaml"), str_of(rules)};
	struct rulebook *book = arena_new(ctx->arena, struct rulebook);
	int64_t version;
	bool changed;
	must(site_create(ctx, &features, address, &draft), "create");
	must(site_open(ctx, &features, address, false, &g->site), "open");
	ctx->site = g->site;
	if (rulebook_parse(ctx, &file, 1, book) != OK)
		die("%.*s", STR_ARG(problem_str(ctx->arena, ctx->problems.first)));
	must(rulebook_apply(ctx, &file, 1, book, &version, &changed), "apply");
	g->scheme = rulebook_scheme(book, STR("gifts"));
	for (g->next = 1; g->next <= g->w->persons; g->next += PERSONS_AT_ONCE)
		must(site_write(ctx, persons_write, g), "persons");
}

static int64_t json_bytes(struct ctx *ctx)
{
	struct journal_record record;
	int64_t sum = 0, n = 0;
	struct entry_filter filter = {
		.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .ended = true, .most = 500};
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t found;
	must(site_read_begin(ctx, ctx->site), "read");
	must(registers_known_at(ctx, INT64_MAX, &filter.known), "known");
	must(registers_list(ctx, &filter, &entries, &found, &key, &id), "list");
	for (size_t i = 0; i < found; i++, n++) {
		must(journal_find(ctx, entries[i].record_id, 0, &record), "record");
		sum += (int64_t)record.content.n;
	}
	db_read_end(ctx);
	return n ? sum / n : 0;
}

static void site_measure(struct arena *arena, const struct world *w, struct str address, const char *engine,
			 const char *folder)
{
	static struct importing g;
	struct ctx ctx = {
		.arena = arena, .now_ms = ((int64_t)TODAY * 24 + 20) * 3600000, .actor = &access_command_line};
	pthread_t thread, disk;
	const char *path = str_c(arena, address);
	g = (struct importing){.w = w, .beside = str_c(arena, str_fmt(arena, "%s/flushes", folder))};
	site_make(&ctx, &g, address);
	const struct backends server = backends_of(database_name(arena, address));
	int64_t before = bytes_of(path);
	pthread_create(&thread, NULL, live, &g);
	pthread_create(&disk, NULL, flushes, &g);
	struct took took = import_do(&ctx, &g, &server);
	__atomic_store_n(&g.is_over, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	pthread_join(disk, NULL);
	printf("{\"bench\": \"registers_import_%s\", \"entries\": %lld, \"clock_s\": %.3f, \"processor_s\": %.3f, "
	       "\"slices\": "
	       "%lld, \"slice_worst_ms\": %.1f}\n",
	       engine, (long long)w->entries, took.clock, took.processor, (long long)g.slices, g.slice_ms_most);
	times_print("live", engine, g.live_ms, g.n_live);
	times_print("flush", engine, g.flush_ms, g.n_flush);
	if (database_engine(g.site->database) == DB_POSTGRES)
		must(site_write(&ctx, analyze_write, NULL), "analyze");
	else
		printf("{\"bench\": \"registers_size_sqlite\", \"bytes_each\": %.1f, \"json_each\": %lld}\n",
		       (double)(bytes_of(path) - before) / (double)(w->entries + (int64_t)g.n_live),
		       (long long)json_bytes(&ctx));
	lists_measure(&ctx, &g, engine, INT64_MAX, "list");
	lists_measure(&ctx, &g, engine, ctx.now_ms, "known_at");
	export_measure(&ctx, &g, engine, str_c(arena, str_fmt(arena, "%s/ours.csv", folder)));
	site_close(g.site);
}

int main(int argc, char **argv)
{
	struct world w = {0};
	if (argc < 5 || !str_to_i64(str_of(argv[2]), &w.entries) || w.entries < 100)
		die("usage: bench_registers FOLDER ENTRIES NAMES SQL [postgresql://…]");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	w.persons = w.entries / 10;
	w.first = names_read(arena, argv[3], "firstnames-female.txt", 4000);
	w.last = names_read(arena, argv[3], "surnames.txt", 80000);
	struct took shell = shell_import(arena, &w, argv[1], argv[4]);
	printf("{\"bench\": \"registers_shell_import\", \"clock_s\": %.3f, \"processor_s\": %.3f}\n", shell.clock,
	       shell.processor);
	site_measure(arena, &w, str_fmt(arena, "%s/registers.db", argv[1]), "sqlite", argv[1]);
	shell = shell_run(str_c(arena, str_fmt(arena, "%s/flat.db", argv[1])),
			  str_c(arena, str_fmt(arena, ".read %s/shell_export.sql", argv[4])),
			  str_c(arena, str_fmt(arena, "%s/shell.csv", argv[1])));
	printf("{\"bench\": \"registers_shell_export\", \"clock_s\": %.3f, \"processor_s\": %.3f}\n", shell.clock,
	       shell.processor);
	if (argc > 5)
		site_measure(arena, &w, str_of(argv[5]), "postgres", argv[1]);
	return 0;
}
