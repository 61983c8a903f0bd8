/* What becomes of signatures, on both engines: paper, withdrawing, objecting, new editions, declining, removal. */
#include "commitments/commitments_sql.h"
#include "commitments/test/stand.h"

static void a_withdrawn_signature_leaves_a_trace(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_true(stand_ask(s, IMOGEN).counts);
	stand_as(s, &s->actors[TOBIAS]);
	assert_int_equal(stand_withdraw(s, ""), FORBIDDEN);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_withdraw(s, "No"), FORBIDDEN);
	stand_as(s, &s->actors[IMOGEN]);
	s->record_id = s->commitment.record_id;
	s->commitment.version = 7; /* not what stands */
	assert_int_equal(stand_act(s, stand_withdraw_write), CONFLICT);
	assert_int_equal(stand_withdraw(s, "I read it again"), OK);
	assert_int_equal(stand_withdraw(s, ""), CONFLICT);
	struct commitment gone = stand_signature(s);
	assert_true(gone.withdrawn_ms != 0);
	assert_int_equal(gone.version, 2);
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, gone.record_id, 0, &record), OK);
	assert_int_equal(record.place.version, 2);
	assert_true(str_find(record.content, STR("I read it again"), 0) != STR_NPOS);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_NOT_YET);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_SIGNED);
	stand_close(s);
}
ON_BOTH(a_withdrawn_signature_leaves_a_trace)

static enum outcome correct_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_correct(ctx, &s->seeds[0], &s->commitment);
}

static enum outcome object_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_object(ctx, &s->seeds[0], s->commitment.record_id, s->commitment.version, s->text);
}

static void paper_is_entered_objected_to_and_put_right(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_paper(s, IMOGEN, stand_today(s) + 1), INVALID);
	assert_int_equal(stand_paper(s, IMOGEN, 19999), INVALID); /* before the text was in force */
	struct actor clerk = access_command_line;
	clerk.person_id = s->people[IMOGEN].id;
	assert_int_equal(stand_paper(s, IMOGEN, 20010), OK);
	struct commitment entered = stand_signature(s);
	assert_int_equal(entered.received_day, 20010);
	assert_int_equal(entered.method, COMMITMENT_PAPER);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_PAPER);
	assert_int_equal(stand_sign(s, IMOGEN), CONFLICT);
	assert_true(str_eq(s->commitment.record_id, entered.record_id));

	s->text = STR("I never signed that");
	stand_as(s, &s->actors[TOBIAS]);
	assert_int_equal(stand_act(s, object_write), FORBIDDEN);
	stand_as(s, &s->actors[IMOGEN]);
	s->test->ctx.now_ms += 15LL * 24 * 3600 * 1000;
	assert_int_equal(stand_act(s, object_write), INVALID);
	s->test->ctx.now_ms -= 2LL * 24 * 3600 * 1000;
	assert_int_equal(stand_act(s, object_write), OK);
	entered = stand_signature(s);
	assert_true(entered.objected_ms != 0);
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, entered.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("never signed"), 0) == STR_NPOS);

	s->commitment = entered;
	s->commitment.received_day = 20012;
	s->commitment.correction = STR("");
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, correct_write), INVALID);
	s->commitment.correction = STR("The stamp says the 12th");
	stand_as(s, &clerk); /* the member's own */
	assert_int_equal(stand_act(s, correct_write), FORBIDDEN);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, correct_write), OK);
	assert_int_equal(stand_act(s, correct_write), CONFLICT);
	entered = stand_signature(s);
	assert_int_equal(entered.received_day, 20012);
	assert_int_equal(entered.objected_ms, 0);
	assert_int_equal(entered.version, 3);
	assert_int_equal(stand_withdraw(s, ""), INVALID);
	assert_int_equal(stand_withdraw(s, "Another member's form"), OK);
	stand_close(s);
}
ON_BOTH(paper_is_entered_objected_to_and_put_right)

