/* Which edition somebody asks for. */
#include "codes/asked.h"

static struct str edition_words(struct arena *arena, const struct edition *e)
{
	return str_fmt(arena, "%d (%.*s)", e->number, STR_ARG(day_str(arena, (struct day){e->in_force_from})));
}

/* "1 (2013-09-23), 2 (2020-08-17)", oldest first; of many the first and the last. */
static struct str editions_words(struct arena *arena, const struct edition *editions, size_t n)
{
	struct buf out = buf_open(arena, 128);
	for (size_t i = n; i-- > 0;) {
		if (n > 6 && i < n - 3 && i > 2) {
			buf_str(&out, i == n - 4 ? STR(", …") : STR(""));
			continue;
		}
		buf_str(&out, i + 1 < n ? STR(", ") : STR(""));
		buf_str(&out, edition_words(arena, &editions[i]));
	}
	return buf_view(&out);
}

enum outcome codes_edition_asked_on(struct ctx *ctx, const struct code *code, const char *where, struct day day,
				    struct edition *ret_edition)
{
	struct edition *editions;
	size_t n;
	enum outcome outcome = codes_edition_on(ctx, code->id, day, ret_edition);
	if (outcome != NOT_FOUND)
		return outcome;
	TRY(codes_editions(ctx, code->id, &editions, &n));
	if (n == 0)
		return problem_add(ctx, where, msg("No edition of “{1}” has been published yet"), code->slug);
	struct str words = day_words(ctx->arena, day);
	if (day.n < editions[n - 1].in_force_from)
		return problem_add(
			ctx, where, msg("“{1}” was not in force on {2}. Its first edition is in force from {3}"),
			code->slug, words, day_words(ctx->arena, (struct day){editions[n - 1].in_force_from}));
	for (size_t i = 0; i < n; i++)
		if (editions[i].repealed_on <= day.n)
			return problem_add(ctx, where,
					   msg("“{1}” was not in force on {2}. Edition {3} was repealed from {4}"),
					   code->slug, words, str_fmt(ctx->arena, "%d", editions[i].number),
					   day_words(ctx->arena, (struct day){editions[i].repealed_on}));
	return problem_add(ctx, where, msg("“{1}” was not in force on {2}"), code->slug, words);
}

enum outcome codes_edition_asked(struct ctx *ctx, const struct code *code, const char *where, struct str name,
				 struct edition *ret_edition)
{
	struct edition *editions;
	size_t n;
	struct day day;
	int64_t number;
	struct str digits = name;
	if (day_parse(name, &day))
		return codes_edition_asked_on(ctx, code, where, day, ret_edition);
	if (str_starts(digits, STR("edition:")))
		digits = str_slice(digits, sizeof("edition:") - 1, digits.n);
	if (!str_to_i64(digits, &number))
		return problem_add(ctx, where,
				   msg("“{1}” is neither a day nor an edition. Write a day as 2013-09-23, an edition "
				       "as 3 or edition:3"),
				   name);
	TRY(codes_editions(ctx, code->id, &editions, &n));
	for (size_t i = 0; i < n; i++) {
		if (editions[i].number == number) {
			*ret_edition = editions[i];
			return OK;
		}
	}
	if (n == 0)
		return problem_add(ctx, where, msg("No edition of “{1}” has been published yet"), code->slug);
	return problem_add(ctx, where, msg("“{1}” has no published edition {2}. It has {3}"), code->slug, digits,
			   editions_words(ctx->arena, editions, n));
}

/* ---- Two of them ---- */

bool codes_edition_came_first(const struct edition *a, const struct edition *b)
{
	return a->in_force_from != b->in_force_from ? a->in_force_from < b->in_force_from : a->number <= b->number;
}

enum outcome codes_compare_editions(struct ctx *ctx, const struct edition *one, const struct edition *other,
				    struct edition_comparison *ret_comparison)
{
	bool in_order = codes_edition_came_first(one, other);
	struct edition_comparison c = {.earlier = in_order ? *one : *other, .later = in_order ? *other : *one};
	struct provision *earlier, *later;
	size_t n_earlier, n_later;
	if (c.earlier.erased_ms || c.later.erased_ms)
		return NOT_FOUND;
	TRY(codes_provisions(ctx, c.earlier.id, &earlier, &n_earlier));
	TRY(codes_provisions(ctx, c.later.id, &later, &n_later));
	c.comparison = codes_compare(ctx->arena, earlier, n_earlier, later, n_later);
	*ret_comparison = c;
	return OK;
}

