/* The history of a code and of each of its passages; its text by principle. */
#include "codes/compare_web.h"

#include "codes/beside_web.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/compare_views.h"
#include "codes/match.h"
#include "codes/origins.h"

#define PRINCIPLES 200 /* shown of one code: one that has more has none */

static void code_steps(struct ctx *ctx, struct page *page, const struct edition *e)
{
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/codes"));
	page_step(ctx->arena, page, e->code_title, str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(e->code_slug)));
}

static struct field field_on(const struct ctx *ctx, struct str value)
{
	return (struct field){
		.name = "on",
		.type = "date",
		.label = STR("Day"),
		.hint = STR("For example, 2011-10-18"),
		.value = value,
		.problems = ctx->problems.first,
	};
}

/* ---- The code ---- */

/* Against the edition that was in force before it. */
static enum outcome compare_to_before(struct ctx *ctx, struct history_row *row, const struct edition *before)
{
	arena_scope(ctx->arena);
	struct edition_comparison c;
	enum outcome outcome = codes_compare_editions(ctx, before, &row->edition, &c);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	row->before = before;
	row->counts = c.comparison.counts;
	return OK;
}

enum outcome codes_history_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct history_page view = {0};
	struct code code;
	struct edition *editions;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_editions(ctx, code.id, &editions, &view.n_rows));
	if (view.n_rows == 0)
		return NOT_FOUND;
	struct history_row *rows = arena_array(ctx->arena, struct history_row, view.n_rows);
	for (size_t i = 0; i < view.n_rows; i++) {
		rows[i].edition = editions[i];
		rows[i].act = codes_instrument(ctx->arena, ctx->lang, &editions[i].instrument);
		if (i + 1 == view.n_rows)
			continue;
		TRY(compare_to_before(ctx, &rows[i], &editions[i + 1]));
	}
	view.rows = rows;
	view.newest = editions[0];
	view.n_choices = view.n_rows;
	codes_compare_choices(ctx, editions, view.n_rows, editions[view.n_rows > 1 ? 1 : 0].number, editions[0].number,
			      &view.from_choices, &view.to_choices);
	view.from = (struct field){.name = "from", .label = STR("From edition")};
	view.to = (struct field){.name = "to", .label = STR("To edition")};
	view.on = field_on(ctx, (struct str){0});
	view.page = access_page(ctx, STR("History"));
	code_steps(ctx, &view.page, &view.newest);
	struct html h = html_open(ctx);
	codes_history_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- A day without a text ---- */

void codes_no_text(struct ctx *ctx, const struct code *code, const struct req *req, struct resp *resp)
{
	struct no_text_page view = {.code = *code};
	struct edition *editions;
	if (codes_editions(ctx, code->id, &editions, &view.n_editions) == OK)
		view.editions = editions;
	view.on = field_on(ctx, req_query(req, "on"));
	view.page = access_page(ctx, STR("No text for that day"));
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("Codes of conduct"), STR("/codes"));
	struct html h = html_open(ctx);
	codes_no_text_show(&h, &view);
	resp->body = html_done(&h);
}

/* ---- A passage ---- */

static const struct edition *edition_with_id(const struct edition *editions, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (editions[i].id == id)
			return &editions[i];
	return NULL;
}

static bool same_wording(const struct provision *a, const struct provision *b)
{
	return str_eq(a->label, b->label) && str_eq(a->heading, b->heading) && str_eq(a->text, b->text);
}

/* What it says against the wording before. */
static void settle_wording(struct arena *arena, struct arena *scratch, struct passage_wording *w,
			   const struct provision *before)
{
	w->in_force = w->first;
	w->in_force.in_force_to = w->last.in_force_to;
	if (!before)
		return;
	w->is_relabelled = !str_eq(before->label, w->provision.label);
	w->old_label = before->label;
	w->heading = word_diff(arena, scratch, before->heading, w->provision.heading, &w->n_heading);
	w->text = word_diff(arena, scratch, before->text, w->provision.text, &w->n_text);
}

