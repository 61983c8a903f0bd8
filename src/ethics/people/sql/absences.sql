-- Suspensions and leave of absence.

-- name: absence_insert
INSERT INTO absence (id, version, tenure_id, kind, from_day, to_day, shown, reason) VALUES ($1, 1, $2, $3, $4, $5, $6, $7)

-- name: absence_update
UPDATE absence SET version = version + 1, kind = $3, from_day = $4, to_day = $5, shown = $6, reason = $7
WHERE id = $1 AND version = $2

-- name: absence_delete
DELETE FROM absence WHERE id = $1 AND version = $2

-- name: absences_delete
DELETE FROM absence WHERE tenure_id = $1

-- name: absence_by_id
SELECT id, version, tenure_id, kind, from_day, to_day, shown, reason FROM absence WHERE id = $1

-- name: absences_of
SELECT id, version, tenure_id, kind, from_day, to_day, shown, reason FROM absence WHERE tenure_id = $1
ORDER BY from_day, id

-- name: absences_of_person
SELECT a.id, a.version, a.tenure_id, a.kind, a.from_day, a.to_day, a.shown, a.reason
FROM tenure t JOIN absence a ON a.tenure_id = t.id
WHERE t.person_id = $1 AND t.erased_ms = 0
ORDER BY a.tenure_id, a.from_day, a.id

-- name: absences_of_body
SELECT a.id, a.version, a.tenure_id, a.kind, a.from_day, a.to_day, a.shown, a.reason
FROM tenure t JOIN absence a ON a.tenure_id = t.id
WHERE t.organization_id = $1 AND t.erased_ms = 0
ORDER BY a.tenure_id, a.from_day, a.id

-- name: absences
SELECT a.id, a.version, a.tenure_id, a.kind, a.from_day, a.to_day, a.shown, a.reason
FROM absence a
ORDER BY a.tenure_id, a.from_day, a.id

-- name: substitutes_of
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.substitute_for = $1 AND t.erased_ms = 0
ORDER BY t.from_day, t.id

-- name: holders_in
-- Whoever takes a seat of the post on any day from $2 to $3: neither candidates nor those who stand in for somebody.
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug, ''
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.post_id = $1 AND t.to_day >= $2 AND t.from_day <= $3 AND t.category <> 3 AND t.substitute_for IS NULL
	AND t.erased_ms = 0
ORDER BY t.from_day, t.id
