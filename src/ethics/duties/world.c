/* What a site's rules are made of: the rulebook, what codes ask, bodies, editions. Kept ready while nothing changes. */
#include <pthread.h>

#include "duties/duties_sql.h"
#include "duties/duties_store.h"
#include "people/audience.h"

static const struct db_col count_cols[] = {DB_COL_I64(struct duty_count, n)};
const struct db_spec duty_count_spec = DB_SPEC(struct duty_count, count_cols);

static const struct db_col state_cols[] = {
	DB_COL_I64(struct duty_state, version),   DB_COL_I64(struct duty_state, rulebook_version),
	DB_COL_I32(struct duty_state, since_day), DB_COL_I64(struct duty_state, cursor_id),
	DB_COL_I32(struct duty_state, until_day), DB_COL_I64(struct duty_state, all_n),
	DB_COL_I64(struct duty_state, done_n),    DB_COL_I32(struct duty_state, told_day),
};
static const struct db_spec state_spec = DB_SPEC(struct duty_state, state_cols);

static const struct db_col named_cols[] = {DB_COL_I64(struct duty_named, no), DB_COL_TEXT(struct duty_named, name)};
static const struct db_spec named_spec = DB_SPEC(struct duty_named, named_cols);

static const struct db_col body_cols[] = {
	DB_COL_I64(struct duty_body, id),
	DB_COL_I64(struct duty_body, parent_id),
	DB_COL_TEXT(struct duty_body, slug),
	DB_COL_TEXT(struct duty_body, classification),
};
static const struct db_spec body_spec = DB_SPEC(struct duty_body, body_cols);

static const struct db_col local_cols[] = {
	DB_COL_TEXT(struct duty_local, code),
	DB_COL_I64(struct duty_local, body_id),
	DB_COL_TEXT(struct duty_local, title),
	DB_COL_TEXT(struct duty_local, form),
	DB_COL_BOOL(struct duty_local, mandatory),
	DB_COL_I32(struct duty_local, within_days),
	DB_COL_I32_OR(struct duty_local, since_day, DEADLINE_NO_DAY),
	DB_COL_TEXT(struct duty_local, source),
	DB_COL_TEXT(struct duty_local, link),
};
static const struct db_spec local_spec = DB_SPEC(struct duty_local, local_cols);

enum outcome duty_state_load(struct ctx *ctx, struct duty_state *ret_state)
{
	return db_one(ctx, &duties_sql_rules, DB_NO_PARAMS, &state_spec, ret_state);
}

struct str duty_sign_id(struct arena *arena, struct str code)
{
	return str_fmt(arena, "sign-%.*s", STR_ARG(code));
}

enum outcome duty_number(struct ctx *ctx, struct str name, int32_t *ret_no)
{
	struct duty_count no = {0};
	enum outcome found = db_one(ctx, &duties_sql_name_no, DB_PARAMS(db_text(name)), &duty_count_spec, &no);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == NOT_FOUND && db_is_write(ctx)) {
		TRY(db_one(ctx, &duties_sql_name_next, DB_NO_PARAMS, &duty_count_spec, &no));
		TRY(db_exec(ctx, &duties_sql_name_add, DB_PARAMS(db_int(no.n), db_text(name)), NULL));
	}
	*ret_no = (int32_t)no.n;
	return OK;
}

/* ---- Codes ---- */

/* Material editions, oldest first, each until the next one. */
static enum outcome editions_load(struct ctx *ctx, int64_t code_id, struct duty_code *code)
{
	struct edition *editions;
	size_t n, used = 0;
	TRY(codes_editions(ctx, code_id, &editions, &n));
	struct duty_edition *material = arena_array(ctx->arena, struct duty_edition, n);
	for (size_t i = n; i-- > 0;) {
		const struct edition *e = &editions[i];
		struct journal_record record;
		if (used)
			material[used - 1].to_day = e->in_force_to;
		if (e->change == CHANGE_MINOR && used)
			continue;
		TRY(journal_find(ctx, e->record_id, 1, &record));
		int32_t published = zone_day(ctx->site->zone, (struct instant){record.time_ms}).n;
		if (used)
			material[used - 1].to_day = e->in_force_from - 1;
		material[used++] = (struct duty_edition){
			.id = e->id,
			.from_day = e->in_force_from > published ? e->in_force_from : published,
			.to_day = e->in_force_to,
			.is_removed = e->erased_ms != 0,
		};
	}
	code->editions = material;
	code->n_editions = used;
	return OK;
}

