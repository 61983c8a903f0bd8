/* What becomes of signatures, and what is asked, on both engines: paper, withdrawing, objecting, new editions, names
 * without a signature (S4), pledges (S8), own words (S16), removal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"
#include "mail/mail.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,
					      &access_feature, &search_feature, &mail_feature,
					      &people_feature, &codes_feature,  &commitments_feature};
static const struct features features = {table, COUNT_OF(table)};

enum { IMOGEN, TOBIAS, ADA, PEOPLE };

struct stand {
	struct test_site *test;
	struct organization body;
	struct person people[PEOPLE];
	struct tenure tenures[PEOPLE];
	struct actor actors[PEOPLE];
	struct edition edition; /* in force */
	/* Of the next act. */
	struct journal_seed seeds[10];
	struct code_import import;
	struct commitment commitment;
	struct commitment_decline decline;
	struct commitment_form form;
	struct commitment_resolution resolution;
	struct commitment_words words;
	struct str record_id, text;
	int64_t absent[1];
	int32_t change, from;
};

static int32_t today(struct stand *s)
{
	return site_today(&s->test->ctx).n;
}

static void as(struct stand *s, const struct actor *actor)
{
	s->test->ctx.actor = actor;
}

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	static const int32_t categories[PEOPLE] = {TENURE_ELECTED, TENURE_CANDIDATE, TENURE_EMPLOYEE};
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	for (size_t i = 0; i < PEOPLE; i++) {
		TRY(people_add_person(ctx, &s->seeds[1 + i], &s->people[i]));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->body.id,
						.category = categories[i],
						.post = STR("Member"),
						.from_day = 20000,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[4 + i], &s->tenures[i]));
	}
	return OK;
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct edition draft;
	TRY(codes_add_draft(ctx, STR("ethics"), &s->import, &draft));
	draft.change = s->change;
	TRY(codes_publish(ctx, &s->seeds[0], &draft, (struct day){s->from}));
	s->edition = draft;
	return OK;
}

static void new_edition(struct stand *s, const char *text, int32_t change, int32_t from)
{
	as(s, &access_command_line);
	s->change = change;
	s->from = from;
	s->text = str_dup(s->test->arena, str_of(text));
	assert_int_equal(codes_parse(&s->test->ctx, STR("code.txt"), s->text, CODE_TEXT, &s->import), OK);
	assert_int_equal(act(s, publish), OK);
	assert_int_equal(codes_edition(&s->test->ctx, s->edition.id, &s->edition), OK);
}

static struct stand *stand_open(enum db_engine engine)
{
	static const char *const names[PEOPLE] = {"Imogen Vale", "Tobias Renn", "Ada Quill"};
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	s->body = organization_new(STR("City Council"));
	for (size_t i = 0; i < PEOPLE; i++)
		s->people[i] = person_new(str_of(names[i]));
	as(s, &access_command_line);
	assert_int_equal(act(s, prepare), OK);
	for (size_t i = 0; i < PEOPLE; i++)
		s->actors[i] = (struct actor){
			.account_id = (int64_t)i + 1, .person_id = s->people[i].id, .name = s->people[i].name};
	new_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair.\n", CHANGE_MATERIAL, 20000);
	return s;
}

static void verified(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_refresh(s->test);
}

static void stand_close(struct stand *s)
{
	verified(s);
	test_site_close(s->test);
}

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_sign(ctx, &s->seeds[0], &s->commitment);
}

static enum outcome sign(struct stand *s, size_t who)
{
	struct commitment_form form;
	assert_int_equal(commitments_form(&s->test->ctx, s->edition.code_id, s->body.id, &form), OK);
	as(s, &s->actors[who]);
	s->commitment = (struct commitment){
		.edition_id = s->edition.id,
		.tenure_id = s->tenures[who].id,
		.text_hash = s->edition.text_hash,
		.statement = str_dup(s->test->arena, form.statement),
		.name_typed = s->people[who].name,
		.before_whom = STR("Ombra Fenn, City Clerk"),
		.made_at = STR("City Hall"),
		.made_day = 20001,
	};
	return act(s, sign_write);
}

