-- Registers and the keys of their lists have small numbers: many rows name them. keys: those by which the lists go; where the
-- rules say others, a job makes the values anew, and has done so up to the version made_no.
CREATE TABLE register_name (
	no @id PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	versions @id NOT NULL,
	keys TEXT NOT NULL,
	made_no @id NOT NULL
) @strict;

CREATE TABLE register_key (
	no @id PRIMARY KEY,
	register_no @id NOT NULL REFERENCES register_name (no),
	field TEXT NOT NULL,
	UNIQUE (register_no, field)
) @strict;

-- One row for each write that published entries. published_ms ascends with no, but for batches; 0: a batch that is underway.
-- known_ms: since when "as known at" has it. Of an import into a site that has nothing newer, the day on which its source
-- published it; else published_ms.
CREATE TABLE revision (
	no @id PRIMARY KEY,
	published_ms @id NOT NULL,
	known_ms @id NOT NULL
) @strict;

CREATE INDEX revision_published ON revision (published_ms, no);
CREATE INDEX revision_known ON revision (known_ms, no);

-- Revisions that took more than one write. The leaves from first_leaf to before last_leaf are theirs, among others; search has
-- been told of those before noted_leaf. put_no: its newest version; ordered_no: the versions up to it stand in entry_order.
-- touched: counts how often values were taken or replaced while it was underway.
CREATE TABLE revision_batch (
	no @id PRIMARY KEY REFERENCES revision (no),
	begun_ms @id NOT NULL,
	published_ms @id NOT NULL,
	first_leaf @id NOT NULL,
	last_leaf @id NOT NULL,
	noted_leaf @id NOT NULL,
	put_no @id NOT NULL,
	ordered_no @id NOT NULL,
	touched @id NOT NULL
) @strict;

-- An entry. What was published of it has its record in the publication log, by this id. withheld_ms: nothing of it is said
-- (S1). hidden_ms: it is kept for the office, and shown to nobody else (S8).
CREATE TABLE entry (
	id @id PRIMARY KEY,
	register_no @id NOT NULL REFERENCES register_name (no),
	person_id @id,
	body_id @id,
	parent_id @id,
	withheld_ms @id NOT NULL,
	hidden_ms @id NOT NULL,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX entry_person ON entry (person_id);
CREATE INDEX entry_body ON entry (body_id) WHERE body_id IS NOT NULL;
CREATE INDEX entry_parent ON entry (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX entry_withheld ON entry (register_no, id) WHERE withheld_ms > 0;

-- Known from a revision until before another. leaf: of the publication log, which has the public projection; NULL: not
-- published. private: what is for the office alone, NULL where there is nothing; all of it where nothing is published.
CREATE TABLE entry_version (
	no @id PRIMARY KEY,
	entry_id @id NOT NULL REFERENCES entry (id),
	version @id NOT NULL,
	known_from @id NOT NULL,
	known_to @id NOT NULL,
	act @id NOT NULL,
	source @id NOT NULL,
	category TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	declared_day @id NOT NULL,
	declaration_id @id,
	tenure_id @id,
	leaf @id,
	private TEXT,
	UNIQUE (entry_id, version)
) @strict;

-- Values by which lists are filtered and sorted, version by version. no: 128 times the version's, plus 0 to 31 for the
-- first value of each key, 32 to 127 for further values of a field that may have many. A key by which lists are sorted has
-- a row in every version; one without a value is empty.
CREATE TABLE entry_value (
	no @id PRIMARY KEY,
	key_no @id NOT NULL,
	value @bytes NOT NULL
) @strict;

-- The same rows in the order of their bytes. No index, since a batch puts its own late and in order: docs/decisions/0012.
CREATE TABLE entry_order (
	key_no @id NOT NULL,
	value @bytes NOT NULL,
	no @id NOT NULL,
	PRIMARY KEY (key_no, value, no)
) @keyed;

-- Entries of a person who was found to be another one, to be given back where that is undone.
CREATE TABLE entry_moved (
	entry_id @id NOT NULL REFERENCES entry (id),
	person_id @id NOT NULL,
	PRIMARY KEY (entry_id, person_id)
) @strict;
CREATE INDEX entry_moved_person ON entry_moved (person_id);

-- The same of rows of other tables that name a person; kind: 1 a declaration, 2 an approval, 3 a permission to
-- show a home, 4 a helper.
CREATE TABLE register_moved (
	kind @id NOT NULL,
	row_id @id NOT NULL,
	person_id @id NOT NULL,
	PRIMARY KEY (kind, row_id, person_id)
) @strict;
CREATE INDEX register_moved_person ON register_moved (person_id);
