/* A raw HTTP client for tests: sends any bytes, says what came back. */
#pragma once

#include "base/testing.h"

/* Connects to the loopback's port; the caller closes. */
int talk_open(uint16_t port);

/* Sends what it can: a server that has heard enough may have closed. */
void talk_send(int fd, struct str bytes);

/* Reads until the server closes or says nothing for `ms`; *ret_closed tells which. */
struct str talk_read(struct arena *arena, int fd, int ms, bool *ret_closed);

/* Reads one response with its body: as long as Content-Length says. */
struct str talk_response(struct arena *arena, int fd);

/* Opens, sends, reads until the server closes (5 s at most). */
struct str talk(struct arena *arena, uint16_t port, struct str request, bool *ret_closed);

/* "GET path" with a Host and more header lines, each ending in CR LF, for a connection that closes. */
struct str talk_get(struct arena *arena, uint16_t port, const char *path, const char *headers);
struct str talk_post(struct arena *arena, uint16_t port, const char *path, const char *headers, struct str body);

/* Of a response: the status (0: none came), a header's value, the body. */
unsigned talk_status(struct str response);
struct str talk_header(struct str response, const char *name);
struct str talk_body(struct str response);
