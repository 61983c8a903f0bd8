-- Which migrations of which room have been applied; the hash is of the migration's source text.
CREATE TABLE db_migration (
	room TEXT NOT NULL,
	number INTEGER NOT NULL,
	name TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	applied_ms @id NOT NULL,
	PRIMARY KEY (room, number)
) @strict;

-- The position of the newest committed change of each kind. Positions count groups of writes that noted a change.
CREATE TABLE db_position (
	kind TEXT NOT NULL PRIMARY KEY,
	position @id NOT NULL
) @strict;

-- Groups that were committed, so that a COMMIT whose answer was lost is not repeated. Kept for an hour.
CREATE TABLE db_group (
	id @id NOT NULL PRIMARY KEY,
	committed_ms @id NOT NULL
) @strict;

CREATE INDEX db_group_by_time ON db_group (committed_ms);

-- Texts as words with single spaces between, and the index of them that each engine has in a way of its own (D9): text.c.
-- SQLite's index holds no texts; it reads them here when it forgets one. In PostgreSQL's each word stands behind a letter for
-- its text's band of ids.
CREATE TABLE db_text (
	id @id NOT NULL PRIMARY KEY,
	band INTEGER NOT NULL,
	words TEXT NOT NULL
) @strict;

@sqlite CREATE VIRTUAL TABLE db_text_index USING fts5 (
	words, content = 'db_text', content_rowid = 'id', tokenize = "ascii tokenchars '.^@'", prefix = '3 4 5 6', detail = none,
	columnsize = 0
);

@postgres CREATE INDEX db_text_index ON db_text
	USING gin (array_to_tsvector(string_to_array(substr(replace(' ' || words, ' ', ' ' || chr(97 + band)), 2), ' ')));
