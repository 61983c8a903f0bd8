/* A streaming JSON writer. Commas and nesting are the writer's; a misuse (a value without a name in an object, a
 * close without an open) ends the process, since it is our bug.
 *
 *     struct json json = json_open(&buf, JSON_PLAIN);
 *     json_begin_object(&json, NULL);
 *     json_str(&json, "title", title);
 *     json_begin_array(&json, "words"); json_i64(&json, NULL, 3); json_end(&json);
 *     json_end(&json);
 */
#pragma once

#include "base/buf.h"

#define JSON_DEPTH 24

enum json_style {
	JSON_PLAIN,     /* no white space */
	JSON_INDENTED,  /* two spaces a level and a final line feed, for people */
	JSON_CANONICAL, /* RFC 8785: no white space; the caller writes names in ascending order, which is checked
			   (names are ASCII, so that byte order is UTF-16 order); integers only, |n| < 2^53 */
};

struct json {
	struct buf *out;
	enum json_style style;
	unsigned depth;
	struct {
		bool is_array;
		bool has_values;
		struct str last_name;
	} level[JSON_DEPTH];
};

struct json json_open(struct buf *out, enum json_style style);

/* Begins an object or an array, which json_end ends. (The names json_object, json_array and json_null belong to
 * jansson, which is linked too.) `name` is NULL for an array's element and for the outermost value. */
void json_begin_object(struct json *json, const char *name);
void json_begin_array(struct json *json, const char *name);
void json_end(struct json *json);
void json_str(struct json *json, const char *name, struct str value);
void json_i64(struct json *json, const char *name, int64_t value);
void json_bool(struct json *json, const char *name, bool value);
void json_put_null(struct json *json, const char *name);

/* A value that is JSON already (canonical bytes that are stored verbatim). */
void json_raw(struct json *json, const char *name, struct str value);

/* Appends the string with quotes, escaped as RFC 8785 section 3.2.2.2 says. */
void json_quote(struct buf *out, struct str value);
