/* The office's side of registers on both engines: withheld interests (S1), removals (S3), holds and how long (S8),
 * scrutiny; clocks and steps, pure. */
#include "registers/review.h"
#include "registers/test/entries.h"
#include "registers/test/office.h"

static void what_is_withheld_is_nowhere(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct revision_at now;
	struct journal_record record;
	struct str record_id = published(s, 0, SECRET " (GB-COH 01234567)");
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->puts[0].entry_id, &entry), OK);
	/* A later version, months afterwards. */
	struct entry_put *put = redraft(s, entry.id);
	s->values[0][2].number = 50000;
	s->answers[0][2].values = &s->values[0][2];
	put->entry.act = ENTRY_CORRECTED;
	put->entry.reason = STR("Worth more");
	s->test->ctx.now_ms += INT64_C(90) * 86400000;
	assert_int_equal(stand_put(s), OK);
	settled(s);
	assert_true(is_anywhere(s, SECRET));
	assert_int_equal(entry_withhold(as(s, &clerk), record_id, 2, false, form_id_new(&s->test->ctx)), FORBIDDEN);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, false, form_id_new(&s->test->ctx)), CONFLICT);
	struct str form = form_id_new(&s->test->ctx);
	enum outcome outcome = entry_withhold(as(s, &officer), record_id, 2, false, form);
	if (outcome != OK)
		fail_msg("%s: %s", outcome_name(outcome), test_problem(&s->test->ctx, 0));
	settled(s);
	assert_false(is_anywhere(s, "Nightingale"));
	assert_false(is_anywhere(s, "01234567"));
	/* By its public id only that something was removed. */
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), record_id, now, &entry), OK);
	assert_true(entry.erased_ms > 0);
	assert_int_equal(entry.person_id, 0);
	assert_int_equal(journal_find(stand_ctx(s), record_id, 1, &record), OK);
	assert_true(str_empty(record.content) && str_empty(record.salt));
	assert_text(record.erased_ground, "It should not have been published.");
	/* Whose it is, and that there is one, stands; as known then too. */
	struct entry_filter filter = {.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .known = now, .most = 10};
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	assert_int_equal(registers_list(stand_ctx(s), &filter, &entries, &n, &key, &id), OK);
	assert_int_equal(n, 1);
	assert_true(entries[0].withheld_ms > 0);
	assert_int_equal(entries[0].person_id, s->people[0].id);
	assert_true(str_empty(entries[0].record_id) && entries[0].declared.category == NULL);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_is_withheld_is_nowhere)

static void only_those_named_can_read_it(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str json;
	struct withheld withheld;
	struct entry entry;
	const struct actor member = {.account_id = 51, .person_id = s->people[0].id, .name = s->people[0].name};
	const struct actor other = {.account_id = 52, .person_id = s->people[1].id, .name = s->people[1].name};
	struct str record_id = published(s, 0, SECRET);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, true, form_id_new(&s->test->ctx)), OK);
	int64_t id = the_withheld(s).id;
	const struct actor *cannot[] = {&clerk, &administrator, &access_command_line, &other, NULL};
	for (size_t i = 0; i < COUNT_OF(cannot); i++)
		assert_int_equal(withheld_open(as(s, cannot[i]), id, &withheld, &json), FORBIDDEN);
	assert_int_equal(withheld_open(as(s, &member), id, &withheld, &json), OK);
	assert_int_equal(withheld_entry(as(s, &officer), id, &withheld, &entry), OK);
	assert_text(declared_answer(&entry.declared, STR("donor"))->values[0].text, SECRET);
	assert_text(withheld.category, "gift");
	stand_close(s);
}
ON_BOTH(only_those_named_can_read_it)

static enum outcome people_merge_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_merge(ctx, s->seeds, COUNT_OF(s->seeds), &s->people[0], &s->people[1], STR("the same"));
}

static enum outcome people_unmerge_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person_merge *merges;
	size_t n;
	TRY(people_merges(ctx, s->people[0].id, &merges, &n));
	return people_unmerge(ctx, s->seeds, COUNT_OF(s->seeds), &merges[0]);
}

