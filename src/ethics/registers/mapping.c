/* Reading a mapping, and whether it fits its register. */
#include "registers/mapping.h"
#include "registers/columns.h"
#include "registers/mapping_keys.h"

/* ---- Templates ---- */

#define PARTS_MAX        64
#define ALTERNATIVES_MAX 8

/* A template while it is read. */
struct template_reader {
	struct ctx *ctx;
	const struct yaml_node *node;
	struct template_part *parts;
	size_t n;
	struct buf literal;
	unsigned group, groups;
};

static enum outcome template_fault(struct template_reader *r, size_t at, const char *message)
{
	return yaml_fault_at(r->ctx, r->node, r->node->is_plain ? at : 0, message, (const struct str[5]){{0}});
}

static enum outcome part_add(struct template_reader *r, struct template_part part)
{
	if (r->n == PARTS_MAX)
		return template_fault(r, 0, msg("this names more columns than a template may"));
	part.group = r->group;
	r->parts[r->n++] = part;
	return OK;
}

static enum outcome literal_end(struct template_reader *r)
{
	if (r->literal.n == 0)
		return OK;
	struct str text = str_dup(r->ctx->arena, buf_view(&r->literal));
	r->literal.n = 0;
	return part_add(r, (struct template_part){.literal = text});
}

struct str mapping_spaced(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n);
	struct str rest = text, word;
	while (text_next_word(&rest, &word)) {
		if (out.n)
			buf_char(&out, ' ');
		buf_str(&out, word);
	}
	return buf_view(&out);
}

static enum outcome column_add(struct template_reader *r, struct str names, size_t at)
{
	struct str *columns = arena_array(r->ctx->arena, struct str, ALTERNATIVES_MAX), name;
	size_t n = 0;
	while (n < ALTERNATIVES_MAX && str_cut(&names, '|', &name)) {
		columns[n] = mapping_spaced(r->ctx->arena, name);
		if (str_empty(columns[n++]))
			return template_fault(r, at, msg("the name of a column is expected between { and }"));
	}
	return part_add(r,
			(struct template_part){.columns = {columns, n}, .ats = arena_array(r->ctx->arena, size_t, n)});
}

static enum outcome template_step(struct template_reader *r, struct str text, size_t *at)
{
	char c = text.p[*at];
	bool is_double = *at + 1 < text.n && text.p[*at + 1] == c;
	if ((c == '{' || c == '[' || c == ']') && is_double)
		++*at;
	if ((c != '{' && c != '[' && c != ']') || is_double) {
		buf_char(&r->literal, c);
		return OK;
	}
	TRY(literal_end(r));
	if (c == '{') {
		size_t end = str_find_char(text, '}', *at);
		if (end == STR_NPOS || end == *at + 1)
			return template_fault(r, *at, msg("the name of a column is expected between { and }"));
		TRY(column_add(r, str_slice(text, *at + 1, end), *at));
		*at = end;
	} else if (c == '[' && r->group) {
		return template_fault(r, *at, msg("brackets cannot stand within brackets"));
	} else if (c == '[') {
		r->group = ++r->groups;
	} else if (!r->group) {
		return template_fault(r, *at, msg("this bracket was never opened: write ]] for the sign itself"));
	} else {
		r->group = 0;
	}
	return OK;
}

enum outcome template_read(struct ctx *ctx, const struct yaml_node *node, struct template *ret_template)
{
	if (!node)
		return OK;
	struct template_reader r = {.ctx = ctx, .node = node, .literal = buf_open(ctx->arena, 64)};
	r.parts = arena_array(ctx->arena, struct template_part, PARTS_MAX);
	struct str text = str_trim(node->text);
	for (size_t i = 0; i < text.n; i++)
		TRY(template_step(&r, text, &i));
	if (r.group)
		return template_fault(&r, 0, msg("a bracket is opened and not closed: write [[ for the sign itself"));
	TRY(literal_end(&r));
	*ret_template = (struct template){.node = node, .parts = r.parts, .n = r.n};
	return OK;
}

