/* `aboveboard registers put`: in an invented city, what its invented people declare. Nobody declares for another: on
 * any other site it is refused. */
#include <jansson.h>

#include "base/cli.h"
#include "base/file.h"
#include "files/files.h"
#include "registers/declare.h"
#include "registers/demo_cmd.h"
#include "registers/review.h"

#define FILE_BYTES ((size_t)4 * 1024 * 1024)
#define KEYS_MOST  2000

/* What an item of the file is called, and the entry that it became. */
struct demo_key {
	struct str key;
	int64_t id, version;
};

struct demo {
	struct ctx *ctx;
	const struct rulebook *book;
	struct demo_key keys[KEYS_MOST];
	size_t n_keys, done;
	/* Of the item at hand: */
	const json_t *item;
	struct entry_put put;
	bool is_withheld;
};

static struct str member(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);
	return json_is_string(value) ? str_bytes(json_string_value(value), json_string_length(value)) : STR("");
}

static enum outcome wrong(struct demo *demo, const char *message, struct str arg)
{
	return problem_add(demo->ctx, str_c(demo->ctx->arena, str_fmt(demo->ctx->arena, "item %zu", demo->done + 1)),
			   message, arg);
}

/* ---- Answers ---- */

static enum outcome content_put(struct demo *demo, const struct scheme_field *field, struct str content, bool is_public,
				enum file_kind *ret_kind, struct str *ret_sha256)
{
	const char *where = str_c(demo->ctx->arena, field->id);
	struct file_look look;
	struct file_ref ref;
	TRY(file_look(demo->ctx, where, content, &look));
	TRY(file_put(demo->ctx, where, is_public, look.kind, content, &ref));
	*ret_kind = look.kind;
	*ret_sha256 = hash_hex(demo->ctx->arena, &ref.hash);
	return OK;
}

/* A file of plain text, made of what the item says, and its copy for everybody where it says one. */
static enum outcome file_make(struct demo *demo, const struct scheme_field *field, const json_t *json,
			      struct value *ret_value)
{
	struct str text = member(json, "text"), copy = member(json, "copy");
	struct value value = {.state = VALUE_GIVEN, .number = (int64_t)text.n};
	enum file_kind kind;
	TRY(content_put(demo, field, text, false, &kind, &value.id));
	value.text = file_name(demo->ctx->arena, member(json, "name"), kind);
	if (copy.n) {
		TRY(content_put(demo, field, copy, true, &kind, &value.copy.id));
		value.copy.name = file_name(demo->ctx->arena, field->id, kind);
		value.copy.bytes = (int64_t)copy.n;
	}
	*ret_value = value;
	return OK;
}

static enum outcome value_read(struct demo *demo, const struct scheme_field *field, const json_t *json,
			       struct value *ret_value)
{
	struct str text = json_is_object(json) ? member(json, "text") : STR("");
	if (json_is_string(json))
		text = str_bytes(json_string_value(json), json_string_length(json));
	if (str_empty(text))
		return wrong(demo, msg("“{1}” is not answered with a text"), field->id);
	if (field->kind == FIELD_FILE)
		return file_make(demo, field, json, ret_value);
	TRY(value_parse(demo->ctx, field, field->id, text, STR(""), ret_value));
	if (!json_is_object(json))
		return OK;
	ret_value->is_home = json_is_true(json_object_get(json, "home"));
	if (member(json, "id").n) {
		ret_value->scheme = member(json, "scheme");
		ret_value->id = member(json, "id");
	}
	return OK;
}

static enum outcome answer_read(struct demo *demo, const struct scheme_field *field, const json_t *json,
				struct answer *ret_answer)
{
	size_t n = json_is_array(json) ? json_array_size(json) : 1;
	struct value *values = arena_array(demo->ctx->arena, struct value, n);
	for (size_t i = 0; i < n; i++)
		TRY(value_read(demo, field, json_is_array(json) ? json_array_get(json, i) : json, &values[i]));
	*ret_answer = (struct answer){.field = field->id, .values = values, .n = n};
	return OK;
}

static enum outcome answers_read(struct demo *demo, struct declared *declared)
{
	const json_t *json = json_object_get(demo->item, "answers");
	const char *name;
	json_t *unused;
	struct answer *answers = arena_array(demo->ctx->arena, struct answer, json_object_size(json));
	json_object_foreach(
		(json_t *)(uintptr_t)json, name,
		unused) if (!scheme_field(declared->category,
					  str_of(name))) return wrong(demo, msg("The category has no field “{1}”"),
								      str_of(name));
	declared->answers = answers;
	for (size_t i = 0; i < declared->category->n_fields; i++) {
		const struct scheme_field *field = &declared->category->fields[i];
		const json_t *value = json_object_get(json, str_c(demo->ctx->arena, field->id));
		if (value)
			TRY(answer_read(demo, field, value, &answers[declared->n_answers++]));
	}
	return OK;
}

