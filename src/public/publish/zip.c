#include "publish/zip.h"

#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/log.h"

#define FILES_MOST  4096
#define PIECE_BYTES ((size_t)64 * 1024)
#define LEVEL       6
#define BYTES_MOST  UINT32_MAX

/* APPNOTE 4.4: names are UTF-8; deflated; version 2.0 is enough; 1 January 1980, the first day that there is. */
#define FLAG_UTF8    0x0800
#define METHOD       8
#define VERSION      20
#define MADE_ON_UNIX (3 << 8 | VERSION)
#define FIRST_DAY    (1 << 5 | 1)
#define MODE         ((uint32_t)0100644 << 16)

#define HEAD_BYTES 30
#define CRC_AT     14

struct part {
	struct zip_file file;
	uint32_t crc, packed, at;
};

struct zip {
	struct arena *arena;
	int fd;
	uint64_t written;
	z_stream deflate;
	bool is_deflating;
	struct hasher *hasher;
	struct part *parts;
	size_t n;
	unsigned char piece[PIECE_BYTES];
};

static enum outcome failed(struct ctx *ctx, const char *what)
{
	log_event(LOG_ERROR, "zip", "%s", what);
	(void)problem_add(ctx, "file", msg("The archive for everybody could not be written."));
	return BROKEN;
}

struct zip *zip_open(struct ctx *ctx, int fd)
{
	struct zip *zip = arena_new(ctx->arena, struct zip);
	zip->arena = ctx->arena;
	zip->fd = fd;
	zip->parts = arena_array(ctx->arena, struct part, FILES_MOST);
	return zip;
}

static enum outcome put_raw(struct ctx *ctx, struct zip *zip, struct str bytes)
{
	if (zip->written + bytes.n > BYTES_MOST)
		return failed(ctx, "the archive would be longer than 4 GiB");
	if (!fd_write_all(zip->fd, bytes))
		return failed(ctx, "cannot be written");
	zip->written += bytes.n;
	return OK;
}

static void put_16(struct buf *out, uint32_t n)
{
	buf_char(out, (char)(n & 0xff));
	buf_char(out, (char)(n >> 8 & 0xff));
}

static void put_32(struct buf *out, uint32_t n)
{
	put_16(out, n & 0xffff);
	put_16(out, n >> 16);
}

/* What a file's own head and its line in the table of contents have in common. */
static void put_about(struct buf *out, const struct part *part)
{
	put_16(out, VERSION);
	put_16(out, FLAG_UTF8);
	put_16(out, METHOD);
	put_16(out, 0);
	put_16(out, FIRST_DAY);
	put_32(out, part->crc);
	put_32(out, part->packed);
	put_32(out, (uint32_t)part->file.bytes);
	put_16(out, (uint32_t)part->file.name.n);
	put_16(out, 0);
}

static struct str head_of(struct ctx *ctx, const struct part *part)
{
	struct buf out = buf_open(ctx->arena, HEAD_BYTES + part->file.name.n);
	buf_lit(&out, "PK\x03\x04");
	put_about(&out, part);
	buf_str(&out, part->file.name);
	return buf_view(&out);
}

