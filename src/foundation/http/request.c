#include "http/form.h"

static struct str field_value(const struct http_field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].name, str_of(name)))
			return fields[i].value;
	return (struct str){0};
}

struct str req_query(const struct req *req, const char *name)
{
	return field_value(req->query_fields, req->n_query_fields, name);
}

struct str req_field(const struct req *req, const char *name)
{
	return field_value(req->fields, req->n_fields, name);
}

struct str req_header(const struct req *req, const char *name)
{
	return field_value(req->headers, req->n_headers, name);
}

struct str req_cookie(const struct req *req, const char *name)
{
	for (size_t i = 0; i < req->n_headers; i++) {
		if (!str_eq(req->headers[i].name, STR("cookie")))
			continue;
		struct str value = cookie_find(req->headers[i].value, str_of(name));
		if (value.p)
			return value;
	}
	return (struct str){0};
}

const struct http_file *req_file(const struct req *req, const char *name)
{
	for (size_t i = 0; i < req->n_files; i++)
		if (str_eq(req->files[i].name, str_of(name)))
			return &req->files[i];
	return NULL;
}

void resp_redirect(struct resp *resp, struct str location)
{
	resp->status = 303;
	resp->location = location;
}

struct str http_encode(struct arena *arena, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf buf = buf_open(arena, s.n + 16);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool is_unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				     c == '-' || c == '.' || c == '_' || c == '~';
		if (is_unreserved) {
			buf_char(&buf, (char)c);
			continue;
		}
		buf_char(&buf, '%');
		buf_char(&buf, digits[c >> 4]);
		buf_char(&buf, digits[c & 15]);
	}
	return buf_view(&buf);
}
