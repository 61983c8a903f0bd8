-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when. A message with a single-use
-- link keeps it for itself.
-- name: held_messages
SELECT id, put_ms, person_id, title, 'To ' || to_address || '; ' || CASE WHEN secret = 0 THEN text ELSE '' END
FROM mail_message WHERE (person_id = $1 OR $1 = 0) AND put_ms BETWEEN $2 AND $3 ORDER BY id
