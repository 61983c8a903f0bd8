/* What differs between two rulebooks, row by row. */
#include "rulebook/store.h"

/* One row or thing, as it is compared. */
struct entry {
	const char *kind;
	struct str id;
	int32_t from_day;
	struct str all;    /* all that it says */
	struct str but_to; /* the same without its last day */
};

struct entries {
	struct ctx ctx;
	struct entry *p;
	size_t n;
};

static struct str said(struct entries *entries, void (*put)(struct ctx *, struct json *, const void *, bool),
		       const void *row, bool to)
{
	struct buf out = buf_open(entries->ctx.arena, 512);
	struct json json = json_open(&out, JSON_PLAIN);
	put(&entries->ctx, &json, row, to);
	return buf_view(&out);
}

static void put_duty(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	duty_json(ctx, json, row, to);
}

static void put_amount(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	amount_json(ctx, json, row, to);
}

static void put_event(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	const struct rule_event *event = row;
	(void)ctx;
	(void)to;
	json_str(json, NULL, event->text);
}

static void put_word(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	const struct rule_word *word = row;
	(void)ctx;
	(void)to;
	json_str(json, NULL, word->text);
}

static void put_holidays(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	const struct holiday_set *set = row;
	(void)ctx;
	(void)to;
	json_begin_array(json, NULL);
	json_str(json, NULL, set->title);
	json_str(json, NULL, set->row.source);
	json_bool(json, NULL, set->row.confirm);
	for (size_t i = 0; i < set->n; i++) {
		const struct holiday *h = &set->holidays[i];
		const int64_t numbers[] = {h->kind,    h->year,   h->month, h->day,       h->nth,
					   h->weekday, h->offset, h->moved, h->from_year, h->to_year};
		json_str(json, NULL, h->name);
		for (size_t j = 0; j < COUNT_OF(numbers); j++)
			json_i64(json, NULL, numbers[j]);
	}
	json_end(json);
}

static void put_guidance(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	const struct guidance *guidance = row;
	(void)ctx;
	(void)to;
	json_begin_array(json, NULL);
	json_str(json, NULL, guidance->title);
	json_str(json, NULL, guidance->text);
	for (size_t q = 0; q < guidance->n_questions; q++) {
		json_str(json, NULL, guidance->questions[q].id);
		json_str(json, NULL, guidance->questions[q].text);
		for (size_t a = 0; a < guidance->questions[q].n_answers; a++) {
			json_str(json, NULL, guidance->questions[q].answers[a].id);
			json_str(json, NULL, guidance->questions[q].answers[a].text);
		}
	}
	for (size_t i = 0; i < guidance->n_rows; i++) {
		const struct guidance_row *r = &guidance->rows[i];
		for (size_t q = 0; q < guidance->n_questions; q++)
			json_str(json, NULL, r->when[q]);
		json_i64(json, NULL, r->answer);
		json_i64(json, NULL, r->row.from_day);
		json_i64(json, NULL, r->row.to_day);
		json_bool(json, NULL, r->row.confirm);
		json_str(json, NULL, r->text);
		json_str(json, NULL, r->code);
		json_str(json, NULL, r->passage);
		json_str(json, NULL, r->row.source);
	}
	json_end(json);
}

static void put_register(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	(void)to;
	scheme_json(ctx, json, row);
}

static void put_category(struct ctx *ctx, struct json *json, const void *row, bool to)
{
	(void)ctx;
	(void)to;
	category_json(json, row);
}

static void add(struct entries *entries, const char *kind, struct str id, int32_t from_day,
		void (*put)(struct ctx *, struct json *, const void *, bool), const void *row)
{
	entries->p[entries->n++] =
		(struct entry){kind, id, from_day, said(entries, put, row, true), said(entries, put, row, false)};
}

static void add_register(struct entries *entries, const struct scheme *scheme)
{
	add(entries, "register", scheme->id, DEADLINE_NO_DAY, put_register, scheme);
	for (size_t i = 0; i < scheme->n_categories; i++)
		add(entries, "category",
		    str_fmt(entries->ctx.arena, "%.*s/%.*s", STR_ARG(scheme->id), STR_ARG(scheme->categories[i].id)),
		    DEADLINE_NO_DAY, put_category, &scheme->categories[i]);
}

