/* What the office's side of registers shares. */
#include "registers/review_parts.h"

#include "html/html.h"

struct str review_office(struct ctx *ctx)
{
	return ctx->actor && ctx->actor->acts_for ? STR("a deputy of the ethics officer") : STR("the ethics officer");
}

enum outcome review_not_own(struct ctx *ctx, int64_t person_id)
{
	if (!ctx->actor || !ctx->actor->person_id || ctx->actor->person_id != person_id)
		return OK;
	return problem_add(ctx, "",
			   msg("This is your own declaration. Somebody else decides about it: another officer, or a "
			       "deputy."));
}

bool review_text_good(struct ctx *ctx, const char *field, struct str text, const char *missing)
{
	if (str_empty(text) && missing)
		(void)problem_add(ctx, field, missing);
	else if (text.n > REVIEW_TEXT_BYTES)
		(void)problem_add(ctx, field, msg("This is too long: at most {1} letters"),
				  str_fmt(ctx->arena, "%d", REVIEW_TEXT_BYTES));
	else
		return true;
	return false;
}

/* The mail says where to look, and nothing of what was declared (S1, S14). */
enum outcome review_tell(struct ctx *ctx, const struct mail_seed *seed, int64_t person_id, int64_t subject,
			 const char *title, const char *text, struct str path)
{
	struct access_reach reach;
	enum outcome found = access_reach_person(ctx, person_id, &reach);
	if (found == NOT_FOUND)
		return OK; /* by post: the office sees it in its list */
	TRY(found);
	return review_tell_account(ctx, seed, &reach, subject, title, text, path);
}

enum outcome review_tell_account(struct ctx *ctx, const struct mail_seed *seed, const struct access_reach *reach,
				 int64_t subject, const char *title, const char *text, struct str path)
{
	int64_t id;
	const struct str args[] = {reach->name, site_link(ctx, path), ctx->site->settings.name};
	struct mail_message message = {
		.kind = STR("registers.review"),
		.subject_id = subject,
		.person_id = reach->person_id,
		.to = reach->email,
		.to_name = reach->name,
		.title = html_said(ctx->arena, ctx->lang, str_of(title), args, COUNT_OF(args)),
		.text = html_said(ctx->arena, ctx->lang, str_of(text), args, COUNT_OF(args)),
	};
	return mail_put(ctx, seed, &message, &id);
}
