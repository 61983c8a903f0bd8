/* What is asked, on both engines: names without a signature (S4), oaths, and what an audit finds of silent edits. */
#include "commitments/test/stand.h"

static void a_name_is_shown_only_on_the_day_of_the_confirmation(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_non_null(stand_ask(s, IMOGEN).unnamed);
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(stand_act(s, stand_confirm_write), INVALID); /* voluntary */
	s->form = commitment_form_default(s->edition.code_id, s->body.id);
	s->form.mandatory = true;
	assert_int_equal(stand_act(s, stand_form_write), INVALID);
	s->form.instrument = STR("Resolution 2026-14");
	s->form.within_days = 30;
	assert_int_equal(stand_act(s, stand_form_write), OK);
	struct commitment_form again = s->form;
	again.version = 7;
	s->form = again;
	assert_int_equal(stand_act(s, stand_form_write), CONFLICT);
	assert_int_equal(stand_ask(s, IMOGEN).due_day,
			 stand_today(s) + 30);                        /* not from 20000, when none of this was here */
	assert_int_equal(stand_act(s, stand_confirm_write), INVALID); /* no resolution */
	s->resolution = (struct commitment_resolution){.code_id = s->edition.code_id,
						       .organization_id = s->body.id,
						       .number = STR("Resolution 2026-31"),
						       .resolved_day = stand_today(s) + 1};
	assert_int_equal(stand_act(s, stand_resolve_write), INVALID);
	s->resolution.resolved_day = stand_today(s);
	assert_int_equal(stand_act(s, stand_resolve_write), OK);
	const struct commitment_resolution stands = s->resolution;
	s->resolution.number = STR("Resolution 2026-32");
	assert_int_equal(stand_act(s, stand_resolve_write), INVALID); /* one at a time */
	s->resolution = stands;
	assert_non_null(stand_ask(s, IMOGEN).unnamed);
	s->test->ctx.now_ms += (30LL + COMMITMENT_GRACE_DAYS) * 24 * 3600 * 1000;
	assert_int_equal(stand_act(s, stand_confirm_write), INVALID); /* on the last day of grace */
	s->test->ctx.now_ms += 24LL * 3600 * 1000;
	s->absent[0] = s->tenures[TOBIAS].id; /* a candidate: never */
	assert_int_equal(stand_act(s, stand_confirm_write), INVALID);
	s->absent[0] = s->tenures[ADA].id; /* an employee: never */
	assert_int_equal(stand_act(s, stand_confirm_write), INVALID);
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(stand_act(s, stand_confirm_write), OK);
	assert_null(stand_ask(s, IMOGEN).unnamed);
	assert_non_null(stand_ask(s, TOBIAS).unnamed);
	assert_non_null(stand_ask(s, ADA).unnamed);
	s->test->ctx.now_ms += 24LL * 3600 * 1000;
	assert_non_null(stand_ask(s, IMOGEN).unnamed); /* the next day */
	s->test->ctx.now_ms -= 24LL * 3600 * 1000;
	assert_null(stand_ask(s, IMOGEN).unnamed);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_non_null(stand_ask(s, IMOGEN).unnamed);
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_withdraw(s, ""), OK);
	assert_null(stand_ask(s, IMOGEN).unnamed);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_end_write), OK);
	assert_non_null(stand_ask(s, IMOGEN).unnamed);
	assert_int_equal(stand_act(s, stand_end_write), CONFLICT);
	assert_int_equal(stand_act(s, stand_resolve_write), OK);
	s->resolution = stands; /* ended before: the other stands */
	assert_int_equal(stand_act(s, stand_end_write), CONFLICT);
	assert_false(str_empty(stand_ask(s, IMOGEN).resolution));
	stand_close(s);
}
ON_BOTH(a_name_is_shown_only_on_the_day_of_the_confirmation)