static void a_new_edition_asks_again_or_keeps(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	struct str hash = str_dup(s->test->arena, stand_signature(s).text_hash);
	stand_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair!\n", CHANGE_MINOR, 20100);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_SIGNED);
	assert_int_equal(stand_ask(s, IMOGEN).signature.edition_number, 1);
	stand_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair.\n\n3. Be kind.\n", CHANGE_MATERIAL, 20200);
	struct commitment_ask ask = stand_ask(s, IMOGEN);
	assert_int_equal(ask.answer, ANSWER_NOT_YET);
	assert_false(ask.counts);
	assert_int_equal(ask.signature.edition_number, 1);
	struct commitment first = stand_signature(s);
	assert_true(str_eq(first.text_hash, hash));
	assert_int_equal(first.version, 1);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_SIGNED);
	assert_int_equal(stand_ask(s, IMOGEN).signature.edition_number, 3);
	stand_close(s);
}
ON_BOTH(a_new_edition_asks_again_or_keeps)

static void declining_is_private_and_not_for_ever(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_head before, after;
	assert_int_equal(journal_head(&s->test->ctx, &before), OK);
	s->decline = (struct commitment_decline){
		.edition_id = s->edition.id, .tenure_id = s->tenures[IMOGEN].id, .reason = STR("I keep my own")};
	stand_as(s, &s->actors[TOBIAS]);
	assert_int_equal(stand_act(s, stand_decline_write), FORBIDDEN);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_decline_write), FORBIDDEN);
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, stand_decline_write), OK);
	s->decline.reason = STR("Another reason");
	assert_int_equal(stand_act(s, stand_decline_write), CONFLICT);
	s->decline.seen_ms = s->test->ctx.now_ms;
	assert_int_equal(stand_act(s, stand_decline_write), OK);
	assert_int_equal(journal_head(&s->test->ctx, &after), OK);
	assert_int_equal(before.size, after.size);
	struct commitment_ask ask = stand_ask(s, IMOGEN);
	assert_int_equal(ask.answer, ANSWER_DECLINED);
	assert_true(str_eq(ask.decline.reason, STR("Another reason")));
	assert_non_null(ask.unnamed);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(stand_ask(s, IMOGEN).answer, ANSWER_SIGNED);
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, stand_decline_write), INVALID);
	stand_close(s);
}
ON_BOTH(declining_is_private_and_not_for_ever)

struct decline_row {
	int64_t id, edition_id, tenure_id, declined_ms;
	struct str reason;
	bool reason_public;
};
static const struct db_col decline_cols[] = {
	DB_COL_I64(struct decline_row, id),        DB_COL_I64(struct decline_row, edition_id),
	DB_COL_I64(struct decline_row, tenure_id), DB_COL_I64(struct decline_row, declined_ms),
	DB_COL_TEXT(struct decline_row, reason),   DB_COL_BOOL(struct decline_row, reason_public),
};
static const struct db_spec decline_spec = DB_SPEC(struct decline_row, decline_cols);

static size_t declines(struct stand *s)
{
	struct decline_row *rows;
	size_t n;
	assert_int_equal(db_list(&s->test->ctx, &commitments_sql_declines, DB_PARAMS(db_int(s->edition.code_id)),
				 &decline_spec, &rows, &n),
			 OK);
	return n;
}

/* What a person wrote about why they do not sign goes with their record, and with that of the term. */
static void a_reason_goes_with_whose_it_is(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_sign(s, TOBIAS), OK); /* makes a candidate public */
	assert_int_equal(stand_withdraw(s, ""), OK);
	for (size_t who = IMOGEN; who <= ADA; who++) {
		s->decline = (struct commitment_decline){.edition_id = s->edition.id,
							 .tenure_id = s->tenures[who].id,
							 .reason = STR("My conscience is enough")};
		stand_as(s, &s->actors[who]);
		assert_int_equal(stand_act(s, stand_decline_write), OK);
	}
	assert_int_equal(declines(s), 3);
	struct tenure tenure;
	struct person person;
	assert_int_equal(people_tenure(&s->test->ctx, s->tenures[IMOGEN].id, &tenure), OK);
	assert_int_equal(stand_erase(s, tenure.record_id), OK);
	assert_int_equal(declines(s), 2);
	assert_int_equal(people_person(&s->test->ctx, s->people[TOBIAS].id, &person), OK);
	assert_int_equal(stand_erase(s, person.record_id), OK);
	assert_int_equal(declines(s), 1);
	assert_int_equal(stand_ask(s, ADA).answer, ANSWER_DECLINED);
	stand_close(s);
}
ON_BOTH(a_reason_goes_with_whose_it_is)

