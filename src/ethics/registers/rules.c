/* Rules that would leave what was declared without its questions. */
#include "registers/rules.h"
#include "registers/registers_sql.h"

struct register_row {
	int64_t no;
	struct str name;
};

static const struct db_col register_cols[] = {
	DB_COL_I64(struct register_row, no),
	DB_COL_TEXT(struct register_row, name),
};
static const struct db_spec register_spec = DB_SPEC(struct register_row, register_cols);

struct fitting {
	struct ctx *ctx;
	const struct register_row *row;
	const struct scheme *old, *new;
};

static const struct db_col id_cols[] = {DB_COL_I64(struct register_row, no)};
static const struct db_spec id_spec = DB_SPEC(struct register_row, id_cols);

static enum outcome has_entries(const struct fitting *fit, struct str category, bool *ret_has)
{
	struct register_row found;
	enum outcome outcome = db_one(fit->ctx, &registers_sql_rules_category,
				      DB_PARAMS(db_int(fit->row->no), db_text(category)), &id_spec, &found);
	if (outcome != OK && outcome != NOT_FOUND)
		return outcome;
	*ret_has = outcome == OK;
	return OK;
}

static void fault(const struct fitting *fit, const struct rulebook_place *place, const char *message, struct str a,
		  struct str b)
{
	(void)problem_at(fit->ctx, place->file, place->line, place->column, message, fit->row->name, a, b);
}

/* Is each field of the old category in the new one, of its kind? Says so where `says`. */
static bool fields_stay(const struct fitting *fit, const struct scheme_category *old, const struct scheme_category *new,
			bool says)
{
	bool stay = true;
	for (size_t i = 0; i < old->n_fields; i++) {
		const struct scheme_field *was = &old->fields[i], *is = scheme_field(new, was->id);
		if (is && is->kind == was->kind)
			continue;
		stay = false;
		if (says)
			fault(fit, is ? &is->place : &new->place,
			      is ? msg("category “{2}” of register “{1}” has entries, and its field “{3}” was of "
				       "another "
				       "kind: close it, and give the new one another id")
				 : msg("category “{2}” of register “{1}” has entries, and its field “{3}” is gone: "
				       "keep "
				       "it, with “closed: yes” if it is not to be asked any more"),
			      new->id, was->id);
	}
	return stay;
}

static enum outcome check_category(const struct fitting *fit, const struct scheme_category *old)
{
	const struct scheme_category *new = scheme_category(fit->new, old->id);
	bool has = false;
	if (new &&fields_stay(fit, old, new, false))
		return OK;
	TRY(has_entries(fit, old->id, &has));
	if (!has)
		return OK;
	if (new)
		(void)fields_stay(fit, old, new, true);
	else
		fault(fit, &fit->new->place,
		      msg("register “{1}” has entries in its category “{2}”, which is gone: keep it, with “closed: "
			  "yes” if "
			  "nothing new is to be declared in it"),
		      old->id, STR(""));
	return OK;
}

static enum outcome check_register(struct ctx *ctx, const struct rulebook *before, const struct rulebook *after,
				   const struct register_row *row)
{
	static const struct rulebook_place top = {STR_INIT("rulebook.yaml"), 1, 1};
	const struct fitting fit = {ctx, row, rulebook_scheme(before, row->name), rulebook_scheme(after, row->name)};
	if (!fit.new) {
		fault(&fit, &top,
		      msg("register “{1}” has entries, and these rules do not have it: keep it, with “closed: yes” if "
			  "nothing new is to be declared in it"),
		      STR(""), STR(""));
		return OK;
	}
	for (size_t i = 0; fit.old && i < fit.old->n_categories; i++)
		TRY(check_category(&fit, &fit.old->categories[i]));
	return OK;
}

enum outcome registers_rules_fit(struct ctx *ctx, const struct rulebook *book)
{
	size_t before = ctx->problems.count, n;
	const struct rulebook *current;
	struct register_row *rows;
	int64_t version;
	TRY(rulebook_current(ctx, &current, &version));
	TRY(db_list(ctx, &registers_sql_rules_registers, DB_NO_PARAMS, &register_spec, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(check_register(ctx, current, book, &rows[i]));
	return ctx->problems.count > before ? INVALID : OK;
}
