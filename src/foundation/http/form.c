#include "http/form.h"

#include "http/strict.h"

static enum outcome too_many_fields(struct ctx *ctx)
{
	return problem_add(ctx, "", msg("The form has more than {1} fields"),
			   str_fmt(ctx->arena, "%ju", (uintmax_t)LIMIT_FORM_FIELDS));
}

static enum outcome accept_name(struct ctx *ctx, struct str raw, struct str *ret_name)
{
	const struct text_rules rules = {.name = "form", .max_bytes = 200};
	return text_accept(ctx, raw, &rules, ret_name);
}

static enum outcome accept_value(struct ctx *ctx, struct str name, struct str raw, struct str *ret_value)
{
	const struct text_rules rules = {
		.name = str_c(ctx->arena, name), .max_bytes = (size_t)LIMIT_FORM_BYTES, .lines = true};
	TRY(text_accept(ctx, raw, &rules, ret_value));
	if (!ret_value->p)
		*ret_value = STR("");
	return OK;
}

/* Both halves of "name=value" decoded and checked. */
static enum outcome accept_pair(struct ctx *ctx, struct str pair, struct http_field *ret_field)
{
	size_t at = str_find_char(pair, '=', 0);
	struct str parts[2] = {str_slice(pair, 0, at), str_slice(pair, at == STR_NPOS ? pair.n : at + 1, pair.n)};
	for (size_t i = 0; i < 2; i++) {
		char *out = arena_alloc(ctx->arena, parts[i].n);
		size_t n;
		if (!percent_decode(parts[i], true, out, &n))
			return problem_add(ctx, "",
					   msg("A field is not encoded as forms are: '%' without two digits after it"));
		parts[i] = (struct str){out, n};
	}
	TRY(accept_name(ctx, parts[0], &ret_field->name));
	return accept_value(ctx, ret_field->name, parts[1], &ret_field->value);
}

static size_t count_char(struct str s, char c)
{
	size_t n = 0;
	for (size_t at = str_find_char(s, c, 0); at != STR_NPOS; at = str_find_char(s, c, at + 1))
		n++;
	return n;
}

enum outcome form_urlencoded(struct ctx *ctx, struct str body, struct form *ret_form)
{
	struct form form = {0};
	if (str_empty(body)) {
		*ret_form = form;
		return OK;
	}
	size_t pairs = count_char(body, '&') + 1;
	if (pairs > LIMIT_FORM_FIELDS)
		return too_many_fields(ctx);
	form.fields = arena_array(ctx->arena, struct http_field, pairs);
	enum outcome outcome = OK;
	struct str pair;
	while (str_cut(&body, '&', &pair)) {
		if (str_empty(pair))
			continue;
		enum outcome accepted = accept_pair(ctx, pair, &form.fields[form.n_fields]);
		if (accepted == OK)
			form.n_fields++;
		else
			outcome = accepted;
	}
	if (outcome == OK)
		*ret_form = form;
	return outcome;
}

/* ---- multipart/form-data ---- */

#define PART_HEADERS      16
#define PART_HEADER_BYTES 8192

/* The value of `name` in "form-data; name=\"a\"; filename=\"b\"": a token or a quoted string without its quotes. */
static bool parameter_find(struct str header, struct str name, struct str *ret_value)
{
	size_t at = str_find_char(header, ';', 0);
	while (at != STR_NPOS && at < header.n) {
		struct str rest = str_trim(str_slice(header, at + 1, header.n));
		size_t equals = str_find_char(rest, '=', 0);
		if (equals == STR_NPOS)
			return false;
		struct str key = str_trim(str_slice(rest, 0, equals));
		bool quoted = equals + 1 < rest.n && rest.p[equals + 1] == '"';
		size_t from = equals + 1 + quoted;
		size_t end = str_find_char(rest, quoted ? '"' : ';', from);
		if (end == STR_NPOS && quoted)
			return false;
		struct str value = str_slice(rest, from, end == STR_NPOS ? rest.n : end);
		if (str_eq_nocase(key, name)) {
			*ret_value = quoted ? value : str_trim(value);
			return true;
		}
		size_t next = quoted ? str_find_char(rest, ';', end) : end;
		at = next == STR_NPOS ? STR_NPOS : (size_t)(rest.p - header.p) + next;
	}
	return false;
}

/* RFC 2046 section 5.1.1: 1 to 70 characters. */
static bool boundary_find(struct str type, struct str *ret_boundary)
{
	return parameter_find(type, STR("boundary"), ret_boundary) && ret_boundary->n >= 1 && ret_boundary->n <= 70;
}

struct part {
	struct str name;
	struct str filename;
	bool is_file;
	struct str content;
};

/* The lines before a part's content. False when they are not what a browser sends. */
static bool part_headers(struct str head, struct part *part)
{
	bool found = false;
	size_t lines = 0;
	for (size_t at = 0; at < head.n;) {
		size_t end = str_find(head, STR("\r\n"), at);
		struct str line = str_slice(head, at, end);
		at = end == STR_NPOS ? head.n : end + 2;
		size_t colon = str_find_char(line, ':', 0);
		if (colon == STR_NPOS || ++lines > PART_HEADERS)
			return false;
		if (!str_eq_nocase(str_slice(line, 0, colon), STR("content-disposition")))
			continue;
		struct str value = str_trim(str_slice(line, colon + 1, line.n));
		if (found || !str_starts(value, STR("form-data")) || !parameter_find(value, STR("name"), &part->name))
			return false;
		part->is_file = parameter_find(value, STR("filename"), &part->filename);
		found = true;
	}
	return found;
}

