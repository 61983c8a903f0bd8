/* Finished answers as the library sends them, with every security header on. */
#pragma once

#include <microhttpd.h>

#include "http/sink.h"

/* An answer that any number of connections may send at once. It lives in an arena of its own, which closes when its
 * last holder has let go and the last byte has been sent. */
struct answer {
	struct arena *arena;
	unsigned status;
	struct MHD_Response *plain;
	struct MHD_Response *gzip;      /* NULL: not worth it */
	struct MHD_Response *brotli;    /* NULL: not worth it, or made per request */
	struct MHD_Response *unchanged; /* 304; NULL: has no entity tag */
	struct str etag;                /* with quotes */
	size_t bytes;                   /* of memory, about */
	bool is_kept;                   /* its bodies are copies of its own */
	struct http_sink *sink;         /* a long body; NULL */
	unsigned descriptors;           /* that its responses hold */
	_Atomic unsigned holders;
	_Atomic unsigned sending; /* responses that the library has not given up yet */
};

/* What the client takes, as far as answers differ by it. */
struct taste {
	struct str accept_encoding;
	struct str if_none_match;
};

enum lifetime {
	LIFETIME_NEVER,    /* no-store */
	LIFETIME_PRIVATE,  /* for this browser, asked again each time */
	LIFETIME_PUBLIC,   /* a ready page: for everyone, asked again each time */
	LIFETIME_FOR_EVER, /* an asset: its address changes with its content */
};

struct answer_options {
	bool hsts;
	enum lifetime lifetime;
	const char *allow; /* of a 405; NULL: none */
};

struct compressor;

/* One thread's compressor (libdeflate, level 1). */
struct compressor *compressor_open(struct arena *arena);
void compressor_close(struct compressor *compressor);

/* Makes an answer held once from what a handler left in `resp`. The answer takes over `arena`, in which resp's texts
 * live. Ready pages get an entity tag and a 304 beside them. Ends the process when the library has no memory. */
struct answer *answer_open(struct arena *arena, const struct resp *resp, const struct answer_options *options,
			   struct compressor *compressor);

/* The same for a file that is compressed already; its bytes are static. */
struct answer *answer_asset(const struct asset *asset, bool hsts);

/* The same for keeping: a copy in an arena of its own, of just the size that it needs. */
struct answer *answer_kept(struct arena *scratch, const struct resp *resp, const struct answer_options *options,
			   struct compressor *compressor);

void answer_hold(struct answer *answer);
void answer_release(struct answer *answer);

/* Hands the fitting form of the answer to the library. */
enum MHD_Result answer_send(struct answer *answer, struct MHD_Connection *connection, const struct taste *taste);

/* A short plain text for what never reaches a handler; closes with the server. */
struct answer *answer_refusal(unsigned status, struct str text, bool hsts);

/* True when the client takes this coding: named, or "*", and not with q=0. RFC 9110 section 12.5.3. */
bool accepts_coding(struct str accept_encoding, struct str coding);

/* True when one of the tags, or "*", matches weakly. RFC 9110 section 13.1.2. */
bool etag_matches(struct str if_none_match, struct str etag);
