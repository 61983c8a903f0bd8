/* What entries give others to see to, and what is asked again (S14), on both engines. */
#define RULES                                                                                                          \
	"rulebook: {id: t, title: T, currency: GBP}\n"                                                                 \
	"events:\n"                                                                                                    \
	"  - {id: in-line, text: a relative in the line}\n"                                                            \
	"  - {id: in-award, text: a relative in an award}\n"                                                           \
	"  - {id: declared, text: relatives were declared}\n"                                                          \
	"duties:\n"                                                                                                    \
	"  - {id: arrange, title: See to it, kind: task, rows: [{due: 14 days after in-line, source: S}]}\n"           \
	"  - {id: award, title: See to the award, kind: task, rows: [{due: 14 days after in-award, source: S}]}\n"     \
	"  - {id: yearly, title: Confirm, kind: declaration, rows: [{due: 12 months after declared, source: S}]}\n"    \
	"registers:\n"                                                                                                 \
	"  - id: family\n"                                                                                             \
	"    title: Family on staff\n"                                                                                 \
	"    nil: yes\n"                                                                                               \
	"    public: counts\n"                                                                                         \
	"    duties: [yearly]\n"                                                                                       \
	"    reconfirm: declared\n"                                                                                    \
	"    source: A code\n"                                                                                         \
	"    categories:\n"                                                                                            \
	"      - id: relative\n"                                                                                       \
	"        title: Relatives\n"                                                                                   \
	"        fields:\n"                                                                                            \
	"          - {id: who, name: Who, kind: person, shown: office, required: yes}\n"                               \
	"          - {id: reports, name: Reports, kind: yes-no, shown: office, required: yes}\n"                       \
	"          - {id: award, name: Award, kind: yes-no, shown: office, required: yes}\n"                           \
	"    tasks:\n"                                                                                                 \
	"      - {when: {reports: yes}, event: in-line, line: who}\n"                                                  \
	"      - {when: {award: yes}, event: in-award}\n"

#include "registers/declare.h"
#include "registers/review.h"
#include "registers/tasks.h"
#include "registers/test/entries.h"

static const struct actor officer = {
	.account_id = 41,
	.name = STR_INIT("Ombra Fenn"),
	.grants = (const struct grant[]){{.id = 1, .account_id = 41, .role = ROLE_OFFICER, .to = {INT32_MAX}}},
	.n_grants = 1,
};

/* Imogen Vale's manager is Bruno Ashgrove, whose manager is Corin Head. */
struct line {
	struct stand *s;
	struct person head;
	struct tenure head_term;
	struct entry_task task;
	struct str text;
	int64_t version;
};
static struct line line;

static enum outcome line_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	enum people_change change;
	TRY(people_add_person(ctx, &s->seeds[0], &line.head));
	line.head_term = s->tenures[0];
	line.head_term.id = 0;
	line.head_term.person_id = line.head.id;
	TRY(people_add_tenure(ctx, &s->seeds[1], &line.head_term));
	s->tenures[0].manager_id = s->people[1].id;
	s->tenures[1].manager_id = line.head.id;
	for (size_t i = 0; i < 2; i++)
		TRY(people_put_tenure(ctx, &s->seeds[2 + i], &s->tenures[i], &change));
	return OK;
}

static struct stand *line_open(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	line = (struct line){.s = s, .head = person_new(STR("Corin Head"))};
	assert_int_equal(stand_act(s, line_write), OK);
	return s;
}

static struct ctx *as(struct stand *s, const struct actor *actor)
{
	struct ctx *ctx = stand_ctx(s);
	problems_clear(ctx);
	ctx->actor = actor;
	return ctx;
}

/* Imogen declares that relative; the entry's id. */
static int64_t relative(struct stand *s, const char *who, const char *reports, const char *award)
{
	s->test->ctx.actor = &access_command_line;
	struct entry_put *put = draft(s, s->family, "relative", 0);
	answer(s, put, "who", who);
	answer(s, put, "reports", reports);
	answer(s, put, "award", award);
	enum outcome outcome = stand_put(s);
	if (outcome != OK)
		fail_msg("%s", test_problem(&s->test->ctx, 0));
	return s->puts[0].entry_id;
}

/* The only task there is; NOT_FOUND: none. */
static enum outcome only(struct stand *s)
{
	struct entry_task *tasks;
	size_t n;
	assert_int_equal(entry_tasks(stand_ctx(s), &tasks, &n), OK);
	assert_true(n <= 1);
	if (n)
		line.task = tasks[0];
	return n ? OK : NOT_FOUND;
}

/* How many of that duty the person has in that state. */
static size_t has(struct stand *s, int64_t person_id, const char *duty, int status)
{
	struct duty_item *items;
	size_t n, found = 0;
	assert_int_equal(duties_of_person(stand_ctx(s), person_id, &items, &n), OK);
	for (size_t i = 0; i < n; i++)
		found += str_eq(items[i].duty, str_of(duty)) && items[i].o.status == status;
	return found;
}

