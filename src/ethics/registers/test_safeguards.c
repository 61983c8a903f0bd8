/* What the safeguards promise of rows and files, on both engines: homes (S2), what duties keep, persons found to be
 * one, how long (S8), faults in the middle of a write. */
#include "registers/test/safeguards.h"

/* ---- S2 ---- */

static void shows_no_home(struct stand *s, struct str before, const char *old)
{
	struct entry entry, *versions;
	struct journal_record record;
	struct entry_removal removal;
	struct revision_at then;
	size_t n;
	for (int64_t version = 1; version <= 2; version++)
		assert_string_equal(log_content(s, before, version), "");
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->id, &entry), OK);
	struct str after = str_dup(s->test->arena, entry.record_id);
	assert_false(str_eq(after, before));
	assert_int_equal(registers_history(stand_ctx(s), s->id, &versions, &n), OK);
	for (size_t i = 0; i < n; i++) {
		assert_null(strstr(log_content(s, after, versions[i].version), "Lantern"));
		assert_non_null(strstr(log_content(s, after, versions[i].version), "Quay Ferries"));
	}
	/* As known then, too: the same facts without the place. */
	assert_int_equal(registers_known_at(stand_ctx(s), versions[n - 1].known_from_ms, &then), OK);
	assert_int_equal(registers_entry(stand_ctx(s), after, then, &entry), OK);
	assert_int_equal(entry.version, 1);
	assert_true(declared_answer(&entry.declared, STR("place"))->values[0].is_home);
	assert_int_equal(entry_removal_find(stand_ctx(s), before, &removal), OK);
	assert_text(removal.moved_to, str_c(s->test->arena, after));
	assert_int_equal(journal_find(stand_ctx(s), before, 0, &record), OK);
	assert_text(record.erased_ground, "It should not have been published.");
	settled(s);
	assert_false(is_anywhere(s, old));
	verified(s);
}

static void what_turns_out_to_be_a_home_is_shown_in_no_version(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	int64_t left;
	struct str record_id = placed(s, 0);
	const char *old = log_content(s, record_id, 1);
	assert_non_null(strstr(old, HOME));
	assert_int_equal(homes_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	place_said(s, redraft(s, s->id), "(home) " HOME);
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(homes_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 1);
	run_retention(s);
	assert_int_equal(homes_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	shows_no_home(s, record_id, old);
	/* And where it is let later, that is not where they live. */
	place_said(s, redraft(s, s->id), "4 Mill Lane");
	assert_int_equal(stand_put(s), OK);
	run_retention(s);
	struct entry entry;
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->id, &entry), OK);
	assert_non_null(strstr(log_content(s, entry.record_id, 0), "4 Mill Lane"));
	stand_close(s);
}
ON_BOTH(what_turns_out_to_be_a_home_is_shown_in_no_version)

static enum outcome submit_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(homes_mark(ctx, s->puts, s->n_puts));
	return homes_submit(ctx, s->puts, s->n_puts);
}

static void what_is_said_to_be_a_home_need_not_wait_for_review(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str record_id = placed(s, 0);
	const char *old = log_content(s, record_id, 1);
	place_said(s, redraft(s, s->id), "(home) " HOME);
	assert_int_equal(stand_act(s, submit_write), OK);
	s->n_puts = 0;
	run_retention(s);
	shows_no_home(s, record_id, old);
	stand_close(s);
}
ON_BOTH(what_is_said_to_be_a_home_need_not_wait_for_review)

