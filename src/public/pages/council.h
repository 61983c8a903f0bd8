/* A new council with all its consequences: what people's act changes, what is owed then, whom to invite. The very same
 * write is the preview, undone, and the act. journeys.md 2, "The Thursday after the election". */
#pragma once

#include "commitments/commitments.h"
#include "duties/duties.h"
#include "people/new_council.h"

/* What several people owe alike, or no longer. */
struct council_duty {
	struct str title, due, why;
	struct str who; /* names */
	size_t n;
};

struct council_person {
	struct str name, note;
};

/* What follows from the terms. */
struct council_effects {
	const struct council_duty *owed, *gone;
	size_t n_owed, n_gone;
	const struct council_person *rights; /* whose sign-in ends, and when */
	size_t n_rights;
	const struct council_person *invitations; /* of those who have none, and how they are reached */
	size_t n_invitations;
};

struct council_act {
	/* Given: */
	int64_t body_id;
	struct new_council council; /* election_id */
	struct result_order order;
	struct journal_seed *seeds;
	size_t n_seeds;
	struct str form_id; /* empty: of the command line */
	struct str basis;   /* of the preview that was seen; empty: none was */
	bool preview;
	/* Filled: */
	struct result_world world;
	struct result result;
	struct council_effects effects;
	struct str basis_now;
	struct str before; /* the address to which the same form led before; empty */
	bool tried;        /* all of it could be done */
};

/* Seeds for the write; called before it. */
MUST_USE enum outcome council_seed(struct ctx *ctx, struct council_act *act);

/* A site_write function (args: struct council_act). With `preview`, and where `basis` is not what stands here now, it
 * takes everything back: CONFLICT with `tried` true. */
MUST_USE enum outcome council_write(struct ctx *ctx, void *args);

/* The address of its page. */
struct str council_path(struct arena *arena, int64_t council_id);

/* By the rule "new-term-after-election": the first day of new terms after the polling day; PEOPLE_NO_DAY where the
 * rulebook has none. *ret_amount: the rule's row, NULL without one. */
MUST_USE enum outcome council_first_day(struct ctx *ctx, int32_t polling_day, int32_t *ret_day,
					const struct rule_amount **ret_amount);

/* INVALID with a problem for each reason why it cannot be undone any more: people's, and what somebody signed, wrote,
 * filed or was given since under one of its terms. */
MUST_USE enum outcome council_undoable(struct ctx *ctx, const struct new_council *council,
				       const struct new_council_line *lines, size_t n);

struct council_undo {
	struct new_council council;
	struct journal_seed *seeds;
	size_t n_seeds;
	struct str form_id;
};
/* Undoes it in one write: checks, notes the removals, writes. INVALID, CONFLICT as people_undo_new_council. */
MUST_USE enum outcome council_undo(struct ctx *ctx, struct council_undo *undo);

#define COUNCIL_VERBS 1
extern const struct verb council_verbs[COUNCIL_VERBS];
