/* A file as an answer: chosen, stored at once, fetched again; and its public copy, which is other bytes (S17). */
#include "html/html.h"
#include "registers/attached.h"
#include "registers/declare_web.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

static struct str question_path(struct ctx *ctx, const struct declare_at *at, int64_t item_id, struct str question,
				const char *rest)
{
	return str_fmt(ctx->arena, "%.*s/%.*s%s", STR_ARG(declare_item_path(ctx, at, item_id)), STR_ARG(question),
		       rest);
}

static bool is_change(const struct req *req)
{
	return req_query(req, "change").n || str_eq(req_field(req, "then"), STR("item"));
}

/* May everybody have a copy? Of what is sealed, or is asked to be, nobody has one (S1). */
static bool has_copy(const struct declare_question_page *q)
{
	return q->question.field->shown == SHOWN_PUBLIC && q->at.declaration.scheme->shown == REGISTER_PUBLIC &&
	       !q->item->is_sealed;
}

/* What both pages say of the question and of what is stored. */
static void page_fill(struct ctx *ctx, const struct req *req, const struct declare_question_page *q,
		      struct declare_file_page *view)
{
	const struct value *stored = declared_file(&q->item->declared, q->question.id);
	view->at = q->at;
	view->question = q->question;
	view->caption = q->item->declared.category->title;
	view->token = question_token(ctx, &q->question, q->item);
	view->back = declare_item_path(ctx, &q->at, q->item->id);
	view->is_change = is_change(req);
	view->is_public = has_copy(q);
	view->hidden = access_form(ctx, q->item->version);
	view->page = access_page(ctx, q->question.label);
	view->page.problems = ctx->problems.first;
	declare_steps(ctx, &view->page, &q->at);
	page_step(ctx->arena, &view->page, said(ctx, msg("Tasks")), q->at.path);
	if (!stored)
		return;
	view->stored = value_words(ctx, q->question.field, stored);
	view->download = question_path(ctx, &q->at, q->item->id, q->question.id, "/file");
	view->copy_page =
		question_path(ctx, &q->at, q->item->id, q->question.id, view->is_change ? "/copy?change=1" : "/copy");
	if (stored->copy.id.n) {
		view->copy_stored = file_said(ctx->arena, stored->copy.name, stored->copy.bytes);
		view->copy_download = question_path(ctx, &q->at, q->item->id, q->question.id, "/file?copy=1");
	}
}

static struct field file_field(const struct ctx *ctx, const char *name, const char *label, const char *hint)
{
	return (struct field){
		.name = name, .label = str_of(label), .hint = str_of(hint), .problems = ctx->problems.first};
}

enum outcome declare_file_show(struct ctx *ctx, const struct req *req, struct resp *resp,
			       const struct declare_question_page *question)
{
	struct declare_file_page view = {0};
	page_fill(ctx, req, question, &view);
	view.action = question_path(ctx, &view.at, question->item->id, view.question.id, "/file");
	view.file = file_field(ctx, "v0", view.stored.n ? msg("Another file in its place") : msg("Choose a file"),
			       msg("A PDF, a picture (JPEG or PNG) or plain text, at most 7 MB"));
	view.sure = (struct field){.name = "remove"};
	view.sure_choice = (struct choice){.value = STR("yes"), .text = str_of(msg("Take the file away"))};
	struct html h = html_open(ctx);
	registers_declare_file_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* Where to go once it is stored: as after any other answer. */
static void answered(struct ctx *ctx, const struct req *req, struct resp *resp, const struct declare_question_page *q,
		     struct str next)
{
	struct str item_path = declare_item_path(ctx, &q->at, q->item->id);
	bool on = next.n && q->item->act == ACT_NEW && !str_eq(req_field(req, "then"), STR("item"));
	resp_redirect(resp, on ? str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(item_path), STR_ARG(next))
			       : str_fmt(ctx->arena, "%.*s?done=saved", STR_ARG(item_path)));
}

