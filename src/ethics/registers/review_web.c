/* The office reviews one declaration: what it says, and what is decided about it. */
#include "registers/review_web.h"
#include "registers/attached.h"

#include "people/office_form.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/seen.h"

static struct str when_text(struct ctx *ctx, int64_t ms)
{
	return instant_words(ctx->arena, ctx->site->zone, (struct instant){ms});
}

static struct str values_text(struct ctx *ctx, const struct scheme_field *field, const struct answer *answer)
{
	struct buf out = buf_open(ctx->arena, 64);
	for (size_t i = 0; i < answer->n; i++) {
		if (i)
			buf_str(&out, STR("; "));
		buf_str(&out, value_words(ctx, field, &answer->values[i]));
	}
	return buf_view(&out);
}

const struct review_answer *review_answers(struct ctx *ctx, const struct declared *declared, struct str files,
					   size_t *ret_n)
{
	struct review_answer *answers = arena_array(ctx->arena, struct review_answer, declared->n_answers + 1);
	struct declared seen = declared_seen(ctx->arena, declared);
	size_t n = 0;
	for (size_t i = 0; declared->category && i < declared->n_answers; i++) {
		const struct answer *answer = &declared->answers[i];
		const struct scheme_field *field = scheme_field(declared->category, answer->field);
		const struct answer *is_public = declared_answer(&seen, answer->field);
		bool is_whole = is_public && is_public->n && is_public->values[0].state != VALUE_WITHHELD;
		answers[n++] = (struct review_answer){
			.id = answer->field,
			.name = field ? field->name : answer->field,
			.value = field ? values_text(ctx, field, answer) : STR(""),
			.choice = is_whole ? answer->field : STR(""),
			.is_one = correction_fits(field, answer),
			.file = files.n && declared_file(declared, answer->field)
					? str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(files), STR_ARG(answer->field))
					: STR(""),
			.seen = answer->withheld_why.n ? msg("kept from the public")
				: is_whole             ? msg("public")
				: is_public            ? msg("the public sees that there is one")
						       : msg("office only"),
		};
	}
	*ret_n = n;
	return answers;
}

static bool is_sent(const struct req *req, const char *name, struct str value)
{
	for (size_t i = 0; i < req->n_fields; i++)
		if (str_eq(req->fields[i].name, str_of(name)) && str_eq(req->fields[i].value, value))
			return true;
	return false;
}

/* What whoever looks at it may read of it: who decides by a step reads what they decide about. */
static enum outcome answers_open(struct ctx *ctx, struct declaration *d, const struct review_who *who)
{
	int64_t body_id;
	TRY(homes_mark(ctx, d->puts, d->n_puts));
	if (review_is_of_step(d, who))
		return OK;
	TRY(review_body(ctx, d, &body_id));
	for (size_t i = 0; i < d->n_puts; i++)
		d->puts[i].entry.declared = declared_office(ctx, &d->puts[i].entry.declared, body_id);
	return OK;
}

static struct review_item item_make(struct ctx *ctx, const struct req *req, const struct declaration *d, size_t i,
				    bool may_read)
{
	const struct entry *entry = &d->puts[i].entry;
	struct str index = str_fmt(ctx->arena, "%zu", i);
	struct review_item item = {
		.index = index,
		.title = entry->declared.is_nil     ? STR("Nothing to declare")
			 : entry->declared.category ? entry->declared.category->title
						    : STR("Entry"),
		.act = entry->act == ENTRY_CORRECTED   ? STR("corrected")
		       : entry->act == ENTRY_ENDED     ? STR("ended")
		       : entry->act == ENTRY_WITHDRAWN ? STR("withdrawn")
		       : entry->act == ENTRY_CHANGED   ? STR("changed")
						       : STR(""),
		.asks_withheld = d->asks_withheld[i],
		.is_hidden = d->asks_withheld[i] && !may_read,
		.may_withhold = may_read && d->person_id != 0,
		.is_withheld = req->method == HTTP_POST ? is_sent(req, "withhold[]", index) : d->asks_withheld[i],
		.withhold_id = i ? str_fmt(ctx->arena, "withhold-%zu", i) : STR("withhold"),
	};
	if (item.is_hidden) {
		item.title = STR("An interest of which the person asks that it be withheld");
		return item;
	}
	const struct review_answer *answers = review_answers(
		ctx, &entry->declared, str_fmt(ctx->arena, "%.*s/files/%zu", STR_ARG(req->path), i), &item.n_answers);
	struct review_answer *copy = arena_copy(ctx->arena, answers, item.n_answers * sizeof(*answers));
	for (size_t j = 0; j < item.n_answers; j++)
		if (copy[j].choice.n) {
			copy[j].choice = str_fmt(ctx->arena, "%zu.%.*s", i, STR_ARG(copy[j].choice));
			copy[j].id = str_fmt(ctx->arena, "keep-%zu-%zu", i, j);
			copy[j].is_kept = is_sent(req, "keep[]", copy[j].choice);
		}
	item.answers = copy;
	return item;
}

