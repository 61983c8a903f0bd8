#include "codes/import/exact.h"

#include "codes/editions.h"
#include "codes/editions_cmd.h"
#include "people/audience.h"

struct place place_in(struct arena *arena, struct place place, const char *name)
{
	if (place.line == 0)
		place.where = str_fmt(arena, "%.*s%s%s", STR_ARG(place.where), place.is_whole ? ": " : ".", name);
	place.is_whole = false;
	return place;
}

/* A problem at a place; the message names the part in {1} where the place cannot. */
#define problem_in(ctx, place, message, ...)                                                                           \
	problem_put((ctx), (place).where, (place).line, (place).column, (message), (const struct str[5]){__VA_ARGS__})

/* ---- Provisions ---- */

static bool is_anchor(struct str anchor)
{
	for (size_t i = 0; i < anchor.n; i++) {
		char c = anchor.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.')
			return false;
	}
	return anchor.n <= ANCHOR_BYTES_MAX;
}

static void accept(struct exact *exact, struct place place, const char *name, struct str *text)
{
	struct place at = place_in(exact->ctx->arena, place, name);
	const struct text_rules rules = {
		.name = str_c(exact->ctx->arena, at.where), .max_bytes = LIMIT_CODE_BYTES, .lines = true};
	if (text_accept(exact->ctx, *text, &rules, text) != OK)
		*text = (struct str){0};
}

/* As it is stored: in the order that people's audiences have. */
static void check_audience(struct exact *exact, struct provision *p, struct place place)
{
	struct ctx aside = {.arena = exact->ctx->arena};
	struct audience audience;
	if (p->audience.n == 0)
		return;
	if (audience_parse(&aside, "audience", p->audience, &audience) == OK)
		p->audience = audience_text(exact->ctx->arena, &audience);
	else
		(void)problem_in(exact->ctx, place_in(exact->ctx->arena, place, "audience"),
				 msg("“{1}” does not say to whom this applies: write category=elected,employee or "
				     "workplace=Depot, for example"),
				 p->audience);
}

static void check(struct exact *exact, struct provision *p, struct str id, struct place place)
{
	struct ctx *ctx = exact->ctx;
	struct arena *arena = ctx->arena;
	int32_t above = exact->n > 0 ? exact->p[exact->n - 1].depth : -1;
	accept(exact, place, "label", &p->label);
	accept(exact, place, "heading", &p->heading);
	accept(exact, place, "text", &p->text);
	accept(exact, place, "audience", &p->audience);
	check_audience(exact, p, place);
	if (p->depth < 0 || p->depth > above + 1 || p->depth >= PROVISION_DEPTHS)
		(void)problem_in(ctx, place_in(arena, place, "depth"),
				 msg("the depth {1} cannot be: it is at most one more than that of the element before, "
				     "and below {2}"),
				 str_fmt(arena, "%d", p->depth), str_fmt(arena, "%d", PROVISION_DEPTHS));
	if (p->depth > above + 1)
		p->depth = above + 1;
	if (!is_anchor(p->anchor))
		(void)problem_in(
			ctx, place_in(arena, place, "anchor"),
			msg("“{1}” cannot be an anchor: use lower-case letters, digits, hyphens and full stops"),
			p->anchor);
	if (id.n > 0 && !id_parse(id, &p->id))
		(void)problem_in(ctx, place_in(arena, place, "id"),
				 msg("“{1}” is not an id: it has 13 letters and digits"), id);
	if (p->lang.n > 0 && !lang_valid(p->lang))
		(void)problem_in(ctx, place_in(arena, place, "lang"),
				 msg("“{1}” is not a language tag: write en, es or cy, for example"), p->lang);
	if (text_words(p->label) + text_words(p->heading) + text_words(p->text) == 0)
		(void)problem_in(ctx, place, msg("this element has no word: give it a label, a heading or a text"));
}

