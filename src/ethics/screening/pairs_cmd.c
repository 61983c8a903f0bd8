/* `aboveboard screening pairs`: for people who have only files. */
#include <fcntl.h>
#include <unistd.h>

#include "intake/csv.h"
#include "screening/pair.h"
#include "screening/screening_cmd.h"

#define PAIR_NOTE "Similar names. Not checked by a person. Not a finding."

struct pair_columns {
	size_t schema, name1, name2;
};

static bool columns_find(const struct csv_row *head, struct pair_columns *ret_columns)
{
	struct pair_columns columns = {head->n, head->n, head->n};
	for (size_t i = 0; i < head->n; i++) {
		if (str_eq_nocase(head->cells[i], STR("schema")))
			columns.schema = i;
		else if (str_eq_nocase(head->cells[i], STR("name1")))
			columns.name1 = i;
		else if (str_eq_nocase(head->cells[i], STR("name2")))
			columns.name2 = i;
	}
	*ret_columns = columns;
	return columns.name1 < head->n && columns.name2 < head->n;
}

/* Whatever is not said to be one or the other is compared as both, and the better counts. */
static void named_compare(struct arena *arena, struct str schema, struct str name1, struct str name2,
			  struct pair *ret_pair)
{
	bool is_person = str_eq_nocase(schema, STR("Person"));
	bool is_either =
		str_empty(schema) || str_eq_nocase(schema, STR("LegalEntity")) || str_eq_nocase(schema, STR("Thing"));
	struct names a, b;
	*ret_pair = (struct pair){.n = 0};
	for (enum name_kind kind = NAME_PERSON; kind <= NAME_ORGANIZATION; kind++) {
		struct pair pair;
		if (!is_either && is_person != (kind == NAME_PERSON))
			continue;
		names_read(arena, name1, kind, &a);
		names_read(arena, name2, kind, &b);
		names_compare(&a, &b, kind, &pair);
		if (pair.score >= ret_pair->score)
			*ret_pair = pair;
	}
}

struct printing {
	const struct cli *cli;
	struct pair_columns at;
	struct str *names; /* of the columns */
	size_t n;
	bool any;
};

static void row_csv(struct buf *out, const struct printing *p, const struct csv_row *row, const struct str *more,
		    size_t n)
{
	struct str *cells = arena_array(out->arena, struct str, p->n + n);
	for (size_t i = 0; i < p->n; i++)
		cells[i] = i < row->n ? row->cells[i] : STR("");
	memcpy(cells + p->n, more, n * sizeof(*more));
	cli_csv_row(out, cells, p->n + n);
}

static enum outcome pair_print(struct ctx *ctx, struct printing *p, const struct csv_row *row)
{
	struct pair pair;
	struct str schema = p->at.schema < row->n ? row->cells[p->at.schema] : STR("");
	struct str name1 = p->at.name1 < row->n ? row->cells[p->at.name1] : STR("");
	struct str name2 = p->at.name2 < row->n ? row->cells[p->at.name2] : STR("");
	struct buf out = buf_open(ctx->arena, 512);
	named_compare(ctx->arena, schema, name1, name2, &pair);
	struct str score = str_fmt(ctx->arena, "%.4f", pair.score);
	struct str verdict = pair.score >= PAIR_ALIKE ? STR("match") : STR("not");
	struct str words = pair_words(ctx->arena, &pair);
	if (p->cli->csv) {
		row_csv(&out, p, row, (const struct str[]){score, verdict, words}, 3);
	} else if (p->cli->json) {
		buf_c(&out, p->any ? ",\n" : "");
		struct json json = json_open(&out, JSON_PLAIN);
		json_begin_object(&json, NULL);
		for (size_t i = 0; i < p->n && i < row->n; i++)
			json_str(&json, str_c(ctx->arena, p->names[i]), row->cells[i]);
		json_str(&json, "score", score);
		json_str(&json, "verdict", verdict);
		json_str(&json, "explanation", words);
		json_end(&json);
	} else {
		buf_fmt(&out, "%.*s  %-5.*s  %.*s | %.*s  (%.*s)\n", STR_ARG(score), STR_ARG(verdict), STR_ARG(name1),
			STR_ARG(name2), STR_ARG(words));
	}
	p->any = true;
	return cli_print(ctx, buf_view(&out));
}

static enum outcome head_read(struct ctx *ctx, struct csv_reader *reader, struct str path, struct printing *p)
{
	struct csv_row head;
	enum outcome read = csv_next(ctx, reader, &head);
	if (read == NOT_FOUND || (read == OK && !columns_find(&head, &p->at)))
		return problem_at(ctx, path, 1, 1,
				  msg("the columns “name1” and “name2” are needed; “schema” says whether they are a "
				      "Person or a Company"));
	TRY(read);
	p->n = head.n;
	p->names = arena_array(ctx->arena, struct str, head.n);
	for (size_t i = 0; i < head.n; i++)
		p->names[i] = str_dup(ctx->arena, head.cells[i]);
	struct buf out = buf_open(ctx->arena, 256);
	if (p->cli->csv)
		row_csv(&out, p, &head,
			(const struct str[]){STR_INIT("score"), STR_INIT("verdict"), STR_INIT("explanation")}, 3);
	else if (p->cli->json)
		buf_lit(&out, "[");
	return cli_print(ctx, buf_view(&out));
}

enum outcome screening_pairs_run(struct ctx *ctx, const struct cli *cli)
{
	const struct csv_options options = {.row_bytes = LIMIT_CSV_ROW_BYTES, .check = true};
	struct printing p = {.cli = cli};
	struct csv_reader *reader;
	struct csv_row row;
	enum outcome outcome = OK;
	CLEANUP(fd_closep) int fd = open(str_c(ctx->arena, cli->args[0]), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return problem_at(ctx, cli->args[0], 0, 0, msg("this file cannot be read"));
	TRY(csv_open_file(ctx, cli->args[0], fd, &options, &reader));
	TRY(head_read(ctx, reader, cli->args[0], &p));
	for (;;) {
		arena_scope(ctx->arena);
		enum outcome next = csv_next(ctx, reader, &row);
		if (next == NOT_FOUND)
			break;
		if (next == INVALID) {
			outcome = INVALID;
			continue;
		}
		TRY(next);
		TRY(pair_print(ctx, &p, &row));
	}
	if (cli->json)
		TRY(cli_print(ctx, STR("]\n")));
	if (!cli->csv && !cli->json)
		cli_say(PAIR_NOTE);
	return outcome;
}

const struct verb screening_verbs[SCREENING_VERBS] = {
	{
		.room = "screening",
		.name = "pairs",
		.summary = "compare pairs of names in a file, with a score, a verdict and why",
		.args = "FILE.csv",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_NO_SITE,
		.csv = true,
		.example = "aboveboard screening pairs --format csv pairs.csv",
		.run = screening_pairs_run,
	},
};
