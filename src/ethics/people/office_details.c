/* Names, contacts and identifiers in the office: lines with buttons, and forms that add one. */
#include "people/office_web.h"

static struct office_line line_of(struct ctx *ctx, struct str key, struct str value, bool is_public, const char *kind,
				  size_t at, struct str action, int64_t version)
{
	struct office_line line = {.key = key, .value = value, .is_public = is_public};
	if (action.n)
		line.remove = (struct office_remove){.hidden = access_form(ctx, version),
						     .action = action,
						     .what = value,
						     .kind = kind,
						     .at = (int64_t)at};
	return line;
}

void office_lines(struct ctx *ctx, const struct people_details *details, struct str action, int64_t version,
		  const struct office_line **ret_names, const struct office_line **ret_contacts,
		  const struct office_line **ret_identifiers)
{
	struct office_line *names = arena_array(ctx->arena, struct office_line, details->n_names);
	struct office_line *contacts = arena_array(ctx->arena, struct office_line, details->n_contacts);
	struct office_line *identifiers = arena_array(ctx->arena, struct office_line, details->n_identifiers);
	for (size_t i = 0; i < details->n_names; i++) {
		const struct person_name *name = &details->names[i];
		struct str words = people_name_words(ctx->arena, name);
		struct str value =
			str_fmt(ctx->arena, "%.*s%s%.*s", STR_ARG(name->name), words.n ? ", " : "", STR_ARG(words));
		names[i] = line_of(ctx, person_name_kind_name(name->kind), value, name->is_public, "name", i, action,
				   version);
	}
	for (size_t i = 0; i < details->n_contacts; i++) {
		const struct contact *contact = &details->contacts[i];
		struct str value = contact->note.n ? str_fmt(ctx->arena, "%.*s (%.*s)", STR_ARG(contact->value),
							     STR_ARG(contact->note))
						   : contact->value;
		contacts[i] = line_of(ctx, people_contact_word(contact->kind), value, contact->is_public, "contact", i,
				      action, version);
	}
	for (size_t i = 0; i < details->n_identifiers; i++) {
		const struct identifier *identifier = &details->identifiers[i];
		identifiers[i] = line_of(ctx, identifier->scheme, identifier->value, identifier->is_public,
					 "identifier", i, action, version);
	}
	if (ret_names)
		*ret_names = names;
	*ret_contacts = contacts;
	*ret_identifiers = identifiers;
}

void office_ask_contact(struct form_asker *ask)
{
	static const char *const kinds[][2] = {{"email", msg("E-mail")},
					       {"phone", msg("Phone")},
					       {"address", msg("Address")},
					       {"post", msg("Post box")},
					       {"url", msg("Web page")}};
	struct choice *choices = arena_array(ask->ctx->arena, struct choice, COUNT_OF(kinds));
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		choices[i] = (struct choice){.value = str_of(kinds[i][0]), .text = str_of(kinds[i][1])};
	form_radios(ask, "contact_kind", STR("What is it?"), choices, COUNT_OF(kinds), STR("email"));
	form_input(ask, "contact", STR("Address or number"), "Several people may share one", STR(""));
	form_input(ask, "contact_note", STR("Note (optional)"), "Such as “mornings only” or “shared with the clerk”",
		   STR(""));
	form_checkbox(ask, "contact_public", STR("Show it on the public site"), false);
}

enum outcome office_take_contact(struct ctx *ctx, const struct req *req, struct people_details *details)
{
	struct contact *contacts = arena_array(ctx->arena, struct contact, details->n_contacts + 1);
	for (size_t i = 0; i < details->n_contacts; i++)
		contacts[i] = details->contacts[i];
	struct contact contact = {
		.kind = req_field(req, "contact_kind"),
		.value = req_field(req, "contact"),
		.note = req_field(req, "contact_note"),
		.is_public = form_ticked(req, "contact_public"),
	};
	TRY(contact_check(ctx, &contact));
	contacts[details->n_contacts++] = contact;
	details->contacts = contacts;
	return OK;
}

void office_ask_identifier(struct form_asker *ask)
{
	form_input(ask, "identifier_scheme", STR("Who gives it out?"), "Such as “payroll” or “electoral commission”",
		   STR(""));
	form_input(ask, "identifier", STR("Identifier"), NULL, STR(""));
	form_checkbox(ask, "identifier_public", STR("Show it on the public site"), false);
}

enum outcome office_take_identifier(struct ctx *ctx, const struct req *req, struct people_details *details)
{
	struct identifier *identifiers = arena_array(ctx->arena, struct identifier, details->n_identifiers + 1);
	for (size_t i = 0; i < details->n_identifiers; i++)
		identifiers[i] = details->identifiers[i];
	struct identifier identifier = {
		.scheme = req_field(req, "identifier_scheme"),
		.value = req_field(req, "identifier"),
		.is_public = form_ticked(req, "identifier_public"),
	};
	TRY(identifier_check(ctx, &identifier));
	identifiers[details->n_identifiers++] = identifier;
	details->identifiers = identifiers;
	return OK;
}

/* Leaves out the `at`th of n elements. */
static bool drop(void *elements, size_t *n, size_t size, int64_t at)
{
	if (at < 0 || (uint64_t)at >= *n)
		return false;
	char *from = (char *)elements + (size_t)at * size;
	memmove(from, from + size, (*n - (size_t)at - 1) * size);
	--*n;
	return true;
}

enum outcome office_take_removal(struct ctx *ctx, const struct req *req, struct people_details *details)
{
	struct str kind = req_field(req, "kind");
	int64_t at;
	bool done = false;
	if (!str_to_i64(req_field(req, "at"), &at))
		at = -1;
	if (str_eq(kind, STR("name")))
		done = drop(details->names, &details->n_names, sizeof(*details->names), at);
	else if (str_eq(kind, STR("contact")))
		done = drop(details->contacts, &details->n_contacts, sizeof(*details->contacts), at);
	else if (str_eq(kind, STR("identifier")))
		done = drop(details->identifiers, &details->n_identifiers, sizeof(*details->identifiers), at);
	return done ? OK : problem_add(ctx, "", msg("It is not there any more"));
}
