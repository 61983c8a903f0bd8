#include "publish/bundle_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "journal/journal.h"
#include "rulebook/rulebook.h"

/* Says of which state the folder's files are; written last. */
#define STATE      "state"
#define STATE_MOST 4096

static const char *const names[] = {BUNDLE_DATABASE, BUNDLE_ARCHIVE, STATE};

static atomic_bool ending;

void bundle_hurry(bool is_ending)
{
	ending = is_ending;
}

bool bundle_must_end(void)
{
	return ending;
}

/* ---- What they say of themselves ---- */

static struct str licence_of(struct ctx *ctx, const struct rulebook *book)
{
	for (size_t i = 0; i < book->n_words; i++)
		if (str_eq(book->words[i].id, STR("licence")))
			return book->words[i].text;
	struct html h = html_open(ctx);
	return html_word(&h, WORD_licence);
}

static enum outcome about_load(struct ctx *ctx, struct bundle_about *ret_about)
{
	const struct rulebook *book;
	int64_t version;
	struct journal_head head;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(journal_head(ctx, &head));
	struct bundle_about about = {
		.title = str_fmt(ctx->arena, "Registers and commitments of %.*s", STR_ARG(ctx->site->settings.name)),
		.publisher = ctx->site->settings.name,
		.licence = licence_of(ctx, book),
		.as_of = instant_str(ctx->arena, (struct instant){ctx->now_ms}),
		.source = ctx->site->settings.url,
		.note = STR("As declared and published. Being listed does not mean that anything is wrong."),
		.origin = ctx->site->settings.url,
		.root = hash_hex(ctx->arena, &head.root),
		.log_size = head.size,
	};
	about.log =
		str_fmt(ctx->arena,
			"The publication log of %.*s had %lld entries then, and this root: %.*s\n%.*s/log says how a "
			"record is checked.",
			STR_ARG(about.origin), (long long)head.size, STR_ARG(about.root), STR_ARG(about.source));
	*ret_about = about;
	return OK;
}

/* ---- Making them ---- */

static enum outcome cannot(struct ctx *ctx, const char *path)
{
	return problem_add(ctx, "--to", msg("{1} cannot be made: {2}."), str_of(path), str_of(strerror(errno)));
}

static const char *path_in(struct ctx *ctx, const char *folder, const char *name)
{
	return str_c(ctx->arena, str_fmt(ctx->arena, "%s/%s", folder, name));
}

static enum outcome archive_make(struct ctx *ctx, const struct bundle_about *about, const char *path)
{
	CLEANUP(fd_closep) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return cannot(ctx, path);
	TRY(bundle_archive(ctx, about, fd));
	return fsync(fd) == 0 ? OK : cannot(ctx, path);
}

enum outcome bundle_write(struct ctx *ctx, const char *folder)
{
	struct bundle_about about;
	const char *database = path_in(ctx, folder, BUNDLE_DATABASE);
	if (access(database, F_OK) == 0)
		return problem_add(ctx, "--to", msg("{1} exists already: choose another folder."), str_of(database));
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = about_load(ctx, &about);
	if (outcome == OK)
		outcome = bundle_database(ctx, &about, database);
	if (outcome == OK)
		outcome = archive_make(ctx, &about, path_in(ctx, folder, BUNDLE_ARCHIVE));
	db_read_end(ctx);
	return outcome;
}

/* ---- Kept beside the site ---- */

/* What the files must not be older than, and their day. */
struct state {
	uint64_t position;
	int32_t day;
	struct str sha256[2];
};

static uint64_t position_now(const struct ctx *ctx)
{
	return database_position(ctx->site->database, db_kinds(BUNDLE_CHANGES));
}

static const char *folder_of(struct ctx *ctx, const char *suffix)
{
	return str_c(ctx->arena, str_fmt(ctx->arena, "%.*s.public%s", STR_ARG(site_stem(ctx)), suffix));
}

static bool state_parse(struct str text, struct state *ret_state)
{
	struct str line[4];
	int64_t position, day;
	for (size_t i = 0; i < COUNT_OF(line); i++)
		if (!str_cut(&text, '\n', &line[i]))
			return false;
	if (!str_to_i64(line[0], &position) || !str_to_i64(line[1], &day))
		return false;
	*ret_state = (struct state){(uint64_t)position, (int32_t)day, {line[2], line[3]}};
	return true;
}

/* NOT_FOUND where there are no files yet. */
static enum outcome state_read(struct ctx *ctx, int folder, struct state *ret_state)
{
	CLEANUP(fd_closep) int fd = openat(folder, STATE, O_RDONLY | O_CLOEXEC);
	char *text = arena_alloc(ctx->arena, STATE_MOST);
	ssize_t n = fd >= 0 ? read(fd, text, STATE_MOST) : 0;
	return n > 0 && state_parse((struct str){text, (size_t)n}, ret_state) ? OK : NOT_FOUND;
}

