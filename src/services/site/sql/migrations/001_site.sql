CREATE TABLE site_setting (
	key TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) @strict;

-- Forms that were accepted (D13): a repeated one is answered with what the first use gave.
CREATE TABLE site_form (
	form_id TEXT NOT NULL PRIMARY KEY,
	used_ms @id NOT NULL,
	result TEXT
) @strict;
CREATE INDEX site_form_by_time ON site_form (used_ms);
