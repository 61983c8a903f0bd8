/* Declarations: what one person says in one register at one time, from the first answer to the receipt. Every answer is
 * stored as it is given. Safeguards S1, S5 to S7; D13. */
#pragma once

#include "registers/registers.h"

#include "duties/duties.h"
#include "mail/mail.h"

enum declaration_state {
	DECLARATION_DRAFT = 1,
	DECLARATION_SUBMITTED, /* signed, and waits for whoever reviews it: nothing of it is published */
	DECLARATION_RETURNED,  /* whoever reviews it asks for something: open to its writer again */
	DECLARATION_ACCEPTED,  /* what it says stands in the register */
	DECLARATION_DROPPED,
};

/* What it says as a whole; known from signing on. */
enum declaration_says {
	SAYS_NOT_YET,
	SAYS_ENTRIES,   /* something is new, changed or ended */
	SAYS_UNCHANGED, /* nothing has changed since the last one */
	SAYS_NIL,       /* nothing to declare in the whole register */
};

/* What an item does. */
enum declaration_act {
	ACT_KEEP,     /* as it stands in the register */
	ACT_NEW,      /* first of that kind, or nil */
	ACT_CHANGE,   /* it is otherwise now */
	ACT_CORRECT,  /* it was never as it stands: `reason` */
	ACT_END,      /* holds no longer, from behind end_day on */
	ACT_WITHDRAW, /* it should not stand in the register: `reason` */
};

struct declaration_item {
	int64_t id, version, declaration_id;
	int64_t parent_id; /* an item of the same declaration; 0 */
	int64_t added_by;  /* the account of a helper who added it; 0: the person, or a clerk */
	int64_t helped_by; /* of the last helper who wrote in it; 0: none did */
	struct str helper; /* the name of that one; joined */
	int64_t entry_id, entry_version;
	int32_t act; /* enum declaration_act */
	struct str category;
	bool is_nil; /* nothing to declare in `category`; empty: in the whole register */
	uint32_t whose;
	struct str bodies;  /* slugs between spaces for which it counts; empty: all of the person's */
	bool asks_withheld; /* the person asks that its details be withheld (S1) */
	struct str why_withheld;
	int32_t end_day; /* DEADLINE_NO_DAY */
	struct str reason;
	bool is_sealed; /* S1: it, or what it belongs to, asks for it: it stands in the database under a key alone */
	bool is_shut;   /* and whoever acts may not read it: nothing of it is here */
	struct str sealed;
	struct str answers;       /* canonical JSON */
	struct declared declared; /* of it */
};

struct declaration {
	int64_t id, version;
	struct str register_id;
	int64_t person_id, tenure_id;
	int64_t body_id; /* of a register of bodies; else 0 */
	int32_t state;   /* enum declaration_state */
	int32_t says;    /* enum declaration_says */
	int32_t source;  /* SOURCE_PERSON or SOURCE_PAPER */
	bool by_passkey; /* signed with one */
	int64_t by_account;
	int64_t begun_ms, changed_ms, signed_ms, accepted_ms;
	int32_t received_day; /* signed, or on paper received: the date that counts; DEADLINE_NO_DAY */
	int32_t form_day;     /* that stands on the paper */
	struct str place;     /* where the paper is kept; for the office alone */
	int64_t corrects_id;
	struct str record_id;
	int64_t erased_ms;
	struct str person_name, person_slug, body_name; /* joined */
	const struct scheme *scheme;                    /* NULL: the rules have the register no more */
	struct declaration_item *items;                 /* in their order; parents before their children */
	size_t n_items;
	/* What it would put, its seeds empty; parents first. Only of declaration_load. */
	struct entry_put *puts;
	const bool *asks_withheld; /* of each put */
	size_t n_puts;
};

/* In a read or write. No rights are asked, but of what somebody asks to be withheld (S1): to others than the person,
 * officers of their bodies, deputies, and, for as long as it is a draft, the clerk who types it in and a helper whom
 * the person lets see it, it is shut. NOT_FOUND. */
MUST_USE enum outcome declaration_load(struct ctx *ctx, int64_t id, struct declaration *ret_declaration);
/* The newest first, without items and puts; of a person, and of one register unless that is empty. */
MUST_USE enum outcome declarations_of_person(struct ctx *ctx, int64_t person_id, struct str register_id,
					     struct declaration **ret_declarations, size_t *ret_n);
/* All in one state, the oldest first; of one register unless that is empty. */
MUST_USE enum outcome declarations_in_state(struct ctx *ctx, enum declaration_state state, struct str register_id,
					    struct declaration **ret_declarations, size_t *ret_n);

/* Inside a write: what it says goes into the register, is DECLARATION_ACCEPTED and has its record; duties learn that it
 * was done. `n` seeds: as many as declaration_seeds says. CONFLICT when an entry on which it rests moved on, or its
 * state or version is not the one given. INVALID with problems. */
MUST_USE enum outcome declaration_publish(struct ctx *ctx, struct declaration *declaration,
					  const struct journal_seed *seeds, size_t n);
size_t declaration_seeds(const struct declaration *declaration);
/* Inside a write: open to its writer again. CONFLICT unless it is DECLARATION_SUBMITTED and of this version. */
MUST_USE enum outcome declaration_return(struct ctx *ctx, int64_t id, int64_t version);

/* Inside a write: a draft of the actor's own with these answers, or of the person's whose clerk the actor is.
 * FORBIDDEN, INVALID. It goes on at "/declare/" and the id. */
MUST_USE enum outcome declaration_prefill(struct ctx *ctx, struct str register_id, struct str category,
					  int64_t person_id, int64_t tenure_id, const struct declared *declared,
					  int64_t *ret_id);

/* ---- For whom a register is: terms of a person that run today and to whom its `who` applies ---- */

struct register_for {
	const struct scheme *scheme;
	const struct tenure *tenures;
	size_t n;
};
MUST_USE enum outcome registers_for_person(struct ctx *ctx, int64_t person_id, struct register_for **ret_registers,
					   size_t *ret_n);
/* NOT_FOUND: there is no such register, or it is not for the person. */
MUST_USE enum outcome register_for_person(struct ctx *ctx, int64_t person_id, struct str register_id,
					  struct register_for *ret_register);

/* The one whose declaration does the duty; NULL: none. Pure. */
const struct scheme *register_for_duty(const struct register_for *registers, size_t n, struct str duty);

/* Does whoever holds the term belong to those whom it names? Codes that it names are not asked. Pure. */
bool audience_has(const struct duty_audience *who, const struct tenure *tenure, struct str role,
		  const struct organization *bodies, size_t n_bodies);

/* Inside a write: that an entry was declared does the duties that count from it. */
MUST_USE enum outcome entry_tell_duties(struct ctx *ctx, const struct entry_put *put);
/* Inside a write: duties know no longer that the entry was there, nor what it did (S1, S3, S8). */
MUST_USE enum outcome entry_forget_duties(struct ctx *ctx, const struct scheme *scheme, int64_t tenure_id, int64_t id);
/* Inside a write: nothing is kept here of the answers of an entry whose content goes or is sealed (S1, S3, S8). */
MUST_USE enum outcome declarations_forget_entry(struct ctx *ctx, int64_t entry_id);
/* Of the log's records: NOT_FOUND when it is no declaration's. */
MUST_USE enum outcome declare_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome declare_remove(struct ctx *ctx, struct str record_id);
