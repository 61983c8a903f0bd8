/* Registers: what they are, their categories and keys. */
#include "rulebook/build.h"
#include "rulebook/words.h"

#define CATEGORIES_MOST 60
#define MONTHS_MOST     240

/* ---- Lines ---- */

/* "12 months", "2 years": months. */
static int32_t read_months(struct build *build, const struct yaml_node *node, const char *key)
{
	struct phrase phrase;
	int32_t n = 0;
	if (!node || phrase_open(build->ctx, node, key, &phrase) != OK)
		return 0;
	bool is_number = phrase_takes_number(&phrase, MONTHS_MOST, &n) && n > 0;
	bool is_years = is_number && phrase_takes(&phrase, "year|years");
	if (!is_years && (!is_number || !phrase_takes(&phrase, "month|months"))) {
		(void)phrase_expected(&phrase, "so many months or years, such as “12 months”");
		return 0;
	}
	return phrase_end(&phrase) != OK ? 0 : is_years ? n * 12 : n;
}

static bool is_length(struct str unit)
{
	static const char *const units[] = {"year", "years", "month", "months", "day", "days"};
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (str_eq(unit, str_of(units[i])))
			return true;
	return false;
}

static void check_keep_amount(struct build *build, const struct yaml_node *node, const char *key, struct str id)
{
	const struct rulebook *book = build->book;
	for (size_t i = 0; i < book->n_amounts; i++)
		if (str_eq(book->amounts[i].id, id)) {
			if (!is_length(book->amounts[i].unit))
				yaml_fault(build->ctx, node, msg("{1}: “{2}” is no number of years, months or days"),
					   str_of(key), id);
			return;
		}
	build_unknown_amount(build, node, id);
}

/* "interests-kept after leaving office", "forever". */
static struct scheme_keep read_keep(struct build *build, const struct yaml_node *node, const char *key)
{
	struct scheme_keep keep = {.since = SINCE_FOREVER};
	struct phrase phrase;
	if (!node || phrase_open(build->ctx, node, key, &phrase) != OK)
		return keep;
	if (phrase.n == 1 && phrase_takes(&phrase, "forever"))
		return keep;
	keep.amount = phrase_next(&phrase);
	phrase.at++;
	if (phrase_takes(&phrase, "after leaving office"))
		keep.since = SINCE_LEAVING;
	else if (phrase_takes(&phrase, "after it ended"))
		keep.since = SINCE_ENDED;
	else if (phrase_takes(&phrase, "after it was registered"))
		keep.since = SINCE_REGISTERED;
	else
		(void)phrase_expected(&phrase, "“after leaving office”, “after it ended” or “after it was registered”");
	if (keep.since != SINCE_FOREVER && phrase_end(&phrase) == OK)
		check_keep_amount(build, node, key, keep.amount);
	return keep;
}

/* ---- Categories ---- */

static void check_holds(struct build *build, const struct raw_category *raw, const struct scheme_category *category)
{
	const struct scheme_field *field = str_empty(raw->holds) ? NULL : scheme_field(category, raw->holds);
	if (str_empty(raw->holds) ||
	    (field && (!field->kind || field->kind == FIELD_PERIOD || field->kind == FIELD_DATE)))
		return;
	yaml_fault(build->ctx, build_at(raw->node, "holds"),
		   field ? msg("holds: “{1}” is neither a period nor a date")
			 : msg("holds: the category has no field “{1}”"),
		   raw->holds);
}

static void build_category(struct build *build, const struct raw_category *raw, const struct shared_fields *shared,
			   bool is_closed, struct scheme_category *category)
{
	*category = (struct scheme_category){
		.id = raw->id,
		.title = raw->title,
		.label = raw->label,
		.text = raw->text,
		.source = raw->source,
		.parent = raw->parent,
		.whose = raw->whose ? raw->whose : WHOSE_SELF,
		.closed = raw->closed || is_closed,
		.holds = raw->holds,
		.summary = raw->summary,
		.place = raw->node->place,
	};
	build_fields(build, shared, raw->fields, category);
	check_holds(build, raw, category);
	if (!str_empty(raw->summary))
		build_check_summary(build, build_at(raw->node, "summary"), category);
}

