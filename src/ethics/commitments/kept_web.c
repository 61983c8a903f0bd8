/* How a code is kept: own words, the facts beside them, and their absence (S16). Public, as pages and as data. */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

/* Who wrote some of these words, each once. */
static enum outcome kept_load(struct ctx *ctx, const struct commitment_words *words, size_t n,
			      struct commitment_kept **ret_kept, int64_t **ret_persons, size_t *ret_n)
{
	struct commitment_kept *kept = arena_array(ctx->arena, struct commitment_kept, n);
	int64_t *persons = arena_array(ctx->arena, int64_t, n);
	size_t n_persons = 0;
	for (size_t i = 0; i < n; i++) {
		bool known = false;
		for (size_t j = 0; j < n_persons && !known; j++)
			known = persons[j] == words[i].person_id;
		if (known)
			continue;
		TRY(commitments_kept_of_person(ctx, words[i].person_id, &kept[n_persons]));
		persons[n_persons++] = words[i].person_id;
	}
	*ret_kept = kept;
	*ret_persons = persons;
	*ret_n = n_persons;
	return OK;
}

static const struct commitment_kept *kept_of(const struct commitment_kept *kept, const int64_t *persons, size_t n,
					     int64_t person_id)
{
	for (size_t i = 0; i < n; i++)
		if (persons[i] == person_id)
			return &kept[i];
	return NULL;
}

enum outcome commitments_kept_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_kept_page view = {0};
	struct commitment_words *words;
	struct commitment_kept *kept;
	int64_t *persons;
	size_t n_persons;
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	TRY(commitments_words_of_code(ctx, view.code.id, &words, &view.n));
	TRY(kept_load(ctx, words, view.n, &kept, &persons, &n_persons));
	struct commitments_kept_row *rows = arena_array(ctx->arena, struct commitments_kept_row, view.n);
	for (size_t i = 0; i < view.n; i++) {
		const struct commitment_kept *of = kept_of(kept, persons, n_persons, words[i].person_id);
		rows[i].words = &words[i];
		if (!of)
			continue;
		commitment_words_beside(ctx->arena, of, &words[i], &rows[i].beside);
		rows[i].beside.silence = of->silence;
	}
	view.rows = rows;
	view.page = access_page(ctx, str_fmt(ctx->arena, "How “%.*s” is kept", STR_ARG(view.code.title)));
	commitments_code_steps(ctx, &view.page, view.code.slug, view.code.title);
	struct html h = html_open(ctx);
	commitments_kept_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- As data ---- */

static void put(struct json *json, const char *name, struct str value)
{
	if (!str_empty(value))
		json_str(json, name, value);
}

static void facts_json(struct ctx *ctx, struct json *json, const struct commitment_kept *kept)
{
	json_begin_array(json, "facts");
	for (size_t i = 0; i < kept->n_facts; i++) {
		const struct commitment_fact *fact = &kept->facts[i];
		json_begin_object(json, NULL);
		json_str(json, "published", day_str(ctx->arena, (struct day){fact->day}));
		put(json, "code", fact->code_title);
		put(json, "passage", fact->passage);
		json_str(json, "text", fact->text);
		put(json, "link", str_empty(fact->href) ? fact->href : site_link(ctx, fact->href));
		json_end(json);
	}
	json_end(json);
	if (!str_empty(kept->silence))
		json_str(json, "nothing_published_since", day_str(ctx->arena, (struct day){kept->since_day}));
}

static void words_json(struct ctx *ctx, struct json *json, const struct commitment_words *w)
{
	json_begin_object(json, NULL);
	json_str(json, "id", w->record_id);
	json_str(json, "link", site_link(ctx, str_fmt(ctx->arena, "/log/records/%.*s", STR_ARG(w->record_id))));
	json_str(json, "code", w->code_slug);
	json_i64(json, "edition", w->edition_number);
	json_str(json, "provision", id_str(ctx->arena, w->provision_id));
	json_str(json, "passage", w->passage);
	json_str(json, "name", w->name);
	json_str(json, "post", w->post);
	json_str(json, "text", w->text);
	json_i64(json, "version", w->version);
	json_str(json, "changed", instant_str(ctx->arena, (struct instant){w->changed_ms}));
	json_end(json);
}

/* One member: their words, of one code unless code_id is 0, and what stands beside them. */
static void member_json(struct ctx *ctx, struct json *json, const struct commitment_kept *kept, int64_t code_id)
{
	struct str slug = kept->n_words ? kept->words[0].person_slug : STR("");
	json_begin_object(json, NULL);
	json_str(json, "id", slug);
	json_str(json, "link", site_link(ctx, str_fmt(ctx->arena, "/members/%.*s", STR_ARG(slug))));
	json_begin_array(json, "own_words");
	for (size_t i = 0; i < kept->n_words; i++)
		if (!code_id || kept->words[i].code_id == code_id)
			words_json(ctx, json, &kept->words[i]);
	json_end(json);
	facts_json(ctx, json, kept);
	json_str(json, "as_of", instant_str(ctx->arena, (struct instant){ctx->now_ms}));
	json_str(json, "note",
		 STR("Own words are their author's alone: nobody checked them. The facts are what is published here of "
		     "the same person. What stands elsewhere they do not say."));
	json_end(json);
}

static void members_json(struct ctx *ctx, struct resp *resp, const struct commitment_kept *kept, size_t n,
			 int64_t code_id)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "members");
	for (size_t i = 0; i < n; i++)
		member_json(ctx, &json, &kept[i], code_id);
	json_end(&json);
	json_end(&json);
	resp->type = STR("application/json");
	resp->body = buf_view(&out);
}

enum outcome commitments_kept_json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	struct commitment_words *words;
	struct commitment_kept *kept;
	int64_t *persons;
	size_t n, n_persons;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(commitments_words_of_code(ctx, code.id, &words, &n));
	TRY(kept_load(ctx, words, n, &kept, &persons, &n_persons));
	members_json(ctx, resp, kept, n_persons, code.id);
	return OK;
}

enum outcome commitments_member_kept_json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	struct commitment_kept kept;
	TRY(people_person_by_slug(ctx, req->params[0], &person));
	TRY(commitments_kept_of_person(ctx, person.merged_into ? person.merged_into : person.id, &kept));
	if (kept.n_words == 0)
		return NOT_FOUND;
	members_json(ctx, resp, &kept, 1, 0);
	return OK;
}
