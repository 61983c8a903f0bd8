/* Any text as a question, and as a text: words are such as the index takes, snippets are parts of the text. */
#include "base/base.h"
#include "search/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void snippet_check(struct arena *arena, const struct question *question, struct str text)
{
	size_t n;
	const struct search_piece *pieces = snippet_of(arena, question, text, &n);
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_ellipsis = str_eq(pieces[i].text, STR("… ")) || str_eq(pieces[i].text, STR(" …"));
		size_t found = str_find(text, pieces[i].text, at);
		if (found == STR_NPOS && !is_ellipsis)
			die("a piece of a snippet is not in the text");
		if (utf8_fault(pieces[i].text) != STR_NPOS)
			die("a piece of a snippet is cut within a character");
		at = is_ellipsis ? at : found + pieces[i].text.n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	const struct text_rules rules = {.name = "q", .max_bytes = 64 * 1024, .lines = true};
	struct str text;
	struct question question;
	if (text_accept(&ctx, str_bytes(data, size), &rules, &text) == OK) {
		struct search_word word;
		for (size_t at = 0; word_next(arena, text, &at, &word);)
			if (!db_text_word_is(word.word) || word.from >= word.to || word.to > text.n)
				die("a word that the index does not take");
		if (question_read(&ctx, str_slice(text, 0, 0), &question) != OK)
			die("no question is a question");
		size_t end = text.n < 300 ? text.n : 300;
		while (end < text.n && end > 0 && ((unsigned char)text.p[end] & 0xc0) == 0x80)
			end--;
		if (question_read(&ctx, str_slice(text, 0, end), &question) == OK) {
			const struct search_document document = {.title = text, .text = text};
			snippet_check(arena, &question, text);
			if (rank_of(&question, words_of(arena, &document, STR("codes"))) < 0)
				die("a rank below nothing");
		}
	}
	arena_close(arena);
	return 0;
}