static enum outcome arrange_write(struct ctx *ctx, void *args)
{
	(void)args;
	return entry_task_arrange(ctx, line.task.entry_id, line.task.event, line.version, line.text);
}

static enum outcome arrange(struct stand *s, const struct actor *actor, int64_t version, const char *text)
{
	line.version = version;
	line.text = str_of(text);
	(void)as(s, actor);
	return stand_act(s, arrange_write);
}

static void the_manager_sees_to_it(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	const struct actor imogen = {.account_id = 51, .person_id = s->people[0].id, .name = s->people[0].name};
	const struct actor bruno = {.account_id = 52, .person_id = s->people[1].id, .name = s->people[1].name};
	const struct actor corin = {.account_id = 53, .person_id = line.head.id, .name = line.head.name};
	(void)relative(s, "Ada Vale", "yes", "no");
	assert_int_equal(only(s), OK);
	assert_text(line.task.event, "in-line");
	assert_int_equal(line.task.holder_id, s->people[1].id);
	assert_false(line.task.is_by_line);
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_OWED), 1);
	assert_int_equal(has(s, s->people[0].id, "arrange", OBLIGATION_OWED), 0);
	assert_int_equal(arrange(s, &corin, 1, "x"), FORBIDDEN);
	assert_int_equal(arrange(s, &imogen, 1, "x"), FORBIDDEN);
	assert_int_equal(arrange(s, &bruno, 1, " "), INVALID);
	assert_int_equal(arrange(s, &bruno, 2, "Corin appraises her"), CONFLICT);
	assert_int_equal(arrange(s, &bruno, 1, "Corin appraises her"), OK);
	assert_int_equal(only(s), OK);
	assert_true(line.task.arranged_ms > 0);
	assert_text(line.task.by_name, "Bruno Ashgrove");
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_OWED), 0);
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_DONE), 1);
	/* The office may write what it knows better; nobody what is about themselves. */
	assert_int_equal(arrange(s, &officer, 2, "Corin appraises her and signs her leave"), OK);
	const struct actor own = {
		.account_id = 51, .person_id = s->people[0].id, .grants = officer.grants, .n_grants = 1};
	assert_int_equal(arrange(s, &own, 3, "Nothing to see"), INVALID);
	stand_close(s);
}
ON_BOTH(the_manager_sees_to_it)

static void whom_it_names_does_not(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	(void)relative(s, " bruno  ASHGROVE", "yes", "no");
	assert_int_equal(only(s), OK);
	assert_int_equal(line.task.holder_id, line.head.id);
	assert_int_equal(has(s, line.head.id, "arrange", OBLIGATION_OWED), 1);
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_OWED), 0);
	const struct actor own = {
		.account_id = 52, .person_id = s->people[1].id, .grants = officer.grants, .n_grants = 1};
	assert_int_equal(arrange(s, &own, 1, "Nothing to see"), INVALID);
	stand_close(s);
}
ON_BOTH(whom_it_names_does_not)

static void terms_tell_of_a_line_too(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	(void)relative(s, "Somebody Else", "no", "no");
	assert_int_equal(only(s), NOT_FOUND);
	(void)relative(s, "Corin Head", "no", "no");
	assert_int_equal(only(s), OK);
	assert_true(line.task.is_by_line);
	assert_int_equal(line.task.holder_id, s->people[1].id);
	stand_close(s);
}
ON_BOTH(terms_tell_of_a_line_too)

static enum outcome manager_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	enum people_change change;
	s->tenures[0].manager_id = s->id;
	return people_put_tenure(ctx, &s->seeds[0], &s->tenures[0], &change);
}

static void manage(struct stand *s, int64_t manager_id)
{
	s->id = manager_id;
	s->test->ctx.actor = &access_command_line;
	assert_int_equal(people_tenure(stand_ctx(s), s->tenures[0].id, &s->tenures[0]), OK);
	assert_int_equal(stand_act(s, manager_write), OK);
}

static void it_goes_on_with_the_next_manager(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	(void)relative(s, "Ada Vale", "no", "yes");
	assert_int_equal(only(s), OK);
	assert_text(line.task.event, "in-award");
	assert_int_equal(arrange(s, &officer, 1, "Corin decides"), OK);
	assert_int_equal(has(s, s->people[1].id, "award", OBLIGATION_DONE), 1);
	manage(s, line.head.id);
	assert_int_equal(only(s), OK);
	assert_int_equal(line.task.holder_id, line.head.id);
	assert_int_equal(line.task.arranged_ms, 0);
	assert_text(line.task.arranged, "Corin decides");
	assert_int_equal(has(s, line.head.id, "award", OBLIGATION_OWED), 1);
	assert_int_equal(has(s, s->people[1].id, "award", OBLIGATION_DONE), 0);
	manage(s, 0);
	assert_int_equal(only(s), OK);
	assert_int_equal(line.task.holder_id, 0);
	assert_int_equal(has(s, line.head.id, "award", OBLIGATION_OWED), 0);
	stand_close(s);
}
ON_BOTH(it_goes_on_with_the_next_manager)

