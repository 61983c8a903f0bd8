/* The site's people → a file. */
#include "people/people_import.h"

#include "people/people_store.h"

struct export
{
	struct ctx *ctx;
	bool for_office;
	struct people_key *keys; /* by subject */
	size_t n_keys;
	struct people_details all; /* everybody's, by subject */
	struct absence *absences;  /* by term */
	size_t n_absences;
};

/* The first key of the row, or its own id. */
static struct str export_id(const struct export *e, int64_t id)
{
	size_t from = 0, to = e->n_keys;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (e->keys[middle].subject_id < id)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < e->n_keys && e->keys[from].subject_id == id; from++)
		if (!str_starts(e->keys[from].key, STR("removed:")))
			return e->keys[from].key;
	return id ? id_str(e->ctx->arena, id) : STR("");
}

/* The rows of one subject within a list of everybody's; public ones alone unless the office asks. */
#define DETAILS_OF(e, list, count, type, subject, of, ret_list, ret_count)                                             \
	do {                                                                                                           \
		size_t from_ = 0, to_ = (e)->all.count;                                                                \
		while (from_ < to_) {                                                                                  \
			size_t middle_ = from_ + (to_ - from_) / 2;                                                    \
			if ((e)->all.list[middle_].subject < (of))                                                     \
				from_ = middle_ + 1;                                                                   \
			else                                                                                           \
				to_ = middle_;                                                                         \
		}                                                                                                      \
		size_t end_ = from_;                                                                                   \
		while (end_ < (e)->all.count && (e)->all.list[end_].subject == (of))                                   \
			end_++;                                                                                        \
		(ret_list) = arena_array((e)->ctx->arena, type, end_ - from_);                                         \
		for (; from_ < end_; from_++)                                                                          \
			if ((e)->for_office || (e)->all.list[from_].is_public)                                         \
				(ret_list)[(ret_count)++] = (e)->all.list[from_];                                      \
	} while (0)

static struct people_details details_of(const struct export *e, int64_t id)
{
	struct people_details details = {0};
	DETAILS_OF(e, names, n_names, struct person_name, person_id, id, details.names, details.n_names);
	DETAILS_OF(e, contacts, n_contacts, struct contact, subject_id, id, details.contacts, details.n_contacts);
	DETAILS_OF(e, identifiers, n_identifiers, struct identifier, subject_id, id, details.identifiers,
		   details.n_identifiers);
	return details;
}

