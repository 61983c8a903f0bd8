/* What is asked, by when, whether a signature counts, and when a missing one may be shown (S4). Pure. */
#include "commitments/commitments_rules.h"

/* ---- What a code asks for ---- */

struct commitment_form commitment_form_default(int64_t code_id, int64_t organization_id)
{
	return (struct commitment_form){
		.code_id = code_id,
		.organization_id = organization_id,
		.kind = COMMITMENT_LOCAL,
		.statement = str_of(msg("I have read this code and I promise to keep it.")),
		.public_days = -1,
		.keep_days = -1,
		.pledge_days = -1,
		.since_day = COMMITMENT_NO_DAY,
	};
}

struct commitment_form commitment_form_for(const struct commitment_form *forms, size_t n, int64_t code_id,
					   int64_t organization_id)
{
	const struct commitment_form *found = NULL;
	for (size_t i = 0; i < n; i++) {
		if (forms[i].erased_ms || forms[i].code_id != code_id)
			continue;
		if (forms[i].organization_id == organization_id)
			return forms[i];
		if (forms[i].organization_id == 0)
			found = &forms[i];
	}
	return found ? *found : commitment_form_default(code_id, organization_id);
}

static void days_check(struct ctx *ctx, const char *field, int32_t days, int32_t least)
{
	if (days < least || days > COMMITMENT_DAYS_AT_MOST)
		(void)problem_add(ctx, field, msg("Enter a number of days, at most 36500"));
}

enum outcome commitment_form_check(struct ctx *ctx, const struct commitment_form *form)
{
	size_t before = ctx->problems.count;
	if (form->kind < COMMITMENT_LOCAL || form->kind > COMMITMENT_ACCEPTANCE)
		(void)problem_add(ctx, "kind", msg("Choose what is signed"));
	(void)commitment_text_good(ctx, "statement", form->statement, COMMITMENT_TEXT_BYTES,
				   msg("Enter the words that are signed"));
	(void)commitment_text_good(
		ctx, "instrument", form->instrument, COMMITMENT_LINE_BYTES,
		form->mandatory ? msg("Cite the law or resolution that makes signing mandatory, such as “Resolution "
				      "2026-14, section 3”")
				: NULL);
	(void)commitment_text_good(ctx, "instrument_link", form->instrument_link, COMMITMENT_LINE_BYTES, NULL);
	if (!str_empty(form->instrument_link) && !link_valid(form->instrument_link))
		(void)problem_add(ctx, "instrument_link",
				  msg("Enter an address that begins with https:// and has no spaces"));
	days_check(ctx, "within", form->within_days, 0);
	(void)commitment_text_good(ctx, "effect", form->effect, COMMITMENT_TEXT_BYTES, NULL);
	days_check(ctx, "public_days", form->public_days, -1);
	days_check(ctx, "keep_days", form->keep_days, -1);
	days_check(ctx, "pledge_days", form->pledge_days, -1);
	if (form->public_days >= 0 && form->keep_days >= 0 && form->keep_days < form->public_days)
		(void)problem_add(ctx, "keep_days", msg("What is public must be kept as long"));
	(void)commitment_text_good(ctx, "retention_source", form->retention_source, COMMITMENT_LINE_BYTES,
				   form->public_days >= 0 || form->keep_days >= 0 || form->pledge_days >= 0
					   ? msg("Say which rule sets how long signatures are shown and kept")
					   : NULL);
	return ctx->problems.count > before ? INVALID : OK;
}

/* ---- Editions ---- */

static size_t place_of(const struct edition *editions, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (editions[i].id == id)
			return i;
	return n;
}

bool commitment_counts(const struct edition *editions, size_t n, int64_t signed_id, int64_t for_id)
{
	size_t at = place_of(editions, n, for_id), signed_at = place_of(editions, n, signed_id);
	if (at == n || signed_at == n || signed_at < at)
		return false;
	for (; at < signed_at; at++)
		if (editions[at].change != CHANGE_MINOR)
			return false;
	return true;
}

const struct edition *commitment_asking(const struct edition *editions, size_t n, int64_t edition_id)
{
	size_t at = place_of(editions, n, edition_id);
	if (at == n)
		return NULL;
	while (at + 1 < n && editions[at].change == CHANGE_MINOR)
		at++;
	return &editions[at];
}

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

int32_t commitment_binds_from(const struct edition *asking, int32_t published_day, int32_t adopted_from)
{
	return later(asking->in_force_from, later(published_day, adopted_from));
}

int32_t commitment_due(const struct commitment_form *form, const struct tenure *tenure, int32_t asks_from)
{
	if (form->within_days <= 0 || asks_from == COMMITMENT_NO_DAY)
		return COMMITMENT_NO_DAY;
	int32_t start = later(tenure->from_day, later(asks_from, form->since_day));
	return start > INT32_MAX - form->within_days ? COMMITMENT_NO_DAY : start + form->within_days;
}

struct str commitment_due_words(struct arena *arena, const struct commitment_form *form, const struct tenure *tenure,
				int32_t asks_from)
{
	int32_t start = later(tenure->from_day, later(asks_from, form->since_day));
	const char *why = tenure->from_day == start ? "the first day in the post"
			  : asks_from == start      ? "the day from which this text binds the body"
						    : "the day from which it is to be signed within this time";
	return str_fmt(arena, "%d days after %.*s, %s", form->within_days,
		       STR_ARG(day_words(arena, (struct day){start})), why);
}

/* ---- S4 ---- */

bool commitment_is_members(const struct commitment *commitment)
{
	return commitment->category == TENURE_ELECTED || commitment->category == TENURE_APPOINTED;
}

bool commitment_is_gone(const struct commitment *commitment)
{
	return commitment->erased_ms || commitment->display_ended_ms ||
	       (commitment->category == TENURE_CANDIDATE && commitment->withdrawn_ms);
}

const char *commitment_absence_bar(const struct commitment_absence *absence, struct day today)
{
	if (absence->category != TENURE_ELECTED && absence->category != TENURE_APPOINTED)
		return msg("Names without a signature are never shown but of elected and appointed members.");
	if (!absence->mandatory || str_empty(str_trim(absence->instrument)))
		return msg("No cited law or resolution makes signing mandatory here.");
	if (absence->due_day == COMMITMENT_NO_DAY)
		return msg("There is no deadline.");
	if ((int64_t)today.n <= (int64_t)absence->due_day + COMMITMENT_GRACE_DAYS)
		return msg("The deadline and 7 days more have not passed.");
	if (str_empty(str_trim(absence->resolution)) || absence->resolved_day == COMMITMENT_NO_DAY ||
	    absence->resolved_day > today.n)
		return msg("The body has not resolved to publish names.");
	if (absence->confirmed_day != today.n)
		return msg("The officer has not confirmed today that nothing was received.");
	return NULL;
}

const char *commitment_ask_bar(const struct commitment_ask *ask, int32_t confirmed_day, struct day today)
{
	const struct commitment_absence absence = {
		.category = ask->tenure.category,
		.mandatory = ask->form.mandatory,
		.instrument = ask->form.instrument,
		.due_day = ask->due_day,
		.confirmed_day = confirmed_day,
		.resolution = ask->resolution,
		.resolved_day = ask->resolved_day,
	};
	return commitment_absence_bar(&absence, today);
}

struct str commitment_off_display_words(struct arena *arena, const struct commitment *commitment)
{
	if (str_empty(commitment->election))
		return STR("of a term that is over, no longer on display");
	return str_fmt(arena, "made for the election of %.*s, no longer on display", STR_ARG(commitment->election));
}
