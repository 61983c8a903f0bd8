#include <errno.h>
#include <pthread.h>
#include <sodium.h>

#include "crypto/crypto.h"

/* 64 MiB a time: more at once would let a flood of sign-ins take the machine's memory (D19). */
#define RUN_AT_ONCE 2

static struct {
	unsigned long long passes;
	size_t memory;
} cost = {3, 64ULL * 1024 * 1024};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	uint64_t running;
	uint64_t waiting;
} gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

#ifdef ABOVEBOARD_FAULTS
void password_cost_lower(uint64_t passes, size_t memory)
{
	cost.passes = passes;
	cost.memory = memory;
}
#endif

static enum outcome gate_enter(void)
{
	enum outcome outcome = OK;
	pthread_mutex_lock(&gate.lock);
	if (gate.running >= RUN_AT_ONCE && gate.waiting >= LIMIT_PASSWORD_QUEUE) {
		outcome = RETRY;
	} else {
		gate.waiting++;
		while (gate.running >= RUN_AT_ONCE)
			pthread_cond_wait(&gate.freed, &gate.lock);
		gate.waiting--;
		gate.running++;
	}
	pthread_mutex_unlock(&gate.lock);
	return outcome;
}

static void gate_leave(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.running--;
	pthread_cond_signal(&gate.freed);
	pthread_mutex_unlock(&gate.lock);
}

enum outcome password_hash(struct ctx *ctx, struct str password, struct str *ret_hash)
{
	if (password.n > LIMIT_PASSWORD_BYTES)
		return problem_add(ctx, "password", msg("The password is too long: the limit is {1} bytes"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PASSWORD_BYTES));
	TRY(gate_enter());
	char encoded[crypto_pwhash_argon2id_STRBYTES];
	int failed =
		crypto_pwhash_argon2id_str(encoded, password.n ? password.p : "", password.n, cost.passes, cost.memory);
	gate_leave();
	if (failed) {
		log_event(LOG_ERROR, "password_hash", "errno=%d", errno);
		return BROKEN;
	}
	*ret_hash = str_dup(ctx->arena, str_of(encoded));
	return OK;
}

/* What a check of a real hash costs, for a hash that does not exist. */
static int spend_the_same_time(struct str password)
{
	static const unsigned char salt[crypto_pwhash_argon2id_SALTBYTES];
	unsigned char out[32];
	int failed = crypto_pwhash_argon2id(out, sizeof(out), password.n ? password.p : "", password.n, salt,
					    cost.passes, cost.memory, crypto_pwhash_argon2id_ALG_ARGON2ID13);
	secret_wipe(out, sizeof(out));
	return failed;
}

static enum outcome check(struct str hash, struct str password)
{
	if (str_empty(hash))
		return spend_the_same_time(password) ? BROKEN : FORBIDDEN;
	char encoded[crypto_pwhash_argon2id_STRBYTES] = {0};
	if (hash.n >= sizeof(encoded))
		return BROKEN;
	memcpy(encoded, hash.p, hash.n);
	errno = 0;
	if (crypto_pwhash_argon2id_str_verify(encoded, password.n ? password.p : "", password.n) == 0)
		return OK;
	/* libsodium says EINVAL when the password is another one; no memory and an unreadable hash are not that. */
	return errno == EINVAL ? FORBIDDEN : BROKEN;
}

enum outcome password_verify(struct ctx *ctx, struct str hash, struct str password)
{
	(void)ctx;
	if (password.n > LIMIT_PASSWORD_BYTES)
		return FORBIDDEN;
	TRY(gate_enter());
	enum outcome outcome = check(hash, password);
	int why = errno;
	gate_leave();
	if (outcome == BROKEN)
		log_event(LOG_ERROR, "password_verify", "errno=%d", why);
	return outcome;
}
