CREATE TABLE sample_log (
	id @id NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	subject @id NOT NULL
) @strict;
