/* `aboveboard registers declare`: signed forms on paper everywhere; in an invented city also its invented people. */
#include "registers/declare_cmd.h"
#include "registers/declare.h"

struct declaring {
	const struct cli *cli;
	struct declaration_begin begin;
	struct journal_seed *seeds;
	size_t n_seeds;
	struct mail_seed mail;
	int64_t id, item;
	struct declaration done;
};

static enum outcome word_bad(struct ctx *ctx, struct str word)
{
	return problem_add(
		ctx, "WORDS",
		msg("“{1}”: write CATEGORY: to begin an entry, CATEGORY:nil, nil, unchanged, entry:RECORD, or "
		    "FIELD=ANSWER"),
		word);
}

static enum outcome load(struct ctx *ctx, const struct declaring *d, struct declaration *ret_declaration)
{
	return declaration_load(ctx, d->id, ret_declaration);
}

/* The entry behind which a child stands: the newest of the category to which it belongs. */
static int64_t parent_of(const struct declaration *declaration, const struct scheme_category *category)
{
	int64_t parent = 0;
	for (size_t i = 0; category->parent.n && i < declaration->n_items; i++)
		if (str_eq(declaration->items[i].category, category->parent))
			parent = declaration->items[i].id;
	return parent;
}

static enum outcome item_begin(struct ctx *ctx, struct declaring *d, struct str category)
{
	struct declaration declaration;
	TRY(load(ctx, d, &declaration));
	const struct scheme_category *found = scheme_category(declaration.scheme, category);
	if (!found)
		return problem_add(ctx, "WORDS", msg("The register has no category “{1}”"), category);
	enum outcome added = declaration_add(ctx, &declaration, category, parent_of(&declaration, found), &d->item);
	return added == NOT_FOUND ? problem_add(ctx, "WORDS", msg("Nothing can be added to “{1}” here"), category)
				  : added;
}

/* One that stands in the register. */
static enum outcome entry_begin(struct ctx *ctx, struct declaring *d, struct str record_id)
{
	struct journal_record record;
	struct declaration declaration;
	struct entry entry;
	enum outcome found = journal_find(ctx, record_id, 0, &record);
	if (found != OK || !str_eq(record.room, STR("registers")))
		return problem_add(ctx, "WORDS", msg("There is no entry “{1}”"), record_id);
	TRY(load(ctx, d, &declaration));
	for (size_t i = 0; i < declaration.n_items; i++)
		if (declaration.items[i].entry_id == record.subject)
			d->item = declaration.items[i].id;
	if (d->item && declaration_item_of(&declaration, d->item)->entry_id == record.subject)
		return OK;
	TRY(registers_entry_by_id(ctx, record.subject, &entry));
	if (entry.person_id != declaration.person_id || !declaration.scheme->single)
		return problem_add(ctx, "WORDS", msg("There is no entry “{1}”"), record_id);
	return declaration_add_entry(ctx, &declaration, &entry, &d->item);
}

static enum outcome nil_say(struct ctx *ctx, struct declaring *d, struct str category)
{
	struct declaration declaration;
	TRY(load(ctx, d, &declaration));
	return declaration_nil(ctx, &declaration, category);
}

/* ---- Answers ---- */

static enum outcome field_set(struct ctx *ctx, const struct scheme_field *field, struct str text,
			      struct declaration_item *item)
{
	const struct answer *before = declared_answer(&item->declared, field->id);
	size_t n = before && field->many > 1 ? before->n : 0;
	struct value *values = arena_array(ctx->arena, struct value, n + 1);
	for (size_t i = 0; i < n; i++)
		values[i] = before->values[i];
	TRY(value_parse(ctx, field, field->id, text, STR(""), &values[n]));
	declared_answer_set(ctx->arena, &item->declared, field->id, values, n + (values[n].state != VALUE_NONE));
	return OK;
}

