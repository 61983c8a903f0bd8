/* Events to a tree. */
#include <libfyaml.h>
#include <stdlib.h>

#include "rulebook/yaml.h"

struct reader {
	struct ctx *ctx;
	struct fy_parser *parser;
	struct fy_diag *diag;
	struct rulebook_place place; /* of the event at hand */
	struct str name;
	size_t n_nodes;
	unsigned depth;
};

/* What grows while a list or map is read. */
struct nodes {
	struct yaml_node **p;
	size_t n, capacity;
};

static void nodes_add(struct arena *arena, struct nodes *nodes, struct yaml_node *node)
{
	if (nodes->n == nodes->capacity) {
		size_t more = nodes->capacity ? nodes->capacity * 2 : 8, size = sizeof(struct yaml_node *);
		nodes->p = arena_grow(arena, nodes->p, nodes->capacity * size, more * size);
		nodes->capacity = more;
	}
	nodes->p[nodes->n++] = node;
}

static enum outcome fault(struct reader *reader, const char *message, struct str arg)
{
	return problem_at(reader->ctx, reader->name, reader->place.line, reader->place.column, message, arg);
}

/* What the library said of the text; it stops at the first fault. */
static enum outcome syntax_fault(struct reader *reader)
{
	void *at = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(reader->diag, &at);
	if (!error || !error->msg)
		return fault(reader, msg("this is not YAML"), STR(""));
	return problem_at(reader->ctx, reader->name, error->line > 0 ? error->line : 1,
			  error->column > 0 ? error->column : 1, msg("this is not YAML: {1}"), str_of(error->msg));
}

static void say_nothing(struct fy_diag *diag, void *user, const char *text, size_t n)
{
	(void)diag;
	(void)user;
	(void)text;
	(void)n;
}

/* Faults are kept for us, and nothing is written to standard error. */
static struct fy_diag *diag_open(void)
{
	struct fy_diag_cfg options;
	fy_diag_cfg_default(&options);
	options.fp = NULL;
	options.output_fn = say_nothing;
	options.colorize = false;
	struct fy_diag *diag = fy_diag_create(&options);
	if (diag)
		fy_diag_set_collect_errors(diag, true);
	return diag;
}

static void event_freep(struct reader *reader, struct fy_event *event)
{
	fy_parser_event_free(reader->parser, event);
}

static struct fy_event *next(struct reader *reader)
{
	struct fy_event *event = fy_parser_parse(reader->parser);
	const struct fy_mark *mark = event ? fy_event_start_mark(event) : NULL;
	if (mark)
		reader->place = (struct rulebook_place){reader->name, mark->line + 1, mark->column + 1};
	return event;
}

static struct yaml_node *node_new(struct reader *reader, enum yaml_kind kind)
{
	struct yaml_node *node = arena_new(reader->ctx->arena, struct yaml_node);
	node->kind = kind;
	node->place = reader->place;
	return node;
}

static enum outcome scalar(struct reader *reader, struct fy_event *event, struct yaml_node **ret_node)
{
	if (event->scalar.tag || event->scalar.anchor)
		return fault(reader, msg("anchors (&) and tags (!) are not read here: write the value out"), STR(""));
	struct yaml_node *node = node_new(reader, YAML_SCALAR);
	size_t n = 0;
	const char *p = event->scalar.value ? fy_token_get_text(event->scalar.value, &n) : NULL;
	enum fy_scalar_style style = event->scalar.value ? fy_token_scalar_style(event->scalar.value) : FYSS_PLAIN;
	node->text = str_dup(reader->ctx->arena, (struct str){p ? p : "", p ? n : 0});
	node->is_plain = style == FYSS_PLAIN;
	node->is_block = style == FYSS_LITERAL || style == FYSS_FOLDED;
	/* An escape can say what no file may hold. */
	if (utf8_fault(node->text) != STR_NPOS || memchr(node->text.p, 0, node->text.n))
		return fault(reader, msg("this text has a character that cannot be stored"), STR(""));
	*ret_node = node;
	return OK;
}

static enum outcome value(struct reader *reader, struct fy_event *event, struct yaml_node **ret_node);

/* The events of a list or map up to its end; of a map keys and values in turn. */
static enum outcome children(struct reader *reader, enum fy_event_type end, struct nodes *nodes)
{
	for (;;) {
		struct fy_event *event = next(reader);
		if (!event)
			return syntax_fault(reader);
		struct yaml_node *node = NULL;
		bool is_end = event->type == end;
		enum outcome outcome = is_end ? OK : value(reader, event, &node);
		event_freep(reader, event);
		if (outcome != OK || is_end)
			return outcome;
		nodes_add(reader->ctx->arena, nodes, node);
	}
}

static int key_order(const void *a, const void *b)
{
	const struct yaml_node *x = *(struct yaml_node *const *)a, *y = *(struct yaml_node *const *)b;
	int order = str_cmp(x->text, y->text);
	if (order)
		return order;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	return (x->place.column > y->place.column) - (x->place.column < y->place.column);
}

static enum outcome refuse_double_keys(struct reader *reader, const struct yaml_node *map)
{
	struct arena *arena = reader->ctx->arena;
	struct yaml_node **sorted = arena_array(arena, struct yaml_node *, map->n);
	memcpy(sorted, map->keys, map->n * sizeof(struct yaml_node *));
	qsort(sorted, map->n, sizeof(struct yaml_node *), key_order);
	enum outcome outcome = OK;
	for (size_t i = 1; i < map->n; i++)
		if (str_eq(sorted[i - 1]->text, sorted[i]->text))
			outcome = yaml_fault(reader->ctx, sorted[i], msg("“{1}” stands here twice, first in line {2}"),
					     sorted[i]->text, str_fmt(arena, "%d", sorted[i - 1]->place.line));
	return outcome;
}

