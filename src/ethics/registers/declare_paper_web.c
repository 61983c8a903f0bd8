/* Forms on paper (S7): a clerk types in what a member signed; forms to print. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

/* ---- Entering ---- */

static enum outcome scheme_choices(struct ctx *ctx, struct choice **ret_choices, size_t *ret_n)
{
	const struct rulebook *book;
	int64_t version;
	size_t n = 0;
	TRY(rulebook_current(ctx, &book, &version));
	struct choice *choices = arena_array(ctx->arena, struct choice, book->n_schemes);
	for (size_t i = 0; i < book->n_schemes; i++)
		if (!book->schemes[i].of_body)
			choices[n++] = (struct choice){.value = book->schemes[i].id, .text = book->schemes[i].title};
	*ret_choices = choices;
	*ret_n = n;
	return OK;
}

/* What clerks began and have not entered yet, as far as this one may go on with it. */
static enum outcome open_fill(struct ctx *ctx, struct declare_paper_page *view)
{
	struct declaration *drafts;
	size_t n;
	TRY(declarations_in_state(ctx, DECLARATION_DRAFT, STR(""), &drafts, &n));
	struct declare_past_row *rows = arena_array(ctx->arena, struct declare_past_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct declaration *d = &drafts[i];
		struct tenure tenure;
		if (d->source != SOURCE_PAPER || !d->scheme || d->person_id == ctx->actor->person_id)
			continue;
		TRY(people_tenure(ctx, d->tenure_id, &tenure));
		if (!access_may(ctx, RIGHT_CLERK, tenure.organization_id))
			continue;
		rows[view->n_open++] = (struct declare_past_row){
			.when = day_words(ctx->arena, (struct day){d->received_day}),
			.says = d->person_name,
			.state = d->scheme->title,
			.href = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, d->id))),
		};
	}
	view->open = rows;
	return OK;
}

static enum outcome paper_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_paper_page view = {.page = access_page(ctx, STR("Forms on paper"))};
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &view.form};
	struct choice *choices;
	size_t n;
	TRY(scheme_choices(ctx, &choices, &n));
	view.page.problems = ctx->problems.first;
	view.page.notice = declare_notice(req_query(req, "done"));
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	view.form.hidden = access_form(ctx, 0);
	form_select(&ask, "register", said(ctx, msg("Which register?")), NULL, choices, n, STR(""));
	form_input(&ask, "name", said(ctx, msg("Name of the member")),
		   msg("As it stands here, or the last part of the address of their page"), STR(""));
	form_day(&ask, "received", said(ctx, msg("Day on which you received it. This is the date that counts")),
		 msg("Without a calendar to pick from, write it as 2026-07-01"), PEOPLE_NO_DAY);
	form_day(&ask, "form_day", said(ctx, msg("Date that stands on the form (optional)")), NULL, PEOPLE_NO_DAY);
	form_input(&ask, "place", said(ctx, msg("Where is the paper kept?")),
		   msg("Such as “Clerk’s office, folder 2026-3”. The public does not see this"), STR(""));
	TRY(open_fill(ctx, &view));
	view.registers = choices;
	view.n_registers = n;
	view.print = (struct field){.name = "print", .label = STR("A form of which register?")};
	view.person = (struct field){.name = "person",
				     .label = STR("Of whom? (optional)"),
				     .hint = STR("With a name, the form says what stands in the register of them"),
				     .value = req_query(req, "person"),
				     .problems = ctx->problems.first};
	struct html h = html_open(ctx);
	registers_declare_paper_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* Also leads to the form to print that was asked for. */
enum outcome declare_paper_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str print = req_query(req, "print"), name = str_trim(req_query(req, "person"));
	struct person person = {0};
	enum outcome found = name.n ? people_person_named(ctx, name, "person", &person) : OK;
	if (found == INVALID) {
		resp->status = 400;
		return paper_show(ctx, req, resp);
	}
	TRY(found);
	if (str_empty(print))
		return paper_show(ctx, req, resp);
	resp_redirect(resp,
		      str_fmt(ctx->arena, "/office/paper-forms/%.*s%s%.*s", STR_ARG(http_encode(ctx->arena, print)),
			      name.n ? "?person=" : "", STR_ARG(person.slug)));
	return OK;
}

struct entering {
	struct declaration_begin begin;
	struct str form_id, path;
};