static struct commitment found(struct stand *s)
{
	struct commitment commitment;
	assert_int_equal(commitments_find(&s->test->ctx, s->commitment.record_id, &commitment), OK);
	return commitment;
}

static struct commitment_ask ask_of(struct stand *s, size_t who)
{
	struct commitment_ask *asks;
	size_t n;
	assert_int_equal(commitments_asked(&s->test->ctx, s->edition.code_id, s->body.id, &asks, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (asks[i].tenure.id == s->tenures[who].id)
			return asks[i];
	return (struct commitment_ask){0};
}

static enum outcome paper_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_enter_paper(ctx, &s->seeds[0], &s->commitment);
}

static enum outcome paper(struct stand *s, size_t who, int32_t received)
{
	as(s, &access_command_line);
	s->commitment = (struct commitment){
		.edition_id = s->edition.id,
		.tenure_id = s->tenures[who].id,
		.name_typed = s->people[who].name,
		.received_day = received,
		.form_day = received - 1,
		.paper_place = STR("Folder 3"),
		.made_day = COMMITMENT_NO_DAY,
	};
	return act(s, paper_write);
}

static enum outcome withdraw_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_withdraw(ctx, &s->seeds[0], s->record_id, s->text);
}

static enum outcome withdraw(struct stand *s, const char *reason)
{
	s->record_id = s->commitment.record_id;
	s->text = str_of(reason);
	return act(s, withdraw_write);
}

static void a_withdrawn_signature_leaves_a_trace(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_true(ask_of(s, IMOGEN).counts);
	as(s, &s->actors[TOBIAS]);
	assert_int_equal(withdraw(s, ""), FORBIDDEN);
	as(s, &access_command_line);
	assert_int_equal(withdraw(s, "No"), FORBIDDEN);
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(withdraw(s, "I read it again"), OK);
	assert_int_equal(withdraw(s, ""), CONFLICT);
	struct commitment gone = found(s);
	assert_true(gone.withdrawn_ms != 0);
	assert_int_equal(gone.version, 2);
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, gone.record_id, 0, &record), OK);
	assert_int_equal(record.place.version, 2);
	assert_true(str_find(record.content, STR("I read it again"), 0) != STR_NPOS);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_NOT_YET);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_SIGNED);
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
	return commitments_object(ctx, &s->seeds[0], s->commitment.record_id, s->text);
}

static void paper_is_entered_objected_to_and_put_right(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(paper(s, IMOGEN, today(s) + 1), INVALID);
	assert_int_equal(paper(s, IMOGEN, 19999), INVALID); /* before the text was in force */
	struct actor clerk = access_command_line;
	clerk.person_id = s->people[IMOGEN].id;
	assert_int_equal(paper(s, IMOGEN, 20010), OK);
	struct commitment entered = found(s);
	assert_int_equal(entered.received_day, 20010);
	assert_int_equal(entered.method, COMMITMENT_PAPER);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_PAPER);
	assert_int_equal(sign(s, IMOGEN), CONFLICT);
	assert_true(str_eq(s->commitment.record_id, entered.record_id));

	s->text = STR("I never signed that");
	as(s, &s->actors[TOBIAS]);
	assert_int_equal(act(s, object_write), FORBIDDEN);
	as(s, &s->actors[IMOGEN]);
	s->test->ctx.now_ms += 15LL * 24 * 3600 * 1000;
	assert_int_equal(act(s, object_write), INVALID);
	s->test->ctx.now_ms -= 2LL * 24 * 3600 * 1000;
	assert_int_equal(act(s, object_write), OK);
	entered = found(s);
	assert_true(entered.objected_ms != 0);
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, entered.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("never signed"), 0) == STR_NPOS);

	s->commitment = entered;
	s->commitment.received_day = 20012;
	s->commitment.correction = STR("");
	as(s, &access_command_line);
	assert_int_equal(act(s, correct_write), INVALID);
	s->commitment.correction = STR("The stamp says the 12th");
	as(s, &clerk); /* the member's own */
	assert_int_equal(act(s, correct_write), FORBIDDEN);
	as(s, &access_command_line);
	assert_int_equal(act(s, correct_write), OK);
	assert_int_equal(act(s, correct_write), CONFLICT);
	entered = found(s);
	assert_int_equal(entered.received_day, 20012);
	assert_int_equal(entered.objected_ms, 0);
	assert_int_equal(entered.version, 3);
	assert_int_equal(withdraw(s, ""), INVALID);
	assert_int_equal(withdraw(s, "Another member's form"), OK);
	stand_close(s);
}
ON_BOTH(paper_is_entered_objected_to_and_put_right)

