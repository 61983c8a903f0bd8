/* The office adds a code or an edition: files, a pasted text, or a copy of the text in force to be amended. */
#include "codes/codes_import.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/review_web.h"

#define TEXT_ROWS  12
#define PASTE_NAME "text" /* what problems call a pasted text; the field's name too */

/* ---- The page ---- */

static enum outcome code_choices(struct ctx *ctx, struct str chosen, const struct choice **ret_choices, size_t *ret_n)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("A new code")};
	for (size_t i = 0; i < n; i++)
		choices[i + 1] = (struct choice){
			.value = codes[i].slug,
			.text = str_fmt(ctx->arena, "A new edition of “%.*s”", STR_ARG(codes[i].title)),
			.chosen = str_eq(codes[i].slug, chosen),
		};
	*ret_choices = choices;
	*ret_n = n + 1;
	return OK;
}

static const struct choice *format_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	static const struct choice known[] = {
		{.value = STR_INIT("text"), .text = STR_INIT("Plain text")},
		{.value = STR_INIT("markdown"), .text = STR_INIT("Markdown")},
		{.value = STR_INIT("html"), .text = STR_INIT("A web page (HTML)")},
		{.value = STR_INIT("akn"), .text = STR_INIT("Akoma Ntoso")},
		{.value = STR_INIT("json"), .text = STR_INIT("JSON, as it is downloaded here")},
		{.value = STR_INIT("csv"), .text = STR_INIT("CSV, as it is downloaded here")},
	};
	struct choice *choices = arena_array(ctx->arena, struct choice, COUNT_OF(known) + 1);
	size_t n = 1;
	choices[0] = (struct choice){.value = STR("guess"),
				     .text = STR("Let the program find out"),
				     .chosen = chosen.n == 0 || str_eq(chosen, STR("guess"))};
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		enum code_format format;
		bool is_guess;
		if (!code_format_parse(known[i].value, &format, &is_guess))
			continue;
		choices[n] = known[i];
		choices[n++].chosen = str_eq(known[i].value, chosen);
	}
	*ret_n = n;
	return choices;
}

static bool is_field(struct str where)
{
	static const struct str fields[] = {STR_INIT("file"), STR_INIT("text"), STR_INIT("code"), STR_INIT("title"),
					    STR_INIT("format")};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq(where, fields[i]))
			return true;
	return str_empty(where);
}

/* Problems of a file, or at a place in it, stand at the field with which it came. */
static void problems_to_fields(struct ctx *ctx)
{
	const struct problems found = ctx->problems;
	problems_clear(ctx);
	for (const struct problem *p = found.first; p; p = p->next) {
		struct html h = {.out = {.arena = ctx->arena}, .lang = ctx->lang};
		struct str text = html_problem(&h, p);
		struct str place = p->column == 0
					   ? str_fmt(ctx->arena, "%.*s:%lld", STR_ARG(p->where), (long long)p->line)
					   : str_fmt(ctx->arena, "%.*s:%lld:%lld", STR_ARG(p->where),
						     (long long)p->line, (long long)p->column);
		if (p->line == 0 && is_field(p->where))
			problem_keep(ctx, p->where, 0, 0, p->message,
				     (const struct str[5]){p->args[0], p->args[1], p->args[2], p->args[3]});
		else if (str_eq(p->where, STR(PASTE_NAME)))
			(void)problem_add(ctx, "text", msg("In line {1}: {2}"),
					  str_fmt(ctx->arena, "%lld", (long long)p->line), text);
		else
			(void)problem_add(ctx, "file", msg("In {1}: {2}"), p->line == 0 ? p->where : place, text);
	}
}

static enum outcome import_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct problem *problems = ctx->problems.first;
	struct str code = req_field(req, "code").p ? req_field(req, "code") : req_query(req, "code");
	struct codes_import_page view = {
		.page = access_page(ctx, STR("Add a code or a new edition")),
		.hidden = access_form(ctx, 0),
		.file = {.name = "file",
			 .label = STR("One or more files"),
			 .hint = STR("Plain text, Markdown, saved web pages, Akoma Ntoso, or what this site offers for "
				     "download; "
				     "at most 4 MB together. Several files make one code, in the order of their names. "
				     "In a "
				     "word processor, first save it as plain text or as a web page"),
			 .problems = problems,
			 .multiple = true},
		.text = {.name = "text",
			 .label = STR("Or the text itself"),
			 .hint = STR("Paste the whole code, with its title and numbers"),
			 .value = req_field(req, "text"),
			 .problems = problems,
			 .rows = TEXT_ROWS,
			 .spellcheck_off = true},
		.code = {.name = "code", .label = STR("What is it?"), .problems = problems},
		.title = {.name = "title",
			  .label = STR("Title (optional)"),
			  .hint = STR("Only if the text does not begin with its title"),
			  .value = req_field(req, "title"),
			  .problems = problems},
		.format = {.name = "format", .label = STR("How is it written?"), .problems = problems},
	};
	codes_office_steps(ctx, &view.page);
	TRY(code_choices(ctx, code, &view.codes, &view.n_codes));
	view.formats = format_choices(ctx, req_field(req, "format"), &view.n_formats);
	struct html h = html_open(ctx);
	codes_import_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* A code belongs to no body, so a right for a body does not reach it. */
