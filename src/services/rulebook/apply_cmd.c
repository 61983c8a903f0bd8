/* rulebook apply, show. */
#include "rulebook/cmd.h"
#include "rulebook/store.h"

/* ---- What changes ---- */

static struct str since(struct ctx *ctx, const struct rule_change *change)
{
	if (change->from_day == DEADLINE_NO_DAY)
		return STR("");
	return str_fmt(ctx->arena, " from %.*s", STR_ARG(day_str(ctx->arena, (struct day){change->from_day})));
}

static struct str changes_text(struct ctx *ctx, const struct rule_change *changes, size_t n)
{
	struct buf out = buf_open(ctx->arena, 1024);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%-14s %s %.*s%.*s\n", rule_difference_name(changes[i].difference), changes[i].kind,
			STR_ARG(changes[i].id), STR_ARG(since(ctx, &changes[i])));
	return buf_view(&out);
}

struct applied {
	const struct rulebook *book;
	int64_t version;
	bool changed, dry_run;
	const struct rule_change *changes;
	size_t n;
};

static struct str applied_json(struct ctx *ctx, const struct applied *applied)
{
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "id", applied->book->id);
	json_str(&json, "sha256", applied->book->sha256);
	json_i64(&json, "version", applied->version);
	json_bool(&json, "applied", applied->changed && !applied->dry_run);
	json_bool(&json, "dry_run", applied->dry_run);
	json_begin_array(&json, "changes");
	for (size_t i = 0; i < applied->n; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "what", str_of(rule_difference_name(applied->changes[i].difference)));
		json_str(&json, "kind", str_of(applied->changes[i].kind));
		json_str(&json, "id", applied->changes[i].id);
		if (applied->changes[i].from_day != DEADLINE_NO_DAY)
			json_str(&json, "from", day_str(ctx->arena, (struct day){applied->changes[i].from_day}));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static void say_applied(struct ctx *ctx, const struct applied *applied)
{
	struct str title = applied->book->title;
	if (!applied->changed)
		cli_say("“%.*s” holds already, as version %lld. Nothing was changed.", STR_ARG(title),
			(long long)applied->version);
	else if (applied->dry_run)
		cli_say("“%.*s” would be applied with these changes: %zu. Nothing was changed.", STR_ARG(title),
			applied->n);
	else
		cli_say("“%.*s” was applied to %.*s as version %lld. Changes: %zu.", STR_ARG(title),
			STR_ARG(site_shown(ctx)), (long long)applied->version, applied->n);
}

/* One that a newer program cannot read any more is no reason to refuse the one that replaces it. */
static enum outcome current_or_none(struct ctx *ctx, const struct rulebook **ret_book, int64_t *ret_version)
{
	static const struct rulebook none;
	enum outcome outcome = rulebook_current(ctx, ret_book, ret_version);
	if (outcome != INVALID)
		return outcome;
	problems_clear(ctx);
	*ret_book = &none;
	return OK;
}

enum outcome rulebook_apply_run(struct ctx *ctx, const struct cli *cli)
{
	struct rulebook_file *files;
	size_t n_files;
	struct rulebook book;
	const struct rulebook *before;
	struct rule_change *changes;
	struct applied applied = {.book = &book, .dry_run = cli_given(cli, "dry-run")};
	TRY(rulebook_files(ctx, cli->args[0], &files, &n_files));
	TRY(rulebook_parse(ctx, files, n_files, &book));
	TRY(current_or_none(ctx, &before, &applied.version));
	rulebook_changes(ctx->arena, before, &book, &changes, &applied.n);
	applied.changes = changes;
	applied.changed = !str_eq(before->sha256, book.sha256);
	if (!cli->json)
		TRY(cli_print(ctx, changes_text(ctx, changes, applied.n)));
	if (applied.dry_run)
		TRY(applied.changed ? rulebook_fits(ctx, &book) : OK);
	else
		TRY(rulebook_apply(ctx, files, n_files, &book, &applied.version, &applied.changed));
	say_applied(ctx, &applied);
	return cli->json ? cli_print(ctx, applied_json(ctx, &applied)) : OK;
}

/* ---- show ---- */

static void duty_text(struct ctx *ctx, struct buf *out, const struct duty_rule *duty)
{
	buf_fmt(out, "%.*s: %.*s\n    due: %.*s\n    source: %.*s%s\n", STR_ARG(duty->id), STR_ARG(duty->title),
		STR_ARG(deadline_rule_words(ctx, &duty->deadline)), STR_ARG(duty->row.source),
		duty->row.confirm ? " (to be confirmed)" : "");
}

static void amount_text(struct ctx *ctx, struct buf *out, const struct rule_amount *amount)
{
	buf_fmt(out, "%.*s: %.*s: %.*s\n    source: %.*s%s\n", STR_ARG(amount->id), STR_ARG(amount->about),
		STR_ARG(rule_amount_words(ctx->arena, amount)), STR_ARG(amount->row.source),
		amount->row.confirm ? " (to be confirmed)" : "");
}

struct showing {
	const struct rulebook *book;
	int64_t version;
	struct str id; /* empty: all */
	struct day day;
	size_t n; /* found */
};

static bool is_shown(struct showing *showing, struct str id, const struct rule_source *row)
{
	bool shown = (str_empty(showing->id) || str_eq(showing->id, id)) && rule_holds_on(row, showing->day);
	showing->n += shown;
	return shown;
}

static struct str shown_text(struct ctx *ctx, struct showing *showing)
{
	struct buf out = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < showing->book->n_duties; i++)
		if (is_shown(showing, showing->book->duties[i].id, &showing->book->duties[i].row))
			duty_text(ctx, &out, &showing->book->duties[i]);
	for (size_t i = 0; i < showing->book->n_amounts; i++)
		if (is_shown(showing, showing->book->amounts[i].id, &showing->book->amounts[i].row))
			amount_text(ctx, &out, &showing->book->amounts[i]);
	return buf_view(&out);
}

static struct str shown_json(struct ctx *ctx, struct showing *showing)
{
	const struct rulebook *book = showing->book;
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "id", book->id);
	json_str(&json, "title", book->title);
	json_i64(&json, "version", showing->version);
	json_str(&json, "sha256", book->sha256);
	json_str(&json, "on", day_str(ctx->arena, showing->day));
	json_begin_array(&json, "duties");
	for (size_t i = 0; i < book->n_duties; i++)
		if (is_shown(showing, book->duties[i].id, &book->duties[i].row))
			duty_json(ctx, &json, &book->duties[i], true);
	json_end(&json);
	json_begin_array(&json, "amounts");
	for (size_t i = 0; i < book->n_amounts; i++)
		if (is_shown(showing, book->amounts[i].id, &book->amounts[i].row))
			amount_json(ctx, &json, &book->amounts[i], true);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

enum outcome rulebook_show_run(struct ctx *ctx, const struct cli *cli)
{
	struct showing showing = {.id = cli->n_args ? cli->args[0] : STR("")};
	showing.day.n = (int32_t)cli_int(cli, "on", site_today(ctx).n);
	TRY(rulebook_current(ctx, &showing.book, &showing.version));
	if (str_empty(showing.book->id))
		return problem_add(ctx, "",
				   msg("No rulebook was applied to this site: aboveboard rulebook apply does it."));
	struct str text = cli->json ? shown_json(ctx, &showing) : shown_text(ctx, &showing);
	if (showing.n == 0 && !str_empty(showing.id))
		return problem_add(ctx, "", msg("No duty or amount “{1}” holds on {2}."), showing.id,
				   day_str(ctx->arena, showing.day));
	return cli_print(ctx, text);
}
