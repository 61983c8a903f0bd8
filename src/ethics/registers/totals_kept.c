#include "registers/totals_kept.h"

#include <pthread.h>

#include "registers/export.h"
#include "registers/export_kept.h"
#include "registers/store.h"

#define PLACES       16
#define WANTED_MOST  4   /* of a site, that a filter made: of whole registers there are few */
#define FILTERS_MOST 8   /* of all sites: the other places are for whole registers */
#define WORDS_MOST   480 /* longer addresses are not kept */

/* What was found is shown for so long after a change, of which this process may know a second late (S3: 60 s); where
 * nothing but new versions came, which hide nothing, so long that a register in which much is declared has totals. */
#define SHOWN_MS      50000
#define SHOWN_GROW_MS 900000

#define SLICE_MS       1000
#define READ_MS        4500   /* of which no statement makes more (D4) */
#define ADDING_MOST_MS 180000 /* of one question */
#define TRIES_MOST     3

/* ---- One entry ---- */

struct adding {
	struct totals *totals;
	struct row_maker maker;
	const struct register_query *query;
	size_t n, most;
};

static enum outcome entry_add(struct ctx *ctx, const struct entry *entry, void *arg)
{
	struct adding *adding = arg;
	if (++adding->n > adding->most)
		return RETRY;
	if (entry->withheld_ms || entry->erased_ms || entry->act == ENTRY_WITHDRAWN || entry->act == ENTRY_GONE)
		return OK;
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &adding->maker, adding->query->scheme, entry, &row));
	if (entry_shown_passes(adding->query, &row))
		totals_add(adding->totals, &row.seen, row.received_day);
	return OK;
}

/* All that it asks for, in the order that is the register's own. */
static struct register_query whole_of(const struct register_query *query)
{
	struct register_query whole = *query;
	whole.filter.sort = STR("");
	whole.filter.descending = true;
	whole.filter.after_key = STR("");
	whole.filter.after_id = 0;
	return whole;
}

/* ---- Here and now ---- */

/* Where nothing narrows it, a long register is known by its number of versions, before any of them is read. */
static enum outcome is_too_long(struct ctx *ctx, const struct register_query *query, size_t most, bool *ret_is)
{
	struct register_numbers numbers;
	*ret_is = false;
	if (query->n_asked || query->filter.person_id)
		return OK;
	enum outcome found = register_numbers_find(ctx, query->scheme->id, query->scheme, &numbers);
	*ret_is = found == OK && numbers.versions > (int64_t)most;
	return found == NOT_FOUND ? OK : found;
}

enum outcome totals_add_up(struct ctx *ctx, const struct register_query *query, size_t most, struct totals_cut *ret_cut,
			   bool *ret_is_too_long)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct register_query whole = whole_of(query);
	const struct totals_of of = totals_of(query->scheme);
	struct adding adding = {.totals = totals_open(arena, &of), .query = &whole, .most = most};
	TRY(is_too_long(ctx, query, most, ret_is_too_long));
	if (*ret_is_too_long)
		return OK;
	TRY(row_maker_open(ctx, &whole, &adding.maker));
	enum outcome outcome = registers_each(ctx, &whole.filter, entry_add, &adding);
	*ret_is_too_long = outcome == RETRY;
	/* A read whose time is over answers nothing more. */
	if (*ret_is_too_long && adding.n <= most) {
		db_read_end(ctx);
		return site_read_begin(ctx, ctx->site);
	}
	if (*ret_is_too_long)
		return OK;
	TRY(outcome);
	totals_cut(ctx->arena, adding.totals, ret_cut);
	return OK;
}

/* ---- Places ---- */

/* Which question of which site. */
struct key {
	uint64_t serial;
	size_t n; /* 0: none */
	size_t n_words;
	char text[WORDS_MOST]; /* the register's id, then each word's name and value, each ended by a NUL */
};

/* As of when something was found. */
struct moment {
	uint64_t position;
	uint64_t unlisted; /* of what is more than new versions */
	int32_t day;
	int64_t as_of_ms;
	int64_t true_ms; /* when it was last seen that nothing had changed since */
};

struct work {
	struct arena *arena;
	struct totals *totals;
	struct moment at;
	int64_t rules; /* their version */
	struct revision_at known;
	struct entry_filter behind; /* after_… of the next page */
	char after[ENTRY_KEY_MOST];
	int64_t took_ms, n;
};

