-- name: account_put
INSERT INTO access_account (id, version, name, email, email_folded, person_id, created_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6);

-- name: account_by_id
SELECT id, version, name, email, password, person_id, disabled_ms FROM access_account WHERE id = $1;

-- name: account_by_email
SELECT id, version, name, email, password, person_id, disabled_ms FROM access_account WHERE email_folded = $1;

-- name: account_of_person
SELECT id, version, name, email, password, person_id, disabled_ms FROM access_account WHERE person_id = $1
ORDER BY id LIMIT 1;

-- name: accounts
SELECT id, version, name, email, password, person_id, disabled_ms FROM access_account ORDER BY name, id;

-- name: account_of_role
-- Somebody of the demonstration: a member rather than an account without a person.
SELECT a.id, a.version, a.name, a.email, a.password, a.person_id, a.disabled_ms
FROM access_account a JOIN access_grant g ON g.account_id = a.id
WHERE g.role = $1 AND g.from_day <= $2 AND g.to_day >= $2 AND g.ended_ms IS NULL AND a.disabled_ms IS NULL
ORDER BY CASE WHEN a.person_id IS NULL THEN 1 ELSE 0 END, a.id LIMIT 1;

-- name: account_password_put
UPDATE access_account SET password = $2, version = version + 1 WHERE id = $1;

-- name: account_identity_put
UPDATE access_account SET name = $2, email = $3, email_folded = $4, version = version + 1 WHERE id = $1;

-- name: account_disabled_put
UPDATE access_account SET disabled_ms = $3, version = version + 1 WHERE id = $1 AND version = $2;