enum outcome zip_begin(struct ctx *ctx, struct zip *zip, struct str name)
{
	if (zip->n == FILES_MOST)
		return failed(ctx, "too many files");
	struct part *part = &zip->parts[zip->n];
	*part = (struct part){.file.name = name, .at = (uint32_t)zip->written};
	zip->hasher = hasher_open(zip->arena);
	zip->deflate = (z_stream){0};
	if (deflateInit2(&zip->deflate, LEVEL, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return failed(ctx, "no memory to deflate");
	zip->is_deflating = true;
	part->crc = (uint32_t)crc32(0, NULL, 0);
	return put_raw(ctx, zip, head_of(ctx, part));
}

static enum outcome deflated(struct ctx *ctx, struct zip *zip, int flush)
{
	struct part *part = &zip->parts[zip->n];
	do {
		zip->deflate.next_out = zip->piece;
		zip->deflate.avail_out = PIECE_BYTES;
		if (deflate(&zip->deflate, flush) == Z_STREAM_ERROR)
			return failed(ctx, "cannot be deflated");
		size_t n = PIECE_BYTES - zip->deflate.avail_out;
		part->packed += (uint32_t)n;
		TRY(put_raw(ctx, zip, str_bytes(zip->piece, n)));
	} while (zip->deflate.avail_out == 0);
	return OK;
}

enum outcome zip_put(struct ctx *ctx, struct zip *zip, struct str bytes)
{
	struct part *part = &zip->parts[zip->n];
	if (part->file.bytes + bytes.n > BYTES_MOST)
		return failed(ctx, "a file in the archive would be longer than 4 GiB");
	part->file.bytes += bytes.n;
	part->crc = (uint32_t)crc32_z(part->crc, (const unsigned char *)bytes.p, bytes.n);
	hasher_add(zip->hasher, bytes);
	zip->deflate.next_in = (unsigned char *)(uintptr_t)bytes.p;
	zip->deflate.avail_in = (uInt)bytes.n;
	return bytes.n ? deflated(ctx, zip, Z_NO_FLUSH) : OK;
}

/* Its head is written again, now that its length is known. */
enum outcome zip_end(struct ctx *ctx, struct zip *zip)
{
	struct part *part = &zip->parts[zip->n];
	zip->deflate.next_in = NULL;
	zip->deflate.avail_in = 0;
	TRY(deflated(ctx, zip, Z_FINISH));
	(void)deflateEnd(&zip->deflate);
	zip->is_deflating = false;
	part->file.sha256 = hasher_done(zip->hasher);
	struct str sizes = str_slice(head_of(ctx, part), CRC_AT, CRC_AT + 12);
	if (pwrite(zip->fd, sizes.p, sizes.n, (off_t)part->at + CRC_AT) != (ssize_t)sizes.n)
		return failed(ctx, "cannot be written");
	zip->n++;
	return OK;
}

enum outcome zip_whole(struct ctx *ctx, struct zip *zip, struct str name, struct str bytes)
{
	TRY(zip_begin(ctx, zip, name));
	TRY(zip_put(ctx, zip, bytes));
	return zip_end(ctx, zip);
}

const struct zip_file *zip_files(struct ctx *ctx, const struct zip *zip, size_t *ret_n)
{
	struct zip_file *files = arena_array(ctx->arena, struct zip_file, zip->n);
	for (size_t i = 0; i < zip->n; i++)
		files[i] = zip->parts[i].file;
	*ret_n = zip->n;
	return files;
}

enum outcome zip_done(struct ctx *ctx, struct zip *zip)
{
	struct buf out = buf_open(ctx->arena, 64 * (zip->n + 1));
	for (size_t i = 0; i < zip->n; i++) {
		const struct part *part = &zip->parts[i];
		buf_lit(&out, "PK\x01\x02");
		put_16(&out, MADE_ON_UNIX);
		put_about(&out, part);
		put_16(&out, 0); /* no comment */
		put_16(&out, 0); /* the first disk */
		put_16(&out, 0); /* of no kind that is known here */
		put_32(&out, MODE);
		put_32(&out, part->at);
		buf_str(&out, part->file.name);
	}
	uint32_t at = (uint32_t)zip->written, bytes = (uint32_t)out.n;
	buf_lit(&out, "PK\x05\x06");
	put_32(&out, 0); /* one disk */
	put_16(&out, (uint32_t)zip->n);
	put_16(&out, (uint32_t)zip->n);
	put_32(&out, bytes);
	put_32(&out, at);
	put_16(&out, 0);
	return put_raw(ctx, zip, buf_view(&out));
}

void zip_close(struct zip *zip)
{
	if (zip && zip->is_deflating)
		(void)deflateEnd(&zip->deflate);
	if (zip)
		zip->is_deflating = false;
}