static struct entries entries_of(struct arena *arena, const struct rulebook *book)
{
	size_t n = book->n_duties + book->n_amounts + book->n_events + book->n_words + book->n_holiday_sets +
		   book->n_guidances + book->n_schemes;
	for (size_t i = 0; i < book->n_schemes; i++)
		n += book->schemes[i].n_categories;
	struct entries entries = {.ctx = {.arena = arena}, .p = arena_array(arena, struct entry, n)};
	for (size_t i = 0; i < book->n_duties; i++)
		add(&entries, "duty", book->duties[i].id, book->duties[i].row.from_day, put_duty, &book->duties[i]);
	for (size_t i = 0; i < book->n_amounts; i++)
		add(&entries, "amount", book->amounts[i].id, book->amounts[i].row.from_day, put_amount,
		    &book->amounts[i]);
	for (size_t i = 0; i < book->n_events; i++)
		add(&entries, "event", book->events[i].id, DEADLINE_NO_DAY, put_event, &book->events[i]);
	for (size_t i = 0; i < book->n_holiday_sets; i++)
		add(&entries, "holidays", book->holiday_sets[i].id, DEADLINE_NO_DAY, put_holidays,
		    &book->holiday_sets[i]);
	for (size_t i = 0; i < book->n_guidances; i++)
		add(&entries, "guidance", book->guidances[i].id, DEADLINE_NO_DAY, put_guidance, &book->guidances[i]);
	for (size_t i = 0; i < book->n_schemes; i++)
		add_register(&entries, &book->schemes[i]);
	for (size_t i = 0; i < book->n_words; i++)
		add(&entries, "word", book->words[i].id, DEADLINE_NO_DAY, put_word, &book->words[i]);
	return entries;
}

static const struct entry *find(const struct entries *entries, const struct entry *wanted)
{
	for (size_t i = 0; i < entries->n; i++) {
		const struct entry *entry = &entries->p[i];
		if (entry->kind == wanted->kind && entry->from_day == wanted->from_day && str_eq(entry->id, wanted->id))
			return entry;
	}
	return NULL;
}

/* A category of a register that the other rulebook does not have at all: the register says it. */
static bool is_said_by_register(const struct entries *others, const struct entry *entry)
{
	size_t slash = str_find_char(entry->id, '/', 0);
	if (slash == STR_NPOS)
		return false;
	struct str register_id = str_slice(entry->id, 0, slash);
	for (size_t i = 0; i < others->n; i++)
		if (str_eq(str_of(others->p[i].kind), STR("register")) && str_eq(others->p[i].id, register_id))
			return false;
	return true;
}

void rulebook_changes(struct arena *arena, const struct rulebook *before, const struct rulebook *after,
		      struct rule_change **ret_changes, size_t *ret_n)
{
	struct entries old = entries_of(arena, before), new = entries_of(arena, after);
	struct rule_change *changes = arena_array(arena, struct rule_change, old.n + new.n);
	size_t n = 0;
	for (size_t i = 0; i < new.n; i++) {
		const struct entry *was = find(&old, &new.p[i]);
		if ((was && str_eq(was->all, new.p[i].all)) || is_said_by_register(&old, &new.p[i]))
			continue;
		enum rule_difference difference = !was                                   ? RULE_ADDED
						  : str_eq(was->but_to, new.p[i].but_to) ? RULE_ENDED
											 : RULE_CHANGED;
		changes[n++] = (struct rule_change){difference, new.p[i].kind, new.p[i].id, new.p[i].from_day};
	}
	for (size_t i = 0; i < old.n; i++)
		if (!find(&new, &old.p[i]) && !is_said_by_register(&new, &old.p[i]))
			changes[n++] =
				(struct rule_change){RULE_REMOVED, old.p[i].kind, old.p[i].id, old.p[i].from_day};
	*ret_changes = changes;
	*ret_n = n;
}

const char *rule_difference_name(enum rule_difference difference)
{
	static const char *const names[] = {[RULE_ADDED] = "added",
					    [RULE_CHANGED] = "changed",
					    [RULE_ENDED] = "other last day",
					    [RULE_REMOVED] = "removed"};
	return names[difference];
}
