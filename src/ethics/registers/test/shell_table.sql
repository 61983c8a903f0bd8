-- What the sqlite3 shell imports the rows into: the columns of an entry, of its version and of its answers, with an index for
-- each by which our lists go. For bench_registers alone.
CREATE TABLE e (
	id INTEGER PRIMARY KEY, register_no INTEGER, person_id INTEGER, body_id INTEGER, parent_id INTEGER, withheld_ms INTEGER,
	hidden_ms INTEGER, erased_ms INTEGER, version INTEGER, known_from INTEGER, known_to INTEGER, act INTEGER, source INTEGER,
	category TEXT, from_day TEXT, to_day INTEGER, declared_day INTEGER, declaration_id INTEGER, tenure_id INTEGER, leaf INTEGER,
	private TEXT, person_name TEXT, what TEXT, donor TEXT, received TEXT, value REAL, outcome TEXT
);
CREATE INDEX e1 ON e (person_id);
CREATE UNIQUE INDEX e2 ON e (id, version);
CREATE INDEX e3 ON e (declared_day, id);
CREATE INDEX e4 ON e (person_name, id);
CREATE INDEX e5 ON e (category, id);
CREATE INDEX e6 ON e (donor, id);
CREATE INDEX e7 ON e (received, id);
CREATE INDEX e8 ON e (value, id);
CREATE INDEX e9 ON e (outcome, id);
