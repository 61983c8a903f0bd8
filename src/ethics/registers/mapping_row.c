/* A row of a file → an entry. */
#include "crypto/crypto.h"
#include "people/people.h"
#include "registers/columns.h"
#include "registers/mapping_keys.h"

/* ---- Cells ---- */

static bool is_one_of(struct str text, const struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		if (str_eq_nocase(text, texts->p[i]))
			return true;
	return false;
}

static struct str without(struct arena *arena, struct str text, struct str part)
{
	size_t at = str_find(text, part, 0);
	if (at == STR_NPOS || part.n == 0)
		return text;
	struct buf out = buf_open(arena, text.n);
	size_t from = 0;
	for (; at != STR_NPOS; at = str_find(text, part, from)) {
		buf_str(&out, str_slice(text, from, at));
		from = at + part.n;
	}
	buf_str(&out, str_slice(text, from, text.n));
	return str_trim(buf_view(&out));
}

static struct str put_right(struct arena *arena, const struct mapping_column *column, struct str cell)
{
	for (size_t i = 0; i < column->remove.n; i++)
		cell = without(arena, cell, column->remove.p[i]);
	if (is_one_of(cell, &column->empty))
		return STR("");
	for (size_t i = 0; i < column->replace.n; i++) {
		const struct mapping_replacement *one = (const struct mapping_replacement *)column->replace.p + i;
		if (is_one_of(cell, &one->is))
			return one->to;
	}
	return cell;
}

static struct str cell_of(struct arena *arena, const struct mapping_head *head, const struct csv_row *row, size_t at)
{
	if (at >= row->n)
		return STR("");
	return head->columns[at] ? put_right(arena, head->columns[at], row->cells[at]) : row->cells[at];
}

/* ---- Templates ---- */

static struct str part_cell(struct arena *arena, const struct mapping_head *head, const struct template_part *part,
			    const struct csv_row *row)
{
	struct str cell = {0};
	for (size_t i = 0; i < part->n_ats && str_empty(cell); i++)
		cell = cell_of(arena, head, row, part->ats[i]);
	return cell;
}

/* Has one of the columns of these brackets something in it? */
static bool group_says(struct arena *arena, const struct mapping_head *head, const struct template *t, unsigned group,
		       const struct csv_row *row)
{
	bool has_columns = false;
	for (size_t i = 0; i < t->n; i++) {
		if (t->parts[i].group != group || t->parts[i].columns.n == 0)
			continue;
		has_columns = true;
		if (part_cell(arena, head, &t->parts[i], row).n)
			return true;
	}
	return !has_columns;
}

static struct str expand(struct arena *arena, const struct mapping_head *head, const struct template *t,
			 const struct csv_row *row)
{
	if (t->n == 1 && t->parts[0].columns.n)
		return part_cell(arena, head, &t->parts[0], row);
	if (t->n == 1)
		return t->parts[0].literal;
	struct buf out = buf_open(arena, 64);
	unsigned group = 0;
	bool says = true;
	for (size_t i = 0; i < t->n; i++) {
		const struct template_part *part = &t->parts[i];
		if (part->group != group) {
			group = part->group;
			says = !group || group_says(arena, head, t, group, row);
		}
		if (says)
			buf_str(&out, part->columns.n ? part_cell(arena, head, part, row) : part->literal);
	}
	return str_trim(buf_view(&out));
}

/* The first column of the template that says something, or its first: where its faults stand. */
static size_t template_column(const struct template *t, const struct csv_row *row)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct template_part *part = &t->parts[i];
		for (size_t k = 0; k < part->n_ats; k++)
			if (part->ats[k] < row->n && row->cells[part->ats[k]].n)
				return part->ats[k];
		if (part->n_ats)
			return part->ats[0];
	}
	return STR_NPOS;
}

/* ---- Conditions ---- */

static bool holds(struct arena *arena, const struct mapping_head *head, const struct mapping_condition *condition,
		  const struct csv_row *row)
{
	struct str cell = cell_of(arena, head, row, condition->at);
	if (condition->cell && (condition->cell == CELL_EMPTY) != str_empty(cell))
		return false;
	if (condition->is.n && !is_one_of(cell, &condition->is))
		return false;
	return !condition->is_not.n || !is_one_of(cell, &condition->is_not);
}

static bool all_hold(struct arena *arena, const struct mapping_head *head, const struct spec_list *conditions,
		     const struct csv_row *row)
{
	for (size_t i = 0; i < conditions->n; i++)
		if (!holds(arena, head, (const struct mapping_condition *)conditions->p + i, row))
			return false;
	return true;
}

