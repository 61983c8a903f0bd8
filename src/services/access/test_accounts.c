/* Accounts, rights, deputies and the activity log: on both engines. */
#include "access/test_stand.h"

static enum outcome end_post_write(struct ctx *ctx, void *args)
{
	return access_put_person_ended(ctx, 77, (struct day){*(const int32_t *)args});
}

static void rights_end_with_the_post(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_AUDITOR);
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, OK);
	int32_t last_day = TODAY + 1;
	assert_int_equal(site_write(&stand.ctx, end_post_write, &last_day), OK);
	stand.ctx.now_ms += DAY_MS - HOUR_MS;
	(void)sign_in(&stand, "ada@example.gov", PASSWORD, NULL);
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, OK);
	stand.ctx.now_ms += DAY_MS;
	(void)sign_in(&stand, "ada@example.gov", PASSWORD, NULL);
	struct answer over = get(&stand, "/office/activity", NULL);
	assert_int_equal(over.outcome, FORBIDDEN);
	assert_false(over.sign_in);
	assert_int_equal(get(&stand, "/account", NULL).outcome, OK);
	stand_end(&stand);
}

static enum outcome hold_post_write(struct ctx *ctx, void *args)
{
	return access_put_person_holds(ctx, 77, (struct day){*(const int32_t *)args});
}

static size_t holders(struct stand *stand, enum role role, int32_t day)
{
	struct access_reach *found;
	size_t n;
	struct ctx ctx = stand->ctx;
	ctx.now_ms += (day - TODAY) * DAY_MS;
	assert_int_equal(site_read_begin(&ctx, ctx.site), OK);
	assert_int_equal(access_holders(&ctx, role, 0, &found, &n), OK);
	db_read_end(&ctx);
	return n;
}

static void a_members_right_lasts_as_long_as_the_next_post(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_PERSON);
	int32_t first = TODAY + 1, second = TODAY + 60;
	assert_int_equal(site_write(&stand.ctx, end_post_write, &first), OK);
	assert_int_equal(holders(&stand, ROLE_PERSON, TODAY + 1), 1);
	assert_int_equal(holders(&stand, ROLE_PERSON, TODAY + 2), 0);
	assert_int_equal(site_write(&stand.ctx, hold_post_write, &second), OK);
	assert_int_equal(holders(&stand, ROLE_PERSON, TODAY + 60), 1);
	assert_int_equal(holders(&stand, ROLE_PERSON, TODAY + 61), 0);
	/* An earlier last day takes nothing. */
	assert_int_equal(site_write(&stand.ctx, hold_post_write, &first), OK);
	assert_int_equal(holders(&stand, ROLE_PERSON, TODAY + 60), 1);
	stand_end(&stand);
}

static enum outcome remove_person_write(struct ctx *ctx, void *args)
{
	(void)args;
	return access_put_person_removed(ctx, 77);
}

static void nothing_is_left_of_a_removed_persons_account(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_AUDITOR);
	assert_int_equal(site_write(&stand.ctx, remove_person_write, NULL), OK);
	assert_int_equal(site_write(&stand.ctx, remove_person_write, NULL), OK);
	assert_int_equal(get(&stand, "/account", NULL).outcome, FORBIDDEN);
	(void)signed_in(&stand, "Bo Reed", "bo@example.gov", ROLE_ADMINISTRATOR);
	struct answer page = get(&stand, "/office/accounts", NULL);
	assert_true(shows(&page, "Bo Reed"));
	assert_false(shows(&page, "Ada Quill"));
	assert_false(shows(&page, "ada@example.gov"));
	page = get(&stand, "/office/activity", NULL);
	assert_false(shows(&page, "ada@example.gov"));
	stand_end(&stand);
}

static struct str id_after(struct str body, const char *before, struct str from)
{
	size_t start = from.n ? str_find(body, from, 0) : 0;
	size_t at = str_find(body, str_of(before), start);
	if (start == STR_NPOS || at == STR_NPOS)
		fail_msg("%s is not on the page", before);
	at += strlen(before);
	return str_slice(body, at, at + 13);
}

