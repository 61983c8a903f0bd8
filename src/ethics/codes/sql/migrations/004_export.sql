-- The address of the site that published an edition first, where that is not this one.
CREATE TABLE edition_origin (
	edition_id @id PRIMARY KEY REFERENCES edition (id),
	origin TEXT NOT NULL
) @strict;
