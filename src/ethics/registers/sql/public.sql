-- name: public_figures
SELECT n.name, COUNT(*), MAX(r.published_ms)
FROM entry_version v JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
WHERE v.known_from <= $1 AND v.known_from <> $2 AND (v.known_to > $1 OR v.known_to = $2)
AND e.hidden_ms = 0 AND e.erased_ms = 0 AND v.act < 5
GROUP BY n.name;

-- name: public_counts
SELECT v.category, COUNT(*)
FROM register_name n JOIN entry e ON e.register_no = n.no
JOIN entry_version v ON v.entry_id = e.id
WHERE n.name = $1 AND v.known_from <= $2 AND v.known_from <> $3 AND (v.known_to > $2 OR v.known_to = $3)
AND e.withheld_ms = 0 AND e.hidden_ms = 0 AND e.erased_ms = 0 AND v.act < 5
GROUP BY v.category ORDER BY v.category;

-- name: public_first
SELECT v.declared_day, r.published_ms, v.tenure_id FROM entry_version v JOIN revision r ON r.no = v.known_from
WHERE v.entry_id = $1 AND v.version = 1;

-- name: public_office_began
-- And since when the site has rules.
SELECT t.from_day, (SELECT MIN(r.applied_ms) FROM rulebook_version r) FROM tenure t WHERE t.id = $1 AND t.erased_ms = 0;

-- name: public_office_body
SELECT o.slug FROM tenure t JOIN organization o ON o.id = t.organization_id WHERE t.id = $1;

-- name: public_children
SELECT e.id FROM entry e
WHERE e.parent_id = $1 AND e.withheld_ms = 0 AND e.hidden_ms = 0 AND e.erased_ms = 0 ORDER BY e.id LIMIT $2;

-- name: public_changes
-- Versions, the newest first: of one register or all, of one person or all. What is withheld, hidden or removed is not there.
SELECT e.id, l.record_id, n.name, e.person_id, e.body_id, e.parent_id, e.withheld_ms, e.hidden_ms, e.erased_ms,
	v.no, v.version, v.act, v.source, v.known_from, v.known_to, r.published_ms, v.category, v.from_day, v.to_day,
	v.declared_day, v.declaration_id, v.tenure_id, v.private, l.content, p.name, p.slug, p.is_public, o.name, o.slug
FROM (SELECT w.no FROM entry_version w JOIN entry f ON f.id = w.entry_id JOIN register_name m ON m.no = f.register_no
	JOIN revision q ON q.no = w.known_from
	WHERE w.no < $1 AND w.known_from <= $2 AND w.known_from <> $3
	AND ($4 = '' OR m.name = $4) AND (f.person_id = $5 OR $5 = 0) AND q.published_ms >= $6
	AND f.withheld_ms = 0 AND f.hidden_ms = 0 AND f.erased_ms = 0
	ORDER BY w.no DESC LIMIT $7) x
JOIN entry_version v ON v.no = x.no
JOIN entry e ON e.id = v.entry_id
JOIN register_name n ON n.no = e.register_no
JOIN revision r ON r.no = v.known_from
LEFT JOIN journal_leaf l ON l.leaf_index = v.leaf
LEFT JOIN person p ON p.id = e.person_id
LEFT JOIN organization o ON o.id = e.body_id
ORDER BY v.no DESC;
