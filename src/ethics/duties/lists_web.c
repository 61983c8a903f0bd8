/* The office: what is late, what is due soon, who starts, who leaves; by body, by duty, and to download. */
#include "base/cli.h"
#include "duties/duties_views.h"
#include "duties/duties_web.h"

#define PAGE_ROWS    50
#define CSV_ROWS     5000
#define COUNTED_MOST 1000
#define DAYS_DEFAULT 60

enum list { LIST_LATE, LIST_SOON, LIST_STARTERS, LIST_LEAVERS, LISTS };

static const struct {
	const char *word; /* in addresses */
	const char *heading, *empty, *file;
} lists[LISTS] = {
	[LIST_LATE] = {"late", "Due date passed", "Nobody has let a due date pass.", "due-date-passed.csv"},
	[LIST_SOON] = {"soon", "Due within 14 days", "Nothing is due within 14 days.", "due-soon.csv"},
	[LIST_STARTERS] = {"starters", "New starters", "Nobody began in that time, or begins soon.",
			   "new-starters.csv"},
	[LIST_LEAVERS] = {"leavers", "Leavers", "Nobody left in that time, or leaves soon.", "leavers.csv"},
};

static const int spans[] = {30, DAYS_DEFAULT, 180, 365};

struct asked {
	enum list list;
	struct organization body; /* id 0: all */
	struct duty_known duty;   /* duty 0: any */
	int days;
	int32_t after_day;
	int64_t after_id;
	/* To choose from. */
	struct organization *bodies;
	struct duty_known *known;
	size_t n_bodies, n_known;
	bool whole; /* may see all bodies at once */
};

static bool is_terms(enum list list)
{
	return list == LIST_STARTERS || list == LIST_LEAVERS;
}

/* Bodies that the actor may read. */
static enum outcome bodies_read(struct ctx *ctx, struct asked *asked)
{
	size_t n;
	TRY(people_organizations(ctx, &asked->bodies, &n));
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_READ, asked->bodies[i].id))
			asked->bodies[asked->n_bodies++] = asked->bodies[i];
	asked->whole = access_may(ctx, RIGHT_READ, ACCESS_WHOLE_SITE);
	return OK;
}

static void after_read(const struct req *req, struct asked *asked)
{
	struct str after = req_query(req, "after"), part;
	int64_t day, id;
	if (!after.n || !str_cut(&after, '_', &part) || !str_to_i64(part, &day) || day <= INT32_MIN ||
	    day >= INT32_MAX || !str_cut(&after, '_', &part) || !id_parse(part, &id))
		return;
	asked->after_day = (int32_t)day;
	asked->after_id = id;
}

static enum outcome asked_of(struct ctx *ctx, const struct req *req, struct asked *ret_asked)
{
	struct asked asked = {.days = DAYS_DEFAULT};
	int64_t days;
	for (int i = 0; i < LISTS; i++)
		if (str_eq(req_query(req, "show"), str_of(lists[i].word)))
			asked.list = (enum list)i;
	TRY(bodies_read(ctx, &asked));
	TRY(duties_known(ctx, &asked.known, &asked.n_known));
	struct str slug = req_query(req, "body"), duty = req_query(req, "duty");
	for (size_t i = 0; i < asked.n_bodies; i++)
		if (str_eq(asked.bodies[i].slug, slug))
			asked.body = asked.bodies[i];
	for (size_t i = 0; i < asked.n_known; i++)
		if (str_eq(asked.known[i].id, duty))
			asked.duty = asked.known[i];
	if (str_to_i64(req_query(req, "days"), &days) && days > 0 && days <= 3660)
		asked.days = (int)days;
	/* Who has the right on some bodies alone sees one of them at a time. */
	if (!asked.whole && !asked.body.id && asked.n_bodies)
		asked.body = asked.bodies[0];
	if (!asked.whole && !asked.body.id)
		return FORBIDDEN;
	after_read(req, &asked);
	*ret_asked = asked;
	return OK;
}

static struct duty_filter due_filter(struct ctx *ctx, const struct asked *asked, enum list list)
{
	int32_t today = site_today(ctx).n;
	bool soon = list == LIST_SOON;
	return (struct duty_filter){.body_id = asked->body.id,
				    .duty = asked->duty.duty,
				    .from_day = soon ? today : INT32_MIN + 1,
				    .to_day = soon ? today + DUTY_SOON_DAYS : today - 1,
				    .after_day = asked->after_day,
				    .after_id = asked->after_id,
				    .most = PAGE_ROWS};
}

