/* Reminders: what remind.c, digest.c, calendar feeds and their pages share. Private to duties. */
#pragma once

#include "duties/duties_store.h"
#include "html/html.h"
#include "mail/mail.h"

/* The day's reminders begin at this hour, in the site's zone. */
#define REMIND_HOUR 6
/* What a rule asked for longer ago than this is not made up for. */
#define REMIND_BEHIND_DAYS 31

enum recipient_kind { RECIPIENT_PERSON = 1, RECIPIENT_ACCOUNT };
enum line_state { LINE_WAITING = 1, LINE_LETTER, LINE_NO_ADDRESS, LINE_TOMORROW };

struct duty_line {
	int64_t kind, recipient_id; /* enum recipient_kind; a person's or an account's id */
	struct obligation o;        /* its name, person and body alone */
	int64_t state, put_ms;
};

/* Whom a message goes to, and how. */
struct recipient {
	int64_t kind, id;
	int64_t person_id; /* 0: an account that belongs to nobody here */
	struct str name, email;
	bool by_post; /* letters, not e-mail */
	bool is_gone; /* died, or is no more: nothing is ever sent */
};
MUST_USE enum outcome recipient_load(struct ctx *ctx, int64_t kind, int64_t id, struct recipient *ret_recipient);

/* ---- Lines ---- */

MUST_USE enum outcome duty_line_put(struct ctx *ctx, int64_t kind, int64_t recipient_id, const struct obligation *o,
				    enum line_state state);
/* Of the body alone, letters to print and those for whom no address is known, by person; at most `most`. */
MUST_USE enum outcome duty_lines_on_paper(struct ctx *ctx, int64_t body_id, size_t most, struct duty_line **ret_lines,
					  size_t *ret_n);
/* Bodies that have any. */
MUST_USE enum outcome duty_paper_bodies(struct ctx *ctx, int64_t **ret_ids, size_t *ret_n);
/* Inside a write: it was printed; one that was put after `until_ms` stays. */
MUST_USE enum outcome duty_line_drop(struct ctx *ctx, const struct duty_line *line, int64_t until_ms);
/* What the lines are about, as of now; what is not owed any more is left out, and so are the words of why somebody was
 * given more time: they are for the office and the page of the person, not for mail, paper or a calendar. */
MUST_USE enum outcome duty_lines_items(struct ctx *ctx, const struct duty_line *lines, size_t n,
				       struct duty_item **ret_items, size_t *ret_n);

/* ---- Messages ---- */

struct digest_row {
	struct str title, who, due, why, href;
	bool is_late;
};
struct digest {
	struct str lang, site, title, greeting, lead;
	const struct digest_row *own, *others;
	size_t n_own, n_others;
	size_t n_more; /* beyond DIGEST_ROWS */
	struct str my, office;
};
#define DIGEST_ROWS 50

/* Without who gave more time, and why, or that somebody is absent. */
struct duty_item duty_item_for_mail(const struct duty_item *item);

/* The first so many lines of a recipient, the earliest due first, and how many there are. */
MUST_USE enum outcome duty_lines_of(struct ctx *ctx, const struct recipient *to, enum line_state state, size_t most,
				    struct duty_line **ret_lines, size_t *ret_n, int64_t *ret_all);

/* Inside a write: what the lines of today say, with all that the recipient owes soon or should have done, as one
 * message; the lines are gone, or wait where no e-mail goes. */
MUST_USE enum outcome digest_send(struct ctx *ctx, const struct mail_seed *seed, int64_t kind, int64_t recipient_id);
/* Inside a write: a reminder that the office asks for, of these items of one person. `once` is of the form. */
MUST_USE enum outcome digest_send_now(struct ctx *ctx, const struct mail_seed *seed, const struct recipient *to,
				      const struct duty_item *items, size_t n, struct str once);
