/* What a site sends: an outbox of messages, their delivery by SMTP, calendars. Decisions D3, D12, D23; RFC 5321, 5322,
 * 2045 to 2047, 5545. */
#pragma once

#include "site/site.h"

/* One message to one person. Texts are in the recipient's words already; each is bounded by MAIL_*_BYTES. */
struct mail_message {
	struct str kind; /* what it is about, the sending room's own word: "access.reset", "duties.digest"; lower-case
			  * letters, digits and dots */
	int64_t subject_id; /* the row it is about; 0: none */
	int64_t person_id;  /* people's person to whom it goes, for the office's list; 0: none */
	struct str to;      /* one address, as mail_address_check passes it */
	struct str to_name; /* may be empty */
	struct str title;   /* the Subject line: one line */
	struct str text;    /* plain; lines end in \n */
	struct str html;    /* the same as a page, made by a compiled template; empty: plain text alone */
	struct str once;    /* a second message with the same word is not put, for a year at least: "duties.digest",
			     * the person and the day. Empty: put always */
	bool secret; /* carries a link that lets somebody in: its text is destroyed once it is sent or given up */
};

#define MAIL_KIND_BYTES  60
#define MAIL_ONCE_BYTES  200
#define MAIL_NAME_BYTES  200
#define MAIL_TITLE_BYTES 500
#define MAIL_TEXT_BYTES  65536
#define MAIL_HTML_BYTES  131072

/* INVALID with a problem under `field` unless it is one address that can be written to (RFC 5321, with letters of any
 * script on the left, RFC 6531; no comments, no quoted part, no address literal, no line breaks; on the right a name
 * with a dot, or localhost, in ASCII: a domain in another script as "xn--…"). At most 254 bytes. Pure. */
MUST_USE enum outcome mail_address_check(struct ctx *ctx, const char *field, struct str address);

/* Taken before the write that puts a message: what must not change when the write is tried again (D3). One for each
 * message. */
struct mail_seed {
	unsigned char bytes[16];
};
struct mail_seed mail_seed_new(struct ctx *ctx);

/* Inside a write: the message is sent after the commit, by a job. Its Message-ID is made of the seed and never changes,
 * however often it is tried (D23). OK and *ret_id 0 when `once` was used. A site that has no mail server yet keeps it:
 * it waits, and the office sees that. INVALID with a problem when a text is too long, the kind is not a word, or the
 * address cannot be written to. */
MUST_USE enum outcome mail_put(struct ctx *ctx, const struct mail_seed *seed, const struct mail_message *message,
			       int64_t *ret_id);

/* Inside a write: nothing is kept of messages to this person, for one who is erased; those that wait are not sent. */
MUST_USE enum outcome mail_forget_person(struct ctx *ctx, int64_t person_id);

/* In a read or write: true when the site has a mail server to give messages to. */
bool mail_ready(struct ctx *ctx);

enum mail_state { MAIL_WAITING = 1, MAIL_SENT, MAIL_GIVEN_UP, MAIL_CANCELLED };

/* What the office sees of a message. */
struct mail_row {
	int64_t id;
	struct str kind, to, to_name, title;
	int64_t subject_id, person_id;
	int32_t state;
	bool secret;
	int64_t put_ms;
	int64_t sent_ms;  /* when the server took it, or it was given up or cancelled; 0: it waits */
	int64_t again_ms; /* when it is tried next */
	int64_t tries;
	struct str why; /* what the server last said */
	struct str message_id;
};

/* The newest first; those of one state unless it is 0; before the id, unless that is 0; at most MAIL_LIST_ROWS. */
#define MAIL_LIST_ROWS 100
MUST_USE enum outcome mail_list(struct ctx *ctx, int32_t state, int64_t before_id, struct mail_row **ret_rows,
				size_t *ret_n);

