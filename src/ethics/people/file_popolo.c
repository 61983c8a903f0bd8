/* Popolo JSON → structs. */
#include "people/file.h"

#include "intake/intake.h"

#define LEFT_OUT_MAX 200

/* Reading one file. */
struct read {
	struct ctx *ctx;
	struct people_file *file;
	bool is_ours;
	const json_t *areas;
	struct file_index area_index; /* by id */
};

/* One object of it. `field` is its path for problems ("persons[3]"), `shape` the same without numbers. */
struct object {
	struct read *read;
	const json_t *json;
	struct str at;
	const char *shape;
};

static void left_out(struct people_file *file, struct str field, int64_t n)
{
	for (size_t i = 0; i < file->n_left_out; i++) {
		if (str_eq(file->left_out[i].field, field)) {
			file->left_out[i].n += n;
			return;
		}
	}
	if (file->n_left_out < LEFT_OUT_MAX)
		file->left_out[file->n_left_out++] = (struct file_left_out){.field = field, .n = n};
}

/* A field's name as it may be shown: names in files of others hold anything. */
static struct str shown_field(struct ctx *ctx, const char *shape, const char *name)
{
	struct ctx aside = {.arena = ctx->arena};
	const struct text_rules rules = {.name = "", .max_bytes = 200};
	struct str field = str_fmt(ctx->arena, "%s.%s", shape, name);
	return text_accept(&aside, field, &rules, &field) == OK ? file_line(ctx->arena, field)
								: str_fmt(ctx->arena, "%s.?", shape);
}

/* Counts the fields that are not in the list of known ones. */
static void note_unknown(const struct object *o, const char *const *known, size_t n)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)o->json, name, value)
	{
		bool found = str_eq(str_of(name), STR("at")) && o->read->is_ours;
		for (size_t i = 0; i < n; i++)
			found = found || strcmp(name, known[i]) == 0;
		bool empty = json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0) ||
			     (json_is_string(value) && json_string_length(value) == 0);
		if (!found && !empty)
			left_out(o->read->file, shown_field(o->read->ctx, o->shape, name), 1);
	}
}

static enum outcome fault(const struct object *o, const char *field, const char *message, struct str arg)
{
	return file_problem(o->read->ctx, o->read->file, o->at, field, message, arg);
}

/* A text that may be missing: then empty. A number is taken as its digits, as ids sometimes are. */
static struct str take_text(const struct object *o, const char *name)
{
	const json_t *value = json_object_get(o->json, name);
	struct ctx *ctx = o->read->ctx;
	struct str text;
	if (!value || json_is_null(value))
		return STR("");
	if (json_is_integer(value))
		return str_fmt(ctx->arena, "%lld", (long long)json_integer_value(value));
	if (!json_is_string(value)) {
		(void)fault(o, name, msg("This must be a text in quotes"), STR(""));
		return STR("");
	}
	const char *place = str_fmt(ctx->arena, "%.*s:%.*s.%s", STR_ARG(o->read->file->name), STR_ARG(o->at), name).p;
	const struct text_rules rules = {.name = place, .max_bytes = FILE_VALUE_BYTES, .lines = true};
	struct str raw = str_bytes(json_string_value(value), json_string_length(value));
	if (text_accept(ctx, raw, &rules, &text) != OK)
		return STR("");
	return file_line(ctx->arena, text);
}

static bool take_bool(const struct object *o, const char *name, bool otherwise)
{
	const json_t *value = json_object_get(o->json, name);
	if (!value || json_is_null(value))
		return otherwise;
	if (!json_is_boolean(value))
		(void)fault(o, name, msg("This must be true or false"), STR(""));
	return json_is_true(value);
}

static int32_t take_number(const struct object *o, const char *name, int32_t otherwise)
{
	const json_t *value = json_object_get(o->json, name);
	if (!value || json_is_null(value))
		return otherwise;
	if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= 1000000)
		return (int32_t)json_integer_value(value);
	(void)fault(o, name, msg("This must be a whole number"), STR(""));
	return otherwise;
}

