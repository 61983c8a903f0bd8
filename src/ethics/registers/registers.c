/* What the room adds to the program. */
#include "registers/registers.h"
#include "registers/registers_sql.h"
#include "registers/store.h"

static const struct job jobs[] = {
	{.name = "registers.search",
	 .about = msg("tells the search what an import has published"),
	 .after = "registers",
	 .every_s = 600,
	 .left = batch_search_left,
	 .run = batch_search_run},
};

const struct feature registers_feature = {
	.name = "registers",
	.migrations = registers_migrations,
	.n_migrations = &registers_migrations_n,
	.jobs = jobs,
	.n_jobs = COUNT_OF(jobs),
	.search_documents = entries_search_documents,
	.search_subjects = entries_search_subjects,
	.follow = entries_follow,
	.remove = entries_remove,
	.erasable = entries_erasable,
	.audit = entries_audit,
};
