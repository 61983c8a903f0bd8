/* What is being declared, as rows and rules: drafts, nil, changes, signing, review, paper. On both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "commitments/commitments.h"
#include "registers/declare.h"
#include "registers/review.h"
#include "rulebook/store.h"
#include "screening/screening.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {
	&db_feature,          &site_feature,      &journal_feature,  &access_feature, &search_feature,
	&mail_feature,        &rulebook_feature,  &people_feature,   &codes_feature,  &duties_feature,
	&commitments_feature, &screening_feature, &registers_feature};
static const struct features features = {table, COUNT_OF(table)};

static const char rules[] =
	"rulebook: {id: r, title: R, currency: USD}\n"
	"duties:\n"
	"  - {id: declare, title: Declare, kind: declaration, rows: [{due: 30 days after taking office, source: S}]}\n"
	"registers:\n"
	"  - id: interests\n"
	"    title: Interests\n"
	"    nil: yes\n"
	"    duties: [declare]\n"
	"    withheld: Withheld.\n"
	"    who: {categories: [elected], bodies: [city-council]}\n"
	"    source: S\n"
	"    categories:\n"
	"      - id: work\n"
	"        title: Work\n"
	"        whose: [self, partner]\n"
	"        fields:\n"
	"          - {id: employer, name: Employer, kind: text, required: yes, characters: 20}\n"
	"          - {id: kind, name: Kind, kind: choice, choices: {paid: Paid, unpaid: Unpaid}}\n"
	"          - {id: pay, name: Pay, kind: money, asked-when: {kind: paid}, required: yes}\n"
	"      - {id: payment, title: Payments, parent: work, fields: [{id: when, name: Day, kind: date, required: "
	"yes}]}\n"
	"      - {id: land, title: Land, fields: [{id: place, name: Place, kind: address, required: yes}]}\n"
	"  - id: jobs\n"
	"    title: Jobs\n"
	"    single: yes\n"
	"    review: before\n"
	"    source: S\n"
	"    categories: [{id: job, title: Job, fields: [{id: who, name: Who, kind: text, required: yes}, "
	"{id: worth, name: Worth, kind: money}, {id: day, name: Day, kind: date}]}]\n";

enum { IMOGEN, ADA, PEOPLE };

struct stand {
	struct test_site *test;
	struct organization bodies[2];
	struct person people[PEOPLE];
	struct tenure tenures[3];
	struct actor actors[PEOPLE];
	struct journal_seed seeds[12];
	struct mail_seed mail;
	struct declaration_begin begin;
	struct declaration d;
	int64_t id, item;
	struct str category, text, field;
	int64_t parent;
};

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	s->mail = mail_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	for (size_t i = 0; i < 2; i++) {
		TRY(people_add_organization(ctx, &s->seeds[i], &s->bodies[i]));
		TRY(people_add_person(ctx, &s->seeds[2 + i], &s->people[i]));
	}
	for (size_t i = 0; i < 3; i++) {
		s->tenures[i] = (struct tenure){.person_id = s->people[i == 2 ? ADA : IMOGEN].id,
						.organization_id = s->bodies[i == 1].id,
						.category = i == 2 ? TENURE_EMPLOYEE : TENURE_ELECTED,
						.post = STR("Member"),
						.from_day = site_today(ctx).n - 5,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[4 + i], &s->tenures[i]));
	}
	return OK;
}

static void apply(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	const struct rulebook_file files[] = {{STR("rulebook.yaml"), str_of(rules)}};
	struct rulebook book;
	int64_t version;
	bool changed;
	if (rulebook_parse(ctx, files, 1, &book) != OK)
		fail_msg("%s", str_c(ctx->arena, problem_str(ctx->arena, ctx->problems.first)));
	db_read_end(ctx);
	assert_int_equal(rulebook_apply(ctx, files, 1, &book, &version, &changed), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

static struct stand *stand_open(enum db_engine engine)
{
	static const char *const names[PEOPLE] = {"Imogen Vale", "Ada Quill"};
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	test->ctx.actor = &access_command_line;
	s->bodies[0] = organization_new(STR("City Council"));
	s->bodies[1] = organization_new(STR("Parish"));
	for (size_t i = 0; i < PEOPLE; i++)
		s->people[i] = person_new(str_of(names[i]));
	assert_int_equal(act(s, prepare), OK);
	apply(s);
	for (size_t i = 0; i < PEOPLE; i++)
		s->actors[i] = (struct actor){
			.account_id = (int64_t)i + 1, .person_id = s->people[i].id, .name = s->people[i].name};
	test->ctx.actor = &s->actors[IMOGEN];
	s->begin = (struct declaration_begin){.register_id = STR("interests"),
					      .person_id = s->people[IMOGEN].id,
					      .tenure_id = s->tenures[0].id,
					      .source = SOURCE_PERSON,
					      .received_day = DEADLINE_NO_DAY,
					      .form_day = DEADLINE_NO_DAY};
	return s;
}

static void stand_close(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_close(s->test);
}

/* ---- Acts ---- */

