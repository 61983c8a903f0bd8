/* How fast two names are compared, and how many unrelated names are taken for alike: persons and organizations made of
 * a file of surnames and a file of given names, seeded. Prints lines of JSON.
 *
 * A treated name is one as people write it otherwise: an initial, another order, a letter exchanged, left out, doubled
 * or another, two words as one, without marks of capital letters, with a title; of an organization another legal form
 * or none,
 * "&" for "and". */
#include <stdlib.h>

#include "base/file.h"
#include "screening/pair.h"

enum { NAMES = 2000, PAIRS_TIMED = 400000, UNRELATED = 500000, TREATED = 20000, GIVENS = 600, SURNAMES = 20000 };

static uint64_t seed = 20261123;

static size_t below(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static int64_t nanoseconds(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
		die("no clock");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct words {
	struct str *p;
	size_t n;
};

/* The first word of each line, as names are written: "Mary". */
static struct words words_read(struct ctx *ctx, const char *folder, const char *file, size_t most)
{
	struct str text, line;
	struct words words = {.p = arena_array(ctx->arena, struct str, most)};
	if (file_read(ctx, str_fmt(ctx->arena, "%s/%s", folder, file).p, (size_t)1 << 24, &text) != OK)
		die("%s/%s cannot be read", folder, file);
	while (words.n < most && str_cut(&text, '\n', &line)) {
		char *word = arena_copy(ctx->arena, line.p, line.n);
		size_t n = 0;
		for (; n < line.n && word[n] != ' '; n++)
			if (n > 0 && word[n] >= 'A' && word[n] <= 'Z')
				word[n] = (char)(word[n] + ('a' - 'A'));
		if (n > 2)
			words.p[words.n++] = str_bytes(word, n);
	}
	return words;
}

static const char *const kinds[] = {"Ferries",     "Building",   "Catering",   "Transport", "Design",     "Farms",
				    "Engineering", "Foods",      "Printing",   "Security",  "Architects", "Training",
				    "Roofing",     "Electrical", "Landscapes", "Care"};
static const char *const legal[] = {"Ltd", "Limited", "LLC", "Inc", "plc", "", "& Co", "Company"};

struct made {
	struct words given, surnames;
};

static struct str person_make(struct arena *arena, const struct made *made)
{
	struct str one = made->given.p[below(made->given.n)], last = made->surnames.p[below(made->surnames.n)];
	if (below(4) == 0)
		return str_fmt(arena, "%.*s %.*s %.*s", STR_ARG(one), STR_ARG(made->given.p[below(made->given.n)]),
			       STR_ARG(last));
	return str_fmt(arena, "%.*s %.*s", STR_ARG(one), STR_ARG(last));
}

static struct str organization_make(struct arena *arena, const struct made *made)
{
	struct str one = made->surnames.p[below(made->surnames.n)], other = made->surnames.p[below(made->surnames.n)];
	const char *kind = kinds[below(COUNT_OF(kinds))], *form = legal[below(COUNT_OF(legal))];
	switch (below(3)) {
	case 0:
		return str_fmt(arena, "%.*s %s %s", STR_ARG(one), kind, form);
	case 1:
		return str_fmt(arena, "%.*s and %.*s %s", STR_ARG(one), STR_ARG(other), form);
	default:
		return str_fmt(arena, "%.*s %.*s %s %s", STR_ARG(one), STR_ARG(other), kind, form);
	}
}

/* ---- Treated ---- */

/* One letter of the longest word exchanged with its neighbour, left out, doubled, or another. */
static struct str letter_changed(struct arena *arena, struct str name)
{
	size_t from = 0, longest = 0, at = 0;
	for (size_t i = 0; i <= name.n; i++)
		if (i == name.n || name.p[i] == ' ') {
			if (i - at > longest) {
				from = at;
				longest = i - at;
			}
			at = i + 1;
		}
	struct buf out = buf_open(arena, name.n + 2);
	size_t where = from + 1 + below(longest > 2 ? longest - 2 : 1), how = below(4);
	for (size_t i = 0; i < name.n; i++) {
		if (i != where || where + 1 >= name.n) {
			buf_char(&out, name.p[i]);
		} else if (how == 0) {
			buf_char(&out, name.p[i + 1]);
			buf_char(&out, name.p[i++]);
		} else if (how == 2) {
			buf_char(&out, name.p[i]);
			buf_char(&out, name.p[i]);
		} else if (how == 3) {
			buf_char(&out, (char)('a' + below(26)));
		}
	}
	return buf_view(&out);
}

static struct str person_treated(struct arena *arena, struct str name)
{
	size_t space = str_find_char(name, ' ', 0), last = name.n;
	while (name.p[last - 1] != ' ')
		last--;
	struct str given = str_slice(name, 0, space), surname = str_slice(name, last, name.n),
		   rest = str_slice(name, 0, last - 1);
	switch (below(6)) {
	case 0:
		return str_fmt(arena, "%.*s, %.*s", STR_ARG(surname), STR_ARG(rest));
	case 1:
		return str_fmt(arena, "%c. %.*s", given.p[0], STR_ARG(surname));
	case 2:
		return str_fmt(arena, "Cllr %.*s MBE", STR_ARG(name));
	case 3:
		return str_fmt(arena, "%.*s%.*s", STR_ARG(given), STR_ARG(str_slice(name, space + 1, name.n)));
	default:
		return letter_changed(arena, name);
	}
}

static struct str organization_treated(struct arena *arena, struct str name)
{
	struct buf out = buf_open(arena, name.n + 8);
	size_t end = name.n;
	switch (below(4)) {
	case 0:
		for (size_t i = 0; i < COUNT_OF(legal); i++)
			if (*legal[i] && str_ends(name, str_of(legal[i])))
				end = name.n - strlen(legal[i]);
		return str_fmt(arena, "%.*s %s", STR_ARG(str_trim(str_slice(name, 0, end))),
			       legal[below(COUNT_OF(legal))]);
	case 1:
		buf_lit(&out, "THE ");
		for (size_t i = 0; i < name.n; i++)
			buf_char(&out,
				 name.p[i] >= 'a' && name.p[i] <= 'z' ? (char)(name.p[i] - ('a' - 'A')) : name.p[i]);
		return buf_view(&out);
	default:
		return letter_changed(arena, name);
	}
}

/* ---- Measured ---- */

static void speed(struct arena *arena, const struct made *made, enum name_kind kind)
{
	struct name *names = arena_array(arena, struct name, NAMES);
	struct pair pair;
	double sum = 0;
	for (size_t i = 0; i < NAMES; i++)
		name_read(arena, kind == NAME_PERSON ? person_make(arena, made) : organization_make(arena, made), kind,
			  &names[i]);
	int64_t began = nanoseconds();
	for (size_t i = 0; i < PAIRS_TIMED; i++) {
		pair_compare(&names[below(NAMES)], &names[below(NAMES)], kind, &pair);
		sum += pair.score;
	}
	printf("{\"bench\":\"names_pair_%s\",\"ns\":%.1f,\"mean_score\":%.4f}\n",
	       kind == NAME_PERSON ? "person" : "organization", (double)(nanoseconds() - began) / PAIRS_TIMED,
	       sum / PAIRS_TIMED);
}

static int by_score(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x < *y) - (*x > *y);
}

/* The threshold above which one in ten thousand unrelated pairs lies; how many treated names lie there, and above ours.
 */
static void false_alarms(struct arena *arena, const struct made *made, enum name_kind kind)
{
	double *unrelated = arena_array(arena, double, UNRELATED);
	size_t found = 0, found_ours = 0, alarms = 0;
	for (size_t i = 0; i < UNRELATED; i++) {
		arena_scope(arena);
		struct name a, b;
		struct pair pair;
		name_read(arena, kind == NAME_PERSON ? person_make(arena, made) : organization_make(arena, made), kind,
			  &a);
		name_read(arena, kind == NAME_PERSON ? person_make(arena, made) : organization_make(arena, made), kind,
			  &b);
		pair_compare(&a, &b, kind, &pair);
		unrelated[i] = pair.score;
		alarms += pair.score >= PAIR_ALIKE;
	}
	qsort(unrelated, UNRELATED, sizeof(double), by_score);
	double threshold = unrelated[UNRELATED / 10000];
	for (size_t i = 0; i < TREATED; i++) {
		arena_scope(arena);
		struct name a, b;
		struct pair pair;
		struct str name = kind == NAME_PERSON ? person_make(arena, made) : organization_make(arena, made);
		name_read(arena, name, kind, &a);
		name_read(arena, kind == NAME_PERSON ? person_treated(arena, name) : organization_treated(arena, name),
			  kind, &b);
		pair_compare(&a, &b, kind, &pair);
		found += pair.score > threshold;
		found_ours += pair.score >= PAIR_ALIKE;
	}
	printf("{\"bench\":\"names_alarms_%s\",\"recall\":%.4f,\"threshold\":%.4f,\"recall_ours\":%.4f,\"alarms_ours\":"
	       "%.8f}\n",
	       kind == NAME_PERSON ? "person" : "organization", (double)found / TREATED, threshold,
	       (double)found_ours / TREATED, (double)alarms / UNRELATED);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	if (argc != 2)
		die("usage: bench_names FOLDER");
	const struct made made = {words_read(&ctx, argv[1], "firstnames-female.txt", GIVENS),
				  words_read(&ctx, argv[1], "surnames.txt", SURNAMES)};
	for (enum name_kind kind = NAME_PERSON; kind <= NAME_ORGANIZATION; kind++) {
		speed(arena, &made, kind);
		false_alarms(arena, &made, kind);
	}
	arena_close(arena);
	return 0;
}
