/* Putting entries: checks, revisions, rows, and what other rooms are told. */
#include "duties/duties.h"
#include "registers/attached.h"
#include "registers/registers_sql.h"
#include "registers/store.h"
#include "registers/tasks.h"
#include "screening/screening.h"
#include "search/search.h"

#define REGISTERS_AT_ONCE 8

/* One call of putting. */
struct putting {
	int64_t revision; /* 0: none was begun yet */
	int64_t batch;    /* the batch that is underway; 0: none */
	bool is_batch;    /* this call is of it */
	int64_t last_version_no;
	struct buf values; /* of struct entry_value: of a batch, written together behind its last version */
	struct entry_reader reader;
	struct register_numbers *registers[REGISTERS_AT_ONCE];
	size_t n_registers;
	int64_t person_id; /* of whom these are */
	struct str person_name, person_record, person_sort_name;
};

/* What becomes of one put. */
struct placed {
	struct entry entry;
	struct entry_around around;
	struct str sort_name;
	struct register_numbers *numbers;
	int64_t closes; /* the version's number that is no longer known */
	struct str content, private_json;
};

/* ---- What stands around ---- */

struct shown_row {
	struct str name, record_id, sort_name;
	bool is_public;
};
static const struct db_col shown_cols[] = {
	DB_COL_TEXT(struct shown_row, name), DB_COL_TEXT(struct shown_row, record_id),
	DB_COL_BOOL(struct shown_row, is_public), DB_COL_TEXT(struct shown_row, sort_name)};
static const struct db_spec person_spec = DB_SPEC(struct shown_row, shown_cols);
static const struct db_spec body_spec = {shown_cols, 2, sizeof(struct shown_row)};

static enum outcome person_find(struct ctx *ctx, struct putting *p, int64_t person_id)
{
	struct shown_row row;
	if (p->person_id == person_id)
		return OK;
	TRY(db_one(ctx, &registers_sql_person_shown, DB_PARAMS(db_int(person_id)), &person_spec, &row));
	p->person_id = person_id;
	p->person_name = row.is_public ? row.name : (struct str){0};
	p->person_record = row.is_public ? row.record_id : (struct str){0};
	p->person_sort_name = row.is_public ? row.sort_name : (struct str){0};
	return OK;
}

static enum outcome record_find(struct ctx *ctx, int64_t id, struct str *ret_record_id)
{
	struct entry_number row = {0};
	enum outcome found = db_one(ctx, &registers_sql_record_of, DB_PARAMS(db_int(id)), &entry_text_spec, &row);
	if (found != NOT_FOUND)
		TRY(found);
	*ret_record_id = row.text;
	return OK;
}

/* The parent's public id: it may stand among the puts before this one. */
static enum outcome parent_find(struct ctx *ctx, size_t i, struct placed *placed)
{
	for (size_t j = i; j-- > 0;)
		if (placed[j].entry.id == placed[i].entry.parent_id && placed[j].entry.declared.scheme) {
			placed[i].around.parent_record = placed[j].entry.record_id;
			return OK;
		}
	return record_find(ctx, placed[i].entry.parent_id, &placed[i].around.parent_record);
}

static enum outcome around_find(struct ctx *ctx, struct putting *p, size_t i, struct placed *placed)
{
	struct entry *e = &placed[i].entry;
	struct entry_around *around = &placed[i].around;
	struct shown_row body;
	if (e->person_id) {
		TRY(person_find(ctx, p, e->person_id));
		around->person_name = p->person_name;
		around->person_record = p->person_record;
		placed[i].sort_name = p->person_sort_name;
	}
	if (e->body_id) {
		TRY(db_one(ctx, &registers_sql_body_shown, DB_PARAMS(db_int(e->body_id)), &body_spec, &body));
		around->body_name = body.name;
		around->body_record = body.record_id;
	}
	if (e->parent_id)
		TRY(parent_find(ctx, i, placed));
	if (e->tenure_id) {
		struct tenure tenure;
		TRY(people_tenure(ctx, e->tenure_id, &tenure));
		e->office = tenure_office(ctx->arena, &tenure);
	}
	return OK;
}

