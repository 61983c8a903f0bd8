/* What the components' templates ask about what they show. */
#include "html/components.h"

const char *page_lang(const struct html *h, const struct page *page)
{
	return h->lang ? h->lang->tag : page->lang.n ? str_c(h->out.arena, page->lang) : "en";
}

void page_step(struct arena *arena, struct page *page, struct str text, struct str href)
{
	struct page_link *links = arena_array(arena, struct page_link, page->n_breadcrumbs + 1);
	for (size_t i = 0; i < page->n_breadcrumbs; i++)
		links[i] = page->breadcrumbs[i];
	links[page->n_breadcrumbs++] = (struct page_link){.text = text, .href = href};
	page->breadcrumbs = links;
}

bool page_titled(const struct page *page)
{
	return page->title.n && !str_eq(page->title, page->site_name);
}

bool problem_names_field(const struct problem *problem)
{
	return problem->where.n && problem->line == 0;
}

struct str problem_place(struct html *h, const struct problem *problem)
{
	struct buf out = buf_open(h->out.arena, problem->where.n + 48);
	buf_str(&out, problem->where);
	buf_char(&out, ':');
	buf_i64(&out, problem->line);
	if (problem->column) {
		buf_char(&out, ':');
		buf_i64(&out, problem->column);
	}
	return buf_view(&out);
}

const struct problem *field_problem(const struct field *field)
{
	struct str name = str_of(field->name);
	for (const struct problem *problem = field->problems; problem; problem = problem->next) {
		if (problem_names_field(problem) && str_eq(problem->where, name))
			return problem;
	}
	return NULL;
}

struct str field_described_by(struct html *h, const struct field *field)
{
	struct buf out = buf_open(h->out.arena, 0);
	if (field->hint.n)
		buf_fmt(&out, "%s-hint", field->name);
	if (field_problem(field))
		buf_fmt(&out, "%s%s-error", out.n ? " " : "", field->name);
	return buf_view(&out);
}

const char *field_type(const struct field *field)
{
	return field->type ? field->type : "text";
}

bool field_is_secret(const struct field *field)
{
	return field->type && strcmp(field->type, "password") == 0;
}

struct str choice_id(struct html *h, const struct field *field, ptrdiff_t at)
{
	if (at == 0)
		return str_of(field->name);
	return str_fmt(h->out.arena, "%s-%td", field->name, at + 1);
}
