-- name: walk_up
-- Walks the sort index, between the values of $31 and $32. Filters that find few rows are $25 and $28.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry_order s CROSS JOIN entry_version v
	WHERE s.key_no = $1 AND (s.value, s.no) > ($2, $3) AND s.value >= $31 AND s.value <= $32
	AND s.no % 128 < 32
	AND ($25 = 0 OR s.no / 128 IN (SELECT n0.no / 128 FROM entry_order n0
		WHERE n0.key_no = $25 AND n0.value >= $26 AND n0.value <= $27))
	AND ($28 = 0 OR s.no / 128 IN (SELECT n1.no / 128 FROM entry_order n1
		WHERE n1.key_no = $28 AND n1.value >= $29 AND n1.value <= $30))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= s.no / 128 * 128 AND f0.no < s.no / 128 * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= s.no / 128 * 128 AND f1.no < s.no / 128 * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= s.no / 128 * 128 AND f2.no < s.no / 128 * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= s.no / 128 * 128 AND f3.no < s.no / 128 * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND v.no = s.no / 128
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ((CAST($7 AS @id) = 0 AND CAST($8 AS @id) = 0) OR EXISTS (SELECT 1 FROM entry e
		WHERE e.id = v.entry_id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)))
	ORDER BY s.value, s.no LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value, x.no;

-- name: filtered_up
-- Filters first: by the key of $25, a row for each version that has such a value; another that finds few is $28.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry_order f CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE f.key_no = $25 AND f.value >= $26 AND f.value <= $27
	AND ($28 = 0 OR f.no / 128 IN (SELECT n0.no / 128 FROM entry_order n0
		WHERE n0.key_no = $28 AND n0.value >= $29 AND n0.value <= $30))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= f.no / 128 * 128 AND f0.no < f.no / 128 * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= f.no / 128 * 128 AND f1.no < f.no / 128 * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= f.no / 128 * 128 AND f2.no < f.no / 128 * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= f.no / 128 * 128 AND f3.no < f.no / 128 * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND NOT EXISTS (SELECT 1 FROM entry_value d WHERE d.no >= f.no / 128 * 128 AND d.no < f.no AND +d.key_no = f.key_no
		AND d.value >= $26 AND d.value <= $27)
	AND v.no = f.no / 128
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ((CAST($7 AS @id) = 0 AND CAST($8 AS @id) = 0) OR EXISTS (SELECT 1 FROM entry e
		WHERE e.id = v.entry_id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) > ($2, $3)
	ORDER BY s.value, s.no LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value, x.no;

-- name: of_person_up
-- All entries of one person.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry e CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE e.person_id = $7 AND v.entry_id = e.id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= v.no * 128 AND f0.no < v.no * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= v.no * 128 AND f1.no < v.no * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= v.no * 128 AND f2.no < v.no * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= v.no * 128 AND f3.no < v.no * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) > ($2, $3)
	ORDER BY s.value, s.no LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value, x.no;

-- name: of_body_up
-- All entries of one body.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry e CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE e.body_id = $8 AND v.entry_id = e.id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= v.no * 128 AND f0.no < v.no * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= v.no * 128 AND f1.no < v.no * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= v.no * 128 AND f2.no < v.no * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= v.no * 128 AND f3.no < v.no * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) > ($2, $3)
	ORDER BY s.value, s.no LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value, x.no;

-- name: walk_down
-- Walks the sort index, between the values of $31 and $32. Filters that find few rows are $25 and $28.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry_order s CROSS JOIN entry_version v
	WHERE s.key_no = $1 AND (s.value, s.no) < ($2, $3) AND s.value >= $31 AND s.value <= $32
	AND s.no % 128 < 32
	AND ($25 = 0 OR s.no / 128 IN (SELECT n0.no / 128 FROM entry_order n0
		WHERE n0.key_no = $25 AND n0.value >= $26 AND n0.value <= $27))
	AND ($28 = 0 OR s.no / 128 IN (SELECT n1.no / 128 FROM entry_order n1
		WHERE n1.key_no = $28 AND n1.value >= $29 AND n1.value <= $30))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= s.no / 128 * 128 AND f0.no < s.no / 128 * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= s.no / 128 * 128 AND f1.no < s.no / 128 * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= s.no / 128 * 128 AND f2.no < s.no / 128 * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= s.no / 128 * 128 AND f3.no < s.no / 128 * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND v.no = s.no / 128
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ((CAST($7 AS @id) = 0 AND CAST($8 AS @id) = 0) OR EXISTS (SELECT 1 FROM entry e
		WHERE e.id = v.entry_id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)))
	ORDER BY s.value DESC, s.no DESC LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value DESC, x.no DESC;