static enum outcome enter_write(struct ctx *ctx, void *args)
{
	struct entering *entering = args;
	struct str before;
	int64_t id;
	enum outcome used = form_id_use(ctx, entering->form_id, &before);
	if (used == CONFLICT) {
		entering->path = before;
		return OK;
	}
	TRY(used);
	TRY(declaration_open(ctx, &entering->begin, &id));
	entering->path = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, id)));
	TRY(access_log(ctx, "registers.paper_begin", id, entering->begin.register_id));
	return form_id_result(ctx, entering->form_id, entering->path);
}

/* Whose term, and may this clerk? Nobody types in a form of their own. */
static enum outcome whose_take(struct ctx *ctx, const struct req *req, struct declaration_begin *begin)
{
	struct person person;
	struct register_for own;
	TRY(people_person_named(ctx, req_field(req, "name"), "name", &person));
	if (person.id == ctx->actor->person_id)
		return problem_add(ctx, "name",
				   msg("This is you: declare it yourself, or give the form to another clerk"));
	enum outcome found = register_for_person(ctx, person.id, begin->register_id, &own);
	if (found == NOT_FOUND)
		return problem_add(ctx, "register", msg("This register is not for {1}, who holds no post that it asks"),
				   person.name);
	TRY(found);
	TRY(access_need(ctx, RIGHT_CLERK, own.tenures[0].organization_id));
	begin->person_id = person.id;
	begin->tenure_id = own.tenures[0].id;
	return OK;
}

#define PLACE_BYTES 500

static enum outcome paper_take(struct ctx *ctx, const struct req *req, struct declaration_begin *begin)
{
	size_t before = ctx->problems.count;
	*begin = (struct declaration_begin){.source = SOURCE_PAPER,
					    .register_id = req_field(req, "register"),
					    .place = str_trim(req_field(req, "place"))};
	enum outcome day = form_take_day(ctx, req, "received", DEADLINE_NO_DAY, &begin->received_day);
	if (day == OK && begin->received_day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "received", msg("Enter the day on which you received it"));
	else if (day == OK && begin->received_day > site_today(ctx).n)
		(void)problem_add(ctx, "received", msg("The day must not be in the future"));
	enum outcome form_day = form_take_day(ctx, req, "form_day", DEADLINE_NO_DAY, &begin->form_day);
	if (form_day == OK && begin->form_day != DEADLINE_NO_DAY && begin->form_day > site_today(ctx).n)
		(void)problem_add(ctx, "form_day", msg("The day must not be in the future"));
	if (str_empty(begin->place))
		(void)problem_add(ctx, "place", msg("Say where the paper is kept"));
	if (begin->place.n > PLACE_BYTES)
		(void)problem_add(ctx, "place", msg("Say it in at most 500 characters"));
	enum outcome whose = whose_take(ctx, req, begin);
	return whose != OK ? whose : ctx->problems.count > before ? INVALID : OK;
}

enum outcome declare_paper_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entering entering = {.form_id = req_field(req, "_form")};
	enum outcome outcome = paper_take(ctx, req, &entering.begin);
	if (outcome == OK)
		outcome = site_write(ctx, enter_write, &entering);
	if (outcome == INVALID) {
		resp->status = 400;
		return paper_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, entering.path);
	return OK;
}

/* ---- Forms to print ---- */

/* All that a category may ask, whatever is answered. */
static void print_questions(struct ctx *ctx, const struct scheme_category *category,
			    struct declare_print_category *printed)
{
	struct question *questions = arena_array(ctx->arena, struct question, category->n_fields + 1);
	size_t n = 0;
	if (category->whose & (category->whose - 1))
		questions[n++] =
			(struct question){.id = STR("-whose"), .label = said(ctx, msg("Whose interest is it?"))};
	for (size_t i = 0; i < category->n_fields; i++)
		questions[n++] = (struct question){.id = category->fields[i].id,
						   .label = category->fields[i].label,
						   .hint = category->fields[i].hint,
						   .field = &category->fields[i]};
	printed->questions = questions;
	printed->n_questions = n;
}

struct filling {
	const struct scheme *scheme;
	struct declaration_item *items;
	size_t n;
};

#define PRINTED_MOST 500

static enum outcome print_entry(struct ctx *ctx, const struct entry *entry, struct filling *filling)
{
	(void)ctx;
	if (entry->withheld_ms || entry->erased_ms)
		return OK;
	filling->items[filling->n++] = (struct declaration_item){
		.category = entry->declared.category ? entry->declared.category->id : STR(""),
		.is_nil = entry->declared.is_nil,
		.whose = entry->declared.whose,
		.bodies = entry->bodies,
		.declared = entry->declared,
	};
	return OK;
}

