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

-- name: server_put
INSERT INTO mail_server (id, url, user_name, from_name, from_address, authority, version) VALUES (1, $1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, user_name = excluded.user_name, from_name = excluded.from_name,
	from_address = excluded.from_address, authority = excluded.authority, version = excluded.version

-- name: all_again
UPDATE mail_message SET again_ms = $1, since_ms = 0 WHERE state = 1 AND again_ms > $1

-- name: due_count
SELECT COUNT(*) FROM mail_message WHERE state = 1 AND ((again_ms <= $1 AND claim_ms <= $1)
	OR put_ms > $2 OR claim_ms > $3 OR (tries > 0 AND again_ms > $4))

-- name: clock_back
UPDATE mail_message SET put_ms = CASE WHEN put_ms > $2 THEN $1 ELSE put_ms END, again_ms = $1, claim = '', claim_ms = 0
WHERE state = 1 AND (put_ms > $2 OR claim_ms > $3 OR (tries > 0 AND again_ms > $4))

-- name: claim
UPDATE mail_message SET claim = $2, claim_ms = $3 WHERE id IN (SELECT id FROM mail_message
	WHERE state = 1 AND again_ms <= $1 AND claim_ms <= $1 ORDER BY again_ms, id LIMIT $4)

-- name: claimed
SELECT id FROM mail_message WHERE state = 1 AND claim = $1 ORDER BY again_ms, id

-- name: to_send
SELECT kind, to_address, to_name, title, text, html, message_id, put_ms, tries FROM mail_message
WHERE id = $1 AND claim = $2 AND state = 1

-- name: ended
UPDATE mail_message SET state = $3, ended_ms = $4, why = $5, tries = tries + 1, claim = '', claim_ms = 0,
	text = CASE WHEN secret = 1 THEN '' ELSE text END, html = CASE WHEN secret = 1 THEN '' ELSE html END
WHERE id = $1 AND claim = $2 AND state = 1

-- name: later
UPDATE mail_message SET tries = tries + 1, since_ms = CASE WHEN since_ms = 0 THEN $3 ELSE since_ms END, again_ms = $4,
	why = $5, claim = '', claim_ms = 0
WHERE id = $1 AND claim = $2 AND state = 1

-- name: all_later
UPDATE mail_message SET tries = tries + 1, since_ms = CASE WHEN since_ms = 0 THEN $2 ELSE since_ms END, again_ms = $3,
	why = $4, claim = '', claim_ms = 0
WHERE state = 1 AND again_ms <= $2 AND (claim = $1 OR claim_ms <= $2)

-- name: give_up
UPDATE mail_message SET state = 3, ended_ms = $1, claim = '', claim_ms = 0,
	text = CASE WHEN secret = 1 THEN '' ELSE text END, html = CASE WHEN secret = 1 THEN '' ELSE html END
WHERE state = 1 AND since_ms > 0 AND since_ms <= $2 AND claim_ms <= $1

-- name: release
UPDATE mail_message SET claim = '', claim_ms = 0 WHERE id = $1 AND claim = $2 AND state = 1

-- name: old_count
SELECT COUNT(*) FROM mail_message WHERE ended_ms > 0 AND (ended_ms < $2 OR (ended_ms < $1 AND text <> ''))

-- name: old_texts_destroy
UPDATE mail_message SET text = '', html = '' WHERE id IN (SELECT id FROM mail_message
	WHERE ended_ms > 0 AND ended_ms < $1 AND text <> '' LIMIT $2)

-- name: old_drop
DELETE FROM mail_message WHERE id IN (SELECT id FROM mail_message WHERE ended_ms > 0 AND ended_ms < $1 LIMIT $2)

-- name: restored
UPDATE mail_message SET state = 4, ended_ms = $1, why = $2, claim = '', claim_ms = 0,
	text = CASE WHEN secret = 1 THEN '' ELSE text END, html = CASE WHEN secret = 1 THEN '' ELSE html END
WHERE state = 1
