/* The rules of people: what a name, a term and a category are. */
#include "people/people.h"

#define NAME_BYTES   200
#define TEXT_BYTES   500
#define SEATS_MAX    1000
#define EARLIEST_DAY (-365243) /* 1 January 970: older than any body we know */

/* ---- Words ---- */

static const char *const category_names[] = {
	[TENURE_ELECTED] = msg("elected"),       [TENURE_APPOINTED] = msg("appointed"),
	[TENURE_CANDIDATE] = msg("candidate"),   [TENURE_EMPLOYEE] = msg("employee"),
	[TENURE_CONSULTANT] = msg("consultant"), [TENURE_SUPPLIER] = msg("supplier contact"),
};

static const char *const ending_names[] = {
	[ENDING_NOT_SAID] = "",
	[ENDING_TERM] = msg("term over"),
	[ENDING_RESIGNED] = msg("resigned"),
	[ENDING_REMOVED] = msg("removed from the post"),
	[ENDING_DIED] = msg("died"),
	[ENDING_DISQUALIFIED] = msg("disqualified"),
};

static const char *const entry_names[] = {
	[ENTRY_NOT_SAID] = "",
	[ENTRY_ELECTION] = msg("election"),
	[ENTRY_BY_ELECTION] = msg("by-election"),
	[ENTRY_CO_OPTION] = msg("co-option"),
	[ENTRY_APPOINTMENT] = msg("appointment"),
};

static const char *const name_kind_names[] = {
	[NAME_FORMER] = msg("former"),
	[NAME_BALLOT] = msg("ballot"),
	[NAME_MATCHING] = msg("for matching only"),
};

static struct str word_of(const char *const *words, size_t n, int32_t at)
{
	bool known = at >= 0 && (size_t)at < n && words[at];
	return str_of(known ? words[at] : "");
}

static bool word_parse(const char *const *words, size_t n, struct str s, int32_t *ret_at)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i] && words[i][0] && str_eq_nocase(s, str_of(words[i]))) {
			*ret_at = (int32_t)i;
			return true;
		}
	}
	return false;
}

struct str tenure_category_name(int32_t category)
{
	return word_of(category_names, COUNT_OF(category_names), category);
}

bool tenure_category_parse(struct str s, int32_t *ret_category)
{
	return word_parse(category_names, COUNT_OF(category_names), s, ret_category);
}

struct str tenure_ending_name(int32_t ending)
{
	return word_of(ending_names, COUNT_OF(ending_names), ending);
}

bool tenure_ending_parse(struct str s, int32_t *ret_ending)
{
	return word_parse(ending_names, COUNT_OF(ending_names), s, ret_ending);
}

struct str tenure_entry_name(int32_t entry)
{
	return word_of(entry_names, COUNT_OF(entry_names), entry);
}

bool tenure_entry_parse(struct str s, int32_t *ret_entry)
{
	return word_parse(entry_names, COUNT_OF(entry_names), s, ret_entry);
}

struct str tenure_entry_words(struct arena *arena, const struct tenure *tenure)
{
	static const char *const came[] = {
		[ENTRY_NOT_SAID] = "",
		[ENTRY_ELECTION] = "",
		[ENTRY_BY_ELECTION] = msg("Elected at a by-election"),
		[ENTRY_CO_OPTION] = msg("Co-opted"),
		[ENTRY_APPOINTMENT] = msg("Appointed"),
	};
	struct buf words = buf_open(arena, 64);
	struct str how = word_of(came, COUNT_OF(came), tenure->entry);
	if (tenure->substitute_for && tenure->substitute_for_name.n)
		buf_fmt(&words, "Substitute for %.*s", STR_ARG(tenure->substitute_for_name));
	else if (tenure->substitute_for)
		buf_lit(&words, "Substitute");
	/* The category says it already where nothing is added. */
	if (tenure->entry == ENTRY_APPOINTMENT && str_empty(tenure->entry_note))
		return buf_view(&words);
	if (words.n && (how.n || tenure->entry_note.n))
		buf_lit(&words, ". ");
	buf_str(&words, how);
	if (how.n && tenure->entry_note.n)
		buf_lit(&words, ": ");
	buf_str(&words, tenure->entry_note);
	return buf_view(&words);
}

