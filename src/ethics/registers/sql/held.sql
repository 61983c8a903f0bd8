-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when. Answers are added by held.c.
-- name: held_entries
SELECT v.no, r.published_ms, COALESCE(e.person_id, 0), n.name, ''
FROM entry_version v JOIN entry e ON e.id = v.entry_id JOIN register_name n ON n.no = e.register_no JOIN revision r ON r.no = v.known_from
WHERE (e.person_id = $1 OR $1 = 0) AND e.erased_ms = 0 AND e.withheld_ms = 0 AND r.published_ms BETWEEN $2 AND $3
	AND r.published_ms > 0
ORDER BY v.no

-- name: held_entry_of
SELECT entry_id, version FROM entry_version WHERE no = $1

-- name: held_declarations
SELECT id, begun_ms, COALESCE(person_id, 0), register, 'Signed on {at ' || COALESCE(signed_ms, 0) || '}; paper: ' || COALESCE(place, '')
FROM declaration WHERE (person_id = $1 OR $1 = 0) AND erased_ms = 0 AND begun_ms BETWEEN $2 AND $3 ORDER BY id

-- name: held_items
SELECT i.id, d.begun_ms, COALESCE(d.person_id, 0), d.register,
	CASE WHEN i.whose IN (0, 1) THEN COALESCE(i.answers, '') ELSE '[about another person]' END || '; ' || COALESCE(i.why_withheld, '') || '; ' || COALESCE(i.reason, '')
FROM declaration_item i JOIN declaration d ON d.id = i.declaration_id
WHERE (d.person_id = $1 OR $1 = 0) AND d.erased_ms = 0 AND i.asks_withheld = 0 AND i.sealed IS NULL AND d.begun_ms BETWEEN $2 AND $3 ORDER BY i.id

-- name: held_files
-- Of what is withheld, or asks for it, none.
SELECT h.blob_id, b.put_ms, COALESCE(e.person_id, d.person_id, 0), COALESCE(n.name, d.register, ''),
	CASE b.is_public WHEN 1 THEN 'Public copy of a file' ELSE 'A file' END || ' of ' || b.bytes || ' bytes'
FROM file_hold h JOIN file_blob b ON b.id = h.blob_id
	LEFT JOIN entry e ON h.holder = 'registers.entry' AND e.id = h.holder_id
	LEFT JOIN register_name n ON n.no = e.register_no
	LEFT JOIN declaration_item i ON h.holder = 'registers.item' AND i.id = h.holder_id
	LEFT JOIN declaration d ON d.id = i.declaration_id
WHERE (e.person_id = $1 OR d.person_id = $1 OR $1 = 0) AND COALESCE(e.withheld_ms, 0) = 0 AND i.sealed IS NULL
	AND b.put_ms BETWEEN $2 AND $3
ORDER BY h.blob_id, h.holder_id

-- name: held_file_of
-- Of which entries, and of drafts whose interest it is (0: of an entry).
SELECT CASE h.holder WHEN 'registers.entry' THEN h.holder_id ELSE 0 END, COALESCE(i.whose, 0)
FROM file_hold h LEFT JOIN declaration_item i ON h.holder = 'registers.item' AND i.id = h.holder_id WHERE h.blob_id = $1

-- name: held_scans
-- It shows all that was signed, also what is about others: who may give it away decides, at the receipt of the declaration.
SELECT s.declaration_id, s.at_ms, COALESCE(d.person_id, 0), d.register, 'The scan of a signed form, ' || s.bytes || ' bytes'
FROM declaration_scan s JOIN declaration d ON d.id = s.declaration_id
WHERE (d.person_id = $1 OR $1 = 0) AND s.at_ms BETWEEN $2 AND $3 ORDER BY s.declaration_id

-- name: held_reviews
SELECT v.id, v.at_ms, COALESCE(d.person_id, 0), d.register, v.message || '; by ' || v.by_name
FROM declaration_review v JOIN declaration d ON d.id = v.declaration_id
WHERE (d.person_id = $1 OR $1 = 0) AND v.at_ms BETWEEN $2 AND $3 ORDER BY v.id

-- name: held_approvals
SELECT id, 0, COALESCE(person_id, 0), register, 'From {day ' || from_day || '}; ' || conditions || '; ' || withdrawn_why
FROM approval WHERE (person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY id

-- name: held_withheld
SELECT w.entry_id, w.at_ms, COALESCE(e.person_id, 0), w.register, ''
FROM withheld w JOIN entry e ON e.id = w.entry_id WHERE e.person_id = $1 AND w.at_ms BETWEEN $2 AND $3 ORDER BY w.entry_id

-- name: held_asked
SELECT q.entry_id, q.asked_ms, COALESCE(e.person_id, 0), 'Asked to withhold', ''
FROM withhold_request q JOIN entry e ON e.id = q.entry_id
WHERE (e.person_id = $1 OR $1 = 0) AND q.asked_ms BETWEEN $2 AND $3 ORDER BY q.entry_id

-- name: held_holds
SELECT h.id, h.from_ms, COALESCE(e.person_id, 0), 'Legal hold', h.why
FROM entry_hold h JOIN entry e ON e.id = h.entry_id WHERE (e.person_id = $1 OR $1 = 0) AND h.from_ms BETWEEN $2 AND $3 ORDER BY h.id

-- name: held_homes
SELECT id, put_ms, person_id, 'Home may be shown', 'Given on {day ' || given_day || '}; paper: ' || place
FROM home_permission WHERE (person_id = $1 OR $1 = 0) AND put_ms BETWEEN $2 AND $3 ORDER BY id

-- name: held_activity
SELECT v.id, v.at_ms, COALESCE(e.person_id, d.person_id, 0), v.act, 'By ' || v.account_name || '; ' || v.detail
FROM access_activity v LEFT JOIN entry e ON e.id = v.subject LEFT JOIN declaration d ON d.id = v.subject
WHERE (e.id IS NOT NULL OR d.id IS NOT NULL) AND (e.person_id = $1 OR d.person_id = $1) AND v.at_ms BETWEEN $2 AND $3
	AND NOT EXISTS (SELECT 1 FROM access_account a WHERE a.id = v.account_id AND a.person_id = $1)
ORDER BY v.id

-- name: held_helpers
SELECT h.id, h.named_ms, h.person_id, 'Helper', h.email || '; from {day ' || h.from_day || '} to {day ' || h.to_day || '}'
FROM helper h LEFT JOIN access_account a ON a.id = h.account_id
WHERE (h.person_id = $1 OR a.person_id = $1 OR $1 = 0) AND h.named_ms BETWEEN $2 AND $3 ORDER BY h.id

-- name: held_tasks
SELECT t.entry_id, t.arranged_ms, COALESCE(e.person_id, 0), 'Seen to by the line manager or the office', t.event || '; ' || t.arranged || '; by ' || t.by_name
FROM entry_task t JOIN entry e ON e.id = t.entry_id
WHERE (e.person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY t.entry_id, t.event

-- Whom their rows are about the rows alone say: a request for records looks at them by its words.
-- name: held_uploads
SELECT id, at_ms, 0, title, 'Sent by ' || by_name || ' for the register ' || register_name
FROM register_upload WHERE CAST($1 AS @id) = 0 AND at_ms BETWEEN $2 AND $3 ORDER BY id
