/* How fast what everybody owes is computed, kept and listed. Usage: bench_duties FOLDER TENURES [postgresql://…].
 * Prints lines of JSON; seconds are of the processor, the server's included, where they are not called clock_s. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "db/db_measuring.h"
#include "duties/duties_bench_sql.h"
#include "duties/duties_store.h"
#include "duties/duties_web.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "search/search.h"

#define DUTIES 10
#define BODIES 200
#define TODAY  20779 /* 22 November 2026 */

static uint64_t seed = 88172645463325252U;

/* Marsaglia's xorshift. */
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double clock_of(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double processor_s(void)
{
	return clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static long resident_kib(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void must(enum outcome outcome, const char *what)
{
	if (outcome != OK) {
		fprintf(stderr, "%s: %s\n", what, outcome_name(outcome));
		die("the bench failed");
	}
}

/* ---- Computing alone ---- */

/* Ten duties of the kinds that packs have; working days and a roll among them. */
static void rules_make(struct arena *arena, struct duty_rule *rules, int32_t *numbers)
{
	static const struct holiday holidays[] = {
		{.name = STR_INIT("New Year's Day"), .kind = HOLIDAY_YEARLY, .month = 1, .day = 1},
		{.name = STR_INIT("Christmas Day"), .kind = HOLIDAY_YEARLY, .month = 12, .day = 25},
	};
	static const struct duty_exception autumn[] = {
		{.kind = EXCEPT_TOOK_OFFICE_BETWEEN, .month = 10, .day = 1, .to_month = 12, .to_day = 31},
		{.kind = EXCEPT_SAME_OFFICE_WITHIN, .n = 30},
	};
	const struct calendar *calendar =
		calendar_open(arena, holidays, COUNT_OF(holidays), REST_SATURDAY | REST_SUNDAY);
	for (int i = 0; i < DUTIES; i++) {
		numbers[i] = i + 1;
		rules[i] = (struct duty_rule){
			.id = str_fmt(arena, "duty-%d", i),
			.title = str_fmt(arena, "Duty %d", i),
			.kind = DUTY_TASK,
			.row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY},
			.audience = {.categories = 1U << TENURE_ELECTED | 1U << TENURE_APPOINTED},
			.deadline = {.parts = {{.trigger = TRIGGER_TAKING_OFFICE,
						.n = 7 * (i + 1),
						.unit = i % 3 == 1 ? UNIT_WORKING_DAYS : UNIT_DAYS}},
				     .roll = i % 3 == 2 ? ROLL_FORWARD : ROLL_NOT,
				     .calendar = calendar},
			.exceptions = autumn,
			.n_exceptions = i % 2 ? 2 : 0,
			.once_per_person = i % 4 == 0,
		};
	}
	rules[8].deadline.parts[0] = (struct deadline_part){.trigger = TRIGGER_EACH_YEAR, .month = 4, .day = 1};
	rules[9].deadline.parts[0].unit = UNIT_YEARS;
	rules[9].deadline.parts[0].n = 1;
	rules[9].deadline.again = (struct deadline_part){.trigger = TRIGGER_LAST_TIME, .n = 2, .unit = UNIT_YEARS};
}

static void compute_measure(int64_t tenures)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct duty_rule rules[DUTIES];
	int32_t numbers[DUTIES];
	static const struct duty_body body = {
		.id = 1, .slug = STR_INIT("council"), .classification = STR_INIT("council")};
	rules_make(arena, rules, numbers);
	const struct duty_world world = {.rules = rules,
					 .numbers = numbers,
					 .n_rules = DUTIES,
					 .bodies = &body,
					 .n_bodies = 1,
					 .since_day = TODAY - 366};
	struct duty_plan *plan = duty_plan_open(arena, &world);
	struct duty_out out = {.arena = arena};
	int64_t made = 0, sum = 0;
	double began = processor_s();
	for (int64_t i = 1; i <= tenures; i++) {
		int32_t from = TODAY - (int32_t)(next_random() % 1500);
		const struct duty_term term = {.id = i,
					       .person_id = i,
					       .organization_id = 1,
					       .office = 1,
					       .category = TENURE_ELECTED,
					       .from_day = from,
					       .to_day = TENURE_OPEN,
					       .died_day = DEADLINE_NO_DAY};
		const struct duty_fact fact = {
			.id = i, .tenure_id = i, .duty = 1, .day = from + 5, .trigger_day = DEADLINE_NO_DAY};
		const struct duty_person person = {.terms = &term, .n_terms = 1, .facts = &fact, .n_facts = 1};
		duty_compute(plan, &person, (struct day){TODAY}, &out);
		made += (int64_t)out.n;
		for (size_t j = 0; j < out.n; j++)
			sum += out.p[j].due_day;
	}
	double took = processor_s() - began;
	printf("{\"bench\": \"duties_compute\", \"tenures\": %lld, \"obligations\": %lld, \"s\": %.3f, "
	       "\"ns_each\": %.1f, \"peak_mib\": %.1f, \"sum\": %lld}\n",
	       (long long)tenures, (long long)made, took, took * 1e9 / (double)made, (double)resident_kib() / 1024,
	       (long long)sum);
}

/* ---- Rows ---- */

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &jobs_feature,    &rulebook_feature,
					      &people_feature, &codes_feature,  &duties_feature};
