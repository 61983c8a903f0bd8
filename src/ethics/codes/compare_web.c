/* The comparison of two editions as a page. */
#include "codes/compare_web.h"

#include "codes/compare_views.h"

#define NAME_WORDS   8  /* of a passage that has neither label nor heading */
#define NAMES_FOLDED 80 /* bytes of a name in what stands for folded passages */

/* ---- Words ---- */

static struct str first_words(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, 80);
	struct str word;
	for (size_t n = 0; n < NAME_WORDS && text_next_word(&text, &word); n++) {
		buf_str(&out, n > 0 ? STR(" ") : STR(""));
		buf_str(&out, word);
	}
	if (!str_empty(str_trim(text)))
		buf_str(&out, STR(" …"));
	return buf_view(&out);
}

bool codes_label_names(struct str label)
{
	for (size_t i = 0; i < label.n; i++) {
		unsigned char c = (unsigned char)label.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			return true;
	}
	return false;
}

struct str codes_passage_name(struct arena *arena, const struct provision *p)
{
	struct str label = codes_label_names(p->label) ? p->label : (struct str){0};
	struct str rest = p->heading.n > 0 ? p->heading : first_words(arena, p->text);
	return label.n == 0 ? rest : str_trim(str_fmt(arena, "%.*s %.*s", STR_ARG(label), STR_ARG(rest)));
}

struct str codes_instrument(struct arena *arena, const struct lang *lang, const struct instrument *i)
{
	/* By whom or what, and on which day, as far as that is known. */
	static const char *const acts[][4] = {
		[0] = {msg("Made"), msg("Made by {1}"), msg("Made, {2}"), msg("Made by {1}, {2}")},
		[INSTRUMENT_ADOPTION] = {msg("Adopted"), msg("Adopted by {1}"), msg("Adopted, {2}"),
					 msg("Adopted by {1}, {2}")},
		[INSTRUMENT_AMENDMENT] = {msg("Amended"), msg("Amended by {1}"), msg("Amended, {2}"),
					  msg("Amended by {1}, {2}")},
		[INSTRUMENT_RESTATEMENT] = {msg("Restated"), msg("Restated by {1}"), msg("Restated, {2}"),
					    msg("Restated by {1}, {2}")},
		[INSTRUMENT_REPEAL] = {msg("Repealed"), msg("Repealed by {1}"), msg("Repealed, {2}"),
				       msg("Repealed by {1}, {2}")},
	};
	if (i->kind == 0 && i->number.n == 0 && i->body.n == 0 && i->day == INT32_MIN)
		return (struct str){0};
	struct str by = i->number.n == 0 ? i->body
			: i->body.n == 0 ? i->number
					 : str_fmt(arena, "%.*s, %.*s", STR_ARG(i->number), STR_ARG(i->body));
	const struct str args[] = {by, i->day == INT32_MIN ? STR("") : codes_day(arena, i->day)};
	size_t kind = i->kind > 0 && (size_t)i->kind < COUNT_OF(acts) ? (size_t)i->kind : 0;
	size_t form = (by.n > 0 ? 1U : 0U) + (i->day != INT32_MIN ? 2U : 0U);
	return html_said(arena, lang, str_of(acts[kind][form]), args, COUNT_OF(args));
}

static struct str run_text(const struct word_run *run)
{
	return run->kind == RUN_REMOVED ? run->earlier : run->later;
}

struct str codes_run_words(const struct word_run *run)
{
	return str_trim(run_text(run));
}

struct str codes_run_space(const struct word_run *run)
{
	struct str text = run_text(run), words = str_trim(text);
	return words.n == 0 ? text : str_slice(text, (size_t)(words.p - text.p) + words.n, text.n);
}

/* ---- Blocks ---- */

static const struct provision *shown_of(const struct compared *row)
{
	return row->later ? row->later : row->earlier;
}

/* Unchanged headings above something that is not unchanged. */
static bool *headings_needed(struct arena *arena, const struct comparison *c)
{
	bool *needed = arena_array(arena, bool, c->n);
	size_t *open = arena_array(arena, size_t, c->n), n_open = 0;
	for (size_t k = 0; k < c->n; k++) {
		const struct provision *p = shown_of(&c->rows[k]);
		while (n_open > 0 && shown_of(&c->rows[open[n_open - 1]])->depth >= p->depth)
			n_open--;
		for (size_t up = n_open; !compared_is_same(&c->rows[k]) && up > 0 && !needed[open[up - 1]]; up--)
			needed[open[up - 1]] = true;
		open[n_open++] = k;
	}
	return needed;
}

