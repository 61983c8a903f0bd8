/* `aboveboard codes …`: import, show, list; and the table of the room's verbs. */
#include "codes/codes_cmd.h"

#include "codes/asked.h"
#include "codes/check_cmd.h"
#include "codes/codes_export.h"
#include "codes/codes_import.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "codes/editions_cmd.h"
#include "codes/review_cmd.h"

#define LEFT_OUT_WORDS 20

struct str codes_plain_text(struct arena *arena, const struct provision *provisions, size_t n)
{
	struct buf out = buf_open(arena, 8192);
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		const struct str parts[] = {p->label, p->heading, p->text};
		bool is_first = true;
		for (size_t j = 0; j < COUNT_OF(parts); j++) {
			if (parts[j].n == 0)
				continue;
			if (!is_first)
				buf_char(&out, ' ');
			buf_str(&out, parts[j]);
			is_first = false;
		}
		buf_str(&out, i + 1 < n ? STR("\n\n") : STR("\n"));
	}
	return buf_view(&out);
}

enum outcome codes_cmd_code(struct ctx *ctx, struct str slug, struct code *ret_code)
{
	enum outcome outcome = codes_by_slug(ctx, slug, ret_code);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("There is no code “{1}”. See “codes list”."), slug);
	return outcome;
}

/* ---- codes import ---- */

struct importing {
	struct journal_seed seed;
	struct str slug;
	struct code_import import;
	struct edition_facts facts;
	bool publishes;
	bool is_retroactive;
	struct edition edition;
};

static enum outcome import_write(struct ctx *ctx, void *args)
{
	struct importing *importing = args;
	TRY(codes_add_draft(ctx, importing->slug, &importing->import, &importing->edition));
	if (!importing->publishes)
		return OK;
	struct edition *edition = &importing->edition;
	edition->is_retroactive = importing->is_retroactive;
	return codes_publish(ctx, &importing->seed, edition, edition_first_day(edition, site_today(ctx)));
}

static void kinds_json(struct json *json, const struct code_import *import)
{
	json_begin_object(json, "kinds");
	for (int32_t kind = 1; kind < PROVISION_KINDS; kind++) {
		int64_t n = 0;
		for (size_t i = 0; i < import->n; i++)
			n += import->provisions[i].kind == kind;
		if (n > 0)
			json_i64(json, provision_kind_name(kind), n);
	}
	json_end(json);
}

static enum outcome import_json(struct ctx *ctx, const struct importing *importing)
{
	const struct code_import *import = &importing->import;
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "code", importing->slug);
	json_str(&json, "title", importing->edition.code_title);
	json_i64(&json, "edition", importing->edition.number);
	json_str(&json, "edition_id", id_str(ctx->arena, importing->edition.id));
	json_bool(&json, "published", importing->publishes);
	json_i64(&json, "provisions", (int64_t)import->n);
	json_i64(&json, "words_in", (int64_t)import->words_in);
	json_i64(&json, "words_stored", (int64_t)import->words_stored);
	json_i64(&json, "words_furniture", (int64_t)import->words_furniture);
	json_begin_array(&json, "furniture");
	for (size_t i = 0; i < import->n_furniture; i++)
		json_str(&json, NULL, import->furniture[i]);
	json_end(&json);
	kinds_json(&json, import);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* Its first words; scripts of a page are long. */
static struct str beginning(struct arena *arena, struct str text)
{
	struct str rest = text, word = str_slice(text, 0, 0);
	for (size_t i = 0; i < LEFT_OUT_WORDS; i++)
		if (!text_next_word(&rest, &word))
			return text;
	struct str start = str_slice(text, 0, (size_t)(word.p + word.n - text.p));
	return rest.n > 0 ? str_fmt(arena, "%.*s …", STR_ARG(start)) : start;
}

