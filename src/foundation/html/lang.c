/* Reads gettext's .mo files: a header, a sorted table of messages, a table of translations, both of (length, offset),
 * and NUL-terminated texts (GNU gettext manual, "The Format of GNU MO Files"). Many threads read one. */
#include "html/html.h"

enum {
	MO_MAGIC_AT = 0,
	MO_REVISION_AT = 4,
	MO_COUNT_AT = 8,
	MO_MESSAGES_AT = 12,
	MO_TRANSLATIONS_AT = 16,
	MO_HEADER = 28
};

static const uint32_t mo_magic = 0x950412de;

static uint32_t number_at(struct str mo, size_t at)
{
	const unsigned char *p = (const unsigned char *)mo.p + at;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The nth text of the table whose offset stands at table_at. */
static struct str text_at(struct str mo, size_t table_at, size_t nth)
{
	size_t entry = number_at(mo, table_at) + 8 * nth;
	return (struct str){mo.p + number_at(mo, entry + 4), number_at(mo, entry)};
}

static bool table_fits(struct str mo, size_t table_at)
{
	uint64_t count = number_at(mo, MO_COUNT_AT), table = number_at(mo, table_at);
	if (table + 8 * count > mo.n)
		return false;
	for (size_t i = 0; i < count; i++) {
		uint64_t length = number_at(mo, table + 8 * i), at = number_at(mo, table + 8 * i + 4);
		if (at + length >= mo.n || mo.p[at + length] != '\0' ||
		    utf8_fault((struct str){mo.p + at, length}) != STR_NPOS)
			return false;
	}
	return true;
}

static bool is_catalogue(struct str mo)
{
	if (mo.n < MO_HEADER || number_at(mo, MO_MAGIC_AT) != mo_magic || number_at(mo, MO_REVISION_AT) != 0)
		return false;
	if (!table_fits(mo, MO_MESSAGES_AT) || !table_fits(mo, MO_TRANSLATIONS_AT))
		return false;
	for (size_t i = 1; i < number_at(mo, MO_COUNT_AT); i++) {
		if (str_cmp(text_at(mo, MO_MESSAGES_AT, i - 1), text_at(mo, MO_MESSAGES_AT, i)) >= 0)
			return false;
	}
	return true;
}

enum outcome lang_open(struct ctx *ctx, const char *tag, struct str mo, struct lang *ret_lang)
{
	if (!is_catalogue(mo))
		return problem_add(ctx, tag,
				   msg("The catalogue of this language is not a .mo file as msgfmt writes it"));
	*ret_lang = (struct lang){.tag = tag, .catalogue = mo};
	return OK;
}

struct str lang_lookup(const struct lang *lang, struct str message)
{
	struct str mo = lang->catalogue;
	size_t low = 0, high = mo.n ? number_at(mo, MO_COUNT_AT) : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(message, text_at(mo, MO_MESSAGES_AT, middle));
		if (order == 0) {
			struct str found = text_at(mo, MO_TRANSLATIONS_AT, middle);
			return found.n ? found : message;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return message;
}
