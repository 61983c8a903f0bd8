#include "journal/journal.h"

/* RFC 6962 section 2.1: the two prefixes keep a leaf from being taken for a node. */
#define LEAF_PREFIX STR("\x00")
#define NODE_PREFIX STR("\x01")

struct hash journal_leaf_hash(struct str leaf_bytes)
{
	return hash_parts((const struct str[]){LEAF_PREFIX, leaf_bytes}, 2);
}

struct hash journal_node_hash(const struct hash *left, const struct hash *right)
{
	return hash_parts((const struct str[]){NODE_PREFIX, hash_str(left), hash_str(right)}, 3);
}

struct hash journal_content_hash(struct str salt, struct str content)
{
	return hash_parts((const struct str[]){salt, content}, 2);
}

struct str journal_leaf(struct arena *arena, struct str record_id, int64_t version, int64_t time_ms,
			const struct hash *content)
{
	struct buf leaf = buf_open(arena, 224);
	struct json json = json_open(&leaf, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "content", hash_hex(arena, content));
	json_str(&json, "id", record_id);
	json_str(&json, "kind", STR("record"));
	json_str(&json, "time", instant_str(arena, (struct instant){time_ms}));
	json_i64(&json, "v", 1);
	json_i64(&json, "version", version);
	json_end(&json);
	return buf_view(&leaf);
}

struct journal_seed journal_seed_new(struct ctx *ctx)
{
	struct journal_seed seed;
	random_bytes(ctx, seed.id, sizeof(seed.id));
	random_bytes(ctx, seed.salt, sizeof(seed.salt));
	return seed;
}
