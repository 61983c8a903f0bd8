#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/frame.h"

static uint64_t patience_ms;

#ifdef ABOVEBOARD_FAULTS
void intake_patience_lower(uint64_t ms)
{
	patience_ms = ms;
}
#endif

/* ---- Starting the child ---- */

struct child {
	pid_t pid;
	int pidfd;
	int to;   /* its standard input */
	int from; /* its standard output */
	int64_t deadline_ms;
};

static int64_t clock_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum outcome broken(const char *what)
{
	log_event(LOG_ERROR, "intake", "failed=%s errno=%d", what, errno);
	return BROKEN;
}

/* No environment: nothing of ours is the child's business. Sanitizers are told by it what to do. */
static char **child_environment(void)
{
	static char *nothing[] = {NULL};
	return INTAKE_SANITIZED ? environ : nothing;
}

static int spawn_child(char *parser, int input, int output, pid_t *ret_pid)
{
	char program[] = "aboveboard";
	char verb[] = "intake-child";
	char *const argv[] = {program, verb, parser, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int error = posix_spawn_file_actions_init(&files);
	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error) {
		(void)posix_spawn_file_actions_destroy(&files);
		return error;
	}
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setsigdefault(&attributes, &all);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	if (!INTAKE_SANITIZED)
		(void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawn(ret_pid, "/proc/self/exe", &files, &attributes, argv, child_environment());
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Ends the child if it still runs, and waits for it. */
static int child_end(struct child *child)
{
	int status = 0;
	(void)kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static enum outcome child_start(char *parser, struct child *ret_child)
{
	/* Sockets, because writing to one whose reader has died can be asked not to raise SIGPIPE. */
	int in[2], out[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
		return broken("socketpair");
	CLEANUP(fd_closep) int child_in = in[1];
	if (pipe2(out, O_CLOEXEC) != 0) {
		(void)close(in[0]);
		return broken("pipe");
	}
	CLEANUP(fd_closep) int child_out = out[1];
	struct child child = {.to = in[0], .from = out[0], .pidfd = -1};
	uint64_t patience = patience_ms ? patience_ms : LIMIT_INTAKE_SECONDS * 1000;
	child.deadline_ms = clock_ms() + (int64_t)patience;
	errno = spawn_child(parser, child_in, child_out, &child.pid);
	if (errno == 0) {
		child.pidfd = pidfd_open(child.pid, 0);
		if (child.pidfd >= 0) {
			*ret_child = child;
			return OK;
		}
		(void)child_end(&child);
	}
	(void)close(child.to);
	(void)close(child.from);
	return broken("spawn");
}

/* ---- Talking to it ---- */

/* Waits for the events; false when the deadline is over. */
static bool wait_for(const struct child *child, struct pollfd *fds, nfds_t n)
{
	for (;;) {
		int64_t left = child->deadline_ms - clock_ms();
		if (left <= 0)
			return false;
		int ready = poll(fds, n, (int)left);
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return false;
	}
}

/* Sends what the child takes now. A child that stops reading has its reasons; its answer tells. */
static void say(struct child *child, struct str *rest)
{
	ssize_t n = send(child->to, rest->p, rest->n, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n >= 0)
		*rest = str_slice(*rest, (size_t)n, rest->n);
	else if (errno != EAGAIN && errno != EINTR)
		rest->n = 0;
	if (rest->n == 0)
		fd_closep(&child->to);
}

/* Takes what has come; *ret_end is set at its end. False: too much. */
static bool hear(struct child *child, struct buf *heard, bool *ret_end)
{
	ssize_t n = read(child->from, buf_reserve(heard, 65536), 65536);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	heard->n += (size_t)n;
	*ret_end = n == 0;
	return heard->n <= LIMIT_INTAKE_BYTES;
}

/* The whole conversation; false when it did not come to an end in time or within bounds. */
static bool converse(struct child *child, struct str question, struct buf *heard)
{
	bool end = false;
	while (!end) {
		struct pollfd fds[] = {
			{.fd = child->from, .events = POLLIN},
			{.fd = child->to, .events = POLLOUT}, /* -1 once all is said: poll passes over it */
		};
		if (!wait_for(child, fds, COUNT_OF(fds)))
			return false;
		if (fds[1].revents)
			say(child, &question);
		if (fds[0].revents && !hear(child, heard, &end))
			return false;
	}
	struct pollfd gone = {.fd = child->pidfd, .events = POLLIN};
	return wait_for(child, &gone, 1);
}

/* ---- Its answer, which may be anything ---- */

static enum outcome unreadable(struct ctx *ctx, struct str filename, const char *why, int status)
{
	log_event(LOG_WARN, "intake_child", "why=%s status=%d signal=%d", why,
		  WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return problem_at(ctx, filename, 0, 0,
			  msg("The file could not be read: it is damaged, or reading it took too much time or memory. "
			      "Nothing was changed."));
}

static struct str member_text(const json_t *value)
{
	return json_is_string(value) ? str_bytes(json_string_value(value), json_string_length(value)) : (struct str){0};
}

struct str intake_text(const json_t *object, const char *name)
{
	return member_text(json_object_get(object, name));
}

static int64_t member_number(const json_t *object, const char *name)
{
	int64_t value = json_integer_value(json_object_get(object, name));
	return value > 0 ? value : 0;
}

/* A place in the file is told with the file's name; where the content is several files, the child says which. */
static void problem_take(struct ctx *ctx, struct str filename, const json_t *problem)
{
	const json_t *list = json_object_get(problem, "args");
	struct str args[5] = {{0}};
	for (size_t i = 0; i < 4; i++)
		args[i] = member_text(json_array_get(list, i));
	int64_t line = member_number(problem, "line");
	struct str where = intake_text(problem, "where");
	const char *message = json_string_value(json_object_get(problem, "message"));
	bool is_ours = str_empty(where) || (line > 0 && !str_empty(filename));
	(void)problem_put(ctx, is_ours ? filename : where, line, member_number(problem, "column"),
			  message ? message : "", args);
}

static bool problems_take(struct ctx *ctx, struct str filename, struct str json)
{
	CLEANUP(json_decrefp) json_t *list = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (!json_is_array(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++)
		problem_take(ctx, filename, json_array_get(list, i));
	return true;
}

static bool answer_split(struct str heard, struct intake_answer *ret_head, struct str *ret_problems,
			 struct str *ret_json)
{
	if (heard.n < sizeof(*ret_head))
		return false;
	memcpy(ret_head, heard.p, sizeof(*ret_head));
	struct str rest = str_slice(heard, sizeof(*ret_head), heard.n);
	if (ret_head->problems_n > rest.n || ret_head->json_n != rest.n - ret_head->problems_n)
		return false;
	*ret_problems = str_slice(rest, 0, (size_t)ret_head->problems_n);
	*ret_json = str_slice(rest, (size_t)ret_head->problems_n, rest.n);
	return true;
}

static enum outcome answer_take(struct ctx *ctx, struct str filename, struct str heard, int status,
				struct str *ret_json)
{
	struct intake_answer head;
	struct str problems, json;
	if (WIFEXITED(status) &&
	    (WEXITSTATUS(status) == INTAKE_NO_SANDBOX || WEXITSTATUS(status) == INTAKE_NO_PARSER)) {
		log_event(LOG_ERROR, "intake_child", "status=%d", WEXITSTATUS(status));
		return BROKEN;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_DONE)
		return unreadable(ctx, filename, "died", status);
	if (!answer_split(heard, &head, &problems, &json) || utf8_fault(json) != STR_NPOS ||
	    !problems_take(ctx, filename, problems))
		return unreadable(ctx, filename, "answer", status);
	if (head.outcome == INVALID)
		return ctx->problems.first ? INVALID : unreadable(ctx, filename, "silent", status);
	if (head.outcome != OK)
		return unreadable(ctx, filename, "outcome", status);
	*ret_json = json;
	return OK;
}

enum outcome intake_run(struct ctx *ctx, const char *parser, struct str filename, struct str content,
			struct str options_json, struct str *ret_json)
{
	if (content.n > LIMIT_INTAKE_BYTES || options_json.n > LIMIT_INTAKE_BYTES)
		return problem_at(ctx, filename, 0, 0, msg("The file is too large"));
	const struct intake_question head = {options_json.n, content.n};
	struct buf question = buf_open(ctx->arena, sizeof(head) + options_json.n + content.n);
	buf_bytes(&question, &head, sizeof(head));
	buf_str(&question, options_json);
	buf_str(&question, content);
	struct child child;
	TRY(child_start(str_c(ctx->arena, str_of(parser)), &child));
	struct buf heard = buf_open(ctx->arena, 65536);
	bool ended = converse(&child, buf_view(&question), &heard);
	int status = child_end(&child);
	fd_closep(&child.to);
	fd_closep(&child.from);
	fd_closep(&child.pidfd);
	if (!ended)
		return unreadable(ctx, filename, "limits", status);
	return answer_take(ctx, filename, buf_view(&heard), status, ret_json);
}