static enum outcome adoptions_load(struct ctx *ctx, int64_t code_id, struct duty_code *code)
{
	struct adoption *adoptions;
	size_t n;
	TRY(codes_adoptions_of_code(ctx, code_id, &adoptions, &n));
	struct duty_adoption *loaded = arena_array(ctx->arena, struct duty_adoption, n);
	for (size_t i = 0; i < n; i++)
		loaded[code->n_adoptions++] = (struct duty_adoption){.body_id = adoptions[i].body_id,
								     .edition_id = adoptions[i].edition_id,
								     .from_day = adoptions[i].from_day,
								     .to_day = adoptions[i].to_day};
	code->adoptions = loaded;
	return OK;
}

/* What only names or introduces a text asks nobody. */
static bool is_rule(const struct provision *p)
{
	return p->kind > PROVISION_HEADING && p->kind != PROVISION_SIGNATURE;
}

/* Adds one that is not there; false for a text that is for everybody. */
static bool audience_add(struct ctx *ctx, struct str text, struct audience *audiences, struct str *texts, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(texts[i], text))
			return true;
	/* What cannot be read any more bars nobody. */
	if (str_empty(text) || audience_parse(ctx, "audience", text, &audiences[*n]) != OK)
		return false;
	texts[(*n)++] = text;
	return true;
}

/* A guide that clarifies another text for some people alone is theirs alone. */
static enum outcome guides_load(struct ctx *ctx, int64_t code_id, struct duty_code *code)
{
	struct relation *relations;
	size_t n, used = 0;
	TRY(codes_relations_of_code(ctx, code_id, &relations, &n));
	struct audience *audiences = arena_array(ctx->arena, struct audience, n);
	struct str *texts = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		if (relations[i].code_id == code_id && !relations[i].provision_id &&
		    !audience_add(ctx, relations[i].audience, audiences, texts, &used))
			return OK;
	code->audiences = audiences;
	code->n_audiences = used;
	return OK;
}

static enum outcome audiences_load(struct ctx *ctx, int64_t code_id, struct duty_code *code)
{
	struct edition edition;
	struct provision *provisions;
	size_t n, used = 0;
	TRY(guides_load(ctx, code_id, code));
	enum outcome found = codes_edition_in_force(ctx, code_id, &edition);
	if (found != OK || code->n_audiences)
		return found == NOT_FOUND ? OK : found;
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	struct audience *audiences = arena_array(ctx->arena, struct audience, n);
	struct str *texts = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		/* A title with an audience speaks for the whole text. */
		if (provisions[i].kind == PROVISION_TITLE && !str_empty(provisions[i].audience)) {
			used = 0;
			if (audience_add(ctx, provisions[i].audience, audiences, texts, &used))
				break;
		}
		if (is_rule(&provisions[i]) &&
		    !audience_add(ctx, provision_audience(provisions, i), audiences, texts, &used))
			return OK;
	}
	code->audiences = audiences;
	code->n_audiences = used;
	return OK;
}

static enum outcome codes_load(struct ctx *ctx, struct duty_world *world)
{
	struct code *all;
	size_t n, used = 0;
	TRY(codes_list(ctx, &all, &n));
	struct duty_code *codes = arena_array(ctx->arena, struct duty_code, n);
	for (size_t i = 0; i < n; i++) {
		bool is_asked = false;
		for (size_t j = 0; j < world->n_rules; j++)
			is_asked = is_asked || str_eq(world->rules[j].code, all[i].slug) ||
				   str_eq(world->rules[j].audience.code, all[i].slug);
		if (!is_asked)
			continue;
		struct duty_code *code = &codes[used++];
		code->slug = all[i].slug;
		TRY(editions_load(ctx, all[i].id, code));
		TRY(adoptions_load(ctx, all[i].id, code));
		TRY(audiences_load(ctx, all[i].id, code));
	}
	world->codes = codes;
	world->n_codes = used;
	return OK;
}

/* ---- Rules ---- */

/* Of what a code asks beyond the rulebook nobody said when to remind. */
static const struct duty_reminder local_reminders[] = {
	{.days = -14, .to_person = true},
	{.days = -3, .to_person = true},
	{.days = 1, .to_person = true, .to_officer = true},
};

static struct duty_rule rule_of_local(struct ctx *ctx, const struct duty_local *local)
{
	static const struct {
		const char *name;
		enum duty_form form;
	} forms[] = {
		{"statutory", DUTY_FORM_STATUTORY},
		{"oath", DUTY_FORM_OATH},
		{"acceptance", DUTY_FORM_ACCEPTANCE},
	};
	struct duty_rule rule = {
		.id = duty_sign_id(ctx->arena, local->code),
		.title = local->title,
		.kind = DUTY_COMMITMENT,
		.row = {.from_day = DEADLINE_NO_DAY,
			.to_day = DEADLINE_NO_DAY,
			.source = local->source,
			.link = local->link},
		.audience = {.code = local->code},
		.deadline = {.parts = {{.trigger = TRIGGER_TAKING_OFFICE, .n = local->within_days, .unit = UNIT_DAYS},
				       {.trigger = TRIGGER_EDITION, .n = local->within_days, .unit = UNIT_DAYS}},
			     .choice = CHOICE_LATER,
			     .source = local->source},
		.form = DUTY_FORM_LOCAL,
		.code = local->code,
		.voluntary = !local->mandatory,
		.reminders = local_reminders,
		.n_reminders = COUNT_OF(local_reminders),
	};
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (str_eq(local->form, str_of(forms[i].name)))
			rule.form = forms[i].form;
	return rule;
}

