#include "screening/pair.h"

/* ---- Words ---- */

#define WORD_MOST 48 /* letters that are compared */
#define COST_MOST 20 /* tenths of a change: of more changes it is another word, however long */

#define LETTER(c) (1U << ((c) - 'a'))
#define VOWELS    (LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('y'))

/* Letters that are taken for one another by eye, by ear or between scripts; vowels all are. */
static const uint32_t near_of[26] = {
	['a' - 'a'] = LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('y'),
	['b' - 'a'] = LETTER('p'),
	['c' - 'a'] = LETTER('k') | LETTER('q') | LETTER('s'),
	['d' - 'a'] = LETTER('t'),
	['e' - 'a'] = LETTER('a') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('y'),
	['f' - 'a'] = LETTER('v'),
	['g' - 'a'] = LETTER('j') | LETTER('k'),
	['i' - 'a'] = LETTER('a') | LETTER('e') | LETTER('j') | LETTER('l') | LETTER('o') | LETTER('u') | LETTER('y'),
	['j' - 'a'] = LETTER('g') | LETTER('i') | LETTER('y') | LETTER('z'),
	['k' - 'a'] = LETTER('c') | LETTER('g') | LETTER('q') | LETTER('x'),
	['l' - 'a'] = LETTER('i') | LETTER('r'),
	['m' - 'a'] = LETTER('n'),
	['n' - 'a'] = LETTER('m'),
	['o' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('u') | LETTER('y'),
	['p' - 'a'] = LETTER('b'),
	['q' - 'a'] = LETTER('c') | LETTER('k'),
	['r' - 'a'] = LETTER('l'),
	['s' - 'a'] = LETTER('c') | LETTER('x') | LETTER('z'),
	['t' - 'a'] = LETTER('d'),
	['u' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('v') | LETTER('w') | LETTER('y'),
	['v' - 'a'] = LETTER('f') | LETTER('u') | LETTER('w'),
	['w' - 'a'] = LETTER('u') | LETTER('v'),
	['x' - 'a'] = LETTER('k') | LETTER('s'),
	['y' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('j') | LETTER('o') | LETTER('u'),
	['z' - 'a'] = LETTER('j') | LETTER('s'),
};

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_vowel(char c)
{
	return is_letter(c) && (VOWELS & LETTER(c));
}

/* "0" for "o", "1" for "l" or "i", "5" for "s", "8" for "b". */
static bool is_digit_for(char digit, char c)
{
	return (digit == '0' && c == 'o') || (digit == '1' && (c == 'l' || c == 'i')) || (digit == '5' && c == 's') ||
	       (digit == '8' && c == 'b');
}

static int change_cost(char a, char b)
{
	if (a == b)
		return 0;
	if (is_letter(a) && is_letter(b))
		return near_of[a - 'a'] & LETTER(b) ? 6 : 10;
	if (is_digit_for(a, b) || is_digit_for(b, a))
		return 6;
	bool has_digit = (a >= '0' && a <= '9') || (b >= '0' && b <= '9');
	return has_digit ? 15 : 10;
}

/* Of a letter that is there in one word alone; `beside`: the letter before it, doubled when it is the same. */
static int gap_cost(char c, char beside)
{
	if (c == beside)
		return 4;
	if (c >= '0' && c <= '9')
		return 15;
	return c == 'h' || is_vowel(c) ? 7 : 10;
}

double words_alike(struct str a, struct str b)
{
	int row[3][WORD_MOST + 1];
	if (a.n > WORD_MOST || b.n > WORD_MOST || a.n == 0 || b.n == 0)
		return str_eq(a, b) ? 1 : 0;
	row[0][0] = 0;
	for (size_t j = 1; j <= b.n; j++)
		row[0][j] = row[0][j - 1] + gap_cost(b.p[j - 1], j > 1 ? b.p[j - 2] : 0);
	for (size_t i = 1; i <= a.n; i++) {
		int *now = row[i % 3], *before = row[(i + 2) % 3], *two = row[(i + 1) % 3];
		char c = a.p[i - 1], c_before = i > 1 ? a.p[i - 2] : 0;
		now[0] = before[0] + gap_cost(c, c_before);
		int least = now[0];
		for (size_t j = 1; j <= b.n; j++) {
			char d = b.p[j - 1], d_before = j > 1 ? b.p[j - 2] : 0;
			int best = before[j - 1] + change_cost(c, d);
			int left_out = before[j] + gap_cost(c, c_before), added = now[j - 1] + gap_cost(d, d_before);
			best = left_out < best ? left_out : best;
			best = added < best ? added : best;
			if (i > 1 && j > 1 && c == d_before && c_before == d && two[j - 2] + 7 < best)
				best = two[j - 2] + 7;
			now[j] = best;
			least = best < least ? best : least;
		}
		/* Two letters exchanged reach back by a row, and cost less than two changes by at most that. */
		if (least > COST_MOST + 13)
			return 0;
	}
	size_t longest = a.n > b.n ? a.n : b.n;
	int cost = row[a.n % 3][b.n];
	return cost <= COST_MOST && cost < (int)longest * 10 ? 1 - cost / (10.0 * (double)longest) : 0;
}

/* ---- Which word goes with which ---- */

#define EDGES_MOST  512
#define JOINED_MOST 3

struct edge {
	size_t i, n_i, j, n_j; /* words of a from i, of b from j */
	double alike, rank;
	enum part_kind kind;
};

struct edges {
	struct edge p[EDGES_MOST];
	size_t n;
};

/* From which likeness on two words may be one misspelt; short ones soon become other words. */
static double least_alike(size_t letters)
{
	return letters <= 3 ? 0.75 : letters == 4 ? 0.72 : 0.68;
}

static void edge_add(struct edges *edges, struct edge edge)
{
	if (edges->n < EDGES_MOST)
		edges->p[edges->n++] = edge;
}

static bool forms_fit(enum legal_form a, enum legal_form b)
{
	bool has_any = a == FORM_COMPANY || b == FORM_COMPANY;
	bool are_shares = (a == FORM_SHARES || a == FORM_PUBLIC) && (b == FORM_SHARES || b == FORM_PUBLIC);
	return a == b || has_any || are_shares;
}

static bool is_initial_of(const struct name_token *letter, const struct name_token *word)
{
	return letter->kind == TOKEN_INITIAL && (word->kind == TOKEN_PLAIN || word->kind == TOKEN_COMMON) &&
	       letter->text.p[0] == word->text.p[0];
}

static size_t longer(struct str a, struct str b)
{
	return a.n > b.n ? a.n : b.n;
}

/* Letters that stay when vowels are not written, those that some scripts do not tell apart made one. */
static size_t bones_of(struct str word, char *ret_bones)
{
	static const char one[] = "-bsd-fj-jjkrmn-bkrstff-ss"; /* of a to y; '-': goes */
	size_t n = 0;
	for (size_t i = 0; i < word.n && n < WORD_MOST; i++) {
		char c = word.p[i] >= 'a' && word.p[i] <= 'y' ? one[word.p[i] - 'a'] : word.p[i] == 'z' ? 's' : '-';
		bool is_y = word.p[i] == 'y' || word.p[i] == 'w' || word.p[i] == 'x' || word.p[i] == 'j' ||
			    word.p[i] == 'i';
		if (c == '-' || (is_y && word.p[i] != 'x' && word.p[i] != 'j'))
			continue;
		if (n == 0 || ret_bones[n - 1] != c)
			ret_bones[n++] = c;
	}
	return n;
}

/* Of a name whose vowels are a guess. */
static double bones_alike(struct str a, struct str b)
{
	char x[WORD_MOST], y[WORD_MOST];
	size_t n = bones_of(a, x), m = bones_of(b, y);
	if (n == 0 || m == 0 || n + m < 4)
		return 0;
	double alike = words_alike(str_bytes(x, n), str_bytes(y, m));
	return alike >= 0.99 ? (n >= 3 ? 0.9 : 0.8) : n >= 4 && m >= 4 && alike >= 0.74 ? 0.72 : 0;
}

/* May two words be alike to at least so many hundredths? A letter that the other has not costs at least six tenths. */
static bool may_be_alike(struct str a, uint32_t of_a, struct str b, uint32_t of_b, int hundredths)
{
	size_t most = a.n > b.n ? a.n : b.n, more = most - (a.n > b.n ? b.n : a.n);
	int cost = (100 - hundredths) * (int)most / 10;
	cost = cost < COST_MOST ? cost : COST_MOST;
	return (int)more * 4 <= cost && __builtin_popcount(of_a & ~of_b) * 6 <= cost &&
	       __builtin_popcount(of_b & ~of_a) * 6 <= cost;
}

static bool are_short(const struct name_token *a, const struct name_token *b)
{
	uint64_t both = 0;
	for (size_t i = 0; i < SHORT_WORDS; i++)
		both |= a->shorts.bits[i] & b->shorts.bits[i];
	return both != 0;
}

/* Two words; likeness 0: they do not go together. */
static struct edge words_edge(const struct name_token *a, const struct name_token *b, bool is_guess)
{
	struct edge edge = {.n_i = 1, .n_j = 1, .kind = PART_SAME};
	if (a->kind == TOKEN_FORM && b->kind == TOKEN_FORM) {
		edge.alike = str_eq(a->text, b->text) || forms_fit(a->form, b->form) ? 1 : 0.5;
		return edge;
	}
	if (str_eq(a->text, b->text) ||
	    (a->kind == TOKEN_NUMBER && b->kind == TOKEN_NUMBER && a->number == b->number)) {
		edge.alike = 1;
		return edge;
	}
	if (a->kind == TOKEN_NUMBER || b->kind == TOKEN_NUMBER || a->kind == TOKEN_FORM || b->kind == TOKEN_FORM)
		return edge;
	if (is_initial_of(a, b) || is_initial_of(b, a)) {
		edge.alike = 0.85;
		edge.kind = PART_INITIAL;
		return edge;
	}
	if (are_short(a, b)) {
		edge.alike = 0.92;
		edge.kind = PART_SHORT;
		return edge;
	}
	bool is_light = a->kind == TOKEN_PARTICLE || b->kind == TOKEN_PARTICLE;
	double letters = may_be_alike(a->text, a->letters, b->text, b->letters, 65) ? words_alike(a->text, b->text) : 0;
	double sound = may_be_alike(a->sound, a->sounds, b->sound, b->sounds, 85) ? words_alike(a->sound, b->sound) : 0;
	sound = sound >= 0.85 ? 0.97 * sound : 0;
	double best = letters > sound ? letters : sound;
	double bones = is_guess && !is_light ? bones_alike(a->text, b->text) : 0;
	if (bones > best) {
		edge.alike = bones;
		edge.kind = PART_SCRIPT_OR_SOUND;
		return edge;
	}
	if (best < (is_light ? 0.65 : least_alike(longer(a->text, b->text))) || (is_light && a->kind != b->kind))
		return edge;
	edge.alike = best;
	edge.kind = letters >= sound ? PART_SPELLING : PART_SCRIPT_OR_SOUND;
	return edge;
}

/* "patr ushev" for "patrushev", "van der bilt" for "vanderbilt". */
static double joined_alike(const struct name *name, size_t from, size_t n, const struct name_token *whole)
{
	char text[WORD_MOST];
	size_t length = 0, all = 0;
	uint32_t letters = 0;
	if (from + n > name->n || whole->text.n < 4)
		return 0;
	for (size_t i = from; i < from + n; i++) {
		all += name->tokens[i].text.n;
		letters |= name->tokens[i].letters;
	}
	if (!may_be_alike(str_bytes(NULL, all), letters, whole->text, whole->letters, 84))
		return 0;
	for (size_t i = from; i < from + n; i++) {
		struct str word = name->tokens[i].text;
		if (length + word.n > WORD_MOST || name->tokens[i].kind == TOKEN_FORM)
			return 0;
		memcpy(text + length, word.p, word.n);
		length += word.n;
	}
	double alike = words_alike(str_bytes(text, length), whole->text);
	return alike >= 0.84 ? alike : 0;
}

/* "jc" for "jean claude", "pla" for "people liberation army": as many words as it has letters; 0: others. */
static size_t initials_fit(const struct name_token *letters, const struct name *name, size_t from)
{
	size_t n = 0;
	if (letters->kind != TOKEN_PLAIN || letters->text.n < 2 || letters->text.n > 5)
		return 0;
	for (size_t i = from; i < name->n && n < letters->text.n; i++, n++)
		if (name->tokens[i].text.p[0] != letters->text.p[n] || name->tokens[i].text.n < 2 ||
		    name->tokens[i].kind == TOKEN_FORM)
			return 0;
	return n == letters->text.n ? n : 0;
}

static void edges_find(const struct name *a, const struct name *b, struct edges *edges)
{
	edges->n = 0;
	for (size_t i = 0; i < a->n; i++)
		for (size_t j = 0; j < b->n; j++) {
			const struct name_token *x = &a->tokens[i], *y = &b->tokens[j];
			struct edge edge = words_edge(x, y, a->is_guess != b->is_guess);
			double alike;
			size_t n;
			edge.i = i;
			edge.j = j;
			edge.rank = edge.alike + 0.02 * (double)(x->text.n < y->text.n ? x->text.n : y->text.n) -
				    0.01 * (double)(i > j ? i - j : j - i);
			if (edge.alike > 0)
				edge_add(edges, edge);
			for (n = 2; n <= JOINED_MOST; n++) {
				if ((alike = joined_alike(a, i, n, y)) > 0)
					edge_add(edges, (struct edge){i, n, j, 1, alike, alike + 0.1, PART_JOINED});
				if ((alike = joined_alike(b, j, n, x)) > 0)
					edge_add(edges, (struct edge){i, 1, j, n, alike, alike + 0.1, PART_JOINED});
			}
			if ((n = initials_fit(x, b, j)) > 0)
				edge_add(edges, (struct edge){i, 1, j, n, 0.85, 0.85, PART_INITIALS});
			if ((n = initials_fit(y, a, i)) > 0)
				edge_add(edges, (struct edge){i, n, j, 1, 0.85, 0.85, PART_INITIALS});
		}
}

/* ---- The score ---- */

struct weights {
	double of[TOKEN_FORM + 1];   /* by kind of token */
	double changed;              /* what is changed within words that go together counts so much */
	double other;                /* so much what each has and the other has not */
	double more[TOKEN_FORM + 1]; /* so much what one has alone */
};

/* People have more names than they use; of organizations each word may be another one. */
static const struct weights of_people = {
	.of = {[TOKEN_PLAIN] = 1,
	       [TOKEN_INITIAL] = 0.5,
	       [TOKEN_NUMBER] = 1,
	       [TOKEN_PARTICLE] = 0.12,
	       [TOKEN_TITLE] = 0.1,
	       [TOKEN_COMMON] = 1,
	       [TOKEN_FORM] = 0.1},
	.changed = 1.1,
	.other = 2.4,
	.more = {[TOKEN_PLAIN] = 0.22,
		 [TOKEN_INITIAL] = 0.2,
		 [TOKEN_NUMBER] = 0.6,
		 [TOKEN_PARTICLE] = 0.2,
		 [TOKEN_TITLE] = 0.1,
		 [TOKEN_COMMON] = 0.22,
		 [TOKEN_FORM] = 0.2},
};
static const struct weights of_organizations = {
	.of = {[TOKEN_PLAIN] = 1,
	       [TOKEN_INITIAL] = 0.6,
	       [TOKEN_NUMBER] = 1,
	       [TOKEN_PARTICLE] = 0.1,
	       [TOKEN_TITLE] = 0.5,
	       [TOKEN_COMMON] = 0.6,
	       [TOKEN_FORM] = 0.12},
	.changed = 1.3,
	.other = 2.2,
	.more = {[TOKEN_PLAIN] = 0.5,
		 [TOKEN_INITIAL] = 0.4,
		 [TOKEN_NUMBER] = 0.3,
		 [TOKEN_PARTICLE] = 0.2,
		 [TOKEN_TITLE] = 0.4,
		 [TOKEN_COMMON] = 0.5,
		 [TOKEN_FORM] = 0.2},
};

struct summing {
	const struct weights *weights;
	double alike, changed;
	double alone[2], more[2]; /* weights of what is in one alone, as it counts against and beside the other's */
	bool has_number[2];       /* alone */
};

static double weight_of(const struct weights *weights, const struct name_token *token)
{
	double weight = weights->of[token->kind];
	bool is_short = token->kind == TOKEN_PLAIN && token->text.n < 3;
	return is_short ? weight * 0.8 : weight;
}

static double weight_sum(const struct weights *weights, const struct name *name, size_t from, size_t n)
{
	double sum = 0;
	for (size_t i = from; i < from + n; i++)
		sum += weight_of(weights, &name->tokens[i]);
	return sum;
}

static struct str words_of(const struct name *name, size_t from, size_t n)
{
	const struct str *first = &name->tokens[from].text, *last = &name->tokens[from + n - 1].text;
	/* Words of one name stand behind one another in one text. */
	return n == 1 ? *first : str_bytes(first->p, (size_t)(last->p + last->n - first->p));
}

static void part_add(struct pair *pair, struct pair_part part)
{
	if (pair->n < PAIR_PARTS)
		pair->parts[pair->n++] = part;
}

static bool is_free(const bool *taken, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		if (taken[i])
			return false;
	return true;
}

static void edge_take(struct summing *sum, const struct name *a, const struct name *b, const struct edge *edge,
		      bool *taken_a, bool *taken_b, struct pair *pair)
{
	double weight =
		(weight_sum(sum->weights, a, edge->i, edge->n_i) + weight_sum(sum->weights, b, edge->j, edge->n_j)) / 2;
	memset(taken_a + edge->i, true, edge->n_i);
	memset(taken_b + edge->j, true, edge->n_j);
	sum->alike += weight * edge->alike;
	sum->changed += weight * (1 - edge->alike);
	part_add(pair, (struct pair_part){edge->kind, words_of(a, edge->i, edge->n_i), words_of(b, edge->j, edge->n_j),
					  edge->alike});
}

/* The best ones first, each word once. */
static void edges_take(struct summing *sum, const struct name *a, const struct name *b, struct edges *edges,
		       bool *taken_a, bool *taken_b, struct pair *pair)
{
	for (;;) {
		struct edge *best = NULL;
		for (size_t k = 0; k < edges->n; k++) {
			struct edge *edge = &edges->p[k];
			if (edge->rank > -1 &&
			    (!is_free(taken_a, edge->i, edge->n_i) || !is_free(taken_b, edge->j, edge->n_j)))
				edge->rank = -2;
			if (edge->rank > -1 && (!best || edge->rank > best->rank))
				best = edge;
		}
		if (!best)
			return;
		edge_take(sum, a, b, best, taken_a, taken_b, pair);
	}
}

static void alone_sum(struct summing *sum, const struct name *name, const bool *taken, int side)
{
	for (size_t i = 0; i < name->n; i++) {
		const struct name_token *token = &name->tokens[i];
		if (taken[i])
			continue;
		double weight = weight_of(sum->weights, token);
		sum->alone[side] += weight;
		sum->more[side] += weight * sum->weights->more[token->kind];
		sum->has_number[side] = sum->has_number[side] || token->kind == TOKEN_NUMBER;
	}
}

static void alone_tell(const struct summing *sum, const struct name *name, const bool *taken, int side,
		       struct pair *pair)
{
	for (size_t i = 0; i < name->n; i++) {
		if (taken[i])
			continue;
		bool is_number = name->tokens[i].kind == TOKEN_NUMBER && sum->has_number[0] && sum->has_number[1];
		bool are_both = sum->alone[0] > 0.3 && sum->alone[1] > 0.3;
		struct pair_part part = {.kind = is_number ? PART_NUMBER : are_both ? PART_OTHER : PART_ONLY_ONE};
		*(side ? &part.b : &part.a) = name->tokens[i].text;
		part_add(pair, part);
	}
}

/* "Ahmad bin Hasan" is the son of "Hasan bin Ahmad". */
static bool is_turned(const struct name *a, const struct name *b)
{
	static const struct str of[] = {STR_INIT("bin"), STR_INIT("ibn"), STR_INIT("ben"), STR_INIT("bint"),
					STR_INIT("ould")};
	const struct name *names[2] = {a, b};
	size_t at[2] = {0, 0};
	for (int k = 0; k < 2; k++)
		for (size_t i = 1; i + 1 < names[k]->n && !at[k]; i++)
			for (size_t w = 0; w < COUNT_OF(of); w++)
				if (str_eq(names[k]->tokens[i].text, of[w]))
					at[k] = i;
	if (!at[0] || !at[1])
		return false;
	const struct name_token *x = &a->tokens[at[0]], *y = &b->tokens[at[1]];
	return words_alike(x[-1].text, y[1].text) > 0.8 && words_alike(x[1].text, y[-1].text) > 0.8 &&
	       words_alike(x[-1].text, x[1].text) < 0.8;
}

static void in_order_compare(const struct name *a, const struct name *b, enum name_kind kind, struct pair *ret_pair)
{
	struct edges edges;
	bool taken_a[NAME_TOKENS] = {false}, taken_b[NAME_TOKENS] = {false};
	struct summing sum = {.weights = kind == NAME_PERSON ? &of_people : &of_organizations};
	ret_pair->n = 0;
	ret_pair->score = 0;
	edges_find(a, b, &edges);
	edges_take(&sum, a, b, &edges, taken_a, taken_b, ret_pair);
	alone_sum(&sum, a, taken_a, 0);
	alone_sum(&sum, b, taken_b, 1);
	alone_tell(&sum, a, taken_a, 0, ret_pair);
	alone_tell(&sum, b, taken_b, 1, ret_pair);
	int less = sum.alone[0] < sum.alone[1] ? 0 : 1;
	double both = sum.alone[less];
	/* What the longer one has beyond what the other has in its place. */
	double rest = sum.alone[!less] > 0 ? sum.more[!less] * (sum.alone[!less] - both) / sum.alone[!less] : 0;
	double against = sum.weights->changed * sum.changed + sum.weights->other * both + rest;
	if (sum.alike > 0)
		ret_pair->score = sum.alike / (sum.alike + against);
	if ((sum.has_number[0] && sum.has_number[1]) || (kind == NAME_PERSON && is_turned(a, b)))
		ret_pair->score *= 0.5;
}

static bool is_in_order(const struct name *a, const struct name *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		int order = str_cmp(a->tokens[i].text, b->tokens[i].text);
		if (order)
			return order < 0;
	}
	return a->n <= b->n;
}

void pair_compare(const struct name *a, const struct name *b, enum name_kind kind, struct pair *ret_pair)
{
	if (is_in_order(a, b)) {
		in_order_compare(a, b, kind, ret_pair);
		return;
	}
	in_order_compare(b, a, kind, ret_pair);
	for (size_t i = 0; i < ret_pair->n; i++) {
		struct pair_part *part = &ret_pair->parts[i];
		struct str b_text = part->a;
		part->a = part->b;
		part->b = b_text;
	}
}

void names_compare(const struct names *a, const struct names *b, enum name_kind kind, struct pair *ret_pair)
{
	struct pair pair;
	*ret_pair = (struct pair){.n = 0};
	for (size_t i = 0; i < a->n; i++)
		for (size_t j = 0; j < b->n; j++) {
			pair_compare(&a->p[i], &b->p[j], kind, &pair);
			if (pair.score > ret_pair->score || (i == 0 && j == 0))
				*ret_pair = pair;
		}
}

/* ---- In words ---- */

static const char *part_words(enum part_kind kind)
{
	switch (kind) {
	case PART_SAME:
		return msg("the same");
	case PART_SPELLING:
		return msg("another spelling");
	case PART_SCRIPT_OR_SOUND:
		return msg("sounds alike");
	case PART_JOINED:
		return msg("written as one word and as two");
	case PART_INITIAL:
		return msg("an initial");
	case PART_SHORT:
		return msg("a short form");
	case PART_INITIALS:
		return msg("initials");
	case PART_ONLY_ONE:
		return msg("in one alone");
	case PART_OTHER:
		return msg("in one and not in the other");
	case PART_NUMBER:
		return msg("another number");
	}
	return "";
}

struct str pair_words(struct arena *arena, const struct pair *pair)
{
	struct buf out = buf_open(arena, 256);
	for (enum part_kind kind = PART_SAME; kind <= PART_NUMBER; kind++) {
		bool is_begun = false;
		for (size_t i = 0; i < pair->n; i++) {
			const struct pair_part *part = &pair->parts[i];
			if (part->kind != kind)
				continue;
			buf_c(&out, is_begun ? ", " : out.n ? "; " : "");
			if (!is_begun)
				buf_fmt(&out, "%s: ", part_words(kind));
			is_begun = true;
			buf_str(&out, part->a.n ? part->a : part->b);
			if (part->a.n && part->b.n && !str_eq(part->a, part->b))
				buf_fmt(&out, " / %.*s", STR_ARG(part->b));
		}
	}
	return buf_view(&out);
}
