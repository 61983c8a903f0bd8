/* Duties: their rows, deadlines, exceptions and reminders. */
#include "rulebook/build.h"

/* ---- Calendars ---- */

static bool same_texts(struct texts a, struct texts b)
{
	bool same = a.n == b.n;
	for (size_t i = 0; same && i < a.n; i++)
		same = str_eq(a.p[i], b.p[i]);
	return same;
}

static const struct holiday_set *set_named(struct build *build, const struct yaml_node *node, struct str id)
{
	const struct rulebook *book = build->book;
	const struct holiday_set *found = rulebook_holidays(book, id);
	if (found)
		return found;
	struct str *ids = arena_array(build->ctx->arena, struct str, book->n_holiday_sets);
	for (size_t i = 0; i < book->n_holiday_sets; i++)
		ids[i] = book->holiday_sets[i].id;
	spec_unknown(build->ctx, node, id, ids, book->n_holiday_sets, STR("a set of holidays"));
	return NULL;
}

static const struct calendar *calendar_new(struct build *build, const struct yaml_node *row, struct texts holidays,
					   uint8_t rest_days)
{
	size_t n = 0;
	bool found_all = true;
	const struct yaml_node *list = yaml_get(row, "holidays");
	for (size_t i = 0; i < holidays.n; i++) {
		const struct holiday_set *set = set_named(build, list->items[i], holidays.p[i]);
		found_all = found_all && set;
		n += set ? set->n : 0;
	}
	if (!found_all)
		return NULL;
	struct holiday *all = arena_array(build->ctx->arena, struct holiday, n);
	for (size_t i = 0, at = 0; i < holidays.n; i++) {
		const struct holiday_set *set = rulebook_holidays(build->book, holidays.p[i]);
		for (size_t j = 0; j < set->n; j++)
			all[at++] = set->holidays[j];
	}
	return calendar_open(build->ctx->arena, all, n, rest_days);
}

const struct calendar *build_calendar(struct build *build, const struct yaml_node *row, struct texts holidays,
				      uint32_t rest_days)
{
	uint8_t rest = rest_days ? (uint8_t)rest_days : REST_SATURDAY | REST_SUNDAY;
	if (rest == 0x7f) {
		yaml_fault(build->ctx, build_at(row, "rest-days"),
			   msg("rest-days: one day of the week has to be worked"));
		return NULL;
	}
	for (size_t i = 0; i < build->n_calendars; i++)
		if (build->calendars[i].rest_days == rest && same_texts(build->calendars[i].holidays, holidays))
			return build->calendars[i].calendar;
	if (build->n_calendars == COUNT_OF(build->calendars)) {
		yaml_fault(build->ctx, build_at(row, "holidays"),
			   msg("holidays: rules count by more than {1} different sets of holidays and rest days"),
			   STR("32"));
		return NULL;
	}
	const struct calendar *calendar = calendar_new(build, row, holidays, rest);
	if (calendar)
		build->calendars[build->n_calendars++] = (struct shared_calendar){rest, holidays, calendar};
	return calendar;
}

/* ---- Deadlines ---- */

static void name_event(struct build *build, const struct yaml_node *node, struct deadline_part *part)
{
	const struct rulebook *book = build->book;
	if (part->trigger != TRIGGER_EVENT)
		return;
	struct str *ids = arena_array(build->ctx->arena, struct str, book->n_events);
	for (size_t i = 0; i < book->n_events; i++) {
		ids[i] = book->events[i].id;
		if (str_eq(ids[i], part->event)) {
			part->event = ids[i];
			part->event_text = book->events[i].text;
			return;
		}
	}
	spec_unknown(build->ctx, node, part->event, ids, book->n_events,
		     STR("a trigger or an event (declare it under “events”)"));
}

static bool counts_hours(const struct deadline_rule *rule)
{
	return rule->parts[0].unit == UNIT_HOURS || rule->parts[1].unit == UNIT_HOURS;
}

