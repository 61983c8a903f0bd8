-- ---- Rules ----

-- name: rules
SELECT version, rulebook_version, since_day, cursor_id, until_day, all_n, done_n, told_day FROM duty_rules

-- name: rules_change
UPDATE duty_rules SET version = $1, rulebook_version = $2, since_day = $3, cursor_id = -1, until_day = $4, all_n = -1,
	done_n = 0, told_day = -2147483648

-- name: rules_count
UPDATE duty_rules SET all_n = (SELECT count(DISTINCT person_id) FROM tenure), cursor_id = 0

-- name: rules_went_on
UPDATE duty_rules SET cursor_id = $1, done_n = done_n + $2

-- name: rules_told
UPDATE duty_rules SET told_day = $1

-- name: rules_until
UPDATE duty_rules SET until_day = $1 WHERE until_day > $1

-- name: names
SELECT no, name FROM duty_name ORDER BY no

-- name: name_next
SELECT coalesce(max(no), 0) + 1 FROM duty_name

-- name: name_add
INSERT INTO duty_name (no, name) VALUES ($1, $2)

-- name: name_no
SELECT no FROM duty_name WHERE name = $1

-- name: locals
SELECT code, body_id, title, form, mandatory, within_days, since_day, source, link FROM duty_local ORDER BY code, body_id

-- name: local_put
INSERT INTO duty_local (code, body_id, title, form, mandatory, within_days, since_day, source, link)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (code, body_id) DO UPDATE SET title = excluded.title, form = excluded.form, mandatory = excluded.mandatory,
	within_days = excluded.within_days, since_day = excluded.since_day, source = excluded.source,
	link = excluded.link

-- name: local_drop
DELETE FROM duty_local WHERE code = $1 AND body_id = $2

-- name: bodies
SELECT id, coalesce(parent_id, 0), slug, classification FROM organization WHERE erased_ms = 0 ORDER BY id

-- ---- What persons' obligations follow from: persons after one until another ----

-- name: next_persons
SELECT person_id FROM tenure WHERE person_id > $1 ORDER BY person_id LIMIT $2

-- name: terms
-- The range stands twice, so that PostgreSQL does not walk all persons before it.
SELECT t.id, t.person_id, t.organization_id, coalesce(t.post_id, 0), t.category, t.from_day, t.to_day,
	coalesce(q.label, t.post), coalesce(q.role, ''), t.contract, t.workplace, t.grade, t.status, p.died_day, t.ending
FROM tenure t JOIN person p ON p.id = t.person_id LEFT JOIN post q ON q.id = t.post_id
WHERE t.person_id > $1 AND t.person_id <= $2 AND p.id > $1 AND p.id <= $2 AND t.erased_ms = 0
ORDER BY t.person_id, t.from_day, t.id

-- name: events
-- What later rooms told; and of a candidacy the days of its election, which people keep.
SELECT t.person_id AS person_id, e.tenure_id AS tenure_id, e.kind AS kind, e.day AS day, e.at_ms AS at_ms, e.source_id AS source_id
FROM tenure t JOIN duty_event e ON e.tenure_id = t.id
WHERE t.person_id > $1 AND t.person_id <= $2
UNION ALL
SELECT t.person_id, c.tenure_id, 'nominations', v.closes_day, 0, v.id
FROM tenure t JOIN candidacy c ON c.tenure_id = t.id JOIN election v ON v.id = c.election_id
WHERE t.person_id > $1 AND t.person_id <= $2 AND v.erased_ms = 0
UNION ALL
SELECT t.person_id, c.tenure_id, 'election', v.polling_day, 0, v.id
FROM tenure t JOIN candidacy c ON c.tenure_id = t.id JOIN election v ON v.id = c.election_id
WHERE t.person_id > $1 AND t.person_id <= $2 AND v.erased_ms = 0
ORDER BY person_id, day, source_id, kind

-- name: facts
SELECT t.person_id, d.id, d.tenure_id, d.duty_no, d.day, d.trigger_day, d.subject
FROM tenure t JOIN duty_done d ON d.tenure_id = t.id
WHERE t.person_id > $1 AND t.person_id <= $2 AND d.withdrawn_ms = 0
ORDER BY t.person_id, d.day, d.id

