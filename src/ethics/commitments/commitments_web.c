/* Routes of commitments, and its row of the table of features. */
#include "commitments/commitments_web.h"

#include "commitments/commitments_cmd.h"
#include "commitments/commitments_sql.h"

static const struct route commitments_routes[] = {
	ROUTE_CACHED("/codes/{code}/signed", RIGHT_PUBLIC, "codes commitments people", commitments_roll_get),
	ROUTE_CACHED("/codes/{code}/signed/{body}", RIGHT_PUBLIC, "codes commitments people",
		     commitments_roll_body_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/signed", RIGHT_PUBLIC, "codes commitments people",
		     commitments_roll_edition_get),
	ROUTE_CACHED("/codes/{code}/signed.csv", RIGHT_PUBLIC, "codes commitments people", commitments_csv_get),
	ROUTE_CACHED("/codes/{code}/signed.json", RIGHT_PUBLIC, "codes commitments people", commitments_json_get),
	ROUTE_CACHED("/data/signatures.csv", RIGHT_PUBLIC, "codes commitments people", commitments_csv_get),
	ROUTE_CACHED("/data/signatures.json", RIGHT_PUBLIC, "codes commitments people", commitments_json_get),
	ROUTE_CACHED("/codes/{code}/kept", RIGHT_PUBLIC, "codes commitments people", commitments_kept_get),
	ROUTE_CACHED("/signed/{record}", RIGHT_PUBLIC, "codes commitments people", commitments_receipt_page_get),
	ROUTE(HTTP_GET, "/signed/{record}/receipt.json", RIGHT_PUBLIC, CSRF_NONE, commitments_receipt_get),
	ROUTE(HTTP_GET, "/sign/{edition}/{term}", RIGHT_PERSON, CSRF_NONE, commitments_sign_get),
	ROUTE(HTTP_POST, "/sign/{edition}/{term}", RIGHT_PERSON, CSRF_FORM, commitments_sign_post),
	ROUTE(HTTP_GET, "/sign/{edition}/{term}/decline", RIGHT_PERSON, CSRF_NONE, commitments_decline_get),
	ROUTE(HTTP_POST, "/sign/{edition}/{term}/decline", RIGHT_PERSON, CSRF_FORM, commitments_decline_post),
	ROUTE(HTTP_GET, "/my/commitments", RIGHT_PERSON, CSRF_NONE, commitments_my_get),
	ROUTE(HTTP_GET, "/my/commitments/{record}/withdraw", RIGHT_PERSON, CSRF_NONE, commitments_withdraw_get),
	ROUTE(HTTP_POST, "/my/commitments/{record}/withdraw", RIGHT_PERSON, CSRF_FORM, commitments_withdraw_post),
	ROUTE(HTTP_GET, "/my/commitments/{record}/object", RIGHT_PERSON, CSRF_NONE, commitments_object_get),
	ROUTE(HTTP_POST, "/my/commitments/{record}/object", RIGHT_PERSON, CSRF_FORM, commitments_object_post),
	ROUTE(HTTP_GET, "/my/words/{code}", RIGHT_PERSON, CSRF_NONE, commitments_words_get),
	ROUTE(HTTP_GET, "/my/words/{code}/{provision}", RIGHT_PERSON, CSRF_NONE, commitments_words_edit_get),
	ROUTE(HTTP_POST, "/my/words/{code}/{provision}", RIGHT_PERSON, CSRF_FORM, commitments_words_edit_post),
	ROUTE(HTTP_POST, "/my/words/{code}/{provision}/withdraw", RIGHT_PERSON, CSRF_FORM,
	      commitments_words_withdraw_post),
	ROUTE(HTTP_GET, "/office/commitments", RIGHT_READ, CSRF_NONE, commitments_office_get),
	ROUTE(HTTP_GET, "/office/commitments/{code}", RIGHT_READ, CSRF_NONE, commitments_office_code_get),
	ROUTE(HTTP_GET, "/office/commitments/{code}/people.csv", RIGHT_READ, CSRF_NONE, commitments_office_csv_get),
	ROUTE(HTTP_GET, "/office/commitments/{code}/paper/{term}", RIGHT_CLERK, CSRF_NONE, commitments_paper_get),
	ROUTE(HTTP_POST, "/office/commitments/{code}/paper/{term}", RIGHT_CLERK, CSRF_FORM, commitments_paper_post),
	ROUTE(HTTP_GET, "/office/signatures/{record}", RIGHT_CLERK, CSRF_NONE, commitments_correct_get),
	ROUTE(HTTP_POST, "/office/signatures/{record}", RIGHT_CLERK, CSRF_FORM, commitments_correct_post),
	ROUTE(HTTP_POST, "/office/signatures/{record}/withdraw", RIGHT_CLERK, CSRF_FORM,
	      commitments_paper_withdraw_post),
	ROUTE(HTTP_GET, "/office/commitments/{code}/form/{body}", RIGHT_OFFICER, CSRF_NONE, commitments_form_get),
	ROUTE(HTTP_POST, "/office/commitments/{code}/form/{body}", RIGHT_OFFICER, CSRF_FORM, commitments_form_post),
	ROUTE(HTTP_GET, "/office/commitments/{code}/names/{body}", RIGHT_OFFICER, CSRF_NONE, commitments_names_get),
	ROUTE(HTTP_POST, "/office/commitments/{code}/names/{body}", RIGHT_OFFICER, CSRF_FORM, commitments_names_post),
	ROUTE(HTTP_GET, "/office/commitments/{code}/display/{body}", RIGHT_OFFICER, CSRF_NONE, commitments_display_get),
	ROUTE(HTTP_POST, "/office/commitments/{code}/display/{body}", RIGHT_OFFICER, CSRF_FORM,
	      commitments_display_post),
};

static const struct menu_entry commitments_menu[] = {
	{msg("Signatures"), "/office/commitments", RIGHT_READ,
	 msg("Who has signed which code, forms signed on paper, and what a code asks for.")},
};

const struct feature commitments_feature = {
	.name = "commitments",
	.routes = commitments_routes,
	.n_routes = COUNT_OF(commitments_routes),
	.menu = commitments_menu,
	.n_menu = COUNT_OF(commitments_menu),
	.verbs = commitments_verbs,
	.n_verbs = COMMITMENTS_VERBS,
	.migrations = commitments_migrations,
	.n_migrations = &commitments_migrations_n,
	.remove = commitments_remove,
	.audit = commitments_audit,
};
