-- name: register_find
SELECT no, versions, keys, made_no FROM register_name WHERE name = $1;

-- name: register_add
INSERT INTO register_name (no, name, versions, keys, made_no)
SELECT COALESCE(MAX(no), 0) + 1, $1, 0, '', 0 FROM register_name;

-- name: register_grew
UPDATE register_name SET versions = versions + $2 WHERE no = $1;

-- name: register_keys
UPDATE register_name SET keys = $2, made_no = $3 WHERE no = $1;

-- name: versions_behind
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM entry_version v JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE v.no > $2 AND e.register_no = $1 AND e.withheld_ms = 0 AND e.hidden_ms = 0 AND e.erased_ms = 0
ORDER BY v.no LIMIT 200;

-- name: key_find
SELECT no FROM register_key WHERE register_no = $1 AND field = $2;

-- name: key_add
INSERT INTO register_key (no, register_no, field)
SELECT COALESCE(MAX(no), 0) + 1, $1, $2 FROM register_key;

-- name: revision_newest
SELECT no, known_ms FROM revision WHERE known_ms > 0 AND known_ms <= $1
ORDER BY known_ms DESC, no DESC LIMIT 1;

-- name: revision_last
SELECT COALESCE(MAX(no), 0), COALESCE(MAX(published_ms), 0) FROM revision;

-- name: revision_add
INSERT INTO revision (no, published_ms, known_ms) VALUES ($1, $2, $3);

-- name: revision_known_last
SELECT COALESCE(MAX(known_ms), 0) FROM revision;

-- name: revision_publish
UPDATE revision SET published_ms = $2, known_ms = $3 WHERE no = $1;

-- name: batch_open
SELECT no, first_leaf FROM revision_batch WHERE published_ms = 0;

-- name: batch_hidden
-- The batch below the revision that was not published at the instant.
SELECT b.no, b.first_leaf FROM revision_batch b JOIN revision r ON r.no = b.no
WHERE b.no < $1 AND (r.known_ms = 0 OR r.known_ms > $2) ORDER BY b.no DESC LIMIT 1;

-- name: batch_add
INSERT INTO revision_batch (no, begun_ms, published_ms, first_leaf, last_leaf, noted_leaf, put_no, ordered_no, touched)
SELECT $1, $2, 0, $3, 0, $3, COALESCE(MAX(no), 0), COALESCE(MAX(no), 0), 0 FROM entry_version;

-- name: batch_grew
UPDATE revision_batch SET put_no = $2 WHERE no = $1;

-- name: batch_touched
UPDATE revision_batch SET touched = touched + 1 WHERE published_ms = 0;

-- name: batch_unordered
SELECT put_no, ordered_no, touched FROM revision_batch WHERE no = $1 AND published_ms = 0;

-- name: batch_ordered
UPDATE revision_batch SET ordered_no = $2 WHERE no = $1;

-- name: batch_publish
UPDATE revision_batch SET published_ms = $2, last_leaf = $3
WHERE no = $1 AND published_ms = 0 AND ordered_no >= put_no;

-- name: batch_unnoted
SELECT no, noted_leaf, last_leaf FROM revision_batch WHERE published_ms > 0 AND noted_leaf < last_leaf ORDER BY no LIMIT 1;

-- name: batch_left
SELECT COALESCE(SUM(last_leaf - noted_leaf), 0) FROM revision_batch WHERE published_ms > 0 AND noted_leaf < last_leaf;

-- name: batch_noted
UPDATE revision_batch SET noted_leaf = $2 WHERE no = $1;

-- name: batch_leaves
SELECT j.subject FROM journal_leaf l JOIN journal_record j ON j.record_id = l.record_id
WHERE l.leaf_index >= $1 AND l.leaf_index < $2 AND j.room = 'registers' ORDER BY l.leaf_index;

-- name: entry_add
INSERT INTO entry (id, register_no, person_id, body_id, parent_id, withheld_ms, hidden_ms, erased_ms)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0);

-- name: version_last
SELECT COALESCE(MAX(no), 0) FROM entry_version;

-- name: version_add
INSERT INTO entry_version (no, entry_id, version, known_from, known_to, act, source, category, from_day, to_day,
	declared_day, declaration_id, tenure_id, leaf, private)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: version_close
UPDATE entry_version SET known_to = $2 WHERE no = $1 AND known_to = 2147483647;

-- name: value_add
INSERT INTO entry_value (no, key_no, value) VALUES ($1, $2, $3);

-- name: values_add_8
INSERT INTO entry_value (no, key_no, value)
VALUES ($1, $2, $3), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24);

-- name: version_first
SELECT declared_day FROM entry_version WHERE entry_id = $1 AND version = 1;

