-- name: settings
SELECT key, value FROM site_setting ORDER BY key;

-- name: setting
SELECT value FROM site_setting WHERE key = $1;

-- name: setting_first
INSERT INTO site_setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING;

-- name: setting_drop
DELETE FROM site_setting WHERE key = $1;

-- name: setting_put
INSERT INTO site_setting (key, value) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: form_use
INSERT INTO site_form (form_id, used_ms) VALUES ($1, $2) ON CONFLICT (form_id) DO NOTHING;

-- name: form_result
SELECT result FROM site_form WHERE form_id = $1;

-- name: form_result_put
UPDATE site_form SET result = $2 WHERE form_id = $1;

-- name: forms_forget
DELETE FROM site_form WHERE used_ms < $1;
