/* The text that is signed, published and hashed. */
#include "codes/editions.h"

static void put_if(struct json *json, const char *name, struct str value)
{
	if (value.n > 0)
		json_str(json, name, value);
}

void instrument_json(struct arena *arena, struct json *json, const struct instrument *instrument)
{
	if (instrument_empty(instrument))
		return;
	json_begin_object(json, "instrument");
	put_if(json, "body", instrument->body);
	if (instrument->day != INT32_MIN)
		json_str(json, "day", day_str(arena, (struct day){instrument->day}));
	put_if(json, "kind", str_of(instrument_kind_name(instrument->kind)));
	put_if(json, "link", instrument->link);
	put_if(json, "number", instrument->number);
	json_end(json);
}

static void put_provision(struct arena *arena, struct json *json, const struct provision *p)
{
	json_begin_object(json, NULL);
	json_str(json, "anchor", p->anchor);
	put_if(json, "audience", p->audience);
	json_i64(json, "depth", p->depth);
	put_if(json, "heading", p->heading);
	json_str(json, "id", id_str(arena, p->id));
	json_str(json, "kind", str_of(provision_kind_name(p->kind)));
	put_if(json, "label", p->label);
	put_if(json, "lang", p->lang);
	put_if(json, "text", p->text);
	json_end(json);
}

struct str codes_canonical(struct arena *arena, const struct code *code, const struct edition *edition,
			   const struct provision *provisions, size_t n)
{
	struct buf out = buf_open(arena, 4096);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	put_if(&json, "change", str_of(edition_change_name(edition->change)));
	json_str(&json, "code", code->slug);
	json_i64(&json, "edition", edition->number);
	if (edition->in_force_from != INT32_MIN)
		json_str(&json, "in_force_from", day_str(arena, (struct day){edition->in_force_from}));
	instrument_json(arena, &json, &edition->instrument);
	json_str(&json, "kind", STR("code"));
	json_str(&json, "lang", edition->lang);
	json_begin_array(&json, "provisions");
	for (size_t i = 0; i < n; i++)
		put_provision(arena, &json, &provisions[i]);
	json_end(&json);
	json_str(&json, "title", code->title);
	json_end(&json);
	return buf_view(&out);
}
