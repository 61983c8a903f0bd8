-- Lists for everybody: elected (1) and appointed (2) terms. $1 is the day, $2 a body or 0, $3 a pattern for the name in
-- slugs or '', $4 and $5 the stretch of the list.

-- name: members_on
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.from_day <= CAST($1 AS @id) AND t.to_day >= CAST($1 AS @id) AND t.category IN (1, 2)
	AND (CAST($2 AS @id) = 0 OR t.organization_id = CAST($2 AS @id))
	AND (CAST($3 AS TEXT) = '' OR p.slug LIKE CAST($3 AS TEXT) OR p.sort_key LIKE CAST($3 AS TEXT))
ORDER BY o.sort_key, o.id, p.sort_key, t.id
LIMIT CAST($4 AS @id) OFFSET CAST($5 AS @id)

-- name: members_on_count
SELECT COUNT(*)
FROM tenure t JOIN person p ON p.id = t.person_id
WHERE t.from_day <= CAST($1 AS @id) AND t.to_day >= CAST($1 AS @id) AND t.category IN (1, 2)
	AND (CAST($2 AS @id) = 0 OR t.organization_id = CAST($2 AS @id))
	AND (CAST($3 AS TEXT) = '' OR p.slug LIKE CAST($3 AS TEXT) OR p.sort_key LIKE CAST($3 AS TEXT))

-- name: members_past
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.to_day < CAST($1 AS @id) AND t.category IN (1, 2)
	AND (CAST($2 AS @id) = 0 OR t.organization_id = CAST($2 AS @id))
	AND (CAST($3 AS TEXT) = '' OR p.slug LIKE CAST($3 AS TEXT) OR p.sort_key LIKE CAST($3 AS TEXT))
ORDER BY o.sort_key, o.id, p.sort_key, t.from_day, t.id
LIMIT CAST($4 AS @id) OFFSET CAST($5 AS @id)

-- name: members_past_count
SELECT COUNT(*)
FROM tenure t JOIN person p ON p.id = t.person_id
WHERE t.to_day < CAST($1 AS @id) AND t.category IN (1, 2)
	AND (CAST($2 AS @id) = 0 OR t.organization_id = CAST($2 AS @id))
	AND (CAST($3 AS TEXT) = '' OR p.slug LIKE CAST($3 AS TEXT) OR p.sort_key LIKE CAST($3 AS TEXT))

-- name: names_on
-- Public former names that were in use on a day.
SELECT person_id, kind, name, from_day, to_day, is_public FROM person_name
WHERE kind = 1 AND is_public = 1 AND to_day >= CAST($1 AS @id) AND (from_day IS NULL OR from_day <= CAST($1 AS @id))
ORDER BY person_id, n

-- name: posts_held
-- Posts of a body, and how many hold each on a day; candidates hold none, and who stands in for somebody
-- takes no seat.
SELECT po.id, po.label, po.area, po.seats, COUNT(t.id)
FROM post po LEFT JOIN tenure t ON t.post_id = po.id AND t.from_day <= CAST($2 AS @id) AND t.to_day >= CAST($2 AS @id)
	AND t.category <> 3 AND t.substitute_for IS NULL AND t.erased_ms = 0
WHERE po.organization_id = CAST($1 AS @id) AND po.erased_ms = 0
GROUP BY po.id, po.label, po.area, po.seats, po.sort_key
ORDER BY po.sort_key, po.id

-- name: bodies
-- $1 a pattern for the slug or ''.
SELECT id, version, slug, name, classification, parent_id, founded_day, dissolved_day, record_id, erased_ms
FROM organization
WHERE erased_ms = 0 AND (CAST($1 AS TEXT) = '' OR slug LIKE CAST($1 AS TEXT))
ORDER BY sort_key, id
LIMIT CAST($2 AS @id) OFFSET CAST($3 AS @id)

-- name: bodies_count
SELECT COUNT(*) FROM organization WHERE erased_ms = 0 AND (CAST($1 AS TEXT) = '' OR slug LIKE CAST($1 AS TEXT))

-- name: bodies_below
SELECT id, version, slug, name, classification, parent_id, founded_day, dissolved_day, record_id, erased_ms
FROM organization WHERE parent_id = $1 AND erased_ms = 0 ORDER BY sort_key, id
