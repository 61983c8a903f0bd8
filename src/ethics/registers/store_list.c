/* Lists of entries: two fixed statements, and which of them is the cheaper (D6). */
#include "registers/export.h"
#include "registers/registers_sql.h"
#include "registers/store.h"

#define PAGE_MOST 1000

/* What a statement is asked. */
struct listing {
	const struct entry_filter *filter;
	struct register_numbers numbers;
	int64_t sort_no;
	struct db_param p[32];
};

enum {
	P_SORT,
	P_AFTER_KEY,
	P_AFTER_NO,
	P_UPTO,
	P_BUT,
	P_CATEGORY,
	P_PERSON,
	P_BODY,
	P_AS_AT,
	P_ENDED,
	P_TODAY,
	P_FILTERS
};
#define P_MOST   (P_FILTERS + 3 * REGISTER_FILTERS)
#define P_NARROW (P_MOST + 1)
#define P_BOUNDS (P_NARROW + 6)

/* Behind all values. */
#define KEY_LAST STR("\xff")

static int64_t key_no_of(const struct register_numbers *numbers, struct str field)
{
	for (size_t i = 0; i < numbers->n; i++)
		if (str_eq(numbers->keys[i].field, field))
			return numbers->keys[i].no;
	return 0;
}

static struct str sort_field(struct str sort)
{
	if (str_empty(sort) || str_eq(sort, STR("registered")))
		return KEY_REGISTERED;
	return str_eq(sort, STR("person")) ? KEY_PERSON : sort;
}

/* False: a filter names a key that no entry has. */
static bool params_fill(struct ctx *ctx, struct listing *l)
{
	const struct entry_filter *f = l->filter;
	bool from_first = f->after_id == 0;
	l->p[P_SORT] = db_int(l->sort_no);
	l->p[P_AFTER_KEY] = db_bytes(!from_first ? f->after_key : f->descending ? KEY_LAST : STR(""));
	l->p[P_AFTER_NO] = db_int(!from_first ? f->after_id : f->descending ? INT64_MAX : -1);
	l->p[P_UPTO] = db_int(f->known.upto);
	l->p[P_BUT] = db_int(f->known.but);
	l->p[P_CATEGORY] = db_text(f->category.p ? f->category : STR(""));
	l->p[P_PERSON] = db_int(f->person_id);
	l->p[P_BODY] = db_int(f->body_id);
	l->p[P_AS_AT] = db_int(f->as_at);
	l->p[P_ENDED] = db_int(f->ended);
	l->p[P_TODAY] = db_int(site_today(ctx).n);
	for (size_t i = 0; i < REGISTER_FILTERS; i++) {
		bool used = !str_empty(f->values[i].field);
		int64_t key_no = used ? key_no_of(&l->numbers, f->values[i].field) : 0;
		if (used && key_no == 0)
			return false;
		l->p[P_FILTERS + 3 * i] = db_int(key_no);
		l->p[P_FILTERS + 3 * i + 1] = db_bytes(f->values[i].from.p ? f->values[i].from : STR(""));
		l->p[P_FILTERS + 3 * i + 2] = db_bytes(f->values[i].to.p ? f->values[i].to : STR(""));
	}
	return true;
}

/* ---- Which is cheaper ---- */

/* Rows of a filter that are counted, and at most put into a set. */
#define COUNT_MOST 50000

/* What a row costs, in microseconds as measured by bench_registers: looked up where it stands; passed in an index; put
 * into a set. */
#define COST_LOOKED_UP 6.0
#define COST_PASSED    0.4
#define COST_IN_SET    0.5

/* A filter and how many values it finds. */
struct narrow {
	struct db_param key_no, from, to;
	double n;
	size_t slot; /* of the listing's parameters; 0: the category */
};

static enum outcome count_of(struct ctx *ctx, struct narrow *filter)
{
	struct entry_number row;
	TRY(db_one(ctx, &registers_sql_count_most,
		   DB_PARAMS(filter->key_no, filter->from, filter->to, db_int(COUNT_MOST)), &entry_number_spec, &row));
	filter->n = (double)row.n;
	return OK;
}

/* The filters that find few, the fewest first; *ret_broad is the share of rows that the others let through. A filter by
 * the value that the list is sorted by bounds the walk, and is no other. */
