/* Text being built, in an arena. A struct buf is used by one thread and needs no closing. */
#pragma once

#include "base/str.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n;
	size_t capacity;
};

/* An empty buffer that has room for `capacity` bytes before it first grows (0: no allocation yet). */
struct buf buf_open(struct arena *arena, size_t capacity);

/* Room for n more bytes, returned; the caller writes them and adds what it wrote to buf->n. */
char *buf_reserve(struct buf *buf, size_t n);

void buf_bytes(struct buf *buf, const void *p, size_t n);
void buf_str(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_c(struct buf *buf, const char *c);
void buf_i64(struct buf *buf, int64_t value);
void buf_u64(struct buf *buf, uint64_t value);
void buf_fmt(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* A literal, its length known at compile time. */
#define buf_lit(buf, literal) buf_bytes((buf), "" literal, sizeof(literal) - 1)

/* What was built so far; valid until the buffer grows. */
static inline struct str buf_view(const struct buf *buf)
{
	return (struct str){buf->p, buf->n};
}
