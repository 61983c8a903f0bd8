/* What the metadata of Akoma Ntoso says of an edition: FRBR and the life cycle. */
#include "codes/editions.h"
#include "codes/editions_cmd.h"
#include "codes/import/akn.h"

#define SHOWN_BYTES 200 /* of the number and the body of an act */

/* ---- Languages: ISO 639-1 and 639-2/T ---- */

static const struct {
	struct str tag;
	struct str code;
} languages[] = {
	{STR_INIT("ar"), STR_INIT("ara")}, {STR_INIT("bn"), STR_INIT("ben")}, {STR_INIT("cy"), STR_INIT("cym")},
	{STR_INIT("da"), STR_INIT("dan")}, {STR_INIT("de"), STR_INIT("deu")}, {STR_INIT("el"), STR_INIT("ell")},
	{STR_INIT("en"), STR_INIT("eng")}, {STR_INIT("es"), STR_INIT("spa")}, {STR_INIT("fa"), STR_INIT("fas")},
	{STR_INIT("fi"), STR_INIT("fin")}, {STR_INIT("fr"), STR_INIT("fra")}, {STR_INIT("ga"), STR_INIT("gle")},
	{STR_INIT("gd"), STR_INIT("gla")}, {STR_INIT("gu"), STR_INIT("guj")}, {STR_INIT("hi"), STR_INIT("hin")},
	{STR_INIT("ht"), STR_INIT("hat")}, {STR_INIT("hy"), STR_INIT("hye")}, {STR_INIT("it"), STR_INIT("ita")},
	{STR_INIT("ja"), STR_INIT("jpn")}, {STR_INIT("km"), STR_INIT("khm")}, {STR_INIT("ko"), STR_INIT("kor")},
	{STR_INIT("nl"), STR_INIT("nld")}, {STR_INIT("pa"), STR_INIT("pan")}, {STR_INIT("pl"), STR_INIT("pol")},
	{STR_INIT("pt"), STR_INIT("por")}, {STR_INIT("ro"), STR_INIT("ron")}, {STR_INIT("ru"), STR_INIT("rus")},
	{STR_INIT("so"), STR_INIT("som")}, {STR_INIT("sv"), STR_INIT("swe")}, {STR_INIT("sw"), STR_INIT("swa")},
	{STR_INIT("tl"), STR_INIT("tgl")}, {STR_INIT("uk"), STR_INIT("ukr")}, {STR_INIT("ur"), STR_INIT("urd")},
	{STR_INIT("vi"), STR_INIT("vie")}, {STR_INIT("zh"), STR_INIT("zho")},
};

struct str akn_language(struct str lang)
{
	size_t end = str_find_char(lang, '-', 0);
	struct str tag = str_slice(lang, 0, end == STR_NPOS ? lang.n : end);
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_eq_nocase(tag, languages[i].tag))
			return languages[i].code;
	return lang.n > 0 ? lang : STR("und");
}

struct str akn_language_tag(struct str language)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_eq_nocase(language, languages[i].code))
			return languages[i].tag;
	return language;
}

/* ---- FRBR ---- */

struct meta {
	struct ctx *ctx;
	struct str filename;
	const struct xml *meta;
	int32_t work_day, expression_day;
	struct edition_facts facts;
};

/* The day of an attribute, perhaps with a time behind it. Nothing is no fault: some makers leave it empty. */
static void take_day(struct meta *meta, const struct xml *element, int32_t *ret_day)
{
	struct str text = element ? xml_attribute(element, "date") : (struct str){0};
	struct day day;
	if (text.n == 0)
		return;
	if (text.n > 10 && (text.p[10] == 'T' || text.p[10] == '+' || text.p[10] == '-' || text.p[10] == 'Z'))
		text = str_slice(text, 0, 10);
	if (day_parse(text, &day))
		*ret_day = day.n;
	else
		(void)problem_at(meta->ctx, meta->filename, element->line, element->column,
				 msg("“{1}” is not a day like 2026-11-22"), text);
}

