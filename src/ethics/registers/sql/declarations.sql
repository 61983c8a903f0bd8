-- Declarations and what they hold while they are being written.

-- name: declaration_insert
INSERT INTO declaration (id, version, register, person_id, tenure_id, body_id, state, says, source, by_account, begun_ms,
	changed_ms, signed_ms, accepted_ms, received_day, form_day, place, corrects_id, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, 1, 0, $6, $7, $8, $8, 0, 0, $9, $10, $11, $12, NULL, 0)

-- name: declaration_one
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_account, d.begun_ms,
	d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.id = $1

-- name: declaration_by_record
SELECT id FROM declaration WHERE record_id = $1

-- name: declarations_of_person
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_account, d.begun_ms,
	d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.person_id = $1 AND (d.register = $2 OR $2 = '') AND d.state <> 5
ORDER BY d.begun_ms DESC, d.id DESC

-- name: declarations_in_state
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_account, d.begun_ms,
	d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.state = $1 AND (d.register = $2 OR $2 = '')
ORDER BY d.signed_ms, d.id

-- name: declaration_touch
-- Some of its items changed.
UPDATE declaration SET version = version + 1, changed_ms = $2 WHERE id = $1 AND state IN (1, 3)

-- name: declaration_change
UPDATE declaration SET version = version + 1, state = $3, says = $4, signed_ms = $5, accepted_ms = $6, received_day = $7,
	record_id = $8, changed_ms = $9
WHERE id = $1 AND version = $2

-- name: declaration_erase
UPDATE declaration SET person_id = NULL, tenure_id = NULL, place = '', received_day = NULL, form_day = NULL, says = 0,
	signed_ms = 0, erased_ms = $2
WHERE id = $1 AND erased_ms = 0

-- name: declaration_items
SELECT id, version, declaration_id, parent_id, entry_id, entry_version, act, category, is_nil, whose, bodies, asks_withheld,
	why_withheld, end_day, reason, answers
FROM declaration_item WHERE declaration_id = $1 ORDER BY id

-- name: item_insert
INSERT INTO declaration_item (id, version, declaration_id, parent_id, entry_id, entry_version, act, category, is_nil, whose,
	bodies, asks_withheld, why_withheld, end_day, reason, answers)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', NULL, '', $11)

-- name: item_change
UPDATE declaration_item SET version = version + 1, entry_version = $3, act = $4, whose = $5, bodies = $6, asks_withheld = $7,
	why_withheld = $8, end_day = $9, reason = $10, answers = $11
WHERE id = $1 AND version = $2

-- name: item_delete
DELETE FROM declaration_item WHERE id = $1

-- name: items_delete_children
DELETE FROM declaration_item WHERE declaration_id = $1 AND parent_id = $2

-- name: items_delete
DELETE FROM declaration_item WHERE declaration_id = $1

-- name: items_forget_entry
UPDATE declaration_item SET answers = '{}', reason = '', why_withheld = '', bodies = '', category = ''
WHERE id = $1 OR entry_id = $1

-- name: items_of_person_delete
DELETE FROM declaration_item WHERE declaration_id IN
	(SELECT d.id FROM declaration d JOIN person p ON p.id = d.person_id WHERE p.record_id = $1)

-- name: declarations_of_person_erase
UPDATE declaration SET person_id = NULL, tenure_id = NULL, place = '', received_day = NULL, form_day = NULL, says = 0,
	signed_ms = 0, erased_ms = $2
WHERE erased_ms = 0 AND person_id IN (SELECT id FROM person WHERE record_id = $1)
