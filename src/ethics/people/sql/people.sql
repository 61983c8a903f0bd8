-- name: organization_insert
INSERT INTO organization (id, version, slug, name, parent_id, sort_key, record_id) VALUES ($1, 1, $2, $3, $4, $5, $6)

-- name: organization_by_id
SELECT id, version, slug, name, parent_id, record_id FROM organization WHERE id = $1

-- name: organization_by_slug
SELECT id, version, slug, name, parent_id, record_id FROM organization WHERE slug = $1

-- name: organizations
SELECT id, version, slug, name, parent_id, record_id FROM organization ORDER BY sort_key, id

-- name: person_insert
INSERT INTO person (id, version, slug, name, sort_name, sort_key, record_id) VALUES ($1, 1, $2, $3, $4, $5, $6)

-- name: person_by_id
SELECT id, version, slug, name, sort_name, record_id FROM person WHERE id = $1

-- name: person_by_slug
SELECT id, version, slug, name, sort_name, record_id FROM person WHERE slug = $1

-- name: slug_taken
SELECT COUNT(*) FROM (
	SELECT id FROM person WHERE slug = $1
	UNION ALL
	SELECT id FROM organization WHERE slug = $1
) taken

-- name: tenure_insert
INSERT INTO tenure (id, version, person_id, organization_id, category, post, from_day, to_day, record_id)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)

-- name: tenure_end
UPDATE tenure SET to_day = $3, version = version + 1 WHERE id = $1 AND version = $2

-- name: tenure_by_id
SELECT t.id, t.version, t.person_id, t.organization_id, t.category, t.post, t.from_day, t.to_day, t.record_id,
	p.name, p.slug, p.sort_name, o.name
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
WHERE t.id = $1

-- name: tenures_of_person
SELECT t.id, t.version, t.person_id, t.organization_id, t.category, t.post, t.from_day, t.to_day, t.record_id,
	p.name, p.slug, p.sort_name, o.name
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
WHERE t.person_id = $1
ORDER BY t.from_day DESC, t.id DESC

-- name: serving
-- Who holds a public post (elected 1, appointed 2) on a day.
SELECT t.id, t.version, t.person_id, t.organization_id, t.category, t.post, t.from_day, t.to_day, t.record_id,
	p.name, p.slug, p.sort_name, o.name
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
WHERE t.from_day <= $1 AND t.to_day >= $1 AND t.category IN (1, 2)
ORDER BY o.sort_key, o.id, p.sort_key, t.id

-- name: tenures_open
-- Everybody with a term that has not ended by a day, for the office's list.
SELECT t.id, t.version, t.person_id, t.organization_id, t.category, t.post, t.from_day, t.to_day, t.record_id,
	p.name, p.slug, p.sort_name, o.name
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
WHERE t.to_day >= $1
ORDER BY p.sort_key, t.from_day, t.id

-- name: last_day_of_person
SELECT MAX(to_day) FROM tenure WHERE person_id = $1
