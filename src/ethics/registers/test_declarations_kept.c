/* What of a declaration is withheld, sealed, forgotten or a home (S1, S2). On both engines. */
#include "base/file.h"
#include "registers/test/declaring.h"

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declarations_forget_entry(ctx, s->d.puts[0].id);
}

/* What a passkey signed holds every answer, so it goes with one (S1, S3, S16). */
static enum outcome passkey_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct access_assertion assertion = {
		.answer = {.client_data = STR("c"), .authenticator_data = STR("a"), .signature = STR("s")},
		.public_key = STR("k"),
		.algorithm = PASSKEY_ES256,
		.key_salt = STR("0123456789abcdef"),
		.key_record = STR("r")};
	const struct access_question question = {.nonce = STR("00"), .asked_ms = ctx->now_ms};
	return access_signed_put(ctx, DECLARATION_SIGNED, s->d.id, declaration_statement(ctx, &s->d, &question),
				 &assertion);
}

static void what_a_passkey_signed_goes_with_an_answer(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct access_signed kept;
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "unpaid");
	nil(s, "land");
	load(s);
	assert_int_equal(act(s, passkey_write), OK);
	assert_int_equal(access_signed_of(&s->test->ctx, DECLARATION_SIGNED, s->d.id, &kept), OK);
	assert_true(str_find(kept.statement, STR("\"employer\":"), 0) != STR_NPOS);
	assert_true(str_find(kept.statement, STR("\"says\":\"entries\",\"time\":"), 0) != STR_NPOS);
	assert_int_equal(act(s, forget_write), OK);
	assert_int_equal(access_signed_of(&s->test->ctx, DECLARATION_SIGNED, s->d.id, &kept), NOT_FOUND);
	stand_close(s);
}
ON_BOTH(what_a_passkey_signed_goes_with_an_answer)

static void what_should_be_withheld_waits(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "unpaid");
	assert_int_equal(act(s, withhold_write), OK);
	nil(s, "land");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_SUBMITTED);
	assert_true(s->d.asks_withheld[0]);
	assert_false(s->d.asks_withheld[1]);
	assert_int_equal(act(s, forget_write), OK);
	load(s);
	assert_true(str_eq(item_summary(&s->test->ctx, &s->d.items[0]), STR("Withheld or removed")));
	assert_int_equal(s->d.items[0].why_withheld.n, 0);
	stand_close(s);
}
ON_BOTH(what_should_be_withheld_waits)

/* Does a byte of the database's files, or of a backup, say it? */
static bool is_anywhere(struct stand *s, const char *words)
{
	struct ctx *ctx = &s->test->ctx;
	struct str address = s->test->site->address, content;
	const char *backup = str_fmt(ctx->arena, "%s/backup.db", test_folder()).p;
	const char *files[] = {backup, str_c(ctx->arena, address), str_fmt(ctx->arena, "%.*s-wal", STR_ARG(address)).p};
	bool found = false;
	db_read_end(ctx);
	assert_int_equal(database_backup(ctx, s->test->site->database, backup), OK);
	size_t n = database_engine(s->test->site->database) == DB_SQLITE ? COUNT_OF(files) : 1;
	for (size_t i = 0; i < n; i++)
		if (file_read(ctx, files[i], (size_t)1 << 26, &content) == OK)
			found = found || str_find(content, str_of(words), 0) != STR_NPOS;
	problems_clear(ctx);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	return found;
}

static void scrubbed(struct stand *s)
{
	db_read_end(&s->test->ctx);
	assert_int_equal(database_scrub(&s->test->ctx, s->test->site->database), OK);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
}

