/* A file's rows → the site's, in one write. */
#include "people/import_apply.h"

/* ---- The whole ---- */

static struct import_apply apply_begin(struct ctx *ctx, struct people_import *import)
{
	struct people_file *file = &import->file;
	struct arena *arena = ctx->arena;
	struct str *holders = arena_array(arena, struct str, file->n_tenures);
	for (size_t i = 0; i < file->n_tenures; i++)
		holders[i] = file->tenures[i].person_id;
	import->result = (struct people_import_result){.notes = arena_array(arena, struct str, IMPORT_NOTES_MAX)};
	import->done = false;
	return (struct import_apply){
		.import = import,
		.file = file,
		.organizations =
			file_index_of(arena, file->organizations, file->n_organizations, sizeof(*file->organizations)),
		.posts = file_index_of(arena, file->posts, file->n_posts, sizeof(*file->posts)),
		.persons = file_index_of(arena, file->persons, file->n_persons, sizeof(*file->persons)),
		.tenures = file_index_of(arena, file->tenures, file->n_tenures, sizeof(*file->tenures)),
		.terms = file_index_of(arena, holders, file->n_tenures, sizeof(*holders)),
		.organization_ids = arena_array(arena, int64_t, file->n_organizations),
		.post_ids = arena_array(arena, int64_t, file->n_posts),
		.person_ids = arena_array(arena, int64_t, file->n_persons),
		.tenure_ids = arena_array(arena, int64_t, file->n_tenures),
		.person_is_new = arena_array(arena, bool, file->n_persons),
	};
}

static enum outcome apply_tenures(struct ctx *ctx, struct import_apply *a, bool are_substitutes)
{
	struct people_file *file = a->file;
	for (size_t i = 0; i < file->n_tenures; i++) {
		if ((file->tenures[i].substitute_for_id.n > 0) != are_substitutes)
			continue;
		arena_scope(ctx->arena);
		struct problem *before = ctx->problems.last;
		a->tenure_ids[i] = FAILED;
		TRY(import_settle(ctx, a, file->tenures[i].at, before,
				  import_tenure_apply(ctx, a, &file->tenures[i], import_next_seed(a))));
	}
	return OK;
}

static enum outcome apply_rows(struct ctx *ctx, struct import_apply *a)
{
	struct people_file *file = a->file;
	for (size_t i = 0; i < file->n_organizations; i++) {
		arena_scope(ctx->arena);
		TRY(import_put_organization(ctx, a, i));
	}
	for (size_t i = 0; i < file->n_posts; i++) {
		arena_scope(ctx->arena);
		struct problem *before = ctx->problems.last;
		a->post_ids[i] = FAILED;
		TRY(import_settle(ctx, a, file->posts[i].at, before,
				  import_post_apply(ctx, a, &file->posts[i], import_next_seed(a), &a->post_ids[i])));
	}
	for (size_t i = 0; i < file->n_persons; i++) {
		arena_scope(ctx->arena);
		struct problem *before = ctx->problems.last;
		a->person_ids[i] = FAILED;
		TRY(import_settle(
			ctx, a, file->persons[i].at, before,
			import_person_apply(ctx, a, &file->persons[i], import_next_seed(a), &a->person_ids[i])));
	}
	/* Who stands in comes after those who are absent. */
	TRY(apply_tenures(ctx, a, false));
	TRY(apply_tenures(ctx, a, true));
	return a->outcome;
}

static enum outcome import_write(struct ctx *ctx, void *args)
{
	struct people_import *import = args;
	struct str before;
	enum outcome used = import->form_id.n && !import->dry_run ? form_id_use(ctx, import->form_id, &before) : OK;
	if (used == CONFLICT)
		return OK; /* the same form again */
	TRY(used);
	struct import_apply a = apply_begin(ctx, import);
	TRY(apply_rows(ctx, &a));
	const struct people_import_result *r = &import->result;
	long long added = r->organizations.created + r->posts.created + r->persons.created + r->tenures.created;
	long long changed = r->organizations.changed + r->posts.changed + r->persons.changed + r->tenures.changed;
	import->done = true;
	if (import->dry_run)
		return CONFLICT; /* takes all of it back */
	if (added + changed == 0)
		return OK;
	return access_log(
		ctx, "people.import", 0,
		str_fmt(ctx->arena, "%.*s: %lld added, %lld changed", STR_ARG(import->file.name), added, changed));
}

enum outcome people_import_apply(struct ctx *ctx, struct people_import *import)
{
	enum outcome outcome = site_write(ctx, import_write, import);
	return import->dry_run && import->done && outcome == CONFLICT ? OK : outcome;
}
