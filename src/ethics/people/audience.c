#include "people/audience.h"

static const char *const field_names[AUDIENCE_FIELDS] = {
	[AUDIENCE_CATEGORY] = "category",   [AUDIENCE_BODY] = "body",   [AUDIENCE_CONTRACT] = "contract",
	[AUDIENCE_WORKPLACE] = "workplace", [AUDIENCE_GRADE] = "grade", [AUDIENCE_STATUS] = "status",
};

/* What stands before the values when people read it; NULL: nothing. */
static const char *const field_words[AUDIENCE_FIELDS] = {
	[AUDIENCE_CATEGORY] = NULL,         [AUDIENCE_BODY] = "in",     [AUDIENCE_CONTRACT] = "contract",
	[AUDIENCE_WORKPLACE] = "workplace", [AUDIENCE_GRADE] = "grade", [AUDIENCE_STATUS] = "membership",
};

#define FIELD_LIST "category, body, contract, workplace, grade and status"

static bool field_parse(struct str s, int *ret_field)
{
	for (int i = 0; i < AUDIENCE_FIELDS; i++) {
		if (str_eq_nocase(s, str_of(field_names[i]))) {
			*ret_field = i;
			return true;
		}
	}
	return false;
}

/* Takes a value off the front of *rest, up to a comma or semicolon that is not quoted. */
static bool value_cut(struct arena *arena, struct str *rest, struct str *ret_value)
{
	struct str s = str_trim(*rest);
	if (s.n == 0 || s.p[0] != '"') {
		size_t at = 0;
		while (at < s.n && s.p[at] != ',' && s.p[at] != ';')
			at++;
		*ret_value = str_trim(str_slice(s, 0, at));
		*rest = str_slice(s, at, s.n);
		return str_find_char(*ret_value, '"', 0) == STR_NPOS && str_find_char(*ret_value, '=', 0) == STR_NPOS;
	}
	struct buf value = buf_open(arena, s.n);
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] != '"') {
			buf_char(&value, s.p[i]);
		} else if (i + 1 < s.n && s.p[i + 1] == '"') {
			buf_char(&value, s.p[i++]);
		} else {
			*ret_value = str_trim(buf_view(&value));
			*rest = str_trim(str_slice(s, i + 1, s.n));
			return rest->n == 0 || rest->p[0] == ',' || rest->p[0] == ';';
		}
	}
	return false;
}

/* Puts the value in its place; one that is there already stays alone. Case does not count, the first spelling stays. */
static void value_put(struct arena *arena, struct audience *audience, int field, struct str value)
{
	struct str *values = audience->field[field].values;
	size_t n = audience->field[field].n;
	struct str folded = text_fold(arena, value);
	size_t at = 0;
	while (at < n && str_cmp(text_fold(arena, values[at]), folded) < 0)
		at++;
	if (at < n && str_eq(text_fold(arena, values[at]), folded))
		return;
	memmove(&values[at + 1], &values[at], (n - at) * sizeof(*values));
	values[at] = value;
	audience->field[field].n++;
}

/* "elected,appointed" of one field; *rest begins behind its equals sign and ends at a semicolon or the end. */
static enum outcome values_parse(struct ctx *ctx, const char *where, int field, struct str *rest,
				 struct audience *audience)
{
	audience->field[field].values = arena_array(ctx->arena, struct str, rest->n + 1);
	for (;;) {
		struct str value;
		int32_t category;
		if (!value_cut(ctx->arena, rest, &value))
			return problem_add(
				ctx, where,
				msg("A value that holds a comma, semicolon, equals sign or quote must stand in "
				    "double quotes, closed again"));
		if (str_empty(value))
			return problem_add(ctx, where, msg("“{1}” needs a value"), str_of(field_names[field]));
		if (field == AUDIENCE_CATEGORY && !tenure_category_parse(value, &category))
			return problem_add(ctx, where,
					   msg("“{1}” is no category: use elected, appointed, candidate, employee, "
					       "consultant or “supplier contact”"),
					   value);
		if (field == AUDIENCE_CATEGORY)
			value = tenure_category_name(category);
		value_put(ctx->arena, audience, field, value);
		if (rest->n == 0 || rest->p[0] == ';')
			return OK;
		*rest = str_slice(*rest, 1, rest->n);
	}
}

