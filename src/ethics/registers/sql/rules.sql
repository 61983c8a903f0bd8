-- name: rules_registers
-- Registers in which something was ever declared.
SELECT no, name FROM register_name WHERE versions > 0 ORDER BY name;

-- name: rules_category
-- Is there an entry of the category, now or in its history?
SELECT e.id FROM entry e WHERE e.register_no = $1 AND e.erased_ms = 0
AND EXISTS (SELECT 1 FROM entry_version v WHERE v.entry_id = e.id AND v.category = $2) LIMIT 1;
