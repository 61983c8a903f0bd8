/* Addresses of e-mail (RFC 5321 section 4.1.2, RFC 6531 section 3.3). */
#include "mail/mail.h"

#define ADDRESS_BYTES 254 /* RFC 5321 section 4.5.3.1.3, without the brackets */
#define LOCAL_BYTES   64
#define LABEL_BYTES   63

/* RFC 5322 section 3.2.3. */
static bool is_atom_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c < 0x80 && c != 0 && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_atom(struct str atom)
{
	for (size_t at = 0; at < atom.n;) {
		uint32_t c = utf8_next(atom, &at);
		if (c < 0x80 ? !is_atom_char((unsigned char)c) : utf8_class_of(c) == UTF8_OTHER)
			return false;
	}
	return atom.n > 0;
}

static bool is_label(struct str label)
{
	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];
		bool is_inner = i > 0 && i + 1 < label.n;
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c == '-' && is_inner)))
			return false;
	}
	return label.n > 0 && label.n <= LABEL_BYTES;
}

/* All parts between dots are as the check says; *ret_n of them. */
static bool parts_are(struct str text, bool (*is_part)(struct str part), size_t *ret_n)
{
	size_t from = 0;
	*ret_n = 0;
	for (;;) {
		size_t dot = str_find_char(text, '.', from);
		if (!is_part(str_slice(text, from, dot)))
			return false;
		++*ret_n;
		if (dot == STR_NPOS)
			return true;
		from = dot + 1;
	}
}

static bool is_number(struct str label)
{
	for (size_t i = 0; i < label.n; i++)
		if (label.p[i] < '0' || label.p[i] > '9')
			return false;
	return true;
}

static bool is_domain(struct str domain)
{
	size_t labels;
	if (!parts_are(domain, is_label, &labels))
		return false;
	if (labels == 1)
		return str_eq_nocase(domain, STR("localhost"));
	size_t last = domain.n;
	while (domain.p[last - 1] != '.')
		last--;
	return !is_number(str_slice(domain, last, domain.n)); /* an IP address would stand in brackets */
}

static bool has_other_script(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return true;
	return false;
}

enum outcome mail_address_check(struct ctx *ctx, const char *field, struct str address)
{
	size_t at = str_find_char(address, '@', 0);
	size_t parts;
	if (address.n > ADDRESS_BYTES)
		return problem_add(ctx, field, msg("an e-mail address has at most 254 characters"));
	if (at == STR_NPOS || utf8_fault(address) != STR_NPOS)
		return problem_add(ctx, field, msg("give an e-mail address in the form name@example.gov"));
	struct str local = str_slice(address, 0, at);
	struct str domain = str_slice(address, at + 1, address.n);
	if (local.n > LOCAL_BYTES || !parts_are(local, is_atom, &parts))
		return problem_add(
			ctx, field,
			msg("“{1}” is not the first part of an e-mail address: letters, digits, dots between "
			    "them, and no spaces"),
			local);
	if (!str_empty(domain) && has_other_script(domain))
		return problem_add(ctx, field,
				   msg("write the part after the @ with plain letters: a name in another script has a "
				       "form that begins with “xn--”"));
	if (str_empty(domain) || !is_domain(domain))
		return problem_add(ctx, field,
				   msg("“{1}” is not the last part of an e-mail address, as in name@example.gov"),
				   domain);
	return OK;
}
