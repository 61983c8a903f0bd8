CREATE TABLE sample_log (
	id @id NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	subject @id NOT NULL
) @strict;

-- A row that is there from the beginning.
CREATE TABLE sample_state (
	one @id PRIMARY KEY,
	done @id NOT NULL
) @strict;

INSERT INTO sample_state (one, done) VALUES (1, 0);
