#include "http/cache.h"

#include <pthread.h>

/* The table grows with nothing: 64 MiB of pages are some thousands. */
#define BUCKETS ((size_t)4096)

struct ready {
	struct ready *chain; /* of its bucket */
	struct ready *newer, *older;
	uint64_t hash;
	struct page_key key; /* its path lives in the answer's arena */
	uint64_t kinds;
	struct http_freshness freshness;
	struct answer *answer;
};

struct rendering {
	struct rendering *next;
	struct page_key key;
	uint64_t hash;
	uint64_t kinds;
	struct http_freshness freshness;
	struct waiter *waiters;
};

struct cache {
	pthread_mutex_t lock;
	struct http_freshness (*freshness)(struct http_site *site, uint64_t kinds);
	size_t limit;
	size_t bytes;
	struct ready *newest, *oldest;
	struct rendering *renderings;
	struct ready *buckets[BUCKETS];
};

static uint64_t key_hash(const struct page_key *key)
{
	uint64_t hash = 0x9e3779b97f4a7c15u ^ (uintptr_t)key->site;
	size_t i = 0;
	for (; i + 8 <= key->path.n; i += 8) {
		uint64_t word;
		memcpy(&word, key->path.p + i, 8);
		hash = (hash ^ word) * 0xff51afd7ed558ccdu;
		hash ^= hash >> 32;
	}
	for (; i < key->path.n; i++)
		hash = (hash ^ (unsigned char)key->path.p[i]) * 0x100000001b3u;
	return hash ^ (hash >> 29);
}

static bool key_eq(const struct page_key *a, const struct page_key *b)
{
	return a->site == b->site && str_eq(a->path, b->path);
}

static bool freshness_eq(struct http_freshness a, struct http_freshness b)
{
	return a.position == b.position && a.day == b.day;
}

struct cache *cache_open(struct arena *arena, size_t limit,
			 struct http_freshness (*freshness)(struct http_site *site, uint64_t kinds))
{
	struct cache *cache = arena_new(arena, struct cache);
	cache->limit = limit;
	cache->freshness = freshness;
	pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

/* ---- The list by use, the table by key: all with the lock held ---- */

static void list_remove(struct cache *cache, struct ready *ready)
{
	*(ready->newer ? &ready->newer->older : &cache->newest) = ready->older;
	*(ready->older ? &ready->older->newer : &cache->oldest) = ready->newer;
}

static void list_put_first(struct cache *cache, struct ready *ready)
{
	ready->newer = NULL;
	ready->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = ready;
	cache->newest = ready;
}

static struct ready **place_of(struct cache *cache, const struct page_key *key, uint64_t hash)
{
	struct ready **at = &cache->buckets[hash % BUCKETS];
	while (*at && !((*at)->hash == hash && key_eq(&(*at)->key, key)))
		at = &(*at)->chain;
	return at;
}

static void drop(struct cache *cache, struct ready *ready)
{
	struct ready **at = &cache->buckets[ready->hash % BUCKETS];
	while (*at != ready)
		at = &(*at)->chain;
	*at = ready->chain;
	list_remove(cache, ready);
	cache->bytes -= ready->answer->bytes;
	answer_release(ready->answer);
}

void cache_close(struct cache *cache)
{
	while (cache->oldest)
		drop(cache, cache->oldest);
	pthread_mutex_destroy(&cache->lock);
}

struct answer *cache_find(struct cache *cache, const struct page_key *key)
{
	uint64_t hash = key_hash(key);
	struct answer *answer = NULL;
	pthread_mutex_lock(&cache->lock);
	struct ready *ready = *place_of(cache, key, hash);
	if (ready && freshness_eq(ready->freshness, cache->freshness(key->site, ready->kinds))) {
		if (ready != cache->newest) {
			list_remove(cache, ready);
			list_put_first(cache, ready);
		}
		answer = ready->answer;
		answer_hold(answer);
	} else if (ready) {
		drop(cache, ready);
	}
	pthread_mutex_unlock(&cache->lock);
	return answer;
}

struct rendering *cache_begin(struct cache *cache, struct arena *arena, const struct page_key *key, uint64_t kinds,
			      struct waiter *waiter, void (*wait)(struct waiter *))
{
	uint64_t hash = key_hash(key);
	struct rendering *begun = NULL;
	pthread_mutex_lock(&cache->lock);
	struct http_freshness now = cache->freshness(key->site, kinds);
	struct rendering *rendering = cache->renderings;
	while (rendering &&
	       !(rendering->hash == hash && key_eq(&rendering->key, key) && freshness_eq(rendering->freshness, now)))
		rendering = rendering->next;
	if (!rendering) {
		begun = rendering = arena_new(arena, struct rendering);
		*rendering = (struct rendering){
			.next = cache->renderings,
			.key = {key->site, str_dup(arena, key->path)},
			.hash = hash,
			.kinds = kinds,
			.freshness = now,
		};
		cache->renderings = rendering;
	}
	wait(waiter);
	waiter->next = rendering->waiters;
	rendering->waiters = waiter;
	pthread_mutex_unlock(&cache->lock);
	return begun;
}

/* With the lock held. */
static void keep_answer(struct cache *cache, const struct rendering *rendering, struct answer *answer)
{
	struct ready *former = *place_of(cache, &rendering->key, rendering->hash);
	if (former)
		drop(cache, former);
	while (cache->oldest && cache->bytes + answer->bytes > cache->limit)
		drop(cache, cache->oldest);
	struct ready **at = place_of(cache, &rendering->key, rendering->hash);
	struct ready *ready = arena_new(answer->arena, struct ready);
	*ready = (struct ready){
		.hash = rendering->hash,
		.key = {rendering->key.site, str_dup(answer->arena, rendering->key.path)},
		.kinds = rendering->kinds,
		.freshness = rendering->freshness,
		.answer = answer,
	};
	answer_hold(answer);
	*at = ready;
	list_put_first(cache, ready);
	cache->bytes += answer->bytes;
}

struct waiter *cache_end(struct cache *cache, struct rendering *rendering, struct answer *answer, bool keep)
{
	pthread_mutex_lock(&cache->lock);
	struct rendering **at = &cache->renderings;
	while (*at != rendering)
		at = &(*at)->next;
	*at = rendering->next;
	if (keep && answer->bytes <= cache->limit)
		keep_answer(cache, rendering, answer);
	struct waiter *waiters = rendering->waiters;
	pthread_mutex_unlock(&cache->lock);
	return waiters;
}