/* What is said of an entry beside the scheme's own questions. */
static enum outcome aside_set(struct ctx *ctx, struct str name, struct str text, struct declaration_item *item)
{
	static const struct str whose[] = {STR_INIT("self"), STR_INIT("partner"), STR_INIT("child"),
					   STR_INIT("household"), STR_INIT("family")};
	struct day day;
	if (str_eq(name, STR("whose"))) {
		for (size_t i = 0; i < COUNT_OF(whose); i++)
			if (str_eq(text, whose[i]))
				item->whose = item->declared.whose = 1U << i;
	} else if (str_eq(name, STR("for"))) {
		item->bodies = text;
	} else if (str_eq(name, STR("withhold"))) {
		item->asks_withheld = true;
		item->why_withheld = text;
	} else if (str_eq(name, STR("correct")) && item->entry_id) {
		item->act = ACT_CORRECT;
		item->reason = text;
	} else if (str_eq(name, STR("withdraw")) && item->entry_id && !str_empty(str_trim(text))) {
		item->act = ACT_WITHDRAW;
		item->reason = text;
	} else if (str_eq(name, STR("end")) && item->entry_id && day_parse(text, &day)) {
		item->act = ACT_END;
		item->end_day = day.n;
	} else {
		return word_bad(ctx, name);
	}
	return OK;
}

static enum outcome answer(struct ctx *ctx, struct declaring *d, struct str name, struct str text)
{
	struct declaration declaration;
	TRY(load(ctx, d, &declaration));
	const struct declaration_item *stored = declaration_item_of(&declaration, d->item);
	if (!stored)
		return problem_add(ctx, "WORDS", msg("“{1}”: begin an entry with CATEGORY: first"), name);
	struct declaration_item item = *stored;
	const struct scheme_field *field = item.declared.category ? scheme_field(item.declared.category, name) : NULL;
	TRY(field ? field_set(ctx, field, text, &item) : aside_set(ctx, name, text, &item));
	if (item.act == ACT_KEEP)
		item.act = ACT_CHANGE;
	if (item.whose == 0)
		item.whose = item.declared.whose = WHOSE_SELF;
	return declaration_item_save(ctx, &item);
}

/* An entry begins, or "nil" stands behind its category. */
static enum outcome word_take(struct ctx *ctx, struct declaring *d, struct str word)
{
	size_t equals = str_find_char(word, '=', 0), colon = str_find_char(word, ':', 0);
	if (str_eq(word, STR("unchanged")))
		return OK;
	if (str_eq(word, STR("nil")))
		return nil_say(ctx, d, STR(""));
	if (str_starts(word, STR("entry:")))
		return entry_begin(ctx, d, str_slice(word, 6, word.n));
	if (equals != STR_NPOS && (colon == STR_NPOS || equals < colon))
		return answer(ctx, d, str_slice(word, 0, equals), str_slice(word, equals + 1, word.n));
	if (colon == STR_NPOS)
		return word_bad(ctx, word);
	struct str category = str_slice(word, 0, colon), rest = str_slice(word, colon + 1, word.n);
	if (str_eq(rest, STR("nil")))
		return nil_say(ctx, d, category);
	return rest.n ? word_bad(ctx, word) : item_begin(ctx, d, category);
}

static enum outcome declare_write(struct ctx *ctx, void *args)
{
	struct declaring *d = args;
	d->item = 0;
	TRY(declaration_open(ctx, &d->begin, &d->id));
	for (size_t i = 0; i < d->cli->n_args; i++)
		TRY(word_take(ctx, d, d->cli->args[i]));
	TRY(load(ctx, d, &d->done));
	return declarations_submit(
		ctx, &(struct declaration_signing){
			     .declaration = &d->done, .seeds = d->seeds, .n_seeds = d->n_seeds, .mail = &d->mail});
}

/* ---- The verb ---- */

