-- name: batch_insert
INSERT INTO invitation_batch (id, made_ms, account_id, due_ms, paper, intro) VALUES ($1, $2, $3, $4, $5, $6)

-- name: batch_by_id
SELECT id, made_ms, account_id, due_ms, paper, intro FROM invitation_batch WHERE id = $1

-- name: batches
-- The newest, with somebody of each, and how many wait (1), were sent (2), are to be printed (3) and were (4).
SELECT b.id, b.made_ms, b.account_id, b.due_ms, b.paper, b.intro, MIN(i.person_id),
	SUM(CASE WHEN i.state = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN i.state = 2 THEN 1 ELSE 0 END),
	SUM(CASE WHEN i.state = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN i.state = 4 THEN 1 ELSE 0 END)
FROM invitation_batch b JOIN invitation i ON i.batch_id = b.id
GROUP BY b.id, b.made_ms, b.account_id, b.due_ms, b.paper, b.intro
ORDER BY b.id DESC LIMIT $1

-- name: invitation_insert
INSERT INTO invitation (id, batch_id, person_id, way, note, state, at_ms, until_ms, message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)

-- name: invitations_of_batch
SELECT i.id, i.batch_id, i.person_id, i.way, i.note, i.state, i.at_ms, i.until_ms, i.message_id, b.account_id, b.due_ms,
	p.name, p.slug
FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id JOIN person p ON p.id = i.person_id
WHERE i.batch_id = $1 ORDER BY p.sort_key, i.id

-- name: invitation_newest
SELECT i.id, i.batch_id, i.person_id, i.way, i.note, i.state, i.at_ms, i.until_ms, i.message_id, b.account_id, b.due_ms,
	p.name, p.slug
FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id JOIN person p ON p.id = i.person_id
WHERE i.person_id = $1 ORDER BY i.id DESC LIMIT 1

-- name: invitations_due
-- Messages to be sent: at once (0), or planned ones whose time has come (1).
SELECT i.id, i.batch_id, i.person_id, i.way, i.note, i.state, i.at_ms, i.until_ms, i.message_id, b.account_id, b.due_ms,
	p.name, p.slug
FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id JOIN person p ON p.id = i.person_id
WHERE i.state = 1 AND ((b.due_ms = b.made_ms AND $1 = 0) OR (b.due_ms > b.made_ms AND b.due_ms <= $2 AND $1 = 1))
ORDER BY i.id LIMIT $3

-- name: invitations_due_count
SELECT COUNT(*) FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id
WHERE i.state = 1 AND ((b.due_ms = b.made_ms AND $1 = 0) OR (b.due_ms > b.made_ms AND b.due_ms <= $2 AND $1 = 1))

-- name: invitation_by_id
SELECT i.id, i.batch_id, i.person_id, i.way, i.note, i.state, i.at_ms, i.until_ms, i.message_id, b.account_id, b.due_ms,
	p.name, p.slug
FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id JOIN person p ON p.id = i.person_id
WHERE i.id = $1

-- name: invitation_state_put
UPDATE invitation SET way = $2, note = $3, state = $4, at_ms = $5, until_ms = $6, message_id = $7 WHERE id = $1

-- name: invitations_cancel
-- A person's that wait, or are to be printed.
UPDATE invitation SET state = 6, at_ms = $2 WHERE person_id = $1 AND state IN (1, 3)

-- name: invitations_restored
-- What waited when a backup was made.
UPDATE invitation SET state = 5, note = $1, at_ms = $2 WHERE state = 1

-- name: invitation_message
-- The newest that went out to a person.
SELECT message_id FROM invitation WHERE person_id = $1 AND message_id > 0 ORDER BY id DESC LIMIT 1

-- name: invitations_sent_since
SELECT COUNT(*) FROM invitation WHERE person_id = $1 AND state IN (2, 4) AND at_ms >= $2

-- name: invitations_forget
DELETE FROM invitation WHERE person_id = $1

-- name: email_shared
-- How many other people of the list have the address.
SELECT COUNT(DISTINCT p.id) FROM contact c JOIN person p ON p.id = c.subject_id
WHERE c.kind = 'email' AND c.value = $1 AND p.id <> $2 AND p.erased_ms = 0 AND p.merged_into IS NULL AND p.died_day IS NULL
