-- ---- The day's reminders ----

-- name: remind_state
SELECT done_day, day, version, at_pair, after_day, after_id FROM duty_remind

-- name: remind_state_put
UPDATE duty_remind SET done_day = $1, day = $2, version = $3, at_pair = $4, after_day = $5, after_id = $6

-- name: remind_rows
SELECT o.id, o.person_id, o.tenure_id, o.organization_id, o.duty_no, o.trigger_day, o.subject, o.original_day, o.due_day
FROM obligation o
WHERE o.status = 1 AND o.duty_no = $1 AND o.due_day >= $2 AND o.due_day <= $3 AND (o.due_day, o.id) > ($4, $5)
	AND NOT EXISTS (SELECT 1 FROM duty_reminded r WHERE r.tenure_id = o.tenure_id AND r.duty_no = o.duty_no
		AND r.trigger_day = coalesce(o.trigger_day, -2147483648) AND r.subject = o.subject
		AND r.due_day = o.due_day AND r.days >= $6)
ORDER BY o.due_day, o.id LIMIT $7

-- name: reminded
SELECT days FROM duty_reminded
WHERE tenure_id = $1 AND duty_no = $2 AND trigger_day = $3 AND subject = $4 AND due_day = $5

-- name: reminded_put
INSERT INTO duty_reminded (tenure_id, duty_no, trigger_day, subject, due_day, days) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenure_id, duty_no, trigger_day, subject) DO UPDATE SET due_day = excluded.due_day, days = excluded.days

-- name: manager_of
SELECT coalesce(manager_id, 0) FROM tenure WHERE id = $1

-- name: chairs
-- Who holds a post of the body, on the day, that is called Chair, Chairperson or the like.
SELECT DISTINCT t.person_id FROM tenure t LEFT JOIN post q ON q.id = t.post_id
WHERE t.organization_id = $1 AND t.to_day >= $2 AND t.from_day <= $2 AND t.erased_ms = 0 AND t.category <= 2
	AND (lower(coalesce(q.role, '')) LIKE 'chair%' OR lower(coalesce(q.label, t.post)) LIKE 'chair%')
ORDER BY t.person_id

-- ---- Lines ----

-- name: line_put
INSERT INTO duty_line (kind, recipient_id, tenure_id, duty_no, trigger_day, subject, organization_id, due_day, state, put_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (kind, recipient_id, tenure_id, duty_no, trigger_day, subject) DO UPDATE SET
	organization_id = excluded.organization_id, due_day = excluded.due_day, state = excluded.state,
	put_ms = excluded.put_ms

-- name: line_recipients
SELECT DISTINCT kind, recipient_id FROM duty_line WHERE state = 1 ORDER BY kind, recipient_id LIMIT $1

-- name: lines_of
-- The earliest due first.
SELECT l.kind, l.recipient_id, t.person_id, l.tenure_id, l.duty_no, l.trigger_day, l.subject, l.organization_id, l.state,
	l.put_ms
FROM duty_line l JOIN tenure t ON t.id = l.tenure_id
WHERE l.kind = $1 AND l.recipient_id = $2 AND l.state = $3
ORDER BY l.due_day, l.tenure_id, l.duty_no, l.trigger_day, l.subject LIMIT $4

-- name: lines_count
SELECT count(*) FROM duty_line WHERE kind = $1 AND recipient_id = $2 AND state = $3

-- name: paper_bodies
SELECT DISTINCT organization_id FROM duty_line WHERE state IN (2, 3) AND kind = 1 ORDER BY organization_id

-- name: lines_on_paper
SELECT l.kind, l.recipient_id, t.person_id, l.tenure_id, l.duty_no, l.trigger_day, l.subject, l.organization_id, l.state,
	l.put_ms
FROM duty_line l JOIN tenure t ON t.id = l.tenure_id
WHERE l.state IN (2, 3) AND l.kind = 1 AND l.organization_id = $1
ORDER BY l.recipient_id, l.due_day, l.tenure_id, l.duty_no, l.trigger_day, l.subject LIMIT $2

-- name: lines_move
UPDATE duty_line SET state = $4 WHERE kind = $1 AND recipient_id = $2 AND state = $3

-- name: lines_wake
UPDATE duty_line SET state = 1 WHERE state = 4

-- name: lines_drop
DELETE FROM duty_line WHERE kind = $1 AND recipient_id = $2 AND state = $3

-- name: line_drop
DELETE FROM duty_line WHERE kind = $1 AND recipient_id = $2 AND tenure_id = $3 AND duty_no = $4 AND trigger_day = $5
	AND subject = $6 AND put_ms <= $7

-- ---- Calendars ----

-- name: feed
SELECT person_id, turn, made_ms FROM duty_feed WHERE person_id = $1

-- name: feed_of_token
SELECT person_id, turn, made_ms FROM duty_feed WHERE token_hash = $1

-- name: feed_put
INSERT INTO duty_feed (person_id, turn, token_hash, made_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET turn = excluded.turn, token_hash = excluded.token_hash, made_ms = excluded.made_ms

-- name: feed_drop
DELETE FROM duty_feed WHERE person_id = $1

-- ---- Removal ----

-- name: reminded_remove
DELETE FROM duty_reminded WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)

-- name: line_remove
DELETE FROM duty_line WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)

-- name: line_recipient_remove
DELETE FROM duty_line WHERE kind = 1 AND recipient_id IN (SELECT id FROM person WHERE record_id = $1)

-- name: feed_remove
DELETE FROM duty_feed WHERE person_id IN (SELECT id FROM person WHERE record_id = $1)
