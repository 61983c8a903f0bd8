/* Trying a password or a code, and how often one may.
 *
 * A failed try is counted before the password is looked at, so that no two at once slip past the limit; a successful
 * one is taken back. Strangers share the allowance of the account and that of their own network. A browser in which its
 * owner signed in before has an allowance of its own instead: whatever strangers do, it is not locked out. */
#include "access/access_sql.h"
#include "access/factors.h"

#include <arpa/inet.h>
#include <pthread.h>

static unsigned char process_key[32];

static void process_key_make(void)
{
	random_bytes(NULL, process_key, sizeof(process_key));
}

/* A client's address is kept for 15 minutes under a key that stands outside the database: nobody who reads it or a
 * backup learns who tried. Where no keys can be kept, limits hold until the process ends. */
static struct str client_key(struct ctx *ctx)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct problems before = ctx->problems;
	struct str key;
	if (site_key(ctx, "access.client", &key) == OK)
		return key;
	ctx->problems = before;
	if (before.last)
		before.last->next = NULL;
	log_event(LOG_WARN, "client_key", "keys=%.*s.keys", STR_ARG(site_stem(ctx)));
	pthread_once(&once, process_key_make);
	return str_bytes(process_key, sizeof(process_key));
}

/* An IPv6 customer has a whole /64, so that is one client. */
static struct str client_network(struct arena *arena, struct str client)
{
	unsigned char address[16];
	if (client.n < INET6_ADDRSTRLEN && inet_pton(AF_INET6, str_c(arena, client), address) == 1)
		return str_bytes(arena_copy(arena, address, 8), 8);
	return client;
}

static struct hash subject_of(const char *what, struct str who)
{
	const struct str parts[] = {str_of(what), STR(" "), who};
	return hash_parts(parts, COUNT_OF(parts));
}

struct try try_of_session(struct ctx *ctx)
{
	struct str session = str_fmt(ctx->arena, "%lld", (long long)ctx->actor->session_id);
	return (struct try){.subjects = {subject_of("session", session)}, .ids = {id_new(ctx)}, .n = 1};
}

struct try try_of_network(struct ctx *ctx, const struct req *req)
{
	struct str network = client_network(ctx->arena, req->client);
	return (struct try){.subjects = {hash_keyed(client_key(ctx), network)}, .ids = {id_new(ctx)}, .n = 1};
}

enum outcome try_of(struct ctx *ctx, const char *what, struct str email, const struct req *req, struct try *ret_try)
{
	bool known;
	struct str device = device_of(ctx, req);
	struct str folded = email_fold(ctx->arena, email);
	TRY(device_knows(ctx, device, folded, &known));
	struct try try = {.ids = {id_new(ctx), id_new(ctx)}, .n = known ? 1 : 2};
	if (known) {
		const struct str who[] = {device, STR(" "), folded};
		struct hash hash = hash_parts(who, COUNT_OF(who));
		try.subjects[0] = subject_of(str_fmt(ctx->arena, "%s device", what).p, hash_str(&hash));
	} else {
		try.subjects[0] = subject_of(what, folded);
		try.subjects[1] = hash_keyed(client_key(ctx), client_network(ctx->arena, req->client));
	}
	*ret_try = try;
	return OK;
}

struct trying {
	const struct try *try;
	int64_t wait_ms;
};

struct tries {
	int64_t n;
	int64_t oldest_ms;
};

static enum outcome begin_write(struct ctx *ctx, void *args)
{
	struct trying *trying = args;
	const int64_t since_ms = ctx->now_ms - TRIES_WINDOW_MS;
	static const struct db_col cols[] = {DB_COL_I64(struct tries, n), DB_COL_I64(struct tries, oldest_ms)};
	static const struct db_spec spec = DB_SPEC(struct tries, cols);
	int64_t wait_ms = 0;
	TRY(db_exec(ctx, &access_sql_tries_forget, DB_PARAMS(db_int(since_ms), db_int(ctx->now_ms + CLOCKS_APART_MS)),
		    NULL));
	for (size_t i = 0; i < trying->try->n; i++) {
		struct tries tries;
		struct str subject = hash_str(&trying->try->subjects[i]);
		TRY(db_one(ctx, &access_sql_tries, DB_PARAMS(db_bytes(subject), db_int(since_ms)), &spec, &tries));
		int64_t wait = tries.oldest_ms + TRIES_WINDOW_MS - ctx->now_ms;
		if (tries.n >= (int64_t)LIMIT_SIGN_IN_TRIES && wait > wait_ms)
			wait_ms = wait;
		TRY(db_exec(ctx, &access_sql_try_put,
			    DB_PARAMS(db_int(trying->try->ids[i]), db_bytes(subject), db_int(ctx->now_ms)), NULL));
	}
	trying->wait_ms = wait_ms;
	return wait_ms ? FORBIDDEN : OK;
}

enum outcome try_begin(struct ctx *ctx, const struct try *try, int64_t *ret_wait_ms)
{
	struct trying trying = {.try = try};
	enum outcome outcome = site_write(ctx, begin_write, &trying);
	if (outcome == FORBIDDEN)
		*ret_wait_ms = trying.wait_ms;
	return outcome;
}

enum outcome try_forget(struct ctx *ctx, const struct try *try)
{
	TRY(db_exec(ctx, &access_sql_tries_clear, DB_PARAMS(db_bytes(hash_str(&try->subjects[0]))), NULL));
	return try->n > 1 ? db_exec(ctx, &access_sql_try_clear, DB_PARAMS(db_int(try->ids[1])), NULL) : OK;
}

enum outcome try_undo(struct ctx *ctx, const struct try *try)
{
	for (size_t i = 0; i < try->n; i++)
		TRY(db_exec(ctx, &access_sql_try_clear, DB_PARAMS(db_int(try->ids[i])), NULL));
	return OK;
}

static enum outcome untry_write(struct ctx *ctx, void *args)
{
	return try_undo(ctx, args);
}

enum outcome sign_in_check(struct ctx *ctx, struct str email, struct str password, struct try *try,
			   struct account *ret_account, int64_t *ret_wait_ms)
{
	*ret_wait_ms = 0;
	if (password.n > LIMIT_PASSWORD_BYTES || email.n > LIMIT_PASSWORD_BYTES)
		return FORBIDDEN;
	TRY(try_begin(ctx, try, ret_wait_ms));
	struct account account = {0};
	enum outcome found = account_by_email(ctx, email, &account);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct str hash = account.disabled_ms ? (struct str){NULL, 0} : account.password;
	enum outcome verified = password_verify(ctx, hash, password);
	if (verified == RETRY) {
		TRY(site_write(ctx, untry_write, try));
		return RETRY;
	}
	TRY(verified);
	*ret_account = account;
	return OK;
}

int64_t wait_minutes(int64_t wait_ms)
{
	return (wait_ms + MINUTE_MS - 1) / MINUTE_MS;
}

enum outcome wait_problem(struct ctx *ctx, const char *field, int64_t wait_ms)
{
	return problem_add(ctx, field, msg("Too many tries. Wait {1} minutes, then try again"),
			   str_fmt(ctx->arena, "%lld", (long long)wait_minutes(wait_ms)));
}