static void a_new_edition_asks_again_or_keeps(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(sign(s, IMOGEN), OK);
	struct str hash = str_dup(s->test->arena, found(s).text_hash);
	new_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair!\n", CHANGE_MINOR, 20100);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_SIGNED);
	assert_int_equal(ask_of(s, IMOGEN).signature.edition_number, 1);
	new_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair.\n\n3. Be kind.\n", CHANGE_MATERIAL, 20200);
	struct commitment_ask ask = ask_of(s, IMOGEN);
	assert_int_equal(ask.answer, ANSWER_NOT_YET);
	assert_false(ask.counts);
	assert_int_equal(ask.signature.edition_number, 1);
	struct commitment first = found(s);
	assert_true(str_eq(first.text_hash, hash));
	assert_int_equal(first.version, 1);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_SIGNED);
	assert_int_equal(ask_of(s, IMOGEN).signature.edition_number, 3);
	stand_close(s);
}
ON_BOTH(a_new_edition_asks_again_or_keeps)

static enum outcome decline_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_decline(ctx, &s->decline);
}

static void declining_is_private_and_not_for_ever(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_head before, after;
	assert_int_equal(journal_head(&s->test->ctx, &before), OK);
	s->decline = (struct commitment_decline){
		.edition_id = s->edition.id, .tenure_id = s->tenures[IMOGEN].id, .reason = STR("I keep my own")};
	as(s, &s->actors[TOBIAS]);
	assert_int_equal(act(s, decline_write), FORBIDDEN);
	as(s, &access_command_line);
	assert_int_equal(act(s, decline_write), FORBIDDEN);
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(act(s, decline_write), OK);
	s->decline.reason = STR("Another reason");
	assert_int_equal(act(s, decline_write), OK);
	assert_int_equal(journal_head(&s->test->ctx, &after), OK);
	assert_int_equal(before.size, after.size);
	struct commitment_ask ask = ask_of(s, IMOGEN);
	assert_int_equal(ask.answer, ANSWER_DECLINED);
	assert_true(str_eq(ask.decline.reason, STR("Another reason")));
	assert_non_null(ask.unnamed);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_int_equal(ask_of(s, IMOGEN).answer, ANSWER_SIGNED);
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(act(s, decline_write), INVALID);
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

static enum outcome erase_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->record_id, STR("A test"));
}

static enum outcome erase(struct stand *s, struct str record_id)
{
	as(s, &access_command_line);
	s->record_id = record_id;
	return act(s, erase_write);
}

