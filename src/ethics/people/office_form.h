/* Forms of the office that change a row: one shape for all, shown by one view, sent in one write (D13). */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "people/people.h"

#define FORM_ITEMS 14

struct form_item {
	enum { ITEM_INPUT, ITEM_SELECT, ITEM_RADIOS, ITEM_CHECKBOX } kind;
	struct field field;
	const struct choice *choices;
	size_t n_choices;
	struct choice choice; /* of a checkbox */
	struct str stored;    /* what the row says now, where somebody changed it meanwhile; empty */
};

struct people_form {
	struct page page;
	struct form_hidden hidden;
	struct str heading, intro, note, action, submit;
	struct form_item items[FORM_ITEMS];
	size_t n_items;
	bool is_warning; /* of the button */
};

/* Asks about a form that is being filled: what the row says, or what the person sent. */
struct form_asker {
	struct ctx *ctx;
	const struct req *req;
	struct people_form *form;
	bool is_stale; /* somebody changed the row: what it says now is shown beside each answer */
};

/* A question of a form of another shape, with what was sent and what is wrong with it. */
struct field form_question(const struct ctx *ctx, const struct req *req, const char *name, struct str label,
			   struct str hint);

void form_input(struct form_asker *ask, const char *name, struct str label, const char *hint, struct str value);
void form_day(struct form_asker *ask, const char *name, struct str label, const char *hint, int32_t value);
/* `choices` are marked here: the one whose value is chosen. */
void form_select(struct form_asker *ask, const char *name, struct str label, const char *hint, struct choice *choices,
		 size_t n, struct str value);
void form_radios(struct form_asker *ask, const char *name, struct str label, struct choice *choices, size_t n,
		 struct str value);
void form_checkbox(struct form_asker *ask, const char *name, struct str text, bool value);

/* A person by name, who is in the list already or new; and what was sent: id 0 is new. Whoever gives a person one more
 * term needs the right over them. INVALID with problems under "name". */
void form_ask_person(struct form_asker *ask, const char *known);
MUST_USE enum outcome form_take_person(struct ctx *ctx, const struct req *req, struct person *ret_person);

/* How a post may be held; the one named so is chosen. */
struct choice *form_category_choices(struct ctx *ctx, struct str chosen, size_t *ret_n);

/* Bodies for which the actor is a clerk. */
MUST_USE enum outcome form_body_choices(struct ctx *ctx, struct choice **ret_choices, size_t *ret_n);

/* A day that was sent: empty is `otherwise`; INVALID with a problem. */
MUST_USE enum outcome form_take_day(struct ctx *ctx, const struct req *req, const char *name, int32_t otherwise,
				    int32_t *ret_day);
static inline bool form_ticked(const struct req *req, const char *name)
{
	return req_field(req, name).n > 0;
}

/* What a sent form does, in one write with its one-time id. */
struct form_act {
	struct str form_id;
	int64_t version;
	struct str done; /* where to go afterwards; a repeated form goes where the first went */
	struct journal_seed *seeds;
	size_t n_seeds;
	MUST_USE enum outcome (*change)(struct ctx *ctx, struct form_act *act);
	void *args;
};
/* The id and version of the form, seeds for the write. */
struct form_act form_act_of(struct ctx *ctx, const struct req *req, size_t n_seeds);

/* Runs it: redirects when done; on a fault or when somebody changed the row first, shows the form again with the
 * answers. `decoded` is what reading the form gave: INVALID goes straight to showing. */
MUST_USE enum outcome form_send(struct ctx *ctx, const struct req *req, struct resp *resp, struct form_act *act,
				enum outcome decoded,
				enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp));

/* True while the form is shown again because somebody changed the row first. */
bool form_is_stale(const struct resp *resp);

/* Office → People. */
void people_steps(struct ctx *ctx, struct page *page);
