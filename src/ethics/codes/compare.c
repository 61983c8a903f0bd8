/* What became of each provision. */
#include "codes/compare.h"

#include "codes/match.h"
#include "codes/match_words.h"

#define NONE    SIZE_MAX
#define TELLING 6   /* words that a part of a split or merged passage has at least */
#define MOST    6   /* of ten two words in a row stand in the other passage */
#define AT_MOST 500 /* out of 1000 words: so much of it may be found in what its origin became */

struct sides {
	struct arena *arena;
	struct arena *scratch; /* for what is only needed meanwhile */
	const struct provision *e, *l;
	size_t n_e, n_l;
	size_t *other_e, *other_l; /* index on the other side */
	size_t *parents_e, *parents_l;
	struct compared *by_l; /* rows of the later provisions */
};

/* ---- Who is who ---- */

struct by_id {
	int64_t id;
	size_t at;
};

static int by_id_cmp(const void *a, const void *b)
{
	const struct by_id *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static void pair_ids(struct sides *s)
{
	arena_scope(s->scratch);
	struct by_id *ids = arena_array(s->scratch, struct by_id, s->n_e);
	for (size_t i = 0; i < s->n_e; i++) {
		ids[i] = (struct by_id){s->e[i].id, i};
		s->other_e[i] = NONE;
	}
	qsort(ids, s->n_e, sizeof(ids[0]), by_id_cmp);
	for (size_t j = 0; j < s->n_l; j++) {
		const struct by_id wanted = {.id = s->l[j].id};
		const struct by_id *found =
			s->n_e > 0 ? bsearch(&wanted, ids, s->n_e, sizeof(ids[0]), by_id_cmp) : NULL;
		s->other_l[j] = NONE;
		if (!found || s->other_e[found->at] != NONE)
			continue;
		s->other_l[j] = found->at;
		s->other_e[found->at] = j;
	}
}

/* ---- What moved ---- */

/* A provision in both editions and where it stood and stands: SIZE_MAX is the top. */
struct place {
	size_t parent_e, parent_l;
	size_t j;       /* the later one */
	size_t at, was; /* its index in the edition that counts as the later one for the order, and in the other */
};

static int place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->parent_l != y->parent_l)
		return x->parent_l < y->parent_l ? -1 : 1;
	if (x->parent_e != y->parent_e)
		return x->parent_e < y->parent_e ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Of neighbours that stayed together, the fewest that one has to move to get from the one order to the other: all but a
 * longest ascending row of the indices in the other edition. */
static void mark_reordered(struct sides *s, const struct place *places, size_t n, size_t *ends, size_t *before)
{
	size_t longest = 0;
	for (size_t k = 0; k < n; k++) {
		size_t from = 0, to = longest;
		while (from < to) {
			size_t middle = from + (to - from) / 2;
			if (places[ends[middle]].was < places[k].was)
				from = middle + 1;
			else
				to = middle;
		}
		before[k] = from > 0 ? ends[from - 1] : NONE;
		ends[from] = k;
		longest += from == longest;
	}
	for (size_t k = 0; k < n; k++)
		s->by_l[places[k].j].is_moved = true;
	for (size_t k = longest > 0 ? ends[longest - 1] : NONE; k != NONE; k = before[k])
		s->by_l[places[k].j].is_moved = false;
}

/* Is the place in one edition a place in the other as well? */
static bool stays(const size_t *other, size_t parent)
{
	return parent == NONE || other[parent] != NONE;
}

/* Which of several that could have moved is said to have: the same one whichever edition is the later. */
static bool order_is_turned(const struct sides *s)
{
	if (s->n_e != s->n_l)
		return s->n_e > s->n_l;
	for (size_t i = 0; i < s->n_e; i++)
		if (s->e[i].id != s->l[i].id)
			return s->e[i].id > s->l[i].id;
	return false;
}

