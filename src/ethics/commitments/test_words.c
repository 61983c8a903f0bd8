/* Own words and the facts beside them (S16), on both engines. */
#include "commitments/test/stand.h"

static void own_words_are_their_authors_alone(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct provision *provisions;
	size_t n;
	assert_int_equal(codes_provisions(&s->test->ctx, s->edition.id, &provisions, &n), OK);
	int64_t provision = provisions[n - 1].id;
	s->words = (struct commitment_words){
		.edition_id = s->edition.id, .provision_id = provision, .text = STR("I ask.")};
	struct commitment_words first = s->words;
	stand_as(s, &s->actors[TOBIAS]); /* a candidate holds no post */
	assert_int_equal(stand_act(s, stand_words_write), FORBIDDEN);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_words_write), FORBIDDEN);
	stand_as(s, &s->actors[IMOGEN]);
	s->words.text = STR("  ");
	assert_int_equal(stand_act(s, stand_words_write), INVALID);
	s->words = first;
	assert_int_equal(stand_act(s, stand_words_write), OK);
	assert_int_equal(stand_evidence(s, provision), 1);
	s->words = first; /* the same again, as if nothing were there */
	assert_int_equal(stand_act(s, stand_words_write), CONFLICT);
	s->words.version = 1;
	s->words.text = STR("I ask, and I listen.");
	assert_int_equal(stand_act(s, stand_words_write), OK);
	struct commitment_words *words;
	assert_int_equal(commitments_words_of_code(&s->test->ctx, s->edition.code_id, &words, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(words[0].version, 2);
	assert_true(str_eq(words[0].text, STR("I ask, and I listen.")));
	s->record_id = str_dup(s->test->arena, words[0].record_id);
	s->words.version = 1; /* what another window showed */
	assert_int_equal(stand_act(s, stand_words_withdraw_write), CONFLICT);
	s->words.version = 2;
	stand_as(s, &s->actors[ADA]);
	assert_int_equal(stand_act(s, stand_words_withdraw_write), FORBIDDEN);
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, stand_words_withdraw_write), OK);
	assert_int_equal(stand_evidence(s, provision), 0);
	assert_int_equal(commitments_words_of_code(&s->test->ctx, s->edition.code_id, &words, &n), OK);
	assert_int_equal(n, 0);
	s->words = first;
	s->words.version = 3;
	assert_int_equal(stand_act(s, stand_words_write), OK);
	assert_int_equal(stand_evidence(s, provision), 1);
	stand_verified(s);
	assert_int_equal(stand_erase(s, s->record_id), OK);
	assert_int_equal(stand_evidence(s, provision), 0);
	stand_close(s);
}
ON_BOTH(own_words_are_their_authors_alone)

/* ---- The facts beside them ---- */

#define DAY_MS (24LL * 3600 * 1000)

static struct provision_evidence beside(struct stand *s, int64_t provision_id)
{
	struct provision_evidence *all;
	size_t n;
	assert_int_equal(codes_evidence_beside(&s->test->ctx, provision_id, &all, &n), OK);
	assert_int_equal(n, 1);
	return all[0];
}

static struct commitment_kept kept(struct stand *s, size_t who)
{
	struct commitment_kept kept;
	assert_int_equal(commitments_kept_of_person(&s->test->ctx, s->people[who].id, &kept), OK);
	return kept;
}

/* Writes about the last passage of the text, as Imogen. */
static int64_t write_words(struct stand *s)
{
	struct provision *provisions;
	size_t n;
	assert_int_equal(codes_provisions(&s->test->ctx, s->edition.id, &provisions, &n), OK);
	s->words = (struct commitment_words){
		.edition_id = s->edition.id, .provision_id = provisions[n - 1].id, .text = STR("I ask.")};
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, stand_words_write), OK);
	return provisions[n - 1].id;
}

static void facts_stand_beside_and_so_does_silence(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(kept(s, IMOGEN).n_words, 0);
	int64_t provision = write_words(s);
	struct provision_evidence shown = beside(s, provision);
	assert_true(str_eq(shown.facts, STR("22 November 2026: Own words, version 1")));
	assert_true(str_empty(shown.silence));
	s->test->ctx.now_ms += 3 * DAY_MS;
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	struct str record_id = str_dup(s->test->arena, s->commitment.record_id);
	shown = beside(s, provision);
	assert_true(
		str_eq(shown.facts, STR("25 November 2026: Signed edition 1\n22 November 2026: Own words, version 1")));
	assert_int_equal(kept(s, IMOGEN).n_facts, 2);
	assert_true(str_eq(kept(s, IMOGEN).facts[0].href, str_fmt(s->test->arena, "/signed/%.*s", STR_ARG(record_id))));
	s->test->ctx.now_ms += 5 * DAY_MS; /* the last of November */
	assert_true(str_empty(beside(s, provision).silence));
	s->test->ctx.now_ms += DAY_MS;
	assert_true(str_eq(beside(s, provision).silence, STR("Nothing published since November 2026")));
	assert_true(str_eq(kept(s, IMOGEN).silence, STR("Nothing published since November 2026")));
	stand_verified(s);
	assert_int_equal(stand_erase(s, record_id), OK);
	assert_true(str_eq(beside(s, provision).facts, STR("22 November 2026: Own words, version 1")));
	stand_close(s);
}
ON_BOTH(facts_stand_beside_and_so_does_silence)

