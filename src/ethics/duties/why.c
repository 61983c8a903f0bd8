/* Each date explains itself: what it counts from, each step, what changed it. */
#include "duties/duties_store.h"

/* The rule by which it was computed: of what is due again, that. */
static struct deadline_rule rule_of(const struct duty_item *item)
{
	return item->o.is_again ? deadline_again(&item->rule->deadline) : item->rule->deadline;
}

static struct deadline_facts facts_of(struct ctx *ctx, const struct obligation *o)
{
	return (struct deadline_facts){
		.day = {o->counts_from[0], o->counts_from[1]},
		.at_ms = {o->counts_ms[0], o->counts_ms[1]},
		.zone = ctx->site ? ctx->site->zone : NULL,
	};
}

static bool is_dated(const struct duty_item *item)
{
	return item->rule && item->o.original_day != DEADLINE_NO_DAY;
}

static const struct duty_exception *exception_of(const struct duty_item *item)
{
	bool is_there = item->rule && item->o.exception >= 0 && (size_t)item->o.exception < item->rule->n_exceptions;
	return is_there ? &item->rule->exceptions[item->o.exception] : NULL;
}

bool duty_item_waits(const struct duty_item *item)
{
	const struct duty_exception *e = exception_of(item);
	return e && e->kind == EXCEPT_ABSENT_WHEN_DUE && item->o.status != OBLIGATION_NOT_OWED;
}

static struct duty_step step_of(const char *message, struct str a, struct str b, struct str c, int32_t day)
{
	return (struct duty_step){.message = message, .args = {a, b, c}, .day = day};
}

#define STEPS_MORE 8

/* What became of the date that the rule gave. */
static size_t after_rule(struct ctx *ctx, const struct duty_item *item, struct duty_step *steps)
{
	const struct obligation *o = &item->o;
	const struct duty_exception *e = exception_of(item);
	const struct str none = STR("");
	size_t n = 0;
	if (o->is_again && !o->subject)
		steps[n++] = step_of(msg("When it was last done is not known here, so it counts from the first day of "
					 "this site's records"),
				     none, none, none, DEADLINE_NO_DAY);
	size_t before = n;
	if (e && e->kind == EXCEPT_IN_POST_BEFORE)
		steps[n++] = step_of(msg("In post before {1}, so due on {2}: {3}"),
				     day_str(ctx->arena, (struct day){e->on_day}),
				     day_str(ctx->arena, (struct day){e->due_day}), e->reason, e->due_day);
	else if (duty_item_waits(item) && o->due_day == DEADLINE_NO_DAY)
		steps[n++] = step_of(msg("Absent on {1}, so it waits, and is due {2} days after the return: {3}"),
				     day_str(ctx->arena, (struct day){o->original_day}),
				     str_fmt(ctx->arena, "%d", e->n), e->reason, DEADLINE_NO_DAY);
	else if (duty_item_waits(item))
		steps[n++] = step_of(msg("Absent on {1}, so due {2} days after the return, and no later than the last "
					 "day of the term: {3}"),
				     day_str(ctx->arena, (struct day){o->original_day}),
				     str_fmt(ctx->arena, "%d", e->n), e->reason, DEADLINE_NO_DAY);
	else if (e && o->status == OBLIGATION_NOT_OWED)
		steps[n++] = step_of(msg("Not owed: {1} ({2})"), e->reason, e->source, none, DEADLINE_NO_DAY);
	if (n > before && e->confirm)
		steps[n++] = step_of(msg("This exception is to be confirmed"), none, none, none, DEADLINE_NO_DAY);
	if (o->status == OBLIGATION_OWED && item->rule && item->rule->opens.parts[0].trigger &&
	    o->opens_day != DEADLINE_NO_DAY)
		steps[n++] = step_of(msg("Not before {1}"), day_str(ctx->arena, (struct day){o->opens_day}), none, none,
				     o->opens_day);
	static const char *const reasons[] = {
		[REASON_ENDED_BEFORE] = msg("Not owed: the term ended before it was due"),
		[REASON_BEFORE_RECORDS] =
			msg("Not asked: it was due, or the term ended, before this site kept records of it"),
		[REASON_ASKED_ANEW] = msg("Not owed any more: a later edition asks anew"),
		[REASON_TEXT_ENDED] = msg("Not owed any more: the text no longer binds the body"),
		[REASON_DIED] = msg("Not owed any more"),
	};
	if (o->status == OBLIGATION_NOT_OWED && (size_t)o->reason < COUNT_OF(reasons) && reasons[o->reason])
		steps[n++] = step_of(reasons[o->reason], none, none, none, DEADLINE_NO_DAY);
	if (item->change.id && item->change.kind == DUTY_EXTEND && str_empty(item->change.reason))
		steps[n++] = step_of(msg("Extended to {1}"), day_str(ctx->arena, (struct day){item->change.until_day}),
				     none, none, item->change.until_day);
	else if (item->change.id && item->change.kind == DUTY_EXTEND)
		steps[n++] = step_of(msg("Extended to {1} by {2}: {3}"),
				     day_str(ctx->arena, (struct day){item->change.until_day}), item->change.by_whom,
				     item->change.reason, item->change.until_day);
	if (item->change.id && item->change.kind == DUTY_WAIVE)
		steps[n++] = step_of(msg("Waived by {1}: {2}"), item->change.by_whom, item->change.reason, none,
				     DEADLINE_NO_DAY);
	if (item->done.id)
		steps[n++] = step_of(msg("{1}"), item->done.words, none, none, item->o.done_day);
	return n;
}

