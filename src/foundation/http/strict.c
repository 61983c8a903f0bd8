#include "http/strict.h"

#define PATH_BYTES 8192

/* RFC 9110 section 5.6.2: what a method's or a header's name is made of. */
static bool is_token_char(unsigned char c)
{
	static const uint64_t low = 0x03ff6cfa00000000;  /* 0-9 and !#$%&'*+-. */
	static const uint64_t high = 0x57ffffffc7fffffe; /* A-Z a-z ^_`|~ */
	return c < 128 && ((c < 64 ? low >> c : high >> (c - 64)) & 1);
}

static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token_char((unsigned char)s.p[i]))
			return false;
	return s.n > 0;
}

static bool is_control(unsigned char c)
{
	return (c < 0x20 && c != '\t') || c == 0x7f;
}

/* Eight bytes at a time: is one of them below 0x20, or DEL? */
static bool may_hold_control(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
	uint64_t below = (word - ones * 0x20) & ~word & tops;
	uint64_t del = word ^ (ones * 0x7f);
	return below || ((del - ones) & ~del & tops);
}

static bool has_control(struct str s)
{
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t word;
		memcpy(&word, s.p + i, 8);
		if (!may_hold_control(word))
			continue;
		for (size_t k = i; k < i + 8; k++)
			if (is_control((unsigned char)s.p[k]))
				return true;
	}
	for (; i < s.n; i++)
		if (is_control((unsigned char)s.p[i]))
			return true;
	return false;
}

/* The headers that the server itself reads, by the length of their names. */
static struct str *known_header(struct head *head, struct str name, unsigned **ret_count)
{
	*ret_count = NULL;
	switch (name.n) {
	case 4:
		*ret_count = &head->hosts;
		return str_eq_nocase(name, STR("host")) ? &head->host : NULL;
	case 6:
		return str_eq_nocase(name, STR("origin")) ? &head->origin : NULL;
	case 12:
		*ret_count = &head->content_types;
		return str_eq_nocase(name, STR("content-type")) ? &head->content_type : NULL;
	case 13:
		return str_eq_nocase(name, STR("if-none-match")) ? &head->if_none_match : NULL;
	case 14:
		if (str_eq_nocase(name, STR("sec-fetch-site")))
			return &head->fetch_site;
		*ret_count = &head->content_lengths;
		return str_eq_nocase(name, STR("content-length")) ? &head->content_length : NULL;
	case 15:
		if (str_eq_nocase(name, STR("accept-encoding")))
			return &head->accept_encoding;
		return str_eq_nocase(name, STR("x-forwarded-for")) ? &head->forwarded_for : NULL;
	case 16:
		return str_eq_nocase(name, STR("x-forwarded-host")) ? &head->forwarded_host : NULL;
	case 17:
		if (str_eq_nocase(name, STR("x-forwarded-proto")))
			return &head->forwarded_proto;
		*ret_count = &head->transfer_encodings;
		return str_eq_nocase(name, STR("transfer-encoding")) ? &head->transfer_encoding : NULL;
	default:
		return NULL;
	}
}

