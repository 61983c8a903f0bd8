/* `aboveboard init`, `restore`, `access invite`, `access list`, `access end-sessions`, `access second-step`,
 * `access remove-second-step`. */
#include "access/access_sql.h"
#include "access/factors.h"
#include "journal/journal.h"

static enum outcome print_json(struct ctx *ctx, struct buf *json)
{
	buf_lit(json, "\n");
	return cli_print(ctx, buf_view(json));
}

static void site_closep(struct site **site)
{
	site_close(*site);
}

/* ---- init ---- */

static const struct cli_option init_options[] = {
	{"url", CLI_TEXT, true, "URL", "the address that never changes, such as https://ethics.example.gov"},
	{"name", CLI_TEXT, false, "NAME", "the authority's name (default: the address's host)"},
	{"timezone", CLI_TEXT, false, "ZONE", "its time zone, such as Europe/London (default: UTC)"},
	{"colour", CLI_TEXT, false, "#RRGGBB", "the colour of its pages, dark enough for white text"},
	{"fiscal-month", CLI_INT, false, "1-12", "the month in which its fiscal year begins (default: 1)"},
	{"demo", CLI_FLAG, false, NULL, "a demonstration: may offer one-click sign-in"},
};

struct first {
	struct str token;
	struct str path;
	int64_t account_id;
};

static enum outcome first_write(struct ctx *ctx, void *args)
{
	struct first *first = args;
	return access_invite(ctx, STR("First administrator"), STR(""), 0, ROLE_ADMINISTRATOR, 0, first->token,
			     &first->path, &first->account_id);
}

/* "https://ethics.example.gov:8443/" names the authority ethics.example.gov until it says otherwise. */
static struct str host_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);
	struct str host = at == STR_NPOS ? url : str_slice(url, at + 3, url.n);
	return str_slice(host, 0, str_find_char(str_slice(host, 0, str_find_char(host, '/', 0)), ':', 0));
}

static enum outcome init_print(struct ctx *ctx, const struct cli *cli, struct str link)
{
	const struct site_settings *settings = &ctx->site->settings;
	if (cli->json) {
		struct buf out = buf_open(ctx->arena, 512);
		struct json json = json_open(&out, JSON_PLAIN);
		json_begin_object(&json, NULL);
		json_str(&json, "site", site_shown(ctx));
		json_str(&json, "name", settings->name);
		json_str(&json, "url", settings->url);
		json_str(&json, "timezone", settings->zone_name);
		json_i64(&json, "fiscal_month", settings->fiscal_month);
		json_bool(&json, "demo", settings->demo);
		json_str(&json, "link", link);
		json_end(&json);
		return print_json(ctx, &out);
	}
	return cli_print(ctx, str_fmt(ctx->arena,
				      "Made the site of %.*s.\n"
				      "  stored in   %.*s\n"
				      "  address     %.*s (never changes)\n"
				      "  time zone   %.*s\n"
				      "  fiscal year begins in month %d\n"
				      "\n"
				      "The first administrator sets a password here, once, within %llu hours of now, "
				      "while the site is\n"
				      "served:\n"
				      "  %.*s\n",
				      STR_ARG(settings->name), STR_ARG(site_shown(ctx)), STR_ARG(settings->url),
				      STR_ARG(settings->zone_name), settings->fiscal_month,
				      (unsigned long long)LIMIT_INVITATION_HOURS, STR_ARG(link)));
}

static enum outcome init_run(struct ctx *ctx, const struct cli *cli)
{
	const struct features *features = ctx->site->features;
	struct str address = ctx->site->address;
	struct site_draft draft = {
		.name = cli_text(cli, "name"),
		.url = cli_text(cli, "url"),
		.zone_name = cli_text(cli, "timezone"),
		.colour = cli_text(cli, "colour"),
		.fiscal_month = (int32_t)cli_int(cli, "fiscal-month", 1),
		.demo = cli_given(cli, "demo"),
	};
	if (!cli_given(cli, "name"))
		draft.name = host_of(draft.url);
	if (!cli_given(cli, "timezone"))
		draft.zone_name = STR("UTC");
	TRY(site_create(ctx, features, address, &draft));
	CLEANUP(site_closep) struct site *site = NULL;
	TRY(site_open(ctx, features, address, false, &site));
	struct site *before = ctx->site;
	ctx->site = site;
	struct first first = {.token = token_new(ctx)};
	enum outcome outcome = site_write(ctx, first_write, &first);
	if (outcome == OK)
		outcome = init_print(ctx, cli, site_link(ctx, first.path));
	else
		cli_say("The site is made, but not the link to its first administrator's password. Make one with: "
			"aboveboard access invite --role administrator --email ADDRESS");
	ctx->site = before;
	return outcome;
}

