/* Importing a register by upload: which mapping and files; what would happen; imported, with how far it is. A clerk of
 * the whole site prepares, since a file may be about anybody; an officer of the whole site lets it happen. */
#include "registers/uploads_web.h"

#include "intake/intake.h"
#include "people/office_form.h"
#include "registers/mapping_sheet.h"
#include "registers/registers_views.h"
#include "registers/review_web.h"

#define UPLOADS_SHOWN 50
#define FILES_MOST    40

/* ---- Mappings to choose from ---- */

struct offered {
	struct str value, name, title, register_id, tree, words;
};

static struct str register_words(struct ctx *ctx, const struct rulebook *rulebook, struct str title, struct str id)
{
	const struct str args[] = {title, register_title(rulebook, id)};
	return html_said(ctx->arena, ctx->lang, STR("{1} → {2}"), args, 2);
}

/* Each register's own sheet, with days as either half of the world writes them. */
static size_t sheets_offer(struct ctx *ctx, const struct rulebook *rulebook, struct offered *offers)
{
	static const struct {
		enum mapping_dates dates;
		const char *words;
	} orders[] = {
		{DATES_DMY, msg("{1}: the sheet below, with days as 31/12/2026")},
		{DATES_MDY, msg("{1}: the sheet below, with days as 12/31/2026")},
	};
	size_t n = 0;
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		for (size_t k = 0; k < COUNT_OF(orders) && sheet_is_there(&rulebook->schemes[i]); k++) {
			const struct scheme *scheme = &rulebook->schemes[i];
			struct str name = upload_sheet_name(ctx->arena, scheme, orders[k].dates);
			offers[n++] = (struct offered){
				.value = str_fmt(ctx->arena, "sheet:%.*s", STR_ARG(name)),
				.name = name,
				.title = str_of(msg("Filled-in sheet")),
				.register_id = scheme->id,
				.words = html_said(ctx->arena, ctx->lang, str_of(orders[k].words), &scheme->title, 1)};
		}
	return n;
}

/* Those that fit a register of this site: the site's own mappings first. */
static enum outcome offers_load(struct ctx *ctx, const struct rulebook *rulebook, struct offered **ret_offers,
				size_t *ret_n)
{
	struct own_mapping *own;
	size_t n_own, n = 0;
	TRY(own_mappings(ctx, &own, &n_own));
	struct offered *offers =
		arena_array(ctx->arena, struct offered, n_own + n_shipped_mappings + 2 * rulebook->n_schemes);
	for (size_t i = 0; i < n_own; i++)
		if (rulebook_scheme(rulebook, own[i].register_id))
			offers[n++] = (struct offered){str_fmt(ctx->arena, "own:%.*s", STR_ARG(own[i].name)),
						       own[i].name,
						       own[i].title,
						       own[i].register_id,
						       own[i].tree,
						       register_words(ctx, rulebook, own[i].title, own[i].register_id)};
	n += sheets_offer(ctx, rulebook, offers + n);
	for (size_t i = 0; i < n_shipped_mappings; i++) {
		struct mapping mapping;
		struct ctx aside = {.arena = ctx->arena};
		struct str name = str_of(shipped_mappings[i].name);
		if (mapping_read(&aside, name, str_of(shipped_mappings[i].text), &mapping) != OK)
			continue;
		const struct scheme *scheme = rulebook_scheme(rulebook, mapping.register_id);
		if (scheme && mapping_check(&aside, &mapping, scheme) == OK)
			offers[n++] =
				(struct offered){str_fmt(ctx->arena, "shipped:%.*s", STR_ARG(name)),
						 name,
						 mapping.title,
						 mapping.register_id,
						 STR(""),
						 register_words(ctx, rulebook, mapping.title, mapping.register_id)};
	}
	*ret_offers = offers;
	*ret_n = n;
	return OK;
}

/* ---- The first page ---- */

