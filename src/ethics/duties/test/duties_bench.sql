-- Rows of persons and terms as a large site has them, without their records: for bench_duties alone.

-- name: person
INSERT INTO person (id, version, slug, name, sort_name, by_post, sort_key, is_public, record_id, erased_ms)
VALUES ($1, 1, $2, $2, $2, 0, $2, 0, $2, 0)

-- name: tenure
INSERT INTO tenure (id, version, person_id, organization_id, category, post, from_day, to_day, ending, contract, workplace,
	grade, status, is_public, record_id, erased_ms)
VALUES ($1, 1, $2, $3, 1, 'Member', $4, $5, 0, '', '', '', '', 0, $6, 0)

-- name: done
INSERT INTO duty_done (id, tenure_id, duty_no, day, subject, source, source_id, words, path, by_whom, put_ms, withdrawn_ms,
	withdrawn_reason)
VALUES ($1, $2, $3, $4, 0, 'bench', 0, 'Done', '', 'bench', 0, 0, '')
