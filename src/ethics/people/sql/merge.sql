-- name: merge_insert
INSERT INTO person_merge (id, kept_id, away_id, merged_ms, reason, added, account_moved, undone_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0)

-- name: merges
-- What a person was merged from and that still holds, newest first.
SELECT m.id, m.kept_id, m.away_id, m.merged_ms, m.reason, m.added, m.account_moved, p.name, p.slug
FROM person_merge m JOIN person p ON p.id = m.away_id
WHERE m.kept_id = $1 AND m.undone_ms = 0 ORDER BY m.id DESC

-- name: merge_undone
UPDATE person_merge SET undone_ms = $2 WHERE id = $1 AND undone_ms = 0

-- name: merge_forget
UPDATE person_merge SET reason = '' WHERE kept_id = $1 OR away_id = $1

-- name: merges_with
-- All that a person was part of, undone ones too.
SELECT id FROM person_merge WHERE kept_id = $1 OR away_id = $1 ORDER BY id

-- name: merge_tenure
INSERT INTO person_merge_tenure (merge_id, tenure_id) VALUES ($1, $2)

-- name: merge_tenures
SELECT tenure_id FROM person_merge_tenure WHERE merge_id = $1 ORDER BY tenure_id

-- name: tenure_move
UPDATE tenure SET person_id = $2, version = version + 1 WHERE id = $1

-- name: person_merged
UPDATE person SET merged_into = $3, version = version + 1 WHERE id = $1 AND version = $2

-- name: duplicates
-- Pairs of persons with one sort key, identifier or address; the older one first.
SELECT DISTINCT a.id, b.id FROM person a JOIN person b ON b.sort_key = a.sort_key AND b.id > a.id
WHERE a.erased_ms = 0 AND b.erased_ms = 0 AND a.merged_into IS NULL AND b.merged_into IS NULL
UNION
SELECT a.id, b.id FROM contact c JOIN contact d ON d.value = c.value AND d.kind = c.kind AND d.subject_id > c.subject_id
	JOIN person a ON a.id = c.subject_id JOIN person b ON b.id = d.subject_id
WHERE c.kind = 'email' AND a.merged_into IS NULL AND b.merged_into IS NULL
ORDER BY 1, 2 LIMIT 200
