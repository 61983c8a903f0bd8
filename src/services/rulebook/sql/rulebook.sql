-- name: newest
SELECT number, book_id, title, sha256, applied_ms, record_id, removed_ms FROM rulebook_version ORDER BY number DESC LIMIT 1

-- name: versions
SELECT number, book_id, title, sha256, applied_ms, record_id, removed_ms FROM rulebook_version ORDER BY number DESC LIMIT 100

-- name: version
SELECT number, book_id, title, sha256, applied_ms, record_id, removed_ms FROM rulebook_version WHERE number = $1

-- name: version_of_record
SELECT number, book_id, title, sha256, applied_ms, record_id, removed_ms FROM rulebook_version WHERE record_id = $1

-- name: version_put
INSERT INTO rulebook_version (number, book_id, title, sha256, applied_ms, record_id, removed_ms)
VALUES ($1, $2, $3, $4, $5, $6, 0)

-- name: version_remove
UPDATE rulebook_version SET book_id = '', title = '', sha256 = '', removed_ms = $2 WHERE number = $1

-- name: files
SELECT name, text FROM rulebook_file WHERE number = $1 ORDER BY name

-- name: file_put
INSERT INTO rulebook_file (number, name, text) VALUES ($1, $2, $3)

-- name: files_remove
DELETE FROM rulebook_file WHERE number = $1
