#include "base/testing.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDERS 32

struct fixture {
	struct ctx ctx; /* first: *state is read as a struct ctx */
	struct random random;
};

static struct arena *kept;

static struct arena *kept_arena(void)
{
	if (!kept)
		kept = arena_open(0);
	return kept;
}

int test_ctx_open(void **state)
{
	struct arena *arena = arena_open(0);
	struct fixture *fixture = arena_new(arena, struct fixture);
	fixture->random = random_seeded(1);
	fixture->ctx = (struct ctx){.arena = arena, .now_ms = 1795375694123, .random = &fixture->random};
	*state = &fixture->ctx;
	return 0;
}

int test_ctx_close(void **state)
{
	struct ctx *ctx = *state;
	arena_close(ctx->arena);
	return 0;
}

const char *test_c(struct str s)
{
	return str_c(kept_arena(), s);
}

const char *test_problem(struct ctx *ctx, size_t nth)
{
	const struct problem *problem = ctx->problems.first;
	for (; problem && nth > 0; nth--)
		problem = problem->next;
	return problem ? test_c(problem_str(ctx->arena, problem)) : "";
}

bool test_ends(void (*act)(void *arg), void *arg, int exit_code, const char *words)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct buf said = buf_open(arena, 0);
	int ends[2], status = 0;
	ssize_t n;
	if (pipe(ends) != 0)
		die("pipe: %m");
	pid_t child = fork();
	if (child < 0)
		die("fork: %m");
	if (child == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		(void)close(ends[0]);
		(void)close(ends[1]);
		act(arg);
		_exit(0);
	}
	(void)close(ends[1]);
	while ((n = read(ends[0], buf_reserve(&said, 4096), 4096)) > 0)
		said.n += (size_t)n;
	(void)close(ends[0]);
	if (waitpid(child, &status, 0) != child)
		die("waitpid: %m");
	bool as_expected = WIFEXITED(status) && WEXITSTATUS(status) == exit_code &&
			   str_find(buf_view(&said), str_of(words), 0) != STR_NPOS;
	if (!as_expected)
		fprintf(stderr, "expected exit code %d and \"%s\", got status 0x%x and \"%.*s\"\n", exit_code, words,
			(unsigned)status, STR_ARG(buf_view(&said)));
	return as_expected;
}

static const char *folders[FOLDERS];
static pid_t folders_owner;

static void remove_folders(void)
{
	for (size_t i = 0; i < FOLDERS && folders[i] && folders_owner == getpid(); i++) {
		DIR *folder = opendir(folders[i]);
		const struct dirent *entry;
		while (folder && (entry = readdir(folder)))
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
		if (folder)
			(void)closedir(folder);
		(void)rmdir(folders[i]);
	}
}

const char *test_folder(void)
{
	const char *base = getenv("TMPDIR");
	char *path = str_c(kept_arena(), str_fmt(kept_arena(), "%s/aboveboard-test-XXXXXX", base ? base : "/tmp"));
	size_t i = 0;
	if (!folders_owner && atexit(remove_folders) != 0)
		die("atexit: %m");
	folders_owner = getpid();
	while (i < FOLDERS && folders[i])
		i++;
	if (i >= FOLDERS)
		die("a test wants more than %d folders", FOLDERS);
	if (!mkdtemp(path))
		die("no folder for a test: %m");
	folders[i] = path;
	return path;
}
