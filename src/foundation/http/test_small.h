/* A small program behind a server, for the tests of http: a page that counts its renderings, a page that says what it
 * was asked, forms, assets. For tests only. */
#pragma once

#include "base/testing.h"
#include "http/server.h"

extern struct http_server *server;
extern uint16_t port;
extern _Atomic uint64_t small_position; /* of the newest change */
extern _Atomic unsigned small_renders;  /* of cached pages */
extern _Atomic bool small_gate_is_shut; /* handlers wait */

struct http_app small_app(void);

/* Opens `server`, with two event threads and four workers; told that TLS is ahead when it has a proxy (NULL: none). */
void small_open(const struct http_limits *limits, const char *proxy);

/* For cmocka: a server with the usual limits, closed again; *state is a struct ctx. */
int small_up(void **state);
int small_down(void **state);
