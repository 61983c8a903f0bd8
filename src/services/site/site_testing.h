/* For tests of any room that stores: a site of its own on either engine, with a given table of features. */
#pragma once

#include <cmocka.h>

#include "db/db_testing.h"
#include "site/site.h"

struct test_site {
	struct test_place place;
	struct arena *arena;
	struct site *site;
	struct ctx ctx; /* reading, as nobody; set actor and now as the test needs them */
};

/* 22 November 2026, noon UTC. */
#define TEST_NOW_MS INT64_C(1795348800000)

/* Skips the test when there is no such engine here. */
static inline struct test_site *test_site_open(enum db_engine engine, const struct features *features)
{
	struct test_place place;
	if (!test_place_open(engine, &place))
		skip();
	struct arena *arena = arena_open(0);
	struct test_site *test = arena_new(arena, struct test_site);
	test->place = place;
	test->arena = arena;
	test->ctx = (struct ctx){.arena = arena, .now_ms = TEST_NOW_MS};
	const struct site_draft draft = {
		.name = STR("City of Alder Quay"),
		.url = STR("https://ethics.example.gov"),
		.zone_name = STR("America/Los_Angeles"),
	};
	assert_int_equal(site_create(&test->ctx, features, str_of(test->place.address), &draft), OK);
	assert_int_equal(site_open(&test->ctx, features, str_of(test->place.address), false, &test->site), OK);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	return test;
}

/* A new snapshot: sees what was written since. */
static inline void test_site_refresh(struct test_site *test)
{
	db_read_end(&test->ctx);
	problems_clear(&test->ctx);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
}

static inline void test_site_close(struct test_site *test)
{
	db_read_end(&test->ctx);
	site_close(test->site);
	test_place_close(&test->place);
	arena_close(test->arena);
}
