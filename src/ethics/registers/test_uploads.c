/* Imports by upload as rows: what cannot be read stands in nobody's way, and what was refused goes with what is
 * removed. */
#include "registers/test/safeguards.h"
#include "registers/uploads.h"

struct sent {
	int64_t id;
	struct str register_id;
};

static enum outcome upload_write(struct ctx *ctx, void *args)
{
	const struct sent *sent = args;
	return upload_add(ctx, &(struct upload){.id = sent->id,
						.mapping_name = STR("no-mapping"),
						.mapping_tree = STR("{"),
						.title = STR("An older register"),
						.register_id = sent->register_id,
						.by_name = STR("Otto Wick"),
						.size = 1});
}

static int64_t sent(struct stand *s, const char *register_id)
{
	struct ctx *ctx = as(s, &clerk);
	struct sent sent = {id_new(ctx), str_of(register_id)};
	const struct import_upload file = {.name = STR("a.csv"), .content = STR("a,b\n1,2\n")};
	db_read_end(ctx);
	assert_int_equal(upload_keep(ctx, sent.id, &file, 1), OK);
	assert_int_equal(site_write(ctx, upload_write, &sent), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	return sent.id;
}

static void tried(struct stand *s, int64_t id)
{
	struct ctx *ctx = as(s, &access_command_line);
	db_read_end(ctx);
	assert_int_equal(upload_tried(ctx, id), BROKEN);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

/* The job takes one that nothing broke so far. */
static void job_runs(struct stand *s)
{
	struct ctx *ctx = as(s, &access_command_line);
	db_read_end(ctx);
	assert_int_equal(upload_job_run(ctx), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

static void what_breaks_is_given_up_and_lets_others_pass(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct upload upload;
	int64_t first = sent(s, "gifts"), second = sent(s, "gifts"), left;
	tried(s, first);
	job_runs(s); /* which finds faults in it, since no such mapping is shipped */
	assert_int_equal(upload_find(stand_ctx(s), second, &upload), OK);
	assert_int_equal(upload.state, UPLOAD_FAILED);
	assert_int_equal(upload_find(stand_ctx(s), first, &upload), OK);
	assert_int_equal(upload.state, UPLOAD_TO_READ);
	tried(s, first);
	tried(s, first);
	assert_int_equal(upload_find(stand_ctx(s), first, &upload), OK);
	assert_int_equal(upload.state, UPLOAD_FAILED);
	assert_true(upload.ended_ms > 0);
	assert_int_not_equal(str_find(upload.problems, STR("Send them again"), 0), STR_NPOS);
	assert_int_equal(upload_job_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	stand_close(s);
}
ON_BOTH(what_breaks_is_given_up_and_lets_others_pass)

static enum outcome refused_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, stmt_of("UPDATE register_upload SET state = 4, faults = $1", 1),
		       DB_PARAMS(db_bytes(STR("Nightingale Refuge,?\n"))), NULL);
}

static void refused_rows_go_with_what_is_removed_from_their_register(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct str csv;
	int64_t gifts = sent(s, "gifts"), interests = sent(s, "interests");
	assert_int_equal(stand_act(s, refused_write), OK);
	const struct removal_put put = {.record_id = published(s, 0, SECRET),
					.version = 1,
					.kind = REMOVAL_UNFIT,
					.form_id = form_id_new(&s->test->ctx)};
	assert_int_equal(entry_remove(as(s, &officer), &put), OK);
	assert_int_equal(upload_faults(stand_ctx(s), gifts, &csv), NOT_FOUND);
	assert_int_equal(upload_faults(stand_ctx(s), interests, &csv), OK);
	assert_text(csv, "Nightingale Refuge,?\n");
	stand_close(s);
}
ON_BOTH(refused_rows_go_with_what_is_removed_from_their_register)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(what_breaks_is_given_up_and_lets_others_pass),
		on_both(refused_rows_go_with_what_is_removed_from_their_register),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
