/* The text as a page shows it: headings without skipped levels, neighbouring items as one list, contents. */
#include "codes/codes_web.h"

#include "codes/beside_web.h"
#include "codes/codes_views.h"

#define LEVEL_FIRST    2
#define LEVEL_LAST     4
#define CONTENTS_FIRST 3 /* fewer headings need no contents */

static bool may_be_heading(const struct provision *p)
{
	switch (p->kind) {
	case PROVISION_HEADING:
	case PROVISION_POLICY:
		return true;
	case PROVISION_SECTION:
		return p->heading.n > 0;
	case PROVISION_VALUE:
	case PROVISION_PRINCIPLE:
		return p->heading.n > 0 && p->label.n == 0;
	default:
		return false;
	}
}

/* A value that is only a name is an item of the list of values. */
static bool is_heading(const struct provision *p, bool has_children)
{
	return may_be_heading(p) && (p->kind != PROVISION_VALUE || has_children || p->text.n > 0);
}

static bool is_item(const struct provision *p, bool has_children)
{
	if (is_heading(p, has_children) || p->kind == PROVISION_TITLE)
		return false;
	return p->label.n > 0 || p->kind == PROVISION_ITEM || p->kind == PROVISION_VALUE;
}

static bool is_bullet(struct str label)
{
	return label.n == 0 || (label.p[0] != '(' && label.n <= 3 && !(label.p[0] >= '0' && label.p[0] <= '9') &&
				label.p[label.n - 1] != '.' && label.p[label.n - 1] != ')');
}

/* What separates a name from its text on paper separates nothing where the name is a heading. */
static struct str without_separator(struct str heading)
{
	static const struct str ends[] = {STR_INIT(":"), STR_INIT(" -"), STR_INIT(" –"), STR_INIT(" —")};
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(heading, ends[i]))
			return str_trim(str_slice(heading, 0, heading.n - ends[i].n));
	return heading;
}

static struct str heading_shown(struct arena *arena, const struct provision *p)
{
	struct str heading = p->kind == PROVISION_HEADING || p->kind == PROVISION_POLICY
				     ? p->heading
				     : without_separator(p->heading);
	if (p->label.n == 0)
		return heading;
	return str_trim(str_fmt(arena, "%.*s %.*s", STR_ARG(p->label), STR_ARG(heading)));
}

/* ---- The tree ---- */

struct tree {
	struct arena *arena;
	const struct provision *p;
	const size_t *ends; /* of each provision, where what stands below it ends */
	const struct codes_beside *beside;
};

static const size_t *ends_of(struct arena *arena, const struct provision *p, size_t n)
{
	size_t *ends = arena_array(arena, size_t, n + 1), *open = arena_array(arena, size_t, n + 1), n_open = 0;
	for (size_t i = 0; i < n; i++) {
		while (n_open > 0 && p[open[n_open - 1]].depth >= p[i].depth)
			ends[open[--n_open]] = i;
		open[n_open++] = i;
	}
	while (n_open > 0)
		ends[open[--n_open]] = n;
	return ends;
}

static const struct codes_group *groups_of(const struct tree *tree, size_t from, size_t to, int level, size_t *ret_n);

/* Evidence is sorted by provision. */
static void put_evidence(const struct codes_beside *beside, struct codes_node *node)
{
	size_t from = 0, to = beside->n_evidence;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (beside->evidence[middle].provision_id < node->p->id)
			from = middle + 1;
		else
			to = middle;
	}
	if (beside->n_evidence > 0)
		node->evidence = beside->evidence + from;
	for (; from < beside->n_evidence && beside->evidence[from].provision_id == node->p->id; from++)
		node->n_evidence++;
}

static void put_beside(const struct tree *tree, struct codes_node *node)
{
	const struct codes_beside *beside = tree->beside;
	node->lang = node->p->lang;
	if (!beside)
		return;
	if (node->lang.n == 0)
		node->lang = beside->lang;
	if (beside->slug.n > 0)
		node->href = str_fmt(tree->arena, "/codes/%.*s/provisions/%.*s", STR_ARG(beside->slug),
				     STR_ARG(id_str(tree->arena, node->p->id)));
	if (beside->applies)
		node->applies = beside->applies[node->p - tree->p];
	node->notes = codes_notes_beside(beside->notes, beside->n_notes, node->p->id, &node->n_notes);
	put_evidence(beside, node);
}

