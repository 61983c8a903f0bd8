#include "registers/mapping_sheet.h"

#include "registers/columns.h"

#define ANSWERS_MOST 3 /* columns for a field that takes several answers */
#define NIL_WORDS    "Nothing to declare"

static const char base_number[] = "Number", base_who[] = "Member", base_day[] = "Declared on", base_end[] = "Ended on",
		  base_category[] = "Category", base_whose[] = "Whose", base_parent[] = "Part of number";
static const char *const bases[] = {base_number, base_who, base_day, base_end, base_category, base_whose, base_parent};

bool sheet_is_there(const struct scheme *scheme)
{
	return !scheme->of_body;
}

/* ---- What the scheme has ---- */

static bool is_asked(const struct scheme_field *field)
{
	return !field->closed && field->kind != FIELD_FILE;
}

static size_t answers_of(const struct scheme_field *field)
{
	size_t n = field->many > 1 ? (size_t)field->many : 1;
	return n < ANSWERS_MOST ? n : ANSWERS_MOST;
}

static bool has_parents(const struct scheme *scheme)
{
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (scheme->categories[i].parent.n)
			return true;
	return false;
}

static uint32_t whose_of_all(const struct scheme *scheme)
{
	uint32_t whose = 0;
	for (size_t i = 0; i < scheme->n_categories; i++)
		whose |= scheme->categories[i].whose;
	return whose;
}

static bool has_category(const struct scheme *scheme)
{
	return scheme->n_categories > 1 || scheme->nil;
}

static bool has_whose(const struct scheme *scheme)
{
	return whose_of_all(scheme) != WHOSE_SELF;
}

/* ---- Names of columns ---- */

/* A name that another column of the category bears, or that a template cannot have, has the field's id behind it or
 * is the id. */
static struct str field_column(struct arena *arena, const struct scheme_category *category,
			       const struct scheme_field *field)
{
	struct str name = mapping_spaced(arena, field->name);
	for (size_t i = 0; i < name.n; i++)
		if (memchr("{}|[]", name.p[i], 5))
			return field->id;
	bool is_taken = false;
	for (size_t i = 0; i < COUNT_OF(bases); i++)
		is_taken = is_taken || str_eq_nocase(name, str_of(bases[i]));
	for (const struct scheme_field *other = category->fields; other < field; other++)
		is_taken = is_taken || str_eq_nocase(name, mapping_spaced(arena, other->name));
	return is_taken ? str_fmt(arena, "%.*s (%.*s)", STR_ARG(name), STR_ARG(field->id)) : name;
}

/* "Donor", "Donor 2"; of a period "Trip: first day", "Trip: last day". */
static struct str answer_column(struct arena *arena, struct str column, const struct scheme_field *field, size_t i)
{
	if (field->kind == FIELD_PERIOD)
		return str_fmt(arena, "%.*s: %s", STR_ARG(column), i == 0 ? "first day" : "last day");
	return i == 0 ? column : str_fmt(arena, "%.*s %zu", STR_ARG(column), i + 1);
}

/* Beside an address: is it a home (S2)? */
static struct str home_column(struct arena *arena, struct str column)
{
	return str_fmt(arena, "%.*s: home", STR_ARG(column));
}

static size_t columns_of_field(const struct scheme_field *field)
{
	return field->kind == FIELD_PERIOD ? 2 : answers_of(field);
}

/* ---- The table ---- */

static struct str words_add(struct arena *arena, struct str words, struct str more)
{
	return words.n ? str_fmt(arena, "%.*s; %.*s", STR_ARG(words), STR_ARG(more)) : more;
}

static struct str words_of_categories(struct arena *arena, const struct scheme *scheme)
{
	struct str words = {0};
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (!scheme->categories[i].closed)
			words = words_add(arena, words, scheme->categories[i].title);
	return scheme->nil ? words_add(arena, words, STR(NIL_WORDS)) : words;
}

static struct str words_of_field(struct arena *arena, const struct scheme_field *field)
{
	struct str words = {0};
	if (field->kind == FIELD_YES_NO)
		return STR("yes; no");
	for (size_t i = 0; i < field->n_choices; i++)
		words = words_add(arena, words, field->choices[i].text);
	for (size_t i = 0; i < field->n_bands; i++)
		words = words_add(arena, words, field->bands[i].text);
	return words;
}

/* A message; empty: the question says it all. */
static struct str hint_of_field(const struct scheme_field *field)
{
	return field->kind == FIELD_ORGANIZATION
		       ? str_of(msg("Behind the name, in brackets, its number where you know it: Quay Ferries Ltd "
				    "(GB-COH 01234567)"))
		       : STR("");
}

static void column_put(struct sheet_column *columns, size_t *n, struct sheet_column column)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq_nocase(columns[i].name, column.name))
			return;
	columns[(*n)++] = column;
}