static enum outcome ask_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return withhold_ask(ctx, s->record_id);
}

/* Who reads a withheld interest, and whose it is, when two are found to be one, and when that is undone. */
static void what_is_withheld_follows_its_person(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str json;
	struct withheld withheld;
	struct withhold_request *asked;
	size_t n;
	const struct actor first = {.account_id = 51, .person_id = s->people[0].id, .name = s->people[0].name};
	const struct actor second = {.account_id = 52, .person_id = s->people[1].id, .name = s->people[1].name};
	struct str record_id = published(s, 1, SECRET);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, true, form_id_new(&s->test->ctx)), OK);
	int64_t id = the_withheld(s).id;
	s->record_id = published(s, 1, "Quay Ferries");
	as(s, &second);
	assert_int_equal(stand_act(s, ask_write), OK);
	as(s, &access_command_line);
	assert_int_equal(stand_act(s, people_merge_write), OK);
	assert_int_equal(the_withheld(s).person_id, s->people[0].id);
	assert_text(the_withheld(s).person_name, "Imogen Vale");
	assert_int_equal(withheld_open(as(s, &first), id, &withheld, &json), OK);
	assert_int_equal(withheld_open(as(s, &second), id, &withheld, &json), FORBIDDEN);
	assert_int_equal(withhold_requests(stand_ctx(s), &asked, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(asked[0].person_id, s->people[0].id);
	as(s, &access_command_line);
	assert_int_equal(stand_act(s, people_unmerge_write), OK);
	assert_int_equal(withheld_open(as(s, &second), id, &withheld, &json), OK);
	assert_int_equal(withheld_open(as(s, &first), id, &withheld, &json), FORBIDDEN);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_is_withheld_follows_its_person)

static enum outcome person_erase_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->people[0].record_id, STR("asked to be forgotten"));
}

static void what_is_withheld_goes_with_its_person(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct withheld *list;
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	/* One that was another's before they were found to be one. */
	struct str record_id = published(s, 1, SECRET);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, false, form_id_new(&s->test->ctx)), OK);
	record_id = published(s, 0, SECRET);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, false, form_id_new(&s->test->ctx)), OK);
	as(s, &access_command_line);
	assert_int_equal(stand_act(s, people_merge_write), OK);
	if (stand_act(s, person_erase_write) != OK)
		fail_msg("%s", test_problem(&s->test->ctx, 0));
	assert_int_equal(withheld_list(as(s, &officer), &list, &n), OK);
	assert_int_equal(n, 0);
	struct entry_filter filter = {.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .most = 10};
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(stand_ctx(s), &filter, &entries, &n, &key, &id), OK);
	assert_int_equal(n, 0);
	settled(s);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_is_withheld_goes_with_its_person)

static enum outcome end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return withheld_end(ctx, &s->seeds[0], s->id, 1, &s->record_id);
}

static void what_is_no_longer_sensitive_is_published_anew(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct revision_at now;
	struct str before = published(s, 0, SECRET);
	assert_int_equal(entry_withhold(as(s, &officer), before, 1, false, form_id_new(&s->test->ctx)), OK);
	s->id = the_withheld(s).id;
	assert_int_equal(stand_act(s, end_write), OK);
	struct str after = str_dup(s->test->arena, s->record_id);
	assert_false(str_eq(before, after));
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), after, now, &entry), OK);
	assert_int_equal(entry.person_id, s->people[0].id);
	assert_text(declared_answer(&entry.declared, STR("donor"))->values[0].text, SECRET);
	struct withheld *list;
	size_t n;
	assert_int_equal(withheld_list(as(s, &officer), &list, &n), OK);
	assert_int_equal(n, 0);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_is_no_longer_sensitive_is_published_anew)

