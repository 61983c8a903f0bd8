/* What lines of adoption and amendment say: "Amended by Resolution 2011-92 - October 18, 2011". */
#include "codes/import/import.h"

#define BODY_WORDS   8
#define NUMBER_WORDS 3

/* One act that a line tells of. Month and day are 0 where only the year is said. */
struct act {
	int32_t kind;
	struct str number;
	struct str body;
	struct date date;
};

struct reader {
	struct arena *arena;
	struct str line;
	struct str rest;
	struct act act;    /* what was read of the act being told */
	struct act newest; /* kind 0: none so far */
};

/* ---- Words ---- */

static struct str bare(struct arena *arena, struct str word)
{
	struct str plain = {0};
	(void)shape_next_plain(arena, &word, &plain);
	return plain;
}

static int32_t act_named(struct str word)
{
	static const struct {
		struct str word;
		int32_t kind;
	} acts[] = {
		{STR_INIT("adopted"), INSTRUMENT_ADOPTION},      {STR_INIT("approved"), INSTRUMENT_ADOPTION},
		{STR_INIT("enacted"), INSTRUMENT_ADOPTION},      {STR_INIT("issued"), INSTRUMENT_ADOPTION},
		{STR_INIT("ratified"), INSTRUMENT_ADOPTION},     {STR_INIT("amended"), INSTRUMENT_AMENDMENT},
		{STR_INIT("revised"), INSTRUMENT_AMENDMENT},     {STR_INIT("updated"), INSTRUMENT_AMENDMENT},
		{STR_INIT("amendment"), INSTRUMENT_AMENDMENT},   {STR_INIT("amendments"), INSTRUMENT_AMENDMENT},
		{STR_INIT("readopted"), INSTRUMENT_RESTATEMENT}, {STR_INIT("restated"), INSTRUMENT_RESTATEMENT},
		{STR_INIT("repealed"), INSTRUMENT_REPEAL},
	};
	for (size_t i = 0; i < COUNT_OF(acts); i++)
		if (str_eq(word, acts[i].word))
			return acts[i].kind;
	return 0;
}

static int month_named(struct str word)
{
	static const struct str months[] = {STR_INIT("january"), STR_INIT("february"), STR_INIT("march"),
					    STR_INIT("april"),   STR_INIT("may"),      STR_INIT("june"),
					    STR_INIT("july"),    STR_INIT("august"),   STR_INIT("september"),
					    STR_INIT("october"), STR_INIT("november"), STR_INIT("december")};
	for (size_t i = 0; i < COUNT_OF(months); i++) {
		bool is_short = word.n == 3 && str_starts(months[i], word);
		if (str_eq(word, months[i]) || is_short)
			return (int)i + 1;
	}
	return 0;
}

/* "1924": a year in which a code may have been adopted; 0 for another word. */
static int year_named(struct str word)
{
	int64_t year;
	return word.n == 4 && str_to_i64(word, &year) && year >= 1700 && year <= 2999 ? (int)year : 0;
}

/* "18", "18th". */
static int day_named(struct str word)
{
	size_t digits = 0;
	while (digits < word.n && word.p[digits] >= '0' && word.p[digits] <= '9')
		digits++;
	int64_t day;
	bool is_ordinal = word.n == digits || word.n == digits + 2;
	return digits <= 2 && is_ordinal && str_to_i64(str_slice(word, 0, digits), &day) && day <= 31 ? (int)day : 0;
}

static bool names_document(struct str word)
{
	static const struct str words[] = {STR_INIT("resolution"), STR_INIT("ordinance"), STR_INIT("order"),
					   STR_INIT("ord"),        STR_INIT("res"),       STR_INIT("bylaw"),
					   STR_INIT("minute"),     STR_INIT("decree")};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

static bool has_digit(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] >= '0' && word.p[i] <= '9')
			return true;
	return false;
}

/* ---- Parts of a line ---- */

/* The text from one word to the end of another, without a mark at its end, its line ends as spaces. */
static struct str between(struct arena *arena, struct str first, struct str last)
{
	struct str text = {first.p, (size_t)(last.p + last.n - first.p)};
	while (text.n > 0 && strchr(".,;:)", text.p[text.n - 1]))
		text.n--;
	while (text.n > 0 && text.p[0] == '(')
		text = str_slice(text, 1, text.n);
	struct buf words = buf_open(arena, text.n);
	struct str rest = text, word;
	while (text_next_word(&rest, &word)) {
		if (words.n > 0)
			buf_char(&words, ' ');
		buf_str(&words, word);
	}
	return buf_view(&words);
}

/* "Resolution 2011-92", "Ordinance No. 17 of 2012": from the document's name to its number. */
static void take_number(struct reader *reader, struct str first)
{
	struct str rest = reader->rest, word;
	for (size_t i = 0; i < NUMBER_WORDS && text_next_word(&rest, &word); i++) {
		struct str plain = bare(reader->arena, word);
		if (has_digit(word)) {
			reader->act.number = between(reader->arena, first, word);
			reader->rest = rest;
			return;
		}
		if (!str_eq(plain, STR("no")) && !str_eq(plain, STR("number")) && !str_eq(plain, STR("nr")))
			return;
	}
}

