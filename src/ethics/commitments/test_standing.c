/* The rules alone: names, what counts, deadlines, audiences, and when a missing signature may be shown (S4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "commitments/commitments_store.h"

#define TODAY 20000

static void names_are_folded_sensibly(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *name;
		bool agree;
	} names[] = {
		{"Imogen Vale", "Imogen Vale", true},
		{"  imogen   VALE ", "Imogen Vale", true},
		{"ImogenVale", "Imogen Vale", true},
		{"Lucia Ferrandel", "Lucía Ferrandel", true},
		{"LUCÍA FERRANDEL", "Lucia Ferrandel", true},
		{"Lucı́a Ferrandel", "Lucía Ferrandel", true},
		{"Hana Mori Strand", "Hana Mori-Strand", true},
		{"Sean O'Neil", "Seán O’Neil", true},
		{"Lodz Zielinski", "Łódź Zieliński", true},
		{"Soren Faeroy", "Søren Færøy", true},
		{"strasse", "Straße", true},
		{"ﬁona", "Fiona", true},
		{"Imogen Vane", "Imogen Vale", false},
		{"Imogen", "Imogen Vale", false},
		{"Vale Imogen", "Imogen Vale", false},
		{"Imogen Vale 2", "Imogen Vale", false},
		{"", "Imogen Vale", false},
		{"", "", false},
		{" - . ", " - ", false},
		{"山田", "山田", true},
		{"山田", "山本", false},
	};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		if (commitment_names_agree(arena, str_of(names[i].typed), str_of(names[i].name)) != names[i].agree)
			fail_msg("“%s” and “%s”", names[i].typed, names[i].name);
	}
}

/* ---- S4 ---- */

static const struct commitment_absence all_hold = {
	.category = TENURE_ELECTED,
	.mandatory = true,
	.instrument = STR_INIT("Resolution 2026-14"),
	.due_day = TODAY - COMMITMENT_GRACE_DAYS - 1,
	.confirmed_day = TODAY,
	.resolution = STR_INIT("Resolution 2026-31"),
	.resolved_day = TODAY,
};

static void a_name_without_a_signature_needs_all_five(void **state)
{
	(void)state;
	struct {
		const char *name;
		struct commitment_absence absence;
		bool shown;
	} cases[] = {
		{"all hold", all_hold, true},
		{"appointed", all_hold, true},
		{"a candidate", all_hold, false},
		{"an employee", all_hold, false},
		{"a consultant", all_hold, false},
		{"a supplier", all_hold, false},
		{"no category", all_hold, false},
		{"voluntary", all_hold, false},
		{"no instrument", all_hold, false},
		{"only spaces as one", all_hold, false},
		{"no deadline", all_hold, false},
		{"on day 7", all_hold, false},
		{"long ago", all_hold, true},
		{"confirmed yesterday", all_hold, false},
		{"confirmed tomorrow", all_hold, false},
		{"never confirmed", all_hold, false},
		{"no resolution", all_hold, false},
		{"no day of it", all_hold, false},
		{"resolved tomorrow", all_hold, false},
		{"resolved long ago", all_hold, true},
		{"a deadline at the end of time", all_hold, false},
	};
	cases[1].absence.category = TENURE_APPOINTED;
	cases[2].absence.category = TENURE_CANDIDATE;
	cases[3].absence.category = TENURE_EMPLOYEE;
	cases[4].absence.category = TENURE_CONSULTANT;
	cases[5].absence.category = TENURE_SUPPLIER;
	cases[6].absence.category = 0;
	cases[7].absence.mandatory = false;
	cases[8].absence.instrument = STR("");
	cases[9].absence.instrument = STR("  ");
	cases[10].absence.due_day = COMMITMENT_NO_DAY;
	cases[11].absence.due_day = TODAY - COMMITMENT_GRACE_DAYS;
	cases[12].absence.due_day = TODAY - 1000;
	cases[13].absence.confirmed_day = TODAY - 1;
	cases[14].absence.confirmed_day = TODAY + 1;
	cases[15].absence.confirmed_day = COMMITMENT_NO_DAY;
	cases[16].absence.resolution = STR("");
	cases[17].absence.resolved_day = COMMITMENT_NO_DAY;
	cases[18].absence.resolved_day = TODAY + 1;
	cases[19].absence.resolved_day = TODAY - 1000;
	cases[20].absence.due_day = INT32_MAX;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *bar = commitment_absence_bar(&cases[i].absence, (struct day){TODAY});
		if ((bar == NULL) != cases[i].shown)
			fail_msg("%s: %s", cases[i].name, bar ? bar : "shown");
	}
}

