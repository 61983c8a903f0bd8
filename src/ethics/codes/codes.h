/* Codes, editions, provisions, adoptions. */
#pragma once

#include "access/access.h"
#include "intake/intake.h"
#include "journal/journal.h"

enum provision_kind {
	PROVISION_TITLE = 1,
	PROVISION_PREAMBLE,
	PROVISION_EPIGRAPH,
	PROVISION_INSTRUMENT, /* "Adopted April 1, 2008" */
	PROVISION_HEADING,
	PROVISION_VALUE,
	PROVISION_PRINCIPLE,
	PROVISION_STANDARD,
	PROVISION_SECTION,
	PROVISION_CLAUSE,
	PROVISION_TENET,
	PROVISION_GUIDELINE,
	PROVISION_EXAMPLE,
	PROVISION_COMMITMENT,
	PROVISION_SIGNATURE,
	PROVISION_PARAGRAPH,
	PROVISION_ITEM,
	PROVISION_POLICY, /* a policy with a heading of its own within the code: "Ethics policy for candidates" */
	PROVISION_KINDS,  /* one more than the last */
};

/* "standard", as in JSON; "" for no kind. And back. */
const char *provision_kind_name(int32_t kind);
bool provision_kind_parse(struct str s, int32_t *ret_kind);

/* One element, in reading order. Its words are label, heading and text, in this order. */
struct provision {
	int64_t id;       /* stable across editions */
	int32_t position; /* 0, 1, … in reading order */
	int32_t depth; /* 0: top; a child is deeper than its parent, which is the nearest earlier one that is less deep
			*/
	int32_t kind;  /* enum provision_kind */
	struct str label;   /* as printed, with its punctuation: "1.2.1", "(a)", "12.", "-"; empty: none */
	struct str heading; /* of sections and principles: "Honesty"; empty: none */
	struct str text;    /* lines as read, paragraphs of one provision joined by a line feed */
	struct str anchor;  /* unique within the edition, permanent: "s1.2.1", "honesty-2" */
	struct str
		audience; /* to whom it applies, as people's audience_parse reads it; empty: as what it stands under */
	struct str lang;  /* BCP 47; empty: as the edition's */
};

/* The audience of a provision is its own, or that of what it stands under; empty: everybody. `provisions` are those of
 * its edition, in order. Pure. */
struct str provision_audience(const struct provision *provisions, size_t at);

/* A published edition is in force from its day until the day of the next one; what becomes of it once published
 * follows from the day on which one asks. */
enum edition_stage {
	EDITION_DRAFT = 1,
	EDITION_CONSULTATION, /* a draft on which others are asked; as little public as a draft */
	EDITION_ADOPTED,      /* published, and in force from a later day */
	EDITION_IN_FORCE,
	EDITION_SUPERSEDED,
	EDITION_REPEALED, /* its last day has passed, and it was a repeal that ended it */
};

/* "draft", "consultation", "adopted", "in force", "superseded", "repealed"; "" for none. */
const char *edition_stage_name(int32_t stage);

/* What a new edition asks of those who signed an earlier one: the officer says so when publishing it. */
enum edition_change {
	CHANGE_MATERIAL = 1, /* everyone is asked to sign again */
	CHANGE_MINOR,        /* signatures under the edition before count for this one too */
};

/* "material"; "" for none. And back. */
const char *edition_change_name(int32_t change);
bool edition_change_parse(struct str s, int32_t *ret_change);

/* The act that made an edition. */
enum instrument_kind { INSTRUMENT_ADOPTION = 1, INSTRUMENT_AMENDMENT, INSTRUMENT_RESTATEMENT, INSTRUMENT_REPEAL };
struct instrument {
	int32_t kind;      /* enum instrument_kind; 0: not known */
	struct str number; /* "Resolution 2013-45", as printed */
	struct str body;   /* who made it: "City Council", as printed */
	int32_t day;       /* on which it was made; INT32_MIN: not known */
	struct str link;   /* to the act itself: https://…; empty: none */
};

/* Is it an address of the web, with a host and without spaces, quotes or angle brackets? */
bool link_valid(struct str link);

/* "adoption"; "" for none. And back. */
const char *instrument_kind_name(int32_t kind);
bool instrument_kind_parse(struct str s, int32_t *ret_kind);
/* Is nothing known of it? */
bool instrument_empty(const struct instrument *instrument);

