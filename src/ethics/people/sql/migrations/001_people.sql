-- Bodies, persons and terms. Row ids are time-ordered 63-bit numbers; days count from 1970-01-01.

CREATE TABLE organization (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	slug TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	parent_id @id REFERENCES organization (id),
	sort_key TEXT NOT NULL,
	record_id TEXT NOT NULL
) @strict;

CREATE TABLE person (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	slug TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	sort_name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	record_id TEXT NOT NULL
) @strict;

CREATE TABLE tenure (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	person_id @id NOT NULL REFERENCES person (id),
	organization_id @id NOT NULL REFERENCES organization (id),
	category @id NOT NULL,
	post TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	record_id TEXT NOT NULL,
	CHECK (to_day >= from_day)
) @strict;

CREATE INDEX tenure_person ON tenure (person_id, from_day);

CREATE INDEX tenure_serving ON tenure (organization_id, to_day);
