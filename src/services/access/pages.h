/* The handlers of this room's routes. */
#pragma once

#include "access/private.h"

#define ACCESS_HANDLER(name) enum outcome access_##name(struct ctx *ctx, const struct req *req, struct resp *resp)

ACCESS_HANDLER(sign_in_get);
ACCESS_HANDLER(sign_in_post);
ACCESS_HANDLER(sign_out_post);
ACCESS_HANDLER(demo_sign_in_post);
ACCESS_HANDLER(set_password_get);
ACCESS_HANDLER(set_password_post);