-- name: values_of
SELECT no, key_no, value FROM entry_value WHERE no >= $1 * 128 AND no < $1 * 128 + 128 ORDER BY no;

-- name: values_audit
-- With how often each stands in the order of lists.
SELECT x.no, x.key_no, x.value,
	(SELECT COUNT(*) FROM entry_order o WHERE o.key_no = x.key_no AND o.value = x.value AND o.no = x.no)
FROM entry_value x WHERE x.no >= $1 * 128 AND x.no < $1 * 128 + 128 ORDER BY x.no;

-- name: values_between
-- Of the versions behind $1 up to $2, the first $3.
SELECT no, key_no, value FROM entry_value WHERE no >= ($1 + 1) * 128 AND no < ($2 + 1) * 128 ORDER BY no LIMIT $3;

-- name: values_count
SELECT COUNT(*) FROM (SELECT 1 FROM entry_value WHERE no >= ($1 + 1) * 128 AND no < ($2 + 1) * 128 LIMIT $3) x;

-- name: values_drop
DELETE FROM entry_value WHERE no >= $1 * 128 AND no < $1 * 128 + 128;

-- name: value_update
UPDATE entry_value SET value = $2 WHERE no = $1;

-- name: order_add
INSERT INTO entry_order (no, key_no, value) VALUES ($1, $2, $3)
ON CONFLICT (key_no, value, no) DO NOTHING;

-- name: order_add_8
INSERT INTO entry_order (no, key_no, value)
VALUES ($1, $2, $3), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24)
ON CONFLICT (key_no, value, no) DO NOTHING;

-- name: order_drop
DELETE FROM entry_order WHERE no = $1 AND key_no = $2 AND value = $3;

-- name: person_shown
SELECT name, record_id, is_public, sort_name FROM person WHERE id = $1;

-- name: body_shown
SELECT name, record_id FROM organization WHERE id = $1;

-- name: record_of
SELECT record_id FROM journal_record WHERE room = 'registers' AND subject = $1 AND erased_ms IS NULL;

-- name: current
-- The newest version, be it of a batch that nobody sees yet.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM entry e JOIN entry_version v ON v.entry_id = e.id AND v.known_to = 2147483647
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE e.id = $1;

-- name: known
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM entry e JOIN entry_version v ON v.entry_id = e.id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE e.id = $1 AND v.known_from <= $2 AND v.known_from <> $3 AND (v.known_to > $2 OR v.known_to = $3);

-- name: known_record
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM journal_record j JOIN entry e ON e.id = j.subject JOIN entry_version v ON v.entry_id = e.id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE j.record_id = $1 AND j.room = 'registers' AND e.withheld_ms = 0 AND v.known_from <= $2 AND v.known_from <> $3 AND (v.known_to > $2 OR v.known_to = $3);

-- name: history
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM entry e JOIN entry_version v ON v.entry_id = e.id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE e.id = $1 AND v.known_from <= $2 AND v.known_from <> $3
ORDER BY v.version DESC;

-- name: record_subject
SELECT subject FROM journal_record WHERE record_id = $1 AND room = 'registers';

-- name: versions_of
SELECT no FROM entry_version WHERE entry_id = $1 ORDER BY no;

-- name: entries_of_person
SELECT e.id, n.name FROM entry e JOIN register_name n ON n.no = e.register_no WHERE e.person_id = $1 ORDER BY e.id;

-- name: entries_moved
SELECT e.id, n.name FROM entry_moved m JOIN entry e ON e.id = m.entry_id JOIN register_name n ON n.no = e.register_no
WHERE m.person_id = $1 ORDER BY e.id;

-- name: moved_add
INSERT INTO entry_moved (entry_id, person_id) VALUES ($1, $2)
ON CONFLICT (entry_id, person_id) DO NOTHING;

-- name: moved_forget
DELETE FROM entry_moved WHERE person_id = $1;

-- name: entry_hidden
SELECT hidden_ms, erased_ms FROM entry WHERE id = $1;

-- name: left_of_person
SELECT COUNT(*) FROM person p JOIN
	(SELECT person_id, id FROM entry UNION ALL SELECT person_id, id FROM declaration WHERE record_id IS NOT NULL) e
	ON e.person_id = p.id
JOIN journal_record j ON j.room = 'registers' AND j.subject = e.id AND j.erased_ms IS NULL
WHERE p.record_id = $1 AND p.erased_ms = 0;

-- name: shows_anything
SELECT COUNT(*) FROM entry e JOIN entry_version v ON v.entry_id = e.id
WHERE e.id = $1 AND ((e.erased_ms = 0 AND e.hidden_ms = 0) OR (e.hidden_ms = 0 AND (v.private IS NOT NULL OR v.category <> ''))
	OR EXISTS (SELECT 1 FROM entry_value x WHERE x.no >= v.no * 128 AND x.no < v.no * 128 + 128));