static const struct features features = {table, COUNT_OF(table)};

struct filling {
	struct code_import import;
	struct journal_seed seeds[BODIES];
	int64_t bodies[BODIES];
	int64_t next, until;
	int n;
};

static enum outcome bodies_write(struct ctx *ctx, void *args)
{
	struct filling *f = args;
	for (int i = 0; i < BODIES; i++) {
		struct organization body = organization_new(str_fmt(ctx->arena, "Body %d", i));
		TRY(people_add_organization(ctx, &f->seeds[i], &body));
		f->bodies[i] = body.id;
	}
	return OK;
}

static enum outcome code_write(struct ctx *ctx, void *args)
{
	struct filling *f = args;
	struct edition edition;
	struct str slug = str_fmt(ctx->arena, "code-%d", f->n);
	const struct duty_local local = {.code = slug,
					 .title = slug,
					 .form = STR("local"),
					 .mandatory = true,
					 .within_days = 7 * (f->n + 1),
					 .since_day = DEADLINE_NO_DAY,
					 .source = STR("Resolution 1")};
	TRY(codes_add_draft(ctx, slug, &f->import, &edition));
	edition.change = CHANGE_MATERIAL;
	TRY(codes_publish(ctx, &f->seeds[0], &edition, (struct day){TODAY - 400}));
	return duties_put_rule(ctx, &local);
}

static enum outcome persons_write(struct ctx *ctx, void *args)
{
	struct filling *f = args;
	struct db_param first = db_int(f->next), last = db_int(f->until);
	TRY(db_exec(ctx, &duties_bench_sql_persons, DB_PARAMS(first, last), NULL));
	TRY(db_exec(ctx, &duties_bench_sql_tenures, DB_PARAMS(first, last, db_int(TODAY - 300), db_int(TENURE_OPEN)),
		    NULL));
	return db_exec(ctx, &duties_bench_sql_dones, DB_PARAMS(first, last, db_int(TODAY)), NULL);
}

/* A term begins a day earlier: each of its rows is another. */
static enum outcome touch_write(struct ctx *ctx, void *args)
{
	struct filling *f = args;
	CLEANUP(duty_now_close) struct duty_now now = {0};
	int64_t n;
	TRY(db_exec(ctx, &duties_bench_sql_tenure_move, DB_PARAMS(db_int(f->next), db_int(-1)), NULL));
	TRY(duty_now_open(ctx, &now));
	return duty_rows_refresh(ctx, &now, f->next - 1, f->next, &n);
}

#define SLICE 10000