static void ones_own_is_for_somebody_else(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct actor self = officer;
	self.person_id = s->people[0].id;
	struct str record_id = published(s, 0, SECRET);
	assert_int_equal(entry_withhold(as(s, &self), record_id, 1, false, form_id_new(&s->test->ctx)), INVALID);
	const struct removal_put put = {.record_id = record_id,
					.version = 1,
					.kind = REMOVAL_UNFIT,
					.why = STR("Wrong"),
					.form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &self), &put), INVALID);
	assert_true(is_anywhere(s, SECRET));
	stand_close(s);
}
ON_BOTH(ones_own_is_for_somebody_else)

/* ---- S3 ---- */

static void what_goes_leaves_its_trace(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_removal removal;
	struct entry entry;
	struct revision_at now;
	struct removal_put put = {.record_id = published(s, 0, SECRET),
				  .version = 1,
				  .kind = REMOVAL_PERSON,
				  .person_id = s->people[1].id,
				  .form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), INVALID);
	assert_string_equal(test_problem(&s->test->ctx, 0),
			    "why: Say why, in words that tell nothing of what is removed: everybody reads them");
	put.why = STR("Two members have the same initials");
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	assert_int_equal(entry_removal_find(stand_ctx(s), put.record_id, &removal), OK);
	assert_text(removal.why, "Two members have the same initials");
	assert_int_equal(removal.kind, REMOVAL_PERSON);
	assert_true(removal.moved_to.n > 0);
	struct str moved = str_dup(s->test->arena, removal.moved_to);
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), moved, now, &entry), OK);
	assert_int_equal(entry.person_id, s->people[1].id);
	assert_int_equal(registers_entry(stand_ctx(s), put.record_id, now, &entry), OK);
	assert_true(entry.erased_ms > 0);
	/* The same form again does it once. */
	assert_int_equal(entry_remove(as(s, &officer), &put), CONFLICT);
	struct removal_put gone = {.record_id = moved,
				   .version = 1,
				   .kind = REMOVAL_UNFIT,
				   .why = STR("Not a gift"),
				   .form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &gone), OK);
	settled(s);
	assert_false(is_anywhere(s, SECRET));
	struct entry_removal *all;
	size_t n;
	assert_int_equal(entry_removals(stand_ctx(s), 10, &all, &n), OK);
	assert_int_equal(n, 2);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_goes_leaves_its_trace)

/* ---- S8 ---- */

static enum outcome hold_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return entry_hold_put(ctx, s->id, STR("Request 7"));
}

static enum outcome hold_end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return entry_hold_end(ctx, s->id, 1);
}

static enum outcome leave_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	TRY(people_tenure(ctx, s->tenures[0].id, &tenure));
	return people_end_tenure(ctx, &s->seeds[0], &tenure, site_today(ctx));
}

static void time_ends_what_nobody_holds(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct revision_at now;
	int64_t left;
	struct str record_id = published(s, 0, SECRET);
	s->id = s->puts[0].entry_id;
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(stand_act(s, leave_write), OK);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	s->test->ctx.now_ms += INT64_C(366) * 86400000;
	as(s, &officer);
	assert_int_equal(stand_act(s, hold_write), OK);
	assert_int_equal(stand_act(s, hold_write), CONFLICT);
	assert_int_equal(journal_erasable(stand_ctx(s), record_id), INVALID);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	as(s, &officer);
	assert_int_equal(stand_act(s, hold_end_write), OK);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 1);
	run_retention(s);
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), record_id, now, &entry), OK);
	assert_true(entry.hidden_ms > 0);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->id, &entry), OK);
	assert_int_equal(entry.declared.n_answers, 0);
	assert_int_equal(registers_entry_kept(stand_ctx(s), s->id, &entry), OK);
	assert_text(declared_answer(&entry.declared, STR("donor"))->values[0].text, SECRET);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	s->test->ctx.now_ms += INT64_C(5 * 366) * 86400000;
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 1);
	run_retention(s);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	assert_false(is_anywhere(s, SECRET));
	verified(s);
	stand_close(s);
}
ON_BOTH(time_ends_what_nobody_holds)

/* ---- Scrutiny ---- */

