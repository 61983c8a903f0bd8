/* The rules of a draft, and a site's life on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db_testing.h"
#include "site/colour.h"
#include "site/private.h"
#include <sys/stat.h>

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature};
static const struct features features = {table, COUNT_OF(table)};

static const struct site_draft good = {
	.name = STR_INIT(" City of Port Alder "),
	.url = STR_INIT("HTTPS://Ethics.Example.gov:443/"),
	.zone_name = STR_INIT("America/Los_Angeles"),
	.colour = STR_INIT("#1D5C63"),
};

static void expect(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("%.*s is not %s", STR_ARG(got), wanted);
}

/* ---- Rules ---- */

static void a_good_draft_is_made_one_spelling(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct site_settings settings;
	assert_int_equal(site_draft_check(&ctx, &good, &settings), OK);
	expect(settings.name, "City of Port Alder");
	expect(settings.url, "https://ethics.example.gov");
	expect(settings.host, "ethics.example.gov");
	expect(settings.colour, "#1d5c63");
	assert_int_equal(settings.fiscal_month, 1);
	assert_false(settings.demo);
}

static void every_fault_of_a_draft_is_named_at_once(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct site_settings settings = {.fiscal_month = -1};
	const struct site_draft bad = {
		.name = STR("  "),
		.url = STR("ftp://x"),
		.zone_name = STR("Mars/Olympus"),
		.colour = STR("teal"),
		.fiscal_month = 13,
	};
	assert_int_equal(site_draft_check(&ctx, &bad, &settings), INVALID);
	assert_int_equal(ctx.problems.count, 5);
	assert_int_equal(settings.fiscal_month, -1);
}

static void addresses_are_origins(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		const char *wanted; /* NULL: refused */
		const char *host;
	} cases[] = {
		{"http://localhost:8080", "http://localhost:8080", "localhost"},
		{"http://localhost:80", "http://localhost", "localhost"},
		{"http://alder.localhost:8080/", "http://alder.localhost:8080", "alder.localhost"},
		{"https://example.gov:8443", "https://example.gov:8443", "example.gov"},
		{"http://example.gov", NULL, NULL},
		{"http://127.0.0.1:8080", NULL, NULL},
		{"http://evil-localhost", NULL, NULL},
		{"https://example.gov/ethics", NULL, NULL},
		{"https://user@example.gov", NULL, NULL},
		{"https://example.gov?x", NULL, NULL},
		{"https://example.gov#x", NULL, NULL},
		{"https://example.gov:0", NULL, NULL},
		{"https://example.gov:65536", NULL, NULL},
		{"https://example.gov:", NULL, NULL},
		{"https://", NULL, NULL},
		{"https:///", NULL, NULL},
		{"https://-a.gov", NULL, NULL},
		{"https://a..gov", NULL, NULL},
		{"https://a.gov.", NULL, NULL},
		{"https://a_b.gov", NULL, NULL},
		{"", NULL, NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		struct ctx ctx = {.arena = arena};
		struct site_draft draft = good;
		draft.url = str_of(cases[i].url);
		struct site_settings settings;
		enum outcome outcome = site_draft_check(&ctx, &draft, &settings);
		if (outcome != (cases[i].wanted ? OK : INVALID))
			fail_msg("%s gives %s", cases[i].url, outcome_name(outcome));
		if (!cases[i].wanted)
			continue;
		expect(settings.url, cases[i].wanted);
		expect(settings.host, cases[i].host);
	}
}

/* Ratios as the contrast formula of WCAG 2.2 gives them. */
static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	static const struct {
		const char *colour;
		int hundredths;
	} cases[] = {{"#000000", 2100}, {"#ffffff", 100}, {"#777777", 447},
		     {"#767676", 454},  {"#ff0000", 399}, {"#0000ff", 859}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct colour colour;
		assert_true(colour_parse(str_of(cases[i].colour), &colour));
		int got = (int)(colour_contrast(colour, (struct colour){255, 255, 255}) * 100);
		assert_int_equal(got, cases[i].hundredths);
	}
	struct colour untouched = {1, 2, 3};
	assert_false(colour_parse(STR("#12345g"), &untouched));
	assert_false(colour_parse(STR("123456"), &untouched));
	assert_int_equal(untouched.blue, 3);
}

static void a_colour_too_light_is_refused(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct site_draft draft = good;
	struct site_settings settings;
	draft.colour = STR("#777777");
	assert_int_equal(site_draft_check(&ctx, &draft, &settings), INVALID);
	expect(ctx.problems.first->where, "colour");
	expect(ctx.problems.first->args[1], "4.4");
	problems_clear(&ctx);
	draft.colour = STR("#767676");
	assert_int_equal(site_draft_check(&ctx, &draft, &settings), OK);
	expect(colour_style(arena, settings.colour),
	       ":root{--govuk-brand-colour:#767676;--site-brand-hover-colour:#585858;--site-on-brand-colour:#fff}\n");
	expect(colour_style(arena, STR("")), "");
}

