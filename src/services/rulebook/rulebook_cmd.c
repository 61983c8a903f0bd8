/* rulebook check, explain, schema. */
#include "rulebook/cmd.h"
#include "rulebook/phrase.h"

/* ---- check ---- */

static void problem_json(struct json *json, struct arena *arena, const struct problem *problem)
{
	json_begin_object(json, NULL);
	json_str(json, "file", problem->where);
	json_i64(json, "line", problem->line);
	json_i64(json, "column", problem->column);
	json_str(json, "message", msg_format(arena, str_of(problem->message), problem->args, COUNT_OF(problem->args)));
	json_end(json);
}

static struct str checked_json(struct ctx *ctx, struct str folder, const struct rulebook *book)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "folder", folder);
	if (book->id.n)
		json_str(&json, "id", book->id);
	if (book->id.n)
		json_str(&json, "sha256", book->sha256);
	json_i64(&json, "duty_rows", (int64_t)book->n_duties);
	json_i64(&json, "amount_rows", (int64_t)book->n_amounts);
	json_i64(&json, "registers", (int64_t)book->n_schemes);
	json_i64(&json, "faults_found", (int64_t)ctx->problems.count);
	json_begin_array(&json, "faults");
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		problem_json(&json, ctx->arena, p);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

enum outcome rulebook_check_run(struct ctx *ctx, const struct cli *cli)
{
	struct rulebook book = {.n_duties = 0};
	struct str folder = cli->args[0];
	enum outcome outcome = rulebook_read(ctx, folder, &book);
	if (outcome == BROKEN)
		return outcome;
	if (cli->json)
		TRY(cli_print(ctx, checked_json(ctx, folder, &book)));
	if (outcome != OK && ctx->problems.count > LIMIT_PROBLEMS)
		cli_say("%zu faults; the first %llu are listed.", ctx->problems.count,
			(unsigned long long)LIMIT_PROBLEMS);
	if (outcome != OK || cli->json)
		return outcome;
	return cli_print(
		ctx, str_fmt(ctx->arena,
			     "%.*s: no fault found. Rows of duties: %zu, of amounts: %zu, of these to be confirmed: "
			     "%zu; registers: %zu, guidance: %zu, sets of holidays: %zu.\n",
			     STR_ARG(folder), book.n_duties, book.n_amounts, rulebook_unconfirmed(&book),
			     book.n_schemes, book.n_guidances, book.n_holiday_sets));
}

/* ---- explain ---- */

/* All sets of the folder, or those that --use names. */
static enum outcome holidays_of(struct ctx *ctx, const struct cli *cli, const struct calendar **ret_calendar)
{
	struct rulebook book = {.n_duties = 0};
	const struct holiday *holidays = NULL;
	size_t n = 0;
	struct str wanted = cli_text(cli, "use");
	if (cli_given(cli, "holidays"))
		TRY(rulebook_read(ctx, cli_text(cli, "holidays"), &book));
	for (size_t i = 0; i < book.n_holiday_sets; i++)
		if (str_empty(wanted) ? i == 0 : str_eq(book.holiday_sets[i].id, wanted)) {
			holidays = book.holiday_sets[i].holidays;
			n = book.holiday_sets[i].n;
		}
	if (!str_empty(wanted) && !rulebook_holidays(&book, wanted))
		return problem_add(ctx, "--use", msg("there is no set of holidays “{1}” in this rulebook"), wanted);
	*ret_calendar = calendar_open(ctx->arena, holidays, n, REST_SATURDAY | REST_SUNDAY);
	return OK;
}

static enum outcome roll_of(struct ctx *ctx, struct str word, enum deadline_roll *ret_roll)
{
	if (str_empty(word))
		return OK;
	if (!str_eq(word, STR("next-working-day")) && !str_eq(word, STR("working-day-before")))
		return problem_add(ctx, "--roll", msg("next-working-day or working-day-before"));
	*ret_roll = str_eq(word, STR("next-working-day")) ? ROLL_FORWARD : ROLL_BACK;
	return OK;
}

/* What the day given counts for: the year's day of a yearly rule is found from its year. */
static int32_t fact_day(const struct deadline_part *part, int32_t day)
{
	if (part->trigger != TRIGGER_EACH_YEAR)
		return day;
	return deadline_each_year(part, day_date((struct day){day}).year);
}

static struct str explained_json(struct ctx *ctx, const struct deadline *deadline, const struct deadline_step *steps,
				 size_t n, const struct zone *zone)
{
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "due", day_str(ctx->arena, (struct day){deadline->day}));
	if (deadline->at_ms)
		json_str(&json, "last_moment", instant_str(ctx->arena, (struct instant){deadline->at_ms}));
	json_begin_array(&json, "why");
	for (size_t i = 0; i < n; i++)
		json_str(&json, NULL, deadline_step_words(ctx, &steps[i], zone));
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static enum outcome say_deadline(struct ctx *ctx, const struct cli *cli, const struct deadline_rule *rule,
				 const struct deadline_facts *facts)
{
	struct deadline deadline;
	struct deadline_step *steps;
	size_t n;
	enum outcome outcome = deadline_explain(ctx, rule, facts, &deadline, &steps, &n);
	if (outcome == INVALID)
		return problem_add(ctx, "", msg("This day lies outside the years 1900 to 2199."));
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("The rule gives no day in that year."));
	TRY(outcome);
	if (cli->json)
		return cli_print(ctx, explained_json(ctx, &deadline, steps, n, facts->zone));
	struct buf out = buf_open(ctx->arena, 512);
	for (size_t i = 0; i < n; i++) {
		buf_str(&out, deadline_step_words(ctx, &steps[i], facts->zone));
		buf_char(&out, '\n');
	}
	buf_fmt(&out, "Due: %.*s\n", STR_ARG(day_words(ctx->arena, (struct day){deadline.day})));
	return cli_print(ctx, buf_view(&out));
}