static void fill(struct ctx *ctx, struct filling *f, int64_t tenures)
{
	must(codes_parse(ctx, STR("code.md"),
			 STR("# Code\n\n## 1. Honesty\n\nBe honest.\n\n## 2. Care\n\nTake care.\n"), CODE_MARKDOWN,
			 &f->import),
	     "code");
	for (int i = 0; i < BODIES; i++)
		f->seeds[i] = journal_seed_new(ctx);
	must(site_write(ctx, bodies_write, f), "bodies");
	for (f->n = 0; f->n < DUTIES; f->n++) {
		f->seeds[0] = journal_seed_new(ctx);
		must(site_write(ctx, code_write, f), "codes");
	}
	for (f->next = 1; f->next <= tenures; f->next = f->until + 1) {
		arena_scope(ctx->arena);
		f->until = f->next + SLICE <= tenures ? f->next + SLICE - 1 : tenures;
		must(site_write(ctx, persons_write, f), "persons");
	}
}

/* ---- The same by one query ---- */

struct owed {
	int64_t n, due, done;
};

static const struct db_col owed_cols[] = {DB_COL_I64(struct owed, n), DB_COL_I64(struct owed, due),
					  DB_COL_I64(struct owed, done)};
static const struct db_spec owed_spec = DB_SPEC(struct owed, owed_cols);

static bool same(const struct owed *a, const struct owed *b)
{
	return a->n == b->n && a->due == b->due && a->done == b->done;
}

static enum outcome owed_add(struct ctx *ctx, const struct duty_item *item, void *arg)
{
	struct owed *owed = arg;
	(void)ctx;
	owed->n++;
	owed->due += item->o.due_day;
	owed->done += item->o.done_day != DEADLINE_NO_DAY;
	return OK;
}

struct asked {
	const struct db_stmt *stmt;
	struct db_params params;
	struct owed owed;
};

/* On the writer's connection: a reader would be cut off, as every page's is. */
static enum outcome asked_write(struct ctx *ctx, void *args)
{
	struct asked *asked = args;
	return db_one(ctx, asked->stmt, asked->params, &owed_spec, &asked->owed);
}

/* Read and computed by us, by one query, and as the rows have it: all three must agree. */
static void query_measure(struct ctx *ctx, const char *engine)
{
	struct owed ours = {0};
	struct asked query = {.stmt = &duties_bench_sql_owed_by_query, .params = DB_PARAMS(db_int(TODAY - 400))};
	struct asked rows = {.stmt = &duties_bench_sql_owed_rows};
	must(site_read_begin(ctx, ctx->site), "read");
	double began = clock_of(CLOCK_MONOTONIC);
	must(duties_each(ctx, owed_add, &ours), "each");
	double each_s = clock_of(CLOCK_MONOTONIC) - began;
	db_read_end(ctx);
	began = clock_of(CLOCK_MONOTONIC);
	must(site_write(ctx, asked_write, &query), "query");
	double query_s = clock_of(CLOCK_MONOTONIC) - began;
	must(site_write(ctx, asked_write, &rows), "rows");
	if (!same(&ours, &query.owed) || !same(&rows.owed, &query.owed))
		die("the query says otherwise than the rows");
	printf("{\"bench\": \"duties_query_%s\", \"obligations\": %lld, \"clock_s\": %.3f, \"ours_clock_s\": %.3f}\n",
	       engine, (long long)query.owed.n, query_s, each_s);
}

/* ---- What people wait for ---- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

#define TRIES 101

static void print_times(const char *what, const char *engine, double *times)
{
	qsort(times, TRIES, sizeof(*times), by_size);
	printf("{\"bench\": \"duties_%s_%s\", \"median_ms\": %.3f, \"p99_ms\": %.3f}\n", what, engine,
	       times[TRIES / 2] * 1e3, times[TRIES - 2] * 1e3);
}

/* The office's page as an officer gets it, its four counts and the choice of 200 bodies included; of all bodies and of
 * one in turn. */
