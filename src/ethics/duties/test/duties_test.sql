-- name: version_add
INSERT INTO rulebook_version (number, book_id, title, sha256, applied_ms, record_id, removed_ms)
VALUES (1, 'old', 'Old rules', $1, 0, 'none', 0)

-- name: file_add
INSERT INTO rulebook_file (number, name, text) VALUES (1, 'rulebook.yaml', $1)

-- name: details
SELECT count(*) FROM access_activity WHERE detail LIKE $1
