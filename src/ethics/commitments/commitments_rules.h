/* The rules of signing, between this room's files. Pure. */
#pragma once

#include "commitments/commitments.h"

#define COMMITMENT_TEXT_BYTES   4000 /* of a statement, a reason, an objection */
#define COMMITMENT_LINE_BYTES   300  /* of a name, a place, an instrument */
#define COMMITMENT_DAYS_AT_MOST 36500

/* Are these two the same name, but for case, spaces, punctuation and marks on letters? */
bool commitment_names_agree(struct arena *arena, struct str a, struct str b);

/* May the actor sign this edition in this term today, with these answers? Every fault at once; who is not the holder
 * gets nothing but FORBIDDEN. */
MUST_USE enum outcome commitment_check(struct ctx *ctx, const struct commitment *commitment,
				       const struct edition *edition, const struct tenure *tenure,
				       const struct commitment_form *form, struct day today);

/* May the actor enter this paper? Its edition may be an earlier one, its term may be over. */
MUST_USE enum outcome commitment_paper_check(struct ctx *ctx, const struct commitment *commitment,
					     const struct edition *edition, const struct tenure *tenure,
					     const struct commitment_form *form, struct day today);

/* The answers of a paper alone: when it is entered, and when it is put right. */
MUST_USE enum outcome commitment_paper_fields(struct ctx *ctx, const struct commitment *commitment, struct day today);

/* The office and capacity in which one signs: "Mayor, City Council", "Candidate: Mayor, City Council". */
struct str commitment_office(struct arena *arena, const struct tenure *tenure);

/* Was it signed as an elected or appointed member? Of everybody else the public learns nothing but that they signed. */
bool commitment_is_members(const struct commitment *commitment);

/* True for the kinds that are made before somebody. */
bool commitment_kind_is_made(int32_t kind);

/* The words that are signed where no officer wrote others. */
struct commitment_form commitment_form_default(int64_t code_id, int64_t organization_id);
MUST_USE enum outcome commitment_form_check(struct ctx *ctx, const struct commitment_form *form);
/* Of a code's forms that of the body, else that of every body, else what holds without any. */
struct commitment_form commitment_form_for(const struct commitment_form *forms, size_t n, int64_t code_id,
					   int64_t organization_id);

/* ---- Editions ---- */

/* Does a signature under edition `signed_id` count for edition `for_id`? Only when that one, and every edition between
 * them, is minor. `editions` as codes_editions gives them, newest first. */
bool commitment_counts(const struct edition *editions, size_t n, int64_t signed_id, int64_t for_id);

/* The edition that asks: itself, or the material one that it only touched up; NULL: not among them. */
const struct edition *commitment_asking(const struct edition *editions, size_t n, int64_t edition_id);

/* The day from which a text binds the members of a body: its first, or the later one on which it was published here, or
 * from which the body adopted it. Nobody is late for what did not bind them. COMMITMENT_NO_DAY: published never,
 * adopted by nobody in particular. */
int32_t commitment_binds_from(const struct edition *asking, int32_t published_day, int32_t adopted_from);

/* within_days after the latest of these: taking office, the day from which the text binds, and the day from which the
 * form asks that it be signed within this time; COMMITMENT_NO_DAY: none. */
int32_t commitment_due(const struct commitment_form *form, const struct tenure *tenure, int32_t asks_from);

/* "28 days after 12 May 2026, the first day in the post". */
struct str commitment_due_words(struct arena *arena, const struct commitment_form *form, const struct tenure *tenure,
				int32_t asks_from);

/* ---- S4 ---- */

/* All that decides whether the public may see the name of somebody from whom nothing was received. */
struct commitment_absence {
	int32_t category; /* enum tenure_category */
	bool mandatory;
	struct str instrument; /* which makes it so */
	int32_t due_day;       /* COMMITMENT_NO_DAY: none */
	int32_t confirmed_day; /* on which the officer confirmed that nothing was received; COMMITMENT_NO_DAY: never */
	struct str resolution; /* with which the body resolved to publish */
	int32_t resolved_day;  /* COMMITMENT_NO_DAY: never */
};

/* NULL when the name may be shown today; else the first condition that does not hold, in words for the officer. */
const char *commitment_absence_bar(const struct commitment_absence *absence, struct day today);

/* The same of somebody who is asked, had the officer confirmed on that day. */
const char *commitment_ask_bar(const struct commitment_ask *ask, int32_t confirmed_day, struct day today);

/* ---- Records: canonical JSON for the journal, without row ids. README.md lists the names. ---- */

struct str commitment_record(struct arena *arena, const struct commitment *commitment);
/* What a passkey signs, at that time and with that nonce (D8). */
struct str commitment_statement(struct arena *arena, const struct commitment *commitment, struct str nonce,
				int64_t asked_ms);
/* body_record: the id of the body's own record, which its removal does not change; empty: of every body. */
struct str commitment_form_record(struct arena *arena, const struct commitment_form *form, struct str code_slug,
				  struct str body_record);
struct str commitment_words_record(struct arena *arena, const struct commitment_words *words);

/* "made for the election of 3 November 2026, no longer on display". */
struct str commitment_off_display_words(struct arena *arena, const struct commitment *commitment);

/* Is it text of at most `most` bytes, and there where it is needed? A problem under `field` where it is not. */
bool commitment_text_good(struct ctx *ctx, const char *field, struct str text, size_t most, const char *missing);
