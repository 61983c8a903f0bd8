/* An answer as a person or a file writes it. */
#include "registers/value_parts.h"

bool text_is_unknown(struct str text)
{
	static const struct str words[] = {STR_INIT("not known"), STR_INIT("unknown"), STR_INIT("?"), STR_INIT("n/k")};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq_nocase(text, words[i]))
			return true;
	return false;
}

static size_t chars_of(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return n;
}

/* One line: whatever breaks it becomes a space. */
static struct str one_line(struct arena *arena, struct str text)
{
	struct buf line = buf_open(arena, text.n);
	struct str word, rest = text;
	while (text_next_word(&rest, &word)) {
		if (line.n)
			buf_char(&line, ' ');
		buf_str(&line, word);
	}
	return buf_view(&line);
}

static enum outcome text_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
			       struct value *ret_value)
{
	bool is_long = field->kind == FIELD_LONG_TEXT || field->kind == FIELD_ADDRESS;
	size_t most = field->most > 0                  ? (size_t)field->most
		      : field->kind == FIELD_LONG_TEXT ? VALUE_TEXT_CHARS
						       : VALUE_LINE_CHARS;
	if (!is_long)
		text = one_line(ctx->arena, text);
	size_t n = chars_of(text);
	if (n > most)
		return value_problem(ctx, at, msg("Enter at most {1} characters: these are {2}"),
				     str_fmt(ctx->arena, "%zu", most), str_fmt(ctx->arena, "%zu", n));
	*ret_value = (struct value){.state = VALUE_GIVEN, .text = text};
	return OK;
}

/* "(home) 12 High Street": as value_cell writes an address where somebody lives. */
static enum outcome address_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				  struct value *ret_value)
{
	struct str home = STR("(home)");
	bool is_home = text.n > home.n && str_eq_nocase(str_slice(text, 0, home.n), home);
	if (is_home)
		text = str_trim(str_slice(text, home.n, text.n));
	TRY(text_parse(ctx, field, at, text, ret_value));
	ret_value->is_home = is_home;
	return OK;
}

static bool is_scheme(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] == '-' || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return s.n >= 2 && s.n <= 30 && s.p[0] >= 'A';
}

/* "Quay Ferries Ltd (GB-COH 01234567)": the scheme is one of org-id.guide's, or LEI. */
static enum outcome organization_parse(struct ctx *ctx, const struct scheme_field *field, struct str at,
				       struct str text, struct value *ret_value)
{
	size_t open = text.n;
	while (open > 0 && text.p[open - 1] != '(')
		open--;
	struct str scheme = {0}, id = {0};
	if (open > 1 && text.p[text.n - 1] == ')') {
		id = str_slice(text, open, text.n - 1);
		bool has_both = str_cut(&id, ' ', &scheme);
		id = str_trim(id);
		if (has_both && is_scheme(scheme) && !str_empty(id) && str_find_char(id, ' ', 0) == STR_NPOS)
			text = str_trim(str_slice(text, 0, open - 1));
		else
			scheme = id = (struct str){0};
	}
	TRY(text_parse(ctx, field, at, text, ret_value));
	ret_value->scheme = scheme;
	ret_value->id = id;
	return OK;
}

static enum outcome yes_no_parse(struct ctx *ctx, struct str at, struct str text, struct value *ret_value)
{
	static const struct str words[2][5] = {
		{STR_INIT("no"), STR_INIT("n"), STR_INIT("false"), STR_INIT("0"), STR_INIT("none")},
		{STR_INIT("yes"), STR_INIT("y"), STR_INIT("true"), STR_INIT("1"), STR_INIT("x")}};
	for (int yes = 0; yes < 2; yes++)
		for (size_t i = 0; i < COUNT_OF(words[yes]); i++)
			if (str_eq_nocase(text, words[yes][i])) {
				*ret_value = (struct value){.state = VALUE_GIVEN, .number = yes};
				return OK;
			}
	return value_problem(ctx, at, msg("Answer yes or no: “{1}” is neither"), text);
}

