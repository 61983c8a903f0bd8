/* What the unit tests of all rooms share: cmocka with the headers it wants before it, a ctx for each test, text in
 * assertions, and processes that must die. For tests only. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

/* For cmocka_unit_test_setup_teardown: *state is a struct ctx with an arena, a seeded random and a fixed now,
 * 2026-11-22T19:28:14.123Z. */
int test_ctx_open(void **state);
int test_ctx_close(void **state);

/* A test with such a ctx. */
#define ctx_test(test) cmocka_unit_test_setup_teardown(test, test_ctx_open, test_ctx_close)

/* The text as a C string, for assertions; lives as long as the process. */
const char *test_c(struct str s);
#define assert_text(s, expected) assert_string_equal(test_c(s), expected)

/* The nth problem (0-based) as people read it; "" when there are fewer. */
const char *test_problem(struct ctx *ctx, size_t nth);

/* Runs act(arg) in a child process. True when it ends with the exit code and has written `words` among others to
 * standard error ("": nothing at all); otherwise prints what happened. */
bool test_ends(void (*act)(void *arg), void *arg, int exit_code, const char *words);

/* A new empty folder that is removed, with its files, when the process ends; lives as long as the process. */
const char *test_folder(void);