static void build_deadline(struct build *build, const struct raw_duty_row *raw, const struct yaml_node *phrase,
			   const char *field, struct deadline_rule *rule)
{
	if (!phrase || phrase_deadline(build->ctx, phrase, field, rule) != OK)
		return;
	name_event(build, phrase, &rule->parts[0]);
	name_event(build, phrase, &rule->parts[1]);
	rule->roll = (enum deadline_roll)raw->roll;
	rule->source = raw->row.row.source;
	if (counts_hours(rule) && rule->roll != ROLL_NOT)
		yaml_fault(build->ctx, build_at(raw->node, "roll"), msg("roll: hours run through all days"));
	rule->calendar = build_calendar(build, raw->node, raw->holidays, raw->rest_days);
}

/* A window that opens after it closes, where both count from the same day. */
static void check_window(struct build *build, const struct raw_duty_row *raw, const struct duty_rule *duty)
{
	const struct deadline_part *opens = &duty->opens.parts[0], *due = &duty->deadline.parts[0];
	if (!opens->trigger || !due->trigger || !duty->deadline.calendar || !duty->opens.calendar)
		return;
	if (duty->opens.again.trigger) {
		yaml_fault(build->ctx, raw->opens, msg("opens: leave out “then every …”"));
		return;
	}
	bool same = opens->trigger == due->trigger && str_eq(opens->event, due->event) &&
		    opens->trigger != TRIGGER_EACH_YEAR && duty->opens.choice == CHOICE_ONE &&
		    duty->deadline.choice == CHOICE_ONE;
	for (int month = 1; same && month <= 12; month++) {
		int32_t day = day_of((struct date){2026, month, 28}).n;
		struct deadline_facts facts = {.day = {day}};
		struct deadline first, last;
		if (deadline_compute(&duty->opens, &facts, &first) == OK &&
		    deadline_compute(&duty->deadline, &facts, &last) == OK && first.day > last.day) {
			yaml_fault(build->ctx, raw->opens,
				   msg("opens: the window would open after it closes, for instance on {1} for {2}"),
				   day_str(build->ctx->arena, (struct day){first.day}),
				   day_str(build->ctx->arena, (struct day){last.day}));
			return;
		}
	}
}

/* ---- Fines, exceptions, reminders ---- */

static void build_fine(struct build *build, const struct raw_fine *raw, struct duty_rule *duty)
{
	struct amount per_day = {0}, most = {0};
	if (!raw->node || !raw->per_day)
		return;
	if (phrase_amount(build->ctx, raw->per_day, "per-day", &per_day) != OK)
		return;
	if (raw->at_most && phrase_amount(build->ctx, raw->at_most, "at-most", &most) != OK)
		return;
	if (str_empty(per_day.currency) || (raw->at_most && !str_eq(per_day.currency, most.currency)))
		yaml_fault(build->ctx, raw->node, msg("fine: both amounts need one and the same currency"));
	duty->fine_per_day = per_day.n;
	duty->fine_most = most.n;
	duty->fine_currency = per_day.currency;
	duty->fine_source = raw->source;
	duty->fine_confirm = raw->confirm;
}

/* Which keys an exception of each kind has, beside those of all. */
static const struct {
	bool from_to, days, by, day, due, absences;
} exception_keys[] = {
	[EXCEPT_TOOK_OFFICE_BETWEEN] = {.from_to = true, .by = true},
	[EXCEPT_SAME_OFFICE_WITHIN] = {.days = true},
	[EXCEPT_SAME_AUTHORITY_WITHIN] = {.days = true},
	[EXCEPT_DONE_WITHIN] = {.days = true, .by = true},
	[EXCEPT_IN_POST_BEFORE] = {.day = true, .due = true},
	[EXCEPT_TOOK_OFFICE_FROM] = {.day = true},
	[EXCEPT_ABSENT_WHEN_DUE] = {.days = true, .absences = true},
	[EXCEPT_ENDED_EARLY] = {0},
	[EXCEPT_ENDED_IN_TIME] = {0},
};

static void check_key(struct build *build, const struct yaml_node *node, const char *key, bool wanted)
{
	const struct yaml_node *there = yaml_get(node, key);
	if (wanted && !there)
		yaml_fault(build->ctx, node, msg("this exception needs “{1}”"), str_of(key));
	else if (!wanted && there)
		yaml_fault(build->ctx, there, msg("{1}: this exception has no use for it"), str_of(key));
}

