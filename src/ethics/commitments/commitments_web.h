/* What this room's pages show; between its web files and views/. Private to commitments. */
#pragma once

#include "commitments/commitments_store.h"
#include "html/components.h"
#include "people/elections.h"

/* ---- The roll ---- */

struct commitments_roll_row {
	const struct commitment *c;
	struct str edition; /* "2, which counts for edition 3 too" */
	struct str how;     /* "3 March 2026, signed in to this site" */
	struct str also;    /* "Withdrawn on …"; empty: nothing */
};

struct commitments_rows {
	const struct commitments_roll_row *p;
	size_t n;
};

struct commitments_absent_row {
	struct str name, office, why;
};

struct commitments_roll_page {
	struct page page;
	struct code code;
	struct organization body; /* id 0: of all */
	int32_t edition;          /* 0: of all */
	int32_t in_force;         /* its number; 0: none */
	bool asks_again;          /* the edition in force is material, and not the first */
	struct commitments_rows members, candidates, others, gone;
	const struct commitments_absent_row *absent;
	size_t n_absent;
	const struct page_link *editions, *bodies; /* other views of the roll */
	size_t n_editions, n_bodies;
	struct str csv, json;        /* addresses of the downloads */
	struct commitment_form form; /* what is asked, of every body or of this one */
};

/* Signatures for a download, of one code or of all. */
struct commitments_export {
	const struct commitment *c;
	int32_t in_force;
	bool counts;
};
MUST_USE enum outcome commitments_export_csv(struct ctx *ctx, const struct commitments_export *rows, size_t n,
					     struct str *ret_csv);
MUST_USE enum outcome commitments_export_all(struct ctx *ctx, struct commitments_export **ret_rows, size_t *ret_n);
struct str commitments_export_json(struct ctx *ctx, const struct commitments_export *rows, size_t n);

MUST_USE enum outcome commitments_roll_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_roll_body_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_roll_edition_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_json_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* ---- Candidates ---- */

struct commitments_elections_page {
	struct page page;
	const struct election *elections;
	size_t n;
	struct day today;
	bool has_guidance; /* "May I …?" answers something */
};

/* What candidates of an election are asked to sign, and who of them chose to. */
struct commitments_policy {
	struct code code;
	struct commitments_rows rows;
};

struct commitments_election_page {
	struct page page;
	struct election election;
	const struct commitments_policy *policies;
	size_t n_policies;
	bool is_over; /* election day is past */
	bool has_guidance;
};

MUST_USE enum outcome commitments_elections_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_election_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* "state" in data: stands, withdrawn, removed, off-display. */
struct str commitment_state_name(const struct commitment *commitment);
/* "3 March 2026, signed in to this site". */
struct str commitment_how_words(struct ctx *ctx, const struct commitment *commitment);
/* What was done to it since; empty: nothing. */
struct str commitment_also_words(struct ctx *ctx, const struct commitment *commitment);

/* ---- Receipts ---- */

struct commitments_successor {
	int32_t number;
	struct str words; /* "in force from …; asks everyone to sign again" */
};

struct commitments_receipt_page {
	struct page page;
	struct commitment commitment;
	struct str how;
	struct str also;
	struct str receipt_path;
	bool with_passkey;                  /* the receipt has what the passkey signed, by the signer's choice */
	struct str shown_until, kept_until; /* "365 days after …"; empty: not decided */
	const struct commitments_successor *successors;
	size_t n_successors;
	const struct summary_row *rows;
	size_t n_rows;
};

MUST_USE enum outcome commitments_receipt_page_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* The receipt as JSON: with what the passkey signed where `passkey` is not NULL. */
MUST_USE enum outcome commitments_receipt_json(struct ctx *ctx, const struct commitment *commitment,
					       const struct access_signed *passkey, struct resp *resp);

