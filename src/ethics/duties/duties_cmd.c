/* `aboveboard duties …`: who owes what by when, and why; more time, a waiver, a filing. */
#include <stdlib.h>

#include "duties/duties_store.h"

/* ---- duties list ---- */

struct wanted {
	int64_t now_ms;
	int32_t today, from_day, to_day;
	bool late, dated, all;
	const int64_t *bodies; /* NULL: all */
	size_t n_bodies;
	struct duty_item *items;
	size_t n, capacity;
};

static bool is_wanted(const struct wanted *w, const struct obligation *o)
{
	bool in_body = !w->bodies;
	for (size_t i = 0; i < w->n_bodies; i++)
		in_body = in_body || w->bodies[i] == o->organization_id;
	if (!in_body)
		return false;
	if (w->all && !w->late && !w->dated)
		return true;
	if (o->status != OBLIGATION_OWED || o->voluntary)
		return false;
	if (w->late && obligation_state(o, (struct day){w->today}, w->now_ms) != STATE_LATE)
		return false;
	return !w->dated || (o->due_day >= w->from_day && o->due_day <= w->to_day);
}

static enum outcome take(struct ctx *ctx, const struct duty_item *item, void *arg)
{
	struct wanted *w = arg;
	if (!is_wanted(w, &item->o))
		return OK;
	if (w->n == w->capacity) {
		size_t more = w->capacity ? w->capacity * 2 : 64;
		struct duty_item *items = arena_array(ctx->arena, struct duty_item, more);
		if (w->n)
			memcpy(items, w->items, w->n * sizeof(*items));
		w->items = items;
		w->capacity = more;
	}
	w->items[w->n++] = *item;
	return OK;
}

static int by_due(const void *a, const void *b)
{
	const struct obligation *x = &((const struct duty_item *)a)->o, *y = &((const struct duty_item *)b)->o;
	int64_t dx = x->due_day == DEADLINE_NO_DAY ? INT64_MAX : x->due_day;
	int64_t dy = y->due_day == DEADLINE_NO_DAY ? INT64_MAX : y->due_day;
	if (dx != dy)
		return dx < dy ? -1 : 1;
	if (x->person_id != y->person_id)
		return x->person_id < y->person_id ? -1 : 1;
	return x->duty < y->duty ? -1 : x->duty > y->duty;
}

static struct str day_or_nothing(struct arena *arena, int32_t day)
{
	return day == DEADLINE_NO_DAY ? STR("") : day_str(arena, (struct day){day});
}

static void json_day(struct json *json, struct arena *arena, const char *name, int32_t day)
{
	if (day == DEADLINE_NO_DAY)
		json_put_null(json, name);
	else
		json_str(json, name, day_str(arena, (struct day){day}));
}

static void item_json(struct ctx *ctx, struct json *json, const struct duty_item *item)
{
	struct day today = site_today(ctx);
	const struct obligation *o = &item->o;
	json_begin_object(json, NULL);
	json_str(json, "obligation", obligation_ref(ctx->arena, o));
	json_str(json, "duty", item->duty);
	json_str(json, "title", item->title);
	json_str(json, "person", item->person_name);
	json_str(json, "office", item->office);
	json_str(json, "body", item->body_slug);
	json_str(json, "state", str_of(obligation_state_name(obligation_state(o, today, ctx->now_ms))));
	json_day(json, ctx->arena, "due", o->due_day);
	json_day(json, ctx->arena, "due_by_rule", o->original_day);
	json_day(json, ctx->arena, "counts_from", o->trigger_day);
	json_day(json, ctx->arena, "done", o->done_day);
	json_i64(json, "days_late", obligation_late_days(o, today));
	json_bool(json, "voluntary", o->voluntary);
	json_str(json, "source", item->rule ? item->rule->row.source : STR(""));
	json_bool(json, "to_be_confirmed", item->rule && item->rule->row.confirm);
	json_str(json, "why", duty_why(ctx, item));
	json_end(json);
}

