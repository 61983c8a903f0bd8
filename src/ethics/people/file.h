/* Files of people: Popolo JSON and CSV, in and out. Pure: bytes to structs to bytes. */
#pragma once

#include <jansson.h>

#include "people/absences.h"

/* Ids are the file's own: any text, unique among rows of their kind. `at` says where the row stands: "persons[3]", or
 * the number of its line in CSV. */
struct file_organization {
	struct str id, parent_id, at;
	struct organization row;
	struct people_details details;
};

struct file_post {
	struct str id, organization_id, at;
	struct post row;
};

struct file_person {
	struct str id, at;
	struct person row;
	struct people_details details;
};

/* A category of 0 is missing; row.is_public: published although its category is not. */
struct file_tenure {
	struct str id, person_id, organization_id, post_id, manager_id, at;
	struct str substitute_for_id; /* the term of the absent member */
	struct absence *absences;
	size_t n_absences;
	struct tenure row;
};

/* A field that the file has and that is not kept: "persons[].image". */
struct file_left_out {
	struct str field;
	int64_t n;
};

struct people_file {
	struct str name;
	bool is_csv;
	struct file_organization *organizations;
	size_t n_organizations;
	struct file_post *posts;
	size_t n_posts;
	struct file_person *persons;
	size_t n_persons;
	struct file_tenure *tenures;
	size_t n_tenures;
	struct file_left_out *left_out;
	size_t n_left_out;
};

/* Popolo JSON (popoloproject.com): the arrays persons, organizations, posts, memberships, and areas where a post names
 * one. Beside Popolo's own fields: `category`, `end_reason`, `contract`, `workplace`, `grade`, `membership_status`,
 * `manager_id`, `entry`, `entry_note`, `substitute_for_id`, `absences` of a membership; `seats` of a post; `public` of
 * contact details (else not), of identifiers (a body's: else yes; a person's: else not), of other names (else yes, but
 * for those for matching); `contact_by` ("post") of a person. A day may be a year or a month: the first day of it where
 * something begins, the last where it ends. Fields that are not kept are counted in left_out. INVALID with problems
 * that name the place, all at once; *ret_file is given then too, unless the file could not be taken apart at all.
 * `is_ours`: it is what people_file_write made with places.
 */
MUST_USE enum outcome people_file_read_popolo(struct ctx *ctx, struct str filename, struct str json, bool is_ours,
					      struct people_file *ret_file);

/* CSV (RFC 4180; comma, semicolon or tab), one row a term; README.md lists the columns. `ignore`: names of columns
 * between commas that are left out; any other unknown one is a fault. *ret_file as above. */
MUST_USE enum outcome people_file_read_csv(struct ctx *ctx, struct str filename, struct str text, struct str ignore,
					   struct people_file *ret_file);

/* What must hold within a file: ids not twice, references that lead somewhere, no ring of bodies, days in order. Every
 * term gets `category` where it has none (0: that is a fault). */
MUST_USE enum outcome people_file_check(struct ctx *ctx, struct people_file *file, int32_t category);

/* As Popolo JSON. `with_places` adds `at` to every row and what was left out: for people_file_read_popolo. */
struct str people_file_write_popolo(struct arena *arena, const struct people_file *file, bool with_places);

/* As CSV; rows without a term are not in it. `for_office` adds the columns that are never public. */
struct str people_file_write_csv(struct arena *arena, const struct people_file *file, bool for_office);

/* A problem of a row: its field, its message. Always INVALID. */
#define file_problem(ctx, file, at, field, message, ...)                                                               \
	file_problem_put((ctx), (file), (at), (field), (message), (const struct str[5]){__VA_ARGS__})
enum outcome file_problem_put(struct ctx *ctx, const struct people_file *file, struct str at, const char *field,
			      const char *message, const struct str args[5]);

/* The longest value of a file, in bytes of UTF-8; check refuses longer ids. */
#define FILE_VALUE_BYTES 2000

/* The text as one line: those of an address become parts of it. Byte order marks, which are no part of a word, go; what
 * is left is NFC again. */
struct str file_line(struct arena *arena, struct str text);

/* "2026-07-01", "2026-07", "2026": the first day of it, or the last. */
bool file_day_parse(struct str text, bool is_end, struct day *ret_day);

/* What the id of a row begins with to which the file gave none. */
#define FILE_MADE_UP "= "

/* Problems since `before` (the last one then; NULL: all) become problems of the row at that place. */
void file_problems_place(struct ctx *ctx, const struct people_file *file, struct str at, struct problem *before);

/* Rows of one kind by id, for looking them up. */
struct file_index {
	struct file_index_key {
		struct str id;
		size_t at;
	} * keys; /* in ascending order of id, then of place */
	size_t n;
};

/* Of n rows of that size, each of which begins with its id. */
struct file_index file_index_of(struct arena *arena, const void *rows, size_t n, size_t size);
/* The first row with that id; STR_NPOS. */
size_t file_index_find(const struct file_index *index, struct str id);
/* The place in keys from which ids are not below this one. */
size_t file_index_from(const struct file_index *index, struct str id);