/* The state of a signature as a receipt and `commitments verify` tell it. */
struct commitments_standing {
	struct str state; /* as commitment_state_name; "superseded" when a material edition asks members anew */
	int32_t in_force; /* the edition's number; 0: none, or not said: of members alone it is (S4) */
	bool counts;
	const struct edition *successors; /* oldest first */
	size_t n_successors;
};
MUST_USE enum outcome commitments_standing(struct ctx *ctx, const struct commitment *commitment,
					   struct commitments_standing *ret_standing);
/* As members of the object that is open. */
void commitments_standing_json(struct ctx *ctx, struct json *json, const struct commitments_standing *standing);

/* ---- Signing, declining ---- */

struct commitments_sign_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct tenure tenure;
	struct commitment_form form;
	struct str office;
	struct str due; /* "9 June 2026: 28 days after …"; empty: none */
	struct str words_hash;
	const struct provision *provisions;
	size_t n_provisions;
	struct field read, name, password, before_whom, made_at, made_day;
	bool has_passkey;
	struct choice read_choice;
};

/* What a passkey is asked to sign. */
struct commitments_question_page {
	struct page page;
	struct edition edition;
	struct tenure tenure;
	struct commitment_form form;
	struct str office, name;
	struct access_ask ask;
};

struct commitments_decline_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct tenure tenure;
	struct commitment_form form;
	struct field reason, may_publish;
	struct choice may_publish_choice;
};

MUST_USE enum outcome commitments_sign_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_sign_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_sign_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_decline_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_decline_post(struct ctx *ctx, const struct req *req, struct resp *resp);

/* ---- One's own ---- */

struct commitments_my_row {
	const struct commitment *c;
	struct str how, also;
	struct str object_until; /* of an entry by a clerk that can be objected to; empty: not any more */
};

struct commitments_my_page {
	struct page page;
	const struct commitments_my_row *rows;
	size_t n_rows;
	const struct commitment_ask *asks;
	size_t n_asks;
	const struct page_link *codes; /* to write how one keeps them */
	size_t n_codes;
};

struct commitments_act_page { /* withdrawing, objecting */
	struct page page;
	struct form_hidden hidden;
	struct commitment commitment;
	struct str action;
	struct field text;
};

struct commitments_passkey_page { /* who may have what the passkey signed */
	struct page page;
	struct form_hidden hidden;
	struct commitment commitment;
	struct access_signed assertion; /* subject_id 0: none */
};

struct commitments_words_row {
	const struct provision *p;
	struct str passage;
	struct commitment_words words; /* id 0: none */
	struct str changed;
};

struct commitments_words_page {
	struct page page;
	struct edition edition;
	const struct commitments_words_row *rows;
	size_t n_rows;
};

struct commitments_words_edit_page {
	struct page page;
	struct form_hidden hidden;
	struct form_hidden withdraw_hidden; /* of the second form */
	struct edition edition;
	struct provision provision;
	struct commitment_words words; /* as stored; id 0: none */
	struct field text;
};

struct commitments_kept_row {
	const struct commitment_words *words;
	struct provision_evidence beside; /* of which facts and silence are shown */
};

struct commitments_kept_page {
	struct page page;
	struct code code;
	const struct commitments_kept_row *rows;
	size_t n;
};

MUST_USE enum outcome commitments_my_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_withdraw_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_object_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_object_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_my_receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_passkey_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_words_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_words_edit_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_words_edit_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_words_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_kept_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_kept_json_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_member_kept_json_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* ---- The office ---- */

struct commitments_office_row {
	const struct commitment_ask *ask;
	struct str answer; /* "Signed on 3 March 2026" */
	bool may_enter;    /* a form on paper */
	bool may_correct;
};

struct commitments_office_list {
	struct page page;
	const struct edition *editions; /* in force */
	size_t n;
};

struct commitments_office_page {
	struct page page;
	struct code code;
	struct edition edition;
	const struct commitments_office_row *rows;
	size_t n_rows;
	const struct organization *bodies; /* those for which the actor is officer */
	size_t n_bodies;
	bool is_officer;               /* of the whole site */
	const struct page_link *shown; /* all, or one body */
	size_t n_shown;
	struct str csv; /* the address of the download */
};