static void base_columns(struct arena *arena, const struct scheme *scheme, struct sheet_column *columns, size_t *n)
{
	struct str whose = whose_names(arena, whose_of_all(scheme)), words = {0}, one;
	while (str_cut(&whose, ' ', &one))
		words = words_add(arena, words, one);
	column_put(columns, n,
		   (struct sheet_column){
			   .name = str_of(base_number),
			   .what = str_of(msg("A number of your own, another in each row. Keep it: a row that "
					      "you change and send again changes that entry")),
			   .must = true});
	column_put(columns, n,
		   (struct sheet_column){.name = str_of(base_who),
					 .what = str_of(msg("The name of the person, as this site has it")),
					 .must = true});
	column_put(columns, n,
		   (struct sheet_column){.name = str_of(base_day),
					 .what = str_of(msg("The day on which it was declared"))});
	column_put(columns, n,
		   (struct sheet_column){.name = str_of(base_end),
					 .what = str_of(msg("Only of what holds no longer: the last day"))});
	if (has_category(scheme))
		column_put(columns, n,
			   (struct sheet_column){.name = str_of(base_category),
						 .words = words_of_categories(arena, scheme),
						 .must = true});
	if (has_whose(scheme))
		column_put(columns, n,
			   (struct sheet_column){.name = str_of(base_whose),
						 .what = str_of(msg("Whose interest it is; empty: the person’s own")),
						 .words = words});
	if (has_parents(scheme))
		column_put(columns, n,
			   (struct sheet_column){
				   .name = str_of(base_parent),
				   .what = str_of(msg("Of what belongs to another row: that row’s number"))});
}

const struct sheet_column *sheet_columns(struct arena *arena, const struct scheme *scheme, size_t *ret_n)
{
	size_t most = COUNT_OF(bases), n = 0;
	for (size_t i = 0; i < scheme->n_categories; i++)
		most += scheme->categories[i].n_fields * (ANSWERS_MOST + 1);
	struct sheet_column *columns = arena_array(arena, struct sheet_column, most);
	base_columns(arena, scheme, columns, &n);
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		for (size_t f = 0; f < category->n_fields && !category->closed; f++) {
			const struct scheme_field *field = &category->fields[f];
			struct str name = field_column(arena, category, field);
			for (size_t k = 0; k < columns_of_field(field) && is_asked(field); k++)
				column_put(columns, &n,
					   (struct sheet_column){
						   .name = answer_column(arena, name, field, k),
						   .what = k == 0 ? field->label : STR(""),
						   .hint = k == 0 ? hint_of_field(field) : STR(""),
						   .words = k == 0 ? words_of_field(arena, field) : STR(""),
						   .must = field->required && k == 0 && scheme->n_categories == 1,
					   });
			if (is_asked(field) && field->kind == FIELD_ADDRESS)
				column_put(columns, &n,
					   (struct sheet_column){
						   .name = home_column(arena, name),
						   .what = str_of(
							   msg("Does somebody live there? The public sees the address "
							       "only where it says no")),
						   .words = STR("yes; no"),
					   });
		}
	}
	*ret_n = n;
	return columns;
}

struct str sheet_csv(struct arena *arena, const struct scheme *scheme)
{
	size_t n;
	const struct sheet_column *columns = sheet_columns(arena, scheme, &n);
	struct str *names = arena_array(arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		names[i] = columns[i].name;
	struct buf out = buf_open(arena, 1024);
	cli_csv_row(&out, names, n);
	return buf_view(&out);
}

/* ---- The mapping ---- */

/* Within double quotes, as YAML and JSON have it. */
static void escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, text.p[i]);
	}
}

static void quoted(struct buf *out, struct str text)
{
	buf_char(out, '"');
	escaped(out, text);
	buf_char(out, '"');
}

static void cell(struct buf *out, struct str column)
{
	buf_lit(out, "\"{");
	escaped(out, column);
	buf_lit(out, "}\"");
}

/* Fields of which the sheet has one column, several, or two for a period. */
enum field_form { FORM_ONE, FORM_MANY, FORM_PERIOD };

static enum field_form form_of(const struct scheme_field *field)
{
	if (field->kind == FIELD_PERIOD)
		return FORM_PERIOD;
	return answers_of(field) > 1 ? FORM_MANY : FORM_ONE;
}

