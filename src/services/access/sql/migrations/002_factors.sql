-- The app that makes one-time codes. `sealed` opens with the site's key alone; a code of `last_step` or before counts no
-- more.
CREATE TABLE access_app (
	account_id @id NOT NULL PRIMARY KEY REFERENCES access_account (id),
	sealed @bytes NOT NULL,
	last_step @id NOT NULL,
	created_ms @id NOT NULL
) @strict;

CREATE TABLE access_recovery (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	code_hash @bytes NOT NULL,
	used_ms @id
) @strict;
CREATE INDEX access_recovery_by_account ON access_recovery (account_id);

-- `public_key` is a SubjectPublicKeyInfo. The publication log holds a hash of it and the salt, in the record.
CREATE TABLE access_passkey (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	name TEXT NOT NULL,
	credential @bytes NOT NULL UNIQUE,
	public_key @bytes NOT NULL,
	algorithm @id NOT NULL,
	signs @id NOT NULL,
	salt @bytes NOT NULL,
	record_id TEXT NOT NULL,
	created_ms @id NOT NULL,
	used_ms @id NOT NULL
) @strict;
CREATE INDEX access_passkey_by_account ON access_passkey (account_id);

-- Questions to passkeys that were answered: none is answered twice.
CREATE TABLE access_ticket (
	hash @bytes NOT NULL PRIMARY KEY,
	expires_ms @id NOT NULL
) @strict;

-- Browsers in which somebody signed in. One browser may know several accounts.
CREATE TABLE access_device (
	id @id NOT NULL PRIMARY KEY,
	account_id @id NOT NULL REFERENCES access_account (id),
	token_hash @bytes NOT NULL,
	seen_ms @id NOT NULL,
	UNIQUE (token_hash, account_id)
) @strict;
CREATE INDEX access_device_by_account ON access_device (account_id);

CREATE TABLE access_setting (
	name TEXT NOT NULL PRIMARY KEY,
	value @id NOT NULL
) @strict;

-- S16: what a passkey signed, beside what was signed in another room. Private unless public_ms says since when everybody may
-- have it.
CREATE TABLE access_signed (
	room TEXT NOT NULL,
	subject_id @id NOT NULL,
	version @id NOT NULL,
	statement TEXT NOT NULL,
	client_data @bytes NOT NULL,
	authenticator_data @bytes NOT NULL,
	signature @bytes NOT NULL,
	public_key @bytes NOT NULL,
	algorithm @id NOT NULL,
	key_salt @bytes NOT NULL,
	key_record TEXT NOT NULL,
	public_ms @id NOT NULL,
	PRIMARY KEY (room, subject_id)
) @strict;
