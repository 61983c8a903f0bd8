/* Settings and one-time form ids as rows. */
#include "site/private.h"
#include "site/site_sql.h"

#define FORM_KEPT_MS  (30LL * 24 * 60 * 60 * 1000)
#define FORM_ID_BYTES 16

struct setting {
	struct str key;
	struct str value;
};

static const struct db_col setting_cols[] = {DB_COL_TEXT(struct setting, key), DB_COL_TEXT(struct setting, value)};
static const struct db_spec setting_spec = DB_SPEC(struct setting, setting_cols);

static struct str setting_value(const struct setting *settings, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(settings[i].key, str_of(key)))
			return settings[i].value;
	}
	return (struct str){NULL, 0};
}

enum outcome site_settings_load(struct ctx *ctx, struct site_settings *ret_settings)
{
	struct setting *rows;
	size_t n;
	TRY(db_list(ctx, &site_sql_settings, DB_NO_PARAMS, &setting_spec, &rows, &n));
	int64_t fiscal_month = 0;
	struct site_settings settings = {
		.name = setting_value(rows, n, "name"),
		.url = setting_value(rows, n, "url"),
		.host = setting_value(rows, n, "host"),
		.zone_name = setting_value(rows, n, "timezone"),
		.colour = setting_value(rows, n, "colour"),
		.demo = str_eq(setting_value(rows, n, "demo"), STR("1")),
	};
	if (!settings.name.n || !settings.url.n || !settings.host.n || !settings.zone_name.n ||
	    !str_to_i64(setting_value(rows, n, "fiscal_month"), &fiscal_month) || fiscal_month < 1 || fiscal_month > 12)
		return problem_add(ctx, "--site",
				   msg("the site's settings are not complete: making it was interrupted. Remove it, "
				       "then use: aboveboard init"));
	settings.fiscal_month = (int32_t)fiscal_month;
	*ret_settings = settings;
	return OK;
}

enum outcome site_settings_put(struct ctx *ctx, const struct site_settings *settings)
{
	const struct setting rows[] = {
		{STR("name"), settings->name},
		{STR("url"), settings->url},
		{STR("host"), settings->host},
		{STR("timezone"), settings->zone_name},
		{STR("colour"), settings->colour},
		{STR("fiscal_month"), str_fmt(ctx->arena, "%d", settings->fiscal_month)},
		{STR("demo"), settings->demo ? STR("1") : STR("0")},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		TRY(db_exec(ctx, &site_sql_setting_put, DB_PARAMS(db_text(rows[i].key), db_text(rows[i].value)), NULL));
	db_note(ctx, "site", 0);
	return OK;
}

struct str form_id_new(struct ctx *ctx)
{
	unsigned char bytes[FORM_ID_BYTES];
	random_bytes(ctx, bytes, sizeof(bytes));
	return base32_str(ctx->arena, str_bytes(bytes, sizeof(bytes)));
}

struct form_use {
	struct str result;
};

enum outcome form_id_use(struct ctx *ctx, struct str form_id, struct str *ret_result)
{
	unsigned char bytes[FORM_ID_BYTES];
	if (!base32_parse(form_id, bytes, sizeof(bytes)))
		return problem_add(
			ctx, "",
			msg("this form was not complete when it was sent; reload the page and fill it in again"));
	TRY(db_exec(ctx, &site_sql_forms_forget, DB_PARAMS(db_int(ctx->now_ms - FORM_KEPT_MS)), NULL));
	int64_t changed = 0;
	TRY(db_exec(ctx, &site_sql_form_use, DB_PARAMS(db_text(form_id), db_int(ctx->now_ms)), &changed));
	if (changed == 1)
		return OK;
	static const struct db_col cols[] = {DB_COL_TEXT(struct form_use, result)};
	static const struct db_spec spec = DB_SPEC(struct form_use, cols);
	struct form_use before;
	TRY(db_one(ctx, &site_sql_form_result, DB_PARAMS(db_text(form_id)), &spec, &before));
	*ret_result = before.result;
	return CONFLICT;
}

enum outcome form_id_result(struct ctx *ctx, struct str form_id, struct str result)
{
	return db_exec(ctx, &site_sql_form_result_put, DB_PARAMS(db_text(form_id), db_text(result)), NULL);
}