struct str person_name_kind_name(int32_t kind)
{
	return word_of(name_kind_names, COUNT_OF(name_kind_names), kind);
}

bool person_name_kind_parse(struct str s, int32_t *ret_kind)
{
	return word_parse(name_kind_names, COUNT_OF(name_kind_names), s, ret_kind);
}

bool tenure_category_is_public(int32_t category)
{
	return category == TENURE_ELECTED || category == TENURE_APPOINTED;
}

bool tenure_is_listed(const struct tenure *tenure, struct day today)
{
	if (tenure->category == TENURE_CANDIDATE && tenure->to_day < today.n)
		return false;
	return tenure->is_public || tenure_category_is_public(tenure->category);
}

const char *tenure_sought(const struct tenure *tenure)
{
	return tenure->category == TENURE_CANDIDATE ? msg("Candidate: ") : "";
}

struct str tenure_office(struct arena *arena, const struct tenure *tenure)
{
	return str_fmt(arena, "%s%.*s, %.*s", tenure_sought(tenure), STR_ARG(tenure->post),
		       STR_ARG(tenure->organization_name));
}

struct str people_day(struct arena *arena, int32_t day)
{
	if (day == PEOPLE_NO_DAY || day == TENURE_OPEN)
		return STR("");
	return day_str(arena, (struct day){day});
}

struct str people_term_words(struct arena *arena, const struct tenure *tenure)
{
	struct str from = {0}, to = {0};
	if (tenure->from_day != TENURE_FROM_EVER)
		from = day_words(arena, (struct day){tenure->from_day});
	if (tenure->to_day != TENURE_OPEN)
		to = day_words(arena, (struct day){tenure->to_day});
	if (to.n && tenure->ending == ENDING_DIED)
		return from.n ? str_fmt(arena, "%.*s, served until %.*s", STR_ARG(from), STR_ARG(to))
			      : str_fmt(arena, "served until %.*s", STR_ARG(to));
	if (from.n && to.n)
		return str_fmt(arena, "%.*s to %.*s", STR_ARG(from), STR_ARG(to));
	if (to.n)
		return str_fmt(arena, "until %.*s", STR_ARG(to));
	return from.n ? str_fmt(arena, "since %.*s", STR_ARG(from)) : STR("first day not known");
}

bool tenure_holds(const struct tenure *tenure, struct day day)
{
	return tenure->from_day <= day.n && day.n <= tenure->to_day;
}

/* ---- New ones ---- */

struct organization organization_new(struct str name)
{
	return (struct organization){.name = name, .founded_day = PEOPLE_NO_DAY, .dissolved_day = PEOPLE_NO_DAY};
}

struct person person_new(struct str name)
{
	return (struct person){.name = name, .name_from_day = PEOPLE_NO_DAY, .died_day = PEOPLE_NO_DAY};
}

struct person_name person_name_new(enum person_name_kind kind, struct str name)
{
	return (struct person_name){
		.kind = (int32_t)kind, .name = name, .from_day = PEOPLE_NO_DAY, .to_day = PEOPLE_NO_DAY};
}

/* ---- Rules ---- */

/* A name as people write it: something in it, not too long. */
static enum outcome name_check(struct ctx *ctx, const char *field, struct str name, const char *missing)
{
	if (str_empty(str_trim(name)))
		return problem_add(ctx, field, missing);
	if (name.n > NAME_BYTES)
		return problem_add(ctx, field, msg("Use at most {1} characters"),
				   str_fmt(ctx->arena, "%d", NAME_BYTES));
	if (str_empty(text_slug(ctx->arena, name)))
		return problem_add(ctx, field, msg("Use at least one letter or digit"));
	return OK;
}

/* A text that may be missing. */
static enum outcome text_check(struct ctx *ctx, const char *field, struct str *text)
{
	*text = str_trim(*text);
	if (text->n > TEXT_BYTES)
		return problem_add(ctx, field, msg("Use at most {1} characters"),
				   str_fmt(ctx->arena, "%d", TEXT_BYTES));
	return OK;
}

