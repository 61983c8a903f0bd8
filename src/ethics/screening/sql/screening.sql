-- name: declared_add
INSERT INTO declared_fact (entry_id, no, person_id, kind, name, scheme, identifier)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: declared_take
DELETE FROM declared_fact WHERE entry_id = $1

-- name: declared_of
SELECT kind, name, scheme, identifier FROM declared_fact WHERE entry_id = $1 ORDER BY no
