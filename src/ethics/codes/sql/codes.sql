-- Editions are read with the number that a draft would get now, with the day on which the next one begins, and with that
-- on which a repeal takes effect: the last day is the one before the earlier of the two.

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
INSERT INTO edition (id, version, code_id, number, stage, change, title, lang, instrument_kind, instrument_number,
	instrument_body, instrument_day, instrument_link, in_force_from, erased_ms, words_in, words_stored, words_furniture,
	added_ms)
VALUES ($1, 1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16)

-- name: edition_update
UPDATE edition SET change = $3, title = $4, lang = $5, instrument_kind = $6, instrument_number = $7, instrument_body = $8,
	instrument_day = $9, instrument_link = $10, in_force_from = $11, version = version + 1
WHERE id = $1 AND version = $2 AND stage < 3

-- name: edition_publish
UPDATE edition SET stage = 3, number = $3, text_hash = $4, record_id = $5, version = version + 1
WHERE id = $1 AND version = $2 AND stage < 3

-- name: edition_delete
DELETE FROM edition WHERE id = $1 AND version = $2 AND stage < 3

-- name: edition_erase
UPDATE edition SET erased_ms = $2, title = $3, text_hash = NULL, instrument_kind = 0, instrument_number = '',
	instrument_body = '', instrument_day = NULL, instrument_link = '', version = version + 1
WHERE id = $1

-- name: title_left
-- As the newest edition is called whose text is still here, but for the one that is removed.
SELECT title FROM edition WHERE code_id = $1 AND stage = 3 AND erased_ms = 0 AND id <> $2
ORDER BY in_force_from DESC, number DESC LIMIT 1

-- name: edition_by_id
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.stage = 3 OR (e.number > 0 AND NOT EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.stage = 3 AND o.number = e.number)) THEN e.number
		ELSE 1 + COALESCE((SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id AND o.stage = 3), 0) END,
	e.stage, e.change, e.in_force_from,
	(SELECT MIN(o.in_force_from) FROM edition o
		WHERE o.code_id = e.code_id AND o.stage = 3 AND o.in_force_from >= e.in_force_from
			AND (o.in_force_from > e.in_force_from OR o.number > e.number)),
	(SELECT MIN(r.on_day) FROM repeal r
		WHERE r.code_id = e.code_id AND r.erased_ms = 0 AND r.on_day > e.in_force_from),
	e.instrument_kind, e.instrument_number, e.instrument_body, e.instrument_day, e.instrument_link, e.lang, e.text_hash,
	c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored, e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.id = $1

-- name: edition_by_record
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.stage = 3 OR (e.number > 0 AND NOT EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.stage = 3 AND o.number = e.number)) THEN e.number
		ELSE 1 + COALESCE((SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id AND o.stage = 3), 0) END,
	e.stage, e.change, e.in_force_from,
	(SELECT MIN(o.in_force_from) FROM edition o
		WHERE o.code_id = e.code_id AND o.stage = 3 AND o.in_force_from >= e.in_force_from
			AND (o.in_force_from > e.in_force_from OR o.number > e.number)),
	(SELECT MIN(r.on_day) FROM repeal r
		WHERE r.code_id = e.code_id AND r.erased_ms = 0 AND r.on_day > e.in_force_from),
	e.instrument_kind, e.instrument_number, e.instrument_body, e.instrument_day, e.instrument_link, e.lang, e.text_hash,
	c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored, e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.record_id = $1

-- name: edition_on
-- The edition in force on a day; it may have been repealed since.
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.stage = 3 OR (e.number > 0 AND NOT EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.stage = 3 AND o.number = e.number)) THEN e.number
		ELSE 1 + COALESCE((SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id AND o.stage = 3), 0) END,
	e.stage, e.change, e.in_force_from,
	(SELECT MIN(o.in_force_from) FROM edition o
		WHERE o.code_id = e.code_id AND o.stage = 3 AND o.in_force_from >= e.in_force_from
			AND (o.in_force_from > e.in_force_from OR o.number > e.number)),
	(SELECT MIN(r.on_day) FROM repeal r
		WHERE r.code_id = e.code_id AND r.erased_ms = 0 AND r.on_day > e.in_force_from),
	e.instrument_kind, e.instrument_number, e.instrument_body, e.instrument_day, e.instrument_link, e.lang, e.text_hash,
	c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored, e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.code_id = $1 AND e.stage = 3 AND e.in_force_from <= $2
