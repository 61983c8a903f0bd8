/* The index: what rooms note, what they remove, and the job that brings it up to date. */
#include <time.h>

#include "search/private.h"
#include "search/search_sql.h"

/* A slice ends after this, but not before it has done some. */
#define SLICE_MS        15
#define SLICE_DOCUMENTS 64

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

struct queued {
	struct str room;
	int64_t subject;
	int64_t done;
};
static const struct db_col queued_cols[] = {
	DB_COL_TEXT(struct queued, room),
	DB_COL_I64(struct queued, subject),
	DB_COL_I64(struct queued, done),
};
static const struct db_spec queued_spec = DB_SPEC(struct queued, queued_cols);

static const struct db_col group_cols[] = {
	DB_COL_TEXT(struct queued, room),
	DB_COL_I64(struct queued, subject),
};
static const struct db_spec group_spec = DB_SPEC(struct queued, group_cols);

/* A slice of the job: what it may still do. */
struct slice {
	int64_t until_ms;
	int64_t n; /* documents put or removed */
};

struct search_sink {
	const struct queued *queued;
	struct slice *slice;
	struct str place;
	int64_t group_id; /* 0: none was given yet */
	int64_t next_id;  /* for the next document; 0: not asked yet */
	int64_t seen;     /* documents that the room gave in this call */
	bool is_full;     /* the slice ended before the room had given all */
	int32_t again_day;
};

static int64_t clock_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool slice_is_over(const struct slice *slice)
{
	return slice->n >= SLICE_DOCUMENTS && clock_now() >= slice->until_ms;
}

/* ---- What rooms say ---- */

static enum outcome queue_put(struct ctx *ctx, struct str room, int64_t subject, int32_t day)
{
	return db_exec(ctx, &search_sql_queue_put, DB_PARAMS(db_text(room), db_int(subject), db_int(day)), NULL);
}

enum outcome search_note(struct ctx *ctx, const char *room, int64_t subject)
{
	TRY(queue_put(ctx, str_of(room), subject, 0));
	db_note(ctx, "search_queue", 0);
	return OK;
}

static enum outcome document_forget(struct ctx *ctx, int64_t id)
{
	TRY(db_text_forget(ctx, id));
	return db_exec(ctx, &search_sql_document_drop, DB_PARAMS(db_int(id)), NULL);
}

/* Removes up to `most` documents of the group, and the group when none is left; *ret_n is how many. */
static enum outcome group_empty(struct ctx *ctx, int64_t group_id, int64_t most, int64_t *ret_n)
{
	struct number *ids;
	size_t n;
	TRY(db_list(ctx, &search_sql_documents_of, DB_PARAMS(db_int(group_id), db_int(most)), &number_spec, &ids, &n));
	for (size_t i = 0; i < n; i++)
		TRY(document_forget(ctx, ids[i].n));
	*ret_n = (int64_t)n;
	if ((int64_t)n < most)
		return db_exec(ctx, &search_sql_group_drop, DB_PARAMS(db_int(group_id)), NULL);
	return OK;
}

/* 0: the room's row has none. */
static enum outcome group_of(struct ctx *ctx, struct str room, int64_t subject, int64_t *ret_id)
{
	struct number id = {0};
	enum outcome found =
		db_one(ctx, &search_sql_group_of, DB_PARAMS(db_text(room), db_int(subject)), &number_spec, &id);
	if (found != OK && found != NOT_FOUND)
		return found;
	*ret_id = id.n;
	return OK;
}

enum outcome search_remove(struct ctx *ctx, const char *room, int64_t subject)
{
	int64_t group_id;
	TRY(db_exec(ctx, &search_sql_queue_drop, DB_PARAMS(db_text(str_of(room)), db_int(subject)), NULL));
	TRY(group_of(ctx, str_of(room), subject, &group_id));
	int64_t n;
	if (group_id)
		TRY(group_empty(ctx, group_id, INT64_MAX, &n));
	/* Also where nothing is found now: the index may hold words of what was found once. */
	TRY(db_exec(ctx, &search_sql_scrub_want, DB_NO_PARAMS, NULL));
	db_note(ctx, "search_scrub", 0);
	return OK;
}