-- name: entry_move
UPDATE entry SET person_id = $2 WHERE id = $1;

-- name: entry_erase
UPDATE entry SET erased_ms = $2, person_id = NULL, body_id = NULL, parent_id = NULL WHERE id = $1 AND erased_ms = 0;

-- name: entry_hide
UPDATE entry SET hidden_ms = $2 WHERE id = $1 AND hidden_ms = 0;

-- name: entry_ghost
-- A removed entry, which an earlier record of another one is of from now on.
INSERT INTO entry (id, register_no, person_id, body_id, parent_id, withheld_ms, hidden_ms, erased_ms)
SELECT $2, register_no, NULL, NULL, NULL, 0, 0, $3 FROM entry WHERE id = $1;

-- name: version_republish
UPDATE entry_version SET leaf = $2, private = $3 WHERE no = $1;

-- name: children_free
UPDATE entry SET parent_id = NULL WHERE parent_id = $1;

-- name: versions_blank
UPDATE entry_version SET private = NULL, category = '', from_day = -2147483648, to_day = 2147483647,
	declared_day = -2147483648, tenure_id = NULL, declaration_id = NULL WHERE entry_id = $1;

-- name: version_private
UPDATE entry_version SET private = $2 WHERE no = $1;

-- name: withheld_place
-- The first revision that was published, and the least number of a version.
SELECT COALESCE((SELECT MIN(no) FROM revision WHERE published_ms > 0), 0), CASE WHEN COALESCE(MIN(no), 0) < 0 THEN MIN(no) ELSE 0 END
FROM entry_version;

-- name: withheld_moves_drop
DELETE FROM entry_moved WHERE entry_id = $1 AND entry_id IN (SELECT id FROM entry WHERE withheld_ms > 0);

-- name: withheld_versions_drop
DELETE FROM entry_version WHERE entry_id = $1 AND entry_id IN (SELECT id FROM entry WHERE withheld_ms > 0);

-- name: withheld_drop
DELETE FROM entry WHERE id = $1 AND withheld_ms > 0;

-- name: subjects
SELECT id FROM entry WHERE withheld_ms = 0 AND hidden_ms = 0 AND erased_ms = 0 ORDER BY id;

-- name: declarations_note
INSERT INTO register_moved (kind, row_id, person_id)
SELECT 1, id, person_id FROM declaration WHERE person_id = $1
ON CONFLICT (kind, row_id, person_id) DO NOTHING;

-- name: declarations_move
UPDATE declaration SET person_id = $2 WHERE person_id = $1;

-- name: declarations_back
UPDATE declaration SET person_id = $1 WHERE id IN (SELECT row_id FROM register_moved WHERE kind = 1 AND person_id = $1);

-- name: approvals_note
INSERT INTO register_moved (kind, row_id, person_id)
SELECT 2, id, person_id FROM approval WHERE person_id = $1
ON CONFLICT (kind, row_id, person_id) DO NOTHING;

-- name: approvals_move
UPDATE approval SET person_id = $2 WHERE person_id = $1;

-- name: approvals_back
UPDATE approval SET person_id = $1 WHERE id IN (SELECT row_id FROM register_moved WHERE kind = 2 AND person_id = $1);

-- name: home_permissions_note
INSERT INTO register_moved (kind, row_id, person_id)
SELECT 3, id, person_id FROM home_permission WHERE person_id = $1 AND (revoked_ms > 0 OR NOT EXISTS (SELECT 1 FROM home_permission o WHERE o.person_id = $2 AND o.revoked_ms = 0))
ON CONFLICT (kind, row_id, person_id) DO NOTHING;

-- name: home_permissions_move
UPDATE home_permission SET person_id = $2 WHERE person_id = $1 AND (revoked_ms > 0 OR NOT EXISTS (SELECT 1 FROM home_permission o WHERE o.person_id = $2 AND o.revoked_ms = 0));

-- name: home_permissions_back
UPDATE home_permission SET person_id = $1 WHERE id IN (SELECT row_id FROM register_moved WHERE kind = 3 AND person_id = $1);

-- name: helpers_note
INSERT INTO register_moved (kind, row_id, person_id)
SELECT 4, id, person_id FROM helper WHERE person_id = $1
ON CONFLICT (kind, row_id, person_id) DO NOTHING;

-- name: helpers_move
UPDATE helper SET person_id = $2 WHERE person_id = $1;

-- name: helpers_back
UPDATE helper SET person_id = $1 WHERE id IN (SELECT row_id FROM register_moved WHERE kind = 4 AND person_id = $1);

-- name: rows_moved_forget
DELETE FROM register_moved WHERE person_id = $1;

-- name: import_people_move
UPDATE register_import_person SET person_id = $2 WHERE person_id = $1;