ORDER BY e.in_force_from DESC, e.number DESC LIMIT 1

-- name: editions
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.stage = 3 OR (e.number > 0 AND NOT EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.stage = 3 AND o.number = e.number)) THEN e.number
		ELSE 1 + COALESCE((SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id AND o.stage = 3), 0) END,
	e.stage, e.change, e.in_force_from,
	(SELECT MIN(o.in_force_from) FROM edition o
		WHERE o.code_id = e.code_id AND o.stage = 3 AND o.in_force_from >= e.in_force_from
			AND (o.in_force_from > e.in_force_from OR o.number > e.number)),
	(SELECT MIN(r.on_day) FROM repeal r
		WHERE r.code_id = e.code_id AND r.erased_ms = 0 AND r.on_day > e.in_force_from),
	e.instrument_kind, e.instrument_number, e.instrument_body, e.instrument_day, e.instrument_link, e.lang, e.text_hash,
	c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored, e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.code_id = $1 AND e.stage = 3 ORDER BY e.in_force_from DESC, e.number DESC

-- name: drafts
SELECT e.id, e.version, e.code_id,
	CASE WHEN e.stage = 3 OR (e.number > 0 AND NOT EXISTS (SELECT 1 FROM edition o
			WHERE o.code_id = e.code_id AND o.stage = 3 AND o.number = e.number)) THEN e.number
		ELSE 1 + COALESCE((SELECT MAX(o.number) FROM edition o WHERE o.code_id = e.code_id AND o.stage = 3), 0) END,
	e.stage, e.change, e.in_force_from,
	(SELECT MIN(o.in_force_from) FROM edition o
		WHERE o.code_id = e.code_id AND o.stage = 3 AND o.in_force_from >= e.in_force_from
			AND (o.in_force_from > e.in_force_from OR o.number > e.number)),
	(SELECT MIN(r.on_day) FROM repeal r
		WHERE r.code_id = e.code_id AND r.erased_ms = 0 AND r.on_day > e.in_force_from),
	e.instrument_kind, e.instrument_number, e.instrument_body, e.instrument_day, e.instrument_link, e.lang, e.text_hash,
	c.slug, e.title, e.record_id, e.erased_ms, e.words_in, e.words_stored, e.words_furniture, e.added_ms
FROM edition e JOIN code c ON c.id = e.code_id
WHERE e.stage < 3 ORDER BY e.id DESC

-- name: newest_from
SELECT COALESCE(MAX(in_force_from), -2147483648) FROM edition
WHERE code_id = $1 AND stage = 3 AND erased_ms = 0

-- name: provision_insert
INSERT INTO provision (edition_id, position, id, depth, kind, label, heading, text, anchor, audience, lang)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: provisions
SELECT id, position, depth, kind, label, heading, text, anchor, audience, lang
FROM provision WHERE edition_id = $1 ORDER BY position

-- name: provisions_removed
INSERT INTO provision_removed (edition_id, id) SELECT edition_id, id FROM provision WHERE edition_id = $1

-- name: editions_without
-- The editions of the code that had this passage, and whose text was removed.
SELECT e.id FROM edition e JOIN provision_removed r ON r.edition_id = e.id
WHERE e.code_id = $1 AND r.id = $2 ORDER BY e.in_force_from DESC, e.number DESC

-- name: provisions_delete
DELETE FROM provision WHERE edition_id = $1

-- name: furniture_insert
INSERT INTO edition_furniture (edition_id, position, text, after_id, is_back) VALUES ($1, $2, $3, $4, 0)

-- name: furniture
SELECT text FROM edition_furniture WHERE edition_id = $1 AND is_back = 0 ORDER BY position

-- name: furniture_delete
DELETE FROM edition_furniture WHERE edition_id = $1