/* A home goes from everywhere: also from where the same address is called something else, before and after. */
static void a_home_goes_from_what_else_the_person_declared(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	int64_t ids[3];
	static const char *const places[] = {"1 LANTERN  Steps", "(home) " HOME, "4 Mill Lane"};
	s->test->ctx.actor = &access_command_line;
	for (size_t i = 0; i < 3; i++) {
		place_said(s, gift(s, 0, "Quay Ferries", "£40", "2026-05-12"), places[i]);
		assert_int_equal(stand_put(s), OK);
		ids[i] = s->puts[0].entry_id;
	}
	/* Of somebody else it is no home, as far as anybody says. */
	place_said(s, gift(s, 1, "Quay Ferries", "£40", "2026-05-12"), HOME);
	assert_int_equal(stand_put(s), OK);
	int64_t others = s->puts[0].entry_id;
	for (int i = 0; i < 3; i++)
		run_retention(s);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), ids[0], &entry), OK);
	assert_null(strstr(log_content(s, entry.record_id, 0), "LANTERN"));
	assert_non_null(strstr(log_content(s, entry.record_id, 0), "Quay Ferries"));
	assert_int_equal(registers_entry_by_id(stand_ctx(s), ids[2], &entry), OK);
	assert_non_null(strstr(log_content(s, entry.record_id, 0), "Mill Lane"));
	assert_int_equal(registers_entry_by_id(stand_ctx(s), others, &entry), OK);
	assert_non_null(strstr(log_content(s, entry.record_id, 0), "Lantern"));
	place_said(s, gift(s, 0, "Harbour Bank", "£40", "2026-05-12"), "1, Lantern Steps");
	assert_int_equal(stand_put(s), OK);
	ids[0] = s->puts[0].entry_id;
	for (int i = 0; i < 3; i++)
		run_retention(s);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), ids[0], &entry), OK);
	assert_null(strstr(log_content(s, entry.record_id, 0), "Lantern"));
	verified(s);
	stand_close(s);
}
ON_BOTH(a_home_goes_from_what_else_the_person_declared)

static enum outcome marked_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(homes_mark(ctx, s->puts, s->n_puts));
	return registers_put(ctx, s->puts, s->n_puts, s->record_ids);
}

static void what_was_permitted_goes_with_the_permission(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	as(s, &clerk);
	assert_int_equal(stand_act(s, permit_write), OK);
	struct str record_id = placed(s, 0);
	const char *old = log_content(s, record_id, 1);
	place_said(s, redraft(s, s->id), "(home) " HOME);
	assert_int_equal(stand_act(s, marked_write), OK);
	s->n_puts = 0;
	s->test->ctx.now_ms += 1000;
	run_retention(s);
	assert_non_null(strstr(log_content(s, record_id, 3), HOME));
	as(s, &clerk);
	assert_int_equal(stand_act(s, revoke_write), OK);
	run_retention(s);
	shows_no_home(s, record_id, old);
	stand_close(s);
}
ON_BOTH(what_was_permitted_goes_with_the_permission)

/* ---- Duties ---- */

static enum outcome duties_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return entry_tell_duties(ctx, &s->puts[0]);
}

static void declared_in_time(struct stand *s)
{
	s->test->ctx.actor = &access_command_line;
	struct entry_put *put = gift(s, 0, SECRET, "£400", "2026-11-01");
	put->entry.tenure_id = s->tenures[0].id;
	put->entry.declared_day = site_today(&s->test->ctx).n;
	assert_int_equal(stand_put(s), OK);
	s->id = s->puts[0].entry_id;
	s->record_id = str_dup(s->test->arena, s->record_ids[0]);
	assert_int_equal(stand_act(s, duties_write), OK);
	assert_int_equal(counted(s, "SELECT COUNT(*) FROM duty_event"), 1);
	assert_int_equal(counted(s, "SELECT COUNT(*) FROM duty_done"), 1);
	assert_true(counted(s, "SELECT COUNT(*) FROM obligation WHERE subject <> 0") > 0);
}

static void duties_forget_what_goes(enum db_engine engine)
{
	for (int removes = 0; removes < 2; removes++) {
		struct stand *s = stand_open(engine);
		declared_in_time(s);
		const struct removal_put put = {.record_id = s->record_id,
						.version = 1,
						.kind = REMOVAL_UNFIT,
						.form_id = form_id_new(&s->test->ctx)};
		struct ctx *ctx = as(s, &officer);
		assert_int_equal(removes ? entry_remove(ctx, &put)
					 : entry_withhold(ctx, s->record_id, 1, false, form_id_new(ctx)),
				 OK);
		assert_int_equal(counted(s, "SELECT COUNT(*) FROM duty_event"), 0);
		assert_int_equal(counted(s, "SELECT COUNT(*) FROM duty_done"), 0);
		assert_int_equal(counted(s, "SELECT COUNT(*) FROM obligation WHERE subject <> 0"), 0);
		stand_close(s);
	}
}
ON_BOTH(duties_forget_what_goes)

/* ---- S1: what leads from a removed record to what is withheld ---- */

