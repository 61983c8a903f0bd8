-- What stands beside provisions, and provisions followed through the editions of their code.

-- name: evidence_put
INSERT INTO provision_evidence (provision_id, room, subject, label, by_whom, text, tenure_id, day, facts, since_day,
	until_day, href, figures_href, done_n, owe_n, late_n)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (provision_id, room, subject) DO UPDATE SET label = excluded.label, by_whom = excluded.by_whom,
	text = excluded.text, tenure_id = excluded.tenure_id, day = excluded.day,
	facts = excluded.facts, since_day = excluded.since_day, until_day = excluded.until_day,
	href = excluded.href, figures_href = excluded.figures_href, done_n = excluded.done_n, owe_n = excluded.owe_n,
	late_n = excluded.late_n

-- name: evidence_remove
DELETE FROM provision_evidence WHERE room = $1 AND subject = $2

-- name: evidence_of_edition
-- With the author's page as it is called now; none once their record is removed.
SELECT x.provision_id, x.room, x.subject, x.label, x.by_whom, x.text, x.tenure_id,
	CASE WHEN a.erased_ms = 0 THEN a.slug ELSE '' END, x.day, x.facts, x.since_day, x.until_day,
	x.href, x.figures_href, x.done_n, x.owe_n, x.late_n
FROM provision_evidence x JOIN provision p ON p.edition_id = $1 AND p.id = x.provision_id
	LEFT JOIN tenure t ON t.id = x.tenure_id LEFT JOIN person a ON a.id = t.person_id
ORDER BY x.provision_id, COALESCE(x.day, -2147483648) DESC, x.room, x.subject

-- name: evidence_beside
SELECT x.provision_id, x.room, x.subject, x.label, x.by_whom, x.text, x.tenure_id,
	CASE WHEN a.erased_ms = 0 THEN a.slug ELSE '' END, x.day, x.facts, x.since_day, x.until_day,
	x.href, x.figures_href, x.done_n, x.owe_n, x.late_n
FROM provision_evidence x LEFT JOIN tenure t ON t.id = x.tenure_id LEFT JOIN person a ON a.id = t.person_id
WHERE x.provision_id = $1
ORDER BY COALESCE(x.day, -2147483648) DESC, x.room, x.subject

-- name: evidence_of_row
SELECT x.provision_id, x.room, x.subject, x.label, x.by_whom, x.text, x.tenure_id,
	CASE WHEN a.erased_ms = 0 THEN a.slug ELSE '' END, x.day, x.facts, x.since_day, x.until_day,
	x.href, x.figures_href, x.done_n, x.owe_n, x.late_n
FROM provision_evidence x LEFT JOIN tenure t ON t.id = x.tenure_id LEFT JOIN person a ON a.id = t.person_id
WHERE x.room = $1 AND x.subject = $2
ORDER BY x.provision_id

-- name: evidence_by_person
-- How much comes from this person.
SELECT COUNT(*) FROM provision_evidence WHERE tenure_id IN (SELECT id FROM tenure WHERE person_id = $1)

-- name: evidence_nobodys
-- Names of this person go, once the person's record is removed.
UPDATE provision_evidence SET by_whom = '' WHERE by_whom <> '' AND tenure_id IN
	(SELECT t.id FROM tenure t JOIN person a ON a.id = t.person_id WHERE a.id = $1 AND a.erased_ms > 0)

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
