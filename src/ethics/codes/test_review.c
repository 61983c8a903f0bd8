/* Editing a draft on both engines: what is stored, taking it back, two people at once, publishing what was edited. */
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/review_rows.h"
#include "codes/review_store.h"

#include "base/fault.h"
#include "base/testing.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,
					      &access_feature, &search_feature, &codes_feature};
static const struct features features = {table, COUNT_OF(table)};

#define TODAY 20779 /* TEST_NOW_MS */

/* ---- A site with a draft ---- */

struct stand {
	struct test_site *test;
	struct ctx *ctx;
	struct edition edition;
	struct review_draft draft;
};

struct act {
	struct journal_seed seed;
	struct code_import import;
	struct edition edition;
	struct review_edit edit;
	struct review_done done;
	int64_t seq;
};

static enum outcome add_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, STR("conduct"), &act->import, &act->edition);
}

static enum outcome edit_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return review_edit(ctx, &act->edit, &act->done);
}

static enum outcome undo_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return review_undo(ctx, act->edit.edition_id, act->seq, &act->done);
}

static enum outcome redo_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return review_redo(ctx, act->edit.edition_id, act->seq, &act->done);
}

static enum outcome publish_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_publish(ctx, &act->seed, &act->edition, (struct day){TODAY});
}

static enum outcome copy_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	struct edition from = act->edition;
	return review_copy(ctx, &from, &act->edition);
}

static enum outcome discard_fn(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_discard(ctx, &act->edition);
}

static void reload(struct stand *stand)
{
	test_site_refresh(stand->test);
	assert_int_equal(review_draft(stand->ctx, stand->edition.id, &stand->draft), OK);
	stand->edition = stand->draft.edition;
}

static const char simple[] =
	"Page 1 of 9\n\nCode of Conduct\n\n1. Be honest.\n\n(a) In words.\n\n(b) In deeds.\n\n2. Be fair.\n";

static struct stand open_stand(enum db_engine engine, const char *text)
{
	struct stand stand = {.test = test_site_open(engine, &features)};
	stand.ctx = &stand.test->ctx;
	stand.ctx->actor = &access_command_line;
	struct act act = {0};
	assert_int_equal(codes_parse(stand.ctx, STR("code.txt"), str_of(text), CODE_TEXT, &act.import), OK);
	assert_int_equal(site_write(stand.ctx, add_fn, &act), OK);
	stand.edition = act.edition;
	reload(&stand);
	return stand;
}

/* The form of the ith element as it is shown now, with an act. */
static struct act form_of(const struct stand *stand, size_t i, int32_t what)
{
	const struct review_draft *draft = &stand->draft;
	struct act act = {.edit = {.edition_id = draft->edition.id,
				   .edit = {.act = what, .id = draft->p[i].id, .fresh = id_new(stand->ctx)}}};
	bool is_own = what == EDIT_CHANGE || what == EDIT_SPLIT || what == EDIT_CONTINUE;
	act.edit.stamp = is_own ? edit_stamp(draft->p, draft->n, i) : edit_stamp_place(draft->p, draft->n, i);
	act.edit.edit.to = draft->p[i];
	return act;
}

static struct act done_with(struct stand *stand, struct act act)
{
	assert_int_equal(site_write(stand->ctx, edit_fn, &act), OK);
	reload(stand);
	return act;
}

static int64_t turn(struct stand *stand, bool redo)
{
	struct review_step step;
	if (redo)
		assert_int_equal(review_step_next(stand->ctx, stand->edition.id, &step), OK);
	else
		assert_int_equal(review_step_last(stand->ctx, stand->edition.id, &step), OK);
	struct act act = {.edit = {.edition_id = stand->edition.id}, .seq = step.seq};
	assert_int_equal(site_write(stand->ctx, redo ? redo_fn : undo_fn, &act), OK);
	reload(stand);
	return step.seq;
}

