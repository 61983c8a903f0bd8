-- What is owed by when. Days count from 1970-01-01, NULL: none; instants are milliseconds of UTC, 0: it did not happen.

-- Duties have small numbers: ten million rows name them.
CREATE TABLE duty_name (
	no @id PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) @strict;

-- By which rules rows were computed. `version` is new whenever rules, codes or bodies changed; persons up to cursor_id are
-- done with it (-1: not begun). From until_day on time alone changes something. What stands beside the provisions of codes is
-- of told_day.
CREATE TABLE duty_rules (
	one @id PRIMARY KEY,
	version @id NOT NULL,
	rulebook_version @id NOT NULL,
	since_day @id NOT NULL,
	cursor_id @id NOT NULL,
	until_day @id NOT NULL,
	all_n @id NOT NULL,
	done_n @id NOT NULL,
	told_day @id NOT NULL,
	CHECK (one = 1)
) @strict;

INSERT INTO duty_rules (one, version, rulebook_version, since_day, cursor_id, until_day, all_n, done_n, told_day)
VALUES (1, 0, 0, 0, 9223372036854775807, 2147483647, 0, 0, -2147483648);

-- What codes ask of every body (0) or of one.
CREATE TABLE duty_local (
	code TEXT NOT NULL,
	body_id @id NOT NULL,
	title TEXT NOT NULL,
	form TEXT NOT NULL,
	mandatory @id NOT NULL,
	within_days @id NOT NULL,
	since_day @id,
	source TEXT NOT NULL,
	link TEXT NOT NULL,
	PRIMARY KEY (code, body_id)
) @strict;

-- Facts are about terms, so that persons found to be one need no change here.
CREATE TABLE duty_done (
	id @id PRIMARY KEY,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	duty_no @id NOT NULL,
	day @id NOT NULL,
	trigger_day @id,
	subject @id NOT NULL,
	source TEXT NOT NULL,
	source_id @id NOT NULL,
	words TEXT NOT NULL,
	path TEXT NOT NULL,
	by_whom TEXT NOT NULL,
	put_ms @id NOT NULL,
	withdrawn_ms @id NOT NULL,
	withdrawn_reason TEXT NOT NULL
) @strict;

CREATE INDEX duty_done_tenure ON duty_done (tenure_id);

CREATE INDEX duty_done_source ON duty_done (source_id) WHERE source_id <> 0;

CREATE TABLE duty_event (
	source TEXT NOT NULL,
	source_id @id NOT NULL,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	kind TEXT NOT NULL,
	day @id NOT NULL,
	at_ms @id NOT NULL,
	PRIMARY KEY (source, source_id)
) @strict;

CREATE INDEX duty_event_tenure ON duty_event (tenure_id);

-- Extensions and waivers, the earlier ones too.
CREATE TABLE duty_change (
	id @id PRIMARY KEY,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	duty_no @id NOT NULL,
	trigger_day @id,
	subject @id NOT NULL,
	version @id NOT NULL,
	kind @id NOT NULL,
	until_day @id,
	reason TEXT NOT NULL,
	by_whom TEXT NOT NULL,
	put_ms @id NOT NULL,
	withdrawn_ms @id NOT NULL
) @strict;

CREATE INDEX duty_change_tenure ON duty_change (tenure_id, duty_no);

-- Status: 1 owed, 2 done, 3 waived, 4 not owed, 5 offered (voluntary, so in no worklist).
CREATE TABLE obligation (
	id @id PRIMARY KEY,
	person_id @id NOT NULL,
	tenure_id @id NOT NULL,
	organization_id @id NOT NULL,
	duty_no @id NOT NULL,
	trigger_day @id,
	subject @id NOT NULL,
	original_day @id,
	due_day @id,
	done_day @id,
	status @id NOT NULL,
	counted @id NOT NULL
) @strict;

CREATE INDEX obligation_person ON obligation (person_id);

CREATE INDEX obligation_due ON obligation (due_day, id) WHERE status = 1;

CREATE INDEX obligation_body_due ON obligation (organization_id, due_day, id) WHERE status = 1;

CREATE INDEX obligation_duty_due ON obligation (duty_no, due_day, id) WHERE status = 1;

-- How many persons there are, by the one row of each that is counted: due_day counts where they are owed, else it is 0; of a done one 1 says that it was late.
CREATE TABLE duty_tally (
	duty_no @id NOT NULL,
	status @id NOT NULL,
	due_day @id NOT NULL,
	n @id NOT NULL,
	PRIMARY KEY (duty_no, status, due_day)
) @strict;

-- Until which step of its rule (days after the due date) an obligation was reminded of. Here and in duty_line no trigger
-- day is -2147483648, since they are part of keys.
CREATE TABLE duty_reminded (
	tenure_id @id NOT NULL REFERENCES tenure (id),
	duty_no @id NOT NULL,
	trigger_day @id NOT NULL,
	subject @id NOT NULL,
	due_day @id NOT NULL,
	days @id NOT NULL,
	PRIMARY KEY (tenure_id, duty_no, trigger_day, subject)
) @strict;

-- What a recipient is to be told. kind: 1 a person, 2 an account that belongs to none. state: 1 to be sent, 2 a letter to
-- print, 3 no e-mail address is known, 4 waits for tomorrow's message.
CREATE TABLE duty_line (
	kind @id NOT NULL,
	recipient_id @id NOT NULL,
	tenure_id @id NOT NULL REFERENCES tenure (id),
	duty_no @id NOT NULL,
	trigger_day @id NOT NULL,
	subject @id NOT NULL,
	organization_id @id NOT NULL,
	due_day @id NOT NULL,
	state @id NOT NULL,
	put_ms @id NOT NULL,
	PRIMARY KEY (kind, recipient_id, tenure_id, duty_no, trigger_day, subject)
) @strict;

CREATE INDEX duty_line_state ON duty_line (state, kind, recipient_id);

CREATE INDEX duty_line_tenure ON duty_line (tenure_id);

-- How far the day's reminders are: those of done_day are all sent. at_pair counts duties' steps.
CREATE TABLE duty_remind (
	one @id PRIMARY KEY,
	done_day @id NOT NULL,
	day @id NOT NULL,
	version @id NOT NULL,
	at_pair @id NOT NULL,
	after_day @id NOT NULL,
	after_id @id NOT NULL,
	CHECK (one = 1)
) @strict;

INSERT INTO duty_remind (one, done_day, day, version, at_pair, after_day, after_id)
VALUES (1, -2147483648, -2147483648, 0, 0, -2147483648, 0);

-- Calendars of what one owes; the address holds a token of which the hash is here. turn: how often it was renewed.
CREATE TABLE duty_feed (
	person_id @id PRIMARY KEY REFERENCES person (id),
	turn @id NOT NULL,
	token_hash @bytes NOT NULL UNIQUE,
	made_ms @id NOT NULL
) @strict;
