/* A site's secrets, beside its database and never in it (D12). */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "site/private.h"

/* Lines of a name, a space and the secret; some hundred bytes each. */
#define KEYS_BYTES (1024 * 1024)
#define KEY_BYTES  32

static char *keys_path(struct ctx *ctx)
{
	return str_c(ctx->arena, str_fmt(ctx->arena, "%.*s.keys", STR_ARG(site_stem(ctx))));
}

/* Empty where there is no file yet. A file that others may read keeps no secret. */
static enum outcome keys_read(struct ctx *ctx, const char *path, struct str *ret_lines)
{
	struct stat status;
	*ret_lines = (struct str){NULL, 0};
	if (stat(path, &status) != 0 && errno == ENOENT)
		return OK;
	if (status.st_mode & (S_IRWXG | S_IRWXO)) {
		(void)problem_add(ctx, path,
				  msg("this file holds the site's secrets, and others than its owner may use it. "
				      "Allow its owner alone: chmod 600"));
		return BROKEN;
	}
	return file_read(ctx, path, KEYS_BYTES, ret_lines);
}

static bool secret_in(struct str lines, struct str name, struct str *ret_secret)
{
	struct str line;
	while (str_cut(&lines, '\n', &line)) {
		if (line.n > name.n && str_starts(line, name) && line.p[name.n] == ' ') {
			*ret_secret = str_slice(line, name.n + 1, line.n);
			return true;
		}
	}
	return false;
}

enum outcome site_secret_find(struct ctx *ctx, const char *name, struct str *ret_secret)
{
	struct str lines;
	TRY(keys_read(ctx, keys_path(ctx), &lines));
	return secret_in(lines, str_of(name), ret_secret) ? OK : NOT_FOUND;
}

/* The folder is what is locked: the file is replaced as a whole. */
static enum outcome keys_lock(struct ctx *ctx, const char *path, int *ret_fd)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash ? str_bytes(path, (size_t)(slash - path) + 1) : STR(".");
	int fd = open(str_c(ctx->arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0) {
		*ret_fd = fd;
		return OK;
	}
	int error = errno;
	fd_closep(&fd);
	(void)problem_add(ctx, path, msg("the folder of the site's secrets cannot be used: {1}"),
			  str_of(strerrordesc_np(error)));
	return BROKEN;
}

static enum outcome keys_write(struct ctx *ctx, const char *path, struct str lines, struct str name, struct str secret)
{
	struct buf out = buf_open(ctx->arena, lines.n + name.n + secret.n + 2);
	struct str line;
	while (str_cut(&lines, '\n', &line)) {
		bool is_it = line.n > name.n && str_starts(line, name) && line.p[name.n] == ' ';
		if (line.n && !is_it) {
			buf_str(&out, line);
			buf_char(&out, '\n');
		}
	}
	if (secret.p) {
		buf_str(&out, name);
		buf_char(&out, ' ');
		buf_str(&out, secret);
		buf_char(&out, '\n');
	}
	return file_write(ctx, path, buf_view(&out), 0600);
}

enum outcome site_secret_put(struct ctx *ctx, const char *name, struct str secret)
{
	const char *path = keys_path(ctx);
	CLEANUP(fd_closep) int fd = -1;
	struct str lines;
	for (size_t i = 0; i < secret.n; i++) {
		if ((unsigned char)secret.p[i] < ' ')
			return problem_add(ctx, name, msg("a secret is one line of text"));
	}
	TRY(keys_lock(ctx, path, &fd));
	TRY(keys_read(ctx, path, &lines));
	return keys_write(ctx, path, lines, str_of(name), secret);
}

enum outcome site_key(struct ctx *ctx, const char *name, struct str *ret_key)
{
	unsigned char key[KEY_BYTES];
	struct str text;
	enum outcome found = site_secret_find(ctx, name, &text);
	if (found == NOT_FOUND) {
		const char *path = keys_path(ctx);
		CLEANUP(fd_closep) int fd = -1;
		struct str lines;
		TRY(keys_lock(ctx, path, &fd));
		TRY(keys_read(ctx, path, &lines));
		if (!secret_in(lines, str_of(name), &text)) {
			random_bytes(ctx, key, sizeof(key));
			text = str_hex(ctx->arena, str_bytes(key, sizeof(key)));
			TRY(keys_write(ctx, path, lines, str_of(name), text));
		}
	} else {
		TRY(found);
	}
	if (!str_unhex(text, key, sizeof(key))) {
		(void)problem_add(ctx, keys_path(ctx),
				  msg("{1} is not a key in this file: bring the file back from where "
				      "it is kept"),
				  str_of(name));
		return BROKEN;
	}
	*ret_key = str_dup(ctx->arena, str_bytes(key, sizeof(key)));
	return OK;
}
