/* Names and addresses of others, masked. */
#include <stdlib.h>

#include "records/mask.h"
#include "records/records_sql.h"

#define SOMEBODY STR("[another person]")
#define ADDRESS  STR("[an address]")

struct name {
	struct str first, all; /* by its first word it is found */
};

struct mask {
	struct name *names;
	size_t n;
	struct str *own; /* the person's names and addresses */
	size_t n_own;
};

struct name_row {
	int64_t person_id, is_public;
	struct str name;
};
static const struct db_col name_cols[] = {
	DB_COL_I64(struct name_row, person_id),
	DB_COL_I64(struct name_row, is_public),
	DB_COL_TEXT(struct name_row, name),
};
static const struct db_spec name_spec = DB_SPEC(struct name_row, name_cols);

struct text_row {
	struct str text;
};
static const struct db_col text_cols[] = {DB_COL_TEXT(struct text_row, text)};
static const struct db_spec text_spec = DB_SPEC(struct text_row, text_cols);

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static struct str first_word(struct str text)
{
	size_t n = 0;
	while (n < text.n && is_letter(text.p[n]))
		n++;
	return str_slice(text, 0, n);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int word_cmp(struct str a, struct str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return (unsigned char)lower(a.p[i]) < (unsigned char)lower(b.p[i]) ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

/* Of one first word the longest first, so that "Ann Lee Moor" is not masked as "Ann Lee". */
static int name_order(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = word_cmp(x->first, y->first);
	return order ? order : (x->all.n < y->all.n) - (x->all.n > y->all.n);
}

static bool is_own(const struct mask *mask, struct str text)
{
	for (size_t i = 0; i < mask->n_own; i++)
		if (str_eq_nocase(mask->own[i], text))
			return true;
	return false;
}

enum outcome mask_load(struct ctx *ctx, struct arena *keep, int64_t person_id, struct mask **ret_mask)
{
	struct name_row *rows;
	struct text_row *emails;
	size_t n, n_emails;
	struct mask *mask = arena_new(keep, struct mask);
	TRY(db_list(ctx, &records_sql_names, DB_NO_PARAMS, &name_spec, &rows, &n));
	TRY(db_list(ctx, &records_sql_emails_of, DB_PARAMS(db_int(person_id)), &text_spec, &emails, &n_emails));
	*mask = (struct mask){.names = arena_array(keep, struct name, n),
			      .own = arena_array(keep, struct str, n + n_emails)};
	for (size_t i = 0; i < n_emails; i++)
		mask->own[mask->n_own++] = str_dup(keep, emails[i].text);
	for (size_t i = 0; i < n; i++)
		if (person_id && rows[i].person_id == person_id)
			mask->own[mask->n_own++] = str_dup(keep, rows[i].name);
	for (size_t i = 0; i < n; i++) {
		struct str all = str_dup(keep, str_trim(rows[i].name)), first = first_word(all);
		bool is_shown = person_id ? rows[i].person_id == person_id : rows[i].is_public != 0;
		/* A single word would mask every text that has it. */
		if (!is_shown && first.n && first.n < all.n && !is_own(mask, all))
			mask->names[mask->n++] = (struct name){first, all};
	}
	qsort(mask->names, mask->n, sizeof(*mask->names), name_order);
	*ret_mask = mask;
	return OK;
}

/* The length of the name that begins here; 0: none does. */
static size_t name_at(const struct mask *mask, struct str rest)
{
	struct str first = first_word(rest);
	size_t low = 0, high = mask->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (word_cmp(mask->names[mid].first, first) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < mask->n && word_cmp(mask->names[low].first, first) == 0; low++) {
		struct str all = mask->names[low].all;
		bool ends = rest.n == all.n || (rest.n > all.n && !is_letter(rest.p[all.n]));
		if (ends && str_eq_nocase(str_slice(rest, 0, all.n), all))
			return all.n;
	}
	return 0;
}

static bool is_of_address(char c)
{
	return is_letter(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '@';
}

/* The length of the e-mail address that begins here; 0: none does. */
static size_t address_at(const struct mask *mask, struct str rest)
{
	size_t n = 0, at = 0;
	while (n < rest.n && is_of_address(rest.p[n]))
		n++;
	while (n > 0 && rest.p[n - 1] == '.')
		n--;
	struct str word = str_slice(rest, 0, n);
	at = str_find_char(word, '@', 0);
	return at == STR_NPOS || at == 0 || at + 1 == n || is_own(mask, word) ? 0 : n;
}

struct str mask_text(struct arena *arena, const struct mask *mask, struct str text, size_t *ret_n)
{
	struct buf out = buf_open(arena, text.n + 64);
	for (size_t i = 0; i < text.n;) {
		bool begins = is_letter(text.p[i]) && (i == 0 || !is_of_address(text.p[i - 1]));
		struct str rest = str_slice(text, i, text.n);
		size_t address = begins ? address_at(mask, rest) : 0;
		size_t name = begins && !address ? name_at(mask, rest) : 0;
		if (address || name) {
			buf_str(&out, address ? ADDRESS : SOMEBODY);
			++*ret_n;
			i += address + name;
			continue;
		}
		buf_char(&out, text.p[i++]);
	}
	return buf_view(&out);
}
