-- What stands beside provisions, and provisions followed through the editions of their code.

-- name: evidence_put
INSERT INTO provision_evidence (provision_id, room, subject, label, by_whom, text, href, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (provision_id, room, subject) DO UPDATE SET label = excluded.label, by_whom = excluded.by_whom,
	text = excluded.text, href = excluded.href, day = excluded.day

-- name: evidence_remove
DELETE FROM provision_evidence WHERE room = $1 AND subject = $2

-- name: evidence_of_edition
SELECT x.provision_id, x.room, x.subject, x.label, x.by_whom, x.text, x.href, x.day
FROM provision_evidence x JOIN provision p ON p.edition_id = $1 AND p.id = x.provision_id
ORDER BY x.provision_id, COALESCE(x.day, -2147483648) DESC, x.room, x.subject

-- name: evidence_beside
SELECT provision_id, room, subject, label, by_whom, text, href, day
FROM provision_evidence WHERE provision_id = $1
ORDER BY COALESCE(day, -2147483648) DESC, room, subject

-- name: evidence_of_row
SELECT provision_id, room, subject, label, by_whom, text, href, day
FROM provision_evidence WHERE room = $1 AND subject = $2
ORDER BY provision_id

-- name: provision_known
SELECT COUNT(*) FROM provision WHERE id = $1

-- name: provision_in_code
-- The provision in each published edition of the code, oldest first.
SELECT p.edition_id, p.id, p.position, p.depth, p.kind, p.label, p.heading, p.text, p.anchor, p.audience, p.lang
FROM edition e JOIN provision p ON p.edition_id = e.id AND p.id = $2
WHERE e.code_id = $1 AND e.stage = 3
ORDER BY e.in_force_from, e.number

-- name: drafts_of_code
SELECT id FROM edition WHERE code_id = $1 AND stage < 3 AND id <> $2 ORDER BY id DESC
