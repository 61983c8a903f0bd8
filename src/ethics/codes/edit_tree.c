/* A text as a tree in a list: finding one's way in it, its words, applying a change and taking it back, stamps. */
#include "codes/edit.h"

static const char *const act_names[EDIT_ACTS] = {
	[EDIT_CHANGE] = "change",
	[EDIT_IN] = "in",
	[EDIT_OUT] = "out",
	[EDIT_UP] = "up",
	[EDIT_DOWN] = "down",
	[EDIT_MOVE] = "move",
	[EDIT_SPLIT] = "split",
	[EDIT_MERGE] = "merge",
	[EDIT_ADD] = "add",
	[EDIT_DELETE] = "delete",
	[EDIT_DELETE_ALL] = "delete-all",
	[EDIT_LEAVE_OUT] = "leave-out",
	[EDIT_PUT_BACK] = "put-back",
	[EDIT_CONTINUE] = "continue",
};

const char *edit_act_name(int32_t act)
{
	return act > 0 && act < EDIT_ACTS ? act_names[act] : "";
}

bool edit_act_parse(struct str s, int32_t *ret_act)
{
	for (int32_t act = 1; act < EDIT_ACTS; act++) {
		if (str_eq(s, str_of(act_names[act]))) {
			*ret_act = act;
			return true;
		}
	}
	return false;
}

/* ---- The tree in a list ---- */

size_t edit_find(const struct provision *p, size_t n, int64_t id)
{
	size_t i = 0;
	while (i < n && p[i].id != id)
		i++;
	return i;
}

size_t edit_end(const struct provision *p, size_t n, size_t i)
{
	size_t end = i + 1;
	while (end < n && p[end].depth > p[i].depth)
		end++;
	return end;
}

size_t edit_sibling_before(const struct provision *p, size_t n, size_t i)
{
	for (size_t at = i; at > 0 && p[at - 1].depth >= p[i].depth; at--)
		if (p[at - 1].depth == p[i].depth)
			return at - 1;
	return n;
}

int32_t edit_deepest(const struct provision *p, size_t from, size_t to)
{
	int32_t depth = 0;
	for (size_t i = from; i < to; i++)
		depth = p[i].depth > depth ? p[i].depth : depth;
	return depth;
}

bool edit_possible(const struct provision *p, size_t n, size_t i, int32_t act)
{
	size_t end = edit_end(p, n, i);
	switch (act) {
	case EDIT_IN:
		return i > 0 && p[i].depth <= p[i - 1].depth && edit_deepest(p, i, end) + 1 < EDIT_DEPTHS;
	case EDIT_OUT:
		return p[i].depth > 0;
	case EDIT_UP:
		return edit_sibling_before(p, n, i) < n;
	case EDIT_DOWN:
		return end < n && p[end].depth == p[i].depth;
	case EDIT_MERGE:
		return i > 0;
	case EDIT_DELETE:
	case EDIT_LEAVE_OUT:
		return n > 1;
	case EDIT_DELETE_ALL:
		return end - i < n;
	default:
		return true;
	}
}

/* ---- Words ---- */

size_t edit_words(const struct provision *p, size_t n)
{
	size_t words = 0;
	for (size_t i = 0; i < n; i++)
		words += text_words(p[i].label) + text_words(p[i].heading) + text_words(p[i].text);
	return words;
}

struct str edit_line(struct arena *arena, const struct provision *p)
{
	const struct str parts[] = {p->label, p->heading, p->text};
	struct buf line = buf_open(arena, p->label.n + p->heading.n + p->text.n + 2);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct str rest = parts[i], word;
		while (text_next_word(&rest, &word)) {
			if (line.n > 0)
				buf_char(&line, ' ');
			buf_str(&line, word);
		}
	}
	return buf_view(&line);
}

/* ---- Applying a change ---- */

static struct provision *spliced(struct arena *arena, const struct provision *p, size_t n,
				 const struct edit_splice *splice, size_t *ret_n)
{
	size_t behind = n - splice->at - splice->n_old;
	struct provision *rows = arena_array(arena, struct provision, splice->at + splice->n_rows + behind);
	if (splice->at > 0)
		memcpy(rows, p, splice->at * sizeof(*rows));
	if (splice->n_rows > 0)
		memcpy(rows + splice->at, splice->rows, splice->n_rows * sizeof(*rows));
	if (behind > 0)
		memcpy(rows + splice->at + splice->n_rows, p + splice->at + splice->n_old, behind * sizeof(*rows));
	*ret_n = splice->at + splice->n_rows + behind;
	return rows;
}

struct provision *edit_apply(struct arena *arena, const struct provision *p, size_t n, const struct edit_change *change,
			     size_t *ret_n)
{
	struct provision *rows = arena_copy(arena, p, n * sizeof(*p));
	for (size_t k = 0; k < change->n; k++)
		rows = spliced(arena, rows, n, &change->splices[k], &n);
	*ret_n = n;
	return rows;
}

struct edit_change edit_reverse(struct arena *arena, const struct provision *p, size_t n,
				const struct edit_change *change)
{
	struct edit_change back = {
		.n = change->n, .words_added = change->words_removed, .words_removed = change->words_added};
	const struct provision *rows = p;
	for (size_t k = 0; k < change->n; k++) {
		const struct edit_splice *splice = &change->splices[k];
		back.splices[change->n - 1 - k] = (struct edit_splice){
			.at = splice->at,
			.n_old = splice->n_rows,
			.rows = arena_copy(arena, rows + splice->at, splice->n_old * sizeof(*p)),
			.n_rows = splice->n_old,
		};
		if (k + 1 < change->n)
			rows = spliced(arena, rows, n, splice, &n);
	}
	return back;
}

/* ---- Stamps ---- */

static uint64_t mix(uint64_t hash, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return (hash ^ 0xff) * 0x100000001b3u; /* no byte of UTF-8: fields do not run together */
}

static uint64_t mix_number(uint64_t hash, int64_t number)
{
	return (hash ^ (uint64_t)number) * 0x9e3779b97f4a7c15u;
}

static uint64_t mix_element(uint64_t hash, const struct provision *p)
{
	hash = mix_number(mix_number(mix_number(hash, p->id), p->depth), p->kind);
	const struct str fields[] = {p->label, p->heading, p->text, p->audience, p->lang};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		hash = mix(hash, fields[i]);
	return hash;
}

static int64_t stamp_of(uint64_t hash)
{
	return (int64_t)(hash >> 2) + 1;
}

int64_t edit_stamp(const struct provision *p, size_t n, size_t i)
{
	(void)n;
	return stamp_of(mix_element(0xcbf29ce484222325u, &p[i]));
}

int64_t edit_stamp_place(const struct provision *p, size_t n, size_t i)
{
	uint64_t hash = 0xcbf29ce484222325u;
	if (i > 0)
		hash = mix_element(hash, &p[i - 1]);
	for (size_t k = i, end = edit_end(p, n, i); k < end; k++)
		hash = mix_element(hash, &p[k]);
	return stamp_of(hash);
}