static struct str trim_blank(struct str s)
{
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

void head_add(struct head *head, struct str name, struct str value)
{
	head->bytes += name.n + value.n + 4;
	if (!is_token(name) || has_control(value))
		head->damaged = true;
	if (str_eq_nocase(name, STR("expect")))
		head->expects = true;
	unsigned *count;
	struct str *known = known_header(head, name, &count);
	if (!known)
		return;
	*known = trim_blank(value);
	if (count)
		++*count;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* RFC 9110 section 7.2, of what RFC 3986 allows only names and addresses: "city.example", "10.0.0.1:8080",
 * "[::1]:8080". */
static bool host_is_well_formed(struct str host)
{
	size_t end = 0;
	if (host.n && host.p[0] == '[') {
		for (end = 1; end < host.n && (is_alnum(host.p[end]) || host.p[end] == ':' || host.p[end] == '.');
		     end++)
			continue;
		if (end < 3 || end == host.n || host.p[end] != ']')
			return false;
		end++;
	} else {
		while (end < host.n &&
		       (is_alnum(host.p[end]) || host.p[end] == '-' || host.p[end] == '.' || host.p[end] == '_'))
			end++;
	}
	if (end == 0 || end > 255)
		return false;
	if (end == host.n)
		return true;
	struct str port = str_slice(host, end + 1, host.n);
	return host.p[end] == ':' && all_digits(port) && port.n <= 5;
}

static bool is_method(struct str method, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(method, str_of(names[i])))
			return true;
	return false;
}

static unsigned method_fault(struct str method)
{
	static const char *const served[] = {"GET", "HEAD", "POST"};
	static const char *const refused[] = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"};
	if (is_method(method, served, COUNT_OF(served)))
		return 0;
	if (!is_token(method))
		return 400;
	return is_method(method, refused, COUNT_OF(refused)) ? 405 : 501;
}

static unsigned version_fault(struct str version)
{
	if (str_eq(version, STR("HTTP/1.1")) || str_eq(version, STR("HTTP/1.0")))
		return 0;
	bool is_http = version.n == 8 && str_starts(version, STR("HTTP/")) && version.p[6] == '.';
	return is_http && all_digits(str_slice(version, 5, 6)) && all_digits(str_slice(version, 7, 8)) ? 505 : 400;
}

/* RFC 9112 section 6: how long the body is must be beyond doubt. */
static bool framing_is_clear(const struct head *head)
{
	if (head->content_lengths > 1 || head->transfer_encodings > 1 || head->content_types > 1)
		return false;
	if (head->content_lengths && !(all_digits(head->content_length) && head->content_length.n <= 18))
		return false;
	if (!head->transfer_encodings)
		return true;
	return !head->content_lengths && str_eq_nocase(head->transfer_encoding, STR("chunked")) &&
	       str_eq(head->version, STR("HTTP/1.1"));
}

bool head_has_body(const struct head *head)
{
	uint64_t length = 0;
	return head->transfer_encodings || (str_to_u64(head->content_length, &length) && length > 0);
}

/* The raw address holds only what RFC 3986 lets stand there, and what browsers send nonetheless. */
static bool address_is_plain(struct str raw)
{
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\' || c == '<' || c == '>' || c == '"')
			return false;
	}
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct str raw, bool plus, char *out, size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];
		if (c == '%') {
			int high = i + 1 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
			int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		out[n++] = c;
	}
	*ret_n = n;
	return true;
}

/* Slashes that came encoded would be segments to some readers and not to others. */
static size_t slashes(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '/';
	return n;
}

static bool segments_are_plain(struct str path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/')
			continue;
		size_t end = i + 1;
		while (end < path.n && path.p[end] != '/')
			end++;
		struct str segment = str_slice(path, i + 1, end);
		if (str_empty(segment) && end < path.n)
			return false;
		if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
			return false;
	}
	return true;
}

bool path_decode(struct str raw, char *out, size_t *ret_n)
{
	if (str_empty(raw) || raw.p[0] != '/' || !address_is_plain(raw))
		return false;
	size_t n;
	if (!percent_decode(raw, false, out, &n))
		return false;
	struct str path = {out, n};
	bool escaped = n != raw.n;
	if (escaped && (slashes(path) != slashes(raw) || str_find_char(path, '\\', 0) != STR_NPOS))
		return false;
	if (escaped && (utf8_fault(path) != STR_NPOS || has_control(path) || str_find_char(path, '\t', 0) != STR_NPOS))
		return false;
	if (!segments_are_plain(path))
		return false;
	*ret_n = n;
	return true;
}

static bool path_is_well_formed(struct str raw)
{
	if (str_find_char(raw, '%', 0) == STR_NPOS)
		return !str_empty(raw) && raw.p[0] == '/' && segments_are_plain(raw);
	char decoded[PATH_BYTES];
	size_t n;
	return raw.n <= sizeof(decoded) && path_decode(raw, decoded, &n);
}

unsigned head_fault(const struct head *head)
{
	if (head->damaged)
		return 400;
	unsigned fault = version_fault(head->version);
	if (fault)
		return fault;
	if (head->path.n + head->query.n + head->method.n > LIMIT_REQUEST_LINE_BYTES)
		return 414;
	if (head->bytes > LIMIT_HEADER_BYTES)
		return 431;
	if (head->hosts != 1 || !host_is_well_formed(head->host) || !framing_is_clear(head))
		return 400;
	fault = method_fault(head->method);
	if (fault)
		return fault;
	if (!str_eq(head->method, STR("POST")) && head_has_body(head))
		return 400;
	/* RFC 9112 section 6.3 lets a server insist on a length. No browser sends a form in chunks, and the chunks'
	 * parser of a library before 1.0 takes line ends and extensions that others on the way read differently. */
	if (head->transfer_encodings)
		return 411;
	if (!address_is_plain(head->path) || !address_is_plain(head->query) || !path_is_well_formed(head->path))
		return 400;
	return 0;
}
