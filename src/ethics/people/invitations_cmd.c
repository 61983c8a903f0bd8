/* `aboveboard people invite`, `invite-many`, `letters`. */
#include "people/invitations.h"
#include "people/people_cmd.h"

/* ---- people invite ---- */

struct invite {
	struct person person;
	struct str email, token, path;
};

static enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct invite *invite = args;
	int64_t account_id;
	TRY(access_person_free(ctx, invite->person.id));
	return access_invite(ctx, invite->person.name, invite->email, invite->person.id, ROLE_PERSON, 0, invite->token,
			     &invite->path, &account_id);
}

enum outcome people_invite_run(struct ctx *ctx, const struct cli *cli)
{
	struct invite invite = {.email = cli_text(cli, "email"), .token = token_new(ctx)};
	TRY(people_person_named(ctx, cli->args[0], "", &invite.person));
	TRY(site_write(ctx, invite_write, &invite));
	cli_say("Hand this link to %.*s. It works once, within %d hours.", STR_ARG(invite.person.name),
		(int)LIMIT_INVITATION_HOURS);
	struct str link = site_link(ctx, invite.path);
	if (!cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "%.*s\n", STR_ARG(link)));
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "slug", invite.person.slug);
	json_str(&json, "link", link);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* ---- people invite-many ---- */

struct inviting {
	struct invitation_batch batch;
	struct invitee *people;
	size_t n;
};

/* Those who are named, with what keeps one from being invited; else all who never were. */
static enum outcome people_take(struct ctx *ctx, const struct cli *cli, struct inviting *inviting)
{
	struct organization body = {0};
	struct invitee *people;
	size_t n;
	bool more;
	if (cli_given(cli, "body"))
		TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	inviting->people = arena_array(ctx->arena, struct invitee, cli->n_args);
	for (size_t i = 0; i < cli->n_args; i++) {
		struct person person;
		TRY(people_person_named(ctx, cli->args[i], "", &person));
		TRY(invitee_load(ctx, person.id, inviting->batch.paper, &inviting->people[inviting->n++]));
	}
	if (cli->n_args)
		return OK;
	TRY(invitees_list(ctx, body.id, (int32_t)cli_int(cli, "new-since", TENURE_FROM_EVER), &people, &n, &more));
	inviting->people = people;
	for (size_t i = 0; i < n; i++)
		if (!invitation_note_skips(people[i].note) && !invitation_was_made(&people[i]))
			TRY(invitee_load(ctx, people[i].person.id, inviting->batch.paper,
					 &inviting->people[inviting->n++]));
	return more ? problem_add(ctx, "", msg("There are more than {1} people: choose a --body"),
				  str_fmt(ctx->arena, "%d", INVITE_MOST))
		    : OK;
}

static enum outcome put_write(struct ctx *ctx, void *args)
{
	struct inviting *inviting = args;
	return invitations_put(ctx, &inviting->batch, inviting->people, inviting->n);
}

static const char *way_of(const struct invitee *who)
{
	return invitation_note_skips(who->note) ? "left out" : who->way == INVITE_BY_MAIL ? "e-mail" : "letter";
}