static enum outcome answer_store(struct ctx *ctx, const struct req *req, const struct declare_question_page *q,
				 const struct value *value, struct str *ret_next, bool *ret_sealed)
{
	struct declare_answering answering = {
		.at = &q->at,
		.req = req,
		.question_id = q->question.id,
		.was = req_field(req, "was"),
		.item_id = q->item->id,
		.is_file = true,
		.file = *value,
	};
	TRY(site_write(ctx, declare_answer_write, &answering));
	*ret_next = answering.next;
	*ret_sealed = answering.is_sealed;
	return OK;
}

/* The same page again with what is wrong. */
static bool is_refused(struct ctx *ctx, struct resp *resp, enum outcome outcome)
{
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("You answered this in another window meanwhile. Look at what is stored, and send "
				      "the file again if yours is right"));
	resp->status = outcome == CONFLICT ? 409 : 400;
	return outcome == INVALID || outcome == CONFLICT;
}

static struct str hash_text(struct arena *arena, const struct file_ref *ref)
{
	return hash_hex(arena, &ref->hash);
}

/* ---- The file ---- */

/* An input without a file is sent with an empty name. */
static const struct http_file *file_sent(const struct req *req, const char *name)
{
	const struct http_file *file = req_file(req, name);
	return file && (file->filename.n || file->content.n) ? file : NULL;
}

static enum outcome file_take(struct ctx *ctx, const struct req *req, const struct declare_question_page *q,
			      struct value *ret_value)
{
	const struct http_file *sent = file_sent(req, "v0");
	const struct value *stored = declared_file(&q->item->declared, q->question.id);
	struct file_look look;
	struct file_ref ref;
	if (!sent) {
		bool goes = form_ticked(req, "remove");
		if (!goes && !stored && q->question.field->required)
			return problem_add(ctx, "v0", msg("Choose a file"));
		*ret_value = goes || !stored ? (struct value){0} : *stored;
		return OK;
	}
	TRY(file_look(ctx, "v0", sent->content, &look));
	TRY(file_put(ctx, "v0", false, look.kind, sent->content, &ref));
	*ret_value = (struct value){
		.state = VALUE_GIVEN,
		.text = file_name(ctx->arena, sent->filename, look.kind),
		.id = hash_text(ctx->arena, &ref),
		.number = (int64_t)sent->content.n,
	};
	if (stored && str_eq(stored->id, ret_value->id))
		ret_value->copy = stored->copy;
	return OK;
}

static enum outcome file_question(struct ctx *ctx, const struct req *req, struct declare_question_page *view)
{
	TRY(declare_question_load(ctx, req, view));
	return view->question.field && view->question.field->kind == FIELD_FILE ? OK : NOT_FOUND;
}

enum outcome declare_file_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page q = {0};
	struct value value;
	struct str next;
	bool is_sealed;
	TRY(file_question(ctx, req, &q));
	enum outcome outcome = file_take(ctx, req, &q, &value);
	if (outcome == OK)
		outcome = answer_store(ctx, req, &q, &value, &next, &is_sealed);
	if (is_refused(ctx, resp, outcome)) {
		TRY(file_question(ctx, req, &q));
		return declare_file_show(ctx, req, resp, &q);
	}
	TRY(outcome);
	if (has_copy(&q) && value.state == VALUE_GIVEN)
		resp_redirect(resp, question_path(ctx, &q.at, q.item->id, q.question.id,
						  is_change(req) ? "/copy?change=1" : "/copy"));
	else
		answered(ctx, req, resp, &q, next);
	return OK;
}

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct declare_at *at = args;
	const struct declaration *d = &at->declaration;
	return at->is_helper ? helper_log(ctx, "registers.read_file", d->person_id, d->id, d->register_id)
			     : access_log(ctx, "registers.read_file", d->id, d->register_id);
}