/* ---- restore ---- */

struct restored {
	struct journal_report report;
	int64_t removed, shut;
	enum keys_state keys;
};

/* What a removal would put in a record's place is sealed under the keys of the site. */
static enum outcome keys_check(struct ctx *ctx, const struct cli *cli, struct restored *restored)
{
	TRY(site_keys_state(ctx, &restored->keys));
	TRY(journal_removals_shut(ctx, &restored->shut));
	if (!restored->shut || cli_given(cli, "without-keys"))
		return OK;
	return problem_add(
		ctx, "--without-keys",
		msg("{1} removals made after the backup are sealed under the keys of the site that was lost, and "
		    "{2}.keys is not that file: put it there first. Nothing was restored. If it is lost, "
		    "--without-keys erases what these removals name and puts nothing in its place: interests "
		    "withheld since the backup are then lost to their person and to the officer, entries moved to "
		    "the right person are gone, and entries whose home address went are gone too"),
		str_fmt(ctx->arena, "%lld", (long long)restored->shut), site_stem(ctx));
}

static enum outcome verify_restored(struct ctx *ctx, struct restored *restored)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++) {
		if (features->p[i]->restored)
			TRY(features->p[i]->restored(ctx));
	}
	TRY(journal_removals_apply(ctx, &restored->removed));
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome outcome = journal_verify(ctx, &restored->report);
	db_read_end(ctx);
	return outcome;
}

static void keys_say(struct ctx *ctx, const struct restored *restored)
{
	if (restored->shut)
		cli_say("Of %lld of these removals it cannot be read how they were made: what they name was erased, "
			"and "
			"nothing put in its place. Interests that were withheld since the backup are lost.",
			(long long)restored->shut);
	if (restored->keys == KEYS_OWN)
		return;
	cli_say("%.*s.keys %s. Before you serve the site, put the file that belongs to it there. Without it nobody can "
		"read interests withheld by law and answers that their person asked to have withheld, codes from apps "
		"are "
		"not accepted, the mail server's password is not known, and addresses of calendars change. None of "
		"this can "
		"be made again: if the file is lost, so is what is sealed.",
		STR_ARG(site_stem(ctx)),
		restored->keys == KEYS_MISSING ? "is not there" : "is not the file with which this site was served");
}

static const char *keys_word(enum keys_state keys)
{
	return keys == KEYS_OWN ? "own" : keys == KEYS_MISSING ? "missing" : "others";
}

static enum outcome restore_print(struct ctx *ctx, const struct cli *cli, const struct restored *restored)
{
	const struct journal_report *report = &restored->report;
	cli_say("Restored %.*s into %.*s: the publication log holds %lld records and verifies; %lld removals made "
		"after the backup "
		"were made again. Everybody has to sign in anew, and links to set a password are void.",
		STR_ARG(cli->args[0]), STR_ARG(site_shown(ctx)), (long long)report->records,
		(long long)restored->removed);
	keys_say(ctx, restored);
	if (!cli->json)
		return OK;
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "site", site_shown(ctx));
	json_str(&json, "backup", cli->args[0]);
	json_i64(&json, "records", report->records);
	json_i64(&json, "removals", restored->removed);
	json_i64(&json, "removals_sealed", restored->shut);
	json_str(&json, "keys", str_of(keys_word(restored->keys)));
	json_bool(&json, "verified", true);
	json_end(&json);
	return print_json(ctx, &out);
}

static const struct cli_option restore_options[] = {
	{"without-keys", CLI_FLAG, false, NULL, "the site's keys are lost: only erase what removals name"},
};

