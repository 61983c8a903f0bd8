/* What the room adds to the program. */
#include "registers/registers.h"
#include "registers/declare_web.h"
#include "registers/import.h"
#include "registers/public_web.h"
#include "registers/registers_cmd.h"
#include "registers/registers_sql.h"
#include "registers/review_web.h"
#include "registers/rules.h"
#include "registers/store.h"

static const struct job jobs[] = {
	{.name = "registers.search",
	 .about = msg("tells the search what an import has published"),
	 .after = "registers",
	 .every_s = 600,
	 .left = batch_search_left,
	 .run = batch_search_run},
	{.name = "registers.retention",
	 .about = msg("takes declarations from display, and erases them, when their time is over"),
	 .after = "people retention rulebook",
	 .every_s = 6 * 3600,
	 .alone = true,
	 .dated = true,
	 .left = retention_left,
	 .run = retention_run},
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
	/* Asking, reviewing, withholding. */
	ROUTE(HTTP_GET, "/my/gifts/may", RIGHT_PERSON, CSRF_NONE, may_gift_get),
	ROUTE(HTTP_POST, "/my/gifts/may", RIGHT_PERSON, CSRF_FORM, may_gift_post),
	ROUTE(HTTP_POST, "/my/gifts/record", RIGHT_PERSON, CSRF_FORM, may_gift_record_post),
	ROUTE(HTTP_GET, "/my/approvals", RIGHT_PERSON, CSRF_NONE, approvals_mine_get),
	ROUTE(HTTP_GET, "/my/approvals/{declaration}", RIGHT_PERSON, CSRF_NONE, review_get),
	ROUTE(HTTP_POST, "/my/approvals/{declaration}", RIGHT_PERSON, CSRF_FORM, review_post),
	ROUTE(HTTP_GET, "/my/withheld", RIGHT_PERSON, CSRF_NONE, office_withheld_get),
	ROUTE(HTTP_GET, "/my/withhold/{record}", RIGHT_PERSON, CSRF_NONE, my_withhold_get),
	ROUTE(HTTP_POST, "/my/withhold/{record}", RIGHT_PERSON, CSRF_FORM, my_withhold_post),
	ROUTE(HTTP_GET, "/office/registers", RIGHT_OFFICE, CSRF_NONE, review_list_get),
	ROUTE(HTTP_GET, "/office/registers/declarations/{declaration}", RIGHT_OFFICE, CSRF_NONE, review_get),
	ROUTE(HTTP_POST, "/office/registers/declarations/{declaration}", RIGHT_CLERK, CSRF_FORM, review_post),
	ROUTE(HTTP_GET, "/office/registers/approvals/{register}", RIGHT_OFFICER, CSRF_NONE, approvals_get),
	ROUTE(HTTP_GET, "/office/registers/approvals/{register}/{approval}", RIGHT_OFFICER, CSRF_NONE,
	      approval_withdraw_get),
	ROUTE(HTTP_POST, "/office/registers/approvals/{register}/{approval}", RIGHT_OFFICER, CSRF_FORM,
	      approval_withdraw_post),
	ROUTE(HTTP_GET, "/office/registers/entries/{record}", RIGHT_READ, CSRF_NONE, office_entry_get),
	ROUTE(HTTP_GET, "/office/registers/entries/{record}/remove", RIGHT_OFFICER, CSRF_NONE, office_entry_remove_get),
	ROUTE(HTTP_POST, "/office/registers/entries/{record}/remove", RIGHT_OFFICER, CSRF_FORM,
	      office_entry_remove_post),
	ROUTE(HTTP_GET, "/office/registers/entries/{record}/withhold", RIGHT_OFFICER, CSRF_NONE,
	      office_entry_withhold_get),
	ROUTE(HTTP_POST, "/office/registers/entries/{record}/withhold", RIGHT_OFFICER, CSRF_FORM,
	      office_entry_withhold_post),
	ROUTE(HTTP_POST, "/office/registers/entries/{record}/keep", RIGHT_OFFICER, CSRF_FORM, office_entry_keep_post),
	ROUTE(HTTP_GET, "/office/registers/entries/{record}/hold", RIGHT_OFFICER, CSRF_NONE, office_entry_hold_get),
	ROUTE(HTTP_POST, "/office/registers/entries/{record}/hold", RIGHT_OFFICER, CSRF_FORM, office_entry_hold_post),
	ROUTE(HTTP_GET, "/office/registers/entries/{record}/correct/{field}", RIGHT_OFFICER, CSRF_NONE,
	      office_entry_correct_get),
	ROUTE(HTTP_POST, "/office/registers/entries/{record}/correct/{field}", RIGHT_OFFICER, CSRF_FORM,
	      office_entry_correct_post),
	ROUTE(HTTP_GET, "/office/registers/withheld", RIGHT_OFFICER, CSRF_NONE, office_withheld_get),
	ROUTE(HTTP_GET, "/office/registers/withheld/{entry}", RIGHT_OFFICER, CSRF_NONE, office_withheld_one_get),
	ROUTE(HTTP_GET, "/my/withheld/{entry}", RIGHT_PERSON, CSRF_NONE, office_withheld_one_get),
	ROUTE(HTTP_POST, "/office/registers/withheld/{entry}", RIGHT_OFFICER, CSRF_FORM, office_withheld_end_post),
	ROUTE(HTTP_GET, "/office/registers/removals", RIGHT_OFFICER, CSRF_NONE, office_removals_get),
	ROUTE(HTTP_GET, "/office/registers/sources", RIGHT_OFFICER, CSRF_NONE, office_sources_get),
	ROUTE(HTTP_POST, "/office/registers/sources", RIGHT_OFFICER, CSRF_FORM, office_sources_post),
	ROUTE(HTTP_POST, "/office/registers/sources/{group}/end", RIGHT_OFFICER, CSRF_FORM, office_sources_end_post),
	ROUTE(HTTP_GET, "/office/registers/scrutiny/{register}/{from}", RIGHT_OFFICER, CSRF_NONE, office_scrutiny_get),
	ROUTE(HTTP_POST, "/office/registers/scrutiny/{register}/{from}", RIGHT_OFFICER, CSRF_FORM,
	      office_scrutiny_post),
	ROUTE(HTTP_GET, "/office/registers/homes/{person}", RIGHT_CLERK, CSRF_NONE, office_home_get),
	ROUTE(HTTP_POST, "/office/registers/homes/{person}", RIGHT_CLERK, CSRF_FORM, office_home_post),
	ROUTE_CACHED("/removals", RIGHT_PUBLIC, "registers rulebook", removals_get),
	ROUTE_CACHED("/removals.json", RIGHT_PUBLIC, "registers", removals_json_get),
	ROUTE_CACHED("/removals.atom", RIGHT_PUBLIC, "registers", removals_atom_get),
};

