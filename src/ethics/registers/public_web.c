/* Registers for everybody: all of them, and one as a list. */
#include "registers/public_web.h"

#include "registers/registers_sql.h"
#include "registers/registers_views.h"
#include "registers/review.h"
#include "registers/seen.h"
#include "registers/store.h"
#include "registers/totals.h"
#include "search/search.h"

#define FEW_SHOWN        5 /* unless the rulebook's "statistics-least" says otherwise */
#define SCRUTINIES_SHOWN 8
#define FOUND_SHOWN      200
#define QUERY_MS         2000 /* D5: what a visitor asks for takes no longer */

static struct str said(struct ctx *ctx, const char *message, struct str first, struct str second)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), (const struct str[]){first, second}, 2);
}

enum outcome register_of(struct ctx *ctx, struct str id, const struct scheme **ret_scheme)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	const struct scheme *scheme = rulebook_scheme(book, id);
	if (!scheme || scheme->shown == REGISTER_PRIVATE)
		return NOT_FOUND;
	*ret_scheme = scheme;
	return OK;
}

const struct asked *asked_of(struct ctx *ctx, const struct req *req, size_t *ret_n)
{
	struct asked *asked = arena_array(ctx->arena, struct asked, req->n_query_fields);
	for (size_t i = 0; i < req->n_query_fields; i++)
		asked[i] = (struct asked){req->query_fields[i].name, req->query_fields[i].value};
	*ret_n = req->n_query_fields;
	return asked;
}

/* ---- All registers ---- */

struct figures {
	struct str register_id;
	int64_t entries, changed_ms;
};
static const struct db_col figures_cols[] = {
	DB_COL_TEXT(struct figures, register_id),
	DB_COL_I64(struct figures, entries),
	DB_COL_I64(struct figures, changed_ms),
};
static const struct db_spec figures_spec = DB_SPEC(struct figures, figures_cols);

static enum outcome figures_load(struct ctx *ctx, struct figures **ret_figures, size_t *ret_n)
{
	struct revision_at at;
	TRY(registers_known_at(ctx, INT64_MAX, &at));
	return db_list(ctx, &registers_sql_public_figures, DB_PARAMS(db_int(at.upto), db_int(at.but)), &figures_spec,
		       ret_figures, ret_n);
}

static int64_t least_shown(struct ctx *ctx, const struct rulebook *book)
{
	return rulebook_number_on(book, STR("statistics-least"), STR("person"), site_today(ctx), FEW_SHOWN);
}

static struct register_card card_of(struct ctx *ctx, const struct rulebook *book, const struct scheme *scheme,
				    const struct figures *all, size_t n_all)
{
	struct register_card card = {.scheme = scheme};
	const struct figures *figures = NULL;
	for (size_t i = 0; i < n_all; i++)
		if (str_eq(all[i].register_id, scheme->id))
			figures = &all[i];
	int64_t n = figures ? figures->entries : 0;
	if (scheme->shown == REGISTER_COUNTS && n && n < least_shown(ctx, book))
		card.how_many = said(ctx, msg("Fewer than {1} entries"),
				     str_fmt(ctx->arena, "%lld", (long long)least_shown(ctx, book)), STR(""));
	else if (n == 1)
		card.how_many = said(ctx, msg("1 entry"), STR(""), STR(""));
	else
		card.how_many = said(ctx, msg("{1} entries"), str_fmt(ctx->arena, "%lld", (long long)n), STR(""));
	if (figures && figures->changed_ms && scheme->shown == REGISTER_PUBLIC)
		card.changed =
			register_day_words(ctx, zone_day(ctx->site->zone, (struct instant){figures->changed_ms}).n);
	return card;
}