static enum outcome restore_run(struct ctx *ctx, const struct cli *cli)
{
	CLEANUP(site_closep) struct site *site = NULL;
	TRY(site_restore(ctx, ctx->site->features, ctx->site->address, cli->args[0], &site));
	struct site *before = ctx->site;
	ctx->site = site;
	struct restored restored = {0};
	enum outcome outcome = keys_check(ctx, cli, &restored);
	if (outcome == INVALID) {
		ctx->site = before;
		site_close(site);
		site = NULL;
		site_restore_undo(ctx, before->address);
		return outcome;
	}
	if (outcome == OK)
		outcome = verify_restored(ctx, &restored);
	if (outcome == OK)
		outcome = restore_print(ctx, cli, &restored);
	else
		cli_say("The site at %.*s was restored and does not verify: do not serve it before you know why.",
			STR_ARG(site_shown(ctx)));
	ctx->site = before;
	return outcome;
}

static enum outcome restored_write(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(db_exec(ctx, &access_sql_sessions_end_all, DB_PARAMS(db_int(ctx->now_ms)), NULL));
	return db_exec(ctx, &access_sql_invitations_void_all, DB_PARAMS(db_int(ctx->now_ms)), NULL);
}

/* What was ended or used after the backup must not come back to life. */
enum outcome access_restored(struct ctx *ctx)
{
	return site_write(ctx, restored_write, NULL);
}

/* ---- access invite ---- */

static const struct cli_option invite_options[] = {
	{"name", CLI_TEXT, false, "NAME", "the person's name"},
	{"email", CLI_TEXT, true, "ADDRESS", "the e-mail address with which they sign in"},
	{"role", CLI_TEXT, true, "ROLE", "person, clerk, officer, auditor or administrator"},
	{"body", CLI_TEXT, false, "SLUG",
	 "the body for which the right holds, by slug or id (default: the whole site)"},
};

struct inviting {
	struct str name;
	struct str email;
	struct str token;
	enum role role;
	int64_t body_id;
	bool is_new;
	struct str path;
	int64_t account_id;
};

static bool holds_role(const struct grant *grants, size_t n, const struct inviting *inviting)
{
	for (size_t i = 0; i < n; i++) {
		if (grants[i].role == inviting->role && grants[i].body_id == inviting->body_id && !grants[i].deputy_for)
			return true;
	}
	return false;
}

/* For somebody who has an account: the right where it is missing, and a new link. */
static enum outcome invite_again(struct ctx *ctx, struct inviting *inviting, const struct account *account)
{
	struct grant *grants;
	size_t n;
	inviting->account_id = account->id;
	TRY(grants_in_force(ctx, account->id, &grants, &n));
	const struct grant grant = {
		.account_id = account->id,
		.role = inviting->role,
		.body_id = inviting->body_id,
		.from = site_today(ctx),
		.to = {DAY_OPEN},
	};
	TRY(grant_check(ctx, &grant));
	if (!holds_role(grants, n, inviting))
		TRY(grant_put(ctx, &grant));
	TRY(access_log(ctx, "access.new_link", account->id, account->name));
	return invitation_put(ctx, account->id, inviting->token, &inviting->path);
}

static enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct inviting *inviting = args;
	struct account account;
	enum outcome found = account_by_email(ctx, inviting->email, &account);
	inviting->is_new = found == NOT_FOUND;
	if (found == OK)
		return invite_again(ctx, inviting, &account);
	if (found != NOT_FOUND)
		return found;
	return access_invite(ctx, inviting->name, inviting->email, 0, inviting->role, inviting->body_id,
			     inviting->token, &inviting->path, &inviting->account_id);
}

/* The body of that slug or id. */
static enum outcome body_of(struct ctx *ctx, struct str word, int64_t *ret_body_id)
{
	struct body *bodies;
	size_t n;
	int64_t id = 0;
	(void)id_parse(word, &id);
	TRY(bodies_list(ctx, &bodies, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(bodies[i].slug, word) || bodies[i].id == id) {
			*ret_body_id = bodies[i].id;
			return OK;
		}
	}
	return problem_add(ctx, "--body", msg("There is no body “{1}”. See “people list”."), word);
}

