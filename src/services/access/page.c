/* What stands around every page: the authority's name, the menu, who is signed in. */
#include "access/access.h"

static size_t menu_count(const struct features *features)
{
	size_t n = 0;
	for (size_t i = 0; i < features->n; i++)
		n += features->p[i]->n_menu;
	return n;
}

bool access_menu_shows(const struct ctx *ctx, const struct menu_entry *entry)
{
	if (!ctx->actor)
		return entry->right == RIGHT_PUBLIC;
	/* What is audited belongs to no body. */
	int64_t body = entry->right == RIGHT_AUDIT ? ACCESS_WHOLE_SITE : 0;
	return entry->right != RIGHT_PUBLIC && access_may(ctx, entry->right, body);
}

static const struct page_link *menu_of(const struct ctx *ctx, size_t *ret_n)
{
	const struct features *features = ctx->site->features;
	struct page_link *menu = arena_array(ctx->arena, struct page_link, menu_count(features));
	size_t n = 0;
	for (int right = RIGHT_PUBLIC; right <= RIGHT_ADMINISTER; right++) {
		for (size_t i = 0; i < features->n; i++) {
			for (size_t j = 0; j < features->p[i]->n_menu; j++) {
				const struct menu_entry *entry = &features->p[i]->menu[j];
				if ((int)entry->right == right && !entry->is_task && access_menu_shows(ctx, entry))
					menu[n++] = (struct page_link){str_of(entry->text), str_of(entry->href), false};
			}
		}
	}
	*ret_n = n;
	return menu;
}

struct page access_page(struct ctx *ctx, struct str title)
{
	struct page page = {
		.title = title,
		.site_name = ctx->site->settings.name,
		.lang = ctx->lang ? str_of(ctx->lang->tag) : STR("en"),
		.demo = ctx->site->settings.demo,
		.problems = ctx->problems.first,
	};
	page.menu = menu_of(ctx, &page.n_menu);
	if (!ctx->actor)
		page_step(ctx->arena, &page, STR("Home"), STR("/"));
	if (ctx->actor) {
		page.signed_in_as = ctx->actor->name;
		page.csrf = ctx->actor->csrf;
	}
	return page;
}
