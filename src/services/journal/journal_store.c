#include "journal/journal_sql.h"
#include "journal/rows.h"

/* ---- The tree's right edge ---- */

static enum outcome tree_broken(const char *what)
{
	log_event(LOG_ERROR, "journal_tree", "broken=%s", what);
	return BROKEN;
}

/* The stored tree as far as an append needs it; an empty log has no row. */
static enum outcome tree_load(struct ctx *ctx, struct journal_tree *ret_tree, struct hash *ret_root)
{
	struct journal_head_row row = {0};
	enum outcome outcome = db_one(ctx, &journal_sql_head, DB_NO_PARAMS, &journal_head_spec, &row);
	struct journal_tree tree = {.size = 0};
	if (outcome == NOT_FOUND) {
		*ret_root = journal_tree_root(&tree);
		*ret_tree = tree;
		return OK;
	}
	TRY(outcome);
	if (row.size < 0 || row.root.n != HASH_BYTES || row.edge.n != journal_tree_edge_n(row.size) * HASH_BYTES)
		return tree_broken("head");
	tree.size = row.size;
	if (row.edge.n > 0)
		memcpy(tree.edge, row.edge.p, row.edge.n);
	memcpy(ret_root->b, row.root.p, HASH_BYTES);
	*ret_tree = tree;
	return OK;
}

static enum outcome tree_store(struct ctx *ctx, const struct journal_tree *tree)
{
	struct hash root = journal_tree_root(tree);
	struct str edge = str_bytes(tree->edge, journal_tree_edge_n(tree->size) * HASH_BYTES);
	return db_exec(ctx, &journal_sql_head_put,
		       DB_PARAMS(db_int(tree->size), db_bytes(hash_str(&root)), db_bytes(edge)), NULL);
}

/* What an append of many leaves adds to a level's newest tile: it is written where a tile is full, and at the end. */
struct level_tail {
	int64_t tile;
	size_t n;
	struct hash hashes[TILE_WIDTH];
};

/* The tree while leaves are appended to it. */
struct appending {
	struct journal_tree tree;
	struct level_tail *tails[TILE_LEVELS];
};

static enum outcome tail_write(struct ctx *ctx, unsigned level, struct level_tail *tail)
{
	if (tail->n == 0)
		return OK;
	struct str hashes = str_bytes(tail->hashes, tail->n * HASH_BYTES);
	tail->n = 0;
	return db_exec(ctx, &journal_sql_tile_extend, DB_PARAMS(db_int(level), db_int(tail->tile), db_bytes(hashes)),
		       NULL);
}

static enum outcome tiles_extend(struct ctx *ctx, struct appending *a, int64_t index, const struct journal_tiled *tiled)
{
	for (unsigned level = 0; level < tiled->n; level++) {
		int64_t tile = index >> (TILE_HEIGHT * level) >> TILE_HEIGHT;
		if (!a->tails[level])
			a->tails[level] = arena_new(ctx->arena, struct level_tail);
		struct level_tail *tail = a->tails[level];
		if (tail->tile != tile)
			TRY(tail_write(ctx, level, tail));
		tail->tile = tile;
		tail->hashes[tail->n++] = tiled->node[level];
	}
	return OK;
}

static enum outcome appending_begin(struct ctx *ctx, struct appending *ret_appending)
{
	struct hash root;
	return tree_load(ctx, &ret_appending->tree, &root);
}

static enum outcome appending_end(struct ctx *ctx, struct appending *a)
{
	for (unsigned level = 0; level < TILE_LEVELS; level++)
		if (a->tails[level])
			TRY(tail_write(ctx, level, a->tails[level]));
	TRY(tree_store(ctx, &a->tree));
	db_note(ctx, "journal", 0);
	return OK;
}

static enum outcome leaf_append(struct ctx *ctx, struct appending *a, struct str record_id, int64_t version,
				const struct journal_seed *seed, struct str content, struct journal_place *ret_place)
{
	struct str salt = str_bytes(seed->salt, sizeof(seed->salt));
	struct hash content_hash = journal_content_hash(salt, content);
	struct str leaf = journal_leaf(ctx->arena, record_id, version, ctx->now_ms, &content_hash);
	struct journal_place place = {
		.record_id = record_id,
		.version = version,
		.index = a->tree.size,
		.leaf = journal_leaf_hash(leaf),
	};
	TRY(db_exec(ctx, &journal_sql_leaf_add,
		    DB_PARAMS(db_int(place.index), db_text(record_id), db_int(version), db_int(ctx->now_ms),
			      db_bytes(leaf), db_bytes(content), db_bytes(salt)),
		    NULL));
	struct journal_tiled tiled;
	journal_tree_append(&a->tree, &place.leaf, &tiled);
	TRY(tiles_extend(ctx, a, place.index, &tiled));
	*ret_place = place;
	return OK;
}

