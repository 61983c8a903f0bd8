/* What was found, as files in one ZIP. */
#include "files/files.h"
#include "html/html.h"
#include "publish/zip.h"
#include "records/records_views.h"
#include "records/records_web.h"

static enum outcome text_put(struct ctx *ctx, struct zip *zip, struct buf *out)
{
	TRY(zip_put(ctx, zip, buf_view(out)));
	out->n = 0;
	return OK;
}

/* ---- Tables ---- */

static enum outcome csv_row(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args)
{
	struct buf out = buf_open(ctx->arena, 1024);
	cli_csv_row(&out, texts, SPOOL_TEXTS);
	return text_put(ctx, args, &out);
}

static enum outcome csv_file(struct ctx *ctx, struct zip *zip, struct str name, struct spool *spool,
			     const struct str head[SPOOL_TEXTS])
{
	TRY(zip_begin(ctx, zip, name));
	TRY(csv_row(ctx, head, zip));
	TRY(spool_each(ctx, spool, csv_row, zip));
	return zip_end(ctx, zip);
}

/* ---- JSON ---- */

struct listing {
	struct zip *zip;
	bool any;
};

static enum outcome json_row(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args)
{
	static const char *const names[SPOOL_TEXTS] = {"kind", "table", "id", "at", "title", "text"};
	struct listing *listing = args;
	struct buf out = buf_open(ctx->arena, 1024);
	buf_c(&out, listing->any ? ",\n" : "\n");
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	for (size_t i = 0; i < SPOOL_TEXTS; i++)
		if (texts[i].n || strcmp(names[i], "at") != 0)
			json_str(&json, names[i], texts[i]);
	json_end(&json);
	listing->any = true;
	return text_put(ctx, listing->zip, &out);
}

static enum outcome json_file(struct ctx *ctx, struct zip *zip, struct records_found *found)
{
	struct listing listing = {.zip = zip};
	struct buf out = buf_open(ctx->arena, 1024);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "site", found->site_name);
	json_str(&json, "made", found->made);
	json_str(&json, "asked", found->asked);
	json_bool(&json, "are_more", found->are_more);
	json_end(&json);
	out.n--; /* its end comes behind the records */
	buf_lit(&out, ",\"records\":[");
	TRY(zip_begin(ctx, zip, STR("records.json")));
	TRY(text_put(ctx, zip, &out));
	TRY(spool_each(ctx, &found->rows, json_row, &listing));
	TRY(zip_put(ctx, zip, STR("\n]}\n")));
	return zip_end(ctx, zip);
}

/* ---- The page ---- */

static enum outcome page_row(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args)
{
	const struct records_rows *rows = args;
	struct html h = html_open(ctx);
	struct records_line line = {{texts[0], texts[3], texts[4], texts[5]}};
	records_line_show(&h, &line);
	return zip_put(ctx, rows->zip, html_done(&h));
}

void records_rows_flow(struct html *h, const struct records_rows *rows)
{
	struct records_sheet *sheet = rows->sheet;
	if (sheet->outcome == OK)
		sheet->outcome = text_put(sheet->ctx, rows->zip, &h->out);
	if (sheet->outcome == OK)
		sheet->outcome = spool_each(sheet->ctx, rows->spool, page_row, (void *)(uintptr_t)rows);
}

static enum outcome page_file(struct ctx *ctx, struct zip *zip, struct records_found *found)
{
	struct records_sheet sheet = {.ctx = ctx, .found = found};
	sheet.rows = (struct records_rows){&sheet, zip, &found->rows};
	sheet.redactions = (struct records_rows){&sheet, zip, &found->redactions};
	TRY(zip_begin(ctx, zip, STR("index.html")));
	struct html h = html_open(ctx);
	records_bundle_show(&h, &sheet);
	TRY(sheet.outcome);
	TRY(zip_put(ctx, zip, html_done(&h)));
	return zip_end(ctx, zip);
}

