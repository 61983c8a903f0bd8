/* A kept file (export_kept.h) in stretches of some rows each, in the order of the register's list. Where versions have
 * come since, the stretches in which they stand, or stood, are made anew; the others are copied. What is withheld is
 * the last stretch, which is always made anew. */
#pragma once

#include "registers/export_kept.h"

/* CSV, and behind it where its stretches begin. */
struct kept_file {
	int fd; /* -1, and 0 in a place that is empty: there is none */
	int64_t bytes;
	size_t n_stretches;
	int64_t last_no;   /* the newest version then; 0: it tells not what has come since */
	uint64_t position; /* of EXPORT_KEPT_CHANGES */
};

/* Where a row stands in the list; id 0: before the first. */
struct row_place {
	int64_t id;
	size_t n;
	char key[16];
};

struct stretch {
	int64_t at;             /* bytes from the beginning */
	struct row_place after; /* its rows stand behind this one */
};

/* One writing of the file. */
struct keeping {
	const struct export_sink *sink;
	export_make *make;
	struct str as_of;
	struct kept_file file; /* fd -1: nothing is kept */
	struct buf stretches;  /* of struct stretch */
	size_t rows;           /* in the last of them */
	struct row_place last;
	bool is_tail; /* what is withheld has begun */
};

/* To whoever asked: the instant in its place. */
MUST_USE enum outcome kept_send(struct ctx *ctx, void *keeping, struct str bytes);
/* The bytes of the file from one place to another. */
MUST_USE enum outcome kept_copy(struct ctx *ctx, struct keeping *keeping, const struct kept_file *file, int64_t from,
				int64_t to, enum outcome (*put)(struct ctx *ctx, void *keeping, struct str bytes));

/* As of this read; 0: an import is underway, whose versions come at once. */
MUST_USE enum outcome last_version(struct ctx *ctx, int64_t *ret_no);

/* Where the versions behind a number stand, and those before them of the same entries. */
struct changed_places {
	struct entry *p; /* sort_key and sort_id alone */
	size_t n;
	bool too_many;
};
MUST_USE enum outcome changed_places(struct ctx *ctx, const struct register_query *query, int64_t last_no,
				     struct changed_places *ret_changed);

/* `begins` of a sink. */
void stretches_begin(void *keeping, const struct entry *entry, size_t waiting);
/* The file from the one before. `sink` takes what is made anew, and what is copied. */
MUST_USE enum outcome stretches_renew(struct ctx *ctx, struct keeping *keeping, const struct register_query *query,
				      const struct kept_file *old, const struct changed_places *changed,
				      const struct export_sink *sink);
/* Behind the file; false: it cannot be written. */
bool stretches_put(struct keeping *keeping);