static void answer_put(struct buf *out, struct arena *arena, struct str column, const struct scheme_field *field)
{
	switch (form_of(field)) {
	case FORM_ONE:
		buf_fmt(out, "          %.*s: ", STR_ARG(field->id));
		cell(out, column);
		break;
	case FORM_MANY:
		buf_fmt(out, "          - field: %.*s\n            from: [", STR_ARG(field->id));
		for (size_t i = 0; i < answers_of(field); i++) {
			buf_c(out, i ? ", " : "");
			cell(out, answer_column(arena, column, field, i));
		}
		buf_char(out, ']');
		break;
	case FORM_PERIOD:
		buf_fmt(out, "          - field: %.*s\n            from: ", STR_ARG(field->id));
		cell(out, answer_column(arena, column, field, 0));
		buf_lit(out, "\n            to: ");
		cell(out, answer_column(arena, column, field, 1));
		break;
	}
	buf_char(out, '\n');
}

static void answers_put(struct buf *out, struct arena *arena, const struct scheme_category *category)
{
	static const char *const keys[] = {[FORM_ONE] = "fields", [FORM_MANY] = "lists", [FORM_PERIOD] = "periods"};
	for (size_t form = 0; form < COUNT_OF(keys); form++) {
		bool is_begun = false;
		for (size_t f = 0; f < category->n_fields; f++) {
			const struct scheme_field *field = &category->fields[f];
			if (!is_asked(field) || form_of(field) != form)
				continue;
			if (!is_begun)
				buf_fmt(out, "        %s:\n", keys[form]);
			is_begun = true;
			answer_put(out, arena, field_column(arena, category, field), field);
		}
	}
}

/* What does not say that it is none is a home. */
static void homes_put(struct buf *out, struct arena *arena, const struct scheme_category *category)
{
	bool is_begun = false;
	for (size_t f = 0; f < category->n_fields; f++) {
		const struct scheme_field *field = &category->fields[f];
		if (!is_asked(field) || field->kind != FIELD_ADDRESS)
			continue;
		buf_c(out, is_begun ? "" : "        homes:\n");
		is_begun = true;
		buf_fmt(out, "          - field: %.*s\n            when: [{column: ", STR_ARG(field->id));
		quoted(out, home_column(arena, field_column(arena, category, field)));
		buf_lit(out, ", is-not: [\"no\"]}]\n");
	}
}

static void list_put(struct buf *out, struct str word, bool *is_begun)
{
	buf_c(out, *is_begun ? ", " : "");
	*is_begun = true;
	quoted(out, word);
}

static void entry_put(struct buf *out, struct arena *arena, const struct scheme *scheme,
		      const struct scheme_category *category)
{
	buf_fmt(out, "      - category: %.*s\n", STR_ARG(category->id));
	if (has_category(scheme)) {
		bool is_begun = false;
		buf_fmt(out, "        when: [{column: %s, is: [", base_category);
		list_put(out, category->id, &is_begun);
		list_put(out, category->title, &is_begun);
		buf_lit(out, "]}]\n");
	}
	if (has_whose(scheme))
		buf_fmt(out, "        whose: \"{%s}\"\n", base_whose);
	answers_put(out, arena, category);
	homes_put(out, arena, category);
}

/* What is no category is refused, and not passed over. */
static void rest_put(struct buf *out, const struct scheme *scheme)
{
	bool is_begun = false;
	if (!has_category(scheme))
		return;
	buf_fmt(out, "      - category: \"{%s}\"\n        when: [{column: %s, is-not: [", base_category, base_category);
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (!scheme->categories[i].closed) {
			list_put(out, scheme->categories[i].id, &is_begun);
			list_put(out, scheme->categories[i].title, &is_begun);
		}
	if (scheme->nil)
		list_put(out, STR(NIL_WORDS), &is_begun);
	buf_lit(out, "]}]\n");
	if (scheme->nil)
		buf_fmt(out, "      - when: [{column: %s, is: [" NIL_WORDS "]}]\n", base_category);
}

struct str sheet_mapping(struct arena *arena, const struct scheme *scheme, enum mapping_dates dates)
{
	struct buf out = buf_open(arena, 4096);
	buf_fmt(&out, "# The mapping of the register's own sheet, made of the rulebook.\nmapping: sheet-%.*s\ntitle: ",
		STR_ARG(scheme->id));
	quoted(&out, scheme->title);
	buf_fmt(&out, "\nregister: %.*s\n", STR_ARG(scheme->id));
	buf_fmt(&out, "person:\n  name: \"{%s}\"\nfiles:\n  - name: \"*\"\n    dates: %s\n", base_who,
		dates == DATES_MDY ? "month-first" : "day-first");
	buf_fmt(&out, "    key: \"{%s}\"\n    registered: \"{%s}\"\n    to: \"{%s}\"\n", base_number, base_day,
		base_end);
	if (has_parents(scheme))
		buf_fmt(&out, "    parent: \"{%s}\"\n", base_parent);
	buf_lit(&out, "    entries:\n");
	for (size_t i = 0; i < scheme->n_categories; i++)
		if (!scheme->categories[i].closed)
			entry_put(&out, arena, scheme, &scheme->categories[i]);
	rest_put(&out, scheme);
	return buf_view(&out);
}