/* The element of the metadata that "#id" means: eId in 1.0, id in 2.0. */
static const struct xml *referred(const struct meta *meta, struct str reference)
{
	if (!str_starts(reference, STR("#")))
		return NULL;
	struct str id = str_slice(reference, 1, reference.n);
	for (const struct xml *node = xml_after(meta->meta, meta->meta); node; node = xml_after(node, meta->meta))
		if (str_eq(xml_attribute(node, "eId"), id) || str_eq(xml_attribute(node, "id"), id))
			return node;
	return NULL;
}

static const struct xml *inside(const struct xml *element, const char *name)
{
	return element ? xml_child(element, name) : NULL;
}

/* The newest event of the life cycle that is not later than this expression; NULL: none is. */
static const struct xml *newest_event(struct meta *meta)
{
	const struct xml *lifecycle = xml_child(meta->meta, "lifecycle"), *newest = NULL;
	int32_t newest_day = INT32_MIN;
	for (const struct xml *node = lifecycle ? lifecycle->first : NULL; node; node = node->next) {
		int32_t day = INT32_MIN;
		if (!xml_is(node, "eventRef"))
			continue;
		take_day(meta, node, &day);
		if (day == INT32_MIN || day < newest_day ||
		    (meta->expression_day != INT32_MIN && day > meta->expression_day))
			continue;
		newest = node;
		newest_day = day;
	}
	return newest;
}

static void take_instrument(struct meta *meta, const struct xml *work)
{
	struct instrument *by = &meta->facts.instrument;
	const struct xml *event = newest_event(meta);
	const struct xml *source = event ? referred(meta, xml_attribute(event, "source")) : NULL;
	const struct xml *author = inside(work, "FRBRauthor");
	author = author ? referred(meta, xml_attribute(author, "href")) : NULL;
	by->day = meta->work_day;
	if (author)
		by->body = xml_attribute(author, "showAs");
	if (meta->work_day != INT32_MIN)
		by->kind = INSTRUMENT_ADOPTION;
	if (!event)
		return;
	bool is_amendment = str_eq(xml_attribute(event, "type"), STR("amendment"));
	take_day(meta, event, &by->day);
	by->kind = is_amendment ? INSTRUMENT_AMENDMENT : INSTRUMENT_ADOPTION;
	/* Of an event that made the text, the source is often the text itself. */
	if (source && (is_amendment || xml_is(source, "passiveRef"))) {
		by->number = xml_attribute(source, "showAs");
		if (link_valid(xml_attribute(source, "href")))
			by->link = xml_attribute(source, "href");
	}
}

/* What is too long for a name of an act or a body is none. */
static enum outcome take_shown(struct ctx *ctx, struct str filename, struct str *text)
{
	if (text->n > SHOWN_BYTES)
		*text = (struct str){0};
	return akn_accept(ctx, filename, *text, text);
}

enum outcome akn_facts(struct ctx *ctx, struct str filename, const struct xml *document,
		       struct edition_facts *ret_facts, struct str *ret_title)
{
	struct meta meta = {.ctx = ctx,
			    .filename = filename,
			    .meta = xml_child(document, "meta"),
			    .work_day = INT32_MIN,
			    .expression_day = INT32_MIN,
			    .facts = edition_facts_none};
	if (meta.meta) {
		const struct xml *identification = xml_child(meta.meta, "identification");
		const struct xml *work = inside(identification, "FRBRWork");
		const struct xml *expression = inside(identification, "FRBRExpression");
		const struct xml *language = inside(expression, "FRBRlanguage"), *alias = inside(work, "FRBRalias");
		take_day(&meta, inside(work, "FRBRdate"), &meta.work_day);
		take_day(&meta, inside(expression, "FRBRdate"), &meta.expression_day);
		take_instrument(&meta, work);
		meta.facts.in_force_from = meta.expression_day;
		struct str lang = language ? akn_language_tag(xml_attribute(language, "language")) : (struct str){0};
		if (lang_valid(lang))
			meta.facts.lang = lang;
		*ret_title = alias ? str_trim(xml_attribute(alias, "value")) : (struct str){0};
	}
	struct instrument *by = &meta.facts.instrument;
	TRY(take_shown(ctx, filename, &by->number));
	TRY(take_shown(ctx, filename, &by->body));
	if (ctx->problems.first)
		return INVALID;
	*ret_facts = meta.facts;
	return OK;
}
