/* What the office's pages of invitations show; and their handlers, for the table of routes. */
#pragma once

#include "people/invitations.h"
#include "people/office_form.h"

/* Somebody on the list, or in a preview. */
struct invite_line {
	struct invitee who;
	struct str box; /* "row-" and the person's id */
	struct str how, state, state_more;
	const char *colour;
	bool chosen, may_choose;
	struct str batch; /* the address of the last batch; empty */
};

struct office_invitations {
	struct page page;
	struct form_hidden hidden;
	struct field body, since, tick, intro, on, paper;
	const struct choice *bodies;
	size_t n_bodies;
	const struct choice *ticks;
	size_t n_ticks;
	struct choice paper_choice;
	const struct invite_line *lines;
	size_t n_lines;
	bool has_more, has_mail;
	const struct invitation_batch *batches;
	const struct str *batch_days, *batch_words;
	size_t n_batches;
};

struct office_invite_preview {
	struct page page;
	struct form_hidden hidden;
	const struct invite_line *lines;
	size_t n_lines;
	int64_t n_mails, n_letters, n_skipped;
	struct str when, submit;
	bool is_later, has_mail, may_test;
	const struct invitation_text *mail, *letter; /* samples; NULL: none is sent */
	const struct http_field *fields;             /* what was filled in, for the next step */
	size_t n_fields;
};

struct invitation_line {
	struct invitation row;
	struct str how, state, state_more;
	const char *colour;
};

struct office_invite_batch {
	struct page page;
	struct form_hidden print, cancel;
	struct str path, made, when;
	const struct str *intro;
	size_t n_intro;
	const struct invitation_line *lines;
	size_t n_lines;
	int64_t n_waiting, n_to_print, n_printed;
};

struct office_invite_letters {
	struct page page;
	struct str path;
	const struct invitation_text *letters;
	size_t n_letters;
};

/* What became of an invitation, in words; with its message where there is one. */
struct invitation_shown {
	struct str state, more;
	const char *colour;
};
MUST_USE enum outcome invitation_shown_of(struct ctx *ctx, const struct invitation *row,
					  const struct access_standing *standing, struct invitation_shown *ret_shown);
/* "By e-mail to a@b.example", "By letter: …" */
struct str invitation_how(struct ctx *ctx, int32_t way, int32_t note, struct str email);
struct str invitation_batch_path(struct ctx *ctx, int64_t batch_id);

MUST_USE enum outcome office_invitations_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_invitations_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_invite_batch_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_invite_letters_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_invite_cancel_post(struct ctx *ctx, const struct req *req, struct resp *resp);
