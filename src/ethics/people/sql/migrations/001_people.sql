-- Bodies, posts, persons and terms. Row ids are time-ordered 63-bit numbers; days count from 1970-01-01. A row that is
-- public has a record in the publication log; `salt` is what the first version of its record will need, kept until then.

CREATE TABLE organization (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	slug TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	classification TEXT NOT NULL,
	parent_id @id REFERENCES organization (id),
	founded_day @id,
	dissolved_day @id,
	sort_key TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX organization_parent ON organization (parent_id);

CREATE TABLE post (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	organization_id @id NOT NULL REFERENCES organization (id),
	slug TEXT NOT NULL,
	label TEXT NOT NULL,
	role TEXT NOT NULL,
	area TEXT NOT NULL,
	seats @id NOT NULL,
	sort_key TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL,
	UNIQUE (organization_id, slug),
	CHECK (seats >= 1)
) @strict;

CREATE TABLE person (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	slug TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	sort_name TEXT NOT NULL,
	name_from_day @id,
	died_day @id,
	by_post @id NOT NULL,
	sort_key TEXT NOT NULL,
	is_public @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	salt @bytes,
	erased_ms @id NOT NULL,
	-- Found to be the same person as this one: stands in no list any more.
	merged_into @id REFERENCES person (id)
) @strict;

CREATE INDEX person_name_now ON person (name);

CREATE INDEX organization_name ON organization (name);

CREATE TABLE tenure (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	person_id @id NOT NULL REFERENCES person (id),
	organization_id @id NOT NULL REFERENCES organization (id),
	post_id @id REFERENCES post (id),
	category @id NOT NULL,
	post TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	ending @id NOT NULL,
	contract TEXT NOT NULL,
	workplace TEXT NOT NULL,
	grade TEXT NOT NULL,
	status TEXT NOT NULL,
	manager_id @id REFERENCES person (id),
	entry @id NOT NULL,
	entry_note TEXT NOT NULL,
	-- The term of the absent member for whom this person sits.
	substitute_for @id REFERENCES tenure (id),
	is_public @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	salt @bytes,
	erased_ms @id NOT NULL,
	CHECK (to_day >= from_day)
) @strict;

CREATE INDEX tenure_person ON tenure (person_id, from_day);

CREATE INDEX tenure_serving ON tenure (organization_id, to_day, id);

CREATE INDEX tenure_began ON tenure (from_day, id);

CREATE INDEX tenure_began_there ON tenure (organization_id, from_day, id);

CREATE INDEX tenure_ended ON tenure (to_day, id);

CREATE INDEX tenure_post ON tenure (post_id, to_day);

CREATE INDEX tenure_manager ON tenure (manager_id);

CREATE INDEX tenure_substitute ON tenure (substitute_for);

-- Suspensions and leave within a term, never two at once; `reason` is for the office alone.
CREATE TABLE absence (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	kind @id NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	shown @id NOT NULL,
	reason TEXT NOT NULL,
	CHECK (to_day >= from_day)
) @strict;

CREATE INDEX absence_tenure ON absence (tenure_id, from_day);

-- Names beside the one in use; `n` keeps the order.
CREATE TABLE person_name (
	person_id @id NOT NULL REFERENCES person (id),
	n @id NOT NULL,
	kind @id NOT NULL,
	name TEXT NOT NULL,
	from_day @id,
	to_day @id,
	is_public @id NOT NULL,
	PRIMARY KEY (person_id, n)
) @strict;

CREATE INDEX person_name_any ON person_name (name);

-- Of a person or a body.
CREATE TABLE contact (
	subject_id @id NOT NULL,
	n @id NOT NULL,
	kind TEXT NOT NULL,
	value TEXT NOT NULL,
	note TEXT NOT NULL,
	is_public @id NOT NULL,
	PRIMARY KEY (subject_id, n)
) @strict;

CREATE TABLE identifier (
	subject_id @id NOT NULL,
	n @id NOT NULL,
	scheme TEXT NOT NULL,
	value TEXT NOT NULL,
	is_public @id NOT NULL,
	PRIMARY KEY (subject_id, n)
) @strict;

CREATE INDEX identifier_value ON identifier (scheme, value);

CREATE INDEX identifier_any ON identifier (value);

-- The id that a row had in the file from which it was imported; of a removed record only the key's hash.
CREATE TABLE import_key (
	kind TEXT NOT NULL,
	source_key TEXT NOT NULL,
	subject_id @id NOT NULL,
	PRIMARY KEY (kind, source_key)
) @strict;

CREATE INDEX import_key_subject ON import_key (subject_id);

-- Two persons found to be one, and what that changed, so that it can be undone. `added` says of each name, contact and
-- identifier of the one merged, in this order, whether the kept one got it: "1" or "0".
CREATE TABLE person_merge (
	id @id PRIMARY KEY,
	kept_id @id NOT NULL REFERENCES person (id),
	away_id @id NOT NULL REFERENCES person (id),
	merged_ms @id NOT NULL,
	reason TEXT NOT NULL,
	added TEXT NOT NULL,
	account_moved @id NOT NULL,
	undone_ms @id NOT NULL
) @strict;

CREATE INDEX person_merge_kept ON person_merge (kept_id);

CREATE TABLE person_merge_tenure (
	merge_id @id NOT NULL REFERENCES person_merge (id),
	tenure_id @id NOT NULL REFERENCES tenure (id),
	PRIMARY KEY (merge_id, tenure_id)
) @strict;

-- An election to posts of a body: public, with a record. Who stands in it is a tenure of category candidate (3), linked here;
-- `blank_day` is when the blank form of a pledge was handed over, for the office alone.
CREATE TABLE election (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	organization_id @id NOT NULL REFERENCES organization (id),
	slug TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	opens_day @id NOT NULL,
	closes_day @id NOT NULL,
	polling_day @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL,
	CHECK (closes_day >= opens_day AND polling_day >= closes_day)
) @strict;

CREATE INDEX election_body ON election (organization_id);

CREATE TABLE candidacy (
	tenure_id @id PRIMARY KEY REFERENCES tenure (id),
	election_id @id NOT NULL REFERENCES election (id),
	blank_day @id,
	blank_by TEXT NOT NULL
) @strict;

CREATE INDEX candidacy_election ON candidacy (election_id);

-- People invited at once to sign in. Its messages go out from due_ms on; `paper`: letters to all, whatever addresses they have.
-- account_id is who invited, 0 the command line.
CREATE TABLE invitation_batch (
	id @id PRIMARY KEY,
	made_ms @id NOT NULL,
	account_id @id NOT NULL,
	due_ms @id NOT NULL,
	paper @id NOT NULL,
	intro TEXT NOT NULL
) @strict;

-- One person of a batch: enums of invitations.h. No link and no code stands here; until_ms is how long one lets in.
CREATE TABLE invitation (
	id @id PRIMARY KEY,
	batch_id @id NOT NULL REFERENCES invitation_batch (id),
	person_id @id NOT NULL REFERENCES person (id),
	way @id NOT NULL,
	note @id NOT NULL,
	state @id NOT NULL,
	at_ms @id NOT NULL,
	until_ms @id NOT NULL,
	message_id @id NOT NULL
) @strict;

CREATE INDEX invitation_of_batch ON invitation (batch_id);

CREATE INDEX invitation_of_person ON invitation (person_id);

CREATE INDEX invitation_by_state ON invitation (state);

CREATE INDEX contact_value ON contact (kind, value);

-- A new council: what one act changed after an election, so that it can be shown and undone. `election_id` is NULL without one.
CREATE TABLE new_council (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	organization_id @id NOT NULL REFERENCES organization (id),
	election_id @id REFERENCES election (id),
	first_day @id NOT NULL,
	last_day @id NOT NULL,
	made_ms @id NOT NULL,
	made_by TEXT NOT NULL,
	undone_ms @id NOT NULL,
	undone_by TEXT NOT NULL
) @strict;

CREATE INDEX new_council_body ON new_council (organization_id);

-- Its terms: those that end (kind 1), with the last day and ending that they had before, and those that begin (2).
-- `tenure_version` is the term's behind the act.
CREATE TABLE new_council_line (
	council_id @id NOT NULL REFERENCES new_council (id),
	n @id NOT NULL,
	kind @id NOT NULL,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	tenure_version @id NOT NULL,
	to_day @id NOT NULL,
	ending @id NOT NULL,
	person_is_new @id NOT NULL,
	PRIMARY KEY (council_id, n)
) @strict;
