/* Positions: which kinds of change were committed last. */
#include "db/database.h"
#include "db/db_sql.h"

static struct {
	pthread_mutex_t mutex;
	const char *words[DB_KINDS];
	_Atomic unsigned n;
	struct arena *arena;
} kinds = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* The bit of a word, given a number if there is one left. */
static uint64_t kind_bit(struct str word, bool must)
{
	pthread_mutex_lock(&kinds.mutex);
	unsigned n = kinds.n;
	unsigned i = 0;
	while (i < n && !str_eq(str_of(kinds.words[i]), word))
		i++;
	if (i == n && n < DB_KINDS) {
		if (!kinds.arena)
			kinds.arena = arena_open(0);
		kinds.words[n] = str_c(kinds.arena, word);
		kinds.n = n + 1;
	}
	pthread_mutex_unlock(&kinds.mutex);
	if (i >= DB_KINDS && must)
		die("more than %d kinds of change", DB_KINDS);
	return i >= DB_KINDS ? 0 : (uint64_t)1 << i;
}

uint64_t db_kinds(const char *words)
{
	uint64_t set = 0;
	struct str rest = str_of(words);
	struct str word;
	while (str_cut(&rest, ' ', &word)) {
		if (!str_empty(word))
			set |= kind_bit(word, true);
	}
	return set;
}

const char *kind_word(unsigned kind)
{
	pthread_mutex_lock(&kinds.mutex);
	const char *word = kind < kinds.n ? kinds.words[kind] : NULL;
	pthread_mutex_unlock(&kinds.mutex);
	return word;
}

uint64_t database_position(struct database *database, uint64_t set)
{
	if (!database->is_watched)
		watcher_add(database);
	uint64_t newest = 0;
	for (; set; set &= set - 1) {
		uint64_t position = database->positions[__builtin_ctzll(set)];
		newest = position > newest ? position : newest;
	}
	return newest;
}

void positions_publish(struct database *database, uint64_t set, uint64_t position)
{
	for (; set; set &= set - 1) {
		_Atomic uint64_t *at = &database->positions[__builtin_ctzll(set)];
		uint64_t is = *at;
		while (is < position && !atomic_compare_exchange_weak(at, &is, position))
			;
	}
}

struct kept {
	struct str kind;
	int64_t position;
};

static const struct db_col kept_cols[] = {DB_COL_TEXT(struct kept, kind), DB_COL_I64(struct kept, position)};
static const struct db_spec kept_spec = DB_SPEC(struct kept, kept_cols);

enum outcome positions_read(struct ctx *ctx, struct database *database)
{
	struct kept *kept = NULL;
	size_t n = 0;
	TRY(db_list(ctx, &db_sql_positions, DB_NO_PARAMS, &kept_spec, &kept, &n));
	for (size_t i = 0; i < n; i++)
		positions_publish(database, kind_bit(kept[i].kind, false), (uint64_t)kept[i].position);
	return OK;
}

static const struct db_col newest_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec newest_spec = {newest_cols, 1, sizeof(int64_t)};

enum outcome positions_move(struct ctx *ctx, uint64_t set, uint64_t *ret_position)
{
	int64_t newest = 0;
	TRY(db_one(ctx, &db_sql_position_newest, DB_NO_PARAMS, &newest_spec, &newest));
	for (uint64_t rest = set; rest; rest &= rest - 1) {
		const char *word = kind_word((unsigned)__builtin_ctzll(rest));
		TRY(db_exec(ctx, &db_sql_position_put, DB_PARAMS(db_text(str_of(word)), db_int(newest + 1)), NULL));
	}
	*ret_position = (uint64_t)newest + 1;
	return OK;
}