static enum outcome narrow_find(struct ctx *ctx, struct listing *l, struct narrow *narrow, size_t *ret_n,
				double *ret_broad)
{
	double all = l->numbers.versions > 0 ? (double)l->numbers.versions : 1;
	size_t n = 0;
	*ret_broad = 1;
	for (size_t i = 0; i <= REGISTER_FILTERS; i++) {
		struct narrow f = {.slot = i < REGISTER_FILTERS ? P_FILTERS + 3 * i : 0};
		f.key_no = f.slot ? l->p[f.slot] : db_int(l->numbers.keys[2].no);
		f.from = f.slot ? l->p[f.slot + 1] : db_bytes(l->filter->category);
		f.to = f.slot ? l->p[f.slot + 2] : db_bytes(l->filter->category);
		if (f.slot ? f.key_no.number == 0 : str_empty(l->filter->category))
			continue;
		TRY(count_of(ctx, &f));
		if (f.n >= COUNT_MOST) {
			*ret_broad *= f.slot ? COUNT_MOST / all : 0.5;
			continue;
		}
		size_t at = n++;
		for (; at > 0 && narrow[at - 1].n > f.n; at--)
			narrow[at] = narrow[at - 1];
		narrow[at] = f;
	}
	if (*ret_broad * all < COUNT_MOST)
		*ret_broad = COUNT_MOST / all;
	*ret_broad = *ret_broad > 1 ? 1 : *ret_broad;
	*ret_n = n;
	return OK;
}

static void narrow_take(struct listing *l, size_t at, const struct narrow *narrow)
{
	l->p[at] = narrow ? narrow->key_no : db_int(0);
	l->p[at + 1] = narrow ? narrow->from : db_bytes(STR(""));
	l->p[at + 2] = narrow ? narrow->to : db_bytes(STR(""));
	if (narrow && narrow->slot)
		l->p[narrow->slot] = db_int(0);
}

/* A filter by the value of the sort leaves the others and bounds the walk. */
static void bounds_take(struct listing *l)
{
	l->p[P_BOUNDS] = db_bytes(STR(""));
	l->p[P_BOUNDS + 1] = db_bytes(KEY_LAST);
	if (l->filter->until_id)
		l->p[P_BOUNDS] = db_bytes(l->filter->until_key);
	for (size_t i = P_FILTERS; i < P_MOST; i += 3)
		if (l->p[i].number != 0 && l->p[i].number == l->sort_no) {
			l->p[P_BOUNDS] = l->p[i + 1];
			l->p[P_BOUNDS + 1] = l->p[i + 2];
			l->p[i] = db_int(0);
			if (l->filter->after_id == 0)
				l->p[P_AFTER_KEY] = l->p[i + (l->filter->descending ? 2 : 1)];
			return;
		}
}

/* Filters count as independent of each other. */
static bool filters_first(const struct listing *l, const struct narrow *narrow, size_t n, double broad)
{
	double all = l->numbers.versions > 0 ? (double)l->numbers.versions : 1, most = (double)l->filter->most;
	if (n == 0 || l->filter->way != LIST_CHEAPEST)
		return n > 0 && l->filter->way == LIST_FILTERED;
	double second = n > 1 ? narrow[1].n / all : 1;
	double filtered = narrow[0].n * second * 2 * COST_LOOKED_UP + (n > 1 ? narrow[1].n * COST_IN_SET : 0);
	double passed = most / (narrow[0].n / all * second * broad + 1e-9);
	double walked = (passed < all ? passed : all) * COST_PASSED + most / broad * COST_LOOKED_UP +
			narrow[0].n * COST_IN_SET + (n > 1 ? narrow[1].n * COST_IN_SET : 0);
	return filtered < walked;
}

#define BODY_MOST 2000

