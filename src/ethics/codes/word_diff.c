/* Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in linear space; then made easier to read. */
#include "codes/word_diff.h"

#include "codes/match_words.h"

#define COST       256 /* after so many steps from both ends, what was reached furthest is taken */
#define COST_LARGE 64  /* the same for more than LARGE words */
#define LARGE      20000
#define LONE_WORDS 2 /* so few same words between longer changes are part of the change */

struct token {
	uint32_t word;
	size_t start; /* where it begins; the first begins with the text */
	struct str text;
};

struct tokens {
	struct token *t;
	size_t n;
	struct str text;
};

/* Same words in both texts, or a change of some into others. */
struct part {
	bool is_same;
	size_t a, a_end, b, b_end;
};

struct diff {
	struct arena *arena;
	struct tokens a, b;
	bool *gone, *added;
	ptrdiff_t *forth, *back; /* by diagonal: how far one came */
	ptrdiff_t offset;        /* of diagonal 0 */
	ptrdiff_t cost;
};

static struct tokens tokens_of(struct arena *arena, struct words *numbers, struct str text)
{
	struct tokens tokens = {.t = arena_array(arena, struct token, text_words(text) + 1), .text = text};
	struct str rest = text, word;
	while (text_next_word(&rest, &word)) {
		struct token *t = &tokens.t[tokens.n];
		*t = (struct token){words_number(numbers, word), tokens.n ? (size_t)(word.p - text.p) : 0, word};
		tokens.n++;
	}
	tokens.t[tokens.n].start = text.n;
	return tokens;
}

static struct str slice(const struct tokens *tokens, size_t from, size_t to)
{
	return from == to ? (struct str){0} : str_slice(tokens->text, tokens->t[from].start, tokens->t[to].start);
}

/* ---- The shortest way from one to the other ---- */

struct box {
	ptrdiff_t a, a_end, b, b_end;
};

static bool is_same(const struct diff *d, ptrdiff_t x, ptrdiff_t y)
{
	return d->a.t[x].word == d->b.t[y].word;
}

struct point {
	ptrdiff_t x, y;
};

/* Diagonals that can be reached: at most one more on each side in each step. */
struct reach {
	ptrdiff_t low, high;
};

static void widen(struct reach *reach, ptrdiff_t *way, ptrdiff_t least, ptrdiff_t most, ptrdiff_t beyond)
{
	if (reach->low > least)
		way[--reach->low - 1] = beyond;
	else
		reach->low++;
	if (reach->high < most)
		way[++reach->high + 1] = beyond;
	else
		reach->high--;
}

static bool step_forth(const struct diff *d, const struct box *box, ptrdiff_t *forth, const ptrdiff_t *back,
		       const struct reach *ours, const struct reach *theirs, bool meets, struct point *ret_at)
{
	for (ptrdiff_t k = ours->high; k >= ours->low; k -= 2) {
		ptrdiff_t x = forth[k - 1] >= forth[k + 1] ? forth[k - 1] + 1 : forth[k + 1], y = x - k;
		while (x < box->a_end && y < box->b_end && is_same(d, x, y))
			x++, y++;
		forth[k] = x;
		if (meets && k >= theirs->low && k <= theirs->high && back[k] <= x) {
			*ret_at = (struct point){x, y};
			return true;
		}
	}
	return false;
}

static bool step_back(const struct diff *d, const struct box *box, const ptrdiff_t *forth, ptrdiff_t *back,
		      const struct reach *ours, const struct reach *theirs, bool meets, struct point *ret_at)
{
	for (ptrdiff_t k = ours->high; k >= ours->low; k -= 2) {
		ptrdiff_t x = back[k - 1] < back[k + 1] ? back[k - 1] : back[k + 1] - 1, y = x - k;
		while (x > box->a && y > box->b && is_same(d, x - 1, y - 1))
			x--, y--;
		back[k] = x;
		if (meets && k >= theirs->low && k <= theirs->high && x <= forth[k]) {
			*ret_at = (struct point){x, y};
			return true;
		}
	}
	return false;
}

/* The point reached forwards that has the most words behind it. */
static struct point furthest(const struct box *box, const ptrdiff_t *forth, const struct reach *reach)
{
	struct point best = {box->a, box->b};
	for (ptrdiff_t k = reach->high; k >= reach->low; k -= 2) {
		ptrdiff_t x = forth[k] < box->a_end ? forth[k] : box->a_end, y = x - k;
		if (y > box->b_end) {
			y = box->b_end;
			x = y + k;
		}
		if (x + y > best.x + best.y)
			best = (struct point){x, y};
	}
	return best;
}

