/* What a person was given so far, and which sources belong together. */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

/* So many entries of one person in one register are looked at. */
#define GIFTS_MOST 2000

static const struct db_col link_cols[] = {
	DB_COL_I64(struct gift_link, group),   DB_COL_TEXT(struct gift_link, source),
	DB_COL_TEXT(struct gift_link, scheme), DB_COL_TEXT(struct gift_link, id),
	DB_COL_TEXT(struct gift_link, why),    DB_COL_TEXT(struct gift_link, by_name),
	DB_COL_I64(struct gift_link, at_ms),
};
static const struct db_spec link_spec = DB_SPEC(struct gift_link, link_cols);

enum outcome gift_links_load(struct ctx *ctx, struct gift_links *ret_links)
{
	struct gift_link *links;
	size_t n;
	TRY(db_list(ctx, &registers_sql_gift_links, DB_NO_PARAMS, &link_spec, &links, &n));
	*ret_links = (struct gift_links){links, n};
	return OK;
}

static enum outcome member_add(struct ctx *ctx, int64_t group, int64_t no, const struct gift_link *member,
			       struct str why)
{
	return db_exec(ctx, &registers_sql_gift_link_add,
		       DB_PARAMS(db_int(group), db_int(no), db_text(str_trim(member->source)),
				 db_text(str_trim(member->scheme)), db_text(str_trim(member->id)),
				 db_text(str_trim(why)), db_text(ctx->actor ? ctx->actor->name : STR("")),
				 db_int(ctx->now_ms)),
		       NULL);
}

enum outcome gift_link_add(struct ctx *ctx, const struct gift_link_put *put)
{
	enum outcome outcome = OK;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	if (!review_text_good(ctx, "a", str_trim(put->a.source), msg("Enter a name")))
		outcome = INVALID;
	if (!review_text_good(ctx, "b", str_trim(put->b.source), msg("Enter the name of the other one")))
		outcome = INVALID;
	if (!review_text_good(ctx, "why", str_trim(put->why), msg("Say how you know that they belong together")))
		outcome = INVALID;
	TRY(outcome);
	int64_t group = id_new(ctx);
	TRY(member_add(ctx, group, 1, &put->a, put->why));
	TRY(member_add(ctx, group, 2, &put->b, put->why));
	return access_log(ctx, "registers.sources_link", group, put->a.source);
}

enum outcome gift_link_end(struct ctx *ctx, int64_t group)
{
	int64_t changed;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	TRY(db_exec(ctx, &registers_sql_gift_link_end, DB_PARAMS(db_int(group)), &changed));
	return changed ? access_log(ctx, "registers.sources_unlink", group, STR("")) : CONFLICT;
}

struct counting {
	const struct scheme_threshold *threshold;
	struct gift *gifts;
	size_t n;
};

/* Of an entry that changes, what it will say counts, and no more what it says. */
static void put_count(struct counting *counting, const struct entry_put *put)
{
	size_t kept = 0;
	for (size_t i = 0; i < counting->n; i++)
		if (counting->gifts[i].entry_id != put->id)
			counting->gifts[kept++] = counting->gifts[i];
	counting->n = kept;
	if (put->entry.act != ENTRY_WITHDRAWN && counting->n < 2 * GIFTS_MOST &&
	    gift_of_entry(counting->threshold, put->id, &put->entry.declared, &counting->gifts[kept]))
		counting->n++;
}

static enum outcome waiting_count(struct ctx *ctx, const struct scheme *scheme, int64_t person_id,
				  struct counting *counting)
{
	struct declaration *declarations;
	size_t n;
	TRY(declarations_of_person(ctx, person_id, scheme->id, &declarations, &n));
	/* They are the newest first: what is said last holds. */
	for (size_t i = n; i-- > 0;) {
		struct declaration declaration;
		if (declarations[i].state != DECLARATION_SUBMITTED)
			continue;
		TRY(declaration_load(ctx, declarations[i].id, &declaration));
		for (size_t j = 0; j < declaration.n_puts; j++)
			put_count(counting, &declaration.puts[j]);
	}
	return OK;
}

enum outcome gifts_of_person(struct ctx *ctx, const struct scheme *scheme, const struct scheme_threshold *threshold,
			     int64_t person_id, struct gift **ret_gifts, size_t *ret_n)
{
	struct entry_filter filter = {
		.register_id = scheme->id, .person_id = person_id, .as_at = DEADLINE_NO_DAY, .most = GIFTS_MOST};
	struct entry *entries;
	struct str next_key;
	int64_t next_id;
	size_t n;
	TRY(registers_known_at(ctx, INT64_MAX, &filter.known));
	filter.ended = true;
	TRY(registers_list(ctx, &filter, &entries, &n, &next_key, &next_id));
	struct counting counting = {.threshold = threshold,
				    .gifts = arena_array(ctx->arena, struct gift, 2 * GIFTS_MOST)};
	for (size_t i = 0; i < n; i++)
		if (entries[i].act != ENTRY_WITHDRAWN && entries[i].act != ENTRY_GONE && !entries[i].withheld_ms &&
		    gift_of_entry(threshold, entries[i].id, &entries[i].declared, &counting.gifts[counting.n]))
			counting.n++;
	TRY(waiting_count(ctx, scheme, person_id, &counting));
	*ret_gifts = counting.gifts;
	*ret_n = counting.n;
	return OK;
}
