/* Removals made again in a restored site (D10). */
#include <errno.h>
#include <jansson.h>
#include <unistd.h>

#include "journal/removals.h"

/* Two lines of JSON a removal; some hundred bytes each, some thousand where a room says how it was made. */
#define REMOVALS_BYTES ((size_t)512 * 1024 * 1024)

/* ---- Reading ---- */

static bool text_in(struct ctx *ctx, const json_t *object, const char *name, struct str *ret_text)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return false;
	*ret_text = str_dup(ctx->arena, str_bytes(json_string_value(value), json_string_length(value)));
	return true;
}

static bool line_read(struct ctx *ctx, struct str line, struct removal *ret_removal)
{
	struct str removed;
	CLEANUP(json_decrefp) json_t *object = json_loadb(line.p ? line.p : "", line.n, JSON_REJECT_DUPLICATES, NULL);
	const json_t *done = json_object_get(object, "done");
	if (!text_in(ctx, object, "note", &ret_removal->note) ||
	    !text_in(ctx, object, "record", &ret_removal->record_id))
		return false;
	if (done) {
		ret_removal->kind = json_is_true(done) ? REMOVAL_DONE : REMOVAL_VOID;
		return json_is_boolean(done);
	}
	if (json_object_get(object, "sealed") && (!text_in(ctx, object, "room", &ret_removal->room) ||
						  !text_in(ctx, object, "sealed", &ret_removal->sealed)))
		return false;
	return text_in(ctx, object, "ground", &ret_removal->ground) && text_in(ctx, object, "removed", &removed) &&
	       instant_parse(removed, &ret_removal->removed);
}

static bool is_same(const struct removal *a, const struct removal *b)
{
	return str_eq(a->record_id, b->record_id) && str_eq(a->note, b->note);
}

static int by_note(const void *a, const void *b)
{
	const struct removal *const *x = a, *const *y = b;
	int order = str_cmp((*x)->record_id, (*y)->record_id);
	if (!order)
		order = str_cmp((*x)->note, (*y)->note);
	return order ? order : (*x)->number < (*y)->number ? -1 : 1;
}

/* Several may have been about to remove one record: what is said counts for the note that it names. */
static void lines_settle(struct ctx *ctx, struct removal *lines, size_t n)
{
	const struct removal *last = NULL;
	struct removal **order = arena_array(ctx->arena, struct removal *, n);
	for (size_t i = 0; i < n; i++)
		order[i] = &lines[i];
	if (n)
		qsort(order, n, sizeof(*order), by_note);
	for (size_t i = n; i-- > 0;) {
		struct removal *line = order[i];
		if (last && !is_same(last, line))
			last = NULL;
		if (line->kind != REMOVAL_NOTED)
			last = line;
		line->is_settled = last != NULL;
		line->stands = !last || last->kind == REMOVAL_DONE;
	}
}

enum outcome removals_load(struct ctx *ctx, struct removal **ret_removals, size_t *ret_n)
{
	const char *path = removals_path(ctx);
	struct str content = {0}, rest, line;
	size_t n = 0;
	if (access(path, F_OK) == 0 || errno != ENOENT)
		TRY(file_read(ctx, path, REMOVALS_BYTES, &content));
	for (size_t i = 0; i < content.n; i++)
		n += content.p[i] == '\n';
	struct removal *lines = arena_array(ctx->arena, struct removal, n);
	rest = content;
	for (size_t i = 0; i < n && str_cut(&rest, '\n', &line); i++) {
		lines[i].number = (int64_t)i + 1;
		if (!line_read(ctx, line, &lines[i]))
			return problem_at(ctx, str_of(path), lines[i].number, 1, msg("this line names no removal"));
	}
	lines_settle(ctx, lines, n);
	*ret_removals = lines;
	*ret_n = n;
	return OK;
}

/* ---- Opening ---- */

/* NOT_FOUND: it was sealed under another key, or there is none. */
static enum outcome how_open(struct ctx *ctx, const struct removal *removal, struct str *ret_how)
{
	struct str key, sealed;
	TRY(site_key_find(ctx, REMOVALS_KEY, &key));
	return base64url_parse(ctx->arena, removal->sealed, removal->sealed.n, &sealed) &&
			       seal_open(ctx->arena, key, removal_context(ctx->arena, removal->record_id), sealed,
					 ret_how)
		       ? OK
		       : NOT_FOUND;
}

enum outcome journal_removals_shut(struct ctx *ctx, int64_t *ret_n)
{
	struct removal *lines;
	struct str how;
	size_t n;
	*ret_n = 0;
	TRY(removals_load(ctx, &lines, &n));
	for (size_t i = 0; i < n; i++) {
		if (lines[i].kind != REMOVAL_NOTED || !lines[i].stands || !lines[i].sealed.n)
			continue;
		enum outcome opened = how_open(ctx, &lines[i], &how);
		*ret_n += opened == NOT_FOUND;
		if (opened != NOT_FOUND)
			TRY(opened);
	}
	return OK;
}

/* ---- Making them again ---- */

struct removal_again {
	const struct removal *removal;
	struct str how;
	struct journal_seed seed;
	bool erased; /* by this run */
};

/* What the room that noted the removal puts in the record's place. */
static enum outcome removing(struct ctx *ctx, const struct removal_again *again, bool is_there)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++) {
		const struct feature *feature = features->p[i];
		if (again->how.n && feature->removing && str_eq(again->removal->room, str_of(feature->name)))
			return feature->removing(ctx, again->removal->record_id, again->how, is_there);
	}
	return OK;
}

static enum outcome again_write(struct ctx *ctx, void *args)
{
	struct removal_again *again = args;
	const struct removal *removal = again->removal;
	struct journal_record record;
	again->erased = false;
	enum outcome outcome = journal_find(ctx, removal->record_id, 0, &record);
	if (outcome == OK && !str_empty(record.erased_ground))
		return OK;
	if (outcome != NOT_FOUND)
		TRY(outcome);
	TRY(removing(ctx, again, outcome == OK));
	/* A row may be removed that was never published: its room knows it by the id of the record it would have. */
	if (outcome == NOT_FOUND)
		return journal_remove_from_rooms(ctx, removal->record_id);
	TRY(journal_erase_as_of(ctx, &again->seed, removal->record_id, removal->ground, removal->removed.ms));
	again->erased = true;
	return OK;
}

enum outcome journal_removals_apply(struct ctx *ctx, int64_t *ret_n)
{
	struct removal *lines;
	size_t n_lines;
	int64_t n = 0;
	TRY(removals_load(ctx, &lines, &n_lines));
	for (size_t i = 0; i < n_lines; i++) {
		struct removal_again again = {.removal = &lines[i], .seed = journal_seed_new(ctx)};
		if (lines[i].kind != REMOVAL_NOTED || !lines[i].stands)
			continue;
		if (lines[i].sealed.n) {
			enum outcome opened = how_open(ctx, &lines[i], &again.how);
			if (opened != NOT_FOUND)
				TRY(opened);
		}
		TRY(db_write(ctx, ctx->site->database, again_write, &again));
		n += again.erased;
	}
	if (n > 0)
		TRY(database_scrub(ctx, ctx->site->database));
	*ret_n = n;
	return OK;
}