/* A point on a shortest way, about in its middle. Neither text is empty, and they differ at both ends. */
static struct point middle(const struct diff *d, const struct box *box)
{
	ptrdiff_t *forth = d->forth + d->offset, *back = d->back + d->offset;
	ptrdiff_t least = box->a - box->b_end, most = box->a_end - box->b;
	struct reach f = {box->a - box->b, box->a - box->b}, r = {box->a_end - box->b_end, box->a_end - box->b_end};
	bool odd = ((f.low - r.low) & 1) != 0;
	struct point at;
	forth[f.low] = box->a;
	back[r.low] = box->a_end;
	for (ptrdiff_t cost = 1;; cost++) {
		widen(&f, forth, least, most, -1);
		if (step_forth(d, box, forth, back, &f, &r, odd, &at))
			return at;
		widen(&r, back, least, most, PTRDIFF_MAX);
		if (step_back(d, box, forth, back, &r, &f, !odd, &at))
			return at;
		if (cost >= d->cost)
			return furthest(box, forth, &f);
	}
}

static void mark(bool *marks, ptrdiff_t from, ptrdiff_t to)
{
	for (ptrdiff_t i = from; i < to; i++)
		marks[i] = true;
}

/* Each call goes on with what is behind the middle; what is before it costs at most half as much or COST. */
static void find(struct diff *d, struct box box)
{
	for (;;) {
		while (box.a < box.a_end && box.b < box.b_end && is_same(d, box.a, box.b))
			box.a++, box.b++;
		while (box.a < box.a_end && box.b < box.b_end && is_same(d, box.a_end - 1, box.b_end - 1))
			box.a_end--, box.b_end--;
		if (box.a == box.a_end || box.b == box.b_end)
			break;
		struct point at = middle(d, &box);
		bool is_within = at.x >= box.a && at.x <= box.a_end && at.y >= box.b && at.y <= box.b_end;
		if (!is_within || at.x + at.y == box.a + box.b || at.x + at.y == box.a_end + box.b_end)
			break;
		find(d, (struct box){box.a, at.x, box.b, at.y});
		box.a = at.x;
		box.b = at.y;
	}
	mark(d->gone, box.a, box.a_end);
	mark(d->added, box.b, box.b_end);
}

/* ---- Easier to read ---- */

static struct part *parts_of(const struct diff *d, size_t *ret_n)
{
	struct part *parts = arena_array(d->arena, struct part, d->a.n + d->b.n + 1);
	size_t n = 0, i = 0, j = 0;
	while (i < d->a.n || j < d->b.n) {
		struct part part = {.a = i, .b = j};
		part.is_same = i < d->a.n && j < d->b.n && !d->gone[i] && !d->added[j];
		if (part.is_same) {
			while (i < d->a.n && j < d->b.n && !d->gone[i] && !d->added[j])
				i++, j++;
		} else {
			while (i < d->a.n && d->gone[i])
				i++;
			while (j < d->b.n && d->added[j])
				j++;
		}
		part.a_end = i;
		part.b_end = j;
		parts[n++] = part;
	}
	*ret_n = n;
	return parts;
}

static bool ends_sentence(const struct tokens *tokens, size_t at)
{
	struct str word = tokens->t[at].text;
	if (str_find_char(slice(tokens, at, at + 1), '\n', 0) != STR_NPOS)
		return true;
	while (word.n > 1 && (word.p[word.n - 1] == ')' || word.p[word.n - 1] == '"' || word.p[word.n - 1] == '\''))
		word.n--;
	char last = word.p[word.n - 1];
	return last == '.' || last == ';' || last == ':' || last == '!' || last == '?';
}

/* Words that were put in or taken out alone can often be said to stand a little further up or down: best where a
 * sentence begins. */
static void slide(const struct tokens *t, size_t from, size_t to, size_t up, size_t down, ptrdiff_t *ret_by)
{
	ptrdiff_t by = 0, highest = 0, lowest = 0;
	while ((size_t)-highest < up &&
	       t->t[(ptrdiff_t)from + highest - 1].word == t->t[(ptrdiff_t)to + highest - 1].word)
		highest--;
	while ((size_t)lowest < down && t->t[(ptrdiff_t)from + lowest].word == t->t[(ptrdiff_t)to + lowest].word)
		lowest++;
	int best = -1;
	for (ptrdiff_t i = highest; i <= lowest; i++) {
		size_t first = (size_t)((ptrdiff_t)from + i), end = (size_t)((ptrdiff_t)to + i);
		int score = (first == 0 || ends_sentence(t, first - 1) ? 4 : 0) + (ends_sentence(t, end - 1) ? 2 : 0) +
			    (i == 0);
		if (score > best) {
			best = score;
			by = i;
		}
	}
	*ret_by = by;
}

