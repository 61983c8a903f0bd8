/* The result of an election beside who sits: which line is whom, whose seat is over, what only a person can say. Pure,
 * but for loading. journeys.md 2, "The Thursday after the election". */
#pragma once

#include "people/elections.h"
#include "people/paste.h"

/* What was up for election. */
enum result_scope {
	RESULT_WHOLE = 1,   /* every elected seat of the body: who is not in the result leaves */
	RESULT_SEATS,       /* these seats only (by halves, by thirds): everybody else stays */
	RESULT_BY_ELECTION, /* the same, between elections */
};

/* What the site knows of the body and of whoever may be meant. */
struct result_world {
	struct organization body;
	const struct person *persons; /* who serves, served or stands here, and who is called as a row says */
	size_t n_persons;
	struct people_details details; /* of these: names and identifiers that rows may mean */
	const struct tenure *tenures;  /* of the body, past ones too */
	size_t n_tenures;
	const struct post *posts; /* of the body */
	size_t n_posts;
	const struct tenure *candidates; /* of the election; none without one */
	size_t n_candidates;
};
MUST_USE enum outcome result_world_load(struct ctx *ctx, int64_t body_id, int64_t election_id,
					const struct paste_row *rows, size_t n_rows, struct result_world *ret_world);

/* What somebody said to a question: name "line-4", value a person's id, "new" (another person, not here yet) or "out"
 * (this row is left out); name "term-ID", value "stays" or how it ended (tenure_ending_name). */
struct result_answer {
	struct str name, value;
};

struct result_order {
	enum result_scope scope;
	int32_t first_day; /* of the new terms */
	int32_t last_day;  /* of those that end; before first_day */
	struct str seat;   /* where a row names none; may be empty */
	const struct paste_row *rows;
	size_t n_rows;
	const struct result_answer *answers;
	size_t n_answers;
};

enum result_kind {
	RESULT_ASKED,     /* it is not clear who this is */
	RESULT_REELECTED, /* sits here and has the same seat again */
	RESULT_MOVED,     /* sits here and has another seat now */
	RESULT_KNOWN,     /* is in the list of people: a candidate, a former member … */
	RESULT_NEW,       /* is not */
	RESULT_DONE,      /* has this seat from that day on already */
	RESULT_OUT,       /* left out, or not elected as the row says */
};

struct result_line {
	const struct paste_row *row;
	const char *field; /* "line-4": of its question and its problems */
	enum result_kind kind;
	const struct person *person; /* who it is; NULL: somebody new, or not clear */
	const struct person **like;  /* who it may be */
	size_t n_like;
	bool similar;              /* `like` have similar names, not this one */
	bool twin;                 /* somebody else in the result, new too, has the same name */
	struct str seat;           /* its label; empty: none is named */
	const struct post *post;   /* its row; NULL: it has none */
	const struct tenure *held; /* where they sit now: the same seat where there is one */
	bool answered;
};

enum result_fate {
	FATE_ASKED, /* one of them leaves, and nobody said who */
	FATE_ENDS,
	FATE_STAYS,
	FATE_OVER, /* ends on that last day already */
};

/* A term of somebody who sits on the last day. */
struct result_term {
	const struct tenure *tenure;
	const char *field; /* "term-ID" */
	enum result_fate fate;
	int32_t ending;                 /* enum tenure_ending, of FATE_ENDS */
	const struct result_line *line; /* of whoever holds it; NULL: they are not in the result */
};

/* A seat that some sit in or win. */
struct result_seat {
	struct str label, key;   /* key: folded */
	const struct post *post; /* NULL: it has no row, so nobody knows how many there are */
	int32_t sat, stay, won;  /* how many sat, stay, and win it (or have it from that day on) */
	int32_t vacant;
};

struct result {
	struct result_line *lines;
	size_t n_lines;
	struct result_term *terms;
	size_t n_terms;
	struct result_seat *seats;
	size_t n_seats;
};

/* Each line against the world. What is not clear is RESULT_ASKED or FATE_ASKED, and told by result_check. */
void result_match(struct arena *arena, const struct result_world *world, const struct result_order *order,
		  struct result *ret_result);

/* INVALID with a problem for each question left open, under its field, and for what cannot be: somebody who died, one
 * person twice, more people than seats, a row without a seat. */
MUST_USE enum outcome result_check(struct ctx *ctx, const struct result_order *order, const struct result *result);

/* Days in order: INVALID with problems under "first_day" and "last_day". */
MUST_USE enum outcome result_days_check(struct ctx *ctx, int32_t first_day, int32_t last_day);

/* How many lines are of the kind. */
size_t result_count(const struct result *result, enum result_kind kind);
/* How many terms end without their holder having won anything. */
size_t result_leaving(const struct result *result);