struct code {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str title; /* of the edition published last, or of the first draft */
};

struct edition {
	int64_t id;
	int64_t version;
	int64_t code_id;
	int32_t number;        /* 1, 2, … in the order of publication; of a draft the one it would get now */
	int32_t stage;         /* enum edition_stage, on the site's day */
	int32_t change;        /* enum edition_change; the first edition is material; 0: a draft, not said yet */
	int32_t in_force_from; /* day; of a draft the one that is planned, INT32_MIN: none is */
	int32_t in_force_to; /* the last day: that before the next edition's first, or of the repeal; INT32_MAX: open */
	int32_t repealed_on; /* the first day without it, where a repeal ends it; INT32_MAX: none does */
	bool is_retroactive; /* told to codes_publish: in force before the day of its instrument, and meant so */
	struct instrument instrument;
	struct str lang;       /* BCP 47: "en" */
	struct str text_hash;  /* hex SHA-256 of the canonical text; empty while a draft, and once removed */
	struct str code_slug;  /* joined */
	struct str code_title; /* the code's title as this edition has it */
	struct str record_id;  /* in the journal; empty while a draft */
	int64_t erased_ms;     /* not 0: the text was removed from the public, and is no longer here */
	int64_t words_in, words_stored, words_furniture; /* of its import */
	int64_t added_ms;
};

/* ---- Import, pure ---- */

enum code_format { CODE_TEXT = 1, CODE_MARKDOWN, CODE_HTML, CODE_AKN, CODE_JSON, CODE_CSV, CODE_XML };

/* What a file says of its edition, besides the text: our own exports say all of it. */
struct edition_facts {
	int32_t number;        /* 0: not said */
	int32_t change;        /* 0: not said */
	int32_t in_force_from; /* INT32_MIN: not said */
	struct instrument instrument;
	struct str lang;   /* empty: not said */
	struct str slug;   /* of its code; empty: not said */
	struct str origin; /* address of the site that published it first; empty: not said */
};

/* What an import made of a file. */
struct code_import {
	struct str title;
	const struct edition_facts *facts; /* NULL: nothing */
	struct provision *provisions;      /* ids 0, or those of the edition that was exported */
	size_t n;
	struct str *furniture;   /* what was left out as page furniture (menus, page numbers), in order */
	size_t *furniture_after; /* of each of them: how many provisions stand before it; NULL: not known */
	size_t n_furniture;
	struct instrument instrument; /* the act that the text itself names as its newest, as far as that is clear */
	size_t words_in, words_stored, words_furniture; /* words_in == words_stored + words_furniture, always */
};

/* One file of those that make a code. */
struct code_file {
	struct str name;         /* what problems call it */
	struct str content;      /* for codes_parse_files: accepted text (text_accept with lines) */
	enum code_format format; /* codes_import_files_… finds it out by themselves */
};

/* Files into provisions, in the order given; the words of all are counted together. What stands at the top or the end
 * of several of them is page furniture but for its first time. Only text, Markdown and HTML may be several. */
MUST_USE enum outcome codes_parse_files(struct ctx *ctx, const struct code_file *files, size_t n,
					struct code_import *ret_import);

/* The same of one file. */
MUST_USE enum outcome codes_parse(struct ctx *ctx, struct str filename, struct str text, enum code_format format,
				  struct code_import *ret_import);

/* By the file's name and content. */
enum code_format codes_format_guess(struct str filename, struct str text);

/* The edition as canonical JSON (RFC 8785): the text that is signed, published and hashed. An object with the names
 * "change" ("material" or "minor"), "code" (the slug), "edition" (the number), "in_force_from" (the day), "instrument",
 * "kind" ("code"), "lang", "provisions" and "title". The instrument has "body", "day", "kind", "link" and "number", as
 * far as they are known, and is left out when nothing is; so are a draft's change and day. Each provision has "anchor",
 * "depth", "id" and "kind", and "audience", "heading", "label", "lang" and "text" where they are not empty. */
struct str codes_canonical(struct arena *arena, const struct code *code, const struct edition *edition,
			   const struct provision *provisions, size_t n);

/* ---- Provisions across editions ---- */

