/* How fast a large register is imported, listed and written out, beside the sqlite3 shell with the same rows.
 * Usage: bench_registers FOLDER ENTRIES NAMES SQL [postgresql://…]. NAMES: the folder of the census names; SQL: of what
 * the shell is told. Prints lines of
 * JSON; seconds are of a clock, or of the processor where they say so. */
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "commitments/commitments.h"
#include "db/db_measuring.h"
#include "duties/duties.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "registers/export.h"
#include "registers/registers_bench_sql.h"
#include "registers/value_parts.h"
#include "rulebook/store.h"
#include "screening/screening.h"
#include "search/search.h"

#define TODAY      20779 /* 22 November 2026 */
#define DONORS     20000
#define FIELDS     5
#define SLICE_MS   15
#define SLICE_MOST 600

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {
	&db_feature,     &site_feature,        &journal_feature,   &access_feature,   &search_feature,
	&mail_feature,   &jobs_feature,        &rulebook_feature,  &people_feature,   &codes_feature,
	&duties_feature, &commitments_feature, &screening_feature, &registers_feature};
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

static double clock_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(enum outcome outcome, const char *what)
{
	if (outcome != OK) {
		fprintf(stderr, "%s: %s\n", what, outcome_name(outcome));
		die("the bench failed");
	}
}

/* ---- What is declared ---- */

struct names {
	struct str *p;
	size_t n;
};

static struct names names_read(struct arena *arena, const char *folder, const char *file, size_t most)
{
	struct names names = {arena_array(arena, struct str, most), 0};
	char path[500], line[200];
	snprintf(path, sizeof(path), "%s/%s", folder, file);
	FILE *in = fopen(path, "r");
	if (!in)
		die("no names: %s", path);
	while (names.n < most && fgets(line, sizeof(line), in)) {
		size_t n = strcspn(line, " \n");
		for (size_t i = 1; i < n; i++)
			line[i] = (char)(line[i] - 'A' + 'a');
		names.p[names.n++] = str_dup(arena, str_bytes(line, n));
	}
	fclose(in);
	return names;
}

struct world {
	struct names first, last;
	int64_t entries, persons;
};

/* Entry i, the same at each call: SplitMix64. */
static uint64_t draw(uint64_t i, uint64_t what)
{
	uint64_t z = i * 0x9e3779b97f4a7c15U + what * 0xd1b54a32d192ed03U + 0x632be59bd9b4e019U;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

struct gift {
	int64_t person;
	struct str category, cells[FIELDS]; /* as a file has them, in the order of the fields */
	int32_t declared;
};

static struct gift gift_of(struct arena *arena, const struct world *w, int64_t i)
{
	static const char *const things[] = {"A framed map of", "Dinner with the", "Two tickets to a concert of the",
					     "A bottle of wine from the", "A book about the"};
	static const char *const kinds[] = {"& Sons Ltd", "Holdings plc", "Foundation", "Harbour Company"};
	static const char *const outcomes[] = {"accepted", "accepted", "accepted", "accepted", "accepted",
					       "accepted", "accepted", "refused",  "refused",  "returned"};
	uint64_t at = (uint64_t)i, donor = draw(at, 1) % DONORS;
	struct gift g = {.person = 1 + (int64_t)(draw(at, 2) % (uint64_t)w->persons)};
	int32_t received = TODAY - 30 - (int32_t)(draw(at, 3) % 1800);
	uint64_t pence = 500 + draw(at, 4) % 50000;
	struct str name = w->last.p[draw(donor, 5) % w->last.n];
	g.declared = received + (int32_t)(draw(at, 6) % 28);
	g.category = draw(at, 7) % 10 < 6 ? STR("gift") : STR("hospitality");
	g.cells[0] = str_fmt(arena, "%s %.*s family", things[draw(at, 8) % COUNT_OF(things)],
			     STR_ARG(w->last.p[draw(at, 9) % w->last.n]));
	g.cells[1] = str_fmt(arena, "%.*s %s", STR_ARG(name), kinds[draw(donor, 10) % COUNT_OF(kinds)]);
	g.cells[2] = day_str(arena, (struct day){received});
	g.cells[3] = str_fmt(arena, "%llu.%02llu", (unsigned long long)pence / 100, (unsigned long long)pence % 100);
	g.cells[4] = str_of(outcomes[draw(at, 11) % COUNT_OF(outcomes)]);
	return g;
}

static struct str sort_name(struct arena *arena, const struct world *w, int64_t person)
{
	uint64_t i = (uint64_t)person;
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(w->last.p[draw(i, 20) % w->last.n]),
		       STR_ARG(w->first.p[draw(i, 21) % w->first.n]));
}

/* ---- The sqlite3 shell ---- */

struct took {
	double clock, processor;
};

/* `to`: a file for what it prints; NULL: nothing is. */
static struct took shell_run(const char *database, const char *script, const char *to)
{
	char *argv[] = {(char *)"sqlite3", (char *)"-csv", (char *)"-header", (char *)database, (char *)script, NULL};
	extern char **environ;
	struct rusage used;
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;
	posix_spawn_file_actions_init(&actions);
	if (to)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double began = clock_s();
	if (posix_spawnp(&pid, "sqlite3", &actions, NULL, argv, environ) != 0)
		die("no sqlite3 shell: apt-get install sqlite3");
	if (wait4(pid, &status, 0, &used) != pid || status != 0)
		die("the sqlite3 shell failed");
	posix_spawn_file_actions_destroy(&actions);
	struct took took = {clock_s() - began, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
						       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6};
	return took;
}

