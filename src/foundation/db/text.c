/* Texts found by their words. The rows are the same on both engines; the index beside them is SQLite's FTS5 or
 * PostgreSQL's GIN over tsvector, and both give the same rows in the same order. The only file that speaks to either.
 */
#include "db/text.h"

#include "db/sqlite.h"

/* PostgreSQL gathers all rows that match before it can take the first of them, and a common word matches most. So rows
 * stand in bands by their ids, each as large as all before it together, with words of its own in the index; one after
 * the other is asked until there are enough rows. SQLite's index walks in the order of ids and stops by itself. */
#define FIRST_BAND ((int64_t)8192)

static const struct db_stmt newest = {
	.name = "text.newest",
	.sqlite = "SELECT coalesce(max(id), 0) FROM db_text",
	.postgres = "SELECT coalesce(max(id), 0) FROM db_text",
};

static const struct db_stmt add = {
	.name = "text.add",
	.sqlite = "INSERT INTO db_text (id, band, words) VALUES (?1, ?2, ?3)",
	.postgres = "INSERT INTO db_text (id, band, words) VALUES ($1, $2, $3)",
	.n_params = 3,
};

static const struct db_stmt index_add = {
	.name = "text.index_add",
	.sqlite = "INSERT INTO db_text_index (rowid, words) VALUES (?1, ?2)",
	.n_params = 2,
};

static const struct db_stmt forget = {
	.name = "text.forget",
	.sqlite = "DELETE FROM db_text WHERE id = ?1",
	.postgres = "DELETE FROM db_text WHERE id = $1",
	.n_params = 1,
};

/* Before the row goes, since the index reads there what to forget. */
static const struct db_stmt index_forget = {
	.name = "text.index_forget",
	.sqlite = "DELETE FROM db_text_index WHERE rowid = ?1",
	.n_params = 1,
};

/* The subselect hides the words from PostgreSQL's planner, which would else read the whole table for common ones. */
static const struct db_stmt find = {
	.name = "text.find",
	.sqlite = "SELECT t.id, t.words FROM db_text_index JOIN db_text t ON t.id = db_text_index.rowid "
		  "WHERE db_text_index MATCH ?1 AND ' ' || t.words || ' ' LIKE ?2 AND ' ' || t.words || ' ' LIKE ?3 "
		  "ORDER BY db_text_index.rowid LIMIT ?4",
	.postgres = "SELECT id, words FROM db_text WHERE "
		    "array_to_tsvector(string_to_array(substr(replace(' ' || words, ' ', ' ' || chr(97 + band)), 2), ' "
		    "')) @@ "
		    "(SELECT CAST(CAST($1 AS text) AS tsquery)) AND ' ' || words || ' ' LIKE $2 AND ' ' || words || ' "
		    "' LIKE $3 "
		    "ORDER BY id LIMIT $4",
	.n_params = 4,
};

/* What PostgreSQL keeps aside while texts are added, and reads through at each search, goes into the index. */
static const struct db_stmt settle = {
	.name = "text.settle",
	.postgres = "SELECT gin_clean_pending_list('db_text_index')",
};

static const struct db_col number_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec number_spec = {number_cols, 1, sizeof(int64_t)};

static const struct db_col text_cols[] = {DB_COL_I64(struct db_text, id), DB_COL_TEXT(struct db_text, words)};
static const struct db_spec text_spec = DB_SPEC(struct db_text, text_cols);

static int band_of(int64_t id)
{
	int band = 0;
	for (int64_t end = FIRST_BAND; id >= end; end *= 2)
		band++;
	return band;
}