static bool names_body(struct str word)
{
	static const struct str words[] = {STR_INIT("council"),    STR_INIT("board"),     STR_INIT("commission"),
					   STR_INIT("committee"),  STR_INIT("mayor"),     STR_INIT("court"),
					   STR_INIT("assembly"),   STR_INIT("trustees"),  STR_INIT("commissioners"),
					   STR_INIT("membership"), STR_INIT("authority"), STR_INIT("department"),
					   STR_INIT("office"),     STR_INIT("manager"),   STR_INIT("parliament")};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

/* "by the City Council on": the words that begin with a capital, or all up to a preposition. */
static void take_body(struct reader *reader)
{
	static const struct str ends[] = {STR_INIT("on"),  STR_INIT("in"),   STR_INIT("as"), STR_INIT("and"),
					  STR_INIT("at"),  STR_INIT("with"), STR_INIT("by"), STR_INIT("dated"),
					  STR_INIT("its"), STR_INIT("under")};
	struct str rest = reader->rest, word, first = {0}, last = {0};
	bool is_body = false;
	for (size_t i = 0; i < BODY_WORDS && text_next_word(&rest, &word); i++) {
		struct str plain = bare(reader->arena, word);
		bool ends_here = has_digit(word) || names_document(plain) || month_named(plain) || plain.n == 0;
		for (size_t j = 0; j < COUNT_OF(ends); j++)
			ends_here |= str_eq(plain, ends[j]);
		/* "by Administrative Order 2026-03": what kind of order, and nobody. */
		if (names_document(plain) && first.p && !is_body) {
			reader->rest = rest;
			take_number(reader, first);
			return;
		}
		if (ends_here)
			break;
		is_body |= names_body(plain);
		reader->rest = rest;
		if (!first.p && str_eq(plain, STR("the")))
			continue;
		first = first.p ? first : word;
		last = word;
		if (strchr(".,;:", word.p[word.n - 1]))
			break;
	}
	if (first.p)
		reader->act.body = between(reader->arena, first, last);
}

/* "October 18, 2011", "18 October 2011", "2011-10-18", "April 2023", "1924" at this word; moves on behind it. */
static bool take_date(struct reader *reader, struct str word, struct date *ret_date)
{
	struct str plain = bare(reader->arena, word), rest = reader->rest, second = {0}, third = {0};
	struct day day;
	if (day_parse(plain, &day)) {
		*ret_date = day_date(day);
		return true;
	}
	struct str word2, word3, rest2, rest3;
	if (text_next_word(&rest, &word2))
		second = bare(reader->arena, word2);
	rest2 = rest;
	if (text_next_word(&rest, &word3))
		third = bare(reader->arena, word3);
	rest3 = rest;
	int month = month_named(plain), year = year_named(plain), number = day_named(plain);
	if (month && day_named(second) && year_named(third)) {
		*ret_date = (struct date){year_named(third), month, day_named(second)};
		reader->rest = rest3;
	} else if (month && year_named(second)) {
		*ret_date = (struct date){year_named(second), month, 0};
		reader->rest = rest2;
	} else if (number && month_named(second) && year_named(third)) {
		*ret_date = (struct date){year_named(third), month_named(second), number};
		reader->rest = rest3;
	} else if (year) {
		*ret_date = (struct date){year, 0, 0};
	} else {
		return false;
	}
	return true;
}

static bool is_newer(struct date a, struct date b)
{
	return a.year != b.year ? a.year > b.year : a.month != b.month ? a.month > b.month : a.day >= b.day;
}

static void read_line(struct reader *reader, struct str line)
{
	struct str word;
	reader->rest = line;
	reader->act = (struct act){0};
	while (text_next_word(&reader->rest, &word)) {
		struct str plain = bare(reader->arena, word);
		struct date date;
		int32_t kind = act_named(plain);
		if (kind) {
			reader->act = (struct act){.kind = kind};
		} else if (names_document(plain)) {
			take_number(reader, word);
		} else if (str_eq(plain, STR("by")) && reader->act.kind) {
			take_body(reader);
		} else if (reader->act.kind && take_date(reader, word, &date)) {
			reader->act.date = date;
		}
		/* What follows a date, "… (Resolution 21-07)", still belongs to its act. */
		bool is_told = reader->act.kind && reader->act.date.year > 0;
		if (is_told && is_newer(reader->act.date, reader->newest.date))
			reader->newest = reader->act;
	}
}

struct instrument instrument_of(struct arena *arena, const struct provision *provisions, size_t n)
{
	struct reader reader = {.arena = arena};
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		/* "(Ord. No. 12 § 1)" below a section tells of that section only. */
		if (p->kind == PROVISION_INSTRUMENT && !str_starts(p->text, STR("(")))
			read_line(&reader, p->text);
	}
	const struct act *newest = &reader.newest;
	bool has_day = newest->date.day > 0 && date_valid(newest->date);
	return (struct instrument){.kind = newest->kind,
				   .number = newest->number,
				   .body = newest->body,
				   .day = has_day ? day_of(newest->date).n : INT32_MIN};
}
