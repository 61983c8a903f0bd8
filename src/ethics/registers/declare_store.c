/* Declarations: structs ↔ rows. */
#include "registers/attached.h"
#include "registers/declare.h"
#include "registers/registers_sql.h"

static const struct db_col declaration_cols[] = {
	DB_COL_I64(struct declaration, id),
	DB_COL_I64(struct declaration, version),
	DB_COL_TEXT(struct declaration, register_id),
	DB_COL_I64(struct declaration, person_id),
	DB_COL_I64(struct declaration, tenure_id),
	DB_COL_I64(struct declaration, body_id),
	DB_COL_I32(struct declaration, state),
	DB_COL_I32(struct declaration, says),
	DB_COL_I32(struct declaration, source),
	DB_COL_BOOL(struct declaration, by_passkey),
	DB_COL_I64(struct declaration, by_account),
	DB_COL_I64(struct declaration, begun_ms),
	DB_COL_I64(struct declaration, changed_ms),
	DB_COL_I64(struct declaration, signed_ms),
	DB_COL_I64(struct declaration, accepted_ms),
	DB_COL_I32_OR(struct declaration, received_day, DEADLINE_NO_DAY),
	DB_COL_I32_OR(struct declaration, form_day, DEADLINE_NO_DAY),
	DB_COL_TEXT(struct declaration, place),
	DB_COL_I64(struct declaration, corrects_id),
	DB_COL_TEXT(struct declaration, record_id),
	DB_COL_I64(struct declaration, erased_ms),
	DB_COL_TEXT(struct declaration, person_name),
	DB_COL_TEXT(struct declaration, person_slug),
	DB_COL_TEXT(struct declaration, body_name),
};
static const struct db_spec declaration_spec = DB_SPEC(struct declaration, declaration_cols);

static const struct db_col item_cols[] = {
	DB_COL_I64(struct declaration_item, id),
	DB_COL_I64(struct declaration_item, version),
	DB_COL_I64(struct declaration_item, declaration_id),
	DB_COL_I64(struct declaration_item, parent_id),
	DB_COL_I64(struct declaration_item, added_by),
	DB_COL_I64(struct declaration_item, helped_by),
	DB_COL_TEXT(struct declaration_item, helper),
	DB_COL_I64(struct declaration_item, entry_id),
	DB_COL_I64(struct declaration_item, entry_version),
	DB_COL_I32(struct declaration_item, act),
	DB_COL_TEXT(struct declaration_item, category),
	DB_COL_BOOL(struct declaration_item, is_nil),
	DB_COL_I32(struct declaration_item, whose),
	DB_COL_TEXT(struct declaration_item, bodies),
	DB_COL_BOOL(struct declaration_item, asks_withheld),
	DB_COL_TEXT(struct declaration_item, why_withheld),
	DB_COL_I32_OR(struct declaration_item, end_day, DEADLINE_NO_DAY),
	DB_COL_TEXT(struct declaration_item, reason),
	DB_COL_TEXT(struct declaration_item, answers),
	DB_COL_BYTES(struct declaration_item, sealed),
};
static const struct db_spec item_spec = DB_SPEC(struct declaration_item, item_cols);

static struct db_param day_param(int32_t day)
{
	return day == DEADLINE_NO_DAY ? db_null() : db_int(day);
}

/* ---- Reading ---- */

static enum outcome item_read(struct ctx *ctx, const struct scheme *scheme, struct declaration_item *item)
{
	CLEANUP(json_decrefp) json_t *answers = json_loadb(item->answers.p, item->answers.n, JSON_ALLOW_NUL, NULL);
	TRY(declared_read(ctx, scheme, item->category, answers, &item->declared));
	item->declared.is_nil = item->is_nil;
	item->declared.whose = item->whose;
	return OK;
}