struct sign {
	struct stand *s;
	struct scrutiny_period period;
	int64_t entries;
};

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct sign *sign = args;
	return scrutiny_sign(ctx, &sign->s->seeds[0], sign->s->gifts, sign->period, sign->entries,
			     STR("Nothing amiss"));
}

static enum outcome sign_off(struct stand *s, struct sign *sign)
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	problems_clear(&s->test->ctx);
	return site_write(&s->test->ctx, sign_write, sign);
}

static void a_period_is_signed_off_once(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct scrutiny_period *due;
	struct scrutiny *list;
	size_t n;
	(void)published(s, 0, "Quay Ferries");
	(void)published(s, 1, "Harbour Trust");
	assert_int_equal(scrutiny_due(stand_ctx(s), s->gifts, &due, &n), OK);
	assert_int_equal(n, 0);
	s->test->ctx.now_ms += INT64_C(60) * 86400000;
	assert_int_equal(scrutiny_due(stand_ctx(s), s->gifts, &due, &n), OK);
	assert_int_equal(n, 1);
	struct sign sign = {s, due[0], 1};
	assert_text(day_str(s->test->arena, (struct day){due[0].from_day}), "2026-10-01");
	assert_text(day_str(s->test->arena, (struct day){due[0].to_day}), "2026-12-31");
	as(s, &clerk);
	assert_int_equal(sign_off(s, &sign), FORBIDDEN);
	as(s, &officer);
	assert_int_equal(sign_off(s, &sign), CONFLICT); /* another one came meanwhile */
	sign.entries = 2;
	assert_int_equal(sign_off(s, &sign), OK);
	as(s, &officer);
	assert_int_equal(sign_off(s, &sign), CONFLICT);
	assert_int_equal(scrutiny_list(stand_ctx(s), STR("gifts"), &list, &n), OK);
	assert_int_equal(n, 1);
	assert_text(list[0].note, "Nothing amiss");
	assert_text(list[0].by_name, "the ethics officer");
	assert_int_equal(scrutiny_due(stand_ctx(s), s->gifts, &due, &n), OK);
	assert_int_equal(n, 0);
	verified(s);
	stand_close(s);
}
ON_BOTH(a_period_is_signed_off_once)

/* ---- Homes (S2) ---- */

static void a_home_is_shown_only_by_permission(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct revision_at now;
	struct journal_record record;
	struct entry_put *put;
	bool permitted;
	as(s, &clerk);
	assert_int_equal(stand_act(s, permit_write), OK);
	assert_int_equal(home_permitted(stand_ctx(s), s->people[0].id, &permitted), OK);
	assert_true(permitted);
	assert_int_equal(home_permitted(stand_ctx(s), s->people[1].id, &permitted), OK);
	assert_false(permitted);
	for (size_t who = 0; who < 2; who++) {
		put = gift(s, who, "Quay Ferries", "£40", "2026-05-12");
		answer(s, put, "place", "(home) 1 Lantern Steps");
		assert_int_equal(home_permitted(stand_ctx(s), s->people[who].id, &permitted), OK);
		home_mark(&s->test->ctx, &put->entry.declared, permitted);
		assert_int_equal(stand_put(s), OK);
		assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
		assert_int_equal(journal_find(stand_ctx(s), s->record_ids[0], 0, &record), OK);
		assert_int_equal(str_find(record.content, STR("Lantern"), 0) != STR_NPOS, who == 0);
		s->record_id = who == 0 ? str_dup(s->test->arena, s->record_ids[0]) : s->record_id;
	}
	as(s, &clerk);
	assert_int_equal(stand_act(s, revoke_write), OK);
	assert_int_equal(stand_act(s, revoke_write), CONFLICT);
	run_retention(s);
	assert_int_equal(journal_find(stand_ctx(s), s->record_id, 1, &record), OK);
	assert_true(str_empty(record.content));
	struct entry_filter filter = {.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .most = 10};
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(stand_ctx(s), &filter, &entries, &n, &key, &id), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(journal_find(stand_ctx(s), entries[i].record_id, 0, &record), OK);
		assert_int_equal(str_find(record.content, STR("Lantern"), 0), STR_NPOS);
	}
	verified(s);
	stand_close(s);
}
ON_BOTH(a_home_is_shown_only_by_permission)

