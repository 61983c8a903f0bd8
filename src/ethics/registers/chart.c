#include "registers/chart.h"

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
		most = !chart->rows[i].is_many && chart->rows[i].size > most ? chart->rows[i].size : most;
	struct chart_bar *bars = arena_array(arena, struct chart_bar, chart->n_rows);
	for (size_t i = 0; i < chart->n_rows; i++) {
		const struct chart_row *row = &chart->rows[i];
		int top = (int)i * ROW_HEIGHT;
		int width = row->is_many ? 0 : width_of(row->size, most);
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
