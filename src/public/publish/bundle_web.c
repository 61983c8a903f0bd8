/* The two files, for everybody. */
#include "publish/publish_web.h"

#include "publish/bundle.h"

static enum outcome file_get(struct ctx *ctx, const struct req *req, struct str name, const char *type,
			     struct resp *resp)
{
	struct bundle_file file;
	enum outcome found = bundle_open(ctx, name, &file);
	if (found == RETRY) {
		resp->status = 503;
		resp->type = STR("text/plain; charset=utf-8");
		resp->body = STR("This file is being made anew, since it is the first one or something was removed. "
				 "Try again in a minute.\n");
		return OK;
	}
	TRY(found);
	resp->type = str_of(type);
	resp->filename = name;
	return resp_file(req, resp, file.fd, file.bytes, str_fmt(ctx->arena, "\"%.*s\"", STR_ARG(file.sha256)));
}

enum outcome bundle_database_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return file_get(ctx, req, STR(BUNDLE_DATABASE), "application/vnd.sqlite3", resp);
}

enum outcome bundle_archive_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return file_get(ctx, req, STR(BUNDLE_ARCHIVE), "application/zip", resp);
}
