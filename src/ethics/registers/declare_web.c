/* What one may declare here, and one register of it. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/public_web.h"
#include "registers/registers_views.h"
#include "registers/review.h"

/* ---- Shared ---- */

struct str declare_journey(const struct scheme *scheme)
{
	return scheme->journey.n ? scheme->journey : scheme->title;
}

struct str declare_notice(struct str done)
{
	if (str_eq(done, STR("saved")))
		return STR("Saved.");
	if (str_eq(done, STR("removed")))
		return STR("Removed.");
	if (str_eq(done, STR("dropped")))
		return STR("Thrown away. What stands in the register has not changed.");
	if (str_eq(done, STR("signed")))
		return STR("Signed and handed in. This page is your receipt.");
	if (str_eq(done, STR("entered")))
		return STR("Entered. The member is told of it.");
	return STR("");
}

struct declare_button declare_button_of(struct ctx *ctx, struct str action, const char *act, struct str text)
{
	return (struct declare_button){
		.action = action, .act = str_of(act), .text = text, .hidden = access_form(ctx, 0)};
}

struct str declare_offices(struct ctx *ctx, const struct register_for *own)
{
	struct buf out = buf_open(ctx->arena, 0);
	for (size_t i = 0; i < own->n; i++) {
		buf_c(&out, out.n ? "; " : "");
		buf_str(&out, tenure_office(ctx->arena, &own->tenures[i]));
	}
	return buf_view(&out);
}

static enum outcome bodies_of(struct ctx *ctx, const struct register_for *own, struct declare_at *at)
{
	struct organization *bodies = arena_array(ctx->arena, struct organization, own->n);
	for (size_t i = 0; i < own->n; i++) {
		bool is_there = false;
		for (size_t j = 0; j < at->n_bodies; j++)
			is_there |= bodies[j].id == own->tenures[i].organization_id;
		if (!is_there)
			TRY(people_organization(ctx, own->tenures[i].organization_id, &bodies[at->n_bodies++]));
	}
	at->bodies = bodies;
	return OK;
}

enum outcome declare_not_helper(const struct declare_at *at)
{
	return at->is_helper ? FORBIDDEN : OK;
}

static bool is_open(const struct declaration *d)
{
	return d->state == DECLARATION_DRAFT || d->state == DECLARATION_RETURNED;
}

/* What the person asks to have withheld, and what belongs to it, is not there for a helper (S1). */
static void asked_drop(struct declaration *d)
{
	size_t kept = 0;
	for (size_t i = 0; i < d->n_items; i++) { /* parents come before their children */
		const struct declaration_item *item = &d->items[i];
		bool is_hidden = item->asks_withheld || (item->parent_id && !declaration_item_of(d, item->parent_id));
		if (!is_hidden)
			d->items[kept++] = *item;
		else
			d->items[i].id = 0;
	}
	d->n_items = kept;
}

/* Somebody whom the person named prepares what is not signed yet. */
static enum outcome helper_open(struct ctx *ctx, struct declare_at *at)
{
	struct helper helper;
	TRY(helper_need(ctx, at->declaration.person_id, &helper));
	if (!is_open(&at->declaration))
		return FORBIDDEN;
	at->is_helper = true;
	if (!helper.sees_withheld)
		asked_drop(&at->declaration);
	return OK;
}

/* Whoever the declaration is of writes it, or their helper; of a signed form a clerk of the body does, and never one's
 * own (S7). */
static enum outcome may_open(struct ctx *ctx, struct declare_at *at)
{
	const struct declaration *d = &at->declaration;
	bool is_own = d->person_id && ctx->actor->person_id == d->person_id;
	if (d->source != SOURCE_PAPER)
		return is_own ? OK : helper_open(ctx, at);
	if (is_own)
		return d->state == DECLARATION_DRAFT ? FORBIDDEN : OK;
	struct tenure tenure;
	TRY(people_tenure(ctx, d->tenure_id, &tenure));
	TRY(access_need(ctx, RIGHT_CLERK, tenure.organization_id));
	at->is_clerk = true;
	return OK;
}