static int32_t name_number(const struct duty_loaded *loaded, struct str name)
{
	for (size_t i = 0; i < loaded->n_names; i++)
		if (str_eq(loaded->names[i].name, name))
			return (int32_t)loaded->names[i].no;
	return 0;
}

static const struct duty_rule *rulebook_asks(const struct rulebook *rulebook, struct str code)
{
	for (size_t i = 0; i < rulebook->n_duties; i++)
		if (rulebook->duties[i].kind == DUTY_COMMITMENT && str_eq(rulebook->duties[i].code, code))
			return &rulebook->duties[i];
	return NULL;
}

/* The rulebook's rows, then what codes ask beyond it. */
static enum outcome rules_load(struct ctx *ctx, const struct rulebook *rulebook, struct duty_loaded *loaded)
{
	struct duty_local *locals;
	size_t n, used = 0;
	TRY(db_list(ctx, &duties_sql_locals, DB_NO_PARAMS, &local_spec, &locals, &n));
	size_t most = rulebook->n_duties + n;
	struct duty_rule *rules = arena_array(ctx->arena, struct duty_rule, most);
	int32_t *numbers = arena_array(ctx->arena, int32_t, most);
	struct duty_terms *terms = arena_array(ctx->arena, struct duty_terms, most);
	loaded->aliases = arena_array(ctx->arena, struct duty_alias, n);
	for (size_t i = 0; i < rulebook->n_duties; i++) {
		terms[used].since_day = DEADLINE_NO_DAY;
		numbers[used] = name_number(loaded, rulebook->duties[i].id);
		rules[used] = rulebook->duties[i];
		used += numbers[used] ? 1 : 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct duty_rule rule = rule_of_local(ctx, &locals[i]);
		int32_t number = name_number(loaded, rule.id);
		const struct duty_rule *same = rulebook_asks(rulebook, locals[i].code);
		if (same) {
			loaded->aliases[loaded->n_aliases++] =
				(struct duty_alias){number, name_number(loaded, same->id)};
			continue;
		}
		terms[used] = (struct duty_terms){.body_id = locals[i].body_id,
						  .since_day = locals[i].since_day,
						  .undated = locals[i].within_days <= 0};
		numbers[used] = number;
		rules[used] = rule;
		used += number ? 1 : 0;
	}
	loaded->world.rules = rules;
	loaded->world.numbers = numbers;
	loaded->world.terms = terms;
	loaded->world.n_rules = used;
	return OK;
}

enum outcome duty_world_load(struct ctx *ctx, const struct duty_state *state, struct duty_loaded *ret_loaded)
{
	struct duty_loaded loaded = {.world = {.since_day = state->since_day, .zone = ctx->site->zone}};
	const struct rulebook *rulebook;
	int64_t version;
	struct duty_named *names;
	struct duty_body *bodies;
	TRY(rulebook_current(ctx, &rulebook, &version));
	loaded.world.reelected_days =
		rulebook_number_on(rulebook, STR("re-election-gap"), STR("day"), site_today(ctx), DUTY_REELECTED_DAYS);
	TRY(db_list(ctx, &duties_sql_names, DB_NO_PARAMS, &named_spec, &names, &loaded.n_names));
	loaded.names = names;
	TRY(db_list(ctx, &duties_sql_bodies, DB_NO_PARAMS, &body_spec, &bodies, &loaded.world.n_bodies));
	loaded.world.bodies = bodies;
	TRY(rules_load(ctx, rulebook, &loaded));
	TRY(codes_load(ctx, &loaded.world));
	*ret_loaded = loaded;
	return OK;
}

/* In a write: every duty that rules name has a number. */
static enum outcome names_give(struct ctx *ctx, const struct rulebook *rulebook)
{
	struct duty_local *locals;
	size_t n;
	int32_t number;
	for (size_t i = 0; i < rulebook->n_duties; i++)
		TRY(duty_number(ctx, rulebook->duties[i].id, &number));
	TRY(db_list(ctx, &duties_sql_locals, DB_NO_PARAMS, &local_spec, &locals, &n));
	for (size_t i = 0; i < n; i++)
		TRY(duty_number(ctx, duty_sign_id(ctx->arena, locals[i].code), &number));
	return OK;
}