/* Nobody declares for another: only in a demonstration does the command line act as one of its people. */
static enum outcome act_as(struct ctx *ctx, const struct person *person)
{
	if (!ctx->site->settings.demo)
		return problem_add(ctx, "--person",
				   msg("Nobody can declare for another person. {1} signs in to do it; a form signed on "
				       "paper is entered with --paper"),
				   person->name);
	struct actor *actor = arena_new(ctx->arena, struct actor);
	*actor = access_command_line;
	actor->person_id = person->id;
	ctx->actor = actor;
	return OK;
}

static enum outcome begin_take(struct ctx *ctx, const struct cli *cli, struct declaration_begin *begin)
{
	struct person person;
	struct register_for own;
	TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &person));
	enum outcome found = register_for_person(ctx, person.id, cli_text(cli, "register"), &own);
	if (found == NOT_FOUND)
		return problem_add(ctx, "--register", msg("There is no register “{1}” for {2}"),
				   cli_text(cli, "register"), person.name);
	TRY(found);
	*begin = (struct declaration_begin){
		.register_id = own.scheme->id,
		.person_id = person.id,
		.tenure_id = own.tenures[0].id,
		.body_id = own.scheme->of_body ? own.tenures[0].organization_id : 0,
		.source = cli_given(cli, "paper") ? SOURCE_PAPER : SOURCE_PERSON,
		.received_day = (int32_t)cli_int(cli, "paper", DEADLINE_NO_DAY),
		.form_day = DEADLINE_NO_DAY,
		.place = cli_text(cli, "place"),
	};
	if (!cli_given(cli, "paper"))
		return act_as(ctx, &person);
	if (begin->received_day > site_today(ctx).n)
		return problem_add(ctx, "--paper", msg("The day must not be in the future"));
	return str_empty(begin->place) ? problem_add(ctx, "--place", msg("Say where the paper is kept")) : OK;
}

static const char *const state_names[] = {[DECLARATION_SUBMITTED] = "submitted", [DECLARATION_ACCEPTED] = "published"};

static enum outcome summary_json(struct ctx *ctx, const struct declaring *d)
{
	struct buf out = buf_open(ctx->arena, 512);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "declaration", id_str(ctx->arena, d->id));
	json_str(&json, "state", str_of(state_names[d->done.state]));
	json_begin_array(&json, "entries");
	for (size_t i = 0; i < d->done.n_puts; i++) {
		struct journal_record record;
		enum outcome found = journal_find_subject(ctx, "registers", d->done.puts[i].id, &record);
		if (found != OK && found != NOT_FOUND)
			return found;
		if (found == OK)
			json_str(&json, NULL, record.place.record_id);
	}
	json_end(&json);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome registers_declare_run(struct ctx *ctx, const struct cli *cli)
{
	struct declaring d = {.cli = cli, .mail = mail_seed_new(ctx), .n_seeds = 2 * cli->n_args + 64};
	TRY(begin_take(ctx, cli, &d.begin));
	d.seeds = arena_array(ctx->arena, struct journal_seed, d.n_seeds);
	for (size_t i = 0; i < d.n_seeds; i++)
		d.seeds[i] = journal_seed_new(ctx);
	TRY(site_write(ctx, declare_write, &d));
	bool any_sealed = false;
	for (size_t i = 0; i < d.done.n_items; i++)
		any_sealed |= d.done.items[i].is_sealed;
	if (any_sealed) { /* what was said before it was asked to be withheld stood there for a moment */
		struct site *here = ctx->site;
		db_read_end(ctx);
		TRY(database_scrub(ctx, here->database));
		TRY(site_read_begin(ctx, here));
	}
	cli_say("Declared: %.*s, %.*s (%s, declaration %.*s).", STR_ARG(d.done.person_name),
		STR_ARG(d.done.scheme->title), state_names[d.done.state], STR_ARG(id_str(ctx->arena, d.id)));
	if (!cli->json)
		return OK;
	struct site *site = ctx->site;
	db_read_end(ctx); /* as it is now */
	TRY(site_read_begin(ctx, site));
	return summary_json(ctx, &d);
}
