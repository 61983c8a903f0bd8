/* What duties is told: what a code asks for, and what a signature does. */
#include "commitments/commitments_store.h"
#include "duties/duties.h"

#define SOURCE STR("commitments")

enum outcome commitment_tell_done(struct ctx *ctx, const struct commitment *c)
{
	struct edition *editions;
	size_t n;
	if (c->withdrawn_ms)
		return duties_take_done(ctx, SOURCE, c->id, c->withdrawn_reason);
	TRY(codes_editions(ctx, c->code_id, &editions, &n));
	const struct edition *asking = commitment_asking(editions, n, c->edition_id);
	bool is_paper = c->method == COMMITMENT_PAPER;
	int32_t day = is_paper ? c->received_day : zone_day(ctx->site->zone, (struct instant){c->signed_ms}).n;
	const struct duty_done done = {
		.tenure_id = c->tenure_id,
		.code = c->code_slug,
		.day = day,
		.trigger_day = DEADLINE_NO_DAY,
		.subject = asking ? asking->id : c->edition_id,
		.source = SOURCE,
		.source_id = c->id,
		.words = str_fmt(ctx->arena, is_paper ? "Signed on paper, received on %.*s" : "Signed on %.*s",
				 STR_ARG(day_words(ctx->arena, (struct day){day}))),
		.path = str_fmt(ctx->arena, "/signed/%.*s", STR_ARG(c->record_id)),
	};
	return duties_put_done(ctx, &done);
}

enum outcome commitment_tell_removed(struct ctx *ctx, const struct commitment *c)
{
	return duties_forget_done(ctx, SOURCE, c->id);
}

enum outcome commitment_tell_rule(struct ctx *ctx, const struct commitment_form *form)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	for (size_t i = 0; i < n; i++) {
		if (codes[i].id != form->code_id)
			continue;
		if (form->erased_ms)
			return duties_take_rule(ctx, codes[i].slug, form->organization_id);
		const struct duty_local local = {
			.code = codes[i].slug,
			.body_id = form->organization_id,
			.title = str_fmt(ctx->arena, "Sign: %.*s", STR_ARG(codes[i].title)),
			.form = str_of(commitment_kind_name(form->kind)),
			.mandatory = form->mandatory,
			.within_days = form->within_days,
			.since_day = form->since_day,
			.source = form->instrument,
			.link = form->instrument_link,
		};
		return duties_put_rule(ctx, &local);
	}
	return NOT_FOUND;
}
