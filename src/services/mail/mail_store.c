/* The outbox as rows. */
#include "mail/mail_sql.h"
#include "mail/private.h"

#define COUNTED_MS (30LL * 24 * 60 * 60 * 1000)

/* ---- Putting ---- */

struct mail_seed mail_seed_new(struct ctx *ctx)
{
	struct mail_seed seed;
	random_bytes(ctx, seed.bytes, sizeof(seed.bytes));
	return seed;
}

static bool is_kind(struct str kind)
{
	for (size_t i = 0; i < kind.n; i++) {
		char c = kind.p[i];
		bool is_inner = i > 0 && i + 1 < kind.n;
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      (c == '.' && is_inner && kind.p[i - 1] != '.')))
			return false;
	}
	return kind.n > 0 && kind.n <= MAIL_KIND_BYTES;
}

static bool is_line(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	return true;
}

static enum outcome message_check(struct ctx *ctx, const struct mail_message *message)
{
	const struct {
		const char *field;
		struct str text;
		size_t most;
		bool lines;
	} texts[] = {
		{"to_name", message->to_name, MAIL_NAME_BYTES, false},
		{"title", message->title, MAIL_TITLE_BYTES, false},
		{"text", message->text, MAIL_TEXT_BYTES, true},
		{"html", message->html, MAIL_HTML_BYTES, true},
		{"once", message->once, MAIL_ONCE_BYTES, false},
	};
	size_t before = ctx->problems.count;
	if (!is_kind(message->kind))
		(void)problem_add(ctx, "kind", msg("“{1}” is not the word of a kind of message"), message->kind);
	(void)!mail_address_check(ctx, "to", message->to);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (texts[i].text.n > texts[i].most)
			(void)problem_add(ctx, texts[i].field, msg("a message allows at most {1} bytes here"),
					  str_fmt(ctx->arena, "%zu", texts[i].most));
		else if (utf8_fault(texts[i].text) != STR_NPOS || (!texts[i].lines && !is_line(texts[i].text)))
			(void)problem_add(ctx, texts[i].field, msg("a message allows one line of text here"));
	}
	if (str_empty(message->title) || str_empty(message->text))
		(void)problem_add(ctx, "text", msg("a message needs a title and a text"));
	return ctx->problems.count == before ? OK : INVALID;
}

enum outcome mail_put(struct ctx *ctx, const struct mail_seed *seed, const struct mail_message *message,
		      int64_t *ret_id)
{
	TRY(message_check(ctx, message));
	int64_t id = id_new(ctx);
	int64_t changed = 0;
	struct str message_id = str_fmt(ctx->arena, "%.*s@%.*s",
					STR_ARG(base32_str(ctx->arena, str_bytes(seed->bytes, sizeof(seed->bytes)))),
					STR_ARG(ctx->site->settings.host));
	struct str once = str_empty(message->once) ? (struct str){NULL, 0} : message->once;
	TRY(db_exec(ctx, &mail_sql_message_put,
		    DB_PARAMS(db_int(id), db_text(message->kind), db_int(message->subject_id),
			      db_int(message->person_id), db_text(message->to), db_text(message->to_name),
			      db_text(message->title), db_text(message->text), db_text(message->html),
			      db_text_or_null(once), db_int(message->secret), db_text(message_id), db_int(ctx->now_ms)),
		    &changed));
	if (changed > 0)
		db_note(ctx, "mail", id);
	*ret_id = changed > 0 ? id : 0;
	return OK;
}

enum outcome mail_forget_person(struct ctx *ctx, int64_t person_id)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &mail_sql_person_forget, DB_PARAMS(db_int(person_id)), &changed));
	if (changed > 0)
		db_note(ctx, "mail", 0);
	return OK;
}

/* ---- Reading ---- */

struct row {
	struct mail_row row;
	int64_t claim_ms;
};

static const struct db_col row_cols[] = {
	DB_COL_I64(struct row, row.id),          DB_COL_TEXT(struct row, row.kind),
	DB_COL_I64(struct row, row.subject_id),  DB_COL_I64(struct row, row.person_id),
	DB_COL_TEXT(struct row, row.to),         DB_COL_TEXT(struct row, row.to_name),
	DB_COL_TEXT(struct row, row.title),      DB_COL_I32(struct row, row.state),
	DB_COL_BOOL(struct row, row.secret),     DB_COL_I64(struct row, row.put_ms),
	DB_COL_I64(struct row, row.sent_ms),     DB_COL_I64(struct row, row.again_ms),
	DB_COL_I64(struct row, row.tries),       DB_COL_TEXT(struct row, row.why),
	DB_COL_TEXT(struct row, row.message_id), DB_COL_I64(struct row, claim_ms),
};
static const struct db_spec row_spec = DB_SPEC(struct row, row_cols);

