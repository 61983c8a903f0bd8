/* The canonical JSON of an edition read back: the names and nothing but the names of codes_canonical. */
#include "codes/import/exact.h"

struct reading {
	struct ctx *ctx;
	struct str filename;
};

/* "code.json: provisions[3]"; the outermost object is the file. */
static struct place place_of(const struct reading *reading, const char *path)
{
	return (struct place){.where = str_fmt(reading->ctx->arena, "%.*s: %s", STR_ARG(reading->filename), path)};
}

#define fault_at(reading, path, message, ...)                                                                          \
	problem_put((reading)->ctx, place_of((reading), (path)).where, 0, 0, (message),                                \
		    (const struct str[5]){__VA_ARGS__})

static const char *below(const struct reading *reading, const char *path, const char *name)
{
	if (path[0] == '\0')
		return name;
	return str_c(reading->ctx->arena, str_fmt(reading->ctx->arena, "%s.%s", path, name));
}

/* A problem for each name that the object may not have. */
static void check_names(const struct reading *reading, json_t *object, const char *path, const char *const *names,
			size_t n)
{
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		bool is_known = false;
		for (size_t i = 0; i < n; i++)
			is_known |= strcmp(name, names[i]) == 0;
		if (!is_known)
			(void)fault_at(reading, below(reading, path, name),
				       msg("this name is not known: an edition as JSON has no such member"));
	}
}

/* A member that is a text; empty when it is not there. */
static struct str take(const struct reading *reading, const json_t *object, const char *path, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (value && !json_is_string(value))
		(void)fault_at(reading, below(reading, path, name), msg("this has to be a text in quotation marks"));
	if (!json_is_string(value))
		return (struct str){0};
	return str_dup(reading->ctx->arena, str_bytes(json_string_value(value), json_string_length(value)));
}

/* The same of a whole number, as text. */
static struct str take_number(const struct reading *reading, const json_t *object, const char *path, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (value && !json_is_integer(value))
		(void)fault_at(reading, below(reading, path, name), msg("this has to be a whole number"));
	if (!json_is_integer(value))
		return (struct str){0};
	return str_fmt(reading->ctx->arena, "%lld", (long long)json_integer_value(value));
}

static void take_provision(const struct reading *reading, struct exact *exact, json_t *object, const char *path)
{
	static const char *const names[] = {"anchor", "audience", "depth", "heading", "id",
					    "kind",   "label",    "lang",  "text"};
	struct provision p = {0};
	int64_t depth = 0;
	if (!json_is_object(object)) {
		(void)fault_at(reading, path, msg("each provision has to be an object"));
		return;
	}
	check_names(reading, object, path, names, COUNT_OF(names));
	struct str kind = take(reading, object, path, "kind");
	if (!provision_kind_parse(kind, &p.kind))
		(void)fault_at(reading, below(reading, path, "kind"), msg("“{1}” is no kind of provision"), kind);
	struct str digits = take_number(reading, object, path, "depth");
	if (digits.n == 0)
		(void)fault_at(reading, below(reading, path, "depth"), msg("the depth is missing"));
	p.depth = str_to_i64(digits, &depth) && depth >= 0 && depth < INT32_MAX ? (int32_t)depth
		  : digits.n > 0                                                ? -1
										: 0;
	p.anchor = take(reading, object, path, "anchor");
	p.audience = take(reading, object, path, "audience");
	p.heading = take(reading, object, path, "heading");
	p.label = take(reading, object, path, "label");
	p.lang = take(reading, object, path, "lang");
	p.text = take(reading, object, path, "text");
	exact_add(exact, p, take(reading, object, path, "id"), place_of(reading, path));
}

static enum outcome take_facts(const struct reading *reading, json_t *root, struct edition_facts *facts)
{
	static const char *const names[] = {"body", "day", "kind", "link", "number"};
	json_t *by = json_object_get(root, "instrument");
	if (by && !json_is_object(by))
		return fault_at(reading, "instrument", msg("the instrument has to be an object"));
	if (by)
		check_names(reading, by, "instrument", names, COUNT_OF(names));
	const struct facts_text text = {
		.slug = take(reading, root, "", "code"),
		.number = take_number(reading, root, "", "edition"),
		.change = take(reading, root, "", "change"),
		.in_force_from = take(reading, root, "", "in_force_from"),
		.lang = take(reading, root, "", "lang"),
		.instrument_kind = take(reading, by, "instrument", "kind"),
		.instrument_number = take(reading, by, "instrument", "number"),
		.instrument_body = take(reading, by, "instrument", "body"),
		.instrument_day = take(reading, by, "instrument", "day"),
		.instrument_link = take(reading, by, "instrument", "link"),
	};
	return exact_facts(reading->ctx, &text, (struct place){.where = reading->filename, .is_whole = true}, facts);
}

enum outcome json_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import)
{
	static const char *const names[] = {"change", "code", "edition",    "in_force_from", "instrument",
					    "kind",   "lang", "provisions", "title"};
	CLEANUP(json_decrefp) json_t *root = intake_json(ctx, file->name, file->content);
	if (!root)
		return INVALID;
	const struct reading reading = {ctx, file->name};
	struct exact exact = {.ctx = ctx, .file = file};
	struct code_import import;
	const json_t *list = json_object_get(root, "provisions");
	struct str kind = json_is_object(root) ? take(&reading, root, "", "kind") : (struct str){0};
	if (!json_is_array(list) || !str_eq(kind, STR("code")))
		return problem_at(
			ctx, file->name, 1, 1,
			msg("this is JSON, but not of a code: it has no list “provisions” and no “kind” that says "
			    "“code”"));
	check_names(&reading, root, "", names, COUNT_OF(names));
	for (size_t i = 0; i < json_array_size(list) && i <= LIMIT_PROVISIONS; i++) {
		struct str path = str_fmt(ctx->arena, "provisions[%zu]", i);
		take_provision(&reading, &exact, json_array_get(list, i), path.p);
	}
	struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
	enum outcome told = take_facts(&reading, root, facts);
	TRY(exact_close(&exact, &import));
	TRY(told);
	TRY(exact_title(ctx, file, take(&reading, root, "", "title"),
			(struct place){.where = file->name, .is_whole = true}, &import.title));
	import.facts = facts;
	import.instrument = facts->instrument;
	*ret_import = import;
	return OK;
}