struct commitments_paper_page {
	struct page page;
	struct form_hidden hidden;
	struct form_hidden withdraw_hidden; /* of the second form */
	struct code code;
	struct tenure tenure;
	struct commitment_form form;
	struct commitment commitment; /* that is put right; id 0: a new one */
	struct str action;
	struct str office;
	struct str objection;
	struct field edition, name, received, form_day, place, before_whom, made_at, made_day, correction, reason;
	const struct choice *editions;
	size_t n_editions;
	bool made; /* before somebody */
};

struct commitments_form_page {
	struct page page;
	struct form_hidden hidden;
	struct code code;
	struct organization body; /* id 0: every body */
	struct str action;
	struct field kind, statement, mandatory, instrument, instrument_link, within, effect, public_days, keep_days,
		pledge_days, retention_source;
	struct choice kinds[4];
	struct choice mandatory_choice;
};

struct commitments_names_row {
	const struct commitment_ask *ask;
	const char *bar; /* why not even a confirmation would show the name; NULL: it would */
	struct str id;   /* of its box; the first has the field's own, so that the error summary leads to it */
	struct str due;
};

struct commitments_names_page {
	struct page page;
	struct form_hidden hidden;
	struct form_hidden confirm_hidden; /* of the second form */
	struct code code;
	struct organization body;
	struct str action;
	struct commitment_resolution resolution; /* id 0: none */
	struct str resolved;
	const struct commitments_names_row *rows;
	size_t n_rows;
	size_t n_ready; /* of them, those that a confirmation would show */
	struct field number, link, resolved_day, absent;
};

struct commitments_retention_row {
	const struct commitment_retained *r;
	struct str over, shown, kept; /* days in words */
	bool may_hold;
};

struct commitments_retention_page {
	struct page page;
	struct code code;
	const struct commitments_retention_row *rows;
	size_t n;
	int32_t pledge_days; /* where the code's form says nothing */
};

struct commitments_display_page {
	struct page page;
	struct form_hidden hidden;
	struct code code;
	struct organization body;
	struct str action;
	const struct commitment *pledges;
	size_t n;
	struct field election;
};

MUST_USE enum outcome commitments_office_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_office_code_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_office_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_paper_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_paper_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_correct_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_correct_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_paper_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_retention_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_hold_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_hold_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_form_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_form_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_names_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_names_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_display_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome commitments_display_post(struct ctx *ctx, const struct req *req, struct resp *resp);

/* ---- Shared by these files ---- */

void commitments_office_steps(struct ctx *ctx, struct page *page, const struct code *code);
/* The code, and the body where ret_body is not NULL: "every" leaves it as it is. */
MUST_USE enum outcome commitments_office_load(struct ctx *ctx, struct str code_slug, struct str body_slug,
					      struct code *ret_code, struct organization *ret_body);
/* Ends the display of all these pledges, or of none; form_id: that of the form that asked for it, or empty. CONFLICT
 * when one was changed since it was read. */
MUST_USE enum outcome commitments_end_display_of(struct ctx *ctx, struct str form_id, const struct commitment *pledges,
						 size_t n, struct str election);

/* The signature that the address names, where it is the actor's own; FORBIDDEN otherwise. */
MUST_USE enum outcome commitments_own(struct ctx *ctx, const struct req *req, struct commitment *ret_commitment);
/* The way back: "Codes of conduct", the code. */
void commitments_code_steps(struct ctx *ctx, struct page *page, struct str slug, struct str title);
/* A day from a form; COMMITMENT_NO_DAY for what is none. */
int32_t commitments_day_field(const struct req *req, const char *name);
/* "" for none, for the form to show again. */
struct str commitments_day_value(struct arena *arena, int32_t day);
