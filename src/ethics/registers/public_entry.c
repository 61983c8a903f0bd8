/* One entry for everybody: what it says, since when, and its whole history. */
#include "registers/public_web.h"

#include "registers/registers_sql.h"
#include "registers/registers_views.h"
#include "registers/review.h"
#include "registers/seen.h"

#define CHILDREN_SHOWN 200

static struct str said(struct ctx *ctx, const char *message, struct str arg)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), &arg, 1);
}

static struct str when(struct ctx *ctx, int64_t ms)
{
	return ms ? instant_words(ctx->arena, ctx->site->zone, (struct instant){ms}) : STR("");
}

static struct str day_of_ms(struct ctx *ctx, int64_t ms)
{
	return register_day_words(ctx, zone_day(ctx->site->zone, (struct instant){ms}).n);
}

/* ---- Answers ---- */

static struct str name_of(const struct scheme_field *field)
{
	return field->name.n ? field->name : field->label;
}

static void answers_fill(struct ctx *ctx, struct entry_page *view)
{
	const struct declared *seen = &view->row.seen;
	struct entry_answer *answers = arena_array(ctx->arena, struct entry_answer, seen->n_answers);
	for (size_t i = 0; i < seen->n_answers; i++) {
		const struct answer *answer = &seen->answers[i];
		const struct scheme_field *field = scheme_field(seen->category, answer->field);
		struct str *values = arena_array(ctx->arena, struct str, answer->n);
		struct str *links = arena_array(ctx->arena, struct str, answer->n);
		if (!field)
			continue;
		for (size_t j = 0; j < answer->n; j++) {
			values[j] = value_words(ctx, field, &answer->values[j]);
			if (answer->withheld_why.n)
				values[j] = said(ctx, msg("Kept from the public: {1}"), answer->withheld_why);
			if (field->kind == FIELD_LINK && answer->values[j].state == VALUE_GIVEN)
				links[j] = answer->values[j].text;
			if (field->kind == FIELD_FILE && answer->values[j].state == VALUE_GIVEN)
				links[j] = entry_file_path(ctx->arena, view->row.entry, field->id);
		}
		answers[view->n_answers++] = (struct entry_answer){
			.name = name_of(field), .values = values, .n_values = answer->n, .links = links};
	}
	view->answers = answers;
}

/* ---- History ---- */

static struct str answer_words(struct ctx *ctx, const struct declared *seen, const struct scheme_field *field)
{
	const struct answer *answer = declared_answer(seen, field->id);
	struct buf out = {.arena = ctx->arena};
	for (size_t i = 0; answer && i < answer->n; i++) {
		buf_c(&out, i ? "; " : "");
		buf_str(&out, value_words(ctx, field, &answer->values[i]));
	}
	return buf_view(&out);
}

static void difference_add(struct entry_version_view *view, struct entry_difference *differences, struct str name,
			   struct str was, struct str is)
{
	if (!str_eq(was, is))
		differences[view->n_differences++] = (struct entry_difference){name, was, is};
}

/* What of it anybody may see: withheld answers that changed are not told apart. */
static void differences_fill(struct ctx *ctx, const struct entry *older, const struct entry *newer,
			     struct entry_version_view *view)
{
	struct declared was = declared_seen(ctx->arena, &older->declared);
	struct declared is = declared_seen(ctx->arena, &newer->declared);
	if (!was.category || !is.category)
		return;
	size_t most = was.category->n_fields + is.category->n_fields + 3;
	struct entry_difference *differences = arena_array(ctx->arena, struct entry_difference, most);
	view->differences = differences;
	difference_add(view, differences, said(ctx, msg("Category"), STR("")), was.category->title, is.category->title);
	for (size_t i = 0; i < is.category->n_fields; i++) {
		const struct scheme_field *field = &is.category->fields[i];
		difference_add(view, differences, name_of(field), answer_words(ctx, &was, field),
			       answer_words(ctx, &is, field));
	}
	for (size_t i = 0; i < was.category->n_fields; i++) {
		const struct scheme_field *field = &was.category->fields[i];
		if (!scheme_field(is.category, field->id))
			difference_add(view, differences, name_of(field), answer_words(ctx, &was, field), STR(""));
	}
	if (!is.category->holds.n) {
		difference_add(view, differences, said(ctx, msg("Holds since"), STR("")),
			       register_day_words(ctx, older->from_day), register_day_words(ctx, newer->from_day));
		difference_add(view, differences, said(ctx, msg("Held until"), STR("")),
			       register_day_words(ctx, older->to_day), register_day_words(ctx, newer->to_day));
	}
}

