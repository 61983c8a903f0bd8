/* What a restore of an older backup makes again of removals (D10), and what the list of removals tells whoever reads
 * it. */
#include <unistd.h>

#include "journal/removals.h"
#include "registers/test/safeguards.h"

struct restored {
	const char *backup, *address;
	struct site *site;
};

static struct restored backed_up(struct stand *s)
{
	struct ctx *ctx = stand_ctx(s);
	long long id = (long long)id_new(ctx);
	struct restored r = {
		.backup = str_fmt(s->test->arena, "%s/older-%lld.db", beside(), id).p,
		.address = str_fmt(s->test->arena, "%s/restored-%lld.db", beside(), id).p,
	};
	/* On PostgreSQL it stands where an earlier test's stood. */
	(void)unlink(str_fmt(ctx->arena, "%.*s.removals", STR_ARG(site_stem(ctx))).p);
	db_read_end(ctx);
	assert_int_equal(database_backup(ctx, s->test->site->database, r.backup), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	return r;
}

static void beside_copy(struct stand *s, const char *address, const char *suffix)
{
	struct ctx *ctx = stand_ctx(s);
	struct str content;
	const char *from = str_fmt(ctx->arena, "%.*s%s", STR_ARG(site_stem(ctx)), suffix).p;
	assert_int_equal(file_read(ctx, from, (size_t)1 << 20, &content), OK);
	assert_int_equal(file_write(ctx, str_fmt(ctx->arena, "%s%s", address, suffix).p, content, 0600), OK);
}

/* The stand goes on in the restored site, a SQLite file whatever the engine was. */
static void restored_open(struct stand *s, struct restored *r)
{
	struct ctx *ctx = stand_ctx(s);
	struct ctx own = *ctx;
	int64_t n;
	struct str key;
	assert_int_equal(site_key(ctx, "registers.withheld", &key), OK); /* so that there is a file */
	beside_copy(s, r->address, ".removals");
	beside_copy(s, r->address, ".keys");
	own.db = NULL;
	own.actor = &access_command_line;
	assert_int_equal(site_restore(&own, &features, str_of(r->address), str_of(r->backup), &r->site), OK);
	own.site = r->site;
	if (journal_removals_apply(&own, &n) != OK)
		fail_msg("%s", test_problem(&own, 0));
	assert_int_equal(journal_removals_apply(&own, &n), OK);
	assert_int_equal(n, 0);
	db_read_end(ctx);
	struct site *before = s->test->site;
	s->test->site = r->site;
	r->site = before;
	ctx->site = s->test->site;
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	verified(s);
}

static void restored_close(struct stand *s, struct restored *r)
{
	struct ctx *ctx = stand_ctx(s);
	db_read_end(ctx);
	site_close(s->test->site);
	s->test->site = r->site;
	ctx->site = r->site;
	assert_int_equal(site_read_begin(ctx, r->site), OK);
	stand_close(s);
}

static void what_was_withheld_after_a_backup_is_sealed_in_what_is_restored(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct withheld withheld;
	struct entry entry;
	struct entry_removal removal;
	struct str content;
	struct str record_id = published(s, 0, SECRET);
	struct restored r = backed_up(s);
	/* One that was declared after the backup too. */
	struct str later = published(s, 0, "Mill Refuge");
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, true, form_id_new(&s->test->ctx)), OK);
	int64_t id = the_withheld(s).id;
	assert_int_equal(entry_withhold(as(s, &officer), later, 1, false, form_id_new(&s->test->ctx)), OK);
	const char *list = str_fmt(s->test->arena, "%.*s.removals", STR_ARG(site_stem(stand_ctx(s)))).p;
	assert_int_equal(file_read(stand_ctx(s), list, (size_t)1 << 20, &content), OK);
	assert_int_equal(str_find(content, STR("Nightingale"), 0), STR_NPOS);
	restored_open(s, &r);
	struct withheld *all;
	size_t n;
	assert_int_equal(withheld_list(as(s, &officer), &all, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(withheld_entry(as(s, &officer), id, &withheld, &entry), OK);
	assert_text(declared_answer(&entry.declared, STR("donor"))->values[0].text, SECRET);
	assert_text(withheld.category, "gift");
	assert_int_equal(withheld.person_id, s->people[0].id);
	assert_int_equal(entry_removal_find(stand_ctx(s), record_id, &removal), OK);
	settled(s);
	assert_false(is_anywhere(s, "Nightingale"));
	assert_false(is_anywhere(s, "Mill Refuge"));
	restored_close(s, &r);
}
ON_BOTH(what_was_withheld_after_a_backup_is_sealed_in_what_is_restored)

static void what_was_put_right_after_a_backup_is_so_in_what_is_restored(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct revision_at now;
	struct entry_removal removal;
	struct str home = placed(s, 0);
	const char *old = log_content(s, home, 1);
	int64_t home_id = s->id;
	struct str wrong = published(s, 0, "Harbour Bank");
	struct restored r = backed_up(s);
	place_said(s, redraft(s, home_id), "(home) " HOME);
	assert_int_equal(stand_put(s), OK);
	run_retention(s);
	const struct removal_put put = {.record_id = wrong,
					.version = 1,
					.kind = REMOVAL_PERSON,
					.why = STR("The same initials"),
					.person_id = s->people[1].id,
					.form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	restored_open(s, &r);
	/* The backup knew nothing yet of its being a home: what is restored shows it no more all the same. */
	assert_int_equal(entry_removal_find(stand_ctx(s), wrong, &removal), OK);
	assert_text(removal.why, "The same initials");
	struct str moved = str_dup(s->test->arena, removal.moved_to);
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), moved, now, &entry), OK);
	assert_int_equal(entry.person_id, s->people[1].id);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), home_id, &entry), OK);
	assert_false(str_eq(entry.record_id, home));
	assert_null(strstr(log_content(s, entry.record_id, 0), "Lantern"));
	assert_non_null(strstr(log_content(s, entry.record_id, 0), "Quay Ferries"));
	settled(s);
	assert_false(is_anywhere(s, old));
	restored_close(s, &r);
}
ON_BOTH(what_was_put_right_after_a_backup_is_so_in_what_is_restored)

