-- name: import_source_by_name
SELECT no FROM register_import_source WHERE name = $1

-- name: import_source_add
INSERT INTO register_import_source (no, name) VALUES ($1, $2)

-- name: import_source_next
SELECT COALESCE(MAX(no), 0) + 1 FROM register_import_source

-- name: import_part_by_name
SELECT no FROM register_import_part WHERE source_no = $1 AND name = $2

-- name: import_part_add
INSERT INTO register_import_part (no, source_no, name) VALUES ($1, $2, $3)

-- name: import_part_next
SELECT COALESCE(MAX(no), 0) + 1 FROM register_import_part

-- name: import_keys
SELECT key, part_no, entry_id, digest FROM register_import_key WHERE source_no = $1 AND key > $2 ORDER BY key LIMIT $3

-- name: import_key_find
SELECT key, part_no, entry_id, digest FROM register_import_key WHERE source_no = $1 AND key = $2

-- name: import_key_put
INSERT INTO register_import_key (source_no, key, part_no, entry_id, digest) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source_no, key) DO UPDATE SET part_no = $3, entry_id = $4, digest = $5

-- name: import_run_add
INSERT INTO register_import_run (id, source_no, register_name, state, owner, begun_ms, seen_ms, revision, body, post, category, scheme,
	source_ms, summary)
VALUES ($1, $2, $3, 1, $4, $5, $5, 0, $6, $7, $8, $9, $10, '')

-- name: import_runs_open
SELECT id, source_no, register_name, state, owner, begun_ms, seen_ms, revision, body, post, category, scheme, source_ms FROM register_import_run
WHERE state < 3 ORDER BY id

-- name: import_run_apply
UPDATE register_import_run SET state = 2, revision = $2, seen_ms = $3, summary = $4 WHERE id = $1 AND state = 1

-- name: import_run_done
UPDATE register_import_run SET state = 3, seen_ms = $2 WHERE id = $1

-- name: import_run_seen
UPDATE register_import_run SET seen_ms = $2 WHERE id = $1

-- name: import_run_drop
DELETE FROM register_import_run WHERE id = $1 AND state = 1

-- name: import_chunk_add
INSERT INTO register_import_chunk (run_id, no, n, done, packed) VALUES ($1, $2, $3, 0, $4)

-- name: import_chunk_next
SELECT no, n, done, packed FROM register_import_chunk WHERE run_id = $1 ORDER BY no LIMIT 1

-- name: import_chunk_advance
UPDATE register_import_chunk SET done = $4 WHERE run_id = $1 AND no = $2 AND done = $3

-- name: import_chunk_drop
DELETE FROM register_import_chunk WHERE run_id = $1 AND no = $2 AND done = $3

-- name: import_chunks_drop
DELETE FROM register_import_chunk WHERE run_id = $1

-- name: import_rows_left
SELECT COALESCE(SUM(n - done), 0) FROM register_import_chunk WHERE run_id = $1

-- name: import_person_add
INSERT INTO register_import_person (run_id, no, name, identifier) VALUES ($1, $2, $3, $4)

-- name: import_people_left
SELECT no, name, identifier FROM register_import_person WHERE run_id = $1 AND person_id IS NULL ORDER BY no LIMIT $2

-- name: import_people_all
SELECT no, person_id FROM register_import_person WHERE run_id = $1 ORDER BY no

-- name: import_person_done
UPDATE register_import_person SET person_id = $3 WHERE run_id = $1 AND no = $2 AND person_id IS NULL

-- name: import_people_drop
DELETE FROM register_import_person WHERE run_id = $1

-- name: import_people_named
SELECT id FROM person WHERE name = $1 AND erased_ms = 0 AND merged_into IS NULL
UNION
SELECT n.person_id FROM person_name n JOIN person p ON p.id = n.person_id
WHERE n.name = $1 AND p.erased_ms = 0 AND p.merged_into IS NULL

-- name: import_keys_of
SELECT source_no, key FROM register_import_key WHERE entry_id = $1

-- name: import_key_hide
UPDATE register_import_key SET key = $3, digest = 0 WHERE source_no = $1 AND key = $2
