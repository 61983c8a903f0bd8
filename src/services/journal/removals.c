/* SITE.removals: what is about to be erased is noted there, and whether it was. */
#include "journal/removals.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A removal that nobody says anything more of after so long was ended by a crash. */
#define CRASHED_MS (INT64_C(10) * 60 * 1000)

const char *removals_path(struct ctx *ctx)
{
	return str_fmt(ctx->arena, "%.*s.removals", STR_ARG(site_stem(ctx))).p;
}

static enum outcome path_problem(struct ctx *ctx, const char *path)
{
	int error = errno;
	(void)problem_add(ctx, path, msg("the list of removals cannot be written: {1}. Nothing was removed."),
			  str_of(strerrordesc_np(error)));
	return BROKEN;
}

/* A line that a crash cut short was never acted upon. */
static bool drop_torn_line(int fd)
{
	char last = '\n';
	off_t end = lseek(fd, 0, SEEK_END);
	while (end > 0) {
		if (pread(fd, &last, 1, end - 1) != 1)
			return false;
		if (last == '\n')
			break;
		end--;
	}
	return end >= 0 && ftruncate(fd, end) == 0;
}

static bool sync_file(int fd)
{
	if (fault_here(FAULT_SYNC)) {
		errno = EIO;
		return false;
	}
	return fsync(fd) == 0;
}

static bool sync_folder(struct ctx *ctx, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash ? str_bytes(path, (size_t)(slash - path) + 1) : STR(".");
	CLEANUP(fd_closep) int fd = open(str_c(ctx->arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && sync_file(fd);
}

struct str removal_context(struct arena *arena, struct str record_id)
{
	return str_fmt(arena, REMOVALS_KEY " %.*s", STR_ARG(record_id));
}

static enum outcome lines_add(struct ctx *ctx, struct str lines)
{
	const char *path = removals_path(ctx);
	CLEANUP(fd_closep) int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0 || !drop_torn_line(fd) || !fd_write_all(fd, lines) || !sync_file(fd) ||
	    !sync_folder(ctx, path))
		return path_problem(ctx, path);
	return OK;
}

/* How it was made tells whose it was, so whoever has the file alone must not read it. */
static enum outcome line_put(struct ctx *ctx, struct buf *lines, const char *room,
			     const struct journal_removal *removal, struct str ground)
{
	struct json json = json_open(lines, JSON_PLAIN);
	struct str key;
	json_begin_object(&json, NULL);
	json_str(&json, "note", removal->note);
	json_str(&json, "record", removal->record_id);
	json_str(&json, "ground", ground);
	json_str(&json, "removed", instant_str(ctx->arena, (struct instant){ctx->now_ms}));
	if (!str_empty(removal->how)) {
		TRY(site_key(ctx, REMOVALS_KEY, &key));
		struct str sealed = seal(ctx, key, removal_context(ctx->arena, removal->record_id), removal->how);
		json_str(&json, "room", str_of(room));
		json_str(&json, "sealed", base64url_str(ctx->arena, sealed));
	}
	json_end(&json);
	buf_char(lines, '\n');
	return OK;
}

enum outcome journal_removals_note_how(struct ctx *ctx, const char *room, struct journal_removal *removals, size_t n,
				       struct str ground)
{
	struct buf lines = buf_open(ctx->arena, 256);
	struct str note = id_str(ctx->arena, id_new(ctx));
	for (size_t i = 0; i < n; i++)
		removals[i].note = note;
	for (size_t i = 0; i < n; i++)
		TRY(line_put(ctx, &lines, room, &removals[i], ground));
	return n ? lines_add(ctx, buf_view(&lines)) : OK;
}

enum outcome journal_removals_note_all(struct ctx *ctx, const struct str *record_ids, size_t n, struct str ground)
{
	struct journal_removal *removals = arena_array(ctx->arena, struct journal_removal, n);
	for (size_t i = 0; i < n; i++)
		removals[i].record_id = record_ids[i];
	return journal_removals_note_how(ctx, "", removals, n, ground);
}

/* ---- Whether they were made ---- */

/* Of what was never published the log knows nothing: then the write's word is all there is. */
static enum outcome was_made(struct ctx *ctx, struct str record_id, bool *ret_made)
{
	struct journal_record record;
	enum outcome found = journal_find(ctx, record_id, 0, &record);
	*ret_made = found == NOT_FOUND || (found == OK && !str_empty(record.erased_ground));
	return found == NOT_FOUND ? OK : found;
}

static void settled_put(struct buf *lines, const struct journal_removal *removal, bool made)
{
	struct json json = json_open(lines, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "note", removal->note);
	json_str(&json, "record", removal->record_id);
	json_bool(&json, "done", made);
	json_end(&json);
	buf_char(lines, '\n');
}

/* In a read of its own. */
static enum outcome settle(struct ctx *ctx, const struct journal_removal *removals, size_t n, bool word)
{
	struct buf lines = buf_open(ctx->arena, 96 * n + 1);
	bool made;
	enum outcome outcome = OK;
	TRY(site_read_begin(ctx, ctx->site));
	for (size_t i = 0; outcome == OK && i < n; i++) {
		outcome = was_made(ctx, removals[i].record_id, &made);
		settled_put(&lines, &removals[i], made && word);
	}
	db_read_end(ctx);
	TRY(outcome);
	return n ? lines_add(ctx, buf_view(&lines)) : OK;
}

void journal_removals_settle(struct ctx *ctx, const struct journal_removal *removals, size_t n, enum outcome written)
{
	const struct problems kept = ctx->problems;
	if (settle(ctx, removals, n, written == OK) != OK)
		log_event(LOG_WARN, "journal.removals", "settled=later");
	ctx->problems = kept;
}

enum outcome journal_removals_write(struct ctx *ctx, const char *room, struct journal_removal *removals, size_t n,
				    struct str ground, enum outcome (*fn)(struct ctx *ctx, void *args), void *args)
{
	TRY(journal_removals_note_how(ctx, room, removals, n, ground));
	enum outcome written = site_write(ctx, fn, args);
	journal_removals_settle(ctx, removals, n, written);
	return written;
}

static enum outcome crashed_list(struct ctx *ctx, struct journal_removal **ret_removals, size_t *ret_n)
{
	struct removal *lines;
	size_t n, crashed = 0;
	TRY(removals_load(ctx, &lines, &n));
	struct journal_removal *removals = arena_array(ctx->arena, struct journal_removal, n);
	for (size_t i = 0; i < n; i++)
		if (lines[i].kind == REMOVAL_NOTED && !lines[i].is_settled &&
		    lines[i].removed.ms < ctx->now_ms - CRASHED_MS)
			removals[crashed++] =
				(struct journal_removal){.record_id = lines[i].record_id, .note = lines[i].note};
	*ret_removals = removals;
	*ret_n = crashed;
	return OK;
}

enum outcome removals_unsettled(struct ctx *ctx, int64_t *ret_n)
{
	struct journal_removal *removals;
	size_t n;
	TRY(crashed_list(ctx, &removals, &n));
	*ret_n = (int64_t)n;
	return OK;
}

enum outcome removals_settle(struct ctx *ctx)
{
	struct journal_removal *removals;
	size_t n;
	TRY(crashed_list(ctx, &removals, &n));
	return settle(ctx, removals, n, true);
}
