/* What the office's pages of one person and one body show; and their handlers, for the table of routes. */
#pragma once

#include "people/office_form.h"
#include "people/people_web.h"

struct office_remove {
	struct form_hidden hidden;
	struct str action, what;
	const char *kind;
	int64_t at;
};

/* A name, contact or identifier. */
struct office_line {
	struct str key, value;
	bool is_public;
	struct office_remove remove;
};

struct office_person {
	struct page page;
	bool may_change, has_page;
	const bool *may_change_term; /* of each term */
	struct person person;
	struct day today;
	struct summary_row facts[6];
	size_t n_facts;
	const struct tenure *tenures;
	size_t n_tenures;
	const struct office_line *names, *contacts, *identifiers;
	size_t n_names, n_contacts, n_identifiers;
	const struct office_undo *undos;
	size_t n_undos;
};

/* A merge that can be taken back. */
struct office_undo {
	struct form_hidden hidden;
	struct str action, id, away_name, day, reason;
};

struct office_pair {
	struct person a, b;
	struct str a_terms, b_terms; /* in words */
};

struct office_duplicates {
	struct page page;
	const struct office_pair *pairs;
	size_t n_pairs;
};

struct office_bodies {
	struct page page;
	bool may_change;
	const struct organization *bodies;
	size_t n_bodies;
};

struct office_body {
	struct page page;
	bool may_change;
	struct organization body;
	struct summary_row facts[6];
	size_t n_facts;
	const struct post *posts;
	const int64_t *held; /* of each post: how many hold it today */
	size_t n_posts;
	const struct office_line *contacts, *identifiers;
	size_t n_contacts, n_identifiers;
};

/* Lines of each list, with buttons where `action` is given. */
void office_lines(struct ctx *ctx, const struct people_details *details, struct str action, int64_t version,
		  const struct office_line **ret_names, const struct office_line **ret_contacts,
		  const struct office_line **ret_identifiers);

/* One more contact or identifier, or one less, of a person or body: what the form says is merged into `details`.
 * INVALID with problems. */
MUST_USE enum outcome office_take_contact(struct ctx *ctx, const struct req *req, struct people_details *details);
MUST_USE enum outcome office_take_identifier(struct ctx *ctx, const struct req *req, struct people_details *details);
MUST_USE enum outcome office_take_removal(struct ctx *ctx, const struct req *req, struct people_details *details);
void office_ask_contact(struct form_asker *ask);
void office_ask_identifier(struct form_asker *ask);

MUST_USE enum outcome office_person_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_name_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_name_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_names_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_names_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_contact_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_contact_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_identifier_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_identifier_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_died_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_died_post(struct ctx *ctx, const struct req *req, struct resp *resp);

MUST_USE enum outcome office_end_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_end_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_absence_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_absence_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_absence_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_absence_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_substitute_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_substitute_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_co_opt_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_co_opt_post(struct ctx *ctx, const struct req *req, struct resp *resp);

MUST_USE enum outcome office_term_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_term_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_term_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_term_post(struct ctx *ctx, const struct req *req, struct resp *resp);

MUST_USE enum outcome office_bodies_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_change_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_change_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_contact_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_contact_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_identifier_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_identifier_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_body_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_post_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_post_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_post_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_post_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_paste_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_paste_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_file_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_file_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_duplicates_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_merge_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_merge_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_unmerge_post(struct ctx *ctx, const struct req *req, struct resp *resp);

/* The term of the address, if the actor is a clerk of its body. */
MUST_USE enum outcome office_term_load(struct ctx *ctx, const struct req *req, struct tenure *ret_tenure);
/* Why a term ended, from ENDING_TERM on, with "Not said" in front. */
struct choice *office_ending_choices(struct ctx *ctx, size_t *ret_n);
/* A form about one term: on the way to it stands its person. */
struct form_asker office_term_form(struct ctx *ctx, const struct req *req, const struct resp *resp,
				   const struct tenure *tenure, int64_t version, const char *title, struct str action);
MUST_USE enum outcome office_form_done(struct form_asker *ask, struct resp *resp, const char *submit);

/* What ending a term does, in sentences, for whoever is about to do it. */
struct office_end {
	struct page page;
	struct form_hidden hidden;
	struct tenure tenure;
	struct field ending, to;
	const struct choice *endings;
	size_t n_endings;
	const struct str *effects;
	size_t n_effects;
};

/* The person of the address, if the actor has the right over them (people_body_for). */
MUST_USE enum outcome office_person_load(struct ctx *ctx, struct str slug, enum right right, struct person *ret_person);

/* The merges of a person with a button for each. */
MUST_USE enum outcome office_undos(struct ctx *ctx, const struct person *person, const struct office_undo **ret_undos,
				   size_t *ret_n);
