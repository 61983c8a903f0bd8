#include "http/answer.h"

#include <libdeflate.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/crypto.h"

#define COMPRESS_FROM_BYTES 1024
#define OVERHEAD_BYTES      (12 * 1024) /* of an answer's arena, responses and headers, about */

#define PAGES_FROM_BYTES ((size_t)64 * 1024)
#define DESCRIPTORS      256 /* that pages of this process may take */

static _Atomic unsigned descriptors;

struct compressor {
	struct libdeflate_compressor *deflate;
};

struct compressor *compressor_open(struct arena *arena)
{
	struct compressor *compressor = arena_new(arena, struct compressor);
	compressor->deflate = libdeflate_alloc_compressor(1);
	if (!compressor->deflate)
		die("out of memory: no compressor");
	return compressor;
}

void compressor_close(struct compressor *compressor)
{
	libdeflate_free_compressor(compressor->deflate);
}

static bool is_compressible(struct str type)
{
	static const char *const kinds[] = {"text/", "application/json", "application/xml", "application/atom+xml",
					    "image/svg+xml"};
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_starts(type, str_of(kinds[i])))
			return true;
	return false;
}

static struct str compress(struct compressor *compressor, struct arena *arena, struct str body)
{
	size_t bound = libdeflate_gzip_compress_bound(compressor->deflate, body.n);
	struct arena_mark mark = arena_mark(arena);
	char *out = arena_alloc(arena, bound);
	size_t n = libdeflate_gzip_compress(compressor->deflate, body.p, body.n, out, bound);
	if (n == 0 || n + n / 16 >= body.n) {
		arena_reset(mark);
		return (struct str){0};
	}
	return (struct str){out, n};
}

/* ---- Headers ---- */

static void header(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) != MHD_YES)
		die("the response header %s cannot be set", name);
}

/* Text that a handler chose: what no header may hold becomes '?', so that it cannot end the line. */
static void header_text(struct arena *arena, struct MHD_Response *response, const char *name, struct str value)
{
	char *text = str_c(arena, value);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	header(response, name, text);
}