static struct duty_turn_filter turn_filter(struct ctx *ctx, const struct asked *asked, enum list list)
{
	int32_t today = site_today(ctx).n;
	return (struct duty_turn_filter){.turn = list == LIST_STARTERS ? DUTY_STARTS : DUTY_LEAVES,
					 .body_id = asked->body.id,
					 .from_day = today - asked->days,
					 .to_day = today + DUTY_SOON_DAYS,
					 .after_day = asked->after_day,
					 .after_id = asked->after_id,
					 .most = PAGE_ROWS};
}

static struct str address(struct ctx *ctx, const char *path, const struct asked *asked, enum list list,
			  int32_t after_day, int64_t after_id)
{
	struct buf out = buf_open(ctx->arena, 96);
	buf_fmt(&out, "%s?show=%s", path, lists[list].word);
	if (asked->body.id)
		buf_fmt(&out, "&body=%.*s", STR_ARG(asked->body.slug));
	if (asked->duty.duty)
		buf_fmt(&out, "&duty=%.*s", STR_ARG(asked->duty.id));
	if (asked->days != DAYS_DEFAULT)
		buf_fmt(&out, "&days=%d", asked->days);
	if (after_id)
		buf_fmt(&out, "&after=%d_%.*s", after_day, STR_ARG(id_str(ctx->arena, after_id)));
	return buf_view(&out);
}

/* "14"; of very many "1,000+". */
static enum outcome list_count(struct ctx *ctx, const struct asked *asked, enum list list, int64_t *ret_n,
			       struct str *ret_count)
{
	const struct duty_filter due = due_filter(ctx, asked, list);
	const struct duty_turn_filter turn = turn_filter(ctx, asked, list);
	if (is_terms(list))
		TRY(duties_turns_count(ctx, &turn, COUNTED_MOST, ret_n));
	else
		TRY(duties_count(ctx, &due, COUNTED_MOST, ret_n));
	*ret_count = *ret_n < COUNTED_MOST ? str_fmt(ctx->arena, "%d", (int)*ret_n) : STR("1,000+");
	return OK;
}

/* "Due date passed (14)" */
static enum outcome lists_put(struct ctx *ctx, const struct asked *asked, struct duties_office_page *view)
{
	struct page_link *links = arena_array(ctx->arena, struct page_link, LISTS);
	for (int i = 0; i < LISTS; i++) {
		struct str count;
		int64_t n;
		TRY(list_count(ctx, asked, (enum list)i, &n, &count));
		links[i] =
			(struct page_link){.text = str_fmt(ctx->arena, "%s (%.*s)", lists[i].heading, STR_ARG(count)),
					   .href = address(ctx, "/office/duties", asked, (enum list)i, 0, 0),
					   .current = asked->list == (enum list)i};
	}
	view->lists = links;
	view->n_lists = LISTS;
	return OK;
}

static void choices_put(struct ctx *ctx, const struct asked *asked, struct duties_office_page *view)
{
	struct choice *bodies = arena_array(ctx->arena, struct choice, asked->n_bodies + 1);
	struct choice *known = arena_array(ctx->arena, struct choice, asked->n_known + 1);
	struct choice *times = arena_array(ctx->arena, struct choice, COUNT_OF(spans));
	if (asked->whole)
		bodies[view->n_bodies++] = (struct choice){.text = STR("All bodies"), .chosen = asked->body.id == 0};
	for (size_t i = 0; i < asked->n_bodies; i++)
		bodies[view->n_bodies++] = (struct choice){.value = asked->bodies[i].slug,
							   .text = asked->bodies[i].name,
							   .chosen = asked->bodies[i].id == asked->body.id};
	known[view->n_duties++] = (struct choice){.text = STR("All duties"), .chosen = asked->duty.duty == 0};
	for (size_t i = 0; i < asked->n_known; i++)
		known[view->n_duties++] = (struct choice){.value = asked->known[i].id,
							  .text = asked->known[i].title,
							  .chosen = asked->known[i].duty == asked->duty.duty};
	for (size_t i = 0; i < COUNT_OF(spans); i++)
		times[view->n_spans++] = (struct choice){.value = str_fmt(ctx->arena, "%d", spans[i]),
							 .text = str_fmt(ctx->arena, "%d days", spans[i]),
							 .chosen = spans[i] == asked->days};
	view->show = str_of(lists[asked->list].word);
	view->body = (struct field){.name = "body", .label = STR("Council, committee or board")};
	view->duty = (struct field){.name = "duty", .label = STR("Duty")};
	view->days = (struct field){.name = "days", .label = STR("How far back")};
	view->bodies = bodies;
	view->duties = known;
	view->spans = times;
	view->is_chosen = (asked->whole && asked->body.id) || (!is_terms(asked->list) && asked->duty.duty) ||
			  (is_terms(asked->list) && asked->days != DAYS_DEFAULT);
}