/* Editions in a row with the same wording are one; an edition without the passage in between parts them. */
static void wordings_of(struct ctx *ctx, struct passage_page *view, const struct provision_in_edition *in, size_t n_in,
			const struct edition *editions, size_t n)
{
	struct passage_wording *all = arena_array(ctx->arena, struct passage_wording, n_in);
	CLEANUP(arena_closep) struct arena *scratch = arena_open(0);
	size_t used = 0, last_at = 0;
	for (size_t i = n, k = 0; i-- > 0 && k < n_in;) {
		if (editions[i].id != in[k].edition_id)
			continue;
		struct passage_wording *last = used > 0 ? &all[used - 1] : NULL;
		if (last && last_at == i + 1 && same_wording(&last->provision, &in[k].provision)) {
			last->last = editions[i];
			last->provision = in[k].provision;
		} else {
			all[used++] = (struct passage_wording){
				.first = editions[i], .last = editions[i], .provision = in[k].provision};
		}
		last_at = i;
		k++;
	}
	for (size_t i = 0; i < used; i++)
		settle_wording(ctx->arena, scratch, &all[i], i > 0 ? &all[i - 1].provision : NULL);
	for (size_t i = 0; i < used / 2; i++) {
		struct passage_wording w = all[i];
		all[i] = all[used - 1 - i];
		all[used - 1 - i] = w;
	}
	view->wordings = all;
	view->n_wordings = used;
}

/* The names of what it stands under, the outermost first. */
static struct str above_of(struct arena *arena, const struct provision *p, size_t n, int64_t id)
{
	size_t *parents = arena_array(arena, size_t, n), at = 0;
	codes_parents(arena, p, n, parents);
	while (at < n && p[at].id != id)
		at++;
	struct str above = {0};
	for (at = at < n ? parents[at] : SIZE_MAX; at != SIZE_MAX; at = parents[at]) {
		struct str name = codes_passage_name(arena, &p[at]);
		above = above.n == 0 ? name : str_fmt(arena, "%.*s, %.*s", STR_ARG(name), STR_ARG(above));
	}
	return above;
}

/* To whom it applies, and the other texts that it is related to. */
static enum outcome notes_of(struct ctx *ctx, struct passage_page *view, const struct provision *p, size_t n,
			     int64_t id)
{
	const struct codes_note *notes;
	size_t n_notes;
	TRY(codes_notes(ctx, view->last.code_id, NULL, &notes, &n_notes));
	view->notes = codes_notes_beside(notes, n_notes, id, &view->n_notes);
	view->applies = codes_applies_to(ctx->arena, p, n, id);
	return OK;
}

enum outcome codes_passage_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct passage_page view = {0};
	struct code code;
	struct edition *editions;
	struct provision_in_edition *in;
	struct provision *around;
	struct provision_evidence *evidence;
	size_t n, n_in, n_around;
	int64_t id;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	if (!id_parse(req->params[1], &id))
		return NOT_FOUND;
	TRY(codes_provision_followed(ctx, code.id, id, &in, &n_in));
	TRY(codes_editions(ctx, code.id, &editions, &n));
	if (n_in == 0) {
		TRY(codes_editions_without(ctx, code.id, id, &editions, &n));
		return n > 0 ? codes_gone(ctx, editions, n, resp) : NOT_FOUND;
	}
	const struct edition *last = edition_with_id(editions, n, in[n_in - 1].edition_id);
	view.id = id_str(ctx->arena, id);
	view.provision = in[n_in - 1].provision;
	view.name = codes_passage_name(ctx->arena, &view.provision);
	view.newest = editions[0];
	view.last = last ? *last : editions[0];
	view.is_gone = view.last.id != view.newest.id && view.newest.erased_ms == 0;
	view.cite_passage = site_link(
		ctx, str_fmt(ctx->arena, "/codes/%.*s/provisions/%.*s", STR_ARG(code.slug), STR_ARG(view.id)));
	view.cite_edition = site_link(ctx, str_fmt(ctx->arena, "/codes/%.*s/editions/%d#%.*s", STR_ARG(code.slug),
						   view.last.number, STR_ARG(view.provision.anchor)));
	TRY(codes_provisions(ctx, view.last.id, &around, &n_around));
	view.above = above_of(ctx->arena, around, n_around, id);
	wordings_of(ctx, &view, in, n_in, editions, n);
	TRY(codes_evidence_beside(ctx, id, &evidence, &view.n_evidence));
	view.evidence = evidence;
	TRY(notes_of(ctx, &view, around, n_around, id));
	view.page = access_page(ctx, view.name);
	view.page.canonical = view.cite_passage;
	code_steps(ctx, &view.page, &view.newest);
	struct html h = html_open(ctx);
	codes_passage_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_passages_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct passages_page view = {0};
	struct code code;
	struct provision *provisions;
	int64_t number;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	if (!str_to_i64(req->params[1], &number))
		return NOT_FOUND;
	TRY(codes_edition_numbered(ctx, code.id, number, &view.edition));
	TRY(codes_provisions(ctx, view.edition.id, &provisions, &view.n_provisions));
	view.provisions = provisions;
	view.page = access_page(ctx, STR("Addresses of all passages"));
	code_steps(ctx, &view.page, &view.edition);
	struct html h = html_open(ctx);
	codes_passages_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- By principle ---- */

