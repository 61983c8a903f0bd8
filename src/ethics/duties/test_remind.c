/* Reminders day by day, on both engines: whom, when, how often; never twice, never a flood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "duties/duties_sql.h"
#include "duties/remind.h"
#include "jobs/jobs.h"
#include "rulebook/rulebook.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &jobs_feature,    &rulebook_feature,
					      &people_feature, &codes_feature,  &duties_feature};
static const struct features features = {table, COUNT_OF(table)};

#define CODE    "# Code of conduct\n\n## 1. Honesty\n\nBe honest, always.\n\n## 2. Respect\n\nHear everybody.\n"
#define DAY_MS  INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
#define PEOPLE  4

struct stand {
	struct test_site *test;
	struct organization body;
	struct person people[PEOPLE];
	struct tenure tenures[PEOPLE];
	struct edition edition;
	struct journal_seed seeds[12];
	struct code_import import;
	struct duty_local local;
	struct duty_change change;
	struct str ref, token;
	int32_t from;
};

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	s->token = token_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static int32_t today(struct stand *s)
{
	return site_today(&s->test->ctx).n;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct contact emails[2] = {{.kind = STR("email"), .value = STR("imogen@alder.example")},
				    {.kind = STR("email"), .value = STR("ada@alder.example")}};
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	for (size_t i = 0; i < PEOPLE; i++) {
		bool has_email = i == 0 || i == 3;
		const struct people_details details = {.contacts = &emails[i == 3], .n_contacts = has_email};
		TRY(people_put_person(ctx, &s->seeds[1 + i], &s->people[i], &details, NULL));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->body.id,
						.category = TENURE_ELECTED,
						.post = i == 2 ? STR("Chair") : STR("Member"),
						.from_day = s->from,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[6 + i], &s->tenures[i]));
	}
	struct str path;
	int64_t account_id;
	return access_invite(ctx, STR("Mira Quill"), STR("mira@alder.example"), 0, ROLE_OFFICER, 0, s->token, &path,
			     &account_id);
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(codes_add_draft(ctx, STR("code"), &s->import, &s->edition));
	s->edition.change = CHANGE_MATERIAL;
	return codes_publish(ctx, &s->seeds[0], &s->edition, (struct day){s->from});
}

static enum outcome put_rule(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_put_rule(ctx, &s->local);
}

static enum outcome do_extend(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_extend(ctx, s->ref, &s->change);
}

static enum outcome do_die(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person person;
	TRY(people_person(ctx, s->people[3].id, &person));
	return people_died(ctx, s->seeds, 2, &person, site_today(ctx));
}

static enum outcome day_again(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &duties_sql_remind_state_put,
		       DB_PARAMS(db_int(0), db_int(0), db_int(0), db_int(0), db_int(INT32_MIN), db_int(0)), NULL);
}

static enum outcome forget_reminded(struct ctx *ctx, void *args)
{
	const struct stand *s = args;
	TRY(db_exec(ctx, &duties_sql_reminded_remove, DB_PARAMS(db_text(s->people[0].record_id)), NULL));
	return day_again(ctx, args);
}

/* Both jobs, as the server runs them; false: there was nothing to remind of yet. */
static void run_jobs(struct stand *s)
{
	for (size_t i = 0; i < DUTIES_JOBS; i++) {
		struct job_report report;
		int64_t again;
		db_read_end(&s->test->ctx);
		assert_int_equal(jobs_run(&s->test->ctx, &duties_jobs[i], 0, true, &report, &again), OK);
		assert_int_equal(report.outcome, OK);
		assert_int_equal(report.left, 0);
		assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
	}
}

static size_t mails(struct stand *s, struct mail_row **ret_rows)
{
	struct mail_row *rows;
	size_t n;
	assert_int_equal(mail_list(&s->test->ctx, 0, 0, &rows, &n), OK);
	if (ret_rows)
		*ret_rows = rows;
	return n;
}

static struct str mail_text(struct stand *s, int64_t id)
{
	struct mail_row row;
	struct str text;
	assert_int_equal(mail_find(&s->test->ctx, id, &row, &text), OK);
	return text;
}

static bool says(struct str text, const char *words)
{
	return str_find(text, str_of(words), 0) != STR_NPOS;
}

