#include "base/base.h"

void problem_keep(struct ctx *ctx, struct str where, int64_t line, int64_t column, const char *message,
		  const struct str args[5])
{
	struct problems *problems = &ctx->problems;
	if (problems->count++ >= LIMIT_PROBLEMS)
		return;
	struct arena *arena = arena_kept(ctx->arena);
	struct problem *problem = arena_new(arena, struct problem);
	problem->where = str_dup(arena, where);
	problem->line = line;
	problem->column = column;
	problem->message = str_c(arena, str_of(message));
	for (size_t i = 0; i < COUNT_OF(problem->args); i++)
		problem->args[i] = str_dup(arena, args[i]);
	if (problems->last)
		problems->last->next = problem;
	else
		problems->first = problem;
	problems->last = problem;
}

void problems_clear(struct ctx *ctx)
{
	ctx->problems = (struct problems){0};
}

struct str msg_format(struct arena *arena, struct str message, const struct str *args, size_t n_args)
{
	struct buf text = buf_open(arena, message.n);
	for (size_t i = 0; i < message.n; i++) {
		char c = message.p[i];
		if (c == '{' && i + 1 < message.n && message.p[i + 1] == '{') {
			buf_char(&text, '{');
			i++;
			continue;
		}
		size_t nth = i + 2 < message.n ? (size_t)(unsigned char)message.p[i + 1] - '0' : 0;
		if (c == '{' && nth >= 1 && nth <= 4 && nth <= n_args && message.p[i + 2] == '}') {
			buf_str(&text, args[nth - 1]);
			i += 2;
			continue;
		}
		buf_char(&text, c);
	}
	return buf_view(&text);
}

struct str problem_str(struct arena *arena, const struct problem *problem)
{
	struct buf text = buf_open(arena, 0);
	if (problem->where.n > 0) {
		buf_str(&text, problem->where);
		if (problem->line > 0)
			buf_fmt(&text, ":%lld", (long long)problem->line);
		if (problem->line > 0 && problem->column > 0)
			buf_fmt(&text, ":%lld", (long long)problem->column);
		buf_lit(&text, ": ");
	}
	buf_str(&text, msg_format(arena, str_of(problem->message), problem->args, COUNT_OF(problem->args)));
	return buf_view(&text);
}
