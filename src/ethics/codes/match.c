/* Which provision continues which: identical ones first, then those with similar words. */
#include "codes/match.h"

#include "codes/match_words.h"

#define NONE        SIZE_MAX
#define ROUNDS      6 /* each makes the places below what it matched known */
#define SHORT_WORDS 4 /* fewer words tell nothing on their own */
#define NEAR        4 /* of those in the same place, how many on either side are looked at */

/* Out of 1000. */
#define ENOUGH       500 /* of the words are the same */
#define ENOUGH_SHORT 700
#define LEAST        200 /* fewer: they are other words */
#define FOR_LABEL    250 /* the same label in the same place says as much as that share of the words */
#define FOR_PLACE    150
#define FOR_ONLY     300 /* nothing else of this kind was in this place, and nothing else is */

struct side {
	const struct provision *p;
	size_t n;
	size_t *parents;
	size_t *other;   /* the one on the other side; NONE: free */
	uint64_t *whole; /* hash of label and words */
	uint64_t *words;
	size_t *n_words;
};

struct match {
	struct arena *arena;
	struct side e, l; /* earlier, later */
	size_t n_matched;
};

void codes_parents(struct arena *arena, const struct provision *provisions, size_t n, size_t *ret_parents)
{
	arena_scope(arena);
	size_t *open = arena_array(arena, size_t, n), n_open = 0;
	for (size_t i = 0; i < n; i++) {
		while (n_open > 0 && provisions[open[n_open - 1]].depth >= provisions[i].depth)
			n_open--;
		ret_parents[i] = n_open > 0 ? open[n_open - 1] : NONE;
		open[n_open++] = i;
	}
}

static struct side side_of(struct arena *arena, const struct provision *p, size_t n)
{
	struct side side = {.p = p, .n = n};
	side.parents = arena_array(arena, size_t, n);
	side.other = arena_array(arena, size_t, n);
	side.whole = arena_array(arena, uint64_t, n);
	side.words = arena_array(arena, uint64_t, n);
	side.n_words = arena_array(arena, size_t, n);
	codes_parents(arena, p, n, side.parents);
	for (size_t i = 0; i < n; i++) {
		side.other[i] = NONE;
		side.n_words[i] = text_words(p[i].heading) + text_words(p[i].text);
		side.words[i] = words_hash(words_hash(1, p[i].heading), p[i].text);
		side.whole[i] = words_hash(side.words[i], p[i].label);
	}
	return side;
}

static void pair(struct match *m, size_t i, size_t j)
{
	m->e.other[i] = j;
	m->l.other[j] = i;
	m->n_matched++;
}

/* ---- Pairs with equal keys ---- */

struct keyed {
	uint64_t key; /* 0: takes no part */
	size_t at;
};

