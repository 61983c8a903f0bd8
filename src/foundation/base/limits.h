/* Every limit of the program, named, in one table: `aboveboard limits` prints it. A limit is checked before anything is
 * allocated for what it bounds. */
#pragma once

/* clang-format off */
/*      name                         value                  unit       what it bounds */
#define LIMITS(X)                                                                                                      \
	X(LIMIT_ARENA_BYTES,         512ULL * 1024 * 1024,  "bytes",   "memory of one request, command or job")        \
	X(LIMIT_PROBLEMS,            200,                   "faults",  "faults that are listed one by one")            \
	X(LIMIT_ZONE_BYTES,          64 * 1024,             "bytes",   "a time zone's file")                           \
	X(LIMIT_REQUEST_LINE_BYTES,  8 * 1024,              "bytes",   "method, address and version of a request")     \
	X(LIMIT_HEADER_BYTES,        10 * 1024,             "bytes",   "all headers of a request")                     \
	X(LIMIT_HEADER_SECONDS,      10,                    "seconds", "time for a client to send its headers")        \
	X(LIMIT_IDLE_SECONDS,        30,                    "seconds", "time a connection may say nothing")            \
	X(LIMIT_BODY_SECONDS,        120,                   "seconds", "time for a client to send a body")             \
	X(LIMIT_FORM_BYTES,          256 * 1024,            "bytes",   "a form without a file")                        \
	X(LIMIT_UPLOAD_BYTES,        8 * 1024 * 1024,       "bytes",   "a form with a file")                           \
	X(LIMIT_UPLOADS,             8,                     "requests", "forms with a file on their way at once")      \
	X(LIMIT_CLIENT_UPLOADS,      4,                     "requests", "of these, one client's")                      \
	X(LIMIT_DOWNLOADS,           32,                    "requests", "long files on their way to clients at once")   \
	X(LIMIT_KEPT_DOWNLOADS,      256,                   "requests", "files that are kept on their way to clients at once") \
	X(LIMIT_DOWNLOAD_BYTES,      4ULL * 1024 * 1024 * 1024, "bytes", "one of these")                               \
	X(LIMIT_FILE_BYTES,          7 * 1024 * 1024,       "bytes",   "a file that somebody hands in")                \
	X(LIMIT_FILES_BYTES,         1024ULL * 1024 * 1024, "bytes",   "files of a site, unless “files quota” says otherwise") \
	X(LIMIT_FORM_FIELDS,         1000,                  "fields",  "fields of one form")                           \
	X(LIMIT_CONNECTIONS,         4096,                  "connections", "open connections of the process")          \
	X(LIMIT_CLIENT_CONNECTIONS,  64,                    "connections", "open connections of one client")           \
	X(LIMIT_WORK_QUEUE,          1024,                  "requests", "requests that wait for a worker")             \
	X(LIMIT_WRITE_QUEUE,         1024,                  "writes",  "writes of one site that wait for its writer")  \
	X(LIMIT_WRITE_GROUP,         256,                   "writes",  "writes that share one commit")                 \
	X(LIMIT_WRITE_TRIES,         10,                    "tries",   "a write that collides is tried again")         \
	X(LIMIT_READERS,             256,                   "connections", "read connections of the process")          \
	X(LIMIT_PAGE_CACHE_BYTES,    64ULL * 1024 * 1024,   "bytes",   "ready pages kept in memory")                   \
	X(LIMIT_SITES,               1000,                  "sites",   "sites of one process")                         \
	X(LIMIT_CODE_BYTES,          4 * 1024 * 1024,       "bytes",   "a code of conduct as a file")                  \
	X(LIMIT_CODE_FILES,          100,                   "files",   "files that make one code together")            \
	X(LIMIT_MARKUP_DEPTH,        256,                   "elements", "elements of HTML inside one another")         \
	X(LIMIT_INTAKE_MEMORY_BYTES, 512ULL * 1024 * 1024,  "bytes",   "memory to read one file from outside")         \
	X(LIMIT_INTAKE_CPU_SECONDS,  20,                    "seconds", "processor time to read one file from outside") \
	X(LIMIT_INTAKE_SECONDS,      60,                    "seconds", "time to read one file from outside")           \
	X(LIMIT_INTAKE_BYTES,        64ULL * 1024 * 1024,   "bytes",   "a file from outside, and what is read from it") \
	X(LIMIT_PEOPLE_ROWS,         50000,                 "rows",    "persons, bodies, posts or terms of one file")  \
	X(LIMIT_CSV_ROW_BYTES,       1024 * 1024,           "bytes",   "a row of a CSV file that is imported")         \
	X(LIMIT_CSV_CELL_BYTES,      100000,                "bytes",   "a cell of it")                                 \
	X(LIMIT_IMPORT_ROWS,         5000000,               "entries", "entries of one mapping")                       \
	X(LIMIT_PROVISIONS,          20000,                 "provisions", "elements of one edition")                   \
	X(LIMIT_PASSWORD_BYTES,      1024,                  "bytes",   "a password")                                   \
	X(LIMIT_PASSWORD_MIN_CHARS,  12,                    "characters", "a password, at least")                      \
	X(LIMIT_PASSWORD_QUEUE,      32,                    "sign-ins", "sign-ins that wait while two are checked")    \
	X(LIMIT_SESSION_HOURS,       12,                    "hours",   "a session without a sign-in")                  \
	X(LIMIT_SESSION_IDLE_MINUTES, 60,                   "minutes", "a session in which nothing happens")           \
	X(LIMIT_SIGN_IN_TRIES,       10,                    "tries",   "failed sign-ins of an account or client in 15 minutes") \
	X(LIMIT_CONFIRM_MINUTES,     30,                    "minutes", "acts that count, after a password, code or passkey") \
	X(LIMIT_QUESTION_MINUTES,    10,                    "minutes", "time to answer with a passkey or a code")      \
	X(LIMIT_PASSKEYS,            20,                    "passkeys", "passkeys of one account")                     \
	X(LIMIT_INVITATION_HOURS,    72,                    "hours",   "a single-use link to set a password")         \
	X(LIMIT_LETTER_DAYS,         28,                    "days",    "the code of a letter of invitation")           \
	X(LIMIT_RULEBOOK_BYTES,      4 * 1024 * 1024,       "bytes",   "a file of a rulebook, and all of them together") \
	X(LIMIT_RULEBOOK_FILES,      200,                   "files",   "files of one rulebook")                        \
	X(LIMIT_RULEBOOK_NODES,      200000,                "values",  "keys and values of one file of a rulebook")    \
	X(LIMIT_RULEBOOK_DEPTH,      16,                    "levels",  "levels of a rulebook's YAML")                  \
	X(LIMIT_RULEBOOK_ROWS,       5000,                  "rows",    "duties, amounts and answers of one rulebook")  \
	X(LIMIT_RULEBOOK_CALENDARS,  32,                    "calendars", "different sets of holidays that rules count by") \
	X(LIMIT_SEARCH_BYTES,        300,                   "bytes",   "what is searched for")                         \
	X(LIMIT_SEARCH_WORDS,        20,                    "words",   "different words that are searched for")        \
	X(LIMIT_SEARCH_WORD_BYTES,   64,                    "bytes",   "a word as search knows it; the rest is cut off") \
	X(LIMIT_SEARCH_RESULTS,      1000,                  "results", "results of one search")                        \
	X(LIMIT_SEARCH_SECONDS,      2,                     "seconds", "a search")
/* clang-format on */

#include <stdint.h>

/* The constants themselves, as unsigned 64-bit integers. */
#define LIMIT_DEFINE_(name, value, unit, what) static const uint64_t name __attribute__((unused)) = (value);
LIMITS(LIMIT_DEFINE_)
#undef LIMIT_DEFINE_