void exact_add(struct exact *exact, struct provision p, struct str id, struct place place)
{
	struct arena *arena = exact->ctx->arena;
	if (exact->n == LIMIT_PROVISIONS) {
		if (!exact->is_refused)
			exact->is_refused = import_refuse_too_many(exact->ctx, exact->file->name, place.line) != OK;
		return;
	}
	if (exact->n == exact->capacity) {
		size_t capacity = exact->capacity ? 2 * exact->capacity : 256;
		struct provision *grown = arena_array(arena, struct provision, capacity);
		struct place *places = arena_array(arena, struct place, capacity);
		if (exact->n > 0) {
			memcpy(grown, exact->p, exact->n * sizeof(*grown));
			memcpy(places, exact->places, exact->n * sizeof(*places));
		}
		exact->p = grown;
		exact->places = places;
		exact->capacity = capacity;
	}
	check(exact, &p, id, place);
	p.position = (int32_t)exact->n;
	exact->p[exact->n] = p;
	exact->places[exact->n++] = place;
}

/* ---- Twice ---- */

/* One of the provisions, in the order of what must not stand twice. */
struct one {
	const struct provision *p;
	size_t i;
};

static int by_anchor(const void *a, const void *b)
{
	const struct one *x = a, *y = b;
	int order = str_cmp(x->p->anchor, y->p->anchor);
	return order ? order : (x->i > y->i) - (x->i < y->i);
}

static int by_id(const void *a, const void *b)
{
	const struct one *x = a, *y = b;
	int order = (x->p->id > y->p->id) - (x->p->id < y->p->id);
	return order ? order : (x->i > y->i) - (x->i < y->i);
}

static void check_twice(struct exact *exact)
{
	struct arena *arena = exact->ctx->arena;
	struct one *all = arena_array(arena, struct one, exact->n);
	for (size_t i = 0; i < exact->n; i++)
		all[i] = (struct one){&exact->p[i], i};
	qsort(all, exact->n, sizeof(*all), by_anchor);
	for (size_t i = 1; i < exact->n; i++)
		if (all[i].p->anchor.n > 0 && str_eq(all[i - 1].p->anchor, all[i].p->anchor))
			(void)problem_in(exact->ctx, place_in(arena, exact->places[all[i].i], "anchor"),
					 msg("the anchor “{1}” stands twice"), all[i].p->anchor);
	qsort(all, exact->n, sizeof(*all), by_id);
	for (size_t i = 1; i < exact->n; i++)
		if (all[i].p->id && all[i - 1].p->id == all[i].p->id)
			(void)problem_in(exact->ctx, place_in(arena, exact->places[all[i].i], "id"),
					 msg("the id “{1}” stands twice"), id_str(arena, all[i].p->id));
}

enum outcome exact_close(struct exact *exact, struct code_import *ret_import)
{
	struct ctx *ctx = exact->ctx;
	struct code_import import = {.provisions = exact->p, .n = exact->n, .instrument = {.day = INT32_MIN}};
	size_t n_anchors = 0;
	if (exact->n == 0 && !ctx->problems.first)
		return problem_at(ctx, exact->file->name, 1, 1, msg("there are no words in this file"));
	check_twice(exact);
	for (size_t i = 0; i < exact->n; i++) {
		const struct provision *p = &exact->p[i];
		n_anchors += p->anchor.n > 0;
		import.words_stored += text_words(p->label) + text_words(p->heading) + text_words(p->text);
	}
	for (size_t i = 0; n_anchors > 0 && i < exact->n; i++)
		if (exact->p[i].anchor.n == 0)
			(void)problem_in(ctx, place_in(ctx->arena, exact->places[i], "anchor"),
					 msg("this element has no anchor: give one to every element, or to none"));
	if (ctx->problems.first)
		return INVALID;
	if (n_anchors == 0)
		anchors_set(ctx->arena, exact->p, exact->n);
	import.words_in = import.words_stored;
	*ret_import = import;
	return OK;
}

/* ---- Facts ---- */

struct fact {
	struct ctx *ctx;
	struct place place;
};

