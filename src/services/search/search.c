/* Finding: candidates from db, in our own order, the part that was asked for. */
#include "search/private.h"
#include "search/search_sql.h"

static const struct db_col hit_cols[] = {
	DB_COL_TEXT(struct search_hit, group_path), DB_COL_TEXT(struct search_hit, group_title),
	DB_COL_TEXT(struct search_hit, path),       DB_COL_TEXT(struct search_hit, title),
	DB_COL_TEXT(struct search_hit, context),    DB_COL_TEXT(struct search_hit, text),
	DB_COL_TEXT(struct search_hit, lang),
};
static const struct db_spec hit_spec = DB_SPEC(struct search_hit, hit_cols);

struct candidate {
	int64_t id;
	int64_t rank;
};

/* Better ones first; of equals the one that was indexed first. */
static int by_rank(const void *a_v, const void *b_v)
{
	const struct candidate *a = a_v;
	const struct candidate *b = b_v;
	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* ---- Candidates ---- */

/* The question as db takes it; `sign` stands in front of each word. Only where `goes_on` the last word may too. */
static struct db_text_query query_of(struct arena *arena, const struct question *question, struct str place,
				     const char *sign, bool goes_on)
{
	struct db_text_word *words = arena_array(arena, struct db_text_word, question->n + 1);
	struct db_text_query query = {.words = words, .phrases = question->phrases, .n_phrases = question->n_phrases};
	for (; query.n < question->n; query.n++) {
		words[query.n] = question->words[query.n];
		words[query.n].may_go_on &= goes_on;
		words[query.n].word = str_fmt(arena, "%s%.*s", sign, STR_ARG(words[query.n].word));
	}
	if (place.n > 0)
		words[query.n++].word = str_fmt(arena, "@%.*s", STR_ARG(place));
	return query;
}

struct candidates {
	struct candidate *p;
	size_t n;
	bool are_more;
};

static bool has(const struct db_text *texts, size_t n, int64_t id)
{
	size_t low = 0;
	while (n > 0) {
		size_t half = n / 2;
		if (texts[low + half].id < id) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return texts[low].id == id;
}

static void take(struct candidates *candidates, const struct question *question, const struct db_text *text)
{
	if (candidates->n < LIMIT_SEARCH_RESULTS)
		candidates->p[candidates->n++] = (struct candidate){text->id, rank_of(question, text->words)};
	else
		candidates->are_more = true;
}

static bool may_go_on(const struct question *question)
{
	for (size_t i = 0; i < question->n; i++)
		if (question->words[i].may_go_on)
			return true;
	return false;
}

/* Where the words as they are give enough, nothing is asked about words that only begin like the last one. Of more than
 * LIMIT_SEARCH_RESULTS that match, those whose title has all words, then the first by id. */
static enum outcome gather(struct ctx *ctx, const struct question *question, struct str place,
			   struct candidates *ret_candidates)
{
	struct candidates candidates = {.p = arena_array(ctx->arena, struct candidate, LIMIT_SEARCH_RESULTS)};
	struct db_text *titled = NULL, *all = NULL;
	size_t n_titled = 0, n_all = 0;
	bool goes_on = false;
	struct db_text_query anywhere = query_of(ctx->arena, question, place, "", goes_on);
	TRY(db_text_find(ctx, &anywhere, LIMIT_SEARCH_RESULTS + 1, &all, &n_all));
	if (n_all <= LIMIT_SEARCH_RESULTS && may_go_on(question)) {
		goes_on = true;
		anywhere = query_of(ctx->arena, question, place, "", goes_on);
		TRY(db_text_find(ctx, &anywhere, LIMIT_SEARCH_RESULTS + 1, &all, &n_all));
	}
	if (n_all > LIMIT_SEARCH_RESULTS) {
		struct db_text_query in_title = query_of(ctx->arena, question, place, "^", goes_on);
		TRY(db_text_find(ctx, &in_title, LIMIT_SEARCH_RESULTS, &titled, &n_titled));
	}
	for (size_t i = 0; i < n_titled; i++)
		take(&candidates, question, &titled[i]);
	for (size_t i = 0; i < n_all; i++)
		if (n_titled == 0 || all[i].id > titled[n_titled - 1].id || !has(titled, n_titled, all[i].id))
			take(&candidates, question, &all[i]);
	qsort(candidates.p, candidates.n, sizeof(*candidates.p), by_rank);
	*ret_candidates = candidates;
	return OK;
}

/* ---- Hits ---- */

static enum outcome hit_read(struct ctx *ctx, const struct question *question, int64_t id, struct search_hit *ret_hit)
{
	TRY(db_one(ctx, &search_sql_document, DB_PARAMS(db_int(id)), &hit_spec, ret_hit));
	ret_hit->pieces = snippet_of(ctx->arena, question, ret_hit->text, &ret_hit->n_pieces);
	return OK;
}

static enum outcome took_too_long(struct ctx *ctx)
{
	return problem_add(ctx, "q",
			   msg("This search took too long. Try other words, or fewer between quotation marks"));
}

enum outcome search_find(struct ctx *ctx, struct str asked, struct str place, size_t first, size_t most,
			 struct search_results *ret_results)
{
	struct question question;
	struct search_results results = {0};
	TRY(question_read(ctx, asked, &question));
	if (question.n > 0 && db_text_word_is(place.n ? place : STR("a"))) {
		struct candidates candidates = {0};
		enum outcome outcome = gather(ctx, &question, place, &candidates);
		if (outcome == RETRY)
			return took_too_long(ctx);
		TRY(outcome);
		results.n = candidates.n;
		results.are_more = candidates.are_more;
		size_t n = first < candidates.n ? candidates.n - first : 0;
		n = n < most ? n : most;
		struct search_hit *hits = arena_array(ctx->arena, struct search_hit, n);
		for (size_t i = 0; i < n; i++)
			TRY(hit_read(ctx, &question, candidates.p[first + i].id, &hits[i]));
		results.hits = hits;
		results.n_hits = n;
	}
	*ret_results = results;
	return OK;
}

/* ---- JSON ---- */

static void hit_json(struct json *json, struct ctx *ctx, const struct search_hit *hit)
{
	struct buf text = buf_open(ctx->arena, 512);
	json_begin_object(json, NULL);
	json_str(json, "url", site_link(ctx, hit->path));
	json_str(json, "title", hit->title);
	json_str(json, "context", hit->context);
	json_str(json, "in", hit->group_title);
	json_str(json, "in_url", site_link(ctx, hit->group_path));
	json_str(json, "lang", hit->lang);
	for (size_t i = 0; i < hit->n_pieces; i++)
		buf_str(&text, hit->pieces[i].text);
	json_str(json, "text", buf_view(&text));
	json_begin_array(json, "found");
	for (size_t i = 0; i < hit->n_pieces; i++)
		if (hit->pieces[i].is_found)
			json_str(json, NULL, hit->pieces[i].text);
	json_end(json);
	json_end(json);
}

struct str search_json(struct ctx *ctx, struct str asked, size_t first, const struct search_results *results)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "q", asked);
	json_i64(&json, "found", (int64_t)results->n);
	json_bool(&json, "more", results->are_more);
	json_i64(&json, "first", (int64_t)first + 1);
	json_begin_array(&json, "results");
	for (size_t i = 0; i < results->n_hits; i++)
		hit_json(&json, ctx, &results->hits[i]);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

const struct feature search_feature = {
	.name = "search",
	.verbs = search_verbs,
	.n_verbs = SEARCH_VERBS,
	.migrations = search_migrations,
	.n_migrations = &search_migrations_n,
	.jobs = search_jobs,
	.n_jobs = SEARCH_JOBS,
};
