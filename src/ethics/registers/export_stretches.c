#include "registers/export_stretches.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "registers/registers_sql.h"
#include "registers/store.h"

#define STRETCH_ROWS  16
#define CHANGED_MOST  1000
#define READ_AT_ONCE  ((int64_t)64 * 1024)
#define BYTES_IN_READ ((int64_t)8 * 1024 * 1024) /* who receives slowly pins no log of the database (D4) */

/* ---- Bytes ---- */

enum outcome kept_send(struct ctx *ctx, void *to, struct str bytes)
{
	struct keeping *keeping = to;
	arena_scope(ctx->arena);
	struct buf out = buf_open(ctx->arena, bytes.n + bytes.n / 8);
	while (bytes.n) {
		size_t at = str_find_char(bytes, '\0', 0);
		buf_str(&out, str_slice(bytes, 0, at == STR_NPOS ? bytes.n : at));
		if (at != STR_NPOS)
			buf_str(&out, keeping->as_of);
		bytes = str_slice(bytes, at == STR_NPOS ? bytes.n : at + 1, bytes.n);
	}
	return keeping->sink->put(ctx, keeping->sink->to, buf_view(&out));
}

static bool read_at(int fd, void *p, int64_t n, int64_t at)
{
	char *to = p;
	while (n > 0) {
		ssize_t got = pread(fd, to, (size_t)n, at);
		if (got <= 0) {
			log_event(LOG_ERROR, "registers_kept", "errno=%d", got < 0 ? errno : 0);
			return false;
		}
		to += got;
		at += got;
		n -= got;
	}
	return true;
}

enum outcome kept_copy(struct ctx *ctx, struct keeping *keeping, const struct kept_file *file, int64_t from, int64_t to,
		       enum outcome (*put)(struct ctx *ctx, void *keeping, struct str bytes))
{
	arena_scope(ctx->arena);
	char *p = arena_alloc(ctx->arena, (size_t)READ_AT_ONCE);
	for (int64_t n; from < to; from += n) {
		n = to - from < READ_AT_ONCE ? to - from : READ_AT_ONCE;
		if (!read_at(file->fd, p, n, from))
			return BROKEN;
		TRY(put(ctx, keeping, str_bytes(p, (size_t)n)));
		if (from / BYTES_IN_READ != (from + n) / BYTES_IN_READ)
			TRY(entries_read_anew(ctx));
	}
	return OK;
}

/* ---- What has changed ---- */

enum outcome last_version(struct ctx *ctx, int64_t *ret_no)
{
	struct entry_number last = {0};
	int64_t batch;
	TRY(entries_batch(ctx, &batch));
	if (!batch)
		TRY(db_one(ctx, &registers_sql_version_last, DB_NO_PARAMS, &entry_number_spec, &last));
	*ret_no = last.n;
	return OK;
}

static const struct db_col place_cols[] = {DB_COL_BYTES(struct entry, sort_key), DB_COL_I64(struct entry, sort_id)};
static const struct db_spec place_spec = DB_SPEC(struct entry, place_cols);

enum outcome changed_places(struct ctx *ctx, const struct register_query *query, int64_t last_no,
			    struct changed_places *ret_changed)
{
	struct changed_places changed = {.too_many = true};
	struct register_numbers numbers;
	if (last_no) {
		TRY(register_numbers_find(ctx, query->filter.register_id, NULL, &numbers));
		TRY(db_list(ctx, &registers_sql_places_changed,
			    DB_PARAMS(db_int(last_no), db_int(numbers.keys[0].no), db_int(CHANGED_MOST)), &place_spec,
			    &changed.p, &changed.n));
		changed.too_many = changed.n >= CHANGED_MOST;
	}
	*ret_changed = changed;
	return OK;
}

/* ---- Stretches ---- */

static struct str key_of(const struct row_place *place)
{
	return str_bytes(place->key, place->n);
}

static struct row_place place_of(struct str key, int64_t id)
{
	struct row_place place = {.id = id, .n = key.n};
	if (key.n <= sizeof(place.key))
		memcpy(place.key, key.p, key.n);
	return place;
}

static void stretch_add(struct keeping *keeping, int64_t at, const struct row_place *after)
{
	struct stretch stretch = {.at = at, .after = *after};
	keeping->rows = 0;
	keeping->file.n_stretches++;
	buf_bytes(&keeping->stretches, &stretch, sizeof(stretch));
}

