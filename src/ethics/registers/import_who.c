/* Whose an imported entry is. */
#include "registers/import_parts.h"
#include "registers/registers_sql.h"

struct person_slot {
	struct str name; /* in full; empty: free */
	int64_t person_id, no;
};

void import_people_open(struct import_people *people, const struct mapping_person *mapping)
{
	*people = (struct import_people){.mapping = mapping, .arena = arena_open(0), .n_slots = 256};
	people->slots = arena_array(people->arena, struct person_slot, people->n_slots);
}

void import_people_closep(struct import_people *people)
{
	arena_close(people->arena);
	people->arena = NULL;
}

static uint64_t hash_of(struct str key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * UINT64_C(1099511628211);
	return h ^ h >> 29;
}

static struct person_slot *slot_of(struct person_slot *slots, size_t n_slots, struct str name)
{
	size_t at = (size_t)hash_of(name) & (n_slots - 1);
	while (slots[at].name.n && !str_eq(slots[at].name, name))
		at = (at + 1) & (n_slots - 1);
	return &slots[at];
}

static void grow(struct import_people *people)
{
	size_t n_slots = people->n_slots * 2;
	struct person_slot *slots = arena_array(people->arena, struct person_slot, n_slots);
	for (size_t i = 0; i < people->n_slots; i++)
		if (people->slots[i].name.n)
			*slot_of(slots, n_slots, people->slots[i].name) = people->slots[i];
	people->slots = slots;
	people->n_slots = n_slots;
}

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

static enum outcome by_name(struct ctx *ctx, struct str name, int64_t *ret_id)
{
	struct number *ids;
	size_t n;
	TRY(db_list(ctx, &registers_sql_import_people_named, DB_PARAMS(db_text(name)), &number_spec, &ids, &n));
	if (n == 0)
		return NOT_FOUND;
	if (n > 1)
		return problem_add(ctx, "person",
				   msg("Several people here are called “{1}”: the mapping has to tell them apart by a "
				       "number"),
				   name);
	*ret_id = ids[0].n;
	return OK;
}

/* One who was found to be another. */
static enum outcome settled(struct ctx *ctx, int64_t *id)
{
	struct person person;
	TRY(people_person(ctx, *id, &person));
	if (person.erased_ms)
		return problem_add(ctx, "person", msg("“{1}” was removed here"), person.name);
	*id = person.merged_into ? person.merged_into : *id;
	return OK;
}

enum outcome import_person_find(struct ctx *ctx, struct import_people *people, const struct mapped *mapped,
				int64_t *ret_person_id, int64_t *ret_no, bool *ret_is_new)
{
	struct str key = mapped->person_id.n ? mapped->person_id : mapped->person_name;
	*ret_is_new = false;
	if (people->n >= people->n_slots / 3 * 2)
		grow(people);
	struct person_slot *slot = slot_of(people->slots, people->n_slots, key);
	if (!slot->name.n) {
		int64_t id = 0;
		enum outcome found =
			mapped->person_id.n ? people_by_identifier(ctx, people->mapping->scheme, mapped->person_id, &id)
					    : by_name(ctx, mapped->person_name, &id);
		if (found == OK)
			TRY(settled(ctx, &id));
		if (found != OK && found != NOT_FOUND)
			return found;
		if (found == NOT_FOUND && people->mapping->missing != MISSING_CREATE)
			return problem_add(ctx, "person",
					   msg("Nobody here is “{1}”: add the person first, or let the mapping say "
					       "“missing: create”"),
					   mapped->person_name);
		*ret_is_new = found == NOT_FOUND;
		people->n++;
		people->n_new += *ret_is_new;
		*slot = (struct person_slot){
			.name = str_dup(people->arena, key), .person_id = id, .no = *ret_is_new ? people->n_new : 0};
	}
	*ret_person_id = slot->person_id;
	*ret_no = slot->no;
	return OK;
}