-- name: marks
SELECT t.person_id, c.id, c.tenure_id, c.duty_no, c.trigger_day, c.subject, c.kind, c.until_day
FROM tenure t JOIN duty_change c ON c.tenure_id = t.id
WHERE t.person_id > $1 AND t.person_id <= $2 AND c.withdrawn_ms = 0
ORDER BY t.person_id, c.put_ms, c.id

-- name: aways
SELECT t.person_id, a.tenure_id, a.kind, a.from_day, a.to_day
FROM tenure t JOIN absence a ON a.tenure_id = t.id
WHERE t.person_id > $1 AND t.person_id <= $2
ORDER BY t.person_id, a.from_day, a.id

-- name: person_of_tenure
SELECT person_id FROM tenure WHERE id = $1

-- name: is_person
SELECT count(*) FROM person WHERE id = $1

-- ---- The same of persons by their ids (those of a page) ----

-- name: terms_of
SELECT t.id, t.person_id, t.organization_id, coalesce(t.post_id, 0), t.category, t.from_day, t.to_day,
	coalesce(q.label, t.post), coalesce(q.role, ''), t.contract, t.workplace, t.grade, t.status, p.died_day, t.ending
FROM tenure t JOIN person p ON p.id = t.person_id LEFT JOIN post q ON q.id = t.post_id
WHERE t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) AND t.erased_ms = 0
ORDER BY t.person_id, t.from_day, t.id

-- name: events_of
-- The same as in `events`.
SELECT t.person_id AS person_id, e.tenure_id AS tenure_id, e.kind AS kind, e.day AS day, e.at_ms AS at_ms, e.source_id AS source_id
FROM tenure t JOIN duty_event e ON e.tenure_id = t.id
WHERE t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
UNION ALL
SELECT t.person_id, c.tenure_id, 'nominations', v.closes_day, 0, v.id
FROM tenure t JOIN candidacy c ON c.tenure_id = t.id JOIN election v ON v.id = c.election_id
WHERE v.erased_ms = 0 AND t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
UNION ALL
SELECT t.person_id, c.tenure_id, 'election', v.polling_day, 0, v.id
FROM tenure t JOIN candidacy c ON c.tenure_id = t.id JOIN election v ON v.id = c.election_id
WHERE v.erased_ms = 0 AND t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
ORDER BY person_id, day, source_id, kind

-- name: facts_of
SELECT t.person_id, d.id, d.tenure_id, d.duty_no, d.day, d.trigger_day, d.subject
FROM tenure t JOIN duty_done d ON d.tenure_id = t.id
WHERE t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) AND d.withdrawn_ms = 0
ORDER BY t.person_id, d.day, d.id

-- name: marks_of
SELECT t.person_id, c.id, c.tenure_id, c.duty_no, c.trigger_day, c.subject, c.kind, c.until_day
FROM tenure t JOIN duty_change c ON c.tenure_id = t.id
WHERE t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) AND c.withdrawn_ms = 0
ORDER BY t.person_id, c.put_ms, c.id

-- name: aways_of
SELECT t.person_id, a.tenure_id, a.kind, a.from_day, a.to_day
FROM tenure t JOIN absence a ON a.tenure_id = t.id
WHERE t.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
ORDER BY t.person_id, a.from_day, a.id

-- name: shown
SELECT t.id, p.name, p.slug, COALESCE(q.label, t.post), t.category, o.name, o.slug
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post q ON q.id = t.post_id
WHERE t.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
	$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)

-- ---- Rows ----

-- name: stored
SELECT id, person_id, tenure_id, organization_id, duty_no, trigger_day, subject, original_day, due_day, done_day, status, counted
FROM obligation WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id, id

-- name: obligation_add
INSERT INTO obligation (id, person_id, tenure_id, organization_id, duty_no, trigger_day, subject, original_day, due_day,
	done_day, status, counted)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: obligations_add
INSERT INTO obligation (id, person_id, tenure_id, organization_id, duty_no, trigger_day, subject, original_day, due_day,
	done_day, status, counted)
