/* The office reminds: of chosen rows of a worklist, by e-mail at once; letters to print for those whom no e-mail
 * reaches. */
#include <stdlib.h>

#include "duties/duties_views.h"
#include "duties/duties_web.h"
#include "duties/remind.h"
#include "people/office_form.h"

#define CHOSEN_MOST 100
#define LINES_MOST  500

/* ---- What was chosen, person by person ---- */

struct group {
	struct recipient to;
	struct duty_item *items;
	size_t n;
};

struct reminding {
	const struct req *req;
	struct group *groups;
	size_t n_groups, n_rows;
	struct mail_seed seeds[CHOSEN_MOST];
};

static int by_person(const void *a, const void *b)
{
	const struct duty_item *x = a, *y = b;
	if (x->o.person_id != y->o.person_id)
		return x->o.person_id < y->o.person_id ? -1 : 1;
	return x->o.due_day < y->o.due_day ? -1 : x->o.due_day > y->o.due_day;
}

/* The rows that the form names and that are still owed; FORBIDDEN when one is of a body that is not the actor's. */
static enum outcome chosen_find(struct ctx *ctx, const struct req *req, struct duty_item *items, size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < req->n_fields && n < CHOSEN_MOST; i++) {
		struct str ref = req->fields[i].name, box = STR("row-");
		if (!str_starts(ref, box))
			continue;
		enum outcome found = duties_find(ctx, str_slice(ref, box.n, ref.n), &items[n]);
		if (found == NOT_FOUND)
			continue;
		TRY(found);
		TRY(access_need(ctx, RIGHT_CLERK, items[n].o.organization_id));
		if (items[n].o.status == OBLIGATION_OWED && !items[n].o.voluntary &&
		    items[n].o.due_day != DEADLINE_NO_DAY)
			n++;
	}
	*ret_n = n;
	return OK;
}

static enum outcome groups_find(struct ctx *ctx, const struct req *req, struct reminding *reminding)
{
	struct duty_item *items = arena_array(ctx->arena, struct duty_item, CHOSEN_MOST);
	size_t n;
	TRY(chosen_find(ctx, req, items, &n));
	if (n > 1)
		qsort(items, n, sizeof(*items), by_person);
	reminding->groups = arena_array(ctx->arena, struct group, n);
	for (size_t i = 0; i < n; i++) {
		bool is_same = i > 0 && items[i].o.person_id == items[i - 1].o.person_id;
		if (!is_same) {
			struct group *group = &reminding->groups[reminding->n_groups++];
			*group = (struct group){.items = &items[i]};
			TRY(recipient_load(ctx, RECIPIENT_PERSON, items[i].o.person_id, &group->to));
		}
		reminding->groups[reminding->n_groups - 1].n++;
	}
	reminding->n_rows = n;
	return OK;
}

/* ---- The form ---- */

static struct str how_of(const struct recipient *to)
{
	if (to->is_gone)
		return STR("Gets nothing: has died, or is no more in the list of people");
	if (to->by_post)
		return STR("A letter to print: wants letters, not e-mail");
	return to->email.n ? STR("An e-mail") : STR("A letter to print: no e-mail address is known");
}

static enum outcome remind_page(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duties_remind_page view = {.page = access_page(ctx, STR("Remind")), .hidden = access_form(ctx, 0)};
	struct reminding reminding = {0};
	TRY(groups_find(ctx, req, &reminding));
	struct duties_reminded *people = arena_array(ctx->arena, struct duties_reminded, reminding.n_groups);
	struct str *refs = arena_array(ctx->arena, struct str, reminding.n_rows);
	for (size_t i = 0; i < reminding.n_groups; i++) {
		const struct group *group = &reminding.groups[i];
		people[i] = (struct duties_reminded){.name = group->to.is_gone ? group->items[0].person_name
									       : group->to.name,
						     .how = how_of(&group->to),
						     .n = group->n};
		view.n_mails += !group->to.is_gone && !group->to.by_post && group->to.email.n;
		view.n_letters += !group->to.is_gone && (group->to.by_post || !group->to.email.n);
		for (size_t j = 0; j < group->n; j++)
			refs[view.n_refs++] = obligation_ref(ctx->arena, &group->items[j].o);
	}
	view.people = people;
	view.n_people = reminding.n_groups;
	view.refs = refs;
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Due dates"), STR("/office/duties"));
	struct html h = html_open(ctx);
	duties_remind_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome group_remind(struct ctx *ctx, const struct group *group, const struct mail_seed *seed,
				 struct str form_id)
{
	const struct recipient *to = &group->to;
	if (to->is_gone)
		return OK;
	if (to->by_post || !to->email.n) {
		for (size_t i = 0; i < group->n; i++)
			TRY(duty_line_put(ctx, to->kind, to->id, &group->items[i].o,
					  to->by_post ? LINE_LETTER : LINE_NO_ADDRESS));
	} else {
		struct str once = str_fmt(ctx->arena, "duties.reminder %.*s %.*s", STR_ARG(form_id),
					  STR_ARG(id_str(ctx->arena, to->id)));
		TRY(digest_send_now(ctx, seed, to, group->items, group->n, once));
	}
	return access_log(ctx, "duties.remind", to->id,
			  str_fmt(ctx->arena, "%s: %zu", to->by_post || !to->email.n ? "letter" : "e-mail", group->n));
}

static enum outcome remind_change(struct ctx *ctx, struct form_act *act)
{
	const struct reminding *asked = act->args;
	struct reminding found = {0};
	/* As of this write: an address or a person may be gone since the form was sent. */
	TRY(groups_find(ctx, asked->req, &found));
	for (size_t i = 0; i < found.n_groups; i++)
		TRY(group_remind(ctx, &found.groups[i], &asked->seeds[i], act->form_id));
	return OK;
}

/* First what would be sent is shown; the same form with `send` sends it. */
enum outcome duties_remind_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	if (!form_ticked(req, "send"))
		return remind_page(ctx, req, resp);
	struct reminding *reminding = arena_new(ctx->arena, struct reminding);
	*reminding = (struct reminding){.req = req};
	for (size_t i = 0; i < CHOSEN_MOST; i++)
		reminding->seeds[i] = mail_seed_new(ctx);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = remind_change;
	act.args = reminding;
	act.done = STR("/office/duties?reminded=yes");
	return form_send(ctx, req, resp, &act, OK, remind_page);
}

