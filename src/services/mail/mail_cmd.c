/* mail set, test, list, show, again, cancel. */
#include "mail/private.h"

#define PASSWORD_FILE_BYTES 4096
#define AUTHORITY_BYTES     65536

static const char *const state_names[] = {"", "waiting", "sent", "given-up", "cancelled"};

/* ---- mail set ---- */

static const struct cli_option set_options[] = {
	{"server", CLI_TEXT, false, "URL", "smtps://HOST:PORT, smtp://HOST:PORT, or none: no mail is sent any more"},
	{"user", CLI_TEXT, false, "NAME", "the user name that the server wants"},
	{"no-user", CLI_FLAG, false, NULL, "the server wants no user name any more"},
	{"from", CLI_TEXT, false, "SENDER", "\"NAME <ADDRESS>\", or an address"},
	{"password-file", CLI_TEXT, false, "FILE", "a file whose first line is the password; - is standard input"},
	{"ca-file", CLI_TEXT, false, "FILE", "certificates (PEM) to trust instead of the system's"},
	{"no-ca", CLI_FLAG, false, NULL, "trust the system's certificates again"},
};

struct setting {
	struct mail_server server;
	bool is_none;
};

static enum outcome set_write(struct ctx *ctx, void *args)
{
	const struct setting *setting = args;
	return mail_server_put(ctx, setting->is_none ? NULL : &setting->server, -1);
}

/* Outside of a read, and into one again, as main expects it. */
static enum outcome apart(struct ctx *ctx, enum outcome (*act)(struct ctx *ctx, void *args), void *args)
{
	struct site *site = ctx->site;
	db_read_end(ctx);
	enum outcome outcome = act(ctx, args);
	TRY(site_read_begin(ctx, site));
	return outcome;
}

struct writing {
	enum outcome (*fn)(struct ctx *ctx, void *args);
	void *args;
};

static enum outcome write_act(struct ctx *ctx, void *args)
{
	const struct writing *writing = args;
	return site_write(ctx, writing->fn, writing->args);
}

static enum outcome written(struct ctx *ctx, enum outcome (*fn)(struct ctx *ctx, void *args), void *args)
{
	struct writing writing = {fn, args};
	return apart(ctx, write_act, &writing);
}

/* What stands now, with what was typed put over it. */
static enum outcome draft_of(struct ctx *ctx, const struct cli *cli, struct mail_server_draft *ret_draft)
{
	struct mail_server now = {0};
	enum outcome found = mail_server_load(ctx, &now);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct mail_server_draft draft = {
		.server = cli_given(cli, "server") ? cli_text(cli, "server") : now.url,
		.user = cli_given(cli, "user")      ? cli_text(cli, "user")
			: cli_given(cli, "no-user") ? STR("")
						    : now.user,
		.from = cli_given(cli, "from") ? cli_text(cli, "from")
			: now.from_name.n
				? str_fmt(ctx->arena, "%.*s <%.*s>", STR_ARG(now.from_name), STR_ARG(now.from))
				: now.from,
		.authority = cli_given(cli, "no-ca") ? STR("") : now.authority,
	};
	if (cli_given(cli, "ca-file"))
		TRY(file_read(ctx, str_c(ctx->arena, cli_text(cli, "ca-file")), AUTHORITY_BYTES, &draft.authority));
	*ret_draft = draft;
	return OK;
}

static enum outcome password_keep(struct ctx *ctx, const struct cli *cli, const struct mail_server *server)
{
	struct str text, password = STR("");
	if (cli_given(cli, "password-file")) {
		if (str_empty(server->user))
			return problem_add(ctx, "--password-file", msg("a password needs --user too"));
		TRY(file_read(ctx, str_c(ctx->arena, cli_text(cli, "password-file")), PASSWORD_FILE_BYTES, &text));
		if (!str_cut(&text, '\n', &password) || str_empty(password))
			return problem_add(ctx, "--password-file", msg("the file's first line is empty"));
		if (password.p[password.n - 1] == '\r')
			password.n--;
		return mail_password_put(ctx, server, password);
	}
	enum outcome found = mail_password_find(ctx, server, &password);
	if (found == NOT_FOUND)
		return problem_add(
			ctx, "--password-file",
			msg("this server wants a password from this user: give a file with it (a password is "
			    "never passed on to another server)"));
	return found;
}

