/* What the tests of access share: a site on either engine, accounts, and requests as the program answers them. */
#pragma once

#include "access/pages.h"
#include "base/testing.h"
#include "db/db_testing.h"

#define NOW_MS   1795377600000 /* 2026-11-22 20:00 UTC */
#define TODAY    20779         /* that day */
#define PASSWORD "three quiet herons"

struct stand {
	struct test_place place;
	struct ctx ctx;
	struct site *site;
	struct str cookie;      /* of the browser: its session */
	struct str device;      /* by which it is known: sent where a test sets it */
	struct str last_device; /* that the last answer set */
};

struct invited {
	const char *name;
	const char *email;
	enum role role;
	int64_t person_id;
	struct str token;
	struct str path;
	int64_t account_id;
};

/* One request as the program answers it: who asks, may they, the handler. */
struct answer {
	enum outcome outcome;
	bool sign_in;
	struct resp resp;
	struct str csrf; /* of the actor */
	const struct actor *actor;
};

struct asked {
	const char *pattern;
	const char *param;
	const struct http_field *fields;
	size_t n_fields;
	const char *client;
};

/* Of a form, or of the query of a GET. */
#define FIELDS(...)                                                                                                    \
	.fields = (const struct http_field[]){__VA_ARGS__},                                                            \
	.n_fields = sizeof((const struct http_field[]){__VA_ARGS__}) / sizeof(struct http_field)

/* Makes and opens a site at the url; false when there is no server for that engine: skip(). */
bool stand_begin(struct stand *stand, enum db_engine engine, const char *url, bool demo);
void stand_end(struct stand *stand);
/* An account with its link; all are person 77. A write, and the whole. */
enum outcome invite_write(struct ctx *ctx, void *args);
struct invited invite(struct stand *stand, const char *name, const char *email, enum role role);
/* One request: who asks, may they, the handler; the cookie that it sets is kept. */
struct answer ask(struct stand *stand, enum http_method method, const struct asked *asked);
struct answer get(struct stand *stand, const char *pattern, const char *param);
/* The token of whoever is signed in. */
struct str csrf_of(struct stand *stand);
struct answer set_password(struct stand *stand, const struct invited *invited, const char *password);
struct answer sign_in(struct stand *stand, const char *email, const char *password, const char *client);
/* Do these words stand on the page? */
bool shows(const struct answer *answer, const char *words);
/* Signed in as a new account of the role. */
struct invited signed_in(struct stand *stand, const char *name, const char *email, enum role role);

/* A test on both engines: BOTH lists names, main their pairs. */
#define DEFINE_BOTH(name)                                                                                              \
	static void name##_sqlite(void **state)                                                                        \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_SQLITE);                                                                                       \
	}                                                                                                              \
	static void name##_postgres(void **state)                                                                      \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_POSTGRES);                                                                                     \
	}
#define LIST_BOTH(name) cmocka_unit_test(name##_sqlite), cmocka_unit_test(name##_postgres),
