-- Signed commitments, and what is asked. Names and offices stand as they were on the day; instants are milliseconds of
-- UTC, 0: it did not happen; days count from 1970-01-01, NULL: none. Whose a row is follows from its term, so that
-- persons found to be one need no change here.

CREATE TABLE commitment (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	edition_id @id NOT NULL REFERENCES edition (id),
	-- NULL once the signature was removed: nothing leads back to its signer then.
	tenure_id @id REFERENCES tenure (id),
	organization_id @id NOT NULL REFERENCES organization (id),
	category @id NOT NULL,
	kind @id NOT NULL,
	method @id NOT NULL,
	signed_ms @id NOT NULL,
	name TEXT NOT NULL,
	name_typed TEXT NOT NULL,
	office TEXT NOT NULL,
	statement TEXT NOT NULL,
	text_hash TEXT NOT NULL,
	-- Of paper. Where it is kept is not public.
	received_day @id,
	form_day @id,
	paper_place TEXT NOT NULL,
	-- Of an oath and of a declaration of acceptance.
	before_whom TEXT NOT NULL,
	made_at TEXT NOT NULL,
	made_day @id,
	due_day @id,
	effect TEXT NOT NULL,
	-- What the member says against an entry that a clerk made, for the office alone.
	objected_ms @id NOT NULL,
	objection TEXT NOT NULL,
	corrected_ms @id NOT NULL,
	correction TEXT NOT NULL,
	withdrawn_ms @id NOT NULL,
	withdrawn_reason TEXT NOT NULL,
	display_ended_ms @id NOT NULL,
	election TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL,
	-- Its time here is over: the erasure is noted, and nobody can hold it any more.
	erasing_ms @id NOT NULL
) @strict;

-- Who withdrew a signature, or had one removed, may sign again.
CREATE UNIQUE INDEX commitment_once ON commitment (edition_id, tenure_id) WHERE erased_ms = 0 AND withdrawn_ms = 0;

CREATE INDEX commitment_tenure ON commitment (tenure_id);

-- Private: who does not wish to sign, and why.
CREATE TABLE commitment_decline (
	id @id PRIMARY KEY,
	edition_id @id NOT NULL REFERENCES edition (id),
	tenure_id @id NOT NULL REFERENCES tenure (id),
	declined_ms @id NOT NULL,
	reason TEXT NOT NULL,
	reason_public @id NOT NULL,
	UNIQUE (edition_id, tenure_id)
) @strict;

CREATE INDEX commitment_decline_tenure ON commitment_decline (tenure_id);

-- What a code asks for: of everybody (organization_id 0), or of one body.
CREATE TABLE commitment_form (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	code_id @id NOT NULL REFERENCES code (id),
	organization_id @id NOT NULL,
	kind @id NOT NULL,
	statement TEXT NOT NULL,
	mandatory @id NOT NULL,
	instrument TEXT NOT NULL,
	instrument_link TEXT NOT NULL,
	within_days @id NOT NULL,
	effect TEXT NOT NULL,
	public_days @id,
	keep_days @id,
	retention_source TEXT NOT NULL,
	pledge_days @id, -- public_days of candidates
	since_day @id NOT NULL, -- from which it is mandatory, or voluntary, within these days
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL,
	UNIQUE (code_id, organization_id)
) @strict;

-- S4: a body resolved to publish the names of those from whom nothing was received.
CREATE TABLE commitment_resolution (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	code_id @id NOT NULL REFERENCES code (id),
	organization_id @id NOT NULL REFERENCES organization (id),
	number TEXT NOT NULL,
	link TEXT NOT NULL,
	resolved_day @id NOT NULL,
	ended_ms @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX commitment_resolution_code ON commitment_resolution (code_id, organization_id);

-- S4: the officer looked on a day and confirmed that nothing was received from these terms.
CREATE TABLE commitment_confirmation (
	id @id PRIMARY KEY,
	edition_id @id NOT NULL REFERENCES edition (id),
	organization_id @id NOT NULL REFERENCES organization (id),
	day @id NOT NULL,
	-- Secret: with it the record commits to the terms and tells nothing of them.
	salt TEXT NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE TABLE commitment_absent (
	confirmation_id @id NOT NULL REFERENCES commitment_confirmation (id),
	tenure_id @id NOT NULL REFERENCES tenure (id),
	PRIMARY KEY (confirmation_id, tenure_id)
) @strict;

-- S16: how an office-holder keeps a provision, in their own words. provision_id is stable across editions.
CREATE TABLE commitment_words (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	tenure_id @id REFERENCES tenure (id),
	code_id @id NOT NULL REFERENCES code (id),
	edition_id @id NOT NULL REFERENCES edition (id),
	provision_id @id NOT NULL,
	passage TEXT NOT NULL,
	text TEXT NOT NULL,
	name TEXT NOT NULL,
	post TEXT NOT NULL,
	changed_ms @id NOT NULL,
	withdrawn_ms @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX commitment_words_tenure ON commitment_words (tenure_id);

CREATE INDEX commitment_words_code ON commitment_words (code_id, provision_id);


-- S16: what later rooms published of office-holders, to stand beside their own words. code_id, provision_id 0: any.
CREATE TABLE commitment_fact (
	room TEXT NOT NULL,
	subject @id NOT NULL,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	code_id @id NOT NULL,
	provision_id @id NOT NULL,
	text TEXT NOT NULL,
	href TEXT NOT NULL,
	day @id NOT NULL,
	PRIMARY KEY (room, subject)
) @strict;

CREATE INDEX commitment_fact_tenure ON commitment_fact (tenure_id);

-- S8: somebody keeps a signature beyond its days, on display and here. For the office alone.
CREATE TABLE commitment_legal_hold (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	commitment_id @id NOT NULL REFERENCES commitment (id),
	why TEXT NOT NULL,
	by_account @id NOT NULL, -- 0: from the command line
	by_name TEXT NOT NULL,
	from_ms @id NOT NULL,
	ended_ms @id NOT NULL,
	ended_by TEXT NOT NULL,
	ended_why TEXT NOT NULL
) @strict;

CREATE UNIQUE INDEX commitment_legal_hold_once ON commitment_legal_hold (commitment_id) WHERE ended_ms = 0;
