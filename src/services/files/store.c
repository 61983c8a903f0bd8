/* Bytes as rows: brought in by chunks, held, let go, sent. */
#include "files/files_sql.h"
#include "files/private.h"

#define CHUNK_BYTES    ((size_t)256 * 1024)
#define CHUNKS_A_WRITE 4
#define UNHELD_MS      (INT64_C(24) * 3600 * 1000)

struct blob {
	int64_t id;
	bool is_public;
	int32_t kind;
	int64_t bytes, put_ms;
	bool is_whole;
};
static const struct db_col blob_cols[] = {
	DB_COL_I64(struct blob, id),    DB_COL_BOOL(struct blob, is_public), DB_COL_I32(struct blob, kind),
	DB_COL_I64(struct blob, bytes), DB_COL_I64(struct blob, put_ms),     DB_COL_BOOL(struct blob, is_whole),
};
static const struct db_spec blob_spec = DB_SPEC(struct blob, blob_cols);

struct number {
	int64_t n, m;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n), DB_COL_I64(struct number, m)};
static const struct db_spec number_spec = {number_cols, 1, sizeof(struct number)};
static const struct db_spec numbers_spec = DB_SPEC(struct number, number_cols);

/* ---- Keys ---- */

static enum outcome blob_key(struct ctx *ctx, const struct file_ref *ref, struct str *ret_key)
{
	struct str key;
	if (ref->is_public) {
		*ret_key = str_dup(ctx->arena, hash_str(&ref->hash));
		return OK;
	}
	TRY(site_key(ctx, "files.name", &key));
	struct hash keyed = hash_keyed(key, hash_str(&ref->hash));
	*ret_key = str_dup(ctx->arena, hash_str(&keyed));
	return OK;
}

static enum outcome blob_find(struct ctx *ctx, const struct file_ref *ref, struct blob *ret_blob)
{
	struct str key;
	TRY(blob_key(ctx, ref, &key));
	TRY(db_one(ctx, &files_sql_by_key, DB_PARAMS(db_bytes(key)), &blob_spec, ret_blob));
	return ret_blob->is_public == ref->is_public ? OK : NOT_FOUND;
}

static struct str chunk_context(struct arena *arena, int64_t blob_id, int64_t no)
{
	return str_fmt(arena, "files.seal %lld %lld", (long long)blob_id, (long long)no);
}

static struct file_info info_of(const struct blob *blob)
{
	return (struct file_info){
		.id = blob->id, .bytes = blob->bytes, .kind = blob->kind, .is_public = blob->is_public};
}

enum outcome file_find(struct ctx *ctx, const struct file_ref *ref, struct file_info *ret_info)
{
	struct blob blob;
	TRY(blob_find(ctx, ref, &blob));
	if (!blob.is_whole)
		return NOT_FOUND;
	*ret_info = info_of(&blob);
	return OK;
}

enum outcome file_find_id(struct ctx *ctx, int64_t id, struct file_info *ret_info)
{
	struct blob blob;
	TRY(db_one(ctx, &files_sql_by_id, DB_PARAMS(db_int(id)), &blob_spec, &blob));
	*ret_info = info_of(&blob);
	return blob.is_whole ? OK : NOT_FOUND;
}

/* ---- Room ---- */

static enum outcome quota_find(struct ctx *ctx, int64_t *ret_quota)
{
	struct number row = {.n = (int64_t)LIMIT_FILES_BYTES};
	enum outcome found = db_one(ctx, &files_sql_setting, DB_PARAMS(db_text(STR("quota"))), &number_spec, &row);
	*ret_quota = found == NOT_FOUND ? (int64_t)LIMIT_FILES_BYTES : row.n;
	return found == NOT_FOUND ? OK : found;
}

enum outcome files_figures(struct ctx *ctx, struct files_figures *ret_figures)
{
	struct number sum;
	TRY(db_one(ctx, &files_sql_figures, DB_NO_PARAMS, &numbers_spec, &sum));
	*ret_figures = (struct files_figures){.files = sum.n, .bytes = sum.m};
	return quota_find(ctx, &ret_figures->quota);
}

enum outcome files_quota_put(struct ctx *ctx, int64_t bytes)
{
	return db_exec(ctx, &files_sql_setting_put, DB_PARAMS(db_text(STR("quota")), db_int(bytes)), NULL);
}

