/* Rulebooks applied to a site, and the one that holds now. */
#include "rulebook/store.h"

#include <pthread.h>

#include "rulebook/rulebook_sql.h"

static const struct db_col version_cols[] = {
	DB_COL_I64(struct rulebook_version, number),     DB_COL_TEXT(struct rulebook_version, book_id),
	DB_COL_TEXT(struct rulebook_version, title),     DB_COL_TEXT(struct rulebook_version, sha256),
	DB_COL_I64(struct rulebook_version, applied_ms), DB_COL_TEXT(struct rulebook_version, record_id),
	DB_COL_I64(struct rulebook_version, removed_ms),
};
static const struct db_spec version_spec = DB_SPEC(struct rulebook_version, version_cols);

static const struct db_col file_cols[] = {
	DB_COL_TEXT(struct rulebook_file, name),
	DB_COL_TEXT(struct rulebook_file, text),
};
static const struct db_spec file_spec = DB_SPEC(struct rulebook_file, file_cols);

enum outcome rulebook_newest(struct ctx *ctx, struct rulebook_version *ret_version)
{
	return db_one(ctx, &rulebook_sql_newest, DB_NO_PARAMS, &version_spec, ret_version);
}

enum outcome rulebook_versions(struct ctx *ctx, struct rulebook_version **ret_versions, size_t *ret_n)
{
	return db_list(ctx, &rulebook_sql_versions, DB_NO_PARAMS, &version_spec, ret_versions, ret_n);
}

static enum outcome files_of(struct ctx *ctx, int64_t number, struct rulebook_file **ret_files, size_t *ret_n)
{
	return db_list(ctx, &rulebook_sql_files, DB_PARAMS(db_int(number)), &file_spec, ret_files, ret_n);
}

/* ---- The one that holds, kept for the process ---- */

#define KEPT       64
#define UNUSED_MS  INT64_C(172800000) /* two days */
#define HASH_CHARS 64

struct kept {
	char sha256[HASH_CHARS];
	struct arena *arena;
	struct rulebook book;
	int64_t used_ms;
};

static pthread_mutex_t kept_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct kept kept[KEPT];

static struct kept *kept_find(struct str sha256)
{
	for (size_t i = 0; i < KEPT; i++)
		if (kept[i].arena && str_eq(str_bytes(kept[i].sha256, HASH_CHARS), sha256))
			return &kept[i];
	return NULL;
}

/* A free place, or that of one which nobody has asked for in two days. */
static struct kept *kept_place(int64_t now_ms)
{
	struct kept *oldest = &kept[0];
	for (size_t i = 0; i < KEPT; i++) {
		if (!kept[i].arena)
			return &kept[i];
		if (kept[i].used_ms < oldest->used_ms)
			oldest = &kept[i];
	}
	if (now_ms - oldest->used_ms < UNUSED_MS)
		return NULL;
	arena_close(oldest->arena);
	*oldest = (struct kept){.arena = NULL};
	return oldest;
}

/* Parses what is stored into the arena, with texts of its own. It was checked when it was applied. */
static enum outcome parse_stored(struct ctx *ctx, struct arena *arena, const struct rulebook_version *version,
				 struct rulebook *ret_book)
{
	struct rulebook_file *files, *copies;
	size_t n;
	TRY(files_of(ctx, version->number, &files, &n));
	copies = arena_array(arena, struct rulebook_file, n);
	for (size_t i = 0; i < n; i++)
		copies[i] = (struct rulebook_file){str_dup(arena, files[i].name), str_dup(arena, files[i].text)};
	struct ctx own = {.arena = arena};
	enum outcome outcome = rulebook_parse(&own, copies, n, ret_book);
	if (outcome == INVALID)
		return problem_add(
			ctx, "",
			msg("The rulebook that was applied cannot be read by this program: {1}. Apply it anew."),
			own.problems.first ? problem_str(ctx->arena, own.problems.first) : STR(""));
	return outcome;
}