static bool one_holds(struct arena *arena, const struct mapping_head *head, const struct spec_list *conditions,
		      const struct csv_row *row)
{
	for (size_t i = 0; i < conditions->n; i++)
		if (holds(arena, head, (const struct mapping_condition *)conditions->p + i, row))
			return true;
	return false;
}

bool mapping_reads(const struct mapping_head *head, const struct csv_row *row, struct arena *arena)
{
	const struct mapping_file *file = head->file;
	if (head->fault_file < row->n && !mapping_names(file->name, row->cells[head->fault_file]))
		return false;
	return all_hold(arena, head, &file->only, row);
}

bool mapping_leaves_out(const struct mapping_head *head, const struct csv_row *row, struct arena *arena)
{
	const struct spec_list *leave_out = &head->file->leave_out;
	return leave_out->n && all_hold(arena, head, leave_out, row);
}

bool mapping_makes(const struct mapping_head *head, const struct mapping_entry *entry, const struct csv_row *row,
		   struct arena *arena)
{
	return all_hold(arena, head, &entry->when, row);
}

#define KEY_BYTES 32

/* A key made of a whole row holds what it says, which must not stay when the entry is removed: of a long one the hash
 * is kept. */
static struct str key_kept(struct arena *arena, struct str key)
{
	if (key.n <= KEY_BYTES)
		return key;
	struct hash hash = hash_bytes(key);
	return str_fmt(arena, "#%.*s", STR_ARG(str_slice(hash_hex(arena, &hash), 0, KEY_BYTES)));
}

struct str mapping_key(struct arena *arena, const struct mapping_head *head, const struct mapping_entry *entry,
		       const struct csv_row *row)
{
	struct str key = expand(arena, head, &head->file->key, row);
	struct str more = entry->key.n ? expand(arena, head, &entry->key, row) : STR("");
	return key_kept(arena, key.n && more.n ? str_fmt(arena, "%.*s/%.*s", STR_ARG(key), STR_ARG(more)) : key);
}

/* ---- A row ---- */

struct row_reader {
	struct ctx *ctx;
	const struct mapping_head *head;
	const struct csv_row *row;
	const struct scheme_category *category;
	const struct mapping_entry *entry;
	struct str order; /* of dates */
	enum outcome outcome;
};

/* Problems since `before` are those of a cell. */
static void place(struct row_reader *r, struct problem *before, size_t column)
{
	struct problem *p = before ? before->next : r->ctx->problems.first;
	for (; p; p = p->next) {
		p->where = r->head->filename;
		p->line = r->row->line;
		p->column = 0;
		if (column < r->row->n)
			csv_place(r->row, column, &p->line, &p->column);
	}
}

static void settle(struct row_reader *r, struct problem *before, size_t column, enum outcome outcome)
{
	if (outcome == OK)
		return;
	place(r, before, column);
	r->outcome = outcome;
}

static const struct scheme_field day_field = {
	.id = STR_INIT("day"), .label = STR_INIT("day"), .name = STR_INIT("day"), .kind = FIELD_DATE, .vague = true};

static void day_read(struct row_reader *r, const struct template *t, int32_t otherwise, int32_t *ret_day)
{
	struct problem *before = r->ctx->problems.last;
	struct value value = {.state = VALUE_NONE};
	*ret_day = otherwise;
	if (!t->node)
		return;
	struct str text = expand(r->ctx->arena, r->head, t, r->row);
	enum outcome outcome = text.n ? value_parse(r->ctx, &day_field, STR("day"), text, r->order, &value) : OK;
	settle(r, before, template_column(t, r->row), outcome);
	if (outcome == OK && value.state == VALUE_GIVEN)
		*ret_day = (int32_t)value.number;
}

static bool value_read(struct row_reader *r, const struct scheme_field *field, const struct mapping_answer *answer,
		       size_t i, struct value *ret_value)
{
	struct problem *before = r->ctx->problems.last;
	struct str text = expand(r->ctx->arena, r->head, &answer->values[i], r->row);
	if (str_empty(text))
		return false;
	enum outcome outcome = value_parse(r->ctx, field, field->id, text, r->order, ret_value);
	settle(r, before, template_column(&answer->values[i], r->row), outcome);
	if (outcome == OK && answer->id.node) {
		ret_value->id = expand(r->ctx->arena, r->head, &answer->id, r->row);
		ret_value->scheme = ret_value->id.n ? answer->scheme : STR("");
	}
	if (outcome == OK && answer->home)
		ret_value->is_home = all_hold(r->ctx->arena, r->head, answer->home, r->row);
	return outcome == OK && ret_value->state != VALUE_NONE;
}

