#include "http/route.h"

#define PARAMS COUNT_OF(((struct route_match *)0)->params)

/* One segment of a pattern. Its literal children are a list: no path has many. */
struct node {
	struct str literal;
	struct node *next;
	struct node *literals;
	struct node *param;
	struct route_entry *entries[2]; /* by method */
};

struct router {
	struct node root;
};

static struct node *child_of(struct arena *arena, struct node *node, struct str segment, const char *pattern)
{
	bool is_param = segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
	if (!is_param && (str_empty(segment) || str_find_char(segment, '{', 0) != STR_NPOS))
		die("route %s: a segment is either a word or one whole {parameter}", pattern);
	if (is_param) {
		if (!node->param)
			node->param = arena_new(arena, struct node);
		return node->param;
	}
	for (struct node *child = node->literals; child; child = child->next)
		if (str_eq(child->literal, segment))
			return child;
	struct node *child = arena_new(arena, struct node);
	*child = (struct node){.literal = segment, .next = node->literals};
	node->literals = child;
	return child;
}

static void router_add(struct arena *arena, struct router *router, const struct route *route, uint64_t kinds)
{
	struct str rest = str_of(route->pattern);
	if (!str_starts(rest, STR("/")))
		die("route %s: a pattern starts with '/'", route->pattern);
	struct node *node = &router->root;
	size_t params = 0;
	struct str segment;
	rest = str_slice(rest, 1, rest.n);
	while (!str_empty(rest) && str_cut(&rest, '/', &segment)) {
		node = child_of(arena, node, segment, route->pattern);
		params += segment.p[0] == '{';
	}
	if (params > PARAMS)
		die("route %s: more than %zu parameters", route->pattern, PARAMS);
	if (node->entries[route->method])
		die("routes %s and %s are the same", route->pattern, node->entries[route->method]->route->pattern);
	struct route_entry *entry = arena_new(arena, struct route_entry);
	*entry = (struct route_entry){.route = route, .kinds = kinds};
	node->entries[route->method] = entry;
}

struct router *router_open(struct arena *arena, const struct http_app *app)
{
	struct router *router = arena_new(arena, struct router);
	for (size_t room = 0; room < app->n_rooms; room++)
		for (size_t i = 0; i < app->routes_n[room]; i++) {
			const struct route *route = &app->routes[room][i];
			router_add(arena, router, route, route->cache ? app->kinds_of(route->cache) : 0);
		}
	return router;
}

/* The node at which `rest` ends. Depth is bounded by the longest pattern, and so are the ways back: each node has at
 * most two that fit. */
static const struct node *walk(const struct node *node, struct str rest, size_t n_params, struct str *params)
{
	if (str_empty(rest))
		return node->entries[HTTP_GET] || node->entries[HTTP_POST] ? node : NULL;
	size_t end = str_find_char(rest, '/', 1);
	struct str segment = str_slice(rest, 1, end == STR_NPOS ? rest.n : end);
	rest = str_slice(rest, end == STR_NPOS ? rest.n : end, rest.n);
	if (str_empty(segment))
		return NULL;
	for (const struct node *child = node->literals; child; child = child->next)
		if (str_eq(child->literal, segment)) {
			const struct node *found = walk(child, rest, n_params, params);
			if (found)
				return found;
		}
	if (!node->param)
		return NULL;
	params[n_params] = segment;
	return walk(node->param, rest, n_params + 1, params);
}

struct route_match router_match(const struct router *router, enum http_method method, struct str path)
{
	struct route_match match = {0};
	struct str params[PARAMS + 1] = {0};
	const struct node *node = walk(&router->root, str_eq(path, STR("/")) ? STR("") : path, 0, params);
	if (!node)
		return match;
	match.entry = node->entries[method];
	match.wrong_method = !match.entry;
	if (!match.entry)
		match.entry = node->entries[method == HTTP_GET ? HTTP_POST : HTTP_GET];
	memcpy(match.params, params, sizeof(match.params));
	return match;
}
