/* The job that gives messages to the mail server, and the one that forgets old ones. Decision D23.
 *
 * A batch is claimed by one write, so that no other node sends it too; each message's end is written as soon as the
 * server has answered. A node that dies leaves its claim, which ends by itself: what it had not written is sent again
 * then, with the same Message-ID. */
#include "mail/mail_sql.h"
#include "mail/mime.h"
#include "mail/private.h"
#include "mail/smtp.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS    (1440 * MINUTE_MS)

#define WAIT_MOST_MS (240 * MINUTE_MS)
#define GIVE_UP_MS   (5 * DAY_MS) /* RFC 5321 section 4.5.4.1 */

/* No message is begun after BEGIN_MS, and one takes SMTP_MOST_S at most: the claim outlives both. */
#define BATCH    20
#define BEGIN_MS (3 * MINUTE_MS)
#define CLAIM_MS (15 * MINUTE_MS)
_Static_assert(BEGIN_MS + SMTP_MOST_S * 1000 + MINUTE_MS < CLAIM_MS, "a claim ends while its message is on its way");

/* An ended message's text, and the message. `once` holds for as long as the row stands. */
#define TEXT_KEPT_MS (90 * DAY_MS)
#define KEPT_MS      (400 * DAY_MS)
#define OLD_ROWS     200

int64_t mail_wait_ms(int64_t tries)
{
	int64_t wait = MINUTE_MS;
	for (int64_t i = 1; i < tries && wait < WAIT_MOST_MS; i++)
		wait *= 2;
	return wait < WAIT_MOST_MS ? wait : WAIT_MOST_MS;
}

/* ---- Rows ---- */

struct id {
	int64_t id;
};

/* One message of the batch: what is sent. */
struct item {
	struct str kind, to, to_name, title, text, html, message_id;
	int64_t put_ms, tries;
};

struct batch {
	struct str claim;
	struct mail_server server;
	struct str password;
	struct id *ids;
	size_t n;
	size_t begun;     /* so many of them were given to the server */
	int64_t began_ms; /* of the monotonic clock */
};

struct end {
	struct str claim;
	int64_t id;
	int64_t now_ms, again_ms;
	enum smtp_end end;
	struct str why;
};

static int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What no clock of now can have written: it was put back since, and nothing of then must wait until that time comes. */
#define AHEAD_PARAMS(ctx)                                                                                              \
	db_int((ctx)->now_ms), db_int((ctx)->now_ms + 10 * MINUTE_MS), db_int((ctx)->now_ms + 2 * CLAIM_MS),           \
		db_int((ctx)->now_ms + WAIT_MOST_MS + CLAIM_MS)

static enum outcome claim_write(struct ctx *ctx, void *args)
{
	const struct batch *batch = args;
	TRY(db_exec(ctx, &mail_sql_clock_back, DB_PARAMS(AHEAD_PARAMS(ctx)), NULL));
	return db_exec(
		ctx, &mail_sql_claim,
		DB_PARAMS(db_int(ctx->now_ms), db_text(batch->claim), db_int(ctx->now_ms + CLAIM_MS), db_int(BATCH)),
		NULL);
}

/* Those that were not begun. Of one that was, the claim stays until its end is written: whatever goes wrong here, it is
 * not sent again at once. */
static enum outcome release_write(struct ctx *ctx, void *args)
{
	const struct batch *batch = args;
	for (size_t i = batch->begun; i < batch->n; i++)
		TRY(db_exec(ctx, &mail_sql_release, DB_PARAMS(db_int(batch->ids[i].id), db_text(batch->claim)), NULL));
	return OK;
}

static enum outcome end_write(struct ctx *ctx, void *args)
{
	const struct end *end = args;
	struct db_param id = db_int(end->id), claim = db_text(end->claim), why = db_text(end->why);
	struct db_param now = db_int(end->now_ms), again = db_int(end->again_ms);
	if (end->end == SMTP_TAKEN || end->end == SMTP_REFUSED) {
		int32_t state = end->end == SMTP_TAKEN ? MAIL_SENT : MAIL_GIVEN_UP;
		return db_exec(ctx, &mail_sql_ended, DB_PARAMS(id, claim, db_int(state), now, why), NULL);
	}
	if (end->end == SMTP_DOWN)
		TRY(db_exec(ctx, &mail_sql_all_later, DB_PARAMS(claim, now, again, why), NULL));
	else
		TRY(db_exec(ctx, &mail_sql_later, DB_PARAMS(id, claim, now, again, why), NULL));
	return db_exec(ctx, &mail_sql_give_up, DB_PARAMS(now, db_int(end->now_ms - GIVE_UP_MS)), NULL);
}