static const struct {
	const char *words, *colour;
} states[] = {
	[UPLOAD_TO_READ] = {msg("Being read"), "blue"},
	[UPLOAD_READ] = {msg("Waits for an ethics officer"), "yellow"},
	[UPLOAD_TO_IMPORT] = {msg("Being imported"), "blue"},
	[UPLOAD_DONE] = {msg("Imported"), "green"},
	[UPLOAD_FAILED] = {msg("Not imported"), "red"},
};

static struct str upload_path(struct ctx *ctx, int64_t id, const char *rest)
{
	return str_fmt(ctx->arena, "/office/registers/import/%.*s%s", STR_ARG(id_str(ctx->arena, id)), rest);
}

static struct str instant_said(struct ctx *ctx, int64_t ms)
{
	return ms ? instant_words(ctx->arena, ctx->site->zone, (struct instant){ms}) : STR("");
}

static enum outcome lines_load(struct ctx *ctx, const struct rulebook *rulebook, struct office_import_page *view)
{
	struct upload *uploads;
	TRY(uploads_list(ctx, UPLOADS_SHOWN, &uploads, &view->n_lines));
	struct upload_line *lines = arena_array(ctx->arena, struct upload_line, view->n_lines);
	for (size_t i = 0; i < view->n_lines; i++)
		lines[i] = (struct upload_line){
			.title = register_words(ctx, rulebook, uploads[i].title, uploads[i].register_id),
			.when = instant_said(ctx, uploads[i].at_ms),
			.by = uploads[i].by_name,
			.href = upload_path(ctx, uploads[i].id, ""),
			.state = str_of(states[uploads[i].state].words),
			.colour = states[uploads[i].state].colour,
		};
	view->lines = lines;
	return OK;
}

static const struct sheet_line *sheets_load(struct ctx *ctx, const struct rulebook *rulebook, size_t *ret_n)
{
	struct sheet_line *lines = arena_array(ctx->arena, struct sheet_line, rulebook->n_schemes);
	size_t n = 0;
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		if (sheet_is_there(&rulebook->schemes[i]))
			lines[n++] = (struct sheet_line){
				.title = rulebook->schemes[i].title,
				.href = sheet_path(ctx->arena, &rulebook->schemes[i], ""),
			};
	*ret_n = n;
	return lines;
}

static enum outcome import_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_import_page view = {.page = access_page(ctx, STR("Import a register"))};
	const struct rulebook *rulebook;
	struct offered *offers;
	int64_t version;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(offers_load(ctx, rulebook, &offers, &view.n_mappings));
	struct choice *choices = arena_array(ctx->arena, struct choice, view.n_mappings);
	for (size_t i = 0; i < view.n_mappings; i++)
		choices[i] = (struct choice){.value = offers[i].value,
					     .text = offers[i].words,
					     .chosen = str_eq(offers[i].value, req_field(req, "mapping"))};
	view.mappings = choices;
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, 0);
	view.mapping_hidden = access_form(ctx, 0);
	view.mapping =
		form_question(ctx, req, "mapping", STR("What are these files, and which register are they for?"),
			      STR("Use a sheet below, or add a mapping, which says which column is which answer"));
	view.files = form_question(ctx, req, "files", STR("The files"),
				   STR("CSV, at most 8 MB together. Save a spreadsheet as CSV first"));
	view.files.multiple = true;
	view.yaml = form_question(ctx, req, "yaml", STR("A mapping (YAML)"),
				  STR("It takes the place of an earlier one with the same name"));
	TRY(lines_load(ctx, rulebook, &view));
	view.sheets = sheets_load(ctx, rulebook, &view.n_sheets);
	if (str_eq(req_query(req, "done"), STR("mapping")))
		view.page.notice = STR("The mapping can be chosen now.");
	if (str_eq(req_query(req, "done"), STR("dropped")))
		view.page.notice = STR("Dropped. Nothing of it was imported.");
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_import_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_import_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return import_show(ctx, req, resp);
}