/* ---- Files ---- */

#define FILES_BYTES (INT64_C(3) << 30) /* an archive has less than 4 GiB */
#define FILES_MOST  4000

struct numbers {
	int64_t *p;
	size_t n;
};

/* Who holds a file twice has it once. */
static enum outcome number_take(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args)
{
	struct numbers *ids = args;
	int64_t id;
	(void)ctx;
	if (id_parse(texts[0], &id) && (ids->n == 0 || ids->p[ids->n - 1] != id))
		ids->p[ids->n++] = id;
	return OK;
}

static enum outcome piece_put(struct ctx *ctx, struct str bytes, void *arg)
{
	return zip_put(ctx, arg, bytes);
}

/* A file that cannot be read is left as far as it could, and said to be. */
static enum outcome file_put_into(struct ctx *ctx, struct zip *zip, int64_t id, const struct file_info *info,
				  struct buf *left_out)
{
	struct str name = id_str(ctx->arena, id), suffix = file_suffix((enum file_kind)info->kind);
	TRY(zip_begin(ctx, zip,
		      str_fmt(ctx->arena, "files/%.*s%s.%.*s", STR_ARG(name), info->is_public ? "-public" : "",
			      STR_ARG(suffix))));
	enum outcome read = file_each_id(ctx, info, piece_put, zip);
	TRY(zip_end(ctx, zip));
	if (read != OK)
		buf_fmt(left_out, "%.*s: cannot be read here\n", STR_ARG(name));
	if (read == BROKEN)
		problems_clear(ctx);
	return read == BROKEN ? OK : read;
}

/* As many as an archive holds; what is left out is named. */
static enum outcome handed_in_put(struct ctx *ctx, struct zip *zip, struct spool *files)
{
	struct numbers ids = {.p = arena_array(ctx->arena, int64_t, files->n_rows)};
	struct buf left_out = buf_open(ctx->arena, 64);
	int64_t bytes = 0;
	TRY(spool_each(ctx, files, number_take, &ids));
	for (size_t i = 0; i < ids.n; i++) {
		struct file_info info;
		enum outcome found = file_find_id(ctx, ids.p[i], &info);
		if (found == NOT_FOUND)
			continue;
		TRY(found);
		bytes += info.bytes;
		if (bytes > FILES_BYTES || i >= FILES_MOST)
			buf_fmt(&left_out, "%.*s: no more room in this archive\n",
				STR_ARG(id_str(ctx->arena, ids.p[i])));
		else
			TRY(file_put_into(ctx, zip, ids.p[i], &info, &left_out));
	}
	return left_out.n ? zip_whole(ctx, zip, STR("files/left-out.txt"), buf_view(&left_out)) : OK;
}

/* ---- All of it ---- */

static enum outcome files_put(struct ctx *ctx, struct zip *zip, struct records_found *found)
{
	static const struct str head[SPOOL_TEXTS] = {STR_INIT("kind"), STR_INIT("table"), STR_INIT("id"),
						     STR_INIT("at"),   STR_INIT("title"), STR_INIT("text")};
	static const struct str masked[SPOOL_TEXTS] = {STR_INIT("kind"), STR_INIT("table"), STR_INIT("id"),
						       STR_INIT("n"),    STR_INIT("what"),  STR_INIT("ground")};
	TRY(page_file(ctx, zip, found));
	TRY(json_file(ctx, zip, found));
	TRY(csv_file(ctx, zip, STR("records.csv"), &found->rows, head));
	TRY(csv_file(ctx, zip, STR("redactions.csv"), &found->redactions, masked));
	TRY(handed_in_put(ctx, zip, &found->files));
	return zip_done(ctx, zip);
}

enum outcome records_zip(struct ctx *ctx, struct records_found *found, int fd)
{
	struct zip *zip = zip_open(ctx, fd);
	enum outcome outcome = files_put(ctx, zip, found);
	zip_close(zip);
	return outcome;
}