static enum outcome head_ends_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure term;
	TRY(people_tenure(ctx, s->tenures[1].id, &term));
	return people_end_tenure(ctx, &s->seeds[0], &term, (struct day){site_today(ctx).n + 1});
}

static void a_term_that_is_over_gives_it_to_the_office(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	int64_t left;
	(void)relative(s, "Ada Vale", "yes", "no");
	s->test->ctx.actor = &access_command_line;
	assert_int_equal(stand_act(s, head_ends_write), OK);
	assert_int_equal(entry_tasks_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	s->test->ctx.now_ms += INT64_C(2) * 86400000;
	assert_int_equal(entry_tasks_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 1);
	db_read_end(&s->test->ctx);
	assert_int_equal(entry_tasks_run(&s->test->ctx), OK);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
	assert_int_equal(entry_tasks_left(stand_ctx(s), &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(only(s), OK);
	assert_int_equal(line.task.holder_id, 0);
	stand_close(s);
}
ON_BOTH(a_term_that_is_over_gives_it_to_the_office)

static enum outcome blank_write(struct ctx *ctx, void *args)
{
	return registers_blank(ctx, ((struct stand *)args)->id);
}

static void what_no_longer_holds_is_nothing_to_do(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	int64_t id = relative(s, "Ada Vale", "yes", "yes");
	struct entry_task *tasks;
	size_t n;
	assert_int_equal(entry_tasks(stand_ctx(s), &tasks, &n), OK);
	assert_int_equal(n, 2);
	struct entry_put *put = redraft(s, id);
	s->values[0][2].number = 0;
	s->answers[0][2].values = &s->values[0][2];
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(only(s), OK);
	assert_text(line.task.event, "in-line");
	assert_int_equal(has(s, s->people[1].id, "award", OBLIGATION_OWED), 0);
	assert_int_equal(arrange(s, &officer, 1, "Corin decides"), OK);
	s->test->ctx.actor = &access_command_line;
	put = redraft(s, id);
	put->entry.act = ENTRY_WITHDRAWN;
	put->entry.reason = STR("It was no relative");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(only(s), NOT_FOUND);
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_DONE), 0);
	/* What is erased leaves nothing of it. */
	s->id = relative(s, "Bea Vale", "yes", "no");
	assert_int_equal(only(s), OK);
	assert_int_equal(stand_act(s, blank_write), OK);
	assert_int_equal(only(s), NOT_FOUND);
	assert_int_equal(has(s, s->people[1].id, "arrange", OBLIGATION_OWED), 0);
	stand_close(s);
}
ON_BOTH(what_no_longer_holds_is_nothing_to_do)

/* ---- Asked again ---- */

static enum outcome declared_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declaration_tell_duties(ctx, &(struct declaration){
						    .id = s->id,
						    .register_id = STR("family"),
						    .person_id = s->people[0].id,
						    .tenure_id = s->tenures[0].id,
						    .source = SOURCE_PERSON,
						    .received_day = site_today(ctx).n,
						    .scheme = s->family,
						    .puts = s->puts,
						    .n_puts = 1,
					    });
}

static void declares(struct stand *s, bool is_nil)
{
	s->test->ctx.actor = &access_command_line;
	s->id++;
	s->puts[0] = (struct entry_put){.entry = {.declared = {.scheme = s->family, .is_nil = is_nil}}};
	s->puts[0].entry.act = ENTRY_DECLARED;
	assert_int_equal(stand_act(s, declared_write), OK);
}

static void what_stands_is_asked_again(enum db_engine engine)
{
	struct stand *s = line_open(engine);
	int64_t who = s->people[0].id;
	s->id = 1000;
	declares(s, false);
	assert_int_equal(has(s, who, "yearly", OBLIGATION_OWED), 1);
	s->test->ctx.now_ms += INT64_C(300) * 86400000;
	declares(s, false);
	assert_int_equal(has(s, who, "yearly", OBLIGATION_DONE), 1);
	assert_int_equal(has(s, who, "yearly", OBLIGATION_OWED), 1);
	/* Nothing stands any more: nothing is asked. */
	s->test->ctx.now_ms += INT64_C(300) * 86400000;
	declares(s, true);
	assert_int_equal(has(s, who, "yearly", OBLIGATION_DONE), 2);
	assert_int_equal(has(s, who, "yearly", OBLIGATION_OWED), 0);
	stand_close(s);
}
ON_BOTH(what_stands_is_asked_again)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(the_manager_sees_to_it),
		on_both(whom_it_names_does_not),
		on_both(terms_tell_of_a_line_too),
		on_both(it_goes_on_with_the_next_manager),
		on_both(a_term_that_is_over_gives_it_to_the_office),
		on_both(what_no_longer_holds_is_nothing_to_do),
		on_both(what_stands_is_asked_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