/* ---- Files are sent ---- */

/* The name as it is shown and compared: what a browser says may be anything. */
static enum outcome name_take(struct ctx *ctx, struct str sent, struct str *ret_name)
{
	const struct text_rules rules = {.name = "files", .max_bytes = 200};
	if (str_empty(sent))
		sent = STR("file.csv");
	return text_accept(ctx, sent, &rules, ret_name);
}

static enum outcome files_take(struct ctx *ctx, const struct req *req, struct import_upload **ret_files, size_t *ret_n)
{
	struct import_upload *files = arena_array(ctx->arena, struct import_upload, req->n_files);
	size_t n = 0;
	for (size_t i = 0; i < req->n_files; i++) {
		if (!str_eq(req->files[i].name, STR("files")) || str_empty(req->files[i].content))
			continue;
		if (n == FILES_MOST)
			return problem_add(ctx, "files", msg("At most {1} files at once"),
					   str_fmt(ctx->arena, "%d", FILES_MOST));
		TRY(name_take(ctx, req->files[i].filename, &files[n].name));
		files[n++].content = req->files[i].content;
	}
	if (n == 0)
		return problem_add(ctx, "files", msg("Choose one or more files that are not empty"));
	*ret_files = files;
	*ret_n = n;
	return OK;
}

static enum outcome mapping_take(struct ctx *ctx, const struct req *req, struct upload *upload)
{
	const struct rulebook *rulebook;
	struct offered *offers;
	size_t n;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(offers_load(ctx, rulebook, &offers, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(offers[i].value, req_field(req, "mapping"))) {
			upload->mapping_name = offers[i].name;
			upload->mapping_tree = offers[i].tree;
			upload->title = offers[i].title;
			upload->register_id = offers[i].register_id;
			return OK;
		}
	return problem_add(ctx, "mapping", msg("Choose what these files are"));
}

static enum outcome add_change(struct ctx *ctx, struct form_act *act)
{
	return upload_add(ctx, act->args);
}

enum outcome office_import_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct import_upload *files = NULL;
	size_t n = 0;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct upload upload = {.id = id_new(ctx), .by_name = ctx->actor->name};
	enum outcome decoded = mapping_take(ctx, req, &upload);
	enum outcome taken = files_take(ctx, req, &files, &n);
	decoded = decoded == OK ? taken : decoded;
	for (size_t i = 0; i < n; i++)
		upload.size += (int64_t)files[i].content.n;
	if (decoded == OK)
		TRY(upload_keep(ctx, upload.id, files, n));
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = add_change;
	act.args = &upload;
	act.done = upload_path(ctx, upload.id, "");
	return form_send(ctx, req, resp, &act, decoded, import_show);
}

/* ---- A mapping is sent ---- */

/* Faults at places in the file stand at the field with which it came. */
static void problems_to_field(struct ctx *ctx)
{
	const struct problems found = ctx->problems;
	problems_clear(ctx);
	for (const struct problem *p = found.first; p; p = p->next) {
		struct html h = {.out = {.arena = ctx->arena}, .lang = ctx->lang};
		struct str text = html_problem(&h, p);
		if (p->line == 0)
			problem_keep(ctx, STR("yaml"), 0, 0, p->message,
				     (const struct str[5]){p->args[0], p->args[1], p->args[2], p->args[3]});
		else
			(void)problem_add(ctx, "yaml", msg("Line {1}, column {2}: {3}"),
					  str_fmt(ctx->arena, "%lld", (long long)p->line),
					  str_fmt(ctx->arena, "%lld", (long long)p->column), text);
	}
}