static void nothing_tells_when_it_was_withheld(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_removal *removals;
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	(void)published(s, 1, "Harbour Bank");
	int64_t versions = counted(s, "SELECT MAX(no) FROM entry_version");
	s->test->ctx.now_ms += INT64_C(90) * 86400000;
	int64_t before = s->test->ctx.now_ms;
	struct str withheld = published(s, 0, SECRET), removed = published(s, 1, "Quay Ferries");
	s->test->ctx.now_ms += 86400000;
	assert_int_equal(entry_withhold(as(s, &officer), withheld, 1, false, form_id_new(&s->test->ctx)), OK);
	const struct removal_put put = {
		.record_id = removed, .version = 1, .kind = REMOVAL_UNFIT, .form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	/* The same words, whoever it was. */
	assert_int_equal(entry_removals(stand_ctx(s), 10, &removals, &n), OK);
	assert_int_equal(n, 2);
	assert_text(removals[0].why, str_c(s->test->arena, removals[1].why));
	assert_text(removals[0].by_office, str_c(s->test->arena, removals[1].by_office));
	assert_int_equal(removals[0].kind, removals[1].kind);
	/* It was always there, as known at whatever time. */
	for (int64_t at = before - 1000; at <= before + 2 * INT64_C(86400000); at += 43200000) {
		struct entry_filter filter = {.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .most = 10};
		assert_int_equal(registers_known_at(stand_ctx(s), at, &filter.known), OK);
		assert_int_equal(registers_list(stand_ctx(s), &filter, &entries, &n, &key, &id), OK);
		assert_int_equal(n, 2);
		assert_true(entries[1].withheld_ms > 0);
	}
	/* Neither its number nor its id follows what was put before it. */
	assert_int_equal(counted(s, "SELECT MAX(no) FROM entry_version"), versions + 2);
	assert_int_equal(counted(s, "SELECT COUNT(*) FROM revision"), 3);
	/* Ids of the time are 41 bits of milliseconds, in front: they would be near one another. */
	int64_t other = the_withheld(s).id - id_new(&s->test->ctx);
	assert_true(other > INT64_C(1) << 40 || other < -(INT64_C(1) << 40));
	verified(s);
	stand_close(s);
}
ON_BOTH(nothing_tells_when_it_was_withheld)

/* ---- S8: what cannot go stands in nobody's way ---- */

static enum outcome hold_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return entry_hold_put(ctx, s->id, STR("Request 7"));
}

static void what_is_held_stands_in_nobodys_way(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	int64_t left, held;
	(void)published(s, 0, SECRET);
	held = s->id = s->puts[0].entry_id;
	as(s, &officer);
	assert_int_equal(stand_act(s, hold_write), OK);
	s->test->ctx.actor = &access_command_line;
	for (int i = 0; i < 9; i++) {
		for (int j = 0; j < 25; j++)
			(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
		assert_int_equal(stand_put(s), OK);
	}
	assert_int_equal(stand_act(s, leave_write), OK);
	s->test->ctx.now_ms += INT64_C(366) * 86400000;
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 200); /* of 225, what one slice does */
	run_retention(s);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 25);
	run_retention(s);
	assert_int_equal(retention_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(counted(s, "SELECT COUNT(*) FROM entry WHERE hidden_ms > 0"), 225);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), held, &entry), OK);
	assert_int_equal(entry.hidden_ms, 0);
	verified(s);
	stand_close(s);
}
ON_BOTH(what_is_held_stands_in_nobodys_way)

/* ---- Persons found to be one ---- */