VALUES
	($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12),
	($13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24),
	($25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36),
	($37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48),
	($49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60),
	($61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72),
	($73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84),
	($85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96),
	($97, $98, $99, $100, $101, $102, $103, $104, $105, $106, $107, $108),
	($109, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119, $120),
	($121, $122, $123, $124, $125, $126, $127, $128, $129, $130, $131, $132),
	($133, $134, $135, $136, $137, $138, $139, $140, $141, $142, $143, $144),
	($145, $146, $147, $148, $149, $150, $151, $152, $153, $154, $155, $156),
	($157, $158, $159, $160, $161, $162, $163, $164, $165, $166, $167, $168),
	($169, $170, $171, $172, $173, $174, $175, $176, $177, $178, $179, $180),
	($181, $182, $183, $184, $185, $186, $187, $188, $189, $190, $191, $192)

-- name: obligation_change
UPDATE obligation SET organization_id = $2, original_day = $3, due_day = $4, done_day = $5, status = $6,
	counted = $7 WHERE id = $1

-- name: obligation_drop
DELETE FROM obligation WHERE id = $1

-- name: tally_add
INSERT INTO duty_tally (duty_no, status, due_day, n) VALUES ($1, $2, $3, $4)
ON CONFLICT (duty_no, status, due_day) DO UPDATE SET n = duty_tally.n + excluded.n

-- name: tallies
SELECT duty_no, status, due_day, n FROM duty_tally WHERE n <> 0 ORDER BY duty_no, status, due_day

-- name: rows_of_body
-- Of those who are elected or appointed there, now or once.
SELECT o.duty_no, o.person_id, o.status, o.trigger_day, o.due_day, o.done_day
FROM tenure t JOIN obligation o ON o.person_id = t.person_id AND o.tenure_id = t.id
WHERE t.organization_id = $1 AND t.category IN (1, 2) AND t.erased_ms = 0 AND o.status < 5
ORDER BY o.duty_no, o.person_id

-- name: worklist
SELECT o.id, o.person_id, o.tenure_id, o.organization_id, o.duty_no, o.trigger_day, o.subject, o.original_day, o.due_day
FROM obligation o
WHERE o.status = 1 AND o.due_day >= $1 AND o.due_day <= $2 AND (o.due_day, o.id) > ($3, $4)
ORDER BY o.due_day, o.id LIMIT $5

-- name: worklist_of_body
SELECT o.id, o.person_id, o.tenure_id, o.organization_id, o.duty_no, o.trigger_day, o.subject, o.original_day, o.due_day
FROM obligation o
WHERE o.status = 1 AND o.organization_id = $6 AND o.due_day >= $1 AND o.due_day <= $2 AND (o.due_day, o.id) > ($3, $4)
ORDER BY o.due_day, o.id LIMIT $5

-- name: worklist_of_duty
SELECT o.id, o.person_id, o.tenure_id, o.organization_id, o.duty_no, o.trigger_day, o.subject, o.original_day, o.due_day
FROM obligation o
WHERE o.status = 1 AND o.duty_no = $6 AND o.due_day >= $1 AND o.due_day <= $2 AND (o.due_day, o.id) > ($3, $4)
ORDER BY o.due_day, o.id LIMIT $5

-- name: worklist_of_both
SELECT o.id, o.person_id, o.tenure_id, o.organization_id, o.duty_no, o.trigger_day, o.subject, o.original_day, o.due_day
FROM obligation o
WHERE o.status = 1 AND o.organization_id = $6 AND o.duty_no = $7 AND o.due_day >= $1 AND o.due_day <= $2
	AND (o.due_day, o.id) > ($3, $4)
ORDER BY o.due_day, o.id LIMIT $5

-- name: count
SELECT count(*) FROM (SELECT id FROM obligation WHERE status = 1 AND due_day >= $1 AND due_day <= $2 LIMIT $3) x

-- name: count_of_body
SELECT count(*) FROM (SELECT id FROM obligation WHERE status = 1 AND organization_id = $4 AND due_day >= $1
	AND due_day <= $2 LIMIT $3) x

