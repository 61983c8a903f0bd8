/* Kept files: whatever is done, in whichever order, a file that is made of the one before is the one made from the
 * beginning, byte for byte. */
#include "registers/test/entries.h"

#include "base/property.h"
#include "registers/export_kept.h"

#define ENTRIES 160
#define STEPS   24

struct history {
	struct stand *s;
	struct gen *gen;
	int64_t entries[ENTRIES], withheld[STEPS];
	size_t n, n_withheld;
	bool is_batch, failed;
};

static void must(struct history *h, enum outcome outcome)
{
	h->failed = h->failed || outcome != OK;
}

static size_t place_draw(struct history *h)
{
	return gen_below(h->gen, h->n);
}

/* ---- What is done ---- */

/* Days repeat, so that many rows stand in the order of their versions alone. */
static void gift_draw(struct history *h, int64_t parent)
{
	struct stand *s = h->s;
	struct arena *arena = s->test->arena;
	struct day day = {20400 + (int32_t)gen_below(h->gen, 12)};
	const char *value = str_c(arena, str_fmt(arena, "%d", (int)gen_below(h->gen, 400)));
	struct entry_put *put = gift(s, gen_below(h->gen, 2), "Quay Ferries", value, str_c(arena, day_str(arena, day)));
	put->id = id_new(&s->test->ctx);
	put->entry.parent_id = parent;
	put->entry.declared_day = 20420 + (int32_t)gen_below(h->gen, 30);
	if (h->n < ENTRIES)
		h->entries[h->n++] = put->id;
}

static void first_put(struct history *h)
{
	for (size_t left = 30 + gen_below(h->gen, 60); left > 0;) {
		size_t n = left < STAND_PUTS ? left : STAND_PUTS;
		for (size_t i = 0; i < n; i++)
			gift_draw(h, 0);
		must(h, stand_put(h->s));
		left -= n;
	}
}

/* CONFLICT: it is gone, or a batch has it. */
static enum outcome change(struct history *h, enum entry_act act)
{
	struct stand *s = h->s;
	struct entry before;
	int64_t id = h->entries[place_draw(h)];
	TRY(registers_entry_by_id(stand_ctx(s), id, &before));
	if (before.act == ENTRY_WITHDRAWN || before.erased_ms || before.hidden_ms)
		return CONFLICT;
	struct entry_put *put = redraft(s, id);
	put->entry.act = act;
	put->entry.reason = act == ENTRY_WITHDRAWN ? STR("a mistake") : put->entry.reason;
	size_t i = (size_t)(put - s->puts);
	for (size_t j = 0; j < put->entry.declared.n_answers; j++) {
		if (str_eq(s->answers[i][j].field, STR("value")))
			s->values[i][j].number += 100;
		s->answers[i][j].values = &s->values[i][j];
	}
	return stand_put(s);
}

static enum outcome hide(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_hide(ctx, &s->seeds[0], s->id, STR("shown until 2026"));
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->record_id, STR("published by mistake"));
}

static enum outcome withhold(struct ctx *ctx, void *args)
{
	struct history *h = args;
	const struct withheld_put put = {
		.id = registers_withheld_id(ctx), .register_id = STR("gifts"), .person_id = h->s->people[0].id};
	h->withheld[h->n_withheld++] = put.id;
	return registers_put_withheld(ctx, &put);
}

static enum outcome give_back(struct ctx *ctx, void *args)
{
	struct history *h = args;
	return registers_drop_withheld(ctx, h->withheld[--h->n_withheld]);
}

static enum outcome batch_begin(struct ctx *ctx, void *args)
{
	return registers_batch_begin(ctx, &((struct stand *)args)->revision);
}

static enum outcome batch_put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_batch_put(ctx, s->revision, s->puts, s->n_puts, s->record_ids);
}

static enum outcome batch_publish(struct ctx *ctx, void *args)
{
	return registers_batch_publish(ctx, ((struct stand *)args)->revision, 0);
}

static void batch_step(struct history *h)
{
	struct stand *s = h->s;
	if (!h->is_batch) {
		must(h, stand_act(s, batch_begin));
	} else {
		must(h, stand_order(s));
		must(h, stand_act(s, batch_publish));
	}
	h->is_batch = !h->is_batch;
}

static void goes(struct history *h, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	struct stand *s = h->s;
	struct entry entry;
	s->id = h->entries[place_draw(h)];
	if (h->is_batch || registers_entry_by_id(stand_ctx(s), s->id, &entry) != OK || entry.erased_ms ||
	    entry.hidden_ms)
		return;
	s->record_id = entry.record_id;
	must(h, stand_act(s, fn));
}