/* Why a provision of a draft counts as the continuation of one of an earlier edition. */
enum match_ground {
	MATCH_NEW = 0, /* it continues none */
	MATCH_SAME,    /* the same label and the same words */
	MATCH_WORDS,   /* the same words under another label */
	MATCH_PLACE,   /* the same label or the same place, and similar words */
	MATCH_SIMILAR, /* similar words in another place */
	MATCH_OTHER,   /* other words: it stands above the same passages, or an officer said so */
};

/* What a provision of a draft continues. */
struct provision_origin {
	int64_t provision_id;
	int32_t ground;         /* enum match_ground */
	int32_t share;          /* of their words, how many both have: 0 to 100; tells how sure the match is */
	struct provision other; /* as in the edition before; id 0 when it is new */
};

/* "the same words under another label", as shown. */
const char *match_ground_words(int32_t ground);

/* Of each provision of a draft, in its order, what it continues in the edition before (*ret_before; id 0: there is
 * none), and the provisions of that edition that the draft continues nowhere, in their order. Worked out anew on each
 * call, so that it is true after every change of the draft. */
struct codes_origins {
	struct edition before;
	struct provision_origin *origins;
	size_t n;
	struct provision *gone;
	size_t n_gone;
};
MUST_USE enum outcome codes_origins(struct ctx *ctx, const struct edition *draft, struct codes_origins *ret_origins);

/* ---- How a provision is kept: facts that later rooms put beside it ---- */

/* One fact. Put again with the same provision, room and subject, it replaces what was there. */
struct provision_evidence {
	int64_t provision_id; /* in whichever edition */
	struct str room;      /* whose fact it is: "commitments" */
	int64_t subject;      /* the room's own row */
	struct str label;     /* msg(…): "In their own words"; empty: none */
	struct str by;        /* who, as the public may see it: "Imogen Vale, Mayor"; empty: nobody in particular, or a
			       * person whose record was removed */
	struct str text;      /* plain text, lines allowed */
	int64_t tenure_id;    /* people's: the term of whoever it comes from; 0: nobody in particular */
	struct str person_slug; /* joined: the page of that person as it is called now; empty: there is none */
	int32_t day;            /* of the fact; INT32_MIN: none */
	/* What is published of whoever it is by: a line each, newest first; empty: nothing. */
	struct str facts;
	int32_t since_day;  /* of the newest of that, or of their term; INT32_MIN: nothing is said of silence */
	int32_t until_day;  /* the last day of their term: later silence says nothing; INT32_MAX: it is open */
	struct str silence; /* filled when it is read: codes_silence */
	struct str href;    /* where more is said of it; empty: nowhere */
	/* Of what is asked of many: how many did it, have it to do, and of these are late, on `day`; and where that is
	 * shown. figures_href empty: nothing is said of that. */
	struct str figures_href;
	int64_t done, owe, late;
};

/* Pure: "Nothing published since March 2027" from the month after since_day until until_day; else empty (S16). */
struct str codes_silence(struct arena *arena, int32_t since_day, int32_t until_day, struct day today);

/* Inside a write. INVALID for a provision that is in no edition, and for a text that is empty. It is public at once:
 * the caller publishes it in the journal and erases it there. */
MUST_USE enum outcome codes_evidence_put(struct ctx *ctx, const struct provision_evidence *evidence);
/* Inside a write: all that the room put about this row of its own goes. */
MUST_USE enum outcome codes_evidence_remove(struct ctx *ctx, struct str room, int64_t subject);
/* Beside the provisions of an edition, by provision id, then newest first; of one row of a room; and beside one
 * provision. */
MUST_USE enum outcome codes_evidence(struct ctx *ctx, int64_t edition_id, struct provision_evidence **ret_evidence,
				     size_t *ret_n);
MUST_USE enum outcome codes_evidence_of(struct ctx *ctx, struct str room, int64_t subject,
					struct provision_evidence **ret_evidence, size_t *ret_n);
MUST_USE enum outcome codes_evidence_beside(struct ctx *ctx, int64_t provision_id,
					    struct provision_evidence **ret_evidence, size_t *ret_n);

/* ---- Store ---- */

/* Inside a write: a new draft edition of the code with this slug (made when new), with what the file says of it. Its
 * number is kept where no published edition has it. INVALID for a slug that is none, a title that is empty or too long,
 * and facts that cannot be (codes_edition_update). */
