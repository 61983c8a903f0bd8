/* Compiler attributes with names that say what they are for. */
#pragma once

/* The result is an outcome: ignoring it is a compile error. */
#define MUST_USE __attribute__((warn_unused_result))

/* Calls fn(&variable) when the variable's scope ends. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at), nonnull(format_at)))

#define UNUSED __attribute__((unused))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
