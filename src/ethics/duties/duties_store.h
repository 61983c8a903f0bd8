/* What the files of duties' store share. Private to duties. */
#pragma once

#include "duties/plan.h"

/* As stored beside enum obligation_status: open, and voluntary. */
#define STATUS_OFFERED 5

struct duty_state {
	int64_t version; /* of rules, codes and bodies; 0: no rules yet */
	int64_t rulebook_version;
	int32_t since_day;
	int64_t cursor_id; /* persons up to this one are done with the version; -1: not begun; INT64_MAX: all */
	int32_t until_day;
	int64_t all_n, done_n;
	int32_t told_day; /* of what stands beside the provisions of codes */
};
MUST_USE enum outcome duty_state_load(struct ctx *ctx, struct duty_state *ret_state);

struct duty_named {
	int64_t no;
	struct str name;
};

/* The rules as they are now, made ready; kept for the process while nothing changes. Lent until duty_now_close. */
struct duty_now {
	struct duty_state state;
	const struct duty_plan *plan;
	const struct duty_named *names; /* by number */
	size_t n_names;
	struct duty_kept *kept;
};
MUST_USE enum outcome duty_now_open(struct ctx *ctx, struct duty_now *ret_now);
void duty_now_close(struct duty_now *now);
/* The number under which rules know a duty whose facts go by `no`: "sign-SLUG" where the rulebook asks for the same. */
int32_t duty_now_number(const struct duty_now *now, int64_t no);
struct str duty_now_name(const struct duty_now *now, int64_t no);
/* The duty's number; in a write a new one where there was none, else 0. */
MUST_USE enum outcome duty_number(struct ctx *ctx, struct str name, int32_t *ret_no);
/* "sign-SLUG" */
struct str duty_sign_id(struct arena *arena, struct str code);

/* What a site's rules are made of, in ctx's arena. */
struct duty_loaded {
	struct duty_world world;
	const struct duty_named *names;
	size_t n_names;
	struct duty_alias {
		int32_t from, to;
	} * aliases;
	size_t n_aliases;
};
MUST_USE enum outcome duty_world_load(struct ctx *ctx, const struct duty_state *state, struct duty_loaded *ret_loaded);
/* Inside a write: beside each provision in force from which duties come stand these, with their figures of today. */
MUST_USE enum outcome duty_beside_put(struct ctx *ctx);
/* Inside a write: rules, codes or bodies changed: every duty has a number, and everybody is computed anew. */
MUST_USE enum outcome duty_rules_changed(struct ctx *ctx);

/* Does an absence put it off, by an exception of its rule? */
bool duty_item_waits(const struct duty_item *item);

/* Persons after one until another (ids), with all that their obligations follow from. */
struct duty_group {
	struct duty_term *terms;
	size_t n_terms;
	struct duty_happened *events;
	struct duty_fact *facts;
	struct duty_mark *marks;
	struct duty_away *aways;
	int64_t *event_persons, *fact_persons, *mark_persons, *away_persons;
	size_t n_events, n_facts, n_marks, n_aways;
	size_t term_at, event_at, fact_at, mark_at, away_at; /* where duty_group_next goes on */
};
MUST_USE enum outcome duty_group_load(struct ctx *ctx, const struct duty_now *now, int64_t after_id, int64_t until_id,
				      struct duty_group *ret_group);
/* The same of these persons, at most DUTY_IDS: those of a page. */
#define DUTY_IDS 25
MUST_USE enum outcome duty_group_load_of(struct ctx *ctx, const struct duty_now *now, const int64_t *person_ids,
					 size_t n, struct duty_group *ret_group);
/* The next person; false: none is left. */
bool duty_group_next(struct duty_group *group, struct duty_person *ret_person);

/* Inside a write: the rows of these persons become what follows from the rules of now. */
MUST_USE enum outcome duty_rows_refresh(struct ctx *ctx, const struct duty_now *now, int64_t after_id, int64_t until_id,
					int64_t *ret_persons);

/* Of these (each with its person and its name) what is owed now and has a due day, in their order; persons are computed
 * together, not one by one. */
MUST_USE enum outcome duties_owed_now(struct ctx *ctx, const struct obligation *rows, size_t n,
				      struct duty_item **ret_items, size_t *ret_n);

/* An obligation of the plan as pages say it; of its names, fact and extension duties_fill tells. */
struct duty_item duty_item_of(struct ctx *ctx, const struct duty_now *now, const struct obligation *o);

/* duties_figures before anything is hidden: for nobody to see. */
MUST_USE enum outcome duty_figures_exact(struct ctx *ctx, struct str code, struct duty_figures **ret_figures,
					 size_t *ret_n);
MUST_USE enum outcome duty_figures_exact_of_body(struct ctx *ctx, int64_t body_id, struct duty_figures **ret_figures,
						 size_t *ret_n);
/* Of a body, beside those of all: also blank where few stand behind the difference; then rounded to whole `least`. */
void duty_figures_of_body_hide(struct duty_figures *figures, const struct duty_figures *all, int64_t least);
/* What is published at the least: blanks what less than `least` persons, and more than none, stand behind. */
void duty_figures_hide(struct duty_figures *figures, int64_t least);

MUST_USE enum outcome duties_follow(struct ctx *ctx, const struct change *changes, size_t n);
/* See feature.h. */
MUST_USE enum outcome duties_remove(struct ctx *ctx, struct str record_id);
/* The job duties.remind: remind.c. */
MUST_USE enum outcome duties_remind_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome duties_remind_run(struct ctx *ctx);
#define DUTIES_JOBS 2
extern const struct job duties_jobs[DUTIES_JOBS];
#define DUTIES_VERBS 7
MUST_USE enum outcome duties_happened_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome duties_not_happened_run(struct ctx *ctx, const struct cli *cli);
extern const struct verb duties_verbs[DUTIES_VERBS];

extern const struct db_spec duty_change_spec;
extern const struct db_spec duty_row_spec; /* struct obligation, as worklists read it */

struct duty_count {
	int64_t n;
};
extern const struct db_spec duty_count_spec;

/* Bodies without a kind ("council"), where the rulebook has duties that go by kinds: these pass them over. By name. */
MUST_USE enum outcome duties_unkinded(struct ctx *ctx, struct organization **ret_bodies, size_t *ret_n);

/* The body and those below it, itself first. */
MUST_USE enum outcome duties_bodies_below(struct ctx *ctx, int64_t body_id, int64_t **ret_ids, size_t *ret_n);
struct str duties_csv(struct ctx *ctx, const struct duty_item *items, size_t n);
