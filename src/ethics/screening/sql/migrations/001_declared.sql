-- What somebody declared, to be compared. Kinds: 1 organization, 2 person, 3 place.
CREATE TABLE declared_fact (
	entry_id @id NOT NULL,
	no @id NOT NULL,
	person_id @id,
	kind @id NOT NULL,
	name TEXT NOT NULL,
	scheme TEXT NOT NULL,
	identifier TEXT NOT NULL,
	PRIMARY KEY (entry_id, no)
) @keyed;
