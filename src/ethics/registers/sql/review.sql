-- name: reviews_of
SELECT id, declaration_id, declaration_version, act, step, message, until_day, by_account, by_name, at_ms
FROM declaration_review WHERE declaration_id = $1 ORDER BY at_ms, id;

-- name: review_add
INSERT INTO declaration_review (id, declaration_id, declaration_version, act, step, message, until_day, by_account,
	by_name, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: review_newest_return
SELECT message FROM declaration_review WHERE declaration_id = $1 AND act IN ($2, $3) ORDER BY at_ms DESC, id DESC LIMIT 1;

-- name: approval_add
INSERT INTO approval (id, version, declaration_id, register, person_id, conditions, from_day, until_day, withdrawn_ms,
	withdrawn_why, withdrawn_by, told)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 0, '', '', 0);

-- name: approvals
SELECT a.id, a.version, a.declaration_id, a.person_id, a.register, a.conditions, a.from_day, a.until_day, a.withdrawn_ms,
	a.withdrawn_why, a.withdrawn_by, p.name
FROM approval a LEFT JOIN person p ON p.id = a.person_id
WHERE a.register = $1 AND (a.person_id = $2 OR $2 = 0)
ORDER BY a.id DESC;

-- name: approval
SELECT a.id, a.version, a.declaration_id, a.person_id, a.register, a.conditions, a.from_day, a.until_day, a.withdrawn_ms,
	a.withdrawn_why, a.withdrawn_by, p.name
FROM approval a LEFT JOIN person p ON p.id = a.person_id
WHERE a.id = $1;

-- name: approvals_ending
-- Those of whose end nobody was told yet: on day $1 it is over, until day $2 it soon is. What was renewed for longer is left
-- alone.
SELECT a.id, a.version, a.declaration_id, a.person_id, a.register, a.conditions, a.from_day, a.until_day, a.withdrawn_ms,
	a.withdrawn_why, a.withdrawn_by, p.name
FROM approval a JOIN person p ON p.id = a.person_id
WHERE a.withdrawn_ms = 0 AND p.erased_ms = 0 AND p.died_day IS NULL
	AND ((a.until_day < $1 AND a.told < 2) OR (a.until_day >= $1 AND a.until_day <= $2 AND a.told < 1))
	AND NOT EXISTS (SELECT 1 FROM approval b JOIN declaration_item j ON j.declaration_id = b.declaration_id
		JOIN declaration_item i ON COALESCE(i.entry_id, i.id) = COALESCE(j.entry_id, j.id)
		WHERE i.declaration_id = a.declaration_id AND b.id > a.id AND b.withdrawn_ms = 0
		AND (b.until_day IS NULL OR b.until_day > a.until_day))
ORDER BY a.until_day, a.id LIMIT $3;

-- name: approval_told
UPDATE approval SET told = $2 WHERE id = $1 AND told < $2;

-- name: approval_approvers
SELECT DISTINCT by_account FROM declaration_review WHERE declaration_id = $1 AND act IN ($2, $3) AND by_account <> 0;

-- name: approval_withdraw
UPDATE approval SET version = version + 1, withdrawn_ms = $3, withdrawn_why = $4, withdrawn_by = $5
WHERE id = $1 AND version = $2 AND withdrawn_ms = 0;

-- name: gift_links
SELECT group_id, name, scheme, identifier, why, by_name, at_ms FROM gift_link ORDER BY group_id, no;