static enum outcome import_run(struct ctx *ctx, const struct cli *cli)
{
	struct importing importing = {
		.seed = journal_seed_new(ctx),
		.slug = cli_text(cli, "slug"),
		.publishes = cli_given(cli, "publish"),
		.is_retroactive = cli_given(cli, "retroactive"),
	};
	struct code_file *files = arena_array(ctx->arena, struct code_file, cli->n_args);
	for (size_t i = 0; i < cli->n_args; i++) {
		files[i].name = cli->args[i];
		TRY(file_read(ctx, str_c(ctx->arena, cli->args[i]), LIMIT_CODE_BYTES, &files[i].content));
	}
	TRY(codes_import_files_here(ctx, files, cli->n_args, cli_text(cli, "format"), &importing.import));
	if (cli_given(cli, "title"))
		importing.import.title = cli_text(cli, "title");
	importing.facts = edition_facts_of(ctx, &importing.import);
	/* An export says both days itself: whoever published it first has confirmed them. */
	importing.is_retroactive |= importing.facts.number > 0;
	TRY(edition_options_take(ctx, cli, &importing.facts));
	importing.import.facts = &importing.facts;
	if (importing.slug.n == 0)
		importing.slug = importing.facts.slug;
	if (importing.slug.n == 0)
		TRY(codes_new_slug(ctx, importing.import.title, &importing.slug));
	TRY(site_write(ctx, import_write, &importing));
	const struct code_import *import = &importing.import;
	if (cli->json)
		return import_json(ctx, &importing);
	cli_say("“%.*s” is %s edition %d of %.*s: %zu elements.", STR_ARG(importing.edition.code_title),
		importing.publishes ? "published as" : "a draft of", importing.edition.number, STR_ARG(importing.slug),
		import->n);
	cli_say("Words in the file %zu, kept %zu, left out %zu.", import->words_in, import->words_stored,
		import->words_furniture);
	for (size_t i = 0; i < import->n_furniture; i++)
		cli_say("  left out: %.*s", STR_ARG(beginning(ctx->arena, import->furniture[i])));
	if (!importing.publishes)
		cli_say("Publish it with: aboveboard codes publish %.*s", STR_ARG(importing.slug));
	return OK;
}

/* ---- codes show ---- */

/* The edition asked for; else the one in force, else the newest published, else the newest draft. */
static enum outcome edition_of(struct ctx *ctx, const struct cli *cli, const struct code *code,
			       struct edition *ret_edition)
{
	if (cli_given(cli, "on")) {
		struct day day = {(int32_t)cli_int(cli, "on", 0)};
		if (cli_given(cli, "edition"))
			return problem_add(ctx, "--on", msg("Ask either for a day or for an edition"));
		return codes_edition_asked_on(ctx, code, "on", day, ret_edition);
	}
	if (cli_given(cli, "edition")) {
		enum outcome outcome = codes_edition_numbered(ctx, code->id, cli_int(cli, "edition", 0), ret_edition);
		if (outcome == NOT_FOUND)
			return problem_add(ctx, "--edition", msg("“{1}” has no published edition of that number"),
					   code->slug);
		return outcome;
	}
	enum outcome outcome = codes_edition_in_force(ctx, code->id, ret_edition);
	if (outcome != NOT_FOUND)
		return outcome;
	struct edition *editions;
	size_t n;
	TRY(codes_editions(ctx, code->id, &editions, &n));
	if (n == 0)
		return codes_newest_draft(ctx, code->id, ret_edition);
	*ret_edition = editions[0];
	return OK;
}

static struct str outline_text(struct arena *arena, const struct provision *provisions, size_t n)
{
	struct buf out = buf_open(arena, 8192);
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		buf_fmt(&out, "%*s%-10s", p->depth * 2, "", provision_kind_name(p->kind));
		const struct str parts[] = {p->label, p->heading, p->text};
		for (size_t j = 0; j < COUNT_OF(parts); j++) {
			struct str rest = parts[j], word;
			while (text_next_word(&rest, &word)) {
				buf_char(&out, ' ');
				buf_str(&out, word);
			}
		}
		buf_char(&out, '\n');
	}
	return buf_view(&out);
}

static enum outcome show_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	TRY(edition_of(ctx, cli, &code, &edition));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	if (!cli->json)
		return cli_print(ctx, outline_text(ctx->arena, provisions, n));
	code.title = edition.code_title;
	return cli_print(ctx, codes_canonical(ctx->arena, &code, &edition, provisions, n));
}

