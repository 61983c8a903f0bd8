/* Who is invited how; what goes out when; what people die, leave or sign in meanwhile does to it. */
#include "base/testing.h"

#include "jobs/jobs.h"
#include "mail/mail.h"
#include "people/invitations.h"
#include "people/people_store.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &jobs_feature,    &people_feature};
static const struct features features = {table, COUNT_OF(table)};

#define PEOPLE 6
enum { BY_MAIL, BY_POST, NO_ADDRESS, SHARED_A, SHARED_B, STAFF };
#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

struct scene {
	struct test_site *test;
	struct journal_seed seeds[2 * PEOPLE + 1];
	struct organization body;
	struct person people[PEOPLE];
	struct invitee invitees[PEOPLE];
	struct invitation_batch batch;
	size_t n;
	int who;
	struct str path;
	int64_t account_id;
	struct str token;
	struct day day;
};

static enum outcome build(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	static const struct {
		const char *name, *email;
		bool by_post;
	} people[PEOPLE] = {
		[BY_MAIL] = {"Ada Arden", "ada@example.org", false},
		[BY_POST] = {"Bo Brook", "bo@example.org", true},
		[NO_ADDRESS] = {"Cleo Crane", "no address", false},
		[SHARED_A] = {"Dara Dune", "council@example.org", false},
		[SHARED_B] = {"Ezra Elm", "council@example.org", false},
		[STAFF] = {"Fay Frost", "fay@example.org", false},
	};
	s->body = organization_new(STR("City Council"));
	TRY(people_put_organization(ctx, &s->seeds[0], &s->body, NULL, NULL));
	for (size_t i = 0; i < PEOPLE; i++) {
		struct contact contacts[] = {
			{.kind = STR("email"), .value = str_of(people[i].email)},
			{.kind = STR("address"), .value = STR("1 Quay Street")},
		};
		const struct people_details details = {.contacts = contacts, .n_contacts = 2};
		s->people[i] = person_new(str_of(people[i].name));
		s->people[i].by_post = people[i].by_post;
		TRY(people_put_person(ctx, &s->seeds[2 * i + 1], &s->people[i], &details, NULL));
		struct tenure tenure = {.person_id = s->people[i].id,
					.organization_id = s->body.id,
					.post = STR("Member"),
					.category = i == STAFF ? TENURE_EMPLOYEE : TENURE_APPOINTED,
					.from_day = 20000,
					.to_day = TENURE_OPEN};
		TRY(people_put_tenure(ctx, &s->seeds[2 * i + 2], &tenure, NULL));
	}
	return OK;
}

static void act(struct scene *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	assert_int_equal(site_write(&s->test->ctx, fn, s), OK);
	test_site_refresh(s->test);
}

static struct scene *built(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct scene *s = arena_new(test->arena, struct scene);
	s->test = test;
	test->ctx.actor = &access_command_line;
	act(s, build);
	return s;
}

static struct invitee who(struct scene *s, int i)
{
	struct invitee invitee;
	assert_int_equal(invitee_load(&s->test->ctx, s->people[i].id, false, &invitee), OK);
	return invitee;
}

static enum outcome put(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return invitations_put(ctx, &s->batch, s->invitees, s->n);
}

/* All six, on a day from now. */
static void invite_all(struct scene *s, int32_t days)
{
	struct day day = {site_today(&s->test->ctx).n + days};
	for (int i = 0; i < PEOPLE; i++)
		s->invitees[i] = who(s, i);
	s->n = PEOPLE;
	s->batch = (struct invitation_batch){.intro = STR("Welcome.")};
	assert_int_equal(invitation_due(&s->test->ctx, day, &s->batch.due_ms), OK);
	act(s, put);
}

static void run_jobs(struct scene *s)
{
	struct job_report report;
	int64_t again_ms;
	db_read_end(&s->test->ctx);
	for (size_t i = 0; i < PEOPLE_JOBS; i++) {
		assert_int_equal(jobs_run(&s->test->ctx, &people_jobs[i], 0, true, &report, &again_ms), OK);
		assert_int_equal(report.outcome, OK);
	}
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
}

static int32_t state_of(struct scene *s, int i)
{
	return who(s, i).last.state;
}