/* ---- Editions ---- */

static void minor_editions_keep_signatures(void **state)
{
	(void)state;
	/* Newest first: 5 minor, 4 minor, 3 material, 2 minor, 1. */
	const struct edition editions[] = {
		{.id = 5, .change = CHANGE_MINOR, .in_force_from = 50},
		{.id = 4, .change = CHANGE_MINOR, .in_force_from = 40},
		{.id = 3, .change = CHANGE_MATERIAL, .in_force_from = 30},
		{.id = 2, .change = CHANGE_MINOR, .in_force_from = 20},
		{.id = 1, .change = CHANGE_MATERIAL, .in_force_from = 10},
	};
	const size_t n = COUNT_OF(editions);
	static const bool counts[5][5] = {
		/* signed 1 … 5, for 1 … 5 */
		{true, true, false, false, false}, {false, true, false, false, false}, {false, false, true, true, true},
		{false, false, false, true, true}, {false, false, false, false, true},
	};
	for (int64_t signed_id = 1; signed_id <= 5; signed_id++)
		for (int64_t for_id = 1; for_id <= 5; for_id++)
			if (commitment_counts(editions, n, signed_id, for_id) != counts[signed_id - 1][for_id - 1])
				fail_msg("signed %d, for %d", (int)signed_id, (int)for_id);
	assert_false(commitment_counts(editions, n, 6, 5));
	assert_false(commitment_counts(editions, n, 1, 6));
	assert_int_equal(commitment_asking(editions, n, 5)->id, 3);
	assert_int_equal(commitment_asking(editions, n, 3)->id, 3);
	assert_int_equal(commitment_asking(editions, n, 2)->id, 1);
	assert_null(commitment_asking(editions, n, 9));
}

static void a_deadline_runs_from_the_later_day(void **state)
{
	(void)state;
	const struct commitment_form form = {.within_days = 28}, none = {.within_days = 0};
	const struct tenure before = {.from_day = 100}, after = {.from_day = 300},
			    ever = {.from_day = TENURE_FROM_EVER};
	assert_int_equal(commitment_due(&form, &before, 200), 228);
	assert_int_equal(commitment_due(&form, &after, 200), 328);
	assert_int_equal(commitment_due(&form, &ever, 200), 228);
	assert_int_equal(commitment_due(&none, &after, 200), COMMITMENT_NO_DAY);
	assert_int_equal(commitment_due(&form, &after, COMMITMENT_NO_DAY), COMMITMENT_NO_DAY);
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	assert_true(str_ends(commitment_due_words(arena, &form, &after, 200), STR("the first day in the post")));
	assert_true(str_find(commitment_due_words(arena, &form, &before, 200), STR("binds the body"), 0) != STR_NPOS);
	const struct commitment_form late = {.within_days = 28, .since_day = 400};
	assert_true(str_ends(commitment_due_words(arena, &late, &after, 200), STR("within this time")));
}

/* Nobody's time runs before they were bound: the last of all these days begins it. */
static void a_deadline_waits_until_one_is_bound(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t term, in_force, published, adopted, since, due;
	} cases[] = {
		{"the text alone", TENURE_FROM_EVER, 200, COMMITMENT_NO_DAY, COMMITMENT_NO_DAY, COMMITMENT_NO_DAY, 210},
		{"the term is last", 250, 200, 190, 180, 170, 260},
		{"in force is last", 170, 200, 190, 180, 160, 210},
		{"published ahead of its day", 170, 200, 150, COMMITMENT_NO_DAY, 160, 210},
		{"published after its day", 170, 200, 240, 180, 160, 250},
		{"adopted last", 170, 200, 240, 300, 160, 310},
		{"adopted before it was published", 170, 200, 240, 100, 160, 250},
		{"asked last", 170, 200, 240, 300, 400, 410},
		{"a term begun after all", 500, 200, 240, 300, 400, 510},
		{"no form of anybody's", 170, 200, 240, 300, COMMITMENT_NO_DAY, 310},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct edition asking = {.in_force_from = cases[i].in_force};
		const struct commitment_form form = {.within_days = 10, .since_day = cases[i].since};
		const struct tenure tenure = {.from_day = cases[i].term};
		int32_t from = commitment_binds_from(&asking, cases[i].published, cases[i].adopted);
		int32_t due = commitment_due(&form, &tenure, from);
		if (due != cases[i].due)
			fail_msg("%s: %d", cases[i].name, (int)due);
	}
}

