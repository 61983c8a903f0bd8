/* Registers in the shapes that others share: mySociety's for registers of interests, and the draft model for declared
 * interests. Both put what one person declared together, so a person's entries are kept until the next person comes. */
#include "registers/export.h"
#include "registers/registers_sql.h"
#include "registers/store.h"

struct item {
	struct str id, parent, category;
	int32_t declared_day;
	int64_t published_ms;
	bool is_nil;
	struct str json; /* an object without its last brace */
	struct item *next;
};

struct shapes {
	struct exporting *e;
	struct arena *arena; /* of the person at hand */
	struct arena_mark begin;
	struct item *first, **last;
	int64_t person_id;
	struct str person_name, person_slug;
	int64_t tenure_id;  /* in which one of the entries was declared; 0 */
	struct str chamber; /* the body on which they sit; where that is not known the site */
	const struct scheme *scheme;
	size_t persons; /* written so far */
	struct buf
		withheld; /* annotations of the register, since these come behind all others; in an arena of its own */
};

/* What both shapes need of an entry, kept beyond its row. */
static struct item *item_new(struct shapes *s, const struct entry_shown *row, const struct buf *json)
{
	struct item *item = arena_new(s->arena, struct item);
	*item = (struct item){
		.id = str_dup(s->arena, row->entry->record_id),
		.parent = str_dup(s->arena, row->parent_record_id),
		.category = str_dup(s->arena, row->seen.category ? row->seen.category->id : STR("")),
		.declared_day = row->entry->declared_day,
		.published_ms = row->entry->withheld_ms ? 0 : row->entry->known_from_ms,
		.is_nil = row->seen.is_nil,
		.json = str_dup(s->arena, str_slice(buf_view(json), 0, json->n - 1)),
	};
	return item;
}

static void day_json(struct ctx *ctx, struct json *json, const char *name, int32_t day)
{
	if (day != DEADLINE_NO_DAY && day != TENURE_OPEN)
		json_str(json, name, day_str(ctx->arena, (struct day){day}));
}

static void published_json(struct ctx *ctx, struct json *json, const char *name, int64_t ms)
{
	if (ms)
		json_str(json, name, day_str(ctx->arena, zone_day(ctx->site->zone, (struct instant){ms})));
}

/* ---- mySociety's: person > category > entry > details ---- */

static const char *detail_type(const struct scheme_field *field, const struct value *value)
{
	if (value->state != VALUE_GIVEN)
		return "string";
	switch (field->kind) {
	case FIELD_NUMBER:
		return "int";
	case FIELD_PERCENTAGE:
		return "decimal";
	case FIELD_MONEY:
		return value->text.n ? "string" : "decimal";
	case FIELD_DATE:
		return value->precision == EXACT_DAY ? "date" : "string";
	case FIELD_YES_NO:
		return "boolean";
	default:
		return "string";
	}
}

static void detail_json(struct ctx *ctx, struct json *json, const struct scheme_field *field, const struct value *value)
{
	const char *type = detail_type(field, value);
	json_begin_object(json, NULL);
	json_str(json, "source", STR("official"));
	json_str(json, "slug", field->id);
	json_str(json, "display_as", field->name.n ? field->name : field->label);
	json_str(json, "type", str_of(type));
	if (strcmp(type, "boolean") == 0)
		json_bool(json, "value", value->number != 0);
	else if (strcmp(type, "string") == 0)
		json_str(json, "value", value_words(ctx, field, value));
	else if (strcmp(type, "date") == 0)
		json_str(json, "value", value_day(ctx->arena, value));
	else
		json_raw(json, "value",
			 field->kind == FIELD_MONEY ? value_amount(ctx->arena, field, value)
						    : value_cell(ctx->arena, field, value));
	json_end(json);
}

