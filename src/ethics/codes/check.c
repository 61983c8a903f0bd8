/* Labels that are there twice, missing, or out of their order. */
#include "codes/check_index.h"

#include "codes/import/import.h"

#define STEP_MIN 2 /* as many equal steps make a habit */
#define LETTERS  26

/* ---- Labels by number ---- */

/* `holder` is HOLDER_ANY for numbers that are found in the whole text; the others are for what numbers look like. */
#define HOLDER_ANY    SIZE_MAX
#define HOLDER_BEFORE (SIZE_MAX - 1)
#define HOLDER_SHAPE  (SIZE_MAX - 2)

struct index_slot {
	struct str number;
	size_t holder;
	size_t provision; /* 1 + its place; 0: free */
};

static uint64_t hash_of(size_t holder, struct str number)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (holder * 0x9e3779b97f4a7c15u);
	for (size_t i = 0; i < number.n; i++)
		hash = (hash ^ (unsigned char)(number.p[i] | 0x20)) * 0x100000001b3u;
	return hash ^ (hash >> 29);
}

static struct index_slot *slot_of(const struct checking *c, size_t holder, struct str number)
{
	size_t i = hash_of(holder, number) & c->mask;
	while (c->slots[i].provision && (c->slots[i].holder != holder || !str_eq_nocase(c->slots[i].number, number)))
		i = (i + 1) & c->mask;
	return &c->slots[i];
}

/* The first that comes is the one that is found. */
static void index_put(struct checking *c, size_t holder, struct str number, size_t i)
{
	struct index_slot *slot = slot_of(c, holder, number);
	if (!slot->provision)
		*slot = (struct index_slot){.number = number, .holder = holder, .provision = i + 1};
}

/* "1.2." of "1.2.9"; empty for a number without parts. */
static struct str before_last(struct str number)
{
	size_t dot = number.n;
	while (dot > 0 && number.p[dot - 1] != '.')
		dot--;
	return str_slice(number, 0, dot);
}

/* "1.:2": the first part, and how many follow. */
static struct str shape_of_number(struct arena *arena, struct str number)
{
	size_t dots = 0;
	for (size_t i = 0; i < number.n; i++)
		dots += number.p[i] == '.';
	struct str first = str_slice(number, 0, str_find_char(number, '.', 0));
	return str_fmt(arena, "%.*s:%zu", STR_ARG(first), dots);
}

bool check_has_alike(const struct checking *c, struct str number)
{
	struct str before = before_last(number);
	return before.n > 0 && (slot_of(c, HOLDER_BEFORE, before)->provision ||
				slot_of(c, HOLDER_SHAPE, shape_of_number(c->arena, number))->provision);
}

size_t check_find_absolute(const struct checking *c, struct str number)
{
	return slot_of(c, HOLDER_ANY, number)->provision;
}

size_t check_find_below(const struct checking *c, size_t holder, struct str number)
{
	return slot_of(c, holder, number)->provision;
}

/* "1.2.1" of "§ 1.2.1.", "33A" of "Rule 33A.", "a" of "(a)": the last word without what stands around it. */
static struct str number_of(struct str label)
{
	struct str rest = label, word = {0};
	while (text_next_word(&rest, &word))
		;
	static const struct str sign = STR_INIT("§");
	if (str_starts(word, sign))
		word = str_slice(word, sign.n, word.n);
	while (word.n > 0 && strchr(".:)", word.p[word.n - 1]))
		word.n--;
	size_t open = str_find_char(word, '(', 0);
	return open == STR_NPOS ? word : str_slice(word, open + 1, word.n);
}

static bool has_label(const struct checking *c, size_t i, struct label *ret_label)
{
	static const struct str dash = STR_INIT("—");
	struct str rest, label = c->p[i].label;
	/* "(d) —(1) An employee": the dash is printed between the two. */
	if (str_starts(label, dash) && label.n > dash.n)
		label = str_slice(label, dash.n, label.n);
	return c->numbers[i].n > 0 && label_take(label, ret_label, &rest) && ret_label->type != LABEL_BULLET;
}