static const char *act_words(enum entry_act act)
{
	switch (act) {
	case ENTRY_DECLARED:
		return msg("Declared");
	case ENTRY_CHANGED:
		return msg("Changed");
	case ENTRY_CORRECTED:
		return msg("Corrected");
	case ENTRY_ENDED:
		return msg("Ended");
	case ENTRY_WITHDRAWN:
		return msg("Withdrawn");
	case ENTRY_GONE:
		break;
	}
	return msg("No longer in the source from which it was taken over");
}

static struct str how_words(struct ctx *ctx, const struct entry *entry)
{
	if (entry->source == SOURCE_PAPER)
		return said(ctx, msg("Entered by the clerk from a signed form received {1}."),
			    register_day_words(ctx, entry->declared_day));
	if (entry->source == SOURCE_IMPORT)
		return said(ctx, msg("Taken over from a file of an earlier register."), STR(""));
	return STR("");
}

static enum outcome history_fill(struct ctx *ctx, struct entry_page *view)
{
	struct entry *entries;
	size_t n;
	TRY(registers_history(ctx, view->row.entry->id, &entries, &n));
	struct entry_version_view *versions = arena_array(ctx->arena, struct entry_version_view, n);
	for (size_t i = 0; i < n; i++) {
		struct entry_version_view *version = &versions[i];
		*version = (struct entry_version_view){
			.version = entries[i].version,
			.title = said(ctx, act_words(entries[i].act), STR("")),
			.known = when(ctx, entries[i].known_from_ms),
			.reason = entries[i].reason,
			.how = how_words(ctx, &entries[i]),
			.is_correction = entries[i].act == ENTRY_CORRECTED,
		};
		if (i + 1 < n && entries[i].act != ENTRY_WITHDRAWN)
			differences_fill(ctx, &entries[i + 1], &entries[i], version);
	}
	view->versions = versions;
	view->n_versions = n;
	return OK;
}

/* ---- What belongs together ---- */

static enum outcome line_of_id(struct ctx *ctx, struct row_maker *maker, int64_t id, struct register_line *ret_line)
{
	struct entry entry;
	struct entry_shown row;
	TRY(registers_entry_by_id(ctx, id, &entry));
	if (entry.withheld_ms || entry.hidden_ms || entry.erased_ms || !entry.declared.scheme)
		return NOT_FOUND;
	TRY(entry_shown_of(ctx, maker, entry.declared.scheme, &entry, &row));
	*ret_line = register_line_of(ctx, entry.declared.scheme, &row);
	return OK;
}

struct child {
	int64_t id;
};
static const struct db_col child_cols[] = {DB_COL_I64(struct child, id)};
static const struct db_spec child_spec = DB_SPEC(struct child, child_cols);

static enum outcome family_fill(struct ctx *ctx, struct row_maker *maker, struct entry_page *view)
{
	struct child *children;
	size_t n;
	const struct entry *entry = view->row.entry;
	if (entry->parent_id) {
		enum outcome found = line_of_id(ctx, maker, entry->parent_id, &view->parent);
		if (found != OK && found != NOT_FOUND)
			return found;
	}
	TRY(db_list(ctx, &registers_sql_public_children, DB_PARAMS(db_int(entry->id), db_int(CHILDREN_SHOWN)),
		    &child_spec, &children, &n));
	struct register_line *lines = arena_array(ctx->arena, struct register_line, n);
	for (size_t i = 0; i < n; i++) {
		enum outcome found = line_of_id(ctx, maker, children[i].id, &lines[view->n_children]);
		if (found != OK && found != NOT_FOUND)
			return found;
		view->n_children += found == OK;
	}
	view->children = lines;
	return OK;
}

/* ---- The page ---- */

