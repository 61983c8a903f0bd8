#include "journal/journal_sql.h"
#include "journal/rows.h"

/* The tile of a level that the walk is in, as stored. */
struct stored_tile {
	unsigned char hashes[TILE_WIDTH * sizeof(struct hash)];
	size_t n; /* bytes that the row has, also when they are more than a tile's */
};

struct verify {
	struct journal_tree tree; /* recomputed */
	struct stored_tile level[TILE_LEVELS];
	int64_t tiles;
	int64_t records;
	int64_t erased;
};

static struct str number(struct ctx *ctx, int64_t value)
{
	return str_fmt(ctx->arena, "%lld", (long long)value);
}

/* A problem that names the record; {1} is its version, {2} its place. */
static enum outcome misfit(struct ctx *ctx, const struct journal_record *record, const char *message)
{
	const struct str args[5] = {number(ctx, record->place.version), number(ctx, record->place.index)};
	return problem_put(ctx, record->place.record_id, 0, 0, message, args);
}

/* ---- Tiles ---- */

static enum outcome tile_load(struct ctx *ctx, struct verify *verify, unsigned level, int64_t tile)
{
	struct stored_tile *stored = &verify->level[level];
	struct str hashes;
	stored->n = 0;
	enum outcome outcome =
		db_one(ctx, &journal_sql_tile, DB_PARAMS(db_int(level), db_int(tile)), &journal_bytes_spec, &hashes);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	stored->n = hashes.n;
	if (hashes.n > 0)
		memcpy(stored->hashes, hashes.p, hashes.n < sizeof(stored->hashes) ? hashes.n : sizeof(stored->hashes));
	verify->tiles++;
	return OK;
}

static bool tile_has(const struct stored_tile *stored, size_t at, const struct hash *node)
{
	return stored->n >= (at + 1) * HASH_BYTES && memcmp(stored->hashes + at * HASH_BYTES, node->b, HASH_BYTES) == 0;
}

/* The nodes above the leaves that this leaf completes. Level 0 was compared with the leaf. */
static enum outcome nodes_fit(struct ctx *ctx, struct verify *verify, const struct journal_record *record,
			      const struct journal_tiled *tiled)
{
	for (unsigned level = 0; level < tiled->n; level++) {
		int64_t node = record->place.index >> (TILE_HEIGHT * level);
		size_t at = (size_t)(node % TILE_WIDTH);
		if (level > 0 && at == 0)
			TRY(tile_load(ctx, verify, level, node / TILE_WIDTH));
		if (!tile_has(&verify->level[level], at, &tiled->node[level]))
			return problem_add(
				ctx, "tile",
				msg("level {1}, tile {2}: the fingerprint over the entries up to place {3} is "
				    "missing or was changed"),
				number(ctx, level), number(ctx, node / TILE_WIDTH), number(ctx, record->place.index));
	}
	return OK;
}

/* A tile ends where its hashes do. */
static enum outcome tiles_end(struct ctx *ctx, const struct verify *verify)
{
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		int64_t nodes = verify->tree.size >> (TILE_HEIGHT * level);
		if (nodes == 0)
			continue;
		size_t width = (size_t)((nodes - 1) % TILE_WIDTH) + 1;
		if (verify->level[level].n != width * HASH_BYTES)
			return problem_add(
				ctx, "tile",
				msg("level {1}, tile {2}: it holds more than the {3} fingerprints it should"),
				number(ctx, level), number(ctx, (nodes - 1) / TILE_WIDTH), number(ctx, (int64_t)width));
	}
	int64_t stored;
	TRY(db_one(ctx, &journal_sql_verify_tiles_count, DB_NO_PARAMS, &journal_number_spec, &stored));
	if (stored != verify->tiles)
		return problem_add(ctx, "tile", msg("the log has {1} stored tiles where it should have {2}"),
				   number(ctx, stored), number(ctx, verify->tiles));
	return OK;
}

/* ---- One leaf ---- */

