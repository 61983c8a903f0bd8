/* Candidates, for everybody: election → what they are asked to sign → who chose to (S4). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"
#include "rulebook/rulebook.h"

/* Has the rulebook a table of the kind "May I …?"? */
static enum outcome guidance_load(struct ctx *ctx, bool *ret_any)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	*ret_any = book->n_guidances > 0;
	return OK;
}

enum outcome commitments_elections_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_elections_page view = {.page = access_page(ctx, STR("Candidates")),
						  .today = site_today(ctx)};
	struct election *elections;
	(void)req;
	TRY(people_elections(ctx, &elections, &view.n));
	view.elections = elections;
	TRY(guidance_load(ctx, &view.has_guidance));
	struct html h = html_open(ctx);
	commitments_elections_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static bool stands_here(const struct candidacy *candidacies, size_t n, int64_t tenure_id)
{
	for (size_t i = 0; i < n; i++)
		if (candidacies[i].tenure.id == tenure_id)
			return true;
	return false;
}

/* Pledges under one code by those who stand, as the roll orders them: by sort key alone. */
static enum outcome pledges_of(struct ctx *ctx, const struct election *election, int64_t code_id,
			       const struct candidacy *candidacies, size_t n_candidacies,
			       struct commitments_rows *ret_rows)
{
	struct commitment *all;
	size_t n, used = 0;
	TRY(commitments_roll(ctx, code_id, election->organization_id, &all, &n));
	struct commitments_roll_row *rows = arena_array(ctx->arena, struct commitments_roll_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &all[i];
		if (c->category != TENURE_CANDIDATE || commitment_is_gone(c) ||
		    !stands_here(candidacies, n_candidacies, c->tenure_id))
			continue;
		rows[used++] = (struct commitments_roll_row){
			.c = c,
			.edition = str_fmt(ctx->arena, "%d", c->edition_number),
			.how = commitment_how_words(ctx, c),
			.also = commitment_also_words(ctx, c),
		};
	}
	*ret_rows = (struct commitments_rows){rows, used};
	return OK;
}

/* Does the text, as the body has it, ask candidates for a signature? */
static enum outcome asks_candidates(struct ctx *ctx, const struct election *election, int64_t code_id, bool *ret_asks)
{
	struct commitment_holds holds;
	const struct commitment_hold *hold;
	const struct tenure candidate = {
		.organization_id = election->organization_id,
		.organization_slug = election->organization_slug,
		.organization_name = election->organization_name,
		.category = TENURE_CANDIDATE,
		.from_day = election->opens_day,
		.to_day = election->polling_day,
	};
	*ret_asks = false;
	TRY(commitment_holds_load(ctx, code_id, &holds));
	if (holds.n_editions == 0)
		return OK;
	TRY(commitment_hold_for(ctx, &holds, election->organization_id, &hold));
	*ret_asks = hold->any && commitment_hold_asks(ctx, hold, &candidate);
	return OK;
}

static enum outcome policies_load(struct ctx *ctx, struct commitments_election_page *view)
{
	struct candidacy *candidacies;
	struct code *codes;
	size_t n_candidacies, n_codes;
	TRY(people_candidacies(ctx, view->election.id, &candidacies, &n_candidacies));
	TRY(codes_list(ctx, &codes, &n_codes));
	struct commitments_policy *policies = arena_array(ctx->arena, struct commitments_policy, n_codes);
	for (size_t i = 0; i < n_codes; i++) {
		struct commitments_policy policy = {.code = codes[i]};
		bool asks = false;
		TRY(pledges_of(ctx, &view->election, codes[i].id, candidacies, n_candidacies, &policy.rows));
		if (!view->is_over)
			TRY(asks_candidates(ctx, &view->election, codes[i].id, &asks));
		if (asks || policy.rows.n)
			policies[view->n_policies++] = policy;
	}
	view->policies = policies;
	return OK;
}

enum outcome commitments_election_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_election_page view = {0};
	TRY(people_election_by_slug(ctx, req->params[0], &view.election));
	if (view.election.erased_ms)
		return NOT_FOUND;
	view.is_over = view.election.polling_day < site_today(ctx).n;
	TRY(policies_load(ctx, &view));
	TRY(guidance_load(ctx, &view.has_guidance));
	view.page = access_page(ctx, view.election.name);
	page_step(ctx->arena, &view.page, STR("Candidates"), STR("/candidates"));
	struct html h = html_open(ctx);
	commitments_election_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
