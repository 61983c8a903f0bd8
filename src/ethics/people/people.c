/* The rules of people: what a name, a term and a category are. */
#include "people/people.h"

#define NAME_BYTES 200

static const char *const category_names[] = {
	[TENURE_ELECTED] = msg("elected"),       [TENURE_APPOINTED] = msg("appointed"),
	[TENURE_CANDIDATE] = msg("candidate"),   [TENURE_EMPLOYEE] = msg("employee"),
	[TENURE_CONSULTANT] = msg("consultant"), [TENURE_SUPPLIER] = msg("supplier contact"),
};

struct str tenure_category_name(int32_t category)
{
	bool known = category >= TENURE_ELECTED && category <= TENURE_SUPPLIER;
	return str_of(known ? category_names[category] : "");
}

bool tenure_category_parse(struct str s, int32_t *ret_category)
{
	for (int32_t i = TENURE_ELECTED; i <= TENURE_SUPPLIER; i++) {
		if (str_eq_nocase(s, str_of(category_names[i]))) {
			*ret_category = i;
			return true;
		}
	}
	return false;
}

struct str tenure_office(struct arena *arena, const struct tenure *tenure)
{
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(tenure->post), STR_ARG(tenure->organization_name));
}

bool tenure_holds(const struct tenure *tenure, struct day day)
{
	return tenure->from_day <= day.n && day.n <= tenure->to_day;
}

/* A name as people write it: something in it, not too long. */
static enum outcome name_check(struct ctx *ctx, const char *field, struct str name, const char *missing)
{
	if (str_empty(str_trim(name)))
		return problem_add(ctx, field, missing);
	if (name.n > NAME_BYTES)
		return problem_add(ctx, field, msg("Use at most {1} characters"),
				   str_fmt(ctx->arena, "%d", NAME_BYTES));
	if (str_empty(text_slug(ctx->arena, name)))
		return problem_add(ctx, field, msg("Use at least one letter or digit"));
	return OK;
}

enum outcome organization_check(struct ctx *ctx, const struct organization *organization)
{
	return name_check(ctx, "name", organization->name, msg("Enter the name of the council, committee or board"));
}

/* "Imogen Vale" sorts as "Vale, Imogen": the last word first. Whoever knows better says so. */
static struct str sort_name_guess(struct arena *arena, struct str name)
{
	size_t space = name.n;
	while (space > 0 && name.p[space - 1] != ' ')
		space--;
	if (space == 0)
		return name;
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(str_slice(name, space, name.n)),
		       STR_ARG(str_trim(str_slice(name, 0, space))));
}

enum outcome person_check(struct ctx *ctx, struct person *person)
{
	TRY(name_check(ctx, "name", person->name, msg("Enter the person’s name")));
	person->name = str_trim(person->name);
	if (str_empty(person->sort_name))
		person->sort_name = sort_name_guess(ctx->arena, person->name);
	return name_check(ctx, "sort_name", person->sort_name, msg("Enter the name to sort by"));
}

enum outcome tenure_check(struct ctx *ctx, const struct tenure *tenure)
{
	enum outcome outcome = name_check(ctx, "post", tenure->post, msg("Enter the post, such as “Mayor”"));
	if (tenure->category < TENURE_ELECTED || tenure->category > TENURE_SUPPLIER)
		outcome = problem_add(ctx, "category", msg("Choose how the person holds the post"));
	if (tenure->organization_id == 0)
		outcome = problem_add(ctx, "body", msg("Choose the council, committee or board"));
	if (tenure->to_day < tenure->from_day)
		outcome = problem_add(ctx, "to", msg("The last day must not be before {1}, the first"),
				      day_words(ctx->arena, (struct day){tenure->from_day}));
	return outcome;
}