static enum outcome invite_run(struct ctx *ctx, const struct cli *cli)
{
	struct inviting inviting = {
		.name = cli_text(cli, "name"), .email = cli_text(cli, "email"), .token = token_new(ctx)};
	struct str role = cli_text(cli, "role");
	if (!role_parse(role, &inviting.role))
		return problem_add(ctx, "--role",
				   msg("{1} is not a role: person, clerk, officer, auditor or administrator"), role);
	if (cli_given(cli, "body"))
		TRY(body_of(ctx, cli_text(cli, "body"), &inviting.body_id));
	TRY(site_write(ctx, invite_write, &inviting));
	struct str link = site_link(ctx, inviting.path);
	cli_say("%s this link over. It sets a password, once, within %llu hours.",
		inviting.is_new ? "Hand" : "They have an account. Hand", (unsigned long long)LIMIT_INVITATION_HOURS);
	if (!cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "%.*s\n", STR_ARG(link)));
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "account", id_str(ctx->arena, inviting.account_id));
	json_bool(&json, "new", inviting.is_new);
	json_str(&json, "link", link);
	json_end(&json);
	return print_json(ctx, &out);
}

/* ---- access list ---- */

static void list_json(struct json *json, struct ctx *ctx, const struct account *account, const struct grant *grants,
		      size_t n)
{
	json_begin_object(json, NULL);
	json_str(json, "id", id_str(ctx->arena, account->id));
	json_str(json, "name", account->name);
	json_str(json, "email", account->email);
	json_bool(json, "disabled", account->disabled_ms);
	json_bool(json, "has_password", account->password.n);
	json_begin_array(json, "rights");
	for (size_t i = 0; i < n; i++) {
		if (grants[i].account_id != account->id)
			continue;
		json_begin_object(json, NULL);
		json_str(json, "role", str_of(role_word(grants[i].role)));
		json_str(json, "body", grants[i].body_id ? id_str(ctx->arena, grants[i].body_id) : STR(""));
		json_str(json, "from", day_str(ctx->arena, grants[i].from));
		json_str(json, "to", grants[i].to.n == DAY_OPEN ? STR("") : day_str(ctx->arena, grants[i].to));
		json_bool(json, "deputy", grants[i].deputy_for);
		json_end(json);
	}
	json_end(json);
	json_end(json);
}

static void list_text(struct buf *out, const struct account *account, const struct grant *grants, size_t n)
{
	buf_fmt(out, "%.*s <%.*s>%s%s:", STR_ARG(account->name), STR_ARG(account->email),
		account->disabled_ms ? " (disabled)" : "", account->password.n ? "" : " (no password yet)");
	size_t shown = 0;
	for (size_t i = 0; i < n; i++) {
		if (grants[i].account_id == account->id)
			buf_fmt(out, "%s %s%s", shown++ ? "," : "", role_word(grants[i].role),
				grants[i].deputy_for ? " (deputy)" : "");
	}
	buf_lit(out, "\n");
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct account *accounts;
	struct grant *grants;
	size_t n_accounts;
	size_t n_grants;
	TRY(accounts_list(ctx, &accounts, &n_accounts));
	TRY(grants_list(ctx, &grants, &n_grants));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_PLAIN);
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "accounts");
	}
	for (size_t i = 0; i < n_accounts; i++) {
		if (cli->json)
			list_json(&json, ctx, &accounts[i], grants, n_grants);
		else
			list_text(&out, &accounts[i], grants, n_grants);
	}
	if (!cli->json)
		return cli_print(ctx, buf_view(&out));
	json_end(&json);
	json_end(&json);
	return print_json(ctx, &out);
}

static enum outcome print_account(struct ctx *ctx, const struct cli *cli, int64_t account_id)
{
	if (!cli->json)
		return OK;
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "account", id_str(ctx->arena, account_id));
	json_end(&json);
	return print_json(ctx, &out);
}

static enum outcome account_named(struct ctx *ctx, const struct cli *cli, struct account *ret_account)
{
	enum outcome found = account_by_email(ctx, cli_text(cli, "email"), ret_account);
	if (found == NOT_FOUND)
		(void)problem_add(ctx, "--email", msg("there is no account for {1}"), cli_text(cli, "email"));
	return found;
}

/* ---- access end-sessions ---- */

static const struct cli_option end_options[] = {
	{"email", CLI_TEXT, true, "ADDRESS", "whose sessions"},
};

static enum outcome end_sessions_write(struct ctx *ctx, void *args)
{
	const struct account *account = args;
	TRY(db_exec(ctx, &access_sql_sessions_end_others,
		    DB_PARAMS(db_int(account->id), db_int(0), db_int(ctx->now_ms)), NULL));
	return access_log(ctx, "access.end_sessions", account->id, account->name);
}