static void passwords_of_addresses_are_not_shown(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	static const char *const cases[][2] = {
		{"city.db", "city.db"},
		{"postgresql://host/city", "postgresql://host/city"},
		{"postgresql://user:se@cret@host:5432/city?password=x", "postgresql://host:5432/city"},
		{"postgres://user@/city?host=/run", "postgres:///city"},
		{"postgresql://u:p@host?x=/@", "postgresql://host"},
		{"postgresql://", "postgresql://"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect(address_shown(arena, str_of(cases[i][0])), cases[i][1]);
}

/* ---- On both engines ---- */

struct stand {
	struct test_place place;
	struct ctx ctx;
	struct site *site;
};

static bool stand_begin(struct stand *stand, enum db_engine engine, bool demo)
{
	*stand = (struct stand){0};
	if (!test_place_open(engine, &stand->place))
		return false;
	stand->ctx = (struct ctx){.arena = arena_open(0), .now_ms = 1795377600000};
	struct site_draft draft = good;
	draft.demo = demo;
	assert_int_equal(site_create(&stand->ctx, &features, str_of(stand->place.address), &draft), OK);
	assert_int_equal(site_open(&stand->ctx, &features, str_of(stand->place.address), false, &stand->site), OK);
	stand->ctx.site = stand->site;
	return true;
}

static void stand_end(struct stand *stand)
{
	site_close(stand->site);
	test_place_close(&stand->place);
	arena_close(stand->ctx.arena);
}

static enum outcome put_name(struct ctx *ctx, void *args)
{
	struct site_settings settings = ctx->site->settings;
	settings.name = *(const struct str *)args;
	return site_settings_put(ctx, &settings);
}

static void lives(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, false))
		skip();
	struct ctx *ctx = &stand.ctx;
	expect(stand.site->settings.name, "City of Port Alder");
	expect(stand.site->settings.zone_name, "America/Los_Angeles");
	expect(site_link(ctx, STR("/codes")), "https://ethics.example.gov/codes");
	/* 2026-11-22 20:00 UTC is that day there; eight hours earlier too, and nine hours earlier still. */
	expect(day_str(ctx->arena, site_today(ctx)), "2026-11-22");
	ctx->now_ms -= 13 * 3600 * 1000;
	expect(day_str(ctx->arena, site_today(ctx)), "2026-11-21");

	assert_int_equal(site_create(ctx, &features, str_of(stand.place.address), &good), CONFLICT);
	assert_true(ctx->problems.count > 0);
	problems_clear(ctx);

	uint64_t before = database_position(stand.site->database, db_kinds("site"));
	struct str name = STR("City of Alder");
	assert_int_equal(site_write(ctx, put_name, &name), OK);
	assert_true(database_position(stand.site->database, db_kinds("site")) > before);
	assert_int_equal(site_read_begin(ctx, stand.site), OK);
	struct site_settings settings;
	assert_int_equal(site_settings_load(ctx, &settings), OK);
	expect(settings.name, "City of Alder");
	db_read_end(ctx);

	ctx->now_given = true;
	assert_int_equal(site_write(ctx, put_name, &name), INVALID);
	stand_end(&stand);
}

static void a_demo_is_written_at_another_time(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, true))
		skip();
	struct str name = STR("Alder");
	stand.ctx.now_given = true;
	assert_int_equal(site_write(&stand.ctx, put_name, &name), OK);
	stand_end(&stand);
}

struct form {
	struct str id;
	struct str result;
	struct str before;
};

static enum outcome send_form(struct ctx *ctx, void *args)
{
	struct form *form = args;
	TRY(form_id_use(ctx, form->id, &form->before));
	return form_id_result(ctx, form->id, form->result);
}

static void a_form_counts_once(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, false))
		skip();
	struct ctx *ctx = &stand.ctx;
	struct form form = {.id = form_id_new(ctx), .result = STR("/receipts/1")};
	assert_int_equal(site_write(ctx, send_form, &form), OK);
	form.result = STR("/receipts/2");
	assert_int_equal(site_write(ctx, send_form, &form), CONFLICT);
	expect(form.before, "/receipts/1");
	ctx->now_ms += 31LL * 24 * 3600 * 1000;
	assert_int_equal(site_write(ctx, send_form, &form), OK);

	form.id = STR("");
	assert_int_equal(site_write(ctx, send_form, &form), INVALID);
	form.id = STR("not a form's id at all!!!!");
	assert_int_equal(site_write(ctx, send_form, &form), INVALID);
	stand_end(&stand);
}