static enum outcome rows_put(struct ctx *ctx, const struct asked *asked, struct duties_office_page *view)
{
	const struct duty_filter filter = due_filter(ctx, asked, asked->list);
	struct duty_filter next;
	struct duty_item *items;
	TRY(duties_worklist(ctx, &filter, &items, &view->n_rows, &next));
	struct duties_row *rows = arena_array(ctx->arena, struct duties_row, view->n_rows);
	for (size_t i = 0; i < view->n_rows; i++) {
		TRY(duties_row_of(ctx, &items[i], &rows[i]));
		rows[i].href = duties_office_path(ctx, &items[i]);
		rows[i].may_choose = access_may(ctx, RIGHT_CLERK, items[i].o.organization_id);
	}
	view->rows = rows;
	if (next.after_id)
		view->next = address(ctx, "/office/duties", asked, asked->list, next.after_day, next.after_id);
	return OK;
}

static enum outcome term_row_of(struct ctx *ctx, const struct duty_term_item *term, struct duties_term_row *ret_row)
{
	struct duties_row *owed = arena_array(ctx->arena, struct duties_row, term->n_owed);
	const struct tenure *t = &term->tenure;
	for (size_t i = 0; i < term->n_owed; i++) {
		TRY(duties_row_of(ctx, &term->owed[i], &owed[i]));
		owed[i].href = duties_office_path(ctx, &term->owed[i]);
	}
	*ret_row = (struct duties_term_row){.term = *term,
					    .office = tenure_office(ctx->arena, t),
					    .when = people_term_words(ctx->arena, t),
					    .owed = owed};
	return OK;
}

static enum outcome terms_put(struct ctx *ctx, const struct asked *asked, struct duties_office_page *view)
{
	const struct duty_turn_filter filter = turn_filter(ctx, asked, asked->list);
	struct duty_turn_filter next;
	struct duty_term_item *terms;
	TRY(duties_turns(ctx, &filter, &terms, &view->n_rows, &next));
	struct duties_term_row *rows = arena_array(ctx->arena, struct duties_term_row, view->n_rows);
	for (size_t i = 0; i < view->n_rows; i++)
		TRY(term_row_of(ctx, &terms[i], &rows[i]));
	view->terms = rows;
	view->is_terms = true;
	view->lead =
		str_fmt(ctx->arena,
			asked->list == LIST_STARTERS
				? "Terms and jobs that began in the last %d days or begin in the next %d, and what is "
				  "to be done in them."
				: "Terms and jobs that ended in the last %d days or end in the next %d, and what is "
				  "still to be done. Nobody is listed who goes on in the same place.",
			asked->days, DUTY_SOON_DAYS);
	if (next.after_id)
		view->next = address(ctx, "/office/duties", asked, asked->list, next.after_day, next.after_id);
	return OK;
}

static enum outcome unkinded_put(struct ctx *ctx, struct duties_office_page *view)
{
	struct organization *bodies;
	size_t n;
	TRY(duties_unkinded(ctx, &bodies, &n));
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_READ, bodies[i].id))
			bodies[view->n_unkinded++] = bodies[i];
	view->unkinded = bodies;
	return OK;
}