static enum outcome open_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declaration_open(ctx, &s->begin, &s->id);
}

static enum outcome add_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_add(ctx, &d, s->category, s->parent, &s->item);
}

static enum outcome nil_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_nil(ctx, &d, s->category);
}

static enum outcome answer_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	const struct scheme_field *field = scheme_field(item.declared.category, s->field);
	struct value *value = arena_new(ctx->arena, struct value);
	TRY(value_parse(ctx, field, field->id, s->text, STR(""), value));
	declared_answer_set(ctx->arena, &item.declared, s->field, value, 1);
	item.whose = item.declared.whose = WHOSE_SELF;
	if (item.act == ACT_KEEP)
		item.act = ACT_CHANGE;
	return declaration_item_save(ctx, &item);
}

static enum outcome end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	item.act = ACT_END;
	item.end_day = site_today(ctx).n;
	return declaration_item_save(ctx, &item);
}

static enum outcome withhold_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	item.asks_withheld = true;
	item.why_withheld = STR("Threats");
	return declaration_item_save(ctx, &item);
}

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declarations_submit(
		ctx, &(struct declaration_signing){
			     .declaration = &d, .seeds = s->seeds, .n_seeds = COUNT_OF(s->seeds), .mail = &s->mail});
}

static enum outcome publish_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_publish(ctx, &d, s->seeds, COUNT_OF(s->seeds));
}

static enum outcome return_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declaration_return(ctx, s->id, s->d.version);
}

static struct declaration *load(struct stand *s)
{
	assert_int_equal(declaration_load(&s->test->ctx, s->id, &s->d), OK);
	return &s->d;
}

static void add(struct stand *s, const char *category, int64_t parent)
{
	s->category = str_of(category);
	s->parent = parent;
	assert_int_equal(act(s, add_write), OK);
}

static void answer(struct stand *s, const char *field, const char *text)
{
	s->field = str_of(field);
	s->text = str_of(text);
	assert_int_equal(act(s, answer_write), OK);
}

static void nil(struct stand *s, const char *category)
{
	s->category = str_of(category);
	assert_int_equal(act(s, nil_write), OK);
}

static bool owes(struct stand *s)
{
	struct duty_item *items;
	size_t n;
	assert_int_equal(duties_of_person(&s->test->ctx, s->people[IMOGEN].id, &items, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_eq(items[i].duty, STR("declare")) && items[i].o.tenure_id == s->tenures[0].id)
			return items[i].o.status == OBLIGATION_OWED;
	fail_msg("no such duty");
	return false;
}

/* A first declaration: paid work with a payment, nothing in land. */
static void declare_first(struct stand *s)
{
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	int64_t work = s->item;
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "paid");
	answer(s, "pay", "1,200");
	add(s, "payment", work);
	answer(s, "when", "2026-02-01");
	nil(s, "land");
	assert_int_equal(act(s, sign_write), OK);
}

/* ---- Tests ---- */

