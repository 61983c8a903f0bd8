/* A site's secrets, beside its database and never in it (D12). */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "site/private.h"
#include "site/site_sql.h"

/* Lines of a name, a space and the secret; some hundred bytes each. */
#define KEYS_BYTES (1024 * 1024)
#define KEY_BYTES  32

/* Of which all others are made but those that have a line of their own. */
#define ROOT "site.root"

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

/* The line of that name; made where there is none yet. */
static enum outcome key_line(struct ctx *ctx, const char *name, struct str *ret_text)
{
	unsigned char key[KEY_BYTES];
	const char *path = keys_path(ctx);
	CLEANUP(fd_closep) int fd = -1;
	struct str lines;
	enum outcome found = site_secret_find(ctx, name, ret_text);
	if (found != NOT_FOUND)
		return found;
	TRY(keys_lock(ctx, path, &fd));
	TRY(keys_read(ctx, path, &lines));
	if (secret_in(lines, str_of(name), ret_text))
		return OK;
	random_bytes(ctx, key, sizeof(key));
	*ret_text = str_hex(ctx->arena, str_bytes(key, sizeof(key)));
	return keys_write(ctx, path, lines, str_of(name), *ret_text);
}

static enum outcome key_read(struct ctx *ctx, const char *name, struct str text, struct str *ret_key)
{
	unsigned char key[KEY_BYTES];
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

/* From the root, so that nodes that were given the same file early have the same keys for what came later. */
static enum outcome key_find(struct ctx *ctx, const char *name, bool is_made, struct str *ret_key)
{
	struct str text, root;
	enum outcome found = site_secret_find(ctx, name, &text);
	if (found == OK)
		return key_read(ctx, name, text, ret_key);
	if (found != NOT_FOUND)
		return found;
	TRY(is_made ? key_line(ctx, ROOT, &text) : site_secret_find(ctx, ROOT, &text));
	TRY(key_read(ctx, ROOT, text, &root));
	struct hash key = hash_keyed(root, str_of(name));
	*ret_key = str_dup(ctx->arena, hash_str(&key));
	return OK;
}

enum outcome site_key(struct ctx *ctx, const char *name, struct str *ret_key)
{
	return key_find(ctx, name, true, ret_key);
}

enum outcome site_key_find(struct ctx *ctx, const char *name, struct str *ret_key)
{
	return key_find(ctx, name, false, ret_key);
}

/* ---- The same file on every node ---- */

struct print {
	struct str value;
	bool renew; /* what is stored is of keys that are lost */
};
static const struct db_col print_cols[] = {DB_COL_TEXT(struct print, value)};
static const struct db_spec print_spec = DB_SPEC(struct print, print_cols);

static enum outcome print_write(struct ctx *ctx, void *args)
{
	const struct print *print = args;
	return db_exec(ctx, print->renew ? &site_sql_setting_put : &site_sql_setting_first,
		       DB_PARAMS(db_text(STR(SITE_KEYS_PRINT)), db_text(print->value)), NULL);
}

static enum outcome print_stored(struct ctx *ctx, struct print *ret_print)
{
	*ret_print = (struct print){0};
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found =
		db_one(ctx, &site_sql_setting, DB_PARAMS(db_text(STR(SITE_KEYS_PRINT))), &print_spec, ret_print);
	db_read_end(ctx);
	return found == NOT_FOUND ? OK : found;
}

static enum outcome print_of_file(struct ctx *ctx, struct str *ret_print)
{
	struct str text, root;
	TRY(key_line(ctx, ROOT, &text));
	TRY(key_read(ctx, ROOT, text, &root));
	struct hash print = hash_keyed(root, STR(SITE_KEYS_PRINT));
	*ret_print = str_slice(hash_hex(ctx->arena, &print), 0, 32);
	return OK;
}

static enum outcome others(struct ctx *ctx)
{
	return problem_add(ctx, keys_path(ctx),
			   msg("These are not the secrets with which this site was served before. Copy the file from "
			       "the computer that served it; every computer that serves the site needs the same. If no "
			       "copy is left, start once with --new-keys: everybody then sets up apps for codes anew"));
}

enum outcome site_keys_state(struct ctx *ctx, enum keys_state *ret_state)
{
	struct print stored;
	struct str own, root;
	TRY(print_stored(ctx, &stored));
	enum outcome found = site_secret_find(ctx, ROOT, &root);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK)
		TRY(print_of_file(ctx, &own));
	*ret_state = found == NOT_FOUND                             ? KEYS_MISSING
		     : stored.value.n && !str_eq(stored.value, own) ? KEYS_OTHERS
								    : KEYS_OWN;
	return OK;
}

enum outcome site_keys_check(struct ctx *ctx, bool renew)
{
	struct print stored;
	struct str own, root;
	bool is_shared = database_engine(ctx->site->database) == DB_POSTGRES;
	TRY(print_stored(ctx, &stored));
	enum outcome found = site_secret_find(ctx, ROOT, &root);
	if (found != OK && found != NOT_FOUND)
		return found;
	/* A file that is not there yet is not made where there is another one. */
	if (found == NOT_FOUND && stored.value.n && is_shared && !renew)
		return others(ctx);
	TRY(print_of_file(ctx, &own));
	if (str_eq(stored.value, own))
		return OK;
	struct print print = {.value = own, .renew = renew || !is_shared};
	TRY(site_write(ctx, print_write, &print));
	TRY(print_stored(ctx, &stored));
	return str_eq(stored.value, own) ? OK : others(ctx);
}
