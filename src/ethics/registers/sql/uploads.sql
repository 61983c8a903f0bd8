-- name: upload_part_add
INSERT INTO register_upload_part (upload_id, file, part, name, content, kept_ms) VALUES ($1, $2, $3, $4, $5, $6)

-- name: upload_parts
SELECT file, name, content FROM register_upload_part WHERE upload_id = $1 ORDER BY file, part

-- name: upload_add
INSERT INTO register_upload (id, version, state, mapping_name, mapping_tree, title, register_name, by_name, at_ms, ended_ms, done, size,
	told, problems, faults, run_id, tries)
VALUES ($1, 1, 1, $2, $3, $4, $5, $6, $7, 0, 0, $8, '', '', $9, 0, 0)

-- name: uploads
SELECT id, version, state, mapping_name, mapping_tree, title, register_name, by_name, at_ms, ended_ms, done, size, told, problems,
	LENGTH(faults)
FROM register_upload ORDER BY id DESC LIMIT $1

-- name: upload_find
SELECT id, version, state, mapping_name, mapping_tree, title, register_name, by_name, at_ms, ended_ms, done, size, told, problems,
	LENGTH(faults)
FROM register_upload WHERE id = $1

-- name: upload_faults
SELECT faults FROM register_upload WHERE id = $1

-- name: upload_next
SELECT id, version, state, mapping_name, mapping_tree, title, register_name, by_name, at_ms, ended_ms, done, size, told, problems,
	LENGTH(faults)
FROM register_upload WHERE state = 1 OR (state = 3 AND $1 = 0) ORDER BY tries, id LIMIT 1

-- One that a crash, or a fault of the machine, ended: others go first from now on.
-- name: upload_tried
UPDATE register_upload SET tries = tries + 1 WHERE id = $1

-- What was begun to be applied is finished by whoever imports next, which tells the receipt.
-- name: upload_given_up
UPDATE register_upload SET state = 5, version = version + 1, ended_ms = $2, problems = $3
WHERE id = $1 AND tries >= $4 AND state IN (1, 3) AND run_id = 0

-- name: uploads_left
SELECT COUNT(*) FROM register_upload WHERE state = 1 OR (state = 3 AND $1 = 0)

-- name: upload_progress
UPDATE register_upload SET done = $2, size = $3 WHERE id = $1

-- name: upload_told
UPDATE register_upload SET state = $3, version = version + 1, ended_ms = $4, told = $5, problems = $6, faults = $7
WHERE id = $1 AND state = $2

-- name: upload_begun
UPDATE register_upload SET run_id = $2, told = $3, problems = $4, faults = $5 WHERE id = $1 AND state = 3

-- name: upload_published
UPDATE register_upload SET state = 4, version = version + 1, ended_ms = $2 WHERE run_id = $1 AND state = 3

-- name: upload_parts_done
DELETE FROM register_upload_part WHERE upload_id IN (SELECT id FROM register_upload WHERE state = 4)

-- name: upload_confirm
UPDATE register_upload SET state = 3, version = version + 1, done = 0, size = 0, tries = 0 WHERE id = $1 AND version = $2 AND state = 2

-- name: upload_drop
DELETE FROM register_upload WHERE id = $1 AND version = $2 AND state IN (1, 2, 4, 5)

-- What was refused may speak of what goes from its register.
-- name: upload_faults_forget
UPDATE register_upload SET faults = $1 WHERE state IN (2, 4, 5)
	AND register_name = (SELECT n.name FROM entry e JOIN register_name n ON n.no = e.register_no WHERE e.id = $2)

-- name: upload_parts_drop
DELETE FROM register_upload_part WHERE upload_id = $1

-- name: uploads_old_left
SELECT (SELECT COUNT(*) FROM register_upload WHERE at_ms < $1 AND state IN (2, 4, 5))
	+ (SELECT COUNT(*) FROM register_upload_part p WHERE kept_ms < $2
		AND NOT EXISTS (SELECT 1 FROM register_upload u WHERE u.id = p.upload_id))

-- name: uploads_old_drop
DELETE FROM register_upload WHERE at_ms < $1 AND state IN (2, 4, 5)

-- name: upload_parts_old_drop
DELETE FROM register_upload_part WHERE kept_ms < $1
	AND NOT EXISTS (SELECT 1 FROM register_upload u WHERE u.id = register_upload_part.upload_id)

-- name: own_mappings
SELECT name, title, register_name, tree FROM register_mapping ORDER BY title, name

-- name: own_mapping_put
INSERT INTO register_mapping (name, title, register_name, tree, put_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (name) DO UPDATE SET title = $2, register_name = $3, tree = $4, put_ms = $5
