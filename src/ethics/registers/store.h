/* Entries as rows: what the files of the store share. */
#pragma once

#include "registers/registers.h"
#include "registers/value_parts.h"

/* A row of entry_version with its entry, as all statements that read entries give it. */
struct stored_entry {
	struct entry entry;
	int64_t no; /* of the version */
	struct str content, private_json;
};
extern const struct db_spec stored_entry_spec;
extern const struct db_spec entry_listed_spec; /* with the two columns of lists behind */

/* What reading needs to know of the rules: loaded once for many rows. */
struct entry_reader {
	const struct rulebook *rulebook;
	struct str register_id;
	const struct scheme *scheme;
};
MUST_USE enum outcome entry_reader_open(struct ctx *ctx, struct entry_reader *ret_reader);
/* Fills row->entry from what is stored. */
MUST_USE enum outcome stored_entry_read(struct ctx *ctx, struct entry_reader *reader, struct stored_entry *row);

/* As registers_entry_by_id and registers_history, but also what nobody is shown any more: for what keeps, seals, moves
 * or erases it. Never for a page. */
MUST_USE enum outcome registers_entry_kept(struct ctx *ctx, int64_t id, struct entry *ret_entry);
MUST_USE enum outcome registers_versions(struct ctx *ctx, int64_t id, struct entry **ret_entries, size_t *ret_n);

/* ---- What is published, and what is not ---- */

/* Who and what stands around an entry's answers when it is published. */
struct entry_around {
	struct str person_name, person_record; /* empty: is not public */
	struct str body_name, body_record;
	struct str parent_record;
};
/* The public projection as canonical JSON. `all`: what the office keeps of an entry of which nothing is published. */
struct str entry_record(struct arena *arena, const struct entry *entry, const struct entry_around *around, bool all);
/* What is kept beside the public projection: {NULL, 0} where all is public. */
struct str entry_private(struct arena *arena, const struct entry *entry);

/* Who and what stood around it when it was published, of the record's content. */
struct entry_around entry_around_of(struct arena *arena, struct str content);

/* Inside a write: a further version of an entry may say that an address is a home: earlier ones show it no longer (S2).
 */
MUST_USE enum outcome homes_note(struct ctx *ctx, const struct entry *entry);
/* Inside a write: what of it meetings are compared with; nothing of one that no longer holds. */
MUST_USE enum outcome entry_tell_screening(struct ctx *ctx, const struct entry *entry, bool is_new);

const char *entry_act_name(enum entry_act act);
const char *entry_source_name(enum entry_source source);
const char *whose_name(uint32_t whose);
uint32_t whose_parse(struct str s);

/* Is anything of this entry published? */
bool entry_is_published(const struct scheme *scheme);

/* The word by which a search stays within the register. */
struct str register_place(struct arena *arena, struct str register_id);

/* ---- Keys of lists ---- */

/* The order of two rows of a list that ascends. */
int row_place_cmp(struct str a_key, int64_t a_id, struct str b_key, int64_t b_id);

/* A page of withheld entries begins behind this key. */
#define KEY_BEHIND     STR("\xff\xff")
#define KEY_REGISTERED STR(":registered")
#define KEY_PERSON     STR(":person")
#define KEY_CATEGORY   STR(":category")
#define KEYS_FIXED     3
#define KEYS_MOST      (SCHEME_KEYS + KEYS_FIXED)

/* A value in a list's index; see 001_entries.sql for `slot`. */
struct entry_value {
	int64_t no; /* VALUES_MOST times the version's number, and a slot */
	int64_t key_no;
	struct str value;
};
#define VALUES_MOST 128
#define FIRST_SLOTS 32 /* the rest is for further values of fields that may have many */

/* The small numbers of a register and its keys. */
struct register_numbers {
	struct str register_id;
	int64_t no, versions;
	size_t n;
	struct {
		struct str field;
		int64_t no;
		bool sort;
		const struct scheme_field *first; /* of this id, in whichever category */
	} keys[KEYS_MOST];
};
/* Inside a write they are made where there are none; in a read NOT_FOUND: nothing was ever put, key_no 0: that key was
 * not there yet. `scheme` may be NULL. */
MUST_USE enum outcome register_numbers_find(struct ctx *ctx, struct str register_id, const struct scheme *scheme,
					    struct register_numbers *ret_numbers);

/* The day on which its first version was declared. In a read or a write. */
MUST_USE enum outcome entry_received(struct ctx *ctx, const struct entry *entry, int32_t *ret_day);

/* The values of an entry's version, at most VALUES_MOST; `sort_name` is the person's, `received_day`
 * entry_received's. */
size_t entry_values(struct arena *arena, const struct register_numbers *numbers, const struct entry *entry,
		    int64_t version_no, int32_t received_day, struct str sort_name, struct entry_value *ret_values);

/* Inside a write: the values of a version that has none; of a batch they stand in no order yet. All values of a version
 * go. The first value under a key becomes another, where there is one. */
MUST_USE enum outcome entry_values_write(struct ctx *ctx, const struct entry_value *values, size_t n, bool is_batch);
MUST_USE enum outcome entry_values_drop(struct ctx *ctx, int64_t version_no);
MUST_USE enum outcome entry_value_replace(struct ctx *ctx, int64_t version_no, int64_t key_no, struct str to);

/* How large the next slice of a batch is, when one of n took so many milliseconds: towards BATCH_SLICE_MS, so that who
 * writes meanwhile waits for less than 20 ms (D4). At most half as large again; at least 1. */
#define BATCH_SLICE_MS 12
size_t batch_slice_next(size_t n, size_t most, double ms);
double batch_clock_ms(void);

/* As registers_batch_order, so many values in memory at once: tests ask for few. */
MUST_USE enum outcome batch_order_by(struct ctx *ctx, int64_t revision, size_t values);

/* The same of a version that has some, which go. */
MUST_USE enum outcome entry_values_renew(struct ctx *ctx, const struct register_numbers *numbers,
					 const struct stored_entry *row);

/* The job that makes the values of a register anew where the rules say other keys. */
enum outcome keys_make_left(struct ctx *ctx, int64_t *ret_n);
enum outcome keys_make_run(struct ctx *ctx);

/* Inside a write: the batch that is underway; 0: none. */
MUST_USE enum outcome entries_batch(struct ctx *ctx, int64_t *ret_batch);
/* Inside a write: a new revision where *revision is 0, and the highest number of a version. */
MUST_USE enum outcome entries_begin(struct ctx *ctx, int64_t *revision, int64_t *ret_last_version);

/* What feature.… of the room calls. */
enum outcome entries_search_documents(struct ctx *ctx, int64_t subject, struct search_sink *sink);
enum outcome entries_search_subjects(struct ctx *ctx);
enum outcome entries_follow(struct ctx *ctx, const struct change *changes, size_t n);
enum outcome entries_remove(struct ctx *ctx, struct str record_id);
enum outcome entries_erasable(struct ctx *ctx, struct str record_id);
enum outcome entries_audit(struct ctx *ctx, const struct journal_record *record);
enum outcome batch_search_left(struct ctx *ctx, int64_t *ret_n);
enum outcome batch_search_run(struct ctx *ctx);

struct entry_number {
	int64_t n, m;
	struct str text;
};
extern const struct db_spec entry_number_spec;  /* n */
extern const struct db_spec entry_numbers_spec; /* n, m */
extern const struct db_spec entry_text_spec;    /* text */