static enum outcome shown_fill(struct ctx *ctx, const struct entry *entry, const struct scheme *scheme,
			       struct entry_page *view)
{
	struct row_maker maker;
	TRY(row_maker_open(ctx, &(const struct register_query){0}, &maker));
	TRY(entry_shown_of(ctx, &maker, scheme, entry, &view->row));
	struct register_line line = register_line_of(ctx, scheme, &view->row);
	view->title = line.what;
	view->status = line.tag;
	view->note = entry_note(ctx, &view->row);
	view->is_withdrawn = entry->act == ENTRY_WITHDRAWN;
	view->whose = view->row.seen.whose == WHOSE_SELF ? STR("") : whose_said(ctx, view->row.seen.whose);
	if (!view->row.seen.category || !view->row.seen.category->holds.n) { /* else an answer says it */
		view->since = register_day_words(ctx, entry->from_day);
		view->until = register_day_words(ctx, entry->to_day);
	}
	view->who = entry_who(ctx, entry, &view->who_href);
	view->received = line.received;
	view->late = line.late;
	view->published = when(ctx, view->row.published_ms);
	view->counts_for = str_trim(entry->bodies);
	if (view->row.seen.category)
		answers_fill(ctx, view);
	TRY(history_fill(ctx, view));
	return family_fill(ctx, &maker, view);
}

static enum outcome removed_fill(struct ctx *ctx, struct str record_id, const struct entry *entry,
				 struct entry_page *view)
{
	struct entry_removal removal;
	view->is_removed = true;
	view->removed = day_of_ms(ctx, entry->erased_ms ? entry->erased_ms : entry->hidden_ms);
	if (entry->hidden_ms && !entry->erased_ms) {
		view->removed_what = said(
			ctx, msg("It is no longer shown: the time for which the rules publish it is over"), STR(""));
		return OK;
	}
	enum outcome found = entry_removal_find(ctx, record_id, &removal);
	if (found != NOT_FOUND) {
		TRY(found);
		view->removed = day_of_ms(ctx, removal.at_ms);
		view->removed_what = said(ctx, removal_kind_words((enum removal_kind)removal.kind), STR(""));
		view->removed_why = removal.why;
		view->removed_by = removal.by_office;
		if (removal.moved_to.n)
			view->moved_to = str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(entry->register_id),
						 STR_ARG(removal.moved_to));
		return OK;
	}
	struct journal_record record;
	TRY(journal_find(ctx, record_id, 0, &record));
	view->removed_why = record.erased_ground;
	return OK;
}

enum outcome register_entry_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct scheme *scheme;
	struct entry entry;
	struct revision_at at;
	struct day day;
	struct entry_page view = {0};
	int64_t at_ms = INT64_MAX;
	if (day_parse(req_query(req, "known-at"), &day))
		at_ms = zone_day_start(ctx->site->zone, (struct day){day.n + 1}).ms - 1;
	TRY(register_of(ctx, req->params[0], &scheme));
	if (scheme->shown != REGISTER_PUBLIC)
		return NOT_FOUND;
	TRY(registers_known_at(ctx, at_ms, &at));
	TRY(registers_entry(ctx, req->params[1], at, &entry));
	if (!str_eq(entry.register_id, scheme->id))
		return NOT_FOUND;
	view.register_title = scheme->title;
	view.register_path = str_fmt(ctx->arena, "/registers/%.*s", STR_ARG(scheme->id));
	view.log = str_fmt(ctx->arena, "/log/records/%.*s", STR_ARG(req->params[1]));
	view.office = str_fmt(ctx->arena, "/office/registers/entries/%.*s", STR_ARG(req->params[1]));
	view.row.entry = &entry;
	TRY(entry.erased_ms || entry.hidden_ms ? removed_fill(ctx, req->params[1], &entry, &view)
					       : shown_fill(ctx, &entry, scheme, &view));
	view.page = access_page(ctx, view.title.n ? view.title : said(ctx, msg("An entry that was removed"), STR("")));
	page_step(ctx->arena, &view.page, STR("Registers"), STR("/registers"));
	page_step(ctx->arena, &view.page, scheme->title, view.register_path);
	struct html h = html_open(ctx);
	registers_entry_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