static enum outcome other_term_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure next = {.person_id = s->people[IMOGEN].id,
			      .organization_id = s->body.id,
			      .category = TENURE_APPOINTED,
			      .post = STR("Chair"),
			      .from_day = s->from,
			      .to_day = s->from + 100};
	TRY(people_tenure(ctx, s->tenures[IMOGEN].id, &s->tenures[IMOGEN]));
	TRY(people_end_tenure(ctx, &s->seeds[0], &s->tenures[IMOGEN], (struct day){s->from - 1}));
	return people_add_tenure(ctx, &s->seeds[1], &next);
}

/* Silence is counted from taking office, and is nobody's who left it. */
static void silence_begins_and_ends_with_the_office(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	int64_t provision = write_words(s);
	stand_as(s, &access_command_line);
	s->from = stand_today(s) + 100; /* 2 March 2027 */
	s->test->ctx.now_ms += 101 * DAY_MS;
	assert_int_equal(stand_act(s, other_term_write), OK);
	assert_int_equal(beside(s, provision).since_day, s->from);
	assert_true(str_empty(beside(s, provision).silence));
	stand_verified(s);
	s->test->ctx.now_ms += 40 * DAY_MS;
	assert_true(str_eq(beside(s, provision).silence, STR("Nothing published since March 2027")));
	s->test->ctx.now_ms += 100 * DAY_MS;
	assert_true(str_empty(beside(s, provision).silence));
	stand_close(s);
}
ON_BOTH(silence_begins_and_ends_with_the_office)

/* What a later room would do, once it is there. */
static enum outcome fact_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct commitment_fact fact = {
		.room = STR("registers"),
		.subject = 77,
		.tenure_id = s->tenures[s->from].id,
		.provision_id = s->words.provision_id,
		.text = s->text,
		.href = STR("/registers/gifts"),
		.day = stand_today(s),
	};
	return commitments_fact_put(ctx, &fact);
}

static enum outcome fact_remove_write(struct ctx *ctx, void *args)
{
	(void)args;
	return commitments_fact_remove(ctx, STR("registers"), 77);
}

static void later_rooms_put_facts_beside(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	int64_t provision = write_words(s);
	s->from = IMOGEN;
	s->text = STR(" ");
	assert_int_equal(stand_act(s, fact_write), INVALID);
	s->text = STR("Declared a gift");
	s->test->ctx.now_ms += 60 * DAY_MS;
	assert_false(str_empty(beside(s, provision).silence));
	assert_int_equal(stand_act(s, fact_write), OK);
	assert_true(str_empty(beside(s, provision).silence));
	assert_true(str_eq(beside(s, provision).facts,
			   STR("21 January 2027: Declared a gift\n22 November 2026: Own words, version 1")));
	s->text = STR("Declared two gifts");
	assert_int_equal(stand_act(s, fact_write), OK);
	assert_int_equal(kept(s, IMOGEN).n_facts, 2);
	assert_true(str_eq(kept(s, IMOGEN).facts[0].text, STR("Declared two gifts")));
	s->from = ADA; /* it was not Imogen's after all */
	assert_int_equal(stand_act(s, fact_write), OK);
	assert_int_equal(kept(s, IMOGEN).n_facts, 1);
	assert_true(str_eq(beside(s, provision).facts, STR("22 November 2026: Own words, version 1")));
	assert_int_equal(kept(s, ADA).n_facts, 1);
	assert_int_equal(stand_act(s, fact_remove_write), OK);
	assert_int_equal(stand_act(s, fact_remove_write), OK);
	assert_int_equal(kept(s, ADA).n_facts, 0);
	stand_close(s);
}
ON_BOTH(later_rooms_put_facts_beside)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(own_words_are_their_authors_alone),
		BOTH(facts_stand_beside_and_so_does_silence),
		BOTH(silence_begins_and_ends_with_the_office),
		BOTH(later_rooms_put_facts_beside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
