/* What the tests of safeguards and of restores share. */
#pragma once

#include "registers/again.h"
#include "registers/review_parts.h"
#include "registers/test/office.h"

#define HOME "1 Lantern Steps"

struct count {
	int64_t n;
};
static const struct db_col count_cols[] = {DB_COL_I64(struct count, n)};
static const struct db_spec count_spec = DB_SPEC(struct count, count_cols);

/* A connection knows a statement by where it stands, and by its name. */
static inline const struct db_stmt *stmt_of(const char *sql, unsigned n_params)
{
	static struct db_stmt stmts[256];
	static char names[256][16], texts[256][1024];
	static size_t n;
	for (size_t i = 0; i < n; i++)
		if (strcmp(stmts[i].sqlite, sql) == 0)
			return &stmts[i];
	assert_true(n < COUNT_OF(stmts));
	(void)snprintf(names[n], sizeof(names[n]), "test.s%zu", n);
	/* As long as the process: connections outlive a test's arena. */
	assert_true((size_t)snprintf(texts[n], sizeof(texts[n]), "%s", sql) < sizeof(texts[n]));
	stmts[n] = (struct db_stmt){names[n], texts[n], texts[n], n_params};
	return &stmts[n++];
}

static inline int64_t counted(struct stand *s, const char *sql)
{
	struct count count;
	assert_int_equal(db_one(stand_ctx(s), stmt_of(sql, 0), DB_NO_PARAMS, &count_spec, &count), OK);
	return count.n;
}

static inline const char *log_content(struct stand *s, struct str record_id, int64_t version)
{
	struct journal_record record;
	assert_int_equal(journal_find(stand_ctx(s), record_id, version, &record), OK);
	return str_c(s->test->arena, record.content);
}

static inline void place_said(struct stand *s, struct entry_put *put, const char *text)
{
	size_t i = (size_t)(put - s->puts), n = put->entry.declared.n_answers;
	for (size_t j = 0; j < n; j++)
		if (str_eq(s->answers[i][j].field, STR("place"))) {
			assert_int_equal(value_parse(&s->test->ctx,
						     scheme_field(put->entry.declared.category, STR("place")),
						     STR("place"), str_of(text), STR(""), &s->values[i][j]),
					 OK);
			s->answers[i][j].values = &s->values[i][j];
			return;
		}
	answer(s, put, "place", text);
}

/* A gift that showed the place in two versions; the record's id. */
static inline struct str placed(struct stand *s, size_t who)
{
	s->test->ctx.actor = &access_command_line;
	struct entry_put *put = gift(s, who, "Quay Ferries", "£40", "2026-05-12");
	put->entry.tenure_id = s->tenures[who].id;
	place_said(s, put, HOME);
	assert_int_equal(stand_put(s), OK);
	s->id = s->puts[0].entry_id;
	struct str record_id = str_dup(s->test->arena, s->record_ids[0]);
	put = redraft(s, s->id);
	s->values[0][2].number = 5000;
	s->answers[0][2].values = &s->values[0][2];
	assert_int_equal(stand_put(s), OK);
	return record_id;
}

static inline enum outcome leave_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	TRY(people_tenure(ctx, s->tenures[0].id, &tenure));
	return people_end_tenure(ctx, &s->seeds[0], &tenure, site_today(ctx));
}
