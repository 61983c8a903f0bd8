/* What the room adds to the program. */
#include "registers/registers.h"
#include "registers/declare_web.h"
#include "registers/import.h"
#include "registers/public_web.h"
#include "registers/registers_cmd.h"
#include "registers/registers_sql.h"
#include "registers/rules.h"
#include "registers/store.h"

static const struct job jobs[] = {
	{.name = "registers.search",
	 .about = msg("tells the search what an import has published"),
	 .after = "registers",
	 .every_s = 600,
	 .left = batch_search_left,
	 .run = batch_search_run},
	{.name = "registers.import",
	 .about = msg("finishes an import that was interrupted"),
	 .every_s = 60,
	 .alone = true,
	 .left = import_job_left,
	 .run = import_job_run},
	{.name = "registers.keys",
	 .about = msg("makes the lists of a register anew where the rules name other fields to filter and sort by"),
	 .after = "rulebook",
	 .every_s = 600,
	 .left = keys_make_left,
	 .run = keys_make_run},
};

static const struct route routes[] = {
	/* For everybody. */
	ROUTE_CACHED("/registers", RIGHT_PUBLIC, "registers rulebook people", registers_index_get),
	ROUTE_CACHED("/registers/{register}", RIGHT_PUBLIC, "registers rulebook people", register_get),
	ROUTE_CACHED("/registers/{register}/totals", RIGHT_PUBLIC, "registers rulebook people", register_totals_get),
	ROUTE(HTTP_GET, "/registers/{register}/feed.atom", RIGHT_PUBLIC, CSRF_NONE, register_feed_get),
	ROUTE_CACHED("/registers/{register}/{entry}", RIGHT_PUBLIC, "registers rulebook people", register_entry_get),
	ROUTE_CACHED("/members/{person}/interests", RIGHT_PUBLIC, "registers rulebook people", person_record_get),
	ROUTE(HTTP_GET, "/members/{person}/interests.atom", RIGHT_PUBLIC, CSRF_NONE, person_feed_get),
	ROUTE_CACHED("/data", RIGHT_PUBLIC, "rulebook", data_get),
	ROUTE(HTTP_GET, "/data/changes.atom", RIGHT_PUBLIC, CSRF_NONE, register_feed_get),
	ROUTE(HTTP_GET, "/data/{file}", RIGHT_PUBLIC, CSRF_NONE, data_file_get),
	/* Declaring. */
	ROUTE(HTTP_GET, "/my/registers", RIGHT_PERSON, CSRF_NONE, declare_list_get),
	ROUTE(HTTP_GET, "/my/registers/{register}", RIGHT_PERSON, CSRF_NONE, declare_register_get),
	ROUTE(HTTP_POST, "/my/registers/{register}", RIGHT_PERSON, CSRF_FORM, declare_register_post),
	ROUTE(HTTP_GET, "/my/registers/{register}/print", RIGHT_PERSON, CSRF_NONE, declare_print_get),
	ROUTE(HTTP_GET, "/declare/{declaration}", RIGHT_PERSON, CSRF_NONE, declare_get),
	ROUTE(HTTP_POST, "/declare/{declaration}", RIGHT_PERSON, CSRF_FORM, declare_post),
	ROUTE(HTTP_GET, "/declare/{declaration}/categories/{category}", RIGHT_PERSON, CSRF_NONE, declare_category_get),
	ROUTE(HTTP_POST, "/declare/{declaration}/categories/{category}", RIGHT_PERSON, CSRF_FORM,
	      declare_category_post),
	ROUTE(HTTP_GET, "/declare/{declaration}/items/{item}", RIGHT_PERSON, CSRF_NONE, declare_item_get),
	ROUTE(HTTP_POST, "/declare/{declaration}/items/{item}", RIGHT_PERSON, CSRF_FORM, declare_item_post),
	ROUTE(HTTP_GET, "/declare/{declaration}/items/{item}/{question}", RIGHT_PERSON, CSRF_NONE,
	      declare_question_get),
	ROUTE(HTTP_POST, "/declare/{declaration}/items/{item}/{question}", RIGHT_PERSON, CSRF_FORM,
	      declare_question_post),
	ROUTE(HTTP_GET, "/declare/{declaration}/check", RIGHT_PERSON, CSRF_NONE, declare_check_get),
	ROUTE(HTTP_GET, "/declare/{declaration}/sign", RIGHT_PERSON, CSRF_NONE, declare_sign_get),
	ROUTE(HTTP_POST, "/declare/{declaration}/sign", RIGHT_PERSON, CSRF_FORM, declare_sign_post),
	ROUTE(HTTP_GET, "/declare/{declaration}/receipt.json", RIGHT_PERSON, CSRF_NONE, declare_receipt_get),
	ROUTE(HTTP_GET, "/declare/{declaration}/copy.json", RIGHT_PERSON, CSRF_NONE, declare_copy_get),
	ROUTE(HTTP_GET, "/office/paper-forms", RIGHT_CLERK, CSRF_NONE, declare_paper_get),
	ROUTE(HTTP_POST, "/office/paper-forms", RIGHT_CLERK, CSRF_FORM, declare_paper_post),
	ROUTE(HTTP_GET, "/office/paper-forms/{register}", RIGHT_CLERK, CSRF_NONE, declare_paper_print_get),
};

static const struct menu_entry menu[] = {
	{msg("Registers"), "/registers", RIGHT_PUBLIC, NULL},
	{msg("Data"), "/data", RIGHT_PUBLIC, NULL},
	{msg("Forms on paper"), "/office/paper-forms", RIGHT_CLERK,
	 msg("Type in what members declared on signed forms."), true},
};

const struct feature registers_feature = {
	.name = "registers",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.menu = menu,
	.n_menu = COUNT_OF(menu),
	.verbs = registers_verbs,
	.n_verbs = REGISTERS_VERBS,
	.migrations = registers_migrations,
	.n_migrations = &registers_migrations_n,
	.jobs = jobs,
	.n_jobs = COUNT_OF(jobs),
	.search_documents = entries_search_documents,
	.search_subjects = entries_search_subjects,
	.follow = entries_follow,
	.rules_fit = registers_rules_fit,
	.remove = entries_remove,
	.erasable = entries_erasable,
	.audit = entries_audit,
};
