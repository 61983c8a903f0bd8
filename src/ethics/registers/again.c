/* What a restore makes again of removals (D10). */
#include "registers/again.h"

#include <jansson.h>

#include "registers/review_parts.h"
#include "registers/store.h"

#define PAD_BYTES ((size_t)4096)

/* ---- Saying it ---- */

static void begin(struct ctx *ctx, struct json *json, const char *as, const struct again *again)
{
	json_begin_object(json, NULL);
	json_str(json, "as", str_of(as));
	if (!again)
		return;
	json_i64(json, "kind", again->kind);
	json_str(json, "why", again->why);
	json_str(json, "office", again->by.n ? again->by : review_office(ctx));
	json_i64(json, "at", ctx->now_ms);
}

/* What is withheld holds what was sealed, and nobody shall tell it by that from what is removed. */
static struct str end_alike(struct json *json, struct buf *out)
{
	char pad[PAD_BYTES];
	memset(pad, ' ', sizeof(pad));
	json_str(json, "pad", str_bytes(pad, PAD_BYTES - (out->n + sizeof(",\"pad\":\"\"}") - 1) % PAD_BYTES));
	json_end(json);
	return buf_view(out);
}

struct str again_withheld(struct ctx *ctx, const struct again *again, const struct sealing *sealing)
{
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	const struct withheld_put *put = &sealing->put;
	begin(ctx, &json, "withheld", again);
	json_i64(&json, "id", put->id);
	json_str(&json, "register", put->register_id);
	json_i64(&json, "person", put->person_id);
	json_i64(&json, "body", put->body_id);
	json_str(&json, "category", put->category);
	json_str(&json, "sealed", str_hex(ctx->arena, sealing->sealed));
	json_i64(&json, "account", sealing->by_account);
	json_str(&json, "by", sealing->by_name);
	return end_alike(&json, &out);
}

struct str again_removed(struct ctx *ctx, const struct again *again, int64_t person_id, struct str parent)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	begin(ctx, &json, "removed", again);
	json_i64(&json, "person", person_id);
	json_str(&json, "parent", parent);
	return end_alike(&json, &out);
}

struct str again_hidden(struct ctx *ctx)
{
	struct buf out = buf_open(ctx->arena, 32);
	struct json json = json_open(&out, JSON_PLAIN);
	begin(ctx, &json, "hidden", NULL);
	json_end(&json);
	return buf_view(&out);
}

struct str again_home(struct ctx *ctx, const struct again *again, const struct home_left *left)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	begin(ctx, &json, "home", again);
	json_str(&json, "field", left->field);
	json_i64(&json, "upto", left->upto);
	return end_alike(&json, &out);
}

/* ---- Making it again ---- */

struct how {
	struct str as, why, office, register_id, category, sealed, by, field, parent;
	int64_t kind, at_ms, id, person_id, body_id, account_id, upto;
};

static struct str text_in(struct ctx *ctx, const json_t *object, const char *name)
{
	const json_t *text = json_object_get(object, name);
	return str_dup(ctx->arena, str_bytes(json_string_value(text), json_string_length(text)));
}

static int64_t number_in(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static enum outcome how_read(struct ctx *ctx, struct str text, struct how *ret_how)
{
	CLEANUP(json_decrefp) json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(root))
		return problem_add(ctx, "", msg("The list of removals says in no known way how one was made"));
	*ret_how = (struct how){
		.as = text_in(ctx, root, "as"),
		.why = text_in(ctx, root, "why"),
		.office = text_in(ctx, root, "office"),
		.register_id = text_in(ctx, root, "register"),
		.category = text_in(ctx, root, "category"),
		.sealed = text_in(ctx, root, "sealed"),
		.by = text_in(ctx, root, "by"),
		.field = text_in(ctx, root, "field"),
		.parent = text_in(ctx, root, "parent"),
		.kind = number_in(root, "kind"),
		.at_ms = number_in(root, "at"),
		.id = number_in(root, "id"),
		.person_id = number_in(root, "person"),
		.body_id = number_in(root, "body"),
		.account_id = number_in(root, "account"),
		.upto = number_in(root, "upto"),
	};
	return OK;
}

/* The subject of a record that is there. */
static enum outcome subject_of(struct ctx *ctx, struct str record_id, int64_t *ret_id)
{
	struct journal_record record;
	TRY(journal_find(ctx, record_id, 0, &record));
	*ret_id = record.subject;
	return OK;
}