static struct codes_node node_of(const struct tree *tree, size_t i, int level)
{
	struct codes_node node = {.p = &tree->p[i]};
	put_beside(tree, &node);
	bool has_children = tree->ends[i] > i + 1;
	if (is_heading(node.p, has_children)) {
		node.heading = heading_shown(tree->arena, node.p);
		node.level = level;
		level = level < LEVEL_LAST ? level + 1 : level;
	}
	node.below = groups_of(tree, i + 1, tree->ends[i], level, &node.n_below);
	return node;
}

static struct codes_group group_for(const struct provision *p, bool has_children)
{
	bool is_list = is_item(p, has_children);
	return (struct codes_group){
		.is_list = is_list,
		.is_bulleted = is_list && is_bullet(p->label),
		.is_unlabelled = is_list && p->label.n == 0,
	};
}

static bool is_same_list(const struct codes_group *a, const struct codes_group *b)
{
	return a->is_list == b->is_list && a->is_bulleted == b->is_bulleted && a->is_unlabelled == b->is_unlabelled;
}

/* The depth of a provision is bounded by what recognition opens, and so is this recursion. */
static const struct codes_group *groups_of(const struct tree *tree, size_t from, size_t to, int level, size_t *ret_n)
{
	size_t n = 0, n_groups = 0;
	for (size_t i = from; i < to; i = tree->ends[i])
		n++;
	struct codes_node *nodes = arena_array(tree->arena, struct codes_node, n);
	struct codes_group *groups = arena_array(tree->arena, struct codes_group, n);
	size_t at = 0;
	for (size_t i = from; i < to; i = tree->ends[i], at++) {
		struct codes_group group = group_for(&tree->p[i], tree->ends[i] > i + 1);
		nodes[at] = node_of(tree, i, level);
		if (n_groups == 0 || !is_same_list(&groups[n_groups - 1], &group)) {
			group.nodes = &nodes[at];
			groups[n_groups++] = group;
		}
		groups[n_groups - 1].n++;
	}
	*ret_n = n_groups;
	return groups;
}

const struct codes_group *codes_tree(struct arena *arena, const struct provision *provisions, size_t n,
				     const struct codes_beside *beside, size_t *ret_n)
{
	const struct tree tree = {
		.arena = arena, .p = provisions, .ends = ends_of(arena, provisions, n), .beside = beside};
	return groups_of(&tree, 0, n, LEVEL_FIRST, ret_n);
}

void codes_text(struct html *h, const struct provision *provisions, size_t n)
{
	size_t n_groups;
	const struct codes_beside beside = {.applies = codes_applies(h->out.arena, provisions, n)};
	const struct codes_group *groups = codes_tree(h->out.arena, provisions, n, &beside, &n_groups);
	codes_groups(h, groups, n_groups);
}

/* ---- Contents ---- */

/* Headings of the first two levels. */
const struct codes_entry *codes_contents(struct arena *arena, const struct provision *provisions, size_t n,
					 size_t *ret_n)
{
	const size_t *ends = ends_of(arena, provisions, n);
	struct codes_entry *entries = arena_array(arena, struct codes_entry, n),
			   *below = arena_array(arena, struct codes_entry, n);
	size_t n_entries = 0, n_below = 0, top_end = 0, second_end = 0;
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		if (!is_heading(p, ends[i] > i + 1) || i < second_end)
			continue;
		struct codes_entry entry = {.text = heading_shown(arena, p), .anchor = p->anchor};
		if (i >= top_end) {
			entry.below = &below[n_below];
			entries[n_entries++] = entry;
			top_end = ends[i];
		} else {
			below[n_below++] = entry;
			entries[n_entries - 1].n_below++;
			second_end = ends[i];
		}
	}
	*ret_n = n_entries + n_below < CONTENTS_FIRST ? 0 : n_entries;
	return entries;
}

/* ---- Words ---- */

struct str codes_shown(struct arena *arena, struct str text)
{
	if (str_find_char(text, '\t', 0) == STR_NPOS)
		return text;
	char *lines = arena_copy(arena, text.p, text.n);
	for (size_t i = 0; i < text.n; i++)
		lines[i] = lines[i] == '\t' ? '\n' : lines[i];
	return str_bytes(lines, text.n);
}

struct str codes_number(struct arena *arena, int64_t number)
{
	struct str digits = str_fmt(arena, "%lld", (long long)number);
	struct buf out = buf_open(arena, digits.n + digits.n / 3);
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0)
			buf_char(&out, ',');
		buf_char(&out, digits.p[i]);
	}
	return buf_view(&out);
}

struct str codes_day(struct arena *arena, int32_t day)
{
	return day_words(arena, (struct day){day});
}