static void server_json(struct json *json, struct ctx *ctx, const struct mail_server *server)
{
	struct str password;
	json_begin_object(json, NULL);
	json_str(json, "server", server->url);
	json_str(json, "user", server->user);
	json_str(json, "from_name", server->from_name);
	json_str(json, "from", server->from);
	json_bool(json, "own_authority", server->authority.n > 0);
	json_bool(json, "password", server->user.n > 0 && mail_password_find(ctx, server, &password) == OK);
	json_bool(json, "encrypted", server->url.n > 0 && !mail_server_is_plain(server));
	json_end(json);
}

static enum outcome set_show(struct ctx *ctx, const struct cli *cli, const struct mail_server *server)
{
	struct buf out = buf_open(ctx->arena, 512);
	if (cli->json) {
		struct json json = json_open(&out, JSON_INDENTED);
		server_json(&json, ctx, server);
		return cli_print(ctx, buf_view(&out));
	}
	if (str_empty(server->url)) {
		cli_say("This site has no mail server: messages wait.");
		return OK;
	}
	cli_say("Mail goes to %.*s%s%.*s, from %.*s%s. Try it: aboveboard mail test --to ADDRESS", STR_ARG(server->url),
		server->user.n ? " as " : "", STR_ARG(server->user), STR_ARG(server->from),
		mail_server_is_plain(server) ? ", not encrypted: it stays on this machine" : "");
	return OK;
}

static enum outcome set_run(struct ctx *ctx, const struct cli *cli)
{
	struct setting setting = {.is_none = str_eq(cli_text(cli, "server"), STR("none"))};
	struct mail_server_draft draft;
	if (!setting.is_none) {
		TRY(draft_of(ctx, cli, &draft));
		if (str_empty(draft.server))
			return problem_add(ctx, "--server", msg("say which mail server: --server smtps://HOST:PORT"));
		if (str_empty(draft.from))
			return problem_add(ctx, "--from", msg("say who sends: --from \"NAME <ADDRESS>\""));
		TRY(mail_server_check(ctx, &draft, &setting.server));
		TRY(password_keep(ctx, cli, &setting.server));
	}
	TRY(written(ctx, set_write, &setting));
	return set_show(ctx, cli, &setting.server);
}

/* ---- mail test ---- */

static const struct cli_option test_options[] = {
	{"to", CLI_TEXT, true, "ADDRESS", "where the test message goes"},
};

struct trying {
	struct mail_server server;
	struct str to, said;
	bool is_taken;
};

static enum outcome try_act(struct ctx *ctx, void *args)
{
	struct trying *trying = args;
	return mail_try(ctx, &trying->server, trying->to, &trying->is_taken, &trying->said);
}

static enum outcome test_run(struct ctx *ctx, const struct cli *cli)
{
	struct trying trying = {.to = cli_text(cli, "to")};
	enum outcome found = mail_server_load(ctx, &trying.server);
	if (found == NOT_FOUND || (found == OK && str_empty(trying.server.url)))
		return problem_add(
			ctx, "--site",
			msg("this site has no mail server yet: aboveboard mail set --server URL --from SENDER"));
	TRY(found);
	TRY(apart(ctx, try_act, &trying));
	if (cli->json) {
		struct buf out = buf_open(ctx->arena, 512);
		struct json json = json_open(&out, JSON_INDENTED);
		json_begin_object(&json, NULL);
		json_bool(&json, "taken", trying.is_taken);
		json_str(&json, "said", trying.said);
		json_end(&json);
		TRY(cli_print(ctx, buf_view(&out)));
	}
	if (!trying.is_taken)
		return problem_add(ctx, "", msg("not sent: {1}"), trying.said);
	cli_say("Sent. The mail server said: %.*s", STR_ARG(trying.said));
	return OK;
}