/* The place, the record and its version belong together. */
static enum outcome order_fits(struct ctx *ctx, const struct verify *verify, const struct journal_leaf_row *row)
{
	const struct journal_record *record = &row->record;
	int64_t version = record->place.version;
	if (record->place.index != verify->tree.size)
		return problem_put(ctx, record->place.record_id, 0, 0,
				   msg("its version {1} stands at place {2} of the log, where place {3} should follow: "
				       "an entry is "
				       "missing or was moved"),
				   (const struct str[5]){number(ctx, version), number(ctx, record->place.index),
							 number(ctx, verify->tree.size)});
	if (!record->room.p)
		return misfit(ctx, record, msg("version {1}, at place {2} of the log, belongs to no record"));
	if (version < 1 || version > record->newest)
		return misfit(ctx, record, msg("version {1}, at place {2} of the log, is none that the record has"));
	if (version > 1 && (row->previous < 0 || row->previous >= record->place.index))
		return misfit(ctx, record,
			      msg("version {1}, at place {2} of the log, does not follow the version before it"));
	return OK;
}

static bool is_removed(const struct journal_record *record)
{
	return record->erased_ms != 0 || record->erased_ground.p;
}

static bool is_removal(const struct journal_record *record)
{
	return is_removed(record) && record->place.version == record->newest;
}

static enum outcome presence_fits(struct ctx *ctx, const struct journal_record *record)
{
	bool has = record->content.p && record->salt.p;
	bool has_rest = record->content.p || record->salt.p;
	if (is_removal(record) && record->place.version == 1)
		return misfit(
			ctx, record,
			msg("the record is marked as removed, but the log holds no removal (version {1}, place {2})"));
	if (is_removed(record) && !is_removal(record) && has_rest)
		return misfit(ctx, record,
			      msg("version {1}, at place {2} of the log: the record was removed, but its content is "
				  "still here"));
	if ((!is_removed(record) || is_removal(record)) && !has)
		return misfit(ctx, record, msg("version {1}, at place {2} of the log: its content or salt is missing"));
	if (is_removal(record) &&
	    !str_eq(record->content, journal_removal_content(ctx->arena, record->erased_ground, record->erased_ms)))
		return misfit(ctx, record,
			      msg("when or why the record was removed was changed (version {1}, place {2})"));
	return OK;
}

/* The content's hash as the leaf's bytes have it: all that is left of what was erased. */
static bool leaf_content_hash(struct str leaf, struct hash *ret_hash)
{
	static const struct str before = STR_INIT("{\"content\":\"");
	return str_starts(leaf, before) && hash_parse(str_slice(leaf, before.n, before.n + 2 * HASH_BYTES), ret_hash);
}

/* Content, the row's columns, the leaf's bytes and the tree's fingerprint of them tell on one another: whichever
 * differs from what the tree holds is what was changed. */
static enum outcome leaf_fits(struct ctx *ctx, const struct stored_tile *tile, const struct journal_record *record)
{
	size_t at = (size_t)(record->place.index % TILE_WIDTH);
	struct hash in_leaf;
	if (!leaf_content_hash(record->leaf_bytes, &in_leaf))
		return misfit(ctx, record, msg("version {1}, at place {2} of the log: its leaf was changed"));
	struct hash of_content = record->content.p ? journal_content_hash(record->salt, record->content) : in_leaf;
	struct str rebuilt =
		journal_leaf(ctx->arena, record->place.record_id, record->place.version, record->time_ms, &of_content);
	struct hash rebuilt_hash = journal_leaf_hash(rebuilt);
	if (str_eq(rebuilt, record->leaf_bytes)) {
		if (!tile_has(tile, at, &rebuilt_hash))
			return misfit(ctx, record,
				      msg("version {1}, at place {2} of the log: its fingerprint in the tree is "
					  "missing or was changed"));
		return OK;
	}
	if (tile_has(tile, at, &rebuilt_hash))
		return misfit(ctx, record, msg("version {1}, at place {2} of the log: its leaf was changed"));
	if (!hash_eq(&of_content, &in_leaf))
		return misfit(ctx, record,
			      msg("version {1}, at place {2} of the log: its content or salt was changed after it was "
				  "published"));
	return misfit(ctx, record,
		      msg("version {1}, at place {2} of the log: its id, version or time was changed after it was "
			  "published"));
}

/* ---- What the rooms show ---- */

static const struct feature *room_of(const struct features *features, struct str room)
{
	for (size_t i = 0; i < features->n; i++)
		if (str_eq(str_of(features->p[i]->name), room))
			return features->p[i];
	return NULL;
}

