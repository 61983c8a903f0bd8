/* A file's bodies and posts → the site's. */
#include "people/import_apply.h"

#include "people/people_sql.h"

/* ---- Bodies ---- */

/* The row's id of a body that the file names: one of its own, or one that is here. 0: none. */
enum outcome import_organization_of(struct ctx *ctx, struct import_apply *a, struct str id, int64_t *ret_id)
{
	size_t at = file_index_find(&a->organizations, id);
	if (at != STR_NPOS) {
		TRY(import_put_organization(ctx, a, at));
		*ret_id = a->organization_ids[at];
		return OK;
	}
	struct organization there;
	TRY(import_known_id(ctx, "organization", id, NULL, ret_id));
	enum outcome outcome =
		*ret_id ? people_organization(ctx, *ret_id, &there) : people_organization_by_slug(ctx, id, &there);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	*ret_id = outcome == NOT_FOUND ? 0 : there.erased_ms ? REMOVED : there.id;
	return OK;
}

/* Of the bodies of this name the one with the same body above, or the only one. */
static enum outcome organization_by_name(struct ctx *ctx, struct import_apply *a, const struct file_organization *o,
					 int64_t parent_id, struct organization *ret)
{
	struct people_number *ids;
	size_t n, fit = 0;
	struct organization found;
	TRY(import_ids_named(ctx, &people_sql_organizations_named, o->row.name, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		if (import_is_taken(a->organization_ids, a->file->n_organizations, ids[i].n))
			continue;
		TRY(people_organization(ctx, ids[i].n, &found));
		if (str_empty(o->parent_id) ? n == 1 || found.parent_id == 0 : found.parent_id == parent_id) {
			*ret = found;
			fit++;
		}
	}
	if (fit > 1)
		return problem_add(
			ctx, "name",
			msg("Several bodies are called “{1}”: give an identifier or the id of the one you mean"),
			o->row.name);
	return fit ? OK : NOT_FOUND;
}

static enum outcome organization_find(struct ctx *ctx, struct import_apply *a, const struct file_organization *o,
				      int64_t parent_id, struct organization *ret)
{
	int64_t id;
	TRY(import_known_id(ctx, "organization", o->id, &o->details, &id));
	enum outcome outcome = id ? people_organization(ctx, id, ret) : NOT_FOUND;
	return outcome == NOT_FOUND ? organization_by_name(ctx, a, o, parent_id, ret) : outcome;
}

static enum outcome organization_apply(struct ctx *ctx, struct import_apply *a, struct file_organization *o,
				       const struct journal_seed *seed, int64_t *ret_id)
{
	struct organization row = organization_new(o->row.name);
	struct people_details here = {0};
	enum people_change change;
	int64_t parent_id = 0;
	if (o->parent_id.n) {
		TRY(import_organization_of(ctx, a, o->parent_id, &parent_id));
		if (parent_id == 0)
			return problem_add(ctx, "parent_id", msg("There is no body “{1}”, here or in the file"),
					   o->parent_id);
		if (parent_id == FAILED)
			return INVALID;
	}
	enum outcome found = organization_find(ctx, a, o, parent_id > 0 ? parent_id : 0, &row);
	if (found == OK && row.erased_ms) {
		*ret_id = REMOVED;
		a->import->result.organizations.removed++;
		return OK;
	}
	if (found == OK)
		TRY(people_details(ctx, row.id, &here));
	else if (found != NOT_FOUND)
		return found;
	row.name = o->row.name;
	import_take_text(&row.classification, o->row.classification);
	import_take_day(&row.founded_day, o->row.founded_day, PEOPLE_NO_DAY);
	import_take_day(&row.dissolved_day, o->row.dissolved_day, PEOPLE_NO_DAY);
	if (parent_id > 0)
		row.parent_id = parent_id;
	struct people_details details = import_merged(ctx->arena, &here, &o->details);
	TRY(people_put_organization(ctx, seed, &row, &details, &change));
	TRY(import_keep_key(ctx, "organization", o->id, row.id));
	import_count(&a->import->result.organizations, change);
	*ret_id = row.id;
	return OK;
}

enum outcome import_put_organization(struct ctx *ctx, struct import_apply *a, size_t i)
{
	if (a->organization_ids[i] != NOT_DONE)
		return OK;
	a->organization_ids[i] = UNDERWAY;
	struct file_organization *o = &a->file->organizations[i];
	struct problem *before = ctx->problems.last;
	int64_t id = FAILED;
	TRY(import_settle(ctx, a, o->at, before, organization_apply(ctx, a, o, import_next_seed(a), &id)));
	a->organization_ids[i] = id;
	return OK;
}

/* ---- Posts ---- */

static enum outcome post_find(struct ctx *ctx, struct import_apply *a, const struct file_post *post, int64_t body_id,
			      struct post *ret)
{
	int64_t id;
	TRY(import_known_id(ctx, "post", post->id, NULL, &id));
	enum outcome outcome = id ? people_post(ctx, id, ret) : NOT_FOUND;
	if (outcome != NOT_FOUND)
		return outcome;
	outcome = db_one(ctx, &people_sql_post_named, DB_PARAMS(db_int(body_id), db_text(post->row.label)),
			 &people_post_spec, ret);
	return outcome == OK && import_is_taken(a->post_ids, a->file->n_posts, ret->id) ? NOT_FOUND : outcome;
}

enum outcome import_post_apply(struct ctx *ctx, struct import_apply *a, const struct file_post *post,
			       const struct journal_seed *seed, int64_t *ret_id)
{
	struct post row = {.seats = 1};
	enum people_change change;
	int64_t body_id;
	TRY(import_organization_of(ctx, a, post->organization_id, &body_id));
	if (body_id == 0)
		return problem_add(ctx, "organization_id", msg("There is no body “{1}”, here or in the file"),
				   post->organization_id);
	if (body_id == FAILED)
		return INVALID;
	enum outcome found = body_id == REMOVED ? OK : post_find(ctx, a, post, body_id, &row);
	if (body_id == REMOVED || (found == OK && row.erased_ms)) {
		a->import->result.posts.removed++;
		*ret_id = REMOVED;
		return OK;
	}
	if (found == OK && row.organization_id != body_id)
		return problem_add(ctx, "organization_id",
				   msg("The post “{1}” belongs to another body here: a post cannot move"), row.label);
	if (found != OK && found != NOT_FOUND)
		return found;
	row.organization_id = body_id;
	row.label = post->row.label;
	import_take_text(&row.role, post->row.role);
	import_take_text(&row.area, post->row.area);
	if (post->row.seats != 1)
		row.seats = post->row.seats;
	TRY(people_put_post(ctx, seed, &row, &change));
	TRY(import_keep_key(ctx, "post", post->id, row.id));
	import_count(&a->import->result.posts, change);
	*ret_id = row.id;
	return OK;
}
