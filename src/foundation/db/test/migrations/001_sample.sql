-- Tables for the tests of db. The child refers to the parent, and the parent to its first child: a circle.
CREATE TABLE sample (
	id @id NOT NULL PRIMARY KEY,
	small INTEGER NOT NULL,
	truth INTEGER NOT NULL,
	words TEXT,
	bytes @bytes,
	big @id
) @strict;

CREATE UNIQUE INDEX sample_by_words ON sample (words);

CREATE TABLE sample_child (
	id @id NOT NULL PRIMARY KEY,
	sample @id NOT NULL REFERENCES sample (id),
	elder @id REFERENCES sample_child (id)
) @strict;
