/* What is being declared, as rows and rules: drafts, nil, changes, signing, review, paper. On both engines. */
#include "registers/test/declaring.h"

static void whom_a_register_is_for(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct register_for *registers;
	struct register_for one;
	size_t n;
	assert_int_equal(registers_for_person(&s->test->ctx, s->people[IMOGEN].id, &registers, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(registers[0].n, 1); /* of the council alone */
	assert_int_equal(registers[1].n, 2);
	assert_int_equal(register_for_person(&s->test->ctx, s->people[ADA].id, STR("interests"), &one), NOT_FOUND);
	assert_int_equal(register_for_person(&s->test->ctx, s->people[ADA].id, STR("jobs"), &one), OK);
	assert_ptr_equal(register_for_duty(registers, n, STR("declare")), registers[0].scheme);
	assert_null(register_for_duty(registers, n, STR("other")));
	stand_close(s);
}
ON_BOTH(whom_a_register_is_for)

static void nothing_unfinished_is_signed(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct ctx *ctx = &s->test->ctx;
	size_t n;
	assert_int_equal(act(s, open_write), OK);
	int64_t first = s->id;
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(s->id, first);
	assert_int_equal(act(s, sign_write), INVALID);
	add(s, "work", 0);
	int64_t work = s->item;
	assert_int_equal(task_state_of(ctx, load(s), STR("work"), &n), TASK_UNFINISHED);
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_OPEN);
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "paid");
	assert_true(item_faults(ctx, declaration_item_of(load(s), work)) > 0); /* the pay is asked now */
	answer(s, "kind", "unpaid");
	assert_int_equal(item_faults(ctx, declaration_item_of(load(s), work)), 0);
	assert_int_equal(task_state_of(ctx, load(s), STR("work"), &n), TASK_DONE);
	s->category = STR("work");
	assert_int_equal(act(s, nil_write), INVALID); /* something is declared there */
	nil(s, "land");
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_NIL);
	add(s, "land", 0); /* and not nothing after all */
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_UNFINISHED);
	assert_int_equal(act(s, sign_write), INVALID);
	assert_true(owes(s));
	s->category = STR("payment");
	s->parent = 0;
	assert_int_equal(act(s, add_write), NOT_FOUND); /* belongs to work */
	stand_close(s);
}
ON_BOTH(nothing_unfinished_is_signed)

static void what_is_signed_stands(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	declare_first(s);
	load(s);
	assert_int_equal(s->d.state, DECLARATION_ACCEPTED);
	assert_int_equal(s->d.says, SAYS_ENTRIES);
	assert_int_equal(s->d.n_puts, 3);
	assert_int_equal(s->d.puts[1].entry.parent_id, s->d.puts[0].id);
	assert_true(s->d.record_id.n > 0);
	assert_false(owes(s));
	struct entry entry;
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), OK);
	assert_int_equal(entry.version, 1);
	assert_int_equal(entry.declaration_id, s->id);
	assert_int_equal(act(s, sign_write), CONFLICT); /* once */
	/* Nothing has changed: no entry moves. */
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(load(s)->n_items, 3);
	assert_int_equal(s->d.n_puts, 0);
	assert_int_equal(s->d.items[1].parent_id, s->d.items[0].id);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->says, SAYS_UNCHANGED);
	stand_close(s);
}
ON_BOTH(what_is_signed_stands)

static void one_entry_changes_and_another_ends(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	declare_first(s);
	assert_int_equal(act(s, open_write), OK);
	load(s);
	s->item = s->d.items[0].id;
	int64_t work = s->d.items[0].entry_id, land = s->d.items[2].entry_id;
	assert_true(s->d.items[2].is_nil);
	answer(s, "employer", "Ropery");
	add(s, "land", 0);
	answer(s, "place", "2 Quay Street");
	load(s);
	assert_int_equal(s->d.n_puts, 3); /* changed, nil ended, new */
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, work, &entry), OK);
	assert_int_equal(entry.version, 2);
	assert_int_equal(entry.act, ENTRY_CHANGED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, land, &entry), OK);
	assert_int_equal(entry.act, ENTRY_ENDED);
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(load(s)->n_items, 3); /* the nil one is over */
	s->item = s->d.items[0].id;
	int64_t stale = s->id;
	/* Somebody else changed the entry meanwhile: what rests on the older version is not put. */
	answer(s, "employer", "Chandlery");
	s->begin.source = SOURCE_PAPER;
	s->begin.received_day = site_today(&s->test->ctx).n - 2;
	assert_int_equal(act(s, open_write), OK);
	assert_true(s->id != stale);
	load(s);
	s->item = s->d.items[0].id;
	assert_int_equal(act(s, end_write), OK);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->received_day, s->begin.received_day);
	s->id = stale;
	assert_int_equal(act(s, sign_write), CONFLICT);
	stand_close(s);
}
ON_BOTH(one_entry_changes_and_another_ends)