static void slide_all(const struct diff *d, struct part *parts, size_t n)
{
	for (size_t i = 1; i + 1 < n; i++) {
		struct part *before = &parts[i - 1], *p = &parts[i], *after = &parts[i + 1];
		if (p->is_same || !before->is_same || !after->is_same)
			continue;
		size_t up = before->a_end - before->a - (i > 1), down = after->a_end - after->a - (i + 2 < n);
		ptrdiff_t by = 0;
		if (p->a == p->a_end)
			slide(&d->b, p->b, p->b_end, up, down, &by);
		else if (p->b == p->b_end)
			slide(&d->a, p->a, p->a_end, up, down, &by);
		before->a_end = p->a = (size_t)((ptrdiff_t)p->a + by);
		before->b_end = p->b = (size_t)((ptrdiff_t)p->b + by);
		after->a = p->a_end = (size_t)((ptrdiff_t)p->a_end + by);
		after->b = p->b_end = (size_t)((ptrdiff_t)p->b_end + by);
	}
}

static size_t length(const struct part *p)
{
	size_t a = p->a_end - p->a, b = p->b_end - p->b;
	return a > b ? a : b;
}

/* A lone word that stayed between longer changes tells nobody anything: one change is easier to read. */
static size_t join_changes(struct part *parts, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct part *last = kept > 0 ? &parts[kept - 1] : NULL;
		if (length(&parts[i]) == 0)
			continue;
		if (last && !last->is_same && !parts[i].is_same) {
			last->a_end = parts[i].a_end;
			last->b_end = parts[i].b_end;
			continue;
		}
		bool is_lone = last && !last->is_same && parts[i].is_same && i + 1 < n && !parts[i + 1].is_same &&
			       length(&parts[i]) <= LONE_WORDS && length(&parts[i]) < length(last) &&
			       length(&parts[i]) < length(&parts[i + 1]);
		if (is_lone) {
			last->a_end = parts[i].a_end;
			last->b_end = parts[i].b_end;
			continue;
		}
		parts[kept++] = parts[i];
	}
	return kept;
}

/* ---- The whole way ---- */

static struct word_run *runs_of(struct arena *arena, const struct diff *d, const struct part *parts, size_t n,
				bool swapped, size_t *ret_n)
{
	struct word_run *runs = arena_array(arena, struct word_run, 2 * n + 1);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		struct str a = slice(&d->a, parts[i].a, parts[i].a_end), b = slice(&d->b, parts[i].b, parts[i].b_end);
		struct str earlier = swapped ? b : a, later = swapped ? a : b;
		if (parts[i].is_same) {
			runs[used++] = (struct word_run){RUN_SAME, earlier, later};
			continue;
		}
		if (earlier.n > 0)
			runs[used++] = (struct word_run){RUN_REMOVED, earlier, {0}};
		if (later.n > 0)
			runs[used++] = (struct word_run){RUN_ADDED, {0}, later};
	}
	/* A text without a word, of white space alone. */
	struct str rest_a = d->a.n == 0 ? d->a.text : (struct str){0},
		   rest_b = d->b.n == 0 ? d->b.text : (struct str){0};
	if (rest_a.n + rest_b.n > 0)
		runs[used++] = (struct word_run){RUN_SAME, swapped ? rest_b : rest_a, swapped ? rest_a : rest_b};
	*ret_n = used;
	return runs;
}

struct word_run *word_diff(struct arena *arena, struct arena *scratch, struct str earlier, struct str later,
			   size_t *ret_n)
{
	arena_scope(scratch);
	bool swapped = str_cmp(earlier, later) > 0;
	struct words numbers = words_open(scratch, 0);
	struct diff d = {.arena = scratch};
	d.a = tokens_of(scratch, &numbers, swapped ? later : earlier);
	d.b = tokens_of(scratch, &numbers, swapped ? earlier : later);
	size_t n = d.a.n + d.b.n;
	d.gone = arena_array(scratch, bool, d.a.n);
	d.added = arena_array(scratch, bool, d.b.n);
	d.forth = arena_array(scratch, ptrdiff_t, n + 4);
	d.back = arena_array(scratch, ptrdiff_t, n + 4);
	d.offset = (ptrdiff_t)d.b.n + 2;
	d.cost = n > LARGE ? COST_LARGE : COST;
	find(&d, (struct box){0, (ptrdiff_t)d.a.n, 0, (ptrdiff_t)d.b.n});
	struct part *parts = parts_of(&d, &n);
	slide_all(&d, parts, n);
	n = join_changes(parts, n);
	return runs_of(arena, &d, parts, n, swapped, ret_n);
}