static enum outcome end_sessions_run(struct ctx *ctx, const struct cli *cli)
{
	struct account account;
	TRY(account_named(ctx, cli, &account));
	TRY(site_write(ctx, end_sessions_write, &account));
	cli_say("%.*s is signed out everywhere.", STR_ARG(account.name));
	return print_account(ctx, cli, account.id);
}

/* ---- access remove-second-step, access second-step ---- */

static const struct cli_option remove_options[] = {
	{"email", CLI_TEXT, true, "ADDRESS", "whose app, passkeys and recovery codes"},
};

struct cutting {
	struct account account;
	struct mail_seed notice;
};

static enum outcome remove_second_step_write(struct ctx *ctx, void *args)
{
	const struct cutting *cutting = args;
	TRY(factors_remove(ctx, cutting->account.id));
	return notice_put(ctx, &cutting->notice, cutting->account.id, NOTICE_FACTORS_REMOVED, STR(""));
}

static enum outcome remove_second_step_run(struct ctx *ctx, const struct cli *cli)
{
	struct cutting cutting = {.notice = mail_seed_new(ctx)};
	TRY(account_named(ctx, cli, &cutting.account));
	TRY(site_write(ctx, remove_second_step_write, &cutting));
	cli_say("%.*s signs in with the password alone until a second step is added again.",
		STR_ARG(cutting.account.name));
	return print_account(ctx, cli, cutting.account.id);
}

static enum outcome second_step_write(struct ctx *ctx, void *args)
{
	return second_step_require(ctx, *(const bool *)args);
}

static enum outcome second_step_run(struct ctx *ctx, const struct cli *cli)
{
	bool required = str_eq(cli->args[0], STR("required"));
	if (!required && !str_eq(cli->args[0], STR("optional")))
		return problem_add(ctx, "", msg("say required or optional"));
	TRY(site_write(ctx, second_step_write, &required));
	cli_say(required ? "Officers and administrators need a second step from their second sign-in on."
			 : "Officers and administrators may sign in with a password alone.");
	if (!cli->json)
		return OK;
	struct buf out = buf_open(ctx->arena, 64);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_bool(&json, "required", required);
	json_end(&json);
	return print_json(ctx, &out);
}

const struct verb access_verbs[ACCESS_VERBS] = {
	{
		.name = "init",
		.summary = "make a site; asks nothing, prints the first administrator's link",
		.site = CLI_SITE_NAMED,
		.options = init_options,
		.n_options = COUNT_OF(init_options),
		.example =
			"aboveboard init --site city.db --url https://ethics.example.gov --name \"City of Port Alder\" "
			"--timezone America/Los_Angeles",
		.run = init_run,
	},
	{
		.name = "restore",
		.summary = "make a site from a backup, verify its log and repeat later removals",
		.args = "BACKUP",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_NAMED,
		.options = restore_options,
		.n_options = COUNT_OF(restore_options),
		.example = "aboveboard restore --site new.db city-2026-11-22.backup",
		.run = restore_run,
	},
	{
		.room = "access",
		.name = "invite",
		.summary =
			"make an account and print the link that sets its password; a new link for one that is there",
		.site = CLI_SITE_OPEN,
		.options = invite_options,
		.n_options = COUNT_OF(invite_options),
		.example = "aboveboard access invite --site city.db --name \"Ada Quill\" --email ada@example.gov "
			   "--role clerk",
		.run = invite_run,
	},
	{
		.room = "access",
		.name = "list",
		.summary = "list accounts and their rights",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard access list --site city.db --json",
		.run = list_run,
	},
	{
		.room = "access",
		.name = "remove-second-step",
		.summary = "remove the app, passkeys and recovery codes of somebody who lost them",
		.site = CLI_SITE_OPEN,
		.options = remove_options,
		.n_options = COUNT_OF(remove_options),
		.example = "aboveboard access remove-second-step --site city.db --email ada@example.gov",
		.run = remove_second_step_run,
	},
	{
		.room = "access",
		.name = "second-step",
		.summary = "say whether officers and administrators need a second step: required or optional",
		.args = "required|optional",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard access second-step required --site city.db",
		.run = second_step_run,
	},
	{
		.room = "access",
		.name = "end-sessions",
		.summary = "sign somebody out everywhere",
		.site = CLI_SITE_OPEN,
		.options = end_options,
		.n_options = COUNT_OF(end_options),
		.example = "aboveboard access end-sessions --site city.db --email ada@example.gov",
		.run = end_sessions_run,
	},
};
