/* Trying a password, and how often one may. */
#include "access/access_sql.h"
#include "access/private.h"

#include <arpa/inet.h>
#include <pthread.h>

/* A client's address is kept for 15 minutes under a key that lives only in this process: nobody who reads the database
 * or a backup learns who tried, and a restart forgets it. */
static unsigned char client_key[32];

static void client_key_make(void)
{
	random_bytes(NULL, client_key, sizeof(client_key));
}

/* An IPv6 customer has a whole /64, so that is one client. */
static struct str client_network(struct arena *arena, struct str client)
{
	unsigned char address[16];
	if (client.n < INET6_ADDRSTRLEN && inet_pton(AF_INET6, str_c(arena, client), address) == 1)
		return str_bytes(arena_copy(arena, address, 8), 8);
	return client;
}

struct try try_of(struct ctx *ctx, struct str email, struct str client)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, client_key_make);
	const struct str account[] = {STR("account "), email_fold(ctx->arena, email)};
	return (struct try){
		.subjects = {hash_parts(account, COUNT_OF(account)),
			     hash_keyed(str_bytes(client_key, sizeof(client_key)), client_network(ctx->arena, client))},
		.ids = {id_new(ctx), id_new(ctx)},
	};
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
	TRY(db_exec(ctx, &access_sql_tries_forget, DB_PARAMS(db_int(since_ms)), NULL));
	for (size_t i = 0; i < COUNT_OF(trying->try->subjects); i++) {
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
	return db_exec(ctx, &access_sql_try_clear, DB_PARAMS(db_int(try->ids[1])), NULL);
}

static enum outcome untry_write(struct ctx *ctx, void *args)
{
	const struct try *try = args;
	for (size_t i = 0; i < COUNT_OF(try->ids); i++)
		TRY(db_exec(ctx, &access_sql_try_clear, DB_PARAMS(db_int(try->ids[i])), NULL));
	return OK;
}

enum outcome sign_in_check(struct ctx *ctx, struct str email, struct str password, struct str client,
			   struct try *ret_try, struct account *ret_account, int64_t *ret_wait_ms)
{
	*ret_wait_ms = 0;
	if (password.n > LIMIT_PASSWORD_BYTES || email.n > LIMIT_PASSWORD_BYTES)
		return FORBIDDEN;
	struct try try = try_of(ctx, email, client);
	TRY(try_begin(ctx, &try, ret_wait_ms));
	struct account account = {0};
	enum outcome found = account_by_email(ctx, email, &account);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct str hash = account.disabled_ms ? (struct str){NULL, 0} : account.password;
	enum outcome verified = password_verify(ctx, hash, password);
	if (verified == RETRY) {
		TRY(site_write(ctx, untry_write, &try));
		return RETRY;
	}
	TRY(verified);
	*ret_try = try;
	*ret_account = account;
	return OK;
}
