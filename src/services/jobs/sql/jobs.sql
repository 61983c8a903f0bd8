-- name: clock
SELECT ran_ms, failed_ms, again_ms FROM job WHERE name = 'clock'

-- name: clock_put
INSERT INTO job (name, ran_ms, tries, failed_ms, again_ms, why) VALUES ('clock', $1, 0, $2, $3, '')
ON CONFLICT (name) DO UPDATE SET ran_ms = excluded.ran_ms, failed_ms = excluded.failed_ms, again_ms = excluded.again_ms

-- name: job
SELECT name, ran_ms, tries, failed_ms, again_ms, why FROM job WHERE name = $1

-- name: ran
INSERT INTO job (name, ran_ms, tries, failed_ms, again_ms, why) VALUES ($1, $2, 0, 0, 0, '')
ON CONFLICT (name) DO UPDATE SET ran_ms = excluded.ran_ms, tries = 0, failed_ms = 0, again_ms = 0, why = ''

-- name: failed
INSERT INTO job (name, ran_ms, tries, failed_ms, again_ms, why) VALUES ($1, 0, $2, $3, $4, $5)
ON CONFLICT (name) DO UPDATE SET tries = excluded.tries, failed_ms = excluded.failed_ms, again_ms = excluded.again_ms,
	why = excluded.why
