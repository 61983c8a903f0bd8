/* A request's head as the library would take it apart, through the strict check, the router and negotiation. The input
 * is lines: method, address, version, then headers. */
#include "http/answer.h"
#include "http/client.h"
#include "http/route.h"
#include "http/strict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim, const char *what)
{
	if (claim)
		return;
	cli_say("fuzz_request: it does not hold that %s", what);
	abort();
}

static enum outcome nothing(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)ctx;
	(void)req;
	(void)resp;
	return OK;
}

static const struct route routes[] = {
	ROUTE(HTTP_GET, "/", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_GET, "/a/{b}/c", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_GET, "/{a}/b/{c}/d", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_POST, "/a/{b}", 1, CSRF_FORM, nothing),
};

static void check_path(struct arena *arena, const struct head *head)
{
	static const struct route *const tables[] = {routes};
	static const size_t tables_n[] = {COUNT_OF(routes)};
	const struct http_app app = {.routes = tables, .routes_n = tables_n, .n_rooms = 1};
	char *out = arena_alloc(arena, head->path.n);
	size_t n;
	must(path_decode(head->path, out, &n), "a path that passes the check can be decoded");
	struct str path = {out, n};
	must(n > 0 && path.p[0] == '/' && utf8_fault(path) == STR_NPOS, "a path is UTF-8 and starts with a slash");
	must(str_find(path, STR("//"), 0) == STR_NPOS && str_find(path, STR("/../"), 0) == STR_NPOS,
	     "a path leads down");
	must(!str_ends(path, STR("/..")) && str_find_char(path, '\0', 0) == STR_NPOS, "a path ends in a name");
	struct route_match match = router_match(router_open(arena, &app), HTTP_GET, path);
	for (size_t i = 0; match.entry && i < COUNT_OF(match.params); i++)
		must(str_find_char(match.params[i], '/', 0) == STR_NPOS, "a parameter is one segment");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct head head = {0};
	struct str rest = str_dup(arena, str_bytes(data, size)), line;
	if (!rest.p || !str_cut(&rest, '\n', &head.method) || !str_cut(&rest, '\n', &head.path) ||
	    !str_cut(&rest, '\n', &head.version))
		return 0;
	while (str_cut(&rest, '\n', &line)) {
		size_t colon = str_find_char(line, ':', 0);
		if (colon != STR_NPOS)
			head_add(&head, str_slice(line, 0, colon), str_trim(str_slice(line, colon + 1, line.n)));
	}
	unsigned fault = head_fault(&head);
	must(fault == 0 || (fault >= 400 && fault < 600), "a fault is an error's status");
	if (fault == 0)
		check_path(arena, &head);
	struct client client;
	if (client_forwarded(head.forwarded_for, &client)) {
		struct client again;
		must(client_parse(client_str(arena, &client), &again) || client_is_unix(&client),
		     "an address comes back");
	}
	(void)accepts_coding(head.accept_encoding, STR("gzip"));
	(void)etag_matches(head.if_none_match, STR("W/\"a\""));
	return 0;
}
