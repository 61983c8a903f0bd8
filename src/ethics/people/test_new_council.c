/* A new council, applied and undone, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "people/new_council.h"
#include "people/people_store.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

enum { LAST = 20900, FIRST = 20901, SEEDS = 64 };
enum { AGAIN, LEAVES, STANDS, PEOPLE };

struct stand {
	struct test_site *test;
	struct journal_seed seeds[SEEDS];
	size_t n_seeds;
	struct organization body;
	struct post post;
	struct person people[PEOPLE];
	struct tenure tenures[PEOPLE];
	struct paste_row rows[8];
	struct result_order order;
	struct new_council council;
	struct new_council_line *lines;
	size_t n_lines;
	bool dry_run;
	struct str token, other_token;
	int64_t account_id;
};

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < SEEDS; i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	static const char *const names[PEOPLE] = {"Imogen Vale", "Tobias Renn", "Ada Quill"};
	struct stand *s = args;
	struct str path;
	s->body = organization_new(STR("City Council"));
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	s->post = (struct post){
		.organization_id = s->body.id, .label = STR("Member, Hill Ward"), .area = STR("Hill Ward"), .seats = 3};
	TRY(people_put_post(ctx, &s->seeds[1], &s->post, NULL));
	for (size_t i = 0; i < PEOPLE; i++) {
		s->people[i] = person_new(str_of(names[i]));
		TRY(people_add_person(ctx, &s->seeds[2 + i], &s->people[i]));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->body.id,
						.post_id = s->post.id,
						.category = i == STANDS ? TENURE_CANDIDATE : TENURE_ELECTED,
						.from_day = 19000,
						.to_day = i == STANDS ? LAST - 3 : TENURE_OPEN};
		TRY(people_put_tenure(ctx, &s->seeds[10 + i], &s->tenures[i], NULL));
	}
	return access_invite(ctx, str_of(names[AGAIN]), STR("i@alderquay.example"), s->people[AGAIN].id, ROLE_PERSON, 0,
			     s->token, &path, &s->account_id);
}

static enum outcome apply(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct result_world world;
	struct result result;
	TRY(result_world_load(ctx, s->body.id, 0, s->order.rows, s->order.n_rows, &world));
	result_match(ctx->arena, &world, &s->order, &result);
	TRY(people_put_new_council(ctx, s->seeds, s->n_seeds, &s->order, &world, &result, &s->council));
	return s->dry_run ? CONFLICT : OK;
}

static enum outcome undo(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_undo_new_council(ctx, s->seeds, s->n_seeds, &s->council);
}

static enum outcome invite_new(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person person;
	struct str path;
	TRY(people_person_by_slug(ctx, STR("ruth-okafor"), &person));
	return access_invite(ctx, person.name, STR("r@alderquay.example"), person.id, ROLE_PERSON, 0, s->other_token,
			     &path, &s->account_id);
}

static enum outcome change_term(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	TRY(people_tenure(ctx, s->tenures[LEAVES].id, &tenure));
	tenure.ending = ENDING_RESIGNED;
	return people_put_tenure(ctx, &s->seeds[0], &tenure, NULL);
}

static struct stand *stand_open(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	s->n_seeds = SEEDS;
	test->ctx.actor = &access_command_line;
	s->token = token_new(&test->ctx);
	s->other_token = token_new(&test->ctx);
	assert_int_equal(act(s, prepare), OK);
	test->ctx.now_ms += 60000;
	s->rows[0] = (struct paste_row){.line = 1, .name = STR("Imogen Vale"), .area = STR("Hill Ward")};
	s->rows[1] = (struct paste_row){
		.line = 2, .name = STR("Ruth Okafor"), .area = STR("Hill Ward"), .email = STR("r@alderquay.example")};
	s->rows[2] = (struct paste_row){.line = 3, .name = STR("Ada Quill"), .area = STR("Hill Ward")};
	s->order = (struct result_order){
		.scope = RESULT_WHOLE, .first_day = FIRST, .last_day = LAST, .rows = s->rows, .n_rows = 3};
	return s;
}

static void stand_close(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_close(s->test);
}

static struct tenure tenure_now(struct stand *s, size_t who)
{
	struct tenure tenure;
	assert_int_equal(people_tenure(&s->test->ctx, s->tenures[who].id, &tenure), OK);
	return tenure;
}

/* May the person do what members do? */
static bool holds_right(struct stand *s, size_t who)
{
	struct access_reach *holders;
	size_t n;
	bool found = false;
	struct ctx ctx = s->test->ctx;
	ctx.now_ms = ((int64_t)FIRST + 10) * 86400000;
	assert_int_equal(access_holders(&ctx, ROLE_PERSON, 0, &holders, &n), OK);
	for (size_t i = 0; i < n; i++)
		found |= holders[i].person_id == s->people[who].id;
	return found;
}