enum outcome duties_office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duties_office_page view = {.page = access_page(ctx, STR("Due dates"))};
	struct asked asked;
	struct duty_progress progress;
	TRY(asked_of(ctx, req, &asked));
	TRY(is_terms(asked.list) ? terms_put(ctx, &asked, &view) : rows_put(ctx, &asked, &view));
	TRY(duties_progress(ctx, &progress));
	TRY(lists_put(ctx, &asked, &view));
	choices_put(ctx, &asked, &view);
	TRY(unkinded_put(ctx, &view));
	view.may_remind = access_may(ctx, RIGHT_CLERK, 0);
	view.hidden = access_form(ctx, 0);
	if (req_query(req, "reminded").n)
		view.page.notice = STR("The reminders are on their way, and letters wait to be printed.");
	view.left = progress.left;
	view.heading = str_of(lists[asked.list].heading);
	view.empty = str_of(lists[asked.list].empty);
	view.csv = address(ctx, "/office/duties/list.csv", &asked, asked.list, 0, 0);
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	duties_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- On the first page of the office ---- */

enum outcome duties_waiting_load(struct ctx *ctx, struct duties_waiting **ret_waiting, size_t *ret_n)
{
	struct asked asked = {.days = DAYS_DEFAULT};
	struct duties_waiting *waiting = arena_array(ctx->arena, struct duties_waiting, DUTIES_WAITING_MOST);
	size_t used = 0;
	int64_t n;
	TRY(bodies_read(ctx, &asked));
	for (size_t i = 0; i < (asked.whole ? 1 : asked.n_bodies); i++) {
		if (!asked.whole)
			asked.body = asked.bodies[i];
		for (int list = LIST_LATE; list <= LIST_SOON && used < DUTIES_WAITING_MOST; list++) {
			struct duties_waiting *w = &waiting[used];
			TRY(list_count(ctx, &asked, (enum list)list, &n, &w->count));
			w->list = str_of(lists[list].heading);
			w->href = address(ctx, "/office/duties", &asked, (enum list)list, 0, 0);
			w->body = asked.body.name;
			used += n > 0;
		}
	}
	*ret_waiting = waiting;
	*ret_n = used;
	return OK;
}

/* ---- To download ---- */

static void term_csv(struct ctx *ctx, struct buf *out, const struct duty_term_item *term)
{
	const struct tenure *t = &term->tenure;
	struct buf owed = buf_open(ctx->arena, 64);
	for (size_t i = 0; i < term->n_owed; i++) {
		buf_fmt(&owed, "%s%.*s", i ? "; " : "", STR_ARG(term->owed[i].title));
		if (term->owed[i].o.due_day != DEADLINE_NO_DAY)
			buf_fmt(&owed, " (%.*s)", STR_ARG(people_day(ctx->arena, term->owed[i].o.due_day)));
	}
	const struct str row[] = {
		id_str(ctx->arena, t->id),
		t->person_name,
		tenure_office(ctx->arena, t),
		t->organization_slug,
		people_day(ctx->arena, t->from_day),
		people_day(ctx->arena, t->to_day),
		str_fmt(ctx->arena, "%zu", term->n_owed),
		str_fmt(ctx->arena, "%zu", term->n_late),
		str_fmt(ctx->arena, "%zu", term->n_done),
		buf_view(&owed),
	};
	cli_csv_row(out, row, COUNT_OF(row));
}

static struct str terms_csv(struct ctx *ctx, const struct duty_term_item *terms, size_t n)
{
	static const struct str head[] = {STR_INIT("term"), STR_INIT("person"), STR_INIT("office"), STR_INIT("body"),
					  STR_INIT("from"), STR_INIT("to"),     STR_INIT("owed"),   STR_INIT("late"),
					  STR_INIT("done"), STR_INIT("to_do")};
	struct buf out = buf_open(ctx->arena, 4096);
	cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++)
		term_csv(ctx, &out, &terms[i]);
	return buf_view(&out);
}

enum outcome duties_office_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct asked asked;
	size_t n;
	TRY(asked_of(ctx, req, &asked));
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = str_of(lists[asked.list].file);
	if (is_terms(asked.list)) {
		struct duty_turn_filter filter = turn_filter(ctx, &asked, asked.list);
		struct duty_term_item *terms;
		filter.most = CSV_ROWS;
		TRY(duties_turns(ctx, &filter, &terms, &n, NULL));
		resp->body = terms_csv(ctx, terms, n);
		return OK;
	}
	struct duty_filter filter = due_filter(ctx, &asked, asked.list);
	struct duty_item *items;
	filter.most = CSV_ROWS;
	TRY(duties_worklist(ctx, &filter, &items, &n, NULL));
	resp->body = duties_csv(ctx, items, n);
	return OK;
}
