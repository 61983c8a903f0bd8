#include "people/result.h"

#include <stdlib.h>

#include "people/paste_file.h"

/* ---- Everybody by name ---- */

struct known {
	struct str key; /* a folded name, or a number */
	const struct person *person;
	bool linked; /* sits, sat or stands here */
};

struct matching {
	struct arena *arena;
	const struct result_world *world;
	const struct result_order *order;
	struct known *names, *numbers; /* by key */
	size_t n_names, n_numbers;
	int64_t *linked; /* persons' ids, ascending */
	size_t n_linked;
	/* Folded, as the posts and the terms of the world stand. */
	struct folded_post {
		struct str label, role, area;
	} * posts;
	struct str *labels;
	const struct post **held; /* of each term: its post, by its row or by a row of that label; NULL: it has none */
	struct result *result;
};

static int by_key(const void *a, const void *b)
{
	return str_cmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int person_by_id(const void *id, const void *person)
{
	const struct person *const *p = person;
	return by_id(id, &(*p)->id);
}

static int persons_by_id(const void *a, const void *b)
{
	return by_id(&(*(const struct person *const *)a)->id, &(*(const struct person *const *)b)->id);
}

static void known_add(struct matching *m, struct known *known, size_t *n, struct str key, const struct person *person)
{
	if (!person || key.n == 0)
		return;
	known[(*n)++] = (struct known){
		.key = key,
		.person = person,
		.linked = m->n_linked && bsearch(&person->id, m->linked, m->n_linked, sizeof(*m->linked), by_id)};
}

static void linked_fill(struct matching *m)
{
	const struct result_world *w = m->world;
	m->linked = arena_array(m->arena, int64_t, w->n_tenures + w->n_candidates);
	for (size_t i = 0; i < w->n_tenures; i++)
		if (!w->tenures[i].erased_ms)
			m->linked[m->n_linked++] = w->tenures[i].person_id;
	for (size_t i = 0; i < w->n_candidates; i++)
		m->linked[m->n_linked++] = w->candidates[i].person_id;
	if (m->n_linked)
		qsort(m->linked, m->n_linked, sizeof(*m->linked), by_id);
}

static void folded_fill(struct matching *m)
{
	const struct result_world *w = m->world;
	m->posts = arena_array(m->arena, struct folded_post, w->n_posts + 1);
	m->labels = arena_array(m->arena, struct str, w->n_tenures + 1);
	for (size_t i = 0; i < w->n_posts; i++)
		m->posts[i] = (struct folded_post){text_fold(m->arena, w->posts[i].label),
						   text_fold(m->arena, w->posts[i].role),
						   text_fold(m->arena, w->posts[i].area)};
	m->held = arena_array(m->arena, const struct post *, w->n_tenures + 1);
	for (size_t i = 0; i < w->n_tenures; i++) {
		m->labels[i] = text_fold(m->arena, w->tenures[i].post);
		for (size_t j = 0; j < w->n_posts && !m->held[i]; j++)
			if (w->tenures[i].post_id ? w->tenures[i].post_id == w->posts[j].id
						  : str_eq(m->labels[i], m->posts[j].label))
				m->held[i] = &w->posts[j];
	}
}

static void known_fill(struct matching *m)
{
	const struct result_world *w = m->world;
	const struct people_details *d = &w->details;
	const struct person **ids = arena_array(m->arena, const struct person *, w->n_persons);
	m->names = arena_array(m->arena, struct known, w->n_persons + d->n_names);
	m->numbers = arena_array(m->arena, struct known, d->n_identifiers);
	for (size_t i = 0; i < w->n_persons; i++)
		ids[i] = &w->persons[i];
	if (w->n_persons == 0)
		return;
	qsort(ids, w->n_persons, sizeof(*ids), persons_by_id);
	for (size_t i = 0; i < w->n_persons; i++)
		known_add(m, m->names, &m->n_names, text_fold(m->arena, w->persons[i].name), &w->persons[i]);
	for (size_t i = 0; i < d->n_names; i++) {
		const struct person **of =
			bsearch(&d->names[i].person_id, ids, w->n_persons, sizeof(*ids), person_by_id);
		known_add(m, m->names, &m->n_names, text_fold(m->arena, d->names[i].name), of ? *of : NULL);
	}
	for (size_t i = 0; i < d->n_identifiers; i++) {
		const struct person **of =
			bsearch(&d->identifiers[i].subject_id, ids, w->n_persons, sizeof(*ids), person_by_id);
		known_add(m, m->numbers, &m->n_numbers, d->identifiers[i].value, of ? *of : NULL);
	}
	qsort(m->names, m->n_names, sizeof(*m->names), by_key);
	if (m->n_numbers)
		qsort(m->numbers, m->n_numbers, sizeof(*m->numbers), by_key);
}

/* The first of the key; the others of it stand behind. */
static size_t known_find(const struct known *known, size_t n, struct str key)
{
	size_t from = 0, to = n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (str_cmp(known[middle].key, key) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void like_add(struct result_line *line, const struct person *person)
{
	for (size_t i = 0; i < line->n_like; i++)
		if (line->like[i] == person)
			return;
	line->like[line->n_like++] = person;
}

/* ---- Names that are not quite the same ---- */

#define LIKE_MOST  8
#define WORDS_MOST 8

/* One letter more, less or another, or two changed about. */
static bool one_slip(struct str a, struct str b)
{
	size_t from = 0, end = 0;
	while (from < a.n && from < b.n && a.p[from] == b.p[from])
		from++;
	while (end < a.n - from && end < b.n - from && a.p[a.n - 1 - end] == b.p[b.n - 1 - end])
		end++;
	size_t left_a = a.n - from - end, left_b = b.n - from - end;
	if (left_a <= 1 && left_b <= 1)
		return true;
	return left_a == 2 && left_b == 2 && a.p[from] == b.p[from + 1] && a.p[from + 1] == b.p[from];
}

static size_t words_of(struct str text, struct str *words)
{
	size_t n = 0;
	while (n < WORDS_MOST && text_next_word(&text, &words[n]))
		n++;
	return n;
}

/* Both folded: one slip, the same last word and first letter ("R. Okafor" and "Ruth Okafor"), or all words of the
 * shorter in the longer ("Vale Imogen Ann"). */
static bool names_alike(struct str a, struct str b)
{
	struct str x[WORDS_MOST], y[WORDS_MOST];
	size_t nx = words_of(a, x), ny = words_of(b, y), found = 0;
	if (nx == 0 || ny == 0)
		return false;
	if (a.n > 5 && one_slip(a, b))
		return true;
	if (nx > 1 && ny > 1 && str_eq(x[nx - 1], y[ny - 1]) && x[0].p[0] == y[0].p[0])
		return true;
	size_t shorter = nx < ny ? nx : ny;
	for (size_t i = 0; i < nx; i++)
		for (size_t j = 0; j < ny; j++)
			if (str_eq(x[i], y[j])) {
				found++;
				break;
			}
	return shorter > 1 && found >= shorter;
}

/* ---- Who a line is ---- */

/* Two new people of one name, unless somebody said so, may be one who stands there twice. */
static void twins_ask(struct matching *m)
{
	struct result *r = m->result;
	struct str *keys = arena_array(m->arena, struct str, r->n_lines + 1);
	for (size_t i = 0; i < r->n_lines; i++)
		keys[i] = r->lines[i].kind == RESULT_NEW ? text_fold(m->arena, r->lines[i].row->name) : STR("");
	for (size_t i = 0; i < r->n_lines; i++)
		for (size_t j = i + 1; keys[i].n && j < r->n_lines; j++)
			if (str_eq(keys[i], keys[j]))
				r->lines[i].twin = r->lines[j].twin = true;
	for (size_t i = 0; i < r->n_lines; i++)
		if (r->lines[i].twin && !r->lines[i].answered)
			r->lines[i].kind = RESULT_ASKED;
}

static struct str answer_of(const struct result_order *order, const char *field)
{
	for (size_t i = 0; i < order->n_answers; i++)
		if (str_eq(order->answers[i].name, str_of(field)))
			return order->answers[i].value;
	return (struct str){0};
}

static void like_fill(struct matching *m, struct result_line *line, bool *ret_sure)
{
	struct str folded = text_fold(m->arena, line->row->name);
	line->like = arena_array(m->arena, const struct person *, LIKE_MOST);
	*ret_sure = false;
	if (line->row->identifier.n) {
		size_t at = known_find(m->numbers, m->n_numbers, line->row->identifier);
		for (;
		     at < m->n_numbers && line->n_like < LIKE_MOST && str_eq(m->numbers[at].key, line->row->identifier);
		     at++)
			like_add(line, m->numbers[at].person);
		*ret_sure = line->n_like == 1;
		if (line->n_like)
			return;
	}
	bool is_linked = false;
	for (size_t at = known_find(m->names, m->n_names, folded);
	     at < m->n_names && line->n_like < LIKE_MOST && str_eq(m->names[at].key, folded); at++) {
		is_linked |= m->names[at].linked;
		like_add(line, m->names[at].person);
	}
	*ret_sure = line->n_like == 1 && is_linked;
	line->similar = line->n_like == 0;
	for (size_t i = 0; line->similar && i < m->n_names && line->n_like < LIKE_MOST; i++)
		if (m->names[i].linked && names_alike(folded, m->names[i].key))
			like_add(line, m->names[i].person);
}

static void line_person(struct matching *m, struct result_line *line)
{
	bool sure;
	int64_t id;
	struct str answer = answer_of(m->order, line->field);
	like_fill(m, line, &sure);
	line->kind = line->n_like ? RESULT_ASKED : RESULT_NEW;
	if (line->row->not_elected || str_eq(answer, STR("out"))) {
		line->kind = RESULT_OUT;
		return;
	}
	line->answered = str_eq(answer, STR("new"));
	if (line->answered) {
		line->kind = RESULT_NEW;
		return;
	}
	if (sure)
		line->person = line->like[0];
	for (size_t i = 0; id_parse(answer, &id) && i < line->n_like; i++)
		if (line->like[i]->id == id) {
			line->person = line->like[i];
			line->answered = true;
		}
	if (line->person)
		line->kind = RESULT_KNOWN;
}

/* ---- Which seat ---- */

/* Whoever stands in for an absent member takes no seat. */
static bool has_seat(const struct tenure *t)
{
	return !t->erased_ms && !t->substitute_for &&
	       (t->category == TENURE_ELECTED || t->category == TENURE_APPOINTED);
}

static bool sits(const struct matching *m, const struct tenure *t)
{
	return has_seat(t) && t->from_day <= m->order->last_day && t->to_day >= m->order->last_day;
}

/* Begins behind the last day and holds on the first one. */
static bool is_begun(const struct matching *m, const struct tenure *t)
{
	return has_seat(t) && t->from_day > m->order->last_day && t->from_day <= m->order->first_day &&
	       t->to_day >= m->order->first_day;
}

/* Is the term one of this seat? `label` is folded. */
static bool seat_eq(const struct matching *m, const struct post *post, struct str label, const struct tenure *t)
{
	size_t i = (size_t)(t - m->world->tenures);
	return m->held[i] == post && (post || (label.n > 0 && str_eq(m->labels[i], label)));
}

/* The only post whose area is this, or whose label says it; both folded. */
static const struct post *post_of_area(const struct matching *m, struct str area, struct str role)
{
	const struct post *found = NULL;
	for (size_t i = 0; area.n && i < m->world->n_posts; i++) {
		const struct folded_post *post = &m->posts[i];
		if (post->area.n ? !str_eq(post->area, area) : str_find(post->label, area, 0) == STR_NPOS)
			continue;
		if (role.n && post->role.n && !str_eq(post->role, role) && !str_eq(post->area, role))
			continue;
		if (found)
			return NULL;
		found = &m->world->posts[i];
	}
	return found;
}

static const struct post *post_labelled(const struct matching *m, struct str label)
{
	for (size_t i = 0; i < m->world->n_posts; i++)
		if (str_eq(m->posts[i].label, label))
			return &m->world->posts[i];
	return NULL;
}

/* As those who sit have it written, where the seat has no row. */
static struct str label_of_sitting(const struct matching *m, struct str label, struct str otherwise)
{
	for (size_t i = 0; i < m->world->n_tenures; i++)
		if (str_eq(m->labels[i], label) && sits(m, &m->world->tenures[i]))
			return m->world->tenures[i].post;
	return otherwise;
}

static void line_seat(struct matching *m, struct result_line *line)
{
	const struct paste_row *row = line->row;
	struct str label = paste_post_label(m->arena, row, m->order->seat);
	struct str folded = text_fold(m->arena, label), area = text_fold(m->arena, row->area),
		   role = text_fold(m->arena, row->post);
	line->post = post_labelled(m, folded);
	if (!line->post)
		line->post = post_of_area(m, area, role);
	if (!line->post)
		line->post = post_of_area(m, area, STR(""));
	if (!line->post && !row->area.n)
		line->post = post_of_area(m, role, STR(""));
	line->seat = line->post ? line->post->label : label_of_sitting(m, folded, label);
}

/* Whoever stood, and whose row names no seat, has won the one that they stood for. */
static void line_candidacy(const struct matching *m, struct result_line *line)
{
	for (size_t i = 0; line->person && !line->seat.n && i < m->world->n_candidates; i++) {
		const struct tenure *t = &m->world->candidates[i];
		if (t->person_id != line->person->id)
			continue;
		struct str folded = text_fold(m->arena, t->post);
		line->post = post_labelled(m, folded);
		line->seat = line->post ? line->post->label : label_of_sitting(m, folded, t->post);
	}
}

/* What they hold now; the seat that the line says goes before others. A line without a seat means the one they hold. */
static void line_held(struct matching *m, struct result_line *line)
{
	size_t n_held = 0;
	struct str seat = text_fold(m->arena, line->seat);
	for (size_t i = 0; line->person && i < m->world->n_tenures; i++) {
		const struct tenure *t = &m->world->tenures[i];
		if (t->person_id != line->person->id)
			continue;
		bool is_same = seat_eq(m, line->post, seat, t);
		if (is_begun(m, t) && (is_same || !line->seat.n)) {
			line->kind = RESULT_DONE;
			line->seat = t->post;
			return;
		}
		if (!sits(m, t))
			continue;
		n_held++;
		bool has_same = line->held && seat_eq(m, line->post, seat, line->held);
		if (!line->held || is_same ||
		    (!has_same && line->held->category != TENURE_ELECTED && t->category == TENURE_ELECTED))
			line->held = t;
	}
	if (!line->held) {
		line_candidacy(m, line);
		return;
	}
	if (!line->seat.n && n_held == 1) {
		line->seat = line->held->post;
		line->post = m->held[line->held - m->world->tenures];
		seat = text_fold(m->arena, line->seat);
	}
	line->kind = seat_eq(m, line->post, seat, line->held) ? RESULT_REELECTED : RESULT_MOVED;
}

/* ---- Whose term is over ---- */

static struct result_seat *seat_find(struct matching *m, const struct post *post, struct str label, struct str folded)
{
	struct result *r = m->result;
	for (size_t i = 0; i < r->n_seats; i++)
		if (r->seats[i].post == post && (post || str_eq(r->seats[i].key, folded)))
			return &r->seats[i];
	r->seats[r->n_seats] = (struct result_seat){.label = label, .key = folded, .post = post};
	return &r->seats[r->n_seats++];
}

static struct result_seat *seat_of_tenure(struct matching *m, const struct tenure *t)
{
	size_t i = (size_t)(t - m->world->tenures);
	return seat_find(m, m->held[i], t->post, m->labels[i]);
}

/* The line of a seated person: of the one that holds the term before one that wins another seat. */
static const struct result_line *line_of(const struct matching *m, const struct tenure *t)
{
	const struct result_line *found = NULL;
	for (size_t i = 0; i < m->result->n_lines; i++) {
		const struct result_line *line = &m->result->lines[i];
		if (line->person && line->person->id == t->person_id && line->kind != RESULT_OUT)
			if (!found || line->held == t)
				found = line;
	}
	return found;
}

/* Elected seats: a line wins it, or somebody elected sits in it. */
static bool is_elected_seat(const struct matching *m, const struct result_seat *seat)
{
	if (seat->won > 0)
		return true;
	for (size_t i = 0; i < m->world->n_tenures; i++) {
		const struct tenure *t = &m->world->tenures[i];
		if (sits(m, t) && t->category == TENURE_ELECTED && seat_eq(m, seat->post, seat->key, t))
			return true;
	}
	return false;
}

static void terms_fill(struct matching *m)
{
	struct result *r = m->result;
	for (size_t i = 0; i < m->world->n_tenures; i++) {
		const struct tenure *t = &m->world->tenures[i];
		if (is_begun(m, t))
			seat_of_tenure(m, t)->won += t->category == TENURE_ELECTED;
		if (!sits(m, t))
			continue;
		struct result_term term = {
			.tenure = t,
			.field = str_fmt(m->arena, "term-%.*s", STR_ARG(id_str(m->arena, t->id))).p,
			.fate = FATE_ASKED,
			.ending = ENDING_TERM,
			.line = line_of(m, t),
		};
		struct str answer = answer_of(m->order, term.field);
		bool is_again = term.line && term.line->held == t && term.line->kind == RESULT_REELECTED;
		bool is_said = !is_again && answer.n && tenure_ending_parse(answer, &term.ending);
		if (t->to_day == m->order->last_day)
			term.fate = FATE_OVER;
		else if (is_again || is_said)
			term.fate = FATE_ENDS;
		else if (str_eq(answer, STR("stays")))
			term.fate = FATE_STAYS;
		r->terms[r->n_terms++] = term;
		seat_of_tenure(m, t)->sat++;
	}
}

/* What nobody said: by the scope, and by how many may hold the seat. */
static enum result_fate fate_of(struct matching *m, const struct result_term *term, struct result_seat *seat,
				int32_t undecided)
{
	bool holds_line = term->line && term->line->held == term->tenure;
	if (holds_line && term->line->kind == RESULT_MOVED)
		return FATE_ENDS;
	if (m->order->scope == RESULT_WHOLE)
		return term->tenure->category == TENURE_ELECTED || term->tenure->entry == ENTRY_CO_OPTION ||
				       is_elected_seat(m, seat)
			       ? FATE_ENDS
			       : FATE_STAYS;
	if (seat->won == 0)
		return FATE_STAYS;
	/* Of a seat without a row one knows only that whoever sat alone has a successor. */
	int32_t all = seat->post ? seat->post->seats : seat->sat == 1 ? 1 : INT32_MAX;
	int32_t room = all - seat->won - seat->stay;
	return undecided <= room ? FATE_STAYS : room <= 0 ? FATE_ENDS : FATE_ASKED;
}

static void fates_fill(struct matching *m)
{
	struct result *r = m->result;
	int32_t *undecided = arena_array(m->arena, int32_t, r->n_seats + 1);
	for (size_t i = 0; i < r->n_terms; i++) {
		struct result_seat *seat = seat_of_tenure(m, r->terms[i].tenure);
		const struct result_term *term = &r->terms[i];
		bool moves = term->line && term->line->held == term->tenure && term->line->kind == RESULT_MOVED;
		seat->stay += term->fate == FATE_STAYS;
		undecided[seat - r->seats] += term->fate == FATE_ASKED && !moves;
	}
	enum result_fate *fates = arena_array(m->arena, enum result_fate, r->n_terms + 1);
	for (size_t i = 0; i < r->n_terms; i++) {
		struct result_seat *seat = seat_of_tenure(m, r->terms[i].tenure);
		fates[i] = r->terms[i].fate == FATE_ASKED ? fate_of(m, &r->terms[i], seat, undecided[seat - r->seats])
							  : r->terms[i].fate;
	}
	for (size_t i = 0; i < r->n_terms; i++) {
		seat_of_tenure(m, r->terms[i].tenure)->stay += r->terms[i].fate == FATE_ASKED && fates[i] == FATE_STAYS;
		r->terms[i].fate = fates[i];
	}
}

static void vacancies_fill(struct matching *m)
{
	for (size_t i = 0; i < m->result->n_seats; i++) {
		struct result_seat *seat = &m->result->seats[i];
		int32_t all = seat->post ? seat->post->seats : seat->sat;
		int32_t held = seat->stay + seat->won;
		seat->vacant = is_elected_seat(m, seat) && held < all ? all - held : 0;
	}
}

void result_match(struct arena *arena, const struct result_world *world, const struct result_order *order,
		  struct result *ret_result)
{
	struct result result = {
		.lines = arena_array(arena, struct result_line, order->n_rows),
		.terms = arena_array(arena, struct result_term, world->n_tenures),
		.seats = arena_array(arena, struct result_seat, order->n_rows + world->n_tenures),
	};
	struct matching m = {.arena = arena, .world = world, .order = order, .result = &result};
	linked_fill(&m);
	folded_fill(&m);
	known_fill(&m);
	for (size_t i = 0; i < order->n_rows; i++) {
		struct result_line *line = &result.lines[result.n_lines++];
		*line = (struct result_line){
			.row = &order->rows[i],
			.field = str_fmt(arena, "line-%lld", (long long)order->rows[i].line).p,
		};
		line_person(&m, line);
		if (line->kind == RESULT_OUT)
			continue;
		line_seat(&m, line);
		line_held(&m, line);
		if (line->seat.n && line->kind != RESULT_DONE)
			seat_find(&m, line->post, line->seat, text_fold(arena, line->seat))->won++;
	}
	twins_ask(&m);
	terms_fill(&m);
	fates_fill(&m);
	vacancies_fill(&m);
	*ret_result = result;
}

size_t result_count(const struct result *result, enum result_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < result->n_lines; i++)
		n += result->lines[i].kind == kind;
	return n;
}

size_t result_leaving(const struct result *result)
{
	size_t n = 0;
	for (size_t i = 0; i < result->n_terms; i++)
		n += result->terms[i].fate == FATE_ENDS && !result->terms[i].line;
	return n;
}
