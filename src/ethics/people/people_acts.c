/* What a clerk does to a row in one act, with its line in the activity log. */
#include "people/invitations.h"
#include "people/people_store.h"

enum outcome people_add_organization(struct ctx *ctx, const struct journal_seed *seed,
				     struct organization *organization)
{
	organization->founded_day = organization->dissolved_day = PEOPLE_NO_DAY;
	TRY(people_put_organization(ctx, seed, organization, NULL, NULL));
	return access_log(ctx, "people.add_body", organization->id, organization->name);
}

enum outcome people_add_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person)
{
	person->name_from_day = person->died_day = PEOPLE_NO_DAY;
	TRY(people_put_person(ctx, seed, person, NULL, NULL));
	return access_log(ctx, "people.add", person->id, person->name);
}

enum outcome people_add_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure)
{
	TRY(people_put_tenure(ctx, seed, tenure, NULL));
	return access_log(ctx, "people.add_term", tenure->id, tenure->post);
}

enum outcome people_end_tenure(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *tenure,
			       struct day last_day)
{
	struct tenure ended;
	TRY(people_tenure(ctx, tenure->id, &ended));
	ended.version = tenure->version;
	ended.to_day = last_day.n;
	ended.ending = tenure->ending;
	TRY(people_put_tenure(ctx, seed, &ended, NULL));
	return access_log(ctx, "people.end_term", tenure->id, day_str(ctx->arena, last_day));
}

enum outcome people_rename(struct ctx *ctx, const struct journal_seed *seed, const struct person *person,
			   struct str name, struct str sort_name, int32_t from_day, bool former_is_public)
{
	struct person renamed;
	struct people_details details;
	TRY(people_person(ctx, person->id, &renamed));
	TRY(people_details(ctx, person->id, &details));
	const struct person_name former = {
		.person_id = renamed.id,
		.kind = NAME_FORMER,
		.name = renamed.name,
		.from_day = renamed.name_from_day,
		.to_day = from_day == PEOPLE_NO_DAY ? PEOPLE_NO_DAY : from_day - 1,
		.is_public = former_is_public,
	};
	if (person->version && person->version != renamed.version)
		return CONFLICT;
	if (str_eq(str_trim(name), renamed.name))
		return problem_add(ctx, "name", msg("This is the name in use already"));
	if (from_day != PEOPLE_NO_DAY && from_day <= renamed.name_from_day)
		return problem_add(ctx, "name_from", msg("The name so far is in use since {1}: choose a later day"),
				   day_words(ctx->arena, (struct day){renamed.name_from_day}));
	struct person_name *names = arena_array(ctx->arena, struct person_name, details.n_names + 1);
	for (size_t i = 0; i < details.n_names; i++)
		names[i] = details.names[i];
	names[details.n_names++] = former;
	details.names = names;
	renamed.version = person->version;
	renamed.name = name;
	renamed.sort_name = sort_name;
	renamed.name_from_day = from_day;
	TRY(people_put_person(ctx, seed, &renamed, &details, NULL));
	return access_log(ctx, "people.rename", renamed.id, renamed.name);
}

enum outcome people_died(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds, const struct person *person,
			 struct day day)
{
	struct person died;
	struct tenure *tenures;
	size_t n;
	TRY(people_person(ctx, person->id, &died));
	TRY(people_tenures_of(ctx, person->id, &tenures, &n));
	if (n_seeds < n + 1)
		return RETRY;
	died.version = person->version;
	died.died_day = day.n;
	TRY(people_put_person(ctx, &seeds[0], &died, NULL, NULL));
	for (size_t i = 0; i < n; i++) {
		if (tenures[i].to_day <= day.n)
			continue;
		if (tenures[i].from_day > day.n)
			return problem_add(ctx, "died",
					   msg("The term as {1} begins after that day: correct or remove it first"),
					   tenure_office(ctx->arena, &tenures[i]));
		tenures[i].to_day = day.n;
		tenures[i].ending = ENDING_DIED;
		TRY(people_put_tenure(ctx, &seeds[i + 1], &tenures[i], NULL));
	}
	TRY(invitations_cancel(ctx, died.id));
	return access_log(ctx, "people.died", died.id, day_str(ctx->arena, day));
}