/* ---- codes list ---- */

struct listed {
	struct code code;
	struct edition edition; /* in force; id 0: none is */
};

static void list_text(struct buf *out, const struct listed *listed)
{
	buf_fmt(out, "%.*s\t", STR_ARG(listed->code.slug));
	if (listed->edition.id)
		buf_fmt(out, "edition %d in force", listed->edition.number);
	else
		buf_lit(out, "nothing in force");
	buf_fmt(out, "\t%.*s\n", STR_ARG(listed->code.title));
}

static void list_csv(struct arena *arena, struct buf *out, const struct listed *listed)
{
	bool in_force = listed->edition.id;
	const struct str row[] = {
		listed->code.slug,
		listed->code.title,
		in_force ? str_fmt(arena, "%d", listed->edition.number) : STR(""),
		in_force ? day_str(arena, (struct day){listed->edition.in_force_from}) : STR(""),
		listed->edition.text_hash,
	};
	cli_csv_row(out, row, COUNT_OF(row));
}

static void list_json(struct arena *arena, struct json *json, const struct listed *listed)
{
	json_begin_object(json, NULL);
	json_str(json, "code", listed->code.slug);
	json_str(json, "title", listed->code.title);
	if (listed->edition.id) {
		json_i64(json, "edition", listed->edition.number);
		json_str(json, "in_force_from", day_str(arena, (struct day){listed->edition.in_force_from}));
		json_str(json, "text_sha256", listed->edition.text_hash);
	}
	json_end(json);
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	const struct str head[] = {STR("code"), STR("title"), STR("edition"), STR("in_force_from"), STR("text_sha256")};
	if (cli->csv)
		cli_csv_row(&out, head, COUNT_OF(head));
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "codes");
	}
	for (size_t i = 0; i < n; i++) {
		struct listed listed = {.code = codes[i]};
		enum outcome outcome = codes_edition_in_force(ctx, codes[i].id, &listed.edition);
		if (outcome != NOT_FOUND)
			TRY(outcome);
		if (cli->json)
			list_json(ctx->arena, &json, &listed);
		else if (cli->csv)
			list_csv(ctx->arena, &out, &listed);
		else
			list_text(&out, &listed);
	}
	if (cli->json) {
		json_end(&json);
		json_end(&json);
	}
	return cli_print(ctx, buf_view(&out));
}

static const struct cli_option import_options[] = {
	{"slug", CLI_TEXT, false, "NAME", "the code's name in addresses (default: made of its title)"},
	{"title", CLI_TEXT, false, "TEXT", "the code's title (default: the one in the file)"},
	{"format", CLI_TEXT, false, "NAME", "what the files are: " CODE_FORMATS " (default: by name and content)"},
	{"publish", CLI_FLAG, false, NULL, "publish it at once"},
	EDITION_OPTIONS,
};

static const struct cli_option show_options[] = {
	{"edition", CLI_INT, false, "N", "another edition than the one in force"},
	{"on", CLI_DAY, false, "DAY", "the edition in force on that day"},
};