static size_t period_read(struct row_reader *r, const struct mapping_answer *answer, struct value *ret_value)
{
	int32_t from, to;
	day_read(r, &answer->values[0], DEADLINE_NO_DAY, &from);
	day_read(r, &answer->values[1], DEADLINE_NO_DAY, &to);
	if (from == DEADLINE_NO_DAY && to == DEADLINE_NO_DAY)
		return 0;
	*ret_value = (struct value){.state = VALUE_GIVEN, .number = from, .to = to};
	return 1;
}

static void answers_read(struct row_reader *r, struct declared *declared)
{
	struct arena *arena = r->ctx->arena;
	struct answer *answers = arena_array(arena, struct answer, r->category->n_fields);
	for (size_t f = 0; f < r->category->n_fields; f++) {
		const struct scheme_field *field = &r->category->fields[f];
		const struct mapping_answer *answer = NULL;
		for (size_t i = 0; i < r->entry->n_answers && !answer; i++)
			if (str_eq(r->entry->answers[i].field, field->id))
				answer = &r->entry->answers[i];
		if (!answer)
			continue;
		struct value *values = arena_array(arena, struct value, answer->n);
		size_t n = 0;
		if (answer->is_period)
			n = period_read(r, answer, &values[0]);
		for (size_t i = 0; !answer->is_period && i < answer->n; i++)
			n += value_read(r, field, answer, i, &values[n]);
		if (n)
			answers[declared->n_answers++] = (struct answer){.field = field->id, .values = values, .n = n};
	}
	declared->answers = answers;
}

/* Where faults of an answer stand that only all of them together show. */
static size_t column_of_field(const struct row_reader *r, struct str field)
{
	for (size_t i = 0; i < r->entry->n_answers; i++)
		if (str_eq(r->entry->answers[i].field, field) && r->entry->answers[i].n)
			return template_column(&r->entry->answers[i].values[0], r->row);
	return STR_NPOS;
}

static void whole_check(struct row_reader *r, struct declared *declared, struct day today)
{
	struct problem *before = r->ctx->problems.last;
	if (r->outcome != OK || declared_check(r->ctx, declared, today) == OK)
		return;
	r->outcome = INVALID;
	struct problem *next = before ? before->next : r->ctx->problems.first;
	while (next) {
		struct problem *p = next;
		next = p->next;
		p->next = NULL;
		place(r, before, column_of_field(r, p->where));
		p->next = next;
		before = p;
	}
}

static const struct scheme_category *category_of(struct row_reader *r)
{
	struct str text = expand(r->ctx->arena, r->head, &r->entry->category, r->row);
	const struct scheme_category *category = scheme_category(r->head->scheme, text);
	for (size_t i = 0; !category && i < r->head->scheme->n_categories; i++)
		if (str_eq_nocase(r->head->scheme->categories[i].title, text))
			category = &r->head->scheme->categories[i];
	if (!category) {
		struct problem *before = r->ctx->problems.last;
		settle(r, before, template_column(&r->entry->category, r->row),
		       problem_add(r->ctx, "category", msg("“{1}” is no category of this register"), text));
	}
	return category;
}

static uint32_t whose_of(struct row_reader *r)
{
	struct str text = expand(r->ctx->arena, r->head, &r->entry->whose, r->row);
	uint32_t whose = text.n ? whose_named(text) : WHOSE_SELF;
	if (!whose) {
		struct problem *before = r->ctx->problems.last;
		settle(r, before, template_column(&r->entry->whose, r->row),
		       problem_add(r->ctx, "whose",
				   msg("“{1}” does not say whose it is: self, partner, child, household or family"),
				   text));
	}
	return whose;
}

/* ---- What makes a change ---- */

static void digest_part(struct buf *out, struct str text)
{
	buf_u64(out, text.n);
	buf_char(out, ':');
	buf_str(out, text);
}

static void digest_fields(struct buf *out, const struct row_reader *r, const struct mapped *mapped)
{
	struct arena *arena = r->ctx->arena;
	buf_fmt(out, "%d/%d/%d/", mapped->registered, mapped->from, mapped->to);
	digest_part(out, mapped->person_name);
	buf_u64(out, mapped->declared.whose);
	for (size_t i = 0; i < r->entry->n_answers; i++) {
		digest_part(out, r->entry->answers[i].field);
		for (size_t v = 0; v < r->entry->answers[i].n; v++)
			digest_part(out, expand(arena, r->head, &r->entry->answers[i].values[v], r->row));
		digest_part(out, expand(arena, r->head, &r->entry->answers[i].id, r->row));
		if (r->entry->answers[i].home)
			buf_char(out, all_hold(arena, r->head, r->entry->answers[i].home, r->row) ? 'h' : '-');
	}
}

