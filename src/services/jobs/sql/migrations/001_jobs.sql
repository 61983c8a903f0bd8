-- Jobs that ran. What there is to do stands in each room's own rows.
CREATE TABLE job (
	name TEXT NOT NULL PRIMARY KEY,
	ran_ms @id NOT NULL,
	tries @id NOT NULL,
	failed_ms @id NOT NULL,
	again_ms @id NOT NULL,
	why TEXT NOT NULL
) @strict;
