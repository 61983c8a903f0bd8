/* People from a pasted table: the table, what its columns hold, what would happen, done. Nothing is kept in between:
 * each page carries the answers of the ones before. */
#include "people/office_paste.h"

#include "people/office_web.h"
#include "people/people_views.h"

#define LINES_SHOWN 8

static const char *const column_names[PASTE_COLUMNS] = {
	"column-1",  "column-2",  "column-3",  "column-4",  "column-5",  "column-6",  "column-7",  "column-8",
	"column-9",  "column-10", "column-11", "column-12", "column-13", "column-14", "column-15", "column-16",
	"column-17", "column-18", "column-19", "column-20", "column-21", "column-22", "column-23", "column-24",
	"column-25", "column-26", "column-27", "column-28", "column-29", "column-30",
};

static const char *const field_texts[PASTE_FIELDS] = {
	[PASTE_NOTHING] = msg("nothing"),
	[PASTE_NAME] = msg("name"),
	[PASTE_FIRST_NAME] = msg("first name"),
	[PASTE_LAST_NAME] = msg("last name"),
	[PASTE_POST] = msg("post"),
	[PASTE_AREA] = msg("ward or area"),
	[PASTE_BODY] = msg("council or committee"),
	[PASTE_CATEGORY] = msg("how the post is held"),
	[PASTE_FROM] = msg("first day"),
	[PASTE_TO] = msg("last day"),
	[PASTE_EMAIL] = msg("e-mail (not public)"),
	[PASTE_PHONE] = msg("telephone (not public)"),
	[PASTE_IDENTIFIER] = msg("number of the person"),
	[PASTE_ELECTED] = msg("elected: yes or no"),
};

/* ---- What a request says ---- */

/* Everything that was decided so far. */
struct pasting {
	struct paste table;
	struct paste_row *rows;
	size_t n_rows;
	struct organization *bodies;
	size_t n_bodies;
	struct people_import import;
};

static enum paste_step step_of(const struct req *req)
{
	static const struct str steps[] = {
		[PASTE_STEP_TABLE] = STR_INIT("table"),
		[PASTE_STEP_COLUMNS] = STR_INIT("columns"),
		[PASTE_STEP_PREVIEW] = STR_INIT("preview"),
		[PASTE_STEP_ADD] = STR_INIT("add"),
	};
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (str_eq(req_field(req, "step"), steps[i]))
			return (enum paste_step)i;
	return PASTE_STEP_TABLE;
}

bool office_paste_month_first(const struct ctx *ctx)
{
	return str_starts(ctx->site->settings.zone_name, STR("America/")) ||
	       str_starts(ctx->site->settings.zone_name, STR("Pacific/Honolulu"));
}

enum outcome office_paste_take(struct ctx *ctx, const struct req *req, uint32_t fields, struct paste *ret_paste)
{
	struct paste table;
	TRY(paste_read(ctx, req_field(req, "table"), office_paste_month_first(ctx), &table));
	if (!str_empty(req_field(req, column_names[0]))) {
		table.has_header = req_field(req, "header").n > 0;
		for (size_t i = 0; i < table.n_columns; i++)
			if (!paste_field_parse(req_field(req, column_names[i]), &table.fields[i]))
				table.fields[i] = PASTE_NOTHING;
	}
	paste_keep(&table, fields);
	*ret_paste = table;
	return OK;
}

static struct str body_name(const struct pasting *p, struct str value)
{
	int64_t id;
	for (size_t i = 0; id_parse(value, &id) && i < p->n_bodies; i++)
		if (p->bodies[i].id == id)
			return p->bodies[i].name;
	return (struct str){0};
}

static enum outcome take_defaults(struct ctx *ctx, const struct req *req, const struct pasting *p,
				  struct paste_defaults *ret_defaults)
{
	struct str from = str_trim(req_field(req, "from")), new_body = str_trim(req_field(req, "new_body"));
	struct paste_defaults defaults = {
		.body = new_body.n ? new_body : body_name(p, req_field(req, "body")),
		.post = str_trim(req_field(req, "post")),
		.from_day = TENURE_FROM_EVER,
		.bodies = p->bodies,
		.n_bodies = p->n_bodies,
	};
	struct day day;
	if (from.n && !paste_day(from, office_paste_month_first(ctx), &day))
		(void)problem_add(ctx, "from", msg("“{1}” is not a day. Write it as 2026-07-01"), from);
	else if (from.n)
		defaults.from_day = day.n;
	if (!tenure_category_parse(req_field(req, "category"), &defaults.category))
		(void)problem_add(ctx, "category", msg("Choose how these posts are held"));
	if (ctx->problems.first)
		return INVALID;
	*ret_defaults = defaults;
	return OK;
}