/* Parents before their children; else as they were added. */
static void items_order(struct arena *arena, struct declaration *declaration)
{
	struct declaration_item *ordered = arena_array(arena, struct declaration_item, declaration->n_items);
	size_t n = 0;
	for (size_t i = 0; i < declaration->n_items; i++) {
		if (declaration->items[i].parent_id)
			continue;
		ordered[n++] = declaration->items[i];
		for (size_t j = 0; j < declaration->n_items; j++)
			if (declaration->items[j].parent_id == declaration->items[i].id)
				ordered[n++] = declaration->items[j];
	}
	declaration->items = ordered;
	declaration->n_items = n;
}

static const enum entry_act entry_acts[] = {
	[ACT_KEEP] = ENTRY_DECLARED,     [ACT_NEW] = ENTRY_DECLARED, [ACT_CHANGE] = ENTRY_CHANGED,
	[ACT_CORRECT] = ENTRY_CORRECTED, [ACT_END] = ENTRY_ENDED,    [ACT_WITHDRAW] = ENTRY_WITHDRAWN,
};

static struct entry_put put_of(const struct declaration *declaration, const struct declaration_item *item,
			       int32_t today)
{
	const struct declaration_item *parent = declaration_item_of(declaration, item->parent_id);
	struct entry_put put = {
		.id = item->entry_id ? item->entry_id : item->id,
		.version = item->entry_version,
		.entry = {.register_id = declaration->register_id,
			  .person_id = declaration->body_id ? 0 : declaration->person_id,
			  .body_id = declaration->body_id,
			  .act = entry_acts[item->act],
			  .source = (enum entry_source)declaration->source,
			  .reason = item->reason,
			  .declared_day =
				  declaration->received_day == DEADLINE_NO_DAY ? today : declaration->received_day,
			  .declaration_id = declaration->id,
			  .tenure_id = declaration->tenure_id,
			  .bodies = item->bodies,
			  .declared = item->declared},
	};
	if (parent)
		put.entry.parent_id = parent->entry_id ? parent->entry_id : parent->id;
	declared_holds(&item->declared, put.entry.declared_day, &put.entry.from_day, &put.entry.to_day);
	if (item->act == ACT_END)
		put.entry.to_day = item->end_day;
	return put;
}

static void puts_fill(struct ctx *ctx, struct declaration *declaration)
{
	struct entry_put *puts = arena_array(ctx->arena, struct entry_put, declaration->n_items);
	bool *asks = arena_array(ctx->arena, bool, declaration->n_items);
	size_t n = 0;
	for (size_t i = 0; i < declaration->n_items; i++) {
		const struct declaration_item *item = &declaration->items[i];
		if (item->act == ACT_KEEP)
			continue;
		asks[n] = item->is_sealed;
		puts[n++] = put_of(declaration, item, site_today(ctx).n);
	}
	declaration->puts = puts;
	declaration->asks_withheld = asks;
	declaration->n_puts = n;
}

static enum outcome scheme_fill(struct ctx *ctx, struct declaration *declaration)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	declaration->scheme = rulebook_scheme(book, declaration->register_id);
	return OK;
}

enum outcome declaration_load(struct ctx *ctx, int64_t id, struct declaration *ret_declaration)
{
	struct declaration declaration;
	TRY(db_one(ctx, &registers_sql_declaration_one, DB_PARAMS(db_int(id)), &declaration_spec, &declaration));
	TRY(scheme_fill(ctx, &declaration));
	TRY(db_list(ctx, &registers_sql_declaration_items, DB_PARAMS(db_int(id)), &item_spec, &declaration.items,
		    &declaration.n_items));
	bool may_open;
	TRY(sealed_may_open(ctx, &declaration, &may_open));
	for (size_t i = 0; i < declaration.n_items; i++) {
		TRY(item_unseal(ctx, &declaration.items[i], may_open));
		TRY(item_read(ctx, declaration.scheme, &declaration.items[i]));
	}
	items_order(ctx->arena, &declaration);
	puts_fill(ctx, &declaration);
	*ret_declaration = declaration;
	return OK;
}

static enum outcome schemes_fill(struct ctx *ctx, struct declaration *declarations, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(scheme_fill(ctx, &declarations[i]));
	return OK;
}

