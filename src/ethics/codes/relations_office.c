/* The office's pages by which a text is related to another: how and which, then which passages and for whom. */
#include "codes/codes_store.h"
#include "codes/editions_views.h"
#include "codes/editions_web.h"

/* How much of a passage stands in a list to choose from. */
#define PASSAGE_BYTES 70

static struct str of_path(struct ctx *ctx, struct str slug, const char *rest)
{
	return str_fmt(ctx->arena, "/office/codes/of/%.*s%s", STR_ARG(slug), rest);
}

static struct page relation_page(struct ctx *ctx, struct str slug, struct str code_title, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &page, STR("Codes of conduct"), STR("/office/codes"));
	page_step(ctx->arena, &page, code_title, of_path(ctx, slug, ""));
	return page;
}

static const struct choice *kind_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	const struct choice kinds[] = {
		{.value = STR("clarifies"),
		 .text = STR("It clarifies the other text"),
		 .hint = STR("Such as guidance of a department. It stands under the passage that it explains")},
		{.value = STR("supplements"),
		 .text = STR("It supplements the other text"),
		 .hint = STR("It adds duties")},
		{.value = STR("gives way to"),
		 .text = STR("It gives way to the other text"),
		 .hint = STR("Where the two differ, the other one counts")},
		{.value = STR("read with"), .text = STR("It is read with the other text")},
	};
	struct choice *copy = arena_copy(ctx->arena, kinds, sizeof(kinds));
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		copy[i].chosen = str_eq(copy[i].value, chosen);
	*ret_n = COUNT_OF(kinds);
	return copy;
}

/* Published codes; the code itself too, for its own passages. */
static enum outcome code_choices(struct ctx *ctx, struct str chosen, const struct choice **ret_choices, size_t *ret_n)
{
	const struct codes_list_row *rows;
	size_t n;
	TRY(codes_rows(ctx, &rows, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n);
	for (size_t i = 0; i < n; i++)
		choices[i] = (struct choice){.value = rows[i].code.slug,
					     .text = rows[i].code.title,
					     .chosen = str_eq(rows[i].code.slug, chosen)};
	*ret_choices = choices;
	*ret_n = n;
	return OK;
}

/* The start of a passage, cut where a word ends. */
static struct str passage_words(struct arena *arena, const struct provision *p)
{
	struct buf out = buf_open(arena, 128);
	const struct str parts[] = {p->label, p->heading, p->text};
	for (int32_t i = 0; i < p->depth; i++)
		buf_lit(&out, "– ");
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct str rest = parts[i], word;
		while (text_next_word(&rest, &word)) {
			if (out.n + word.n > PASSAGE_BYTES) {
				buf_lit(&out, "…");
				return buf_view(&out);
			}
			buf_str(&out, word);
			buf_char(&out, ' ');
		}
	}
	return str_trim(buf_view(&out));
}

static enum outcome passage_choices(struct ctx *ctx, const struct code *code, struct str chosen,
				    const struct choice **ret_choices, size_t *ret_n)
{
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(codes_edition_shown(ctx, code->id, &edition));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("The whole text")};
	for (size_t i = 0; i < n; i++) {
		struct str value = id_str(ctx->arena, provisions[i].id);
		choices[i + 1] = (struct choice){.value = value,
						 .text = passage_words(ctx->arena, &provisions[i]),
						 .chosen = str_eq(value, chosen)};
	}
	*ret_choices = choices;
	*ret_n = n + 1;
	return OK;
}

/* What a GET asks in its query, a POST says in its fields. */
static struct str asked(const struct req *req, bool is_typed, const char *name)
{
	return is_typed ? req_field(req, name) : req_query(req, name);
}

