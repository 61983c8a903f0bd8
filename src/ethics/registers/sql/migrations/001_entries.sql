-- Registers and their keys have small numbers: many rows name them.
CREATE TABLE register_name (
	no @id PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) @strict;

CREATE TABLE register_key (
	no @id PRIMARY KEY,
	register_no @id NOT NULL REFERENCES register_name (no),
	field TEXT NOT NULL,
	UNIQUE (register_no, field)
) @strict;

-- One row for each write that published entries. published_ms 0: an import that is underway; at most one.
CREATE TABLE revision (
	no @id PRIMARY KEY,
	begun_ms @id NOT NULL,
	published_ms @id NOT NULL
) @strict;

-- An entry. record_id NULL: nothing of it was published. external_key: what an import's source calls it. sealed: what is
-- withheld (S1), under a key of its own.
CREATE TABLE entry (
	id @id PRIMARY KEY,
	register_no @id NOT NULL REFERENCES register_name (no),
	person_id @id,
	body_id @id,
	parent_id @id,
	record_id TEXT UNIQUE,
	external_key TEXT,
	withheld_ms @id NOT NULL,
	sealed @bytes,
	erased_ms @id NOT NULL
) @strict;

-- Known from a revision until before another. leaf: of the publication log, which has the public projection; NULL: not
-- published. private: answers for the office alone, NULL where there are none.
CREATE TABLE entry_version (
	entry_id @id NOT NULL REFERENCES entry (id),
	version @id NOT NULL,
	known_from @id NOT NULL,
	known_to @id NOT NULL,
	act @id NOT NULL,
	source @id NOT NULL,
	category TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	declared_day @id NOT NULL,
	declaration_id @id,
	tenure_id @id,
	leaf @id,
	private TEXT,
	PRIMARY KEY (entry_id, version)
) @strict;

-- Values by which lists are filtered and sorted; key_no 0: registered day, then the order of the person's name.
CREATE TABLE entry_value (
	key_no @id NOT NULL,
	value @bytes NOT NULL,
	entry_id @id NOT NULL,
	known_from @id NOT NULL,
	known_to @id NOT NULL,
	PRIMARY KEY (key_no, value, entry_id, known_from)
) @strict;
