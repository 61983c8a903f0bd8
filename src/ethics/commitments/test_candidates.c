/* Pledges of candidates who stand in an election, on both engines: shown until 30 days after its polling day. */
#include "commitments/test/stand.h"
#include "people/elections.h"

#define DAY_MS (24LL * 3600 * 1000)

enum { POLLING_IN = 10 };

static enum outcome election_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	struct election election = {.organization_id = s->body.id,
				    .name = STR("Municipal election"),
				    .opens_day = 20000,
				    .closes_day = 20010,
				    .polling_day = site_today(ctx).n + POLLING_IN};
	TRY(people_put_election(ctx, s->seeds, 1, &election));
	TRY(people_tenure(ctx, s->tenures[TOBIAS].id, &tenure));
	return people_put_candidacy(ctx, &s->seeds[1], &election, &tenure);
}

static enum outcome postpone_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct election election;
	TRY(people_election_of(ctx, s->tenures[TOBIAS].id, &election));
	election.polling_day += 7;
	return people_put_election(ctx, s->seeds, COUNT_OF(s->seeds), &election);
}

static enum outcome withdraw_candidacy(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	TRY(people_tenure(ctx, s->tenures[TOBIAS].id, &tenure));
	return people_end_tenure(ctx, &s->seeds[0], &tenure, site_today(ctx));
}

static enum outcome run(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	stand_as(s, NULL);
	db_read_end(ctx);
	ctx->site = s->test->site;
	enum outcome outcome = commitments_jobs[0].run(ctx);
	problems_clear(ctx);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	stand_as(s, &access_command_line);
	return outcome;
}

static void a_pledge_is_shown_until_30_days_after_polling_day(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_act(s, election_write), OK);
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	stand_as(s, &access_command_line);
	int32_t polling = stand_today(s) + POLLING_IN + 7;
	/* Who gives the candidacy up keeps the pledge where it is until then, as everybody does. */
	assert_int_equal(stand_act(s, withdraw_candidacy), OK);
	assert_int_equal(stand_act(s, postpone_write), OK);
	s->test->ctx.now_ms += (polling - stand_today(s) + COMMITMENT_PLEDGE_DAYS) * DAY_MS;
	assert_int_equal(run(s), OK);
	assert_int_equal(stand_signature(s).display_ended_ms, 0);
	s->test->ctx.now_ms += DAY_MS;
	assert_int_equal(run(s), OK);
	struct commitment c = stand_signature(s);
	assert_true(c.display_ended_ms != 0);
	assert_true(str_eq(c.election, day_words(s->test->arena, (struct day){polling})));
	stand_close(s);
}
ON_BOTH(a_pledge_is_shown_until_30_days_after_polling_day)

static void the_election_is_named_by_its_polling_day(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_act(s, election_write), OK);
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_display_write), OK);
	assert_true(str_eq(stand_signature(s).election,
			   day_words(s->test->arena, (struct day){stand_today(s) + POLLING_IN})));
	stand_close(s);
}
ON_BOTH(the_election_is_named_by_its_polling_day)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		on_both(a_pledge_is_shown_until_30_days_after_polling_day),
		on_both(the_election_is_named_by_its_polling_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
