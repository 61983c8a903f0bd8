/* The log as it is stored, on both engines. */
#include <unistd.h>

#include "base/file.h"
#include "journal/removals.h"
#include "test/shelf.h"

static void an_empty_log_fits(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct journal_report report;
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_int_equal(report.head.size, 0);
	assert_int_equal(report.records, 0);
	assert_text(hash_hex(stand->ctx.arena, &report.head.root),
		    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	stand_close(stand);
}
ON_BOTH(an_empty_log_fits)

static void what_is_published_is_found_as_it_was(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct shelf_write first = {.subject = 7, .words = STR("zuerst „so“")};
	struct shelf_write other = {.subject = 8, .words = STR("other")};
	struct shelf_write second = {.subject = 7, .words = STR("then")};
	assert_int_equal(shelf_publish(stand, &first), OK);
	assert_int_equal(shelf_publish(stand, &other), OK);
	assert_int_equal(shelf_publish(stand, &second), OK);
	assert_int_equal(first.place.index, 0);
	assert_int_equal(second.place.index, 2);
	assert_int_equal(second.place.version, 2);

	struct journal_record old = stand_find(stand, 7, 1);
	struct journal_record newest = stand_find(stand, 7, 0);
	assert_text(old.content, "{\"words\":\"zuerst „so“\"}");
	assert_text(newest.content, "{\"words\":\"then\"}");
	assert_int_equal(old.newest, 2);
	assert_int_equal(newest.place.version, 2);
	assert_int_equal(newest.subject, 7);
	assert_text(newest.room, "shelf");
	assert_int_equal(newest.time_ms, 1795000000000);
	assert_true(hash_eq(&newest.place.leaf, &second.place.leaf));

	struct journal_report report;
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_int_equal(report.head.size, 3);
	assert_int_equal(report.records, 2);
	assert_int_equal(report.erased, 0);
	stand_close(stand);
}
ON_BOTH(what_is_published_is_found_as_it_was)

static void a_refused_write_leaves_no_leaf(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	shelf_fill(stand, 5);
	struct journal_report before, after;
	assert_int_equal(stand_verify(stand, &before), OK);
	struct shelf_write refused = {.subject = 9, .words = STR("never"), .spoil = true};
	assert_int_equal(shelf_publish(stand, &refused), INVALID);
	assert_int_equal(stand_verify(stand, &after), OK);
	assert_int_equal(after.head.size, 5);
	assert_true(hash_eq(&before.head.root, &after.head.root));
	refused.spoil = false;
	assert_int_equal(shelf_publish(stand, &refused), OK);
	assert_int_equal(refused.place.index, 5);
	assert_int_equal(stand_verify(stand, &after), OK);
	stand_close(stand);
}
ON_BOTH(a_refused_write_leaves_no_leaf)

static void a_removed_record_leaves_its_trace_alone(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	shelf_fill(stand, 3);
	struct shelf_write again = {.subject = 2, .words = STR("more about somebody")};
	assert_int_equal(shelf_publish(stand, &again), OK);
	struct journal_record before = stand_find(stand, 2, 1);
	stand->ctx.now_ms += 1000;
	assert_int_equal(shelf_erase(stand, 2, " "), INVALID);
	assert_int_equal(shelf_erase(stand, 2, "Wrong person"), OK);
	assert_int_equal(shelf_erase(stand, 2, "Wrong person"), CONFLICT);
	assert_int_equal(shelf_publish(stand, &again), CONFLICT);
	assert_int_equal(shelf_erase(stand, 77, "Not there"), NOT_FOUND);

	for (int64_t version = 1; version <= 2; version++) {
		struct journal_record gone = stand_find(stand, 2, version);
		assert_null(gone.content.p);
		assert_null(gone.salt.p);
		assert_text(gone.erased_ground, "Wrong person");
		assert_int_equal(gone.erased_ms, stand->ctx.now_ms);
	}
	struct journal_record removal = stand_find(stand, 2, 0);
	assert_int_equal(removal.place.version, 3);
	assert_text(removal.content, "{\"ground\":\"Wrong person\",\"removed\":\"2026-11-18T11:06:41.000Z\"}");
	assert_true(str_eq(stand_find(stand, 2, 1).leaf_bytes, before.leaf_bytes));

	struct journal_record shown;
	assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	assert_int_equal(journal_find_subject(&stand->ctx, "shelf", 2, &shown), OK);
	assert_int_equal(journal_find_subject(&stand->ctx, "shelf", 4, &shown), NOT_FOUND);
	db_read_end(&stand->ctx);
	assert_int_equal(shown.place.version, 2);
	assert_true(str_empty(shown.content));

	struct journal_report report;
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_int_equal(report.records, 3);
	assert_int_equal(report.erased, 1);
	assert_int_equal(report.head.size, 5);
	stand_close(stand);
}
ON_BOTH(a_removed_record_leaves_its_trace_alone)

static void every_place_can_be_proved_in_every_later_tree(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	const int64_t sizes[] = {1, 2, 255, 256, 257, 300, 512, 513, 600};
	shelf_fill(stand, 600);
	struct ctx *ctx = &stand->ctx;
	assert_int_equal(db_read_begin(ctx, stand->site.database), OK);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct journal_head head;
		assert_int_equal(journal_head_at(ctx, sizes[i], &head), OK);
		for (int64_t index = 0; index < sizes[i]; index += 1 + sizes[i] / 7) {
			arena_scope(ctx->arena);
			struct journal_record record;
			struct journal_proof proof;
			assert_int_equal(journal_find(ctx, shelf_record_id(ctx->arena, index + 1), 1, &record), OK);
			assert_int_equal(journal_prove(ctx, index, sizes[i], &proof), OK);
			assert_true(journal_proof_holds(&record.place.leaf, index, sizes[i], &proof, &head.root));
		}
	}
	struct journal_head head;
	struct journal_proof proof;
	assert_int_equal(journal_head_at(ctx, 601, &head), INVALID);
	assert_int_equal(journal_head_at(ctx, -1, &head), INVALID);
	assert_int_equal(journal_prove(ctx, 600, 600, &proof), INVALID);
	assert_int_equal(journal_prove(ctx, 0, 601, &proof), INVALID);
	db_read_end(ctx);
	stand_close(stand);
}
ON_BOTH(every_place_can_be_proved_in_every_later_tree)

