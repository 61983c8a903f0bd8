/* Approvals that end: who is told of it, and when (S14). */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

#define SLICE 20

struct approver {
	int64_t account_id;
};
static const struct db_col approver_cols[] = {DB_COL_I64(struct approver, account_id)};
static const struct db_spec approver_spec = DB_SPEC(struct approver, approver_cols);

static enum outcome ending_list(struct ctx *ctx, struct approval **ret_approvals, size_t *ret_n)
{
	const struct rulebook *book;
	int64_t version;
	int32_t today = site_today(ctx).n;
	TRY(rulebook_current(ctx, &book, &version));
	int32_t days = rulebook_number_on(book, STR("approval-reminder-days"), STR("day"), site_today(ctx), 0);
	return approvals_by(ctx, &registers_sql_approvals_ending,
			    DB_PARAMS(db_int(today), db_int(today + days), db_int(SLICE)), ret_approvals, ret_n);
}

enum outcome approvals_ending_left(struct ctx *ctx, int64_t *ret_n)
{
	struct approval *ending;
	size_t n;
	TRY(ending_list(ctx, &ending, &n));
	*ret_n = (int64_t)n;
	return OK;
}

/* ---- Telling ---- */

#define APPROVERS_MOST 8

struct telling {
	const struct approval *approval;
	struct mail_seed seeds[APPROVERS_MOST + 1];
};

static enum outcome person_tell(struct ctx *ctx, const struct telling *telling, bool is_over)
{
	const struct approval *a = telling->approval;
	struct str path = str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(a->register_id));
	return review_tell(
		ctx, &telling->seeds[0], a->person_id, a->declaration_id,
		is_over ? msg("An approval of yours has ended") : msg("An approval of yours ends soon"),
		is_over ? msg("{1},\n\nan approval of yours has ended. What it was for is not approved any "
			      "more.\n\nAsk "
			      "for approval anew, or declare that it ended:\n{2}\n\n{3}\n")
			: msg("{1},\n\nan approval of yours ends soon. If it goes on, ask for it to be renewed.\n\nSee "
			      "until when it holds, and renew it:\n{2}\n\n{3}\n"),
		path);
}

static enum outcome approvers_tell(struct ctx *ctx, const struct telling *telling, bool is_over)
{
	const struct approval *a = telling->approval;
	struct approver *approvers;
	size_t n;
	TRY(db_list(ctx, &registers_sql_approval_approvers,
		    DB_PARAMS(db_int(a->declaration_id), db_int(REVIEW_ACCEPTED), db_int(REVIEW_APPROVED)),
		    &approver_spec, &approvers, &n));
	for (size_t i = 0; i < n && i < APPROVERS_MOST; i++) {
		struct access_reach reach;
		enum outcome found = access_reach_account(ctx, approvers[i].account_id, &reach);
		if (found == NOT_FOUND)
			continue; /* they left: the office sees it in its list */
		TRY(found);
		TRY(review_tell_account(ctx, &telling->seeds[i + 1], &reach, a->declaration_id,
					is_over ? msg("An approval that you gave has ended")
						: msg("An approval that you gave ends soon"),
					is_over ? msg("{1},\n\nan approval that you gave has ended, and was not "
						      "renewed.\n\nWhat waits for "
						      "you:\n{2}\n\n{3}\n")
						: msg("{1},\n\nan approval that you gave ends soon. The person was "
						      "told, and can ask you to "
						      "renew it.\n\nWhat waits for you:\n{2}\n\n{3}\n"),
					STR("/my/approvals")));
	}
	return OK;
}

static enum outcome tell_write(struct ctx *ctx, void *args)
{
	const struct telling *telling = args;
	const struct approval *a = telling->approval;
	int64_t changed;
	bool is_over = a->until_day < site_today(ctx).n;
	TRY(db_exec(ctx, &registers_sql_approval_told,
		    DB_PARAMS(db_int(a->id), db_int(is_over ? TOLD_OVER : TOLD_SOON)), &changed));
	if (changed != 1)
		return OK; /* another node was first */
	TRY(person_tell(ctx, telling, is_over));
	return approvers_tell(ctx, telling, is_over);
}

enum outcome approvals_ending_run(struct ctx *ctx)
{
	struct approval *ending;
	size_t n;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = ending_list(ctx, &ending, &n);
	db_read_end(ctx);
	TRY(found);
	for (size_t i = 0; i < n; i++) {
		struct telling telling = {.approval = &ending[i]};
		for (size_t j = 0; j < COUNT_OF(telling.seeds); j++)
			telling.seeds[j] = mail_seed_new(ctx);
		TRY(site_write(ctx, tell_write, &telling));
	}
	return OK;
}
