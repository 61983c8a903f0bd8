/* What of an entry is published: its projection, and what is kept beside it. Pure. */
#include "registers/store.h"

#include <jansson.h>

static const char *const act_names[] = {
	[ENTRY_DECLARED] = "declared", [ENTRY_CHANGED] = "changed",     [ENTRY_CORRECTED] = "corrected",
	[ENTRY_ENDED] = "ended",       [ENTRY_WITHDRAWN] = "withdrawn", [ENTRY_GONE] = "gone",
};
static const char *const source_names[] = {
	[SOURCE_PERSON] = "person", [SOURCE_PAPER] = "paper", [SOURCE_IMPORT] = "import", [SOURCE_OFFICE] = "office"};
static const char *const whose_names[] = {"self", "partner", "child", "household", "family"};

const char *entry_act_name(enum entry_act act)
{
	return act >= ENTRY_DECLARED && act <= ENTRY_GONE ? act_names[act] : "";
}

const char *entry_source_name(enum entry_source source)
{
	return source >= SOURCE_PERSON && source <= SOURCE_OFFICE ? source_names[source] : "";
}

const char *whose_name(uint32_t whose)
{
	for (unsigned i = 0; i < COUNT_OF(whose_names); i++)
		if (whose == 1U << i)
			return whose_names[i];
	return "";
}

uint32_t whose_parse(struct str s)
{
	for (unsigned i = 0; i < COUNT_OF(whose_names); i++)
		if (str_eq(s, str_of(whose_names[i])))
			return 1U << i;
	return WHOSE_SELF;
}

bool entry_is_published(const struct scheme *scheme)
{
	return scheme && scheme->shown == REGISTER_PUBLIC;
}

static void text_put(struct json *json, const char *name, struct str text)
{
	if (!str_empty(text))
		json_str(json, name, text);
}

static void day_put(struct json *json, const char *name, int32_t day)
{
	if (day != DEADLINE_NO_DAY && day != TENURE_OPEN)
		json_str(json, name, day_str(json->out->arena, (struct day){day}));
}

struct str entry_record(struct arena *arena, const struct entry *e, const struct entry_around *around, bool all)
{
	struct buf out = buf_open(arena, 512);
	struct json json = json_open(&out, JSON_CANONICAL);
	bool is_withdrawn = e->act == ENTRY_WITHDRAWN && !all;
	json_begin_object(&json, NULL);
	json_str(&json, "act", str_of(entry_act_name(e->act)));
	if (!is_withdrawn && !e->declared.is_nil)
		declared_json(&json, "answers", &e->declared, !all);
	text_put(&json, "bodies", e->bodies);
	text_put(&json, "body", around->body_record);
	text_put(&json, "body_name", around->body_name);
	text_put(&json, "category", e->category_id);
	day_put(&json, "declared", e->declared_day);
	day_put(&json, "from", e->from_day);
	json_str(&json, "kind", STR("entry"));
	text_put(&json, "name", around->person_name);
	if (e->declared.is_nil)
		json_bool(&json, "nil", true);
	text_put(&json, "office", e->office);
	text_put(&json, "parent", around->parent_record);
	text_put(&json, "person", around->person_record);
	text_put(&json, "reason", e->reason);
	json_str(&json, "register", e->register_id);
	json_str(&json, "source", str_of(entry_source_name(e->source)));
	day_put(&json, "to", e->to_day);
	json_i64(&json, "version", e->version);
	if (!is_withdrawn && e->declared.whose != WHOSE_SELF)
		text_put(&json, "whose", str_of(whose_name(e->declared.whose)));
	json_end(&json);
	return buf_view(&out);
}

struct str entry_private(struct arena *arena, const struct entry *e)
{
	struct buf out = buf_open(arena, 64);
	struct json json = json_open(&out, JSON_CANONICAL);
	bool is_withdrawn = e->act == ENTRY_WITHDRAWN;
	bool any = is_withdrawn && e->declared.n_answers > 0;
	json_begin_object(&json, NULL);
	if (is_withdrawn)
		declared_json(&json, "answers", &e->declared, false);
	else
		any = declared_private_json(&json, "answers", &e->declared);
	if (is_withdrawn && e->declared.whose != WHOSE_SELF) {
		json_str(&json, "whose", str_of(whose_name(e->declared.whose)));
		any = true;
	}
	json_end(&json);
	return any ? buf_view(&out) : (struct str){0};
}

static struct str member_of(struct arena *arena, const json_t *root, const char *name)
{
	const json_t *text = json_object_get(root, name);
	return str_dup(arena, str_bytes(json_string_value(text), json_string_length(text)));
}

struct entry_around entry_around_of(struct arena *arena, struct str content)
{
	CLEANUP(json_decrefp) json_t *root = json_loadb(content.p ? content.p : "", content.n, 0, NULL);
	return (struct entry_around){
		.person_name = member_of(arena, root, "name"),
		.person_record = member_of(arena, root, "person"),
		.body_name = member_of(arena, root, "body_name"),
		.body_record = member_of(arena, root, "body"),
		.parent_record = member_of(arena, root, "parent"),
	};
}
