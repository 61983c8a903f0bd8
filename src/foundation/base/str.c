#include <errno.h>
#include <stdarg.h>

#include "base/base.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
	if (from > s.n || needle.n > s.n - from)
		return STR_NPOS;
	if (needle.n == 0)
		return from;
	const char *found = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return found ? (size_t)(found - s.p) : STR_NPOS;
}

size_t str_find_char(struct str s, char c, size_t from)
{
	if (from >= s.n)
		return STR_NPOS;
	const char *found = memchr(s.p + from, c, s.n - from);
	return found ? (size_t)(found - s.p) : STR_NPOS;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from >= to)
		return (struct str){s.p ? s.p + (from < s.n ? from : s.n) : NULL, 0};
	return (struct str){s.p + from, to - from};
}

struct str str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_cut(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	size_t at = str_find_char(*rest, sep, 0);
	if (at == STR_NPOS) {
		*ret_part = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*ret_part = str_slice(*rest, 0, at);
	*rest = (struct str){rest->p + at + 1, rest->n - at - 1};
	return true;
}

struct str str_dup(struct arena *arena, struct str s)
{
	return (struct str){arena_copy(arena, s.p, s.n), s.n};
}

char *str_c(struct arena *arena, struct str s)
{
	char *c = arena_alloc(arena, s.n + 1);
	if (s.n > 0)
		memcpy(c, s.p, s.n);
	return c;
}

struct str str_fmt(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		die("str_fmt: the format or its arguments cannot be printed: %m");
	char *p = arena_alloc(arena, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return (struct str){p, (size_t)n};
}

/* All digits; false on anything else, on none and on overflow. */
static bool read_digits(struct str s, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value))
			return false;
	}
	*ret_value = value;
	return true;
}

bool str_to_u64(struct str s, uint64_t *ret_value)
{
	return read_digits(s, ret_value);
}

bool str_to_i64(struct str s, int64_t *ret_value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	uint64_t magnitude;
	if (!read_digits(negative ? str_slice(s, 1, s.n) : s, &magnitude))
		return false;
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return false;
	*ret_value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	return true;
}

struct str str_hex(struct arena *arena, struct str bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *p = arena_calloc(arena, bytes.n, 2);
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char byte = (unsigned char)bytes.p[i];
		p[2 * i] = digits[byte >> 4];
		p[2 * i + 1] = digits[byte & 15];
	}
	return (struct str){p, 2 * bytes.n};
}

static int hex_value(char c)
{
	c = lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool str_unhex(struct str hex, void *ret_bytes, size_t n)
{
	if (hex.n % 2 != 0 || hex.n / 2 != n)
		return false;
	for (size_t i = 0; i < hex.n; i++) {
		if (hex_value(hex.p[i]) < 0)
			return false;
	}
	unsigned char *bytes = ret_bytes;
	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)(hex_value(hex.p[2 * i]) * 16 + hex_value(hex.p[2 * i + 1]));
	return true;
}