static const char *act_words(enum review_act act)
{
	switch (act) {
	case REVIEW_ACCEPTED:
		return msg("Accepted");
	case REVIEW_APPROVED:
		return msg("Approved");
	case REVIEW_REFUSED:
		return msg("Not approved");
	case REVIEW_RETURNED:
		return msg("Sent back");
	case REVIEW_LOOKED:
		break;
	}
	return msg("Looked through");
}

static enum outcome past_load(struct ctx *ctx, struct review_page *view)
{
	struct review *reviews;
	size_t n;
	TRY(reviews_of(ctx, view->d.id, &reviews, &n));
	struct review_past *past = arena_array(ctx->arena, struct review_past, n);
	for (size_t i = 0; i < n; i++)
		past[i] = (struct review_past){
			.act = html_said(ctx->arena, ctx->lang, str_of(act_words((enum review_act)reviews[i].act)),
					 NULL, 0),
			.by = reviews[i].by_name,
			.when = when_text(ctx, reviews[i].at_ms),
			.message = reviews[i].message,
		};
	view->past = past;
	view->n_past = n;
	return OK;
}

static void acts_make(struct ctx *ctx, const struct req *req, struct review_page *view)
{
	struct str sent = req_field(req, "act");
	bool stands = view->d.state == DECLARATION_ACCEPTED;
	view->acts[view->n_acts++] = (struct choice){
		.value = STR("accept"),
		.text = stands            ? STR("I looked through it, and nothing is wrong")
			: view->has_steps ? STR("Approve it")
					  : STR("Accept it"),
		.hint = stands || !view->is_last ? STR("") : STR("It stands in the register from then on"),
	};
	if (!stands)
		view->acts[view->n_acts++] = (struct choice){
			.value = STR("return"),
			.text = STR("Send it back with a message"),
			.hint = STR("Nothing is published. The person can change it and send it again"),
		};
	if (!stands && view->has_steps)
		view->acts[view->n_acts++] = (struct choice){.value = STR("refuse"), .text = STR("Do not approve it")};
	for (size_t i = 0; i < view->n_acts; i++)
		view->acts[i].chosen = str_eq(view->acts[i].value, sent);
	view->act = form_question(ctx, req, "act", STR("What do you decide?"), STR(""));
	view->message = form_question(ctx, req, "message",
				      view->has_steps ? STR("Conditions, or why not") : STR("Message to the person"),
				      STR("Needed if you send it back. The person reads it after signing in"));
	view->why = form_question(ctx, req, "why", STR("Why are the ticked answers kept from the public? (if any)"),
				  STR("Everybody reads this beside them"));
	view->until = form_question(ctx, req, "until", STR("Approved until which day? (optional)"),
				    STR("Without a calendar to pick from, write it as 2026-07-01. Left empty: for as "
					"long as the rules allow"));
	view->until.type = "date";
}

enum outcome review_page_load(struct ctx *ctx, const struct req *req, struct review_page *view)
{
	const struct rulebook *rulebook;
	struct review_who who;
	enum scheme_step step;
	struct review_clock clock;
	int64_t id, version;
	bool may_read;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(declaration_load(ctx, id, &view->d));
	if (view->d.state != DECLARATION_SUBMITTED && view->d.state != DECLARATION_ACCEPTED)
		return NOT_FOUND;
	TRY(review_standing(ctx, &view->d, &who, &step));
	if (!review_is_shown(&view->d, &who))
		return FORBIDDEN;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(withheld_may_read(ctx, view->d.person_id, &may_read));
	review_clock(ctx, rulebook, view->d.scheme, view->d.received_day, site_today(ctx), &clock);
	view->bar = review_bar(&who, view->d.person_id, step ? step : STEP_OFFICER);
	view->title = register_title(rulebook, view->d.register_id);
	view->received = review_day(ctx, view->d.received_day);
	view->due = review_day(ctx, clock.due_day);
	view->derivation = clock.derivation;
	view->clock = review_clock_words(clock.state);
	view->colour = review_clock_colour(clock.state);
	uint32_t steps = view->d.scheme ? view->d.scheme->steps : 0;
	view->has_steps = steps != 0;
	view->is_last = !step || approval_step_next(steps & ~((2U << step) - 1), 0) == 0;
	view->step = step ? approval_step_name(step) : NULL;
	view->step_value = str_fmt(ctx->arena, "%d", (int)step);
	view->may_redact = view->d.state == DECLARATION_SUBMITTED && view->is_last && view->d.scheme &&
			   view->d.scheme->shown == REGISTER_PUBLIC;
	TRY(answers_open(ctx, &view->d, &who));
	for (size_t i = 0; i < view->d.n_puts && !view->home.n && str_starts(req->path, STR("/office/")); i++)
		view->home = home_page(ctx, &view->d.puts[i].entry.declared, view->d.person_slug);
	struct review_item *items = arena_array(ctx->arena, struct review_item, view->d.n_puts);
	for (size_t i = 0; i < view->d.n_puts; i++)
		items[i] = item_make(ctx, req, &view->d, i, may_read && who.is_officer);
	view->items = items;
	view->n_items = view->d.n_puts;
	return past_load(ctx, view);
}