-- name: gift_link_add
INSERT INTO gift_link (group_id, no, name, scheme, identifier, why, by_name, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: gift_link_end
DELETE FROM gift_link WHERE group_id = $1;

-- name: scrutiny_list
SELECT id, register, from_day, to_day, entries, note, by_name, signed_ms, record_id, erased_ms
FROM scrutiny WHERE register = $1 AND erased_ms = 0 ORDER BY from_day DESC;

-- name: scrutiny_by_id
SELECT id, register, from_day, to_day, entries, note, by_name, signed_ms, record_id, erased_ms FROM scrutiny WHERE id = $1;

-- name: scrutiny_at
SELECT id, register, from_day, to_day, entries, note, by_name, signed_ms, record_id, erased_ms
FROM scrutiny WHERE register = $1 AND from_day = $2 AND erased_ms = 0;

-- name: scrutiny_add
INSERT INTO scrutiny (id, register, from_day, to_day, entries, note, by_name, signed_ms, record_id, erased_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0);

-- name: scrutiny_remove
UPDATE scrutiny SET note = '', by_name = '', erased_ms = $2 WHERE record_id = $1 AND erased_ms = 0;

-- name: sealed_add
INSERT INTO withheld (entry_id, version, register, category, sealed, by_account, by_name, at_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7);

-- name: sealed_all
SELECT w.entry_id, w.version, w.register, e.person_id, p.name, w.category, w.by_name, w.at_ms
FROM withheld w JOIN entry e ON e.id = w.entry_id LEFT JOIN person p ON p.id = e.person_id
ORDER BY w.at_ms DESC, w.entry_id;

-- name: sealed_one
SELECT w.entry_id, w.version, w.register, e.person_id, p.name, w.category, w.by_name, w.at_ms, w.sealed
FROM withheld w JOIN entry e ON e.id = w.entry_id LEFT JOIN person p ON p.id = e.person_id
WHERE w.entry_id = $1;

-- name: sealed_drop
DELETE FROM withheld WHERE entry_id = $1 AND version = $2;

-- name: sealed_forget
DELETE FROM withheld WHERE entry_id = $1;

-- name: withhold_request_add
INSERT INTO withhold_request (entry_id, asked_ms) VALUES ($1, $2) ON CONFLICT (entry_id) DO NOTHING;

-- name: withhold_request_drop
DELETE FROM withhold_request WHERE entry_id = $1;

-- name: withhold_requests
SELECT r.entry_id, e.person_id, r.asked_ms, p.name
FROM withhold_request r JOIN entry e ON e.id = r.entry_id LEFT JOIN person p ON p.id = e.person_id
ORDER BY r.asked_ms, r.entry_id;

-- name: removal_add
INSERT INTO entry_removal (record_id, register, kind, why, by_office, at_ms, moved_to) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (record_id) DO NOTHING;

-- name: removal
SELECT record_id, register, kind, why, by_office, at_ms, moved_to FROM entry_removal WHERE record_id = $1;

-- name: removals
SELECT record_id, register, kind, why, by_office, at_ms, moved_to FROM entry_removal ORDER BY at_ms DESC, record_id LIMIT $1;

-- name: hold_of
SELECT id, version, entry_id, why, by_name, from_ms, ended_ms FROM entry_hold WHERE entry_id = $1 AND ended_ms = 0;

-- name: hold_add
INSERT INTO entry_hold (id, version, entry_id, why, by_account, by_name, from_ms, ended_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, 0);

-- name: hold_end
UPDATE entry_hold SET version = version + 1, ended_ms = $3 WHERE entry_id = $1 AND version = $2 AND ended_ms = 0;

-- name: permission
SELECT id, version, person_id, given_day, place, by_name, put_ms FROM home_permission WHERE person_id = $1 AND revoked_ms = 0;

-- name: permission_add
INSERT INTO home_permission (id, version, person_id, given_day, place, by_name, put_ms, revoked_ms)
VALUES ($1, 1, $2, $3, $4, $5, $6, 0);

-- name: permission_revoke
UPDATE home_permission SET version = version + 1, revoked_ms = $3 WHERE person_id = $1 AND version = $2 AND revoked_ms = 0;

-- name: hold_drop
-- What is sealed stays until somebody ends that.
DELETE FROM entry_hold WHERE entry_id = $1;

-- name: entry_children
SELECT id FROM entry WHERE parent_id = $1 AND erased_ms = 0 ORDER BY id;

-- name: keep_due
-- What may be due of one register: $2 since what it counts (enum scheme_since), $3 the newest day that is over. hidden: also
-- those that are off display. Verified afterwards: amounts change with time.
SELECT e.id, e.hidden_ms, v.to_day, COALESCE((SELECT f.declared_day FROM entry_version f
		WHERE f.entry_id = e.id AND f.version = 1), v.declared_day),
	(SELECT MAX(t.to_day) FROM tenure t WHERE t.person_id = e.person_id AND t.erased_ms = 0),
	(SELECT j.record_id FROM journal_record j WHERE j.room = 'registers' AND j.subject = e.id)
FROM entry e
JOIN register_name n ON n.no = e.register_no AND n.name = $1
JOIN entry_version v ON v.entry_id = e.id AND v.known_to = 2147483647
WHERE e.erased_ms = 0 AND e.withheld_ms = 0 AND ($4 = 1 OR e.hidden_ms = 0) AND (e.id = $6 OR $6 = 0) AND e.id > $7
	AND NOT EXISTS (SELECT 1 FROM entry_hold h WHERE h.entry_id = e.id AND h.ended_ms = 0)
	AND (($2 = 2 AND v.to_day <= $3)
		OR ($2 = 3 AND v.declared_day <= $3)
		OR ($2 = 1 AND e.person_id IN (SELECT p.person_id FROM tenure p WHERE p.erased_ms = 0
			GROUP BY p.person_id HAVING MAX(p.to_day) <= $3)))
ORDER BY e.id LIMIT $5;

-- name: permission_forget
DELETE FROM home_permission WHERE person_id = $1;

-- name: home_left_add
INSERT INTO home_left (entry_id, field, upto, tries) VALUES ($1, $2, $3, 0)
ON CONFLICT (entry_id, field) DO UPDATE SET upto = excluded.upto, tries = 0;

-- name: home_left_of_person
INSERT INTO home_left (entry_id, field, upto, tries)
SELECT id, '', 0, 0 FROM entry WHERE person_id = $1 AND erased_ms = 0 AND hidden_ms = 0 AND withheld_ms = 0
ON CONFLICT (entry_id, field) DO NOTHING;

-- name: home_entries
-- Of which there is something to show, or which say where the person lives.
SELECT id FROM entry WHERE person_id = $1 AND erased_ms = 0 AND hidden_ms = 0 AND withheld_ms = 0 ORDER BY id;

-- name: homes_said
SELECT COUNT(*) FROM entry e JOIN entry_version v ON v.entry_id = e.id
WHERE e.person_id = $1 AND v.private LIKE '%"home":true%';

-- name: home_left_next
SELECT entry_id, field, upto, tries FROM home_left ORDER BY tries, entry_id LIMIT $1;

-- name: home_left_n
SELECT COUNT(*) FROM home_left;

-- name: home_left_try
UPDATE home_left SET tries = tries + 1 WHERE entry_id = $1 AND field = $2;

-- name: home_left_drop
DELETE FROM home_left WHERE entry_id = $1 AND field = $2;