static bool is_constant(const struct template *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->parts[i].columns.n)
			return false;
	return true;
}

/* ---- Reading ---- */

static void note(enum outcome *all, enum outcome one)
{
	if (one != OK)
		*all = one;
}

/* A line of a list has no node of its own: the list's key names the place. */
static enum outcome texts_read(struct ctx *ctx, const struct yaml_node *list, const struct texts *texts,
			       const struct template **ret_templates)
{
	struct template *templates = arena_array(ctx->arena, struct template, texts->n);
	enum outcome outcome = OK;
	for (size_t i = 0; i < texts->n; i++)
		note(&outcome, template_read(ctx, list->items[i], &templates[i]));
	*ret_templates = templates;
	return outcome;
}

static enum outcome answer_add(struct ctx *ctx, struct mapping_entry *entry, struct mapping_answer *answers,
			       struct mapping_answer answer)
{
	for (size_t i = 0; i < entry->n_answers; i++)
		if (str_eq(answers[i].field, answer.field))
			return yaml_fault(ctx, answer.node, msg("“{1}” is filled twice"), answer.field);
	answers[entry->n_answers++] = answer;
	return OK;
}

static enum outcome pairs_read(struct ctx *ctx, const struct yaml_node *pairs, struct mapping_entry *entry,
			       struct mapping_answer *answers)
{
	enum outcome outcome = OK;
	for (size_t i = 0; pairs && i < pairs->n; i++) {
		struct template *value = arena_new(ctx->arena, struct template);
		note(&outcome, template_read(ctx, pairs->items[i], value));
		note(&outcome, answer_add(ctx, entry, answers,
					  (struct mapping_answer){.node = pairs->keys[i],
								  .field = pairs->keys[i]->text,
								  .values = value,
								  .n = 1}));
	}
	return outcome;
}

/* The answer of that field; NULL: there is none, and a fault at `node` says so. */
static struct mapping_answer *answer_find(struct ctx *ctx, const struct yaml_node *node, struct str field,
					  const struct mapping_entry *entry, struct mapping_answer *answers)
{
	for (size_t i = 0; i < entry->n_answers; i++)
		if (str_eq(answers[i].field, field))
			return &answers[i];
	(void)yaml_fault(ctx, node, msg("“{1}” is not filled by this entry"), field);
	return NULL;
}

static enum outcome identifiers_read(struct ctx *ctx, const struct spec_list *list, const struct mapping_entry *entry,
				     struct mapping_answer *answers)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < list->n; i++) {
		const struct raw_identifier *raw = (const struct raw_identifier *)list->p + i;
		struct mapping_answer *answer = answer_find(ctx, raw->node, raw->field, entry, answers);
		if (!answer) {
			outcome = INVALID;
			continue;
		}
		answer->scheme = raw->scheme;
		note(&outcome, template_read(ctx, raw->id, &answer->id));
	}
	return outcome;
}

static enum outcome homes_read(struct ctx *ctx, const struct spec_list *list, const struct mapping_entry *entry,
			       struct mapping_answer *answers)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < list->n; i++) {
		const struct raw_home *raw = (const struct raw_home *)list->p + i;
		struct mapping_answer *answer = answer_find(ctx, raw->node, raw->field, entry, answers);
		if (answer)
			answer->home = &raw->when;
		else
			outcome = INVALID;
	}
	return outcome;
}

/* What it says in itself is known now, what a column says with each row. */
static enum outcome whose_read(struct ctx *ctx, const struct yaml_node *node, struct template *ret_whose)
{
	TRY(template_read(ctx, node, ret_whose));
	if (ret_whose->n && is_constant(ret_whose) && !whose_named(ret_whose->parts[0].literal))
		return yaml_fault(ctx, node,
				  msg("“{1}” does not say whose it is: self, partner, child, household or family"),
				  ret_whose->parts[0].literal);
	return OK;
}