static void build_exception(struct build *build, const struct raw_exception *raw, struct duty_exception *ret)
{
	*ret = (struct duty_exception){
		.kind = (enum duty_exception_kind)raw->kind,
		.n = raw->days,
		.on_day = raw->on_day,
		.due_day = raw->due_day,
		.absences = raw->absences,
		.by = raw->by,
		.reason = raw->reason,
		.source = raw->source,
		.confirm = raw->confirm,
	};
	if (!raw->kind)
		return;
	check_key(build, raw->node, "from", exception_keys[raw->kind].from_to);
	check_key(build, raw->node, "to", exception_keys[raw->kind].from_to);
	check_key(build, raw->node, "days", exception_keys[raw->kind].days);
	check_key(build, raw->node, "by", exception_keys[raw->kind].by);
	check_key(build, raw->node, "day", exception_keys[raw->kind].day);
	check_key(build, raw->node, "due", exception_keys[raw->kind].due);
	check_key(build, raw->node, "absences", exception_keys[raw->kind].absences);
	bool has_days = raw->from && raw->to &&
			phrase_day(build->ctx, raw->from, "from", &ret->month, &ret->day) == OK &&
			phrase_day(build->ctx, raw->to, "to", &ret->to_month, &ret->to_day) == OK;
	if (has_days && ret->month * 100 + ret->day > ret->to_month * 100 + ret->to_day)
		yaml_fault(build->ctx, raw->to, msg("to: this is before “from”; both lie in one calendar year"));
	if (raw->kind == EXCEPT_IN_POST_BEFORE && ret->on_day != DEADLINE_NO_DAY && ret->due_day != DEADLINE_NO_DAY &&
	    ret->due_day < ret->on_day)
		yaml_fault(build->ctx, build_at(raw->node, "due"), msg("due: this is before “day”"));
}

static struct duty_exception *build_exceptions(struct build *build, const struct spec_list *raws)
{
	const struct raw_exception *raw = raws->p;
	struct duty_exception *all = arena_array(build->ctx->arena, struct duty_exception, raws->n);
	for (size_t i = 0; i < raws->n; i++)
		build_exception(build, &raw[i], &all[i]);
	return all;
}

/* The duty's, which `duty` has already, and then the row's own. */
static void add_exceptions(struct build *build, const struct spec_list *own, struct duty_rule *duty)
{
	if (own->n == 0)
		return;
	struct duty_exception *all = arena_array(build->ctx->arena, struct duty_exception, duty->n_exceptions + own->n);
	memcpy(all, duty->exceptions, duty->n_exceptions * sizeof(*all));
	memcpy(all + duty->n_exceptions, build_exceptions(build, own), own->n * sizeof(*all));
	duty->exceptions = all;
	duty->n_exceptions += own->n;
}

static void build_reminders(struct build *build, const struct raw_duty *raw, struct duty_rule *duty)
{
	const struct raw_reminder *raws = raw->reminders.p;
	struct duty_reminder *all = arena_array(build->ctx->arena, struct duty_reminder, raw->reminders.n);
	for (size_t i = 0; i < raw->reminders.n; i++) {
		bool read = raws[i].when && phrase_reminder(build->ctx, raws[i].when, "when", &all[i].days) == OK;
		all[i].to_person = raws[i].to & 1;
		all[i].to_manager = raws[i].to >> 1 & 1;
		all[i].to_officer = raws[i].to >> 2 & 1;
		all[i].to_chair = raws[i].to >> 3 & 1;
		if (read && i > 0 && all[i].days <= all[i - 1].days)
			yaml_fault(build->ctx, raws[i].when, msg("when: reminders stand in the order of time"));
	}
	duty->reminders = all;
	duty->n_reminders = raw->reminders.n;
}

/* ---- Duties ---- */

