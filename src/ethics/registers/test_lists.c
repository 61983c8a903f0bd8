/* Random histories of a register against a simple model in memory: every list, of every way, at every time. */
#include "registers/test/entries.h"

#include "base/property.h"
#include "registers/export_kept.h"

#define STEPS   14
#define ENTRIES 24

/* What stands in the register, as far as lists tell. */
struct line {
	int64_t id, version, seq; /* seq: in the order in which versions were written */
	int donor, outcome, pounds, act;
	int32_t received, to_day;
	bool in_batch;
};

struct state {
	struct line lines[ENTRIES];
	size_t n;
};

struct history {
	struct stand *s;
	struct gen *gen;
	struct state now, staged; /* staged: what a batch that is underway will show */
	struct state seen[STEPS]; /* after each step */
	struct revision_at at[STEPS];
	bool is_batch;
	int64_t seq;
	bool failed;
};

static const char *const donors[] = {"Quay Ferries", "harbour bank", "Tall Ships", "ÉTOILE"};
static const char *const outcomes[] = {"accepted", "refused"};

static void line_draw(struct gen *gen, struct line *line)
{
	line->donor = (int)gen_below(gen, COUNT_OF(donors));
	line->outcome = (int)gen_below(gen, 2);
	line->pounds = (int)gen_below(gen, 400);
	line->received = 20400 + (int32_t)gen_below(gen, 300);
	line->to_day = TENURE_OPEN;
}

static void put_fill(struct stand *s, const struct line *line, size_t who)
{
	struct arena *arena = s->test->arena;
	struct entry_put *put = draft(s, s->gifts, "gift", who);
	answer(s, put, "donor", donors[line->donor]);
	answer(s, put, "received", str_c(arena, day_str(arena, (struct day){line->received})));
	answer(s, put, "value", str_c(arena, str_fmt(arena, "%d", line->pounds)));
	answer(s, put, "outcome", outcomes[line->outcome]);
	put->entry.act = (enum entry_act)line->act;
	put->entry.to_day = line->to_day == TENURE_OPEN ? DEADLINE_NO_DAY : line->to_day;
	put->id = line->id;
	put->version = line->version - 1;
}

static enum outcome step_put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return s->revision ? registers_batch_put(ctx, s->revision, s->puts, s->n_puts, s->record_ids)
			   : registers_put(ctx, s->puts, s->n_puts, s->record_ids);
}

static enum outcome step_begin(struct ctx *ctx, void *args)
{
	return registers_batch_begin(ctx, &((struct stand *)args)->revision);
}

static enum outcome step_publish(struct ctx *ctx, void *args)
{
	return registers_batch_publish(ctx, ((struct stand *)args)->revision, 0);
}

/* A new entry, or another version of one. */
static void line_change(struct history *h, struct state *state, bool is_batch)
{
	struct gen *gen = h->gen;
	bool is_new = state->n == 0 || (state->n < ENTRIES && gen_bool(gen));
	struct line *line = &state->lines[is_new ? state->n : gen_below(gen, state->n)];
	if (!is_new && (line->in_batch || line->act == ENTRY_WITHDRAWN))
		return;
	int before = is_new ? -1 : line->pounds;
	if (is_new)
		*line = (struct line){.act = ENTRY_DECLARED, .id = id_new(&h->s->test->ctx)};
	line_draw(gen, line);
	line->pounds = line->pounds == before ? before + 1 : line->pounds;
	line->version++;
	if (!is_new)
		line->act = ENTRY_CHANGED + (int)gen_below(gen, 4);
	if (line->act == ENTRY_ENDED)
		line->to_day = line->received + (int32_t)gen_below(gen, 600);
	line->in_batch = is_batch;
	state->n += is_new;
	h->s->n_puts = 0;
	put_fill(h->s, line, gen_below(gen, 2));
	int64_t revision = h->s->revision;
	h->s->revision = is_batch ? revision : 0;
	line->seq = ++h->seq;
	h->failed = h->failed || stand_act(h->s, step_put) != OK || h->s->puts[0].is_same;
	h->s->revision = revision;
}

static void step(struct history *h, size_t i)
{
	uint64_t what = gen_below(h->gen, 6);
	if (what == 5 && !h->is_batch) {
		h->failed = h->failed || stand_act(h->s, step_begin) != OK;
		h->is_batch = true;
	} else if (what == 5) {
		h->failed = h->failed || stand_order(h->s) != OK || stand_act(h->s, step_publish) != OK;
		h->is_batch = false;
		for (size_t j = 0; j < h->staged.n; j++)
			h->staged.lines[j].in_batch = false;
		h->now = h->staged;
	} else if (h->is_batch && what >= 3) {
		line_change(h, &h->staged, true);
	} else if (!h->is_batch) {
		line_change(h, &h->now, false);
		h->staged = h->now;
	}
	h->s->test->ctx.now_ms += 1000;
	h->seen[i] = h->now;
	h->failed = h->failed || registers_known_at(stand_ctx(h->s), INT64_MAX, &h->at[i]) != OK;
}