static struct answer post_id(struct stand *stand, const char *pattern, struct str id, struct str csrf,
			     const char *version)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = pattern,
				   .param = str_c(stand->ctx.arena, id),
				   FIELDS({STR("_csrf"), csrf}, {STR("_version"), str_of(version)})});
}

static void the_last_administrator_stays(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	struct invited second = invite(&stand, "Bo Reed", "bo@example.gov", ROLE_ADMINISTRATOR);
	struct invited first = signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct answer page = get(&stand, "/office/accounts", NULL);
	assert_true(shows(&page, "Only one administrator can sign in"));
	struct str right = id_after(page.resp.body, "/office/rights/", STR("Ada Quill</h3>"));
	struct answer refused = post_id(&stand, "/office/rights/{right}/end", right, page.csrf, "");
	assert_int_equal(refused.resp.status, 400);
	assert_true(shows(&refused, "last administrator"));
	struct str id = id_str(stand.ctx.arena, first.account_id);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, page.csrf, "2").resp.status, 400);

	struct str mine = stand.cookie;
	stand.cookie = STR("");
	assert_int_equal(set_password(&stand, &second, PASSWORD).resp.status, 303);
	stand.cookie = mine;
	page = get(&stand, "/office/accounts", NULL);
	assert_false(shows(&page, "Only one administrator can sign in"));
	/* The last but one goes with a reason alone. */
	assert_true(shows(&page, "Why one administrator is enough"));
	refused = post_id(&stand, "/office/rights/{right}/end", right, page.csrf, "");
	assert_int_equal(refused.resp.status, 400);
	assert_true(shows(&refused, "leaves one administrator"));
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, page.csrf, "2").resp.status, 400);
	struct answer ended = ask(&stand, HTTP_POST,
				  &(struct asked){.pattern = "/office/rights/{right}/end",
						  .param = str_c(stand.ctx.arena, right),
						  FIELDS({STR("_csrf"), page.csrf}, {STR("reason"), STR("Retires")})});
	assert_int_equal(ended.resp.status, 303);
	assert_int_equal(get(&stand, "/office/accounts", NULL).outcome, FORBIDDEN);
	stand_end(&stand);
}

static void a_disabled_account_is_out_at_once(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	struct invited clerk = signed_in(&stand, "Cy Fenn", "cy@example.gov", ROLE_CLERK);
	struct str clerks = stand.cookie;
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct str administrators = stand.cookie;
	struct str csrf = csrf_of(&stand);
	struct str id = id_str(stand.ctx.arena, clerk.account_id);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, csrf, "1").outcome, CONFLICT);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, csrf, "2").resp.status, 303);
	stand.cookie = clerks;
	assert_true(get(&stand, "/account", NULL).sign_in);
	assert_int_equal(sign_in(&stand, "cy@example.gov", PASSWORD, NULL).resp.status, 403);
	stand.cookie = administrators;
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/enable", id, csrf, "3").resp.status, 303);
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "cy@example.gov", PASSWORD, NULL).resp.status, 303);
	stand_end(&stand);
}

static enum outcome body_write(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(access_put_body(ctx, 500, 0, STR("Council"), STR("council")));
	TRY(access_put_body(ctx, 501, 0, STR("Parish"), STR("parish")));
	return access_put_body(ctx, 501, 500, STR("Alder Parish"), STR("parish"));
}

static enum outcome log_write(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(access_need(ctx, RIGHT_OFFICER, 501));
	return access_log(ctx, "codes.publish", 1, STR("Code of ethics"));
}

