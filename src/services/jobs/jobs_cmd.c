/* jobs run, jobs list. */
#include "jobs/private.h"

/* ---- jobs list ---- */

static void state_json(struct json *json, struct arena *arena, const struct job_state *state)
{
	json_begin_object(json, NULL);
	json_str(json, "job", str_of(state->job->name));
	json_str(json, "about", str_of(state->job->about));
	json_i64(json, "left", state->left);
	if (state->ran_ms)
		json_str(json, "ran", instant_str(arena, (struct instant){state->ran_ms}));
	if (state->tries) {
		json_i64(json, "failed_tries", state->tries);
		json_str(json, "failed", instant_str(arena, (struct instant){state->failed_ms}));
		json_str(json, "again", instant_str(arena, (struct instant){state->again_ms}));
		json_str(json, "why", state->why);
	}
	json_end(json);
}

static void state_text(struct buf *out, const struct ctx *ctx, const struct job_state *state)
{
	buf_fmt(out, "%-16s %s: ", state->job->name, state->job->about);
	if (state->tries)
		buf_fmt(out, "failed %lld times, next try %.*s: %.*s\n", (long long)state->tries,
			STR_ARG(instant_words(ctx->arena, ctx->site->zone, (struct instant){state->again_ms})),
			STR_ARG(state->why));
	else if (state->left)
		buf_fmt(out, "%lld to do\n", (long long)state->left);
	else
		buf_lit(out, "nothing to do\n");
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct job_state *states;
	size_t n;
	TRY(jobs_list(ctx, &states, &n));
	struct buf out = buf_open(ctx->arena, 1024);
	if (cli->json) {
		struct json json = json_open(&out, JSON_INDENTED);
		json_begin_object(&json, NULL);
		json_begin_array(&json, "jobs");
		for (size_t i = 0; i < n; i++)
			state_json(&json, ctx->arena, &states[i]);
		json_end(&json);
		json_end(&json);
	} else {
		for (size_t i = 0; i < n; i++)
			state_text(&out, ctx, &states[i]);
	}
	return cli_print(ctx, buf_view(&out));
}

/* ---- jobs run ---- */

struct done {
	const struct job *job;
	struct job_report report;
};

static struct str done_json(struct arena *arena, const struct done *done, size_t n)
{
	struct buf out = buf_open(arena, 512);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "jobs");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "job", str_of(done[i].job->name));
		json_i64(&json, "slices", done[i].report.slices);
		json_i64(&json, "left", done[i].report.left);
		json_str(&json, "outcome", str_of(outcome_name(done[i].report.outcome)));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

/* Each job until nothing is left; one that fails does not keep the next from running. */
static enum outcome run_all(struct ctx *ctx, const struct job_state *states, size_t n, struct done *done)
{
	enum outcome worst = OK;
	for (size_t i = 0; i < n; i++) {
		int64_t again_ms;
		done[i].job = states[i].job;
		TRY(jobs_run(ctx, states[i].job, 0, true, &done[i].report, &again_ms));
		if (done[i].report.outcome != OK)
			worst = done[i].report.outcome;
	}
	return worst;
}

static enum outcome run_run(struct ctx *ctx, const struct cli *cli)
{
	struct job_state *states;
	size_t n;
	struct site *site = ctx->site;
	TRY(jobs_list(ctx, &states, &n));
	struct done *done = arena_array(ctx->arena, struct done, n);
	db_read_end(ctx);
	enum outcome outcome = run_all(ctx, states, n, done);
	TRY(site_read_begin(ctx, site));
	if (cli->json)
		TRY(cli_print(ctx, done_json(ctx->arena, done, n)));
	for (size_t i = 0; i < n && !cli->json; i++) {
		if (done[i].job && done[i].report.outcome != OK)
			cli_say("%s failed: aboveboard jobs list says why.", done[i].job->name);
		else if (done[i].job && states[i].left)
			cli_say("%s: %lld done.", done[i].job->name, (long long)states[i].left);
		else if (done[i].job)
			cli_say("%s: nothing to do.", done[i].job->name);
	}
	return outcome;
}

const struct verb jobs_verbs[JOBS_VERBS] = {
	{
		.room = "jobs",
		.name = "list",
		.summary = "what the site does by itself, and what of it is waiting or failed",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard jobs list --site city.db",
		.run = list_run,
	},
	{
		.room = "jobs",
		.name = "run",
		.summary = "do now what is waiting, as serve does by itself",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard jobs run --site city.db",
		.run = run_run,
	},
};