static enum outcome entry_read(struct ctx *ctx, const struct raw_entry *raw, struct mapping_entry *entry)
{
	size_t most = (raw->fields ? raw->fields->n : 0) + raw->lists.n + raw->periods.n;
	struct mapping_answer *answers = arena_array(ctx->arena, struct mapping_answer, most);
	*entry = (struct mapping_entry){.node = raw->node, .when = raw->when, .nil = raw->nil};
	enum outcome outcome = template_read(ctx, raw->category, &entry->category);
	note(&outcome, template_read(ctx, raw->key, &entry->key));
	note(&outcome, whose_read(ctx, raw->whose, &entry->whose));
	note(&outcome, pairs_read(ctx, raw->fields, entry, answers));
	for (size_t i = 0; i < raw->lists.n; i++) {
		const struct raw_values *list = (const struct raw_values *)raw->lists.p + i;
		struct mapping_answer answer = {.node = list->node, .field = list->field, .n = list->from.n};
		const struct yaml_node *from = yaml_get(list->node, "from");
		if (!from || from->kind != YAML_LIST || from->n != list->from.n)
			continue;
		note(&outcome, texts_read(ctx, from, &list->from, &answer.values));
		note(&outcome, answer_add(ctx, entry, answers, answer));
	}
	for (size_t i = 0; i < raw->periods.n; i++) {
		const struct raw_period *period = (const struct raw_period *)raw->periods.p + i;
		struct template *values = arena_array(ctx->arena, struct template, 2);
		note(&outcome, template_read(ctx, period->from, &values[0]));
		note(&outcome, template_read(ctx, period->to, &values[1]));
		note(&outcome, answer_add(ctx, entry, answers,
					  (struct mapping_answer){.node = period->node,
								  .field = period->field,
								  .values = values,
								  .n = 2,
								  .is_period = true}));
	}
	entry->answers = answers;
	note(&outcome, identifiers_read(ctx, &raw->identifiers, entry, answers));
	note(&outcome, homes_read(ctx, &raw->homes, entry, answers));
	return outcome;
}

static enum outcome file_read_map(struct ctx *ctx, const struct raw_map_file *raw, struct mapping_file *file)
{
	struct mapping_entry *entries = arena_array(ctx->arena, struct mapping_entry, raw->entries.n);
	*file = raw->file;
	file->node = raw->node;
	file->header = file->header ? file->header : 1;
	file->changes = file->changes ? file->changes : CHANGES_COLUMNS;
	enum outcome outcome = template_read(ctx, raw->key, &file->key);
	note(&outcome, template_read(ctx, raw->parent, &file->parent));
	note(&outcome, template_read(ctx, raw->registered, &file->registered));
	note(&outcome, template_read(ctx, raw->person, &file->person));
	note(&outcome, template_read(ctx, raw->from, &file->from));
	note(&outcome, template_read(ctx, raw->to, &file->to));
	for (size_t i = 0; i < raw->entries.n; i++)
		note(&outcome, entry_read(ctx, (const struct raw_entry *)raw->entries.p + i, &entries[i]));
	file->entries = entries;
	file->n_entries = raw->entries.n;
	return outcome;
}

static enum outcome person_read(struct ctx *ctx, const struct raw_person *raw, struct mapping_person *person)
{
	*person = raw->person;
	person->node = raw->node;
	person->missing = person->missing ? person->missing : MISSING_FAULT;
	enum outcome outcome = template_read(ctx, raw->name, &person->name);
	note(&outcome, template_read(ctx, raw->id, &person->id));
	if (raw->id && str_empty(person->scheme))
		outcome = yaml_fault(ctx, raw->id, msg("“id” needs “scheme”: who gives out the numbers"));
	if (person->missing == MISSING_CREATE &&
	    (str_empty(person->body) || str_empty(person->post) || !person->category))
		outcome = yaml_fault(ctx, raw->node, msg("somebody who is added needs “body”, “post” and “category”"));
	return outcome;
}

/* How many of that letter stand together there: of a year four or two, of a month and a day two; else it is a letter.
 */
