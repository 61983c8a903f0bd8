/* Signed commitments, and what a code asks of whom. Safeguards S4, S6, S7, S8, S16. */
#pragma once

#include "codes/codes.h"
#include "people/people.h"

enum commitment_kind { COMMITMENT_LOCAL = 1, COMMITMENT_STATUTORY, COMMITMENT_OATH, COMMITMENT_ACCEPTANCE };
enum commitment_method { COMMITMENT_SIGNED_IN = 1, COMMITMENT_PAPER, COMMITMENT_PASSKEY };

/* A day that is not known, or was not asked for. */
#define COMMITMENT_NO_DAY INT32_MIN

/* What nobody set otherwise yet: rules and deadlines will bring these as data, each with its source and first day. */
#define COMMITMENT_GRACE_DAYS  7  /* S4: after a deadline, before a name without a signature may be shown */
#define COMMITMENT_OBJECT_DAYS 14 /* S7: after an entry by a clerk, for the member to object to it */
#define COMMITMENT_PLEDGE_DAYS 30 /* S8: after the election, for which a candidate's pledge is shown */

struct commitment {
	int64_t id;
	int64_t version; /* that of its record in the journal, too */
	int64_t edition_id;
	int64_t tenure_id; /* 0: removed */
	int64_t person_id; /* whose the term is now; 0: removed */
	int64_t organization_id;
	int32_t category;                /* enum tenure_category of the term on that day */
	int32_t kind;                    /* enum commitment_kind */
	int32_t method;                  /* enum commitment_method */
	int64_t signed_ms;               /* of paper: when the clerk entered it */
	struct str name;                 /* the person's public name, as it was on that day */
	struct str name_typed;           /* as they typed it, or as it stands on the paper */
	struct str office;               /* "Mayor, City Council", as it was on that day */
	struct str statement;            /* the exact words that were shown and signed */
	struct str text_hash;            /* of the edition that was signed, hex */
	int32_t received_day;            /* of paper: the date that counts */
	int32_t form_day;                /* of paper: the date that stands on it */
	struct str paper_place;          /* of paper: where it is kept; for the office alone */
	struct str before_whom, made_at; /* of an oath and a declaration of acceptance, as are the next three */
	int32_t made_day, due_day;
	struct str effect; /* of missing the deadline */
	int64_t objected_ms;
	struct str objection; /* for the office alone */
	int64_t corrected_ms;
	struct str correction; /* what was put right, and why */
	int64_t withdrawn_ms;
	struct str withdrawn_reason;
	int64_t display_ended_ms; /* a pledge whose election is over, or what was shown for as long as it may be (S8) */
	struct str election;      /* of a pledge: "3 November 2026" */
	struct str record_id;     /* in the journal */
	int64_t erased_ms;        /* not 0: the signature was removed then; the journal's record says why */
	int64_t erasing_ms;       /* not 0: its time here is over, and it is about to be erased */
	struct str person_slug;
	int32_t term_to;                             /* the last day of its term as it is now; TENURE_OPEN */
	struct str body_slug, code_title, code_slug; /* joined, as are the next two */
	int32_t edition_number;
	int64_t code_id;
	struct str body_record, term_record; /* of the body and of the term, in the journal; joined */
};

/* What a code asks for. Without one, what commitment_form_default says holds. */
struct commitment_form {
	int64_t id; /* 0: nobody set one */
	int64_t version;
	int64_t code_id;
	int64_t organization_id; /* 0: of every body that has none of its own */
	int32_t kind;
	struct str statement;
	bool mandatory;
	struct str instrument, instrument_link; /* which makes it mandatory */
	int32_t within_days;                    /* of taking office, or of the edition that asks anew; 0: no deadline */
	struct str effect;                      /* of missing the deadline */
	int32_t public_days, keep_days;         /* after the end of the term; -1: not decided */
	int32_t pledge_days;                    /* public_days of candidates; -1: the rulebook says */
	struct str retention_source;
	struct str record_id;
	int64_t erased_ms;
	int32_t since_day; /* from which it makes signing mandatory, or voluntary, within these days */
};

/* "signed in to this site", "on paper"; "local commitment"; and back. */
struct str commitment_method_words(int32_t method);
struct str commitment_method_name(int32_t method); /* "signed-in", as in JSON and CSV */
struct str commitment_kind_words(int32_t kind);
const char *commitment_kind_name(int32_t kind); /* "local", as in JSON and forms */
bool commitment_kind_parse(struct str s, int32_t *ret_kind);

/* ---- Signing and what becomes of it; each inside a write, with its own version in the journal ---- */

/* The actor signs the edition in force in one of their own posts. Given: edition_id, tenure_id, text_hash (of the text
 * that was shown), statement (the words that were shown), name_typed, and for an oath or a declaration of acceptance
 * before_whom, made_at, made_day. The rest is filled. INVALID with every fault; FORBIDDEN for somebody else's post;
 * CONFLICT when a signature stands already, with its record_id filled. Asks nobody for a password: the page did. */
