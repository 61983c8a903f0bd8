/* Reading maps by their specs. */
#include "rulebook/spec.h"

bool spec_id_is(struct str s)
{
	if (s.n == 0 || s.n > 80 || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!is_word && (c != '-' || s.p[i - 1] == '-'))
			return false;
	}
	return true;
}

/* ---- Did you mean ---- */

#define NEAR_BYTES 48

/* How many letters differ; NEAR_BYTES for what is too long to be compared. */
static size_t distance(struct str a, struct str b)
{
	size_t row[NEAR_BYTES + 1];
	if (a.n > NEAR_BYTES || b.n > NEAR_BYTES)
		return NEAR_BYTES;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}

static struct str nearest(struct str name, const struct str *known, size_t n)
{
	size_t least = name.n / 3 + 2;
	struct str found = STR("");
	for (size_t i = 0; i < n; i++) {
		size_t far = distance(name, known[i]);
		if (far < least) {
			least = far;
			found = known[i];
		}
	}
	return found;
}

/* At most so many are listed. */
#define LISTED 40

enum outcome spec_unknown(struct ctx *ctx, const struct yaml_node *node, struct str name, const struct str *known,
			  size_t n, struct str what)
{
	struct str near = nearest(name, known, n);
	if (!str_empty(near))
		return yaml_fault(ctx, node, msg("“{1}” is not {2}; did you mean “{3}”?"), name, what, near);
	struct buf all = buf_open(ctx->arena, 0);
	for (size_t i = 0; i < n && i < LISTED; i++) {
		buf_c(&all, i ? ", " : "");
		buf_str(&all, known[i]);
	}
	buf_c(&all, n > LISTED ? " …" : n ? "" : "none");
	return yaml_fault(ctx, node, msg("“{1}” is not {2}; there are: {3}"), name, what, buf_view(&all));
}

/* ---- Values ---- */

struct place {
	struct ctx *ctx;
	const struct spec_field *field;
};

static enum outcome expected(const struct place *place, const struct yaml_node *node, const char *what)
{
	return yaml_fault(place->ctx, node, msg("{1}: expected {2}; found {3}"), str_of(place->field->name),
			  str_of(what), yaml_found(place->ctx->arena, node));
}

#define TEXT_BYTES     1000
#define MARKDOWN_BYTES 20000

static enum outcome read_text(const struct place *place, const struct yaml_node *node, const char *what,
			      struct str *ret_text)
{
	bool is_long = place->field->kind == SPEC_MARKDOWN;
	struct str text = str_trim(node->text);
	if (node->kind != YAML_SCALAR || str_empty(text))
		return expected(place, node, what);
	if (text.n > (is_long ? MARKDOWN_BYTES : TEXT_BYTES))
		return yaml_fault(place->ctx, node, msg("{1}: this is longer than {2} characters"),
				  str_of(place->field->name), is_long ? STR("20,000") : STR("1,000"));
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' && !(is_long && (text.p[i] == '\n' || text.p[i] == '\t')))
			return expected(place, node, is_long ? "text without control characters" : "one line of text");
	*ret_text = text;
	return OK;
}

static enum outcome read_id(const struct place *place, const struct yaml_node *node, struct str *ret_id)
{
	if (node->kind != YAML_SCALAR || !spec_id_is(node->text))
		return expected(place, node, "an id: small letters a to z, digits and single hyphens");
	*ret_id = node->text;
	return OK;
}

static enum outcome read_link(const struct place *place, const struct yaml_node *node, struct str *ret_link)
{
	struct str link = {0};
	TRY(read_text(place, node, "an address that begins with https://", &link));
	bool is_one =
		(str_starts(link, STR("https://")) && link.n > 8) || (str_starts(link, STR("http://")) && link.n > 7);
	for (size_t i = 0; i < link.n; i++)
		is_one = is_one && link.p[i] != ' ' && link.p[i] != '"' && link.p[i] != '<';
	if (!is_one)
		return expected(place, node, "an address that begins with https://");
	*ret_link = link;
	return OK;
}

static enum outcome read_yes(const struct place *place, const struct yaml_node *node, bool *ret_yes)
{
	bool yes = str_eq(node->text, STR("yes")) || str_eq(node->text, STR("true"));
	bool no = str_eq(node->text, STR("no")) || str_eq(node->text, STR("false"));
	if (node->kind != YAML_SCALAR || (!yes && !no))
		return expected(place, node, "yes or no");
	*ret_yes = yes;
	return OK;
}