static int by_id(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Rows stand in the order of their ids in the file, which is the same on every site that read it. */
static void sort_rows(void *rows, size_t n, size_t size)
{
	if (n > 0)
		qsort(rows, n, size, by_id);
}

static enum outcome export_organizations(const struct export *e, struct people_file *file)
{
	struct organization *rows;
	TRY(people_organizations(e->ctx, &rows, &file->n_organizations));
	file->organizations = arena_array(e->ctx->arena, struct file_organization, file->n_organizations);
	for (size_t i = 0; i < file->n_organizations; i++)
		file->organizations[i] = (struct file_organization){
			.id = export_id(e, rows[i].id),
			.parent_id = export_id(e, rows[i].parent_id),
			.row = rows[i],
			.details = details_of(e, rows[i].id),
		};
	sort_rows(file->organizations, file->n_organizations, sizeof(*file->organizations));
	/* A body above that was removed is not in the file. */
	struct file_index index =
		file_index_of(e->ctx->arena, file->organizations, file->n_organizations, sizeof(*file->organizations));
	for (size_t i = 0; i < file->n_organizations; i++)
		if (file_index_find(&index, file->organizations[i].parent_id) == STR_NPOS)
			file->organizations[i].parent_id = STR("");
	return OK;
}

static enum outcome export_posts(const struct export *e, struct people_file *file)
{
	struct post *rows;
	size_t n;
	TRY(people_posts(e->ctx, 0, &rows, &n));
	file->posts = arena_array(e->ctx->arena, struct file_post, n);
	for (size_t i = 0; i < n; i++)
		if (rows[i].organization_name.n)
			file->posts[file->n_posts++] = (struct file_post){
				.id = export_id(e, rows[i].id),
				.organization_id = export_id(e, rows[i].organization_id),
				.row = rows[i],
			};
	sort_rows(file->posts, file->n_posts, sizeof(*file->posts));
	return OK;
}

static enum outcome export_persons(const struct export *e, struct people_file *file)
{
	struct person *rows;
	size_t n;
	TRY(people_persons(e->ctx, &rows, &n));
	file->persons = arena_array(e->ctx->arena, struct file_person, n);
	for (size_t i = 0; i < n; i++) {
		if (!e->for_office && !rows[i].is_public)
			continue;
		rows[i].by_post = rows[i].by_post && e->for_office;
		file->persons[file->n_persons++] = (struct file_person){
			.id = export_id(e, rows[i].id), .row = rows[i], .details = details_of(e, rows[i].id)};
	}
	sort_rows(file->persons, file->n_persons, sizeof(*file->persons));
	return OK;
}

/* Of the term; without the office those that are public, and never why. */
static void export_absences(const struct export *e, const struct tenure *row, struct file_tenure *ret)
{
	size_t from = 0, to = e->n_absences;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (e->absences[middle].tenure_id < row->id)
			from = middle + 1;
		else
			to = middle;
	}
	for (to = from; to < e->n_absences && e->absences[to].tenure_id == row->id; to++)
		continue;
	ret->absences = arena_array(e->ctx->arena, struct absence, to - from);
	for (; from < to; from++) {
		struct absence absence = e->absences[from];
		if (!absence_is_within(row, &absence) || (!e->for_office && !absence_is_public(row, &absence)))
			continue;
		absence.reason = e->for_office ? absence.reason : STR("");
		ret->absences[ret->n_absences++] = absence;
	}
}

static enum outcome export_tenures(const struct export *e, struct people_file *file)
{
	struct tenure *rows;
	size_t n;
	TRY(people_tenures(e->ctx, &rows, &n));
	file->tenures = arena_array(e->ctx->arena, struct file_tenure, n);
	for (size_t i = 0; i < n; i++) {
		struct tenure row = rows[i];
		bool names_all = row.person_name.n && row.organization_name.n && row.post.n;
		if (!names_all || (!e->for_office && !row.is_public))
			continue;
		if (!e->for_office) {
			row.contract = row.workplace = row.grade = row.status = STR("");
			row.manager_id = 0;
		}
		row.is_public = row.is_public && !tenure_category_is_public(row.category);
		file->tenures[file->n_tenures++] = (struct file_tenure){
			.id = export_id(e, row.id),
			.person_id = export_id(e, row.person_id),
			.organization_id = export_id(e, row.organization_id),
			.post_id = export_id(e, row.post_id),
			.manager_id = export_id(e, row.manager_id),
			.substitute_for_id = export_id(e, row.substitute_for),
			.row = row,
		};
		export_absences(e, &row, &file->tenures[file->n_tenures - 1]);
	}
	sort_rows(file->tenures, file->n_tenures, sizeof(*file->tenures));
	/* The absent member's term may have been removed. */
	struct file_index index = file_index_of(e->ctx->arena, file->tenures, file->n_tenures, sizeof(*file->tenures));
	for (size_t i = 0; i < file->n_tenures; i++)
		if (file_index_find(&index, file->tenures[i].substitute_for_id) == STR_NPOS)
			file->tenures[i].substitute_for_id = STR("");
	return OK;
}

enum outcome people_export(struct ctx *ctx, bool for_office, struct people_file *ret_file)
{
	struct people_file file = {0};
	struct export e = {.ctx = ctx, .for_office = for_office};
	TRY(people_keys(ctx, &e.keys, &e.n_keys));
	TRY(people_details_all(ctx, &e.all));
	TRY(people_absences(ctx, &e.absences, &e.n_absences));
	TRY(export_organizations(&e, &file));
	TRY(export_posts(&e, &file));
	TRY(export_persons(&e, &file));
	TRY(export_tenures(&e, &file));
	*ret_file = file;
	return OK;
}
