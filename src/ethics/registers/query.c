#include "registers/query.h"

/* ---- Fields by which lists are filtered and sorted ---- */

const struct scheme_field *register_key_field(const struct scheme *scheme, struct str id)
{
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_field *field = scheme_field(&scheme->categories[i], id);
		if (field && (field->filter || field->sort))
			return field;
	}
	return NULL;
}

/* What journalists call it in every register: who gave, and the year. */
static const struct scheme_field *field_called(const struct scheme *scheme, struct str name)
{
	static const char *const givers[] = {"donor", "payer", "from", "source", "organization"};
	if (str_eq(name, STR("giver"))) {
		for (size_t i = 0; i < COUNT_OF(givers); i++) {
			const struct scheme_field *field = register_key_field(scheme, str_of(givers[i]));
			if (field)
				return field;
		}
	} else if (str_eq(name, STR("year"))) {
		for (size_t i = 0; i < scheme->keys.n; i++) {
			const struct scheme_field *field = register_key_field(scheme, scheme->keys.p[i]);
			if (field && (field->kind == FIELD_DATE || field->kind == FIELD_PERIOD))
				return field;
		}
	}
	return NULL;
}

/* ---- One word of the address ---- */

struct reading {
	struct ctx *ctx;
	struct register_query *query;
	size_t n_values;
};

/* The filter's slot of the field: two words may bound the same one from both sides. */
static enum outcome slot_of(struct reading *r, const struct asked *word, const struct scheme_field *field,
			    size_t *ret_slot)
{
	for (size_t i = 0; i < r->n_values; i++)
		if (str_eq(r->query->filter.values[i].field, field->id)) {
			*ret_slot = i;
			return OK;
		}
	if (r->n_values == REGISTER_FILTERS)
		return problem_add(r->ctx, str_c(r->ctx->arena, word->name), msg("At most {1} fields filter at once"),
				   str_fmt(r->ctx->arena, "%d", REGISTER_FILTERS));
	*ret_slot = r->n_values++;
	r->query->filter.values[*ret_slot].field = field->id;
	/* The key of every answer lies between these; what is unknown or in words stands in front. */
	r->query->filter.values[*ret_slot].from = STR("\x04");
	r->query->filter.values[*ret_slot].to = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
	return OK;
}

static enum outcome bound(struct reading *r, const struct asked *word, const struct scheme_field *field,
			  const struct str *from, const struct str *to)
{
	size_t slot;
	TRY(slot_of(r, word, field, &slot));
	if (from)
		r->query->filter.values[slot].from = *from;
	if (to)
		r->query->filter.values[slot].to = *to;
	return OK;
}

/* "2026", "2026-03", "2026-03-14": the first and the last day. */
static bool days_of(struct str s, int32_t *ret_first, int32_t *ret_last)
{
	struct day day;
	int64_t year, month = 1;
	if (s.n == 10 && day_parse(s, &day)) {
		*ret_first = *ret_last = day.n;
		return true;
	}
	if ((s.n != 4 && s.n != 7) || !str_to_i64(str_slice(s, 0, 4), &year) || year < 1 || year > 9998)
		return false;
	if (s.n == 7 && (s.p[4] != '-' || !str_to_i64(str_slice(s, 5, 7), &month) || month < 1 || month > 12))
		return false;
	struct date next = {(int)year, (int)month, 1};
	*ret_first = day_of(next).n;
	next.year += s.n == 4 || month == 12;
	next.month = s.n == 4 || month == 12 ? 1 : (int)month + 1;
	*ret_last = day_of(next).n - 1;
	return true;
}

static struct str key_of(struct reading *r, const struct scheme_field *field, struct value value)
{
	value.state = VALUE_GIVEN;
	return value_key(r->ctx->arena, field, &value);
}

