/* Who reads which answer: the report, and what the office is given. */
#include "registers/audit.h"
#include "registers/test/entries.h"

static const struct audit_field *field_of(const struct audit *audit, const char *id)
{
	for (size_t i = 0; i < audit->n_fields; i++)
		if (str_eq(audit->fields[i].field->id, str_of(id)))
			return &audit->fields[i];
	fail_msg("no field %s", id);
	return NULL;
}

static void the_report_says_what_the_pages_decide(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct ctx *ctx = stand_ctx(s);
	const struct rulebook *rulebook;
	int64_t version;
	assert_int_equal(rulebook_current(ctx, &rulebook, &version), OK);
	struct audit gifts = audit_of(ctx, rulebook, s->gifts);
	const struct audit_field *donor = field_of(&gifts, "donor"), *place = field_of(&gifts, "place"),
				 *note = field_of(&gifts, "note");
	assert_int_equal(gifts.n_fields, 10);
	assert_int_equal(donor->seen, AUDIT_SEEN);
	assert_true(str_eq(donor->columns, STR("donor donor_scheme donor_id")));
	assert_true(donor->by_role[ROLE_PERSON] && donor->by_role[ROLE_ADMINISTRATOR]);
	assert_int_equal(place->seen, AUDIT_NO_HOMES);
	assert_true(place->by_role[ROLE_OFFICER] && place->by_role[ROLE_CLERK] && place->by_command_line);
	assert_false(place->by_role[ROLE_AUDITOR] || place->by_role[ROLE_ADMINISTRATOR] || place->by_role[ROLE_PERSON]);
	assert_string_equal(audit_reads(place->seen, false), "as the public");
	assert_int_equal(note->seen, AUDIT_NOT);
	assert_true(str_empty(note->columns) && note->by_role[ROLE_CLERK] && !note->by_role[ROLE_AUDITOR]);
	assert_string_equal(audit_reads(note->seen, false), "no");
	assert_true(gifts.withheld_by_role[ROLE_OFFICER]);
	assert_false(gifts.withheld_by_role[ROLE_CLERK] || gifts.withheld_by_role[ROLE_AUDITOR] ||
		     gifts.withheld_by_role[ROLE_ADMINISTRATOR]);
	assert_true(str_eq(gifts.public_until, STR("1 year after leaving office (S)")));
	struct audit family = audit_of(ctx, rulebook, s->family);
	assert_int_equal(family.fields[0].seen, AUDIT_NOT);
	assert_true(str_empty(family.fields[0].columns) && str_eq(family.public_until, STR("never")));
	stand_close(s);
}
ON_BOTH(the_report_says_what_the_pages_decide)

/* How many answers of the entry somebody with that role for the body reads. */
static size_t reads(struct stand *s, const struct entry *entry, enum role role, int64_t body_id)
{
	const struct grant grant = {.role = role, .to = {INT32_MAX}, .body_id = s->body.id};
	const struct body tree = {.id = s->body.id};
	const struct actor actor = {.account_id = 7, .grants = &grant, .n_grants = 1, .bodies = &tree, .n_bodies = 1};
	struct ctx ctx = {.arena = s->test->arena, .actor = &actor};
	const struct declared office = declared_office(&ctx, &entry->declared, body_id);
	size_t n = 0;
	for (size_t i = 0; i < office.n_answers; i++)
		n += office.answers[i].values[0].state == VALUE_GIVEN;
	return n;
}

static void the_office_reads_by_its_rights(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_put *put = gift(s, 0, "Quay Ferries", "40", "2026-05-12");
	answer(s, put, "place", "(home) 1 Quay Street");
	answer(s, put, "note", "Rang on Monday");
	const struct entry *entry = &put->entry;
	assert_int_equal(reads(s, entry, ROLE_OFFICER, s->body.id), 6);
	assert_int_equal(reads(s, entry, ROLE_CLERK, s->body.id), 6);
	assert_int_equal(reads(s, entry, ROLE_AUDITOR, s->body.id), 4);
	assert_int_equal(reads(s, entry, ROLE_CLERK, s->body.id + 1), 0);
	assert_int_equal(reads(s, entry, ROLE_PERSON, s->body.id), 0);
	assert_int_equal(reads(s, entry, ROLE_ADMINISTRATOR, s->body.id), 0);
	stand_close(s);
}
ON_BOTH(the_office_reads_by_its_rights)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(the_report_says_what_the_pages_decide),
		on_both(the_office_reads_by_its_rights),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