/* ---- Pure ---- */

static void steps_come_in_their_order(void **state)
{
	(void)state;
	uint32_t all = 1U << STEP_MANAGER | 1U << STEP_HEAD | 1U << STEP_OFFICER;
	assert_int_equal(approval_step_next(all, 0), STEP_MANAGER);
	assert_int_equal(approval_step_next(all, 1U << STEP_MANAGER), STEP_HEAD);
	assert_int_equal(approval_step_next(all, 1U << STEP_MANAGER | 1U << STEP_HEAD), STEP_OFFICER);
	assert_int_equal(approval_step_next(all, all), 0);
	assert_int_equal(approval_step_next(0, 0), 0);
}

static void everybody_decides_their_own_step(void **state)
{
	(void)state;
	struct review_who who = {.person_id = 7, .is_officer = true, .is_manager_known = true, .is_head_known = true};
	assert_non_null(review_bar(&who, 7, STEP_OFFICER));
	assert_null(review_bar(&who, 8, STEP_OFFICER));
	assert_non_null(review_bar(&who, 8, STEP_MANAGER));
	who.is_manager = true;
	assert_null(review_bar(&who, 8, STEP_MANAGER));
	assert_non_null(review_bar(&who, 8, STEP_HEAD));
	who.is_head_known = false;
	assert_null(review_bar(&who, 8, STEP_HEAD));
	who.is_officer = false;
	assert_non_null(review_bar(&who, 8, STEP_HEAD));
	assert_non_null(review_bar(&who, 8, STEP_CLERK));
	who.is_clerk = true;
	assert_null(review_bar(&who, 8, STEP_CLERK));
}

static int32_t on(int year, int month, int day)
{
	return day_of((struct date){year, month, day}).n;
}

static void periods_follow_the_fiscal_year(void **state)
{
	(void)state;
	static const struct {
		int32_t months, first;
		struct date day, from, to;
	} cases[] = {
		{3, 1, {2026, 2, 28}, {2026, 1, 1}, {2026, 3, 31}},
		{3, 4, {2026, 3, 31}, {2026, 1, 1}, {2026, 3, 31}},
		{12, 4, {2026, 3, 31}, {2025, 4, 1}, {2026, 3, 31}},
		{12, 4, {2026, 4, 1}, {2026, 4, 1}, {2027, 3, 31}},
		{6, 7, {2024, 2, 29}, {2024, 1, 1}, {2024, 6, 30}},
		{1, 1, {2024, 2, 29}, {2024, 2, 1}, {2024, 2, 29}},
		{3, 2, {2026, 1, 31}, {2025, 11, 1}, {2026, 1, 31}},
		{12, 10, {2026, 9, 30}, {2025, 10, 1}, {2026, 9, 30}},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scrutiny_period period =
			scrutiny_period_of(day_of(cases[i].day).n, cases[i].months, cases[i].first);
		assert_int_equal(period.from_day, day_of(cases[i].from).n);
		assert_int_equal(period.to_day, day_of(cases[i].to).n);
	}
}