bool db_text_word_is(struct str word)
{
	for (size_t i = 0; i < word.n; i++) {
		unsigned char c = (unsigned char)word.p[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || c == '.';
		bool is_mark = i == 0 && (c == '^' || c == '@');
		if (!is_plain && !is_mark)
			return false;
	}
	return word.n > 0 && word.n <= LIMIT_SEARCH_WORD_BYTES;
}

enum outcome db_text_newest(struct ctx *ctx, int64_t *ret_id)
{
	return db_one(ctx, &newest, DB_NO_PARAMS, &number_spec, ret_id);
}

enum outcome db_text_add(struct ctx *ctx, int64_t id, struct str words)
{
	TRY(db_exec(ctx, &add, DB_PARAMS(db_int(id), db_int(band_of(id)), db_text(words)), NULL));
	if (ctx->db->conn->engine->name != DB_SQLITE)
		return OK;
	return db_exec(ctx, &index_add, DB_PARAMS(db_int(id), db_text(words)), NULL);
}

enum outcome db_text_settle(struct ctx *ctx)
{
	int64_t pages;
	return ctx->db->conn->engine->name == DB_POSTGRES ? db_one(ctx, &settle, DB_NO_PARAMS, &number_spec, &pages)
							  : OK;
}

enum outcome db_text_forget(struct ctx *ctx, int64_t id)
{
	const struct db_params params = DB_PARAMS(db_int(id));
	if (ctx->db->conn->engine->name == DB_SQLITE)
		TRY(db_exec(ctx, &index_forget, params, NULL));
	return db_exec(ctx, &forget, params, NULL);
}

/* ---- Finding ---- */

/* Words hold nothing that either language would read as its own; both take them between quotation marks. */
static struct str match_of(struct arena *arena, enum db_engine engine, const struct db_text_query *query, int band)
{
	const char quote = engine == DB_SQLITE ? '"' : '\'';
	const char *and = engine == DB_SQLITE ? " AND " : " & ";
	struct buf match = buf_open(arena, 256);
	for (size_t i = 0; i < query->n; i++) {
		if (!db_text_word_is(query->words[i].word))
			die("a word was looked for that no text can hold");
		buf_c(&match, i > 0 ? and : "");
		buf_char(&match, quote);
		if (engine == DB_POSTGRES)
			buf_char(&match, (char)('a' + band));
		buf_str(&match, query->words[i].word);
		buf_char(&match, quote);
		if (query->words[i].may_go_on)
			buf_c(&match, engine == DB_SQLITE ? " *" : ":*");
	}
	return buf_view(&match);
}

/* " word word " as LIKE takes it. */
static struct str pattern_of(struct arena *arena, const struct db_text_query *query, size_t nth)
{
	return nth < query->n_phrases ? str_fmt(arena, "%% %.*s %%", STR_ARG(query->phrases[nth])) : STR("%");
}

static enum outcome find_in(struct ctx *ctx, const struct db_text_query *query, int band, size_t most,
			    struct db_text **ret_texts, size_t *ret_n)
{
	struct str match = match_of(ctx->arena, ctx->db->conn->engine->name, query, band);
	return db_list(ctx, &find,
		       DB_PARAMS(db_text(match), db_text(pattern_of(ctx->arena, query, 0)),
				 db_text(pattern_of(ctx->arena, query, 1)), db_int((int64_t)most)),
		       &text_spec, ret_texts, ret_n);
}

static enum outcome find_in_bands(struct ctx *ctx, const struct db_text_query *query, size_t most,
				  struct db_text **ret_texts, size_t *ret_n)
{
	struct db_text *texts = arena_array(ctx->arena, struct db_text, most);
	size_t n = 0;
	int64_t last = 0;
	TRY(db_text_newest(ctx, &last));
	for (int band = 0; band <= band_of(last) && n < most; band++) {
		struct db_text *more = NULL;
		size_t n_more = 0;
		TRY(find_in(ctx, query, band, most - n, &more, &n_more));
		if (n_more > 0)
			memcpy(texts + n, more, n_more * sizeof(*more));
		n += n_more;
	}
	*ret_texts = texts;
	*ret_n = n;
	return OK;
}

enum outcome db_text_find(struct ctx *ctx, const struct db_text_query *query, size_t most, struct db_text **ret_texts,
			  size_t *ret_n)
{
	if (query->n == 0 || query->n_phrases > DB_TEXT_PHRASES)
		die("a search for nothing, or for too many phrases");
	struct conn *conn = ctx->db->conn;
	TRY(conn->engine->time_limit(ctx, conn, LIMIT_SEARCH_SECONDS * 1000));
	return conn->engine->name == DB_SQLITE ? find_in(ctx, query, 0, most, ret_texts, ret_n)
					       : find_in_bands(ctx, query, most, ret_texts, ret_n);
}

/* ---- The index as a whole ---- */

/* Merging all of the index leaves behind what was deleted; rebuilding reads every text again. */
static const char merge[] = "INSERT INTO db_text_index (db_text_index) VALUES ('optimize')";
static const char rebuild[] = "INSERT INTO db_text_index (db_text_index) VALUES ('rebuild')";

enum outcome text_index_merge(struct ctx *ctx, struct conn *conn)
{
	return sqlite_outcome(ctx, conn, sqlite3_exec(sqlite_handle(conn), merge, NULL, NULL, NULL), "text.merge");
}

enum outcome text_index_rebuild(struct ctx *ctx, struct conn *conn)
{
	return conn->engine->name == DB_SQLITE ? conn->engine->migrate(ctx, conn, rebuild, false) : OK;
}