enum outcome rulebook_of_version(struct ctx *ctx, const struct rulebook_version *version, struct rulebook *ret_book)
{
	return version->number == 0 || version->removed_ms ? NOT_FOUND
							   : parse_stored(ctx, ctx->arena, version, ret_book);
}

static enum outcome kept_current(struct ctx *ctx, const struct rulebook_version *version,
				 const struct rulebook **ret_rulebook)
{
	int64_t now_ms = instant_now().ms;
	struct kept *found = kept_find(version->sha256);
	if (!found) {
		struct kept *place = version->sha256.n == HASH_CHARS ? kept_place(now_ms) : NULL;
		struct arena *arena = place ? arena_open(0) : ctx->arena;
		struct rulebook book;
		enum outcome outcome = parse_stored(ctx, arena, version, &book);
		if (outcome != OK || !place) {
			if (place)
				arena_close(arena);
			struct rulebook *lent = arena_new(ctx->arena, struct rulebook);
			if (outcome == OK)
				*lent = book;
			*ret_rulebook = outcome == OK ? lent : *ret_rulebook;
			return outcome;
		}
		memcpy(place->sha256, version->sha256.p, HASH_CHARS);
		place->arena = arena;
		place->book = book;
		found = place;
	}
	found->used_ms = now_ms;
	*ret_rulebook = &found->book;
	return OK;
}

enum outcome rulebook_current(struct ctx *ctx, const struct rulebook **ret_rulebook, int64_t *ret_version)
{
	static const struct rulebook none;
	struct rulebook_version version;
	enum outcome outcome = rulebook_newest(ctx, &version);
	if (outcome == NOT_FOUND || (outcome == OK && version.removed_ms)) {
		*ret_rulebook = &none;
		*ret_version = outcome == OK ? version.number : 0;
		return OK;
	}
	TRY(outcome);
	pthread_mutex_lock(&kept_mutex);
	outcome = kept_current(ctx, &version, ret_rulebook);
	pthread_mutex_unlock(&kept_mutex);
	if (outcome == OK)
		*ret_version = version.number;
	return outcome;
}

/* ---- Applying ---- */

struct str rulebook_hash(struct ctx *ctx, const struct rulebook_file *files, size_t n)
{
	struct buf all = buf_open(ctx->arena, 0);
	for (size_t i = 0; i < n; i++) {
		/* The lengths, so that no text can pass for another file's name. */
		buf_fmt(&all, "%zu %zu ", files[i].name.n, files[i].text.n);
		buf_str(&all, files[i].name);
		buf_str(&all, files[i].text);
	}
	struct hash hash = hash_bytes(buf_view(&all));
	return hash_hex(ctx->arena, &hash);
}

/* What the publication log says of it (RFC 8785). */
static struct str record_of(struct ctx *ctx, const struct rulebook_version *version, const struct rulebook_file *files,
			    size_t n)
{
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "files");
	for (size_t i = 0; i < n; i++) {
		struct hash hash = hash_bytes(files[i].text);
		json_begin_object(&json, NULL);
		json_str(&json, "name", files[i].name);
		json_str(&json, "sha256", hash_hex(ctx->arena, &hash));
		json_end(&json);
	}
	json_end(&json);
	json_str(&json, "id", version->book_id);
	json_str(&json, "kind", STR("rulebook"));
	json_str(&json, "sha256", version->sha256);
	json_str(&json, "title", version->title);
	json_i64(&json, "version", version->number);
	json_end(&json);
	return buf_view(&out);
}

struct applying {
	const struct rulebook_file *files;
	size_t n;
	const struct rulebook *book;
	struct journal_seed seed;
	int64_t version;
	bool changed;
};

