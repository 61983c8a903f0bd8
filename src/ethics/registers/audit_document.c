/* Two documents that data protection asks for, begun from what `registers audit` knows: an assessment of the risks to
 * people (GDPR Art. 35), and a record of the processing (Art. 30). What the program knows is filled in; the rest stands
 * in square brackets, for a clerk to finish (S18). Markdown, in words of our own. */
#include "registers/audit.h"

#define BLANK(what) "[To be completed: " what "]"

static const struct {
	enum role role;
	const char *name;
} offices[] = {{ROLE_OFFICER, "the ethics officer"},
	       {ROLE_CLERK, "clerks"},
	       {ROLE_AUDITOR, "auditors"},
	       {ROLE_ADMINISTRATOR, "administrators"},
	       {ROLE_PERSON, "other members"}};

/* ---- Lines ---- */

static void put_listed(struct buf *list, struct str item)
{
	if (list->n)
		buf_lit(list, ", ");
	buf_str(list, item);
}

static void put_texts(struct buf *list, const char *before, struct texts texts)
{
	for (size_t i = 0; i < texts.n; i++)
		put_listed(list, i ? texts.p[i] : str_fmt(list->arena, "%s%.*s", before, STR_ARG(texts.p[i])));
}

/* "elected and appointed, of city-council"; everybody where nothing is said. */
static struct str who_words(struct arena *arena, const struct scheme *scheme)
{
	const struct duty_audience *who = &scheme->who;
	struct buf list = buf_open(arena, 128);
	if (scheme->of_body)
		return STR("nobody for themselves: entries belong to the body");
	for (int32_t category = 0; category < 32; category++)
		if (who->categories >> category & 1)
			put_listed(&list, tenure_category_name(category));
	put_texts(&list, "in the posts: ", who->posts);
	put_texts(&list, "of: ", who->bodies);
	put_texts(&list, "in bodies of the kind: ", who->classifications);
	put_texts(&list, "contract: ", who->contracts);
	put_texts(&list, "workplace: ", who->workplaces);
	put_texts(&list, "grade: ", who->grades);
	put_texts(&list, "membership: ", who->statuses);
	if (who->code.n)
		put_listed(&list, str_fmt(arena, "whom the code “%.*s” names", STR_ARG(who->code)));
	return list.n ? buf_view(&list) : STR("everybody who holds a post");
}

static struct str names_seen(struct arena *arena, const struct audit *audit, enum audit_public seen)
{
	struct buf list = buf_open(arena, 256);
	for (size_t i = 0; i < audit->n_fields; i++)
		if (audit->fields[i].seen == seen)
			put_listed(&list, str_fmt(arena, "%.*s (%.*s)", STR_ARG(audit->fields[i].field->name),
						  STR_ARG(audit->fields[i].category->title)));
	return buf_view(&list);
}

static void put_seen(struct buf *out, const struct audit *audit)
{
	static const struct {
		enum audit_public seen;
		const char *words;
	} kinds[] = {{AUDIT_SEEN, "Everybody reads"},
		     {AUDIT_NO_HOMES, "Everybody reads, but no address of a home"},
		     {AUDIT_NO_FAMILY, "Everybody reads, but no name of a partner, a child or another relative"},
		     {AUDIT_COPY, "Everybody reads the public copy of the file, where one was made"},
		     {AUDIT_THAT, "Everybody sees that there is an answer, and not what it says"},
		     {AUDIT_NOT, "The public sees nothing of"}};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct str names = names_seen(out->arena, audit, kinds[i].seen);
		if (names.n)
			buf_fmt(out, "  - %s: %.*s.\n", kinds[i].words, STR_ARG(names));
	}
}

/* Who reads whole answers that the public does not. */
static struct str readers(struct arena *arena, const struct audit *audit)
{
	struct buf list = buf_open(arena, 128);
	if (!audit->scheme->of_body)
		put_listed(&list, STR("the person"));
	for (size_t i = 0; i < COUNT_OF(offices); i++) {
		bool reads = false;
		for (size_t j = 0; j < audit->n_fields; j++)
			reads = reads ||
				(audit->fields[j].seen != AUDIT_SEEN && audit->fields[j].by_role[offices[i].role]);
		if (reads)
			put_listed(&list, str_of(offices[i].name));
	}
	if (audit->scheme->steps)
		put_listed(&list, STR("whoever approves it"));
	if (audit->scheme->n_tasks)
		put_listed(&list, STR("the line manager who has something to see to"));
	return buf_view(&list);
}

