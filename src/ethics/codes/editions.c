/* The rules of editions: their words, and what can be. Pure. */
#include "codes/editions.h"

#define LANG_BYTES   35
#define NUMBER_BYTES 200
#define BODY_BYTES   200
#define LINK_BYTES   500

/* A first day further ahead than this is a year mistyped. */
#define YEARS_AHEAD 20

static const char *const stage_names[] = {
	[EDITION_DRAFT] = "draft",       [EDITION_CONSULTATION] = "consultation", [EDITION_ADOPTED] = "adopted",
	[EDITION_IN_FORCE] = "in force", [EDITION_SUPERSEDED] = "superseded",     [EDITION_REPEALED] = "repealed",
};

static const char *const change_names[] = {[CHANGE_MATERIAL] = "material", [CHANGE_MINOR] = "minor"};

static const char *const instrument_names[] = {
	[INSTRUMENT_ADOPTION] = "adoption",
	[INSTRUMENT_AMENDMENT] = "amendment",
	[INSTRUMENT_RESTATEMENT] = "restatement",
	[INSTRUMENT_REPEAL] = "repeal",
};

static const char *const relation_names[] = {
	[RELATION_SUPPLEMENTS] = "supplements",
	[RELATION_CLARIFIES] = "clarifies",
	[RELATION_GIVES_WAY] = "gives way to",
	[RELATION_READ_WITH] = "read with",
};

static const char *const consultee_names[] = {
	[CONSULTEE_BODY] = "body",       [CONSULTEE_MEET_AND_CONFER] = "meet and confer",
	[CONSULTEE_COUNSEL] = "counsel", [CONSULTEE_PUBLIC] = "public",
	[CONSULTEE_OTHER] = "other",
};

static const char *name_of(const char *const *names, size_t n, int32_t value)
{
	return value > 0 && (size_t)value < n ? names[value] : "";
}

static bool is_name(struct str s, const char *name)
{
	struct str n = str_of(name);
	if (s.n != n.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != n.p[i] && !(s.p[i] == '-' && n.p[i] == ' '))
			return false;
	return true;
}

/* A hyphen may stand for a space, as on a command line. */
static bool value_of(const char *const *names, size_t n, struct str s, int32_t *ret_value)
{
	for (size_t i = 1; i < n; i++) {
		if (is_name(s, names[i])) {
			*ret_value = (int32_t)i;
			return true;
		}
	}
	return false;
}

const char *edition_stage_name(int32_t stage)
{
	return name_of(stage_names, COUNT_OF(stage_names), stage);
}

const char *edition_change_name(int32_t change)
{
	return name_of(change_names, COUNT_OF(change_names), change);
}

bool edition_change_parse(struct str s, int32_t *ret_change)
{
	return value_of(change_names, COUNT_OF(change_names), s, ret_change);
}

const char *instrument_kind_name(int32_t kind)
{
	return name_of(instrument_names, COUNT_OF(instrument_names), kind);
}

bool instrument_kind_parse(struct str s, int32_t *ret_kind)
{
	return value_of(instrument_names, COUNT_OF(instrument_names), s, ret_kind);
}

const char *relation_kind_name(int32_t kind)
{
	return name_of(relation_names, COUNT_OF(relation_names), kind);
}

const char *relation_kind_words(int32_t kind)
{
	return kind == RELATION_READ_WITH ? "is read with" : relation_kind_name(kind);
}

bool relation_kind_parse(struct str s, int32_t *ret_kind)
{
	return value_of(relation_names, COUNT_OF(relation_names), s, ret_kind);
}

const char *consultee_kind_name(int32_t kind)
{
	return name_of(consultee_names, COUNT_OF(consultee_names), kind);
}

bool consultee_kind_parse(struct str s, int32_t *ret_kind)
{
	return value_of(consultee_names, COUNT_OF(consultee_names), s, ret_kind);
}

bool adoption_holds(const struct adoption *adoption, struct day day)
{
	return adoption->from_day <= day.n && day.n <= adoption->to_day;
}

bool instrument_empty(const struct instrument *instrument)
{
	return instrument->kind == 0 && instrument->number.n == 0 && instrument->body.n == 0 &&
	       instrument->day == INT32_MIN && instrument->link.n == 0;
}

/* ---- What can be ---- */

/* Of the form of a language tag (RFC 5646): "en", "cy", "en-GB", "zh-Hant". */
bool lang_valid(struct str lang)
{
	size_t part = 0;
	bool is_first = true;
	for (size_t i = 0; i <= lang.n; i++) {
		char c = i < lang.n ? lang.p[i] : '-';
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (c == '-') {
			if (part < (is_first ? 2 : 1) || part > 8)
				return false;
			part = 0;
			is_first = false;
		} else if (is_letter || (!is_first && c >= '0' && c <= '9')) {
			part++;
		} else {
			return false;
		}
	}
	return lang.n <= LANG_BYTES;
}

