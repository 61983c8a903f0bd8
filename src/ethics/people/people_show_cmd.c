/* `aboveboard people bodies`, `posts`, `list` and `show`: what the site knows, for people and programs. */
#include "people/absences.h"
#include "people/people_cmd.h"

#include "people/people_web.h"

/* ---- people bodies ---- */

static struct str name_of(const struct organization *all, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].id == id)
			return all[i].slug;
	return STR("");
}

static void body_json(struct json *json, struct arena *arena, const struct organization *o, struct str above)
{
	json_str(json, "slug", o->slug);
	json_str(json, "name", o->name);
	json_str(json, "classification", o->classification);
	json_str(json, "above", above);
	json_str(json, "from", people_day(arena, o->founded_day));
	json_str(json, "to", people_day(arena, o->dissolved_day));
	json_str(json, "id", id_str(arena, o->id));
	json_str(json, "record", o->record_id);
}

enum outcome people_bodies_run(struct ctx *ctx, const struct cli *cli)
{
	struct organization *bodies;
	size_t n;
	TRY(people_organizations(ctx, &bodies, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	const struct str head[] = {STR("slug"),  STR("name"), STR("classification"),
				   STR("above"), STR("from"), STR("to")};
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "bodies");
	}
	if (cli->csv)
		cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct organization *o = &bodies[i];
		struct str above = name_of(bodies, n, o->parent_id);
		const struct str row[] = {o->slug,
					  o->name,
					  o->classification,
					  above,
					  people_day(ctx->arena, o->founded_day),
					  people_day(ctx->arena, o->dissolved_day)};
		if (cli->json) {
			json_begin_object(&json, NULL);
			body_json(&json, ctx->arena, o, above);
			json_end(&json);
		} else if (cli->csv) {
			cli_csv_row(&out, row, COUNT_OF(row));
		} else {
			buf_fmt(&out, "%.*s\t%.*s\t%.*s\n", STR_ARG(o->slug), STR_ARG(o->name), STR_ARG(above));
		}
	}
	if (cli->json) {
		json_end(&json);
		json_end(&json);
	}
	return cli_print(ctx, buf_view(&out));
}

/* ---- people posts ---- */

enum outcome people_posts_run(struct ctx *ctx, const struct cli *cli)
{
	struct post *posts;
	size_t n;
	struct organization body = {0};
	if (cli_given(cli, "body"))
		TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	TRY(people_posts(ctx, body.id, &posts, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	const struct str head[] = {STR("body"), STR("post"), STR("label"), STR("role"), STR("area"), STR("seats")};
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "posts");
	}
	if (cli->csv)
		cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct post *p = &posts[i];
		const struct str row[] = {
			p->organization_slug, p->slug, p->label, p->role, p->area, str_fmt(ctx->arena, "%d", p->seats)};
		if (cli->json) {
			json_begin_object(&json, NULL);
			for (size_t c = 0; c + 1 < COUNT_OF(row); c++)
				json_str(&json, str_c(ctx->arena, head[c]), row[c]);
			json_i64(&json, "seats", p->seats);
			json_str(&json, "id", id_str(ctx->arena, p->id));
			json_str(&json, "record", p->record_id);
			json_end(&json);
		} else if (cli->csv) {
			cli_csv_row(&out, row, COUNT_OF(row));
		} else {
			buf_fmt(&out, "%.*s\t%.*s\t%d\n", STR_ARG(p->organization_slug), STR_ARG(p->label), p->seats);
		}
	}
	if (cli->json) {
		json_end(&json);
		json_end(&json);
	}
	return cli_print(ctx, buf_view(&out));
}

/* ---- people list ---- */

static void list_text(struct buf *out, const struct tenure *tenures, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(tenures[i].person_slug),
			STR_ARG(tenures[i].person_name), STR_ARG(tenures[i].post),
			STR_ARG(tenures[i].organization_name));
}