static struct str other_people(struct arena *arena, const struct scheme *scheme)
{
	struct buf list = buf_open(arena, 128);
	uint32_t whose = 0;
	for (size_t i = 0; i < scheme->n_categories; i++) {
		whose |= scheme->categories[i].whose;
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++)
			if (scheme->categories[i].fields[j].kind == FIELD_PERSON)
				put_listed(&list, str_fmt(arena, "whoever is named under “%.*s”",
							  STR_ARG(scheme->categories[i].fields[j].name)));
	}
	if (whose & WHOSE_PARTNER)
		put_listed(&list, STR("partners"));
	if (whose & WHOSE_CHILD)
		put_listed(&list, STR("children"));
	if (whose & (WHOSE_HOUSEHOLD | WHOSE_FAMILY))
		put_listed(&list, STR("relatives and the household"));
	return list.n ? buf_view(&list) : STR("none is asked for; texts may name some");
}

/* What both documents say of a register. */
static void put_register(struct buf *out, const struct audit *audit)
{
	const struct scheme *scheme = audit->scheme;
	struct arena *arena = out->arena;
	struct str who = who_words(arena, scheme), others = other_people(arena, scheme), read = readers(arena, audit);
	buf_fmt(out, "\n### %.*s\n\n", STR_ARG(scheme->title));
	buf_fmt(out, "- Ground: %.*s%s. " BLANK("the legal basis in data protection law") "\n",
		STR_ARG(scheme->row.source), scheme->row.confirm ? " (to be confirmed)" : "");
	buf_fmt(out, "- Whose data: those who declare: %.*s; others: %.*s.\n", STR_ARG(who), STR_ARG(others));
	buf_lit(out, "- What is asked, and what the public sees:\n");
	put_seen(out, audit);
	buf_fmt(out, "- What is not public is read by: %.*s. Each reading is noted.\n", STR_ARG(read));
	if (scheme->filing != FILING_NONE && scheme->filed_with.n)
		buf_fmt(out, "- Also given to: %.*s.\n", STR_ARG(scheme->filed_with));
	buf_fmt(out, "- Public until: %.*s. Kept until: %.*s. A legal hold beats both.\n", STR_ARG(audit->public_until),
		STR_ARG(audit->keep_until));
}

/* ---- The documents ---- */

static void put_registers(struct ctx *ctx, struct buf *out, const struct rulebook *book, struct str wanted)
{
	for (size_t i = 0; i < book->n_schemes; i++) {
		if (!str_empty(wanted) && !str_eq(wanted, book->schemes[i].id))
			continue;
		const struct audit audit = audit_of(ctx, book, &book->schemes[i]);
		put_register(out, &audit);
	}
}

static void put_safeguards(struct buf *out)
{
	buf_lit(out,
		"- What could lead to violence is sealed under a key of its own: the person, the officer and deputies "
		"read it.\n"
		"- Homes are withheld unless the person permits in writing that they are shown.\n"
		"- Partners and children are never named in public; of relatives on the staff figures are public.\n"
		"- What must go, goes within a minute from pages, files, feeds and search, and from backups that are "
		"restored.\n"
		"- Rights are held by role, body and time; officers and administrators are asked again who they are.\n"
		"- Readings of what is not public are noted and can be listed.\n"
		"- Public pages ask nobody who they are, set no cookie and load nothing from elsewhere.\n"
		"- " BLANK("where the site runs, who looks after it, backups, encryption of disks") "\n");
}