static struct {
	pthread_mutex_t mutex;
	uint64_t tick;
	struct place {
		struct key of;
		uint64_t used;   /* when it was last asked for */
		uint64_t wanted; /* since when it waits for the job; 0: it does not */
		struct work *work;
		int64_t n; /* of the work */
		int tries; /* that were ended by the clock, or by a database that is busy */
		struct arena *arena;
		struct totals_cut cut; /* with an arena */
		struct moment at;
		bool is_given_up; /* as of then */
	} place[PLACES];
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static struct moment moment_now(const struct ctx *ctx)
{
	return (struct moment){
		.position = database_position(ctx->site->database, db_kinds(EXPORT_KEPT_CHANGES)),
		.unlisted = database_position(ctx->site->database, db_kinds(EXPORT_KEPT_UNLISTED)),
		.day = site_today(ctx).n,
		.as_of_ms = ctx->now_ms,
		.true_ms = ctx->now_ms,
	};
}

static bool is_still(struct moment *at, const struct moment *now)
{
	bool is = at->position == now->position && at->day == now->day;
	if (is && now->true_ms > at->true_ms)
		at->true_ms = now->true_ms;
	return is;
}

/* A clock that was put back makes nothing younger. */
static bool is_recent(const struct moment *at, const struct moment *now)
{
	int64_t ms = now->true_ms - at->true_ms;
	return at->day == now->day && ms >= 0 && ms < (at->unlisted == now->unlisted ? SHOWN_GROW_MS : SHOWN_MS);
}

static void found_drop(struct place *place)
{
	arena_close(place->arena);
	place->arena = NULL;
	place->cut = (struct totals_cut){0};
	place->is_given_up = false;
}

static void work_drop(struct place *place)
{
	if (place->work)
		arena_close(place->work->arena);
	place->work = NULL;
	place->n = 0;
}

static void place_empty(struct place *place)
{
	found_drop(place);
	work_drop(place);
	*place = (struct place){0};
}

/* ---- Questions ---- */

static bool text_put(struct key *key, struct str text)
{
	if (text.n >= sizeof(key->text) - key->n || memchr(text.p ? text.p : "", '\0', text.n))
		return false;
	memcpy(key->text + key->n, text.p ? text.p : "", text.n);
	key->n += text.n + 1;
	return true;
}

static struct str text_next(const struct key *key, size_t *at)
{
	struct str text = str_of(key->text + *at);
	*at += text.n + 1;
	return text;
}

/* False: its words are too long to be kept. */
static bool key_of(const struct ctx *ctx, const struct register_query *query, struct key *ret_key)
{
	*ret_key = (struct key){.serial = ctx->site->serial};
	bool fits = text_put(ret_key, query->scheme->id);
	for (size_t i = 0; i < query->n_asked && fits; i++) {
		const struct asked *asked = &query->asked[i];
		if (str_eq(asked->name, STR("sort")) || str_eq(asked->name, STR("order")))
			continue;
		fits = text_put(ret_key, asked->name) && text_put(ret_key, asked->value);
		ret_key->n_words++;
	}
	return fits;
}

static bool key_is(const struct key *a, const struct key *b)
{
	return a->serial == b->serial && a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
}

/* The question as its register is described now. */
static enum outcome key_read(struct ctx *ctx, const struct key *key, const struct rulebook *book,
			     struct register_query *ret_query)
{
	size_t at = 0;
	const struct scheme *scheme = rulebook_scheme(book, text_next(key, &at));
	struct asked *asked = arena_array(ctx->arena, struct asked, key->n_words);
	for (size_t i = 0; i < key->n_words; i++) {
		asked[i].name = text_next(key, &at);
		asked[i].value = text_next(key, &at);
	}
	if (!scheme || scheme->shown != REGISTER_PUBLIC)
		return NOT_FOUND;
	return register_query_read(ctx, scheme, asked, key->n_words, ret_query);
}

/* ---- Asking: the mutex is held ---- */

static struct place *place_find(const struct key *key)
{
	for (size_t i = 0; i < PLACES; i++)
		if (kept.place[i].of.n && key_is(&kept.place[i].of, key))
			return &kept.place[i];
	return NULL;
}

/* What goes when there is no room: what a filter made before what is of a whole register, then what nobody asked for
 * longest. Lower goes first. */
static uint64_t worth_of(const struct place *place)
{
	return place->used + (place->of.n && !place->of.n_words ? UINT64_MAX / 2 : 0);
}

/* NULL: all of them wait. */
static struct place *place_free(void)
{
	struct place *least = NULL;
	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &kept.place[i];
		if (!place->wanted && (!least || worth_of(place) < worth_of(least)))
			least = place;
	}
	return least;
}

