/* Rows of a pasted table as a file of people: bodies, posts, persons and terms. Pure. */
#include "people/paste_file.h"

struct filing {
	struct ctx *ctx;
	const struct paste_defaults *defaults;
	struct people_file *file;
};

/* The first row of its kind with this id, or where it goes. */
#define FIND(rows, n, wanted)                                                                                          \
	({                                                                                                             \
		size_t find_ = 0;                                                                                      \
		while (find_ < (n) && !str_eq((rows)[find_].id, (wanted)))                                             \
			find_++;                                                                                       \
		find_;                                                                                                 \
	})

static struct str made_up(struct arena *arena, const char *kind, struct str a, struct str b)
{
	struct str folded_a = text_fold(arena, a), folded_b = text_fold(arena, b);
	return str_fmt(arena, FILE_MADE_UP "%s %.*s / %.*s", kind, STR_ARG(folded_a), STR_ARG(folded_b));
}

static const struct organization *body_here(const struct filing *f, struct str name)
{
	struct str folded = text_fold(f->ctx->arena, name);
	for (size_t i = 0; i < f->defaults->n_bodies; i++)
		if (str_eq(folded, text_fold(f->ctx->arena, f->defaults->bodies[i].name)))
			return &f->defaults->bodies[i];
	return NULL;
}

/* The id under which the file names the row's body: the slug of one that is here, or a new one. */
static struct str put_body(struct filing *f, struct str name, struct str at)
{
	struct people_file *file = f->file;
	const struct organization *here = body_here(f, name);
	if (here)
		return here->slug;
	struct str id = made_up(f->ctx->arena, "body", name, STR(""));
	size_t i = FIND(file->organizations, file->n_organizations, id);
	if (i == file->n_organizations)
		file->organizations[file->n_organizations++] =
			(struct file_organization){.id = id, .at = at, .row = organization_new(name)};
	return id;
}

static struct str put_post(struct filing *f, struct str body_id, struct str label, struct str area, struct str at)
{
	struct people_file *file = f->file;
	struct str id = made_up(f->ctx->arena, "post", body_id, label);
	size_t i = FIND(file->posts, file->n_posts, id);
	if (i < file->n_posts)
		return id;
	file->posts[file->n_posts++] = (struct file_post){
		.id = id, .organization_id = body_id, .at = at, .row = {.label = label, .area = area, .seats = 1}};
	return id;
}

struct people_details paste_details(struct arena *arena, const struct paste_row *row)
{
	struct people_details details = {.contacts = arena_array(arena, struct contact, 2)};
	if (row->email.n)
		details.contacts[details.n_contacts++] = (struct contact){.kind = STR("email"), .value = row->email};
	if (row->phone.n)
		details.contacts[details.n_contacts++] = (struct contact){.kind = STR("phone"), .value = row->phone};
	return details;
}

/* Two rows of one name are one person with two terms. */
static struct str put_person(struct filing *f, const struct paste_row *row, struct str at)
{
	struct people_file *file = f->file;
	struct str id = made_up(f->ctx->arena, "person", row->name, STR(""));
	size_t i = FIND(file->persons, file->n_persons, id);
	if (i < file->n_persons)
		return id;
	struct file_person person = {
		.id = id, .at = at, .row = person_new(row->name), .details = paste_details(f->ctx->arena, row)};
	person.row.sort_name = row->sort_name;
	file->persons[file->n_persons++] = person;
	return id;
}

struct str paste_post_label(struct arena *arena, const struct paste_row *row, struct str otherwise)
{
	struct str post = row->post.n ? row->post : otherwise;
	if (row->area.n == 0 || str_find(text_fold(arena, post), text_fold(arena, row->area), 0) != STR_NPOS)
		return post;
	return post.n ? str_fmt(arena, "%.*s, %.*s", STR_ARG(post), STR_ARG(row->area)) : row->area;
}

static enum outcome put_row(struct filing *f, const struct paste_row *row)
{
	struct ctx *ctx = f->ctx;
	struct str at = str_fmt(ctx->arena, "%lld", (long long)row->line);
	struct str label = paste_post_label(ctx->arena, row, f->defaults->post);
	struct str body = row->body.n ? row->body : f->defaults->body;
	int32_t category = f->defaults->category;
	if (body.n == 0)
		return problem_add(ctx, "body",
				   msg("Row {1} names no body: choose one for all rows, or a column of bodies"), at);
	if (label.n == 0)
		return problem_add(ctx, "post",
				   msg("Row {1} names no post: enter one for all rows, or choose a column of posts"),
				   at);
	if (row->category.n && !tenure_category_parse(text_fold(ctx->arena, row->category), &category))
		return problem_add(
			ctx, "table",
			msg("Row {1}: “{2}” is no way to hold a post: use elected, appointed, candidate, employee, "
			    "consultant or supplier contact"),
			at, row->category);
	struct str body_id = put_body(f, body, at);
	struct file_tenure tenure = {
		.person_id = put_person(f, row, at),
		.organization_id = body_id,
		.post_id = put_post(f, body_id, label, row->area, at),
		.at = at,
		.row = {.post = label,
			.organization_name = body,
			.category = category,
			.from_day = row->from_day != PEOPLE_NO_DAY ? row->from_day : f->defaults->from_day,
			.to_day = row->to_day != PEOPLE_NO_DAY ? row->to_day : TENURE_OPEN},
	};
	tenure.id =
		str_fmt(ctx->arena, "%.*s %d", STR_ARG(made_up(ctx->arena, "term", tenure.person_id, tenure.post_id)),
			tenure.row.from_day);
	/* The same row twice is the same term. */
	if (FIND(f->file->tenures, f->file->n_tenures, tenure.id) == f->file->n_tenures)
		f->file->tenures[f->file->n_tenures++] = tenure;
	return OK;
}

enum outcome paste_file(struct ctx *ctx, const struct paste_row *rows, size_t n, const struct paste_defaults *defaults,
			struct people_file *ret_file)
{
	struct arena *arena = ctx->arena;
	struct people_file file = {
		.name = STR("table"),
		.is_csv = true,
		.organizations = arena_array(arena, struct file_organization, n),
		.posts = arena_array(arena, struct file_post, n),
		.persons = arena_array(arena, struct file_person, n),
		.tenures = arena_array(arena, struct file_tenure, n),
	};
	struct filing filing = {.ctx = ctx, .defaults = defaults, .file = &file};
	enum outcome outcome = OK;
	for (size_t i = 0; i < n; i++)
		if (put_row(&filing, &rows[i]) != OK)
			outcome = INVALID;
	if (outcome != OK)
		return outcome;
	TRY(people_file_check(ctx, &file, defaults->category));
	*ret_file = file;
	return OK;
}
