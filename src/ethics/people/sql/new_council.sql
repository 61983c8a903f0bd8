-- name: new_council_insert
INSERT INTO new_council (id, version, organization_id, election_id, first_day, last_day, made_ms, made_by, undone_ms,
	undone_by)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 0, '')

-- name: new_council_undo
UPDATE new_council SET version = version + 1, undone_ms = $3, undone_by = $4
WHERE id = $1 AND version = $2 AND undone_ms = 0

-- name: new_council
SELECT c.id, c.version, c.organization_id, c.election_id, c.first_day, c.last_day, c.made_ms, c.made_by, c.undone_ms,
	c.undone_by, o.name, o.slug, COALESCE(e.name, '')
FROM new_council c JOIN organization o ON o.id = c.organization_id LEFT JOIN election e ON e.id = c.election_id
WHERE c.id = $1

-- name: new_councils
SELECT c.id, c.version, c.organization_id, c.election_id, c.first_day, c.last_day, c.made_ms, c.made_by, c.undone_ms,
	c.undone_by, o.name, o.slug, COALESCE(e.name, '')
FROM new_council c JOIN organization o ON o.id = c.organization_id LEFT JOIN election e ON e.id = c.election_id
WHERE o.erased_ms = 0
ORDER BY c.id DESC

-- name: new_council_line_insert
INSERT INTO new_council_line (council_id, n, kind, tenure_id, tenure_version, to_day, ending, person_is_new)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: new_council_lines
SELECT kind, tenure_id, tenure_version, to_day, ending, person_is_new
FROM new_council_line WHERE council_id = $1 ORDER BY n

-- name: new_council_tenures
-- In the order of the lines.
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM new_council_line l JOIN tenure t ON t.id = l.tenure_id JOIN person p ON p.id = t.person_id
	JOIN organization o ON o.id = t.organization_id LEFT JOIN post po ON po.id = t.post_id
WHERE l.council_id = $1 ORDER BY l.n

-- name: persons_of_body
-- Who serves, served or stands there; by id.
SELECT id, version, slug, name, sort_name, name_from_day, died_day, by_post, is_public, record_id, erased_ms, merged_into
FROM person WHERE erased_ms = 0 AND merged_into IS NULL
	AND id IN (SELECT person_id FROM tenure WHERE organization_id = $1 AND erased_ms = 0)
ORDER BY id

-- name: names_of_body
SELECT person_id, kind, name, from_day, to_day, is_public FROM person_name WHERE person_id IN (SELECT person_id FROM tenure WHERE organization_id = $1 AND erased_ms = 0)
ORDER BY person_id, n

-- name: persons_numbered
SELECT DISTINCT p.id FROM identifier i JOIN person p ON p.id = i.subject_id
WHERE i.value = $1 AND p.erased_ms = 0 AND p.merged_into IS NULL ORDER BY p.id
