/* Inviting people to sign in, many at once: by e-mail with a link, by letter with a code (S7). A batch is what somebody
 * chose together; the jobs people.invite and people.invite.planned make accounts, links and messages when its time has
 * come, and whoever prints the letters makes accounts and codes: until then there is nothing that would let anybody in.
 */
#pragma once

#include "access/invite.h"
#include "http/http.h"
#include "mail/mail.h"
#include "people/people.h"

/* A batch at most, and the list to choose from; one slice of a job or a print. */
#define INVITE_MOST  300
#define INVITE_SLICE 10
/* On a later day they go out at this hour, in the site's zone. */
#define INVITE_HOUR 9
/* How far ahead, and how much somebody may write in front. */
#define INVITE_DAYS_AHEAD  366
#define INVITE_INTRO_BYTES 3000

enum invitation_way { INVITE_BY_MAIL = 1, INVITE_BY_LETTER };

enum invitation_state {
	INVITATION_WAITING = 1, /* its message, for its time */
	INVITATION_SENT,        /* the outbox has it */
	INVITATION_TO_PRINT,
	INVITATION_PRINTED,
	INVITATION_SKIPPED, /* the note says why */
	INVITATION_CANCELLED,
};

enum invitation_note {
	NOTE_NONE,
	/* Why a letter. */
	NOTE_BY_POST,
	NOTE_NO_ADDRESS,
	NOTE_SHARED, /* others have the address too: they could sign in as this person */
	NOTE_TAKEN,  /* somebody else signs in with it */
	NOTE_CHOSEN,
	/* Why nothing. */
	NOTE_HAS_PASSWORD,
	NOTE_STOPPED, /* an administrator stopped the account */
	NOTE_DIED,
	NOTE_LEFT,
	NOTE_GONE,     /* removed, or found to be somebody else */
	NOTE_RESTORED, /* the site was: it may have gone out after the backup */
};
/* A message with its arguments, in the language of the page or letter. */
struct str invitation_said(struct ctx *ctx, const char *message, struct str a, struct str b);

/* In the source language, a whole sentence; empty for NOTE_NONE. */
const char *invitation_note_words(int32_t note);
static inline bool invitation_note_skips(int32_t note)
{
	return note >= NOTE_HAS_PASSWORD;
}

struct invitation {
	int64_t id, batch_id, person_id;
	int32_t way, note, state;
	int64_t at_ms;      /* when it came into this state */
	int64_t until_ms;   /* how long the link or code lets in; 0: none was made */
	int64_t message_id; /* the outbox's; 0: none */
	int64_t account_id; /* who invited; 0: the command line */
	int64_t due_ms;
	struct str person_name, person_slug;
};

struct invitation_batch {
	int64_t id, made_ms, account_id, due_ms;
	bool paper; /* letters to all */
	struct str intro;
	int64_t person_id, waiting, sent, to_print, printed; /* of lists alone */
};

/* Somebody who may be invited, and how. */
struct invitee {
	struct person person;
	struct str offices; /* "Mayor, City Council; Member, Planning Commission" */
	int64_t body_id;    /* of the first of them */
	struct str email;   /* to which a message would go, and with which the person signs in; may be empty */
	struct str address; /* on paper; may be empty */
	int32_t way, note;  /* note says why a letter, or why nothing at all (invitation_note_skips) */
	struct access_standing standing;
	struct invitation last; /* id 0: none */
};

/* Was this person given a way in before, or will be? Cancelled and skipped ones do not count. */
bool invitation_was_made(const struct invitee *who);

/* ---- For other rooms ---- */

/* In a read or write: has somebody given this person a way in since the instant: a message put into the outbox, a
 * letter printed, a link made to be handed over? */
MUST_USE enum outcome invitations_sent_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_sent);

/* Inside a write: what waits for this person, or is to be printed, goes out no more. */
MUST_USE enum outcome invitations_cancel(struct ctx *ctx, int64_t person_id);

/* ---- invitations.c: people and rows ---- */