/* ---- A batch ---- */

static enum outcome claimed_read(struct ctx *ctx, struct batch *batch)
{
	static const struct db_col cols[] = {DB_COL_I64(struct id, id)};
	static const struct db_spec spec = DB_SPEC(struct id, cols);
	return db_list(ctx, &mail_sql_claimed, DB_PARAMS(db_text(batch->claim)), &spec, &batch->ids, &batch->n);
}

static enum outcome item_read(struct ctx *ctx, const struct batch *batch, int64_t id, struct item *ret_item)
{
	static const struct db_col cols[] = {
		DB_COL_TEXT(struct item, kind),       DB_COL_TEXT(struct item, to),
		DB_COL_TEXT(struct item, to_name),    DB_COL_TEXT(struct item, title),
		DB_COL_TEXT(struct item, text),       DB_COL_TEXT(struct item, html),
		DB_COL_TEXT(struct item, message_id), DB_COL_I64(struct item, put_ms),
		DB_COL_I64(struct item, tries),
	};
	static const struct db_spec spec = DB_SPEC(struct item, cols);
	return db_one(ctx, &mail_sql_to_send, DB_PARAMS(db_int(id), db_text(batch->claim)), &spec, ret_item);
}

static struct str message_of(struct ctx *ctx, const struct mail_server *server, const struct item *item)
{
	const struct mime mime = {
		.message_id = item->message_id,
		.list_id = str_fmt(ctx->arena, "%.*s.%.*s", STR_ARG(item->kind), STR_ARG(ctx->site->settings.host)),
		.date = {item->put_ms},
		.from_name = server->from_name.n ? server->from_name : ctx->site->settings.name,
		.from = server->from,
		.to_name = item->to_name,
		.to = item->to,
		.title = item->title,
		.text = item->text,
		.html = item->html,
	};
	return mime_write(ctx->arena, &mime);
}

/* Sends one message and writes what came of it. NOT_FOUND when it is gone: its person was erased. */
static enum outcome item_send(struct ctx *ctx, const struct batch *batch, struct smtp *smtp, int64_t id,
			      enum smtp_end *ret_end)
{
	arena_scope(ctx->arena);
	struct item item;
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome found = item_read(ctx, batch, id, &item);
	db_read_end(ctx);
	TRY(found);
	struct end end = {.claim = batch->claim, .id = id};
	end.end = smtp_send(smtp, ctx->arena, item.to, message_of(ctx, &batch->server, &item), &end.why);
	*ret_end = end.end;
	if (end.end == SMTP_STOPPED || end.end == SMTP_UNSURE)
		return OK;
	end.now_ms = ctx->now_ms + (clock_ms() - batch->began_ms);
	end.again_ms = end.now_ms + mail_wait_ms(item.tries + 1);
	if (end.end != SMTP_TAKEN)
		log_event(LOG_WARN, "mail_not_sent", "end=%d tries=%lld", (int)end.end, (long long)item.tries + 1);
	return site_write(ctx, end_write, &end);
}

static enum outcome batch_send(struct ctx *ctx, struct batch *batch)
{
	CLEANUP(smtp_closep)
	struct smtp *smtp = smtp_open(ctx->arena, &batch->server, batch->password, ctx->site->settings.host);
	while (batch->begun < batch->n && clock_ms() - batch->began_ms < BEGIN_MS) {
		enum smtp_end end = SMTP_TAKEN;
		enum outcome outcome = item_send(ctx, batch, smtp, batch->ids[batch->begun].id, &end);
		if (outcome != NOT_FOUND)
			TRY(outcome);
		if (end == SMTP_STOPPED)
			break;
		batch->begun++;
		if (end == SMTP_DOWN || end == SMTP_UNSURE)
			break;
	}
	return OK;
}

/* A password that cannot be had is as good as a server that cannot be reached. */
static enum outcome without_password(struct ctx *ctx, const struct batch *batch)
{
	struct end end = {
		.claim = batch->claim,
		.now_ms = ctx->now_ms,
		.again_ms = ctx->now_ms + mail_wait_ms(1),
		.end = SMTP_DOWN,
		.why = STR(
			"the password for the mail server is missing in the site's .keys file, or that file cannot be "
			"read: give it again with mail set, or on the page about the mail server"),
	};
	problems_clear(ctx);
	return site_write(ctx, end_write, &end);
}

static enum outcome server_read(struct ctx *ctx, struct batch *batch)
{
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome outcome = mail_server_load(ctx, &batch->server);
	db_read_end(ctx);
	return outcome;
}

