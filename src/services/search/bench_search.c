/* How fast search answers over many codes, and how fast they are indexed. Usage: bench_search FOLDER [postgresql://…].
 * Prints lines of JSON; leaves documents.tsv and queries.tsv in the folder, so that others can be measured on the same.
 */
#include <stdio.h>
#include <time.h>

#include "db/db_measuring.h"
#include "search/search.h"

#define CODES      1000
#define PROVISIONS 150
#define WORDS      20000
#define QUERIES    400
#define ROUNDS     5
#define PAGE_HITS  20

/* ---- Invented words of natural frequency ---- */

static uint64_t seed = 88172645463325252U;

/* Marsaglia's xorshift. */
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static struct str vocabulary[WORDS];
static double weights[WORDS]; /* summed up */

static struct str word_invent(struct arena *arena, size_t rank)
{
	static const char *const onsets[] = {"b", "c", "d", "f", "g",  "h",  "l",  "m",  "n",  "p",
					     "r", "s", "t", "v", "st", "tr", "pl", "br", "sh", ""};
	static const char *const rimes[] = {"a", "e", "i", "o", "u", "an", "er", "ol", "is", "ent"};
	struct buf word = buf_open(arena, 24);
	/* Common words are short. */
	size_t syllables = 1 + (rank > 30 ? 1U : 0) + (rank > 800 ? 1U : 0) + next_random() % 2;
	for (size_t i = 0; i < syllables; i++) {
		buf_c(&word, onsets[next_random() % COUNT_OF(onsets)]);
		buf_c(&word, rimes[next_random() % COUNT_OF(rimes)]);
	}
	return buf_view(&word);
}

static void vocabulary_make(struct arena *arena)
{
	double sum = 0;
	for (size_t i = 0; i < WORDS; i++) {
		vocabulary[i] = word_invent(arena, i);
		sum += 1.0 / ((double)i + 2.7); /* Zipf's law, as Mandelbrot has it */
		weights[i] = sum;
	}
}

static struct str word_draw(void)
{
	double at = (double)(next_random() >> 11) / 9007199254740992.0 * weights[WORDS - 1];
	size_t low = 0, n = WORDS;
	while (n > 1) {
		size_t half = n / 2;
		if (weights[low + half - 1] < at)
			low += half;
		n -= half;
	}
	return vocabulary[low];
}

struct document {
	struct str title;
	struct str text;
};
static struct document *documents;

static struct str words_draw(struct arena *arena, size_t n)
{
	struct buf text = buf_open(arena, n * 8);
	for (size_t i = 0; i < n; i++) {
		buf_c(&text, i ? " " : "");
		buf_str(&text, word_draw());
	}
	return buf_view(&text);
}

static void documents_make(struct arena *arena)
{
	documents = arena_array(arena, struct document, CODES * PROVISIONS);
	for (size_t i = 0; i < CODES * PROVISIONS; i++) {
		size_t at = i % PROVISIONS;
		struct str heading = at % 5 == 0 ? words_draw(arena, 3) : STR("");
		documents[i].title =
			str_fmt(arena, "%zu.%zu.%zu %.*s", at / 25 + 1, at % 25 / 5 + 1, at % 5, STR_ARG(heading));
		documents[i].text = words_draw(arena, 10 + next_random() % 61);
	}
}

/* ---- The room whose codes these are ---- */

static enum outcome give(struct ctx *ctx, int64_t subject, struct search_sink *sink)
{
	TRY(search_group(ctx, sink, STR("codes"), str_fmt(ctx->arena, "/codes/c%lld", (long long)subject),
			 str_fmt(ctx->arena, "Code %lld", (long long)subject)));
	for (size_t i = 0; i < PROVISIONS; i++) {
		arena_scope(ctx->arena);
		const struct document *d = &documents[(size_t)subject * PROVISIONS + i];
		const struct search_document document = {
			.path = str_fmt(ctx->arena, "/codes/c%lld#p%zu", (long long)subject, i),
			.title = d->title,
			.text = d->text,
			.lang = STR("en"),
		};
		TRY(search_put(ctx, sink, &document));
	}
	return OK;
}

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature shelf_feature = {.name = "shelf", .search_documents = give};
static const struct feature *const table[] = {&db_feature, &site_feature, &search_feature, &shelf_feature};
static const struct features features = {table, COUNT_OF(table)};

static enum outcome note_all(struct ctx *ctx, void *args)
{
	(void)args;
	for (int64_t i = 0; i < CODES; i++)
		TRY(search_note(ctx, "shelf", i));
	return OK;
}

/* ---- Measuring ---- */

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(struct ctx *ctx, enum outcome outcome, const char *what)
{
	if (outcome != OK)
		die("%s: %s %.*s", what, outcome_name(outcome),
		    STR_ARG(ctx->problems.first ? problem_str(ctx->arena, ctx->problems.first) : STR("")));
}

static int by_size(const void *a_v, const void *b_v)
{
	const double *a = a_v;
	const double *b = b_v;
	return (*a > *b) - (*a < *b);
}

static const char *const kinds[] = {"one", "two", "three", "beginning"};

/* Words of one provision, so that something is found. */
static struct str query_make(struct arena *arena, size_t kind)
{
	const struct document *d = &documents[next_random() % (CODES * PROVISIONS)];
	struct str words[71];
	size_t n = 0;
	struct str rest = d->text;
	while (n < COUNT_OF(words) && str_cut(&rest, ' ', &words[n]))
		n++;
	if (kind == 3) {
		struct str word = words[next_random() % n];
		/* A space would end the word; too short a one is looked for whole. */
		size_t length = 3 + next_random() % 3;
		return str_slice(word, 0, length);
	}
	struct buf query = buf_open(arena, 64);
	for (size_t i = 0; i <= kind; i++) {
		buf_c(&query, i ? " " : "");
		buf_str(&query, words[next_random() % n]);
	}
	return buf_view(&query);
}

