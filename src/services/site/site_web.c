/* The site's own style sheet, and what the room adds to the program. */
#include "site/colour.h"
#include "site/private.h"
#include "site/site_sql.h"

static enum outcome show_style(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct site_settings settings;
	TRY(site_settings_load(ctx, &settings));
	resp->type = STR("text/css; charset=utf-8");
	resp->body = colour_style(ctx->arena, settings.colour);
	return OK;
}

static const struct route routes[] = {
	ROUTE_CACHED("/site.css", RIGHT_PUBLIC, "site", show_style),
};

/* What is restored may stand beside other secrets than before. */
static enum outcome restored_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &site_sql_setting_drop, DB_PARAMS(db_text(STR(SITE_KEYS_PRINT))), NULL);
}

static enum outcome restored(struct ctx *ctx)
{
	return site_write(ctx, restored_write, NULL);
}

const struct feature site_feature = {
	.name = "site",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.verbs = site_verbs,
	.n_verbs = SITE_VERBS,
	.migrations = site_migrations,
	.n_migrations = &site_migrations_n,
	.restored = restored,
};
