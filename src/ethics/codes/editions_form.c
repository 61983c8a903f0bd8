/* What the forms of editions, adoptions and relations share. */
#include "codes/editions_web.h"

struct str codes_day_value(struct arena *arena, int32_t day)
{
	return day == INT32_MIN || day == INT32_MAX ? STR("") : day_str(arena, (struct day){day});
}

int32_t codes_day_typed(struct ctx *ctx, const struct req *req, const char *name)
{
	struct str typed = str_trim(req_field(req, name));
	struct day day;
	if (typed.n == 0)
		return INT32_MIN;
	if (day_parse(typed, &day))
		return day.n;
	(void)problem_add(ctx, name, msg("“{1}” is no day. Write it as year-month-day, such as 2027-01-01"), typed);
	return INT32_MIN;
}

/* ---- An act ---- */

static const struct choice *act_kinds(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	const struct choice kinds[] = {
		{.value = STR("adoption"),
		 .text = STR("Adoption"),
		 .hint = STR("The code was adopted for the first time")},
		{.value = STR("amendment"), .text = STR("Amendment"), .hint = STR("Parts of it were changed")},
		{.value = STR("restatement"),
		 .text = STR("Restatement"),
		 .hint = STR("The whole text was adopted anew")},
		{.value = STR(""), .text = STR("Not known")},
	};
	struct choice *copy = arena_copy(ctx->arena, kinds, sizeof(kinds));
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		copy[i].chosen = str_eq(copy[i].value, chosen);
	*ret_n = COUNT_OF(kinds);
	return copy;
}

struct codes_instrument_fields codes_instrument_fields_of(struct ctx *ctx, const struct req *req, bool is_typed,
							  const struct instrument *act)
{
	const struct problem *problems = ctx->problems.first;
	struct codes_instrument_fields fields = {
		.kind = {.name = "instrument_kind", .label = STR("What kind of act is it?"), .problems = problems},
		.number = {.name = "instrument_number",
			   .label = STR("Number of the act (optional)"),
			   .hint = STR("As printed, such as “Resolution 2026-31”"),
			   .value = is_typed ? req_field(req, "instrument_number") : act->number,
			   .problems = problems},
		.body = {.name = "instrument_body",
			 .label = STR("Who made it (optional)"),
			 .hint = STR("Such as “City Council”"),
			 .value = is_typed ? req_field(req, "instrument_body") : act->body,
			 .problems = problems},
		.day = {.name = "instrument_day",
			.label = STR("The day on which it was made (optional)"),
			.hint = STR("Without a calendar to pick from, write it as 2026-12-01"),
			.type = "date",
			.value = is_typed ? req_field(req, "instrument_day") : codes_day_value(ctx->arena, act->day),
			.problems = problems},
		.link = {.name = "instrument_link",
			 .label = STR("Link to the act (optional)"),
			 .hint = STR("Where the public can read the resolution or the minutes"),
			 .type = "url",
			 .value = is_typed ? req_field(req, "instrument_link") : act->link,
			 .problems = problems},
	};
	struct str kind = is_typed ? req_field(req, "instrument_kind") : str_of(instrument_kind_name(act->kind));
	fields.kinds = act_kinds(ctx, kind, &fields.n_kinds);
	return fields;
}

struct instrument codes_instrument_typed(struct ctx *ctx, const struct req *req)
{
	struct instrument act = {
		.number = str_trim(req_field(req, "instrument_number")),
		.body = str_trim(req_field(req, "instrument_body")),
		.day = codes_day_typed(ctx, req, "instrument_day"),
		.link = str_trim(req_field(req, "instrument_link")),
	};
	struct str kind = req_field(req, "instrument_kind");
	if (kind.n > 0 && !instrument_kind_parse(kind, &act.kind))
		(void)problem_add(ctx, "instrument_kind", msg("Choose what kind of act it is"));
	return act;
}

/* ---- A write ---- */

struct codes_form codes_form_of(struct ctx *ctx, const struct req *req,
				enum outcome (*act)(struct ctx *ctx, struct codes_form *form))
{
	struct codes_form form = {.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form"), .act = act};
	if (!str_to_i64(req_field(req, "_version"), &form.version))
		form.version = 0;
	return form;
}

static enum outcome form_write(struct ctx *ctx, void *args)
{
	struct codes_form *form = args;
	struct str before;
	enum outcome used = form_id_use(ctx, form->form_id, &before);
	if (used == CONFLICT) {
		form->path = before;
		return OK; /* the same form again: what it did the first time */
	}
	TRY(used);
	TRY(form->act(ctx, form));
	return form_id_result(ctx, form->form_id, form->path);
}

enum outcome codes_form_write(struct ctx *ctx, struct codes_form *form)
{
	if (ctx->problems.first)
		return INVALID;
	return site_write(ctx, form_write, form);
}

void codes_form_refused(struct ctx *ctx, enum outcome outcome, struct resp *resp)
{
	resp->status = outcome == CONFLICT ? 409 : 400;
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "",
			msg("Somebody changed this while you were filling in the form. Nothing was done. What "
			    "you typed is still below: compare it with what is stored now, and send it again if "
			    "it still holds"));
}