static uint32_t whose_of(struct str name)
{
	static const struct {
		struct str name;
		uint32_t bit;
	} names[] = {{STR_INIT("partner"), WHOSE_PARTNER},
		     {STR_INIT("child"), WHOSE_CHILD},
		     {STR_INIT("household"), WHOSE_HOUSEHOLD},
		     {STR_INIT("family"), WHOSE_FAMILY}};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(names[i].name, name))
			return names[i].bit;
	return WHOSE_SELF;
}

static enum outcome declared_of(struct demo *demo, struct declared *ret_declared)
{
	struct declared declared = {
		.scheme = rulebook_scheme(demo->book, member(demo->item, "register")),
		.is_nil = json_is_true(json_object_get(demo->item, "nil")),
		.whose = whose_of(member(demo->item, "whose")),
	};
	if (!declared.scheme)
		return wrong(demo, msg("There is no register “{1}”"), member(demo->item, "register"));
	struct str category = member(demo->item, "category");
	declared.category = category.n ? scheme_category(declared.scheme, category) : NULL;
	if (!declared.category && (category.n || !declared.is_nil))
		return wrong(demo, msg("The register has no category “{1}”"), category);
	if (!declared.is_nil)
		TRY(answers_read(demo, &declared));
	*ret_declared = declared;
	return OK;
}

/* ---- One item ---- */

static struct demo_key *key_find(struct demo *demo, struct str key)
{
	for (size_t i = 0; key.n && i < demo->n_keys; i++)
		if (str_eq(demo->keys[i].key, key))
			return &demo->keys[i];
	return NULL;
}

static enum outcome act_of(struct demo *demo, enum entry_act *ret_act)
{
	static const struct {
		struct str name;
		enum entry_act act;
	} acts[] = {{STR_INIT(""), ENTRY_DECLARED},
		    {STR_INIT("changed"), ENTRY_CHANGED},
		    {STR_INIT("corrected"), ENTRY_CORRECTED},
		    {STR_INIT("ended"), ENTRY_ENDED},
		    {STR_INIT("withdrawn"), ENTRY_WITHDRAWN}};
	for (size_t i = 0; i < COUNT_OF(acts); i++)
		if (str_eq(acts[i].name, member(demo->item, "act"))) {
			*ret_act = acts[i].act;
			return OK;
		}
	return wrong(demo, msg("“{1}” is no act"), member(demo->item, "act"));
}

static enum outcome day_of_item(struct demo *demo, const char *name, int32_t *ret_day)
{
	struct day day;
	struct str text = member(demo->item, name);
	*ret_day = DEADLINE_NO_DAY;
	if (str_empty(text))
		return OK;
	if (!day_parse(text, &day))
		return wrong(demo, msg("“{1}” is no day"), text);
	*ret_day = day.n;
	return OK;
}

/* Whoever declares it, in the term that runs then; or the body whose register it is. */
static enum outcome who_of(struct demo *demo, struct entry *entry)
{
	struct ctx *ctx = demo->ctx;
	if (member(demo->item, "body").n) {
		struct organization body;
		if (people_organization_by_slug(ctx, member(demo->item, "body"), &body) != OK)
			return wrong(demo, msg("There is no body “{1}”"), member(demo->item, "body"));
		entry->body_id = body.id;
		return OK;
	}
	struct person person;
	struct tenure *tenures;
	size_t n;
	if (people_person_by_slug(ctx, member(demo->item, "person"), &person) != OK)
		return wrong(demo, msg("There is nobody “{1}” here"), member(demo->item, "person"));
	TRY(people_tenures_of(ctx, person.id, &tenures, &n));
	entry->person_id = person.id;
	for (size_t i = 0; i < n && !entry->tenure_id; i++)
		if (tenure_holds(&tenures[i], site_today(ctx)))
			entry->tenure_id = tenures[i].id;
	return OK;
}

static enum outcome put_of(struct demo *demo)
{
	struct entry_put put = {.seed = journal_seed_new(demo->ctx)};
	const struct demo_key *known = key_find(demo, member(demo->item, "key"));
	const struct demo_key *parent = key_find(demo, member(demo->item, "parent"));
	struct entry *entry = &put.entry;
	entry->source = str_eq(member(demo->item, "source"), STR("paper")) ? SOURCE_PAPER : SOURCE_PERSON;
	entry->reason = member(demo->item, "reason");
	entry->parent_id = parent ? parent->id : 0;
	put.id = known ? known->id : 0;
	put.version = known ? known->version : 0;
	TRY(act_of(demo, &entry->act));
	TRY(day_of_item(demo, "declared", &entry->declared_day));
	TRY(day_of_item(demo, "to", &entry->to_day));
	entry->from_day = DEADLINE_NO_DAY;
	TRY(who_of(demo, entry));
	TRY(declared_of(demo, &entry->declared));
	entry->register_id = entry->declared.scheme->id;
	demo->put = put;
	demo->is_withheld = json_is_true(json_object_get(demo->item, "withheld"));
	return OK;
}