static const char *text_of(const struct stand *stand)
{
	struct buf out = buf_open(stand->test->arena, 256);
	for (size_t i = 0; i < stand->draft.n; i++)
		buf_fmt(&out, "%d %.*s\n", stand->draft.p[i].depth,
			STR_ARG(edit_line(stand->test->arena, &stand->draft.p[i])));
	return test_c(buf_view(&out));
}

/* ---- Tests ---- */

static void an_edit_is_taken_back_to_the_letter(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct review_draft before = stand.draft;
	struct review_sum sum;
	assert_string_equal(text_of(&stand),
			    "0 Code of Conduct\n0 1. Be honest.\n1 (a) In words.\n1 (b) In deeds.\n0 2. Be fair.\n");
	struct act change = form_of(&stand, 4, EDIT_CHANGE);
	change.edit.edit.to.text = STR("Be fair to all.");
	(void)done_with(&stand, change);
	(void)done_with(&stand, form_of(&stand, 1, EDIT_DELETE));
	struct act add = form_of(&stand, 0, EDIT_ADD);
	add.edit.edit.to = (struct provision){.kind = PROVISION_CLAUSE, .label = STR("0."), .text = STR("Begin.")};
	add = done_with(&stand, add);
	assert_string_equal(text_of(&stand),
			    "0 Code of Conduct\n0 0. Begin.\n0 (a) In words.\n0 (b) In deeds.\n0 2. Be fair to all.\n");
	assert_int_equal(add.done.shown, stand.draft.p[1].id);
	assert_text(stand.draft.p[1].anchor, "s0");
	assert_int_equal(stand.edition.version, before.edition.version + 3);
	assert_int_equal(review_sum(stand.ctx, stand.edition.id, &sum), OK);
	assert_int_equal(sum.steps, 3);
	assert_int_equal(sum.words_added, 2 + 2 + 1);
	assert_int_equal(sum.words_removed, 3 + 1);
	for (int i = 0; i < 3; i++)
		(void)turn(&stand, false);
	assert_int_equal(stand.draft.n, before.n);
	for (size_t i = 0; i < before.n; i++) {
		assert_int_equal(edit_stamp(stand.draft.p, stand.draft.n, i), edit_stamp(before.p, before.n, i));
		assert_text(stand.draft.p[i].anchor, test_c(before.p[i].anchor));
	}
	for (int i = 0; i < 3; i++)
		(void)turn(&stand, true);
	assert_string_equal(text_of(&stand),
			    "0 Code of Conduct\n0 0. Begin.\n0 (a) In words.\n0 (b) In deeds.\n0 2. Be fair to all.\n");
	test_site_close(stand.test);
}
ON_BOTH(an_edit_is_taken_back_to_the_letter)

static void the_second_of_two_people_learns_of_the_first(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct act first = form_of(&stand, 4, EDIT_CHANGE), second = first, other = form_of(&stand, 2, EDIT_CHANGE);
	struct act merge = form_of(&stand, 4, EDIT_MERGE), gone = form_of(&stand, 1, EDIT_DELETE_ALL);
	first.edit.edit.to.text = STR("Be very fair.");
	second.edit.edit.to.text = STR("Be unfair.");
	other.edit.edit.to.text = STR("In all words.");
	assert_int_equal(site_write(stand.ctx, edit_fn, &first), OK);
	assert_int_equal(site_write(stand.ctx, edit_fn, &second), CONFLICT);
	assert_int_equal(site_write(stand.ctx, edit_fn, &merge), CONFLICT);
	assert_int_equal(site_write(stand.ctx, edit_fn, &other), OK);
	assert_int_equal(site_write(stand.ctx, edit_fn, &gone), CONFLICT);
	reload(&stand);
	assert_string_equal(
		text_of(&stand),
		"0 Code of Conduct\n0 1. Be honest.\n1 (a) In all words.\n1 (b) In deeds.\n0 2. Be very fair.\n");
	struct act undo = {.edit = {.edition_id = stand.edition.id}, .seq = first.done.seq};
	assert_int_equal(site_write(stand.ctx, undo_fn, &undo), CONFLICT);
	undo.seq = other.done.seq;
	assert_int_equal(site_write(stand.ctx, undo_fn, &undo), OK);
	assert_int_equal(site_write(stand.ctx, undo_fn, &undo), CONFLICT);
	assert_int_equal(site_write(stand.ctx, redo_fn, &undo), OK);
	test_site_close(stand.test);
}
ON_BOTH(the_second_of_two_people_learns_of_the_first)

