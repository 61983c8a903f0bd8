#include "http/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int talk_open(uint16_t port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void talk_send(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		bytes = str_slice(bytes, (size_t)n, bytes.n);
	}
}

/* One more piece; 0 at the end, -1 when nothing comes. */
static ssize_t read_more(int fd, int ms, struct buf *buf)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	if (poll(&ready, 1, ms) != 1)
		return -1;
	ssize_t n = recv(fd, buf_reserve(buf, 65536), 65536, 0);
	if (n > 0)
		buf->n += (size_t)n;
	return n > 0 ? n : 0;
}

struct str talk_read(struct arena *arena, int fd, int ms, bool *ret_closed)
{
	struct buf buf = buf_open(arena, 65536);
	ssize_t n;
	while ((n = read_more(fd, ms, &buf)) > 0)
		continue;
	if (ret_closed)
		*ret_closed = n == 0;
	return buf_view(&buf);
}

struct str talk_response(struct arena *arena, int fd)
{
	struct buf buf = buf_open(arena, 65536);
	for (;;) {
		struct str got = buf_view(&buf);
		size_t end = str_find(got, STR("\r\n\r\n"), 0);
		uint64_t length = 0;
		if (end != STR_NPOS)
			(void)str_to_u64(talk_header(got, "Content-Length"), &length);
		if (end != STR_NPOS && got.n >= end + 4 + length)
			return got;
		if (read_more(fd, 5000, &buf) <= 0)
			return got;
	}
}

struct str talk(struct arena *arena, uint16_t port, struct str request, bool *ret_closed)
{
	int fd = talk_open(port);
	talk_send(fd, request);
	struct str response = talk_read(arena, fd, 5000, ret_closed);
	close(fd);
	return response;
}

struct str talk_get(struct arena *arena, uint16_t port, const char *path, const char *headers)
{
	return talk(
		arena, port,
		str_fmt(arena, "GET %s HTTP/1.1\r\nHost: city.example\r\nConnection: close\r\n%s\r\n", path, headers),
		NULL);
}

struct str talk_post(struct arena *arena, uint16_t port, const char *path, const char *headers, struct str body)
{
	struct buf request = buf_open(arena, body.n + 512);
	buf_fmt(&request, "POST %s HTTP/1.1\r\nHost: city.example\r\nConnection: close\r\n", path);
	buf_fmt(&request, "Content-Length: %zu\r\n%s\r\n", body.n, headers);
	buf_str(&request, body);
	return talk(arena, port, buf_view(&request), NULL);
}

unsigned talk_status(struct str response)
{
	uint64_t status = 0;
	if (!str_starts(response, STR("HTTP/1.1 ")) || !str_to_u64(str_slice(response, 9, 12), &status))
		return 0;
	return (unsigned)status;
}

struct str talk_header(struct str response, const char *name)
{
	struct str head = str_slice(response, 0, str_find(response, STR("\r\n\r\n"), 0));
	struct str line;
	while (str_cut(&head, '\n', &line)) {
		size_t colon = str_find_char(line, ':', 0);
		if (colon != STR_NPOS && str_eq_nocase(str_slice(line, 0, colon), str_of(name)))
			return str_trim(str_slice(line, colon + 1, line.n));
	}
	return (struct str){0};
}

struct str talk_body(struct str response)
{
	size_t end = str_find(response, STR("\r\n\r\n"), 0);
	return end == STR_NPOS ? (struct str){0} : str_slice(response, end + 4, response.n);
}