static enum outcome append(struct ctx *ctx, struct str record_id, int64_t version, const struct journal_seed *seed,
			   struct str content, struct journal_place *ret_place)
{
	struct appending a = {.tails = {NULL}};
	struct journal_place place;
	TRY(appending_begin(ctx, &a));
	TRY(leaf_append(ctx, &a, record_id, version, seed, content, &place));
	TRY(appending_end(ctx, &a));
	*ret_place = place;
	return OK;
}

/* ---- Records ---- */

enum outcome journal_put(struct ctx *ctx, const struct journal_seed *seed, const char *room, int64_t subject,
			 struct str content, struct journal_place *ret_place)
{
	struct str record_id = base32_str(ctx->arena, str_bytes(seed->id, sizeof(seed->id)));
	TRY(db_exec(ctx, &journal_sql_record_add, DB_PARAMS(db_text(record_id), db_text(str_of(room)), db_int(subject)),
		    NULL));
	return append(ctx, record_id, 1, seed, content, ret_place);
}

static enum outcome removed_already(struct ctx *ctx, struct str record_id)
{
	(void)problem_add(ctx, "record", msg("The record {1} was removed before"), record_id);
	return CONFLICT;
}

/* Takes the record's next version for an append. */
static enum outcome next_version(struct ctx *ctx, struct str record_id, int64_t *ret_version)
{
	struct journal_record newest;
	TRY(journal_find(ctx, record_id, 0, &newest));
	if (!str_empty(newest.erased_ground))
		return removed_already(ctx, record_id);
	int64_t changed = 0;
	TRY(db_exec(ctx, &journal_sql_record_next_version, DB_PARAMS(db_text(record_id), db_int(newest.newest)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	*ret_version = newest.newest + 1;
	return OK;
}

enum outcome journal_put_version(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				 struct str content, struct journal_place *ret_place)
{
	int64_t version;
	TRY(next_version(ctx, record_id, &version));
	return append(ctx, str_dup(ctx->arena, record_id), version, seed, content, ret_place);
}

static enum outcome one_of_many(struct ctx *ctx, struct appending *a, const char *room, struct journal_many *put)
{
	int64_t version = 1;
	struct str record_id = put->record_id;
	if (str_empty(record_id)) {
		record_id = base32_str(ctx->arena, str_bytes(put->seed->id, sizeof(put->seed->id)));
		TRY(db_exec(ctx, &journal_sql_record_add,
			    DB_PARAMS(db_text(record_id), db_text(str_of(room)), db_int(put->subject)), NULL));
	} else {
		TRY(next_version(ctx, record_id, &version));
	}
	return leaf_append(ctx, a, record_id, version, put->seed, put->content, &put->place);
}

enum outcome journal_put_many(struct ctx *ctx, const char *room, struct journal_many *puts, size_t n)
{
	struct appending a = {.tails = {NULL}};
	if (n == 0)
		return OK;
	TRY(appending_begin(ctx, &a));
	for (size_t i = 0; i < n; i++)
		TRY(one_of_many(ctx, &a, room, &puts[i]));
	return appending_end(ctx, &a);
}

struct str journal_removal_content(struct arena *arena, struct str ground, int64_t removed_ms)
{
	struct buf content = buf_open(arena, 128);
	struct json json = json_open(&content, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "ground", ground);
	json_str(&json, "removed", instant_str(arena, (struct instant){removed_ms}));
	json_end(&json);
	return buf_view(&content);
}

enum outcome journal_remove_from_rooms(struct ctx *ctx, struct str record_id)
{
	const struct features *features = ctx->site ? ctx->site->features : NULL;
	for (size_t i = 0; features && i < features->n; i++)
		if (features->p[i]->remove)
			TRY(features->p[i]->remove(ctx, record_id));
	return OK;
}

enum outcome journal_erase_as_of(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				 struct str ground, int64_t removed_ms)
{
	if (str_empty(str_trim(ground)))
		return problem_add(ctx, "ground", msg("Say why the record is removed: the public reads this"));
	int64_t version;
	struct journal_place place;
	TRY(next_version(ctx, record_id, &version));
	TRY(append(ctx, record_id, version, seed, journal_removal_content(ctx->arena, ground, removed_ms), &place));
	TRY(db_exec(ctx, &journal_sql_record_erased, DB_PARAMS(db_text(record_id), db_int(removed_ms), db_text(ground)),
		    NULL));
	TRY(db_exec(ctx, &journal_sql_leaves_erase, DB_PARAMS(db_text(record_id), db_int(version - 1)), NULL));
	db_note(ctx, "removals", 0);
	return journal_remove_from_rooms(ctx, record_id);
}

enum outcome journal_move_subject(struct ctx *ctx, struct str record_id, int64_t subject)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &journal_sql_record_move, DB_PARAMS(db_text(record_id), db_int(subject)), &changed));
	return changed == 1 ? OK : NOT_FOUND;
}

