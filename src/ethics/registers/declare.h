/* The journey of declaring, between its rules, rows and pages. Private to registers. */
#pragma once

#include "access/signing.h"
#include "registers/declarations.h"

/* ---- Questions: what an item asks, in order. Pure ---- */

enum question_kind {
	QUESTION_FIELD = 1,
	QUESTION_WHOSE,    /* "-whose": whose interest it is */
	QUESTION_BODIES,   /* "-for": for which bodies it counts (S6) */
	QUESTION_WITHHELD, /* "-withhold": whether its details should be withheld (S1) */
};

struct question {
	enum question_kind kind;
	struct str id; /* the field's, or as above */
	struct str label, hint;
	const struct scheme_field *field;
};

/* Those that are asked as the answers stand now; none of an item that says "nothing to declare". `several_bodies`: the
 * person sits on more than one. */
void item_questions(struct ctx *ctx, const struct declaration_item *item, bool several_bodies,
		    struct question **ret_questions, size_t *ret_n);
/* NULL: it is not asked. */
const struct question *question_find(const struct question *questions, size_t n, struct str id);
/* Has it an answer that nearly always is right, so that one comes to it only from the entry's page? */
bool question_is_aside(const struct question *question);
/* The one behind `id` that is asked of everybody; NULL: it was the last. */
const struct question *question_next(const struct question *questions, size_t n, struct str id);
bool question_is_answered(const struct question *question, const struct declaration_item *item);
/* What was answered, as people read it; empty: nothing. */
struct str question_words(struct ctx *ctx, const struct question *question, const struct declaration_item *item,
			  const struct organization *bodies, size_t n_bodies);
/* Changes when the answer does: what a form showed, to be compared with what is stored when it comes back. */
struct str question_token(struct ctx *ctx, const struct question *question, const struct declaration_item *item);

/* "my own", "my spouse’s or partner’s"; `bit` is one of WHOSE_…. */
struct str whose_words(uint32_t bit);

/* The answers with those of one field replaced; n 0: not answered. */
void declared_answer_set(struct arena *arena, struct declared *declared, struct str field, const struct value *values,
			 size_t n);
/* Writes item->answers of item->declared. */
void item_answers_write(struct arena *arena, struct declaration_item *item);

/* "Acme Ltd: consultancy"; "Nothing to declare". As the person sees it. */
struct str item_summary(struct ctx *ctx, const struct declaration_item *item);
/* Is it one of those that will stand? */
bool item_is_live(const struct declaration_item *item);
/* How many faults keep it from being signed; what stands as given is not asked again. Adds no problems. */
size_t item_faults(struct ctx *ctx, const struct declaration_item *item);

const struct declaration_item *declaration_item_of(const struct declaration *declaration, int64_t id);

/* Where a category stands in the list of tasks. */
enum task_state {
	TASK_OPEN = 1,   /* nothing said yet */
	TASK_UNFINISHED, /* an item of it misses an answer */
	TASK_NIL,
	TASK_DONE,
	TASK_STANDS, /* as it stood before */
	TASK_EMPTY,  /* nothing said, and nothing need be */
};
enum task_state task_state_of(struct ctx *ctx, const struct declaration *declaration, struct str category,
			      size_t *ret_n);

/* May it be signed? INVALID with every fault, each under the id of its category. */
MUST_USE enum outcome declaration_check(struct ctx *ctx, const struct declaration *declaration);
int32_t declaration_says_of(const struct declaration *declaration);

/* ---- Rows; each inside a write unless it says otherwise ---- */

/* The entry that stands where an item would change another version of it; *ret_stale false: the item rests on what
 * stands. In a read or write. */
MUST_USE enum outcome item_stale(struct ctx *ctx, const struct declaration_item *item, struct entry *ret_entry,
				 bool *ret_stale);
/* INVALID with a problem for each item that is. */
MUST_USE enum outcome declaration_stale_check(struct ctx *ctx, const struct declaration *declaration);

