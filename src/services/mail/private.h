/* Shared by the files of this room. */
#pragma once

#include "mail/mail.h"

/* ---- server.c, pure ---- */

/* Is it this machine itself, and nobody signs in? Then nothing is encrypted. */
bool mail_server_is_plain(const struct mail_server *server);

/* ---- deliver.c ---- */

/* How long to wait after so many tries in vain: a minute, then twice as long each time, at most four hours. Pure. */
int64_t mail_wait_ms(int64_t tries);

#define MAIL_JOBS 2
extern const struct job mail_jobs[MAIL_JOBS];

#define MAIL_VERBS 6
extern const struct verb mail_verbs[MAIL_VERBS];