static void tail_add(struct keeping *keeping, int64_t at)
{
	const struct row_place behind = place_of(KEY_BEHIND, 0);
	if (!keeping->is_tail)
		stretch_add(keeping, at, &behind);
	keeping->is_tail = true;
}

void stretches_begin(void *to, const struct entry *entry, size_t waiting)
{
	struct keeping *keeping = to;
	int64_t at = keeping->file.bytes + (int64_t)waiting;
	if (entry && entry->withheld_ms) {
		tail_add(keeping, at);
		return;
	}
	if (!entry || keeping->rows == STRETCH_ROWS)
		stretch_add(keeping, at, &keeping->last);
	if (!entry)
		return;
	keeping->rows++;
	keeping->last = place_of(entry->sort_key, entry->sort_id);
	if (keeping->last.n > sizeof(keeping->last.key))
		keeping->file.last_no = 0; /* it cannot be told where that stands */
}

bool stretches_put(struct keeping *keeping)
{
	tail_add(keeping, keeping->file.bytes);
	return fd_write_all(keeping->file.fd, buf_view(&keeping->stretches));
}

/* ---- Anew ---- */

/* The stretch in which a place lies: the last that does not begin before it. The first begins before all. */
static size_t stretch_of(const struct stretch *stretches, size_t n, const struct entry *place)
{
	size_t low = 0;
	for (size_t high = n; high - low > 1;) {
		size_t middle = low + (high - low) / 2;
		const struct row_place *after = &stretches[middle].after;
		if (row_place_cmp(place->sort_key, place->sort_id, key_of(after), after->id) < 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* `next`: the stretch behind it; NULL: only what is withheld is. */
static enum outcome listed_renew(struct ctx *ctx, struct keeping *keeping, const struct register_query *query,
				 const struct stretch *stretch, const struct stretch *next,
				 const struct export_sink *sink)
{
	arena_scope(ctx->arena);
	struct register_query part = *query;
	part.filter.after_key = key_of(&stretch->after);
	part.filter.after_id = stretch->after.id;
	part.filter.until_key = next ? key_of(&next->after) : STR("");
	part.filter.until_id = next ? next->after.id : INT64_MIN;
	keeping->last = stretch->after;
	stretch_add(keeping, keeping->file.bytes, &stretch->after);
	return keeping->make(ctx, &part, true, sink);
}

static enum outcome withheld_renew(struct ctx *ctx, struct keeping *keeping, const struct register_query *query,
				   const struct export_sink *sink)
{
	struct register_query part = *query;
	part.filter.after_key = KEY_BEHIND;
	tail_add(keeping, keeping->file.bytes);
	return keeping->make(ctx, &part, true, sink);
}

enum outcome stretches_renew(struct ctx *ctx, struct keeping *keeping, const struct register_query *query,
			     const struct kept_file *old, const struct changed_places *changed,
			     const struct export_sink *sink)
{
	size_t n = old->n_stretches - 1; /* the last is what is withheld */
	struct stretch *stretches = arena_array(ctx->arena, struct stretch, n + 1);
	bool *is_changed = arena_array(ctx->arena, bool, n);
	if (!read_at(old->fd, stretches, (int64_t)((n + 1) * sizeof(*stretches)), old->bytes))
		return BROKEN;
	for (size_t i = 0; i < changed->n; i++)
		is_changed[stretch_of(stretches, n, &changed->p[i])] = true;
	TRY(kept_copy(ctx, keeping, old, 0, stretches[0].at, sink->put));
	for (size_t i = 0; i < n; i++) {
		if (is_changed[i]) {
			TRY(listed_renew(ctx, keeping, query, &stretches[i], i + 1 < n ? &stretches[i + 1] : NULL,
					 sink));
			continue;
		}
		size_t from = i;
		for (; i < n && !is_changed[i]; i++)
			stretch_add(keeping, keeping->file.bytes + stretches[i].at - stretches[from].at,
				    &stretches[i].after);
		TRY(kept_copy(ctx, keeping, old, stretches[from].at, stretches[i--].at, sink->put));
	}
	return withheld_renew(ctx, keeping, query, sink);
}