static enum outcome stmt_choose(struct ctx *ctx, struct listing *l, const struct db_stmt **ret_stmt, size_t *ret_n)
{
	const struct entry_filter *f = l->filter;
	struct narrow narrow[REGISTER_FILTERS + 1];
	struct entry_number of_body = {.n = BODY_MOST};
	size_t n = 0;
	double broad = 1;
	*ret_n = P_MOST + 1;
	if (f->person_id) {
		*ret_stmt = f->descending ? &registers_sql_of_person_down : &registers_sql_of_person_up;
		return OK;
	}
	if (f->body_id)
		TRY(db_one(ctx, &registers_sql_count_body, DB_PARAMS(db_int(f->body_id), db_int(BODY_MOST)),
			   &entry_number_spec, &of_body));
	if (of_body.n < BODY_MOST) {
		*ret_stmt = f->descending ? &registers_sql_of_body_down : &registers_sql_of_body_up;
		return OK;
	}
	struct listing whole = *l;
	bounds_take(l);
	TRY(narrow_find(ctx, l, narrow, &n, &broad));
	if (filters_first(l, narrow, n, broad)) {
		*ret_stmt = f->descending ? &registers_sql_filtered_down : &registers_sql_filtered_up;
		memcpy(l->p, whole.p, sizeof(l->p));
		narrow_take(l, P_NARROW, &narrow[0]);
		narrow_take(l, P_NARROW + 3, n > 1 ? &narrow[1] : NULL);
		*ret_n = P_BOUNDS;
		return OK;
	}
	*ret_stmt = f->descending ? &registers_sql_walk_down : &registers_sql_walk_up;
	narrow_take(l, P_NARROW, n > 0 ? &narrow[0] : NULL);
	narrow_take(l, P_NARROW + 3, n > 1 ? &narrow[1] : NULL);
	*ret_n = P_BOUNDS + 2;
	return OK;
}

/* ---- Pages ---- */

int row_place_cmp(struct str a_key, int64_t a_id, struct str b_key, int64_t b_id)
{
	int order = str_cmp(a_key, b_key);
	return order ? order : (a_id > b_id) - (a_id < b_id);
}

/* Of rows in their order, those until the filter's last. */
static size_t rows_until(const struct entry_filter *f, const struct stored_entry *rows, size_t n)
{
	while (f->until_id && n > 0 &&
	       row_place_cmp(rows[n - 1].entry.sort_key, rows[n - 1].entry.sort_id, f->until_key, f->until_id) < 0)
		n--;
	return n;
}

static enum outcome rows_list(struct ctx *ctx, struct listing *l, size_t most, struct stored_entry **ret_rows,
			      size_t *ret_n)
{
	const struct db_stmt *stmt;
	size_t n_params;
	*ret_n = 0;
	if (!params_fill(ctx, l) || l->sort_no == 0)
		return OK;
	l->p[P_MOST] = db_int((int64_t)most);
	TRY(stmt_choose(ctx, l, &stmt, &n_params));
	TRY(db_list(ctx, stmt, (struct db_params){l->p, n_params}, &entry_listed_spec, ret_rows, ret_n));
	*ret_n = rows_until(l->filter, *ret_rows, *ret_n);
	return OK;
}

static bool asks_withheld(const struct entry_filter *f)
{
	bool filtered = !str_empty(f->category) || f->until_id != 0;
	for (size_t i = 0; i < REGISTER_FILTERS; i++)
		filtered = filtered || !str_empty(f->values[i].field);
	return !filtered;
}

static enum outcome withheld_list(struct ctx *ctx, const struct listing *l, size_t most, struct stored_entry **ret_rows,
				  size_t *ret_n)
{
	const struct entry_filter *f = l->filter;
	bool goes_on = str_eq(f->after_key, KEY_BEHIND);
	*ret_n = 0;
	if (!asks_withheld(f))
		return OK;
	TRY(db_list(ctx, &registers_sql_withheld,
		    DB_PARAMS(db_int(l->numbers.no), db_int(goes_on ? f->after_id : 0), db_int(f->known.upto),
			      db_int(f->known.but), db_int(f->person_id), db_int(f->body_id), db_int((int64_t)most)),
		    &stored_entry_spec, ret_rows, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret_rows)[i].entry.sort_key = KEY_BEHIND;
		(*ret_rows)[i].entry.sort_id = (*ret_rows)[i].entry.id;
	}
	return OK;
}