bool file_day_parse(struct str text, bool is_end, struct day *ret_day)
{
	int64_t year, month = is_end ? 12 : 1;
	if (text.n == 10)
		return day_parse(text, ret_day);
	if ((text.n != 4 && text.n != 7) || !str_to_i64(str_slice(text, 0, 4), &year) ||
	    (text.n == 7 && (text.p[4] != '-' || !str_to_i64(str_slice(text, 5, 7), &month))))
		return false;
	struct date date = {.year = (int)year, .month = (int)month, .day = 1};
	if (!date_valid(date))
		return false;
	if (is_end) {
		date.day = 31;
		while (!date_valid(date))
			date.day--;
	}
	*ret_day = day_of(date);
	return true;
}

static int32_t take_day(const struct object *o, const char *name, bool is_end, int32_t otherwise)
{
	struct str text = take_text(o, name);
	struct day day;
	if (str_empty(text))
		return otherwise;
	if (file_day_parse(text, is_end, &day))
		return day.n;
	(void)fault(o, name, msg("“{1}” is not a day: write it as 2026-07-01"), text);
	return otherwise;
}

/* The objects of an array by that name within another object; calls take for each. */
static size_t array_size(const struct object *o, const char *name)
{
	const json_t *array = json_object_get(o->json, name);
	if (!array || json_is_null(array))
		return 0;
	if (!json_is_array(array)) {
		(void)fault(o, name, msg("This must be a list in square brackets"), STR(""));
		return 0;
	}
	return json_array_size(array);
}

/* The ith object of such an array; false with a problem when it is none. */
static bool array_object(const struct object *o, const char *name, size_t i, const char *shape, struct object *ret)
{
	struct arena *arena = o->read->ctx->arena;
	*ret = (struct object){.read = o->read,
			       .json = json_array_get(json_object_get(o->json, name), i),
			       .at = str_fmt(arena, "%.*s%s%s[%zu]", STR_ARG(o->at), o->at.n ? "." : "", name, i),
			       .shape = shape};
	if (!json_is_object(ret->json)) {
		(void)fault(ret, "", msg("This must be an object in curly brackets"), STR(""));
		return false;
	}
	if (o->read->is_ours && o->at.n == 0)
		ret->at = take_text(ret, "at");
	return true;
}

/* ---- Names, contacts, identifiers ---- */

static void take_names(const struct object *o, struct people_details *details)
{
	static const char *const known[] = {"name", "note", "start_date", "end_date", "public"};
	size_t n = array_size(o, "other_names");
	details->names = arena_array(o->read->ctx->arena, struct person_name, n);
	for (size_t i = 0; i < n; i++) {
		struct object x;
		if (!array_object(o, "other_names", i, "persons[].other_names[]", &x))
			continue;
		struct person_name name = person_name_new(NAME_MATCHING, take_text(&x, "name"));
		name.from_day = take_day(&x, "start_date", false, PEOPLE_NO_DAY);
		name.to_day = take_day(&x, "end_date", true, PEOPLE_NO_DAY);
		struct str kind = take_text(&x, "note");
		if (kind.n && !person_name_kind_parse(kind, &name.kind))
			left_out(o->read->file, STR("persons[].other_names[].note"), 1);
		if (str_empty(kind) && name.to_day != PEOPLE_NO_DAY)
			name.kind = NAME_FORMER;
		name.is_public = take_bool(&x, "public", name.kind != NAME_MATCHING);
		note_unknown(&x, known, COUNT_OF(known));
		details->names[details->n_names++] = name;
	}
}

static void take_contacts(const struct object *o, const char *shape, struct people_details *details)
{
	static const char *const known[] = {"type", "value", "note", "public"};
	size_t n = array_size(o, "contact_details");
	details->contacts = arena_array(o->read->ctx->arena, struct contact, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct object x;
		if (!array_object(o, "contact_details", i, shape, &x))
			continue;
		struct str kind = take_text(&x, "type");
		details->contacts[details->n_contacts++] = (struct contact){
			.kind = text_slug(o->read->ctx->arena, kind),
			.value = take_text(&x, "value"),
			.note = take_text(&x, "note"),
			.is_public = take_bool(&x, "public", false),
		};
		note_unknown(&x, known, COUNT_OF(known));
	}
	struct str email = take_text(o, "email");
	if (email.n)
		details->contacts[details->n_contacts++] = (struct contact){.kind = STR("email"), .value = email};
}

