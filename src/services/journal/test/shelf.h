/* A site with a journal and one room that publishes, for the tests of the journal. */
#pragma once

#include "base/property.h"
#include "base/testing.h"
#include "db/db_testing.h"
#include "journal/journal.h"

struct stand {
	struct test_place place;
	struct site site;
	struct ctx ctx;
};

/* Skips the test where the engine is not there. */
struct stand *stand_open(enum db_engine engine);
void stand_close(struct stand *stand);

/* One write of the room: the subject's words are put on the shelf and published, as a new record or the next version.
 * `spoil`: the write is refused at its end. The record's id is that of the subject's seed. */
struct shelf_write {
	int64_t subject;
	struct str words;
	bool spoil;
	struct journal_place place;
};
enum outcome shelf_publish(struct stand *stand, struct shelf_write *write);

/* The ids of the first n subjects' records are made from them. */
struct str shelf_record_id(struct arena *arena, int64_t subject);

enum outcome shelf_erase(struct stand *stand, int64_t subject, const char *ground);

/* Publishes the subjects 1 to n in one write. */
void shelf_fill(struct stand *stand, int64_t n);

/* Makes the room's own row say something else, behind the journal's back. */
void shelf_spoil(struct stand *stand, int64_t subject);

/* journal_verify in a reader of its own; the problems are the stand's, from empty. */
enum outcome stand_verify(struct stand *stand, struct journal_report *ret_report);

struct journal_record stand_find(struct stand *stand, int64_t subject, int64_t version);
