/* What holds within a file of people, whatever its format. */
#include "people/file.h"

#define CHAIN_MAX 64

static const struct str byte_order_mark = STR_INIT("\xEF\xBB\xBF");

enum outcome file_problem_put(struct ctx *ctx, const struct people_file *file, struct str at, const char *field,
			      const char *message, const struct str args[5])
{
	int64_t line;
	if (file->is_csv && str_to_i64(at, &line))
		return problem_put(ctx, file->name, line, 0, message, args);
	struct str place = str_fmt(ctx->arena, "%.*s:%.*s%s%s", STR_ARG(file->name), STR_ARG(at),
				   at.n && field[0] ? "." : "", field);
	return problem_put(ctx, place, 0, 0, message, args);
}

/* Its lines as parts of one; each byte order mark as `mark_as`. */
static struct str one_line(struct arena *arena, struct str text, const char *mark_as)
{
	struct buf line = buf_open(arena, text.n + 8);
	for (size_t i = 0; i < text.n; i++) {
		if (str_starts(str_slice(text, i, text.n), byte_order_mark)) {
			buf_str(&line, str_of(mark_as));
			i += byte_order_mark.n - 1;
		} else if (text.p[i] == '\n') {
			buf_lit(&line, ", ");
		} else {
			buf_char(&line, text.p[i] == '\t' ? ' ' : text.p[i]);
		}
	}
	return str_trim(buf_view(&line));
}

struct str file_line(struct arena *arena, struct str text)
{
	text = str_trim(text);
	bool marked = str_find(text, byte_order_mark, 0) != STR_NPOS;
	if (!marked && str_find_char(text, '\n', 0) == STR_NPOS && str_find_char(text, '\t', 0) == STR_NPOS)
		return text;
	struct str line = one_line(arena, text, "");
	if (!marked)
		return line;
	/* What stood on both sides of a mark may be one letter now, or more marks than a letter may carry. */
	struct ctx aside = {.arena = arena};
	const struct text_rules rules = {.name = "", .max_bytes = SIZE_MAX};
	return text_accept(&aside, line, &rules, &line) == OK ? str_trim(line) : one_line(arena, text, " ");
}

/* ---- Looking up ---- */

static bool key_before(const struct file_index_key *a, const struct file_index_key *b)
{
	int order = str_cmp(a->id, b->id);
	return order ? order < 0 : a->at < b->at;
}

/* Merges neighbouring runs of `width` keys from one array into the other. */
static void merge_runs(const struct file_index_key *from, struct file_index_key *to, size_t n, size_t width)
{
	for (size_t left = 0; left < n; left += 2 * width) {
		size_t middle = left + width < n ? left + width : n, end = middle + width < n ? middle + width : n;
		size_t i = left, j = middle;
		for (size_t k = left; k < end; k++)
			to[k] = j >= end || (i < middle && !key_before(&from[j], &from[i])) ? from[i++] : from[j++];
	}
}

/* Not qsort: glibc's asks the system how much memory there is, which ends the intake child. */
static struct file_index_key *keys_sort(struct arena *arena, struct file_index_key *keys, size_t n)
{
	struct file_index_key *other = arena_array(arena, struct file_index_key, n);
	for (size_t width = 1; width < n; width *= 2) {
		merge_runs(keys, other, n, width);
		struct file_index_key *sorted = other;
		other = keys;
		keys = sorted;
	}
	return keys;
}

struct file_index file_index_of(struct arena *arena, const void *rows, size_t n, size_t size)
{
	struct file_index index = {.keys = arena_array(arena, struct file_index_key, n), .n = n};
	for (size_t i = 0; i < n; i++) {
		const struct str *id = (const void *)((const char *)rows + i * size);
		index.keys[i] = (struct file_index_key){.id = *id, .at = i};
	}
	index.keys = keys_sort(arena, index.keys, n);
	return index;
}

