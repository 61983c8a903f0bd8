/* The office's pages of messages and of the mail server; between mail_web.c, mail_server_web.c and views/mail.html. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "mail/mail.h"

struct pages_mail_line {
	struct mail_row row;
	struct str path;
	struct str to, when, next; /* in words; next: when it is tried again */
	const char *colour;
	struct str state;
};

struct pages_mail {
	struct page page;
	bool is_ready; /* there is a mail server */
	bool may_set;  /* the actor may name one */
	bool is_all;   /* else those that wait or were given up */
	struct pages_mail_line *lines;
	size_t n_lines;
	struct str older; /* the address of those before; empty: none */
};

struct pages_message {
	struct page page;
	struct pages_mail_line line;
	struct str title;
	struct summary_row rows[8];
	size_t n_rows;
	struct str text; /* empty: not shown */
	struct form_hidden again, cancel;
	bool may_again, may_cancel;
};

struct pages_mail_server {
	struct page page;
	struct form_hidden hidden, test_hidden;
	struct field server, user, password, from, to;
	struct choice off;
	bool is_set, has_password, has_authority;
};

MUST_USE enum outcome pages_mail_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_message_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_message_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_mail_server_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_mail_server_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_mail_test_post(struct ctx *ctx, const struct req *req, struct resp *resp);