enum outcome duty_rules_changed(struct ctx *ctx)
{
	struct duty_state state;
	const struct rulebook *rulebook;
	int64_t version;
	TRY(duty_state_load(ctx, &state));
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(names_give(ctx, rulebook));
	/* What was due before the site had rules is not known here. */
	int32_t since = state.version ? state.since_day : site_today(ctx).n;
	/* A number that is never given again, also where this write is undone: what is kept for it would be wrong. */
	TRY(db_exec(ctx, &duties_sql_rules_change,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(version), db_int(since), db_int(INT32_MAX)), NULL));
	db_note(ctx, "duties", 0);
	db_note(ctx, "duties_stale", 0);
	return OK;
}

/* ---- Kept for the process ---- */

#define KEPT 16

struct duty_kept {
	struct arena *arena;
	const struct database *database;
	int64_t version;
	int32_t day;
	struct duty_loaded loaded;
	struct duty_plan *plan;
	int lent;
	uint64_t used;
};

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct duty_kept *kept[KEPT];
static uint64_t kept_clock;

static struct duty_kept *kept_find(const struct database *database, int64_t version, int32_t day)
{
	pthread_mutex_lock(&kept_lock);
	struct duty_kept *found = NULL;
	for (size_t i = 0; i < KEPT && !found; i++)
		if (kept[i] && kept[i]->database == database && kept[i]->version == version && kept[i]->day == day)
			found = kept[i];
	if (found) {
		found->lent++;
		found->used = ++kept_clock;
	}
	pthread_mutex_unlock(&kept_lock);
	return found;
}

static void kept_put(struct duty_kept *fresh)
{
	pthread_mutex_lock(&kept_lock);
	size_t oldest = KEPT;
	for (size_t i = 0; i < KEPT; i++) {
		if (kept[i] && kept[i]->lent > 0)
			continue;
		if (oldest == KEPT || !kept[i] || (kept[oldest] && kept[i]->used < kept[oldest]->used))
			oldest = i;
	}
	struct duty_kept *gone = NULL;
	if (oldest < KEPT) {
		gone = kept[oldest];
		kept[oldest] = fresh;
		fresh->used = ++kept_clock;
	}
	fresh->lent++; /* without a place it is this one user's alone */
	pthread_mutex_unlock(&kept_lock);
	if (gone)
		arena_close(gone->arena);
}

void duty_now_close(struct duty_now *now)
{
	if (!now->kept)
		return;
	bool is_alone = true;
	pthread_mutex_lock(&kept_lock);
	now->kept->lent--;
	for (size_t i = 0; i < KEPT; i++)
		is_alone = is_alone && kept[i] != now->kept;
	pthread_mutex_unlock(&kept_lock);
	if (is_alone)
		arena_close(now->kept->arena);
	now->kept = NULL;
}

static enum outcome kept_load(struct ctx *ctx, const struct duty_state *state, struct duty_kept **ret_kept)
{
	struct arena *arena = arena_open(0);
	struct duty_kept *fresh = arena_new(arena, struct duty_kept);
	*fresh = (struct duty_kept){
		.arena = arena, .database = ctx->site->database, .version = state->version, .day = site_today(ctx).n};
	struct ctx own = *ctx;
	own.arena = arena;
	enum outcome outcome = duty_world_load(&own, state, &fresh->loaded);
	if (outcome != OK) {
		arena_close(arena);
		return outcome;
	}
	fresh->plan = duty_plan_open(arena, &fresh->loaded.world);
	*ret_kept = fresh;
	return OK;
}

enum outcome duty_now_open(struct ctx *ctx, struct duty_now *ret_now)
{
	struct duty_now now = {0};
	TRY(duty_state_load(ctx, &now.state));
	now.kept = kept_find(ctx->site->database, now.state.version, site_today(ctx).n);
	if (!now.kept) {
		TRY(kept_load(ctx, &now.state, &now.kept));
		kept_put(now.kept);
	}
	now.plan = now.kept->plan;
	now.names = now.kept->loaded.names;
	now.n_names = now.kept->loaded.n_names;
	*ret_now = now;
	return OK;
}

int32_t duty_now_number(const struct duty_now *now, int64_t no)
{
	const struct duty_loaded *loaded = &now->kept->loaded;
	for (size_t i = 0; i < loaded->n_aliases; i++)
		if (loaded->aliases[i].from == no)
			return loaded->aliases[i].to;
	return (int32_t)no;
}

struct str duty_now_name(const struct duty_now *now, int64_t no)
{
	for (size_t i = 0; i < now->n_names; i++)
		if (now->names[i].no == no)
			return now->names[i].name;
	return STR("");
}