static int keyed_cmp(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

enum how { ONLY_UNIQUE, IN_ORDER };

/* What a key is made of, on one side. A place is the earlier index of the parent, so that both sides name it alike. */
typedef uint64_t key_fn(const struct match *m, const struct side *side, size_t at);

static struct keyed *keys_of(const struct match *m, const struct side *side, key_fn *key, size_t *ret_n)
{
	struct keyed *keys = arena_array(m->arena, struct keyed, side->n);
	size_t n = 0;
	for (size_t i = 0; i < side->n; i++) {
		if (side->other[i] != NONE)
			continue;
		keys[n] = (struct keyed){key(m, side, i), i};
		n += keys[n].key != 0;
	}
	qsort(keys, n, sizeof(keys[0]), keyed_cmp);
	*ret_n = n;
	return keys;
}

static size_t run_end(const struct keyed *keys, size_t n, size_t from)
{
	size_t to = from + 1;
	while (to < n && keys[to].key == keys[from].key)
		to++;
	return to;
}

/* Calls with each run of free ones that have the same key on both sides. */
static void join(struct match *m, key_fn *key,
		 void (*each)(struct match *m, const struct keyed *e, size_t n_e, const struct keyed *l, size_t n_l,
			      void *arg),
		 void *arg)
{
	size_t n_e, n_l, i = 0, j = 0;
	const struct keyed *e = keys_of(m, &m->e, key, &n_e), *l = keys_of(m, &m->l, key, &n_l);
	while (i < n_e && j < n_l) {
		if (e[i].key < l[j].key) {
			i++;
		} else if (l[j].key < e[i].key) {
			j++;
		} else {
			size_t e_end = run_end(e, n_e, i), l_end = run_end(l, n_l, j);
			each(m, e + i, e_end - i, l + j, l_end - j, arg);
			i = e_end;
			j = l_end;
		}
	}
}

static void pair_run(struct match *m, const struct keyed *e, size_t n_e, const struct keyed *l, size_t n_l, void *arg)
{
	const enum how *how = arg;
	if (*how == ONLY_UNIQUE && (n_e > 1 || n_l > 1))
		return;
	for (size_t k = 0; k < n_e && k < n_l; k++)
		pair(m, e[k].at, l[k].at);
}

static void join_pairs(struct match *m, key_fn *key, enum how how)
{
	arena_scope(m->arena);
	join(m, key, pair_run, &how);
}

/* ---- Keys ---- */

static uint64_t key_mix(uint64_t a, uint64_t b)
{
	uint64_t key = (a ^ (b + 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
	key ^= key >> 32;
	return key ? key : 1;
}

/* Of the place: 0 when the other side does not know it. */
static uint64_t place_of(const struct match *m, const struct side *side, size_t at)
{
	size_t parent = side->parents[at];
	if (parent == NONE)
		return 1;
	if (side == &m->l)
		parent = side->other[parent];
	else if (side->other[parent] == NONE)
		return 0;
	return parent == NONE ? 0 : parent + 2;
}

static uint64_t in_place(const struct match *m, const struct side *side, size_t at, uint64_t key)
{
	uint64_t place = place_of(m, side, at);
	return place ? key_mix(key, place) : 0;
}

static uint64_t key_whole(const struct match *m, const struct side *side, size_t at)
{
	(void)m;
	return key_mix(side->whole[at], 0);
}

static uint64_t key_whole_telling(const struct match *m, const struct side *side, size_t at)
{
	return side->n_words[at] >= SHORT_WORDS ? key_whole(m, side, at) : 0;
}

static uint64_t key_whole_in_place(const struct match *m, const struct side *side, size_t at)
{
	return in_place(m, side, at, side->whole[at]);
}

static uint64_t key_words_telling(const struct match *m, const struct side *side, size_t at)
{
	(void)m;
	return side->n_words[at] >= SHORT_WORDS ? key_mix(side->words[at], 0) : 0;
}

static uint64_t key_words_in_place(const struct match *m, const struct side *side, size_t at)
{
	return side->n_words[at] > 0 ? in_place(m, side, at, side->words[at]) : 0;
}

/* A bullet is no name. */
static bool is_telling(struct str label)
{
	for (size_t i = 0; i < label.n; i++) {
		unsigned char c = (unsigned char)label.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			return true;
	}
	return false;
}

static uint64_t key_label_in_place(const struct match *m, const struct side *side, size_t at)
{
	struct str label = side->p[at].label;
	return is_telling(label) ? in_place(m, side, at, words_hash(2, label)) : 0;
}

static uint64_t key_kind_in_place(const struct match *m, const struct side *side, size_t at)
{
	return in_place(m, side, at, (uint64_t)side->p[at].kind);
}

/* ---- Identical ones ---- */

/* The neighbours of a pair that are equal too are a pair: what is repeated is told apart by what stands around it. */
static void extend(struct match *m)
{
	for (size_t j = 0; j + 1 < m->l.n; j++) {
		size_t i = m->l.other[j];
		if (i != NONE && i + 1 < m->e.n && m->l.other[j + 1] == NONE && m->e.other[i + 1] == NONE &&
		    m->l.whole[j + 1] == m->e.whole[i + 1])
			pair(m, i + 1, j + 1);
	}
	for (size_t j = m->l.n; j-- > 1;) {
		size_t i = m->l.other[j];
		if (i != NONE && i > 0 && m->l.other[j - 1] == NONE && m->e.other[i - 1] == NONE &&
		    m->l.whole[j - 1] == m->e.whole[i - 1])
			pair(m, i - 1, j - 1);
	}
}

/* A code has one title, whatever it is called. */
static void pair_titles(struct match *m)
{
	size_t i = 0, j = 0;
	while (i < m->e.n && m->e.p[i].kind != PROVISION_TITLE)
		i++;
	while (j < m->l.n && m->l.p[j].kind != PROVISION_TITLE)
		j++;
	if (i < m->e.n && j < m->l.n && m->e.other[i] == NONE && m->l.other[j] == NONE)
		pair(m, i, j);
}

static void pair_identical(struct match *m)
{
	join_pairs(m, key_whole, ONLY_UNIQUE);
	extend(m);
	join_pairs(m, key_whole_in_place, IN_ORDER);
	extend(m);
}

/* ---- Similar ones ---- */

struct candidate {
	int32_t score;
	size_t i, j;
};

struct candidates {
	struct candidate *c;
	size_t n, room;
	struct words words; /* of all that are free */
};

static void offer(struct match *m, struct candidates *all, size_t i, size_t j, int32_t bonus)
{
	size_t fewer = m->e.n_words[i] < m->l.n_words[j] ? m->e.n_words[i] : m->l.n_words[j];
	int32_t least = (fewer < 2 * SHORT_WORDS ? ENOUGH_SHORT : ENOUGH) - bonus;
	int32_t share = words_share(&all->words, i, m->e.n + j, least);
	if (share < least)
		return;
	if (all->n == all->room) {
		size_t room = all->room ? all->room * 2 : 256;
		all->c = arena_grow(m->arena, all->c, all->room * sizeof(all->c[0]), room * sizeof(all->c[0]));
		all->room = room;
	}
	all->c[all->n++] = (struct candidate){share + bonus, i, j};
}

static void offer_labels(struct match *m, const struct keyed *e, size_t n_e, const struct keyed *l, size_t n_l,
			 void *arg)
{
	for (size_t k = 0; k < n_e && k < n_l; k++)
		offer(m, arg, e[k].at, l[k].at, FOR_LABEL);
}

/* Those that are free in the same place: each with the few that stand about as far down. */
static void offer_places(struct match *m, const struct keyed *e, size_t n_e, const struct keyed *l, size_t n_l,
			 void *arg)
{
	int32_t bonus = n_e == 1 && n_l == 1 ? FOR_ONLY : FOR_PLACE;
	for (size_t b = 0; b < n_l; b++) {
		size_t middle = b * n_e / n_l;
		size_t from = middle > NEAR ? middle - NEAR : 0, to = middle + NEAR + 1;
		for (size_t a = from; a < to && a < n_e; a++)
			offer(m, arg, e[a].at, l[b].at, bonus);
	}
}

static void offer_anywhere(struct match *m, struct candidates *all)
{
	struct word_index index = words_index(m->arena, &all->words, 0, m->e.n);
	for (size_t j = 0; j < m->l.n; j++) {
		if (m->l.other[j] != NONE)
			continue;
		struct word_found found[WORD_INDEX_FOUND];
		size_t n = words_find(&index, m->e.n + j, found);
		for (size_t k = 0; k < n; k++)
			offer(m, all, found[k].text, j, 0);
	}
}

/* The best first; of equals the ones that stand first. */
static int candidate_cmp(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->j != y->j)
		return x->j < y->j ? -1 : 1;
	return (x->i > y->i) - (x->i < y->i);
}

static struct words words_of_free(struct match *m)
{
	struct words words = words_open(m->arena, m->e.n + m->l.n);
	for (size_t i = 0; i < m->e.n; i++)
		if (m->e.other[i] == NONE)
			words_add(&words, i, m->e.p[i].heading, m->e.p[i].text);
	for (size_t j = 0; j < m->l.n; j++)
		if (m->l.other[j] == NONE)
			words_add(&words, m->e.n + j, m->l.p[j].heading, m->l.p[j].text);
	words_weigh(&words);
	return words;
}

static void pair_similar(struct match *m)
{
	arena_scope(m->arena);
	struct candidates all = {.words = words_of_free(m)};
	join(m, key_label_in_place, offer_labels, &all);
	join(m, key_kind_in_place, offer_places, &all);
	offer_anywhere(m, &all);
	if (all.n > 0)
		qsort(all.c, all.n, sizeof(all.c[0]), candidate_cmp);
	for (size_t k = 0; k < all.n; k++)
		if (m->e.other[all.c[k].i] == NONE && m->l.other[all.c[k].j] == NONE)
			pair(m, all.c[k].i, all.c[k].j);
}

/* ---- What stands above the same passages ---- */

struct above {
	size_t j, i; /* later and earlier parent */
	size_t words;
};

static int above_cmp(const void *a, const void *b)
{
	const struct above *x = a, *y = b;
	if (x->j != y->j)
		return x->j < y->j ? -1 : 1;
	return (x->i > y->i) - (x->i < y->i);
}

/* A free one continues the free one of its kind under which more than half of its words stood, when they were more than
 * half there as well. */
static void pair_above(struct match *m)
{
	arena_scope(m->arena);
	size_t *e_words = arena_array(m->arena, size_t, m->e.n), *l_words = arena_array(m->arena, size_t, m->l.n),
	       n = 0;
	struct above *above = arena_array(m->arena, struct above, m->l.n);
	for (size_t i = 0; i < m->e.n; i++)
		if (m->e.parents[i] != NONE)
			e_words[m->e.parents[i]] += m->e.n_words[i];
	for (size_t j = 0; j < m->l.n; j++) {
		size_t parent = m->l.parents[j], other = m->l.other[j];
		if (parent == NONE)
			continue;
		l_words[parent] += m->l.n_words[j];
		if (m->l.other[parent] == NONE && other != NONE && m->e.parents[other] != NONE)
			above[n++] = (struct above){parent, m->e.parents[other], m->l.n_words[j]};
	}
	if (n > 0)
		qsort(above, n, sizeof(above[0]), above_cmp);
	for (size_t k = 0; k < n;) {
		struct above sum = above[k++];
		for (; k < n && above[k].j == sum.j && above[k].i == sum.i; k++)
			sum.words += above[k].words;
		if (m->e.other[sum.i] == NONE && m->l.other[sum.j] == NONE && 2 * sum.words > l_words[sum.j] &&
		    2 * sum.words > e_words[sum.i] && m->e.p[sum.i].kind == m->l.p[sum.j].kind)
			pair(m, sum.i, sum.j);
	}
}

/* ---- The whole way ---- */

void codes_match(struct arena *arena, const struct provision *earlier, size_t n_earlier, const struct provision *later,
		 size_t n_later, size_t *ret_other)
{
	arena_scope(arena);
	struct match m = {.arena = arena, .e = side_of(arena, earlier, n_earlier), .l = side_of(arena, later, n_later)};
	pair_identical(&m);
	pair_titles(&m);
	join_pairs(&m, key_words_in_place, IN_ORDER);
	join_pairs(&m, key_words_telling, ONLY_UNIQUE);
	for (int round = 0; round < ROUNDS; round++) {
		size_t before = m.n_matched;
		pair_above(&m);
		pair_identical(&m);
		join_pairs(&m, key_words_in_place, IN_ORDER);
		pair_similar(&m);
		if (m.n_matched == before)
			break;
	}
	join_pairs(&m, key_whole_telling, IN_ORDER);
	join_pairs(&m, key_words_telling, IN_ORDER);
	for (size_t j = 0; j < n_later; j++)
		ret_other[j] = m.l.other[j];
}

int32_t codes_match_ground(struct arena *arena, const struct provision *earlier, const struct provision *later,
			   bool in_place, int32_t *ret_share)
{
	arena_scope(arena);
	bool same_label = words_hash(0, earlier->label) == words_hash(0, later->label);
	*ret_share = 100;
	if (words_same(earlier->heading, later->heading) && words_same(earlier->text, later->text))
		return same_label ? MATCH_SAME : MATCH_WORDS;
	struct words words = words_open(arena, 2);
	words_add(&words, 0, earlier->heading, earlier->text);
	words_add(&words, 1, later->heading, later->text);
	int32_t share = words_share(&words, 0, 1, 0);
	*ret_share = share / 10;
	if (share < LEAST)
		return MATCH_OTHER;
	return in_place ? MATCH_PLACE : MATCH_SIMILAR;
}