struct str audit_assessment(struct ctx *ctx, const struct rulebook *book, struct str wanted)
{
	struct buf out = buf_open(ctx->arena, 16384);
	buf_fmt(&out, "# Data protection impact assessment: registers of %.*s\n\n", STR_ARG(ctx->site->settings.name));
	buf_fmt(&out,
		"Begun by the program on %.*s from the rules in force. What stands in square brackets is yours to "
		"complete; read "
		"the rest as a proposal.\n\n",
		STR_ARG(day_words(ctx->arena, site_today(ctx))));
	buf_lit(&out,
		"- Controller: " BLANK(
			"the body, its address, who answers for it") "\n"
								     "- Data protection officer, and what they "
								     "advised: " BLANK(
									     "name, day, advice") "\n\n"
												  "## 1 What is done, "
												  "and why\n\nPeople "
												  "who hold a post "
												  "declare what could "
												  "touch their "
												  "decisions, so that "
												  "everybody can check "
												  "it. " BLANK(
													  "what this "
													  "body wants "
													  "to reach by "
													  "it") "\n");
	put_registers(ctx, &out, book, wanted);
	buf_lit(&out, "\n## 2 Is it needed, and no more than that?\n\n"
		      "- Each question comes from the ground named above: " BLANK(
			      "is any of them more than it asks?") "\n"
								   "- Published is what the ground asks to "
								   "publish: " BLANK(
									   "could less be public, or for a shorter "
									   "time?") "\n"
										    "- Those who declare read what "
										    "happens to it before the first "
										    "declaration. Others who are named "
										    "are told by "
										    "whoever names them: " BLANK("how "
														 "the "
														 "body "
														 "makes"
														 " sur"
														 "e") "\n"
														      "- Access, correction, objection and erasure: `people export --everything`, `records find`, “Withhold now”: " BLANK("who answers, and within which days") "\n\n"
																																		"## 3 What could go wrong for people\n\n"
																																		"| risk | how likely, how grave | what the program does | what the body does |\n| --- | --- | --- | --- |\n"
																																		"| A home becomes known | " BLANK("…") " | asks of each place whether it is one; withholds it | " BLANK("…") " |\n"
																																															     "| Somebody is threatened | " BLANK(
																																																     "…") " | seals an interest from the moment it is asked | " BLANK("…") " |\n"
																																																									   "| Something untrue is published | " BLANK("…") " | corrections and removals with a trace | " BLANK(
																																																										   "…") " |\n"
																																																											"| Relatives are drawn in | " BLANK(
																																																												"…") " | no names in public; figures alone of the staff | " BLANK("…") " |\n"
																																																																				       "| Copies stay elsewhere | " BLANK("…") " | a list and a feed of removals for whoever keeps copies | " BLANK("…") " |\n| Somebody in the office looks without need | " BLANK("…") " | rights by body; readings are noted | " BLANK(
																																																																					       "who looks at that list, how often") " |\n\n## 4 What protects them\n\n");
	put_safeguards(&out);
	buf_lit(&out,
		"\n## 5 Outcome\n\n" BLANK("which risks are left, who accepts them, the day of the next review") "\n");
	return buf_view(&out);
}

struct str audit_record(struct ctx *ctx, const struct rulebook *book, struct str wanted)
{
	struct buf out = buf_open(ctx->arena, 16384);
	buf_fmt(&out, "# Record of processing: registers of %.*s\n\n", STR_ARG(ctx->site->settings.name));
	buf_fmt(&out,
		"Begun by the program on %.*s from the rules in force. What stands in square brackets is yours to "
		"complete.\n\n",
		STR_ARG(day_words(ctx->arena, site_today(ctx))));
	buf_lit(&out,
		"- Controller and contact: " BLANK(
			"the body, its address, its data protection officer") "\n"
									      "- Purpose: registers of what people who "
									      "hold a post declare, so that everybody "
									      "can check how decisions "
									      "are made.\n"
									      "- Recipients: everybody, of what is "
									      "public; " BLANK(
										      "hosting, mail, those "
										      "who look after the "
										      "program") "\n- "
												 "Transfers "
												 "to other "
												 "countries: "
												 "public "
												 "pages are "
												 "read from "
												 "everywhere;"
												 " " BLANK(
													 "any "
													 "othe"
													 "rs, "
													 "or "
													 "non"
													 "e") "\n\n## "
													      "Register"
													      "s\n");
	put_registers(ctx, &out, book, wanted);
	buf_lit(&out,
		"\n## What else is held about people\n\n`records tables` lists every table with people in it, of all "
		"rooms: accounts, terms, signatures, mail, the activity log. " BLANK(
			"a line of its own for each purpose") "\n\n## Measures\n\n");
	put_safeguards(&out);
	return buf_view(&out);
}