static void take_identifiers(const struct object *o, const char *shape, bool is_public, struct people_details *details)
{
	static const char *const known[] = {"scheme", "identifier", "public"};
	size_t n = array_size(o, "identifiers");
	details->identifiers = arena_array(o->read->ctx->arena, struct identifier, n);
	for (size_t i = 0; i < n; i++) {
		struct object x;
		if (!array_object(o, "identifiers", i, shape, &x))
			continue;
		details->identifiers[details->n_identifiers++] = (struct identifier){
			.scheme = take_text(&x, "scheme"),
			.value = take_text(&x, "identifier"),
			.is_public = take_bool(&x, "public", is_public),
		};
		note_unknown(&x, known, COUNT_OF(known));
	}
}

/* ---- Rows ---- */

static void take_organization(const struct object *o, struct file_organization *ret)
{
	static const char *const known[] = {"id",
					    "name",
					    "classification",
					    "parent_id",
					    "founding_date",
					    "dissolution_date",
					    "identifiers",
					    "contact_details",
					    "email"};
	ret->at = o->at;
	ret->id = take_text(o, "id");
	ret->parent_id = take_text(o, "parent_id");
	ret->row = organization_new(take_text(o, "name"));
	ret->row.classification = take_text(o, "classification");
	ret->row.founded_day = take_day(o, "founding_date", false, PEOPLE_NO_DAY);
	ret->row.dissolved_day = take_day(o, "dissolution_date", true, PEOPLE_NO_DAY);
	take_contacts(o, "organizations[].contact_details[]", &ret->details);
	take_identifiers(o, "organizations[].identifiers[]", true, &ret->details);
	if (str_empty(ret->id))
		(void)fault(o, "id", msg("This needs an id, so that others can name it"), STR(""));
	note_unknown(o, known, COUNT_OF(known));
}

/* A post's area: {"name": …}, or the id of one in `areas`. */
static struct str take_area(const struct object *o)
{
	const json_t *area = json_object_get(o->json, "area");
	struct object x = *o;
	if (json_is_object(area)) {
		x.json = area;
		return take_text(&x, "name");
	}
	struct str id = take_text(o, "area_id");
	if (str_empty(id))
		return STR("");
	size_t at = file_index_find(&o->read->area_index, id);
	if (at == STR_NPOS) {
		(void)fault(o, "area_id", msg("There is no area “{1}” in this file"), id);
		return STR("");
	}
	x.json = json_array_get(o->read->areas, at);
	return take_text(&x, "name");
}

static void take_post(const struct object *o, struct file_post *ret)
{
	static const char *const known[] = {"id", "label", "role", "organization_id", "area", "area_id", "seats"};
	ret->at = o->at;
	ret->id = take_text(o, "id");
	ret->organization_id = take_text(o, "organization_id");
	ret->row = (struct post){.label = take_text(o, "label"),
				 .role = take_text(o, "role"),
				 .area = take_area(o),
				 .seats = take_number(o, "seats", 1)};
	if (str_empty(ret->id))
		(void)fault(o, "id", msg("This needs an id, so that others can name it"), STR(""));
	note_unknown(o, known, COUNT_OF(known));
}

static void take_person(const struct object *o, struct file_person *ret)
{
	static const char *const known[] = {
		"id",         "name",       "sort_name",   "given_name", "family_name", "name_start_date",
		"death_date", "contact_by", "other_names", "email",      "identifiers", "contact_details"};
	ret->at = o->at;
	ret->id = take_text(o, "id");
	ret->row = person_new(take_text(o, "name"));
	ret->row.sort_name = take_text(o, "sort_name");
	struct str given = take_text(o, "given_name"), family = take_text(o, "family_name");
	if (str_empty(ret->row.sort_name) && given.n && family.n)
		ret->row.sort_name = str_fmt(o->read->ctx->arena, "%.*s, %.*s", STR_ARG(family), STR_ARG(given));
	ret->row.name_from_day = take_day(o, "name_start_date", false, PEOPLE_NO_DAY);
	ret->row.died_day = take_day(o, "death_date", true, PEOPLE_NO_DAY);
	struct str by = take_text(o, "contact_by");
	ret->row.by_post = str_eq(by, STR("post"));
	if (by.n && !ret->row.by_post && !str_eq(by, STR("email")))
		(void)fault(o, "contact_by", msg("Use “post” or “email”"), STR(""));
	take_names(o, &ret->details);
	take_contacts(o, "persons[].contact_details[]", &ret->details);
	take_identifiers(o, "persons[].identifiers[]", false, &ret->details);
	if (str_empty(ret->id))
		(void)fault(o, "id", msg("This needs an id, so that others can name it"), STR(""));
	if (json_is_array(json_object_get(o->json, "memberships")))
		(void)fault(o, "memberships",
			    msg("Put these into the list “memberships” of the file, each with its person_id"), STR(""));
	note_unknown(o, known, COUNT_OF(known));
}