enum outcome registers_index_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	const struct rulebook *book;
	int64_t version;
	struct figures *figures;
	size_t n;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(figures_load(ctx, &figures, &n));
	struct register_card *cards = arena_array(ctx->arena, struct register_card, book->n_schemes);
	struct registers_index_page view = {.page = access_page(ctx, STR("Registers")), .cards = cards};
	/* What can be read first, numbers alone last. */
	for (size_t i = 0; i < book->n_schemes; i++)
		if (book->schemes[i].shown == REGISTER_PUBLIC)
			cards[view.n_cards++] = card_of(ctx, book, &book->schemes[i], figures, n);
	for (size_t i = 0; i < book->n_schemes; i++)
		if (book->schemes[i].shown == REGISTER_COUNTS)
			cards[view.n_cards++] = card_of(ctx, book, &book->schemes[i], figures, n);
	struct html h = html_open(ctx);
	registers_index_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- A register of counts (S14) ---- */

struct count_row {
	struct str category;
	int64_t n;
};
static const struct db_col count_cols[] = {DB_COL_TEXT(struct count_row, category), DB_COL_I64(struct count_row, n)};
static const struct db_spec count_spec = DB_SPEC(struct count_row, count_cols);

/* What is below the least is hidden, and where that would be one number alone, the next smallest with it: else the sum
 * that stands elsewhere would tell it. */
static size_t counts_keep(struct count_row *rows, size_t n, int64_t least)
{
	size_t hidden = 0, kept = 0, smallest = STR_NPOS;
	for (size_t i = 0; i < n; i++) {
		hidden += rows[i].n < least;
		if (rows[i].n >= least && (smallest == STR_NPOS || rows[i].n < rows[smallest].n))
			smallest = i;
	}
	for (size_t i = 0; i < n; i++)
		if (rows[i].n >= least && !(hidden == 1 && i == smallest))
			rows[kept++] = rows[i];
	return kept;
}

static enum outcome counts_fill(struct ctx *ctx, struct register_page *view)
{
	const struct rulebook *book;
	int64_t version;
	struct count_row *rows;
	size_t n;
	struct revision_at at;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(registers_known_at(ctx, INT64_MAX, &at));
	TRY(db_list(ctx, &registers_sql_public_counts,
		    DB_PARAMS(db_text(view->scheme->id), db_int(at.upto), db_int(at.but)), &count_spec, &rows, &n));
	size_t kept = counts_keep(rows, n, least_shown(ctx, book));
	struct chart_row *bars = arena_array(ctx->arena, struct chart_row, kept);
	for (size_t i = 0; i < kept; i++) {
		const struct scheme_category *category = scheme_category(view->scheme, rows[i].category);
		bars[i] = (struct chart_row){
			.label = category ? category->title : said(ctx, msg("Nothing to declare"), STR(""), STR("")),
			.value = str_fmt(ctx->arena, "%lld", (long long)rows[i].n),
			.size = rows[i].n,
		};
	}
	struct chart *chart = arena_new(ctx->arena, struct chart);
	*chart = (struct chart){.id = STR("counts"),
				.title = said(ctx, msg("Entries by category"), STR(""), STR("")),
				.text = said(ctx, msg("A bar for each category."), STR(""), STR("")),
				.label_head = said(ctx, msg("Category"), STR(""), STR("")),
				.value_head = said(ctx, msg("Entries"), STR(""), STR("")),
				.rows = bars,
				.n_rows = kept};
	chart_place(ctx->arena, chart, 0);
	view->counts = chart;
	if (kept < n)
		view->few = said(ctx,
				 msg("Numbers below {1} are not shown, and with one of them another: so few could be "
				     "recognised."),
				 str_fmt(ctx->arena, "%lld", (long long)least_shown(ctx, book)), STR(""));
	return OK;
}

/* ---- The form ---- */

struct form {
	struct ctx *ctx;
	const struct register_query *query;
	struct register_field *fields;
	size_t n;
};

static struct register_field *form_add(struct form *form, const char *name, struct str label, struct str hint)
{
	struct register_field *field = &form->fields[form->n++];
	field->field = (struct field){
		.name = name,
		.label = label,
		.hint = hint,
		.value = register_query_asked(form->query, name),
		.problems = form->ctx->problems.first,
		.spellcheck_off = true,
	};
	return field;
}