/* ---- Letters ---- */

static int by_recipient(const void *a, const void *b)
{
	const struct duty_line *x = a, *y = b;
	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	return x->recipient_id < y->recipient_id ? -1 : x->recipient_id > y->recipient_id;
}

/* Lines of the bodies that the actor looks after, those of one recipient beside each other. */
static enum outcome lines_find(struct ctx *ctx, struct duty_line **ret_lines, size_t *ret_n)
{
	int64_t *bodies;
	size_t n_bodies, used = 0;
	struct duty_line *all = arena_array(ctx->arena, struct duty_line, LINES_MOST);
	TRY(duty_paper_bodies(ctx, &bodies, &n_bodies));
	for (size_t i = 0; i < n_bodies && used < LINES_MOST; i++) {
		struct duty_line *lines;
		size_t n;
		if (!access_may(ctx, RIGHT_CLERK, bodies[i]))
			continue;
		TRY(duty_lines_on_paper(ctx, bodies[i], LINES_MOST - used, &lines, &n));
		for (size_t j = 0; j < n; j++)
			all[used++] = lines[j];
	}
	if (used > 1)
		qsort(all, used, sizeof(*all), by_recipient);
	*ret_lines = all;
	*ret_n = used;
	return OK;
}

/* One recipient's; `n` of the letter is 0 when nothing of it is owed any more. */
static enum outcome letter_of(struct ctx *ctx, const struct duty_line *lines, size_t n, struct duties_letter *letter)
{
	struct str email;
	struct recipient to;
	struct person person;
	struct duty_item *items;
	size_t n_items;
	TRY(recipient_load(ctx, lines[0].kind, lines[0].recipient_id, &to));
	*letter = (struct duties_letter){.no_address = lines[0].state == LINE_NO_ADDRESS};
	if (to.is_gone)
		return OK;
	TRY(people_person(ctx, to.person_id, &person));
	TRY(people_addresses(ctx, to.person_id, &email, &letter->address));
	TRY(duty_lines_items(ctx, lines, n, &items, &n_items));
	struct duties_row *rows = arena_array(ctx->arena, struct duties_row, n_items);
	for (size_t i = 0; i < n_items; i++)
		TRY(duties_row_of(ctx, &items[i], &rows[i]));
	letter->name = to.name;
	letter->slug = person.slug;
	letter->person_id = to.person_id;
	letter->rows = rows;
	letter->n = n_items;
	return OK;
}

static enum outcome letters_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duties_letters_page view = {.page = access_page(ctx, STR("Letters to print")),
					   .hidden = access_form(ctx, 0)};
	struct duty_line *lines;
	size_t n, used = 0;
	TRY(lines_find(ctx, &lines, &n));
	struct duties_letter *letters = arena_array(ctx->arena, struct duties_letter, n);
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i + 1;
		     to < n && lines[to].recipient_id == lines[i].recipient_id && lines[to].state == lines[i].state;)
			to++;
		TRY(letter_of(ctx, &lines[i], to - i, &letters[used]));
		used += letters[used].n > 0;
	}
	view.letters = letters;
	view.n_letters = used;
	view.until = ctx->now_ms;
	view.today = day_words(ctx->arena, site_today(ctx));
	view.page.problems = ctx->problems.first;
	if (req_query(req, "done").n)
		view.page.notice = STR("Saved. The activity log says who, and when.");
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &view.page, STR("Due dates"), STR("/office/duties"));
	struct html h = html_open(ctx);
	duties_letters_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_letters_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return letters_show(ctx, req, resp);
}

/* Those that stood on the page: what was put since waits for the next time. */
static enum outcome letters_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *until_ms = act->args;
	struct duty_line *lines;
	size_t n;
	TRY(lines_find(ctx, &lines, &n));
	for (size_t i = 0; i < n; i++) {
		if (lines[i].put_ms > *until_ms)
			continue;
		TRY(access_need(ctx, RIGHT_CLERK, lines[i].o.organization_id));
		TRY(duty_line_drop(ctx, &lines[i], *until_ms));
		TRY(access_log(ctx, "duties.letter", lines[i].recipient_id, obligation_ref(ctx->arena, &lines[i].o)));
	}
	return OK;
}

enum outcome duties_letters_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t until_ms;
	if (!str_to_i64(req_field(req, "until"), &until_ms))
		return INVALID;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = letters_change;
	act.args = &until_ms;
	act.done = STR("/office/duties/letters?done=yes");
	return form_send(ctx, req, resp, &act, OK, letters_show);
}