static void what_is_done_next_ends_what_could_be_done_again(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct review_step step;
	(void)done_with(&stand, form_of(&stand, 2, EDIT_OUT));
	(void)done_with(&stand, form_of(&stand, 4, EDIT_UP));
	(void)turn(&stand, false);
	(void)done_with(&stand, form_of(&stand, 4, EDIT_MERGE));
	assert_int_equal(review_step_next(stand.ctx, stand.edition.id, &step), OK);
	assert_int_equal(step.seq, 0);
	(void)turn(&stand, false);
	(void)turn(&stand, false);
	assert_string_equal(text_of(&stand),
			    "0 Code of Conduct\n0 1. Be honest.\n1 (a) In words.\n1 (b) In deeds.\n0 2. Be fair.\n");
	test_site_close(stand.test);
}
ON_BOTH(what_is_done_next_ends_what_could_be_done_again)

static void lines_left_out_come_back_and_go_again(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct review_line *lines;
	size_t n;
	assert_int_equal(review_lines(stand.ctx, stand.edition.id, &lines, &n), OK);
	assert_int_equal(n, 1);
	struct act back = form_of(&stand, 0, EDIT_PUT_BACK);
	back.edit.edit.id = -1;
	back.edit.line = lines[0].position;
	(void)done_with(&stand, back);
	assert_string_equal(text_of(&stand),
			    "0 Page 1 of 9\n0 Code of Conduct\n0 1. Be honest.\n1 (a) In words.\n1 (b) In deeds.\n"
			    "0 2. Be fair.\n");
	assert_int_equal(site_write(stand.ctx, edit_fn, &back), CONFLICT);
	assert_int_equal(review_lines(stand.ctx, stand.edition.id, &lines, &n), OK);
	assert_int_equal(n, 0);
	(void)done_with(&stand, form_of(&stand, 3, EDIT_LEAVE_OUT));
	assert_int_equal(review_lines(stand.ctx, stand.edition.id, &lines, &n), OK);
	assert_int_equal(n, 1);
	assert_text(lines[0].text, "(a) In words.");
	assert_int_equal(lines[0].after_id, stand.draft.p[2].id);
	(void)turn(&stand, false);
	(void)turn(&stand, false);
	assert_int_equal(review_lines(stand.ctx, stand.edition.id, &lines, &n), OK);
	assert_int_equal(n, 1);
	assert_text(lines[0].text, "Page 1 of 9");
	test_site_close(stand.test);
}
ON_BOTH(lines_left_out_come_back_and_go_again)

static void an_edited_text_is_published_with_its_own_anchors(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct journal_report report;
	struct provision *provisions;
	struct review_step step;
	size_t n;
	struct act change = form_of(&stand, 4, EDIT_CHANGE);
	change.edit.edit.to.label = STR("1.");
	(void)done_with(&stand, change);
	change = form_of(&stand, 1, EDIT_CHANGE);
	change.edit.edit.to.label = STR("2.");
	(void)done_with(&stand, change);
	struct act act = {.seed = journal_seed_new(stand.ctx), .edition = stand.edition};
	act.edition.version--;
	assert_int_equal(site_write(stand.ctx, publish_fn, &act), CONFLICT);
	act.edition.version++;
	assert_int_equal(site_write(stand.ctx, publish_fn, &act), OK);
	test_site_refresh(stand.test);
	assert_int_equal(codes_provisions(stand.ctx, stand.edition.id, &provisions, &n), OK);
	assert_text(provisions[1].anchor, "s2");
	assert_text(provisions[2].anchor, "s2-a");
	assert_text(provisions[4].anchor, "s1");
	assert_int_equal(review_step_last(stand.ctx, stand.edition.id, &step), OK);
	assert_int_equal(step.seq, 0);
	assert_int_equal(journal_verify(stand.ctx, &report), OK);
	struct act late = form_of(&stand, 1, EDIT_OUT);
	assert_int_equal(site_write(stand.ctx, edit_fn, &late), CONFLICT);
	struct review_draft none;
	assert_int_equal(review_draft(stand.ctx, stand.edition.id, &none), NOT_FOUND);
	test_site_close(stand.test);
}
ON_BOTH(an_edited_text_is_published_with_its_own_anchors)