MUST_USE enum outcome commitments_sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment);

/* The same by a passkey of the actor's that signed the statement (commitments_statement) of these answers to this
 * question. INVALID with a problem under "passkey" when it is no signature of it, or was used before. */
struct access_question;
MUST_USE enum outcome commitments_sign_by_passkey(struct ctx *ctx, const struct journal_seed *seed,
						  struct commitment *commitment,
						  const struct access_question *question);
/* What the passkey is asked to sign: canonical JSON, README.md. `commitment` as for commitments_sign. */
MUST_USE enum outcome commitments_statement(struct ctx *ctx, const struct commitment *commitment,
					    const struct access_question *question, struct str *ret_statement);

/* A clerk of the body enters a signed form (S7): also received_day, form_day, paper_place. FORBIDDEN for the clerk's
 * own paper and for a body that is not theirs. */
MUST_USE enum outcome commitments_enter_paper(struct ctx *ctx, const struct journal_seed *seed,
					      struct commitment *commitment);

/* The clerk puts an entry from paper right: name_typed, received_day, form_day, paper_place, before_whom, made_at,
 * made_day and correction (why; public) are taken from `commitment`. CONFLICT when its version is not the stored one.
 */
MUST_USE enum outcome commitments_correct(struct ctx *ctx, const struct journal_seed *seed,
					  const struct commitment *commitment);

/* The signer takes a signature back, or the clerk an entry from paper that should not be (a reason is needed then).
 * CONFLICT when `version` is not the stored one. */
MUST_USE enum outcome commitments_withdraw(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					   int64_t version, struct str reason);

/* The signer objects to an entry from paper, within COMMITMENT_OBJECT_DAYS. The roll says that it is being checked.
 * CONFLICT when `version` is not the stored one. */
MUST_USE enum outcome commitments_object(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					 int64_t version, struct str objection);

/* Ends the display of a candidate's pledge (S8). One write for each; `election` such as "3 November 2026": the polling
 * day of the election in which the candidate stands goes before it, where people know it. */
MUST_USE enum outcome commitments_end_display(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					      struct str election);

/* The actor does not wish to sign. Private; the reason too, unless reason_public: then it may stand beside the name
 * where S4 lets the name stand. */
struct commitment_decline {
	int64_t id, edition_id, tenure_id, declined_ms;
	struct str reason;
	bool reason_public;
	int64_t seen_ms; /* declined_ms of the answer that the form showed; 0: it showed none */
};
/* CONFLICT when another answer stands than the form showed. */
MUST_USE enum outcome commitments_decline(struct ctx *ctx, struct commitment_decline *decline);

/* ---- Reading ---- */

/* The roll of a code: signatures under any of its editions, newest edition first, by sort key; then those of
 * candidates, by sort key alone, whichever the edition; of one body unless organization_id is 0. What has no signer any
 * more stands last in its edition, and last among candidates. */
MUST_USE enum outcome commitments_roll(struct ctx *ctx, int64_t code_id, int64_t organization_id,
				       struct commitment **ret_commitments, size_t *ret_n);

/* A person's, newest first; removed ones are nobody's. */
MUST_USE enum outcome commitments_of_person(struct ctx *ctx, int64_t person_id, struct commitment **ret_commitments,
					    size_t *ret_n);
MUST_USE enum outcome commitments_find(struct ctx *ctx, struct str record_id, struct commitment *ret_commitment);

/* What has a place and no signer: removed, no longer on display, or a pledge that a candidate took back. Nothing public
 * names whose it was (S4, S8). */
bool commitment_is_gone(const struct commitment *commitment);

/* How much of a record the log shows. */
enum commitment_display {
	DISPLAY_ALL = 1,
	DISPLAY_NEWEST, /* the newest version, which names nobody: of a signature that is gone */
	DISPLAY_NONE,   /* of a person or a term that was public through such signatures alone */
};
MUST_USE enum outcome commitments_display(struct ctx *ctx, const struct journal_record *record,
					  enum commitment_display *ret_display);

/* What the code asks of this body. */
MUST_USE enum outcome commitments_form(struct ctx *ctx, int64_t code_id, int64_t organization_id,
				       struct commitment_form *ret_form);

/* ---- What is asked of whom, today ---- */

enum commitment_answer { ANSWER_NOT_YET = 1, ANSWER_DECLINED, ANSWER_PAPER, ANSWER_SIGNED };

struct commitment_ask {
	struct edition edition; /* in force */
	struct tenure tenure;   /* running */
	struct commitment_form form;
	int32_t answer;                    /* enum commitment_answer, to the edition in force */
	struct commitment signature;       /* the newest that stands; id 0: none */
	bool counts;                       /* it counts for the edition in force */
	struct commitment_decline decline; /* id 0: none */
	int32_t due_day;                   /* COMMITMENT_NO_DAY: none */
	bool confirmed;                    /* the officer confirmed today that nothing was received (S4) */
	const char *unnamed;               /* why the public sees no name; NULL: it sees the name (S4) */
	struct str resolution;             /* of the body, to publish the names; empty: none */
	int32_t resolved_day;
};