/* Once it is handed in, a clerk reads no more what the person asks to be withheld (S1). */
static void asked_blank(struct declaration *d)
{
	for (size_t i = 0; i < d->n_items; i++)
		if (d->items[i].is_sealed) {
			d->items[i].declared = (struct declared){.scheme = d->scheme, .whose = WHOSE_SELF};
			d->items[i].category = d->items[i].answers = d->items[i].why_withheld = d->items[i].bodies =
				STR("");
			d->items[i].whose = WHOSE_SELF;
		}
}

static enum outcome at_load(struct ctx *ctx, int64_t id, struct declare_at *at)
{
	struct declaration *d = &at->declaration;
	struct register_for own;
	TRY(declaration_load(ctx, id, d));
	if (d->erased_ms || d->state == DECLARATION_DROPPED || !d->scheme)
		return NOT_FOUND;
	TRY(may_open(ctx, at));
	if (at->is_clerk && (d->state == DECLARATION_SUBMITTED || d->state == DECLARATION_ACCEPTED))
		asked_blank(d);
	for (size_t i = 0; i < d->n_items; i++)
		at->n_helped += d->items[i].helped_by != 0;
	at->path = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, d->id)));
	enum outcome found = register_for_person(ctx, d->person_id, d->register_id, &own);
	if (found != OK)
		return found == NOT_FOUND ? OK : found; /* the term is over: what was begun can be ended */
	return bodies_of(ctx, &own, at);
}

enum outcome declare_find(struct ctx *ctx, const struct req *req, enum declare_access access, struct declare_at *ret_at)
{
	struct declare_at at = {0};
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(at_load(ctx, id, &at));
	if (access == DECLARE_WRITE &&
	    (!is_open(&at.declaration) || (at.declaration.source == SOURCE_PAPER && !at.is_clerk)))
		return CONFLICT;
	*ret_at = at;
	return OK;
}

enum outcome declare_find_again(struct ctx *ctx, const struct declare_at *at, struct declare_at *ret_at)
{
	struct declare_at again = {0};
	TRY(at_load(ctx, at->declaration.id, &again));
	if (!is_open(&again.declaration))
		return CONFLICT;
	*ret_at = again;
	return OK;
}

void declare_steps(struct ctx *ctx, struct page *page, const struct declare_at *at)
{
	const struct declaration *d = &at->declaration;
	if (at->is_clerk) {
		page_step(ctx->arena, page, STR("Office"), STR("/office"));
		page_step(ctx->arena, page, STR("Forms on paper"), STR("/office/paper-forms"));
	} else if (at->is_helper) {
		page_step(ctx->arena, page, STR("Whom I help"), STR("/helping"));
		page_step(ctx->arena, page, d->person_name,
			  str_fmt(ctx->arena, "/helping/%.*s", STR_ARG(d->person_slug)));
	} else {
		page_step(ctx->arena, page, STR("To do"), STR("/my"));
		page_step(ctx->arena, page, STR("Declare"), STR("/my/registers"));
		page_step(ctx->arena, page, declare_journey(d->scheme),
			  str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(d->register_id)));
	}
}

struct str declare_item_path(struct ctx *ctx, const struct declare_at *at, int64_t item_id)
{
	return str_fmt(ctx->arena, "%.*s/items/%.*s", STR_ARG(at->path), STR_ARG(id_str(ctx->arena, item_id)));
}

enum outcome declare_first_path(struct ctx *ctx, int64_t id, int64_t item_id, struct str *ret_path)
{
	struct declaration declaration;
	struct question *questions;
	size_t n;
	TRY(declaration_load(ctx, id, &declaration));
	const struct declaration_item *item = declaration_item_of(&declaration, item_id);
	if (!item)
		return NOT_FOUND;
	item_questions(ctx, item, false, &questions, &n);
	*ret_path = str_fmt(ctx->arena, "/declare/%.*s/items/%.*s%s%.*s", STR_ARG(id_str(ctx->arena, id)),
			    STR_ARG(id_str(ctx->arena, item_id)), n ? "/" : "", STR_ARG(n ? questions[0].id : STR("")));
	return OK;
}

