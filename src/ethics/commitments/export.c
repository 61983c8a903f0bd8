/* The roll as CSV and JSON: what a journalist gets, each row with its id, link, as_of and note. */
#include "base/cli.h"
#include "commitments/commitments_web.h"

static const char *note_of(const struct commitment *c)
{
	if (c->erased_ms)
		return msg("This signature was removed. The link says when and why.");
	if (c->display_ended_ms)
		return msg("No longer on display.");
	if (commitment_is_gone(c))
		return msg("A pledge was withdrawn here.");
	if (c->category == TENURE_CANDIDATE)
		return msg("Signing is voluntary. This page lists candidates who chose to sign. It says nothing about "
			   "anyone not listed.");
	return msg(
		"A recorded promise; not an oath or a statutory form unless the type says so. This list says nothing "
		"about anyone not listed.");
}

static struct str link_of(struct ctx *ctx, const struct commitment *c)
{
	return site_link(ctx, str_fmt(ctx->arena, "/signed/%.*s", STR_ARG(c->record_id)));
}

static struct str time_of(struct ctx *ctx, const struct commitment *c)
{
	return c->signed_ms ? instant_str(ctx->arena, (struct instant){c->signed_ms}) : STR("");
}

/* What is no longer on display, or removed, has a place and no signer. */
static struct str shown(const struct commitment *c, struct str value)
{
	return commitment_is_gone(c) ? STR("") : value;
}

/* Said of members alone, and only where it holds: a "no" beside a name would say who has not signed (S4). */
static bool counts_for_it(const struct commitments_export *row)
{
	return row->in_force && row->counts && commitment_is_members(row->c) && !commitment_is_gone(row->c);
}

static enum outcome rows_write(struct ctx *ctx, const struct commitments_export *rows, size_t n,
			       enum outcome (*put)(struct ctx *ctx, void *to, const struct str *cells, size_t n_cells),
			       void *to)
{
	const struct str head[] = {
		STR("id"),
		STR("link"),
		STR("code"),
		STR("edition"),
		STR("edition_in_force"),
		STR("counts_for_edition_in_force"),
		STR("name"),
		STR("post"),
		STR("body"),
		STR("type"),
		STR("method"),
		STR("recorded"),
		STR("received"),
		STR("state"),
		STR("election"),
		STR("text_sha256"),
		STR("as_of"),
		STR("note"),
	};
	struct str as_of = instant_str(ctx->arena, (struct instant){ctx->now_ms});
	TRY(put(ctx, to, head, COUNT_OF(head)));
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = rows[i].c;
		bool counts = counts_for_it(&rows[i]);
		const struct str row[] = {
			c->record_id,
			link_of(ctx, c),
			c->code_slug,
			str_fmt(ctx->arena, "%d", c->edition_number),
			counts ? str_fmt(ctx->arena, "%d", rows[i].in_force) : STR(""),
			counts ? STR("yes") : STR(""),
			shown(c, c->name),
			shown(c, c->office),
			c->body_slug,
			str_of(commitment_kind_name(c->kind)),
			commitment_method_name(c->method),
			shown(c, time_of(ctx, c)),
			commitments_day_value(ctx->arena, c->received_day),
			commitment_state_name(c),
			c->election,
			c->text_hash,
			as_of,
			str_of(note_of(c)),
		};
		TRY(put(ctx, to, row, COUNT_OF(row)));
	}
	return OK;
}

static enum outcome csv_put(struct ctx *ctx, void *to, const struct str *cells, size_t n)
{
	(void)ctx;
	cli_csv_row(to, cells, n);
	return OK;
}

enum outcome commitments_export_csv(struct ctx *ctx, const struct commitments_export *rows, size_t n,
				    struct str *ret_csv)
{
	struct buf out = buf_open(ctx->arena, 4096);
	TRY(rows_write(ctx, rows, n, csv_put, &out));
	*ret_csv = buf_view(&out);
	return OK;
}

enum outcome commitments_signatures(struct ctx *ctx,
				    enum outcome (*put)(struct ctx *ctx, void *to, const struct str *cells, size_t n),
				    void *to)
{
	struct commitments_export *rows;
	size_t n;
	TRY(commitments_export_all(ctx, &rows, &n));
	return rows_write(ctx, rows, n, put, to);
}

enum outcome commitments_signatures_file(struct ctx *ctx, bool is_csv, struct str *ret_content)
{
	struct commitments_export *rows;
	size_t n;
	TRY(commitments_export_all(ctx, &rows, &n));
	if (is_csv)
		return commitments_export_csv(ctx, rows, n, ret_content);
	*ret_content = commitments_export_json(ctx, rows, n);
	return OK;
}

static void put(struct json *json, const char *name, struct str value)
{
	if (!str_empty(value))
		json_str(json, name, value);
}

static void signature_json(struct ctx *ctx, struct json *json, const struct commitments_export *row, struct str as_of)
{
	const struct commitment *c = row->c;
	json_begin_object(json, NULL);
	json_str(json, "id", c->record_id);
	json_str(json, "link", link_of(ctx, c));
	json_str(json, "code", c->code_slug);
	json_i64(json, "edition", c->edition_number);
	if (counts_for_it(row)) {
		json_i64(json, "edition_in_force", row->in_force);
		json_bool(json, "counts_for_edition_in_force", true);
	}
	put(json, "name", shown(c, c->name));
	put(json, "post", shown(c, c->office));
	json_str(json, "body", c->body_slug);
	json_str(json, "type", str_of(commitment_kind_name(c->kind)));
	json_str(json, "method", commitment_method_name(c->method));
	put(json, "recorded", shown(c, time_of(ctx, c)));
	put(json, "received", commitments_day_value(ctx->arena, c->received_day));
	json_str(json, "state", commitment_state_name(c));
	put(json, "election", c->election);
	json_str(json, "text_sha256", c->text_hash);
	json_str(json, "as_of", as_of);
	json_str(json, "note", str_of(note_of(c)));
	json_end(json);
}

struct str commitments_export_json(struct ctx *ctx, const struct commitments_export *rows, size_t n)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	struct str as_of = instant_str(ctx->arena, (struct instant){ctx->now_ms});
	json_begin_object(&json, NULL);
	json_begin_array(&json, "signatures");
	for (size_t i = 0; i < n; i++)
		signature_json(ctx, &json, &rows[i], as_of);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}