static int64_t digest_of(const struct row_reader *r, const struct mapped *mapped)
{
	struct buf out = buf_open(r->ctx->arena, 1024);
	const struct mapping_head *head = r->head;
	digest_part(&out, mapped->declared.category ? mapped->declared.category->id : STR(""));
	buf_char(&out, mapped->declared.is_nil ? 'n' : 'e');
	if (head->file->changes == CHANGES_FIELDS)
		digest_fields(&out, r, mapped);
	for (size_t i = 0; head->file->changes == CHANGES_COLUMNS && i < head->n_compared; i++) {
		size_t at = head->compared[i];
		if (at >= r->row->n || str_empty(r->row->cells[at]))
			continue;
		digest_part(&out, head->canonical[at]);
		digest_part(&out, r->row->cells[at]);
	}
	struct hash hash = hash_bytes(buf_view(&out));
	int64_t digest;
	memcpy(&digest, hash.b, sizeof(digest));
	digest &= INT64_MAX;
	return digest ? digest : 1;
}

/* "Vale, Imogen" → "Imogen Vale". */
static struct str name_turned(struct arena *arena, struct str name)
{
	size_t comma = str_find_char(name, ',', 0);
	if (comma == STR_NPOS)
		return name;
	return str_trim(str_fmt(arena, "%.*s %.*s", STR_ARG(str_trim(str_slice(name, comma + 1, name.n))),
				STR_ARG(str_trim(str_slice(name, 0, comma)))));
}

static void who_read(struct row_reader *r, struct mapped *mapped)
{
	const struct mapping_person *person = &r->head->mapping->person;
	struct arena *arena = r->ctx->arena;
	struct problem *before = r->ctx->problems.last;
	const struct template *name = mapping_name_of(r->head->mapping, r->head->file);
	mapped->person_name = mapping_spaced(arena, expand(arena, r->head, name, r->row));
	if (person->order == NAME_LAST_FIRST)
		mapped->person_name = name_turned(arena, mapped->person_name);
	mapped->person_id = person->id.node ? expand(arena, r->head, &person->id, r->row) : STR("");
	if (str_empty(mapped->person_name))
		settle(r, before, template_column(name, r->row),
		       problem_add(r->ctx, "person", msg("Nobody is named here")));
}

void mapping_person_place(const struct mapping_head *head, const struct csv_row *row, int64_t *ret_line,
			  int64_t *ret_column)
{
	size_t column = template_column(mapping_name_of(head->mapping, head->file), row);
	*ret_line = row->line;
	*ret_column = 0;
	if (column < row->n)
		csv_place(row, column, ret_line, ret_column);
}

enum outcome mapping_row(struct ctx *ctx, const struct mapping_head *head, const struct mapping_entry *entry,
			 const struct csv_row *row, struct day today, struct mapped *ret_mapped)
{
	const struct mapping_file *file = head->file;
	struct row_reader r = {.ctx = ctx, .head = head, .row = row, .entry = entry};
	struct mapped mapped = {.declared = {.scheme = head->scheme}};
	r.order = file->dates == DATES_DMY ? STR("dmy") : file->dates == DATES_MDY ? STR("mdy") : STR("");
	mapped.key = mapping_key(ctx->arena, head, entry, row);
	if (str_empty(mapped.key)) {
		struct problem *before = ctx->problems.last;
		enum outcome none = problem_add(ctx, "key", msg("This row has no key"));
		settle(&r, before, template_column(&file->key, row), none);
	}
	mapped.parent =
		file->parent.node ? key_kept(ctx->arena, expand(ctx->arena, head, &file->parent, row)) : STR("");
	who_read(&r, &mapped);
	day_read(&r, &file->registered, DEADLINE_NO_DAY, &mapped.registered);
	mapped.declared.whose = whose_of(&r);
	if (entry->category.n)
		r.category = category_of(&r);
	mapped.declared.category = r.category;
	mapped.declared.is_nil = entry->category.n == 0 || one_holds(ctx->arena, head, &entry->nil, row);
	if (r.category && !mapped.declared.is_nil) {
		answers_read(&r, &mapped.declared);
		whole_check(&r, &mapped.declared, today);
	}
	declared_holds(&mapped.declared, mapped.registered, &mapped.from, &mapped.to);
	int32_t from, to;
	day_read(&r, &file->from, mapped.from, &from);
	day_read(&r, &file->to, mapped.to, &to);
	mapped.from = from;
	if (all_hold(ctx->arena, head, &file->ends_when, row))
		mapped.to = to;
	mapped.digest = digest_of(&r, &mapped);
	TRY(r.outcome);
	*ret_mapped = mapped;
	return OK;
}
