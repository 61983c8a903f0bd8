/* What an entry gives others to see to (S14): a relative in one's line of reporting, or in hiring, paying or awarding.
 * Which entries, the register's `tasks` say; by when, the duties that count from their events. Whoever manages the
 * person sees to it, or the next one above of whom the entry does not speak; where nobody is known, an officer. */
#pragma once

#include "registers/declarations.h"

struct entry_task {
	int64_t entry_id, version;
	struct str event;
	int64_t tenure_id;   /* of whoever sees to it; 0: nobody is known */
	bool is_by_line;     /* the person does not say so: by the managers that terms name somebody of that name stands
			      * in their line. Nobody has checked it (S11) */
	struct str arranged; /* what was; of one who no longer manages the person until arranged_ms is set anew */
	int64_t arranged_ms; /* 0: not yet */
	struct str by_name;
	/* Joined: */
	int64_t holder_id, person_id;
	struct str holder_name, person_name, register_id;
};

/* What there is to do, as the duty that counts from the event is called. Pure. */
struct str entry_task_title(const struct rulebook *book, struct str event);
/* Does the duty count from what an entry gives to see to? Then it is done at /my/tasks. Pure. */
bool duty_is_of_task(const struct rulebook *book, const struct duty_rule *rule);

/* All, those that are still to be seen to first, the oldest first. No rights are asked. */
MUST_USE enum outcome entry_tasks(struct ctx *ctx, struct entry_task **ret_tasks, size_t *ret_n);
MUST_USE enum outcome entry_task_find(struct ctx *ctx, int64_t entry_id, struct str event, struct entry_task *ret_task);

/* May the actor see to it? As the one who manages the person; or as an officer of the person, where nobody is known or
 * nothing was arranged. Never in what is about themselves (S6): FORBIDDEN, or INVALID with a problem. */
MUST_USE enum outcome entry_task_may(struct ctx *ctx, const struct entry_task *task, const struct entry *entry);
/* Inside a write: that and what was arranged; the duties that count from it are done. CONFLICT where the version is
 * another. INVALID with a problem under "arranged". */
MUST_USE enum outcome entry_task_arrange(struct ctx *ctx, int64_t entry_id, struct str event, int64_t version,
					 struct str arranged);

/* ---- Inside a write: what follows from entries and terms ---- */

/* The entry as it stands now. */
MUST_USE enum outcome entry_tasks_tell(struct ctx *ctx, const struct entry *entry);
MUST_USE enum outcome entry_tasks_forget(struct ctx *ctx, int64_t entry_id);
/* A person, or a term, changed. */
MUST_USE enum outcome entry_tasks_follow(struct ctx *ctx, int64_t subject);

/* The job: terms of those who see to it come to their end. */
MUST_USE enum outcome entry_tasks_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome entry_tasks_run(struct ctx *ctx);