static struct str megabytes(struct arena *arena, int64_t bytes)
{
	return str_fmt(arena, "%lld", (long long)(bytes >> 20));
}

static enum outcome room_check(struct ctx *ctx, const char *where, int64_t more)
{
	struct files_figures figures;
	TRY(files_figures(ctx, &figures));
	if (figures.bytes + more <= figures.quota)
		return OK;
	return problem_add(ctx, where,
			   msg("This site has no room for the file: it keeps {1} MB of files, and may keep {2} MB. "
			       "Nothing was stored. Tell the office: an administrator can make more room"),
			   megabytes(ctx->arena, figures.bytes), megabytes(ctx->arena, figures.quota));
}

/* ---- Bringing in ---- */

struct putting {
	const char *where;
	const struct file_ref *ref;
	enum file_kind kind;
	struct str content;
	int64_t blob_id;
	bool is_whole;
	/* Of one write: */
	size_t from, to; /* chunks */
	struct str chunks[CHUNKS_A_WRITE];
};

/* Two who bring in the same content at once fill the same row: each chunk can be opened by itself. */
static enum outcome begin_write(struct ctx *ctx, void *args)
{
	struct putting *p = args;
	struct blob blob;
	struct str key;
	enum outcome found = blob_find(ctx, p->ref, &blob);
	if (found == OK) {
		p->blob_id = blob.id;
		p->is_whole = blob.is_whole;
		return db_exec(ctx, &files_sql_touch, DB_PARAMS(db_int(blob.id), db_int(ctx->now_ms)), NULL);
	}
	if (found != NOT_FOUND)
		return found;
	TRY(room_check(ctx, p->where, (int64_t)p->content.n));
	TRY(blob_key(ctx, p->ref, &key));
	p->blob_id = id_new(ctx);
	p->is_whole = false;
	return db_exec(ctx, &files_sql_insert,
		       DB_PARAMS(db_int(p->blob_id), db_bytes(key), db_int(p->ref->is_public), db_int(p->kind),
				 db_int((int64_t)p->content.n), db_int(ctx->now_ms)),
		       NULL);
}

