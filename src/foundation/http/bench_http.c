/* A server with one ready page of the size asked for: prints {"port": …} and serves until its input ends, then prints
 * {"requests": …, "cpu_seconds": …}. Who measures sends the load. */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/http.h"

static struct str page;

static enum outcome nothing(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)ctx;
	(void)req;
	(void)resp;
	return OK;
}

static const struct route routes[] = {ROUTE_CACHED("/page", 1, "codes", nothing),
				      ROUTE(HTTP_GET, "/made", 1, CSRF_NONE, nothing)};

static struct http_site *site_of(void *data, struct str host)
{
	(void)host;
	return data;
}

static struct http_freshness freshness(struct http_site *site, uint64_t kinds)
{
	(void)site;
	return (struct http_freshness){.position = kinds, .day = 1};
}

static uint64_t kinds_of(const char *kinds)
{
	return strlen(kinds);
}

static void serve(void *data, struct http_site *site, struct req *req, struct resp *resp)
{
	(void)data;
	(void)site;
	(void)req;
	resp->body = page;
}

static double cpu_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	uint64_t bytes = 2048;
	if (argc > 1 && !str_to_u64(str_of(argv[1]), &bytes))
		return 2;
	char *p = arena_alloc(arena, bytes);
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)('a' + (i * i + i / 7) % 26);
	page = (struct str){p, bytes};
	static const struct route *const tables[] = {routes};
	static const size_t tables_n[] = {COUNT_OF(routes)};
	const struct http_app app = {.routes = tables,
				     .routes_n = tables_n,
				     .n_rooms = 1,
				     .site_of = site_of,
				     .freshness = freshness,
				     .kinds_of = kinds_of,
				     .serve = serve,
				     .data = &page};
	const struct http_options options = {
		.address = STR("127.0.0.1"), .event_threads = argc > 2 ? 2 : 1, .hsts = true};
	struct http_server *server;
	if (http_open(&ctx, &options, &app, &server) != OK)
		return 3;
	printf("{\"port\": %u}\n", http_port(server));
	fflush(stdout);
	char byte;
	while (read(0, &byte, 1) > 0)
		continue;
	struct http_counts counts = http_counts(server);
	http_close(server);
	printf("{\"requests\": %ju, \"ready\": %ju, \"cpu_seconds\": %.3f}\n", (uintmax_t)counts.requests,
	       (uintmax_t)counts.ready_hits, cpu_seconds());
	return 0;
}
