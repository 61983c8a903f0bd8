/* Splices of a draft's rows, and as the JSON in which they are kept so that they can be taken back. */
#include "codes/review_rows.h"

#include "codes/codes_sql.h"
#include "codes/codes_store.h"

/* Rows that are spread anew get more room than they need, so that the next edit there finds some. */
#define ROOM_FOR_MORE 4

/* ---- Keys: rows are in the order of their positions, with room between them ---- */

static int64_t key_before(const struct review_rows *rows, size_t at)
{
	return at > 0 ? rows->p[at - 1].position : -1;
}

/* Where nothing follows, there is as much room as is wanted. */
static int64_t key_behind(const struct review_rows *rows, size_t at, size_t n_rows)
{
	if (at < rows->n)
		return rows->p[at].position;
	int64_t end = key_before(rows, at) + (int64_t)(n_rows + 1) * REVIEW_KEY_STEP;
	return end < INT32_MAX ? end : INT32_MAX;
}

/* Takes in neighbours until there is room for all rows between those that stay. */
static struct edit_splice with_room(struct arena *arena, const struct review_rows *rows, struct edit_splice splice)
{
	size_t from = splice.at, to = splice.at + splice.n_old;
	for (size_t more = 1;; more *= 2) {
		size_t n = splice.at - from + splice.n_rows + to - splice.at - splice.n_old;
		int64_t room = key_behind(rows, to, n) - key_before(rows, from);
		if (room > (int64_t)(more > 1 ? ROOM_FOR_MORE * n : n) || (from == 0 && to == rows->n))
			break;
		from = from > more ? from - more : 0;
		to = rows->n - to > more ? to + more : rows->n;
	}
	size_t before = splice.at - from, behind = to - splice.at - splice.n_old;
	struct edit_splice wide = {.at = from, .n_old = to - from, .n_rows = before + splice.n_rows + behind};
	wide.rows = arena_array(arena, struct provision, wide.n_rows);
	for (size_t i = 0; i < before; i++)
		wide.rows[i] = rows->p[from + i];
	for (size_t i = 0; i < splice.n_rows; i++)
		wide.rows[before + i] = splice.rows[i];
	for (size_t i = 0; i < behind; i++)
		wide.rows[before + splice.n_rows + i] = rows->p[splice.at + splice.n_old + i];
	return wide;
}

static enum outcome row_insert(struct ctx *ctx, int64_t edition_id, struct provision *p)
{
	if (p->anchor.n == 0)
		p->anchor = str_fmt(ctx->arena, "~%.*s", STR_ARG(id_str(ctx->arena, p->id)));
	return db_exec(ctx, &codes_sql_provision_insert,
		       DB_PARAMS(db_int(edition_id), db_int(p->position), db_int(p->id), db_int(p->depth),
				 db_int(p->kind), db_text(p->label), db_text(p->heading), db_text(p->text),
				 db_text(p->anchor), db_text(p->audience), db_text(p->lang)),
		       NULL);
}

static enum outcome rows_splice(struct ctx *ctx, int64_t edition_id, struct review_rows *rows,
				struct edit_splice splice)
{
	splice = with_room(ctx->arena, rows, splice);
	size_t to = splice.at + splice.n_old;
	int64_t low = key_before(rows, splice.at), high = key_behind(rows, to, splice.n_rows);
	if (splice.n_old > 0)
		TRY(db_exec(ctx, &codes_sql_provisions_between_delete,
			    DB_PARAMS(db_int(edition_id), db_int(rows->p[splice.at].position),
				      db_int(rows->p[to - 1].position)),
			    NULL));
	for (size_t i = 0; i < splice.n_rows; i++) {
		splice.rows[i].position =
			(int32_t)(low + (high - low) * (int64_t)(i + 1) / (int64_t)(splice.n_rows + 1));
		TRY(row_insert(ctx, edition_id, &splice.rows[i]));
	}
	const struct edit_change change = {.splices = {splice}, .n = 1};
	rows->p = edit_apply(ctx->arena, rows->p, rows->n, &change, &rows->n);
	return OK;
}

enum outcome review_rows(struct ctx *ctx, int64_t edition_id, struct review_rows *ret_rows)
{
	return db_list(ctx, &codes_sql_provisions, DB_PARAMS(db_int(edition_id)), &codes_provision_spec, &ret_rows->p,
		       &ret_rows->n);
}