static void what_went_off_display_after_a_backup_is_kept_in_what_is_restored(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	(void)published(s, 0, SECRET);
	s->id = s->puts[0].entry_id;
	assert_int_equal(stand_act(s, leave_write), OK);
	struct restored r = backed_up(s);
	s->test->ctx.now_ms += INT64_C(366) * 86400000;
	run_retention(s);
	restored_open(s, &r);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->id, &entry), OK);
	assert_true(entry.hidden_ms > 0 && entry.erased_ms == 0);
	assert_int_equal(registers_entry_kept(stand_ctx(s), s->id, &entry), OK);
	assert_text(declared_answer(&entry.declared, STR("donor"))->values[0].text, SECRET);
	restored_close(s, &r);
}
ON_BOTH(what_went_off_display_after_a_backup_is_kept_in_what_is_restored)

/* ---- What the list tells ---- */

static struct str the_list(struct stand *s)
{
	struct str content;
	const char *list = str_fmt(s->test->arena, "%.*s.removals", STR_ARG(site_stem(stand_ctx(s)))).p;
	assert_int_equal(file_read(stand_ctx(s), list, (size_t)1 << 20, &content), OK);
	return content;
}

/* Who reads the file alone learns what everybody may: which record went, when, and the ground that is public. */
static void the_list_of_removals_tells_of_nobody(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str line[4], list;
	size_t n = 0;
	struct str withheld = published(s, 0, SECRET), removed = published(s, 1, "Quay Ferries");
	(void)backed_up(s);
	assert_int_equal(entry_withhold(as(s, &officer), withheld, 1, true, form_id_new(&s->test->ctx)), OK);
	const struct removal_put put = {.record_id = removed,
					.version = 1,
					.kind = REMOVAL_UNFIT,
					.why = removal_ground(REMOVAL_UNFIT),
					.form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	list = the_list(s);
	const char *const telling[] = {"withheld", "person", "gifts", "Ombra", "office", "sealed\":{"};
	for (size_t i = 0; i < COUNT_OF(telling); i++)
		assert_int_equal(str_find(list, str_of(telling[i]), 0), STR_NPOS);
	assert_int_equal(str_find(list, str_fmt(s->test->arena, "%lld", (long long)s->people[0].id), 0), STR_NPOS);
	while (n < COUNT_OF(line) && str_cut(&list, '\n', &line[n]))
		n++;
	assert_int_equal(n, 4); /* each is noted, and that it was done */
	assert_int_equal(line[0].n, line[2].n);
	assert_int_equal(line[1].n, line[3].n);
	stand_close(s);
}
ON_BOTH(the_list_of_removals_tells_of_nobody)

/* ---- Together with what belongs to it ---- */

static void children_follow_their_parent_once_more(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_removal removal;
	struct entry parent, child;
	struct revision_at now;
	s->test->ctx.actor = &access_command_line;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	s->puts[0].id = id_new(&s->test->ctx);
	gift(s, 0, "Harbour Bank", "£40", "2026-05-12")->entry.parent_id = s->puts[0].id;
	assert_int_equal(stand_put(s), OK);
	struct str wrong = str_dup(s->test->arena, s->record_ids[0]);
	struct str belongs = str_dup(s->test->arena, s->record_ids[1]);
	struct restored r = backed_up(s);
	const struct removal_put put = {.record_id = wrong,
					.version = 1,
					.kind = REMOVAL_PERSON,
					.why = STR("The same initials"),
					.person_id = s->people[1].id,
					.form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	restored_open(s, &r);
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(entry_removal_find(stand_ctx(s), wrong, &removal), OK);
	assert_int_equal(registers_entry(stand_ctx(s), removal.moved_to, now, &parent), OK);
	assert_int_equal(entry_removal_find(stand_ctx(s), belongs, &removal), OK);
	assert_int_equal(registers_entry(stand_ctx(s), removal.moved_to, now, &child), OK);
	assert_int_equal(child.person_id, s->people[1].id);
	assert_int_equal(child.parent_id, parent.id);
	restored_close(s, &r);
}
ON_BOTH(children_follow_their_parent_once_more)

/* ---- Long histories ---- */

static void an_entry_with_many_versions_is_published_anew(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct str record_id = placed(s, 0);
	const char *old = log_content(s, record_id, 1);
	for (int64_t version = 3; version <= 1010; version++) {
		arena_scope(s->test->arena);
		(void)redraft(s, s->id);
		s->values[0][2].number = 5000 + version;
		s->answers[0][2].values = &s->values[0][2];
		assert_int_equal(stand_put(s), OK);
	}
	struct restored r = backed_up(s);
	place_said(s, redraft(s, s->id), "(home) " HOME);
	assert_int_equal(stand_put(s), OK);
	run_retention(s);
	restored_open(s, &r);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->id, &entry), OK);
	assert_int_equal(entry.version, 1010);
	assert_false(str_eq(entry.record_id, record_id));
	assert_null(strstr(log_content(s, entry.record_id, 1), "Lantern"));
	settled(s);
	assert_false(is_anywhere(s, old));
	restored_close(s, &r);
}
ON_BOTH(an_entry_with_many_versions_is_published_anew)

