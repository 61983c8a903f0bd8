/* A register as a table of data: its columns, and what stands in them. What describes the table (CSVW, JSON Schema) and
 * what fills it go by the same list. Pure but for words in ctx's language. */
#pragma once

#include "registers/registers.h"

enum column_what {
	COLUMN_ID = 1,
	COLUMN_LINK,
	COLUMN_REGISTER,
	COLUMN_STATUS,
	COLUMN_VERSION,
	COLUMN_CATEGORY,
	COLUMN_CATEGORY_TITLE,
	COLUMN_NIL,
	COLUMN_WHOSE,
	COLUMN_PERSON,
	COLUMN_PERSON_ID,
	COLUMN_PERSON_LINK,
	COLUMN_OFFICE,
	COLUMN_BODY,
	COLUMN_BODY_ID,
	COLUMN_BODIES,
	COLUMN_PARENT,
	COLUMN_ARISES,
	COLUMN_ENDED,
	COLUMN_RECEIVED,
	COLUMN_PUBLISHED,
	COLUMN_CHANGED,
	COLUMN_DAYS_LATE,
	COLUMN_SUMMARY,
	COLUMN_ANSWER, /* a field of the scheme, or a part of it */
	COLUMN_WITHHELD,
	COLUMN_REASON,
	COLUMN_AS_OF,
	COLUMN_NOTE,
};

enum column_part {
	PART_VALUE = 1,
	PART_CURRENCY,
	PART_WORDS, /* of money: the band, or as the source says it */
	PART_SCHEME,
	PART_ID,
	PART_FROM,
	PART_TO,
	PART_BYTES,
	PART_FILE, /* where a file stands */
};

enum column_type {
	COLUMN_TEXT = 1,
	COLUMN_DAY,
	COLUMN_TIME,
	COLUMN_DECIMAL,
	COLUMN_WHOLE,
	COLUMN_YES_NO,
	COLUMN_LINK_TO
};

struct column {
	struct str name;  /* letters, digits and _ */
	struct str title; /* for people */
	enum column_what what;
	enum column_type type;
	const struct scheme_field *field; /* of COLUMN_ANSWER */
	enum column_part part;
	bool many; /* several values, "; " between */
};

/* An entry as anybody sees it, with what else a row says. */
struct entry_shown {
	const struct entry *entry;
	struct declared seen; /* declared_seen */
	struct str parent_record_id;
	int32_t received_day; /* when it was first declared; DEADLINE_NO_DAY */
	int64_t published_ms; /* when it was first published */
	int32_t due_day;      /* by when it should have been declared; DEADLINE_NO_DAY: no rule says so */
	struct str as_of;
};

/* How many days after that it was received; 0: in time; DEADLINE_NO_DAY: not known. */
int32_t entry_days_late(const struct entry_shown *row);

const struct column *columns_of(struct ctx *ctx, const struct scheme *scheme, size_t *ret_n);

/* "declared", "changed" …; "withheld", "removed". */
struct str entry_status(const struct entry *entry);
/* "self", "partner" …, between spaces. */
struct str whose_names(struct arena *arena, uint32_t whose);
/* The bit of one of these, without case; 0: it is none. */
uint32_t whose_named(struct str name);
struct str whose_said(struct ctx *ctx, uint32_t whose);
/* What whoever reads the row must know: how it came here, that it is withheld, that it is no filing. */
struct str entry_note(struct ctx *ctx, const struct entry_shown *row);
struct str entry_link(struct ctx *ctx, const struct entry *entry); /* absolute; empty: it has no page */
/* Who declared it, as the public may know: the name, or of somebody who is not public the office held then. `href`: the
 * page of all that they declared; empty: there is none. */
struct str entry_who(struct ctx *ctx, const struct entry *entry, struct str *ret_href);
struct str entry_path(struct arena *arena, const struct entry *entry);
/* Where the public copy of its answer to that field stands. */
struct str entry_file_path(struct arena *arena, const struct entry *entry, struct str field);
/* Of a day with the precision with which it is known. */
struct str value_day(struct arena *arena, const struct value *value);

/* Of money: an exact amount, neither a band nor words; and as a plain decimal. */
bool value_is_amount(const struct value *value);
struct str value_amount(struct arena *arena, const struct scheme_field *field, const struct value *value);

/* Those that every register has. */
const struct column *columns_common(struct ctx *ctx, size_t *ret_n);

struct str column_cell(struct ctx *ctx, const struct column *column, const struct entry_shown *row);
const struct str *column_cells(struct ctx *ctx, const struct column *columns, size_t n, const struct entry_shown *row);
const struct str *column_names(struct arena *arena, const struct column *columns, size_t n);