/* As of now; `paper`: a letter whatever address there is. NOT_FOUND: there never was such a person. */
MUST_USE enum outcome invitee_load(struct ctx *ctx, int64_t person_id, bool paper, struct invitee *ret_invitee);

/* Those whom the actor may invite, without a password yet, by name: of a body (0: all), of terms that begin on a day or
 * later (TENURE_FROM_EVER: all). *ret_more: there are more than INVITE_MOST. */
MUST_USE enum outcome invitees_list(struct ctx *ctx, int64_t body_id, int32_t since_day, struct invitee **ret_invitees,
				    size_t *ret_n, bool *ret_more);

/* FORBIDDEN unless the actor may invite this person: a clerk of every body on which the person serves or will (S6). */
MUST_USE enum outcome invitation_need(struct ctx *ctx, int64_t person_id);

/* The instant at which invitations of that day go out; now, when it is today. INVALID with a problem under "on" when it
 * is past or too far ahead. */
MUST_USE enum outcome invitation_due(struct ctx *ctx, struct day day, int64_t *ret_due_ms);

/* Inside a write: a batch of these people, made now by the actor: messages wait, letters are to be printed. What waited
 * for one of them is cancelled. */
MUST_USE enum outcome invitations_put(struct ctx *ctx, struct invitation_batch *batch, const struct invitee *invitees,
				      size_t n);

MUST_USE enum outcome invitation_batch_find(struct ctx *ctx, int64_t id, struct invitation_batch *ret_batch);
/* The newest with somebody in it whom the actor may invite. */
MUST_USE enum outcome invitation_batches(struct ctx *ctx, struct invitation_batch **ret_batches, size_t *ret_n);
/* Those of a batch whom the actor may invite, by name. */
MUST_USE enum outcome invitations_of(struct ctx *ctx, int64_t batch_id, struct invitation **ret_rows, size_t *ret_n);
MUST_USE enum outcome invitation_put_state(struct ctx *ctx, const struct invitation *row);
/* After a restore, see feature.h: what waited was perhaps sent since the backup. */
MUST_USE enum outcome invitations_restored(struct ctx *ctx);
/* Inside a write, for one who is removed. */
MUST_USE enum outcome invitations_forget(struct ctx *ctx, int64_t person_id);

/* ---- invitations_send.c: what is sent ---- */

#define INTRO_PARAGRAPHS 30

/* A message or a letter, in words. */
struct invitation_text {
	struct str lang, site, today, name, address;
	struct str title, greeting, lead, how, link, code, until, paper, ask;
	struct str intro[INTRO_PARAGRAPHS];
	size_t n_intro;
	struct str qr_path; /* of a letter: the page that asks for the code, without the code */
	int64_t qr_side;
};
/* `secret` is the link, or the code as it is printed. */
MUST_USE enum outcome invitation_text_of(struct ctx *ctx, const struct invitation_batch *batch,
					 const struct invitee *invitee, struct str secret, int64_t until_ms,
					 struct invitation_text *ret_text);
struct str invitation_plain(struct arena *arena, const struct invitation_text *text);

/* A message as it would be sent, to be read before; not live. */
MUST_USE enum outcome invitation_test(struct ctx *ctx, const struct mail_seed *seed, const struct invitation_text *text,
				      struct str to, struct str to_name);

/* Outside of a write: codes for those of the batch who get a letter, and whom the actor may invite; codes that were
 * printed before stop working. What is printed meanwhile by somebody else stops working too. The form's id is used
 * in the first write: CONFLICT, *ret_before where it led. Those to whom no letter goes any more are skipped. */
MUST_USE enum outcome invitations_print(struct ctx *ctx, const struct invitation_batch *batch, struct str form_id,
					struct str *ret_before, struct invitation_text **ret_letters, size_t *ret_n);

extern const struct db_spec invitation_spec;
#define PEOPLE_JOBS 2
extern const struct job people_jobs[PEOPLE_JOBS];
