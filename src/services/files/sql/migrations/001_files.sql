-- Bytes that somebody handed in. key: of a public copy its SHA-256; of a private file a keyed hash of that, so that the database
-- alone does not tell which file it is. kind: enum file_kind. is_whole 0: it is still being brought in.
CREATE TABLE file_blob (
	id @id PRIMARY KEY,
	key @bytes NOT NULL UNIQUE,
	is_public @id NOT NULL,
	kind @id NOT NULL,
	bytes @id NOT NULL,
	put_ms @id NOT NULL,
	is_whole @id NOT NULL
) @strict;

-- 256 KiB of it, in their order; of a private file sealed.
CREATE TABLE file_chunk (
	blob_id @id NOT NULL REFERENCES file_blob (id),
	no @id NOT NULL,
	content @bytes NOT NULL,
	PRIMARY KEY (blob_id, no)
) @strict;

-- Who needs it: a row of another room. Without any it goes.
CREATE TABLE file_hold (
	holder TEXT NOT NULL,
	holder_id @id NOT NULL,
	blob_id @id NOT NULL REFERENCES file_blob (id),
	PRIMARY KEY (holder, holder_id, blob_id)
) @strict;

CREATE INDEX file_hold_blob ON file_hold (blob_id);

-- "quota": bytes.
CREATE TABLE file_setting (
	name TEXT PRIMARY KEY,
	value @id NOT NULL
) @strict;