/* What asks to be withheld (declare_seal.c). Does the item, or what it belongs to? */
MUST_USE enum outcome item_is_sealed(struct ctx *ctx, const struct declaration_item *item, bool *ret_sealed);
/* Moves what it says into `sealed`; its id is known. */
MUST_USE enum outcome item_seal(struct ctx *ctx, struct declaration_item *item);
/* And back, where whoever acts may read it. */
MUST_USE enum outcome item_unseal(struct ctx *ctx, struct declaration_item *item, bool may_open);
MUST_USE enum outcome sealed_may_open(struct ctx *ctx, const struct declaration *declaration, bool *ret_may);

/* What a new declaration is of. */
struct declaration_begin {
	struct str register_id;
	int64_t person_id, tenure_id, body_id;
	int32_t source; /* SOURCE_PERSON, SOURCE_PAPER */
	int32_t received_day, form_day;
	struct str place;
	int64_t corrects_id;
};
/* A draft with all that stands in the register of the person; of a register whose entries are declared one by one an
 * empty one. An open one of the same person and writer is given instead, where a declaration has them all. */
MUST_USE enum outcome declaration_open(struct ctx *ctx, const struct declaration_begin *begin, int64_t *ret_id);
/* A new item; parent_item 0: none. What said "nothing to declare" there says so no more. */
MUST_USE enum outcome declaration_add(struct ctx *ctx, const struct declaration *declaration, struct str category,
				      int64_t parent_item, int64_t *ret_id);
/* An item that stands in the register, in a declaration of one. */
MUST_USE enum outcome declaration_add_entry(struct ctx *ctx, const struct declaration *declaration,
					    const struct entry *entry, int64_t *ret_id);
/* Nothing to declare in the category (empty: in the whole register). INVALID while something there stands. */
MUST_USE enum outcome declaration_nil(struct ctx *ctx, const struct declaration *declaration, struct str category);
/* Stores the item as it is; CONFLICT when its version is not the stored one. */
MUST_USE enum outcome declaration_item_save(struct ctx *ctx, struct declaration_item *item);
/* A new one goes, with its children; what stands in the register stays there as it is. */
MUST_USE enum outcome declaration_item_drop(struct ctx *ctx, const struct declaration *declaration,
					    const struct declaration_item *item);
MUST_USE enum outcome declaration_drop(struct ctx *ctx, struct declaration *declaration);
/* Another version with these: state, says, signed_ms, accepted_ms, received_day, record_id. */
MUST_USE enum outcome declaration_store(struct ctx *ctx, struct declaration *declaration);

/* The duties that a register fulfils are done by what is declared in it; they are not once it is returned. */
MUST_USE enum outcome declaration_tell_duties(struct ctx *ctx, const struct declaration *declaration);
MUST_USE enum outcome declaration_untell_duties(struct ctx *ctx, const struct declaration *declaration);

/* Signs and hands in: into the register, or to whoever reviews it first. */
struct declaration_signing {
	struct declaration *declaration;
	const struct journal_seed *seeds;
	size_t n_seeds;
	const struct mail_seed *mail;           /* of paper: to the member */
	const struct access_question *question; /* answered by a passkey; NULL: the password was asked */
};
MUST_USE enum outcome declarations_submit(struct ctx *ctx, const struct declaration_signing *signing);
/* What a passkey signs: canonical JSON of all that is declared, as the signer sees it (README.md). */
struct str declaration_statement(struct ctx *ctx, const struct declaration *declaration,
				 const struct access_question *question);
#define DECLARATION_SIGNED STR("declarations") /* under which access keeps it; it goes with any of its answers */
/* Is anybody asked before it stands in the register? */
bool declaration_waits(const struct declaration *declaration);
/* Days that a member has to put right what a clerk typed in: the amount "paper-correct-days" of the rules; 0: they say
 * none, so there is no end. */
MUST_USE enum outcome paper_correct_days(struct ctx *ctx, int32_t *ret_days);
/* "Entered by the clerk from a signed form received 3 March 2026"; empty of what the person wrote. */
struct str declaration_source_words(struct ctx *ctx, const struct declaration *declaration);
/* S5: what it is not; empty where it counts as the filing, or the law asks for none. */
struct str scheme_not_filing(struct ctx *ctx, const struct scheme *scheme);
