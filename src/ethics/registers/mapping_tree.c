/* A mapping from outside: the child reads its YAML, and the tree comes back as JSON. A node is [kind, line, column, how
 * it is written, text] or, of a list or map, [kind, line, column, n]; what is in it follows, of a map keys and values
 * in turn. */
#include "intake/intake.h"
#include "registers/mapping.h"
#include "registers/registers.h"

/* ---- In the child ---- */

static void node_say(struct json *json, const struct yaml_node *node)
{
	json_begin_array(json, NULL);
	json_i64(json, NULL, node->kind);
	json_i64(json, NULL, node->place.line);
	json_i64(json, NULL, node->place.column);
	if (node->kind == YAML_SCALAR) {
		json_i64(json, NULL, node->is_plain | node->is_block << 1);
		json_str(json, NULL, node->text);
	} else {
		json_i64(json, NULL, (int64_t)node->n);
	}
	json_end(json);
	for (size_t i = 0; node->kind != YAML_SCALAR && i < node->n; i++) {
		if (node->kind == YAML_MAP)
			node_say(json, node->keys[i]);
		node_say(json, node->items[i]);
	}
}

static enum outcome parse_in_child(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json)
{
	(void)options_json;
	const struct text_rules rules = {.name = "", .max_bytes = LIMIT_RULEBOOK_BYTES, .lines = true, .is_file = true};
	struct yaml_node *root;
	struct str text;
	TRY(text_accept(ctx, content, &rules, &text));
	TRY(yaml_read(ctx, STR(""), text, &root));
	struct json json = json_open(ret_json, JSON_PLAIN);
	json_begin_array(&json, NULL);
	node_say(&json, root);
	json_end(&json);
	return OK;
}

const struct intake_parser mapping_parser = {.name = "mapping", .parse = parse_in_child};

/* ---- Here ---- */

enum outcome mapping_tree_make(struct ctx *ctx, struct str name, struct str content, struct str *ret_tree)
{
	return intake_run(ctx, mapping_parser.name, name, content, STR("{}"), ret_tree);
}

struct tree {
	struct ctx *ctx;
	struct str name;
	const json_t *nodes;
	size_t at;
	unsigned depth;
};

static enum outcome broken(const struct tree *tree)
{
	return problem_at(tree->ctx, tree->name, 0, 0, msg("this file could not be read"));
}

static enum outcome node_take(struct tree *tree, struct yaml_node **ret_node);

static enum outcome children_take(struct tree *tree, struct yaml_node *node)
{
	struct arena *arena = tree->ctx->arena;
	/* Each child is a node of its own, so there are no more of them than nodes. */
	if (node->n > json_array_size(tree->nodes) || ++tree->depth > LIMIT_RULEBOOK_DEPTH)
		return broken(tree);
	node->items = arena_array(arena, struct yaml_node *, node->n);
	node->keys = node->kind == YAML_MAP ? arena_array(arena, struct yaml_node *, node->n) : NULL;
	for (size_t i = 0; i < node->n; i++) {
		if (node->kind == YAML_MAP) {
			TRY(node_take(tree, &node->keys[i]));
			if (node->keys[i]->kind != YAML_SCALAR)
				return broken(tree);
		}
		TRY(node_take(tree, &node->items[i]));
	}
	tree->depth--;
	return OK;
}

static enum outcome node_take(struct tree *tree, struct yaml_node **ret_node)
{
	const json_t *said = json_array_get(tree->nodes, tree->at++);
	int64_t kind = json_integer_value(json_array_get(said, 0)), n = json_integer_value(json_array_get(said, 3));
	if (!said || kind < YAML_SCALAR || kind > YAML_MAP || n < 0 || n > (int64_t)LIMIT_RULEBOOK_NODES)
		return broken(tree);
	struct yaml_node *node = arena_new(tree->ctx->arena, struct yaml_node);
	node->kind = (enum yaml_kind)kind;
	node->place = (struct rulebook_place){tree->name, (int)json_integer_value(json_array_get(said, 1)),
					      (int)json_integer_value(json_array_get(said, 2))};
	*ret_node = node;
	if (kind != YAML_SCALAR) {
		node->n = (size_t)n;
		return children_take(tree, node);
	}
	const json_t *text = json_array_get(said, 4);
	if (!json_is_string(text))
		return broken(tree);
	node->text = str_dup(tree->ctx->arena, str_bytes(json_string_value(text), json_string_length(text)));
	node->is_plain = n & 1;
	node->is_block = n & 2;
	return OK;
}

enum outcome mapping_tree_read(struct ctx *ctx, struct str name, struct str tree_json, struct yaml_node **ret_node)
{
	CLEANUP(json_decrefp) json_t *nodes = json_loadb(tree_json.p, tree_json.n, 0, NULL);
	struct tree tree = {.ctx = ctx, .name = name, .nodes = nodes};
	return node_take(&tree, ret_node);
}
