-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when. {day …} is said in words.
-- name: held_commitments
SELECT c.id, c.signed_ms, t.person_id, e.title,
	c.name || ' (typed: ' || COALESCE(c.name_typed, '') || '), ' || c.office || '; ' || c.statement || '; before: ' || COALESCE(c.before_whom, '')
	|| '; paper: ' || COALESCE(c.paper_place, '') || '; ' || COALESCE(c.objection, '') || '; ' || COALESCE(c.correction, '') || '; '
	|| COALESCE(c.withdrawn_reason, '')
FROM commitment c JOIN tenure t ON t.id = c.tenure_id JOIN edition e ON e.id = c.edition_id
WHERE (t.person_id = $1 OR $1 = 0) AND c.erased_ms = 0 AND c.signed_ms BETWEEN $2 AND $3 ORDER BY c.id

-- name: held_declines
SELECT d.id, d.declined_ms, t.person_id, e.title, 'Declined: ' || d.reason
FROM commitment_decline d JOIN tenure t ON t.id = d.tenure_id JOIN edition e ON e.id = d.edition_id
WHERE (t.person_id = $1 OR $1 = 0) AND d.declined_ms BETWEEN $2 AND $3 ORDER BY d.id

-- name: held_absent
SELECT a.confirmation_id, 0, t.person_id, e.title, 'Not received by {day ' || c.day || '}'
FROM commitment_absent a JOIN commitment_confirmation c ON c.id = a.confirmation_id JOIN tenure t ON t.id = a.tenure_id
	JOIN edition e ON e.id = c.edition_id
WHERE (t.person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY a.confirmation_id, a.tenure_id

-- name: held_words
SELECT w.id, w.changed_ms, t.person_id, w.passage, w.text
FROM commitment_words w JOIN tenure t ON t.id = w.tenure_id
WHERE (t.person_id = $1 OR $1 = 0) AND w.erased_ms = 0 AND w.changed_ms BETWEEN $2 AND $3 ORDER BY w.id

-- name: held_legal_holds
SELECT h.id, h.from_ms, t.person_id, 'Legal hold', h.why
FROM commitment_legal_hold h JOIN commitment c ON c.id = h.commitment_id JOIN tenure t ON t.id = c.tenure_id
WHERE (t.person_id = $1 OR $1 = 0) AND h.from_ms BETWEEN $2 AND $3 ORDER BY h.id
