/* The text that is signed, published and hashed. */
#include "codes/codes.h"

static void put_if(struct json *json, const char *name, struct str value)
{
	if (value.n > 0)
		json_str(json, name, value);
}

struct str codes_canonical(struct arena *arena, const struct code *code, const struct edition *edition,
			   const struct provision *provisions, size_t n)
{
	struct buf out = buf_open(arena, 4096);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "code", code->slug);
	json_i64(&json, "edition", edition->number);
	json_str(&json, "in_force_from", day_str(arena, (struct day){edition->in_force_from}));
	json_str(&json, "kind", STR("code"));
	json_begin_array(&json, "provisions");
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		json_begin_object(&json, NULL);
		json_str(&json, "anchor", p->anchor);
		json_i64(&json, "depth", p->depth);
		put_if(&json, "heading", p->heading);
		json_str(&json, "id", id_str(arena, p->id));
		json_str(&json, "kind", str_of(provision_kind_name(p->kind)));
		put_if(&json, "label", p->label);
		put_if(&json, "text", p->text);
		json_end(&json);
	}
	json_end(&json);
	json_str(&json, "title", code->title);
	json_end(&json);
	return buf_view(&out);
}
