/* The rules for everybody, and which were applied when. */
#include "rulebook/cmd.h"
#include "rulebook/phrase.h"
#include "rulebook/rulebook_sql.h"
#include "rulebook/rulebook_views.h"
#include "rulebook/store.h"
#include "rulebook/views.h"

static struct str days_words(struct ctx *ctx, const struct rule_source *row)
{
	struct arena *arena = ctx->arena;
	if (row->from_day == DEADLINE_NO_DAY && row->to_day == DEADLINE_NO_DAY)
		return STR("");
	if (row->to_day == DEADLINE_NO_DAY)
		return str_fmt(arena, "from %.*s", STR_ARG(day_words(arena, (struct day){row->from_day})));
	if (row->from_day == DEADLINE_NO_DAY)
		return str_fmt(arena, "until %.*s", STR_ARG(day_words(arena, (struct day){row->to_day})));
	return str_fmt(arena, "%.*s to %.*s", STR_ARG(day_words(arena, (struct day){row->from_day})),
		       STR_ARG(day_words(arena, (struct day){row->to_day})));
}

struct str rule_fine_words(struct ctx *ctx, const struct duty_rule *duty)
{
	if (!duty->fine_per_day)
		return STR("");
	const struct rule_amount day = {.amount = duty->fine_per_day, .currency = duty->fine_currency};
	const struct rule_amount most = {.amount = duty->fine_most, .currency = duty->fine_currency};
	const struct str args[] = {rule_amount_words(ctx->arena, &day), duty->fine_source,
				   duty->fine_most ? rule_amount_words(ctx->arena, &most) : STR("")};
	const char *message = duty->fine_most ? msg("{1} a day, at most {3} ({2})") : msg("{1} a day ({2})");
	struct str words = html_said(ctx->arena, ctx->lang, str_of(message), args, COUNT_OF(args));
	const char *confirm = msg("{1}, to be confirmed");
	return duty->fine_confirm ? html_said(ctx->arena, ctx->lang, str_of(confirm), &words, 1) : words;
}

static struct rule_line line_of(struct ctx *ctx, const struct rule_source *row)
{
	return (struct rule_line){
		.when = days_words(ctx, row),
		.source = row->source,
		.link = row->link,
		.confirm = row->confirm,
		.holds = rule_holds_on(row, site_today(ctx)),
	};
}

static struct rule_line duty_line(struct ctx *ctx, const struct duty_rule *duty)
{
	struct rule_line line = line_of(ctx, &duty->row);
	line.id = duty->id;
	line.title = duty->title;
	line.rule = deadline_rule_words(ctx, &duty->deadline);
	line.fine = rule_fine_words(ctx, duty);
	return line;
}

static void duties_of_page(struct ctx *ctx, const struct rulebook *book, struct rules_page *view)
{
	struct rule_line *lines = arena_array(ctx->arena, struct rule_line, book->n_duties);
	for (size_t i = 0; i < book->n_duties; i++) {
		lines[i] = duty_line(ctx, &book->duties[i]);
		lines[i].href = str_fmt(ctx->arena, "/rules/%.*s", STR_ARG(lines[i].id));
	}
	view->duties = lines;
	view->n_duties = book->n_duties;
}

static void amounts_of_page(struct ctx *ctx, const struct rulebook *book, struct rules_page *view)
{
	struct rule_line *lines = arena_array(ctx->arena, struct rule_line, book->n_amounts);
	for (size_t i = 0; i < book->n_amounts; i++) {
		lines[i] = line_of(ctx, &book->amounts[i].row);
		lines[i].id = book->amounts[i].id;
		lines[i].title = book->amounts[i].about;
		lines[i].rule = rule_amount_words(ctx->arena, &book->amounts[i]);
	}
	view->amounts = lines;
	view->n_amounts = book->n_amounts;
}

static struct str when(const struct ctx *ctx, int64_t ms)
{
	return instant_words(ctx->arena, ctx->site->zone, (struct instant){ms});
}

/* ---- What changed when ---- */

#define THEN_VERSIONS 10
#define THEN_CHANGES  20

static struct str title_in(const struct rulebook *book, struct str id)
{
	for (size_t i = 0; i < book->n_duties; i++)
		if (str_eq(book->duties[i].id, id))
			return book->duties[i].title;
	for (size_t i = 0; i < book->n_amounts; i++)
		if (str_eq(book->amounts[i].id, id))
			return book->amounts[i].about;
	return STR("");
}

/* "Changed: The most that one source may give, from 1 January 2027" */
static struct str change_words(struct ctx *ctx, const struct rulebook *before, const struct rulebook *after,
			       const struct rule_change *change)
{
	static const char *const words[] = {
		[RULE_ADDED] = "Added", [RULE_CHANGED] = "Changed", [RULE_ENDED] = "Ended", [RULE_REMOVED] = "Removed"};
	struct str title = title_in(after, change->id);
	if (str_empty(title))
		title = title_in(before, change->id);
	if (str_empty(title))
		title = str_fmt(ctx->arena, "%s “%.*s”", change->kind, STR_ARG(change->id));
	if (change->from_day == DEADLINE_NO_DAY)
		return str_fmt(ctx->arena, "%s: %.*s", words[change->difference], STR_ARG(title));
	return str_fmt(ctx->arena, "%s: %.*s, from %.*s", words[change->difference], STR_ARG(title),
		       STR_ARG(day_words(ctx->arena, (struct day){change->from_day})));
}