static void json_put(struct ctx *ctx, struct buf *out, const struct inviting *inviting)
{
	struct json json = json_open(out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "batch", inviting->batch.id ? id_str(ctx->arena, inviting->batch.id) : STR(""));
	json_begin_array(&json, "people");
	for (size_t i = 0; i < inviting->n; i++) {
		const struct invitee *who = &inviting->people[i];
		json_begin_object(&json, NULL);
		json_str(&json, "person", who->person.slug);
		json_str(&json, "way", str_of(way_of(who)));
		json_str(&json, "why", str_of(invitation_note_words(who->note)));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static enum outcome said(struct ctx *ctx, const struct cli *cli, const struct inviting *inviting)
{
	struct buf out = buf_open(ctx->arena, 1024);
	if (cli->json) {
		json_put(ctx, &out, inviting);
		return cli_print(ctx, buf_view(&out));
	}
	size_t letters = 0;
	for (size_t i = 0; i < inviting->n; i++) {
		const struct invitee *who = &inviting->people[i];
		letters += !invitation_note_skips(who->note) && who->way == INVITE_BY_LETTER;
		buf_fmt(&out, "%.*s\t%s\t%s\n", STR_ARG(who->person.slug), way_of(who),
			invitation_note_words(who->note));
	}
	TRY(cli_print(ctx, buf_view(&out)));
	if (!inviting->batch.id)
		cli_say("Nothing was sent.");
	else if (letters)
		cli_say("Messages go out while the site is served. Print the letters with: aboveboard people letters "
			"%.*s",
			STR_ARG(id_str(ctx->arena, inviting->batch.id)));
	else
		cli_say("Messages go out while the site is served.");
	return OK;
}

enum outcome people_invite_many_run(struct ctx *ctx, const struct cli *cli)
{
	struct inviting inviting = {
		.batch = {.paper = cli_given(cli, "paper"), .intro = str_trim(cli_text(cli, "intro"))}};
	struct day on = {(int32_t)cli_int(cli, "on", site_today(ctx).n)};
	if (inviting.batch.intro.n > INVITE_INTRO_BYTES)
		return problem_add(ctx, "intro", msg("Write at most {1} letters"),
				   str_fmt(ctx->arena, "%d", INVITE_INTRO_BYTES));
	TRY(invitation_due(ctx, on, &inviting.batch.due_ms));
	TRY(people_take(ctx, cli, &inviting));
	if (inviting.n == 0)
		return problem_add(ctx, "", msg("Nobody is left to be invited"));
	if (!cli_given(cli, "dry-run"))
		TRY(site_write(ctx, put_write, &inviting));
	return said(ctx, cli, &inviting);
}

/* ---- people letters ---- */

enum outcome people_letters_run(struct ctx *ctx, const struct cli *cli)
{
	struct invitation_batch batch;
	struct invitation_text *letters;
	struct str before;
	size_t n;
	int64_t id;
	enum outcome found = id_parse(cli->args[0], &id) ? invitation_batch_find(ctx, id, &batch) : NOT_FOUND;
	if (found == NOT_FOUND)
		return problem_add(ctx, "", msg("There are no invitations “{1}”. “people invite-many --json” says it."),
				   cli->args[0]);
	TRY(found);
	TRY(invitations_print(ctx, &batch, STR(""), &before, &letters, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%s%.*s\n%.*s\n\n%.*s\n\n%.*s\n\n%.*s", i ? "\f" : "", STR_ARG(letters[i].name),
			STR_ARG(letters[i].address), STR_ARG(letters[i].today), STR_ARG(letters[i].title),
			STR_ARG(invitation_plain(ctx->arena, &letters[i])));
	TRY(cli_print(ctx, buf_view(&out)));
	cli_say("%zu letters, a page each. Codes that were printed before no longer work.", n);
	return OK;
}

const struct cli_option people_invite_options[PEOPLE_INVITE_OPTIONS] = {
	{"email", CLI_TEXT, true, "ADDRESS", "the address to sign in with"},
};

const struct cli_option people_invite_many_options[PEOPLE_INVITE_MANY_OPTIONS] = {
	{"body", CLI_TEXT, false, "SLUG", "those who serve, or will, on this body; without it: on all"},
	{"new-since", CLI_DAY, false, "DAY", "only those whose term begins on this day or later"},
	{"on", CLI_DAY, false, "DAY", "send at nine in the morning of a later day"},
	{"intro", CLI_TEXT, false, "TEXT", "a few words that stand first"},
	{"paper", CLI_FLAG, false, NULL, "letters to everybody, no e-mail"},
	{"dry-run", CLI_FLAG, false, NULL, "say who would get what, and send nothing"},
};