static void form_category(struct form *form)
{
	const struct scheme *scheme = form->query->scheme;
	if (scheme->n_categories < 2)
		return;
	struct register_field *field = form_add(form, "category", STR("Category"), STR(""));
	struct choice *choices = arena_array(form->ctx->arena, struct choice, scheme->n_categories + 1);
	choices[field->n_choices++] = (struct choice){.text = STR("All categories")};
	for (size_t i = 0; i < scheme->n_categories; i++)
		choices[field->n_choices++] = (struct choice){
			.value = scheme->categories[i].id,
			.text = scheme->categories[i].title,
			.chosen = str_eq(scheme->categories[i].id, field->field.value),
		};
	field->choices = choices;
}

static void form_choices(struct form *form, struct register_field *field, const struct scheme_field *of)
{
	struct choice *choices = arena_array(form->ctx->arena, struct choice, of->n_choices + 3);
	choices[field->n_choices++] = (struct choice){.text = STR("Any")};
	if (of->kind == FIELD_YES_NO) {
		choices[field->n_choices++] = (struct choice){.value = STR("yes"), .text = STR("Yes")};
		choices[field->n_choices++] = (struct choice){.value = STR("no"), .text = STR("No")};
	}
	for (size_t i = 0; of->kind == FIELD_CHOICE && i < of->n_choices; i++)
		choices[field->n_choices++] = (struct choice){.value = of->choices[i].id, .text = of->choices[i].text};
	for (size_t i = 0; i < field->n_choices; i++)
		choices[i].chosen = field->field.value.n && str_eq(choices[i].value, field->field.value);
	field->choices = choices;
}

static void form_key(struct form *form, const struct scheme_field *of)
{
	struct ctx *ctx = form->ctx;
	struct str title = of->name.n ? of->name : of->label;
	const char *id = str_c(ctx->arena, of->id);
	switch (of->kind) {
	case FIELD_MONEY:
	case FIELD_NUMBER:
	case FIELD_PERCENTAGE:
		(void)form_add(form, str_c(ctx->arena, str_fmt(ctx->arena, "%s-min", id)),
			       said(ctx, msg("{1}, at least"), title, STR("")), STR(""));
		return;
	case FIELD_DATE:
	case FIELD_PERIOD:
		(void)form_add(form, id, title, STR("A day, a month or a year, such as 2026-07-01, 2026-07 or 2026"));
		return;
	case FIELD_CHOICE:
	case FIELD_YES_NO:
		form_choices(form, form_add(form, id, title, STR("")), of);
		return;
	default:
		(void)form_add(form, id, title, STR("What it begins with"));
	}
}

/* On a telephone the table has no heads to press. */
static void form_sort(struct form *form)
{
	struct ctx *ctx = form->ctx;
	const struct scheme *scheme = form->query->scheme;
	struct register_field *field = form_add(form, "sort", STR("In the order of"), STR(""));
	struct choice *choices = arena_array(ctx->arena, struct choice, scheme->keys.n + 2);
	choices[field->n_choices++] = (struct choice){.text = STR("The day declared, the newest first")};
	choices[field->n_choices++] = (struct choice){.value = STR("person"), .text = STR("Who declared it")};
	for (size_t i = 0; i < scheme->keys.n; i++) {
		const struct scheme_field *of = register_key_field(scheme, scheme->keys.p[i]);
		if (of && of->sort && field_seen(scheme, of) == SEEN_WHOLE)
			choices[field->n_choices++] =
				(struct choice){.value = of->id, .text = of->name.n ? of->name : of->label};
	}
	for (size_t i = 0; i < field->n_choices; i++)
		choices[i].chosen = field->field.value.n && str_eq(choices[i].value, field->field.value);
	field->choices = choices;
}