static struct str name_cut(struct arena *arena, const struct provision *p)
{
	struct str name = codes_passage_name(arena, p);
	if (name.n <= NAMES_FOLDED)
		return name;
	size_t n = NAMES_FOLDED;
	while (n > 0 && name.p[n] != ' ')
		n--;
	return str_fmt(arena, "%.*s …", (int)n, name.p);
}

static struct compare_block folded(struct arena *arena, const struct compared *rows, size_t n)
{
	struct compare_block block = {.folded = rows, .n_folded = n, .name = name_cut(arena, shown_of(&rows[0]))};
	const struct provision *last = shown_of(&rows[n - 1]);
	for (size_t k = n; k-- > 1;) {
		if (shown_of(&rows[k])->kind == PROVISION_HEADING || shown_of(&rows[k])->heading.n > 0) {
			last = shown_of(&rows[k]);
			break;
		}
	}
	block.last_name = name_cut(arena, last);
	return block;
}

static const struct compare_block *blocks_of(struct arena *arena, const struct comparison *c, size_t *ret_n)
{
	struct compare_block *blocks = arena_array(arena, struct compare_block, c->n);
	const bool *needed = headings_needed(arena, c);
	size_t n = 0;
	for (size_t k = 0; k < c->n;) {
		const struct compared *row = &c->rows[k];
		if (!compared_is_same(row) || needed[k]) {
			blocks[n++] = (struct compare_block){.row = row,
							     .is_heading = compared_is_same(row),
							     .name = codes_passage_name(arena, shown_of(row)),
							     .id = id_str(arena, shown_of(row)->id)};
			k++;
			continue;
		}
		size_t end = k;
		while (end < c->n && compared_is_same(&c->rows[end]) && !needed[end])
			end++;
		blocks[n++] = folded(arena, row, end - k);
		k = end;
	}
	*ret_n = n;
	return blocks;
}

/* ---- The form ---- */

void codes_compare_choices(struct ctx *ctx, const struct edition *editions, size_t n, int32_t from, int32_t to,
			   const struct choice **ret_from, const struct choice **ret_to)
{
	struct choice *all = arena_array(ctx->arena, struct choice, 2 * n);
	for (size_t i = 0; i < n; i++) {
		struct choice choice = {
			.value = str_fmt(ctx->arena, "%d", editions[i].number),
			.text = str_fmt(ctx->arena, "%d (%.*s)", editions[i].number,
					STR_ARG(codes_day(ctx->arena, editions[i].in_force_from))),
		};
		all[i] = all[n + i] = choice;
		all[i].chosen = editions[i].number == from;
		all[n + i].chosen = editions[i].number == to;
	}
	*ret_from = all;
	*ret_to = all + n;
}

static struct field field_from(const struct ctx *ctx)
{
	return (struct field){.name = "from", .label = STR("From edition"), .problems = ctx->problems.first};
}

static struct field field_to(const struct ctx *ctx)
{
	return (struct field){.name = "to", .label = STR("To edition"), .problems = ctx->problems.first};
}

static void code_steps(struct ctx *ctx, struct page *page, struct str slug, struct str title)
{
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/codes"));
	page_step(ctx->arena, page, title, str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(slug)));
	page_step(ctx->arena, page, STR("History"), str_fmt(ctx->arena, "/codes/%.*s/history", STR_ARG(slug)));
}

static struct str compare_path(struct arena *arena, struct str slug, const struct edition *from,
			       const struct edition *to)
{
	return str_fmt(arena, "/codes/%.*s/compare/%d/%d", STR_ARG(slug), from->number, to->number);
}

/* ---- Routes ---- */