struct str declare_says_words(struct ctx *ctx, const struct declaration *declaration)
{
	static const char *const words[] = {
		[SAYS_NOT_YET] = msg("Not signed yet"),
		[SAYS_ENTRIES] = msg("New, changed or ended declarations"),
		[SAYS_UNCHANGED] = msg("Nothing has changed"),
		[SAYS_NIL] = msg("Nothing to declare"),
	};
	return html_said(ctx->arena, ctx->lang, str_of(words[declaration->says]), NULL, 0);
}

struct str declare_state_words(struct ctx *ctx, const struct declaration *declaration)
{
	static const char *const words[] = {
		[0] = "",
		[DECLARATION_DRAFT] = msg("Begun"),
		[DECLARATION_SUBMITTED] = msg("Waits for review"),
		[DECLARATION_RETURNED] = msg("Returned to you"),
		[DECLARATION_ACCEPTED] = msg("In the register"),
		[DECLARATION_DROPPED] = msg("Thrown away"),
	};
	return html_said(ctx->arena, ctx->lang, str_of(words[declaration->state]), NULL, 0);
}

/* ---- What is due ---- */

static bool fulfils(const struct scheme *scheme, struct str duty)
{
	for (size_t i = 0; i < scheme->duties.n; i++)
		if (str_eq(scheme->duties.p[i], duty))
			return true;
	return false;
}

struct declare_due declare_due_of(struct ctx *ctx, const struct scheme *scheme, const struct duty_item *items, size_t n)
{
	const struct obligation *first = NULL;
	bool confirm = false;
	for (size_t i = 0; i < n; i++) {
		const struct obligation *o = &items[i].o;
		if (!fulfils(scheme, items[i].duty) || o->status != OBLIGATION_OWED || o->due_day == DEADLINE_NO_DAY)
			continue;
		if (!first || o->due_day < first->due_day) {
			first = o;
			confirm = items[i].rule && items[i].rule->row.confirm;
		}
	}
	if (!first)
		return (struct declare_due){.day = DEADLINE_NO_DAY};
	bool is_late = obligation_state(first, site_today(ctx), ctx->now_ms) == STATE_LATE;
	struct str day = day_words(ctx->arena, (struct day){first->due_day});
	return (struct declare_due){
		.words = html_said(ctx->arena, ctx->lang,
				   str_of(is_late ? msg("Due date passed: {1}") : msg("Due by {1}")), &day, 1),
		.day = first->due_day,
		.confirm = confirm,
	};
}

static const struct declaration *open_of(const struct declaration *all, size_t n, struct str register_id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].register_id, register_id) && is_open(&all[i]) && all[i].source != SOURCE_PAPER)
			return &all[i];
	return NULL;
}

/* Does anything stand in the register of the person, whoever put it there? */
static enum outcome stands_any(struct ctx *ctx, const struct scheme *scheme, int64_t person_id, bool *ret_stands)
{
	struct entry_filter filter = {
		.register_id = scheme->id, .person_id = person_id, .as_at = DEADLINE_NO_DAY, .most = 1};
	struct entry *entries;
	struct str next_key;
	int64_t next_id;
	size_t n = 0;
	if (!scheme->of_body) {
		TRY(registers_known_at(ctx, INT64_MAX, &filter.known));
		TRY(registers_list(ctx, &filter, &entries, &n, &next_key, &next_id));
	}
	*ret_stands = n > 0;
	return OK;
}