bool check_is_absolute(const struct checking *c, size_t i)
{
	struct label label;
	return has_label(c, i, &label) &&
	       (label.type == LABEL_DECIMAL || label.type == LABEL_SIGN || label.type == LABEL_KEYWORD);
}

static bool is_only_text(const struct provision *p)
{
	return p->label.n == 0 && (p->kind == PROVISION_PARAGRAPH || p->kind == PROVISION_PREAMBLE);
}

static void index_all(struct checking *c)
{
	for (c->mask = 64; c->mask < 8 * c->n; c->mask *= 2)
		;
	c->slots = arena_array(c->arena, struct index_slot, c->mask);
	c->mask--;
	for (size_t i = 0; i < c->n; i++) {
		size_t up = i;
		while (up > 0 && c->p[up - 1].depth >= c->p[i].depth)
			up = c->parents[up - 1];
		c->parents[i] = up;
		while (up > 0 && is_only_text(&c->p[up - 1]))
			up = c->parents[up - 1];
		c->holders[i] = up;
		struct label label;
		c->numbers[i] = number_of(c->p[i].label);
		if (!has_label(c, i, &label)) {
			c->numbers[i] = (struct str){0};
			continue;
		}
		bool is_absolute = check_is_absolute(c, i);
		if (is_absolute || label.type == LABEL_INTEGER)
			index_put(c, HOLDER_ANY, c->numbers[i], i);
		if (is_absolute && before_last(c->numbers[i]).n > 0) {
			index_put(c, HOLDER_BEFORE, before_last(c->numbers[i]), i);
			index_put(c, HOLDER_SHAPE, shape_of_number(c->arena, c->numbers[i]), i);
		}
		index_put(c, c->holders[i], c->numbers[i], i);
	}
}

void check_add(struct checking *c, int32_t kind, size_t provision, const char *message, struct str a, struct str b,
	       struct str d)
{
	if (c->n_faults == c->capacity) {
		size_t more = c->capacity ? c->capacity * 2 : 16, size = sizeof(struct code_fault);
		c->faults = arena_grow(c->arena, c->faults, c->capacity * size, more * size);
		c->capacity = more;
	}
	const struct provision *p = &c->p[provision];
	c->faults[c->n_faults++] = (struct code_fault){.kind = kind,
						       .provision = provision,
						       .anchor = p->anchor,
						       .label = p->label,
						       .message = message,
						       .args = {a, b, d}};
}

/* ---- Where a label stands in its series ---- */

/* A label's last part as a number, with the letter behind it: "33A" is 33 and 1; and what stands before it: "1.2" of
 * "1.2.1". */
struct place {
	enum label_type type;
	bool is_paren;
	bool is_upper;
	struct str before;
	int64_t value;
	int64_t letter;
	int64_t as_roman;
	int64_t as_letter;
};

static bool digits_of(struct str s, struct place *place)
{
	size_t n = 0;
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || n + 1 < s.n || !str_to_i64(str_slice(s, 0, n), &place->value))
		return false;
	char c = n < s.n ? (char)(s.p[n] | 0x20) : 'a' - 1;
	place->letter = c - 'a' + 1;
	return place->letter >= 0 && place->letter <= LETTERS;
}