enum outcome declarations_of_person(struct ctx *ctx, int64_t person_id, struct str register_id,
				    struct declaration **ret_declarations, size_t *ret_n)
{
	TRY(db_list(ctx, &registers_sql_declarations_of_person,
		    DB_PARAMS(db_int(person_id), db_text(register_id.p ? register_id : STR(""))), &declaration_spec,
		    ret_declarations, ret_n));
	return schemes_fill(ctx, *ret_declarations, *ret_n);
}

enum outcome declarations_in_state(struct ctx *ctx, enum declaration_state state, struct str register_id,
				   struct declaration **ret_declarations, size_t *ret_n)
{
	TRY(db_list(ctx, &registers_sql_declarations_in_state,
		    DB_PARAMS(db_int(state), db_text(register_id.p ? register_id : STR(""))), &declaration_spec,
		    ret_declarations, ret_n));
	return schemes_fill(ctx, *ret_declarations, *ret_n);
}

const struct declaration_item *declaration_item_of(const struct declaration *declaration, int64_t id)
{
	for (size_t i = 0; id && i < declaration->n_items; i++)
		if (declaration->items[i].id == id)
			return &declaration->items[i];
	return NULL;
}

/* ---- Writing ---- */

/* Its version moves with each answer, so that what is signed is what was shown. CONFLICT: it is signed already. */
static enum outcome touch(struct ctx *ctx, int64_t declaration_id)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &registers_sql_declaration_touch, DB_PARAMS(db_int(declaration_id), db_int(ctx->now_ms)),
		    &changed));
	db_note(ctx, "declarations", declaration_id);
	return changed == 1 ? OK : CONFLICT;
}

/* The item as it is stored: sealed where it, or its parent, asks to be withheld. */
static enum outcome stored_of(struct ctx *ctx, const struct declaration_item *item, struct declaration_item *ret_stored)
{
	*ret_stored = *item;
	ret_stored->sealed = (struct str){0};
	return ret_stored->is_sealed ? item_seal(ctx, ret_stored) : OK;
}

static struct db_param sealed_param(const struct declaration_item *stored)
{
	return stored->is_sealed ? db_bytes(stored->sealed) : db_null();
}

static enum outcome item_insert(struct ctx *ctx, struct declaration_item *item)
{
	struct declaration_item stored;
	item->id = id_new(ctx);
	item->version = 1;
	TRY(item_is_sealed(ctx, item, &item->is_sealed));
	TRY(stored_of(ctx, item, &stored));
	return db_exec(ctx, &registers_sql_item_insert,
		       DB_PARAMS(db_int(item->id), db_int(item->declaration_id), db_ref(item->parent_id),
				 db_ref(item->entry_id), db_int(item->entry_version), db_int(item->act),
				 db_text(stored.category.p ? stored.category : STR("")), db_int(item->is_nil),
				 db_int(stored.whose), db_text(stored.bodies.p ? stored.bodies : STR("")),
				 db_text(stored.answers), db_int(item->added_by), sealed_param(&stored)),
		       NULL);
}