static void take_absences(const struct object *o, struct file_tenure *ret)
{
	static const char *const known[] = {"kind", "start_date", "end_date", "reason", "public"};
	size_t n = array_size(o, "absences");
	ret->absences = arena_array(o->read->ctx->arena, struct absence, n);
	for (size_t i = 0; i < n; i++) {
		struct object a;
		if (!array_object(o, "absences", i, "memberships[].absences[]", &a))
			continue;
		struct absence *absence = &ret->absences[ret->n_absences++];
		struct str kind = take_text(&a, "kind");
		*absence = (struct absence){
			.from_day = take_day(&a, "start_date", false, PEOPLE_NO_DAY),
			.to_day = take_day(&a, "end_date", true, TENURE_OPEN),
			.reason = take_text(&a, "reason"),
			.shown = take_bool(&a, "public", false),
		};
		if (!absence_kind_parse(kind, &absence->kind))
			(void)fault(&a, "kind", msg("“{1}” is not known here: use “leave” or “suspension”"), kind);
		note_unknown(&a, known, COUNT_OF(known));
	}
}

static void take_tenure(const struct object *o, struct file_tenure *ret)
{
	static const char *const known[] = {
		"id",       "person_id", "organization_id", "post_id",           "role",
		"label",    "category",  "start_date",      "end_date",          "end_reason",
		"contract", "workplace", "grade",           "membership_status", "manager_id",
		"public",   "entry",     "entry_note",      "substitute_for_id", "absences"};
	ret->at = o->at;
	ret->id = take_text(o, "id");
	ret->person_id = take_text(o, "person_id");
	ret->organization_id = take_text(o, "organization_id");
	ret->post_id = take_text(o, "post_id");
	ret->manager_id = take_text(o, "manager_id");
	ret->substitute_for_id = take_text(o, "substitute_for_id");
	ret->row = (struct tenure){
		.post = take_text(o, "role"),
		.from_day = take_day(o, "start_date", false, TENURE_FROM_EVER),
		.to_day = take_day(o, "end_date", true, TENURE_OPEN),
		.contract = take_text(o, "contract"),
		.workplace = take_text(o, "workplace"),
		.grade = take_text(o, "grade"),
		.status = take_text(o, "membership_status"),
		.entry_note = take_text(o, "entry_note"),
		.is_public = take_bool(o, "public", false),
	};
	take_absences(o, ret);
	struct str label = take_text(o, "label"), category = take_text(o, "category"),
		   ending = take_text(o, "end_reason"), entry = take_text(o, "entry");
	if (str_empty(ret->row.post))
		ret->row.post = label;
	if (category.n && !tenure_category_parse(category, &ret->row.category)) {
		ret->row.category = TENURE_ELECTED; /* one fault is enough */
		(void)fault(o, "category",
			    msg("“{1}” is no category: use elected, appointed, candidate, employee, consultant or "
				"“supplier contact”"),
			    category);
	}
	if (ending.n && !tenure_ending_parse(ending, &ret->row.ending))
		(void)fault(o, "end_reason",
			    msg("“{1}” is not known here: use “term over”, “resigned”, “removed from the post”, "
				"“disqualified” or “died”"),
			    ending);
	if (entry.n && !tenure_entry_parse(entry, &ret->row.entry))
		(void)fault(o, "entry",
			    msg("“{1}” is not known here: use “election”, “by-election”, “co-option” or “appointment”"),
			    entry);
	note_unknown(o, known, COUNT_OF(known));
}

/* ---- The file ---- */

