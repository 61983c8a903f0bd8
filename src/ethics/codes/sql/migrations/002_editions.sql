-- What becomes of codes besides their editions. Days count from 1970-01-01, instants are milliseconds of UTC.

-- The code is no longer in force from on_day, until an edition that begins on that day or later.
CREATE TABLE repeal (
	id @id PRIMARY KEY,
	code_id @id NOT NULL REFERENCES code (id),
	on_day @id NOT NULL,
	instrument_kind @id NOT NULL,
	instrument_number TEXT NOT NULL,
	instrument_body TEXT NOT NULL,
	instrument_day @id,
	instrument_link TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX repeal_of ON repeal (code_id, on_day);

-- Who is asked about a draft. kind: 1 a body, 2 meet and confer, 3 counsel, 4 the public, 5 another.
CREATE TABLE consultee (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	edition_id @id NOT NULL REFERENCES edition (id),
	name TEXT NOT NULL,
	kind @id NOT NULL,
	asked_on @id NOT NULL,
	answered_on @id,
	note TEXT NOT NULL
) @strict;

CREATE INDEX consultee_of ON consultee (edition_id);

-- A body took a code over, by its name on that day. No edition: as amended from time to time.
CREATE TABLE adoption (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	body_id @id NOT NULL,
	body_name TEXT NOT NULL,
	code_id @id NOT NULL REFERENCES code (id),
	edition_id @id REFERENCES edition (id),
	from_day @id NOT NULL,
	to_day @id,
	instrument_kind @id NOT NULL,
	instrument_number TEXT NOT NULL,
	instrument_body TEXT NOT NULL,
	instrument_day @id,
	instrument_link TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX adoption_of_code ON adoption (code_id);

CREATE INDEX adoption_of_body ON adoption (body_id);

-- A text, or one provision of it (by its id in every edition; 0: the whole), stands in a relation to another.
-- kind: 1 supplements, 2 clarifies, 3 gives way to, 4 is read with.
CREATE TABLE relation (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	kind @id NOT NULL,
	code_id @id NOT NULL REFERENCES code (id),
	provision_id @id NOT NULL,
	to_code_id @id NOT NULL REFERENCES code (id),
	to_provision_id @id NOT NULL,
	audience TEXT NOT NULL,
	ended_on @id,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX relation_of ON relation (code_id);

CREATE INDEX relation_to ON relation (to_code_id);
