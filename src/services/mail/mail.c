/* What mail adds to the program. */
#include "mail/mail_sql.h"
#include "mail/private.h"

static enum outcome restored_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &mail_sql_restored,
		       DB_PARAMS(db_int(ctx->now_ms),
				 db_text(STR("the site was restored from a backup: it may have been sent before"))),
		       NULL);
}

/* What waited when the backup was made has been sent since, or not: nobody gets it twice unless the office says so. */
static enum outcome restored(struct ctx *ctx)
{
	return site_write(ctx, restored_write, NULL);
}

static const struct holding holdings[] = {
	{.table = "mail_message", .title = msg("Messages to them"), .rows = &mail_sql_held_messages},
};

const struct feature mail_feature = {
	.name = "mail",
	.verbs = mail_verbs,
	.n_verbs = MAIL_VERBS,
	.migrations = mail_migrations,
	.n_migrations = &mail_migrations_n,
	.jobs = mail_jobs,
	.n_jobs = MAIL_JOBS,
	.restored = restored,
	.holdings = holdings,
	.n_holdings = COUNT_OF(holdings),
};
