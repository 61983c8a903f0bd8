/* The plainer formats of an edition: text, CSV, JSON; and the table of all. */
#include "codes/codes_cmd.h"
#include "codes/codes_export.h"

const struct export_format export_formats[EXPORT_FORMATS] = {
	{"akn", "code.akn.xml", "application/akn+xml", msg("Akoma Ntoso (XML)"), export_akn},
	{"markdown", "code.md", "text/markdown; charset=utf-8", msg("Markdown"), export_markdown},
	{"text", "code.txt", "text/plain; charset=utf-8", msg("plain text"), export_text},
	{"json", "code.json", "application/json", msg("JSON"), export_json},
	{"csv", "code.csv", "text/csv; charset=utf-8", msg("CSV"), export_csv},
};

struct str export_text(struct arena *arena, const struct edition_export *from)
{
	return codes_plain_text(arena, from->provisions, from->n);
}

struct str export_json(struct arena *arena, const struct edition_export *from)
{
	const struct code code = {.slug = from->edition.code_slug, .title = from->edition.code_title};
	return codes_canonical(arena, &code, &from->edition, from->provisions, from->n);
}

struct str export_csv(struct arena *arena, const struct edition_export *from)
{
	const struct str head[] = {STR("id"),      STR("anchor"), STR("depth"),    STR("kind"), STR("label"),
				   STR("heading"), STR("text"),   STR("audience"), STR("lang")};
	struct buf out = buf_open(arena, 65536);
	cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < from->n; i++) {
		const struct provision *p = &from->provisions[i];
		const struct str row[] = {id_str(arena, p->id),
					  p->anchor,
					  str_fmt(arena, "%d", p->depth),
					  str_of(provision_kind_name(p->kind)),
					  p->label,
					  p->heading,
					  p->text,
					  p->audience,
					  p->lang};
		cli_csv_row(&out, row, COUNT_OF(row));
	}
	return buf_view(&out);
}
