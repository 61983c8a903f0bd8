-- Persons as a large site has them, without their records: for bench_registers alone.

-- name: person
INSERT INTO person (id, version, slug, name, sort_name, by_post, sort_key, is_public, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, 0, $4, 1, $5, 0)

-- name: analyze
ANALYZE