/* The deadline of a duty's row that holds on the day: the rulebook says its holidays and how it rolls. */
static enum outcome rule_of_duty(struct ctx *ctx, const struct cli *cli, struct deadline_rule *ret_rule)
{
	struct rulebook book = {.n_duties = 0};
	struct day day = {(int32_t)cli_int(cli, "from", 0)};
	TRY(rulebook_read(ctx, cli_text(cli, "in"), &book));
	const struct duty_rule *duty = rulebook_duty_on(&book, cli->args[0], day);
	if (!duty)
		return problem_add(ctx, "", msg("no row of a duty “{1}” in this rulebook holds on {2}"), cli->args[0],
				   day_str(ctx->arena, day));
	*ret_rule = duty->deadline;
	return OK;
}

/* The deadline that the command line itself writes out. */
static enum outcome rule_of_words(struct ctx *ctx, const struct cli *cli, struct deadline_rule *ret_rule)
{
	struct deadline_rule rule;
	struct str asked;
	const struct text_rules rules = {.name = "deadline", .max_bytes = 500};
	TRY(text_accept(ctx, cli->args[0], &rules, &asked));
	TRY(deadline_parse(ctx, asked, &rule));
	TRY(roll_of(ctx, cli_text(cli, "roll"), &rule.roll));
	TRY(holidays_of(ctx, cli, &rule.calendar));
	for (int i = 0; i < 2; i++)
		rule.parts[i].event_text = rule.parts[i].event;
	*ret_rule = rule;
	return OK;
}

enum outcome rulebook_explain_run(struct ctx *ctx, const struct cli *cli)
{
	struct deadline_rule rule;
	struct deadline_facts facts = {.zone = NULL};
	int64_t at_ms;
	TRY(cli_given(cli, "in") ? rule_of_duty(ctx, cli, &rule) : rule_of_words(ctx, cli, &rule));
	if (cli_given(cli, "zone"))
		TRY(zone_open(ctx, cli_text(cli, "zone"), &facts.zone));
	int32_t day = (int32_t)cli_int(cli, "from", 0);
	if (deadline_instant(facts.zone, day, cli_text(cli, "at"), &at_ms) != OK)
		return problem_add(ctx, "--at", msg("an hour of the day such as 09:00"));
	for (int i = 0; i < 2; i++) {
		facts.day[i] = fact_day(&rule.parts[i], day);
		facts.at_ms[i] = at_ms;
	}
	return say_deadline(ctx, cli, &rule, &facts);
}

/* ---- schema ---- */

enum outcome rulebook_schema_run(struct ctx *ctx, const struct cli *cli)
{
	(void)cli;
	return cli_print(ctx, rulebook_schema(ctx->arena));
}

/* ---- The table ---- */

static const struct cli_option explain_options[] = {
	{"from", CLI_DAY, true, "DAY", "the day of what the rule counts from; of a yearly rule any day of the year"},
	{"at", CLI_TEXT, false, "HH:MM", "its hour, of rules in hours (default: the day's start)"},
	{"in", CLI_TEXT, false, "DIR", "the argument is the id of a duty of this rulebook: tell its deadline"},
	{"holidays", CLI_TEXT, false, "DIR",
	 "a rulebook with sets of holidays (default: none; Saturday and Sunday are not worked)"},
	{"use", CLI_TEXT, false, "ID", "which of its sets (default: the first)"},
	{"roll", CLI_TEXT, false, "WORD", "next-working-day or working-day-before"},
	{"zone", CLI_TEXT, false, "NAME", "the time zone, for hours (default: UTC)"},
};

static const struct cli_option apply_options[] = {
	{"dry-run", CLI_FLAG, false, NULL, "say what would change, and change nothing"},
};
static const struct cli_option show_options[] = {
	{"on", CLI_DAY, false, "DAY", "the day (default: today)"},
};

const struct verb rulebook_verbs[RULEBOOK_VERBS] = {
	{
		.room = "rulebook",
		.name = "check",
		.summary = "name every fault of a rulebook's folder with its file, line and column",
		.args = "DIR",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_NO_SITE,
		.example = "aboveboard rulebook check rulebooks/england",
		.run = rulebook_check_run,
	},
	{
		.room = "rulebook",
		.name = "explain",
		.summary = "work out a deadline, step by step",
		.args = "DEADLINE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_NO_SITE,
		.options = explain_options,
		.n_options = COUNT_OF(explain_options),
		.example = "aboveboard rulebook explain \"28 days after taking office\" --from 2026-05-12",
		.run = rulebook_explain_run,
	},
	{
		.room = "rulebook",
		.name = "schema",
		.summary = "print the reference of all keys (docs/rulebook.md)",
		.site = CLI_NO_SITE,
		.example = "aboveboard rulebook schema",
		.run = rulebook_schema_run,
	},
	{
		.room = "rulebook",
		.name = "apply",
		.summary = "make a folder the site's rulebook, all or nothing",
		.args = "DIR",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = apply_options,
		.n_options = COUNT_OF(apply_options),
		.example = "aboveboard rulebook apply --site city.db rulebooks/england --dry-run",
		.run = rulebook_apply_run,
	},
	{
		.room = "rulebook",
		.name = "show",
		.summary = "the duties and amounts that hold on a day",
		.args = "[ID]",
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = show_options,
		.n_options = COUNT_OF(show_options),
		.example = "aboveboard rulebook show gift-limit --site city.db --on 2027-01-01",
		.run = rulebook_show_run,
	},
};
