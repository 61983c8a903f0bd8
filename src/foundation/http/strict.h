/* What stands before everything else: is this a request at all, by the letter of RFC 9110 and 9112? Pure functions over
 * what the library found, since its 0.9.75 parser lets through what other programs on the way read differently. */
#pragma once

#include "base/base.h"

/* A request's line and headers as one pass over them found them. The bytes are the library's. */
struct head {
	struct str method;
	struct str version;
	struct str path;  /* raw, without '?' and what follows */
	struct str query; /* raw, without '?' */
	bool has_query;
	struct str host;
	struct str content_length;
	struct str content_type;
	struct str transfer_encoding;
	struct str accept_encoding;
	struct str if_none_match;
	struct str origin;
	struct str fetch_site;
	struct str forwarded_for;
	struct str forwarded_host;
	struct str forwarded_proto;
	unsigned hosts; /* how often each came */
	unsigned content_lengths;
	unsigned content_types;
	unsigned transfer_encodings;
	size_t bytes; /* of all headers */
	bool expects; /* the client waits for "100 Continue" before it sends its body */
	bool damaged; /* a byte where none of its kind may stand, or bytes that the library hid */
};

/* Takes one header into the head. */
void head_add(struct head *head, struct str name, struct str value);

/* 0 when the request may be looked at further, else the status with which it is refused and its connection closed. */
unsigned head_fault(const struct head *head);

/* True for a request that announces a body. */
bool head_has_body(const struct head *head);

/* Decodes a raw path into `out`, which has room for raw.n bytes. False unless it starts with '/' and what comes out is
 * well-formed UTF-8 without control characters, empty, "." or ".." segments; an encoded '/' or '\' is refused too. */
bool path_decode(struct str raw, char *out, size_t *ret_n);

/* Decodes %XX, and '+' as a space where `plus` says so, into `out`, which has room for raw.n bytes. False for a '%'
 * without two hexadecimal digits. */
bool percent_decode(struct str raw, bool plus, char *out, size_t *ret_n);