static void then_fill(struct ctx *ctx, const struct rulebook *before, const struct rulebook *after,
		      struct rules_then *then)
{
	struct rule_change *changes;
	size_t n;
	rulebook_changes(ctx->arena, before, after, &changes, &n);
	struct str *words = arena_array(ctx->arena, struct str, n);
	then->is_known = true;
	then->n = n < THEN_CHANGES ? n : THEN_CHANGES;
	then->n_more = n - then->n;
	for (size_t i = 0; i < then->n; i++)
		words[i] = change_words(ctx, before, after, &changes[i]);
	then->changes = words;
}

static enum outcome then_load(struct ctx *ctx, struct rules_page *view)
{
	struct rulebook_version *versions;
	struct rulebook books[THEN_VERSIONS + 1];
	bool is_read[THEN_VERSIONS + 1] = {0};
	size_t n;
	TRY(rulebook_versions(ctx, &versions, &n));
	for (size_t i = 0; i < n && i <= THEN_VERSIONS; i++) {
		enum outcome outcome = rulebook_of_version(ctx, &versions[i], &books[i]);
		if (outcome != OK && outcome != NOT_FOUND && outcome != INVALID)
			return outcome;
		is_read[i] = outcome == OK;
	}
	problems_clear(ctx);
	struct rules_then *then = arena_array(ctx->arena, struct rules_then, THEN_VERSIONS);
	for (size_t i = 0; i < n && i < THEN_VERSIONS; i++) {
		then[i] = (struct rules_then){.number = str_fmt(ctx->arena, "%lld", (long long)versions[i].number),
					      .applied = when(ctx, versions[i].applied_ms),
					      .is_first = i + 1 == n && versions[i].number == 1};
		if (i + 1 < n && is_read[i] && is_read[i + 1])
			then_fill(ctx, &books[i + 1], &books[i], &then[i]);
		view->n_then++;
	}
	view->then = then;
	return OK;
}

static enum outcome rules_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	const struct rulebook *book;
	struct rulebook_version version;
	int64_t number;
	struct rules_page view = {.page = access_page(ctx, STR("Rules and deadlines"))};
	TRY(rulebook_current(ctx, &book, &number));
	view.page.wide = true;
	view.has_rules = !str_empty(book->id);
	if (view.has_rules) {
		TRY(rulebook_newest(ctx, &version));
		view.title = book->title;
		view.text = book->text;
		view.version = str_fmt(ctx->arena, "%lld", (long long)number);
		view.applied = when(ctx, version.applied_ms);
		view.sha256 = version.sha256;
		duties_of_page(ctx, book, &view);
		amounts_of_page(ctx, book, &view);
		TRY(then_load(ctx, &view));
	}
	page_step(ctx->arena, &view.page, view.page.title, STR(""));
	struct html h = html_open(ctx);
	rulebook_rules_page_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome rule_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct rulebook *book;
	int64_t number;
	struct rule_page view = {.n_rows = 0};
	TRY(rulebook_current(ctx, &book, &number));
	struct rule_line *rows = arena_array(ctx->arena, struct rule_line, book->n_duties);
	for (size_t i = 0; i < book->n_duties; i++) {
		const struct duty_rule *duty = &book->duties[i];
		if (!str_eq(duty->id, req->params[0]))
			continue;
		rows[view.n_rows++] = duty_line(ctx, duty);
		view.title = duty->title;
		view.text = duty->text;
		view.exceptions = duty->exceptions;
		view.n_exceptions = duty->n_exceptions;
	}
	if (view.n_rows == 0)
		return NOT_FOUND;
	view.rows = rows;
	view.page = access_page(ctx, view.title);
	view.page.wide = true;
	page_step(ctx->arena, &view.page, STR("Rules and deadlines"), STR("/rules"));
	struct html h = html_open(ctx);
	rulebook_rule_page_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome rules_office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	const struct rulebook *book;
	struct rulebook_version *versions;
	int64_t number;
	size_t n;
	TRY(access_need(ctx, RIGHT_READ, 0));
	TRY(rulebook_current(ctx, &book, &number));
	TRY(rulebook_versions(ctx, &versions, &n));
	struct version_line *lines = arena_array(ctx->arena, struct version_line, n);
	for (size_t i = 0; i < n; i++)
		lines[i] =
			(struct version_line){versions[i].number, versions[i].title, when(ctx, versions[i].applied_ms),
					      versions[i].sha256, versions[i].removed_ms != 0};
	struct rules_office_page view = {
		.page = access_page(ctx, STR("Rulebook")),
		.versions = lines,
		.n_versions = n,
		.n_confirm = rulebook_unconfirmed(book),
	};
	view.page.wide = true;
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	rulebook_rules_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static const struct route rulebook_routes[] = {
	ROUTE_CACHED("/rules", RIGHT_PUBLIC, "rulebook", rules_get),
	ROUTE_CACHED("/rules/{duty}", RIGHT_PUBLIC, "rulebook", rule_get),
	ROUTE(HTTP_GET, "/office/rules", RIGHT_READ, CSRF_NONE, rules_office_get),
};

static const struct menu_entry rulebook_menu[] = {
	{msg("Rules and deadlines"), "/rules", RIGHT_PUBLIC, NULL},
	{msg("Rulebook"), "/office/rules", RIGHT_READ,
	 msg("Which rules were applied when, and what is to be confirmed.")},
};

const struct feature rulebook_feature = {
	.name = "rulebook",
	.routes = rulebook_routes,
	.n_routes = COUNT_OF(rulebook_routes),
	.verbs = rulebook_verbs,
	.n_verbs = RULEBOOK_VERBS,
	.menu = rulebook_menu,
	.n_menu = COUNT_OF(rulebook_menu),
	.migrations = rulebook_migrations,
	.n_migrations = &rulebook_migrations_n,
	.remove = rulebook_remove,
	.audit = rulebook_audit,
};