static enum outcome put_write(struct ctx *ctx, void *args)
{
	struct demo *demo = args;
	const struct entry *entry = &demo->put.entry;
	if (demo->is_withheld)
		return put_withhold(ctx, &demo->put, false);
	TRY(registers_put(ctx, &demo->put, 1, NULL));
	if (demo->put.version)
		return OK;
	return declaration_tell_duties(ctx, &(struct declaration){
						    .id = demo->put.entry_id,
						    .register_id = entry->register_id,
						    .person_id = entry->person_id,
						    .tenure_id = entry->tenure_id,
						    .source = (int32_t)entry->source,
						    .received_day = entry->declared_day == DEADLINE_NO_DAY
									    ? site_today(ctx).n
									    : entry->declared_day,
						    .scheme = entry->declared.scheme,
						    .puts = &demo->put,
						    .n_puts = 1,
					    });
}

/* ---- A period that is signed off ---- */

struct demo_period {
	const struct scheme *scheme;
	struct scrutiny_period period;
	struct journal_seed seed;
	struct str note;
	int64_t entries;
};

static enum outcome period_write(struct ctx *ctx, void *args)
{
	const struct demo_period *p = args;
	return scrutiny_sign(ctx, &p->seed, p->scheme, p->period, p->entries, p->note);
}

/* The period in which the day lies, looked through by the officer. */
static enum outcome period_put(struct demo *demo, int32_t day)
{
	struct ctx *ctx = demo->ctx;
	struct demo_period p = {.scheme = rulebook_scheme(demo->book, member(demo->item, "register")),
				.seed = journal_seed_new(ctx),
				.note = member(demo->item, "note")};
	struct entry *entries;
	size_t n;
	if (!p.scheme || !p.scheme->scrutiny_months)
		return wrong(demo, msg("Nobody looks through the periods of register “{1}”"),
			     member(demo->item, "register"));
	p.period = scrutiny_period_of(day, p.scheme->scrutiny_months, ctx->site->settings.fiscal_month);
	TRY(scrutiny_entries(ctx, p.scheme->id, p.period, &entries, &n));
	p.entries = (int64_t)n;
	TRY(site_write(ctx, period_write, &p));
	demo->done++;
	return OK;
}

static enum outcome item_put(struct demo *demo)
{
	struct ctx *ctx = demo->ctx;
	struct instant at;
	if (instant_parse(member(demo->item, "at"), &at)) {
		ctx->now_ms = at.ms;
		ctx->now_given = true;
	}
	int32_t signed_off;
	TRY(day_of_item(demo, "signed-off", &signed_off));
	if (signed_off != DEADLINE_NO_DAY) {
		TRY(period_put(demo, signed_off));
		db_read_end(ctx);
		return site_read_begin(ctx, ctx->site);
	}
	TRY(put_of(demo));
	TRY(site_write(ctx, put_write, demo));
	db_read_end(ctx);
	TRY(site_read_begin(ctx, ctx->site));
	struct str key = member(demo->item, "key");
	struct demo_key *known = key_find(demo, key);
	if (known)
		known->version++;
	else if (key.n && demo->n_keys < KEYS_MOST)
		demo->keys[demo->n_keys++] = (struct demo_key){key, demo->put.entry_id, 1};
	demo->done++;
	return OK;
}

static enum outcome items_put(struct demo *demo, const json_t *items)
{
	size_t i;
	const json_t *item;
	json_array_foreach(items, i, item)
	{
		demo->item = item;
		TRY(item_put(demo));
	}
	return OK;
}

enum outcome registers_put_run(struct ctx *ctx, const struct cli *cli)
{
	struct str text;
	int64_t version;
	struct demo *demo = arena_new(ctx->arena, struct demo);
	demo->ctx = ctx;
	if (!ctx->site->settings.demo)
		return problem_add(ctx, "--site",
				   msg("Nobody can declare for another person: this is for demonstrations alone. "
				       "“registers import” takes over an earlier register"));
	TRY(file_read(ctx, str_c(ctx->arena, cli->args[0]), FILE_BYTES, &text));
	TRY(rulebook_current(ctx, &demo->book, &version));
	json_error_t error;
	json_t *items = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	if (!items)
		return problem_at(ctx, cli->args[0], error.line, error.column, msg("This is no JSON: {1}"),
				  str_dup(ctx->arena, str_of(error.text)));
	enum outcome outcome = items_put(demo, items);
	json_decref(items);
	TRY(outcome);
	cli_say("%zu put.", demo->done);
	return cli->json ? cli_print(ctx, str_fmt(ctx->arena, "{\"put\": %zu}\n", demo->done)) : OK;
}
