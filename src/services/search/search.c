/* Finding: candidates from db, in our own order, the part that was asked for. */
#include "search/private.h"
#include "search/search_sql.h"

/* Hits are read so many at once, as the statement says: one exchange with PostgreSQL instead of one each. */
#define AT_ONCE 20

struct found {
	int64_t id;
	struct search_hit hit;
};
static const struct db_col found_cols[] = {
	DB_COL_I64(struct found, id),
	DB_COL_TEXT(struct found, hit.group_path),
	DB_COL_TEXT(struct found, hit.group_title),
	DB_COL_TEXT(struct found, hit.path),
	DB_COL_TEXT(struct found, hit.title),
	DB_COL_TEXT(struct found, hit.context),
	DB_COL_TEXT(struct found, hit.text),
	DB_COL_TEXT(struct found, hit.lang),
};
static const struct db_spec found_spec = DB_SPEC(struct found, found_cols);

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

/* Where the words as they are give enough, nothing is asked about words that only begin like the last one. Of more than
 * LIMIT_SEARCH_RESULTS that match, those whose title has all words, then the first by id. */
static enum outcome gather(struct ctx *ctx, const struct question *question, struct str place,
			   struct candidates *ret_candidates)
{
	struct candidates candidates = {.p = arena_array(ctx->arena, struct candidate, LIMIT_SEARCH_RESULTS)};
	struct db_text *titled = NULL, *all = NULL;
	size_t n_titled = 0, n_all = 0;
	bool goes_on;
	struct db_text_query anywhere = query_of(ctx->arena, question, place, "", true);
	TRY(db_text_find_widening(ctx, &anywhere, LIMIT_SEARCH_RESULTS + 1, &all, &n_all, &goes_on));
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

static enum outcome hit_take(struct ctx *ctx, const struct question *question, const struct found *found,
			     size_t n_found, int64_t id, struct search_hit *ret_hit)
{
	for (size_t i = 0; i < n_found; i++) {
		if (found[i].id != id)
			continue;
		*ret_hit = found[i].hit;
		ret_hit->pieces = snippet_of(ctx->arena, question, ret_hit->text, &ret_hit->n_pieces);
		return OK;
	}
	return NOT_FOUND;
}

/* At most AT_ONCE, in the order of the candidates. */
static enum outcome hits_read(struct ctx *ctx, const struct question *question, const struct candidate *candidates,
			      size_t n, struct search_hit *ret_hits)
{
	struct db_param ids[AT_ONCE];
	for (size_t i = 0; i < AT_ONCE; i++)
		ids[i] = db_int(i < n ? candidates[i].id : 0);
	struct found *found;
	size_t n_found;
	TRY(db_list(ctx, &search_sql_documents, (struct db_params){ids, AT_ONCE}, &found_spec, &found, &n_found));
	for (size_t i = 0; i < n; i++)
		TRY(hit_take(ctx, question, found, n_found, candidates[i].id, &ret_hits[i]));
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
		for (size_t i = 0; i < n; i += AT_ONCE)
			TRY(hits_read(ctx, &question, &candidates.p[first + i], n - i < AT_ONCE ? n - i : AT_ONCE,
				      &hits[i]));
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