static void add_categories(struct build *build, const struct register_parts *parts, size_t part, bool is_closed,
			   struct scheme *scheme, struct scheme_category *all)
{
	const struct raw_register *raw = parts->p[part], *own = parts->p[0];
	const struct raw_category *raws = raw->categories.p;
	const struct shared_fields shared = {
		{raw->fields.p, part ? own->fields.p : NULL},
		{raw->fields.n, part ? own->fields.n : 0},
	};
	for (size_t i = 0; i < raw->categories.n; i++) {
		const struct scheme_category *other = scheme_category(scheme, raws[i].id);
		if (!str_empty(raws[i].id) && other)
			yaml_fault(build->ctx, build_at(raws[i].node, "id"),
				   msg("id: “{1}” stands already in {2}, line {3}"), raws[i].id, other->place.file,
				   str_fmt(build->ctx->arena, "%d", other->place.line));
		if (scheme->n_categories == CATEGORIES_MOST) {
			yaml_fault(build->ctx, raws[i].node, msg("a register has at most {1} categories"), STR("60"));
			return;
		}
		build_category(build, &raws[i], &shared, is_closed, &all[scheme->n_categories++]);
	}
}

static void check_parent(struct build *build, const struct raw_category *raw, const struct scheme *scheme)
{
	const struct scheme_category *at = scheme_category(scheme, raw->id);
	if (str_empty(raw->parent) || !at)
		return;
	if (!scheme_category(scheme, raw->parent)) {
		struct str *known = arena_array(build->ctx->arena, struct str, scheme->n_categories);
		for (size_t i = 0; i < scheme->n_categories; i++)
			known[i] = scheme->categories[i].id;
		spec_unknown(build->ctx, build_at(raw->node, "parent"), raw->parent, known, scheme->n_categories,
			     STR("a category of this register"));
		return;
	}
	for (size_t steps = 0; at && !str_empty(at->parent); steps++) {
		if (steps > scheme->n_categories) {
			yaml_fault(build->ctx, build_at(raw->node, "parent"),
				   msg("parent: categories belong to one another in a circle"));
			return;
		}
		at = scheme_category(scheme, at->parent);
	}
}

static void build_categories(struct build *build, const struct register_parts *parts, struct scheme *scheme)
{
	size_t most = 0;
	for (size_t i = 0; i < parts->n; i++)
		most += parts->p[i]->categories.n;
	struct scheme_category *all = arena_array(build->ctx->arena, struct scheme_category, most);
	scheme->categories = all;
	for (size_t i = 0; i < parts->n; i++)
		add_categories(build, parts, i, parts->p[0]->closed, scheme, all);
	for (size_t i = 0; i < parts->n; i++) {
		const struct raw_category *raws = parts->p[i]->categories.p;
		for (size_t j = 0; j < parts->p[i]->categories.n; j++)
			check_parent(build, &raws[j], scheme);
	}
}

/* ---- Keys ---- */

static void fault_at(struct build *build, struct rulebook_place place, const char *message, struct str a, struct str b)
{
	problem_at(build->ctx, place.file, place.line, place.column, message, a, b);
}

static void check_same_kind(struct build *build, const struct scheme *scheme, const struct scheme_field *field)
{
	const struct scheme_field *first = build_field_named(scheme, field->id);
	if (first && first->kind && field->kind && first->kind != field->kind)
		fault_at(build, field->place,
			 msg("id: in another category “{1}” is a field of another kind (line {2}); give one of the two "
			     "another id"),
			 field->id, str_fmt(build->ctx->arena, "%d", first->place.line));
}

static bool is_among(struct texts texts, struct str text)
{
	for (size_t i = 0; i < texts.n; i++)
		if (str_eq(texts.p[i], text))
			return true;
	return false;
}

static void build_keys(struct build *build, struct scheme *scheme)
{
	struct str *keys = arena_array(build->ctx->arena, struct str, SCHEME_KEYS);
	bool is_full = false;
	scheme->keys = (struct texts){keys, 0};
	for (size_t i = 0; i < scheme->n_categories; i++)
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++) {
			const struct scheme_field *field = &scheme->categories[i].fields[j];
			check_same_kind(build, scheme, field);
			if ((!field->filter && !field->sort) || is_among(scheme->keys, field->id))
				continue;
			if (scheme->keys.n < SCHEME_KEYS) {
				keys[scheme->keys.n++] = field->id;
				continue;
			}
			if (!is_full)
				fault_at(build, field->place,
					 msg("“{1}” is one field too many by which this register's lists are filtered "
					     "or "
					     "sorted: at most {2}"),
					 field->id, str_fmt(build->ctx->arena, "%d", SCHEME_KEYS));
			is_full = true;
		}
}

