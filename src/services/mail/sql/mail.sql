-- name: message_put
INSERT INTO mail_message (id, kind, subject_id, person_id, to_address, to_name, title, text, html, once, secret, message_id,
	state, put_ms, again_ms, since_ms, ended_ms, tries, why, claim, claim_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $13, 0, 0, 0, '', '', 0)
ON CONFLICT (once) DO NOTHING

-- name: messages
SELECT id, kind, subject_id, person_id, to_address, to_name, title, state, secret, put_ms, ended_ms, again_ms, tries, why,
	message_id, claim_ms
FROM mail_message WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: messages_of_state
SELECT id, kind, subject_id, person_id, to_address, to_name, title, state, secret, put_ms, ended_ms, again_ms, tries, why,
	message_id, claim_ms
FROM mail_message WHERE state = $3 AND id < $1 ORDER BY id DESC LIMIT $2

-- name: message
SELECT id, kind, subject_id, person_id, to_address, to_name, title, state, secret, put_ms, ended_ms, again_ms, tries, why,
	message_id, claim_ms
FROM mail_message WHERE id = $1

-- name: message_text
SELECT text, html FROM mail_message WHERE id = $1

-- name: count
SELECT (SELECT COUNT(*) FROM mail_message WHERE state = 1), (SELECT COUNT(*) FROM mail_message WHERE state = 1 AND tries > 0),
	(SELECT COUNT(*) FROM mail_message WHERE state = 3 AND ended_ms > $1)

-- name: message_again
UPDATE mail_message SET state = 1, again_ms = $2, since_ms = 0, ended_ms = 0, claim = '', claim_ms = 0 WHERE id = $1

-- name: message_cancel
UPDATE mail_message SET state = 4, ended_ms = $2, claim = '', claim_ms = 0 WHERE id = $1

-- name: text_destroy
UPDATE mail_message SET text = '', html = '' WHERE id = $1

-- name: person_forget
DELETE FROM mail_message WHERE person_id = $1 AND person_id <> 0

-- name: server
SELECT url, user_name, from_name, from_address, authority, version FROM mail_server WHERE id = 1
