/* Ready pages (D5): one answer per site, path and language, valid while the site's freshness is what it was when its
 * rendering began; the least recently used go first. One rendering per page at a time: who asks meanwhile waits for it.
 */
#pragma once

#include "http/answer.h"

struct cache;
struct waiter;

struct page_key {
	struct http_site *site;
	struct str path; /* as asked for, language prefix and all */
};

/* One rendering under way. */
struct rendering;

/* Keeps at most `limit` bytes of answers. */
struct cache *cache_open(struct arena *arena, size_t limit,
			 struct http_freshness (*freshness)(struct http_site *site, uint64_t kinds));
void cache_close(struct cache *cache);

/* The ready answer, held for the caller; NULL when there is none that is still valid. */
struct answer *cache_find(struct cache *cache, const struct page_key *key);

/* Waits for the rendering of the page if one is under way that is as fresh as now: `wait(waiter)` is called with the
 * cache locked, and the waiter is given back by cache_end. Otherwise a new rendering begins, with this waiter as its
 * first, and is returned; it and its key live in the arena until cache_end. */
struct rendering *cache_begin(struct cache *cache, struct arena *arena, const struct page_key *key, uint64_t kinds,
			      struct waiter *waiter, void (*wait)(struct waiter *));

/* The rendering is done. Keeps the answer where `keep` says so, holding it once more, and returns all who waited for
 * it. */
struct waiter *cache_end(struct cache *cache, struct rendering *rendering, struct answer *answer, bool keep);

/* A member of whatever waits: a list through it belongs to the cache while it waits. */
struct waiter {
	struct waiter *next;
};