static void worklist_measure(struct ctx *ctx, const char *engine)
{
	static const struct grant grant = {.role = ROLE_OFFICER, .from = {0}, .to = {INT32_MAX}};
	static const struct actor officer = {
		.account_id = 1, .name = STR_INIT("Officer"), .grants = &grant, .n_grants = 1};
	double times[TRIES];
	size_t bytes = 0;
	for (int i = 0; i < TRIES; i++) {
		arena_scope(ctx->arena);
		const struct http_field query = {.name = STR("body"),
						 .value = str_fmt(ctx->arena, "body-%d", i % BODIES)};
		const struct req req = {.arena = ctx->arena, .query_fields = &query, .n_query_fields = i % 2 ? 1 : 0};
		struct ctx reader = *ctx;
		struct resp resp = {0};
		reader.actor = &officer;
		must(site_read_begin(&reader, ctx->site), "read");
		double at = clock_of(CLOCK_MONOTONIC);
		must(duties_office_get(&reader, &req, &resp), "page");
		times[i] = clock_of(CLOCK_MONOTONIC) - at;
		db_read_end(&reader);
		bytes = resp.body.n > bytes ? resp.body.n : bytes;
	}
	print_times("worklist", engine, times);
	printf("{\"bench\": \"duties_worklist_bytes_%s\", \"bytes\": %zu}\n", engine, bytes);
}

static void touch_measure(struct ctx *ctx, struct filling *f, const struct backends *server, const char *engine)
{
	double times[TRIES], began_s = processor_seconds(server);
	for (int i = 0; i < TRIES; i++) {
		arena_scope(ctx->arena);
		f->next = 1 + i;
		double at = clock_of(CLOCK_MONOTONIC);
		must(site_write(ctx, touch_write, f), "touch");
		times[i] = clock_of(CLOCK_MONOTONIC) - at;
	}
	double s = processor_seconds(server) - began_s;
	print_times("touch", engine, times);
	printf("{\"bench\": \"duties_touch_processor_%s\", \"ms\": %.3f}\n", engine, s * 1e3 / TRIES);
}

/* What PostgreSQL does by itself within a minute or two of many new rows, which this does not wait for. */
static enum outcome analyze_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &duties_bench_sql_analyze, DB_NO_PARAMS, NULL);
}

static void settle(struct ctx *ctx)
{
	if (database_engine(ctx->site->database) == DB_POSTGRES)
		must(site_write(ctx, analyze_write, NULL), "analyze");
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

static void rows_measure(struct arena *arena, struct str address, const char *engine, int64_t tenures)
{
	struct ctx ctx = {
		.arena = arena, .now_ms = ((int64_t)TODAY * 24 + 20) * 3600000, .actor = &access_command_line};
	const struct site_draft draft = {
		.name = STR("City"), .url = STR("https://ethics.example.gov"), .zone_name = STR("Europe/London")};
	static struct filling f;
	struct site *site;
	struct job_report report;
	int64_t again;
	/* The site has kept records for longer than anybody's term. */
	ctx.now_ms -= 400 * (int64_t)86400000;
	must(site_create(&ctx, &features, address, &draft), "create");
	must(site_open(&ctx, &features, address, false, &site), "open");
	ctx.site = site;
	fill(&ctx, &f, tenures);
	ctx.now_ms += 400 * (int64_t)86400000;
	settle(&ctx);
	const struct backends server = backends_of(database_name(arena, address));
	double began = processor_seconds(&server), began_clock = clock_of(CLOCK_MONOTONIC);
	must(jobs_run(&ctx, &duties_jobs[0], 0, true, &report, &again), "job");
	must(report.outcome, "job");
	printf("{\"bench\": \"duties_write_%s\", \"obligations\": %lld, \"s\": %.3f, \"clock_s\": %.3f, \"slices\": "
	       "%lld}\n",
	       engine, (long long)tenures * DUTIES, processor_seconds(&server) - began,
	       clock_of(CLOCK_MONOTONIC) - began_clock, (long long)report.slices);
	settle(&ctx);
	query_measure(&ctx, engine);
	worklist_measure(&ctx, engine);
	touch_measure(&ctx, &f, &server, engine);
	site_close(site);
}

int main(int argc, char **argv)
{
	int64_t tenures;
	if (argc < 3 || !str_to_i64(str_of(argv[2]), &tenures) || tenures < 1)
		die("usage: bench_duties FOLDER TENURES [postgresql://…]");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	compute_measure(tenures);
	rows_measure(arena, str_fmt(arena, "%s/duties.db", argv[1]), "sqlite", tenures);
	if (argc > 3)
		rows_measure(arena, str_of(argv[3]), "postgres", tenures);
	return 0;
}