/* Of a person whom the backup does not know yet nothing is stored: what they said stays in the list of removals. */
static enum outcome withheld_again(struct ctx *ctx, struct str record_id, const struct how *how, bool is_there)
{
	struct person person;
	struct withheld before;
	struct entry entry;
	int64_t id;
	struct sealing sealing = {
		.put = {.id = how->id,
			.register_id = how->register_id,
			.person_id = how->person_id,
			.body_id = how->body_id,
			.category = how->category},
		.by_account = how->account_id,
		.by_name = how->by,
		.at_ms = how->at_ms,
	};
	if (is_there) { /* whose it was when the backup was made, whatever became of them later */
		TRY(subject_of(ctx, record_id, &id));
		TRY(registers_entry_kept(ctx, id, &entry));
		sealing.put.person_id = entry.person_id;
		sealing.put.body_id = entry.body_id;
		sealing.entry_id = id;
	}
	enum outcome found = withheld_find(ctx, how->id, &before);
	if (found != NOT_FOUND)
		return found;
	if (sealing.put.person_id) {
		found = people_person(ctx, sealing.put.person_id, &person);
		if (found == NOT_FOUND || (found == OK && person.erased_ms))
			return OK;
		TRY(found);
		if (person.merged_into)
			sealing.put.person_id = person.merged_into;
	}
	char *bytes = arena_alloc(ctx->arena, how->sealed.n / 2 + 1);
	if (!str_unhex(how->sealed, bytes, how->sealed.n / 2))
		return problem_add(ctx, "", msg("The list of removals says in no known way how one was made"));
	sealing.sealed = str_bytes(bytes, how->sealed.n / 2);
	return sealing_store(ctx, &sealing);
}

/* The entry that stands in the place of a removed record; 0: none does. */
static enum outcome instead_of(struct ctx *ctx, struct str record_id, int64_t *ret_id)
{
	struct entry_removal removal;
	*ret_id = 0;
	enum outcome found = record_id.n ? entry_removal_find(ctx, record_id, &removal) : NOT_FOUND;
	if (found == OK && removal.moved_to.n)
		found = subject_of(ctx, removal.moved_to, ret_id);
	return found == NOT_FOUND ? OK : found;
}

/* Put under the wrong person: the right one has it again. Whom the backup does not know gets nothing. */
static enum outcome given_again(struct ctx *ctx, struct str record_id, const struct how *how, struct str *ret_moved)
{
	struct entry entry;
	struct person person;
	int64_t id, parent_id;
	if (!how->person_id)
		return OK;
	enum outcome found = people_person(ctx, how->person_id, &person);
	if (found != OK || person.erased_ms)
		return found == NOT_FOUND ? OK : found;
	TRY(subject_of(ctx, record_id, &id));
	TRY(registers_entry_kept(ctx, id, &entry));
	TRY(instead_of(ctx, how->parent, &parent_id));
	const struct journal_seed seed = journal_seed_new(ctx);
	return entries_give(ctx, &entry, 1, person.merged_into ? person.merged_into : person.id, parent_id, &seed,
			    ret_moved);
}

static enum outcome home_again(struct ctx *ctx, struct str record_id, const struct how *how, struct str *ret_moved)
{
	int64_t id;
	const struct home_left left = {.field = how->field, .upto = how->upto};
	struct entry entry;
	TRY(subject_of(ctx, record_id, &id));
	TRY(registers_entry_kept(ctx, id, &entry));
	/* As many as it has versions: they are numbered from 1. */
	size_t n = (size_t)(entry.version > 0 ? entry.version : 0);
	struct journal_seed *seeds = arena_array(ctx->arena, struct journal_seed, n);
	for (size_t i = 0; i < n; i++)
		seeds[i] = journal_seed_new(ctx);
	enum outcome replaced = home_replace(ctx, id, &left, seeds, n, ret_moved);
	return replaced == NOT_FOUND ? OK : replaced;
}

static enum outcome hidden_again(struct ctx *ctx, struct str record_id)
{
	int64_t id;
	TRY(subject_of(ctx, record_id, &id));
	enum outcome hidden = registers_off_display(ctx, id);
	return hidden == CONFLICT ? OK : hidden;
}

static enum outcome trace_again(struct ctx *ctx, struct str record_id, const struct how *how, struct str moved)
{
	struct journal_record record;
	struct entry entry;
	if (!how->kind)
		return OK;
	TRY(journal_find(ctx, record_id, 0, &record));
	TRY(registers_entry_kept(ctx, record.subject, &entry));
	return removal_put(ctx, &(struct entry_removal){
					.record_id = record_id,
					.register_id = entry.register_id,
					.kind = (int32_t)how->kind,
					.why = how->why,
					.by_office = how->office,
					.at_ms = how->at_ms,
					.moved_to = moved.p ? moved : STR(""),
				});
}

enum outcome registers_removing(struct ctx *ctx, struct str record_id, struct str text, bool is_there)
{
	struct how how;
	struct str moved = {0};
	TRY(how_read(ctx, text, &how));
	if (str_eq(how.as, STR("withheld")))
		TRY(withheld_again(ctx, record_id, &how, is_there));
	if (!is_there)
		return OK;
	if (str_eq(how.as, STR("hidden")))
		return hidden_again(ctx, record_id);
	if (str_eq(how.as, STR("removed")))
		TRY(given_again(ctx, record_id, &how, &moved));
	if (str_eq(how.as, STR("home")))
		TRY(home_again(ctx, record_id, &how, &moved));
	return trace_again(ctx, record_id, &how, moved);
}