/* A clerk adds people to the clerk's own bodies; a new body is for whoever has the right for the whole site (S6). */
static enum outcome may_add(struct ctx *ctx, const struct pasting *p)
{
	const struct people_file *file = &p->import.file;
	if (file->n_organizations > 0)
		TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	for (size_t i = 0; i < p->n_bodies; i++)
		for (size_t j = 0; j < file->n_tenures; j++)
			if (str_eq(file->tenures[j].organization_id, p->bodies[i].slug)) {
				TRY(access_need(ctx, RIGHT_CLERK, p->bodies[i].id));
				break;
			}
	return OK;
}

/* The people of the table, and what would become of them. */
static enum outcome take_people(struct ctx *ctx, const struct req *req, struct pasting *p)
{
	struct paste_defaults defaults;
	TRY(office_paste_take(ctx, req, PASTE_OF_PEOPLE, &p->table));
	TRY(take_defaults(ctx, req, p, &defaults));
	TRY(paste_rows(ctx, &p->table, &p->rows, &p->n_rows));
	TRY(paste_file(ctx, p->rows, p->n_rows, &defaults, &p->import.file));
	TRY(may_add(ctx, p));
	people_import_seed(ctx, &p->import);
	p->import.in_office = true;
	return OK;
}

/* ---- Pages ---- */

static const struct choice *body_choices(struct ctx *ctx, const struct pasting *p, struct str chosen, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, p->n_bodies + 1);
	size_t n = 0;
	choices[n++] = (struct choice){.value = STR(""), .text = STR("A column says it, or a new one")};
	for (size_t i = 0; i < p->n_bodies; i++) {
		struct str value = id_str(ctx->arena, p->bodies[i].id);
		if (access_may(ctx, RIGHT_CLERK, p->bodies[i].id))
			choices[n++] = (struct choice){
				.value = value, .text = p->bodies[i].name, .chosen = str_eq(value, chosen)};
	}
	*ret_n = n;
	return choices;
}

static void put_questions(struct ctx *ctx, const struct req *req, const struct pasting *p, struct office_paste *view)
{
	view->table = form_question(
		ctx, req, "table", STR("The table"),
		STR("With or without a row of headings. Cards work too: some lines a person, an empty line "
		    "between."));
	view->table.rows = 12;
	view->body = form_question(ctx, req, "body", STR("Council, committee or board"), STR("Of all rows"));
	view->new_body = form_question(ctx, req, "new_body", STR("Or the name of a new one (optional)"), STR(""));
	view->post =
		form_question(ctx, req, "post", STR("Post, where a row says none (optional)"), STR("Such as “Member”"));
	view->from = form_question(ctx, req, "from", STR("First day, where a row says none (optional)"),
				   STR("Such as 2026-07-01. Left empty, the first day is not known."));
	view->category = form_question(ctx, req, "category", STR("How are these posts held?"), STR(""));
	view->bodies = body_choices(ctx, p, view->body.value, &view->n_bodies);
	view->categories = form_category_choices(ctx, view->category.value, &view->n_categories);
}

static struct paste_column column_of(struct ctx *ctx, const struct paste *paste, size_t i, uint32_t fields)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, PASTE_FIELDS);
	size_t n = 0;
	for (int32_t field = 0; field < PASTE_FIELDS; field++)
		if (fields >> field & 1)
			choices[n++] = (struct choice){.value = paste_field_name(field),
						       .text = str_of(field_texts[field]),
						       .chosen = paste->fields[i] == field};
	struct str head = paste->has_header ? paste_cell(paste, 0, i) : STR("");
	struct str title = head.n ? head : str_fmt(ctx->arena, "Column %zu", i + 1);
	return (struct paste_column){
		.field = {.name = column_names[i],
			  .label = title,
			  .value = paste_field_name(paste->fields[i]),
			  .problems = ctx->problems.first},
		.choices = choices,
		.n_choices = n,
	};
}

