-- name: put
INSERT INTO shelf (id, record_id, words) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET words = excluded.words;

-- name: by_record
SELECT words FROM shelf WHERE record_id = $1 AND id = $2;

-- name: remove
UPDATE shelf SET words = '' WHERE record_id = $1;

-- name: spoil
UPDATE shelf SET words = 'something else' WHERE id = $1;
