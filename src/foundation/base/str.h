/* Text and bytes by value: a pointer and a length, not NUL-terminated, never owned. The bytes live in an arena or
 * are static. {NULL, 0} is the empty text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

/* A literal as a str, in an expression or as a static initializer. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                                              \
	{                                                                                                              \
		"" literal, sizeof(literal) - 1                                                                        \
	}

/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).n, ((s).p ? (s).p : "")

#define STR_NPOS SIZE_MAX

static inline struct str str_of(const char *c)
{
	return (struct str){c, c ? strlen(c) : 0};
}

static inline struct str str_bytes(const void *p, size_t n)
{
	return (struct str){p, n};
}

static inline bool str_empty(struct str s)
{
	return s.n == 0;
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII letters compare without case. */
bool str_eq_nocase(struct str a, struct str b);

/* By bytes, then by length: <0, 0, >0. */
int str_cmp(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Index of the first `needle` at or after `from`, or STR_NPOS. An empty needle is found at `from`. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_char(struct str s, char c, size_t from);

/* The part [from, to), both clamped to the length. */
struct str str_slice(struct str s, size_t from, size_t to);

/* Without ASCII space, tab, CR, LF, FF, VT at both ends. */
struct str str_trim(struct str s);

/* Takes the text before the next `sep` off the front of *rest into *ret_part; false when *rest is used up. "a,,b"
 * gives "a", "", "b". Start with rest->p != NULL. */
bool str_cut(struct str *rest, char sep, struct str *ret_part);

/* A copy in the arena; str_c's is NUL-terminated (a NUL within s ends it for C, so check first). */
struct str str_dup(struct arena *arena, struct str s);
char *str_c(struct arena *arena, struct str s);

/* printf into the arena. */
struct str str_fmt(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Decimal digits with an optional leading '-', nothing else, within range; false leaves *ret_value untouched. */
bool str_to_i64(struct str s, int64_t *ret_value);
bool str_to_u64(struct str s, uint64_t *ret_value);

/* Lower-case hexadecimal of the bytes; and back (either case), false when s is not 2·n hex digits. */
struct str str_hex(struct arena *arena, struct str bytes);
bool str_unhex(struct str hex, void *ret_bytes, size_t n);
