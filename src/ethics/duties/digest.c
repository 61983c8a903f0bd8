/* One message to one recipient: what to do, until when, why. */
#include "duties/duties_sql.h"
#include "duties/duties_views.h"
#include "duties/remind.h"

/* ---- Recipients ---- */

static enum outcome person_load(struct ctx *ctx, int64_t id, struct recipient *to)
{
	struct person person;
	struct access_reach reach;
	struct str address;
	enum outcome found = people_person(ctx, id, &person);
	if (found != OK && found != NOT_FOUND)
		return found;
	to->person_id = id;
	to->is_gone = found == NOT_FOUND || person.died_day != PEOPLE_NO_DAY || person.erased_ms || person.merged_into;
	if (to->is_gone)
		return OK;
	to->name = person.name;
	to->by_post = person.by_post;
	found = access_reach_person(ctx, id, &reach);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct ctx own = *ctx;
	own.problems = (struct problems){0};
	if (found == OK && mail_address_check(&own, "email", reach.email) == OK) {
		to->email = reach.email;
		return OK;
	}
	return people_addresses(ctx, id, &to->email, &address);
}

enum outcome recipient_load(struct ctx *ctx, int64_t kind, int64_t id, struct recipient *ret_recipient)
{
	struct recipient to = {.kind = kind, .id = id};
	struct access_reach reach;
	if (kind == RECIPIENT_PERSON) {
		TRY(person_load(ctx, id, &to));
		*ret_recipient = to;
		return OK;
	}
	enum outcome found = access_reach_account(ctx, id, &reach);
	if (found != OK && found != NOT_FOUND)
		return found;
	to.is_gone = found == NOT_FOUND;
	if (!to.is_gone) {
		to.name = reach.name;
		to.email = reach.email;
	}
	*ret_recipient = to;
	return OK;
}

/* ---- What it says ---- */

static struct str said(struct ctx *ctx, const char *message, struct str a, struct str b)
{
	const struct str args[] = {a, b};
	return html_said(ctx->arena, ctx->lang, str_of(message), args, COUNT_OF(args));
}

static struct str number(struct ctx *ctx, size_t n)
{
	return str_fmt(ctx->arena, "%zu", n);
}

static struct digest_row row_of(struct ctx *ctx, const struct digest *digest, const struct duty_item *item, bool own)
{
	const struct duty_item plain = duty_item_for_mail(item);
	struct str day = item->o.due_ms ? instant_words(ctx->arena, ctx->site->zone, (struct instant){item->o.due_ms})
					: day_words(ctx->arena, (struct day){item->o.due_day});
	bool is_late = obligation_state(&item->o, site_today(ctx), ctx->now_ms) == STATE_LATE;
	bool is_signed = item->rule && item->rule->kind == DUTY_COMMITMENT; /* from the list, by the edition's form */
	struct str path = str_fmt(ctx->arena, "/my/duties/%.*s", STR_ARG(obligation_ref(ctx->arena, &item->o)));
	struct digest_row row = {
		.title = item->title,
		.due = said(ctx, is_late ? msg("was due on {1}") : msg("due by {1}"), day, STR("")),
		.why = duty_why(ctx, &plain),
		.href = is_signed ? digest->my : site_link(ctx, path),
		.is_late = is_late,
	};
	if (!own)
		row.who = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(item->person_name), STR_ARG(item->office));
	return row;
}

static void rows_put(struct ctx *ctx, struct digest *digest, const struct duty_item *items, size_t n, bool own)
{
	size_t shown = n < DIGEST_ROWS ? n : DIGEST_ROWS;
	struct digest_row *rows = arena_array(ctx->arena, struct digest_row, shown);
	for (size_t i = 0; i < shown; i++)
		rows[i] = row_of(ctx, digest, &items[i], own);
	digest->n_more += n - shown;
	*(own ? &digest->own : &digest->others) = rows;
	*(own ? &digest->n_own : &digest->n_others) = shown;
}

static void title_put(struct ctx *ctx, struct digest *digest, const struct duty_item *own, size_t n_own,
		      size_t n_others)
{
	if (n_own == 1)
		digest->title = said(ctx, msg("{1}: {2}"), digest->own[0].title, digest->own[0].due);
	else if (n_own)
		digest->title =
			said(ctx, msg("{1} things to do, the first {2}"), number(ctx, n_own), digest->own[0].due);
	else
		digest->title = said(ctx, msg("{1} due dates that you look after"), number(ctx, n_others), STR(""));
	digest->lead =
		own ? said(ctx, msg("This is what you have to do for {1}, until when, and why."), digest->site, STR(""))
		    : said(ctx, msg("People at {1} have the following to do."), digest->site, STR(""));
}

