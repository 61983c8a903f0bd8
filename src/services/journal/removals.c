#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/rows.h"

/* One line of JSON a removal; a few hundred bytes each. */
#define REMOVALS_BYTES (64 * 1024 * 1024)

static const char *removals_path(struct ctx *ctx)
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

enum outcome journal_removals_note_all(struct ctx *ctx, const struct str *record_ids, size_t n, struct str ground)
{
	struct buf lines = buf_open(ctx->arena, 256);
	for (size_t i = 0; i < n; i++) {
		struct json json = json_open(&lines, JSON_PLAIN);
		json_begin_object(&json, NULL);
		json_str(&json, "record", record_ids[i]);
		json_str(&json, "ground", ground);
		json_str(&json, "removed", instant_str(ctx->arena, (struct instant){ctx->now_ms}));
		json_end(&json);
		buf_char(&lines, '\n');
	}
	if (n == 0)
		return OK;
	const char *path = removals_path(ctx);
	CLEANUP(fd_closep) int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0 || !drop_torn_line(fd) || !fd_write_all(fd, buf_view(&lines)) ||
	    !sync_file(fd) || !sync_folder(ctx, path))
		return path_problem(ctx, path);
	return OK;
}

enum outcome journal_removals_note(struct ctx *ctx, struct str record_id, struct str ground)
{
	return journal_removals_note_all(ctx, &record_id, 1, ground);
}

/* ---- Applying them to a restored site ---- */

struct removal {
	struct str record_id;
	struct str ground;
	struct instant removed;
	struct journal_seed seed;
	bool erased; /* by this run */
};

static bool removal_text(struct ctx *ctx, const json_t *object, const char *name, struct str *ret_text)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return false;
	*ret_text = str_dup(ctx->arena, str_bytes(json_string_value(value), json_string_length(value)));
	return true;
}

static bool removal_read(struct ctx *ctx, struct str line, struct removal *ret_removal)
{
	struct str removed;
	CLEANUP(json_decrefp) json_t *object = json_loadb(line.p ? line.p : "", line.n, JSON_REJECT_DUPLICATES, NULL);
	return object && removal_text(ctx, object, "record", &ret_removal->record_id) &&
	       removal_text(ctx, object, "ground", &ret_removal->ground) &&
	       removal_text(ctx, object, "removed", &removed) && instant_parse(removed, &ret_removal->removed);
}

static enum outcome removal_write(struct ctx *ctx, void *args)
{
	struct removal *removal = args;
	struct journal_record record;
	removal->erased = false;
	enum outcome outcome = journal_find(ctx, removal->record_id, 0, &record);
	/* A row may be removed that was never published: its room knows it by the id of the record it would have. */
	if (outcome == NOT_FOUND)
		return journal_remove_from_rooms(ctx, removal->record_id);
	if (outcome == OK && !str_empty(record.erased_ground))
		return OK;
	TRY(outcome);
	TRY(journal_erase_as_of(ctx, &removal->seed, removal->record_id, removal->ground, removal->removed.ms));
	removal->erased = true;
	return OK;
}

static enum outcome removals_read(struct ctx *ctx, const char *path, struct str *ret_lines)
{
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return NOT_FOUND;
	struct str content;
	TRY(file_read(ctx, path, REMOVALS_BYTES, &content));
	size_t whole = content.n;
	while (whole > 0 && content.p[whole - 1] != '\n')
		whole--;
	*ret_lines = str_slice(content, 0, whole);
	return OK;
}

enum outcome journal_removals_apply(struct ctx *ctx, int64_t *ret_n)
{
	const char *path = removals_path(ctx);
	struct str lines;
	struct str line;
	int64_t n = 0;
	enum outcome outcome = removals_read(ctx, path, &lines);
	if (outcome == NOT_FOUND) {
		*ret_n = 0;
		return OK;
	}
	TRY(outcome);
	for (int64_t number = 1; lines.n > 0 && str_cut(&lines, '\n', &line); number++) {
		struct removal removal = {.seed = journal_seed_new(ctx)};
		if (!removal_read(ctx, line, &removal))
			return problem_at(ctx, str_of(path), number, 1, msg("this line names no removal"));
		TRY(db_write(ctx, ctx->site->database, removal_write, &removal));
		n += removal.erased;
	}
	if (n > 0)
		TRY(database_scrub(ctx, ctx->site->database));
	*ret_n = n;
	return OK;
}
