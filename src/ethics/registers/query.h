/* What an address asks of a register: the same words on its page, in its files and on the command line. */
#pragma once

#include "registers/registers.h"

#define REGISTER_PAGE_ROWS 50

/* One of the address's own words, as it stands there. */
struct asked {
	struct str name, value;
};

struct register_query {
	const struct scheme *scheme;
	struct entry_filter filter;
	struct str member, body; /* slugs; empty: any */
	struct str as_at, known_at;
	struct str words;          /* "q": to be searched for in this register */
	bool leaves_out_withdrawn; /* and what is gone from its source, though the filter gives it */
	int32_t days_late_min;     /* 0: late or not */
	const struct asked *asked; /* all that are not empty but "after", in their order */
	size_t n_asked;
};

/* From the words of an address. INVALID with a problem under the name of each that cannot be read; a word that no
 * register knows is one too, so that a slip of the pen does not give everything. Reads who "member" and "body" are. */
MUST_USE enum outcome register_query_read(struct ctx *ctx, const struct scheme *scheme, const struct asked *words,
					  size_t n, struct register_query *ret_query);

/* The address with the same words, but `name` says `value` (empty: not at all) and nothing is behind another row. */
struct str register_query_link(struct arena *arena, const struct register_query *query, struct str path,
			       const char *name, struct str value);
/* The words alone, as "?…" or nothing. */
struct str register_query_words(struct arena *arena, const struct register_query *query);
/* What it says of that word; empty. */
struct str register_query_asked(const struct register_query *query, const char *name);
/* "after": behind the row that registers_list names; and back. */
struct str register_after(struct arena *arena, struct str key, int64_t id);
bool register_after_parse(struct arena *arena, struct str s, struct str *ret_key, int64_t *ret_id);

/* The field that filters by that name; NULL: there is none. */
const struct scheme_field *register_key_field(const struct scheme *scheme, struct str id);