static enum outcome numbers_of(struct ctx *ctx, struct putting *p, const struct entry *e,
			       struct register_numbers **ret_numbers)
{
	for (size_t i = 0; i < p->n_registers; i++)
		if (str_eq(p->registers[i]->register_id, e->register_id)) {
			*ret_numbers = p->registers[i];
			return OK;
		}
	struct register_numbers *numbers = arena_new(ctx->arena, struct register_numbers);
	TRY(register_numbers_find(ctx, e->register_id, e->declared.scheme, numbers));
	numbers->versions = 0;
	if (p->n_registers < REGISTERS_AT_ONCE)
		p->registers[p->n_registers++] = numbers;
	*ret_numbers = numbers;
	return OK;
}

/* ---- Deciding ---- */

static bool day_is_said(int32_t day)
{
	return day != 0 && day != DEADLINE_NO_DAY;
}

static void days_fill(struct ctx *ctx, struct entry *e)
{
	int32_t from, to;
	if (!day_is_said(e->declared_day))
		e->declared_day = site_today(ctx).n;
	declared_holds(&e->declared, e->declared_day, &from, &to);
	if (!day_is_said(e->from_day))
		e->from_day = from;
	if (!day_is_said(e->to_day))
		e->to_day = to;
}

static struct str answers_of(struct arena *arena, const struct declared *d)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	declared_json(&json, NULL, d, false);
	return buf_view(&out);
}

static bool is_same(struct arena *arena, const struct entry *a, const struct entry *b)
{
	bool ends = b->act >= ENTRY_ENDED;
	return (ends ? a->act == b->act : a->act < ENTRY_ENDED) && a->from_day == b->from_day &&
	       a->to_day == b->to_day && a->tenure_id == b->tenure_id && a->parent_id == b->parent_id &&
	       str_eq(a->bodies, b->bodies) && str_eq(a->category_id, b->category_id) &&
	       a->declared.is_nil == b->declared.is_nil && a->declared.whose == b->declared.whose &&
	       str_eq(answers_of(arena, &a->declared), answers_of(arena, &b->declared));
}

static enum outcome moved_on(struct ctx *ctx)
{
	(void)problem_add(ctx, "entry", msg("Somebody else has changed this declaration: look at it again"));
	return CONFLICT;
}

/* The version on which a put rests. */
static enum outcome before_find(struct ctx *ctx, struct putting *p, const struct entry_put *put,
				struct stored_entry *row)
{
	enum outcome found = db_one(ctx, &registers_sql_current, DB_PARAMS(db_int(put->id)), &stored_entry_spec, row);
	if (found == NOT_FOUND || (found == OK && (row->entry.version != put->version || row->entry.withheld_ms ||
						   row->entry.hidden_ms || row->entry.erased_ms)))
		return moved_on(ctx);
	TRY(found);
	if (p->batch && !p->is_batch && row->entry.known_from == p->batch) {
		(void)problem_add(
			ctx, "entry",
			msg("An import that is underway changes this declaration: try again when it is done"));
		return CONFLICT;
	}
	if (!p->reader.rulebook)
		TRY(entry_reader_open(ctx, &p->reader));
	return stored_entry_read(ctx, &p->reader, row);
}

static enum outcome put_check(struct ctx *ctx, struct entry_put *put, struct entry *e)
{
	const struct scheme_category *category = e->declared.category;
	if (!e->declared.scheme)
		return problem_add(ctx, "register", msg("There is no such register"));
	if (!e->person_id == !e->body_id)
		return problem_add(ctx, "person", msg("Say whose declaration it is"));
	if (put->version == 0 && category && category->closed && e->source != SOURCE_IMPORT)
		return problem_add(ctx, "category", msg("Nothing new is declared under “{1}” any more"),
				   category->title);
	if (e->act >= ENTRY_ENDED)
		return OK;
	return declared_check(ctx, &e->declared, site_today(ctx));
}

