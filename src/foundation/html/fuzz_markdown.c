/* Markdown from anybody: it may not break the program, and every < that comes out begins a tag of ours. */
#include "html/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool begins_tag(struct str rest)
{
	static const char *const names[] = {"p",    "br",  "h2", "h3", "h4", "h5",         "h6", "em", "strong",
					    "code", "pre", "ul", "ol", "li", "blockquote", "hr", "a",  "div"};
	size_t from = str_starts(rest, STR("</")) ? 2 : 1, end = from;
	while (end < rest.n && rest.p[end] != ' ' && rest.p[end] != '>')
		end++;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (str_eq(str_slice(rest, from, end), str_of(names[i])))
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct html h = html_open(&ctx);
	html_markdown(&h, str_bytes(data, size), 2);
	struct str made = html_done(&h);
	for (size_t at = str_find_char(made, '<', 0); at != STR_NPOS; at = str_find_char(made, '<', at + 1)) {
		struct str tag = str_slice(made, at, str_find_char(made, '>', at));
		if (!begins_tag(tag))
			die("fuzz_markdown: a tag that is not ours");
		if (str_find(tag, STR("href=\"javascript:"), 0) != STR_NPOS)
			die("fuzz_markdown: a script in an address");
	}
	return 0;
}
