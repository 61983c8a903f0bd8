/* Search for everybody, as a page and as JSON. Nobody is asked who they are, and what they look for is not kept. */
#include "pages/search_web.h"

#include "access/access.h"
#include "http/http.h"
#include "pages/pages_views.h"

#define PAGE_HITS 20

struct str pages_hit_title(const struct search_hit *hit)
{
	return hit->title.n ? hit->title : hit->context.n ? hit->context : hit->group_title;
}

/* From 1; what is no number is the first page. */
static int64_t page_asked(const struct req *req)
{
	int64_t page;
	if (!str_to_i64(str_trim(req_query(req, "page")), &page) || page < 1 || page > INT32_MAX)
		return 1;
	return page;
}

/* Hits of one group stand together, groups in the order of their first hits. */
static const struct pages_search_group *groups_of(struct arena *arena, const struct search_results *results,
						  size_t *ret_n)
{
	struct pages_search_group *groups = arena_array(arena, struct pages_search_group, results->n_hits);
	size_t n = 0;
	for (size_t i = 0; i < results->n_hits; i++) {
		const struct search_hit *hit = &results->hits[i];
		size_t at = 0;
		while (at < n && !str_eq(groups[at].path, hit->group_path))
			at++;
		if (at < n && !str_eq(groups[at].title, hit->group_title))
			at = n;
		if (at < n)
			continue;
		struct search_hit *hits = arena_array(arena, struct search_hit, results->n_hits - i);
		struct pages_search_group group = {.title = hit->group_title, .path = hit->group_path, .hits = hits};
		for (size_t j = i; j < results->n_hits; j++)
			if (str_eq(results->hits[j].group_path, group.path) &&
			    str_eq(results->hits[j].group_title, group.title))
				hits[group.n_hits++] = results->hits[j];
		group.is_itself = group.n_hits == 1 && str_eq(hits[0].path, group.path);
		groups[n++] = group;
	}
	*ret_n = n;
	return groups;
}

static struct str found_words(struct arena *arena, const struct search_results *results)
{
	if (results->are_more)
		return str_fmt(arena, "More than %zu results: these are the first %zu", results->n, results->n);
	return results->n == 1 ? STR("1 result") : str_fmt(arena, "%zu results", results->n);
}

static enum outcome look(struct ctx *ctx, const struct req *req, struct pages_search *view)
{
	struct search_results results;
	view->page_no = page_asked(req);
	TRY(search_find(ctx, view->asked, view->place, (size_t)(view->page_no - 1) * PAGE_HITS, PAGE_HITS, &results));
	view->is_asked = true;
	view->n = results.n;
	view->found = found_words(ctx->arena, &results);
	view->n_pages = (int64_t)((results.n + PAGE_HITS - 1) / PAGE_HITS);
	view->is_beyond = results.n > 0 && view->page_no > view->n_pages;
	view->groups = groups_of(ctx->arena, &results, &view->n_groups);
	return OK;
}

static const struct choice *places(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	static const struct choice all[] = {
		{.value = STR_INIT(""), .text = STR_INIT("Everything")},
		{.value = STR_INIT("codes"), .text = STR_INIT("Codes of conduct")},
		{.value = STR_INIT("people"), .text = STR_INIT("Members and bodies")},
	};
	struct choice *choices = arena_copy(ctx->arena, all, sizeof(all));
	for (size_t i = 0; i < COUNT_OF(all); i++)
		choices[i].chosen = str_eq(all[i].value, chosen);
	*ret_n = COUNT_OF(all);
	return choices;
}

/* A place that is none of ours is everything. */
static struct str place_of(const struct choice *choices, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (choices[i].chosen)
			return choices[i].value;
	return STR("");
}

enum outcome pages_search_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pages_search view = {.page = access_page(ctx, STR("Search")), .asked = str_trim(req_query(req, "q"))};
	view.places = places(ctx, req_query(req, "in"), &view.n_places);
	view.place = place_of(view.places, view.n_places);
	if (view.asked.n) {
		enum outcome outcome = look(ctx, req, &view);
		if (outcome != OK && outcome != INVALID)
			return outcome;
		if (outcome == INVALID)
			resp->status = 400;
	}
	view.page.problems = ctx->problems.first;
	if (view.is_asked)
		view.page.title = str_fmt(ctx->arena, "%.*s – Search", STR_ARG(view.asked));
	view.q = (struct field){
		.name = "q",
		.label = STR("What are you looking for?"),
		.hint = STR("Words of a rule, its number, or a name"),
		.value = view.asked,
		.type = "search",
		.problems = view.page.problems,
		.autocomplete = "off",
	};
	view.in = (struct field){.name = "in", .label = STR("Where?"), .problems = view.page.problems};
	struct html h = html_open(ctx);
	pages_search_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* Faults as a list, each with the field that it is about. */
static struct str faults_json(struct ctx *ctx)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "problems");
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		json_str(&json, NULL, problem_str(ctx->arena, p));
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

enum outcome pages_search_json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct search_results results;
	struct str asked = str_trim(req_query(req, "q"));
	size_t n_places;
	const struct choice *choices = places(ctx, req_query(req, "in"), &n_places);
	size_t first = (size_t)(page_asked(req) - 1) * PAGE_HITS;
	resp->type = STR("application/json");
	enum outcome outcome = search_find(ctx, asked, place_of(choices, n_places), first, PAGE_HITS, &results);
	if (outcome == INVALID) {
		resp->status = 400;
		resp->body = faults_json(ctx);
		return OK;
	}
	TRY(outcome);
	resp->body = search_json(ctx, asked, first, &results);
	return OK;
}