static void details_json(struct ctx *ctx, struct json *json, const struct declared *seen)
{
	json_begin_array(json, "details");
	for (size_t i = 0; i < seen->n_answers; i++) {
		const struct answer *answer = &seen->answers[i];
		const struct scheme_field *field = scheme_field(seen->category, answer->field);
		if (!field || !answer->n)
			continue;
		if (answer->n == 1) {
			detail_json(ctx, json, field, &answer->values[0]);
			continue;
		}
		json_begin_object(json, NULL);
		json_str(json, "source", STR("official"));
		json_str(json, "slug", field->id);
		json_str(json, "display_as", field->name.n ? field->name : field->label);
		json_str(json, "type", STR("container"));
		json_begin_array(json, "value");
		for (size_t j = 0; j < answer->n; j++) {
			json_begin_array(json, NULL);
			detail_json(ctx, json, field, &answer->values[j]);
			json_end(json);
		}
		json_end(json);
		json_end(json);
	}
	json_end(json);
}

static void regmem_entry(struct ctx *ctx, struct json *json, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	bool is_shut = entry->withheld_ms || entry->erased_ms;
	json_begin_object(json, NULL);
	if (!entry->withheld_ms)
		json_str(json, "id", entry->record_id);
	json_str(json, "content", is_shut ? entry_note(ctx, row) : declared_summary(ctx, &row->seen, true));
	json_str(json, "content_format", STR("string"));
	json_str(json, "info_type", row->parent_record_id.n ? STR("subentry") : STR("entry"));
	json_bool(json, "null_entry", row->seen.is_nil && !is_shut);
	if (!is_shut) {
		day_json(ctx, json, "date_registered", row->received_day);
		published_json(ctx, json, "date_published", row->published_ms);
		if (entry->version > 1)
			published_json(ctx, json, "date_updated", entry->known_from_ms);
		if (row->seen.category)
			details_json(ctx, json, &row->seen);
	}
	json_end(json);
}

static void regmem_category_head(struct json *json, const struct scheme *scheme, struct str id)
{
	const struct scheme_category *category = scheme_category(scheme, id);
	json_str(json, "category_id", category && category->label.n ? category->label : id);
	json_str(json, "category_name", category ? category->title : scheme->title);
	if (category && category->source.n)
		json_str(json, "legislation_or_rule_name", category->source);
	else if (scheme->row.source.n)
		json_str(json, "legislation_or_rule_name", scheme->row.source);
	if (scheme->row.link.n)
		json_str(json, "legislation_or_rule_url", scheme->row.link);
}

static bool has_parent(const struct shapes *s, const struct item *item)
{
	for (const struct item *other = s->first; item->parent.n && other; other = other->next)
		if (str_eq(other->id, item->parent))
			return true;
	return false;
}

/* The stored object with what belongs to it. */
static void regmem_put(const struct shapes *s, struct buf *out, const struct item *item)
{
	size_t n = 0;
	buf_str(out, item->json);
	buf_lit(out, ",\"sub_entries\":[");
	for (const struct item *child = s->first; child; child = child->next)
		if (child != item && item->id.n && str_eq(child->parent, item->id))
			buf_fmt(out, "%s%.*s,\"sub_entries\":[]}", n++ ? "," : "", STR_ARG(child->json));
	buf_lit(out, "]}");
}

static bool is_first_of_category(const struct shapes *s, const struct item *item)
{
	for (const struct item *other = s->first; other != item; other = other->next)
		if (str_eq(other->category, item->category) && !has_parent(s, other))
			return false;
	return true;
}