/* ---- What it tells duties ---- */

static void check_duty(struct build *build, const struct yaml_node *node, struct str id, enum scheme_filing filing)
{
	const struct duty_rule *duty = NULL;
	for (size_t i = 0; !duty && i < build->book->n_duties; i++)
		if (str_eq(build->book->duties[i].id, id))
			duty = &build->book->duties[i];
	if (str_empty(id))
		return;
	if (!duty)
		build_unknown_duty(build, node, id);
	else if (duty->kind == DUTY_FILING && filing != FILING_APPROVED)
		yaml_fault(build->ctx, node,
			   msg("duties: “{1}” is a filing with somebody else; declaring here does it only where the "
			       "register says “filing: approved”"),
			   id);
	else if (duty->kind != DUTY_DECLARATION && duty->kind != DUTY_FILING)
		yaml_fault(build->ctx, node, msg("duties: “{1}” is not of the kind “declaration” or “filing”"), id);
}

static void build_links(struct build *build, const struct register_parts *parts, struct scheme *scheme)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < parts->n; i++)
		most += parts->p[i]->duties.n;
	struct str *ids = arena_array(build->ctx->arena, struct str, most);
	for (size_t i = 0; i < parts->n; i++) {
		const struct raw_register *raw = parts->p[i];
		const struct yaml_node *list = yaml_get(raw->node, "duties");
		for (size_t j = 0; j < raw->duties.n; j++) {
			check_duty(build, list->items[j], raw->duties.p[j], scheme->filing);
			ids[n++] = raw->duties.p[j];
		}
	}
	scheme->duties = (struct texts){ids, n};
}

/* Empty is fine. */
static void check_event_named(struct build *build, const struct yaml_node *node, struct str event)
{
	const struct rulebook *book = build->book;
	struct str *known = arena_array(build->ctx->arena, struct str, book->n_events);
	bool found = str_empty(event);
	for (size_t i = 0; i < book->n_events; i++) {
		known[i] = book->events[i].id;
		found = found || str_eq(known[i], event);
	}
	if (!found)
		spec_unknown(build->ctx, node, event, known, book->n_events,
			     STR("an event (declare it under “events”)"));
}

static void check_event(struct build *build, const struct raw_register *raw, const struct scheme *scheme)
{
	check_event_named(build, build_at(raw->node, "event"), raw->event);
	if (str_empty(raw->event_day))
		return;
	const struct yaml_node *at = build_at(raw->node, "event-day");
	const struct scheme_field *field = build_field_named(scheme, raw->event_day);
	if (!field)
		build_unknown_field(build, at, scheme, raw->event_day);
	else if (field->kind && field->kind != FIELD_DATE)
		yaml_fault(build->ctx, at, msg("event-day: “{1}” is not a date"), raw->event_day);
	if (str_empty(raw->event))
		yaml_fault(build->ctx, at, msg("event-day: there is no “event”"));
}

static void build_event(struct build *build, const struct register_parts *parts, struct scheme *scheme)
{
	for (size_t i = 0; i < parts->n; i++) {
		const struct raw_register *raw = parts->p[i];
		if (str_empty(raw->event) && str_empty(raw->event_day))
			continue;
		check_event(build, raw, scheme);
		if (i > 0 && !str_empty(scheme->event))
			yaml_fault(build->ctx, build_at(raw->node, "event"),
				   msg("event: the register has one already, “{1}”"), scheme->event);
		scheme->event = raw->event;
		scheme->event_day = raw->event_day;
	}
}

/* ---- Tasks ---- */

static void build_tasks(struct build *build, const struct raw_register *raw, struct scheme *scheme)
{
	const struct raw_task *raws = raw->tasks.p;
	struct scheme_task *tasks = arena_array(build->ctx->arena, struct scheme_task, raw->tasks.n);
	for (size_t i = 0; i < raw->tasks.n; i++) {
		const struct raw_task *task = &raws[i];
		const struct scheme_field *field = build_field_named(scheme, task->line);
		tasks[i] = (struct scheme_task){
			.when = build_counts(build, task->when, scheme), .event = task->event, .line = task->line};
		check_event_named(build, build_at(task->node, "event"), task->event);
		if (!str_empty(task->line) && !field)
			build_unknown_field(build, build_at(task->node, "line"), scheme, task->line);
		else if (field && field->kind && field->kind != FIELD_PERSON)
			yaml_fault(build->ctx, build_at(task->node, "line"), msg("line: “{1}” is no person"),
				   task->line);
	}
	scheme->tasks = tasks;
	scheme->n_tasks = raw->tasks.n;
	if (raw->of_body && raw->tasks.n)
		yaml_fault(build->ctx, build_at(raw->node, "tasks"),
			   msg("tasks: entries of this register belong to a body, which has no line manager"));
}

