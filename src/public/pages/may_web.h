/* What the pages "May I …?" show; between may_web.c and views/may.html. */
#pragma once

#include "codes/codes.h"
#include "html/components.h"
#include "rulebook/rulebook.h"

struct may_question {
	struct field field;
	const struct choice *choices;
	size_t n_choices;
};

struct may_page {
	struct page page;
	const struct guidance *guidance;
	struct str action;
	const struct may_question *questions;
	size_t n_questions;
	const struct guidance_row *row; /* the answer; NULL: nothing was asked yet, or not all of it */
	bool is_silent;                 /* everything was asked, and no row answers */
	struct str passage, href; /* the provision on which it rests; href is empty where the code has none such */
};

struct may_list {
	struct page page;
	const struct guidance *guidances;
	size_t n;
};

MUST_USE enum outcome pages_may_list_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_may_get(struct ctx *ctx, const struct req *req, struct resp *resp);