static void the_form_of_a_body_goes_first(void **state)
{
	(void)state;
	const struct commitment_form forms[] = {
		{.id = 1, .code_id = 9, .organization_id = 0, .kind = COMMITMENT_STATUTORY},
		{.id = 2, .code_id = 9, .organization_id = 5, .kind = COMMITMENT_OATH},
		{.id = 3, .code_id = 9, .organization_id = 6, .kind = COMMITMENT_OATH, .erased_ms = 1},
	};
	assert_int_equal(commitment_form_for(forms, 3, 9, 5).id, 2);
	assert_int_equal(commitment_form_for(forms, 3, 9, 4).id, 1);
	assert_int_equal(commitment_form_for(forms, 3, 9, 6).id, 1);
	struct commitment_form otherwise = commitment_form_for(forms, 3, 8, 5);
	assert_int_equal(otherwise.id, 0);
	assert_int_equal(otherwise.kind, COMMITMENT_LOCAL);
	assert_false(otherwise.mandatory);
	assert_true(otherwise.statement.n > 0);
}

static void what_a_form_may_say(void **state)
{
	(void)state;
	const struct commitment_form good = {.kind = COMMITMENT_LOCAL,
					     .statement = STR("I promise."),
					     .public_days = -1,
					     .keep_days = -1,
					     .pledge_days = -1};
	struct {
		const char *name;
		struct commitment_form form;
		size_t faults;
	} cases[] = {
		{"good", good, 0},
		{"no kind", good, 1},
		{"no words", good, 1},
		{"nothing cited", good, 1},
		{"cited", good, 0},
		{"a script as link", good, 1},
		{"an address with a quote", good, 1},
		{"days below 0", good, 1},
		{"kept shorter", good, 2},
		{"shown without a rule", good, 1},
	};
	cases[1].form.kind = 0;
	cases[2].form.statement = STR(" ");
	cases[3].form.mandatory = true;
	cases[4].form.mandatory = true;
	cases[4].form.instrument = STR("Resolution 2026-14");
	cases[5].form.instrument_link = STR("javascript:alert(1)");
	cases[6].form.instrument_link = STR("https://city.example/\"onclick");
	cases[7].form.within_days = INT32_MIN;
	cases[8].form.public_days = 10;
	cases[8].form.keep_days = 9;
	cases[9].form.public_days = 10;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		struct ctx ctx = {.arena = arena};
		enum outcome outcome = commitment_form_check(&ctx, &cases[i].form);
		if ((outcome == OK) != (cases[i].faults == 0) || ctx.problems.count != cases[i].faults)
			fail_msg("%s: %s, %zu faults", cases[i].name, outcome_name(outcome), ctx.problems.count);
	}
}

/* ---- Whom a text asks ---- */

static void audiences_say_whom_a_text_asks(void **state)
{
	(void)state;
	struct provision staff[] = {
		{.kind = PROVISION_TITLE, .depth = 0},
		{.kind = PROVISION_HEADING, .depth = 0, .audience = STR("category=employee")},
		{.kind = PROVISION_CLAUSE, .depth = 1},
		{.kind = PROVISION_CLAUSE, .depth = 1},
		{.kind = PROVISION_SECTION, .depth = 0, .audience = STR("category=consultant")},
	};
	const struct tenure elected = {.category = TENURE_ELECTED}, employee = {.category = TENURE_EMPLOYEE},
			    consultant = {.category = TENURE_CONSULTANT};
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	assert_false(commitment_text_asks(&ctx, staff, COUNT_OF(staff), &elected));
	assert_true(commitment_text_asks(&ctx, staff, COUNT_OF(staff), &employee));
	assert_true(commitment_text_asks(&ctx, staff, COUNT_OF(staff), &consultant));
	staff[3].audience = STR("category=elected");
	assert_true(commitment_text_asks(&ctx, staff, COUNT_OF(staff), &elected));
	staff[0].audience = STR("category=employee,consultant");
	assert_false(commitment_text_asks(&ctx, staff, COUNT_OF(staff), &elected));
	assert_true(commitment_text_asks(&ctx, staff, 1, &employee));
	assert_true(commitment_text_asks(&ctx, staff, 0, &elected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_folded_sensibly),
		cmocka_unit_test(a_name_without_a_signature_needs_all_five),
		cmocka_unit_test(minor_editions_keep_signatures),
		cmocka_unit_test(a_deadline_runs_from_the_later_day),
		cmocka_unit_test(a_deadline_waits_until_one_is_bound),
		cmocka_unit_test(the_form_of_a_body_goes_first),
		cmocka_unit_test(what_a_form_may_say),
		cmocka_unit_test(audiences_say_whom_a_text_asks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
