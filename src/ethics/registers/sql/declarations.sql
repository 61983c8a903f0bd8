-- Declarations and what they hold while they are being written.

-- name: declaration_insert
INSERT INTO declaration (id, version, register, person_id, tenure_id, body_id, state, says, source, by_passkey, by_account,
	begun_ms, changed_ms, signed_ms, accepted_ms, received_day, form_day, place, corrects_id, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, 1, 0, $6, 0, $7, $8, $8, 0, 0, $9, $10, $11, $12, NULL, 0)

-- name: declaration_one
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_passkey, d.by_account,
	d.begun_ms, d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.id = $1

-- name: declaration_by_record
SELECT id FROM declaration WHERE record_id = $1

-- name: declarations_of_person
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_passkey, d.by_account,
	d.begun_ms, d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.person_id = $1 AND (d.register = $2 OR $2 = '') AND d.state <> 5
ORDER BY d.begun_ms DESC, d.id DESC

-- name: declarations_in_state
SELECT d.id, d.version, d.register, d.person_id, d.tenure_id, d.body_id, d.state, d.says, d.source, d.by_passkey, d.by_account,
	d.begun_ms, d.changed_ms, d.signed_ms, d.accepted_ms, d.received_day, d.form_day, d.place, d.corrects_id, d.record_id, d.erased_ms,
	COALESCE(p.name, ''), COALESCE(p.slug, ''), COALESCE(o.name, '')
FROM declaration d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN organization o ON o.id = d.body_id
WHERE d.state = $1 AND (d.register = $2 OR $2 = '')
ORDER BY d.signed_ms, d.id

-- name: declaration_touch
-- Some of its items changed.
UPDATE declaration SET version = version + 1, changed_ms = $2 WHERE id = $1 AND state IN (1, 3)

-- name: declaration_change
UPDATE declaration SET version = version + 1, state = $3, says = $4, signed_ms = $5, accepted_ms = $6, received_day = $7,
	record_id = $8, changed_ms = $9, by_passkey = $10
WHERE id = $1 AND version = $2

-- name: declaration_erase
UPDATE declaration SET person_id = NULL, tenure_id = NULL, place = '', received_day = NULL, form_day = NULL, says = 0,
	signed_ms = 0, erased_ms = $2
WHERE id = $1 AND erased_ms = 0

-- name: declaration_items
SELECT i.id, i.version, i.declaration_id, i.parent_id, i.added_by, i.helped_by, COALESCE(a.name, ''), i.entry_id,
	i.entry_version, i.act, i.category, i.is_nil, i.whose, i.bodies, i.asks_withheld, i.why_withheld, i.end_day, i.reason,
	i.answers, i.sealed
FROM declaration_item i LEFT JOIN access_account a ON a.id = i.helped_by
WHERE i.declaration_id = $1 ORDER BY i.id

-- name: item_insert
INSERT INTO declaration_item (id, version, declaration_id, parent_id, added_by, helped_by, entry_id, entry_version, act,
	category, is_nil, whose, bodies, asks_withheld, why_withheld, end_day, reason, answers, sealed)
VALUES ($1, 1, $2, $3, $12, $12, $4, $5, $6, $7, $8, $9, $10, 0, '', NULL, '', $11, $13)

-- name: item_asks
-- Is it asked that this item be withheld?
SELECT asks_withheld FROM declaration_item WHERE id = $1

-- name: item_change
UPDATE declaration_item SET version = version + 1, entry_version = $3, act = $4, whose = $5, bodies = $6, asks_withheld = $7,
	why_withheld = $8, end_day = $9, reason = $10, answers = $11, category = $12, helped_by = $13, sealed = $14
WHERE id = $1 AND version = $2

-- name: item_delete
DELETE FROM declaration_item WHERE id = $1

-- name: items_delete_children
DELETE FROM declaration_item WHERE declaration_id = $1 AND parent_id = $2

-- name: items_ids
SELECT id FROM declaration_item WHERE declaration_id = $1 ORDER BY id

-- name: items_ids_children
SELECT id FROM declaration_item WHERE declaration_id = $1 AND parent_id = $2 ORDER BY id

-- name: items_ids_of_entry
SELECT id FROM declaration_item WHERE id = $1 OR entry_id = $1 ORDER BY id

-- name: items_ids_of_person
SELECT i.id FROM declaration_item i JOIN declaration d ON d.id = i.declaration_id JOIN person p ON p.id = d.person_id
WHERE p.record_id = $1 ORDER BY i.id

-- name: items_delete
DELETE FROM declaration_item WHERE declaration_id = $1

-- name: declarations_of_entry
SELECT DISTINCT declaration_id FROM declaration_item WHERE id = $1 OR entry_id = $1

-- name: declarations_of_person_record
SELECT d.id FROM declaration d JOIN person p ON p.id = d.person_id WHERE p.record_id = $1

-- name: items_forget_entry
UPDATE declaration_item SET answers = '{}', reason = '', why_withheld = '', bodies = '', category = '', sealed = NULL
WHERE id = $1 OR entry_id = $1

-- name: items_of_person_delete
DELETE FROM declaration_item WHERE declaration_id IN
	(SELECT d.id FROM declaration d JOIN person p ON p.id = d.person_id WHERE p.record_id = $1)

-- name: declarations_of_person_erase
UPDATE declaration SET person_id = NULL, tenure_id = NULL, place = '', received_day = NULL, form_day = NULL, says = 0,
	signed_ms = 0, erased_ms = $2
WHERE erased_ms = 0 AND person_id IN (SELECT id FROM person WHERE record_id = $1)

-- name: scan_of
SELECT sha256, bytes, kind FROM declaration_scan WHERE declaration_id = $1

-- name: scan_put
INSERT INTO declaration_scan (declaration_id, sha256, bytes, kind, by_account, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (declaration_id) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes, kind = excluded.kind,
	by_account = excluded.by_account, at_ms = excluded.at_ms

-- name: scan_forget
DELETE FROM declaration_scan WHERE declaration_id = $1
