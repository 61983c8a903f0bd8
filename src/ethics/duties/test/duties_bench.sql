-- Rows of persons and terms as a large site has them, without their records: for bench_duties alone. Of person i the term
-- is 1,000,000,000 + i. Days are spread by a prime.

-- name: persons
INSERT INTO person (id, version, slug, name, sort_name, by_post, sort_key, is_public, record_id, erased_ms)
WITH RECURSIVE n (i) AS (SELECT CAST($1 AS @id) UNION ALL SELECT i + 1 FROM n WHERE i < $2)
SELECT i, 1, 'p' || i, 'p' || i, 'p' || i, 0, 'p' || i, 0, 'p' || i, 0 FROM n

-- name: tenures
INSERT INTO tenure (id, version, person_id, organization_id, category, post, from_day, to_day, ending, contract, workplace,
	grade, status, entry, entry_note, is_public, record_id, erased_ms)
WITH body (k, id) AS (SELECT row_number() OVER (ORDER BY id) - 1, id FROM organization)
SELECT 1000000000 + p.id, 1, p.id, b.id, 1, 'Member', $3 + p.id * 7919 % 300, $4, 0, '', '', '', '', 0, '', 0, 't' || p.id, 0
FROM person p JOIN body b ON b.k = p.id * 104729 % (SELECT count(*) FROM organization)
WHERE p.id >= $1 AND p.id <= $2

-- name: dones
-- One in ten persons has not done their first duty; all else is done.
INSERT INTO duty_done (id, tenure_id, duty_no, day, subject, source, source_id, words, path, by_whom, put_ms, withdrawn_ms,
	withdrawn_reason)
SELECT p.id * 64 + d.no, 1000000000 + p.id, d.no, $3, 0, 'bench', 0, 'Done', '', 'bench', 0, 0, ''
FROM person p CROSS JOIN duty_name d
WHERE p.id >= $1 AND p.id <= $2 AND (d.no > 1 OR p.id * 31 % 10 <> 0)

-- name: owed_by_query
-- What the rows say, worked out by one query: nothing but these rules could be said so.
SELECT count(*), CAST(sum(o.due_day) AS @id), count(o.done_day)
FROM (
	SELECT CASE WHEN t.from_day < $1 THEN $1 ELSE t.from_day END + l.within_days AS due_day, d.day AS done_day
	FROM tenure t CROSS JOIN duty_local l JOIN duty_name n ON n.name = 'sign-' || l.code
		LEFT JOIN duty_done d ON d.tenure_id = t.id AND d.duty_no = n.no AND d.withdrawn_ms = 0
	WHERE t.category = 1 AND t.erased_ms = 0
) o

-- name: owed_rows
SELECT count(*), CAST(sum(due_day) AS @id), count(done_day) FROM obligation

-- name: tenure_move
UPDATE tenure SET from_day = from_day + $2 WHERE person_id = $1

-- name: analyze
ANALYZE