-- name: count_of_duty
SELECT count(*) FROM (SELECT id FROM obligation WHERE status = 1 AND duty_no = $4 AND due_day >= $1
	AND due_day <= $2 LIMIT $3) x

-- name: count_of_both
SELECT count(*) FROM (SELECT id FROM obligation WHERE status = 1 AND organization_id = $4 AND duty_no = $5
	AND due_day >= $1 AND due_day <= $2 LIMIT $3) x

-- ---- Who starts, who leaves: terms by their first or last day ----

-- name: starters
SELECT t.id, t.person_id, t.organization_id, t.category, COALESCE(q.label, t.post), t.from_day, t.to_day, p.name, p.slug,
	o.name, o.slug
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post q ON q.id = t.post_id
WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.from_day >= $1 AND t.from_day <= $2
	AND (t.from_day, t.id) > ($3, $4)
ORDER BY t.from_day, t.id LIMIT $5

-- name: starters_of_body
SELECT t.id, t.person_id, t.organization_id, t.category, COALESCE(q.label, t.post), t.from_day, t.to_day, p.name, p.slug,
	o.name, o.slug
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post q ON q.id = t.post_id
WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.organization_id = $6 AND t.from_day >= $1 AND t.from_day <= $2
	AND (t.from_day, t.id) > ($3, $4)
ORDER BY t.from_day, t.id LIMIT $5

-- name: starters_count
SELECT count(*) FROM (SELECT t.id FROM tenure t WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5)
	AND t.from_day >= $1 AND t.from_day <= $2
	LIMIT $3) x

-- name: starters_count_of_body
SELECT count(*) FROM (SELECT t.id FROM tenure t WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.organization_id = $4
	AND t.from_day >= $1 AND t.from_day <= $2
	LIMIT $3) x

-- name: leavers
SELECT t.id, t.person_id, t.organization_id, t.category, COALESCE(q.label, t.post), t.from_day, t.to_day, p.name, p.slug,
	o.name, o.slug
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post q ON q.id = t.post_id
WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.to_day >= $1 AND t.to_day <= $2
	AND (t.to_day, t.id) > ($3, $4)
	AND NOT EXISTS (SELECT 1 FROM tenure u WHERE u.person_id = t.person_id AND u.organization_id = t.organization_id
		AND u.category = t.category AND u.erased_ms = 0 AND u.id <> t.id AND u.from_day > t.from_day
		AND u.from_day <= t.to_day + 30)
ORDER BY t.to_day, t.id LIMIT $5

-- name: leavers_of_body
SELECT t.id, t.person_id, t.organization_id, t.category, COALESCE(q.label, t.post), t.from_day, t.to_day, p.name, p.slug,
	o.name, o.slug
FROM tenure t JOIN person p ON p.id = t.person_id JOIN organization o ON o.id = t.organization_id
	LEFT JOIN post q ON q.id = t.post_id
WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.organization_id = $6 AND t.to_day >= $1 AND t.to_day <= $2
	AND (t.to_day, t.id) > ($3, $4)
	AND NOT EXISTS (SELECT 1 FROM tenure u WHERE u.person_id = t.person_id AND u.organization_id = t.organization_id
		AND u.category = t.category AND u.erased_ms = 0 AND u.id <> t.id AND u.from_day > t.from_day
		AND u.from_day <= t.to_day + 30)
ORDER BY t.to_day, t.id LIMIT $5

-- name: leavers_count
SELECT count(*) FROM (SELECT t.id FROM tenure t WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5)
	AND t.to_day >= $1 AND t.to_day <= $2
	AND NOT EXISTS (SELECT 1 FROM tenure u WHERE u.person_id = t.person_id AND u.organization_id = t.organization_id
		AND u.category = t.category AND u.erased_ms = 0 AND u.id <> t.id AND u.from_day > t.from_day
		AND u.from_day <= t.to_day + 30)
	LIMIT $3) x

