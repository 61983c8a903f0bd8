-- What is held about people (struct holding): of the person $1, 0 everybody's; $2 to $3: when. {day …} is said in words.
-- name: held_done
SELECT d.id, d.put_ms, t.person_id, n.name, 'Done on {day ' || d.day || '}; ' || d.words || '; noted by ' || d.by_whom || '; ' || d.withdrawn_reason
FROM duty_done d JOIN tenure t ON t.id = d.tenure_id JOIN duty_name n ON n.no = d.duty_no
WHERE (t.person_id = $1 OR $1 = 0) AND d.put_ms BETWEEN $2 AND $3 ORDER BY d.id

-- name: held_events
SELECT e.source_id, e.at_ms, t.person_id, e.kind, 'On {day ' || e.day || '}'
FROM duty_event e JOIN tenure t ON t.id = e.tenure_id
WHERE (t.person_id = $1 OR $1 = 0) AND e.at_ms BETWEEN $2 AND $3 ORDER BY e.source, e.source_id

-- name: held_changes
SELECT c.id, c.put_ms, t.person_id, n.name, 'Until {day ' || COALESCE(c.until_day, 2147483647) || '}; ' || c.reason || '; by ' || c.by_whom
FROM duty_change c JOIN tenure t ON t.id = c.tenure_id JOIN duty_name n ON n.no = c.duty_no
WHERE (t.person_id = $1 OR $1 = 0) AND c.put_ms BETWEEN $2 AND $3 ORDER BY c.id

-- name: held_obligations
SELECT o.id, 0, o.person_id, n.name, 'Due on {day ' || COALESCE(o.due_day, 2147483647) || '}; done on {day ' || COALESCE(o.done_day, 2147483647) || '}'
FROM obligation o JOIN duty_name n ON n.no = o.duty_no WHERE (o.person_id = $1 OR $1 = 0) AND CAST($2 AS BIGINT) <= $3 ORDER BY o.id