static const char *const security_headers[][2] = {
	{"Content-Security-Policy",
	 "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
	 "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	{"Referrer-Policy", "same-origin"},
	{"X-Content-Type-Options", "nosniff"},
};

static void add_security(struct MHD_Response *response, bool hsts)
{
	for (size_t i = 0; i < COUNT_OF(security_headers); i++)
		header(response, security_headers[i][0], security_headers[i][1]);
	if (hsts)
		header(response, "Strict-Transport-Security", "max-age=31536000");
}

static void add_lifetime(struct MHD_Response *response, enum lifetime lifetime)
{
	static const char *const values[] = {
		[LIFETIME_NEVER] = "no-store",
		[LIFETIME_PRIVATE] = "private, no-cache",
		[LIFETIME_PUBLIC] = "public, no-cache",
		[LIFETIME_FOR_EVER] = "public, max-age=31536000, immutable",
	};
	header(response, "Cache-Control", values[lifetime]);
}

/* RFC 6266: a plain name for old clients, the real one for all others. */
static struct str disposition(struct arena *arena, struct str filename)
{
	struct buf buf = buf_open(arena, 64 + 4 * filename.n);
	buf_lit(&buf, "attachment; filename=\"");
	for (size_t i = 0; i < filename.n; i++) {
		char c = filename.p[i];
		buf_char(&buf, c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '/' || c == '%' ? '_' : c);
	}
	buf_lit(&buf, "\"; filename*=UTF-8''");
	buf_str(&buf, http_encode(arena, filename));
	return buf_view(&buf);
}

static void add_handlers(struct arena *arena, struct MHD_Response *response, const struct resp *resp)
{
	if (resp->location.n)
		header_text(arena, response, "Location", resp->location);
	if (resp->filename.n)
		header_text(arena, response, "Content-Disposition", disposition(arena, resp->filename));
	for (size_t i = 0; i < resp->n_cookies; i++)
		header_text(arena, response, "Set-Cookie", resp->cookies[i]);
	if (resp->etag.n)
		header_text(arena, response, "ETag", resp->etag);
	if (resp->etag.n)
		header(response, "Accept-Ranges", "bytes");
	if (resp->range.n)
		header_text(arena, response, "Content-Range", resp->range);
	if (resp->status == 503 || resp->status == 429)
		header(response, "Retry-After", "2");
}

/* ---- Making ---- */

static void response_gone(void *data)
{
	struct answer *answer = data;
	if (atomic_fetch_sub(&answer->sending, 1) != 1)
		return;
	sink_close(answer->sink);
	arena_close(answer->arena);
}

/* A large body as pages of memory that the kernel sends as they are: measured from PAGES_FROM_BYTES, that costs less
 * than copying it for each client. NULL: not worth it, or no descriptor to spare. */
static struct MHD_Response *response_of_pages(struct answer *answer, struct str body)
{
	if (body.n < PAGES_FROM_BYTES)
		return NULL;
	if (atomic_fetch_add(&descriptors, 1) < DESCRIPTORS) {
		CLEANUP(fd_closep) int fd = memfd_create("page", MFD_CLOEXEC);
		struct MHD_Response *response = NULL;
		if (fd >= 0 && fd_write_all(fd, body))
			response = MHD_create_response_from_fd(body.n, fd);
		if (response) {
			fd = -1; /* the library's now */
			answer->descriptors++;
			return response;
		}
	}
	atomic_fetch_sub(&descriptors, 1);
	return NULL;
}

static ssize_t sink_read(void *data, uint64_t at, char *bytes, size_t most)
{
	const struct answer *answer = data;
	uint64_t left = answer->sink->in_file - at;
	ssize_t n = pread(answer->sink->fd, bytes, left < most ? (size_t)left : most, (off_t)(answer->sink->from + at));
	return n > 0 ? n : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *response_of_sink(struct answer *answer)
{
	atomic_fetch_add(&answer->sending, 1);
	struct MHD_Response *response = MHD_create_response_from_callback(answer->sink->in_file, PAGES_FROM_BYTES,
									  sink_read, answer, response_gone);
	if (!response)
		die("out of memory: no response");
	return response;
}

static struct MHD_Response *response_open(struct answer *answer, struct str body)
{
	static char nothing[1];
	if (answer->sink)
		return response_of_sink(answer);
	struct MHD_Response *response = answer->is_kept ? response_of_pages(answer, body) : NULL;
	if (response)
		return response;
	if (answer->is_kept)
		body = str_dup(answer->arena, body);
	atomic_fetch_add(&answer->sending, 1);
	void *bytes = body.n ? (void *)(uintptr_t)body.p : nothing;
	response = MHD_create_response_from_buffer_with_free_callback_cls(body.n, bytes, response_gone, answer);
	if (!response)
		die("out of memory: no response");
	return response;
}

static struct answer *answer_new(struct arena *arena, unsigned status)
{
	struct answer *answer = arena_new(arena, struct answer);
	answer->arena = arena;
	answer->status = status ? status : 200;
	atomic_init(&answer->holders, 1);
	return answer;
}

/* Weak, since the same tag stands for every encoding of the page. */
static struct str etag_of(struct arena *arena, struct str body)
{
	const struct hash hash = hash_bytes(body);
	return str_fmt(arena, "W/\"%.*s\"", STR_ARG(hash_hex(arena, &hash)));
}

/* One of the forms in which an answer can be sent. */
struct form_of {
	struct str body;
	const char *coding; /* NULL: identity */
	bool varies;
};

static struct MHD_Response *make(struct answer *answer, const struct resp *resp, const struct answer_options *options,
				 const struct form_of *form)
{
	struct MHD_Response *response = response_open(answer, form->body);
	struct arena *arena = answer->arena;
	if (form->body.n || answer->sink)
		header_text(arena, response, "Content-Type",
			    resp->type.n ? resp->type : STR("text/html; charset=utf-8"));
	if (form->coding)
		header(response, "Content-Encoding", form->coding);
	if (form->varies)
		header(response, "Vary", "Accept-Encoding");
	if (answer->etag.n)
		header_text(arena, response, "ETag", answer->etag);
	if (options->allow)
		header(response, "Allow", options->allow);
	add_lifetime(response, options->lifetime);
	add_handlers(arena, response, resp);
	add_security(response, options->hsts);
	return response;
}

/* The body compressed, or empty where that is not wanted or gains nothing. */
static struct str gzip_of(struct arena *arena, const struct resp *resp, struct compressor *compressor)
{
	struct str type = resp->type.n ? resp->type : STR("text/html");
	if (resp->sensitive || !compressor || resp->body.n < COMPRESS_FROM_BYTES || !is_compressible(type))
		return (struct str){0};
	return compress(compressor, arena, resp->body);
}

static struct answer *assemble(struct answer *answer, const struct resp *resp, struct str gzip,
			       const struct answer_options *options)
{
	bool tagged = options->lifetime == LIFETIME_PUBLIC && answer->status == 200;
	bool varies = gzip.n > 0;
	if (tagged)
		answer->etag = etag_of(answer->arena, resp->body);
	answer->plain = make(answer, resp, options, &(struct form_of){resp->body, NULL, varies});
	if (gzip.n)
		answer->gzip = make(answer, resp, options, &(struct form_of){gzip, "gzip", varies});
	if (tagged)
		answer->unchanged = make(answer, resp, options, &(struct form_of){.varies = varies});
	answer->bytes = resp->body.n + gzip.n + OVERHEAD_BYTES;
	return answer;
}

struct answer *answer_open(struct arena *arena, const struct resp *resp, const struct answer_options *options,
			   struct compressor *compressor)
{
	struct answer *answer = answer_new(arena, resp->status);
	answer->sink = resp->sink;
	return assemble(answer, resp, gzip_of(arena, resp, compressor), options);
}

struct answer *answer_kept(struct arena *scratch, const struct resp *resp, const struct answer_options *options,
			   struct compressor *compressor)
{
	struct answer *answer = answer_new(arena_open(0), resp->status);
	answer->is_kept = true;
	return assemble(answer, resp, gzip_of(scratch, resp, compressor), options);
}

struct answer *answer_asset(const struct asset *asset, bool hsts)
{
	struct answer *answer = answer_new(arena_open(0), 200);
	const struct answer_options options = {.hsts = hsts, .lifetime = LIFETIME_FOR_EVER};
	const struct resp resp = {.type = str_of(asset->type)};
	bool varies = asset->gzip.n || asset->brotli.n;
	answer->etag = str_of(asset->etag);
	answer->plain = make(answer, &resp, &options, &(struct form_of){asset->identity, NULL, varies});
	if (asset->gzip.n)
		answer->gzip = make(answer, &resp, &options, &(struct form_of){asset->gzip, "gzip", true});
	if (asset->brotli.n)
		answer->brotli = make(answer, &resp, &options, &(struct form_of){asset->brotli, "br", true});
	answer->unchanged = make(answer, &resp, &options, &(struct form_of){.varies = varies});
	return answer;
}

struct answer *answer_refusal(unsigned status, struct str text, bool hsts)
{
	struct arena *arena = arena_open(0);
	const struct resp resp = {
		.status = status, .type = STR("text/plain; charset=utf-8"), .body = str_dup(arena, text)};
	const struct answer_options options = {
		.hsts = hsts,
		.lifetime = LIFETIME_NEVER,
		.allow = status == 405 ? "GET, HEAD, POST" : NULL,
	};
	return answer_open(arena, &resp, &options, NULL);
}

/* ---- Holding and sending ---- */

void answer_hold(struct answer *answer)
{
	atomic_fetch_add_explicit(&answer->holders, 1, memory_order_relaxed);
}

void answer_release(struct answer *answer)
{
	if (!answer || atomic_fetch_sub(&answer->holders, 1) != 1)
		return;
	/* The last of these may close the arena in which the answer itself lives. */
	atomic_fetch_sub(&descriptors, answer->descriptors);
	struct MHD_Response *const responses[] = {answer->plain, answer->gzip, answer->brotli, answer->unchanged};
	for (size_t i = 0; i < COUNT_OF(responses); i++)
		if (responses[i])
			MHD_destroy_response(responses[i]);
}

enum MHD_Result answer_send(struct answer *answer, struct MHD_Connection *connection, const struct taste *taste)
{
	if (answer->unchanged && taste->if_none_match.n && etag_matches(taste->if_none_match, answer->etag))
		return MHD_queue_response(connection, 304, answer->unchanged);
	struct MHD_Response *response = answer->plain;
	if (taste->accept_encoding.n) {
		if (answer->brotli && accepts_coding(taste->accept_encoding, STR("br")))
			response = answer->brotli;
		else if (answer->gzip && accepts_coding(taste->accept_encoding, STR("gzip")))
			response = answer->gzip;
	}
	return MHD_queue_response(connection, answer->status, response);
}

/* "q=0", "q=0.000": this coding is refused. */
static bool is_refused(struct str parameters)
{
	struct str part;
	while (str_cut(&parameters, ';', &part)) {
		part = str_trim(part);
		if (part.n < 3 || (part.p[0] != 'q' && part.p[0] != 'Q') || part.p[1] != '=')
			continue;
		for (size_t i = 2; i < part.n; i++)
			if (part.p[i] != '0' && part.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool accepts_coding(struct str accept_encoding, struct str coding)
{
	bool any = false;
	struct str item;
	while (accept_encoding.p && str_cut(&accept_encoding, ',', &item)) {
		size_t semicolon = str_find_char(item, ';', 0);
		struct str name = str_trim(str_slice(item, 0, semicolon));
		struct str parameters = str_slice(item, semicolon == STR_NPOS ? item.n : semicolon + 1, item.n);
		if (str_eq_nocase(name, coding))
			return str_empty(parameters) || !is_refused(parameters);
		if (str_eq(name, STR("*")))
			any = str_empty(parameters) || !is_refused(parameters);
	}
	return any;
}

static struct str etag_strong(struct str etag)
{
	return str_starts(etag, STR("W/")) ? str_slice(etag, 2, etag.n) : etag;
}

bool etag_matches(struct str if_none_match, struct str etag)
{
	struct str item;
	etag = etag_strong(etag);
	while (if_none_match.p && str_cut(&if_none_match, ',', &item)) {
		item = str_trim(item);
		if (str_eq(item, STR("*")) || str_eq(etag_strong(item), etag))
			return true;
	}
	return false;
}