void office_paste_columns(struct ctx *ctx, const struct paste *paste, uint32_t fields,
			  struct paste_columns *ret_columns)
{
	struct paste_column *columns = arena_array(ctx->arena, struct paste_column, paste->n_columns);
	for (size_t i = 0; i < paste->n_columns; i++)
		columns[i] = column_of(ctx, paste, i, fields);
	size_t below = paste->n_rows - paste->has_header, n = below < LINES_SHOWN ? below : LINES_SHOWN;
	struct paste_line *lines = arena_array(ctx->arena, struct paste_line, n);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct paste_line){.cells = &paste->cells[(i + paste->has_header) * paste->n_columns],
					       .n = paste->n_columns};
	*ret_columns = (struct paste_columns){
		.header = {.value = STR("yes"),
			   .text = STR("The first row names the columns"),
			   .chosen = paste->has_header},
		.header_field = {.name = "header"},
		.columns = columns,
		.n_columns = paste->n_columns,
		.lines = lines,
		.n_lines = n,
		.n_rows = below,
		.has_header = paste->has_header,
	};
}

static enum outcome paste_show(struct ctx *ctx, const struct req *req, struct resp *resp, const struct pasting *p,
			       enum paste_step step)
{
	struct office_paste view = {
		.page = access_page(ctx, STR("Add people from a table")),
		.hidden = access_form(ctx, 0),
		.step = step,
		.file = &p->import.file,
		.tenures = p->import.file.tenures,
		.n_tenures = p->import.file.n_tenures,
		.result = &p->import.result,
	};
	view.page.problems = ctx->problems.first;
	people_steps(ctx, &view.page);
	put_questions(ctx, req, p, &view);
	if (step != PASTE_STEP_TABLE)
		office_paste_columns(ctx, &p->table, PASTE_OF_PEOPLE, &view.columns);
	resp->status = ctx->problems.first ? 400 : 200;
	struct html h = html_open(ctx);
	people_paste_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

struct str paste_person_shown(const struct office_paste *v, const struct file_tenure *tenure)
{
	for (size_t i = 0; i < v->file->n_persons; i++)
		if (str_eq(v->file->persons[i].id, tenure->person_id))
			return v->file->persons[i].row.name;
	return tenure->person_id;
}

struct str paste_count(struct arena *arena, int64_t n)
{
	return str_fmt(arena, "%lld", (long long)n);
}

/* ---- Routes ---- */

enum outcome office_paste_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pasting p = {0};
	TRY(people_organizations(ctx, &p.bodies, &p.n_bodies));
	return paste_show(ctx, req, resp, &p, PASTE_STEP_TABLE);
}

/* The page on which the problems can be put right: the columns, or the first one where its own answers are at fault. */
static enum paste_step step_back(const struct ctx *ctx, const struct pasting *p)
{
	static const char *const first_page[] = {"body", "new_body", "post", "from", "category"};
	for (const struct problem *problem = ctx->problems.first; problem; problem = problem->next)
		for (size_t i = 0; i < COUNT_OF(first_page); i++)
			if (str_eq(problem->where, str_of(first_page[i])))
				return PASTE_STEP_TABLE;
	return p->table.n_columns > 0 ? PASTE_STEP_COLUMNS : PASTE_STEP_TABLE;
}

enum outcome office_paste_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pasting p = {0};
	enum paste_step step = step_of(req);
	TRY(people_organizations(ctx, &p.bodies, &p.n_bodies));
	enum outcome taken = step == PASTE_STEP_TABLE     ? OK
			     : step == PASTE_STEP_COLUMNS ? office_paste_take(ctx, req, PASTE_OF_PEOPLE, &p.table)
							  : take_people(ctx, req, &p);
	if (taken == OK && step >= PASTE_STEP_PREVIEW) {
		p.import.dry_run = step == PASTE_STEP_PREVIEW;
		p.import.form_id = req_field(req, "_form");
		taken = people_import_apply(ctx, &p.import);
	}
	if (taken == INVALID)
		return paste_show(ctx, req, resp, &p, step_back(ctx, &p));
	TRY(taken);
	if (step == PASTE_STEP_ADD) {
		resp_redirect(resp, STR("/office/people?done=table"));
		return OK;
	}
	return paste_show(ctx, req, resp, &p, step);
}