/* What a person wrote about why they do not sign goes with their record, and with that of the term. */
static void a_reason_goes_with_whose_it_is(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(sign(s, TOBIAS), OK); /* makes a candidate public */
	assert_int_equal(withdraw(s, ""), OK);
	for (size_t who = IMOGEN; who <= ADA; who++) {
		s->decline = (struct commitment_decline){.edition_id = s->edition.id,
							 .tenure_id = s->tenures[who].id,
							 .reason = STR("My conscience is enough")};
		as(s, &s->actors[who]);
		assert_int_equal(act(s, decline_write), OK);
	}
	assert_int_equal(declines(s), 3);
	struct tenure tenure;
	struct person person;
	assert_int_equal(people_tenure(&s->test->ctx, s->tenures[IMOGEN].id, &tenure), OK);
	assert_int_equal(erase(s, tenure.record_id), OK);
	assert_int_equal(declines(s), 2);
	assert_int_equal(people_person(&s->test->ctx, s->people[TOBIAS].id, &person), OK);
	assert_int_equal(erase(s, person.record_id), OK);
	assert_int_equal(declines(s), 1);
	assert_int_equal(ask_of(s, ADA).answer, ANSWER_DECLINED);
	stand_close(s);
}
ON_BOTH(a_reason_goes_with_whose_it_is)

static void a_removed_text_asks_nobody(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(ask_of(s, IMOGEN).tenure.id, s->tenures[IMOGEN].id);
	assert_int_equal(erase(s, s->edition.record_id), OK);
	assert_int_equal(codes_edition(&s->test->ctx, s->edition.id, &s->edition), OK);
	assert_true(s->edition.erased_ms != 0);
	assert_int_equal(ask_of(s, IMOGEN).tenure.id, 0);
	assert_int_equal(sign(s, IMOGEN), INVALID);
	stand_close(s);
}
ON_BOTH(a_removed_text_asks_nobody)

/* ---- S4 ---- */

static enum outcome form_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_form_put(ctx, &s->seeds[0], &s->form);
}

static enum outcome resolve_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_resolve(ctx, &s->seeds[0], &s->resolution);
}

static enum outcome end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_resolution_end(ctx, &s->seeds[0], s->resolution.record_id, 1);
}

static enum outcome confirm_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_confirm_absent(ctx, &s->seeds[0], s->edition.id, s->body.id, s->absent, 1);
}

static void a_name_is_shown_only_on_the_day_of_the_confirmation(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_non_null(ask_of(s, IMOGEN).unnamed);
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(act(s, confirm_write), INVALID); /* voluntary */
	s->form = commitment_form_default(s->edition.code_id, s->body.id);
	s->form.mandatory = true;
	assert_int_equal(act(s, form_write), INVALID);
	s->form.instrument = STR("Resolution 2026-14");
	s->form.within_days = 30;
	assert_int_equal(act(s, form_write), OK);
	struct commitment_form again = s->form;
	again.version = 7;
	s->form = again;
	assert_int_equal(act(s, form_write), CONFLICT);
	assert_int_equal(ask_of(s, IMOGEN).due_day, today(s) + 30); /* not from 20000, when none of this was here */
	assert_int_equal(act(s, confirm_write), INVALID);           /* no resolution */
	s->resolution = (struct commitment_resolution){.code_id = s->edition.code_id,
						       .organization_id = s->body.id,
						       .number = STR("Resolution 2026-31"),
						       .resolved_day = today(s) + 1};
	assert_int_equal(act(s, resolve_write), INVALID);
	s->resolution.resolved_day = today(s);
	assert_int_equal(act(s, resolve_write), OK);
	const struct commitment_resolution stands = s->resolution;
	s->resolution.number = STR("Resolution 2026-32");
	assert_int_equal(act(s, resolve_write), INVALID); /* one at a time */
	s->resolution = stands;
	assert_non_null(ask_of(s, IMOGEN).unnamed);
	s->test->ctx.now_ms += (30LL + COMMITMENT_GRACE_DAYS) * 24 * 3600 * 1000;
	assert_int_equal(act(s, confirm_write), INVALID); /* on the last day of grace */
	s->test->ctx.now_ms += 24LL * 3600 * 1000;
	s->absent[0] = s->tenures[TOBIAS].id; /* a candidate: never */
	assert_int_equal(act(s, confirm_write), INVALID);
	s->absent[0] = s->tenures[ADA].id; /* an employee: never */
	assert_int_equal(act(s, confirm_write), INVALID);
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(act(s, confirm_write), OK);
	assert_null(ask_of(s, IMOGEN).unnamed);
	assert_non_null(ask_of(s, TOBIAS).unnamed);
	assert_non_null(ask_of(s, ADA).unnamed);
	s->test->ctx.now_ms += 24LL * 3600 * 1000;
	assert_non_null(ask_of(s, IMOGEN).unnamed); /* the next day */
	s->test->ctx.now_ms -= 24LL * 3600 * 1000;
	assert_null(ask_of(s, IMOGEN).unnamed);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_non_null(ask_of(s, IMOGEN).unnamed);
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(withdraw(s, ""), OK);
	assert_null(ask_of(s, IMOGEN).unnamed);
	as(s, &access_command_line);
	assert_int_equal(act(s, end_write), OK);
	assert_non_null(ask_of(s, IMOGEN).unnamed);
	assert_int_equal(act(s, end_write), CONFLICT);
	assert_int_equal(act(s, resolve_write), OK);
	s->resolution = stands; /* ended before: the other stands */
	assert_int_equal(act(s, end_write), CONFLICT);
	assert_false(str_empty(ask_of(s, IMOGEN).resolution));
	stand_close(s);
}
ON_BOTH(a_name_is_shown_only_on_the_day_of_the_confirmation)

