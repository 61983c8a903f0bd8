-- Signatures and what belongs to them. Removed ones stand behind the others of their edition, in the order of their random
-- record ids, so that their place tells nothing.

-- name: insert
INSERT INTO commitment (id, version, edition_id, tenure_id, organization_id, category, kind, method, signed_ms, name,
	name_typed, office, statement, text_hash, received_day, form_day, paper_place, before_whom, made_at, made_day, due_day,
	effect, objected_ms, objection, corrected_ms, correction, withdrawn_ms, withdrawn_reason, display_ended_ms, election,
	record_id, erased_ms, erasing_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 0, '', 0, '', 0,
	'', 0, '', $22, 0, 0)

-- name: change
-- What may change of a signature. What was signed, by whom and when is not among it.
UPDATE commitment SET version = version + 1, name_typed = $3, received_day = $4, form_day = $5, paper_place = $6,
	before_whom = $7, made_at = $8, made_day = $9, objected_ms = $10, objection = $11, corrected_ms = $12, correction = $13,
	withdrawn_ms = $14, withdrawn_reason = $15, display_ended_ms = $16, election = $17
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: erase
-- What stays of a removed signature is that it was there.
UPDATE commitment SET name = '', name_typed = '', office = '', statement = '', tenure_id = NULL, paper_place = '',
	before_whom = '', made_at = '', effect = '', objection = '', correction = '', withdrawn_reason = '', election = '',
	signed_ms = 0, received_day = NULL, form_day = NULL, made_day = NULL, due_day = NULL, category = 0, erasing_ms = 0, erased_ms = $2
WHERE record_id = $1 AND erased_ms = 0

-- name: roll
-- Of a code, and of one body of it where $2 is not 0. Candidates (category 3) stand last, in the order of their names alone.
SELECT c.id, c.version, c.edition_id, c.tenure_id, COALESCE(t.person_id, 0), c.organization_id, c.category, c.kind, c.method,
	c.signed_ms, c.name, c.name_typed, c.office, c.statement, c.text_hash, c.received_day, c.form_day, c.paper_place,
	c.before_whom, c.made_at, c.made_day, c.due_day, c.effect, c.objected_ms, c.objection, c.corrected_ms, c.correction,
	c.withdrawn_ms, c.withdrawn_reason, c.display_ended_ms, c.election, c.record_id, c.erased_ms, COALESCE(p.slug, ''),
	COALESCE(t.to_day, 2147483647), o.slug, e.title, k.slug, e.number, e.code_id, o.record_id,
	COALESCE(t.record_id, ''), c.erasing_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id
	JOIN organization o ON o.id = c.organization_id LEFT JOIN tenure t ON t.id = c.tenure_id
	LEFT JOIN person p ON p.id = t.person_id
WHERE e.code_id = $1 AND (c.organization_id = $2 OR $2 = 0)
ORDER BY CASE WHEN c.category = 3 THEN 0 ELSE e.number END DESC,
	CASE WHEN c.erased_ms > 0 OR c.display_ended_ms > 0 OR (c.category = 3 AND c.withdrawn_ms > 0) THEN 1 ELSE 0 END,
	CASE WHEN c.erased_ms > 0 OR c.display_ended_ms > 0 OR (c.category = 3 AND c.withdrawn_ms > 0) THEN c.record_id
		ELSE p.sort_key END, c.record_id

-- name: of_person
SELECT c.id, c.version, c.edition_id, c.tenure_id, COALESCE(t.person_id, 0), c.organization_id, c.category, c.kind, c.method,
	c.signed_ms, c.name, c.name_typed, c.office, c.statement, c.text_hash, c.received_day, c.form_day, c.paper_place,
	c.before_whom, c.made_at, c.made_day, c.due_day, c.effect, c.objected_ms, c.objection, c.corrected_ms, c.correction,
	c.withdrawn_ms, c.withdrawn_reason, c.display_ended_ms, c.election, c.record_id, c.erased_ms, COALESCE(p.slug, ''),
	COALESCE(t.to_day, 2147483647), o.slug, e.title, k.slug, e.number, e.code_id, o.record_id,
	COALESCE(t.record_id, ''), c.erasing_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id
	JOIN organization o ON o.id = c.organization_id LEFT JOIN tenure t ON t.id = c.tenure_id
	LEFT JOIN person p ON p.id = t.person_id
