-- What was done to the text of a draft, newest last, so that it can be taken back. Goes when the draft is published or
-- discarded. Instants are milliseconds of UTC.

-- splices: as JSON, the rows that take back what was done, or that do it again where is_undone is 1. line: the furniture
-- that came into the text or left it; -1: none.
CREATE TABLE edition_step (
	edition_id @id NOT NULL REFERENCES edition (id),
	seq @id NOT NULL,
	is_undone @id NOT NULL,
	act @id NOT NULL,
	shown_id @id NOT NULL,
	what TEXT NOT NULL,
	by_whom TEXT NOT NULL,
	at_ms @id NOT NULL,
	words_added @id NOT NULL,
	words_removed @id NOT NULL,
	line @id NOT NULL,
	splices TEXT NOT NULL,
	PRIMARY KEY (edition_id, seq)
) @strict;
