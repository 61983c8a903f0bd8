/* Files that people hand in, in the site's database. Decisions D10, D12, D14, D21; safeguard S17. */
#pragma once

#include "access/access.h"
#include "crypto/crypto.h"
#include "http/http.h"
#include "intake/intake.h"
#include "site/site.h"

enum file_kind { FILE_PDF = 1, FILE_PNG, FILE_JPEG, FILE_TEXT };

/* "pdf", as the end of a name has it; {NULL, 0}: no kind of ours. */
struct str file_suffix(enum file_kind kind);

/* ---- What a file is ---- */

/* What somebody should look at before it is published; found in text alone. */
enum file_hint { FILE_HINT_PHONE = 1, FILE_HINT_MAIL = 2, FILE_HINT_ADDRESS = 4, FILE_HINT_SIGNATURE = 8 };

struct file_look {
	enum file_kind kind;
	uint32_t hints;   /* bits of enum file_hint */
	struct str clean; /* the content without metadata; {NULL, 0}: no such copy can be made here */
};

/* Has a child read it (D14). INVALID with a problem under `where`: it is empty, too large (LIMIT_FILE_BYTES), of no
 * kind that is taken, damaged, two kinds at once, locked by a password, or can run. */
MUST_USE enum outcome file_look(struct ctx *ctx, const char *where, struct str content, struct file_look *ret_look);

/* The name under which people see it: no path, no control characters, at most 100 bytes, ending as its kind does. */
struct str file_name(struct arena *arena, struct str said, enum file_kind kind);

/* ---- In the store ---- */

/* Bytes in the store. The same content as a private file and as a public copy are two. */
struct file_ref {
	struct hash hash; /* SHA-256 of the content */
	bool is_public;
};

/* A row of another room; `what` is that room's own word, a literal. */
struct file_holder {
	const char *what;
	int64_t id;
};

struct file_info {
	int64_t id;
	int64_t bytes;
	int32_t kind; /* enum file_kind */
	bool is_public;
};

/* Outside of a write: brings the content into the store by several short writes. It is nobody's until it is held, and
 * goes after a day. INVALID with a problem under `where` when the site has no room for it. */
MUST_USE enum outcome file_put(struct ctx *ctx, const char *where, bool is_public, enum file_kind kind,
			       struct str content, struct file_ref *ret_ref);

/* Inside a write: held from now on, also when it was already. NOT_FOUND: it is not here, or not whole. */
MUST_USE enum outcome file_hold(struct ctx *ctx, struct file_holder holder, const struct file_ref *ref);
/* Inside a write: the holder holds these and nothing else, but for private files where it keeps them. */
MUST_USE enum outcome files_hold_only(struct ctx *ctx, struct file_holder holder, const struct file_ref *refs, size_t n,
				      bool keeps_private);
/* Inside a write: the other holds the private files of this one as well. */
MUST_USE enum outcome files_hold_also(struct ctx *ctx, struct file_holder holder, struct file_holder other);
/* Inside a write: lets go of all, or of public copies alone. What nobody holds any more is erased. The caller scrubs
 * the database (database_scrub) after an erasure that somebody asked for. */
MUST_USE enum outcome files_let_go(struct ctx *ctx, struct file_holder holder, bool only_public);

/* Inside a write: what was brought in goes now, where nobody holds it. */
MUST_USE enum outcome file_forget(struct ctx *ctx, const struct file_ref *ref);

/* In a read or write. NOT_FOUND: it is not here, or not whole. */
MUST_USE enum outcome file_find(struct ctx *ctx, const struct file_ref *ref, struct file_info *ret_info);

/* In a read: calls `each` with its bytes, piece by piece. BROKEN with a problem when it was sealed under another key or
 * is damaged. */
MUST_USE enum outcome file_each(struct ctx *ctx, const struct file_ref *ref,
				enum outcome (*each)(struct ctx *ctx, struct str bytes, void *arg), void *arg);
/* In a read: the same of the file with that id, as room files gives it to its holders; NOT_FOUND. */
MUST_USE enum outcome file_find_id(struct ctx *ctx, int64_t id, struct file_info *ret_info);
MUST_USE enum outcome file_each_id(struct ctx *ctx, const struct file_info *info,
				   enum outcome (*each)(struct ctx *ctx, struct str bytes, void *arg), void *arg);
/* In a read: as an attachment of that name; a private one is stored by nobody on its way. NOT_FOUND. */
MUST_USE enum outcome file_send(struct ctx *ctx, struct resp *resp, const struct file_ref *ref, struct str name);

/* How much there is, and room for how much. */
struct files_figures {
	int64_t files, bytes, quota;
};
MUST_USE enum outcome files_figures(struct ctx *ctx, struct files_figures *ret_figures);
/* Inside a write. */
MUST_USE enum outcome files_quota_put(struct ctx *ctx, int64_t bytes);

extern const struct feature files_feature;
extern const struct intake_parser files_parser;
