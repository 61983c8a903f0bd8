/* Who sees each field: asked of the functions that decide. */
#include "registers/audit.h"

#include "registers/columns.h"

const char *audit_public_name(enum audit_public seen)
{
	static const char *const names[] = {
		[AUDIT_SEEN] = "yes",
		[AUDIT_NO_HOMES] = "yes, but homes",
		[AUDIT_NO_FAMILY] = "yes, but family",
		[AUDIT_COPY] = "its public copy",
		[AUDIT_THAT] = "that there is one",
		[AUDIT_NOT] = "no",
	};
	return names[seen];
}

const char *audit_reads(enum audit_public seen, bool whole)
{
	if (whole)
		return "yes";
	return seen == AUDIT_NOT ? "no" : "as the public";
}

/* Does somebody with that role, for all bodies, have the right? */
static bool role_may(struct ctx *ctx, enum role role, enum right right)
{
	const struct grant grant = {.role = role, .to = {INT32_MAX}};
	const struct actor actor = {.account_id = 1, .grants = &grant, .n_grants = 1};
	const struct ctx probe = {.arena = ctx->arena, .actor = &actor};
	return access_may(&probe, right, 0);
}

static bool command_line_may(struct ctx *ctx, enum right right)
{
	const struct ctx probe = {.arena = ctx->arena, .actor = &access_command_line};
	return access_may(&probe, right, 0);
}

/* Tries answers of which a part is withheld; *ret_right opens them all. */
static enum audit_public public_of(const struct scheme *scheme, const struct scheme_category *category,
				   const struct scheme_field *field, enum right *ret_right)
{
	const struct value plain = {.state = VALUE_GIVEN}, home = {.state = VALUE_GIVEN, .is_home = true};
	struct declared declared = {.scheme = scheme, .category = category, .whose = WHOSE_SELF};
	enum seen seen = value_seen(&declared, field, &plain);
	*ret_right = value_right(&declared, field, &home);
	if (seen != SEEN_WHOLE)
		return field_seen(scheme, field) == SEEN_COPY ? AUDIT_COPY : seen == SEEN_THAT ? AUDIT_THAT : AUDIT_NOT;
	if (value_seen(&declared, field, &home) != SEEN_WHOLE)
		return AUDIT_NO_HOMES;
	declared.whose = category->whose & ~WHOSE_SELF;
	if (!declared.whose || value_seen(&declared, field, &plain) == SEEN_WHOLE)
		return AUDIT_SEEN;
	*ret_right = value_right(&declared, field, &plain);
	return AUDIT_NO_FAMILY;
}

static struct str columns_named(struct arena *arena, const struct column *columns, size_t n, struct str field)
{
	struct buf out = buf_open(arena, 64);
	for (size_t i = 0; i < n; i++)
		if (columns[i].what == COLUMN_ANSWER && str_eq(columns[i].field->id, field))
			buf_fmt(&out, "%s%.*s", out.n ? " " : "", STR_ARG(columns[i].name));
	return buf_view(&out);
}

static struct str keep_words(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme_keep *keep)
{
	static const char *const since[] = {[SINCE_LEAVING] = "leaving office",
					    [SINCE_ENDED] = "it ended",
					    [SINCE_REGISTERED] = "it was registered"};
	const struct rule_amount *amount = rulebook_amount_on(rulebook, keep->amount, site_today(ctx));
	if (keep->since == SINCE_FOREVER)
		return STR("forever");
	if (!amount)
		return str_fmt(ctx->arena, "%.*s after %s (no amount holds today)", STR_ARG(keep->amount),
			       since[keep->since]);
	return str_fmt(ctx->arena, "%.*s after %s%s (%.*s)", STR_ARG(rule_amount_words(ctx->arena, amount)),
		       since[keep->since], amount->row.confirm ? ", to be confirmed" : "", STR_ARG(amount->row.source));
}

static struct audit_field field_audit(struct ctx *ctx, const struct scheme *scheme,
				      const struct scheme_category *category, const struct scheme_field *field)
{
	enum right right;
	struct audit_field audit = {
		.category = category, .field = field, .seen = public_of(scheme, category, field, &right)};
	for (enum role role = ROLE_PERSON; role <= ROLE_ADMINISTRATOR; role++)
		audit.by_role[role] = audit.seen == AUDIT_SEEN || role_may(ctx, role, right);
	audit.by_command_line = command_line_may(ctx, right);
	return audit;
}

struct audit audit_of(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme)
{
	size_t n = 0, done = 0, n_columns = 0;
	const struct column *columns = scheme->shown == REGISTER_PUBLIC ? columns_of(ctx, scheme, &n_columns) : NULL;
	for (size_t i = 0; i < scheme->n_categories; i++)
		n += scheme->categories[i].n_fields;
	struct audit_field *fields = arena_array(ctx->arena, struct audit_field, n);
	for (size_t i = 0; i < scheme->n_categories; i++)
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++) {
			const struct scheme_field *field = &scheme->categories[i].fields[j];
			fields[done] = field_audit(ctx, scheme, &scheme->categories[i], field);
			fields[done++].columns = columns_named(ctx->arena, columns, n_columns, field->id);
		}
	struct audit audit = {
		.scheme = scheme,
		.fields = fields,
		.n_fields = n,
		.public_until = scheme->shown == REGISTER_PUBLIC ? keep_words(ctx, rulebook, &scheme->public_until)
								 : STR("never"),
		.keep_until = keep_words(ctx, rulebook, &scheme->keep_until),
	};
	for (enum role role = ROLE_PERSON; role <= ROLE_ADMINISTRATOR; role++)
		audit.withheld_by_role[role] = role_may(ctx, role, WITHHELD_RIGHT);
	return audit;
}
