/* Keys of a source, by their hashes. */
#include "registers/import_parts.h"

#include "crypto/crypto.h"
#include "registers/registers_sql.h"

#define SLOT_USED  1U
#define SLOT_KNOWN 2U
#define SLOT_SEEN  4U
#define SLOT_FLAGS 7U

struct key_slot {
	uint64_t hash; /* the lowest bits are flags */
	int64_t digest;
};

struct key_table {
	struct arena *own, *arena; /* `arena` has the slots */
	struct key_slot *slots;
	size_t n_slots, n;
};

struct key_table *keys_open(void)
{
	struct arena *own = arena_open(0);
	struct key_table *keys = arena_new(own, struct key_table);
	*keys = (struct key_table){.own = own, .arena = arena_open(0), .n_slots = 1024};
	keys->slots = arena_array(keys->arena, struct key_slot, keys->n_slots);
	return keys;
}

void keys_closep(struct key_table **keys)
{
	if (!*keys)
		return;
	arena_close((*keys)->arena);
	arena_close((*keys)->own);
}

/* FNV-1a, its bits mixed. */
static uint64_t hash_of(struct str key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * UINT64_C(1099511628211);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	return (h ^ h >> 33) & ~(uint64_t)SLOT_FLAGS;
}

static struct key_slot *slot_of(struct key_slot *slots, size_t n_slots, uint64_t hash)
{
	size_t at = (size_t)(hash >> 3) & (n_slots - 1);
	while (slots[at].hash & SLOT_USED && (slots[at].hash & ~(uint64_t)SLOT_FLAGS) != hash)
		at = (at + 1) & (n_slots - 1);
	return &slots[at];
}

struct key_mark keys_find(const struct key_table *keys, struct str key)
{
	const struct key_slot *slot = slot_of(keys->slots, keys->n_slots, hash_of(key));
	return (struct key_mark){
		.known = slot->hash & SLOT_KNOWN, .seen = slot->hash & SLOT_SEEN, .digest = slot->digest};
}

static void grow(struct key_table *keys)
{
	struct arena *arena = arena_open(0);
	size_t n_slots = keys->n_slots * 2;
	struct key_slot *slots = arena_array(arena, struct key_slot, n_slots);
	for (size_t i = 0; i < keys->n_slots; i++)
		if (keys->slots[i].hash & SLOT_USED)
			*slot_of(slots, n_slots, keys->slots[i].hash & ~(uint64_t)SLOT_FLAGS) = keys->slots[i];
	arena_close(keys->arena);
	keys->arena = arena;
	keys->slots = slots;
	keys->n_slots = n_slots;
}

bool keys_put(struct key_table *keys, struct str key, struct key_mark mark)
{
	if (keys->n >= keys->n_slots / 3 * 2)
		grow(keys);
	uint64_t hash = hash_of(key);
	struct key_slot *slot = slot_of(keys->slots, keys->n_slots, hash);
	if (!(slot->hash & SLOT_USED) && keys->n >= LIMIT_IMPORT_ROWS)
		return false;
	keys->n += !(slot->hash & SLOT_USED);
	slot->hash = hash | SLOT_USED | (mark.known ? SLOT_KNOWN : 0) | (mark.seen ? SLOT_SEEN : 0);
	slot->digest = mark.digest;
	return true;
}

/* ---- Keys of entries that are gone ---- */

#define HIDDEN_BYTES                                                                                                   \
	33 /* a mark and 128 bits in hex: longer than a key as it is, and not marked like the hash of a long one */

bool import_key_is_hidden(struct str key)
{
	return key.n == HIDDEN_BYTES && key.p[0] == '!';
}

struct str import_key_hidden(struct arena *arena, struct str site_key, int64_t source_no, struct str key)
{
	struct hash hash = hash_keyed(site_key, str_fmt(arena, "%lld %.*s", (long long)source_no, STR_ARG(key)));
	return str_fmt(arena, "!%.*s", STR_ARG(str_slice(hash_hex(arena, &hash), 0, HIDDEN_BYTES - 1)));
}

struct key_row {
	int64_t source_no;
	struct str key;
};
static const struct db_col key_cols[] = {DB_COL_I64(struct key_row, source_no), DB_COL_TEXT(struct key_row, key)};
static const struct db_spec key_spec = DB_SPEC(struct key_row, key_cols);

enum outcome import_keys_hide(struct ctx *ctx, int64_t entry_id)
{
	struct key_row *rows;
	struct str secret;
	size_t n;
	TRY(db_list(ctx, &registers_sql_import_keys_of, DB_PARAMS(db_int(entry_id)), &key_spec, &rows, &n));
	if (n == 0)
		return OK;
	TRY(site_key(ctx, IMPORT_KEY_NAME, &secret));
	for (size_t i = 0; i < n; i++) {
		if (import_key_is_hidden(rows[i].key))
			continue;
		struct str hidden = import_key_hidden(ctx->arena, secret, rows[i].source_no, rows[i].key);
		TRY(db_exec(ctx, &registers_sql_import_key_hide,
			    DB_PARAMS(db_int(rows[i].source_no), db_text(rows[i].key), db_text(hidden)), NULL));
	}
	return OK;
}
