/* What duties learns from a declaration: which of them it does. */
#include "registers/declare.h"

#include "html/html.h"

/* How a duty counts, as seen from a register. */
enum duty_course {
	DUTY_BY_TERM,  /* from taking office, each year, each edition */
	DUTY_BY_ENTRY, /* from the event that an entry of this register is */
	DUTY_BY_EVENT, /* from another event: only what is owed now can be done */
};

static enum duty_course course_of(const struct rulebook *book, const struct scheme *scheme, struct str duty,
				  struct day day)
{
	const struct duty_rule *rule = rulebook_duty_on(book, duty, day);
	enum duty_course course = DUTY_BY_TERM;
	for (size_t i = 0; rule && i < 2; i++) {
		const struct deadline_part *part = &rule->deadline.parts[i];
		if (part->trigger != TRIGGER_EVENT)
			continue;
		if (scheme->event.n && str_eq(part->event, scheme->event))
			return DUTY_BY_ENTRY;
		course = DUTY_BY_EVENT;
	}
	return course;
}

/* One fact for each duty and term, and each entry or event. */
static struct str done_source(struct ctx *ctx, struct str duty, int64_t tenure_id)
{
	return str_fmt(ctx->arena, "registers:%.*s:%.*s", STR_ARG(duty), STR_ARG(id_str(ctx->arena, tenure_id)));
}

static struct str done_words(struct ctx *ctx, const struct declaration *declaration)
{
	struct str args[2] = {declaration->scheme->title,
			      day_words(ctx->arena, (struct day){declaration->received_day})};
	return html_said(ctx->arena, NULL,
			 str_of(declaration->source == SOURCE_PAPER
					? msg("Declared here (“{1}”), from a signed form received on {2}")
					: msg("Declared here (“{1}”) on {2}")),
			 args, 2);
}

static struct str done_path(struct ctx *ctx, const struct declaration *declaration)
{
	return declaration->begun_ms
		       ? str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, declaration->id)))
		       : STR("");
}

static enum outcome done_put(struct ctx *ctx, const struct declaration *declaration, struct str duty, int64_t tenure_id,
			     int32_t trigger_day, int64_t subject)
{
	return duties_put_done(ctx, &(struct duty_done){
					    .tenure_id = tenure_id,
					    .duty = duty,
					    .day = declaration->received_day,
					    .trigger_day = trigger_day,
					    .subject = subject,
					    .source = done_source(ctx, duty, tenure_id),
					    .source_id = subject ? subject : declaration->id,
					    .words = done_words(ctx, declaration),
					    .path = done_path(ctx, declaration),
				    });
}

static int64_t entry_id_of(const struct entry_put *put)
{
	return put->entry_id ? put->entry_id : put->id;
}

static enum outcome entries_tell(struct ctx *ctx, const struct declaration *declaration, struct str duty)
{
	for (size_t i = 0; i < declaration->n_puts; i++)
		if (declaration->puts[i].version == 0 && !declaration->puts[i].entry.declared.is_nil)
			TRY(done_put(ctx, declaration, duty, declaration->tenure_id, DEADLINE_NO_DAY,
				     entry_id_of(&declaration->puts[i])));
	return OK;
}

static enum outcome owed_tell(struct ctx *ctx, const struct declaration *declaration, struct str duty,
			      const struct duty_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(items[i].duty, duty) && items[i].o.status == OBLIGATION_OWED &&
		    items[i].o.trigger_day <= declaration->received_day)
			TRY(done_put(ctx, declaration, duty, items[i].o.tenure_id, items[i].o.trigger_day,
				     items[i].o.subject));
	return OK;
}

/* ---- Asked again ---- */

/* Does anything stand in the register once it is signed? */
static bool leaves_something(const struct declaration *declaration)
{
	for (size_t i = 0; i < declaration->n_items; i++)
		if (!declaration->items[i].is_nil && declaration->items[i].act <= ACT_CORRECT)
			return true;
	for (size_t i = 0; i < declaration->n_puts && !declaration->n_items; i++)
		if (!declaration->puts[i].entry.declared.is_nil && declaration->puts[i].entry.act < ENTRY_ENDED)
			return true;
	return false;
}

#define RECONFIRM_SOURCE STR("registers:reconfirm")

/* Behind what the declaration does: what stands is asked about again, from this day on (S14). */
static enum outcome reconfirm_tell(struct ctx *ctx, const struct declaration *declaration,
				   const struct register_for *own)
{
	if (str_empty(declaration->scheme->reconfirm) || !leaves_something(declaration))
		return OK;
	return duties_put_event(
		ctx, &(struct duty_event){
			     .tenure_id = declaration->tenure_id ? declaration->tenure_id : own->tenures[0].id,
			     .kind = declaration->scheme->reconfirm,
			     .day = declaration->received_day,
			     .source = RECONFIRM_SOURCE,
			     .source_id = declaration->id,
		     });
}

