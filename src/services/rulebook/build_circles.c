/* Duties that count for one another. */
#include <stdlib.h>

#include "rulebook/build.h"

/* A duty as the others see it. */
struct node {
	const struct raw_duty *raw;
	struct str id;
	enum { UNSEEN, ON_THE_WAY, SEEN } state;
};

struct graph {
	struct build *build;
	struct node *nodes;
	size_t n;
};

static int node_order(const void *a, const void *b)
{
	return str_cmp(((const struct node *)a)->id, ((const struct node *)b)->id);
}

static struct node *node_named(const struct graph *graph, struct str id)
{
	const struct node wanted = {.id = id};
	return graph->n ? bsearch(&wanted, graph->nodes, graph->n, sizeof(*graph->nodes), node_order) : NULL;
}

static void visit(const struct graph *graph, struct node *node, unsigned depth);

static void unknown_duty(const struct graph *graph, const struct raw_exception *exception)
{
	struct str *ids = arena_array(graph->build->ctx->arena, struct str, graph->n);
	for (size_t i = 0; i < graph->n; i++)
		ids[i] = graph->nodes[i].id;
	spec_unknown(graph->build->ctx, build_at(exception->node, "by"), exception->by, ids, graph->n, STR("a duty"));
}

/* A chain longer than this is refused as a circle would be. */
#define CHAIN_MOST 50

static void visit_list(const struct graph *graph, const struct node *node, const struct spec_list *exceptions,
		       unsigned depth)
{
	const struct raw_exception *raws = exceptions->p;
	for (size_t i = 0; i < exceptions->n; i++) {
		if (str_empty(raws[i].by))
			continue;
		struct node *other = node_named(graph, raws[i].by);
		if (!other)
			unknown_duty(graph, &raws[i]);
		else if (other->state == ON_THE_WAY || depth > CHAIN_MOST)
			yaml_fault(graph->build->ctx, build_at(raws[i].node, "by"),
				   msg("by: “{1}” and “{2}” count for one another in a circle"), node->id, other->id);
		else
			visit(graph, other, depth + 1);
	}
}

static void visit(const struct graph *graph, struct node *node, unsigned depth)
{
	if (node->state != UNSEEN)
		return;
	node->state = ON_THE_WAY;
	visit_list(graph, node, &node->raw->exceptions, depth);
	const struct raw_duty_row *rows = node->raw->rows.p;
	for (size_t i = 0; i < node->raw->rows.n; i++)
		visit_list(graph, node, &rows[i].exceptions, depth);
	node->state = SEEN;
}

void build_check_duties(struct build *build)
{
	struct graph graph = {.build = build};
	size_t n = 0;
	for (size_t i = 0; i < build->n_raws; i++)
		n += build->raws[i].duties.n;
	graph.nodes = arena_array(build->ctx->arena, struct node, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_duty *raws = build->raws[i].duties.p;
		for (size_t j = 0; j < build->raws[i].duties.n; j++)
			if (!str_empty(raws[j].id))
				graph.nodes[graph.n++] = (struct node){.raw = &raws[j], .id = raws[j].id};
	}
	if (graph.n)
		qsort(graph.nodes, graph.n, sizeof(*graph.nodes), node_order);
	for (size_t i = 0; i < graph.n; i++)
		visit(&graph, &graph.nodes[i], 0);
}