/* Of the running terms that the code in force asks, by sort key; of one body unless organization_id is 0. None when no
 * edition is in force. */
MUST_USE enum outcome commitments_asked(struct ctx *ctx, int64_t code_id, int64_t organization_id,
					struct commitment_ask **ret_asks, size_t *ret_n);

/* What the actor is asked: each code in force with each of their running terms. */
MUST_USE enum outcome commitments_offers(struct ctx *ctx, struct commitment_ask **ret_asks, size_t *ret_n);

/* ---- In their own words (S16) ---- */

/* How an office-holder keeps a provision. */
struct commitment_words {
	int64_t id;
	int64_t version;
	int64_t tenure_id, person_id;
	int64_t code_id, edition_id;
	int64_t provision_id; /* stable across editions */
	struct str passage;   /* what it was written to: "1. Honesty" */
	struct str text;      /* plain, lines kept */
	struct str name;      /* whose they are, as on that day */
	int64_t changed_ms, withdrawn_ms;
	struct str record_id;
	int64_t erased_ms;
	struct str person_slug, code_slug, code_title; /* joined, as are the next two */
	int32_t edition_number;
	struct str anchor;      /* in the edition to which it was written; empty: removed */
	struct str post;        /* in which it was written, as on that day */
	struct str term_record; /* of that term, in the journal; joined */
};

#define COMMITMENT_WORDS_BYTES 4000

/* Inside a write: the actor's words about a provision of the edition in force; new ones, or a new version. Given:
 * edition_id, provision_id, text; version 0 for new ones. Theirs alone: FORBIDDEN for who holds no elected or appointed
 * post today. CONFLICT when the version is not the stored one. */
MUST_USE enum outcome commitments_words_put(struct ctx *ctx, const struct journal_seed *seed,
					    struct commitment_words *words);
/* Inside a write: takes them back. CONFLICT when `version` is not the stored one. */
MUST_USE enum outcome commitments_words_withdraw(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
						 int64_t version);

MUST_USE enum outcome commitments_words_of_person(struct ctx *ctx, int64_t person_id,
						  struct commitment_words **ret_words, size_t *ret_n);
/* Those that stand, in the order of the text. */
MUST_USE enum outcome commitments_words_of_code(struct ctx *ctx, int64_t code_id, struct commitment_words **ret_words,
						size_t *ret_n);

/* ---- The facts beside them, and their absence (S16) ---- */

/* Something that an office-holder published here, or that was published of them. */
struct commitment_fact {
	struct str room; /* whose fact it is: "commitments", or a later room */
	int64_t subject; /* that room's own row */
	int64_t tenure_id;
	int64_t code_id, provision_id;  /* what it is about; 0: the whole code; every code */
	struct str text;                /* one line: "Signed edition 2". Plain, and nothing that may be removed apart */
	struct str href;                /* where it is: "/signed/…" */
	int32_t day;                    /* on which it was published */
	struct str code_title, passage; /* of this room's own facts, for pages; empty: neither */
};

/* Inside a write, for later rooms: a fact of this row of theirs, new or instead of what it said before. It is public at
 * once: the room publishes it in the journal, and takes it away here when it is removed there. INVALID without text. */
MUST_USE enum outcome commitments_fact_put(struct ctx *ctx, const struct commitment_fact *fact);
/* Inside a write: OK also when there is none. */
MUST_USE enum outcome commitments_fact_remove(struct ctx *ctx, struct str room, int64_t subject);

/* How a person keeps the codes: their words that stand, what else is published of them, and since when nothing is. */
struct commitment_kept {
	const struct commitment_words *words;
	size_t n_words;
	const struct commitment_fact *facts; /* newest first: signatures, own words, what later rooms told */
	size_t n_facts;
	int32_t since_day;  /* of the newest fact, or on which they took office if that is later; none: INT32_MIN */
	int32_t until_day;  /* the last day of their office; TENURE_OPEN */
	struct str silence; /* "Nothing published since March 2027"; empty: there is nothing to say today */
};
/* Whoever wrote no words is not said to be silent: beside the name alone it would say who has not signed (S4). */
MUST_USE enum outcome commitments_kept_of_person(struct ctx *ctx, int64_t person_id, struct commitment_kept *ret_kept);

/* What is published of signatures under all codes, as rows: the names of the columns first, as /data/signatures.csv has
 * them. And that file, or as JSON. In a read. */
MUST_USE enum outcome
commitments_signatures(struct ctx *ctx,
		       enum outcome (*put)(struct ctx *ctx, void *to, const struct str *cells, size_t n), void *to);
MUST_USE enum outcome commitments_signatures_file(struct ctx *ctx, bool is_csv, struct str *ret_content);

extern const struct feature commitments_feature;