enum outcome declare_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct file_ref ref;
	int64_t item_id;
	bool is_copy = req_query(req, "copy").n > 0;
	TRY(declare_find(ctx, req, DECLARE_READ, &at));
	if (!id_parse(req->params[1], &item_id))
		return NOT_FOUND;
	const struct declaration_item *item = declaration_item_of(&at.declaration, item_id);
	const struct value *value = item ? declared_file(&item->declared, req->params[2]) : NULL;
	if (!value || !value_file(value, is_copy, &ref))
		return NOT_FOUND;
	if (at.is_clerk || at.is_helper)
		TRY(site_write(ctx, read_write, &at));
	TRY(file_send(ctx, resp, &ref, is_copy ? value->copy.name : value->text));
	resp->sensitive = true;
	return OK;
}

/* ---- The public copy ---- */

static enum outcome gather(struct ctx *ctx, struct str bytes, void *arg)
{
	(void)ctx;
	buf_str(arg, bytes);
	return OK;
}

/* Looks again at what is stored. */
static enum outcome stored_look(struct ctx *ctx, const struct value *value, bool is_copy, struct file_look *ret_look)
{
	struct file_ref ref;
	if (!value_file(value, is_copy, &ref))
		return NOT_FOUND;
	struct buf content = buf_open(ctx->arena, (size_t)(is_copy ? value->copy.bytes : value->number));
	TRY(file_each(ctx, &ref, gather, &content));
	return file_look(ctx, "copy", buf_view(&content), ret_look);
}

static void hints_fill(struct ctx *ctx, uint32_t hints, struct declare_file_page *view)
{
	static const struct {
		uint32_t hint;
		const char *words;
	} all[] = {
		{FILE_HINT_PHONE, msg("something that looks like a phone number")},
		{FILE_HINT_MAIL, msg("something that looks like an e-mail address")},
		{FILE_HINT_ADDRESS, msg("something that looks like an address")},
		{FILE_HINT_SIGNATURE, msg("words that stand beside a signature")},
	};
	struct str *found = arena_array(ctx->arena, struct str, COUNT_OF(all));
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (hints & all[i].hint)
			found[view->n_hints++] = str_of(all[i].words);
	view->hints = found;
}

static void copy_choices(const struct req *req, bool can_make, struct declare_file_page *view)
{
	struct str sent = req_field(req, "copy");
	if (can_make)
		view->choices[view->n_choices++] = (struct choice){
			.value = STR("made"),
			.text = str_of(msg("Publish a copy of this file")),
			.hint = str_of(msg("What the file says about who made it, when and where is taken out")),
		};
	view->choices[view->n_choices++] = (struct choice){
		.value = STR("own"),
		.text = str_of(msg("Publish another file, in which I have blacked out what must not be public")),
	};
	view->choices[view->n_choices++] = (struct choice){
		.value = STR("none"),
		.text = str_of(msg("Publish no copy")),
		.hint = str_of(msg("Everybody sees that there is a file, and nothing of it")),
	};
	for (size_t i = 0; i < view->n_choices; i++)
		view->choices[i].chosen = str_eq(view->choices[i].value, sent);
}

