/* One failure at every place of declaring, signing and review, one place after the other: all of the act or nothing of
 * it, and done again it is done. On both engines; files are written and synced by SQLite alone. */
#include "base/fault.h"
#include "registers/test/declaring.h"

static const struct actor officer = {
	.account_id = 41,
	.name = STR_INIT("Ombra Fenn"),
	.grants = (const struct grant[]){{.id = 1, .account_id = 41, .role = ROLE_OFFICER, .to = {INT32_MAX}}},
	.n_grants = 1,
};

static enum outcome decide_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct review_decision decision = {.seeds = s->seeds,
						 .n_seeds = COUNT_OF(s->seeds),
						 .declaration_id = s->id,
						 .version = s->d.version,
						 .act = REVIEW_ACCEPTED,
						 .message = STR("Thank you"),
						 .until_day = DEADLINE_NO_DAY,
						 .mail = s->mail};
	return review_decide(ctx, &decision);
}

/* What stands in every table that declaring, signing and reviewing touch, in one line. */
static struct str state_of(struct stand *s)
{
#define COUNTED                                                                                                        \
	"SELECT (SELECT COUNT(*) || ' ' || COALESCE(SUM(version), 0) || ' ' || COALESCE(SUM(state), 0) || ' "          \
	"declarations, ' FROM declaration) "                                                                           \
	"|| "                                                                                                          \
	"(SELECT COUNT(*) || ' items, ' FROM declaration_item) || (SELECT COUNT(*) || ' reviews, ' FROM "              \
	"declaration_review) || "                                                                                      \
	"(SELECT COUNT(*) || ' entries, ' FROM entry) || (SELECT COUNT(*) || ' versions, ' FROM entry_version) || "    \
	"(SELECT COUNT(*) || ' values, ' FROM entry_value) || (SELECT COUNT(*) || ' leaves, ' FROM journal_leaf) || "  \
	"(SELECT COUNT(*) || ' acts, ' FROM access_activity) || (SELECT COUNT(*) || ' messages, ' FROM mail_message) " \
	"|| "                                                                                                          \
	"(SELECT COUNT(*) || ' of ' || COALESCE(SUM(status), 0) || ' owed' FROM obligation)"
	static const struct db_stmt stmt = {"test.state", COUNTED, COUNTED, 0};
	static const struct db_col cols[] = {{DB_FIELD_TEXT, 0, 0}};
	static const struct db_spec spec = DB_SPEC(struct str, cols);
	struct str state;
	assert_int_equal(db_one(&s->test->ctx, &stmt, DB_NO_PARAMS, &spec, &state), OK);
	return str_dup(s->test->arena, state);
}

/* No read of the test's own begins or ends while a failure waits. */
static enum outcome act_failing(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args), enum fault kind,
				uint64_t nth)
{
	struct ctx *ctx = &s->test->ctx;
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(ctx);
	s->mail = mail_seed_new(ctx);
	db_read_end(ctx);
	fault_arm(kind, nth);
	enum outcome outcome = site_write(ctx, fn, s);
	fault_arm(kind, 0);
	problems_clear(ctx);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	return outcome;
}

/* The act with a failure ever later, until it meets none; then it is done. */
static void until_it_works(struct stand *s, const char *what, enum outcome (*fn)(struct ctx *ctx, void *args),
			   enum fault kind)
{
	struct journal_report report;
	struct str before = state_of(s);
	int failed = 0;
	for (uint64_t nth = 1; nth < 2000; nth++) {
		enum outcome outcome = act_failing(s, fn, kind, nth);
		struct str after = state_of(s);
		if (journal_verify(&s->test->ctx, &report) != OK)
			fail_msg("%s, %d:%d: %s", what, (int)kind, (int)nth, test_problem(&s->test->ctx, 0));
		if (outcome == OK) {
			if (str_eq(before, after))
				fail_msg("%s, %d:%d: said to be done, and is not", what, (int)kind, (int)nth);
			assert_true(failed > 0);
			return;
		}
		if (!str_eq(before, after))
			fail_msg("%s, %d:%d: %s, became %s", what, (int)kind, (int)nth, str_c(s->test->arena, before),
				 str_c(s->test->arena, after));
		failed++;
	}
	fail_msg("%s, %d: never done", what, (int)kind);
}

static void all_of_it_under(enum db_engine engine, enum fault kind)
{
	struct stand *s = stand_open(engine);
	s->begin.register_id = STR("jobs");
	until_it_works(s, "begin", open_write, kind);
	s->category = STR("job");
	until_it_works(s, "add", add_write, kind);
	answer(s, "who", "Ferry");
	s->field = STR("day");
	s->text = STR("2026-05-12");
	until_it_works(s, "answer", answer_write, kind);
	until_it_works(s, "sign", sign_write, kind);
	load(s);
	assert_int_equal(s->d.state, DECLARATION_SUBMITTED);
	s->test->ctx.actor = &officer;
	until_it_works(s, "review", decide_write, kind);
	assert_int_equal(load(s)->state, DECLARATION_ACCEPTED);
	stand_close(s);
}

static void each_statement_fails_once(enum db_engine engine)
{
	all_of_it_under(engine, FAULT_SQL);
}
ON_BOTH(each_statement_fails_once)

static void each_write_is_refused_once(void **state)
{
	(void)state;
	all_of_it_under(DB_SQLITE, FAULT_WRITE);
}

static void each_sync_fails_once(void **state)
{
	(void)state;
	all_of_it_under(DB_SQLITE, FAULT_SYNC);
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(each_statement_fails_once),
		cmocka_unit_test(each_write_is_refused_once),
		cmocka_unit_test(each_sync_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