enum outcome duties_explain(struct ctx *ctx, const struct duty_item *item, struct duty_step **ret_steps, size_t *ret_n)
{
	struct deadline_step *counted = NULL;
	size_t n_counted = 0, n = 0;
	if (is_dated(item)) {
		struct deadline_rule rule = rule_of(item);
		struct deadline_facts facts = facts_of(ctx, &item->o);
		struct deadline deadline;
		enum outcome found = deadline_explain(ctx, &rule, &facts, &deadline, &counted, &n_counted);
		if (found != OK && found != NOT_FOUND && found != INVALID)
			return found;
		n_counted = found == OK ? n_counted : 0;
	}
	struct duty_step *steps = arena_array(ctx->arena, struct duty_step, n_counted + STEPS_MORE + 1);
	for (size_t i = 0; i < n_counted; i++)
		steps[n++] = (struct duty_step){.step = counted[i], .day = counted[i].day};
	if (!is_dated(item))
		steps[n++] = step_of(item->o.trigger_day == DEADLINE_NO_DAY
					     ? msg("No day: it is not known here since when the post is held")
					     : msg("No deadline is set"),
				     STR(""), STR(""), STR(""), DEADLINE_NO_DAY);
	n += after_rule(ctx, item, steps + n);
	*ret_steps = steps;
	*ret_n = n;
	return OK;
}

/* A stored day as people read it; anything else as it is. */
static struct str arg_words(struct ctx *ctx, struct str arg)
{
	struct day day;
	return day_parse(arg, &day) ? day_words(ctx->arena, day) : arg;
}

struct str duty_step_words(struct ctx *ctx, const struct duty_step *step)
{
	struct str args[4];
	if (!step->message)
		return deadline_step_words(ctx, &step->step, ctx->site ? ctx->site->zone : NULL);
	for (size_t i = 0; i < COUNT_OF(args); i++)
		args[i] = arg_words(ctx, step->args[i]);
	return msg_format(ctx->arena, str_of(step->message), args, COUNT_OF(args));
}

struct str duty_why(struct ctx *ctx, const struct duty_item *item)
{
	struct duty_step steps[STEPS_MORE];
	struct buf why = buf_open(ctx->arena, 256);
	if (is_dated(item)) {
		struct deadline_rule rule = rule_of(item);
		struct deadline_facts facts = facts_of(ctx, &item->o);
		buf_str(&why, deadline_words(ctx, &rule, &facts));
	} else if (item->rule) {
		buf_str(&why, item->rule->row.source);
	}
	if (item->rule && item->rule->row.confirm)
		buf_lit(&why, " (to be confirmed)");
	size_t n = after_rule(ctx, item, steps);
	for (size_t i = 0; i < n; i++) {
		struct str words = duty_step_words(ctx, &steps[i]);
		if (why.n)
			buf_lit(&why, "; ");
		if (words.n && words.p[words.n - 1] == '.')
			words.n--;
		buf_str(&why, words);
	}
	return buf_view(&why);
}