/* ---- Asking ---- */

struct question {
	struct entry_filter filter;
	int donor, outcome; /* -1: any */
	int32_t from, to;   /* pounds; to -1: any */
	bool by_value;
};

static struct str number_key(struct arena *arena, int64_t n)
{
	return value_number_key(arena, n);
}

static void question_draw(struct history *h, struct question *q)
{
	struct gen *gen = h->gen;
	struct arena *arena = gen->arena;
	size_t n = 0;
	*q = (struct question){.donor = -1, .outcome = -1, .to = -1, .by_value = gen_bool(gen)};
	q->filter =
		(struct entry_filter){.register_id = STR("gifts"),
				      .as_at = gen_bool(gen) ? DEADLINE_NO_DAY : 20500 + (int32_t)gen_below(gen, 400),
				      .ended = gen_bool(gen),
				      .sort = q->by_value ? STR("value") : STR("received"),
				      .descending = gen_bool(gen),
				      .most = 1 + gen_below(gen, 7)};
	if (gen_bool(gen)) {
		q->donor = (int)gen_below(gen, COUNT_OF(donors));
		struct str key = value_text_key(arena, str_of(donors[q->donor]));
		q->filter.values[n].field = STR("donor");
		q->filter.values[n].from = q->filter.values[n].to = key;
		n++;
	}
	if (gen_bool(gen)) {
		q->outcome = (int)gen_below(gen, 2);
		q->filter.values[n].field = STR("outcome");
		q->filter.values[n].from = q->filter.values[n].to = str_of(outcomes[q->outcome]);
		n++;
	}
	if (gen_bool(gen)) {
		q->from = (int32_t)gen_below(gen, 400);
		q->to = q->from + (int32_t)gen_below(gen, 200);
		q->filter.values[n].field = STR("value");
		q->filter.values[n].from = number_key(arena, q->from * 100);
		q->filter.values[n].to = number_key(arena, q->to * 100);
		n++;
	}
	q->filter.way = n == 0 ? LIST_CHEAPEST : gen_below(gen, 2) ? LIST_WALKED : LIST_FILTERED;
}

static bool line_is_listed(const struct line *line, const struct question *q, int32_t today)
{
	bool is_withdrawn = line->act == ENTRY_WITHDRAWN;
	if (q->filter.as_at != DEADLINE_NO_DAY &&
	    (is_withdrawn || q->filter.as_at < line->received || q->filter.as_at > line->to_day))
		return false;
	if (!q->filter.ended && (is_withdrawn || line->act == ENTRY_GONE || line->to_day < today))
		return false;
	/* Of what was withdrawn nothing is found by its answers. */
	bool asks = q->donor >= 0 || q->outcome >= 0 || q->to >= 0;
	if (is_withdrawn)
		return !asks;
	return (q->donor < 0 || line->donor == q->donor) && (q->outcome < 0 || line->outcome == q->outcome) &&
	       (q->to < 0 || (line->pounds >= q->from && line->pounds <= q->to));
}

/* What was withdrawn has no value, and comes first. */
static int64_t sort_of(const struct line *line, bool by_value)
{
	return line->act == ENTRY_WITHDRAWN ? INT64_MIN : by_value ? line->pounds : line->received;
}

static bool stands_before(const struct line *a, const struct line *b, const struct question *q)
{
	int64_t x = sort_of(a, q->by_value), y = sort_of(b, q->by_value);
	bool before = x != y ? x < y : a->seq < b->seq;
	return q->filter.descending ? !before : before;
}

static size_t expected(const struct state *state, const struct question *q, int32_t today, struct line *ret_lines)
{
	size_t n = 0;
	for (size_t i = 0; i < state->n; i++) {
		if (!line_is_listed(&state->lines[i], q, today))
			continue;
		size_t at = n++;
		for (; at > 0 && !stands_before(&ret_lines[at - 1], &state->lines[i], q); at--)
			ret_lines[at] = ret_lines[at - 1];
		ret_lines[at] = state->lines[i];
	}
	return n;
}

static bool answer_fits(struct history *h, const struct question *q, const struct state *state)
{
	struct ctx *ctx = &h->s->test->ctx;
	struct line lines[ENTRIES];
	struct entry_filter page = q->filter;
	size_t n = expected(state, q, site_today(ctx).n, lines), at = 0;
	do {
		struct entry *entries;
		size_t found;
		if (registers_list(ctx, &page, &entries, &found, &page.after_key, &page.after_id) != OK)
			return false;
		for (size_t i = 0; i < found; i++, at++)
			if (at >= n || entries[i].id != lines[at].id || entries[i].version != lines[at].version)
				return false;
	} while (page.after_id);
	return at == n;
}

