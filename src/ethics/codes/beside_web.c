/* What a public page says beside the text: to whom a passage applies, which bodies adopted the code, which other texts
 * it is related to. */
#include "codes/beside_web.h"

#include "codes/codes_store.h"
#include "codes/compare_web.h"
#include "codes/editions.h"
#include "codes/origins.h"
#include "people/people.h"

/* ---- Audiences ---- */

/* A stored audience was checked when it was stored; what cannot be read any more counts as everybody. */
static struct audience audience_of(struct arena *arena, struct str text)
{
	struct ctx aside = {.arena = arena};
	struct audience audience;
	if (audience_parse(&aside, "audience", text, &audience) == OK)
		return audience;
	return (struct audience){0};
}

static bool have_common(const struct str *a, size_t n_a, const struct str *b, size_t n_b)
{
	for (size_t i = 0; i < n_a; i++)
		for (size_t j = 0; j < n_b; j++)
			if (str_eq_nocase(a[i], b[j]))
				return true;
	return false;
}

/* May somebody be in both? */
static bool audiences_meet(const struct audience *a, const struct audience *b)
{
	for (int i = 0; i < AUDIENCE_FIELDS; i++)
		if (a->field[i].n && b->field[i].n &&
		    !have_common(a->field[i].values, a->field[i].n, b->field[i].values, b->field[i].n))
			return false;
	return true;
}

/* Of each provision, its own audience or the one that it has from what it stands under. */
static struct str *audiences_of(struct arena *arena, const struct provision *p, size_t n, struct str *ret_above)
{
	struct str *own = arena_array(arena, struct str, n);
	size_t *open = arena_array(arena, size_t, n + 1), n_open = 0;
	for (size_t i = 0; i < n; i++) {
		while (n_open > 0 && p[open[n_open - 1]].depth >= p[i].depth)
			n_open--;
		ret_above[i] = n_open > 0 ? own[open[n_open - 1]] : STR("");
		own[i] = p[i].audience.n > 0 ? p[i].audience : ret_above[i];
		open[n_open++] = i;
	}
	return own;
}

const struct str *codes_applies(struct arena *arena, const struct provision *provisions, size_t n)
{
	struct str *above = arena_array(arena, struct str, n), *words = arena_array(arena, struct str, n);
	const struct str *own = audiences_of(arena, provisions, n, above);
	for (size_t i = 0; i < n; i++) {
		words[i] = STR("");
		if (str_eq(own[i], above[i]))
			continue;
		struct audience audience = audience_of(arena, own[i]);
		words[i] = audience_words(arena, &audience);
	}
	return words;
}

struct str codes_applies_to(struct arena *arena, const struct provision *provisions, size_t n, int64_t id)
{
	struct str *above = arena_array(arena, struct str, n);
	const struct str *own = audiences_of(arena, provisions, n, above);
	for (size_t i = 0; i < n; i++) {
		if (provisions[i].id != id || own[i].n == 0)
			continue;
		struct audience audience = audience_of(arena, own[i]);
		return audience_words(arena, &audience);
	}
	return STR("");
}

struct provision *codes_only_for(struct arena *arena, const struct audience *reader, const struct provision *provisions,
				 size_t n, size_t *ret_n)
{
	struct str *above = arena_array(arena, struct str, n);
	const struct str *own = audiences_of(arena, provisions, n, above);
	struct provision *kept = arena_array(arena, struct provision, n);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		struct audience audience = audience_of(arena, own[i]);
		if (audiences_meet(&audience, reader))
			kept[used++] = provisions[i];
	}
	*ret_n = used;
	return kept;
}

/* An address with what stands in it encoded. */
static struct str for_href(struct arena *arena, struct str path, struct str audience)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf out = buf_open(arena, path.n + 3 * audience.n + 8);
	buf_str(&out, path);
	if (audience.n == 0)
		return buf_view(&out);
	buf_lit(&out, "?for=");
	for (size_t i = 0; i < audience.n; i++) {
		unsigned char c = (unsigned char)audience.p[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
		if (is_plain) {
			buf_char(&out, (char)c);
			continue;
		}
		buf_char(&out, '%');
		buf_char(&out, hex[c >> 4]);
		buf_char(&out, hex[c & 15]);
	}
	return buf_view(&out);
}

