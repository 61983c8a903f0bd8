/* Absences and substitutes: their rules, and what stands in the log, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "people/absences.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

struct stand {
	struct test_site *test;
	struct organization body;
	struct post post;
	struct person absent, other;
	struct tenure term, sits;
	struct absence absence;
	struct journal_seed seeds[8];
	struct day day;
};

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome begin(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	s->post.organization_id = s->body.id;
	TRY(people_put_post(ctx, &s->seeds[1], &s->post, NULL));
	TRY(people_add_person(ctx, &s->seeds[2], &s->absent));
	TRY(people_add_person(ctx, &s->seeds[3], &s->other));
	s->term = (struct tenure){.person_id = s->absent.id,
				  .organization_id = s->body.id,
				  .post_id = s->post.id,
				  .category = TENURE_ELECTED,
				  .entry = ENTRY_BY_ELECTION,
				  .entry_note = STR("14 June 2024"),
				  .from_day = 20000,
				  .to_day = TENURE_OPEN};
	return people_add_tenure(ctx, &s->seeds[4], &s->term);
}

static struct stand open_stand(enum db_engine engine)
{
	struct stand s = {
		.test = test_site_open(engine, &features),
		.body = organization_new(STR("City Council")),
		.post = {.label = STR("Mayor"), .seats = 1},
		.absent = person_new(STR("Imogen Vale")),
		.other = person_new(STR("Ada Loom")),
	};
	s.test->ctx.actor = &access_command_line;
	assert_int_equal(act(&s, begin), OK);
	s.absence = (struct absence){.tenure_id = s.term.id,
				     .kind = ABSENCE_LEAVE,
				     .from_day = 20100,
				     .to_day = TENURE_OPEN,
				     .reason = STR("Long illness")};
	return s;
}

static void close_stand(struct stand *s)
{
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	test_site_close(s->test);
}

static struct str newest_record(struct stand *s, const struct tenure *tenure)
{
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, tenure->record_id, 0, &record), OK);
	return record.content;
}

static bool has(struct str text, const char *words)
{
	return str_find(text, str_of(words), 0) != STR_NPOS;
}

static enum outcome put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_put_absence(ctx, &s->seeds[0], &s->absence);
}

static enum outcome sit(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	s->sits.person_id = s->other.id;
	s->sits.category = TENURE_APPOINTED;
	return people_add_substitute(ctx, &s->seeds[0], &s->absence, &s->sits);
}

static enum outcome end(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure now;
	TRY(people_tenure(ctx, s->term.id, &now));
	now.ending = ENDING_DISQUALIFIED;
	return people_end_tenure(ctx, &s->seeds[0], &now, s->day);
}

static enum outcome drop(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_drop_absence(ctx, &s->seeds[0], &s->absence);
}

static void what_is_public_of_an_absence_stands_in_the_record(enum db_engine engine)
{
	struct stand s = open_stand(engine);
	assert_true(has(newest_record(&s, &s.term), "\"entry\":\"by-election\",\"entry_note\":\"14 June 2024\""));
	assert_int_equal(act(&s, put), OK);
	assert_false(has(newest_record(&s, &s.term), "absences"));
	s.absence.shown = true;
	assert_int_equal(act(&s, put), OK);
	assert_true(has(newest_record(&s, &s.term), "\"absences\":[{\"from\":\"2025-01-12\",\"kind\":\"leave\"}]"));
	s.absence.shown = false;
	s.absence.kind = ABSENCE_SUSPENSION;
	assert_int_equal(act(&s, put), OK);
	assert_true(has(newest_record(&s, &s.term), "suspension"));
	assert_false(has(newest_record(&s, &s.term), "illness"));
	struct absence late = s.absence;
	s.absence.version = 1;
	assert_int_equal(act(&s, put), CONFLICT);
	s.absence = late;
	assert_int_equal(act(&s, drop), OK);
	assert_false(has(newest_record(&s, &s.term), "absences"));
	close_stand(&s);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	const struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->term.record_id, STR("Published by mistake"));
}

static void a_removed_term_keeps_no_absence(enum db_engine engine)
{
	struct stand s = open_stand(engine);
	struct absence *left;
	size_t n;
	assert_int_equal(act(&s, put), OK);
	assert_int_equal(journal_removals_note_all(&s.test->ctx, &s.term.record_id, 1, STR("Published by mistake")),
			 OK);
	assert_int_equal(act(&s, erase), OK);
	assert_int_equal(people_absences_of(&s.test->ctx, s.term.id, &left, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(act(&s, put), NOT_FOUND);
	close_stand(&s);
}

static void absences_lie_in_the_term_and_beside_each_other(enum db_engine engine)
{
	struct stand s = open_stand(engine);
	s.absence.from_day = 19999;
	assert_int_equal(act(&s, put), INVALID);
	s.absence.from_day = 20100;
	s.absence.to_day = 20099;
	assert_int_equal(act(&s, put), INVALID);
	s.absence.to_day = 20120;
	assert_int_equal(act(&s, put), OK);
	struct absence first = s.absence;
	s.absence.id = 0;
	s.absence.from_day = 20120;
	s.absence.to_day = TENURE_OPEN;
	assert_int_equal(act(&s, put), INVALID);
	s.absence.from_day = 20121;
	assert_int_equal(act(&s, put), OK);
	s.absence = first;
	s.absence.to_day = TENURE_OPEN;
	assert_int_equal(act(&s, put), INVALID);
	close_stand(&s);
}

static void who_stands_in_stops_with_absence_and_term(enum db_engine engine)
{
	struct stand s = open_stand(engine);
	struct tenure now;
	assert_int_equal(act(&s, put), OK);
	s.sits = (struct tenure){.from_day = 20050, .to_day = TENURE_OPEN};
	assert_int_equal(act(&s, sit), INVALID);
	s.sits = (struct tenure){.from_day = 20110, .to_day = TENURE_OPEN};
	assert_int_equal(act(&s, sit), OK);
	assert_string_equal(str_c(s.test->ctx.arena, s.sits.post), "Mayor");
	assert_true(has(newest_record(&s, &s.sits), "substitute_for"));
	s.absence.to_day = 20105; /* before the substitute's first day */
	assert_int_equal(act(&s, put), INVALID);
	s.absence.to_day = 20150;
	assert_int_equal(act(&s, put), OK);
	assert_int_equal(people_tenure(&s.test->ctx, s.sits.id, &now), OK);
	assert_int_equal(now.to_day, 20150);
	assert_true(has(newest_record(&s, &now), "\"to\":\"2025-03-03\""));
	s.day.n = 20140;
	assert_int_equal(act(&s, end), OK);
	assert_int_equal(people_tenure(&s.test->ctx, s.sits.id, &now), OK);
	assert_int_equal(now.to_day, 20140);
	assert_string_equal(str_c(s.test->ctx.arena, tenure_entry_words(s.test->ctx.arena, &now)),
			    "Substitute for Imogen Vale");
	/* Its last day ends the absence, without a word about it in the row. */
	assert_int_equal(people_tenure(&s.test->ctx, s.term.id, &s.term), OK);
	assert_int_equal(absence_last_day(&s.term, &s.absence), 20140);
	close_stand(&s);
}