static size_t chunks_of(size_t bytes)
{
	return (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
}

static enum outcome chunks_write(struct ctx *ctx, void *args)
{
	const struct putting *p = args;
	for (size_t i = p->from; i < p->to; i++)
		TRY(db_exec(ctx, &files_sql_chunk_put,
			    DB_PARAMS(db_int(p->blob_id), db_int((int64_t)i), db_bytes(p->chunks[i - p->from])), NULL));
	return db_exec(ctx, &files_sql_whole, DB_PARAMS(db_int(p->blob_id), db_int((int64_t)chunks_of(p->content.n))),
		       NULL);
}

static void chunks_make(struct ctx *ctx, struct str key, struct putting *p)
{
	for (size_t i = p->from; i < p->to; i++) {
		struct str plain = str_slice(p->content, i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
		p->chunks[i - p->from] =
			p->ref->is_public ? plain
					  : seal(ctx, key, chunk_context(ctx->arena, p->blob_id, (int64_t)i), plain);
	}
}

enum outcome file_put(struct ctx *ctx, const char *where, bool is_public, enum file_kind kind, struct str content,
		      struct file_ref *ret_ref)
{
	struct file_ref ref = {.hash = hash_bytes(content), .is_public = is_public};
	struct putting p = {.where = where, .ref = &ref, .kind = kind, .content = content};
	struct str key;
	TRY(site_key(ctx, "files.seal", &key));
	TRY(site_write(ctx, begin_write, &p));
	for (size_t n = chunks_of(content.n); !p.is_whole && p.to < n;) {
		arena_scope(ctx->arena);
		p.from = p.to;
		p.to = n - p.from < CHUNKS_A_WRITE ? n : p.from + CHUNKS_A_WRITE;
		chunks_make(ctx, key, &p);
		TRY(site_write(ctx, chunks_write, &p));
	}
	*ret_ref = ref;
	return OK;
}

/* ---- Holding ---- */

/* Nobody's any more: erased, here and now. */
static enum outcome blob_drop_unheld(struct ctx *ctx, int64_t blob_id)
{
	struct number holders;
	TRY(db_one(ctx, &files_sql_holders, DB_PARAMS(db_int(blob_id)), &number_spec, &holders));
	if (holders.n)
		return OK;
	TRY(db_exec(ctx, &files_sql_chunks_delete, DB_PARAMS(db_int(blob_id)), NULL));
	return db_exec(ctx, &files_sql_delete, DB_PARAMS(db_int(blob_id)), NULL);
}

static enum outcome hold_drop(struct ctx *ctx, struct file_holder holder, int64_t blob_id)
{
	TRY(db_exec(ctx, &files_sql_hold_drop,
		    DB_PARAMS(db_text(str_of(holder.what)), db_int(holder.id), db_int(blob_id)), NULL));
	return blob_drop_unheld(ctx, blob_id);
}

static enum outcome held_by(struct ctx *ctx, struct file_holder holder, struct blob **ret_blobs, size_t *ret_n)
{
	return db_list(ctx, &files_sql_held_by, DB_PARAMS(db_text(str_of(holder.what)), db_int(holder.id)), &blob_spec,
		       ret_blobs, ret_n);
}

static enum outcome hold_add(struct ctx *ctx, struct file_holder holder, int64_t blob_id)
{
	return db_exec(ctx, &files_sql_hold_add,
		       DB_PARAMS(db_text(str_of(holder.what)), db_int(holder.id), db_int(blob_id)), NULL);
}

enum outcome file_hold(struct ctx *ctx, struct file_holder holder, const struct file_ref *ref)
{
	struct file_info info;
	TRY(file_find(ctx, ref, &info));
	return hold_add(ctx, holder, info.id);
}

enum outcome files_hold_only(struct ctx *ctx, struct file_holder holder, const struct file_ref *refs, size_t n,
			     bool keeps_private)
{
	struct blob *held;
	size_t n_held;
	int64_t *kept = arena_array(ctx->arena, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		struct file_info info;
		TRY(file_find(ctx, &refs[i], &info));
		kept[i] = info.id;
		TRY(hold_add(ctx, holder, info.id));
	}
	TRY(held_by(ctx, holder, &held, &n_held));
	for (size_t i = 0; i < n_held; i++) {
		bool keeps = keeps_private && !held[i].is_public;
		for (size_t j = 0; j < n; j++)
			keeps = keeps || kept[j] == held[i].id;
		if (!keeps)
			TRY(hold_drop(ctx, holder, held[i].id));
	}
	return OK;
}

enum outcome files_hold_also(struct ctx *ctx, struct file_holder holder, struct file_holder other)
{
	struct blob *held;
	size_t n;
	TRY(held_by(ctx, holder, &held, &n));
	for (size_t i = 0; i < n; i++)
		if (!held[i].is_public)
			TRY(hold_add(ctx, other, held[i].id));
	return OK;
}

enum outcome file_forget(struct ctx *ctx, const struct file_ref *ref)
{
	struct blob blob;
	enum outcome found = blob_find(ctx, ref, &blob);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	return blob_drop_unheld(ctx, blob.id);
}

enum outcome files_let_go(struct ctx *ctx, struct file_holder holder, bool only_public)
{
	struct blob *held;
	size_t n;
	TRY(held_by(ctx, holder, &held, &n));
	for (size_t i = 0; i < n; i++)
		if (held[i].is_public || !only_public)
			TRY(hold_drop(ctx, holder, held[i].id));
	return OK;
}

/* ---- Sending ---- */

struct chunk {
	int64_t no;
	struct str content;
};
static const struct db_col chunk_cols[] = {DB_COL_I64(struct chunk, no), DB_COL_BYTES(struct chunk, content)};
static const struct db_spec chunk_spec = DB_SPEC(struct chunk, chunk_cols);

static enum outcome unreadable(struct ctx *ctx)
{
	(void)problem_add(ctx, "",
			  msg("The file was sealed under another key, or is damaged. The file of keys that belongs to "
			      "this site is needed to read it."));
	return BROKEN;
}

static enum outcome blob_each(struct ctx *ctx, int64_t id, bool is_public, int64_t bytes,
			      enum outcome (*each)(struct ctx *ctx, struct str bytes, void *arg), void *arg)
{
	struct str key;
	int64_t sent = 0;
	TRY(site_key(ctx, "files.seal", &key));
	for (int64_t i = 0; sent < bytes; i++) {
		arena_scope(ctx->arena);
		struct chunk chunk;
		enum outcome found =
			db_one(ctx, &files_sql_chunk, DB_PARAMS(db_int(id), db_int(i)), &chunk_spec, &chunk);
		if (found == NOT_FOUND)
			return unreadable(ctx);
		TRY(found);
		struct str plain = chunk.content;
		if (!is_public && !seal_open(ctx->arena, key, chunk_context(ctx->arena, id, i), chunk.content, &plain))
			return unreadable(ctx);
		if (plain.n == 0)
			return unreadable(ctx);
		TRY(each(ctx, plain, arg));
		sent += (int64_t)plain.n;
	}
	return OK;
}

enum outcome file_each(struct ctx *ctx, const struct file_ref *ref,
		       enum outcome (*each)(struct ctx *ctx, struct str bytes, void *arg), void *arg)
{
	struct blob blob;
	TRY(blob_find(ctx, ref, &blob));
	return blob.is_whole ? blob_each(ctx, blob.id, blob.is_public, blob.bytes, each, arg) : NOT_FOUND;
}

enum outcome file_each_id(struct ctx *ctx, const struct file_info *info,
			  enum outcome (*each)(struct ctx *ctx, struct str bytes, void *arg), void *arg)
{
	return blob_each(ctx, info->id, info->is_public, info->bytes, each, arg);
}

static enum outcome piece_gather(struct ctx *ctx, struct str bytes, void *arg)
{
	(void)ctx;
	buf_str(arg, bytes);
	return OK;
}

enum outcome file_fits(struct ctx *ctx, int64_t id, struct str key, bool is_public, int64_t bytes, bool *ret_fits)
{
	CLEANUP(arena_closep) struct arena *apart = arena_open(0);
	struct buf content = buf_open(apart, (size_t)bytes);
	struct str own;
	enum outcome read = blob_each(ctx, id, is_public, bytes, piece_gather, &content);
	if (read != OK && read != BROKEN)
		return read;
	problems_clear(ctx);
	const struct file_ref ref = {.hash = hash_bytes(buf_view(&content)), .is_public = is_public};
	TRY(blob_key(ctx, &ref, &own));
	*ret_fits = read == OK && str_eq(own, key);
	return OK;
}

struct sending {
	const struct file_ref *ref;
	struct http_sink *sink;
};

static enum outcome piece_send(struct ctx *ctx, struct str bytes, void *arg)
{
	(void)ctx;
	return http_put(((struct sending *)arg)->sink, bytes);
}

static enum outcome sink_fill(struct ctx *ctx, struct http_sink *sink, void *arg)
{
	struct sending *sending = arg;
	sending->sink = sink;
	return file_each(ctx, sending->ref, piece_send, sending);
}

enum outcome file_send(struct ctx *ctx, struct resp *resp, const struct file_ref *ref, struct str name)
{
	static const struct str types[] = {[FILE_PDF] = STR_INIT("application/pdf"),
					   [FILE_PNG] = STR_INIT("image/png"),
					   [FILE_JPEG] = STR_INIT("image/jpeg"),
					   [FILE_TEXT] = STR_INIT("text/plain; charset=utf-8")};
	struct sending sending = {.ref = ref};
	struct file_info info;
	TRY(file_find(ctx, ref, &info));
	TRY(resp_fill(ctx, resp, sink_fill, &sending));
	resp->type = types[info.kind];
	resp->filename = name;
	resp->sensitive = !ref->is_public;
	return OK;
}

/* ---- The job ---- */

static enum outcome unheld_find(struct ctx *ctx, struct blob **ret_blobs, size_t *ret_n)
{
	return db_list(ctx, &files_sql_unheld, DB_PARAMS(db_int(ctx->now_ms - UNHELD_MS)), &blob_spec, ret_blobs,
		       ret_n);
}

static enum outcome sweep_left(struct ctx *ctx, int64_t *ret_n)
{
	struct blob *blobs;
	size_t n;
	TRY(unheld_find(ctx, &blobs, &n));
	*ret_n = (int64_t)n;
	return OK;
}

static enum outcome sweep_run(struct ctx *ctx)
{
	struct blob *blobs;
	size_t n;
	TRY(unheld_find(ctx, &blobs, &n));
	for (size_t i = 0; i < n && i < 1; i++) /* deleting one takes as long as a slice may */
		TRY(blob_drop_unheld(ctx, blobs[i].id));
	return OK;
}

const struct job files_jobs[FILES_JOBS] = {
	{.name = "files.sweep",
	 .about = msg("erases files that were begun to be handed in, and belong to nothing"),
	 .every_s = 3600,
	 .dated = true,
	 .left = sweep_left,
	 .run = sweep_run},
};
