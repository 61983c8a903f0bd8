/* What is found, row by row, of every room. */
#include "records/records.h"

#include "html/html.h"
#include "people/people.h"
#include "records/mask.h"

static const struct db_col held_cols[] = {
	DB_COL_I64(struct held, id),     DB_COL_I64(struct held, at_ms), DB_COL_I64(struct held, person_id),
	DB_COL_TEXT(struct held, title), DB_COL_TEXT(struct held, text),
};
static const struct db_spec held_spec = DB_SPEC(struct held, held_cols);

struct finding {
	const struct records_asked *asked;
	const struct mask *mask;
	const struct feature *room;
	const struct holding *holding;
	struct spool *rows, *files, *redactions;
	int64_t n_back; /* rows of this holding that are held back */
	bool are_more;
};

const struct str *records_terms(struct arena *arena, struct str words, size_t *ret_n)
{
	struct str *terms = arena_array(arena, struct str, words.n / 2 + 1), rest = words, word;
	size_t n = 0;
	while (text_next_word(&rest, &word))
		terms[n++] = text_fold(arena, word);
	*ret_n = n;
	return terms;
}

static bool has_terms(struct arena *arena, const struct records_asked *asked, const struct held *held)
{
	struct str title = text_fold(arena, held->title), text = text_fold(arena, held->text);
	for (size_t i = 0; i < asked->n_terms; i++)
		if (str_find(title, asked->terms[i], 0) == STR_NPOS && str_find(text, asked->terms[i], 0) == STR_NPOS)
			return false;
	return true;
}

/* ---- {at 1700000000000}, {day 20000} ---- */

static struct str day_said(struct arena *arena, int64_t n)
{
	if (n >= INT32_MAX - 1 || n <= INT32_MIN + 1)
		return STR("–");
	return day_str(arena, (struct day){(int32_t)n});
}

static size_t said(struct arena *arena, struct str rest, struct buf *out)
{
	bool is_at = str_starts(rest, STR("{at ")), is_day = str_starts(rest, STR("{day "));
	size_t end = str_find_char(rest, '}', 0);
	int64_t n;
	if ((!is_at && !is_day) || end == STR_NPOS || !str_to_i64(str_slice(rest, is_at ? 4 : 5, end), &n))
		return 0;
	buf_str(out, is_day ? day_said(arena, n) : n ? instant_str(arena, (struct instant){n}) : STR("–"));
	return end + 1;
}

static struct str in_words(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n + 32);
	for (size_t i = 0; i < text.n;) {
		size_t n = text.p[i] == '{' ? said(arena, str_slice(text, i, text.n), &out) : 0;
		if (!n)
			buf_char(&out, text.p[i]);
		i += n ? n : 1;
	}
	return buf_view(&out);
}

/* ---- One row ---- */

static enum outcome redact(struct ctx *ctx, struct finding *f, int64_t id, int64_t n, struct str what,
			   struct str ground)
{
	return spool_put(ctx, f->redactions,
			 (const struct str[SPOOL_TEXTS]){
				 str_of(f->holding->title),
				 str_of(f->holding->table),
				 id ? id_str(ctx->arena, id) : STR(""),
				 str_fmt(ctx->arena, "%lld", (long long)n),
				 what,
				 ground,
			 });
}

static struct str masked(const struct finding *f, struct arena *arena, struct str text, size_t *n)
{
	return mask_text(arena, f->mask, in_words(arena, text), n);
}

static enum outcome row_take(struct ctx *ctx, const void *row, void *arg)
{
	struct finding *f = arg;
	struct held held = *(const struct held *)row;
	size_t n = 0;
	held.for_person = f->asked->person_id != 0;
	if (f->holding->fill)
		TRY(f->holding->fill(ctx, &held));
	if (held.is_other)
		held.text = STR(""); /* nor does a word tell what it says */
	if (!has_terms(ctx->arena, f->asked, &held))
		return OK;
	if (f->holding->back || held.is_back) {
		f->n_back++;
		return OK;
	}
	if (f->rows->n_rows == RECORDS_MOST) {
		f->are_more = true;
		return NOT_FOUND; /* ends the walk */
	}
	TRY(spool_put(ctx, f->rows,
		      (const struct str[SPOOL_TEXTS]){
			      str_of(f->holding->title),
			      str_of(f->holding->table),
			      id_str(ctx->arena, held.id),
			      held.at_ms ? instant_str(ctx->arena, (struct instant){held.at_ms}) : STR(""),
			      masked(f, ctx->arena, held.title, &n),
			      held.is_other ? STR("[about another person]") : masked(f, ctx->arena, held.text, &n),
		      }));
	if (f->holding->is_file && held.for_person && !held.is_other)
		TRY(spool_put(ctx, f->files, (const struct str[SPOOL_TEXTS]){id_str(ctx->arena, held.id)}));
	if (held.is_other)
		return redact(ctx, f, held.id, 1, STR("the whole row"),
			      STR("it is about somebody else, such as a partner"));
	return n ? redact(ctx, f, held.id, (int64_t)n, STR("names or addresses"), STR("they are another person’s"))
		 : OK;
}

