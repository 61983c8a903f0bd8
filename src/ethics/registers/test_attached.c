/* Who holds which files, as entries are put, replaced, hidden, removed and withheld; on both engines. */
#include "registers/again.h"
#include "registers/attached.h"
#include "registers/declare.h"
#include "registers/held.h"
#include "registers/test/listed.h"

#define FILE_TEXT_SAID STR("A receipt\n")
#define COPY_SAID      STR("A copy of it\n")

struct papers {
	struct file_ref file, copy;
};

static struct papers papers_put(struct stand *s, struct str file, struct str copy)
{
	struct papers papers;
	assert_int_equal(file_put(&s->test->ctx, "v0", false, FILE_TEXT, file, &papers.file), OK);
	assert_int_equal(file_put(&s->test->ctx, "v0", true, FILE_TEXT, copy, &papers.copy), OK);
	test_site_refresh(s->test);
	return papers;
}

/* A gift with this paper and its copy, or another one for it. */
static void file_answer(struct stand *s, struct entry_put *put, const char *field, const struct papers *papers)
{
	struct value *value = arena_new(s->test->arena, struct value);
	*value = (struct value){
		.state = VALUE_GIVEN,
		.text = STR("receipt.txt"),
		.id = hash_hex(s->test->arena, &papers->file.hash),
		.number = 10,
		.copy = {.name = STR("paper.txt"), .id = hash_hex(s->test->arena, &papers->copy.hash), .bytes = 13}};
	declared_answer_set(s->test->arena, &put->entry.declared, str_of(field), value, 1);
}

static void paper_answer(struct stand *s, struct entry_put *put, const struct papers *papers)
{
	file_answer(s, put, "paper", papers);
}

static bool is_there(struct stand *s, const struct file_ref *ref)
{
	struct file_info info;
	enum outcome found = file_find(stand_ctx(s), ref, &info);
	assert_true(found == OK || found == NOT_FOUND);
	return found == OK;
}

static int64_t gift_put(struct stand *s, const struct papers *papers)
{
	struct entry_put *put = gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	paper_answer(s, put, papers);
	assert_int_equal(stand_put(s), OK);
	return s->puts[0].entry_id;
}

static void a_copy_goes_with_the_version_that_names_it(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct papers first = papers_put(s, FILE_TEXT_SAID, COPY_SAID);
	const int64_t id = gift_put(s, &first);
	assert_true(is_there(s, &first.file) && is_there(s, &first.copy));
	const struct papers other = papers_put(s, STR("Another\n"), STR("Its copy\n"));
	paper_answer(s, redraft(s, id), &other);
	assert_int_equal(stand_put(s), OK);
	assert_true(is_there(s, &first.file) && is_there(s, &other.file) && is_there(s, &other.copy));
	assert_false(is_there(s, &first.copy));
	redraft(s, id)->entry.act = ENTRY_WITHDRAWN;
	assert_int_equal(stand_put(s), OK);
	assert_true(is_there(s, &first.file) && is_there(s, &other.file));
	assert_false(is_there(s, &other.copy));
	stand_close(s);
}
ON_BOTH(a_copy_goes_with_the_version_that_names_it)

static void a_file_that_is_not_here_is_refused(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct papers nowhere = {.file = {.hash = hash_bytes(STR("x"))}, .copy = {.hash = hash_bytes(STR("y"))}};
	paper_answer(s, gift(s, 0, "Quay Ferries", "£40", "2026-05-12"), &nowhere);
	assert_int_equal(stand_put(s), INVALID);
	assert_string_equal(test_problem(&s->test->ctx, 0),
			    "v0: A file of this declaration is not here any more: choose it again");
	stand_close(s);
}
ON_BOTH(a_file_that_is_not_here_is_refused)

static enum outcome off_display(struct ctx *ctx, void *args)
{
	return registers_off_display(ctx, ((struct stand *)args)->id);
}