static void a_copy_keeps_every_id(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct act act = {.seed = journal_seed_new(stand.ctx), .edition = stand.edition};
	struct review_draft old = stand.draft;
	assert_int_equal(site_write(stand.ctx, publish_fn, &act), OK);
	assert_int_equal(site_write(stand.ctx, copy_fn, &act), OK);
	assert_int_equal(act.edition.number, 2);
	assert_int_equal(act.edition.words_in, 15);
	stand.edition = act.edition;
	reload(&stand);
	for (size_t i = 0; i < old.n; i++) {
		assert_int_equal(stand.draft.p[i].id, old.p[i].id);
		assert_text(stand.draft.p[i].anchor, test_c(old.p[i].anchor));
	}
	(void)done_with(&stand, form_of(&stand, 1, EDIT_DELETE_ALL));
	struct provision *provisions;
	size_t n;
	assert_int_equal(codes_provisions(stand.ctx, old.edition.id, &provisions, &n), OK);
	assert_int_equal(n, old.n);
	act.edition = stand.edition;
	assert_int_equal(site_write(stand.ctx, discard_fn, &act), OK);
	test_site_close(stand.test);
}
ON_BOTH(a_copy_keeps_every_id)

static void the_title_of_a_draft_follows_its_first_line(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	struct act change = form_of(&stand, 0, EDIT_CHANGE);
	change.edit.edit.to.text = STR("Code of Good Conduct");
	(void)done_with(&stand, change);
	assert_text(stand.edition.code_title, "Code of Good Conduct");
	(void)turn(&stand, false);
	assert_text(stand.edition.code_title, "Code of Conduct");
	test_site_close(stand.test);
}
ON_BOTH(the_title_of_a_draft_follows_its_first_line)

/* Elements put at one place again and again stay in order, whatever room there was. */
static void there_is_room_for_one_more(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	int64_t first = stand.draft.p[1].id;
	for (int i = 0; i < 60; i++) {
		struct act add = form_of(&stand, i % 3 == 0 ? 1 : stand.draft.n - 1, EDIT_ADD);
		add.edit.edit.below = true;
		if (i % 3 != 0)
			add.edit.edit.id = first;
		add.edit.edit.to =
			(struct provision){.kind = PROVISION_ITEM, .text = str_fmt(stand.test->arena, "n%d", i)};
		assert_int_equal(site_write(stand.ctx, edit_fn, &add), OK);
	}
	reload(&stand);
	assert_int_equal(stand.draft.n, 65);
	for (int i = 0; i < 60; i++)
		assert_text(stand.draft.p[2 + i].text, test_c(str_fmt(stand.test->arena, "n%d", 59 - i)));
	struct review_rows rows;
	assert_int_equal(review_rows(stand.ctx, stand.edition.id, &rows), OK);
	for (size_t i = 1; i < rows.n; i++)
		assert_true(rows.p[i].position > rows.p[i - 1].position);
	test_site_close(stand.test);
}
ON_BOTH(there_is_room_for_one_more)

static const char long_text[] =
	"Code of Conduct\n\n1. One\n\n(a) a\n\n(b) b\n\n(c) c\n\n2. Two\n\n(a) a\n\n(b) b\n\n(c) c\n\n3. Three\n\n"
	"(a) a\n\n(b) b\n\n(c) c\n\n4. Four\n\n(a) a\n\n(b) b\n\n(c) c\n\n5. Five\n\n(a) a\n\n(b) b\n\n"
	"(c) c\n\n6. Six\n\n(a) a\n\n(b) b\n\n(c) c\n\n7. Seven\n\n(a) a\n\n(b) b\n\n(c) c\n";

