/* Anchors: addresses of provisions that people can read and cite, unique in their edition. */
#include "codes/import/import.h"

#define ANCHOR_WORDS 8
#define ANCHOR_BYTES 120

/* The anchors given so far: open addressing, at most half full. `again` is the number to try next for one that was
 * wanted more than once. */
struct slot {
	struct str anchor;
	size_t again;
};

struct taken {
	struct slot *slots;
	size_t mask;
};

static uint64_t hash_of(struct str s)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return hash;
}

static struct slot *slot_of(struct taken *taken, struct str anchor)
{
	size_t i = hash_of(anchor) & taken->mask;
	while (taken->slots[i].anchor.p && !str_eq(taken->slots[i].anchor, anchor))
		i = (i + 1) & taken->mask;
	return &taken->slots[i];
}

/* False when it is taken already. */
static bool take(struct taken *taken, struct str anchor)
{
	struct slot *slot = slot_of(taken, anchor);
	if (slot->anchor.p)
		return false;
	*slot = (struct slot){.anchor = anchor, .again = 2};
	return true;
}

static bool is_kept(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* "1.2.1" of "1.2.1", "a" of "(a)", "2635.101" of "§ 2635.101", "article-i" of "ARTICLE I."; at most ANCHOR_BYTES. */
static struct str label_part(struct arena *arena, struct str label)
{
	struct buf part = buf_open(arena, label.n);
	for (size_t i = 0; i < label.n && part.n < ANCHOR_BYTES; i++) {
		char c = label.p[i];
		bool is_dot = c == '.' && part.n > 0 && i + 1 < label.n && is_kept(label.p[i + 1]);
		if (is_kept(c) || is_dot)
			buf_char(&part, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
		else if (part.n > 0 && part.p[part.n - 1] != '-' && i + 1 < label.n && is_kept(label.p[i + 1]))
			buf_char(&part, '-');
	}
	while (part.n > 0 && !is_kept(part.p[part.n - 1]))
		part.n--;
	return buf_view(&part);
}

static struct str first_words(struct arena *arena, struct str text)
{
	struct str rest = text, word = str_slice(text, 0, 0);
	for (size_t i = 0; i < ANCHOR_WORDS && text_next_word(&rest, &word); i++)
		;
	struct str slug = text_slug(arena, str_slice(text, 0, (size_t)(word.p + word.n - text.p)));
	return str_slice(slug, 0, ANCHOR_BYTES / 2);
}

static const char *kind_part(int32_t kind)
{
	switch (kind) {
	case PROVISION_TITLE:
		return "title";
	case PROVISION_EPIGRAPH:
		return "epigraph";
	case PROVISION_INSTRUMENT:
		return "adoption";
	case PROVISION_SIGNATURE:
		return "signature";
	default:
		return "p";
	}
}

static bool begins_with_digit(struct str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* A label that says by itself where it stands: "1.2.1", "§ 3", "Article IV."; "12." only at the top or below a heading,
 * and
 * "(a)" never. */
static bool is_absolute(const struct provision *p, const struct provision *parent, struct str part)
{
	if (p->label.p[0] == '(')
		return false;
	bool is_plain = str_find_char(part, '.', 0) == STR_NPOS && p->label.p[0] >= '0' && p->label.p[0] <= '9';
	if (is_plain)
		return !parent || parent->kind == PROVISION_HEADING || parent->kind == PROVISION_POLICY ||
		       parent->kind == PROVISION_PREAMBLE;
	return begins_with_digit(part) || str_find_char(part, '-', 0) != STR_NPOS;
}

static struct str with_parent(struct arena *arena, const struct provision *parent, const char *between, struct str part)
{
	if (!parent || parent->anchor.n + part.n > ANCHOR_BYTES)
		return part;
	return str_fmt(arena, "%.*s%s%.*s", STR_ARG(parent->anchor), between, STR_ARG(part));
}

/* What the anchor should be, were it free; *ret_is_counted is true when it stands for the nth of its kind. */
static struct str wanted(struct arena *arena, const struct provision *p, const struct provision *parent,
			 bool *ret_is_counted)
{
	struct str part = p->label.n > 0 ? label_part(arena, p->label) : (struct str){0};
	*ret_is_counted = false;
	if (part.n > 0 && is_absolute(p, parent, part)) {
		const char *prefix = p->kind == PROVISION_TENET       ? "tenet-"
				     : p->kind == PROVISION_GUIDELINE ? "guideline-"
				     : begins_with_digit(part)        ? "s"
								      : "";
		return str_fmt(arena, "%s%.*s", prefix, STR_ARG(part));
	}
	if (part.n > 0)
		return with_parent(arena, parent, "-", part);
	if (p->heading.n > 0) {
		struct str slug = first_words(arena, p->heading);
		if (slug.n > 0)
			return slug;
	}
	*ret_is_counted = true;
	bool is_item = p->label.n > 0 || p->kind == PROVISION_ITEM;
	return with_parent(arena, parent, "-", is_item && parent ? (struct str){0} : str_of(kind_part(p->kind)));
}

static struct str free_anchor(struct arena *arena, struct taken *taken, const struct provision *p,
			      const struct provision *parent, size_t nth)
{
	bool is_counted;
	struct str want = wanted(arena, p, parent, &is_counted);
	bool is_single = p->kind == PROVISION_TITLE || p->kind == PROVISION_EPIGRAPH;
	if (is_counted && !is_single)
		want = str_fmt(arena, "%.*s%zu", STR_ARG(want), nth);
	if (take(taken, want))
		return want;
	if (!is_counted && parent) {
		struct str part = p->label.n > 0 ? label_part(arena, p->label) : want;
		struct str below = with_parent(arena, parent, "-", part.n > 0 ? part : want);
		if (take(taken, below))
			return below;
	}
	for (struct slot *slot = slot_of(taken, want);;) {
		struct str again = str_fmt(arena, "%.*s-%zu", STR_ARG(want), slot->again++);
		if (take(taken, again))
			return again;
	}
}

/* Which child of its parent, counting only those whose anchor is a number. */
struct counter {
	size_t parent; /* 1 + its index; 0: the top */
	size_t items;
	size_t others[PROVISION_KINDS];
};

static bool is_lead(const struct provision *p)
{
	return p->label.n == 0 && p->heading.n == 0 && p->kind == PROVISION_PARAGRAPH;
}

void anchors_set(struct arena *arena, struct provision *provisions, size_t n)
{
	struct taken taken = {.mask = 64};
	while (taken.mask < 2 * n)
		taken.mask *= 2;
	taken.slots = arena_array(arena, struct slot, taken.mask);
	taken.mask--;
	struct counter *counters = arena_array(arena, struct counter, n + 1);
	size_t *parents = arena_array(arena, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t up = i;
		while (up > 0 && provisions[up - 1].depth >= provisions[i].depth)
			up = parents[up - 1];
		parents[i] = up;
		struct counter *counter = &counters[up];
		bool is_item = provisions[i].label.n > 0 || provisions[i].kind == PROVISION_ITEM;
		const char *part = kind_part(provisions[i].kind);
		size_t *count = is_item ? &counter->items : &counter->others[part[0] == 'p' ? 0 : provisions[i].kind];
		(*count)++;
		/* "(a)" below a paragraph that only introduces the list is cited as the section's: "s3-a". */
		bool is_labelled = provisions[i].label.n > 0 && label_part(arena, provisions[i].label).n > 0;
		while (is_labelled && up > 0 && is_lead(&provisions[up - 1]))
			up = parents[up - 1];
		provisions[i].anchor =
			free_anchor(arena, &taken, &provisions[i], up > 0 ? &provisions[up - 1] : NULL, *count);
	}
}