WHERE t.person_id = $1
ORDER BY c.signed_ms DESC, c.id DESC

-- name: by_record
SELECT c.id, c.version, c.edition_id, c.tenure_id, COALESCE(t.person_id, 0), c.organization_id, c.category, c.kind, c.method,
	c.signed_ms, c.name, c.name_typed, c.office, c.statement, c.text_hash, c.received_day, c.form_day, c.paper_place,
	c.before_whom, c.made_at, c.made_day, c.due_day, c.effect, c.objected_ms, c.objection, c.corrected_ms, c.correction,
	c.withdrawn_ms, c.withdrawn_reason, c.display_ended_ms, c.election, c.record_id, c.erased_ms, COALESCE(p.slug, ''),
	COALESCE(t.to_day, 2147483647), o.slug, e.title, k.slug, e.number, e.code_id, o.record_id,
	COALESCE(t.record_id, ''), c.erasing_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id
	JOIN organization o ON o.id = c.organization_id LEFT JOIN tenure t ON t.id = c.tenure_id
	LEFT JOIN person p ON p.id = t.person_id
WHERE c.record_id = $1

-- name: standing
-- The signature that stands under an edition in a term.
SELECT c.id, c.version, c.edition_id, c.tenure_id, COALESCE(t.person_id, 0), c.organization_id, c.category, c.kind, c.method,
	c.signed_ms, c.name, c.name_typed, c.office, c.statement, c.text_hash, c.received_day, c.form_day, c.paper_place,
	c.before_whom, c.made_at, c.made_day, c.due_day, c.effect, c.objected_ms, c.objection, c.corrected_ms, c.correction,
	c.withdrawn_ms, c.withdrawn_reason, c.display_ended_ms, c.election, c.record_id, c.erased_ms, COALESCE(p.slug, ''),
	COALESCE(t.to_day, 2147483647), o.slug, e.title, k.slug, e.number, e.code_id, o.record_id,
	COALESCE(t.record_id, ''), c.erasing_ms
FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id
	JOIN organization o ON o.id = c.organization_id LEFT JOIN tenure t ON t.id = c.tenure_id
	LEFT JOIN person p ON p.id = t.person_id
WHERE c.edition_id = $1 AND c.tenure_id = $2 AND c.erased_ms = 0 AND c.withdrawn_ms = 0

-- name: decline_put
INSERT INTO commitment_decline (id, edition_id, tenure_id, declined_ms, reason, reason_public) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (edition_id, tenure_id) DO UPDATE
SET declined_ms = excluded.declined_ms, reason = excluded.reason, reason_public = excluded.reason_public

-- name: decline_end
DELETE FROM commitment_decline WHERE edition_id = $1 AND tenure_id = $2

-- name: decline_erase
-- Those of the term, or of the person, whose record this is.
DELETE FROM commitment_decline WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)

-- name: decline_of
SELECT id, edition_id, tenure_id, declined_ms, reason, reason_public
FROM commitment_decline WHERE edition_id = $1 AND tenure_id = $2

-- name: declines
SELECT d.id, d.edition_id, d.tenure_id, d.declined_ms, d.reason, d.reason_public
FROM commitment_decline d JOIN edition e ON e.id = d.edition_id
WHERE e.code_id = $1 ORDER BY d.tenure_id, d.declined_ms

-- name: form_insert
INSERT INTO commitment_form (id, version, code_id, organization_id, kind, statement, mandatory, instrument, instrument_link,
	within_days, effect, public_days, keep_days, retention_source, record_id, erased_ms,
	since_day, pledge_days)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16)

-- name: form_change
UPDATE commitment_form SET version = version + 1, kind = $3, statement = $4, mandatory = $5, instrument = $6,
	instrument_link = $7, within_days = $8, effect = $9, public_days = $10, keep_days = $11, retention_source = $12,
	since_day = $13, pledge_days = $14
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: form_erase
UPDATE commitment_form SET statement = '', mandatory = 0, instrument = '', instrument_link = '', within_days = 0, effect = '',
	public_days = NULL, keep_days = NULL, pledge_days = NULL, retention_source = '', erased_ms = $2