static enum outcome day_check(struct ctx *ctx, const char *field, int32_t day)
{
	if (day == PEOPLE_NO_DAY || day >= EARLIEST_DAY)
		return OK;
	return problem_add(ctx, field, msg("{1} is too long ago"), day_str(ctx->arena, (struct day){day}));
}

static enum outcome worse(enum outcome a, enum outcome b)
{
	return a == OK ? b : a;
}

enum outcome organization_check(struct ctx *ctx, struct organization *o)
{
	o->name = str_trim(o->name);
	enum outcome outcome =
		name_check(ctx, "name", o->name, msg("Enter the name of the council, committee or board"));
	outcome = worse(outcome, text_check(ctx, "classification", &o->classification));
	outcome = worse(outcome, day_check(ctx, "founded", o->founded_day));
	outcome = worse(outcome, day_check(ctx, "dissolved", o->dissolved_day));
	if (o->id && o->parent_id == o->id)
		outcome = problem_add(ctx, "parent", msg("A body cannot stand under itself"));
	if (o->dissolved_day != PEOPLE_NO_DAY && o->founded_day != PEOPLE_NO_DAY && o->dissolved_day < o->founded_day)
		outcome = problem_add(ctx, "dissolved", msg("The last day must not be before {1}, the first"),
				      day_words(ctx->arena, (struct day){o->founded_day}));
	return outcome;
}

struct str post_words(struct arena *arena, struct str role, struct str area)
{
	return area.n ? str_fmt(arena, "%.*s, %.*s", STR_ARG(role), STR_ARG(area)) : role;
}

enum outcome post_check(struct ctx *ctx, struct post *post)
{
	post->label = str_trim(post->label);
	enum outcome outcome = text_check(ctx, "role", &post->role);
	outcome = worse(outcome, text_check(ctx, "area", &post->area));
	if (str_empty(post->label) && post->role.n)
		post->label = post_words(ctx->arena, post->role, post->area);
	outcome = worse(outcome, name_check(ctx, "label", post->label, msg("Enter the post, such as “Mayor”")));
	if (post->organization_id == 0)
		outcome = problem_add(ctx, "body", msg("Choose the council, committee or board"));
	if (post->seats < 1 || post->seats > SEATS_MAX)
		outcome =
			problem_add(ctx, "seats", msg("Enter how many people may hold the post at once, from 1 to {1}"),
				    str_fmt(ctx->arena, "%d", SEATS_MAX));
	return outcome;
}

/* "Imogen Vale" sorts as "Vale, Imogen": the last word first. Whoever knows better says so. */
static struct str sort_name_guess(struct arena *arena, struct str name)
{
	size_t space = name.n;
	while (space > 0 && name.p[space - 1] != ' ')
		space--;
	if (space == 0)
		return name;
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(str_slice(name, space, name.n)),
		       STR_ARG(str_trim(str_slice(name, 0, space))));
}

enum outcome person_check(struct ctx *ctx, struct person *person)
{
	TRY(name_check(ctx, "name", person->name, msg("Enter the person’s name")));
	person->name = str_trim(person->name);
	person->sort_name = str_trim(person->sort_name);
	if (str_empty(person->sort_name))
		person->sort_name = sort_name_guess(ctx->arena, person->name);
	enum outcome outcome = name_check(ctx, "sort_name", person->sort_name, msg("Enter the name to sort by"));
	outcome = worse(outcome, day_check(ctx, "name_from", person->name_from_day));
	return worse(outcome, day_check(ctx, "died", person->died_day));
}

static enum outcome tenure_texts_check(struct ctx *ctx, const struct tenure *tenure)
{
	struct tenure copy = *tenure;
	enum outcome outcome = text_check(ctx, "contract", &copy.contract);
	outcome = worse(outcome, text_check(ctx, "workplace", &copy.workplace));
	outcome = worse(outcome, text_check(ctx, "grade", &copy.grade));
	outcome = worse(outcome, text_check(ctx, "entry_note", &copy.entry_note));
	return worse(outcome, text_check(ctx, "status", &copy.status));
}

