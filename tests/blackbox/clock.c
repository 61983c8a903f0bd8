/* Preloaded into the program by test_clock: the time of day is later by the seconds that the file CLOCK_OFFSET says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *ret)
{
	static int (*real)(clockid_t, struct timespec *);
	long long offset = 0;
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	int result = real(clock, ret);
	const char *path = getenv("CLOCK_OFFSET");
	if (clock != CLOCK_REALTIME || !path)
		return result;
	FILE *file = fopen(path, "re");
	if (file) {
		if (fscanf(file, "%lld", &offset) != 1)
			offset = 0;
		(void)fclose(file);
	}
	ret->tv_sec += offset;
	return result;
}
