/* Pages on which editions stand beside each other: a comparison, the history of a code and of a passage, the text by
 * principle. Private to codes. */
#pragma once

#include "codes/asked.h"
#include "codes/codes_web.h"

/* ---- Words ---- */

/* Does the label name its passage, as "(b)" does? A bullet does not. */
bool codes_label_names(struct str label);
/* A passage as one calls it: "Rule 16. Citizen requests", "(b)", else its first words. */
struct str codes_passage_name(struct arena *arena, const struct provision *p);
/* The act that made the edition: "Amended by Resolution 2013-45 of the City Council, 23 September 2013"; empty: not
 * known. */
struct str codes_instrument(struct arena *arena, const struct lang *lang, const struct instrument *instrument);
/* The words of a run without the white space around them; and what stands behind them. */
struct str codes_run_words(const struct word_run *run);
struct str codes_run_space(const struct word_run *run);

/* ---- A comparison ---- */

/* What stands on the page one below the other. */
struct compare_block {
	const struct compared *row; /* NULL: folded */
	bool is_heading;            /* unchanged: there to say where the changes below it are */
	const struct compared *folded;
	size_t n_folded;
	struct str name;      /* of the row's passage, or of the first one that is folded */
	struct str last_name; /* of the last heading, or the last passage, that is folded */
	struct str id;        /* of the row's provision, as in addresses */
};

struct compare_page {
	struct page page;
	struct edition_comparison c;
	const struct compare_block *blocks;
	size_t n_blocks;
	struct field from, to;
	const struct choice *from_choices, *to_choices;
	size_t n_choices;
	bool is_removed; /* the text of one of them was removed: nothing to compare */
};

/* The form alone. */
struct compare_form_page {
	struct page page;
	struct edition edition; /* the newest */
	struct field from, to;
	const struct choice *from_choices, *to_choices;
	size_t n_choices;
};

/* ---- History ---- */

struct history_row {
	struct edition edition;
	struct str act;               /* how it came about */
	const struct edition *before; /* NULL: it is the first, or a text was removed */
	struct compare_counts counts; /* against that one */
};

struct history_page {
	struct page page;
	struct edition newest;
	const struct history_row *rows; /* newest first */
	size_t n_rows;
	struct field on;
	struct field from, to;
	const struct choice *from_choices, *to_choices;
	size_t n_choices;
};

/* The wording of a passage, in one edition or several in a row. */
struct passage_wording {
	struct edition first, last;
	struct edition in_force;               /* the first, until the last day of the last */
	struct provision provision;            /* in the last of them */
	const struct word_run *heading, *text; /* against the wording before; n 0: there is none, or the same words */
	size_t n_heading, n_text;
	struct str old_label; /* of the wording before, where it was another one */
	bool is_relabelled;
};

struct passage_page {
	struct page page;
	struct str name, id;
	struct str above;      /* what it stands under: "Part V. Citizen participation, Rule 29. Time limit"; empty */
	struct edition newest; /* the newest edition of the code */
	bool is_gone;          /* that one has it no more */
	struct edition last;   /* the newest edition that has it */
	struct provision provision;
	struct str cite_edition, cite_passage;  /* absolute addresses */
	const struct passage_wording *wordings; /* newest first */
	size_t n_wordings;
	const struct provision_evidence *evidence;
	size_t n_evidence;
	struct str applies;             /* to whom, in words; empty: everybody */
	const struct codes_note *notes; /* other texts */
	size_t n_notes;
};

/* ---- By principle; addresses of all passages ---- */

struct principles_page {
	struct page page;
	struct edition edition;
	const struct codes_node *nodes;
	size_t n_nodes;
};

struct passages_page {
	struct page page;
	struct edition edition;
	const struct provision *provisions;
	size_t n_provisions;
};

/* The text of a day on which there was none. */
struct no_text_page {
	struct page page;
	struct code code;
	struct str why;
	const struct edition *editions;
	size_t n_editions;
	struct field on;
};

/* Two selects over the published editions, these two chosen. */
void codes_compare_choices(struct ctx *ctx, const struct edition *editions, size_t n, int32_t from, int32_t to,
			   const struct choice **ret_from, const struct choice **ret_to);

MUST_USE enum outcome codes_compare_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_compare_form_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_comparison_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_history_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_passage_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_principles_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_passages_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* The page that /codes/…?on= answers on a day without a text; ctx's problems say why. */
void codes_no_text(struct ctx *ctx, const struct code *code, const struct req *req, struct resp *resp);