static void an_oath_keeps_before_whom_and_by_when(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	stand_as(s, &access_command_line);
	s->form = commitment_form_default(s->edition.code_id, 0);
	s->form.kind = COMMITMENT_OATH;
	s->form.statement = STR("I do solemnly swear to keep this code.");
	s->form.within_days = 30;
	s->form.effect = STR("The office falls vacant.");
	assert_int_equal(stand_act(s, stand_form_write), OK);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	struct commitment c = stand_signature(s);
	assert_int_equal(c.kind, COMMITMENT_OATH);
	assert_true(str_eq(c.before_whom, STR("Ombra Fenn, City Clerk")));
	assert_int_equal(c.made_day, 20001);
	assert_int_equal(c.due_day, stand_today(s) + 30);
	assert_true(str_eq(c.effect, STR("The office falls vacant.")));
	assert_true(str_eq(c.statement, s->form.statement));
	stand_close(s);
}
ON_BOTH(an_oath_keeps_before_whom_and_by_when)

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
	{"UPDATE commitment_form SET since_day = since_day - 60",
	 "UPDATE commitment_form SET since_day = since_day + 60"},
	{"UPDATE commitment SET erased_ms = 5", "UPDATE commitment SET erased_ms = 0"},
	{"UPDATE commitment_words SET erased_ms = 5", "UPDATE commitment_words SET erased_ms = 0"},
	{"UPDATE commitment_words SET post = 'Mayor'", "UPDATE commitment_words SET post = 'Member'"},
	{"UPDATE provision_evidence SET text = 'I never ask.'", "UPDATE provision_evidence SET text = 'I ask.'"},
	{"UPDATE provision_evidence SET facts = 'none' || facts",
	 "UPDATE provision_evidence SET facts = SUBSTR(facts, 5)"},
	{"UPDATE provision_evidence SET since_day = since_day + 1",
	 "UPDATE provision_evidence SET since_day = since_day - 1"},
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
	/* Connections know a prepared statement by its address: each has one of its own. */
	static struct db_stmt made[200];
	static size_t n_made;
	struct db_stmt *stmt = &made[n_made++ % COUNT_OF(made)];
	*stmt = (struct db_stmt){
		.name = str_c(ctx->arena, str_fmt(ctx->arena, "test.edit_%d", s->from++)),
		.sqlite = sql,
		.postgres = sql,
	};
	TRY(db_exec(ctx, stmt, DB_NO_PARAMS, &changed));
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
	assert_int_equal(stand_act(s, other_body_write), OK);
	s->form = commitment_form_default(s->edition.code_id, s->body.id);
	s->form.mandatory = true;
	s->form.instrument = STR("Resolution 2026-14");
	s->form.within_days = 30;
	assert_int_equal(stand_act(s, stand_form_write), OK);
	s->resolution = (struct commitment_resolution){.code_id = s->edition.code_id,
						       .organization_id = s->body.id,
						       .number = STR("Resolution 2026-31"),
						       .resolved_day = stand_today(s)};
	assert_int_equal(stand_act(s, stand_resolve_write), OK);
	s->test->ctx.now_ms += (31LL + COMMITMENT_GRACE_DAYS) * 24 * 3600 * 1000;
	s->absent[0] = s->tenures[IMOGEN].id;
	assert_int_equal(stand_act(s, stand_confirm_write), OK);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(codes_provisions(&s->test->ctx, s->edition.id, &provisions, &n), OK);
	s->words = (struct commitment_words){
		.edition_id = s->edition.id, .provision_id = provisions[n - 1].id, .text = STR("I ask.")};
	assert_int_equal(stand_act(s, stand_words_write), OK);
	stand_verified(s);
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		struct journal_report report;
		s->text = str_of(edits[i].edit);
		assert_int_equal(stand_act(s, edit_write), OK);
		if (journal_verify(&s->test->ctx, &report) == OK)
			fail_msg("not found: %s", edits[i].edit);
		test_site_refresh(s->test);
		s->text = str_of(edits[i].back);
		assert_int_equal(stand_act(s, edit_write), OK);
		stand_verified(s);
	}
	stand_close(s);
}
ON_BOTH(silent_edits_are_found)

/* What it asked and resolved is still what was published once the body itself is removed. */
static void records_outlive_their_body(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct organization body;
	stand_as(s, &access_command_line);
	s->form = commitment_form_default(s->edition.code_id, s->body.id);
	s->form.within_days = 30;
	assert_int_equal(stand_act(s, stand_form_write), OK);
	s->resolution = (struct commitment_resolution){.code_id = s->edition.code_id,
						       .organization_id = s->body.id,
						       .number = STR("Resolution 2026-31"),
						       .resolved_day = stand_today(s)};
	assert_int_equal(stand_act(s, stand_resolve_write), OK);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	stand_verified(s);
	assert_int_equal(people_organization(&s->test->ctx, s->body.id, &body), OK);
	assert_int_equal(stand_erase(s, body.record_id), OK);
	stand_close(s);
}
ON_BOTH(records_outlive_their_body)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(a_name_is_shown_only_on_the_day_of_the_confirmation),
		BOTH(an_oath_keeps_before_whom_and_by_when),
		BOTH(silent_edits_are_found),
		BOTH(records_outlive_their_body),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