static struct str state_of(struct ctx *ctx, const struct scheme *scheme, const struct declaration *all, size_t n,
			   bool stands)
{
	if (open_of(all, n, scheme->id))
		return html_said(ctx->arena, ctx->lang, str_of(msg("You have begun one")), NULL, 0);
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(all[i].register_id, scheme->id) || is_open(&all[i]) ||
		    all[i].received_day == DEADLINE_NO_DAY)
			continue;
		struct str day = day_words(ctx->arena, (struct day){all[i].received_day});
		return html_said(ctx->arena, ctx->lang, str_of(msg("Last declared on {1}")), &day, 1);
	}
	return html_said(ctx->arena, ctx->lang,
			 str_of(stands ? msg("Something stands in it from before") : msg("Nothing declared yet")), NULL,
			 0);
}

/* What is due first comes first, then what is begun; what is declared of oneself before what is declared of a body;
 * else as the rules have them. */
static int row_compare(const void *a, const void *b)
{
	const struct declare_list_row *one = a, *other = b;
	int32_t day = one->due.day == DEADLINE_NO_DAY ? INT32_MAX : one->due.day;
	int32_t other_day = other->due.day == DEADLINE_NO_DAY ? INT32_MAX : other->due.day;
	if (day != other_day)
		return day < other_day ? -1 : 1;
	if (one->is_begun != other->is_begun)
		return one->is_begun ? -1 : 1;
	if (one->scheme->of_body != other->scheme->of_body)
		return one->scheme->of_body ? 1 : -1;
	return (one->scheme > other->scheme) - (one->scheme < other->scheme);
}

enum outcome declare_list_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct declare_list_page view = {.page = access_page(ctx, STR("Declare")),
					 .is_member = ctx->actor->person_id != 0};
	struct register_for *registers;
	struct duty_item *items;
	struct declaration *all;
	size_t n_items, n_all;
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	view.page.notice = declare_notice(req_query(req, "done"));
	TRY(registers_for_person(ctx, ctx->actor->person_id, &registers, &view.n));
	TRY(duties_of_person(ctx, ctx->actor->person_id, &items, &n_items));
	TRY(declarations_of_person(ctx, ctx->actor->person_id, STR(""), &all, &n_all));
	struct declare_list_row *rows = arena_array(ctx->arena, struct declare_list_row, view.n);
	for (size_t i = 0; i < view.n; i++) {
		const struct scheme *scheme = registers[i].scheme;
		bool stands;
		TRY(stands_any(ctx, scheme, ctx->actor->person_id, &stands));
		rows[i] = (struct declare_list_row){
			.scheme = scheme,
			.journey = declare_journey(scheme),
			.href = str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(scheme->id)),
			.state = state_of(ctx, scheme, all, n_all, stands),
			.is_begun = open_of(all, n_all, scheme->id) != NULL,
			.offices = declare_offices(ctx, &registers[i]),
			.due = declare_due_of(ctx, scheme, items, n_items),
		};
	}
	if (view.n)
		qsort(rows, view.n, sizeof(*rows), row_compare);
	view.rows = rows;
	struct html h = html_open(ctx);
	registers_declare_list_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One register ---- */

#define STANDING_MOST 500

struct standing {
	struct declare_register_page *view;
	struct declare_standing_row *rows;
	struct str action;
};

static enum outcome standing_add(struct ctx *ctx, const struct entry *entry, struct standing *standing)
{
	const struct scheme *scheme = standing->view->scheme;
	if (entry->act >= ENTRY_ENDED)
		return OK;
	const struct declared *declared = &entry->declared;
	struct declare_standing_row row = {
		.category = declared->category ? declared->category->title : STR(""),
		.since = register_holds_words(ctx, entry, declared),
	};
	if (entry->withheld_ms)
		row.summary = scheme->withheld;
	else if (declared->is_nil)
		row.summary = html_said(ctx->arena, ctx->lang, str_of(msg("Nothing to declare")), NULL, 0);
	else
		row.summary = declared_summary(ctx, declared, false);
	if (entry->record_id.n && !declared->is_nil)
		row.withhold = str_fmt(ctx->arena, "/my/withhold/%.*s", STR_ARG(entry->record_id));
	if (scheme->single && !entry->withheld_ms) {
		row.change =
			declare_button_of(ctx, standing->action, "change", str_of(msg("Change, end or withdraw it")));
		row.change.name = STR("entry");
		row.change.value = id_str(ctx->arena, entry->id);
		row.change.is_secondary = true;
	}
	standing->rows[standing->view->n_standing++] = row;
	return OK;
}