const struct codes_reader *codes_readers(struct arena *arena, struct str path, const struct provision *provisions,
					 size_t n, struct str chosen, size_t *ret_n)
{
	struct codes_reader *readers = arena_array(arena, struct codes_reader, n + 1);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_known = provisions[i].audience.n == 0;
		for (size_t j = 0; j < used && !is_known; j++)
			is_known = str_eq(readers[j].audience, provisions[i].audience);
		if (is_known)
			continue;
		struct audience audience = audience_of(arena, provisions[i].audience);
		readers[used++] = (struct codes_reader){
			.audience = provisions[i].audience,
			.words = audience_words(arena, &audience),
			.href = for_href(arena, path, provisions[i].audience),
			.is_chosen = str_eq(provisions[i].audience, chosen),
		};
	}
	*ret_n = used;
	return readers;
}

/* ---- Other texts ---- */

static int note_cmp(const void *a, const void *b)
{
	const struct codes_note *x = a, *y = b;
	return (x->provision_id > y->provision_id) - (x->provision_id < y->provision_id);
}

/* The other end: its name and its address. */
static enum outcome note_end(struct ctx *ctx, struct str slug, struct str title, int64_t code_id, int64_t provision_id,
			     struct codes_note *note)
{
	struct provision_in_edition *found;
	size_t n = 0;
	note->title = title;
	note->href = str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(slug));
	if (provision_id)
		TRY(codes_provision_followed(ctx, code_id, provision_id, &found, &n));
	if (n == 0)
		return OK;
	note->title = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(title),
			      STR_ARG(codes_passage_name(ctx->arena, &found[n - 1].provision)));
	note->href = str_fmt(ctx->arena, "/codes/%.*s/provisions/%.*s", STR_ARG(slug),
			     STR_ARG(id_str(ctx->arena, provision_id)));
	return OK;
}

/* One end of the relation, as it is seen from the other. */
static enum outcome note_of(struct ctx *ctx, const struct relation *r, bool is_from, struct codes_note *note)
{
	struct audience audience = audience_of(ctx->arena, r->audience);
	*note = (struct codes_note){
		.provision_id = is_from ? r->provision_id : r->to_provision_id,
		.kind = r->kind,
		.is_from = is_from,
		.audience = r->audience.n > 0 ? audience_words(ctx->arena, &audience) : STR(""),
	};
	return is_from ? note_end(ctx, r->to_code_slug, r->to_code_title, r->to_code_id, r->to_provision_id, note)
		       : note_end(ctx, r->code_slug, r->code_title, r->code_id, r->provision_id, note);
}

enum outcome codes_notes(struct ctx *ctx, int64_t code_id, const struct audience *reader,
			 const struct codes_note **ret_notes, size_t *ret_n)
{
	struct relation *relations;
	size_t n, used = 0;
	TRY(codes_relations_of_code(ctx, code_id, &relations, &n));
	struct codes_note *notes = arena_array(ctx->arena, struct codes_note, 2 * n);
	for (size_t i = 0; i < n; i++) {
		struct audience audience = audience_of(ctx->arena, relations[i].audience);
		if (reader && !audiences_meet(&audience, reader))
			continue;
		if (relations[i].code_id == code_id)
			TRY(note_of(ctx, &relations[i], true, &notes[used++]));
		if (relations[i].to_code_id == code_id)
			TRY(note_of(ctx, &relations[i], false, &notes[used++]));
	}
	if (used > 0)
		qsort(notes, used, sizeof(*notes), note_cmp);
	*ret_notes = notes;
	*ret_n = used;
	return OK;
}

const struct codes_note *codes_notes_beside(const struct codes_note *notes, size_t n, int64_t provision_id,
					    size_t *ret_n)
{
	size_t from = 0, to = n;
	*ret_n = 0;
	if (n == 0)
		return notes;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (notes[middle].provision_id < provision_id)
			from = middle + 1;
		else
			to = middle;
	}
	for (size_t i = from; i < n && notes[i].provision_id == provision_id; i++)
		++*ret_n;
	return notes + from;
}

/* ---- Bodies ---- */

enum outcome codes_adopters(struct ctx *ctx, int64_t code_id, const struct codes_adopter **ret_adopters, size_t *ret_n)
{
	struct adoption *adoptions;
	size_t n, used = 0;
	TRY(codes_adoptions_of_code(ctx, code_id, &adoptions, &n));
	struct codes_adopter *adopters = arena_array(ctx->arena, struct codes_adopter, n);
	for (size_t i = 0; i < n; i++) {
		struct organization body;
		enum outcome found = people_organization(ctx, adoptions[i].body_id, &body);
		adopters[used].adoption = adoptions[i];
		if (found != NOT_FOUND)
			TRY(found);
		if (found == OK)
			adopters[used].href = str_fmt(ctx->arena, "/bodies/%.*s", STR_ARG(body.slug));
		adopters[used].act = codes_instrument(ctx->arena, ctx->lang, &adoptions[i].instrument);
		used++;
	}
	*ret_adopters = adopters;
	*ret_n = used;
	return OK;
}
