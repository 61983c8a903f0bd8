/* Public projections: what the publication log keeps of a row (D2). */
#include "people/absences.h"
#include "people/people_store.h"

static void day_put(struct json *json, struct arena *arena, const char *name, int32_t day)
{
	if (day != PEOPLE_NO_DAY && day != TENURE_OPEN)
		json_str(json, name, people_day(arena, day));
}

static void text_put(struct json *json, const char *name, struct str text)
{
	if (text.n)
		json_str(json, name, text);
}

/* The three lists, each left out where nothing in it is public. */
static void contacts_put(struct json *json, const struct people_details *details)
{
	bool open = false;
	for (size_t i = 0; i < details->n_contacts; i++) {
		const struct contact *contact = &details->contacts[i];
		if (!contact->is_public)
			continue;
		if (!open)
			json_begin_array(json, "contact_details");
		open = true;
		json_begin_object(json, NULL);
		json_str(json, "kind", contact->kind);
		text_put(json, "note", contact->note);
		json_str(json, "value", contact->value);
		json_end(json);
	}
	if (open)
		json_end(json);
}

static void identifiers_put(struct json *json, const struct people_details *details)
{
	bool open = false;
	for (size_t i = 0; i < details->n_identifiers; i++) {
		const struct identifier *identifier = &details->identifiers[i];
		if (!identifier->is_public)
			continue;
		if (!open)
			json_begin_array(json, "identifiers");
		open = true;
		json_begin_object(json, NULL);
		json_str(json, "scheme", identifier->scheme);
		json_str(json, "value", identifier->value);
		json_end(json);
	}
	if (open)
		json_end(json);
}

static void names_put(struct json *json, struct arena *arena, const struct people_details *details)
{
	bool open = false;
	for (size_t i = 0; i < details->n_names; i++) {
		const struct person_name *name = &details->names[i];
		if (!name->is_public)
			continue;
		if (!open)
			json_begin_array(json, "other_names");
		open = true;
		json_begin_object(json, NULL);
		day_put(json, arena, "from", name->from_day);
		json_str(json, "kind", person_name_kind_name(name->kind));
		json_str(json, "name", name->name);
		day_put(json, arena, "to", name->to_day);
		json_end(json);
	}
	if (open)
		json_end(json);
}

struct str organization_record(struct arena *arena, const struct organization *o, const struct people_details *details)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	text_put(&json, "classification", o->classification);
	contacts_put(&json, details);
	day_put(&json, arena, "dissolved", o->dissolved_day);
	day_put(&json, arena, "founded", o->founded_day);
	json_str(&json, "id", id_str(arena, o->id));
	identifiers_put(&json, details);
	json_str(&json, "kind", STR("organization"));
	json_str(&json, "name", o->name);
	if (o->parent_id)
		json_str(&json, "parent", id_str(arena, o->parent_id));
	json_str(&json, "slug", o->slug);
	json_end(&json);
	return buf_view(&out);
}

struct str post_record(struct arena *arena, const struct post *post)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	text_put(&json, "area", post->area);
	json_str(&json, "id", id_str(arena, post->id));
	json_str(&json, "kind", STR("post"));
	json_str(&json, "label", post->label);
	json_str(&json, "organization", id_str(arena, post->organization_id));
	text_put(&json, "role", post->role);
	json_i64(&json, "seats", post->seats);
	json_str(&json, "slug", post->slug);
	json_end(&json);
	return buf_view(&out);
}

struct str person_record(struct arena *arena, const struct person *person, const struct people_details *details)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	contacts_put(&json, details);
	day_put(&json, arena, "died", person->died_day);
	json_str(&json, "id", id_str(arena, person->id));
	identifiers_put(&json, details);
	json_str(&json, "kind", STR("person"));
	if (person->merged_into)
		json_str(&json, "merged_into", id_str(arena, person->merged_into));
	json_str(&json, "name", person->name);
	day_put(&json, arena, "name_from", person->name_from_day);
	names_put(&json, arena, details);
	json_str(&json, "slug", person->slug);
	json_str(&json, "sort_name", person->sort_name);
	json_end(&json);
	return buf_view(&out);
}

/* Those that are public; why somebody is away never is. */
static void absences_put(struct json *json, struct arena *arena, const struct tenure *tenure)
{
	bool open = false;
	for (size_t i = 0; i < tenure->n_absences; i++) {
		const struct absence *absence = &tenure->absences[i];
		if (!absence_is_public(tenure, absence))
			continue;
		if (!open)
			json_begin_array(json, "absences");
		open = true;
		json_begin_object(json, NULL);
		day_put(json, arena, "from", absence->from_day);
		json_str(json, "kind", absence_kind_name(absence->kind));
		day_put(json, arena, "to", absence->to_day);
		json_end(json);
	}
	if (open)
		json_end(json);
}

/* A post that is a row is named by its id: its label is that row's record's to say. */
static struct str tenure_record(struct arena *arena, const struct tenure *tenure)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	absences_put(&json, arena, tenure);
	json_str(&json, "category", tenure_category_name(tenure->category));
	text_put(&json, "ending", tenure_ending_name(tenure->ending));
	text_put(&json, "entry", tenure_entry_name(tenure->entry));
	text_put(&json, "entry_note", tenure->entry_note);
	day_put(&json, arena, "from", tenure->from_day);
	json_str(&json, "id", id_str(arena, tenure->id));
	json_str(&json, "kind", STR("tenure"));
	json_str(&json, "organization", id_str(arena, tenure->organization_id));
	json_str(&json, "person", id_str(arena, tenure->person_id));
	if (tenure->post_id)
		json_str(&json, "post_id", id_str(arena, tenure->post_id));
	else
		json_str(&json, "post", tenure->post);
	if (tenure->substitute_for)
		json_str(&json, "substitute_for", id_str(arena, tenure->substitute_for));
	day_put(&json, arena, "to", tenure->to_day);
	json_end(&json);
	return buf_view(&out);
}

enum outcome people_tenure_record(struct ctx *ctx, const struct tenure *tenure, struct str *ret_record)
{
	struct tenure with = *tenure;
	struct absence *absences;
	TRY(people_absences_of(ctx, tenure->id, &absences, &with.n_absences));
	with.absences = absences;
	*ret_record = tenure_record(ctx->arena, &with);
	return OK;
}