/* ---- mail list, mail show ---- */

static const struct cli_option list_options[] = {
	{"state", CLI_TEXT, false, "STATE", "waiting, sent, given-up or cancelled"},
	{"before", CLI_TEXT, false, "ID", "those put before this one"},
};

static struct str when_of(struct ctx *ctx, int64_t ms)
{
	return ms ? instant_str(ctx->arena, (struct instant){ms}) : STR("");
}

static void row_json(struct json *json, struct ctx *ctx, const struct mail_row *row, const struct str *text)
{
	json_begin_object(json, NULL);
	json_str(json, "id", id_str(ctx->arena, row->id));
	json_str(json, "kind", row->kind);
	json_str(json, "to", row->to);
	json_str(json, "to_name", row->to_name);
	json_str(json, "title", row->title);
	json_str(json, "state", str_of(state_names[row->state]));
	json_bool(json, "secret", row->secret);
	json_str(json, "put", when_of(ctx, row->put_ms));
	json_str(json, "ended", when_of(ctx, row->sent_ms));
	json_str(json, "again", row->state == MAIL_WAITING ? when_of(ctx, row->again_ms) : STR(""));
	json_i64(json, "tries", row->tries);
	json_str(json, "why", row->why);
	json_str(json, "message_id", row->message_id);
	if (text)
		json_str(json, "text", *text);
	json_end(json);
}

static void row_text(struct buf *out, struct ctx *ctx, const struct mail_row *row)
{
	buf_fmt(out, "%.*s  %-9s  %.*s  %.*s: %.*s\n", STR_ARG(id_str(ctx->arena, row->id)), state_names[row->state],
		STR_ARG(when_of(ctx, row->put_ms)), STR_ARG(row->to), STR_ARG(row->title));
	if (row->state == MAIL_WAITING && row->tries)
		buf_fmt(out, "    tried %lld times, next %.*s: %.*s\n", (long long)row->tries,
			STR_ARG(when_of(ctx, row->again_ms)), STR_ARG(row->why));
	else if (row->why.n && row->state != MAIL_SENT)
		buf_fmt(out, "    %.*s\n", STR_ARG(row->why));
}

static enum outcome state_read(struct ctx *ctx, struct str word, int32_t *ret_state)
{
	for (int32_t i = 1; i < (int32_t)COUNT_OF(state_names); i++)
		if (str_eq(word, str_of(state_names[i]))) {
			*ret_state = i;
			return OK;
		}
	return problem_add(ctx, "--state", msg("a state is waiting, sent, given-up or cancelled"));
}

