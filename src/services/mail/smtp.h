/* Giving messages to a mail server (RFC 5321), by libcurl. */
#pragma once

#include "mail/mail.h"

/* What became of a message. */
enum smtp_end {
	SMTP_TAKEN = 1, /* the server answered 250: it is theirs now */
	SMTP_REFUSED,   /* for good: 5xx to the recipient or the text */
	SMTP_LATER,     /* this one not now: 4xx, or the connection broke while it was on its way */
	SMTP_DOWN,      /* none now: not reached, no TLS, a wrong certificate, user name, password or sender */
	SMTP_STOPPED,   /* the process ends, and the server has not got it */
	SMTP_UNSURE,    /* the process ends before the server has said whether it took it */
};

struct smtp;

/* A connection, opened by the first message and kept for the next. `hello` is the name by which we greet. Values must
 * outlive it. */
struct smtp *smtp_open(struct arena *arena, const struct mail_server *server, struct str password, struct str hello);
void smtp_closep(struct smtp **smtp);

/* Gives the message to the server; blocks for at most SMTP_MOST_S. *ret_why is in the arena: what the server last said,
 * or what kept it from being asked, in one line. */
#define SMTP_MOST_S 600
enum smtp_end smtp_send(struct smtp *smtp, struct arena *arena, struct str to, struct str message, struct str *ret_why);

/* From any thread: sends end as soon as they can, or may take their time again. A message whose text the server has
 * whole is waited for 20 s longer. */
void smtp_hurry(bool is_ending);
