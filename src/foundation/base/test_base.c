#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

static void arena_scope_winds_back(void **state)
{
	(void)state;
	struct arena *arena = arena_open(0);
	size_t before = arena_used(arena);
	{
		arena_scope(arena);
		(void)arena_alloc(arena, 100000);
	}
	assert_int_equal(arena_used(arena), before);
	arena_close(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(arena_scope_winds_back)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