const struct verb codes_verbs[CODES_VERBS] = {
	{
		.room = "codes",
		.name = "import",
		.summary = "take a code of conduct apart, word for word, as a draft edition",
		.args = "FILE…",
		.args_min = 1,
		.args_max = 100,
		.site = CLI_SITE_OPEN,
		.options = import_options,
		.n_options = COUNT_OF(import_options),
		.example = "aboveboard codes import --site city.db --slug ethics --publish code-of-ethics.txt",
		.run = import_run,
	},
	{
		.room = "codes",
		.name = "publish",
		.summary = "publish the newest draft of a code",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = edition_options,
		.n_options = EDITION_OPTIONS_N,
		.example = "aboveboard codes publish --site city.db --in-force-from 2027-01-01 --material "
			   "--instrument-number \"Resolution 2026-31\" ethics",
		.run = codes_publish_run,
	},
	{
		.room = "codes",
		.name = "draft",
		.summary = "make a draft that is a copy of the text in force, to be amended in the office",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard codes draft --site city.db ethics",
		.run = codes_draft_run,
	},
	{
		.room = "codes",
		.name = "discard",
		.summary = "discard the newest draft of a code",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard codes discard --site city.db ethics",
		.run = codes_discard_run,
	},
	{
		.room = "codes",
		.name = "show",
		.summary = "print a code as an outline, or with --json as the text that is signed",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = show_options,
		.n_options = COUNT_OF(show_options),
		.example = "aboveboard codes show --site city.db ethics",
		.run = show_run,
	},
	{
		.room = "codes",
		.name = "compare",
		.summary = "compare two editions of a code, each named by a day or a number, by provision and by word",
		.args = "DAY|N DAY|N",
		.args_min = 2,
		.args_max = 2,
		.site = CLI_SITE_OPEN,
		.options = codes_compare_options,
		.n_options = COUNT_OF(codes_compare_options),
		.example = "aboveboard codes compare --site city.db --slug ethics 2013-09-23 2020-08-17 --format json",
		.run = codes_compare_run,
	},
	{
		.room = "codes",
		.name = "consult",
		.summary = "note who is asked about the newest draft of a code, and who answered",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = consult_options,
		.n_options = CONSULT_OPTIONS_N,
		.example = "aboveboard codes consult --site city.db --ask \"Employees Association\" --kind "
			   "meet-and-confer ethics",
		.run = codes_consult_run,
	},
	{
		.room = "codes",
		.name = "repeal",
		.summary = "publish that a code is no longer in force",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = repeal_options,
		.n_options = REPEAL_OPTIONS_N,
		.example = "aboveboard codes repeal --site city.db --on 2027-01-01 --instrument-number \"Resolution "
			   "2026-40\" ethics",
		.run = codes_repeal_run,
	},
	{
		.room = "codes",
		.name = "adopt",
		.summary = "publish that a body adopts a code",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = adopt_options,
		.n_options = ADOPT_OPTIONS_N,
		.example = "aboveboard codes adopt --site city.db --body harbor-board --from 2026-07-01 ethics",
		.run = codes_adopt_run,
	},
	{
		.room = "codes",
		.name = "end-adoption",
		.summary = "publish the last day of a body's adoption of a code",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = end_adoption_options,
		.n_options = END_ADOPTION_OPTIONS_N,
		.example = "aboveboard codes end-adoption --site city.db --body harbor-board --on 2026-12-31 ethics",
		.run = codes_end_adoption_run,
	},
	{
		.room = "codes",
		.name = "relate",
		.summary = "publish that a text, or a passage, supplements, clarifies, gives way to or is read with "
			   "another",
		.args = "CODE[#PASSAGE] HOW CODE[#PASSAGE]",
		.args_min = 3,
		.args_max = 3,
		.site = CLI_SITE_OPEN,
		.options = relate_options,
		.n_options = RELATE_OPTIONS_N,
		.example = "aboveboard codes relate --site city.db staff-guide clarifies ethics#s4.2",
		.run = codes_relate_run,
	},
	{
		.room = "codes",
		.name = "check",
		.summary = "name labels that are missing, double or out of order, and references that lead nowhere",
		.args = "CODE|FILE…",
		.args_min = 1,
		.args_max = 100,
		.site = CLI_SITE_MAYBE,
		.options = codes_check_options,
		.n_options = CODES_CHECK_OPTIONS,
		.example = "aboveboard codes check --site city.db ethics",
		.run = codes_check_run,
	},
	{
		.room = "codes",
		.name = "export",
		.summary = "print an edition as a file that gives the same edition when it is imported",
		.site = CLI_SITE_OPEN,
		.options = export_options,
		.n_options = EXPORT_OPTIONS,
		.example = "aboveboard codes export --site city.db --slug ethics --format akn > ethics.akn.xml",
		.run = codes_export_run,
	},
	{
		.room = "codes",
		.name = "list",
		.summary = "list the codes of a site",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard codes list --site city.db",
		.run = list_run,
	},
};
