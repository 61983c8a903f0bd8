/* The rules: who may do what, passwords, addresses, tokens. */
#include "access/private.h"
#include "base/property.h"
#include "base/testing.h"

/* What the property below says again in its own words: does the role include the right? */
static bool includes(enum role role, enum right right)
{
	static const bool matrix[][RIGHT_ADMINISTER + 1] = {
		[ROLE_PERSON] = {[RIGHT_PERSON] = true, [RIGHT_MEMBER] = true},
		[ROLE_CLERK] =
			{[RIGHT_PERSON] = true, [RIGHT_OFFICE] = true, [RIGHT_READ] = true, [RIGHT_CLERK] = true},
		[ROLE_OFFICER] = {[RIGHT_PERSON] = true,
				  [RIGHT_OFFICE] = true,
				  [RIGHT_READ] = true,
				  [RIGHT_CLERK] = true,
				  [RIGHT_OFFICER] = true,
				  [RIGHT_AUDIT] = true},
		[ROLE_AUDITOR] =
			{[RIGHT_PERSON] = true, [RIGHT_OFFICE] = true, [RIGHT_READ] = true, [RIGHT_AUDIT] = true},
		[ROLE_ADMINISTRATOR] =
			{[RIGHT_PERSON] = true, [RIGHT_OFFICE] = true, [RIGHT_AUDIT] = true, [RIGHT_ADMINISTER] = true},
	};
	return matrix[role][right];
}

#define BODIES 6

/* A tree of bodies 1 … 6 in which each stands below an earlier one or alone; and sometimes a ring. */
static void make_bodies(struct gen *gen, struct body *bodies)
{
	for (int64_t id = 1; id <= BODIES; id++)
		bodies[id - 1] = (struct body){.id = id, .parent_id = (int64_t)gen_below(gen, (uint64_t)id)};
	if (gen_below(gen, 8) == 1)
		bodies[0].parent_id = BODIES;
}

static bool is_below(const struct body *bodies, int64_t id, int64_t above, int steps)
{
	if (id == above)
		return true;
	return id && steps && is_below(bodies, bodies[id - 1].parent_id, above, steps - 1);
}

static bool a_right_needs_a_grant_of_its_role_above_the_body(struct gen *gen)
{
	struct body bodies[BODIES];
	struct grant grants[4];
	make_bodies(gen, bodies);
	struct actor actor = {.account_id = 7, .grants = grants, .bodies = bodies, .n_bodies = BODIES};
	actor.n_grants = gen_below(gen, COUNT_OF(grants) + 1);
	enum right right = (enum right)gen_int(gen, RIGHT_PERSON, RIGHT_ADMINISTER);
	int64_t body = (int64_t)gen_below(gen, BODIES + 1);
	bool wanted = right == RIGHT_PERSON;
	bool wanted_own = false;
	for (size_t i = 0; i < actor.n_grants; i++) {
		grants[i] = (struct grant){
			.account_id = 7,
			.role = (enum role)gen_int(gen, ROLE_PERSON, ROLE_ADMINISTRATOR),
			.body_id = (int64_t)gen_below(gen, BODIES + 1),
			.deputy_for = gen_bool(gen) ? 9 : 0,
		};
		gen_note(gen, "role %d for body %d%s", (int)grants[i].role, (int)grants[i].body_id,
			 grants[i].deputy_for ? " as deputy" : "");
		bool fits = includes(grants[i].role, right) &&
			    (!body || !grants[i].body_id || is_below(bodies, body, grants[i].body_id, BODIES));
		wanted = wanted || fits;
		wanted_own = wanted_own || (fits && !grants[i].deputy_for);
	}
	gen_note(gen, "asked: right %d for body %d", (int)right, (int)body);
	struct ctx ctx = {.arena = gen->arena, .actor = &actor};
	bool may = access_may(&ctx, right, body);
	if (access_need(&ctx, right, body) != (may ? OK : FORBIDDEN) || may != wanted)
		return false;
	bool acts_for_another = ctx.actor->acts_for != 0;
	return !may || right == RIGHT_PERSON || acts_for_another == !wanted_own;
}

static void rights_hold_for_their_role_and_body(void **state)
{
	(void)state;
	assert_true(property_holds("rights", a_right_needs_a_grant_of_its_role_above_the_body, 20000));
}

static void visitors_hold_none_and_the_command_line_all(void **state)
{
	(void)state;
	struct ctx ctx = {0};
	for (enum right right = RIGHT_PUBLIC; right <= RIGHT_ADMINISTER; right++) {
		ctx.actor = NULL;
		assert_int_equal(access_may(&ctx, right, 3), right <= RIGHT_SIGN_IN);
		ctx.actor = &access_command_line;
		assert_true(access_may(&ctx, right, 3));
	}
}