static bool count_fits(const struct object *root, const char *name, size_t n)
{
	if (n <= LIMIT_PEOPLE_ROWS)
		return true;
	(void)fault(root, name, msg("A file has at most {1} of these: cut it into several"),
		    str_fmt(root->read->ctx->arena, "%llu", (unsigned long long)LIMIT_PEOPLE_ROWS));
	return false;
}

static void take_areas(struct read *read, const struct object *root)
{
	size_t n = array_size(root, "areas");
	struct str *ids = arena_array(read->ctx->arena, struct str, n);
	read->areas = json_object_get(root->json, "areas");
	for (size_t i = 0; i < n; i++) {
		struct object area;
		if (array_object(root, "areas", i, "areas[]", &area))
			ids[i] = take_text(&area, "id");
	}
	read->area_index = file_index_of(read->ctx->arena, ids, n, sizeof(*ids));
}

static void take_rows(struct read *read, const struct object *root)
{
	struct arena *arena = read->ctx->arena;
	struct people_file *file = read->file;
	struct object o;
	size_t organizations = array_size(root, "organizations"), posts = array_size(root, "posts"),
	       persons = array_size(root, "persons"), tenures = array_size(root, "memberships");
	if (!count_fits(root, "organizations", organizations) || !count_fits(root, "posts", posts) ||
	    !count_fits(root, "persons", persons) || !count_fits(root, "memberships", tenures))
		return;
	file->organizations = arena_array(arena, struct file_organization, organizations);
	file->posts = arena_array(arena, struct file_post, posts);
	file->persons = arena_array(arena, struct file_person, persons);
	file->tenures = arena_array(arena, struct file_tenure, tenures);
	for (size_t i = 0; i < organizations; i++)
		if (array_object(root, "organizations", i, "organizations[]", &o))
			take_organization(&o, &file->organizations[file->n_organizations++]);
	for (size_t i = 0; i < posts; i++)
		if (array_object(root, "posts", i, "posts[]", &o))
			take_post(&o, &file->posts[file->n_posts++]);
	for (size_t i = 0; i < persons; i++)
		if (array_object(root, "persons", i, "persons[]", &o))
			take_person(&o, &file->persons[file->n_persons++]);
	for (size_t i = 0; i < tenures; i++)
		if (array_object(root, "memberships", i, "memberships[]", &o))
			take_tenure(&o, &file->tenures[file->n_tenures++]);
}

/* What the child counted before. */
static void take_left_out(const struct object *root)
{
	size_t n = array_size(root, "left_out");
	for (size_t i = 0; i < n; i++) {
		struct object o;
		if (array_object(root, "left_out", i, "left_out[]", &o))
			left_out(root->read->file, take_text(&o, "field"), take_number(&o, "n", 1));
	}
}

enum outcome people_file_read_popolo(struct ctx *ctx, struct str filename, struct str json, bool is_ours,
				     struct people_file *ret_file)
{
	static const char *const known[] = {"persons", "organizations", "posts", "memberships",
					    "areas",   "left_out",      "csv"};
	struct people_file file = {.name = filename,
				   .left_out = arena_array(ctx->arena, struct file_left_out, LEFT_OUT_MAX)};
	struct read read = {.ctx = ctx, .file = &file, .is_ours = is_ours};
	size_t count = ctx->problems.count;
	CLEANUP(json_decrefp) json_t *value = intake_json(ctx, filename, json);
	if (!value)
		return INVALID;
	struct object root = {.read = &read, .json = value, .shape = ""};
	if (!json_is_object(value))
		return problem_at(ctx, filename, 1, 1,
				  msg("This is not Popolo: it must be an object with the lists persons, organizations, "
				      "posts and memberships"));
	file.is_csv = is_ours && json_is_true(json_object_get(value, "csv"));
	take_areas(&read, &root);
	take_rows(&read, &root);
	if (is_ours)
		take_left_out(&root);
	else
		note_unknown(&root, known, COUNT_OF(known) - 2);
	if (file.n_persons + file.n_organizations + file.n_posts + file.n_tenures == 0 && ctx->problems.count == count)
		return problem_at(
			ctx, filename, 1, 1,
			msg("There is nobody in this file: Popolo has the lists persons, organizations, posts "
			    "and memberships"));
	*ret_file = file;
	return ctx->problems.count > count ? INVALID : OK;
}
