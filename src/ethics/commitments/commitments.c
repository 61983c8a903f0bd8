/* The rules of signing. Pure: who may, in which words. */
#include "commitments/commitments_rules.h"

/* ---- Names of things ---- */

static const struct {
	const char *name, *words;
} kinds[] = {
	[COMMITMENT_LOCAL] = {"local", msg("local commitment")},
	[COMMITMENT_STATUTORY] = {"statutory-form", msg("statutory form")},
	[COMMITMENT_OATH] = {"oath", msg("oath")},
	[COMMITMENT_ACCEPTANCE] = {"acceptance", msg("declaration of acceptance")},
};

const char *commitment_kind_name(int32_t kind)
{
	return kind >= COMMITMENT_LOCAL && kind <= COMMITMENT_ACCEPTANCE ? kinds[kind].name : "";
}

struct str commitment_kind_words(int32_t kind)
{
	return str_of(kind >= COMMITMENT_LOCAL && kind <= COMMITMENT_ACCEPTANCE ? kinds[kind].words : "");
}

bool commitment_kind_parse(struct str s, int32_t *ret_kind)
{
	for (int32_t kind = COMMITMENT_LOCAL; kind <= COMMITMENT_ACCEPTANCE; kind++) {
		if (str_eq(s, str_of(kinds[kind].name))) {
			*ret_kind = kind;
			return true;
		}
	}
	return false;
}

bool commitment_kind_is_made(int32_t kind)
{
	return kind == COMMITMENT_OATH || kind == COMMITMENT_ACCEPTANCE;
}

struct str commitment_office(struct arena *arena, const struct tenure *tenure)
{
	return tenure_office(arena, tenure);
}

struct str commitment_method_words(int32_t method)
{
	switch (method) {
	case COMMITMENT_SIGNED_IN:
		return str_of(msg("signed in to this site"));
	case COMMITMENT_PAPER:
		return str_of(msg("on paper"));
	case COMMITMENT_PASSKEY:
		return str_of(msg("signed in with a passkey"));
	default:
		return STR("");
	}
}

struct str commitment_method_name(int32_t method)
{
	static const char *const names[] = {
		[COMMITMENT_SIGNED_IN] = "signed-in", [COMMITMENT_PAPER] = "paper", [COMMITMENT_PASSKEY] = "passkey"};
	return method >= COMMITMENT_SIGNED_IN && method <= COMMITMENT_PASSKEY ? str_of(names[method]) : STR("");
}

/* ---- Names of people ---- */

/* Letters that Unicode does not take apart into a letter and a mark, as people type them who have no such key. */
static const char *plain_letter(uint32_t point)
{
	static const struct {
		uint32_t point;
		const char *plain;
	} letters[] = {{0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},  {0xFE, "th"},  {0x111, "d"},
		       {0x127, "h"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x14B, "ng"}};
	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (letters[i].point == point)
			return letters[i].plain;
	return NULL;
}

static bool is_mark(uint32_t point)
{
	return (point >= 0x300 && point <= 0x36F) || (point >= 0x1AB0 && point <= 0x1AFF) ||
	       (point >= 0x1DC0 && point <= 0x1DFF) || (point >= 0x20D0 && point <= 0x20FF);
}

/* Spaces, hyphens, full stops and apostrophes separate or decorate; they do not tell names apart. */
static bool is_between(uint32_t point)
{
	return point <= 0x20 || point == '-' || point == '.' || point == '\'' || point == ',' || point == 0xA0 ||
	       (point >= 0x2010 && point <= 0x201F) || point == 0x2B9 || point == 0x2BB || point == 0x2BC ||
	       point == 0x60 || point == 0xB4;
}

static struct str name_fold(struct arena *arena, struct str name)
{
	struct str folded = text_fold(arena, name);
	struct buf out = buf_open(arena, folded.n);
	for (size_t at = 0; at < folded.n;) {
		uint32_t point = utf8_next(folded, &at);
		const char *plain = plain_letter(point);
		if (plain)
			buf_c(&out, plain);
		else if (!is_mark(point) && !is_between(point))
			utf8_put(&out, point);
	}
	return buf_view(&out);
}

bool commitment_names_agree(struct arena *arena, struct str a, struct str b)
{
	struct str folded = name_fold(arena, a);
	return !str_empty(folded) && str_eq(folded, name_fold(arena, b));
}

/* ---- Answers ---- */

bool commitment_text_good(struct ctx *ctx, const char *field, struct str text, size_t most, const char *missing)
{
	size_t before = ctx->problems.count;
	if (missing && str_empty(str_trim(text)))
		(void)problem_add(ctx, field, missing);
	else if (text.n > most)
		(void)problem_add(ctx, field, msg("Use at most {1} characters"), str_fmt(ctx->arena, "%zu", most));
	return ctx->problems.count == before;
}

