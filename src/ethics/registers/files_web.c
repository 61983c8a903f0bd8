/* Files of declarations for the office, and their public copies for everybody. Who reads a private one is noted (S18).
 */
#include "registers/attached.h"
#include "registers/public_web.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"
#include "registers/seen.h"

struct reading {
	int64_t subject;
	struct str register_id;
	bool is_sealed; /* the person asks that it be withheld (S1) */
};

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct reading *reading = args;
	return access_log(ctx, reading->is_sealed ? "registers.read_sealed" : "registers.read_file", reading->subject,
			  reading->register_id);
}

static enum outcome private_send(struct ctx *ctx, struct resp *resp, const struct declared *declared, struct str field,
				 struct reading reading)
{
	struct file_ref ref;
	const struct value *value = declared_file(declared, field);
	if (!value || !value_file(value, false, &ref))
		return NOT_FOUND;
	TRY(site_write(ctx, read_write, &reading));
	return file_send(ctx, resp, &ref, value->text);
}

enum outcome office_entry_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	int64_t body_id;
	TRY(office_entry_load(ctx, req, RIGHT_READ, &entry));
	TRY(going_body(ctx, &entry, &body_id));
	const struct declared office = declared_office(ctx, &entry.declared, body_id);
	return private_send(ctx, resp, &office, req->params[1], (struct reading){entry.id, entry.register_id, false});
}

/* Also of those whose step it is. */
enum outcome review_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_page view = {0};
	uint64_t i;
	TRY(review_page_load(ctx, req, &view));
	if (!str_to_u64(req->params[1], &i) || i >= view.n_items || view.items[i].is_hidden)
		return NOT_FOUND;
	return private_send(ctx, resp, &view.d.puts[i].entry.declared, req->params[2],
			    (struct reading){view.d.id, view.d.register_id, view.items[i].asks_withheld});
}

enum outcome withheld_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct withheld withheld;
	struct entry entry;
	struct file_ref ref;
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(withheld_entry(ctx, id, &withheld, &entry));
	const struct value *value = declared_file(&entry.declared, req->params[1]);
	if (!value || !value_file(value, false, &ref))
		return NOT_FOUND;
	TRY(withheld_read_note(ctx, id));
	return file_send(ctx, resp, &ref, value->text);
}

enum outcome register_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct scheme *scheme;
	struct revision_at now;
	struct entry entry;
	struct file_ref ref = {.is_public = true};
	TRY(register_of(ctx, req->params[0], &scheme));
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(registers_entry(ctx, req->params[1], now, &entry));
	if (scheme->shown != REGISTER_PUBLIC || !str_eq(entry.register_id, scheme->id) || entry.erased_ms ||
	    entry.hidden_ms || entry.act == ENTRY_WITHDRAWN)
		return NOT_FOUND;
	const struct declared seen = declared_seen(ctx->arena, &entry.declared);
	const struct value *copy = declared_file(&seen, req->params[2]);
	if (!copy || !hash_parse(copy->id, &ref.hash))
		return NOT_FOUND;
	return file_send(ctx, resp, &ref, copy->text);
}
