-- Editing a draft. The positions of its provisions are keys of their order, with room between them.

-- name: provisions_between_delete
DELETE FROM provision WHERE edition_id = $1 AND position >= $2 AND position <= $3

-- name: provision_anchor_set
UPDATE provision SET anchor = $3 WHERE edition_id = $1 AND id = $2

-- name: provisions_copy
INSERT INTO provision (edition_id, position, id, depth, kind, label, heading, text, anchor, audience, lang)
SELECT $1, position, id, depth, kind, label, heading, text, anchor, audience, lang FROM provision WHERE edition_id = $2

-- name: draft_touch
UPDATE edition SET version = version + 1, title = $2 WHERE id = $1 AND stage < 3

-- name: draft_code_retitle
-- A code without a published edition is called as its draft.
UPDATE code SET title = $2, sort_key = $3, version = version + 1
WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM edition WHERE code_id = $1 AND stage = 3)

-- name: step_insert
INSERT INTO edition_step (edition_id, seq, is_undone, act, shown_id, what, by_whom, at_ms, words_added, words_removed, line,
	splices)
VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: step_flip
UPDATE edition_step SET is_undone = 1 - is_undone, splices = $3 WHERE edition_id = $1 AND seq = $2

-- name: step_last
-- The one that can be taken back.
SELECT seq, is_undone, act, shown_id, what, by_whom, at_ms, words_added, words_removed, line, splices
FROM edition_step WHERE edition_id = $1 AND is_undone = 0 ORDER BY seq DESC LIMIT 1

-- name: step_next
-- The one that can be done again.
SELECT seq, is_undone, act, shown_id, what, by_whom, at_ms, words_added, words_removed, line, splices
FROM edition_step WHERE edition_id = $1 AND is_undone = 1 ORDER BY seq LIMIT 1

-- name: steps
SELECT seq, is_undone, act, shown_id, what, by_whom, at_ms, words_added, words_removed, line, ''
FROM edition_step WHERE edition_id = $1 ORDER BY seq DESC LIMIT $2

-- name: steps_undone_forget
DELETE FROM edition_step WHERE edition_id = $1 AND is_undone = 1

-- name: steps_fade
-- Those so old that they cannot be taken back any more.
UPDATE edition_step SET splices = ''
WHERE edition_id = $1 AND splices <> ''
	AND seq <= (SELECT seq FROM edition_step WHERE edition_id = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)

-- name: steps_forget
DELETE FROM edition_step WHERE edition_id = $1

-- name: steps_sum
SELECT COUNT(*), CAST(COALESCE(SUM(words_added), 0) AS @id), CAST(COALESCE(SUM(words_removed), 0) AS @id)
FROM edition_step WHERE edition_id = $1 AND is_undone = 0

-- name: step_any
SELECT COUNT(*) FROM (SELECT 1 FROM edition_step WHERE edition_id = $1 AND is_undone = 0 LIMIT 1) found

-- name: lines
SELECT position, text, after_id, is_back FROM edition_furniture WHERE edition_id = $1 AND is_back = 0 ORDER BY position

-- name: line
SELECT position, text, after_id, is_back FROM edition_furniture WHERE edition_id = $1 AND position = $2

-- name: line_insert
INSERT INTO edition_furniture (edition_id, position, text, after_id, is_back) VALUES ($1, $2, $3, $4, 0)

-- name: line_flip
UPDATE edition_furniture SET is_back = 1 - is_back WHERE edition_id = $1 AND position = $2

-- name: line_free
SELECT COALESCE(MAX(position), -1) + 1 FROM edition_furniture WHERE edition_id = $1
