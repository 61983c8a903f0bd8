/* What the room adds to the program. */
#include "registers/registers.h"
#include "registers/registers_sql.h"

const struct feature registers_feature = {
	.name = "registers",
	.migrations = registers_migrations,
	.n_migrations = &registers_migrations_n,
};