MUST_USE enum outcome codes_add_draft(struct ctx *ctx, struct str slug, const struct code_import *import,
				      struct edition *ret_edition);

/* Inside a write: a draft's title (code_title), lang, change, instrument and planned first day become those of
 * `edition`. CONFLICT when edition->version is not the stored one or it is no draft; INVALID with a problem for each
 * field that cannot be. */
MUST_USE enum outcome codes_edition_update(struct ctx *ctx, struct edition *edition);

/* Inside a write: publishes a draft, in force from a day, with the lang, change and instrument of `edition` (those of
 * the draft, or what the officer said now). Its canonical text goes to the journal; editions hold from their first day
 * until the next one's, whatever the order in which they were published. CONFLICT as above. INVALID: from the second
 * edition on the change must be said; the instrument was not made yet, or only after the first day and not
 * is_retroactive. */
MUST_USE enum outcome codes_publish(struct ctx *ctx, const struct journal_seed *seed, struct edition *edition,
				    struct day from);

/* Inside a write: removes a draft, and its code when that has no other edition. CONFLICT as above. */
MUST_USE enum outcome codes_discard(struct ctx *ctx, const struct edition *edition);

/* All codes, those without a published edition too, by title. */
MUST_USE enum outcome codes_list(struct ctx *ctx, struct code **ret_codes, size_t *ret_n);
MUST_USE enum outcome codes_by_slug(struct ctx *ctx, struct str slug, struct code *ret_code);
MUST_USE enum outcome codes_edition(struct ctx *ctx, int64_t edition_id, struct edition *ret_edition);
/* The edition in force now; NOT_FOUND before the first is. */
MUST_USE enum outcome codes_edition_in_force(struct ctx *ctx, int64_t code_id, struct edition *ret_edition);
/* The edition that was in force on that day; NOT_FOUND before the first was, and after a repeal. */
MUST_USE enum outcome codes_edition_on(struct ctx *ctx, int64_t code_id, struct day day, struct edition *ret_edition);
/* Published editions, newest first; and drafts of all codes, newest first. */
MUST_USE enum outcome codes_editions(struct ctx *ctx, int64_t code_id, struct edition **ret_editions, size_t *ret_n);
MUST_USE enum outcome codes_drafts(struct ctx *ctx, struct edition **ret_editions, size_t *ret_n);
/* In reading order. */
MUST_USE enum outcome codes_provisions(struct ctx *ctx, int64_t edition_id, struct provision **ret_provisions,
				       size_t *ret_n);

/* ---- Repeal ---- */

/* The code is no longer in force from a day on, until an edition that begins on that day or later. */
struct repeal {
	int64_t id;
	int64_t code_id;
	int32_t on_day; /* the first day without it */
	struct instrument instrument;
	struct str record_id;
	int64_t erased_ms;
	struct str code_slug; /* joined */
};

/* Inside a write: repeals the code from repeal->on_day and publishes that; the instrument's kind becomes a repeal.
 * INVALID when nothing of the code is in force the day before, when the code is repealed from that day already, and for
 * an instrument that cannot be. `is_retroactive`: the act itself reaches back to a day before it was made. */
MUST_USE enum outcome codes_repeal(struct ctx *ctx, const struct journal_seed *seed, struct repeal *repeal,
				   bool is_retroactive);
/* By day; those whose record was removed are left out, and hold no more. */
MUST_USE enum outcome codes_repeals(struct ctx *ctx, int64_t code_id, struct repeal **ret_repeals, size_t *ret_n);

/* ---- Adoption by bodies ---- */

/* A body took a code over: one edition, with which it then stays, or the code as amended from time to time. */
struct adoption {
	int64_t id;
	int64_t version;
	int64_t body_id;      /* people's organization */
	struct str body_name; /* as it was called when this was recorded */
	int64_t code_id;
	int64_t edition_id; /* 0: as amended from time to time */
	int32_t from_day;
	int32_t to_day; /* last day; INT32_MAX: open */
	struct instrument instrument;
	struct str record_id;
	int64_t erased_ms;
	struct str code_slug, code_title; /* joined */
	int32_t edition_number;           /* joined; 0: as amended */
};

