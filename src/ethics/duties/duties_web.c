/* The room's feature. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

const struct feature duties_feature = {
	.name = "duties",
	.verbs = duties_verbs,
	.n_verbs = DUTIES_VERBS,
	.migrations = duties_migrations,
	.n_migrations = &duties_migrations_n,
	.jobs = duties_jobs,
	.n_jobs = DUTIES_JOBS,
	.follow = duties_follow,
	.remove = duties_remove,
};