/* ---- A register ---- */

static void check_public_by(struct build *build, const struct raw_register *raw, struct scheme *scheme)
{
	const struct yaml_node *at = build_at(raw->node, "public-by");
	const struct duty_rule *duty = NULL;
	for (size_t i = 0; !duty && i < build->book->n_duties; i++)
		if (str_eq(build->book->duties[i].id, raw->public_by))
			duty = &build->book->duties[i];
	if (str_empty(raw->public_by))
		return;
	if (!str_empty(scheme->public_by))
		yaml_fault(build->ctx, at, msg("public-by: the register has one already, “{1}”"), scheme->public_by);
	scheme->public_by = raw->public_by;
	if (!duty)
		build_unknown_duty(build, at, raw->public_by);
	else if (duty && duty->deadline.parts[0].trigger != TRIGGER_EVENT)
		yaml_fault(build->ctx, at, msg("public-by: the deadline of “{1}” does not count from an event"),
			   raw->public_by);
}

static void check_together(struct build *build, const struct raw_register *raw, const struct scheme *scheme)
{
	if (scheme->filing == FILING_COPY && str_empty(raw->filed_with))
		yaml_fault(build->ctx, build_at(raw->node, "filing"),
			   msg("filing: a copy needs “filed-with”: with whom the law has it filed"));
	if (scheme->filing == FILING_APPROVED && !str_empty(raw->filed_with))
		yaml_fault(build->ctx, build_at(raw->node, "filed-with"),
			   msg("filed-with: what is filed here is filed nowhere else: leave it out"));
	if (raw->steps && scheme->review != REVIEW_BEFORE)
		yaml_fault(
			build->ctx, build_at(raw->node, "steps"),
			msg("steps: what needs approval is reviewed before it is published: write “review: before”"));
	for (size_t i = 0; raw->of_body && i < scheme->n_categories; i++)
		if (scheme->categories[i].whose != WHOSE_SELF)
			fault_at(build, scheme->categories[i].place,
				 msg("whose: entries of this register belong to a body: leave it out"), STR(""),
				 STR(""));
}

static void need(struct build *build, const struct raw_register *raw, const char *key, bool is_there)
{
	if (!is_there && !yaml_get(raw->node, key))
		yaml_fault(build->ctx, raw->node, msg("{1} needs “{2}”"), STR("a register"), str_of(key));
}

static void build_register(struct build *build, const struct register_parts *parts, struct scheme *scheme)
{
	const struct raw_register *raw = parts->p[0];
	*scheme = (struct scheme){
		.id = raw->id,
		.title = raw->title,
		.journey = raw->journey,
		.text = build_text(build, raw->node, raw->text, raw->text_file),
		.row = raw->row,
		.filing = raw->filing ? (enum scheme_filing)raw->filing : FILING_NONE,
		.filed_with = raw->filed_with,
		.banner = raw->banner,
		.who = raw->who.audience,
		.of_body = raw->of_body,
		.single = raw->single,
		.nil = raw->nil,
		.shown = raw->shown ? (enum scheme_public)raw->shown : REGISTER_PUBLIC,
		.review = raw->review ? (enum scheme_review)raw->review : REVIEW_NONE,
		.steps = raw->steps,
		.withheld = raw->withheld,
		.reconfirm = raw->reconfirm,
		.scrutiny_months = read_months(build, raw->scrutiny, "scrutiny"),
		.public_until = read_keep(build, raw->public_until, "public-until"),
		.keep_until = read_keep(build, raw->keep_until, "keep-until"),
		.place = raw->node->place,
	};
	scheme->row.from_day = scheme->row.to_day = DEADLINE_NO_DAY;
	need(build, raw, "title", !str_empty(raw->title));
	need(build, raw, "source", !str_empty(raw->row.source));
	need(build, raw, "categories", raw->categories.n > 0);
	for (size_t i = 0; i < parts->n; i++)
		build_check_shared(build, &parts->p[i]->fields);
	build_categories(build, parts, scheme);
	build_keys(build, scheme);
	build_links(build, parts, scheme);
	build_event(build, parts, scheme);
	check_event_named(build, build_at(raw->node, "reconfirm"), raw->reconfirm);
	build_thresholds(build, parts, scheme);
	build_tasks(build, raw, scheme);
	for (size_t i = 0; i < parts->n; i++)
		check_public_by(build, parts->p[i], scheme);
	check_together(build, raw, scheme);
}

