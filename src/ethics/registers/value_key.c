/* Keys of values: their bytes sort as the values do, on both engines alike. */
#include "registers/value_parts.h"

#define KEY_BYTES 96

/* What stands in front: no value has an empty key. A number's first byte is 0x78 to 0x88, a text's is at least 0x20; a
 * field has values of one kind, so the two never meet. */
#define KEY_UNKNOWN "\x01"
#define KEY_WORDS   "\x02"
#define KEY_BLANK   "\x03"

/* The fewest bytes that the number needs, behind a byte that says how many and on which side of 0. */
static void number_put(struct buf *key, int64_t number)
{
	uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	unsigned n = 0;
	for (uint64_t rest = magnitude; rest; rest >>= 8)
		n++;
	buf_char(key, (char)(number < 0 ? 0x80 - n : 0x80 + n));
	for (unsigned i = n; i-- > 0;) {
		unsigned byte = (unsigned)(magnitude >> (8 * i)) & 0xff;
		buf_char(key, (char)(number < 0 ? 0xff - byte : byte));
	}
}

/* At most KEY_BYTES of it, cut between characters. */
static void text_put(struct buf *key, struct arena *arena, struct str text)
{
	struct str head = str_slice(text, 0, (size_t)KEY_BYTES * 2);
	while (head.n < text.n && head.n > 0 && ((unsigned char)text.p[head.n] & 0xc0) == 0x80)
		head.n--;
	struct str folded = text_fold(arena, head);
	struct str cut = str_slice(folded, 0, KEY_BYTES);
	while (cut.n < folded.n && cut.n > 0 && ((unsigned char)folded.p[cut.n] & 0xc0) == 0x80)
		cut.n--;
	if (str_empty(cut))
		buf_lit(key, KEY_BLANK);
	buf_str(key, cut);
}

static void money_put(struct buf *key, const struct scheme_field *field, const struct value *value)
{
	int64_t units = value->number;
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(field->bands[i].id, value->text))
			units = field->bands[i].from;
	number_put(key, units);
	if (!str_empty(value->currency) && !str_eq(value->currency, field->currency))
		buf_str(key, value->currency);
}

struct str value_key(struct arena *arena, const struct scheme_field *field, const struct value *value)
{
	struct buf key = buf_open(arena, 16);
	switch (value->state) {
	case VALUE_NONE:
	case VALUE_WITHHELD:
		return (struct str){0};
	case VALUE_UNKNOWN:
		return STR(KEY_UNKNOWN);
	case VALUE_WORDS:
		buf_lit(&key, KEY_WORDS);
		text_put(&key, arena, value->text);
		return buf_view(&key);
	case VALUE_GIVEN:
		break;
	}
	switch (field->kind) {
	case FIELD_MONEY:
		money_put(&key, field, value);
		break;
	case FIELD_NUMBER:
	case FIELD_PERCENTAGE:
	case FIELD_DATE:
	case FIELD_PERIOD:
	case FIELD_YES_NO:
		number_put(&key, value->number);
		break;
	case FIELD_CHOICE:
		buf_str(&key, str_slice(value->text, 0, KEY_BYTES));
		break;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_ORGANIZATION:
	case FIELD_ADDRESS:
	case FIELD_LINK:
	case FIELD_FILE:
		text_put(&key, arena, value->text);
		break;
	}
	return buf_view(&key);
}

struct str value_number_key(struct arena *arena, int64_t number)
{
	struct buf key = buf_open(arena, 9);
	number_put(&key, number);
	return buf_view(&key);
}

struct str value_text_key(struct arena *arena, struct str text)
{
	struct buf key = buf_open(arena, KEY_BYTES);
	text_put(&key, arena, text);
	return buf_view(&key);
}
