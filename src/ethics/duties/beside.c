/* What stands beside the provisions of a code: the duties that come from them, and how many did them. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

/* The duty's row of today that says from which provision it comes; NULL: none does. */
static const struct duty_rule *rule_of(struct ctx *ctx, const struct duty_now *now, int32_t duty)
{
	for (size_t i = 0; i < duty_plan_n(now->plan); i++) {
		const struct duty_rule *rule = duty_plan_rule(now->plan, (int32_t)i);
		if (duty_plan_number(now->plan, rule->id) == duty && !rule->voluntary && !str_empty(rule->passage) &&
		    rule_holds_on(&rule->row, site_today(ctx)))
			return rule;
	}
	return NULL;
}

static struct str without_dot(struct str label)
{
	return label.n && label.p[label.n - 1] == '.' ? str_slice(label, 0, label.n - 1) : label;
}

/* The provision that has this label in the edition in force; NOT_FOUND. */
static enum outcome provision_find(struct ctx *ctx, struct str slug, struct str label, int64_t *ret_id)
{
	struct code code;
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(codes_by_slug(ctx, slug, &code));
	TRY(codes_edition_in_force(ctx, code.id, &edition));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(without_dot(provisions[i].label), without_dot(label))) {
			*ret_id = provisions[i].id;
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum outcome put(struct ctx *ctx, const struct duty_now *now, const struct duty_figures *f)
{
	const struct duty_rule *rule = rule_of(ctx, now, f->duty);
	if (!rule)
		return OK;
	struct str code = str_empty(rule->code) ? rule->audience.code : rule->code;
	struct provision_evidence evidence = {
		.room = STR("duties"),
		.subject = f->duty,
		.label = str_of(msg("Asked for here")),
		.text = rule->title,
		.day = site_today(ctx).n,
		.since_day = INT32_MIN,
		.until_day = INT32_MAX,
		.href = str_fmt(ctx->arena, "/rules/%.*s", STR_ARG(rule->id)),
		.done = f->done,
		.owe = f->owe,
		.late = f->late,
	};
	if (!f->few)
		evidence.figures_href =
			str_fmt(ctx->arena, "/codes/%.*s/duties#duty-%.*s", STR_ARG(code), STR_ARG(rule->id));
	else
		evidence.day = INT32_MIN;
	enum outcome found = provision_find(ctx, code, rule->passage, &evidence.provision_id);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	return codes_evidence_put(ctx, &evidence);
}

enum outcome duty_beside_put(struct ctx *ctx)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct duty_figures *figures;
	size_t n;
	TRY(duty_now_open(ctx, &now));
	TRY(duties_figures(ctx, STR(""), &figures, &n));
	for (size_t i = 0; i < now.n_names; i++)
		TRY(codes_evidence_remove(ctx, STR("duties"), now.names[i].no));
	for (size_t i = 0; i < n; i++)
		TRY(put(ctx, &now, &figures[i]));
	return db_exec(ctx, &duties_sql_rules_told, DB_PARAMS(db_int(site_today(ctx).n)), NULL);
}
