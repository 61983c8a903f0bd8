-- Where entries came from: a mapping, by its name; and the kinds of files that it knows.
CREATE TABLE register_import_source (
	no @id PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) @strict;

CREATE TABLE register_import_part (
	no @id PRIMARY KEY,
	source_no @id NOT NULL REFERENCES register_import_source (no),
	name TEXT NOT NULL,
	UNIQUE (source_no, name)
) @strict;

-- What the source calls an entry, and what it said of it last. digest 0: it had it no longer.
CREATE TABLE register_import_key (
	source_no @id NOT NULL REFERENCES register_import_source (no),
	key TEXT NOT NULL,
	part_no @id NOT NULL REFERENCES register_import_part (no),
	entry_id @id NOT NULL,
	digest @id NOT NULL,
	PRIMARY KEY (source_no, key)
) @keyed;

CREATE INDEX register_import_key_entry ON register_import_key (entry_id);

-- One run. state 1: its rows are being staged; 2: they are being applied under `revision`; 3: done. owner: the process.
-- body, post, category, scheme: of people whom it adds.
CREATE TABLE register_import_run (
	id @id PRIMARY KEY,
	source_no @id NOT NULL REFERENCES register_import_source (no),
	register_name TEXT NOT NULL,
	state @id NOT NULL,
	owner TEXT NOT NULL,
	begun_ms @id NOT NULL,
	seen_ms @id NOT NULL,
	revision @id NOT NULL,
	body TEXT NOT NULL,
	post TEXT NOT NULL,
	category @id NOT NULL,
	scheme TEXT NOT NULL,
	source_ms @id NOT NULL,
	summary TEXT NOT NULL
) @strict;

-- Rows that passed every check, as import_stage.c packs them; `done` of the n are applied.
CREATE TABLE register_import_chunk (
	run_id @id NOT NULL REFERENCES register_import_run (id),
	no @id NOT NULL,
	n @id NOT NULL,
	done @id NOT NULL,
	packed @bytes NOT NULL,
	PRIMARY KEY (run_id, no)
) @strict;

-- People whom it adds. person_id NULL: not yet.
CREATE TABLE register_import_person (
	run_id @id NOT NULL REFERENCES register_import_run (id),
	no @id NOT NULL,
	name TEXT NOT NULL,
	identifier TEXT NOT NULL,
	person_id @id,
	PRIMARY KEY (run_id, no)
) @strict;

-- A mapping that the office sent; tree: as mapping_tree_make gave it.
CREATE TABLE register_mapping (
	name TEXT PRIMARY KEY,
	title TEXT NOT NULL,
	register_name TEXT NOT NULL,
	tree TEXT NOT NULL,
	put_ms @id NOT NULL
) @strict;

-- Files that the office sent to be imported together. state: enum upload_state. run_id: under which it is applied; 0. told,
-- problems, faults: what an import would do, or did. tries: how often it ended without either.
CREATE TABLE register_upload (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	state @id NOT NULL,
	mapping_name TEXT NOT NULL,
	mapping_tree TEXT NOT NULL,
	title TEXT NOT NULL,
	register_name TEXT NOT NULL,
	by_name TEXT NOT NULL,
	at_ms @id NOT NULL,
	ended_ms @id NOT NULL,
	done @id NOT NULL,
	size @id NOT NULL,
	told TEXT NOT NULL,
	problems TEXT NOT NULL,
	faults @bytes NOT NULL,
	run_id @id NOT NULL,
	tries @id NOT NULL
) @strict;

-- Their bytes, until it is done.
CREATE TABLE register_upload_part (
	upload_id @id NOT NULL,
	file @id NOT NULL,
	part @id NOT NULL,
	name TEXT NOT NULL,
	content @bytes NOT NULL,
	kept_ms @id NOT NULL,
	PRIMARY KEY (upload_id, file, part)
) @strict;
