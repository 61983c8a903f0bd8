/* For the tests of this room: a site with a body, a member, a candidate, an employee and a code in force, and acts. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "commitments/commitments_store.h"
#include "site/site_testing.h"

enum { IMOGEN, TOBIAS, ADA, PEOPLE };

struct stand {
	struct test_site *test;
	struct organization body;
	struct person people[PEOPLE];
	struct tenure tenures[PEOPLE];
	struct actor actors[PEOPLE];
	struct edition edition; /* in force */
	/* Of the next act. */
	struct journal_seed seeds[10];
	struct code_import import;
	struct commitment commitment;
	struct commitment_decline decline;
	struct commitment_form form;
	struct commitment_resolution resolution;
	struct commitment_words words;
	struct str record_id, text;
	int64_t absent[1];
	int32_t change, from;
};

int32_t stand_today(struct stand *s);
void stand_as(struct stand *s, const struct actor *actor);
/* In a write, with new seeds; then a new snapshot. */
enum outcome stand_act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args));
void stand_edition(struct stand *s, const char *text, int32_t change, int32_t from);
struct stand *stand_open(enum db_engine engine);
void stand_verified(struct stand *s);
void stand_close(struct stand *s);
enum outcome stand_sign(struct stand *s, size_t who);
struct commitment stand_signature(struct stand *s);
struct commitment_ask stand_ask(struct stand *s, size_t who);
enum outcome stand_paper(struct stand *s, size_t who, int32_t received);
enum outcome stand_withdraw_write(struct ctx *ctx, void *args);
enum outcome stand_withdraw(struct stand *s, const char *reason);
enum outcome stand_decline_write(struct ctx *ctx, void *args);
enum outcome stand_erase(struct stand *s, struct str record_id);
enum outcome stand_form_write(struct ctx *ctx, void *args);
enum outcome stand_resolve_write(struct ctx *ctx, void *args);
enum outcome stand_end_write(struct ctx *ctx, void *args);
enum outcome stand_confirm_write(struct ctx *ctx, void *args);
enum outcome stand_display_write(struct ctx *ctx, void *args);
enum outcome stand_words_write(struct ctx *ctx, void *args);
enum outcome stand_words_withdraw_write(struct ctx *ctx, void *args);
size_t stand_evidence(struct stand *s, int64_t provision_id);