static void whom_a_register_is_for(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct register_for *registers;
	struct register_for one;
	size_t n;
	assert_int_equal(registers_for_person(&s->test->ctx, s->people[IMOGEN].id, &registers, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(registers[0].n, 1); /* of the council alone */
	assert_int_equal(registers[1].n, 2);
	assert_int_equal(register_for_person(&s->test->ctx, s->people[ADA].id, STR("interests"), &one), NOT_FOUND);
	assert_int_equal(register_for_person(&s->test->ctx, s->people[ADA].id, STR("jobs"), &one), OK);
	assert_ptr_equal(register_for_duty(registers, n, STR("declare")), registers[0].scheme);
	assert_null(register_for_duty(registers, n, STR("other")));
	stand_close(s);
}
ON_BOTH(whom_a_register_is_for)

static void nothing_unfinished_is_signed(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct ctx *ctx = &s->test->ctx;
	size_t n;
	assert_int_equal(act(s, open_write), OK);
	int64_t first = s->id;
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(s->id, first);
	assert_int_equal(act(s, sign_write), INVALID);
	add(s, "work", 0);
	int64_t work = s->item;
	assert_int_equal(task_state_of(ctx, load(s), STR("work"), &n), TASK_UNFINISHED);
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_OPEN);
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "paid");
	assert_true(item_faults(ctx, declaration_item_of(load(s), work)) > 0); /* the pay is asked now */
	answer(s, "kind", "unpaid");
	assert_int_equal(item_faults(ctx, declaration_item_of(load(s), work)), 0);
	assert_int_equal(task_state_of(ctx, load(s), STR("work"), &n), TASK_DONE);
	s->category = STR("work");
	assert_int_equal(act(s, nil_write), INVALID); /* something is declared there */
	nil(s, "land");
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_NIL);
	add(s, "land", 0); /* and not nothing after all */
	assert_int_equal(task_state_of(ctx, load(s), STR("land"), &n), TASK_UNFINISHED);
	assert_int_equal(act(s, sign_write), INVALID);
	assert_true(owes(s));
	s->category = STR("payment");
	s->parent = 0;
	assert_int_equal(act(s, add_write), NOT_FOUND); /* belongs to work */
	stand_close(s);
}
ON_BOTH(nothing_unfinished_is_signed)

static void what_is_signed_stands(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	declare_first(s);
	load(s);
	assert_int_equal(s->d.state, DECLARATION_ACCEPTED);
	assert_int_equal(s->d.says, SAYS_ENTRIES);
	assert_int_equal(s->d.n_puts, 3);
	assert_int_equal(s->d.puts[1].entry.parent_id, s->d.puts[0].id);
	assert_true(s->d.record_id.n > 0);
	assert_false(owes(s));
	struct entry entry;
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), OK);
	assert_int_equal(entry.version, 1);
	assert_int_equal(entry.declaration_id, s->id);
	assert_int_equal(act(s, sign_write), CONFLICT); /* once */
	/* Nothing has changed: no entry moves. */
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(load(s)->n_items, 3);
	assert_int_equal(s->d.n_puts, 0);
	assert_int_equal(s->d.items[1].parent_id, s->d.items[0].id);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->says, SAYS_UNCHANGED);
	stand_close(s);
}
ON_BOTH(what_is_signed_stands)

static void one_entry_changes_and_another_ends(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	declare_first(s);
	assert_int_equal(act(s, open_write), OK);
	load(s);
	s->item = s->d.items[0].id;
	int64_t work = s->d.items[0].entry_id, land = s->d.items[2].entry_id;
	assert_true(s->d.items[2].is_nil);
	answer(s, "employer", "Ropery");
	add(s, "land", 0);
	answer(s, "place", "2 Quay Street");
	load(s);
	assert_int_equal(s->d.n_puts, 3); /* changed, nil ended, new */
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, work, &entry), OK);
	assert_int_equal(entry.version, 2);
	assert_int_equal(entry.act, ENTRY_CHANGED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, land, &entry), OK);
	assert_int_equal(entry.act, ENTRY_ENDED);
	assert_int_equal(act(s, open_write), OK);
	assert_int_equal(load(s)->n_items, 3); /* the nil one is over */
	s->item = s->d.items[0].id;
	int64_t stale = s->id;
	/* Somebody else changed the entry meanwhile: what rests on the older version is not put. */
	answer(s, "employer", "Chandlery");
	s->begin.source = SOURCE_PAPER;
	s->begin.received_day = site_today(&s->test->ctx).n - 2;
	assert_int_equal(act(s, open_write), OK);
	assert_true(s->id != stale);
	load(s);
	s->item = s->d.items[0].id;
	assert_int_equal(act(s, end_write), OK);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->received_day, s->begin.received_day);
	s->id = stale;
	assert_int_equal(act(s, sign_write), CONFLICT);
	stand_close(s);
}
ON_BOTH(one_entry_changes_and_another_ends)