static void what_a_room_shows_must_be_what_it_published(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct journal_report report;
	shelf_fill(stand, 4);
	shelf_spoil(stand, 3);
	assert_int_equal(stand_verify(stand, &report), INVALID);
	assert_text(stand->ctx.problems.first->args[0], "something else");
	assert_true(str_eq(stand->ctx.problems.last->where, shelf_record_id(stand->ctx.arena, 3)));
	stand_close(stand);
}
ON_BOTH(what_a_room_shows_must_be_what_it_published)

/* ---- Any sequence of writes ---- */

static bool step(struct stand *stand, struct gen *gen, bool *removed, size_t n)
{
	int64_t subject = 1 + (int64_t)gen_below(gen, n);
	if (gen_below(gen, 5) == 0) {
		enum outcome outcome = shelf_erase(stand, subject, "as generated");
		gen_note(gen, "erase %lld: %s", (long long)subject, outcome_name(outcome));
		bool expected = removed[subject] ? outcome == CONFLICT : outcome == OK || outcome == NOT_FOUND;
		removed[subject] |= outcome == OK;
		return expected;
	}
	struct shelf_write write = {.subject = subject, .words = gen_text(gen, 30), .spoil = gen_below(gen, 3) == 0};
	enum outcome outcome = shelf_publish(stand, &write);
	gen_note(gen, "publish %lld: %s", (long long)subject, outcome_name(outcome));
	return outcome == (removed[subject] ? CONFLICT : write.spoil ? INVALID : OK);
}

static bool any_sequence_of_writes_fits(struct gen *gen)
{
	struct stand *stand = stand_open(DB_SQLITE);
	struct journal_report report;
	bool removed[8] = {false};
	bool fits = true;
	size_t steps = (size_t)gen_int(gen, 0, 40);
	for (size_t i = 0; fits && i < steps; i++)
		fits = step(stand, gen, removed, COUNT_OF(removed) - 1);
	fits = fits && stand_verify(stand, &report) == OK;
	if (!fits && stand->ctx.problems.first)
		gen_note(gen, "%s", test_problem(&stand->ctx, 0));
	stand_close(stand);
	return fits;
}

static void whatever_is_written_or_refused_the_log_fits(void **state)
{
	(void)state;
	assert_true(property_holds("writes", any_sequence_of_writes_fits, 15));
}

/* ---- Receipts ---- */

static struct str receipt_of(struct stand *stand, int64_t subject, int64_t version)
{
	struct str json;
	struct str record_id = shelf_record_id(stand->ctx.arena, subject);
	assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	assert_int_equal(journal_receipt(&stand->ctx, record_id, version, &json), OK);
	db_read_end(&stand->ctx);
	return json;
}

static enum outcome receipt_checked(struct stand *stand, struct str json, bool with_site)
{
	struct str content = {NULL, 0};
	problems_clear(&stand->ctx);
	if (with_site)
		assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	enum outcome outcome = journal_receipt_check(&stand->ctx, json, &content);
	if (with_site)
		db_read_end(&stand->ctx);
	assert_int_equal(outcome == OK, content.p != NULL);
	return outcome;
}

