/* What entries give others to see to: who that is, as entries and terms change; what was arranged. */
#include "registers/tasks.h"

#include "html/html.h"
#include "registers/registers_sql.h"
#include "registers/review_parts.h"
#include "registers/store.h"

/* How far up a line of reporting is followed; a ring of managers ends there too. */
#define LINE_MOST 12

static const struct db_col task_cols[] = {
	DB_COL_I64(struct entry_task, entry_id),     DB_COL_I64(struct entry_task, version),
	DB_COL_TEXT(struct entry_task, event),       DB_COL_I64(struct entry_task, tenure_id),
	DB_COL_BOOL(struct entry_task, is_by_line),  DB_COL_TEXT(struct entry_task, arranged),
	DB_COL_I64(struct entry_task, arranged_ms),  DB_COL_TEXT(struct entry_task, by_name),
	DB_COL_I64(struct entry_task, holder_id),    DB_COL_I64(struct entry_task, person_id),
	DB_COL_TEXT(struct entry_task, holder_name), DB_COL_TEXT(struct entry_task, person_name),
	DB_COL_TEXT(struct entry_task, register_id),
};
static const struct db_spec task_spec = DB_SPEC(struct entry_task, task_cols);

static const struct db_col task_key_cols[] = {DB_COL_I64(struct entry_task, entry_id),
					      DB_COL_TEXT(struct entry_task, event)};
static const struct db_spec task_key_spec = DB_SPEC(struct entry_task, task_key_cols);

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

enum outcome entry_tasks(struct ctx *ctx, struct entry_task **ret_tasks, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_tasks, DB_NO_PARAMS, &task_spec, ret_tasks, ret_n);
}

enum outcome entry_task_find(struct ctx *ctx, int64_t entry_id, struct str event, struct entry_task *ret_task)
{
	return db_one(ctx, &registers_sql_task, DB_PARAMS(db_int(entry_id), db_text(event)), &task_spec, ret_task);
}

/* ---- The line of reporting ---- */

/* The person's term of today: that one, else one whose manager is known. NOT_FOUND. */
static enum outcome term_today(struct ctx *ctx, int64_t person_id, int64_t preferred, struct tenure *ret_tenure)
{
	struct tenure *tenures;
	const struct tenure *found = NULL;
	size_t n;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		const struct tenure *t = &tenures[i];
		if (t->erased_ms || !tenure_holds(t, site_today(ctx)))
			continue;
		if (t->id == preferred || !found || (!found->manager_id && t->manager_id && found->id != preferred))
			found = t;
	}
	if (!found)
		return NOT_FOUND;
	*ret_tenure = *found;
	return OK;
}

/* The next one above the term: their person and their term of today. NOT_FOUND: nobody is known. */
static enum outcome line_up(struct ctx *ctx, struct tenure *term, struct person *ret_manager)
{
	if (!term->manager_id)
		return NOT_FOUND;
	TRY(people_person(ctx, term->manager_id, ret_manager));
	return term_today(ctx, term->manager_id, 0, term);
}

static bool is_called(struct ctx *ctx, struct str name, struct str text)
{
	return str_eq(text_fold(ctx->arena, str_trim(name)), text_fold(ctx->arena, str_trim(text)));
}

/* Does it name somebody who is called so? */
static bool speaks_of(struct ctx *ctx, const struct declared *declared, struct str name)
{
	for (size_t i = 0; declared->category && i < declared->n_answers; i++) {
		const struct answer *answer = &declared->answers[i];
		const struct scheme_field *field = scheme_field(declared->category, answer->field);
		for (size_t j = 0; field && field->kind == FIELD_PERSON && j < answer->n; j++)
			if (is_called(ctx, answer->values[j].text, name))
				return true;
	}
	return false;
}

/* Whoever sees to it; id 0: nobody is known. */
static enum outcome holder_of(struct ctx *ctx, const struct entry *entry, struct tenure *ret_tenure)
{
	struct tenure term;
	struct person manager;
	*ret_tenure = (struct tenure){0};
	enum outcome found = term_today(ctx, entry->person_id, entry->tenure_id, &term);
	for (int i = 0; found == OK && i < LINE_MOST; i++) {
		found = line_up(ctx, &term, &manager);
		if (found != OK || manager.id == entry->person_id || speaks_of(ctx, &entry->declared, manager.name))
			continue;
		*ret_tenure = term;
		return OK;
	}
	return found == NOT_FOUND ? OK : found;
}