static void go_on(struct stand *s, int64_t ms)
{
	s->test->ctx.now_ms += ms;
	test_site_refresh(s->test);
}

static size_t on_paper(struct stand *s, enum line_state state)
{
	struct duty_line *lines;
	size_t n, found = 0;
	assert_int_equal(duty_lines_on_paper(&s->test->ctx, s->body.id, 100, &lines, &n), OK);
	for (size_t i = 0; i < n; i++)
		found += lines[i].state == state;
	return found;
}

/* One by e-mail, one by post, one without an address, one who will die; all must sign within 30 days. Four in the
 * morning there. */
static struct stand stand_open(enum db_engine engine)
{
	struct stand s = {.test = test_site_open(engine, &features)};
	s.test->ctx.actor = &access_command_line;
	s.body = organization_new(STR("City Council"));
	s.people[0] = person_new(STR("Imogen Vale"));
	s.people[1] = person_new(STR("Tobias Wren"));
	s.people[1].by_post = true;
	s.people[2] = person_new(STR("Otto Brandt"));
	s.people[3] = person_new(STR("Ada Kestrel"));
	s.from = today(&s) - 40;
	assert_int_equal(act(&s, prepare), OK);
	assert_int_equal(codes_parse(&s.test->ctx, STR("code.md"), STR(CODE), CODE_MARKDOWN, &s.import), OK);
	s.from = today(&s) - 5;
	assert_int_equal(act(&s, publish), OK);
	s.local = (struct duty_local){.code = STR("code"),
				      .title = STR("Sign the code"),
				      .form = STR("local"),
				      .mandatory = true,
				      .within_days = 30,
				      .since_day = DEADLINE_NO_DAY,
				      .source = STR("Resolution 2026-14")};
	assert_int_equal(act(&s, put_rule), OK);
	return s;
}

static void sixty_days_bring_exactly_these_messages(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct mail_row *rows;
	size_t before = mails(&s, NULL);
	int32_t first = today(&s);
	for (int32_t day = 0; day < 60; day++) {
		if (day == 5)
			assert_int_equal(act(&s, do_die), OK);
		/* Before six nothing is sent, whatever is due. */
		size_t had = mails(&s, NULL);
		run_jobs(&s);
		assert_int_equal(mails(&s, NULL), had);
		go_on(&s, 4 * HOUR_MS);
		run_jobs(&s);
		/* Due on day 30: 14 and 3 days before it, and the day after, to the office too. */
		assert_int_equal(mails(&s, &rows) - had, day == 16 || day == 27 ? 1 : day == 31 ? 2 : 0);
		if (day == 16) {
			assert_true(str_eq(rows[0].to, STR("imogen@alder.example")));
			assert_true(str_eq(rows[0].kind, STR("duties.digest")));
			assert_int_equal(rows[0].person_id, s.people[0].id);
			struct str text = mail_text(&s, rows[0].id);
			assert_true(says(text, "Sign the code"));
			assert_true(says(text, "Resolution 2026-14"));
			assert_true(says(text, "https://ethics.example.gov/my"));
			assert_false(says(text, "Tobias"));
			assert_int_equal(on_paper(&s, LINE_LETTER), 1);
			assert_int_equal(on_paper(&s, LINE_NO_ADDRESS), 1);
		}
		if (day == 31) {
			struct str to_office = mail_text(&s, rows[str_eq(rows[1].to, STR("mira@alder.example"))].id);
			assert_true(says(to_office, "Imogen Vale"));
			assert_true(says(to_office, "Tobias Wren"));
			assert_true(says(to_office, "Otto Brandt"));
			assert_false(says(to_office, "Ada Kestrel"));
		}
		go_on(&s, 20 * HOUR_MS);
		assert_int_equal(today(&s), first + day + 1);
	}
	assert_int_equal(mails(&s, NULL) - before, 4);
	assert_int_equal(on_paper(&s, LINE_LETTER), 1);
	test_site_close(s.test);
}
ON_BOTH(sixty_days_bring_exactly_these_messages)

