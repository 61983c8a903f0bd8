/* A bar chart as a picture of lines and words (SVG), with its table beside it. Pure: it says where everything stands;
 * the view draws it. */
#pragma once

#include "base/base.h"

/* Of the picture, in its own units: as wide as a small telephone, so that its words are read there at their size. */
#define CHART_WIDTH 360
#define CHART_BARS  24 /* at most; the rest is one bar */

struct chart_row {
	struct str label;
	struct str value; /* as people read it */
	int64_t size;     /* not negative */
	int64_t count;    /* how many entries; 0: not said */
	bool is_many;     /* all others: no bar, which would leave nothing of the others' lengths */
	struct str href;  /* empty: none */
};

struct chart_bar {
	struct str label; /* cut to the line */
	struct str value;
	int label_y, bar_y, value_y, value_x, width;
};

struct chart {
	struct str id;          /* unique on its page */
	struct str title, text; /* what it shows, in a sentence: also for who cannot see it */
	struct str label_head, value_head, count_head;
	const struct chart_row *rows; /* of the table: all of them */
	size_t n_rows;
	const struct chart_bar *bars;
	size_t n_bars;
	int height;
	int limit_x; /* where the limit stands; 0: there is none */
	struct str limit;
};

/* Places the rows, of which there are at most CHART_BARS; `limit` is a size as theirs, 0: none. */
void chart_place(struct arena *arena, struct chart *chart, int64_t limit);