static enum outcome deliver_run(struct ctx *ctx)
{
	unsigned char token[10];
	random_bytes(ctx, token, sizeof(token));
	struct batch batch = {
		.claim = base32_str(ctx->arena, str_bytes(token, sizeof(token))),
		.began_ms = clock_ms(),
	};
	enum outcome found = server_read(ctx, &batch);
	if (found == NOT_FOUND || (found == OK && str_empty(batch.server.url)))
		return OK;
	TRY(found);
	TRY(site_write(ctx, claim_write, &batch));
	if (mail_password_find(ctx, &batch.server, &batch.password) != OK)
		return without_password(ctx, &batch);
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome outcome = claimed_read(ctx, &batch);
	db_read_end(ctx);
	if (outcome == OK)
		outcome = batch_send(ctx, &batch);
	TRY(outcome);
	return batch.begun < batch.n ? site_write(ctx, release_write, &batch) : OK;
}

struct count {
	int64_t n;
};
static const struct db_col count_cols[] = {DB_COL_I64(struct count, n)};
static const struct db_spec count_spec = DB_SPEC(struct count, count_cols);

static enum outcome deliver_left(struct ctx *ctx, int64_t *ret_n)
{
	struct count due = {0};
	if (mail_ready(ctx))
		TRY(db_one(ctx, &mail_sql_due_count, DB_PARAMS(AHEAD_PARAMS(ctx)), &count_spec, &due));
	*ret_n = due.n;
	return OK;
}

/* ---- Forgetting ---- */

static enum outcome forget_left(struct ctx *ctx, int64_t *ret_n)
{
	struct count old;
	TRY(db_one(ctx, &mail_sql_old_count,
		   DB_PARAMS(db_int(ctx->now_ms - TEXT_KEPT_MS), db_int(ctx->now_ms - KEPT_MS)), &count_spec, &old));
	*ret_n = old.n;
	return OK;
}

static enum outcome forget_run(struct ctx *ctx)
{
	TRY(db_exec(ctx, &mail_sql_old_drop, DB_PARAMS(db_int(ctx->now_ms - KEPT_MS), db_int(OLD_ROWS)), NULL));
	return db_exec(ctx, &mail_sql_old_texts_destroy,
		       DB_PARAMS(db_int(ctx->now_ms - TEXT_KEPT_MS), db_int(OLD_ROWS)), NULL);
}

const struct job mail_jobs[MAIL_JOBS] = {
	{
		.name = "mail.deliver",
		.about = msg("Gives messages to the mail server"),
		.after = "mail",
		.every_s = 15,
		.alone = true,
		.slow = true,
		.left = deliver_left,
		.run = deliver_run,
		.hurry = smtp_hurry,
	},
	{
		.name = "mail.forget",
		.about = msg("Forgets messages of long ago"),
		.every_s = 3600,
		.dated = true,
		.left = forget_left,
		.run = forget_run,
	},
};

/* ---- At once ---- */

struct mail_message mail_test_message(const struct ctx *ctx, struct str to)
{
	struct str name = ctx->site->settings.name, url = ctx->site->settings.url;
	return (struct mail_message){
		.kind = STR("mail.test"),
		.to = to,
		.title = str_fmt(ctx->arena, "Test message from %.*s", STR_ARG(name)),
		.text = str_fmt(
			ctx->arena,
			"This message shows that %.*s can send e-mail.\nIt was asked for by an administrator of "
			"%.*s. Nothing needs to be done.\n",
			STR_ARG(name), STR_ARG(url)),
	};
}

enum outcome mail_try(struct ctx *ctx, const struct mail_server *server, struct str to, bool *ret_taken,
		      struct str *ret_said)
{
	struct str password;
	struct mail_seed seed = mail_seed_new(ctx);
	TRY(mail_address_check(ctx, "to", to));
	enum outcome found = mail_password_find(ctx, server, &password);
	if (found == NOT_FOUND)
		return problem_add(ctx, "password", msg("give the password for the mail server first"));
	TRY(found);
	struct str host = ctx->site->settings.host;
	struct str id = base32_str(ctx->arena, str_bytes(seed.bytes, sizeof(seed.bytes)));
	struct mail_message message = mail_test_message(ctx, to);
	const struct item item = {
		.kind = message.kind,
		.to = message.to,
		.title = message.title,
		.text = message.text,
		.message_id = str_fmt(ctx->arena, "%.*s@%.*s", STR_ARG(id), STR_ARG(host)),
		.put_ms = ctx->now_ms,
	};
	CLEANUP(smtp_closep) struct smtp *smtp = smtp_open(ctx->arena, server, password, host);
	*ret_taken = smtp_send(smtp, ctx->arena, to, message_of(ctx, server, &item), ret_said) == SMTP_TAKEN;
	return OK;
}
