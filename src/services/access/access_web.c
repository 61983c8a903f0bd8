/* The room's routes, and what it adds to the program. */
#include "access/access_sql.h"
#include "access/pages.h"

/* Without a session there is no token to check: http refuses a POST that another site's page sends, and the cookie is
 * SameSite. The link of /set-password is a secret of its own. */
static const struct route routes[] = {
    ROUTE(HTTP_GET, "/sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_sign_in_get),
    ROUTE(HTTP_POST, "/sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_sign_in_post),
    ROUTE(HTTP_POST, "/demo-sign-in", RIGHT_SIGN_IN, CSRF_NONE, access_demo_sign_in_post),
    ROUTE(HTTP_POST, "/sign-out", RIGHT_PERSON, CSRF_FORM, access_sign_out_post),
    ROUTE(HTTP_GET, "/set-password/{token}", RIGHT_SIGN_IN, CSRF_NONE, access_set_password_get),
    ROUTE(HTTP_POST, "/set-password/{token}", RIGHT_SIGN_IN, CSRF_NONE, access_set_password_post),
};

const struct feature access_feature = {
    .name = "access",
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .verbs = access_verbs,
    .n_verbs = ACCESS_VERBS,
    .migrations = access_migrations,
    .n_migrations = &access_migrations_n,
    .restored = access_restored,
};