static size_t date_run(struct str pattern, size_t at)
{
	char c = pattern.p[at];
	size_t n = 0;
	while (at + n < pattern.n && pattern.p[at + n] == c)
		n++;
	bool is_year = c == 'Y' && (n == 4 || n == 2), is_other = (c == 'M' || c == 'D') && n == 2;
	bool is_behind = at > 0 && pattern.p[at - 1] == c;
	return !is_behind && (is_year || is_other) ? n : 0;
}

/* It has a year, a month and a day, each once. */
static enum outcome published_read(struct ctx *ctx, const struct yaml_node *node, struct str *ret_pattern)
{
	size_t years = 0, months = 0, days = 0, n;
	for (size_t at = 0; at < node->text.n; at += n ? n : 1) {
		n = date_run(node->text, at);
		years += n && node->text.p[at] == 'Y';
		months += n && node->text.p[at] == 'M';
		days += n && node->text.p[at] == 'D';
	}
	if (years != 1 || months != 1 || days != 1)
		return yaml_fault(
			ctx, node,
			msg("“{1}” does not say how a day is written: it needs YYYY or YY, MM and DD, each once"),
			node->text);
	*ret_pattern = node->text;
	return OK;
}

enum outcome mapping_read(struct ctx *ctx, struct str name, struct str text, struct mapping *ret_mapping)
{
	struct yaml_node *root;
	TRY(yaml_read(ctx, name, text, &root));
	return mapping_of_yaml(ctx, root, ret_mapping);
}

enum outcome mapping_of_yaml(struct ctx *ctx, const struct yaml_node *root, struct mapping *ret_mapping)
{
	struct raw_mapping raw = {0};
	enum outcome outcome = spec_read(ctx, &mapping_spec, root, &raw);
	struct mapping mapping = raw.mapping;
	struct mapping_file *files = arena_array(ctx->arena, struct mapping_file, raw.files.n);
	mapping.absence = mapping.absence ? mapping.absence : ABSENCE_NOTHING;
	if (raw.person.node)
		note(&outcome, person_read(ctx, &raw.person, &mapping.person));
	for (size_t i = 0; i < raw.files.n; i++)
		note(&outcome, file_read_map(ctx, (const struct raw_map_file *)raw.files.p + i, &files[i]));
	mapping.files = files;
	mapping.n_files = raw.files.n;
	if (raw.published)
		note(&outcome, published_read(ctx, raw.published, &mapping.published));
	TRY(outcome);
	*ret_mapping = mapping;
	return OK;
}

/* ---- Against the register ---- */

static enum outcome answer_check(struct ctx *ctx, const struct scheme_category *category,
				 const struct mapping_answer *answer)
{
	const struct scheme_field *field = scheme_field(category, answer->field);
	if (!field) {
		struct str *known = arena_array(ctx->arena, struct str, category->n_fields);
		for (size_t i = 0; i < category->n_fields; i++)
			known[i] = category->fields[i].id;
		return spec_unknown(ctx, answer->node, answer->field, known, category->n_fields,
				    str_fmt(ctx->arena, "a field of “%.*s”", STR_ARG(category->id)));
	}
	if (answer->is_period != (field->kind == FIELD_PERIOD))
		return yaml_fault(ctx, answer->node,
				  answer->is_period ? msg("“{1}” is no period: give it under “fields”")
						    : msg("“{1}” is a period: give it under “periods”"),
				  answer->field);
	if (answer->id.node && field->kind != FIELD_ORGANIZATION)
		return yaml_fault(ctx, answer->node, msg("“{1}” is no organization, and takes no number"),
				  answer->field);
	if (answer->home && field->kind != FIELD_ADDRESS)
		return yaml_fault(ctx, answer->node, msg("“{1}” is no address, and so no home"), answer->field);
	if (!answer->is_period && answer->n > (size_t)(field->many > 1 ? field->many : 1))
		return yaml_fault(ctx, answer->node, msg("“{1}” takes at most {2} answers"), answer->field,
				  str_fmt(ctx->arena, "%d", field->many > 1 ? field->many : 1));
	return OK;
}