static enum outcome read_number(const struct place *place, const struct yaml_node *node, int32_t *ret_number)
{
	int64_t number;
	const struct spec_field *field = place->field;
	if (node->kind != YAML_SCALAR || !str_to_i64(node->text, &number) || number < field->min || number > field->max)
		return expected(place, node,
				str_c(place->ctx->arena,
				      str_fmt(place->ctx->arena, "a number from %d to %d", field->min, field->max)));
	*ret_number = (int32_t)number;
	return OK;
}

static enum outcome read_day(const struct place *place, const struct yaml_node *node, int32_t *ret_day)
{
	struct day day;
	if (node->kind != YAML_SCALAR || !day_parse(node->text, &day))
		return expected(place, node, "a day that exists, such as 2026-11-22");
	if (day_date(day).year < CALENDAR_FIRST_YEAR || day_date(day).year > CALENDAR_LAST_YEAR)
		return expected(place, node, "a day in the years 1900 to 2199");
	*ret_day = day.n;
	return OK;
}

static enum outcome read_choice(const struct place *place, const struct yaml_node *node, int32_t *ret_value)
{
	const struct spec_choice *choices = place->field->choices;
	struct str names[32];
	size_t n = 0;
	if (node->kind != YAML_SCALAR)
		return expected(place, node, "a word");
	for (; n < COUNT_OF(names) && choices[n].name; n++) {
		names[n] = str_of(choices[n].name);
		if (str_eq(node->text, names[n])) {
			*ret_value = choices[n].value;
			return OK;
		}
	}
	return spec_unknown(place->ctx, node, node->text, names, n,
			    str_fmt(place->ctx->arena, "a word for %s", place->field->name));
}

static enum outcome read_choices(const struct place *place, const struct yaml_node *node, uint32_t *ret_bits)
{
	enum outcome outcome = OK;
	uint32_t bits = 0;
	if (node->kind != YAML_LIST || node->n == 0)
		return expected(place, node, "a list, such as [a, b]");
	for (size_t i = 0; i < node->n; i++) {
		int32_t value = 0;
		if (read_choice(place, node->items[i], &value) != OK)
			outcome = INVALID;
		else
			bits |= 1U << value;
	}
	*ret_bits = bits;
	return outcome;
}

static enum outcome read_texts(const struct place *place, const struct yaml_node *node, struct texts *ret_texts)
{
	enum outcome outcome = OK;
	if (node->kind != YAML_LIST)
		return expected(place, node, "a list, such as [a, b]");
	struct str *texts = arena_array(place->ctx->arena, struct str, node->n);
	for (size_t i = 0; i < node->n; i++) {
		enum outcome one = place->field->kind == SPEC_IDS
					   ? read_id(place, node->items[i], &texts[i])
					   : read_text(place, node->items[i], "one line of text", &texts[i]);
		if (one != OK)
			outcome = one;
	}
	*ret_texts = (struct texts){texts, node->n};
	return outcome;
}

static enum outcome read_list(const struct place *place, const struct yaml_node *node, struct spec_list *ret_list)
{
	const struct spec *of = place->field->of;
	enum outcome outcome = OK;
	if (node->kind != YAML_LIST)
		return expected(place, node, "a list: each entry begins with “- ”");
	if (node->n == 0 && place->field->required)
		return expected(place, node, "at least one entry");
	char *all = arena_calloc(place->ctx->arena, node->n, of->size);
	for (size_t i = 0; i < node->n; i++)
		if (spec_read(place->ctx, of, node->items[i], all + i * of->size) != OK)
			outcome = INVALID;
	*ret_list = (struct spec_list){all, node->n};
	return outcome;
}

static enum outcome read_pairs(const struct place *place, const struct yaml_node *node,
			       const struct yaml_node **ret_node)
{
	enum outcome outcome = OK;
	struct str text;
	if (node->kind != YAML_MAP)
		return expected(place, node, "a map: lines such as “id: text”");
	for (size_t i = 0; i < node->n; i++)
		if (read_id(place, node->keys[i], &text) != OK ||
		    read_text(place, node->items[i], "one line of text", &text) != OK)
			outcome = INVALID;
	*ret_node = node;
	return outcome;
}

static bool is_id_or_ids(const struct yaml_node *node)
{
	bool is_list = node->kind == YAML_LIST && node->n > 0;
	for (size_t i = 0; is_list && i < node->n; i++)
		is_list = node->items[i]->kind == YAML_SCALAR && spec_id_is(node->items[i]->text);
	return is_list || (node->kind == YAML_SCALAR && spec_id_is(node->text));
}

