/* YAML as a small tree whose nodes know where they stand. Made of libfyaml's events, never of its documents (D14). */
#pragma once

#include "rulebook/rulebook.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	struct rulebook_place place;
	struct str text;          /* of a scalar */
	bool is_plain;            /* a scalar without quotes and not in a block: columns within it can be counted */
	bool is_block;            /* a scalar in a block or in several lines */
	struct yaml_node **keys;  /* of a map */
	struct yaml_node **items; /* of a map: the values; of a list: its items */
	size_t n;
};

/* Reads one document; a file without any is an empty map. `text` has passed text_accept. INVALID with problems: no
 * YAML, a second document, an anchor, alias or tag, a key that is no text or stands twice, LIMIT_RULEBOOK_NODES,
 * LIMIT_RULEBOOK_DEPTH. */
MUST_USE enum outcome yaml_read(struct ctx *ctx, struct str name, struct str text, struct yaml_node **ret_node);

/* The value of the key; NULL: there is none. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* "nothing", "a list", "a map", or the text between quotes, cut where it is long. */
struct str yaml_found(struct arena *arena, const struct yaml_node *node);

/* Adds the problem at the node, `column` characters behind its beginning. Always INVALID. */
#define yaml_fault(ctx, node, message, ...)                                                                            \
	yaml_fault_at((ctx), (node), 0, (message), (const struct str[5]){__VA_ARGS__})
enum outcome yaml_fault_at(struct ctx *ctx, const struct yaml_node *node, size_t column, const char *message,
			   const struct str args[5]);