static enum outcome list_json(struct ctx *ctx, const struct wanted *w)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < w->n; i++)
		item_json(ctx, &json, &w->items[i]);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static void item_csv(struct ctx *ctx, struct buf *out, const struct duty_item *item)
{
	struct day today = site_today(ctx);
	const struct obligation *o = &item->o;
	const struct str row[] = {
		obligation_ref(ctx->arena, o),
		item->duty,
		item->title,
		item->person_name,
		item->office,
		item->body_slug,
		str_of(obligation_state_name(obligation_state(o, today, ctx->now_ms))),
		day_or_nothing(ctx->arena, o->due_day),
		day_or_nothing(ctx->arena, o->done_day),
		str_fmt(ctx->arena, "%d", obligation_late_days(o, today)),
		duty_why(ctx, item),
	};
	cli_csv_row(out, row, COUNT_OF(row));
}

struct str duties_csv(struct ctx *ctx, const struct duty_item *items, size_t n)
{
	static const struct str head[] = {STR_INIT("obligation"), STR_INIT("duty"),   STR_INIT("title"),
					  STR_INIT("person"),     STR_INIT("office"), STR_INIT("body"),
					  STR_INIT("state"),      STR_INIT("due"),    STR_INIT("done"),
					  STR_INIT("days_late"),  STR_INIT("why")};
	struct buf out = buf_open(ctx->arena, 4096);
	cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++)
		item_csv(ctx, &out, &items[i]);
	return buf_view(&out);
}

static enum outcome list_text(struct ctx *ctx, const struct wanted *w)
{
	struct buf out = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < w->n; i++) {
		const struct duty_item *item = &w->items[i];
		struct str due = item->o.due_day == DEADLINE_NO_DAY ? STR("no date")
								    : day_or_nothing(ctx->arena, item->o.due_day);
		buf_fmt(&out, "%.*s  %-10.10s %.*s, %.*s: %.*s\n            %.*s\n            %.*s\n", STR_ARG(due),
			obligation_state_name(obligation_state(&item->o, site_today(ctx), ctx->now_ms)),
			STR_ARG(item->person_name), STR_ARG(item->office), STR_ARG(item->title),
			STR_ARG(duty_why(ctx, item)), STR_ARG(obligation_ref(ctx->arena, &item->o)));
	}
	if (w->n == 0)
		cli_say("Nothing.");
	return cli_print(ctx, buf_view(&out));
}

/* The body and those below it. */
enum outcome duties_bodies_below(struct ctx *ctx, int64_t body_id, int64_t **ret_ids, size_t *ret_n)
{
	struct organization *all;
	size_t n, used = 1;
	TRY(people_organizations(ctx, &all, &n));
	int64_t *ids = arena_array(ctx->arena, int64_t, n + 1);
	ids[0] = body_id;
	for (size_t at = 0; at < used; at++)
		for (size_t i = 0; i < n && used <= n; i++)
			if (all[i].parent_id == ids[at] && all[i].id != body_id)
				ids[used++] = all[i].id;
	*ret_ids = ids;
	*ret_n = used;
	return OK;
}

/* On standard error, beside the list: it may be short for this reason alone. */
static enum outcome say_unkinded(struct ctx *ctx)
{
	struct organization *bodies;
	size_t n;
	TRY(duties_unkinded(ctx, &bodies, &n));
	for (size_t i = 0; i < n && i < 5; i++)
		cli_say("Rules for some kinds of bodies pass over “%.*s”, whose kind is not known. If it is a council: "
			"aboveboard people change-body --classification council %.*s",
			STR_ARG(bodies[i].name), STR_ARG(bodies[i].slug));
	return OK;
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	int32_t today = site_today(ctx).n;
	int64_t days = cli_int(cli, "due-in", 0);
	struct wanted w = {.today = today,
			   .now_ms = ctx->now_ms,
			   .from_day = today,
			   .late = cli_given(cli, "late"),
			   .dated = cli_given(cli, "due-in"),
			   .all = cli_given(cli, "all")};
	if (days < 0 || days > 36500)
		return problem_add(ctx, "--due-in", msg("Say a number of days, at most 36500"));
	w.to_day = today + (int32_t)days;
	if (cli_given(cli, "body")) {
		struct organization body;
		int64_t *ids;
		enum outcome found = people_organization_by_slug(ctx, cli_text(cli, "body"), &body);
		if (found == NOT_FOUND)
			return problem_add(ctx, "--body", msg("There is no body “{1}”. See “people bodies”."),
					   cli_text(cli, "body"));
		TRY(found);
		TRY(duties_bodies_below(ctx, body.id, &ids, &w.n_bodies));
		w.bodies = ids;
	}
	TRY(say_unkinded(ctx));
	TRY(duties_each(ctx, take, &w));
	if (w.n > 1)
		qsort(w.items, w.n, sizeof(*w.items), by_due);
	for (size_t i = 0; i < w.n; i++)
		TRY(duties_fill(ctx, &w.items[i]));
	if (cli->json)
		return list_json(ctx, &w);
	return cli->csv ? cli_print(ctx, duties_csv(ctx, w.items, w.n)) : list_text(ctx, &w);
}