static void what_was_missed_comes_once(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	/* Nothing ran from before the first step until after the last one. */
	go_on(&s, 33 * DAY_MS + 4 * HOUR_MS);
	run_jobs(&s);
	struct mail_row *rows;
	assert_int_equal(mails(&s, &rows), 3); /* two members, the office */
	/* Another node does the same day again, and once more after losing what it had noted. */
	assert_int_equal(act(&s, day_again), OK);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 3);
	assert_int_equal(act(&s, forget_reminded), OK);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 3);
	/* What could not go today goes tomorrow. */
	go_on(&s, DAY_MS);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 5);
	go_on(&s, DAY_MS);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 5);
	/* Too long ago to be made up for. */
	go_on(&s, 40 * DAY_MS);
	assert_int_equal(act(&s, forget_reminded), OK);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 5);
	test_site_close(s.test);
}
ON_BOTH(what_was_missed_comes_once)

static void more_time_begins_the_steps_anew(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct duty_item *items;
	size_t n;
	run_jobs(&s);
	go_on(&s, 16 * DAY_MS + 4 * HOUR_MS);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 2);
	assert_int_equal(duties_of_person(&s.test->ctx, s.people[0].id, &items, &n), OK);
	s.ref = obligation_ref(s.test->arena, &items[0].o);
	s.change = (struct duty_change){.until_day = items[0].o.due_day + 20, .reason = STR("In hospital")};
	assert_int_equal(act(&s, do_extend), OK);
	go_on(&s, 11 * DAY_MS);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 3); /* the other member alone */
	go_on(&s, 9 * DAY_MS);
	run_jobs(&s);
	struct mail_row *rows;
	assert_true(mails(&s, &rows) >= 4);
	bool found = false;
	for (size_t i = 0; i < mails(&s, NULL) - 3; i++)
		found = found || says(mail_text(&s, rows[i].id), "Extended to");
	assert_true(found);
	/* Why somebody was given more time is in no message. */
	for (size_t i = 0; i < mails(&s, NULL); i++)
		assert_false(says(mail_text(&s, rows[i].id), "In hospital"));
	test_site_close(s.test);
}
ON_BOTH(more_time_begins_the_steps_anew)

static void what_is_voluntary_is_never_asked_for(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	s.local.mandatory = false;
	assert_int_equal(act(&s, put_rule), OK);
	go_on(&s, 4 * HOUR_MS);
	for (int32_t day = 0; day < 40; day++) {
		run_jobs(&s);
		go_on(&s, DAY_MS);
	}
	assert_int_equal(mails(&s, NULL), 0);
	assert_int_equal(on_paper(&s, LINE_LETTER), 0);
	test_site_close(s.test);
}
ON_BOTH(what_is_voluntary_is_never_asked_for)

static enum outcome add_member(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person person = person_new(s->ref);
	TRY(people_add_person(ctx, &s->seeds[0], &person));
	struct tenure tenure = {.person_id = person.id,
				.organization_id = s->body.id,
				.category = TENURE_ELECTED,
				.post = STR("Member"),
				.from_day = s->from,
				.to_day = TENURE_OPEN};
	return people_add_tenure(ctx, &s->seeds[1], &tenure);
}

static void a_message_about_many_says_how_many_more(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	for (int i = 0; i < DIGEST_ROWS + 10; i++) {
		s.ref = str_fmt(s.test->arena, "Member Number%d", i);
		assert_int_equal(act(&s, add_member), OK);
	}
	run_jobs(&s);
	go_on(&s, 31 * DAY_MS + 4 * HOUR_MS);
	run_jobs(&s);
	struct mail_row *rows;
	size_t n = mails(&s, &rows), to_office = 0;
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].to, STR("mira@alder.example"))) {
			to_office++;
			assert_true(says(mail_text(&s, rows[i].id), "And 14 more."));
		}
	assert_int_equal(to_office, 1);
	go_on(&s, DAY_MS);
	run_jobs(&s);
	assert_int_equal(mails(&s, NULL), 3);
	test_site_close(s.test);
}
ON_BOTH(a_message_about_many_says_how_many_more)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(sixty_days_bring_exactly_these_messages), on_both(what_was_missed_comes_once),
		on_both(more_time_begins_the_steps_anew),         on_both(what_is_voluntary_is_never_asked_for),
		on_both(a_message_about_many_says_how_many_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