/* ---- S8, S3 ---- */

static enum outcome display_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_end_display(ctx, &s->seeds[0], s->commitment.record_id, STR("3 November 2026"));
}

static void a_pledge_leaves_display(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(sign(s, IMOGEN), OK);
	as(s, &access_command_line);
	assert_int_equal(act(s, display_write), CONFLICT); /* no candidate's */
	assert_int_equal(sign(s, TOBIAS), OK);
	assert_true(str_eq(found(s).office, STR("Candidate: Member, City Council")));
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(act(s, display_write), FORBIDDEN);
	as(s, &access_command_line);
	assert_int_equal(act(s, display_write), OK);
	assert_int_equal(act(s, display_write), CONFLICT);
	bool hidden = false;
	assert_int_equal(commitments_off_display(&s->test->ctx, s->commitment.record_id, &hidden), OK);
	assert_true(hidden);
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, s->commitment.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("Tobias"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("term_record"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("3 November 2026"), 0) != STR_NPOS);
	stand_close(s);
}
ON_BOTH(a_pledge_leaves_display)

/* In the roll's order and on pages nothing leads from a removed signature to its signer. */
static void a_removed_signature_is_nobodys(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct commitment *roll;
	size_t n;
	assert_int_equal(sign(s, ADA), OK); /* sorts before the others */
	struct str record_id = s->commitment.record_id;
	assert_int_equal(sign(s, TOBIAS), OK);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_int_equal(commitments_roll(&s->test->ctx, s->edition.code_id, 0, &roll, &n), OK);
	assert_int_equal(n, 3);
	assert_true(str_eq(roll[0].name, STR("Ada Quill")));
	assert_true(str_eq(roll[2].name, STR("Tobias Renn"))); /* candidates stand by themselves */
	assert_int_equal(erase(s, record_id), OK);
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
	assert_int_equal(sign(s, ADA), OK);
	stand_close(s);
}
ON_BOTH(a_removed_signature_is_nobodys)

/* ---- S16 ---- */

static enum outcome words_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_words_put(ctx, &s->seeds[0], &s->words);
}

static enum outcome words_withdraw_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_words_withdraw(ctx, &s->seeds[0], s->record_id);
}

