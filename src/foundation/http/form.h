/* What a client sent as fields: query strings, forms with and without files, cookies. Bounded before anything is
 * allocated; every text is checked and normalised here and trusted from then on. */
#pragma once

#include "http/http.h"

struct form {
	struct http_field *fields;
	size_t n_fields;
	struct http_file *files;
	size_t n_files;
};

/* "a=b&c=d": WHATWG URL, application/x-www-form-urlencoded. INVALID adds problems under the fields' names. */
MUST_USE enum outcome form_urlencoded(struct ctx *ctx, struct str body, struct form *ret_form);

/* multipart/form-data (RFC 7578, 2046 section 5.1.1). `type` is the Content-Type with its boundary. Files' contents are
 * slices of the body. */
MUST_USE enum outcome form_multipart(struct ctx *ctx, struct str type, struct str body, struct form *ret_form);

/* The value of a cookie in a Cookie header (RFC 6265 section 4.2); {NULL, 0} when it is not there. The first counts. */
struct str cookie_find(struct str header, struct str name);