static enum outcome choice_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				 struct value *ret_value)
{
	struct str folded = text_fold(ctx->arena, one_line(ctx->arena, text));
	for (size_t i = 0; i < field->n_choices; i++) {
		const struct scheme_choice *choice = &field->choices[i];
		if (str_eq_nocase(text, choice->id) || str_eq(folded, text_fold(ctx->arena, choice->text))) {
			*ret_value = (struct value){.state = VALUE_GIVEN, .text = choice->id};
			return OK;
		}
	}
	return value_problem(ctx, at, msg("“{1}” is not one of the answers to choose from"), text);
}

static enum outcome number_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				 struct value *ret_value)
{
	struct value value = {.state = VALUE_GIVEN};
	bool is_share = field->kind == FIELD_PERCENTAGE;
	struct str number = text;
	if (is_share && str_ends(number, STR("%")))
		number = str_trim(str_slice(number, 0, number.n - 1));
	if (!decimal_parse(number, is_share ? 2 : 0, &value.number))
		return value_problem(ctx, at,
				     is_share ? msg("Enter a percentage like 12.5: “{1}” is none")
					      : msg("Enter a whole number: “{1}” is none"),
				     text);
	*ret_value = value;
	return OK;
}

static enum outcome link_parse(struct ctx *ctx, struct str at, struct str text, struct value *ret_value)
{
	bool fine = (str_starts(text, STR("https://")) || str_starts(text, STR("http://"))) &&
		    text.n > STR("https://").n && text.n <= VALUE_LINK_BYTES;
	for (size_t i = 0; i < text.n; i++)
		fine = fine && (unsigned char)text.p[i] > ' ' && !strchr("<>\"\\^`{|}", text.p[i]);
	if (!fine)
		return value_problem(ctx, at, msg("Enter an address that begins with https://: “{1}” is none"), text);
	*ret_value = (struct value){.state = VALUE_GIVEN, .text = text};
	return OK;
}

/* Its SHA-256 and its name, as value_cell writes it. */
static enum outcome file_parse(struct ctx *ctx, struct str at, struct str text, struct value *ret_value)
{
	unsigned char hash[32];
	struct str name = text, id;
	if (!str_cut(&name, ' ', &id) || !str_unhex(id, hash, sizeof(hash)))
		return value_problem(ctx, at, msg("A file is uploaded; it cannot be written here"));
	*ret_value = (struct value){.state = VALUE_GIVEN, .text = str_trim(name), .id = id};
	return OK;
}

/* From the first word to the last: white space of any script goes from both ends. */
static struct str between_ends(struct str text)
{
	struct str rest = text, word, last;
	if (!text_next_word(&rest, &word))
		return str_slice(text, 0, 0);
	for (last = word; text_next_word(&rest, &last);)
		;
	return str_bytes(word.p, (size_t)(last.p + last.n - word.p));
}

enum outcome value_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
			 struct str order, struct value *ret_value)
{
	text = between_ends(text);
	if (str_empty(text)) {
		*ret_value = (struct value){.state = VALUE_NONE};
		return OK;
	}
	if (field->unknown && field->kind != FIELD_TEXT && field->kind != FIELD_LONG_TEXT && text_is_unknown(text)) {
		*ret_value = (struct value){.state = VALUE_UNKNOWN};
		return OK;
	}
	switch (field->kind) {
	case FIELD_MONEY:
		return money_parse(ctx, field, at, text, ret_value);
	case FIELD_NUMBER:
	case FIELD_PERCENTAGE:
		return number_parse(ctx, field, at, text, ret_value);
	case FIELD_DATE:
		return date_parse(ctx, field, at, text, order, ret_value);
	case FIELD_PERIOD:
		return period_parse(ctx, field, at, text, order, ret_value);
	case FIELD_YES_NO:
		return yes_no_parse(ctx, at, text, ret_value);
	case FIELD_CHOICE:
		return choice_parse(ctx, field, at, text, ret_value);
	case FIELD_ORGANIZATION:
		return organization_parse(ctx, field, at, text, ret_value);
	case FIELD_ADDRESS:
		return address_parse(ctx, field, at, text, ret_value);
	case FIELD_LINK:
		return link_parse(ctx, at, text, ret_value);
	case FIELD_FILE:
		return file_parse(ctx, at, text, ret_value);
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
		break;
	}
	return text_parse(ctx, field, at, text, ret_value);
}