static bool may_wait(const struct key *key)
{
	size_t own = 0, all = 0;
	for (size_t i = 0; i < PLACES; i++) {
		bool is = kept.place[i].wanted && kept.place[i].of.n_words;
		all += is;
		own += is && kept.place[i].of.serial == key->serial;
	}
	return key->n_words == 0 || (own < WANTED_MOST && all < FILTERS_MOST);
}

/* `place`: of that question; NULL: it has none yet. */
static enum totals_answer want(const struct key *key, struct place *place)
{
	if (place && place->wanted)
		return TOTALS_SOON;
	if (!may_wait(key))
		return TOTALS_BUSY;
	if (!place) {
		place = place_free();
		if (!place)
			return TOTALS_BUSY;
		place_empty(place);
		place->of = *key;
	}
	place->used = place->wanted = ++kept.tick;
	return TOTALS_SOON;
}

/* Of a question that has a place: what there is, and what is wanted where it is not as it stands now. */
static void place_ask(struct ctx *ctx, struct place *place, struct totals_found *found)
{
	const struct moment now = moment_now(ctx);
	bool is_now = (place->arena || place->is_given_up) && is_still(&place->at, &now);
	place->used = ++kept.tick;
	if (is_now && place->is_given_up) {
		found->answer = TOTALS_NEVER;
		return;
	}
	found->answer = is_now ? TOTALS_FOUND : want(&place->of, place);
	found->n = place->n;
	if (!is_now && place->arena && is_recent(&place->at, &now)) {
		found->answer = TOTALS_FOUND;
		found->as_of_ms = place->at.as_of_ms;
	}
	if (found->answer == TOTALS_FOUND)
		totals_copy(ctx->arena, &place->cut, &found->cut);
}

enum outcome totals_find(struct ctx *ctx, const struct register_query *query, size_t most,
			 struct totals_found *ret_found)
{
	struct key key;
	bool is_long, fits = key_of(ctx, query, &key);
	*ret_found = (struct totals_found){0};
	pthread_mutex_lock(&kept.mutex);
	struct place *place = fits ? place_find(&key) : NULL;
	if (place)
		place_ask(ctx, place, ret_found);
	pthread_mutex_unlock(&kept.mutex);
	if (place)
		return OK;
	TRY(totals_add_up(ctx, query, most, &ret_found->cut, &is_long));
	ret_found->answer = is_long ? TOTALS_NEVER : TOTALS_FOUND;
	if (!is_long || !fits)
		return OK;
	pthread_mutex_lock(&kept.mutex);
	ret_found->answer = want(&key, place_find(&key));
	pthread_mutex_unlock(&kept.mutex);
	return OK;
}

/* ---- The job ---- */

bool totals_asked(const struct site *site)
{
	bool is = false;
	pthread_mutex_lock(&kept.mutex);
	for (size_t i = 0; i < PLACES; i++)
		is = is || (kept.place[i].wanted && kept.place[i].of.serial == site->serial);
	pthread_mutex_unlock(&kept.mutex);
	return is;
}

/* What is shown no more, and does not wait to be found anew. */
static bool is_over(struct place *place, const struct moment *now)
{
	return place->of.n && !place->wanted && !is_still(&place->at, now) && !is_recent(&place->at, now);
}

static int64_t over(struct ctx *ctx, bool empty)
{
	int64_t n = 0;
	const struct moment now = moment_now(ctx);
	pthread_mutex_lock(&kept.mutex);
	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &kept.place[i];
		if (place->of.serial != ctx->site->serial || !is_over(place, &now))
			continue;
		n++;
		if (empty)
			place_empty(place);
	}
	pthread_mutex_unlock(&kept.mutex);
	return n;
}

enum outcome totals_job_left(struct ctx *ctx, int64_t *ret_n)
{
	*ret_n = over(ctx, false);
	pthread_mutex_lock(&kept.mutex);
	for (size_t i = 0; i < PLACES; i++)
		*ret_n += kept.place[i].wanted && kept.place[i].of.serial == ctx->site->serial;
	pthread_mutex_unlock(&kept.mutex);
	return OK;
}

/* Whole registers first, whoever asks with filters meanwhile; of those, what waits longest. It stays where it is until
 * its work ends: its key and its work are the job's to read. */
static struct place *place_next(const struct ctx *ctx)
{
	struct place *next = NULL;
	pthread_mutex_lock(&kept.mutex);
	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &kept.place[i];
		bool is = place->wanted && place->of.serial == ctx->site->serial;
		bool is_whole = place->of.n_words == 0;
		bool was_whole = next && next->of.n_words == 0;
		if (is && (!next || (is_whole == was_whole ? place->wanted < next->wanted : is_whole)))
			next = place;
	}
	pthread_mutex_unlock(&kept.mutex);
	return next;
}

