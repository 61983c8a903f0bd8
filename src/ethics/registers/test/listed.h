/* What tests of entries and of batches share: lists as words, a batch's steps. */
#pragma once

#include "registers/test/entries.h"

/* As the rulebook of the site has it now. */
static inline struct entry_filter filter_of(struct ctx *ctx, const char *sort)
{
	struct entry_filter filter = {
		.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .sort = str_of(sort), .most = 100};
	assert_int_equal(registers_known_at(ctx, INT64_MAX, &filter.known), OK);
	return filter;
}

static inline struct str list_words(struct stand *s, const struct entry_filter *filter)
{
	struct ctx *ctx = &s->test->ctx;
	struct buf out = buf_open(s->test->arena, 256);
	struct entry_filter page = *filter;
	do {
		struct entry *entries;
		size_t n;
		assert_int_equal(registers_list(ctx, &page, &entries, &n, &page.after_key, &page.after_id), OK);
		for (size_t i = 0; i < n; i++) {
			const struct answer *donor = declared_answer(&entries[i].declared, STR("donor"));
			if (out.n)
				buf_lit(&out, " ");
			buf_str(&out, entries[i].withheld_ms ? STR("withheld")
				      : donor                ? donor->values[0].text
							     : STR("nil"));
		}
	} while (page.after_id);
	return buf_view(&out);
}

static inline const char *said(struct str s)
{
	static char text[2000];
	snprintf(text, sizeof(text), "%.*s", STR_ARG(s));
	return text;
}

static inline enum outcome erase(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->record_id, STR("published by mistake"));
}

static inline enum outcome batch_begin(struct ctx *ctx, void *args)
{
	return registers_batch_begin(ctx, &((struct stand *)args)->revision);
}

static inline enum outcome batch_put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_batch_put(ctx, s->revision, s->puts, s->n_puts, s->record_ids);
}

static inline enum outcome batch_publish(struct ctx *ctx, void *args)
{
	return registers_batch_publish(ctx, ((struct stand *)args)->revision, 0);
}
