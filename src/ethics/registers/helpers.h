/* My helper: an account that a person names to prepare their declarations, from–to. A helper never signs (S7), never
 * says that there is nothing to declare or that nothing has changed, and reads nothing that the person asks to have
 * withheld unless the person says so (S1). Each act of theirs is logged as done for the person. */
#pragma once

#include "registers/declarations.h"

struct helper {
	int64_t id, version;
	int64_t person_id, account_id;
	int32_t from_day, to_day; /* both days included */
	bool sees_withheld;
	int64_t ended_ms;                    /* 0: not before to_day */
	struct str person_name, person_slug; /* joined */
	struct str email;                    /* as the person entered it */
};

/* Does it hold on that day? Pure. */
bool helper_holds(const struct helper *helper, struct day day);

/* All whom the person ever named, the newest first. */
MUST_USE enum outcome helpers_of_person(struct ctx *ctx, int64_t person_id, struct helper **ret_helpers, size_t *ret_n);
/* Whom the actor helps today, by name; of somebody named twice the one that lasts longest first. */
MUST_USE enum outcome helping(struct ctx *ctx, struct helper **ret_helpers, size_t *ret_n);
/* Does the actor help that person today? FORBIDDEN. In a read or write: asked again inside each write. */
MUST_USE enum outcome helper_need(struct ctx *ctx, int64_t person_id, struct helper *ret_helper);

/* Inside a write, by the person. Who signs in with `email` is told by mail; the person hears the same whether somebody
 * does or not, so that nobody learns here who has an account. INVALID with every fault. */
struct helper_put {
	struct str email;
	int32_t from_day, to_day; /* DEADLINE_NO_DAY: was not said */
	bool sees_withheld;
	struct mail_seed mail;
};
MUST_USE enum outcome helper_name(struct ctx *ctx, const struct helper_put *put);
/* Inside a write, by the person: from now on. CONFLICT. */
MUST_USE enum outcome helper_end(struct ctx *ctx, int64_t id, int64_t version);

/* Inside a write: a line of the activity log, done for that person. */
MUST_USE enum outcome helper_log(struct ctx *ctx, const char *act, int64_t person_id, int64_t subject,
				 struct str detail);
