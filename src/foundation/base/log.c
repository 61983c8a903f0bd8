#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/base.h"

#define LOG_LINE_BYTES 2048

static atomic_int threshold = LOG_INFO;

void log_threshold(enum log_level level)
{
	atomic_store(&threshold, (int)level);
}

/* One write(2), so that lines of several threads and processes do not mix. There is nowhere to tell of a failure. */
static void put_line(char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	}
	line[n] = '\n';
	if (write(STDERR_FILENO, line, n + 1) < 0)
		return;
}

/* The length of what snprintf wrote into `room` bytes, when it wanted `wanted`. */
static size_t printed(int wanted, size_t room)
{
	if (wanted < 0)
		return 0;
	return (size_t)wanted < room ? (size_t)wanted : room - 1;
}

void log_event(enum log_level level, const char *event, const char *fields, ...)
{
	static const char *const names[] = {[LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
	if ((int)level < atomic_load(&threshold))
		return;
	char time[INSTANT_CHARS + 1];
	instant_print(instant_now(), time);
	char line[LOG_LINE_BYTES];
	size_t room = sizeof(line) - 1;
	size_t n = printed(snprintf(line, room, "time=%s level=%s event=%s ", time, names[level], event), room);
	va_list args;
	va_start(args, fields);
	n += printed(vsnprintf(line + n, room - n, fields, args), room - n);
	va_end(args);
	if (n > 0 && line[n - 1] == ' ')
		n--;
	put_line(line, n);
}

_Noreturn void die(const char *format, ...)
{
	char line[LOG_LINE_BYTES];
	size_t room = sizeof(line) - 1;
	size_t n = printed(snprintf(line, room, "aboveboard: "), room);
	va_list args;
	va_start(args, format);
	n += printed(vsnprintf(line + n, room - n, format, args), room - n);
	va_end(args);
	put_line(line, n);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	abort(); /* libFuzzer keeps the input that led here */
#endif
	_exit(EXIT_BROKEN);
}
