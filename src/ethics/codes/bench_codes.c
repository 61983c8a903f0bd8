/* How long it takes to make provisions of a text of 38,000 words, as plain text, Markdown and HTML; and to check them.
 * The text is made here: sections, three levels of clauses, examples. Prints lines of JSON: the median of several
 * rounds. With a FILE, that file instead. */
#include "codes/check.h"
#include "codes/codes_import.h"

enum { SECTIONS = 60, CLAUSES = 5, PARTS = 3, WORDS = 38, ROUNDS = 9 };

static int64_t nanoseconds(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		die("no clock");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Words of law, never twice in the same order. */
static void put_words(struct buf *out, size_t n, uint64_t *seed)
{
	static const char *const words[] = {"an",      "employee", "shall",    "not",      "accept",    "a",
					    "gift",    "from",     "any",      "person",   "whose",     "interests",
					    "may",     "be",       "affected", "by",       "the",       "performance",
					    "of",      "official", "duties",   "unless",   "an",        "exception",
					    "applies", "under",    "this",     "part",     "paragraph", "(a)",
					    "and",     "the",      "designee", "approves", "in",        "writing",
					    "and",     "informs",  "others",   "of",       "reasons,",  "or"};
	for (size_t i = 0; i < n; i++) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		buf_c(out, i > 0 ? " " : "");
		buf_c(out, words[(*seed >> 33) % COUNT_OF(words)]);
	}
	buf_lit(out, ".");
}

struct form {
	const char *name;
	enum code_format format;
	const char *title;
	const char *section; /* with its number */
	const char *before;  /* each paragraph */
	const char *after;
};

static struct str document(struct arena *arena, const struct form *form)
{
	struct buf out = buf_open(arena, 512 * 1024);
	uint64_t seed = 7;
	buf_c(&out, form->title);
	for (int s = 1; s <= SECTIONS; s++) {
		buf_fmt(&out, "%s12.%d Standards of the matter %d%s", form->section, s, s, form->after);
		for (int c = 0; c < CLAUSES; c++) {
			buf_fmt(&out, "%s(%c) ", form->before, 'a' + c);
			put_words(&out, WORDS, &seed);
			buf_c(&out, form->after);
			for (int p = 1; p <= PARTS; p++) {
				buf_fmt(&out, "%s(%d) ", form->before, p);
				put_words(&out, WORDS - 12, &seed);
				buf_c(&out, form->after);
			}
		}
		buf_fmt(&out, "%sExample 1: ", form->before);
		put_words(&out, WORDS, &seed);
		buf_c(&out, form->after);
	}
	return buf_view(&out);
}

static void measure(struct ctx *ctx, const char *name, struct str filename, struct str text, enum code_format format)
{
	int64_t rounds[ROUNDS], checks[ROUNDS];
	size_t words = 0, provisions = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		arena_scope(ctx->arena);
		struct code_import import;
		struct code_fault *faults;
		size_t n;
		int64_t begun = nanoseconds();
		if (codes_parse(ctx, filename, text, format, &import) != OK)
			die("%s was refused", name);
		rounds[round] = nanoseconds() - begun;
		begun = nanoseconds();
		codes_check(ctx->arena, import.provisions, import.n, &faults, &n);
		checks[round] = nanoseconds() - begun;
		words = import.words_in;
		provisions = import.n;
	}
	qsort(rounds, ROUNDS, sizeof(rounds[0]), compare);
	qsort(checks, ROUNDS, sizeof(checks[0]), compare);
	printf("{\"bench\":\"codes_import_%s\",\"ns\":%lld,\"check_ns\":%lld,\"words\":%zu,\"provisions\":%zu}\n", name,
	       (long long)rounds[ROUNDS / 2], (long long)checks[ROUNDS / 2], words, provisions);
}

int main(int argc, char **argv)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	/* What begins a paragraph of HTML is no page of ours: the reader's input. */
	static const struct form forms[] = {
		{"text", CODE_TEXT, "Code of Conduct\n\n", "\n", "\n", "\n"},
		{"markdown", CODE_MARKDOWN, "# Code of Conduct\n\n", "\n## ", "\n", "\n"},
		{"html", CODE_HTML, "\x3ch1>Code of Conduct\x3c/h1>", "\x3ch2>", "\x3cp>", "\n"},
	};
	if (argc > 1) {
		struct str text;
		if (file_read(&ctx, argv[1], LIMIT_CODE_BYTES, &text) != OK)
			die("%s cannot be read", argv[1]);
		measure(&ctx, "file", str_of(argv[1]), text, codes_format_guess(str_of(argv[1]), text));
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		measure(&ctx, forms[i].name, STR("code"), document(arena, &forms[i]), forms[i].format);
	return 0;
}