static void mark_moved(struct sides *s)
{
	arena_scope(s->scratch);
	bool is_turned = order_is_turned(s);
	struct place *places = arena_array(s->scratch, struct place, s->n_l);
	size_t *ends = arena_array(s->scratch, size_t, s->n_l), *before = arena_array(s->scratch, size_t, s->n_l),
	       n = 0;
	for (size_t j = 0; j < s->n_l; j++) {
		size_t i = s->other_l[j];
		if (i != NONE)
			places[n++] = (struct place){s->parents_e[i], s->parents_l[j], j, is_turned ? i : j,
						     is_turned ? j : i};
	}
	qsort(places, n, sizeof(places[0]), place_cmp);
	for (size_t from = 0, to; from < n; from = to) {
		const struct place *first = &places[from];
		for (to = from;
		     to < n && places[to].parent_e == first->parent_e && places[to].parent_l == first->parent_l;)
			to++;
		size_t later_of_e = first->parent_e == NONE ? NONE : s->other_e[first->parent_e];
		if (stays(s->other_e, first->parent_e) && stays(s->other_l, first->parent_l) &&
		    later_of_e != first->parent_l) {
			for (size_t k = from; k < to; k++)
				s->by_l[places[k].j].is_moved = true;
		} else {
			mark_reordered(s, first, to - from, ends, before);
		}
	}
}

/* ---- What is split or merged ---- */

/* Of a free provision on this side (`free`), the one on the other side (`whole`) that has most of its words and had, or
 * has, a partner without them. */
static size_t origin_of(const struct words *words, struct word_index *index, size_t free, const size_t *partner)
{
	struct word_found found[WORD_INDEX_FOUND];
	size_t n = words_find(index, free, found);
	for (size_t k = 0; k < n; k++) {
		size_t whole = found[k].text;
		if (found[k].pairs * 10 >= MOST * words->texts[free].n && partner[whole] != NONE &&
		    words_within(words, free, partner[whole]) <= AT_MOST)
			return whole;
	}
	return NONE;
}

/* Texts 0 … n_e - 1 are the earlier ones, those behind them the later ones; only what is not the same has words. */
static struct words words_of_changed(struct sides *s)
{
	struct words words = words_open(s->scratch, s->n_e + s->n_l);
	for (size_t i = 0; i < s->n_e; i++)
		if (s->other_e[i] == NONE || s->by_l[s->other_e[i]].is_changed)
			words_add(&words, i, s->e[i].heading, s->e[i].text);
	for (size_t j = 0; j < s->n_l; j++)
		if (s->other_l[j] == NONE || s->by_l[j].is_changed)
			words_add(&words, s->n_e + j, s->l[j].heading, s->l[j].text);
	return words;
}

static void mark_split_and_merged(struct sides *s, struct compared *by_e)
{
	arena_scope(s->scratch);
	struct words words = words_of_changed(s);
	size_t n = s->n_e + s->n_l;
	size_t *partner = arena_array(s->scratch, size_t, n);
	for (size_t i = 0; i < s->n_e; i++)
		partner[i] = s->other_e[i] == NONE ? NONE : s->n_e + s->other_e[i];
	for (size_t j = 0; j < s->n_l; j++)
		partner[s->n_e + j] = s->other_l[j];
	struct word_index earlier = words_index(s->scratch, &words, 0, s->n_e);
	struct word_index later = words_index(s->scratch, &words, s->n_e, n);
	for (size_t j = 0; j < s->n_l; j++) {
		size_t at = s->other_l[j] == NONE && words.texts[s->n_e + j].n >= TELLING
				    ? origin_of(&words, &earlier, s->n_e + j, partner)
				    : NONE;
		s->by_l[j].split_from = at == NONE ? NULL : &s->e[at];
	}
	for (size_t i = 0; i < s->n_e; i++) {
		size_t at = s->other_e[i] == NONE && words.texts[i].n >= TELLING ? origin_of(&words, &later, i, partner)
										 : NONE;
		by_e[i].merged_into = at == NONE ? NULL : &s->l[at - s->n_e];
	}
}

/* ---- Words ---- */

static void count_runs(struct compare_counts *counts, const struct word_run *runs, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		counts->words_removed += runs[k].kind == RUN_REMOVED ? text_words(runs[k].earlier) : 0;
		counts->words_added += runs[k].kind == RUN_ADDED ? text_words(runs[k].later) : 0;
	}
}

static size_t words_in(const struct provision *p)
{
	return p ? text_words(p->heading) + text_words(p->text) : 0;
}

static void compare_words(struct sides *s, struct compared *row)
{
	const struct provision *e = row->earlier, *l = row->later;
	row->is_relabelled = !words_same(e->label, l->label);
	row->is_for_others = !str_eq(e->audience, l->audience);
	row->is_changed = !words_same(e->heading, l->heading) || !words_same(e->text, l->text);
	if (!row->is_changed)
		return;
	row->heading = word_diff(s->arena, s->scratch, e->heading, l->heading, &row->n_heading);
	row->text = word_diff(s->arena, s->scratch, e->text, l->text, &row->n_text);
}