static bool sent_since(struct scene *s, int i, int64_t since_ms)
{
	bool sent;
	assert_int_equal(invitations_sent_since(&s->test->ctx, s->people[i].id, since_ms, &sent), OK);
	return sent;
}

static size_t messages(struct scene *s)
{
	struct mail_row *rows;
	size_t n;
	assert_int_equal(mail_list(&s->test->ctx, MAIL_WAITING, 0, &rows, &n), OK);
	return n;
}

static size_t print(struct scene *s, struct invitation_text **ret_letters)
{
	struct str before;
	size_t n;
	assert_int_equal(invitations_print(&s->test->ctx, &s->batch, STR(""), &before, ret_letters, &n), OK);
	test_site_refresh(s->test);
	return n;
}

static enum outcome take_address(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return access_invite(ctx, STR("Other"), STR("fay@example.org"), 0, ROLE_CLERK, 0, s->token, &s->path,
			     &s->account_id);
}

static enum outcome die_now(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	struct person person;
	TRY(people_person(ctx, s->people[s->who].id, &person));
	return people_died(ctx, s->seeds, 2, &person, s->day);
}

static enum outcome cancel(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return invitations_cancel(ctx, s->people[s->who].id);
}

static enum outcome forget(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	struct person person;
	TRY(people_person(ctx, s->people[s->who].id, &person));
	return people_remove_person(ctx, &person);
}

static void each_is_reached_as_they_can_be(enum db_engine engine)
{
	struct scene *s = built(engine);
	static const int32_t notes[PEOPLE] = {
		[BY_POST] = NOTE_BY_POST,
		[NO_ADDRESS] = NOTE_NO_ADDRESS,
		[SHARED_A] = NOTE_SHARED,
		[SHARED_B] = NOTE_SHARED,
	};
	for (int i = 0; i < PEOPLE; i++) {
		struct invitee invitee = who(s, i);
		assert_int_equal(invitee.note, notes[i]);
		assert_int_equal(invitee.way, notes[i] ? INVITE_BY_LETTER : INVITE_BY_MAIL);
		assert_text(invitee.address, "1 Quay Street");
		assert_text(invitee.offices, "Member, City Council");
	}
	struct invitee *listed, paper;
	size_t n;
	bool more;
	assert_int_equal(invitees_list(&s->test->ctx, 0, TENURE_FROM_EVER, &listed, &n, &more), OK);
	assert_int_equal(n, PEOPLE);
	assert_false(more);
	assert_int_equal(invitees_list(&s->test->ctx, s->body.id, 20001, &listed, &n, &more), OK);
	assert_int_equal(n, 0);
	assert_int_equal(invitee_load(&s->test->ctx, s->people[BY_MAIL].id, true, &paper), OK);
	assert_int_equal(paper.note, NOTE_CHOSEN);
	assert_text(paper.email, "ada@example.org");
	test_site_close(s->test);
}
ON_BOTH(each_is_reached_as_they_can_be)

static void at_once_by_mail_and_by_letter(enum db_engine engine)
{
	struct scene *s = built(engine);
	struct invitation_text *letters;
	invite_all(s, 0);
	assert_int_equal(state_of(s, BY_MAIL), INVITATION_WAITING);
	assert_false(who(s, BY_MAIL).standing.account_id);
	assert_false(sent_since(s, BY_MAIL, 0));
	run_jobs(s);
	run_jobs(s);
	assert_int_equal(state_of(s, BY_MAIL), INVITATION_SENT);
	assert_int_equal(state_of(s, BY_POST), INVITATION_TO_PRINT);
	assert_int_equal(messages(s), 2);
	assert_true(sent_since(s, BY_MAIL, s->test->ctx.now_ms));
	assert_false(sent_since(s, BY_MAIL, s->test->ctx.now_ms + 1));
	assert_false(sent_since(s, BY_POST, 0));
	assert_int_equal(print(s, &letters), 4);
	assert_int_equal(letters[0].code.n, 19);
	assert_text(letters[0].intro[0], "Welcome.");
	assert_true(letters[0].qr_side > 0);
	assert_true(str_find(letters[0].qr_path, letters[0].code, 0) == STR_NPOS);
	assert_text(letters[0].link, "https://ethics.example.gov/invitation");
	assert_true(sent_since(s, BY_POST, 0));
	assert_true(who(s, BY_POST).standing.until_ms == s->test->ctx.now_ms + 28 * DAY);
	struct str first = letters[0].code;
	assert_int_equal(print(s, &letters), 4);
	assert_false(str_eq(first, letters[0].code));
	/* Again: what waits in the outbox has a link that works no more. */
	invite_all(s, 0);
	run_jobs(s);
	assert_int_equal(messages(s), 2);
	test_site_close(s->test);
}
ON_BOTH(at_once_by_mail_and_by_letter)