enum outcome audience_parse(struct ctx *ctx, const char *where, struct str text, struct audience *ret_audience)
{
	struct audience audience = {0};
	struct str rest = str_trim(text);
	while (rest.n > 0) {
		if (rest.p[0] == ';') {
			rest = str_trim(str_slice(rest, 1, rest.n));
			continue;
		}
		size_t equals = str_find_char(rest, '=', 0);
		struct str name = str_trim(str_slice(rest, 0, equals));
		int field;
		if (equals == STR_NPOS || !field_parse(name, &field))
			return problem_add(ctx, where,
					   msg("“{1}” is nothing an audience can be chosen by: there are " FIELD_LIST
					       ", such as “category=elected,appointed; workplace=Depot”"),
					   name);
		if (audience.field[field].values)
			return problem_add(ctx, where, msg("“{1}” stands there twice"), name);
		rest = str_slice(rest, equals + 1, rest.n);
		TRY(values_parse(ctx, where, field, &rest, &audience));
	}
	*ret_audience = audience;
	return OK;
}

static void value_write(struct buf *out, struct str value)
{
	bool plain = true;
	for (size_t i = 0; i < value.n; i++)
		plain = plain && !strchr(",;=\"", value.p[i]);
	if (plain) {
		buf_str(out, value);
		return;
	}
	buf_char(out, '"');
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			buf_char(out, '"');
		buf_char(out, value.p[i]);
	}
	buf_char(out, '"');
}

struct str audience_text(struct arena *arena, const struct audience *audience)
{
	struct buf out = buf_open(arena, 64);
	for (int i = 0; i < AUDIENCE_FIELDS; i++) {
		for (size_t j = 0; j < audience->field[i].n; j++) {
			if (j == 0)
				buf_fmt(&out, "%s%s=", out.n ? "; " : "", field_names[i]);
			else
				buf_char(&out, ',');
			value_write(&out, audience->field[i].values[j]);
		}
	}
	return buf_view(&out);
}

/* People who hold a post in this way, as a sentence says it. */
static struct str holders(struct str category)
{
	static const char *const words[] = {
		[TENURE_ELECTED] = "elected members", [TENURE_APPOINTED] = "appointed members",
		[TENURE_CANDIDATE] = "candidates",    [TENURE_EMPLOYEE] = "employees",
		[TENURE_CONSULTANT] = "consultants",  [TENURE_SUPPLIER] = "suppliers",
	};
	int32_t value;
	if (tenure_category_parse(category, &value) && value > 0 && (size_t)value < COUNT_OF(words) && words[value])
		return str_of(words[value]);
	return category;
}

struct str audience_words(struct arena *arena, const struct audience *audience)
{
	struct buf out = buf_open(arena, 64);
	for (int i = 0; i < AUDIENCE_FIELDS; i++) {
		size_t n = audience->field[i].n;
		for (size_t j = 0; j < n; j++) {
			if (j == 0 && out.n)
				buf_lit(&out, ", ");
			if (j == 0 && field_words[i])
				buf_fmt(&out, "%s ", field_words[i]);
			if (j > 0)
				buf_c(&out, j + 1 < n ? ", " : i == AUDIENCE_CATEGORY ? " and " : " or ");
			struct str value = audience->field[i].values[j];
			buf_str(&out, i == AUDIENCE_CATEGORY ? holders(value) : value);
		}
	}
	return out.n ? buf_view(&out) : STR("everybody");
}

bool audience_is_everybody(const struct audience *audience)
{
	for (int i = 0; i < AUDIENCE_FIELDS; i++)
		if (audience->field[i].n)
			return false;
	return true;
}

static struct str value_of(const struct tenure *tenure, int field)
{
	switch ((enum audience_field)field) {
	case AUDIENCE_CATEGORY:
		return tenure_category_name(tenure->category);
	case AUDIENCE_BODY:
		return tenure->organization_slug;
	case AUDIENCE_CONTRACT:
		return tenure->contract;
	case AUDIENCE_WORKPLACE:
		return tenure->workplace;
	case AUDIENCE_GRADE:
		return tenure->grade;
	case AUDIENCE_STATUS:
		return tenure->status;
	case AUDIENCE_FIELDS:
		break;
	}
	return (struct str){0};
}

bool audience_holds(struct arena *arena, const struct audience *audience, const struct tenure *tenure)
{
	for (int i = 0; i < AUDIENCE_FIELDS; i++) {
		bool found = audience->field[i].n == 0;
		struct str value = text_fold(arena, str_trim(value_of(tenure, i)));
		for (size_t j = 0; j < audience->field[i].n; j++)
			found = found || str_eq(text_fold(arena, audience->field[i].values[j]), value);
		if (!found)
			return false;
	}
	return true;
}