/* Behind every key that begins so. */
static struct str key_end(struct arena *arena, struct str key)
{
	struct buf end = buf_open(arena, key.n + 12);
	buf_str(&end, key);
	buf_lit(&end, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
	return buf_view(&end);
}

static enum outcome days_word(struct reading *r, const struct asked *word, const struct scheme_field *field,
			      bool has_from, bool has_to)
{
	int32_t first, last;
	if (!days_of(word->value, &first, &last))
		return problem_add(r->ctx, str_c(r->ctx->arena, word->name),
				   msg("“{1}” is no day, month or year, such as 2026-07-01, 2026-07 or 2026"),
				   word->value);
	struct str from = key_of(r, field, (struct value){.number = first, .to = DEADLINE_NO_DAY});
	struct str last_key = key_of(r, field, (struct value){.number = last, .to = DEADLINE_NO_DAY});
	struct str to = key_end(r->ctx->arena, last_key);
	return bound(r, word, field, has_from ? &from : NULL, has_to ? &to : NULL);
}

static enum outcome number_word(struct reading *r, const struct asked *word, const struct scheme_field *field,
				bool has_from, bool has_to)
{
	struct value value;
	TRY(value_parse(r->ctx, field, word->name, word->value, STR(""), &value));
	if (value.state != VALUE_GIVEN)
		return problem_add(r->ctx, str_c(r->ctx->arena, word->name), msg("“{1}” is no number"), word->value);
	struct str key = value_key(r->ctx->arena, field, &value);
	return bound(r, word, field, has_from ? &key : NULL, has_to ? &key : NULL);
}

static enum outcome choice_word(struct reading *r, const struct asked *word, const struct scheme_field *field)
{
	for (size_t i = 0; i < field->n_choices; i++)
		if (str_eq(field->choices[i].id, word->value)) {
			struct str key = key_of(r, field, (struct value){.text = word->value});
			return bound(r, word, field, &key, &key);
		}
	return problem_add(r->ctx, str_c(r->ctx->arena, word->name), msg("“{1}” is not one of the answers"),
			   word->value);
}

/* Texts that begin so, whatever the case. */
static enum outcome text_word(struct reading *r, const struct asked *word, const struct scheme_field *field)
{
	struct str key = key_of(r, field, (struct value){.text = word->value});
	struct str last = key_end(r->ctx->arena, key);
	return bound(r, word, field, &key, &last);
}

/* `has_from`, `has_to`: which end of what the field says the word bounds. */
static enum outcome field_word(struct reading *r, const struct asked *word, const struct scheme_field *field,
			       bool has_from, bool has_to)
{
	switch (field->kind) {
	case FIELD_DATE:
	case FIELD_PERIOD:
		return days_word(r, word, field, has_from, has_to);
	case FIELD_MONEY:
	case FIELD_NUMBER:
	case FIELD_PERCENTAGE:
		return number_word(r, word, field, has_from, has_to);
	case FIELD_CHOICE:
		return choice_word(r, word, field);
	case FIELD_YES_NO: {
		bool yes = str_eq(word->value, STR("yes"));
		if (!yes && !str_eq(word->value, STR("no")))
			return problem_add(r->ctx, str_c(r->ctx->arena, word->name), msg("Answer yes or no"));
		struct str key = key_of(r, field, (struct value){.number = yes});
		return bound(r, word, field, &key, &key);
	}
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_ORGANIZATION:
	case FIELD_ADDRESS:
	case FIELD_LINK:
	case FIELD_FILE:
		break;
	}
	return text_word(r, word, field);
}

/* "value-min", "received-to": the field and the end that it bounds. */
static const struct scheme_field *bounded_field(const struct scheme *scheme, struct str name, bool *ret_from,
						bool *ret_to)
{
	static const struct {
		struct str suffix;
		bool from, to;
	} ends[] = {{STR_INIT("-min"), true, false},
		    {STR_INIT("-max"), false, true},
		    {STR_INIT("-from"), true, false},
		    {STR_INIT("-to"), false, true}};
	*ret_from = *ret_to = true;
	const struct scheme_field *field = register_key_field(scheme, name);
	if (!field)
		field = field_called(scheme, name);
	for (size_t i = 0; !field && i < COUNT_OF(ends); i++) {
		if (!str_ends(name, ends[i].suffix))
			continue;
		*ret_from = ends[i].from;
		*ret_to = ends[i].to;
		field = register_key_field(scheme, str_slice(name, 0, name.n - ends[i].suffix.n));
	}
	return field;
}

/* ---- Words that every register knows ---- */

static enum outcome as_at_word(struct reading *r, const struct asked *word)
{
	struct day day;
	if (!day_parse(word->value, &day))
		return problem_add(r->ctx, "as-at", msg("Write the day as year-month-day, such as 2026-07-01"));
	r->query->filter.as_at = day.n;
	r->query->as_at = word->value;
	return OK;
}

/* A day is meant to its end, in the site's zone. */
static enum outcome known_at_word(struct reading *r, const struct asked *word)
{
	struct day day;
	struct instant at;
	if (day_parse(word->value, &day))
		at.ms = zone_day_start(r->ctx->site->zone, (struct day){day.n + 1}).ms - 1;
	else if (!instant_parse(word->value, &at))
		return problem_add(r->ctx, "known-at",
				   msg("Write the day as year-month-day, such as 2026-07-01, or a day with its time"));
	r->query->known_at = word->value;
	return registers_known_at(r->ctx, at.ms, &r->query->filter.known);
}

static enum outcome category_word(struct reading *r, const struct asked *word)
{
	if (!scheme_category(r->query->scheme, word->value))
		return problem_add(r->ctx, "category", msg("This register has no category “{1}”"), word->value);
	r->query->filter.category = word->value;
	return OK;
}

static enum outcome member_word(struct reading *r, const struct asked *word)
{
	struct person person;
	enum outcome found = people_person_by_slug(r->ctx, word->value, &person);
	/* Of whoever is shown by their post alone, nobody can ask by name which entries are theirs (S14). */
	if (found == NOT_FOUND || (found == OK && !person.is_public))
		return problem_add(r->ctx, "member", msg("There is nobody “{1}” here"), word->value);
	TRY(found);
	r->query->filter.person_id = person.id;
	r->query->member = word->value;
	return OK;
}

static enum outcome body_word(struct reading *r, const struct asked *word)
{
	struct organization body;
	enum outcome found = people_organization_by_slug(r->ctx, word->value, &body);
	if (found == NOT_FOUND)
		return problem_add(r->ctx, "body", msg("There is no body “{1}” here"), word->value);
	TRY(found);
	r->query->filter.body_id = body.id;
	r->query->body = word->value;
	return OK;
}

static enum outcome sort_word(struct reading *r, const struct asked *word)
{
	const struct scheme_field *field = register_key_field(r->query->scheme, word->value);
	bool is_own = str_eq(word->value, STR("registered")) || str_eq(word->value, STR("person"));
	if (!is_own && (!field || !field->sort))
		return problem_add(r->ctx, "sort", msg("This register cannot be sorted by “{1}”"), word->value);
	r->query->filter.sort = word->value;
	return OK;
}

static enum outcome order_word(struct reading *r, const struct asked *word)
{
	bool down = str_eq(word->value, STR("desc"));
	if (!down && !str_eq(word->value, STR("asc")))
		return problem_add(r->ctx, "order", msg("The order is asc or desc"));
	r->query->filter.descending = down;
	return OK;
}

static enum outcome ended_word(struct reading *r, const struct asked *word)
{
	r->query->filter.ended = str_eq(word->value, STR("yes"));
	if (!r->query->filter.ended && !str_eq(word->value, STR("no")))
		return problem_add(r->ctx, "ended", msg("Answer yes or no"));
	return OK;
}

static enum outcome late_word(struct reading *r, const struct asked *word)
{
	int64_t days;
	if (!str_to_i64(word->value, &days) || days < 0 || days > 100000)
		return problem_add(r->ctx, "days-late-min", msg("Write a number of days"));
	r->query->days_late_min = (int32_t)days;
	return OK;
}

static enum outcome after_word(struct reading *r, const struct asked *word)
{
	if (!register_after_parse(r->ctx->arena, word->value, &r->query->filter.after_key, &r->query->filter.after_id))
		return problem_add(r->ctx, "after", msg("This page of the list is not there. Begin with the first."));
	return OK;
}

static enum outcome search_word(struct reading *r, const struct asked *word)
{
	r->query->words = word->value;
	return OK;
}

static const struct {
	struct str name;
	enum outcome (*read)(struct reading *r, const struct asked *word);
} known_words[] = {
	{STR_INIT("as-at"), as_at_word},        {STR_INIT("known-at"), known_at_word},
	{STR_INIT("category"), category_word},  {STR_INIT("member"), member_word},
	{STR_INIT("body"), body_word},          {STR_INIT("sort"), sort_word},
	{STR_INIT("order"), order_word},        {STR_INIT("ended"), ended_word},
	{STR_INIT("days-late-min"), late_word}, {STR_INIT("after"), after_word},
	{STR_INIT("q"), search_word},
};

static enum outcome word_read(struct reading *r, const struct asked *word)
{
	for (size_t i = 0; i < COUNT_OF(known_words); i++)
		if (str_eq(known_words[i].name, word->name))
			return known_words[i].read(r, word);
	bool from, to;
	const struct scheme_field *field = bounded_field(r->query->scheme, word->name, &from, &to);
	if (field)
		return field_word(r, word, field, from, to);
	return problem_add(r->ctx, "", msg("“{1}” is nothing by which this register can be filtered"), word->name);
}

enum outcome register_query_read(struct ctx *ctx, const struct scheme *scheme, const struct asked *words, size_t n,
				 struct register_query *ret_query)
{
	struct asked *kept = arena_array(ctx->arena, struct asked, n);
	struct register_query query = {
		.scheme = scheme,
		.asked = kept,
		.filter = {.register_id = scheme->id,
			   .as_at = DEADLINE_NO_DAY,
			   .descending = true,
			   .most = REGISTER_PAGE_ROWS},
	};
	struct reading reading = {.ctx = ctx, .query = &query};
	TRY(registers_known_at(ctx, INT64_MAX, &query.filter.known));
	enum outcome outcome = OK;
	for (size_t i = 0; i < n; i++) {
		struct asked word = {words[i].name, str_trim(words[i].value)};
		if (str_empty(word.value))
			continue;
		/* What is sorted by a name or a sum reads upwards unless the address says otherwise. */
		if (str_eq(word.name, STR("sort")) && !str_eq(word.value, STR("registered")))
			query.filter.descending = false;
		if (!str_eq(word.name, STR("after")))
			kept[query.n_asked++] = word;
	}
	for (size_t i = 0; i < n; i++) {
		struct asked word = {words[i].name, str_trim(words[i].value)};
		enum outcome read = str_empty(word.value) ? OK : word_read(&reading, &word);
		if (read != OK && read != INVALID)
			return read;
		outcome = read == INVALID ? INVALID : outcome;
	}
	/* What held on a day is asked for whether or not it holds still; what happens once, a gift or a payment, does
	 * not cease to be one. */
	bool asks_ended = register_query_asked(&query, "ended").n > 0;
	if (query.filter.as_at != DEADLINE_NO_DAY || (scheme->single && !asks_ended)) {
		query.leaves_out_withdrawn = !query.filter.ended && query.filter.as_at == DEADLINE_NO_DAY;
		query.filter.ended = true;
	}
	*ret_query = query;
	return outcome;
}

/* ---- Addresses ---- */

static void put_word(struct buf *out, struct arena *arena, struct str name, struct str value)
{
	buf_c(out, out->n ? "&" : "?");
	buf_str(out, http_encode(arena, name));
	buf_char(out, '=');
	buf_str(out, http_encode(arena, value));
}

struct str register_query_link(struct arena *arena, const struct register_query *query, struct str path,
			       const char *name, struct str value)
{
	struct buf words = buf_open(arena, 64);
	for (size_t i = 0; i < query->n_asked; i++)
		if (!name || !str_eq(query->asked[i].name, str_of(name)))
			put_word(&words, arena, query->asked[i].name, query->asked[i].value);
	if (name && value.n)
		put_word(&words, arena, str_of(name), value);
	return str_fmt(arena, "%.*s%.*s", STR_ARG(path), STR_ARG(buf_view(&words)));
}

struct str register_query_words(struct arena *arena, const struct register_query *query)
{
	return register_query_link(arena, query, STR(""), NULL, STR(""));
}

struct str register_query_asked(const struct register_query *query, const char *name)
{
	for (size_t i = 0; i < query->n_asked; i++)
		if (str_eq(query->asked[i].name, str_of(name)))
			return query->asked[i].value;
	return STR("");
}

struct str register_after(struct arena *arena, struct str key, int64_t id)
{
	return str_fmt(arena, "%.*s.%.*s", STR_ARG(str_hex(arena, key)), STR_ARG(id_str(arena, id)));
}

bool register_after_parse(struct arena *arena, struct str s, struct str *ret_key, int64_t *ret_id)
{
	size_t dot = str_find_char(s, '.', 0);
	if (dot == STR_NPOS || dot > 1024 || dot % 2)
		return false;
	char *key = arena_alloc(arena, dot / 2);
	int64_t id;
	if (!str_unhex(str_slice(s, 0, dot), key, dot / 2) || !id_parse(str_slice(s, dot + 1, s.n), &id) || id <= 0)
		return false;
	*ret_key = (struct str){key, dot / 2};
	*ret_id = id;
	return true;
}