/* What stands of the person in the register. */
static enum outcome standing_load(struct ctx *ctx, int64_t person_id, struct str action,
				  struct declare_register_page *view)
{
	struct standing standing = {.view = view, .action = action};
	struct entry_filter filter = {.register_id = view->scheme->id,
				      .person_id = person_id,
				      .as_at = DEADLINE_NO_DAY,
				      .most = STANDING_MOST};
	struct entry *entries;
	struct str next_key;
	int64_t next_id;
	size_t n;
	if (view->scheme->of_body)
		return OK;
	TRY(registers_known_at(ctx, INT64_MAX, &filter.known));
	TRY(registers_list(ctx, &filter, &entries, &n, &next_key, &next_id));
	standing.rows = arena_array(ctx->arena, struct declare_standing_row, n);
	for (size_t i = 0; i < n; i++)
		TRY(standing_add(ctx, &entries[i], &standing));
	view->standing = standing.rows;
	return OK;
}

static struct declare_past_row past_row(struct ctx *ctx, const struct declaration *d)
{
	return (struct declare_past_row){
		.when = instant_words(ctx->arena, ctx->site->zone,
				      (struct instant){is_open(d) ? d->changed_ms : d->signed_ms}),
		.says = declare_says_words(ctx, d),
		.state = declare_state_words(ctx, d),
		.href = str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, d->id))),
		.label = declaration_source_words(ctx, d),
	};
}

const struct declare_past_row *declare_drafts(struct ctx *ctx, const struct declaration *all, size_t n,
					      struct str register_id, size_t *ret_n)
{
	struct declare_past_row *drafts = arena_array(ctx->arena, struct declare_past_row, n);
	size_t used = 0;
	for (size_t i = 0; i < n; i++)
		if (is_open(&all[i]) && all[i].source != SOURCE_PAPER && str_eq(all[i].register_id, register_id))
			drafts[used++] = past_row(ctx, &all[i]);
	*ret_n = used;
	return drafts;
}

static void past_fill(struct ctx *ctx, const struct declaration *all, size_t n, struct declare_register_page *view)
{
	struct declare_past_row *past = arena_array(ctx->arena, struct declare_past_row, n);
	for (size_t i = 0; i < n; i++)
		if (!is_open(&all[i]))
			past[view->n_past++] = past_row(ctx, &all[i]);
	view->past = past;
	view->drafts = declare_drafts(ctx, all, n, view->scheme->id, &view->n_drafts);
}

static void buttons_fill(struct ctx *ctx, struct str action, struct declare_register_page *view)
{
	const struct scheme *scheme = view->scheme;
	bool has = view->n_standing > 0;
	view->begin = declare_button_of(ctx, action, "begin",
					str_of(scheme->single ? msg("Declare something")
					       : has          ? msg("Something has changed")
							      : msg("Begin")));
	if (!scheme->single && has) {
		view->unchanged = declare_button_of(ctx, action, "unchanged", str_of(msg("Nothing has changed")));
		view->begin.is_secondary = true;
	}
	if (scheme->nil && !has) {
		view->nil = declare_button_of(ctx, action, "nil", str_of(msg("I have nothing to declare")));
		view->nil.is_secondary = true;
	}
}