static void form_fill(struct ctx *ctx, const struct register_query *query, struct register_page *view)
{
	const struct scheme *scheme = query->scheme;
	struct form form = {.ctx = ctx,
			    .query = query,
			    .fields = arena_array(ctx->arena, struct register_field, scheme->keys.n + 8)};
	form_category(&form);
	for (size_t i = 0; i < scheme->keys.n; i++) {
		const struct scheme_field *field = register_key_field(scheme, scheme->keys.p[i]);
		if (field && field->filter && field_seen(scheme, field) == SEEN_WHOLE)
			form_key(&form, field);
	}
	struct register_field *ended = form_add(&form, "ended", STR("Entries that ended or were withdrawn"), STR(""));
	struct choice *choices = arena_array(ctx->arena, struct choice, 2);
	choices[0] = (struct choice){.text = STR("Leave them out")};
	choices[1] = (struct choice){
		.value = STR("yes"), .text = STR("Show them too"), .chosen = str_eq(ended->field.value, STR("yes"))};
	ended->choices = choices;
	ended->n_choices = 2;
	form_add(&form, "as-at", STR("As it held on this day"),
		 STR("Without a calendar to pick from, write it as 2026-07-01"))
		->field.type = "date";
	form_add(&form, "known-at", STR("As it was known on this day"),
		 STR("What was published by the end of that day: here or, of what was imported, by its source"))
		->field.type = "date";
	form_sort(&form);
	view->fields = form.fields;
	view->n_fields = form.n;
	view->form_open = ctx->problems.first != NULL;
}

/* ---- Filters in use ---- */

static struct str chip_words(struct ctx *ctx, const struct register_query *query, const struct asked *asked)
{
	const struct scheme_field *field = register_key_field(query->scheme, asked->name);
	struct str name = field ? (field->name.n ? field->name : field->label) : asked->name;
	struct str value = asked->value;
	for (size_t i = 0; field && i < field->n_choices; i++)
		if (str_eq(field->choices[i].id, value))
			value = field->choices[i].text;
	if (str_eq(asked->name, STR("category"))) {
		name = said(ctx, msg("Category"), STR(""), STR(""));
		value = scheme_category(query->scheme, value) ? scheme_category(query->scheme, value)->title : value;
	}
	return str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(value));
}

const struct register_chip *register_chips(struct ctx *ctx, const struct register_query *query, struct str path,
					   size_t *ret_n)
{
	static const char *const shown_elsewhere[] = {"sort", "order", "as-at", "known-at", "q"};
	struct register_chip *chips = arena_array(ctx->arena, struct register_chip, query->n_asked);
	size_t n = 0;
	for (size_t i = 0; i < query->n_asked; i++) {
		bool is_elsewhere = false;
		for (size_t j = 0; j < COUNT_OF(shown_elsewhere); j++)
			is_elsewhere |= str_eq(query->asked[i].name, str_of(shown_elsewhere[j]));
		if (!is_elsewhere)
			chips[n++] = (struct register_chip){
				.text = chip_words(ctx, query, &query->asked[i]),
				.href = register_query_link(ctx->arena, query, path,
							    str_c(ctx->arena, query->asked[i].name), STR("")),
			};
	}
	*ret_n = n;
	return chips;
}

const struct register_file *register_files(struct ctx *ctx, const struct scheme *scheme, struct str words,
					   size_t *ret_n)
{
	static const struct {
		const char *title, *suffix;
		bool has_words;
	} kinds[] = {
		{msg("CSV, for a spreadsheet"), ".csv", true},
		{msg("JSON"), ".json", true},
		{msg("JSON Lines"), ".jsonl", true},
		{msg("JSON in mySociety’s shape for registers of interests"), ".regmem.json", true},
		{msg("JSON in the draft model for declared interests"), ".declared.json", true},
		{msg("What the columns of the CSV are (CSVW)"), ".csv-metadata.json", false},
		{msg("What the JSON holds (JSON Schema)"), ".schema.json", false},
	};
	struct register_file *files = arena_array(ctx->arena, struct register_file, COUNT_OF(kinds) + 1);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		files[i] = (struct register_file){
			.title = str_of(kinds[i].title),
			.href = str_fmt(ctx->arena, "/data/%.*s%s%.*s", STR_ARG(scheme->id), kinds[i].suffix,
					STR_ARG(kinds[i].has_words ? words : STR(""))),
		};
	files[COUNT_OF(kinds)] = (struct register_file){
		.title = str_of(msg("Changes, as a feed (Atom)")),
		.href = str_fmt(ctx->arena, "/registers/%.*s/feed.atom", STR_ARG(scheme->id)),
	};
	*ret_n = COUNT_OF(kinds) + 1;
	return files;
}

