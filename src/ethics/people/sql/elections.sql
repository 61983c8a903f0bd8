-- name: election_insert
INSERT INTO election (id, version, organization_id, slug, name, opens_day, closes_day, polling_day, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, 0)

-- name: election_update
UPDATE election SET version = version + 1, name = $3, opens_day = $4, closes_day = $5, polling_day = $6
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: election_by_id
SELECT e.id, e.version, e.organization_id, e.slug, e.name, e.opens_day, e.closes_day, e.polling_day, e.record_id, e.erased_ms,
	o.name, o.slug
FROM election e JOIN organization o ON o.id = e.organization_id
WHERE e.id = $1

-- name: election_by_slug
SELECT e.id, e.version, e.organization_id, e.slug, e.name, e.opens_day, e.closes_day, e.polling_day, e.record_id, e.erased_ms,
	o.name, o.slug
FROM election e JOIN organization o ON o.id = e.organization_id
WHERE e.slug = $1

-- name: elections
SELECT e.id, e.version, e.organization_id, e.slug, e.name, e.opens_day, e.closes_day, e.polling_day, e.record_id, e.erased_ms,
	o.name, o.slug
FROM election e JOIN organization o ON o.id = e.organization_id
WHERE e.erased_ms = 0
ORDER BY e.polling_day DESC, o.sort_key, e.slug

-- name: election_of_tenure
SELECT e.id, e.version, e.organization_id, e.slug, e.name, e.opens_day, e.closes_day, e.polling_day, e.record_id, e.erased_ms,
	o.name, o.slug
FROM candidacy c JOIN election e ON e.id = c.election_id JOIN organization o ON o.id = e.organization_id
WHERE c.tenure_id = $1 AND e.erased_ms = 0

-- name: election_slug_taken
SELECT COUNT(*) FROM election WHERE slug = $1

-- name: election_erase
UPDATE election SET version = version + 1, slug = $3, name = '', erased_ms = $2 WHERE id = $1

-- name: candidacy_put
INSERT INTO candidacy (tenure_id, election_id, blank_day, blank_by) VALUES ($1, $2, NULL, '')
ON CONFLICT (tenure_id) DO UPDATE SET election_id = excluded.election_id

-- name: candidacy_drop
DELETE FROM candidacy WHERE tenure_id = $1

-- name: candidacy_blank
UPDATE candidacy SET blank_day = $2, blank_by = $3 WHERE tenure_id = $1

-- name: candidacy
SELECT tenure_id, election_id, blank_day, blank_by FROM candidacy WHERE tenure_id = $1

-- name: candidacies
SELECT tenure_id, election_id, blank_day, blank_by FROM candidacy WHERE election_id = $1 ORDER BY tenure_id

-- name: candidates
-- In one neutral order (S4).
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM candidacy c JOIN tenure t ON t.id = c.tenure_id JOIN person p ON p.id = t.person_id
	JOIN organization o ON o.id = t.organization_id LEFT JOIN post po ON po.id = t.post_id
WHERE c.election_id = $1 AND t.erased_ms = 0
ORDER BY p.sort_key, t.id
