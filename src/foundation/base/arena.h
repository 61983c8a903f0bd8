/* Memory. One arena per request, command or job; every value lives in it and nobody frees single values.
 * Out of memory ends the process with a message: every write is a transaction, so a restart loses nothing. */
#pragma once

#include <stddef.h>

#include "base/attributes.h"

struct arena;

/* A place in an arena, to which it can be wound back. */
struct arena_mark {
	struct arena *arena;
	void *chunk;
	size_t used;
};

/* Opens an arena that hands out at most `limit` bytes in all (0: LIMIT_ARENA_BYTES); beyond it the process ends
 * with a message that names the limit, since the caller had to check sizes before. Never NULL. */
struct arena *arena_open(size_t limit);

/* Frees the arena and everything in it. NULL is allowed. */
void arena_close(struct arena *arena);
void arena_closep(struct arena **arena);

/* `n` zeroed bytes aligned for any type. Never NULL; n may be 0. */
void *arena_alloc(struct arena *arena, size_t n) __attribute__((malloc, returns_nonnull));

/* `count` zeroed elements of `size` bytes; an overflowing product ends the process. */
void *arena_calloc(struct arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* A copy of n bytes at p. */
void *arena_copy(struct arena *arena, const void *p, size_t n) __attribute__((returns_nonnull));

/* Makes the block of `old` bytes at p (NULL when old is 0) n bytes long, in place where it is the newest one, else by
 * copying; returns where it stands now. The added bytes are not zeroed. For buf and other things that grow. */
void *arena_grow(struct arena *arena, void *p, size_t old, size_t n) __attribute__((returns_nonnull));

#define arena_new(arena, type)          ((type *)arena_calloc((arena), 1, sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_calloc((arena), (count), sizeof(type)))

/* Bytes handed out so far and not wound back. */
size_t arena_used(const struct arena *arena);

struct arena_mark arena_mark(struct arena *arena);

/* Winds the arena back to the mark: everything allocated since is gone. */
void arena_reset(struct arena_mark mark);
void arena_resetp(struct arena_mark *mark);

/* The arena's companion, for the little that must outlive an arena_scope (problems found in a loop): it is never wound
 * back and closes with the arena. */
struct arena *arena_kept(struct arena *arena) __attribute__((returns_nonnull));

/* For the rest of the enclosing block, allocations are temporary: wound back where the block ends. For loops over
 * rows, records and pages, so that a million of them take constant memory. */
#define arena_scope(arena) CLEANUP(arena_resetp) UNUSED struct arena_mark arena_scope_ = arena_mark(arena)