/* ---- The sink ---- */

enum outcome search_group(struct ctx *ctx, struct search_sink *sink, struct str place, struct str path,
			  struct str title)
{
	sink->place = place;
	TRY(group_of(ctx, sink->queued->room, sink->queued->subject, &sink->group_id));
	if (sink->group_id)
		return OK;
	sink->group_id = id_new(ctx);
	return db_exec(ctx, &search_sql_group_put,
		       DB_PARAMS(db_int(sink->group_id), db_text(sink->queued->room), db_int(sink->queued->subject),
				 db_text(str_slice(place, 0, str_find_char(place, ' ', 0))), db_text(path),
				 db_text(title)),
		       NULL);
}

void search_again_on(struct search_sink *sink, struct day day)
{
	sink->again_day = day.n;
}

enum outcome search_put(struct ctx *ctx, struct search_sink *sink, const struct search_document *document)
{
	if (!sink->group_id)
		die("a document to be found that belongs to no group");
	sink->is_full = sink->is_full || (sink->seen >= sink->queued->done && slice_is_over(sink->slice));
	if (sink->is_full || sink->seen++ < sink->queued->done)
		return OK;
	if (!sink->next_id) {
		TRY(db_text_newest(ctx, &sink->next_id));
		sink->next_id++;
	}
	arena_scope(ctx->arena);
	TRY(db_text_add(ctx, sink->next_id, words_of(ctx->arena, document, sink->place)));
	TRY(db_exec(ctx, &search_sql_document_put,
		    DB_PARAMS(db_int(sink->next_id), db_int(sink->group_id), db_text(document->path),
			      db_text(document->title), db_text(document->context), db_text(document->text),
			      db_text(document->lang)),
		    NULL));
	sink->next_id++;
	sink->slice->n++;
	return OK;
}

/* ---- The job ---- */

static const struct feature *feature_of(const struct ctx *ctx, struct str room)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++)
		if (str_eq(str_of(features->p[i]->name), room))
			return features->p[i];
	return NULL;
}

/* First what was found before goes; *ret_more: not all of it could. */
static enum outcome old_forget(struct ctx *ctx, const struct queued *queued, struct slice *slice, bool *ret_more)
{
	int64_t group_id;
	TRY(group_of(ctx, queued->room, queued->subject, &group_id));
	*ret_more = false;
	while (group_id) {
		int64_t n;
		TRY(group_empty(ctx, group_id, SLICE_DOCUMENTS, &n));
		slice->n += n;
		if (n < SLICE_DOCUMENTS)
			return OK;
		*ret_more = slice_is_over(slice);
		if (*ret_more)
			return OK;
	}
	return OK;
}

/* Then what the room gives now. */
static enum outcome new_take(struct ctx *ctx, const struct queued *queued, struct slice *slice)
{
	const struct feature *feature = feature_of(ctx, queued->room);
	struct search_sink sink = {.queued = queued, .slice = slice};
	if (feature && feature->search_documents)
		TRY(feature->search_documents(ctx, queued->subject, &sink));
	if (sink.is_full)
		return db_exec(ctx, &search_sql_queue_done,
			       DB_PARAMS(db_text(queued->room), db_int(queued->subject), db_int(sink.seen)), NULL);
	if (sink.again_day)
		return queue_put(ctx, queued->room, queued->subject, sink.again_day);
	return db_exec(ctx, &search_sql_queue_drop, DB_PARAMS(db_text(queued->room), db_int(queued->subject)), NULL);
}

static enum outcome one_subject(struct ctx *ctx, struct slice *slice, struct queued *queued)
{
	if (queued->done < 0) {
		bool more;
		TRY(old_forget(ctx, queued, slice, &more));
		if (more)
			return OK;
		queued->done = 0;
	}
	return new_take(ctx, queued, slice);
}

