/* Where a declaration begins: of one's own, or of whom one helps. */
#include "registers/declare_web.h"

/* Where the journey goes on: of one entry at its first question. */
static enum outcome begin_go(struct ctx *ctx, struct declare_beginning *b, int64_t id)
{
	struct declaration declaration;
	struct str path = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, id)));
	int64_t item_id = 0;
	TRY(declaration_load(ctx, id, &declaration));
	const struct scheme *scheme = declaration.scheme;
	b->path = path;
	if (str_eq(b->act, STR("unchanged"))) {
		b->path = str_fmt(ctx->arena, "%.*s/sign", STR_ARG(path));
		return OK;
	}
	if (str_eq(b->act, STR("nil"))) {
		b->path = str_fmt(ctx->arena, "%.*s/sign", STR_ARG(path));
		return declaration_nil(ctx, &declaration, STR(""));
	}
	if (str_eq(b->act, STR("change"))) {
		struct entry entry;
		TRY(registers_entry_by_id(ctx, b->entry_id, &entry));
		if (entry.person_id != declaration.person_id || !str_eq(entry.register_id, scheme->id) ||
		    entry.withheld_ms || entry.erased_ms)
			return NOT_FOUND;
		TRY(declaration_add_entry(ctx, &declaration, &entry, &item_id));
	} else if (scheme->single && scheme->n_categories == 1) {
		TRY(declaration_add(ctx, &declaration, scheme->categories[0].id, 0, &item_id));
	}
	if (item_id && b->entry_id)
		b->path = str_fmt(ctx->arena, "%.*s/items/%.*s", STR_ARG(path), STR_ARG(id_str(ctx->arena, item_id)));
	else if (item_id)
		TRY(declare_first_path(ctx, id, item_id, &b->path));
	return OK;
}

/* What a clerk typed in can be put right for some days (S7). */
static enum outcome may_correct(struct ctx *ctx, const struct declaration_begin *begin)
{
	struct declaration paper;
	int32_t days;
	TRY(paper_correct_days(ctx, &days));
	TRY(declaration_load(ctx, begin->corrects_id, &paper));
	if (paper.source != SOURCE_PAPER || paper.person_id != begin->person_id ||
	    paper.state != DECLARATION_ACCEPTED || !str_eq(paper.register_id, begin->register_id))
		return NOT_FOUND;
	if (!declare_may_correct(ctx, &paper, days))
		return problem_add(ctx, "",
				   msg("The days for corrections are over. Declare what is otherwise as a change"));
	return OK;
}

static enum outcome begin_write(struct ctx *ctx, void *args)
{
	struct declare_beginning *b = args;
	struct helper helper;
	struct str before;
	int64_t id;
	bool is_own = ctx->actor->person_id && ctx->actor->person_id == b->begin.person_id;
	if (!is_own)
		TRY(helper_need(ctx, b->begin.person_id, &helper));
	if (!is_own && !str_eq(b->act, STR("begin")))
		return FORBIDDEN;
	enum outcome used = form_id_use(ctx, b->form_id, &before);
	if (used == CONFLICT) {
		b->path = before;
		return OK;
	}
	TRY(used);
	if (b->begin.corrects_id)
		TRY(may_correct(ctx, &b->begin));
	TRY(declaration_open(ctx, &b->begin, &id));
	TRY(begin_go(ctx, b, id));
	if (!is_own)
		TRY(helper_log(ctx, "registers.help_begin", b->begin.person_id, id, b->begin.register_id));
	return form_id_result(ctx, b->form_id, b->path);
}

enum outcome declare_begin(struct ctx *ctx, struct declare_beginning *beginning)
{
	return site_write(ctx, begin_write, beginning);
}

static enum outcome body_take(struct ctx *ctx, const struct req *req, const struct register_for *own,
			      struct declare_beginning *b)
{
	struct str slug = req_field(req, "body");
	if (!own->scheme->of_body)
		return OK;
	for (size_t i = 0; i < own->n; i++) {
		if (str_eq(own->tenures[i].organization_slug, slug)) {
			b->begin.body_id = own->tenures[i].organization_id;
			b->begin.tenure_id = own->tenures[i].id;
			return OK;
		}
	}
	return problem_add(ctx, "", msg("Choose for which body it is"));
}

enum outcome declare_register_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct register_for own;
	if (!ctx->actor->person_id)
		return FORBIDDEN;
	TRY(register_for_person(ctx, ctx->actor->person_id, req->params[0], &own));
	struct declare_beginning b = {
		.form_id = req_field(req, "_form"),
		.act = req_field(req, "act"),
		.begin = {.register_id = own.scheme->id,
			  .person_id = ctx->actor->person_id,
			  .tenure_id = own.tenures[0].id,
			  .source = SOURCE_PERSON,
			  .received_day = DEADLINE_NO_DAY,
			  .form_day = DEADLINE_NO_DAY},
	};
	if (str_eq(b.act, STR("change")) && !id_parse(req_field(req, "entry"), &b.entry_id))
		return NOT_FOUND;
	(void)id_parse(req_field(req, "corrects"), &b.begin.corrects_id);
	enum outcome outcome = body_take(ctx, req, &own, &b);
	if (outcome == OK)
		outcome = declare_begin(ctx, &b);
	if (outcome == INVALID) {
		resp->status = 400;
		return declare_register_get(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, b.path);
	return OK;
}