/* Does somebody called so stand above the person, or the person above the one whom people here call so? */
static enum outcome is_in_line(struct ctx *ctx, int64_t person_id, struct str name, bool *ret_is)
{
	struct number *named;
	struct person manager;
	struct tenure term;
	size_t n;
	*ret_is = false;
	enum outcome found = term_today(ctx, person_id, 0, &term);
	for (int i = 0; found == OK && i < LINE_MOST && !*ret_is; i++) {
		found = line_up(ctx, &term, &manager);
		*ret_is = found == OK && manager.id != person_id && is_called(ctx, manager.name, name);
	}
	if ((found != OK && found != NOT_FOUND) || *ret_is)
		return found == NOT_FOUND ? OK : found;
	TRY(db_list(ctx, &registers_sql_import_people_named, DB_PARAMS(db_text(str_trim(name))), &number_spec, &named,
		    &n));
	for (size_t k = 0; k < n && !*ret_is; k++) {
		found = term_today(ctx, named[k].n, 0, &term);
		for (int i = 0; found == OK && i < LINE_MOST && !*ret_is; i++) {
			found = line_up(ctx, &term, &manager);
			*ret_is = found == OK && manager.id == person_id;
		}
		if (found != OK && found != NOT_FOUND)
			return found;
	}
	return OK;
}

/* Is it asked for, and by the line alone? */
static enum outcome task_asks(struct ctx *ctx, const struct scheme_task *task, const struct entry *entry,
			      bool *ret_asks, bool *ret_by_line)
{
	const struct declared *declared = &entry->declared;
	*ret_by_line = false;
	*ret_asks = declared_answer(declared, task->when.field) && declared_meets(declared, &task->when);
	const struct answer *named = str_empty(task->line) ? NULL : declared_answer(declared, task->line);
	for (size_t i = 0; named && !*ret_asks && i < named->n; i++) {
		if (named->values[i].state == VALUE_GIVEN)
			TRY(is_in_line(ctx, entry->person_id, named->values[i].text, ret_asks));
		*ret_by_line = *ret_asks;
	}
	return OK;
}

/* ---- What duties know ---- */

static struct str task_source(struct ctx *ctx, struct str what)
{
	return str_fmt(ctx->arena, "registers:task:%.*s", STR_ARG(what));
}

static bool counts_from(const struct duty_rule *rule, struct str event)
{
	for (size_t i = 0; i < COUNT_OF(rule->deadline.parts); i++)
		if (rule->deadline.parts[i].trigger == TRIGGER_EVENT && str_eq(rule->deadline.parts[i].event, event))
			return true;
	return false;
}

struct str entry_task_title(const struct rulebook *book, struct str event)
{
	for (size_t i = 0; i < book->n_duties; i++)
		if (counts_from(&book->duties[i], event))
			return book->duties[i].title;
	for (size_t i = 0; i < book->n_events; i++)
		if (str_eq(book->events[i].id, event))
			return book->events[i].text;
	return event;
}

bool duty_is_of_task(const struct rulebook *book, const struct duty_rule *rule)
{
	for (size_t i = 0; i < book->n_schemes; i++)
		for (size_t j = 0; j < book->schemes[i].n_tasks; j++)
			if (rule && rule->kind == DUTY_TASK && counts_from(rule, book->schemes[i].tasks[j].event))
				return true;
	return false;
}

static enum outcome each_duty(struct ctx *ctx, const struct entry_task *task,
			      enum outcome (*each)(struct ctx *ctx, const struct entry_task *task, struct str duty))
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	for (size_t i = 0; i < book->n_duties; i++)
		if (counts_from(&book->duties[i], task->event) &&
		    (i == 0 || !str_eq(book->duties[i].id, book->duties[i - 1].id)))
			TRY(each(ctx, task, book->duties[i].id));
	return OK;
}

