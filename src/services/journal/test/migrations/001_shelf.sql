-- A room for tests: what it publishes is one row's words.
CREATE TABLE shelf (
	id @id NOT NULL PRIMARY KEY,
	record_id TEXT NOT NULL UNIQUE,
	words TEXT NOT NULL
) @strict;
