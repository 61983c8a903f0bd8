#include "registers/chart.h"

#include <stdlib.h>

#define ROW_HEIGHT  48
#define LABEL_Y     14
#define BAR_Y       20
#define VALUE_Y     33
#define MOST_WIDTH  240
#define LABEL_CHARS 44
#define GAP         6

/* The first characters of a long label; the table has it whole. */
static struct str label_of(struct arena *arena, struct str label)
{
	size_t chars = 0, at = 0;
	while (at < label.n && chars < LABEL_CHARS) {
		at++;
		while (at < label.n && ((unsigned char)label.p[at] & 0xc0) == 0x80)
			at++;
		chars++;
	}
	return at == label.n ? label : str_fmt(arena, "%.*s…", (int)at, label.p);
}

static int width_of(int64_t size, int64_t most)
{
	if (size <= 0 || most <= 0)
		return 0;
	/* In parts of a thousand first: sizes may be as large as numbers go. */
	int64_t parts = most > INT64_MAX / 1000 ? size / (most / 1000) : size * 1000 / most;
	int width = (int)(parts * MOST_WIDTH / 1000);
	return width ? width : 1;
}

void chart_place(struct arena *arena, struct chart *chart, int64_t limit)
{
	int64_t most = limit;
	for (size_t i = 0; i < chart->n_rows; i++)
		most = chart->rows[i].size > most ? chart->rows[i].size : most;
	struct chart_bar *bars = arena_array(arena, struct chart_bar, chart->n_rows);
	for (size_t i = 0; i < chart->n_rows; i++) {
		const struct chart_row *row = &chart->rows[i];
		int top = (int)i * ROW_HEIGHT;
		int width = width_of(row->size, most);
		bars[i] = (struct chart_bar){
			.label = label_of(arena, row->label),
			.value = row->value,
			.label_y = top + LABEL_Y,
			.bar_y = top + BAR_Y,
			.value_y = top + VALUE_Y,
			.value_x = width + GAP,
			.width = width,
		};
	}
	chart->bars = bars;
	chart->n_bars = chart->n_rows;
	chart->height = (int)chart->n_rows * ROW_HEIGHT;
	chart->limit_x = limit > 0 ? width_of(limit, most) : 0;
}

static int by_size(const void *a, const void *b)
{
	const struct chart_row *one = a, *other = b;
	if (one->size != other->size)
		return one->size < other->size ? 1 : -1;
	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	return str_cmp(one->label, other->label);
}

struct chart_row *chart_top(struct arena *arena, const struct chart_row *rows, size_t n, size_t most, struct str others,
			    size_t *ret_n)
{
	struct chart_row *sorted = arena_array(arena, struct chart_row, n + 1);
	for (size_t i = 0; i < n; i++)
		sorted[i] = rows[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_size);
	if (n > most) {
		struct chart_row rest = {.label = others};
		for (size_t i = most; i < n; i++) {
			rest.size += sorted[i].size;
			rest.count += sorted[i].count;
		}
		sorted[most] = rest;
		n = most + 1;
	}
	*ret_n = n;
	return sorted;
}