static enum outcome item_store(struct ctx *ctx, struct declaration_item *item)
{
	struct declaration_item stored;
	int64_t changed = 0;
	bool had_copies;
	if (item->is_shut)
		return FORBIDDEN; /* what nobody could read would be lost */
	TRY(item_is_sealed(ctx, item, &item->is_sealed));
	TRY(item_copies_forget(ctx, item, item->is_sealed, &had_copies));
	if (had_copies)
		item_answers_write(ctx->arena, item);
	TRY(stored_of(ctx, item, &stored));
	TRY(db_exec(ctx, &registers_sql_item_change,
		    DB_PARAMS(db_int(item->id), db_int(item->version), db_int(item->entry_version), db_int(item->act),
			      db_int(stored.whose), db_text(stored.bodies.p ? stored.bodies : STR("")),
			      db_int(item->asks_withheld),
			      db_text(stored.why_withheld.p ? stored.why_withheld : STR("")), day_param(stored.end_day),
			      db_text(stored.reason.p ? stored.reason : STR("")), db_text(stored.answers),
			      db_text(stored.category.p ? stored.category : STR("")), db_int(item->helped_by),
			      sealed_param(&stored)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	item->version++;
	return item_files_hold(ctx, item);
}

/* What belongs to an item is sealed with it, and no longer than it is. */
static enum outcome children_store(struct ctx *ctx, const struct declaration_item *item)
{
	struct declaration declaration;
	TRY(declaration_load(ctx, item->declaration_id, &declaration));
	for (size_t i = 0; i < declaration.n_items; i++)
		if (declaration.items[i].parent_id == item->id && declaration.items[i].is_sealed != item->is_sealed)
			TRY(item_store(ctx, &declaration.items[i]));
	return OK;
}

enum outcome declaration_item_save(struct ctx *ctx, struct declaration_item *item)
{
	item_answers_write(ctx->arena, item);
	TRY(item_store(ctx, item));
	TRY(children_store(ctx, item));
	return touch(ctx, item->declaration_id);
}

enum outcome declaration_item_drop(struct ctx *ctx, const struct declaration *declaration,
				   const struct declaration_item *item)
{
	if (item->entry_id)
		return INVALID;
	TRY(item_files_let_go(ctx, item->id));
	TRY(items_files_let_go(ctx, &registers_sql_items_ids_children,
			       DB_PARAMS(db_int(declaration->id), db_int(item->id)), false));
	TRY(db_exec(ctx, &registers_sql_items_delete_children, DB_PARAMS(db_int(declaration->id), db_int(item->id)),
		    NULL));
	TRY(db_exec(ctx, &registers_sql_item_delete, DB_PARAMS(db_int(item->id)), NULL));
	return touch(ctx, declaration->id);
}

/* ---- Beginning ---- */

static struct declaration_item item_of_entry(struct ctx *ctx, int64_t declaration_id, const struct entry *entry)
{
	struct declaration_item item = {
		.declaration_id = declaration_id,
		.entry_id = entry->id,
		.entry_version = entry->version,
		.act = ACT_KEEP,
		.category = entry->declared.category ? entry->declared.category->id : STR(""),
		.is_nil = entry->declared.is_nil,
		.whose = entry->declared.whose,
		.bodies = entry->bodies,
		.declared = entry->declared,
	};
	item_answers_write(ctx->arena, &item);
	return item;
}

/* An entry and where its item is. */
struct copied {
	int64_t entry_id, item_id;
};

struct copying {
	const struct declaration *declaration;
	struct copied *copied;
	size_t n;
	bool children; /* in the second turn */
};

#define STANDS_MOST 2000 /* entries of one person in one register */

static enum outcome copy_one(struct ctx *ctx, const struct entry *entry, void *args)
{
	struct copying *copying = args;
	if (entry->withheld_ms || entry->erased_ms || (entry->parent_id != 0) != copying->children)
		return OK;
	if (entry->act >= ENTRY_ENDED || copying->n == STANDS_MOST)
		return OK; /* what ends today still holds today, and is over for a new declaration */
	struct declaration_item item = item_of_entry(ctx, copying->declaration->id, entry);
	for (size_t i = 0; i < copying->n; i++)
		if (copying->copied[i].entry_id == entry->parent_id)
			item.parent_id = copying->copied[i].item_id;
	TRY(item_insert(ctx, &item));
	copying->copied[copying->n++] = (struct copied){entry->id, item.id};
	return OK;
}

/* All that stands in the register of the person, or of the body. */
static enum outcome stands_copy(struct ctx *ctx, const struct declaration *declaration)
{
	struct entry_filter filter = {
		.register_id = declaration->register_id,
		.person_id = declaration->body_id ? 0 : declaration->person_id,
		.body_id = declaration->body_id,
		.as_at = DEADLINE_NO_DAY,
	};
	struct copying copying = {.declaration = declaration,
				  .copied = arena_array(ctx->arena, struct copied, STANDS_MOST)};
	TRY(registers_known_at(ctx, INT64_MAX, &filter.known));
	TRY(registers_each(ctx, &filter, copy_one, &copying));
	copying.children = true;
	return registers_each(ctx, &filter, copy_one, &copying);
}

static enum outcome open_find(struct ctx *ctx, const struct declaration_begin *begin, int64_t *ret_id)
{
	struct declaration *all;
	size_t n;
	TRY(declarations_of_person(ctx, begin->person_id, begin->register_id, &all, &n));
	for (size_t i = 0; i < n; i++) {
		bool is_open = all[i].state == DECLARATION_DRAFT || all[i].state == DECLARATION_RETURNED;
		if (is_open && all[i].source == begin->source && all[i].body_id == begin->body_id &&
		    all[i].corrects_id == begin->corrects_id && all[i].scheme && !all[i].scheme->single) {
			*ret_id = all[i].id;
			return OK;
		}
	}
	return NOT_FOUND;
}

enum outcome declaration_open(struct ctx *ctx, const struct declaration_begin *begin, int64_t *ret_id)
{
	struct declaration declaration = {.id = id_new(ctx),
					  .register_id = begin->register_id,
					  .person_id = begin->person_id,
					  .body_id = begin->body_id};
	TRY(scheme_fill(ctx, &declaration));
	if (!declaration.scheme)
		return NOT_FOUND;
	enum outcome found = open_find(ctx, begin, ret_id);
	if (found != NOT_FOUND)
		return found;
	TRY(db_exec(ctx, &registers_sql_declaration_insert,
		    DB_PARAMS(db_int(declaration.id), db_text(begin->register_id), db_ref(begin->person_id),
			      db_ref(begin->tenure_id), db_ref(begin->body_id), db_int(begin->source),
			      db_int(begin->source == SOURCE_PAPER ? ctx->actor->account_id : 0), db_int(ctx->now_ms),
			      day_param(begin->received_day), day_param(begin->form_day),
			      db_text(begin->place.p ? begin->place : STR("")), db_ref(begin->corrects_id)),
		    NULL));
	if (!declaration.scheme->single)
		TRY(stands_copy(ctx, &declaration));
	db_note(ctx, "declarations", declaration.id);
	*ret_id = declaration.id;
	return OK;
}

enum outcome declaration_add_entry(struct ctx *ctx, const struct declaration *declaration, const struct entry *entry,
				   int64_t *ret_id)
{
	struct declaration_item item = item_of_entry(ctx, declaration->id, entry);
	TRY(item_insert(ctx, &item));
	*ret_id = item.id;
	return touch(ctx, declaration->id);
}

/* ---- Items ---- */

enum outcome item_stale(struct ctx *ctx, const struct declaration_item *item, struct entry *ret_entry, bool *ret_stale)
{
	*ret_stale = false;
	if (!item->entry_id || item->act == ACT_KEEP)
		return OK;
	enum outcome found = registers_entry_by_id(ctx, item->entry_id, ret_entry);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	*ret_stale = ret_entry->version != item->entry_version;
	return OK;
}

enum outcome declaration_stale_check(struct ctx *ctx, const struct declaration *declaration)
{
	size_t before = ctx->problems.count;
	for (size_t i = 0; i < declaration->n_items; i++) {
		struct entry entry;
		bool is_stale;
		TRY(item_stale(ctx, &declaration->items[i], &entry, &is_stale));
		if (is_stale)
			(void)problem_add(
				ctx, "",
				msg("“{1}” was changed in the register meanwhile. Open it, look at both, and say "
				    "again what has become of it"),
				item_summary(ctx, &declaration->items[i]));
	}
	return ctx->problems.count > before ? INVALID : OK;
}

/* "Nothing to declare" gives way to something: a new one goes, one that stands ends. */
static enum outcome nil_end(struct ctx *ctx, const struct declaration *declaration, struct str category)
{
	for (size_t i = 0; i < declaration->n_items; i++) {
		struct declaration_item item = declaration->items[i];
		if (!item.is_nil || !(str_empty(item.category) || str_eq(item.category, category)))
			continue;
		if (!item.entry_id) {
			TRY(item_files_let_go(ctx, item.id));
			TRY(db_exec(ctx, &registers_sql_item_delete, DB_PARAMS(db_int(item.id)), NULL));
			continue;
		}
		item.act = ACT_END;
		item.end_day = site_today(ctx).n;
		TRY(declaration_item_save(ctx, &item));
	}
	return OK;
}

static struct declaration_item item_new(struct ctx *ctx, const struct declaration *declaration,
					const struct scheme_category *category)
{
	bool is_helper =
		declaration->source == SOURCE_PERSON && ctx->actor && ctx->actor->person_id != declaration->person_id;
	struct declaration_item item = {
		.declaration_id = declaration->id,
		.added_by = is_helper ? ctx->actor->account_id : 0,
		.act = ACT_NEW,
		.category = category ? category->id : STR(""),
		.whose = WHOSE_SELF,
		.declared = {.scheme = declaration->scheme, .category = category, .whose = WHOSE_SELF},
	};
	/* Not asked when only one answer is possible; else not answered yet. */
	if (category && category->whose != 0)
		item.whose = (category->whose & (category->whose - 1)) == 0 ? category->whose : 0;
	item.declared.whose = item.whose;
	item_answers_write(ctx->arena, &item);
	return item;
}

enum outcome declaration_add(struct ctx *ctx, const struct declaration *declaration, struct str category,
			     int64_t parent_item, int64_t *ret_id)
{
	const struct scheme_category *found = scheme_category(declaration->scheme, category);
	const struct declaration_item *parent = declaration_item_of(declaration, parent_item);
	if (!found || found->closed || declaration->n_items >= STANDS_MOST)
		return NOT_FOUND;
	struct str above = parent ? parent->category : STR("");
	if (!str_eq(above, found->parent))
		return NOT_FOUND;
	TRY(nil_end(ctx, declaration, category));
	struct declaration_item item = item_new(ctx, declaration, found);
	item.parent_id = parent_item;
	TRY(item_insert(ctx, &item));
	*ret_id = item.id;
	return touch(ctx, declaration->id);
}

enum outcome declaration_nil(struct ctx *ctx, const struct declaration *declaration, struct str category)
{
	const struct scheme_category *found = scheme_category(declaration->scheme, category);
	if (!declaration->scheme->nil || (category.n && !found))
		return NOT_FOUND;
	for (size_t i = 0; i < declaration->n_items; i++) {
		const struct declaration_item *item = &declaration->items[i];
		bool is_here = str_empty(category) || str_eq(item->category, category);
		if (item->is_nil && item_is_live(item) && str_eq(item->category, category))
			return OK; /* said already */
		if (is_here && !item->is_nil && item_is_live(item))
			return problem_add(
				ctx, "nil",
				msg("Something is declared here. End or remove it first, then say that there "
				    "is nothing to declare"));
	}
	if (str_empty(category))
		for (size_t i = 0; i < declaration->n_items; i++)
			if (declaration->items[i].category.n)
				TRY(nil_end(ctx, declaration, declaration->items[i].category));
	struct declaration_item item = item_new(ctx, declaration, found);
	item.is_nil = true;
	item.whose = WHOSE_SELF;
	TRY(item_insert(ctx, &item));
	return touch(ctx, declaration->id);
}

/* ---- States ---- */

enum outcome declaration_store(struct ctx *ctx, struct declaration *declaration)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &registers_sql_declaration_change,
		    DB_PARAMS(db_int(declaration->id), db_int(declaration->version), db_int(declaration->state),
			      db_int(declaration->says), db_int(declaration->signed_ms),
			      db_int(declaration->accepted_ms), day_param(declaration->received_day),
			      db_text_or_null(declaration->record_id), db_int(ctx->now_ms),
			      db_int(declaration->by_passkey)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	declaration->version++;
	db_note(ctx, "declarations", declaration->id);
	return OK;
}

enum outcome declaration_drop(struct ctx *ctx, struct declaration *declaration)
{
	TRY(items_files_let_go(ctx, &registers_sql_items_ids, DB_PARAMS(db_int(declaration->id)), false));
	TRY(scan_forget(ctx, declaration->id));
	TRY(db_exec(ctx, &registers_sql_items_delete, DB_PARAMS(db_int(declaration->id)), NULL));
	declaration->state = DECLARATION_DROPPED;
	return declaration_store(ctx, declaration);
}
