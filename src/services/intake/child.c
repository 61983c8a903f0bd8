#include <unistd.h>

#include "intake/frame.h"

static bool read_all(void *to, size_t n)
{
	char *at = to;
	while (n > 0) {
		ssize_t got = read(STDIN_FILENO, at, n);
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool read_text(struct arena *arena, uint64_t n, struct str *ret_text)
{
	if (n > LIMIT_INTAKE_BYTES)
		return false;
	char *text = arena_alloc(arena, n);
	if (!read_all(text, n))
		return false;
	*ret_text = str_bytes(text, n);
	return true;
}

static bool write_all(struct str content)
{
	while (content.n > 0) {
		ssize_t written = write(STDOUT_FILENO, content.p, content.n);
		if (written <= 0)
			return false;
		content = str_slice(content, (size_t)written, content.n);
	}
	return true;
}

struct str intake_problems_json(struct arena *arena, const struct problems *problems)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_array(&json, NULL);
	for (const struct problem *p = problems->first; p; p = p->next) {
		json_begin_object(&json, NULL);
		json_str(&json, "where", p->where);
		json_i64(&json, "line", p->line);
		json_i64(&json, "column", p->column);
		json_str(&json, "message", str_of(p->message));
		json_begin_array(&json, "args");
		for (size_t i = 0; i < COUNT_OF(p->args); i++)
			json_str(&json, NULL, p->args[i]);
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	return buf_view(&out);
}

static int answer(struct ctx *ctx, const struct intake_parser *parser)
{
	struct intake_question question;
	struct str options, content;
	if (!read_all(&question, sizeof(question)) || !read_text(ctx->arena, question.options_n, &options) ||
	    !read_text(ctx->arena, question.content_n, &content))
		return INTAKE_NO_QUESTION;
	struct buf json = buf_open(ctx->arena, 0);
	enum outcome outcome = parser->parse(ctx, content, options, &json);
	struct str problems = intake_problems_json(ctx->arena, &ctx->problems);
	struct intake_answer head = {
		.outcome = outcome,
		.problems_n = problems.n,
		.json_n = outcome == OK ? json.n : 0,
	};
	bool written = write_all(str_bytes(&head, sizeof(head))) && write_all(problems) &&
		       write_all(str_slice(buf_view(&json), 0, head.json_n));
	return written ? EXIT_DONE : EXIT_BROKEN;
}

int intake_child(const struct intake_parser *const *parsers, size_t n, const char *name)
{
	const struct intake_parser *parser = NULL;
	for (size_t i = 0; i < n; i++)
		if (strcmp(parsers[i]->name, name) == 0)
			parser = parsers[i];
	if (!parser)
		return INTAKE_NO_PARSER;
	/* jansson would open /dev/urandom for its first object. */
	json_object_seed(0);
	struct ctx ctx = {.arena = arena_open(0)};
	if (!intake_lock_in())
		return INTAKE_NO_SANDBOX;
	/* Not exit(3): handlers of libraries would ask for calls that are gone. */
	_exit(answer(&ctx, parser));
}