/* The columns of an entry, of its version and of its answers, with an index for each by which our lists go. */
static void rows_print(const struct world *w, const char *path)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	FILE *out = fopen(path, "w");
	if (!out)
		die("%s cannot be written", path);
	for (int64_t i = 1; i <= w->entries; i++) {
		arena_scope(arena);
		struct gift g = gift_of(arena, w, i);
		struct str name = sort_name(arena, w, g.person);
		fprintf(out,
			"%lld,1,%lld,,,0,0,0,1,1,2147483647,1,3,%.*s,%.*s,2147483647,%d,,,%lld,,\"%.*s\",%.*s,%.*s,%.*"
			"s,%.*s,%.*s\n",
			(long long)i << 22 | 1, (long long)g.person, STR_ARG(g.category), STR_ARG(g.cells[2]),
			g.declared, (long long)i, STR_ARG(name), STR_ARG(g.cells[0]), STR_ARG(g.cells[1]),
			STR_ARG(g.cells[2]), STR_ARG(g.cells[3]), STR_ARG(g.cells[4]));
	}
	fclose(out);
}

static struct took shell_import(struct arena *arena, const struct world *w, const char *folder, const char *sql)
{
	char *csv = str_c(arena, str_fmt(arena, "%s/entries.csv", folder));
	char *flat = str_c(arena, str_fmt(arena, "%s/flat.db", folder));
	rows_print(w, csv);
	(void)shell_run(flat, str_c(arena, str_fmt(arena, ".read %s/shell_table.sql", sql)), NULL);
	struct took took = shell_run(flat, str_c(arena, str_fmt(arena, ".import --csv %s e", csv)), NULL);
	(void)unlink(csv);
	return took;
}

/* ---- Ours ---- */

struct importing {
	const struct world *w;
	const struct scheme *scheme;
	int64_t revision, next, n;
	struct entry_put *puts;
	struct journal_seed live_seed;
	bool is_over;
	struct site *site;
	double live_ms[20000];
	size_t n_live;
	double slice_ms_most;
	int64_t slices;
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
	return registers_batch_publish(ctx, ((struct importing *)args)->revision);
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
	*put = (struct entry_put){.id = id_new(ctx), .seed = journal_seed_new(ctx)};
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

static void slice_do(struct ctx *ctx, struct importing *g, int64_t n)
{
	arena_scope(ctx->arena);
	g->puts = arena_array(ctx->arena, struct entry_put, (size_t)n);
	for (g->n = 0; g->n < n && g->next <= g->w->entries; g->n++)
		put_fill(ctx, g, g->next++, &g->puts[g->n]);
	must(site_write(ctx, slice_write, g), "slice");
}

static struct took import_do(struct ctx *ctx, struct importing *g, const struct backends *server)
{
	double began = clock_s(), processor = processor_seconds(server);
	int64_t n = 100;
	must(site_write(ctx, begin_write, g), "begin");
	for (g->next = 1; g->next <= g->w->entries; g->slices++) {
		double at = clock_s();
		slice_do(ctx, g, n);
		double ms = (clock_s() - at) * 1e3;
		g->slice_ms_most = ms > g->slice_ms_most ? ms : g->slice_ms_most;
		double fits = (double)n * SLICE_MS / (ms > 0.1 ? ms : 0.1);
		n = (int64_t)((double)n * 0.7 + fits * 0.3);
		n = n < 20 ? 20 : n > SLICE_MOST ? SLICE_MOST : n;
	}
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
	const struct export_sink sink = {bytes_put, &counted};
	double began = clock_s(), processor = processor_seconds(&none);
	must(site_read_begin(ctx, ctx->site), "read");
	must(register_query_read(ctx, g->scheme, NULL, 0, &query), "query");
	must(registers_export(ctx, &query, 1, EXPORT_CSV, &sink), "export");
	db_read_end(ctx);
	fclose(counted.out);
	*ret_bytes = counted.bytes;
	return (struct took){clock_s() - began, processor_seconds(&none) - processor};
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
	pthread_t thread;
	const char *path = str_c(arena, address);
	g = (struct importing){.w = w};
	site_make(&ctx, &g, address);
	const struct backends server = backends_of(database_name(arena, address));
	int64_t before = bytes_of(path);
	pthread_create(&thread, NULL, live, &g);
	struct took took = import_do(&ctx, &g, &server);
	__atomic_store_n(&g.is_over, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	printf("{\"bench\": \"registers_import_%s\", \"entries\": %lld, \"clock_s\": %.3f, \"processor_s\": %.3f, "
	       "\"slices\": "
	       "%lld, \"slice_worst_ms\": %.1f}\n",
	       engine, (long long)w->entries, took.clock, took.processor, (long long)g.slices, g.slice_ms_most);
	times_print("live", engine, g.live_ms, g.n_live);
	if (database_engine(g.site->database) == DB_POSTGRES)
		must(site_write(&ctx, analyze_write, NULL), "analyze");
	else
		printf("{\"bench\": \"registers_size_sqlite\", \"bytes_each\": %.1f, \"json_each\": %lld}\n",
		       (double)(bytes_of(path) - before) / (double)(w->entries + (int64_t)g.n_live),
		       (long long)json_bytes(&ctx));
	lists_measure(&ctx, &g, engine, INT64_MAX, "list");
	lists_measure(&ctx, &g, engine, ctx.now_ms, "known_at");
	int64_t bytes = 0;
	took = export_do(&ctx, &g, str_c(arena, str_fmt(arena, "%s/ours.csv", folder)), &bytes);
	printf("{\"bench\": \"registers_export_%s\", \"clock_s\": %.3f, \"processor_s\": %.3f, \"bytes\": %lld}\n",
	       engine, took.clock, took.processor, (long long)bytes);
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
