/* The rules of editions, of the acts that make them, and of what other bodies and texts have to do with them. Private
 * to codes. */
#pragma once

#include "codes/codes.h"

#define EDITION_TITLE_BYTES 300

extern const struct edition_facts edition_facts_none;

/* What an import says of its edition: what the file states, and the act that was recognised in the text. */
struct edition_facts edition_facts_of(struct ctx *ctx, const struct code_import *import);

/* A language tag by its form. */
bool lang_valid(struct str lang);

/* A problem for each field that cannot be: instrument_kind, instrument_number, instrument_body, instrument_day,
 * instrument_link. */
void instrument_check(struct ctx *ctx, const struct instrument *instrument, struct day today);

/* A problem of the field for a day so far ahead that its year is mistyped. INT32_MIN is no day. */
void edition_day_check(struct ctx *ctx, const char *field, int32_t day, struct day today);

/* INVALID with all problems of a draft: title, lang, change, in_force_from, and the instrument's. */
MUST_USE enum outcome edition_check(struct ctx *ctx, const struct edition *edition, struct day today);

/* The same, and what only matters once it is published: the change is said from the second edition on, and the first
 * day is not before the instrument's unless that is meant. edition->number is the one it is about to get. */
MUST_USE enum outcome edition_publish_check(struct ctx *ctx, const struct edition *edition, struct day today);

/* A day, or nothing for INT32_MIN and INT32_MAX. */
struct db_param codes_day_or_null(int32_t day);

/* "instrument" of an object that is being written, as far as it is known; left out when nothing is. */
void instrument_json(struct arena *arena, struct json *json, const struct instrument *instrument);

/* ---- Consultation ---- */

enum consultee_kind {
	CONSULTEE_BODY = 1,        /* a board, committee or commission */
	CONSULTEE_MEET_AND_CONFER, /* those who speak for employees: the law asks for it where the code binds them */
	CONSULTEE_COUNSEL,
	CONSULTEE_PUBLIC,
	CONSULTEE_OTHER,
};

/* "meet and confer"; "" for none. And back, also with hyphens. */
const char *consultee_kind_name(int32_t kind);
bool consultee_kind_parse(struct str s, int32_t *ret_kind);

/* Somebody who is asked about a draft. For the office alone. */
struct consultee {
	int64_t id;
	int64_t version;
	int64_t edition_id;
	struct str name;
	int32_t kind;
	int32_t asked_on;
	int32_t answered_on; /* INT32_MIN: not yet */
	struct str note;     /* what they said, in short */
};

/* Inside a write. The first one asked moves the draft into consultation. INVALID: no name, days in the future or in the
 * wrong order. CONFLICT when it is no draft any more, or for another version of the row. */
MUST_USE enum outcome codes_consultee_add(struct ctx *ctx, struct consultee *consultee);
MUST_USE enum outcome codes_consultee_update(struct ctx *ctx, struct consultee *consultee);
MUST_USE enum outcome codes_consultee_remove(struct ctx *ctx, const struct consultee *consultee);
/* Inside a write: a draft into consultation, or back. CONFLICT as codes_edition_update. */
MUST_USE enum outcome codes_edition_consult(struct ctx *ctx, struct edition *edition, bool in_consultation);
MUST_USE enum outcome codes_consultee(struct ctx *ctx, int64_t id, struct consultee *ret_consultee);
/* In the order in which they were asked; of a published edition too. */
MUST_USE enum outcome codes_consultees(struct ctx *ctx, int64_t edition_id, struct consultee **ret_consultees,
				       size_t *ret_n);
/* Inside the write that discards a draft. */
MUST_USE enum outcome codes_consultees_discard(struct ctx *ctx, int64_t edition_id);

/* ---- Relations ---- */

/* "is read with": between the first text and the second. */
const char *relation_kind_words(int32_t kind);

/* The id of the passage with this anchor (or id) in the edition that the code's page shows; NOT_FOUND. */
MUST_USE enum outcome codes_passage(struct ctx *ctx, int64_t code_id, struct str anchor, int64_t *ret_provision_id);

/* ---- The journal's questions ---- */

/* What a row says as the record that it is: the canonical JSON of its newest version. */
struct str repeal_record(struct arena *arena, const struct repeal *repeal);
struct str adoption_record(struct arena *arena, const struct adoption *adoption);
struct str relation_record(struct arena *arena, const struct relation *relation);

/* Each NOT_FOUND when the record, or the row of this subject, is none of its kind. */
MUST_USE enum outcome codes_edition_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome codes_repeal_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome codes_adoption_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome codes_relation_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome codes_edition_remove(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome codes_repeal_remove(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome codes_adoption_remove(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome codes_relation_remove(struct ctx *ctx, struct str record_id);

/* A row against its record: the same id, and what it says; of a removed record, that nothing is left. */
MUST_USE enum outcome codes_row_fits(struct ctx *ctx, const struct journal_record *record, struct str record_id,
				     int64_t erased_ms, struct str says);