/* From the moment it is asked for, in drafts as well, with what belongs to it; and no longer than it is asked for. */
static void what_should_be_withheld_is_sealed(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	static const struct grant grants[] = {
		{.id = 1, .account_id = 41, .role = ROLE_OFFICER, .to = {INT32_MAX}},
		{.id = 2, .account_id = 42, .role = ROLE_CLERK, .to = {INT32_MAX}},
		{.id = 3, .account_id = 43, .role = ROLE_ADMINISTRATOR, .to = {INT32_MAX}},
	};
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	int64_t work = s->item;
	answer(s, "employer", "Nightingale");
	answer(s, "kind", "unpaid");
	add(s, "payment", work);
	answer(s, "when", "2019-07-13");
	assert_true(is_anywhere(s, "Nightingale"));
	s->item = work;
	assert_int_equal(act(s, withhold_write), OK);
	add(s, "payment", work);
	answer(s, "when", "2018-06-12");
	s->item = work;
	answer(s, "kind", "paid");
	answer(s, "pay", "£4711");
	nil(s, "land");
	scrubbed(s);
	static const char *const words[] = {"Nightingale", "Threats", "2019-07-13", "2018-06-12", "471100"};
	for (int signs = 0; signs < 2; signs++) {
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (is_anywhere(s, words[i]))
				fail_msg("%s", words[i]);
		for (size_t i = 0; i < COUNT_OF(grants); i++) {
			const struct actor office = {
				.account_id = grants[i].account_id, .grants = &grants[i], .n_grants = 1};
			s->test->ctx.actor = &office;
			const struct declaration_item *item = &load(s)->items[0];
			assert_int_equal(item->id, work);
			assert_int_equal(item->is_shut, i > 0);
			assert_int_equal(item->declared.category == NULL, i > 0);
			assert_int_equal(item->why_withheld.n == 0, i > 0);
			assert_int_equal(s->d.items[1].is_shut, i > 0); /* what belongs to it */
			assert_int_equal(s->d.items[2].declared.n_answers == 0, i > 0);
			assert_false(s->d.items[3].is_sealed);
		}
		s->test->ctx.actor = &s->actors[IMOGEN];
		assert_true(str_eq(declared_answer(&load(s)->items[0].declared, STR("employer"))->values[0].text,
				   STR("Nightingale")));
		if (!signs)
			assert_int_equal(act(s, sign_write), OK);
	}
	stand_close(s);
}
ON_BOTH(what_should_be_withheld_is_sealed)

/* ---- Homes (S2) ---- */

static enum outcome permit_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_put(ctx, &(struct home_permission){.person_id = s->people[IMOGEN].id,
								  .given_day = site_today(ctx).n,
								  .place = STR("Folder 7")});
}

static enum outcome revoke_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_revoke(ctx, s->people[IMOGEN].id, 1);
}

static enum outcome as_office(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	const struct actor *before = s->test->ctx.actor;
	s->test->ctx.actor = &access_command_line;
	enum outcome outcome = act(s, fn);
	s->test->ctx.actor = before;
	return outcome;
}

/* What the publication log has of the only entry with a home. */
static bool shows_home(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	struct entry_filter filter = {
		.register_id = STR("interests"), .category = STR("land"), .as_at = DEADLINE_NO_DAY, .most = 10};
	struct journal_record record;
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	assert_int_equal(registers_known_at(ctx, INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(ctx, &filter, &entries, &n, &key, &id), OK);
	assert_int_equal(n, 1);
	assert_int_equal(journal_find(ctx, entries[0].record_id, 0, &record), OK);
	return str_find(record.content, STR("Lantern"), 0) != STR_NPOS;
}

static void declare_home(struct stand *s, const char *place)
{
	s->test->ctx.now_ms += 1000;
	assert_int_equal(act(s, open_write), OK);
	if (load(s)->n_items == 0) {
		nil(s, "work");
		add(s, "land", 0);
	}
	for (size_t i = 0; i < s->d.n_items; i++)
		if (str_eq(s->d.items[i].category, STR("land")))
			s->item = s->d.items[i].id;
	answer(s, "place", place);
	assert_int_equal(act(s, sign_write), OK);
}

static void a_home_is_shown_while_its_person_permits_it(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	declare_home(s, "(home) 1 Lantern Steps");
	assert_false(shows_home(s));
	assert_int_equal(as_office(s, permit_write), OK);
	declare_home(s, "(home) 2 Lantern Steps");
	assert_true(shows_home(s));
	assert_int_equal(as_office(s, revoke_write), OK);
	declare_home(s, "(home) 3 Lantern Steps");
	assert_false(shows_home(s));
	stand_close(s);
}
ON_BOTH(a_home_is_shown_while_its_person_permits_it)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(what_a_passkey_signed_goes_with_an_answer),
		BOTH(what_should_be_withheld_waits),
		BOTH(what_should_be_withheld_is_sealed),
		BOTH(a_home_is_shown_while_its_person_permits_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
