#include <stdarg.h>

#include "base/base.h"

struct buf buf_open(struct arena *arena, size_t capacity)
{
	struct buf buf = {.arena = arena};
	if (capacity > 0)
		(void)buf_reserve(&buf, capacity);
	return buf;
}

char *buf_reserve(struct buf *buf, size_t n)
{
	if (n <= buf->capacity - buf->n && buf->p)
		return buf->p + buf->n;
	size_t needed;
	if (__builtin_add_overflow(buf->n, n, &needed) || needed > SIZE_MAX / 2)
		die("a text of %zu bytes cannot grow by %zu", buf->n, n);
	size_t capacity = buf->capacity * 2;
	if (capacity < needed)
		capacity = needed;
	if (capacity < 64)
		capacity = 64;
	buf->p = arena_grow(buf->arena, buf->p, buf->capacity, capacity);
	buf->capacity = capacity;
	return buf->p + buf->n;
}

void buf_bytes(struct buf *buf, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_reserve(buf, n), p, n);
	buf->n += n;
}

void buf_str(struct buf *buf, struct str s)
{
	buf_bytes(buf, s.p, s.n);
}

void buf_char(struct buf *buf, char c)
{
	*buf_reserve(buf, 1) = c;
	buf->n++;
}

void buf_c(struct buf *buf, const char *c)
{
	buf_str(buf, str_of(c));
}

void buf_u64(struct buf *buf, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	buf_bytes(buf, digits + at, sizeof(digits) - at);
}

void buf_i64(struct buf *buf, int64_t value)
{
	if (value < 0)
		buf_char(buf, '-');
	buf_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void buf_fmt(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		die("buf_fmt: the format or its arguments cannot be printed: %m");
	(void)vsnprintf(buf_reserve(buf, (size_t)n + 1), (size_t)n + 1, format, again);
	va_end(again);
	buf->n += (size_t)n;
}
