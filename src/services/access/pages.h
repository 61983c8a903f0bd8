/* The handlers of this room's routes. */
#pragma once

#include "access/private.h"

#define ACCESS_HANDLER(name) enum outcome access_##name(struct ctx *ctx, const struct req *req, struct resp *resp)

ACCESS_HANDLER(sign_in_get);
ACCESS_HANDLER(sign_in_post);
ACCESS_HANDLER(sign_out_post);
ACCESS_HANDLER(step_post);
ACCESS_HANDLER(sign_in_passkey_post);
ACCESS_HANDLER(forgotten_get);
ACCESS_HANDLER(forgotten_post);
ACCESS_HANDLER(demo_sign_in_post);
ACCESS_HANDLER(set_password_get);
ACCESS_HANDLER(set_password_post);
ACCESS_HANDLER(letter_get);
ACCESS_HANDLER(letter_post);
ACCESS_HANDLER(account_get);
ACCESS_HANDLER(session_end_post);
ACCESS_HANDLER(sessions_end_others_post);
ACCESS_HANDLER(password_post);
ACCESS_HANDLER(app_get);
ACCESS_HANDLER(app_post);
ACCESS_HANDLER(app_remove_post);
ACCESS_HANDLER(recovery_post);
ACCESS_HANDLER(passkey_get);
ACCESS_HANDLER(passkey_post);
ACCESS_HANDLER(passkey_remove_post);
ACCESS_HANDLER(second_step_remove_post);
ACCESS_HANDLER(second_step_post);
ACCESS_HANDLER(accounts_get);
ACCESS_HANDLER(invite_get);
ACCESS_HANDLER(invite_post);
ACCESS_HANDLER(link_post);
ACCESS_HANDLER(grant_get);
ACCESS_HANDLER(grant_post);
ACCESS_HANDLER(right_end_post);
ACCESS_HANDLER(disable_post);
ACCESS_HANDLER(enable_post);
ACCESS_HANDLER(activity_get);

/* The page of the second step; an empty ticket: the password was right just now. */
MUST_USE enum outcome show_step(struct ctx *ctx, int64_t account_id, struct str ticket, struct str next,
				struct resp *resp);