static void deputies_act_for_somebody_in_their_body(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	assert_int_equal(site_write(&stand.ctx, body_write, NULL), OK);
	struct invited officer = invite(&stand, "Olga Officer", "olga@example.gov", ROLE_OFFICER);
	struct invited deputy = signed_in(&stand, "Dee Deputy", "dee@example.gov", ROLE_PERSON);
	struct str deputys = stand.cookie;
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct str administrators = stand.cookie;
	struct str id = id_str(stand.ctx.arena, deputy.account_id);
	struct answer form = get(&stand, "/office/accounts/{account}/rights", str_c(stand.ctx.arena, id));
	assert_true(shows(&form, "Alder Parish"));
	struct str form_id = form_id_new(&stand.ctx);
	for (int i = 0; i < 2; i++) {
		struct answer given =
			ask(&stand, HTTP_POST,
			    &(struct asked){.pattern = "/office/accounts/{account}/rights",
					    .param = str_c(stand.ctx.arena, id),
					    FIELDS({STR("_csrf"), form.csrf}, {STR("_form"), form_id},
						   {STR("role"), STR("officer")},
						   {STR("body"), id_str(stand.ctx.arena, 500)},
						   {STR("from"), STR("2026-11-22")}, {STR("to"), STR("2026-11-23")},
						   {STR("deputy_for"), id_str(stand.ctx.arena, officer.account_id)},
						   {STR("reason"), STR("Leave")})});
		assert_int_equal(given.resp.status, 303);
		assert_text(given.resp.location,
			    i == 0 ? "/office/accounts?done=right" : "/office/accounts?done=before");
	}
	stand.cookie = deputys;
	struct answer account = get(&stand, "/account", NULL);
	assert_int_equal(account.actor->n_grants, 2);
	struct ctx acting = stand.ctx;
	acting.actor = account.actor;
	assert_true(access_may(&acting, RIGHT_OFFICER, 501));
	assert_false(access_may(&acting, RIGHT_OFFICER, 502));
	assert_int_equal(site_write(&acting, log_write, NULL), OK);
	/* The activity log is the whole site's: a right for one body does not open it. */
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, FORBIDDEN);
	stand.cookie = administrators;
	struct answer log = get(&stand, "/office/activity", NULL);
	assert_int_equal(log.outcome, OK);
	assert_true(shows(&log, "Dee Deputy, for Olga Officer"));
	assert_true(shows(&log, "Codes: publish"));
	stand.ctx.now_ms += 2 * DAY_MS;
	stand.cookie = deputys;
	(void)sign_in(&stand, "dee@example.gov", PASSWORD, NULL);
	assert_int_equal(get(&stand, "/account", NULL).actor->n_grants, 1);
	stand_end(&stand);
}

static enum outcome many_write(struct ctx *ctx, void *args)
{
	(void)args;
	for (int i = 0; i < 120; i++)
		TRY(access_log(ctx, "test.act", i, str_fmt(ctx->arena, "line %d.", i)));
	return OK;
}

static void the_activity_log_is_read_page_by_page(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_AUDITOR);
	assert_int_equal(site_write(&stand.ctx, many_write, NULL), OK);
	struct answer page = get(&stand, "/office/activity", NULL);
	assert_true(shows(&page, "line 119."));
	assert_true(shows(&page, "line 70."));
	assert_false(shows(&page, "line 69."));
	struct str before = id_after(page.resp.body, "/office/activity?before=", STR(""));
	page = ask(&stand, HTTP_GET, &(struct asked){.pattern = "/office/activity", FIELDS({STR("before"), before})});
	assert_true(shows(&page, "line 69."));
	assert_true(shows(&page, "line 20."));
	assert_false(shows(&page, "line 70."));
	stand_end(&stand);
}

#define BOTH(X)                                                                                                        \
	X(nothing_is_left_of_a_removed_persons_account)                                                                \
	X(rights_end_with_the_post)                                                                                    \
	X(a_members_right_lasts_as_long_as_the_next_post)                                                              \
	X(the_last_administrator_stays)                                                                                \
	X(a_disabled_account_is_out_at_once)                                                                           \
	X(deputies_act_for_somebody_in_their_body)                                                                     \
	X(the_activity_log_is_read_page_by_page)
BOTH(DEFINE_BOTH)

int main(void)
{
	crypto_init();
	password_cost_lower(1, 64 * 1024);
	const struct CMUnitTest tests[] = {BOTH(LIST_BOTH)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