/* False for labels that have no place in a series. */
static bool place_of(const struct checking *c, size_t i, struct place *ret_place)
{
	struct label label;
	if (!has_label(c, i, &label))
		return false;
	struct place place = {.type = label.type,
			      .is_paren = label.is_paren,
			      .is_upper = label.is_upper,
			      .as_roman = label.as_roman,
			      .as_letter = label.as_letter};
	struct str number = c->numbers[i], last = number;
	if (label.type == LABEL_KEYWORD) {
		struct str rest = label.text;
		(void)text_next_word(&rest, &place.before);
	}
	if (label.type == LABEL_DECIMAL || label.type == LABEL_SIGN || label.type == LABEL_KEYWORD) {
		size_t dot = number.n;
		while (dot > 0 && number.p[dot - 1] != '.')
			dot--;
		if (dot > 0)
			place.before = str_slice(number, 0, dot - 1);
		last = str_slice(number, dot, number.n);
	}
	struct label letters;
	struct str rest;
	struct str closed = str_fmt(c->arena, "%.*s.", STR_ARG(last));
	*ret_place = place;
	if (digits_of(last, ret_place))
		return true;
	if (!label_take(closed, &letters, &rest) || (letters.type != LABEL_LETTER && letters.type != LABEL_ROMAN))
		return false;
	ret_place->value = letters.value;
	ret_place->as_roman = letters.as_roman;
	ret_place->as_letter = letters.as_letter;
	if (label.type != LABEL_KEYWORD)
		ret_place->type = letters.type;
	else if (letters.as_roman)
		ret_place->value = letters.as_roman;
	return true;
}

/* A series among the labels below one element. */
struct run {
	size_t holder; /* 1 + that element */
	struct place newest;
	size_t provision;
	int64_t step;      /* between the newest two; 0: there is only one */
	size_t steps;      /* as many in a row were equal */
	struct run *below; /* of the same element */
};

static bool is_same_run(const struct run *run, const struct place *place)
{
	const struct place *newest = &run->newest;
	bool is_prefixed = place->type == LABEL_DECIMAL || place->type == LABEL_SIGN;
	return newest->type == place->type && newest->is_paren == place->is_paren &&
	       newest->is_upper == place->is_upper && (is_prefixed || str_eq_nocase(newest->before, place->before));
}

/* "(i)" is the letter behind "(h)", else the roman one; likewise "(v)" and "(x)". */
static struct run *run_of(struct run *runs, struct place *place)
{
	if (place->type == LABEL_LETTER && place->as_roman) {
		struct place roman = *place;
		roman.type = LABEL_ROMAN;
		roman.value = place->as_roman;
		for (struct run *run = runs; run; run = run->below)
			if (is_same_run(run, place) && run->newest.value + 1 == place->value)
				return run;
		*place = roman;
	}
	if (place->type == LABEL_ROMAN && place->as_letter) {
		struct place letter = *place;
		letter.type = LABEL_LETTER;
		letter.value = place->as_letter;
		for (struct run *run = runs; run; run = run->below) {
			if (is_same_run(run, &letter) && run->newest.value + 1 == letter.value) {
				*place = letter;
				return run;
			}
		}
	}
	for (struct run *run = runs; run; run = run->below)
		if (is_same_run(run, place))
			return run;
	return NULL;
}

static bool is_relative(enum label_type type)
{
	return type == LABEL_PAREN_NUMBER || type == LABEL_LETTER || type == LABEL_ROMAN;
}

static void check_first(struct checking *c, size_t i, const struct place *place)
{
	if (is_relative(place->type) && place->value > 1)
		check_add(c, CODE_FAULT_GAP, i, msg("“{1}” begins a list: what comes before it may be missing"),
			  c->p[i].label, (struct str){0}, (struct str){0});
}

/* "1.6.8" behind "1.7.7": another number stands before the last. */
static bool changes_number(const struct place *a, const struct place *b)
{
	return (a->type == LABEL_DECIMAL || a->type == LABEL_SIGN) && !str_eq(a->before, b->before);
}