static void nothing_to_declare_in_all(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, open_write), OK);
	nil(s, "land");
	nil(s, "");
	assert_int_equal(load(s)->n_items, 1);
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->says, SAYS_NIL);
	assert_false(owes(s));
	stand_close(s);
}
ON_BOTH(nothing_to_declare_in_all)

static void what_is_reviewed_waits_and_returns(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	s->begin.register_id = STR("jobs");
	assert_int_equal(act(s, open_write), OK);
	int64_t first = s->id;
	assert_int_equal(act(s, open_write), OK);
	assert_true(s->id != first); /* each by itself */
	add(s, "job", 0);
	answer(s, "who", "Ferry");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_SUBMITTED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), NOT_FOUND);
	struct declaration *waiting;
	size_t n;
	assert_int_equal(declarations_in_state(&s->test->ctx, DECLARATION_SUBMITTED, STR("jobs"), &waiting, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(act(s, return_write), OK);
	assert_int_equal(act(s, return_write), CONFLICT);
	assert_int_equal(load(s)->state, DECLARATION_RETURNED);
	answer(s, "who", "Ferry line");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(act(s, publish_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_ACCEPTED);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, s->d.puts[0].id, &entry), OK);
	stand_close(s);
}
ON_BOTH(what_is_reviewed_waits_and_returns)

static void what_waits_counts_towards_limits(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	const struct scheme_threshold threshold = {.value = STR("worth"), .day = STR("day"), .by = STR("who")};
	struct gift *gifts;
	size_t n;
	s->begin.register_id = STR("jobs");
	assert_int_equal(act(s, open_write), OK);
	add(s, "job", 0);
	answer(s, "who", "Ferry");
	answer(s, "worth", "$40");
	answer(s, "day", "2026-05-12");
	const enum declaration_state states[] = {DECLARATION_DRAFT, DECLARATION_SUBMITTED, DECLARATION_ACCEPTED};
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		if (i)
			assert_int_equal(act(s, i == 1 ? sign_write : publish_write), OK);
		assert_int_equal(load(s)->state, states[i]);
		assert_int_equal(
			gifts_of_person(&s->test->ctx, s->d.scheme, &threshold, s->people[IMOGEN].id, &gifts, &n), OK);
		assert_int_equal(n, i ? 1 : 0);
		if (n)
			assert_int_equal(gifts[0].least, 4000);
	}
	assert_int_equal(gifts_of_person(&s->test->ctx, s->d.scheme, &threshold, s->people[ADA].id, &gifts, &n), OK);
	assert_int_equal(n, 0);
	stand_close(s);
}
ON_BOTH(what_waits_counts_towards_limits)

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declarations_forget_entry(ctx, s->d.puts[0].id);
}

static void what_should_be_withheld_waits(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "unpaid");
	assert_int_equal(act(s, withhold_write), OK);
	nil(s, "land");
	assert_int_equal(act(s, sign_write), OK);
	assert_int_equal(load(s)->state, DECLARATION_SUBMITTED);
	assert_true(s->d.asks_withheld[0]);
	assert_false(s->d.asks_withheld[1]);
	assert_int_equal(act(s, forget_write), OK);
	load(s);
	assert_true(str_eq(item_summary(&s->test->ctx, &s->d.items[0]), STR("Withheld or removed")));
	assert_int_equal(s->d.items[0].why_withheld.n, 0);
	stand_close(s);
}
ON_BOTH(what_should_be_withheld_waits)

