-- name: organization_insert
INSERT INTO organization (id, version, slug, name, classification, parent_id, founded_day, dissolved_day, sort_key,
	record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 0)

-- name: organization_update
UPDATE organization SET version = version + 1, name = $3, classification = $4, parent_id = $5, founded_day = $6,
	dissolved_day = $7, sort_key = $8
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: organization_by_id
SELECT id, version, slug, name, classification, parent_id, founded_day, dissolved_day, record_id, erased_ms
FROM organization WHERE id = $1

-- name: organization_by_slug
SELECT id, version, slug, name, classification, parent_id, founded_day, dissolved_day, record_id, erased_ms
FROM organization WHERE slug = $1

-- name: organizations
SELECT id, version, slug, name, classification, parent_id, founded_day, dissolved_day, record_id, erased_ms
FROM organization WHERE erased_ms = 0 ORDER BY sort_key, id

-- name: organization_erase
UPDATE organization SET version = version + 1, slug = $3, name = '', classification = '', founded_day = NULL,
	dissolved_day = NULL, sort_key = '', erased_ms = $2
WHERE id = $1

-- name: post_insert
INSERT INTO post (id, version, organization_id, slug, label, role, area, seats, sort_key, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 0)

-- name: post_update
UPDATE post SET version = version + 1, label = $3, role = $4, area = $5, seats = $6, sort_key = $7
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: post_by_id
SELECT po.id, po.version, po.organization_id, po.slug, po.label, po.role, po.area, po.seats, po.record_id, po.erased_ms,
	o.name, o.slug
FROM post po JOIN organization o ON o.id = po.organization_id
WHERE po.id = $1

-- name: posts_of
SELECT po.id, po.version, po.organization_id, po.slug, po.label, po.role, po.area, po.seats, po.record_id, po.erased_ms,
	o.name, o.slug
FROM post po JOIN organization o ON o.id = po.organization_id
WHERE po.organization_id = $1 AND po.erased_ms = 0
ORDER BY po.sort_key, po.id

-- name: posts
SELECT po.id, po.version, po.organization_id, po.slug, po.label, po.role, po.area, po.seats, po.record_id, po.erased_ms,
	o.name, o.slug
FROM post po JOIN organization o ON o.id = po.organization_id
WHERE po.erased_ms = 0
ORDER BY o.sort_key, o.id, po.sort_key, po.id

-- name: post_named
-- The first, should there be several.
SELECT po.id, po.version, po.organization_id, po.slug, po.label, po.role, po.area, po.seats, po.record_id, po.erased_ms,
	o.name, o.slug
FROM post po JOIN organization o ON o.id = po.organization_id
WHERE po.organization_id = $1 AND po.label = $2 AND po.erased_ms = 0
ORDER BY po.id LIMIT 1

-- name: post_slug_taken
SELECT COUNT(*) FROM post WHERE organization_id = $1 AND slug = $2

-- name: post_erase
UPDATE post SET version = version + 1, slug = $3, label = '', role = '', area = '', seats = 1, sort_key = '',
	erased_ms = $2
WHERE id = $1

-- name: person_insert
INSERT INTO person (id, version, slug, name, sort_name, name_from_day, died_day, by_post, sort_key, is_public, record_id,
	salt, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 0)

-- name: person_update
UPDATE person SET version = version + 1, name = $3, sort_name = $4, name_from_day = $5, died_day = $6, by_post = $7,
	sort_key = $8
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: person_publish
UPDATE person SET is_public = 1, salt = NULL WHERE id = $1

-- name: person_by_id
SELECT id, version, slug, name, sort_name, name_from_day, died_day, by_post, is_public, record_id, erased_ms, merged_into
FROM person WHERE id = $1

-- name: person_by_slug
-- A person who was found to be another one is that one.
SELECT id, version, slug, name, sort_name, name_from_day, died_day, by_post, is_public, record_id, erased_ms, merged_into
FROM person WHERE id = (SELECT COALESCE(merged_into, id) FROM person WHERE slug = $1)

-- name: persons
SELECT id, version, slug, name, sort_name, name_from_day, died_day, by_post, is_public, record_id, erased_ms, merged_into
FROM person WHERE erased_ms = 0 AND merged_into IS NULL ORDER BY sort_key, id

-- name: persons_without_term
SELECT p.id, p.version, p.slug, p.name, p.sort_name, p.name_from_day, p.died_day, p.by_post, p.is_public, p.record_id,
	p.erased_ms, p.merged_into
FROM person p
WHERE p.erased_ms = 0 AND p.merged_into IS NULL AND p.died_day IS NULL
	AND NOT EXISTS (SELECT 1 FROM tenure t WHERE t.person_id = p.id AND t.erased_ms = 0)
ORDER BY p.sort_key, p.id LIMIT $1

-- name: person_by_record
SELECT id FROM person WHERE record_id = $1

-- name: person_salt
SELECT salt FROM person WHERE id = $1

-- name: person_erase
UPDATE person SET version = version + 1, slug = $3, name = '', sort_name = '', name_from_day = NULL, died_day = NULL,
	by_post = 0, sort_key = '', salt = NULL, erased_ms = $2
WHERE id = $1

-- name: slug_taken
SELECT COUNT(*) FROM (
	SELECT id FROM person WHERE id = (SELECT COALESCE(merged_into, id) FROM person WHERE slug = $1)
	UNION ALL
	SELECT id FROM organization WHERE slug = $1
) taken

-- name: names_of
SELECT person_id, kind, name, from_day, to_day, is_public FROM person_name WHERE person_id = $1 ORDER BY n

-- name: names_of_everybody
SELECT person_id, kind, name, from_day, to_day, is_public FROM person_name ORDER BY person_id, n