/* What is stored is what the rules say, through many edits and back. */
static void stored_and_planned_agree(enum db_engine engine)
{
	struct stand stand = open_stand(engine, long_text);
	struct review_draft start = stand.draft;
	uint64_t random = 4;
	int done = 0;
	for (int step = 0; step < 120; step++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		size_t i = (random >> 33) % stand.draft.n, j = (random >> 45) % stand.draft.n;
		int32_t what = 1 + (int32_t)((random >> 20) % (EDIT_ACTS - 1));
		if (what == EDIT_PUT_BACK || what == EDIT_CONTINUE)
			continue;
		struct act act = form_of(&stand, i, what);
		act.edit.edit.other = stand.draft.p[j].id;
		act.edit.edit.at = 3;
		act.edit.edit.to.text = STR("other words than before");
		struct edit_change change;
		enum outcome planned = edit_plan(stand.ctx, stand.draft.p, stand.draft.n, &act.edit.edit, &change);
		assert_int_equal(site_write(stand.ctx, edit_fn, &act), planned);
		if (planned != OK)
			continue;
		size_t n;
		struct provision *then = edit_apply(stand.test->arena, stand.draft.p, stand.draft.n, &change, &n);
		done += change.n > 0;
		reload(&stand);
		assert_int_equal(stand.draft.n, n);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(edit_stamp(stand.draft.p, n, k), edit_stamp(then, n, k));
	}
	assert_true(done > 40);
	while (done-- > 0)
		(void)turn(&stand, false);
	assert_int_equal(stand.draft.n, start.n);
	for (size_t k = 0; k < start.n; k++) {
		assert_int_equal(edit_stamp(stand.draft.p, start.n, k), edit_stamp(start.p, start.n, k));
		assert_text(stand.draft.p[k].anchor, test_c(start.p[k].anchor));
	}
	test_site_close(stand.test);
}
ON_BOTH(stored_and_planned_agree)

/* Whichever step of SQL fails: all of an edit is there, or nothing of it. */
static void an_edit_happens_whole_or_not_at_all(enum db_engine engine)
{
	struct stand stand = open_stand(engine, simple);
	const char *before = text_of(&stand);
	uint64_t passages = 1;
	int failed = 0;
	for (uint64_t nth = 1; passages >= nth; nth++) {
		struct act leave = form_of(&stand, 2, EDIT_LEAVE_OUT);
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = site_write(stand.ctx, edit_fn, &leave);
		passages = fault_passages(FAULT_SQL) + 1;
		fault_arm(FAULT_SQL, 0);
		int64_t version = stand.edition.version;
		reload(&stand);
		struct review_line *lines;
		size_t n;
		assert_int_equal(review_lines(stand.ctx, stand.edition.id, &lines, &n), OK);
		failed += outcome != OK;
		assert_int_equal(n, outcome == OK ? 2 : 1);
		assert_int_equal(stand.edition.version, outcome == OK ? version + 1 : version);
		if (outcome == OK)
			(void)turn(&stand, false);
		assert_string_equal(text_of(&stand), before);
	}
	assert_true(failed > 5);
	test_site_close(stand.test);
}
ON_BOTH(an_edit_happens_whole_or_not_at_all)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(an_edit_is_taken_back_to_the_letter),
		BOTH(the_second_of_two_people_learns_of_the_first),
		BOTH(what_is_done_next_ends_what_could_be_done_again),
		BOTH(lines_left_out_come_back_and_go_again),
		BOTH(an_edited_text_is_published_with_its_own_anchors),
		BOTH(a_copy_keeps_every_id),
		BOTH(the_title_of_a_draft_follows_its_first_line),
		BOTH(there_is_room_for_one_more),
		BOTH(stored_and_planned_agree),
		BOTH(an_edit_happens_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
