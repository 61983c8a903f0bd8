-- Helpers, who prepare what somebody else signs. Days count from 1970-01-01.

-- name: helper_insert
INSERT INTO helper (id, version, person_id, account_id, from_day, to_day, sees_withheld, named_ms, ended_ms, email)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 0, $8)

-- name: helpers_named
SELECT COUNT(*) FROM helper WHERE person_id = $1 AND named_ms > $2

-- name: helper_end
UPDATE helper SET version = version + 1, ended_ms = $4 WHERE id = $1 AND person_id = $2 AND version = $3 AND ended_ms = 0

-- name: helpers_of_person
SELECT h.id, h.version, h.person_id, h.account_id, h.from_day, h.to_day, h.sees_withheld, h.ended_ms, p.name,
	p.slug, h.email
FROM helper h JOIN person p ON p.id = h.person_id
WHERE h.person_id = $1 ORDER BY h.named_ms DESC, h.id DESC

-- name: helper_now
-- Whom the account helps on that day; of one person unless 0. Who was found to be somebody else is helped no more.
SELECT h.id, h.version, h.person_id, h.account_id, h.from_day, h.to_day, h.sees_withheld, h.ended_ms, p.name,
	p.slug, h.email
FROM helper h JOIN person p ON p.id = h.person_id
WHERE h.account_id = $1 AND h.from_day <= $2 AND h.to_day >= $2 AND h.ended_ms = 0 AND (h.person_id = $3 OR $3 = 0)
	AND p.merged_into IS NULL AND p.erased_ms = 0
ORDER BY p.sort_key, h.to_day DESC, h.id

-- name: helpers_of_person_record_delete
DELETE FROM helper WHERE person_id IN (SELECT id FROM person WHERE record_id = $1)