static void what_is_off_display_has_no_copy(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct papers papers = papers_put(s, FILE_TEXT_SAID, COPY_SAID);
	s->id = gift_put(s, &papers);
	s->record_id = s->record_ids[0];
	assert_int_equal(stand_act(s, off_display), OK);
	assert_true(is_there(s, &papers.file));
	assert_false(is_there(s, &papers.copy));
	stand_close(s);
}
ON_BOTH(what_is_off_display_has_no_copy)

static void what_is_removed_has_neither(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct papers papers = papers_put(s, FILE_TEXT_SAID, COPY_SAID);
	(void)gift_put(s, &papers);
	s->record_id = s->record_ids[0];
	(void)gift_put(s, &papers);
	assert_int_equal(stand_act(s, erase), OK);
	assert_true(is_there(s, &papers.file) && is_there(s, &papers.copy)); /* another entry has them too */
	s->record_id = s->record_ids[0];
	assert_int_equal(stand_act(s, erase), OK);
	assert_false(is_there(s, &papers.file) || is_there(s, &papers.copy));
	stand_close(s);
}
ON_BOTH(what_is_removed_has_neither)

static enum outcome withhold(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct entry *versions;
	struct sealing sealing;
	size_t n;
	TRY(registers_versions(ctx, s->id, &versions, &n));
	TRY(sealing_make(ctx, versions, n, false, &sealing));
	TRY(sealing_store(ctx, &sealing));
	return journal_erase(ctx, &s->seeds[0], s->record_id, STR("It should not have been published."));
}

static void what_is_withheld_keeps_the_files_of_every_version(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct papers first = papers_put(s, FILE_TEXT_SAID, COPY_SAID);
	s->id = gift_put(s, &first);
	s->record_id = s->record_ids[0];
	const struct papers other = papers_put(s, STR("Another\n"), STR("Its copy\n"));
	paper_answer(s, redraft(s, s->id), &other);
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(stand_act(s, withhold), OK);
	assert_true(is_there(s, &first.file) && is_there(s, &other.file));
	assert_false(is_there(s, &first.copy) || is_there(s, &other.copy));
	stand_close(s);
}
ON_BOTH(what_is_withheld_keeps_the_files_of_every_version)

static bool is_given(struct stand *s, const struct file_ref *ref)
{
	struct file_info info;
	assert_int_equal(file_find(stand_ctx(s), ref, &info), OK);
	struct held held = {.id = info.id, .for_person = true};
	assert_int_equal(held_file_fill(stand_ctx(s), &held), OK);
	return !held.is_other;
}

/* S18: also when nobody is shown the entry any more. */
static void a_file_of_anothers_interest_is_given_to_nobody(enum db_engine engine)
{
	for (int partners = 0; partners < 2; partners++) {
		struct stand *s = stand_open(engine);
		const struct papers papers = papers_put(s, FILE_TEXT_SAID, COPY_SAID);
		struct entry_put *put = draft(s, s->gifts, "flat", 0);
		answer(s, put, "received", "2026-05-12");
		file_answer(s, put, "deed", &papers);
		put->entry.declared.whose = partners ? WHOSE_PARTNER : WHOSE_SELF;
		assert_int_equal(stand_put(s), OK);
		s->id = s->puts[0].entry_id;
		s->record_id = s->record_ids[0];
		assert_int_equal(is_given(s, &papers.file), !partners);
		assert_int_equal(stand_act(s, off_display), OK);
		assert_int_equal(is_given(s, &papers.file), !partners);
		stand_close(s);
	}
}
ON_BOTH(a_file_of_anothers_interest_is_given_to_nobody)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(a_copy_goes_with_the_version_that_names_it),
		on_both(a_file_that_is_not_here_is_refused),
		on_both(what_is_off_display_has_no_copy),
		on_both(what_is_removed_has_neither),
		on_both(what_is_withheld_keeps_the_files_of_every_version),
		on_both(a_file_of_anothers_interest_is_given_to_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
