/* Finding what a register has. Pure. */
#include "rulebook/scheme.h"

const struct scheme *rulebook_scheme(const struct rulebook *rulebook, struct str id)
{
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		if (str_eq(rulebook->schemes[i].id, id))
			return &rulebook->schemes[i];
	return NULL;
}

const struct scheme_category *scheme_category(const struct scheme *scheme, struct str id)
{
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (str_eq(scheme->categories[i].id, id))
			return &scheme->categories[i];
	return NULL;
}

const struct scheme_field *scheme_field(const struct scheme_category *category, struct str id)
{
	for (size_t i = 0; i < category->n_fields; i++)
		if (str_eq(category->fields[i].id, id))
			return &category->fields[i];
	return NULL;
}