static void nothing_to_declare_in_all(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, open_write), OK);
	nil(s, "land");
	nil(s, "");
	assert_int_equal(load(s)->n_items, 1);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->says, SAYS_NIL);
	assert_false(owes(s));
	stand_close(s);
}
ON_BOTH(nothing_to_declare_in_all)

static void what_is_reviewed_waits_and_returns(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	s->begin.register_id = STR("jobs");
	assert_int_equal(act(s, open_write), OK);
	int64_t first = s->id;
	assert_int_equal(act(s, open_write), OK);
	assert_true(s->id != first); /* each by itself */
	add(s, "job", 0);
	answer(s, "who", "Ferry");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_SUBMITTED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), NOT_FOUND);
	struct declaration *waiting;
	size_t n;
	assert_int_equal(declarations_in_state(&s->test->ctx, DECLARATION_SUBMITTED, STR("jobs"), &waiting, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(act(s, return_write), OK);
	assert_int_equal(act(s, return_write), CONFLICT);
	assert_int_equal(load(s)->state, DECLARATION_RETURNED);
	answer(s, "who", "Ferry line");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(act(s, publish_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_ACCEPTED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), OK);
	stand_close(s);
}
ON_BOTH(what_is_reviewed_waits_and_returns)

static void what_waits_counts_towards_limits(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct scheme_threshold threshold = {.value = STR("worth"), .day = STR("day"), .by = STR("who")};
	struct gift *gifts;
	size_t n;
	s->begin.register_id = STR("jobs");
	assert_int_equal(act(s, open_write), OK);
	add(s, "job", 0);
	answer(s, "who", "Ferry");
	answer(s, "worth", "$40");
	answer(s, "day", "2026-05-12");
	const enum declaration_state states[] = {DECLARATION_DRAFT, DECLARATION_SUBMITTED, DECLARATION_ACCEPTED};
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		if (i)
			assert_int_equal(act(s, i == 1 ? sign_write : publish_write), OK);
		assert_int_equal(load(s)->state, states[i]);
		assert_int_equal(
			gifts_of_person(&s->test->ctx, s->d.scheme, &threshold, s->people[IMOGEN].id, &gifts, &n), OK);
		assert_int_equal(n, i ? 1 : 0);
		if (n)
			assert_int_equal(gifts[0].least, 4000);
	}
	assert_int_equal(gifts_of_person(&s->test->ctx, s->d.scheme, &threshold, s->people[ADA].id, &gifts, &n), OK);
	assert_int_equal(n, 0);
	stand_close(s);
}
ON_BOTH(what_waits_counts_towards_limits)

static enum outcome prefill_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct rulebook *book;
	int64_t version;
	struct value *value = arena_new(ctx->arena, struct value);
	*value = (struct value){.state = VALUE_GIVEN, .text = STR("Ferry")};
	struct answer *given = arena_new(ctx->arena, struct answer);
	*given = (struct answer){.field = STR("who"), .values = value, .n = 1};
	TRY(rulebook_current(ctx, &book, &version));
	const struct scheme *scheme = rulebook_scheme(book, STR("jobs"));
	const struct declared declared = {.scheme = scheme,
					  .category = scheme_category(scheme, STR("job")),
					  .whose = WHOSE_SELF,
					  .answers = given,
					  .n_answers = 1};
	return declaration_prefill(ctx, STR("jobs"), STR("job"), s->people[IMOGEN].id, s->tenures[0].id, &declared,
				   &s->id);
}

static void another_page_fills_in(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, prefill_write), OK);
	load(s);
	assert_int_equal(s->d.n_items, 1);
	assert_true(str_eq(item_summary(&s->test->ctx, &s->d.items[0]), STR("Ferry")));
	s->test->ctx.actor = &s->actors[ADA];
	assert_int_equal(act(s, prefill_write), FORBIDDEN);
	stand_close(s);
}
ON_BOTH(another_page_fills_in)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(whom_a_register_is_for),
		BOTH(nothing_unfinished_is_signed),
		BOTH(what_is_signed_stands),
		BOTH(one_entry_changes_and_another_ends),
		BOTH(nothing_to_declare_in_all),
		BOTH(what_is_reviewed_waits_and_returns),
		BOTH(what_waits_counts_towards_limits),
		BOTH(another_page_fills_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
