-- name: by_key
SELECT id, is_public, kind, bytes, put_ms, is_whole FROM file_blob WHERE key = $1

-- name: by_id
SELECT id, is_public, kind, bytes, put_ms, is_whole FROM file_blob WHERE id = $1

-- name: insert
INSERT INTO file_blob (id, key, is_public, kind, bytes, put_ms, is_whole) VALUES ($1, $2, $3, $4, $5, $6, 0)

-- name: touch
UPDATE file_blob SET put_ms = $2 WHERE id = $1

-- name: chunk_put
INSERT INTO file_chunk (blob_id, no, content) VALUES ($1, $2, $3) ON CONFLICT (blob_id, no) DO NOTHING

-- name: whole
UPDATE file_blob SET is_whole = 1
WHERE id = $1 AND (SELECT COUNT(*) FROM file_chunk c WHERE c.blob_id = $1) = $2

-- name: chunk
SELECT no, content FROM file_chunk WHERE blob_id = $1 AND no = $2

-- name: hold_add
INSERT INTO file_hold (holder, holder_id, blob_id) VALUES ($1, $2, $3) ON CONFLICT (holder, holder_id, blob_id) DO NOTHING

-- name: held_by
SELECT b.id, b.is_public, b.kind, b.bytes, b.put_ms, b.is_whole FROM file_hold h JOIN file_blob b ON b.id = h.blob_id
WHERE h.holder = $1 AND h.holder_id = $2 ORDER BY b.id

-- name: hold_drop
DELETE FROM file_hold WHERE holder = $1 AND holder_id = $2 AND blob_id = $3

-- name: holders
SELECT COUNT(*) FROM file_hold WHERE blob_id = $1

-- name: chunks_delete
DELETE FROM file_chunk WHERE blob_id = $1

-- name: delete
DELETE FROM file_blob WHERE id = $1

-- name: figures
SELECT COUNT(*), COALESCE(CAST(SUM(bytes) AS @id), 0) FROM file_blob

-- name: unheld
-- Brought in before that instant, and nobody's.
SELECT id, is_public, kind, bytes, put_ms, is_whole FROM file_blob b
WHERE put_ms < $1 AND NOT EXISTS (SELECT 1 FROM file_hold h WHERE h.blob_id = b.id) ORDER BY id LIMIT 20

-- name: everything
SELECT id, key, is_public, kind, bytes FROM file_blob WHERE is_whole = 1 ORDER BY id

-- name: setting
SELECT value FROM file_setting WHERE name = $1

-- name: setting_put
INSERT INTO file_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
