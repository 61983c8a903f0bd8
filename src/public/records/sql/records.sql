-- Names to be masked: whose, whether everybody may read them.
-- name: names
SELECT id, is_public, name FROM person WHERE erased_ms = 0
UNION ALL
SELECT id, is_public, sort_name FROM person WHERE erased_ms = 0
UNION ALL
SELECT n.person_id, n.is_public, n.name FROM person_name n JOIN person p ON p.id = n.person_id WHERE p.erased_ms = 0
UNION ALL
SELECT COALESCE(person_id, 0), 0, name FROM access_account WHERE name <> ''

-- name: emails_of
SELECT c.value FROM contact c WHERE c.subject_id = $1
UNION ALL
SELECT email FROM access_account WHERE person_id = $1 AND email IS NOT NULL