enum outcome tenure_check(struct ctx *ctx, const struct tenure *tenure)
{
	enum outcome outcome = tenure_texts_check(ctx, tenure);
	if (tenure->post_id == 0)
		outcome = worse(outcome, name_check(ctx, "post", tenure->post, msg("Enter the post, such as “Mayor”")));
	if (tenure->category < TENURE_ELECTED || tenure->category > TENURE_SUPPLIER)
		outcome = problem_add(ctx, "category", msg("Choose how the person holds the post"));
	if (tenure->ending < ENDING_NOT_SAID || tenure->ending > ENDING_LAST ||
	    (tenure->ending && tenure->to_day == TENURE_OPEN))
		outcome = problem_add(ctx, "ending", msg("Say why a term ended only with its last day"));
	if (tenure->entry < ENTRY_NOT_SAID || tenure->entry > ENTRY_LAST)
		outcome = problem_add(ctx, "entry", msg("Choose how the person came into the post"));
	if (tenure->organization_id == 0)
		outcome = problem_add(ctx, "body", msg("Choose the council, committee or board"));
	if (tenure->manager_id && tenure->manager_id == tenure->person_id)
		outcome = problem_add(ctx, "manager", msg("Nobody is their own line manager"));
	outcome = worse(outcome, day_check(ctx, "from", tenure->from_day));
	if (tenure->to_day < tenure->from_day)
		outcome = problem_add(ctx, "to", msg("The last day must not be before {1}, the first"),
				      day_words(ctx->arena, (struct day){tenure->from_day}));
	return outcome;
}

enum outcome person_name_check(struct ctx *ctx, struct person_name *name)
{
	name->name = str_trim(name->name);
	enum outcome outcome = name_check(ctx, "other_name", name->name, msg("Enter the name"));
	if (name->kind < NAME_FORMER || name->kind > NAME_MATCHING)
		outcome = problem_add(ctx, "name_kind", msg("Choose what kind of name it is"));
	if (name->kind == NAME_MATCHING && name->is_public)
		outcome = problem_add(ctx, "name_public", msg("A name for matching only is never public"));
	if (name->from_day != PEOPLE_NO_DAY && name->to_day != PEOPLE_NO_DAY && name->to_day < name->from_day)
		outcome = problem_add(ctx, "name_to", msg("The last day must not be before {1}, the first"),
				      day_words(ctx->arena, (struct day){name->from_day}));
	return outcome;
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' &&
		    s.p[i] != '_')
			return false;
	return s.n > 0 && s.n <= 40;
}

enum outcome contact_check(struct ctx *ctx, struct contact *contact)
{
	enum outcome outcome = text_check(ctx, "contact", &contact->value);
	outcome = worse(outcome, text_check(ctx, "contact_note", &contact->note));
	if (!is_word(contact->kind))
		outcome = problem_add(ctx, "contact_kind",
				      msg("“{1}” is no kind of contact: use a word such as email, phone or address"),
				      contact->kind);
	if (str_empty(contact->value))
		outcome = problem_add(ctx, "contact", msg("Enter the address or number"));
	return outcome;
}

enum outcome identifier_check(struct ctx *ctx, struct identifier *identifier)
{
	enum outcome outcome = text_check(ctx, "identifier", &identifier->value);
	outcome = worse(outcome, text_check(ctx, "identifier_scheme", &identifier->scheme));
	if (str_empty(identifier->scheme))
		outcome = problem_add(ctx, "identifier_scheme", msg("Say who gives out this identifier"));
	if (str_empty(identifier->value))
		outcome = problem_add(ctx, "identifier", msg("Enter the identifier"));
	return outcome;
}

struct str person_name_on(const struct person *person, const struct person_name *names, size_t n, struct day day)
{
	if (person->name_from_day != PEOPLE_NO_DAY && person->name_from_day <= day.n)
		return person->name;
	for (size_t i = 0; i < n; i++) {
		const struct person_name *name = &names[i];
		bool since = name->from_day == PEOPLE_NO_DAY || name->from_day <= day.n;
		bool until = name->to_day != PEOPLE_NO_DAY && day.n <= name->to_day;
		if (name->kind == NAME_FORMER && name->is_public && since && until)
			return name->name;
	}
	return person->name;
}
