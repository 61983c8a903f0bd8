/* The verbs of people, for its row of the feature table. */
#pragma once

#include "base/cli.h"
#include "people/people.h"

#define PEOPLE_VERBS 28
extern const struct verb people_verbs[PEOPLE_VERBS];

/* Of people_files_cmd.c, for the table of verbs. */
#define PEOPLE_IMPORT_OPTIONS 4
extern const struct cli_option people_import_options[PEOPLE_IMPORT_OPTIONS];
MUST_USE enum outcome people_import_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_export_run(struct ctx *ctx, const struct cli *cli);

/* The body of that slug; a problem under `where` when there is none. */
MUST_USE enum outcome people_body_named(struct ctx *ctx, struct str slug, const char *where,
					struct organization *ret_body);

/* Of people_show_cmd.c and people_change_cmd.c. */
#define PEOPLE_CHANGE_BODY_OPTIONS 5
#define PEOPLE_ADD_POST_OPTIONS    5
#define PEOPLE_RENAME_OPTIONS      4
#define PEOPLE_DIED_OPTIONS        1
#define PEOPLE_REMOVE_OPTIONS      1
#define PEOPLE_CONTACT_OPTIONS     5
extern const struct cli_option people_change_body_options[PEOPLE_CHANGE_BODY_OPTIONS];
extern const struct cli_option people_add_post_options[PEOPLE_ADD_POST_OPTIONS];
extern const struct cli_option people_rename_options[PEOPLE_RENAME_OPTIONS];
extern const struct cli_option people_died_options[PEOPLE_DIED_OPTIONS];
extern const struct cli_option people_remove_options[PEOPLE_REMOVE_OPTIONS];
extern const struct cli_option people_contact_options[PEOPLE_CONTACT_OPTIONS];
MUST_USE enum outcome people_bodies_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_posts_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_list_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_show_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_change_body_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_add_post_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_rename_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_died_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_remove_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_contact_run(struct ctx *ctx, const struct cli *cli);

/* Of people_term_cmd.c. */
#define PEOPLE_TERM_OPTIONS 13
extern const struct cli_option people_term_options[PEOPLE_TERM_OPTIONS];
MUST_USE enum outcome people_add_term_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_change_term_run(struct ctx *ctx, const struct cli *cli);

/* Of absence_cmd.c. */
#define PEOPLE_ABSENCE_OPTIONS    6
#define PEOPLE_SUBSTITUTE_OPTIONS 6
extern const struct cli_option people_absence_options[PEOPLE_ABSENCE_OPTIONS];
extern const struct cli_option people_substitute_options[PEOPLE_SUBSTITUTE_OPTIONS];
MUST_USE enum outcome people_add_absence_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_change_absence_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_add_substitute_run(struct ctx *ctx, const struct cli *cli);

/* Of merge_cmd.c. */
#define PEOPLE_MERGE_OPTIONS 1
extern const struct cli_option people_merge_options[PEOPLE_MERGE_OPTIONS];
MUST_USE enum outcome people_merge_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_unmerge_run(struct ctx *ctx, const struct cli *cli);

/* Of election_cmd.c. */
#define PEOPLE_ADD_ELECTION_OPTIONS    5
#define PEOPLE_CHANGE_ELECTION_OPTIONS 4
#define PEOPLE_ADD_CANDIDATE_OPTIONS   4
extern const struct cli_option people_add_election_options[PEOPLE_ADD_ELECTION_OPTIONS];
extern const struct cli_option people_change_election_options[PEOPLE_CHANGE_ELECTION_OPTIONS];
extern const struct cli_option people_add_candidate_options[PEOPLE_ADD_CANDIDATE_OPTIONS];
MUST_USE enum outcome people_elections_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_add_election_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_change_election_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_add_candidate_run(struct ctx *ctx, const struct cli *cli);

/* Of invitations_cmd.c. */
#define PEOPLE_INVITE_OPTIONS      1
#define PEOPLE_INVITE_MANY_OPTIONS 6
extern const struct cli_option people_invite_options[PEOPLE_INVITE_OPTIONS];
extern const struct cli_option people_invite_many_options[PEOPLE_INVITE_MANY_OPTIONS];
MUST_USE enum outcome people_invite_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_invite_many_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_letters_run(struct ctx *ctx, const struct cli *cli);