WHERE record_id = $1 AND erased_ms = 0

-- name: forms
SELECT id, version, code_id, organization_id, kind, statement, mandatory, instrument, instrument_link, within_days, effect,
	public_days, keep_days, retention_source, record_id, erased_ms, since_day, pledge_days
FROM commitment_form WHERE code_id = $1 ORDER BY organization_id

-- name: form_by_record
SELECT id, version, code_id, organization_id, kind, statement, mandatory, instrument, instrument_link, within_days, effect,
	public_days, keep_days, retention_source, record_id, erased_ms, since_day, pledge_days
FROM commitment_form WHERE record_id = $1

-- name: resolution_insert
INSERT INTO commitment_resolution (id, version, code_id, organization_id, number, link, resolved_day, ended_ms, record_id,
	erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, 0, $7, 0)

-- name: resolution_end
UPDATE commitment_resolution SET version = version + 1, ended_ms = $3 WHERE id = $1 AND version = $2 AND ended_ms = 0

-- name: resolution_erase
UPDATE commitment_resolution SET number = '', link = '', resolved_day = 0, erased_ms = $2 WHERE record_id = $1 AND erased_ms = 0

-- name: resolutions
-- In force, of a code.
SELECT r.id, r.version, r.code_id, r.organization_id, r.number, r.link, r.resolved_day, r.ended_ms, r.record_id, r.erased_ms, k.slug,
	o.name, o.slug, o.record_id
FROM commitment_resolution r JOIN code k ON k.id = r.code_id JOIN organization o ON o.id = r.organization_id
WHERE r.code_id = $1 AND r.ended_ms = 0 AND r.erased_ms = 0 ORDER BY r.resolved_day, r.id

-- name: resolution_by_record
SELECT r.id, r.version, r.code_id, r.organization_id, r.number, r.link, r.resolved_day, r.ended_ms, r.record_id, r.erased_ms, k.slug,
	o.name, o.slug, o.record_id
FROM commitment_resolution r JOIN code k ON k.id = r.code_id JOIN organization o ON o.id = r.organization_id
WHERE r.record_id = $1

-- name: confirmation_insert
INSERT INTO commitment_confirmation (id, edition_id, organization_id, day, salt, record_id, erased_ms)
VALUES ($1, $2, $3, $4, $5, $6, 0)

-- name: absent_insert
INSERT INTO commitment_absent (confirmation_id, tenure_id) VALUES ($1, $2)

-- name: absent_on
-- The terms that were confirmed for a code on a day.
SELECT DISTINCT a.tenure_id FROM commitment_absent a JOIN commitment_confirmation c ON c.id = a.confirmation_id
	JOIN edition e ON e.id = c.edition_id
WHERE e.code_id = $1 AND c.day = $2 AND c.erased_ms = 0 ORDER BY a.tenure_id

-- name: confirmation_by_record
SELECT c.id, c.edition_id, c.organization_id, c.day, c.salt, c.record_id, c.erased_ms, k.slug, e.number, o.record_id
FROM commitment_confirmation c JOIN edition e ON e.id = c.edition_id JOIN code k ON k.id = e.code_id
	JOIN organization o ON o.id = c.organization_id
WHERE c.record_id = $1

-- name: absent_of
SELECT tenure_id FROM commitment_absent WHERE confirmation_id = $1 ORDER BY tenure_id

-- name: absent_erase
DELETE FROM commitment_absent WHERE confirmation_id IN (SELECT id FROM commitment_confirmation WHERE record_id = $1)

-- name: confirmation_erase
UPDATE commitment_confirmation SET salt = '', erased_ms = $2 WHERE record_id = $1 AND erased_ms = 0

-- name: audiences
-- How many provisions of an edition are not for everybody.
SELECT COUNT(*) FROM provision WHERE edition_id = $1 AND audience <> ''

-- name: words_insert
INSERT INTO commitment_words (id, version, tenure_id, code_id, edition_id, provision_id, passage, text, name, post,
	changed_ms, withdrawn_ms, record_id, erased_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, 0)