struct read_note {
	int64_t id;
	struct str register_id;
	bool is_sealed; /* also what the person asks to be withheld */
};

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct read_note *note = args;
	TRY(access_log(ctx, "registers.read", note->id, note->register_id));
	return note->is_sealed ? access_log(ctx, "registers.read_sealed", note->id, note->register_id) : OK;
}

/* S1, S18: who read what the public does not see is noted. */
static enum outcome read_noted(struct ctx *ctx, const struct review_page *view)
{
	struct read_note note = {view->d.id, view->d.register_id, false};
	for (size_t i = 0; i < view->n_items; i++)
		note.is_sealed |= view->items[i].asks_withheld && !view->items[i].is_hidden;
	return site_write(ctx, read_write, &note);
}

static bool is_mine(const struct req *req)
{
	return str_starts(req->path, STR("/my/"));
}

static enum outcome review_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_page view = {.page = access_page(ctx, STR("Review a declaration"))};
	TRY(review_page_load(ctx, req, &view));
	acts_make(ctx, req, &view);
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, view.d.version);
	view.action = str_fmt(ctx->arena, "%s%.*s", is_mine(req) ? "/my/approvals/" : "/office/registers/declarations/",
			      STR_ARG(id_str(ctx->arena, view.d.id)));
	if (is_mine(req))
		page_step(ctx->arena, &view.page, STR("Waiting for your approval"), STR("/my/approvals"));
	else
		registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_review_one(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return req->method == HTTP_GET ? read_noted(ctx, &view) : OK;
}

enum outcome review_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return review_show(ctx, req, resp);
}

/* ---- Deciding ---- */

static enum outcome redactions_take(struct ctx *ctx, const struct req *req, struct review_decision *d)
{
	struct redaction *redactions = arena_array(ctx->arena, struct redaction, req->n_fields);
	struct str why = str_trim(req_field(req, "why"));
	for (size_t i = 0; i < req->n_fields; i++) {
		struct str rest = req->fields[i].value, index;
		int64_t item;
		if (!str_eq(req->fields[i].name, STR("keep[]")) || !rest.p || !str_cut(&rest, '.', &index) ||
		    !str_to_i64(index, &item))
			continue;
		redactions[d->n_redactions++] = (struct redaction){.item = item, .field = rest, .why = why};
	}
	d->redactions = redactions;
	return OK;
}

static void withhold_take(struct ctx *ctx, const struct req *req, size_t n, struct review_decision *d)
{
	bool *withhold = arena_array(ctx->arena, bool, n);
	for (size_t i = 0; i < n; i++)
		withhold[i] = is_sent(req, "withhold[]", str_fmt(ctx->arena, "%zu", i));
	d->withhold = withhold;
	d->n_withhold = n;
}

static enum review_act act_of(struct str sent)
{
	if (str_eq(sent, STR("accept")))
		return REVIEW_ACCEPTED;
	if (str_eq(sent, STR("return")))
		return REVIEW_RETURNED;
	return str_eq(sent, STR("refuse")) ? REVIEW_REFUSED : 0;
}

static enum outcome decision_take(struct ctx *ctx, const struct req *req, const struct declaration *declaration,
				  struct review_decision *d)
{
	int64_t step;
	*d = (struct review_decision){
		.declaration_id = declaration->id,
		.act = act_of(req_field(req, "act")),
		.message = req_field(req, "message"),
		.mail = mail_seed_new(ctx),
		.until_day = DEADLINE_NO_DAY,
		.n_seeds = declaration_seeds(declaration),
	};
	if (!str_to_i64(req_field(req, "_version"), &d->version))
		d->version = 0;
	d->step = str_to_i64(req_field(req, "step"), &step) && step >= 0 && step <= STEP_CLERK ? (enum scheme_step)step
											       : 0;
	d->seeds = arena_array(ctx->arena, struct journal_seed, d->n_seeds);
	for (size_t i = 0; i < d->n_seeds; i++)
		d->seeds[i] = journal_seed_new(ctx);
	withhold_take(ctx, req, declaration->n_puts, d);
	TRY(redactions_take(ctx, req, d));
	return form_take_day(ctx, req, "until", DEADLINE_NO_DAY, &d->until_day);
}

static enum outcome review_change(struct ctx *ctx, struct form_act *act)
{
	return review_decide(ctx, act->args);
}

enum outcome review_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_page view = {0};
	struct review_decision decision;
	TRY(review_page_load(ctx, req, &view));
	enum outcome decoded = decision_take(ctx, req, &view.d, &decision);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = review_change;
	act.args = &decision;
	act.done = str_fmt(ctx->arena, "%s?done=%s", is_mine(req) ? "/my/approvals" : "/office/registers",
			   decision.act != REVIEW_ACCEPTED ? "returned"
			   : view.is_last                  ? "accepted"
							   : "approved");
	return form_send(ctx, req, resp, &act, decoded, review_show);
}