static void a_clock_counts_from_the_day_of_receipt(void **state)
{
	struct ctx *ctx = *state;
	const struct calendar *calendar = calendar_open(ctx->arena, NULL, 0, REST_SATURDAY | REST_SUNDAY);
	const struct duty_rule duty = {.id = STR("public"),
				       .row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY},
				       .deadline = {.parts = {{.trigger = TRIGGER_EVENT,
							       .event = STR("statement-received"),
							       .event_text = STR("it was received"),
							       .n = 2,
							       .unit = UNIT_WORKING_DAYS}},
						    .calendar = calendar,
						    .source = STR("Gov. Code 81008")}};
	const struct rulebook rulebook = {.duties = &duty, .n_duties = 1};
	struct scheme scheme = {.public_by = STR("public")};
	struct review_clock clock;
	/* Thursday: Friday, then Monday. */
	review_clock(ctx, &rulebook, &scheme, on(2026, 11, 19), (struct day){on(2026, 11, 20)}, &clock);
	assert_int_equal(clock.due_day, on(2026, 11, 23));
	assert_int_equal(clock.state, CLOCK_RUNS);
	review_clock(ctx, &rulebook, &scheme, on(2026, 11, 19), (struct day){on(2026, 11, 22)}, &clock);
	assert_int_equal(clock.state, CLOCK_SOON);
	review_clock(ctx, &rulebook, &scheme, on(2026, 11, 19), (struct day){on(2026, 11, 24)}, &clock);
	assert_int_equal(clock.state, CLOCK_OVER);
	assert_true(str_find(clock.derivation, STR("Gov. Code 81008"), 0) != STR_NPOS);
	scheme.public_by = STR("");
	review_clock(ctx, &rulebook, &scheme, on(2026, 11, 19), (struct day){on(2026, 11, 24)}, &clock);
	assert_int_equal(clock.state, CLOCK_NONE);
}

static void what_is_kept_ends_on_its_day(void **state)
{
	(void)state;
	const struct rule_amount amounts[] = {
		{.id = STR("y"), .amount = 1, .unit = STR("year"), .row = {DEADLINE_NO_DAY, DEADLINE_NO_DAY}},
		{.id = STR("m"), .amount = 6, .unit = STR("months"), .row = {DEADLINE_NO_DAY, DEADLINE_NO_DAY}},
		{.id = STR("d"), .amount = 30, .unit = STR("days"), .row = {DEADLINE_NO_DAY, DEADLINE_NO_DAY}},
	};
	const struct rulebook rulebook = {.amounts = amounts, .n_amounts = COUNT_OF(amounts)};
	const struct keep_facts facts = {
		.left_day = on(2024, 2, 29), .ended_day = DEADLINE_NO_DAY, .registered_day = on(2025, 8, 31)};
	struct scheme_keep keep = {.since = SINCE_LEAVING, .amount = STR("y")};
	assert_int_equal(keep_until(&rulebook, &keep, &facts), on(2025, 2, 28));
	keep = (struct scheme_keep){.since = SINCE_REGISTERED, .amount = STR("m")};
	assert_int_equal(keep_until(&rulebook, &keep, &facts), on(2026, 2, 28));
	keep.amount = STR("d");
	assert_int_equal(keep_until(&rulebook, &keep, &facts), on(2025, 9, 30));
	keep.since = SINCE_ENDED;
	assert_int_equal(keep_until(&rulebook, &keep, &facts), DEADLINE_NO_DAY);
	keep.since = SINCE_FOREVER;
	assert_int_equal(keep_until(&rulebook, &keep, &facts), DEADLINE_NO_DAY);
	keep = (struct scheme_keep){.since = SINCE_LEAVING, .amount = STR("nobody said")};
	assert_int_equal(keep_until(&rulebook, &keep, &facts), DEADLINE_NO_DAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(what_is_withheld_is_nowhere),
		on_both(what_is_withheld_follows_its_person),
		on_both(what_is_withheld_goes_with_its_person),
		on_both(only_those_named_can_read_it),
		on_both(what_is_no_longer_sensitive_is_published_anew),
		on_both(ones_own_is_for_somebody_else),
		on_both(what_goes_leaves_its_trace),
		on_both(time_ends_what_nobody_holds),
		on_both(a_period_is_signed_off_once),
		on_both(a_home_is_shown_only_by_permission),
		cmocka_unit_test(steps_come_in_their_order),
		cmocka_unit_test(everybody_decides_their_own_step),
		cmocka_unit_test(periods_follow_the_fiscal_year),
		ctx_test(a_clock_counts_from_the_day_of_receipt),
		cmocka_unit_test(what_is_kept_ends_on_its_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
