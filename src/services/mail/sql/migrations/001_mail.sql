-- The outbox. state: 1 waits, 2 was sent, 3 was given up, 4 was cancelled. claim: who is sending it, until claim_ms.
-- since_ms: when it was first tried in vain, from which five days are counted. ended_ms: when it was sent, given up, cancelled.
-- title, text and html are what the person reads; of a secret one text and html are empty once it has ended.
CREATE TABLE mail_message (
	id @id PRIMARY KEY,
	kind TEXT NOT NULL,
	subject_id @id NOT NULL,
	person_id @id NOT NULL,
	to_address TEXT NOT NULL,
	to_name TEXT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	html TEXT NOT NULL,
	once TEXT UNIQUE,
	secret @id NOT NULL,
	message_id TEXT NOT NULL,
	state @id NOT NULL,
	put_ms @id NOT NULL,
	again_ms @id NOT NULL,
	since_ms @id NOT NULL,
	ended_ms @id NOT NULL,
	tries @id NOT NULL,
	why TEXT NOT NULL,
	claim TEXT NOT NULL,
	claim_ms @id NOT NULL
) @strict;

CREATE INDEX mail_message_due ON mail_message (state, again_ms);
CREATE INDEX mail_message_state ON mail_message (state, id);
CREATE INDEX mail_message_ended ON mail_message (ended_ms);
CREATE INDEX mail_message_person ON mail_message (person_id);

-- One row, when there is a mail server. The password stands in SITE.keys.
CREATE TABLE mail_server (
	id @id PRIMARY KEY,
	url TEXT NOT NULL,
	user_name TEXT NOT NULL,
	from_name TEXT NOT NULL,
	from_address TEXT NOT NULL,
	authority TEXT NOT NULL,
	version @id NOT NULL
) @strict;
