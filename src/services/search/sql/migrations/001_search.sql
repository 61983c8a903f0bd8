-- Rows of rooms that wait to be indexed. due_day: 0 now, else from that day on. done: documents that the job has put into the
-- index already; -1: those of before still stand there.
CREATE TABLE search_queue (
	room TEXT NOT NULL,
	subject @id NOT NULL,
	due_day @id NOT NULL,
	done @id NOT NULL,
	PRIMARY KEY (room, subject)
) @strict;

CREATE INDEX search_queue_due ON search_queue (due_day);

-- What a room's row gave: a code, a person, a body. Everything here can be made again from the rooms.
CREATE TABLE search_group (
	id @id PRIMARY KEY,
	room TEXT NOT NULL,
	subject @id NOT NULL,
	place TEXT NOT NULL,
	path TEXT NOT NULL,
	title TEXT NOT NULL,
	UNIQUE (room, subject)
) @strict;

-- A document has the id of its words in db_text.
CREATE TABLE search_document (
	id @id PRIMARY KEY,
	group_id @id NOT NULL REFERENCES search_group (id),
	path TEXT NOT NULL,
	title TEXT NOT NULL,
	context TEXT NOT NULL,
	text TEXT NOT NULL,
	lang TEXT NOT NULL
) @strict;

CREATE INDEX search_document_group ON search_document (group_id);

-- Something was removed whose bytes have not been scrubbed yet.
CREATE TABLE search_scrub (
	id @id PRIMARY KEY
) @strict;