/* Takes the next part off the front of *rest, which starts behind a delimiter. False at the last one; *ret_fault tells
 * a body that is damaged or cut off. */
static bool part_next(struct str *rest, struct str delimiter, struct part *ret_part, bool *ret_fault)
{
	*ret_fault = false;
	if (str_starts(*rest, STR("--")))
		return false;
	*ret_fault = true;
	if (!str_starts(*rest, STR("\r\n")))
		return false;
	size_t blank = str_find(str_slice(*rest, 0, PART_HEADER_BYTES), STR("\r\n\r\n"), 0);
	if (blank == STR_NPOS)
		return false;
	struct part part = {0};
	if (!part_headers(str_slice(*rest, 2, blank), &part))
		return false;
	size_t end = str_find(*rest, delimiter, blank + 2);
	if (end == STR_NPOS)
		return false;
	/* An empty part's delimiter may share the blank line's second line break only if something is missing. */
	if (end < blank + 4)
		return false;
	part.content = str_slice(*rest, blank + 4, end);
	*rest = str_slice(*rest, end + delimiter.n, rest->n);
	*ret_part = part;
	*ret_fault = false;
	return true;
}

/* Browsers write '"' in names as %22 (HTML, multipart form data). */
static struct str quotes_back(struct arena *arena, struct str s)
{
	if (str_find(s, STR("%22"), 0) == STR_NPOS)
		return s;
	struct buf buf = buf_open(arena, s.n);
	size_t at = 0;
	for (size_t hit = str_find(s, STR("%22"), 0); hit != STR_NPOS; hit = str_find(s, STR("%22"), at)) {
		buf_str(&buf, str_slice(s, at, hit));
		buf_char(&buf, '"');
		at = hit + 3;
	}
	buf_str(&buf, str_slice(s, at, s.n));
	return buf_view(&buf);
}

static struct str without_path(struct str filename)
{
	for (size_t i = filename.n; i > 0; i--)
		if (filename.p[i - 1] == '/' || filename.p[i - 1] == '\\')
			return str_slice(filename, i, filename.n);
	return filename;
}

static enum outcome accept_part(struct ctx *ctx, const struct part *part, struct form *form)
{
	struct str name;
	TRY(accept_name(ctx, quotes_back(ctx->arena, part->name), &name));
	if (!part->is_file) {
		struct http_field *field = &form->fields[form->n_fields];
		field->name = name;
		TRY(accept_value(ctx, name, part->content, &field->value));
		form->n_fields++;
		return OK;
	}
	bool nothing_chosen = str_empty(part->filename) && str_empty(part->content);
	if (nothing_chosen)
		return OK;
	const struct text_rules rules = {.name = str_c(ctx->arena, name), .max_bytes = 1024};
	struct http_file *file = &form->files[form->n_files];
	struct str filename = without_path(quotes_back(ctx->arena, part->filename));
	TRY(text_accept(ctx, filename, &rules, &file->filename));
	file->name = name;
	file->content = part->content;
	form->n_files++;
	return OK;
}

static enum outcome damaged(struct ctx *ctx)
{
	return problem_add(ctx, "", msg("The form arrived damaged or cut off"));
}

/* How many parts there can be at most. */
static size_t count_delimiters(struct str body, struct str delimiter)
{
	size_t n = 0;
	for (size_t at = str_find(body, delimiter, 0); at != STR_NPOS; at = str_find(body, delimiter, at + delimiter.n))
		n++;
	return n;
}

enum outcome form_multipart(struct ctx *ctx, struct str type, struct str body, struct form *ret_form)
{
	struct str boundary;
	if (!boundary_find(type, &boundary))
		return damaged(ctx);
	struct str delimiter = str_fmt(ctx->arena, "\r\n--%.*s", STR_ARG(boundary));
	struct str first = str_slice(delimiter, 2, delimiter.n);
	size_t parts = count_delimiters(body, first);
	if (parts > LIMIT_FORM_FIELDS + 1)
		return too_many_fields(ctx);
	if (!str_starts(body, first))
		return damaged(ctx);
	struct str rest = str_slice(body, first.n, body.n);
	struct form form = {
		.fields = arena_array(ctx->arena, struct http_field, parts),
		.files = arena_array(ctx->arena, struct http_file, parts),
	};
	enum outcome outcome = OK;
	struct part part;
	bool fault;
	while (part_next(&rest, delimiter, &part, &fault))
		if (accept_part(ctx, &part, &form) != OK)
			outcome = INVALID;
	if (fault)
		return damaged(ctx);
	if (outcome == OK)
		*ret_form = form;
	return outcome;
}

struct str cookie_find(struct str header, struct str name)
{
	struct str pair;
	while (header.p && str_cut(&header, ';', &pair)) {
		pair = str_trim(pair);
		size_t equals = str_find_char(pair, '=', 0);
		if (equals == STR_NPOS || !str_eq(str_slice(pair, 0, equals), name))
			continue;
		struct str value = str_slice(pair, equals + 1, pair.n);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_slice(value, 1, value.n - 1);
		return value;
	}
	return (struct str){0};
}
