/* What the office's pages of elections show; and their handlers, for the table of routes. */
#pragma once

#include "people/elections.h"
#include "people/office_form.h"

struct office_elections {
	struct page page;
	bool may_change;
	const struct election *elections;
	size_t n_elections;
};

struct office_election {
	struct page page;
	bool may_change;
	struct election election;
	struct summary_row facts[4];
	size_t n_facts;
	const struct candidacy *candidacies;
	size_t n_candidacies;
};

MUST_USE enum outcome office_elections_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_election_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_election_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_election_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_election_change_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_election_change_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_candidate_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_candidate_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_blank_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_blank_post(struct ctx *ctx, const struct req *req, struct resp *resp);
