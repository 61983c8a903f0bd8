/* Who serves, stands or stood in a body, and whoever else the rows of a result may mean: no more of the site. */
#include <stdlib.h>

#include "people/elections.h"
#include "people/people_sql.h"
#include "people/people_store.h"
#include "people/result.h"

struct loading {
	struct person *persons;
	size_t n_here, n, capacity; /* n_here: of the body, by id */
	struct people_details details;
};

static int person_by_id(const void *id, const void *person)
{
	int64_t x = *(const int64_t *)id, y = ((const struct person *)person)->id;
	return (x > y) - (x < y);
}

/* Somebody from elsewhere whom a row may mean. */
static enum outcome person_add(struct ctx *ctx, struct loading *l, int64_t id)
{
	bool is_there = l->n_here && bsearch(&id, l->persons, l->n_here, sizeof(*l->persons), person_by_id);
	for (size_t i = l->n_here; i < l->n && !is_there; i++)
		is_there = l->persons[i].id == id;
	if (is_there || l->n == l->capacity)
		return OK;
	TRY(people_person(ctx, id, &l->persons[l->n]));
	if (!l->persons[l->n].erased_ms && !l->persons[l->n].merged_into)
		l->n++;
	return OK;
}

/* As many of one name, or one number, as anybody could choose from. */
#define ALIKE_MOST 8

static enum outcome row_load(struct ctx *ctx, struct loading *l, const struct paste_row *row)
{
	struct people_number *ids;
	size_t n;
	TRY(db_list(ctx, &people_sql_persons_named, DB_PARAMS(db_text(row->name)), &people_number_spec, &ids, &n));
	for (size_t i = 0; i < n && i < ALIKE_MOST; i++) {
		struct person_name name = person_name_new(NAME_MATCHING, row->name);
		name.person_id = ids[i].n;
		l->details.names[l->details.n_names++] = name;
		TRY(person_add(ctx, l, ids[i].n));
	}
	if (row->identifier.n == 0)
		return OK;
	TRY(db_list(ctx, &people_sql_persons_numbered, DB_PARAMS(db_text(row->identifier)), &people_number_spec, &ids,
		    &n));
	for (size_t i = 0; i < n && i < ALIKE_MOST; i++) {
		l->details.identifiers[l->details.n_identifiers++] =
			(struct identifier){.subject_id = ids[i].n, .value = row->identifier};
		TRY(person_add(ctx, l, ids[i].n));
	}
	return OK;
}

static enum outcome persons_load(struct ctx *ctx, int64_t body_id, const struct paste_row *rows, size_t n_rows,
				 struct loading *l)
{
	struct person *here;
	struct person_name *names;
	size_t n_names;
	TRY(db_list(ctx, &people_sql_persons_of_body, DB_PARAMS(db_int(body_id)), &people_person_spec, &here,
		    &l->n_here));
	TRY(db_list(ctx, &people_sql_names_of_body, DB_PARAMS(db_int(body_id)), &people_name_spec, &names, &n_names));
	l->n = l->n_here;
	l->capacity = l->n_here + 2 * ALIKE_MOST * n_rows;
	l->persons = arena_array(ctx->arena, struct person, l->capacity + 1);
	for (size_t i = 0; i < l->n_here; i++)
		l->persons[i] = here[i];
	l->details.names = arena_array(ctx->arena, struct person_name, n_names + ALIKE_MOST * n_rows);
	l->details.identifiers = arena_array(ctx->arena, struct identifier, ALIKE_MOST * n_rows);
	for (size_t i = 0; i < n_names; i++)
		l->details.names[l->details.n_names++] = names[i];
	for (size_t i = 0; i < n_rows; i++)
		if (!rows[i].not_elected)
			TRY(row_load(ctx, l, &rows[i]));
	return OK;
}

enum outcome result_world_load(struct ctx *ctx, int64_t body_id, int64_t election_id, const struct paste_row *rows,
			       size_t n_rows, struct result_world *ret_world)
{
	struct result_world world = {0};
	struct loading loading = {0};
	struct tenure *tenures;
	struct post *posts;
	TRY(people_organization(ctx, body_id, &world.body));
	TRY(persons_load(ctx, body_id, rows, n_rows, &loading));
	TRY(people_tenures_of_body(ctx, body_id, &tenures, &world.n_tenures));
	TRY(people_posts(ctx, body_id, &posts, &world.n_posts));
	if (election_id) {
		struct candidacy *candidacies;
		TRY(people_candidacies(ctx, election_id, &candidacies, &world.n_candidates));
		struct tenure *candidates = arena_array(ctx->arena, struct tenure, world.n_candidates);
		for (size_t i = 0; i < world.n_candidates; i++)
			candidates[i] = candidacies[i].tenure;
		world.candidates = candidates;
	}
	world.persons = loading.persons;
	world.n_persons = loading.n;
	world.details = loading.details;
	world.tenures = tenures;
	world.posts = posts;
	*ret_world = world;
	return OK;
}
