-- name: put
INSERT INTO sample (id, small, truth, words, bytes, big) VALUES ($1, $2, $3, $4, $5, $6)

-- name: get
SELECT id, small, truth, words, bytes, big FROM sample WHERE id = $1

-- name: rows
SELECT id, small, truth, words, bytes, big FROM sample ORDER BY id

-- name: many
SELECT id, small, truth, words, bytes, big FROM sample WHERE small >= $1

-- name: rename
UPDATE sample SET words = $2 WHERE id = $1

-- name: count
SELECT count(*) FROM sample

-- name: total
SELECT sum(big) FROM sample

-- name: by_words
SELECT id FROM sample WHERE words = $1

-- name: words_in_order
SELECT words FROM sample WHERE words IS NOT NULL ORDER BY words

-- name: child_put
INSERT INTO sample_child (id, sample) VALUES ($1, $2)

-- name: child_put_elder
INSERT INTO sample_child (id, sample, elder) VALUES ($1, $2, $3)

-- name: child_elder
UPDATE sample_child SET elder = $2 WHERE id = $1

-- name: erase
DELETE FROM sample WHERE id = $1

-- name: children
SELECT count(*) FROM sample_child

-- name: log_put
INSERT INTO sample_log (id, kind, subject) VALUES ($1, $2, $3)

-- name: log_count
SELECT count(*) FROM sample_log

-- name: wrong
SELECT nothing FROM nowhere

-- name: state_put
UPDATE sample_state SET done = $1

-- name: state
SELECT done FROM sample_state
