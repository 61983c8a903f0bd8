-- name: head
SELECT size, root, edge FROM journal_head WHERE id = 1;

-- name: head_put
INSERT INTO journal_head (id, size, root, edge) VALUES (1, $1, $2, $3)
ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, edge = excluded.edge;

-- name: record_add
INSERT INTO journal_record (record_id, room, subject, version) VALUES ($1, $2, $3, 1);

-- name: record_next_version
-- No row: no such record, it was removed, or its version moved on.
UPDATE journal_record SET version = version + 1 WHERE record_id = $1 AND version = $2 AND erased_ms IS NULL;

-- name: record_erased
UPDATE journal_record SET erased_ms = $2, erased_ground = $3 WHERE record_id = $1;

-- name: record_move
UPDATE journal_record SET subject = $2 WHERE record_id = $1;

-- name: leaf_add
INSERT INTO journal_leaf (leaf_index, record_id, version, time_ms, leaf, content, salt)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: leaves_erase
UPDATE journal_leaf SET content = NULL, salt = NULL WHERE record_id = $1 AND version <= $2;

-- name: tile_extend
-- The hash goes to the tile's end; a tile without a row begins with it.
INSERT INTO journal_tile (level, tile, hashes) VALUES ($1, $2, $3)
ON CONFLICT (level, tile) DO UPDATE SET hashes = CAST(journal_tile.hashes || excluded.hashes AS @bytes);

-- name: tile
SELECT hashes FROM journal_tile WHERE level = $1 AND tile = $2;

-- name: find
SELECT l.leaf_index, l.record_id, l.version, l.time_ms, l.leaf, l.content, l.salt,
	r.room, r.subject, r.erased_ms, r.erased_ground, r.version
FROM journal_leaf l JOIN journal_record r ON r.record_id = l.record_id
WHERE l.record_id = $1 AND l.version = $2;

-- name: find_newest
SELECT l.leaf_index, l.record_id, l.version, l.time_ms, l.leaf, l.content, l.salt,
	r.room, r.subject, r.erased_ms, r.erased_ground, r.version
FROM journal_record r JOIN journal_leaf l ON l.record_id = r.record_id AND l.version = r.version
WHERE r.record_id = $1;

-- name: find_subject
SELECT l.leaf_index, l.record_id, l.version, l.time_ms, l.leaf, l.content, l.salt,
	r.room, r.subject, r.erased_ms, r.erased_ground, r.version
FROM journal_record r JOIN journal_leaf l ON l.record_id = r.record_id
	AND l.version = CASE WHEN r.erased_ms IS NULL THEN r.version ELSE r.version - 1 END
WHERE r.room = $1 AND r.subject = $2;

-- name: verify_leaves
-- Every leaf with its record and the place of the version before it, NULL where there is none.
SELECT l.leaf_index, l.record_id, l.version, l.time_ms, l.leaf, l.content, l.salt,
	r.room, r.subject, r.erased_ms, r.erased_ground, r.version, p.leaf_index
FROM journal_leaf l
LEFT JOIN journal_record r ON r.record_id = l.record_id
LEFT JOIN journal_leaf p ON p.record_id = l.record_id AND p.version = l.version - 1
ORDER BY l.leaf_index;

-- name: verify_record_without_leaf
-- A record whose newest version has no leaf.
SELECT r.record_id, r.version FROM journal_record r
WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.record_id = r.record_id AND l.version = r.version)
ORDER BY r.record_id LIMIT 1;

-- name: verify_tiles_count
SELECT COUNT(*) FROM journal_tile;
