/* The activity log, for auditors. */
#include "access/access_views.h"
#include "access/pages.h"
#include "access/views.h"

#define ACTIVITY_LINES 50

/* "people.add_term" is shown as "People: add term". */
static struct str act_words(struct arena *arena, struct str act)
{
	struct buf words = buf_open(arena, act.n + 2);
	for (size_t i = 0; i < act.n; i++) {
		char c = act.p[i];
		if (i == 0 && c >= 'a' && c <= 'z')
			buf_char(&words, (char)(c - 'a' + 'A'));
		else if (c == '.')
			buf_lit(&words, ": ");
		else
			buf_char(&words, c == '_' ? ' ' : c);
	}
	return buf_view(&words);
}

enum outcome access_activity_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct activity *rows;
	size_t n;
	int64_t before = INT64_MAX;
	struct str asked = req_query(req, "before");
	TRY(access_need(ctx, RIGHT_AUDIT, ACCESS_WHOLE_SITE));
	if (asked.n && !id_parse(asked, &before))
		return NOT_FOUND;
	bool readings = str_eq(req_query(req, "only"), STR("readings"));
	TRY(activity_before(ctx, before, readings, ACTIVITY_LINES + 1, &rows, &n));
	struct access_activity_page view = {.page = access_page(ctx, STR("Activity"))};
	view.page.wide = true;
	view.readings = readings;
	view.n_lines = n > ACTIVITY_LINES ? ACTIVITY_LINES : n;
	struct activity_line *lines = arena_array(ctx->arena, struct activity_line, view.n_lines);
	for (size_t i = 0; i < view.n_lines; i++)
		lines[i] = (struct activity_line){
			.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){rows[i].at_ms}),
			.who = rows[i].who,
			.for_whom = rows[i].for_whom,
			.act = act_words(ctx->arena, rows[i].act),
			.detail = rows[i].detail,
		};
	view.lines = lines;
	if (n > ACTIVITY_LINES)
		view.older = str_fmt(ctx->arena,
				     readings ? "/office/activity?only=readings&before=%.*s"
					      : "/office/activity?before=%.*s",
				     STR_ARG(id_str(ctx->arena, rows[ACTIVITY_LINES - 1].id)));
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	access_activity_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