static void check_next(struct checking *c, size_t i, struct run *run, const struct place *place)
{
	struct str label = c->p[i].label, before = c->p[run->provision].label;
	int64_t step = place->value - run->newest.value;
	if (changes_number(&run->newest, place)) {
		check_add(c, CODE_FAULT_ORDER, i, msg("“{1}” follows “{2}”"), label, before, (struct str){0});
		run->steps = 0;
		return;
	}
	if (step == 0 && place->letter == run->newest.letter) {
		if (is_relative(place->type))
			check_add(c, CODE_FAULT_DUPLICATE, i, msg("“{1}” is there twice, here and at {2}"), label,
				  c->p[run->provision].anchor, (struct str){0});
		return;
	}
	bool is_back = step < 0 || (step == 0 && place->letter < run->newest.letter);
	bool is_habit = run->steps >= STEP_MIN && run->step == step;
	bool is_first_step = (run->step == 0 && step % 10 == 0) ||
			     (place->type == LABEL_KEYWORD && str_find_char(c->numbers[i], '.', 0) != STR_NPOS);
	if (is_back)
		check_add(c, CODE_FAULT_ORDER, i, msg("“{1}” follows “{2}”"), label, before, (struct str){0});
	else if (step > 1 && !is_habit && !is_first_step && !(run->step == step && step % 10 == 0))
		check_add(c, CODE_FAULT_GAP, i, msg("“{1}” follows “{2}”: what comes between may be missing"), label,
			  before, (struct str){0});
	run->steps = run->step == step ? run->steps + 1 : 1;
	run->step = step;
}

/* Numbers that are found in the whole text stand there once. */
static void check_absolute(struct checking *c, size_t i)
{
	if (!check_is_absolute(c, i))
		return;
	size_t first = check_find_absolute(c, c->numbers[i]);
	struct place a, b;
	bool are_alike = first && first != i + 1 && place_of(c, i, &a) && place_of(c, first - 1, &b) &&
			 a.type == b.type && (a.type != LABEL_KEYWORD || str_eq_nocase(a.before, b.before));
	if (are_alike)
		check_add(c, CODE_FAULT_DUPLICATE, i, msg("“{1}” is there twice, here and at {2}"), c->p[i].label,
			  c->p[first - 1].anchor, (struct str){0});
}

/* The runs of an element end where another of its level comes; numbers like "12." go on over headings. */
static void check_label(struct checking *c, struct run **runs, struct run **integers, size_t i)
{
	struct place place;
	if (!place_of(c, i, &place))
		return;
	check_absolute(c, i);
	size_t holder = c->parents[i];
	struct run *run = run_of(runs[holder], &place);
	bool continues = !run && place.type == LABEL_INTEGER && *integers && place.value != 1 &&
			 (*integers)->newest.value + 1 == place.value;
	if (!run) {
		run = arena_new(c->arena, struct run);
		run->holder = holder;
		run->below = runs[holder];
		runs[holder] = run;
		if (!continues)
			check_first(c, i, &place);
	} else {
		check_next(c, i, run, &place);
	}
	run->newest = place;
	run->provision = i;
	if (place.type == LABEL_INTEGER)
		*integers = run;
}

void codes_check(struct arena *arena, const struct provision *provisions, size_t n, struct code_fault **ret_faults,
		 size_t *ret_n)
{
	struct checking c = {.arena = arena,
			     .p = provisions,
			     .n = n,
			     .parents = arena_array(arena, size_t, n),
			     .holders = arena_array(arena, size_t, n),
			     .numbers = arena_array(arena, struct str, n)};
	struct run **runs = arena_array(arena, struct run *, n + 1), *integers = NULL;
	index_all(&c);
	for (size_t i = 0; i < n; i++) {
		check_label(&c, runs, &integers, i);
		check_references(&c, i);
	}
	*ret_faults = c.faults;
	*ret_n = c.n_faults;
}

/* ---- In words ---- */

const char *code_fault_name(int32_t kind)
{
	static const char *const names[] = {[CODE_FAULT_DUPLICATE] = "duplicate",
					    [CODE_FAULT_GAP] = "gap",
					    [CODE_FAULT_ORDER] = "out_of_sequence",
					    [CODE_FAULT_REFERENCE] = "reference"};
	return kind > 0 && (size_t)kind < COUNT_OF(names) ? names[kind] : "";
}

struct str code_fault_words(struct arena *arena, const struct code_fault *fault)
{
	return msg_format(arena, str_of(fault->message), fault->args, COUNT_OF(fault->args));
}