/* Inside a write: records and publishes that a body adopts a code. Fills in id, version, body_name and what is joined.
 * INVALID: no such body, no published edition, days that cannot be, or the body has adopted the code for some of that
 * time already. FORBIDDEN as codes_adopt_need says. */
MUST_USE enum outcome codes_adopt(struct ctx *ctx, const struct journal_seed *seed, struct adoption *adoption);
/* Whether the actor may record an adoption by the body (0: by any): an officer of the body, but of the whole site for
 * the code's first adoption, since from then on it binds nobody but those that adopted it. */
MUST_USE enum outcome codes_adopt_need(struct ctx *ctx, int64_t code_id, int64_t body_id);
/* Inside a write: the adoption's last day, as a new version of its record. CONFLICT when adoption->version is not the
 * stored one; INVALID before its first day. */
MUST_USE enum outcome codes_adoption_end(struct ctx *ctx, const struct journal_seed *seed, struct adoption *adoption,
					 struct day last_day);
MUST_USE enum outcome codes_adoption(struct ctx *ctx, int64_t id, struct adoption *ret_adoption);
/* Those that have ended too, by body. */
MUST_USE enum outcome codes_adoptions_of_code(struct ctx *ctx, int64_t code_id, struct adoption **ret_adoptions,
					      size_t *ret_n);
/* True from the first to the last day. */
bool adoption_holds(const struct adoption *adoption, struct day day);

/* What binds a body on a day. */
struct code_in_force {
	struct code code;
	struct edition edition;
	int64_t adoption_id; /* 0: the code was adopted by no body in particular, so it is the whole site's */
};
/* The codes that the body itself has adopted, and those of the whole site, each with the edition that holds for it; by
 * title. An adoption by a body above it does not bind it. */
MUST_USE enum outcome codes_in_force_for_body(struct ctx *ctx, int64_t body_id, struct day day,
					      struct code_in_force **ret_codes, size_t *ret_n);
/* The edition of the code that holds for the body on that day; NOT_FOUND when none does. */
MUST_USE enum outcome codes_edition_for_body(struct ctx *ctx, int64_t code_id, int64_t body_id, struct day day,
					     struct edition *ret_edition);

/* ---- Relations between texts ---- */

enum relation_kind { RELATION_SUPPLEMENTS = 1, RELATION_CLARIFIES, RELATION_GIVES_WAY, RELATION_READ_WITH };

/* "supplements", "clarifies", "gives way to", "read with"; "" for none. And back, also with hyphens. */
const char *relation_kind_name(int32_t kind);
bool relation_kind_parse(struct str s, int32_t *ret_kind);

/* A code, or a provision of it, supplements, clarifies, gives way to or is read with another. */
struct relation {
	int64_t id;
	int64_t version;
	int32_t kind; /* enum relation_kind */
	int64_t code_id;
	int64_t provision_id; /* the same in every edition; 0: the whole text */
	int64_t to_code_id;
	int64_t to_provision_id;
	struct str audience; /* for whom; empty: everybody */
	int32_t ended_on;    /* INT32_MAX: it holds */
	struct str record_id;
	int64_t erased_ms;
	struct str code_slug, code_title, to_code_slug, to_code_title; /* joined */
};

/* Inside a write: records and publishes a relation. INVALID: a kind or an audience that is none, a provision that no
 * published edition of its code has, a text related to itself, or the same relation again. */
MUST_USE enum outcome codes_relate(struct ctx *ctx, const struct journal_seed *seed, struct relation *relation);
/* Inside a write: the relation no longer holds; a new version of its record. CONFLICT when relation->version is not the
 * stored one, or it has ended. */
MUST_USE enum outcome codes_relation_end(struct ctx *ctx, const struct journal_seed *seed, struct relation *relation);
MUST_USE enum outcome codes_relation(struct ctx *ctx, int64_t id, struct relation *ret_relation);
/* Those that hold, with the code at either end. */
MUST_USE enum outcome codes_relations_of_code(struct ctx *ctx, int64_t code_id, struct relation **ret_relations,
					      size_t *ret_n);

/* ---- Pages of other rooms ---- */

struct html;
/* The text as on its page: headings from the second level, lists with their printed labels, an anchor for each
 * provision, and to whom it applies where that is not everybody. */
void codes_text(struct html *h, const struct provision *provisions, size_t n);

extern const struct feature codes_feature;
extern const struct intake_parser codes_parser;
