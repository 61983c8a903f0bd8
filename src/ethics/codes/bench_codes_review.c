/* How long it takes to edit a draft of 15,000 elements. Usage: bench_codes_review SITE (a new file, or the
 * postgresql://… address of an empty database). Prints lines of JSON: processor time, the server's included. */
#include "codes/review_store.h"
#include "db/db_measuring.h"
#include "search/search.h"

enum { ELEMENTS = 15000, ROUNDS = 41 };

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,
					      &access_feature, &search_feature, &codes_feature};
static const struct features features = {table, COUNT_OF(table)};

struct act {
	struct code_import import;
	struct edition edition;
	struct review_edit edit;
	struct review_done done;
	int64_t seq;
};

static enum outcome add_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, STR("conduct"), &act->import, &act->edition);
}

static enum outcome edit_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return review_edit(ctx, &act->edit, &act->done);
}

static enum outcome undo_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return review_undo(ctx, act->edit.edition_id, act->done.seq, &act->done);
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

static struct str text_make(struct arena *arena)
{
	struct buf text = buf_open(arena, ELEMENTS * 128);
	buf_lit(&text, "Code of Conduct\n\n");
	for (int i = 1; i < ELEMENTS; i++)
		buf_fmt(&text,
			"%d. No member takes part in a matter in which the member, or somebody close to the "
			"member, has an interest of kind %d.\n\n",
			i, i % 97);
	return buf_view(&text);
}

/* The form of an element in the middle, as it is now. */
static struct act form_of(struct ctx *ctx, int64_t edition_id, int32_t what, size_t round)
{
	struct review_draft draft;
	must(ctx, review_draft(ctx, edition_id, &draft), "draft");
	size_t i = draft.n / 2 + round;
	struct act act = {
		.edit = {.edition_id = edition_id, .edit = {.act = what, .id = draft.p[i].id, .fresh = id_new(ctx)}}};
	act.edit.stamp = what == EDIT_CHANGE ? edit_stamp(draft.p, draft.n, i) : edit_stamp_place(draft.p, draft.n, i);
	act.edit.edit.to = draft.p[i];
	act.edit.edit.to.text = str_fmt(ctx->arena, "%.*s Once more, %zu.", STR_ARG(draft.p[i].text), round);
	return act;
}

static void print_times(const char *what, double *times)
{
	qsort(times, ROUNDS, sizeof(*times), by_size);
	printf("{\"bench\":\"codes_review_%s\",\"median_ms\":%.2f,\"most_ms\":%.2f}\n", what, times[ROUNDS / 2] * 1000,
	       times[ROUNDS - 1] * 1000);
	fflush(stdout);
}

/* Edits of one kind, and each taken back. */
static void measure(struct ctx *ctx, struct site *site, const char *database, int64_t edition_id, int32_t what)
{
	double read[ROUNDS], edit[ROUNDS], undo[ROUNDS];
	for (size_t round = 0; round < ROUNDS; round++) {
		arena_scope(ctx->arena);
		struct backends backends = backends_of(database);
		must(ctx, site_read_begin(ctx, site), "read");
		double began = processor_seconds(&backends);
		struct act act = form_of(ctx, edition_id, what, round);
		read[round] = processor_seconds(&backends) - began;
		db_read_end(ctx);
		began = processor_seconds(&backends);
		must(ctx, site_write(ctx, edit_fn, &act), "edit");
		double edited = processor_seconds(&backends);
		must(ctx, site_write(ctx, undo_fn, &act), "undo");
		edit[round] = edited - began;
		undo[round] = processor_seconds(&backends) - edited;
	}
	print_times("read", read);
	print_times(what == EDIT_CHANGE ? "change" : "remove", edit);
	print_times("undo", undo);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		die("usage: bench_codes_review SITE");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	bool is_server = str_starts(str_of(argv[1]), STR("postgresql://"));
	struct ctx ctx = {.arena = arena, .now_ms = instant_now().ms, .actor = &access_command_line};
	const struct site_draft draft = {
		.name = STR("A long code"),
		.url = STR("https://ethics.example.gov"),
		.zone_name = STR("Europe/London"),
	};
	struct site *site;
	struct act act = {0};
	must(&ctx, site_create(&ctx, &features, str_of(argv[1]), &draft), "create");
	must(&ctx, site_open(&ctx, &features, str_of(argv[1]), false, &site), "open");
	ctx.site = site;
	must(&ctx, codes_parse(&ctx, STR("code.txt"), text_make(arena), CODE_TEXT, &act.import), "parse");
	must(&ctx, site_write(&ctx, add_fn, &act), "add");
	const char *database = is_server ? strrchr(argv[1], '/') + 1 : NULL;
	measure(&ctx, site, database, act.edition.id, EDIT_CHANGE);
	measure(&ctx, site, database, act.edition.id, EDIT_DELETE);
	site_close(site);
	return 0;
}