static void list_csv(struct arena *arena, struct buf *out, const struct tenure *tenures, size_t n)
{
	const struct str head[] = {STR("slug"),     STR("name"), STR("post"), STR("body"),
				   STR("category"), STR("from"), STR("to")};
	cli_csv_row(out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct str row[] = {
			tenures[i].person_slug,
			tenures[i].person_name,
			tenures[i].post,
			tenures[i].organization_name,
			tenure_category_name(tenures[i].category),
			people_day(arena, tenures[i].from_day),
			people_day(arena, tenures[i].to_day),
		};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static void list_json(struct arena *arena, struct buf *out, const struct tenure *tenures, size_t n)
{
	struct json json = json_open(out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "people");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "slug", tenures[i].person_slug);
		json_str(&json, "name", tenures[i].person_name);
		json_str(&json, "post", tenures[i].post);
		json_str(&json, "body", tenures[i].organization_name);
		json_str(&json, "category", tenure_category_name(tenures[i].category));
		json_str(&json, "from", people_day(arena, tenures[i].from_day));
		if (tenures[i].to_day != TENURE_OPEN)
			json_str(&json, "to", day_str(arena, (struct day){tenures[i].to_day}));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

enum outcome people_list_run(struct ctx *ctx, const struct cli *cli)
{
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_open(ctx, site_today(ctx), &tenures, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	if (cli->json)
		list_json(ctx->arena, &out, tenures, n);
	else if (cli->csv)
		list_csv(ctx->arena, &out, tenures, n);
	else
		list_text(&out, tenures, n);
	return cli_print(ctx, buf_view(&out));
}

/* ---- people show ---- */

static void details_json(struct json *json, struct arena *arena, const struct people_details *details)
{
	json_begin_array(json, "other_names");
	for (size_t i = 0; i < details->n_names; i++) {
		json_begin_object(json, NULL);
		json_str(json, "name", details->names[i].name);
		json_str(json, "kind", person_name_kind_name(details->names[i].kind));
		json_str(json, "from", people_day(arena, details->names[i].from_day));
		json_str(json, "to", people_day(arena, details->names[i].to_day));
		json_bool(json, "public", details->names[i].is_public);
		json_end(json);
	}
	json_end(json);
	json_begin_array(json, "contacts");
	for (size_t i = 0; i < details->n_contacts; i++) {
		json_begin_object(json, NULL);
		json_str(json, "kind", details->contacts[i].kind);
		json_str(json, "value", details->contacts[i].value);
		json_str(json, "note", details->contacts[i].note);
		json_bool(json, "public", details->contacts[i].is_public);
		json_end(json);
	}
	json_end(json);
	json_begin_array(json, "identifiers");
	for (size_t i = 0; i < details->n_identifiers; i++) {
		json_begin_object(json, NULL);
		json_str(json, "scheme", details->identifiers[i].scheme);
		json_str(json, "value", details->identifiers[i].value);
		json_bool(json, "public", details->identifiers[i].is_public);
		json_end(json);
	}
	json_end(json);
}

static void absences_json(struct json *json, struct arena *arena, const struct tenure *t)
{
	json_begin_array(json, "absences");
	for (size_t i = 0; i < t->n_absences; i++) {
		const struct absence *a = &t->absences[i];
		json_begin_object(json, NULL);
		json_str(json, "id", id_str(arena, a->id));
		json_str(json, "kind", absence_kind_name(a->kind));
		json_str(json, "from", people_day(arena, a->from_day));
		json_str(json, "to", people_day(arena, a->to_day));
		json_bool(json, "public", absence_is_public(t, a));
		json_str(json, "reason", a->reason);
		json_end(json);
	}
	json_end(json);
}

static void terms_json(struct json *json, struct arena *arena, const struct tenure *tenures, size_t n)
{
	json_begin_array(json, "terms");
	for (size_t i = 0; i < n; i++) {
		const struct tenure *t = &tenures[i];
		json_begin_object(json, NULL);
		json_str(json, "id", id_str(arena, t->id));
		json_str(json, "person", t->person_slug);
		json_str(json, "name", t->person_name);
		json_str(json, "body", t->organization_slug);
		json_str(json, "post", t->post);
		json_str(json, "category", tenure_category_name(t->category));
		json_str(json, "from", people_day(arena, t->from_day));
		json_str(json, "to", people_day(arena, t->to_day));
		json_str(json, "ended", tenure_ending_name(t->ending));
		json_str(json, "entry", tenure_entry_name(t->entry));
		json_str(json, "entry_note", t->entry_note);
		json_str(json, "substitute_for", t->substitute_for ? id_str(arena, t->substitute_for) : STR(""));
		absences_json(json, arena, t);
		json_str(json, "contract", t->contract);
		json_str(json, "workplace", t->workplace);
		json_str(json, "grade", t->grade);
		json_str(json, "membership_status", t->status);
		json_str(json, "manager", t->manager_id ? id_str(arena, t->manager_id) : STR(""));
		json_str(json, "record", t->is_public ? t->record_id : STR(""));
		json_end(json);
	}
	json_end(json);
}

/* A person or a body, whichever has the slug. */
struct shown {
	struct person person;
	struct organization body, above;
	bool is_body;
	struct people_details details;
	struct tenure *tenures;
	size_t n_tenures;
};

static enum outcome show_load(struct ctx *ctx, struct str slug, struct shown *s)
{
	enum outcome found = people_person_by_slug(ctx, slug, &s->person);
	if (found == OK) {
		TRY(people_details(ctx, s->person.id, &s->details));
		TRY(people_tenures_of(ctx, s->person.id, &s->tenures, &s->n_tenures));
		return people_absences_of_person(ctx, s->person.id, s->tenures, s->n_tenures);
	}
	if (found != NOT_FOUND)
		return found;
	s->is_body = true;
	found = people_organization_by_slug(ctx, slug, &s->body);
	if (found == NOT_FOUND)
		return problem_add(ctx, "",
				   msg("There is no person and no body “{1}”. See “people list” and “people bodies”."),
				   slug);
	TRY(found);
	if (s->body.parent_id)
		TRY(people_organization(ctx, s->body.parent_id, &s->above));
	TRY(people_details(ctx, s->body.id, &s->details));
	TRY(people_tenures_of_body(ctx, s->body.id, &s->tenures, &s->n_tenures));
	return people_absences_of_body(ctx, s->body.id, s->tenures, s->n_tenures);
}

static struct str show_json(struct arena *arena, const struct shown *s)
{
	struct buf out = buf_open(arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "kind", s->is_body ? STR("body") : STR("person"));
	if (s->is_body) {
		body_json(&json, arena, &s->body, s->above.slug);
	} else {
		json_str(&json, "slug", s->person.slug);
		json_str(&json, "name", s->person.name);
		json_str(&json, "sort_name", s->person.sort_name);
		json_str(&json, "name_from", people_day(arena, s->person.name_from_day));
		json_str(&json, "died", people_day(arena, s->person.died_day));
		json_str(&json, "contact_by", s->person.by_post ? STR("post") : STR("email"));
		json_str(&json, "id", id_str(arena, s->person.id));
		json_str(&json, "record", s->person.is_public ? s->person.record_id : STR(""));
	}
	details_json(&json, arena, &s->details);
	terms_json(&json, arena, s->tenures, s->n_tenures);
	json_end(&json);
	return buf_view(&out);
}

static struct str show_text(struct arena *arena, const struct shown *s)
{
	struct buf out = buf_open(arena, 1024);
	buf_fmt(&out, "%.*s\n", STR_ARG(people_shown(s->is_body ? s->body.name : s->person.name)));
	for (size_t i = 0; i < s->details.n_names; i++)
		buf_fmt(&out, "name     %.*s (%.*s)\n", STR_ARG(s->details.names[i].name),
			STR_ARG(person_name_kind_name(s->details.names[i].kind)));
	for (size_t i = 0; i < s->details.n_contacts; i++)
		buf_fmt(&out, "contact  %.*s%s\n", STR_ARG(s->details.contacts[i].value),
			s->details.contacts[i].is_public ? " (public)" : "");
	for (size_t i = 0; i < s->n_tenures; i++) {
		const struct tenure *t = &s->tenures[i];
		struct str office = s->is_body ? str_fmt(arena, "%.*s, %.*s", STR_ARG(t->person_name), STR_ARG(t->post))
					       : tenure_office(arena, t);
		buf_fmt(&out, "term     %.*s, %.*s\n", STR_ARG(office), STR_ARG(people_term_words(arena, t)));
		struct str entry = tenure_entry_words(arena, t);
		if (entry.n)
			buf_fmt(&out, "entry    %.*s\n", STR_ARG(entry));
		for (size_t j = 0; j < t->n_absences; j++)
			buf_fmt(&out, "absence  %.*s\n", STR_ARG(absence_words(arena, t, &t->absences[j])));
	}
	return buf_view(&out);
}

enum outcome people_show_run(struct ctx *ctx, const struct cli *cli)
{
	struct shown shown = {0};
	TRY(show_load(ctx, cli->args[0], &shown));
	return cli_print(ctx, cli->json ? show_json(ctx->arena, &shown) : show_text(ctx->arena, &shown));
}