/* ---- As JSON ---- */

static void edition_json(struct ctx *ctx, struct json *json, const char *name, const struct edition *e)
{
	json_begin_object(json, name);
	json_i64(json, "edition", e->number);
	json_str(json, "title", e->code_title);
	json_str(json, "in_force_from", day_str(ctx->arena, (struct day){e->in_force_from}));
	if (e->in_force_to != INT32_MAX)
		json_str(json, "in_force_to", day_str(ctx->arena, (struct day){e->in_force_to}));
	json_str(json, "text_sha256", e->text_hash);
	json_str(json, "url",
		 site_link(ctx, str_fmt(ctx->arena, "/codes/%.*s/editions/%d", STR_ARG(e->code_slug), e->number)));
	json_end(json);
}

static void counts_json(struct json *json, const struct compare_counts *counts)
{
	json_begin_object(json, "counts");
	json_i64(json, "same", (int64_t)counts->same);
	json_i64(json, "changed", (int64_t)counts->changed);
	json_i64(json, "moved", (int64_t)counts->moved);
	json_i64(json, "relabelled", (int64_t)counts->relabelled);
	json_i64(json, "for_others", (int64_t)counts->for_others);
	json_i64(json, "added", (int64_t)counts->added);
	json_i64(json, "removed", (int64_t)counts->removed);
	json_i64(json, "words_added", (int64_t)counts->words_added);
	json_i64(json, "words_removed", (int64_t)counts->words_removed);
	json_end(json);
}

static void side_json(struct json *json, const char *name, const struct provision *p)
{
	if (!p)
		return;
	json_begin_object(json, name);
	json_i64(json, "position", p->position);
	json_str(json, "anchor", p->anchor);
	json_str(json, "kind", str_of(provision_kind_name(p->kind)));
	if (p->label.n > 0)
		json_str(json, "label", p->label);
	if (p->audience.n > 0)
		json_str(json, "audience", p->audience);
	json_end(json);
}

static void run_json(struct json *json, const char *name, struct str words)
{
	json_begin_object(json, NULL);
	json_str(json, name, words);
	json_end(json);
}

static void runs_json(struct json *json, const char *name, const struct word_run *runs, size_t n, struct str whole,
		      const char *what)
{
	if (n == 0 && whole.n == 0)
		return;
	json_begin_array(json, name);
	for (size_t i = 0; i < n; i++) {
		if (runs[i].kind == RUN_SAME)
			run_json(json, "same", runs[i].later);
		else if (runs[i].kind == RUN_REMOVED)
			run_json(json, "removed", runs[i].earlier);
		else
			run_json(json, "added", runs[i].later);
	}
	if (n == 0)
		run_json(json, what, whole);
	json_end(json);
}

static void row_json(struct ctx *ctx, struct json *json, const struct compared *row)
{
	const struct provision *p = row->later ? row->later : row->earlier;
	json_begin_object(json, NULL);
	json_str(json, "id", id_str(ctx->arena, p->id));
	json_begin_array(json, "what");
	const char *words[COMPARED_WORDS];
	size_t n = compared_words(row, words);
	for (size_t i = 0; i < n; i++)
		json_str(json, NULL, str_of(words[i]));
	if (n == 0)
		json_str(json, NULL, STR("same"));
	json_end(json);
	side_json(json, "earlier", row->earlier);
	side_json(json, "later", row->later);
	if (row->split_from)
		json_str(json, "split_from", id_str(ctx->arena, row->split_from->id));
	if (row->merged_into)
		json_str(json, "merged_into", id_str(ctx->arena, row->merged_into->id));
	const char *what = !row->earlier ? "added" : !row->later ? "removed" : "same";
	runs_json(json, "heading", row->heading, row->n_heading, p->heading, what);
	runs_json(json, "text", row->text, row->n_text, p->text, what);
	json_end(json);
}

struct str codes_comparison_json(struct ctx *ctx, const struct edition_comparison *c)
{
	struct buf out = buf_open(ctx->arena, 65536);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "code", c->later.code_slug);
	edition_json(ctx, &json, "earlier", &c->earlier);
	edition_json(ctx, &json, "later", &c->later);
	counts_json(&json, &c->comparison.counts);
	json_begin_array(&json, "provisions");
	for (size_t i = 0; i < c->comparison.n; i++)
		row_json(ctx, &json, &c->comparison.rows[i]);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}