static struct digest digest_of(struct ctx *ctx, const struct recipient *to, const struct duty_item *own, size_t n_own,
			       const struct duty_item *others, size_t n_others)
{
	struct digest digest = {
		.lang = str_of(ctx->lang ? ctx->lang->tag : "en"),
		.site = ctx->site->settings.name,
		.greeting = said(ctx, msg("Dear {1},"), to->name, STR("")),
		.my = site_link(ctx, STR("/my")),
		.office = site_link(ctx, STR("/office/duties")),
	};
	rows_put(ctx, &digest, own, n_own, true);
	rows_put(ctx, &digest, others, n_others, false);
	title_put(ctx, &digest, n_own ? own : NULL, n_own, n_others);
	return digest;
}

static void rows_write(struct ctx *ctx, struct buf *out, const struct digest_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, "- %.*s%s%.*s, %.*s\n", STR_ARG(rows[i].who), rows[i].who.n ? ": " : "",
			STR_ARG(rows[i].title), STR_ARG(rows[i].due));
		if (rows[i].why.n)
			buf_fmt(out, "  %.*s\n", STR_ARG(said(ctx, msg("Why: {1}"), rows[i].why, STR(""))));
		if (!rows[i].who.n)
			buf_fmt(out, "  %.*s\n", STR_ARG(rows[i].href));
		buf_lit(out, "\n");
	}
}

static void line_write(struct buf *out, struct str line)
{
	buf_str(out, line);
	buf_lit(out, "\n\n");
}

static struct str digest_text(struct ctx *ctx, const struct digest *d)
{
	struct buf out = buf_open(ctx->arena, 2048);
	line_write(&out, d->greeting);
	line_write(&out, d->lead);
	rows_write(ctx, &out, d->own, d->n_own);
	if (d->n_own && d->n_others)
		line_write(&out, said(ctx, msg("People whom you look after have this to do:"), STR(""), STR("")));
	rows_write(ctx, &out, d->others, d->n_others);
	if (d->n_more)
		line_write(&out, said(ctx, msg("And {1} more."), number(ctx, d->n_more), STR("")));
	if (d->n_own)
		line_write(&out, said(ctx, msg("All that you have to do: {1}"), d->my, STR("")));
	if (d->n_others)
		line_write(&out, said(ctx, msg("Who works in the office sees everybody's due dates at {1}"), d->office,
				      STR("")));
	line_write(&out, said(ctx, msg("If you have done it already, please tell us."), STR(""), STR("")));
	buf_str(&out, d->site);
	buf_lit(&out, "\n");
	return buf_view(&out);
}