static enum outcome copy_show(struct ctx *ctx, const struct req *req, struct resp *resp,
			      const struct declare_question_page *q)
{
	struct declare_file_page view = {0};
	struct file_look look;
	const struct value *stored = declared_file(&q->item->declared, q->question.id);
	page_fill(ctx, req, q, &view);
	if (!stored || !view.is_public)
		return NOT_FOUND;
	TRY(stored_look(ctx, stored, false, &look));
	bool can_make = look.clean.p != NULL;
	if (stored->copy.id.n)
		TRY(stored_look(ctx, stored, true, &look));
	hints_fill(ctx, look.hints, &view);
	view.can_look = look.kind == FILE_TEXT;
	view.action = question_path(ctx, &view.at, q->item->id, view.question.id, "/copy");
	view.copy = (struct field){.name = "copy",
				   .label = str_of(msg("What of it should everybody be able to read?")),
				   .problems = ctx->problems.first};
	copy_choices(req, can_make, &view);
	view.own = file_field(ctx, "own", msg("The other file, if you publish another one"), "");
	view.sure = (struct field){.name = "sure", .problems = ctx->problems.first};
	view.sure_choice = (struct choice){
		.value = STR("yes"),
		.text = str_of(
			msg("Yes: there are no home addresses, phone numbers or signatures in what is published")),
	};
	struct html h = html_open(ctx);
	registers_declare_copy_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The bytes of the copy that was asked for. */
static enum outcome copy_look(struct ctx *ctx, const struct req *req, const struct value *stored,
			      struct file_look *ret_look)
{
	const struct http_file *own = file_sent(req, "own");
	if (!str_eq(req_field(req, "copy"), STR("own")))
		return stored_look(ctx, stored, false, ret_look);
	if (!own)
		return problem_add(ctx, "own", msg("Choose the file to publish"));
	TRY(file_look(ctx, "own", own->content, ret_look));
	if (ret_look->clean.p)
		return OK;
	return problem_add(
		ctx, "own",
		msg("What this PDF says about who made it cannot be taken out here. Print it to a new PDF, or "
		    "send its pages as pictures"));
}

static enum outcome copy_take(struct ctx *ctx, const struct req *req, const struct declare_question_page *q,
			      struct value *ret_value)
{
	const struct value *stored = declared_file(&q->item->declared, q->question.id);
	struct str how = req_field(req, "copy");
	struct file_look look;
	struct file_ref ref;
	*ret_value = *stored;
	ret_value->copy = (struct value_copy){0};
	if (str_eq(how, STR("none")))
		return OK;
	if (!str_eq(how, STR("made")) && !str_eq(how, STR("own")))
		return problem_add(ctx, "copy", msg("Choose what everybody should be able to read"));
	if (!form_ticked(req, "sure"))
		return problem_add(ctx, "sure",
				   msg("Look through what is published: have you removed home addresses, phone numbers "
				       "and signatures?"));
	TRY(copy_look(ctx, req, stored, &look));
	if (!look.clean.p)
		return problem_add(ctx, "copy", msg("No copy of this file can be made here: publish another one"));
	TRY(file_put(ctx, "copy", true, look.kind, look.clean, &ref));
	ret_value->copy = (struct value_copy){
		.name = str_fmt(ctx->arena, "%.*s.%.*s", STR_ARG(q->question.id), STR_ARG(file_suffix(look.kind))),
		.id = hash_text(ctx->arena, &ref),
		.bytes = (int64_t)look.clean.n,
	};
	return OK;
}

static enum outcome copy_forget(struct ctx *ctx, void *args)
{
	return file_forget(ctx, args);
}

/* A copy is plain: one that was not taken, such as of what was sealed meanwhile, goes at once. */
static enum outcome copy_store(struct ctx *ctx, const struct req *req, const struct declare_question_page *q,
			       const struct value *value, struct str *ret_next)
{
	struct file_ref ref;
	bool is_sealed = false;
	enum outcome outcome = answer_store(ctx, req, q, value, ret_next, &is_sealed);
	if (value_file(value, true, &ref))
		TRY(site_write(ctx, copy_forget, &ref));
	if (is_sealed)
		TRY(declare_scrub(ctx));
	return outcome;
}

enum outcome declare_file_copy_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page q = {0};
	TRY(file_question(ctx, req, &q));
	return copy_show(ctx, req, resp, &q);
}

enum outcome declare_file_copy_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page q = {0};
	struct value value;
	struct str next;
	TRY(file_question(ctx, req, &q));
	if (!declared_file(&q.item->declared, q.question.id) || !has_copy(&q))
		return NOT_FOUND;
	enum outcome outcome = copy_take(ctx, req, &q, &value);
	if (outcome == OK)
		outcome = copy_store(ctx, req, &q, &value, &next);
	if (is_refused(ctx, resp, outcome)) {
		TRY(file_question(ctx, req, &q));
		return copy_show(ctx, req, resp, &q);
	}
	TRY(outcome);
	answered(ctx, req, resp, &q, next);
	return OK;
}