static enum outcome queue_next(struct ctx *ctx, struct queued *ret_queued)
{
	return db_one(ctx, &search_sql_queue_next, DB_PARAMS(db_int(site_today(ctx).n)), &queued_spec, ret_queued);
}

/* Rows of the queue until the slice is over. A row that the slice could only begin stays in front. */
static enum outcome index_run(struct ctx *ctx)
{
	struct slice slice = {.until_ms = clock_now() + SLICE_MS};
	while (!slice_is_over(&slice)) {
		arena_scope(ctx->arena);
		struct queued queued;
		enum outcome found = queue_next(ctx, &queued);
		if (found == NOT_FOUND)
			return db_text_settle(ctx);
		TRY(found);
		TRY(one_subject(ctx, &slice, &queued));
		slice.n++;
	}
	return OK;
}

static enum outcome count_of(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, int64_t *ret_n)
{
	struct number n;
	TRY(db_one(ctx, stmt, params, &number_spec, &n));
	*ret_n = n.n;
	return OK;
}

static enum outcome index_left(struct ctx *ctx, int64_t *ret_n)
{
	return count_of(ctx, &search_sql_queue_size, DB_PARAMS(db_int(site_today(ctx).n)), ret_n);
}

static enum outcome scrub_left(struct ctx *ctx, int64_t *ret_n)
{
	return count_of(ctx, &search_sql_scrub_wanted, DB_NO_PARAMS, ret_n);
}

static enum outcome scrub_done(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &search_sql_scrub_done, DB_NO_PARAMS, NULL);
}

static enum outcome scrub_run(struct ctx *ctx)
{
	TRY(database_scrub(ctx, ctx->site->database));
	return site_write(ctx, scrub_done, NULL);
}

const struct job search_jobs[SEARCH_JOBS] = {
	{
		.name = "search.index",
		.about = msg("Lets what was published be found"),
		.after = "search_queue",
		.every_s = 60,
		.left = index_left,
		.run = index_run,
	},
	{
		.name = "search.scrub",
		.about = msg("Takes what was removed out of the files for good"),
		.after = "search_scrub",
		.every_s = 3600,
		.alone = true,
		.left = scrub_left,
		.run = scrub_run,
	},
};

static enum outcome catch_up_write(struct ctx *ctx, void *args)
{
	(void)args;
	return index_run(ctx);
}

static enum outcome left_now(struct ctx *ctx, int64_t *ret_n)
{
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome outcome = index_left(ctx, ret_n);
	db_read_end(ctx);
	return outcome;
}

enum outcome search_catch_up(struct ctx *ctx, int64_t *ret_n)
{
	int64_t left;
	TRY(left_now(ctx, &left));
	*ret_n = left;
	while (left > 0) {
		arena_scope(ctx->arena);
		TRY(site_write(ctx, catch_up_write, NULL));
		TRY(left_now(ctx, &left));
	}
	return OK;
}

/* ---- All anew ---- */

static enum outcome group_note(struct ctx *ctx, const void *row, void *arg)
{
	(void)arg;
	const struct queued *group = row;
	return queue_put(ctx, group->room, group->subject, 0);
}

enum outcome index_note_all(struct ctx *ctx, void *args)
{
	(void)args;
	const struct features *features = ctx->site->features;
	TRY(db_exec(ctx, &search_sql_queue_clear, DB_NO_PARAMS, NULL));
	/* Also what no room would name any more: its documents go. */
	TRY(db_each(ctx, &search_sql_groups, DB_NO_PARAMS, &group_spec, group_note, NULL));
	for (size_t i = 0; i < features->n; i++) {
		if (features->p[i]->search_subjects)
			TRY(features->p[i]->search_subjects(ctx));
	}
	db_note(ctx, "search_queue", 0);
	return OK;
}