static enum outcome done_put(struct ctx *ctx, const struct entry_task *task, struct str duty)
{
	struct str day = day_words(ctx->arena, site_today(ctx));
	return duties_put_done(ctx,
			       &(struct duty_done){
				       .tenure_id = task->tenure_id,
				       .duty = duty,
				       .day = site_today(ctx).n,
				       .trigger_day = DEADLINE_NO_DAY,
				       .subject = task->entry_id,
				       .source = task_source(ctx, duty),
				       .source_id = task->entry_id,
				       .words = html_said(ctx->arena, NULL, str_of(msg("Seen to on {1}")), &day, 1),
				       .path = STR("/my/tasks"),
			       });
}

static enum outcome done_forget(struct ctx *ctx, const struct entry_task *task, struct str duty)
{
	return duties_forget_done(ctx, task_source(ctx, duty), task->entry_id);
}

/* ---- As entries and terms change ---- */

static enum outcome task_drop(struct ctx *ctx, const struct entry_task *task)
{
	TRY(duties_take_event(ctx, task_source(ctx, task->event), task->entry_id));
	TRY(each_duty(ctx, task, done_forget));
	return db_exec(ctx, &registers_sql_task_drop, DB_PARAMS(db_int(task->entry_id), db_text(task->event)), NULL);
}

/* Whoever sees to it from now on has to do so anew: what the one before arranged stays to be read. */
static enum outcome task_put(struct ctx *ctx, int64_t entry_id, struct str event, int64_t tenure_id, bool is_by_line)
{
	struct entry_task before;
	enum outcome found = entry_task_find(ctx, entry_id, event, &before);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK && before.tenure_id == tenure_id && before.is_by_line == is_by_line)
		return OK;
	TRY(db_exec(ctx, found == OK ? &registers_sql_task_change : &registers_sql_task_add,
		    DB_PARAMS(db_int(entry_id), db_text(event), db_ref(tenure_id), db_int(is_by_line)), NULL));
	db_note(ctx, "reviews", entry_id);
	if (found == OK && before.tenure_id == tenure_id)
		return OK;
	if (!tenure_id)
		return duties_take_event(ctx, task_source(ctx, event), entry_id);
	return duties_put_event(ctx, &(struct duty_event){
					     .tenure_id = tenure_id,
					     .kind = event,
					     .day = site_today(ctx).n,
					     .source = task_source(ctx, event),
					     .source_id = entry_id,
				     });
}

/* Of the first task with this event: what any of them asks. */
static enum outcome event_tell(struct ctx *ctx, const struct entry *entry, const struct scheme *scheme, size_t at,
			       const struct tenure *holder)
{
	struct str event = scheme->tasks[at].event;
	bool any = false, by_line = true;
	for (size_t i = 0; i < scheme->n_tasks; i++) {
		bool asks, is_by_line;
		if (!str_eq(scheme->tasks[i].event, event))
			continue;
		if (i < at)
			return OK; /* it was told with that one */
		TRY(task_asks(ctx, &scheme->tasks[i], entry, &asks, &is_by_line));
		any = any || asks;
		by_line = by_line && (!asks || is_by_line);
	}
	if (any)
		return task_put(ctx, entry->id, event, holder->id, by_line);
	struct entry_task before;
	enum outcome found = entry_task_find(ctx, entry->id, event, &before);
	return found == OK ? task_drop(ctx, &before) : found == NOT_FOUND ? OK : found;
}

enum outcome entry_tasks_tell(struct ctx *ctx, const struct entry *entry)
{
	const struct scheme *scheme = entry->declared.scheme;
	struct tenure holder;
	bool stands = entry->act < ENTRY_ENDED && !entry->declared.is_nil && entry->declared.category;
	if (!scheme || !scheme->n_tasks || !entry->person_id)
		return OK;
	if (!stands)
		return entry_tasks_forget(ctx, entry->id);
	TRY(holder_of(ctx, entry, &holder));
	for (size_t i = 0; i < scheme->n_tasks; i++)
		TRY(event_tell(ctx, entry, scheme, i, &holder));
	return OK;
}

enum outcome entry_tasks_forget(struct ctx *ctx, int64_t entry_id)
{
	struct entry_task *tasks;
	size_t n;
	TRY(db_list(ctx, &registers_sql_tasks_of_entry, DB_PARAMS(db_int(entry_id)), &task_key_spec, &tasks, &n));
	for (size_t i = 0; i < n; i++)
		TRY(task_drop(ctx, &tasks[i]));
	return OK;
}