static enum outcome rows_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	static const char *const rows[] = {
		"INSERT INTO declaration (id, version, register, person_id, state, says, source, by_passkey, "
		"by_account, "
		"begun_ms, changed_ms, signed_ms, accepted_ms, place, erased_ms) "
		"VALUES (1, 1, 'gifts', $1, 1, 0, 1, 0, 0, 0, 0, 0, 0, '', 0)",
		"INSERT INTO approval (id, version, declaration_id, register, person_id, conditions, from_day, "
		"withdrawn_ms, "
		"withdrawn_why, withdrawn_by, told) VALUES (1, 1, 1, 'gifts', $1, '', 0, 0, '', '', 0)",
		"INSERT INTO home_permission (id, version, person_id, given_day, place, by_name, put_ms, revoked_ms) "
		"VALUES (1, 1, $1, 0, '', '', 0, 0)",
		"INSERT INTO helper (id, version, person_id, account_id, from_day, to_day, sees_withheld, named_ms, "
		"ended_ms, email) "
		"VALUES (1, 1, $1, 9, 0, 0, 0, 0, 0, '')",
		"INSERT INTO register_import_source (no, name) SELECT 1, 'm' WHERE CAST($1 AS bigint) > 0",
		"INSERT INTO register_import_run (id, source_no, register_name, state, owner, begun_ms, seen_ms, "
		"revision, body, "
		"post, category, scheme, source_ms, summary) SELECT 1, 1, 'gifts', 3, '', 0, 0, 0, '', '', 0, '', 0, "
		"'' WHERE "
		"CAST($1 AS bigint) > 0",
		"INSERT INTO register_import_person (run_id, no, name, identifier, person_id) VALUES (1, 1, 'B', '', "
		"$1)",
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		TRY(db_exec(ctx, stmt_of(rows[i], 1), DB_PARAMS(db_int(s->people[1].id)), NULL));
	return OK;
}

static enum outcome merge_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_merge(ctx, s->seeds, COUNT_OF(s->seeds), &s->people[0], &s->people[1], STR("the same"));
}

static enum outcome unmerge_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person_merge *merges;
	size_t n;
	TRY(people_merges(ctx, s->people[0].id, &merges, &n));
	return people_unmerge(ctx, s->seeds, COUNT_OF(s->seeds), &merges[0]);
}

/* Every table of the room that names a person, as its migrations make them: of each one row is the second person's. */
static void all_are_of(struct stand *s, size_t who, bool undone)
{
	size_t tables = 0;
	for (size_t i = 0; i < registers_migrations_n; i++) {
		struct str sql = str_of(registers_migrations[i].sqlite), line, name = {0};
		while (str_cut(&sql, '\n', &line)) {
			if (str_starts(line, STR("CREATE TABLE ")))
				name = str_slice(line, 13, str_find(line, STR(" ("), 0));
			if (!str_starts(str_trim(line), STR("person_id ")) || str_ends(name, STR("_moved")))
				continue;
			tables++;
			/* What an import of that moment adds is not given back: it is done by then. */
			bool is_kept = undone && str_eq(name, STR("register_import_person"));
			const char *query = str_fmt(s->test->arena, "SELECT COUNT(*) FROM %.*s WHERE person_id = %lld",
						    STR_ARG(name), (long long)s->people[is_kept ? 0 : who].id)
						    .p;
			if (counted(s, query) != 1)
				fail_msg("%s", query);
		}
	}
	assert_true(tables >= 6);
}

static void every_row_follows_its_person(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	s->test->ctx.actor = &access_command_line;
	(void)published(s, 1, "Quay Ferries");
	assert_int_equal(stand_act(s, rows_write), OK);
	all_are_of(s, 1, false);
	assert_int_equal(stand_act(s, merge_write), OK);
	all_are_of(s, 0, false);
	assert_int_equal(stand_act(s, unmerge_write), OK);
	all_are_of(s, 1, true);
	stand_close(s);
}
ON_BOTH(every_row_follows_its_person)

/* ---- What sources call what is gone ---- */

static enum outcome key_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	static const char *const rows[] = {
		"INSERT INTO register_import_source (no, name) SELECT 1, 'm' WHERE CAST($1 AS bigint) > 0",
		"INSERT INTO register_import_part (no, source_no, name) SELECT 1, 1, 'p' WHERE CAST($1 AS bigint) > 0",
		"INSERT INTO register_import_key (source_no, key, part_no, entry_id, digest) VALUES (1, 'Lantern Steps "
		"1', 1, $1, 4711)",
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		TRY(db_exec(ctx, stmt_of(rows[i], 1), DB_PARAMS(db_int(s->id)), NULL));
	return OK;
}

static void no_guess_confirms_what_a_source_called_it(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str record_id = published(s, 0, SECRET);
	s->id = s->puts[0].entry_id;
	assert_int_equal(stand_act(s, key_write), OK);
	assert_int_equal(entry_withhold(as(s, &officer), record_id, 1, false, form_id_new(&s->test->ctx)), OK);
	assert_int_equal(counted(s, "SELECT COUNT(*) FROM register_import_key WHERE key LIKE '!%' AND digest = 0"), 1);
	settled(s);
	assert_false(is_anywhere(s, "Lantern Steps"));
	stand_close(s);
}
ON_BOTH(no_guess_confirms_what_a_source_called_it)