static enum outcome second_step(struct ctx *ctx, const struct req *req, int32_t kind, struct codes_relate_page *view)
{
	const struct problem *problems = ctx->problems.first;
	view->kind_value = str_of(relation_kind_name(kind));
	view->kind_words = str_of(relation_kind_words(kind));
	view->passage =
		(struct field){.name = "from", .label = STR("Which passage of this text?"), .problems = problems};
	view->other_passage =
		(struct field){.name = "other", .label = STR("Which passage of the other text?"), .problems = problems};
	view->audience = (struct field){
		.name = "audience",
		.label = STR("For whom? (optional)"),
		.hint = STR(
			"Empty: for everybody. Else such as category=candidate or category=employee; workplace=Depot"),
		.value = req_field(req, "audience"),
		.problems = problems,
		.spellcheck_off = true};
	TRY(passage_choices(ctx, &view->code, req_field(req, "from"), &view->passages, &view->n_passages));
	return passage_choices(ctx, &view->other, req_field(req, "other"), &view->other_passages,
			       &view->n_other_passages);
}

static enum outcome relate_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct codes_relate_page view = {.hidden = access_form(ctx, 0)};
	struct str kind_asked = asked(req, is_typed, "kind"), to = asked(req, is_typed, "to");
	int32_t kind = 0;
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	bool is_second = relation_kind_parse(kind_asked, &kind) && to.n > 0;
	if (is_second)
		TRY(codes_by_slug(ctx, to, &view.other));
	else if (to.n > 0)
		(void)problem_add(ctx, "kind", msg("Choose how the two texts are related"));
	view.kind = (struct field){
		.name = "kind", .label = STR("What does this text do?"), .problems = ctx->problems.first};
	view.to = (struct field){.name = "to", .label = STR("Which other text?"), .problems = ctx->problems.first};
	view.kinds = kind_choices(ctx, kind_asked, &view.n_kinds);
	TRY(code_choices(ctx, to, &view.codes, &view.n_codes));
	if (is_second)
		TRY(second_step(ctx, req, kind, &view));
	view.page = relation_page(ctx, view.code.slug, view.code.title, STR("Relate it to another text"));
	struct html h = html_open(ctx);
	codes_relate_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_relate_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	return relate_show(ctx, req, false, resp);
}

static enum outcome relate_act(struct ctx *ctx, struct codes_form *form)
{
	TRY(codes_relate(ctx, &form->seed, &form->relation));
	form->path = of_path(ctx, form->relation.code_slug, "?done=related");
	return OK;
}

/* A passage chosen from a list; empty: the whole text. */
static int64_t passage_typed(struct ctx *ctx, const struct req *req, const char *name)
{
	int64_t id = 0;
	if (req_field(req, name).n > 0 && !id_parse(req_field(req, name), &id))
		(void)problem_add(ctx, name, msg("Choose a passage from the list"));
	return id;
}

enum outcome codes_relate_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code, other;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_by_slug(ctx, req_field(req, "to"), &other));
	struct codes_form form = codes_form_of(ctx, req, relate_act);
	form.relation = (struct relation){.code_id = code.id,
					  .to_code_id = other.id,
					  .provision_id = passage_typed(ctx, req, "from"),
					  .to_provision_id = passage_typed(ctx, req, "other"),
					  .audience = str_trim(req_field(req, "audience"))};
	if (!relation_kind_parse(req_field(req, "kind"), &form.relation.kind))
		(void)problem_add(ctx, "kind", msg("Choose how the two texts are related"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID) {
		codes_form_refused(ctx, outcome, resp);
		return relate_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* ---- Its end ---- */

static enum outcome relation_asked(struct ctx *ctx, const struct req *req, struct relation *ret_relation)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(codes_relation(ctx, id, ret_relation));
	return ret_relation->erased_ms ? NOT_FOUND : OK;
}

static enum outcome relation_end_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct relation relation;
	TRY(relation_asked(ctx, req, &relation));
	struct codes_relation_end_page view = {
		.page = relation_page(ctx, relation.code_slug, relation.code_title, STR("End this relation")),
		.hidden = access_form(ctx, relation.version),
		.relation = relation,
	};
	struct html h = html_open(ctx);
	codes_relation_end_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_relation_end_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	return relation_end_show(ctx, req, resp);
}

static enum outcome relation_end_act(struct ctx *ctx, struct codes_form *form)
{
	form->relation.version = form->version;
	TRY(codes_relation_end(ctx, &form->seed, &form->relation));
	form->path = of_path(ctx, form->relation.code_slug, "?done=ended");
	return OK;
}

enum outcome codes_relation_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, relation_end_act);
	TRY(relation_asked(ctx, req, &form.relation));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return relation_end_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}
