-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when. {at …} and {day …} are said in words.
-- name: held_accounts
SELECT id, created_ms, COALESCE(person_id, 0), name,
	'E-mail: ' || COALESCE(email, '') || '; made on {at ' || created_ms || '}; closed on {at ' || COALESCE(disabled_ms, 0) || '}'
FROM access_account WHERE (person_id = $1 OR $1 = 0) AND created_ms BETWEEN $2 AND $3 ORDER BY id

-- name: held_grants
SELECT g.id, g.granted_ms, COALESCE(a.person_id, 0), CASE g.role WHEN 1 THEN 'Member' WHEN 2 THEN 'Clerk' WHEN 3 THEN 'Officer' WHEN 4 THEN 'Auditor' ELSE 'Administrator' END,
	'From {day ' || g.from_day || '} to {day ' || g.to_day || '}; ' || COALESCE(g.reason, '')
FROM access_grant g JOIN access_account a ON a.id = g.account_id
WHERE (a.person_id = $1 OR $1 = 0) AND g.granted_ms BETWEEN $2 AND $3 ORDER BY g.id

-- name: held_sessions
SELECT s.id, s.created_ms, COALESCE(a.person_id, 0), 'Signed in', 'Last seen on {at ' || s.seen_ms || '}; from ' || s.client
FROM access_session s JOIN access_account a ON a.id = s.account_id
WHERE (a.person_id = $1 OR $1 = 0) AND s.created_ms BETWEEN $2 AND $3 ORDER BY s.id

-- name: held_passkeys
SELECT k.id, k.created_ms, COALESCE(a.person_id, 0), 'Passkey', k.name
FROM access_passkey k JOIN access_account a ON a.id = k.account_id
WHERE (a.person_id = $1 OR $1 = 0) AND k.created_ms BETWEEN $2 AND $3 ORDER BY k.id

-- name: held_activity
SELECT v.id, v.at_ms, COALESCE(a.person_id, 0), v.act, 'By ' || v.account_name || '; ' || v.detail
FROM access_activity v LEFT JOIN access_account a ON a.id = v.account_id
WHERE (a.person_id = $1 OR v.subject = $1 OR $1 = 0) AND v.at_ms BETWEEN $2 AND $3 ORDER BY v.id
