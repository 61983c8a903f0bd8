/* `aboveboard codes compare`. */
#include "codes/asked.h"
#include "codes/codes_cmd.h"

const struct cli_option codes_compare_options[1] = {
	{"slug", CLI_TEXT, true, "CODE", "the code's name in addresses"},
};

/* The words on one line. */
static void put_words(struct buf *out, struct str text)
{
	struct str word;
	for (bool is_first = true; text_next_word(&text, &word); is_first = false) {
		buf_str(out, is_first ? STR("") : STR(" "));
		buf_str(out, word);
	}
}

/* Marks as in the programs that people know: [-removed-] {+added+}. */
static void put_runs(struct buf *out, const struct word_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_same = runs[i].kind == RUN_SAME, is_added = runs[i].kind == RUN_ADDED;
		buf_str(out, i > 0 ? STR(" ") : STR(""));
		buf_str(out, is_same ? STR("") : is_added ? STR("{+") : STR("[-"));
		put_words(out, runs[i].kind == RUN_REMOVED ? runs[i].earlier : runs[i].later);
		buf_str(out, is_same ? STR("") : is_added ? STR("+}") : STR("-]"));
	}
}

static void put_part(struct buf *out, const struct word_run *runs, size_t n, struct str whole)
{
	if (n == 0 && whole.n == 0)
		return;
	buf_lit(out, "  ");
	if (n > 0)
		put_runs(out, runs, n);
	else
		put_words(out, whole);
	buf_char(out, '\n');
}

static void put_row(struct buf *out, const struct compared *row)
{
	const struct provision *p = row->later ? row->later : row->earlier;
	const char *words[COMPARED_WORDS];
	size_t n = compared_words(row, words);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i > 0 ? ", " : "", words[i]);
	buf_fmt(out, ": %.*s", STR_ARG(p->anchor));
	if (row->is_relabelled && row->earlier && row->later)
		buf_fmt(out, " (“%.*s” became “%.*s”)", STR_ARG(row->earlier->label), STR_ARG(row->later->label));
	if (row->split_from)
		buf_fmt(out, " (these words stood in %.*s)", STR_ARG(row->split_from->anchor));
	if (row->merged_into)
		buf_fmt(out, " (these words stand in %.*s now)", STR_ARG(row->merged_into->anchor));
	buf_char(out, '\n');
	if (!row->earlier || !row->later)
		put_part(out, NULL, 0, p->label);
	put_part(out, row->heading, row->n_heading, p->heading);
	put_part(out, row->text, row->n_text, p->text);
	buf_char(out, '\n');
}

static void put_edition(struct arena *arena, struct buf *out, const char *lead, const struct edition *e)
{
	buf_fmt(out, "%s edition %d of %.*s, in force from %.*s\n", lead, e->number, STR_ARG(e->code_slug),
		STR_ARG(day_str(arena, (struct day){e->in_force_from})));
}

static struct str comparison_text(struct arena *arena, const struct edition_comparison *c)
{
	const struct compare_counts *counts = &c->comparison.counts;
	struct buf out = buf_open(arena, 8192);
	put_edition(arena, &out, "From", &c->earlier);
	put_edition(arena, &out, "to  ", &c->later);
	buf_fmt(&out,
		"%zu the same, %zu changed, %zu moved, %zu relabelled, %zu for others, %zu added, %zu removed; words: "
		"%zu added, %zu removed\n\n",
		counts->same, counts->changed, counts->moved, counts->relabelled, counts->for_others, counts->added,
		counts->removed, counts->words_added, counts->words_removed);
	for (size_t i = 0; i < c->comparison.n; i++)
		if (!compared_is_same(&c->comparison.rows[i]))
			put_row(&out, &c->comparison.rows[i]);
	return buf_view(&out);
}

enum outcome codes_compare_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct edition one, other;
	struct edition_comparison c;
	TRY(codes_cmd_code(ctx, cli_text(cli, "slug"), &code));
	enum outcome first = codes_edition_asked(ctx, &code, "", cli->args[0], &one);
	enum outcome second = codes_edition_asked(ctx, &code, "", cli->args[1], &other);
	TRY(first);
	TRY(second);
	enum outcome outcome = codes_compare_editions(ctx, &one, &other, &c);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("The text of edition {1} was removed, so it cannot be compared"),
				   str_fmt(ctx->arena, "%d", one.erased_ms ? one.number : other.number));
	TRY(outcome);
	if (c.earlier.id == c.later.id)
		cli_say("“%.*s” and “%.*s” name the same edition, %d.", STR_ARG(cli->args[0]), STR_ARG(cli->args[1]),
			one.number);
	else if (c.earlier.id != one.id)
		cli_say("Edition %d came into force before edition %d: compared in that order.", other.number,
			one.number);
	return cli_print(ctx, cli->json ? codes_comparison_json(ctx, &c) : comparison_text(ctx->arena, &c));
}
