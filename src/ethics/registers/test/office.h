/* Officers and what they do, for the tests of what is withheld, removed and kept. */
#pragma once

#include "base/file.h"
#include "registers/review.h"
#include "registers/test/entries.h"

#define SECRET "Nightingale Refuge"

static const struct actor officer = {
	.account_id = 41,
	.name = STR_INIT("Ombra Fenn"),
	.grants = (const struct grant[]){{.id = 1, .account_id = 41, .role = ROLE_OFFICER, .to = {INT32_MAX}}},
	.n_grants = 1,
};
static const struct actor clerk = {
	.account_id = 42,
	.name = STR_INIT("Otto Wick"),
	.grants = (const struct grant[]){{.id = 2, .account_id = 42, .role = ROLE_CLERK, .to = {INT32_MAX}}},
	.n_grants = 1,
};
static const struct actor administrator = {
	.account_id = 43,
	.name = STR_INIT("Iris Moor"),
	.grants = (const struct grant[]){{.id = 3, .account_id = 43, .role = ROLE_ADMINISTRATOR, .to = {INT32_MAX}}},
	.n_grants = 1,
};

static inline struct str published(struct stand *s, size_t who, const char *donor)
{
	s->test->ctx.actor = &access_command_line;
	(void)gift(s, who, donor, "£400", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	return str_dup(s->test->arena, s->record_ids[0]);
}

static inline struct ctx *as(struct stand *s, const struct actor *actor)
{
	struct ctx *ctx = stand_ctx(s);
	problems_clear(ctx);
	ctx->actor = actor;
	return ctx;
}

/* What jobs do by themselves: searching made up to date, what was erased gone from the files. */
static inline void settled(struct stand *s)
{
	struct ctx *ctx = as(s, &access_command_line);
	int64_t n;
	db_read_end(ctx);
	assert_int_equal(search_catch_up(ctx, &n), OK);
	assert_int_equal(database_scrub(ctx, s->test->site->database), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

static inline void verified(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(as(s, &access_command_line), &report) != OK)
		fail_msg("%s", test_problem(&s->test->ctx, 0));
}

/* One for all that tests put beside a site. */
static inline const char *beside(void)
{
	static const char *folder;
	folder = folder ? folder : test_folder();
	return folder;
}

/* Does any byte of the database's files, or of a backup, say it? PostgreSQL's files are out of reach: then a backup. */
static inline bool is_anywhere(struct stand *s, const char *words)
{
	struct ctx *ctx = stand_ctx(s);
	struct str path = s->test->site->address, content;
	static const char *const suffixes[] = {"", "-wal"};
	bool found = false;
	if (database_engine(s->test->site->database) == DB_SQLITE)
		for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
			const char *name = str_fmt(ctx->arena, "%.*s%s", STR_ARG(path), suffixes[i]).p;
			if (file_read(ctx, name, (size_t)1 << 26, &content) == OK)
				found = found || str_find(content, str_of(words), 0) != STR_NPOS;
		}
	problems_clear(ctx);
	db_read_end(ctx);
	const char *copy = str_fmt(ctx->arena, "%s/backup-%lld.db", beside(), (long long)id_new(ctx)).p;
	assert_int_equal(database_backup(ctx, s->test->site->database, copy), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	assert_int_equal(file_read(ctx, copy, (size_t)1 << 26, &content), OK);
	return found || str_find(content, str_of(words), 0) != STR_NPOS;
}

static inline struct withheld the_withheld(struct stand *s)
{
	struct withheld *list;
	size_t n;
	assert_int_equal(withheld_list(as(s, &officer), &list, &n), OK);
	assert_int_equal(n, 1);
	return list[0];
}

static inline void run_retention(struct stand *s)
{
	struct ctx *ctx = as(s, &access_command_line);
	db_read_end(ctx);
	assert_int_equal(retention_run(ctx), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

/* Written permission to show homes, given and taken back (S2). */
static inline enum outcome permit_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_put(ctx, &(struct home_permission){.person_id = s->people[0].id,
								  .given_day = site_today(ctx).n,
								  .place = STR("Folder 7")});
}

static inline enum outcome revoke_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_revoke(ctx, s->people[0].id, 1);
}
