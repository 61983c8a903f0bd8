/* Structs → Popolo JSON. */
#include "people/file.h"

static void text_put(struct json *json, const char *name, struct str text)
{
	if (text.n)
		json_str(json, name, text);
}

static void day_put(struct json *json, struct arena *arena, const char *name, int32_t day)
{
	text_put(json, name, people_day(arena, day));
}

/* Only where it is not what a reader would take anyway. */
static void public_put(struct json *json, bool is_public, bool otherwise)
{
	if (is_public != otherwise)
		json_bool(json, "public", is_public);
}

static void contacts_put(struct json *json, const struct people_details *details)
{
	if (details->n_contacts == 0)
		return;
	json_begin_array(json, "contact_details");
	for (size_t i = 0; i < details->n_contacts; i++) {
		const struct contact *contact = &details->contacts[i];
		json_begin_object(json, NULL);
		json_str(json, "type", contact->kind);
		json_str(json, "value", contact->value);
		text_put(json, "note", contact->note);
		public_put(json, contact->is_public, false);
		json_end(json);
	}
	json_end(json);
}

static void identifiers_put(struct json *json, const struct people_details *details, bool otherwise)
{
	if (details->n_identifiers == 0)
		return;
	json_begin_array(json, "identifiers");
	for (size_t i = 0; i < details->n_identifiers; i++) {
		const struct identifier *identifier = &details->identifiers[i];
		json_begin_object(json, NULL);
		json_str(json, "scheme", identifier->scheme);
		json_str(json, "identifier", identifier->value);
		public_put(json, identifier->is_public, otherwise);
		json_end(json);
	}
	json_end(json);
}

static void names_put(struct json *json, struct arena *arena, const struct people_details *details)
{
	if (details->n_names == 0)
		return;
	json_begin_array(json, "other_names");
	for (size_t i = 0; i < details->n_names; i++) {
		const struct person_name *name = &details->names[i];
		json_begin_object(json, NULL);
		json_str(json, "name", name->name);
		json_str(json, "note", person_name_kind_name(name->kind));
		day_put(json, arena, "start_date", name->from_day);
		day_put(json, arena, "end_date", name->to_day);
		public_put(json, name->is_public, name->kind != NAME_MATCHING);
		json_end(json);
	}
	json_end(json);
}

static void organization_put(struct json *json, struct arena *arena, const struct file_organization *o)
{
	json_str(json, "id", o->id);
	json_str(json, "name", o->row.name);
	text_put(json, "classification", o->row.classification);
	text_put(json, "parent_id", o->parent_id);
	day_put(json, arena, "founding_date", o->row.founded_day);
	day_put(json, arena, "dissolution_date", o->row.dissolved_day);
	identifiers_put(json, &o->details, true);
	contacts_put(json, &o->details);
}

static void post_put(struct json *json, const struct file_post *post)
{
	json_str(json, "id", post->id);
	json_str(json, "label", post->row.label);
	text_put(json, "role", post->row.role);
	json_str(json, "organization_id", post->organization_id);
	if (post->row.area.n) {
		json_begin_object(json, "area");
		json_str(json, "name", post->row.area);
		json_end(json);
	}
	if (post->row.seats != 1)
		json_i64(json, "seats", post->row.seats);
}

static void person_put(struct json *json, struct arena *arena, const struct file_person *person)
{
	json_str(json, "id", person->id);
	json_str(json, "name", person->row.name);
	text_put(json, "sort_name", person->row.sort_name);
	day_put(json, arena, "name_start_date", person->row.name_from_day);
	day_put(json, arena, "death_date", person->row.died_day);
	if (person->row.by_post)
		json_str(json, "contact_by", STR("post"));
	names_put(json, arena, &person->details);
	identifiers_put(json, &person->details, false);
	contacts_put(json, &person->details);
}

static void absences_put(struct json *json, struct arena *arena, const struct file_tenure *tenure)
{
	if (tenure->n_absences == 0)
		return;
	json_begin_array(json, "absences");
	for (size_t i = 0; i < tenure->n_absences; i++) {
		const struct absence *absence = &tenure->absences[i];
		json_begin_object(json, NULL);
		json_str(json, "kind", absence_kind_name(absence->kind));
		day_put(json, arena, "start_date", absence->from_day);
		day_put(json, arena, "end_date", absence->to_day);
		text_put(json, "reason", absence->reason);
		public_put(json, absence->shown, false);
		json_end(json);
	}
	json_end(json);
}

static void tenure_put(struct json *json, struct arena *arena, const struct file_tenure *tenure)
{
	const struct tenure *row = &tenure->row;
	text_put(json, "id", tenure->id);
	json_str(json, "person_id", tenure->person_id);
	json_str(json, "organization_id", tenure->organization_id);
	text_put(json, "post_id", tenure->post_id);
	text_put(json, "role", row->post);
	text_put(json, "category", tenure_category_name(row->category));
	day_put(json, arena, "start_date", row->from_day);
	day_put(json, arena, "end_date", row->to_day);
	text_put(json, "end_reason", tenure_ending_name(row->ending));
	text_put(json, "contract", row->contract);
	text_put(json, "workplace", row->workplace);
	text_put(json, "grade", row->grade);
	text_put(json, "membership_status", row->status);
	text_put(json, "manager_id", tenure->manager_id);
	text_put(json, "entry", tenure_entry_name(row->entry));
	text_put(json, "entry_note", row->entry_note);
	text_put(json, "substitute_for_id", tenure->substitute_for_id);
	absences_put(json, arena, tenure);
	public_put(json, row->is_public, false);
}

static void left_out_put(struct json *json, const struct people_file *file)
{
	json_bool(json, "csv", file->is_csv);
	json_begin_array(json, "left_out");
	for (size_t i = 0; i < file->n_left_out; i++) {
		json_begin_object(json, NULL);
		json_str(json, "field", file->left_out[i].field);
		json_i64(json, "n", file->left_out[i].n);
		json_end(json);
	}
	json_end(json);
}

static void row_begin(struct json *json, bool with_places, struct str at)
{
	json_begin_object(json, NULL);
	if (with_places)
		json_str(json, "at", at);
}

struct str people_file_write_popolo(struct arena *arena, const struct people_file *file, bool with_places)
{
	struct buf out = buf_open(arena, 4096);
	struct json json = json_open(&out, with_places ? JSON_PLAIN : JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "persons");
	for (size_t i = 0; i < file->n_persons; i++) {
		row_begin(&json, with_places, file->persons[i].at);
		person_put(&json, arena, &file->persons[i]);
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "organizations");
	for (size_t i = 0; i < file->n_organizations; i++) {
		row_begin(&json, with_places, file->organizations[i].at);
		organization_put(&json, arena, &file->organizations[i]);
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "posts");
	for (size_t i = 0; i < file->n_posts; i++) {
		row_begin(&json, with_places, file->posts[i].at);
		post_put(&json, &file->posts[i]);
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "memberships");
	for (size_t i = 0; i < file->n_tenures; i++) {
		row_begin(&json, with_places, file->tenures[i].at);
		tenure_put(&json, arena, &file->tenures[i]);
		json_end(&json);
	}
	json_end(&json);
	if (with_places)
		left_out_put(&json, file);
	json_end(&json);
	return buf_view(&out);
}