static enum outcome map_fill(struct reader *reader, const struct nodes *nodes, struct yaml_node *map)
{
	struct arena *arena = reader->ctx->arena;
	map->n = nodes->n / 2;
	map->keys = arena_array(arena, struct yaml_node *, map->n);
	map->items = arena_array(arena, struct yaml_node *, map->n);
	for (size_t i = 0; i < map->n; i++) {
		map->keys[i] = nodes->p[2 * i];
		map->items[i] = nodes->p[2 * i + 1];
		if (map->keys[i]->kind != YAML_SCALAR || str_empty(map->keys[i]->text))
			return yaml_fault(reader->ctx, map->keys[i], msg("a key has to be a word"));
		/* What is left out stands nowhere; its fault belongs to the key. */
		if (map->items[i]->kind == YAML_SCALAR && str_empty(map->items[i]->text))
			map->items[i]->place = map->keys[i]->place;
	}
	return refuse_double_keys(reader, map);
}

static enum outcome value(struct reader *reader, struct fy_event *event, struct yaml_node **ret_node)
{
	bool is_map = event->type == FYET_MAPPING_START;
	if (++reader->n_nodes > LIMIT_RULEBOOK_NODES)
		return fault(reader, msg("this file has more than {1} keys and values"),
			     str_fmt(reader->ctx->arena, "%llu", (unsigned long long)LIMIT_RULEBOOK_NODES));
	if (event->type == FYET_SCALAR)
		return scalar(reader, event, ret_node);
	if (event->type == FYET_ALIAS)
		return fault(reader, msg("aliases (*) are not read here: write the value out"), STR(""));
	if (!is_map && event->type != FYET_SEQUENCE_START)
		return fault(reader, msg("this is not YAML"), STR(""));
	if (is_map ? event->mapping_start.tag || event->mapping_start.anchor
		   : event->sequence_start.tag || event->sequence_start.anchor)
		return fault(reader, msg("anchors (&) and tags (!) are not read here: write the value out"), STR(""));
	if (reader->depth >= LIMIT_RULEBOOK_DEPTH)
		return fault(reader, msg("this is nested more than {1} levels deep"),
			     str_fmt(reader->ctx->arena, "%llu", (unsigned long long)LIMIT_RULEBOOK_DEPTH));
	struct yaml_node *node = node_new(reader, is_map ? YAML_MAP : YAML_LIST);
	struct nodes nodes = {0};
	reader->depth++;
	TRY(children(reader, is_map ? FYET_MAPPING_END : FYET_SEQUENCE_END, &nodes));
	reader->depth--;
	*ret_node = node;
	if (is_map)
		return map_fill(reader, &nodes, node);
	node->items = nodes.p;
	node->n = nodes.n;
	return OK;
}

/* The stream's events around the one document. */
static enum outcome stream(struct reader *reader, struct yaml_node **ret_node)
{
	struct yaml_node *root = NULL;
	for (;;) {
		struct fy_event *event = next(reader);
		if (!event)
			return syntax_fault(reader);
		enum fy_event_type type = event->type;
		enum outcome outcome = OK;
		if (type == FYET_DOCUMENT_START && root)
			outcome = fault(reader, msg("a file holds one document: leave out the second “---”"), STR(""));
		else if (type != FYET_STREAM_START && type != FYET_STREAM_END && type != FYET_DOCUMENT_START &&
			 type != FYET_DOCUMENT_END)
			outcome = value(reader, event, &root);
		event_freep(reader, event);
		TRY(outcome);
		if (type == FYET_STREAM_END)
			break;
	}
	*ret_node = root ? root : node_new(reader, YAML_MAP);
	return OK;
}

enum outcome yaml_read(struct ctx *ctx, struct str name, struct str text, struct yaml_node **ret_node)
{
	struct reader reader = {.ctx = ctx, .name = name, .place = {name, 1, 1}};
	reader.diag = diag_open();
	if (!reader.diag)
		return BROKEN;
	const struct fy_parse_cfg options = {
		.search_path = "",
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
		.diag = reader.diag,
	};
	enum outcome outcome = BROKEN;
	reader.parser = fy_parser_create(&options);
	if (reader.parser && fy_parser_set_string(reader.parser, text.n ? text.p : "", text.n) == 0)
		outcome = stream(&reader, ret_node);
	fy_diag_reset_error(reader.diag); /* frees what it kept; destroying it does not */
	if (reader.parser)
		fy_parser_destroy(reader.parser);
	fy_diag_unref(reader.diag);
	return outcome;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	for (size_t i = 0; map && map->kind == YAML_MAP && i < map->n; i++)
		if (str_eq(map->keys[i]->text, str_of(key)))
			return map->items[i];
	return NULL;
}

#define FOUND_BYTES 60

struct str yaml_found(struct arena *arena, const struct yaml_node *node)
{
	if (node->kind != YAML_SCALAR)
		return node->kind == YAML_LIST ? STR("a list") : STR("a map");
	struct str text = str_trim(node->text);
	if (str_empty(text))
		return STR("nothing");
	size_t end = 0;
	for (size_t at = 0; at <= FOUND_BYTES && at < text.n && text.p[at] != '\n';) {
		(void)utf8_next(text, &at);
		end = at;
	}
	return str_fmt(arena, "“%.*s%s”", (int)end, text.p, end < text.n ? "…" : "");
}

enum outcome yaml_fault_at(struct ctx *ctx, const struct yaml_node *node, size_t column, const char *message,
			   const struct str args[5])
{
	return problem_put(ctx, node->place.file, node->place.line, node->place.column + (int64_t)column, message,
			   args);
}
