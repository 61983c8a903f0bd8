/* What somebody is told by e-mail about their own sign-in. */
#include "access/factors.h"

static const struct {
	const char *title;
	const char *text; /* {1} the detail, {2} the site's name */
} notices[] = {
	[NOTICE_NEW_DEVICE] = {msg("A new sign-in to {2}"),
			       msg("Somebody signed in to your account at {2} in a browser that was not used for it "
				   "before: {1}.")},
	[NOTICE_PASSWORD] = {msg("Your password at {2} was changed"), msg("The password of your account at {2} was "
									  "changed. All other sessions have ended.")},
	[NOTICE_APP_ADDED] = {msg("An app for codes was added at {2}"),
			      msg("Signing in to your account at {2} now asks for a code from an app.")},
	[NOTICE_APP_REMOVED] = {msg("The app for codes was removed at {2}"),
				msg("Signing in to your account at {2} no longer takes codes from an app.")},
	[NOTICE_PASSKEY_ADDED] = {msg("A passkey was added at {2}"),
				  msg("The passkey “{1}” can now sign in to your account at {2}.")},
	[NOTICE_PASSKEY_REMOVED] = {msg("A passkey was removed at {2}"),
				    msg("The passkey “{1}” can no longer sign in to your account at {2}.")},
	[NOTICE_CODES] = {msg("New recovery codes at {2}"),
			  msg("Your account at {2} has new recovery codes. Those before no longer work.")},
	[NOTICE_CODE_USED] = {msg("A recovery code was used at {2}"),
			      msg("Somebody signed in to your account at {2} with one of its recovery codes.")},
	[NOTICE_FACTORS_REMOVED] = {msg("The second step of your sign-in at {2} was removed"),
				    msg("An administrator removed the app, passkeys and recovery codes of your account "
					"at {2}.")},
};

static struct str in_words(struct ctx *ctx, const char *message, const struct str *args, size_t n)
{
	struct str text = str_of(message);
	return msg_format(ctx->arena, ctx->lang ? lang_lookup(ctx->lang, text) : text, args, n);
}

static struct str words(struct ctx *ctx, const char *message, struct str detail)
{
	const struct str args[] = {detail, ctx->site->settings.name};
	return in_words(ctx, message, args, COUNT_OF(args));
}

/* An address that was typed before addresses were checked as they are now must not stand in the way of anything. */
static enum outcome put(struct ctx *ctx, const struct mail_seed *seed, const struct mail_message *message)
{
	struct problems before = ctx->problems;
	int64_t id;
	enum outcome outcome = mail_put(ctx, seed, message, &id);
	if (outcome != INVALID)
		return outcome;
	ctx->problems = before;
	if (before.last)
		before.last->next = NULL;
	log_event(LOG_WARN, "notice", "kind=%.*s", STR_ARG(message->kind));
	return OK;
}

enum outcome notice_put(struct ctx *ctx, const struct mail_seed *seed, int64_t account_id, enum notice notice,
			struct str detail)
{
	struct account account;
	if (!mail_ready(ctx))
		return OK;
	TRY(account_by_id(ctx, account_id, &account));
	if (str_empty(account.email))
		return OK;
	const char *help = msg("If that was not you, change your password at once and tell the office: {1}");
	const struct str address[] = {site_link(ctx, STR("/account"))};
	const struct mail_message message = {
		.kind = STR("access.notice"),
		.subject_id = account.id,
		.person_id = account.person_id,
		.to = account.email,
		.to_name = account.name,
		.title = words(ctx, notices[notice].title, detail),
		.text = str_fmt(ctx->arena, "%.*s\n\n%.*s\n", STR_ARG(words(ctx, notices[notice].text, detail)),
				STR_ARG(in_words(ctx, help, address, 1))),
	};
	return put(ctx, seed, &message);
}

enum outcome link_mail(struct ctx *ctx, const struct mail_seed *seed, const struct account *account, struct str path)
{
	const struct str args[] = {
		site_link(ctx, path),
		str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_INVITATION_HOURS),
	};
	const char *text =
		msg("With this link you set your password. It works once, within {2} hours:\n\n{1}\n\nIf you did not "
		    "ask for it, do nothing: your password stays as it is.\n");
	const struct mail_message message = {
		.kind = STR("access.link"),
		.subject_id = account->id,
		.person_id = account->person_id,
		.to = account->email,
		.to_name = account->name,
		.title = words(ctx, msg("Set your password at {2}"), STR("")),
		.text = in_words(ctx, text, args, COUNT_OF(args)),
		.secret = true,
	};
	return put(ctx, seed, &message);
}
