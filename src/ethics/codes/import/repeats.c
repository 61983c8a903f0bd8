/* Several files of one code: what every page bears at its top or its foot is text only once. */
#include "codes/import/import.h"

#define RUNNING_WORDS 40
#define FOOT_BLOCKS   6
#define FOOT_FILES    3

static bool is_same(const struct block *a, const struct block *b)
{
	return a->kind == b->kind && str_eq(a->label, b->label) && str_eq(a->heading, b->heading) &&
	       str_eq(a->text, b->text);
}

static bool may_run(const struct block *block)
{
	return text_words(block->text) <= RUNNING_WORDS;
}

/* How many blocks at the top of a file are those of the file before it. */
static size_t running_head(const struct block *before, size_t n_before, const struct block *file, size_t n)
{
	size_t i = 0;
	while (i < n && i < n_before && may_run(&file[i]) && is_same(&before[i], &file[i]))
		i++;
	return i;
}

static bool has_digit(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9')
			return true;
	return false;
}

/* Where each file's blocks begin; one more for the end. */
static size_t *file_starts(const struct document *doc, size_t n_files)
{
	size_t *starts = arena_array(doc->arena, size_t, n_files + 1), at = 0;
	for (size_t file = 0; file < n_files; file++) {
		starts[file] = at;
		while (at < doc->n && doc->blocks[at].file == file)
			at++;
	}
	starts[n_files] = at;
	return starts;
}

/* How many blocks at the foot all files have in common. A line with a number says something of its own page: the
 * history of its section. */
static size_t running_foot(const struct document *doc, const size_t *starts, size_t n_files)
{
	size_t common = n_files >= FOOT_FILES ? FOOT_BLOCKS : 0;
	for (size_t file = 0; file < n_files; file++) {
		size_t n = starts[file + 1] - starts[file], same = 0;
		while (same < common && same + 1 < n) {
			const struct block *block = &doc->blocks[starts[file + 1] - 1 - same];
			if (!may_run(block) || has_digit(block->text) ||
			    !is_same(block, &doc->blocks[starts[1] - 1 - same]))
				break;
			same++;
		}
		common = same;
	}
	return common;
}

void document_leave_out_repeats(struct document *doc, size_t n_files)
{
	if (n_files < 2)
		return;
	const size_t *starts = file_starts(doc, n_files);
	bool *drops = arena_array(doc->arena, bool, doc->n);
	size_t foot = running_foot(doc, starts, n_files);
	for (size_t file = 1; file < n_files; file++) {
		size_t from = starts[file], to = starts[file + 1], before = starts[file - 1];
		size_t head = running_head(&doc->blocks[before], from - before, &doc->blocks[from], to - from);
		for (size_t i = 0; i < head; i++)
			drops[from + i] = true;
		for (size_t i = 0; i < foot && i < to - from; i++)
			drops[to - 1 - i] = true;
	}
	size_t n = 0;
	for (size_t i = 0; i < doc->n; i++) {
		if (drops[i])
			document_drop(doc, &doc->blocks[i]);
		else
			doc->blocks[n++] = doc->blocks[i];
	}
	doc->n = n;
}