enum outcome rulebook_fits(struct ctx *ctx, const struct rulebook *book)
{
	const struct features *features = ctx->site->features;
	enum outcome fits = OK;
	for (size_t i = 0; i < features->n; i++) {
		enum outcome outcome = features->p[i]->rules_fit ? features->p[i]->rules_fit(ctx, book) : OK;
		if (outcome != OK && outcome != INVALID)
			return outcome;
		fits = outcome == INVALID ? INVALID : fits;
	}
	return fits;
}

static enum outcome apply_write(struct ctx *ctx, void *args)
{
	struct applying *a = args;
	struct rulebook_version newest = {.number = 0};
	struct journal_place place;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	enum outcome outcome = rulebook_newest(ctx, &newest);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	a->version = newest.number;
	a->changed = outcome == NOT_FOUND || !str_eq(newest.sha256, a->book->sha256);
	if (!a->changed)
		return OK;
	TRY(rulebook_fits(ctx, a->book));
	struct rulebook_version version = {
		.number = newest.number + 1,
		.book_id = a->book->id,
		.title = a->book->title,
		.sha256 = a->book->sha256,
	};
	TRY(journal_put(ctx, &a->seed, "rulebook", version.number, record_of(ctx, &version, a->files, a->n), &place));
	TRY(db_exec(ctx, &rulebook_sql_version_put,
		    DB_PARAMS(db_int(version.number), db_text(version.book_id), db_text(version.title),
			      db_text(version.sha256), db_int(ctx->now_ms), db_text(place.record_id)),
		    NULL));
	for (size_t i = 0; i < a->n; i++)
		TRY(db_exec(ctx, &rulebook_sql_file_put,
			    DB_PARAMS(db_int(version.number), db_text(a->files[i].name), db_text(a->files[i].text)),
			    NULL));
	TRY(access_log(ctx, "rulebook.apply", version.number, version.book_id));
	a->version = version.number;
	db_note(ctx, "rulebook", version.number);
	return OK;
}

enum outcome rulebook_apply(struct ctx *ctx, const struct rulebook_file *files, size_t n, const struct rulebook *book,
			    int64_t *ret_version, bool *ret_changed)
{
	struct applying applying = {.files = files, .n = n, .book = book, .seed = journal_seed_new(ctx)};
	TRY(site_write(ctx, apply_write, &applying));
	*ret_version = applying.version;
	*ret_changed = applying.changed;
	return OK;
}

/* ---- Removing and verifying ---- */

enum outcome rulebook_remove(struct ctx *ctx, struct str record_id)
{
	struct rulebook_version version;
	enum outcome outcome =
		db_one(ctx, &rulebook_sql_version_of_record, DB_PARAMS(db_text(record_id)), &version_spec, &version);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	TRY(db_exec(ctx, &rulebook_sql_files_remove, DB_PARAMS(db_int(version.number)), NULL));
	TRY(db_exec(ctx, &rulebook_sql_version_remove, DB_PARAMS(db_int(version.number), db_int(ctx->now_ms)), NULL));
	TRY(access_log_forget(ctx, version.number));
	db_note(ctx, "rulebook", version.number);
	return OK;
}

enum outcome rulebook_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct rulebook_version version;
	struct rulebook_file *files;
	size_t n;
	enum outcome outcome =
		db_one(ctx, &rulebook_sql_version, DB_PARAMS(db_int(record->subject)), &version_spec, &version);
	if (outcome == NOT_FOUND || (outcome == OK && !str_eq(version.record_id, record->place.record_id)))
		return problem_add(ctx, "", msg("the rulebook that was published is not in its table"));
	TRY(outcome);
	TRY(files_of(ctx, version.number, &files, &n));
	if (!str_empty(record->erased_ground))
		return n > 0 || !str_empty(version.title)
			       ? problem_add(ctx, "", msg("the rulebook was removed, but its table still has it"))
			       : OK;
	if (!str_eq(record_of(ctx, &version, files, n), record->content) ||
	    !str_eq(rulebook_hash(ctx, files, n), version.sha256))
		return problem_add(ctx, "", msg("the rulebook's files are not those that were published"));
	return OK;
}
