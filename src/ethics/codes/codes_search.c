/* What search finds of a code: each provision of the edition in force, under its headings. */
#include "codes/codes_store.h"
#include "codes/origins.h"

#include "search/search.h"

/* A bullet names nothing. */
static bool is_bullet(struct str label)
{
	for (size_t at = 0; at < label.n;)
		if (utf8_class_of(utf8_next(label, &at)) != UTF8_OTHER)
			return false;
	return true;
}

/* Label and heading, as printed. */
static struct str title_of(struct arena *arena, const struct provision *p)
{
	if (p->kind == PROVISION_TITLE && p->heading.n == 0)
		return p->text;
	if (is_bullet(p->label) || p->heading.n == 0)
		return is_bullet(p->label) ? p->heading : p->label;
	return str_fmt(arena, "%.*s %.*s", STR_ARG(p->label), STR_ARG(p->heading));
}

/* Titles of what the provision stands under, outermost first; the code's own title is the group's. */
static struct str context_of(struct arena *arena, const struct provision *provisions, size_t at)
{
	struct str context = {0};
	int32_t depth = provisions[at].depth;
	for (size_t i = at; i-- > 0 && depth > 0;) {
		const struct provision *above = &provisions[i];
		if (above->depth >= depth)
			continue;
		depth = above->depth;
		struct str title = title_of(arena, above);
		if (title.n == 0 || above->kind == PROVISION_TITLE)
			continue;
		context = context.n ? str_fmt(arena, "%.*s, %.*s", STR_ARG(title), STR_ARG(context)) : title;
	}
	return context;
}

static enum outcome provision_put(struct ctx *ctx, struct search_sink *sink, const struct edition *edition,
				  const struct provision *provisions, size_t at)
{
	arena_scope(ctx->arena);
	const struct provision *p = &provisions[at];
	struct str title = title_of(ctx->arena, p);
	const struct search_document document = {
		.path = str_fmt(ctx->arena, "/codes/%.*s#%.*s", STR_ARG(edition->code_slug), STR_ARG(p->anchor)),
		.title = title,
		.context = context_of(ctx->arena, provisions, at),
		.text = str_eq(p->text, title) ? STR("") : p->text,
		.lang = p->lang.n ? p->lang : edition->lang,
	};
	return search_put(ctx, sink, &document);
}

/* The day on which another edition is in force, or none. */
static enum outcome again_note(struct ctx *ctx, int64_t code_id, struct search_sink *sink)
{
	struct edition *editions;
	size_t n;
	int32_t next = INT32_MAX;
	int32_t today = site_today(ctx).n;
	TRY(codes_editions(ctx, code_id, &editions, &n));
	for (size_t i = 0; i < n; i++) {
		int32_t ends = editions[i].in_force_to == INT32_MAX ? INT32_MAX : editions[i].in_force_to + 1;
		if (editions[i].in_force_from > today && editions[i].in_force_from < next)
			next = editions[i].in_force_from;
		if (ends > today && ends < next)
			next = ends;
	}
	if (next != INT32_MAX)
		search_again_on(sink, (struct day){next});
	return OK;
}

enum outcome codes_search_documents(struct ctx *ctx, int64_t code_id, struct search_sink *sink)
{
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(again_note(ctx, code_id, sink));
	enum outcome found = codes_edition_in_force(ctx, code_id, &edition);
	if (found == NOT_FOUND || (found == OK && edition.erased_ms))
		return OK;
	TRY(found);
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	struct str path = str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(edition.code_slug));
	TRY(search_group(ctx, sink, STR("codes"), path, edition.code_title));
	for (size_t i = 0; i < n; i++)
		TRY(provision_put(ctx, sink, &edition, provisions, i));
	return OK;
}

enum outcome codes_search_subjects(struct ctx *ctx)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	for (size_t i = 0; i < n; i++)
		TRY(search_note(ctx, "codes", codes[i].id));
	return OK;
}

enum outcome codes_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(changes[i].kind, "codes") == 0 && changes[i].subject)
			TRY(search_note(ctx, "codes", changes[i].subject));
		else if (strcmp(changes[i].kind, "people") == 0 && changes[i].subject)
			TRY(codes_evidence_follow(ctx, changes[i].subject));
	}
	return OK;
}