static enum outcome refuse(struct ctx *ctx)
{
	return problem_add(ctx, "", "no");
}

static void a_site_that_cannot_begin_leaves_nothing(void **state)
{
	(void)state;
	const struct feature refusing = {.name = "refusing", .begin = refuse};
	const struct feature *const with_refusing[] = {&db_feature, &site_feature, &refusing};
	const struct features three = {with_refusing, 3};
	struct test_place place;
	assert_true(test_place_open(DB_SQLITE, &place));
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena, .now_ms = 1795377600000};
	assert_int_equal(site_create(&ctx, &three, str_of(place.address), &good), INVALID);
	assert_int_equal(access(place.address, F_OK), -1);
	assert_null(ctx.site);
	problems_clear(&ctx);
	assert_int_equal(site_create(&ctx, &features, str_of(place.address), &good), OK);
	test_place_close(&place);
}

/* ---- Several sites ---- */

static void make(struct ctx *ctx, const char *folder, const char *name, const char *url)
{
	struct site_draft draft = good;
	draft.url = str_of(url);
	assert_int_equal(site_create(ctx, &features, str_fmt(ctx->arena, "%s/%s", folder, name), &draft), OK);
}

static void remove_made(struct arena *arena, const char *folder, const char *name)
{
	static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)unlink(str_c(arena, str_fmt(arena, "%s/%s%s", folder, name, endings[i])));
}

static void sites_are_found_by_host(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena, .now_ms = 1795377600000};
	char folder[] = "/tmp/aboveboard-sites-XXXXXX";
	assert_non_null(mkdtemp(folder));
	struct site_table *sites;
	assert_int_equal(sites_open(&ctx, &features, STR(""), str_of(folder), false, &sites), INVALID);
	problems_clear(&ctx);

	make(&ctx, folder, "a.db", "https://a.example.gov");
	assert_int_equal(sites_open(&ctx, &features, STR(""), str_of(folder), false, &sites), OK);
	assert_ptr_equal(sites_find(sites, STR("localhost")), sites_at(sites, 0));
	assert_ptr_equal(sites_find(sites, STR("127.0.0.1")), sites_at(sites, 0));
	assert_null(sites_find(sites, STR("b.example.gov")));
	sites_close(sites);

	make(&ctx, folder, "b.db", "https://b.example.gov");
	make(&ctx, folder, "c.db", "https://c.example.gov");
	assert_int_equal(sites_open(&ctx, &features, STR(""), str_of(folder), false, &sites), OK);
	assert_int_equal(sites_n(sites), 3);
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(sites_find(sites, sites_at(sites, i)->settings.host), sites_at(sites, i));
	expect(sites_at(sites, 1)->settings.host, "b.example.gov");
	assert_null(sites_find(sites, STR("localhost")));
	sites_close(sites);

	make(&ctx, folder, "d.db", "https://a.example.gov");
	assert_int_equal(sites_open(&ctx, &features, STR(""), str_of(folder), false, &sites), INVALID);
	assert_int_equal(ctx.problems.count, 1);
	assert_true(str_ends(ctx.problems.first->args[0], STR("a.db")));
	assert_true(str_ends(ctx.problems.first->args[1], STR("d.db")));
	for (const char *name = "abcd"; *name; name++)
		remove_made(arena, folder, (const char[]){*name, '.', 'd', 'b', 0});
	assert_int_equal(rmdir(folder), 0);
}

/* ---- Secrets ---- */

static void a_site_on_a_server_has_the_services_folder(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct site site = {.address = STR("postgresql://db.example.gov/city"),
			    .settings = {.host = STR("ethics.example.gov")}};
	struct ctx ctx = {.arena = arena, .site = &site};
	assert_int_equal(unsetenv("ABOVEBOARD_STATE"), 0);
	assert_int_equal(unsetenv("STATE_DIRECTORY"), 0);
	assert_true(str_eq(site_stem(&ctx), STR("ethics.example.gov")));
	assert_int_equal(setenv("STATE_DIRECTORY", "/var/lib/aboveboard", 1), 0);
	assert_true(str_eq(site_stem(&ctx), STR("/var/lib/aboveboard/ethics.example.gov")));
	assert_int_equal(setenv("ABOVEBOARD_STATE", "/srv/keys", 1), 0);
	assert_true(str_eq(site_stem(&ctx), STR("/srv/keys/ethics.example.gov")));
	assert_int_equal(unsetenv("ABOVEBOARD_STATE"), 0);
	assert_int_equal(unsetenv("STATE_DIRECTORY"), 0);
}

