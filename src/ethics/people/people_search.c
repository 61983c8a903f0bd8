/* What search finds of people: persons who are public, by their names and posts, and bodies. */
#include "people/people_sql.h"
#include "people/people_store.h"
#include "search/search.h"

/* Posts that are public, newest first: "Mayor, City Council". No candidacy is among them: a pledge leaves display once
 * its election is over, and what was found by it before would have named the candidate (S8). */
static struct str posts_of(struct arena *arena, const struct tenure *tenures, size_t n)
{
	struct buf posts = buf_open(arena, 128);
	for (size_t i = 0; i < n; i++) {
		if (!tenures[i].is_public || tenures[i].erased_ms || tenures[i].category == TENURE_CANDIDATE)
			continue;
		buf_c(&posts, posts.n ? "; " : "");
		buf_str(&posts, tenure_office(arena, &tenures[i]));
	}
	return buf_view(&posts);
}

/* Former names that are public. */
static struct str names_of(struct arena *arena, const struct people_details *details)
{
	struct buf names = buf_open(arena, 64);
	for (size_t i = 0; i < details->n_names; i++)
		if (details->names[i].is_public && details->names[i].kind != NAME_MATCHING)
			buf_fmt(&names, "%s%.*s", names.n ? ", " : "", STR_ARG(details->names[i].name));
	return buf_view(&names);
}

static enum outcome one_put(struct ctx *ctx, struct search_sink *sink, struct str path, struct str name,
			    struct str context, struct str text)
{
	TRY(search_group(ctx, sink, STR("people"), path, name));
	const struct search_document document = {
		.path = path,
		.title = name,
		.context = context,
		.text = text,
		.lang = STR("en"),
	};
	return search_put(ctx, sink, &document);
}

static enum outcome person_put(struct ctx *ctx, struct search_sink *sink, const struct person *person)
{
	struct tenure *tenures;
	size_t n;
	struct people_details details;
	if (!person->is_public || person->erased_ms || person->merged_into)
		return OK;
	TRY(people_tenures_of(ctx, person->id, &tenures, &n));
	struct str posts = posts_of(ctx->arena, tenures, n);
	if (str_empty(posts))
		return OK;
	TRY(people_details(ctx, person->id, &details));
	struct str names = names_of(ctx->arena, &details);
	struct str text =
		names.n ? str_fmt(ctx->arena, "%.*s. Also known as %.*s", STR_ARG(posts), STR_ARG(names)) : posts;
	return one_put(ctx, sink, str_fmt(ctx->arena, "/members/%.*s", STR_ARG(person->slug)), person->name, STR(""),
		       text);
}

static enum outcome body_put(struct ctx *ctx, struct search_sink *sink, const struct organization *body)
{
	struct organization above = {0};
	if (body->erased_ms)
		return OK;
	if (body->parent_id)
		TRY(people_organization(ctx, body->parent_id, &above));
	return one_put(ctx, sink, str_fmt(ctx->arena, "/bodies/%.*s", STR_ARG(body->slug)), body->name, above.name,
		       body->classification);
}

enum outcome people_search_documents(struct ctx *ctx, int64_t id, struct search_sink *sink)
{
	struct person person;
	enum outcome found = people_person(ctx, id, &person);
	if (found == OK)
		return person_put(ctx, sink, &person);
	if (found != NOT_FOUND)
		return found;
	struct organization body;
	found = people_organization(ctx, id, &body);
	return found == OK ? body_put(ctx, sink, &body) : found == NOT_FOUND ? OK : found;
}

enum outcome people_search_subjects(struct ctx *ctx)
{
	struct person *persons;
	struct organization *bodies;
	size_t n;
	TRY(people_persons(ctx, &persons, &n));
	for (size_t i = 0; i < n; i++)
		TRY(search_note(ctx, "people", persons[i].id));
	TRY(people_organizations(ctx, &bodies, &n));
	for (size_t i = 0; i < n; i++)
		TRY(search_note(ctx, "people", bodies[i].id));
	return OK;
}

/* ---- What a change of a row touches ---- */

static enum outcome holders_touch(struct ctx *ctx, const struct db_stmt *holders_of, int64_t id,
				  enum outcome (*touch)(struct ctx *ctx, const char *room, int64_t subject))
{
	struct people_number *persons;
	size_t n;
	TRY(db_list(ctx, holders_of, DB_PARAMS(db_int(id)), &people_number_spec, &persons, &n));
	for (size_t i = 0; i < n; i++)
		TRY(touch(ctx, "people", persons[i].n));
	return OK;
}

/* A term is its person's matter; the name of a body or a post is shown with everybody who holds one. */
static enum outcome row_touch(struct ctx *ctx, int64_t id,
			      enum outcome (*touch)(struct ctx *ctx, const char *room, int64_t subject))
{
	struct tenure tenure;
	enum outcome found = people_tenure(ctx, id, &tenure);
	if (found == OK)
		return touch(ctx, "people", tenure.person_id);
	struct post post;
	if (found == NOT_FOUND)
		found = people_post(ctx, id, &post);
	if (found == OK)
		return holders_touch(ctx, &people_sql_holders_of_post, id, touch);
	if (found != NOT_FOUND)
		return found;
	TRY(holders_touch(ctx, &people_sql_holders_of_body, id, touch));
	return touch(ctx, "people", id);
}

enum outcome people_search_forget(struct ctx *ctx, int64_t id)
{
	return row_touch(ctx, id, search_remove);
}

enum outcome people_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		arena_scope(ctx->arena);
		if (strcmp(changes[i].kind, "people") == 0 && changes[i].subject)
			TRY(row_touch(ctx, changes[i].subject, search_note));
	}
	return OK;
}