enum outcome journal_erasable(struct ctx *ctx, struct str record_id)
{
	const struct features *features = ctx->site ? ctx->site->features : NULL;
	for (size_t i = 0; features && i < features->n; i++)
		if (features->p[i]->erasable)
			TRY(features->p[i]->erasable(ctx, record_id));
	return OK;
}

enum outcome journal_erase(struct ctx *ctx, const struct journal_seed *seed, struct str record_id, struct str ground)
{
	TRY(journal_erasable(ctx, record_id));
	return journal_erase_as_of(ctx, seed, record_id, ground, ctx->now_ms);
}

static enum outcome find(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params,
			 struct journal_record *ret_record)
{
	struct journal_record record = {0};
	TRY(db_one(ctx, stmt, params, &journal_record_spec, &record));
	record.place.leaf = journal_leaf_hash(record.leaf_bytes);
	*ret_record = record;
	return OK;
}

enum outcome journal_find(struct ctx *ctx, struct str record_id, int64_t version, struct journal_record *ret_record)
{
	if (version == 0)
		return find(ctx, &journal_sql_find_newest, DB_PARAMS(db_text(record_id)), ret_record);
	return find(ctx, &journal_sql_find, DB_PARAMS(db_text(record_id), db_int(version)), ret_record);
}

enum outcome journal_find_subject(struct ctx *ctx, const char *room, int64_t subject, struct journal_record *ret_record)
{
	return find(ctx, &journal_sql_find_subject, DB_PARAMS(db_text(str_of(room)), db_int(subject)), ret_record);
}

/* ---- Heads and proofs ---- */

enum outcome journal_head(struct ctx *ctx, struct journal_head *ret_head)
{
	struct journal_tree tree;
	struct hash root;
	TRY(tree_load(ctx, &tree, &root));
	*ret_head = (struct journal_head){.size = tree.size, .root = root};
	return OK;
}

struct stored_nodes {
	struct ctx *ctx;
	struct {
		int64_t tile;
		struct str hashes;
	} level[TILE_LEVELS];
};

static enum outcome stored_node(void *data, unsigned height, int64_t index, struct hash *ret_node)
{
	struct stored_nodes *nodes = data;
	unsigned level = height / TILE_HEIGHT;
	size_t n = (size_t)1 << height % TILE_HEIGHT;
	int64_t first = index << height % TILE_HEIGHT;
	int64_t tile = first >> TILE_HEIGHT;
	if (nodes->level[level].tile != tile) {
		enum outcome outcome = db_one(nodes->ctx, &journal_sql_tile, DB_PARAMS(db_int(level), db_int(tile)),
					      &journal_bytes_spec, &nodes->level[level].hashes);
		if (outcome == NOT_FOUND)
			return tree_broken("tile");
		TRY(outcome);
		nodes->level[level].tile = tile;
	}
	struct str hashes = nodes->level[level].hashes;
	size_t from = (size_t)first % TILE_WIDTH;
	if (hashes.n < (from + n) * HASH_BYTES)
		return tree_broken("tile");
	*ret_node = journal_fold((const struct hash *)hashes.p + from, n);
	return OK;
}

struct journal_nodes journal_stored_nodes(struct ctx *ctx)
{
	struct stored_nodes *nodes = arena_new(ctx->arena, struct stored_nodes);
	nodes->ctx = ctx;
	for (size_t i = 0; i < COUNT_OF(nodes->level); i++)
		nodes->level[i].tile = -1;
	return (struct journal_nodes){stored_node, nodes};
}

static enum outcome never_had_size(struct ctx *ctx, int64_t size, int64_t now)
{
	return problem_add(ctx, "size", msg("The log never had {1} entries: it has {2}"),
			   str_fmt(ctx->arena, "%lld", (long long)size), str_fmt(ctx->arena, "%lld", (long long)now));
}

enum outcome journal_head_at(struct ctx *ctx, int64_t size, struct journal_head *ret_head)
{
	struct journal_head head;
	TRY(journal_head(ctx, &head));
	if (size < 0 || size > head.size)
		return never_had_size(ctx, size, head.size);
	if (size < head.size) {
		struct journal_nodes nodes = journal_stored_nodes(ctx);
		head.size = size;
		TRY(journal_tree_root_at(&nodes, size, &head.root));
	}
	*ret_head = head;
	return OK;
}

enum outcome journal_prove(struct ctx *ctx, int64_t index, int64_t size, struct journal_proof *ret_proof)
{
	struct journal_head head;
	TRY(journal_head(ctx, &head));
	if (size < 0 || size > head.size)
		return never_had_size(ctx, size, head.size);
	if (index < 0 || index >= size)
		return problem_add(ctx, "index", msg("A log of {2} entries has none at place {1}"),
				   str_fmt(ctx->arena, "%lld", (long long)index),
				   str_fmt(ctx->arena, "%lld", (long long)size));
	struct journal_nodes nodes = journal_stored_nodes(ctx);
	return journal_tree_prove(&nodes, index, size, ret_proof);
}
