/* Which route a path belongs to. */
#pragma once

#include "http/http.h"

struct router;

struct route_entry {
	const struct route *route;
	uint64_t kinds; /* what its ready page falls with; only of cached routes */
};

struct route_match {
	const struct route_entry *entry; /* NULL: no route fits the path */
	bool wrong_method;               /* entry is a route of another method */
	struct str params[4];            /* slices of the path */
};

/* Builds the router in the arena from all the rooms' tables. Two routes that fit the same paths with the same method,
 * or a pattern that is none, end the process: our bug. */
struct router *router_open(struct arena *arena, const struct http_app *app);

/* A literal segment is preferred to a {parameter}, segment by segment from the left. */
struct route_match router_match(const struct router *router, enum http_method method, struct str path);