static void a_receipt_holds_with_and_without_the_site(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	shelf_fill(stand, 20);
	struct str receipt = receipt_of(stand, 5, 1);
	struct str content;
	assert_int_equal(journal_receipt_check(&stand->ctx, receipt, &content), OK);
	assert_text(content, "{\"words\":\"words of 5\"}");
	struct shelf_write later = {.subject = 21, .words = STR("later")};
	assert_int_equal(shelf_publish(stand, &later), OK);
	assert_int_equal(receipt_checked(stand, receipt, false), OK);
	assert_int_equal(receipt_checked(stand, receipt, true), OK);

	assert_int_equal(shelf_erase(stand, 5, "Kept long enough"), OK);
	assert_int_equal(receipt_checked(stand, receipt, true), OK);
	assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	struct str none;
	assert_int_equal(journal_receipt(&stand->ctx, shelf_record_id(stand->ctx.arena, 5), 1, &none), INVALID);
	db_read_end(&stand->ctx);
	stand_close(stand);
}
ON_BOTH(a_receipt_holds_with_and_without_the_site)

static void a_receipt_of_another_log_is_not_ours(void **state)
{
	struct ctx *ctx = *state;
	struct stand *other = stand_open(DB_SQLITE);
	shelf_fill(other, 30);
	struct str foreign = str_dup(ctx->arena, receipt_of(other, 4, 1));
	stand_close(other);
	struct stand *ours = stand_open(DB_SQLITE);
	shelf_fill(ours, 3);
	assert_int_equal(receipt_checked(ours, foreign, false), OK);
	assert_int_equal(receipt_checked(ours, foreign, true), INVALID);
	ours->ctx.now_ms++;
	struct shelf_write write = {.subject = 4, .words = STR("words of 4")};
	assert_int_equal(shelf_publish(ours, &write), OK);
	assert_int_equal(receipt_checked(ours, foreign, true), INVALID);
	stand_close(ours);
}

/* Any byte: the note for people and the site's address prove nothing, all else must tell. That the root is that of so
 * many entries no inclusion proof shows (RFC 6962): this only the site knows. */
static void a_changed_receipt_is_refused(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	shelf_fill(stand, 20);
	struct str receipt = receipt_of(stand, 5, 1);
	char *changed = arena_copy(stand->ctx.arena, receipt.p, receipt.n);
	size_t from = str_find(receipt, STR("\"content\""), 0);
	for (size_t i = from; i < receipt.n; i++) {
		arena_scope(stand->ctx.arena);
		if (changed[i] == ' ' || changed[i] == '\n')
			continue;
		changed[i] ^= 1;
		if (receipt_checked(stand, str_bytes(changed, receipt.n), true) != INVALID)
			fail_msg("byte %zu of the receipt can be changed: %.*s", i,
				 STR_ARG(str_bytes(changed, receipt.n)));
		changed[i] ^= 1;
	}
	assert_int_equal(receipt_checked(stand, str_bytes(changed, receipt.n), true), OK);
	stand_close(stand);
}

/* ---- Removals ---- */

static enum outcome noted(struct stand *stand, struct str record_id, struct str ground)
{
	return journal_removals_note_all(&stand->ctx, &record_id, 1, ground);
}

static void noted_removals_are_applied_to_what_is_restored(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct ctx *ctx = &stand->ctx;
	int64_t n = -1;
	shelf_fill(stand, 3);
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 2), STR("Wrong \"person\"\n")), OK);
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 9), STR("After the backup")), OK);
	ctx->now_ms += 5000;
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 1);
	struct journal_record gone = stand_find(stand, 2, 1);
	assert_null(gone.content.p);
	assert_text(gone.erased_ground, "Wrong \"person\"\n");
	assert_int_equal(gone.erased_ms, ctx->now_ms - 5000);
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 0);
	struct journal_report report;
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_int_equal(report.erased, 1);
	stand_close(stand);
}
ON_BOTH(noted_removals_are_applied_to_what_is_restored)

static void append_to(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void a_torn_note_is_dropped_and_a_strange_one_named(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand->ctx;
	int64_t n = -1;
	shelf_fill(stand, 3);
	const char *path = str_fmt(ctx->arena, "%s.removals", stand->place.address).p;
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 1), STR("One")), OK);
	append_to(path, "{\"record\":\"cut sho");
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 2), STR("Two")), OK);
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 1);
	append_to(path, "strange\n");
	assert_int_equal(journal_removals_apply(ctx, &n), INVALID);
	assert_int_equal(ctx->problems.last->line, 3);
	stand_close(stand);
}

static void a_removal_that_cannot_be_noted_says_so(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand->ctx;
	fault_arm(FAULT_SYNC, 1);
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 1), STR("One")), BROKEN);
	fault_arm(FAULT_SYNC, 0);
	assert_int_equal(ctx->problems.count, 1);
	stand_close(stand);
}