static struct str line_of(struct ctx *ctx, struct str text, size_t most)
{
	struct buf out = buf_open(ctx->arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++)
		buf_char(&out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
	struct str line = buf_view(&out);
	/* Not in the middle of a character. */
	if (line.n > most)
		for (line.n = most; line.n > 0 && ((unsigned char)line.p[line.n] & 0xC0) == 0x80;)
			line.n--;
	return line;
}

static enum outcome digest_put(struct ctx *ctx, const struct mail_seed *seed, const struct recipient *to,
			       const struct digest *digest, const char *kind, struct str once, int64_t *ret_id)
{
	struct html h = html_open(ctx);
	duties_digest_show(&h, digest);
	const struct mail_message message = {
		.kind = str_of(kind),
		.person_id = to->person_id,
		.to = to->email,
		.to_name = line_of(ctx, to->name, MAIL_NAME_BYTES),
		.title = line_of(ctx, digest->title, MAIL_TITLE_BYTES),
		.text = digest_text(ctx, digest),
		.html = html_done(&h),
		.once = once,
	};
	return mail_put(ctx, seed, &message, ret_id);
}

/* ---- The day's ---- */

/* What the person owes within DUTY_SOON_DAYS or should have done, and what of today's lines is theirs. */
static enum outcome own_list(struct ctx *ctx, const struct recipient *to, const struct duty_item *told, size_t n_told,
			     struct duty_item **ret_items, size_t *ret_n)
{
	struct duty_item *all;
	size_t n, used = 0;
	*ret_items = NULL;
	*ret_n = 0;
	if (!to->person_id)
		return OK;
	TRY(duties_of_person(ctx, to->person_id, &all, &n));
	for (size_t i = 0; i < n; i++) {
		const struct obligation *o = &all[i].o;
		bool is_told = false;
		for (size_t j = 0; j < n_told && !is_told; j++)
			is_told = o->duty == told[j].o.duty && o->tenure_id == told[j].o.tenure_id &&
				  o->trigger_day == told[j].o.trigger_day && o->subject == told[j].o.subject;
		bool is_soon = o->due_day != DEADLINE_NO_DAY && o->due_day <= site_today(ctx).n + DUTY_SOON_DAYS;
		if (o->status == OBLIGATION_OWED && !o->voluntary && (is_told || is_soon))
			all[used++] = all[i];
	}
	*ret_items = all;
	*ret_n = used;
	return OK;
}

static enum outcome others_list(struct ctx *ctx, const struct recipient *to, const struct duty_item *told,
				size_t n_told, struct duty_item **ret_items, size_t *ret_n)
{
	struct duty_item *items = arena_array(ctx->arena, struct duty_item, n_told);
	size_t n = 0;
	for (size_t i = 0; i < n_told; i++)
		if (told[i].o.person_id != to->person_id)
			items[n++] = told[i];
	*ret_items = items;
	*ret_n = n;
	return OK;
}

static enum outcome lines_move(struct ctx *ctx, const struct recipient *to, enum line_state state)
{
	return db_exec(ctx, &duties_sql_lines_move,
		       DB_PARAMS(db_int(to->kind), db_int(to->id), db_int(LINE_WAITING), db_int(state)), NULL);
}

static enum outcome lines_drop(struct ctx *ctx, const struct recipient *to)
{
	return db_exec(ctx, &duties_sql_lines_drop, DB_PARAMS(db_int(to->kind), db_int(to->id), db_int(LINE_WAITING)),
		       NULL);
}

enum outcome digest_send(struct ctx *ctx, const struct mail_seed *seed, int64_t kind, int64_t recipient_id)
{
	struct recipient to;
	struct duty_line *lines;
	struct duty_item *told, *own, *others;
	size_t n_lines, n_told, n_own, n_others;
	int64_t id, n_all;
	TRY(recipient_load(ctx, kind, recipient_id, &to));
	if (to.is_gone)
		return lines_drop(ctx, &to);
	if (to.by_post || !to.email.n)
		return lines_move(ctx, &to, to.by_post ? LINE_LETTER : LINE_NO_ADDRESS);
	TRY(duty_lines_of(ctx, &to, LINE_WAITING, DIGEST_ROWS, &lines, &n_lines, &n_all));
	TRY(duty_lines_items(ctx, lines, n_lines, &told, &n_told));
	if (n_told == 0) {
		/* None of these is owed any more; those behind them come with the next slice. */
		for (size_t i = 0; i < n_lines; i++)
			TRY(duty_line_drop(ctx, &lines[i], INT64_MAX));
		return OK;
	}
	TRY(own_list(ctx, &to, told, n_told, &own, &n_own));
	TRY(others_list(ctx, &to, told, n_told, &others, &n_others));
	struct digest digest = digest_of(ctx, &to, own, n_own, others, n_others);
	digest.n_more += (size_t)n_all - n_lines;
	struct str once =
		str_fmt(ctx->arena, "duties.digest %d-%.*s %.*s", (int)kind, STR_ARG(id_str(ctx->arena, recipient_id)),
			STR_ARG(day_str(ctx->arena, site_today(ctx))));
	TRY(digest_put(ctx, seed, &to, &digest, "duties.digest", once, &id));
	/* Rules changed while today's were being sent: what came after the message goes with tomorrow's. */
	return id ? lines_drop(ctx, &to) : lines_move(ctx, &to, LINE_TOMORROW);
}

/* ---- Asked for by the office ---- */

enum outcome digest_send_now(struct ctx *ctx, const struct mail_seed *seed, const struct recipient *to,
			     const struct duty_item *items, size_t n, struct str once)
{
	int64_t id;
	struct digest digest = digest_of(ctx, to, items, n, NULL, 0);
	return digest_put(ctx, seed, to, &digest, "duties.reminder", once, &id);
}