static void count_row(struct compare_counts *counts, const struct compared *row)
{
	counts->same += compared_is_same(row);
	counts->changed += row->is_changed;
	counts->moved += row->is_moved;
	counts->relabelled += row->is_relabelled;
	counts->for_others += row->is_for_others;
	counts->added += !row->earlier;
	counts->removed += !row->later;
	counts->words_added += row->earlier ? 0 : words_in(row->later);
	counts->words_removed += row->later ? 0 : words_in(row->earlier);
	count_runs(counts, row->heading, row->n_heading);
	count_runs(counts, row->text, row->n_text);
}

/* ---- In order ---- */

/* What was removed follows what it followed, as long as that did not move away. */
static struct compared *in_order(const struct sides *s, const struct compared *by_e, size_t *ret_n)
{
	struct compared *rows = arena_array(s->arena, struct compared, s->n_e + s->n_l);
	size_t *first = arena_array(s->scratch, size_t, s->n_l + 1), *next = arena_array(s->scratch, size_t, s->n_e);
	size_t behind = 0, last = NONE, n = 0; /* behind: 0 the beginning, j + 1 the later provision j */
	for (size_t j = 0; j <= s->n_l; j++)
		first[j] = NONE;
	for (size_t i = 0; i < s->n_e; i++) {
		size_t j = s->other_e[i];
		next[i] = NONE;
		if (j != NONE) {
			behind = s->by_l[j].is_moved ? behind : j + 1;
			last = s->by_l[j].is_moved ? last : NONE;
			continue;
		}
		*(last == NONE ? &first[behind] : &next[last]) = i;
		last = i;
	}
	for (size_t j = 0; j <= s->n_l; j++) {
		if (j > 0)
			rows[n++] = s->by_l[j - 1];
		for (size_t i = first[j]; i != NONE; i = next[i])
			rows[n++] = by_e[i];
	}
	*ret_n = n;
	return rows;
}

struct comparison codes_compare(struct arena *arena, const struct provision *earlier, size_t n_earlier,
				const struct provision *later, size_t n_later)
{
	CLEANUP(arena_closep) struct arena *scratch = arena_open(0);
	struct sides s = {
		.arena = arena, .scratch = scratch, .e = earlier, .l = later, .n_e = n_earlier, .n_l = n_later};
	struct compared *by_e = arena_array(arena, struct compared, n_earlier);
	s.by_l = arena_array(arena, struct compared, n_later);
	s.other_e = arena_array(scratch, size_t, n_earlier);
	s.other_l = arena_array(scratch, size_t, n_later);
	s.parents_e = arena_array(scratch, size_t, n_earlier);
	s.parents_l = arena_array(scratch, size_t, n_later);
	codes_parents(arena, earlier, n_earlier, s.parents_e);
	codes_parents(arena, later, n_later, s.parents_l);
	pair_ids(&s);
	mark_moved(&s);
	for (size_t i = 0; i < n_earlier; i++)
		by_e[i].earlier = &earlier[i];
	for (size_t j = 0; j < n_later; j++) {
		s.by_l[j].later = &later[j];
		if (s.other_l[j] == NONE)
			continue;
		s.by_l[j].earlier = &earlier[s.other_l[j]];
		compare_words(&s, &s.by_l[j]);
	}
	mark_split_and_merged(&s, by_e);
	struct comparison comparison = {0};
	comparison.rows = in_order(&s, by_e, &comparison.n);
	for (size_t k = 0; k < comparison.n; k++)
		count_row(&comparison.counts, &comparison.rows[k]);
	return comparison;
}

bool compared_is_same(const struct compared *row)
{
	return row->earlier && row->later && !row->is_changed && !row->is_moved && !row->is_relabelled &&
	       !row->is_for_others;
}

size_t compared_words(const struct compared *row, const char *ret_words[COMPARED_WORDS])
{
	size_t n = 0;
	if (!row->earlier)
		ret_words[n++] = msg("added");
	if (!row->later)
		ret_words[n++] = msg("removed");
	if (row->is_changed)
		ret_words[n++] = msg("changed");
	if (row->is_moved)
		ret_words[n++] = msg("moved");
	if (row->is_relabelled)
		ret_words[n++] = msg("relabelled");
	if (row->is_for_others)
		ret_words[n++] = msg("applies to others");
	return n;
}