static void on_a_later_day_at_nine(enum db_engine engine)
{
	struct scene *s = built(engine);
	struct ctx *ctx = &s->test->ctx;
	int64_t due_ms;
	assert_int_equal(invitation_due(ctx, (struct day){site_today(ctx).n - 1}, &due_ms), INVALID);
	assert_int_equal(invitation_due(ctx, (struct day){site_today(ctx).n + 400}, &due_ms), INVALID);
	problems_clear(ctx);
	/* Clocks go forward on 14 March 2027: nine in the morning is 16:00 UTC on that day, 17:00 the day before. */
	assert_int_equal(invitation_due(ctx, day_of((struct date){2027, 3, 13}), &due_ms), OK);
	assert_text(instant_str(s->test->arena, (struct instant){due_ms}), "2027-03-13T17:00:00.000Z");
	assert_int_equal(invitation_due(ctx, day_of((struct date){2027, 3, 14}), &due_ms), OK);
	assert_text(instant_str(s->test->arena, (struct instant){due_ms}), "2027-03-14T16:00:00.000Z");
	invite_all(s, 7);
	run_jobs(s);
	assert_int_equal(messages(s), 0);
	s->who = BY_MAIL;
	s->day = site_today(ctx);
	act(s, die_now);
	s->token = token_new(ctx);
	act(s, take_address);
	s->who = NO_ADDRESS;
	act(s, cancel);
	ctx->now_ms = s->batch.due_ms - 1;
	run_jobs(s);
	assert_int_equal(state_of(s, STAFF), INVITATION_WAITING);
	ctx->now_ms = s->batch.due_ms;
	run_jobs(s);
	assert_int_equal(messages(s), 0);
	assert_int_equal(state_of(s, BY_MAIL), INVITATION_CANCELLED);
	assert_int_equal(who(s, BY_MAIL).note, NOTE_DIED);
	assert_int_equal(state_of(s, STAFF), INVITATION_TO_PRINT);
	assert_int_equal(who(s, STAFF).last.note, NOTE_TAKEN);
	assert_int_equal(state_of(s, NO_ADDRESS), INVITATION_CANCELLED);
	test_site_close(s->test);
}
ON_BOTH(on_a_later_day_at_nine)

static void after_a_restore_nothing_goes_out_by_itself(enum db_engine engine)
{
	struct scene *s = built(engine);
	invite_all(s, 0);
	db_read_end(&s->test->ctx);
	assert_int_equal(people_feature.restored(&s->test->ctx), OK);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
	run_jobs(s);
	assert_int_equal(messages(s), 0);
	assert_int_equal(who(s, BY_MAIL).last.note, NOTE_RESTORED);
	assert_int_equal(state_of(s, BY_POST), INVITATION_TO_PRINT);
	test_site_close(s->test);
}
ON_BOTH(after_a_restore_nothing_goes_out_by_itself)

static void of_one_who_is_removed_nothing_stays(enum db_engine engine)
{
	struct scene *s = built(engine);
	struct invitation *rows;
	size_t n;
	invite_all(s, 0);
	run_jobs(s);
	s->who = STAFF;
	act(s, forget);
	assert_int_equal(invitations_of(&s->test->ctx, s->batch.id, &rows, &n), OK);
	assert_int_equal(n, PEOPLE - 1);
	assert_int_equal(who(s, STAFF).note, NOTE_GONE);
	assert_int_equal(messages(s), 1);
	test_site_close(s->test);
}
ON_BOTH(of_one_who_is_removed_nothing_stays)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(each_is_reached_as_they_can_be),
		on_both(at_once_by_mail_and_by_letter),
		on_both(on_a_later_day_at_nine),
		on_both(after_a_restore_nothing_goes_out_by_itself),
		on_both(of_one_who_is_removed_nothing_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