static void regmem_person(struct ctx *ctx, const struct shapes *s, struct buf *out)
{
	struct json json = json_open(out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "person_id", id_str(ctx->arena, s->person_id));
	json_str(&json, "person_name", s->person_name);
	json_str(&json, "published_date", day_str(ctx->arena, site_today(ctx)));
	json_str(&json, "chamber", s->chamber);
	json_str(&json, "language", STR("en"));
	json_begin_array(&json, "categories");
	for (const struct item *item = s->first; item; item = item->next) {
		if (has_parent(s, item) || !is_first_of_category(s, item))
			continue;
		json_begin_object(&json, NULL);
		regmem_category_head(&json, s->scheme, item->category);
		json_begin_array(&json, "entries");
		for (const struct item *one = item; one; one = one->next) {
			if (has_parent(s, one) || !str_eq(one->category, item->category))
				continue;
			struct buf entry = buf_open(ctx->arena, one->json.n + 64);
			regmem_put(s, &entry, one);
			json_raw(&json, NULL, buf_view(&entry));
		}
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

/* ---- The draft model: declaration > interests ---- */

static struct str interest_status(const struct entry *entry)
{
	switch (entry->act) {
	case ENTRY_DECLARED:
		return STR("newly declared");
	case ENTRY_CHANGED:
	case ENTRY_CORRECTED:
		return STR("updated");
	case ENTRY_ENDED:
	case ENTRY_GONE:
		return STR("ended");
	case ENTRY_WITHDRAWN:
		return STR("retracted");
	}
	return STR("");
}

/* Dates, people and organisations alone have fields of their own there. */
static void interest_fields(struct ctx *ctx, struct json *json, const struct declared *seen, const char *name,
			    enum scheme_kind kind)
{
	json_begin_array(json, name);
	for (size_t i = 0; i < seen->n_answers; i++) {
		const struct answer *answer = &seen->answers[i];
		const struct scheme_field *field = scheme_field(seen->category, answer->field);
		if (!field || field->kind != kind)
			continue;
		for (size_t j = 0; j < answer->n; j++) {
			const struct value *value = &answer->values[j];
			if (value->state != VALUE_GIVEN)
				continue;
			json_begin_object(json, NULL);
			json_str(json, "fieldName", field->name.n ? field->name : field->label);
			if (kind == FIELD_DATE)
				json_str(json, "date", value_day(ctx->arena, value));
			else
				json_str(json, "name", value->text);
			if (kind == FIELD_ORGANIZATION && value->id.n) {
				json_begin_object(json, "identifier");
				json_str(json, "scheme", value->scheme);
				json_str(json, "id", value->id);
				json_end(json);
			}
			json_end(json);
		}
	}
	json_end(json);
}

static void declared_entry(struct ctx *ctx, struct json *json, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	bool is_shut = entry->withheld_ms || entry->erased_ms;
	json_begin_object(json, NULL);
	if (!entry->withheld_ms)
		json_str(json, "interestId", entry->record_id);
	if (!is_shut)
		json_str(json, "interestStatus", interest_status(entry));
	if (!is_shut && row->seen.category)
		json_str(json, "interestCategory", row->seen.category->title);
	json_str(json, "interestDescription", is_shut ? entry_note(ctx, row) : declared_summary(ctx, &row->seen, true));
	if (!is_shut && row->seen.category) {
		interest_fields(ctx, json, &row->seen, "dates", FIELD_DATE);
		interest_fields(ctx, json, &row->seen, "people", FIELD_PERSON);
		interest_fields(ctx, json, &row->seen, "organisations", FIELD_ORGANIZATION);
	}
	json_end(json);
}

static bool is_first_of_day(const struct shapes *s, const struct item *item)
{
	for (const struct item *other = s->first; other != item; other = other->next)
		if (other->declared_day == item->declared_day)
			return false;
	return true;
}

static void declaration_json(struct ctx *ctx, const struct shapes *s, const struct item *first, struct json *json)
{
	bool is_nil = true;
	json_begin_object(json, NULL);
	json_str(json, "declaredByName", s->person_name);
	json_str(json, "declaredByIdentifier", id_str(ctx->arena, s->person_id));
	json_str(json, "declaredTo", ctx->site->settings.name);
	json_str(json, "register", s->scheme->title);
	day_json(ctx, json, "dateDeclared", first->declared_day);
	published_json(ctx, json, "datePublished", first->published_ms);
	json_str(json, "declarationUrl",
		 site_link(ctx, str_fmt(ctx->arena, "/members/%.*s/interests", STR_ARG(s->person_slug))));
	json_begin_array(json, "interests");
	for (const struct item *item = first; item; item = item->next) {
		if (item->declared_day != first->declared_day)
			continue;
		is_nil = is_nil && item->is_nil;
		if (!item->is_nil)
			json_raw(json, NULL, str_fmt(ctx->arena, "%.*s}", STR_ARG(item->json)));
	}
	json_end(json);
	json_bool(json, "noInterests", is_nil);
	json_end(json);
}

static void declared_person(struct ctx *ctx, const struct shapes *s, struct buf *out)
{
	size_t n = 0;
	for (const struct item *item = s->first; item; item = item->next) {
		if (!is_first_of_day(s, item))
			continue;
		buf_c(out, n++ ? ",\n" : "");
		struct json json = json_open(out, JSON_PLAIN);
		declaration_json(ctx, s, item, &json);
	}
}

/* ---- Both ---- */

static enum outcome chamber_find(struct ctx *ctx, struct shapes *s)
{
	struct entry_number row;
	enum outcome found =
		db_one(ctx, &registers_sql_public_office_body, DB_PARAMS(db_int(s->tenure_id)), &entry_text_spec, &row);
	s->chamber = found == OK ? row.text : ctx->site->settings.host;
	return found == NOT_FOUND ? OK : found;
}

static enum outcome person_flush(struct ctx *ctx, struct shapes *s)
{
	if (!s->first)
		return OK;
	arena_scope(ctx->arena);
	TRY(chamber_find(ctx, s));
	struct buf out = buf_open(ctx->arena, 4096);
	buf_c(&out, s->persons++ ? ",\n" : "");
	if (s->e->format == EXPORT_REGMEM)
		regmem_person(ctx, s, &out);
	else
		declared_person(ctx, s, &out);
	enum outcome outcome = s->e->sink->put(ctx, s->e->sink->to, buf_view(&out));
	arena_reset(s->begin);
	s->first = NULL;
	s->last = &s->first;
	return outcome;
}

static void withheld_note(struct ctx *ctx, struct shapes *s, const struct entry_shown *row)
{
	buf_c(&s->withheld, s->withheld.n ? ",\n" : "");
	struct json json = json_open(&s->withheld, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "author", ctx->site->settings.name);
	json_str(&json, "type", STR("note"));
	json_str(&json, "content",
		 str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(row->entry->person_name), STR_ARG(entry_note(ctx, row))));
	json_str(&json, "content_format", STR("string"));
	json_end(&json);
}

static enum outcome shapes_row(struct ctx *ctx, const struct entry_shown *row, void *arg)
{
	struct shapes *s = arg;
	const struct entry *entry = row->entry;
	if (!entry->person_id || !entry->person_is_public)
		return OK; /* of a body, or of somebody without a name: neither shape knows such entries */
	arena_scope(ctx->arena);
	if (entry->withheld_ms && s->e->format == EXPORT_REGMEM) {
		withheld_note(ctx, s, row);
		return OK;
	}
	bool is_other = s->first && (entry->person_id != s->person_id || row->seen.scheme != s->scheme);
	if (is_other)
		TRY(person_flush(ctx, s));
	if (!s->first) {
		s->person_id = entry->person_id;
		s->person_name = str_dup(s->arena, entry->person_name);
		s->person_slug = str_dup(s->arena, entry->person_slug);
		s->scheme = row->seen.scheme;
		s->tenure_id = 0;
	}
	s->tenure_id = entry->tenure_id ? entry->tenure_id : s->tenure_id;
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	if (s->e->format == EXPORT_REGMEM)
		regmem_entry(ctx, &json, row);
	else
		declared_entry(ctx, &json, row);
	*s->last = item_new(s, row, &out);
	s->last = &(*s->last)->next;
	return OK;
}

enum outcome export_shapes(struct ctx *ctx, struct exporting *e)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	CLEANUP(arena_closep) struct arena *notes = arena_open(0);
	struct shapes s = {.e = e, .arena = arena, .begin = arena_mark(arena), .withheld = buf_open(notes, 0)};
	s.last = &s.first;
	struct str today = day_str(ctx->arena, site_today(ctx));
	bool is_regmem = e->format == EXPORT_REGMEM;
	struct str head =
		is_regmem ? str_fmt(ctx->arena, "{\"language\":\"en\",\"published_date\":\"%.*s\",\"persons\":[\n",
				    STR_ARG(today))
			  : STR("{\"declarations\":[\n");
	TRY(e->sink->put(ctx, e->sink->to, head));
	TRY(exporting_each(ctx, e, shapes_row, &s));
	TRY(person_flush(ctx, &s));
	if (is_regmem && s.withheld.n) {
		TRY(e->sink->put(ctx, e->sink->to, STR("\n],\"annotations\":[\n")));
		TRY(e->sink->put(ctx, e->sink->to, buf_view(&s.withheld)));
	}
	return e->sink->put(ctx, e->sink->to, STR("\n]}\n"));
}
