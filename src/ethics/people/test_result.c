/* The result of an election beside who sits. */
#include "base/testing.h"

#include "people/result.h"

enum { LAST = 20000, FIRST = 20001 };
enum { NORTH = 1, SOUTH };

/* Two wards of two and three seats, and a mayor whose post has no row. */
struct stand {
	struct arena *arena;
	struct post posts[2];
	struct person persons[40];
	struct tenure tenures[40];
	struct person_name names[4];
	struct identifier identifiers[4];
	struct result_world world;
	struct paste_row rows[40];
	struct result_answer answers[8];
	struct result_order order;
	struct result result;
};

static struct stand *stand_new(struct arena *arena)
{
	struct stand *s = arena_new(arena, struct stand);
	s->arena = arena;
	s->posts[0] = (struct post){.id = NORTH,
				    .label = STR("Member, North Ward"),
				    .role = STR("Member"),
				    .area = STR("North Ward"),
				    .seats = 2};
	s->posts[1] = (struct post){.id = SOUTH,
				    .label = STR("Member, South Ward"),
				    .role = STR("Member"),
				    .area = STR("South Ward"),
				    .seats = 3};
	s->world.posts = s->posts;
	s->world.n_posts = 2;
	s->world.persons = s->persons;
	s->world.tenures = s->tenures;
	s->world.details.names = s->names;
	s->world.details.identifiers = s->identifiers;
	s->order = (struct result_order){
		.scope = RESULT_WHOLE, .first_day = FIRST, .last_day = LAST, .rows = s->rows, .answers = s->answers};
	return s;
}

static int64_t add_person(struct stand *s, const char *name)
{
	struct person *p = &s->persons[s->world.n_persons++];
	*p = person_new(str_of(name));
	p->id = (int64_t)s->world.n_persons;
	return p->id;
}

/* post 0: the mayor. */
static int64_t add_member(struct stand *s, const char *name, int64_t post, int32_t to_day)
{
	struct tenure *t = &s->tenures[s->world.n_tenures++];
	int64_t id = add_person(s, name);
	*t = (struct tenure){.id = 100 + id,
			     .person_id = id,
			     .post_id = post,
			     .post = post ? s->posts[post - 1].label : STR("Mayor"),
			     .category = TENURE_ELECTED,
			     .from_day = 18000,
			     .to_day = to_day};
	return id;
}

static void add_row(struct stand *s, const char *name, const char *post, const char *area)
{
	struct paste_row *row = &s->rows[s->order.n_rows++];
	*row = (struct paste_row){
		.line = (int64_t)s->order.n_rows, .name = str_of(name), .post = str_of(post), .area = str_of(area)};
}

static void answer(struct stand *s, const char *name, const char *value)
{
	s->answers[s->order.n_answers++] = (struct result_answer){str_of(name), str_of(value)};
}

static struct str person_answer(struct stand *s, int64_t id)
{
	return id_str(s->arena, id);
}

static const struct result_line *line(struct stand *s, size_t i)
{
	return &s->result.lines[i];
}

static const struct result_term *term_of(struct stand *s, int64_t person_id)
{
	for (size_t i = 0; i < s->result.n_terms; i++)
		if (s->result.terms[i].tenure->person_id == person_id)
			return &s->result.terms[i];
	fail_msg("no term of %lld", (long long)person_id);
	return NULL;
}

static enum outcome match(struct stand *s)
{
	struct ctx ctx = {.arena = s->arena};
	result_match(s->arena, &s->world, &s->order, &s->result);
	enum outcome outcome = result_check(&ctx, &s->order, &s->result);
	return outcome;
}

static int32_t vacant(struct stand *s, const char *label)
{
	for (size_t i = 0; i < s->result.n_seats; i++)
		if (str_eq(s->result.seats[i].label, str_of(label)))
			return s->result.seats[i].vacant;
	return 0;
}

#define BEGIN                                                                                                          \
	(void)state;                                                                                                   \
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);                                                     \
	struct stand *s = stand_new(arena)