-- name: filtered_down
-- Filters first: by the key of $25, a row for each version that has such a value; another that finds few is $28.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry_order f CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE f.key_no = $25 AND f.value >= $26 AND f.value <= $27
	AND ($28 = 0 OR f.no / 128 IN (SELECT n0.no / 128 FROM entry_order n0
		WHERE n0.key_no = $28 AND n0.value >= $29 AND n0.value <= $30))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= f.no / 128 * 128 AND f0.no < f.no / 128 * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= f.no / 128 * 128 AND f1.no < f.no / 128 * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= f.no / 128 * 128 AND f2.no < f.no / 128 * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= f.no / 128 * 128 AND f3.no < f.no / 128 * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND NOT EXISTS (SELECT 1 FROM entry_value d WHERE d.no >= f.no / 128 * 128 AND d.no < f.no AND +d.key_no = f.key_no
		AND d.value >= $26 AND d.value <= $27)
	AND v.no = f.no / 128
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ((CAST($7 AS @id) = 0 AND CAST($8 AS @id) = 0) OR EXISTS (SELECT 1 FROM entry e
		WHERE e.id = v.entry_id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) < ($2, $3)
	ORDER BY s.value DESC, s.no DESC LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value DESC, x.no DESC;

-- name: of_person_down
-- All entries of one person.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry e CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE e.person_id = $7 AND v.entry_id = e.id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= v.no * 128 AND f0.no < v.no * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= v.no * 128 AND f1.no < v.no * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= v.no * 128 AND f2.no < v.no * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= v.no * 128 AND f3.no < v.no * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) < ($2, $3)
	ORDER BY s.value DESC, s.no DESC LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value DESC, x.no DESC;

-- name: of_body_down
-- All entries of one body.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug, x.value, x.no
FROM (SELECT s.value, s.no
	FROM entry e CROSS JOIN entry_version v CROSS JOIN entry_value s
	WHERE e.body_id = $8 AND v.entry_id = e.id AND (e.person_id = $7 OR $7 = 0) AND (e.body_id = $8 OR $8 = 0)
	AND v.known_from <= $4 AND v.known_from <> $5 AND (v.known_to > $4 OR v.known_to = $5)
	AND ($6 = '' OR v.category = $6)
	AND ($9 = -2147483648 OR (v.from_day <= $9 AND v.to_day >= $9 AND v.act <> 5))
	AND ($10 = 1 OR (v.to_day >= $11 AND v.act <> 5 AND v.act <> 6))
	AND ($12 = 0 OR EXISTS (SELECT 1 FROM entry_value f0 WHERE f0.no >= v.no * 128 AND f0.no < v.no * 128 + 128
		AND +f0.key_no = $12 AND f0.value >= $13 AND f0.value <= $14))
	AND ($15 = 0 OR EXISTS (SELECT 1 FROM entry_value f1 WHERE f1.no >= v.no * 128 AND f1.no < v.no * 128 + 128
		AND +f1.key_no = $15 AND f1.value >= $16 AND f1.value <= $17))
	AND ($18 = 0 OR EXISTS (SELECT 1 FROM entry_value f2 WHERE f2.no >= v.no * 128 AND f2.no < v.no * 128 + 128
		AND +f2.key_no = $18 AND f2.value >= $19 AND f2.value <= $20))
	AND ($21 = 0 OR EXISTS (SELECT 1 FROM entry_value f3 WHERE f3.no >= v.no * 128 AND f3.no < v.no * 128 + 128
		AND +f3.key_no = $21 AND f3.value >= $22 AND f3.value <= $23))
	AND s.no >= v.no * 128 AND s.no < v.no * 128 + 32 AND +s.key_no = $1 AND (s.value, s.no) < ($2, $3)
	ORDER BY s.value DESC, s.no DESC LIMIT $24) x
JOIN entry_version v ON v.no = x.no / 128
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY x.value DESC, x.no DESC;

-- name: withheld
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM entry e JOIN entry_version v ON v.entry_id = e.id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
WHERE e.register_no = $1 AND e.withheld_ms > 0 AND e.id > $2 AND v.known_from <= $3 AND v.known_from <> $4 AND (v.known_to > $3 OR v.known_to = $4)
	AND (e.person_id = $5 OR $5 = 0) AND (e.body_id = $6 OR $6 = 0)
ORDER BY e.id LIMIT $7;

-- name: places_changed
-- In the order of key $2, where the versions behind number $1 stand, and all others of their entries.
SELECT s.value, s.no FROM entry_version n CROSS JOIN entry_version v CROSS JOIN entry_value s
WHERE n.no > $1 AND v.entry_id = n.entry_id AND s.no = v.no * 128 AND +s.key_no = $2 LIMIT $3;

-- name: count_most
SELECT COUNT(*) FROM (SELECT 1 FROM entry_order WHERE key_no = $1 AND value >= $2 AND value <= $3 LIMIT $4) x;

-- name: count_body
SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE body_id = $1 LIMIT $2) x;