/* ---- duties explain ---- */

static enum outcome named(struct ctx *ctx, struct str ref, struct duty_item *ret_item)
{
	enum outcome found = duties_find(ctx, ref, ret_item);
	if (found == NOT_FOUND)
		return problem_add(ctx, "", msg("There is no obligation “{1}”. See “duties list”."), ref);
	return found;
}

static enum outcome explain_run(struct ctx *ctx, const struct cli *cli)
{
	struct duty_item item;
	struct duty_step *steps;
	size_t n;
	TRY(named(ctx, cli->args[0], &item));
	TRY(duties_explain(ctx, &item, &steps, &n));
	struct buf out = buf_open(ctx->arena, 1024);
	if (cli->json) {
		struct json json = json_open(&out, JSON_INDENTED);
		json_begin_object(&json, NULL);
		json_begin_array(&json, "obligations");
		item_json(ctx, &json, &item);
		json_end(&json);
		json_begin_array(&json, "steps");
		for (size_t i = 0; i < n; i++) {
			json_begin_object(&json, NULL);
			json_str(&json, "text", duty_step_words(ctx, &steps[i]));
			json_day(&json, ctx->arena, "day", steps[i].day);
			json_end(&json);
		}
		json_end(&json);
		json_end(&json);
		return cli_print(ctx, buf_view(&out));
	}
	buf_fmt(&out, "%.*s\n%.*s, %.*s\n", STR_ARG(item.title), STR_ARG(item.person_name), STR_ARG(item.office));
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%zu. %.*s\n", i + 1, STR_ARG(duty_step_words(ctx, &steps[i])));
	buf_fmt(&out, "State: %s\n", obligation_state_name(obligation_state(&item.o, site_today(ctx), ctx->now_ms)));
	return cli_print(ctx, buf_view(&out));
}

/* ---- duties extend, waive, file ---- */

struct act {
	struct str ref;
	struct duty_change change;
	struct duty_filing filing;
	enum { ACT_EXTEND, ACT_WAIVE, ACT_FILE } act;
};

static enum outcome act_write(struct ctx *ctx, void *args)
{
	struct act *act = args;
	if (act->act == ACT_FILE)
		return duties_file(ctx, act->ref, &act->filing);
	return act->act == ACT_EXTEND ? duties_extend(ctx, act->ref, &act->change)
				      : duties_waive(ctx, act->ref, &act->change);
}

static enum outcome act_do(struct ctx *ctx, const struct cli *cli, struct act *act)
{
	struct duty_item item;
	struct site *site = ctx->site;
	act->ref = cli->args[0];
	TRY(named(ctx, act->ref, &item));
	TRY(duties_change_version(ctx, &item, &act->change.version));
	TRY(site_write(ctx, act_write, act));
	db_read_end(ctx);
	TRY(site_read_begin(ctx, site));
	TRY(named(ctx, act->ref, &item));
	if (!cli->json) {
		cli_say("%.*s, %.*s: %s.", STR_ARG(item.person_name), STR_ARG(item.title),
			obligation_state_name(obligation_state(&item.o, site_today(ctx), ctx->now_ms)));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 512);
	struct json json = json_open(&out, JSON_INDENTED);
	item_json(ctx, &json, &item);
	return cli_print(ctx, buf_view(&out));
}

static enum outcome extend_run(struct ctx *ctx, const struct cli *cli)
{
	struct act act = {.act = ACT_EXTEND,
			  .change = {.until_day = (int32_t)cli_int(cli, "until", DEADLINE_NO_DAY),
				     .reason = cli_text(cli, "why")}};
	return act_do(ctx, cli, &act);
}

static enum outcome waive_run(struct ctx *ctx, const struct cli *cli)
{
	struct act act = {.act = ACT_WAIVE, .change = {.reason = cli_text(cli, "why")}};
	return act_do(ctx, cli, &act);
}

