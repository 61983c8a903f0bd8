/* `aboveboard registers remove`: what must go today (S3), by the rules of the page. */
#include "registers/removal_cmd.h"

#include "registers/review_parts.h"

const struct cli_option registers_remove_options[REGISTERS_REMOVE_OPTIONS] = {
	{"kind", CLI_TEXT, true, "KIND", "typing-mistake, wrong-person or should-not-have-been-published"},
	{"why", CLI_TEXT, true, "TEXT", "why; everybody reads it, so it says nothing of what is removed"},
	{"by", CLI_TEXT, true, "OFFICE", "who decided, such as \"the monitoring officer\"; everybody reads it"},
	{"person", CLI_TEXT, false, "PERSON", "of wrong-person: whose it is, if it is somebody's here"},
	{"field", CLI_TEXT, false, "ID", "of typing-mistake: the answer that is wrong"},
	{"text", CLI_TEXT, false, "TEXT", "of typing-mistake: what it should say"},
};

/* The record alone, or the address of its page. */
static struct str record_of(struct str named)
{
	size_t at = named.n;
	while (at > 0 && named.p[at - 1] != '/')
		at--;
	return str_slice(named, at, named.n);
}

static enum outcome entry_find(struct ctx *ctx, struct str named, struct entry *ret_entry)
{
	struct entry_removal removal;
	struct revision_at now;
	struct str record_id = record_of(named);
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	enum outcome found = registers_entry(ctx, record_id, now, ret_entry);
	if (found == OK && (ret_entry->erased_ms || ret_entry->hidden_ms))
		found = entry_removal_find(ctx, record_id, &removal) == OK ? CONFLICT : NOT_FOUND;
	if (found == NOT_FOUND)
		(void)problem_add(ctx, "",
				  msg("No register has an entry {1}. Its public page and “registers list” name it"),
				  named);
	if (found == CONFLICT)
		(void)problem_add(ctx, "", msg("The entry {1} was removed before"), named);
	return found;
}

static enum outcome text_check(struct ctx *ctx, const struct cli *cli, const char *option, const char *name)
{
	struct str text = str_trim(cli_text(cli, option));
	return review_text_good(ctx, name, text, msg("Say it in words: everybody reads this")) ? OK : INVALID;
}

/* Each kind takes what it needs, and no more. */
static enum outcome options_check(struct ctx *ctx, const struct cli *cli, enum removal_kind *ret_kind)
{
	enum outcome outcome = text_check(ctx, cli, "why", "--why");
	if (text_check(ctx, cli, "by", "--by") != OK)
		outcome = INVALID;
	if (!removal_kind_parse(cli_text(cli, "kind"), ret_kind))
		return problem_add(ctx, "--kind",
				   msg("“{1}” is none of typing-mistake, wrong-person, should-not-have-been-published"),
				   cli_text(cli, "kind"));
	bool is_typing = *ret_kind == REMOVAL_TYPING;
	if (is_typing && (!cli_given(cli, "field") || !cli_given(cli, "text")))
		outcome = problem_add(
			ctx, "--field",
			msg("A typing mistake needs --field and --text: what is wrong, and what it should say"));
	if (!is_typing && (cli_given(cli, "field") || cli_given(cli, "text")))
		outcome = problem_add(ctx, "--field", msg("Only a typing mistake has --field and --text"));
	if (*ret_kind != REMOVAL_PERSON && cli_given(cli, "person"))
		outcome = problem_add(ctx, "--person", msg("Only where the person is wrong it is somebody else's"));
	return outcome;
}

struct correcting {
	struct entry_put put;
	struct str by;
};

static enum outcome correct_write(struct ctx *ctx, void *args)
{
	struct correcting *correcting = args;
	TRY(correction_write(ctx, &correcting->put));
	return access_log(ctx, "registers.correct_decided", correcting->put.id, correcting->by);
}

static enum outcome correct(struct ctx *ctx, const struct cli *cli, const struct entry *entry)
{
	struct correction correction = {.text = cli_text(cli, "text"), .reason = cli_text(cli, "why")};
	struct correcting correcting = {.by = str_trim(cli_text(cli, "by"))};
	if (correction_find(entry, cli_text(cli, "field"), &correction.field, &correction.answer) != OK)
		return problem_add(ctx, "--field", msg("The entry has no answer “{1}” that can be corrected so"),
				   cli_text(cli, "field"));
	TRY(correction_of(ctx, entry, &correction, &correcting.put));
	correcting.put.seed = journal_seed_new(ctx);
	return site_write(ctx, correct_write, &correcting);
}

static enum outcome remove_entry(struct ctx *ctx, const struct cli *cli, const struct entry *entry,
				 enum removal_kind kind)
{
	struct removal_put put = {
		.record_id = entry->record_id,
		.version = entry->version,
		.kind = kind,
		.why = cli_text(cli, "why"),
		.by = cli_text(cli, "by"),
		.form_id = form_id_new(ctx),
	};
	TRY(removal_person(ctx, "--person", cli_text(cli, "person"), &put.person_id));
	return entry_remove(ctx, &put);
}

static enum outcome done_print(struct ctx *ctx, const struct entry *entry, enum removal_kind kind)
{
	struct entry_removal removal = {0};
	enum outcome found = entry_removal_find(ctx, entry->record_id, &removal);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "record", entry->record_id);
	json_str(&json, "register", entry->register_id);
	json_str(&json, "kind", removal_kind_name(kind));
	if (removal.moved_to.n)
		json_str(&json, "moved_to", removal.moved_to);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome registers_remove_run(struct ctx *ctx, const struct cli *cli)
{
	enum removal_kind kind = 0;
	struct entry entry;
	TRY(options_check(ctx, cli, &kind));
	TRY(entry_find(ctx, cli->args[0], &entry));
	TRY(kind == REMOVAL_TYPING ? correct(ctx, cli, &entry) : remove_entry(ctx, cli, &entry, kind));
	if (cli->json)
		return done_print(ctx, &entry, kind);
	if (kind == REMOVAL_TYPING)
		cli_say("Corrected. The old text stays on its page, struck through.");
	else
		cli_say("Removed. /removals says so to everybody; the office's list of removals has what to do now.");
	return OK;
}