static void fact_day(const struct fact *fact, const char *name, struct str text, int32_t *ret_day)
{
	struct day day;
	if (text.n == 0)
		return;
	if (day_parse(text, &day))
		*ret_day = day.n;
	else
		(void)problem_in(fact->ctx, place_in(fact->ctx->arena, fact->place, name),
				 msg("“{1}” is not a day like 2026-11-22"), text);
}

static void fact_line(const struct fact *fact, const char *name, struct str text, struct str *ret_text)
{
	struct place at = place_in(fact->ctx->arena, fact->place, name);
	const struct text_rules rules = {.name = str_c(fact->ctx->arena, at.where), .max_bytes = FACT_BYTES};
	if (text_accept(fact->ctx, text, &rules, ret_text) != OK)
		*ret_text = (struct str){0};
}

static void fact_wrong(const struct fact *fact, const char *name, bool is_right, struct str text, const char *message)
{
	if (text.n > 0 && !is_right)
		(void)problem_in(fact->ctx, place_in(fact->ctx->arena, fact->place, name), message, text);
}

enum outcome exact_facts(struct ctx *ctx, const struct facts_text *text, struct place place,
			 struct edition_facts *ret_facts)
{
	const struct fact fact = {ctx, place};
	struct edition_facts facts = edition_facts_none;
	int64_t number = 0;
	fact_line(&fact, "slug", text->slug, &facts.slug);
	fact_line(&fact, "lang", text->lang, &facts.lang);
	fact_line(&fact, "origin", text->origin, &facts.origin);
	fact_line(&fact, "instrument.number", text->instrument_number, &facts.instrument.number);
	fact_line(&fact, "instrument.body", text->instrument_body, &facts.instrument.body);
	fact_line(&fact, "instrument.link", text->instrument_link, &facts.instrument.link);
	fact_day(&fact, "in_force_from", text->in_force_from, &facts.in_force_from);
	fact_day(&fact, "instrument.day", text->instrument_day, &facts.instrument.day);
	fact_wrong(&fact, "edition",
		   text->number.n == 0 || (str_to_i64(text->number, &number) && number > 0 && number <= INT32_MAX),
		   text->number, msg("“{1}” is not the number of an edition: they count from 1"));
	facts.number = (int32_t)(number > 0 && number <= INT32_MAX ? number : 0);
	fact_wrong(&fact, "change", edition_change_parse(text->change, &facts.change), text->change,
		   msg("a change is “material” or “minor”, not “{1}”"));
	fact_wrong(&fact, "instrument.kind", instrument_kind_parse(text->instrument_kind, &facts.instrument.kind),
		   text->instrument_kind,
		   msg("“{1}” is no kind of act: write adoption, amendment, restatement or repeal"));
	fact_wrong(&fact, "lang", lang_valid(facts.lang), facts.lang,
		   msg("“{1}” is not a language tag: write en, es or cy, for example"));
	fact_wrong(&fact, "instrument.link", link_valid(facts.instrument.link), facts.instrument.link,
		   msg("“{1}” is not an address that begins with https://"));
	fact_wrong(&fact, "origin", link_valid(facts.origin), facts.origin,
		   msg("“{1}” is not an address that begins with https://"));
	fact_wrong(&fact, "code", str_eq(facts.slug, text_slug(ctx->arena, facts.slug)), facts.slug,
		   msg("“{1}” cannot stand in an address: use lower-case letters, digits and single hyphens"));
	if (ctx->problems.first)
		return INVALID;
	*ret_facts = facts;
	return OK;
}

enum outcome exact_title(struct ctx *ctx, const struct code_file *file, struct str title, struct place place,
			 struct str *ret_title)
{
	const struct text_rules rules = {.name = str_c(ctx->arena, place_in(ctx->arena, place, "title").where),
					 .max_bytes = FACT_BYTES};
	struct str accepted;
	TRY(text_accept(ctx, title, &rules, &accepted));
	*ret_title = text_words(accepted) > 0 ? accepted : import_title_from(ctx->arena, file->name);
	return OK;
}