static void it_is_applied_and_undone(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_head before, after;
	struct person new;
	assert_int_equal(journal_head(&s->test->ctx, &before), OK);
	s->dry_run = true;
	assert_int_equal(act(s, apply), CONFLICT);
	assert_int_equal(journal_head(&s->test->ctx, &after), OK);
	assert_int_equal(before.size, after.size);
	s->dry_run = false;
	assert_int_equal(act(s, apply), OK);
	assert_int_equal(tenure_now(s, LEAVES).to_day, LAST);
	assert_int_equal(tenure_now(s, AGAIN).to_day, LAST);
	assert_true(holds_right(s, AGAIN));
	assert_int_equal(people_person_by_slug(&s->test->ctx, STR("ruth-okafor"), &new), OK);
	assert_true(new.is_public);
	assert_int_equal(people_new_council_lines(&s->test->ctx, s->council.id, &s->lines, &s->n_lines), OK);
	assert_int_equal(s->n_lines, 5);
	assert_int_equal(people_new_council_undoable(&s->test->ctx, &s->council, s->lines, s->n_lines), OK);
	/* The same again changes nothing. */
	assert_int_equal(act(s, apply), INVALID);
	s->council.version = 7;
	assert_int_equal(act(s, undo), CONFLICT);
	s->council.version = 1;
	assert_int_equal(people_new_council_note(&s->test->ctx, &s->council, s->lines, s->n_lines), OK);
	assert_int_equal(act(s, undo), OK);
	assert_int_equal(tenure_now(s, LEAVES).to_day, TENURE_OPEN);
	assert_int_equal(tenure_now(s, LEAVES).ending, ENDING_NOT_SAID);
	assert_int_equal(tenure_now(s, AGAIN).to_day, TENURE_OPEN);
	assert_true(holds_right(s, AGAIN));
	assert_int_equal(people_person(&s->test->ctx, new.id, &new), OK);
	assert_true(new.erased_ms != 0);
	struct tenure *of_candidate;
	size_t n;
	assert_int_equal(people_tenures_of(&s->test->ctx, s->people[STANDS].id, &of_candidate, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(people_new_council(&s->test->ctx, s->council.id, &s->council), OK);
	assert_true(s->council.undone_ms != 0);
	assert_int_equal(act(s, undo), INVALID);
	assert_int_equal(act(s, apply), OK); /* anew */
	stand_close(s);
}
ON_BOTH(it_is_applied_and_undone)

static void it_is_not_undone_behind_anybodys_back(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, apply), OK);
	assert_int_equal(act(s, invite_new), OK);
	assert_int_equal(act(s, undo), INVALID);
	stand_close(s);
	s = stand_open(engine);
	assert_int_equal(act(s, apply), OK);
	assert_int_equal(act(s, change_term), OK);
	assert_int_equal(act(s, undo), INVALID);
	stand_close(s);
}
ON_BOTH(it_is_not_undone_behind_anybodys_back)

static void faults_stand_at_their_lines(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct buf name = buf_open(s->test->arena, 400);
	for (int i = 0; i < 100; i++)
		buf_lit(&name, "Ruth");
	s->rows[1].name = buf_view(&name);
	for (size_t i = 0; i < SEEDS; i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	assert_int_equal(site_write(&s->test->ctx, apply, s), INVALID);
	assert_true(str_eq(s->test->ctx.problems.first->where, STR("line-2")));
	test_site_refresh(s->test);
	s->rows[1].name = STR("Ruth Okafor");
	s->n_seeds = 2;
	assert_int_equal(act(s, apply), RETRY);
	stand_close(s);
}
ON_BOTH(faults_stand_at_their_lines)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		on_both(it_is_applied_and_undone),
		on_both(it_is_not_undone_behind_anybodys_back),
		on_both(faults_stand_at_their_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