/* What a put becomes, but for its number: INVALID, CONFLICT, or OK with put->is_same where nothing changes. */
static enum outcome put_place(struct ctx *ctx, struct putting *p, struct entry_put *puts, size_t i,
			      struct placed *placed)
{
	struct entry_put *put = &puts[i];
	struct entry *e = &placed[i].entry;
	struct stored_entry before = {0};
	*e = put->entry;
	e->register_id = e->declared.scheme ? e->declared.scheme->id : e->register_id;
	e->category_id = e->declared.category ? e->declared.category->id : (struct str){0};
	e->id = put->id;
	if (put->version) {
		TRY(before_find(ctx, p, put, &before));
		e->record_id = before.entry.record_id;
		e->person_id = before.entry.person_id;
		e->body_id = before.entry.body_id;
		if (!e->parent_id)
			e->parent_id = before.entry.parent_id;
		placed[i].closes = before.no;
	}
	if (!p->is_batch)
		TRY(put_check(ctx, put, e));
	days_fill(ctx, e);
	put->is_same = false;
	TRY(around_find(ctx, p, i, placed));
	put->is_same = put->version && is_same(ctx->arena, &before.entry, e);
	if (put->is_same)
		return OK;
	e->version = before.entry.version + 1;
	if (e->id == 0)
		e->id = id_new(ctx);
	if (entry_is_published(e->declared.scheme) && str_empty(e->record_id))
		e->record_id = base32_str(ctx->arena, str_bytes(put->seed.id, sizeof(put->seed.id)));
	return numbers_of(ctx, p, e, &placed[i].numbers);
}

/* ---- Writing ---- */

static void contents_make(struct ctx *ctx, struct placed *placed)
{
	bool is_published = entry_is_published(placed->entry.declared.scheme);
	placed->content =
		is_published ? entry_record(ctx->arena, &placed->entry, &placed->around, false) : (struct str){0};
	placed->private_json = is_published ? entry_private(ctx->arena, &placed->entry)
					    : entry_record(ctx->arena, &placed->entry, &placed->around, true);
}

static enum outcome version_write(struct ctx *ctx, struct putting *p, const struct entry_put *put,
				  struct placed *placed, const struct journal_many *published)
{
	const struct entry *e = &placed->entry;
	int64_t closed = 0;
	if (put->version == 0)
		TRY(db_exec(ctx, &registers_sql_entry_add,
			    DB_PARAMS(db_int(e->id), db_int(placed->numbers->no), db_ref(e->person_id),
				      db_ref(e->body_id), db_ref(e->parent_id), db_int(0)),
			    NULL));
	else
		TRY(db_exec(ctx, &registers_sql_version_close, DB_PARAMS(db_int(placed->closes), db_int(p->revision)),
			    &closed));
	if (put->version && closed != 1)
		return moved_on(ctx);
	p->last_version_no++;
	TRY(db_exec(ctx, &registers_sql_version_add,
		    DB_PARAMS(db_int(p->last_version_no), db_int(e->id), db_int(e->version), db_int(p->revision),
			      db_int(REVISION_OPEN), db_int(e->act), db_int(e->source), db_text(e->category_id),
			      db_int(e->from_day), db_int(e->to_day), db_int(e->declared_day),
			      db_ref(e->declaration_id), db_ref(e->tenure_id),
			      published ? db_int(published->place.index) : db_null(),
			      db_text_or_null(placed->private_json)),
		    NULL));
	placed->numbers->versions++;
	int32_t received_day;
	TRY(entry_received(ctx, e, &received_day));
	TRY(entry_files_hold(ctx, e));
	struct entry_value values[VALUES_MOST];
	size_t n = entry_values(ctx->arena, placed->numbers, e, p->last_version_no, received_day, placed->sort_name,
				values);
	if (!p->is_batch)
		return entry_values_write(ctx, values, n, false);
	buf_bytes(&p->values, values, n * sizeof(*values));
	return OK;
}