size_t file_index_from(const struct file_index *index, struct str id)
{
	size_t from = 0, to = index->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (str_cmp(index->keys[middle].id, id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

size_t file_index_find(const struct file_index *index, struct str id)
{
	size_t from = file_index_from(index, id);
	return from < index->n && str_eq(index->keys[from].id, id) ? index->keys[from].at : STR_NPOS;
}

/* ---- Checking ---- */

static void check_id(struct ctx *ctx, const struct people_file *file, struct str at, const char *field, struct str id)
{
	if (id.n > FILE_VALUE_BYTES)
		(void)file_problem(ctx, file, at, field, msg("The id is {1} bytes long; at most {2} are allowed"),
				   str_fmt(ctx->arena, "%zu", id.n), str_fmt(ctx->arena, "%d", FILE_VALUE_BYTES));
}

/* Ids that are too long, and where two rows of a kind have the same. `at_of` gives a row's place. */
static void check_ids(struct ctx *ctx, const struct people_file *file, const struct file_index *index,
		      struct str (*at_of)(const struct people_file *file, size_t i))
{
	for (size_t i = 0; i < index->n; i++)
		check_id(ctx, file, at_of(file, index->keys[i].at), "id", index->keys[i].id);
	for (size_t i = 1; i < index->n; i++) {
		if (index->keys[i].id.n && str_eq(index->keys[i].id, index->keys[i - 1].id))
			(void)file_problem(ctx, file, at_of(file, index->keys[i].at), "id",
					   msg("The id “{1}” stands there twice: the first time at {2}"),
					   index->keys[i].id, at_of(file, index->keys[i - 1].at));
	}
}

static struct str organization_at(const struct people_file *file, size_t i)
{
	return file->organizations[i].at;
}

static struct str post_at(const struct people_file *file, size_t i)
{
	return file->posts[i].at;
}

static struct str person_at(const struct people_file *file, size_t i)
{
	return file->persons[i].at;
}

static struct str tenure_at(const struct people_file *file, size_t i)
{
	return file->tenures[i].at;
}

void file_problems_place(struct ctx *ctx, const struct people_file *file, struct str at, struct problem *before)
{
	for (struct problem *p = before ? before->next : ctx->problems.first; p; p = p->next) {
		int64_t line;
		if (file->is_csv && str_to_i64(at, &line)) {
			p->where = file->name;
			p->line = line;
		} else {
			p->where = str_dup(arena_kept(ctx->arena),
					   str_fmt(ctx->arena, "%.*s:%.*s%s%.*s", STR_ARG(file->name), STR_ARG(at),
						   p->where.n ? "." : "", STR_ARG(p->where)));
		}
	}
}

static void check_details(struct ctx *ctx, const struct people_file *file, struct str at,
			  struct people_details *details)
{
	struct problem *before = ctx->problems.last;
	for (size_t i = 0; i < details->n_names; i++)
		(void)!person_name_check(ctx, &details->names[i]);
	for (size_t i = 0; i < details->n_contacts; i++)
		(void)!contact_check(ctx, &details->contacts[i]);
	for (size_t i = 0; i < details->n_identifiers; i++)
		(void)!identifier_check(ctx, &details->identifiers[i]);
	file_problems_place(ctx, file, at, before);
}

/* A body above that is in the file, and no ring. Those with an unknown id may be in the site; applying tells. */
static void check_chain(struct ctx *ctx, const struct people_file *file, const struct file_index *bodies, size_t i)
{
	size_t above = i;
	for (int steps = 0; above != STR_NPOS && file->organizations[above].parent_id.n; steps++) {
		above = file_index_find(bodies, file->organizations[above].parent_id);
		if (above == i || steps > CHAIN_MAX) {
			(void)file_problem(ctx, file, file->organizations[i].at, "parent_id",
					   msg("The bodies above this one lead back to it"));
			return;
		}
	}
}

static void check_organizations(struct ctx *ctx, struct people_file *file, const struct file_index *bodies)
{
	check_ids(ctx, file, bodies, organization_at);
	for (size_t i = 0; i < file->n_organizations; i++) {
		struct file_organization *o = &file->organizations[i];
		struct problem *before = ctx->problems.last;
		(void)!organization_check(ctx, &o->row);
		file_problems_place(ctx, file, o->at, before);
		check_details(ctx, file, o->at, &o->details);
		check_id(ctx, file, o->at, "parent_id", o->parent_id);
		check_chain(ctx, file, bodies, i);
	}
}

static void check_posts(struct ctx *ctx, struct people_file *file, const struct file_index *posts)
{
	check_ids(ctx, file, posts, post_at);
	for (size_t i = 0; i < file->n_posts; i++) {
		struct file_post *post = &file->posts[i];
		check_id(ctx, file, post->at, "organization_id", post->organization_id);
		struct problem *before = ctx->problems.last;
		post->row.organization_id = post->organization_id.n ? 1 : 0;
		(void)!post_check(ctx, &post->row);
		file_problems_place(ctx, file, post->at, before);
	}
}

static void check_persons(struct ctx *ctx, struct people_file *file, const struct file_index *persons)
{
	check_ids(ctx, file, persons, person_at);
	for (size_t i = 0; i < file->n_persons; i++) {
		struct file_person *person = &file->persons[i];
		struct problem *before = ctx->problems.last;
		(void)!person_check(ctx, &person->row);
		file_problems_place(ctx, file, person->at, before);
		check_details(ctx, file, person->at, &person->details);
	}
}

/* A term's body may be told by its post alone, and its name by the post's. */
static void tenure_complete(const struct people_file *file, const struct file_index *posts, struct file_tenure *tenure,
			    int32_t category)
{
	size_t post = tenure->post_id.n ? file_index_find(posts, tenure->post_id) : STR_NPOS;
	if (post != STR_NPOS && str_empty(tenure->organization_id))
		tenure->organization_id = file->posts[post].organization_id;
	if (post != STR_NPOS)
		tenure->row.post = file->posts[post].row.label;
	if (tenure->row.category == 0)
		tenure->row.category = category;
}

static void check_tenures(struct ctx *ctx, struct people_file *file, const struct file_index *posts, int32_t category)
{
	struct file_index tenures = file_index_of(ctx->arena, file->tenures, file->n_tenures, sizeof(*file->tenures));
	check_ids(ctx, file, &tenures, tenure_at);
	for (size_t i = 0; i < file->n_tenures; i++) {
		struct file_tenure *tenure = &file->tenures[i];
		tenure_complete(file, posts, tenure, category);
		struct problem *before = ctx->problems.last;
		struct tenure row = tenure->row;
		row.organization_id = tenure->organization_id.n ? 1 : 0;
		if (row.category == 0)
			(void)problem_add(ctx, "category",
					  msg("Say how the post is held: elected, appointed, candidate, employee, "
					      "consultant or “supplier contact”; or for all of them with --category"));
		row.category = row.category ? row.category : TENURE_ELECTED;
		(void)!tenure_check(ctx, &row);
		if (str_empty(tenure->person_id))
			(void)problem_add(ctx, "person_id", msg("Say who holds the post"));
		file_problems_place(ctx, file, tenure->at, before);
		/* Those that lead to rows of the site alone. */
		check_id(ctx, file, tenure->at, "person_id", tenure->person_id);
		check_id(ctx, file, tenure->at, "organization_id", tenure->organization_id);
		check_id(ctx, file, tenure->at, "post_id", tenure->post_id);
		check_id(ctx, file, tenure->at, "manager_id", tenure->manager_id);
		check_id(ctx, file, tenure->at, "substitute_for_id", tenure->substitute_for_id);
	}
}

enum outcome people_file_check(struct ctx *ctx, struct people_file *file, int32_t category)
{
	size_t count = ctx->problems.count;
	struct file_index bodies =
		file_index_of(ctx->arena, file->organizations, file->n_organizations, sizeof(*file->organizations));
	struct file_index posts = file_index_of(ctx->arena, file->posts, file->n_posts, sizeof(*file->posts));
	struct file_index persons = file_index_of(ctx->arena, file->persons, file->n_persons, sizeof(*file->persons));
	check_organizations(ctx, file, &bodies);
	check_posts(ctx, file, &posts);
	check_persons(ctx, file, &persons);
	check_tenures(ctx, file, &posts, category);
	return ctx->problems.count > count ? INVALID : OK;
}