/* ---- Written out ---- */

static enum outcome bytes_add(struct ctx *ctx, void *to, struct str bytes)
{
	(void)ctx;
	buf_str(to, bytes);
	return OK;
}

/* `is_new`: as with words in the address, so that nothing is kept. */
static struct str written_out(struct history *h, bool is_new)
{
	struct ctx *ctx = stand_ctx(h->s);
	struct buf out = buf_open(arena_kept(ctx->arena), 4096); /* a row's arena is wound back behind it */
	const struct export_sink sink = {.put = bytes_add, .to = &out};
	struct register_query query;
	enum outcome outcome = register_query_read(ctx, h->s->gifts, NULL, 0, &query);
	query.n_asked = is_new;
	h->failed = h->failed || outcome != OK || registers_export(ctx, &query, 1, EXPORT_CSV, &sink) != OK;
	return buf_view(&out);
}

static int64_t kept_now(struct history *h)
{
	int64_t n = 0;
	h->failed = h->failed || export_kept_left(stand_ctx(h->s), &n) != OK;
	return n;
}

/* Asked for again and again, each time at another instant, it is what it would be anew. */
static bool written_fits(struct history *h, size_t times)
{
	bool fits = true;
	for (size_t i = 0; i < times && fits; i++) {
		struct str kept = written_out(h, false);
		fits = str_eq(kept, written_out(h, true));
		h->s->test->ctx.now_ms += 10;
	}
	return fits;
}

static enum outcome name_change(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person person;
	TRY(people_person(ctx, s->people[0].id, &person));
	return people_rename(ctx, &s->seeds[0], &person, STR("Imogen Harbour"), STR("Harbour, Imogen"), 20500, true);
}

static enum outcome entry_hide(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_hide(ctx, &s->seeds[0], s->id, STR("shown until 2026"));
}

/* What is kept falls with a name and with an entry that goes. */
static bool kept_falls(struct history *h)
{
	struct stand *s = h->s;
	bool fits = written_fits(h, 3) && kept_now(h) == 0;
	fits = fits && stand_act(s, name_change) == OK && kept_now(h) == 1 && written_fits(h, 3);
	s->id = h->now.n ? h->now.lines[0].id : 0;
	if (fits && s->id && !h->is_batch)
		fits = stand_act(s, entry_hide) == OK && kept_now(h) == 1 && written_fits(h, 1);
	return fits && export_kept_run(stand_ctx(s)) == OK && kept_now(h) == 0;
}

static bool lists_say_what_was_put(enum db_engine engine, struct gen *gen)
{
	struct history h = {.gen = gen, .s = stand_open(engine)};
	bool fits = true;
	for (size_t i = 0; i < STEPS && fits; i++) {
		step(&h, i);
		fits = written_fits(&h, gen_below(gen, 4));
	}
	for (size_t i = 0; i < 60 && fits && !h.failed; i++) {
		struct question q;
		size_t when = gen_below(gen, STEPS);
		question_draw(&h, &q);
		q.filter.known = h.at[when];
		fits = answer_fits(&h, &q, &h.seen[when]);
		if (!fits)
			gen_note(gen,
				 "step %zu of %lld versions; by %s%s, way %d, donor %d, outcome %d, %d to %d, as at "
				 "%d, ended %d",
				 when, (long long)h.seq, q.by_value ? "value" : "received",
				 q.filter.descending ? " down" : "", q.filter.way, q.donor, q.outcome, q.from, q.to,
				 q.filter.as_at, q.filter.ended);
	}
	struct journal_report report;
	fits = fits && kept_falls(&h);
	fits = fits && !h.failed && journal_verify(stand_ctx(h.s), &report) == OK;
	stand_close(h.s);
	return fits;
}

static bool on_sqlite(struct gen *gen)
{
	return lists_say_what_was_put(DB_SQLITE, gen);
}

static bool on_postgres(struct gen *gen)
{
	return lists_say_what_was_put(DB_POSTGRES, gen);
}

static void random_histories_on_sqlite(void **state)
{
	(void)state;
	assert_true(property_holds("lists", on_sqlite, 12));
}

static void random_histories_on_postgres(void **state)
{
	(void)state;
	if (!getenv("ABOVEBOARD_TEST_PG"))
		skip();
	assert_true(property_holds("lists", on_postgres, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_histories_on_sqlite),
		cmocka_unit_test(random_histories_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