static enum outcome own_take(struct ctx *ctx, const struct req *req, struct own_mapping *ret_own)
{
	const struct http_file *file = req_file(req, "yaml");
	const struct rulebook *rulebook;
	struct yaml_node *root;
	struct mapping mapping;
	struct str name;
	int64_t version;
	if (!file || str_empty(file->content))
		return problem_add(ctx, "yaml", msg("Choose a file that is not empty"));
	TRY(name_take(ctx, file->filename, &name));
	TRY(mapping_tree_make(ctx, name, file->content, &ret_own->tree));
	TRY(mapping_tree_read(ctx, name, ret_own->tree, &root));
	TRY(mapping_of_yaml(ctx, root, &mapping));
	TRY(rulebook_current(ctx, &rulebook, &version));
	const struct scheme *scheme = rulebook_scheme(rulebook, mapping.register_id);
	if (!scheme)
		return problem_add(ctx, "yaml", msg("This site's rulebook has no register “{1}”"), mapping.register_id);
	TRY(mapping_check(ctx, &mapping, scheme));
	ret_own->name = mapping.id;
	ret_own->title = mapping.title;
	ret_own->register_id = mapping.register_id;
	return OK;
}

static enum outcome mapping_change(struct ctx *ctx, struct form_act *act)
{
	return own_mapping_put(ctx, act->args);
}

enum outcome office_import_mapping_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct own_mapping own = {0};
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	enum outcome decoded = own_take(ctx, req, &own);
	if (decoded == INVALID)
		problems_to_field(ctx);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = mapping_change;
	act.args = &own;
	act.done = STR("/office/registers/import?done=mapping");
	return form_send(ctx, req, resp, &act, decoded, import_show);
}

/* ---- One upload ---- */

static enum outcome upload_load(struct ctx *ctx, const struct req *req, enum right right, struct upload *ret_upload)
{
	int64_t id;
	TRY(access_need(ctx, right, ACCESS_WHOLE_SITE));
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return upload_find(ctx, id, ret_upload);
}

/* What was kept of a problem, in the reader's words. */
static struct upload_fault fault_of(struct ctx *ctx, const json_t *said)
{
	struct problem problem = {.message = str_c(ctx->arena, intake_text(said, "message"))};
	struct html h = {.out = {.arena = ctx->arena}, .lang = ctx->lang};
	const json_t *args = json_object_get(said, "args");
	int64_t line = json_integer_value(json_object_get(said, "line"));
	int64_t column = json_integer_value(json_object_get(said, "column"));
	for (size_t i = 0; i < COUNT_OF(problem.args); i++) {
		const json_t *arg = json_array_get(args, i);
		if (json_is_string(arg))
			problem.args[i] =
				str_dup(ctx->arena, str_bytes(json_string_value(arg), json_string_length(arg)));
	}
	return (struct upload_fault){
		.file = str_dup(ctx->arena, intake_text(said, "where")),
		.line = line ? str_fmt(ctx->arena, "%lld", (long long)line) : STR(""),
		.column = column ? str_fmt(ctx->arena, "%lld", (long long)column) : STR(""),
		.what = html_problem(&h, &problem),
	};
}

static enum outcome problems_take(struct ctx *ctx, struct office_upload_page *view)
{
	if (str_empty(view->upload->problems))
		return OK;
	CLEANUP(json_decrefp) json_t *list = intake_json(ctx, STR("problems"), view->upload->problems);
	if (!list)
		return BROKEN;
	view->n_problems = json_array_size(list);
	struct upload_fault *faults = arena_array(ctx->arena, struct upload_fault, view->n_problems);
	for (size_t i = 0; i < view->n_problems; i++)
		faults[i] = fault_of(ctx, json_array_get(list, i));
	view->problems = faults;
	return OK;
}

