CREATE TABLE access_account (
	id @id NOT NULL PRIMARY KEY,
	version @id NOT NULL,
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	-- NULL until the e-mail address is known: whoever opens the first link gives it.
	email_folded TEXT UNIQUE,
	-- argon2id; NULL until the first password is set.
	password TEXT,
	person_id @id,
	created_ms @id NOT NULL,
	disabled_ms @id
) @strict;
CREATE INDEX access_account_by_person ON access_account (person_id);

-- Days are counted from 1970-01-01; an open right ends on day 2147483647.
CREATE TABLE access_grant (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	role @id NOT NULL,
	body_id @id NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	deputy_for @id REFERENCES access_account (id),
	reason TEXT NOT NULL,
	granted_ms @id NOT NULL,
	ended_ms @id
) @strict;
CREATE INDEX access_grant_by_account ON access_grant (account_id);

CREATE TABLE access_session (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	token_hash @bytes NOT NULL UNIQUE,
	created_ms @id NOT NULL,
	seen_ms @id NOT NULL,
	client TEXT NOT NULL,
	-- When a password, code or passkey last showed who it is; whether it is the session in which the first password was set.
	confirmed_ms @id NOT NULL,
	is_first @id NOT NULL,
	ended_ms @id
) @strict;
CREATE INDEX access_session_by_account ON access_session (account_id);
CREATE INDEX access_session_by_time ON access_session (created_ms);

CREATE TABLE access_invitation (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	token_hash @bytes NOT NULL UNIQUE,
	expires_ms @id NOT NULL,
	used_ms @id,
	-- 1: the hash is of a code printed in a letter, which is typed; 0: of the token in a link.
	by_letter @id NOT NULL
) @strict;
CREATE INDEX access_invitation_by_account ON access_invitation (account_id);

-- Failed sign-ins. `subject` is a hash of the account's e-mail address, of the client's network address, of a known browser.
CREATE TABLE access_try (
	id @id NOT NULL PRIMARY KEY,
	subject @bytes NOT NULL,
	at_ms @id NOT NULL
) @strict;
CREATE INDEX access_try_by_subject ON access_try (subject, at_ms);
CREATE INDEX access_try_by_time ON access_try (at_ms);

-- What people tells of its organizations.
CREATE TABLE access_body (
	id @id NOT NULL PRIMARY KEY,
	parent_id @id NOT NULL,
	name TEXT NOT NULL,
	slug TEXT NOT NULL
) @strict;

-- Names as they were then: an account may be renamed, what was done stays.
CREATE TABLE access_activity (
	id @id NOT NULL PRIMARY KEY,
	at_ms @id NOT NULL,
	account_id @id NOT NULL,
	account_name TEXT NOT NULL,
	for_account_id @id,
	for_name TEXT,
	act TEXT NOT NULL,
	subject @id NOT NULL,
	detail TEXT NOT NULL
) @strict;
