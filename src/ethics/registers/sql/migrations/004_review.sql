-- What somebody decided about a declaration. act, step: enums of review.h and scheme.h. message: to the person, or
-- conditions.
CREATE TABLE declaration_review (
	id @id PRIMARY KEY,
	declaration_id @id NOT NULL,
	declaration_version @id NOT NULL,
	act @id NOT NULL,
	step @id NOT NULL,
	message TEXT NOT NULL,
	until_day @id,
	by_account @id NOT NULL,
	by_name TEXT NOT NULL,
	at_ms @id NOT NULL,
	-- Two at once about the same state of it: the second one is refused.
	UNIQUE (declaration_id, declaration_version, step)
) @strict;

-- Outside work that was approved by all whom its register asks (S14). told: enum approval_told, what its person and whoever
-- approved it were told of its end.
CREATE TABLE approval (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	declaration_id @id NOT NULL UNIQUE,
	register TEXT NOT NULL,
	person_id @id,
	conditions TEXT NOT NULL,
	from_day @id NOT NULL,
	until_day @id,
	withdrawn_ms @id NOT NULL,
	withdrawn_why TEXT NOT NULL,
	withdrawn_by TEXT NOT NULL,
	told @id NOT NULL
) @strict;

CREATE INDEX approval_end ON approval (until_day) WHERE until_day IS NOT NULL;
CREATE INDEX approval_person ON approval (person_id, register);

-- Sources of gifts that belong together: two rows of one group.
CREATE TABLE gift_link (
	group_id @id NOT NULL,
	no @id NOT NULL,
	name TEXT NOT NULL,
	scheme TEXT NOT NULL,
	identifier TEXT NOT NULL,
	why TEXT NOT NULL,
	by_name TEXT NOT NULL,
	at_ms @id NOT NULL,
	PRIMARY KEY (group_id, no)
) @strict;

-- The officer looked through what was registered in a period.
CREATE TABLE scrutiny (
	id @id PRIMARY KEY,
	register TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	entries @id NOT NULL,
	note TEXT NOT NULL,
	by_name TEXT NOT NULL,
	signed_ms @id NOT NULL,
	record_id TEXT NOT NULL UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE UNIQUE INDEX scrutiny_once ON scrutiny (register, from_day) WHERE erased_ms = 0;

-- S1: what is in an entry that is withheld, sealed under a key that is not in the database. category: named by the
-- officer's choice; else empty. Whose it is the entry says.
CREATE TABLE withheld (
	entry_id @id PRIMARY KEY,
	version @id NOT NULL,
	register TEXT NOT NULL,
	category TEXT NOT NULL,
	sealed @bytes NOT NULL,
	by_account @id NOT NULL,
	by_name TEXT NOT NULL,
	at_ms @id NOT NULL
) @strict;

-- S3: what was removed from the registers, as the public reads it. For good: it holds nothing of what it was.
CREATE TABLE entry_removal (
	record_id TEXT PRIMARY KEY,
	register TEXT NOT NULL,
	kind @id NOT NULL,
	why TEXT NOT NULL,
	by_office TEXT NOT NULL,
	at_ms @id NOT NULL,
	moved_to TEXT NOT NULL
) @strict;

CREATE INDEX entry_removal_newest ON entry_removal (at_ms);

-- A person asks that an entry be withheld; for the officer alone. It goes with the answer.
CREATE TABLE withhold_request (
	entry_id @id PRIMARY KEY,
	asked_ms @id NOT NULL
) @strict;

-- S8: somebody keeps an entry beyond its days. For the office alone.
CREATE TABLE entry_hold (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	entry_id @id NOT NULL,
	why TEXT NOT NULL,
	by_account @id NOT NULL,
	by_name TEXT NOT NULL,
	from_ms @id NOT NULL,
	ended_ms @id NOT NULL
) @strict;

CREATE UNIQUE INDEX entry_hold_once ON entry_hold (entry_id) WHERE ended_ms = 0;

-- S2: a person permits in writing that the public sees where they live; revoked at any time.
CREATE TABLE home_permission (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	person_id @id NOT NULL,
	given_day @id NOT NULL,
	place TEXT NOT NULL, -- where the paper is
	by_name TEXT NOT NULL,
	put_ms @id NOT NULL,
	revoked_ms @id NOT NULL
) @strict;

CREATE UNIQUE INDEX home_permission_once ON home_permission (person_id) WHERE revoked_ms = 0;

-- S2: entries some version of which may show where somebody lives, until that is put right. field, upto: as struct home_left.
CREATE TABLE home_left (
	entry_id @id NOT NULL,
	field TEXT NOT NULL,
	upto @id NOT NULL,
	tries @id NOT NULL,
	PRIMARY KEY (entry_id, field)
) @strict;

-- What an entry gives others to see to (S14). tenure_id: of whoever manages its person; none is known where it is null.
-- by_line: the person does not say so, the managers that terms name do. arranged_ms: 0 until they did.
CREATE TABLE entry_task (
	entry_id @id NOT NULL REFERENCES entry (id),
	event TEXT NOT NULL,
	version @id NOT NULL,
	tenure_id @id REFERENCES tenure (id),
	by_line @id NOT NULL,
	arranged TEXT NOT NULL,
	arranged_ms @id NOT NULL,
	by_name TEXT NOT NULL,
	PRIMARY KEY (entry_id, event)
) @strict;

CREATE INDEX entry_task_tenure ON entry_task (tenure_id);
