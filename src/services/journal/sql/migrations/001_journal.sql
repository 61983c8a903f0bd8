-- Records: room and subject let the room that published one find it again, and stand in no leaf. `version` is the newest; that
-- of a removed record is its removal.
CREATE TABLE journal_record (
	record_id TEXT NOT NULL PRIMARY KEY,
	room TEXT NOT NULL,
	subject @id NOT NULL,
	version @id NOT NULL,
	erased_ms @id,
	erased_ground TEXT,
	UNIQUE (room, subject)
) @strict;

-- `leaf` never changes. `content` and `salt` are NULL once erased.
CREATE TABLE journal_leaf (
	leaf_index @id NOT NULL PRIMARY KEY,
	record_id TEXT NOT NULL REFERENCES journal_record (record_id),
	version @id NOT NULL,
	time_ms @id NOT NULL,
	leaf @bytes NOT NULL,
	content @bytes,
	salt @bytes,
	UNIQUE (record_id, version)
) @strict;

-- Up to 256 hashes side by side: C2SP tlog-tiles.
CREATE TABLE journal_tile (
	level @id NOT NULL,
	tile @id NOT NULL,
	hashes @bytes NOT NULL,
	PRIMARY KEY (level, tile)
) @strict;

-- One row: size and root of the tree, and the complete subtrees at its right edge, which the next append needs.
CREATE TABLE journal_head (
	id @id NOT NULL PRIMARY KEY CHECK (id = 1),
	size @id NOT NULL,
	root @bytes NOT NULL,
	edge @bytes NOT NULL
) @strict;
