-- Codes, their editions, and their provisions as printed. Days count from 1970-01-01, instants are milliseconds of UTC.

CREATE TABLE code (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	slug TEXT NOT NULL UNIQUE,
	title TEXT NOT NULL,
	sort_key TEXT NOT NULL
) @strict;

-- stage: 1 draft, 2 in consultation, 3 published. Before 3, number is 0 or one that an export had, change is 0 or what is
-- planned, in_force_from is not there or what is planned, and text_hash and record_id are not there yet.
CREATE TABLE edition (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	code_id @id NOT NULL REFERENCES code (id),
	number @id NOT NULL,
	stage @id NOT NULL,
	change @id NOT NULL,
	title TEXT NOT NULL,
	lang TEXT NOT NULL,
	instrument_kind @id NOT NULL,
	instrument_number TEXT NOT NULL,
	instrument_body TEXT NOT NULL,
	instrument_day @id,
	instrument_link TEXT NOT NULL,
	in_force_from @id,
	text_hash TEXT,
	record_id TEXT UNIQUE,
	erased_ms @id NOT NULL,
	words_in @id NOT NULL,
	words_stored @id NOT NULL,
	words_furniture @id NOT NULL,
	added_ms @id NOT NULL,
	CHECK (words_in = words_stored + words_furniture)
) @strict;

CREATE UNIQUE INDEX edition_number ON edition (code_id, number) WHERE stage = 3;

CREATE INDEX edition_from ON edition (code_id, stage, in_force_from);

CREATE TABLE provision (
	edition_id @id NOT NULL REFERENCES edition (id),
	position @id NOT NULL,
	id @id NOT NULL,
	depth @id NOT NULL,
	kind @id NOT NULL,
	label TEXT NOT NULL,
	heading TEXT NOT NULL,
	text TEXT NOT NULL,
	anchor TEXT NOT NULL,
	audience TEXT NOT NULL,
	lang TEXT NOT NULL,
	PRIMARY KEY (edition_id, position),
	UNIQUE (edition_id, anchor),
	UNIQUE (edition_id, id)
) @strict;

CREATE INDEX provision_by_id ON provision (id);

-- Of editions whose text was removed: which passages they had. Ids alone, so that a passage's address can say what became of
-- it.
CREATE TABLE provision_removed (
	edition_id @id NOT NULL REFERENCES edition (id),
	id @id NOT NULL,
	PRIMARY KEY (id, edition_id)
) @strict;

-- after_id: the provision behind which it stood; 0: at the beginning; NULL: not known. is_back: it is no furniture any
-- more, somebody put it into the text.
CREATE TABLE edition_furniture (
	edition_id @id NOT NULL REFERENCES edition (id),
	position @id NOT NULL,
	text TEXT NOT NULL,
	after_id @id,
	is_back @id NOT NULL,
	PRIMARY KEY (edition_id, position)
) @strict;

-- What later rooms put beside a provision in whichever edition: how it is kept. room and subject name the room's own row;
-- tenure_id is the term of whoever it comes from, whose page it leads to; 0: nobody in particular.
CREATE TABLE provision_evidence (
	provision_id @id NOT NULL,
	room TEXT NOT NULL,
	subject @id NOT NULL,
	label TEXT NOT NULL,
	by_whom TEXT NOT NULL,
	text TEXT NOT NULL,
	tenure_id @id NOT NULL,
	day @id,
	facts TEXT NOT NULL,
	since_day @id,
	until_day @id,
	href TEXT NOT NULL,
	figures_href TEXT NOT NULL,
	done_n @id NOT NULL,
	owe_n @id NOT NULL,
	late_n @id NOT NULL,
	PRIMARY KEY (provision_id, room, subject)
) @strict;

CREATE INDEX provision_evidence_of ON provision_evidence (room, subject);
CREATE INDEX provision_evidence_by ON provision_evidence (tenure_id);