static void deputies_are_bounded_and_explained(void **state)
{
	struct ctx *ctx = *state;
	const struct grant good = {.account_id = 1,
				   .role = ROLE_OFFICER,
				   .from = {10},
				   .to = {20},
				   .deputy_for = 2,
				   .reason = STR("leave")};
	struct grant grant = good;
	assert_int_equal(grant_check(ctx, &grant), OK);
	grant.to.n = DAY_OPEN;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.reason = STR(" ");
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.deputy_for = 1;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.to.n = 9;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = (struct grant){.account_id = 1, .role = ROLE_ADMINISTRATOR, .body_id = 4, .to = {DAY_OPEN}};
	assert_int_equal(grant_check(ctx, &grant), INVALID);
}

static void passwords_are_long_and_not_the_first_that_are_tried(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *password;
		bool is_good;
	} cases[] = {
		{"three quiet herons", true},
		{"elevenchars", false},
		{"twelve chars", true},
		{"aaaaaaaaaaaaaaaa", false},
		{"passwordPASSWORD", false},
		{"Ada Lovelace-Quill", false},
		{"ada.quill@example.gov", false},
		{"ADA.QUILL@example.gov", false},
		{"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4\xc3\xb6", false},
		{"    three herons    ", true},
		{"123456789012", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		enum outcome outcome = password_check(ctx, "password", str_of(cases[i].password),
						      STR("Ada Lovelace-Quill"), STR("ada.quill@example.gov"));
		if (outcome != (cases[i].is_good ? OK : INVALID))
			fail_msg("\"%s\" gives %s", cases[i].password, outcome_name(outcome));
	}
}

static void email_addresses_are_one_whatever_their_case(void **state)
{
	struct ctx *ctx = *state;
	assert_true(str_eq(email_fold(ctx->arena, STR(" Ada.QUILL@Example.GOV ")), STR("ada.quill@example.gov")));
}

static void only_paths_of_this_site_come_next(void **state)
{
	(void)state;
	static const char *const bad[] = {"",      "x",    "//evil.example", "/\\evil.example", "https://evil.example",
					  "/a\\b", "/a b", "/a\nb",          "javascript:x"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_text(next_path(str_of(bad[i]), STR("/home")), "/home");
	assert_text(next_path(STR("/office/people?x=1"), STR("/home")), "/office/people?x=1");
	assert_text(next_path(STR("/"), STR("/home")), "/");
}

static void clients_are_told_coarsely(void **state)
{
	struct ctx *ctx = *state;
	assert_text(
		client_words(ctx->arena,
			     STR("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")),
		"Firefox on Windows");
	assert_text(client_words(ctx->arena, STR("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) "
						 "Chrome/140.0.0.0 Safari/537.36 Edg/140.0")),
		    "Edge on Windows");
	assert_text(client_words(ctx->arena,
				 STR("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Safari/537.36")),
		    "Chrome on Android");
	assert_text(
		client_words(ctx->arena,
			     STR("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1")),
		"Safari on iPhone");
	assert_text(client_words(ctx->arena, STR("curl/8")), "A browser");
	assert_text(client_words(ctx->arena, (struct str){NULL, 0}), "A browser");
}

static void a_token_is_masked_anew_and_still_the_same(void **state)
{
	struct ctx *ctx = *state;
	struct str token = token_new(ctx);
	struct str one = csrf_mask(ctx, token);
	struct str two = csrf_mask(ctx, token);
	assert_false(str_eq(one, two));
	assert_true(csrf_agrees(one, two));
	assert_false(csrf_agrees(one, csrf_mask(ctx, token_new(ctx))));
	assert_false(csrf_agrees(one, STR("")));
	assert_false(csrf_agrees((struct str){NULL, 0}, (struct str){NULL, 0}));
	assert_false(csrf_agrees(str_slice(one, 1, one.n), two));
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rights_hold_for_their_role_and_body),
		cmocka_unit_test(visitors_hold_none_and_the_command_line_all),
		ctx_test(deputies_are_bounded_and_explained),
		ctx_test(passwords_are_long_and_not_the_first_that_are_tried),
		ctx_test(email_addresses_are_one_whatever_their_case),
		cmocka_unit_test(only_paths_of_this_site_come_next),
		ctx_test(clients_are_told_coarsely),
		ctx_test(a_token_is_masked_anew_and_still_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