enum outcome mail_list(struct ctx *ctx, int32_t state, int64_t before_id, struct mail_row **ret_rows, size_t *ret_n)
{
	struct row *found;
	size_t n;
	int64_t before = before_id ? before_id : INT64_MAX;
	if (state)
		TRY(db_list(ctx, &mail_sql_messages_of_state,
			    DB_PARAMS(db_int(before), db_int(MAIL_LIST_ROWS), db_int(state)), &row_spec, &found, &n));
	else
		TRY(db_list(ctx, &mail_sql_messages, DB_PARAMS(db_int(before), db_int(MAIL_LIST_ROWS)), &row_spec,
			    &found, &n));
	struct mail_row *rows = arena_array(ctx->arena, struct mail_row, n);
	for (size_t i = 0; i < n; i++)
		rows[i] = found[i].row;
	*ret_rows = rows;
	*ret_n = n;
	return OK;
}

struct texts {
	struct str text, html;
};

static enum outcome texts_of(struct ctx *ctx, int64_t id, struct texts *ret_texts)
{
	static const struct db_col cols[] = {DB_COL_TEXT(struct texts, text), DB_COL_TEXT(struct texts, html)};
	static const struct db_spec spec = DB_SPEC(struct texts, cols);
	return db_one(ctx, &mail_sql_message_text, DB_PARAMS(db_int(id)), &spec, ret_texts);
}

enum outcome mail_find(struct ctx *ctx, int64_t id, struct mail_row *ret_row, struct str *ret_text)
{
	struct row row;
	struct texts texts = {0};
	TRY(db_one(ctx, &mail_sql_message, DB_PARAMS(db_int(id)), &row_spec, &row));
	if (!row.row.secret)
		TRY(texts_of(ctx, id, &texts));
	*ret_row = row.row;
	*ret_text = texts.text;
	return OK;
}

enum outcome mail_count(struct ctx *ctx, struct mail_counts *ret_counts)
{
	static const struct db_col cols[] = {
		DB_COL_I64(struct mail_counts, waiting),
		DB_COL_I64(struct mail_counts, failing),
		DB_COL_I64(struct mail_counts, given_up),
	};
	static const struct db_spec spec = DB_SPEC(struct mail_counts, cols);
	return db_one(ctx, &mail_sql_count, DB_PARAMS(db_int(ctx->now_ms - COUNTED_MS)), &spec, ret_counts);
}

/* ---- What the office does ---- */

/* The row, unless it was sent or is being sent. */
static enum outcome row_unsent(struct ctx *ctx, int64_t id, struct row *ret_row)
{
	TRY(db_one(ctx, &mail_sql_message, DB_PARAMS(db_int(id)), &row_spec, ret_row));
	if (ret_row->row.state == MAIL_SENT) {
		(void)problem_add(ctx, "", msg("this message was sent meanwhile: nothing was changed"));
		return CONFLICT;
	}
	if (ret_row->row.state == MAIL_WAITING && ret_row->claim_ms > ctx->now_ms) {
		(void)problem_add(ctx, "",
				  msg("this message is being sent at this moment: look again in a few minutes"));
		return CONFLICT;
	}
	return OK;
}

enum outcome mail_again(struct ctx *ctx, int64_t id)
{
	struct row row;
	struct texts texts;
	TRY(row_unsent(ctx, id, &row));
	TRY(texts_of(ctx, id, &texts));
	if (str_empty(texts.text)) {
		(void)problem_add(ctx, "",
				  row.row.secret
					  ? msg("this message carried a link that lets somebody in, and its "
						"text was destroyed: make a new link instead")
					  : msg("the text of this message was destroyed, since it ended long ago"));
		return CONFLICT;
	}
	TRY(db_exec(ctx, &mail_sql_message_again, DB_PARAMS(db_int(id), db_int(ctx->now_ms)), NULL));
	db_note(ctx, "mail", id);
	return OK;
}

enum outcome mail_cancel(struct ctx *ctx, int64_t id)
{
	struct row row;
	TRY(row_unsent(ctx, id, &row));
	if (row.row.state == MAIL_CANCELLED)
		return OK;
	TRY(db_exec(ctx, &mail_sql_message_cancel, DB_PARAMS(db_int(id), db_int(ctx->now_ms)), NULL));
	if (row.row.secret)
		TRY(db_exec(ctx, &mail_sql_text_destroy, DB_PARAMS(db_int(id)), NULL));
	db_note(ctx, "mail", id);
	return OK;
}