-- name: words_change
UPDATE commitment_words SET version = version + 1, tenure_id = $3, edition_id = $4, passage = $5, text = $6, name = $7,
	post = $8, changed_ms = $9, withdrawn_ms = $10
WHERE id = $1 AND version = $2 AND erased_ms = 0

-- name: words_erase
UPDATE commitment_words SET text = '', name = '', post = '', passage = '', tenure_id = NULL, erased_ms = $2
WHERE record_id = $1 AND erased_ms = 0

-- name: words_of_person
SELECT w.id, w.version, COALESCE(w.tenure_id, 0), COALESCE(t.person_id, 0), w.code_id, w.edition_id, w.provision_id, w.passage, w.text, w.name,
	w.changed_ms, w.withdrawn_ms, w.record_id, w.erased_ms, COALESCE(p.slug, ''), k.slug, e.title, e.number,
	COALESCE(v.anchor, ''), w.post, COALESCE(t.record_id, '')
FROM commitment_words w JOIN code k ON k.id = w.code_id JOIN edition e ON e.id = w.edition_id
	LEFT JOIN provision v ON v.edition_id = w.edition_id AND v.id = w.provision_id
	LEFT JOIN tenure t ON t.id = w.tenure_id LEFT JOIN person p ON p.id = t.person_id
WHERE t.person_id = $1 AND w.erased_ms = 0 ORDER BY k.slug, COALESCE(v.position, 0), w.id

-- name: words_of_code
SELECT w.id, w.version, COALESCE(w.tenure_id, 0), COALESCE(t.person_id, 0), w.code_id, w.edition_id, w.provision_id, w.passage, w.text, w.name,
	w.changed_ms, w.withdrawn_ms, w.record_id, w.erased_ms, COALESCE(p.slug, ''), k.slug, e.title, e.number,
	COALESCE(v.anchor, ''), w.post, COALESCE(t.record_id, '')
FROM commitment_words w JOIN code k ON k.id = w.code_id JOIN edition e ON e.id = w.edition_id
	LEFT JOIN provision v ON v.edition_id = w.edition_id AND v.id = w.provision_id
	LEFT JOIN tenure t ON t.id = w.tenure_id LEFT JOIN person p ON p.id = t.person_id
WHERE w.code_id = $1 AND w.erased_ms = 0 AND w.withdrawn_ms = 0
ORDER BY COALESCE(v.position, 0), w.provision_id, p.sort_key, w.id

-- name: words_by_record
SELECT w.id, w.version, COALESCE(w.tenure_id, 0), COALESCE(t.person_id, 0), w.code_id, w.edition_id, w.provision_id, w.passage, w.text, w.name,
	w.changed_ms, w.withdrawn_ms, w.record_id, w.erased_ms, COALESCE(p.slug, ''), k.slug, e.title, e.number,
	COALESCE(v.anchor, ''), w.post, COALESCE(t.record_id, '')
FROM commitment_words w JOIN code k ON k.id = w.code_id JOIN edition e ON e.id = w.edition_id
	LEFT JOIN provision v ON v.edition_id = w.edition_id AND v.id = w.provision_id
	LEFT JOIN tenure t ON t.id = w.tenure_id LEFT JOIN person p ON p.id = t.person_id
WHERE w.record_id = $1