static enum outcome room_fits(struct ctx *ctx, const struct journal_record *record)
{
	const struct features *features = ctx->site ? ctx->site->features : NULL;
	int64_t shown = is_removed(record) ? record->newest - 1 : record->newest;
	if (!features || record->place.version != shown)
		return OK;
	const struct feature *feature = room_of(features, record->room);
	if (!feature)
		return misfit(ctx, record,
			      msg("version {1}, at place {2} of the log: no part of the program knows the record as "
				  "its own"));
	if (!feature->audit)
		return OK;
	enum outcome outcome = feature->audit(ctx, record);
	if (outcome == OK || outcome == BROKEN || outcome == RETRY)
		return outcome;
	return misfit(ctx, record, msg("what the site shows is not what version {1}, at place {2} of the log, says"));
}

static enum outcome leaf_check(struct ctx *ctx, const void *row_read, void *arg)
{
	const struct journal_leaf_row *row = row_read;
	const struct journal_record *record = &row->record;
	struct verify *verify = arg;
	TRY(order_fits(ctx, verify, row));
	if (record->place.index % TILE_WIDTH == 0)
		TRY(tile_load(ctx, verify, 0, record->place.index / TILE_WIDTH));
	TRY(presence_fits(ctx, record));
	TRY(leaf_fits(ctx, &verify->level[0], record));
	struct hash leaf = journal_leaf_hash(record->leaf_bytes);
	struct journal_tiled tiled;
	journal_tree_append(&verify->tree, &leaf, &tiled);
	TRY(nodes_fit(ctx, verify, record, &tiled));
	TRY(room_fits(ctx, record));
	verify->records += record->place.version == 1;
	verify->erased += is_removal(record);
	return OK;
}

/* ---- The whole ---- */

static enum outcome no_record_without_leaf(struct ctx *ctx)
{
	struct journal_record record = {0};
	static const struct db_col cols[] = {
		DB_COL_TEXT(struct journal_record, place.record_id),
		DB_COL_I64(struct journal_record, place.version),
	};
	static const struct db_spec spec = DB_SPEC(struct journal_record, cols);
	enum outcome outcome = db_one(ctx, &journal_sql_verify_record_without_leaf, DB_NO_PARAMS, &spec, &record);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	return misfit(ctx, &record, msg("the log has no entry for version {1} of the record"));
}

static enum outcome head_fits(struct ctx *ctx, const struct verify *verify)
{
	struct journal_head_row row = {0};
	enum outcome outcome = db_one(ctx, &journal_sql_head, DB_NO_PARAMS, &journal_head_spec, &row);
	if (outcome == NOT_FOUND && verify->tree.size == 0)
		return OK;
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "head", msg("the log's size and root are missing"));
	TRY(outcome);
	struct hash root = journal_tree_root(&verify->tree);
	size_t edge_n = journal_tree_edge_n(verify->tree.size) * HASH_BYTES;
	if (row.size != verify->tree.size)
		return problem_add(
			ctx, "head",
			msg("the log says that it has {1} entries, but it has {2}: the last ones are missing "
			    "or the number was changed"),
			number(ctx, row.size), number(ctx, verify->tree.size));
	if (!str_eq(row.root, hash_str(&root)))
		return problem_add(ctx, "head", msg("the log's stored root is not the one that its {1} entries give"),
				   number(ctx, row.size));
	if (!str_eq(row.edge, str_bytes(verify->tree.edge, edge_n)))
		return problem_add(ctx, "head", msg("the log's stored edge is not the one that its {1} entries give"),
				   number(ctx, row.size));
	return OK;
}

enum outcome journal_verify(struct ctx *ctx, struct journal_report *ret_report)
{
	struct verify *verify = arena_new(ctx->arena, struct verify);
	TRY(db_each(ctx, &journal_sql_verify_leaves, DB_NO_PARAMS, &journal_leaf_spec, leaf_check, verify));
	TRY(no_record_without_leaf(ctx));
	TRY(tiles_end(ctx, verify));
	TRY(head_fits(ctx, verify));
	*ret_report = (struct journal_report){
		.records = verify->records,
		.erased = verify->erased,
		.head = {.size = verify->tree.size, .root = journal_tree_root(&verify->tree)},
	};
	return OK;
}