static enum outcome listing_open(struct ctx *ctx, const struct entry_filter *filter, struct entry_reader *reader,
				 struct listing *ret_listing)
{
	TRY(entry_reader_open(ctx, reader));
	struct listing l = {.filter = filter};
	const struct scheme *scheme = rulebook_scheme(reader->rulebook, filter->register_id);
	TRY(register_numbers_find(ctx, filter->register_id, scheme, &l.numbers));
	l.sort_no = key_no_of(&l.numbers, sort_field(filter->sort));
	*ret_listing = l;
	return OK;
}

/* What an unknown register has. */
static enum outcome listing_find(struct ctx *ctx, const struct entry_filter *filter, struct entry_reader *reader,
				 struct listing *listing, bool *ret_is_known)
{
	enum outcome found = listing_open(ctx, filter, reader, listing);
	*ret_is_known = found == OK;
	return found == NOT_FOUND ? OK : found;
}

/* The results are set last: they may be the filter's own. */
enum outcome registers_list(struct ctx *ctx, const struct entry_filter *filter, struct entry **ret_entries,
			    size_t *ret_n, struct str *ret_next_key, int64_t *ret_next_id)
{
	struct entry_reader reader;
	struct listing listing;
	struct stored_entry *rows = NULL, *withheld = NULL;
	size_t n = 0, n_withheld = 0, most = filter->most < PAGE_MOST ? filter->most : PAGE_MOST;
	bool is_known;
	TRY(listing_find(ctx, filter, &reader, &listing, &is_known));
	if (is_known && !str_eq(filter->after_key, KEY_BEHIND))
		TRY(rows_list(ctx, &listing, most + 1, &rows, &n));
	if (is_known && n <= most)
		TRY(withheld_list(ctx, &listing, most + 1 - n, &withheld, &n_withheld));
	size_t all = n + n_withheld, shown = all < most ? all : most;
	struct entry *entries = arena_array(ctx->arena, struct entry, shown);
	for (size_t i = 0; i < shown; i++) {
		struct stored_entry *row = i < n ? &rows[i] : &withheld[i - n];
		TRY(stored_entry_read(ctx, &reader, row));
		entries[i] = row->entry;
	}
	bool goes_on = all > shown && shown > 0;
	*ret_next_key = goes_on ? entries[shown - 1].sort_key : (struct str){0};
	*ret_next_id = goes_on ? entries[shown - 1].sort_id : 0;
	*ret_entries = entries;
	*ret_n = shown;
	return OK;
}

/* ---- All of them ---- */

#define EACH_AT_ONCE    500
#define PAGES_IN_A_READ 40 /* some seconds at most: a longer read would pin the log of the database (D4) */

enum outcome entries_read_anew(struct ctx *ctx)
{
	return db_is_write(ctx) ? OK : db_read_anew(ctx);
}

static enum outcome one_each(struct ctx *ctx, const struct entry *entry,
			     enum outcome (*each)(struct ctx *ctx, const struct entry *entry, void *arg), void *arg)
{
	arena_scope(ctx->arena);
	return each(ctx, entry, arg);
}

enum outcome registers_each_page(struct ctx *ctx, struct entry_filter *filter,
				 enum outcome (*each)(struct ctx *ctx, const struct entry *entry, void *arg), void *arg,
				 char key[static ENTRY_KEY_MOST], bool *ret_more)
{
	arena_scope(ctx->arena);
	struct entry *entries;
	size_t n;
	struct str next;
	filter->most = EACH_AT_ONCE;
	TRY(registers_list(ctx, filter, &entries, &n, &next, &filter->after_id));
	for (size_t i = 0; i < n; i++)
		TRY(one_each(ctx, &entries[i], each, arg));
	*ret_more = filter->after_id != 0;
	if (next.n > ENTRY_KEY_MOST)
		return BROKEN;
	if (next.n)
		memcpy(key, next.p, next.n);
	filter->after_key = str_bytes(key, next.n);
	return OK;
}

enum outcome registers_each(struct ctx *ctx, const struct entry_filter *filter,
			    enum outcome (*each)(struct ctx *ctx, const struct entry *entry, void *arg), void *arg)
{
	char key[ENTRY_KEY_MOST];
	struct entry_filter page = *filter;
	bool more = true;
	for (int pages = 1; more; pages++) {
		TRY(registers_each_page(ctx, &page, each, arg, key, &more));
		if (more && pages % PAGES_IN_A_READ == 0)
			TRY(entries_read_anew(ctx));
	}
	return OK;
}
