-- name: migrations
SELECT room, number, sha256 FROM db_migration ORDER BY room, number

-- name: migration_add
INSERT INTO db_migration (room, number, name, sha256, applied_ms) VALUES ($1, $2, $3, $4, $5)

-- name: positions
SELECT kind, position FROM db_position ORDER BY kind

-- name: position_newest
SELECT coalesce(max(position), 0) FROM db_position

-- name: position_put
INSERT INTO db_position (kind, position) VALUES ($1, $2)
ON CONFLICT (kind) DO UPDATE SET position = excluded.position

-- name: group_add
INSERT INTO db_group (id, committed_ms) VALUES ($1, $2)

-- name: group_find
SELECT count(*) FROM db_group WHERE id = $1

-- name: groups_forget
DELETE FROM db_group WHERE committed_ms < $1
