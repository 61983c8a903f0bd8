/* Shared by the files of this room. */
#pragma once

#include "mail/mail.h"

/* ---- mail_store.c ---- */

/* A site's mail server as stored; the password is the site's secret MAIL_PASSWORD (site_secret). */
struct mail_server {
	struct str url; /* smtps://host:port or smtp://host:port; empty: there is none */
	struct str user;
	struct str from_name, from;
	struct str authority; /* certificates in PEM that are trusted instead of the system's; empty: the system's */
	int64_t version;
};

/* In a read or write: NOT_FOUND when there is none. */
MUST_USE enum outcome mail_server_load(struct ctx *ctx, struct mail_server *ret_server);