static const struct menu_entry menu[] = {
	{msg("Registers"), "/registers", RIGHT_PUBLIC, NULL},
	{msg("Data"), "/data", RIGHT_PUBLIC, NULL},
	{msg("Forms on paper"), "/office/paper-forms", RIGHT_CLERK,
	 msg("Type in what members declared on signed forms."), true},
	{msg("May I accept this?"), "/my/gifts/may", RIGHT_MEMBER, NULL, false},
	{msg("Declarations"), "/office/registers", RIGHT_OFFICE,
	 msg("Review what was declared, sign off periods, withhold what must go today."), false},
};

/* The room's records are of entries, declarations and sign-offs; each asks whether it is theirs. */
static enum outcome remove_record(struct ctx *ctx, struct str record_id)
{
	enum outcome removed = scrutiny_remove(ctx, record_id);
	return removed == NOT_FOUND ? entries_remove(ctx, record_id) : removed;
}

static enum outcome erasable_record(struct ctx *ctx, struct str record_id)
{
	TRY(entries_erasable(ctx, record_id));
	return entry_erasable(ctx, record_id);
}

static enum outcome audit_record(struct ctx *ctx, const struct journal_record *record)
{
	enum outcome fits = scrutiny_audit(ctx, record);
	return fits == NOT_FOUND ? entries_audit(ctx, record) : fits;
}

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
	.remove = remove_record,
	.erasable = erasable_record,
	.audit = audit_record,
};
