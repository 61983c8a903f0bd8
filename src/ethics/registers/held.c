/* What an entry says, for whoever may ask for all that is held about a person (S18). */
#include "registers/held.h"

#include "registers/registers_sql.h"
#include "registers/seen.h"
#include "registers/store.h"
#include "registers/uploads.h"

struct entry_of {
	int64_t entry_id, version;
};
static const struct db_col entry_of_cols[] = {
	DB_COL_I64(struct entry_of, entry_id),
	DB_COL_I64(struct entry_of, version),
};
static const struct db_spec entry_of_spec = DB_SPEC(struct entry_of, entry_of_cols);

static const struct entry *version_of(const struct entry *entries, size_t n, int64_t version)
{
	for (size_t i = 0; i < n; i++)
		if (entries[i].version == version)
			return &entries[i];
	return NULL;
}

enum outcome held_entry_fill(struct ctx *ctx, struct held *held)
{
	struct entry_of of;
	struct entry *entries;
	size_t n;
	TRY(db_one(ctx, &registers_sql_held_entry_of, DB_PARAMS(db_int(held->id)), &entry_of_spec, &of));
	enum outcome found = registers_versions(ctx, of.entry_id, &entries, &n);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	const struct entry *entry = version_of(entries, n, of.version);
	if (!entry)
		return OK;
	const struct scheme *scheme = entry->declared.scheme;
	held->is_back = !held->for_person && (entry->hidden_ms || !scheme || scheme->shown != REGISTER_PUBLIC);
	if (held->is_back)
		return OK;
	/* Of homes, and of what was kept back, others get what everybody sees. */
	const struct declared seen = held->for_person ? entry->declared : declared_seen(ctx->arena, &entry->declared);
	const struct declared *declared = &seen;
	struct buf out = buf_open(ctx->arena, 512);
	if (declared->is_nil)
		buf_lit(&out, "Nothing to declare");
	for (size_t i = 0; declared->category && i < declared->n_answers; i++) {
		const struct answer *answer = &declared->answers[i];
		const struct scheme_field *field = scheme_field(declared->category, answer->field);
		if (!field)
			continue;
		buf_str(&out, field->name);
		buf_lit(&out, ": ");
		for (size_t k = 0; k < answer->n; k++) {
			buf_c(&out, k ? ", " : "");
			buf_str(&out, value_words(ctx, field, &answer->values[k]));
		}
		buf_lit(&out, "; ");
	}
	if (entry->reason.n) {
		buf_lit(&out, "Reason: ");
		buf_str(&out, entry->reason);
	}
	held->title = declared->category ? str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(held->title),
						   STR_ARG(declared->category->title))
					 : held->title;
	held->text = buf_view(&out);
	held->is_other = (declared->whose & ~(uint32_t)WHOSE_SELF) != 0;
	return OK;
}

enum outcome held_upload_fill(struct ctx *ctx, struct held *held)
{
	struct str refused;
	enum outcome found = upload_faults(ctx, held->id, &refused);
	if (found == OK)
		held->text = str_fmt(ctx->arena, "%.*s; refused: %.*s", STR_ARG(held->text), STR_ARG(refused));
	return found == NOT_FOUND ? OK : found;
}

struct file_of {
	int64_t entry_id, whose;
};
static const struct db_col file_of_cols[] = {
	DB_COL_I64(struct file_of, entry_id),
	DB_COL_I64(struct file_of, whose),
};
static const struct db_spec file_of_spec = DB_SPEC(struct file_of, file_of_cols);

/* Whose an entry is in any of its versions, also one that is shown no more; what cannot be told is not given. */
static enum outcome entry_is_other(struct ctx *ctx, int64_t entry_id, bool *ret_is)
{
	struct entry *entries;
	size_t n;
	enum outcome found = registers_versions(ctx, entry_id, &entries, &n);
	*ret_is = found != OK || n == 0;
	for (size_t i = 0; found == OK && i < n; i++)
		*ret_is = *ret_is || !entries[i].declared.scheme ||
			  (entries[i].declared.whose & ~(uint32_t)WHOSE_SELF) != 0;
	return found == NOT_FOUND ? OK : found;
}

enum outcome held_file_fill(struct ctx *ctx, struct held *held)
{
	struct file_of *holders;
	size_t n;
	TRY(db_list(ctx, &registers_sql_held_file_of, DB_PARAMS(db_int(held->id)), &file_of_spec, &holders, &n));
	for (size_t i = 0; i < n; i++) {
		bool is_other = ((uint32_t)holders[i].whose & ~(uint32_t)WHOSE_SELF) != 0;
		if (holders[i].entry_id)
			TRY(entry_is_other(ctx, holders[i].entry_id, &is_other));
		held->is_other = held->is_other || is_other;
	}
	return OK;
}
