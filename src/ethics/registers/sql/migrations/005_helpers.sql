-- Who may prepare a person's declarations, and never sign them: whoever signs in with the address that the person entered, from
-- the first day to the last. account_id: 0 where nobody does, which the person is not told. sees_withheld: the person lets them read
-- what it asks to have withheld (S1).
CREATE TABLE helper (
	id @id PRIMARY KEY,
	version @id NOT NULL,
	person_id @id NOT NULL,
	account_id @id NOT NULL,
	email TEXT NOT NULL,
	from_day @id NOT NULL,
	to_day @id NOT NULL,
	sees_withheld @id NOT NULL,
	named_ms @id NOT NULL,
	ended_ms @id NOT NULL
) @strict;

CREATE INDEX helper_person ON helper (person_id);
CREATE INDEX helper_account ON helper (account_id);