/* ---- Telling ---- */

static size_t facts_of(const struct declared *d, struct declared_fact *facts)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n_answers; i++) {
		const struct answer *answer = &d->answers[i];
		const struct scheme_field *field = d->category ? scheme_field(d->category, answer->field) : NULL;
		if (!field || !field->compare)
			continue;
		for (size_t j = 0; j < answer->n && n < FACTS_MOST; j++) {
			const struct value *value = &answer->values[j];
			if (value->state != VALUE_GIVEN || str_empty(value->text) || value->is_home)
				continue;
			facts[n++] = (struct declared_fact){
				.kind = field->kind == FIELD_PERSON    ? FACT_PERSON
					: field->kind == FIELD_ADDRESS ? FACT_PLACE
								       : FACT_ORGANIZATION,
				.name = value->text,
				.scheme = value->scheme,
				.identifier = field->kind == FIELD_ORGANIZATION ? value->id : (struct str){0},
			};
		}
	}
	return n;
}

enum outcome entry_tell_screening(struct ctx *ctx, const struct entry *e, bool is_new)
{
	struct declared_fact facts[FACTS_MOST];
	bool holds = e->act < ENTRY_ENDED || (e->act == ENTRY_ENDED && e->to_day >= site_today(ctx).n);
	size_t n = holds ? facts_of(&e->declared, facts) : 0;
	if (is_new)
		return n ? screening_add_declared(ctx, e->id, e->person_id, facts, n) : OK;
	return n ? screening_put_declared(ctx, e->id, e->person_id, facts, n) : screening_take_declared(ctx, e->id);
}

static enum outcome duties_tell(struct ctx *ctx, const struct entry *e)
{
	const struct scheme *scheme = e->declared.scheme;
	const struct answer *answer = declared_answer(&e->declared, scheme->event_day);
	bool has_day = answer && answer->n > 0 && answer->values[0].state == VALUE_GIVEN;
	if (str_empty(scheme->event) || !e->tenure_id || e->version != 1 || e->declared.is_nil ||
	    (!str_empty(scheme->event_day) && !has_day))
		return OK;
	const struct duty_event event = {
		.tenure_id = e->tenure_id,
		.kind = scheme->event,
		.day = has_day ? (int32_t)answer->values[0].number : e->declared_day,
		.source = STR("registers"),
		.source_id = e->id,
	};
	return duties_put_event(ctx, &event);
}

static enum outcome others_tell(struct ctx *ctx, const struct putting *p, const struct entry *e, bool is_new)
{
	TRY(entry_tell_screening(ctx, e, is_new));
	if (!is_new || !p->is_batch)
		TRY(homes_note(ctx, e));
	if (p->is_batch)
		return OK;
	if (is_new)
		TRY(duties_tell(ctx, e));
	TRY(entry_tasks_tell(ctx, e));
	db_note(ctx, "registers", e->id);
	if (e->act == ENTRY_WITHDRAWN)
		db_note(ctx, "removals", 0); /* the files of everything lose what it said */
	return entry_is_published(e->declared.scheme) ? search_note(ctx, "registers", e->id) : OK;
}

/* ---- All ---- */

/* Of one put among several, a field is said with the put in front. */
static void problems_place(struct ctx *ctx, const struct problem *before, size_t i, size_t n)
{
	struct problem *first = before ? before->next : ctx->problems.first;
	for (struct problem *problem = first; problem && n > 1; problem = problem->next)
		problem->where = str_fmt(arena_kept(ctx->arena), "entries[%zu].%.*s", i, STR_ARG(problem->where));
}

