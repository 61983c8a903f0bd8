-- name: queue_put
INSERT INTO search_queue (room, subject, due_day, done) VALUES ($1, $2, $3, -1)
ON CONFLICT (room, subject) DO UPDATE SET due_day = excluded.due_day, done = -1

-- name: queue_next
SELECT room, subject, done FROM search_queue WHERE due_day <= $1 ORDER BY due_day, room, subject LIMIT 1

-- name: queue_done
UPDATE search_queue SET done = $3 WHERE room = $1 AND subject = $2

-- name: queue_drop
DELETE FROM search_queue WHERE room = $1 AND subject = $2

-- name: queue_size
SELECT COUNT(*) FROM search_queue WHERE due_day <= $1

-- name: queue_clear
DELETE FROM search_queue

-- name: group_put
INSERT INTO search_group (id, room, subject, place, path, title) VALUES ($1, $2, $3, $4, $5, $6)

-- name: group_of
SELECT id FROM search_group WHERE room = $1 AND subject = $2

-- name: group_drop
DELETE FROM search_group WHERE id = $1

-- name: groups
SELECT room, subject FROM search_group ORDER BY room, subject

-- name: document_put
INSERT INTO search_document (id, group_id, path, title, context, text, lang) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: documents
SELECT d.id, g.path, g.title, d.path, d.title, d.context, d.text, d.lang
FROM search_document d JOIN search_group g ON g.id = d.group_id
WHERE d.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- name: documents_of
SELECT id FROM search_document WHERE group_id = $1 ORDER BY id LIMIT $2

-- name: document_drop
DELETE FROM search_document WHERE id = $1

-- name: scrub_want
INSERT INTO search_scrub (id) VALUES (1) ON CONFLICT (id) DO NOTHING

-- name: scrub_wanted
SELECT COUNT(*) FROM search_scrub

-- name: scrub_done
DELETE FROM search_scrub
