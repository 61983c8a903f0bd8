/* Names, addresses, passwords, clients: rules on what people type. */
#include "access/private.h"

#define NEXT_BYTES_MAX 1000
#define DISTINCT_MIN   5

struct str email_fold(struct arena *arena, struct str email)
{
	return text_fold(arena, str_trim(email));
}

/* Long enough for the rules, and still among the first that are tried: repeated words, rows of keys, known lines. */
static const char *const worn_out[] = {
	"passwordpassword", "password1234",     "password12345",  "password123456",   "password1234567",
	"password123!",     "qwertyuiopasdfgh", "qwertyuiop123",  "qwertyuiop[]",     "qwertyuiop1234567890",
	"1qaz2wsx3edc",     "1qaz2wsx3edc4rfv", "1q2w3e4r5t6y",   "1q2w3e4r5t6y7u8i", "q1w2e3r4t5y6",
	"zaq12wsxcde3",     "qazwsxedcrfv",     "asdfghjkl123",   "123456789012",     "1234567890123",
	"12345678901234",   "123456789abc",     "abcdefghijkl",   "abcdefghijklmnop", "abcdefgh1234",
	"abcdefg1234567",   "letmeinletmein",   "letmeinplease",  "iloveyouforever",  "iloveyou1234",
	"iloveyou12345",    "administrator",    "administrator1", "administrator123", "adminadminadmin",
	"welcome12345",     "welcome123456",    "changeme1234",   "changemechangeme", "correcthorsebatterystaple",
	"trustno1trustno1", "princess1234",     "sunshine1234",   "football1234",     "baseball1234",
	"superman1234",     "qwerty123456",     "qwerty1234567",  "qwerty12345678",   "111222333444",
	"112233445566",     "123123123123",     "abc123abc123",   "aboveboard123",
};

static size_t count_distinct(struct str password, size_t *ret_chars)
{
	uint32_t seen[DISTINCT_MIN];
	size_t n_seen = 0;
	size_t chars = 0;
	for (size_t at = 0; at < password.n; chars++) {
		uint32_t point = utf8_next(password, &at);
		bool known = false;
		for (size_t i = 0; i < n_seen; i++)
			known = known || seen[i] == point;
		if (!known && n_seen < COUNT_OF(seen))
			seen[n_seen++] = point;
	}
	*ret_chars = chars;
	return n_seen;
}

static bool is_worn_out(struct str folded)
{
	for (size_t i = 0; i < COUNT_OF(worn_out); i++) {
		if (str_eq(folded, str_of(worn_out[i])))
			return true;
	}
	return false;
}

enum outcome password_check(struct ctx *ctx, const char *field, struct str password, struct str name, struct str email)
{
	size_t chars;
	size_t distinct = count_distinct(password, &chars);
	if (chars < LIMIT_PASSWORD_MIN_CHARS)
		return problem_add(ctx, field,
				   msg("use at least {1} characters; a few words in a row are easy to remember"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PASSWORD_MIN_CHARS));
	if (password.n > LIMIT_PASSWORD_BYTES)
		return problem_add(ctx, field, msg("this is too long: use at most {1} bytes"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PASSWORD_BYTES));
	struct str folded = text_fold(ctx->arena, str_trim(password));
	struct str folded_email = email_fold(ctx->arena, email);
	const struct str theirs[] = {
		text_fold(ctx->arena, str_trim(name)),
		folded_email,
		str_slice(folded_email, 0, str_find_char(folded_email, '@', 0)),
		ctx->site ? text_fold(ctx->arena, ctx->site->settings.name) : (struct str){NULL, 0},
	};
	for (size_t i = 0; i < COUNT_OF(theirs); i++) {
		if (theirs[i].n && str_eq(folded, theirs[i]))
			return problem_add(
				ctx, field,
				msg("choose something other than your name, your e-mail address or this site's name"));
	}
	if (distinct < DISTINCT_MIN || is_worn_out(folded))
		return problem_add(ctx, field,
				   msg("this is one of the first passwords that people try; choose another"));
	return OK;
}

struct str client_words(struct arena *arena, struct str user_agent)
{
	/* In the order in which they must be looked for: each names itself as the ones below it too. */
	static const char *const browsers[][2] = {
		{"Edg", "Edge"},      {"OPR/", "Opera"},     {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	};
	static const char *const systems[][2] = {
		{"iPhone", "iPhone"}, {"iPad", "iPad"},     {"Android", "Android"}, {"Windows", "Windows"},
		{"Macintosh", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	};
	const char *browser = "A browser";
	const char *system = NULL;
	for (size_t i = COUNT_OF(browsers); i-- > 0;) {
		if (str_find(user_agent, str_of(browsers[i][0]), 0) != STR_NPOS)
			browser = browsers[i][1];
	}
	for (size_t i = COUNT_OF(systems); i-- > 0;) {
		if (str_find(user_agent, str_of(systems[i][0]), 0) != STR_NPOS)
			system = systems[i][1];
	}
	return system ? str_fmt(arena, "%s on %s", browser, system) : str_of(browser);
}

struct str next_path(struct str next, struct str otherwise)
{
	/* Browsers read "//host" and "/\host" as another site. */
	if (next.n < 2 || next.n > NEXT_BYTES_MAX || next.p[0] != '/' || next.p[1] == '/')
		return next.n == 1 && next.p[0] == '/' ? next : otherwise;
	for (size_t i = 0; i < next.n; i++) {
		if ((unsigned char)next.p[i] <= ' ' || next.p[i] == '\\' || next.p[i] == 0x7f)
			return otherwise;
	}
	return next;
}
