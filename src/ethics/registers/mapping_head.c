/* Where the columns that a mapping uses stand in a file. */
#include "registers/mapping_keys.h"

static size_t column_find(const struct mapping_head *head, struct str name)
{
	for (size_t i = 0; i < head->n; i++)
		if (str_eq_nocase(head->names[i], name))
			return i;
	return STR_NPOS;
}

/* A column that is not there: many answers may be made of it, and it is said once. */
struct missing {
	struct str name;
	struct missing *next;
};

struct head_reader {
	struct ctx *ctx;
	struct mapping_head *head;
	int64_t line;
	bool *used;
	struct str *canonical;
	struct missing *missing;
	enum outcome outcome;
};

static bool is_said_missing(struct head_reader *r, struct str name)
{
	for (const struct missing *m = r->missing; m; m = m->next)
		if (str_eq_nocase(m->name, name))
			return true;
	struct missing *added = arena_new(r->ctx->arena, struct missing);
	*added = (struct missing){name, r->missing};
	r->missing = added;
	return false;
}

static void use_column(struct head_reader *r, struct str name)
{
	size_t at = column_find(r->head, name);
	if (at == STR_NPOS) {
		if (is_said_missing(r, name))
			return;
		r->outcome = problem_at(r->ctx, r->head->filename, r->line, 0,
					msg("There is no column “{1}”, which the mapping uses"), name);
		return;
	}
	for (size_t i = at + 1; i < r->head->n && !r->used[at]; i++)
		if (str_eq_nocase(r->head->names[i], name))
			r->outcome = problem_at(r->ctx, r->head->filename, r->line, 0,
						msg("The column “{1}” stands here twice"), name);
	r->used[at] = true;
}

static void use_template(struct head_reader *r, const struct template *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct template_part *part = &t->parts[i];
		part->n_ats = 0;
		for (size_t k = 0; k < part->columns.n; k++) {
			size_t at = column_find(r->head, part->columns.p[k]);
			if (at == STR_NPOS)
				continue;
			use_column(r, r->head->names[at]);
			if (part->n_ats == 0)
				r->canonical[at] = part->columns.p[0];
			part->ats[part->n_ats++] = at;
		}
		if (part->columns.n && part->n_ats == 0)
			use_column(r, part->columns.p[0]);
	}
}

static void use_conditions(struct head_reader *r, const struct spec_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct mapping_condition *condition = (struct mapping_condition *)list->p + i;
		use_column(r, condition->column);
		condition->at = column_find(r->head, condition->column);
	}
}

static void use_entry(struct head_reader *r, const struct mapping_entry *entry)
{
	use_template(r, &entry->category);
	use_template(r, &entry->key);
	use_template(r, &entry->whose);
	use_conditions(r, &entry->when);
	use_conditions(r, &entry->nil);
	for (size_t i = 0; i < entry->n_answers; i++) {
		for (size_t v = 0; v < entry->answers[i].n; v++)
			use_template(r, &entry->answers[i].values[v]);
		use_template(r, &entry->answers[i].id);
		if (entry->answers[i].home)
			use_conditions(r, entry->answers[i].home);
	}
}

static void use_all(struct head_reader *r, const struct mapping *mapping, const struct mapping_file *file)
{
	const struct template *const templates[] = {mapping_name_of(mapping, file),
						    &mapping->person.id,
						    &file->key,
						    &file->parent,
						    &file->registered,
						    &file->from,
						    &file->to};
	for (size_t i = 0; i < COUNT_OF(templates); i++)
		use_template(r, templates[i]);
	use_conditions(r, &file->only);
	use_conditions(r, &file->leave_out);
	use_conditions(r, &file->ends_when);
	for (size_t i = 0; i < file->n_entries; i++)
		use_entry(r, &file->entries[i]);
	for (size_t i = 0; i < file->columns.n; i++) {
		const struct mapping_column *column = (const struct mapping_column *)file->columns.p + i;
		size_t at = column_find(r->head, column->name);
		use_column(r, column->name);
		if (at != STR_NPOS)
			r->head->columns[at] = column;
	}
}

static bool is_fault_column(struct str name)
{
	return str_eq_nocase(name, FAULT_COLUMN_FILE) || str_eq_nocase(name, FAULT_COLUMN_LINE) ||
	       str_eq_nocase(name, FAULT_COLUMN_WHAT);
}

static void sort_by_name(const struct mapping_head *head, size_t *ats, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && str_cmp(head->canonical[ats[k]], head->canonical[ats[k - 1]]) < 0; k--) {
			size_t other = ats[k];
			ats[k] = ats[k - 1];
			ats[k - 1] = other;
		}
}

static bool is_like(struct str name, const struct texts *patterns)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (mapping_names(patterns->p[i], name))
			return true;
	return false;
}

static void sort_out(struct ctx *ctx, const struct head_reader *r, const struct mapping_file *file)
{
	struct mapping_head *head = r->head;
	size_t *compared = arena_array(ctx->arena, size_t, head->n);
	struct str *unused = arena_array(ctx->arena, struct str, head->n);
	for (size_t i = 0; i < head->n; i++) {
		if (is_fault_column(head->names[i]) || str_empty(head->names[i]))
			continue;
		bool is_ignored = is_like(head->names[i], &file->ignore);
		if (!is_ignored)
			compared[head->n_compared++] = i;
		if (!is_ignored && !r->used[i] && !is_like(head->names[i], &file->unused))
			unused[head->n_unused++] = head->names[i];
	}
	sort_by_name(head, compared, head->n_compared);
	head->compared = compared;
	head->unused = unused;
}

enum outcome mapping_head_read(struct ctx *ctx, const struct mapping *mapping, const struct mapping_file *file,
			       const struct scheme *scheme, struct str filename, const struct csv_row *row,
			       struct mapping_head *ret_head)
{
	struct str *names = arena_array(ctx->arena, struct str, row->n);
	for (size_t i = 0; i < row->n; i++)
		names[i] = str_dup(ctx->arena, mapping_spaced(ctx->arena, row->cells[i]));
	struct mapping_head head = {
		.mapping = mapping,
		.file = file,
		.scheme = scheme,
		.filename = filename,
		.names = names,
		.n = row->n,
		.columns = arena_array(ctx->arena, const struct mapping_column *, row->n),
	};
	struct head_reader r = {.ctx = ctx, .head = &head, .line = row->line};
	r.used = arena_array(ctx->arena, bool, row->n);
	r.canonical = arena_array(ctx->arena, struct str, row->n);
	memcpy(r.canonical, names, row->n * sizeof(*names));
	head.canonical = r.canonical;
	use_all(&r, mapping, file);
	head.fault_file = column_find(&head, FAULT_COLUMN_FILE);
	sort_out(ctx, &r, file);
	TRY(r.outcome);
	*ret_head = head;
	return OK;
}
