/* A message as it goes over the wire (RFC 5322, RFC 2045 to 2047, RFC 6532). Pure. */
#pragma once

#include "base/base.h"

struct mime {
	struct str message_id; /* without brackets; the same for each try */
	struct str list_id;    /* "duties.digest.ethics.example.gov", by which people sort their mail */
	struct instant date;
	struct str from_name, from;
	struct str to_name, to;
	struct str title;
	struct str text; /* lines end in \n */
	struct str html; /* may be empty */
};

/* The whole message with CR LF, the same bytes for the same values. Texts may hold anything that is UTF-8: no text can
 * add a header, end the message or leave its part. Addresses are as mail_address_check passes them. */
struct str mime_write(struct arena *arena, const struct mime *mime);