enum outcome declaration_tell_duties(struct ctx *ctx, const struct declaration *declaration)
{
	const struct scheme *scheme = declaration->scheme;
	const struct rulebook *book;
	struct register_for own;
	struct duty_item *items = NULL;
	size_t n = 0;
	int64_t version;
	if (scheme->duties.n == 0 || declaration->person_id == 0)
		return OK;
	enum outcome found = register_for_person(ctx, declaration->person_id, scheme->id, &own);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(duties_of_person(ctx, declaration->person_id, &items, &n));
	for (size_t i = 0; i < scheme->duties.n; i++) {
		struct str duty = scheme->duties.p[i];
		enum duty_course course = course_of(book, scheme, duty, (struct day){declaration->received_day});
		if (course == DUTY_BY_ENTRY)
			TRY(entries_tell(ctx, declaration, duty));
		else if (course == DUTY_BY_EVENT)
			TRY(owed_tell(ctx, declaration, duty, items, n));
		/* One declaration serves every body on which the person sits (S6). */
		for (size_t j = 0; course == DUTY_BY_TERM && j < own.n; j++)
			TRY(done_put(ctx, declaration, duty, own.tenures[j].id, DEADLINE_NO_DAY, 0));
	}
	return reconfirm_tell(ctx, declaration, &own);
}

/* Which of the scheme's duties count from each of its entries. */
static enum outcome each_by_entry(struct ctx *ctx, const struct scheme *scheme, int32_t day,
				  enum outcome (*each)(struct ctx *ctx, struct str duty, const void *arg),
				  const void *arg)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	for (size_t i = 0; i < scheme->duties.n; i++)
		if (course_of(book, scheme, scheme->duties.p[i], (struct day){day}) == DUTY_BY_ENTRY)
			TRY(each(ctx, scheme->duties.p[i], arg));
	return OK;
}

static enum outcome put_tell(struct ctx *ctx, struct str duty, const void *arg)
{
	const struct entry_put *put = arg;
	const struct declaration declaration = {
		.scheme = put->entry.declared.scheme,
		.received_day = put->entry.declared_day,
		.source = (int32_t)put->entry.source,
	};
	return done_put(ctx, &declaration, duty, put->entry.tenure_id, DEADLINE_NO_DAY, entry_id_of(put));
}

enum outcome entry_tell_duties(struct ctx *ctx, const struct entry_put *put)
{
	const struct entry *entry = &put->entry;
	if (!entry->tenure_id || !entry->declared.scheme || entry->declared.is_nil)
		return OK;
	return each_by_entry(ctx, entry->declared.scheme, entry->declared_day, put_tell, put);
}

enum outcome entry_forget_duties(struct ctx *ctx, const struct scheme *scheme, int64_t tenure_id, int64_t id)
{
	TRY(duties_take_event(ctx, STR("registers"), id));
	for (size_t i = 0; scheme && tenure_id && i < scheme->duties.n; i++)
		TRY(duties_forget_done(ctx, done_source(ctx, scheme->duties.p[i], tenure_id), id));
	return OK;
}

enum outcome declaration_untell_duties(struct ctx *ctx, const struct declaration *declaration)
{
	struct duty_item *items;
	size_t n;
	struct str path = done_path(ctx, declaration);
	const struct scheme *scheme = declaration->scheme;
	struct register_for own;
	TRY(duties_take_event(ctx, RECONFIRM_SOURCE, declaration->id));
	TRY(duties_of_person(ctx, declaration->person_id, &items, &n));
	for (size_t i = 0; i < n; i++)
		if (items[i].done.id && path.n && str_eq(items[i].done.path, path))
			TRY(duties_take_done(ctx, items[i].done.source, items[i].done.source_id, STR("Returned")));
	/* Also what has done nothing yet. */
	enum outcome found = register_for_person(ctx, declaration->person_id, scheme->id, &own);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	for (size_t i = 0; i < scheme->duties.n; i++) {
		for (size_t j = 0; j < declaration->n_puts; j++)
			TRY(duties_take_done(ctx, done_source(ctx, scheme->duties.p[i], declaration->tenure_id),
					     entry_id_of(&declaration->puts[j]), STR("Returned")));
		for (size_t j = 0; j < own.n; j++)
			TRY(duties_take_done(ctx, done_source(ctx, scheme->duties.p[i], own.tenures[j].id),
					     declaration->id, STR("Returned")));
	}
	return OK;
}