static enum outcome check_seat(struct ctx *ctx, void *args)
{
	const struct stand *s = args;
	return people_seats_check(ctx, &s->sits);
}

static void a_post_has_so_many_seats(enum db_engine engine)
{
	struct stand s = open_stand(engine);
	assert_int_equal(act(&s, put), OK);
	s.sits = (struct tenure){.from_day = TENURE_FROM_EVER, .to_day = TENURE_OPEN};
	assert_int_equal(act(&s, sit), OK);
	/* The substitute takes none, the absent member still does. */
	s.sits = (struct tenure){
		.post_id = s.post.id, .category = TENURE_ELECTED, .from_day = 20500, .to_day = TENURE_OPEN};
	assert_int_equal(act(&s, check_seat), INVALID);
	s.sits.category = TENURE_CANDIDATE;
	assert_int_equal(act(&s, check_seat), OK);
	s.sits.category = TENURE_ELECTED;
	s.sits.to_day = 19999;
	s.sits.from_day = 19000;
	assert_int_equal(act(&s, check_seat), OK);
	s.sits = s.term;
	assert_int_equal(act(&s, check_seat), OK); /* what is stored stays */
	close_stand(&s);
}

ON_BOTH(what_is_public_of_an_absence_stands_in_the_record)
ON_BOTH(a_removed_term_keeps_no_absence)
ON_BOTH(absences_lie_in_the_term_and_beside_each_other)
ON_BOTH(who_stands_in_stops_with_absence_and_term)
ON_BOTH(a_post_has_so_many_seats)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_public_of_an_absence_stands_in_the_record_on_sqlite),
		cmocka_unit_test(what_is_public_of_an_absence_stands_in_the_record_on_postgres),
		cmocka_unit_test(a_removed_term_keeps_no_absence_on_sqlite),
		cmocka_unit_test(a_removed_term_keeps_no_absence_on_postgres),
		cmocka_unit_test(absences_lie_in_the_term_and_beside_each_other_on_sqlite),
		cmocka_unit_test(absences_lie_in_the_term_and_beside_each_other_on_postgres),
		cmocka_unit_test(who_stands_in_stops_with_absence_and_term_on_sqlite),
		cmocka_unit_test(who_stands_in_stops_with_absence_and_term_on_postgres),
		cmocka_unit_test(a_post_has_so_many_seats_on_sqlite),
		cmocka_unit_test(a_post_has_so_many_seats_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
