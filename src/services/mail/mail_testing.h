/* A site with an outbox, and what the tests of this room do with it. */
#pragma once

#include "base/testing.h"
#include "mail/mail.h"
#include "mail/mail_sql.h"
#include "mail/private.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &mail_feature};
static const struct features features = {table, COUNT_OF(table)};

static const struct mail_message notice = {
	.kind = STR_INIT("duties.digest"),
	.subject_id = 7,
	.person_id = 70,
	.to = STR_INIT("ada@example.gov"),
	.to_name = STR_INIT("Ada Quill"),
	.title = STR_INIT("Two forms are due"),
	.text = STR_INIT("Two forms are due.\n"),
};

struct putting {
	struct mail_seed seed;
	struct mail_message message;
	int64_t id;
};

static inline enum outcome put_write(struct ctx *ctx, void *args)
{
	struct putting *putting = args;
	return mail_put(ctx, &putting->seed, &putting->message, &putting->id);
}

static inline int64_t put(struct test_site *test, struct mail_message message)
{
	struct putting putting = {mail_seed_new(&test->ctx), message, -1};
	assert_int_equal(site_write(&test->ctx, put_write, &putting), OK);
	test_site_refresh(test);
	return putting.id;
}

static inline struct mail_row row_of(struct test_site *test, int64_t id)
{
	struct mail_row row;
	struct str text;
	assert_int_equal(mail_find(&test->ctx, id, &row, &text), OK);
	return row;
}

static inline enum outcome again_write(struct ctx *ctx, void *args)
{
	return mail_again(ctx, *(int64_t *)args);
}

static inline enum outcome cancel_write(struct ctx *ctx, void *args)
{
	return mail_cancel(ctx, *(int64_t *)args);
}
