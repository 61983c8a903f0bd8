/* The page of background work, for administrators. */
#include "jobs/jobs.h"
#include "jobs/jobs_sql.h"
#include "jobs/jobs_views.h"
#include "jobs/private.h"

static struct str when(const struct ctx *ctx, int64_t ms)
{
	return ms ? instant_words(ctx->arena, ctx->site->zone, (struct instant){ms}) : STR("");
}

static enum outcome jobs_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct job_state *states;
	size_t n;
	TRY(access_need(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE));
	struct clock_seen seen;
	TRY(jobs_list(ctx, &states, &n));
	TRY(clock_load(ctx, &seen));
	struct job_line *lines = arena_array(ctx->arena, struct job_line, n);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct job_line){
			.about = str_of(states[i].job->about),
			.name = str_of(states[i].job->name),
			.left = states[i].left,
			.ran = when(ctx, states[i].ran_ms),
			.failed = states[i].tries > 0,
			.tries = states[i].tries,
			.again = when(ctx, states[i].again_ms),
			.why = states[i].why,
		};
	struct jobs_page view = {.page = access_page(ctx, STR("Background work")),
				 .lines = lines,
				 .n_lines = n,
				 .doubted = seen.doubted_ms ? when(ctx, seen.looked_ms) : STR(""),
				 .believed = when(ctx, seen.believed_ms)};
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	jobs_page_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static const struct route jobs_routes[] = {
	ROUTE(HTTP_GET, "/office/jobs", RIGHT_ADMINISTER, CSRF_NONE, jobs_get),
};

static const struct menu_entry jobs_menu[] = {
	{msg("Background work"), "/office/jobs", RIGHT_ADMINISTER,
	 msg("What the site does by itself, and what of it failed.")},
};

const struct feature jobs_feature = {
	.name = "jobs",
	.routes = jobs_routes,
	.n_routes = COUNT_OF(jobs_routes),
	.verbs = jobs_verbs,
	.n_verbs = JOBS_VERBS,
	.menu = jobs_menu,
	.n_menu = COUNT_OF(jobs_menu),
	.migrations = jobs_migrations,
	.n_migrations = &jobs_migrations_n,
};
