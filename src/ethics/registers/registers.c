/* What the room adds to the program. */
#include "registers/registers.h"
#include "registers/audit.h"
#include "registers/declare_cmd.h"
#include "registers/declare_web.h"
#include "registers/demo_cmd.h"
#include "registers/public_web.h"
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
};

static const struct menu_entry menu[] = {
	{msg("Registers"), "/registers", RIGHT_PUBLIC, NULL},
	{msg("Data"), "/data", RIGHT_PUBLIC, NULL},
	{msg("Forms on paper"), "/office/paper-forms", RIGHT_CLERK,
	 msg("Type in what members declared on signed forms."), true},
};

static const struct cli_option declare_options[] = {
	{"person", CLI_TEXT, true, "PERSON", "who declares: the last part of the address of their page"},
	{"register", CLI_TEXT, true, "REGISTER", "in which register"},
	{"paper", CLI_DAY, false, "DAY", "from a signed form that was received on this day"},
	{"place", CLI_TEXT, false, "PLACE", "where the paper is kept"},
};

static const struct verb verbs[] = {
	{
		.room = "registers",
		.name = "declare",
		.summary = "enter a declaration that was signed on paper; in a demonstration also of one of its people",
		.args = "WORDS…",
		.args_min = 1,
		.args_max = 400,
		.site = CLI_SITE_OPEN,
		.options = declare_options,
		.n_options = COUNT_OF(declare_options),
		.example = "aboveboard registers declare --site city.db --person imogen-vale --register interests "
			   "--paper 2026-11-02 "
			   "--place \"Folder 3\" work: employer=\"Quay Ferries\" what=Deckhand payment: "
			   "when=2026-02-01 land:nil",
		.run = registers_declare_run,
	},
	{
		.room = "registers",
		.name = "put",
		.summary = "in a demonstration, declare for its people",
		.args = "FILE.json",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard registers put --site demo.db declared.json",
		.run = registers_put_run,
	},
	{
		.room = "registers",
		.name = "audit",
		.summary = "say who can see each field of each register, and how long",
		.site = CLI_SITE_OPEN,
		.options = registers_audit_options,
		.n_options = COUNT_OF(registers_audit_options),
		.csv = true,
		.example = "aboveboard registers audit --site city.db --register gifts",
		.run = registers_audit_run,
	},
	{
		.room = "registers",
		.name = "schemes",
		.summary = "list the registers of the rules in force, with their categories",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard registers schemes --site city.db",
		.run = registers_schemes_run,
	},
};

const struct feature registers_feature = {
	.name = "registers",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.menu = menu,
	.n_menu = COUNT_OF(menu),
	.verbs = verbs,
	.n_verbs = COUNT_OF(verbs),
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
