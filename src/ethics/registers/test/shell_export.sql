-- The rows that registers_export writes, from the table of shell_table.sql.
SELECT id, category, person_id, person_name, declared_day, from_day, to_day, act, source, version, known_from, what, donor,
	received, value, outcome
FROM e ORDER BY declared_day, id;