/* ---- Homes (S2) ---- */

static enum outcome permit_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_put(ctx, &(struct home_permission){.person_id = s->people[IMOGEN].id,
								  .given_day = site_today(ctx).n,
								  .place = STR("Folder 7")});
}

static enum outcome revoke_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return home_permission_revoke(ctx, s->people[IMOGEN].id, 1);
}

static enum outcome as_office(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	const struct actor *before = s->test->ctx.actor;
	s->test->ctx.actor = &access_command_line;
	enum outcome outcome = act(s, fn);
	s->test->ctx.actor = before;
	return outcome;
}

/* What the publication log has of the only entry with a home. */
static bool shows_home(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	struct entry_filter filter = {
		.register_id = STR("interests"), .category = STR("land"), .as_at = DEADLINE_NO_DAY, .most = 10};
	struct journal_record record;
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	assert_int_equal(registers_known_at(ctx, INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(ctx, &filter, &entries, &n, &key, &id), OK);
	assert_int_equal(n, 1);
	assert_int_equal(journal_find(ctx, entries[0].record_id, 0, &record), OK);
	return str_find(record.content, STR("Lantern"), 0) != STR_NPOS;
}

static void declare_home(struct stand *s, const char *place)
{
	s->test->ctx.now_ms += 1000;
	assert_int_equal(act(s, open_write), OK);
	if (load(s)->n_items == 0) {
		nil(s, "work");
		add(s, "land", 0);
	}
	for (size_t i = 0; i < s->d.n_items; i++)
		if (str_eq(s->d.items[i].category, STR("land")))
			s->item = s->d.items[i].id;
	answer(s, "place", place);
	assert_int_equal(act(s, sign_write), OK);
}

static void a_home_is_shown_while_its_person_permits_it(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	declare_home(s, "(home) 1 Lantern Steps");
	assert_false(shows_home(s));
	assert_int_equal(as_office(s, permit_write), OK);
	declare_home(s, "(home) 2 Lantern Steps");
	assert_true(shows_home(s));
	assert_int_equal(as_office(s, revoke_write), OK);
	declare_home(s, "(home) 3 Lantern Steps");
	assert_false(shows_home(s));
	stand_close(s);
}
ON_BOTH(a_home_is_shown_while_its_person_permits_it)

static enum outcome prefill_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct rulebook *book;
	int64_t version;
	struct value *value = arena_new(ctx->arena, struct value);
	*value = (struct value){.state = VALUE_GIVEN, .text = STR("Ferry")};
	struct answer *given = arena_new(ctx->arena, struct answer);
	*given = (struct answer){.field = STR("who"), .values = value, .n = 1};
	TRY(rulebook_current(ctx, &book, &version));
	const struct scheme *scheme = rulebook_scheme(book, STR("jobs"));
	const struct declared declared = {.scheme = scheme,
					  .category = scheme_category(scheme, STR("job")),
					  .whose = WHOSE_SELF,
					  .answers = given,
					  .n_answers = 1};
	return declaration_prefill(ctx, STR("jobs"), STR("job"), s->people[IMOGEN].id, s->tenures[0].id, &declared,
				   &s->id);
}

static void another_page_fills_in(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(act(s, prefill_write), OK);
	load(s);
	assert_int_equal(s->d.n_items, 1);
	assert_true(str_eq(item_summary(&s->test->ctx, &s->d.items[0]), STR("Ferry")));
	s->test->ctx.actor = &s->actors[ADA];
	assert_int_equal(act(s, prefill_write), FORBIDDEN);
	stand_close(s);
}
ON_BOTH(another_page_fills_in)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(whom_a_register_is_for),        BOTH(nothing_unfinished_is_signed),
		BOTH(what_is_signed_stands),         BOTH(one_entry_changes_and_another_ends),
		BOTH(nothing_to_declare_in_all),     BOTH(what_is_reviewed_waits_and_returns),
		BOTH(what_should_be_withheld_waits), BOTH(a_home_is_shown_while_its_person_permits_it),
		BOTH(another_page_fills_in),         BOTH(what_waits_counts_towards_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