/* ---- Faults: all of a write, or nothing of it ---- */

static enum outcome put_one(struct stand *s)
{
	(void)gift(s, 1, "Harbour Bank", "£40", "2026-05-12");
	enum outcome outcome = stand_act(s, puts_write);
	s->n_puts = 0;
	return outcome;
}

/* No read of the test's own begins while a fault waits. */
static struct ctx *acting(struct stand *s, const struct actor *actor)
{
	s->test->ctx.actor = actor;
	return &s->test->ctx;
}

static enum outcome withhold_one(struct stand *s)
{
	struct ctx *ctx = acting(s, &officer);
	return entry_withhold(ctx, s->record_id, 1, false, form_id_new(ctx));
}

static enum outcome remove_one(struct stand *s)
{
	struct ctx *ctx = acting(s, &officer);
	const struct removal_put put = {.record_id = s->record_id,
					.version = 1,
					.kind = REMOVAL_PERSON,
					.why = STR("The same initials"),
					.person_id = s->people[1].id,
					.form_id = form_id_new(ctx)};
	return entry_remove(ctx, &put);
}

static enum outcome clear_one(struct stand *s)
{
	struct ctx *ctx = acting(s, &access_command_line);
	db_read_end(ctx);
	return retention_run(ctx);
}

/* Of every table that such a write touches, in one number. */
static int64_t state_of(struct stand *s)
{
	return counted(
		s,
		"SELECT (SELECT COUNT(*) FROM entry) * 7 + (SELECT COUNT(*) FROM entry_version) * 11 + (SELECT "
		"COUNT(*) "
		"FROM entry_value) * 13 + (SELECT COUNT(*) FROM journal_leaf) * 17 + (SELECT COUNT(*) FROM withheld) * "
		"19 + "
		"(SELECT COUNT(*) FROM entry_removal) * 23 + (SELECT COUNT(*) FROM entry WHERE erased_ms > 0) * 29 + "
		"(SELECT COUNT(*) FROM entry_version WHERE private IS NOT NULL) * 31 + (SELECT COUNT(*) FROM "
		"home_left) * 37");
}

static void each_step_fails_once(enum db_engine engine, enum outcome (*act)(struct stand *s), bool is_home)
{
	struct stand *s = stand_open(engine);
	uint64_t passages = 1;
	int failed = 0;
	s->record_id = is_home ? placed(s, 0) : published(s, 0, SECRET);
	if (is_home) {
		place_said(s, redraft(s, s->id), "(home) " HOME);
		assert_int_equal(stand_put(s), OK);
	}
	for (uint64_t nth = 1; passages >= nth; nth += 1 + nth / 12) {
		int64_t before = state_of(s);
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = act(s);
		passages = fault_passages(FAULT_SQL) + 1;
		fault_arm(FAULT_SQL, 0);
		problems_clear(&s->test->ctx);
		if (!s->test->ctx.db)
			assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
		int64_t after = state_of(s);
		failed += after == before;
		verified(s);
		if (after != before)
			break; /* it was written: what failed comes behind */
		assert_int_not_equal(outcome, OK);
	}
	assert_true(failed > 5);
	stand_close(s);
}

static void a_write_happens_whole_or_not_at_all(enum db_engine engine)
{
	each_step_fails_once(engine, put_one, false);
	each_step_fails_once(engine, withhold_one, false);
	each_step_fails_once(engine, remove_one, false);
	each_step_fails_once(engine, clear_one, true);
}
ON_BOTH(a_write_happens_whole_or_not_at_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(what_turns_out_to_be_a_home_is_shown_in_no_version),
		on_both(what_is_said_to_be_a_home_need_not_wait_for_review),
		on_both(a_home_goes_from_what_else_the_person_declared),
		on_both(what_was_permitted_goes_with_the_permission),
		on_both(duties_forget_what_goes),
		on_both(nothing_tells_when_it_was_withheld),
		on_both(what_is_held_stands_in_nobodys_way),
		on_both(every_row_follows_its_person),
		on_both(no_guess_confirms_what_a_source_called_it),
		on_both(a_write_happens_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
