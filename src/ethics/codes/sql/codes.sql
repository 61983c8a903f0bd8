-- Editions are read as of a day, $1: the stage follows from it (enum edition_stage).

-- name: code_insert
INSERT INTO code (id, version, slug, title, sort_key) VALUES ($1, 1, $2, $3, $4)

-- name: code_retitle
UPDATE code SET title = $2, sort_key = $3, version = version + 1 WHERE id = $1

-- name: code_delete
DELETE FROM code WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM edition WHERE code_id = $1)

-- name: code_by_slug
SELECT id, version, slug, title FROM code WHERE slug = $1

-- name: codes
SELECT id, version, slug, title FROM code ORDER BY sort_key, id

-- name: edition_insert
INSERT INTO edition (id, version, code_id, number, is_published, title, erased_ms, words_in, words_stored, words_furniture,
	added_ms)
VALUES ($1, 1, $2, 0, 0, $3, 0, $4, $5, $6, $7)

-- name: edition_publish
UPDATE edition SET is_published = 1, number = $3, in_force_from = $4, text_hash = $5, record_id = $6, version = version + 1
WHERE id = $1 AND version = $2 AND is_published = 0

-- name: edition_delete
DELETE FROM edition WHERE id = $1 AND version = $2 AND is_published = 0

-- name: edition_erase
UPDATE edition SET erased_ms = $2, version = version + 1 WHERE id = $1

-- name: edition_by_id
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.is_published = 1 THEN e.number
		ELSE 1 + (SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id) END,
	CASE WHEN e.is_published = 0 THEN 1
		WHEN e.in_force_from > $1 THEN 4
		WHEN EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.is_published = 1 AND o.in_force_from <= $1
				AND (o.in_force_from > e.in_force_from
					OR (o.in_force_from = e.in_force_from AND o.number > e.number))) THEN 3
		ELSE 2 END,
	e.in_force_from, e.text_hash, c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored,
	e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.id = $2

-- name: edition_by_record
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.is_published = 1 THEN e.number
		ELSE 1 + (SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id) END,
	CASE WHEN e.is_published = 0 THEN 1
		WHEN e.in_force_from > $1 THEN 4
		WHEN EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.is_published = 1 AND o.in_force_from <= $1
				AND (o.in_force_from > e.in_force_from
					OR (o.in_force_from = e.in_force_from AND o.number > e.number))) THEN 3
		ELSE 2 END,
	e.in_force_from, e.text_hash, c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored,
	e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.record_id = $2

-- name: edition_in_force
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.is_published = 1 THEN e.number
		ELSE 1 + (SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id) END,
	CASE WHEN e.is_published = 0 THEN 1
		WHEN e.in_force_from > $1 THEN 4
		WHEN EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.is_published = 1 AND o.in_force_from <= $1
				AND (o.in_force_from > e.in_force_from
					OR (o.in_force_from = e.in_force_from AND o.number > e.number))) THEN 3
		ELSE 2 END,
	e.in_force_from, e.text_hash, c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored,
	e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.code_id = $2 AND e.is_published = 1 AND e.in_force_from <= $1
ORDER BY e.in_force_from DESC, e.number DESC LIMIT 1

-- name: editions
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.is_published = 1 THEN e.number
		ELSE 1 + (SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id) END,
	CASE WHEN e.is_published = 0 THEN 1
		WHEN e.in_force_from > $1 THEN 4
		WHEN EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.is_published = 1 AND o.in_force_from <= $1
				AND (o.in_force_from > e.in_force_from
					OR (o.in_force_from = e.in_force_from AND o.number > e.number))) THEN 3
		ELSE 2 END,
	e.in_force_from, e.text_hash, c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored,
	e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.code_id = $2 AND e.is_published = 1 ORDER BY e.number DESC

-- name: drafts
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.is_published = 1 THEN e.number
		ELSE 1 + (SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id) END,
	CASE WHEN e.is_published = 0 THEN 1
		WHEN e.in_force_from > $1 THEN 4
		WHEN EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.is_published = 1 AND o.in_force_from <= $1
				AND (o.in_force_from > e.in_force_from
					OR (o.in_force_from = e.in_force_from AND o.number > e.number))) THEN 3
		ELSE 2 END,
	e.in_force_from, e.text_hash, c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored,
	e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.is_published = 0 ORDER BY e.id DESC

-- name: newest_from
SELECT COALESCE(MAX(in_force_from), -2147483648) FROM edition WHERE code_id = $1 AND is_published = 1

-- name: provision_insert
INSERT INTO provision (edition_id, position, id, depth, kind, label, heading, text, anchor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: provisions
SELECT id, position, depth, kind, label, heading, text, anchor FROM provision WHERE edition_id = $1 ORDER BY position

-- name: provisions_delete
DELETE FROM provision WHERE edition_id = $1

-- name: furniture_insert
INSERT INTO edition_furniture (edition_id, position, text) VALUES ($1, $2, $3)

-- name: furniture
SELECT text FROM edition_furniture WHERE edition_id = $1 ORDER BY position

-- name: furniture_delete
DELETE FROM edition_furniture WHERE edition_id = $1