static void a_whole_council(void **state)
{
	BEGIN;
	int64_t again = add_member(s, "Imogen Vale", NORTH, TENURE_OPEN);
	int64_t moves = add_member(s, "Tobias Renn", NORTH, TENURE_OPEN);
	int64_t left = add_member(s, "Hana Mori", SOUTH, TENURE_OPEN);
	int64_t over = add_member(s, "Otto Brandvold", SOUTH, LAST);
	int64_t mayor = add_member(s, "Ada Quill", 0, TENURE_OPEN);
	add_row(s, "imogen vale", "", "North Ward");
	add_row(s, "Tobias Renn", "Councillor", "South Ward");
	add_row(s, "Ruth Okafor", "Member", "South Ward");
	add_row(s, "Ada Quill", "mayor", "");
	assert_int_equal(match(s), OK);
	assert_int_equal(line(s, 0)->kind, RESULT_REELECTED);
	assert_int_equal(line(s, 1)->kind, RESULT_MOVED);
	assert_ptr_equal(line(s, 1)->post, &s->posts[1]);
	assert_int_equal(line(s, 2)->kind, RESULT_NEW);
	assert_text(line(s, 2)->seat, "Member, South Ward");
	assert_int_equal(line(s, 3)->kind, RESULT_REELECTED);
	assert_text(line(s, 3)->seat, "Mayor");
	assert_int_equal(term_of(s, again)->fate, FATE_ENDS);
	assert_int_equal(term_of(s, moves)->fate, FATE_ENDS);
	assert_int_equal(term_of(s, left)->fate, FATE_ENDS);
	assert_int_equal(term_of(s, over)->fate, FATE_OVER);
	assert_int_equal(term_of(s, mayor)->fate, FATE_ENDS);
	assert_int_equal(result_leaving(&s->result), 1);
	assert_int_equal(vacant(s, "Member, North Ward"), 1);
	assert_int_equal(vacant(s, "Member, South Ward"), 1);
	assert_int_equal(vacant(s, "Mayor"), 0);
}

static void who_was_not_up_stays(void **state)
{
	BEGIN;
	int64_t stays = add_member(s, "Imogen Vale", NORTH, TENURE_OPEN);
	int64_t resigned = add_member(s, "Tobias Renn", NORTH, TENURE_OPEN);
	add_row(s, "Ruth Okafor", "", "North Ward");
	answer(s, str_c(arena, str_fmt(arena, "term-%.*s", STR_ARG(person_answer(s, 100 + stays)))), "stays");
	answer(s, str_c(arena, str_fmt(arena, "term-%.*s", STR_ARG(person_answer(s, 100 + resigned)))), "resigned");
	assert_int_equal(match(s), OK);
	assert_int_equal(term_of(s, stays)->fate, FATE_STAYS);
	assert_int_equal(term_of(s, resigned)->ending, ENDING_RESIGNED);
	/* The other would stay too: then there is one too many. */
	s->answers[1].value = STR("stays");
	assert_int_equal(match(s), INVALID);
}

static void these_seats_only(void **state)
{
	BEGIN;
	s->order.scope = RESULT_SEATS;
	int64_t north = add_member(s, "Imogen Vale", NORTH, TENURE_OPEN);
	int64_t other = add_member(s, "Hana Mori", SOUTH, TENURE_OPEN);
	int64_t mayor = add_member(s, "Ada Quill", 0, TENURE_OPEN);
	/* A by-election: one of two seats was free. */
	add_row(s, "Ruth Okafor", "", "North Ward");
	assert_int_equal(match(s), OK);
	assert_int_equal(term_of(s, north)->fate, FATE_STAYS);
	assert_int_equal(term_of(s, other)->fate, FATE_STAYS);
	/* Both seats are held: who leaves, only a person knows. */
	int64_t second = add_member(s, "Tobias Renn", NORTH, TENURE_OPEN);
	assert_int_equal(match(s), INVALID);
	assert_int_equal(term_of(s, north)->fate, FATE_ASKED);
	answer(s, str_c(arena, str_fmt(arena, "term-%.*s", STR_ARG(person_answer(s, 100 + second)))), "term over");
	assert_int_equal(match(s), OK);
	assert_int_equal(term_of(s, north)->fate, FATE_STAYS);
	/* Who sat alone has a successor. */
	add_row(s, "Otto Brandvold", "Mayor", "");
	assert_int_equal(match(s), OK);
	assert_int_equal(term_of(s, mayor)->fate, FATE_ENDS);
}