/* Mostly declarations. */
static void step(struct history *h)
{
	struct stand *s = h->s;
	switch (gen_below(h->gen, 16)) {
	case 0:
		goes(h, hide);
		break;
	case 1:
		goes(h, erase);
		break;
	case 2:
		must(h, site_write(&s->test->ctx, withhold, h));
		break;
	case 3:
		if (h->n_withheld)
			must(h, site_write(&s->test->ctx, give_back, h));
		break;
	case 4:
		batch_step(h);
		break;
	case 5:
	case 6:
		if (!h->is_batch)
			break;
		gift_draw(h, 0);
		must(h, stand_act(s, batch_put));
		break;
	case 7:
		(void)change(h, ENTRY_WITHDRAWN);
		break;
	case 8:
		(void)change(h, ENTRY_GONE);
		break;
	case 9:
	case 10:
	case 11:
		(void)change(h, ENTRY_CHANGED);
		break;
	default:
		gift_draw(h, gen_below(h->gen, 4) ? 0 : h->entries[0]);
		(void)stand_put(s);
		break;
	}
	s->n_puts = 0;
	s->test->ctx.now_ms += 1000;
}

/* ---- As files have it ---- */

static enum outcome bytes_add(struct ctx *ctx, void *to, struct str bytes)
{
	(void)ctx;
	buf_str(to, bytes);
	return OK;
}

/* `is_new`: as with words in the address, so that nothing is kept. */
static struct str written_out(struct stand *s, bool is_new)
{
	struct ctx *ctx = stand_ctx(s);
	struct buf out = buf_open(arena_kept(ctx->arena), 4096);
	const struct export_sink sink = {.put = bytes_add, .to = &out};
	struct register_query query;
	assert_int_equal(register_query_read(ctx, s->gifts, NULL, 0, &query), OK);
	query.n_asked = is_new;
	assert_int_equal(registers_export(ctx, &query, 1, EXPORT_CSV, &sink), OK);
	return buf_view(&out);
}

static bool kept_is_as_new(enum db_engine engine, struct gen *gen)
{
	struct history h = {.gen = gen, .s = stand_open(engine)};
	bool fits = true;
	first_put(&h);
	(void)written_out(h.s, false);
	for (size_t i = 0; i < STEPS && fits && !h.failed; i++) {
		for (size_t j = gen_below(gen, 3); j > 0; j--)
			step(&h);
		fits = str_eq(written_out(h.s, false), written_out(h.s, true));
		if (!fits)
			gen_note(gen, "step %zu of %zu entries", i, h.n);
	}
	stand_close(h.s);
	return fits && !h.failed;
}

static bool on_sqlite(struct gen *gen)
{
	return kept_is_as_new(DB_SQLITE, gen);
}

static bool on_postgres(struct gen *gen)
{
	return kept_is_as_new(DB_POSTGRES, gen);
}

static void whatever_is_done_on_sqlite(void **state)
{
	(void)state;
	assert_true(property_holds("kept files", on_sqlite, 30));
}

static void whatever_is_done_on_postgres(void **state)
{
	(void)state;
	if (!getenv("ABOVEBOARD_TEST_PG"))
		skip();
	assert_true(property_holds("kept files", on_postgres, 6));
}

/* Rows that name a site so. */
static size_t rows_of(struct str file, struct str url)
{
	size_t n = 0;
	for (struct str line; str_cut(&file, '\n', &line);)
		n += str_find(line, url, 0) != STR_NPOS;
	return n;
}

/* Only rows beside what was put are made anew: a change of which nothing was noted shows in no other. */
static bool others_are_copied(struct gen *gen)
{
	struct history h = {.gen = gen, .s = stand_open(DB_SQLITE)};
	struct str now = STR("https://elsewhere.example.gov/registers");
	first_put(&h);
	size_t n = h.n;
	(void)written_out(h.s, false);
	(void)written_out(h.s, false);
	h.s->test->site->settings.url = STR("https://elsewhere.example.gov");
	gift_draw(&h, 0);
	bool fits = stand_put(h.s) == OK;
	size_t made = rows_of(written_out(h.s, false), now);
	fits = fits && made >= 1 && made <= 17 && rows_of(written_out(h.s, true), now) == n + 1;
	gen_note(gen, "%zu of %zu", made, n);
	stand_close(h.s);
	return fits && !h.failed;
}

static void copies_the_others(void **state)
{
	(void)state;
	assert_true(property_holds("rows copied", others_are_copied, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_done_on_sqlite),
		cmocka_unit_test(copies_the_others),
		cmocka_unit_test(whatever_is_done_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
