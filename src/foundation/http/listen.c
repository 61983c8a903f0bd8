#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/server.h"

#define BACKLOG 1024

static enum outcome cannot_listen(struct ctx *ctx, const struct http_options *options, int error)
{
	const char *why = error == EADDRINUSE      ? msg("Another program listens on {1} already")
			  : error == EACCES        ? msg("This user may not listen on {1}")
			  : error == EADDRNOTAVAIL ? msg("This machine has no address {1}")
						   : msg("The server cannot listen on {1}");
	struct str address = options->address;
	if (options->port)
		address = str_fmt(ctx->arena, "%.*s, port %u", STR_ARG(address), options->port);
	return problem_add(ctx, "listen", why, address);
}

static bool unix_path(const struct http_options *options, struct sockaddr_un *ret_address)
{
	struct str path = str_slice(options->address, STR("unix:").n, options->address.n);
	*ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (str_empty(path) || path.n >= sizeof(ret_address->sun_path))
		return false;
	memcpy(ret_address->sun_path, path.p, path.n);
	return true;
}

/* A socket file that nobody listens on is what a crash left behind. */
static void remove_stale(int fd, const struct sockaddr_un *address)
{
	struct stat status;
	if (stat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
		return;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 && errno == ECONNREFUSED)
		(void)unlink(address->sun_path);
}

static enum outcome listen_unix(struct ctx *ctx, const struct http_options *options, int *ret_fd)
{
	struct sockaddr_un address;
	if (!unix_path(options, &address))
		return problem_add(ctx, "listen", msg("{1} is not a path for a socket"), options->address);
	CLEANUP(fd_closep) int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (probe >= 0)
		remove_stale(probe, &address);
	CLEANUP(fd_closep) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return cannot_listen(ctx, options, errno);
	if (chmod(address.sun_path, 0660) != 0 || listen(fd, BACKLOG) != 0)
		return cannot_listen(ctx, options, errno);
	*ret_fd = fd;
	fd = -1;
	return OK;
}

static socklen_t inet_address(const struct http_options *options, struct sockaddr_storage *ret_address)
{
	char text[INET6_ADDRSTRLEN];
	if (str_empty(options->address) || options->address.n >= sizeof(text))
		return 0;
	memcpy(text, options->address.p, options->address.n);
	text[options->address.n] = '\0';
	struct sockaddr_in *v4 = (void *)ret_address;
	struct sockaddr_in6 *v6 = (void *)ret_address;
	*ret_address = (struct sockaddr_storage){0};
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(options->port);
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1)
		return 0;
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(options->port);
	return sizeof(*v6);
}

static uint16_t port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = {0};
	socklen_t n = sizeof(address);
	if (getsockname(fd, &address.any, &n) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

enum outcome listen_open(struct ctx *ctx, const struct http_options *options, int *ret_fd, uint16_t *ret_port)
{
	if (str_starts(options->address, STR("unix:"))) {
		*ret_port = 0;
		return listen_unix(ctx, options, ret_fd);
	}
	struct sockaddr_storage address;
	socklen_t n = inet_address(options, &address);
	if (n == 0)
		return problem_add(ctx, "listen", msg("{1} is not an IP address, such as 127.0.0.1 or ::1"),
				   options->address);
	CLEANUP(fd_closep) int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return cannot_listen(ctx, options, errno);
	const int on = 1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, n) != 0 || listen(fd, BACKLOG) != 0)
		return cannot_listen(ctx, options, errno);
	*ret_port = port_of(fd);
	*ret_fd = fd;
	fd = -1;
	return OK;
}

void listen_close(int fd, const struct http_options *options)
{
	struct sockaddr_un address;
	fd_closep(&fd);
	if (str_starts(options->address, STR("unix:")) && unix_path(options, &address))
		(void)unlink(address.sun_path);
}
