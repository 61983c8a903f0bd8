-- name: app_put
INSERT INTO access_app (account_id, sealed, last_step, created_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step,
created_ms = excluded.created_ms;

-- name: app_of
SELECT sealed, last_step, created_ms FROM access_app WHERE account_id = $1;

-- name: app_step
UPDATE access_app SET last_step = $2 WHERE account_id = $1 AND last_step < $2;

-- name: app_remove
DELETE FROM access_app WHERE account_id = $1;

-- name: recovery_put
INSERT INTO access_recovery (id, account_id, code_hash) VALUES ($1, $2, $3);

-- name: recovery_use
UPDATE access_recovery SET used_ms = $3 WHERE account_id = $1 AND code_hash = $2 AND used_ms IS NULL;

-- name: recovery_remove
DELETE FROM access_recovery WHERE account_id = $1;

-- name: passkey_put
INSERT INTO access_passkey (id, account_id, name, credential, public_key, algorithm, signs, salt, record_id, created_ms,
used_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10);

-- name: passkeys_of
SELECT id, account_id, name, credential, public_key, algorithm, signs, salt, record_id, created_ms, used_ms
FROM access_passkey WHERE account_id = $1 ORDER BY id;

-- name: passkey_by_credential
SELECT id, account_id, name, credential, public_key, algorithm, signs, salt, record_id, created_ms, used_ms
FROM access_passkey WHERE credential = $1;

-- name: passkey_by_id
SELECT id, account_id, name, credential, public_key, algorithm, signs, salt, record_id, created_ms, used_ms
FROM access_passkey WHERE id = $1;

-- name: passkey_used
UPDATE access_passkey SET signs = $2, used_ms = $3 WHERE id = $1;

-- name: passkey_remove
DELETE FROM access_passkey WHERE id = $1 AND account_id = $2;

-- name: passkeys_remove
DELETE FROM access_passkey WHERE account_id = $1;

-- name: factors_of
SELECT (SELECT COUNT(*) FROM access_app WHERE account_id = $1),
(SELECT COUNT(*) FROM access_passkey WHERE account_id = $1),
(SELECT COUNT(*) FROM access_recovery WHERE account_id = $1 AND used_ms IS NULL);

-- name: accounts_with_factor
SELECT account_id FROM access_app UNION SELECT account_id FROM access_passkey;

-- name: ticket_use
INSERT INTO access_ticket (hash, expires_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING;

-- name: tickets_forget
DELETE FROM access_ticket WHERE expires_ms <= $1;

-- name: device_known
SELECT COUNT(*) FROM access_device d JOIN access_account a ON a.id = d.account_id
WHERE d.token_hash = $1 AND a.email_folded = $2;

-- name: device_put
INSERT INTO access_device (id, account_id, token_hash, seen_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (token_hash, account_id) DO UPDATE SET seen_ms = excluded.seen_ms;

-- name: devices_of
SELECT COUNT(*), COUNT(CASE WHEN token_hash = $2 THEN 1 END) FROM access_device WHERE account_id = $1;

-- name: devices_forget
DELETE FROM access_device WHERE account_id = $1 AND token_hash <> $2;

-- name: devices_forget_old
DELETE FROM access_device WHERE seen_ms < $1;

-- name: setting
SELECT value FROM access_setting WHERE name = $1;

-- name: setting_put
INSERT INTO access_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: session_confirmed
UPDATE access_session SET confirmed_ms = $2 WHERE id = $1;

-- name: signed_insert
INSERT INTO access_signed (room, subject_id, version, statement, client_data, authenticator_data, signature, public_key,
	algorithm, key_salt, key_record, public_ms)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, 0);

-- name: signed_forget
DELETE FROM access_signed WHERE room = $1 AND subject_id = $2;

-- name: signed_of
SELECT subject_id, version, statement, client_data, authenticator_data, signature, public_key, algorithm, key_salt,
	key_record, public_ms
FROM access_signed WHERE room = $1 AND subject_id = $2;

-- name: signed_show
UPDATE access_signed SET version = version + 1, public_ms = $4 WHERE room = $1 AND subject_id = $2 AND version = $3;