static struct work *work_open(const struct moment *at)
{
	struct arena *arena = arena_open(0);
	struct work *work = arena_new(arena, struct work);
	work->arena = arena;
	work->at = *at;
	return work;
}

/* By which value the walk goes does not matter to a sum: by one that a filter bounds it is the shortest. Of several
 * answers of an entry only the first has a place in that order. */
static struct str way_of(const struct register_query *query)
{
	for (size_t i = 0; i < REGISTER_FILTERS; i++) {
		struct str id = query->filter.values[i].field;
		const struct scheme_field *field = id.n ? register_key_field(query->scheme, id) : NULL;
		if (field && field->many <= 1)
			return id;
	}
	return STR("");
}

/* Goes on where the work stands, or begins it. */
static enum outcome slice_open(struct ctx *ctx, const struct key *key, struct work *work, struct adding *adding,
			       struct register_query *ret_query)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(key_read(ctx, key, book, ret_query));
	*ret_query = whole_of(ret_query);
	const struct totals_of of = totals_of(ret_query->scheme);
	if (!work->totals) {
		work->totals = totals_open(work->arena, &of);
		work->rules = version;
		work->known = ret_query->filter.known;
	}
	/* Sums of two editions of the rules are none. */
	if (work->rules != version)
		return CONFLICT;
	totals_go_on(work->totals, &of);
	ret_query->filter.known = work->known;
	ret_query->filter.sort = way_of(ret_query);
	ret_query->filter.way = LIST_WALKED;
	ret_query->filter.after_key = work->behind.after_key;
	ret_query->filter.after_id = work->behind.after_id;
	*adding = (struct adding){.totals = work->totals, .query = ret_query, .most = SIZE_MAX};
	return row_maker_open(ctx, ret_query, &adding->maker);
}

/* In a read: as much as a second allows. */
static enum outcome slice(struct ctx *ctx, const struct key *key, struct work *work, bool *ret_more)
{
	struct register_query query;
	struct adding adding;
	int64_t began_ms = instant_now().ms, took_ms = 0;
	TRY(db_time_limit(ctx, READ_MS));
	TRY(slice_open(ctx, key, work, &adding, &query));
	*ret_more = true;
	while (*ret_more && took_ms >= 0 && took_ms < SLICE_MS) {
		TRY(registers_each_page(ctx, &query.filter, entry_add, &adding, work->after, ret_more));
		took_ms = instant_now().ms - began_ms;
	}
	work->behind = query.filter;
	work->n += (int64_t)adding.n;
	work->took_ms += took_ms > 0 ? took_ms : SLICE_MS;
	return *ret_more && work->took_ms > ADDING_MOST_MS ? RETRY : OK;
}

/* What the slice came to. RETRY: a page took too long; CONFLICT: the rules are others, it begins anew; another one:
 * there is no such question any more. */
static void slice_end(struct place *place, struct work *work, enum outcome outcome, bool is_more)
{
	struct arena *arena = outcome == OK && !is_more ? arena_open(0) : NULL;
	struct totals_cut cut = {0};
	bool is_given_up = outcome == RETRY && (++place->tries == TRIES_MOST || work->took_ms > ADDING_MOST_MS);
	if (arena)
		totals_cut(arena, work->totals, &cut);
	pthread_mutex_lock(&kept.mutex);
	place->n = work->n;
	if (arena || is_given_up) {
		found_drop(place);
		place->arena = arena;
		place->cut = cut;
		place->at = work->at;
		place->is_given_up = is_given_up;
		place->wanted = 0;
		place->tries = 0;
		work_drop(place);
	} else if (outcome == CONFLICT || outcome == RETRY) {
		work_drop(place);
	} else if (outcome != OK) {
		place_empty(place);
	}
	pthread_mutex_unlock(&kept.mutex);
}

enum outcome totals_job_run(struct ctx *ctx)
{
	struct place *place = place_next(ctx);
	if (!place) {
		(void)over(ctx, true);
		return OK;
	}
	/* The moment first, then what is read: no older than it. */
	const struct moment now = moment_now(ctx);
	bool is_more = false;
	if (!place->work)
		place->work = work_open(&now);
	(void)is_still(&place->work->at, &now);
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = slice(ctx, &place->of, place->work, &is_more);
	db_read_end(ctx);
	slice_end(place, place->work, outcome, is_more);
	problems_clear(ctx);
	return outcome == BROKEN ? BROKEN : OK;
}