static enum outcome id_read(struct ctx *ctx, const char *where, struct str text, int64_t *ret_id)
{
	if (!id_parse(text, ret_id))
		return problem_add(ctx, where, msg("“{1}” is not the id of a message: mail list shows them"), text);
	return OK;
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct mail_row *rows;
	size_t n;
	int32_t state = 0;
	int64_t before = 0;
	if (cli_given(cli, "state"))
		TRY(state_read(ctx, cli_text(cli, "state"), &state));
	if (cli_given(cli, "before"))
		TRY(id_read(ctx, "--before", cli_text(cli, "before"), &before));
	TRY(mail_list(ctx, state, before, &rows, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	if (!cli->json) {
		for (size_t i = 0; i < n; i++)
			row_text(&out, ctx, &rows[i]);
		return cli_print(ctx, buf_view(&out));
	}
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "messages");
	for (size_t i = 0; i < n; i++)
		row_json(&json, ctx, &rows[i], NULL);
	json_end(&json);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static enum outcome not_found(struct ctx *ctx, enum outcome outcome, struct str id)
{
	if (outcome == NOT_FOUND)
		(void)problem_add(ctx, "ID", msg("there is no message {1}: mail list shows them"), id);
	return outcome;
}

static enum outcome show_run(struct ctx *ctx, const struct cli *cli)
{
	int64_t id;
	struct mail_row row;
	struct str text;
	TRY(id_read(ctx, "ID", cli->args[0], &id));
	TRY(not_found(ctx, mail_find(ctx, id, &row, &text), cli->args[0]));
	struct buf out = buf_open(ctx->arena, 4096);
	if (cli->json) {
		struct json json = json_open(&out, JSON_INDENTED);
		row_json(&json, ctx, &row, row.secret ? NULL : &text);
		return cli_print(ctx, buf_view(&out));
	}
	row_text(&out, ctx, &row);
	buf_fmt(&out, "\n%.*s", STR_ARG(row.secret ? STR("Its text is not shown: it lets somebody in.\n") : text));
	return cli_print(ctx, buf_view(&out));
}

/* ---- mail again, mail cancel ---- */

static enum outcome again_write(struct ctx *ctx, void *args)
{
	return mail_again(ctx, *(const int64_t *)args);
}

static enum outcome cancel_write(struct ctx *ctx, void *args)
{
	return mail_cancel(ctx, *(const int64_t *)args);
}

static enum outcome change(struct ctx *ctx, const struct cli *cli, enum outcome (*fn)(struct ctx *ctx, void *args),
			   const char *said)
{
	int64_t id;
	TRY(id_read(ctx, "ID", cli->args[0], &id));
	TRY(not_found(ctx, written(ctx, fn, &id), cli->args[0]));
	if (cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "{\"id\":\"%.*s\"}\n", STR_ARG(id_str(ctx->arena, id))));
	cli_say("%s", said);
	return OK;
}

static enum outcome again_run(struct ctx *ctx, const struct cli *cli)
{
	return change(ctx, cli, again_write, "It is tried again as soon as the site is served, or with: jobs run");
}

static enum outcome cancel_run(struct ctx *ctx, const struct cli *cli)
{
	return change(ctx, cli, cancel_write, "Cancelled: it is not sent.");
}

const struct verb mail_verbs[MAIL_VERBS] = {
	{
		.room = "mail",
		.name = "set",
		.summary = "name the mail server, and who sends",
		.site = CLI_SITE_OPEN,
		.options = set_options,
		.n_options = COUNT_OF(set_options),
		.example = "aboveboard mail set --site city.db --server smtps://mail.example.gov --user ethics "
			   "--password-file password.txt --from \"City Clerk <ethics@example.gov>\"",
		.run = set_run,
	},
	{
		.room = "mail",
		.name = "test",
		.summary = "send a test message now",
		.site = CLI_SITE_OPEN,
		.options = test_options,
		.n_options = COUNT_OF(test_options),
		.example = "aboveboard mail test --site city.db --to clerk@example.gov",
		.run = test_run,
	},
	{
		.room = "mail",
		.name = "list",
		.summary = "list messages, the newest first",
		.site = CLI_SITE_OPEN,
		.options = list_options,
		.n_options = COUNT_OF(list_options),
		.example = "aboveboard mail list --site city.db --state given-up",
		.run = list_run,
	},
	{
		.room = "mail",
		.name = "show",
		.summary = "show a message with its text",
		.args = "ID",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard mail show --site city.db 01h2xcejqtf2n",
		.run = show_run,
	},
	{
		.room = "mail",
		.name = "again",
		.summary = "try a message again at once",
		.args = "ID",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard mail again --site city.db 01h2xcejqtf2n",
		.run = again_run,
	},
	{
		.room = "mail",
		.name = "cancel",
		.summary = "never send a message that waits",
		.args = "ID",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard mail cancel --site city.db 01h2xcejqtf2n",
		.run = cancel_run,
	},
};
