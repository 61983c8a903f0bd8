/* What mail adds to the program. */
#include "mail/mail_sql.h"
#include "mail/private.h"

const struct feature mail_feature = {
	.name = "mail",
	.migrations = mail_migrations,
	.n_migrations = &mail_migrations_n,
};
