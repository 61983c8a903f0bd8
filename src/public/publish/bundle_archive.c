/* All files of /data in one archive, with what they are and their hashes. */
#include "publish/bundle_parts.h"

#include "commitments/commitments.h"
#include "publish/zip.h"
#include "registers/data_files.h"

static enum outcome piece_put(struct ctx *ctx, void *to, struct str bytes)
{
	return bundle_must_end() ? RETRY : zip_put(ctx, to, bytes);
}

static enum outcome register_file(struct ctx *ctx, struct zip *zip, struct str name)
{
	const struct export_sink sink = {.put = piece_put, .to = zip};
	struct data_file file;
	TRY(data_file_open(ctx, name, NULL, 0, &file));
	TRY(zip_begin(ctx, zip, name));
	TRY(data_file_write(ctx, &file, &sink));
	return zip_end(ctx, zip);
}

static enum outcome signature_file(struct ctx *ctx, struct zip *zip, bool is_csv, struct str name)
{
	struct str content;
	TRY(commitments_signatures_file(ctx, is_csv, &content));
	return zip_whole(ctx, zip, name, content);
}

static struct str readme(struct ctx *ctx, const struct bundle_about *about)
{
	struct buf out = buf_open(ctx->arena, 2048);
	buf_fmt(&out, "%.*s\n\n", STR_ARG(about->title));
	buf_fmt(&out, "Published by %.*s, %.*s\n", STR_ARG(about->publisher), STR_ARG(about->source));
	buf_fmt(&out, "As known at %.*s\n", STR_ARG(about->as_of));
	buf_fmt(&out, "Licence: %.*s\n\n", STR_ARG(about->licence));
	buf_fmt(&out,
		"Every file is also at %.*s/data/ and its name, where it is as new as the site. CSV is UTF-8 with a "
		"line of\nnames first; what its columns are is in the file that ends in .csv-metadata.json. Each row "
		"has an id, a\npermanent link, as_of (when this was known) and a note. manifest.json has the SHA-256 "
		"of each file.\n\n",
		STR_ARG(about->source));
	buf_fmt(&out, "%.*s\n\n%.*s\n\n", STR_ARG(about->note), STR_ARG(about->log));
	buf_fmt(&out,
		"What was removed since this was made is listed at %.*s/removals.json. Whoever keeps a copy is asked "
		"to\ndelete it there too.\n",
		STR_ARG(about->source));
	return buf_view(&out);
}

static struct str manifest(struct ctx *ctx, const struct bundle_about *about, const struct zip *zip)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	size_t n;
	const struct zip_file *files = zip_files(ctx, zip, &n);
	json_begin_object(&json, NULL);
	json_str(&json, "title", about->title);
	json_str(&json, "publisher", about->publisher);
	json_str(&json, "licence", about->licence);
	json_str(&json, "source", about->source);
	json_str(&json, "as_of", about->as_of);
	json_str(&json, "note", about->note);
	json_begin_object(&json, "log");
	json_str(&json, "origin", about->origin);
	json_i64(&json, "size", about->log_size);
	json_str(&json, "root", about->root);
	json_end(&json);
	json_begin_array(&json, "files");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "name", files[i].name);
		json_i64(&json, "bytes", (int64_t)files[i].bytes);
		json_str(&json, "sha256", hash_hex(ctx->arena, &files[i].sha256));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static enum outcome all_files(struct ctx *ctx, const struct bundle_about *about, struct zip *zip)
{
	const struct str *names;
	size_t n;
	TRY(data_file_names(ctx, &names, &n));
	TRY(zip_whole(ctx, zip, STR("README.txt"), readme(ctx, about)));
	for (size_t i = 0; i < n; i++) {
		TRY(register_file(ctx, zip, names[i]));
		TRY(entries_read_anew(ctx));
	}
	TRY(signature_file(ctx, zip, true, STR("signatures.csv")));
	TRY(signature_file(ctx, zip, false, STR("signatures.json")));
	TRY(zip_whole(ctx, zip, STR("manifest.json"), manifest(ctx, about, zip)));
	return zip_done(ctx, zip);
}

enum outcome bundle_archive(struct ctx *ctx, const struct bundle_about *about, int fd)
{
	struct zip *zip = zip_open(ctx, fd);
	enum outcome outcome = all_files(ctx, about, zip);
	zip_close(zip);
	return outcome;
}
