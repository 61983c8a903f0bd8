/* The room's routes, and what it adds to the program. */
#include "access/access_sql.h"
#include "access/pages.h"

/* Without a session there is no token to check: http refuses a POST that another site's page sends, and the cookie is
 * SameSite. The link of /set-password is a secret of its own, and so is the ticket of a second step. */
static const struct route routes[] = {
	ROUTE(HTTP_GET, "/sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_sign_in_get),
	ROUTE(HTTP_POST, "/sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_sign_in_post),
	ROUTE(HTTP_POST, "/sign-in/step", RIGHT_SIGN_IN, CSRF_NONE, access_step_post),
	ROUTE(HTTP_POST, "/sign-in/passkey", RIGHT_SIGN_IN, CSRF_NONE, access_sign_in_passkey_post),
	ROUTE(HTTP_GET, "/forgotten", RIGHT_SIGN_IN, CSRF_NONE, access_forgotten_get),
	ROUTE(HTTP_POST, "/forgotten", RIGHT_SIGN_IN, CSRF_NONE, access_forgotten_post),
	ROUTE(HTTP_POST, "/demo-sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_demo_sign_in_post),
	ROUTE(HTTP_POST, "/sign-out", RIGHT_PERSON, CSRF_FORM, access_sign_out_post),
	ROUTE(HTTP_GET, "/set-password/{token}", RIGHT_SIGN_IN, CSRF_NONE, access_set_password_get),
	ROUTE(HTTP_POST, "/set-password/{token}", RIGHT_SIGN_IN, CSRF_NONE, access_set_password_post),
	ROUTE(HTTP_GET, "/invitation", RIGHT_SIGN_IN, CSRF_NONE, access_letter_get),
	ROUTE(HTTP_POST, "/invitation", RIGHT_SIGN_IN, CSRF_NONE, access_letter_post),
	ROUTE(HTTP_GET, "/account", RIGHT_PERSON, CSRF_NONE, access_account_get),
	ROUTE(HTTP_POST, "/account/sessions/end-others", RIGHT_PERSON, CSRF_FORM, access_sessions_end_others_post),
	ROUTE(HTTP_POST, "/account/sessions/{session}/end", RIGHT_PERSON, CSRF_FORM, access_session_end_post),
	ROUTE(HTTP_POST, "/account/password", RIGHT_PERSON, CSRF_FORM, access_password_post),
	ROUTE(HTTP_GET, "/account/app", RIGHT_PERSON, CSRF_NONE, access_app_get),
	ROUTE(HTTP_POST, "/account/app", RIGHT_PERSON, CSRF_FORM, access_app_post),
	ROUTE(HTTP_POST, "/account/app/remove", RIGHT_PERSON, CSRF_FORM, access_app_remove_post),
	ROUTE(HTTP_POST, "/account/recovery-codes", RIGHT_PERSON, CSRF_FORM, access_recovery_post),
	ROUTE(HTTP_GET, "/account/passkeys/add", RIGHT_PERSON, CSRF_NONE, access_passkey_get),
	ROUTE(HTTP_POST, "/account/passkeys/add", RIGHT_PERSON, CSRF_FORM, access_passkey_post),
	ROUTE(HTTP_POST, "/account/passkeys/{passkey}/remove", RIGHT_PERSON, CSRF_FORM, access_passkey_remove_post),
	ROUTE(HTTP_GET, "/office/accounts", RIGHT_AUDIT, CSRF_NONE, access_accounts_get),
	ROUTE(HTTP_GET, "/office/accounts/invite", RIGHT_ADMINISTER, CSRF_NONE, access_invite_get),
	ROUTE(HTTP_POST, "/office/accounts/invite", RIGHT_ADMINISTER, CSRF_FORM, access_invite_post),
	ROUTE(HTTP_POST, "/office/accounts/{account}/link", RIGHT_ADMINISTER, CSRF_FORM, access_link_post),
	ROUTE(HTTP_GET, "/office/accounts/{account}/rights", RIGHT_ADMINISTER, CSRF_NONE, access_grant_get),
	ROUTE(HTTP_POST, "/office/accounts/{account}/rights", RIGHT_ADMINISTER, CSRF_FORM, access_grant_post),
	ROUTE(HTTP_POST, "/office/accounts/{account}/disable", RIGHT_ADMINISTER, CSRF_FORM, access_disable_post),
	ROUTE(HTTP_POST, "/office/accounts/{account}/enable", RIGHT_ADMINISTER, CSRF_FORM, access_enable_post),
	ROUTE(HTTP_POST, "/office/accounts/{account}/second-step/remove", RIGHT_ADMINISTER, CSRF_FORM,
	      access_second_step_remove_post),
	ROUTE(HTTP_POST, "/office/accounts/second-step", RIGHT_ADMINISTER, CSRF_FORM, access_second_step_post),
	ROUTE(HTTP_POST, "/office/rights/{right}/end", RIGHT_ADMINISTER, CSRF_FORM, access_right_end_post),
	ROUTE(HTTP_GET, "/office/activity", RIGHT_AUDIT, CSRF_NONE, access_activity_get),
};

static const struct menu_entry menu[] = {
	{msg("Accounts"), "/office/accounts", RIGHT_AUDIT, msg("Who can sign in, and what each may do.")},
	{msg("Activity"), "/office/activity", RIGHT_AUDIT, msg("What was done here, by whom and when.")},
};

const struct feature access_feature = {
	.name = "access",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.verbs = access_verbs,
	.n_verbs = ACCESS_VERBS,
	.menu = menu,
	.n_menu = COUNT_OF(menu),
	.migrations = access_migrations,
	.n_migrations = &access_migrations_n,
	.restored = access_restored,
	.remove = access_remove,
	.audit = access_audit,
};
