/* A rulebook's files, with those of the rulebooks that it includes. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "rulebook/yaml.h"

/* Rulebooks that include one another go no deeper. */
#define INCLUDE_DEPTH 8

struct files {
	struct ctx *ctx;
	struct rulebook_file *p;
	size_t n, bytes;
	struct str folders[64]; /* real paths, of those read */
	size_t n_folders;
	struct str way[INCLUDE_DEPTH]; /* real paths, of those being read */
};

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static int name_order(const void *a, const void *b)
{
	return str_cmp(((const struct rulebook_file *)a)->name, ((const struct rulebook_file *)b)->name);
}

static bool is_read(struct str name)
{
	if (str_starts(name, STR(".")) || str_eq(name, STR("README.md")))
		return false;
	return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")) || str_ends(name, STR(".md"));
}

static enum outcome add_file(struct files *files, struct str folder, struct str prefix, struct str name)
{
	struct ctx *ctx = files->ctx;
	struct str shown = str_fmt(ctx->arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(name)), raw, text;
	char *path = str_c(ctx->arena, str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)));
	struct stat about;
	if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return OK;
	if (str_ends(name, STR(".yml")))
		return problem_at(ctx, shown, 1, 1, msg("rename this file: its name has to end in .yaml"));
	if (files->n == LIMIT_RULEBOOK_FILES)
		return problem_at(ctx, shown, 1, 1, msg("there are more than {1} files"), STR("200"));
	TRY(file_read(ctx, path, LIMIT_RULEBOOK_BYTES, &raw));
	files->bytes += raw.n;
	if (files->bytes > LIMIT_RULEBOOK_BYTES)
		return problem_at(ctx, shown, 1, 1, msg("all files of a rulebook together are larger than {1} MiB"),
				  STR("4"));
	const struct text_rules rules = {
		.name = str_c(ctx->arena, shown), .max_bytes = LIMIT_RULEBOOK_BYTES, .lines = true, .is_file = true};
	TRY(text_accept(ctx, raw, &rules, &text));
	files->p[files->n++] = (struct rulebook_file){shown, text};
	return OK;
}

static enum outcome add_folder(struct files *files, struct str folder, struct str prefix, unsigned depth);

static struct str real_path(struct ctx *ctx, struct str path)
{
	char *real = realpath(str_c(ctx->arena, path), NULL);
	struct str place = str_dup(ctx->arena, str_of(real));
	free(real);
	return place;
}

static bool is_among(struct str place, const struct str *places, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(places[i], place))
			return true;
	return false;
}

static enum outcome add_one_included(struct files *files, struct str folder, struct str prefix,
				     const struct yaml_node *item, unsigned depth)
{
	struct ctx *ctx = files->ctx;
	struct str to = str_trim(item->text);
	if (item->kind != YAML_SCALAR || str_empty(to) || to.p[0] == '/')
		return yaml_fault(ctx, item, msg("include: expected a folder beside this one, such as ../generic"));
	struct str path = str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(to));
	struct str place = real_path(ctx, path);
	if (str_empty(place))
		return yaml_fault(ctx, item, msg("include: there is no folder “{1}”"), to);
	if (is_among(place, files->way, depth + 1) || depth + 1 == INCLUDE_DEPTH)
		return yaml_fault(ctx, item, msg("include: “{1}” includes this rulebook in turn, in a circle"), to);
	if (is_among(place, files->folders, files->n_folders))
		return OK;
	return add_folder(files, path, str_fmt(ctx->arena, "%.*s%.*s/", STR_ARG(prefix), STR_ARG(to)), depth + 1);
}

/* The folders that rulebook.yaml names; what else is wrong with it is found when it is parsed. */
static enum outcome add_included(struct files *files, struct str folder, struct str prefix, struct str text,
				 unsigned depth)
{
	struct ctx quiet = {.arena = files->ctx->arena};
	struct yaml_node *root;
	struct str name = str_fmt(files->ctx->arena, "%.*srulebook.yaml", STR_ARG(prefix));
	enum outcome outcome = yaml_read(&quiet, name, text, &root);
	if (outcome != OK)
		return outcome == BROKEN ? BROKEN : OK;
	const struct yaml_node *include = yaml_get(yaml_get(root, "rulebook"), "include");
	for (size_t i = 0; include && include->kind == YAML_LIST && i < include->n; i++) {
		enum outcome one = add_one_included(files, folder, prefix, include->items[i], depth);
		outcome = one == OK ? outcome : one;
	}
	return outcome;
}

static enum outcome list_folder(struct ctx *ctx, struct str folder, struct str *names, size_t *n)
{
	CLEANUP(closedirp) DIR *dir = opendir(str_c(ctx->arena, folder));
	if (!dir) {
		problem_put(ctx, folder, 0, 0,
			    errno == ENOTDIR ? msg("this is a file; a rulebook is a folder with a file rulebook.yaml")
					     : msg("there is no such folder, or it cannot be read"),
			    (const struct str[5]){{0}});
		return NOT_FOUND;
	}
	for (const struct dirent *entry; (entry = readdir(dir));) {
		struct str name = str_of(entry->d_name);
		if (!is_read(name) || utf8_fault(name) != STR_NPOS)
			continue;
		if (*n == LIMIT_RULEBOOK_FILES)
			return problem_put(ctx, folder, 0, 0, msg("there are more than 200 files"),
					   (const struct str[5]){{0}});
		names[(*n)++] = str_dup(ctx->arena, name);
	}
	return OK;
}

static enum outcome add_folder(struct files *files, struct str folder, struct str prefix, unsigned depth)
{
	struct ctx *ctx = files->ctx;
	struct str *names = arena_array(ctx->arena, struct str, LIMIT_RULEBOOK_FILES);
	size_t n = 0;
	files->way[depth] = real_path(ctx, folder);
	if (files->n_folders < COUNT_OF(files->folders))
		files->folders[files->n_folders++] = files->way[depth];
	TRY(list_folder(ctx, folder, names, &n));
	enum outcome outcome = OK;
	for (size_t i = 0; i < n; i++) {
		size_t at = files->n;
		enum outcome one = add_file(files, folder, prefix, names[i]);
		if (one == OK && files->n > at && str_eq(names[i], STR("rulebook.yaml")))
			one = add_included(files, folder, prefix, files->p[at].text, depth);
		if (one == BROKEN)
			return one;
		outcome = one == OK ? outcome : one;
	}
	return outcome;
}

enum outcome rulebook_files(struct ctx *ctx, struct str folder, struct rulebook_file **ret_files, size_t *ret_n)
{
	struct files files = {.ctx = ctx};
	while (folder.n > 1 && folder.p[folder.n - 1] == '/')
		folder.n--;
	files.p = arena_array(ctx->arena, struct rulebook_file, LIMIT_RULEBOOK_FILES);
	TRY(add_folder(&files, folder, STR(""), 0));
	qsort(files.p, files.n, sizeof(*files.p), name_order);
	*ret_files = files.p;
	*ret_n = files.n;
	return OK;
}

enum outcome rulebook_read(struct ctx *ctx, struct str folder, struct rulebook *ret_rulebook)
{
	struct rulebook_file *files;
	size_t n;
	TRY(rulebook_files(ctx, folder, &files, &n));
	return rulebook_parse(ctx, files, n, ret_rulebook);
}
