-- name: insert
INSERT INTO commitment (id, edition_id, person_id, tenure_id, method, signed_ms, name, office, text_hash, record_id,
	erased_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)

-- name: roll
SELECT c.id, c.edition_id, c.person_id, c.tenure_id, c.method, c.signed_ms, c.name, c.office, c.text_hash, c.record_id,
	p.slug, k.title, k.slug, e.number, c.erased_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id JOIN person p ON p.id = c.person_id
WHERE e.code_id = $1
ORDER BY e.number DESC, p.sort_key, c.id

-- name: of_person
SELECT c.id, c.edition_id, c.person_id, c.tenure_id, c.method, c.signed_ms, c.name, c.office, c.text_hash, c.record_id,
	p.slug, k.title, k.slug, e.number, c.erased_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id JOIN person p ON p.id = c.person_id
WHERE c.person_id = $1
ORDER BY c.signed_ms DESC, c.id DESC

-- name: by_record
SELECT c.id, c.edition_id, c.person_id, c.tenure_id, c.method, c.signed_ms, c.name, c.office, c.text_hash, c.record_id,
	p.slug, k.title, k.slug, e.number, c.erased_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id JOIN person p ON p.id = c.person_id
WHERE c.record_id = $1

-- name: record_signed
-- The record of a signature under an edition in a term, unless it was removed.
SELECT record_id FROM commitment WHERE edition_id = $1 AND tenure_id = $2 AND erased_ms = 0

-- name: erase
-- What stays of a removed signature is that it was there.
UPDATE commitment SET name = '', office = '', erased_ms = $2 WHERE record_id = $1 AND erased_ms = 0
