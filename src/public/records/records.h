/* Requests for records, and what is held about a person, as one bundle (S18). */
#pragma once

#include "access/access.h"
#include "records/spool.h"

#define RECORDS_MOST 50000 /* rows of one bundle */

struct records_asked {
	int64_t person_id; /* whose; 0: a request for records, about anybody */
	struct str person_name;
	const struct str *terms; /* all of them stand in a row, whatever the case; none: every row */
	size_t n_terms;
	int32_t from_day,
		to_day; /* when it was; INT32_MIN and INT32_MAX: any time. What has no time is found all the same */
};

struct records_found {
	struct str site_name, made, asked; /* asked: in words */
	struct spool rows;                 /* kind (what they are, for people), table, id, at or nothing, title, text */
	struct spool files;                /* of a bundle about a person: the id of each file in room files */
	struct spool redactions;           /* kind, table, id or nothing (of n rows together), n, what, ground */
	bool are_more;                     /* than RECORDS_MOST: ask for less */
};

/* In a read, by an officer of the whole site or on the command line. FORBIDDEN. What it gives lives in `keep`. */
MUST_USE enum outcome records_find(struct ctx *ctx, const struct records_asked *asked, struct arena *keep,
				   struct records_found *ret_found);
void records_close(struct records_found *found);
/* Writes the bundle into an empty file open for writing, in constant memory. */
MUST_USE enum outcome records_zip(struct ctx *ctx, struct records_found *found, int fd);
/* Inside a write: who took which bundle stands in the activity log. */
MUST_USE enum outcome records_note(struct ctx *ctx, const struct records_asked *asked);
/* Words between spaces. */
const struct str *records_terms(struct arena *arena, struct str words, size_t *ret_n);

extern const struct feature records_feature;
