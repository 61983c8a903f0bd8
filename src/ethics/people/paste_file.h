/* Rows of a pasted table as a file of people. Private to people. */
#pragma once

#include "people/file.h"
#include "people/paste.h"

/* What holds where a row says nothing. */
struct paste_defaults {
	struct str body; /* name */
	struct str post;
	int32_t category;
	int32_t from_day;                  /* TENURE_FROM_EVER */
	const struct organization *bodies; /* those that are here: a row's body of such a name is this one */
	size_t n_bodies;
};

/* "Member" and "North Ward" are "Member, North Ward"; "Member for North Ward" says it already. `otherwise` is the
 * post where the row names none. */
struct str paste_post_label(struct arena *arena, const struct paste_row *row, struct str otherwise);

/* How the row says that its person is reached: for the office alone. */
struct people_details paste_details(struct arena *arena, const struct paste_row *row);

/* What people_import_apply puts into the site; checked (people_file_check). Two rows with one name are one person with
 * two terms. INVALID with problems that name the row. */
MUST_USE enum outcome paste_file(struct ctx *ctx, const struct paste_row *rows, size_t n,
				 const struct paste_defaults *defaults, struct people_file *ret_file);