static void a_removed_text_asks_nobody(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_ask(s, IMOGEN).tenure.id, s->tenures[IMOGEN].id);
	assert_int_equal(stand_erase(s, s->edition.record_id), OK);
	assert_int_equal(codes_edition(&s->test->ctx, s->edition.id, &s->edition), OK);
	assert_true(s->edition.erased_ms != 0);
	assert_int_equal(stand_ask(s, IMOGEN).tenure.id, 0);
	assert_int_equal(stand_sign(s, IMOGEN), INVALID);
	assert_int_equal(stand_paper(s, IMOGEN, 20010), INVALID);
	stand_close(s);
}
ON_BOTH(a_removed_text_asks_nobody)

/* What was signed stays what it was, by its fingerprint; the text's title goes from it (docs/decisions/0008). */
static void a_signature_outlives_its_text(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_record record;
	struct str hash = str_dup(s->test->arena, s->edition.text_hash);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(stand_erase(s, s->edition.record_id), OK);
	stand_verified(s);
	assert_true(str_eq(stand_signature(s).text_hash, hash));
	assert_int_equal(journal_find(&s->test->ctx, s->commitment.record_id, 0, &record), OK);
	assert_true(str_find(record.content, hash, 0) != STR_NPOS);
	assert_true(str_find(record.content, STR("A Code"), 0) == STR_NPOS);
	stand_close(s);
}
ON_BOTH(a_signature_outlives_its_text)

/* In the roll's order and on pages nothing leads from a removed signature to its signer. */
static void a_removed_signature_is_nobodys(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct commitment *roll;
	size_t n;
	assert_int_equal(stand_sign(s, ADA), OK); /* sorts before the others */
	struct str record_id = s->commitment.record_id;
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(commitments_roll(&s->test->ctx, s->edition.code_id, 0, &roll, &n), OK);
	assert_int_equal(n, 3);
	assert_true(str_eq(roll[0].name, STR("Ada Quill")));
	assert_true(str_eq(roll[2].name, STR("Tobias Renn"))); /* candidates stand by themselves */
	assert_int_equal(stand_erase(s, record_id), OK);
	assert_int_equal(commitments_roll(&s->test->ctx, s->edition.code_id, 0, &roll, &n), OK);
	assert_int_equal(n, 3);
	assert_true(roll[1].erased_ms != 0);
	assert_int_equal(roll[1].tenure_id, 0);
	assert_int_equal(roll[1].person_id, 0);
	assert_int_equal(roll[1].signed_ms, 0);
	assert_int_equal(roll[1].category, 0);
	assert_true(str_empty(roll[1].name) && str_empty(roll[1].statement) && str_empty(roll[1].person_slug));
	assert_int_equal(commitments_of_person(&s->test->ctx, s->people[ADA].id, &roll, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(stand_sign(s, ADA), OK);
	stand_close(s);
}
ON_BOTH(a_removed_signature_is_nobodys)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(a_withdrawn_signature_leaves_a_trace), BOTH(paper_is_entered_objected_to_and_put_right),
		BOTH(a_new_edition_asks_again_or_keeps),    BOTH(declining_is_private_and_not_for_ever),
		BOTH(a_reason_goes_with_whose_it_is),       BOTH(a_removed_text_asks_nobody),
		BOTH(a_signature_outlives_its_text),        BOTH(a_removed_signature_is_nobodys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
