/* Texts found by their words. The rows are the same on both engines; the index beside them is SQLite's FTS5 or
 * PostgreSQL's GIN over tsvector, and both give the same rows in the same order. The only file that speaks to either.
 */
#include "db/text.h"

#include "db/sqlite.h"

/* PostgreSQL gathers all rows that match before it can take the first of them, and a common word matches most. So rows
 * stand in bands by their ids, each as large as all before it together, with words of its own in the index; one after
 * the other is asked, by one statement, until there are enough rows. SQLite's index walks in the order of ids and stops
 * by itself. */
#define FIRST_BAND ((int64_t)1024)
#define BANDS      24 /* the last takes all ids from there on */

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

/* What is read from the list of bands hides the words from PostgreSQL's planner, which would else read the whole table
 * for common ones; "+ 0" hides that the primary key could be walked instead. The join can only be a loop over the bands
 * in their order, which LIMIT ends. */
static const struct db_stmt find = {
	.name = "text.find",
	.sqlite = "SELECT t.id, t.words FROM db_text_index JOIN db_text t ON t.id = db_text_index.rowid "
		  "WHERE db_text_index MATCH ?1 AND ' ' || t.words || ' ' LIKE ?2 AND ' ' || t.words || ' ' LIKE ?3 "
		  "AND db_text_index.rowid > ?5 ORDER BY db_text_index.rowid LIMIT ?4",
	.postgres = "SELECT t.id, t.words "
		    "FROM unnest(string_to_array(CAST($1 AS text), '|')) WITH ORDINALITY AS b (query, nth) "
		    "CROSS JOIN LATERAL (SELECT id, words FROM db_text WHERE "
		    "array_to_tsvector(string_to_array(substr(replace(' ' || words, ' ', ' ' || chr(97 + band)), 2), ' "
		    "')) @@ "
		    "CAST(b.query AS tsquery) AND ($2 = '%' OR ' ' || words || ' ' LIKE $2) "
		    "AND ($3 = '%' OR ' ' || words || ' ' LIKE $3) "
		    "AND id + 0 > $5 ORDER BY id LIMIT $4) t "
		    "WHERE b.nth <= (SELECT band FROM db_text ORDER BY id DESC LIMIT 1) + 1 LIMIT $4",
	.n_params = 5,
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
	for (int64_t end = FIRST_BAND; id >= end && band < BANDS - 1; end *= 2)
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

/* Words hold nothing that either language would read as its own; both take them between quotation marks. `band`, if not
 * 0, stands in front of each. */
static void match_put(struct buf *match, enum db_engine engine, const struct db_text_query *query, char band)
{
	const char quote = engine == DB_SQLITE ? '"' : '\'';
	for (size_t i = 0; i < query->n; i++) {
		if (!db_text_word_is(query->words[i].word))
			die("a word was looked for that no text can hold");
		buf_c(match, i == 0 ? "" : engine == DB_SQLITE ? " AND " : " & ");
		buf_char(match, quote);
		if (band)
			buf_char(match, band);
		buf_str(match, query->words[i].word);
		buf_char(match, quote);
		if (query->words[i].may_go_on)
			buf_c(match, engine == DB_SQLITE ? " *" : ":*");
	}
}

/* What is asked of the index: of PostgreSQL's, of each band from the first on. */
static struct str match_of(struct arena *arena, enum db_engine engine, const struct db_text_query *query, int first)
{
	struct buf match = buf_open(arena, 1024);
	if (engine == DB_SQLITE)
		match_put(&match, engine, query, 0);
	for (int band = first; engine == DB_POSTGRES && band < BANDS; band++) {
		buf_c(&match, band > first ? "|" : "");
		match_put(&match, engine, query, (char)('a' + band));
	}
	return buf_view(&match);
}

/* " word word " as LIKE takes it. */
static struct str pattern_of(struct arena *arena, const struct db_text_query *query, size_t nth)
{
	return nth < query->n_phrases ? str_fmt(arena, "%% %.*s %%", STR_ARG(query->phrases[nth])) : STR("%");
}

static enum outcome find_after(struct ctx *ctx, const struct db_text_query *query, int64_t after, size_t most,
			       struct db_text **ret_texts, size_t *ret_n)
{
	if (query->n == 0 || query->n_phrases > DB_TEXT_PHRASES)
		die("a search for nothing, or for too many phrases");
	struct conn *conn = ctx->db->conn;
	TRY(conn->engine->time_limit(ctx, conn, LIMIT_SEARCH_SECONDS * 1000));
	struct str match = match_of(ctx->arena, conn->engine->name, query, band_of(after + 1));
	return db_list(ctx, &find,
		       DB_PARAMS(db_text(match), db_text(pattern_of(ctx->arena, query, 0)),
				 db_text(pattern_of(ctx->arena, query, 1)), db_int((int64_t)most), db_int(after)),
		       &text_spec, ret_texts, ret_n);
}

enum outcome db_text_find(struct ctx *ctx, const struct db_text_query *query, size_t most, struct db_text **ret_texts,
			  size_t *ret_n)
{
	return find_after(ctx, query, 0, most, ret_texts, ret_n);
}

/* ---- Words as they are, or going on ---- */

static bool may_go_on(const struct db_text_query *query)
{
	for (size_t i = 0; i < query->n; i++)
		if (query->words[i].may_go_on)
			return true;
	return false;
}

static struct db_text_query as_they_are(struct arena *arena, const struct db_text_query *query)
{
	struct db_text_word *words = arena_array(arena, struct db_text_word, query->n);
	for (size_t i = 0; i < query->n; i++)
		words[i] = (struct db_text_word){.word = query->words[i].word};
	struct db_text_query narrow = *query;
	narrow.words = words;
	return narrow;
}

static bool has_word(struct str words, struct str wanted)
{
	struct str word;
	while (str_cut(&words, ' ', &word))
		if (str_eq(word, wanted))
			return true;
	return false;
}

/* Does a text that the query found have its words as they are? */
static bool has_as_they_are(const struct db_text_query *query, struct str words)
{
	for (size_t i = 0; i < query->n; i++)
		if (query->words[i].may_go_on && !has_word(words, query->words[i].word))
			return false;
	return true;
}

static enum outcome narrow_first(struct ctx *ctx, const struct db_text_query *query, size_t most,
				 struct db_text **ret_texts, size_t *ret_n, bool *ret_goes_on)
{
	struct db_text_query narrow = as_they_are(ctx->arena, query);
	TRY(db_text_find(ctx, &narrow, most, ret_texts, ret_n));
	*ret_goes_on = may_go_on(query) && *ret_n < most;
	return *ret_goes_on ? db_text_find(ctx, query, most, ret_texts, ret_n) : OK;
}

/* Where the wide question finds `most`, those of them that have the words as they are need only be looked for behind
 * the last. */
static enum outcome wide_first(struct ctx *ctx, const struct db_text_query *query, size_t most,
			       struct db_text **ret_texts, size_t *ret_n, bool *ret_goes_on)
{
	struct db_text *more;
	size_t n_more, n = 0;
	TRY(db_text_find(ctx, query, most, ret_texts, ret_n));
	*ret_goes_on = true;
	if (*ret_n < most)
		return OK;
	const struct db_text *wide = *ret_texts;
	struct db_text *texts = arena_array(ctx->arena, struct db_text, most);
	for (size_t i = 0; i < most; i++)
		if (has_as_they_are(query, wide[i].words))
			texts[n++] = wide[i];
	struct db_text_query narrow = as_they_are(ctx->arena, query);
	if (n < most) {
		TRY(find_after(ctx, &narrow, wide[most - 1].id, most - n, &more, &n_more));
		for (size_t i = 0; i < n_more; i++)
			texts[n++] = more[i];
	}
	if (n == most) {
		*ret_texts = texts;
		*ret_goes_on = false;
	}
	return OK;
}

/* Either may answer alone: the words as they are when they give enough, the wide question when it does not. SQLite is
 * slow at the beginning of a common word and quick at the word itself; PostgreSQL takes as long for either. */
enum outcome db_text_find_widening(struct ctx *ctx, const struct db_text_query *query, size_t most,
				   struct db_text **ret_texts, size_t *ret_n, bool *ret_goes_on)
{
	bool is_wide_first = ctx->db->conn->engine->name == DB_POSTGRES && may_go_on(query) && most > 0;
	return is_wide_first ? wide_first(ctx, query, most, ret_texts, ret_n, ret_goes_on)
			     : narrow_first(ctx, query, most, ret_texts, ret_n, ret_goes_on);
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