/* ---- Search within ---- */

static enum outcome search_fill(struct ctx *ctx, const struct register_query *query, struct register_page *view)
{
	struct search_results results;
	view->is_search = true;
	enum outcome outcome =
		search_find(ctx, query->words, register_place(ctx->arena, query->scheme->id), 0, FOUND_SHOWN, &results);
	if (outcome == INVALID)
		return OK; /* the page shows the problem */
	TRY(outcome);
	struct register_line *lines = arena_array(ctx->arena, struct register_line, results.n_hits);
	for (size_t i = 0; i < results.n_hits; i++) {
		const struct search_hit *hit = &results.hits[i];
		lines[view->n_found++] = (struct register_line){
			.what = hit->title.n ? hit->title : hit->text, .href = hit->path, .who = hit->context};
	}
	view->are_more_found = results.are_more || results.n > results.n_hits;
	view->found = lines;
	return OK;
}

static enum outcome scrutinies_fill(struct ctx *ctx, struct register_page *view)
{
	struct scrutiny *list;
	size_t n;
	TRY(scrutiny_list(ctx, view->scheme->id, &list, &n));
	struct register_scrutiny *shown = arena_array(ctx->arena, struct register_scrutiny, SCRUTINIES_SHOWN);
	for (size_t i = 0; i < n && view->n_scrutinies < SCRUTINIES_SHOWN; i++)
		if (!list[i].erased_ms)
			shown[view->n_scrutinies++] = (struct register_scrutiny){
				.text = said(ctx, msg("The entries of {1} to {2}."),
					     register_day_words(ctx, list[i].from_day),
					     register_day_words(ctx, list[i].to_day)),
				.note = list[i].note,
			};
	view->scrutinies = shown;
	return OK;
}

/* ---- One register ---- */

static enum outcome list_fill(struct ctx *ctx, const struct req *req, struct register_page *view)
{
	struct register_query query;
	size_t n;
	const struct asked *asked = asked_of(ctx, req, &n);
	if (n)
		TRY(db_time_limit(ctx, QUERY_MS));
	enum outcome read = register_query_read(ctx, view->scheme, asked, n, &query);
	if (read != OK && read != INVALID)
		return read;
	form_fill(ctx, &query, view);
	view->chips = register_chips(ctx, &query, view->path, &view->n_chips);
	view->search = (struct field){.name = "q",
				      .label = STR("Search this register"),
				      .value = query.words,
				      .problems = ctx->problems.first,
				      .type = "search"};
	view->files = register_files(ctx, view->scheme, register_query_words(ctx->arena, &query), &view->n_files);
	if (read == INVALID)
		return INVALID;
	view->as_known = register_as_known(ctx, &query);
	view->now = view->path;
	if (query.words.n)
		return search_fill(ctx, &query, view);
	view->table.has_who = true;
	TRY(register_table_fill(ctx, &query, view->path, &view->table, &view->next));
	if (query.filter.after_id)
		view->first = register_query_link(ctx->arena, &query, view->path, NULL, STR(""));
	if (view->table.n_lines > 1 && totals_of(view->scheme).value)
		view->totals = str_fmt(ctx->arena, "%.*s/totals%.*s", STR_ARG(view->path),
				       STR_ARG(register_query_words(ctx->arena, &query)));
	return scrutinies_fill(ctx, view);
}

enum outcome register_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct register_page view = {0};
	TRY(register_of(ctx, req->params[0], &view.scheme));
	view.path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(view.scheme->id));
	enum outcome outcome =
		view.scheme->shown == REGISTER_COUNTS ? counts_fill(ctx, &view) : list_fill(ctx, req, &view);
	if (outcome == INVALID)
		resp->status = 400;
	else
		TRY(outcome);
	view.page = access_page(ctx, view.scheme->title);
	view.page.wide = true;
	page_step(ctx->arena, &view.page, STR("Registers"), STR("/registers"));
	struct html h = html_open(ctx);
	registers_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
