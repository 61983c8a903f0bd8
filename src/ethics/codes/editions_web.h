/* What the pages of editions, adoptions and relations show; between their web files and views/editions.html. Private to
 * codes. */
#pragma once

#include "codes/codes_web.h"
#include "codes/editions.h"

/* The fields of an act. The kind is not asked where it is clear. */
struct codes_instrument_fields {
	struct field kind, number, body, day, link;
	const struct choice *kinds;
	size_t n_kinds;
};

/* A page with one form for one draft. `stored`: what is stored now, shown after somebody else changed it. */
struct codes_title_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct field title, lang;
	const struct summary_row *stored;
	size_t n_stored;
};

struct codes_instrument_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct codes_instrument_fields act;
	const struct summary_row *stored;
	size_t n_stored;
};

struct codes_consultation_page {
	struct page page;
	struct edition edition;
	bool may_change; /* may, and it is a draft */
	const struct consultee *consultees;
	size_t n_consultees;
	struct form_hidden hidden_add, hidden_stage;
	struct field name, kind, asked_on, note;
	const struct choice *kinds;
	size_t n_kinds;
};

struct codes_consultee_page {
	struct page page;
	struct form_hidden hidden, hidden_remove;
	struct consultee consultee;
	struct field name, kind, asked_on, answered_on, note;
	const struct choice *kinds;
	size_t n_kinds;
};

struct codes_publish_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	const struct summary_row *rows;
	size_t n_rows;
	struct str waiting; /* who has not answered; empty: nobody is waited for */
	bool asks_change;   /* it is not the first edition */
	struct field change, from, retroactive;
	const struct choice *changes;
	size_t n_changes;
	struct choice reaches_back;
};

/* ---- A code, its bodies and its relations ---- */

struct codes_of_page {
	struct page page;
	struct code code;
	bool may_publish;
	bool may_adopt; /* for some body; the first for the whole site */
	bool is_published;
	const struct edition *editions;
	size_t n_editions;
	const struct edition *drafts;
	size_t n_drafts;
	const struct repeal *repeals;
	size_t n_repeals;
	const struct adoption *adoptions;
	size_t n_adoptions;
	const struct relation *relations;
	size_t n_relations;
};

struct codes_adopt_page {
	struct page page;
	struct form_hidden hidden;
	struct code code;
	bool is_first; /* nobody has adopted it */
	struct field body, edition, from;
	const struct choice *bodies;
	size_t n_bodies;
	const struct choice *editions;
	size_t n_editions;
	struct codes_instrument_fields act;
};

struct codes_adoption_end_page {
	struct page page;
	struct form_hidden hidden;
	struct adoption adoption;
	struct field to;
};

/* The first step asks how, and which other text; the second which passages, and for whom. */
struct codes_relate_page {
	struct page page;
	struct form_hidden hidden;
	struct code code, other;
	struct str kind_words;
	struct field kind, to; /* first step */
	const struct choice *kinds;
	size_t n_kinds;
	const struct choice *codes;
	size_t n_codes;
	struct str kind_value;                         /* second step */
	struct field passage, other_passage, audience; /* second step */
	const struct choice *passages;
	size_t n_passages;
	const struct choice *other_passages;
	size_t n_other_passages;
};

struct codes_relation_end_page {
	struct page page;
	struct form_hidden hidden;
	struct relation relation;
};

struct codes_repeal_page {
	struct page page;
	struct form_hidden hidden;
	struct code code;
	struct field on, retroactive;
	struct choice reaches_back;
	struct codes_instrument_fields act;
};

/* ---- Shared by their forms ---- */

/* The fields with what was typed (`req`), or what `act` says where `is_typed` is false. */
struct codes_instrument_fields codes_instrument_fields_of(struct ctx *ctx, const struct req *req, bool is_typed,
							  const struct instrument *act);
/* What was typed into them; problems for a day that is none. The kind is 0 where it was not asked. */
struct instrument codes_instrument_typed(struct ctx *ctx, const struct req *req);
/* A day of a form; INT32_MIN when empty, or with a problem when it is none. */
int32_t codes_day_typed(struct ctx *ctx, const struct req *req, const char *name);
/* "2027-01-01"; empty for none. */
struct str codes_day_value(struct arena *arena, int32_t day);

/* One write that a form asked for: the act runs once for the form's id, and gives the address to show then. */
struct codes_form {
	struct journal_seed seed;
	struct str form_id;
	struct str path;
	enum outcome (*act)(struct ctx *ctx, struct codes_form *form);
	int64_t version; /* of the row, as the form knew it */
	bool flag;
	struct edition edition;
	struct consultee consultee;
	struct adoption adoption;
	struct relation relation;
	struct repeal repeal;
	struct day day;
};
struct codes_form codes_form_of(struct ctx *ctx, const struct req *req,
				enum outcome (*act)(struct ctx *ctx, struct codes_form *form));
MUST_USE enum outcome codes_form_write(struct ctx *ctx, struct codes_form *form);
/* Adds what a CONFLICT means; sets the status of the page that is shown again. */
void codes_form_refused(struct ctx *ctx, enum outcome outcome, struct resp *resp);

/* Routes. */
MUST_USE enum outcome codes_title_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_title_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_instrument_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_instrument_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_consultation_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_consultation_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_stage_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_consultee_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_consultee_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_consultee_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_publish_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_publish_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_of_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_adopt_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_adopt_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_adoption_end_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_adoption_end_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_relate_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_relate_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_relation_end_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_relation_end_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_repeal_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_repeal_post(struct ctx *ctx, const struct req *req, struct resp *resp);
