-- Rulebooks as they were applied, numbered 1, 2, …; the newest one holds. Of a removed one only number and record stay.
CREATE TABLE rulebook_version (
	number @id PRIMARY KEY,
	book_id TEXT NOT NULL,
	title TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	applied_ms @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	removed_ms @id NOT NULL
) @strict;

-- Their files, word for word.
CREATE TABLE rulebook_file (
	number @id NOT NULL REFERENCES rulebook_version (number),
	name TEXT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (number, name)
) @strict;