static size_t evidence(struct stand *s, int64_t provision_id)
{
	struct provision_evidence *all;
	size_t n;
	assert_int_equal(codes_evidence_beside(&s->test->ctx, provision_id, &all, &n), OK);
	return n;
}

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
	as(s, &s->actors[TOBIAS]); /* a candidate holds no post */
	assert_int_equal(act(s, words_write), FORBIDDEN);
	as(s, &access_command_line);
	assert_int_equal(act(s, words_write), FORBIDDEN);
	as(s, &s->actors[IMOGEN]);
	s->words.text = STR("  ");
	assert_int_equal(act(s, words_write), INVALID);
	s->words = first;
	assert_int_equal(act(s, words_write), OK);
	assert_int_equal(evidence(s, provision), 1);
	s->words = first; /* the same again, as if nothing were there */
	assert_int_equal(act(s, words_write), CONFLICT);
	s->words.version = 1;
	s->words.text = STR("I ask, and I listen.");
	assert_int_equal(act(s, words_write), OK);
	struct commitment_words *words;
	assert_int_equal(commitments_words_of_code(&s->test->ctx, s->edition.code_id, &words, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(words[0].version, 2);
	assert_true(str_eq(words[0].text, STR("I ask, and I listen.")));
	s->record_id = str_dup(s->test->arena, words[0].record_id);
	as(s, &s->actors[ADA]);
	assert_int_equal(act(s, words_withdraw_write), FORBIDDEN);
	as(s, &s->actors[IMOGEN]);
	assert_int_equal(act(s, words_withdraw_write), OK);
	assert_int_equal(evidence(s, provision), 0);
	assert_int_equal(commitments_words_of_code(&s->test->ctx, s->edition.code_id, &words, &n), OK);
	assert_int_equal(n, 0);
	s->words = first;
	s->words.version = 3;
	assert_int_equal(act(s, words_write), OK);
	assert_int_equal(evidence(s, provision), 1);
	verified(s);
	as(s, &access_command_line);
	assert_int_equal(act(s, erase_write), OK);
	assert_int_equal(evidence(s, provision), 0);
	stand_close(s);
}
ON_BOTH(own_words_are_their_authors_alone)

static void an_oath_keeps_before_whom_and_by_when(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	as(s, &access_command_line);
	s->form = commitment_form_default(s->edition.code_id, 0);
	s->form.kind = COMMITMENT_OATH;
	s->form.statement = STR("I do solemnly swear to keep this code.");
	s->form.within_days = 30;
	s->form.effect = STR("The office falls vacant.");
	assert_int_equal(act(s, form_write), OK);
	assert_int_equal(sign(s, IMOGEN), OK);
	struct commitment c = found(s);
	assert_int_equal(c.kind, COMMITMENT_OATH);
	assert_true(str_eq(c.before_whom, STR("Ombra Fenn, City Clerk")));
	assert_int_equal(c.made_day, 20001);
	assert_int_equal(c.due_day, today(s) + 30);
	assert_true(str_eq(c.effect, STR("The office falls vacant.")));
	assert_true(str_eq(c.statement, s->form.statement));
	stand_close(s);
}
ON_BOTH(an_oath_keeps_before_whom_and_by_when)

/* ---- The audit ---- */

/* Edits behind the program's back, and back again. */
static const struct {
	const char *edit, *back;
} edits[] = {
	{"UPDATE commitment SET category = 2 WHERE name = 'Imogen Vale'",
	 "UPDATE commitment SET category = 1 WHERE name = 'Imogen Vale'"},
	{"UPDATE commitment SET organization_id = (SELECT id FROM organization WHERE name = 'Harbour Board')",
	 "UPDATE commitment SET organization_id = (SELECT id FROM organization WHERE name = 'City Council')"},
	{"UPDATE commitment SET tenure_id = (SELECT MAX(id) FROM tenure) WHERE name = 'Imogen Vale'",
	 "UPDATE commitment SET tenure_id = (SELECT MIN(id) FROM tenure) WHERE name = 'Imogen Vale'"},
	{"UPDATE commitment SET erased_ms = 5", "UPDATE commitment SET erased_ms = 0"},
	{"UPDATE commitment_words SET erased_ms = 5", "UPDATE commitment_words SET erased_ms = 0"},
	{"UPDATE commitment_words SET post = 'Mayor'", "UPDATE commitment_words SET post = 'Member'"},
	{"UPDATE provision_evidence SET text = 'I never ask.'", "UPDATE provision_evidence SET text = 'I ask.'"},
	{"UPDATE provision_evidence SET by_whom = 'Ada Quill, Member'",
	 "UPDATE provision_evidence SET by_whom = 'Imogen Vale, Member'"},
	{"UPDATE provision_evidence SET tenure_id = tenure_id + 1",
	 "UPDATE provision_evidence SET tenure_id = tenure_id - 1"},
	{"UPDATE commitment_absent SET tenure_id = (SELECT MAX(id) FROM tenure)",
	 "UPDATE commitment_absent SET tenure_id = (SELECT MIN(id) FROM tenure)"},
	{"UPDATE commitment_confirmation SET organization_id = (SELECT id FROM organization WHERE name = 'Harbour "
	 "Board')",
	 "UPDATE commitment_confirmation SET organization_id = (SELECT id FROM organization WHERE name = 'City "
	 "Council')"},
};

static enum outcome edit_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	int64_t changed = 0;
	const char *sql = str_c(ctx->arena, s->text);
	const struct db_stmt stmt = {
		.name = str_c(ctx->arena, str_fmt(ctx->arena, "test.edit_%d", s->from++)),
		.sqlite = sql,
		.postgres = sql,
	};
	TRY(db_exec(ctx, &stmt, DB_NO_PARAMS, &changed));
	return changed > 0 ? OK : NOT_FOUND;
}

