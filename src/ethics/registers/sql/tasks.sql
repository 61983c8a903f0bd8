-- name: tasks
SELECT t.entry_id, t.version, t.event, t.tenure_id, t.by_line, t.arranged, t.arranged_ms, t.by_name, n.person_id,
	e.person_id, h.name, p.name, r.name
FROM entry_task t JOIN entry e ON e.id = t.entry_id JOIN register_name r ON r.no = e.register_no
LEFT JOIN person p ON p.id = e.person_id LEFT JOIN tenure n ON n.id = t.tenure_id LEFT JOIN person h ON h.id = n.person_id
ORDER BY CASE WHEN t.arranged_ms = 0 THEN 0 ELSE 1 END, t.entry_id, t.event;

-- name: task
SELECT t.entry_id, t.version, t.event, t.tenure_id, t.by_line, t.arranged, t.arranged_ms, t.by_name, n.person_id,
	e.person_id, h.name, p.name, r.name
FROM entry_task t JOIN entry e ON e.id = t.entry_id JOIN register_name r ON r.no = e.register_no
LEFT JOIN person p ON p.id = e.person_id LEFT JOIN tenure n ON n.id = t.tenure_id LEFT JOIN person h ON h.id = n.person_id
WHERE t.entry_id = $1 AND t.event = $2;

-- name: tasks_of_entry
SELECT entry_id, event FROM entry_task WHERE entry_id = $1;

-- name: task_add
INSERT INTO entry_task (entry_id, event, version, tenure_id, by_line, arranged, arranged_ms, by_name)
VALUES ($1, $2, 1, $3, $4, '', 0, '');

-- name: task_change
-- arranged_ms: who sees to it from now on does so anew.
UPDATE entry_task SET version = version + 1, by_line = $4,
	arranged_ms = CASE WHEN COALESCE(tenure_id, 0) = COALESCE(CAST($3 AS BIGINT), 0) THEN arranged_ms ELSE 0 END, tenure_id = CAST($3 AS BIGINT)
WHERE entry_id = $1 AND event = $2;

-- name: task_arrange
UPDATE entry_task SET version = version + 1, arranged = $4, arranged_ms = $5, by_name = $6
WHERE entry_id = $1 AND event = $2 AND version = $3;

-- name: task_drop
DELETE FROM entry_task WHERE entry_id = $1 AND event = $2;

-- name: entries_of_register_and_person
SELECT e.id FROM entry e JOIN register_name r ON r.no = e.register_no WHERE e.person_id = $2 AND r.name = $1 AND e.erased_ms = 0;

-- name: tasks_held_by
SELECT DISTINCT t.entry_id FROM entry_task t JOIN tenure n ON n.id = t.tenure_id WHERE n.person_id = $1;

-- name: tasks_over
SELECT DISTINCT t.entry_id FROM entry_task t JOIN tenure n ON n.id = t.tenure_id WHERE n.to_day < $1 ORDER BY t.entry_id LIMIT 50;