-- name: grant_put
INSERT INTO access_grant (id, account_id, role, body_id, from_day, to_day, deputy_for, reason, granted_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: grants_in_force
SELECT id, account_id, role, body_id, from_day, to_day, deputy_for, reason FROM access_grant
WHERE account_id = $1 AND from_day <= $2 AND to_day >= $2 AND ended_ms IS NULL ORDER BY id;

-- name: grants_not_over
-- In force on the day or later, of everybody.
SELECT id, account_id, role, body_id, from_day, to_day, deputy_for, reason FROM access_grant
WHERE to_day >= $1 AND from_day <= to_day AND ended_ms IS NULL ORDER BY account_id, id;

-- name: grant_by_id
SELECT id, account_id, role, body_id, from_day, to_day, deputy_for, reason FROM access_grant
WHERE id = $1 AND ended_ms IS NULL;

-- name: grant_end
UPDATE access_grant SET ended_ms = $2 WHERE id = $1 AND ended_ms IS NULL;

-- name: grants_end_with_post
UPDATE access_grant SET to_day = $2
WHERE to_day > $2 AND ended_ms IS NULL
AND account_id IN (SELECT id FROM access_account WHERE person_id = $1);

-- name: grants_of_member_last
UPDATE access_grant SET to_day = $3
WHERE role = $2 AND to_day < $3 AND ended_ms IS NULL AND deputy_for IS NULL
AND account_id IN (SELECT id FROM access_account WHERE person_id = $1);

-- name: administrators
-- Who can sign in as administrator of the whole site on the day, beside one grant and one account.
SELECT COUNT(DISTINCT a.id) FROM access_grant g JOIN access_account a ON a.id = g.account_id
WHERE g.role = 5 AND g.body_id = 0 AND g.deputy_for IS NULL AND g.from_day <= $1 AND g.to_day >= $1
AND g.ended_ms IS NULL AND a.disabled_ms IS NULL AND a.password IS NOT NULL AND g.id <> $2 AND a.id <> $3;

-- name: account_forget
UPDATE access_account SET version = version + 1, name = '', email = '', email_folded = NULL, password = NULL, person_id = NULL,
disabled_ms = COALESCE(disabled_ms, $2) WHERE id = $1;

-- name: invitations_remove
DELETE FROM access_invitation WHERE account_id = $1;

-- name: sessions_remove
DELETE FROM access_session WHERE account_id = $1;

-- name: account_identity_waiting
-- Of an account without a password.
UPDATE access_account SET name = $2, email = $3, email_folded = $4, version = version + 1 WHERE id = $1 AND password IS NULL;

-- name: standings
-- Of a person's accounts the one that lets them in comes first.
SELECT a.person_id, a.id, CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, COALESCE(a.disabled_ms, 0), a.created_ms,
COALESCE((SELECT MAX(i.expires_ms) FROM access_invitation i WHERE i.account_id = a.id AND i.used_ms IS NULL), 0)
FROM access_account a WHERE a.person_id = $1 ORDER BY COALESCE(a.disabled_ms, 0), a.id;

-- name: session_put
INSERT INTO access_session (id, account_id, token_hash, created_ms, seen_ms, client, confirmed_ms, is_first)
VALUES ($1, $2, $3, $4, $4, $5, $4, $6);

-- name: session_by_token
SELECT s.id, s.account_id, s.created_ms, s.seen_ms, s.client, a.name, a.person_id, s.confirmed_ms, s.is_first,
(SELECT COUNT(*) FROM access_app p WHERE p.account_id = a.id) + (SELECT COUNT(*) FROM access_passkey k WHERE k.account_id = a.id)
FROM access_session s JOIN access_account a ON a.id = s.account_id
WHERE s.token_hash = $1 AND s.ended_ms IS NULL AND s.created_ms > $2 AND s.seen_ms > $3 AND s.created_ms < $4
	AND a.disabled_ms IS NULL;

-- name: sessions_of
SELECT s.id, s.account_id, s.created_ms, s.seen_ms, s.client, a.name, a.person_id, s.confirmed_ms, s.is_first, 0
FROM access_session s JOIN access_account a ON a.id = s.account_id
WHERE s.account_id = $1 AND s.ended_ms IS NULL AND s.created_ms > $2 AND s.seen_ms > $3 ORDER BY s.seen_ms DESC, s.id;

-- name: session_seen
UPDATE access_session SET seen_ms = $2 WHERE id = $1 AND seen_ms < $2;

-- name: session_end
UPDATE access_session SET ended_ms = $3 WHERE id = $1 AND account_id = $2 AND ended_ms IS NULL;

-- name: sessions_end_others
UPDATE access_session SET ended_ms = $3 WHERE account_id = $1 AND id <> $2 AND ended_ms IS NULL;

-- name: sessions_end_all
UPDATE access_session SET ended_ms = $1 WHERE ended_ms IS NULL;

-- name: sessions_forget
DELETE FROM access_session WHERE created_ms < $1;

-- name: invitation_put
INSERT INTO access_invitation (id, account_id, token_hash, expires_ms, by_letter) VALUES ($1, $2, $3, $4, $5);

-- name: invitation_find
SELECT i.account_id, a.name, a.email FROM access_invitation i JOIN access_account a ON a.id = i.account_id
WHERE i.token_hash = $1 AND i.by_letter = $3 AND i.used_ms IS NULL AND i.expires_ms > $2 AND a.disabled_ms IS NULL;

-- name: invitation_use
UPDATE access_invitation SET used_ms = $2 WHERE token_hash = $1 AND by_letter = 0 AND used_ms IS NULL AND expires_ms > $2;

-- name: invitation_links_void
-- The code of a letter stays.
UPDATE access_invitation SET used_ms = $2 WHERE account_id = $1 AND by_letter = 0 AND used_ms IS NULL;

-- name: invitations_void
UPDATE access_invitation SET used_ms = $2 WHERE account_id = $1 AND used_ms IS NULL;

-- name: invitations_void_all
UPDATE access_invitation SET used_ms = $1 WHERE used_ms IS NULL;

-- name: invitations_forget
DELETE FROM access_invitation WHERE expires_ms < $1;

-- name: try_put
INSERT INTO access_try (id, subject, at_ms) VALUES ($1, $2, $3);

-- name: tries
SELECT COUNT(*), MIN(at_ms) FROM access_try WHERE subject = $1 AND at_ms > $2;

-- name: tries_clear
DELETE FROM access_try WHERE subject = $1;

-- name: try_clear
DELETE FROM access_try WHERE id = $1;

-- name: tries_forget
DELETE FROM access_try WHERE at_ms <= $1 OR at_ms > $2;

-- name: body_put
INSERT INTO access_body (id, parent_id, name, slug) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, slug = excluded.slug;

-- name: bodies
SELECT id, parent_id, name, slug FROM access_body ORDER BY id;

-- name: activity_put
INSERT INTO access_activity (id, at_ms, account_id, account_name, for_account_id, for_name, act, subject, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: activity_forget
UPDATE access_activity SET detail = '' WHERE subject = $1;

-- name: activity_before
SELECT id, at_ms, account_name, for_name, act, subject, detail FROM access_activity
WHERE id < $1 AND ($3 = 0 OR act LIKE '%.read%') ORDER BY id DESC LIMIT $2;

-- name: account_active_of_person
SELECT id, version, name, email, password, person_id, disabled_ms FROM access_account
WHERE person_id = $1 AND disabled_ms IS NULL ORDER BY id LIMIT 1;

-- name: account_change_person
UPDATE access_account SET person_id = $2, version = version + 1 WHERE person_id = $1 AND disabled_ms IS NULL;

-- name: reach_of_person
SELECT id, person_id, name, email FROM access_account
WHERE person_id = $1 AND disabled_ms IS NULL AND email_folded IS NOT NULL ORDER BY id LIMIT 1;

-- name: reach_of_account
SELECT id, person_id, name, email FROM access_account
WHERE id = $1 AND disabled_ms IS NULL AND email_folded IS NOT NULL;

-- name: reach_of_email
SELECT id, person_id, name, email FROM access_account WHERE email_folded = $1 AND disabled_ms IS NULL;

-- name: holders
-- Who can sign in and holds a role on the day, with the body.
SELECT a.id, a.person_id, g.body_id FROM access_grant g JOIN access_account a ON a.id = g.account_id
WHERE g.role = $1 AND g.from_day <= $2 AND g.to_day >= $2 AND g.ended_ms IS NULL AND a.disabled_ms IS NULL
ORDER BY a.id, g.id;