struct took {
	double clock_ms;
	double processor_ms;
};

/* One search, as a request makes it. */
static struct took time_of(struct ctx *ctx, struct site *site, struct str query, const struct backends *backends,
			   size_t *ret_found)
{
	arena_scope(ctx->arena);
	struct search_results results;
	double processor_began = processor_seconds(backends);
	double began = seconds();
	must(ctx, site_read_begin(ctx, site), "read");
	must(ctx, search_find(ctx, query, STR(""), 0, PAGE_HITS, &results), "find");
	db_read_end(ctx);
	*ret_found = results.n;
	return (struct took){(seconds() - began) * 1000, (processor_seconds(backends) - processor_began) * 1000};
}

static void print_times(const char *engine, size_t kind, double *clock, double *processor, size_t found)
{
	qsort(clock, QUERIES, sizeof(*clock), by_size);
	qsort(processor, QUERIES, sizeof(*processor), by_size);
	printf("{\"bench\":\"search_%s_%s\",\"median_ms\":%.3f,\"p99_ms\":%.3f,\"most_ms\":%.3f,"
	       "\"processor_median_ms\":%.3f,\"processor_p99_ms\":%.3f,\"processor_most_ms\":%.3f,\"found\":%.1f}\n",
	       engine, kinds[kind], clock[QUERIES / 2], clock[QUERIES * 99 / 100], clock[QUERIES - 1],
	       processor[QUERIES / 2], processor[QUERIES * 99 / 100], processor[QUERIES - 1], (double)found / QUERIES);
	fflush(stdout);
}

/* Each query several times, of which the quickest counts: what else the machine does is not search's doing. */
static void measure(struct ctx *ctx, struct site *site, const char *engine, const char *database,
		    const struct str *queries, size_t kind)
{
	double clock[QUERIES];
	double processor[QUERIES];
	size_t all = 0;
	size_t found;
	/* The first makes the connection that all others use. */
	(void)time_of(ctx, site, queries[0], &(struct backends){0}, &found);
	struct backends backends = backends_of(database);
	for (size_t i = 0; i < QUERIES; i++) {
		struct took least = time_of(ctx, site, queries[i], &backends, &found);
		for (size_t round = 1; round < ROUNDS; round++) {
			struct took took = time_of(ctx, site, queries[i], &backends, &found);
			least.clock_ms = took.clock_ms < least.clock_ms ? took.clock_ms : least.clock_ms;
			least.processor_ms =
				took.processor_ms < least.processor_ms ? took.processor_ms : least.processor_ms;
		}
		clock[i] = least.clock_ms;
		processor[i] = least.processor_ms;
		all += found;
	}
	print_times(engine, kind, clock, processor, all);
}

/* `database` is PostgreSQL's name of it; NULL for SQLite. */
static void run(struct arena *arena, struct str address, const char *engine, const char *database,
		struct str *const *queries)
{
	struct ctx ctx = {.arena = arena, .now_ms = instant_now().ms};
	const struct site_draft draft = {
		.name = STR("A thousand codes"),
		.url = STR("https://ethics.example.gov"),
		.zone_name = STR("Europe/London"),
	};
	struct site *site;
	must(&ctx, site_create(&ctx, &features, address, &draft), "create");
	must(&ctx, site_open(&ctx, &features, address, false, &site), "open");
	ctx.site = site;
	must(&ctx, site_write(&ctx, note_all, NULL), "note");
	double began = seconds();
	int64_t n;
	must(&ctx, search_catch_up(&ctx, &n), "index");
	double took = seconds() - began;
	printf("{\"bench\":\"search_index_%s\",\"per_s\":%.0f,\"seconds\":%.2f}\n", engine, CODES * PROVISIONS / took,
	       took);
	fflush(stdout);
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
		measure(&ctx, site, engine, database, queries[kind], kind);
	site_close(site);
}

static FILE *file_in(struct arena *arena, const char *folder, const char *name)
{
	FILE *file = fopen(str_c(arena, str_fmt(arena, "%s/%s", folder, name)), "w");
	if (!file)
		die("%s/%s cannot be made", folder, name);
	return file;
}

static void leave(struct arena *arena, const char *folder, struct str *const *queries)
{
	FILE *file = file_in(arena, folder, "documents.tsv");
	for (size_t i = 0; i < CODES * PROVISIONS; i++)
		fprintf(file, "%.*s\t%.*s\n", STR_ARG(documents[i].title), STR_ARG(documents[i].text));
	fclose(file);
	file = file_in(arena, folder, "queries.tsv");
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
		for (size_t i = 0; i < QUERIES; i++)
			fprintf(file, "%s\t%.*s\n", kinds[kind], STR_ARG(queries[kind][i]));
	fclose(file);
}

int main(int argc, char **argv)
{
	if (argc < 2 || (argc > 2 && !strchr(argv[2], '/')))
		die("usage: bench_search FOLDER [postgresql://…]");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	vocabulary_make(arena);
	documents_make(arena);
	struct str *queries[COUNT_OF(kinds)];
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
		queries[kind] = arena_array(arena, struct str, QUERIES);
		for (size_t i = 0; i < QUERIES; i++)
			queries[kind][i] = query_make(arena, kind);
	}
	leave(arena, argv[1], queries);
	run(arena, str_fmt(arena, "%s/search.db", argv[1]), "sqlite", NULL, queries);
	if (argc > 2)
		run(arena, str_of(argv[2]), "postgres", strrchr(argv[2], '/') + 1, queries);
	return 0;
}