/* ---- All of them ---- */

static const char *const add_keys[] = {"add-to",    "duties", "event",      "event-day",
				       "public-by", "fields", "categories", "thresholds"};

/* What adds to a register has but some of its keys. */
static void check_added(struct build *build, const struct raw_register *raw, bool is_found)
{
	const struct yaml_node *node = raw->node;
	if (!is_found)
		yaml_fault(build->ctx, build_at(node, "add-to"), msg("add-to: there is no register “{1}”"),
			   raw->add_to);
	for (size_t i = 0; i < node->n; i++) {
		bool is_one = false;
		for (size_t j = 0; j < COUNT_OF(add_keys); j++)
			is_one = is_one || str_eq(node->keys[i]->text, str_of(add_keys[j]));
		if (!is_one)
			yaml_fault(build->ctx, node->keys[i], msg("{1}: what adds to a register cannot change this"),
				   node->keys[i]->text);
	}
}

struct registers {
	const struct raw_register **p;
	size_t n;
};

static struct register_parts parts_of(struct build *build, const struct registers *all, const struct raw_register *raw)
{
	struct register_parts parts = {arena_array(build->ctx->arena, const struct raw_register *, all->n), 0};
	parts.p[parts.n++] = raw;
	for (size_t i = 0; i < all->n; i++)
		if (!str_empty(raw->id) && str_eq(all->p[i]->add_to, raw->id))
			parts.p[parts.n++] = all->p[i];
	return parts;
}

static struct registers registers_of(struct build *build)
{
	struct registers all = {NULL, 0};
	size_t most = 0;
	for (size_t i = 0; i < build->n_raws; i++)
		most += build->raws[i].registers.n;
	all.p = arena_array(build->ctx->arena, const struct raw_register *, most);
	for (size_t i = 0; i < build->n_raws; i++)
		for (size_t j = 0; j < build->raws[i].registers.n; j++)
			all.p[all.n++] = (const struct raw_register *)build->raws[i].registers.p + j;
	return all;
}

/* Names of files under /data and of tables in public.sqlite that are there whatever registers there are. */
static bool is_taken(struct str id)
{
	static const char *const taken[] = {"all",    "bodies",   "changes",    "metadata", "people",
					    "public", "removals", "signatures", "sqlite"};
	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (str_eq(id, str_of(taken[i])))
			return true;
	return str_starts(id, STR("sqlite-"));
}

static void check_id(struct build *build, const struct raw_register *raw, struct scheme *const *schemes, size_t n)
{
	need(build, raw, "id", !str_empty(raw->id));
	if (is_taken(raw->id))
		yaml_fault(build->ctx, build_at(raw->node, "id"),
			   msg("id: “{1}” is the name of something else in files and tables of open data: choose "
			       "another, such as “{2}”"),
			   raw->id, str_fmt(build->ctx->arena, "our-%.*s", STR_ARG(raw->id)));
	for (size_t i = 0; i < n; i++)
		if (!str_empty(raw->id) && str_eq((*schemes)[i].id, raw->id)) {
			yaml_fault(build->ctx, build_at(raw->node, "id"),
				   msg("id: “{1}” stands already in {2}, line {3}"), raw->id, (*schemes)[i].place.file,
				   str_fmt(build->ctx->arena, "%d", (*schemes)[i].place.line));
			return;
		}
}

void build_registers(struct build *build)
{
	const struct registers all = registers_of(build);
	struct scheme *schemes = arena_array(build->ctx->arena, struct scheme, all.n);
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++) {
		if (!str_empty(all.p[i]->add_to))
			continue;
		check_id(build, all.p[i], &schemes, n);
		const struct register_parts parts = parts_of(build, &all, all.p[i]);
		build_register(build, &parts, &schemes[n++]);
	}
	build->book->schemes = schemes;
	build->book->n_schemes = n;
	for (size_t i = 0; i < all.n; i++)
		if (!str_empty(all.p[i]->add_to))
			check_added(build, all.p[i], rulebook_scheme(build->book, all.p[i]->add_to) != NULL);
}
