/* What somebody asks to be withheld (S1) is sealed from the moment they ask: drafts, what waits for the officer, and
 * what was decided, in every file and backup. */
#include <jansson.h>

#include "registers/declare.h"
#include "registers/helpers.h"
#include "registers/registers_sql.h"
#include "registers/review.h"

static struct str context_of(struct arena *arena, int64_t item_id)
{
	return str_fmt(arena, "registers.asked %.*s", STR_ARG(id_str(arena, item_id)));
}

struct asks_row {
	bool asks;
};
static const struct db_col asks_cols[] = {DB_COL_BOOL(struct asks_row, asks)};
static const struct db_spec asks_spec = DB_SPEC(struct asks_row, asks_cols);

enum outcome item_is_sealed(struct ctx *ctx, const struct declaration_item *item, bool *ret_sealed)
{
	struct asks_row row = {.asks = item->asks_withheld};
	if (!row.asks && item->parent_id) {
		enum outcome found =
			db_one(ctx, &registers_sql_item_asks, DB_PARAMS(db_int(item->parent_id)), &asks_spec, &row);
		if (found != NOT_FOUND)
			TRY(found);
	}
	*ret_sealed = row.asks;
	return OK;
}

static void text_put(struct json *json, const char *name, struct str text)
{
	json_str(json, name, text.p ? text : STR(""));
}

enum outcome item_seal(struct ctx *ctx, struct declaration_item *item)
{
	struct str key;
	struct buf out = buf_open(ctx->arena, 512);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	text_put(&json, "category", item->category);
	text_put(&json, "bodies", item->bodies);
	text_put(&json, "why", item->why_withheld);
	text_put(&json, "reason", item->reason);
	text_put(&json, "answers", item->answers);
	json_i64(&json, "whose", item->whose);
	json_i64(&json, "end", item->end_day);
	json_end(&json);
	TRY(site_key(ctx, SEAL_NAME, &key));
	item->sealed = seal(ctx, key, context_of(ctx->arena, item->id), buf_view(&out));
	item->category = item->bodies = item->why_withheld = item->reason = STR("");
	item->answers = STR("{}");
	item->whose = WHOSE_SELF;
	item->end_day = DEADLINE_NO_DAY;
	return OK;
}

static struct str text_of(struct ctx *ctx, const json_t *root, const char *name)
{
	const json_t *text = json_object_get(root, name);
	return str_dup(ctx->arena, str_bytes(json_string_value(text), json_string_length(text)));
}

enum outcome item_unseal(struct ctx *ctx, struct declaration_item *item, bool may_open)
{
	struct str key, plain;
	item->is_sealed = item->sealed.n > 0;
	item->is_shut = item->is_sealed && !may_open;
	if (!item->is_sealed || item->is_shut)
		return OK;
	TRY(site_key(ctx, SEAL_NAME, &key));
	if (!seal_open(ctx->arena, key, context_of(ctx->arena, item->id), item->sealed, &plain))
		return problem_add(
			ctx, "",
			msg("This was sealed under another key. The file of keys that belongs to this site is "
			    "needed to read it."));
	CLEANUP(json_decrefp) json_t *root = json_loadb(plain.p, plain.n, JSON_ALLOW_NUL, NULL);
	item->category = text_of(ctx, root, "category");
	item->bodies = text_of(ctx, root, "bodies");
	item->why_withheld = text_of(ctx, root, "why");
	item->reason = text_of(ctx, root, "reason");
	item->answers = text_of(ctx, root, "answers");
	item->whose = (uint32_t)json_integer_value(json_object_get(root, "whose"));
	item->end_day = (int32_t)json_integer_value(json_object_get(root, "end"));
	return root ? OK : BROKEN;
}

enum outcome sealed_may_open(struct ctx *ctx, const struct declaration *declaration, bool *ret_may)
{
	const struct actor *actor = ctx->actor;
	bool is_open = declaration->state == DECLARATION_DRAFT || declaration->state == DECLARATION_RETURNED;
	*ret_may = actor &&
		   ((actor->person_id && actor->person_id == declaration->person_id) ||
		    (is_open && declaration->source == SOURCE_PAPER && declaration->by_account == actor->account_id));
	if (!*ret_may && is_open) {
		struct helper helper;
		enum outcome found = helper_need(ctx, declaration->person_id, &helper);
		*ret_may = found == OK && helper.sees_withheld;
		if (found != OK && found != FORBIDDEN)
			return found;
	}
	return *ret_may ? OK : withheld_may_read(ctx, declaration->person_id, ret_may);
}