static enum outcome all_place(struct ctx *ctx, struct putting *p, struct entry_put *puts, size_t n,
			      struct placed *placed)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < n; i++) {
		const struct problem *last = ctx->problems.last;
		enum outcome found = put_place(ctx, p, puts, i, placed);
		problems_place(ctx, last, i, n);
		if (found != OK && found != INVALID)
			return found;
		outcome = outcome == OK ? found : outcome;
	}
	return outcome;
}

/* One append to the publication log for all of them; *ret_of[i]: what became of put i, NULL: nothing is published. */
static enum outcome all_publish(struct ctx *ctx, const struct entry_put *puts, struct placed *placed, size_t n,
				const struct journal_many **ret_of)
{
	struct journal_many *many = arena_array(ctx->arena, struct journal_many, n);
	size_t n_many = 0;
	for (size_t i = 0; i < n; i++) {
		if (puts[i].is_same)
			continue;
		contents_make(ctx, &placed[i]);
		if (!placed[i].content.p)
			continue;
		struct str stands = {0};
		if (puts[i].version)
			TRY(record_find(ctx, puts[i].id, &stands));
		many[n_many] = (struct journal_many){
			.seed = &puts[i].seed,
			.subject = placed[i].entry.id,
			.record_id = stands,
			.content = placed[i].content,
		};
		ret_of[i] = &many[n_many++];
	}
	return n_many ? journal_put_many(ctx, "registers", many, n_many) : OK;
}

static enum outcome put_all(struct ctx *ctx, struct putting *p, struct entry_put *puts, size_t n,
			    struct str *ret_record_ids)
{
	struct placed *placed = arena_array(ctx->arena, struct placed, n);
	const struct journal_many **published = arena_array(ctx->arena, const struct journal_many *, n);
	TRY(entries_batch(ctx, &p->batch));
	if (p->is_batch && p->batch != p->revision)
		return CONFLICT;
	TRY(all_place(ctx, p, puts, n, placed));
	bool any = false;
	for (size_t i = 0; i < n; i++)
		any = any || !puts[i].is_same;
	if (any) {
		TRY(entries_begin(ctx, &p->revision, &p->last_version_no));
		TRY(all_publish(ctx, puts, placed, n, published));
	}
	for (size_t i = 0; i < n; i++) {
		if (puts[i].is_same)
			continue;
		TRY(version_write(ctx, p, &puts[i], &placed[i], published[i]));
		TRY(others_tell(ctx, p, &placed[i].entry, puts[i].version == 0));
	}
	TRY(entry_values_write(ctx, (const struct entry_value *)(const void *)p->values.p,
			       p->values.n / sizeof(struct entry_value), true));
	if (p->is_batch && any)
		TRY(db_exec(ctx, &registers_sql_batch_grew, DB_PARAMS(db_int(p->revision), db_int(p->last_version_no)),
			    NULL));
	for (size_t i = 0; i < p->n_registers; i++)
		if (p->registers[i]->versions)
			TRY(db_exec(ctx, &registers_sql_register_grew,
				    DB_PARAMS(db_int(p->registers[i]->no), db_int(p->registers[i]->versions)), NULL));
	for (size_t i = 0; i < n; i++) {
		puts[i].entry_id = placed[i].entry.id;
		if (ret_record_ids)
			ret_record_ids[i] = placed[i].entry.record_id;
	}
	return OK;
}

enum outcome registers_put(struct ctx *ctx, struct entry_put *puts, size_t n, struct str *ret_record_ids)
{
	struct putting p = {0};
	return put_all(ctx, &p, puts, n, ret_record_ids);
}

enum outcome registers_batch_put(struct ctx *ctx, int64_t revision, struct entry_put *puts, size_t n,
				 struct str *ret_record_ids)
{
	struct putting p = {.revision = revision, .is_batch = true, .values = {.arena = ctx->arena}};
	return put_all(ctx, &p, puts, n, ret_record_ids);
}