-- name: leavers_count_of_body
SELECT count(*) FROM (SELECT t.id FROM tenure t WHERE t.erased_ms = 0 AND t.category IN (1, 2, 4, 5) AND t.organization_id = $4
	AND t.to_day >= $1 AND t.to_day <= $2
	AND NOT EXISTS (SELECT 1 FROM tenure u WHERE u.person_id = t.person_id AND u.organization_id = t.organization_id
		AND u.category = t.category AND u.erased_ms = 0 AND u.id <> t.id AND u.from_day > t.from_day
		AND u.from_day <= t.to_day + 30)
	LIMIT $3) x

-- ---- Facts ----

-- name: done_put
INSERT INTO duty_done (id, tenure_id, duty_no, day, trigger_day, subject, source, source_id, words, path, by_whom, put_ms,
	withdrawn_ms, withdrawn_reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '')

-- name: done_of_source
SELECT id, tenure_id FROM duty_done WHERE source = $1 AND source_id = $2 AND withdrawn_ms = 0

-- name: done_withdraw
UPDATE duty_done SET withdrawn_ms = $2, withdrawn_reason = $3 WHERE id = $1

-- name: done_expire
-- Of a term that is over the day stays alone: without it somebody who did it in time would be late once more.
UPDATE duty_done SET source = 'expired', source_id = 0, words = '', path = '', by_whom = ''
WHERE source = $1 AND source_id = $2 AND withdrawn_ms = 0 AND tenure_id IN (SELECT id FROM tenure WHERE to_day < $3)

-- name: done_forget
DELETE FROM duty_done WHERE source = $1 AND source_id = $2

-- name: done_tenures
SELECT id, tenure_id FROM duty_done WHERE source = $1 AND source_id = $2

-- name: done_one
SELECT d.id, d.tenure_id, d.day, d.trigger_day, d.subject, d.source, d.source_id, d.words, d.path, d.by_whom, d.put_ms,
	d.withdrawn_ms, d.withdrawn_reason
FROM duty_done d WHERE d.id = $1

-- name: event_put
INSERT INTO duty_event (source, source_id, tenure_id, kind, day, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (source, source_id) DO UPDATE SET tenure_id = excluded.tenure_id, kind = excluded.kind, day = excluded.day,
	at_ms = excluded.at_ms

-- name: event_tenure
SELECT tenure_id, tenure_id FROM duty_event WHERE source = $1 AND source_id = $2

-- name: event_of_office
SELECT e.source_id, e.tenure_id, e.kind, e.day, e.at_ms, p.name FROM duty_event e JOIN tenure t ON t.id = e.tenure_id
JOIN person p ON p.id = t.person_id WHERE e.source = 'office' AND e.source_id = $1

-- name: events_of_office
SELECT e.source_id, e.tenure_id, e.kind, e.day, e.at_ms, p.name FROM duty_event e JOIN tenure t ON t.id = e.tenure_id
JOIN person p ON p.id = t.person_id WHERE e.source = 'office' AND t.organization_id = $1 ORDER BY e.source_id DESC LIMIT 50

-- name: event_drop
DELETE FROM duty_event WHERE source = $1 AND source_id = $2

-- name: change_put
INSERT INTO duty_change (id, tenure_id, duty_no, trigger_day, subject, version, kind, until_day, reason, by_whom, put_ms,
	withdrawn_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)

-- name: change_withdraw
UPDATE duty_change SET withdrawn_ms = $2 WHERE id = $1

-- name: change_one
SELECT id, version, kind, until_day, reason, by_whom, put_ms, withdrawn_ms FROM duty_change WHERE id = $1

-- name: changes_of
SELECT id, version, kind, until_day, reason, by_whom, put_ms, withdrawn_ms FROM duty_change
WHERE tenure_id = $1 AND duty_no = $2 AND coalesce(trigger_day, -1) = $3 AND subject = $4 ORDER BY version DESC

-- ---- Removal: nothing stays of a term, or of all of a person's, whose record was removed ----

-- name: tenures_of_record
SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id WHERE t.record_id = $1 OR p.record_id = $1

-- name: done_remove
DELETE FROM duty_done WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)

-- name: event_remove
DELETE FROM duty_event WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)

-- name: change_remove
DELETE FROM duty_change WHERE tenure_id IN (SELECT t.id FROM tenure t JOIN person p ON p.id = t.person_id
	WHERE t.record_id = $1 OR p.record_id = $1)
