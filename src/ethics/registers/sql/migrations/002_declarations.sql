-- What one person says in one register at one time, from the first answer on. state, says, source: enums of declarations.h.
-- by_account: the clerk who types in a signed paper form (S7); 0 where the person writes. corrects_id: the declaration that
-- this one puts right. record_id: what the publication log has of it; NULL: nothing.
CREATE TABLE declaration (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	register TEXT NOT NULL,
	person_id @id,
	tenure_id @id,
	body_id @id,
	state @id NOT NULL,
	says @id NOT NULL,
	source @id NOT NULL,
	by_passkey @id NOT NULL,
	by_account @id NOT NULL,
	begun_ms @id NOT NULL,
	changed_ms @id NOT NULL,
	signed_ms @id NOT NULL,
	accepted_ms @id NOT NULL,
	received_day @id,
	form_day @id,
	place TEXT NOT NULL,
	corrects_id @id,
	record_id TEXT UNIQUE,
	erased_ms @id NOT NULL
) @strict;

CREATE INDEX declaration_person ON declaration (person_id, register);
CREATE INDEX declaration_state ON declaration (state, register);

-- One entry as it is being written. entry_id with entry_version: the one in the register that it would change; NULL: a new
-- one. act: enum declaration_act. answers: canonical JSON of declared_json. added_by, helped_by: the account of a helper who
-- added it, or wrote in it last; 0: none.
CREATE TABLE declaration_item (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	declaration_id @id NOT NULL REFERENCES declaration (id),
	parent_id @id,
	added_by @id NOT NULL,
	helped_by @id NOT NULL,
	entry_id @id,
	entry_version @id NOT NULL,
	act @id NOT NULL,
	category TEXT NOT NULL,
	is_nil @id NOT NULL,
	whose @id NOT NULL,
	bodies TEXT NOT NULL,
	asks_withheld @id NOT NULL,
	why_withheld TEXT NOT NULL,
	end_day @id,
	reason TEXT NOT NULL,
	answers TEXT NOT NULL,
	sealed @bytes -- of what is asked to be withheld (S1), and of what belongs to it: all that it says, which stands nowhere else
) @strict;

CREATE INDEX declaration_item_of ON declaration_item (declaration_id);

-- The scan of a signed form (S7): a private file by its SHA-256, without the name under which it was handed in.
CREATE TABLE declaration_scan (
	declaration_id @id PRIMARY KEY REFERENCES declaration (id),
	sha256 TEXT NOT NULL,
	bytes @id NOT NULL,
	kind @id NOT NULL,
	by_account @id NOT NULL,
	at_ms @id NOT NULL
) @strict;