static enum outcome file_run(struct ctx *ctx, const struct cli *cli)
{
	struct act act = {.act = ACT_FILE,
			  .filing = {.filed_with = cli_text(cli, "with"),
				     .receipt = cli_text(cli, "receipt"),
				     .day = (int32_t)cli_int(cli, "on", DEADLINE_NO_DAY),
				     .confirm = cli_given(cli, "confirm")}};
	return act_do(ctx, cli, &act);
}

static const struct cli_option list_options[] = {
	{"late", CLI_FLAG, false, NULL, "those whose due date has passed"},
	{"due-in", CLI_INT, false, "DAYS", "those due from today until so many days from now"},
	{"body", CLI_TEXT, false, "SLUG", "of this body and those below it"},
	{"all", CLI_FLAG, false, NULL, "also what was done, waived, offered, or is not applicable"},
};

static const struct cli_option extend_options[] = {
	{"until", CLI_DAY, true, "DAY", "the new due date"},
	{"why", CLI_TEXT, true, "WORDS", "the reason, for the record"},
};

static const struct cli_option waive_options[] = {
	{"why", CLI_TEXT, true, "WORDS", "the reason, for the record"},
};

static const struct cli_option file_options[] = {
	{"with", CLI_TEXT, false, "WORDS", "with whom it was filed"},
	{"on", CLI_DAY, true, "DAY", "on which it was filed or done"},
	{"receipt", CLI_TEXT, false, "WORDS", "the receipt's number, or what proves it"},
	{"confirm", CLI_FLAG, false, NULL, "of what is no filing: it was done on that day"},
};

static const struct cli_option happened_options[] = {
	{"person", CLI_TEXT, true, "SLUG", "whom it concerns"},
	{"body", CLI_TEXT, true, "SLUG", "the body in which they hold a post"},
	{"on", CLI_DAY, true, "DAY", "the day on which it happened"},
	{"at", CLI_TEXT, false, "HH:MM", "its hour, for rules that count hours"},
};

const struct verb duties_verbs[DUTIES_VERBS] = {
	{
		.room = "duties",
		.name = "list",
		.summary = "who owes what by when, each with why",
		.site = CLI_SITE_OPEN,
		.options = list_options,
		.n_options = COUNT_OF(list_options),
		.csv = true,
		.example = "aboveboard duties list --site city.db --now 2026-12-01 --late --format json",
		.run = list_run,
	},
	{
		.room = "duties",
		.name = "explain",
		.summary = "how one date was worked out, step by step",
		.args = "OBLIGATION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard duties explain --site city.db 0D3ZK4Q2N8W1R-4-45000",
		.run = explain_run,
	},
	{
		.room = "duties",
		.name = "extend",
		.summary = "give more time",
		.args = "OBLIGATION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = extend_options,
		.n_options = COUNT_OF(extend_options),
		.example = "aboveboard duties extend --site city.db 0D3ZK4Q2N8W1R-4-45000 --until 2026-12-31 --why "
			   "“In hospital”",
		.run = extend_run,
	},
	{
		.room = "duties",
		.name = "waive",
		.summary = "let it need not be done",
		.args = "OBLIGATION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = waive_options,
		.n_options = COUNT_OF(waive_options),
		.example = "aboveboard duties waive --site city.db 0D3ZK4Q2N8W1R-4-45000 --why “Post abolished”",
		.run = waive_run,
	},
	{
		.room = "duties",
		.name = "file",
		.summary = "record that it was filed elsewhere, or done",
		.args = "OBLIGATION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = file_options,
		.n_options = COUNT_OF(file_options),
		.example = "aboveboard duties file --site city.db 0D3ZK4Q2N8W1R-4-45000 --with “City Clerk” "
			   "--on 2026-05-28 --receipt 2026-113",
		.run = file_run,
	},
	{
		.room = "duties",
		.name = "happened",
		.summary = "record that something happened from which a deadline counts",
		.args = "EVENT",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = happened_options,
		.n_options = COUNT_OF(happened_options),
		.example = "aboveboard duties happened gift-received --site city.db --person imogen-vale --body "
			   "city-council "
			   "--on 2026-11-03",
		.run = duties_happened_run,
	},
	{
		.room = "duties",
		.name = "not-happened",
		.summary = "take back what was recorded with “duties happened”",
		.args = "ID",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard duties not-happened --site city.db 0D3ZK4Q2N8W1R",
		.run = duties_not_happened_run,
	},
};
