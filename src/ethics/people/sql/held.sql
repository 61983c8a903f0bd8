-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when, of what has a day or an
-- instant. {at …} and {day …} are said in words.
-- name: held_persons
SELECT id, 0, id, name, 'Sorted as ' || sort_name || '; died on {day ' || COALESCE(died_day, 2147483647) || '}; public: ' || is_public
FROM person WHERE (id = $1 OR $1 = 0) AND erased_ms = 0 AND CAST($2 AS BIGINT) <= $3 ORDER BY id

-- name: held_names
SELECT person_id, 0, person_id, name, 'From {day ' || COALESCE(from_day, -2147483647) || '} to {day ' || COALESCE(to_day, 2147483647) || '}; public: ' || is_public
FROM person_name WHERE (person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY person_id, n

-- name: held_contacts
SELECT c.subject_id, 0, p.id, c.kind, c.value || '; ' || c.note || '; public: ' || c.is_public
FROM contact c JOIN person p ON p.id = c.subject_id WHERE (p.id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY c.subject_id, c.n

-- name: held_identifiers
SELECT i.subject_id, 0, p.id, i.scheme, i.value
FROM identifier i JOIN person p ON p.id = i.subject_id WHERE (p.id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY i.subject_id, i.n

-- name: held_tenures
SELECT t.id, 0, t.person_id, t.post || ', ' || o.name,
	'From {day ' || t.from_day || '} to {day ' || t.to_day || '}; ' || t.contract || '; ' || t.workplace || '; ' || t.grade || '; '
	|| t.status || '; ' || t.entry_note || '; line manager: ' || COALESCE(m.name, '')
FROM tenure t JOIN organization o ON o.id = t.organization_id LEFT JOIN person m ON m.id = t.manager_id
WHERE (t.person_id = $1 OR $1 = 0) AND t.erased_ms = 0 AND CAST($2 AS BIGINT) <= $3 ORDER BY t.id

-- name: held_absences
SELECT a.id, 0, t.person_id, 'Absence', 'From {day ' || a.from_day || '} to {day ' || a.to_day || '}; ' || a.reason
FROM absence a JOIN tenure t ON t.id = a.tenure_id WHERE (t.person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY a.id

-- name: held_candidacies
SELECT c.tenure_id, 0, t.person_id, 'Candidate', e.name
FROM candidacy c JOIN tenure t ON t.id = c.tenure_id JOIN election e ON e.id = c.election_id
WHERE (t.person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY c.tenure_id

-- name: held_invitations
SELECT id, at_ms, person_id, 'Invitation', note FROM invitation
WHERE (person_id = $1 OR $1 = 0) AND at_ms BETWEEN $2 AND $3 ORDER BY id

-- name: held_merges
SELECT id, merged_ms, kept_id, 'Found to be one with another entry', reason FROM person_merge
WHERE (kept_id = $1 OR away_id = $1 OR $1 = 0) AND merged_ms BETWEEN $2 AND $3 ORDER BY id