static bool is_principle(const struct provision *p)
{
	return p->kind == PROVISION_VALUE || p->kind == PROVISION_PRINCIPLE || p->kind == PROVISION_TENET;
}

static struct str principle_name(const struct provision *p)
{
	return p->heading.n > 0 ? p->heading : p->text;
}

static size_t end_below(const struct provision *p, size_t n, size_t at)
{
	size_t end = at + 1;
	while (end < n && p[end].depth > p[at].depth)
		end++;
	return end;
}

/* A name alone, in a list of values: where else that name stands above standards of its own; SIZE_MAX: nowhere. */
static size_t named_elsewhere(const struct provision *p, size_t n, size_t at)
{
	struct str name = principle_name(&p[at]);
	for (size_t i = 0; i + 1 < n; i++) {
		bool is_named = is_principle(&p[i]) || p[i].kind == PROVISION_HEADING;
		if (i != at && is_named && p[i + 1].depth > p[i].depth && str_eq_nocase(principle_name(&p[i]), name))
			return i;
	}
	return SIZE_MAX;
}

/* A name, or the label where there is no name; the words themselves where they are all there is. */
static struct str principle_title(struct arena *arena, const struct provision *p)
{
	if (p->heading.n > 0 || !codes_label_names(p->label))
		return p->heading.n > 0 ? codes_passage_name(arena, p) : p->text;
	return p->label;
}

static struct codes_node only_node(struct arena *arena, const struct provision *p, size_t n,
				   const struct codes_beside *beside)
{
	size_t n_groups;
	return codes_tree(arena, p, n, beside, &n_groups)[0].nodes[0];
}

/* The principle at `at` with what stands below it, or below the heading of its name. */
static struct codes_node principle_node(struct arena *arena, const struct provision *p, size_t n, size_t at,
					size_t above, const struct codes_beside *beside)
{
	struct codes_node node = only_node(arena, p + above, end_below(p, n, above) - above, beside);
	const struct codes_node named = only_node(arena, p + at, 1, beside);
	node.heading = principle_title(arena, &p[at]);
	if (named.n_evidence > 0) {
		node.evidence = named.evidence;
		node.n_evidence = named.n_evidence;
	}
	return node;
}

static const struct codes_node *principles_of(struct arena *arena, const struct provision *p, size_t n,
					      const struct codes_beside *beside, size_t *ret_n)
{
	struct codes_node *nodes = arena_array(arena, struct codes_node, PRINCIPLES);
	size_t used = 0;
	for (size_t i = 0; i < n && used < PRINCIPLES;) {
		size_t end = end_below(p, n, i);
		if (!is_principle(&p[i])) {
			i++;
			continue;
		}
		bool is_name = end == i + 1 && (p[i].heading.n == 0 || p[i].text.n == 0);
		size_t other = is_name ? named_elsewhere(p, n, i) : SIZE_MAX;
		/* One that is a principle itself has its own turn. */
		if (other == SIZE_MAX || !is_principle(&p[other]))
			nodes[used++] = principle_node(arena, p, n, i, other == SIZE_MAX ? i : other, beside);
		i = end;
	}
	*ret_n = used;
	return nodes;
}

enum outcome codes_principles_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct principles_page view = {0};
	struct code code;
	struct provision *provisions;
	struct provision_evidence *evidence;
	size_t n;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_edition_shown(ctx, code.id, &view.edition));
	TRY(codes_provisions(ctx, view.edition.id, &provisions, &n));
	struct codes_beside beside = {.slug = view.edition.code_slug};
	TRY(codes_evidence(ctx, view.edition.id, &evidence, &beside.n_evidence));
	beside.evidence = evidence;
	view.nodes = principles_of(ctx->arena, provisions, n, &beside, &view.n_nodes);
	view.page = access_page(ctx, STR("By principle"));
	code_steps(ctx, &view.page, &view.edition);
	struct html h = html_open(ctx);
	codes_principles_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