-- name: fact_put
INSERT INTO commitment_fact (room, subject, tenure_id, code_id, provision_id, text, href, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (room, subject) DO UPDATE SET tenure_id = excluded.tenure_id, code_id = excluded.code_id,
	provision_id = excluded.provision_id, text = excluded.text, href = excluded.href, day = excluded.day

-- name: fact_remove
DELETE FROM commitment_fact WHERE room = $1 AND subject = $2

-- name: fact
SELECT room, subject, tenure_id, code_id, provision_id, text, href, day
FROM commitment_fact WHERE room = $1 AND subject = $2

-- name: facts_of_person
SELECT f.room, f.subject, f.tenure_id, f.code_id, f.provision_id, f.text, f.href, f.day
FROM commitment_fact f JOIN tenure t ON t.id = f.tenure_id
WHERE t.person_id = $1

-- name: authors
-- Whose words stand beside passages, of the persons to whom a changed row belongs: it is theirs, or their term, signature
-- or words.
SELECT DISTINCT p.id FROM (
	SELECT id FROM person WHERE id = $1
	UNION SELECT person_id FROM tenure WHERE id = $1
	UNION SELECT t.person_id FROM commitment c JOIN tenure t ON t.id = c.tenure_id WHERE c.id = $1
	UNION SELECT t.person_id FROM commitment_words w JOIN tenure t ON t.id = w.tenure_id WHERE w.id = $1) p
WHERE EXISTS (SELECT 1 FROM commitment_words w JOIN tenure t ON t.id = w.tenure_id
	WHERE t.person_id = p.id AND w.erased_ms = 0 AND w.withdrawn_ms = 0)

-- name: retained
-- What stands of signatures whose term is over, or of one ($4; 0: all): their last days on display and here (NULL: not
-- decided), and whether somebody holds them. A pledge counts from the polling day of its election, where people know it.
-- $1: of one code, or 0; $2: days for pledges; $3: only what is due before that day and held by nobody, or what an erasure
-- was begun of; -2147483648: all.
SELECT r.id, r.record_id, r.code_id, r.organization_id, r.name, r.office, r.category, r.to_day, r.shown_until, r.kept_until, r.ended,
	r.erasing_ms, r.held, r.source, r.keep_days
FROM (SELECT c.id, c.record_id, e.code_id, c.organization_id, c.name, c.office, c.category, COALESCE(v.polling_day, t.to_day) AS to_day,
		COALESCE(v.polling_day, t.to_day) + CASE WHEN c.category = 3 THEN COALESCE(f.pledge_days, $2) ELSE f.public_days END AS shown_until,
		COALESCE(v.polling_day, t.to_day) + f.keep_days AS kept_until, c.display_ended_ms AS ended, c.erasing_ms,
		(SELECT COUNT(*) FROM commitment_legal_hold h WHERE h.commitment_id = c.id AND h.ended_ms = 0) AS held,
		COALESCE(f.retention_source, '') AS source, COALESCE(f.keep_days, -1) AS keep_days
	FROM commitment c JOIN edition e ON e.id = c.edition_id JOIN tenure t ON t.id = c.tenure_id
		LEFT JOIN candidacy y ON y.tenure_id = t.id AND c.category = 3
		LEFT JOIN election v ON v.id = y.election_id AND v.erased_ms = 0
		LEFT JOIN commitment_form f ON f.id = (SELECT g.id FROM commitment_form g
			WHERE g.code_id = e.code_id AND g.organization_id IN (c.organization_id, 0) AND g.erased_ms = 0
			ORDER BY g.organization_id DESC LIMIT 1)
	WHERE c.erased_ms = 0 AND t.to_day < 2147483647 AND (e.code_id = $1 OR $1 = 0) AND (c.id = $4 OR $4 = 0)) r
WHERE $3 = -2147483648 OR r.erasing_ms <> 0 OR (r.held = 0 AND (r.kept_until < $3 OR (r.ended = 0 AND r.shown_until < $3)))
ORDER BY r.to_day, r.id

-- name: erasing
-- From now on nobody can hold it any more.
UPDATE commitment SET erasing_ms = $2 WHERE id = $1 AND erased_ms = 0

-- name: hold_insert
INSERT INTO commitment_legal_hold (id, version, commitment_id, why, by_account, by_name, from_ms, ended_ms, ended_by, ended_why)
VALUES ($1, 1, $2, $3, $4, $5, $6, 0, '', '')

-- name: hold_end
UPDATE commitment_legal_hold SET version = version + 1, ended_ms = $3, ended_by = $4, ended_why = $5
WHERE id = $1 AND version = $2 AND ended_ms = 0

-- name: holds
-- Of a signature, the newest first.
SELECT id, version, commitment_id, why, by_account, by_name, from_ms, ended_ms, ended_by, ended_why
FROM commitment_legal_hold WHERE commitment_id = $1 ORDER BY from_ms DESC, id DESC

-- name: holds_forget
DELETE FROM commitment_legal_hold WHERE commitment_id = $1