enum outcome review_rows_change(struct ctx *ctx, int64_t edition_id, struct review_rows *rows,
				const struct edit_change *change)
{
	for (size_t i = 0; i < change->n; i++)
		TRY(rows_splice(ctx, edition_id, rows, change->splices[i]));
	return OK;
}

/* ---- As JSON ---- */

static void put_row(struct arena *arena, struct json *json, const struct provision *p)
{
	json_begin_object(json, NULL);
	json_str(json, "id", id_str(arena, p->id));
	json_i64(json, "depth", p->depth);
	json_i64(json, "kind", p->kind);
	json_str(json, "label", p->label);
	json_str(json, "heading", p->heading);
	json_str(json, "text", p->text);
	json_str(json, "anchor", p->anchor);
	json_str(json, "audience", p->audience);
	json_str(json, "lang", p->lang);
	json_end(json);
}

struct str review_splices_write(struct arena *arena, const struct edit_change *change)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_array(&json, NULL);
	for (size_t i = 0; i < change->n; i++) {
		const struct edit_splice *splice = &change->splices[i];
		json_begin_object(&json, NULL);
		json_i64(&json, "at", (int64_t)splice->at);
		json_i64(&json, "old", (int64_t)splice->n_old);
		json_begin_array(&json, "rows");
		for (size_t k = 0; k < splice->n_rows; k++)
			put_row(arena, &json, &splice->rows[k]);
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	return buf_view(&out);
}

static struct str take_str(struct arena *arena, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	struct str text = str_bytes(json_string_value(value), json_string_length(value));
	return text.n > 0 ? str_dup(arena, text) : STR("");
}

static bool take_row(struct arena *arena, const json_t *object, struct provision *ret_row)
{
	struct provision row = {
		.depth = (int32_t)json_integer_value(json_object_get(object, "depth")),
		.kind = (int32_t)json_integer_value(json_object_get(object, "kind")),
		.label = take_str(arena, object, "label"),
		.heading = take_str(arena, object, "heading"),
		.text = take_str(arena, object, "text"),
		.anchor = take_str(arena, object, "anchor"),
		.audience = take_str(arena, object, "audience"),
		.lang = take_str(arena, object, "lang"),
	};
	if (!id_parse(take_str(arena, object, "id"), &row.id))
		return false;
	*ret_row = row;
	return true;
}

static bool take_splice(struct arena *arena, const json_t *object, struct edit_splice *ret_splice)
{
	const json_t *rows = json_object_get(object, "rows");
	struct edit_splice splice = {
		.at = (size_t)json_integer_value(json_object_get(object, "at")),
		.n_old = (size_t)json_integer_value(json_object_get(object, "old")),
		.n_rows = json_array_size(rows),
	};
	splice.rows = arena_array(arena, struct provision, splice.n_rows);
	for (size_t i = 0; i < splice.n_rows; i++)
		if (!take_row(arena, json_array_get(rows, i), &splice.rows[i]))
			return false;
	*ret_splice = splice;
	return true;
}

/* Do the splices fit a text of n rows? */
static bool change_fits(const struct edit_change *change, size_t n)
{
	for (size_t i = 0; i < change->n; i++) {
		const struct edit_splice *splice = &change->splices[i];
		if (splice->at > n || splice->n_old > n - splice->at)
			return false;
		n = n - splice->n_old + splice->n_rows;
	}
	return n > 0 && n <= LIMIT_PROVISIONS;
}

enum outcome review_splices_read(struct ctx *ctx, struct str text, size_t n, struct edit_change *ret_change)
{
	CLEANUP(json_decrefp) json_t *root = intake_json(ctx, STR("step"), text);
	struct edit_change change = {.n = json_array_size(root)};
	bool is_read = root && change.n > 0 && change.n <= COUNT_OF(change.splices);
	for (size_t i = 0; is_read && i < change.n; i++)
		is_read = take_splice(ctx->arena, json_array_get(root, i), &change.splices[i]);
	if (is_read && change_fits(&change, n)) {
		*ret_change = change;
		return OK;
	}
	log_event(LOG_ERROR, "review_undo", "fault=step bytes=%zu", text.n);
	return BROKEN;
}
