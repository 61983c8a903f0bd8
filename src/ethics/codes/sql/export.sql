-- Where editions that came from another site were first published.

-- name: origin_insert
INSERT INTO edition_origin (edition_id, origin) VALUES ($1, $2)

-- name: origin_of
SELECT origin FROM edition_origin WHERE edition_id = $1

-- name: origin_delete
DELETE FROM edition_origin WHERE edition_id = $1

-- name: provision_ids_elsewhere
-- How many provisions of other codes have ids in this range.
SELECT COUNT(*) FROM provision p JOIN edition e ON e.id = p.edition_id
WHERE p.id >= $2 AND p.id <= $3 AND e.code_id <> $1