static enum outcome entry_check(struct ctx *ctx, const struct scheme *scheme, const struct mapping_entry *entry)
{
	enum outcome outcome = OK;
	if (entry->nil.n && !scheme->nil)
		outcome = yaml_fault(ctx, entry->node, msg("the register “{1}” takes no “nothing to declare”"),
				     scheme->id);
	if (!is_constant(&entry->category)) {
		/* Which category it is shows with each row: a field has to be known in one of them. */
		for (size_t i = 0; i < entry->n_answers; i++) {
			bool is_known = false;
			for (size_t c = 0; c < scheme->n_categories; c++)
				is_known = is_known || scheme_field(&scheme->categories[c], entry->answers[i].field);
			if (!is_known)
				outcome = yaml_fault(ctx, entry->answers[i].node,
						     msg("“{1}” is a field of no category of this register"),
						     entry->answers[i].field);
		}
		return outcome;
	}
	if (entry->category.n == 0)
		return entry->n_answers ? yaml_fault(ctx, entry->node, msg("an entry with fields needs “category”"))
					: outcome;
	const struct scheme_category *category = scheme_category(scheme, entry->category.parts[0].literal);
	if (!category) {
		struct str *known = arena_array(ctx->arena, struct str, scheme->n_categories);
		for (size_t i = 0; i < scheme->n_categories; i++)
			known[i] = scheme->categories[i].id;
		return spec_unknown(ctx, entry->category.node, entry->category.parts[0].literal, known,
				    scheme->n_categories, STR("a category of this register"));
	}
	for (size_t i = 0; i < entry->n_answers; i++)
		note(&outcome, answer_check(ctx, category, &entry->answers[i]));
	return outcome;
}

enum outcome mapping_check(struct ctx *ctx, const struct mapping *mapping, const struct scheme *scheme)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < mapping->n_files; i++)
		for (size_t e = 0; e < mapping->files[i].n_entries; e++)
			note(&outcome, entry_check(ctx, scheme, &mapping->files[i].entries[e]));
	return outcome;
}

/* ---- Names of files ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool mapping_names(struct str pattern, struct str file)
{
	size_t p = 0, f = 0, star = STR_NPOS, from = 0;
	while (f < file.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			from = f;
		} else if (p < pattern.n && (pattern.p[p] == '?' || lower(pattern.p[p]) == lower(file.p[f]))) {
			p++;
			f++;
		} else if (star != STR_NPOS) {
			p = star + 1;
			f = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

static bool is_digit_at(struct str name, size_t at)
{
	return at < name.n && name.p[at] >= '0' && name.p[at] <= '9';
}

/* Digits for a year, a month and a day, anything else as it stands in the pattern. */
static bool day_at(struct str pattern, struct str name, size_t at, struct date *ret_date)
{
	struct date date = {0, 0, 0};
	if (at + pattern.n > name.n)
		return false;
	for (size_t i = 0, n; i < pattern.n; i += n ? n : 1) {
		int number = 0;
		n = date_run(pattern, i);
		if (n == 0 && name.p[at + i] != pattern.p[i])
			return false;
		for (size_t k = i; k < i + n; k++) {
			if (!is_digit_at(name, at + k))
				return false;
			number = number * 10 + (name.p[at + k] - '0');
		}
		if (n && pattern.p[i] == 'Y')
			date.year = n == 4 ? number : 2000 + number;
		else if (n)
			*(pattern.p[i] == 'M' ? &date.month : &date.day) = number;
	}
	*ret_date = date;
	return date_valid(date);
}

bool mapping_published(const struct mapping *mapping, struct str name, struct day *ret_day)
{
	struct date date;
	struct str pattern = mapping->published;
	for (size_t at = 0; pattern.n && at < name.n; at++) {
		bool is_within = (at > 0 && is_digit_at(name, at - 1)) || is_digit_at(name, at + pattern.n);
		if (is_within || !day_at(pattern, name, at, &date))
			continue;
		*ret_day = day_of(date);
		return true;
	}
	return false;
}
