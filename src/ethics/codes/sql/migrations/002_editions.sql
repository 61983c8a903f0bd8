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