static enum outcome entries_tell(struct ctx *ctx, const struct db_stmt *which, struct db_params params)
{
	struct number *entries;
	size_t n;
	TRY(db_list(ctx, which, params, &number_spec, &entries, &n));
	for (size_t i = 0; i < n; i++) {
		struct entry entry;
		enum outcome found = registers_entry_by_id(ctx, entries[i].n, &entry);
		if (found == OK && !entry.erased_ms && !entry.withheld_ms)
			TRY(entry_tasks_tell(ctx, &entry));
		else if (found != OK && found != NOT_FOUND)
			return found;
	}
	return OK;
}

enum outcome entry_tasks_follow(struct ctx *ctx, int64_t subject)
{
	const struct rulebook *book;
	struct tenure tenure;
	int64_t version, person_id = subject;
	TRY(rulebook_current(ctx, &book, &version));
	for (size_t i = 0; i < book->n_schemes; i++) {
		if (!book->schemes[i].n_tasks)
			continue;
		enum outcome found = people_tenure(ctx, subject, &tenure);
		if (found != OK && found != NOT_FOUND)
			return found;
		person_id = found == OK ? tenure.person_id : subject;
		TRY(entries_tell(ctx, &registers_sql_entries_of_register_and_person,
				 DB_PARAMS(db_text(book->schemes[i].id), db_int(person_id))));
	}
	return person_id ? entries_tell(ctx, &registers_sql_tasks_held_by, DB_PARAMS(db_int(person_id))) : OK;
}

/* ---- The job ---- */

enum outcome entry_tasks_left(struct ctx *ctx, int64_t *ret_n)
{
	struct number *over;
	size_t n;
	TRY(db_list(ctx, &registers_sql_tasks_over, DB_PARAMS(db_int(site_today(ctx).n)), &number_spec, &over, &n));
	*ret_n = (int64_t)n;
	return OK;
}

static enum outcome over_write(struct ctx *ctx, void *args)
{
	(void)args;
	return entries_tell(ctx, &registers_sql_tasks_over, DB_PARAMS(db_int(site_today(ctx).n)));
}

enum outcome entry_tasks_run(struct ctx *ctx)
{
	return site_write(ctx, over_write, NULL);
}

/* ---- What was arranged ---- */

static bool is_holder(const struct ctx *ctx, const struct entry_task *task)
{
	return task->holder_id && ctx->actor && ctx->actor->person_id == task->holder_id;
}

enum outcome entry_task_may(struct ctx *ctx, const struct entry_task *task, const struct entry *entry)
{
	int64_t body_id;
	struct person self;
	TRY(going_body(ctx, entry, &body_id));
	if (!is_holder(ctx, task))
		TRY(access_need(ctx, RIGHT_OFFICER, body_id));
	TRY(review_not_own(ctx, entry->person_id));
	if (!ctx->actor || !ctx->actor->person_id)
		return OK;
	TRY(people_person(ctx, ctx->actor->person_id, &self));
	if (speaks_of(ctx, &entry->declared, self.name))
		return problem_add(ctx, "", msg("It names somebody called as you are. Somebody else sees to it."));
	return OK;
}

enum outcome entry_task_arrange(struct ctx *ctx, int64_t entry_id, struct str event, int64_t version,
				struct str arranged)
{
	struct entry_task task;
	struct entry entry;
	int64_t changed;
	TRY(entry_task_find(ctx, entry_id, event, &task));
	TRY(registers_entry_by_id(ctx, entry_id, &entry));
	TRY(entry_task_may(ctx, &task, &entry));
	if (!review_text_good(ctx, "arranged", str_trim(arranged), msg("Say what was arranged, and from when on")))
		return INVALID;
	TRY(db_exec(ctx, &registers_sql_task_arrange,
		    DB_PARAMS(db_int(entry_id), db_text(event), db_int(version), db_text(str_trim(arranged)),
			      db_int(ctx->now_ms), db_text(ctx->actor ? ctx->actor->name : STR(""))),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	if (task.tenure_id)
		TRY(each_duty(ctx, &task, done_put));
	db_note(ctx, "reviews", entry_id);
	return access_log(ctx, "registers.task", entry_id, task.register_id);
}
