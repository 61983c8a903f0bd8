/* Who is at the other end, and how much of the server each has. */
#pragma once

#include <pthread.h>
#include <sys/socket.h>

#include "http/http.h"

/* An IPv6 address, or an IPv4 one mapped into it; all zero for a Unix socket's peer. */
struct client {
	unsigned char b[16];
};

/* From the text of an address, "203.0.113.9", "2001:db8::1" or "[2001:db8::1]:443" as proxies write it. */
bool client_parse(struct str text, struct client *ret_client);

/* The last address of an X-Forwarded-For list: the one that the trusted proxy itself added. */
bool client_forwarded(struct str list, struct client *ret_client);

struct client client_of(const struct sockaddr *address);
struct str client_str(struct arena *arena, const struct client *client);
bool client_eq(const struct client *a, const struct client *b);
bool client_is_unix(const struct client *client);

/* How many of something each client has at the moment. An IPv6 client is its /64: whoever has one address has them all.
 */
struct client_counts;

struct client_counts *client_counts_open(struct arena *arena, unsigned limit);
void client_counts_close(struct client_counts *counts);

/* Counts one more; false, and nothing counted, when the client has as many as the limit. */
bool client_enter(struct client_counts *counts, const struct client *client);
void client_leave(struct client_counts *counts, const struct client *client);