/* The two that the address names; a day, or the later one first, leads to the address that is kept. */
static enum outcome two_of(struct ctx *ctx, const struct req *req, struct edition *ret_one, struct edition *ret_other,
			   bool *ret_is_address)
{
	struct code code;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	enum outcome one = codes_edition_asked(ctx, &code, "", req->params[1], ret_one);
	enum outcome other = codes_edition_asked(ctx, &code, "", req->params[2], ret_other);
	if (one == INVALID || other == INVALID)
		return NOT_FOUND;
	TRY(one);
	TRY(other);
	struct str a = str_fmt(ctx->arena, "%d", ret_one->number), b = str_fmt(ctx->arena, "%d", ret_other->number);
	*ret_is_address = str_eq(a, req->params[1]) && str_eq(b, req->params[2]);
	if (!codes_edition_came_first(ret_one, ret_other)) {
		struct edition later = *ret_one;
		*ret_one = *ret_other;
		*ret_other = later;
		*ret_is_address = false;
	}
	return OK;
}

enum outcome codes_compare_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct compare_page view = {0};
	struct edition one, other, *editions;
	bool is_address;
	TRY(two_of(ctx, req, &one, &other, &is_address));
	if (!is_address) {
		resp_redirect(resp, compare_path(ctx->arena, one.code_slug, &one, &other));
		return OK;
	}
	TRY(codes_editions(ctx, one.code_id, &editions, &view.n_choices));
	enum outcome outcome = codes_compare_editions(ctx, &one, &other, &view.c);
	if (outcome != NOT_FOUND)
		TRY(outcome);
	view.is_removed = outcome == NOT_FOUND;
	view.c.earlier = one;
	view.c.later = other;
	view.blocks = blocks_of(ctx->arena, &view.c.comparison, &view.n_blocks);
	codes_compare_choices(ctx, editions, view.n_choices, one.number, other.number, &view.from_choices,
			      &view.to_choices);
	view.from = field_from(ctx);
	view.to = field_to(ctx);
	view.page =
		access_page(ctx, str_fmt(ctx->arena, "What changed from edition %d to %d", one.number, other.number));
	view.page.canonical = site_link(ctx, compare_path(ctx->arena, one.code_slug, &one, &other));
	code_steps(ctx, &view.page, other.code_slug, other.code_title);
	struct html h = html_open(ctx);
	codes_compare_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_comparison_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition one, other;
	struct edition_comparison c;
	bool is_address;
	TRY(two_of(ctx, req, &one, &other, &is_address));
	if (!is_address) {
		resp_redirect(resp, str_fmt(ctx->arena, "%.*s/comparison.json",
					    STR_ARG(compare_path(ctx->arena, one.code_slug, &one, &other))));
		return OK;
	}
	if (one.erased_ms || other.erased_ms)
		return codes_gone(ctx, one.erased_ms ? &one : &other, 1, resp);
	TRY(codes_compare_editions(ctx, &one, &other, &c));
	resp->type = STR("application/json");
	resp->body = codes_comparison_json(ctx, &c);
	return OK;
}

/* Where the form leads: a query page, which leads to the address of the comparison. */
enum outcome codes_compare_form_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct compare_form_page view = {0};
	struct code code;
	struct edition one, other, *editions;
	struct str from = req_query(req, "from"), to = req_query(req, "to");
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_editions(ctx, code.id, &editions, &view.n_choices));
	if (view.n_choices == 0)
		return NOT_FOUND;
	if (from.p || to.p) {
		enum outcome first = codes_edition_asked(ctx, &code, "from", from, &one);
		enum outcome second = codes_edition_asked(ctx, &code, "to", to, &other);
		if (first == OK && second == OK) {
			bool in_order = codes_edition_came_first(&one, &other);
			resp_redirect(resp, compare_path(ctx->arena, code.slug, in_order ? &one : &other,
							 in_order ? &other : &one));
			return OK;
		}
		if (first != OK && first != INVALID)
			return first;
		if (second != OK && second != INVALID)
			return second;
		resp->status = 400;
	}
	view.edition = editions[0];
	codes_compare_choices(ctx, editions, view.n_choices, editions[view.n_choices > 1 ? 1 : 0].number,
			      editions[0].number, &view.from_choices, &view.to_choices);
	view.from = field_from(ctx);
	view.to = field_to(ctx);
	view.page = access_page(ctx, STR("Compare two editions"));
	view.page.problems = ctx->problems.first;
	code_steps(ctx, &view.page, code.slug, editions[0].code_title);
	struct html h = html_open(ctx);
	codes_compare_form_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