static enum outcome told_take(struct ctx *ctx, struct office_upload_page *view)
{
	static const struct {
		const char *name, *what;
	} counts[] = {
		{"new", msg("New")},
		{"changed", msg("Changed")},
		{"gone", msg("Gone from the source")},
		{"same", msg("The same as before")},
		{"refused", msg("Rows refused")},
		{"left_out", msg("Rows left out")},
		{"people_added", msg("People added")},
	};
	if (str_empty(view->upload->told))
		return OK;
	CLEANUP(json_decrefp) json_t *told = intake_json(ctx, STR("told"), view->upload->told);
	if (!told)
		return BROKEN;
	int64_t changes = 0;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		int64_t n = json_integer_value(json_object_get(told, counts[i].name));
		view->counts[view->n_counts++] = (struct upload_count){counts[i].what, n};
		changes += i < 3 ? n : 0;
	}
	view->is_empty = changes == 0;
	view->refused = view->counts[4].n;
	const json_t *list = json_object_get(told, "notes");
	view->n_notes = json_array_size(list);
	struct str *notes = arena_array(ctx->arena, struct str, view->n_notes);
	for (size_t i = 0; i < view->n_notes; i++) {
		const json_t *note = json_array_get(list, i);
		notes[i] = str_dup(ctx->arena, str_bytes(json_string_value(note), json_string_length(note)));
	}
	view->notes = notes;
	return OK;
}

static enum outcome upload_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct upload upload;
	const struct rulebook *rulebook;
	int64_t version;
	TRY(upload_load(ctx, req, RIGHT_CLERK, &upload));
	TRY(rulebook_current(ctx, &rulebook, &version));
	struct office_upload_page view = {
		.page = access_page(ctx, upload.title),
		.upload = &upload,
		.title = upload.title,
		.register_title = register_title(rulebook, upload.register_id),
		.when = instant_said(ctx, upload.at_ms),
		.ended = instant_said(ctx, upload.ended_ms),
		.action = upload_path(ctx, upload.id, ""),
		.drop = upload_path(ctx, upload.id, "/drop"),
		.faults = upload.faults_bytes ? upload_path(ctx, upload.id, "/refused.csv") : STR(""),
		.public_path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(upload.register_id)),
		.hidden = access_form(ctx, upload.version),
		.drop_hidden = access_form(ctx, upload.version),
		.may_import = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE),
		.is_waiting = upload.state == UPLOAD_TO_READ || upload.state == UPLOAD_TO_IMPORT,
	};
	if (upload.size > 0 && view.is_waiting)
		view.percent = str_fmt(ctx->arena, "%lld", (long long)(upload.done * 100 / upload.size));
	view.page.problems = ctx->problems.first;
	TRY(told_take(ctx, &view));
	TRY(problems_take(ctx, &view));
	registers_office_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("Import a register"), STR("/office/registers/import"));
	struct html h = html_open(ctx);
	registers_upload_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome office_upload_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return upload_show(ctx, req, resp);
}

enum outcome office_upload_faults_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct upload upload;
	TRY(upload_load(ctx, req, RIGHT_CLERK, &upload));
	TRY(upload_faults(ctx, upload.id, &resp->body));
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = STR("refused.csv");
	resp->sensitive = true;
	return OK;
}

static enum outcome confirm_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *id = act->args;
	return upload_confirm(ctx, *id, act->version);
}

static enum outcome drop_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *id = act->args;
	return upload_drop(ctx, *id, act->version);
}

static enum outcome decide(struct ctx *ctx, const struct req *req, struct resp *resp, struct form_act *act,
			   enum right right)
{
	int64_t id;
	TRY(access_need(ctx, right, ACCESS_WHOLE_SITE));
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	act->args = &id;
	return form_send(ctx, req, resp, act, OK, upload_show);
}

enum outcome office_upload_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = confirm_change;
	act.done = str_fmt(ctx->arena, "/office/registers/import/%.*s", STR_ARG(req->params[0]));
	return decide(ctx, req, resp, &act, RIGHT_OFFICER);
}

enum outcome office_upload_drop_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = drop_change;
	act.done = STR("/office/registers/import?done=dropped");
	return decide(ctx, req, resp, &act, RIGHT_CLERK);
}