static enum outcome standing_items(struct ctx *ctx, int64_t person_id, struct filling *filling)
{
	struct entry_filter filter = {.register_id = filling->scheme->id,
				      .person_id = person_id,
				      .as_at = DEADLINE_NO_DAY,
				      .most = PRINTED_MOST};
	struct entry *entries;
	struct str next_key;
	int64_t next_id;
	size_t n;
	TRY(registers_known_at(ctx, INT64_MAX, &filter.known));
	TRY(registers_list(ctx, &filter, &entries, &n, &next_key, &next_id));
	filling->items = arena_array(ctx->arena, struct declaration_item, n);
	for (size_t i = 0; i < n; i++)
		TRY(print_entry(ctx, &entries[i], filling));
	return OK;
}

static void print_groups(struct ctx *ctx, const struct filling *filling, struct declare_print_category *printed)
{
	struct declare_check_group *groups = arena_array(ctx->arena, struct declare_check_group, filling->n);
	struct declare_at at = {0};
	for (size_t i = 0; i < filling->n; i++) {
		struct summary_row *rows;
		if (!str_eq(filling->items[i].category, printed->category->id))
			continue;
		struct declare_check_group *group = &groups[printed->n++];
		group->summary = item_summary(ctx, &filling->items[i]);
		declare_rows(ctx, &at, &filling->items[i], false, &rows, &group->n);
		group->rows = rows;
	}
	printed->groups = groups;
}

struct printing {
	struct register_for own; /* n 0: for whoever fills it in */
	int64_t person_id;
	struct str name, filled, empty; /* addresses of the same with what stands, and without */
	bool is_filled;
};

static enum outcome print_show(struct ctx *ctx, const struct printing *p, struct resp *resp)
{
	const struct scheme *scheme = p->own.scheme;
	struct filling filling = {.scheme = scheme};
	struct declare_print_page view = {
		.page = access_page(ctx, scheme->title),
		.scheme = scheme,
		.banner = scheme_not_filing(ctx, scheme),
		.name = p->name,
		.offices = declare_offices(ctx, &p->own),
		.is_filled = p->is_filled,
		.other = p->is_filled ? p->empty : p->filled,
	};
	if (p->is_filled)
		TRY(standing_items(ctx, p->person_id, &filling));
	struct declare_print_category *categories =
		arena_array(ctx->arena, struct declare_print_category, scheme->n_categories);
	for (size_t i = 0; i < scheme->n_categories; i++) {
		struct declare_print_category *printed = &categories[view.n++];
		printed->category = &scheme->categories[i];
		print_questions(ctx, printed->category, printed);
		print_groups(ctx, &filling, printed);
	}
	view.categories = categories;
	struct html h = html_open(ctx);
	registers_declare_print_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_print_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct printing printing = {
		.person_id = ctx->actor->person_id,
		.name = ctx->actor->name,
		.is_filled = str_eq(req_query(req, "filled"), STR("yes")),
		.filled = STR("?filled=yes"),
		.empty = STR("?filled=no"),
	};
	if (!ctx->actor->person_id)
		return FORBIDDEN;
	TRY(register_for_person(ctx, ctx->actor->person_id, req->params[0], &printing.own));
	return print_show(ctx, &printing, resp);
}

/* For a clerk to hand out: empty, or of one member with what stands. */
enum outcome declare_paper_print_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct rulebook *book;
	int64_t version;
	struct printing printing = {0};
	struct str slug = req_query(req, "person");
	TRY(rulebook_current(ctx, &book, &version));
	printing.own.scheme = rulebook_scheme(book, req->params[0]);
	if (!printing.own.scheme)
		return NOT_FOUND;
	if (slug.n) {
		struct person person;
		TRY(people_person_by_slug(ctx, slug, &person));
		TRY(register_for_person(ctx, person.id, req->params[0], &printing.own));
		TRY(access_need(ctx, RIGHT_CLERK, printing.own.tenures[0].organization_id));
		printing.person_id = person.id;
		printing.name = person.name;
		printing.is_filled = true;
		printing.empty = str_fmt(ctx->arena, "/office/paper-forms/%.*s", STR_ARG(printing.own.scheme->id));
	}
	return print_show(ctx, &printing, resp);
}