static void check_kind(struct build *build, const struct raw_duty *raw)
{
	bool signs = raw->kind == DUTY_COMMITMENT;
	if (!raw->kind)
		return;
	if (!str_empty(raw->filed_with) && raw->kind != DUTY_FILING)
		yaml_fault(build->ctx, build_at(raw->node, "filed-with"),
			   msg("filed-with: only a duty of kind “filing” has it"));
	if (raw->kind == DUTY_FILING && str_empty(raw->filed_with))
		yaml_fault(build->ctx, raw->node, msg("a duty of kind “filing” needs “{1}”"), STR("filed-with"));
	if (signs && (str_empty(raw->code) || !raw->form))
		yaml_fault(build->ctx, raw->node, msg("a duty of kind “commitment” needs “{1}”"),
			   str_empty(raw->code) ? STR("code") : STR("form"));
	if (!signs && raw->form)
		yaml_fault(build->ctx, build_at(raw->node, "form"), msg("{1}: only a duty of kind “commitment” has it"),
			   STR("form"));
	if (!signs && !str_empty(raw->code))
		yaml_fault(build->ctx, build_at(raw->node, "code"), msg("{1}: only a duty of kind “commitment” has it"),
			   STR("code"));
	if (!str_empty(raw->passage) && str_empty(raw->code) && str_empty(raw->who.audience.code))
		yaml_fault(build->ctx, build_at(raw->node, "passage"),
			   msg("passage: name the code in “code” or in “who: code”"));
}

static void build_row(struct build *build, const struct raw_duty_row *row, struct duty_rule *duty)
{
	duty->row = row->row.row;
	duty->place = row->node->place;
	build_deadline(build, row, row->due, "due", &duty->deadline);
	build_deadline(build, row, row->opens, "opens", &duty->opens);
	check_window(build, row, duty);
	build_fine(build, &row->fine, duty);
	add_exceptions(build, &row->exceptions, duty);
}

static struct rulebook_place place_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = map ? yaml_get(map, key) : NULL;
	return node ? node->place : (struct rulebook_place){.line = 0};
}

static void build_duty(struct build *build, const struct raw_duty *raw, struct duty_rule *duties, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (!str_empty(raw->id) && str_eq(duties[i].id, raw->id)) {
			yaml_fault(build->ctx, build_at(raw->node, "id"),
				   msg("id: “{1}” stands already in {2}, line {3}"), raw->id, duties[i].place.file,
				   str_fmt(build->ctx->arena, "%d", duties[i].place.line));
			break;
		}
	struct duty_rule common = {
		.id = raw->id,
		.title = raw->title,
		.text = build_text(build, raw->node, raw->text, raw->text_file),
		.kind = (enum duty_kind)raw->kind,
		.audience = raw->who.audience,
		.once_per_person = raw->once_per_person,
		.filed_with = raw->filed_with,
		.form = (enum duty_form)raw->form,
		.code = raw->code,
		.passage = raw->passage,
		.voluntary = raw->voluntary,
		.exceptions = build_exceptions(build, &raw->exceptions),
		.n_exceptions = raw->exceptions.n,
		.code_place = place_of(raw->node, "code"),
		.bodies_place = place_of(raw->who.node, "bodies"),
		.who_code_place = place_of(raw->who.node, "code"),
	};
	check_kind(build, raw);
	build_check_rows(build, &raw->rows, sizeof(struct raw_duty_row));
	build_reminders(build, raw, &common);
	const struct raw_duty_row *rows = raw->rows.p;
	for (size_t i = 0; i < raw->rows.n; i++) {
		duties[*n] = common;
		build_row(build, &rows[i], &duties[(*n)++]);
	}
}

void build_duties(struct build *build)
{
	size_t n = 0, done = 0;
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_duty *raws = build->raws[i].duties.p;
		for (size_t j = 0; j < build->raws[i].duties.n; j++)
			n += raws[j].rows.n;
	}
	struct duty_rule *duties = arena_array(build->ctx->arena, struct duty_rule, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_duty *raws = build->raws[i].duties.p;
		for (size_t j = 0; j < build->raws[i].duties.n; j++)
			build_duty(build, &raws[j], duties, &done);
	}
	build->book->duties = duties;
	build->book->n_duties = done;
	build_check_duties(build);
}
