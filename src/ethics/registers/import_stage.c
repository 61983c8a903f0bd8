/* Rows that are staged: packed, gathered into chunks, and back. Numbers go as this machine has them, texts with their
 * length before them. */
#include "registers/import_parts.h"
#include "registers/registers_sql.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define CHUNK_ROWS  1000
#define VALUES_MAX  1000

/* ---- Packing ---- */

static void put_i64(struct buf *out, int64_t n)
{
	buf_bytes(out, &n, sizeof(n));
}

static void put_text(struct buf *out, struct str text)
{
	put_i64(out, (int64_t)text.n);
	buf_str(out, text);
}

static void put_value(struct buf *out, const struct value *value)
{
	put_i64(out, (int64_t)value->state | (int64_t)value->precision << 8 | (int64_t)value->is_home << 16 |
			     (int64_t)value->is_shown_home << 17 | (int64_t)value->to_precision << 24);
	put_i64(out, value->number);
	put_i64(out, value->to);
	put_text(out, value->text);
	put_text(out, value->scheme);
	put_text(out, value->id);
	put_text(out, value->currency);
}

void staged_pack(struct buf *out, const struct staged *row)
{
	const struct declared *declared = &row->declared;
	const int64_t numbers[] = {(int64_t)row->act,
				   row->part_no,
				   row->digest,
				   row->entry_id,
				   row->person_id,
				   row->person,
				   row->declared_day,
				   row->from,
				   row->to,
				   declared->is_nil,
				   (int64_t)declared->whose,
				   (int64_t)declared->n_answers};
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		put_i64(out, numbers[i]);
	put_text(out, row->key);
	put_text(out, row->parent);
	put_text(out, declared->category ? declared->category->id : STR(""));
	for (size_t i = 0; i < declared->n_answers; i++) {
		const struct answer *answer = &declared->answers[i];
		put_text(out, answer->field);
		put_i64(out, (int64_t)answer->n);
		for (size_t v = 0; v < answer->n; v++)
			put_value(out, &answer->values[v]);
	}
}

/* ---- Back ---- */

struct unpacker {
	struct str from;
	size_t at;
	bool is_broken;
};

static int64_t get_i64(struct unpacker *u)
{
	int64_t n = 0;
	if (u->is_broken || u->from.n - u->at < sizeof(n)) {
		u->is_broken = true;
		return 0;
	}
	memcpy(&n, u->from.p + u->at, sizeof(n));
	u->at += sizeof(n);
	return n;
}

static struct str get_text(struct unpacker *u)
{
	int64_t n = get_i64(u);
	if (u->is_broken || n < 0 || (uint64_t)n > u->from.n - u->at) {
		u->is_broken = true;
		return STR("");
	}
	u->at += (size_t)n;
	return str_slice(u->from, u->at - (size_t)n, u->at);
}

static void get_value(struct unpacker *u, struct value *value)
{
	int64_t bits = get_i64(u);
	*value = (struct value){
		.state = (enum value_state)(bits & 0xFF),
		.precision = (enum value_precision)(bits >> 8 & 0xFF),
		.to_precision = (enum value_precision)(bits >> 24 & 0xFF),
		.is_home = bits >> 16 & 1,
		.is_shown_home = bits >> 17 & 1,
	};
	value->number = get_i64(u);
	value->to = get_i64(u);
	value->text = get_text(u);
	value->scheme = get_text(u);
	value->id = get_text(u);
	value->currency = get_text(u);
}

static void get_answers(struct unpacker *u, struct arena *arena, struct declared *declared, int64_t n)
{
	if (n < 0 || n > VALUES_MAX) {
		u->is_broken = true;
		return;
	}
	struct answer *answers = arena_array(arena, struct answer, (size_t)n);
	for (int64_t i = 0; i < n && !u->is_broken; i++) {
		struct answer answer = {.field = get_text(u)};
		int64_t n_values = get_i64(u);
		u->is_broken = u->is_broken || n_values < 0 || n_values > VALUES_MAX;
		if (u->is_broken)
			return;
		struct value *values = arena_array(arena, struct value, (size_t)n_values);
		for (int64_t v = 0; v < n_values; v++)
			get_value(u, &values[v]);
		answer.values = values;
		answer.n = (size_t)n_values;
		if (declared->category && scheme_field(declared->category, answer.field))
			answers[declared->n_answers++] = answer;
	}
	declared->answers = answers;
}

enum outcome staged_unpack(struct arena *arena, struct str packed, size_t *at, const struct scheme *scheme,
			   struct staged *ret_row)
{
	struct unpacker u = {.from = packed, .at = *at};
	int64_t numbers[12];
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		numbers[i] = get_i64(&u);
	struct staged row = {
		.act = (enum entry_act)numbers[0],
		.part_no = numbers[1],
		.digest = numbers[2],
		.entry_id = numbers[3],
		.person_id = numbers[4],
		.person = numbers[5],
		.declared_day = (int32_t)numbers[6],
		.from = (int32_t)numbers[7],
		.to = (int32_t)numbers[8],
		.declared = {.scheme = scheme, .is_nil = numbers[9], .whose = (uint32_t)numbers[10]},
	};
	row.key = get_text(&u);
	row.parent = get_text(&u);
	row.category = get_text(&u);
	row.declared.category = row.category.n ? scheme_category(scheme, row.category) : NULL;
	get_answers(&u, arena, &row.declared, numbers[11]);
	if (u.is_broken)
		return INVALID;
	*at = u.at;
	*ret_row = row;
	return OK;
}

/* ---- Chunks ---- */

void stage_open(struct stage *stage, struct ctx *ctx, int64_t run_id, int64_t first_no)
{
	*stage = (struct stage){.ctx = ctx, .arena = arena_open(0), .run_id = run_id, .no = first_no};
	stage->rows = buf_open(stage->arena, CHUNK_BYTES * 2);
}

void stage_closep(struct stage *stage)
{
	arena_close(stage->arena);
	stage->arena = NULL;
}

static enum outcome chunk_write(struct ctx *ctx, void *args)
{
	const struct stage *stage = args;
	return db_exec(
		ctx, &registers_sql_import_chunk_add,
		DB_PARAMS(db_int(stage->run_id), db_int(stage->no), db_int(stage->n), db_bytes(buf_view(&stage->rows))),
		NULL);
}

enum outcome stage_flush(struct stage *stage)
{
	/* A dry run has no run. */
	if (stage->n && stage->run_id)
		TRY(site_write(stage->ctx, chunk_write, stage));
	stage->no += stage->n > 0;
	stage->n = 0;
	stage->rows.n = 0;
	return OK;
}

enum outcome stage_add(struct stage *stage, const struct staged *row)
{
	if (!stage->run_id)
		return OK;
	staged_pack(&stage->rows, row);
	stage->n++;
	return stage->n == CHUNK_ROWS || stage->rows.n >= CHUNK_BYTES ? stage_flush(stage) : OK;
}