-- name: name_insert
INSERT INTO person_name (person_id, n, kind, name, from_day, to_day, is_public) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: names_delete
DELETE FROM person_name WHERE person_id = $1

-- name: contacts_of
SELECT subject_id, kind, value, note, is_public FROM contact WHERE subject_id = $1 ORDER BY n

-- name: contacts_of_everybody
SELECT subject_id, kind, value, note, is_public FROM contact ORDER BY subject_id, n

-- name: contact_insert
INSERT INTO contact (subject_id, n, kind, value, note, is_public) VALUES ($1, $2, $3, $4, $5, $6)

-- name: contacts_delete
DELETE FROM contact WHERE subject_id = $1

-- name: identifiers_of
SELECT subject_id, scheme, value, is_public FROM identifier WHERE subject_id = $1 ORDER BY n

-- name: identifiers_of_everybody
SELECT subject_id, scheme, value, is_public FROM identifier ORDER BY subject_id, n

-- name: identifier_insert
INSERT INTO identifier (subject_id, n, scheme, value, is_public) VALUES ($1, $2, $3, $4, $5)

-- name: identifiers_delete
DELETE FROM identifier WHERE subject_id = $1

-- name: identifier_owner
SELECT MIN(subject_id), COUNT(*) FROM identifier
WHERE scheme = $1 AND value = $2 AND subject_id <> $3
	AND subject_id NOT IN (SELECT id FROM person WHERE merged_into IS NOT NULL)

-- name: tenure_insert
INSERT INTO tenure (id, version, person_id, organization_id, post_id, category, post, from_day, to_day, ending, contract,
	workplace, grade, status, manager_id, entry, entry_note, substitute_for, is_public, record_id, salt, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $19, 0)

-- name: tenure_update
UPDATE tenure SET version = version + 1, post_id = $3, category = $4, post = $5, from_day = $6, to_day = $7, ending = $8,
	contract = $9, workplace = $10, grade = $11, status = $12, manager_id = $13, entry = $14, entry_note = $15,
	substitute_for = $16
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: tenure_publish
UPDATE tenure SET is_public = 1, salt = NULL WHERE id = $1

-- name: tenure_salt
SELECT salt FROM tenure WHERE id = $1

-- name: tenure_erase
-- The row stays for what hangs on it, such as a signature; it says nothing any more.
UPDATE tenure SET version = version + 1, post_id = NULL, post = '', category = 0, ending = 0, from_day = 0, to_day = 0,
	contract = '', workplace = '', grade = '', status = '', manager_id = NULL, entry = 0, entry_note = '',
	substitute_for = NULL, salt = NULL, erased_ms = $2
WHERE id = $1

-- name: tenure_by_id
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.id = $1

-- name: tenures_of_person
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.person_id = $1 AND t.erased_ms = 0
ORDER BY t.from_day DESC, t.id DESC

-- name: tenures_of_body
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.organization_id = $1 AND t.erased_ms = 0
ORDER BY p.sort_key, t.from_day, t.id

-- name: holders_of_post
SELECT DISTINCT person_id FROM tenure WHERE post_id = $1 AND erased_ms = 0 ORDER BY person_id

-- name: holders_of_body
SELECT DISTINCT person_id FROM tenure WHERE organization_id = $1 AND erased_ms = 0 ORDER BY person_id

-- name: serving
-- Who holds a public post (elected 1, appointed 2) on a day.
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.from_day <= $1 AND t.to_day >= $1 AND t.category IN (1, 2)
ORDER BY o.sort_key, o.id, p.sort_key, t.id

-- name: tenures_open
-- Everybody with a term that has not ended by a day, for the office's list.
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.to_day >= $1 AND t.erased_ms = 0
ORDER BY p.sort_key, t.from_day, t.id

-- name: tenures
SELECT t.id, t.version, t.person_id, t.organization_id, t.post_id, t.category, COALESCE(po.label, t.post), t.from_day,
	t.to_day, t.ending, t.contract, t.workplace, t.grade, t.status, t.manager_id, t.entry, t.entry_note, t.substitute_for, t.is_public,
	t.record_id, t.erased_ms, p.name, p.slug, p.sort_name, o.name, o.slug,
	COALESCE((SELECT ap.name FROM tenure a JOIN person ap ON ap.id = a.person_id WHERE a.id = t.substitute_for AND a.erased_ms = 0), '')
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post po ON po.id = t.post_id
WHERE t.erased_ms = 0
ORDER BY t.person_id, t.from_day, t.id

-- name: last_day_of_person
SELECT MAX(to_day) FROM tenure WHERE person_id = $1 AND erased_ms = 0

-- name: import_key_insert
INSERT INTO import_key (kind, source_key, subject_id) VALUES ($1, $2, $3)

-- name: import_key_find
SELECT COALESCE(p.merged_into, k.subject_id)
FROM import_key k LEFT JOIN person p ON p.id = k.subject_id
WHERE k.kind = $1 AND k.source_key = $2

-- name: import_keys
SELECT kind, source_key, subject_id FROM import_key ORDER BY subject_id, source_key

-- name: import_keys_of
SELECT kind, source_key, subject_id FROM import_key WHERE subject_id = $1 ORDER BY source_key

-- name: import_keys_delete
DELETE FROM import_key WHERE subject_id = $1

-- name: organizations_named
SELECT id FROM organization WHERE name = $1 AND erased_ms = 0 ORDER BY id

-- name: persons_named
-- By the name in use, or one for matching, or a former one.
SELECT id FROM person WHERE name = $1 AND erased_ms = 0 AND merged_into IS NULL
UNION
SELECT n.person_id FROM person_name n JOIN person p ON p.id = n.person_id AND p.merged_into IS NULL WHERE n.name = $1
ORDER BY 1