bool link_valid(struct str link)
{
	bool is_web = str_starts(link, STR("https://")) || str_starts(link, STR("http://"));
	size_t host = str_starts(link, STR("https://")) ? 8 : 7;
	if (!is_web || link.n <= host || link.n > LINK_BYTES || link.p[host] == '/')
		return false;
	for (size_t i = 0; i < link.n; i++)
		if ((unsigned char)link.p[i] <= ' ' || link.p[i] == '"' || link.p[i] == '<' || link.p[i] == '>' ||
		    link.p[i] == '\\')
			return false;
	return true;
}

void instrument_check(struct ctx *ctx, const struct instrument *instrument, struct day today)
{
	if (instrument->kind != 0 && instrument_kind_name(instrument->kind)[0] == '\0')
		(void)problem_add(ctx, "instrument_kind", msg("Choose what kind of act it is"));
	if (instrument->number.n > NUMBER_BYTES)
		(void)problem_add(ctx, "instrument_number", msg("The act's number has at most 200 characters"));
	if (instrument->body.n > BODY_BYTES)
		(void)problem_add(ctx, "instrument_body",
				  msg("The name of who made the act has at most 200 characters"));
	if (instrument->link.n > 0 && !link_valid(instrument->link))
		(void)problem_add(ctx, "instrument_link",
				  msg("Enter the link to the act with https:// at its start and without spaces"));
	if (instrument->day != INT32_MIN && instrument->day > today.n)
		(void)problem_add(
			ctx, "instrument_day",
			msg("The act was made on {1}, which has not come yet. Leave the day empty until it is "
			    "made"),
			day_words(ctx->arena, (struct day){instrument->day}));
}

void edition_day_check(struct ctx *ctx, const char *field, int32_t day, struct day today)
{
	if (day != INT32_MIN && day > today.n + YEARS_AHEAD * 366)
		(void)problem_add(ctx, field, msg("{1} is more than 20 years ahead. Check the year"),
				  day_words(ctx->arena, (struct day){day}));
}

enum outcome edition_check(struct ctx *ctx, const struct edition *edition, struct day today)
{
	if (edition->code_title.n == 0 || edition->code_title.n > EDITION_TITLE_BYTES)
		(void)problem_add(ctx, "title", msg("Give the code a title of at most 300 characters"));
	if (!lang_valid(edition->lang))
		(void)problem_add(ctx, "lang",
				  msg("“{1}” is no language tag. Write en for English, cy for Welsh, es for Spanish"),
				  edition->lang);
	if (edition->change != 0 && edition_change_name(edition->change)[0] == '\0')
		(void)problem_add(ctx, "change", msg("Choose whether the change is material or minor"));
	edition_day_check(ctx, "in_force_from", edition->in_force_from, today);
	instrument_check(ctx, &edition->instrument, today);
	return ctx->problems.first ? INVALID : OK;
}

enum outcome edition_publish_check(struct ctx *ctx, const struct edition *edition, struct day today)
{
	enum outcome outcome = edition_check(ctx, edition, today);
	if (edition->number > 1 && edition->change == 0)
		outcome = problem_add(
			ctx, "change",
			msg("Choose whether the change is material (everyone is asked to sign again) or minor "
			    "(signatures stay valid)"));
	int32_t made = edition->instrument.day;
	if (made != INT32_MIN && edition->in_force_from < made && !edition->is_retroactive)
		outcome = problem_add(
			ctx, "in_force_from",
			msg("The first day in force, {1}, is before the day of the act, {2}. Put one of them "
			    "right, or say that the act itself reaches back"),
			day_words(ctx->arena, (struct day){edition->in_force_from}),
			day_words(ctx->arena, (struct day){made}));
	return outcome;
}

const struct edition_facts edition_facts_none = {.in_force_from = INT32_MIN, .instrument = {.day = INT32_MIN}};

/* An act as the text names it; nothing of one that cannot be, which was read wrongly then. */
static struct instrument recognised(struct ctx *ctx, const struct instrument *instrument)
{
	struct ctx aside = {.arena = ctx->arena};
	instrument_check(&aside, instrument, site_today(ctx));
	return aside.problems.first ? edition_facts_none.instrument : *instrument;
}

struct edition_facts edition_facts_of(struct ctx *ctx, const struct code_import *import)
{
	struct edition_facts facts = import->facts ? *import->facts : edition_facts_none;
	if (instrument_empty(&facts.instrument) && import->instrument.kind != 0)
		facts.instrument = recognised(ctx, &import->instrument);
	return facts;
}

struct str provision_audience(const struct provision *provisions, size_t at)
{
	int32_t depth = provisions[at].depth;
	for (size_t i = at + 1; i-- > 0;) {
		if (i != at && provisions[i].depth >= depth)
			continue;
		depth = provisions[i].depth;
		if (!str_empty(provisions[i].audience))
			return provisions[i].audience;
	}
	return STR("");
}
