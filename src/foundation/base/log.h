/* One line per event on standard error, in logfmt: time, level, event, then fields. No personal data: fields are
 * numbers, ids of rooms, outcomes and the program's own words; never names, texts, addresses or tokens. */
#pragma once

#include "base/ctx.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

/* log_event(LOG_ERROR, "db_step", "site=%s code=%d", name, code): the format makes `key=value` fields. Thread-safe, one
 * write(2) a line, control characters become '?'. */
void log_event(enum log_level level, const char *event, const char *fields, ...) PRINTF_LIKE(3, 4);

/* Lines below the level are dropped (default LOG_INFO). */
void log_threshold(enum log_level level);

/* Ends the process with a message: a bug of ours, or no memory. */
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);