/* ---- What was refused ---- */

static void what_was_refused_is_not_made_in_what_is_restored(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct revision_at now;
	struct str stays = published(s, 0, "Quay Ferries");
	s->id = s->puts[0].entry_id;
	struct restored r = backed_up(s);
	struct ctx *ctx = as(s, &officer);
	struct removal_put put = {.record_id = stays, .version = 1, .kind = REMOVAL_UNFIT};
	const char *list = str_fmt(s->test->arena, "%.*s.removals", STR_ARG(site_stem(ctx))).p;
	struct str content = {0};
	/* Whichever step fails first behind the note. */
	for (uint64_t nth = 1; str_find(content, STR("\"done\":false"), 0) == STR_NPOS; nth++) {
		put.form_id = form_id_new(ctx);
		fault_arm(FAULT_SQL, nth);
		assert_int_not_equal(entry_remove(ctx, &put), OK);
		fault_arm(FAULT_SQL, 0);
		problems_clear(ctx);
		if (!ctx->db)
			assert_int_equal(site_read_begin(ctx, s->test->site), OK);
		if (access(list, F_OK) == 0)
			assert_int_equal(file_read(ctx, list, (size_t)1 << 20, &content), OK);
	}
	restored_open(s, &r);
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(stand_ctx(s), stays, now, &entry), OK);
	assert_int_equal(entry.erased_ms, 0);
	restored_close(s, &r);
}
ON_BOTH(what_was_refused_is_not_made_in_what_is_restored)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(what_was_withheld_after_a_backup_is_sealed_in_what_is_restored),
		on_both(what_was_put_right_after_a_backup_is_so_in_what_is_restored),
		on_both(what_went_off_display_after_a_backup_is_kept_in_what_is_restored),
		on_both(the_list_of_removals_tells_of_nobody),
		on_both(children_follow_their_parent_once_more),
		on_both(an_entry_with_many_versions_is_published_anew),
		on_both(what_was_refused_is_not_made_in_what_is_restored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