static void names_are_recognised_or_asked(void **state)
{
	BEGIN;
	int64_t married = add_member(s, "Imogen Vale-Renn", NORTH, TENURE_OPEN);
	int64_t numbered = add_member(s, "Hana Mori", NORTH, TENURE_OPEN);
	add_member(s, "Ruth Okafor", SOUTH, TENURE_OPEN);
	add_member(s, "John Smith", SOUTH, TENURE_OPEN);
	add_person(s, "John Smith");
	int64_t staff = add_person(s, "Otto Brandvold");
	s->names[s->world.details.n_names++] =
		(struct person_name){.person_id = married, .kind = NAME_BALLOT, .name = STR("Imogen Vale")};
	s->identifiers[s->world.details.n_identifiers++] =
		(struct identifier){.subject_id = numbered, .scheme = STR("id"), .value = STR("4711")};
	add_row(s, "Imogen Vale", "", "North Ward");
	add_row(s, "H. M. Somebody", "", "North Ward");
	s->rows[1].identifier = STR("4711");
	assert_int_equal(match(s), OK);
	assert_int_equal(line(s, 0)->person->id, married);
	assert_int_equal(line(s, 1)->person->id, numbered);
	add_row(s, "R. Okafor", "", "South Ward");
	add_row(s, "John Smith", "", "South Ward");
	add_row(s, "Otto Brandvold", "", "South Ward");
	assert_int_equal(match(s), INVALID);
	assert_int_equal(line(s, 2)->kind, RESULT_ASKED);
	assert_true(line(s, 2)->similar);
	assert_int_equal(line(s, 3)->n_like, 2);
	assert_int_equal(line(s, 4)->kind, RESULT_ASKED);
	answer(s, "line-3", "new");
	answer(s, "line-4", "out");
	answer(s, "line-5", str_c(arena, person_answer(s, staff)));
	assert_int_equal(match(s), OK);
	assert_int_equal(line(s, 2)->kind, RESULT_NEW);
	assert_int_equal(line(s, 3)->kind, RESULT_OUT);
	assert_int_equal(line(s, 4)->kind, RESULT_KNOWN);
	/* A row without a seat means the one that they stood for. */
	const struct tenure stands = {
		.person_id = staff, .category = TENURE_CANDIDATE, .post = STR("member, south ward")};
	s->world.candidates = &stands;
	s->world.n_candidates = 1;
	s->rows[4].area = STR("");
	assert_int_equal(match(s), OK);
	assert_ptr_equal(line(s, 4)->post, &s->posts[1]);
}

static void what_cannot_be_is_refused(void **state)
{
	BEGIN;
	int64_t dead = add_member(s, "Imogen Vale", NORTH, 18500);
	s->persons[dead - 1].died_day = 18500;
	add_row(s, "Imogen Vale", "", "North Ward");
	assert_int_equal(match(s), INVALID);
	answer(s, "line-1", "new");
	assert_int_equal(match(s), OK);
	add_row(s, "Hana Mori", "", "North Ward");
	add_row(s, "hana mori", "", "South Ward");
	assert_int_equal(match(s), INVALID); /* twins */
	assert_true(line(s, 1)->twin);
	answer(s, "line-2", "new");
	answer(s, "line-3", "new");
	assert_int_equal(match(s), OK);
	add_row(s, "Ada Quill", "", "North Ward");
	assert_int_equal(match(s), INVALID); /* three for two seats */
	answer(s, "line-4", "out");
	assert_int_equal(match(s), OK);
	add_member(s, "Tobias Renn", SOUTH, TENURE_OPEN);
	add_row(s, "Tobias Renn", "", "South Ward");
	assert_int_equal(match(s), OK);
	add_row(s, "Tobias Renn", "Mayor", "");
	assert_int_equal(match(s), INVALID); /* one person twice */
	s->order.n_rows = 4;
	add_row(s, "Ada Quill", "", "");
	assert_int_equal(match(s), INVALID); /* no seat */
	s->order.last_day = FIRST;
	s->order.n_rows = 1;
	assert_int_equal(match(s), INVALID);
}

static void a_result_that_is_here_already(void **state)
{
	BEGIN;
	add_member(s, "Imogen Vale", NORTH, LAST);
	s->tenures[s->world.n_tenures++] = (struct tenure){.id = 900,
							   .person_id = 1,
							   .post_id = NORTH,
							   .post = s->posts[0].label,
							   .category = TENURE_ELECTED,
							   .from_day = FIRST,
							   .to_day = TENURE_OPEN};
	add_row(s, "Imogen Vale", "", "North Ward");
	assert_int_equal(match(s), OK);
	assert_int_equal(line(s, 0)->kind, RESULT_DONE);
	assert_int_equal(s->result.n_terms, 1);
	assert_int_equal(s->result.terms[0].fate, FATE_OVER);
	assert_int_equal(vacant(s, "Member, North Ward"), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_council),           cmocka_unit_test(who_was_not_up_stays),
		cmocka_unit_test(these_seats_only),          cmocka_unit_test(names_are_recognised_or_asked),
		cmocka_unit_test(what_cannot_be_is_refused), cmocka_unit_test(a_result_that_is_here_already),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