static int folder_open(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum outcome bundle_open(struct ctx *ctx, struct str name, struct bundle_file *ret_file)
{
	struct state state;
	struct stat status;
	size_t i = str_eq(name, STR(BUNDLE_ARCHIVE)) ? 1 : 0;
	CLEANUP(fd_closep) int folder = folder_open(folder_of(ctx, ""));
	if (folder < 0 || state_read(ctx, folder, &state) != OK || state.position != position_now(ctx))
		return RETRY;
	CLEANUP(fd_closep) int fd = openat(folder, names[i], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0)
		return RETRY;
	*ret_file = (struct bundle_file){fd, (uint64_t)status.st_size, state.sha256[i]};
	fd = -1;
	return OK;
}

enum outcome bundle_left(struct ctx *ctx, int64_t *ret_n)
{
	struct state state;
	CLEANUP(fd_closep) int folder = folder_open(folder_of(ctx, ""));
	bool is_good = folder >= 0 && state_read(ctx, folder, &state) == OK && state.position == position_now(ctx) &&
		       state.day == site_today(ctx).n;
	*ret_n = is_good ? 0 : 1;
	return OK;
}

static enum outcome hash_of(struct ctx *ctx, const char *path, struct str *ret_hex)
{
	char piece[16384];
	struct hasher *hasher = hasher_open(ctx->arena);
	CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		hasher_add(hasher, str_bytes(piece, (size_t)n));
	if (fd < 0 || n < 0)
		return cannot(ctx, path);
	const struct hash hash = hasher_done(hasher);
	*ret_hex = hash_hex(ctx->arena, &hash);
	return OK;
}

static void folder_clear(int folder)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		(void)unlinkat(folder, names[i], 0);
}

/* What stands there is of another time of this site, or of another site. */
enum outcome bundle_restored(struct ctx *ctx)
{
	const char *path = folder_of(ctx, "");
	CLEANUP(fd_closep) int folder = folder_open(path);
	if (folder < 0)
		return OK;
	folder_clear(folder);
	return rmdir(path) == 0 ? OK : cannot(ctx, path);
}

static enum outcome folder_fill(struct ctx *ctx, const char *path)
{
	/* Of before it began: what is removed meanwhile has it made once more. */
	uint64_t position = position_now(ctx);
	struct str sha256[2];
	TRY(bundle_write(ctx, path));
	for (size_t i = 0; i < COUNT_OF(sha256); i++)
		TRY(hash_of(ctx, path_in(ctx, path, names[i]), &sha256[i]));
	struct str state = str_fmt(ctx->arena, "%llu\n%d\n%.*s\n%.*s\n", (unsigned long long)position,
				   site_today(ctx).n, STR_ARG(sha256[0]), STR_ARG(sha256[1]));
	return file_write(ctx, path_in(ctx, path, STATE), state, 0644);
}

/* Whoever downloads has the old files open, and gets the rest of them. */
static enum outcome folder_put(struct ctx *ctx, const char *part, const char *path)
{
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
		CLEANUP(fd_closep) int old = folder_open(part);
		if (old >= 0)
			folder_clear(old);
		(void)rmdir(part);
		return OK;
	}
	/* There is none yet, or the file system cannot exchange. */
	CLEANUP(fd_closep) int old = folder_open(path);
	if (old >= 0)
		folder_clear(old);
	(void)rmdir(path);
	return rename(part, path) == 0 ? OK : cannot(ctx, path);
}

/* Is that the folder which is called so now? Another process may have put it in the old one's place. */
static bool is_called(int folder, const char *path)
{
	struct stat opened, named;
	return fstat(folder, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino &&
	       opened.st_dev == named.st_dev;
}

/* The folder of the new files, ours alone: waits for another process that is at it. RETRY when this one must end. */
static enum outcome part_take(struct ctx *ctx, const char *part, int *ret_folder)
{
	const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
	while (!bundle_must_end()) {
		CLEANUP(fd_closep) int folder = -1;
		if ((mkdir(part, 0755) != 0 && errno != EEXIST) ||
		    ((folder = folder_open(part)) < 0 && errno != ENOENT))
			return cannot(ctx, part);
		if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0 && is_called(folder, part)) {
			*ret_folder = folder;
			folder = -1;
			return OK;
		}
		(void)nanosleep(&pause, NULL);
	}
	return RETRY;
}

enum outcome bundle_run(struct ctx *ctx)
{
	const char *part = folder_of(ctx, ".part"), *path = folder_of(ctx, "");
	CLEANUP(fd_closep) int folder = -1;
	int64_t left;
	TRY(part_take(ctx, part, &folder));
	folder_clear(folder); /* of one that was ended */
	/* The one that was waited for may have made them. */
	TRY(bundle_left(ctx, &left));
	if (left == 0)
		return rmdir(part) == 0 ? OK : cannot(ctx, part);
	TRY(folder_fill(ctx, part));
	return folder_put(ctx, part, path);
}