/* Of a register of bodies: for which of them. */
static enum outcome body_buttons(struct ctx *ctx, const struct register_for *own, struct str action,
				 struct declare_register_page *view)
{
	struct declare_at at = {0};
	TRY(bodies_of(ctx, own, &at));
	struct declare_button *buttons = arena_array(ctx->arena, struct declare_button, at.n_bodies);
	for (size_t i = 0; i < at.n_bodies; i++) {
		buttons[i] = declare_button_of(
			ctx, action, "begin",
			html_said(ctx->arena, ctx->lang, str_of(msg("Declare for {1}")), &at.bodies[i].name, 1));
		buttons[i].name = STR("body");
		buttons[i].value = at.bodies[i].slug;
	}
	view->bodies = buttons;
	view->n_bodies = at.n_bodies;
	return OK;
}

/* What was approved, until when, and what is over (S14). */
static enum outcome approvals_fill(struct ctx *ctx, int64_t person_id, struct declare_register_page *view)
{
	struct approval *all;
	if (!view->scheme->steps)
		return OK;
	TRY(approvals(ctx, view->scheme->id, person_id, &all, &view->n_approvals));
	struct declare_approval_row *rows = arena_array(ctx->arena, struct declare_approval_row, view->n_approvals);
	for (size_t i = 0; i < view->n_approvals; i++) {
		const struct approval *a = &all[i];
		bool is_over = a->until_day != DEADLINE_NO_DAY && a->until_day < site_today(ctx).n;
		struct str days[2] = {
			day_words(ctx->arena, (struct day){a->from_day}),
			a->until_day == DEADLINE_NO_DAY ? STR("") : day_words(ctx->arena, (struct day){a->until_day})};
		rows[i] = (struct declare_approval_row){
			.says = html_said(ctx->arena, ctx->lang,
					  str_of(str_empty(days[1]) ? msg("Approved on {1}, without an end")
								    : msg("Approved on {1}, until {2}")),
					  days, 2),
			.conditions = a->conditions,
			.why = a->withdrawn_ms ? a->withdrawn_why : STR(""),
			.state = html_said(ctx->arena, ctx->lang,
					   str_of(a->withdrawn_ms ? msg("withdrawn")
						  : is_over       ? msg("expired: ask for approval anew")
								  : msg("holds")),
					   NULL, 0),
			.colour = a->withdrawn_ms ? "red"
				  : is_over       ? "orange"
						  : "green",
		};
	}
	view->approvals = rows;
	return OK;
}

enum outcome declare_register_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_register_page view = {0};
	struct register_for own;
	struct duty_item *items;
	struct declaration *all;
	size_t n_items, n_all;
	int64_t person_id = ctx->actor->person_id;
	if (!person_id)
		return FORBIDDEN;
	TRY(register_for_person(ctx, person_id, req->params[0], &own));
	struct str action = str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(own.scheme->id));
	view.scheme = own.scheme;
	view.journey = declare_journey(own.scheme);
	view.page = access_page(ctx, view.journey);
	view.page.problems = ctx->problems.first;
	view.page.notice = declare_notice(req_query(req, "done"));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	page_step(ctx->arena, &view.page, STR("Declare"), STR("/my/registers"));
	view.banner = scheme_not_filing(ctx, own.scheme);
	view.offices = declare_offices(ctx, &own);
	view.print = str_fmt(ctx->arena, "%.*s/print", STR_ARG(action));
	view.is_review = own.scheme->review == REVIEW_BEFORE || own.scheme->steps;
	TRY(duties_of_person(ctx, person_id, &items, &n_items));
	view.due = declare_due_of(ctx, own.scheme, items, n_items);
	TRY(declarations_of_person(ctx, person_id, own.scheme->id, &all, &n_all));
	past_fill(ctx, all, n_all, &view);
	view.is_first = view.n_past == 0;
	TRY(standing_load(ctx, person_id, action, &view));
	buttons_fill(ctx, action, &view);
	TRY(approvals_fill(ctx, person_id, &view));
	if (own.scheme->of_body)
		TRY(body_buttons(ctx, &own, action, &view));
	struct html h = html_open(ctx);
	registers_declare_register_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