/* One of them, with its text; never the text of one that is secret: then it is empty. NOT_FOUND. */
MUST_USE enum outcome mail_find(struct ctx *ctx, int64_t id, struct mail_row *ret_row, struct str *ret_text);

/* How many wait, how many of these were tried in vain, and how many were given up in the last 30 days. */
struct mail_counts {
	int64_t waiting, failing, given_up;
};
MUST_USE enum outcome mail_count(struct ctx *ctx, struct mail_counts *ret_counts);

/* Inside a write: tries one that waits, or was given up or cancelled, at once; or never again. CONFLICT with a problem
 * when it was sent meanwhile, is being sent, or its text was destroyed. */
MUST_USE enum outcome mail_again(struct ctx *ctx, int64_t id);
MUST_USE enum outcome mail_cancel(struct ctx *ctx, int64_t id);

/* ---- The mail server ---- */

/* A site's mail server. Its password stands in SITE.keys, under a name made of url and user: it is never given to
 * another server. */
struct mail_server {
	struct str url; /* smtps://host:port, TLS from the first byte; smtp://host:port, STARTTLS: without it nothing is
			 * sent, but to this machine itself when no user is named */
	struct str user; /* empty: the server wants none */
	struct str from_name, from;
	struct str authority; /* certificates in PEM, trusted instead of the system's; empty: the system's */
	int64_t version;
};

/* In a read or write: NOT_FOUND when there is none. */
MUST_USE enum outcome mail_server_load(struct ctx *ctx, struct mail_server *ret_server);

/* All faults as problems under "server", "user", "from", "authority"; `from` is "Name <address>" or an address. The url
 * gets its port where it names none: 465 for smtps, 587 for smtp, 25 on this machine. Pure. */
struct mail_server_draft {
	struct str server, user, from, authority;
};
MUST_USE enum outcome mail_server_check(struct ctx *ctx, const struct mail_server_draft *draft,
					struct mail_server *ret_server);

/* Outside of a write, before the server is put: keeps the password that this server wants from this user. One line of
 * text; empty: it is kept no more. */
MUST_USE enum outcome mail_password_put(struct ctx *ctx, const struct mail_server *server, struct str password);
/* NOT_FOUND when a password is needed and none is kept; empty where no user is named. */
MUST_USE enum outcome mail_password_find(struct ctx *ctx, const struct mail_server *server, struct str *ret_password);

/* Inside a write: this is the site's server from now on; NULL: it has none. CONFLICT when it is no longer the one of
 * `version`, unless that is -1. */
MUST_USE enum outcome mail_server_put(struct ctx *ctx, const struct mail_server *server, int64_t version);

/* A message that says that it is a test, to be put or tried. */
struct mail_message mail_test_message(const struct ctx *ctx, struct str to);

/* Outside of a read: sends a test message at once, past the outbox, and says what came of it: *ret_said is what the
 * server answered, or what kept it from being asked. */
MUST_USE enum outcome mail_try(struct ctx *ctx, const struct mail_server *server, struct str to, bool *ret_taken,
			       struct str *ret_said);

/* ---- Calendars (RFC 5545), made by libical ---- */

struct calendar_event {
	struct str uid; /* stable: a feed that is read again moves the event rather than adding one */
	struct str title, description, place, url;
	struct day day;         /* a whole day, when at_ms is 0 */
	int64_t at_ms;          /* an instant, UTC */
	int64_t minutes;        /* how long; 0 for a deadline */
	int32_t remind_days[4]; /* days before: of a whole day at nine in the morning; 0 ends the list */
	struct instant changed; /* the last time that anything of it did */
	int32_t sequence;       /* how often its day or place did */
};

/* The whole feed's text, CRLF, folded: the same bytes for the same values. Texts may hold anything that is UTF-8.
 * BROKEN when libical fails. */
MUST_USE enum outcome calendar_write(struct ctx *ctx, struct str title, const struct calendar_event *events, size_t n,
				     struct str *ret_text);

extern const struct feature mail_feature;