static enum outcome read_condition(const struct place *place, const struct yaml_node *node,
				   const struct yaml_node **ret_node)
{
	if (node->kind != YAML_MAP || node->n != 1 || !is_id_or_ids(node->items[0]))
		return expected(place, node, "one field and its answers, such as {outcome: [refused, returned]}");
	*ret_node = node;
	return OK;
}

static enum outcome read_fields(const struct place *place, const struct yaml_node *node,
				const struct yaml_node **ret_node)
{
	enum outcome outcome = OK;
	if (node->kind != YAML_LIST || node->n == 0)
		return expected(place, node, "a list: each entry begins with “- ”");
	for (size_t i = 0; i < node->n; i++)
		if (node->items[i]->kind != YAML_MAP &&
		    (node->items[i]->kind != YAML_SCALAR || !spec_id_is(node->items[i]->text)))
			outcome = expected(place, node->items[i], "the id of a shared field, or a field");
	*ret_node = node;
	return outcome;
}

static enum outcome read_phrase(const struct place *place, const struct yaml_node *node,
				const struct yaml_node **ret_node)
{
	struct str text;
	TRY(read_text(place, node, "one line of text", &text));
	*ret_node = node;
	return OK;
}

static enum outcome read_field(const struct place *place, const struct yaml_node *node, void *to)
{
	switch (place->field->kind) {
	case SPEC_TEXT:
		return read_text(place, node, "one line of text", to);
	case SPEC_MARKDOWN:
		return read_text(place, node, "text", to);
	case SPEC_ID:
		return read_id(place, node, to);
	case SPEC_LINK:
		return read_link(place, node, to);
	case SPEC_YES:
		return read_yes(place, node, to);
	case SPEC_NUMBER:
		return read_number(place, node, to);
	case SPEC_DAY:
		return read_day(place, node, to);
	case SPEC_CHOICE:
		return read_choice(place, node, to);
	case SPEC_CHOICES:
		return read_choices(place, node, to);
	case SPEC_TEXTS:
	case SPEC_IDS:
		return read_texts(place, node, to);
	case SPEC_PHRASE:
		return read_phrase(place, node, to);
	case SPEC_MAP:
		return spec_read(place->ctx, place->field->of, node, to);
	case SPEC_LIST:
		return read_list(place, node, to);
	case SPEC_PAIRS:
		return read_pairs(place, node, to);
	case SPEC_CONDITION:
		return read_condition(place, node, to);
	case SPEC_FIELDS:
		return read_fields(place, node, to);
	}
	return BROKEN;
}

/* ---- Maps ---- */

static bool has_field(const struct spec *spec, struct str name)
{
	for (size_t i = 0; i < spec->n; i++)
		if (str_eq(str_of(spec->fields[i].name), name))
			return true;
	return false;
}

static enum outcome refuse_unknown_keys(struct ctx *ctx, const struct spec *spec, const struct yaml_node *node)
{
	enum outcome outcome = OK;
	struct str names[48];
	size_t n = spec->n < COUNT_OF(names) ? spec->n : COUNT_OF(names);
	for (size_t i = 0; i < n; i++)
		names[i] = str_of(spec->fields[i].name);
	for (size_t i = 0; i < node->n; i++)
		if (!has_field(spec, node->keys[i]->text))
			outcome = spec_unknown(ctx, node->keys[i], node->keys[i]->text, names, n,
					       str_fmt(ctx->arena, "a key of %s", spec->name));
	return outcome;
}

enum outcome spec_read(struct ctx *ctx, const struct spec *spec, const struct yaml_node *node, void *ret_struct)
{
	char *to = ret_struct;
	*(const struct yaml_node **)ret_struct = node;
	for (size_t i = 0; i < spec->n; i++)
		if (spec->fields[i].kind == SPEC_DAY)
			*(int32_t *)(void *)(to + spec->fields[i].at) = DEADLINE_NO_DAY;
	if (node->kind != YAML_MAP)
		return yaml_fault(ctx, node, msg("expected {1}: lines such as “{2}: …”; found {3}"), str_of(spec->name),
				  str_of(spec->fields[0].name), yaml_found(ctx->arena, node));
	enum outcome outcome = refuse_unknown_keys(ctx, spec, node);
	for (size_t i = 0; i < spec->n; i++) {
		const struct spec_field *field = &spec->fields[i];
		const struct yaml_node *value = yaml_get(node, field->name);
		const struct place place = {ctx, field};
		if (!value && field->required)
			outcome =
				yaml_fault(ctx, node, msg("{1} needs “{2}”"), str_of(spec->name), str_of(field->name));
		else if (value && read_field(&place, value, to + field->at) != OK)
			outcome = INVALID;
	}
	return outcome;
}
