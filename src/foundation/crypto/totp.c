#include "crypto/totp.h"

#include <liboath/oath.h>
#include <stdlib.h>

#include "crypto/crypto.h"

#define DIGITS 6

struct str totp_secret_text(struct arena *arena, struct str secret)
{
	char *text = NULL;
	size_t n = 0;
	if (oath_base32_encode(secret.p, secret.n, &text, &n) != OATH_OK)
		die("liboath has no memory");
	struct str copy = str_dup(arena, str_bytes(text, n));
	secret_wipe(text, n);
	free(text);
	return copy;
}

/* Everything but letters and digits (RFC 3986 section 2.3), so that no name ends the label or begins a parameter. */
static void put_encoded(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			buf_char(out, (char)c);
		else
			buf_fmt(out, "%%%02X", c);
	}
}

struct str totp_address(struct arena *arena, struct str issuer, struct str account, struct str secret)
{
	struct buf out = buf_open(arena, 256);
	buf_lit(&out, "otpauth://totp/");
	put_encoded(&out, issuer);
	buf_char(&out, ':');
	put_encoded(&out, account);
	buf_lit(&out, "?secret=");
	buf_str(&out, totp_secret_text(arena, secret));
	buf_lit(&out, "&issuer=");
	put_encoded(&out, issuer);
	return buf_view(&out);
}

struct str totp_code(struct arena *arena, struct str secret, int64_t step)
{
	char code[DIGITS + 1] = "";
	if (oath_hotp_generate(secret.p, secret.n, (uint64_t)step, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, code) !=
	    OATH_OK)
		die("liboath has no memory");
	struct str copy = str_dup(arena, str_of(code));
	secret_wipe(code, sizeof(code));
	return copy;
}

/* "123 456" as apps show it. */
static struct str without_spaces(struct str code, char typed[DIGITS])
{
	size_t n = 0;
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] == ' ')
			continue;
		if (n == DIGITS)
			return (struct str){NULL, 0};
		typed[n++] = code.p[i];
	}
	return str_bytes(typed, n);
}

bool totp_check(struct str secret, int64_t now_ms, int64_t last_step, struct str code, int64_t *ret_step)
{
	char digits[DIGITS];
	struct str typed = without_spaces(code, digits);
	if (typed.n != DIGITS || secret.n == 0)
		return false;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	int64_t found = 0;
	for (int64_t step = now_ms / TOTP_STEP_MS - 1; step <= now_ms / TOTP_STEP_MS + 1; step++) {
		bool is_it = secret_eq(totp_code(arena, secret, step), typed);
		if (is_it && step > last_step && !found)
			found = step;
	}
	if (!found)
		return false;
	*ret_step = found;
	return true;
}