struct going {
	struct str record_id;
	struct journal_seed seed;
	enum outcome becomes;
};

static enum outcome going_write(struct ctx *ctx, void *args)
{
	const struct going *going = args;
	TRY(journal_erase(ctx, &going->seed, going->record_id, STR("Wrong")));
	return going->becomes;
}

static enum outcome gone(struct stand *stand, int64_t subject, enum outcome becomes, const char *how)
{
	struct ctx *ctx = &stand->ctx;
	struct going going = {shelf_record_id(ctx->arena, subject), journal_seed_new(ctx), becomes};
	struct journal_removal removal = {.record_id = going.record_id, .how = str_of(how)};
	return journal_removals_write(ctx, "shelf", &removal, 1, STR("Wrong"), going_write, &going);
}

/* Of two who are about to remove one record each has a note of their own. */
static void a_removal_that_was_refused_is_not_made_again(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct ctx *ctx = &stand->ctx;
	struct removal *lines;
	int64_t n = -1;
	size_t n_lines;
	shelf_fill(stand, 3);
	assert_int_equal(gone(stand, 1, CONFLICT, ""), CONFLICT);
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(gone(stand, 1, OK, ""), OK);
	assert_int_equal(gone(stand, 1, OK, ""), CONFLICT);
	assert_int_equal(removals_load(ctx, &lines, &n_lines), OK);
	assert_int_equal(n_lines, 6);
	assert_false(lines[0].stands);
	assert_true(lines[2].stands);
	assert_false(lines[4].stands);
	stand_close(stand);
}
ON_BOTH(a_removal_that_was_refused_is_not_made_again)

static void what_a_crash_left_is_settled_later(enum db_engine engine)
{
	struct stand *stand = stand_open(engine);
	struct ctx *ctx = &stand->ctx;
	int64_t n = -1;
	shelf_fill(stand, 3);
	assert_int_equal(noted(stand, shelf_record_id(ctx->arena, 1), STR("Wrong")), OK);
	assert_int_equal(removals_unsettled(ctx, &n), OK);
	assert_int_equal(n, 0); /* its write may be underway */
	ctx->now_ms += INT64_C(11) * 60 * 1000;
	assert_int_equal(removals_unsettled(ctx, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(removals_settle(ctx), OK);
	assert_int_equal(removals_unsettled(ctx, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(journal_removals_apply(ctx, &n), OK);
	assert_int_equal(n, 0);
	stand_close(stand);
}
ON_BOTH(what_a_crash_left_is_settled_later)

static void how_it_was_made_nobody_reads_without_the_keys(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand->ctx;
	struct str list;
	int64_t n = -1;
	shelf_fill(stand, 3);
	assert_int_equal(gone(stand, 1, OK, "of Ada Quill"), OK);
	assert_int_equal(gone(stand, 2, CONFLICT, "of Ada Quill"), CONFLICT);
	const char *path = str_fmt(ctx->arena, "%s.removals", stand->place.address).p;
	assert_int_equal(file_read(ctx, path, 1 << 20, &list), OK);
	assert_int_equal(str_find(list, STR("Quill"), 0), STR_NPOS);
	assert_int_equal(journal_removals_shut(ctx, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(unlink(str_fmt(ctx->arena, "%s.keys", stand->place.address).p), 0);
	assert_int_equal(journal_removals_shut(ctx, &n), OK);
	assert_int_equal(n, 1); /* what was refused does not count */
	struct str key;
	assert_int_equal(site_key(ctx, "another", &key), OK);
	assert_int_equal(journal_removals_shut(ctx, &n), OK);
	assert_int_equal(n, 1);
	stand_close(stand);
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		on_both(an_empty_log_fits),
		on_both(what_is_published_is_found_as_it_was),
		on_both(a_refused_write_leaves_no_leaf),
		on_both(a_removed_record_leaves_its_trace_alone),
		on_both(every_place_can_be_proved_in_every_later_tree),
		on_both(what_a_room_shows_must_be_what_it_published),
		cmocka_unit_test(whatever_is_written_or_refused_the_log_fits),
		on_both(a_receipt_holds_with_and_without_the_site),
		ctx_test(a_receipt_of_another_log_is_not_ours),
		cmocka_unit_test(a_changed_receipt_is_refused),
		on_both(noted_removals_are_applied_to_what_is_restored),
		cmocka_unit_test(a_torn_note_is_dropped_and_a_strange_one_named),
		cmocka_unit_test(a_removal_that_cannot_be_noted_says_so),
		on_both(a_removal_that_was_refused_is_not_made_again),
		on_both(what_a_crash_left_is_settled_later),
		cmocka_unit_test(how_it_was_made_nobody_reads_without_the_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
