#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#define ARENA_ALIGN       ((size_t)16)
#define ARENA_FIRST_BYTES ((size_t)8 * 1024)
#define ARENA_CHUNK_BYTES ((size_t)1024 * 1024)

/* A block from the system; what it hands out lies behind it, aligned as it is. */
struct chunk {
	struct chunk *previous;
	size_t before; /* bytes handed out by the chunks before it */
	size_t used;
	size_t capacity;
} __attribute__((aligned(16)));

struct arena {
	struct chunk *last;
	struct chunk *spare; /* one emptied chunk, kept so that a scope in a loop does not ask the system each time */
	struct arena *kept;  /* NULL until wanted */
	size_t limit;
	size_t next_capacity;
} __attribute__((aligned(16)));

static char *chunk_bytes(struct chunk *chunk)
{
	return (char *)(chunk + 1);
}

static void *system_bytes(size_t n)
{
	void *p = fault_here(FAULT_ALLOC) ? NULL : malloc(n);
	if (!p)
		die("out of memory: the system refused %zu bytes; nothing that was saved is lost", n);
	return p;
}

static void chunk_init(struct chunk *chunk, struct chunk *previous, size_t before, size_t capacity)
{
	*chunk = (struct chunk){.previous = previous, .before = before, .capacity = capacity};
	ASAN_POISON_MEMORY_REGION(chunk_bytes(chunk), capacity);
}

static void chunk_free(struct chunk *chunk)
{
	ASAN_UNPOISON_MEMORY_REGION(chunk_bytes(chunk), chunk->capacity);
	free(chunk);
}

/* The chunk that stands in the same block as the arena; it goes with it. */
static struct chunk *arena_first(struct arena *arena)
{
	return (struct chunk *)(arena + 1);
}

struct arena *arena_open(size_t limit)
{
	struct arena *arena = system_bytes(sizeof(struct arena) + sizeof(struct chunk) + ARENA_FIRST_BYTES);
	*arena = (struct arena){
		.last = arena_first(arena),
		.limit = limit ? limit : (size_t)LIMIT_ARENA_BYTES,
		.next_capacity = 2 * ARENA_FIRST_BYTES,
	};
	chunk_init(arena->last, NULL, 0, ARENA_FIRST_BYTES);
	return arena;
}

void arena_close(struct arena *arena)
{
	if (!arena)
		return;
	arena_close(arena->kept);
	while (arena->last != arena_first(arena)) {
		struct chunk *chunk = arena->last;
		arena->last = chunk->previous;
		chunk_free(chunk);
	}
	if (arena->spare)
		chunk_free(arena->spare);
	ASAN_UNPOISON_MEMORY_REGION(chunk_bytes(arena->last), arena->last->capacity);
	free(arena);
}

struct arena *arena_kept(struct arena *arena)
{
	if (!arena->kept)
		arena->kept = arena_open(arena->limit);
	return arena->kept;
}

void arena_closep(struct arena **arena)
{
	arena_close(*arena);
}

size_t arena_used(const struct arena *arena)
{
	return arena->last->before + arena->last->used;
}

static void arena_check_limit(const struct arena *arena, size_t n)
{
	size_t used = arena_used(arena);
	if (used <= arena->limit && n <= arena->limit - used)
		return;
	die("a request, command or job needs more memory than LIMIT_ARENA_BYTES allows (%zu bytes)", arena->limit);
}

static void arena_add_chunk(struct arena *arena, size_t n)
{
	struct chunk *chunk = arena->spare;
	size_t capacity = arena->next_capacity;
	if (chunk && chunk->capacity >= n) {
		arena->spare = NULL;
		capacity = chunk->capacity;
	} else {
		if (capacity < n)
			capacity = n;
		chunk = system_bytes(sizeof(struct chunk) + capacity);
		if (arena->next_capacity < ARENA_CHUNK_BYTES)
			arena->next_capacity *= 2;
	}
	chunk_init(chunk, arena->last, arena_used(arena), capacity);
	arena->last = chunk;
}

/* n bytes, not zeroed. */
static void *arena_take(struct arena *arena, size_t n)
{
	arena_check_limit(arena, n);
	size_t rounded = (n + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	if (rounded < n)
		die("a request for %zu bytes of memory overflows", n);
	if (rounded > arena->last->capacity - arena->last->used)
		arena_add_chunk(arena, rounded);
	void *p = chunk_bytes(arena->last) + arena->last->used;
	arena->last->used += rounded;
	ASAN_UNPOISON_MEMORY_REGION(p, n);
	return p;
}

void *arena_alloc(struct arena *arena, size_t n)
{
	return memset(arena_take(arena, n), 0, n);
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		die("an array of %zu elements of %zu bytes overflows", count, size);
	return arena_alloc(arena, n);
}

void *arena_copy(struct arena *arena, const void *p, size_t n)
{
	void *copy = arena_take(arena, n);
	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

void *arena_grow(struct arena *arena, void *p, size_t old, size_t n)
{
	struct chunk *chunk = arena->last;
	size_t rounded = (old + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	bool is_newest = p && old > 0 && (char *)p + rounded == chunk_bytes(chunk) + chunk->used;
	if (is_newest && n >= old && n <= chunk->capacity - (chunk->used - rounded)) {
		chunk->used -= rounded;
		return arena_take(arena, n);
	}
	void *grown = arena_take(arena, n);
	if (p && old > 0)
		memcpy(grown, p, old < n ? old : n);
	return grown;
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){arena, arena->last, arena->last->used};
}

void arena_reset(struct arena_mark mark)
{
	struct arena *arena = mark.arena;
	while (arena->last != mark.chunk) {
		struct chunk *chunk = arena->last;
		arena->last = chunk->previous;
		if (chunk->capacity > ARENA_CHUNK_BYTES ||
		    (arena->spare && arena->spare->capacity >= chunk->capacity)) {
			chunk_free(chunk);
			continue;
		}
		if (arena->spare)
			chunk_free(arena->spare);
		arena->spare = chunk;
	}
	struct chunk *last = arena->last;
	ASAN_POISON_MEMORY_REGION(chunk_bytes(last) + mark.used, last->capacity - mark.used);
	last->used = mark.used;
}

void arena_resetp(struct arena_mark *mark)
{
	arena_reset(*mark);
}
