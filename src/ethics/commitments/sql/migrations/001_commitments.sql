-- Signatures. Name and office stand as they were on the day; instants are milliseconds of UTC.

CREATE TABLE commitment (
	id @id PRIMARY KEY,
	edition_id @id NOT NULL REFERENCES edition (id),
	person_id @id NOT NULL REFERENCES person (id),
	tenure_id @id NOT NULL REFERENCES tenure (id),
	method @id NOT NULL,
	signed_ms @id NOT NULL,
	name TEXT NOT NULL,
	office TEXT NOT NULL,
	text_hash TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

-- Who signed by mistake, and had that removed, may sign again.
CREATE UNIQUE INDEX commitment_once ON commitment (edition_id, tenure_id) WHERE erased_ms = 0;

CREATE INDEX commitment_person ON commitment (person_id, signed_ms);