/* Before whom, where and on which day an oath or a declaration was made. */
static void made_check(struct ctx *ctx, const struct commitment *c, int32_t kind, struct day today)
{
	if (!commitment_kind_is_made(kind))
		return;
	(void)commitment_text_good(ctx, "before_whom", c->before_whom, COMMITMENT_LINE_BYTES,
				   msg("Enter before whom you made it"));
	(void)commitment_text_good(ctx, "made_at", c->made_at, COMMITMENT_LINE_BYTES, msg("Enter where you made it"));
	if (c->made_day == COMMITMENT_NO_DAY)
		(void)problem_add(ctx, "made_day", msg("Enter the day as year-month-day, such as 2026-07-01"));
	else if (c->made_day > today.n)
		(void)problem_add(ctx, "made_day", msg("The day must not be in the future"));
}

static enum outcome whose(struct ctx *ctx, const struct tenure *tenure)
{
	if (ctx->actor && ctx->actor->person_id != 0 && tenure->person_id == ctx->actor->person_id)
		return OK;
	(void)problem_add(ctx, "", msg("You can sign only for yourself, in a post that you hold."));
	return FORBIDDEN;
}

enum outcome commitment_check(struct ctx *ctx, const struct commitment *commitment, const struct edition *edition,
			      const struct tenure *tenure, const struct commitment_form *form, struct day today)
{
	size_t before = ctx->problems.count;
	TRY(whose(ctx, tenure));
	if (edition->erased_ms)
		return problem_add(ctx, "", msg("The text of this edition was removed, so it cannot be signed."));
	if (edition->stage != EDITION_IN_FORCE)
		return problem_add(ctx, "",
				   msg("This edition is not in force, so it cannot be signed. Open the code again."));
	if (!str_eq(commitment->text_hash, edition->text_hash))
		return problem_add(ctx, "",
				   msg("The text has changed since you opened it. Read it again before you sign."));
	if (!str_eq(commitment->statement, form->statement))
		return problem_add(ctx, "",
				   msg("The words that are signed have changed since you opened them. Read them before "
				       "you sign."));
	if (!tenure_holds(tenure, today))
		return problem_add(ctx, "", msg("Your term as {1} is not running today, so you cannot sign in it."),
				   tenure->post);
	if (str_empty(str_trim(commitment->name_typed)))
		(void)problem_add(ctx, "name", msg("Type your name"));
	else if (!commitment_names_agree(ctx->arena, commitment->name_typed, tenure->person_name))
		(void)problem_add(ctx, "name",
				  msg("Type your name as it stands here, “{1}”. Capitals, accents and spaces do not "
				      "matter. If it is wrong here, ask the clerk to put it right"),
				  tenure->person_name);
	made_check(ctx, commitment, form->kind, today);
	return ctx->problems.count > before ? INVALID : OK;
}

/* ---- Paper (S7) ---- */

enum outcome commitment_paper_fields(struct ctx *ctx, const struct commitment *c, struct day today)
{
	size_t before = ctx->problems.count;
	(void)commitment_text_good(ctx, "name", c->name_typed, COMMITMENT_LINE_BYTES,
				   msg("Enter the name as it stands on the form"));
	(void)commitment_text_good(ctx, "place", c->paper_place, COMMITMENT_LINE_BYTES,
				   msg("Enter where the paper is kept"));
	if (c->received_day == COMMITMENT_NO_DAY)
		(void)problem_add(ctx, "received", msg("Enter the day as year-month-day, such as 2026-07-01"));
	else if (c->received_day > today.n)
		(void)problem_add(ctx, "received", msg("The day must not be in the future"));
	if (c->form_day != COMMITMENT_NO_DAY && c->received_day != COMMITMENT_NO_DAY && c->form_day > c->received_day)
		(void)problem_add(ctx, "form_day", msg("The form cannot have been signed after you received it"));
	made_check(ctx, c, c->kind, today);
	return ctx->problems.count > before ? INVALID : OK;
}

enum outcome commitment_paper_check(struct ctx *ctx, const struct commitment *c, const struct edition *edition,
				    const struct tenure *tenure, const struct commitment_form *form, struct day today)
{
	struct commitment answers = *c;
	answers.kind = form->kind;
	if (ctx->actor && ctx->actor->person_id != 0 && ctx->actor->person_id == tenure->person_id) {
		(void)problem_add(ctx, "", msg("You cannot enter your own form. Ask another clerk, or sign it here."));
		return FORBIDDEN;
	}
	size_t before = ctx->problems.count;
	enum outcome fields = commitment_paper_fields(ctx, &answers, today);
	if (edition->erased_ms)
		(void)problem_add(
			ctx, "edition",
			msg("The text of this edition was removed from this site, so nobody could see what was "
			    "signed. Choose another one, or keep the paper and tell the ethics officer"));
	else if (edition->stage < EDITION_IN_FORCE)
		(void)problem_add(ctx, "edition", msg("This edition was not in force yet. Choose another one"));
	else if (c->received_day != COMMITMENT_NO_DAY && c->received_day < edition->in_force_from)
		(void)problem_add(ctx, "received",
				  msg("This edition came into force only on {1}. Choose the edition "
				      "that was signed"),
				  day_words(ctx->arena, (struct day){edition->in_force_from}));
	if (!str_empty(str_trim(c->name_typed)) &&
	    !commitment_names_agree(ctx->arena, c->name_typed, tenure->person_name))
		(void)problem_add(ctx, "name", msg("The form is signed with another name than “{1}”. Is it theirs?"),
				  tenure->person_name);
	return fields == OK && ctx->problems.count == before ? OK : INVALID;
}