static enum outcome holding_walk(struct ctx *ctx, struct finding *f)
{
	const struct records_asked *asked = f->asked;
	int64_t from = asked->from_day == INT32_MIN ? INT64_MIN
						    : zone_day_start(ctx->site->zone, (struct day){asked->from_day}).ms;
	int64_t to = asked->to_day == INT32_MAX
			     ? INT64_MAX
			     : zone_day_start(ctx->site->zone, (struct day){asked->to_day + 1}).ms - 1;
	if (!f->holding->rows || f->are_more)
		return OK;
	if (f->holding->personal && !asked->person_id) {
		/* Not even how many there are: a number for each word asked would tell what they say. */
		return redact(ctx, f, 0, 0, STR("not looked at"),
			      STR("details of one person, given to that person alone"));
	}
	f->n_back = 0;
	enum outcome outcome =
		db_each(ctx, f->holding->rows, DB_PARAMS(db_int(asked->person_id), db_int(from), db_int(to)),
			&held_spec, row_take, f);
	if (outcome != OK && !(outcome == NOT_FOUND && f->are_more))
		return outcome;
	return f->n_back ? redact(ctx, f, 0, f->n_back, STR("held back"),
				  f->holding->back ? str_of(f->holding->back) : STR("kept from the public"))
			 : OK;
}

static struct str asked_words(struct arena *arena, const struct records_asked *asked)
{
	struct buf out = buf_open(arena, 128);
	if (asked->person_id) {
		buf_lit(&out, "All that is held about ");
		buf_str(&out, asked->person_name);
	} else {
		buf_lit(&out, "Records with: ");
		for (size_t i = 0; i < asked->n_terms; i++) {
			buf_c(&out, i ? " " : "");
			buf_str(&out, asked->terms[i]);
		}
	}
	if (asked->from_day != INT32_MIN) {
		buf_lit(&out, ", from ");
		buf_str(&out, day_str(arena, (struct day){asked->from_day}));
	}
	if (asked->to_day != INT32_MAX) {
		buf_lit(&out, ", to ");
		buf_str(&out, day_str(arena, (struct day){asked->to_day}));
	}
	return buf_view(&out);
}

static enum outcome all_walk(struct ctx *ctx, struct finding *f)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++)
		for (size_t k = 0; k < features->p[i]->n_holdings; k++) {
			f->room = features->p[i];
			f->holding = &f->room->holdings[k];
			TRY(holding_walk(ctx, f));
		}
	return OK;
}

void records_close(struct records_found *found)
{
	spool_close(&found->rows);
	spool_close(&found->files);
	spool_close(&found->redactions);
}

enum outcome records_find(struct ctx *ctx, const struct records_asked *asked, struct arena *keep,
			  struct records_found *ret_found)
{
	CLEANUP(records_close) struct records_found found = {0};
	struct mask *mask;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	TRY(mask_load(ctx, keep, asked->person_id, &mask));
	TRY(spool_open(ctx, keep, &found.rows));
	TRY(spool_open(ctx, keep, &found.files));
	TRY(spool_open(ctx, keep, &found.redactions));
	struct finding f = {.asked = asked,
			    .mask = mask,
			    .rows = &found.rows,
			    .files = &found.files,
			    .redactions = &found.redactions};
	TRY(all_walk(ctx, &f));
	found.site_name = str_dup(keep, ctx->site->settings.name);
	found.made = instant_str(keep, (struct instant){ctx->now_ms});
	found.asked = str_dup(keep, asked_words(keep, asked));
	found.are_more = f.are_more;
	*ret_found = found;
	found = (struct records_found){0};
	return OK;
}

enum outcome records_note(struct ctx *ctx, const struct records_asked *asked)
{
	return access_log(ctx, asked->person_id ? "records.read_person" : "records.read", asked->person_id,
			  asked->person_id ? asked->person_name : asked_words(ctx->arena, asked));
}