static enum outcome other_body_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct organization other = organization_new(STR("Harbour Board"));
	return people_add_organization(ctx, &s->seeds[0], &other);
}

static void silent_edits_are_found(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct provision *provisions;
	size_t n;
	assert_int_equal(act(s, other_body_write), OK);
	s->form = commitment_form_default(s->edition.code_id, s->body.id);
	s->form.mandatory = true;
	s->form.instrument = STR("Resolution 2026-14");
	s->form.within_days = 30;
	assert_int_equal(act(s, form_write), OK);
	s->resolution = (struct commitment_resolution){.code_id = s->edition.code_id,
						       .organization_id = s->body.id,
						       .number = STR("Resolution 2026-31"),
						       .resolved_day = today(s)};
	assert_int_equal(act(s, resolve_write), OK);
	s->test->ctx.now_ms += (31LL + COMMITMENT_GRACE_DAYS) * 24 * 3600 * 1000;
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(act(s, confirm_write), OK);
	assert_int_equal(sign(s, IMOGEN), OK);
	assert_int_equal(codes_provisions(&s->test->ctx, s->edition.id, &provisions, &n), OK);
	s->words = (struct commitment_words){
		.edition_id = s->edition.id, .provision_id = provisions[n - 1].id, .text = STR("I ask.")};
	assert_int_equal(act(s, words_write), OK);
	verified(s);
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		struct journal_report report;
		s->text = str_of(edits[i].edit);
		assert_int_equal(act(s, edit_write), OK);
		if (journal_verify(&s->test->ctx, &report) == OK)
			fail_msg("not found: %s", edits[i].edit);
		test_site_refresh(s->test);
		s->text = str_of(edits[i].back);
		assert_int_equal(act(s, edit_write), OK);
		verified(s);
	}
	stand_close(s);
}
ON_BOTH(silent_edits_are_found)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(a_withdrawn_signature_leaves_a_trace),
		BOTH(paper_is_entered_objected_to_and_put_right),
		BOTH(a_new_edition_asks_again_or_keeps),
		BOTH(declining_is_private_and_not_for_ever),
		BOTH(a_reason_goes_with_whose_it_is),
		BOTH(a_removed_text_asks_nobody),
		BOTH(a_name_is_shown_only_on_the_day_of_the_confirmation),
		BOTH(a_pledge_leaves_display),
		BOTH(a_removed_signature_is_nobodys),
		BOTH(own_words_are_their_authors_alone),
		BOTH(silent_edits_are_found),
		BOTH(an_oath_keeps_before_whom_and_by_when),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