enum outcome codes_import_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return import_show(ctx, req, resp);
}

/* ---- What was sent ---- */

struct import_write {
	struct str form_id;
	struct str slug; /* empty: a new code */
	struct code_import import;
	struct str path; /* of the draft */
};

static enum outcome import_write(struct ctx *ctx, void *args)
{
	struct import_write *write = args;
	struct edition edition;
	struct str slug = write->slug, before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK; /* the same form again: the same draft */
	}
	TRY(used);
	if (slug.n == 0)
		TRY(codes_new_slug(ctx, write->import.title, &slug));
	TRY(codes_add_draft(ctx, slug, &write->import, &edition));
	write->path = review_path(ctx, edition.id, "");
	return form_id_result(ctx, write->form_id, write->path);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number at s[*at], which moves behind it. */
static uint64_t number_at(struct str s, size_t *at)
{
	uint64_t number = 0;
	for (; *at < s.n && is_digit(s.p[*at]); (*at)++)
		number = number * 10 + (uint64_t)(s.p[*at] - '0');
	return number;
}

/* "chapter-2" before "chapter-10": numbers in names count as numbers. */
static int name_order(const void *a, const void *b)
{
	struct str x = ((const struct code_file *)a)->name, y = ((const struct code_file *)b)->name;
	size_t i = 0, j = 0;
	while (i < x.n && j < y.n) {
		if (is_digit(x.p[i]) && is_digit(y.p[j])) {
			uint64_t p = number_at(x, &i), q = number_at(y, &j);
			if (p != q)
				return p < q ? -1 : 1;
			continue;
		}
		if (x.p[i] != y.p[j])
			return (unsigned char)x.p[i] < (unsigned char)y.p[j] ? -1 : 1;
		i++;
		j++;
	}
	return i < x.n ? 1 : j < y.n ? -1 : 0;
}

/* The files of the form, or what was pasted. */
static enum outcome files_of(struct ctx *ctx, const struct req *req, struct code_file **ret_files, size_t *ret_n)
{
	struct code_file *files = arena_array(ctx->arena, struct code_file, req->n_files + 1);
	struct str text = req_field(req, "text");
	size_t n = 0;
	for (size_t i = 0; i < req->n_files; i++)
		if (str_eq(req->files[i].name, STR("file")) && req->files[i].content.n > 0)
			files[n++] =
				(struct code_file){.name = req->files[i].filename, .content = req->files[i].content};
	if (n == 0 && text_words(text) == 0)
		return problem_add(ctx, "file", msg("Choose a file that is not empty, or paste the text below"));
	if (n > 0 && text_words(text) > 0)
		return problem_add(ctx, "text", msg("Give either files or a text, not both"));
	if (n > LIMIT_CODE_FILES)
		return problem_add(ctx, "file", msg("Choose at most {1} files"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_CODE_FILES));
	if (n > 1)
		qsort(files, n, sizeof(*files), name_order);
	if (n == 0)
		files[n++] = (struct code_file){.name = STR(PASTE_NAME), .content = text};
	*ret_files = files;
	*ret_n = n;
	return OK;
}

static enum outcome import_decode(struct ctx *ctx, const struct req *req, struct import_write *ret_write)
{
	struct import_write write = {.form_id = req_field(req, "_form"), .slug = req_field(req, "code")};
	struct str title = str_trim(req_field(req, "title")), format = req_field(req, "format");
	struct code_file *files;
	struct code code;
	size_t n;
	TRY(files_of(ctx, req, &files, &n));
	if (write.slug.n > 0) {
		enum outcome found = codes_by_slug(ctx, write.slug, &code);
		if (found == NOT_FOUND)
			return problem_add(ctx, "code",
					   msg("This code is no longer here. Choose another, or a new code"));
		TRY(found);
	}
	if (str_eq(format, STR("guess")))
		format = (struct str){0};
	enum outcome outcome = codes_import_files_aside(ctx, files, n, format, &write.import);
	if (outcome == INVALID)
		problems_to_fields(ctx);
	TRY(outcome);
	if (title.n > 0)
		write.import.title = title;
	*ret_write = write;
	return OK;
}

enum outcome codes_import_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct import_write write;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	enum outcome outcome = import_decode(ctx, req, &write);
	if (outcome == OK)
		outcome = site_write(ctx, import_write, &write);
	if (outcome == INVALID) {
		resp->status = 400;
		return import_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, write.path);
	return OK;
}

/* ---- Amending the text in force ---- */

struct amend_write {
	struct str form_id;
	struct edition from;
	struct str path;
};

static enum outcome amend_write(struct ctx *ctx, void *args)
{
	struct amend_write *write = args;
	struct edition draft;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK; /* the same form again: the same draft */
	}
	TRY(used);
	TRY(review_copy(ctx, &write->from, &draft));
	write->path = review_path(ctx, draft.id, "");
	return form_id_result(ctx, write->form_id, write->path);
}

enum outcome codes_amend_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct amend_write write = {.form_id = review_form_id(ctx, req_field(req, "_form"), req_field(req, "code"))};
	struct code code;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(codes_by_slug(ctx, req_field(req, "code"), &code));
	TRY(codes_edition_in_force(ctx, code.id, &write.from));
	TRY(site_write(ctx, amend_write, &write));
	resp_redirect(resp, write.path);
	return OK;
}
