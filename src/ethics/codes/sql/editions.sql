-- ---- Consultation ----

-- name: edition_stage
UPDATE edition SET stage = $3, version = version + 1 WHERE id = $1 AND version = $2 AND stage < 3

-- name: consultee_insert
INSERT INTO consultee (id, version, edition_id, name, kind, asked_on, answered_on, note)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7)

-- name: consultee_update
UPDATE consultee SET name = $3, kind = $4, asked_on = $5, answered_on = $6, note = $7, version = version + 1
WHERE id = $1 AND version = $2

-- name: consultee_delete
DELETE FROM consultee WHERE id = $1 AND version = $2

-- name: consultees_delete
DELETE FROM consultee WHERE edition_id = $1

-- name: consultee
SELECT id, version, edition_id, name, kind, asked_on, answered_on, note FROM consultee WHERE id = $1

-- name: consultees
SELECT id, version, edition_id, name, kind, asked_on, answered_on, note FROM consultee
WHERE edition_id = $1 ORDER BY asked_on, id

-- ---- Repeal ----

-- name: repeal_insert
INSERT INTO repeal (id, code_id, on_day, instrument_kind, instrument_number, instrument_body, instrument_day,
	instrument_link, record_id, erased_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)

-- name: repeal
SELECT r.id, r.code_id, r.on_day, r.instrument_kind, r.instrument_number, r.instrument_body, r.instrument_day,
	r.instrument_link, r.record_id, r.erased_ms, c.slug
FROM repeal r JOIN code c ON c.id = r.code_id WHERE r.id = $1

-- name: repeal_by_record
SELECT r.id, r.code_id, r.on_day, r.instrument_kind, r.instrument_number, r.instrument_body, r.instrument_day,
	r.instrument_link, r.record_id, r.erased_ms, c.slug
FROM repeal r JOIN code c ON c.id = r.code_id WHERE r.record_id = $1

-- name: repeals
SELECT r.id, r.code_id, r.on_day, r.instrument_kind, r.instrument_number, r.instrument_body, r.instrument_day,
	r.instrument_link, r.record_id, r.erased_ms, c.slug
FROM repeal r JOIN code c ON c.id = r.code_id WHERE r.code_id = $1 AND r.erased_ms = 0 ORDER BY r.on_day, r.id

-- name: repeal_erase
UPDATE repeal SET on_day = 0, instrument_kind = 0, instrument_number = '', instrument_body = '', instrument_day = NULL,
	instrument_link = '', erased_ms = $2
WHERE id = $1

-- ---- Adoption ----

-- name: adoption_insert
INSERT INTO adoption (id, version, body_id, body_name, code_id, edition_id, from_day, instrument_kind, instrument_number,
	instrument_body, instrument_day, instrument_link, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)

-- name: adoption_end
UPDATE adoption SET to_day = $3, version = version + 1 WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: adoption
SELECT a.id, a.version, a.body_id, a.body_name, a.code_id, COALESCE(a.edition_id, 0), a.from_day, a.to_day, a.instrument_kind,
	a.instrument_number, a.instrument_body, a.instrument_day, a.instrument_link, a.record_id, a.erased_ms,
	c.slug, c.title, COALESCE((SELECT e.number FROM edition e WHERE e.id = a.edition_id), 0)
FROM adoption a JOIN code c ON c.id = a.code_id WHERE a.id = $1

-- name: adoption_by_record
SELECT a.id, a.version, a.body_id, a.body_name, a.code_id, COALESCE(a.edition_id, 0), a.from_day, a.to_day, a.instrument_kind,
	a.instrument_number, a.instrument_body, a.instrument_day, a.instrument_link, a.record_id, a.erased_ms,
	c.slug, c.title, COALESCE((SELECT e.number FROM edition e WHERE e.id = a.edition_id), 0)
FROM adoption a JOIN code c ON c.id = a.code_id WHERE a.record_id = $1

-- name: adoptions_of_code
SELECT a.id, a.version, a.body_id, a.body_name, a.code_id, COALESCE(a.edition_id, 0), a.from_day, a.to_day, a.instrument_kind,
	a.instrument_number, a.instrument_body, a.instrument_day, a.instrument_link, a.record_id, a.erased_ms,
	c.slug, c.title, COALESCE((SELECT e.number FROM edition e WHERE e.id = a.edition_id), 0)
FROM adoption a JOIN code c ON c.id = a.code_id WHERE a.code_id = $1 AND a.erased_ms = 0
ORDER BY a.body_name, a.from_day, a.id

-- name: adoption_erase
UPDATE adoption SET body_id = 0, body_name = '', edition_id = NULL, from_day = 0, to_day = NULL, instrument_kind = 0,
	instrument_number = '', instrument_body = '', instrument_day = NULL, instrument_link = '', erased_ms = $2
WHERE id = $1

-- ---- Relations between texts ----

-- name: relation_insert
INSERT INTO relation (id, version, kind, code_id, provision_id, to_code_id, to_provision_id, audience, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, 0)

-- name: relation_end
UPDATE relation SET ended_on = $3, version = version + 1
WHERE id = $1 AND version = $2 AND erased_ms = 0 AND ended_on IS NULL

-- name: relation
SELECT r.id, r.version, r.kind, r.code_id, r.provision_id, r.to_code_id, r.to_provision_id, r.audience, r.ended_on,
	r.record_id, r.erased_ms, c.slug, c.title, t.slug, t.title
FROM relation r JOIN code c ON c.id = r.code_id JOIN code t ON t.id = r.to_code_id WHERE r.id = $1

-- name: relation_by_record
SELECT r.id, r.version, r.kind, r.code_id, r.provision_id, r.to_code_id, r.to_provision_id, r.audience, r.ended_on,
	r.record_id, r.erased_ms, c.slug, c.title, t.slug, t.title
FROM relation r JOIN code c ON c.id = r.code_id JOIN code t ON t.id = r.to_code_id WHERE r.record_id = $1

-- name: relations_of_code
-- At either end, those that have not ended.
SELECT r.id, r.version, r.kind, r.code_id, r.provision_id, r.to_code_id, r.to_provision_id, r.audience, r.ended_on,
	r.record_id, r.erased_ms, c.slug, c.title, t.slug, t.title
FROM relation r JOIN code c ON c.id = r.code_id JOIN code t ON t.id = r.to_code_id
WHERE (r.code_id = $1 OR r.to_code_id = $1) AND r.erased_ms = 0 AND r.ended_on IS NULL ORDER BY r.id

-- name: relation_erase
UPDATE relation SET kind = 0, provision_id = 0, to_provision_id = 0, audience = '', ended_on = NULL, erased_ms = $2
WHERE id = $1
