#include "shelf.h"

#include "journal/journal_sql.h"
#include "journal/shelf_sql.h"

static struct str shelf_content(struct arena *arena, struct str words)
{
	struct buf content = buf_open(arena, 64);
	struct json json = json_open(&content, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "words", words);
	json_end(&json);
	return buf_view(&content);
}

static enum outcome shelf_audit(struct ctx *ctx, const struct journal_record *record)
{
	static const struct db_col cols[] = {{DB_FIELD_TEXT, 0, 0}};
	static const struct db_spec spec = DB_SPEC(struct str, cols);
	struct str words;
	enum outcome outcome =
		db_one(ctx, &shelf_sql_by_record, DB_PARAMS(db_text(record->place.record_id), db_int(record->subject)),
		       &spec, &words);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", "the shelf does not have it");
	TRY(outcome);
	bool fits = str_empty(record->erased_ground) ? str_eq(shelf_content(ctx->arena, words), record->content)
						     : str_empty(words);
	return fits ? OK : problem_add(ctx, "", "the shelf says {1}", words);
}

static enum outcome shelf_remove(struct ctx *ctx, struct str record_id)
{
	return db_exec(ctx, &shelf_sql_remove, DB_PARAMS(db_text(record_id)), NULL);
}

static const struct feature shelf_feature = {.name = "shelf", .audit = shelf_audit, .remove = shelf_remove};
static const struct feature *const feature_table[] = {&shelf_feature};
static const struct features features = {feature_table, COUNT_OF(feature_table)};

struct stand *stand_open(enum db_engine engine)
{
	static const struct db_migration *const rooms[] = {db_migrations, journal_migrations, shelf_migrations};
	const size_t counts[] = {db_migrations_n, journal_migrations_n, shelf_migrations_n};
	static const char *folder;
	struct test_place place;
	if (!folder) {
		folder = test_folder();
		assert_int_equal(setenv("ABOVEBOARD_STATE", folder, 1), 0);
	}
	if (!test_place_open(engine, &place))
		skip();
	struct arena *arena = arena_open(0);
	struct stand *stand = arena_new(arena, struct stand);
	stand->place = place;
	stand->ctx = (struct ctx){.arena = arena, .site = &stand->site, .now_ms = 1795000000000};
	stand->site.address = str_of(stand->place.address);
	stand->site.features = &features;
	stand->site.settings.url = STR("https://ethics.example.gov");
	stand->site.settings.host = STR("ethics.example.gov");
	const struct db_options options = {
		.address = stand->site.address,
		.migrations = rooms,
		.migrations_n = counts,
		.n_rooms = COUNT_OF(rooms),
		.create = true,
	};
	assert_int_equal(database_open(&stand->ctx, &options, &stand->site.database), OK);
	return stand;
}

void stand_close(struct stand *stand)
{
	database_close(stand->site.database);
	struct str stem = site_stem(&stand->ctx);
	(void)unlink(str_fmt(stand->ctx.arena, "%.*s.removals", STR_ARG(stem)).p);
	test_place_close(&stand->place);
	arena_close(stand->ctx.arena);
}

static struct journal_seed seed_of(int64_t subject)
{
	struct journal_seed seed = {{0}};
	memcpy(seed.id, &subject, sizeof(subject));
	memcpy(seed.salt, &subject, sizeof(subject));
	seed.salt[15] = 1;
	return seed;
}

struct str shelf_record_id(struct arena *arena, int64_t subject)
{
	struct journal_seed seed = seed_of(subject);
	return base32_str(arena, str_bytes(seed.id, sizeof(seed.id)));
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct shelf_write *write = args;
	struct journal_record record;
	struct journal_seed seed = seed_of(write->subject);
	struct str content = shelf_content(ctx->arena, write->words);
	struct str record_id = shelf_record_id(ctx->arena, write->subject);
	enum outcome outcome = journal_find_subject(ctx, "shelf", write->subject, &record);
	if (outcome == OK)
		TRY(journal_put_version(ctx, &seed, record_id, content, &write->place));
	else
		TRY(journal_put(ctx, &seed, "shelf", write->subject, content, &write->place));
	TRY(db_exec(ctx, &shelf_sql_put, DB_PARAMS(db_int(write->subject), db_text(record_id), db_text(write->words)),
		    NULL));
	return write->spoil ? INVALID : OK;
}

enum outcome shelf_publish(struct stand *stand, struct shelf_write *write)
{
	return db_write(&stand->ctx, stand->site.database, publish, write);
}

struct erasure {
	int64_t subject;
	const char *ground;
};

static enum outcome erase(struct ctx *ctx, void *args)
{
	const struct erasure *erasure = args;
	struct journal_seed seed = seed_of(-erasure->subject);
	return journal_erase(ctx, &seed, shelf_record_id(ctx->arena, erasure->subject), str_of(erasure->ground));
}

enum outcome shelf_erase(struct stand *stand, int64_t subject, const char *ground)
{
	struct erasure erasure = {subject, ground};
	return db_write(&stand->ctx, stand->site.database, erase, &erasure);
}

static enum outcome fill(struct ctx *ctx, void *args)
{
	int64_t n = *(const int64_t *)args;
	for (int64_t subject = 1; subject <= n; subject++) {
		struct shelf_write write = {.subject = subject,
					    .words = str_fmt(ctx->arena, "words of %lld", (long long)subject)};
		TRY(publish(ctx, &write));
	}
	return OK;
}

void shelf_fill(struct stand *stand, int64_t n)
{
	assert_int_equal(db_write(&stand->ctx, stand->site.database, fill, &n), OK);
}

static enum outcome spoil(struct ctx *ctx, void *args)
{
	return db_exec(ctx, &shelf_sql_spoil, DB_PARAMS(db_int(*(const int64_t *)args)), NULL);
}

void shelf_spoil(struct stand *stand, int64_t subject)
{
	assert_int_equal(db_write(&stand->ctx, stand->site.database, spoil, &subject), OK);
}

enum outcome stand_verify(struct stand *stand, struct journal_report *ret_report)
{
	problems_clear(&stand->ctx);
	assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	enum outcome outcome = journal_verify(&stand->ctx, ret_report);
	db_read_end(&stand->ctx);
	return outcome;
}

struct journal_record stand_find(struct stand *stand, int64_t subject, int64_t version)
{
	struct journal_record record;
	struct str record_id = shelf_record_id(stand->ctx.arena, subject);
	assert_int_equal(db_read_begin(&stand->ctx, stand->site.database), OK);
	assert_int_equal(journal_find(&stand->ctx, record_id, version, &record), OK);
	db_read_end(&stand->ctx);
	return record;
}
