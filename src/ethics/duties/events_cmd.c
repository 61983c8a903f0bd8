/* duties happened, duties not-happened. */
#include "duties/duties_store.h"

static enum outcome happen_write(struct ctx *ctx, void *args)
{
	return duties_happen(ctx, args);
}

static enum outcome unhappen_write(struct ctx *ctx, void *args)
{
	const int64_t *id = args;
	return duties_unhappen(ctx, *id);
}

/* The person's term in that body on that day. */
static enum outcome term_of(struct ctx *ctx, const struct cli *cli, int32_t day, struct tenure *ret_tenure)
{
	struct person person;
	struct tenure *terms;
	size_t n;
	TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &person));
	TRY(people_tenures_of(ctx, person.id, &terms, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(terms[i].organization_slug, cli_text(cli, "body")) && terms[i].from_day <= day &&
		    day <= terms[i].to_day) {
			*ret_tenure = terms[i];
			return OK;
		}
	return problem_add(ctx, "--body", msg("{1} held no post of “{2}” on that day"), person.name,
			   cli_text(cli, "body"));
}

static enum outcome happened_print(struct ctx *ctx, const struct cli *cli, int64_t person_id, int64_t id)
{
	struct duty_item *items;
	size_t n;
	TRY(duties_of_person(ctx, person_id, &items, &n));
	struct buf out = buf_open(ctx->arena, 512);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "happened", id_str(ctx->arena, id));
	json_begin_array(&json, "obligations");
	for (size_t i = 0; i < n; i++) {
		if (items[i].o.subject != id)
			continue;
		struct str due = items[i].o.due_day == DEADLINE_NO_DAY
					 ? STR("")
					 : day_str(ctx->arena, (struct day){items[i].o.due_day});
		json_begin_object(&json, NULL);
		json_str(&json, "obligation", obligation_ref(ctx->arena, &items[i].o));
		json_str(&json, "duty", items[i].duty);
		json_str(&json, "due", due);
		json_end(&json);
		if (!cli->json)
			cli_say("%.*s, due %.*s.", STR_ARG(items[i].title), STR_ARG(due));
	}
	json_end(&json);
	json_end(&json);
	return cli->json ? cli_print(ctx, buf_view(&out))
			 : cli_print(ctx, str_fmt(ctx->arena, "%.*s\n", STR_ARG(id_str(ctx->arena, id))));
}

enum outcome duties_happened_run(struct ctx *ctx, const struct cli *cli)
{
	struct tenure tenure;
	struct site *site = ctx->site;
	struct duty_happening h = {
		.id = id_new(ctx), .event = cli->args[0], .day = (int32_t)cli_int(cli, "on", DEADLINE_NO_DAY)};
	TRY(term_of(ctx, cli, h.day, &tenure));
	h.tenure_id = tenure.id;
	if (deadline_instant(site->zone, h.day, cli_text(cli, "at"), &h.at_ms) != OK)
		return problem_add(ctx, "--at", msg("an hour of the day such as 09:00"));
	TRY(site_write(ctx, happen_write, &h));
	db_read_end(ctx);
	TRY(site_read_begin(ctx, site));
	return happened_print(ctx, cli, tenure.person_id, h.id);
}

enum outcome duties_not_happened_run(struct ctx *ctx, const struct cli *cli)
{
	int64_t id;
	if (!id_parse(cli->args[0], &id))
		return problem_add(ctx, "", msg("“{1}” is not what “duties happened” printed"), cli->args[0]);
	enum outcome outcome = site_write(ctx, unhappen_write, &id);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("nothing of that kind is recorded as “{1}”"), cli->args[0]);
	return outcome;
}