static void secrets_stand_beside_the_site(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	char folder[] = "/tmp/aboveboard-keys-XXXXXX";
	assert_non_null(mkdtemp(folder));
	struct site site = {.address = str_fmt(arena, "%s/a.db", folder)};
	struct ctx ctx = {.arena = arena, .site = &site};
	char *path = str_c(arena, str_fmt(arena, "%s/a.db.keys", folder));
	struct str secret, key, again;
	assert_int_equal(site_secret_find(&ctx, "mail.password", &secret), NOT_FOUND);
	assert_int_equal(site_secret_put(&ctx, "mail.password", STR("a b c")), OK);
	assert_int_equal(site_key(&ctx, "mail.pass", &key), OK);
	assert_int_equal(site_key(&ctx, "mail.pass", &again), OK);
	assert_int_equal(key.n, 32);
	assert_true(str_eq(key, again));
	assert_int_equal(site_key(&ctx, "other", &again), OK);
	assert_false(str_eq(key, again));
	assert_int_equal(site_secret_find(&ctx, "mail.password", &secret), OK);
	expect(secret, "a b c");
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(site_secret_put(&ctx, "mail.password", STR("a\nb")), INVALID);
	assert_int_equal(site_secret_put(&ctx, "mail.password", (struct str){NULL, 0}), OK);
	assert_int_equal(site_secret_find(&ctx, "mail.password", &secret), NOT_FOUND);
	assert_int_equal(site_secret_put(&ctx, "other", STR("no key")), OK);
	assert_int_equal(site_key(&ctx, "other", &again), BROKEN);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(site_key(&ctx, "mail.pass", &again), BROKEN);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* A file that is missing or another one is told of where several computers may serve the site. */
static void other_secrets_are_told_of(enum db_engine engine)
{
	struct test_place place;
	if (!test_place_open(engine, &place))
		skip();
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	char folder[] = "/tmp/aboveboard-keys-XXXXXX";
	assert_non_null(mkdtemp(folder));
	assert_int_equal(setenv("ABOVEBOARD_STATE", folder, 1), 0);
	struct ctx ctx = {.arena = arena, .now_ms = 1795377600000};
	assert_int_equal(site_create(&ctx, &features, str_of(place.address), &good), OK);
	struct site *site;
	assert_int_equal(site_open(&ctx, &features, str_of(place.address), false, &site), OK);
	ctx.site = site;
	struct str key, again;
	char *path = str_c(arena, str_fmt(arena, "%.*s.keys", STR_ARG(site_stem(&ctx))));
	assert_int_equal(site_keys_check(&ctx, false), OK);
	assert_int_equal(site_key(&ctx, "access.seal", &key), OK);
	assert_int_equal(site_keys_check(&ctx, false), OK);
	assert_int_equal(unlink(path), 0);
	bool shared = engine == DB_POSTGRES;
	assert_int_equal(site_keys_check(&ctx, false), shared ? INVALID : OK);
	assert_int_equal(access(path, F_OK), shared ? -1 : 0);
	problems_clear(&ctx);
	assert_int_equal(site_key(&ctx, "access.seal", &again), OK);
	assert_false(str_eq(key, again));
	assert_int_equal(site_keys_check(&ctx, false), shared ? INVALID : OK);
	problems_clear(&ctx);
	assert_int_equal(site_keys_check(&ctx, true), OK);
	assert_int_equal(site_keys_check(&ctx, false), OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unsetenv("ABOVEBOARD_STATE"), 0);
	site_close(site);
	test_place_close(&place);
	assert_int_equal(rmdir(folder), 0);
}

ON_BOTH(lives)
ON_BOTH(other_secrets_are_told_of)
ON_BOTH(a_demo_is_written_at_another_time)
ON_BOTH(a_form_counts_once)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_draft_is_made_one_spelling),
		cmocka_unit_test(every_fault_of_a_draft_is_named_at_once),
		cmocka_unit_test(addresses_are_origins),
		cmocka_unit_test(contrast_is_that_of_wcag),
		cmocka_unit_test(a_colour_too_light_is_refused),
		cmocka_unit_test(passwords_of_addresses_are_not_shown),
		cmocka_unit_test(a_site_that_cannot_begin_leaves_nothing),
		cmocka_unit_test(sites_are_found_by_host),
		cmocka_unit_test(a_site_on_a_server_has_the_services_folder),
		cmocka_unit_test(secrets_stand_beside_the_site),
		on_both(lives),
		on_both(other_secrets_are_told_of),
		on_both(a_demo_is_written_at_another_time),
		on_both(a_form_counts_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
